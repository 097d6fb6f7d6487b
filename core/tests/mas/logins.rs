//! Accounts and logins at the MAS.

use core::time::Duration;

use crate::common::{Harness, app, id, login};
use crate::sessions::{mas, mas_with, store};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, Component};
use clank_core::machine::Input;
use clank_core::mas::Mas;
use clank_core::peer::PeerMessage;
use clank_core::script::{Action, Actions, Hook, HookKind, HookSet, Script, Verdict};
use clank_core::settings::text_filter::TextFilter;
use clank_core::store::{AccountRequest, BanKind, Memory, NoteLogin, StoreReply, StoreRequest};
use clank_core::time::Instant;
use clank_core::wire::{
    CallbackStatus as Status, NameText, NetAddressType, NetConnectionInfo, NetConnectionType, PasswordText, lobby,
};

/// A login's answer, whatever it needs of the store and the MLS.
fn try_login(
    harness: &mut Harness<Mas>,
    store: &mut Memory,
    name: &str,
    password: &str,
) -> lobby::AccountLoginResponse {
    let index = u32::try_from(harness.events.len()).expect("few") + 1;
    let (conn, key) = harness.begin(index);
    harness.send(conn, &login(key, "l", name, password));
    harness.serve(store);
    harness.admit();
    harness.answer(conn)
}

/// MAS-30: registration, a taken name, and a server that lets nobody register.
#[test]
fn registration() {
    let mut store = store();
    for (allowed, name, expected) in [
        (true, "clank", (Status::SUCCESS, 2)),
        (true, "RATCHET", (Status::ACCOUNT_ALREADY_EXISTS, 0)),
        (true, "", (Status::FAIL, 0)),
        (false, "qwark", (Status::FAIL, 0)),
    ] {
        let mut harness = mas_with(|config| config.accounts.registration = allowed);
        let (conn, session_key) = harness.begin(1);
        let (account_name, password) = (NameText::new(name), PasswordText::new("p"));
        harness.send(
            conn,
            &app(&lobby::AccountRegistrationRequest { session_key, account_name, password, ..Default::default() }),
        );
        harness.serve(&mut store);
        let answer: lobby::AccountRegistrationResponse = harness.answer(conn);
        assert_eq!((answer.status_code, answer.account_id), expected, "{name}");
    }
}

/// MAS-31, MAS-33, MAS-34, ST-11, ST-13 to ST-15: the login's answer, field by field.
#[test]
fn a_login_tells_where_to_go_and_with_which_keys() {
    let mut harness = mas();
    let (conn, session_key) = harness.begin(1);
    harness.send(conn, &login(session_key, "7", "Ratchet", "right"));
    harness.serve(&mut store());
    // Not before the MLS knows (architecture.md §5).
    assert!(harness.ids(conn).is_empty());
    match &harness.mail[..] {
        [(Component::Mls, PeerMessage::Admit(admission))] => {
            assert_eq!(
                (admission.account_id, admission.name.as_str(), admission.app_id),
                (AccountId(1), "ratchet", AppId(10684))
            );
            assert!(*admission.session_key.expose() == session_key);
        }
        other => panic!("{other:?}"),
    }
    harness.admit();
    let answer: lobby::AccountLoginResponse = harness.answer(conn);
    assert_eq!((answer.message_id, answer.status_code, answer.account_id), (id("7"), Status::SUCCESS, 1));
    assert_eq!((answer.account_type.0, answer.medius_world_id), (1, 7));
    let info = answer.connect_info;
    assert_eq!((info.kind, info.world_id), (NetConnectionType::CLIENT_SERVER_TCP, 6));
    let [mls, nat] = &info.address_list.address_list;
    assert_eq!((mls.address_type, mls.address.text(), mls.port), (NetAddressType::EXTERNAL, &b"10.0.0.1"[..], 10078));
    assert_eq!(
        (nat.address_type, nat.address.text(), nat.port),
        (NetAddressType::NAT_SERVICE, &b"10.0.0.1"[..], 10070)
    );
    assert!(info.session_key == session_key && info.access_key.text().len() == 16);
    // A community client never encrypts, and is told so (ST-14).
    assert_eq!(info.server_key.0, [0; 64]);
    match &harness.asked[..] {
        [(_, StoreRequest::Account(AccountRequest::NoteLogin(NoteLogin { account_id: AccountId(1), .. })))] => {}
        other => panic!("{other:?}"),
    }
}

/// MAS-31, MAS-12, OPS-7: every way to be refused; account, console and address are looked at.
#[test]
fn logins_are_refused() {
    let mut store = store();
    let mut harness = mas_with(|config| {
        config.accounts.create_on_login = false;
        config.text_filter = TextFilter::of("nefarious").expect("sound");
    });
    let status = |harness: &mut Harness<Mas>, store: &mut Memory, name, password| {
        let answer = try_login(harness, store, name, password);
        let nothing = NetConnectionInfo { pad: answer.connect_info.pad, ..NetConnectionInfo::default() };
        assert!(answer.status_code == Status::SUCCESS || answer.connect_info == nothing);
        answer.status_code
    };
    assert_eq!(status(&mut harness, &mut store, "ratchet", "right"), Status::SUCCESS);
    assert_eq!(status(&mut harness, &mut store, "ratchet", "wrong"), Status::INVALID_PASSWORD);
    assert_eq!(status(&mut harness, &mut store, "nobody", "right"), Status::ACCOUNT_NOT_FOUND);
    assert_eq!(status(&mut harness, &mut store, "dr nefarious", "right"), Status::FAIL);
    store.put_ban(BanKind::Address, crate::common::address(0).ip());
    store.put_ban(BanKind::Account, 1);
    assert_eq!(status(&mut harness, &mut store, "ratchet", "right"), Status::ACCOUNT_BANNED);
    let mut harness = mas_with(|config| config.accounts.whitelist = vec![AccountId(4711)]);
    store.bans.retain(|ban| ban.kind != BanKind::Account);
    assert_eq!(status(&mut harness, &mut store, "ratchet", "right"), Status::FAIL);
}

/// MAS-31.4: an unknown name is registered by its first login, where that is wanted.
#[test]
fn a_first_login_registers() {
    let (mut harness, mut store) = (mas(), store());
    let answer = try_login(&mut harness, &mut store, "clank", "new");
    assert_eq!((answer.status_code, answer.account_id), (Status::SUCCESS, 2));
    assert_eq!(try_login(&mut harness, &mut store, "clank", "other").status_code, Status::INVALID_PASSWORD);
}

/// MAS-31.6, DM-8: a store that fails or says nothing is no missing account.
#[test]
fn a_lost_answer_of_the_store_is_an_error_of_the_store() {
    let mut harness = mas();
    let (conn, key) = harness.begin(1);
    harness.send(conn, &login(key, "1", "ratchet", "right"));
    let (id, _) = harness.asked.remove(0);
    harness.reply(id, StoreReply::Failed);
    assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conn).status_code, Status::DB_ERROR);
    harness.send(conn, &login(key, "2", "ratchet", "right"));
    harness.pass(Duration::from_millis(2900));
    assert!(harness.ids(conn).is_empty());
    harness.pass(Duration::from_millis(200));
    assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conn).status_code, Status::DB_ERROR);
    // The late answer has no effect any more.
    let (id, request) = harness.asked.remove(0);
    harness.reply(id, store().answer(request));
    assert!(harness.ids(conn).is_empty() && harness.mail.is_empty());
}

/// architecture.md §5: the MLS is asked again, and at last the login is taken back.
#[test]
fn a_silent_lobby_is_asked_again_and_then_given_up() {
    let mut harness = mas();
    let (conn, key) = harness.begin(1);
    harness.send(conn, &login(key, "1", "ratchet", "right"));
    harness.serve(&mut store());
    harness.pass(Duration::from_millis(3100));
    let peer_messages: Vec<&str> = harness
        .mail
        .iter()
        .map(|(_, message)| match message {
            PeerMessage::Admit(_) => "admit",
            PeerMessage::Withdraw { .. } => "withdraw",
            _ => "other",
        })
        .collect();
    assert_eq!(peer_messages, ["admit", "admit", "admit", "withdraw"]);
    assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conn).status_code, Status::TRANSACTION_TIMED_OUT);
    // The answer to the first message comes at last: nobody waits for it.
    harness.admit();
    assert!(harness.ids(conn).is_empty());
}

/// ST-27: what the MLS refuses is refused with its status; the player may try again.
#[test]
fn a_refusal_of_the_lobby_is_passed_on() {
    let mut harness = mas();
    let (conn, key) = harness.begin(1);
    for _ in 0..2 {
        harness.send(conn, &login(key, "1", "ratchet", "right"));
        harness.serve(&mut store());
        let (_, message) = harness.mail.remove(0);
        let PeerMessage::Admit(admission) = message else { panic!("{message:?}") };
        let message = PeerMessage::Refused { ticket: admission.ticket, status: Status::ACCOUNT_LOGGED_IN.0 };
        harness.input(Input::Peer { from: Component::Mls, message });
        assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conn).status_code, Status::ACCOUNT_LOGGED_IN);
    }
}

/// GEN-16: a login under another session's key; texts are compared to the NUL.
#[test]
fn the_session_key_is_looked_at() {
    let mut harness = mas();
    let (conn, key) = harness.begin(1);
    harness.send(conn, &login(clank_core::wire::SessionKeyText::new("other"), "1", "ratchet", "right"));
    assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conn).status_code, Status::SESSION_KEY_INVALID);
    let mut rubbish = *key.bytes();
    rubbish[16] = 0;
    harness.send(conn, &login(clank_core::wire::SessionKeyText::exact(rubbish), "1", "ratchet", "right"));
    assert_eq!(harness.asked.len(), 1);
}

/// MAS-32: too many failed logins end the connection, a little later.
#[test]
fn failed_logins_are_counted() {
    let mut harness = mas_with(|config| config.limits.login_attempts = 2);
    let (conn, key) = harness.begin(1);
    for expected in [Status::INVALID_PASSWORD, Status::LOGIN_FAILED] {
        harness.send(conn, &login(key, "1", "ratchet", "wrong"));
        harness.serve(&mut store());
        assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conn).status_code, expected);
    }
    harness.pass(Duration::from_millis(4900));
    assert!(!harness.is_closed(conn));
    harness.pass(Duration::from_millis(200));
    assert!(harness.is_closed(conn));
}

/// MAS-32, MAS-33: a login that succeeds forgets the failed ones of its connection.
#[test]
fn a_login_forgets_the_failed_ones() {
    let mut harness = mas_with(|config| config.limits.login_attempts = 2);
    let (conn, session_key) = harness.begin(1);
    for (password, expected) in [
        ("wrong", Status::INVALID_PASSWORD),
        ("right", Status::SUCCESS),
        ("wrong", Status::INVALID_PASSWORD),
        ("wrong", Status::LOGIN_FAILED),
    ] {
        harness.send(conn, &login(session_key, "1", "ratchet", password));
        harness.serve(&mut store());
        harness.mail.retain(|(_, message)| matches!(message, PeerMessage::Admit(_)));
        if expected == Status::SUCCESS {
            harness.admit();
        }
        assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conn).status_code, expected);
        if expected == Status::SUCCESS {
            harness.send(conn, &app(&lobby::AccountLogoutRequest { session_key, ..Default::default() }));
            harness.answer::<lobby::AccountLogoutResponse>(conn);
        }
    }
}

/// MAS-32: who fails again and again has to wait, by account and address and whatever the connection; the right
/// password ends it.
#[test]
fn failed_logins_wait_longer_and_longer() {
    let mut harness = mas();
    let mut try_as = |index, name: &str, password: &str, wait| {
        let (conn, key) = harness.begin(index);
        harness.pass(Duration::from_millis(wait));
        harness.send(conn, &login(key, "1", name, password));
        harness.serve(&mut store());
        harness.admit();
        let status = harness.answer::<lobby::AccountLoginResponse>(conn).status_code;
        harness.gone(conn);
        status
    };
    for _ in 0..5 {
        assert_eq!(try_as(1, "ratchet", "wrong", 0), Status::INVALID_PASSWORD);
    }
    for (index, name, password, wait, expected) in [
        (1, "ratchet", "right", 0, Status::LOGIN_FAILED),
        (1, "RATCHET", "right", 900, Status::LOGIN_FAILED),
        (2, "ratchet", "wrong", 0, Status::INVALID_PASSWORD),
        (1, "ratchet", "wrong", 200, Status::INVALID_PASSWORD),
        (1, "ratchet", "right", 1900, Status::LOGIN_FAILED),
        (1, "ratchet", "right", 200, Status::SUCCESS),
        (1, "ratchet", "wrong", 0, Status::INVALID_PASSWORD),
    ] {
        assert_eq!(try_as(index, name, password, wait), expected, "{index} {name} {password} {wait}");
    }
}

/// MAS-37: an anonymous player has a negative id, and no store hears of him.
#[test]
fn anonymous_players() {
    let mut harness = mas();
    let (conn, session_key) = harness.begin(1);
    harness.send(conn, &app(&lobby::AnonymousLoginRequest { session_key, ..Default::default() }));
    harness.admit();
    let answer: lobby::AnonymousLoginResponse = harness.answer(conn);
    assert_eq!(answer.status_code, Status::SUCCESS);
    assert!(answer.account_id < 0 && harness.asked.is_empty());
    // MAS-39, MAS-40, MAS-43: nothing of his can be stored.
    harness.send(conn, &app(&lobby::AccountUpdateStatsRequest { session_key, ..Default::default() }));
    assert_eq!(harness.answer::<lobby::AccountUpdateStatsResponse>(conn).status_code, Status::PLAYER_NOT_PRIVILEGED);
}

/// MAS-38: a logout without a login is as good as one with it; a foreign key is not.
#[test]
fn logout() {
    let mut harness = mas();
    let (conn, session_key) = harness.begin(1);
    let logout = |harness: &mut Harness<Mas>, session_key| {
        harness.send(conn, &app(&lobby::AccountLogoutRequest { session_key, ..Default::default() }));
        harness.answer::<lobby::AccountLogoutResponse>(conn).status_code
    };
    assert_eq!(logout(&mut harness, session_key), Status::SUCCESS);
    harness.send(conn, &login(session_key, "1", "ratchet", "right"));
    harness.serve(&mut store());
    harness.admit();
    harness.frames(conn);
    assert_eq!(logout(&mut harness, clank_core::wire::SessionKeyText::new("other")), Status::FAIL);
    assert!(harness.mail.is_empty());
    assert_eq!(logout(&mut harness, session_key), Status::SUCCESS);
    assert!(matches!(harness.mail[..], [(Component::Mls, PeerMessage::Withdraw { .. })]));
}

/// MAS-20, MAS-39, MAS-40, MAS-43: what an account can do with itself.
#[test]
fn account_requests() {
    let (mut harness, mut store) = (mas(), store());
    let (conn, session_key) = harness.begin(1);
    harness
        .send(conn, &app(&lobby::AccountGetIDRequest { account_name: NameText::new("RATCHET"), ..Default::default() }));
    harness.serve(&mut store);
    assert_eq!(harness.answer::<lobby::AccountGetIDResponse>(conn).account_id, 1);
    harness
        .send(conn, &app(&lobby::AccountGetIDRequest { account_name: NameText::new("nobody"), ..Default::default() }));
    harness.serve(&mut store);
    let answer: lobby::AccountGetIDResponse = harness.answer(conn);
    assert_eq!((answer.status_code, answer.account_id), (Status::ACCOUNT_NOT_FOUND, -1));
    harness.send(conn, &login(session_key, "1", "ratchet", "right"));
    harness.serve(&mut store);
    harness.admit();
    harness.asked.clear();
    harness.frames(conn);
    for (old, expected) in [("wrong", Status::INVALID_PASSWORD), ("right", Status::SUCCESS)] {
        let (old_password, new_password) = (PasswordText::new(old), PasswordText::new("new"));
        harness.send(
            conn,
            &app(&lobby::AccountUpdatePasswordRequest {
                session_key,
                old_password,
                new_password,
                ..Default::default()
            }),
        );
        harness.serve(&mut store);
        assert_eq!(harness.answer::<lobby::AccountUpdatePasswordStatusResponse>(conn).status_code, expected);
    }
    harness.send(conn, &app(&lobby::AccountUpdateStatsRequest { session_key, ..Default::default() }));
    harness.serve(&mut store);
    assert_eq!(harness.answer::<lobby::AccountUpdateStatsResponse>(conn).status_code, Status::SUCCESS);
    let master_password = PasswordText::new("new");
    harness.send(conn, &app(&lobby::AccountDeleteRequest { session_key, master_password, ..Default::default() }));
    harness.serve(&mut store);
    assert_eq!(harness.answer::<lobby::AccountDeleteResponse>(conn).status_code, Status::SUCCESS);
    assert!(store.accounts.is_empty());
}

/// A script that dislikes one name, and writes about every login.
struct Picky;

impl Script for Picky {
    fn wants(&self) -> HookSet {
        HookSet::of(&[HookKind::Login, HookKind::Registration])
    }

    fn call(&mut self, _: Instant, hook: Hook<'_>, actions: &mut Actions) -> Verdict {
        let (Hook::Login { name, .. } | Hook::Registration { name, .. }) = hook else { return Verdict::Allow };
        actions.push(Action::Log(format!("{name} knocks")));
        if name == "qwark" { Verdict::Deny } else { Verdict::Allow }
    }
}

/// architecture.md §7: a script can veto, and a recording of its decisions does the same without it.
#[test]
fn scripts_can_veto() {
    let run = |script: Box<dyn Script>| {
        let mut harness = Harness::new(Mas::new(&Config::default(), [5; 32], script));
        let mut store = store();
        let statuses = ["ratchet", "qwark"].map(|name| try_login(&mut harness, &mut store, name, "right").status_code);
        assert_eq!(statuses, [Status::SUCCESS, Status::REQUEST_DENIED]);
        harness.described
    };
    let allowed = clank_core::script::Decision::default();
    let log = |name: &str| {
        let mut actions = Actions::default();
        actions.push(Action::Log(format!("{name} knocks")));
        actions
    };
    let decisions = [
        clank_core::script::Decision { actions: log("ratchet"), ..allowed.clone() },
        clank_core::script::Decision { actions: log("qwark"), verdict: Verdict::Deny },
    ];
    let recorded = clank_core::script::ReplayedScript::new(Picky.wants(), decisions.into());
    run(Box::new(Picky)).assert_same(&run(Box::new(recorded)), "decisions are repeated");
}
