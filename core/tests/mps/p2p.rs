//! Games on the consoles of players, from the host's first word to the last guest's (lobby.md 6, game.md 10): the lobby
//! and the MPS together, and where a game server is concerned, it.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use crate::common::games::{config, game, info, joining, report as world_report, seat, sit};
use crate::common::hosts::{APP, Rig, on_me, on_me_report, on_self_0, places};
use crate::common::players::{bench_with, enter_as, keys};
use crate::common::worlds::{Member, SOCKET, Speech, at_once, dme_with, words, world};
use crate::common::{Bench, address, app, id};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, ConnId, GameId, SocketId};
use clank_core::limits::Limits;
use clank_core::machine::{Input, Machine as _, Outbox, Output};
use clank_core::nat::Nat;
use clank_core::script::NoScript;
use clank_core::settings::text_filter::TextFilter;
use clank_core::store::GameRow;
use clank_core::time::Instant;
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{
    AccessKey, AddressText, Bytes, CallbackStatus as Status, Dialect, GameHostType, Layout as _, Message,
    MgclErrorCode as Code, MgclEventType, NameText, NetAddress, NetAddressList, NetAddressType, NetConnectionType,
    RsaKey, RtId, UserAction, WorldStatus, dme, lobby, report,
};
use proptest::prelude::*;

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
fn join(
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
fn play(rig: &mut Rig, (player, number): (ConnId, u8), host: ConnId, world: GameId) {
    let (_, told) = join(rig, (player, host), &joining(world));
    assert_eq!(told.status_code, Status::SUCCESS);
    rig.host_says(host, &sees(world, number, true));
}

fn sees(world: GameId, number: u8, came: bool) -> report::ServerConnectNotification {
    report::ServerConnectNotification {
        connect_event_type: if came { MgclEventType::CONNECT } else { MgclEventType::DISCONNECT },
        medius_world_uid: world.0.cast_unsigned(),
        player_session_key: keys(number).0,
        ..Default::default()
    }
}

fn moving(from: GameId, to: GameId, number: u8) -> report::ServerMoveGameWorldOnMeRequest {
    report::ServerMoveGameWorldOnMeRequest {
        message_id: id("m"),
        current_medius_world_id: from.0,
        new_game_world_id: to.0,
        address_list: places(number),
        ..Default::default()
    }
}

fn ending(game: GameId) -> report::ServerEndGameOnMeRequest {
    report::ServerEndGameOnMeRequest { message_id: id("e"), medius_world_id: game.0, ..Default::default() }
}

fn ending_by_number(brutal_flag: u8) -> report::ServerEndGameRequest {
    report::ServerEndGameRequest { message_id: id("e"), world_id: 1, brutal_flag, ..Default::default() }
}

/// How a move ends.
fn moves(rig: &mut Rig, host: ConnId, request: &report::ServerMoveGameWorldOnMeRequest) -> (Code, GameId) {
    let told: report::ServerMoveGameWorldOnMeResponse = rig.host_asks(host, request);
    assert_eq!(told.message_id, id("m"));
    (told.confirmation, GameId(told.medius_world_id))
}

/// Whether and how the game of an id is known, and how many play.
fn state(rig: &mut Rig, player: ConnId, world: GameId) -> Option<(WorldStatus, i32)> {
    let told = info(&mut rig.mls, player, world);
    (told.status_code == Status::SUCCESS).then_some((told.world_status, told.player_count))
}

fn members(rig: &mut Rig, player: ConnId, world: GameId) -> Vec<i32> {
    let ask = lobby::GameWorldPlayerListRequest { message_id: id("p"), medius_world_id: world.0, ..Default::default() };
    rig.mls.send(player, &app(&ask));
    let rows = rig.mls.answers::<lobby::GameWorldPlayerListResponse>(player);
    rows.iter().filter(|row| row.status_code == Status::SUCCESS).map(|row| row.account_id).collect()
}

fn made(rig: &mut Rig, host: ConnId, request: &impl Message) -> (Code, GameId) {
    let told: report::ServerCreateGameOnMeResponse = rig.host_asks(host, request);
    (told.confirmation, GameId(told.medius_world_id))
}

/// What a host's player reports in the lobby, as recorded: two play.
fn lobby_report(world: GameId, name: &str, status: WorldStatus) -> lobby::WorldReport0 {
    lobby::WorldReport0 { player_count: 2, ..world_report(world, name, status) }
}

fn announced(name: &str) -> lobby::CreateGameRequest1 {
    lobby::CreateGameRequest1 {
        application_id: APP.0.cast_signed(),
        game_host_type: GameHostType::PEER_TO_PEER,
        ..crate::common::games::wanted(name)
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
    let mut bench = bench_with(&config());
    let conn = enter_as(&mut bench, 1, AppId(10684), "ratchet");
    let arena = game(&mut bench, conn, "arena");
    let told = sit(&mut bench, conn, &joining(arena));
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
    let mut bench = bench_with(&config());
    let conn = enter_as(&mut bench, 1, AppId(10472), "ratchet");
    let arena = game(&mut bench, conn, "arena");
    let told = sit(&mut bench, conn, &joining(arena));
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
        let way = &asked.connect_info;
        assert_eq!((way.kind, way.world_id), (NetConnectionType::PEER_TO_PEER_UDP, 4), "the host's own number");
        assert_eq!((way.address_list, way.session_key, way.access_key), (of_guest, keys(2).0, keys(2).1));
        assert_eq!((told.status_code, told.game_host_type), (Status::SUCCESS, GameHostType::PEER_TO_PEER));
        let way = &told.connect_info;
        assert_eq!((way.kind.0, way.address_list, way.world_id), (2, of_host, world.0));
        assert_eq!((way.session_key, way.access_key), (keys(2).0, AccessKey::new("the host's")));
        assert_eq!(way.server_key, RsaKey::new([8; 64]));
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

/// P2P-6, MLS-86: the checks come first, and the host does not hear of those who fail; one whom it does not want is told
/// so; a host that is gone, or that says nothing, is an error of the game server.
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
    assert_eq!(rig.mls.answer::<lobby::JoinGameResponse>(guest).status_code, Status::FAIL);
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

/// P2P-3: who hosts a game: the player of the account in both forms that name one, if his console is where the host is,
/// else the one who is there. He is its first member at once, and its name is his.
#[test]
fn a_game_has_a_host() {
    let mut rig = Rig::new();
    let (one, two) = (rig.enter(1), rig.enter(2));
    let (host, other) = (rig.host(1), rig.host(2));
    let on_self = |account_id| report::ServerCreateGameOnSelfRequest {
        message_id: id("34"),
        game_name: NameText::new("self"),
        application_id: APP.0.cast_signed(),
        max_players: 5,
        address_list: places(1),
        world_id: 1,
        account_id,
        ..Default::default()
    };
    // The other one's account, one that is not online, and none.
    for account_id in [2, 77, 0] {
        assert_eq!(made(&mut rig, host, &on_me("mine", AccountId(account_id))), (Code::INVALID_ARG, GameId(0)));
        assert_eq!(made(&mut rig, host, &on_self(account_id)), (Code::INVALID_ARG, GameId(0)));
    }
    let zero = rig.game(host, &on_self_0("zero"));
    assert_eq!(
        (state(&mut rig, two, zero), members(&mut rig, two, zero)),
        (Some((WorldStatus::PENDING_CREATION, 1)), vec![1])
    );
    let myself = rig.game(host, &on_self(1));
    assert_eq!(members(&mut rig, two, myself), [1]);
    let me = rig.game(host, &on_me("me", AccountId(1)));
    assert_eq!(members(&mut rig, two, me), [1]);
    let told = info(&mut rig.mls, one, me);
    assert_eq!((told.game_name.to_text(), told.min_players, told.max_players), ("me".into(), 1, 5));
    assert_eq!(told.game_host_type, GameHostType::PEER_TO_PEER);
    assert_eq!(made(&mut rig, other, &on_me("me", AccountId(2))), (Code::GAME_NAME_EXISTS, GameId(0)));
    let ended: report::ServerEndGameOnMeResponse = rig.host_asks(host, &ending(me));
    assert_eq!(ended.confirmation, Code::SUCCESS);
    assert_eq!(made(&mut rig, other, &on_me("me", AccountId(2))).0, Code::SUCCESS, "the name is free again");
}

/// P2P-3, MLS-173: names that the filter does not let through, and a console without a player.
#[test]
fn games_of_hosts_are_refused() {
    let text_filter = TextFilter::of("nefarious").expect("sound");
    let mut rig = Rig::with(&Config { text_filter, ..Config::default() });
    let (_, host, alone) = (rig.enter(1), rig.host(1), rig.host(9));
    for request in [on_self_0("nefarious"), on_self_0("Dr Nefarious")] {
        assert_eq!(made(&mut rig, host, &request), (Code::INVALID_ARG, GameId(0)));
    }
    assert_eq!(made(&mut rig, alone, &on_self_0("mine")), (Code::INVALID_ARG, GameId(0)));
    assert_eq!(made(&mut rig, host, &on_self_0("mine")).0, Code::SUCCESS);
}

/// P2P-3: games of a player's console are one at a time, and those of all are limited: a new one ends the one before,
/// also under the same name, and whatever it was made with.
#[test]
fn a_console_hosts_one_game() {
    let config = Config { limits: Limits { games: 2, ..Limits::default() }, ..Config::default() };
    let mut rig = Rig::with(&config);
    let (one, host) = (rig.enter(1), rig.host(1));
    let mut before = None;
    for name in ["first", "second", "second", "third"] {
        let world = rig.game(host, &on_me(name, AccountId(1)));
        assert_eq!(before.and_then(|before| state(&mut rig, one, before)), None, "{name}");
        assert!(state(&mut rig, one, world).is_some());
        before = Some(world);
    }
    let announced: lobby::CreateGameResponse = rig.player_asks(one, &announced("announced"));
    assert_eq!(announced.status_code, Status::SUCCESS);
    assert_eq!(before.and_then(|before| state(&mut rig, one, before)), None);
    let (_, second) = (rig.enter(2), rig.host(2));
    let (_, third) = (rig.enter(3), rig.host(3));
    assert_eq!(made(&mut rig, second, &on_me("of two", AccountId(2))).0, Code::SUCCESS);
    let full = Code::NUM_GAME_WORLDS_PER_LOBBY_WORLD_EXCEEDED;
    assert_eq!(made(&mut rig, third, &on_me("of three", AccountId(3))), (full, GameId(0)));
}

/// P2P-4: the oldest message for a game of one's own has no known body: a player is told that there is no such feature.
#[test]
fn create_game_on_self_is_not_there() {
    let mut rig = Rig::new();
    let player = rig.enter(1);
    let body = [&[1, 0x1f][..], id("old").bytes(), &[0; 200]].concat();
    rig.mls.send(player, &crate::common::clear(rt::ClientAppToServer::ID, &body));
    let told: lobby::CreateGameOnSelfResponse = rig.mls.answer(player);
    assert_eq!((told.message_id, told.status_code), (id("old"), Status::FEATURE_NOT_ENABLED));
    rig.carry();
    assert!(rig.mls.tables().games.is_empty() && !rig.mls.is_closed(player));
}

/// P2P-5, game.md P2P-5: a game that is announced in the lobby is there, but nobody gets in: its console has to say where
/// it is, with a game of that name, or by moving it; reports activate it. Another one of that name is refused.
#[test]
fn a_game_is_announced_first() {
    for account_id in [Some(201), None] {
        let mut rig = Rig::new();
        // A neighbour is in no game, too: whoever announced the game hosts it.
        let (_neighbour, one, two) = (rig.enter(1), rig.enter(201), rig.enter(2));
        let told: lobby::CreateGameResponse = rig.player_asks(one, &announced("mine"));
        let world = GameId(told.medius_world_id);
        assert_eq!(state(&mut rig, two, world), Some((WorldStatus::PENDING_CREATION, 0)));
        let told: lobby::JoinGameResponse = rig.player_asks(two, &joining(world));
        assert_eq!(told.status_code, Status::DME_ERROR);
        let (host, other) = (rig.host(1), rig.host(2));
        assert_eq!(made(&mut rig, other, &on_me("mine", AccountId(2))).0, Code::GAME_NAME_EXISTS);
        let answer = match account_id {
            Some(account_id) => made(&mut rig, host, &on_me("mine", AccountId(account_id))),
            None => made(&mut rig, host, &on_self_0("mine")),
        };
        assert_eq!(answer, (Code::SUCCESS, world));
        assert_eq!(members(&mut rig, two, world), [201]);
        rig.player_says(one, &lobby_report(world, "mine", WorldStatus::STAGING));
        assert_eq!(state(&mut rig, two, world), Some((WorldStatus::STAGING, 2)));
        let (_, told) = join(&mut rig, (two, host), &joining(world));
        assert_eq!(told.connect_info.address_list, places(1));
    }
    let mut rig = Rig::new();
    let (one, two) = (rig.enter(1), rig.enter(2));
    let told: lobby::CreateGameResponse = rig.player_asks(one, &announced("mine"));
    let world = GameId(told.medius_world_id);
    let (host, other) = (rig.host(1), rig.host(2));
    assert_eq!(moves(&mut rig, other, &moving(world, world, 2)), (Code::UNSUCCESSFUL, GameId(0)));
    assert_eq!(moves(&mut rig, host, &moving(world, world, 1)), (Code::SUCCESS, world));
    rig.player_says(one, &lobby_report(world, "mine", WorldStatus::STAGING));
    let (_, told) = join(&mut rig, (two, host), &joining(world));
    assert_eq!(told.connect_info.address_list, places(1));
}

/// P2P-3: several players are behind one address, and the old form does not say whose console it is: it is one who is in
/// no game; he who speaks of it first, before any list shows it, corrects that. Nobody else does, and never where the
/// host said who it is.
#[test]
fn neighbours_host_their_own_games() {
    let mut rig = Rig::new();
    let (one, neighbour, two) = (rig.enter(1), rig.enter(201), rig.enter(2));
    let first = rig.host(1);
    let guessed = rig.game(first, &on_self_0("first"));
    assert_eq!(members(&mut rig, two, guessed), [1], "a guess");
    let speak = |number, world| lobby::PlayerReport {
        session_key: keys(number).0,
        medius_world_id: world,
        ..Default::default()
    };
    // Somebody from elsewhere does not count; of those who are there the first one does.
    for (speaker, number, host) in [(two, 2, 1), (neighbour, 201, 201), (one, 1, 201)] {
        rig.player_says(speaker, &speak(number, guessed.0));
        assert_eq!(members(&mut rig, two, guessed), [host]);
    }
    let second = rig.mps_host_at(41, 1);
    let of_one = rig.game(second, &on_self_0("second"));
    assert_eq!(members(&mut rig, two, of_one), [1], "the one who is in no game");
    // Both are in games: nobody is taken out of his.
    let third = rig.mps_host_at(42, 1);
    assert_eq!(made(&mut rig, third, &on_self_0("third")), (Code::INVALID_ARG, GameId(0)));
    assert_eq!(members(&mut rig, two, guessed), [201]);
    // The host said whose console it is, or its player did: a neighbour's word is nothing.
    for (request, own, other) in [(Some(203), 203_u8, 3_u8), (None, 4, 204)] {
        let address = own % 200;
        for number in [address, address + 200] {
            rig.enter(number);
        }
        let player = |number: u8| crate::common::conn(number.into());
        let host = rig.mps_host_at(50 + address, address);
        let world = match request {
            Some(account_id) => rig.game(host, &on_me("named", AccountId(account_id))),
            None => rig.game(host, &on_self_0("confirmed")),
        };
        rig.player_says(player(own), &speak(own, world.0));
        rig.player_says(player(other), &speak(other, world.0));
        assert_eq!(members(&mut rig, two, world), [i32::from(own)]);
    }
}

/// P2P-7, ST-40, ST-42, MLS-90: what a host reports on his connection to the MPS, and his player in the lobby: fields and
/// status at once, and how many play. A closed game stays closed; players come and go by the host's word.
#[test]
fn a_host_reports_on_his_game() {
    let mut rig = Rig::new();
    let (one, host, world) = rig.hosting(1, "mine");
    let two = rig.enter(2);
    assert_eq!(state(&mut rig, two, world), Some((WorldStatus::STAGING, 1)));
    rig.host_says(host, &on_me_report(world, "renamed", 4, WorldStatus::ACTIVE));
    let told = info(&mut rig.mls, two, world);
    assert_eq!((told.game_name.to_text(), told.game_level, told.max_players), ("renamed".into(), 7, 5));
    assert_eq!(state(&mut rig, two, world), Some((WorldStatus::ACTIVE, 4)));
    rig.player_says(one, &lobby_report(world, "again", WorldStatus::STAGING));
    assert_eq!(state(&mut rig, two, world), Some((WorldStatus::STAGING, 2)));
    rig.host_says(host, &on_me_report(world, "mine", 1, WorldStatus::STAGING));
    play(&mut rig, (two, 2), host, world);
    assert_eq!(
        (state(&mut rig, two, world), members(&mut rig, two, world)),
        (Some((WorldStatus::STAGING, 2)), vec![1, 2])
    );
    // The same by the host's own number of it; and of one who never asked to come.
    rig.host_says(host, &sees(GameId(1), 2, false));
    assert_eq!(members(&mut rig, two, world), [1]);
    rig.host_says(host, &sees(world, 2, true));
    assert_eq!(members(&mut rig, two, world), [1]);
    for status in [WorldStatus::CLOSED, WorldStatus::ACTIVE] {
        rig.host_says(host, &on_me_report(world, "mine", 1, status));
        assert_eq!(state(&mut rig, two, world), Some((WorldStatus::CLOSED, 1)));
    }
    assert!(rig.mps.ids(host).is_empty() && rig.mls.ids(one).is_empty(), "never answered");
}

/// P2P-8: each of the ways in which a host ends his game ends it: for its members, for the list, and for its name. A guest
/// who leaves leaves it to the others.
#[test]
fn a_host_ends_his_game() {
    let left = lobby::UpdateUserState { user_action: UserAction::LEFT_GAME_WORLD, ..Default::default() };
    for way in 0..6 {
        let mut rig = Rig::new();
        let (one, host, world) = rig.hosting(1, "mine");
        let (two, three) = (rig.enter(2), rig.enter(3));
        play(&mut rig, (two, 2), host, world);
        play(&mut rig, (three, 3), host, world);
        rig.player_says(three, &left);
        rig.player_says(three, &lobby::EndGameReport { medius_world_id: world.0, ..Default::default() });
        assert_eq!(members(&mut rig, two, world), [1, 2]);
        assert_eq!(state(&mut rig, two, world).map(|(status, _)| status), Some(WorldStatus::STAGING));
        match way {
            0 => rig.host_says(host, &report::ServerSessionEndRequest { message_id: id("s") }),
            1 => rig.host_says(host, &ending(world)),
            2 => rig.host_says(host, &ending_by_number(1)),
            3 => rig.host_says(host, &ending_by_number(0)),
            4 => rig.player_says(one, &left),
            _ => rig.player_says(one, &lobby::EndGameReport { medius_world_id: world.0, ..Default::default() }),
        }
        let status = state(&mut rig, two, world).map(|(status, _)| status);
        assert!(status.is_none_or(|status| status == WorldStatus::CLOSED), "{way}: {status:?}");
        let told: lobby::JoinGameResponse = rig.player_asks(three, &joining(world));
        assert_eq!(told.status_code, Status::GAME_NOT_FOUND, "{way}");
        let name_is_free: lobby::CreateGameResponse = rig.player_asks(three, &announced("mine"));
        assert_eq!(name_is_free.status_code, Status::SUCCESS, "{way}");
        // What the recorded hosts do is all of it, one after the other.
        rig.player_says(one, &left);
        rig.player_says(one, &lobby::EndGameReport { medius_world_id: world.0, ..Default::default() });
        rig.player_says(two, &left);
        rig.pass(2, &[], &[]);
        assert_eq!(state(&mut rig, two, world), None, "{way}");
    }
}

/// P2P-10: without the host's connection to the MPS a game lives for 90 seconds without a report, with guests or without;
/// reports of its members keep it. Without his connection to the lobby it lives on.
#[test]
fn hosts_vanish() {
    for guests in [false, true] {
        let mut rig = Rig::new();
        let (one, host, world) = rig.hosting(1, "mine");
        let two = rig.enter(2);
        if guests {
            play(&mut rig, (two, 2), host, world);
        }
        rig.mps.gone(host);
        rig.carry();
        rig.pass(80, &[], &[one, two]);
        assert_eq!(state(&mut rig, two, world).map(|(status, _)| status), Some(WorldStatus::STAGING));
        rig.player_says(if guests { two } else { one }, &lobby_report(world, "mine", WorldStatus::STAGING));
        rig.pass(88, &[], &[one, two]);
        assert_eq!(state(&mut rig, two, world).map(|(status, _)| status), Some(WorldStatus::STAGING));
        rig.pass(3, &[], &[one, two]);
        let status = state(&mut rig, two, world).map(|(status, _)| status);
        assert!(status.is_none_or(|status| status == WorldStatus::CLOSED), "{status:?}");
    }
    let mut rig = Rig::new();
    let (one, host, world) = rig.hosting(1, "mine");
    let two = rig.enter(2);
    rig.mls.gone(one);
    for _ in 0..6 {
        rig.pass(30, &[host], &[two]);
        rig.host_says(host, &on_me_report(world, "mine", 1, WorldStatus::STAGING));
    }
    assert_eq!(state(&mut rig, two, world).map(|(status, _)| status), Some(WorldStatus::STAGING));
    let (_, told) = join(&mut rig, (two, host), &joining(world));
    assert_eq!(told.connect_info.address_list, places(1));
    rig.host_says(host, &report::ServerSessionEndRequest { message_id: id("s") });
    assert_eq!(state(&mut rig, two, world), None);
}

/// P2P-9: the host gives his game another id and other places, and everybody knows it by that: guests, the store, the
/// host's reports and the next one who joins. Ids of others, and those that are none, are refused; unknown games, too.
#[test]
fn a_game_gets_another_id() {
    let mut rig = Rig::new();
    let (_, host, world) = rig.hosting(1, "mine");
    let (two, three) = (rig.enter(2), rig.enter(3));
    play(&mut rig, (two, 2), host, world);
    let channel = 1;
    for taken in [channel, 0, -5] {
        assert_eq!(moves(&mut rig, host, &moving(world, GameId(taken), 1)), (Code::WORLDID_INUSE, GameId(0)));
    }
    assert_eq!(moves(&mut rig, host, &moving(GameId(4711), GameId(5000), 1)), (Code::UNSUCCESSFUL, GameId(0)));
    assert_eq!(moves(&mut rig, host, &moving(world, GameId(5000), 7)), (Code::SUCCESS, GameId(5000)));
    assert_eq!(state(&mut rig, three, world), None);
    assert_eq!(members(&mut rig, three, GameId(5000)), [1, 2]);
    assert_eq!(rig.mls.tables().games.keys().copied().collect::<Vec<_>>(), [GameId(5000)]);
    rig.host_says(host, &on_me_report(world, "old", 2, WorldStatus::STAGING));
    rig.host_says(host, &on_me_report(GameId(5000), "new", 2, WorldStatus::STAGING));
    assert_eq!(info(&mut rig.mls, three, GameId(5000)).game_name.to_text(), "new");
    let (_, told) = join(&mut rig, (three, host), &joining(GameId(5000)));
    assert_eq!((told.connect_info.address_list, told.connect_info.world_id), (places(7), 5000));
    rig.host_says(host, &on_me_report(GameId(5000), "over", 2, WorldStatus::CLOSED));
    assert_eq!(
        moves(&mut rig, host, &moving(GameId(5000), GameId(6000), 1)),
        (Code::UNSUCCESSFUL, GameId(0)),
        "it is over"
    );
    rig.host_says(host, &ending(GameId(5000)));
    assert_eq!(state(&mut rig, two, GameId(5000)), None);
}

/// P2P-9, MLS-93: a member says that the host moved: the game is known by another id, at the MPS, too, and the console
/// hears so; games of others, ids of others, and games on game servers are left alone.
#[test]
fn members_tell_of_another_id() {
    let mut rig = Rig::new();
    let (one, host, world) = rig.hosting(1, "mine");
    let (_, _, other) = rig.hosting(2, "other");
    let three = rig.enter(3);
    play(&mut rig, (three, 3), host, world);
    let reassign = |old: GameId, new: GameId| lobby::ReassignGameMediusWorldID {
        old_medius_world_id: old.0,
        new_medius_world_id: new.0,
    };
    let told: lobby::ReassignGameMediusWorldID = rig.player_asks(three, &reassign(world, GameId(5000)));
    assert_eq!((told.old_medius_world_id, told.new_medius_world_id), (world.0, 5000));
    assert_eq!((state(&mut rig, one, world), members(&mut rig, one, GameId(5000))), (None, vec![1, 3]));
    for (old, new) in
        [(other, GameId(6000)), (GameId(5000), other), (GameId(5000), GameId(0)), (GameId(4711), GameId(6000))]
    {
        rig.player_says(three, &reassign(old, new));
        assert!(rig.mls.ids(three).is_empty());
    }
    assert_eq!(rig.mls.faults(), ["P2P-9"; 4]);
    rig.host_says(host, &sees(GameId(5000), 3, false));
    assert_eq!(members(&mut rig, one, GameId(5000)), [1]);
    let (_, told) = join(&mut rig, (three, host), &joining(GameId(5000)));
    assert_eq!(told.status_code, Status::SUCCESS);
    let mut bench = bench_with(&config());
    let conn = enter_as(&mut bench, 1, AppId(10684), "ratchet");
    let arena = game(&mut bench, conn, "arena");
    sit(&mut bench, conn, &joining(arena));
    bench.send(conn, &app(&reassign(arena, GameId(5000))));
    assert!(bench.ids(conn).is_empty() && bench.faults() == ["P2P-9"]);
}

/// P2P-9, P2P-10: the host is gone, and another console goes on with the game: only that of a member may, whether the
/// host's connection is lost or not known to be. From then on it hosts the game, and the one before does not.
#[test]
fn another_console_goes_on() {
    for is_lost in [false, true] {
        let mut rig = Rig::new();
        let (_, host, world) = rig.hosting(1, "mine");
        let (two, three) = (rig.enter(2), rig.enter(3));
        let (heir, stranger) = (rig.host(2), rig.host(3));
        assert_eq!(
            moves(&mut rig, heir, &moving(world, GameId(5000), 2)),
            (Code::UNSUCCESSFUL, GameId(0)),
            "no member yet"
        );
        play(&mut rig, (two, 2), host, world);
        if is_lost {
            rig.mps.gone(host);
            rig.carry();
        }
        assert_eq!(moves(&mut rig, stranger, &moving(world, GameId(5000), 3)), (Code::UNSUCCESSFUL, GameId(0)));
        assert_eq!(moves(&mut rig, heir, &moving(world, GameId(5000), 2)), (Code::SUCCESS, GameId(5000)));
        for speaker in [host, stranger] {
            rig.host_says(speaker, &on_me_report(GameId(5000), "stolen", 2, WorldStatus::CLOSED));
            rig.host_says(speaker, &report::ServerSessionEndRequest { message_id: id("s") });
        }
        rig.host_says(heir, &on_me_report(GameId(5000), "mine", 2, WorldStatus::STAGING));
        let (asked, told) = join(&mut rig, (three, heir), &joining(GameId(5000)));
        assert_eq!((asked.connect_info.world_id, told.connect_info.address_list), (1, places(2)));
        rig.host_says(heir, &sees(GameId(5000), 1, false));
        assert_eq!(members(&mut rig, three, GameId(5000)), [2]);
        rig.host_says(heir, &report::ServerSessionEndRequest { message_id: id("s") });
        assert_eq!(state(&mut rig, two, GameId(5000)), None);
    }
}

/// P2P-9: behind one NAT all consoles look alike: while the host is there, the address of his player lets no neighbour
/// have the game; when he is lost, he comes back by another connection himself.
#[test]
fn a_neighbour_is_not_the_host() {
    let mut rig = Rig::new();
    let (one, host, world) = rig.hosting(1, "mine");
    rig.enter(201);
    let neighbour = rig.mps_host_at(41, 1);
    assert_eq!(moves(&mut rig, neighbour, &moving(world, GameId(5000), 9)), (Code::UNSUCCESSFUL, GameId(0)));
    let taken = made(&mut rig, neighbour, &on_self_0("mine"));
    assert_eq!(taken.0, Code::GAME_NAME_EXISTS);
    rig.mps.gone(host);
    let back = rig.mps_host_at(42, 1);
    assert_eq!(moves(&mut rig, back, &moving(world, world, 1)), (Code::SUCCESS, world));
    rig.host_says(back, &on_me_report(world, "mine", 1, WorldStatus::ACTIVE));
    assert_eq!(state(&mut rig, one, world), Some((WorldStatus::ACTIVE, 1)));
}

/// P2P-11, NAT-1: what the NAT service tells a console is what its host and its guests are told; one who did not ask, and
/// says where he is in his own network, is told as that.
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

/// game.md P2P-6: each member tells a newcomer where he can be reached, through the game server, which passes the 28 bytes
/// on as they are, to him alone.
#[test]
fn members_tell_a_newcomer_where_they_are() {
    let mut bench = dme_with(&at_once(), Box::new(NoScript));
    let world = world(&mut bench, GameId(7), 8);
    let mut all = Member::join_all(&mut bench, world, [Speech::Clear; 3]);
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
    all[1].say(&mut bench, &frame);
    let heard: Vec<_> = all.iter_mut().map(|member| member.heard(&mut bench)).collect();
    assert_eq!(heard, [vec![], vec![], vec![(RtId(3), false, [&[1, 0][..], &body].concat())]]);
}

/// game.md P2P-7: what consoles send each other is none of ours: such datagrams, astray at the game server or the NAT
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
    let mut bench = dme_with(&at_once(), Box::new(NoScript));
    let world = world(&mut bench, GameId(7), 8);
    let mut members = Member::join_all(&mut bench, world, [Speech::Clear; 2]);
    let mut nat = Bench::new(Nat::new(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 10070), &Limits::default()));
    for datagram in all {
        for from in [members[0].source, SocketAddrV4::new(Ipv4Addr::new(203, 0, 113, 9), 6298)] {
            bench.input(Input::Datagram { socket: SOCKET, from, bytes: &mut datagram.clone() });
            nat.input(Input::Datagram { socket: SocketId(1), from, bytes: &mut datagram.clone() });
        }
    }
    assert!(bench.datagrams.is_empty() && nat.datagrams.is_empty());
    assert!(members.iter_mut().all(|member| member.heard(&mut bench).is_empty()));
    assert!(words(&mut bench).is_empty() && bench.closed.is_empty());
    members[0].say(&mut bench, &crate::common::clear(RtId(3), &[1, 0, 0xaa]));
    assert_eq!(members[1].heard(&mut bench), [(RtId(3), false, vec![0, 0, 0xaa])]);
}

/// Something that a console says on its connection to the MPS, with numbers from a small set.
#[derive(Debug, Clone, Copy)]
struct Nonsense {
    speaker: usize,
    kind: u8,
    numbers: [i32; 3],
}

/// Where a number stands for the id of a game that is there.
const GAMES: i32 = 1_000_000;

fn nonsense() -> impl Strategy<Value = Nonsense> {
    let number = prop_oneof![
        6 => GAMES..GAMES + 3,
        4 => -1..10_i32,
        1 => 200..210_i32,
        1 => any::<i32>(),
    ];
    let numbers = [number.clone(), number.clone(), number];
    (0..3_usize, 0..20_u8, numbers).prop_map(|(speaker, kind, numbers)| Nonsense { speaker, kind, numbers })
}

impl Nonsense {
    fn bytes(self, games: &[GameId]) -> Vec<u8> {
        let [a, b, c] = self.numbers.map(|number| {
            let game = usize::try_from(number.wrapping_sub(GAMES)).ok().filter(|index| *index < 3 && !games.is_empty());
            game.map_or(number, |index| games[index % games.len()].0)
        });
        let name = ["one", "two", "three", ""][usize::try_from(c.rem_euclid(4)).unwrap_or_default()];
        let message_id = id(&a.to_string());
        let list = places(u8::try_from(b.rem_euclid(5)).unwrap_or_default());
        match self.kind {
            0 | 1 => {
                app(&report::ServerCreateGameOnSelfRequest0 { address_list: list, world_id: a, ..on_self_0(name) })
            }
            2 | 3 => app(&report::ServerCreateGameOnMeRequest { world_id: a, ..on_me(name, AccountId(b)) }),
            4 => app(&report::ServerCreateGameOnSelfRequest {
                message_id,
                game_name: NameText::new(name),
                application_id: c,
                account_id: b,
                ..Default::default()
            }),
            5 | 6 => app(&on_me_report(GameId(a), name, b, WorldStatus(c))),
            7 | 8 => app(&moving(GameId(a), GameId(b), 3)),
            9 => app(&report::ServerEndGameOnMeRequest { message_id, medius_world_id: b, ..Default::default() }),
            10 => app(&report::ServerEndGameRequest { message_id, world_id: b, ..Default::default() }),
            11 => app(&report::ServerSessionEndRequest { message_id }),
            12 | 13 => app(&sees(GameId(a), u8::try_from(b.rem_euclid(5)).unwrap_or_default(), c % 2 == 0)),
            14 => app(&report::ServerJoinGameResponse { message_id, ..Default::default() }),
            15 => {
                app(&report::ServerCreateGameWithAttributesResponse { message_id, world_id: b, ..Default::default() })
            }
            16 => app(&report::ServerSetAttributesRequest { message_id, ..Default::default() }),
            17 => app(&report::ServerAuthenticationRequest { message_id, ..Default::default() }),
            18 => app(&report::ServerReport { active_world_count: 9, ..Default::default() }),
            _ => app(&report::ServerDisconnectPlayerRequest { message_id, dme_world_id: b, ..Default::default() }),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// P2P-3, P2P-7, P2P-8, P2P-9: two hosts and one without keys say what they want, guests come meanwhile: nothing
    /// breaks, and no game changes but the speaker's. Who hosts one at the end still does.
    #[test]
    fn no_host_changes_the_game_of_another(all in proptest::collection::vec(nonsense(), 1..80)) {
        let trusted = Config { game_servers: vec![*address(5).ip()], ..Config::default() };
        let mut rig = Rig::with(&trusted);
        let ((_, one, _), (_, two, _), guest) = (rig.hosting(1, "one"), rig.hosting(2, "two"), rig.enter(3));
        let stranger = rig.mps.open(5);
        rig.mps.send(stranger, &crate::common::hosts::host_connect(APP, Default::default()));
        prop_assert_eq!(rig.mps.ids(stranger), [0x07, 0x1a].map(RtId));
        let speakers = [one, two, stranger];
        let rows = |rig: &mut Rig| -> BTreeMap<GameId, GameRow> { rig.mls.tables().games.clone() };
        let mut owners: BTreeMap<GameId, usize> = rows(&mut rig).into_keys().zip(0..).collect();
        for (index, said) in all.iter().enumerate() {
            let before = rows(&mut rig);
            let ids: Vec<GameId> = before.keys().copied().collect();
            rig.mps.send(speakers[said.speaker], &said.bytes(&ids));
            rig.carry();
            let after = rows(&mut rig);
            for (game, row) in &before {
                prop_assert!(owners[game] == said.speaker || after.get(game) == Some(row), "{said:?}: {row:?}");
            }
            owners.retain(|game, _| after.contains_key(game));
            for game in after.keys() {
                owners.entry(*game).or_insert(said.speaker);
            }
            if let Some(game) = ids.get(index % 4).filter(|_| index % 5 == 0) {
                // A guest is a member of the game that he leaves, too: he comes to one and stays there.
                rig.player_says(guest, &joining(*game));
            }
            if index % 7 == 0 {
                rig.pass(1, &[], &[guest]);
            }
        }
        let ended = |speaker| all.iter().any(|said| said.speaker == speaker && said.kind == 11);
        for (game, row) in rows(&mut rig).into_iter().filter(|(_, row)| row.status != WorldStatus::CLOSED) {
            let owner = owners[&game];
            if !ended(owner) {
                rig.host_says(speakers[owner], &on_me_report(game, "alive", 1, row.status));
                prop_assert_eq!(&rows(&mut rig)[&game].name, "alive");
            }
        }
    }
}
