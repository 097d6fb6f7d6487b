//! Logins that are refused at the MAS: each by its whole answer.

use core::time::Duration;

use crate::common::{Harness, app, id, login, nowhere};
use crate::logins::{refused, try_login, welcomed};
use crate::sessions::{mas, mas_with, store};
use clank_core::config::Config;
use clank_core::ids::{AccountId, Component};
use clank_core::machine::Input;
use clank_core::mas::Mas;
use clank_core::peer::PeerMessage;
use clank_core::script::{Action, Actions, Hook, HookKind, HookSet, Script, Verdict};
use clank_core::settings::text_filter::TextFilter;
use clank_core::store::{BanKind, StoreReply};
use clank_core::time::Instant;
use clank_core::wire::{AccountType, CallbackStatus as Status, SessionKeyText, lobby};

/// MAS-31, MAS-12, MAS-34, OPS-7: every way to be refused; account, console and address are looked at, before the
/// password.
#[test]
fn logins_are_refused() {
    let mut store = store();
    let mut harness = mas_with(|config| {
        config.accounts.create_on_login = false;
        config.text_filter = TextFilter::of("nefarious").expect("sound");
    });
    let (answer, expected) = try_login(&mut harness, &mut store, "ratchet", "right");
    assert_eq!(answer, expected);
    for (name, password, status) in [
        ("ratchet", "wrong", Status::INVALID_PASSWORD),
        ("nobody", "right", Status::ACCOUNT_NOT_FOUND),
        ("dr nefarious", "right", Status::FAIL),
    ] {
        assert_eq!(try_login(&mut harness, &mut store, name, password).0, refused(&harness, status), "{name}");
    }
    for (kind, subject, status) in [
        (BanKind::Account, "1", Status::ACCOUNT_BANNED),
        (BanKind::Machine, "abab", Status::MACHINE_BANNED),
        (BanKind::Address, "192.168.1.1", Status::ACCOUNT_BANNED),
    ] {
        let mut harness = mas();
        store.put_ban(kind, subject);
        store.accounts.get_mut(&AccountId(1)).expect("ratchet").machine_id =
            Some(clank_core::secret::Secret::new("abab".to_owned()));
        for password in ["right", "wrong"] {
            let (conn, key) = harness.begin(1);
            harness.send(conn, &login(key, "l", "ratchet", password));
            harness.serve(&mut store);
            let told: lobby::AccountLoginResponse = harness.answer(conn);
            assert_eq!(told, refused(&harness, status), "{kind:?} {password}");
        }
        store.bans.clear();
    }
    let mut harness = mas_with(|config| config.accounts.whitelist = vec![AccountId(4711)]);
    assert_eq!(try_login(&mut harness, &mut store, "ratchet", "right").0, refused(&harness, Status::FAIL));
    let mut harness = mas_with(|config| config.accounts.whitelist = vec![AccountId(4711), AccountId(1)]);
    let (answer, expected) = try_login(&mut harness, &mut store, "ratchet", "right");
    assert_eq!(answer, expected);
}

/// MAS-31.3d: where an operator said so, the next password is the new one, once.
#[test]
fn a_password_is_reset_by_the_next_login() {
    let (mut harness, mut store) = (mas(), store());
    store.accounts.get_mut(&AccountId(1)).expect("ratchet").reset_password = true;
    let (answer, expected) = try_login(&mut harness, &mut store, "ratchet", "new");
    assert_eq!(answer, expected);
    let row = &store.accounts[&AccountId(1)];
    assert_eq!((row.password.expose().as_str(), row.reset_password), ("new", false));
    let told = try_login(&mut harness, &mut store, "ratchet", "right").0;
    assert_eq!(told, refused(&harness, Status::INVALID_PASSWORD));
}

/// MAS-31.4: an unknown name is registered by its first login, where that is wanted, and by nobody where registration
/// is off.
#[test]
fn a_first_login_registers() {
    let (mut harness, mut store) = (mas(), store());
    let (answer, expected) = try_login(&mut harness, &mut store, "clank", "new");
    assert_eq!(answer, lobby::AccountLoginResponse { account_id: 2, ..expected });
    let told = try_login(&mut harness, &mut store, "clank", "other").0;
    assert_eq!(told, refused(&harness, Status::INVALID_PASSWORD));
    let mut harness = mas_with(|config| config.accounts.registration = false);
    assert_eq!(try_login(&mut harness, &mut store, "qwark", "new").0, refused(&harness, Status::FAIL));
    assert_eq!(store.accounts.len(), 2);
}

/// MAS-31.4: somebody else was quicker with the name.
#[test]
fn a_name_that_is_taken_meanwhile() {
    let (mut harness, mut store) = (mas(), store());
    let (conn, key) = harness.begin(1);
    harness.send(conn, &login(key, "l", "clank", "new"));
    let (check, request) = harness.asked.remove(0);
    let reply = store.answer(request);
    harness.reply(check, reply);
    try_login(&mut mas(), &mut store, "clank", "quicker");
    harness.serve(&mut store);
    assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conn), refused(&harness, Status::INVALID_PASSWORD));
}

/// MAS-31.6, DM-8: a store that fails or says nothing is no missing account.
#[test]
fn a_lost_answer_of_the_store_is_an_error_of_the_store() {
    let mut harness = mas();
    let (conn, key) = harness.begin(1);
    harness.send(conn, &login(key, "l", "ratchet", "right"));
    let (id, _) = harness.asked.remove(0);
    harness.reply(id, StoreReply::Failed);
    assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conn), refused(&harness, Status::DB_ERROR));
    harness.send(conn, &login(key, "l", "ratchet", "right"));
    harness.pass(Duration::from_millis(2900));
    assert!(harness.ids(conn).is_empty());
    harness.pass(Duration::from_millis(200));
    assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conn), refused(&harness, Status::DB_ERROR));
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
    harness.send(conn, &login(key, "l", "ratchet", "right"));
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
    let told: lobby::AccountLoginResponse = harness.answer(conn);
    assert_eq!(told, refused(&harness, Status::TRANSACTION_TIMED_OUT));
    // The answer to the first message comes at last: nobody waits for it.
    harness.admit();
    assert!(harness.ids(conn).is_empty());
}

/// ST-27, MAS-37: what the MLS refuses is refused with its status, an anonymous login in its own type; the player may
/// try again.
#[test]
fn a_refusal_of_the_lobby_is_passed_on() {
    let mut harness = mas();
    let (conn, session_key) = harness.begin(1);
    let refuse = |harness: &mut Harness<Mas>| {
        let (_, message) = harness.mail.remove(0);
        let PeerMessage::Admit(admission) = message else { panic!("{message:?}") };
        let message = PeerMessage::Refused { ticket: admission.ticket, status: Status::ACCOUNT_LOGGED_IN.0 };
        harness.input(Input::Peer { from: Component::Mls, message });
    };
    for _ in 0..2 {
        harness.send(conn, &login(session_key, "l", "ratchet", "right"));
        harness.serve(&mut store());
        refuse(&mut harness);
        let told: lobby::AccountLoginResponse = harness.answer(conn);
        assert_eq!(told, refused(&harness, Status::ACCOUNT_LOGGED_IN));
        let message_id = id("a");
        harness.send(conn, &app(&lobby::AnonymousLoginRequest { message_id, session_key, ..Default::default() }));
        refuse(&mut harness);
        let expected = lobby::AnonymousLoginResponse {
            message_id,
            pad: Default::default(),
            status_code: Status::ACCOUNT_LOGGED_IN,
            account_id: 0,
            account_type: AccountType(0),
            medius_world_id: 0,
            connect_info: nowhere(),
        };
        assert_eq!(harness.answer::<lobby::AnonymousLoginResponse>(conn), expected);
    }
}

/// GEN-16: a login under another session's key; texts are compared to the NUL.
#[test]
fn the_session_key_is_looked_at() {
    let mut harness = mas();
    let (conn, key) = harness.begin(1);
    harness.send(conn, &login(SessionKeyText::new("other"), "l", "ratchet", "right"));
    let told: lobby::AccountLoginResponse = harness.answer(conn);
    assert_eq!(told, refused(&harness, Status::SESSION_KEY_INVALID));
    let mut rubbish = *key.bytes();
    rubbish[16] = 0;
    harness.send(conn, &login(SessionKeyText::exact(rubbish), "l", "ratchet", "right"));
    assert_eq!(harness.asked.len(), 1);
}

/// MAS-32: too many failed logins end the connection, a little later.
#[test]
fn failed_logins_are_counted() {
    let mut harness = mas_with(|config| config.limits.login_attempts = 2);
    let (conn, key) = harness.begin(1);
    for expected in [Status::INVALID_PASSWORD, Status::LOGIN_FAILED] {
        harness.send(conn, &login(key, "l", "ratchet", "wrong"));
        harness.serve(&mut store());
        assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conn), refused(&harness, expected));
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
        harness.send(conn, &login(session_key, "l", "ratchet", password));
        harness.serve(&mut store());
        harness.mail.retain(|(_, message)| matches!(message, PeerMessage::Admit(_)));
        let told = if expected == Status::SUCCESS {
            let welcome = welcomed(&harness, session_key);
            harness.admit();
            welcome
        } else {
            refused(&harness, expected)
        };
        assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conn), told);
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
        harness.send(conn, &login(key, "l", name, password));
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
        let (answer, expected) = try_login(&mut harness, &mut store, "ratchet", "right");
        assert_eq!(answer, expected);
        let (answer, _) = try_login(&mut harness, &mut store, "qwark", "right");
        assert_eq!(answer, refused(&harness, Status::REQUEST_DENIED));
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
