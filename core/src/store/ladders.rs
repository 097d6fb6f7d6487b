//! Ladder statistics (lobby.md 5.7).

use serde::{Deserialize, Serialize};

use super::Page;
use crate::ids::{AccountId, AppId, ClanId};

/// Ladder statistics of a player or a clan: 100 numbers (MLS-100).
pub const LADDER_STATS: usize = 100;

/// A request about ladders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
pub enum LadderRequest {
    /// Reads statistics (MLS-102); answered by `LadderStats`, `NoAccount` or `NoClan`.
    #[strum(serialize = "LadderStats")]
    Stats(Who),
    /// Stores statistics (MLS-101): as many as are given, from the first; answered by `Done`, `NoAccount` or `NoClan`.
    #[strum(serialize = "SaveLadderStats")]
    Save {
        /// Whose.
        who: Who,
        /// At most 100 numbers.
        values: Vec<i32>,
    },
    /// Adds to statistics (MLS-107); answered like `Save`.
    #[strum(serialize = "AddLadderStats")]
    Add {
        /// Whose.
        who: Who,
        /// At most 100 numbers.
        deltas: Vec<i32>,
    },
    /// Reads a part of a ladder (MLS-103, MLS-106); answered by `Ladder`.
    #[strum(serialize = "LadderPage")]
    Page {
        /// Which ladder.
        ladder: Ladder,
        /// Which part.
        page: Page,
    },
    /// Finds a place on a ladder (MLS-104, MLS-106); answered by `Position`, `NoAccount` or `NoClan`.
    #[strum(serialize = "LadderPosition")]
    Position {
        /// Which ladder.
        ladder: Ladder,
        /// The account or clan.
        id: i32,
    },
    /// Counts a ladder (MLS-105); answered by `Total`.
    #[strum(serialize = "LadderTotal")]
    Total {
        /// The title.
        app_id: AppId,
        /// Of clans; else of players.
        clans: bool,
    },
}

/// Whose statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Who {
    /// An account's.
    Player(AccountId),
    /// A clan's.
    Clan(ClanId),
}

/// A ladder: everybody of a group of titles, the largest value first, equal ones by id (MLS-103).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ladder {
    /// The title; its group shares the ladder (ST-50).
    pub app_id: AppId,
    /// Of clans; else of players.
    pub clans: bool,
    /// What it is sorted by.
    pub by: LadderBy,
}

/// What a ladder is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LadderBy {
    /// A ladder statistic, from 0.
    Stat(u32),
    /// Bytes of the account statistics, both ends included, compared as bytes (MLS-104).
    Slice(u8, u8),
}

/// A row of a ladder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// From 1.
    pub position: u32,
    /// The id of the account or clan.
    pub id: i32,
    /// Its name.
    pub name: String,
    /// The value; 0 for a slice.
    pub value: i32,
    /// The statistics, 256 bytes.
    #[serde(with = "serde_bytes")]
    pub stats: Vec<u8>,
}
