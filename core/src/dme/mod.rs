//! DME: the game servers. Players of a game meet in a world; what one sends reaches the others (game.md 1 to 8).
//!
//! A machine is one shard: its own worlds, one port for TCP and one for datagrams. It never looks into what players
//! send each other.

mod aggregate;
mod client_messages;
mod ids;
mod members;
mod mps_link;
mod notify;
mod orders;
mod relay;
mod sockets;
mod state;
mod tokens;
mod udp;
mod udp_binding;
mod world;

use crate::config::Config;
use crate::connections::{Connection, Connections, Handler, HandlerResult};
use crate::entropy::Entropy;
use crate::ids::{AccountId, Component, ConnId};
use crate::link::{Shared, Welcome};
use crate::machine::{Input, Machine, Outbox, ScriptHost, SnapshotError, mark, read_snapshot, write_snapshot};
use crate::peer::PeerMessage;
use crate::script::Script;
use crate::time::Instant;
use crate::wire::frame::Frame;
use crate::wire::{MessageKey, RtId, rt};
use ids::Route;
use relay::Transport;
use state::{Alarm, ConnState, Context, Scope, Shard, State, charge, seat_of};

/// One shard of the game servers.
#[derive(Debug)]
pub struct Dme {
    conns: Connections<ConnState>,
    shard: Shard,
}

impl Dme {
    /// Makes a shard without worlds.
    #[must_use]
    pub fn new(config: &Config, shard: u16, seed: [u8; 32], script: Box<dyn Script>) -> Self {
        let entropy = Entropy::new(seed);
        let shared = Shared::new(&entropy, config.link, config.limits, config.timeouts).for_games();
        let shard = Shard::new(config, shard, &entropy, script);
        Self { conns: Connections::new(shared, entropy), shard }
    }
}

impl Handler for Shard {
    type State = ConnState;

    fn connect(&mut self, cx: &mut Context<'_>, connect: &rt::ClientConnectTcp) -> Option<Welcome> {
        self.enter(cx, connect)
    }

    fn world_clock(&mut self, cx: &mut Context<'_>) -> Instant {
        let world = cx.state().seat.and_then(|at| self.state.worlds.get_mut(at.world));
        world.map_or(cx.now, |world| world.clock(cx.now))
    }

    fn ready(&mut self, cx: &mut Context<'_>) -> u16 {
        cx.state().seat.and_then(|at| self.state.worlds.get(at.world)).map_or(1, world::World::players)
    }

    fn connected(&mut self, cx: &mut Context<'_>) {
        self.joined(cx);
    }

    fn resumed(&mut self, cx: &mut Context<'_>) {
        self.resume(cx);
    }

    fn relay(&mut self, cx: &mut Context<'_>, frame: Frame<'_>) -> HandlerResult {
        let (now, rate) = (cx.now, cx.conns.shared.limits.relay_rate());
        let Some(conn) = cx.conns.get_mut(cx.conn) else { return Ok(()) };
        let at = seat_of(conn)?;
        conn.spend(now, frame.payload.len(), rate);
        self.relay_from(now, at, Transport::Tcp, &conn.link, frame, cx.out)
    }

    fn world_message(&mut self, cx: &mut Context<'_>, id: RtId, body: &[u8]) -> HandlerResult {
        let at = seat_of(cx.conn())?;
        charge(cx, body.len());
        self.world_message_from(cx, at, id, body)
    }

    fn echoed(&mut self, cx: &mut Context<'_>) {
        charge(cx, 0);
    }

    /// Nobody looks into it (DME-29).
    fn request(&mut self, cx: &mut Context<'_>, _: MessageKey, body: &[u8]) -> HandlerResult {
        mark!(cx.out, "DME-29");
        charge(cx, body.len());
        Ok(())
    }

    fn ending(&mut self, cx: &mut Context<'_>) {
        if let Some(at) = cx.state_mut().seat.take() {
            // What was said before comes before the notice (DME-36); after it, nothing does.
            if !cx.conn().is_ending() {
                self.flush(cx.now, at, cx.out);
            }
            self.leave(&mut cx.scope(), at);
        }
    }

    fn closed(&mut self, scope: &mut Scope<'_>, conn: Connection<ConnState>) {
        if let Some(at) = conn.state.seat {
            self.leave(scope, at);
        }
    }

    fn tick(&mut self, scope: &mut Scope<'_>) {
        self.gathered_due(scope.now, scope.out);
        while let Some(alarm) = self.state.timers.due(scope.now) {
            self.alarm(scope, alarm);
        }
    }

    fn clock(&mut self, scope: &mut Scope<'_>) {
        if !std::mem::replace(&mut self.state.begun, true) {
            self.begin(scope);
        }
    }

    fn peer_message(&mut self, scope: &mut Scope<'_>, _: Component, message: PeerMessage) {
        if let PeerMessage::ToServer(order) = message {
            self.order(scope, *order);
        }
    }

    #[deny(clippy::wildcard_enum_match_arm, reason = "an input must not be dropped in silence")]
    fn socket_input(&mut self, scope: &mut Scope<'_>, input: Input<'_>) {
        match input {
            // The two that come all the time.
            Input::Datagram { socket, from, bytes } => self.datagram(scope, Route { socket, from }, bytes),
            Input::Turn => self.turn(scope.now, scope.out),
            Input::Congested { conn, .. } => self.set_congested(scope, conn, true),
            Input::Writable { conn } => self.set_congested(scope, conn, false),
            Input::Bound { request, socket, local } => self.bound(scope, request, socket, local),
            Input::BindFailed { request, why } => self.bind_failed(scope, request, why),
            Input::Opened { .. } | Input::ConnectFailed { .. } | Input::Received { .. } | Input::Closed { .. } => {
                self.upstream(scope, input);
            }
            // They have methods of their own, or concern the table alone.
            Input::Tick
            | Input::Clock { .. }
            | Input::Store { .. }
            | Input::Peer { .. }
            | Input::Operator { .. }
            | Input::LookedUp { .. }
            | Input::Reseed(_) => {}
        }
    }

    fn hooks(&mut self) -> &mut ScriptHost {
        &mut self.script
    }

    fn account_id(_: &ConnState) -> Option<AccountId> {
        None
    }
}

impl Machine for Dme {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        self.conns.handle(&mut self.shard, now, input, out);
    }

    fn deadline(&self) -> Option<Instant> {
        let Shard { state: State { timers, wheel, .. }, script, .. } = &self.shard;
        [self.conns.deadline(), timers.next(), wheel.deadline(), script.deadline()].into_iter().flatten().min()
    }

    fn snapshot(&self, into: &mut Vec<u8>) {
        let Shard { state, script, .. } = &self.shard;
        write_snapshot(&(&self.conns, state, script.second), into);
    }

    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError> {
        let Shard { state, script, .. } = &mut self.shard;
        (self.conns, *state, script.second) = read_snapshot(from)?;
        Ok(())
    }
}

impl Shard {
    fn set_congested(&mut self, scope: &Scope<'_>, conn: ConnId, congested: bool) {
        let at = scope.conns.get(conn).and_then(|conn| conn.state.seat);
        if let Some(seat) = at.and_then(|at| self.state.worlds.seat_mut(at)) {
            seat.congested = congested;
        }
    }

    fn begin(&mut self, scope: &mut Scope<'_>) {
        self.bind_shared(scope.out);
        if self.state.remote.is_some() {
            self.call_mas(scope);
        } else {
            self.register(scope.now, scope.out);
        }
    }

    fn alarm(&mut self, scope: &mut Scope<'_>, alarm: Alarm) {
        match alarm {
            // Nobody came.
            Alarm::Seat(at) => self.leave(scope, at),
            Alarm::World(id) => self.world_due(id, scope.out),
            Alarm::Report => self.report(scope.now, scope.out),
            Alarm::Register => self.register(scope.now, scope.out),
            Alarm::Upstream => self.upstream_due(scope),
        }
    }
}
