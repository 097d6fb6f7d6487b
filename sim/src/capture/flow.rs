//! Flows of ordered events: what a capture holds once packets are put together.

use std::net::SocketAddrV4;

/// TCP or UDP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Transport {
    /// A TCP connection.
    Tcp,
    /// All datagrams between two UDP endpoints.
    Udp,
}

/// Which way something travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dir {
    /// From [`Flow::client`] to [`Flow::server`].
    ToServer,
    /// From [`Flow::server`] to [`Flow::client`].
    ToClient,
}

impl Dir {
    /// Both directions.
    pub const BOTH: [Self; 2] = [Self::ToServer, Self::ToClient];

    /// The other direction.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::ToServer => Self::ToClient,
            Self::ToClient => Self::ToServer,
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlowKind {
    /// The SYN of a TCP connection.
    Opened,
    /// Bytes of a TCP stream, in stream order and each byte once.
    Data(Vec<u8>),
    /// Bytes of a TCP stream that were not recorded; what follows in this direction comes after them.
    Gap {
        /// How many; unknown at the start of a direction whose beginning was not recorded.
        bytes: Option<u32>,
    },
    /// The sender ended its direction of a TCP connection.
    Fin,
    /// The sender broke a TCP connection.
    Reset,
    /// One UDP datagram. A datagram recorded twice appears twice.
    Datagram(Vec<u8>),
}

/// One thing that happened in a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowEvent {
    /// Number of the packet that made it complete.
    pub frame: u32,
    /// Time of that packet.
    pub time_us: i64,
    /// Which way.
    pub dir: Dir,
    /// What.
    pub kind: FlowKind,
}

/// One TCP connection, or the datagrams between two UDP endpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Place in the order of first packets, over all flows of the capture, from 0.
    pub index: u32,
    /// TCP or UDP.
    pub transport: Transport,
    /// The endpoint taken for the client.
    pub client: SocketAddrV4,
    /// The endpoint taken for the server.
    pub server: SocketAddrV4,
    /// The sender of the SYN was seen, so `client` is no guess.
    pub client_certain: bool,
    /// TCP: the first byte of each direction is known to be the first. UDP: always true.
    pub complete_start: bool,
    /// Everything that happened, in frame order.
    pub events: Vec<FlowEvent>,
}

impl Flow {
    /// Exchanges client and server, for when the content shows that the first guess was wrong.
    pub fn swap(&mut self) {
        std::mem::swap(&mut self.client, &mut self.server);
        for event in &mut self.events {
            event.dir = event.dir.reversed();
        }
    }

    /// The bytes of one direction of a TCP flow, gaps left out.
    #[must_use]
    pub fn stream(&self, dir: Dir) -> Vec<u8> {
        let mut all = Vec::new();
        for event in &self.events {
            if let (true, FlowKind::Data(data)) = (event.dir == dir, &event.kind) {
                all.extend_from_slice(data);
            }
        }
        all
    }

    /// The datagrams of one direction of a UDP flow.
    pub fn datagrams(&self, dir: Dir) -> impl Iterator<Item = &[u8]> {
        self.events.iter().filter(move |event| event.dir == dir).filter_map(|event| match &event.kind {
            FlowKind::Datagram(data) => Some(data.as_slice()),
            _ => None,
        })
    }
}

/// Is this one of the usual ports of a Medius server?
#[must_use]
pub fn is_server_port(port: u16) -> bool {
    matches!(port, 10070..=10080 | 20070..=20080 | 30070..=30080 | 50000..=50100)
}

/// (client, server) of a flow whose opening was not seen: a usual server port, a private address against
/// a public one, or at last the sender of the first packet.
pub(super) fn guess_roles(source: SocketAddrV4, target: SocketAddrV4) -> (SocketAddrV4, SocketAddrV4) {
    let by = |mark: fn(&SocketAddrV4) -> bool| match (mark(&source), mark(&target)) {
        (true, false) => Some((source, target)),
        (false, true) => Some((target, source)),
        _ => None,
    };
    by(|end| !is_server_port(end.port())).or_else(|| by(|end| end.ip().is_private())).unwrap_or((source, target))
}
