//! MessageClassLobbyReport (3), MGCL: game servers and game hosts to the lobby.

pub(super) mod session;

pub use session::*;
