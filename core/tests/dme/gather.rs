//! The rules of the game servers: what is gathered before it leaves (game.md 3, aggregation; UDP-8).

use core::time::Duration;

use crate::common::worlds::{Heard, Member, SOCKET, Speech, dme, dme_with, ids, world};
use crate::common::{Harness, clear};
use clank_core::config::{Aggregation, Config};
use clank_core::dme::Dme;
use clank_core::ids::GameId;
use clank_core::machine::{Input, Machine as _, Outbox, Output};
use clank_core::script::NoScript;
use clank_core::time::Instant;
use clank_core::wire::RtId;
use clank_core::wire::rt::{self, RtMessage as _};

fn dme_that(aggregation: Aggregation) -> Harness<Dme> {
    let mut config = Config::default();
    config.dme.aggregation = aggregation;
    config.limits.relay_frames_per_second = 0;
    config.limits.datagrams_per_second = 0;
    dme_with(&config, Box::new(NoScript))
}

/// A datagram, without the end of a batch.
fn send_datagram(harness: &mut Harness<Dme>, member: &Member, bytes: &[u8]) {
    harness.input(Input::Datagram { socket: SOCKET, from: member.source, bytes: &mut bytes.to_vec() });
}

/// Lets time pass, and looks after each step of the machine: what a member heard, by TCP and by UDP, and when.
fn watch(harness: &mut Harness<Dme>, member: &mut Member, time: Duration) -> Vec<(Instant, bool, Vec<u8>)> {
    let until = harness.now + time;
    let mut heard = Vec::new();
    loop {
        for (udp, relays) in [(false, member.relayed(harness)), (true, member.relayed_udp(harness))] {
            heard.extend(relays.into_iter().map(|(_, data)| (harness.now, udp, data)));
        }
        let next = harness.machine.deadline().filter(|at| *at <= until);
        if harness.now == until && next.is_none() {
            return heard;
        }
        let step = next.map_or(until, |at| at.max(harness.now));
        harness.pass(step.since(harness.now));
    }
}

/// Somebody speaks every millisecond for a second, by TCP and by UDP; how long each message took at the longest, and in
/// how many goes they came, by each of the two.
fn gathered(harness: &mut Harness<Dme>, speaker: &Member, listener: &mut Member) -> [(Duration, usize); 2] {
    let mut said = Vec::new();
    let mut heard = watch(harness, listener, Duration::from_millis(400));
    assert!(heard.is_empty());
    for number in 0..1_000_u16 {
        said.push(harness.now);
        let frame = clear(RtId(2), &number.to_le_bytes());
        harness.send(speaker.conn, &frame);
        send_datagram(harness, speaker, &frame);
        harness.input(Input::Turn);
        heard.extend(watch(harness, listener, Duration::from_millis(1)));
    }
    heard.extend(watch(harness, listener, Duration::from_millis(400)));
    [false, true].map(|udp| {
        let heard: Vec<_> = heard.iter().filter(|(_, by_udp, _)| *by_udp == udp).collect();
        assert_eq!(heard.len(), said.len());
        let number = |data: &[u8]| usize::from(u16::from_le_bytes([data[0], data[1]]));
        let longest = heard.iter().map(|(at, _, data)| at.since(said[number(data)])).max();
        let mut times: Vec<Instant> = heard.iter().map(|(at, ..)| *at).collect();
        times.dedup();
        (longest.expect("messages"), times.len())
    })
}

/// DME-34, DME-35: data is gathered for as long as the player asks and never longer: 20 ms before he does, 300 at the
/// most, not at all for none or less; the settings can switch it off or say how long.
#[test]
fn data_is_gathered_as_long_as_asked() {
    for (aggregation, asked, expected) in [
        (Aggregation::Client, None, 20),
        (Aggregation::Client, Some(30), 30),
        (Aggregation::Client, Some(100), 100),
        (Aggregation::Client, Some(300), 300),
        (Aggregation::Client, Some(5_000), 300),
        (Aggregation::Client, Some(5), 5),
        (Aggregation::Client, Some(3), 3),
        (Aggregation::Client, Some(0), 0),
        (Aggregation::Client, Some(0xffff), 0),
        (Aggregation::Off, None, 0),
        (Aggregation::Off, Some(30), 0),
        (Aggregation::Milliseconds(50), None, 50),
        (Aggregation::Milliseconds(50), Some(10), 50),
        (Aggregation::Milliseconds(900), None, 300),
    ] {
        let mut harness = dme_that(aggregation);
        let world = world(&mut harness, GameId(7), 8);
        let [speaker, mut listener] = Member::join_all(&mut harness, world, [Speech::Clear; 2]);
        if let Some(ms) = asked {
            listener.gather(&mut harness, ms);
        }
        for (longest, goes) in gathered(&mut harness, &speaker, &mut listener) {
            let most = Duration::from_millis(expected);
            assert!(longest <= most, "{aggregation:?} {asked:?}: {longest:?}");
            // As often as that time allows; times below 5 ms are met by chance.
            let often = 1_000_usize.checked_div(expected as usize).map_or(1_000, |often| often + 1);
            let most = if expected == 3 { 1_000 } else { often + often / 9 + 1 };
            assert!((often..=most).contains(&goes), "{aggregation:?} {asked:?}: {goes} goes");
        }
    }
}

/// TQ-15, DME-33: how long data is gathered can be said before CLIENT_CONNECT_READY_AUX_UDP, from the accept on, as
/// Hardware and F1 do; it counts once the player is in.
#[test]
fn the_time_can_be_said_before_the_player_is_in() {
    for speech in Speech::ALL {
        let mut harness = dme_that(Aggregation::Client);
        let world = world(&mut harness, GameId(7), 8);
        let speaker = Member::join(&mut harness, world, 1, Speech::Clear);
        let mut listener = Member::half_join(&mut harness, world, 2, speech);
        listener.gather(&mut harness, 250);
        listener.greet(&mut harness);
        listener.ready(&mut harness);
        let [(_, goes), _] = gathered(&mut harness, &speaker, &mut listener);
        assert!((4..=6).contains(&goes), "{speech:?}: {goes} goes");
    }
}

/// DME-35: what comes when nothing left for that long leaves with its batch; later data waits until the time since then
/// is over, and leaves together: one write, as few datagrams as possible, in order.
#[test]
fn the_time_runs_from_the_last_flush() {
    let mut harness = dme();
    let world = world(&mut harness, GameId(7), 8);
    let [one, two, listener] = Member::join_all(&mut harness, world, [Speech::Clear; 3]);
    listener.gather(&mut harness, 30);
    harness.pass(Duration::from_millis(500));
    harness.send(one.conn, &clear(RtId(2), b"first"));
    assert!(!harness.sent.contains_key(&listener.conn), "the batch is not over");
    harness.input(Input::Turn);
    assert!(harness.sent.remove(&listener.conn).is_some());
    let begun = harness.now;
    for (member, data) in [(&one, b"a"), (&two, b"b"), (&one, b"c"), (&one, b"d")] {
        harness.pass(Duration::from_millis(3));
        member.say(&mut harness, &clear(RtId(2), data));
        member.datagram(&mut harness, &clear(RtId(2), data));
    }
    harness.datagrams.clear();
    harness.pass((begun + Duration::from_micros(29_999)).since(harness.now));
    assert!(
        !harness.sent.contains_key(&listener.conn) && harness.datagrams.iter().all(|(to, _)| *to != listener.source)
    );
    // What leaves in that one step.
    harness.now = begun + Duration::from_millis(30);
    let mut out = Outbox::new();
    harness.machine.handle(harness.now, Input::Tick, &mut out);
    let (mut writes, mut datagrams) = (Vec::new(), Vec::new());
    out.drain(|output| match output {
        Output::Send { to, bytes } if to == [listener.conn] => writes.push(bytes.to_vec()),
        Output::Datagram { to, bytes, .. } if to == [listener.source] => datagrams.push(bytes.to_vec()),
        _ => {}
    });
    let frame = |source: u8, data: u8| vec![3, 3, 0, source, 0, data];
    let all = [frame(0, b'a'), frame(1, b'b'), frame(0, b'c'), frame(0, b'd')].concat();
    assert_eq!((writes, datagrams), (vec![all.clone()], vec![all]));
}

/// DME-36: answers do not wait for what is gathered: to a sign of life, to a question for the time; the server's clock
/// does not either. Notices and tokens wait with the relays, in order.
#[test]
fn answers_are_not_gathered() {
    for speech in Speech::ALL {
        let mut harness = dme();
        let world = world(&mut harness, GameId(7), 8);
        let mut member = Member::join(&mut harness, world, 1, speech);
        let mut other = Member::join(&mut harness, world, 2, speech);
        member.gather(&mut harness, 300);
        other.say(&mut harness, &other.seal(RtId(2), b"before"));
        member.heard(&mut harness);
        let said = harness.now;
        other.say(&mut harness, &other.seal(RtId(2), b"relay"));
        let newcomer = Member::half_join_at_once(&mut harness, world, 3, speech);
        harness.send(newcomer.conn, &newcomer.seal(RtId(0x17), &[]));
        harness.send(other.conn, &other.seal(rt::ClientTokenMessage::ID, &[2, 7, 0]));
        harness.gone(newcomer.conn);
        harness.input(Input::Turn);
        assert!(member.heard(&mut harness).is_empty());
        harness.send(member.conn, &member.seal(rt::ClientEcho::ID, &[0xa5]));
        harness.send(member.conn, &member.seal(rt::ClientTimebaseQuery::ID, &[1, 2, 3, 4]));
        assert_eq!(ids(&member.heard(&mut harness)), [0x05, 0x2e].map(RtId));
        harness.pass(Duration::from_millis(200));
        assert!(member.heard(&mut harness).is_empty());
        harness.pass((said + Duration::from_millis(300)).since(harness.now));
        assert_eq!(ids(&member.heard(&mut harness)), [0x03, 0x08, 0x30, 0x09].map(RtId), "{speech:?}");
        assert_eq!(ids(&other.heard(&mut harness)), [0x08, 0x30, 0x09].map(RtId));
    }
}

/// DME-37: a flush lets what waits for all others, or for one, leave at once: by TCP, by UDP, in the same datagram as
/// what it is about; nobody else's data moves, and the sender's own neither.
#[test]
fn flushes_are_heard() {
    for speech in [Speech::Clear, Speech::Keyed, Speech::Keyed110] {
        for by_udp in [false, true] {
            for (id, body, flushed) in [
                (rt::ClientFlushAll::ID, &[][..], [false, true, true]),
                (rt::ClientFlushSingle::ID, &[2, 0], [false, false, true]),
            ] {
                let mut harness = dme();
                let world = world(&mut harness, GameId(7), 8);
                let mut all = Member::join_all(&mut harness, world, [speech; 3]);
                for member in &all {
                    member.gather(&mut harness, 200);
                }
                let said = |harness: &mut Harness<Dme>, all: &[Member; 3]| {
                    for member in all {
                        member.say(harness, &member.seal(RtId(2), b"x"));
                        member.datagram(harness, &member.seal(RtId(2), b"x"));
                    }
                };
                said(&mut harness, &all);
                harness.pass(Duration::from_millis(200));
                harness.sent.clear();
                harness.datagrams.clear();
                said(&mut harness, &all);
                assert!(harness.sent.is_empty() && harness.datagrams.is_empty());
                let flush = [all[0].seal(RtId(3), &[2, 0, b'y']), all[0].seal(id, body)].concat();
                if by_udp {
                    send_datagram(&mut harness, &all[0], &flush);
                } else {
                    harness.send(all[0].conn, &flush);
                }
                for (at, (member, flushed)) in all.iter_mut().zip(flushed).enumerate() {
                    let relays = if flushed { 2 } else { 0 };
                    let last = |way| usize::from(flushed && at == 2 && by_udp == way);
                    assert_eq!(member.relayed(&mut harness).len(), relays + last(false), "{at}");
                    assert_eq!(member.relayed_udp(&mut harness).len(), relays + last(true), "{at}");
                }
                // Nonsense flushes nobody.
                harness.send(all[0].conn, &all[0].seal(rt::ClientFlushSingle::ID, &[77, 0]));
                harness.send(all[0].conn, &all[0].seal(rt::ClientFlushSingle::ID, &[1]));
                send_datagram(&mut harness, &all[0], &all[0].seal(rt::ClientFlushSingle::ID, &[1]));
                assert!(harness.sent.is_empty() && harness.datagrams.is_empty() && harness.closed.is_empty());
            }
        }
    }
}

/// DME-34, DME-27: a new time lets what waits leave, and counts from then on, shorter or longer.
#[test]
fn a_new_time_counts_at_once() {
    let mut harness = dme();
    let world = world(&mut harness, GameId(7), 8);
    let [speaker, mut listener] = Member::join_all(&mut harness, world, [Speech::Clear; 2]);
    for (before, after) in [(300, 10), (300, 0), (10, 300)] {
        listener.gather(&mut harness, before);
        harness.pass(Duration::from_millis(400));
        for data in [b"a", b"b"] {
            send_datagram(&mut harness, &speaker, &clear(RtId(2), data));
            speaker.say(&mut harness, &clear(RtId(2), data));
        }
        assert_eq!((listener.relayed(&mut harness).len(), listener.relayed_udp(&mut harness).len()), (1, 1));
        listener.gather(&mut harness, after);
        assert_eq!((listener.relayed(&mut harness).len(), listener.relayed_udp(&mut harness).len()), (1, 1));
        send_datagram(&mut harness, &speaker, &clear(RtId(2), b"c"));
        speaker.say(&mut harness, &clear(RtId(2), b"c"));
        let heard = watch(&mut harness, &mut listener, Duration::from_millis(u64::from(after)));
        assert_eq!(heard.len(), 2, "{before} {after}");
    }
}

/// DME-35: more than 16 KiB wait for nothing, also when somebody will see to it later.
#[test]
fn not_everything_is_gathered() {
    let mut config = Config::default();
    config.limits.relay_frames_per_second = 0;
    config.limits.relay_bytes_per_second = 0;
    config.limits.datagrams_per_second = 0;
    config.limits.datagram_bytes_per_second = 0;
    let mut harness = dme_with(&config, Box::new(NoScript));
    let world = world(&mut harness, GameId(7), 8);
    let [speaker, mut listener] = Member::join_all(&mut harness, world, [Speech::Clear; 2]);
    listener.gather(&mut harness, 300);
    let frame = clear(RtId(2), &[7; 500]);
    let (mut waiting, mut heard) = ([0_usize; 2], [0, 0]);
    for _ in 0..1_000 {
        harness.send(speaker.conn, &frame);
        send_datagram(&mut harness, &speaker, &frame);
        let came = [listener.relayed(&mut harness).len(), listener.relayed_udp(&mut harness).len()];
        for (at, came) in came.into_iter().enumerate() {
            heard[at] += came;
            waiting[at] = waiting[at] + 1 - came;
        }
        assert!(waiting.iter().all(|waiting| waiting * 505 <= 17 * 1024), "{waiting:?}");
    }
    assert!(heard.iter().all(|heard| *heard > 900));
    let rest = watch(&mut harness, &mut listener, Duration::from_millis(300));
    harness.input(Input::Turn);
    let late = [listener.relayed(&mut harness), listener.relayed_udp(&mut harness)].concat();
    assert_eq!(rest.len() + late.len(), waiting[0] + waiting[1]);
}

/// UDP-8, UDP-7: datagrams hold as many frames as stay strictly below 584 bytes, in order; a larger frame goes alone.
/// So it is also with what comes in one batch and is not gathered.
#[test]
fn datagrams_are_packed() {
    // Sizes of payloads; each frame has 5 bytes more.
    let cases: [(&[usize], &[usize]); 7] = [
        (&[100, 100], &[210]),
        (&[286, 287], &[583]),
        (&[287, 287], &[292, 292]),
        (&[573, 0], &[583]),
        (&[574, 0], &[579, 5]),
        (&[10, 582, 10], &[15, 587, 15]),
        (&[0; 250], &[580, 580, 90]),
    ];
    for aggregation in [Aggregation::Off, Aggregation::Milliseconds(100)] {
        for (payloads, expected) in cases {
            let mut config = Config::default();
            config.dme.aggregation = aggregation;
            config.limits.datagrams_per_second = 0;
            let mut harness = dme_with(&config, Box::new(NoScript));
            let world = world(&mut harness, GameId(7), 8);
            let [speaker, mut listener] = Member::join_all(&mut harness, world, [Speech::Clear; 2]);
            speaker.datagram(&mut harness, &clear(RtId(2), b"the time begins"));
            harness.datagrams.clear();
            for (payload, number) in payloads.iter().zip(0_u8..) {
                send_datagram(&mut harness, &speaker, &clear(RtId(2), &vec![number; *payload]));
            }
            assert!(harness.datagrams.is_empty());
            harness.input(Input::Turn);
            harness.pass(Duration::from_millis(100));
            let sizes: Vec<usize> = harness.datagrams.iter().map(|(_, bytes)| bytes.len()).collect();
            assert_eq!(sizes, expected, "{payloads:?}");
            let heard: Vec<Heard> = listener.datagrams(&mut harness).concat();
            let said = payloads
                .iter()
                .zip(0_u8..)
                .map(|(payload, n)| (RtId(3), false, [&[0, 0], &vec![n; *payload][..]].concat()));
            assert_eq!(heard, said.collect::<Vec<Heard>>());
        }
    }
}
