//! The rules of the game servers: connections, worlds, relays (game.md 1 to 8).

mod common;

use clank_core::wire::rt::{self, RtMessage};
use common::worlds::{Member, Speech, announce, at_once, dme, dme_with, ids, settle, world};

/// DME-1, DME-6, DME-8, DME-42, UDP-3, UDP-4: each family is let in as captured, byte for byte of its order.
#[test]
fn players_are_let_in() {
    for (speech, opening, complete) in [
        (Speech::Keyed, &[0x14, 0x13, 0x07, 0x18][..], &[0x1a, 0x0a][..]),
        (Speech::Clear, &[0x07, 0x18], &[0x1a, 0x0a]),
        (Speech::Keyed110, &[0x22, 0x14, 0x13, 0x07, 0x26, 0x18], &[0x1a, 0x0a, 0x1f]),
        (Speech::Clear110, &[0x22, 0x07, 0x26, 0x18], &[0x1a, 0x0a, 0x1f]),
    ] {
        let mut bench = dme();
        let world = world(&mut bench, 7, 8);
        let granted = announce(&mut bench, world, 1).expect("a seat");
        let mut member = Member::dial(&mut bench, world, 1, speech);
        member.open(&mut bench, *granted.access_key.expose());
        let heard = member.accept(&mut bench);
        assert_eq!(ids(&heard), opening, "{speech:?}");
        assert!(heard.iter().all(|(_, sealed, _)| *sealed == speech.has_keys()), "{speech:?}");
        let udp = heard.last().expect("SERVER_INFO_AUX_UDP");
        assert_eq!(udp.2, [&b"10.0.0.1\0\0\0\0\0\0\0\0"[..], &50_000_u16.to_le_bytes()].concat());
        for _ in 0..2 {
            member.datagram(&mut bench, &member.greeting());
            let answers = member.datagrams(&mut bench);
            let [answer] = &answers[..] else { panic!("{answers:?}") };
            let tail = [&b"192.168.1.1\0\0\0\0\0"[..], &6_000_u16.to_le_bytes()].concat();
            assert!(ids(answer) == [0x19] && answer[0].2.ends_with(&tail), "{answer:?}");
        }
        let heard = member.ready(&mut bench);
        assert_eq!(ids(&heard), complete, "{speech:?}");
        assert_eq!(heard[0].2, [1, 0]);
    }
}

/// DME-20, DME-21, DME-22, DME-23, DME-25, DME-26: the specification's own example, and who is not there.
#[test]
fn relays_reach_whom_they_name() {
    let mut bench = dme_with(&at_once(), Box::new(clank_core::script::NoScript));
    let world = world(&mut bench, 7, 8);
    let mut all: Vec<Member> = (0..3).map(|n| Member::join(&mut bench, world, n + 1, Speech::Clear)).collect();
    let data = [0xaa, 0xbb, 0xcc, 0xdd];
    for (frame, reached) in [
        ([&[2, 4, 0][..], &data].concat(), [1, 0, 1]),
        ([&[3, 6, 0, 2, 0][..], &data].concat(), [0, 0, 1]),
        ([&[3, 6, 0, 1, 0][..], &data].concat(), [0, 1, 0]),
        ([&[4, 6, 0, 1, 5][..], &data].concat(), [1, 0, 1]),
        ([&[4, 6, 0, 1, 7][..], &data].concat(), [1, 1, 1]),
        ([&[4, 5, 0, 0][..], &data].concat(), [0, 0, 0]),
        ([&[3, 6, 0, 9, 0][..], &data].concat(), [0, 0, 0]),
        ([&[3, 6, 0, 0, 1][..], &data].concat(), [0, 0, 0]),
    ] {
        all[1].say(&mut bench, &frame);
        for (member, reached) in all.iter_mut().zip(reached) {
            let heard = member.heard(&mut bench);
            let expected = vec![(3, false, [&[1, 0][..], &data].concat()); reached];
            assert_eq!(heard, expected, "{frame:02x?} at {}", member.index);
        }
    }
    settle(&mut bench);
    assert_eq!(rt::ClientAppSingle::ID, 3);
}
