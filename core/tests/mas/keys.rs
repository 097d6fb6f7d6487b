//! What the MLS is told of a login beside its player: keys, address, and sessions that are living.

use core::time::Duration;

use crate::common::{address, app, id, login};
use crate::logins::admitted;
use crate::sessions::{mas, store};
use clank_core::peer::Admission;
use clank_core::wire::{CallbackStatus as Status, lobby};

/// ST-12: a further login of a session goes to the lobby with an access key of its own; the session key stays.
#[test]
fn each_login_has_an_access_key_of_its_own() {
    let (mut harness, mut store) = (mas(), store());
    let (conn, session_key) = harness.begin(1);
    let mut told = Vec::new();
    for _ in 0..3 {
        harness.send(conn, &login(session_key, "l", "ratchet", "right"));
        harness.serve(&mut store);
        let admission = admitted(&harness).expect("a login");
        harness.admit();
        let answer: lobby::AccountLoginResponse = harness.answer(conn);
        let keys = (*admission.session_key.expose(), *admission.access_key.expose());
        assert_eq!((answer.connect_info.session_key, answer.connect_info.access_key), keys);
        harness.send(conn, &app(&lobby::AccountLogoutRequest { message_id: id("o"), session_key }));
        assert_eq!(harness.answer::<lobby::AccountLogoutResponse>(conn).status_code, Status::SUCCESS);
        told.push(admission);
    }
    let [first, second, third] = &told[..] else { panic!("three logins") };
    for (one, other) in [(first, second), (second, third), (first, third)] {
        assert_ne!(one.access_key, other.access_key);
        let expected = Admission { ticket: one.ticket, access_key: one.access_key.clone(), ..other.clone() };
        assert_eq!(*one, expected);
        assert_eq!(other.access_key.expose().text().len(), 16);
    }
}

/// ST-21, ST-27: the MLS is told from which address a login comes, and which sessions of the same account have a
/// connection that was heard within 30 s, be they logged in or on the way; no others.
#[test]
fn the_lobby_is_told_of_living_sessions() {
    let (mut harness, mut store) = (mas(), store());
    let (one, key) = harness.begin(1);
    harness.send(one, &login(key, "l", "ratchet", "right"));
    harness.serve(&mut store);
    let first = admitted(&harness).expect("a login");
    assert_eq!((first.address, &first.living[..]), (*address(1).ip(), &[][..]));
    let told = |harness: &mut crate::common::Harness<_>, store: &mut _, index, name| {
        let (conn, key) = harness.begin(index);
        harness.send(conn, &login(key, "l", name, if name == "ratchet" { "right" } else { "" }));
        harness.serve(store);
        let admission = admitted(harness).expect("a login");
        harness.gone(conn);
        admission
    };
    let on_the_way = told(&mut harness, &mut store, 2, "ratchet");
    assert_eq!((on_the_way.address, on_the_way.living), (*address(2).ip(), vec![first.ticket]));
    harness.admit();
    harness.serve(&mut store);
    harness.pass(Duration::from_secs(29));
    let logged_in = told(&mut harness, &mut store, 3, "ratchet");
    assert_eq!((logged_in.address, logged_in.living), (*address(3).ip(), vec![first.ticket]));
    harness.pass(Duration::from_secs(1));
    assert_eq!(told(&mut harness, &mut store, 4, "ratchet").living, []);
}
