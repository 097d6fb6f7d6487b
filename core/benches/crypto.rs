//! The ciphers beside their measure: `rc4` keyed twice plus SHA-1.
#![allow(missing_docs)]

use std::hint::black_box;

use clank_core::crypto::{Context, PrivateKey, SessionKey, Suite};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rc4::{KeyInit, Rc4, StreamCipher};
use sha1::{Digest, Sha1};

fn ciphers(c: &mut Criterion) {
    let key = SessionKey::new(std::array::from_fn(|i| u8::try_from(i * 37 % 251).unwrap_or_default()));
    let mut group = c.benchmark_group("cipher");
    for size in [16_usize, 64, 512] {
        group.throughput(Throughput::Bytes(size as u64));
        let plain = vec![0xa5; size];
        group.bench_with_input(BenchmarkId::new("rc4 twice + sha1", size), &size, |b, _| {
            let mut data = plain.clone();
            b.iter(|| {
                black_box(Rc4::new_from_slice(black_box(&key.as_bytes()[..4])).expect("a key"));
                let mut rc4 = Rc4::new_from_slice(black_box(key.as_bytes())).expect("a key");
                black_box(Sha1::digest(&data));
                rc4.apply_keystream(&mut data);
            });
        });
        for (name, suite) in [("ps2", Suite::Ps2), ("ps3", Suite::Ps3)] {
            group.bench_with_input(BenchmarkId::new(format!("{name} seal"), size), &size, |b, _| {
                let mut data = plain.clone();
                b.iter(|| {
                    data.fill(0xa5);
                    suite.seal(black_box(&key), Context::CLIENT, black_box(&mut data))
                });
            });
            let mut sealed = plain.clone();
            let hash = suite.seal(&key, Context::CLIENT, &mut sealed);
            group.bench_with_input(BenchmarkId::new(format!("{name} open"), size), &size, |b, _| {
                let mut data = sealed.clone();
                b.iter(|| {
                    data.copy_from_slice(&sealed);
                    suite.open(black_box(&key), hash, black_box(&mut data))
                });
            });
        }
    }
    group.finish();
}

fn rsa(c: &mut Criterion) {
    let key = PrivateKey::global_mas();
    let plain: [u8; 64] = std::array::from_fn(|i| u8::try_from(i).unwrap_or_default());
    c.bench_function("rsa/public", |b| b.iter(|| key.public().seal(Suite::Ps2, black_box(&mut plain.clone()))));
    let mut sealed = plain;
    let hash = key.public().seal(Suite::Ps2, &mut sealed);
    c.bench_function("rsa/private", |b| b.iter(|| key.open(Suite::Ps2, black_box(&mut sealed.clone()), hash)));
}

criterion_group!(benches, ciphers, rsa);
criterion_main!(benches);
