//! Lists of games and filters (MLS), and who is in a game.

use crate::common::games::{from_mps, game, peer_messages, play, report};
use crate::common::players::{ask, ask_in_vain, create, enter, enter_110, enter_as, join, keys, rows, say_in};
use crate::common::{Harness, app, id};
use crate::hosting::harness;
use clank_core::ids::{AppId, ConnId, DmeWorldId};
use clank_core::mls::Mls;
use clank_core::peer::{PeerMessage, WorldAddress};
use clank_core::wire::rt::RtMessage as _;
use clank_core::wire::{
    ApplicationType, Bytes, CallbackStatus as Status, ConnectionType, FindWorldType, GameHostType, MgclGameHostType,
    NameText, PlainText, PlayerStatus, WorldStatus, lobby, lobby_ext,
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

/// MLS-84, MLS-93: only games that are staging or running are listed, those of the group; three forms of the list,
/// paged; totals count them.
#[test]
fn games_are_listed() {
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let stranger = enter_as(&mut harness, 3, AppId(11184), "qwark");
    let arena = game(&mut harness, one, "arena");
    let empty = list(&mut harness, two);
    assert_eq!((empty.len(), empty[0].status_code, empty[0].end_of_list), (1, Status::NO_RESULT, 1));
    play(&mut harness, one, 1, arena);
    harness.send(one, &app(&report(arena, "arena", WorldStatus::STAGING)));
    let other = game(&mut harness, two, "other");
    play(&mut harness, two, 2, other);
    harness.send(two, &app(&report(other, "other", WorldStatus::ACTIVE)));
    let rows = list(&mut harness, two);
    assert_eq!(names(&rows), ["arena", "other"]);
    assert_eq!((rows[0].end_of_list, rows[1].end_of_list), (0, 1));
    let row = &rows[0];
    assert_eq!((row.player_count, row.min_players, row.max_players, row.medius_world_id), (1, 1, 3, arena.0));
    assert_eq!((row.game_level, row.player_skill_level, row.rules_set), (70, 50, 90));
    assert_eq!((row.generic_field1, row.generic_field2, row.generic_field3), (21, 22, 23));
    assert_eq!((row.world_status, row.game_host_type), (WorldStatus::STAGING, GameHostType::CLIENT_SERVER_AUX_UDP));
    assert_eq!(row.game_stats, Bytes::new([6; 256]));
    let second = lobby::GameListRequest { message_id: id("g"), page_id: 2, page_size: 1, ..Default::default() };
    harness.send(two, &app(&second));
    let row: lobby::GameListResponse = harness.answer(two);
    assert_eq!((row.game_name.to_text().as_str(), row.player_count, row.end_of_list), ("other", 1, 1));
    assert_eq!(row.game_host_type, MgclGameHostType(4));
    let extended =
        lobby_ext::GameListExtraInfoRequest { message_id: id("e"), page_id: 1, page_size: 9, ..Default::default() };
    harness.send(two, &app(&extended));
    let rows: Vec<lobby_ext::GameListExtraInfoResponse> = harness.answers(two);
    assert_eq!(rows.iter().map(|row| (row.generic_field3, row.generic_field8)).collect::<Vec<_>>(), [(23, 0), (23, 0)]);
    assert!(names(&list(&mut harness, stranger)).is_empty());
    harness.send(
        two,
        &app(&lobby::GetTotalGamesRequest { message_id: id("t"), application_id: 10684, ..Default::default() }),
    );
    assert_eq!(harness.answer::<lobby::GetTotalGamesResponse>(two).total, 2);
    harness.send(two, &app(&lobby_ext::UtilGetTotalGamesFilteredRequest { message_id: id("u"), ..Default::default() }));
    assert_eq!(harness.answer::<lobby_ext::UtilGetTotalGamesFilteredResponse>(two).total, 2);
}

/// MLS-88: information in both forms, and of no game.
#[test]
fn information_about_games() {
    let mut harness = harness();
    let conn = enter_110(&mut harness, 1, AppId(11184), "ratchet");
    let request = lobby_ext::CreateGameRequest {
        message_id: id("c"),
        application_id: 11184,
        game_name: NameText::new("arena"),
        max_players: 8,
        generic_field8: 88,
        ..Default::default()
    };
    say_in(&mut harness, conn, &request);
    let [PeerMessage::CreateWorld(message)] = &peer_messages(&mut harness)[..] else { panic!("one message") };
    let world = WorldAddress { world_id: DmeWorldId(3), at: "10.0.0.7:10079".parse().expect("an address") };
    from_mps(&mut harness, PeerMessage::WorldCreated { game: message.game, world: Ok(world) });
    let made: lobby::CreateGameResponse = harness.answer(conn);
    for (world, status, field) in [(made.medius_world_id, Status::SUCCESS, 88), (4711, Status::GAME_NOT_FOUND, 0)] {
        let ask = lobby_ext::GameInfoRequest { message_id: id("i"), medius_world_id: world, ..Default::default() };
        say_in(&mut harness, conn, &ask);
        let told: lobby_ext::GameInfoResponse = harness.answer(conn);
        assert_eq!((told.status_code, told.generic_field8), (status, field));
    }
}

/// MLS-89, MLS-91: who plays, with statistics of the store, in the order in which they came; an empty game and none.
#[test]
fn players_of_games() {
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let arena = game(&mut harness, one, "arena");
    let players = |harness: &mut Harness<Mls>, world| {
        let ask =
            lobby::GameWorldPlayerListRequest { message_id: id("p"), medius_world_id: world, ..Default::default() };
        harness.send(two, &app(&ask));
        harness.answers::<lobby::GameWorldPlayerListResponse>(two)
    };
    let one_row = |rows: &[lobby::GameWorldPlayerListResponse]| (rows.len(), rows[0].status_code, rows[0].end_of_list);
    assert_eq!(one_row(&players(&mut harness, 4711)), (1, Status::GAME_NOT_FOUND, 1));
    assert_eq!(one_row(&players(&mut harness, arena.0)), (1, Status::NO_RESULT, 1));
    play(&mut harness, two, 2, arena);
    play(&mut harness, one, 1, arena);
    let rows = players(&mut harness, arena.0);
    let told: Vec<_> = rows.iter().map(|row| (row.account_id, row.account_name.to_text(), row.stats.0[0])).collect();
    assert_eq!(told, [(2, "clank".into(), 2), (1, "ratchet".into(), 1)]);
    assert_eq!(rows.iter().map(|row| row.end_of_list).collect::<Vec<_>>(), [0, 1]);
    // Reports of players are read and never answered; a foreign key is noted.
    let own = lobby::PlayerReport { session_key: keys(1).0, medius_world_id: arena.0, ..Default::default() };
    harness.send(one, &app(&own));
    harness.send(one, &app(&lobby::PlayerReport { session_key: keys(2).0, ..own }));
    assert!(harness.ids(one).is_empty());
    assert_eq!(harness.faults(), ["MLS-91"]);
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
    assert_eq!((failed.status_code, failed.end_of_list), (Status::DB_ERROR, 1));
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
