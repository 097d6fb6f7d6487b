//! Logins at the MAS that succeed: their answers, and what the lobby and the store are told.

use core::time::Duration;

use crate::common::{Harness, address, app, id, login, nowhere};
use crate::sessions::{mas, mas_with, store};
use clank_core::ids::{AccountId, AppId, Component, LocationId};
use clank_core::mas::Mas;
use clank_core::peer::{Admission, Localization, PeerMessage};
use clank_core::secret::Secret;
use clank_core::settings::text_filter::TextFilter;
use clank_core::store::{AccountRequest, Memory, NoteLogin, StoreRequest};
use clank_core::wire::{
    AccountType, AddressText, CallbackStatus as Status, NameText, NetAddress, NetAddressList, NetAddressType,
    NetConnectionInfo, NetConnectionType, Pad, RsaKey, SessionKeyText, Version, lobby,
};

/// The answer to the login `l` that is refused: every other field is zero (MAS-34).
pub(crate) fn refused(status_code: Status) -> lobby::AccountLoginResponse {
    lobby::AccountLoginResponse {
        message_id: id("l"),
        pad: Pad::default(),
        status_code,
        account_id: 0,
        account_type: AccountType(0),
        medius_world_id: 0,
        connect_info: nowhere(),
    }
}

/// The admission that the MLS was told of last.
pub(crate) fn admitted(harness: &Harness<Mas>) -> Option<Admission> {
    harness.mail.iter().rev().find_map(|(to, message)| match message {
        PeerMessage::Admit(admission) if *to == Component::Mls => Some((**admission).clone()),
        _ => None,
    })
}

/// The answer to the login `l` of account 1 that the MLS lets in (MAS-34), and which access key that is, it was told.
pub(crate) fn welcomed(harness: &Harness<Mas>, session_key: SessionKeyText) -> lobby::AccountLoginResponse {
    let at = |address_type, port| NetAddress { address_type, address: AddressText::new("10.0.0.1"), port };
    let (mls, nat) = (at(NetAddressType::EXTERNAL, 10078), at(NetAddressType::NAT_SERVICE, 10070));
    lobby::AccountLoginResponse {
        message_id: id("l"),
        pad: Pad::default(),
        status_code: Status::SUCCESS,
        account_id: 1,
        account_type: AccountType(1),
        medius_world_id: 7,
        connect_info: NetConnectionInfo {
            kind: NetConnectionType::CLIENT_SERVER_TCP,
            address_list: NetAddressList { address_list: [mls, nat] },
            world_id: 6,
            // A community client never encrypts, and is told so (ST-14).
            server_key: RsaKey::new([0; 64]),
            session_key,
            access_key: admitted(harness).map(|admission| *admission.access_key.expose()).unwrap_or_default(),
            pad: Some(Pad::default()),
        },
    }
}

/// A login's answer, whatever it needs of the store and the MLS, and what it is if it succeeds.
pub(crate) fn try_login(
    harness: &mut Harness<Mas>,
    store: &mut Memory,
    name: &str,
    password: &str,
) -> (lobby::AccountLoginResponse, lobby::AccountLoginResponse) {
    let index = u32::try_from(harness.events.len()).expect("few") + 1;
    let (conn, key) = harness.begin(index);
    harness.send(conn, &login(key, "l", name, password));
    harness.serve(store);
    let expected = welcomed(harness, key);
    harness.admit();
    (harness.answer(conn), expected)
}

/// MAS-31, MAS-33, MAS-34, ST-11, ST-13 to ST-15: the login's answer, and what the MLS and the store are told: the name
/// is as the player wrote it.
#[test]
fn a_login_tells_where_to_go_and_with_which_keys() {
    let mut harness = mas();
    let (conn, session_key) = harness.begin(1);
    harness.pass(Duration::from_secs(5));
    harness.send(conn, &login(session_key, "l", "Ratchet", "right"));
    harness.serve(&mut store());
    // Not before the MLS knows (architecture.md §5).
    assert!(harness.ids(conn).is_empty());
    let admission = admitted(&harness).expect("the MLS was told");
    let access_key = *admission.access_key.expose();
    assert_eq!((access_key.text().len(), session_key.text().len()), (16, 16));
    let expected = Admission {
        ticket: admission.ticket,
        account_id: AccountId(1),
        name: "Ratchet".into(),
        app_id: AppId(10684),
        version: Version::V108,
        address: *address(1).ip(),
        living: Vec::new(),
        session_key: Secret::new(session_key),
        access_key: Secret::new(access_key),
        machine_id: None,
        location: LocationId(0),
        localization: Localization::default(),
        keep_alive: Duration::from_secs(11),
    };
    assert_eq!(harness.mail, [(Component::Mls, PeerMessage::Admit(Box::new(expected)))]);
    let expected = welcomed(&harness, session_key);
    harness.admit();
    assert_eq!(harness.answers::<lobby::AccountLoginResponse>(conn), [expected]);
    let noted = NoteLogin {
        account_id: AccountId(1),
        address: *address(1).ip(),
        machine_id: None,
        unix_us: 1_099_353_605_000_000,
    };
    let [(_, StoreRequest::Account(AccountRequest::NoteLogin(login)))] = &harness.asked[..] else {
        panic!("{:?}", harness.asked)
    };
    assert_eq!(*login, noted);
}

/// MAS-31.2: a repetition by the same session is no second login: password and bans are looked at again, and the same
/// answer is given again, with the access key of the first; the MLS hears of the same admission, and nothing else.
#[test]
fn a_repeated_login_has_the_same_answer() {
    let (mut harness, mut store) = (mas(), store());
    let (conn, key) = harness.begin(1);
    harness.send(conn, &login(key, "l", "ratchet", "right"));
    harness.serve(&mut store);
    let (first, expected) = (admitted(&harness).expect("a login"), welcomed(&harness, key));
    harness.admit();
    assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conn), expected);
    harness.serve(&mut store);
    harness.pass(Duration::from_millis(17_300));
    harness.events.clear();
    harness.send(conn, &login(key, "l", "RATCHET", "right"));
    harness.serve(&mut store);
    let again = admitted(&harness).expect("the MLS is asked once more");
    assert_eq!(again, Admission { name: "RATCHET".into(), ..first });
    harness.admit();
    assert_eq!(harness.answers::<lobby::AccountLoginResponse>(conn), [expected]);
    assert_eq!((harness.events.len(), harness.asked.len()), (0, 0));
    for (name, password, status) in
        [("ratchet", "wrong", Status::INVALID_PASSWORD), ("clank", "right", Status::ACCOUNT_LOGGED_IN)]
    {
        harness.send(conn, &login(key, "l", name, password));
        harness.serve(&mut store);
        assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conn), refused(status), "{name}");
    }
    // Who was told before may be on the way: nobody takes the login back.
    harness.send(conn, &login(key, "l", "ratchet", "right"));
    harness.serve(&mut store);
    harness.gone(conn);
    assert!(harness.mail.iter().all(|(_, message)| matches!(message, PeerMessage::Admit(_))));
}

/// MAS-31.2: while the first is pending, a repetition waits for its answer, whatever that is; another name does not.
#[test]
fn a_login_that_is_repeated_at_once_has_one_answer() {
    for (password, lets_in) in [("right", true), ("wrong", false)] {
        let (mut harness, mut store) = (mas(), store());
        let (conn, key) = harness.begin(1);
        let logins = ["ratchet", "ratchet", "clank"].map(|name| login(key, "l", name, password));
        harness.send(conn, &logins.concat());
        assert_eq!(harness.asked.len(), 1);
        harness.serve(&mut store);
        let first = if lets_in { welcomed(&harness, key) } else { refused(Status::INVALID_PASSWORD) };
        harness.admit();
        let other = refused(Status::ACCOUNT_LOGGED_IN);
        assert_eq!(harness.answers::<lobby::AccountLoginResponse>(conn), [first.clone(), first, other]);
    }
}

/// MAS-4, MAS-31, GEN-11: a session that ends takes its pending logins with it; each is told so, and what comes after
/// them is answered.
#[test]
fn a_session_that_ends_takes_its_logins_along() {
    for asked_first in [true, false] {
        let (mut harness, mut store) = (mas(), store());
        let (conn, session_key) = harness.begin(1);
        harness.send(
            conn,
            &[login(session_key, "l", "ratchet", "right"), login(session_key, "l", "ratchet", "right")].concat(),
        );
        if asked_first {
            harness.serve(&mut store);
        }
        let begin = app(&lobby::SessionBeginRequest { message_id: id("s"), ..Default::default() });
        harness.send(conn, &[app(&lobby::SessionEndRequest { message_id: id("e"), session_key }), begin].concat());
        harness.serve(&mut store);
        harness.admit();
        let told = harness.pushed::<lobby::AccountLoginResponse>(conn);
        assert_eq!(told, [refused(Status::FAIL), refused(Status::FAIL)]);
        assert_eq!(harness.pushed::<lobby::SessionEndResponse>(conn).len(), 1);
        assert_eq!(harness.answers::<lobby::SessionBeginResponse>(conn).len(), 1);
    }
}

/// MAS-37, MAS-34: an anonymous player has a negative id, and the store never hears of it; the display name is shown
/// where it passes the filter and no account has it.
#[test]
fn anonymous_players() {
    for (wanted, shown) in [("qwark", Some("qwark")), ("RATCHET", None), ("dr nefarious", None), ("", None)] {
        let mut harness = mas_with(|config| config.text_filter = TextFilter::of("nefarious").expect("sound"));
        let (conn, session_key) = harness.begin(1);
        let session_display_name = NameText::new(wanted);
        let request = lobby::AnonymousLoginRequest {
            message_id: id("l"),
            session_key,
            session_display_name,
            ..Default::default()
        };
        harness.send(conn, &app(&request));
        harness.serve(&mut store());
        let admission = admitted(&harness).expect("the MLS was told");
        let id = admission.account_id.0;
        assert!(id < 0);
        let guest = format!("Guest{}", id.unsigned_abs() % 1_000_000);
        assert_eq!(admission.name, shown.map_or(guest, str::to_owned), "{wanted}");
        let lobby::AccountLoginResponse {
            message_id,
            pad,
            status_code,
            account_type,
            medius_world_id,
            connect_info,
            ..
        } = welcomed(&harness, session_key);
        let expected = lobby::AnonymousLoginResponse {
            message_id,
            pad,
            status_code,
            account_id: id,
            account_type,
            medius_world_id,
            connect_info,
        };
        harness.admit();
        assert_eq!(harness.answers::<lobby::AnonymousLoginResponse>(conn), [expected]);
        assert!(harness.asked.is_empty());
    }
}

/// MAS-37: where they are not wanted, and where somebody is logged in already.
#[test]
fn anonymous_players_are_refused() {
    let told = |harness: &mut Harness<Mas>, conn, session_key| {
        harness
            .send(conn, &app(&lobby::AnonymousLoginRequest { message_id: id("l"), session_key, ..Default::default() }));
        harness.answer::<lobby::AnonymousLoginResponse>(conn)
    };
    let expected = |status_code| lobby::AnonymousLoginResponse {
        message_id: id("l"),
        pad: Pad::default(),
        status_code,
        account_id: 0,
        account_type: AccountType(0),
        medius_world_id: 0,
        connect_info: nowhere(),
    };
    let mut harness = mas_with(|config| config.accounts.anonymous = false);
    let (conn, key) = harness.begin(1);
    assert_eq!(told(&mut harness, conn, key), expected(Status::FEATURE_NOT_ENABLED));
    let mut harness = mas();
    let (conn, key) = harness.begin(1);
    harness.send(conn, &login(key, "l", "ratchet", "right"));
    harness.serve(&mut store());
    harness.admit();
    harness.frames(conn);
    assert_eq!(told(&mut harness, conn, key), expected(Status::ACCOUNT_LOGGED_IN));
    assert!(harness.mail.is_empty());
}
