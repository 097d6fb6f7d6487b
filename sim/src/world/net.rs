//! What the network does to what is sent.

use core::time::Duration;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A network: how long things take, how streams are cut, what becomes of datagrams.
#[derive(Debug, Clone)]
pub struct Net {
    rng: ChaCha8Rng,
    /// The least that anything takes.
    pub latency: Duration,
    /// The most that anything takes on top.
    pub jitter: Duration,
    /// Largest piece that a stream is cut into; pieces have random sizes up to it. 0 cuts nothing.
    pub piece: u32,
    /// Datagrams lost, of 1000.
    pub lost: u32,
    /// Datagrams doubled, of 1000.
    pub doubled: u32,
}

impl Net {
    /// A local network: 1 ms, nothing lost, nothing cut.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
            latency: Duration::from_millis(1),
            jitter: Duration::ZERO,
            piece: 0,
            lost: 0,
            doubled: 0,
        }
    }

    /// A number below `n`, by multiplication: its values depend on no library's taste.
    pub fn below(&mut self, n: u32) -> u32 {
        let drawn = u64::from(self.rng.next_u32()) * u64::from(n);
        u32::try_from(drawn >> 32).unwrap_or_default()
    }

    pub(super) fn delay(&mut self) -> Duration {
        let max = u32::try_from(self.jitter.as_micros()).unwrap_or(u32::MAX);
        self.latency + Duration::from_micros(if max == 0 { 0 } else { u64::from(self.below(max)) })
    }

    pub(super) fn cut(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        if self.piece == 0 {
            return vec![bytes.to_vec()];
        }
        let mut pieces = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let size = 1 + self.below(self.piece) as usize;
            let (piece, behind) = rest.split_at(size.min(rest.len()));
            pieces.push(piece.to_vec());
            rest = behind;
        }
        pieces
    }

    pub(super) fn datagram_delays(&mut self) -> Vec<Duration> {
        if self.lost > 0 && self.below(1000) < self.lost {
            return Vec::new();
        }
        let copies = if self.doubled > 0 && self.below(1000) < self.doubled { 2 } else { 1 };
        (0..copies).map(|_| self.delay()).collect()
    }
}
