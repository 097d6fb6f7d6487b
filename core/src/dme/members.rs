//! Players come and go (game.md 1.5, 5).

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::tokens::{Row, Told, kind};
use super::world::{Form, Keys, Receives, Seat, SeatRef, Stage};
use super::{Alarm, Call, Dme, State};
use crate::front;
use crate::link::{Welcome, WorldWelcome};
use crate::machine::{Cost, Ending, Event, Fault, Instant, OperatorId, Outbox, Secret, mark};
use crate::mgcl::Word;
use crate::operator::{Answer, Command};
use crate::script::Hook;
use crate::wire::rt::{self, RtMessage};
use crate::wire::{AccessKey, AddressText, Rest, RsaKey, SessionKeyText};

/// What a game server keeps of a connection.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Player {
    pub(super) seat: Option<SeatRef>,
}

impl Dme {
    /// A connection names its seat by its keys (DME-2, PC-5); what else it names is not looked at.
    pub(super) fn enter(&mut self, call: &mut Call<'_>, connect: &rt::ClientConnectTcp) -> Option<Welcome> {
        let access: AccessKey = connect.access_key.map(|key| key.get()).unwrap_or_default();
        let session: SessionKeyText = connect.session_key.map(|key| key.get()).unwrap_or_default();
        let known = |text: &[u8]| !text.is_empty();
        let by_access = self.state.by_access_key.get(access.text()).filter(|_| known(access.text()));
        let found =
            by_access.or_else(|| self.state.by_session_key.get(session.text()).filter(|_| known(session.text())));
        let Some(at) = found.copied() else {
            mark!(call.out, "DME-3");
            let fault = Fault::new("DME-2", Cost::Close, "no seat is kept for its keys");
            self.state.front.fault(Some(call.guest.conn()), fault, call.out);
            if call.guest.link.has_hello() {
                let reason = rt::DisconnectReason::NONE;
                call.guest.link.send(&rt::ClientDisconnectWithReason { reason }, call.out);
            }
            return None;
        };
        mark!(call.out, "DME-2");
        let title = self.state.config.titles.admit(connect.app_id)?;
        let udp = self.udp_of(at, call.guest.local());
        let scert_id = self.sit_down(call, at)?;
        let world = self.state.worlds.get(at.world)?;
        Some(Welcome {
            client_index: at.index,
            accept_count: world.players(),
            complete_count: world.players(),
            address: *call.guest.peer().ip(),
            flags: title.layout,
            connect_require: title.connect_require,
            world: Some(WorldWelcome { key: world.key.clone(), scert_id, udp }),
        })
    }

    /// A connection that is taken up in its middle: its player is in his world already.
    pub(super) fn resume(&mut self, call: &mut Call<'_>) {
        let session = call.guest.link.preset().and_then(|preset| preset.session.as_ref());
        let found = session.and_then(|session| self.state.by_session_key.get(session.session_key.expose().text()));
        let Some(at) = found.copied() else { return };
        if let Some(title) = call.guest.link.app_id().and_then(|app_id| self.state.config.titles.admit(app_id)) {
            call.guest.link.set_layout(title.layout);
        }
        if self.sit_down(call, at).is_some() {
            self.joined(call);
        }
    }

    /// A connection takes its seat, and gets its scert id.
    fn sit_down(&mut self, call: &mut Call<'_>, at: SeatRef) -> Option<u16> {
        self.take_over(call.now, at, call.out);
        let preset = call.guest.link.preset();
        // A recording tells what its server chose.
        let (told_key, told_id) = preset.map_or((None, None), |preset| (preset.world_key.clone(), preset.scert_id));
        let scert_id = told_id.unwrap_or_else(|| self.scert_id());
        let peer = *call.guest.peer().ip();
        let gather_ms = self.gather_ms(FIRST_GATHER_MS);
        let world = self.state.worlds.get_mut(at.world)?;
        world.suite = call.guest.link.suite();
        if let Some(key) = told_key {
            world.key = key;
        }
        let seat = world.seat_mut(at.index)?;
        seat.stage = Stage::Accepted;
        seat.conn = Some(call.guest.conn());
        (seat.peer, seat.scert_id, seat.gather_ms) = (peer, scert_id, gather_ms);
        self.state.timers.set(Alarm::Seat(at), None);
        self.state.by_peer.entry(peer).or_default().seats.push(at);
        call.guest.state.seat = Some(at);
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
    pub(super) fn joined(&mut self, call: &mut Call<'_>) {
        let Some(at) = call.guest.state.seat else { return };
        let link = &call.guest.link;
        let Some(seat) = self.state.worlds.seat_mut(at) else { return };
        seat.stage = Stage::Joined;
        seat.keys.own = link.client_key().filter(|_| !link.shares_world_key()).cloned();
        seat.form = if link.shares_world_key() { Form::Keyed } else { Form::Clear };
        // What CLIENT_CONNECT_READY_TCP said came after the seat was taken (DME-32).
        if let Some(mask) = link.receive_flags().filter(|_| seat.receives == Receives::FIRST) {
            seat.receives = Receives(mask);
        }
        let (peer, scert_id, session_key) = (seat.peer, seat.scert_id, seat.keys.session.clone());
        mark!(call.out, "DME-50");
        let game = self.state.worlds.get(at.world).map(|world| world.game).unwrap_or_default();
        self.script.ask(call.now, Hook::JoinedWorld { game, index: at.index }, call.out);
        let notify = rt::ServerConnectNotify {
            client_index: at.index,
            scert_id: Some(scert_id.into()),
            address: AddressText::new(peer.to_string()),
            key: RsaKey::default(),
        };
        self.notify(call.now, at, &notify, call.out);
        self.tell_tokens(call, at);
        self.tell(Word::Seen { world_id: at.world, session_key, connected: true }, call.out);
        call.out.event(Event::Joined { conn: call.guest.conn(), game, index: at.index });
    }

    /// Tells all other members in the world who want to know (DME-33).
    fn notify<M: RtMessage>(&mut self, now: Instant, about: SeatRef, message: &M, out: &mut Outbox) {
        self.tell_members(now, about.world, Receives::NOTIFICATION, |index| index != about.index, message, out);
    }

    /// Appends a message to what is gathered for members (DME-36).
    fn tell_members<M: RtMessage>(
        &mut self,
        now: Instant,
        world: i32,
        flag: u8,
        whom: impl Fn(u16) -> bool,
        message: &M,
        out: &mut Outbox,
    ) {
        let State { worlds, front, .. } = &mut self.state;
        let Some(world) = worlds.get_mut(world) else { return };
        let id = world.id;
        let mut begun = super::relay::Begun::new();
        for (index, seat) in world.taken_mut() {
            if !seat.hears(flag) || !whom(index) {
                continue;
            }
            let Some(visitor) = seat.conn.and_then(|conn| front.visitor(conn)) else { continue };
            out.tally.sealed += visitor.link.write(message, seat.gathered.tcp());
            if !std::mem::replace(&mut seat.gathered.armed, true) {
                begun.push(index);
            }
        }
        for index in begun {
            self.arm(now, SeatRef { world: id, index }, out);
        }
    }

    /// A player's connection is gone, or is about to be: his index is free when the others know (DME-16, DME-51).
    pub(super) fn leave(&mut self, now: Instant, at: SeatRef, out: &mut Outbox) {
        let Some(world) = self.state.worlds.get_mut(at.world) else { return };
        let game = world.game;
        let Some(seat) = world.free(at.index) else { return };
        let freed = world.tokens.leave(at.index);
        self.forget(at, &seat, out);
        if seat.stage == Stage::Joined {
            mark!(out, "DME-51");
            let notify = rt::ServerDisconnectNotify {
                client_index: at.index,
                scert_id: Some(seat.scert_id.into()),
                address: AddressText::new(seat.peer.to_string()),
            };
            self.script.ask(now, Hook::LeftWorld { game, index: at.index }, out);
            self.notify(now, at, &notify, out);
            self.tell_rows(now, at.world, |_| true, &freed, out);
            out.event(Event::Left { game, index: at.index });
        }
        // The lobby waits for one who was on his way, too.
        self.tell(Word::Seen { world_id: at.world, session_key: seat.keys.session.clone(), connected: false }, out);
        self.rest(now, at.world);
    }

    /// Takes a seat out of every index.
    fn forget(&mut self, at: SeatRef, seat: &Seat, out: &mut Outbox) {
        self.state.timers.set(Alarm::Seat(at), None);
        self.state.by_access_key.remove(seat.keys.access.expose().text());
        self.state.by_session_key.remove(seat.keys.session.expose().text());
        self.unbind(at, seat);
        if let Some(socket) = seat.socket {
            self.give_up(socket, out);
        }
        if let Some(visitor) = seat.conn.and_then(|conn| self.state.front.visitor_mut(conn)) {
            visitor.state.seat = None;
        }
    }

    /// Datagrams of a seat's connection are nobody's any more.
    fn unbind(&mut self, at: SeatRef, seat: &Seat) {
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

    /// A second connection comes for a seat: the first one is over, and whoever saw it is told.
    fn take_over(&mut self, now: Instant, at: SeatRef, out: &mut Outbox) {
        let Some(seat) = self.state.worlds.seat(at).filter(|seat| seat.conn.is_some()).cloned() else { return };
        if let Some(earlier) = seat.conn.and_then(|conn| self.state.front.visitor_mut(conn)) {
            earlier.state.seat = None;
            earlier.close(Ending::Flush, out);
        }
        self.unbind(at, &seat);
        if seat.stage == Stage::Joined {
            let notify = rt::ServerDisconnectNotify {
                client_index: at.index,
                scert_id: Some(seat.scert_id.into()),
                address: AddressText::new(seat.peer.to_string()),
            };
            self.notify(now, at, &notify, out);
        }
        if let Some(seat) = self.state.worlds.seat_mut(at) {
            *seat = Seat { socket: seat.socket, ..Seat::new((*seat.keys).clone()) };
        }
    }

    /// Keeps a seat for a player; the same one for the same player (DME-14).
    pub(super) fn reserve(
        &mut self,
        now: Instant,
        world_id: i32,
        session: Secret<SessionKeyText>,
        out: &mut Outbox,
    ) -> Result<SeatRef, crate::wire::MgclErrorCode> {
        use crate::wire::MgclErrorCode as Code;
        mark!(out, "DME-14");
        let text = session.expose().text().to_vec();
        if let Some(at) = self.state.by_session_key.get(&text).copied() {
            if at.world == world_id && self.state.worlds.seat(at).is_some_and(|seat| seat.stage == Stage::Reserved) {
                self.state.timers.set(Alarm::Seat(at), Some(now + self.state.front.shared.timeouts.handshake));
                return Ok(at);
            }
            // He is on his way to another game, or lost the connection to this one without anybody's notice.
            self.put_out(now, at, out);
        }
        self.state.draws += 1;
        let access = crate::lobby::keys::access_key(&self.state.front.entropy, self.state.draws);
        let world = self.state.worlds.get_mut(world_id).filter(|world| !world.ending).ok_or(Code::INVALID_ARG)?;
        let seat = Seat::new(Keys { session, access: Secret::new(access), own: None });
        let index = world.take(seat).ok_or(Code::UNSUCCESSFUL)?;
        let at = SeatRef { world: world_id, index };
        self.state.by_session_key.insert(text, at);
        self.state.by_access_key.insert(access.text().to_vec(), at);
        self.state.timers.set(Alarm::Seat(at), Some(now + self.state.front.shared.timeouts.handshake));
        self.state.timers.set(Alarm::World(world_id), None);
        Ok(at)
    }

    /// Nobody came for a seat.
    pub(super) fn reservation_over(&mut self, now: Instant, at: SeatRef, out: &mut Outbox) {
        if self.state.worlds.seat(at).is_some_and(|seat| seat.stage == Stage::Reserved) {
            self.leave(now, at, out);
        }
    }

    /// Puts a player out of his world (MGCL-9): he is told, and the others are.
    pub(super) fn put_out(&mut self, now: Instant, at: SeatRef, out: &mut Outbox) {
        let conn = self.state.worlds.seat(at).and_then(|seat| seat.conn);
        self.leave(now, at, out);
        if let Some(conn) = conn {
            mark!(out, "DME-55");
            front::disconnect(self, now, conn, out);
        }
    }

    /// A token is asked for or given back (DME-70 to DME-75).
    pub(super) fn token(&mut self, call: &mut Call<'_>, at: SeatRef, message: &rt::ClientTokenMessage) {
        mark!(call.out, "DME-70");
        let Some(world) = self.state.worlds.get_mut(at.world) else { return };
        if message.token == u16::MAX {
            return;
        }
        let told = match message.kind {
            kind::REQUEST => world.tokens.request(message.token, at.index),
            kind::RELEASE => Some(world.tokens.release(message.token, at.index)),
            _ => None,
        };
        match told {
            Some(Told::All(row)) => {
                // The asker's own connection is out of the table while it is attended to.
                self.tell_rows(call.now, at.world, |index| index != at.index, &[row], call.out);
                Self::tell_asker(call, &[row]);
            }
            Some(Told::One(row)) => Self::tell_asker(call, &[row]),
            None => {}
        }
    }

    fn tell_asker(call: &mut Call<'_>, rows: &[Row]) {
        call.guest.link.send(&tokens(rows), call.out);
    }

    fn tell_rows(&mut self, now: Instant, world: i32, whom: impl Fn(u16) -> bool, rows: &[Row], out: &mut Outbox) {
        if !rows.is_empty() {
            self.tell_members(now, world, Receives::BROADCAST, whom, &tokens(rows), out);
        }
    }

    /// What is owned already (DME-75).
    fn tell_tokens(&mut self, call: &mut Call<'_>, at: SeatRef) {
        let rows: Vec<Row> =
            self.state.worlds.get(at.world).map(|world| world.tokens.owned().collect()).unwrap_or_default();
        if !rows.is_empty() {
            mark!(call.out, "DME-75");
            Self::tell_asker(call, &rows);
        }
    }

    /// What an operator wants of players here.
    pub(super) fn operate_worlds(&mut self, _: Instant, id: OperatorId, _: Command, out: &mut Outbox) {
        out.answer(id, Answer::NotFound);
    }

    /// The address to which a player sends datagrams: his own socket, or the shared one.
    fn udp_of(&self, at: SeatRef, local: Ipv4Addr) -> Option<std::net::SocketAddrV4> {
        let host = self.state.config.host(local);
        let seat = self.state.worlds.seat(at)?;
        let port = match seat.socket {
            Some(socket) => self.state.sockets.port_of(socket)?,
            None => self.state.sockets.shared_port()?,
        };
        Some(std::net::SocketAddrV4::new(host, port))
    }
}

/// How long data is gathered before a player says how long (DME-34).
const FIRST_GATHER_MS: u16 = 20;

fn tokens(rows: &[Row]) -> rt::ServerTokenMessage {
    let mut bytes = Vec::new();
    rows.iter().for_each(|row| row.write(&mut bytes));
    rt::ServerTokenMessage { rows: Rest::new(bytes) }
}
