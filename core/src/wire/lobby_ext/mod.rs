//! MessageClassLobbyExt (4): lobby messages of the second generation.

pub(super) mod buddies;
pub(super) mod channels;
pub(super) mod chat;
pub(super) mod clans;
pub(super) mod files;
pub(super) mod filters;
pub(super) mod games;
pub(super) mod ladders;
pub(super) mod lists;
pub(super) mod matching;
pub(super) mod parties;
pub(super) mod players;
pub(super) mod session;
pub(super) mod tickets;
pub(super) mod universe;

pub use buddies::*;
pub use channels::*;
pub use chat::*;
pub use clans::*;
pub use files::*;
pub use filters::*;
pub use games::*;
pub use ladders::*;
pub use lists::*;
pub use matching::*;
pub use parties::*;
pub use players::*;
pub use session::*;
pub use tickets::*;
pub use universe::*;
