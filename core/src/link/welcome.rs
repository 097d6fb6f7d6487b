//! What a component tells of a client when it lets it in.

use serde::{Deserialize, Serialize};

use crate::crypto::SessionKey;
use crate::settings::ClearAnswers;
use crate::wire::Flags;

/// What a console is told when it is admitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// Its index.
    pub client_index: u16,
    /// The count in SERVER_CONNECT_ACCEPT_TCP: 1 in the lobby, the players of a game world.
    pub accept_count: u16,
    /// The count in SERVER_CONNECT_COMPLETE: the clients of its world, itself included (GEN-5).
    pub complete_count: u16,
    /// Its address as we see it.
    pub address: std::net::Ipv4Addr,
    /// Layout quirks and settings of its title.
    pub flags: Flags,
    /// Whether the title wants SERVER_CONNECT_REQUIRE.
    pub connect_require: bool,
    /// Whether it wants SERVER_CONNECT_COMPLETE.
    pub connect_complete: bool,
    /// Which answers it wants in clear.
    pub clear_answers: ClearAnswers,
    /// The game world that it enters.
    pub world: Option<WorldWelcome>,
}

/// What a console is told of its game world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorldWelcome {
    /// The key that its members share, instead of their first context 3 keys (transport.md §8 step 5).
    pub key: SessionKey,
    /// Names the connection on this machine (DME-5).
    pub scert_id: u16,
    /// Where datagrams go, for a client that wants auxiliary UDP.
    pub udp: Option<std::net::SocketAddrV4>,
}
