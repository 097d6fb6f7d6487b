//! The rules of the MLS as far as it goes: sessions and entry.

mod common;

use core::time::Duration;

use clank_core::config::Config;
use clank_core::machine::{Event, Input, Secret};
use clank_core::mail::{Admission, Component, Mail, Ticket};
use clank_core::mls::Mls;
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{AccessKey, CallbackStatus as Status, SessionKeyText, Version, lobby, lobby_ext};
use common::{Bench, app, clear, handshake, id};

fn mls() -> Bench<Mls> {
    Bench::new(Mls::new(&Config::default(), [6; 32]))
}

fn keys(number: u8) -> (SessionKeyText, AccessKey) {
    (SessionKeyText::new(format!("session{number}")), AccessKey::new(format!("access{number}")))
}

/// A login comes from the MAS; its answer.
fn admit(bench: &mut Bench<Mls>, number: u8, account_id: i32) -> Mail {
    let (session_key, access_key) = keys(number);
    let admission = Admission {
        ticket: Ticket([number; 16]),
        account_id,
        name: "ratchet".into(),
        app_id: 10684,
        version: Version::V108,
        session_key: Secret::new(session_key),
        access_key: Secret::new(access_key),
        keep_alive: Duration::from_secs(11),
    };
    bench.input(Input::Mail { from: Component::Mas, mail: Mail::Admit(Box::new(admission)) });
    bench.mail.remove(0).1
}

fn online(bench: &Bench<Mls>) -> i32 {
    let count = bench.events.iter().map(|event| match event {
        Event::Entered { .. } => 1,
        Event::LoggedOut { .. } => -1,
        _ => 0,
    });
    count.sum()
}

/// MLS-1, PC-5, ST-12: by access key, else by session key; a stranger is closed without a word.
#[test]
fn players_are_known_by_their_keys() {
    let mut bench = mls();
    assert!(matches!(admit(&mut bench, 1, 1), Mail::Admitted { .. }));
    assert!(matches!(admit(&mut bench, 2, 2), Mail::Admitted { .. }));
    for (index, keys, known) in [
        (1, keys(1), true),
        (2, (keys(2).0, AccessKey::new("stale")), true),
        (3, (SessionKeyText::new("x"), AccessKey::new("y")), false),
        (4, Default::default(), false),
    ] {
        let conn = bench.open(index);
        bench.send(conn, &handshake(Some(keys)));
        let ids = bench.ids(conn);
        assert_eq!((ids.ends_with(&[0x07, 0x1a]), bench.is_closed(conn)), (known, !known), "{index}: {ids:02x?}");
    }
    assert_eq!(bench.faults(), ["MLS-1", "MLS-1"]);
}

/// ST-27: one login per account; the same letter twice is one login.
#[test]
fn an_account_is_online_once() {
    let mut bench = mls();
    assert!(matches!(admit(&mut bench, 1, 7), Mail::Admitted { .. }));
    assert!(matches!(admit(&mut bench, 1, 7), Mail::Admitted { .. }));
    match admit(&mut bench, 2, 7) {
        Mail::Refused { status, .. } => assert_eq!(status, Status::ACCOUNT_LOGGED_IN.0),
        other => panic!("{other:?}"),
    }
    // The MAS takes the first back: the second may come.
    bench.input(Input::Mail { from: Component::Mas, mail: Mail::Withdraw { ticket: Ticket([1; 16]) } });
    assert!(matches!(admit(&mut bench, 2, 7), Mail::Admitted { .. }));
}

/// ST-20, ST-23: a player who does not come, or does not come back, is gone after the window.
#[test]
fn windows_close() {
    let mut bench = mls();
    admit(&mut bench, 1, 7);
    bench.pass(Duration::from_millis(10_900));
    let conn = bench.open(1);
    bench.send(conn, &handshake(Some(keys(1))));
    assert_eq!(online(&bench), 1);
    bench.pass(Duration::from_secs(20));
    bench.gone(conn);
    bench.pass(Duration::from_millis(7_900));
    assert_eq!(online(&bench), 1);
    bench.pass(Duration::from_millis(200));
    assert_eq!(online(&bench), 0);
    // Never came at all.
    admit(&mut bench, 2, 8);
    bench.pass(Duration::from_secs(12));
    assert!(matches!(admit(&mut bench, 3, 8), Mail::Admitted { .. }));
}

/// ST-20: a player who comes by a second connection keeps his session; the first dies silently.
#[test]
fn a_second_connection_takes_over() {
    let mut bench = mls();
    admit(&mut bench, 1, 7);
    let (first, second) = (bench.open(1), bench.open(2));
    bench.send(first, &handshake(Some(keys(1))));
    bench.frames(first);
    bench.send(second, &handshake(Some(keys(1))));
    assert!(bench.is_closed(first) && !bench.is_closed(second));
    bench.gone(first);
    bench.pass(Duration::from_secs(20));
    assert_eq!(bench.events.iter().filter(|event| matches!(event, Event::LoggedOut { .. })).count(), 0);
}

/// MLS-4, MLS-5, MLS-6, MLS-8, MLS-180, GEN-19: what is answered so far, and what is not.
#[test]
fn first_requests() {
    let mut bench = mls();
    admit(&mut bench, 1, 7);
    let conn = bench.open(1);
    bench.send(conn, &handshake(Some(keys(1))));
    bench.frames(conn);
    let session_key = keys(1).0;
    bench.send(conn, &app(&lobby::UpdateUserState { session_key, ..Default::default() }));
    bench.send(conn, &clear(rt::ClientAppToServer::ID, &[1, 0x3d]));
    assert!(bench.ids(conn).is_empty());
    bench.send(conn, &app(&lobby::VersionServerRequest { message_id: id("v"), ..Default::default() }));
    assert!(bench.answer::<lobby::VersionServerResponse>(conn).version_server.to_text().starts_with("Medius Lobby"));
    bench.send(conn, &app(&lobby_ext::GetServerTimeRequest { message_id: id("t") }));
    assert_eq!(bench.answer::<lobby_ext::GetServerTimeResponse>(conn).gmt_time, 1_099_353_600);
    bench.send(conn, &app(&lobby::AccountLogoutRequest { session_key, ..Default::default() }));
    assert_eq!(bench.answer::<lobby::AccountLogoutResponse>(conn).status_code, Status::SUCCESS);
    assert_eq!(online(&bench), 0);
    bench.send(conn, &app(&lobby::SessionEndRequest { session_key, ..Default::default() }));
    assert_eq!(bench.answer::<lobby::SessionEndResponse>(conn).status_code, Status::SUCCESS);
}
