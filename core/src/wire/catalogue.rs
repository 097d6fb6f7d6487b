//! The table of all Medius messages, and what is looked up in it.

use core::fmt;

use super::{Entry, MessageKey, dme, lobby, lobby_ext, opaque, report};

/// The entries, file by file.
const FILES: &[&[Entry]] = &[
    dme::ENTRIES,
    lobby::account::ENTRIES,
    lobby::buddies::ENTRIES,
    lobby::channels::ENTRIES,
    lobby::chat::ENTRIES,
    lobby::clan_challenges::ENTRIES,
    lobby::clan_messages::ENTRIES,
    lobby::clans::ENTRIES,
    lobby::files::ENTRIES,
    lobby::filters::ENTRIES,
    lobby::games::ENTRIES,
    lobby::ladders::ENTRIES,
    lobby::players::ENTRIES,
    lobby::session::ENTRIES,
    lobby::texts::ENTRIES,
    lobby::universe::ENTRIES,
    report::players::ENTRIES,
    report::session::ENTRIES,
    report::worlds::ENTRIES,
    lobby_ext::buddies::ENTRIES,
    lobby_ext::channels::ENTRIES,
    lobby_ext::chat::ENTRIES,
    lobby_ext::clans::ENTRIES,
    lobby_ext::files::ENTRIES,
    lobby_ext::filters::ENTRIES,
    lobby_ext::games::ENTRIES,
    lobby_ext::ladders::ENTRIES,
    lobby_ext::lists::ENTRIES,
    lobby_ext::matching::ENTRIES,
    lobby_ext::parties::ENTRIES,
    lobby_ext::players::ENTRIES,
    lobby_ext::session::ENTRIES,
    lobby_ext::tickets::ENTRIES,
    lobby_ext::universe::ENTRIES,
    opaque::ENTRIES,
];

/// Returns all entries, file by file.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    FILES.iter().flat_map(|file| file.iter())
}

/// Returns the entry of a class and id.
#[must_use]
pub fn find(key: MessageKey) -> Option<&'static Entry> {
    entries().find(|entry| entry.key == key)
}

impl fmt::Display for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match find(*self) {
            Some(entry) => f.write_str(entry.name),
            None => write!(f, "{}/{:02X}", self.class, self.id),
        }
    }
}

impl fmt::Debug for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Entry {
    /// Returns whether its layout is known.
    #[must_use]
    pub fn has_layout(&self) -> bool {
        !opaque::ENTRIES.iter().any(|entry| entry.key == self.key)
    }
}
