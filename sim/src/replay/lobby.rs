//! What a recorded MLS knew before the console's first request: who it is, where it is, and what game servers
//! answered.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use clank_core::config::Config;
use clank_core::ids::Component;
use clank_core::link::{LinkPreset, SessionPreset};
use clank_core::machine::{Input, Machine, Outbox, SnapshotError};
use clank_core::mail::{Admission, Mail, Seat, Ticket, World};
use clank_core::secret::Secret;
use clank_core::store::Memory;
use clank_core::time::Instant;
use clank_core::titles::Title;
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{
    CallbackStatus as Status, Layout as _, Message as _, NetAddressType, NetConnectionInfo, PlayerStatus, Version,
    lobby,
};

use super::director::{self, Director};
use super::exchange::Exchange;
use super::fixture::{Ends, Fixture, UNTOLD, modulus, policy, resumed};
use crate::capture::{Dir, Flow};
use crate::dissect::{Message, Stream};

/// The console's own account, where nothing tells it.
const SOMEBODY: i32 = 1;

/// What the console's requests and their answers tell of itself.
struct Told {
    app_id: u32,
    version: Version,
    own: i32,
    name: String,
    here: i32,
    connect: Option<rt::ClientConnectTcp>,
}

fn all<'e, M: clank_core::wire::Message>(
    messages: impl Iterator<Item = &'e Message> + 'e,
    stream: &'e Stream,
) -> impl Iterator<Item = M> + 'e {
    messages.filter_map(|message| {
        let (class, id, body) = message.medius()?;
        ((class, id) == (M::CLASS, M::ID)).then(|| M::decode(body, stream.dialect).ok())?
    })
}

fn told(stream: &Stream, exchanges: &[Exchange]) -> Result<Told, String> {
    let connect = stream.messages.iter().find(|m| m.dir == Dir::ToServer && m.id == rt::ClientConnectTcp::ID);
    let connect = match connect.map(|message| message.plain.as_deref()) {
        Some(None) => return Err("RT_MSG_CLIENT_CONNECT_TCP cannot be read".into()),
        Some(Some(plain)) => Some(rt::ClientConnectTcp::decode(plain, stream.dialect).map_err(|e| e.to_string())?),
        None => None,
    };
    let asked = || exchanges.iter().filter_map(|exchange| exchange.request.as_ref());
    let answers = || exchanges.iter().flat_map(|exchange| &exchange.answers);
    let buddies: Vec<i32> =
        all::<lobby::GetBuddyListExtraInfoResponse>(answers(), stream).map(|row| row.account_id).collect();
    let info = exchanges.iter().find_map(|exchange| {
        let asked = all::<lobby::PlayerInfoRequest>(exchange.request.iter(), stream).next()?;
        let info = all::<lobby::PlayerInfoResponse>(exchange.answers.iter(), stream).next()?;
        let here = info.status_code == Status::SUCCESS && info.player_status != PlayerStatus::PLAYER_DISCONNECTED;
        (here && asked.account_id > 0 && !buddies.contains(&asked.account_id))
            .then(|| (asked.account_id, info.account_name.to_text()))
    });
    // Who came last stands last: it is the one who has just connected.
    let last = all::<lobby::GetLobbyPlayerNamesExtraInfoResponse>(answers(), stream)
        .find(|row| row.end_of_list != 0 && row.status_code == Status::SUCCESS)
        .map(|row| (row.account_id, row.account_name.to_text()));
    let (own, name) = info.or(last).unwrap_or((SOMEBODY, "somebody".into()));
    let here = all::<lobby::ChannelInfoRequest>(asked(), stream)
        .map(|asked| asked.medius_world_id)
        .chain(all::<lobby::GetLobbyPlayerNamesExtraInfoRequest>(asked(), stream).map(|asked| asked.medius_world_id))
        .chain(all::<lobby::ChannelListExtraInfoResponse>(answers(), stream).map(|row| row.medius_world_id))
        .find(|id| *id > 0);
    Ok(Told {
        app_id: connect.as_ref().map(|connect| connect.app_id).or(stream.app_id).unwrap_or(UNTOLD),
        version: stream.dialect.version,
        own,
        name,
        here: here.unwrap_or(1),
        connect,
    })
}

fn external(info: &NetConnectionInfo) -> Option<SocketAddrV4> {
    let found = info.address_list.address_list.iter().find(|one| one.address_type == NetAddressType::EXTERNAL)?;
    Some(SocketAddrV4::new(found.address.to_text().parse().ok()?, u16::try_from(found.port).ok()?))
}

/// The fixture of an MLS stream, and who sets its scenes.
pub(super) fn fixture(stream: &Stream, flow: &Flow, exchanges: &[Exchange]) -> Result<Fixture, String> {
    let told = told(stream, exchanges)?;
    let mut title = Title::of(told.app_id);
    let mut config =
        Config { muis: None, mas: None, nat: None, mls: Some(flow.server), link: policy(stream), ..Config::default() };
    config.replay = true;
    config.mps = Some(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0));
    let mut store = Memory::new();
    store.groups = config.titles.groups();
    store.channels.push(director::configured(told.app_id, told.here, ""));
    let mut host = RecordedHost::default();
    for answer in exchanges.iter().flat_map(|exchange| &exchange.answers) {
        let Some((class, id, body)) = answer.medius() else { continue };
        match (class, id) {
            (1, lobby::JoinChannelResponse::ID) => {
                if let Ok(joined) = lobby::JoinChannelResponse::decode(body, stream.dialect)
                    && joined.status_code == Status::SUCCESS
                {
                    title.server_key = joined.connect_info.server_key.0 != [0; 64];
                    config.public_address = external(&joined.connect_info).map(|at| *at.ip());
                }
            }
            (1, lobby::JoinGameResponse::ID) => {
                if let Ok(joined) = lobby::JoinGameResponse::decode(body, stream.dialect) {
                    host.seats.push_back((joined.status_code == Status::SUCCESS).then(|| seat(&joined)));
                }
            }
            (1, lobby::CreateGameResponse::ID) => {
                if let Ok(made) = lobby::CreateGameResponse::decode(body, stream.dialect) {
                    host.worlds.push_back(made.status_code == Status::SUCCESS);
                }
            }
            (1, lobby::VersionServerResponse::ID) => {
                if let Ok(version) = lobby::VersionServerResponse::decode(body, stream.dialect) {
                    title.mls_version = version.version_server.to_text();
                }
            }
            (1, lobby::GetBuddyListExtraInfoResponse::ID) => {
                if let Ok(row) = lobby::GetBuddyListExtraInfoResponse::decode(body, stream.dialect)
                    && row.status_code == Status::SUCCESS
                {
                    let buddies = store.buddies.entry(told.own).or_default();
                    if !buddies.contains(&row.account_id) {
                        buddies.push(row.account_id);
                        director::blank_account(&mut store, row.account_id, title.group, &row.account_name.to_text());
                    }
                }
            }
            _ => {}
        }
    }
    director::blank_account(&mut store, told.own, title.group, &told.name);
    let session = keys(&told);
    let preset = LinkPreset {
        client_key: stream.keys.client.clone(),
        server_key: stream.keys.server.clone(),
        client_modulus: modulus(stream),
        // Sony's MLS had a key of its own that nobody knows: the modulus is known by its hash.
        unreadable_exchange: true,
        resumed: told.connect.is_none().then(|| resumed(stream)),
        session: Some(session.clone()),
        ..LinkPreset::default()
    };
    let admission = Admission {
        ticket: Ticket([0xee; 16]),
        account_id: told.own,
        name: told.name.clone(),
        app_id: told.app_id,
        version: told.version,
        session_key: session.session_key,
        access_key: session.access_key,
        machine_id: None,
        location: 0,
        keep_alive: core::time::Duration::from_secs(864_000),
    };
    let tables = Rc::new(RefCell::new(store));
    let director = Director::new(&title, stream.dialect, told.own, told.here, tables.clone());
    config.titles.rows.push(title.into());
    Ok(Fixture {
        config,
        store: tables,
        preset,
        ends: Ends::of(flow),
        letters: vec![(Component::Mas, Component::Mls, Mail::Admit(Box::new(admission)))],
        born_us: stream.messages.first().map_or(0, |message| message.time_us),
        stage: Box::new(director),
        stand_ins: vec![(Component::Mps, Box::new(host))],
    })
}

/// The keys that the console presented, or some, where its beginning was not recorded.
fn keys(told: &Told) -> SessionPreset {
    let connect = told.connect.as_ref();
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

fn seat(joined: &lobby::JoinGameResponse) -> Seat {
    let info = &joined.connect_info;
    Seat {
        addresses: info.address_list,
        world_id: info.world_id,
        server_key: info.server_key,
        access_key: Secret::new(info.access_key),
    }
}

/// Stands where the recorded server's game servers were: it says yes or no as they did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct RecordedHost {
    worlds: VecDeque<bool>,
    seats: VecDeque<Option<Seat>>,
}

impl Machine for RecordedHost {
    fn handle(&mut self, _: Instant, input: Input<'_>, out: &mut Outbox) {
        let Input::Mail { from, mail } = input else { return };
        let refused = clank_core::mail::WorldFailure::Refused;
        match mail {
            Mail::CreateWorld(wanted) => {
                let made = self.worlds.pop_front().unwrap_or_default();
                let at = SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0);
                let world = made.then_some(World { world_id: wanted.game, at }).ok_or(refused);
                out.mail(from, Mail::WorldCreated { game: wanted.game, world });
            }
            Mail::Seat(wanted) => {
                let answer = self.seats.pop_front().flatten().map(Box::new).ok_or(refused);
                out.mail(from, Mail::Seated { seat: wanted.seat, answer });
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
