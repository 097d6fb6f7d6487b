//! Ciphers of relayed messages: who has which key, and what a broadcast costs.

use core::time::Duration;

use crate::common::worlds::{Member, Speech, at_once, dme, dme_with, settle, world};
use crate::common::{Harness, clear};
use crate::relay::{from, plain_dme};
use clank_core::counters::CipherCounters;
use clank_core::crypto::{Context, SessionKey, Suite};
use clank_core::dme::Dme;
use clank_core::ids::GameId;
use clank_core::script::NoScript;
use clank_core::settings::GameKey;
use clank_core::wire::RtId;
use clank_core::wire::frame::{self, Seal};

/// What was ciphered meanwhile: sealed and opened.
fn ciphers(harness: &mut Harness<Dme>, meanwhile: impl FnOnce(&mut Harness<Dme>)) -> (u64, u64) {
    let before = harness.out.ciphers;
    meanwhile(harness);
    let CipherCounters { sealed, opened } = harness.out.ciphers;
    (sealed - before.sealed, opened - before.opened)
}

/// A member of a mixed world, and how he sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Clear,
    Ciphered,
    /// Keys, and a payload in clear behind a null hash.
    Null,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Clear, Self::Ciphered, Self::Null];

    fn speech(self) -> Speech {
        match self {
            Self::Clear => Speech::Clear,
            Self::Ciphered => Speech::Keyed,
            Self::Null => Speech::Keyed110,
        }
    }

    fn frame(self, member: &Member, id: RtId, body: &[u8]) -> Vec<u8> {
        if self == Self::Null { Member::null(id, body) } else { member.seal(id, body) }
    }
}

/// DME-38, DME-39, DME-40: all pairs of a link in clear, one with keys that ciphers and one with keys that does
/// not, by TCP and by UDP: everybody reads the payload; what came under the world's key or in clear leaves as it came,
/// and only where one link has keys and the other has none is anything ciphered: once.
#[test]
fn nine_pairs_in_a_mixed_world() {
    for sender in Kind::ALL {
        for receiver in Kind::ALL {
            let mut harness = plain_dme();
            let world = world(&mut harness, GameId(7), 8);
            let one = Member::join(&mut harness, world, 1, sender.speech());
            let mut two = Member::join(&mut harness, world, 2, receiver.speech());
            let bodies: [(u8, &[u8]); 3] = [(2, b"payload"), (3, b"\x01\0payload"), (4, b"\x01\x02payload")];
            for (id, body) in bodies {
                let frame = sender.frame(&one, RtId(id), body);
                let tcp = ciphers(&mut harness, |harness| one.say(harness, &frame));
                let udp = ciphers(&mut harness, |harness| one.datagram(harness, &frame));
                let (sealed, ciphered) = match (sender, receiver) {
                    (Kind::Clear, Kind::Clear) | (Kind::Null, Kind::Clear) => (false, (0, 0)),
                    (Kind::Ciphered, Kind::Clear) => (false, (0, 1)),
                    (Kind::Clear, _) => (true, (1, 0)),
                    (Kind::Ciphered, _) => (true, (0, 0)),
                    (Kind::Null, _) => (false, (0, 0)),
                };
                assert_eq!((tcp, udp), (ciphered, ciphered), "{sender:?} {receiver:?} 0x{id:02x}");
                let raw = harness.sent[&two.conn].clone();
                assert_eq!(raw, harness.datagrams[0].1);
                let expected = [(RtId(3), sealed, from(0, b"payload"))];
                assert_eq!(two.heard(&mut harness), expected, "{sender:?} {receiver:?} 0x{id:02x}");
                assert_eq!(two.datagrams(&mut harness), [expected]);
                // Towards a link in clear the flag is clear, however it came.
                if receiver == Kind::Clear {
                    assert_eq!(raw, clear(RtId(3), &from(0, b"payload")));
                }
                // Hash and payload are those that came, behind another index.
                if sender != Kind::Clear && receiver != Kind::Clear {
                    assert_eq!((raw[0], &raw[1..3]), (0x83, &[9, 0][..]));
                    assert_eq!((&raw[3..7], &raw[9..]), (&frame[3..7], &frame[frame.len() - 7..]));
                    assert_eq!(&raw[7..9], &[0, 0]);
                }
                if sender == Kind::Null && receiver != Kind::Clear {
                    assert_eq!(&raw[3..7], &[0, 0, 0, 0x60]);
                }
            }
        }
    }
}

/// DME-39: members in clear may set the flag in front of a null hash, too; others in clear hear them without it,
/// and those with keys as it came.
#[test]
fn a_flag_is_not_passed_on_to_links_in_clear() {
    let mut harness = plain_dme();
    let world = world(&mut harness, GameId(7), 8);
    let speeches = [Speech::Clear, Speech::Clear, Speech::Keyed];
    let [one, mut plain, keyed] = Member::join_all(&mut harness, world, speeches);
    for (id, body) in [(2, &b"flag"[..]), (4, b"\x01\x06flag")] {
        let frame = Member::null(RtId(id), body);
        one.say(&mut harness, &frame);
        one.datagram(&mut harness, &frame);
        let flagged = [&[0x83, 6, 0, 0, 0, 0, 0x60, 0, 0][..], b"flag"].concat();
        assert_eq!(harness.sent.remove(&keyed.conn).expect("heard"), flagged);
        let unflagged = clear(RtId(3), &from(0, b"flag"));
        assert_eq!(harness.sent[&plain.conn], unflagged);
        assert_eq!(plain.relayed(&mut harness), [(0, b"flag".to_vec())]);
        let datagrams = std::mem::take(&mut harness.datagrams);
        assert_eq!(datagrams, [(plain.source, unflagged), (keyed.source, flagged)]);
    }
}

/// DME-38: a message for many is opened once and sealed once, however many read it in which form; who is not reached
/// costs nothing.
#[test]
fn many_receivers_cost_one_cipher() {
    let mut harness = plain_dme();
    let world = world(&mut harness, GameId(7), 16);
    let speeches: [Speech; 15] = core::array::from_fn(|n| if n % 3 == 0 { Speech::Clear } else { Speech::Keyed });
    let mut all = Member::join_all(&mut harness, world, speeches);
    let cases = [(0, false, (1, 0)), (1, false, (0, 1)), (1, true, (0, 0)), (0, true, (0, 0))];
    for (speaker, null, expected) in cases {
        let frame = if null { Member::null(RtId(2), b"to all") } else { all[speaker].seal(RtId(2), b"to all") };
        let tcp = ciphers(&mut harness, |harness| all[speaker].say(harness, &frame));
        let udp = ciphers(&mut harness, |harness| all[speaker].datagram(harness, &frame));
        assert_eq!((tcp, udp), (expected, expected), "{speaker} {null}");
        for (at, member) in all.iter_mut().enumerate() {
            let expected = usize::from(at != speaker);
            assert_eq!(member.relayed(&mut harness).len(), expected);
            assert_eq!(member.relayed_udp(&mut harness).len(), expected);
        }
    }
    // To those of one's own form alone, to nobody, and by UDP to one whose source is not known.
    let mask = |members: &[usize]| {
        let bits = members.iter().fold(0_u16, |bits, member| bits | 1 << member);
        [&[2], &bits.to_le_bytes()[..], b"x"].concat()
    };
    let mut half = Member::half_join(&mut harness, world, 16, Speech::Clear);
    half.ready(&mut harness);
    settle(&mut harness);
    for (speaker, body) in
        [(0, mask(&[3, 6, 9])), (1, mask(&[2, 4, 5])), (0, mask(&[])), (1, mask(&[])), (1, mask(&[15]))]
    {
        let frame = all[speaker].seal(RtId(4), &body);
        assert_eq!(ciphers(&mut harness, |harness| all[speaker].datagram(harness, &frame)), (0, 0), "{body:?}");
    }
    // The counters of the machine say the same.
    let counters = harness.operator(clank_core::operator::Command::Counters);
    let clank_core::operator::CommandAnswer::Counters(counters) = counters else { panic!("{counters:?}") };
    assert_eq!(counters.ciphers, harness.out.ciphers);
}

/// DME-38, DME-56: who has no key cannot send under one, and a hash that does not fit costs its sender the connection
/// by TCP and nothing by UDP, once somebody had to look; the others get what they can read, and nothing is held up.
#[test]
fn forged_relays() {
    let forged = [&[0x82, 4, 0, 1, 2, 3, 0x64][..], b"abcd"].concat();
    for gather in [0, 100] {
        for speaker in [Speech::Clear, Speech::Keyed] {
            let mut harness = dme();
            let world = world(&mut harness, GameId(7), 8);
            let mut one = Member::join(&mut harness, world, 1, speaker);
            let mut keyed = Member::join(&mut harness, world, 2, Speech::Keyed);
            let mut plain = Member::join(&mut harness, world, 3, Speech::Clear);
            let mut last = Member::join(&mut harness, world, 4, Speech::Keyed);
            for member in [&keyed, &plain, &last] {
                member.gather(&mut harness, gather);
                one.say(&mut harness, &one.seal(RtId(3), &from(member.index as u8, b"x")));
            }
            settle(&mut harness);
            let counted = ciphers(&mut harness, |harness| one.datagram(harness, &forged));
            assert_eq!(counted, (0, u64::from(speaker == Speech::Keyed)));
            assert!(harness.closed.is_empty());
            assert_eq!(harness.faults(), ["DME-38"]);
            assert!(plain.datagrams(&mut harness).is_empty());
            // What is under the world's key is not looked at for those who can do so themselves.
            let forwarded = harness.datagrams.iter().filter(|(_, bytes)| bytes.ends_with(b"abcd")).count();
            assert_eq!(forwarded, if speaker == Speech::Keyed { 2 } else { 0 });
            harness.datagrams.clear();
            one.say(&mut harness, &forged);
            assert!(harness.is_closed(one.conn));
            harness.sent.clear();
            harness.pass(Duration::from_millis(400));
            harness.sent.clear();
            // All the others go on.
            one.heard(&mut harness);
            for _ in 0..2 {
                plain.say(&mut harness, &clear(RtId(2), b"on"));
                plain.datagram(&mut harness, &clear(RtId(2), b"on"));
                harness.pass(Duration::from_millis(200));
                for member in [&mut keyed, &mut last] {
                    assert_eq!(member.relayed(&mut harness), [(2, b"on".to_vec())]);
                    assert_eq!(member.relayed_udp(&mut harness), [(2, b"on".to_vec())]);
                }
            }
        }
    }
}

/// DME-38: a console that was given the machine's key alone sends under that one, which is opened for everybody.
#[test]
fn keys_of_other_contexts_are_not_the_worlds() {
    let mut config = at_once();
    config.link.game_key = GameKey::Always;
    let mut harness = dme_with(&config, Box::new(NoScript));
    let world = world(&mut harness, GameId(7), 8);
    let granted = crate::common::worlds::announce(&mut harness, world, 1).expect("a seat");
    let mut one = Member::dial(&mut harness, world, 1, Speech::Clear);
    one.open(&mut harness, *granted.access_key.expose());
    let bytes = harness.sent.remove(&one.conn).expect("answers");
    assert_eq!(&bytes[..3], &[0x14, 64, 0]);
    let key = SessionKey::new(bytes[3..67].try_into().expect("64 bytes"));
    let seal = |id, body: &[u8]| {
        let mut bytes = Vec::new();
        let seal = Seal { suite: Suite::Ps2, key: &key, context: Context::SERVER };
        frame::write(&mut bytes, id, Some(seal), |w| w.extend_from_slice(body)).expect("short");
        bytes
    };
    harness.send(one.conn, &seal(RtId(0x17), &[]));
    let mut two = Member::join(&mut harness, world, 2, Speech::Keyed);
    let mut three = Member::half_join(&mut harness, world, 3, Speech::Clear);
    three.ready(&mut harness);
    settle(&mut harness);
    let mut four = Member::join(&mut harness, world, 4, Speech::Keyed110);
    assert_eq!(ciphers(&mut harness, |harness| one.say(harness, &seal(RtId(2), b"mine"))), (1, 1));
    for member in [&mut two, &mut three, &mut four] {
        assert_eq!(member.relayed(&mut harness), [(0, b"mine".to_vec())]);
    }
    // Also one who shares the world's key may use the other one, which the others do not look for.
    assert_eq!(ciphers(&mut harness, |harness| two.say(harness, &seal(RtId(2), b"ours"))), (1, 1));
    for member in [&mut three, &mut four] {
        assert_eq!(member.relayed(&mut harness), [(1, b"ours".to_vec())]);
    }
}
