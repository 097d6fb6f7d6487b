//! What a shard keeps: of each connection, and of all.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::aggregate::buffer::Wheel;
use super::ids::{Route, SeatRef};
use super::mps_link::remote::Remote;
use super::relay::RelayBuffers;
use super::sockets::table::Sockets;
use super::world::Worlds;
use crate::config::Config;
use crate::connections::{self, Connection};
use crate::entropy::{Entropy, Purpose};
use crate::ids::DmeWorldId;
use crate::machine::{Cost, Fault, ScriptHost, Timers};
use crate::pace::Pace;
use crate::script::Script;

pub(super) type Context<'a> = connections::Context<'a, ConnState>;
pub(super) type Scope<'a> = connections::Scope<'a, ConnState>;

/// What a game server keeps of a connection.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ConnState {
    pub(super) seat: Option<SeatRef>,
}

/// Something that a machine has to look at later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Alarm {
    /// A reservation ends (DME-14).
    Seat(SeatRef),
    /// An empty world is old enough to go (DME-17).
    World(DmeWorldId),
    /// The load is reported (MPS-4).
    Report,
    /// The MPS did not say that it knows this server.
    Register,
    /// The call to another process has to be looked at (DME-57).
    Upstream,
}

/// The worlds of a shard, and what is known of their players beside their connections.
#[derive(Debug)]
pub(super) struct Shard {
    pub(super) state: State,
    pub(super) script: ScriptHost,
    /// Frames on their way out, and those who are due; nothing stays in them between two inputs, but their memory.
    pub(super) buffers: RelayBuffers,
    pub(super) due: Vec<SeatRef>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) config: Config,
    pub(super) shard: u16,
    /// The MPS, where it is in another process.
    pub(super) remote: Option<Remote>,
    pub(super) worlds: Worlds,
    pub(super) by_access_key: BTreeMap<Vec<u8>, SeatRef>,
    pub(super) by_session_key: BTreeMap<Vec<u8>, SeatRef>,
    /// Bound sources of datagrams.
    pub(super) by_source: IndexMap<Route, SeatRef, FxBuildHasher>,
    /// Seats whose TCP connection comes from an address: those that datagrams from there can belong to.
    pub(super) by_peer: BTreeMap<Ipv4Addr, AddressPeers>,
    pub(super) timers: Timers<Alarm>,
    pub(super) wheel: Wheel,
    /// Who wants what was gathered in this batch at its end.
    pub(super) at_turn: Vec<SeatRef>,
    pub(super) sockets: Sockets,
    pub(super) last_scert: u16,
    pub(super) draws: u64,
    pub(super) begun: bool,
    /// Tells this life of the machine from the next.
    pub(super) birth: u64,
}

/// Players behind one address, and how fast datagrams come from it that no binding knows.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct AddressPeers {
    pub(super) seats: SmallVec<[SeatRef; 2]>,
    pub(super) pace: Pace,
}

impl Shard {
    /// Makes the state of a shard without worlds.
    pub(super) fn new(config: &Config, shard: u16, entropy: &Entropy, script: Box<dyn Script>) -> Self {
        let birth = u64::from_le_bytes(entropy.bytes(Purpose::Birth, shard.into()));
        let state = State {
            config: config.clone(),
            shard,
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
        };
        Self { state, script: ScriptHost::new(script), buffers: RelayBuffers::default(), due: Vec::new() }
    }
}

/// Returns the seat of a connection; everyone who was let in has one.
pub(super) fn seat_of(conn: &Connection<ConnState>) -> Result<SeatRef, Fault> {
    conn.state.seat.ok_or_else(|| Fault::new("DME-29", Cost::Ignore, "a message of a player without a seat"))
}

/// Charges a player for what they sent: one who sends too much is read later.
pub(super) fn charge(cx: &mut Context<'_>, bytes: usize) {
    let (now, rate) = (cx.now, cx.conns.shared.limits.relay_rate());
    cx.conn_mut().spend(now, bytes, rate);
}
