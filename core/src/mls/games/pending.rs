//! What game servers are asked for games of the lobby, and who waits for that.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{ConnId, GameId, SeatRequest};
use crate::link::Slot;
use crate::machine::Timers;
use crate::peer::Ticket;
use crate::time::Instant;
use crate::wire::MessageId;

/// A request that a game server has to answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::mls) struct PendingGame {
    pub(super) conn: ConnId,
    pub(super) slot: Slot,
    pub(super) message_id: MessageId,
    pub(super) ticket: Ticket,
    pub(super) game: GameId,
}

/// What game servers are asked.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::mls) struct PendingGames {
    /// Games that want a world, by their ids.
    pub(super) worlds: BTreeMap<GameId, PendingGame>,
    /// Players who want a seat.
    pub(super) seats: BTreeMap<SeatRequest, PendingGame>,
    pub(super) last_seat: SeatRequest,
    pub(super) late: Timers<Late>,
}

/// What is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(in crate::mls) enum Late {
    World(GameId),
    Seat(SeatRequest),
}

impl PendingGames {
    pub(in crate::mls) const fn deadline(&self) -> Option<Instant> {
        self.late.next()
    }
}
