//! What players do, how many there are, and for how long.

use core::time::Duration;

use crate::client::{Handshake, Way};

/// What players do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Talk {
    /// Each sends so many messages a second, evenly.
    Paced {
        /// By TCP.
        tcp: u32,
        /// By UDP.
        udp: u32,
    },
    /// Each has so many messages under way: he sends another when everybody has heard one.
    Closed {
        /// By which way.
        way: Way,
        /// How many.
        under_way: u32,
    },
    /// What game.md 15.2 says of a match.
    Model,
}

/// A load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Worlds.
    pub worlds: usize,
    /// Players of each.
    pub players: usize,
    /// How their consoles shake hands.
    pub handshake: Handshake,
    /// What they do.
    pub talk: Talk,
    /// Bytes of a message's body by TCP and by UDP.
    pub bytes: (usize, usize),
    /// How long a slice is: subjects take turns by slices, so that whatever else the machine does hits all of them.
    pub slice: Duration,
    /// Slices of a round.
    pub slices: u32,
    /// Rounds: a figure is the median of them.
    pub rounds: u32,
    /// Whether the subjects have the first core and this program the second one.
    pub pin: bool,
}

impl Plan {
    /// All players.
    #[must_use]
    pub const fn all(&self) -> usize {
        self.worlds * self.players
    }
}

/// The core of the subjects, and that of the players.
pub(super) const CORES: [usize; 2] = [0, 1];
