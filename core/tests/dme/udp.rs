//! The rules of the game servers: datagrams (game.md 8).

use core::time::Duration;
use std::net::{Ipv4Addr, SocketAddrV4};

use crate::common::worlds::{Heard, Member, SOCKET, Speech, announce, at_once, dme, dme_with, ids, settle, world};
use crate::common::{Harness, address, clear, conn};
use clank_core::crypto::SessionKey;
use clank_core::dme::Dme;
use clank_core::ids::{DmeWorldId, GameId};
use clank_core::machine::{Ending, Input};
use clank_core::operator::{Command, CommandAnswer};
use clank_core::script::NoScript;
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{Layout as _, RtId};

fn plain_dme() -> Harness<Dme> {
    dme_with(&at_once(), Box::new(NoScript))
}

fn dropped(harness: &mut Harness<Dme>) -> u64 {
    match harness.operator(Command::Counters) {
        CommandAnswer::Counters(counters) => counters.datagrams_dropped,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn source(last: u8, port: u16) -> SocketAddrV4 {
    SocketAddrV4::new(Ipv4Addr::new(192, 168, 1, last), port)
}

/// CLIENT_CONNECT_AUX_UDP of a member, with something changed in it.
fn greeting(member: &Member, change: impl FnOnce(&mut rt::ClientConnectAuxUdp)) -> Vec<u8> {
    let mut plain = member.clone();
    plain.key = None;
    let mut message = rt::ClientConnectAuxUdp::decode(&plain.greeting()[3..], member.speech.dialect()).expect("ours");
    change(&mut message);
    member.frame(&message)
}

/// UDP-1, DME-40: a datagram holds several whole frames, a frame without payload has no hash; a frame that is cut ends
/// it, and what stood before it counts; a frame that is not for servers, or damaged, is skipped. Nothing closes.
#[test]
fn datagrams_hold_frames() {
    for speech in Speech::ALL {
        let mut harness = plain_dme();
        let world = world(&mut harness, GameId(7), 8);
        let [mut one, mut two] = Member::join_all(&mut harness, world, [speech; 2]);
        let said = |data: &[u8]| one.seal(RtId(3), &[&[1, 0], data].concat());
        let mut damaged = one.seal(rt::ClientEcho::ID, &[0xa5, 1, 2, 3]);
        let end = damaged.len();
        damaged[end - 3..].fill(0);
        // A real one was damaged just so.
        let echo = if speech.has_keys() { damaged } else { vec![] };
        let flush = vec![0x8f, 0, 0];
        let unknown = one.seal(RtId(0x44), b"??");
        let short = said(b"lost");
        for (frames, expected, faults) in [
            (vec![said(b"a"), one.seal(RtId(0x10), &[0, 0])], &[b"a"][..], 0),
            (vec![said(b"a"), said(b"b"), flush.clone()], &[b"a", b"b"], 0),
            (vec![flush, said(b"a")], &[b"a"], 0),
            (vec![said(b"a"), unknown.clone(), said(b"b")], &[b"a", b"b"], 1),
            (vec![echo.clone(), said(b"b")], &[b"b"], usize::from(speech.has_keys())),
            (vec![said(b"a"), short[..short.len() - 1].to_vec()], &[b"a"], 1),
            (vec![said(b"a"), vec![3]], &[b"a"], 1),
            (vec![short[..4].to_vec()], &[], 1),
            (vec![vec![]], &[], 0),
        ] {
            let before = harness.faults().len();
            one.datagram(&mut harness, &frames.concat());
            let heard: Vec<Vec<u8>> = two.relayed_udp(&mut harness).into_iter().map(|(_, data)| data).collect();
            assert_eq!(heard, expected, "{speech:?} {frames:02x?}");
            assert_eq!(harness.faults().len() - before, faults, "{speech:?} {frames:02x?}");
            assert!(one.datagrams(&mut harness).is_empty() && harness.closed.is_empty() && harness.sent.is_empty());
        }
    }
}

/// UDP-3: the seat is found by number, world and index above 1.08, and by title, world and index up to 1.08; only from
/// the address of the TCP connection, and on an encrypted link only under its key.
#[test]
fn greetings_name_their_seat() {
    for speech in Speech::ALL {
        let mut harness = plain_dme();
        let world_id = world(&mut harness, GameId(7), 8);
        let other_world = world(&mut harness, GameId(8), 8);
        let mut other = Member::join(&mut harness, world_id, 1, speech);
        let mut member = Member::half_join(&mut harness, world_id, 2, speech);
        let new = speech.has_hello();
        let refused = |harness: &mut Harness<Dme>, frame: &[u8], from: SocketAddrV4, what: &str| {
            member.datagram_from(harness, from, frame);
            assert!(harness.datagrams.is_empty(), "{speech:?}: {what}");
        };
        let here = member.source;
        refused(&mut harness, &greeting(&member, |m| m.client_index = 0), here, "another's index");
        refused(&mut harness, &greeting(&member, |m| m.client_index = 5), here, "nobody's index");
        refused(&mut harness, &member.greeting(), source(1, 6_000), "another player's address");
        refused(&mut harness, &member.greeting(), source(99, 6_000), "nobody's address");
        if new {
            refused(&mut harness, &greeting(&member, |m| m.scert_id = Some(other.scert_id)), here, "another's number");
            refused(
                &mut harness,
                &greeting(&member, |m| m.world_id = Some(other_world.0 as u32)),
                here,
                "another world",
            );
        }
        let mut sealed_otherwise = member.clone();
        sealed_otherwise.key = None;
        if speech.has_keys() {
            refused(&mut harness, &sealed_otherwise.greeting(), here, "in clear");
            refused(
                &mut harness,
                &Member::null(RtId(0x16), &sealed_otherwise.greeting()[3..]),
                here,
                "behind a null hash",
            );
            sealed_otherwise.key = Some(SessionKey::new([0x41; 64]));
            refused(&mut harness, &sealed_otherwise.greeting(), here, "under the first key");
        }
        // The other one still has what he had, and the member nothing.
        other.say(&mut harness, &other.seal(RtId(2), b"x"));
        member.datagram_from(&mut harness, other.source, &other.seal(RtId(3), &[0, 0, b'y']));
        assert_eq!(other.relayed_udp(&mut harness), [(0, b"y".to_vec())]);
        member.greet(&mut harness);
        member.ready(&mut harness);
        other.datagram(&mut harness, &other.seal(RtId(2), b"z"));
        assert_eq!(member.relayed_udp(&mut harness), [(0, b"z".to_vec())]);
        assert!(harness.closed.is_empty());
    }
}

/// UDP-3, PC-6: up to 1.08 a community client may name another world, or another title: the one seat at its address
/// with that index that has no source yet is meant; if there are two, none.
#[test]
fn old_greetings_may_name_another_world() {
    let mut harness = plain_dme();
    let [one, two, three] = [7, 8, 9].map(|game| world(&mut harness, GameId(game), 8));
    let mut first = half_join_from(&mut harness, one, 1, Speech::Clear, 5);
    let odd = greeting(&first, |m| m.short_world_id = Some(77));
    first.datagram(&mut harness, &odd);
    assert_eq!(first.datagrams(&mut harness).len(), 1);
    // Bound already: it is not meant any more.
    first.datagram_from(&mut harness, source(5, 7_000), &odd);
    assert!(harness.datagrams.is_empty());
    first.datagram_from(&mut harness, source(5, 7_000), &greeting(&first, |m| m.app_id = 1));
    assert!(harness.datagrams.is_empty());
    let mut second = half_join_from(&mut harness, two, 2, Speech::Clear, 5);
    second.source = source(5, 6_002);
    let third = half_join_from(&mut harness, three, 3, Speech::Clear, 5);
    // Both have index 0, and wait.
    second.datagram(&mut harness, &odd);
    assert!(harness.datagrams.is_empty());
    harness.gone(third.conn);
    second.datagram(&mut harness, &greeting(&second, |m| m.app_id = 1));
    assert_eq!(second.datagrams(&mut harness).len(), 1);
}

/// A player who is accepted, whose TCP connection comes from an address that others may share.
fn half_join_from(harness: &mut Harness<Dme>, world: DmeWorldId, number: u8, speech: Speech, last: u8) -> Member {
    let granted = announce(harness, world, number).expect("a seat");
    let peer = source(last, 30_000 + u16::from(number));
    let mut member = Member::dial_from(harness, world, number, speech, conn(number.into()), peer);
    member.open(harness, *granted.access_key.expose());
    member.accept(harness);
    member
}

/// UDP-3: any number of players behind one address, in any number of worlds and of every kind, find their seats.
#[test]
fn many_players_share_an_address() {
    let mut config = at_once();
    config.limits.strangers_per_second = 0;
    let mut harness = dme_with(&config, Box::new(NoScript));
    let worlds: Vec<DmeWorldId> = (1..=10).map(|game| world(&mut harness, GameId(game), 8)).collect();
    let mut all: Vec<Member> = (0..80)
        .map(|n| {
            let speech = Speech::ALL[usize::from(n) % 4];
            let mut member = half_join_from(&mut harness, worlds[usize::from(n) / 8], n + 1, speech, 7);
            member.source = source(7, 6_000 + u16::from(n));
            member
        })
        .collect();
    let before = harness.out.ciphers.opened;
    // The first one has all the others before him, half of them without a key.
    for member in &mut all {
        member.greet(&mut harness);
    }
    // A greeting is tried with each world's key once.
    assert!(harness.out.ciphers.opened - before <= 40 * 10);
    for member in &mut all {
        member.ready(&mut harness);
    }
    settle(&mut harness);
    for at in [0, 37, 79] {
        let speaker = all[at].clone();
        speaker.datagram(&mut harness, &speaker.seal(RtId(2), b"here"));
        for (other, member) in all.iter_mut().enumerate() {
            let expected = usize::from(other / 8 == at / 8 && other != at);
            assert_eq!(member.relayed_udp(&mut harness).len(), expected, "{other}");
        }
    }
}

/// UDP-4: every greeting is answered, at once and to where it came from, with that address.
#[test]
fn greetings_are_answered_each_time() {
    for speech in Speech::ALL {
        let mut harness = dme();
        let world = world(&mut harness, GameId(7), 8);
        let mut member = Member::half_join(&mut harness, world, 1, speech);
        for port in [6_000, 6_000, 6_000, 6_001, 6_001, 6_000] {
            member.source = source(1, port);
            let bytes = &mut member.greeting();
            harness.input(Input::Datagram { socket: SOCKET, from: member.source, bytes });
            let answers: Vec<Heard> = member.datagrams(&mut harness).concat();
            assert_eq!((ids(&answers), answers[0].1), (vec![RtId(0x19)], speech.has_keys()));
            let accept = rt::ServerConnectAcceptAuxUdp::decode(&answers[0].2, speech.dialect()).expect("well formed");
            assert_eq!((accept.address.to_text().as_str(), accept.port), ("192.168.1.1", port));
            assert_eq!((accept.client_index, accept.client_count), (0, 1));
            assert!(harness.sent.is_empty());
        }
    }
}

/// UDP-5: before a connection is accepted and was told where to send them, datagrams are nobody's; so are all of
/// addresses without players. No answer, no close; they are counted.
#[test]
fn datagrams_come_too_early() {
    for speech in Speech::ALL {
        let mut harness = plain_dme();
        let world = world(&mut harness, GameId(7), 8);
        let granted = announce(&mut harness, world, 1).expect("a seat");
        let mut member = Member::dial(&mut harness, world, 1, speech);
        // What the client will be called can be guessed.
        member.scert_id = 1;
        let early = |harness: &mut Harness<Dme>, member: &Member| {
            for frame in [member.greeting(), clear(RtId(5), &[0xa5]), clear(RtId(2), b"x"), vec![1, 2, 3, 4]] {
                member.datagram(harness, &frame);
            }
            assert!(harness.datagrams.is_empty() && harness.closed.is_empty());
        };
        early(&mut harness, &member);
        assert_eq!(dropped(&mut harness), 4);
        member.open(&mut harness, *granted.access_key.expose());
        if speech.has_hello() {
            early(&mut harness, &member);
            harness.send(member.conn, &member.frame(&rt::ClientConnectReadyRequire::default()));
            member.heard(&mut harness);
            early(&mut harness, &member);
            harness.send(member.conn, &member.frame(&rt::ClientConnectReadyTcp { receive_flags: 0x0e, options: 5 }));
        }
        member.heard(&mut harness);
        harness.pass(Duration::from_secs(2));
        member.greet(&mut harness);
        // After the end, nobody's again.
        harness.gone(member.conn);
        early(&mut harness, &member);
    }
}

/// UDP-6: a later greeting from elsewhere moves the player; from the old address, and from any other, relays are
/// dropped; a sign of life is answered to whoever at the player's address sends it.
#[test]
fn sources_move() {
    for speech in Speech::ALL {
        let mut harness = plain_dme();
        let world = world(&mut harness, GameId(7), 8);
        let [mut one, mut two] = Member::join_all(&mut harness, world, [speech; 2]);
        let old = one.source;
        let elsewhere = source(1, 6_100);
        for id in [2, 3, 4] {
            one.datagram_from(&mut harness, elsewhere, &one.seal(RtId(id), &[1, 2, 0, 0]));
            one.datagram_from(&mut harness, elsewhere, &clear(RtId(id), &[1, 2, 0, 0]));
        }
        one.datagram_from(&mut harness, elsewhere, &one.seal(RtId(0x0b), &[0, 1]));
        assert!(harness.datagrams.is_empty());
        one.datagram_from(&mut harness, elsewhere, &one.seal(rt::ClientEcho::ID, &[0xa5]));
        let mut at = one.clone();
        at.source = elsewhere;
        assert_eq!(at.datagrams(&mut harness), [[(RtId(0x05), speech.has_keys(), vec![0xa5])]]);
        // Still where he was.
        two.datagram(&mut harness, &two.seal(RtId(2), b"a"));
        assert_eq!(one.relayed_udp(&mut harness), [(1, b"a".to_vec())]);
        one.source = elsewhere;
        one.greet(&mut harness);
        two.datagram(&mut harness, &two.seal(RtId(2), b"b"));
        assert_eq!((one.relayed_udp(&mut harness), harness.datagrams.len()), (vec![(1, b"b".to_vec())], 0));
        one.datagram_from(&mut harness, old, &one.seal(RtId(2), b"lost"));
        assert!(two.datagrams(&mut harness).is_empty());
        one.datagram(&mut harness, &one.seal(RtId(2), b"c"));
        assert_eq!(two.relayed_udp(&mut harness), [(0, b"c".to_vec())]);
    }
}

/// UDP-6: a source that was another's: a console that comes back under another name, before anybody noticed that it was
/// gone, has its datagrams.
#[test]
fn a_source_can_become_anothers() {
    for speech in Speech::ALL {
        let mut harness = plain_dme();
        let world = world(&mut harness, GameId(7), 8);
        let mut before = half_join_from(&mut harness, world, 1, speech, 7);
        before.greet(&mut harness);
        before.ready(&mut harness);
        let mut after = half_join_from(&mut harness, world, 2, speech, 7);
        assert_eq!(before.source, after.source);
        after.greet(&mut harness);
        after.ready(&mut harness);
        settle(&mut harness);
        after.datagram(&mut harness, &after.seal(RtId(2), b"nobody has UDP but me"));
        assert!(harness.datagrams.is_empty());
        after.datagram(&mut harness, &after.seal(RtId(3), &[1, 0, b'x']));
        assert_eq!(after.relayed_udp(&mut harness), [(1, b"x".to_vec())]);
        harness.gone(before.conn);
        after.datagram(&mut harness, &after.seal(RtId(3), &[1, 0, b'y']));
        assert_eq!(after.relayed_udp(&mut harness), [(1, b"y".to_vec())]);
    }
}

/// UDP-7: nothing is suppressed or repeated: the same datagram twice is relayed twice.
#[test]
fn nothing_is_suppressed() {
    let mut harness = plain_dme();
    let world = world(&mut harness, GameId(7), 8);
    let [one, mut two] = Member::join_all(&mut harness, world, [Speech::Keyed; 2]);
    let frame = one.seal(RtId(2), b"again");
    (0..3).for_each(|_| one.datagram(&mut harness, &frame));
    assert_eq!(two.relayed_udp(&mut harness).len(), 3);
    harness.pass(Duration::from_secs(1));
    assert!(harness.datagrams.is_empty());
}

/// UDP-9, DME-38, DME-39: datagrams are under the key that the world shares, with the same exceptions: the index, and
/// what is in clear behind a null hash.
#[test]
fn datagrams_are_under_the_worlds_key() {
    let mut harness = plain_dme();
    let world = world(&mut harness, GameId(7), 8);
    let [mut one, mut two, mut plain] =
        Member::join_all(&mut harness, world, [Speech::Keyed, Speech::Keyed110, Speech::Clear]);
    assert_eq!(one.key, two.key);
    let before = harness.out.ciphers;
    let frame = one.seal(RtId(3), b"\x01\0sealed");
    one.datagram(&mut harness, &frame);
    assert_eq!(harness.datagrams[0].1, [&frame[..7], &[0, 0], &frame[9..]].concat());
    assert_eq!(two.datagrams(&mut harness), [[(RtId(3), true, b"\0\0sealed".to_vec())]]);
    one.datagram(&mut harness, &Member::null(RtId(2), b"zero hash"));
    assert_eq!(harness.datagrams[0].1, [&[0x83, 11, 0, 0, 0, 0, 0x60, 0, 0][..], b"zero hash"].concat());
    assert_eq!(two.relayed_udp(&mut harness), [(0, b"zero hash".to_vec())]);
    assert_eq!(plain.datagrams(&mut harness), [[(RtId(3), false, b"\0\0zero hash".to_vec())]]);
    assert_eq!(harness.out.ciphers, before);
    one.datagram(&mut harness, &one.seal(rt::ClientEcho::ID, &[0xa5]));
    assert_eq!(one.datagrams(&mut harness), [[(RtId(5), true, vec![0xa5])]]);
    // Under the first key of the connection nothing is read any more.
    let mut stale = one.clone();
    stale.key = Some(SessionKey::new([0x41; 64]));
    stale.datagram(&mut harness, &stale.seal(rt::ClientEcho::ID, &[0xa5]));
    assert!(harness.datagrams.is_empty() && harness.closed.is_empty());
    assert_eq!(harness.faults(), ["UDP-9"]);
}

/// UDP-10, DME-52: of all ids only those that belong there are heard in a datagram; the goodbyes and the echo of the
/// server's clock without effect. Nothing is answered but signs of life and greetings.
#[test]
fn ids_in_datagrams() {
    for speech in [Speech::Clear, Speech::Keyed110] {
        let mut harness = plain_dme();
        let world = world(&mut harness, GameId(7), 8);
        let [mut one, mut two] = Member::join_all(&mut harness, world, [speech; 2]);
        for id in 0..=0x7f_u8 {
            let faults = harness.faults().len();
            // A body that is one of each: index 1, or a mask of one byte that names it, or a type.
            one.datagram(&mut harness, &one.seal(RtId(id), &[1, 2, 0, 0]));
            let known = [0x01, 0x02, 0x03, 0x04, 0x05, 0x0b, 0x0f, 0x10, 0x16, 0x1f, 0x20, 0x32, 0x33, 0x34, 0x3b];
            let noted = &harness.faults()[faults..];
            // A greeting that cannot be read is nobody's.
            let expected: &[&str] = match id {
                0x16 => &["UDP-5"],
                id if known.contains(&id) => &[],
                _ => &["UDP-10"],
            };
            assert_eq!(noted, expected, "0x{id:02x}");
            let relayed = [0x02, 0x04, 0x32, 0x34].contains(&id);
            assert_eq!(two.datagrams(&mut harness).len(), usize::from(relayed), "0x{id:02x}");
            assert_eq!(one.datagrams(&mut harness).len(), usize::from(id == 0x05), "0x{id:02x}");
            assert!(harness.sent.is_empty() && harness.closed.is_empty(), "0x{id:02x}");
            harness.pass(Duration::from_millis(50));
        }
    }
}

/// UDP-11: no more than 100 datagrams and 16 KiB in a second of one player, with a burst of two seconds' worth; what is
/// refused is not even opened. A real player never meets it.
#[test]
fn datagrams_are_limited() {
    let mut harness = plain_dme();
    let world = world(&mut harness, GameId(7), 8);
    let [one, mut plain] = Member::join_all(&mut harness, world, [Speech::Keyed, Speech::Clear]);
    let sends = |harness: &mut Harness<Dme>, plain: &mut Member, size: usize, count: usize| {
        let before = (harness.out.ciphers.opened, dropped(harness));
        let frame = one.seal(RtId(2), &vec![7; size]);
        for _ in 0..count {
            one.datagram(harness, &frame);
        }
        let heard = plain.relayed_udp(harness).len();
        // One opening each, and none for what is dropped.
        assert_eq!(harness.out.ciphers.opened - before.0, heard as u64);
        assert_eq!(dropped(harness) - before.1, (count - heard) as u64);
        heard
    };
    harness.pass(Duration::from_secs(10));
    assert_eq!(sends(&mut harness, &mut plain, 34, 1_000), 200);
    harness.pass(Duration::from_secs(1));
    assert_eq!(sends(&mut harness, &mut plain, 34, 1_000), 100);
    harness.pass(Duration::from_secs(10));
    // 512 bytes with everything.
    assert_eq!(sends(&mut harness, &mut plain, 505, 1_000), 64);
    harness.pass(Duration::from_secs(10));
    // Sixteen a second and a sign of life now and then, for a minute.
    for second in 0..60 {
        assert_eq!(sends(&mut harness, &mut plain, 51, 16), 16, "{second}");
        for member in [&one, &plain] {
            member.datagram(&mut harness, &member.seal(rt::ClientEcho::ID, &[0xa5]));
        }
        harness.datagrams.clear();
        harness.pass(Duration::from_secs(1));
    }
    assert!(harness.closed.is_empty());
}

/// UDP-11, UDP-3: of sources that are not bound so many datagrams a second are looked at for each address with players,
/// none of others; the limiter comes before any cipher, and a flood does not keep the player himself from playing.
#[test]
fn strangers_are_limited() {
    let mut config = at_once();
    config.limits.strangers_per_second = 20;
    let mut harness = dme_with(&config, Box::new(NoScript));
    let world = world(&mut harness, GameId(7), 8);
    let [mut one, mut two] = Member::join_all(&mut harness, world, [Speech::Keyed; 2]);
    harness.pass(Duration::from_secs(10));
    let mut forged = one.greeting();
    forged[9] ^= 1;
    let before = harness.out.ciphers;
    for port in 0..1_000 {
        one.datagram_from(&mut harness, source(1, 10_000 + port), &forged);
        one.datagram_from(&mut harness, source(77, 10_000 + port), &forged);
    }
    let opened = harness.out.ciphers.opened - before.opened;
    // One key for the one player at this address.
    assert_eq!((opened, harness.out.ciphers.sealed), (40, before.sealed));
    for port in 0..1_000 {
        one.datagram_from(&mut harness, source(1, 10_000 + port), &forged);
    }
    assert_eq!(harness.out.ciphers.opened - before.opened, opened, "nothing is opened that the limiter refuses");
    assert!(harness.datagrams.is_empty() && harness.closed.is_empty());
    one.datagram(&mut harness, &one.seal(RtId(2), b"plays"));
    one.greet(&mut harness);
    assert_eq!(two.relayed_udp(&mut harness).len(), 1);
    // From his own source, too, what is not his own is limited: one opening for him, and one more for the others there.
    harness.pass(Duration::from_secs(10));
    let before = harness.out.ciphers.opened;
    for _ in 0..200 {
        one.datagram(&mut harness, &forged);
    }
    assert_eq!(harness.out.ciphers.opened - before, 200 + 40);
}

/// UDP-6, UDP-11: an answer to a source that is not bound is never larger than what came from there, and there is at
/// most one: nobody can have others flooded.
#[test]
fn nothing_is_amplified() {
    for speech in Speech::ALL {
        let mut config = at_once();
        config.limits.strangers_per_second = 0;
        let mut harness = dme_with(&config, Box::new(NoScript));
        let world = world(&mut harness, GameId(7), 8);
        let [one, _] = Member::join_all(&mut harness, world, [speech; 2]);
        let echo = one.seal(rt::ClientEcho::ID, &[0xa5]);
        let plain = |id, body: &[u8]| [clear(id, body), Member::null(id, body)];
        let mut frames = vec![one.greeting(), greeting(&one, |_| ()), echo.clone(), echo.repeat(20)];
        frames.extend([one.greeting().repeat(3), [echo, one.greeting()].concat()]);
        frames.extend(
            plain(RtId(0x05), &[]).into_iter().chain(plain(RtId(0x05), &[1])).chain(plain(RtId(0x05), &[7; 500])),
        );
        frames.extend((0..0x7f).flat_map(|id| plain(RtId(id), &[1, 0, 1, 0])));
        let mut answered = 0;
        for (frame, port) in frames.iter().zip(20_000..) {
            for from in [source(1, port), source(3, port)] {
                one.datagram_from(&mut harness, from, frame);
                let answers = std::mem::take(&mut harness.datagrams);
                assert!(answers.len() <= 1);
                for (to, bytes) in answers {
                    assert!(to == from && bytes.len() <= frame.len(), "{} for {}", bytes.len(), frame.len());
                    answered += 1;
                }
            }
        }
        assert!(answered >= 4, "{speech:?}: {answered}");
    }
}

/// UDP-3: a player's datagrams are nobody else's: a greeting for the seat of a player who left does nothing, and
/// his old source is free.
#[test]
fn sources_end_with_their_seat() {
    let mut harness = plain_dme();
    let world = world(&mut harness, GameId(7), 8);
    let [gone, mut stays] = Member::join_all(&mut harness, world, [Speech::Clear; 2]);
    harness.send(gone.conn, &clear(RtId(0x01), &[]));
    assert_eq!(harness.closed, [(gone.conn, Ending::Flush)]);
    stays.heard(&mut harness);
    gone.datagram(&mut harness, &clear(RtId(2), b"ghost"));
    gone.datagram(&mut harness, &gone.greeting());
    assert!(harness.datagrams.is_empty());
    let next = Member::dial_from(&mut harness, world, 3, Speech::Clear, conn(30), address(1));
    gone.datagram(&mut harness, &gone.greeting());
    assert!(harness.datagrams.is_empty() && !harness.is_closed(next.conn));
}
