//! MessageClassLobbyReport (3), MGCL: game servers and game hosts to the lobby.

pub(super) mod players;
pub(super) mod session;
pub(super) mod worlds;

pub use players::*;
pub use session::*;
pub use worlds::*;
