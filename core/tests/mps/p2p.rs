//! Games on the consoles of players, from the host's first word to the last guest's (lobby.md 6, game.md 10): the lobby
//! and the MPS together, and where a game server is concerned, it.

use std::net::{Ipv4Addr, SocketAddrV4};

use crate::common::games::{config, game, joining, seat, sit};
use crate::common::hosts::{Rig, on_me, on_me_report, on_self_0, places};
use crate::common::players::{bench_with, enter_as, keys};
use crate::common::worlds::{Member, SOCKET, Speech, at_once, dme_with, words, world};
use crate::common::{Harness, address, id, nowhere};
use crate::p2p_games::members;
use clank_core::ids::{AccountId, AppId, ConnId, GameId, SocketId};
use clank_core::limits::Limits;
use clank_core::machine::{Input, Machine as _, Outbox, Output};
use clank_core::nat::Nat;
use clank_core::script::NoScript;
use clank_core::time::Instant;
use clank_core::wire::{
    AccessKey, AddressText, Bytes, CallbackStatus as Status, Dialect, GameHostType, Layout as _, Message,
    MgclErrorCode as Code, MgclEventType, NetAddress, NetAddressList, NetAddressType, NetConnectionInfo,
    NetConnectionType, RsaKey, RtId, WorldStatus, dme, lobby, report,
};

/// What the host answers to one who wants to come.
fn welcome(asked: &report::ServerJoinGameRequest, confirmation: Code) -> report::ServerJoinGameResponse {
    report::ServerJoinGameResponse {
        message_id: asked.message_id,
        confirmation,
        access_key: AccessKey::new("the host's"),
        pub_key: RsaKey::new([8; 64]),
        dme_client_index: 1,
        ..Default::default()
    }
}

/// A player joins a game whose host lets him in; what each of them hears.
pub(crate) fn join(
    rig: &mut Rig,
    (player, host): (ConnId, ConnId),
    request: &lobby::JoinGameRequest,
) -> (report::ServerJoinGameRequest, lobby::JoinGameResponse) {
    rig.player_says(player, request);
    assert!(rig.mls.ids(player).is_empty(), "the host is asked first");
    let asked: report::ServerJoinGameRequest = rig.mps.answer(host);
    rig.host_says(host, &welcome(&asked, Code::SUCCESS));
    (asked, rig.mls.answer(player))
}

/// He joins, and the host sees him there.
pub(crate) fn play(rig: &mut Rig, (player, number): (ConnId, u8), host: ConnId, world: GameId) {
    let (_, told) = join(rig, (player, host), &joining(world));
    assert_eq!(told.status_code, Status::SUCCESS);
    rig.host_says(host, &sees(world, number, true));
}

pub(crate) fn sees(world: GameId, number: u8, came: bool) -> report::ServerConnectNotification {
    report::ServerConnectNotification {
        connect_event_type: if came { MgclEventType::CONNECT } else { MgclEventType::DISCONNECT },
        medius_world_uid: world.0.cast_unsigned(),
        player_session_key: keys(number).0,
        ..Default::default()
    }
}

/// An address with these bytes in it.
fn place(address_type: NetAddressType, bytes: &[u8], port: u32) -> NetAddress {
    let mut whole = [0; 16];
    whole[..bytes.len()].copy_from_slice(bytes);
    NetAddress { address_type, address: AddressText::exact(whole), port }
}

/// The three ways in which consoles tell where they are (P2P-6).
fn forms(number: u8) -> [NetAddressList; 3] {
    use NetAddressType as Is;
    let list = |first, second| NetAddressList { address_list: [first, second] };
    [
        places(number),
        list(
            place(Is::BINARY_EXTERNAL_VPORT, &[203, 0, 113, number, 0, 9, 0, 1], 2),
            place(Is::BINARY_INTERNAL_VPORT, &[10, 0, 0, number, 0, 7], 2),
        ),
        list(place(Is::SIGNAL_ADDRESS, &[1, 0, number], 0), NetAddress::default()),
    ]
}

/// game.md P2P-1: the way into a game on a game server with auxiliary UDP: host type 4, connection type 3, the game
/// server's address and no second one, its number of the world, the player's session key and the seat's access key.
#[test]
fn the_way_to_a_game_server_with_udp() {
    let mut harness = bench_with(&config());
    let conn = enter_as(&mut harness, 1, AppId(10684), "ratchet");
    let arena = game(&mut harness, conn, "arena");
    let told = sit(&mut harness, conn, &joining(arena));
    assert_eq!((told.status_code, told.game_host_type.0), (Status::SUCCESS, 4));
    let way = &told.connect_info;
    let [first, second] = way.address_list.address_list;
    assert_eq!((way.kind.0, way.world_id), (3, 3));
    assert_eq!((first.address_type.0, first.address.to_text(), first.port), (1, "10.0.0.7".into(), 10079));
    assert_eq!((second.address_type.0, second.port), (0, 0xffff_ffff));
    assert_eq!((way.session_key, way.access_key), (keys(1).0, *seat().access_key.expose()));
}

/// game.md P2P-2: the same by TCP alone for titles before 1.09: connection type 1, and nothing else is different.
#[test]
fn the_way_to_a_game_server_by_tcp_alone() {
    let mut harness = bench_with(&config());
    let conn = enter_as(&mut harness, 1, AppId(10472), "ratchet");
    let arena = game(&mut harness, conn, "arena");
    let told = sit(&mut harness, conn, &joining(arena));
    let way = &told.connect_info;
    assert_eq!((way.kind.0, way.world_id), (1, 3));
    assert_eq!(way.address_list, seat().addresses);
    assert_eq!((way.session_key, way.access_key), (keys(1).0, *seat().access_key.expose()));
}

/// P2P-6, game.md P2P-3, game.md P2P-4: the host hears of the guest what he said, in each form of addresses, with his
/// keys; the guest hears what the host registered, the game's id, and the keys that the host answers.
#[test]
fn a_guest_finds_the_host() {
    for (of_host, of_guest) in forms(1).into_iter().flat_map(|host| forms(2).map(|guest| (host, guest))) {
        let mut rig = Rig::new();
        let (_, host, guest) = (rig.enter(1), rig.host(1), rig.enter(2));
        let request =
            report::ServerCreateGameOnMeRequest { address_list: of_host, world_id: 4, ..on_me("mine", AccountId(1)) };
        let world = rig.game(host, &request);
        let request = lobby::JoinGameRequest { address_list: of_guest, ..joining(world) };
        let (asked, told) = join(&mut rig, (guest, host), &request);
        // The host's own number of it.
        let to_host = NetConnectionInfo {
            kind: NetConnectionType::PEER_TO_PEER_UDP,
            address_list: of_guest,
            world_id: 4,
            session_key: keys(2).0,
            access_key: keys(2).1,
            ..nowhere()
        };
        let expected =
            report::ServerJoinGameRequest { message_id: asked.message_id, connect_info: to_host, ..Default::default() };
        assert_eq!(asked, expected);
        let to_guest = NetConnectionInfo {
            kind: NetConnectionType::PEER_TO_PEER_UDP,
            address_list: of_host,
            world_id: world.0,
            server_key: RsaKey::new([8; 64]),
            session_key: keys(2).0,
            access_key: AccessKey::new("the host's"),
            ..nowhere()
        };
        let expected = lobby::JoinGameResponse {
            message_id: id("j"),
            game_host_type: GameHostType::PEER_TO_PEER,
            connect_info: to_guest,
            ..Default::default()
        };
        assert_eq!(told, expected);
    }
}

/// P2P-6: the old form of the request, and one without an address: the guest is at the far end of his connection.
#[test]
fn a_guest_without_an_address_is_where_he_comes_from() {
    let mut rig = Rig::new();
    let (_, host, guest) = (rig.enter(1), rig.host(1), rig.enter(2));
    let world = rig.game(host, &on_me("mine", AccountId(1)));
    let here = NetAddress::external(SocketAddrV4::new(*address(2).ip(), 0));
    let old = lobby::JoinGameRequest0 { message_id: id("j"), medius_world_id: world.0, ..Default::default() };
    rig.player_says(guest, &old);
    let asked: report::ServerJoinGameRequest = rig.mps.answer(host);
    assert_eq!(asked.connect_info.address_list.address_list, [here, NetAddress::default()]);
    rig.host_says(host, &welcome(&asked, Code::SUCCESS));
    assert_eq!(rig.mls.answer::<lobby::JoinGameResponse>(guest).status_code, Status::SUCCESS);
    let (asked, _) = join(&mut rig, (guest, host), &joining(world));
    assert_eq!(asked.connect_info.address_list.address_list[0], here);
}

/// P2P-6, MLS-86: the checks come first, and the host does not hear of those who fail; one whom it does not want is
/// told so; a host that is gone, or that says nothing, is an error of the game server.
#[test]
fn guests_are_refused() {
    let mut rig = Rig::new();
    let (_, host, guest) = (rig.enter(1), rig.host(1), rig.enter(2));
    let secret = report::ServerCreateGameOnMeRequest {
        game_password: clank_core::wire::PasswordText::new("secret"),
        ..on_me("mine", AccountId(1))
    };
    let world = rig.game(host, &secret);
    let with_password =
        lobby::JoinGameRequest { game_password: clank_core::wire::PasswordText::new("secret"), ..joining(world) };
    for (request, status) in
        [(joining(GameId(4711)), Status::GAME_NOT_FOUND), (joining(world), Status::INVALID_PASSWORD)]
    {
        let told: lobby::JoinGameResponse = rig.player_asks(guest, &request);
        assert_eq!(told.status_code, status);
        assert!(rig.mps.ids(host).is_empty());
    }
    rig.player_says(guest, &with_password);
    let asked: report::ServerJoinGameRequest = rig.mps.answer(host);
    rig.host_says(host, &welcome(&asked, Code::UNSUCCESSFUL));
    assert_eq!(rig.mls.answer::<lobby::JoinGameResponse>(guest).status_code, Status::REQUEST_DENIED);
    rig.player_says(guest, &with_password);
    rig.pass(11, &[host], &[guest]);
    assert_eq!(rig.mls.answer::<lobby::JoinGameResponse>(guest).status_code, Status::DME_ERROR);
    rig.mps.ids(host);
    rig.host_says(host, &on_me_report(world, "mine", 5, WorldStatus::STAGING));
    let told: lobby::JoinGameResponse = rig.player_asks(guest, &with_password);
    assert_eq!(told.status_code, Status::WORLD_IS_FULL);
    rig.host_says(host, &on_me_report(world, "mine", 1, WorldStatus::STAGING));
    rig.mps.gone(host);
    rig.carry();
    let told: lobby::JoinGameResponse = rig.player_asks(guest, &with_password);
    assert_eq!(told.status_code, Status::DME_ERROR);
    assert_eq!(members(&mut rig, guest, world), [1]);
}

/// P2P-11, NAT-1: what the NAT service tells a console is what its host and its guests are told; one who did not ask,
/// and says where he is in his own network, is told as that.
#[test]
fn addresses_come_from_the_nat_service() {
    let mut nat = Nat::new(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 10070), &Limits::default());
    let mut ask = |from: SocketAddrV4| {
        let (mut out, mut told) = (Outbox::new(), Vec::new());
        let mut question = [0x20, 0xdd, 0xe4, 0x01];
        nat.handle(Instant::BIRTH, Input::Datagram { socket: SocketId(1), from, bytes: &mut question }, &mut out);
        out.drain(|output| {
            if let Output::Datagram { bytes, .. } = output {
                told.extend_from_slice(bytes);
            }
        });
        let [a, b, c, d, high, low] = told[..] else { panic!("{told:?}") };
        assert_eq!((Ipv4Addr::new(a, b, c, d), u16::from_be_bytes([high, low])), (*from.ip(), from.port()));
        let external = NetAddress::external(from);
        let at_home = place(NetAddressType::INTERNAL, b"192.168.1.2", from.port().into());
        NetAddressList { address_list: [external, at_home] }
    };
    let of_host = ask(SocketAddrV4::new(Ipv4Addr::new(203, 0, 113, 1), 5645));
    let of_guest = ask(SocketAddrV4::new(Ipv4Addr::new(203, 0, 113, 2), 50_001));
    let at_home = NetAddressList {
        address_list: [
            place(NetAddressType::EXTERNAL, b"192.168.1.2", 5645),
            place(NetAddressType::INTERNAL, b"192.168.1.2", 5645),
        ],
    };
    for (of_host, of_guest) in [(of_host, of_guest), (at_home, at_home)] {
        let mut rig = Rig::new();
        let (_, host, guest) = (rig.enter(1), rig.host(1), rig.enter(2));
        let request = report::ServerCreateGameOnSelfRequest0 { address_list: of_host, ..on_self_0("mine") };
        let world = rig.game(host, &request);
        let request = lobby::JoinGameRequest { address_list: of_guest, ..joining(world) };
        let (asked, told) = join(&mut rig, (guest, host), &request);
        assert_eq!((asked.connect_info.address_list, told.connect_info.address_list), (of_guest, of_host));
    }
}

/// game.md P2P-6: each member tells a newcomer where he can be reached, through the game server, which passes the 28
/// bytes on as they are, to him alone.
#[test]
fn members_tell_a_newcomer_where_they_are() {
    let mut harness = dme_with(&at_once(), Box::new(NoScript));
    let world = world(&mut harness, GameId(7), 8);
    let mut all = Member::join_all(&mut harness, world, [Speech::Clear; 3]);
    let message = dme::PeerAddresses {
        kind: 2,
        client_index: 1,
        internal_ip: Bytes::new([192, 168, 1, 66]),
        internal_port: 6298,
        external_ip: Bytes::new([75, 20, 188, 19]),
        external_port: 6298,
        unknown: 1,
        ..Default::default()
    };
    let mut body = dme::PeerAddresses::KEY.bytes().to_vec();
    message.encode(&mut body, Dialect::default());
    assert_eq!((body.len(), &body[..2]), (2 + 28, &[0, 0x18][..]));
    let payload = [&[2, 0][..], &body].concat();
    let frame = crate::common::clear(RtId(3), &payload);
    all[1].say(&mut harness, &frame);
    let heard: Vec<_> = all.iter_mut().map(|member| member.heard(&mut harness)).collect();
    assert_eq!(heard, [vec![], vec![], vec![(RtId(3), false, [&[1, 0][..], &body].concat())]]);
}

/// What consoles send each other is none of ours: such datagrams, astray at the game server or the NAT
/// service, are answered by nobody, reach nobody and cost no member his place.
#[test]
fn datagrams_between_consoles_are_not_ours() {
    let datagram = |kind: u8, data: &[u8]| {
        let record =
            [&[kind, 0][..], &u16::try_from(data.len()).expect("short").to_le_bytes(), &[1, 0, 5, 0], data].concat();
        [&[0, 1][..], &u16::try_from(record.len()).expect("short").to_le_bytes(), &[0; 8], &record].concat()
    };
    let all = [datagram(0x81, &[0; 2]), datagram(0x83, &[9; 8]), datagram(0x84, &[9; 8]), datagram(0xaf, &[7; 36])];
    assert_eq!(all.clone().map(|datagram| datagram.len()), [22, 28, 28, 56]);
    let mut harness = dme_with(&at_once(), Box::new(NoScript));
    let world = world(&mut harness, GameId(7), 8);
    let mut members = Member::join_all(&mut harness, world, [Speech::Clear; 2]);
    let mut nat = Harness::new(Nat::new(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 10070), &Limits::default()));
    for datagram in all {
        for from in [members[0].source, SocketAddrV4::new(Ipv4Addr::new(203, 0, 113, 9), 6298)] {
            harness.input(Input::Datagram { socket: SOCKET, from, bytes: &mut datagram.clone() });
            nat.input(Input::Datagram { socket: SocketId(1), from, bytes: &mut datagram.clone() });
        }
    }
    assert!(harness.datagrams.is_empty() && nat.datagrams.is_empty());
    assert!(members.iter_mut().all(|member| member.heard(&mut harness).is_empty()));
    assert!(words(&mut harness).is_empty() && harness.closed.is_empty());
    members[0].say(&mut harness, &crate::common::clear(RtId(3), &[1, 0, 0xaa]));
    assert_eq!(members[1].heard(&mut harness), [(RtId(3), false, vec![0, 0, 0xaa])]);
}
