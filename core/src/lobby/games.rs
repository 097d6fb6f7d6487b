//! Games: what the wire calls game worlds (ST-4, ST-40 to ST-47).

use core::time::Duration;
use std::collections::BTreeMap;
use std::net::SocketAddrV4;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, AppId, ChannelId, DmeWorldId, GameId, LocationId, TitleGroup};
use crate::machine::Timers;
use crate::peer::{GameDetails, Ticket};
use crate::secret::Secret;
use crate::store::GameRow;
use crate::time::Instant;
use crate::wire::{
    GameHostType, NameText, NetAddressList, PasswordText, WorldAttributesType, WorldSecurityLevelType, WorldStatus,
};

/// [`GameDetails`] as a message has them: three or eight generic fields; its name, limits and statistics go by other
/// names in some messages, or are missing.
macro_rules! details {
    ($fields:tt of $message:ident, $name:expr, $min:ident to $max:ident, $stats:expr) => {
        $crate::peer::GameDetails {
            name: $name.clean(),
            min_players: $message.$min,
            max_players: $message.$max,
            level: $message.game_level,
            skill_level: $message.player_skill_level,
            rules_set: $message.rules_set,
            fields: details!(@$fields $message),
            stats: $stats,
        }
    };
    (@3 $message:ident) => {
        [$message.generic_field1, $message.generic_field2, $message.generic_field3, 0, 0, 0, 0, 0]
    };
    (@8 $message:ident) => {
        [
            $message.generic_field1,
            $message.generic_field2,
            $message.generic_field3,
            $message.generic_field4,
            $message.generic_field5,
            $message.generic_field6,
            $message.generic_field7,
            $message.generic_field8,
        ]
    };
}
pub(crate) use details;

/// What a game is made with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewGame {
    /// The group of titles that sees it (ST-50).
    pub group: TitleGroup,
    /// The title that made it.
    pub app_id: AppId,
    /// The channel in which it was made.
    pub channel: ChannelId,
    /// Who makes it.
    pub host: Ticket,
    /// What can change.
    pub details: GameDetails,
    /// What a player needs to get in; empty for nothing.
    pub password: Secret<PasswordText<32>>,
    /// What a spectator needs to get in; empty for nothing.
    pub spectator_password: Secret<PasswordText<32>>,
    /// How it is hosted.
    pub host_type: GameHostType,
    /// MediusWorldAttributesType.
    pub attributes: WorldAttributesType,
    /// The location that its maker picked (MAS-16).
    pub location: LocationId,
}

/// Where a game is played.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum PlayedAt {
    /// A game server is being asked.
    Pending,
    /// On a game server, under the id that it gave.
    Server {
        /// The world id of the game server.
        world_id: DmeWorldId,
        /// Where it is.
        at: SocketAddrV4,
    },
    /// On a player's console (P2P-3, P2P-5).
    Console {
        /// The world id of the console.
        world_id: DmeWorldId,
        /// Where it is, as it says.
        at: NetAddressList,
    },
}

/// One who is in a game or on the way into it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Whether the game server said that he is there (ST-44).
    pub in_game: bool,
    /// What he reported last before he was there, and when (MLS-87).
    pub early: Option<Box<(Instant, GameReport)>>,
}

/// What a player reports of a game (MLS-90).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GameReport {
    /// All that can change but the status.
    pub details: GameDetails,
    /// Whether he spoke of the first three generic fields alone: the others stay as they are.
    pub three_fields: bool,
    /// The status that he sees.
    pub status: WorldStatus,
    /// How many he sees play.
    pub players: i32,
}

/// How long a report is kept for one who is on his way into the game (ST-40).
const EARLY_REPORT: Duration = Duration::from_secs(25);

/// A game.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Game {
    /// Its MediusWorldID.
    pub id: GameId,
    /// What it was made with; reports change the details.
    pub made: NewGame,
    /// Where it is played.
    pub place: PlayedAt,
    /// How far it is.
    pub status: WorldStatus,
    /// Who made it, as long as he is in it or on the way (ST-45).
    pub host: Option<Ticket>,
    /// Whether that is a guess: hosts of the old form do not say whose console it is (P2P-3).
    pub guessed: bool,
    /// Until when it waits for its host (T-HOST); no longer than until he is in it.
    pub waits_until: Option<Instant>,
    /// Its members, in the order in which they came.
    pub members: IndexMap<Ticket, Member, FxBuildHasher>,
    /// PlayerCount as reported; of games on consoles alone (ST-42).
    pub reported_players: i32,
    /// Accounts that were in it when it began (ST-43).
    pub players_at_start: Vec<AccountId>,
    /// When it was made, began and ended: seconds since 1970.
    pub times: [Option<u32>; 3],
}

impl Game {
    /// Whether it is played on a player's console.
    #[must_use]
    pub const fn is_peer_to_peer(&self) -> bool {
        matches!(self.place, PlayedAt::Console { .. })
    }

    /// Whether its maker only said that he will host it: his console has to say where (game.md P2P-5).
    #[must_use]
    pub fn is_announced(&self) -> bool {
        matches!(self.place, PlayedAt::Console { at, .. } if at == NetAddressList::default())
    }

    /// Whether it goes on: its name is reserved then (MLS-85.2).
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.status != WorldStatus::CLOSED && self.status != WorldStatus::INACTIVE
    }

    /// Whether lists show it (MLS-84).
    #[must_use]
    pub fn is_listed(&self) -> bool {
        self.status == WorldStatus::STAGING || self.status == WorldStatus::ACTIVE
    }

    /// How many play; the server counts those of its own games itself (ST-42, ST-44).
    #[must_use]
    pub fn players(&self) -> i32 {
        let inside = i32::try_from(self.inside().count()).unwrap_or(i32::MAX);
        if self.is_peer_to_peer() { inside.max(self.reported_players) } else { inside }
    }

    /// Who plays.
    pub fn inside(&self) -> impl Iterator<Item = Ticket> {
        self.members.iter().filter(|(_, member)| member.in_game).map(|(ticket, _)| *ticket)
    }

    /// Whether a player is in it, and not only on the way.
    #[must_use]
    pub fn has_inside(&self, ticket: Ticket) -> bool {
        self.members.get(&ticket).is_some_and(|member| member.in_game)
    }

    /// Its security level: 1 with a password (MLS-75).
    #[must_use]
    pub fn security(&self) -> WorldSecurityLevelType {
        WorldSecurityLevelType(i32::from(!self.made.password.expose().is_empty()))
    }

    /// What the store keeps of it.
    #[must_use]
    pub fn row(&self, players: Vec<AccountId>) -> GameRow {
        let details = &self.made.details;
        GameRow {
            game_id: self.id,
            app_id: self.made.app_id,
            name: details.name.to_text(),
            status: self.status,
            host_type: self.made.host_type,
            min_players: details.min_players,
            max_players: details.max_players,
            players,
            players_at_start: self.players_at_start.clone(),
            kind: [details.level, details.skill_level, details.rules_set],
            fields: details.fields,
            stats: details.stats.0.to_vec(),
            times: self.times,
        }
    }
}

/// How long a game may wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waits {
    /// T-HOST: for somebody to come in.
    pub host: Duration,
    /// T-EMPTY: closed and empty.
    pub empty: Duration,
    /// T-P2P: for a report of a game on a console.
    pub report: Duration,
}

/// All games.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Games {
    max_games: u32,
    waits: Waits,
    by_id: BTreeMap<GameId, Game>,
    timers: Timers<GameId>,
}

impl Games {
    /// No games yet.
    #[must_use]
    pub const fn new(max_games: u32, waits: Waits) -> Self {
        Self { max_games, waits, by_id: BTreeMap::new(), timers: Timers::new() }
    }

    /// Makes a game with an id that the caller drew (ST-6). `None`: there are as many as are allowed.
    pub fn create(
        &mut self,
        now: Instant,
        id: GameId,
        made: NewGame,
        place: PlayedAt,
        unix_s: u32,
    ) -> Option<&mut Game> {
        if self.by_id.len() >= self.max_games as usize {
            return None;
        }
        // A console that hosts says when its game begins; a game server is asked first.
        let wait = if matches!(place, PlayedAt::Console { .. }) { self.waits.report } else { self.waits.host };
        self.timers.set(id, Some(now + wait));
        let game = Game {
            id,
            host: Some(made.host),
            guessed: false,
            made,
            place,
            status: WorldStatus::PENDING_CREATION,
            waits_until: Some(now + wait),
            members: IndexMap::default(),
            reported_players: 0,
            players_at_start: Vec::new(),
            times: [Some(unix_s), None, None],
        };
        Some(self.by_id.entry(id).or_insert(game))
    }

    /// The game of an id, as a group sees it.
    #[must_use]
    pub fn get(&self, id: GameId, group: TitleGroup) -> Option<&Game> {
        self.by_id.get(&id).filter(|game| game.made.group == group)
    }

    /// Whether an id is taken, in any group.
    #[must_use]
    pub fn is_taken(&self, id: GameId) -> bool {
        self.by_id.contains_key(&id)
    }

    /// The game of an id, to change.
    pub fn get_mut(&mut self, id: GameId) -> Option<&mut Game> {
        self.by_id.get_mut(&id)
    }

    /// The games of a group, in the order in which they were made.
    pub fn of_group(&self, group: TitleGroup) -> impl Iterator<Item = &Game> {
        self.by_id.values().filter(move |game| game.made.group == group)
    }

    /// An open game of this name whose host is still in it (MLS-85.2); one that `host` has on his console ends with his
    /// next one and is none of that.
    #[must_use]
    pub fn reserved(&self, name: &NameText<64>, group: TitleGroup, host: Option<Ticket>) -> bool {
        let same = |game: &&Game| game.made.details.name.text() == name.text();
        let ends = |game: &Game| game.is_peer_to_peer() && game.host == host;
        self.of_group(group).filter(same).any(|game| game.is_open() && game.host.is_some() && !ends(game))
    }

    /// A game waits for nothing: what replays do.
    pub fn keep(&mut self, id: GameId) {
        self.timers.set(id, None);
    }

    /// A report came: a game on a console lives on (T-P2P).
    pub fn reported(&mut self, now: Instant, id: GameId) {
        if self.by_id.get(&id).is_some_and(|game| game.is_peer_to_peer() && game.is_open()) {
            self.timers.set(id, Some(now + self.waits.report));
        }
    }

    /// A player is let in; the game server still has to see him (ST-44).
    pub fn join(&mut self, id: GameId, ticket: Ticket) {
        if let Some(game) = self.by_id.get_mut(&id) {
            game.members.entry(ticket).or_default();
        }
    }

    /// Another player than the one who was thought to be is the host of a game on a console (P2P-3).
    pub fn hand_over(&mut self, id: GameId, to: Ticket) {
        let Some(game) = self.by_id.get_mut(&id) else { return };
        if let Some(from) = game.host.replace(to) {
            game.members.shift_remove(&from);
        }
        (game.made.host, game.guessed) = (to, false);
        game.members.insert(to, Member { in_game: true, early: None });
    }

    /// Keeps what a member reports before he is in the game, in place of what he reported before (MLS-87).
    pub fn keep_report(&mut self, now: Instant, id: GameId, ticket: Ticket, said: GameReport) {
        let member = self.by_id.get_mut(&id).and_then(|game| game.members.get_mut(&ticket));
        if let Some(member) = member {
            member.early = Some(Box::new((now, said)));
        }
    }

    /// The game server sees a player (ST-44): nobody waits for one any more, or for the host, if it is he. Returns what
    /// he reported on his way, unless that was long ago.
    pub fn entered(&mut self, now: Instant, id: GameId, ticket: Ticket) -> Option<GameReport> {
        let game = self.by_id.get_mut(&id)?;
        let member = game.members.get_mut(&ticket)?;
        member.in_game = true;
        let early = member.early.take().filter(|early| now.since(early.0) <= EARLY_REPORT);
        if game.host == Some(ticket) {
            game.waits_until = None;
        }
        if !game.is_peer_to_peer() && game.is_open() {
            self.timers.set(id, None);
        }
        early.map(|early| early.1)
    }

    /// A player is out; a game that nobody is in any more ends, unless it waits for its host (ST-45, ST-46). `true`: it
    /// ended now.
    pub fn leave(&mut self, now: Instant, id: GameId, ticket: Ticket, unix_s: u32) -> bool {
        let Some(game) = self.by_id.get_mut(&id) else { return false };
        game.members.shift_remove(&ticket);
        if game.host == Some(ticket) {
            game.host = None;
        }
        if !game.is_peer_to_peer() && game.inside().next().is_none() {
            let waits = game.waits_until.filter(|until| *until > now);
            if waits.is_none() {
                return self.close(now, id, unix_s);
            }
            if game.is_open() {
                self.timers.set(id, waits);
            }
        }
        self.rest(now, id);
        false
    }

    /// Ends a game for good (ST-41, ST-43); when it is empty it goes (T-EMPTY). `true`: it was open.
    pub fn close(&mut self, now: Instant, id: GameId, unix_s: u32) -> bool {
        let Some(game) = self.by_id.get_mut(&id) else { return false };
        let open = game.is_open();
        if open {
            game.status = WorldStatus::CLOSED;
            game.times[2] = Some(unix_s);
        }
        self.rest(now, id);
        open
    }

    /// A closed game without anybody in it goes after a while.
    fn rest(&mut self, now: Instant, id: GameId) {
        let Some(game) = self.by_id.get(&id).filter(|game| !game.is_open()) else { return };
        let at = game.inside().next().is_none().then_some(now + self.waits.empty);
        self.timers.set(id, at);
    }

    /// A game whose time is over: one that is closed has to be destroyed, an open one has to be closed.
    pub fn due(&mut self, now: Instant) -> Option<GameId> {
        self.timers.due(now)
    }

    /// Removes a game (ST-47).
    pub fn remove(&mut self, id: GameId) -> Option<Game> {
        self.timers.set(id, None);
        self.by_id.remove(&id)
    }

    /// Gives a game another id (P2P-9).
    pub fn renumber(&mut self, old: GameId, new: GameId) -> bool {
        if self.by_id.contains_key(&new) {
            return false;
        }
        let Some(mut game) = self.by_id.remove(&old) else { return false };
        game.id = new;
        let at = self.timers.of(old);
        self.timers.set(old, None);
        self.timers.set(new, at);
        self.by_id.insert(new, game);
        true
    }

    /// When a game next wants something.
    #[must_use]
    pub const fn deadline(&self) -> Option<Instant> {
        self.timers.next()
    }
}
