//! Bad players beside good ones: whatever they send, the good ones hear each other.

use core::time::Duration;
use std::net::{Ipv4Addr, SocketAddrV4};

use crate::common::trace::Outputs;
use crate::common::worlds::{Member, SOCKET, Speech, relay, world};
use crate::common::{Harness, address, conn};
use crate::model::Play;
use clank_core::dme::Dme;
use clank_core::ids::GameId;
use clank_core::machine::Input;
use clank_core::wire::RtId;
use clank_core::wire::frame;
use proptest::prelude::*;

/// What strangers and bad players do to two good ones.
#[derive(Debug, Clone)]
enum Attack {
    /// Bytes on a connection, in pieces of this size.
    Tcp {
        who: usize,
        bytes: Vec<u8>,
        cut: usize,
    },
    /// A datagram: from a player's source, from another port at an attacker's or a good player's address, or from
    /// anywhere.
    Udp {
        from: u8,
        port: u16,
        bytes: Vec<u8>,
    },
    /// A connection ends, and another one begins and gets as far as this.
    Again {
        who: usize,
        stage: u8,
    },
    Pass {
        ms: u64,
    },
    Turn,
}

/// Bytes that look like frames, more or less.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let ids = prop_oneof![3 => 0_u8..0x45, 1 => any::<u8>()];
    let hash = prop_oneof![2 => Just(None), 1 => Just(Some([0, 0, 0, 0x60])), 2 => any::<[u8; 4]>().prop_map(Some)];
    let body = prop_oneof![
        3 => proptest::collection::vec(0_u8..4, 0..12),
        2 => proptest::collection::vec(any::<u8>(), 0..80),
        1 => proptest::collection::vec(any::<u8>(), 500..700),
    ];
    let frame = (ids, hash, body).prop_map(|(id, hash, body)| {
        let length = u16::try_from(body.len()).expect("short").to_le_bytes();
        match hash {
            Some(hash) if !body.is_empty() => [&[id | 0x80][..], &length, &hash, &body].concat(),
            _ => [&[id][..], &length, &body].concat(),
        }
    });
    let pieces = prop_oneof![8 => frame, 1 => proptest::collection::vec(any::<u8>(), 0..40)];
    proptest::collection::vec(pieces, 1..6).prop_map(|pieces| pieces.concat())
}

fn attacks() -> impl Strategy<Value = Vec<Attack>> {
    let attack = prop_oneof![
        6 => (0_usize..4, noise(), 1_usize..60).prop_map(|(who, bytes, cut)| Attack::Tcp { who, bytes, cut }),
        6 => (0_u8..10, prop_oneof![Just(6_000_u16), 6_001_u16..6_003], noise())
            .prop_map(|(from, port, bytes)| Attack::Udp { from, port, bytes }),
        3 => (0_usize..4, 0_u8..4).prop_map(|(who, stage)| Attack::Again { who, stage }),
        1 => (0_u64..4_000).prop_map(|ms| Attack::Pass { ms }),
        2 => Just(Attack::Turn),
    ];
    proptest::collection::vec(attack, 1..60)
}

/// Plays attacks; the machine is taken out of its snapshot before some of them. Everything that it did.
fn endure(attacks: &[Attack], restores: &[usize]) -> Outputs {
    let mut play = Play::new();
    let world = world(&mut play.harness, GameId(7), 8);
    // Numbers 1 and 2 are good, 3 to 6 bad; 7 and above never were here.
    let mut good = [Speech::Keyed, Speech::Clear110].map(|speech| {
        let number = if speech == Speech::Keyed { 1 } else { 2 };
        Member::join(&mut play.harness, world, number, speech)
    });
    let mut bad: [Option<Member>; 4] = Default::default();
    let mut dialled = 100;
    for (at, attack) in attacks.iter().enumerate() {
        if restores.contains(&at) {
            play.restore();
        }
        let harness = &mut play.harness;
        match attack {
            Attack::Tcp { who, bytes, cut } => {
                let Some(member) = &bad[*who] else { continue };
                bytes.chunks(*cut).for_each(|piece| harness.send(member.conn, piece));
            }
            Attack::Udp { from, port, bytes } => {
                let good_source = (1..=2).contains(from) && *port == 6_000;
                let from = SocketAddrV4::new(Ipv4Addr::new(192, 168, 1, *from), *port);
                if !good_source {
                    harness.input(Input::Datagram { socket: SOCKET, from, bytes: &mut bytes.clone() });
                }
            }
            Attack::Again { who, stage } => {
                if let Some(before) = bad[*who].take() {
                    harness.gone(before.conn);
                }
                let number = 3 + u8::try_from(*who).expect("short");
                let speech = Speech::ALL[(usize::from(*stage) + *who) % 4];
                let Ok(granted) = crate::common::worlds::announce(harness, world, number) else { continue };
                dialled += 1;
                let mut member = Member::dial_from(harness, world, number, speech, conn(dialled), address(number));
                if *stage > 0 {
                    member.open(harness, *granted.access_key.expose());
                }
                if *stage > 1 {
                    member.accept(harness);
                    member.datagram(harness, &member.greeting());
                }
                if *stage > 2 {
                    member.ready(harness);
                }
                bad[*who] = Some(member);
            }
            Attack::Pass { ms } => harness.pass(Duration::from_millis(*ms)),
            Attack::Turn => harness.input(Input::Turn),
        }
        while let Some((conn, _)) = harness.closed.pop() {
            assert!(good.iter().all(|member| member.conn != conn), "a good player is closed by {attack:?}");
            harness.gone(conn);
        }
        // The two still hear each other, by both ways.
        for speaker in [0, 1] {
            let said = good[speaker].seal(RtId(3), &[1 - speaker as u8, 0, at as u8]);
            good[speaker].say(harness, &said);
            good[speaker].datagram(harness, &said);
            let source = speaker as u16;
            let listener = &mut good[1 - speaker];
            let expected = vec![(source, vec![at as u8])];
            let (tcp, udp) = (readable(listener, harness), readable_udp(listener, harness));
            let heard =
                |all: &[(u16, Vec<u8>)]| all.iter().filter(|(from, _)| *from == source).cloned().collect::<Vec<_>>();
            assert_eq!((heard(&tcp), heard(&udp)), (expected.clone(), expected), "after {attack:?}");
        }
        // Nothing goes to who never was here.
        assert!(harness.datagrams.iter().all(|(to, _)| to.ip().octets()[3] <= 6));
        harness.datagrams.clear();
        harness.events.clear();
    }
    play.harness.described
}

/// The relays in bytes some of which may be sealed under no key of ours: bad players send what they like.
fn relays_in(member: &Member, bytes: &mut [u8]) -> Vec<(u16, Vec<u8>)> {
    let (mut at, mut heard) = (0, Vec::new());
    while let Some(frame) = frame::next(bytes, &mut at, u16::MAX).expect("frames") {
        let (id, sealed) = (frame.id, frame.is_sealed());
        let payload = frame.payload.to_vec();
        let body = match &member.key {
            Some(key) if sealed => {
                frame.open(clank_core::crypto::Suite::Ps2, key).map(<[u8]>::to_vec).unwrap_or(payload)
            }
            _ => payload,
        };
        heard.extend(relay(&(id, sealed, body)));
    }
    assert_eq!(at, bytes.len(), "whole frames");
    heard
}

fn readable(member: &Member, harness: &mut Harness<Dme>) -> Vec<(u16, Vec<u8>)> {
    relays_in(member, &mut harness.sent.remove(&member.conn).unwrap_or_default())
}

fn readable_udp(member: &Member, harness: &mut Harness<Dme>) -> Vec<(u16, Vec<u8>)> {
    let (mine, others): (Vec<_>, Vec<_>) =
        std::mem::take(&mut harness.datagrams).into_iter().partition(|(to, _)| *to == member.source);
    harness.datagrams = others;
    mine.into_iter().flat_map(|(_, mut bytes)| relays_in(member, &mut bytes)).collect()
}

proptest! {
    #![proptest_config(crate::common::properties::property(192, "proptest-regressions/dme-attacks.txt"))]
    /// DME-56, UDP-1, UDP-5: whatever bytes come on whatever connection in whatever pieces, in whatever datagram from
    /// wherever: two good players in the world hear each other and are not closed; and a machine that is taken out of
    /// its snapshot in the middle does the same, byte for byte.
    #[test]
    fn bad_players_harm_nobody(attacks in attacks(), restores in proptest::collection::vec(0_usize..60, 1..4)) {
        endure(&attacks, &[]).assert_same(&endure(&attacks, &restores), "a restored machine does something else");
    }
}
