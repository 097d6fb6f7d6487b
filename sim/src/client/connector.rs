//! How consoles reach a server, and what may go wrong there.

use core::time::Duration;
use std::net::SocketAddrV4;

use clank_core::mail::Component;
use clank_core::wire::{CallbackStatus as Status, MessageId};

use super::console::{ConsoleError, Pipe, Socket};
use super::entry::ServerEntry;

/// How consoles reach a server.
pub trait Connector {
    /// A stream.
    type Pipe: Pipe;
    /// Datagrams.
    type Socket: Socket;

    /// Where a component listens that discs know: MUIS and MAS.
    fn known(&self, component: Component) -> SocketAddrV4;

    /// Connects.
    fn connect(&mut self, to: SocketAddrV4) -> Self::Pipe;

    /// Ends a stream.
    fn hang_up(&mut self, pipe: &mut Self::Pipe);

    /// A socket for datagrams.
    fn socket(&mut self) -> Self::Socket;

    /// Lets time pass.
    fn wait(&mut self, time: Duration);
}

/// A flow that went otherwise than lobby.md §7 says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The conversation broke off.
    #[error("{0}")]
    Console(#[from] ConsoleError),
    /// An answer says something else.
    #[error("{step}: {what}")]
    Other {
        /// Which step.
        step: &'static str,
        /// What was answered instead.
        what: String,
    },
}

pub(super) type ClientResult<T> = Result<T, ClientError>;

pub(super) fn must(step: &'static str, right: bool, what: impl FnOnce() -> String) -> ClientResult<()> {
    if right { Ok(()) } else { Err(ClientError::Other { step, what: what() }) }
}

pub(super) fn success(step: &'static str, status: Status) -> ClientResult<()> {
    must(step, status == Status::SUCCESS, || format!("{status:?}"))
}

pub(super) fn other(step: &'static str, what: impl core::fmt::Debug) -> ClientError {
    ClientError::Other { step, what: format!("{what:?}") }
}

pub(super) fn id() -> MessageId {
    MessageId::new("1")
}

/// Connects to where an answer says.
pub(super) fn connect_entry<C: Connector>(connector: &mut C, entry: &ServerEntry) -> ClientResult<C::Pipe> {
    let at = entry.at.ok_or_else(|| other("connect information", entry.kind))?;
    Ok(connector.connect(at))
}
