//! Datagrams (game.md 8): whose they are, and what is in them.

use std::net::SocketAddrV4;

use super::relay::Way;
use super::world::{Seat, SeatRef, Stage};
use super::{Dme, State};
use crate::link::relay as ids;
use crate::link::{Link, LinkError};
use crate::machine::{Cost, Fault, Instant, Outbox, SocketId, mark};
use crate::wire::Layout as _;
use crate::wire::frame::{Datagram, Frame};
use crate::wire::rt::{self, RtMessage};
use crate::wire::{AddressText, Rest};

/// Seats behind one address that an unbound datagram is tried against, at the most.
const TRIES: usize = 16;

/// Where a datagram came in, and from where.
#[derive(Debug, Clone, Copy)]
struct Route {
    socket: SocketId,
    from: SocketAddrV4,
}

fn misfit(error: LinkError) -> Fault {
    Fault::new("UDP-9", Cost::Ignore, error)
}

impl Dme {
    pub(super) fn datagram(
        &mut self,
        now: Instant,
        socket: SocketId,
        from: SocketAddrV4,
        bytes: &mut [u8],
        out: &mut Outbox,
    ) {
        self.state.front.counters.datagrams += 1;
        let route = Route { socket, from };
        let handled = match self.state.by_source.get(&from).copied() {
            Some(at) => self.known(now, at, route, bytes, out),
            None => self.stranger(now, route, bytes, out),
        };
        if let Err(fault) = handled {
            self.state.front.fault(None, fault, out);
        }
    }

    /// A datagram of a bound source: frames until one is bad, and nothing closes for it (UDP-1).
    fn known(
        &mut self,
        now: Instant,
        at: SeatRef,
        route: Route,
        bytes: &mut [u8],
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        let State { worlds, front, .. } = &mut self.state;
        let Some(seat) = worlds.seat_mut(at) else { return Ok(()) };
        if !seat.datagrams.admit(now, bytes.len(), front.shared.limits.datagram_rate()) {
            mark!(out, "UDP-11");
            front.counters.datagrams_dropped += 1;
            return Ok(());
        }
        if let Some(visitor) = seat.conn.and_then(|conn| front.visitor_mut(conn)) {
            visitor.link.heard(now);
        }
        mark!(out, "UDP-1");
        let mut frames = Datagram::new(bytes);
        for frame in frames.by_ref() {
            self.frame(now, at, route, frame, out)?;
        }
        match frames.left() {
            0 => Ok(()),
            left => Err(Fault::new("UDP-1", Cost::Ignore, format_args!("{left} bytes behind the last whole frame"))),
        }
    }

    /// The link of the player in a seat.
    fn link(&self, at: SeatRef) -> Option<&Link> {
        let conn = self.state.worlds.seat(at)?.conn?;
        self.state.front.visitor(conn).map(|visitor| &visitor.link)
    }

    /// One frame of a bound source (UDP-10).
    fn frame(
        &mut self,
        now: Instant,
        at: SeatRef,
        route: Route,
        frame: Frame<'_>,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        if ids::is_relay(frame.id) {
            return self.relay_from(now, at, Way::Udp, frame, out);
        }
        let Some(link) = self.link(at) else { return Ok(()) };
        match frame.id {
            rt::ClientEcho::ID => echo(link, route, frame, out),
            rt::ClientFlushAll::ID => {
                self.flush_others(at, out);
                Ok(())
            }
            rt::ClientFlushSingle::ID => {
                mark!(out, "DME-37");
                let body = link.open(frame, out).map_err(misfit)?;
                if let Ok(one) = rt::ClientFlushSingle::decode(body, link.dialect()) {
                    self.flush(SeatRef { index: one.client_index, ..at }, out);
                }
                Ok(())
            }
            // Asked once more: answered once more (UDP-4).
            rt::ClientConnectAuxUdp::ID => self.greet(now, &[at], route, frame, out),
            rt::ClientMultiAppToServer::ID => {
                let inner = link.open(frame, out).map_err(misfit)?.to_vec();
                self.unpack_datagram(now, at, route, inner, out)
            }
            // Nothing that a server would answer by UDP.
            rt::ClientAppToServer::ID
            | rt::ServerEcho::ID
            | rt::ClientDisconnect::ID
            | rt::ClientDisconnectWithReason::ID => Ok(()),
            id => Err(Fault::new("UDP-10", Cost::Ignore, format_args!("RT message 0x{id:02x} in a datagram"))),
        }
    }

    /// Several frames in one (DME-30); none of them is sealed, and none holds others.
    fn unpack_datagram(
        &mut self,
        now: Instant,
        at: SeatRef,
        route: Route,
        mut inner: Vec<u8>,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "DME-30");
        for frame in Datagram::new(&mut inner) {
            if frame.is_sealed() || frame.id == rt::ClientMultiAppToServer::ID {
                return Err(Fault::new("DME-30", Cost::Ignore, "a frame within a frame is sealed, or holds others"));
            }
            self.frame(now, at, route, frame, out)?;
        }
        Ok(())
    }

    /// A datagram of a source that is not bound: it can only be of a player whose TCP connection comes from the same
    /// address, and the limiter runs before any cipher does.
    fn stranger(&mut self, now: Instant, route: Route, bytes: &mut [u8], out: &mut Outbox) -> Result<(), Fault> {
        let State { by_peer, front, own_sockets, config, .. } = &mut self.state;
        let Some(here) = by_peer.get_mut(route.from.ip()) else {
            mark!(out, "UDP-5");
            front.counters.datagrams_dropped += 1;
            return Ok(());
        };
        if !here.pace.admit(now, bytes.len(), front.shared.limits.stranger_rate()) {
            front.counters.datagrams_dropped += 1;
            return Ok(());
        }
        let seats: smallvec::SmallVec<[SeatRef; TRIES]> = match own_sockets.get(&route.socket) {
            Some(at) => [*at].into_iter().collect(),
            None => here.seats.iter().take(TRIES).copied().collect(),
        };
        let _ = config;
        let Some(frame) = Datagram::new(bytes).next() else { return Ok(()) };
        match frame.id {
            rt::ClientConnectAuxUdp::ID => self.greet(now, &seats, route, frame, out),
            // Answered to whoever sent it, where that takes no key (UDP-6).
            rt::ClientEcho::ID if !frame.is_sealed() => {
                let plain = seats.iter().filter_map(|at| self.link(*at)).find(|link| !link.is_encrypted());
                plain.map_or(Ok(()), |link| echo(link, route, frame, out))
            }
            _ => {
                mark!(out, "UDP-6");
                self.state.front.counters.datagrams_dropped += 1;
                Ok(())
            }
        }
    }

    /// CLIENT_CONNECT_AUX_UDP: the seat that it names, among those that it can be of, has its datagrams from there from
    /// now on (UDP-3, UDP-4, UDP-6, PC-6).
    fn greet(
        &mut self,
        now: Instant,
        seats: &[SeatRef],
        route: Route,
        frame: Frame<'_>,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        let payload: &[u8] = frame.payload;
        let read = |at: SeatRef, out: &mut Outbox| {
            let link = self.link(at)?;
            let mut bytes = payload.to_vec();
            let copy = Frame { id: frame.id, flagged: frame.flagged, hash: frame.hash, payload: &mut bytes };
            let body = link.open(copy, out).ok()?;
            rt::ClientConnectAuxUdp::decode(body, link.dialect()).ok()
        };
        let mut found = None;
        let mut alike = Vec::new();
        for at in seats.iter().copied() {
            let Some(connect) = read(at, out) else { continue };
            if self.names(&connect, at) {
                found = Some(at);
                break;
            }
            // Another world id: the one seat with this index that has no source yet will do (PC-6).
            let unbound = self.state.worlds.seat(at).is_some_and(|seat| seat.udp.is_none());
            if connect.scert_id.is_none() && connect.client_index == at.index && unbound {
                alike.push(at);
            }
        }
        let found = found.or(match alike[..] {
            [only] => Some(only),
            _ => None,
        });
        let Some(at) = found else {
            return Err(Fault::new("UDP-5", Cost::Ignore, "CLIENT_CONNECT_AUX_UDP of nobody who waits for it"));
        };
        self.bind_source(now, at, route, out);
        Ok(())
    }

    /// Whether a message names a seat: by scert id above 1.08, else by world and index (UDP-3).
    fn names(&self, connect: &rt::ClientConnectAuxUdp, at: SeatRef) -> bool {
        let Some(seat) = self.state.worlds.seat(at) else { return false };
        let world = connect.world_id.or(connect.short_world_id.map(u32::from)).unwrap_or_default();
        let here = u32::try_from(at.world) == Ok(world) && connect.client_index == at.index;
        here && connect.scert_id.is_none_or(|scert_id| scert_id == u32::from(seat.scert_id))
    }

    /// Binds a source to a seat, instead of an earlier one, and answers.
    fn bind_source(&mut self, now: Instant, at: SeatRef, route: Route, out: &mut Outbox) {
        mark!(out, "UDP-4");
        let State { worlds, by_source, front, .. } = &mut self.state;
        let players = worlds.get(at.world).map_or(1, super::world::World::players);
        let Some(seat) = worlds.seat_mut(at).filter(|seat| seat.stage != Stage::Reserved) else { return };
        if let Some(earlier) = seat.udp.replace(route.from).filter(|earlier| *earlier != route.from) {
            mark!(out, "UDP-6");
            by_source.swap_remove(&earlier);
        }
        let other = by_source.insert(route.from, at).filter(|other| *other != at);
        let Some(visitor) = seat.conn.and_then(|conn| front.visitor_mut(conn)) else { return };
        visitor.link.heard(now);
        accept(&visitor.link, seat, at, players, route, out);
        // Two players cannot share a source: the newer one has it.
        if let Some(seat) = other.and_then(|other| worlds.seat_mut(other)) {
            seat.udp = None;
        }
    }
}

/// Sends a sign of life back as it came (DME-45).
fn echo(link: &Link, route: Route, frame: Frame<'_>, out: &mut Outbox) -> Result<(), Fault> {
    mark!(out, "DME-45");
    let data = Rest::new(link.open(frame, out).map_err(misfit)?.to_vec());
    answer(link, route, &rt::ClientEcho { data }, out);
    Ok(())
}

/// SERVER_CONNECT_ACCEPT_AUX_UDP: the source as we see it; smaller than what it answers.
fn accept(link: &Link, seat: &Seat, at: SeatRef, players: u16, route: Route, out: &mut Outbox) {
    let [major, minor, build] = link.spoken();
    let accept = rt::ServerConnectAcceptAuxUdp {
        major,
        minor,
        build,
        client_index: at.index,
        scert_id: Some(seat.scert_id.into()),
        client_count: players,
        address: AddressText::new(route.from.ip().to_string()),
        port: route.from.port(),
    };
    answer(link, route, &accept, out);
}

fn answer<M: RtMessage>(link: &Link, route: Route, message: &M, out: &mut Outbox) {
    let mut sealed = 0;
    out.datagram(route.socket, [route.from], |w| sealed = link.write(message, w));
    out.tally.sealed += sealed;
}
