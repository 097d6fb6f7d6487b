//! The link to the MPS: orders in, messages out (game.md 11).

use core::time::Duration;

use super::ids::SeatRef;
use super::state::{Alarm, Scope, Shard, State};
use super::world::World;
use crate::config::ShardPlace;
use crate::crypto::SessionKey;
use crate::entropy::Purpose;
use crate::ids::{Component, DmeWorldId, MgclRequest};
use crate::limits::Limit;
use crate::machine::{Event, Outbox, mark};
use crate::peer::PeerMessage;
use crate::peer::{Attributes, FromServer, Granted, Load, SeatOrder, ToServer, WorldOrder, WorldStatus};
use crate::secret::Secret;
use crate::time::Instant;
use crate::wire::{AccessKey, MgclErrorCode as Code, RsaKey};

/// A registration that is not answered is repeated.
const REGISTER: Duration = Duration::from_secs(15);
/// Between two reports (MPS-4).
const REPORT: Duration = Duration::from_secs(30);

impl Shard {
    /// Where this shard listens.
    pub(super) fn place(&self) -> Option<ShardPlace> {
        self.state.config.dme.places().get(usize::from(self.state.shard)).copied()
    }

    /// Tells the MPS something.
    pub(super) fn tell(&mut self, message: FromServer, out: &mut Outbox) {
        match &mut self.state.remote {
            Some(remote) => remote.say(&message, out),
            None => out.send_peer(Component::Mps, PeerMessage::FromServer(Box::new(message))),
        }
    }

    /// Says that this server is there.
    pub(super) fn register(&mut self, now: Instant, out: &mut Outbox) {
        let Some(listen) = self.listen() else { return };
        mark!(out, "MPS-1");
        let dme = &self.state.config.dme;
        let here = Attributes { birth: self.state.birth, location: dme.location, app_id: dme.application, listen };
        self.tell(FromServer::Here(here), out);
        self.state.timers.set(Alarm::Register, Some(now + REGISTER));
    }

    /// How busy it is (MPS-4).
    pub(super) fn report(&mut self, now: Instant, out: &mut Outbox) {
        mark!(out, "MPS-4");
        let count = |number: usize| i16::try_from(number).unwrap_or(i16::MAX);
        let dme = &self.state.config.dme;
        let players = self.state.worlds.iter().map(|world| usize::from(world.players())).sum();
        let load = Load {
            max_worlds: count(dme.worlds.into()),
            max_players_per_world: count(dme.players.into()),
            worlds: count(self.state.worlds.len()),
            players: count(players),
            alert: 0,
        };
        self.tell(FromServer::Load(load), out);
        self.state.timers.set(Alarm::Report, Some(now + REPORT));
    }

    /// What the MPS wants.
    pub(super) fn order(&mut self, scope: &mut Scope<'_>, order: ToServer) {
        match order {
            ToServer::Registered { confirmation } => {
                if confirmation == Code::SUCCESS {
                    self.state.timers.set(Alarm::Register, None);
                    self.report(scope.now, scope.out);
                } else {
                    self.register(scope.now, scope.out);
                }
            }
            ToServer::CreateWorld(order) => {
                let world = self.create_world(scope, &order);
                self.tell(FromServer::WorldCreated { request: order.request, world }, scope.out);
            }
            ToServer::Seat(order) => self.seat(scope, *order),
            ToServer::EndWorld { request, world_id, brutal } => {
                let confirmation = self.end_world(scope, world_id, brutal);
                self.tell(FromServer::WorldEnded { request, confirmation }, scope.out);
            }
            ToServer::Disconnect { world_id, client_index } => {
                mark!(scope.out, "MGCL-9");
                self.put_out(scope, SeatRef { world: world_id, index: client_index.0 });
            }
            ToServer::WorldStatus { request, world_id } => {
                let status = self.state.worlds.get(world_id).map(|world| WorldStatus {
                    app_id: world.app_id,
                    max_players: world.max_players.into(),
                    players: world.players().into(),
                });
                self.tell(FromServer::WorldStatus { request, status: status.ok_or(Code::INVALID_ARG) }, scope.out);
            }
        }
    }

    /// Makes a world (DME-11, DME-13).
    fn create_world(&mut self, scope: &mut Scope<'_>, order: &WorldOrder) -> Result<DmeWorldId, Code> {
        mark!(scope.out, "DME-11");
        let dme = &self.state.config.dme;
        let max_players =
            u16::try_from(order.max_players).ok().filter(|max| *max > 0).unwrap_or(u16::MAX).min(dme.players);
        let Some(id) = self.state.worlds.free_id(dme.worlds) else {
            scope.limited(Limit::DmeWorlds);
            return Err(Code::NUM_GAME_WORLDS_PER_LOBBY_WORLD_EXCEEDED);
        };
        self.state.draws += 1;
        let mut key: [u8; 64] = scope.conns.entropy.bytes(Purpose::WorldKey, self.state.draws);
        // Below 2^511, which every client takes (transport.md §8).
        key[63] &= 0x7f;
        let world = World {
            id,
            game: order.game,
            app_id: order.app_id,
            key: SessionKey::new(key),
            suite: None,
            created: scope.now,
            born: None,
            ending: false,
            seats: Vec::new(),
            max_players,
            tokens: Default::default(),
        };
        self.state.worlds.insert(world);
        self.rest(scope.now, id);
        scope.out.event(Event::WorldMade { game: order.game, world_id: id });
        Ok(id)
    }

    /// An empty world goes when it is old enough, or at once when its game is over (DME-17).
    pub(super) fn rest(&mut self, now: Instant, id: DmeWorldId) {
        let State { worlds, timers, config, .. } = &mut self.state;
        let Some(world) = worlds.get(id) else { return };
        let empty = world.taken().next().is_none();
        let oldest = if world.ending { now } else { now.max(world.created + config.timeouts.empty_game) };
        timers.set(Alarm::World(id), empty.then_some(oldest));
    }

    /// A world has been empty for long enough.
    pub(super) fn world_due(&mut self, id: DmeWorldId, out: &mut Outbox) {
        if let Some(world) = self.state.worlds.remove(id) {
            mark!(out, "DME-17");
            out.event(Event::WorldGone { game: world.game, world_id: id });
        }
    }

    /// A game is over: its world goes when it is empty, and is emptied where that is wanted (DME-18).
    pub(super) fn end_world(&mut self, scope: &mut Scope<'_>, id: DmeWorldId, brutal: bool) -> Code {
        mark!(scope.out, "DME-18");
        let Some(world) = self.state.worlds.get_mut(id) else { return Code::INVALID_ARG };
        world.ending = true;
        // Who was announced and did not come will not come any more.
        let gone: Vec<u16> =
            world.taken().filter(|(_, seat)| brutal || seat.conn.is_none()).map(|(index, _)| index).collect();
        for index in gone {
            self.put_out(scope, SeatRef { world: id, index });
        }
        self.rest(scope.now, id);
        Code::SUCCESS
    }

    /// A player is announced (MPS-3).
    fn seat(&mut self, scope: &mut Scope<'_>, order: SeatOrder) {
        let SeatOrder { request, world_id, session_key, .. } = order;
        match self.reserve(scope, world_id, session_key) {
            Err(code) => self.tell(FromServer::Seated { request, seat: Err(code) }, scope.out),
            Ok(at) => self.seat_kept(scope, request, at),
        }
    }

    /// How a player gets in.
    pub(super) fn tell_seat(&mut self, scope: &mut Scope<'_>, request: MgclRequest, at: SeatRef) {
        let Some(seat) = self.state.worlds.seat(at) else { return };
        let encrypts = scope.conns.shared.policy.encrypt;
        let server_key = encrypts.then(|| scope.conns.shared.private_key.public().to_le_bytes());
        let granted = Granted {
            access_key: Secret::new(*seat.keys.access.expose()) as Secret<AccessKey>,
            server_key: RsaKey::new(server_key.unwrap_or([0; 64])),
            client_index: at.index.into(),
        };
        self.tell(FromServer::Seated { request, seat: Ok(Box::new(granted)) }, scope.out);
    }
}
