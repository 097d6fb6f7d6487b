//! Datagrams of players (game.md 8).

use super::inbox::inner;
use super::relay::Way;
use super::world::{Route, SeatRef};
use super::{Dme, State};
use crate::front::Handled;
use crate::link::relay as ids;
use crate::link::{Link, LinkError};
use crate::machine::{Cost, Fault, Outbox, mark};
use crate::time::Instant;
use crate::wire::Layout as _;
use crate::wire::Rest;
use crate::wire::frame::{Datagram, Frame};
use crate::wire::rt::{self, RtMessage};

fn misfit(error: LinkError) -> Fault {
    Fault::new("UDP-9", Cost::Ignore, error)
}

impl Dme {
    pub(super) fn datagram(&mut self, now: Instant, route: Route, bytes: &mut [u8], out: &mut Outbox) {
        self.state.front.counters.datagrams += 1;
        let handled = match self.state.by_source.get(&route).copied() {
            Some(at) => self.known(now, at, route, bytes, out),
            None => self.stranger(now, route, bytes, out),
        };
        if let Err(fault) = handled {
            self.state.front.fault(None, fault, out);
        }
    }

    /// A datagram that is not looked at.
    fn drop_datagram(&mut self) -> Handled {
        self.state.front.counters.datagrams_dropped += 1;
        Ok(())
    }

    /// A datagram of a bound source: all its whole frames, and nothing closes for one that is bad (UDP-1). The first
    /// fault is told.
    fn known(&mut self, now: Instant, at: SeatRef, route: Route, bytes: &mut [u8], out: &mut Outbox) -> Handled {
        let State { worlds, front, .. } = &mut self.state;
        let Some(seat) = worlds.seat_mut(at) else { return Ok(()) };
        if !seat.datagrams.admit(now, bytes.len(), front.shared.limits.datagram_rate()) {
            mark!(out, "UDP-11");
            return self.drop_datagram();
        }
        if let Some(visitor) = seat.conn.and_then(|conn| front.visitor_mut(conn)) {
            visitor.link.heard(now);
        }
        mark!(out, "UDP-1");
        let mut handled = Ok(());
        let mut frames = Datagram::new(bytes);
        for frame in frames.by_ref() {
            handled = handled.and(self.frame(now, at, route, frame, out));
        }
        handled.and(match frames.left() {
            0 => Ok(()),
            left => Err(Fault::new("UDP-1", Cost::Ignore, format_args!("{left} bytes behind the last whole frame"))),
        })
    }

    /// The link of the player in a seat.
    fn link(&self, at: SeatRef) -> Option<&Link> {
        let conn = self.state.worlds.seat(at)?.conn?;
        self.state.front.visitor(conn).map(|visitor| &visitor.link)
    }

    /// One frame of a bound source (UDP-10).
    fn frame(&mut self, now: Instant, at: SeatRef, route: Route, frame: Frame<'_>, out: &mut Outbox) -> Handled {
        if ids::is_relay(frame.id) {
            return self.relay_from(now, at, Way::Udp, None, frame, out);
        }
        let Some(link) = self.link(at) else { return Ok(()) };
        match frame.id {
            rt::ClientEcho::ID => {
                let body = link.open(frame, out).map_err(misfit)?;
                echo(link, route, body, out);
            }
            rt::ClientFlushAll::ID => self.flush_others(now, at, out),
            rt::ClientFlushSingle::ID => {
                mark!(out, "DME-37");
                let body = link.open(frame, out).map_err(misfit)?;
                if let Ok(one) = rt::ClientFlushSingle::decode(body, link.dialect()) {
                    self.flush(now, SeatRef { index: one.client_index, ..at }, out);
                }
            }
            // Asked once more: answered once more (UDP-4).
            rt::ClientConnectAuxUdp::ID => return self.greet(now, Some(at), route, &frame, out),
            rt::ClientMultiAppToServer::ID => {
                mark!(out, "DME-30");
                let mut frames = link.open(frame, out).map_err(misfit)?.to_vec();
                for frame in inner(&mut frames) {
                    self.frame(now, at, route, frame?, out)?;
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

    /// Whether one more datagram from an address is looked at, of a source that is not bound: it can only be of a player
    /// whose TCP connection comes from there, and the limiter runs before any cipher does.
    pub(super) fn admits_stranger(&mut self, now: Instant, route: Route, bytes: usize, out: &mut Outbox) -> bool {
        let State { by_peer, front, .. } = &mut self.state;
        let Some(here) = by_peer.get_mut(route.from.ip()) else {
            mark!(out, "UDP-5");
            return false;
        };
        here.pace.admit(now, bytes, front.shared.limits.stranger_rate())
    }

    /// A datagram of a source that is not bound.
    fn stranger(&mut self, now: Instant, route: Route, bytes: &mut [u8], out: &mut Outbox) -> Handled {
        if !self.admits_stranger(now, route, bytes.len(), out) {
            return self.drop_datagram();
        }
        let Some(frame) = Datagram::new(bytes).next() else { return self.drop_datagram() };
        match frame.id {
            rt::ClientConnectAuxUdp::ID => self.greet(now, None, route, &frame, out),
            rt::ClientEcho::ID => {
                self.echo_stranger(route, &frame, out);
                Ok(())
            }
            _ => {
                mark!(out, "UDP-6");
                self.drop_datagram()
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
    let mut sealed = 0;
    out.datagram(route.socket, [route.from], |w| sealed = link.write(message, w));
    out.tally.sealed += sealed;
}
