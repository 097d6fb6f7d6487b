//! What a handler works with: the table of connections, the outbox, and, where there is one, the connection at work.

use super::connection::Connection;
use super::table::Connections;
use crate::ids::ConnId;
use crate::limits::Limit;
use crate::link::{Packets, Slot};
use crate::machine::{Ending, Fault, Outbox};
use crate::time::Instant;
use crate::wire::rt::RtMessage;
use crate::wire::{CallbackStatus as Status, Dialect, Message, MessageId, StatusResponse};

/// An input at work that came from no single connection.
#[derive(Debug)]
pub struct Scope<'a, S> {
    /// The time.
    pub now: Instant,
    /// All connections.
    pub conns: &'a mut Connections<S>,
    /// Where effects go.
    pub out: &'a mut Outbox,
}

impl<S> Scope<'_, S> {
    /// Returns the context of a connection, if it still exists; what was done to it is followed up after the input.
    pub fn on(&mut self, conn: ConnId) -> Option<Context<'_, S>> {
        self.conns.touch(conn).then_some(Context { now: self.now, conn, conns: self.conns, out: self.out })
    }

    /// Notes bad input that came from no connection.
    pub fn fault(&mut self, fault: Fault) {
        self.conns.fault(None, fault, self.out);
    }

    /// Notes that a limit for all was met.
    pub fn limited(&mut self, limit: Limit) {
        self.conns.limited(limit, None, self.out);
    }

    /// Ends a connection with the notice that its version knows.
    pub fn disconnect(&mut self, conn: ConnId) {
        self.conns.disconnect(self.now, conn, self.out);
    }
}

/// An input at work: the connection it came from, and every other one.
#[derive(Debug)]
pub struct Context<'a, S> {
    /// The time.
    pub now: Instant,
    /// The connection at work.
    pub conn: ConnId,
    /// All connections, this one among them.
    pub conns: &'a mut Connections<S>,
    /// Where effects go.
    pub out: &'a mut Outbox,
}

impl<S> Context<'_, S> {
    /// Returns the connection at work.
    ///
    /// # Panics
    /// Never: a context is made for a connection in the table, and none leaves it while a handler works.
    #[must_use]
    pub fn conn(&self) -> &Connection<S> {
        self.conns.get(self.conn).expect("the connection at work is in the table")
    }

    /// Returns the connection at work, to change.
    ///
    /// # Panics
    /// Never, as [`Context::conn`].
    pub fn conn_mut(&mut self) -> &mut Connection<S> {
        self.conns.get_mut(self.conn).expect("the connection at work is in the table")
    }

    /// Returns the component's state of the connection.
    #[must_use]
    pub fn state(&self) -> &S {
        &self.conn().state
    }

    /// Returns the component's state of the connection, to change.
    pub fn state_mut(&mut self) -> &mut S {
        &mut self.conn_mut().state
    }

    /// Returns version and layout quirks of the connection.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.conn().dialect()
    }

    /// Returns the wall time in seconds since 1970.
    #[must_use]
    pub fn unix_s(&self) -> u32 {
        self.conns.clock.unix_s(self.now)
    }

    /// Returns the same work without its connection.
    pub fn scope(&mut self) -> Scope<'_, S> {
        Scope { now: self.now, conns: self.conns, out: self.out }
    }

    /// Answers the request at once, in its turn.
    pub fn reply<M: Message>(&mut self, message: &M) {
        let packets = Packets::of(message, self.dialect());
        self.reply_all(packets);
    }

    /// Answers the request at once with a status alone.
    pub fn reply_status<R: StatusResponse>(&mut self, message_id: &MessageId, status: Status) {
        self.reply(&R::ended(*message_id, status));
    }

    /// Answers the request at once with several packets.
    pub fn reply_all(&mut self, packets: Packets) {
        let slot = self.begin_reply();
        self.answer_all(slot, packets);
    }

    /// Takes the next place in the connection's reply queue, for an answer that comes later.
    pub fn begin_reply(&mut self) -> Slot {
        self.conn_mut().begin_reply()
    }

    /// Answers the request of a place with one message.
    pub fn answer<M: Message>(&mut self, slot: Slot, message: &M) {
        let packets = Packets::of(message, self.dialect());
        self.answer_all(slot, packets);
    }

    /// Answers the request of a place; answers whose turn has come leave (GEN-11, GEN-12).
    pub fn answer_all(&mut self, slot: Slot, packets: Packets) {
        self.conns.answer_all(self.conn, slot, packets, self.out);
    }

    /// Sends an RT message on the connection.
    pub fn send<M: RtMessage>(&mut self, message: &M) {
        let Self { conn, conns, out, .. } = self;
        if let Some(connection) = conns.get(*conn) {
            connection.link.send(message, out);
        }
    }

    /// Sends a message that nobody asked for to a connection; see [`Connections::tell`].
    pub fn tell<M: Message>(&mut self, conn: ConnId, message: &M) -> bool {
        self.conns.tell(conn, message, self.out)
    }

    /// Closes a connection; what is queued for it still leaves.
    pub fn close(&mut self, conn: ConnId, ending: Ending) {
        self.conns.close(conn, ending, self.out);
    }

    /// Notes bad input of the connection.
    pub fn fault(&mut self, fault: Fault) {
        self.conns.fault(Some(self.conn), fault, self.out);
    }

    /// Notes that the connection met a limit.
    pub fn limited(&mut self, limit: Limit) {
        self.conns.limited(limit, Some(self.conn), self.out);
    }
}
