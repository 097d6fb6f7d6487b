//! Datagrams of players (game.md 8).

use super::client_messages::inner;
use super::ids::{Route, SeatRef};
use super::relay::Transport;
use super::state::{Scope, Shard, State};
use crate::connections::HandlerResult;
use crate::link::relay as ids;
use crate::link::{Link, LinkError};
use crate::machine::{Cost, Fault, Outbox, mark};
use crate::wire::Layout as _;
use crate::wire::Rest;
use crate::wire::frame::{Datagram, Frame};
use crate::wire::rt::{self, RtMessage};

fn misfit(error: LinkError) -> Fault {
    Fault::new("UDP-9", Cost::Ignore, error)
}

impl Shard {
    pub(super) fn datagram(&mut self, scope: &mut Scope<'_>, route: Route, bytes: &mut [u8]) {
        scope.conns.counters.datagrams += 1;
        let handled = match self.state.by_source.get(&route).copied() {
            Some(at) => self.known(scope, at, route, bytes),
            None => self.stranger(scope, route, bytes),
        };
        if let Err(fault) = handled {
            scope.fault(fault);
        }
    }

    /// A datagram that is not looked at.
    fn drop_datagram(scope: &mut Scope<'_>) -> HandlerResult {
        scope.conns.counters.datagrams_dropped += 1;
        Ok(())
    }

    /// A datagram of a bound source: all its whole frames, and nothing closes for one that is bad (UDP-1). The first
    /// fault is told.
    fn known(&mut self, scope: &mut Scope<'_>, at: SeatRef, route: Route, bytes: &mut [u8]) -> HandlerResult {
        let State { worlds, .. } = &mut self.state;
        let Some(seat) = worlds.seat_mut(at) else { return Ok(()) };
        if !seat.datagrams.admit(scope.now, bytes.len(), scope.conns.shared.limits.datagram_rate()) {
            mark!(scope.out, "UDP-11");
            return Self::drop_datagram(scope);
        }
        if let Some(conn) = seat.conn.and_then(|conn| scope.conns.get_mut(conn)) {
            conn.link.heard(scope.now);
        }
        mark!(scope.out, "UDP-1");
        let mut handled = Ok(());
        let mut frames = Datagram::new(bytes);
        for frame in frames.by_ref() {
            handled = handled.and(self.frame(scope, at, route, frame));
        }
        handled.and(match frames.left() {
            0 => Ok(()),
            left => Err(Fault::new("UDP-1", Cost::Ignore, format_args!("{left} bytes behind the last whole frame"))),
        })
    }

    /// One frame of a bound source (UDP-10).
    fn frame(&mut self, scope: &mut Scope<'_>, at: SeatRef, route: Route, frame: Frame<'_>) -> HandlerResult {
        let Some(conn) = self.state.worlds.seat(at).and_then(|seat| scope.conns.get(seat.conn?)) else { return Ok(()) };
        let link = &conn.link;
        if !link.lets_in(&frame, true, scope.out) {
            return Ok(());
        }
        if ids::is_relay(frame.id) {
            return self.relay_from(scope.now, at, Transport::Udp, link, frame, scope.out);
        }
        match frame.id {
            rt::ClientEcho::ID => {
                let body = link.open(frame, scope.out).map_err(misfit)?;
                echo(link, route, body, scope.out);
            }
            rt::ClientFlushAll::ID => self.flush_others(scope.now, at, scope.out),
            rt::ClientFlushSingle::ID => {
                mark!(scope.out, "DME-37");
                let body = link.open(frame, scope.out).map_err(misfit)?;
                if let Ok(one) = rt::ClientFlushSingle::decode(body, link.dialect()) {
                    self.flush(scope.now, SeatRef { index: one.client_index, ..at }, scope.out);
                }
            }
            // Asked once more: answered once more (UDP-4).
            rt::ClientConnectAuxUdp::ID => return self.greet(scope, Some(at), route, &frame),
            rt::ClientMultiAppToServer::ID => {
                mark!(scope.out, "DME-30");
                let mut frames = link.open(frame, scope.out).map_err(misfit)?.to_vec();
                for frame in inner(&mut frames) {
                    self.frame(scope, at, route, frame?)?;
                }
            }
            // Nothing that a server would answer by UDP.
            rt::ClientAppToServer::ID
            | rt::ServerEcho::ID
            | rt::ClientDisconnect::ID
            | rt::ClientDisconnectWithReason::ID => {}
            id => return Err(Fault::new("UDP-10", Cost::Ignore, format_args!("RT message 0x{id:02x} in a datagram"))),
        }
        Ok(())
    }

    /// Returns whether one more datagram from an address is looked at, of a source that is not bound: it can only be of
    /// a player whose TCP connection comes from there, and the limiter runs before any cipher does.
    pub(super) fn admits_stranger(&mut self, scope: &mut Scope<'_>, route: Route, bytes: usize) -> bool {
        let State { by_peer, .. } = &mut self.state;
        let Some(here) = by_peer.get_mut(route.from.ip()) else {
            mark!(scope.out, "UDP-5");
            return false;
        };
        mark!(scope.out, "UDP-11");
        here.pace.admit(scope.now, bytes, scope.conns.shared.limits.stranger_rate())
    }

    /// A datagram of a source that is not bound.
    fn stranger(&mut self, scope: &mut Scope<'_>, route: Route, bytes: &mut [u8]) -> HandlerResult {
        if !self.admits_stranger(scope, route, bytes.len()) {
            return Self::drop_datagram(scope);
        }
        let Some(frame) = Datagram::new(bytes).next() else { return Self::drop_datagram(scope) };
        match frame.id {
            rt::ClientConnectAuxUdp::ID => self.greet(scope, None, route, &frame),
            rt::ClientEcho::ID => {
                self.echo_stranger(scope, route, &frame);
                Ok(())
            }
            _ => {
                mark!(scope.out, "UDP-6");
                Self::drop_datagram(scope)
            }
        }
    }
}

/// Sends a sign of life back as it came (DME-45).
pub(super) fn echo(link: &Link, route: Route, body: &[u8], out: &mut Outbox) {
    mark!(out, "DME-45");
    answer(link, route, &rt::ClientEcho { data: Rest::new(body.to_vec()) }, out);
}

/// Answers a datagram, to where it came from and at once (UDP-4).
pub(super) fn answer<M: RtMessage>(link: &Link, route: Route, message: &M, out: &mut Outbox) {
    if !link.lets_out(M::ID, true, |w| message.write(w, link.dialect()), out) {
        return;
    }
    let mut sealed = 0;
    out.datagram(route.socket, [route.from], |w| sealed = link.write(message, w));
    out.ciphers.sealed += sealed;
}
