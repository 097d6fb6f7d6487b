//! Everything that can happen to a machine.

use std::net::{Ipv4Addr, SocketAddrV4};

use serde::{Deserialize, Serialize};

use crate::ids::{BindId, Component, ConnId, ConnectId, ListenerId, LookupId, OperatorId, SocketId, StoreId};
use crate::operator::Command;
use crate::peer::PeerMessage;
use crate::settings::LinkPreset;
use crate::store::StoreReply;

/// One thing that happened.
#[derive(Debug)]
pub enum Input<'a> {
    /// A TCP connection is open.
    Opened {
        /// Its name from now on.
        conn: ConnId,
        /// The listener it arrived at; for an initiated one, the listener whose settings it shares.
        listener: ListenerId,
        /// The far end.
        peer: SocketAddrV4,
        /// The near end: the address this console knows us by.
        local: SocketAddrV4,
        /// The request that it answers, where the machine asked for it.
        initiated: Option<ConnectId>,
        /// Keys and sessions given from outside; only replays and tests use it.
        preset: Option<&'a LinkPreset>,
    },
    /// A connection that the machine asked for did not come about.
    ConnectFailed {
        /// The request.
        request: ConnectId,
        /// Why.
        why: IoFailure,
    },
    /// Bytes of a TCP stream, cut anywhere. They may be decrypted in place.
    Received {
        /// The connection.
        conn: ConnId,
        /// What was read.
        bytes: &'a mut [u8],
    },
    /// More than `high_water` bytes wait for this reader.
    Congested {
        /// The connection.
        conn: ConnId,
        /// Bytes that wait.
        queued: u64,
    },
    /// A congested reader is below `low_water` again.
    Writable {
        /// The connection.
        conn: ConnId,
    },
    /// The connection is gone; its name may be given away again with a higher generation.
    Closed {
        /// The connection.
        conn: ConnId,
        /// How it ended.
        why: CloseReason,
    },
    /// A UDP datagram. It may be decrypted in place.
    Datagram {
        /// The socket it arrived at.
        socket: SocketId,
        /// The sender as this host sees it.
        from: SocketAddrV4,
        /// Its content.
        bytes: &'a mut [u8],
    },
    /// A socket that the machine asked for is there.
    Bound {
        /// The request.
        request: BindId,
        /// Its name from now on.
        socket: SocketId,
        /// The address it got.
        local: SocketAddrV4,
    },
    /// A socket that the machine asked for could not be had.
    BindFailed {
        /// The request.
        request: BindId,
        /// Why.
        why: IoFailure,
    },
    /// A name was looked up, or could not be.
    LookedUp {
        /// The request.
        request: LookupId,
        /// Its first IPv4 address, if it has any.
        found: Option<Ipv4Addr>,
    },
    /// The batch of inputs is over: send what was held back for packing. The driver carries out what the
    /// batch asked for behind it, and not before.
    Turn,
    /// The deadline has come.
    Tick,
    /// The store answers.
    Store {
        /// The request.
        id: StoreId,
        /// The answer.
        reply: StoreReply,
    },
    /// Another component writes.
    Peer {
        /// The sender.
        from: Component,
        /// The message.
        message: PeerMessage,
    },
    /// An operator asks or orders something.
    Operator {
        /// Names the answer.
        id: OperatorId,
        /// What is asked.
        command: Command,
    },
    /// The wall clock: at birth, each minute, and when it moved by more than 500 ms.
    Clock {
        /// Microseconds since 1970-01-01 UTC.
        unix_us: i64,
    },
    /// Fresh entropy: at birth and hourly in production, so that a recording's header predicts nothing.
    Reseed([u8; 32]),
}

/// How a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CloseReason {
    /// The peer said goodbye (FIN).
    Peer,
    /// The peer reset the connection, or the network lost it.
    Reset,
    /// The machine asked for it.
    Asked,
    /// More than `hard_cap` bytes waited for this reader.
    Overflow,
    /// The driver stops.
    Shutdown,
}

/// Why the driver could not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum IoFailure {
    /// Nobody listens there.
    Refused,
    /// No answer in time.
    TimedOut,
    /// The address is taken or not ours.
    Address,
    /// Anything else the operating system said.
    Other,
}

/// An input that outlives its buffers: what recordings hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of Input")]
pub enum Recorded {
    Opened {
        conn: ConnId,
        listener: ListenerId,
        peer: (Ipv4Addr, u16),
        local: (Ipv4Addr, u16),
        initiated: Option<ConnectId>,
        preset: Option<Box<LinkPreset>>,
    },
    ConnectFailed {
        request: ConnectId,
        why: IoFailure,
    },
    Received {
        conn: ConnId,
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    Congested {
        conn: ConnId,
        queued: u64,
    },
    Writable {
        conn: ConnId,
    },
    Closed {
        conn: ConnId,
        why: CloseReason,
    },
    Datagram {
        socket: SocketId,
        from: (Ipv4Addr, u16),
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    Bound {
        request: BindId,
        socket: SocketId,
        local: (Ipv4Addr, u16),
    },
    BindFailed {
        request: BindId,
        why: IoFailure,
    },
    Turn,
    Tick,
    Store {
        id: StoreId,
        reply: StoreReply,
    },
    Peer {
        from: Component,
        message: PeerMessage,
    },
    Operator {
        id: OperatorId,
        command: Command,
    },
    Clock {
        unix_us: i64,
    },
    Reseed([u8; 32]),
    LookedUp {
        request: LookupId,
        found: Option<Ipv4Addr>,
    },
}

fn pack(addr: SocketAddrV4) -> (Ipv4Addr, u16) {
    (*addr.ip(), addr.port())
}

fn unpack((ip, port): (Ipv4Addr, u16)) -> SocketAddrV4 {
    SocketAddrV4::new(ip, port)
}

impl Input<'_> {
    /// A copy for a recording. Take it before the machine decrypts the bytes in place.
    #[must_use]
    pub fn record(&self) -> Recorded {
        match self {
            Self::Opened { conn, listener, peer, local, initiated, preset } => Recorded::Opened {
                conn: *conn,
                listener: *listener,
                peer: pack(*peer),
                local: pack(*local),
                initiated: *initiated,
                preset: preset.map(|preset| Box::new(preset.clone())),
            },
            Self::ConnectFailed { request, why } => Recorded::ConnectFailed { request: *request, why: *why },
            Self::Received { conn, bytes } => Recorded::Received { conn: *conn, bytes: bytes.to_vec() },
            Self::Congested { conn, queued } => Recorded::Congested { conn: *conn, queued: *queued },
            Self::Writable { conn } => Recorded::Writable { conn: *conn },
            Self::Closed { conn, why } => Recorded::Closed { conn: *conn, why: *why },
            Self::Datagram { socket, from, bytes } => {
                Recorded::Datagram { socket: *socket, from: pack(*from), bytes: bytes.to_vec() }
            }
            Self::Bound { request, socket, local } => {
                Recorded::Bound { request: *request, socket: *socket, local: pack(*local) }
            }
            Self::BindFailed { request, why } => Recorded::BindFailed { request: *request, why: *why },
            Self::LookedUp { request, found } => Recorded::LookedUp { request: *request, found: *found },
            Self::Turn => Recorded::Turn,
            Self::Tick => Recorded::Tick,
            Self::Store { id, reply } => Recorded::Store { id: *id, reply: reply.clone() },
            Self::Peer { from, message } => Recorded::Peer { from: *from, message: message.clone() },
            Self::Operator { id, command } => Recorded::Operator { id: *id, command: command.clone() },
            Self::Clock { unix_us } => Recorded::Clock { unix_us: *unix_us },
            Self::Reseed(seed) => Recorded::Reseed(*seed),
        }
    }
}

impl Recorded {
    /// The input again. The bytes may be changed by the machine that handles it: replay a clone.
    pub fn as_input(&mut self) -> Input<'_> {
        match self {
            Self::Opened { conn, listener, peer, local, initiated, preset } => Input::Opened {
                conn: *conn,
                listener: *listener,
                peer: unpack(*peer),
                local: unpack(*local),
                initiated: *initiated,
                preset: preset.as_deref(),
            },
            Self::ConnectFailed { request, why } => Input::ConnectFailed { request: *request, why: *why },
            Self::Received { conn, bytes } => Input::Received { conn: *conn, bytes },
            Self::Congested { conn, queued } => Input::Congested { conn: *conn, queued: *queued },
            Self::Writable { conn } => Input::Writable { conn: *conn },
            Self::Closed { conn, why } => Input::Closed { conn: *conn, why: *why },
            Self::Datagram { socket, from, bytes } => Input::Datagram { socket: *socket, from: unpack(*from), bytes },
            Self::Bound { request, socket, local } => {
                Input::Bound { request: *request, socket: *socket, local: unpack(*local) }
            }
            Self::BindFailed { request, why } => Input::BindFailed { request: *request, why: *why },
            Self::LookedUp { request, found } => Input::LookedUp { request: *request, found: *found },
            Self::Turn => Input::Turn,
            Self::Tick => Input::Tick,
            Self::Store { id, reply } => Input::Store { id: *id, reply: reply.clone() },
            Self::Peer { from, message } => Input::Peer { from: *from, message: message.clone() },
            Self::Operator { id, command } => Input::Operator { id: *id, command: command.clone() },
            Self::Clock { unix_us } => Input::Clock { unix_us: *unix_us },
            Self::Reseed(seed) => Input::Reseed(*seed),
        }
    }
}
