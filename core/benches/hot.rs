//! Splitting frames, and broadcasts through the outbox beside a plain copy.
#![allow(missing_docs)]

use std::hint::black_box;

use clank_core::ids::ConnId;
use clank_core::machine::{Outbox, Output};
use clank_core::wire::{RtId, frame};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn split(c: &mut Criterion) {
    let mut group = c.benchmark_group("split 64 KiB");
    for size in [16_usize, 80, 512] {
        let mut stream = Vec::new();
        while stream.len() + size + 3 <= 64 * 1024 {
            frame::write(&mut stream, RtId(0x0b), None, |w| w.resize(w.len() + size, 7)).expect("short");
        }
        group.throughput(Throughput::Bytes(stream.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(size), &size, |b, _| {
            b.iter(|| {
                let (mut at, mut count) = (0, 0_u32);
                while let Ok(Some(frame)) = frame::next(black_box(&mut stream), &mut at, 2048) {
                    count += u32::from(frame.id.0);
                }
                count
            });
        });
    }
    group.finish();
}

fn broadcast(c: &mut Criterion) {
    let targets: Vec<ConnId> = (0..7).map(|index| ConnId { index, generation: 0 }).collect();
    let payload = [7_u8; 40];
    let mut group = c.benchmark_group("broadcast to 7");
    group.bench_function("outbox", |b| {
        let mut out = Outbox::new();
        let mut queues = [const { Vec::<u8>::new() }; 7];
        b.iter(|| {
            out.send_to(black_box(&targets).iter().copied(), |w| w.extend_from_slice(black_box(&payload)));
            out.drain(|output| {
                if let Output::Send { to, bytes } = output {
                    for conn in to {
                        let queue = &mut queues[conn.index as usize];
                        queue.clear();
                        queue.extend_from_slice(bytes);
                    }
                }
            });
        });
    });
    group.bench_function("plain copies", |b| {
        let mut queues = [const { Vec::<u8>::new() }; 7];
        b.iter(|| {
            for conn in black_box(&targets) {
                let queue = &mut queues[conn.index as usize];
                queue.clear();
                queue.extend_from_slice(black_box(&payload));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, split, broadcast);
criterion_main!(benches);
