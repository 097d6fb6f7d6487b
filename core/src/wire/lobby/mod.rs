//! MessageClassLobby (1): lobby messages of the first generation.

pub(super) mod account;
pub(super) mod players;
pub(super) mod session;
pub(super) mod texts;
pub(super) mod universe;

pub use account::*;
pub use players::*;
pub use session::*;
pub use texts::*;
pub use universe::*;
