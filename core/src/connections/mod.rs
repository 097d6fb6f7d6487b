//! The connections of a component: what MUIS, MAS, MLS, MPS and DME have in common.
//!
//! The table accepts, reads, paces and ends connections; a [`Handler`] admits clients and answers their requests. A
//! connection stays in the table while it is worked on: a handler gets the whole table and the name of the connection.

mod connection;
mod context;
mod dispatch;
mod handler;
mod reading;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use serde::{Deserialize, Serialize};

pub use connection::Connection;
pub use context::{Context, Scope};
pub(crate) use dispatch::{decode, dispatch, unknown};
pub use handler::{Handler, HandlerResult};

use crate::counters::Counters;
use crate::entropy::Entropy;
use crate::ids::{ConnId, OperatorId};
use crate::limits::Limit;
use crate::link::{Link, Packets, Shared, Slot};
use crate::machine::{CloseReason, Cost, Ending, Event, Fault, Input, Outbox, Slots, Timers};
use crate::operator::{Command, CommandAnswer, ConnectionRow};
use crate::settings::LinkPreset;
use crate::time::{Instant, WallClock};
use crate::wire::Message;
use crate::wire::rt;

/// The connections of a component, with the component's own state of each.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound = "S: Serialize + serde::de::DeserializeOwned")]
pub struct Connections<S> {
    /// What all links share.
    pub shared: Shared,
    /// The machine's randomness.
    pub entropy: Entropy,
    /// The wall clock.
    pub clock: WallClock,
    /// What was done so far.
    pub counters: Counters,
    table: Slots<Connection<S>>,
    timers: Timers<ConnId>,
    from_address: BTreeMap<Ipv4Addr, u32>,
    opened: u64,
    /// Connections to which something was done that has to be followed up, in that order; empty between two inputs.
    #[serde(skip)]
    touched: Vec<ConnId>,
}

impl<S: Default> Connections<S> {
    /// Makes a table without connections.
    #[must_use]
    pub fn new(shared: Shared, entropy: Entropy) -> Self {
        Self {
            shared,
            entropy,
            clock: WallClock::default(),
            counters: Counters::default(),
            table: Slots::default(),
            timers: Timers::default(),
            from_address: BTreeMap::new(),
            opened: 0,
            touched: Vec::new(),
        }
    }
}

impl<S> Connections<S> {
    /// Returns when a connection next wants something; O(1).
    #[must_use]
    pub const fn deadline(&self) -> Option<Instant> {
        self.timers.next()
    }

    /// Returns a connection.
    #[must_use]
    pub fn get(&self, conn: ConnId) -> Option<&Connection<S>> {
        self.table.get(conn)
    }

    /// Returns a connection, to change.
    pub fn get_mut(&mut self, conn: ConnId) -> Option<&mut Connection<S>> {
        self.table.get_mut(conn)
    }

    /// Returns all connections, in order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &Connection<S>> {
        self.table.iter().map(|(_, connection)| connection)
    }

    /// Notes bad input.
    pub fn fault(&mut self, conn: Option<ConnId>, fault: Fault, out: &mut Outbox) {
        let counter = match fault.cost {
            Cost::Ignore => &mut self.counters.faults_ignored,
            Cost::Answer => &mut self.counters.faults_answered,
            Cost::Close => &mut self.counters.faults_closed,
        };
        *counter += 1;
        out.event(Event::Fault { conn, fault });
    }

    /// Notes that a limit was met.
    pub fn limited(&mut self, limit: Limit, conn: Option<ConnId>, out: &mut Outbox) {
        self.counters.limited.add(limit);
        out.event(Event::Limited { limit, conn });
    }

    /// Answers the request of a place in a connection's reply queue; answers whose turn has come leave.
    pub fn answer_all(&mut self, conn: ConnId, slot: Slot, packets: Packets, out: &mut Outbox) {
        self.touch(conn);
        if let Some(connection) = self.table.get_mut(conn) {
            connection.answer_all(slot, packets, out);
        }
    }

    /// Sends a message that nobody asked for; a community client gets it when it waits for no answer (PC-7). Returns
    /// `false` where too many wait already, and it was dropped.
    pub fn tell<M: Message>(&mut self, conn: ConnId, message: &M, out: &mut Outbox) -> bool {
        let Some(connection) = self.table.get(conn) else { return false };
        let packets = Packets::of(message, connection.dialect());
        self.tell_all(conn, packets, out)
    }

    /// Does the same for messages that are encoded already.
    pub fn tell_all(&mut self, conn: ConnId, packets: Packets, out: &mut Outbox) -> bool {
        let max_held = self.shared.limits.held_messages;
        self.table.get_mut(conn).is_some_and(|connection| connection.tell_all(packets, max_held, out))
    }

    /// Closes a connection; what is queued for it still leaves.
    pub fn close(&mut self, conn: ConnId, ending: Ending, out: &mut Outbox) {
        self.touch(conn);
        if let Some(connection) = self.table.get_mut(conn) {
            connection.close(ending, out);
        }
    }

    /// Ends a connection with the notice that its version knows.
    pub fn disconnect(&mut self, now: Instant, conn: ConnId, out: &mut Outbox) {
        self.say_goodbye(now, conn, rt::DisconnectReason::NONE, out);
    }

    fn say_goodbye(&mut self, now: Instant, conn: ConnId, reason: rt::DisconnectReason, out: &mut Outbox) {
        self.touch(conn);
        let Some(connection) = self.table.get_mut(conn) else { return };
        if let Some(ending) = connection.link.say_goodbye(now, &self.shared, reason, out) {
            connection.close(ending, out);
        }
    }

    /// Has a connection followed up after the input. Returns whether there is such a connection.
    fn touch(&mut self, conn: ConnId) -> bool {
        let Some(connection) = self.table.get_mut(conn) else { return false };
        if !std::mem::replace(&mut connection.touched, true) {
            self.touched.push(conn);
        }
        true
    }
}

impl<S: Default> Connections<S> {
    /// Works on one input: what concerns connections here, the rest by the handler; then follows up every connection
    /// that was touched.
    pub fn handle<H: Handler<State = S>>(&mut self, handler: &mut H, now: Instant, input: Input<'_>, out: &mut Outbox) {
        let before = out.ciphers;
        match input {
            Input::Opened { conn, peer, local, preset, initiated: None, .. } => {
                self.open(handler, now, (conn, peer, local), preset, out);
            }
            Input::Received { conn, bytes } if self.touch(conn) => self.read_frames(handler, now, conn, bytes, out),
            Input::Congested { conn, .. } | Input::Writable { conn } => {
                let congested = matches!(input, Input::Congested { .. });
                self.touch(conn);
                if let Some(connection) = self.table.get_mut(conn) {
                    connection.link.set_congested(now, congested);
                }
                handler.socket_input(&mut Scope { now, conns: self, out }, input);
            }
            Input::Closed { conn, why } if self.table.get(conn).is_some() => {
                self.closed(handler, now, conn, why, out);
            }
            Input::Tick => {
                while let Some(conn) = self.timers.due(now) {
                    self.tick(now, conn, out);
                    self.settle(handler, now, out);
                }
                handler.tick(&mut Scope { now, conns: self, out });
            }
            Input::Clock { unix_us } => {
                self.clock.set(now, unix_us);
                handler.clock(&mut Scope { now, conns: self, out });
            }
            Input::Reseed(seed) => self.entropy.reseed(seed),
            Input::Operator { id, command } => self.operate(handler, now, id, command, out),
            Input::Store { id, reply } => handler.store_reply(&mut Scope { now, conns: self, out }, id, reply),
            Input::Peer { from, message } => {
                handler.peer_message(&mut Scope { now, conns: self, out }, from, message);
            }
            // Connections that the component opened itself are no part of the table.
            other @ (Input::Opened { .. }
            | Input::Received { .. }
            | Input::Closed { .. }
            | Input::ConnectFailed { .. }
            | Input::Datagram { .. }
            | Input::Bound { .. }
            | Input::BindFailed { .. }
            | Input::Turn) => handler.socket_input(&mut Scope { now, conns: self, out }, other),
        }
        self.settle(handler, now, out);
        handler.input_done(&mut Scope { now, conns: self, out });
        self.settle(handler, now, out);
        self.counters.ciphers.add(before, out.ciphers);
    }

    fn open<H: Handler<State = S>>(
        &mut self,
        handler: &mut H,
        now: Instant,
        (conn, peer, local): (ConnId, SocketAddrV4, SocketAddrV4),
        preset: Option<&LinkPreset>,
        out: &mut Outbox,
    ) {
        let limits = self.shared.limits;
        let here = self.from_address.get(peer.ip()).copied().unwrap_or_default();
        let limit = if self.table.len() >= limits.connections {
            Some(Limit::Connections)
        } else {
            (here >= limits.connections_per_address).then_some(Limit::ConnectionsPerAddress)
        };
        if let Some(limit) = limit {
            self.limited(limit, Some(conn), out);
            out.close(conn, Ending::Abort);
            return;
        }
        self.opened += 1;
        self.counters.opened += 1;
        self.from_address.insert(*peer.ip(), here + 1);
        let link = Link::accept(now, conn, self.opened, &self.shared, preset);
        self.timers.set(conn, Some(link.deadline(&self.shared)));
        self.table.place(conn, Connection::new(link, peer, local));
        out.event(Event::Opened { conn, peer });
        if preset.is_some_and(|preset| preset.resumed.is_some()) {
            self.touch(conn);
            handler.resumed(&mut Context { now, conn, conns: self, out });
        }
    }

    fn closed<H: Handler<State = S>>(
        &mut self,
        handler: &mut H,
        now: Instant,
        conn: ConnId,
        why: CloseReason,
        out: &mut Outbox,
    ) {
        let Some(connection) = self.table.remove(conn) else { return };
        self.timers.set(conn, None);
        self.counters.closed += 1;
        if let Some(here) = self.from_address.get_mut(connection.peer().ip()) {
            *here -= 1;
            if *here == 0 {
                self.from_address.remove(connection.peer().ip());
            }
        }
        out.event(Event::Closed { conn, why });
        handler.closed(&mut Scope { now, conns: self, out }, connection);
    }

    fn tick(&mut self, now: Instant, conn: ConnId, out: &mut Outbox) {
        self.touch(conn);
        let Some(connection) = self.table.get_mut(conn) else { return };
        if let Some(ending) = connection.link.tick(now, &self.shared, self.clock, out) {
            connection.close(ending, out);
        }
    }

    fn operate<H: Handler<State = S>>(
        &mut self,
        handler: &mut H,
        now: Instant,
        id: OperatorId,
        command: Command,
        out: &mut Outbox,
    ) {
        let answer = match command {
            Command::Counters => CommandAnswer::Counters(Box::new(self.counters)),
            Command::Connections => {
                let rows = self.iter().map(|connection| ConnectionRow {
                    conn: connection.id(),
                    app_id: connection.link.app_id(),
                    account_id: H::account_id(&connection.state),
                });
                CommandAnswer::Connections(rows.collect())
            }
            Command::Disconnect(conn) if self.get(conn).is_none() => CommandAnswer::NotFound,
            Command::Disconnect(conn) => {
                // What the connection had to get before its end leaves before the notice.
                self.end(handler, now, conn, out);
                self.disconnect(now, conn, out);
                CommandAnswer::Done
            }
            other => return handler.operate(&mut Scope { now, conns: self, out }, id, other),
        };
        out.answer(id, answer);
    }
}
