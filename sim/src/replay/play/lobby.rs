//! What a recorded MLS knew before the console's first request: who it is, where it is, and what game servers
//! answered.

use core::time::Duration;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::rc::Rc;

use clank_core::config::Config;
use clank_core::ids::{AccountId, Component, DmeWorldId, LocationId};
use clank_core::machine::{Input, Machine, Outbox, SnapshotError};
use clank_core::mls::Mls;
use clank_core::operator::Command;
use clank_core::peer::{Admission, GrantedSeat, Localization, PeerMessage, Ticket, WorldAddress};
use clank_core::script::NoScript;
use clank_core::secret::Secret;
use clank_core::settings::{LinkPreset, SessionPreset};
use clank_core::store::Memory;
use clank_core::time::Instant;
use clank_core::titles::Title;
use clank_core::wire::{CallbackStatus as Status, Layout as _, Message as _, NetAddressType, NetConnectionInfo, lobby};
use serde::{Deserialize, Serialize};

use super::environment::{Environment, SCENE};
use super::seed_state::SeedState;
use super::staged_lobby::{Scenes, StagedLobby};
use super::stand_in::mail_of;
use crate::capture::Flow;
use crate::dissect::{FrameStream, Message};
use crate::replay::read::ends::Ends;
use crate::replay::read::exchange::Exchange;
use crate::replay::read::link::{modulus, policy, resumed};
use crate::replay::read::lobby::{LobbyFacts, lobby_facts};
use crate::replay::read::lobby_state::{self, LobbyState};
use crate::world::World as VirtualWorld;

fn external(info: &NetConnectionInfo) -> Option<SocketAddrV4> {
    let found = info.address_list.address_list.iter().find(|one| one.address_type == NetAddressType::EXTERNAL)?;
    Some(SocketAddrV4::new(found.address.to_text().parse().ok()?, u16::try_from(found.port).ok()?))
}

/// How long before the console's first byte its login is known.
const HEAD_START: Duration = Duration::from_millis(1);

/// Sets the scenes of a lobby.
struct LobbyEnvironment {
    lobby_state: LobbyState,
    scenes: Scenes,
}

impl Environment for LobbyEnvironment {
    fn begin(&mut self, world: &mut VirtualWorld) {
        // The store has to know the player before he comes.
        world.run_for(HEAD_START);
    }

    fn before(&mut self, world: &mut VirtualWorld, asked: Option<&Exchange>, _: u32) {
        let Some(asked) = asked else { return };
        // What came before is dealt with in its own scene.
        world.run_for(SCENE);
        self.scenes.borrow_mut().extend(self.lobby_state.scenes_of(asked));
        // An input that changes nothing else.
        world.operator(Component::Mls, Command::Counters);
        world.run_for(Duration::from_micros(1));
    }
}

/// What our MLS is given, on its way.
struct Draft {
    config: Config,
    title: Title,
    store: Memory,
    host: StandInHost,
}

impl Draft {
    fn new(facts: &LobbyFacts, stream: &FrameStream, flow: &Flow) -> Self {
        let (mls, link) = (Some(flow.server), policy(stream));
        let mut config = Config { muis: None, mas: None, nat: None, mls, link, ..Config::default() };
        config.mps = Some(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0));
        let mut store = Memory::new();
        store.groups = config.titles.groups();
        store.channels.push(lobby_state::configured(facts.app_id, facts.here, ""));
        Self { config, title: Title::of(facts.app_id), store, host: StandInHost::default() }
    }

    /// Takes what an answer tells of the server as a whole; a body that cannot be read tells nothing.
    fn answer(&mut self, facts: &LobbyFacts, answer: &Message) -> Option<()> {
        let (key, body) = answer.medius()?;
        let dialect = facts.dialect;
        match key {
            lobby::JoinChannelResponse::KEY => {
                let joined = lobby::JoinChannelResponse::decode(body, dialect).ok()?;
                if joined.status_code == Status::SUCCESS {
                    self.title.server_key = joined.connect_info.server_key.0 != [0; 64];
                    self.config.public_address = external(&joined.connect_info).map(|at| *at.ip());
                }
            }
            lobby::JoinGameResponse::KEY => {
                let joined = lobby::JoinGameResponse::decode(body, dialect).ok()?;
                self.host.seats.push_back((joined.status_code == Status::SUCCESS).then(|| seat(&joined)));
            }
            lobby::CreateGameResponse::KEY => {
                let made = lobby::CreateGameResponse::decode(body, dialect).ok()?;
                self.host.worlds.push_back(made.status_code == Status::SUCCESS);
            }
            lobby::VersionServerResponse::KEY => {
                let version = lobby::VersionServerResponse::decode(body, dialect).ok()?;
                self.title.mls_version = version.version_server.to_text();
            }
            lobby::GetBuddyListExtraInfoResponse::KEY => {
                let row = lobby::GetBuddyListExtraInfoResponse::decode(body, dialect).ok()?;
                if row.status_code == Status::SUCCESS {
                    let buddies = self.store.buddies.entry(facts.own).or_default();
                    let id = AccountId(row.account_id);
                    if !buddies.contains(&id) {
                        buddies.push(id);
                        let name = row.account_name.to_text();
                        lobby_state::blank_account(&mut self.store, id, self.title.group, &name);
                    }
                }
            }
            _ => {}
        }
        Some(())
    }
}

/// The seed state of an MLS stream, and who sets its scenes.
pub(crate) fn seed_state(stream: &FrameStream, flow: &Flow, exchanges: &[Exchange]) -> Result<SeedState, String> {
    let facts = lobby_facts(stream, exchanges)?;
    let mut draft = Draft::new(&facts, stream, flow);
    for answer in exchanges.iter().flat_map(|exchange| &exchange.answers) {
        let _ = draft.answer(&facts, answer);
    }
    let Draft { mut config, title, mut store, host } = draft;
    lobby_state::blank_account(&mut store, facts.own, title.group, &facts.name);
    let session = keys(&facts);
    let preset = LinkPreset {
        client_key: stream.keys.client.clone(),
        server_key: stream.keys.server.clone(),
        client_modulus: modulus(stream),
        // Sony's MLS had a key of its own that nobody knows: the modulus is known by its hash.
        unreadable_exchange: true,
        resumed: facts.connect.is_none().then(|| resumed(stream)),
        session: Some(session.clone()),
        ..LinkPreset::default()
    };
    let tables = Rc::new(RefCell::new(store));
    let lobby_state = LobbyState::new(&title, stream.dialect, facts.own, facts.here, tables.clone());
    config.titles.rows.push(title.into());
    let scenes = Scenes::default();
    let lobby = StagedLobby { mls: Mls::new(&config, [0; 32], Box::new(NoScript)), scenes: scenes.clone() };
    let ends = Ends::of(flow);
    let admission = admission(facts, session, *ends.console.ip());
    Ok(SeedState {
        config,
        store: tables,
        preset,
        ends,
        peer_messages: vec![(Component::Mas, Component::Mls, PeerMessage::Admit(Box::new(admission)))],
        born_us: stream.messages.first().map_or(0, |message| message.time_us),
        environment: Box::new(LobbyEnvironment { lobby_state, scenes }),
        stand_ins: vec![(Component::Mls, Box::new(lobby)), (Component::Mps, Box::new(host))],
    })
}

fn admission(facts: LobbyFacts, session: SessionPreset, address: Ipv4Addr) -> Admission {
    Admission {
        ticket: Ticket([0xee; 16]),
        account_id: facts.own,
        name: facts.name,
        app_id: facts.app_id,
        version: facts.dialect.version,
        address,
        living: Vec::new(),
        session_key: session.session_key,
        access_key: session.access_key,
        machine_id: None,
        location: LocationId(0),
        localization: Localization::default(),
        keep_alive: Duration::from_secs(864_000),
    }
}

/// The keys that the console presented, or some, where its beginning was not recorded.
fn keys(facts: &LobbyFacts) -> SessionPreset {
    let connect = facts.connect.as_ref();
    let session_key = connect.and_then(|connect| Some(connect.session_key?.get().clean())).unwrap_or_default();
    let access_key = connect.and_then(|connect| Some(connect.access_key?.get().clean())).unwrap_or_default();
    let some = |key: clank_core::wire::KeyText<17>, name: &str| {
        if key.is_empty() { clank_core::wire::KeyText::new(name) } else { key }
    };
    SessionPreset {
        session_key: Secret::new(some(session_key, "replayed session")),
        access_key: Secret::new(some(access_key, "replayed access")),
    }
}

fn seat(joined: &lobby::JoinGameResponse) -> GrantedSeat {
    let info = &joined.connect_info;
    GrantedSeat {
        addresses: info.address_list,
        world_id: DmeWorldId(info.world_id),
        server_key: info.server_key,
        access_key: Secret::new(info.access_key),
    }
}

/// Stands where the recorded server's game servers were: it says yes or no as they did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct StandInHost {
    worlds: VecDeque<bool>,
    seats: VecDeque<Option<GrantedSeat>>,
}

impl Machine for StandInHost {
    fn handle(&mut self, _: Instant, input: Input<'_>, out: &mut Outbox) {
        let Some((from, message)) = mail_of(input) else { return };
        let refused = clank_core::peer::WorldFailure::Refused;
        match message {
            PeerMessage::CreateWorld(wanted) => {
                let made = self.worlds.pop_front().unwrap_or_default();
                let at = SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0);
                let world = made.then_some(WorldAddress { world_id: DmeWorldId(wanted.game.0), at }).ok_or(refused);
                out.send_peer(from, PeerMessage::WorldCreated { game: wanted.game, world });
            }
            PeerMessage::Seat(wanted) => {
                let answer = self.seats.pop_front().flatten().map(Box::new).ok_or(refused);
                out.send_peer(from, PeerMessage::Seated { seat: wanted.seat, answer });
            }
            _ => {}
        }
    }

    fn deadline(&self) -> Option<Instant> {
        None
    }

    fn snapshot(&self, into: &mut Vec<u8>) {
        into.extend(serde_json::to_vec(self).unwrap_or_default());
    }

    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError> {
        if let Ok(state) = serde_json::from_slice(from) {
            *self = state;
        }
        Ok(())
    }
}
