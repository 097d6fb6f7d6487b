//! What is in a console: its title, its version, and how it shakes hands.

use clank_core::titles::{Edition, layout};
use clank_core::wire::{Dialect, Version};

/// How a console speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speech {
    /// 1.08 with keys: Up Your Arsenal.
    Old,
    /// 1.10 with HELLO and keys: Deadlocked.
    New,
    /// 1.08 in clear, as community clients do it: key exchange and connect in one breath (PC-1, PC-2).
    Clear,
}

/// What is in a console: a title in its version, and how it speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientProfile {
    /// How it speaks.
    pub speech: Speech,
    /// The application id that it sends.
    pub app_id: u32,
    /// Its version and its layouts.
    pub dialect: Dialect,
}

impl ClientProfile {
    /// A title in the version that is usual for how it speaks.
    #[must_use]
    pub fn new(speech: Speech, app_id: u32) -> Self {
        Self::of_version(speech, app_id, if speech == Speech::New { Version::V110 } else { Version::V108 })
    }

    /// A title in a version.
    #[must_use]
    pub fn of_version(speech: Speech, app_id: u32, version: Version) -> Self {
        Self { speech, app_id, dialect: Dialect { version, flags: layout(app_id) } }
    }

    /// Whether it is of the family above 1.08.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.speech == Speech::New
    }

    /// The version bytes with which connect messages up to 1.08 begin.
    pub(super) fn spoken(&self) -> [Option<u8>; 3] {
        let Version(version) = self.dialect.version;
        let part = |part: u16| u8::try_from(part).ok().filter(|_| !self.is_new());
        [part(version / 100), part(version % 100), part(1)]
    }
}

impl From<&Edition> for ClientProfile {
    fn from(edition: &Edition) -> Self {
        let speech = if edition.version.has_hello() { Speech::New } else { Speech::Old };
        Self::of_version(speech, edition.app_id, edition.version)
    }
}
