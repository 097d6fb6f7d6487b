//! What decoding allocates: nothing for messages of a fixed size, and never more than a small multiple of
//! what came.

use std::alloc::System;
use std::io::Write as _;

use clank_core::wire::{Dialect, FieldDoc, Version, catalogue, plugin, rt};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Bytes of memory for each byte of a body, at most: a row of a list of names is a text of its own.
const MULTIPLE: usize = 64;

fn is_fixed(fields: &[FieldDoc]) -> bool {
    let varies = |field: &FieldDoc| {
        let kind = (field.kind)();
        field.when.starts_with("times") || field.when.starts_with("run") || kind.contains("[rest]")
    };
    !fields.iter().any(varies)
}

fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut bytes = vec![0; length];
    ChaCha8Rng::seed_from_u64(seed).fill_bytes(&mut bytes);
    // Small numbers are lengths that fit.
    for byte in bytes.iter_mut().filter(|byte| **byte < 100) {
        *byte %= 4;
    }
    bytes
}

/// One test alone in its process: nothing else allocates meanwhile.
#[test]
fn decoding_allocates_little() {
    let medius = catalogue::entries().map(|entry| (entry.name, entry.body));
    let rt = rt::ENTRIES.iter().filter_map(|entry| Some((entry.name, entry.body?)));
    let plugin = plugin::ENTRIES.iter().map(|entry| (entry.name, entry.body));
    let (mut without, mut most, mut at) = (0, 0, "");
    for (name, body) in medius.chain(rt).chain(plugin) {
        let fixed = is_fixed(body.fields);
        for version in [Version::V108, Version::V110, Version::V113] {
            let dialect = Dialect::plain(version);
            let size = (body.size)(dialect);
            for length in [size, size + 1, size * 2 + 40, 1400] {
                for seed in 0..8 {
                    let bytes = noise(length, seed);
                    let region = Region::new(ALLOCATOR);
                    let read = (body.measure)(&bytes, dialect);
                    let allocated = region.change().bytes_allocated;
                    if fixed {
                        assert_eq!(allocated, 0, "{name} has a fixed size");
                    }
                    assert!(allocated <= MULTIPLE * length, "{name}: {allocated} for {length} bytes, {read:?}");
                    if allocated > most {
                        (most, at) = (allocated, name);
                    }
                }
            }
        }
        without += u32::from(fixed);
    }
    let _ = writeln!(std::io::stderr(), "{without} messages allocate nothing; the most is {most} bytes, of {at}");
    assert!(without > 350);
}
