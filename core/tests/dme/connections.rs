//! The rules of the game servers: connections from the first byte to the last (game.md 1, 4 and 5).

use core::time::Duration;

use crate::common::worlds::{
    Heard, Member, Speech, announce, at_once, dme, dme_with, ids, session_of, settle, words, world,
};
use crate::common::{Harness, address, clear, conn, plain_hello, rt_frame};
use clank_core::config::{Config, Titles};
use clank_core::dme::Dme;
use clank_core::ids::{AppId, DmeWorldId, GameId};
use clank_core::machine::{Ending, Input, Machine as _};
use clank_core::peer::FromServer;
use clank_core::script::NoScript;
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{AccessKey, Layout as _, RsaKey, RtId};

/// The body of the one message of a kind.
fn body<M: rt::RtMessage>(heard: &[Heard]) -> Vec<u8> {
    let mut bodies = heard.iter().filter(|(id, ..)| *id == M::ID);
    let (_, _, body) = bodies.next().expect(M::NAME);
    assert!(bodies.next().is_none(), "one {}", M::NAME);
    body.clone()
}

pub(crate) fn message<M: rt::RtMessage>(heard: &[Heard], speech: Speech) -> M {
    M::decode(&body::<M>(heard), speech.dialect()).expect("well formed")
}

fn rt_ids(ids: &[u8]) -> Vec<RtId> {
    ids.iter().map(|id| RtId(*id)).collect()
}

pub(crate) fn plain_dme() -> Harness<Dme> {
    dme_with(&at_once(), Box::new(NoScript))
}

/// DME-1, DME-6, DME-8, DME-42, UDP-3, UDP-4, PC-4: each family is let in as captured: its messages, their order and
/// their sizes.
#[test]
fn players_are_let_in() {
    for (speech, opening, complete) in [
        (Speech::Keyed, &[0x14, 0x13, 0x07, 0x18][..], &[0x1a, 0x0a][..]),
        (Speech::Clear, &[0x07, 0x18], &[0x1a, 0x0a]),
        (Speech::Keyed110, &[0x22, 0x14, 0x13, 0x07, 0x26, 0x18], &[0x1a, 0x0a, 0x1f]),
        (Speech::Clear110, &[0x22, 0x07, 0x26, 0x18], &[0x1a, 0x0a, 0x1f]),
    ] {
        let mut harness = dme();
        let world = world(&mut harness, GameId(7), 8);
        let granted = announce(&mut harness, world, 1).expect("a seat");
        let mut member = Member::dial(&mut harness, world, 1, speech);
        member.open(&mut harness, *granted.access_key.expose());
        let heard = member.accept(&mut harness);
        assert_eq!(ids(&heard), rt_ids(opening), "{speech:?}");
        assert!(heard.iter().all(|(_, sealed, _)| *sealed == speech.has_keys()), "{speech:?}");
        let udp = [&b"10.0.0.1\0\0\0\0\0\0\0\0"[..], &50_000_u16.to_le_bytes()].concat();
        assert_eq!(body::<rt::ServerInfoAuxUdp>(&heard), udp);
        let new = usize::from(speech.has_hello());
        assert_eq!(body::<rt::ServerConnectAcceptTcp>(&heard).len(), 23 + new);
        if speech.has_hello() {
            assert_eq!(body::<rt::ServerConnectRequire>(&heard), [6, 0x48, 2, 0x48, 2]);
            assert_eq!(body::<rt::ServerStartupInfoNotify>(&heard), [4, 0, 0, 0, 0]);
        }
        for _ in 0..2 {
            member.datagram(&mut harness, &member.greeting());
            let answers = member.datagrams(&mut harness);
            let [answer] = &answers[..] else { panic!("{answers:?}") };
            let tail = [&b"192.168.1.1\0\0\0\0\0"[..], &6_000_u16.to_le_bytes()].concat();
            assert!(ids(answer) == [RtId(0x19)] && answer[0].2.ends_with(&tail), "{answer:?}");
            assert_eq!((answer[0].1, answer[0].2.len()), (speech.has_keys(), 25 + new));
        }
        let heard = member.ready(&mut harness);
        assert_eq!(ids(&heard), rt_ids(complete), "{speech:?}");
        assert_eq!(heard[0].2, [1, 0]);
        let text = if speech.has_hello() { "2.10.1143227940" } else { "1.22.0141" };
        // Up to 1.08 it is sealed under the machine's own key.
        if speech != Speech::Keyed {
            let version = [&[0, 0], text.as_bytes(), &[0].repeat(16 - text.len())].concat();
            assert_eq!(heard[1].2, version, "{speech:?}");
        }
    }
}

/// PC-4, PC-1: a community client that sends a key in clear first gets one at once, and no second one: all that follows
/// is in clear, whatever its world's other members do.
#[test]
fn a_key_in_clear_is_answered_once() {
    let mut harness = dme();
    let world = world(&mut harness, GameId(7), 8);
    Member::join(&mut harness, world, 2, Speech::Keyed);
    let granted = announce(&mut harness, world, 1).expect("a seat");
    let mut member = Member::dial(&mut harness, world, 1, Speech::Clear);
    harness.send(member.conn, &rt_frame(&rt::ClientCryptkeyPublic { key: RsaKey::new([7; 64]) }));
    let mut all = member.heard(&mut harness);
    assert_eq!(ids(&all), [RtId(0x13)]);
    harness.send(member.conn, &member.opening(*granted.access_key.expose()));
    let heard = member.accept(&mut harness);
    assert_eq!(ids(&heard), rt_ids(&[0x14, 0x07, 0x18]));
    all.extend(heard);
    member.greet(&mut harness);
    let heard = member.ready(&mut harness);
    assert_eq!(ids(&heard), rt_ids(&[0x1a, 0x0a]));
    all.extend(heard);
    assert!(all.iter().all(|(_, sealed, _)| !sealed));
}

/// DME-1: one CLIENT_CONNECT_TCP_AUX_UDP and no second one; 30 s for it, then a notice that says nothing, and the end 5
/// s later; a client that knows no notice is just closed.
#[test]
fn connections_without_a_seat_end() {
    for speech in Speech::ALL {
        let mut harness = dme();
        let world = world(&mut harness, GameId(7), 8);
        let granted = announce(&mut harness, world, 1).expect("a seat");
        let mut member = Member::dial(&mut harness, world, 1, speech);
        member.open(&mut harness, *granted.access_key.expose());
        member.accept(&mut harness);
        harness.send(member.conn, &member.opening(*granted.access_key.expose()));
        let notice: &[RtId] = if speech.has_hello() { &[RtId(0x20)] } else { &[] };
        assert_eq!(ids(&member.heard(&mut harness)), notice, "{speech:?}");
        harness.pass(Duration::from_secs(5));
        assert!(harness.is_closed(member.conn), "{speech:?}");
    }
    let mut harness = dme();
    let hello = plain_hello(110);
    let (old, new) = (harness.open(1), harness.open(2));
    harness.send(new, &rt_frame(&hello));
    harness.frames(new);
    harness.pass(Duration::from_millis(29_900));
    // Requests without a seat prove nothing.
    assert!(harness.closed.is_empty() && harness.sent.is_empty());
    harness.pass(Duration::from_millis(200));
    assert_eq!(harness.closed, [(old, Ending::Flush)]);
    assert_eq!(harness.frames(new), [(rt::ClientDisconnectWithReason::ID, vec![0])]);
    harness.pass(Duration::from_millis(4_700));
    assert!(!harness.is_closed(new));
    harness.pass(Duration::from_millis(300));
    assert!(harness.is_closed(new));
}

/// DME-2, DME-3, DME-4: the access key, 16 printable characters, decides; without it the session key. Another world id
/// is noted and no more. Who has neither is refused: a notice without a reason, and the end.
#[test]
fn keys_open_a_seat() {
    let strange = AccessKey::new("0123456789abcdef");
    for speech in Speech::ALL {
        // Whether the access key is right; whose session key; which world is named; whether that opens the seat.
        for (known, session, named, enters) in
            [(true, 9, 1, true), (false, 1, 1, true), (false, 9, 1, false), (true, 1, 77, true)]
        {
            let mut harness = dme();
            let world = world(&mut harness, GameId(7), 8);
            let key = *announce(&mut harness, world, 1).expect("a seat").access_key.expose();
            assert_eq!((key.text().len(), key.bytes().len()), (16, 17));
            assert!(key.text().iter().all(u8::is_ascii_graphic));
            let mut member = Member::dial(&mut harness, DmeWorldId(named), session, speech);
            member.open(&mut harness, if known { key } else { strange });
            if enters {
                assert!(ids(&member.accept(&mut harness)).contains(&RtId(0x07)), "{speech:?}");
                assert_eq!(harness.faults(), if named == world.0 { &[][..] } else { &["DME-2"] });
                assert!(harness.closed.is_empty());
            } else {
                let heard = member.heard(&mut harness);
                assert_eq!(ids(&heard), if speech.has_hello() { &[RtId(0x20)][..] } else { &[] });
                assert!(heard.iter().all(|(_, _, reason)| *reason == [0]));
                assert_eq!(harness.closed, [(member.conn, Ending::Flush)]);
                assert_eq!(harness.faults(), ["DME-2"]);
            }
        }
    }
}

/// DME-2: a title that is not served is refused, and the seat is still there for the right one; a session key alone
/// puts nobody out of his seat.
#[test]
fn a_refusal_costs_nobody_a_seat() {
    let titles = Titles { only: vec![AppId(10684)], ..Titles::default() };
    let config = Config { titles, ..at_once() };
    let mut harness = dme_with(&config, Box::new(NoScript));
    let world = world(&mut harness, GameId(7), 8);
    let granted = announce(&mut harness, world, 1).expect("a seat");
    let mut other = Member::dial(&mut harness, world, 1, Speech::Clear110);
    other.open(&mut harness, *granted.access_key.expose());
    assert_eq!(ids(&other.heard(&mut harness)), [RtId(0x20)]);
    harness.gone(other.conn);
    let mut member = Member::dial_from(&mut harness, world, 1, Speech::Clear, conn(2), address(1));
    member.open(&mut harness, *granted.access_key.expose());
    member.accept(&mut harness);
    let mut thief = Member::dial_from(&mut harness, world, 1, Speech::Clear, conn(3), address(3));
    thief.open(&mut harness, AccessKey::new("guessed"));
    assert!(thief.heard(&mut harness).is_empty() && harness.is_closed(thief.conn));
    assert_eq!(ids(&member.ready(&mut harness)), [0x1a, 0x0a].map(RtId));
    assert!(!harness.is_closed(member.conn));
}

/// DME-5: each connection has a number of its own, in every message the same; it goes round below 65536 and leaves out
/// those who are still there.
#[test]
fn connections_are_numbered() {
    let mut harness = plain_dme();
    let world = world(&mut harness, GameId(7), 8);
    let mut first = Member::join(&mut harness, world, 1, Speech::Clear110);
    let mut second = Member::half_join(&mut harness, world, 2, Speech::Clear110);
    assert_eq!((first.scert_id, second.scert_id), (1, 2));
    second.datagram(&mut harness, &second.greeting());
    let answer = second.datagrams(&mut harness).concat();
    let accepted: rt::ServerConnectAcceptAuxUdp = message(&answer, Speech::Clear110);
    assert_eq!((accepted.client_index, accepted.scert_id), (1, Some(2)));
    second.ready(&mut harness);
    let notify: rt::ServerConnectNotify = message(&first.heard(&mut harness), Speech::Clear110);
    assert_eq!((notify.client_index, notify.scert_id), (1, Some(2)));

    // A third one comes again and again, until the numbers are used up.
    let granted = announce(&mut harness, world, 3).expect("a seat");
    let mut numbers = 0_u32;
    let mut last = None;
    while numbers < 65_540 {
        let (here, before) = (conn(3 + numbers % 2), conn(3 + (numbers + 1) % 2));
        let mut third = Member::dial_from(&mut harness, world, 3, Speech::Clear110, here, address(3));
        third.open(&mut harness, *granted.access_key.expose());
        harness.gone(before);
        harness.described.clear();
        harness.events.clear();
        harness.closed.clear();
        harness.sent.clear();
        (numbers, last) = (numbers + 1, Some(third));
    }
    let mut third = last.expect("the last one");
    harness.send(third.conn, &third.frame(&rt::ClientConnectReadyRequire::default()));
    let accepted: rt::ServerConnectAcceptTcp = message(&third.heard(&mut harness), Speech::Clear110);
    // From 3 to 65535, and on from 3.
    assert_eq!(accepted.scert_id, Some(2 + 65_540 - 65_533));
}

/// DME-7, DME-10b, DME-25: who is accepted but not ready is heard by the others and hears nothing of them; what was
/// said before is not kept for him.
#[test]
fn relays_reach_who_is_ready() {
    let mut harness = plain_dme();
    let world = world(&mut harness, GameId(7), 8);
    for speech in [Speech::Clear, Speech::Keyed110] {
        let mut there = Member::join(&mut harness, world, 1, speech);
        let mut coming = Member::half_join(&mut harness, world, 2, speech);
        coming.greet(&mut harness);
        there.say(&mut harness, &there.seal(RtId(2), b"early"));
        there.datagram(&mut harness, &there.seal(RtId(2), b"early"));
        coming.say(&mut harness, &coming.seal(RtId(2), b"hasty"));
        coming.datagram(&mut harness, &coming.seal(RtId(3), &[0, 0, b'u']));
        assert_eq!(there.relayed(&mut harness), [(1, b"hasty".to_vec())]);
        assert_eq!(there.relayed_udp(&mut harness), [(1, b"u".to_vec())]);
        assert!(coming.heard(&mut harness).is_empty() && coming.datagrams(&mut harness).is_empty());
        coming.ready(&mut harness);
        assert!(coming.relayed(&mut harness).is_empty());
        there.say(&mut harness, &there.seal(RtId(2), b"now"));
        assert_eq!(coming.relayed(&mut harness), [(0, b"now".to_vec())]);
        coming.leave(&mut harness);
        there.leave(&mut harness);
    }
}

/// DME-9: every count includes those who are only announced.
#[test]
fn counts_are_of_seats() {
    let mut harness = dme();
    let world = world(&mut harness, GameId(7), 8);
    let count = |harness: &mut Harness<Dme>, number, speech| {
        let granted = announce(harness, world, number).expect("a seat");
        let mut member = Member::dial(harness, world, number, speech);
        member.open(harness, *granted.access_key.expose());
        let accepted: rt::ServerConnectAcceptTcp = message(&member.accept(harness), speech);
        member.datagram(harness, &member.greeting());
        let udp: rt::ServerConnectAcceptAuxUdp = message(&member.datagrams(harness).concat(), speech);
        let complete: rt::ServerConnectComplete = message(&member.ready(harness), speech);
        settle(harness);
        [accepted.client_count, udp.client_count, complete.client_count]
    };
    assert_eq!(count(&mut harness, 1, Speech::Clear), [1; 3]);
    announce(&mut harness, world, 2).expect("a seat");
    assert_eq!(count(&mut harness, 3, Speech::Keyed110), [3; 3]);
    announce(&mut harness, world, 4).expect("a seat");
    assert_eq!(count(&mut harness, 5, Speech::Keyed), [5; 3]);
}

/// DME-10, DME-56: a frame of more than 2048 bytes costs its sender the connection, and nobody else anything.
#[test]
fn frames_have_a_limit() {
    for (size, closes) in [(2_048, false), (2_049, true)] {
        let mut harness = plain_dme();
        let world = world(&mut harness, GameId(7), 8);
        let [one, mut two] = Member::join_all(&mut harness, world, [Speech::Clear; 2]);
        one.say(&mut harness, &clear(rt::ClientAppToServer::ID, &vec![1; size]));
        assert_eq!(harness.is_closed(one.conn), closes, "{size}");
        assert!(!harness.is_closed(two.conn));
        let heard = two.heard(&mut harness);
        harness.pass(Duration::from_millis(20));
        let heard = [heard, two.heard(&mut harness)].concat();
        assert_eq!(ids(&heard), if closes { &[RtId(0x09)][..] } else { &[] });
    }
}

/// DME-10a, DME-24: without a datagram a player gets in, and gets none; his source can be told later.
#[test]
fn udp_is_told_apart_from_the_join() {
    let mut harness = plain_dme();
    let world = world(&mut harness, GameId(7), 8);
    for speech in Speech::ALL {
        let other = Member::join(&mut harness, world, 1, Speech::Clear);
        let mut late = Member::half_join(&mut harness, world, 2, speech);
        assert_eq!(ids(&late.ready(&mut harness))[0], RtId(0x1a));
        other.datagram(&mut harness, &clear(RtId(2), b"lost"));
        other.say(&mut harness, &clear(RtId(2), b"said"));
        assert_eq!(late.relayed(&mut harness), [(0, b"said".to_vec())]);
        assert!(harness.datagrams.is_empty());
        late.greet(&mut harness);
        other.datagram(&mut harness, &clear(RtId(2), b"seen"));
        assert_eq!(late.relayed_udp(&mut harness), [(0, b"seen".to_vec())]);
        late.leave(&mut harness);
        other.leave(&mut harness);
    }
}

/// DME-10d, DME-47, DME-56: ids that nobody answers cost nothing, in clear and sealed.
#[test]
fn unknown_messages_are_ignored() {
    let mut harness = plain_dme();
    let world = world(&mut harness, GameId(7), 8);
    let all = Member::join_all(&mut harness, world, [Speech::Clear, Speech::Keyed110]);
    for member in &all {
        let unknown = (0x27..=0x2c).chain([0x0c, 0x1b, 0x31]).chain(0x35..=0x3a).chain(0x3c..=0x7f);
        for id in unknown {
            member.say(&mut harness, &member.seal(RtId(id), &[1, 2, 3, 4]));
            member.say(&mut harness, &clear(RtId(id), &[]));
        }
    }
    assert!(harness.sent.is_empty() && harness.closed.is_empty() && harness.datagrams.is_empty());
    let [one, mut two] = all;
    one.say(&mut harness, &one.seal(RtId(2), b"still here"));
    assert_eq!(two.relayed(&mut harness), [(0, b"still here".to_vec())]);
}

/// DME-56: who sends what does not fit its hash, or a handshake message at the wrong time, loses his connection; the
/// others hear that he is gone and go on.
#[test]
fn errors_cost_their_own_connection() {
    let damaged = |member: &Member| {
        let mut frame = member.seal(rt::ClientEcho::ID, &[0xa5, 0xa5]);
        frame[3] ^= 1;
        frame
    };
    let late = |member: &Member| member.seal(rt::ClientConnectReadyRequire::ID, &[0]);
    for (wrong, at) in [(&damaged as &dyn Fn(&Member) -> Vec<u8>, 0), (&late, 1), (&damaged, 1)] {
        let mut harness = plain_dme();
        let world = world(&mut harness, GameId(7), 8);
        let mut all = Member::join_all(&mut harness, world, [Speech::Keyed, Speech::Keyed110, Speech::Clear]);
        let frame = wrong(&all[at]);
        all[at].say(&mut harness, &frame);
        harness.pass(Duration::from_secs(6));
        assert_eq!(harness.closed, [(all[at].conn, Ending::Flush)]);
        let [.., last] = &mut all;
        assert_eq!(ids(&last.heard(&mut harness)), [RtId(0x09)]);
        let speaker = &all[1 - at];
        speaker.say(&mut harness, &speaker.seal(RtId(2), b"on"));
        assert_eq!(all[2].relayed(&mut harness).len(), 1);
    }
}

/// DME-43, DME-44: the clock of a world counts real milliseconds from when its first player is told of it; a query
/// every 3003 ms, of whichever member, is answered at once with its own value and the world's.
#[test]
fn the_world_has_a_clock() {
    let mut harness = dme();
    harness.pass(Duration::from_secs(12));
    let world = world(&mut harness, GameId(7), 8);
    harness.pass(Duration::from_secs(5));
    let granted = announce(&mut harness, world, 1).expect("a seat");
    harness.pass(Duration::from_secs(1));
    let mut first = Member::dial(&mut harness, world, 1, Speech::Clear110);
    first.open(&mut harness, *granted.access_key.expose());
    harness.pass(Duration::from_millis(123));
    let born = harness.now;
    let info: rt::ServerStartupInfoNotify = message(&first.accept(&mut harness), Speech::Clear110);
    assert_eq!(info.time, Some(0));
    first.ready(&mut harness);
    harness.pass(Duration::from_secs(40));
    let mut second = Member::join(&mut harness, world, 2, Speech::Keyed110);
    for round in 0..4_u32 {
        for member in [&mut first, &mut second] {
            member.heard(&mut harness);
            let query = rt::ClientTimebaseQuery { client_time: 0xfff0_0000 + 3_003 * round };
            harness.send(member.conn, &member.frame(&query));
            let answer: rt::ServerTimebaseQueryNotify = message(&member.heard(&mut harness), Speech::Clear110);
            let server_time = u32::try_from(harness.now.since(born).as_millis()).expect("short");
            assert_eq!((answer.client_time, answer.server_time), (query.client_time, server_time));
        }
        harness.pass(Duration::from_millis(3_003));
    }
}

/// DME-45: a sign of life comes back by the way it came, whatever is in it, at once, and sealed where the link is.
#[test]
fn signs_of_life_come_back() {
    for speech in Speech::ALL {
        let mut harness = dme();
        let world = world(&mut harness, GameId(7), 8);
        let mut member = Member::join(&mut harness, world, 1, speech);
        member.gather(&mut harness, 300);
        for echo in [&[0xa5][..], &[], &[7; 100]] {
            let sealed = speech.has_keys() && !echo.is_empty();
            harness.send(member.conn, &member.seal(rt::ClientEcho::ID, echo));
            assert_eq!(member.heard(&mut harness), [(RtId(0x05), sealed, echo.to_vec())]);
            let bytes = &mut member.seal(rt::ClientEcho::ID, echo);
            harness.input(Input::Datagram { socket: crate::common::worlds::SOCKET, from: member.source, bytes });
            assert_eq!(member.datagrams(&mut harness), [[(RtId(0x05), sealed, echo.to_vec())]]);
        }
    }
}

/// DME-46: above 1.08 the server's clock comes with the end of the handshake and every 30 s, and what comes back is not
/// answered; up to 1.08 it never comes.
#[test]
fn the_server_tells_its_clock() {
    for speech in Speech::ALL {
        let mut harness = dme();
        let world = world(&mut harness, GameId(7), 8);
        let mut member = Member::half_join(&mut harness, world, 1, speech);
        let mut heard = member.ready(&mut harness);
        for _ in 0..9 {
            harness.pass(Duration::from_secs(10));
            let news = member.heard(&mut harness);
            for (id, _, body) in &news {
                harness.send(member.conn, &member.seal(*id, body));
            }
            harness.send(member.conn, &clear(rt::ClientAppToServer::ID, &[0, 0]));
            assert!(member.heard(&mut harness).is_empty());
            heard.extend(news);
        }
        let clocks: Vec<rt::ServerEcho> = heard
            .iter()
            .filter(|(id, ..)| *id == rt::ServerEcho::ID)
            .map(|(_, _, body)| rt::ServerEcho::decode(body, speech.dialect()).expect("well formed"))
            .collect();
        let seconds: Vec<u32> = clocks.iter().map(|clock| clock.seconds - clocks[0].seconds).collect();
        assert_eq!(seconds, if speech.has_hello() { &[0, 30, 60, 90][..] } else { &[] });
        assert!(clocks.iter().all(|clock| clock.microseconds < 1_000_000));
    }
}

/// DME-41: a server that does not encrypt hands out no key; a console that exchanged keys nevertheless seals what it
/// sends, which the others get in clear, opened once; nothing is ever sealed.
#[test]
fn encryption_can_be_off() {
    let mut config = at_once();
    config.link.encrypt = false;
    let mut harness = dme_with(&config, Box::new(NoScript));
    let world = world(&mut harness, GameId(7), 8);
    let granted = announce(&mut harness, world, 9).expect("a seat");
    assert_eq!(granted.server_key.0, [0; 64]);
    let [mut sealing, mut new, mut plain, mut last] =
        Member::join_all(&mut harness, world, [Speech::Keyed, Speech::Keyed110, Speech::Clear, Speech::Clear110]);
    let before = harness.out.ciphers;
    sealing.say(&mut harness, &sealing.seal(RtId(2), b"sealed"));
    new.datagram(&mut harness, &new.seal(RtId(2), b"sealed"));
    assert_eq!((harness.out.ciphers.opened - before.opened, harness.out.ciphers.sealed), (2, 0));
    for member in [&mut plain, &mut last] {
        assert_eq!(member.heard(&mut harness), [(RtId(3), false, [&[1, 0], &b"sealed"[..]].concat())]);
        assert_eq!(member.datagrams(&mut harness), [[(RtId(3), false, [&[2, 0], &b"sealed"[..]].concat())]]);
    }
    assert_eq!((new.heard(&mut harness).len(), sealing.datagrams(&mut harness).len()), (1, 1));
}

/// DME-10c: the machine names each time at which it has something to do: the report every 30 s, an empty world, a
/// reservation, a handshake, what is gathered, the server's clock, silence, the close after a notice.
#[test]
fn deadlines_are_known() {
    let mut harness = dme();
    let at = |harness: &Harness<Dme>| harness.machine.deadline().expect("a deadline").0 / 1_000;
    assert_eq!(at(&harness), 30_000);
    harness.pass(Duration::from_secs(7));
    let world = world(&mut harness, GameId(7), 8);
    assert_eq!(at(&harness), 22_000);
    let granted = announce(&mut harness, world, 1).expect("a seat");
    assert_eq!(at(&harness), 30_000);
    harness.pass(Duration::from_secs(25));
    assert_eq!(at(&harness), 37_000);
    let mut member = Member::dial(&mut harness, world, 1, Speech::Clear110);
    member.open(&mut harness, *granted.access_key.expose());
    assert_eq!(at(&harness), 60_000);
    harness.pass(Duration::from_secs(29));
    assert_eq!(at(&harness), 62_000);
    member.accept(&mut harness);
    member.ready(&mut harness);
    harness.pass(Duration::from_secs(3));
    assert_eq!(at(&harness), 90_000);
    let other = Member::half_join(&mut harness, world, 2, Speech::Clear);
    other.say(&mut harness, &clear(RtId(2), b"one"));
    assert_eq!(at(&harness), 90_000);
    other.say(&mut harness, &clear(RtId(2), b"two"));
    assert_eq!(at(&harness), 64_420);
    harness.pass(Duration::from_secs(26));
    // The clock of who is in; the handshake of who is not.
    assert_eq!(at(&harness), 91_000);
    harness.pass(Duration::from_secs(1));
    assert_eq!(at(&harness), 94_000);
    harness.gone(other.conn);
    harness.pass(Duration::from_secs(28));
    assert_eq!(at(&harness), 120_000);
    harness.pass(Duration::from_secs(1));
    // Silence since 61 s, and the close.
    assert_eq!(at(&harness), 121_000);
    harness.pass(Duration::from_secs(1));
    assert_eq!(at(&harness), 126_000);
}

/// DME-2: the words of a join name the session key that was announced.
#[test]
fn the_lobby_knows_who_came() {
    let mut harness = dme();
    let world = world(&mut harness, GameId(7), 8);
    let mut member = Member::half_join(&mut harness, world, 1, Speech::Clear);
    member.ready(&mut harness);
    let told = words(&mut harness);
    let [FromServer::Seen { world_id, session_key, connected: true }] = &told[..] else { panic!("{told:?}") };
    assert_eq!((*world_id, *session_key.expose()), (world, session_of(1)));
}
