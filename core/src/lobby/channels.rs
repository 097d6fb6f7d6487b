//! Channels: the lobby worlds in which players meet (ST-3, ST-6, ST-13, ST-30 to ST-33).

use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

use crate::ids::{ChannelId, GameId, TitleGroup};
use crate::machine::Timers;
use crate::peer::{LobbyWorld, Ticket};
use crate::secret::Secret;
use crate::store::ConfiguredChannel;
use crate::time::Instant;
use crate::wire::{
    LobbyFilterMaskLevelType as MaskLevel, LobbyFilterType, NameText, PasswordText, WorldGenericFieldLevelType,
    WorldSecurityLevelType,
};

/// The name of the channel that is made where a group of titles has none (ST-30).
const DEFAULT_NAME: &str = "Default";
/// How many players it holds (ST-30).
const DEFAULT_MAX_PLAYERS: u16 = 256;

/// Who made a channel, and so how it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChannelKind {
    /// Configured: it never ends (ST-31).
    Lobby,
    /// Made by a player: it ends when it is empty (ST-31).
    Game,
}

/// What a channel is made with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewChannel {
    /// The group of titles that sees it (ST-50).
    pub group: TitleGroup,
    /// Lobby or game channel.
    pub kind: ChannelKind,
    /// Its name.
    pub name: NameText<64>,
    /// Its password; empty for none.
    pub password: Secret<PasswordText<32>>,
    /// How many players it holds.
    pub max_players: u16,
    /// Its generic fields.
    pub fields: [u32; 4],
    /// Which of them count.
    pub level: WorldGenericFieldLevelType,
}

/// A channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Channel {
    /// What it was made with.
    pub made: NewChannel,
    /// Its ids.
    pub world: LobbyWorld,
    /// Who is in it, also those in a game (MLS-35), in the order in which they came.
    pub members: IndexSet<Ticket, FxBuildHasher>,
    /// The games that were made in it.
    pub games: BTreeSet<GameId>,
    /// Whether the store has it no more: it is not shown, nobody begins in it, and it ends when it is empty (ST-30).
    pub retired: bool,
}

impl Channel {
    /// Its security level: 1 with a password (MLS-70).
    #[must_use]
    pub fn security(&self) -> WorldSecurityLevelType {
        WorldSecurityLevelType(i32::from(!self.made.password.expose().is_empty()))
    }

    /// Whether anybody may come in: it needs no password, has room and is not on its way out (MLS-2).
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.retired && self.made.password.expose().is_empty() && self.players() < self.made.max_players
    }

    /// Whether nobody and no game is in it.
    fn is_deserted(&self) -> bool {
        self.members.is_empty() && self.games.is_empty()
    }

    /// Whether it may end: a player made it, and it is deserted (ST-31).
    fn is_idle(&self) -> bool {
        self.made.kind == ChannelKind::Game && self.is_deserted()
    }

    /// How many games were made in it that go on.
    #[must_use]
    pub fn game_count(&self) -> u16 {
        u16::try_from(self.games.len()).unwrap_or(u16::MAX)
    }

    /// How many are in it.
    #[must_use]
    pub fn players(&self) -> u16 {
        u16::try_from(self.members.len()).unwrap_or(u16::MAX)
    }
}

/// A player's filter of lobby worlds (MLS-60).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LobbyFilter {
    /// Its masks, one for each generic field.
    pub masks: [u32; 4],
    /// How they are compared.
    pub kind: LobbyFilterType,
    /// Which fields count.
    pub level: MaskLevel,
}

/// Which generic fields a level covers: bit n is field n + 1.
const fn covered(level: i32) -> [bool; 4] {
    match level {
        1 => [true, false, false, false],
        2 => [false, true, false, false],
        4 => [false, false, true, false],
        8 => [false, false, false, true],
        16 => [true, true, false, false],
        32 => [true, true, true, false],
        64 => [true, true, true, true],
        128 => [false, true, true, false],
        256 => [false, true, true, true],
        512 => [false, false, true, true],
        _ => [false; 4],
    }
}

impl LobbyFilter {
    /// Whether a channel passes (MLS-60): its level is the filter's, and each covered field agrees.
    #[must_use]
    pub fn passes(&self, channel: &NewChannel) -> bool {
        let agrees = |field: u32, mask: u32| match self.kind.0 {
            0 => field & mask == field,
            _ => field & mask == mask,
        };
        let fields = channel.fields.iter().zip(self.masks).zip(covered(self.level.0));
        channel.level.0 == self.level.0
            && fields.into_iter().all(|((field, mask), covered)| !covered || agrees(*field, mask))
    }
}

/// All channels.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Channels {
    max_channels: u32,
    /// How long an empty channel of a player stays (T-ROOM).
    linger: Duration,
    /// In the order in which they were made, which is how lists tell them.
    by_id: IndexMap<ChannelId, Channel, FxBuildHasher>,
    by_number: BTreeMap<u16, ChannelId>,
    /// Channels of players that are empty.
    empty: Timers<ChannelId>,
    next_number: u16,
}

impl Channels {
    /// No channels yet.
    #[must_use]
    pub fn new(max_channels: u32, linger: Duration) -> Self {
        Self {
            max_channels,
            linger,
            by_id: IndexMap::default(),
            by_number: BTreeMap::new(),
            empty: Timers::default(),
            next_number: 0,
        }
    }

    /// Makes a channel with an id that the caller drew (ST-6). `None`: there are as many as are allowed.
    pub fn create(&mut self, now: Instant, id: ChannelId, made: NewChannel) -> Option<LobbyWorld> {
        if self.by_id.len() >= self.max_channels as usize || self.by_id.contains_key(&id) {
            return None;
        }
        let number = self.free_number()?;
        let world = LobbyWorld { medius_world_id: id, world_id: number };
        if made.kind == ChannelKind::Game {
            self.empty.set(id, Some(now + self.linger));
        }
        self.by_number.insert(number, id);
        self.by_id
            .insert(id, Channel { made, world, members: IndexSet::default(), games: BTreeSet::new(), retired: false });
        Some(world)
    }

    /// A number from 1 that no living channel has (ST-13); the one used longest ago comes first.
    fn free_number(&mut self) -> Option<u16> {
        for _ in 0..u16::MAX {
            self.next_number = self.next_number.checked_add(1).unwrap_or(1);
            if !self.by_number.contains_key(&self.next_number) {
                return Some(self.next_number);
            }
        }
        None
    }

    /// The channel of a MediusWorldID, if its group sees it (ST-50).
    #[must_use]
    pub fn get(&self, id: ChannelId, group: TitleGroup) -> Option<&Channel> {
        self.by_id.get(&id).filter(|channel| channel.made.group == group)
    }

    /// The channel that CONNECT_TCP names (MLS-2).
    #[must_use]
    pub fn by_number(&self, number: u16, group: TitleGroup) -> Option<&Channel> {
        self.get(*self.by_number.get(&number)?, group)
    }

    /// The channel of a name; names are unique in a group (MLS-70).
    #[must_use]
    pub fn by_name(&self, name: &NameText<64>, group: TitleGroup) -> Option<&Channel> {
        self.of_group(group).find(|channel| channel.made.name.text() == name.text())
    }

    /// The channels of a group, in the order in which they were made.
    pub fn of_group(&self, group: TitleGroup) -> impl Iterator<Item = &Channel> {
        self.by_id.values().filter(move |channel| channel.made.group == group)
    }

    /// Those that are shown: all but the ones on their way out (ST-30).
    pub fn shown_to(&self, group: TitleGroup) -> impl Iterator<Item = &Channel> {
        self.of_group(group).filter(|channel| !channel.retired)
    }

    /// Where players of a group begin: its first lobby channel, made if there is none (ST-30).
    pub fn default_of(
        &mut self,
        now: Instant,
        group: TitleGroup,
        draw: impl FnOnce(&Self) -> ChannelId,
    ) -> Option<LobbyWorld> {
        let lobbies = || self.of_group(group).filter(|channel| channel.made.kind == ChannelKind::Lobby);
        let shown = lobbies().find(|channel| !channel.retired);
        let found = shown.or_else(|| lobbies().next()).map(|channel| channel.world);
        found.or_else(|| {
            let made = NewChannel {
                group,
                kind: ChannelKind::Lobby,
                name: NameText::new(DEFAULT_NAME),
                password: Secret::new(PasswordText::default()),
                max_players: DEFAULT_MAX_PLAYERS,
                fields: [0; 4],
                level: WorldGenericFieldLevelType(0),
            };
            let id = draw(self);
            self.create(now, id, made)
        })
    }

    /// A player comes; he left his earlier channel before (ST-32).
    pub fn join(&mut self, id: ChannelId, ticket: Ticket) {
        if let Some(channel) = self.by_id.get_mut(&id) {
            channel.members.insert(ticket);
            self.empty.set(id, None);
        }
    }

    /// A player goes; a channel of players that is empty now lingers (ST-31).
    pub fn leave(&mut self, now: Instant, id: ChannelId, ticket: Ticket) {
        if let Some(channel) = self.by_id.get_mut(&id)
            && channel.members.shift_remove(&ticket)
            && channel.is_idle()
        {
            self.empty.set(id, Some(now + self.linger));
        }
    }

    /// A game is made in a channel.
    pub fn add_game(&mut self, id: ChannelId, game: GameId) {
        if let Some(channel) = self.by_id.get_mut(&id) {
            channel.games.insert(game);
            self.empty.set(id, None);
        }
    }

    /// A game is over; a player's channel ends with its last game, if nobody is in it (ST-31).
    pub fn remove_game(&mut self, now: Instant, id: ChannelId, game: GameId) {
        if let Some(channel) = self.by_id.get_mut(&id)
            && channel.games.remove(&game)
            && channel.is_idle()
        {
            self.empty.set(id, Some(now));
        }
    }

    /// A game got another id.
    pub fn forget_game(&mut self, id: ChannelId, game: GameId) {
        if let Some(channel) = self.by_id.get_mut(&id) {
            channel.games.remove(&game);
        }
    }

    /// Brings the lobby channels of a group in line with the store's (ST-30): ids and names are the store's. One that
    /// is not there any more stays, out of sight, as long as somebody or a game is in it. Where the store has none, the
    /// first one stays as it is: players need a place.
    pub fn configure(&mut self, now: Instant, group: TitleGroup, rows: &[ConfiguredChannel]) {
        for row in rows {
            let made = NewChannel {
                group,
                kind: ChannelKind::Lobby,
                name: NameText::new(&row.name),
                password: Secret::new(PasswordText::default()),
                max_players: row.max_players,
                fields: row.fields,
                level: WorldGenericFieldLevelType(row.field_level),
            };
            match self.by_id.get_mut(&row.id) {
                Some(channel) if channel.made.kind == ChannelKind::Lobby && channel.made.group == group => {
                    (channel.made, channel.retired) = (made, false);
                }
                Some(_) => {}
                None => {
                    self.create(now, row.id, made);
                }
            }
        }
        let is_lobby = |channel: &Channel| channel.made.group == group && channel.made.kind == ChannelKind::Lobby;
        let first = self.by_id.values().find(|channel| is_lobby(channel) && !channel.retired);
        let kept = first.map(|channel| channel.world.medius_world_id).filter(|_| rows.is_empty());
        let mut ended = Vec::new();
        for channel in self.by_id.values_mut().filter(|channel| is_lobby(channel)) {
            let id = channel.world.medius_world_id;
            if kept == Some(id) || rows.iter().any(|row| row.id == id) {
                continue;
            }
            channel.retired = true;
            if channel.is_deserted() {
                ended.push(id);
            }
        }
        ended.into_iter().for_each(|id| self.remove(id));
    }

    /// Puts the members of a channel in this order: what replays do.
    pub fn order(&mut self, id: ChannelId, order: &[Ticket]) {
        if let Some(channel) = self.by_id.get_mut(&id) {
            let rank = |ticket: &Ticket| order.iter().position(|one| one == ticket).unwrap_or(usize::MAX);
            channel.members.sort_by_key(rank);
        }
    }

    /// Makes or changes a channel, whatever there was: what replays do.
    pub fn stage(&mut self, now: Instant, id: ChannelId, made: NewChannel) {
        match self.by_id.get_mut(&id) {
            Some(channel) => channel.made = made,
            None => {
                self.create(now, id, made);
            }
        }
        self.empty.set(id, None);
    }

    fn remove(&mut self, id: ChannelId) {
        if let Some(channel) = self.by_id.shift_remove(&id) {
            self.by_number.remove(&channel.world.world_id);
        }
    }

    /// Whether an id is taken, in any group.
    #[must_use]
    pub fn is_taken(&self, id: ChannelId) -> bool {
        self.by_id.contains_key(&id)
    }

    /// Removes channels that were empty long enough; gives the id of one.
    pub fn expire(&mut self, now: Instant) -> Option<ChannelId> {
        let id = self.empty.due(now)?;
        self.remove(id);
        Some(id)
    }

    /// When a channel next ends.
    #[must_use]
    pub const fn deadline(&self) -> Option<Instant> {
        self.empty.next()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn room(group: TitleGroup, name: &str, kind: ChannelKind) -> NewChannel {
        NewChannel {
            group,
            kind,
            name: NameText::new(name),
            password: Secret::new(PasswordText::default()),
            max_players: 224,
            fields: [1, 4, 0, 0],
            level: WorldGenericFieldLevelType(32),
        }
    }

    /// MLS-60: a city search of Up Your Arsenal finds its city alone; its filter for all passes everything of its
    /// level.
    #[test]
    fn filters_read_as_captured() {
        let channel = room(TitleGroup(1), "a city", ChannelKind::Game);
        let city = |bit| LobbyFilter { masks: [1, bit, 0, 0], kind: LobbyFilterType(1), level: MaskLevel(32) };
        assert!(city(4).passes(&channel) && !city(8).passes(&channel));
        let all = LobbyFilter { masks: [u32::MAX; 4], kind: LobbyFilterType(0), level: MaskLevel(32) };
        assert!(all.passes(&channel));
        assert!(!LobbyFilter { level: MaskLevel(1), ..all }.passes(&channel));
    }

    proptest! {
        /// ST-13, ST-31, ST-50: against a plain list: numbers are unique and never 0, names are seen in their group
        /// alone, rooms end 15 s after they are empty and not before, lobbies never.
        #[test]
        fn channels_keep_their_numbers_and_end_in_time(
            steps in proptest::collection::vec((0_u8..4, 0_u8..6, 0_u64..9), 1..60),
        ) {
            let mut channels = Channels::new(8, Duration::from_secs(15));
            let mut model: BTreeMap<ChannelId, (u16, TitleGroup, ChannelKind, bool, Instant)> = BTreeMap::new();
            let (mut now, mut next) = (Instant::BIRTH, 0);
            for (what, which, seconds) in steps {
                now = now + Duration::from_secs(seconds);
                while let Some(id) = channels.expire(now) {
                    let (_, _, kind, occupied, since) = model.remove(&id).expect("known");
                    prop_assert!(kind == ChannelKind::Game && !occupied && now >= since + Duration::from_secs(15));
                }
                let id = model.keys().nth(usize::from(which)).copied();
                match (what, id) {
                    (0, _) => {
                        next += 1;
                        let (id, group) = (ChannelId(next), TitleGroup(u32::from(which % 2)));
                        let kind = if which < 2 { ChannelKind::Lobby } else { ChannelKind::Game };
                        let made = channels.create(now, id, room(group, &next.to_string(), kind));
                        prop_assert_eq!(made.is_some(), model.len() < 8);
                        if let Some(world) = made {
                            prop_assert!(world.world_id != 0);
                            prop_assert!(model.values().all(|(number, ..)| *number != world.world_id));
                            model.insert(id, (world.world_id, group, kind, false, now));
                        }
                    }
                    (1, Some(id)) => {
                        channels.join(id, Ticket([1; 16]));
                        model.get_mut(&id).expect("known").3 = true;
                    }
                    (2, Some(id)) => {
                        let row = model.get_mut(&id).expect("known");
                        if row.3 {
                            (row.3, row.4) = (false, now);
                        }
                        channels.leave(now, id, Ticket([1; 16]));
                    }
                    _ => {}
                }
                for (id, (number, group, kind, occupied, since)) in &model {
                    let late = *kind == ChannelKind::Game && !occupied && now >= *since + Duration::from_secs(15);
                    prop_assert!(late || channels.get(*id, *group).is_some());
                    prop_assert!(channels.get(*id, TitleGroup(group.0 + 1)).is_none());
                    prop_assert!(late || channels.by_number(*number, *group).is_some());
                }
            }
        }
    }
}
