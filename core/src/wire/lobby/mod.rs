//! MessageClassLobby (1): lobby messages of the first generation.

pub(super) mod account;
pub(super) mod buddies;
pub(super) mod channels;
pub(super) mod chat;
pub(super) mod clan_challenges;
pub(super) mod clan_messages;
pub(super) mod clans;
pub(super) mod files;
pub(super) mod filters;
pub(super) mod games;
pub(super) mod ladders;
pub(super) mod players;
pub(super) mod session;
pub(super) mod texts;
pub(super) mod universe;

pub use account::*;
pub use buddies::*;
pub use channels::*;
pub use chat::*;
pub use clan_challenges::*;
pub use clan_messages::*;
pub use clans::*;
pub use files::*;
pub use filters::*;
pub use games::*;
pub use ladders::*;
pub use players::*;
pub use session::*;
pub use texts::*;
pub use universe::*;
