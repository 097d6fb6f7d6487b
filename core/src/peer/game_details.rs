//! What a game is like, as its members report it and its host tells it.

use serde::{Deserialize, Serialize};

use crate::wire::{Bytes, NameText};

/// What the members of a game report of it, and what it is made with (ST-42).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GameDetails {
    /// Its name.
    pub name: NameText<64>,
    /// At least so many players.
    pub min_players: i32,
    /// At most so many players.
    pub max_players: i32,
    /// GameLevel: Up Your Arsenal keeps its room here.
    pub level: i32,
    /// PlayerSkillLevel.
    pub skill_level: i32,
    /// RulesSet.
    pub rules_set: i32,
    /// GenericField1 to 8; titles of 1.08 know three.
    pub fields: [i32; 8],
    /// GameStats: 256 bytes that only its title reads.
    pub stats: Bytes<256>,
}
