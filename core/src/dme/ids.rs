//! Names of seats and of the ways of datagrams.

use std::net::SocketAddrV4;

use serde::{Deserialize, Serialize};

use crate::ids::{DmeWorldId, SocketId};

/// A seat, by its world and the client index in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct SeatRef {
    pub(super) world: DmeWorldId,
    pub(super) index: u16,
}

/// Where datagrams of a player come from and go to, and by which of our sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Route {
    pub(super) socket: SocketId,
    pub(super) from: SocketAddrV4,
}
