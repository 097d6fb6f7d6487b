//! Players come and go (game.md 1.5, 5).

use super::ids::SeatRef;
use super::state::{Alarm, Context, Scope, Shard, State};
use super::world::{Form, Keys, Receives, Seat, SeatStage};
use crate::ids::{AppId, DmeWorldId, SeatIndex};
use crate::link::{Welcome, WorldWelcome};
use crate::lobby::notices::welcome;
use crate::machine::{Cost, Event, Fault, mark};
use crate::peer::FromServer;
use crate::script::Hook;
use crate::secret::Secret;
use crate::titles::Title;
use crate::wire::rt;
use crate::wire::{AccessKey, AddressText, MgclErrorCode as Code, RsaKey, SessionKeyText};

/// How long data is gathered before a player says how long (DME-34), in milliseconds.
const FIRST_GATHER_MS: u16 = 20;

impl Shard {
    /// A connection names its seat by its keys (DME-2, PC-5).
    pub(super) fn enter(&mut self, cx: &mut Context<'_>, connect: &rt::ClientConnectTcp) -> Option<Welcome> {
        match self.find(cx, connect) {
            Ok((at, title)) => self.welcome(cx, at, &title, connect.target_world_id()),
            Err(why) => {
                mark!(cx.out, "DME-3");
                cx.fault(Fault::new("DME-2", Cost::Close, why));
                if cx.conn().link.has_hello() {
                    cx.send(&rt::ClientDisconnectWithReason { reason: rt::DisconnectReason::NONE });
                }
                None
            }
        }
    }

    /// The seat that a connection may take, and the row of its title.
    fn find(&self, cx: &Context<'_>, connect: &rt::ClientConnectTcp) -> Result<(SeatRef, Title), &'static str> {
        let State { by_access_key, by_session_key, worlds, config, .. } = &self.state;
        let access: AccessKey = connect.access_key.map(|key| key.get()).unwrap_or_default();
        let session: SessionKeyText = connect.session_key.map(|key| key.get()).unwrap_or_default();
        let by_access = by_access_key.get(access.text());
        let at = *by_access.or_else(|| by_session_key.get(session.text())).ok_or("no seat is kept for its keys")?;
        let world = worlds.get(at.world).ok_or("its world is gone")?;
        // Session keys are known to others than the player: they put nobody out of his seat.
        if by_access.is_none() && world.seat(at.index).is_some_and(|seat| seat.conn.is_some()) {
            return Err("somebody sits in the seat of its session key");
        }
        if world.suite.is_some_and(|suite| suite != cx.conn().link.suite()) {
            return Err("it ciphers otherwise than its world");
        }
        let title = config.titles.admit(AppId(connect.app_id)).ok_or("its title is not served")?;
        Ok((at, title))
    }

    /// What a connection is told that takes its seat.
    fn welcome(&mut self, cx: &mut Context<'_>, at: SeatRef, title: &Title, named: u32) -> Option<Welcome> {
        mark!(cx.out, "DME-2");
        if u32::try_from(at.world.0) != Ok(named) {
            let what = format_args!("it names world {named} and has a seat in world {}", at.world);
            let fault = Fault::new("DME-2", Cost::Ignore, what);
            cx.fault(fault);
        }
        let udp = self.udp_of(at, cx.conn().local());
        let scert_id = self.sit_down(cx, at)?;
        let world = self.state.worlds.get(at.world)?;
        Some(Welcome {
            client_index: at.index,
            accept_count: world.players(),
            complete_count: world.players(),
            world: Some(WorldWelcome { key: world.key.clone(), scert_id, udp }),
            ..welcome(title, *cx.conn().peer().ip())
        })
    }

    /// A connection that is taken up in its middle: its player is in his world already.
    pub(super) fn resume(&mut self, cx: &mut Context<'_>) {
        let session = cx.conn().link.preset().and_then(|preset| preset.session.as_ref());
        let found = session.and_then(|session| self.state.by_session_key.get(session.session_key.expose().text()));
        let Some(at) = found.copied() else { return };
        if let Some(title) = cx.conn().link.app_id().and_then(|app_id| self.state.config.titles.admit(app_id)) {
            cx.conn_mut().link.set_layout(title.layout);
        }
        if self.sit_down(cx, at).is_some() {
            self.joined(cx);
        }
    }

    /// A connection takes its seat, and gets its scert id; somebody who sits there is put out.
    fn sit_down(&mut self, cx: &mut Context<'_>, at: SeatRef) -> Option<u16> {
        self.vacate(&mut cx.scope(), at);
        let preset = cx.conn().link.preset();
        // A recording tells what its server chose.
        let (told_key, told_id) = preset.map_or((None, None), |preset| (preset.world_key.clone(), preset.scert_id));
        let scert_id = told_id.unwrap_or_else(|| self.scert_id());
        let peer = *cx.conn().peer().ip();
        let gather_ms = self.gather_ms(FIRST_GATHER_MS);
        let world = self.state.worlds.get_mut(at.world)?;
        world.suite.get_or_insert(cx.conn().link.suite());
        if let Some(key) = told_key {
            world.key = key;
        }
        let seat = world.seat_mut(at.index)?;
        (seat.stage, seat.conn) = (SeatStage::Accepted, Some(cx.conn));
        (seat.peer, seat.scert_id, seat.gather_ms) = (peer, scert_id, gather_ms);
        self.state.timers.set(Alarm::Seat(at), None);
        self.state.by_peer.entry(peer).or_default().seats.push(at);
        cx.state_mut().seat = Some(at);
        Some(scert_id)
    }

    /// Names a connection: unique among those that live, and below 65536 so that every reading agrees (DME-5).
    fn scert_id(&mut self) -> u16 {
        let State { worlds, last_scert, .. } = &mut self.state;
        for _ in 0..u16::MAX {
            *last_scert = last_scert.checked_add(1).unwrap_or(1);
            let taken = worlds
                .iter()
                .any(|world| world.taken().any(|(_, seat)| seat.conn.is_some() && seat.scert_id == *last_scert));
            if !taken {
                break;
            }
        }
        *last_scert
    }

    /// A player is in his world (DME-7, DME-50): the others and the lobby are told.
    pub(super) fn joined(&mut self, cx: &mut Context<'_>) {
        let Some(at) = cx.state().seat else { return };
        let link = &cx.conn().link;
        let Some(world) = self.state.worlds.get_mut(at.world) else { return };
        let game = world.game;
        let Some(seat) = world.seat_mut(at.index) else { return };
        seat.stage = SeatStage::Joined;
        seat.form = if link.shares_world_key() { Form::Keyed } else { Form::Clear };
        // What he set already counts for more than what CLIENT_CONNECT_READY_TCP said (DME-32).
        let told = link.receive_flags().map(Receives).or(link.has_hello().then_some(Receives::QUIET));
        seat.receives = seat.receives.or(told);
        let session_key = seat.keys.session.clone();
        let notify = rt::ServerConnectNotify {
            client_index: at.index,
            scert_id: Some(seat.scert_id.into()),
            address: AddressText::new(seat.peer.to_string()),
            key: RsaKey::default(),
        };
        mark!(cx.out, "DME-50");
        self.script.ask(cx.now, Hook::JoinedWorld { game, index: SeatIndex(at.index) }, cx.out);
        self.notify(&mut cx.scope(), at, &notify);
        self.tell_tokens(cx, at);
        self.tell(FromServer::Seen { world_id: at.world, session_key, connected: true }, cx.out);
        cx.out.event(Event::Joined { conn: cx.conn, game, index: SeatIndex(at.index) });
    }

    /// A player gives his seat up: his index is free when the others know (DME-16, DME-51).
    pub(super) fn leave(&mut self, scope: &mut Scope<'_>, at: SeatRef) {
        let Some(seat) = self.state.worlds.get_mut(at.world).and_then(|world| world.free(at.index)) else { return };
        self.state.timers.set(Alarm::Seat(at), None);
        self.state.by_access_key.remove(seat.keys.access.expose().text());
        self.state.by_session_key.remove(seat.keys.session.expose().text());
        if let Some(socket) = seat.socket {
            self.give_up(socket, scope.out);
        }
        self.gone(scope, at, &seat);
        // The lobby waits for one who was on his way, too.
        self.tell(FromServer::Seen { world_id: at.world, session_key: seat.keys.session, connected: false }, scope.out);
        self.rest(scope.now, at.world);
    }

    /// Puts out whoever sits in a seat; it is kept, as it was when it was announced. The lobby hears nothing: for it
    /// the player stays.
    fn vacate(&mut self, scope: &mut Scope<'_>, at: SeatRef) {
        self.flush(scope.now, at, scope.out);
        let Some(seat) = self.state.worlds.seat_mut(at).filter(|seat| seat.conn.is_some()) else { return };
        let kept = Seat { socket: seat.socket, ..Seat::new((*seat.keys).clone()) };
        let seat = std::mem::replace(seat, kept);
        self.gone(scope, at, &seat);
        if let Some(conn) = seat.conn {
            scope.disconnect(conn);
        }
    }

    /// A connection is out of a seat: its datagrams are nobody's any more, and whoever saw it is told (DME-51).
    fn gone(&mut self, scope: &mut Scope<'_>, at: SeatRef, seat: &Seat) {
        self.unbind(at, seat);
        if let Some(conn) = seat.conn.and_then(|conn| scope.conns.get_mut(conn)) {
            conn.state.seat = None;
        }
        let Some(world) = self.state.worlds.get_mut(at.world) else { return };
        let game = world.game;
        let freed = world.tokens.leave(at.index);
        if seat.stage != SeatStage::Joined {
            return;
        }
        mark!(scope.out, "DME-51");
        self.script.ask(scope.now, Hook::LeftWorld { game, index: SeatIndex(at.index) }, scope.out);
        let notify = rt::ServerDisconnectNotify {
            client_index: at.index,
            scert_id: Some(seat.scert_id.into()),
            address: AddressText::new(seat.peer.to_string()),
        };
        self.notify(scope, at, &notify);
        self.tell_rows(scope, at.world, &freed, None);
        scope.out.event(Event::Left { game, index: SeatIndex(at.index) });
    }

    /// Keeps a seat for a player; the same one for the same player (DME-14).
    pub(super) fn reserve(
        &mut self,
        scope: &mut Scope<'_>,
        world_id: DmeWorldId,
        session: Secret<SessionKeyText>,
    ) -> Result<SeatRef, Code> {
        mark!(scope.out, "DME-14");
        let latest = scope.now + scope.conns.shared.timeouts.handshake;
        let world = self.state.worlds.get(world_id).filter(|world| !world.ending).ok_or(Code::INVALID_ARG)?;
        let text = session.expose().text();
        if let Some(at) = self.state.by_session_key.get(text).copied() {
            if at.world == world_id {
                // He lost his connection, if he had one, without anybody's notice.
                self.vacate(scope, at);
                self.state.timers.set(Alarm::Seat(at), Some(latest));
                return Ok(at);
            }
            if world.is_full() {
                return Err(Code::UNSUCCESSFUL);
            }
            // He is on his way to another game.
            self.put_out(scope, at);
        }
        self.state.draws += 1;
        let access = crate::lobby::keys::access_key(&scope.conns.entropy, self.state.draws);
        let text = text.to_vec();
        let world = self.state.worlds.get_mut(world_id).ok_or(Code::INVALID_ARG)?;
        let index = world.take(Keys { session, access: Secret::new(access) }).ok_or(Code::UNSUCCESSFUL)?;
        let at = SeatRef { world: world_id, index };
        self.state.by_session_key.insert(text, at);
        self.state.by_access_key.insert(access.text().to_vec(), at);
        self.state.timers.set(Alarm::Seat(at), Some(latest));
        self.state.timers.set(Alarm::World(world_id), None);
        Ok(at)
    }

    /// Puts a player out of his world (MGCL-9): he is told, and the others are.
    pub(super) fn put_out(&mut self, scope: &mut Scope<'_>, at: SeatRef) {
        let conn = self.state.worlds.seat(at).and_then(|seat| seat.conn);
        if conn.and_then(|conn| scope.conns.get(conn)).is_some_and(|conn| !conn.is_ending()) {
            // What was said before comes before the notice (DME-36).
            self.flush(scope.now, at, scope.out);
        }
        self.leave(scope, at);
        if let Some(conn) = conn {
            mark!(scope.out, "DME-55");
            scope.disconnect(conn);
        }
    }
}
