//! What a player does with their own account at the MLS: another password, and an end.

use crate::common::players::{anonymous, ask, ask_in_vain, enter, keys, mls, online, put_account};
use crate::common::{Harness, handshake, id};
use clank_core::ids::{AccountId, AppId, ConnId};
use clank_core::mls::Mls;
use clank_core::secret::Secret;
use clank_core::store::AccountRow;
use clank_core::wire::{
    CallbackStatus as Status, NameText, PasswordText, PlainText, PlayerSearchType, PlayerStatus, lobby,
};

const RATCHET: AccountId = AccountId(1);

/// Ratchet is in the lobby; the password is "right".
fn ratchet() -> (Harness<Mls>, ConnId) {
    let mut harness = mls();
    put_account(harness.tables(), RATCHET, AppId(10684), "ratchet");
    row(&mut harness).password = Secret::new("right".to_owned());
    let conn = enter(&mut harness, 1, "ratchet");
    (harness, conn)
}

fn row(harness: &mut Harness<Mls>) -> &mut AccountRow {
    harness.tables().accounts.get_mut(&RATCHET).expect("ratchet's account")
}

fn change(old: &str) -> lobby::AccountUpdatePasswordRequest {
    lobby::AccountUpdatePasswordRequest {
        message_id: id("p"),
        session_key: keys(1).0,
        old_password: PasswordText::new(old),
        new_password: PasswordText::new("new"),
    }
}

fn changed(status_code: Status) -> lobby::AccountUpdatePasswordStatusResponse {
    lobby::AccountUpdatePasswordStatusResponse { message_id: id("p"), status_code, ..Default::default() }
}

fn delete(password: &str) -> lobby::AccountDeleteRequest {
    lobby::AccountDeleteRequest {
        message_id: id("d"),
        session_key: keys(1).0,
        master_password: PasswordText::new(password),
    }
}

fn deleted(status_code: Status) -> lobby::AccountDeleteResponse {
    lobby::AccountDeleteResponse { message_id: id("d"), status_code, ..Default::default() }
}

/// Looks for ratchet among those who are online.
fn find(harness: &mut Harness<Mls>, conn: ConnId) -> lobby::FindPlayerResponse {
    let (search_type, name) = (PlayerSearchType::NAME, NameText::new("ratchet"));
    ask(harness, conn, &lobby::FindPlayerRequest { message_id: id("f"), search_type, name, ..Default::default() })
}

/// MAS-40: the old password changes into the new one, a wrong one changes nothing; the player stays.
#[test]
fn a_password_changes_with_the_old_one() {
    let (mut harness, conn) = ratchet();
    for (old, status, kept) in [
        ("wrong", Status::INVALID_PASSWORD, "right"),
        ("", Status::INVALID_PASSWORD, "right"),
        ("right", Status::SUCCESS, "new"),
        ("right", Status::INVALID_PASSWORD, "new"),
        ("new", Status::SUCCESS, "new"),
    ] {
        let answer: lobby::AccountUpdatePasswordStatusResponse = ask(&mut harness, conn, &change(old));
        assert_eq!(answer, changed(status), "{old}");
        assert_eq!(row(&mut harness).password.expose(), kept, "{old}");
    }
    assert_eq!((online(&harness), harness.faults().len(), harness.is_closed(conn)), (1, 0, false));
}

/// MAS-39: a wrong password deletes nothing, and the player stays.
#[test]
fn an_account_stays_without_its_password() {
    let (mut harness, conn) = ratchet();
    let before = harness.tables().clone();
    for password in ["wrong", ""] {
        let answer: lobby::AccountDeleteResponse = ask(&mut harness, conn, &delete(password));
        assert_eq!(answer, deleted(Status::INVALID_PASSWORD), "{password}");
    }
    assert!(*harness.tables() == before);
    assert_eq!(find(&mut harness, conn).status_code, Status::SUCCESS);
    assert_eq!((online(&harness), harness.faults().len()), (1, 0));
}

/// MAS-39, MLS-32, MLS-33, GEN-14, ST-24: with its password an account is deleted, and its player's session is over:
/// others do not find them any more, nothing but the answer is told, and their keys open nothing.
#[test]
fn a_deleted_account_is_offline() {
    let (mut harness, conn) = ratchet();
    let other = enter(&mut harness, 2, "clank");
    assert_eq!(find(&mut harness, other).status_code, Status::SUCCESS);
    let answer: lobby::AccountDeleteResponse = ask(&mut harness, conn, &delete("right"));
    assert_eq!(answer, deleted(Status::SUCCESS));
    assert!(!harness.tables().accounts.contains_key(&RATCHET));
    assert!(!harness.tables().online.contains_key(&RATCHET), "what is noted after it brings no row back");
    assert_eq!(online(&harness), 1);
    let nobody = lobby::FindPlayerResponse {
        message_id: id("f"),
        status_code: Status::NO_RESULT,
        application_name: PlainText::new("NONE"),
        medius_world_id: -1,
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(find(&mut harness, other), nobody);
    let request = lobby::PlayerInfoRequest { message_id: id("i"), account_id: RATCHET.0, ..Default::default() };
    let info: lobby::PlayerInfoResponse = ask(&mut harness, other, &request);
    assert_eq!((info.status_code, info.player_status), (Status::NO_RESULT, PlayerStatus::PLAYER_DISCONNECTED));
    // Nobody is logged in on the connection now, and the keys are worth nothing.
    assert_eq!(ask::<lobby::AccountDeleteResponse>(&mut harness, conn, &delete("right")), deleted(Status::FAIL));
    assert_eq!(
        ask::<lobby::AccountUpdatePasswordStatusResponse>(&mut harness, conn, &change("right")),
        changed(Status::FAIL)
    );
    assert!(harness.ids(other).is_empty() && !harness.is_closed(conn));
    assert_eq!(harness.faults(), ["GEN-14", "GEN-14"]);
    let again = harness.open(3);
    harness.send(again, &handshake(Some(keys(1))));
    assert!(harness.is_closed(again));
}

/// GEN-14: without a login no account is deleted and no password changed, and no store hears of it.
#[test]
fn without_a_login_there_is_no_account() {
    let (mut harness, conn) = ratchet();
    let request = lobby::AccountLogoutRequest { session_key: keys(1).0, ..Default::default() };
    let _: lobby::AccountLogoutResponse = ask(&mut harness, conn, &request);
    harness.store = None;
    assert_eq!(ask::<lobby::AccountDeleteResponse>(&mut harness, conn, &delete("right")), deleted(Status::FAIL));
    assert_eq!(
        ask::<lobby::AccountUpdatePasswordStatusResponse>(&mut harness, conn, &change("right")),
        changed(Status::FAIL)
    );
    assert!(harness.asked.is_empty() && !harness.is_closed(conn));
    assert_eq!(harness.faults(), ["GEN-14", "GEN-14"]);
}

/// MAS-37, MAS-39, MAS-40: an anonymous player is told that they may not, and no store hears of it.
#[test]
fn anonymous_players_have_no_account() {
    let mut harness = mls();
    let conn = anonymous(&mut harness);
    harness.store = None;
    let answer: lobby::AccountDeleteResponse = ask(&mut harness, conn, &delete(""));
    assert_eq!(answer, deleted(Status::PLAYER_NOT_PRIVILEGED));
    let answer: lobby::AccountUpdatePasswordStatusResponse = ask(&mut harness, conn, &change(""));
    assert_eq!(answer, changed(Status::PLAYER_NOT_PRIVILEGED));
    assert!(harness.asked.is_empty());
    assert_eq!(online(&harness), 1);
}

/// MAS-39, MAS-40, DM-8: a store that fails is an error of the store, and costs nobody their session.
#[test]
fn a_failing_store_leaves_the_player() {
    let (mut harness, conn) = ratchet();
    let answer: lobby::AccountDeleteResponse = ask_in_vain(&mut harness, conn, &delete("right"));
    assert_eq!(answer, deleted(Status::DB_ERROR));
    let answer: lobby::AccountUpdatePasswordStatusResponse = ask_in_vain(&mut harness, conn, &change("right"));
    assert_eq!(answer, changed(Status::DB_ERROR));
    assert_eq!(row(&mut harness).password.expose(), "right");
    assert_eq!(find(&mut harness, conn).status_code, Status::SUCCESS);
    assert_eq!(online(&harness), 1);
}

/// MAS-39, MAS-40: an account that somebody else deleted meanwhile is not found, and has no password that is right.
#[test]
fn an_account_that_is_gone_already() {
    let (mut harness, conn) = ratchet();
    harness.tables().accounts.remove(&RATCHET);
    let answer: lobby::AccountUpdatePasswordStatusResponse = ask(&mut harness, conn, &change("right"));
    assert_eq!(answer, changed(Status::INVALID_PASSWORD));
    let answer: lobby::AccountDeleteResponse = ask(&mut harness, conn, &delete("right"));
    assert_eq!(answer, deleted(Status::ACCOUNT_NOT_FOUND));
}
