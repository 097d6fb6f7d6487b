//! Lists of games and filters (MLS), and who is in a game.

use crate::common::games::{game, info, joining, make, play, report, sit, wanted};
use crate::common::players::{ask, ask_in_vain, create, enter, enter_as, join, keys, rows, with_rubbish};
use crate::common::{Harness, app, id};
use crate::hosting::harness;
use clank_core::ids::{AppId, ConnId, GameId};
use clank_core::mls::Mls;
use clank_core::wire::rt::RtMessage as _;
use clank_core::wire::{
    ApplicationType, Bytes, CallbackStatus as Status, ConnectionType, FindWorldType, GameHostType, MgclGameHostType,
    NameText, PasswordText, PlainText, PlayerStatus, WorldSecurityLevelType, WorldStatus, lobby, lobby_ext,
};

pub(crate) fn list(harness: &mut Harness<Mls>, conn: ConnId) -> Vec<lobby::GameListExtraInfoResponse0> {
    let request =
        lobby::GameListExtraInfoRequest0 { message_id: id("l"), page_id: 1, page_size: 50, ..Default::default() };
    harness.send(conn, &app(&request));
    harness.answers(conn)
}

pub(crate) fn names(rows: &[lobby::GameListExtraInfoResponse0]) -> Vec<String> {
    rows.iter().filter(|row| row.status_code == Status::SUCCESS).map(|row| row.game_name.to_text()).collect()
}

/// MLS-84, MLS-93, GEN-31, GEN-32: only games that are staging or running are listed, those of the group, in the order
/// in which they were made; three forms of the list, paged; totals count them.
#[test]
fn games_are_listed() {
    type Row0 = lobby::GameListExtraInfoResponse0;
    type Row = lobby_ext::GameListExtraInfoResponse;
    type Plain = lobby::GameListResponse;
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let three = enter(&mut harness, 3, "qwark");
    let locked = lobby::CreateGameRequest1 { game_password: PasswordText::new("key"), ..wanted("arena") };
    let arena = GameId(make(&mut harness, one, &locked).medius_world_id);
    let (message_id, status_code, end_of_list) = (id("l"), Status::NO_RESULT, 1);
    let plain = |page_id, page_size| lobby::GameListRequest { message_id, page_id, page_size, ..Default::default() };
    let extra = |page_id, page_size| lobby_ext::GameListExtraInfoRequest {
        message_id,
        page_id,
        page_size,
        ..Default::default()
    };
    let no_row0 = Row0 { message_id, status_code, end_of_list, ..Default::default() };
    let no_row = Row { message_id, status_code, end_of_list, ..Default::default() };
    let no_plain = Plain { message_id, status_code, end_of_list, ..Default::default() };
    assert_eq!(list(&mut harness, two), [no_row0]);
    assert_eq!(rows::<Row>(&mut harness, two, &extra(1, 9)), std::slice::from_ref(&no_row));
    assert_eq!(rows::<Plain>(&mut harness, two, &plain(1, 9)), std::slice::from_ref(&no_plain));
    play(&mut harness, one, 1, arena);
    harness.send(one, &app(&report(arena, "arena", WorldStatus::STAGING)));
    let other = game(&mut harness, two, "other");
    play(&mut harness, two, 2, other);
    let fields = lobby_ext::WorldReport {
        medius_world_id: other.0,
        game_name: NameText::new("other"),
        generic_field3: 3,
        generic_field4: 4,
        generic_field5: 5,
        generic_field6: 6,
        generic_field7: 7,
        generic_field8: 8,
        max_players: 70_000,
        min_players: -1,
        world_status: WorldStatus::ACTIVE,
        ..Default::default()
    };
    harness.send(two, &app(&fields));
    let closed = game(&mut harness, three, "closed");
    play(&mut harness, three, 3, closed);
    harness.send(three, &app(&report(closed, "closed", WorldStatus::CLOSED)));
    let row0 = |world: GameId, name: &str, end_of_list| Row0 {
        message_id,
        medius_world_id: world.0,
        player_count: 1,
        game_host_type: GameHostType::CLIENT_SERVER_AUX_UDP,
        game_name: NameText::new(name),
        end_of_list,
        ..Default::default()
    };
    let first = Row0 {
        min_players: 1,
        max_players: 3,
        game_level: 70,
        player_skill_level: 50,
        rules_set: 90,
        generic_field1: 21,
        generic_field2: 22,
        generic_field3: 23,
        security_level: WorldSecurityLevelType(1),
        world_status: WorldStatus::STAGING,
        game_stats: Bytes::new([6; 256]),
        ..row0(arena, "arena", 0)
    };
    let second =
        Row0 { max_players: u16::MAX, generic_field3: 3, world_status: WorldStatus::ACTIVE, ..row0(other, "other", 1) };
    assert_eq!(list(&mut harness, two), [first, second]);
    let row = |world: GameId, name: &str, end_of_list| Row {
        message_id,
        medius_world_id: world.0,
        player_count: 1,
        game_host_type: GameHostType::CLIENT_SERVER_AUX_UDP,
        game_name: NameText::new(name),
        end_of_list,
        ..Default::default()
    };
    let first = Row {
        min_players: 1,
        max_players: 3,
        game_level: 70,
        player_skill_level: 50,
        rules_set: 90,
        generic_field1: 21,
        generic_field2: 22,
        generic_field3: 23,
        security_level: WorldSecurityLevelType(1),
        world_status: WorldStatus::STAGING,
        game_stats: Bytes::new([6; 256]),
        ..row(arena, "arena", 0)
    };
    let second = Row {
        max_players: u16::MAX,
        generic_field3: 3,
        generic_field4: 4,
        generic_field5: 5,
        generic_field6: 6,
        generic_field7: 7,
        generic_field8: 8,
        world_status: WorldStatus::ACTIVE,
        ..row(other, "other", 1)
    };
    let ended = Row { end_of_list: 1, ..first.clone() };
    assert_eq!(rows::<Row>(&mut harness, two, &extra(0, 9)), [first, second.clone()]);
    assert_eq!(rows::<Row>(&mut harness, two, &extra(1, 1)), [ended]);
    assert_eq!(rows::<Row>(&mut harness, two, &extra(2, 1)), [second]);
    assert_eq!(rows::<Row>(&mut harness, two, &extra(3, 1)), [no_row]);
    let row = |world: GameId, name: &str, world_status, end_of_list| Plain {
        message_id,
        medius_world_id: world.0,
        game_name: NameText::new(name),
        world_status,
        game_host_type: MgclGameHostType(4),
        player_count: 1,
        end_of_list,
        ..Default::default()
    };
    let last = row(other, "other", WorldStatus::ACTIVE, 1);
    let both = [row(arena, "arena", WorldStatus::STAGING, 0), last.clone()];
    assert_eq!(rows::<Plain>(&mut harness, two, &plain(1, 9)), both);
    assert_eq!(rows::<Plain>(&mut harness, two, &plain(2, 1)), [last]);
    assert_eq!(rows::<Plain>(&mut harness, two, &plain(2, 2)), [no_plain]);
    let request = lobby::GetTotalGamesRequest { message_id, application_id: 10684, ..Default::default() };
    let told = lobby::GetTotalGamesResponse { message_id, total: 2, ..Default::default() };
    assert_eq!(ask::<lobby::GetTotalGamesResponse>(&mut harness, two, &request), told);
    let request = lobby_ext::UtilGetTotalGamesFilteredRequest { message_id, ..Default::default() };
    let told = lobby_ext::UtilGetTotalGamesFilteredResponse { message_id, total: 2, ..Default::default() };
    assert_eq!(ask::<lobby_ext::UtilGetTotalGamesFilteredResponse>(&mut harness, two, &request), told);
}

/// MLS-88: information in both forms, of a game as its members reported it, and of none.
#[test]
fn information_about_games() {
    type Told = lobby_ext::GameInfoResponse;
    type Told0 = lobby::GameInfoResponse0;
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let arena = game(&mut harness, one, "arena");
    play(&mut harness, one, 1, arena);
    let report = lobby_ext::WorldReport {
        medius_world_id: arena.0,
        player_count: 77,
        game_name: NameText::new("[IG] arena"),
        game_stats: Bytes::new([6; 256]),
        min_players: 1,
        max_players: 3,
        game_level: 70,
        player_skill_level: 50,
        rules_set: 90,
        generic_field1: 21,
        generic_field2: 22,
        generic_field3: 23,
        generic_field4: 24,
        generic_field5: 25,
        generic_field6: 26,
        generic_field7: 27,
        generic_field8: 28,
        world_status: WorldStatus::ACTIVE,
    };
    harness.send(one, &app(&report));
    let told = Told {
        message_id: id("i"),
        application_id: 10684,
        min_players: 1,
        max_players: 3,
        game_level: 70,
        player_skill_level: 50,
        player_count: 1,
        game_stats: Bytes::new([6; 256]),
        game_name: NameText::new("[IG] arena"),
        rules_set: 90,
        generic_field1: 21,
        generic_field2: 22,
        generic_field3: 23,
        generic_field4: 24,
        generic_field5: 25,
        generic_field6: 26,
        generic_field7: 27,
        generic_field8: 28,
        world_status: WorldStatus::ACTIVE,
        game_host_type: GameHostType::CLIENT_SERVER_AUX_UDP,
        ..Default::default()
    };
    let told0 = Told0 {
        message_id: id("i"),
        application_id: 10684,
        min_players: 1,
        max_players: 3,
        game_level: 70,
        player_skill_level: 50,
        player_count: 1,
        game_stats: Bytes::new([6; 256]),
        game_name: NameText::new("[IG] arena"),
        rules_set: 90,
        generic_field1: 21,
        generic_field2: 22,
        generic_field3: 23,
        world_status: WorldStatus::ACTIVE,
        game_host_type: GameHostType::CLIENT_SERVER_AUX_UDP,
        ..Default::default()
    };
    let (message_id, status_code) = (id("i"), Status::GAME_NOT_FOUND);
    let ask_ext = |medius_world_id| lobby_ext::GameInfoRequest { message_id, medius_world_id, ..Default::default() };
    assert_eq!(ask::<Told>(&mut harness, two, &ask_ext(arena.0)), told);
    assert_eq!(info(&mut harness, two, arena), told0);
    for unknown in [4711, 1, 0, -1] {
        let nothing = Told { message_id, status_code, ..Default::default() };
        assert_eq!(ask::<Told>(&mut harness, two, &ask_ext(unknown)), nothing);
        let nothing = Told0 { message_id, status_code, ..Default::default() };
        assert_eq!(info(&mut harness, two, GameId(unknown)), nothing);
    }
}

/// MLS-89, MLS-91, GEN-16: who plays, with statistics of the store, in the order in which they came; an empty game and
/// none.
#[test]
fn players_of_games() {
    type Row = lobby::GameWorldPlayerListResponse;
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let three = enter(&mut harness, 3, "al");
    let arena = game(&mut harness, one, "arena");
    let players = |harness: &mut Harness<Mls>, world| {
        let ask =
            lobby::GameWorldPlayerListRequest { message_id: id("p"), medius_world_id: world, ..Default::default() };
        harness.send(two, &app(&ask));
        harness.answers::<Row>(two)
    };
    let row = |account_id: i32, name: &str, end_of_list| Row {
        message_id: id("p"),
        account_id,
        account_name: NameText::new(name),
        stats: Bytes::new([u8::try_from(account_id).expect("small"); 256]),
        connection_class: ConnectionType::ETHERNET,
        end_of_list,
        ..Default::default()
    };
    let none = |status_code| Row { message_id: id("p"), status_code, end_of_list: 1, ..Default::default() };
    assert_eq!(players(&mut harness, 4711), [none(Status::GAME_NOT_FOUND)]);
    assert_eq!(players(&mut harness, arena.0), [none(Status::NO_RESULT)]);
    play(&mut harness, two, 2, arena);
    play(&mut harness, one, 1, arena);
    assert_eq!(sit(&mut harness, three, &joining(arena)).status_code, Status::SUCCESS);
    assert_eq!(players(&mut harness, arena.0), [row(2, "clank", 0), row(1, "ratchet", 1)], "one is on his way");
    let request =
        lobby::GameWorldPlayerListRequest { message_id: id("p"), medius_world_id: arena.0, ..Default::default() };
    assert_eq!(ask_in_vain::<Row>(&mut harness, two, &request), none(Status::DB_ERROR));
    // Reports of players are read and never answered; a foreign key is noted.
    let own = lobby::PlayerReport { session_key: keys(1).0, medius_world_id: arena.0, ..Default::default() };
    harness.send(one, &app(&own));
    harness.send(one, &app(&lobby::PlayerReport { session_key: with_rubbish(keys(1).0), ..own.clone() }));
    assert!(harness.faults().is_empty());
    let other = lobby::PlayerReport { medius_world_id: arena.0 + 1, ..own.clone() };
    harness.send(one, &app(&other));
    assert_eq!(harness.faults(), ["MLS-91"]);
    harness.send(one, &app(&lobby::PlayerReport { session_key: keys(2).0, ..own }));
    assert_eq!(harness.faults(), ["MLS-91"; 2]);
    assert!(harness.ids(one).is_empty());
}

/// MLS-36: who is in a lobby world, those in a game of it too, with statistics of the store, in the order in which they
/// came; nobody, in a world without players or none at all, is account -1 at the end of a list.
#[test]
fn players_of_lobby_worlds() {
    type Row = lobby::LobbyWorldPlayerListResponse;
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let (three, stranger) = (enter(&mut harness, 3, "al"), enter_as(&mut harness, 4, AppId(11184), "qwark"));
    let room = create(&mut harness, one, "room", "", 9).medius_world_id;
    let arena = game(&mut harness, two, "arena");
    play(&mut harness, two, 2, arena);
    let of = |medius_world_id| lobby::LobbyWorldPlayerListRequest {
        message_id: id("w"),
        medius_world_id,
        ..Default::default()
    };
    let row = |account_id, name: &str, stat, player_status, end_of_list| Row {
        message_id: id("w"),
        player_status,
        account_id,
        account_name: NameText::new(name),
        stats: Bytes::new([stat; 256]),
        connection_class: ConnectionType::ETHERNET,
        end_of_list,
        ..Default::default()
    };
    let (chat, playing) = (PlayerStatus::PLAYER_IN_CHAT_WORLD, PlayerStatus::PLAYER_IN_GAME_WORLD);
    assert_eq!(
        rows::<Row>(&mut harness, one, &of(1)),
        [row(1, "ratchet", 1, chat, 0), row(2, "clank", 2, playing, 0), row(3, "al", 3, chat, 1)]
    );
    let nobody = Row {
        message_id: id("w"),
        status_code: Status::NO_RESULT,
        account_id: -1,
        end_of_list: 1,
        ..Default::default()
    };
    for (conn, world) in [(one, room), (one, 4711), (one, arena.0), (one, -1), (stranger, 1)] {
        assert_eq!(ask::<Row>(&mut harness, conn, &of(world)), nobody, "{world}");
    }
    join(&mut harness, three, room, "");
    assert_eq!(ask::<Row>(&mut harness, one, &of(room)), row(3, "al", 3, chat, 1));
    let failed: Row = ask_in_vain(&mut harness, one, &of(1));
    let error = Row { message_id: id("w"), status_code: Status::DB_ERROR, end_of_list: 1, ..Default::default() };
    assert_eq!(failed, error);
    // He is gone before the store has told of him.
    let mut store = harness.store.take().expect("a store");
    harness.send(one, &app(&of(room)));
    harness.send(three, &app(&lobby::AccountLogoutRequest { session_key: keys(3).0, ..Default::default() }));
    harness.serve(&mut store);
    assert_eq!(harness.answer::<Row>(one), nobody);
}

/// MLS-74: games and lobby worlds of the group by their name, as it is written; a game that is not on the list is not
/// found. The other request of its age is of no known layout: it is noted and left.
#[test]
fn worlds_are_found_by_name() {
    type Row = lobby::FindWorldByNameResponse;
    let mut harness = harness();
    let (one, two, stranger) = (
        enter(&mut harness, 1, "ratchet"),
        enter(&mut harness, 2, "clank"),
        enter_as(&mut harness, 3, AppId(11184), "qwark"),
    );
    let room = create(&mut harness, one, "arena", "", 9).medius_world_id;
    let arena = game(&mut harness, one, "arena");
    play(&mut harness, one, 1, arena);
    let find = |name: &str, world_type| lobby::FindWorldByNameRequest {
        message_id: id("f"),
        name: NameText::new(name),
        world_type,
        ..Default::default()
    };
    let nothing = Row { message_id: id("f"), status_code: Status::NO_RESULT, end_of_list: 1, ..Default::default() };
    let only_games = find("arena", FindWorldType::FIND_GAME_WORLD);
    assert_eq!(ask::<Row>(&mut harness, two, &only_games), nothing, "it is not there yet");
    harness.send(one, &app(&report(arena, "arena", WorldStatus::STAGING)));
    let found = |application_type, medius_world_id, world_status, end_of_list| Row {
        message_id: id("f"),
        application_id: 10684,
        application_name: PlainText::new("RATCHET3_4"),
        application_type,
        medius_world_id,
        world_name: NameText::new("arena"),
        world_status,
        end_of_list,
        ..Default::default()
    };
    let as_game = |end| found(ApplicationType::APP_TYPE_GAME, arena.0, WorldStatus::STAGING, end);
    let as_lobby = found(ApplicationType::LOBBY_CHAT_CHANNEL, room, WorldStatus::ACTIVE, 1);
    for (kind, told) in [
        (FindWorldType::FIND_GAME_WORLD, vec![as_game(1)]),
        (FindWorldType::FIND_LOBBY_WORLD, vec![as_lobby.clone()]),
        (FindWorldType::F_IND_ALL_WORLDS, vec![as_game(0), as_lobby]),
    ] {
        assert_eq!(rows::<Row>(&mut harness, two, &find("arena", kind)), told);
        for (conn, name) in [(stranger, "arena"), (two, "Arena"), (two, "aren"), (two, "")] {
            assert_eq!(ask::<Row>(&mut harness, conn, &find(name, kind)), nothing, "{name}");
        }
    }
    let forward =
        crate::common::clear(clank_core::wire::rt::ClientAppToServer::ID, &[&[1, 0x27][..], &[0; 60]].concat());
    harness.send(two, &forward);
    assert!(harness.ids(two).is_empty() && !harness.is_closed(two));
    assert_eq!(harness.faults(), ["GEN-19"]);
}
