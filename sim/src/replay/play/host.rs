//! What a recorded MPS knew of a host or a game server, what the lobby answered it, and what the lobby wanted.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use clank_core::config::{Config, GameServers};
use clank_core::ids::{AccountId, AppId, Component, DmeWorldId, GameId, LocationId, SeatRequest};
use clank_core::machine::{Input, Machine, Outbox, Recorded, SnapshotError};
use clank_core::peer::{HostAdmission, HostFacts, JoinRequest, PeerMessage, Ticket, WorldRequest};
use clank_core::secret::Secret;
use clank_core::settings::{LinkPreset, SessionPreset};
use clank_core::store::Memory;
use clank_core::time::Instant;
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{
    AccessKey, Dialect, KeyText, Layout as _, MgclErrorCode as Code, NetAddressList, SessionKeyText, report,
};

use super::environment::Environment;
use super::environment::SCENE;
use super::seed_state::SeedState;
use super::stand_in::mail_of;
use crate::capture::{Dir, Flow, Transport};
use crate::dissect::{FrameStream, Message};
use crate::replay::read::ends::Ends;
use crate::replay::read::exchange::Exchange;
use crate::replay::read::link::{modulus, policy, resumed};
use crate::world::World;

/// How the lobby answers a host's game: its MediusWorldID, or why there is none.
type Answer = Result<GameId, Code>;

/// Stands where the recorded MLS was: it takes a host's game in, or does not, as it did.
struct StandInLobby {
    next: Rc<Cell<Answer>>,
}

impl Machine for StandInLobby {
    fn handle(&mut self, _: Instant, input: Input<'_>, out: &mut Outbox) {
        let Some((from, message)) = mail_of(input) else { return };
        let answer = self.next.get();
        match message {
            PeerMessage::HostGame(game) => {
                out.send_peer(from, PeerMessage::GameHosted { request: game.request, answer });
            }
            PeerMessage::MoveGame { request, .. } => out.send_peer(from, PeerMessage::GameMoved { request, answer }),
            _ => {}
        }
    }

    fn deadline(&self) -> Option<Instant> {
        None
    }

    fn snapshot(&self, _: &mut Vec<u8>) {}

    fn restore(&mut self, _: &[u8]) -> Result<(), SnapshotError> {
        Ok(())
    }
}

/// Says before each request what the lobby will answer, and has the lobby want what it wanted.
struct HostEnvironment {
    dialect: Dialect,
    app_id: AppId,
    next: Rc<Cell<Answer>>,
    /// The console's latest game.
    game: GameId,
    seats: SeatRequest,
}

impl HostEnvironment {
    fn of<M: clank_core::wire::Message>(&self, message: &Message) -> Option<M> {
        let (key, body) = message.medius()?;
        (key == M::KEY).then(|| M::decode(body, self.dialect).ok())?
    }

    fn answer(&self, message: &Message) -> Option<Answer> {
        let (confirmation, game) = if let Some(made) = self.of::<report::ServerCreateGameOnMeResponse>(message) {
            (made.confirmation, made.medius_world_id)
        } else {
            let moved = self.of::<report::ServerMoveGameWorldOnMeResponse>(message)?;
            (moved.confirmation, moved.medius_world_id)
        };
        Some(if confirmation.0 >= 0 { Ok(GameId(game)) } else { Err(confirmation) })
    }

    fn wish(&mut self, message: &Message) -> Option<PeerMessage> {
        if let Some(join) = self.of::<report::ServerJoinGameRequest>(message) {
            self.seats.0 += 1;
            return Some(PeerMessage::Seat(Box::new(JoinRequest {
                seat: self.seats,
                game: self.game,
                world_id: DmeWorldId(join.connect_info.world_id),
                app_id: self.app_id,
                account_id: AccountId(1),
                session_key: Secret::new(join.connect_info.session_key),
                access_key: Secret::new(join.connect_info.access_key),
                kind: join.connect_info.kind,
                addresses: join.connect_info.address_list,
            })));
        }
        if let Some(create) = self.of::<report::ServerCreateGameWithAttributesRequest>(message) {
            self.game = GameId(create.medius_world_uid.cast_signed());
            return Some(PeerMessage::CreateWorld(Box::new(WorldRequest {
                game: self.game,
                app_id: AppId(create.application_id.cast_unsigned()),
                location: LocationId(0),
                max_players: create.max_clients,
                attributes: create.attributes.0,
            })));
        }
        self.of::<report::ServerEndGameRequest>(message).map(|_| PeerMessage::EndWorld { game: self.game })
    }
}

impl Environment for HostEnvironment {
    fn before(&mut self, world: &mut World, asked: Option<&Exchange>, _: u32) {
        let answer = asked.and_then(|asked| asked.answers.iter().find_map(|answer| self.answer(answer)));
        let Some(answer) = answer else { return };
        // What came before has its own answer.
        world.run_for(SCENE);
        self.next.set(answer);
        self.game = answer.unwrap_or(self.game);
    }

    fn others(&mut self, world: &mut World, message: &Message, _: Transport) {
        if let Some(message) = self.wish(message) {
            world.input(Component::Mps, Recorded::Peer { from: Component::Mls, message });
            world.run_for(SCENE);
        }
    }
}

/// The seed state of a connection to the MPS.
pub(crate) fn seed_state(stream: &FrameStream, flow: &Flow) -> Result<SeedState, String> {
    let connect = stream.messages.iter().find(|m| m.dir == Dir::ToServer && m.id == rt::ClientConnectTcp::ID);
    let connect = match connect.map(|message| message.plain.as_deref()) {
        None => None,
        Some(None) => return Err(format!("{} cannot be read", rt::ClientConnectTcp::NAME)),
        Some(Some(plain)) => Some(rt::ClientConnectTcp::decode(plain, stream.dialect).map_err(|e| e.to_string())?),
    };
    let resumed = resumed(stream);
    let app_id = connect.as_ref().map_or(resumed.app_id, |connect| AppId(connect.app_id));
    let session_key: SessionKeyText = key(connect.as_ref().and_then(|connect| Some(connect.session_key?.get())));
    let access_key: AccessKey = key(connect.as_ref().and_then(|connect| Some(connect.access_key?.get())));
    let config = Config {
        muis: None,
        mas: None,
        mls: None,
        mps: Some(flow.server),
        nat: None,
        dme: GameServers { tcp: None, ..GameServers::default() },
        link: policy(stream),
        // A game server of another process comes without keys.
        game_servers: vec![*flow.client.ip()],
        ..Config::default()
    };
    let preset = LinkPreset {
        client_key: stream.keys.client.clone(),
        server_key: stream.keys.server.clone(),
        client_modulus: modulus(stream),
        unreadable_exchange: true,
        resumed: connect.is_none().then_some(resumed),
        session: Some(SessionPreset { session_key: Secret::new(session_key), access_key: Secret::new(access_key) }),
        ..LinkPreset::default()
    };
    let admission = HostAdmission {
        ticket: Ticket([0xdd; 16]),
        app_id,
        address: *flow.client.ip(),
        addresses: NetAddressList::default(),
        location: LocationId(0),
        facts: HostFacts::default(),
        session_key: Secret::new(session_key),
        access_key: Secret::new(access_key),
        keep_alive: core::time::Duration::from_secs(864_000),
    };
    let admit = (Component::Mas, Component::Mps, PeerMessage::AdmitHost(Box::new(admission)));
    let next = Rc::new(Cell::new(Err(Code::UNSUCCESSFUL)));
    let environment =
        HostEnvironment { dialect: stream.dialect, app_id, next: next.clone(), game: GameId(0), seats: SeatRequest(0) };
    Ok(SeedState {
        config,
        store: Rc::new(RefCell::new(Memory::new())),
        preset,
        ends: Ends::of(flow),
        peer_messages: vec![admit],
        environment: Box::new(environment),
        stand_ins: vec![(Component::Mls, Box::new(StandInLobby { next }))],
        born_us: stream.messages.first().map_or(0, |message| message.time_us),
    })
}

/// The key that the host presented, or one, where its beginning was not recorded.
fn key(told: Option<KeyText<17>>) -> KeyText<17> {
    told.map(|key| key.clean()).filter(|key| !key.is_empty()).unwrap_or_else(|| KeyText::new("replayed host"))
}
