//! MessageClassLobby (1): lobby messages of the first generation.

pub(super) mod session;
pub(super) mod account;
pub(super) mod texts;
pub(super) mod players;
pub(super) mod universe;

pub use session::*;
pub use account::*;
pub use texts::*;
pub use players::*;
pub use universe::*;
