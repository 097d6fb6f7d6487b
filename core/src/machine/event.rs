//! What a machine tells its observers: logs, metrics, the admin page and tests read these, and never
//! one per relayed frame.

use std::net::SocketAddrV4;

use serde::Serialize;

use super::{CloseReason, Fault};
use crate::ids::{AccountId, AppId, ConnId, DmeWorldId, GameId, LocationId, SeatIndex};
use crate::limits::Limit;
use crate::store::BanKind;
use crate::wire::Version;

/// One observation. A secret cannot be put into one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Event {
    /// A console connected.
    Opened {
        /// The connection.
        conn: ConnId,
        /// The far end.
        peer: SocketAddrV4,
    },
    /// A handshake is complete.
    Connected {
        /// The connection.
        conn: ConnId,
        /// The protocol version it speaks.
        version: Version,
        /// The title.
        app_id: AppId,
        /// Whether frames towards it are encrypted.
        encrypted: bool,
    },
    /// A connection ended.
    Closed {
        /// The connection.
        conn: ConnId,
        /// How.
        why: CloseReason,
    },
    /// Bad input, and what it cost.
    Fault {
        /// The connection it came from; none for a datagram.
        conn: Option<ConnId>,
        /// The rule it broke and what it cost.
        #[serde(serialize_with = "describe_fault")]
        fault: Fault,
    },
    /// A player registered an account.
    Registered {
        /// The connection.
        conn: ConnId,
        /// The new account.
        account_id: AccountId,
    },
    /// A player logged in: the MLS knows the session and the console was told.
    LoggedIn {
        /// The connection.
        conn: ConnId,
        /// The account; negative for an anonymous one (MAS-37).
        account_id: AccountId,
    },
    /// A login was refused.
    LoginRefused {
        /// The connection.
        conn: ConnId,
        /// The MediusCallbackStatus that the console was told.
        status: i32,
    },
    /// A player logged out or was lost.
    LoggedOut {
        /// The account.
        account_id: AccountId,
    },
    /// A player arrived at the MLS with the keys of a login.
    Entered {
        /// The connection.
        conn: ConnId,
        /// The account.
        account_id: AccountId,
    },
    /// A console was not let in, or not into a game: it is banned, or the server is closed (GEN-7, MAS-3, MLS-86).
    TurnedAway {
        /// The connection.
        conn: ConnId,
        /// What of it is banned.
        ban: Option<BanKind>,
    },
    /// An operator or a ban ended a player's session (OPS-7, MLS-9).
    Kicked {
        /// The account.
        account_id: AccountId,
        /// What of him is banned.
        ban: Option<BanKind>,
    },
    /// A game server registered at the MPS.
    ServerHere {
        /// Where its players connect.
        at: SocketAddrV4,
        /// The title that it serves; 0 for all.
        app_id: AppId,
        /// The location that it serves.
        location: LocationId,
    },
    /// A game server is lost, with all its worlds.
    ServerLost {
        /// Where its players connected.
        at: SocketAddrV4,
    },
    /// A game server is registered with the MPS of another process, or is not any more.
    Upstream {
        /// Whether it is.
        registered: bool,
    },
    /// A game server made a world.
    WorldMade {
        /// The game that it is for.
        game: GameId,
        /// The server's number of it.
        world_id: DmeWorldId,
    },
    /// A world is gone.
    WorldGone {
        /// The game that it was for.
        game: GameId,
        /// The server's number of it.
        world_id: DmeWorldId,
    },
    /// A player is in a game world.
    Joined {
        /// His connection.
        conn: ConnId,
        /// The game.
        game: GameId,
        /// His index in the world.
        index: SeatIndex,
    },
    /// A player is out of a game world.
    Left {
        /// The game.
        game: GameId,
        /// His index in the world.
        index: SeatIndex,
    },
    /// The store did not answer in time, or answered with an error.
    StoreFailed {
        /// What was asked.
        request: String,
    },
    /// A limit was met and its policy applied.
    Limited {
        /// Which one; serialised it is the key of the configuration.
        limit: Limit,
        /// The connection it applied to.
        conn: Option<ConnId>,
    },
    /// The memory of a console is read or written, or somebody tried (OPS-5).
    Memory {
        /// Whose console.
        account_id: AccountId,
        /// Where.
        address: u32,
        /// How many bytes.
        length: u32,
        /// Written; else read.
        write: bool,
        /// Whether the settings allow it.
        allowed: bool,
    },
    /// A console told some of its memory.
    MemoryRead {
        /// Whose console.
        account_id: AccountId,
        /// Which question it answers.
        sequence: u32,
        /// Where.
        address: u32,
        /// What it holds.
        bytes: Vec<u8>,
    },
    /// A script wrote a line.
    Script {
        /// The line.
        text: String,
    },
}

fn describe_fault<S: serde::Serializer>(fault: &Fault, to: S) -> Result<S::Ok, S::Error> {
    (fault.rule, fault.cost, &fault.what).serialize(to)
}
