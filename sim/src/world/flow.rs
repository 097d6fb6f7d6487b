//! One virtual TCP connection.

use std::net::SocketAddrV4;

use clank_core::ids::ConnId;
use clank_core::link::LinkPreset;
use clank_core::machine::CloseReason;
use clank_core::mail::Component;
use clank_core::time::Instant;

/// Names a virtual connection for the whole run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlowId(pub(super) u32);

/// How the remote end saw the connection end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemoteEnd {
    /// The server shut down writing.
    Fin,
    /// The server cut the connection.
    Reset,
    /// Nobody listens there.
    Refused,
}

#[derive(Debug)]
pub(super) struct VirtualFlow {
    pub(super) remote: SocketAddrV4,
    pub(super) server: SocketAddrV4,
    pub(super) node: Option<Component>,
    pub(super) preset: Option<LinkPreset>,
    pub(super) conn: Option<ConnId>,
    pub(super) last_to_server: Instant,
    pub(super) last_to_remote: Instant,
    /// The machine does not want to read.
    pub(super) paused: bool,
    /// What came while reading was paused.
    pub(super) held: Vec<Vec<u8>>,
    pub(super) held_end: Option<CloseReason>,
    /// Bytes waiting in the driver.
    pub(super) queued: Vec<u8>,
    pub(super) congested: bool,
    /// The machine asked for a flush: write, shut down, discard.
    pub(super) flushing: bool,
    pub(super) in_flight: usize,
    /// Bytes at the remote host that its program did not read.
    pub(super) unread: Vec<u8>,
    pub(super) inbox: Vec<u8>,
    pub(super) reading: bool,
    pub(super) remote_end: Option<RemoteEnd>,
    /// The other end's flow, where that is a machine, too.
    pub(super) twin: Option<FlowId>,
}

impl VirtualFlow {
    pub(super) const fn new(
        remote: SocketAddrV4,
        server: SocketAddrV4,
        node: Option<Component>,
        preset: Option<LinkPreset>,
    ) -> Self {
        Self {
            remote,
            server,
            node,
            preset,
            conn: None,
            last_to_server: Instant::BIRTH,
            last_to_remote: Instant::BIRTH,
            paused: false,
            held: Vec::new(),
            held_end: None,
            queued: Vec::new(),
            congested: false,
            flushing: false,
            in_flight: 0,
            unread: Vec::new(),
            inbox: Vec::new(),
            reading: true,
            remote_end: None,
            twin: None,
        }
    }
}
