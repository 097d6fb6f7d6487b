//! What components write to each other (architecture.md §5). A driver, the host or the simulator
//! delivers it; a letter may come late, twice or not at all.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::machine::Secret;
use crate::wire::{AccessKey, SessionKeyText, Version};

/// A component of one server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Component {
    /// Universe information.
    Muis,
    /// Authentication.
    Mas,
    /// Lobby.
    Mls,
    /// Proxy between game servers and the lobby.
    Mps,
    /// Game server, by shard.
    Dme(u16),
    /// Address service.
    Nat,
}

impl std::fmt::Display for Component {
    /// As the specification calls it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Muis => "MUIS",
            Self::Mas => "MAS",
            Self::Mls => "MLS",
            Self::Mps => "MPS",
            Self::Dme(_) => "DME",
            Self::Nat => "NAT",
        })
    }
}

/// Names one admission for its whole life; 128 random bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ticket(pub [u8; 16]);

/// A letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Mail {
    /// MAS to MLS: this player is about to come with these keys. Answered by `Admitted` or `Refused`;
    /// a repetition is answered again and changes nothing.
    Admit(Box<Admission>),
    /// MLS to MAS: the session exists; the console may be told.
    Admitted {
        /// The admission.
        ticket: Ticket,
        /// Where the player will arrive.
        lobby: LobbyWorld,
    },
    /// MLS to MAS: the session does not exist.
    Refused {
        /// The admission.
        ticket: Ticket,
        /// The MediusCallbackStatus for the console.
        status: i32,
    },
    /// MAS to MLS: the player logged out, or will not come.
    Withdraw {
        /// The admission.
        ticket: Ticket,
    },
}

/// A session on its way from the MAS to the MLS, which owns it from then on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Admission {
    /// Names it.
    pub ticket: Ticket,
    /// The account; negative for an anonymous player (MAS-37).
    pub account_id: i32,
    /// The account's name as stored.
    pub name: String,
    /// The title the player runs.
    pub app_id: u32,
    /// The protocol version of the console.
    pub version: Version,
    /// The key used inside messages, constant for the session (ST-12).
    pub session_key: Secret<SessionKeyText>,
    /// The key that opens the next connection (ST-11).
    pub access_key: Secret<AccessKey>,
    /// How long the player may take to arrive (ST-20).
    pub keep_alive: Duration,
}

/// The lobby world a player is in (ST-6, ST-13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LobbyWorld {
    /// Its MediusWorldID.
    pub medius_world_id: i32,
    /// The small number by which CONNECT_TCP names it.
    pub world_id: u16,
}
