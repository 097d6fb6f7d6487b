//! Filters of the game list (MLS-80 to MLS-83).

use serde::{Deserialize, Serialize};

use super::games::Game;
use crate::ids::GameFilterId;
use crate::settings::FilterSemantics;
use crate::wire::{ComparisonOperator as Operator, GameListFilterField as Field};

/// Most filters of one player (MLS-80).
const MAX_FILTERS: usize = 32;

/// One filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GameFilter {
    /// Its id, from 1; told above 1.08.
    pub id: GameFilterId,
    /// What is compared.
    pub field: Field,
    /// How.
    pub operator: Operator,
    /// With what.
    pub baseline: i32,
    /// Which bits of the value count.
    pub mask: u32,
}

/// How many of a game's players stand in some relation to the asker (fields 18 to 20).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SocialCounts {
    /// His buddies.
    pub buddies: i32,
    /// Members of his clan.
    pub clan: i32,
    /// Players whom he ignores.
    pub ignored: i32,
}

fn holds(left: i32, operator: Operator, right: i32) -> bool {
    match operator {
        Operator::LESS_THAN => left < right,
        Operator::LESS_THAN_OR_EQUAL_TO => left <= right,
        Operator::EQUAL_TO => left == right,
        Operator::GREATER_THAN_OR_EQUAL_TO => left >= right,
        Operator::GREATER_THAN => left > right,
        Operator::NOT_EQUALS => left != right,
        _ => false,
    }
}

impl GameFilter {
    fn value(&self, game: &Game, company: SocialCounts) -> i32 {
        let details = &game.made.details;
        let [f1, f2, f3, f4, f5, f6, f7, f8] = details.fields;
        match self.field {
            Field::PLAYER_COUNT => game.players(),
            Field::MIN_PLAYERS => details.min_players,
            Field::MAX_PLAYERS => details.max_players,
            Field::GAME_LEVEL => details.level,
            Field::PLAYER_SKILL_LEVEL => details.skill_level,
            Field::RULES_SET => details.rules_set,
            Field::GENERIC_FIELD_1 => f1,
            Field::GENERIC_FIELD_2 => f2,
            Field::GENERIC_FIELD_3 => f3,
            Field::LOBBY_WORLDID => game.made.channel.0,
            Field::GENERIC_FIELD_4 => f4,
            Field::GENERIC_FIELD_5 => f5,
            Field::GENERIC_FIELD_6 => f6,
            Field::GENERIC_FIELD_7 => f7,
            Field::GENERIC_FIELD_8 => f8,
            Field::LOCATION_ID => game.made.location.0,
            Field::BUDDY_COUNT => company.buddies,
            Field::CLAN_MEMBER_COUNT => company.clan,
            Field::IGNORED_PLAYER_COUNT => company.ignored,
            // No game of these titles is made by match-making.
            _ => 0,
        }
    }

    fn passes(&self, game: &Game, company: SocialCounts, semantics: FilterSemantics) -> bool {
        let value = (self.value(game, company).cast_unsigned() & self.mask).cast_signed();
        match semantics {
            FilterSemantics::All => holds(value, self.operator, self.baseline),
            FilterSemantics::Any => holds(self.baseline, self.operator, value),
        }
    }
}

/// The filters of one player.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GameFilters {
    filters: Vec<GameFilter>,
    last: GameFilterId,
}

impl GameFilters {
    /// Adds a filter; its id, or `None` where there are too many (MLS-80). In the form of 1.08, where a filter
    /// is known by its field, one of the same field and operator is replaced.
    pub fn set(&mut self, field: Field, operator: Operator, baseline: i32, mask: Option<u32>) -> Option<GameFilterId> {
        if mask.is_none() {
            self.filters.retain(|filter| (filter.field, filter.operator) != (field, operator));
        }
        if self.filters.len() >= MAX_FILTERS {
            return None;
        }
        self.last = GameFilterId(self.last.0.saturating_add(1));
        let mask = mask.unwrap_or(u32::MAX);
        self.filters.push(GameFilter { id: self.last, field, operator, baseline, mask });
        Some(self.last)
    }

    /// Removes the filters of a field: what 1.08 means by an id (MLS-81). `false`: there was none.
    pub fn clear_field(&mut self, field: u32) -> bool {
        self.clear(|filter| u32::try_from(filter.field.0) == Ok(field))
    }

    /// Removes the filter of an id (MLS-81). `false`: there was none.
    pub fn clear_id(&mut self, id: GameFilterId) -> bool {
        self.clear(|filter| filter.id == id)
    }

    fn clear(&mut self, which: impl Fn(&GameFilter) -> bool) -> bool {
        let before = self.filters.len();
        self.filters.retain(|filter| !which(filter));
        self.filters.len() < before
    }

    /// All of them, in order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &GameFilter> {
        self.filters.iter()
    }

    /// Whether a game is listed (MLS-83).
    #[must_use]
    pub fn pass(&self, game: &Game, company: SocialCounts, semantics: FilterSemantics) -> bool {
        let mut passes = self.filters.iter().map(|filter| filter.passes(game, company, semantics));
        match semantics {
            FilterSemantics::All => passes.all(|passes| passes),
            FilterSemantics::Any => self.filters.is_empty() || passes.any(|passes| passes),
        }
    }
}
