//! The rules of files on the server.

use crate::common::players::{anonymous, ask, ask_in_vain, bench_with, enter, enter_as, rows};
use crate::common::{Harness, app, clear, id};
use clank_core::config::{Config, Titles};
use clank_core::ids::{AppId, ConnId};
use clank_core::limits::Limits;
use clank_core::mls::Mls;
use clank_core::titles::Title;
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{
    Bytes, CallbackStatus as Status, File, FileAttributes, FileXferStatus as Xfer, PlainText, lobby,
};

/// Files for three titles, not for the PAL edition of one; small limits.
pub(crate) fn harness() -> Harness<Mls> {
    let rows = [10684, 11184, u32::MAX].map(|app_id| Title { files: true, ..Title::of(AppId(app_id)) });
    bench_with(&Config {
        titles: Titles { rows: rows.map(Into::into).into(), ..Titles::default() },
        limits: Limits { files: 3, file_bytes: 1000, list_rows: 2, ..Limits::default() },
        ..Config::default()
    })
}

pub(crate) fn named(name: &str) -> File {
    File { filename: PlainText::new(name), ..File::default() }
}

fn wanted(name: &str, file_size: i32) -> lobby::FileCreateRequest {
    lobby::FileCreateRequest {
        message_id: id("c"),
        medius_file_to_create: File { file_size, ..named(name) },
        medius_file_create_attributes: FileAttributes { description: Bytes::new([7; 256]), ..Default::default() },
        ..Default::default()
    }
}

/// A new file of so many bytes; what is told of it.
pub(crate) fn create(harness: &mut Harness<Mls>, conn: ConnId, name: &str, size: i32) -> File {
    let told: lobby::FileCreateResponse = ask(harness, conn, &wanted(name, size));
    let medius_file_info = told.medius_file_info.clone();
    let expected = lobby::FileCreateResponse { message_id: id("c"), medius_file_info, ..Default::default() };
    assert_eq!(told, expected, "{name}");
    told.medius_file_info
}

fn upload(file: &File, ui_data_size: u32) -> lobby::FileUploadRequest {
    lobby::FileUploadRequest { message_id: id("u"), medius_file_info: file.clone(), ui_data_size, ..Default::default() }
}

/// So many bytes of 5 from a place on.
pub(crate) fn piece(i_start_byte_index: i32, i_data_size: i32, i_xfer_status: Xfer) -> lobby::FileUploadResponse {
    lobby::FileUploadResponse {
        message_id: id("p"),
        data: Bytes::new([5; 464]),
        i_start_byte_index,
        i_data_size,
        i_xfer_status,
        ..Default::default()
    }
}

/// What the server wants next: status, kind, number and place; that is all of it.
pub(crate) fn next(told: &lobby::FileUploadServerRequest) -> (Status, Xfer, i32, i32) {
    assert!([id("u"), id("p")].contains(&told.message_id), "{told:?}");
    (told.status_code, told.i_xfer_status, told.i_packet_number, told.i_req_start_byte_index)
}

pub(crate) const BEGIN: (Status, Xfer, i32, i32) = (Status::SUCCESS, Xfer::INITIAL, 0, 0);
pub(crate) const DONE: (Status, Xfer, i32, i32) = (Status::SUCCESS, Xfer::END, 0, 0);
const BROKEN: (Status, Xfer, i32, i32) = (Status::DB_ERROR, Xfer::ERROR, 0, 0);

pub(crate) fn begin(harness: &mut Harness<Mls>, conn: ConnId, file: &File, size: u32) -> (Status, Xfer, i32, i32) {
    next(&ask(harness, conn, &upload(file, size)))
}

/// How a close ends; the file is told back.
fn close(harness: &mut Harness<Mls>, conn: ConnId, file: &File) -> Status {
    let request = lobby::FileCloseRequest { message_id: id("x"), medius_file_info: file.clone(), ..Default::default() };
    let told: lobby::FileCloseResponse = ask(harness, conn, &request);
    let status_code = told.status_code;
    let (message_id, medius_file_info) = (id("x"), file.clone());
    assert_eq!(told, lobby::FileCloseResponse { message_id, status_code, medius_file_info, ..Default::default() });
    status_code
}

pub(crate) fn download(name: &str) -> lobby::FileDownloadRequest {
    lobby::FileDownloadRequest { message_id: id("000-00000"), medius_file_info: named(name), ..Default::default() }
}

fn content<'a>(harness: &'a mut Harness<Mls>, name: &str) -> &'a mut Vec<u8> {
    &mut harness.tables().files.get_mut(&(AppId(10684), name.into())).expect("a file").bytes
}

/// MLS-190: a file is zeros under a sound name, once in its title, up to the limits of number and size; what is refused
/// leaves nothing.
#[test]
fn files_are_created() {
    let mut harness = harness();
    let one = enter(&mut harness, 1, "ratchet");
    let told = create(&mut harness, one, "Post_Score 1.post", 1000);
    let expected = File {
        file_size: 1000,
        owner_id: 1,
        creation_time_stamp: 1_099_353_600,
        file_id: told.file_id,
        ..named("Post_Score 1.post")
    };
    assert!(told.file_id > 0 && told == expected, "{told:?}");
    assert_eq!(*content(&mut harness, "Post_Score 1.post"), [0; 1000]);
    let before = harness.tables().clone();
    let long = "x".repeat(127);
    let refused = |harness: &mut Harness<Mls>, conn, request: &lobby::FileCreateRequest| {
        let told: lobby::FileCreateResponse = ask(harness, conn, request);
        let status_code = told.status_code;
        assert_eq!(told, lobby::FileCreateResponse { message_id: id("c"), status_code, ..Default::default() });
        status_code
    };
    for name in ["", ".", "..", "/etc/passwd", "a/b", "..\\a", "C:a", "na\u{ef}ve", "a\nb", "a\u{7f}"] {
        assert_eq!(refused(&mut harness, one, &wanted(name, 1)), Status::DB_ERROR, "{name:?}");
    }
    let mut longer = wanted("", 1);
    longer.medius_file_to_create.filename = PlainText::exact([b'x'; 128]);
    assert_eq!(refused(&mut harness, one, &longer), Status::DB_ERROR, "no NUL behind it");
    assert_eq!(refused(&mut harness, one, &wanted("Post_Score 1.post", 1)), Status::FILE_ALREADY_EXISTS);
    for size in [-1, 1001, i32::MIN, i32::MAX] {
        assert_eq!(refused(&mut harness, one, &wanted("large", size)), Status::FILE_QUOTA_EXCEEDED, "{size}");
    }
    let off = enter_as(&mut harness, 2, AppId(10683), "clank");
    assert_eq!(refused(&mut harness, off, &wanted("a", 1)), Status::DB_ERROR, "a title without files");
    let guest = anonymous(&mut harness);
    assert_eq!(refused(&mut harness, guest, &wanted("a", 1)), Status::PLAYER_NOT_PRIVILEGED);
    let failed: lobby::FileCreateResponse = ask_in_vain(&mut harness, one, &wanted("a", 1));
    let status_code = Status::DB_ERROR;
    assert_eq!(failed, lobby::FileCreateResponse { message_id: id("c"), status_code, ..Default::default() });
    assert!(harness.tables().files == before.files);
    create(&mut harness, one, &long, 0);
    // Two other titles have names and room of their own, the last of all ids among them.
    for (player, app_id) in [(3, 11184), (4, u32::MAX)] {
        let other = enter_as(&mut harness, player, AppId(app_id), "lawrence");
        for name in ["Post_Score 1.post", "b", "c"] {
            create(&mut harness, other, name, 1);
        }
        assert_eq!(refused(&mut harness, other, &wanted("d", 1)), Status::FILE_QUOTA_EXCEEDED);
    }
    create(&mut harness, one, "c", 1);
    assert_eq!(refused(&mut harness, one, &wanted("d", 1)), Status::FILE_QUOTA_EXCEEDED);
}

/// MLS-191, MLS-192, MLS-193: a file goes up piece by piece as the server asks for them, is closed once, and comes down
/// the same, in pieces of 464 bytes.
#[test]
fn a_file_goes_up_and_comes_down() {
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let file = create(&mut harness, one, "save", 1000);
    let bytes: Vec<u8> = (0..1000_u32).map(|at| u8::try_from(at % 251).expect("a byte")).collect();
    let first: lobby::FileUploadServerRequest = ask(&mut harness, one, &upload(&file, 1000));
    assert_eq!((next(&first), first.message_id), (BEGIN, id("u")));
    let mut told = next(&first);
    for (at, size, expected) in [
        (0, 464, (Status::SUCCESS, Xfer::MID, 1, 464)),
        (464, 100, (Status::SUCCESS, Xfer::MID, 2, 564)),
        (564, 436, DONE),
    ] {
        assert_eq!(told.3, at, "what was asked for");
        let mut data = [0; 464];
        let (from, count) = (usize::try_from(at).expect("small"), usize::try_from(size).expect("small"));
        data[..count].copy_from_slice(&bytes[from..from + count]);
        let sent = lobby::FileUploadResponse { data: Bytes::new(data), ..piece(at, size, Xfer::MID) };
        let answer: lobby::FileUploadServerRequest = ask(&mut harness, one, &sent);
        assert_eq!((next(&answer), answer.message_id), (expected, id("p")));
        told = next(&answer);
    }
    // That the console says the same wants no answer, and is nothing bad.
    for word in [Xfer::END, Xfer(4)] {
        harness.send(one, &app(&piece(0, 464, word)));
        assert!(harness.ids(one).is_empty() && harness.faults().is_empty());
    }
    assert_eq!(*content(&mut harness, "save"), bytes);
    assert_eq!(close(&mut harness, one, &file), Status::SUCCESS);
    assert_eq!(close(&mut harness, one, &file), Status::DB_ERROR, "closed already");
    // Anybody may have it; he hears it in three pieces.
    let list: Vec<lobby::FileDownloadResponse> = rows(&mut harness, two, &download("save"));
    assert_eq!(list, pieces(&bytes));
}

/// A file as it comes down.
fn pieces(bytes: &[u8]) -> Vec<lobby::FileDownloadResponse> {
    let whole: Vec<&[u8]> = if bytes.is_empty() { vec![bytes] } else { bytes.chunks(464).collect() };
    let rows = whole.iter().enumerate().map(|(number, piece)| {
        let mut data = [0; 464];
        data[..piece.len()].copy_from_slice(piece);
        let number = i32::try_from(number).expect("small");
        let last = number + 1 == i32::try_from(whole.len()).expect("small");
        lobby::FileDownloadResponse {
            message_id: id("000-00000"),
            status_code: Status::SUCCESS,
            data: Bytes::new(data),
            i_start_byte_index: number * 464,
            i_data_size: i32::try_from(piece.len()).expect("small"),
            i_packet_number: number,
            i_xfer_status: match number {
                _ if last => Xfer::END,
                0 => Xfer::INITIAL,
                _ => Xfer::MID,
            },
            ..Default::default()
        }
    });
    rows.collect()
}

/// MLS-191: uploads that do not begin: of somebody else's file, of none, of more than was made, without files at all.
#[test]
fn uploads_are_refused() {
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let (off, guest) = (enter_as(&mut harness, 3, AppId(10683), "al"), anonymous(&mut harness));
    let file = create(&mut harness, one, "save", 10);
    for (conn, name, size, told) in [
        (two, "save", 10, BROKEN),
        (one, "other", 10, BROKEN),
        (one, "../save", 10, BROKEN),
        (one, "save", 11, BROKEN),
        (one, "save", u32::MAX, BROKEN),
        (off, "save", 10, BROKEN),
        (guest, "save", 10, (Status::PLAYER_NOT_PRIVILEGED, Xfer::ERROR, 0, 0)),
    ] {
        assert_eq!(begin(&mut harness, conn, &named(name), size), told, "{name}, {size}");
        assert_eq!(close(&mut harness, conn, &file), Status::DB_ERROR);
    }
    let failed: lobby::FileUploadServerRequest = ask_in_vain(&mut harness, one, &upload(&file, 10));
    assert_eq!(next(&failed), BROKEN);
    harness.send(one, &app(&piece(0, 10, Xfer::MID)));
    assert_eq!((harness.ids(one), harness.faults()), (vec![], vec!["MLS-191"]), "a piece of no upload");
    assert_eq!(*content(&mut harness, "save"), [0; 10]);
}

/// MLS-191: a piece that was not asked for ends the upload, and so does a store that does not take it; what came before
/// stays.
#[test]
fn uploads_break() {
    let mut harness = harness();
    let one = enter(&mut harness, 1, "ratchet");
    let file = create(&mut harness, one, "save", 700);
    for (at, size) in
        [(0, 100), (465, 100), (-1, 100), (464, 465), (464, 237), (464, 0), (464, -1), (i32::MAX, i32::MAX)]
    {
        assert_eq!(begin(&mut harness, one, &file, 700), BEGIN);
        let told: lobby::FileUploadServerRequest = ask(&mut harness, one, &piece(0, 464, Xfer::INITIAL));
        assert_eq!(next(&told), (Status::SUCCESS, Xfer::MID, 1, 464));
        assert_eq!(next(&ask(&mut harness, one, &piece(at, size, Xfer::MID))), BROKEN, "{at}, {size}");
        assert_eq!(close(&mut harness, one, &file), Status::DB_ERROR);
    }
    assert_eq!(*content(&mut harness, "save"), [[5; 464].as_slice(), &[0; 236]].concat());
    assert_eq!(begin(&mut harness, one, &file, 700), BEGIN);
    let failed: lobby::FileUploadServerRequest = ask_in_vain(&mut harness, one, &piece(0, 464, Xfer::MID));
    assert_eq!(next(&failed), BROKEN);
    assert_eq!(close(&mut harness, one, &file), Status::DB_ERROR);
    // The file goes while it comes.
    assert_eq!(begin(&mut harness, one, &file, 700), BEGIN);
    harness.tables().files.clear();
    assert_eq!(next(&ask(&mut harness, one, &piece(0, 464, Xfer::MID))), BROKEN);
}

/// MLS-191: a console may send less than the file holds, nothing at all, or the next piece before it was asked for it;
/// a new upload begins where a file begins.
#[test]
fn uploads_of_every_length() {
    let mut harness = harness();
    let one = enter(&mut harness, 1, "ratchet");
    let file = create(&mut harness, one, "save", 700);
    let empty = create(&mut harness, one, "empty", 0);
    assert_eq!(begin(&mut harness, one, &empty, 0), BEGIN);
    assert_eq!(next(&ask(&mut harness, one, &piece(0, 0, Xfer::INITIAL))), DONE);
    assert_eq!(begin(&mut harness, one, &file, 600), BEGIN, "without a word of the other");
    assert_eq!(next(&ask(&mut harness, one, &piece(0, 400, Xfer::MID))), (Status::SUCCESS, Xfer::MID, 1, 400));
    assert_eq!(begin(&mut harness, one, &file, 600), BEGIN, "anew");
    let mut store = harness.store.take().expect("a store");
    harness.send(one, &[app(&piece(0, 464, Xfer::INITIAL)), app(&piece(464, 136, Xfer::MID))].concat());
    assert!(harness.ids(one).is_empty());
    harness.serve(&mut store);
    let told: Vec<lobby::FileUploadServerRequest> = harness.answers(one);
    assert_eq!(told.iter().map(next).collect::<Vec<_>>(), [(Status::SUCCESS, Xfer::MID, 1, 464), DONE]);
    assert_eq!(close(&mut harness, one, &empty), Status::DB_ERROR);
    assert_eq!(close(&mut harness, one, &file), Status::SUCCESS);
    harness.store = Some(store);
    assert_eq!(*content(&mut harness, "save"), [[5; 600].as_slice(), &[0; 100]].concat());
}

/// MLS-192: the owner may cancel, whatever goes on; nobody else, and not what does not exist.
#[test]
fn uploads_are_cancelled() {
    type Answer = lobby::FileCancelOperationResponse;
    let mut harness = harness();
    let (one, two, off) = (
        enter(&mut harness, 1, "ratchet"),
        enter(&mut harness, 2, "clank"),
        enter_as(&mut harness, 3, AppId(10683), "al"),
    );
    let (file, other) = (create(&mut harness, one, "save", 10), create(&mut harness, one, "other", 10));
    let cancel = |name: &str| lobby::FileCancelOperationRequest {
        message_id: id("k"),
        medius_file_info: named(name),
        ..Default::default()
    };
    assert_eq!(begin(&mut harness, one, &file, 10), BEGIN);
    for (conn, name, status) in [
        (two, "save", Status::FILE_NO_PERMISSIONS),
        (off, "save", Status::FILE_NO_PERMISSIONS),
        (one, "nothing", Status::FILE_NO_PERMISSIONS),
        (one, "a/b", Status::FILE_NO_PERMISSIONS),
        (one, "other", Status::SUCCESS),
    ] {
        let told: Answer = ask(&mut harness, conn, &cancel(name));
        assert_eq!(told, Answer { message_id: id("k"), status_code: status, ..Default::default() }, "{name}");
    }
    let cancelled = |status_code| Answer { message_id: id("k"), status_code, ..Default::default() };
    assert_eq!(ask_in_vain::<Answer>(&mut harness, one, &cancel("save")), cancelled(Status::DB_ERROR));
    assert_eq!(close(&mut harness, one, &other), Status::DB_ERROR);
    assert_eq!(
        next(&ask(&mut harness, one, &piece(0, 4, Xfer::MID))),
        (Status::SUCCESS, Xfer::MID, 1, 4),
        "it goes on"
    );
    let told: Answer = ask(&mut harness, one, &cancel("save"));
    assert_eq!(told, cancelled(Status::SUCCESS));
    assert_eq!(close(&mut harness, one, &file), Status::DB_ERROR);
    assert_eq!(ask::<Answer>(&mut harness, one, &cancel("save")), cancelled(Status::SUCCESS), "nothing goes on");
}

/// MLS-193: a file of one piece ends with it, an empty one too; a missing one, or none at all, is a single packet with
/// all counters 0, as Sony sent it.
#[test]
fn downloads_of_every_length() {
    type Answer = lobby::FileDownloadResponse;
    let mut harness = harness();
    let (one, off) = (enter(&mut harness, 1, "ratchet"), enter_as(&mut harness, 3, AppId(10683), "al"));
    create(&mut harness, one, "save", 10);
    for (size, most) in [(0, 1), (1, 1), (464, 1), (465, 2), (928, 2)] {
        *content(&mut harness, "save") = vec![8; size];
        let list: Vec<Answer> = rows(&mut harness, one, &download("save"));
        assert_eq!((list.len(), list), (most, pieces(&vec![8; size])), "{size}");
    }
    let nothing = Answer { message_id: id("000-00000"), status_code: Status(-988), ..Default::default() };
    for (conn, name) in [(one, "Post_Score_11101001.post"), (one, "a/b"), (one, ""), (off, "save")] {
        assert_eq!(ask::<Answer>(&mut harness, conn, &download(name)), nothing, "{name}");
    }
    assert_eq!(ask_in_vain::<Answer>(&mut harness, one, &download("save")), nothing);
}

/// MLS-194: a file goes by its owner's word alone, and once.
#[test]
fn files_are_deleted() {
    type Answer = lobby::FileDeleteResponse;
    let mut harness = harness();
    let (one, two, off) = (
        enter(&mut harness, 1, "ratchet"),
        enter(&mut harness, 2, "clank"),
        enter_as(&mut harness, 3, AppId(10683), "al"),
    );
    create(&mut harness, one, "save", 10);
    let delete = |name: &str| lobby::FileDeleteRequest {
        message_id: id("d"),
        medius_file_to_delete: named(name),
        ..Default::default()
    };
    let failed = Answer { message_id: id("d"), status_code: Status::DB_ERROR, ..Default::default() };
    assert_eq!(ask_in_vain::<Answer>(&mut harness, one, &delete("save")), failed);
    for (conn, name, status) in [
        (two, "save", Status::DB_ERROR),
        (off, "save", Status::DB_ERROR),
        (one, "a/b", Status::DB_ERROR),
        (one, "other", Status::DATA_DOES_NOT_EXIST),
        (one, "save", Status::SUCCESS),
        (one, "save", Status::DATA_DOES_NOT_EXIST),
    ] {
        let told: Answer = ask(&mut harness, conn, &delete(name));
        assert_eq!(told, Answer { message_id: id("d"), status_code: status, ..Default::default() }, "{name}");
        assert_eq!(harness.tables().files.is_empty(), conn == one && name == "save");
    }
}

/// GEN-19: of two requests only the ids are known: they are noted and left.
#[test]
fn files_without_a_layout_are_left_alone() {
    let mut harness = harness();
    let one = enter(&mut harness, 1, "ratchet");
    create(&mut harness, one, "save", 10);
    let before = harness.tables().files.clone();
    for request in [0xB4, 0xBC] {
        harness.send(one, &clear(rt::ClientAppToServer::ID, &[&[1, request][..], b"save", &[0; 400]].concat()));
        assert!(harness.ids(one).is_empty() && !harness.is_closed(one));
    }
    assert_eq!(harness.faults(), ["GEN-19", "GEN-19"]);
    assert!(harness.tables().files == before);
}
