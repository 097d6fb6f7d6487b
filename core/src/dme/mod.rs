//! DME: the game servers. Players of a game meet in a world; what one sends reaches the others (game.md 1 to 8).
//!
//! A machine is one shard: its own worlds, one port for TCP and one for datagrams. It never looks into what players
//! send each other.

mod gather;
mod members;
mod mps;
mod relay;
mod tokens;
mod udp;
mod upstream;
mod world;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::config::{Aggregation, Config};
use crate::front::{self, Front, Handled, Service, Visitor};
use crate::link::relay as ids;
use crate::link::{Shared, Welcome, milliseconds};
use crate::machine::{
    BindId, Cost, Entropy, Event, Fault, Input, Instant, IoFailure, Machine, OperatorId, Outbox, Pace, Purpose,
    SnapshotError, SocketId, Timers, mark, read_snapshot, write_snapshot,
};
use crate::operator::Command;
use crate::script::{Script, Scripted};
use crate::wire::frame::{Datagram, Frame};
use crate::wire::rt::{self, RtMessage};
use crate::wire::{Layout as _, Rest};
use gather::{LONGEST_MS, Wheel};
use members::Player;
use mps::Sockets;
use relay::{Made, Relay, RelayError, Sender, Way};
use upstream::Remote;
use world::{Receives, SeatRef, Worlds};

type Guest = Visitor<Player>;
type Call<'a> = front::Call<'a, Player>;

/// The socket that all players share.
const SHARED: BindId = BindId(0);

/// Something that a machine has to look at later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Alarm {
    /// A reservation ends (DME-14).
    Seat(SeatRef),
    /// An empty world is old enough to go (DME-17).
    World(i32),
    /// The load is reported (MPS-4).
    Report,
    /// The MPS did not say that it knows this server.
    Register,
    /// The call to another process has to be looked at (DME-57).
    Upstream,
}

/// One shard of the game servers.
#[derive(Debug)]
pub struct Dme {
    state: State,
    script: Scripted,
    /// Frames on their way out; nothing stays in it between two inputs.
    made: Made,
    due: Vec<SeatRef>,
}

#[derive(Debug, Serialize, Deserialize)]
struct State {
    config: Config,
    shard: u16,
    front: Front<Player>,
    sockets: Sockets,
    /// The MPS, where it is in another process.
    remote: Option<Remote>,
    worlds: Worlds,
    by_access_key: BTreeMap<Vec<u8>, SeatRef>,
    by_session_key: BTreeMap<Vec<u8>, SeatRef>,
    /// Bound sources of datagrams.
    by_source: IndexMap<SocketAddrV4, SeatRef, FxBuildHasher>,
    /// Seats whose TCP connection comes from an address: those that datagrams from there can belong to.
    by_peer: BTreeMap<Ipv4Addr, Neighbours>,
    timers: Timers<Alarm>,
    wheel: Wheel,
    /// Who wants what was gathered in this batch at its end.
    at_turn: Vec<SeatRef>,
    socket: Option<SocketId>,
    /// Sockets that single players are given (UDP-2).
    own_sockets: BTreeMap<SocketId, SeatRef>,
    binding: BTreeMap<BindId, mps::Pending>,
    last_bind: u32,
    last_scert: u16,
    draws: u64,
    begun: bool,
    /// Tells this life of the machine from the next.
    birth: u64,
}

/// Players behind one address, and how fast datagrams come from it that no binding knows.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Neighbours {
    seats: SmallVec<[SeatRef; 2]>,
    pace: Pace,
}

impl Dme {
    /// A shard without worlds.
    #[must_use]
    pub fn new(config: &Config, shard: u16, seed: [u8; 32], script: Box<dyn Script>) -> Self {
        let entropy = Entropy::new(seed);
        let shared = Shared::new(&entropy, config.link, config.limits, config.timeouts).for_games();
        let birth = u64::from_le_bytes(entropy.bytes(Purpose::Birth, shard.into()));
        Self {
            script: Scripted::new(script),
            made: Made::default(),
            due: Vec::new(),
            state: State {
                config: config.clone(),
                shard,
                front: Front::new(shared, entropy),
                sockets: Sockets::default(),
                remote: config.dme.register_at.map(Remote::new),
                worlds: Worlds::behind(config.dme.last_world),
                by_access_key: BTreeMap::new(),
                by_session_key: BTreeMap::new(),
                by_source: IndexMap::default(),
                by_peer: BTreeMap::new(),
                timers: Timers::default(),
                wheel: Wheel::default(),
                at_turn: Vec::new(),
                socket: None,
                own_sockets: BTreeMap::new(),
                binding: BTreeMap::new(),
                last_bind: SHARED.0,
                last_scert: 0,
                draws: 0,
                begun: false,
                birth,
            },
        }
    }

    /// How long data for a player is gathered.
    fn gather_ms(&self, wanted: u16) -> u16 {
        match self.state.config.dme.aggregation {
            Aggregation::Client => wanted.min(LONGEST_MS),
            Aggregation::Off => 0,
            Aggregation::Milliseconds(fixed) => fixed.min(LONGEST_MS),
        }
    }

    /// Data waits for a player from now on: somebody has to see that it leaves.
    fn arm(&mut self, now: Instant, at: SeatRef, out: &mut Outbox) {
        let State { worlds, wheel, at_turn, socket, .. } = &mut self.state;
        let Some(seat) = worlds.seat_mut(at) else { return };
        if seat.gathered.is_full() {
            mark!(out, "DME-35");
            seat.gathered.flush(seat.conn, seat.udp, seat.socket.or(*socket), out);
        }
        if !wheel.arm(now, seat.gather_ms, at) {
            at_turn.push(at);
        }
    }

    /// Everything that waits for a player leaves now.
    fn flush(&mut self, at: SeatRef, out: &mut Outbox) {
        let State { worlds, socket, .. } = &mut self.state;
        if let Some(seat) = worlds.seat_mut(at) {
            seat.gathered.armed = false;
            seat.gathered.flush(seat.conn, seat.udp, seat.socket.or(*socket), out);
        }
    }

    /// Everything that waits for the others of a world leaves now (DME-37).
    fn flush_others(&mut self, at: SeatRef, out: &mut Outbox) {
        let others = self.state.worlds.get(at.world).map_or(0, |world| world.seats.len());
        for index in (0..).take(others).filter(|index| *index != at.index) {
            self.flush(SeatRef { index, ..at }, out);
        }
    }

    /// The batch is over: what waits for no time leaves (UDP-8).
    fn turn(&mut self, out: &mut Outbox) {
        let mut waiting = std::mem::take(&mut self.state.at_turn);
        for at in waiting.drain(..) {
            self.flush(at, out);
        }
        self.state.at_turn = waiting;
    }

    /// Those whose time has come (DME-35).
    fn gathered_due(&mut self, now: Instant, out: &mut Outbox) {
        let mut due = std::mem::take(&mut self.due);
        self.state.wheel.due(now, &mut due);
        for at in due.drain(..) {
            self.flush(at, out);
        }
        self.due = due;
    }

    /// Application data of a player: its frame, whole and not opened.
    fn relay_from(&mut self, now: Instant, at: SeatRef, way: Way, frame: Frame<'_>, out: &mut Outbox) -> Handled {
        let most = self.state.front.shared.limits.relay_bytes;
        let cost = |error| match (error, way) {
            (RelayError::WrongHash, Way::Tcp) => Cost::Close,
            _ => Cost::Ignore,
        };
        let fault = |error: RelayError| Fault::new("DME-28", cost(error), error);
        let relay = Relay::cut(frame, most).map_err(fault)?;
        let Some(world) = self.state.worlds.get_mut(at.world) else { return Ok(()) };
        // Only one whose link does not encrypt towards him has a key of his own.
        let own_key = world.seat(at.index).and_then(|seat| seat.keys.own.clone());
        let sender = Sender { index: at.index, own_key: own_key.as_ref() };
        let begun = world.relay(&relay, way, sender, &mut self.made, out).map_err(fault)?;
        for index in begun {
            self.arm(now, SeatRef { index, ..at }, out);
        }
        Ok(())
    }

    /// A world message that can come by TCP and, where it says so, by UDP (game.md 3 and 4).
    fn world_message_from(&mut self, call: &mut Call<'_>, at: SeatRef, id: u8, body: &[u8]) -> Handled {
        let dialect = call.guest.dialect();
        let read = |error: crate::wire::WireError| Fault::new(error.rule(), Cost::Ignore, error);
        match id {
            rt::ClientSetRecvFlag::ID => {
                mark!(call.out, "DME-31");
                let set = rt::ClientSetRecvFlag::decode(body, dialect).map_err(read)?;
                if let Some(seat) = self.state.worlds.seat_mut(at) {
                    // Up to 1.08 it switches broadcasts and nothing else.
                    seat.receives = match (call.guest.link.has_hello(), set.flag) {
                        (true, mask) => Receives(mask),
                        (false, 1) => Receives(Receives::FIRST.0 | Receives::BROADCAST),
                        (false, _) => Receives::FIRST,
                    };
                }
            }
            rt::ClientSetAggTime::ID => {
                mark!(call.out, "DME-34");
                let set = rt::ClientSetAggTime::decode(body, dialect).map_err(read)?;
                let gather_ms = self.gather_ms(set.time);
                self.flush(at, call.out);
                if let Some(seat) = self.state.worlds.seat_mut(at) {
                    seat.gather_ms = gather_ms;
                }
            }
            rt::ClientFlushAll::ID => {
                mark!(call.out, "DME-37");
                self.flush_others(at, call.out);
            }
            rt::ClientFlushSingle::ID => {
                mark!(call.out, "DME-37");
                let one = rt::ClientFlushSingle::decode(body, dialect).map_err(read)?;
                self.flush(SeatRef { index: one.client_index, ..at }, call.out);
            }
            rt::ClientTimebaseQuery::ID => {
                mark!(call.out, "DME-43");
                let query = rt::ClientTimebaseQuery::decode(body, dialect).map_err(read)?;
                let server_time = milliseconds(self.world_clock(call), call.now);
                let answer = rt::ServerTimebaseQueryNotify { client_time: query.client_time, server_time };
                call.guest.link.send(&answer, call.out);
            }
            rt::ClientTokenMessage::ID => {
                let message = rt::ClientTokenMessage::decode(body, dialect).map_err(read)?;
                self.token(call, at, &message);
            }
            rt::ClientMultiAppToServer::ID => return self.unpack(call, at, body),
            _ => {}
        }
        Ok(())
    }

    /// Several frames in one, each dealt with in order (DME-30); none of them is sealed, and none holds others.
    fn unpack(&mut self, call: &mut Call<'_>, at: SeatRef, frames: &[u8]) -> Handled {
        mark!(call.out, "DME-30");
        let mut bytes = frames.to_vec();
        for frame in Datagram::new(&mut bytes) {
            let id = frame.id;
            if frame.is_sealed() || id == rt::ClientMultiAppToServer::ID {
                return Err(Fault::new("DME-30", Cost::Ignore, "a frame within a frame is sealed, or holds others"));
            }
            if ids::is_relay(id) {
                self.relay_from(call.now, at, Way::Tcp, frame, call.out)?;
            } else if id == rt::ClientEcho::ID {
                call.guest.link.send(&rt::ClientEcho { data: Rest::new(frame.payload.to_vec()) }, call.out);
            } else {
                self.world_message_from(call, at, id, frame.payload)?;
            }
        }
        Ok(())
    }

    /// The seat of a connection; everyone who was let in has one.
    fn seat_of(guest: &Guest) -> Result<SeatRef, Fault> {
        guest.state.seat.ok_or_else(|| Fault::new("DME-29", Cost::Ignore, "a message of a player without a seat"))
    }
}

impl Service for Dme {
    type State = Player;

    fn front(&mut self) -> &mut Front<Player> {
        &mut self.state.front
    }

    fn connect(&mut self, call: &mut Call<'_>, connect: &rt::ClientConnectTcp) -> Option<Welcome> {
        self.enter(call, connect)
    }

    fn world_clock(&mut self, call: &mut Call<'_>) -> Instant {
        let world = call.guest.state.seat.and_then(|at| self.state.worlds.get_mut(at.world));
        world.map_or(call.now, |world| world.clock(call.now))
    }

    fn ready(&mut self, call: &mut Call<'_>) -> u16 {
        call.guest.state.seat.and_then(|at| self.state.worlds.get(at.world)).map_or(1, world::World::players)
    }

    fn connected(&mut self, call: &mut Call<'_>) {
        self.joined(call);
    }

    fn resumed(&mut self, call: &mut Call<'_>) {
        self.resume(call);
    }

    fn relay(&mut self, call: &mut Call<'_>, frame: Frame<'_>) -> Handled {
        let at = Self::seat_of(call.guest)?;
        let rate = self.state.front.shared.limits.relay_rate();
        call.guest.spend(call.now, frame.payload.len(), rate);
        self.relay_from(call.now, at, Way::Tcp, frame, call.out)
    }

    fn world_message(&mut self, call: &mut Call<'_>, id: u8, body: &[u8]) -> Handled {
        let at = Self::seat_of(call.guest)?;
        let rate = self.state.front.shared.limits.relay_rate();
        call.guest.spend(call.now, body.len(), rate);
        self.world_message_from(call, at, id, body)
    }

    /// Nobody looks into it (DME-29).
    fn request(&mut self, call: &mut Call<'_>, _: (u8, u8), _: &[u8]) -> Handled {
        mark!(call.out, "DME-29");
        Ok(())
    }

    fn departed(&mut self, now: Instant, visitor: Guest, out: &mut Outbox) {
        if let Some(at) = visitor.state.seat {
            self.leave(now, at, out);
        }
    }

    fn operate(&mut self, now: Instant, id: OperatorId, command: Command, out: &mut Outbox) {
        self.operate_worlds(now, id, command, out);
    }

    fn account_id(_: &Player) -> Option<i32> {
        None
    }
}

impl Machine for Dme {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        match input {
            // The two that come all the time.
            Input::Datagram { socket, from, bytes } => self.datagram(now, socket, from, bytes, out),
            Input::Turn => self.turn(out),
            other => self.others(now, other, out),
        }
    }

    fn deadline(&self) -> Option<Instant> {
        let State { front, timers, wheel, .. } = &self.state;
        [front.deadline(), timers.next(), wheel.deadline()].into_iter().flatten().min()
    }

    fn snapshot(&self, into: &mut Vec<u8>) {
        write_snapshot(&self.state, into);
    }

    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError> {
        self.state = read_snapshot(from)?;
        Ok(())
    }
}

impl Dme {
    fn others(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        if self.state.remote.as_ref().is_some_and(|remote| remote.wants(&input)) {
            return self.upstream(now, input, out);
        }
        match &input {
            Input::Congested { conn, .. } | Input::Writable { conn } => {
                let congested = matches!(input, Input::Congested { .. });
                let at = self.state.front.visitor(*conn).and_then(|visitor| visitor.state.seat);
                if let Some(seat) = at.and_then(|at| self.state.worlds.seat_mut(at)) {
                    seat.congested = congested;
                }
            }
            Input::Clock { .. } if !self.state.begun => {
                self.state.begun = true;
                self.begin(now, out);
            }
            _ => {}
        }
        match front::serve(self, now, input, out) {
            Some(Input::Tick) => {
                self.gathered_due(now, out);
                while let Some(alarm) = self.state.timers.due(now) {
                    self.alarm(now, alarm, out);
                }
            }
            Some(Input::Bound { request, socket, local }) => self.bound(now, request, Some((socket, local)), out),
            Some(Input::BindFailed { request, why }) => {
                Self::no_socket(why, out);
                self.bound(now, request, None, out);
            }
            Some(Input::Mail { mail, .. }) => self.mail(now, mail, out),
            _ => {}
        }
    }

    fn begin(&mut self, now: Instant, out: &mut Outbox) {
        if let Some(place) = self.place() {
            out.bind(SHARED, place.udp);
        }
        if self.state.remote.is_some() {
            self.call_mas(now, out);
        } else {
            self.register(now, out);
        }
    }

    fn alarm(&mut self, now: Instant, alarm: Alarm, out: &mut Outbox) {
        match alarm {
            Alarm::Seat(at) => self.reservation_over(now, at, out),
            Alarm::World(id) => self.world_due(now, id, out),
            Alarm::Report => self.report(now, out),
            Alarm::Register => self.register(now, out),
            Alarm::Upstream => self.upstream_due(now, out),
        }
    }

    fn no_socket(why: IoFailure, out: &mut Outbox) {
        let fault = Fault::new("UDP-2", Cost::Ignore, format_args!("no UDP socket: {why:?}"));
        out.event(Event::Fault { conn: None, fault });
    }
}
