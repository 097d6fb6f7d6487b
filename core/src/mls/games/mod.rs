//! Games as the lobby knows them: lists and filters, making and entering one, what becomes of it, and games on consoles
//! (lobby.md 2.5, 5.6, 6).

mod console_hosted;
pub(super) mod create_join;
pub(super) mod lists;
mod pending;
pub(super) mod reports;
pub(super) mod status;

pub(super) use pending::PendingGames;
