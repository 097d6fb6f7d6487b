//! Games, for those who look from outside: pages, statistics, moderators (ST-43).

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, AppId, GameId};

/// A request about games; all are answered by `Done`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
pub enum GameRequest {
    /// Stores how a game is now.
    #[strum(serialize = "SaveGame")]
    Save(Box<GameRow>),
    /// A game is over: its last state goes to the history.
    #[strum(serialize = "FinishGame")]
    Finish(Box<GameRow>),
    /// A game never began: nothing is kept of it.
    #[strum(serialize = "DropGame")]
    Drop {
        /// The game.
        game_id: GameId,
    },
}

/// A game as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GameRow {
    /// Its MediusWorldID.
    pub game_id: GameId,
    /// The title.
    pub app_id: AppId,
    /// Its name.
    pub name: String,
    /// MediusWorldStatus.
    pub status: i32,
    /// MediusGameHostType.
    pub host_type: i32,
    /// At least so many players.
    pub min_players: i32,
    /// At most so many players.
    pub max_players: i32,
    /// Accounts in it now.
    pub players: Vec<AccountId>,
    /// Accounts in it when it began.
    pub players_at_start: Vec<AccountId>,
    /// Level, skill level and rules set.
    pub kind: [i32; 3],
    /// Its generic fields.
    pub fields: [i32; 8],
    /// Its statistics, 256 bytes.
    #[serde(with = "serde_bytes")]
    pub stats: Vec<u8>,
    /// When it was made, began and ended: seconds since 1970.
    pub times: [Option<u32>; 3],
}
