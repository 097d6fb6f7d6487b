//! Whose datagrams come from where (UDP-3 to UDP-6).

use smallvec::SmallVec;

use super::ids::{Route, SeatRef};
use super::state::ConnState;
use super::state::{Scope, Shard, State};
use super::udp::{answer, echo};
use super::world::{Seat, World};
use crate::connections::{Connections, HandlerResult};
use crate::ids::{AppId, DmeWorldId};
use crate::link::Link;
use crate::machine::{Cost, Fault, Outbox, mark};
use crate::wire::frame::Frame;
use crate::wire::rt;
use crate::wire::{AddressText, Layout as _};

/// Keys under which one datagram is tried, at the most.
const TRIES: usize = 16;

/// A player that a datagram can be of.
#[derive(Debug, Clone, Copy)]
struct BindingCandidate<'a> {
    at: SeatRef,
    seat: &'a Seat,
    link: &'a Link,
}

/// Under what a frame of a player is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    World(DmeWorldId),
    Own(SeatRef),
}

impl BindingCandidate<'_> {
    const fn key(&self) -> Key {
        if self.link.shares_world_key() { Key::World(self.at.world) } else { Key::Own(self.at) }
    }

    /// Whether a message names this seat: above 1.08 by scert id, world and index, else by title, world and index
    /// (UDP-3).
    fn is_named(&self, connect: &rt::ClientConnectAuxUdp) -> bool {
        let world = connect.world_id.or(connect.short_world_id.map(u32::from));
        let here = world == u32::try_from(self.at.world.0).ok() && connect.client_index == self.at.index;
        here && match connect.scert_id {
            Some(scert_id) => scert_id == u32::from(self.seat.scert_id),
            None => self.link.app_id() == Some(AppId(connect.app_id)),
        }
    }
}

/// Shows a frame to players as each of them reads it, until one takes it. On an encrypted link it has to be sealed
/// under that link's key (UDP-3); no key is tried twice, and not too many are.
fn read_by<'a>(
    candidates: impl Iterator<Item = BindingCandidate<'a>>,
    frame: &Frame<'_>,
    out: &mut Outbox,
    mut take: impl FnMut(&BindingCandidate<'a>, &[u8], &mut Outbox) -> bool,
) {
    let mut tried: SmallVec<[(Key, Option<Vec<u8>>); 2]> = SmallVec::new();
    for candidate in candidates {
        let body = if let Some(hash) = frame.hash.filter(|_| frame.is_sealed()) {
            let key = candidate.key();
            let known = tried.iter().position(|(one, _)| *one == key);
            if known.is_none() && tried.len() < TRIES && candidate.link.key_of(hash.context()).is_some() {
                let mut payload = frame.payload.to_vec();
                let copy = Frame { id: frame.id, flagged: true, hash: frame.hash, payload: &mut payload };
                tried.push((key, candidate.link.open(copy, out).ok().map(<[u8]>::to_vec)));
            }
            let known = known.or_else(|| tried.iter().rposition(|(one, _)| *one == key));
            known.and_then(|at| tried.get(at)?.1.as_deref())
        } else {
            Some(&*frame.payload).filter(|_| !candidate.link.is_encrypted())
        };
        if body.is_some_and(|body| take(&candidate, body, out)) {
            return;
        }
    }
}

/// The seat that a CLIENT_CONNECT_AUX_UDP names (UDP-3, PC-6).
fn named<'a>(
    candidates: impl Iterator<Item = BindingCandidate<'a>>,
    frame: &Frame<'_>,
    out: &mut Outbox,
) -> Option<SeatRef> {
    let mut found = None;
    // Another world: the one seat with this index that has no source yet will do.
    let mut alike: SmallVec<[SeatRef; 2]> = SmallVec::new();
    read_by(candidates, frame, out, |candidate, body, _| {
        let BindingCandidate { at, seat, link } = *candidate;
        let Ok(connect) = rt::ClientConnectAuxUdp::decode(body, link.dialect()) else { return false };
        if candidate.is_named(&connect) {
            found = Some(at);
        } else if connect.scert_id.is_none() && connect.client_index == at.index && seat.udp.is_none() {
            alike.push(at);
        }
        found.is_some()
    });
    match alike[..] {
        [only] => found.or(Some(only)),
        _ => found,
    }
}

impl Shard {
    /// A seat that somebody sits in who was told where to send datagrams.
    fn sitting<'a>(&'a self, conns: &'a Connections<ConnState>, at: SeatRef) -> Option<BindingCandidate<'a>> {
        let seat = self.state.worlds.seat(at)?;
        let link = &conns.get(seat.conn?)?.link;
        link.takes_datagrams().then_some(BindingCandidate { at, seat, link })
    }

    /// Those that a datagram of this route can be of: its socket is theirs, and their TCP connection comes from the
    /// same address (UDP-3). Who waits for his first datagram comes first.
    fn candidates<'a>(
        &'a self,
        conns: &'a Connections<ConnState>,
        route: Route,
    ) -> impl Iterator<Item = BindingCandidate<'a>> {
        let State { by_peer, sockets, .. } = &self.state;
        let here = by_peer.get(route.from.ip()).map(|here| &here.seats[..]).unwrap_or_default();
        let all = move || here.iter().rev().filter_map(move |at| self.sitting(conns, *at));
        let theirs =
            move |candidate: &BindingCandidate<'_>| candidate.seat.socket.or(sockets.shared) == Some(route.socket);
        let waiting = all().filter(|candidate| candidate.seat.udp.is_none());
        waiting.chain(all().filter(|candidate| candidate.seat.udp.is_some())).filter(theirs)
    }

    /// Answers a sign of life, to whoever sent it (UDP-6): in the name of the first player who can read it.
    pub(super) fn echo_stranger(&self, scope: &mut Scope<'_>, route: Route, frame: &Frame<'_>) {
        read_by(self.candidates(scope.conns, route), frame, scope.out, |candidate, body, out| {
            echo(candidate.link, route, body, out);
            true
        });
    }

    /// CLIENT_CONNECT_AUX_UDP: the seat that it names has its datagrams from there from now on (UDP-4, UDP-6). `bound`:
    /// the seat whose datagrams come from there already; the source may have become another's.
    pub(super) fn greet(
        &mut self,
        scope: &mut Scope<'_>,
        bound: Option<SeatRef>,
        route: Route,
        frame: &Frame<'_>,
    ) -> HandlerResult {
        let mut found = bound.and_then(|at| named(self.sitting(scope.conns, at).into_iter(), frame, scope.out));
        if found.is_none() && (bound.is_none() || self.admits_stranger(scope, route, frame.payload.len())) {
            found = named(self.candidates(scope.conns, route), frame, scope.out);
        }
        let Some(at) = found else {
            return Err(Fault::new("UDP-5", Cost::Ignore, "CLIENT_CONNECT_AUX_UDP of nobody who waits for it"));
        };
        self.bind_source(scope, at, route);
        Ok(())
    }

    /// Binds a source to a seat, instead of an earlier one, and answers.
    fn bind_source(&mut self, scope: &mut Scope<'_>, at: SeatRef, route: Route) {
        mark!(scope.out, "UDP-4");
        let State { worlds, by_source, .. } = &mut self.state;
        let players = worlds.get(at.world).map_or(1, World::players);
        let Some(seat) = worlds.seat_mut(at) else { return };
        let Some(conn) = seat.conn.and_then(|conn| scope.conns.get_mut(conn)) else { return };
        conn.link.heard(scope.now);
        if let Some(earlier) = seat.udp.replace(route).filter(|earlier| *earlier != route) {
            mark!(scope.out, "UDP-6");
            by_source.swap_remove(&earlier);
        }
        accept(&conn.link, seat, at, players, route, scope.out);
        // Two players cannot share a source: the newer one has it.
        let other = by_source.insert(route, at).filter(|other| *other != at);
        if other.is_some() {
            mark!(scope.out, "UDP-6");
        }
        if let Some(seat) = other.and_then(|other| worlds.seat_mut(other)) {
            seat.udp = None;
        }
    }

    /// Datagrams of a seat's connection are nobody's any more.
    pub(super) fn unbind(&mut self, at: SeatRef, seat: &Seat) {
        if let Some(source) = seat.udp {
            self.state.by_source.swap_remove(&source);
        }
        if let Some(here) = self.state.by_peer.get_mut(&seat.peer) {
            here.seats.retain(|one| *one != at);
            if here.seats.is_empty() {
                self.state.by_peer.remove(&seat.peer);
            }
        }
    }
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
