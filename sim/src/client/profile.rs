//! What is in a console: its title, its version, and how it shakes hands.

use clank_core::ids::AppId;
use clank_core::titles::{Edition, Title, layout};
use clank_core::wire::{Dialect, Version};

/// How a console opens its connections and leaves them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handshake {
    /// With keys and without HELLO, as up to 1.08: Up Your Arsenal.
    Rt108,
    /// With HELLO and keys, as above 1.08: Deadlocked.
    Rt110,
    /// As community clients of 1.08 do it in clear: key exchange and connect in one breath (PC-1, PC-2).
    Community,
}

/// What is in a console: a title in its version, and its handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientProfile {
    /// How its connections begin and end.
    pub handshake: Handshake,
    /// The application id that it sends.
    pub app_id: u32,
    /// Its version and its layouts.
    pub dialect: Dialect,
}

impl ClientProfile {
    /// A title in the version that is usual for a handshake.
    #[must_use]
    pub fn new(handshake: Handshake, app_id: u32) -> Self {
        Self::of_version(handshake, app_id, if handshake == Handshake::Rt110 { Version::V110 } else { Version::V108 })
    }

    /// A title in a version.
    #[must_use]
    pub fn of_version(handshake: Handshake, app_id: u32, version: Version) -> Self {
        Self { handshake, app_id, dialect: Dialect { version, flags: layout(AppId(app_id)) } }
    }

    /// Whether it greets with HELLO, as all above 1.08 do.
    #[must_use]
    pub fn has_hello(&self) -> bool {
        self.handshake == Handshake::Rt110
    }

    /// Whether it is told that its connection is complete: up to 1.08 most titles are, and above all (TQ-1).
    pub(super) fn awaits_complete(&self) -> bool {
        Title::of(AppId(self.app_id)).connect_complete
    }

    /// The version bytes with which connect messages up to 1.08 begin.
    pub(super) fn spoken(&self) -> [Option<u8>; 3] {
        let Version(version) = self.dialect.version;
        let part = |part: u16| u8::try_from(part).ok().filter(|_| !self.has_hello());
        [part(version / 100), part(version % 100), part(1)]
    }
}

impl From<&Edition> for ClientProfile {
    fn from(edition: &Edition) -> Self {
        let handshake = if edition.version.has_hello() { Handshake::Rt110 } else { Handshake::Rt108 };
        Self::of_version(handshake, edition.app_id.0, edition.version)
    }
}
