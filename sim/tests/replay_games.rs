//! Replay of game servers and of the MPS, of conversations that no recording at hand holds: written here frame by frame
//! as the specification has them.
#![allow(clippy::missing_panics_doc, reason = "a broken test setup should stop the test")]

use std::net::{Ipv4Addr, SocketAddrV4};

use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{
    AccessKey, AddressText, Dialect, Message, MessageId, MgclErrorCode, NameText, NetAddress, NetAddressType,
    NetConnectionInfo, NetConnectionType, RequireFlags, SessionKeyText, UpTo, Version, report,
};
use clank_sim::capture::{Capture, Dir, Flow, FlowEvent, FlowKind, Transport, streams};
use clank_sim::dissect::Keyring;
use clank_sim::replay::{FileReport, ReplayOptions, StreamReport, Verdict, replay};

const CLIENT: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 2);
const SERVER: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 1);
/// Where the server saw the console.
const SEEN: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 7);
const TO_SERVER: Dir = Dir::ToServer;
const TO_CLIENT: Dir = Dir::ToClient;

/// A recording on its way.
struct Tape {
    dialect: Dialect,
    flows: Vec<Flow>,
    frame: u32,
    time_us: i64,
}

impl Tape {
    fn new(version: Version) -> Self {
        Self { dialect: Dialect::plain(version), flows: Vec::new(), frame: 0, time_us: 1_000_000_000 }
    }

    fn flow(&mut self, transport: Transport, client: u16, server: u16, begins: bool) -> usize {
        self.flows.push(Flow {
            index: u32::try_from(self.flows.len()).expect("few"),
            transport,
            client: SocketAddrV4::new(CLIENT, client),
            server: SocketAddrV4::new(SERVER, server),
            client_certain: true,
            complete_start: begins,
            events: Vec::new(),
        });
        self.flows.len() - 1
    }

    fn bytes(&mut self, flow: usize, dir: Dir, bytes: Vec<u8>) {
        self.frame += 1;
        self.time_us += 10_000;
        let flow = &mut self.flows[flow];
        let kind = if flow.transport == Transport::Tcp { FlowKind::Data(bytes) } else { FlowKind::Datagram(bytes) };
        flow.events.push(FlowEvent { frame: self.frame, time_us: self.time_us, dir, kind });
    }

    fn raw(&mut self, flow: usize, dir: Dir, id: u8, body: &[u8]) {
        let [low, high] = u16::try_from(body.len()).expect("short").to_le_bytes();
        self.bytes(flow, dir, [&[id, low, high], body].concat());
    }

    fn rt<M: RtMessage>(&mut self, flow: usize, dir: Dir, message: &M) {
        let mut body = Vec::new();
        message.write(&mut body, self.dialect);
        self.raw(flow, dir, M::ID, &body);
    }

    fn app<M: Message>(&mut self, flow: usize, dir: Dir, message: &M) {
        let mut body = vec![M::CLASS, M::ID];
        message.encode(&mut body, self.dialect);
        let id = if dir == TO_SERVER { rt::ClientAppToServer::ID } else { rt::ServerApp::ID };
        self.raw(flow, dir, id, &body);
    }

    fn replay(self) -> FileReport {
        let mut capture =
            Capture { start_us: 0, packets: self.frame, flows: self.flows, skipped: Default::default(), damage: None };
        let recognised = streams(&mut capture);
        replay("tape", &capture, &recognised, &Keyring::default(), &ReplayOptions::default())
    }

    fn is_new(&self) -> bool {
        self.dialect.version.has_hello()
    }

    fn opening(&self, world: u16) -> rt::ClientConnectTcpAuxUdp {
        rt::ClientConnectTcpAuxUdp {
            major: Some(1),
            minor: Some(8),
            build: Some(1),
            short_world_id: Some(world),
            world_id: Some(world.into()),
            app_id: if self.is_new() { 11184 } else { 10684 },
            session_key: Some(UpTo::whole(SessionKeyText::new("1001"))),
            access_key: Some(UpTo::whole(AccessKey::new("abcdefghijklmnop"))),
            ..Default::default()
        }
    }

    /// A console enters a world in clear, as member `index` of `count`, and is ready.
    fn enter(&mut self, tcp: usize, udp: usize, world: u16, index: u16, count: u16, clock: u32) {
        let address = || AddressText::new(SEEN.to_string());
        let accept = rt::ServerConnectAcceptTcp {
            major: Some(1),
            minor: Some(8),
            build: Some(0xd3),
            client_index: index,
            scert_id: Some(21204),
            client_count: count,
            address: address(),
        };
        let info = rt::ServerInfoAuxUdp { address: AddressText::new(SERVER.to_string()), port: 50_002 };
        if self.is_new() {
            self.raw(tcp, TO_SERVER, rt::ClientHello::ID, &[1, 0, 110, 0, 1, 0, 0, 0]);
            self.raw(tcp, TO_CLIENT, rt::ServerHello::ID, &[110, 0, 0, 0]);
        }
        let opening = self.opening(world);
        self.rt(tcp, TO_SERVER, &opening);
        if self.is_new() {
            let flags = RequireFlags::TCP_SIZE.and(RequireFlags::UDP_SIZE);
            let require = rt::ServerConnectRequire { flags, tcp_size: Some(584), udp_size: Some(584) };
            self.rt(tcp, TO_CLIENT, &require);
            self.rt(tcp, TO_SERVER, &rt::ClientConnectReadyRequire::default());
            self.rt(tcp, TO_CLIENT, &accept);
            self.rt(tcp, TO_SERVER, &rt::ClientConnectReadyTcp { receive_flags: 0x0e, options: 5 });
            let startup = rt::ServerStartupInfoNotify { flags: 4, time: Some(clock), ..Default::default() };
            self.rt(tcp, TO_CLIENT, &startup);
        } else {
            self.rt(tcp, TO_CLIENT, &accept);
        }
        self.rt(tcp, TO_CLIENT, &info);
        let greeting = rt::ClientConnectAuxUdp {
            major: Some(1),
            minor: Some(8),
            build: Some(1),
            short_world_id: Some(world),
            world_id: Some(world.into()),
            app_id: opening.app_id,
            address: AddressText::new(SERVER.to_string()),
            port: 10079,
            client_index: index,
            scert_id: Some(21204),
        };
        self.rt(udp, TO_SERVER, &greeting);
        let accept_udp = rt::ServerConnectAcceptAuxUdp {
            major: Some(1),
            minor: Some(8),
            build: Some(0xd3),
            client_index: index,
            scert_id: Some(21204),
            client_count: count,
            address: address(),
            port: 6_992,
        };
        self.rt(udp, TO_CLIENT, &accept_udp);
        self.rt(tcp, TO_SERVER, &rt::ClientConnectReadyAuxUdp {});
        self.rt(tcp, TO_CLIENT, &rt::ServerConnectComplete { client_count: count });
        let version = if self.is_new() { &b"2.10.1143227940\0"[..] } else { b"1.22.0141\0\0\0\0\0\0\0" };
        self.raw(tcp, TO_CLIENT, rt::ServerApp::ID, &[&[0, 0], version].concat());
        if self.is_new() {
            self.rt(tcp, TO_CLIENT, &rt::ServerEcho { seconds: 1, microseconds: 2 });
        }
    }

    fn single(&mut self, flow: usize, dir: Dir, index: u16, data: &[u8]) {
        self.raw(flow, dir, rt::ClientAppSingle::ID, &[&index.to_le_bytes()[..], data].concat());
    }

    fn comes(&mut self, tcp: usize, index: u16) {
        let address = AddressText::new("198.51.100.9");
        let key = Default::default();
        self.rt(tcp, TO_CLIENT, &rt::ServerConnectNotify { client_index: index, scert_id: Some(7), address, key });
    }

    fn goes(&mut self, tcp: usize, index: u16) {
        let address = AddressText::new("198.51.100.9");
        self.rt(tcp, TO_CLIENT, &rt::ServerDisconnectNotify { client_index: index, scert_id: Some(7), address });
    }
}

fn stream(report: &FileReport, number: u32) -> &StreamReport {
    report.streams.iter().find(|stream| stream.stream == number).expect("the stream")
}

/// Verdict, answers compared, frames that reached others.
fn outcome(report: &FileReport, number: u32) -> (Verdict, u32, u32) {
    let stream = stream(report, number);
    assert!(stream.verdict == Verdict::Differs || stream.differences.is_empty(), "{stream:#?}");
    (stream.verdict, stream.answers_compared, stream.frames_relayed)
}

/// Others are in the world, come and go, and everybody hears everybody.
fn crowded(change: impl Fn(&mut Tape, usize, usize)) -> FileReport {
    let mut tape = Tape::new(Version::V108);
    let tcp = tape.flow(Transport::Tcp, 27_213, 10_079, true);
    let udp = tape.flow(Transport::Udp, 6_992, 50_002, true);
    tape.enter(tcp, udp, 2, 1, 3, 0);
    for member in [0, 2] {
        tape.single(tcp, TO_CLIENT, member, b"\x02\x10hello");
        tape.single(tcp, TO_SERVER, member, b"\x02\x10hello");
    }
    tape.rt(tcp, TO_SERVER, &rt::ClientSetRecvFlag { unknown: Some(2), flag: 1 });
    tape.rt(tcp, TO_SERVER, &rt::ClientSetAggTime { time: 30 });
    // Four more frames for members 0 and 2, then also for 3.
    tape.raw(tcp, TO_SERVER, rt::ClientAppBroadcast::ID, b"\x02\x11to all");
    tape.raw(tcp, TO_SERVER, rt::ClientAppList::ID, b"\x01\x05\x02\x11to two");
    tape.comes(tcp, 3);
    tape.single(udp, TO_CLIENT, 3, b"\x02\x09moves");
    tape.raw(udp, TO_SERVER, rt::ClientAppBroadcast::ID, b"\x02\x09moves");
    tape.raw(udp, TO_SERVER, rt::ClientEcho::ID, &[0xa5]);
    tape.raw(udp, TO_CLIENT, rt::ClientEcho::ID, &[0xa5]);
    change(&mut tape, tcp, udp);
    tape.goes(tcp, 0);
    tape.raw(tcp, TO_SERVER, rt::ClientAppBroadcast::ID, b"\x02\x11to those left");
    // The index of who left is given again.
    tape.comes(tcp, 0);
    tape.single(tcp, TO_CLIENT, 0, b"\x02\x10hello");
    tape.replay()
}

/// DME-20 to DME-24, DME-33, DME-50, DME-51 by replay: whoever the recording shows is played, and gets what is his.
#[test]
fn others_come_and_go_in_a_replay() {
    let report = crowded(|_, _, _| {});
    assert_eq!(report.verdict, Verdict::Match, "{report:#?}");
    // The handshake's 4, 3 relays, and 3 notices; 2 + 2 + 2 + 2 frames reach others.
    assert_eq!(outcome(&report, 0), (Verdict::Match, 10, 8));
    assert_eq!(outcome(&report, 1), (Verdict::Match, 3, 3));
    let (tcp, udp) = (stream(&report, 0), stream(&report, 1));
    assert_eq!((tcp.answers_identical, udp.answers_identical), (10, 3));
}

/// What no server of ours does is found.
#[test]
fn a_server_that_plays_otherwise_differs() {
    type Change = fn(&mut Tape, usize, usize);
    let changes: [(Change, u32); 4] = [
        // A broadcast that stays one.
        (|tape, tcp, _| tape.raw(tcp, TO_CLIENT, rt::ClientAppBroadcast::ID, b"\x02\x11to all"), 0),
        // An echo that comes back otherwise.
        (
            |tape, tcp, _| {
                tape.raw(tcp, TO_SERVER, rt::ClientEcho::ID, &[0xa5]);
                tape.raw(tcp, TO_CLIENT, rt::ClientEcho::ID, &[0x5a]);
            },
            0,
        ),
        // One that is left out, when a later question is answered.
        (
            |tape, tcp, _| {
                tape.raw(tcp, TO_SERVER, rt::ClientEcho::ID, &[0xa5]);
                tape.rt(tcp, TO_SERVER, &rt::ClientTimebaseQuery { client_time: 1 });
                tape.rt(tcp, TO_CLIENT, &rt::ServerTimebaseQueryNotify { client_time: 1, server_time: 0 });
            },
            0,
        ),
        // The console's own broadcast, back to it.
        (|tape, tcp, _| tape.single(tcp, TO_CLIENT, 1, b"\x02\x11to all"), 0),
    ];
    for (number, (change, stream)) in changes.into_iter().enumerate() {
        let report = crowded(change);
        assert_eq!(outcome(&report, stream).0, Verdict::Differs, "change {number}: {report:#?}");
    }
}

/// A console that was not let in is not let in, and an index that no world has is nobody's.
#[test]
fn who_is_not_there_stays_away() {
    let mut tape = Tape::new(Version::V108);
    let tcp = tape.flow(Transport::Tcp, 27_213, 10_079, true);
    let opening = tape.opening(2);
    tape.rt(tcp, TO_SERVER, &opening);
    let report = tape.replay();
    assert_eq!(outcome(&report, 0).0, Verdict::NotReplayable);
    let report = crowded(|tape, tcp, udp| {
        tape.single(udp, TO_CLIENT, u16::MAX, b"\x02\x09moves");
        tape.comes(tcp, 4_000);
    });
    assert_eq!([0, 1].map(|number| outcome(&report, number).0), [Verdict::Differs; 2]);
}

/// DME-43, DME-44: a world that is older than the console's visit has a clock of its own, which goes as fast as ours.
fn timed(third: u32) -> Verdict {
    let mut tape = Tape::new(Version::V110);
    let tcp = tape.flow(Transport::Tcp, 7_920, 10_079, true);
    let udp = tape.flow(Transport::Udp, 6_992, 50_002, true);
    // World 0, as community servers number them.
    tape.enter(tcp, udp, 0, 1, 2, 5_000);
    tape.single(tcp, TO_CLIENT, 0, b"\x02\x10hello");
    for server_time in [5_090, 5_110, third] {
        tape.rt(tcp, TO_SERVER, &rt::ClientTimebaseQuery { client_time: 3_003 });
        tape.rt(tcp, TO_CLIENT, &rt::ServerTimebaseQueryNotify { client_time: 3_003, server_time });
    }
    let report = tape.replay();
    assert_eq!(outcome(&report, 1), (Verdict::Match, 1, 0), "{report:#?}");
    stream(&report, 0).verdict
}

#[test]
fn clocks_of_older_worlds_are_followed() {
    assert_eq!(timed(5_130), Verdict::Match);
    assert_eq!(timed(9_130), Verdict::Differs);
}

/// A console that comes again has the same ports again: each visit is served with its own datagrams.
#[test]
fn two_visits_share_their_ports() {
    let mut tape = Tape::new(Version::V108);
    let first = tape.flow(Transport::Tcp, 27_213, 10_079, true);
    let udp = tape.flow(Transport::Udp, 6_992, 50_002, true);
    let second = tape.flow(Transport::Tcp, 27_300, 10_079, true);
    tape.enter(first, udp, 2, 0, 1, 0);
    tape.raw(first, TO_SERVER, rt::ClientDisconnect::ID, &[]);
    tape.enter(second, udp, 3, 1, 2, 0);
    tape.single(udp, TO_CLIENT, 0, b"\x02\x09moves");
    let report = tape.replay();
    assert_eq!(outcome(&report, 0), (Verdict::Match, 4, 0));
    assert_eq!(outcome(&report, 2), (Verdict::Match, 4, 0));
    assert_eq!(outcome(&report, 1), (Verdict::Match, 3, 0));
}

/// Taken up in the middle, with and without the connection itself: index and members are those that are seen.
#[test]
fn a_visit_is_taken_up_in_its_middle() {
    for with_tcp in [true, false] {
        let mut tape = Tape::new(Version::V108);
        let tcp = with_tcp.then(|| tape.flow(Transport::Tcp, 27_213, 10_079, false));
        let udp = tape.flow(Transport::Udp, 6_992, 50_002, true);
        for _ in 0..3 {
            tape.single(udp, TO_CLIENT, 0, b"\x02\x09moves");
            tape.single(udp, TO_SERVER, 2, b"\x02\x09moves");
            if let Some(tcp) = tcp {
                tape.raw(tcp, TO_SERVER, rt::ClientEcho::ID, &[0xa5]);
                tape.raw(tcp, TO_CLIENT, rt::ClientEcho::ID, &[0xa5]);
                tape.raw(tcp, TO_SERVER, rt::ClientAppBroadcast::ID, b"\x02\x11to all");
            }
        }
        let report = tape.replay();
        let udp = u32::from(with_tcp);
        assert_eq!(outcome(&report, udp), (Verdict::Match, 3, 3));
        if with_tcp {
            assert_eq!(outcome(&report, 0), (Verdict::Match, 3, 6));
        }
    }
}

fn connect_to_mps(tape: &mut Tape, tcp: usize, keys: bool) {
    let rt::ClientConnectTcpAuxUdp { major, minor, build, short_world_id, world_id, .. } = tape.opening(0);
    let connect = rt::ClientConnectTcp {
        major,
        minor,
        build,
        short_world_id,
        world_id,
        app_id: 10984,
        session_key: keys.then(|| UpTo::whole(SessionKeyText::new("1001"))),
        access_key: keys.then(|| UpTo::whole(AccessKey::new("abcdefghijklmnop"))),
        ..Default::default()
    };
    tape.raw(tcp, TO_SERVER, rt::ClientHello::ID, &[1, 0, 109, 0, 1, 0, 0, 0]);
    tape.raw(tcp, TO_CLIENT, rt::ServerHello::ID, &[109, 0, 0, 0]);
    tape.rt(tcp, TO_SERVER, &connect);
    let accept = rt::ServerConnectAcceptTcp {
        scert_id: Some(9),
        client_count: 1,
        address: AddressText::new(CLIENT.to_string()),
        ..Default::default()
    };
    tape.rt(tcp, TO_CLIENT, &accept);
    tape.rt(tcp, TO_SERVER, &rt::ClientConnectReadyTcp { receive_flags: 0x0c, options: 1 });
    tape.rt(tcp, TO_CLIENT, &rt::ServerConnectComplete { client_count: 1 });
}

fn id(text: &str) -> MessageId {
    MessageId::new(text)
}

/// A player whom the lobby announces, as MS3 and Horizon do.
fn join(world_id: i32) -> report::ServerJoinGameRequest {
    report::ServerJoinGameRequest {
        message_id: id("21-1-1"),
        connect_info: NetConnectionInfo {
            kind: NetConnectionType::PEER_TO_PEER_UDP,
            world_id,
            session_key: SessionKeyText::new("2002"),
            access_key: AccessKey::new("ponmlkjihgfedcba"),
            ..NetConnectionInfo::default()
        },
        ..Default::default()
    }
}

/// P2P-2 to P2P-8 by replay: a host's games are taken in or not, and players are announced to it.
#[test]
fn a_host_is_replayed() {
    for confirmation in [MgclErrorCode::SUCCESS, MgclErrorCode::GAME_NAME_EXISTS] {
        let made = confirmation == MgclErrorCode::SUCCESS;
        let mut tape = Tape::new(Version::V109);
        let tcp = tape.flow(Transport::Tcp, 41_315, 10_077, true);
        connect_to_mps(&mut tape, tcp, true);
        tape.app(tcp, TO_SERVER, &report::ServerReport::default());
        let wanted = report::ServerCreateGameOnSelfRequest0 {
            message_id: id("1"),
            game_name: Some(NameText::new("mine")),
            application_id: 10984,
            max_clients: 4,
            world_id: 5,
            ..Default::default()
        };
        tape.app(tcp, TO_SERVER, &wanted);
        let medius_world_id = if made { 10_064 } else { 0 };
        let answer = report::ServerCreateGameOnMeResponse {
            message_id: id("1"),
            confirmation,
            medius_world_id,
            ..Default::default()
        };
        tape.app(tcp, TO_CLIENT, &answer);
        if made {
            tape.app(tcp, TO_CLIENT, &join(5));
            let kept = report::ServerJoinGameResponse { message_id: id("21-1-1"), ..Default::default() };
            tape.app(tcp, TO_SERVER, &kept);
        }
        tape.app(tcp, TO_SERVER, &report::ServerSessionEndRequest { message_id: id("2") });
        let ended = report::ServerSessionEndResponse { message_id: id("2"), confirmation: MgclErrorCode::SUCCESS };
        tape.app(tcp, TO_CLIENT, &ended);
        let report = tape.replay();
        assert_eq!(stream(&report, 0).component.as_deref(), Some("MPS"));
        assert_eq!(outcome(&report, 0), (Verdict::Match, if made { 6 } else { 5 }, 0));
    }
}

/// MPS-1 to MPS-6 by replay: a game server without keys registers, and is given a world, a player and an end.
#[test]
fn a_game_server_is_replayed() {
    let mut tape = Tape::new(Version::V109);
    let tcp = tape.flow(Transport::Tcp, 41_315, 10_077, true);
    connect_to_mps(&mut tape, tcp, false);
    let listen_server_address = NetAddress {
        address_type: NetAddressType::EXTERNAL,
        address: AddressText::new(CLIENT.to_string()),
        port: 10_079,
    };
    let here = report::ServerSetAttributesRequest { message_id: id("1"), listen_server_address, ..Default::default() };
    tape.app(tcp, TO_SERVER, &here);
    let known = report::ServerSetAttributesResponse { message_id: id("1"), confirmation: MgclErrorCode::SUCCESS };
    tape.app(tcp, TO_CLIENT, &known);
    let world = report::ServerCreateGameWithAttributesRequest {
        message_id: id("7-1-1"),
        application_id: 10984,
        max_clients: 8,
        medius_world_uid: 77,
        ..Default::default()
    };
    tape.app(tcp, TO_CLIENT, &world);
    let made = report::ServerCreateGameWithAttributesResponse {
        // Ours is the first order: its answer names it.
        message_id: id("1"),
        world_id: 3,
        ..Default::default()
    };
    tape.app(tcp, TO_SERVER, &made);
    tape.app(tcp, TO_CLIENT, &join(3));
    tape.app(tcp, TO_CLIENT, &report::ServerEndGameRequest { message_id: id("8"), world_id: 3, ..Default::default() });
    let report = tape.replay();
    assert_eq!(stream(&report, 0).component.as_deref(), Some("MPS"));
    assert_eq!(outcome(&report, 0), (Verdict::Match, 7, 0));
}
