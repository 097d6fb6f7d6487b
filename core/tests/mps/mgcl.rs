//! The link between game servers and an MPS of another process (game.md 11), from both ends.

use core::time::Duration;
use std::net::{Ipv4Addr, SocketAddrV4};

use crate::common::servers::{
    asks, config as trusting, enlist, live, mps, mps_with, no_world, peer_messages, want_world,
};
use crate::common::worlds::{Member, SOCKET, Speech, at_once, session_of};
use crate::common::{Harness, app, clear, id, rt_frame};
use clank_core::config::Config;
use clank_core::dme::Dme;
use clank_core::ids::{AppId, ConnId, ConnectId, DmeWorldId, GameId, ListenerId, LocationId};
use clank_core::machine::{CloseReason, Ending, Event, Input, IoFailure, Machine as _};
use clank_core::peer::WorldFailure;
use clank_core::script::NoScript;
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{
    AccessKey, Message, MessageId, MgclErrorCode as Code, NetAddress, NetAddressList, NetAddressType,
    NetConnectionInfo, PlainText, SessionKeyText, report,
};

const MAS: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::new(10, 9, 9, 1), 10075);

const MPS: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::new(10, 9, 9, 2), 10077);

/// Our end of a call.
const LOCAL: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::new(10, 3, 3, 3), 50_123);

/// Game servers that register with the MPS of another process; nothing is encrypted.
pub(crate) fn away() -> Config {
    let mut config = at_once();
    config.link.encrypt = false;
    config.dme.register_at = Some(MAS);
    (config.dme.application, config.dme.location) = (AppId(10684), LocationId(44));
    config
}

pub(crate) fn shard(config: &Config) -> Harness<Dme> {
    let mut harness = Harness::new(Dme::new(config, 0, [8; 32], Box::new(NoScript)));
    let binds = std::mem::take(&mut harness.binds);
    for (request, local) in binds {
        harness.input(Input::Bound { request, socket: SOCKET, local });
    }
    harness
}

fn call_is_open(harness: &mut Harness<Dme>, number: u32, peer: SocketAddrV4, request: ConnectId) -> ConnId {
    let conn = crate::common::conn(number);
    let (listener, initiated) = (ListenerId(0), Some(request));
    harness.input(Input::Opened { conn, listener, peer, local: LOCAL, initiated, preset: None });
    conn
}

/// The call that was made is answered.
fn answered(harness: &mut Harness<Dme>, number: u32, to: SocketAddrV4) -> ConnId {
    let [(request, at)] = std::mem::take(&mut harness.connects)[..] else { panic!("one call") };
    assert_eq!(at, to);
    call_is_open(harness, number, to, request)
}

/// A Medius message of a server.
pub(crate) fn from_server<M: Message>(message: &M) -> Vec<u8> {
    let mut body = M::KEY.bytes().to_vec();
    message.encode(&mut body, clank_core::wire::Dialect::default());
    clear(rt::ServerApp::ID, &body)
}

fn let_in(harness: &mut Harness<Dme>, conn: ConnId) {
    harness.send(conn, &clear(rt::ServerConnectAcceptTcp::ID, &[0; 27]));
    harness.send(conn, &clear(rt::ServerConnectComplete::ID, &[1, 0]));
}

/// The Medius messages that were sent to a server since the last look.
pub(crate) fn messages(harness: &mut Harness<Dme>, conn: ConnId) -> Vec<Vec<u8>> {
    let frames = harness.frames(conn);
    frames.into_iter().filter(|(id, _)| *id == rt::ClientAppToServer::ID).map(|(_, payload)| payload).collect()
}

/// The only one, of this kind.
pub(crate) fn said<M: Message>(harness: &mut Harness<Dme>, conn: ConnId) -> M {
    let messages = messages(harness, conn);
    let [message] = &messages[..] else { panic!("one {}, not {messages:02x?}", M::NAME) };
    assert_eq!(message[..2], M::KEY.bytes(), "not {}", M::NAME);
    M::decode(&message[2..], harness.dialect).expect("well formed")
}

/// Where to go next.
pub(crate) fn next(at: SocketAddrV4) -> NetConnectionInfo {
    NetConnectionInfo {
        address_list: NetAddressList { address_list: [NetAddress::external(at), NetAddress::unused()] },
        session_key: SessionKeyText::new("of the MAS"),
        access_key: AccessKey::new("for the MPS"),
        ..NetConnectionInfo::default()
    }
}

fn begun(confirmation: Code) -> Vec<u8> {
    let connect_info = next(MAS);
    from_server(&report::ServerSessionBeginResponse {
        message_id: id("1"),
        confirmation,
        connect_info,
        ..Default::default()
    })
}

fn authenticated(confirmation: Code, connect_info: NetConnectionInfo) -> Vec<u8> {
    let message_id = id("2");
    from_server(&report::ServerAuthenticationResponse { message_id, confirmation, connect_info, ..Default::default() })
}

/// The MPS is called, and has let us in: it is told our attributes.
pub(crate) fn at_the_mps(harness: &mut Harness<Dme>, number: u32) -> ConnId {
    let mas = answered(harness, number, MAS);
    let_in(harness, mas);
    harness.send(mas, &begun(Code::SUCCESS));
    harness.send(mas, &authenticated(Code::SUCCESS, next(MPS)));
    harness.input(Input::Closed { conn: mas, why: CloseReason::Asked });
    let conn = answered(harness, number + 1, MPS);
    let_in(harness, conn);
    conn
}

pub(crate) fn known(confirmation: Code) -> Vec<u8> {
    from_server(&report::ServerSetAttributesResponse { message_id: id("1"), confirmation })
}

/// A game server that is registered at an MPS of another process.
pub(crate) fn registered() -> (Harness<Dme>, ConnId) {
    let mut harness = shard(&away());
    let conn = at_the_mps(&mut harness, 1000);
    harness.send(conn, &known(Code::SUCCESS));
    harness.frames(conn);
    (harness, conn)
}

pub(crate) fn upstream(harness: &Harness<Dme>) -> Vec<bool> {
    let changes = harness.events.iter().filter_map(|event| match event {
        Event::Upstream { registered } => Some(*registered),
        _ => None,
    });
    changes.collect()
}

/// A world for a game is made over the link.
pub(crate) fn made(harness: &mut Harness<Dme>, conn: ConnId, game: u32) -> DmeWorldId {
    let order = report::ServerCreateGameWithAttributesRequest {
        message_id: id("5"),
        application_id: 10684,
        max_clients: 8,
        medius_world_uid: game,
        ..Default::default()
    };
    harness.send(conn, &from_server(&order));
    let answer: report::ServerCreateGameWithAttributesResponse = said(harness, conn);
    assert_eq!(answer.confirmation, Code::SUCCESS);
    DmeWorldId(answer.world_id)
}

pub(crate) fn seat(message_id: MessageId, world_id: DmeWorldId, number: u8) -> Vec<u8> {
    let connect_info =
        NetConnectionInfo { world_id: world_id.0, session_key: session_of(number), ..NetConnectionInfo::default() };
    from_server(&report::ServerJoinGameRequest { message_id, connect_info, ..Default::default() })
}

/// A player is in a world, by a seat that the MPS asked for, and it heard so.
pub(crate) fn inside(harness: &mut Harness<Dme>, conn: ConnId, world: DmeWorldId, number: u8) -> Member {
    harness.send(conn, &seat(id("6"), world, number));
    let granted: report::ServerJoinGameResponse = said(harness, conn);
    assert_eq!(granted.confirmation, Code::SUCCESS);
    let mut member = Member::dial(harness, world, number, Speech::Clear);
    member.open(harness, granted.access_key);
    member.accept(harness);
    member.ready(harness);
    let came: report::ServerConnectNotification = said(harness, conn);
    assert_eq!((came.connect_event_type.0, came.medius_world_uid), (1, world.0.cast_unsigned()));
    assert!(came.player_session_key == session_of(number));
    member
}

/// MGCL-8, MPS-1: the way of a game server into a lobby of another process: by the MAS, with its title, version,
/// location and port, then where its players connect; to the MPS with the keys of the MAS; its attributes; and at once
/// how busy it is, again every 30 seconds.
#[test]
fn the_way_in() {
    let mut harness = shard(&away());
    let mas = answered(&mut harness, 1000, MAS);
    let frames = harness.frames(mas);
    let [(rt::ClientConnectTcp::ID, connect)] = &frames[..] else { panic!("{frames:02x?}") };
    // World 0, the title, and no keys yet.
    assert_eq!(connect[..9], [1, 8, 1, 0, 0, 0xbc, 0x29, 0, 0]);
    let_in(&mut harness, mas);
    let begin: report::ServerSessionBeginRequest = said(&mut harness, mas);
    assert_eq!((begin.location_id, begin.application_id, begin.port), (44, 10684, 10079));
    assert_eq!(begin.server_version, PlainText::new("3.00.0000"));
    harness.send(mas, &begun(Code::SUCCESS));
    let listens = NetAddress::external(SocketAddrV4::new(*LOCAL.ip(), 10079));
    let authentication: report::ServerAuthenticationRequest = said(&mut harness, mas);
    assert_eq!(authentication.trust_level.0, 0);
    assert_eq!(authentication.address_list.address_list, [listens, NetAddress::unused()]);
    harness.send(mas, &authenticated(Code::SUCCESS, next(MPS)));
    assert_eq!(harness.ids(mas), [rt::ClientDisconnect::ID]);
    assert_eq!(harness.closed, [(mas, Ending::Flush)]);
    harness.input(Input::Closed { conn: mas, why: CloseReason::Asked });

    let conn = answered(&mut harness, 1001, MPS);
    let frames = harness.frames(conn);
    let [(rt::ClientConnectTcp::ID, connect)] = &frames[..] else { panic!("{frames:02x?}") };
    let keys: &[u8] = &connect[connect.len() - 34..];
    assert_eq!((&keys[..10], &keys[17..28]), (&b"of the MAS"[..], &b"for the MPS"[..]));
    let_in(&mut harness, conn);
    let attributes: report::ServerSetAttributesRequest = said(&mut harness, conn);
    assert_eq!((attributes.attributes.0, attributes.listen_server_address), (44, listens));
    assert!(upstream(&harness).is_empty());
    harness.send(conn, &known(Code::SUCCESS));
    assert_eq!(upstream(&harness), [true]);
    let mut report = vec![3, 0];
    report.extend(b"of the MAS");
    report.resize(2 + 18, 0);
    report.extend([0, 1, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(messages(&mut harness, conn), [report.clone()]);
    let world = made(&mut harness, conn, 70);
    inside(&mut harness, conn, world, 1);
    harness.frames(conn);
    (report[24], report[26]) = (1, 1);
    let mut reports = 0;
    for _ in 0..12 {
        harness.pass(Duration::from_secs(10));
        // The MPS and the player give signs of life.
        harness.send(conn, &rt_frame(&rt::ServerEcho::default()));
        harness.send(crate::common::conn(1), &rt_frame(&rt::ClientEcho::default()));
        for told in messages(&mut harness, conn) {
            assert_eq!(told, report);
            reports += 1;
        }
    }
    assert_eq!(reports, 4);
    assert_eq!((upstream(&harness), harness.faults()), (vec![true], vec![]));
}

/// MGCL-8, MPS-1: every way not to get in, and that it is tried again after 15 seconds: nobody there, a call that is
/// answered late, silence, refusals, keys that lead nowhere, bytes that are none.
#[test]
fn ways_not_to_get_in() {
    let refused = Code::UNSUCCESSFUL;
    let nowhere = NetConnectionInfo {
        address_list: NetAddressList {
            address_list: [NetAddress { address_type: NetAddressType::NAT_SERVICE, ..Default::default() }; 2],
        },
        ..next(MPS)
    };
    type Way = Box<dyn Fn(&mut Harness<Dme>)>;
    let on_mas = |bytes: Vec<u8>| -> Way {
        Box::new(move |harness| {
            let mas = answered(harness, 1000, MAS);
            let_in(harness, mas);
            harness.send(mas, &bytes);
            assert_eq!(harness.closed.last(), Some(&(mas, Ending::Abort)));
        })
    };
    let ways: Vec<Way> = vec![
        Box::new(|harness| {
            let (request, _) = harness.connects.pop().expect("a call");
            harness.input(Input::ConnectFailed { request: ConnectId(request.0 + 1), why: IoFailure::Refused });
            harness.input(Input::ConnectFailed { request, why: IoFailure::Refused });
            assert_eq!(harness.faults(), ["DME-57"]);
        }),
        Box::new(|harness| {
            let mas = answered(harness, 1000, MAS);
            harness.gone(mas);
        }),
        // No answer for the time of a handshake.
        Box::new(|harness| {
            let mas = answered(harness, 1000, MAS);
            harness.pass(Duration::from_millis(29_900));
            assert!(harness.closed.is_empty());
            harness.pass(Duration::from_millis(100));
            assert_eq!(harness.closed, [(mas, Ending::Abort)]);
        }),
        on_mas(begun(refused)),
        on_mas([begun(Code::SUCCESS), authenticated(refused, next(MPS))].concat()),
        on_mas([begun(Code::SUCCESS), authenticated(Code::SUCCESS, nowhere)].concat()),
        on_mas(vec![rt::ServerApp::ID.0, 0xff, 0xff]),
        on_mas(clear(rt::ServerApp::ID, &[3, 4, 1, 2])),
        Box::new(|harness| {
            let conn = at_the_mps(harness, 1000);
            harness.send(conn, &known(Code::AUTHENTICATION_FAILED));
            assert_eq!(harness.closed.last(), Some(&(conn, Ending::Abort)));
        }),
        Box::new(|harness| {
            let conn = at_the_mps(harness, 1000);
            harness.gone(conn);
        }),
    ];
    for (number, way) in ways.iter().enumerate() {
        let mut harness = shard(&away());
        way(&mut harness);
        assert!(harness.connects.is_empty(), "way {number}");
        harness.pass(Duration::from_millis(14_900));
        assert!(harness.connects.is_empty(), "way {number}");
        harness.pass(Duration::from_millis(200));
        // It begins with the MAS, whatever it was that failed.
        let conn = at_the_mps(&mut harness, 2000);
        harness.send(conn, &known(Code::SUCCESS));
        assert_eq!(upstream(&harness), [true], "way {number}");
    }
}

/// MGCL-8: a call that nobody answers in time is made again, and the answer to the first is put down; attributes that
/// are not acknowledged are told again.
#[test]
fn patience() {
    let mut harness = shard(&away());
    let (first, _) = harness.connects.pop().expect("a call");
    harness.pass(Duration::from_secs(15));
    let late = call_is_open(&mut harness, 900, MAS, first);
    assert_eq!(harness.closed.pop(), Some((late, Ending::Abort)));
    let conn = at_the_mps(&mut harness, 1000);
    let first: report::ServerSetAttributesRequest = said(&mut harness, conn);
    harness.pass(Duration::from_secs(15));
    let second: report::ServerSetAttributesRequest = said(&mut harness, conn);
    assert_eq!(first.listen_server_address, second.listen_server_address);
    harness.send(conn, &[known(Code::SUCCESS), known(Code::SUCCESS)].concat());
    assert_eq!((messages(&mut harness, conn).len(), upstream(&harness)), (1, vec![true]), "one report");
    harness.pass(Duration::from_secs(15));
    assert_eq!(messages(&mut harness, conn), [] as [Vec<u8>; 0]);
}

/// MGCL-8: where players connect: the public address of the settings, else the address that is listened on, else our
/// end of the call.
#[test]
fn where_players_connect() {
    let listening = |config: &mut Config, at: &str| config.dme.tcp = Some(at.parse().expect("an address"));
    let public = Ipv4Addr::new(198, 51, 100, 9);
    for (listens, public, told) in [
        ("0.0.0.0:10079", None, "10.3.3.3"),
        ("10.4.4.4:10079", None, "10.4.4.4"),
        ("10.4.4.4:10079", Some(public), "198.51.100.9"),
    ] {
        let mut config = Config { public_address: public, ..away() };
        listening(&mut config, listens);
        let mut harness = shard(&config);
        let conn = at_the_mps(&mut harness, 1000);
        let attributes: report::ServerSetAttributesRequest = said(&mut harness, conn);
        assert_eq!(attributes.listen_server_address.address.to_text(), told);
    }
}

/// MGCL-1, MGCL-8: the MPS is lost: the worlds end and their players are let go, and nothing is told or answered any
/// more until it is there again.
#[test]
fn the_mps_is_lost() {
    let (mut harness, conn) = registered();
    let world = made(&mut harness, conn, 70);
    let member = inside(&mut harness, conn, world, 1);
    harness.sent.clear();
    harness.gone(conn);
    assert_eq!(upstream(&harness), [true, false]);
    assert!(harness.is_closed(member.conn));
    harness.gone(member.conn);
    harness.pass(Duration::from_secs(1));
    assert!(harness.events.contains(&Event::WorldGone { game: GameId(70), world_id: world }));
    assert!(harness.sent.is_empty() && harness.mail.is_empty());
    harness.pass(Duration::from_secs(14));
    let conn = at_the_mps(&mut harness, 2000);
    harness.send(conn, &known(Code::SUCCESS));
    harness.frames(conn);
    // The world is gone.
    harness.send(conn, &seat(id("7"), world, 2));
    assert_eq!(said::<report::ServerJoinGameResponse>(&mut harness, conn).confirmation, Code::INVALID_ARG);
}

/// MGCL-2: each side answers echoes with the same body. Ours gives signs of life to an MPS that sends none itself,
/// every 15 seconds, and lets it go after a silence of 60; what a game server says is one, too.
#[test]
fn signs_of_life() {
    // As a game server.
    let (mut harness, conn) = registered();
    harness.send(conn, &clear(rt::ServerEcho::ID, &[1, 2, 3, 4, 5, 6, 7, 8]));
    assert_eq!(harness.frames(conn), [(rt::ServerEcho::ID, vec![1, 2, 3, 4, 5, 6, 7, 8])]);
    let mut echoes = 0;
    for _ in 0..8 {
        harness.pass(Duration::from_secs(15));
        for (id, payload) in harness.frames(conn) {
            if id == rt::ClientEcho::ID {
                assert_eq!(payload, [0xa5]);
                echoes += 1;
                harness.send(conn, &clear(id, &payload));
            }
        }
    }
    assert!((7..=8).contains(&echoes), "{echoes}");
    assert_eq!(upstream(&harness), [true]);
    harness.frames(conn);
    harness.pass(Duration::from_millis(59_900));
    assert_eq!(upstream(&harness), [true]);
    harness.pass(Duration::from_millis(200));
    assert_eq!((upstream(&harness), harness.closed.last()), (vec![true, false], Some(&(conn, Ending::Abort))));

    // As an MPS.
    let mut harness = mps();
    let conn = enlist(&mut harness, 1, AppId(0), LocationId(0));
    harness.send(conn, &clear(rt::ClientEcho::ID, &[0xa5, 1, 2]));
    assert_eq!(harness.frames(conn), [(rt::ClientEcho::ID, vec![0xa5, 1, 2])]);
    for round in 0..20 {
        harness.pass(Duration::from_secs(50));
        let life =
            if round % 2 == 0 { clear(rt::ServerEcho::ID, &[0; 8]) } else { app(&report::ServerReport::default()) };
        harness.send(conn, &life);
    }
    assert!(!harness.is_closed(conn));
    live(&mut harness, &[conn], 600);
    assert!(!harness.is_closed(conn));
    harness.pass(Duration::from_millis(60_100));
    assert!(harness.is_closed(conn));
}

/// MGCL-1, MGCL-8: a game server is taken out of its snapshot at each step of its way in and goes on, byte for byte.
#[test]
fn a_snapshot_on_the_way() {
    let run = |restore_at: usize| {
        let mut harness = shard(&away());
        let mut steps = 0;
        let mut step = |harness: &mut Harness<Dme>| {
            if steps == restore_at {
                let mut state = Vec::new();
                harness.machine.snapshot(&mut state);
                let mut machine = Dme::new(&Config::default(), 9, [1; 32], Box::new(NoScript));
                machine.restore(&state).expect("our own snapshot");
                harness.machine = machine;
            }
            steps += 1;
        };
        step(&mut harness);
        let mas = answered(&mut harness, 1000, MAS);
        step(&mut harness);
        let_in(&mut harness, mas);
        step(&mut harness);
        let (first, second) = (begun(Code::SUCCESS), authenticated(Code::SUCCESS, next(MPS)));
        harness.send(mas, &first[..50]);
        step(&mut harness);
        harness.send(mas, &first[50..]);
        step(&mut harness);
        harness.send(mas, &second);
        step(&mut harness);
        harness.input(Input::Closed { conn: mas, why: CloseReason::Asked });
        let conn = answered(&mut harness, 1001, MPS);
        step(&mut harness);
        let_in(&mut harness, conn);
        step(&mut harness);
        harness.send(conn, &known(Code::SUCCESS));
        step(&mut harness);
        harness.frames(conn);
        let world = made(&mut harness, conn, 70);
        step(&mut harness);
        inside(&mut harness, conn, world, 1);
        step(&mut harness);
        harness.pass(Duration::from_secs(40));
        step(&mut harness);
        harness.pass(Duration::from_secs(100));
        harness.described
    };
    let expected = run(usize::MAX);
    (0..12).for_each(|at| run(at).assert_same(&expected, &format!("taken out at step {at}")));
}

/// MPS-8, MGCL-6: what a host says over its connection is not what a game server says: it is not given worlds.
#[test]
fn hosts_are_no_game_servers() {
    let mut harness = mps_with(&trusting());
    let console = crate::common::servers::host(&mut harness, crate::common::servers::HOSTS);
    harness.send(console, &app(&report::ServerReport { max_worlds: 9, ..Default::default() }));
    assert!(harness.ids(console).is_empty());
    want_world(&mut harness, GameId(70), AppId(10684), LocationId(0));
    assert_eq!(peer_messages(&mut harness), [no_world(GameId(70), WorldFailure::NoServer)]);
    let begin = report::ServerSessionBeginRequest { message_id: id("b"), ..Default::default() };
    let refused: report::ServerSessionBeginResponse = asks(&mut harness, console, &begin);
    assert_eq!(refused.confirmation, Code::UNSUCCESSFUL);
}
