//! The lobby on the harness: players with accounts of their own.

use core::time::Duration;

use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, Component, ConnId, LocationId};
use clank_core::machine::{Event, Input};
use clank_core::mls::Mls;
use clank_core::peer::{Admission, Localization, PeerMessage, Ticket};
use clank_core::script::{NoScript, Script};
use clank_core::secret::Secret;
use clank_core::store::{AccountRow, Memory, StoreReply};
use clank_core::wire::opaque::StatusAlone;
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{
    AccessKey, CallbackStatus as Status, Dialect, Layout as _, Message, NameText, PasswordText, RtId, SessionKeyText,
    Version, WorldGenericFieldLevelType, lobby, lobby_ext,
};

use super::{Harness, app, connect_to, handshake_with_hello, id, rt_frame};

pub fn bench_with(config: &Config) -> Harness<Mls> {
    harness_with_script(config, Box::new(NoScript))
}

pub fn harness_with_script(config: &Config, script: Box<dyn Script>) -> Harness<Mls> {
    let mut store = Memory::new();
    store.groups = config.titles.groups();
    Harness::with_store(Mls::new(config, [6; 32], script), store)
}

/// Lays an account out.
pub fn put_account(store: &mut Memory, id: AccountId, app_id: AppId, name: &str) {
    let group = store.group(app_id);
    store.put_account(AccountRow {
        id,
        group,
        name: name.into(),
        password: Secret::new(String::new()),
        stats: vec![u8::try_from(id.0).unwrap_or_default(); 256],
        last_sign_in: None,
        machine_id: None,
        reset_password: false,
    });
}

pub fn mls() -> Harness<Mls> {
    bench_with(&Config::default())
}

pub fn keys(number: u8) -> (SessionKeyText, AccessKey) {
    (SessionKeyText::new(format!("session{number}")), AccessKey::new(format!("access{number}")))
}

/// A key as consoles send it: with rubbish behind its NUL (GEN-16).
pub fn with_rubbish(key: SessionKeyText) -> SessionKeyText {
    let mut bytes = *key.bytes();
    let end = key.text().len() + 1;
    bytes[end..].fill(b'r');
    assert_ne!(bytes, *key.bytes(), "no room for rubbish");
    SessionKeyText::exact(bytes)
}

/// A login comes from the MAS; its answer.
pub fn admit(harness: &mut Harness<Mls>, number: u8, account_id: AccountId) -> PeerMessage {
    admit_as(harness, number, account_id, AppId(10684), "ratchet")
}

pub fn admit_as(
    harness: &mut Harness<Mls>,
    number: u8,
    account_id: AccountId,
    app_id: AppId,
    name: &str,
) -> PeerMessage {
    admit_version(harness, number, account_id, app_id, name, Version::V108)
}

/// The message alone: its answer may have to wait.
pub fn send_admission(harness: &mut Harness<Mls>, number: u8, account_id: AccountId, app_id: AppId, name: &str) {
    let message = admission(number, account_id, app_id, name, Version::V108);
    harness.input(Input::Peer { from: Component::Mas, message: PeerMessage::Admit(Box::new(message)) });
}

fn admission(number: u8, account_id: AccountId, app_id: AppId, name: &str, version: Version) -> Admission {
    let (session_key, access_key) = keys(number);
    Admission {
        ticket: Ticket([number; 16]),
        account_id,
        name: name.into(),
        app_id,
        version,
        address: *super::address(number).ip(),
        living: Vec::new(),
        session_key: Secret::new(session_key),
        access_key: Secret::new(access_key),
        machine_id: None,
        location: LocationId(0),
        localization: Localization::default(),
        keep_alive: Duration::from_secs(11),
    }
}

pub fn admit_version(
    harness: &mut Harness<Mls>,
    number: u8,
    account_id: AccountId,
    app_id: AppId,
    name: &str,
    version: Version,
) -> PeerMessage {
    let admission = admission(number, account_id, app_id, name, version);
    harness.input(Input::Peer { from: Component::Mas, message: PeerMessage::Admit(Box::new(admission)) });
    harness.mail.pop().map(|(_, message)| message).expect("an answer")
}

/// A login comes from the MAS, which knows of living sessions of the same account; the last byte of its address.
pub fn admission_from(number: u8, account_id: AccountId, from: u8, living: &[Ticket]) -> PeerMessage {
    let (address, living) = (*super::address(from).ip(), living.to_vec());
    let admission = admission(number, account_id, AppId(10684), "ratchet", Version::V108);
    PeerMessage::Admit(Box::new(Admission { address, living, ..admission }))
}

/// The same; its answer.
pub fn admit_from(
    harness: &mut Harness<Mls>,
    number: u8,
    account_id: AccountId,
    from: u8,
    living: &[Ticket],
) -> PeerMessage {
    let message = admission_from(number, account_id, from, living);
    harness.input(Input::Peer { from: Component::Mas, message });
    harness.mail.pop().map(|(_, message)| message).expect("an answer")
}

/// A player comes by the connection of an index, with keys that let him in.
pub fn arrive_from(harness: &mut Harness<Mls>, index: u32, keys: (SessionKeyText, AccessKey)) -> ConnId {
    let conn = harness.open(index);
    harness.send(conn, &super::handshake(Some(keys)));
    first_request(harness, conn);
    assert!(!harness.is_closed(conn), "not let in");
    conn
}

/// Player `number` with an account of the same number is in the lobby: a community client of 1.08, in clear.
pub fn enter(harness: &mut Harness<Mls>, number: u8, name: &str) -> ConnId {
    enter_as(harness, number, AppId(10684), name)
}

/// The same with another title.
pub fn enter_as(harness: &mut Harness<Mls>, number: u8, app_id: AppId, name: &str) -> ConnId {
    if !harness.tables().accounts.contains_key(&AccountId(number.into())) {
        put_account(harness.tables(), AccountId(number.into()), app_id, name);
    }
    assert!(matches!(admit_as(harness, number, AccountId(number.into()), app_id, name), PeerMessage::Admitted { .. }));
    let conn = harness.open(number.into());
    let exchange = rt_frame(&rt::ClientCryptkeyPublic { key: clank_core::wire::RsaKey::new([9; 64]) });
    harness.send(conn, &[exchange, connect_to(app_id, 1, Some(keys(number)))].concat());
    first_request(harness, conn);
    conn
}

/// The same with a console of 1.08 that exchanges no keys.
pub fn enter_108(harness: &mut Harness<Mls>, number: u8, app_id: AppId, name: &str) -> ConnId {
    if !harness.tables().accounts.contains_key(&AccountId(number.into())) {
        put_account(harness.tables(), AccountId(number.into()), app_id, name);
    }
    assert!(matches!(admit_as(harness, number, AccountId(number.into()), app_id, name), PeerMessage::Admitted { .. }));
    let conn = harness.open(number.into());
    harness.send(conn, &connect_to(app_id, 1, Some(keys(number))));
    assert_eq!(harness.ids(conn), [0x07, 0x1a].map(RtId));
    conn
}

/// The same with a client of 1.10 without encryption; answers are read in its dialect from then on.
pub fn enter_110(harness: &mut Harness<Mls>, number: u8, app_id: AppId, name: &str) -> ConnId {
    arrive_110(harness, number, app_id, name).0
}

/// The same, and which frames it got on the way.
pub fn arrive_110(harness: &mut Harness<Mls>, number: u8, app_id: AppId, name: &str) -> (ConnId, Vec<RtId>) {
    arrive_with_hello(harness, number, (app_id, Version::V110), name)
}

/// The same in any version above 1.08.
pub fn arrive_with_hello(
    harness: &mut Harness<Mls>,
    number: u8,
    (app_id, version): (AppId, Version),
    name: &str,
) -> (ConnId, Vec<RtId>) {
    if !harness.tables().accounts.contains_key(&AccountId(number.into())) {
        put_account(harness.tables(), AccountId(number.into()), app_id, name);
    }
    assert!(matches!(
        admit_version(harness, number, AccountId(number.into()), app_id, name, version),
        PeerMessage::Admitted { .. }
    ));
    harness.dialect = Dialect { version, ..Dialect::default() };
    let conn = harness.open(number.into());
    handshake_with_hello(version, app_id, Some(keys(number))).iter().for_each(|step| harness.send(conn, step));
    let ids = harness.ids(conn);
    assert!(ids.contains(&RtId(0x1a)), "not connected: {ids:02x?}");
    (conn, ids)
}

/// An anonymous player is in the lobby.
pub fn anonymous(harness: &mut Harness<Mls>) -> ConnId {
    admit_as(harness, 9, AccountId(-5), AppId(10684), "Guest5");
    let conn = harness.open(9);
    harness.send(conn, &super::handshake(Some(keys(9))));
    first_request(harness, conn);
    conn
}

/// The only answer to a request.
pub fn ask<A: Message>(harness: &mut Harness<Mls>, conn: ConnId, request: &impl Message) -> A {
    harness.send(conn, &app(request));
    harness.answer(conn)
}

/// The status of the only answer to a request, which repeats its MessageID and says nothing else.
pub fn status_alone<A: Message>(
    harness: &mut Harness<Mls>,
    conn: ConnId,
    request: &impl Message,
    message_id: &str,
) -> Status {
    harness.send(conn, &app(request));
    let frames = harness.frames(conn);
    let [(rt::ServerApp::ID, body)] = &frames[..] else { panic!("not one answer: {frames:02x?}") };
    assert!(body.starts_with(&A::KEY.bytes()), "not {}", A::NAME);
    let told = StatusAlone::decode(&body[2..], harness.dialect).expect("a status and nothing else");
    assert_eq!(told, StatusAlone { message_id: id(message_id), status_code: told.status_code, ..Default::default() });
    told.status_code
}

/// The answers to a request.
pub fn rows<A: Message>(harness: &mut Harness<Mls>, conn: ConnId, request: &impl Message) -> Vec<A> {
    harness.send(conn, &app(request));
    harness.answers(conn)
}

/// The only answer to a request at which the store fails.
pub fn ask_in_vain<A: Message>(harness: &mut Harness<Mls>, conn: ConnId, request: &impl Message) -> A {
    let store = harness.store.take();
    harness.send(conn, &app(request));
    let (asked, _) = harness.asked.remove(0);
    harness.reply(asked, StoreReply::Failed);
    harness.store = store;
    harness.answer(conn)
}

/// Makes a clan.
pub fn found(harness: &mut Harness<Mls>, conn: ConnId, name: &str) -> lobby::CreateClanResponse {
    let clan_name = NameText::new(name);
    ask(harness, conn, &lobby::CreateClanRequest { message_id: id("c"), clan_name, ..Default::default() })
}

/// A connection's next message in the dialect of the harness.
pub fn say_in(harness: &mut Harness<Mls>, conn: ConnId, message: &impl Message) {
    let bytes = super::app_in(message, harness.dialect);
    harness.send(conn, &bytes);
}

/// What a community client is told unasked waits until its first request is answered (PC-7).
pub fn first_request(harness: &mut Harness<Mls>, conn: ConnId) {
    harness.send(conn, &app(&lobby::VersionServerRequest { message_id: id("v"), ..Default::default() }));
    harness.frames(conn);
}

pub fn online(harness: &Harness<Mls>) -> i32 {
    let count = harness.events.iter().map(|event| match event {
        Event::Entered { .. } => 1,
        Event::LoggedOut { .. } => -1,
        _ => 0,
    });
    count.sum()
}

pub fn create(
    harness: &mut Harness<Mls>,
    conn: ConnId,
    name: &str,
    password: &str,
    players: i32,
) -> lobby::CreateChannelResponse {
    let request = lobby_ext::CreateChannelRequest {
        message_id: id("c"),
        application_id: 10684,
        max_players: players,
        lobby_name: NameText::new(name),
        lobby_password: PasswordText::new(password),
        generic_field1: 1,
        generic_field2: 4,
        generic_field_level: WorldGenericFieldLevelType(32),
        ..Default::default()
    };
    harness.send(conn, &app(&request));
    harness.answer(conn)
}

pub fn join(harness: &mut Harness<Mls>, conn: ConnId, world: i32, password: &str) -> lobby::JoinChannelResponse {
    let request = lobby::JoinChannelRequest {
        message_id: id("j"),
        medius_world_id: world,
        lobby_channel_password: PasswordText::new(password),
        ..Default::default()
    };
    harness.send(conn, &app(&request));
    harness.answer(conn)
}
