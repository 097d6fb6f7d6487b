//! Inputs out of a corpus and a seed.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// The longest input.
const LONGEST: usize = 70_000;
/// Numbers at which things break.
const EDGES: [u32; 10] = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, u32::MAX];

/// Makes inputs: the same ones from the same seed.
#[derive(Debug)]
pub struct Mutator {
    rng: ChaCha8Rng,
}

impl Mutator {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { rng: ChaCha8Rng::seed_from_u64(seed) }
    }

    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(1);
        usize::try_from(self.rng.next_u64() % end).unwrap_or_default()
    }

    /// The next input: one of the corpus with a few changes, or noise.
    pub fn next(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        if corpus.is_empty() || self.below(16) == 0 {
            let mut noise = vec![0; self.below(600)];
            self.rng.fill_bytes(&mut noise);
            return noise;
        }
        let place = self.below(corpus.len());
        let mut input = corpus.get(place).cloned().unwrap_or_default();
        for _ in 0..=self.below(4) {
            self.change(&mut input, corpus);
        }
        input.truncate(LONGEST);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, corpus: &[Vec<u8>]) {
        let place = self.below(input.len());
        match self.below(7) {
            0 => {
                let bit = self.below(8);
                if let Some(byte) = input.get_mut(place) {
                    *byte ^= 1 << bit;
                }
            }
            1 => {
                let edge = EDGES.get(self.below(EDGES.len())).copied().unwrap_or_default().to_le_bytes();
                let width = 1 + self.below(4);
                for (to, from) in input.iter_mut().skip(place).zip(edge.iter().take(width)) {
                    *to = *from;
                }
            }
            2 => input.truncate(place),
            3 => {
                let mut more = vec![0; self.below(64)];
                self.rng.fill_bytes(&mut more);
                input.extend(more);
            }
            4 => {
                let end = (place + self.below(32)).min(input.len());
                input.drain(place..end);
            }
            5 => {
                let end = (place + self.below(64)).min(input.len());
                let again: Vec<u8> = input.get(place..end).unwrap_or_default().to_vec();
                input.splice(place..place, again);
            }
            _ => {
                let other = corpus.get(self.below(corpus.len())).cloned().unwrap_or_default();
                let tail = other.get(self.below(other.len())..).unwrap_or_default().to_vec();
                input.truncate(place);
                input.extend(tail);
            }
        }
    }
}
