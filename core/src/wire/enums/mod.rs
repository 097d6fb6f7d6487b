//! Enumerations of the wire (messages.json); unknown numbers are kept.

mod chat;
mod clans;
mod files;
mod games;
mod net;
mod others;
mod session;

use super::entry::EnumEntry;

pub use chat::*;
pub use clans::*;
pub use files::*;
pub use games::*;
pub use net::*;
pub use others::*;
pub use session::*;

#[allow(unused_qualifications, reason = "each file has a TABLE, and all are re-exported")]
const TABLES: &[&[EnumEntry]] =
    &[others::TABLE, chat::TABLE, clans::TABLE, files::TABLE, games::TABLE, net::TABLE, session::TABLE];

/// All of them.
pub fn enumerations() -> impl Iterator<Item = &'static EnumEntry> {
    TABLES.iter().copied().flatten()
}
