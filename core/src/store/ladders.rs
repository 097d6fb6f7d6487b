//! Ladder statistics (lobby.md 5.7).
//!
//! A ladder holds everybody of a group of titles, the largest value first, equal ones by id (MLS-103).

use serde::{Deserialize, Serialize};

use super::requests::store_requests;
use super::{Account, AccountMissing, ClanMissing, Page};
use crate::ids::{AccountId, AppId, ClanId};

/// Ladder statistics of a player or a clan: 100 numbers (MLS-100).
pub const LADDER_STATS: usize = 100;

store_requests! {
    /// A request about ladders.
    LadderRequest, LadderReply, LadderStore;

    /// Reads statistics: 100 numbers (MLS-102). Players and clans of another group are none (ST-51).
    fn read_ladder_stats(ReadLadderStats {
        /// The title of the one who asks.
        app_id: AppId,
        /// Whose.
        who: LadderOwner,
    }) reads -> Vec<i32>, refuses LadderStatsRefusal;

    /// Stores statistics: as many as are given, from the first (MLS-101).
    fn save_ladder_stats(SaveLadderStats {
        /// Whose.
        who: LadderOwner,
        /// At most 100 numbers.
        values: Vec<i32>,
    }) -> (), refuses LadderStatsRefusal;

    /// Adds to statistics (MLS-107).
    fn add_ladder_stats(AddLadderStats {
        /// Whose.
        who: LadderOwner,
        /// At most 100 numbers.
        deltas: Vec<i32>,
    }) -> (), refuses LadderStatsRefusal {
        /// There is no such account.
        NoAccount,
        /// There is no such clan.
        NoClan,
    };

    /// Reads a part of a ladder of players (MLS-103, MLS-104).
    fn read_ladder(ReadLadder {
        /// The title; its group shares the ladder (ST-50).
        app_id: AppId,
        /// What it is sorted by.
        by: LadderBy,
        /// Which part.
        page: Page,
    }) reads -> Vec<RankedPlayer>;

    /// Reads a part of a ladder of clans (MLS-106).
    fn read_clan_ladder(ReadClanLadder {
        /// The title; its group shares the ladder (ST-50).
        app_id: AppId,
        /// The ladder statistic that it is sorted by, from 0.
        stat: u32,
        /// Which part.
        page: Page,
    }) reads -> Vec<RankedClan>;

    /// Finds a player's place on a ladder (MLS-104).
    fn find_ladder_position(FindLadderPosition {
        /// The title; its group shares the ladder (ST-50).
        app_id: AppId,
        /// What the ladder is sorted by.
        by: LadderBy,
        /// The player.
        account_id: AccountId,
    }) reads -> Position, refuses AccountMissing;

    /// Finds a clan's place on a ladder (MLS-106).
    fn find_clan_ladder_position(FindClanLadderPosition {
        /// The title; its group shares the ladder (ST-50).
        app_id: AppId,
        /// The ladder statistic that it is sorted by, from 0.
        stat: u32,
        /// The clan.
        clan_id: ClanId,
    }) reads -> Position, refuses ClanMissing;

    /// Counts the players of a ladder (MLS-105).
    fn count_ladder(CountLadder {
        /// The title; its group shares the ladder (ST-50).
        app_id: AppId,
    }) reads -> u32;

    /// Counts the clans of a ladder (MLS-105).
    fn count_clan_ladder(CountClanLadder {
        /// The title; its group shares the ladder (ST-50).
        app_id: AppId,
    }) reads -> u32;
}

/// Whose statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LadderOwner {
    /// A player's.
    Player(AccountId),
    /// A clan's.
    Clan(ClanId),
}

/// What a ladder of players is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LadderBy {
    /// A ladder statistic, from 0.
    Stat(u32),
    /// Bytes of the account statistics, compared as bytes (MLS-104).
    Slice {
        /// The first of them.
        first: u8,
        /// The last of them.
        last: u8,
    },
}

/// A place on a ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The place, from 1.
    pub place: u32,
    /// How many the ladder holds.
    pub of: u32,
}

/// A row of a ladder of players.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankedPlayer {
    /// From 1.
    pub position: u32,
    /// The player.
    pub account: Account,
    /// The value; 0 for a slice.
    pub value: i32,
    /// The account statistics, 256 bytes.
    #[serde(with = "serde_bytes")]
    pub stats: Vec<u8>,
}

/// A row of a ladder of clans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankedClan {
    /// From 1.
    pub position: u32,
    /// The clan.
    pub clan_id: ClanId,
    /// Its name.
    pub name: String,
    /// The value.
    pub value: i32,
}
