//! UDP sockets: one that all players share, or one for each (UDP-2).

pub(super) mod table;

use std::net::{Ipv4Addr, SocketAddrV4};

use table::PendingSocket;

use super::ids::SeatRef;
use super::state::{Scope, Shard, State};
use crate::ids::{BindId, MgclRequest, SocketId};
use crate::machine::{Cost, Fault, IoFailure, Outbox, mark};
use crate::peer::FromServer;
use crate::wire::MgclErrorCode as Code;

/// The socket that all players share.
const SHARED: BindId = BindId(0);
/// Ports that are tried for a player before he is refused.
const TRIES: u8 = 16;

impl Shard {
    /// Asks for the socket that all players share.
    pub(in crate::dme) fn bind_shared(&mut self, out: &mut Outbox) {
        if let Some(place) = self.place() {
            out.bind(SHARED, place.udp);
        }
    }

    /// A seat is kept; it is answered at once, or when the player has a socket of his own, if he gets one (UDP-2).
    pub(in crate::dme) fn seat_kept(&mut self, scope: &mut Scope<'_>, request: MgclRequest, at: SeatRef) {
        let State { sockets, config, worlds, .. } = &mut self.state;
        match (config.dme.client_ports, worlds.seat(at)) {
            (Some(first), Some(seat)) if seat.socket.is_none() => {
                mark!(scope.out, "UDP-2");
                let pending = PendingSocket { request, at, session: seat.keys.session.clone(), port: 0, tries: 0 };
                sockets.ask(pending, first, *config.dme.udp.ip(), scope.out);
            }
            _ => self.tell_seat(scope, request, at),
        }
    }

    /// A socket is there.
    pub(in crate::dme) fn bound(
        &mut self,
        scope: &mut Scope<'_>,
        request: BindId,
        socket: SocketId,
        local: SocketAddrV4,
    ) {
        let State { sockets, worlds, .. } = &mut self.state;
        sockets.ports.insert(socket, local.port());
        if request == SHARED {
            mark!(scope.out, "UDP-2");
            sockets.shared = Some(socket);
            return;
        }
        let Some(PendingSocket { request, at, session, .. }) = sockets.pending.remove(&request) else {
            self.give_up(socket, scope.out);
            return;
        };
        match worlds.seat_mut(at).filter(|seat| seat.keys.session == session) {
            Some(seat) if seat.socket.is_none() => seat.socket = Some(socket),
            // He was announced twice, or is gone.
            kept => {
                let kept = kept.is_some();
                self.give_up(socket, scope.out);
                if !kept {
                    self.tell(FromServer::Seated { request, seat: Err(Code::UNSUCCESSFUL) }, scope.out);
                    return;
                }
            }
        }
        self.tell_seat(scope, request, at);
    }

    /// A socket could not be made: a player's is tried with other ports, some times.
    pub(in crate::dme) fn bind_failed(&mut self, scope: &mut Scope<'_>, request: BindId, why: IoFailure) {
        let fault = Fault::new("UDP-2", Cost::Ignore, format_args!("no UDP socket: {why:?}"));
        scope.fault(fault);
        let State { sockets, config, worlds, .. } = &mut self.state;
        let Some(mut pending) = sockets.pending.remove(&request) else { return };
        pending.tries += 1;
        let next = pending.port.checked_add(1).filter(|_| pending.tries < TRIES);
        if let Some(next) = next.filter(|next| *next > 1) {
            sockets.ask(pending, next, *config.dme.udp.ip(), scope.out);
            return;
        }
        let PendingSocket { request, at, session, .. } = pending;
        if worlds.seat(at).is_some_and(|seat| seat.keys.session == session) {
            self.leave(scope, at);
        }
        self.tell(FromServer::Seated { request, seat: Err(Code::DME_ERROR) }, scope.out);
    }

    /// A socket is given up.
    pub(in crate::dme) fn give_up(&mut self, socket: SocketId, out: &mut Outbox) {
        self.state.sockets.ports.remove(&socket);
        out.unbind(socket);
    }

    /// The address to which a player sends datagrams: his own socket, or the shared one.
    pub(in crate::dme) fn udp_of(&self, at: SeatRef, local: Ipv4Addr) -> Option<SocketAddrV4> {
        let State { sockets, worlds, config, .. } = &self.state;
        let socket = worlds.seat(at)?.socket.or(sockets.shared)?;
        Some(SocketAddrV4::new(config.host(local), *sockets.ports.get(&socket)?))
    }
}
