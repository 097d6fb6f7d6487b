//! UDP sockets of a game server: one for all players, or one for each.

use core::time::Duration;

use crate::common::worlds::{
    Member, SOCKET, Speech, announce, at_once, dme_with, order, seat_order, settle, words, world,
};
use crate::common::{Bench, clear, conn};
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
    let mut bench = dme_with(&config, Box::new(NoScript));
    let world = world(&mut bench, GameId(7), 8);
    for (number, speech) in (1..).zip(Speech::ALL) {
        assert!(order(&mut bench, seat_order(world, number)).is_empty(), "not before the socket is there");
        let (request, local) = bench.binds.pop().expect("a socket is wanted");
        assert_eq!(local.port(), 50_000 + u16::from(number));
        let socket = SocketId(u32::from(number) + 10);
        bench.input(Input::Bound { request, socket, local });
        let told = words(&mut bench);
        let [FromServer::Seated { seat: Ok(granted), .. }] = &told[..] else { panic!("{told:?}") };
        let mut member = Member::dial(&mut bench, world, number, speech);
        member.open(&mut bench, *granted.access_key.expose());
        let heard = member.accept(&mut bench);
        assert_eq!(heard.last().map(|(_, _, body)| body[16..].to_vec()), Some(local.port().to_le_bytes().to_vec()));
        settle(&mut bench);
        bench.left_by.clear();
        let greet = |bench: &mut Bench<Dme>, socket| {
            bench.input(Input::Datagram { socket, from: member.source, bytes: &mut member.greeting() });
            (bench.datagrams.drain(..).count(), std::mem::take(&mut bench.left_by))
        };
        // At another's socket, or at the one for all, it is not his.
        assert_eq!(greet(&mut bench, SOCKET), (0, vec![]));
        assert_eq!(greet(&mut bench, SocketId(socket.0 - 1)), (0, vec![]));
        assert_eq!(greet(&mut bench, socket), (1, vec![socket]));
        member.ready(&mut bench);
    }
    settle(&mut bench);
    bench.left_by.clear();
    let datagram = |bench: &mut Bench<Dme>, number: u32, last: u8| {
        let (socket, from) = (SocketId(number + 10), source(last, 6_000));
        bench.input(Input::Datagram { socket, from, bytes: &mut clear(RtId(2), b"x") });
        bench.input(Input::Turn);
        bench.datagrams.clear();
        let mut left = std::mem::take(&mut bench.left_by);
        left.sort_unstable();
        left.into_iter().map(|socket| socket.0 - 10).collect::<Vec<u32>>()
    };
    assert_eq!(datagram(&mut bench, 1, 1), [2, 3, 4]);
    assert_eq!(datagram(&mut bench, 2, 1), [], "his source, another's socket");
    bench.gone(conn(2));
    assert_eq!(bench.unbound, [SocketId(12)]);
    assert_eq!(datagram(&mut bench, 1, 1), [3, 4]);
    assert_eq!(datagram(&mut bench, 2, 2), []);
    // The port is free again.
    order(&mut bench, seat_order(world, 9));
    assert_eq!(bench.binds.pop().map(|(_, local)| local.port()), Some(50_002));
}

/// UDP-2, UDP-6: with ports of their own two players may have the same source, as a router may let it look.
#[test]
fn ports_tell_players_apart() {
    let mut config = at_once();
    config.dme.client_ports = Some(50_001);
    let mut bench = dme_with(&config, Box::new(NoScript));
    let world = world(&mut bench, GameId(7), 8);
    let mut all = [1, 2].map(|number| {
        order(&mut bench, seat_order(world, number));
        let (request, local) = bench.binds.pop().expect("a socket is wanted");
        let socket = SocketId(u32::from(number) + 10);
        bench.input(Input::Bound { request, socket, local });
        let told = words(&mut bench);
        let [FromServer::Seated { seat: Ok(granted), .. }] = &told[..] else { panic!("{told:?}") };
        let peer = source(7, 30_000 + u16::from(number));
        let mut member = Member::dial_from(&mut bench, world, number, Speech::Clear, conn(number.into()), peer);
        member.open(&mut bench, *granted.access_key.expose());
        member.accept(&mut bench);
        bench.input(Input::Datagram { socket, from: member.source, bytes: &mut member.greeting() });
        member.ready(&mut bench);
        member
    });
    assert_eq!(all[0].source, all[1].source);
    settle(&mut bench);
    bench.left_by.clear();
    for (socket, reached) in [(11, 12), (12, 11)] {
        let (socket, from) = (SocketId(socket), all[0].source);
        bench.input(Input::Datagram { socket, from, bytes: &mut clear(RtId(2), b"x") });
        bench.input(Input::Turn);
        assert_eq!(std::mem::take(&mut bench.left_by), [SocketId(reached)]);
        let [one, _] = &mut all;
        assert_eq!(one.relayed_udp(&mut bench).len(), 1);
    }
}

/// UDP-2: ports that are not to be had are skipped; after some the player is refused and the seat is free. Sockets that
/// come too late, or twice, are given up, and every order is answered.
#[test]
fn sockets_that_fail() {
    let mut config = at_once();
    config.dme.client_ports = Some(50_001);
    let mut bench = dme_with(&config, Box::new(NoScript));
    let world = world(&mut bench, GameId(7), 2);
    let why = IoFailure::Other;
    order(&mut bench, seat_order(world, 1));
    let (first, at) = bench.binds.pop().expect("a socket is wanted");
    // Another player meanwhile asks for another port.
    order(&mut bench, seat_order(world, 2));
    let (second, other) = bench.binds.pop().expect("a socket is wanted");
    assert_eq!([at, other].map(|local| local.port()), [50_001, 50_002]);
    bench.input(Input::BindFailed { request: first, why });
    let (first, at) = bench.binds.pop().expect("another one");
    assert_eq!(at.port(), 50_003);
    bench.input(Input::Bound { request: first, socket: SocketId(11), local: at });
    assert!(matches!(&words(&mut bench)[..], [FromServer::Seated { seat: Ok(_), .. }]));
    // Announced twice: two answers, one socket, whichever comes first.
    order(&mut bench, seat_order(world, 2));
    let (third, again) = bench.binds.pop().expect("one more");
    bench.input(Input::Bound { request: third, socket: SocketId(13), local: again });
    bench.input(Input::Bound { request: second, socket: SocketId(12), local: other });
    let told = words(&mut bench);
    assert!(
        matches!(&told[..], [FromServer::Seated { seat: Ok(one), .. }, FromServer::Seated { seat: Ok(two), .. }] if one == two)
    );
    assert_eq!(bench.unbound, [SocketId(12)]);
    assert!(matches!(&order(&mut bench, seat_order(world, 2))[..], [FromServer::Seated { seat: Ok(_), .. }]));
    order(&mut bench, ToServer::Disconnect { world_id: world, client_index: SeatIndex(1) });
    assert_eq!(bench.unbound, [SocketId(12), SocketId(13)]);

    // None at all.
    order(&mut bench, seat_order(world, 3));
    let mut tries: Vec<BindId> = Vec::new();
    while let Some((request, _)) = bench.binds.pop() {
        tries.push(request);
        words(&mut bench);
        bench.input(Input::BindFailed { request, why });
    }
    assert!((2..100).contains(&tries.len()));
    let told = words(&mut bench);
    assert!(
        matches!(
            &told[..],
            [FromServer::Seen { connected: false, .. }, FromServer::Seated { seat: Err(Code::DME_ERROR), .. }]
        ),
        "{told:?}"
    );
    // Gone before the socket is there.
    order(&mut bench, seat_order(world, 4));
    let (request, local) = bench.binds.pop().expect("a socket is wanted");
    bench.pass(Duration::from_secs(31));
    words(&mut bench);
    bench.input(Input::Bound { request, socket: SocketId(14), local });
    assert!(matches!(&words(&mut bench)[..], [FromServer::Seated { seat: Err(Code::UNSUCCESSFUL), .. }]));
    assert_eq!(bench.unbound.last(), Some(&SocketId(14)));
}

/// UDP-2: without a port for each all use one, and it is the configured one.
#[test]
fn one_port_is_enough() {
    let mut config = Config::default();
    config.dme.udp.set_port(51_234);
    let mut bench = dme_with(&config, Box::new(NoScript));
    let world = world(&mut bench, GameId(7), 8);
    for number in 1..=3 {
        let granted = announce(&mut bench, world, number).expect("a seat");
        let mut member = Member::dial(&mut bench, world, number, Speech::Clear);
        member.open(&mut bench, *granted.access_key.expose());
        let heard = member.accept(&mut bench);
        assert_eq!(heard.last().map(|(_, _, body)| body[16..].to_vec()), Some(51_234_u16.to_le_bytes().to_vec()));
        member.greet(&mut bench);
    }
    assert!(bench.binds.is_empty() && bench.left_by.iter().all(|socket| *socket == SOCKET));
}
