//! What happens in a world, each at a time of its own.

use std::net::SocketAddrV4;

use clank_core::ids::{Component, ListenerId, SocketId, StoreId};
use clank_core::machine::Recorded;
use clank_core::peer::PeerMessage;
use clank_core::store::StoreRequest;

use super::flow::{FlowId, RemoteEnd};

/// Something that happens at a time.
#[derive(Debug)]
pub(super) enum SimEvent {
    Open { node: Component, listener: ListenerId, flow: FlowId },
    ToServer { flow: FlowId, bytes: Vec<u8> },
    ToServerFin { flow: FlowId },
    ToServerReset { flow: FlowId },
    ToRemote { flow: FlowId, bytes: Vec<u8> },
    ToRemoteEnd { flow: FlowId, end: RemoteEnd },
    Linger { flow: FlowId },
    Datagram { node: Component, socket: SocketId, from: SocketAddrV4, bytes: Vec<u8> },
    DatagramToRemote { from: SocketAddrV4, to: SocketAddrV4, bytes: Vec<u8> },
    Tick { node: Component },
    Minute { node: Component },
    Store { node: Component, id: StoreId, request: StoreRequest },
    Peer { from: Component, to: Component, message: PeerMessage },
    Input { node: Component, input: Box<Recorded> },
}

impl SimEvent {
    /// The connection that a driver would read.
    #[deny(clippy::wildcard_enum_match_arm)]
    pub(super) const fn reads(&self) -> Option<FlowId> {
        match self {
            Self::ToServer { flow, .. } | Self::ToServerFin { flow } => Some(*flow),
            Self::Open { .. }
            | Self::ToServerReset { .. }
            | Self::ToRemote { .. }
            | Self::ToRemoteEnd { .. }
            | Self::Linger { .. }
            | Self::Datagram { .. }
            | Self::DatagramToRemote { .. }
            | Self::Tick { .. }
            | Self::Minute { .. }
            | Self::Store { .. }
            | Self::Peer { .. }
            | Self::Input { .. } => None,
        }
    }
}
