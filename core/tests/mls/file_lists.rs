//! Lists of files on the server, their attributes and their metadata.

use crate::common::id;
use crate::common::players::{ask, ask_in_vain, enter, enter_as, rows};
use crate::files::{BEGIN, DONE, begin, create, download, harness, named, next, piece};
use clank_core::ids::AppId;
use clank_core::wire::{
    Bytes, CallbackStatus as Status, File, FileAttributes, FileMetaData, FileXferStatus as Xfer, PlainText, lobby,
    lobby_ext,
};

/// MLS-194, GEN-31, GEN-33: lists in both forms: by name, size, owner, age and metadata, from any entry on, no more
/// than a list may have.
#[test]
fn files_are_listed() {
    let mut harness = harness();
    let (one, two, off) = (
        enter(&mut harness, 1, "ratchet"),
        enter(&mut harness, 2, "clank"),
        enter_as(&mut harness, 3, AppId(10683), "al"),
    );
    let other = enter_as(&mut harness, 4, AppId(11184), "lawrence");
    let b1 = create(&mut harness, one, "b1", 10);
    harness.pass(core::time::Duration::from_secs(1));
    let a2 = create(&mut harness, two, "a2", 20);
    harness.pass(core::time::Duration::from_secs(1));
    let a1 = create(&mut harness, one, "a1", 30);
    let made = [&a1, &a2, &b1].map(Clone::clone);
    create(&mut harness, other, "a3", 30);
    let tag = lobby::FileUpdateMetaDataRequest {
        message_id: id("t"),
        medius_file_info: named("a2"),
        medius_update_meta_data: FileMetaData { key: PlainText::new("kind"), value: PlainText::new("replay") },
        ..Default::default()
    };
    let told: lobby::FileUpdateMetaDataResponse = ask(&mut harness, two, &tag);
    assert_eq!(told.status_code, Status::SUCCESS);
    let all =
        lobby::FileListRequest { message_id: id("l"), starting_entry_number: 1, page_size: 9, ..Default::default() };
    let begin = |name: &str| lobby::FileListRequest { file_name_begins_with: PlainText::new(name), ..all.clone() };
    for (request, names) in [
        (begin("a"), vec!["a1", "a2"]),
        (begin("b"), vec!["b1"]),
        (begin("c"), vec![]),
        (begin("A"), vec![]),
        (all.clone(), vec!["a1", "a2"]),
        (lobby::FileListRequest { starting_entry_number: 3, ..all.clone() }, vec!["b1"]),
        (lobby::FileListRequest { starting_entry_number: 0, page_size: 1, ..all.clone() }, vec!["a1"]),
        (lobby::FileListRequest { starting_entry_number: 4, ..all.clone() }, vec![]),
        (lobby::FileListRequest { page_size: 0, ..all.clone() }, vec![]),
        (lobby::FileListRequest { filesize_greater_than: 20, ..all.clone() }, vec!["a1"]),
        (lobby::FileListRequest { filesize_less_than: 20, ..all.clone() }, vec!["b1"]),
        (lobby::FileListRequest { owner_by_id: 1, ..all.clone() }, vec!["a1", "b1"]),
        (lobby::FileListRequest { owner_by_id: 3, ..all.clone() }, vec![]),
        (lobby::FileListRequest { newer_than_timestamp: 1_099_353_601, ..all.clone() }, vec!["a1"]),
        (lobby::FileListRequest { newer_than_timestamp: 1_099_353_600, ..all.clone() }, vec!["a1", "a2"]),
    ] {
        let ext = lobby_ext::FileListExtRequest {
            file_name_begins_with: request.file_name_begins_with,
            filesize_greater_than: request.filesize_greater_than,
            filesize_less_than: request.filesize_less_than,
            owner_by_id: request.owner_by_id.cast_signed(),
            newer_than_timestamp: request.newer_than_timestamp,
            starting_entry_number: request.starting_entry_number,
            page_size: request.page_size,
            message_id: id("l"),
            ..Default::default()
        };
        let plain: Vec<lobby::FileListResponse> = rows(&mut harness, one, &request);
        let ext: Vec<lobby_ext::FileListExtResponse> = rows(&mut harness, one, &ext);
        if names.is_empty() {
            let (status_code, end_of_list) = (Status::NO_RESULT, 1);
            assert_eq!(
                plain,
                [lobby::FileListResponse { message_id: id("l"), status_code, end_of_list, ..Default::default() }]
            );
            assert_eq!(
                ext,
                [lobby_ext::FileListExtResponse {
                    message_id: id("l"),
                    status_code,
                    end_of_list,
                    ..Default::default()
                }]
            );
            continue;
        }
        let ends = (1..=names.len()).map(|row| u8::from(row == names.len()));
        let file = |name: &str| made.iter().find(|file| file.filename.text() == name.as_bytes()).expect("made").clone();
        let expected = names.iter().zip(ends).map(|(name, end_of_list)| lobby::FileListResponse {
            message_id: id("l"),
            status_code: Status::SUCCESS,
            medius_file_to_list: file(name),
            end_of_list,
            ..Default::default()
        });
        assert_eq!(plain, expected.collect::<Vec<_>>(), "{request:?}");
        let ends = (1..=names.len()).map(|row| u8::from(row == names.len()));
        let expected = names.iter().zip(ends).map(|(name, end_of_list)| lobby_ext::FileListExtResponse {
            message_id: id("l"),
            status_code: Status::SUCCESS,
            medius_file_info: file(name),
            end_of_list,
            ..Default::default()
        });
        assert_eq!(ext, expected.collect::<Vec<_>>(), "{request:?}");
    }
    let tagged = |key: &str, value: &str| lobby_ext::FileListExtRequest {
        message_id: id("e"),
        starting_entry_number: 1,
        page_size: 9,
        meta_data: FileMetaData { key: PlainText::new(key), value: PlainText::new(value) },
        ..Default::default()
    };
    let told: lobby_ext::FileListExtResponse = ask(&mut harness, one, &tagged("kind", "replay"));
    let row = |status_code| lobby_ext::FileListExtResponse {
        message_id: id("e"),
        status_code,
        end_of_list: 1,
        ..Default::default()
    };
    let meta_value = PlainText::new("replay");
    let expected = lobby_ext::FileListExtResponse { medius_file_info: a2, meta_value, ..row(Status::SUCCESS) };
    assert_eq!(told, expected);
    for (key, value) in [("kind", "map"), ("colour", "replay")] {
        let told: lobby_ext::FileListExtResponse = ask(&mut harness, one, &tagged(key, value));
        assert_eq!(told, row(Status::NO_RESULT), "{key}: {value}");
    }
    let plain = |status_code| lobby::FileListResponse {
        message_id: id("l"),
        status_code,
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(ask::<lobby::FileListResponse>(&mut harness, off, &all), plain(Status::NO_RESULT));
    let told: lobby_ext::FileListExtResponse = ask(&mut harness, off, &tagged("", ""));
    assert_eq!(told, row(Status::NO_RESULT));
    let failed: lobby::FileListResponse = ask_in_vain(&mut harness, one, &all);
    assert_eq!(failed, plain(Status::DB_ERROR));
    let failed: lobby_ext::FileListExtResponse = ask_in_vain(&mut harness, one, &tagged("", ""));
    assert_eq!(failed, row(Status::DB_ERROR));
}

/// MLS-194: attributes: the title's own 256 bytes, the last change, and how often the file was read.
#[test]
fn files_have_attributes() {
    type Answer = lobby::FileGetAttributesResponse;
    let mut harness = harness();
    let (one, off) = (enter(&mut harness, 1, "ratchet"), enter_as(&mut harness, 3, AppId(10683), "al"));
    let file = create(&mut harness, one, "save", 10);
    let look = |name: &str| lobby::FileGetAttributesRequest {
        message_id: id("a"),
        medius_file_info: named(name),
        ..Default::default()
    };
    harness.pass(core::time::Duration::from_secs(5));
    assert_eq!(begin(&mut harness, one, &file, 10), BEGIN);
    assert_eq!(next(&ask(&mut harness, one, &piece(0, 10, Xfer::MID))), DONE);
    for _ in 0..2 {
        assert_eq!(rows::<lobby::FileDownloadResponse>(&mut harness, one, &download("save")).len(), 1);
    }
    let told: Answer = ask(&mut harness, one, &look("save"));
    let expected = Answer {
        message_id: id("a"),
        status_code: Status::SUCCESS,
        medius_file_info: file,
        medius_file_attributes_response: FileAttributes {
            description: Bytes::new([7; 256]),
            last_changed_time_stamp: 1_099_353_605,
            last_changed_by_user_id: 1,
            number_accesses: 2,
            ..FileAttributes::default()
        },
        ..Default::default()
    };
    assert_eq!(told, expected);
    let nothing = Answer { message_id: id("a"), status_code: Status::NO_RESULT, ..Default::default() };
    for (conn, name) in [(one, "other"), (one, "a/b"), (off, "save")] {
        assert_eq!(ask::<Answer>(&mut harness, conn, &look(name)), nothing, "{name}");
    }
    let failed = Answer { status_code: Status::DB_ERROR, ..nothing };
    assert_eq!(ask_in_vain::<Answer>(&mut harness, one, &look("save")), failed);
}

/// MLS-194: metadata by key, or all of it in order of the keys; the owner writes it, in two forms, 64 pieces at most.
#[test]
fn files_have_metadata() {
    type Row = lobby::FileGetMetaDataResponse;
    type Saved = lobby::FileUpdateMetaDataResponse;
    let mut harness = harness();
    let (one, two, off) = (
        enter(&mut harness, 1, "ratchet"),
        enter(&mut harness, 2, "clank"),
        enter_as(&mut harness, 3, AppId(10683), "al"),
    );
    let file = create(&mut harness, one, "save", 10);
    let pair = |key: &str, value: &str| FileMetaData { key: PlainText::new(key), value: PlainText::new(value) };
    let save = |name: &str, key: &str, value: &str| lobby::FileUpdateMetaDataRequest {
        message_id: id("s"),
        medius_file_info: named(name),
        medius_update_meta_data: pair(key, value),
        ..Default::default()
    };
    let saved = |message_id: &str, status_code| Saved {
        message_id: id(message_id),
        status_code,
        medius_file: if status_code == Status::SUCCESS { file.clone() } else { File::default() },
        end_of_list: 1,
        ..Default::default()
    };
    let look = |name: &str, key: &str| lobby::FileGetMetaDataRequest {
        message_id: id("g"),
        medius_file_info: named(name),
        medius_meta_data_requested_key: pair(key, ""),
        ..Default::default()
    };
    let nothing = Row { message_id: id("g"), status_code: Status::NO_RESULT, end_of_list: 1, ..Default::default() };
    assert_eq!(ask::<Row>(&mut harness, two, &look("save", "")), nothing, "there is none yet");
    for (conn, name, key, value, status) in [
        (one, "save", "map", "Aquatos", Status::SUCCESS),
        (one, "save", "date", "today", Status::SUCCESS),
        (one, "save", "map", "Aridia", Status::SUCCESS),
        (two, "save", "map", "mine", Status::DB_ERROR),
        (one, "other", "map", "mine", Status::NO_RESULT),
        (one, "a/b", "map", "mine", Status::NO_RESULT),
        (off, "save", "map", "mine", Status::NO_RESULT),
    ] {
        let request = save(name, key, value);
        let told: Saved = ask(&mut harness, conn, &request);
        assert_eq!(told, saved("s", status), "{name}, {key}, {value}");
    }
    let aux = lobby_ext::FileUpdateAuxMetaDataRequest {
        message_id: id("x"),
        medius_file_info: named("save"),
        medius_update_meta_data: pair("level", "9"),
        ..Default::default()
    };
    assert_eq!(ask::<Saved>(&mut harness, one, &aux), saved("x", Status::SUCCESS));
    assert_eq!(ask_in_vain::<Saved>(&mut harness, one, &aux), saved("x", Status::DB_ERROR));
    for (key, pairs) in [
        ("", vec![("date", "today"), ("level", "9"), ("map", "Aridia")]),
        ("map", vec![("map", "Aridia")]),
        ("colour", vec![]),
    ] {
        let list: Vec<Row> = rows(&mut harness, two, &look("save", key));
        if pairs.is_empty() {
            assert_eq!(list, std::slice::from_ref(&nothing), "{key}");
            continue;
        }
        let ends = (1..=pairs.len()).map(|row| u8::from(row == pairs.len()));
        let expected = pairs.iter().zip(ends).map(|((key, value), end_of_list)| Row {
            message_id: id("g"),
            status_code: Status::SUCCESS,
            medius_file_info: file.clone(),
            medius_meta_data_response_key: pair(key, value),
            end_of_list,
            ..Default::default()
        });
        assert_eq!(list, expected.collect::<Vec<_>>());
    }
    for (conn, name) in [(one, "other"), (one, "a/b"), (off, "save")] {
        assert_eq!(ask::<Row>(&mut harness, conn, &look(name, "")), nothing, "{name}");
    }
    let failed: Row = ask_in_vain(&mut harness, one, &look("save", ""));
    assert_eq!(failed, Row { status_code: Status::DB_ERROR, ..nothing });
    for number in 3..65 {
        let status = if number < 64 { Status::SUCCESS } else { Status::DB_ERROR };
        assert_eq!(ask::<Saved>(&mut harness, one, &save("save", &format!("key {number}"), "")), saved("s", status));
    }
    assert_eq!(ask::<Saved>(&mut harness, one, &save("save", "map", "last")), saved("s", Status::SUCCESS));
    assert_eq!(rows::<Row>(&mut harness, one, &look("save", "")).len(), 64);
}
