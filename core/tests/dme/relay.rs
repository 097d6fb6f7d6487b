//! The rules of the game servers: application data between members (game.md 3 and 6).

use core::time::Duration;

use crate::common::worlds::{Heard, Member, SOCKET, Speech, at_once, dme, dme_with, ids, settle, world};
use crate::common::{Harness, clear};
use clank_core::dme::Dme;
use clank_core::ids::GameId;
use clank_core::machine::{Ending, Input};
use clank_core::script::NoScript;
use clank_core::wire::RtId;
use clank_core::wire::rt::{self, RtMessage as _};
use proptest::prelude::*;

pub(crate) fn plain_dme() -> Harness<Dme> {
    dme_with(&at_once(), Box::new(NoScript))
}

pub(crate) fn from(source: u8, data: &[u8]) -> Vec<u8> {
    [&[source, 0], data].concat()
}

/// DME-20, DME-21, DME-22, DME-23, DME-25, DME-26: the specification's own example, and who is not there: by TCP and by
/// UDP, always as CLIENT_APP_SINGLE with the source's index in front.
#[test]
fn relays_reach_whom_they_name() {
    let mut harness = plain_dme();
    let world = world(&mut harness, GameId(7), 8);
    let mut all = Member::join_all(&mut harness, world, [Speech::Clear; 3]);
    let data = [0xaa, 0xbb, 0xcc, 0xdd];
    for (frame, reached) in [
        ([&[2, 4, 0][..], &data].concat(), [1, 0, 1]),
        ([&[3, 6, 0, 2, 0][..], &data].concat(), [0, 0, 1]),
        ([&[3, 6, 0, 1, 0][..], &data].concat(), [0, 1, 0]),
        ([&[4, 6, 0, 1, 5][..], &data].concat(), [1, 0, 1]),
        ([&[4, 6, 0, 1, 7][..], &data].concat(), [1, 1, 1]),
        ([&[4, 7, 0, 2, 4, 0xff][..], &data].concat(), [0, 0, 1]),
        ([&[4, 5, 0, 0][..], &data].concat(), [0, 0, 0]),
        ([&[4, 6, 0, 1, 0][..], &data].concat(), [0, 0, 0]),
        ([&[3, 6, 0, 9, 0][..], &data].concat(), [0, 0, 0]),
        ([&[3, 6, 0, 0, 1][..], &data].concat(), [0, 0, 0]),
    ] {
        all[1].say(&mut harness, &frame);
        all[1].datagram(&mut harness, &frame);
        for (member, reached) in all.iter_mut().zip(reached) {
            let expected: Vec<Heard> = vec![(RtId(3), false, from(1, &data)); reached];
            assert_eq!(member.heard(&mut harness), expected, "{frame:02x?} at {}", member.index);
            assert_eq!(member.datagrams(&mut harness).concat(), expected, "{frame:02x?} at {}", member.index);
        }
    }
    assert!(harness.events.iter().all(|event| !format!("{event:?}").contains("Fault")));
}

/// DME-22: bit i of byte b of a mask is index 8b + i.
#[test]
fn masks_name_indices() {
    let mut config = at_once();
    config.dme.players = 40;
    let mut harness = dme_with(&config, Box::new(NoScript));
    let world = world(&mut harness, GameId(7), 40);
    let mut all: Vec<Member> = (1..=35).map(|n| Member::join(&mut harness, world, n, Speech::Clear)).collect();
    for mask in [vec![0x01], vec![0x80], vec![0, 0x01], vec![0x24, 0x81, 0x42], vec![0, 0, 0, 0, 0x07], vec![0xff; 9]] {
        let size = u8::try_from(mask.len()).expect("short");
        all[3].say(&mut harness, &clear(RtId(4), &[&[size], &mask[..], b"list"].concat()));
        for (index, member) in all.iter_mut().enumerate() {
            let named = mask.get(index / 8).is_some_and(|byte| byte & (1 << (index % 8)) != 0);
            let expected: Vec<Heard> = if named { vec![(RtId(3), false, from(3, b"list"))] } else { vec![] };
            assert_eq!(member.heard(&mut harness), expected, "{mask:?} at {index}");
        }
    }
    // A mask that is longer than its message.
    all[3].say(&mut harness, &clear(RtId(4), &[9, 1, 2]));
    all[3].say(&mut harness, &clear(RtId(4), &[]));
    all[3].say(&mut harness, &clear(RtId(3), &[1]));
    assert!(harness.sent.is_empty() && harness.closed.is_empty());
    assert_eq!(harness.faults(), ["DME-22"; 3]);
}

/// DME-24, DME-25: what comes by TCP leaves by TCP, what comes by UDP by UDP; to a player whose source is not known
/// yet, or who reads too slowly, no datagram goes, and nobody is told.
#[test]
fn the_transport_stays() {
    for speech in Speech::ALL {
        let mut harness = plain_dme();
        let world = world(&mut harness, GameId(7), 8);
        let [one, mut two] = Member::join_all(&mut harness, world, [speech; 2]);
        let mut three = Member::half_join(&mut harness, world, 3, speech);
        three.ready(&mut harness);
        settle(&mut harness);
        one.datagram(&mut harness, &one.seal(RtId(2), b"udp"));
        assert_eq!(two.relayed_udp(&mut harness), [(0, b"udp".to_vec())]);
        assert!(harness.sent.is_empty() && harness.datagrams.is_empty());
        one.say(&mut harness, &one.seal(RtId(2), b"tcp"));
        assert_eq!(two.relayed(&mut harness), [(0, b"tcp".to_vec())]);
        assert_eq!(three.relayed(&mut harness), [(0, b"tcp".to_vec())]);
        assert!(harness.datagrams.is_empty());
        harness.input(Input::Congested { conn: two.conn, queued: 70_000 });
        one.datagram(&mut harness, &one.seal(RtId(2), b"udp"));
        one.say(&mut harness, &one.seal(RtId(2), b"tcp"));
        assert!(two.datagrams(&mut harness).is_empty() && two.relayed(&mut harness).len() == 1);
        harness.input(Input::Writable { conn: two.conn });
        one.datagram(&mut harness, &one.seal(RtId(2), b"udp"));
        assert_eq!(two.relayed_udp(&mut harness).len(), 1);
        // Who is gone hears nothing; the message is not missed.
        harness.gone(two.conn);
        one.say(&mut harness, &one.seal(RtId(3), &from(1, b"gone")));
        one.datagram(&mut harness, &one.seal(RtId(3), &from(1, b"gone")));
        assert!(harness.datagrams.is_empty() && harness.faults().is_empty());
    }
}

/// What four players said or heard, by transport: from whom, and what.
type Table = [[Vec<(u16, Vec<u8>)>; 2]; 4];

proptest! {
    #![proptest_config(crate::common::properties::property(48, "proptest-regressions/dme-relay.txt"))]
    /// DME-27, DME-35: whoever says what, gathered or not, flushed or not: everybody hears it in the order in which it
    /// was said, each by each transport, once.
    #[test]
    fn order_is_kept(
        steps in proptest::collection::vec((0_usize..4, any::<bool>(), 0_u64..30, 0_u8..12), 1..80),
        times in proptest::array::uniform4(proptest::option::of(0_u16..60)),
    ) {
        let mut harness = dme();
        let world = world(&mut harness, GameId(7), 8);
        let mut all = Member::join_all(&mut harness, world, Speech::ALL);
        for (member, time) in all.iter().zip(times) {
            if let Some(ms) = time {
                member.gather(&mut harness, ms);
            }
        }
        let (mut said, mut heard): (Table, Table) = Default::default();
        for (number, (who, udp, wait, what)) in (0_u16..).zip(steps) {
            let data = number.to_le_bytes();
            let frame = all[who].seal(RtId(2), &data);
            for (_, said) in said.iter_mut().enumerate().filter(|(index, _)| *index != who) {
                said[usize::from(udp)].push((who as u16, data.to_vec()));
            }
            if udp {
                let from = all[who].source;
                harness.input(Input::Datagram { socket: SOCKET, from, bytes: &mut frame.clone() });
            } else {
                harness.send(all[who].conn, &frame);
            }
            match what {
                0 => harness.send(all[who].conn, &all[who].seal(rt::ClientFlushAll::ID, &[])),
                1 => harness.send(all[who].conn, &all[who].seal(rt::ClientFlushSingle::ID, &[2, 0])),
                2 => all[who].gather(&mut harness, u16::from(what) * 7),
                3..9 => harness.input(Input::Turn),
                _ => {}
            }
            harness.pass(Duration::from_millis(wait));
            for (member, heard) in all.iter_mut().zip(&mut heard) {
                heard[0].extend(member.relayed(&mut harness));
                heard[1].extend(member.relayed_udp(&mut harness));
            }
        }
        harness.input(Input::Turn);
        harness.pass(Duration::from_millis(300));
        for (member, heard) in all.iter_mut().zip(&mut heard) {
            heard[0].extend(member.relayed(&mut harness));
            heard[1].extend(member.relayed_udp(&mut harness));
        }
        prop_assert_eq!(said, heard);
    }
}

/// DME-27, DME-50: what a newcomer says does not overtake the notice that he is there, whether it is gathered or not.
#[test]
fn newcomers_are_announced_first() {
    for ms in [0, 30] {
        let mut harness = dme();
        let world = world(&mut harness, GameId(7), 8);
        let mut there = Member::join(&mut harness, world, 1, Speech::Clear);
        there.gather(&mut harness, ms);
        let coming = Member::half_join(&mut harness, world, 2, Speech::Clear);
        harness
            .send(coming.conn, &[clear(RtId(0x17), &[]), clear(RtId(2), b"hello"), clear(RtId(0x20), &[1])].concat());
        harness.input(Input::Turn);
        harness.pass(Duration::from_millis(30));
        assert_eq!(ids(&there.heard(&mut harness)), [0x08, 0x03, 0x09].map(RtId), "{ms} ms");
    }
}

/// DME-28: an empty payload is one; several application messages in one frame stay as they are; what would exceed the
/// announced 584 bytes is dropped, and costs nothing.
#[test]
fn payloads_are_opaque() {
    for speech in Speech::ALL {
        let mut harness = plain_dme();
        let world = world(&mut harness, GameId(7), 8);
        let [one, mut two] = Member::join_all(&mut harness, world, [speech; 2]);
        let several = [0x02, 0x13, 1, 0, 0, 0].repeat(2);
        let longest = vec![0x5a; 582];
        for payload in [&[][..], &several, &longest] {
            for frame in [
                one.seal(RtId(2), payload),
                one.seal(RtId(3), &[&[1, 0], payload].concat()),
                one.seal(RtId(4), &[&[1, 2], payload].concat()),
            ] {
                one.say(&mut harness, &frame);
                one.datagram(&mut harness, &frame);
                assert_eq!(two.relayed(&mut harness), [(0, payload.to_vec())]);
                assert_eq!(two.relayed_udp(&mut harness), [(0, payload.to_vec())]);
            }
        }
        let long = [0x5a].repeat(583);
        one.say(&mut harness, &one.seal(RtId(2), &long));
        one.datagram(&mut harness, &one.seal(RtId(3), &[&[1, 0], &long[..]].concat()));
        assert!(two.heard(&mut harness).is_empty() && two.datagrams(&mut harness).is_empty());
        assert_eq!((harness.faults(), harness.closed.len()), (vec!["DME-28"; 2], 0));
    }
}

/// DME-29: what is for the server is not looked at, a ping neither; relays with quality of service are relays of their
/// own family, in clear and sealed.
#[test]
fn quality_of_service_is_carried() {
    let mut harness = plain_dme();
    let world = world(&mut harness, GameId(7), 8);
    let mut all = Member::join_all(&mut harness, world, [Speech::Clear, Speech::Keyed, Speech::Keyed]);
    for member in &all {
        for body in [&[0, 1, 1, 0, 0, 0, 0, 0, 0, 1][..], &[0, 1], &[9], &[], &[1, 3, 0]] {
            let frame = member.seal(rt::ClientAppToServer::ID, body);
            member.say(&mut harness, &frame);
            member.datagram(&mut harness, &frame);
        }
    }
    assert!(harness.sent.is_empty() && harness.datagrams.is_empty() && harness.closed.is_empty());
    for speaker in [0, 1] {
        for (id, addressing, reached) in
            [(0x32, &[][..], [true; 3]), (0x33, &[2, 0], [false, false, true]), (0x34, &[1, 4], [false, false, true])]
        {
            let frame = all[speaker].seal(RtId(id), &[addressing, b"data"].concat());
            all[speaker].say(&mut harness, &frame);
            for (at, member) in all.iter_mut().enumerate() {
                let sealed = at > 0;
                let source = u8::try_from(speaker).expect("short");
                let hears = reached[at] && at != speaker;
                let expected: Vec<Heard> =
                    if hears { vec![(RtId(0x33), sealed, from(source, b"data"))] } else { vec![] };
                assert_eq!(member.heard(&mut harness), expected, "0x{id:02x} of {speaker} at {at}");
            }
        }
    }
}

/// DME-30: several frames in one are dealt with in order, by TCP and by UDP; one that is sealed or holds others ends
/// it.
#[test]
fn frames_within_frames() {
    for speech in [Speech::Clear, Speech::Keyed110] {
        let mut harness = plain_dme();
        let world = world(&mut harness, GameId(7), 8);
        let [mut one, mut two, mut three] = Member::join_all(&mut harness, world, [speech; 3]);
        let inner = [
            clear(RtId(2), b"all"),
            clear(RtId(3), &from(1, b"two")),
            clear(RtId(5), &[0xa5]),
            clear(RtId(4), b"\x01\x04three"),
        ];
        let multi = one.seal(RtId(0x3b), &inner.concat());
        one.say(&mut harness, &multi);
        one.datagram(&mut harness, &multi);
        let heard = [two.relayed(&mut harness), two.relayed_udp(&mut harness)];
        assert_eq!(heard, [(); 2].map(|()| vec![(0, b"all".to_vec()), (0, b"two".to_vec())]));
        let heard = [three.relayed(&mut harness), three.relayed_udp(&mut harness)];
        assert_eq!(heard, [(); 2].map(|()| vec![(0, b"all".to_vec()), (0, b"three".to_vec())]));
        let echo = (RtId(0x05), speech.has_keys(), vec![0xa5]);
        assert_eq!((one.heard(&mut harness), one.datagrams(&mut harness).concat()), (vec![echo.clone()], vec![echo]));
        // Settings too.
        let flags = if speech.has_hello() { clear(RtId(0x0d), &[0x0e]) } else { clear(RtId(0x0d), &[2, 0]) };
        two.say(&mut harness, &two.seal(RtId(0x3b), &flags));
        let sealed = [0x82, 3, 0, 1, 2, 3, 0x64, 9, 9, 9];
        for bad in [&sealed[..], &clear(RtId(0x3b), &clear(RtId(2), b"deep"))] {
            let frame = one.seal(RtId(0x3b), &[&clear(RtId(2), b"before"), bad, &clear(RtId(2), b"behind")].concat());
            one.say(&mut harness, &frame);
            one.datagram(&mut harness, &frame);
            assert!(two.heard(&mut harness).is_empty());
            assert_eq!(three.relayed(&mut harness), [(0, b"before".to_vec())]);
            assert_eq!(three.relayed_udp(&mut harness), [(0, b"before".to_vec())]);
        }
        assert_eq!((harness.faults(), harness.closed.len()), (vec!["DME-30"; 4], 0));
    }
}

/// DME-27: who says more by TCP than he may is read later; nothing of it is lost, and nobody else waits.
#[test]
fn relays_are_paced() {
    for (size, at_once) in [(34, 500..=501), (500, 131..=133)] {
        let mut harness = plain_dme();
        let world = world(&mut harness, GameId(7), 8);
        let [one, mut two, three] = Member::join_all(&mut harness, world, [Speech::Clear; 3]);
        harness.pass(Duration::from_secs(5));
        for _ in 0..600 {
            harness.send(one.conn, &clear(RtId(2), &vec![7; size]));
        }
        let heard = two.relayed(&mut harness).len();
        assert!(at_once.contains(&heard), "{heard} of {size} bytes");
        assert_eq!(harness.paused, [(one.conn, true)]);
        three.say(&mut harness, &clear(RtId(2), b"goes on"));
        assert_eq!(two.relayed(&mut harness), [(2, b"goes on".to_vec())]);
        harness.pass(Duration::from_secs(9));
        assert_eq!((heard + two.relayed(&mut harness).len(), harness.paused.last()), (600, Some(&(one.conn, false))));
    }
}

/// DME-30: each frame within a frame counts: who packs many into one is read later.
#[test]
fn frames_within_frames_are_paced() {
    let mut harness = plain_dme();
    let world = world(&mut harness, GameId(7), 8);
    let [one, mut two] = Member::join_all(&mut harness, world, [Speech::Clear; 2]);
    let multi = clear(RtId(0x3b), &clear(RtId(2), b"").repeat(600));
    harness.send(one.conn, &multi);
    assert_eq!((two.relayed(&mut harness).len(), &harness.paused[..]), (600, &[(one.conn, true)][..]));
    harness.send(one.conn, &clear(RtId(2), b"later"));
    assert_eq!(two.relayed(&mut harness).len(), 0);
    harness.pass(Duration::from_secs(1));
    assert_eq!((two.relayed(&mut harness).len(), harness.paused.last()), (1, Some(&(one.conn, false))));
}

/// DME-31, DME-32, DME-33: before a player says otherwise he receives what he named above 1.08, and everything up to
/// 1.08, where community clients never say; then what he sets, where up to 1.08 only broadcasts can be switched.
#[test]
fn players_choose_what_they_receive() {
    const ALL: [&[u8]; 3] = [b"broadcast", b"list", b"single"];
    let hears = |harness: &mut Harness<Dme>, speaker: &Member, member: &mut Member| -> [bool; 3] {
        let index = u8::try_from(member.index).expect("short");
        speaker.say(harness, &clear(RtId(2), ALL[0]));
        speaker.say(harness, &clear(RtId(4), &[&[1, 1 << index], ALL[1]].concat()));
        speaker.say(harness, &clear(RtId(3), &[&[index, 0], ALL[2]].concat()));
        let heard = member.relayed(harness);
        ALL.map(|data| heard.iter().any(|(_, said)| said == data))
    };
    for speech in Speech::ALL {
        let mut harness = plain_dme();
        let world = world(&mut harness, GameId(7), 8);
        let speaker = Member::join(&mut harness, world, 1, Speech::Clear);
        let mut member = Member::half_join(&mut harness, world, 2, speech);
        harness.send(member.conn, &member.seal(RtId(0x17), &[]));
        member.heard(&mut harness);
        // 0x21 said 0x0e.
        assert_eq!(hears(&mut harness, &speaker, &mut member), [!speech.has_hello(), true, true], "{speech:?}");
        let masks: &[(&[u8], [bool; 3])] = if speech.has_hello() {
            &[
                (&[0x0f], [true; 3]),
                (&[1], [true, false, false]),
                (&[2], [false, true, false]),
                (&[4], [false, false, true]),
            ]
        } else {
            &[
                (&[2, 1], [true; 3]),
                (&[2, 0], [false, true, true]),
                (&[0, 1], [true; 3]),
                (&[7, 2], [false, true, true]),
            ]
        };
        for (mask, expected) in masks {
            harness.send(member.conn, &member.seal(rt::ClientSetRecvFlag::ID, mask));
            assert_eq!(hears(&mut harness, &speaker, &mut member), *expected, "{speech:?} {mask:?}");
        }
    }
}

/// DME-32: the first mask of a client above 1.08 is the first byte of CLIENT_CONNECT_READY_TCP; what he sets before he
/// is ready counts for more.
#[test]
fn the_first_mask_is_told_in_the_handshake() {
    for (first, set, broadcasts) in
        [(0x0e, None, false), (0x0f, None, true), (0x0f, Some(0x0e), false), (0x0e, Some(1), true)]
    {
        let mut harness = plain_dme();
        let world = world(&mut harness, GameId(7), 8);
        let speaker = Member::join(&mut harness, world, 1, Speech::Clear);
        let granted = crate::common::worlds::announce(&mut harness, world, 2).expect("a seat");
        let mut member = Member::dial(&mut harness, world, 2, Speech::Clear110);
        member.open(&mut harness, *granted.access_key.expose());
        harness.send(member.conn, &clear(RtId(0x23), &[0]));
        harness.send(member.conn, &clear(RtId(0x21), &[first, 5]));
        if let Some(mask) = set {
            harness.send(member.conn, &clear(RtId(0x0d), &[mask]));
        }
        harness.send(member.conn, &clear(RtId(0x17), &[]));
        member.heard(&mut harness);
        speaker.say(&mut harness, &clear(RtId(2), b"broadcast"));
        assert_eq!(member.relayed(&mut harness).len(), usize::from(broadcasts), "{first:x} {set:?}");
    }
}

/// DME-60, DME-61, DME-62, DME-64: who leads a game, who owns which object, who has a headset: the members settle it
/// among themselves. The server carries it unchanged, says nothing of its own, and does nothing when the leader goes
/// but tell that he is gone.
#[test]
fn members_settle_it_among_themselves() {
    for speech in Speech::ALL {
        let mut harness = plain_dme();
        let world = world(&mut harness, GameId(7), 8);
        let mut all = Member::join_all(&mut harness, world, [speech; 3]);
        let status = |status: u8, who: u8, order: u8| {
            [&[0, 0x16, status, who, 3, 0, 0, 0, 0x6c, 0xd5, order, 0, 0, 0], &[0; 4][..]].concat()
        };
        let mut said =
            vec![status(5, 0, 0), status(4, 1, 1), vec![0, 0x17, 2, 0, 0, 0], vec![0, 0x09, 1, 2, 3, 4, 5, 6, 7, 8]];
        // Arbitration, objects, ownership, streams, media, channels; a headset.
        said.extend([0x15, 0x18].into_iter().chain(0x03..=0x0e).chain(0x1e..=0x2e).map(|id| vec![0, id, 1, 2, 3]));
        said.extend([vec![0x02, 0x12, 1, 0, 0, 0], vec![0x02, 0x13, 1, 0, 0, 0]]);
        for data in said {
            all[0].say(&mut harness, &all[0].seal(RtId(2), &data));
            let [_, two, three] = &mut all;
            assert_eq!(
                (two.relayed(&mut harness), three.relayed(&mut harness)),
                (vec![(0, data.clone())], vec![(0, data)])
            );
            assert!(harness.sent.is_empty() && harness.datagrams.is_empty() && harness.mail.is_empty());
        }
        // Peers speak UDP of their own among each other; what strays here is nothing.
        let hello = [&[0, 1, 20, 0][..], &[0; 8], &[0x81, 0, 8, 0, 0, 0, 1, 0]].concat();
        all[1].datagram(&mut harness, &hello);
        assert!(harness.datagrams.is_empty() && harness.closed.is_empty());
        harness.gone(all[0].conn);
        let [_, two, three] = &mut all;
        assert_eq!(
            (ids(&two.heard(&mut harness)), ids(&three.heard(&mut harness))),
            (vec![RtId(0x09)], vec![RtId(0x09)])
        );
        harness.pass(Duration::from_millis(500));
        assert!(harness.sent.is_empty() && harness.datagrams.is_empty());
        assert!(harness.closed.iter().all(|(conn, ending)| (*conn, *ending) == (all[0].conn, Ending::Flush)));
    }
}
