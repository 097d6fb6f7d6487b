//! Worlds of a game server and the seats in them (game.md 1.6 and 2).

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::aggregate::buffer::Gathered;
use super::ids::{Route, SeatRef};
use super::tokens::Tokens;
use crate::crypto::{SessionKey, Suite};
use crate::ids::{AppId, ConnId, DmeWorldId, GameId, SocketId};
use crate::machine::Outbox;
use crate::pace::Pace;
use crate::secret::Secret;
use crate::time::Instant;
use crate::wire::{AccessKey, SessionKeyText};

/// How far the player of a seat is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum SeatStage {
    /// Announced by the lobby; nobody came yet.
    Reserved,
    /// His connection is accepted.
    Accepted,
    /// He is in the world: relays reach him (DME-7).
    Joined,
}

/// What a player wants to receive (DME-31).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Receives(pub(super) u8);

impl Receives {
    pub(super) const BROADCAST: u8 = 1;
    pub(super) const LIST: u8 = 2;
    pub(super) const SINGLE: u8 = 4;
    pub(super) const NOTIFICATION: u8 = 8;
    /// All but broadcasts: what a player above 1.08 receives before he says otherwise (DME-32).
    pub(super) const QUIET: Self = Self(Self::LIST | Self::SINGLE | Self::NOTIFICATION);
    /// Everything: what one up to 1.08 receives before he does; community clients never say (DME-32).
    pub(super) const ALL: Self = Self(Self::QUIET.0 | Self::BROADCAST);

    pub(super) const fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }
}

/// How frames towards a player are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Form {
    /// Flag clear.
    Clear,
    /// Under the key of the world.
    Keyed,
}

/// One seat. What every relay reads stands first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Seat {
    pub(super) stage: SeatStage,
    /// What it wants to receive, once it said so.
    pub(super) receives: Option<Receives>,
    pub(super) form: Form,
    /// Whether its TCP connection is read too slowly: it gets no datagrams meanwhile.
    pub(super) congested: bool,
    /// Its TCP connection.
    pub(super) conn: Option<ConnId>,
    /// Where its datagrams come from and go to (UDP-4).
    pub(super) udp: Option<Route>,
    /// How long data for it is gathered, in milliseconds; 0 for not at all: then nothing waits for TCP.
    pub(super) gather_ms: u16,
    /// What is gathered for it.
    pub(super) gathered: Gathered,
    /// How fast its datagrams come (UDP-11).
    pub(super) datagrams: Pace,
    /// The address of its TCP connection.
    pub(super) peer: Ipv4Addr,
    /// Names its connection on this machine (DME-5).
    pub(super) scert_id: u16,
    /// Its own socket, where each player has one (UDP-2).
    pub(super) socket: Option<SocketId>,
    pub(super) keys: Box<Keys>,
}

/// How the player of a seat is known.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Keys {
    pub(super) session: Secret<SessionKeyText>,
    pub(super) access: Secret<AccessKey>,
}

impl Seat {
    pub(super) fn new(keys: Keys) -> Self {
        Self {
            stage: SeatStage::Reserved,
            receives: None,
            form: Form::Clear,
            congested: false,
            conn: None,
            udp: None,
            gather_ms: 0,
            gathered: Gathered::default(),
            datagrams: Pace::default(),
            peer: Ipv4Addr::UNSPECIFIED,
            scert_id: 0,
            socket: None,
            keys: Box::new(keys),
        }
    }

    /// Whether what needs this flag reaches it.
    pub(super) fn subscribes(&self, flag: u8) -> bool {
        self.stage == SeatStage::Joined && self.receives.unwrap_or(Receives::ALL).has(flag)
    }

    /// Everything that waits for it leaves now.
    pub(super) fn flush(&mut self, now: Instant, out: &mut Outbox) {
        self.gathered.flush(now, self.conn, self.udp, out);
    }
}

/// A world.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct World {
    /// Our number of it.
    pub(super) id: DmeWorldId,
    /// The game that is played in it.
    pub(super) game: GameId,
    pub(super) app_id: AppId,
    /// The key that its members share (DME-38).
    pub(super) key: SessionKey,
    /// How it ciphers: as its first player does.
    pub(super) suite: Option<Suite>,
    pub(super) created: Instant,
    /// When its clock began: when its first player was told of it (DME-43).
    pub(super) born: Option<Instant>,
    /// Whether it ends as soon as it is empty, however young it is (DME-18).
    pub(super) ending: bool,
    /// By client index.
    pub(super) seats: Vec<Option<Seat>>,
    pub(super) max_players: u16,
    pub(super) tokens: Tokens,
}

impl World {
    /// When its clock began: now, if nobody asked for it yet (DME-43).
    pub(super) fn clock(&mut self, now: Instant) -> Instant {
        *self.born.get_or_insert(now)
    }

    pub(super) fn seat(&self, index: u16) -> Option<&Seat> {
        self.seats.get(usize::from(index))?.as_ref()
    }

    pub(super) fn seat_mut(&mut self, index: u16) -> Option<&mut Seat> {
        self.seats.get_mut(usize::from(index))?.as_mut()
    }

    /// All seats with their indices.
    pub(super) fn taken(&self) -> impl Iterator<Item = (u16, &Seat)> {
        (0..).zip(&self.seats).filter_map(|(index, seat)| Some((index, seat.as_ref()?)))
    }

    pub(super) fn taken_mut(&mut self) -> impl Iterator<Item = (u16, &mut Seat)> {
        (0..).zip(&mut self.seats).filter_map(|(index, seat)| Some((index, seat.as_mut()?)))
    }

    /// How many slots are taken, those of players on their way included (DME-9).
    pub(super) fn players(&self) -> u16 {
        u16::try_from(self.taken().count()).unwrap_or(u16::MAX)
    }

    /// Whether no index is free.
    pub(super) fn is_full(&self) -> bool {
        self.players() >= self.max_players
    }

    /// Takes the lowest free index (DME-12); `None`: it is full (DME-15).
    pub(super) fn take(&mut self, keys: Keys) -> Option<u16> {
        if self.is_full() {
            return None;
        }
        let free = self.seats.iter().position(Option::is_none);
        let index = free.unwrap_or_else(|| {
            self.seats.push(None);
            self.seats.len() - 1
        });
        if let Some(place) = self.seats.get_mut(index) {
            *place = Some(Seat::new(keys));
        }
        u16::try_from(index).ok()
    }

    /// Frees an index (DME-16).
    pub(super) fn free(&mut self, index: u16) -> Option<Seat> {
        self.seats.get_mut(usize::from(index))?.take()
    }
}

/// All worlds of a machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Worlds {
    by_id: BTreeMap<DmeWorldId, World>,
    last: DmeWorldId,
}

impl Worlds {
    /// None yet; the numbers go on behind `last`.
    pub(super) const fn behind(last: DmeWorldId) -> Self {
        Self { by_id: BTreeMap::new(), last }
    }

    /// The next free number from 1 to the most that there may be: it goes round and skips those in use (DME-11).
    pub(super) fn free_id(&mut self, max: u16) -> Option<DmeWorldId> {
        let max = i32::from(max);
        for _ in 0..max {
            self.last = DmeWorldId(self.last.0 % max + 1);
            if !self.by_id.contains_key(&self.last) {
                return Some(self.last);
            }
        }
        None
    }

    pub(super) fn insert(&mut self, world: World) {
        self.by_id.insert(world.id, world);
    }

    pub(super) fn get(&self, id: DmeWorldId) -> Option<&World> {
        self.by_id.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: DmeWorldId) -> Option<&mut World> {
        self.by_id.get_mut(&id)
    }

    pub(super) fn remove(&mut self, id: DmeWorldId) -> Option<World> {
        self.by_id.remove(&id)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &World> {
        self.by_id.values()
    }

    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(super) fn seat(&self, at: SeatRef) -> Option<&Seat> {
        self.get(at.world)?.seat(at.index)
    }

    pub(super) fn seat_mut(&mut self, at: SeatRef) -> Option<&mut Seat> {
        self.get_mut(at.world)?.seat_mut(at.index)
    }

    /// What waits for a seat leaves, if this is its time: it may have left, and the seat may be another's.
    pub(super) fn flush_due(&mut self, now: Instant, at: SeatRef, out: &mut Outbox) {
        if let Some(seat) = self.seat_mut(at).filter(|seat| seat.gathered.due.is_some_and(|due| due <= now)) {
            seat.gathered.due = None;
            seat.flush(now, out);
        }
    }
}
