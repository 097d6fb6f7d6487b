//! What a link hands on to its component.

use std::borrow::Cow;

use crate::wire::frame::Frame;
use crate::wire::rt;
use crate::wire::{MessageKey, RtId};

/// What a link hands on.
#[derive(Debug)]
pub enum Incoming<'a> {
    /// CLIENT_CONNECT_TCP, or CLIENT_CONNECT_TCP_AUX_UDP, which has the same layout: the component admits
    /// ([`Link::admit`](super::Link::admit)) or closes.
    Connect(Box<rt::ClientConnectTcp>),
    /// Application data for other members of a game world, not opened.
    Relay(Frame<'a>),
    /// Another message that only game worlds know.
    Game {
        /// Its RT id.
        id: RtId,
        /// Its body, opened.
        body: &'a [u8],
    },
    /// The client of a game world wants to know how it is there: [`Link::start_up`](super::Link::start_up) tells it.
    Accepted,
    /// The client of a game world is ready: [`Link::complete`](super::Link::complete) lets it in.
    Ready,
    /// A Medius message.
    App {
        /// Class and id.
        key: MessageKey,
        /// Body.
        body: Cow<'a, [u8]>,
    },
    /// The handshake is complete.
    Connected,
    /// The client says that it leaves.
    Goodbye,
    /// A sign of life, which is answered already.
    Echo,
    /// Some of the client's memory, as it was asked for.
    Memory(Box<rt::ServerCheatQuery>),
}
