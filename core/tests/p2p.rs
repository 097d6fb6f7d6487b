//! Games on the consoles of players, from the host's first word to the last guest's (lobby.md 6, game.md 10): the lobby
//! and the MPS together, and where a game server is concerned, it.

mod common;

use std::net::{Ipv4Addr, SocketAddrV4};

use clank_core::config::Config;
use clank_core::limits::Limits;
use clank_core::lobby::text_filter::TextFilter;
use clank_core::machine::{ConnId, Input, Instant, Machine as _, Outbox, Output, SocketId};
use clank_core::mail::Mail;
use clank_core::mls::Mls;
use clank_core::nat::Nat;
use clank_core::store::StoreRequest;
use clank_core::wire::{
    AccessKey, AddressText, CallbackStatus as Status, GameHostType, Message as _, MgclErrorCode as Code, MgclEventType,
    NameText, NetAddress, NetAddressList, NetAddressType, NetConnectionType, RsaKey, SessionKeyText, UserAction,
    WorldStatus, lobby, report,
};
use common::games::{config, game, info, joining, report as world_report, seat, sit};
use common::hosts::{APP, Rig, on_me, on_me_report, on_self_0, places};
use common::players::{bench_with, enter_as, keys};
use common::worlds::{Member, SOCKET, Speech, at_once, dme_with, settle, words, world};
use common::{Bench, address, app, id};
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
fn play(rig: &mut Rig, (player, number): (ConnId, u8), host: ConnId, world: i32) {
    let (_, told) = join(rig, (player, host), &joining(world));
    assert_eq!(told.status_code, Status::SUCCESS);
    rig.host_says(host, &sees(world, number, true));
}

fn sees(world: i32, number: u8, came: bool) -> report::ServerConnectNotification {
    report::ServerConnectNotification {
        connect_event_type: if came { MgclEventType::CONNECT } else { MgclEventType::DISCONNECT },
        medius_world_uid: world.cast_unsigned(),
        player_session_key: keys(number).0,
        ..Default::default()
    }
}

fn moving(from: i32, to: i32, number: u8) -> report::ServerMoveGameWorldOnMeRequest {
    report::ServerMoveGameWorldOnMeRequest {
        message_id: id("m"),
        current_medius_world_id: from,
        new_game_world_id: to,
        address_list: places(number),
        ..Default::default()
    }
}

/// How a move ends.
fn moves(rig: &mut Rig, host: ConnId, request: &report::ServerMoveGameWorldOnMeRequest) -> (Code, i32) {
    let told: report::ServerMoveGameWorldOnMeResponse = rig.host_asks(host, request);
    assert_eq!(told.message_id, id("m"));
    (told.confirmation, told.medius_world_id)
}

/// Whether and how the game of an id is known, and how many play.
fn state(rig: &mut Rig, player: ConnId, world: i32) -> Option<(WorldStatus, i32)> {
    let told = info(&mut rig.mls, player, world);
    (told.status_code == Status::SUCCESS).then_some((told.world_status, told.player_count))
}

fn members(rig: &mut Rig, player: ConnId, world: i32) -> Vec<i32> {
    let ask = lobby::GameWorldPlayerListRequest { message_id: id("p"), medius_world_id: world, ..Default::default() };
    rig.mls.send(player, &app(&ask));
    let rows = rig.mls.answers::<lobby::GameWorldPlayerListResponse>(player);
    rows.iter().filter(|row| row.status_code == Status::SUCCESS).map(|row| row.account_id).collect()
}

fn made(rig: &mut Rig, host: ConnId, request: &impl clank_core::wire::Message) -> (Code, i32) {
    let told: report::ServerCreateGameOnMeResponse = rig.host_asks(host, request);
    (told.confirmation, told.medius_world_id)
}

/// What a host's player reports in the lobby, as recorded: two play.
fn lobby_report(world: i32, name: &str, status: WorldStatus) -> lobby::WorldReport0 {
    lobby::WorldReport0 { player_count: 2, ..world_report(world, name, status) }
}

fn announced(name: &str) -> lobby::CreateGameRequest1 {
    lobby::CreateGameRequest1 {
        application_id: APP.cast_signed(),
        game_host_type: GameHostType::PEER_TO_PEER,
        ..common::games::wanted(name)
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
    let conn = enter_as(&mut bench, 1, 10684, "ratchet");
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
    let conn = enter_as(&mut bench, 1, 10472, "ratchet");
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
        let request = report::ServerCreateGameOnMeRequest { address_list: of_host, world_id: 4, ..on_me("mine", 1) };
        let world = rig.game(host, &request);
        let request = lobby::JoinGameRequest { address_list: of_guest, ..joining(world) };
        let (asked, told) = join(&mut rig, (guest, host), &request);
        let way = &asked.connect_info;
        assert_eq!((way.kind, way.world_id), (NetConnectionType::PEER_TO_PEER_UDP, 4), "the host's own number");
        assert_eq!((way.address_list, way.session_key, way.access_key), (of_guest, keys(2).0, keys(2).1));
        assert_eq!((told.status_code, told.game_host_type), (Status::SUCCESS, GameHostType::PEER_TO_PEER));
        let way = &told.connect_info;
        assert_eq!((way.kind.0, way.address_list, way.world_id), (2, of_host, world));
        assert_eq!((way.session_key, way.access_key), (keys(2).0, AccessKey::new("the host's")));
        assert_eq!(way.server_key, RsaKey::new([8; 64]));
    }
}

/// P2P-6: the old form of the request, and one without an address: the guest is at the far end of his connection.
#[test]
fn a_guest_without_an_address_is_where_he_comes_from() {
    let mut rig = Rig::new();
    let (_, host, guest) = (rig.enter(1), rig.host(1), rig.enter(2));
    let world = rig.game(host, &on_me("mine", 1));
    let here = clank_core::lobby::connect_info::external(SocketAddrV4::new(*address(2).ip(), 0));
    let old = lobby::JoinGameRequest0 { message_id: id("j"), medius_world_id: world, ..Default::default() };
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
        ..on_me("mine", 1)
    };
    let world = rig.game(host, &secret);
    let with_password =
        lobby::JoinGameRequest { game_password: clank_core::wire::PasswordText::new("secret"), ..joining(world) };
    for (request, status) in [(joining(4711), Status::GAME_NOT_FOUND), (joining(world), Status::INVALID_PASSWORD)] {
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
        application_id: APP.cast_signed(),
        max_players: 5,
        address_list: places(1),
        world_id: 1,
        account_id,
        ..Default::default()
    };
    // The other one's account, one that is not online, and none.
    for account_id in [2, 77, 0] {
        assert_eq!(made(&mut rig, host, &on_me("mine", account_id)), (Code::INVALID_ARG, 0));
        assert_eq!(made(&mut rig, host, &on_self(account_id)), (Code::INVALID_ARG, 0));
    }
    let zero = rig.game(host, &on_self_0("zero"));
    assert_eq!(
        (state(&mut rig, two, zero), members(&mut rig, two, zero)),
        (Some((WorldStatus::PENDING_CREATION, 1)), vec![1])
    );
    let myself = rig.game(host, &on_self(1));
    assert_eq!(members(&mut rig, two, myself), [1]);
    let me = rig.game(host, &on_me("me", 1));
    assert_eq!(members(&mut rig, two, me), [1]);
    let told = info(&mut rig.mls, one, me);
    assert_eq!((told.game_name.to_text(), told.min_players, told.max_players), ("me".into(), 1, 5));
    assert_eq!(told.game_host_type, GameHostType::PEER_TO_PEER);
    assert_eq!(made(&mut rig, other, &on_me("me", 2)), (Code::GAME_NAME_EXISTS, 0));
    let ended: report::ServerEndGameOnMeResponse = rig.host_asks(
        host,
        &report::ServerEndGameOnMeRequest { message_id: id("e"), medius_world_id: me, ..Default::default() },
    );
    assert_eq!(ended.confirmation, Code::SUCCESS);
    assert_eq!(made(&mut rig, other, &on_me("me", 2)).0, Code::SUCCESS, "the name is free again");
}

/// P2P-3, MLS-173: names that the filter does not let through, and a console without a player.
#[test]
fn games_of_hosts_are_refused() {
    let text_filter = TextFilter::of("nefarious").expect("sound");
    let mut rig = Rig::with(&Config { text_filter, ..Config::default() });
    let (_, host, alone) = (rig.enter(1), rig.host(1), rig.host(9));
    for request in [on_self_0("nefarious"), on_self_0("Dr Nefarious")] {
        assert_eq!(made(&mut rig, host, &request), (Code::INVALID_ARG, 0));
    }
    assert_eq!(made(&mut rig, alone, &on_self_0("mine")), (Code::INVALID_ARG, 0));
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
        let world = rig.game(host, &on_me(name, 1));
        assert_eq!(before.and_then(|before| state(&mut rig, one, before)), None, "{name}");
        assert!(state(&mut rig, one, world).is_some());
        before = Some(world);
    }
    let announced: lobby::CreateGameResponse = rig.player_asks(one, &announced("announced"));
    assert_eq!(announced.status_code, Status::SUCCESS);
    assert_eq!(before.and_then(|before| state(&mut rig, one, before)), None);
    let (_, second) = (rig.enter(2), rig.host(2));
    let (_, third) = (rig.enter(3), rig.host(3));
    assert_eq!(made(&mut rig, second, &on_me("of two", 2)).0, Code::SUCCESS);
    let full = Code::NUM_GAME_WORLDS_PER_LOBBY_WORLD_EXCEEDED;
    assert_eq!(made(&mut rig, third, &on_me("of three", 3)), (full, 0));
}

/// P2P-5, game.md P2P-5: a game that is announced in the lobby is there, but nobody gets in: its console has to say where
/// it is, with a game of that name, or by moving it; reports activate it. Another one of that name is refused.
#[test]
fn a_game_is_announced_first() {
    for account_id in [Some(1), None] {
        let mut rig = Rig::new();
        // A neighbour in no game, too: whoever announced the game hosts it.
        let (_neighbour, one, two) = (rig.enter(201), rig.enter(1), rig.enter(2));
        let told: lobby::CreateGameResponse = rig.player_asks(one, &announced("mine"));
        let world = told.medius_world_id;
        assert_eq!(state(&mut rig, two, world), Some((WorldStatus::PENDING_CREATION, 0)));
        let told: lobby::JoinGameResponse = rig.player_asks(two, &joining(world));
        assert_eq!(told.status_code, Status::DME_ERROR);
        let (host, other) = (rig.host(1), rig.host(2));
        assert_eq!(made(&mut rig, other, &on_me("mine", 2)).0, Code::GAME_NAME_EXISTS);
        let answer = match account_id {
            Some(account_id) => made(&mut rig, host, &on_me("mine", account_id)),
            None => made(&mut rig, host, &on_self_0("mine")),
        };
        assert_eq!(answer, (Code::SUCCESS, world));
        assert_eq!(members(&mut rig, two, world), [1]);
        rig.player_says(one, &lobby_report(world, "mine", WorldStatus::STAGING));
        assert_eq!(state(&mut rig, two, world), Some((WorldStatus::STAGING, 2)));
        let (_, told) = join(&mut rig, (two, host), &joining(world));
        assert_eq!(told.connect_info.address_list, places(1));
    }
    let mut rig = Rig::new();
    let (one, two) = (rig.enter(1), rig.enter(2));
    let told: lobby::CreateGameResponse = rig.player_asks(one, &announced("mine"));
    let world = told.medius_world_id;
    let (host, other) = (rig.host(1), rig.host(2));
    assert_eq!(moves(&mut rig, other, &moving(world, world, 2)), (Code::UNSUCCESSFUL, 0));
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
    assert_eq!(members(&mut rig, two, guessed).len(), 1);
    // Somebody from elsewhere, or who is in a game, does not count.
    rig.player_says(two, &lobby_report(guessed, "stolen", WorldStatus::STAGING));
    for speaker in [neighbour, one] {
        let right = members(&mut rig, two, guessed);
        let other = if speaker == one { 1 } else { 201 };
        rig.player_says(
            speaker,
            &lobby::PlayerReport { session_key: keys(other).0, medius_world_id: guessed, ..Default::default() },
        );
        let now = members(&mut rig, two, guessed);
        // The first of them is right: from then on it is no guess.
        assert!(now == right || (right == [1] && now == [201] && speaker == neighbour), "{right:?} {now:?}");
    }
    assert_eq!(members(&mut rig, two, guessed), [201]);
    let second = rig.mps_host_at(41, 1);
    let of_one = rig.game(second, &on_self_0("second"));
    assert_eq!(members(&mut rig, two, of_one), [1], "the one who is in no game");
    // Both are in games: nobody is taken out of his.
    let third = rig.mps_host_at(42, 1);
    assert_eq!(made(&mut rig, third, &on_self_0("third")), (Code::INVALID_ARG, 0));
    assert_eq!(members(&mut rig, two, guessed), [201]);
    let named = rig.game(third, &on_me("named", 201));
    assert_eq!(members(&mut rig, two, guessed), Vec::<i32>::new());
    let more = rig.enter(202);
    assert_eq!(members(&mut rig, more, named), [201]);
    let friend = rig.enter(203);
    rig.player_says(friend, &lobby_report(named, "stolen", WorldStatus::STAGING));
    assert_eq!(state(&mut rig, two, named), Some((WorldStatus::PENDING_CREATION, 1)));
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
    rig.host_says(host, &sees(1, 2, false));
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
        rig.player_says(three, &lobby::EndGameReport { medius_world_id: world, ..Default::default() });
        assert_eq!(members(&mut rig, two, world), [1, 2]);
        match way {
            0 => rig.host_says(host, &report::ServerSessionEndRequest { message_id: id("s") }),
            1 => {
                rig.host_says(host, &report::ServerEndGameOnMeRequest { medius_world_id: world, ..Default::default() })
            }
            2 => {
                rig.host_says(host, &report::ServerEndGameRequest { world_id: 1, brutal_flag: 1, ..Default::default() })
            }
            3 => rig.host_says(host, &report::ServerEndGameRequest { world_id: 1, ..Default::default() }),
            4 => rig.player_says(one, &left),
            _ => rig.player_says(one, &lobby::EndGameReport { medius_world_id: world, ..Default::default() }),
        }
        let status = state(&mut rig, two, world).map(|(status, _)| status);
        assert!(status.is_none_or(|status| status == WorldStatus::CLOSED), "{way}: {status:?}");
        let told: lobby::JoinGameResponse = rig.player_asks(three, &joining(world));
        assert_eq!(told.status_code, Status::GAME_NOT_FOUND, "{way}");
        let name_is_free: lobby::CreateGameResponse = rig.player_asks(three, &announced("mine"));
        assert_eq!(name_is_free.status_code, Status::SUCCESS, "{way}");
        // What the recorded hosts do is all of it, one after the other.
        rig.player_says(one, &left);
        rig.player_says(one, &lobby::EndGameReport { medius_world_id: world, ..Default::default() });
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
