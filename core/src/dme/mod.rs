//! DME: the game servers. Players of a game meet in a world; what one sends reaches the others (game.md 1 to 8).
//!
//! A machine is one shard: its own worlds, one port for TCP and one for datagrams. It never looks into what players
//! send each other.

mod binding;
mod flush;
mod gather;
mod inbox;
mod members;
mod mps;
mod relay;
mod sockets;
mod tell;
mod tokens;
mod udp;
mod upstream;
mod world;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::config::Config;
use crate::entropy::{Entropy, Purpose};
use crate::front::{self, Front, Handled, Service, Visitor};
use crate::ids::OperatorId;
use crate::link::{Shared, Welcome};
use crate::machine::{Cost, Fault, Input, Machine, Outbox, SnapshotError, Timers, mark, read_snapshot, write_snapshot};
use crate::operator::{Answer, Command};
use crate::pace::Pace;
use crate::script::{Script, Scripted};
use crate::time::Instant;
use crate::wire::frame::Frame;
use crate::wire::{MessageKey, RtId, rt};
use gather::Wheel;
use members::Player;
use relay::{Made, Way};
use sockets::Sockets;
use upstream::Remote;
use world::{Route, SeatRef, Worlds};

type Guest = Visitor<Player>;
type Call<'a> = front::Call<'a, Player>;

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
    /// Frames on their way out, and those who are due; nothing stays in them between two inputs, but their memory.
    made: Made,
    due: Vec<SeatRef>,
}

#[derive(Debug, Serialize, Deserialize)]
struct State {
    config: Config,
    shard: u16,
    front: Front<Player>,
    /// The MPS, where it is in another process.
    remote: Option<Remote>,
    worlds: Worlds,
    by_access_key: BTreeMap<Vec<u8>, SeatRef>,
    by_session_key: BTreeMap<Vec<u8>, SeatRef>,
    /// Bound sources of datagrams.
    by_source: IndexMap<Route, SeatRef, FxBuildHasher>,
    /// Seats whose TCP connection comes from an address: those that datagrams from there can belong to.
    by_peer: BTreeMap<Ipv4Addr, Neighbours>,
    timers: Timers<Alarm>,
    wheel: Wheel,
    /// Who wants what was gathered in this batch at its end.
    at_turn: Vec<SeatRef>,
    sockets: Sockets,
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
                remote: config.dme.register_at.map(Remote::new),
                worlds: Worlds::behind(config.dme.last_world),
                by_access_key: BTreeMap::new(),
                by_session_key: BTreeMap::new(),
                by_source: IndexMap::default(),
                by_peer: BTreeMap::new(),
                timers: Timers::default(),
                wheel: Wheel::default(),
                at_turn: Vec::new(),
                sockets: Sockets::default(),
                last_scert: 0,
                draws: 0,
                begun: false,
                birth,
            },
        }
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
        self.charge(call, frame.payload.len());
        self.relay_from(call.now, at, Way::Tcp, Some(&call.guest.link), frame, call.out)
    }

    fn world_message(&mut self, call: &mut Call<'_>, id: RtId, body: &[u8]) -> Handled {
        let at = Self::seat_of(call.guest)?;
        self.charge(call, body.len());
        self.world_message_from(call, at, id, body)
    }

    fn echoed(&mut self, call: &mut Call<'_>) {
        self.charge(call, 0);
    }

    /// Nobody looks into it (DME-29).
    fn request(&mut self, call: &mut Call<'_>, _: MessageKey, body: &[u8]) -> Handled {
        mark!(call.out, "DME-29");
        self.charge(call, body.len());
        Ok(())
    }

    fn leaving(&mut self, call: &mut Call<'_>) {
        if let Some(at) = call.guest.state.seat.take() {
            // What was said before comes before the notice (DME-36); after it, nothing does.
            if !call.guest.is_leaving() {
                self.flush(call.now, at, call.out);
            }
            self.leave(call.now, at, call.out);
        }
    }

    fn departed(&mut self, now: Instant, visitor: Guest, out: &mut Outbox) {
        if let Some(at) = visitor.state.seat {
            self.leave(now, at, out);
        }
    }

    /// Of players here no operator wants anything that the front cannot do.
    fn operate(&mut self, _: Instant, id: OperatorId, _: Command, out: &mut Outbox) {
        out.answer(id, Answer::NotFound);
    }

    fn account_id(_: &Player) -> Option<i32> {
        None
    }
}

impl Machine for Dme {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        let (counted, before) = (self.state.front.counters.tally, out.tally);
        match input {
            // The two that come all the time.
            Input::Datagram { socket, from, bytes } => self.datagram(now, Route { socket, from }, bytes, out),
            Input::Turn => self.turn(now, out),
            other => self.others(now, other, out),
        }
        self.state.front.counters.tally = counted.with(before, out.tally);
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
            Some(Input::Bound { request, socket, local }) => self.bound(request, socket, local, out),
            Some(Input::BindFailed { request, why }) => self.bind_failed(now, request, why, out),
            Some(Input::Mail { mail, .. }) => self.mail(now, mail, out),
            _ => {}
        }
    }

    fn begin(&mut self, now: Instant, out: &mut Outbox) {
        self.bind_shared(out);
        if self.state.remote.is_some() {
            self.call_mas(now, out);
        } else {
            self.register(now, out);
        }
    }

    fn alarm(&mut self, now: Instant, alarm: Alarm, out: &mut Outbox) {
        match alarm {
            // Nobody came.
            Alarm::Seat(at) => self.leave(now, at, out),
            Alarm::World(id) => self.world_due(id, out),
            Alarm::Report => self.report(now, out),
            Alarm::Register => self.register(now, out),
            Alarm::Upstream => self.upstream_due(now, out),
        }
    }
}
