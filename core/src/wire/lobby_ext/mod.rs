//! MessageClassLobbyExt (4): lobby messages of the second generation.

pub(super) mod session;
pub(super) mod universe;

pub use session::*;
pub use universe::*;
