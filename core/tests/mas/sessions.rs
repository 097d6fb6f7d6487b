//! The sessions of the MAS, and its small requests.

use core::time::Duration;

use crate::common::{Harness, app, clear, conn, connect, handshake, id, login, rt_frame};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, Component, LocationId};
use clank_core::machine::Machine;
use clank_core::mas::Mas;
use clank_core::peer::{Localization, PeerMessage};
use clank_core::script::NoScript;
use clank_core::secret::Secret;
use clank_core::settings::text_filter::TextFilter;
use clank_core::store::{
    AccountRequest, Announcement, AnnouncementRow, CreateAccount, Location, LocationRow, Memory, Policy, PolicyRow,
    StoreRequest,
};
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{
    AddressText, CallbackStatus as Status, CharacterEncodingType, DnasCategory, LanguageType, MessageId, PolicyType,
    TextFilterType, TimeZone, lobby, lobby_ext,
};

pub(crate) fn mas_with(change: impl FnOnce(&mut Config)) -> Harness<Mas> {
    let mut config = Config::default();
    change(&mut config);
    Harness::new(Mas::new(&config, [5; 32], Box::new(NoScript)))
}

pub(crate) fn mas() -> Harness<Mas> {
    mas_with(|_| ())
}

pub(crate) fn store() -> Memory {
    let mut store = Memory::new();
    let password = Secret::new("right".to_owned());
    store.answer(CreateAccount { app_id: AppId(10684), name: "ratchet".into(), password, machine_id: None });
    store.groups = Config::default().titles.groups();
    // The account was made before the groups were known: lay it out again in its group.
    let mut row = store.accounts.remove(&AccountId(1)).expect("made above");
    row.group = store.group(AppId(10684));
    store.put_account(row);
    store
}

/// MAS-1, MAS-2, ST-10, GEN-10: a session in every form; the MessageID comes back without its rubbish.
#[test]
fn a_session_begins_in_every_form() {
    let mut harness = mas();
    let conn = harness.connect(1);
    let mut rubbish = [0xee; 21];
    rubbish[..3].copy_from_slice(b"id\0");
    let message_id = MessageId::exact(rubbish);
    let mut keys = Vec::new();
    for request in [
        app(&lobby::SessionBeginRequest { message_id, ..Default::default() }),
        app(&lobby_ext::SessionBeginRequest1 { message_id, ..Default::default() }),
        app(&lobby_ext::ExtendedSessionBeginRequest { message_id, ..Default::default() }),
    ] {
        harness.send(conn, &request);
        let answer: lobby::SessionBeginResponse = harness.answer(conn);
        assert_eq!((answer.status_code, answer.message_id), (Status::SUCCESS, id("id")));
        assert_eq!(answer.session_key.text().len(), 16);
        keys.push(answer.session_key);
    }
    assert!(keys[0] != keys[1] && keys[1] != keys[2]);
}

/// GEN-14, GEN-15: without a session nothing is answered, and nobody is thrown out for it.
#[test]
fn without_a_session_there_is_silence() {
    let mut harness = mas();
    let conn = harness.connect(1);
    for request in [
        app(&lobby::GetBuddyListExtraInfoRequest { message_id: id("1") }),
        app(&lobby::AccountLoginRequest::default()),
        app(&lobby::SetLocalizationParamsRequest::default()),
        app(&lobby::GetPolicyRequest::default()),
        app(&lobby::SessionEndRequest::default()),
    ] {
        harness.send(conn, &request);
    }
    assert_eq!((harness.ids(conn), harness.is_closed(conn), harness.asked.len()), (vec![], false, 0));
    assert_eq!(harness.faults(), ["GEN-14"; 4]);
}

/// MAS-4: the end of a session is answered on the connection, and once.
#[test]
fn a_session_ends_once() {
    let mut harness = mas();
    let (conn, session_key) = harness.begin(1);
    let end = app(&lobby::SessionEndRequest { message_id: id("e"), session_key });
    harness.send(conn, &[end.clone(), end].concat());
    assert_eq!(harness.answer::<lobby::SessionEndResponse>(conn).status_code, Status::SUCCESS);
}

/// MAS-10, MAS-14, MAS-16, MAS-19: the small requests before a login.
#[test]
fn small_requests() {
    let mut harness = mas_with(|config| config.text_filter = TextFilter::of("Nefarious").expect("sound"));
    let (conn, _) = harness.begin(1);
    let localized = |message_id| lobby::SetLocalizationParamsResponse {
        message_id,
        status_code: Status::SUCCESS,
        ..Default::default()
    };
    harness.send(conn, &app(&lobby::SetLocalizationParamsRequest { message_id: id("0"), ..Default::default() }));
    harness.send(conn, &app(&lobby_ext::SetLocalizationParamsRequest1 { message_id: id("1"), ..Default::default() }));
    harness.send(conn, &app(&lobby_ext::SetLocalizationParamsRequest2 { message_id: id("2"), ..Default::default() }));
    let answers: Vec<lobby::SetLocalizationParamsResponse> = harness.answers(conn);
    assert_eq!(answers, ["0", "1", "2"].map(|number| localized(id(number))));
    harness.send(conn, &app(&lobby_ext::GetServerTimeRequest { message_id: id("t") }));
    let time = lobby_ext::GetServerTimeResponse {
        message_id: id("t"),
        status_code: Status::SUCCESS,
        gmt_time: 1_099_353_600,
        ..Default::default()
    };
    assert_eq!(harness.answer::<lobby_ext::GetServerTimeResponse>(conn), time);
    harness.send(conn, &app(&lobby::GetMyIPRequest { message_id: id("i"), ..Default::default() }));
    let ip = lobby::GetMyIPResponse {
        message_id: id("i"),
        status_code: Status::SUCCESS,
        ip: AddressText::new("192.168.1.1"),
        ..Default::default()
    };
    assert_eq!(harness.answer::<lobby::GetMyIPResponse>(conn), ip);
    harness.send(conn, &app(&lobby::PickLocationRequest { message_id: id("p"), ..Default::default() }));
    let picked =
        lobby::PickLocationResponse { message_id: id("p"), status_code: Status::SUCCESS, ..Default::default() };
    assert_eq!(harness.answer::<lobby::PickLocationResponse>(conn), picked);
    for (kind, text, status, left) in [
        (0, "clank", Status::PASS, "clank"),
        (0, "dr nefarious", Status::FAIL, "dr nefarious"),
        (1, "dr NEFARIOUS", Status::SUCCESS, "dr"),
    ] {
        let text_filter_type = TextFilterType(kind);
        let text = clank_core::wire::Text::new(text);
        harness.send(conn, &app(&lobby::TextFilterRequest { text_filter_type, text, ..Default::default() }));
        let answer: lobby::TextFilterResponse = harness.answer(conn);
        assert_eq!((answer.status_code, answer.text.text()), (status, left.as_bytes()));
    }
}

/// MAS-11: the DNAS post is never answered; type 0 names the console, and the store hears of it.
#[test]
fn the_dnas_post_names_the_console() {
    let mut harness = mas();
    let (conn, session_key) = harness.begin(1);
    for (kind, byte) in [(0, 0xab), (1, 0xcd)] {
        let mut post = lobby_ext::DnasSignaturePost { session_key, ..Default::default() };
        post.dnas_signature_type = DnasCategory(kind);
        post.dnas_signature_length = 2;
        post.dnas_signature.0 = [byte; 32];
        harness.send(conn, &app(&post));
    }
    harness.send(conn, &login(session_key, "l", "ratchet", "right"));
    assert!(harness.ids(conn).is_empty());
    match &harness.asked[0].1 {
        StoreRequest::Account(AccountRequest::CheckPassword(asked)) => {
            assert_eq!(asked.machine_id.as_ref().map(|id| id.expose().as_str()), Some("abab"));
        }
        other => panic!("{other:?}"),
    }
}

/// MAS-13, TQ-4: a version without a session, from the title's row.
#[test]
fn the_version_needs_no_session() {
    let mut harness = mas();
    let conn = harness.open(1);
    let exchange = rt_frame(&rt::ClientCryptkeyPublic::default());
    harness.send(conn, &[exchange, connect(AppId(10724), None)].concat());
    harness.frames(conn);
    harness.send(conn, &app(&lobby::VersionServerRequest { message_id: id("v"), ..Default::default() }));
    let version = harness.answer::<lobby::VersionServerResponse>(conn).version_server;
    assert_eq!(version.to_text(), "Medius Authentication Server Version 1.50.0009");
}

/// MAS-15, MAS-18, MLS-20, MLS-21, MLS-22, GEN-30, GEN-31: lists, one packet a row, the last marked.
#[test]
fn texts_and_lists() {
    let mut harness = mas();
    let mut store = store();
    let (conn, _) = harness.begin(1);
    let ask = |harness: &mut Harness<Mas>, store: &mut Memory, request: Vec<u8>| {
        harness.send(conn, &request);
        harness.serve(store);
    };
    ask(&mut harness, &mut store, app(&lobby::GetPolicyRequest::default()));
    let empty: lobby::GetPolicyResponse = harness.answer(conn);
    assert_eq!((empty.status_code, empty.end_of_text, empty.policy.is_empty()), (Status::SUCCESS, 1, true));
    ask(&mut harness, &mut store, app(&lobby::GetAllAnnouncementsRequest::default()));
    assert_eq!(harness.answer::<lobby::GetAnnouncementsResponse>(conn).status_code, Status::NO_RESULT);
    ask(&mut harness, &mut store, app(&lobby::GetAnnouncementsRequest::default()));
    assert_eq!(harness.answer::<lobby::GetAnnouncementsResponse>(conn).status_code, Status::SUCCESS);
    ask(&mut harness, &mut store, app(&lobby::GetLocationsRequest::default()));
    let none: lobby::GetLocationsResponse = harness.answer(conn);
    assert_eq!((none.status_code, none.end_of_list), (Status::NO_RESULT, 1));

    let policy = Policy { title: "Terms".into(), body: "x".repeat(600) };
    store.policies.push(PolicyRow { app_id: None, kind: PolicyType(0), policy });
    for (id, name) in [(40, "Aquatos"), (41, "Aridia")] {
        store
            .locations
            .push(LocationRow { app_id: AppId(10684), location: Location { id: LocationId(id), name: name.into() } });
        let announcement = Announcement { id, title: String::new(), body: name.into() };
        store.announcements.push(AnnouncementRow { app_id: None, announcement, from: 0, to: None });
    }
    ask(&mut harness, &mut store, app(&lobby::GetPolicyRequest::default()));
    let pieces: Vec<lobby::GetPolicyResponse> = harness.answers(conn);
    assert_eq!(pieces.iter().map(|piece| piece.end_of_text).collect::<Vec<_>>(), [0, 0, 1]);
    // 256 characters without a NUL, the last piece shorter.
    assert_eq!(pieces.iter().map(|piece| piece.policy.text().len()).collect::<Vec<_>>(), [256, 256, 94]);
    ask(&mut harness, &mut store, app(&lobby::GetAllAnnouncementsRequest::default()));
    let rows: Vec<lobby::GetAnnouncementsResponse> = harness.answers(conn);
    assert_eq!(rows.iter().map(|row| (row.announcement_id, row.end_of_list)).collect::<Vec<_>>(), [(40, 0), (41, 1)]);
    ask(&mut harness, &mut store, app(&lobby::GetLocationsRequest::default()));
    let rows: Vec<lobby::GetLocationsResponse> = harness.answers(conn);
    assert_eq!(rows.iter().map(|row| (row.location_id, row.end_of_list)).collect::<Vec<_>>(), [(40, 0), (41, 1)]);
}

/// GEN-11, GEN-12: four requests at once, the store answers backwards, the answers leave in order.
#[test]
fn answers_leave_in_the_order_of_the_requests() {
    let (mut harness, mut store) = (mas(), store());
    let (conn, _) = harness.begin(1);
    let ask = |text: &str| app(&lobby::GetLocationsRequest { message_id: id(text), ..Default::default() });
    harness.send(
        conn,
        &[ask("1"), ask("2"), app(&lobby_ext::GetServerTimeRequest { message_id: id("3") }), ask("4")].concat(),
    );
    assert!(harness.ids(conn).is_empty());
    let mut asked = std::mem::take(&mut harness.asked);
    asked.reverse();
    for (store_id, request) in asked {
        let reply = store.answer(request);
        harness.reply(store_id, reply);
    }
    let ids: Vec<u8> = harness.frames(conn).iter().map(|(_, payload)| payload[2]).collect();
    assert_eq!(ids, *b"1234");
}

/// architecture.md §2: at `limits.pending_requests` reading pauses; it goes on when an answer leaves.
#[test]
fn a_flood_of_requests_pauses_reading() {
    let mut harness = mas_with(|config| config.limits.pending_requests = 2);
    let mut store = store();
    let (conn, _) = harness.begin(1);
    let ask = |text: &str| app(&lobby::GetLocationsRequest { message_id: id(text), ..Default::default() });
    harness.send(conn, &[ask("1"), ask("2"), ask("3"), ask("4"), ask("5")].concat());
    assert_eq!((harness.asked.len(), harness.paused.clone()), (2, vec![(conn, true)]));
    harness.serve(&mut store);
    assert_eq!(harness.answers::<lobby::GetLocationsResponse>(conn).len(), 5);
    assert_eq!(harness.paused.last(), Some(&(conn, false)));
}

/// MAS-10, MAS-16: what a console says of itself and of where its player is goes to the lobby with the login; the last
/// word counts, and where it names no location the one before it stays.
#[test]
fn the_lobby_learns_what_the_console_said() {
    let pick = app(&lobby::PickLocationRequest { location_id: 41, ..Default::default() });
    let first = app(&lobby_ext::SetLocalizationParamsRequest1 {
        character_encoding: CharacterEncodingType::CHARACTER_ENCODING_UTF8,
        language: LanguageType::LANGUAGE_JAPANESE,
        time_zone: TimeZone(900),
        location_id: 43,
        ..Default::default()
    });
    let second = app(&lobby_ext::SetLocalizationParamsRequest2 {
        character_encoding: CharacterEncodingType::CHARACTER_ENCODING_ISO8859_1,
        language: LanguageType::LANGUAGE_GERMAN,
        time_zone: TimeZone(100),
        ..Default::default()
    });
    let later = Localization {
        encoding: CharacterEncodingType::CHARACTER_ENCODING_ISO8859_1,
        language: LanguageType::LANGUAGE_GERMAN,
        time_zone: Some(TimeZone(100)),
    };
    let earlier = Localization {
        encoding: CharacterEncodingType::CHARACTER_ENCODING_UTF8,
        language: LanguageType::LANGUAGE_JAPANESE,
        time_zone: Some(TimeZone(900)),
    };
    for (said, location, localization) in [
        ([&pick, &first, &second], 43, later),
        ([&first, &pick, &second], 41, later),
        ([&second, &pick, &first], 43, earlier),
    ] {
        let mut harness = mas();
        let (conn, key) = harness.begin(1);
        said.into_iter().for_each(|message| harness.send(conn, message));
        harness.frames(conn);
        harness.send(conn, &login(key, "l", "ratchet", "right"));
        harness.serve(&mut store());
        let [(Component::Mls, PeerMessage::Admit(admission))] = &harness.mail[..] else { panic!("{:?}", harness.mail) };
        assert_eq!((admission.location, admission.localization), (LocationId(location), localization));
    }
}

/// GEN-3: a title that is not let in.
#[test]
fn a_title_that_is_not_let_in_is_closed() {
    let mut harness = mas_with(|config| config.titles.only = vec![AppId(11184)]);
    let conn = harness.open(1);
    harness.send(conn, &handshake(None));
    assert_eq!((harness.is_closed(conn), harness.faults()), (true, vec!["GEN-3"]));
}

/// architecture.md §2: a snapshot at any step continues byte for byte.
#[test]
fn a_snapshot_continues_byte_for_byte() {
    let script: Vec<Vec<u8>> = vec![
        handshake(None),
        app(&lobby::SessionBeginRequest { message_id: id("1"), ..Default::default() }),
        app(&lobby::GetPolicyRequest { message_id: id("2"), ..Default::default() })[..20].to_vec(),
        app(&lobby::GetPolicyRequest { message_id: id("2"), ..Default::default() })[20..].to_vec(),
        clear(rt::ClientEcho::ID, &[0xa5]),
        app(&lobby::SessionBeginRequest { message_id: id("3"), ..Default::default() }),
    ];
    for cut in 0..script.len() {
        let mut original = mas();
        original.open(0);
        let mut copy = mas();
        for (step, bytes) in script.iter().enumerate() {
            if step == cut {
                let mut snapshot = Vec::new();
                original.machine.snapshot(&mut snapshot);
                copy.machine.restore(&snapshot).expect("a snapshot");
                copy.described.clear();
                original.described.clear();
            }
            original.send(conn(0), bytes);
            if step >= cut {
                copy.send(conn(0), bytes);
            }
        }
        for harness in [&mut original, &mut copy] {
            harness.pass(Duration::from_secs(100));
            harness.gone(conn(0));
        }
        original.described.assert_same(&copy.described, &format!("cut at {cut}"));
        assert!(!copy.described.is_empty());
    }
    assert!(mas().machine.restore(b"rubbish").is_err());
}
