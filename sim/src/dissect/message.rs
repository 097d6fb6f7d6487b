//! One frame, opened or not.

use clank_core::crypto::{SessionKey, Suite};
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{MessageKey, RtId};

use crate::capture::Dir;

/// The longest message that is put together from fragments of a recording, in bytes.
pub const LARGEST: u32 = 1 << 20;

/// What opened a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// It was sent in clear: without the flag, or with a null hash.
    Clear,
    /// A key pair, by name.
    Pair(String),
    /// A session key.
    Session(SessionKey),
    /// Its content is known some other way, and its hash proves it.
    ByHash,
    /// No key that is known.
    Not,
}

/// One frame of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The record that completed it.
    pub frame: u32,
    /// Microseconds since 1970, by the clock of its direction.
    pub time_us: i64,
    /// Which way.
    pub dir: Dir,
    /// The RT message id.
    pub id: RtId,
    /// Whether the flag is set.
    pub flagged: bool,
    /// The context in its hash, where it was encrypted.
    pub context: Option<u8>,
    /// The hash as it came, also a null one.
    pub hash: Option<[u8; 4]>,
    /// The ciphers, where they opened it.
    pub suite: Option<Suite>,
    /// What opened it.
    pub opened: Opened,
    /// Its payload in clear; `None` where no key opens it.
    pub plain: Option<Vec<u8>>,
    /// The bytes on the wire.
    pub wire: Vec<u8>,
}

impl Message {
    /// Key and body of a Medius message.
    #[must_use]
    pub fn medius(&self) -> Option<(MessageKey, &[u8])> {
        match self.id {
            rt::ServerApp::ID | rt::ClientAppToServer::ID => MessageKey::split(self.plain.as_deref()?),
            _ => None,
        }
    }
}
