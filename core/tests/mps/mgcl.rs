//! The link between game servers and an MPS of another process (game.md 11), from both ends.

use core::time::Duration;
use std::net::{Ipv4Addr, SocketAddrV4};

use crate::common::servers::{asks, config as trusting, enlist, letters, live, mps, mps_with, no_world, want_world};
use crate::common::worlds::{Member, SOCKET, Speech, at_once, session_of};
use crate::common::{Bench, app, clear, id, rt_frame};
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

pub(crate) fn shard(config: &Config) -> Bench<Dme> {
    let mut bench = Bench::new(Dme::new(config, 0, [8; 32], Box::new(NoScript)));
    let binds = std::mem::take(&mut bench.binds);
    for (request, local) in binds {
        bench.input(Input::Bound { request, socket: SOCKET, local });
    }
    bench
}

fn call_is_open(bench: &mut Bench<Dme>, number: u32, peer: SocketAddrV4, request: ConnectId) -> ConnId {
    let conn = crate::common::conn(number);
    let (listener, initiated) = (ListenerId(0), Some(request));
    bench.input(Input::Opened { conn, listener, peer, local: LOCAL, initiated, preset: None });
    conn
}

/// The call that was made is answered.
fn answered(bench: &mut Bench<Dme>, number: u32, to: SocketAddrV4) -> ConnId {
    let [(request, at)] = std::mem::take(&mut bench.dials)[..] else { panic!("one call") };
    assert_eq!(at, to);
    call_is_open(bench, number, to, request)
}

/// A Medius message of a server.
pub(crate) fn from_server<M: Message>(message: &M) -> Vec<u8> {
    let mut body = M::KEY.bytes().to_vec();
    message.encode(&mut body, clank_core::wire::Dialect::default());
    clear(rt::ServerApp::ID, &body)
}

fn let_in(bench: &mut Bench<Dme>, conn: ConnId) {
    bench.send(conn, &clear(rt::ServerConnectAcceptTcp::ID, &[0; 27]));
    bench.send(conn, &clear(rt::ServerConnectComplete::ID, &[1, 0]));
}

/// The Medius messages that were sent to a server since the last look.
pub(crate) fn messages(bench: &mut Bench<Dme>, conn: ConnId) -> Vec<Vec<u8>> {
    let frames = bench.frames(conn);
    frames.into_iter().filter(|(id, _)| *id == rt::ClientAppToServer::ID).map(|(_, payload)| payload).collect()
}

/// The only one, of this kind.
pub(crate) fn said<M: Message>(bench: &mut Bench<Dme>, conn: ConnId) -> M {
    let messages = messages(bench, conn);
    let [message] = &messages[..] else { panic!("one {}, not {messages:02x?}", M::NAME) };
    assert_eq!(message[..2], M::KEY.bytes(), "not {}", M::NAME);
    M::decode(&message[2..], bench.dialect).expect("well formed")
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
pub(crate) fn at_the_mps(bench: &mut Bench<Dme>, number: u32) -> ConnId {
    let mas = answered(bench, number, MAS);
    let_in(bench, mas);
    bench.send(mas, &begun(Code::SUCCESS));
    bench.send(mas, &authenticated(Code::SUCCESS, next(MPS)));
    bench.input(Input::Closed { conn: mas, why: CloseReason::Asked });
    let conn = answered(bench, number + 1, MPS);
    let_in(bench, conn);
    conn
}

pub(crate) fn known(confirmation: Code) -> Vec<u8> {
    from_server(&report::ServerSetAttributesResponse { message_id: id("1"), confirmation })
}

/// A game server that is registered at an MPS of another process.
pub(crate) fn registered() -> (Bench<Dme>, ConnId) {
    let mut bench = shard(&away());
    let conn = at_the_mps(&mut bench, 1000);
    bench.send(conn, &known(Code::SUCCESS));
    bench.frames(conn);
    (bench, conn)
}

pub(crate) fn upstream(bench: &Bench<Dme>) -> Vec<bool> {
    let changes = bench.events.iter().filter_map(|event| match event {
        Event::Upstream { registered } => Some(*registered),
        _ => None,
    });
    changes.collect()
}

/// A world for a game is made over the link.
pub(crate) fn made(bench: &mut Bench<Dme>, conn: ConnId, game: u32) -> DmeWorldId {
    let order = report::ServerCreateGameWithAttributesRequest {
        message_id: id("5"),
        application_id: 10684,
        max_clients: 8,
        medius_world_uid: game,
        ..Default::default()
    };
    bench.send(conn, &from_server(&order));
    let answer: report::ServerCreateGameWithAttributesResponse = said(bench, conn);
    assert_eq!(answer.confirmation, Code::SUCCESS);
    DmeWorldId(answer.world_id)
}

pub(crate) fn seat(message_id: MessageId, world_id: DmeWorldId, number: u8) -> Vec<u8> {
    let connect_info =
        NetConnectionInfo { world_id: world_id.0, session_key: session_of(number), ..NetConnectionInfo::default() };
    from_server(&report::ServerJoinGameRequest { message_id, connect_info, ..Default::default() })
}

/// A player is in a world, by a seat that the MPS asked for, and it heard so.
pub(crate) fn inside(bench: &mut Bench<Dme>, conn: ConnId, world: DmeWorldId, number: u8) -> Member {
    bench.send(conn, &seat(id("6"), world, number));
    let granted: report::ServerJoinGameResponse = said(bench, conn);
    assert_eq!(granted.confirmation, Code::SUCCESS);
    let mut member = Member::dial(bench, world, number, Speech::Clear);
    member.open(bench, granted.access_key);
    member.accept(bench);
    member.ready(bench);
    let came: report::ServerConnectNotification = said(bench, conn);
    assert_eq!((came.connect_event_type.0, came.medius_world_uid), (1, world.0.cast_unsigned()));
    assert!(came.player_session_key == session_of(number));
    member
}

/// MGCL-8, MPS-1: the way of a game server into a lobby of another process: by the MAS, with its title, version,
/// location and port, then where its players connect; to the MPS with the keys of the MAS; its attributes; and at once
/// how busy it is, again every 30 seconds.
#[test]
fn the_way_in() {
    let mut bench = shard(&away());
    let mas = answered(&mut bench, 1000, MAS);
    let frames = bench.frames(mas);
    let [(rt::ClientConnectTcp::ID, connect)] = &frames[..] else { panic!("{frames:02x?}") };
    // World 0, the title, and no keys yet.
    assert_eq!(connect[..9], [1, 8, 1, 0, 0, 0xbc, 0x29, 0, 0]);
    let_in(&mut bench, mas);
    let begin: report::ServerSessionBeginRequest = said(&mut bench, mas);
    assert_eq!((begin.location_id, begin.application_id, begin.port), (44, 10684, 10079));
    assert_eq!(begin.server_version, PlainText::new("3.00.0000"));
    bench.send(mas, &begun(Code::SUCCESS));
    let listens = NetAddress::external(SocketAddrV4::new(*LOCAL.ip(), 10079));
    let authentication: report::ServerAuthenticationRequest = said(&mut bench, mas);
    assert_eq!(authentication.trust_level.0, 0);
    assert_eq!(authentication.address_list.address_list, [listens, NetAddress::unused()]);
    bench.send(mas, &authenticated(Code::SUCCESS, next(MPS)));
    assert_eq!(bench.ids(mas), [rt::ClientDisconnect::ID]);
    assert_eq!(bench.closed, [(mas, Ending::Flush)]);
    bench.input(Input::Closed { conn: mas, why: CloseReason::Asked });

    let conn = answered(&mut bench, 1001, MPS);
    let frames = bench.frames(conn);
    let [(rt::ClientConnectTcp::ID, connect)] = &frames[..] else { panic!("{frames:02x?}") };
    let keys: &[u8] = &connect[connect.len() - 34..];
    assert_eq!((&keys[..10], &keys[17..28]), (&b"of the MAS"[..], &b"for the MPS"[..]));
    let_in(&mut bench, conn);
    let attributes: report::ServerSetAttributesRequest = said(&mut bench, conn);
    assert_eq!((attributes.attributes.0, attributes.listen_server_address), (44, listens));
    assert!(upstream(&bench).is_empty());
    bench.send(conn, &known(Code::SUCCESS));
    assert_eq!(upstream(&bench), [true]);
    let mut report = vec![3, 0];
    report.extend(b"of the MAS");
    report.resize(2 + 18, 0);
    report.extend([0, 1, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(messages(&mut bench, conn), [report.clone()]);
    let world = made(&mut bench, conn, 70);
    inside(&mut bench, conn, world, 1);
    bench.frames(conn);
    (report[24], report[26]) = (1, 1);
    let mut reports = 0;
    for _ in 0..12 {
        bench.pass(Duration::from_secs(10));
        // The MPS and the player give signs of life.
        bench.send(conn, &rt_frame(&rt::ServerEcho::default()));
        bench.send(crate::common::conn(1), &rt_frame(&rt::ClientEcho::default()));
        for told in messages(&mut bench, conn) {
            assert_eq!(told, report);
            reports += 1;
        }
    }
    assert_eq!(reports, 4);
    assert_eq!((upstream(&bench), bench.faults()), (vec![true], vec![]));
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
    type Way = Box<dyn Fn(&mut Bench<Dme>)>;
    let on_mas = |bytes: Vec<u8>| -> Way {
        Box::new(move |bench| {
            let mas = answered(bench, 1000, MAS);
            let_in(bench, mas);
            bench.send(mas, &bytes);
            assert_eq!(bench.closed.last(), Some(&(mas, Ending::Abort)));
        })
    };
    let ways: Vec<Way> = vec![
        Box::new(|bench| {
            let (request, _) = bench.dials.pop().expect("a call");
            bench.input(Input::ConnectFailed { request: ConnectId(request.0 + 1), why: IoFailure::Refused });
            bench.input(Input::ConnectFailed { request, why: IoFailure::Refused });
            assert_eq!(bench.faults(), ["DME-57"]);
        }),
        Box::new(|bench| {
            let mas = answered(bench, 1000, MAS);
            bench.gone(mas);
        }),
        // No answer for the time of a handshake.
        Box::new(|bench| {
            let mas = answered(bench, 1000, MAS);
            bench.pass(Duration::from_millis(29_900));
            assert!(bench.closed.is_empty());
            bench.pass(Duration::from_millis(100));
            assert_eq!(bench.closed, [(mas, Ending::Abort)]);
        }),
        on_mas(begun(refused)),
        on_mas([begun(Code::SUCCESS), authenticated(refused, next(MPS))].concat()),
        on_mas([begun(Code::SUCCESS), authenticated(Code::SUCCESS, nowhere)].concat()),
        on_mas(vec![rt::ServerApp::ID.0, 0xff, 0xff]),
        on_mas(clear(rt::ServerApp::ID, &[3, 4, 1, 2])),
        Box::new(|bench| {
            let conn = at_the_mps(bench, 1000);
            bench.send(conn, &known(Code::AUTHENTICATION_FAILED));
            assert_eq!(bench.closed.last(), Some(&(conn, Ending::Abort)));
        }),
        Box::new(|bench| {
            let conn = at_the_mps(bench, 1000);
            bench.gone(conn);
        }),
    ];
    for (number, way) in ways.iter().enumerate() {
        let mut bench = shard(&away());
        way(&mut bench);
        assert!(bench.dials.is_empty(), "way {number}");
        bench.pass(Duration::from_millis(14_900));
        assert!(bench.dials.is_empty(), "way {number}");
        bench.pass(Duration::from_millis(200));
        // It begins with the MAS, whatever it was that failed.
        let conn = at_the_mps(&mut bench, 2000);
        bench.send(conn, &known(Code::SUCCESS));
        assert_eq!(upstream(&bench), [true], "way {number}");
    }
}

/// MGCL-8: a call that nobody answers in time is made again, and the answer to the first is put down; attributes that
/// are not acknowledged are told again.
#[test]
fn patience() {
    let mut bench = shard(&away());
    let (first, _) = bench.dials.pop().expect("a call");
    bench.pass(Duration::from_secs(15));
    let late = call_is_open(&mut bench, 900, MAS, first);
    assert_eq!(bench.closed.pop(), Some((late, Ending::Abort)));
    let conn = at_the_mps(&mut bench, 1000);
    let first: report::ServerSetAttributesRequest = said(&mut bench, conn);
    bench.pass(Duration::from_secs(15));
    let second: report::ServerSetAttributesRequest = said(&mut bench, conn);
    assert_eq!(first.listen_server_address, second.listen_server_address);
    bench.send(conn, &[known(Code::SUCCESS), known(Code::SUCCESS)].concat());
    assert_eq!((messages(&mut bench, conn).len(), upstream(&bench)), (1, vec![true]), "one report");
    bench.pass(Duration::from_secs(15));
    assert_eq!(messages(&mut bench, conn), [] as [Vec<u8>; 0]);
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
        let mut bench = shard(&config);
        let conn = at_the_mps(&mut bench, 1000);
        let attributes: report::ServerSetAttributesRequest = said(&mut bench, conn);
        assert_eq!(attributes.listen_server_address.address.to_text(), told);
    }
}

/// MGCL-1, MGCL-8: the MPS is lost: the worlds end and their players are let go, and nothing is told or answered any
/// more until it is there again.
#[test]
fn the_mps_is_lost() {
    let (mut bench, conn) = registered();
    let world = made(&mut bench, conn, 70);
    let member = inside(&mut bench, conn, world, 1);
    bench.sent.clear();
    bench.gone(conn);
    assert_eq!(upstream(&bench), [true, false]);
    assert!(bench.is_closed(member.conn));
    bench.gone(member.conn);
    bench.pass(Duration::from_secs(1));
    assert!(bench.events.contains(&Event::WorldGone { game: GameId(70), world_id: world }));
    assert!(bench.sent.is_empty() && bench.mail.is_empty());
    bench.pass(Duration::from_secs(14));
    let conn = at_the_mps(&mut bench, 2000);
    bench.send(conn, &known(Code::SUCCESS));
    bench.frames(conn);
    // The world is gone.
    bench.send(conn, &seat(id("7"), world, 2));
    assert_eq!(said::<report::ServerJoinGameResponse>(&mut bench, conn).confirmation, Code::INVALID_ARG);
}

/// MGCL-2: each side answers echoes with the same body. Ours gives signs of life to an MPS that sends none itself,
/// every 15 seconds, and lets it go after a silence of 60; what a game server says is one, too.
#[test]
fn signs_of_life() {
    // As a game server.
    let (mut bench, conn) = registered();
    bench.send(conn, &clear(rt::ServerEcho::ID, &[1, 2, 3, 4, 5, 6, 7, 8]));
    assert_eq!(bench.frames(conn), [(rt::ServerEcho::ID, vec![1, 2, 3, 4, 5, 6, 7, 8])]);
    let mut echoes = 0;
    for _ in 0..8 {
        bench.pass(Duration::from_secs(15));
        for (id, payload) in bench.frames(conn) {
            if id == rt::ClientEcho::ID {
                assert_eq!(payload, [0xa5]);
                echoes += 1;
                bench.send(conn, &clear(id, &payload));
            }
        }
    }
    assert!((7..=8).contains(&echoes), "{echoes}");
    assert_eq!(upstream(&bench), [true]);
    bench.frames(conn);
    bench.pass(Duration::from_millis(59_900));
    assert_eq!(upstream(&bench), [true]);
    bench.pass(Duration::from_millis(200));
    assert_eq!((upstream(&bench), bench.closed.last()), (vec![true, false], Some(&(conn, Ending::Abort))));

    // As an MPS.
    let mut bench = mps();
    let conn = enlist(&mut bench, 1, AppId(0), LocationId(0));
    bench.send(conn, &clear(rt::ClientEcho::ID, &[0xa5, 1, 2]));
    assert_eq!(bench.frames(conn), [(rt::ClientEcho::ID, vec![0xa5, 1, 2])]);
    for round in 0..20 {
        bench.pass(Duration::from_secs(50));
        let life =
            if round % 2 == 0 { clear(rt::ServerEcho::ID, &[0; 8]) } else { app(&report::ServerReport::default()) };
        bench.send(conn, &life);
    }
    assert!(!bench.is_closed(conn));
    live(&mut bench, &[conn], 600);
    assert!(!bench.is_closed(conn));
    bench.pass(Duration::from_millis(60_100));
    assert!(bench.is_closed(conn));
}

/// MGCL-1, MGCL-8: a game server is taken out of its snapshot at each step of its way in and goes on, byte for byte.
#[test]
fn a_snapshot_on_the_way() {
    let run = |restore_at: usize| {
        let mut bench = shard(&away());
        let mut steps = 0;
        let mut step = |bench: &mut Bench<Dme>| {
            if steps == restore_at {
                let mut state = Vec::new();
                bench.machine.snapshot(&mut state);
                let mut machine = Dme::new(&Config::default(), 9, [1; 32], Box::new(NoScript));
                machine.restore(&state).expect("our own snapshot");
                bench.machine = machine;
            }
            steps += 1;
        };
        step(&mut bench);
        let mas = answered(&mut bench, 1000, MAS);
        step(&mut bench);
        let_in(&mut bench, mas);
        step(&mut bench);
        let (first, second) = (begun(Code::SUCCESS), authenticated(Code::SUCCESS, next(MPS)));
        bench.send(mas, &first[..50]);
        step(&mut bench);
        bench.send(mas, &first[50..]);
        step(&mut bench);
        bench.send(mas, &second);
        step(&mut bench);
        bench.input(Input::Closed { conn: mas, why: CloseReason::Asked });
        let conn = answered(&mut bench, 1001, MPS);
        step(&mut bench);
        let_in(&mut bench, conn);
        step(&mut bench);
        bench.send(conn, &known(Code::SUCCESS));
        step(&mut bench);
        bench.frames(conn);
        let world = made(&mut bench, conn, 70);
        step(&mut bench);
        inside(&mut bench, conn, world, 1);
        step(&mut bench);
        bench.pass(Duration::from_secs(40));
        step(&mut bench);
        bench.pass(Duration::from_secs(100));
        bench.described
    };
    let expected = run(usize::MAX);
    (0..12).for_each(|at| assert!(run(at) == expected, "taken out at step {at}"));
}

/// MPS-8, MGCL-6: what a host says over its connection is not what a game server says: it is not given worlds.
#[test]
fn hosts_are_no_game_servers() {
    let mut bench = mps_with(&trusting());
    let console = crate::common::servers::host(&mut bench, crate::common::servers::HOSTS);
    bench.send(console, &app(&report::ServerReport { max_worlds: 9, ..Default::default() }));
    assert!(bench.ids(console).is_empty());
    want_world(&mut bench, GameId(70), AppId(10684), LocationId(0));
    assert_eq!(letters(&mut bench), [no_world(GameId(70), WorldFailure::NoServer)]);
    let begin = report::ServerSessionBeginRequest { message_id: id("b"), ..Default::default() };
    let refused: report::ServerSessionBeginResponse = asks(&mut bench, console, &begin);
    assert_eq!(refused.confirmation, Code::UNSUCCESSFUL);
}
