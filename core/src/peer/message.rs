//! What components write to each other (architecture.md §5). A driver, the host or the simulator
//! delivers it; a message may come late, twice or not at all.

use core::time::Duration;
use std::net::{Ipv4Addr, SocketAddrV4};

use serde::{Deserialize, Serialize};

use super::game_details::GameDetails;
use super::mgcl::{FromServer, ToServer};
use crate::ids::{AccountId, AppId, ChannelId, DmeWorldId, GameId, LocationId, MgclRequest, SeatRequest};
use crate::secret::Secret;
use crate::wire::{
    AccessKey, CharacterEncodingType, GameHostType, LanguageType, MgclErrorCode, MgclGameHostType,
    MgclServerAttributes, NameText, NetAddress, NetAddressList, NetConnectionType, PasswordText, RsaKey,
    SessionKeyText, TimeZone, Version, WorldStatus,
};

/// Names one admission for its whole life; 128 random bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Ticket(pub [u8; 16]);

/// What one machine says to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PeerMessage {
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
    /// MAS to MLS: a player at the MAS asks for the channels of the lobby (MAS-21). Answered by `Channels`.
    ListChannels {
        /// Names the answer.
        ticket: Ticket,
        /// The title of the player.
        app_id: AppId,
        /// PageID.
        page_id: i16,
        /// PageSize.
        page_size: i16,
    },
    /// MLS to MAS: the channels of that page.
    Channels {
        /// The message that it answers.
        ticket: Ticket,
        /// The channels, in their order.
        lines: Vec<ChannelLine>,
    },
    /// MLS to MPS: a game wants a world on a game server (MPS-2). Answered by `WorldCreated`.
    CreateWorld(Box<WorldRequest>),
    /// MPS to MLS: the world is there, or not.
    WorldCreated {
        /// The game.
        game: GameId,
        /// Its world.
        world: Result<WorldAddress, WorldFailure>,
    },
    /// MLS to MPS: a player wants into the world of a game (MPS-3). Answered by `Seated`.
    Seat(Box<JoinRequest>),
    /// MPS to MLS: the game server expects the player, or not.
    Seated {
        /// Which request it answers.
        seat: SeatRequest,
        /// How the player gets there.
        answer: Result<Box<GrantedSeat>, WorldFailure>,
    },
    /// MPS to MLS: a game server saw a player come or go (MPS-5).
    Seen {
        /// The game.
        game: GameId,
        /// Who.
        session_key: Secret<SessionKeyText>,
        /// Whether he came; else he went.
        connected: bool,
    },
    /// MLS to MPS: a game is over (MPS-6).
    EndWorld {
        /// The game.
        game: GameId,
    },
    /// MAS to MPS: this game host is about to come with these keys. Answered by `HostAdmitted`; a repetition is
    /// answered again and changes nothing.
    AdmitHost(Box<HostAdmission>),
    /// MPS to MAS: the host may be told.
    HostAdmitted {
        /// The admission.
        ticket: Ticket,
    },
    /// MPS to MLS: a host made a game on its console (P2P-3). Answered by `GameHosted`.
    HostGame(Box<HostedGame>),
    /// MLS to MPS: the game is there, or not.
    GameHosted {
        /// The message that it answers.
        request: MgclRequest,
        /// The game's MediusWorldID.
        answer: Result<GameId, MgclErrorCode>,
    },
    /// MPS to MLS: what a host reports of its game (P2P-7).
    HostReport(Box<HostReport>),
    /// MPS to MLS: a host's game goes by another id and at another place (P2P-9). Answered by `GameMoved`.
    MoveGame {
        /// Names the answer.
        request: MgclRequest,
        /// The game.
        game: GameId,
        /// Its new MediusWorldID.
        to: GameId,
        /// Where it is.
        at: NetAddressList,
        /// Who says so.
        by: Mover,
    },
    /// MLS to MPS: it does, or it does not.
    GameMoved {
        /// The message that it answers.
        request: MgclRequest,
        /// The game's MediusWorldID.
        answer: Result<GameId, MgclErrorCode>,
    },
    /// MLS to MPS: a host's game goes by another id from now on (P2P-9).
    GameRenumbered {
        /// The game.
        game: GameId,
        /// Its new MediusWorldID.
        to: GameId,
    },
    /// MPS to MLS: a host ended its game (P2P-8).
    HostEnded {
        /// The game.
        game: GameId,
    },
    /// MPS to a game server: what it is to do.
    ToServer(Box<ToServer>),
    /// A game server to MPS: what happened.
    FromServer(Box<FromServer>),
    /// MPS to MLS: the game server of a game is lost (MPS-7).
    WorldLost {
        /// The game.
        game: GameId,
    },
}

/// A world that a game wants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorldRequest {
    /// The game's MediusWorldID.
    pub game: GameId,
    /// The title.
    pub app_id: AppId,
    /// The location that its maker picked (MLS-85.3).
    pub location: LocationId,
    /// How many players.
    pub max_players: i32,
    /// MediusWorldAttributesType.
    pub attributes: i32,
}

/// A world on a game server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorldAddress {
    /// The game server's own number of it.
    pub world_id: DmeWorldId,
    /// Where it is.
    pub at: SocketAddrV4,
}

/// A player who wants into a world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JoinRequest {
    /// Names the request.
    pub seat: SeatRequest,
    /// The game.
    pub game: GameId,
    /// The game server's number of its world.
    pub world_id: DmeWorldId,
    /// The title of the player.
    pub app_id: AppId,
    /// His account.
    pub account_id: AccountId,
    /// His key, by which the game server will know him.
    pub session_key: Secret<SessionKeyText>,
    /// The key of his latest redirect, which a host on a console is told (P2P-6).
    pub access_key: Secret<AccessKey>,
    /// How he will connect.
    pub kind: NetConnectionType,
    /// Where his console is, as it said (P2P-6).
    pub addresses: NetAddressList,
}

/// How a player gets into a world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GrantedSeat {
    /// Where it is.
    pub addresses: NetAddressList,
    /// The number of the world there.
    pub world_id: DmeWorldId,
    /// The key of the game server's end; zero for none.
    pub server_key: RsaKey,
    /// The key that lets the player in.
    pub access_key: Secret<AccessKey>,
}

/// Why there is no world, or no seat in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WorldFailure {
    /// No game server is there for the title.
    NoServer,
    /// The game server made no world; the host of a game on a console wants no guest.
    Refused,
    /// The world has no seat left (DME-15).
    Full,
    /// The game server is lost, or a host's connection is; or it does not know the world any more.
    Lost,
}

/// How a console writes, and where its player is (MAS-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Localization {
    /// The character encoding of its texts.
    pub encoding: CharacterEncodingType,
    /// The language of its texts.
    pub language: LanguageType,
    /// Its time zone, where it says so.
    pub time_zone: Option<TimeZone>,
}

/// What a game host says of itself (MAS-50, MAS-52).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct HostFacts {
    /// What kind of server it is.
    pub server_type: MgclGameHostType,
    /// Its version.
    pub version: String,
    /// Its port; 0 where it did not say.
    pub port: i32,
    /// Where it listens, and its attributes, once it said so.
    pub attributes: Option<(MgclServerAttributes, NetAddress)>,
}

/// The session of a game host on its way from the MAS to the MPS (MAS-51).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HostAdmission {
    /// Names it.
    pub ticket: Ticket,
    /// The title.
    pub app_id: AppId,
    /// The address of its console as the MAS saw it.
    pub address: Ipv4Addr,
    /// Where its console says that it is.
    pub addresses: NetAddressList,
    /// The location that it named.
    pub location: LocationId,
    /// What else it said of itself.
    pub facts: HostFacts,
    /// The key used inside messages.
    pub session_key: Secret<SessionKeyText>,
    /// The key that opens the connection.
    pub access_key: Secret<AccessKey>,
    /// How long it may take to arrive.
    pub keep_alive: Duration,
}

/// A game on a player's console (P2P-3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HostedGame {
    /// Names the answer.
    pub request: MgclRequest,
    /// The title.
    pub app_id: AppId,
    /// The account whose console it is, if it was told.
    pub account_id: Option<AccountId>,
    /// The address of the console as the MPS sees it.
    pub address: Ipv4Addr,
    /// What the game is like.
    pub details: GameDetails,
    /// What a player needs to get in; empty for nothing.
    pub password: Secret<PasswordText<32>>,
    /// How it is hosted.
    pub host_type: GameHostType,
    /// Where it is.
    pub at: NetAddressList,
    /// The console's own number of it.
    pub world_id: DmeWorldId,
}

/// The console that says where a game goes on (P2P-9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mover {
    /// The one that hosts it.
    Host,
    /// Another one, which has to be a member's.
    Other {
        /// Its address.
        address: Ipv4Addr,
        /// Whether the host's connection is still there: then it is not the host who comes by another one.
        hosted: bool,
    },
}

/// What a host reports of its game (P2P-7).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HostReport {
    /// The game.
    pub game: GameId,
    /// What it is like.
    pub details: GameDetails,
    /// How many play.
    pub players: i32,
    /// How far it is.
    pub status: WorldStatus,
}

/// A session on its way from the MAS to the MLS, which owns it from then on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Admission {
    /// Names it.
    pub ticket: Ticket,
    /// The account; negative for an anonymous player (MAS-37).
    pub account_id: AccountId,
    /// The account's name as stored.
    pub name: String,
    /// The title the player runs.
    pub app_id: AppId,
    /// The protocol version of the console.
    pub version: Version,
    /// The address of the console as the MAS sees it (MLS-1).
    pub address: Ipv4Addr,
    /// The sessions of the same account whose connections to the MAS are living (ST-21).
    pub living: Vec<Ticket>,
    /// The key used inside messages, constant for the session (ST-12).
    pub session_key: Secret<SessionKeyText>,
    /// The key that opens the next connection (ST-11).
    pub access_key: Secret<AccessKey>,
    /// The console, if it said so (MAS-11).
    pub machine_id: Option<Secret<String>>,
    /// The location that the player picked (MAS-16).
    pub location: LocationId,
    /// How the console writes, and where its player is (MAS-10).
    pub localization: Localization,
    /// How long the player may take to arrive (ST-20).
    pub keep_alive: Duration,
}

/// A channel, as a list tells it (MLS-62).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelLine {
    /// Its MediusWorldID.
    pub id: ChannelId,
    /// Its name.
    pub name: NameText<64>,
    /// How many players are in it.
    pub players: i32,
}

/// The lobby world a player is in (ST-6, ST-13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LobbyWorld {
    /// Its MediusWorldID.
    pub medius_world_id: ChannelId,
    /// The small number by which CONNECT_TCP names it.
    pub world_id: u16,
}
