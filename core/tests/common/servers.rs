//! Game servers and the MPS on the harness: by mail, and by MGCL over connections.

use std::net::SocketAddrV4;

use clank_core::config::{Config, Titles};
use clank_core::ids::{AccountId, AppId, Component, ConnId, DmeWorldId, GameId, LocationId, MgclRequest, SeatRequest};
use clank_core::machine::Input;
use clank_core::mps::Mps;
use clank_core::operator::{Command, CommandAnswer, ServerRow};
use clank_core::peer::{Attributes, FromServer, Granted, HostFacts, Load, ToServer};
use clank_core::peer::{
    GrantedSeat, HostAdmission, JoinRequest, PeerMessage, Ticket, WorldAddress, WorldFailure, WorldRequest,
};
use clank_core::secret::Secret;
use clank_core::titles::TitleSettings;
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{
    AccessKey, Message, MgclErrorCode as Code, MgclServerAttributes, NetAddress, NetAddressList, NetConnectionType,
    RsaKey, SessionKeyText, report,
};

use super::{Harness, address, app, connect, id, rt_frame};

/// The first host's connection: what comes before it is of game servers, whose addresses are trusted.
pub const HOSTS: u32 = 100;

/// An MPS that trusts the addresses of the first connections, and lets consoles host games of 10684, too.
pub fn config() -> Config {
    let row = TitleSettings { app_id: AppId(10684), console_hosting: Some(true), ..TitleSettings::default() };
    let titles = Titles { rows: vec![row], ..Titles::default() };
    Config { game_servers: (0..20).map(|last| *address(last).ip()).collect(), titles, ..Config::default() }
}

pub fn mps() -> Harness<Mps> {
    mps_with(&config())
}

pub fn mps_with(config: &Config) -> Harness<Mps> {
    Harness::new(Mps::new(config, [4; 32]))
}

/// The messages to a component since the last look.
fn taken(harness: &mut Harness<Mps>, whose: Component) -> Vec<PeerMessage> {
    let (theirs, others): (Vec<_>, Vec<_>) =
        std::mem::take(&mut harness.mail).into_iter().partition(|(to, _)| *to == whose);
    harness.mail = others;
    theirs.into_iter().map(|(_, message)| message).collect()
}

/// What the lobby was told since the last look.
pub fn peer_messages(harness: &mut Harness<Mps>) -> Vec<PeerMessage> {
    taken(harness, Component::Mls)
}

/// What a game server of this process was told since the last look.
pub fn orders(harness: &mut Harness<Mps>, shard: u16) -> Vec<ToServer> {
    let peer_messages = taken(harness, Component::Dme(shard));
    let orders = peer_messages.into_iter().map(|message| match message {
        PeerMessage::ToServer(order) => *order,
        other => panic!("{other:?}"),
    });
    orders.collect()
}

pub fn word(harness: &mut Harness<Mps>, shard: u16, word: FromServer) {
    let (from, message) = (Component::Dme(shard), PeerMessage::FromServer(Box::new(word)));
    harness.input(Input::Peer { from, message });
}

pub fn from_mls(harness: &mut Harness<Mps>, message: PeerMessage) {
    harness.input(Input::Peer { from: Component::Mls, message });
}

/// Where a game server's players connect.
pub fn listens(number: u16) -> SocketAddrV4 {
    SocketAddrV4::new([10, 0, 1, 1].into(), 20_000 + number)
}

pub fn attributes(shard: u16, app_id: AppId, location: LocationId) -> Attributes {
    Attributes { birth: 1, location, app_id, listen: listens(shard) }
}

/// A game server of this process registers.
pub fn register(harness: &mut Harness<Mps>, shard: u16, app_id: AppId, location: LocationId) {
    word(harness, shard, FromServer::Here(attributes(shard, app_id, location)));
    assert_eq!(orders(harness, shard), [ToServer::Registered { confirmation: Code::SUCCESS }]);
}

pub fn servers(harness: &mut Harness<Mps>) -> Vec<ServerRow> {
    match harness.operator(Command::Servers) {
        CommandAnswer::Servers(servers) => servers,
        other => panic!("{other:?}"),
    }
}

/// How many worlds each game server has, in the order of their ports.
pub fn worlds(harness: &mut Harness<Mps>) -> Vec<u32> {
    let mut servers = servers(harness);
    servers.sort_by_key(|server| server.at);
    servers.iter().map(|server| server.worlds).collect()
}

pub fn load(max_worlds: i16, players: i16) -> FromServer {
    FromServer::Load(Load { max_worlds, max_players_per_world: 16, worlds: 0, players, alert: 0 })
}

/// The lobby wants a world.
pub fn want_world(harness: &mut Harness<Mps>, game: GameId, app_id: AppId, location: LocationId) {
    let wanted = WorldRequest { game, app_id, location, max_players: 8, attributes: 2 };
    from_mls(harness, PeerMessage::CreateWorld(Box::new(wanted)));
}

/// The only order of a game server of this process: the request of the world that it is to make.
pub fn world_wanted(harness: &mut Harness<Mps>, shard: u16) -> MgclRequest {
    match &orders(harness, shard)[..] {
        [ToServer::CreateWorld(order)] => order.request,
        other => panic!("{other:?}"),
    }
}

/// A game gets a world of a number on a game server of this process.
pub fn make(harness: &mut Harness<Mps>, shard: u16, game: GameId, world_id: DmeWorldId) {
    want_world(harness, game, AppId(10684), LocationId(0));
    let request = world_wanted(harness, shard);
    word(harness, shard, FromServer::WorldCreated { request, world: Ok(world_id) });
    let world = Ok(WorldAddress { world_id, at: listens(shard) });
    assert_eq!(peer_messages(harness), [PeerMessage::WorldCreated { game, world }]);
}

pub fn no_world(game: GameId, why: WorldFailure) -> PeerMessage {
    PeerMessage::WorldCreated { game, world: Err(why) }
}

pub fn no_seat(seat: SeatRequest, why: WorldFailure) -> PeerMessage {
    PeerMessage::Seated { seat, answer: Err(why) }
}

pub fn session(number: u64) -> SessionKeyText {
    SessionKeyText::new(format!("session{number}"))
}

/// The lobby wants a seat.
pub fn want_seat(harness: &mut Harness<Mps>, seat: SeatRequest, game: GameId) {
    let [first, second] = [NetAddress::external(address(40)), NetAddress::external(address(41))];
    let wanted = JoinRequest {
        seat,
        game,
        world_id: DmeWorldId(0),
        app_id: AppId(10684),
        account_id: AccountId(1),
        session_key: Secret::new(session(seat.0)),
        access_key: Secret::new(AccessKey::new(format!("access{seat}"))),
        kind: NetConnectionType::CLIENT_SERVER_TCP_AUX_UDP,
        addresses: NetAddressList { address_list: [first, second] },
    };
    from_mls(harness, PeerMessage::Seat(Box::new(wanted)));
}

/// The only order of a game server of this process: the request of the seat that it is to keep.
pub fn seat_wanted(harness: &mut Harness<Mps>, shard: u16) -> MgclRequest {
    match &orders(harness, shard)[..] {
        [ToServer::Seat(order)] => order.request,
        other => panic!("{other:?}"),
    }
}

pub fn granted() -> Granted {
    Granted {
        access_key: Secret::new(AccessKey::new("the server's")),
        server_key: RsaKey::new([8; 64]),
        client_index: 3,
    }
}

/// The seat that it means for the lobby.
pub fn seated(seat: SeatRequest, at: SocketAddrV4, world_id: DmeWorldId) -> PeerMessage {
    let addresses = NetAddressList { address_list: [NetAddress::external(at), NetAddress::unused()] };
    let Granted { access_key, server_key, .. } = granted();
    PeerMessage::Seated { seat, answer: Ok(Box::new(GrantedSeat { addresses, world_id, server_key, access_key })) }
}

/// A connection in clear, without keys.
pub fn link(harness: &mut Harness<Mps>, index: u32, app_id: AppId) -> ConnId {
    let conn = harness.open(index);
    harness.send(conn, &connect(app_id, None));
    assert_eq!(harness.ids(conn), [rt::ServerConnectAcceptTcp::ID, rt::ServerConnectComplete::ID]);
    conn
}

pub fn set_attributes(number: u16, location: LocationId) -> report::ServerSetAttributesRequest {
    report::ServerSetAttributesRequest {
        message_id: id("attributes"),
        attributes: MgclServerAttributes(location.0),
        listen_server_address: NetAddress::external(listens(number)),
        ..Default::default()
    }
}

/// A game server of another process registers; its number is that of its connection.
pub fn enlist(harness: &mut Harness<Mps>, index: u16, app_id: AppId, location: LocationId) -> ConnId {
    let conn = link(harness, index.into(), app_id);
    harness.send(conn, &app(&set_attributes(index, location)));
    let answer: report::ServerSetAttributesResponse = harness.answer(conn);
    assert_eq!((answer.confirmation, answer.message_id), (Code::SUCCESS, id("attributes")));
    conn
}

/// What a game server of another process is to make.
pub fn world_asked(harness: &mut Harness<Mps>, conn: ConnId) -> report::ServerCreateGameWithAttributesRequest {
    harness.answer(conn)
}

pub fn world_is(asked: &report::ServerCreateGameWithAttributesRequest, world_id: DmeWorldId) -> Vec<u8> {
    app(&report::ServerCreateGameWithAttributesResponse {
        message_id: asked.message_id,
        confirmation: Code::SUCCESS,
        world_id: world_id.0,
        ..Default::default()
    })
}

/// A game gets a world of a number on a game server of another process.
pub fn make_over(harness: &mut Harness<Mps>, conn: ConnId, game: GameId, world_id: DmeWorldId) {
    want_world(harness, game, AppId(10684), LocationId(0));
    let asked = world_asked(harness, conn);
    harness.send(conn, &world_is(&asked, world_id));
    let peer_messages = peer_messages(harness);
    let [PeerMessage::WorldCreated { game: made, world: Ok(world) }] = &peer_messages[..] else {
        panic!("{peer_messages:?}")
    };
    assert_eq!((*made, world.world_id), (game, world_id));
}

pub fn notification(world: DmeWorldId, player: u64, event: i32) -> Vec<u8> {
    app(&report::ServerConnectNotification {
        connect_event_type: clank_core::wire::MgclEventType(event),
        medius_world_uid: world.0.cast_unsigned(),
        player_session_key: session(player),
        ..Default::default()
    })
}

pub fn seen(game: GameId, player: u64, connected: bool) -> PeerMessage {
    PeerMessage::Seen { game, session_key: Secret::new(session(player)), connected }
}

/// A console that hosts games comes with the keys that the MAS gave it (P2P-2).
pub fn host(harness: &mut Harness<Mps>, index: u32) -> ConnId {
    let (session_key, access_key) =
        (SessionKeyText::new(format!("host{index}")), AccessKey::new(format!("key{index}")));
    let admission = HostAdmission {
        ticket: Ticket([u8::try_from(index).expect("a small number"); 16]),
        app_id: AppId(10684),
        address: *address(1).ip(),
        addresses: NetAddressList::default(),
        location: LocationId(0),
        facts: HostFacts::default(),
        session_key: Secret::new(session_key),
        access_key: Secret::new(access_key),
        keep_alive: core::time::Duration::from_secs(8),
    };
    let ticket = admission.ticket;
    harness.input(Input::Peer { from: Component::Mas, message: PeerMessage::AdmitHost(Box::new(admission)) });
    assert_eq!(taken(harness, Component::Mas), [PeerMessage::HostAdmitted { ticket }]);
    let conn = harness.open(index);
    harness.send(conn, &connect(AppId(10684), Some((session_key, access_key))));
    assert_eq!(harness.ids(conn), [rt::ServerConnectAcceptTcp::ID, rt::ServerConnectComplete::ID]);
    conn
}

/// Class, type and body of the only message that was sent to a connection since the last look.
pub fn raw(harness: &mut Harness<Mps>, conn: ConnId) -> Vec<u8> {
    let frames = harness.frames(conn);
    let [(rt::ServerApp::ID, bytes)] = &frames[..] else { panic!("{frames:02x?}") };
    bytes.clone()
}

/// A message is sent by a connection, and its only answer read.
pub fn asks<A: Message>(harness: &mut Harness<Mps>, conn: ConnId, request: &impl Message) -> A {
    harness.send(conn, &app(request));
    harness.answer(conn)
}

/// Signs of life of some connections, for a while.
pub fn live(harness: &mut Harness<Mps>, conns: &[ConnId], seconds: u64) {
    for _ in 0..seconds / 20 {
        harness.pass(core::time::Duration::from_secs(20));
        for conn in conns {
            harness.send(*conn, &rt_frame(&rt::ClientEcho::default()));
            harness.frames(*conn);
        }
    }
}
