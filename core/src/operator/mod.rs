//! What operators may ask of a machine, and its answers.

use std::net::SocketAddrV4;

use serde::{Deserialize, Serialize};

use crate::counters::Counters;
use crate::ids::{AccountId, AppId, ConnId, LocationId};
use crate::store::BanKind;

/// A question or an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// The machine's counters.
    Counters,
    /// Who is connected.
    Connections,
    /// The game servers that the MPS knows.
    Servers,
    /// Ends a connection, with the notice that its version knows (transport.md §13).
    Disconnect(ConnId),
    /// Ends a player's session (OPS-7).
    Kick {
        /// The account.
        account_id: AccountId,
        /// What he reads, if anything.
        reason: Option<String>,
    },
    /// Bans a player, and ends his session (OPS-7).
    Ban {
        /// The account.
        account_id: AccountId,
        /// What of him: his account, or the console or the address that he plays with now.
        kind: BanKind,
        /// Why, for other operators.
        reason: String,
        /// Until when, in seconds since 1970; for ever without.
        until: Option<u32>,
    },
    /// Shows a system message (OPS-3).
    SystemMessage {
        /// To this account, or to everybody.
        account_id: Option<AccountId>,
        /// How grave it is; what a title makes of it differs.
        severity: u8,
        /// What.
        text: String,
    },
    /// Says something in the chat in the name of the server (MLS-154).
    Tell {
        /// To this account.
        account_id: AccountId,
        /// What.
        text: String,
    },
    /// Writes into the memory of a player's console (OPS-5); refused unless `allow_memory` is set.
    Poke {
        /// The account.
        account_id: AccountId,
        /// Where.
        address: u32,
        /// What.
        bytes: Vec<u8>,
    },
    /// Reads some of the memory of a player's console (OPS-5); refused unless `allow_memory` is set.
    Peek {
        /// The account.
        account_id: AccountId,
        /// Where.
        address: u32,
        /// How many bytes; at most 512 are read.
        length: u32,
    },
}

impl Command {
    /// The account that it concerns.
    #[must_use]
    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Counters | Self::Connections | Self::Servers | Self::Disconnect(_) => None,
            Self::SystemMessage { account_id, .. } => *account_id,
            Self::Kick { account_id, .. }
            | Self::Ban { account_id, .. }
            | Self::Tell { account_id, .. }
            | Self::Poke { account_id, .. }
            | Self::Peek { account_id, .. } => Some(*account_id),
        }
    }
}

/// The answer to a [`Command`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CommandAnswer {
    /// To [`Command::Counters`].
    Counters(Box<Counters>),
    /// To [`Command::Connections`].
    Connections(Vec<ConnectionRow>),
    /// To [`Command::Servers`].
    Servers(Vec<ServerRow>),
    /// Done.
    Done,
    /// There is no such connection or player, or this component has none.
    NotFound,
    /// The settings do not allow it.
    Refused,
    /// The console is asked: its answer comes as an event with this sequence number.
    Asked(u32),
}

/// One line of [`CommandAnswer::Connections`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionRow {
    /// The connection.
    pub conn: ConnId,
    /// The title, once it said so.
    pub app_id: Option<AppId>,
    /// The account, once logged in.
    pub account_id: Option<AccountId>,
}

/// One line of [`CommandAnswer::Servers`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerRow {
    /// Where its players connect.
    pub at: SocketAddrV4,
    /// The title that it serves; 0 for all.
    pub app_id: AppId,
    /// The location that it serves.
    pub location: LocationId,
    /// Its worlds.
    pub worlds: u32,
    /// Its players, as it last reported.
    pub players: i32,
}
