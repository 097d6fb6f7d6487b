//! The table of a component's connections: finds one, sends to it, closes it.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::connection::Connection;
use crate::counters::Counters;
use crate::entropy::Entropy;
use crate::ids::ConnId;
use crate::limits::Limit;
use crate::link::{Packets, Shared, Slot};
use crate::machine::{Cost, Ending, Event, Fault, Outbox, Slots, Timers};
use crate::time::{Instant, WallClock};
use crate::wire::{Message, rt};

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
    pub(super) table: Slots<Connection<S>>,
    pub(super) timers: Timers<ConnId>,
    pub(super) from_address: BTreeMap<Ipv4Addr, u32>,
    pub(super) opened: u64,
    /// Connections to which something was done that has to be followed up, in that order; empty between two inputs.
    #[serde(skip)]
    pub(super) touched: Vec<ConnId>,
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

    pub(super) fn say_goodbye(&mut self, now: Instant, conn: ConnId, reason: rt::DisconnectReason, out: &mut Outbox) {
        self.touch(conn);
        let Some(connection) = self.table.get_mut(conn) else { return };
        if let Some(ending) = connection.link.say_goodbye(now, &self.shared, reason, out) {
            connection.close(ending, out);
        }
    }

    /// Has a connection followed up after the input. Returns whether there is such a connection.
    pub(super) fn touch(&mut self, conn: ConnId) -> bool {
        let Some(connection) = self.table.get_mut(conn) else { return false };
        if !std::mem::replace(&mut connection.touched, true) {
            self.touched.push(conn);
        }
        true
    }
}
