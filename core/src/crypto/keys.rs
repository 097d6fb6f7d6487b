//! Keys, contexts and hashes as they travel.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A key delivered by SERVER_CRYPTKEY_PEER or SERVER_CRYPTKEY_GAME, 64 bytes (transport.md §8).
/// `Debug` prints no content.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionKey(#[serde(with = "serde_bytes")] [u8; 64]);

impl SessionKey {
    /// A key from its bytes, in wire order.
    #[must_use]
    pub const fn new(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// The bytes, in wire order.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKey(<secret>)")
    }
}

/// Which key a frame is encrypted under: the top 3 bits of its hash (transport.md §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Context(u8);

impl Context {
    /// The key of SERVER_CRYPTKEY_GAME.
    pub const SERVER: Self = Self(1);
    /// The newest key of SERVER_CRYPTKEY_PEER.
    pub const CLIENT: Self = Self(3);
    /// RSA.
    pub const RSA: Self = Self(7);

    /// The context with these 3 bits; higher ones are dropped.
    #[must_use]
    pub const fn new(bits: u8) -> Self {
        Self(bits & 7)
    }

    /// The 3 bits.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }
}

/// The hash of a frame, 4 bytes in wire order: checksum, seed of the cipher, and context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hash(pub [u8; 4]);

impl Hash {
    /// 29 bits of hash under 3 bits of context.
    #[must_use]
    pub const fn new(hash: [u8; 4], context: Context) -> Self {
        let [a, b, c, d] = hash;
        Self([a, b, c, (d & 0x1f) | (context.0 << 5)])
    }

    /// The context in the top 3 bits.
    #[must_use]
    pub const fn context(self) -> Context {
        Context(self.0[3] >> 5)
    }

    /// Whether the other 29 bits are zero: the payload is in clear (transport.md §1 rule 4).
    #[must_use]
    pub const fn is_null(self) -> bool {
        matches!(self.0, [0, 0, 0, d] if d & 0x1f == 0)
    }
}
