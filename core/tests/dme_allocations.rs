//! What relaying allocates: nothing.

mod common;

use std::alloc::System;
use std::net::SocketAddrV4;

use clank_core::config::{Aggregation, Config};
use clank_core::dme::Dme;
use clank_core::ids::{ConnId, GameId};
use clank_core::machine::{Input, Machine as _, Outbox, Output};
use clank_core::script::NoScript;
use clank_core::time::Instant;
use clank_core::wire::RtId;
use clank_core::wire::rt::{self, RtMessage as _};
use common::worlds::{Member, SOCKET, Speech, dme_with, world};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// One input as the driver has it: where it comes from, and bytes that are used once and refilled.
struct Frame {
    conn: ConnId,
    source: SocketAddrV4,
    udp: bool,
    bytes: Vec<u8>,
    used: Vec<u8>,
}

/// What everybody of a world says in one round, by TCP and by UDP: to all, to one, to some, with flushes behind.
fn round(members: &[Member], null: bool) -> Vec<Frame> {
    let mut frames = Vec::new();
    for member in members {
        for udp in [false, true] {
            let bodies: [(u8, &[u8]); 4] =
                [(2, &[7; 34]), (2, &[7; 51]), (3, b"\x01\0to one"), (4, b"\x01\xffto some")];
            for (id, body) in bodies {
                let mut bytes = if null { Member::null(RtId(id), body) } else { member.seal(RtId(id), body) };
                if udp {
                    bytes.extend(member.seal(rt::ClientFlushSingle::ID, &[3, 0]));
                    bytes.extend(member.seal(rt::ClientFlushAll::ID, &[]));
                }
                frames.push(Frame { conn: member.conn, source: member.source, udp, used: bytes.clone(), bytes });
            }
        }
    }
    frames
}

/// Feeds a round to the machine as a driver does, a batch for every third input, and lets time go by; the bytes that
/// left.
fn feed(machine: &mut Dme, now: &mut Instant, out: &mut Outbox, frames: &mut [Frame], flushes: bool) -> usize {
    let mut left = 0;
    let mut drain = |out: &mut Outbox| {
        out.drain(|output| {
            left += match output {
                Output::Send { to, bytes } => to.len() * bytes.len(),
                Output::Datagram { to, bytes, .. } => to.len() * bytes.len(),
                _ => 0,
            }
        });
    };
    for (frame, number) in frames.iter_mut().zip(1_u32..) {
        let Frame { conn, source, udp, bytes, used } = frame;
        let end = if flushes || !*udp {
            bytes.len()
        } else {
            3 + usize::from(bytes[1]) + if bytes[0] & 0x80 == 0 { 0 } else { 4 }
        };
        used[..end].copy_from_slice(&bytes[..end]);
        let bytes = &mut used[..end];
        let input = if *udp {
            Input::Datagram { socket: SOCKET, from: *source, bytes }
        } else {
            Input::Received { conn: *conn, bytes }
        };
        machine.handle(*now, input, out);
        drain(out);
        if number % 3 == 0 {
            machine.handle(*now, Input::Turn, out);
            drain(out);
        }
        let next = Instant(now.0 + 1_700);
        while let Some(due) = machine.deadline().filter(|due| *due <= next) {
            *now = due.max(*now);
            machine.handle(*now, Input::Tick, out);
            drain(out);
        }
        *now = next;
    }
    machine.handle(*now, Input::Turn, out);
    drain(out);
    left
}

/// DME-24, DME-35, DME-38, UDP-8: once a world plays, relaying allocates nothing: with and without keys, ciphered
/// between both, behind null hashes; by TCP and by UDP; gathered, flushed, or at once; batches and ticks included.
///
/// One test alone in its process: nothing else allocates meanwhile.
#[test]
fn relaying_allocates_nothing() {
    let keyed = [Speech::Keyed; 8];
    let mixed: [Speech; 8] = core::array::from_fn(|at| Speech::ALL[at % 4]);
    for aggregation in [Aggregation::Off, Aggregation::Milliseconds(30), Aggregation::Milliseconds(3)] {
        for speeches in [[Speech::Clear; 8], keyed, mixed] {
            for (null, flushes) in [(false, false), (false, true), (true, false)] {
                let mut config = Config::default();
                config.dme.aggregation = aggregation;
                config.limits.datagrams_per_second = 0;
                config.limits.datagram_bytes_per_second = 0;
                let mut harness = dme_with(&config, Box::new(NoScript));
                let world = world(&mut harness, GameId(7), 8);
                let members = Member::join_all(&mut harness, world, speeches);
                let mut frames = round(&members, null);
                let (mut machine, mut now, mut out) = (harness.machine, harness.now, Outbox::new());
                // The memory that a world needs is there after some rounds.
                for _ in 0..40 {
                    feed(&mut machine, &mut now, &mut out, &mut frames, flushes);
                }
                let before = (ALLOCATOR.stats(), now);
                let region = Region::new(ALLOCATOR);
                let mut left = 0;
                for _ in 0..40 {
                    left += feed(&mut machine, &mut now, &mut out, &mut frames, flushes);
                }
                let change = region.change();
                let what = format!("{aggregation:?} {speeches:?} null {null} flushes {flushes}");
                assert_eq!((change.allocations, change.reallocations), (0, 0), "{what}: {change:?}");
                assert!(left > 40 * 16 * 2 * 7 * 45, "{what}: {left} bytes since {before:?}");
            }
        }
    }
}
