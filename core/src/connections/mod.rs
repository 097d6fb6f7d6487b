//! The connections of a component: what MUIS, MAS, MLS, MPS and DME have in common.
//!
//! The table accepts, reads, paces and ends connections; a [`Handler`] admits clients and answers their requests. A
//! connection stays in the table while it is worked on: a handler gets the whole table and the name of the connection.

mod connection;
mod context;
mod dispatch;
mod handler;
mod reading;
mod table;

use std::net::SocketAddrV4;

pub use connection::Connection;
pub use context::{Context, Scope};
pub(crate) use dispatch::{decode, dispatch, unknown};
pub use handler::{Handler, HandlerResult};
pub use table::Connections;

use crate::ids::{ConnId, OperatorId};
use crate::limits::Limit;
use crate::link::Link;
use crate::machine::{CloseReason, Ending, Event, Input, Outbox};
use crate::operator::{Command, CommandAnswer, ConnectionRow};
use crate::settings::LinkPreset;
use crate::time::Instant;

impl<S: Default> Connections<S> {
    /// Works on one input: what concerns connections here, the rest by the handler; then follows up every connection
    /// that was touched.
    pub fn handle<H: Handler<State = S>>(&mut self, handler: &mut H, now: Instant, input: Input<'_>, out: &mut Outbox) {
        let before = out.ciphers;
        handler.hooks().lend(now, out);
        self.work(handler, now, input, out);
        self.settle(handler, now, out);
        handler.hooks().take_back(out);
        // What the script itself has sent passes without a question.
        handler.input_done(&mut Scope { now, conns: self, out });
        handler.hooks().lend(now, out);
        self.settle(handler, now, out);
        handler.hooks().take_back(out);
        self.counters.ciphers.add(before, out.ciphers);
    }

    #[deny(clippy::wildcard_enum_match_arm, reason = "an input must not be dropped in silence")]
    fn work<H: Handler<State = S>>(&mut self, handler: &mut H, now: Instant, input: Input<'_>, out: &mut Outbox) {
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
                handler.hooks().tick(now, out);
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
            | Input::LookedUp { .. }
            | Input::Turn) => handler.socket_input(&mut Scope { now, conns: self, out }, other),
        }
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
