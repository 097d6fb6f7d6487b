//! A whole login in the simulator: MAS, hand-over, MLS.

use core::time::Duration;
use std::cell::RefCell;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::rc::Rc;

use clank_core::config::Config;
use clank_core::ids::Component;
use clank_core::operator::{Command, CommandAnswer};
use clank_core::time::Instant;
use clank_sim::client::{ClientProfile, Handshake, login};
use clank_sim::world::{Net, SERVER, server};

/// lobby.md 7b: login, hand-over and entry, for each way of speaking.
#[test]
fn a_console_logs_in_and_enters_the_lobby() {
    for profile in clank_tests::logins::profiles() {
        let traffic = Rc::new(RefCell::new(Vec::new()));
        login(&server(1, &Config::default()), profile, "ratchet", &traffic).expect("let in");
    }
}

/// The golden hash: same seed and inputs, same bytes, in debug and release, on every platform.
#[test]
fn a_seeded_run_has_the_same_hash_everywhere() {
    let run = || {
        let (world, traffic) = (server(42, &Config::default()), Rc::new(RefCell::new(Vec::new())));
        for (handshake, app_id, name) in [
            (Handshake::Rt108, 10684, "ratchet"),
            (Handshake::Rt110, 11184, "clank"),
            (Handshake::Community, 10683, "qwark"),
        ] {
            login(&world, ClientProfile::new(handshake, app_id), name, &traffic).expect("let in");
        }
        let mut world = world.borrow_mut();
        world.run_until(Instant(600_000_000));
        world.hash()
    };
    assert_eq!(run(), run());
    insta::assert_snapshot!(format!("{:016x}", run()));
}

/// 10,000 connections that say nothing: each is let go after its 30 seconds, and a console that comes in
/// the middle of it logs in.
#[test]
fn ten_thousand_silent_connections() {
    let world = server(7, &Config::default());
    for number in 0..10_000_u32 {
        let [.., c, d] = number.to_be_bytes();
        let from = SocketAddrV4::new(Ipv4Addr::new(192, 168, c, d), 40_000);
        world.borrow_mut().dial(from, SocketAddrV4::new(SERVER, 10075));
    }
    login(&world, ClientProfile::new(Handshake::Rt108, 10684), "ratchet", &Rc::new(RefCell::new(Vec::new())))
        .expect("let in");
    let id = world.borrow_mut().operator(Component::Mas, Command::Counters);
    world.borrow_mut().run_until(Instant(60_000_000));
    match world.borrow().answer(id) {
        Some(CommandAnswer::Counters(counters)) => assert_eq!((counters.opened, counters.connected), (10_001, 1)),
        other => panic!("{other:?}"),
    }
    let id = world.borrow_mut().operator(Component::Mas, Command::Connections);
    world.borrow_mut().run_until(Instant(61_000_000));
    assert_eq!(world.borrow().answer(id), Some(&CommandAnswer::Connections(Vec::new())));
}

/// lobby.md ST-10 to ST-15 and ST-20 under a bad network: streams in small pieces, messages late, doubled and lost.
#[test]
fn a_login_survives_small_pieces_and_bad_mail() {
    for seed in 0..20 {
        let world = server(seed, &Config::default());
        {
            let mut world = world.borrow_mut();
            let mut net = Net::new(seed);
            (net.piece, net.jitter) = (7, Duration::from_millis(30));
            world.set_net(net);
            let mut peer_messages = 0_u32;
            world.set_peer_delays(move |_, _, _| {
                peer_messages += 1;
                match peer_messages % 3 {
                    0 => vec![],
                    1 => vec![Duration::from_millis(700), Duration::from_millis(5)],
                    _ => vec![Duration::from_millis(20)],
                }
            });
        }
        let traffic = Rc::new(RefCell::new(Vec::new()));
        for profile in clank_tests::logins::profiles() {
            let name = format!("{:?}", profile.handshake);
            login(&world, profile, &name, &traffic).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        }
    }
}
