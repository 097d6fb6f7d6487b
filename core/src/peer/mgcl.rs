//! The meanings of MGCL: what an MPS and its game servers say to each other (lobby.md 5.13, game.md 11), by mail within
//! a process. The room `mgcl` makes messages of them for the link between processes.

use std::net::SocketAddrV4;

use serde::{Deserialize, Serialize};

use crate::ids::{AppId, DmeWorldId, GameId, LocationId, MgclRequest, SeatIndex};
use crate::secret::Secret;
use crate::wire::{AccessKey, MgclErrorCode, NetAddressList, NetConnectionType, RsaKey, SessionKeyText};

/// What the MPS wants of a game server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ToServer {
    /// The server's attributes are known: it will be given worlds (MPS-1). Nobody answers.
    Registered {
        /// Whether it is let in.
        confirmation: MgclErrorCode,
    },
    /// Make a world (MPS-2). Answered by [`FromServer::WorldCreated`].
    CreateWorld(WorldOrder),
    /// Keep a seat for a player (MPS-3). Answered by [`FromServer::Seated`].
    Seat(Box<SeatOrder>),
    /// A game is over (MPS-6). Answered by [`FromServer::WorldEnded`], which nobody waits for.
    EndWorld {
        /// Names the answer.
        request: MgclRequest,
        /// The server's number of the world.
        world_id: DmeWorldId,
        /// Players are put out; else the world ends when they have left (DME-18).
        brutal: bool,
    },
    /// Put a player out (MGCL-9). Nobody answers.
    Disconnect {
        /// The server's number of the world.
        world_id: DmeWorldId,
        /// The player's index in it.
        client_index: SeatIndex,
    },
    /// How is a world? Answered by [`FromServer::WorldStatus`].
    WorldStatus {
        /// Names the answer.
        request: MgclRequest,
        /// The server's number of the world.
        world_id: DmeWorldId,
    },
}

/// A world to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorldOrder {
    /// Names the answer.
    pub request: MgclRequest,
    /// MediusWorldUID: the game.
    pub game: GameId,
    /// The title.
    pub app_id: AppId,
    /// How many players.
    pub max_players: i32,
    /// MediusWorldAttributesType.
    pub attributes: i32,
}

/// A seat to be kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeatOrder {
    /// Names the answer.
    pub request: MgclRequest,
    /// The server's number of the world.
    pub world_id: DmeWorldId,
    /// How the player will connect.
    pub kind: NetConnectionType,
    /// His key.
    pub session_key: Secret<SessionKeyText>,
    /// The key of his console's end, for a host on a console (P2P-6).
    pub access_key: Secret<AccessKey>,
    /// Where his console is, for a host on a console (P2P-6).
    pub addresses: NetAddressList,
}

/// What a game server tells its MPS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FromServer {
    /// Here I am (MPS-1). Answered by [`ToServer::Registered`].
    Here(Attributes),
    /// How busy I am (MPS-4): at once, and then every 30 seconds.
    Load(Load),
    /// A world is there, or not: its number.
    WorldCreated {
        /// The order that it answers.
        request: MgclRequest,
        /// The server's number of the world.
        world: Result<DmeWorldId, MgclErrorCode>,
    },
    /// A seat is kept, or not.
    Seated {
        /// The order that it answers.
        request: MgclRequest,
        /// How the player gets in.
        seat: Result<Box<Granted>, MgclErrorCode>,
    },
    /// A world will end, or is not known.
    WorldEnded {
        /// The order that it answers.
        request: MgclRequest,
        /// Whether it was known.
        confirmation: MgclErrorCode,
    },
    /// A player came or went (MPS-5).
    Seen {
        /// The server's number of the world.
        world_id: DmeWorldId,
        /// Who.
        session_key: Secret<SessionKeyText>,
        /// Came; else went.
        connected: bool,
    },
    /// How a world is.
    WorldStatus {
        /// The order that it answers.
        request: MgclRequest,
        /// What is told of it.
        status: Result<WorldStatus, MgclErrorCode>,
    },
    /// The server is gone, with all its worlds (MPS-7): it says so itself, or its host does.
    Gone,
}

/// What a game server tells of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attributes {
    /// Tells one life of the server from the next: what it says twice in one life changes nothing.
    pub birth: u64,
    /// The location that it serves (MGCL-7).
    pub location: LocationId,
    /// The title that it serves; 0 for all.
    pub app_id: AppId,
    /// Where its players connect. An unspecified address is the one on which they reached the MLS.
    pub listen: SocketAddrV4,
}

/// How busy a game server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Load {
    /// Most worlds.
    pub max_worlds: i16,
    /// Most players of a world.
    pub max_players_per_world: i16,
    /// Worlds.
    pub worlds: i16,
    /// Players.
    pub players: i16,
    /// MGCL_ALERT_LEVEL.
    pub alert: i32,
}

/// How a player gets into a world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Granted {
    /// The key that opens his connection.
    pub access_key: Secret<AccessKey>,
    /// The key of the server's end; zero for none.
    pub server_key: RsaKey,
    /// His index in the world.
    pub client_index: i32,
}

/// How a world is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WorldStatus {
    /// The title.
    pub app_id: AppId,
    /// How many players it holds.
    pub max_players: i32,
    /// How many are in it.
    pub players: i32,
}
