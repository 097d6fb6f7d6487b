//! Games, for those who look from outside: pages, statistics, moderators (ST-43).

use serde::{Deserialize, Serialize};

use super::requests::store_requests;
use crate::ids::{AccountId, AppId, GameId};
use crate::wire::{GameHostType, WorldStatus};

store_requests! {
    /// A request about games.
    GameRequest, GameReply, GameStore;

    /// Stores how a game is now.
    fn save_game(SaveGame {
        /// The game.
        row: Box<GameRow>,
    }) -> ();

    /// Moves a game that is over to the history, in its last state.
    fn finish_game(FinishGame {
        /// The game.
        row: Box<GameRow>,
    }) -> ();

    /// Forgets a game that never began.
    fn drop_game(DropGame {
        /// The game.
        game_id: GameId,
    }) -> ();
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
    /// How far it is.
    pub status: WorldStatus,
    /// How it is hosted.
    pub host_type: GameHostType,
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
