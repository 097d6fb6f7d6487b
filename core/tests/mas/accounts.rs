//! What is done with accounts at the MAS beside a login, by whole answers.

use crate::common::{Harness, app, id, login};
use crate::sessions::{mas, mas_with, store};
use clank_core::ids::{AccountId, AppId, Component, ConnId};
use clank_core::machine::Event;
use clank_core::mas::Mas;
use clank_core::peer::PeerMessage;
use clank_core::settings::text_filter::TextFilter;
use clank_core::store::{ACCOUNT_STATS_SIZE, Memory, StoreReply};
use clank_core::titles::Title;
use clank_core::wire::{
    Bytes, CallbackStatus as Status, DnasCategory, MessageId, NameText, Pad, PasswordText, SessionKeyText, lobby,
    lobby_ext,
};

fn register(key: SessionKeyText, name: &str) -> Vec<u8> {
    let (account_name, password) = (NameText::new(name), PasswordText::new("secret"));
    let message_id = id("r");
    app(&lobby::AccountRegistrationRequest {
        message_id,
        session_key: key,
        account_name,
        password,
        ..Default::default()
    })
}

fn registered(status_code: Status, account_id: i32) -> lobby::AccountRegistrationResponse {
    lobby::AccountRegistrationResponse { message_id: id("r"), pad: Pad::default(), status_code, account_id }
}

/// The harness, a store, and ratchet's session, logged in.
pub(crate) fn ratchet() -> (Harness<Mas>, Memory, ConnId, SessionKeyText) {
    let (mut harness, mut store) = (mas(), store());
    let (conn, key) = harness.begin(1);
    harness.send(conn, &login(key, "l", "ratchet", "right"));
    harness.serve(&mut store);
    harness.admit();
    harness.serve(&mut store);
    harness.frames(conn);
    (harness, store, conn, key)
}

/// MAS-30, DM-1: what an account is made with; nobody is logged in by it, and the login comes later.
#[test]
fn registration() {
    let (mut harness, mut store) = (mas(), store());
    let (conn, session_key) = harness.begin(1);
    let mut post = lobby_ext::DnasSignaturePost { session_key, ..Default::default() };
    (post.dnas_signature_type, post.dnas_signature_length) = (DnasCategory(0), 2);
    post.dnas_signature = Bytes::new([0xab; 32]);
    harness.send(conn, &app(&post));
    harness.send(conn, &register(session_key, "Clank"));
    harness.serve(&mut store);
    assert_eq!(harness.answers::<lobby::AccountRegistrationResponse>(conn), [registered(Status::SUCCESS, 2)]);
    let row = &store.accounts[&AccountId(2)];
    assert_eq!((row.id, row.name.as_str(), row.password.expose().as_str()), (AccountId(2), "Clank", "secret"));
    assert_eq!((row.stats.clone(), row.last_sign_in, row.reset_password), (vec![0; ACCOUNT_STATS_SIZE], None, false));
    assert_eq!(row.machine_id.as_ref().map(|id| id.expose().as_str()), Some("abab"));
    assert_eq!(row.group, Title::of(AppId(10684)).group);
    assert!(harness.mail.is_empty());
    assert!(harness.events.iter().all(|event| !matches!(event, Event::LoggedIn { .. })));
}

/// MAS-30: a server that lets nobody register, a name that the filter refuses, and one that is taken, in any case; a
/// store that fails; each makes no account.
#[test]
fn registrations_are_refused() {
    for (allowed, name, status) in [
        (false, "qwark", Status::FAIL),
        (true, "dr nefarious", Status::FAIL),
        (true, "", Status::FAIL),
        (true, "RATCHET", Status::ACCOUNT_ALREADY_EXISTS),
    ] {
        let mut store = store();
        let mut harness = mas_with(|config| {
            config.accounts.registration = allowed;
            config.text_filter = TextFilter::of("nefarious").expect("sound");
        });
        let (conn, key) = harness.begin(1);
        harness.send(conn, &register(key, name));
        harness.serve(&mut store);
        assert_eq!(harness.answers::<lobby::AccountRegistrationResponse>(conn), [registered(status, 0)], "{name}");
        assert_eq!(store.accounts.len(), 1);
    }
    let mut harness = mas();
    let (conn, key) = harness.begin(1);
    harness.send(conn, &register(key, "qwark"));
    let (asked, _) = harness.asked.remove(0);
    harness.reply(asked, StoreReply::Failed);
    assert_eq!(harness.answers::<lobby::AccountRegistrationResponse>(conn), [registered(Status::DB_ERROR, 0)]);
}

/// MAS-20: the account of a name, in any case, for whoever has a session; of none, and where the store fails, -1.
#[test]
fn accounts_have_ids() {
    let (mut harness, mut store) = (mas(), store());
    let ask = |name: &str| {
        app(&lobby::AccountGetIDRequest {
            message_id: id("i"),
            account_name: NameText::new(name),
            ..Default::default()
        })
    };
    let told = |account_id, status_code| lobby::AccountGetIDResponse {
        message_id: id("i"),
        pad: Pad::default(),
        account_id,
        status_code,
    };
    let stranger = harness.connect(2);
    harness.send(stranger, &ask("ratchet"));
    assert!(harness.ids(stranger).is_empty() && harness.asked.is_empty());
    let (conn, _) = harness.begin(1);
    for (name, account_id, status) in
        [("ratchet", 1, Status::SUCCESS), ("RATCHET", 1, Status::SUCCESS), ("nobody", -1, Status::ACCOUNT_NOT_FOUND)]
    {
        harness.send(conn, &ask(name));
        harness.serve(&mut store);
        assert_eq!(harness.answers::<lobby::AccountGetIDResponse>(conn), [told(account_id, status)], "{name}");
    }
    harness.send(conn, &ask("ratchet"));
    let (asked, _) = harness.asked.remove(0);
    harness.reply(asked, StoreReply::Failed);
    assert_eq!(harness.answers::<lobby::AccountGetIDResponse>(conn), [told(-1, Status::DB_ERROR)]);
}

/// MAS-38: a logout without a login is as good as one with it, and so is a second one; a foreign key is not, and
/// without a session nothing is answered.
#[test]
fn logout() {
    let (mut harness, mut store) = (mas(), store());
    let logout = |harness: &mut Harness<Mas>, conn, session_key| {
        harness.send(conn, &app(&lobby::AccountLogoutRequest { message_id: id("o"), session_key }));
        harness.answers::<lobby::AccountLogoutResponse>(conn)
    };
    let told = |status_code| lobby::AccountLogoutResponse { message_id: id("o"), pad: Pad::default(), status_code };
    let stranger = harness.connect(2);
    assert_eq!(logout(&mut harness, stranger, SessionKeyText::default()), []);
    let (conn, session_key) = harness.begin(1);
    assert_eq!(logout(&mut harness, conn, session_key), [told(Status::SUCCESS)]);
    harness.send(conn, &login(session_key, "1", "ratchet", "right"));
    harness.serve(&mut store);
    let ticket = harness.mail.iter().find_map(|(_, message)| match message {
        PeerMessage::Admit(admission) => Some(admission.ticket),
        _ => None,
    });
    harness.admit();
    harness.frames(conn);
    assert_eq!(logout(&mut harness, conn, SessionKeyText::new("other")), [told(Status::FAIL)]);
    assert!(harness.mail.is_empty());
    assert_eq!(logout(&mut harness, conn, session_key), [told(Status::SUCCESS)]);
    let withdrawn = PeerMessage::Withdraw { ticket: ticket.expect("a login") };
    assert_eq!(harness.mail, [(Component::Mls, withdrawn.clone())]);
    assert_eq!(logout(&mut harness, conn, session_key), [told(Status::SUCCESS)]);
    assert_eq!(harness.mail, [(Component::Mls, withdrawn)]);
    let logouts = harness.events.iter().filter(|event| matches!(event, Event::LoggedOut { .. }));
    assert_eq!(logouts.count(), 1);
}

fn delete(session_key: SessionKeyText, password: &str) -> Vec<u8> {
    let (message_id, master_password) = (id("d"), PasswordText::new(password));
    app(&lobby::AccountDeleteRequest { message_id, session_key, master_password })
}

fn update(session_key: SessionKeyText, old: &str) -> Vec<u8> {
    let (old_password, new_password) = (PasswordText::new(old), PasswordText::new("new"));
    app(&lobby::AccountUpdatePasswordRequest { message_id: id("p"), session_key, old_password, new_password })
}

fn save(session_key: SessionKeyText) -> Vec<u8> {
    let stats = Bytes::new(core::array::from_fn(|at| u8::try_from(at).expect("256")));
    app(&lobby::AccountUpdateStatsRequest { message_id: id("s"), session_key, stats })
}

fn deleted(status_code: Status) -> lobby::AccountDeleteResponse {
    lobby::AccountDeleteResponse { message_id: id("d"), pad: Pad::default(), status_code }
}

fn updated(status_code: Status) -> lobby::AccountUpdatePasswordStatusResponse {
    lobby::AccountUpdatePasswordStatusResponse { message_id: id("p"), pad: Pad::default(), status_code }
}

fn saved(status_code: Status) -> lobby::AccountUpdateStatsResponse {
    lobby::AccountUpdateStatsResponse { message_id: id("s"), pad: Pad::default(), status_code }
}

fn level(message_id: MessageId) -> Vec<u8> {
    app(&lobby_ext::GetAccessLevelInfoRequest { message_id })
}

/// MAS-39, MAS-40, MAS-43, MAS-45: what an account can do with itself, and what the store has after it.
#[test]
fn account_requests() {
    let (mut harness, mut store, conn, key) = ratchet();
    for (old, status, kept) in [("wrong", Status::INVALID_PASSWORD, "right"), ("right", Status::SUCCESS, "new")] {
        harness.send(conn, &update(key, old));
        harness.serve(&mut store);
        assert_eq!(harness.answers::<lobby::AccountUpdatePasswordStatusResponse>(conn), [updated(status)]);
        assert_eq!(store.accounts[&AccountId(1)].password.expose(), kept);
    }
    harness.send(conn, &save(key));
    harness.serve(&mut store);
    assert_eq!(harness.answers::<lobby::AccountUpdateStatsResponse>(conn), [saved(Status::SUCCESS)]);
    assert_eq!(store.accounts[&AccountId(1)].stats, (0..=255).collect::<Vec<u8>>());
    harness.send(conn, &level(id("a")));
    let nobody = lobby_ext::GetAccessLevelInfoResponse {
        message_id: id("a"),
        status_code: Status::SUCCESS,
        ..Default::default()
    };
    assert_eq!(harness.answers::<lobby_ext::GetAccessLevelInfoResponse>(conn), [nobody]);
    harness.send(conn, &delete(key, "right"));
    harness.serve(&mut store);
    assert_eq!(harness.answers::<lobby::AccountDeleteResponse>(conn), [deleted(Status::INVALID_PASSWORD)]);
    assert!(store.accounts.len() == 1 && harness.mail.is_empty());
    harness.send(conn, &delete(key, "new"));
    harness.serve(&mut store);
    assert_eq!(harness.answers::<lobby::AccountDeleteResponse>(conn), [deleted(Status::SUCCESS)]);
    assert!(store.accounts.is_empty());
    assert!(matches!(harness.mail[..], [(Component::Mls, PeerMessage::Withdraw { .. })]), "the player is logged out");
    harness.send(conn, &delete(key, "new"));
    assert_eq!(harness.answers::<lobby::AccountDeleteResponse>(conn), [deleted(Status::FAIL)]);
}

/// MAS-39, MAS-40, MAS-43, MAS-45, MAS-37, GEN-14: nothing without a session; the default without a login; and an
/// anonymous player may not. No store hears of any.
#[test]
fn account_requests_need_a_login() {
    let mut harness = mas();
    let stranger = harness.connect(1);
    let (conn, key) = harness.begin(2);
    for request in [update(key, "right"), save(key), delete(key, "right"), level(id("a"))] {
        harness.send(stranger, &request);
        assert!(harness.ids(stranger).is_empty());
    }
    let all = |harness: &mut Harness<Mas>, status: Status| {
        harness.send(conn, &update(key, "right"));
        assert_eq!(harness.answers::<lobby::AccountUpdatePasswordStatusResponse>(conn), [updated(status)]);
        harness.send(conn, &save(key));
        assert_eq!(harness.answers::<lobby::AccountUpdateStatsResponse>(conn), [saved(status)]);
        harness.send(conn, &delete(key, "right"));
        assert_eq!(harness.answers::<lobby::AccountDeleteResponse>(conn), [deleted(status)]);
        harness.send(conn, &level(id("a")));
        let told =
            lobby_ext::GetAccessLevelInfoResponse { message_id: id("a"), status_code: status, ..Default::default() };
        assert_eq!(harness.answers::<lobby_ext::GetAccessLevelInfoResponse>(conn), [told]);
        assert!(harness.asked.is_empty());
    };
    all(&mut harness, Status::FAIL);
    harness.send(conn, &app(&lobby::AnonymousLoginRequest { session_key: key, ..Default::default() }));
    harness.admit();
    harness.frames(conn);
    all(&mut harness, Status::PLAYER_NOT_PRIVILEGED);
}

/// MAS-39, MAS-40, MAS-43: a store that fails is an error of the store, and logs nobody out.
#[test]
fn a_failing_store_changes_no_account() {
    let (mut harness, _, conn, key) = ratchet();
    let ask = |harness: &mut Harness<Mas>, request: &[u8]| {
        harness.send(conn, request);
        let (asked, _) = harness.asked.remove(0);
        harness.reply(asked, StoreReply::Failed);
    };
    ask(&mut harness, &update(key, "right"));
    assert_eq!(harness.answers::<lobby::AccountUpdatePasswordStatusResponse>(conn), [updated(Status::DB_ERROR)]);
    ask(&mut harness, &save(key));
    assert_eq!(harness.answers::<lobby::AccountUpdateStatsResponse>(conn), [saved(Status::DB_ERROR)]);
    ask(&mut harness, &delete(key, "right"));
    assert_eq!(harness.answers::<lobby::AccountDeleteResponse>(conn), [deleted(Status::DB_ERROR)]);
    assert!(harness.mail.is_empty());
}
