//! Decode and encode of the commonest lobby messages, and of what a game server touches to relay.
#![allow(missing_docs)]

use std::hint::black_box;

use clank_core::wire::{Dialect, MessageKey, RtId, Version, catalogue, frame};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// By how often the recordings of Sony's servers have them.
const COMMONEST: [MessageKey; 10] = [
    MessageKey::new(1, 0xd7),
    MessageKey::new(1, 0xdd),
    MessageKey::new(1, 0x48),
    MessageKey::new(1, 0x2c),
    MessageKey::new(1, 0x49),
    MessageKey::new(4, 0x13),
    MessageKey::new(1, 0xed),
    MessageKey::new(1, 0x51),
    MessageKey::new(4, 0x12),
    MessageKey::new(1, 0x4e),
];

fn lobby(c: &mut Criterion) {
    let dialect = Dialect::plain(Version::V110);
    let mut group = c.benchmark_group("decode and encode");
    for key in COMMONEST {
        let entry = catalogue::find(key).expect("in the catalogue");
        let body = vec![0x31; (entry.body.size)(dialect)];
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function(BenchmarkId::from_parameter(entry.name), |b| {
            let mut written = Vec::with_capacity(2048);
            b.iter(|| {
                written.clear();
                (entry.body.recode)(black_box(&body), dialect, &mut written).expect("fits");
                written.len()
            });
        });
    }
    group.bench_function("copy of 208 bytes", |b| {
        let body = vec![0x31; 208];
        let mut written = Vec::with_capacity(2048);
        b.iter(|| {
            written.clear();
            written.extend_from_slice(black_box(&body));
            written.len()
        });
    });
    group.finish();
}

fn relay(c: &mut Criterion) {
    // CLIENT_APP_SINGLE with a movement of 34 bytes behind its target.
    let mut single = Vec::new();
    frame::write(&mut single, RtId(0x03), None, |w| w.extend([7; 36])).expect("short");
    let mut group = c.benchmark_group("relay header");
    group.bench_function("target to source", |b| {
        let mut out = Vec::with_capacity(64);
        b.iter(|| {
            out.clear();
            let mut at = 0;
            let frame = frame::next(black_box(&mut single), &mut at, 2048).expect("a frame").expect("whole");
            let clear = frame::clear_part(frame.id, frame.payload);
            let (target, rest) = frame.payload.split_at(clear);
            let target = u16::from_le_bytes([target[0], target[1]]);
            frame::write(&mut out, frame.id, None, |w| {
                w.extend(1_u16.to_le_bytes());
                w.extend_from_slice(rest);
            })
            .expect("short");
            target
        });
    });
    group.bench_function("copy of 39 bytes", |b| {
        let mut out = Vec::with_capacity(64);
        b.iter(|| {
            out.clear();
            out.extend_from_slice(black_box(&single));
            out.len()
        });
    });
    group.finish();
}

criterion_group!(benches, lobby, relay);
criterion_main!(benches);
