//! UDP sockets of a game server: one for all players, or one for each.

use core::time::Duration;

use crate::common::worlds::{
    Member, SOCKET, Speech, announce, at_once, dme_with, order, seat_order, settle, words, world,
};
use crate::common::{Harness, clear, conn};
use crate::udp::source;
use clank_core::config::Config;
use clank_core::dme::Dme;
use clank_core::ids::{BindId, GameId, SeatIndex, SocketId};
use clank_core::machine::{Input, IoFailure};
use clank_core::peer::{FromServer, ToServer};
use clank_core::script::NoScript;
use clank_core::wire::{MgclErrorCode as Code, RtId};

/// UDP-2: one socket for all, whose port everybody is told; or one for each, the lowest free port from the configured
/// one on, told when it is there, and given up with the seat.
#[test]
fn players_may_have_ports_of_their_own() {
    let mut config = at_once();
    config.dme.client_ports = Some(50_000);
    // The shared one has the first port.
    let mut harness = dme_with(&config, Box::new(NoScript));
    let world = world(&mut harness, GameId(7), 8);
    for (number, speech) in (1..).zip(Speech::ALL) {
        assert!(order(&mut harness, seat_order(world, number)).is_empty(), "not before the socket is there");
        let (request, local) = harness.binds.pop().expect("a socket is wanted");
        assert_eq!(local.port(), 50_000 + u16::from(number));
        let socket = SocketId(u32::from(number) + 10);
        harness.input(Input::Bound { request, socket, local });
        let told = words(&mut harness);
        let [FromServer::Seated { seat: Ok(granted), .. }] = &told[..] else { panic!("{told:?}") };
        let mut member = Member::dial(&mut harness, world, number, speech);
        member.open(&mut harness, *granted.access_key.expose());
        let heard = member.accept(&mut harness);
        assert_eq!(heard.last().map(|(_, _, body)| body[16..].to_vec()), Some(local.port().to_le_bytes().to_vec()));
        settle(&mut harness);
        harness.left_by.clear();
        let greet = |harness: &mut Harness<Dme>, socket| {
            harness.input(Input::Datagram { socket, from: member.source, bytes: &mut member.greeting() });
            (harness.datagrams.drain(..).count(), std::mem::take(&mut harness.left_by))
        };
        // At another's socket, or at the one for all, it is not his.
        assert_eq!(greet(&mut harness, SOCKET), (0, vec![]));
        assert_eq!(greet(&mut harness, SocketId(socket.0 - 1)), (0, vec![]));
        assert_eq!(greet(&mut harness, socket), (1, vec![socket]));
        member.ready(&mut harness);
    }
    settle(&mut harness);
    harness.left_by.clear();
    let datagram = |harness: &mut Harness<Dme>, number: u32, last: u8| {
        let (socket, from) = (SocketId(number + 10), source(last, 6_000));
        harness.input(Input::Datagram { socket, from, bytes: &mut clear(RtId(2), b"x") });
        harness.input(Input::Turn);
        harness.datagrams.clear();
        let mut left = std::mem::take(&mut harness.left_by);
        left.sort_unstable();
        left.into_iter().map(|socket| socket.0 - 10).collect::<Vec<u32>>()
    };
    assert_eq!(datagram(&mut harness, 1, 1), [2, 3, 4]);
    assert_eq!(datagram(&mut harness, 2, 1), [], "his source, another's socket");
    harness.gone(conn(2));
    assert_eq!(harness.unbound, [SocketId(12)]);
    assert_eq!(datagram(&mut harness, 1, 1), [3, 4]);
    assert_eq!(datagram(&mut harness, 2, 2), []);
    // The port is free again.
    order(&mut harness, seat_order(world, 9));
    assert_eq!(harness.binds.pop().map(|(_, local)| local.port()), Some(50_002));
}

/// UDP-2: with ports of their own two players may have the same source, as a router may let it look.
#[test]
fn ports_tell_players_apart() {
    let mut config = at_once();
    config.dme.client_ports = Some(50_001);
    let mut harness = dme_with(&config, Box::new(NoScript));
    let world = world(&mut harness, GameId(7), 8);
    let mut all = [1, 2].map(|number| {
        order(&mut harness, seat_order(world, number));
        let (request, local) = harness.binds.pop().expect("a socket is wanted");
        let socket = SocketId(u32::from(number) + 10);
        harness.input(Input::Bound { request, socket, local });
        let told = words(&mut harness);
        let [FromServer::Seated { seat: Ok(granted), .. }] = &told[..] else { panic!("{told:?}") };
        let peer = source(7, 30_000 + u16::from(number));
        let mut member = Member::dial_from(&mut harness, world, number, Speech::Clear, conn(number.into()), peer);
        member.open(&mut harness, *granted.access_key.expose());
        member.accept(&mut harness);
        harness.input(Input::Datagram { socket, from: member.source, bytes: &mut member.greeting() });
        member.ready(&mut harness);
        member
    });
    assert_eq!(all[0].source, all[1].source);
    settle(&mut harness);
    harness.left_by.clear();
    for (socket, reached) in [(11, 12), (12, 11)] {
        let (socket, from) = (SocketId(socket), all[0].source);
        harness.input(Input::Datagram { socket, from, bytes: &mut clear(RtId(2), b"x") });
        harness.input(Input::Turn);
        assert_eq!(std::mem::take(&mut harness.left_by), [SocketId(reached)]);
        let [one, _] = &mut all;
        assert_eq!(one.relayed_udp(&mut harness).len(), 1);
    }
}

/// UDP-2: ports that are not to be had are skipped; after some the player is refused and the seat is free. Sockets that
/// come too late, or twice, are given up, and every order is answered.
#[test]
fn sockets_that_fail() {
    let mut config = at_once();
    config.dme.client_ports = Some(50_001);
    let mut harness = dme_with(&config, Box::new(NoScript));
    let world = world(&mut harness, GameId(7), 2);
    let why = IoFailure::Other;
    order(&mut harness, seat_order(world, 1));
    let (first, at) = harness.binds.pop().expect("a socket is wanted");
    // Another player meanwhile asks for another port.
    order(&mut harness, seat_order(world, 2));
    let (second, other) = harness.binds.pop().expect("a socket is wanted");
    assert_eq!([at, other].map(|local| local.port()), [50_001, 50_002]);
    harness.input(Input::BindFailed { request: first, why });
    let (first, at) = harness.binds.pop().expect("another one");
    assert_eq!(at.port(), 50_003);
    harness.input(Input::Bound { request: first, socket: SocketId(11), local: at });
    assert!(matches!(&words(&mut harness)[..], [FromServer::Seated { seat: Ok(_), .. }]));
    // Announced twice: two answers, one socket, whichever comes first.
    order(&mut harness, seat_order(world, 2));
    let (third, again) = harness.binds.pop().expect("one more");
    harness.input(Input::Bound { request: third, socket: SocketId(13), local: again });
    harness.input(Input::Bound { request: second, socket: SocketId(12), local: other });
    let told = words(&mut harness);
    match &told[..] {
        [FromServer::Seated { seat: Ok(one), .. }, FromServer::Seated { seat: Ok(two), .. }] => assert_eq!(one, two),
        other => panic!("{other:?}"),
    }
    assert_eq!(harness.unbound, [SocketId(12)]);
    assert!(matches!(&order(&mut harness, seat_order(world, 2))[..], [FromServer::Seated { seat: Ok(_), .. }]));
    order(&mut harness, ToServer::Disconnect { world_id: world, client_index: SeatIndex(1) });
    assert_eq!(harness.unbound, [SocketId(12), SocketId(13)]);

    // None at all.
    order(&mut harness, seat_order(world, 3));
    let mut tries: Vec<BindId> = Vec::new();
    while let Some((request, _)) = harness.binds.pop() {
        tries.push(request);
        words(&mut harness);
        harness.input(Input::BindFailed { request, why });
    }
    assert!((2..100).contains(&tries.len()));
    let told = words(&mut harness);
    assert!(
        matches!(
            &told[..],
            [FromServer::Seen { connected: false, .. }, FromServer::Seated { seat: Err(Code::DME_ERROR), .. }]
        ),
        "{told:?}"
    );
    // Gone before the socket is there.
    order(&mut harness, seat_order(world, 4));
    let (request, local) = harness.binds.pop().expect("a socket is wanted");
    harness.pass(Duration::from_secs(31));
    words(&mut harness);
    harness.input(Input::Bound { request, socket: SocketId(14), local });
    assert!(matches!(&words(&mut harness)[..], [FromServer::Seated { seat: Err(Code::UNSUCCESSFUL), .. }]));
    assert_eq!(harness.unbound.last(), Some(&SocketId(14)));
}

/// UDP-2: without a port for each all use one, and it is the configured one.
#[test]
fn one_port_is_enough() {
    let mut config = Config::default();
    config.dme.udp.set_port(51_234);
    let mut harness = dme_with(&config, Box::new(NoScript));
    let world = world(&mut harness, GameId(7), 8);
    for number in 1..=3 {
        let granted = announce(&mut harness, world, number).expect("a seat");
        let mut member = Member::dial(&mut harness, world, number, Speech::Clear);
        member.open(&mut harness, *granted.access_key.expose());
        let heard = member.accept(&mut harness);
        assert_eq!(heard.last().map(|(_, _, body)| body[16..].to_vec()), Some(51_234_u16.to_le_bytes().to_vec()));
        member.greet(&mut harness);
    }
    assert!(harness.binds.is_empty() && harness.left_by.iter().all(|socket| *socket == SOCKET));
}
