//! What a recording shows of a lobby: who is where, and what is played. Only replays say it.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, AppId, ChannelId, GameId};
use crate::store::{ConfiguredChannel, GameRow};

/// A part of what is to be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scene {
    /// A channel of a title.
    Channel {
        /// The title.
        app_id: AppId,
        /// What it is.
        channel: ConfiguredChannel,
        /// Whether a player made it.
        room: bool,
        /// How many are in it, if that is known.
        players: Option<u16>,
    },
    /// Who is in a channel: these, and nobody else.
    Members {
        /// The title.
        app_id: AppId,
        /// The channel.
        channel: ChannelId,
        /// The accounts.
        accounts: Vec<AccountId>,
    },
    /// A player and where he is; without a channel he is offline.
    Player {
        /// The title.
        app_id: AppId,
        /// The account.
        account_id: AccountId,
        /// Its name.
        name: String,
        /// The channel.
        channel: Option<ChannelId>,
        /// The game.
        game: Option<GameId>,
    },
    /// A game.
    Game {
        /// What is told of it.
        row: Box<GameRow>,
        /// The channel in which it was made.
        channel: ChannelId,
        /// Whether it needs a password.
        password: bool,
        /// How many play.
        players: i32,
    },
    /// A game of which little is known; one that is known already stays as it is, but for its name.
    GameName {
        /// What is known.
        row: Box<GameRow>,
        /// The channel in which it was made.
        channel: ChannelId,
    },
    /// Who plays a game: these, in this order, and nobody else.
    Players {
        /// The game.
        game: GameId,
        /// The accounts.
        accounts: Vec<AccountId>,
    },
    /// A player has a filter on this field of the game list.
    Filter {
        /// The account.
        account_id: AccountId,
        /// The field.
        field: i32,
    },
    /// A player sees these games, and no other passes his filters.
    Games {
        /// The account.
        account_id: AccountId,
        /// Their ids.
        ids: Vec<GameId>,
    },
    /// The next world gets this id, if it is free.
    NextWorld(i32),
}
