//! The sockets of a shard, and those that are being made.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use serde::{Deserialize, Serialize};

use crate::dme::ids::SeatRef;
use crate::ids::{BindId, MgclRequest, SocketId};
use crate::machine::Outbox;
use crate::secret::Secret;
use crate::wire::SessionKeyText;

/// The sockets, and those that are being made.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(in crate::dme) struct Sockets {
    pub(in crate::dme) shared: Option<SocketId>,
    pub(super) ports: BTreeMap<SocketId, u16>,
    pub(super) pending: BTreeMap<BindId, PendingSocket>,
    pub(super) last: u32,
}

/// A player whose own socket is being made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PendingSocket {
    pub(super) request: MgclRequest,
    pub(super) at: SeatRef,
    pub(super) session: Secret<SessionKeyText>,
    pub(super) port: u16,
    pub(super) tries: u8,
}

impl Sockets {
    /// The lowest port from one on that is not in use here.
    pub(super) fn free_port(&self, first: u16) -> u16 {
        let taken = |port: u16| {
            self.ports.values().any(|one| *one == port) || self.pending.values().any(|one| one.port == port)
        };
        (first..=u16::MAX).find(|port| !taken(*port)).unwrap_or_default()
    }

    pub(super) fn ask(&mut self, mut pending: PendingSocket, first: u16, ip: Ipv4Addr, out: &mut Outbox) {
        self.last += 1;
        pending.port = self.free_port(first);
        out.bind(BindId(self.last), SocketAddrV4::new(ip, pending.port));
        self.pending.insert(BindId(self.last), pending);
    }
}
