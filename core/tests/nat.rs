//! The address service: what consoles are told, and how often.

mod common;

use core::time::Duration;
use std::net::{Ipv4Addr, SocketAddrV4};

use clank_core::counters::Counters;
use clank_core::ids::{BindId, SocketId};
use clank_core::limits::Limits;
use clank_core::machine::{Event, Input, IoFailure, Machine as _};
use clank_core::nat::Nat;
use clank_core::operator::{Command, CommandAnswer};
use common::Harness;
use proptest::prelude::*;

const LISTEN: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 10070);
const SOCKET: SocketId = SocketId(7);
/// UYA-CREATE, as captured.
const REQUEST: [u8; 4] = [0, 0, 0xe4, 0];

fn nat_with(limits: &Limits) -> Harness<Nat> {
    let mut harness = Harness::new(Nat::new(LISTEN, limits));
    let binds = std::mem::take(&mut harness.binds);
    for (request, local) in binds {
        harness.input(Input::Bound { request, socket: SOCKET, local });
    }
    harness
}

fn nat() -> Harness<Nat> {
    nat_with(&Limits::default())
}

fn source(ip: [u8; 4], port: u16) -> SocketAddrV4 {
    SocketAddrV4::new(ip.into(), port)
}

/// A datagram; what left because of it.
fn say(harness: &mut Harness<Nat>, from: SocketAddrV4, bytes: &[u8]) -> Vec<(SocketAddrV4, Vec<u8>)> {
    harness.input(Input::Datagram { socket: SOCKET, from, bytes: &mut bytes.to_vec() });
    std::mem::take(&mut harness.datagrams)
}

/// How many of so many requests are answered.
fn answered(harness: &mut Harness<Nat>, from: SocketAddrV4, requests: usize) -> usize {
    (0..requests).map(|_| say(harness, from, &REQUEST).len()).sum()
}

fn counters(harness: &mut Harness<Nat>) -> Counters {
    match harness.operator(Command::Counters) {
        CommandAnswer::Counters(counters) => *counters,
        other => panic!("{other:?}"),
    }
}

/// NAT-1, NAT-2: the requests of the captures get the answers of the captures: the address in network order, the port
/// big-endian, once, to the source, from the socket that was asked; whatever the first three bytes are.
#[test]
fn what_the_captures_show() {
    let mut harness = nat();
    for (request, from, answer) in [
        (REQUEST, source([96, 242, 88, 36], 6049), [0x60, 0xf2, 0x58, 0x24, 0x17, 0xa1]),
        ([0xa0, 0xe6, 0xe4, 1], source([24, 214, 45, 115], 6428), [0x18, 0xd6, 0x2d, 0x73, 0x19, 0x1c]),
        ([0x3f, 0xf0, 0xe4, 0xae], source([66, 68, 80, 218], 6641), [0x42, 0x44, 0x50, 0xda, 0x19, 0xf1]),
        ([9, 9, 9, 9], source([1, 2, 3, 4], 0x0506), [1, 2, 3, 4, 5, 6]),
        ([0xd4, 0xd4, 0xd4, 0xd3], source([1, 2, 3, 4], 0xff00), [1, 2, 3, 4, 0xff, 0]),
    ] {
        assert_eq!(say(&mut harness, from, &request), [(from, answer.to_vec())], "{request:02x?}");
    }
    assert_eq!(harness.left_by, [SOCKET; 5]);
    assert!(harness.faults().is_empty());
}

/// NAT-3: the keep-alives of the captures and other lengths get nothing; other lengths are noted.
#[test]
fn what_is_not_answered() {
    let mut harness = nat();
    let from = source([96, 242, 88, 36], 6049);
    for keep_alive in [
        [0x28, 0x71, 0x16, 0xd4],
        [0, 0, 0, 0xd4],
        [1, 0, 0, 0xd4],
        [0x3f, 0xf0, 0x94, 0xd4],
        [0x3f, 0xf0, 0, 0xd4],
        [0, 0, 0xe4, 0xd4],
    ] {
        assert!(say(&mut harness, from, &keep_alive).is_empty(), "{keep_alive:02x?}");
    }
    assert!(harness.faults().is_empty());
    for other in [&[][..], &[0], &[0, 0, 0xe4], &[0, 0, 0xe4, 0, 0], &[0; 584], &[0; 1500]] {
        assert!(say(&mut harness, from, other).is_empty(), "{} bytes", other.len());
    }
    assert_eq!(harness.faults(), ["NAT-3"; 6]);
    assert_eq!((counters(&mut harness).datagrams, counters(&mut harness).faults_ignored), (12, 6));
}

/// NAT-4: what is told is where the datagram came from, of each by itself: two consoles behind one address, and one
/// that comes from elsewhere the next time. Nothing that was said before changes it.
#[test]
fn each_request_is_by_itself() {
    let mut harness = nat();
    let told = |harness: &mut Harness<Nat>, from: SocketAddrV4| {
        let left = say(harness, from, &REQUEST);
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].0, from);
        left[0].1.clone()
    };
    assert_eq!(told(&mut harness, source([10, 0, 0, 5], 6049)), [10, 0, 0, 5, 0x17, 0xa1]);
    assert_eq!(told(&mut harness, source([10, 0, 0, 5], 6050)), [10, 0, 0, 5, 0x17, 0xa2]);
    assert_eq!(
        told(&mut harness, source([192, 168, 0, 5], 6049)),
        [192, 168, 0, 5, 0x17, 0xa1],
        "no private addresses"
    );
    assert_eq!(told(&mut harness, source([10, 0, 0, 5], 6049)), [10, 0, 0, 5, 0x17, 0xa1]);
    assert_eq!(harness.machine.deadline(), None, "nothing is ever due");
}

/// NAT-5: consoles ask from the port of their later peer-to-peer traffic, so they have to be asked by one socket and
/// answered by it: one is made, at birth, where the settings say; without it, that is noted.
#[test]
fn one_socket() {
    let mut harness = Harness::new(Nat::new(LISTEN, &Limits::default()));
    assert_eq!(harness.binds, [(BindId(0), LISTEN)]);
    harness.input(Input::Clock { unix_us: 5 });
    assert_eq!(harness.binds.len(), 1, "the clock is told every minute");
    harness.input(Input::BindFailed { request: BindId(0), why: IoFailure::Address });
    assert_eq!(harness.faults(), ["NAT-1"]);
}

/// NAT-2: nobody floods an address by way of us: 50 answers a second, and 100 at once; other addresses are answered
/// meanwhile, keep-alives cost nothing, and another port is the same address.
#[test]
fn one_address_is_told_only_so_often() {
    let mut harness = nat();
    let (victim, other) = (source([203, 0, 113, 9], 6049), source([203, 0, 113, 10], 6049));
    for _ in 0..1000 {
        say(&mut harness, victim, &[0, 0, 0, 0xd4]);
    }
    assert_eq!(answered(&mut harness, victim, 1000), 100);
    assert_eq!(answered(&mut harness, SocketAddrV4::new(*victim.ip(), 7000), 10), 0);
    assert_eq!(answered(&mut harness, other, 10), 10);
    assert_eq!(counters(&mut harness).datagrams_dropped, 910);
    harness.pass(Duration::from_secs(1));
    assert_eq!(answered(&mut harness, victim, 1000), 50);
    harness.pass(Duration::from_secs(3600));
    assert_eq!(answered(&mut harness, victim, 1000), 100, "it is never more than a burst");
    let mut free = nat_with(&Limits { nat_answers_per_second: 0, ..Limits::default() });
    assert_eq!(answered(&mut free, victim, 1000), 1000);
    assert!(harness.faults().is_empty(), "a flood fills no log");
}

/// NAT-4: what is remembered of addresses stays small, however many there are.
#[test]
fn many_addresses_take_no_room() {
    let mut harness = nat();
    let size = |harness: &Harness<Nat>| {
        let mut state = Vec::new();
        harness.machine.snapshot(&mut state);
        state.len()
    };
    for round in 0..20_000_u32 {
        let from = SocketAddrV4::new(Ipv4Addr::from(0x0a00_0000 + round), 6049);
        assert_eq!(say(&mut harness, from, &REQUEST).len(), 1);
    }
    assert!(size(&harness) < 64 * 1024, "{} bytes", size(&harness));
}

proptest! {
    #![proptest_config(common::properties::property(256, "proptest-regressions/nat.txt"))]
    /// NAT-1, NAT-3: whatever comes from wherever: four bytes that do not end in 0xD4 get the source, all else nothing;
    /// and a machine that is taken out of its snapshot does the same, byte for byte.
    #[test]
    fn any_datagram(
        datagrams in proptest::collection::vec(
            (any::<[u8; 4]>(), any::<u16>(), proptest::collection::vec(prop_oneof![Just(0xd4), any::<u8>()], 0..7)),
            1..30,
        ),
        at in 0_usize..30,
    ) {
        let play = |restore: bool| {
            let mut harness = nat();
            for (number, (ip, port, bytes)) in datagrams.iter().enumerate() {
                if restore && number == at {
                    let mut state = Vec::new();
                    harness.machine.snapshot(&mut state);
                    let mut other = Nat::new(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 1), &Limits::default());
                    other.restore(&state).expect("our own snapshot");
                    harness.machine = other;
                }
                let from = source(*ip, *port);
                let [high, low] = port.to_be_bytes();
                let expected = match bytes[..] {
                    [_, _, _, last] if last != 0xd4 => vec![(from, [&ip[..], &[high, low]].concat())],
                    _ => vec![],
                };
                assert_eq!(say(&mut harness, from, bytes), expected);
            }
            let noted = harness.events.iter().filter(|event| matches!(event, Event::Fault { .. })).count();
            assert_eq!(noted, datagrams.iter().filter(|(_, _, bytes)| bytes.len() != 4).count());
            harness.described
        };
        play(false).assert_same(&play(true), "a restored machine does something else");
    }
}
