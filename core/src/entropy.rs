//! Randomness: a seed at birth, independent streams by purpose and by ordinal.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

/// What a stream of random bytes is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[repr(u8)]
pub enum Purpose {
    /// The context 3 key of a connection (transport.md §8).
    ClientKey = 1,
    /// The context 1 key of a machine (transport.md §8).
    ServerKey = 2,
    /// Session keys (ST-10).
    SessionKey = 3,
    /// Access keys (ST-11).
    AccessKey = 4,
    /// Tickets between components (architecture.md §5).
    Ticket = 5,
    /// Account ids of anonymous players (MAS-37).
    Anonymous = 6,
    /// The context 3 key that the members of a game world share (transport.md §8).
    WorldKey = 7,
    /// The key pair with which a machine opens connections of its own (transport.md §6).
    OwnKey = 8,
    /// Tells one life of a game server from the next (MPS-1).
    Birth = 9,
    /// Anything a test draws.
    Test = 255,
}

/// The seed of a machine. A draw for one purpose or ordinal never shifts another.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entropy {
    seed: [u8; 32],
    /// Reseedings so far.
    epoch: u32,
}

impl std::fmt::Debug for Entropy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Entropy {{ epoch: {} }}", self.epoch)
    }
}

impl Entropy {
    /// A machine's randomness from its seed.
    #[must_use]
    pub const fn new(seed: [u8; 32]) -> Self {
        Self { seed, epoch: 0 }
    }

    /// Takes fresh entropy in: what follows is predicted neither by the old seed nor by the new one alone.
    pub fn reseed(&mut self, fresh: [u8; 32]) {
        let mut mixed = ChaCha20Rng::from_seed(self.seed);
        mixed.set_stream(u64::from(self.epoch));
        mixed.fill_bytes(&mut self.seed);
        for (old, new) in self.seed.iter_mut().zip(fresh) {
            *old ^= new;
        }
        self.epoch = self.epoch.wrapping_add(1);
    }

    /// The stream of one purpose and ordinal (of a connection, a session, a draw). An ordinal is used once.
    #[must_use]
    pub fn stream(&self, purpose: Purpose, ordinal: u64) -> ChaCha20Rng {
        let mut rng = ChaCha20Rng::from_seed(self.seed);
        rng.set_stream((u64::from(purpose as u8) << 56) | (ordinal & 0x00ff_ffff_ffff_ffff));
        rng
    }

    /// `N` random bytes of one purpose and ordinal.
    #[must_use]
    pub fn bytes<const N: usize>(&self, purpose: Purpose, ordinal: u64) -> [u8; N] {
        let mut bytes = [0; N];
        self.stream(purpose, ordinal).fill_bytes(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_independent_and_reseeding_changes_all() {
        let mut entropy = Entropy::new([7; 32]);
        let first: [u8; 16] = entropy.bytes(Purpose::ClientKey, 0);
        assert_eq!(first, entropy.bytes(Purpose::ClientKey, 0));
        assert_ne!(first, entropy.bytes(Purpose::ClientKey, 1));
        assert_ne!(first, entropy.bytes(Purpose::ServerKey, 0));
        entropy.reseed([0; 32]);
        assert_ne!(first, entropy.bytes(Purpose::ClientKey, 0));
    }

    /// The generator's output is part of what replays depend on: a change of the crate must show here.
    #[test]
    fn the_generator_is_stable() {
        let drawn: [u8; 8] = Entropy::new([0; 32]).bytes(Purpose::Test, 1);
        insta::assert_snapshot!(format!("{drawn:02x?}"));
    }
}
