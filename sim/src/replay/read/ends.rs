//! Where the two sides of a conversation are.

use std::net::SocketAddrV4;

use crate::capture::Flow;

/// Where the two sides of a conversation are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ends {
    /// The console's connection, as the server saw it.
    pub(crate) console: SocketAddrV4,
    /// The server.
    pub(crate) server: SocketAddrV4,
    /// The source of the console's datagrams, as the server saw it.
    pub(crate) console_udp: SocketAddrV4,
    /// Where they go.
    pub(crate) server_udp: SocketAddrV4,
}

impl Ends {
    /// Of a conversation without datagrams.
    pub(crate) const fn of(flow: &Flow) -> Self {
        Self { console: flow.client, server: flow.server, console_udp: flow.client, server_udp: flow.server }
    }
}
