//! ReadCursor frames, and following up the connections that an input touched.

use super::{Connections, Context, Handler, HandlerResult};
use crate::ids::ConnId;
use crate::limits::Limit;
use crate::link::{Incoming, LinkError};
use crate::machine::{Cost, Ending, Event, Outbox, mark};
use crate::script::Hook;
use crate::time::Instant;
use crate::wire::fragment::FRAGMENT;

impl<S: Default> Connections<S> {
    /// Reads what there is to read, frame by frame; what is left is kept for later.
    pub(super) fn read_frames<H: Handler<State = S>>(
        &mut self,
        handler: &mut H,
        now: Instant,
        conn: ConnId,
        bytes: &mut [u8],
        out: &mut Outbox,
    ) {
        let Some(connection) = self.table.get_mut(conn).filter(|connection| !connection.is_closing()) else { return };
        let mut reading = connection.link.read(now, bytes);
        while let Some(connection) = self.table.get_mut(conn).filter(|connection| !connection.is_closing()) {
            let limit = if connection.pending() >= self.shared.limits.pending_requests {
                Some(Limit::PendingRequests)
            } else {
                connection.waits(now).map(|_| Limit::RelayFramesPerSecond)
            };
            if let Some(limit) = limit {
                if !std::mem::replace(&mut connection.paused, true) {
                    self.limited(limit, Some(conn), out);
                    out.pause(conn);
                }
                break;
            }
            let link = &mut connection.link;
            let handled = match link.next(now, &self.shared, self.clock, &self.entropy, &mut reading, out) {
                Ok(None) => break,
                Ok(Some(incoming)) => {
                    on_frame(handler, &mut Context { now, conn, conns: &mut *self, out: &mut *out }, incoming)
                }
                Err(error) => Err(LinkError::fault(&error)),
            };
            if let Err(fault) = handled {
                let cost = fault.cost;
                self.fault(Some(conn), fault, out);
                if cost == Cost::Close {
                    mark!(out, "GEN-20");
                    self.disconnect(now, conn, out);
                    break;
                }
            }
        }
        if let Some(connection) = self.table.get_mut(conn) {
            connection.link.keep(reading);
        }
    }

    /// Follows up every connection that was touched, the first one first: its reading goes on, its end is told, its
    /// deadline moves. This ends, because whoever is touched again meanwhile has had a frame read.
    pub(super) fn settle<H: Handler<State = S>>(&mut self, handler: &mut H, now: Instant, out: &mut Outbox) {
        let mut next = 0;
        while let Some(conn) = self.touched.get(next).copied() {
            next += 1;
            let Some(connection) = self.table.get_mut(conn) else { continue };
            connection.touched = false;
            self.read_on(handler, now, conn, out);
            if self.table.get(conn).is_some_and(super::Connection::is_ending) {
                self.end(handler, now, conn, out);
            }
            self.move_deadline(now, conn);
        }
        self.touched.clear();
    }

    /// Goes on reading where a reader was paused and need not be any more.
    fn read_on<H: Handler<State = S>>(&mut self, handler: &mut H, now: Instant, conn: ConnId, out: &mut Outbox) {
        let max = self.shared.limits.pending_requests;
        while let Some(connection) = self.table.get_mut(conn) {
            let may_go_on = connection.pending() < max && connection.waits(now).is_none();
            if !connection.paused || connection.is_closing() || !may_go_on {
                return;
            }
            connection.paused = false;
            self.read_frames(handler, now, conn, &mut [], out);
            if self.table.get(conn).is_some_and(|connection| !connection.paused) {
                out.resume(conn);
            }
        }
    }

    /// Tells the component, once, that the end of a connection is decided.
    pub(super) fn end<H: Handler<State = S>>(&mut self, handler: &mut H, now: Instant, conn: ConnId, out: &mut Outbox) {
        let Some(connection) = self.table.get_mut(conn) else { return };
        if !std::mem::replace(&mut connection.ended, true) {
            handler.ending(&mut Context { now, conn, conns: self, out });
        }
    }

    fn move_deadline(&mut self, now: Instant, conn: ConnId) {
        let Some(connection) = self.table.get(conn) else { return };
        let deadline = (!connection.is_closing()).then(|| {
            let link = connection.link.deadline(&self.shared);
            connection.waits(now).filter(|_| connection.paused).map_or(link, |until| until.min(link))
        });
        // A timer that is too early finds nothing to do and is set anew: life moves the deadline on with every frame.
        let early = deadline.is_some_and(|at| self.timers.of(conn).is_some_and(|armed| armed <= at));
        if !early {
            self.timers.set(conn, deadline);
        }
    }
}

fn on_frame<H: Handler>(handler: &mut H, cx: &mut Context<'_, H::State>, incoming: Incoming<'_>) -> HandlerResult
where
    H::State: Default,
{
    match incoming {
        Incoming::Connect(connect) => {
            let Some(welcome) = handler.connect(cx, &connect) else {
                cx.close(cx.conn, Ending::Flush);
                return Ok(());
            };
            let Context { now, conn, conns, out } = cx;
            let Connections { table, shared, clock, .. } = &mut **conns;
            let admitted = table.get_mut(*conn).is_some_and(|one| one.link.admit(*now, welcome, shared, *clock, out));
            if admitted {
                connected(handler, cx);
            }
        }
        Incoming::Connected => connected(handler, cx),
        Incoming::Relay(frame) => return handler.relay(cx, frame),
        Incoming::Game { id, body } => return handler.world_message(cx, id, body),
        Incoming::Accepted => {
            let born = handler.world_clock(cx);
            let Context { now, conn, conns, out } = cx;
            if conns.get_mut(*conn).is_some_and(|one| one.link.start_up(*now, born, out)) {
                ready(handler, cx);
            }
        }
        Incoming::Ready => ready(handler, cx),
        // A piece of a message that is not whole yet.
        Incoming::App { key, .. } if key == FRAGMENT => {}
        Incoming::App { key, body } => {
            cx.conns.counters.requests += 1;
            if !handler.hooks().allows(cx.now, Hook::Request { conn: cx.conn, key, body: &body }, cx.out) {
                return Ok(());
            }
            return handler.request(cx, key, &body);
        }
        Incoming::Echo => handler.echoed(cx),
        Incoming::Memory(answer) => handler.peeked(cx, &answer),
        Incoming::Goodbye => cx.close(cx.conn, Ending::Flush),
    }
    Ok(())
}

fn ready<H: Handler>(handler: &mut H, cx: &mut Context<'_, H::State>) {
    let count = handler.ready(cx);
    let Context { now, conn, conns, out } = cx;
    let Connections { table, shared, clock, .. } = &mut **conns;
    if table.get_mut(*conn).is_some_and(|one| one.link.complete(*now, count, shared, *clock, out)) {
        connected(handler, cx);
    }
}

fn connected<H: Handler>(handler: &mut H, cx: &mut Context<'_, H::State>) {
    cx.conns.counters.connected += 1;
    let link = &cx.conn().link;
    let event = Event::Connected {
        conn: link.conn(),
        version: link.version(),
        app_id: link.app_id().unwrap_or_default(),
        encrypted: link.is_encrypted(),
    };
    cx.out.event(event);
    handler.connected(cx);
}
