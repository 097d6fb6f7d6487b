//! One machine and what its driver knows.

use std::collections::BTreeMap;
use std::net::SocketAddrV4;

use clank_core::ids::SocketId;
use clank_core::machine::{Event, Machine, Outbox, Slots, Tap};
use clank_core::time::Instant;

use super::flow::FlowId;

pub(super) struct Node {
    pub(super) machine: Box<dyn Machine>,
    pub(super) listeners: Vec<SocketAddrV4>,
    pub(super) conns: Slots<FlowId>,
    pub(super) sockets: BTreeMap<SocketId, SocketAddrV4>,
    pub(super) tick_at: Option<Instant>,
    pub(super) events: Vec<Event>,
    pub(super) tap: Box<dyn Tap>,
    pub(super) out: Outbox,
    pub(super) bound: u32,
}

impl Node {
    pub(super) fn new(machine: Box<dyn Machine>, listeners: Vec<SocketAddrV4>, tap: Box<dyn Tap>) -> Self {
        Self {
            machine,
            listeners,
            conns: Slots::default(),
            sockets: BTreeMap::new(),
            tick_at: None,
            events: Vec::new(),
            tap,
            out: Outbox::new(),
            bound: 0,
        }
    }
}

/// Whether something that listens at `at` is reached at `to`.
pub(super) fn reaches(at: SocketAddrV4, to: SocketAddrV4) -> bool {
    at.port() == to.port() && (at.ip().is_unspecified() || at.ip() == to.ip())
}
