//! The sessions of the MAS, and its small requests.

use core::time::Duration;

use crate::common::{Harness, address, app, clear, conn, connect, handshake, id, login, rt_frame};
use crate::logins::refused;
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, Component, LocationId};
use clank_core::machine::Machine;
use clank_core::mas::Mas;
use clank_core::peer::{Localization, PeerMessage};
use clank_core::script::NoScript;
use clank_core::secret::Secret;
use clank_core::settings::text_filter::TextFilter;
use clank_core::store::{AccountRequest, CheckPassword, CreateAccount, Memory, StoreRequest};
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{
    AddressText, CallbackStatus as Status, CharacterEncodingType, DnasCategory, LanguageType, MessageId, PlainText,
    Text, TextFilterType, TimeZone, lobby, lobby_ext,
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

/// MAS-1, MAS-2, ST-10, GEN-10: a session in every form; the MessageID comes back without its rubbish, the key is 16
/// characters that nobody had before.
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
        let session_key = answer.session_key;
        let expected = lobby::SessionBeginResponse {
            message_id: id("id"),
            status_code: Status::SUCCESS,
            session_key,
            ..Default::default()
        };
        assert_eq!(answer, harness.as_read(&expected));
        assert_eq!(session_key.text().len(), 16);
        keys.push(session_key);
    }
    assert!(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2]);
}

/// MAS-1: a second session replaces the first, whose player leaves the lobby, and whose key opens nothing any more.
#[test]
fn a_second_session_replaces_the_first() {
    let mut harness = mas();
    let (conn, first) = harness.begin(1);
    harness.send(conn, &login(first, "l", "ratchet", "right"));
    harness.serve(&mut store());
    let [(Component::Mls, PeerMessage::Admit(admission))] = &harness.mail[..] else { panic!("{:?}", harness.mail) };
    let ticket = admission.ticket;
    harness.admit();
    harness.frames(conn);
    harness.send(conn, &app(&lobby::SessionBeginRequest { message_id: id("s"), ..Default::default() }));
    let second = harness.answer::<lobby::SessionBeginResponse>(conn).session_key;
    assert_eq!(harness.mail, [(Component::Mls, PeerMessage::Withdraw { ticket })]);
    for (key, status) in [(first, Status::SESSION_KEY_INVALID), (second, Status::INVALID_PASSWORD)] {
        harness.send(conn, &login(key, "l", "ratchet", "wrong"));
        harness.asked.retain(|(_, request)| matches!(request, StoreRequest::Account(AccountRequest::CheckPassword(_))));
        harness.serve(&mut store());
        assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conn), refused(status));
    }
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

/// MAS-4: the end of a session is answered on the connection, and once; its player leaves the lobby.
#[test]
fn a_session_ends_once() {
    let mut harness = mas();
    let (conn, session_key) = harness.begin(1);
    harness.send(conn, &login(session_key, "l", "ratchet", "right"));
    harness.serve(&mut store());
    harness.admit();
    harness.frames(conn);
    let end = app(&lobby::SessionEndRequest { message_id: id("e"), session_key });
    harness.send(conn, &[end.clone(), end].concat());
    let ended = lobby::SessionEndResponse { message_id: id("e"), status_code: Status::SUCCESS, ..Default::default() };
    assert_eq!(harness.answers::<lobby::SessionEndResponse>(conn), [ended]);
    assert!(matches!(harness.mail[..], [(Component::Mls, PeerMessage::Withdraw { .. })]));
    assert_eq!((harness.is_closed(conn), harness.faults()), (false, vec!["GEN-14"]));
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
        (1, "clank", Status::SUCCESS, "clank"),
        (0, "dr nefarious", Status::FAIL, "dr nefarious"),
        (1, "dr NEFARIOUS", Status::SUCCESS, "dr"),
    ] {
        let (message_id, text_filter_type, text) = (id("f"), TextFilterType(kind), Text::new(text));
        harness
            .send(conn, &app(&lobby::TextFilterRequest { message_id, text_filter_type, text, ..Default::default() }));
        let filtered =
            lobby::TextFilterResponse { message_id, status_code: status, text: Text::new(left), ..Default::default() };
        assert_eq!(harness.answer::<lobby::TextFilterResponse>(conn), filtered);
    }
}

/// The signature of two bytes of a console, a title or a disc.
fn post(kind: i32, byte: u8) -> Vec<u8> {
    let mut post = lobby_ext::DnasSignaturePost { message_id: id("d"), ..Default::default() };
    post.dnas_signature_type = DnasCategory(kind);
    post.dnas_signature_length = 2;
    post.dnas_signature.0 = [byte; 32];
    app(&post)
}

/// MAS-11: the DNAS post is never answered; type 0 names the console, as hexadecimal digits of so many bytes as it
/// says, and the store hears of it with the login. It needs no session.
#[test]
fn the_dnas_post_names_the_console() {
    let mut harness = mas();
    let conn = harness.connect(1);
    harness.send(conn, &[post(0, 0xab), post(1, 0xcd), post(2, 0xef)].concat());
    harness.send(conn, &app(&lobby::MachineSignaturePost::default()));
    assert!(harness.ids(conn).is_empty() && harness.faults().is_empty());
    harness.send(conn, &app(&lobby::SessionBeginRequest { message_id: id("s"), ..Default::default() }));
    let key = harness.answer::<lobby::SessionBeginResponse>(conn).session_key;
    harness.send(conn, &login(key, "l", "ratchet", "right"));
    let machine_id = || Some(Secret::new("abab".to_owned()));
    let asked = CheckPassword {
        app_id: AppId(10684),
        name: "ratchet".into(),
        password: Secret::new("right".to_owned()),
        address: *address(1).ip(),
        machine_id: machine_id(),
        unix_s: 1_099_353_600,
    };
    match &harness.asked[..] {
        [(_, StoreRequest::Account(AccountRequest::CheckPassword(request)))] => assert_eq!(*request, asked),
        other => panic!("{other:?}"),
    }
    let mut store = store();
    harness.serve(&mut store);
    let [(Component::Mls, PeerMessage::Admit(admission))] = &harness.mail[..] else { panic!("{:?}", harness.mail) };
    assert_eq!(admission.machine_id, machine_id());
    harness.admit();
    harness.serve(&mut store);
    assert_eq!(store.accounts[&AccountId(1)].machine_id, machine_id());
}

/// MAS-11: a console that says which one it is after its login is noted at once, if it said something else before.
#[test]
fn the_dnas_post_after_a_login_is_noted_at_once() {
    let (mut harness, mut store, conn, _) = crate::accounts::ratchet();
    for byte in [0xab, 0xac] {
        harness.send(conn, &[post(0, byte), post(0, byte), post(1, 0xcd)].concat());
        assert_eq!((harness.ids(conn), harness.asked.len()), (vec![], 1));
        harness.serve(&mut store);
        let noted = store.accounts[&AccountId(1)].machine_id.as_ref().map(|id| id.expose().clone());
        assert_eq!(noted, Some(format!("{byte:x}{byte:x}")));
    }
}

/// MAS-13, TQ-4: a version without a session, from the title's row; it has no status.
#[test]
fn the_version_needs_no_session() {
    for (app_id, text) in [
        (10724, "Medius Authentication Server Version 1.50.0009"),
        (10274, "Medius Authentication Server Version 1.40.PRE8"),
        (10684, "Medius Authentication Server Version 3.05.201109161400"),
    ] {
        let mut harness = mas();
        let conn = harness.open(1);
        let exchange = rt_frame(&rt::ClientCryptkeyPublic::default());
        harness.send(conn, &[exchange, connect(AppId(app_id), None)].concat());
        harness.frames(conn);
        harness.send(conn, &app(&lobby::VersionServerRequest { message_id: id("v"), ..Default::default() }));
        let version = lobby::VersionServerResponse { message_id: id("v"), version_server: PlainText::new(text) };
        assert_eq!(harness.answers::<lobby::VersionServerResponse>(conn), [version], "{app_id}");
    }
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
