//! What a client can do wrong on a connection, and what it costs.

use crate::crypto::RsaError;
use crate::machine::{Cost, Fault};
use crate::wire::fragment::FragmentError;
use crate::wire::frame::FrameError;
use crate::wire::{RtId, WireError};

/// Bad input on one connection.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The stream cannot be cut into frames.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// A frame does not open under its key.
    #[error("the hash of frame 0x{id:02x} does not fit its content")]
    WrongHash {
        /// The frame's message id.
        id: RtId,
    },
    /// A frame is encrypted under a key that was not agreed on.
    #[error("frame 0x{id:02x} is encrypted in context {context}, which has no key")]
    NoKey {
        /// The frame's message id.
        id: RtId,
        /// The context in its hash.
        context: u8,
    },
    /// CLIENT_CRYPTKEY_PUBLIC does not open under our key, or holds no usable modulus.
    #[error("CLIENT_CRYPTKEY_PUBLIC: {0}")]
    KeyExchange(#[from] RsaError),
    /// A message came at a point of the handshake where it has no place.
    #[error("{message} {when}")]
    Order {
        /// The message.
        message: &'static str,
        /// Where the handshake stands.
        when: &'static str,
    },
    /// A handshake message cannot be read.
    #[error(transparent)]
    Malformed(#[from] WireError),
    /// Fragments of a request do not fit together.
    #[error(transparent)]
    Fragment(#[from] FragmentError),
    /// An id that no table knows, or that servers do not take.
    #[error("RT message 0x{id:02x} is not for servers")]
    Unknown {
        /// The id.
        id: RtId,
    },
}

/// What a step gives, or what is wrong with its input.
pub(super) type Step<T> = Result<T, LinkError>;

impl LinkError {
    /// The section that the input broke.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Frame(_) | Self::Fragment(_) => "transport.md §2",
            Self::WrongHash { .. } => "transport.md §4",
            Self::NoKey { .. } => "transport.md §8",
            Self::KeyExchange(_) => "transport.md §6",
            Self::Order { .. } => "transport.md §11",
            Self::Malformed(_) => "transport.md §10",
            Self::Unknown { .. } => "GEN-19",
        }
    }

    /// What it costs (architecture.md §2).
    #[must_use]
    pub const fn cost(&self) -> Cost {
        match self {
            Self::Unknown { .. } | Self::Fragment(_) => Cost::Ignore,
            _ => Cost::Close,
        }
    }

    /// As the events report it.
    #[must_use]
    pub fn fault(&self) -> Fault {
        Fault::new(self.rule(), self.cost(), self)
    }
}
