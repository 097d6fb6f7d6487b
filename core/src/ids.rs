//! Names of things, each a type of its own: a number of one kind cannot stand where another is meant.
//!
//! Messages carry raw numbers; a handler wraps them once, where it reads the message, and unwraps them where it
//! writes the answer.

use serde::{Deserialize, Serialize};

/// A TCP connection. The driver assigns it: the lowest free index, and a generation that tells a
/// late input for an earlier holder of the index apart (it is ignored).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ConnId {
    /// Slot in the driver's table.
    pub index: u32,
    /// How often the slot was given away before.
    pub generation: u32,
}

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

impl core::fmt::Display for Component {
    /// Writes the name that the specification uses.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
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

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($repr:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $repr);

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

// Between a machine and its driver.
ids! {
    /// A listening TCP socket, by its place in the machine's list of listeners.
    ListenerId(u16);
    /// A UDP socket, by the number the machine gave it when it asked for it.
    SocketId(u32);
    /// A connection that the machine asked for and that is not open yet.
    ConnectId(u32);
    /// A request to bind a socket.
    BindId(u32);
    /// A name that the machine asked to have looked up; never reused.
    LookupId(u64);
    /// A request to the store; never reused.
    StoreId(u64);
    /// A command of an operator; the driver assigns it.
    OperatorId(u64);
}

// In the lobby and its store.
ids! {
    /// An account, from 1; negative for an anonymous player (MAS-37), 0 for nobody.
    AccountId(i32);
    /// The application id of a title in one region.
    AppId(u32);
    /// The titles that share accounts, channels and games (ST-50), by the application id of one of them.
    TitleGroup(u32);
    /// A channel, by its MediusWorldID.
    ChannelId(i32);
    /// A game, by its MediusWorldID.
    GameId(i32);
    /// An entry of a player's game list filter.
    GameFilterId(u32);
    /// A clan, from 1.
    ClanId(i32);
    /// An invitation to a clan, from 1.
    ClanInvitationId(i32);
    /// A message of a clan, from 1.
    ClanMessageId(i32);
    /// A challenge of one clan by another, from 1.
    ChallengeId(i32);
    /// A file, from 1.
    FileId(i32);
    /// A location that players and game servers name (MAS-15); 0 for none.
    LocationId(i32);
    /// A request of the MLS for a seat in a game's world; never reused.
    SeatRequest(u64);
}

impl AccountId {
    /// Returns whether the store has such an account: an anonymous player's is none of them (MAS-37).
    #[must_use]
    pub const fn is_stored(self) -> bool {
        self.0 > 0
    }
}

// In game worlds.
ids! {
    /// A game world, by the number that its game server gave it.
    DmeWorldId(i32);
    /// A player's place in a game world, from 0.
    SeatIndex(u16);
    /// A request between an MPS and a game server: its decimal text is the MessageID of the answer (MGCL-3).
    MgclRequest(u32);
}
