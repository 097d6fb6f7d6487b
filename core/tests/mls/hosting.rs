//! The rules of games, up to the game servers.

use core::time::Duration;

use crate::common::games::{
    APP, config, from_mps, game, info, joining, letters, make, play, report, seat, seen, sit, wanted,
};
use crate::common::players::{
    ask, ask_in_vain, bench_with, create, enter, enter_110, enter_as, join, keys, rows, say_in,
};
use crate::common::{Bench, address, app, id};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, ConnId, DmeWorldId, GameId};
use clank_core::mls::Mls;
use clank_core::peer::{PeerMessage, WorldAddress, WorldFailure};
use clank_core::settings::FilterSemantics;
use clank_core::settings::text_filter::TextFilter;
use clank_core::store::BanKind;
use clank_core::titles::Title;
use clank_core::wire::rt::RtMessage as _;
use clank_core::wire::{
    ApplicationType, Bytes, CallbackStatus as Status, ComparisonOperator as Op, ConnectionType, FindWorldType,
    GameHostType, GameListFilterField as Field, JoinType, MgclGameHostType, NameText, NetAddress, NetAddressList,
    NetAddressType, NetConnectionType, PasswordText, PlainText, PlayerStatus, RsaKey, UserAction,
    WorldSecurityLevelType, WorldStatus, lobby, lobby_ext,
};

fn bench() -> Bench<Mls> {
    bench_with(&config())
}

fn list(bench: &mut Bench<Mls>, conn: ConnId) -> Vec<lobby::GameListExtraInfoResponse0> {
    let request =
        lobby::GameListExtraInfoRequest0 { message_id: id("l"), page_id: 1, page_size: 50, ..Default::default() };
    bench.send(conn, &app(&request));
    bench.answers(conn)
}

fn names(rows: &[lobby::GameListExtraInfoResponse0]) -> Vec<String> {
    rows.iter().filter(|row| row.status_code == Status::SUCCESS).map(|row| row.game_name.to_text()).collect()
}

/// MLS-85, MPS-2, ST-4, ST-6: a game gets the next id of the counter that channels have too; the game server is told
/// what it has to know, and the console hears of it when the world is there. The maker is not in it yet.
#[test]
fn a_game_is_made() {
    let mut bench = bench();
    let conn = enter(&mut bench, 1, "ratchet");
    let room = create(&mut bench, conn, "room", "", 9).medius_world_id;
    bench.send(conn, &app(&wanted("arena")));
    assert!(bench.ids(conn).is_empty(), "waits for the game server");
    let [PeerMessage::CreateWorld(letter)] = &letters(&mut bench)[..] else { panic!("one letter") };
    assert_eq!((letter.game, letter.app_id, letter.max_players), (GameId(room + 1), APP, 4));
    let world = WorldAddress { world_id: DmeWorldId(3), at: "10.0.0.7:10079".parse().expect("an address") };
    from_mps(&mut bench, PeerMessage::WorldCreated { game: letter.game, world: Ok(world) });
    let made: lobby::CreateGameResponse = bench.answer(conn);
    assert_eq!((made.status_code, made.medius_world_id), (Status::SUCCESS, room + 1));
    // The same letter again is nobody's.
    from_mps(&mut bench, PeerMessage::WorldCreated { game: letter.game, world: Ok(world) });
    assert!(bench.ids(conn).is_empty());
    let told = info(&mut bench, conn, GameId(made.medius_world_id));
    assert_eq!((told.player_count, told.world_status), (0, WorldStatus::PENDING_CREATION));
    assert_eq!(
        [told.min_players, told.max_players, told.game_level, told.player_skill_level, told.rules_set],
        [2, 4, 7, 5, 9]
    );
    assert_eq!([told.generic_field1, told.generic_field2, told.generic_field3], [11, 12, 13]);
    assert_eq!((told.application_id, told.game_name.to_text().as_str()), (10684, "arena"));
    let row = &bench.tables().games[&GameId(made.medius_world_id)];
    assert_eq!((row.name.as_str(), row.status, row.fields[2]), ("arena", WorldStatus(4), 13));
}

/// MLS-85: every way to be refused, and what each game server's answer means; a name is free again when the game is
/// over, or its host is out of it.
#[test]
fn games_are_refused() {
    let mut bench = bench_with(&Config { text_filter: TextFilter::of("nefarious").expect("sound"), ..config() });
    let (one, two) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    assert_eq!(make(&mut bench, one, &wanted("Dr Nefarious")).status_code, Status::FAIL);
    let arena = game(&mut bench, one, "arena");
    let taken = make(&mut bench, two, &wanted("arena"));
    assert_eq!((taken.status_code, taken.medius_world_id), (Status::GAME_NAME_EXISTS, -1));
    for (failure, status) in [
        (WorldFailure::NoServer, Status::EXCEEDS_MAX_WORLDS),
        (WorldFailure::Refused, Status::FAIL),
        (WorldFailure::Lost, Status::DME_ERROR),
    ] {
        bench.send(two, &app(&wanted("other")));
        let [PeerMessage::CreateWorld(letter)] = &letters(&mut bench)[..] else { panic!("one letter") };
        from_mps(&mut bench, PeerMessage::WorldCreated { game: letter.game, world: Err(failure) });
        let answer: lobby::CreateGameResponse = bench.answer(two);
        assert_eq!((answer.status_code, answer.medius_world_id), (status, -1));
        assert!(!bench.tables().games.contains_key(&letter.game), "nothing is left of it");
    }
    // T-DME: no answer within 10 s.
    bench.send(two, &app(&wanted("silent")));
    bench.pass(Duration::from_millis(9_900));
    assert!(bench.ids(two).is_empty());
    bench.pass(Duration::from_millis(200));
    assert_eq!(bench.answer::<lobby::CreateGameResponse>(two).status_code, Status::DME_ERROR);
    // Its world comes too late: it is given back.
    let world = WorldAddress { world_id: DmeWorldId(3), at: "10.0.0.7:10079".parse().expect("an address") };
    letters(&mut bench);
    from_mps(&mut bench, PeerMessage::WorldCreated { game: GameId(4711), world: Ok(world) });
    assert_eq!(letters(&mut bench), [PeerMessage::EndWorld { game: GameId(4711) }]);
    // The host goes elsewhere: the name is free.
    play(&mut bench, one, 1, arena);
    seen(&mut bench, 1, arena, false);
    assert_eq!(make(&mut bench, two, &wanted("arena")).status_code, Status::SUCCESS);
    let mut alone = bench_with(&Config { mps: None, ..config() });
    let conn = enter(&mut alone, 1, "ratchet");
    alone.send(conn, &app(&wanted("arena")));
    assert_eq!(alone.answer::<lobby::CreateGameResponse>(conn).status_code, Status::EXCEEDS_MAX_WORLDS);
}

/// MLS-86, MPS-3, ST-15: the way into a game: the game server's address, key and world, the player's own session key;
/// by TCP with auxiliary UDP for Up Your Arsenal, by TCP alone for the other titles of its age.
#[test]
fn a_game_is_joined() {
    for (app_id, kind) in [
        (APP, NetConnectionType::CLIENT_SERVER_TCP_AUX_UDP),
        (AppId(10472), NetConnectionType::CLIENT_SERVER_TCP),
        (AppId(10994), NetConnectionType::CLIENT_SERVER_TCP),
    ] {
        let mut bench = bench();
        let conn = enter_as(&mut bench, 1, app_id, "ratchet");
        let arena = game(&mut bench, conn, "arena");
        bench.send(conn, &app(&joining(arena)));
        assert!(bench.ids(conn).is_empty());
        let [PeerMessage::Seat(letter)] = &letters(&mut bench)[..] else { panic!("one letter") };
        assert_eq!(
            (letter.game, letter.world_id, letter.account_id, letter.app_id),
            (arena, DmeWorldId(3), AccountId(1), app_id)
        );
        assert_eq!((letter.session_key.expose().text(), letter.kind), (keys(1).0.text(), kind));
        from_mps(&mut bench, PeerMessage::Seated { seat: letter.seat, answer: Ok(Box::new(seat())) });
        let joined: lobby::JoinGameResponse = bench.answer(conn);
        assert_eq!(joined.status_code, Status::SUCCESS);
        assert_eq!(joined.game_host_type, GameHostType::CLIENT_SERVER_AUX_UDP);
        let told = &joined.connect_info;
        // His link to the lobby is in clear, and so is the one to the game server (ST-14).
        assert_eq!((told.kind, told.world_id, told.server_key), (kind, 3, RsaKey::default()));
        assert_eq!((told.session_key.text(), told.access_key.text()), (keys(1).0.text(), b"the DME's".as_slice()));
        let [first, second] = &told.address_list.address_list;
        assert_eq!((first.address_type, first.port), (NetAddressType::EXTERNAL, 10079));
        assert_eq!((second.address_type, second.port), (NetAddressType::NONE, u32::MAX));
    }
}

/// MLS-86: the checks in their order, the failures of a game server, and -1 for any game.
#[test]
fn joins_are_refused() {
    let mut bench = bench();
    let (one, two) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    let status = |bench: &mut Bench<Mls>, conn, request: &lobby::JoinGameRequest| sit(bench, conn, request).status_code;
    assert_eq!(status(&mut bench, two, &joining(GameId(4711))), Status::GAME_NOT_FOUND);
    let secret =
        lobby::CreateGameRequest1 { game_password: PasswordText::new("key"), max_players: 1, ..wanted("secret") };
    let secret = GameId(make(&mut bench, one, &secret).medius_world_id);
    assert_eq!(status(&mut bench, two, &joining(secret)), Status::INVALID_PASSWORD);
    let right = lobby::JoinGameRequest { game_password: PasswordText::new("key"), ..joining(secret) };
    assert_eq!(status(&mut bench, one, &right), Status::SUCCESS);
    seen(&mut bench, 1, secret, true);
    assert_eq!(status(&mut bench, two, &right), Status::WORLD_IS_FULL);
    // A spectator needs the spectators' password, and here there is none.
    let watch = lobby::JoinGameRequest { join_type: Some(JoinType::SPECTATOR), ..joining(secret) };
    assert_eq!(status(&mut bench, two, &watch), Status::WORLD_IS_FULL);
    let three = enter(&mut bench, 3, "qwark");
    let open = game(&mut bench, three, "open");
    for (failure, told) in [(WorldFailure::Refused, Status::FAIL), (WorldFailure::Lost, Status::DME_ERROR)] {
        bench.send(two, &app(&joining(open)));
        let [PeerMessage::Seat(letter)] = &letters(&mut bench)[..] else { panic!("one letter") };
        from_mps(&mut bench, PeerMessage::Seated { seat: letter.seat, answer: Err(failure) });
        assert_eq!(bench.answer::<lobby::JoinGameResponse>(two).status_code, told);
    }
    bench.send(two, &app(&joining(open)));
    bench.pass(Duration::from_millis(10_100));
    assert_eq!(bench.answer::<lobby::JoinGameResponse>(two).status_code, Status::DME_ERROR);
    // Any game: only one that is on the list.
    assert_eq!(status(&mut bench, two, &joining(GameId(-1))), Status::GAME_NOT_FOUND);
    bench.tables().put_ban(BanKind::Account, 2);
    assert_eq!(status(&mut bench, two, &joining(open)), Status::FAIL);
    let mut store = bench.store.take().expect("a store");
    bench.send(three, &app(&joining(open)));
    bench.pass(Duration::from_secs(4));
    assert_eq!(bench.answer::<lobby::JoinGameResponse>(three).status_code, Status::DB_ERROR);
    bench.serve(&mut store);
}

/// MLS-86, MLS-84: any game that is on the list will do for -1; a title may close a game that has begun.
#[test]
fn any_game_and_games_in_progress() {
    let mut config = config();
    config.titles.rows.push(Title { no_join_in_progress: true, ..Title::of(APP) }.into());
    let mut bench = bench_with(&config);
    let (one, two) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    let arena = game(&mut bench, one, "arena");
    play(&mut bench, one, 1, arena);
    bench.send(one, &app(&report(arena, "arena", WorldStatus::STAGING)));
    let any = sit(&mut bench, two, &joining(GameId(-1)));
    assert_eq!(any.status_code, Status::SUCCESS);
    bench.send(one, &app(&report(arena, "arena", WorldStatus::ACTIVE)));
    assert_eq!(sit(&mut bench, two, &joining(arena)).status_code, Status::REQUEST_DENIED);
}

/// ST-25, ST-26, ST-44, MPS-5, MLS-42: a player is in the game when its server saw him there, stays a member of his
/// room meanwhile, and the store hears of it; when the server sees him go he is back in the lobby.
#[test]
fn the_game_server_says_who_plays() {
    let mut bench = bench();
    let (one, two) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    let room = create(&mut bench, one, "room", "", 9).medius_world_id;
    join(&mut bench, one, room, "");
    let arena = game(&mut bench, one, "arena");
    let state = |bench: &mut Bench<Mls>| {
        bench.send(
            two,
            &app(&lobby::AddToBuddyListRequest { message_id: id("a"), account_id: 1, ..Default::default() }),
        );
        bench.frames(two);
        bench.send(two, &app(&lobby::GetBuddyListExtraInfoRequest { message_id: id("b") }));
        bench.answer::<lobby::GetBuddyListExtraInfoResponse>(two).online_state
    };
    assert_eq!(sit(&mut bench, one, &joining(arena)).status_code, Status::SUCCESS);
    let before = state(&mut bench);
    assert_eq!((before.connect_status, before.medius_game_world_id), (PlayerStatus::PLAYER_IN_CHAT_WORLD, 0));
    assert_eq!(info(&mut bench, two, arena).player_count, 0);
    seen(&mut bench, 1, arena, true);
    let during = state(&mut bench);
    assert_eq!((during.connect_status, during.medius_game_world_id), (PlayerStatus::PLAYER_IN_GAME_WORLD, arena.0));
    assert_eq!((during.medius_lobby_world_id, during.game_name.to_text().as_str()), (room, "arena"));
    assert_eq!(info(&mut bench, two, arena).player_count, 1);
    assert_eq!(bench.tables().online[&AccountId(1)].game_id, Some(arena));
    let find = lobby::FindPlayerRequest {
        message_id: id("f"),
        search_type: clank_core::wire::PlayerSearchType(1),
        name: NameText::new("ratchet"),
        ..Default::default()
    };
    bench.send(two, &app(&find));
    let found: lobby::FindPlayerResponse = bench.answer(two);
    assert_eq!((found.application_type, found.medius_world_id), (ApplicationType::APP_TYPE_GAME, arena.0));
    bench.send(
        two,
        &app(&lobby::GetTotalUsersRequest { message_id: id("t"), application_id: 10684, ..Default::default() }),
    );
    let total: lobby::GetTotalUsersResponse = bench.answer(two);
    assert_eq!((total.total_in_system, total.total_in_game), (2, 1));
    seen(&mut bench, 1, arena, false);
    let after = state(&mut bench);
    assert_eq!((after.connect_status, after.medius_game_world_id), (PlayerStatus::PLAYER_IN_CHAT_WORLD, 0));
    assert_eq!((after.medius_lobby_world_id, bench.tables().online[&AccountId(1)].game_id), (room, None));
}

/// ST-40, ST-42, MLS-87, MLS-90: a member's report overwrites everything but the count of players, which the server
/// knows better; one who is not in yet is not heard. It is never answered.
#[test]
fn members_report() {
    let mut bench = bench();
    let (one, two) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    let arena = game(&mut bench, one, "arena");
    // Up Your Arsenal does not wait for the answer of its JoinGame.
    bench.send(one, &app(&report(arena, "early", WorldStatus::ACTIVE)));
    assert_eq!(info(&mut bench, two, arena).game_name.to_text(), "arena");
    play(&mut bench, one, 1, arena);
    bench.send(two, &app(&report(arena, "foreign", WorldStatus::ACTIVE)));
    bench.send(one, &app(&report(arena, "[IG] arena", WorldStatus::STAGING)));
    assert!(bench.ids(one).is_empty() && bench.ids(two).is_empty());
    let told = info(&mut bench, two, arena);
    assert_eq!((told.game_name.to_text().as_str(), told.player_count), ("[IG] arena", 1));
    assert_eq!((told.world_status, told.game_stats), (WorldStatus::STAGING, Bytes::new([6; 256])));
    assert_eq!(
        [told.min_players, told.max_players, told.game_level, told.player_skill_level, told.rules_set],
        [1, 3, 70, 50, 90]
    );
    assert_eq!([told.generic_field1, told.generic_field2, told.generic_field3], [21, 22, 23]);
    assert_eq!(bench.faults(), ["ST-40", "ST-40"]);
}

/// ST-41, ST-43, ST-46, ST-47, MPS-6: staging, active, closed; a closed game is never reopened and goes a second after
/// it is empty; the game server hears of the end, the history keeps who was there at the start.
#[test]
fn a_game_has_a_life() {
    let mut bench = bench();
    let (one, two) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    let arena = game(&mut bench, one, "arena");
    play(&mut bench, one, 1, arena);
    play(&mut bench, two, 2, arena);
    bench.send(one, &app(&report(arena, "arena", WorldStatus::STAGING)));
    bench.send(one, &app(&report(arena, "arena", WorldStatus::ACTIVE)));
    assert_eq!(bench.tables().games[&arena].players_at_start, [AccountId(1), AccountId(2)]);
    bench.send(one, &app(&lobby::EndGameReport { medius_world_id: arena.0, ..Default::default() }));
    assert_eq!(info(&mut bench, two, arena).world_status, WorldStatus::CLOSED);
    bench.send(two, &app(&report(arena, "arena", WorldStatus::ACTIVE)));
    assert_eq!(info(&mut bench, two, arena).world_status, WorldStatus::CLOSED);
    assert!(names(&list(&mut bench, two)).is_empty());
    // "Play again": the same name is free at once.
    assert_eq!(make(&mut bench, one, &wanted("arena")).status_code, Status::SUCCESS);
    letters(&mut bench);
    seen(&mut bench, 1, arena, false);
    bench.pass(Duration::from_secs(2));
    assert_eq!(info(&mut bench, two, arena).world_status, WorldStatus::CLOSED, "somebody is in it");
    seen(&mut bench, 2, arena, false);
    bench.pass(Duration::from_millis(900));
    assert_eq!(info(&mut bench, two, arena).status_code, Status::SUCCESS);
    bench.pass(Duration::from_millis(200));
    assert_eq!(info(&mut bench, two, arena).status_code, Status::GAME_NOT_FOUND);
    assert!(letters(&mut bench).contains(&PeerMessage::EndWorld { game: arena }));
    let history = &bench.tables().game_history;
    assert_eq!((history.len(), history[0].game_id, history[0].times.iter().flatten().count()), (1, arena, 3));
    assert!(!bench.tables().games.contains_key(&arena));
}

/// ST-46, ST-31: a game that nobody enters ends after 15 s, one that empties ends at once; neither leaves a trace if
/// it never began. The room of a game does not end before it, and with it, if it is empty.
#[test]
fn deserted_games_end() {
    let mut bench = bench();
    let (one, two) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    let room = create(&mut bench, one, "room", "", 9).medius_world_id;
    join(&mut bench, one, room, "");
    let arena = game(&mut bench, one, "arena");
    let rooms = |bench: &mut Bench<Mls>| {
        let request = lobby_ext::ChannelListExtraInfoRequest {
            message_id: id("r"),
            page_id: 1,
            page_size: 9,
            ..Default::default()
        };
        bench.send(two, &app(&request));
        let rows = bench.answers::<lobby::ChannelListExtraInfoResponse>(two);
        rows.iter().filter(|row| row.medius_world_id == room).count()
    };
    let other = create(&mut bench, two, "other", "", 9).medius_world_id;
    join(&mut bench, one, other, "");
    bench.pass(Duration::from_millis(14_900));
    assert_eq!((info(&mut bench, two, arena).world_status, rooms(&mut bench)), (WorldStatus::PENDING_CREATION, 1));
    bench.pass(Duration::from_millis(200));
    assert_eq!(info(&mut bench, two, arena).world_status, WorldStatus::CLOSED);
    bench.pass(Duration::from_millis(1_100));
    assert_eq!((info(&mut bench, two, arena).status_code, rooms(&mut bench)), (Status::GAME_NOT_FOUND, 0));
    assert!(bench.tables().game_history.is_empty());
    let short = game(&mut bench, one, "short");
    play(&mut bench, one, 1, short);
    seen(&mut bench, 1, short, false);
    assert_eq!(info(&mut bench, two, short).world_status, WorldStatus::CLOSED);
}

/// ST-45, MLS-92: the host leaves, the game goes on; then any member may end it, before only the host; a stranger
/// never.
#[test]
fn the_host_leaves() {
    let mut bench = bench();
    let conns: Vec<ConnId> = (1..=3).map(|n| enter(&mut bench, n, &format!("player {n}"))).collect();
    let arena = game(&mut bench, conns[0], "arena");
    play(&mut bench, conns[0], 1, arena);
    play(&mut bench, conns[1], 2, arena);
    bench.send(conns[0], &app(&report(arena, "arena", WorldStatus::ACTIVE)));
    let end = app(&lobby::EndGameReport { medius_world_id: arena.0, ..Default::default() });
    for (who, open) in [(1, true), (2, true)] {
        bench.send(conns[who], &end);
        assert_eq!(info(&mut bench, conns[2], arena).world_status == WorldStatus::ACTIVE, open);
    }
    seen(&mut bench, 1, arena, false);
    assert_eq!(info(&mut bench, conns[2], arena).world_status, WorldStatus::ACTIVE);
    bench.send(conns[2], &end);
    assert_eq!(info(&mut bench, conns[2], arena).world_status, WorldStatus::ACTIVE);
    bench.send(conns[1], &end);
    assert_eq!(info(&mut bench, conns[2], arena).world_status, WorldStatus::CLOSED);
    assert_eq!(bench.faults(), ["MLS-92"; 3]);
}

/// MPS-7: a game server that is lost takes its games along; their players are in the lobby again.
#[test]
fn a_game_server_is_lost() {
    let mut bench = bench();
    let conn = enter(&mut bench, 1, "ratchet");
    let arena = game(&mut bench, conn, "arena");
    play(&mut bench, conn, 1, arena);
    from_mps(&mut bench, PeerMessage::WorldLost { game: arena });
    assert_eq!(info(&mut bench, conn, arena).status_code, Status::GAME_NOT_FOUND);
    assert_eq!(bench.tables().online[&AccountId(1)].game_id, None);
    from_mps(&mut bench, PeerMessage::WorldLost { game: arena });
}

/// MLS-4: who says that he left a game is out of it, if its server does not see him there.
#[test]
fn a_player_says_that_he_left() {
    let mut bench = bench();
    let conn = enter(&mut bench, 1, "ratchet");
    let arena = game(&mut bench, conn, "arena");
    let left = app(&lobby::UpdateUserState { user_action: UserAction::LEFT_GAME_WORLD, ..Default::default() });
    play(&mut bench, conn, 1, arena);
    bench.send(conn, &left);
    assert_eq!(info(&mut bench, conn, arena).player_count, 1);
    let next = game(&mut bench, conn, "next");
    assert_eq!(sit(&mut bench, conn, &joining(next)).status_code, Status::SUCCESS);
    bench.send(conn, &left);
    seen(&mut bench, 1, next, true);
    assert_eq!(info(&mut bench, conn, next).player_count, 0, "he is no member any more");
}

/// MLS-75: a game's security level is that of its password.
#[test]
fn security_of_games() {
    let mut bench = bench();
    let conn = enter(&mut bench, 1, "ratchet");
    let open = game(&mut bench, conn, "open");
    let locked = lobby::CreateGameRequest1 { game_password: PasswordText::new("key"), ..wanted("locked") };
    let locked = GameId(make(&mut bench, conn, &locked).medius_world_id);
    for (world, status, level) in
        [(open, Status::SUCCESS, 0), (locked, Status::SUCCESS, 1), (GameId(4711), Status::GAME_NOT_FOUND, 0)]
    {
        let ask = lobby::GetWorldSecurityLevelRequest {
            message_id: id("s"),
            medius_world_id: world.0,
            app_type: ApplicationType::APP_TYPE_GAME,
            ..Default::default()
        };
        bench.send(conn, &app(&ask));
        let told: lobby::GetWorldSecurityLevelResponse = bench.answer(conn);
        assert_eq!((told.status_code, told.security_level), (status, WorldSecurityLevelType(level)));
        assert_eq!((told.medius_world_id, told.app_type), (world.0, ApplicationType::APP_TYPE_GAME));
    }
}

/// MLS-84, MLS-93: only games that are staging or running are listed, those of the group; three forms of the list,
/// paged; totals count them.
#[test]
fn games_are_listed() {
    let mut bench = bench();
    let (one, two) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    let stranger = enter_as(&mut bench, 3, AppId(11184), "qwark");
    let arena = game(&mut bench, one, "arena");
    let empty = list(&mut bench, two);
    assert_eq!((empty.len(), empty[0].status_code, empty[0].end_of_list), (1, Status::NO_RESULT, 1));
    play(&mut bench, one, 1, arena);
    bench.send(one, &app(&report(arena, "arena", WorldStatus::STAGING)));
    let other = game(&mut bench, two, "other");
    play(&mut bench, two, 2, other);
    bench.send(two, &app(&report(other, "other", WorldStatus::ACTIVE)));
    let rows = list(&mut bench, two);
    assert_eq!(names(&rows), ["arena", "other"]);
    assert_eq!((rows[0].end_of_list, rows[1].end_of_list), (0, 1));
    let row = &rows[0];
    assert_eq!((row.player_count, row.min_players, row.max_players, row.medius_world_id), (1, 1, 3, arena.0));
    assert_eq!((row.game_level, row.player_skill_level, row.rules_set), (70, 50, 90));
    assert_eq!((row.generic_field1, row.generic_field2, row.generic_field3), (21, 22, 23));
    assert_eq!((row.world_status, row.game_host_type), (WorldStatus::STAGING, GameHostType::CLIENT_SERVER_AUX_UDP));
    assert_eq!(row.game_stats, Bytes::new([6; 256]));
    let second = lobby::GameListRequest { message_id: id("g"), page_id: 2, page_size: 1, ..Default::default() };
    bench.send(two, &app(&second));
    let row: lobby::GameListResponse = bench.answer(two);
    assert_eq!((row.game_name.to_text().as_str(), row.player_count, row.end_of_list), ("other", 1, 1));
    assert_eq!(row.game_host_type, MgclGameHostType(4));
    let extended =
        lobby_ext::GameListExtraInfoRequest { message_id: id("e"), page_id: 1, page_size: 9, ..Default::default() };
    bench.send(two, &app(&extended));
    let rows: Vec<lobby_ext::GameListExtraInfoResponse> = bench.answers(two);
    assert_eq!(rows.iter().map(|row| (row.generic_field3, row.generic_field8)).collect::<Vec<_>>(), [(23, 0), (23, 0)]);
    assert!(names(&list(&mut bench, stranger)).is_empty());
    bench.send(
        two,
        &app(&lobby::GetTotalGamesRequest { message_id: id("t"), application_id: 10684, ..Default::default() }),
    );
    assert_eq!(bench.answer::<lobby::GetTotalGamesResponse>(two).total, 2);
    bench.send(two, &app(&lobby_ext::UtilGetTotalGamesFilteredRequest { message_id: id("u"), ..Default::default() }));
    assert_eq!(bench.answer::<lobby_ext::UtilGetTotalGamesFilteredResponse>(two).total, 2);
}

fn filter(field: Field, operator: Op, baseline: i32) -> Vec<u8> {
    app(&lobby::SetGameListFilterRequest0 {
        message_id: id("f"),
        filter_field: field,
        comparison_operator: operator,
        baseline_value: baseline,
        ..Default::default()
    })
}

fn clear(bench: &mut Bench<Mls>, conn: ConnId, field: Field) -> Status {
    let request = lobby::ClearGameListFilterRequest0 {
        message_id: id("c"),
        filter_id: field.0.cast_unsigned(),
        ..Default::default()
    };
    bench.send(conn, &app(&request));
    bench.answer::<lobby::ClearGameListFilterResponse>(conn).status_code
}

/// MLS-80, MLS-81, MLS-82, MLS-72: as Up Your Arsenal does it: filters by field, one of the same field and operator
/// replaced, cleared by field and not there twice, none left after a reconnect; 32 at most.
#[test]
fn filters_of_1_08_are_known_by_their_field() {
    let mut bench = bench();
    let conn = enter(&mut bench, 1, "ratchet");
    let get = app(&lobby::GetGameListFilterRequest { message_id: id("g"), ..Default::default() });
    bench.send(conn, &get);
    let none: lobby::GetGameListFilterResponse0 = bench.answer(conn);
    assert_eq!((none.status_code, none.end_of_list), (Status::NO_RESULT, 1));
    assert_eq!(clear(&mut bench, conn, Field::RULES_SET), Status::FILTER_NOT_FOUND);
    for baseline in [1, 2] {
        bench.send(conn, &filter(Field::GAME_LEVEL, Op::EQUAL_TO, baseline));
        assert_eq!(bench.answer::<lobby::SetGameListFilterResponse0>(conn).status_code, Status::SUCCESS);
    }
    bench.send(conn, &filter(Field::PLAYER_SKILL_LEVEL, Op::LESS_THAN, 9));
    bench.frames(conn);
    bench.send(conn, &get);
    let rows: Vec<lobby::GetGameListFilterResponse0> = bench.answers(conn);
    let told =
        |row: &lobby::GetGameListFilterResponse0| (row.filter_field, row.comparison_operator, row.baseline_value);
    assert_eq!(
        rows.iter().map(told).collect::<Vec<_>>(),
        [(Field::GAME_LEVEL, Op::EQUAL_TO, 2), (Field::PLAYER_SKILL_LEVEL, Op::LESS_THAN, 9)]
    );
    assert_eq!(clear(&mut bench, conn, Field::GAME_LEVEL), Status::SUCCESS);
    assert_eq!(clear(&mut bench, conn, Field::GAME_LEVEL), Status::FILTER_NOT_FOUND);
    for (count, field) in (1..=20).flat_map(|field| [(field, 0), (field, 1)]).enumerate().map(|(n, f)| (n + 2, f)) {
        bench.send(conn, &filter(Field(field.0), Op(field.1), 0));
        let status = bench.answer::<lobby::SetGameListFilterResponse0>(conn).status_code;
        if status == Status::NUM_FILTERS_AT_MAX {
            assert!(count > 32, "after {count}");
            return;
        }
    }
    panic!("no end of filters");
}

/// MLS-80, MLS-81, MLS-82: above 1.08 a filter is known by the id that was told.
#[test]
fn filters_of_1_10_are_known_by_their_id() {
    let mut bench = bench();
    let conn = enter_110(&mut bench, 1, AppId(11184), "ratchet");
    let set = lobby_ext::SetGameListFilterRequest {
        message_id: id("f"),
        filter_field: Field::GENERIC_FIELD_1,
        mask: 0xff,
        comparison_operator: Op::EQUAL_TO,
        baseline_value: 11,
        ..Default::default()
    };
    let mut ids = Vec::new();
    for _ in 0..2 {
        say_in(&mut bench, conn, &set);
        ids.push(bench.answer::<lobby_ext::SetGameListFilterResponse>(conn).filter_id);
    }
    assert_eq!(ids, [1, 2]);
    let get = lobby::GetGameListFilterRequest { message_id: id("g"), ..Default::default() };
    say_in(&mut bench, conn, &get);
    let rows: Vec<lobby_ext::GetGameListFilterResponse> = bench.answers(conn);
    assert_eq!(rows.iter().map(|row| (row.filter_id, row.mask)).collect::<Vec<_>>(), [(1, 0xff), (2, 0xff)]);
    for (filter_id, status) in [(2, Status::SUCCESS), (2, Status::FILTER_NOT_FOUND), (7, Status::FILTER_NOT_FOUND)] {
        say_in(
            &mut bench,
            conn,
            &lobby_ext::ClearGameListFilterRequest { message_id: id("c"), filter_id, ..Default::default() },
        );
        assert_eq!(bench.answer::<lobby::ClearGameListFilterResponse>(conn).status_code, status);
    }
}

/// MLS-83: every field and operator: `value OP baseline`, and all filters have to hold; Horizon's reading and none at
/// all where a title's row says so.
#[test]
fn filters_choose() {
    let mut bench = bench();
    let (one, two) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    let arena = game(&mut bench, one, "arena");
    play(&mut bench, one, 1, arena);
    bench.send(one, &app(&report(arena, "arena", WorldStatus::STAGING)));
    bench.send(two, &app(&lobby::AddToBuddyListRequest { message_id: id("a"), account_id: 1, ..Default::default() }));
    bench.frames(two);
    let channel = bench.tables().online[&AccountId(1)].channel_id.expect("a channel");
    let values = [
        (Field::PLAYER_COUNT, 1),
        (Field::MIN_PLAYERS, 1),
        (Field::MAX_PLAYERS, 3),
        (Field::GAME_LEVEL, 70),
        (Field::PLAYER_SKILL_LEVEL, 50),
        (Field::RULES_SET, 90),
        (Field::GENERIC_FIELD_1, 21),
        (Field::GENERIC_FIELD_2, 22),
        (Field::GENERIC_FIELD_3, 23),
        (Field::LOBBY_WORLDID, channel.0),
        (Field::GENERIC_FIELD_4, 0),
        (Field::GENERIC_FIELD_5, 0),
        (Field::GENERIC_FIELD_6, 0),
        (Field::GENERIC_FIELD_7, 0),
        (Field::GENERIC_FIELD_8, 0),
        (Field::MATCH_MAKING_GAMES, 0),
        (Field::LOCATION_ID, 0),
        (Field::BUDDY_COUNT, 1),
        (Field::CLAN_MEMBER_COUNT, 0),
        (Field::IGNORED_PLAYER_COUNT, 0),
    ];
    let listed = |bench: &mut Bench<Mls>, field, operator, baseline| {
        bench.send(two, &filter(field, operator, baseline));
        bench.frames(two);
        let listed = !names(&list(bench, two)).is_empty();
        assert_eq!(clear(bench, two, field), Status::SUCCESS);
        listed
    };
    for (field, value) in values {
        for (operator, below, equal, above) in [
            (Op::LESS_THAN, false, false, true),
            (Op::LESS_THAN_OR_EQUAL_TO, false, true, true),
            (Op::EQUAL_TO, false, true, false),
            (Op::GREATER_THAN_OR_EQUAL_TO, true, true, false),
            (Op::GREATER_THAN, true, false, false),
            (Op::NOT_EQUALS, true, false, true),
        ] {
            for (baseline, expected) in [(value - 1, below), (value, equal), (value + 1, above)] {
                assert_eq!(
                    listed(&mut bench, field, operator, baseline),
                    expected,
                    "{field:?} {operator:?} {baseline}"
                );
            }
        }
    }
    // Up Your Arsenal's pair: the room, and a skill below what started games report.
    bench.send(two, &filter(Field::GAME_LEVEL, Op::EQUAL_TO, 70));
    bench.send(two, &filter(Field::PLAYER_SKILL_LEVEL, Op::LESS_THAN, 0x0800_0000));
    bench.frames(two);
    assert_eq!(names(&list(&mut bench, two)), ["arena"]);
    bench.send(two, &filter(Field::GAME_LEVEL, Op::EQUAL_TO, 71));
    bench.frames(two);
    assert!(names(&list(&mut bench, two)).is_empty(), "one of two holds");
}

/// MLS-83, MLS-84: readings by title: any filter with `baseline OP value`, and no filters at all.
#[test]
fn titles_read_filters_otherwise() {
    for (row, expected) in [
        (Title { game_filters: FilterSemantics::Any, ..Title::of(APP) }, [true, false]),
        (Title { unfiltered_games: true, ..Title::of(APP) }, [true, true]),
        (Title::of(APP), [false, false]),
    ] {
        let mut config = config();
        config.titles.rows.push(row.into());
        let mut bench = bench_with(&config);
        let conn = enter(&mut bench, 1, "ratchet");
        let arena = game(&mut bench, conn, "arena");
        play(&mut bench, conn, 1, arena);
        bench.send(conn, &app(&report(arena, "arena", WorldStatus::STAGING)));
        // 60 < 70 reads both ways; nothing is 1.
        bench.send(conn, &filter(Field::GAME_LEVEL, Op::LESS_THAN, 60));
        bench.frames(conn);
        let first = !names(&list(&mut bench, conn)).is_empty();
        clear(&mut bench, conn, Field::GAME_LEVEL);
        bench.send(conn, &filter(Field::GAME_LEVEL, Op::EQUAL_TO, 1));
        bench.frames(conn);
        assert_eq!([first, !names(&list(&mut bench, conn)).is_empty()], expected);
    }
}

/// MLS-88: information in both forms, and of no game.
#[test]
fn information_about_games() {
    let mut bench = bench();
    let conn = enter_110(&mut bench, 1, AppId(11184), "ratchet");
    let request = lobby_ext::CreateGameRequest {
        message_id: id("c"),
        application_id: 11184,
        game_name: NameText::new("arena"),
        max_players: 8,
        generic_field8: 88,
        ..Default::default()
    };
    say_in(&mut bench, conn, &request);
    let [PeerMessage::CreateWorld(letter)] = &letters(&mut bench)[..] else { panic!("one letter") };
    let world = WorldAddress { world_id: DmeWorldId(3), at: "10.0.0.7:10079".parse().expect("an address") };
    from_mps(&mut bench, PeerMessage::WorldCreated { game: letter.game, world: Ok(world) });
    let made: lobby::CreateGameResponse = bench.answer(conn);
    for (world, status, field) in [(made.medius_world_id, Status::SUCCESS, 88), (4711, Status::GAME_NOT_FOUND, 0)] {
        let ask = lobby_ext::GameInfoRequest { message_id: id("i"), medius_world_id: world, ..Default::default() };
        say_in(&mut bench, conn, &ask);
        let told: lobby_ext::GameInfoResponse = bench.answer(conn);
        assert_eq!((told.status_code, told.generic_field8), (status, field));
    }
}

/// MLS-89, MLS-91: who plays, with statistics of the store, in the order in which they came; an empty game and none.
#[test]
fn players_of_games() {
    let mut bench = bench();
    let (one, two) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    let arena = game(&mut bench, one, "arena");
    let players = |bench: &mut Bench<Mls>, world| {
        let ask =
            lobby::GameWorldPlayerListRequest { message_id: id("p"), medius_world_id: world, ..Default::default() };
        bench.send(two, &app(&ask));
        bench.answers::<lobby::GameWorldPlayerListResponse>(two)
    };
    let one_row = |rows: &[lobby::GameWorldPlayerListResponse]| (rows.len(), rows[0].status_code, rows[0].end_of_list);
    assert_eq!(one_row(&players(&mut bench, 4711)), (1, Status::GAME_NOT_FOUND, 1));
    assert_eq!(one_row(&players(&mut bench, arena.0)), (1, Status::NO_RESULT, 1));
    play(&mut bench, two, 2, arena);
    play(&mut bench, one, 1, arena);
    let rows = players(&mut bench, arena.0);
    let told: Vec<_> = rows.iter().map(|row| (row.account_id, row.account_name.to_text(), row.stats.0[0])).collect();
    assert_eq!(told, [(2, "clank".into(), 2), (1, "ratchet".into(), 1)]);
    assert_eq!(rows.iter().map(|row| row.end_of_list).collect::<Vec<_>>(), [0, 1]);
    // Reports of players are read and never answered; a foreign key is noted.
    let own = lobby::PlayerReport { session_key: keys(1).0, medius_world_id: arena.0, ..Default::default() };
    bench.send(one, &app(&own));
    bench.send(one, &app(&lobby::PlayerReport { session_key: keys(2).0, ..own }));
    assert!(bench.ids(one).is_empty());
    assert_eq!(bench.faults(), ["MLS-91"]);
}

/// MLS-36: who is in a lobby world, those in a game of it too, with statistics of the store, in the order in which they
/// came; nobody, in a world without players or none at all, is account -1 at the end of a list.
#[test]
fn players_of_lobby_worlds() {
    type Row = lobby::LobbyWorldPlayerListResponse;
    let mut bench = bench();
    let (one, two) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    let (three, stranger) = (enter(&mut bench, 3, "al"), enter_as(&mut bench, 4, AppId(11184), "qwark"));
    let room = create(&mut bench, one, "room", "", 9).medius_world_id;
    let arena = game(&mut bench, two, "arena");
    play(&mut bench, two, 2, arena);
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
        rows::<Row>(&mut bench, one, &of(1)),
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
        assert_eq!(ask::<Row>(&mut bench, conn, &of(world)), nobody, "{world}");
    }
    join(&mut bench, three, room, "");
    assert_eq!(ask::<Row>(&mut bench, one, &of(room)), row(3, "al", 3, chat, 1));
    let failed: Row = ask_in_vain(&mut bench, one, &of(1));
    assert_eq!((failed.status_code, failed.end_of_list), (Status::DB_ERROR, 1));
    // He is gone before the store has told of him.
    let mut store = bench.store.take().expect("a store");
    bench.send(one, &app(&of(room)));
    bench.send(three, &app(&lobby::AccountLogoutRequest { session_key: keys(3).0, ..Default::default() }));
    bench.serve(&mut store);
    assert_eq!(bench.answer::<Row>(one), nobody);
}

/// MLS-74: games and lobby worlds of the group by their name, as it is written; a game that is not on the list is not
/// found. The other request of its age is of no known layout: it is noted and left.
#[test]
fn worlds_are_found_by_name() {
    type Row = lobby::FindWorldByNameResponse;
    let mut bench = bench();
    let (one, two, stranger) = (
        enter(&mut bench, 1, "ratchet"),
        enter(&mut bench, 2, "clank"),
        enter_as(&mut bench, 3, AppId(11184), "qwark"),
    );
    let room = create(&mut bench, one, "arena", "", 9).medius_world_id;
    let arena = game(&mut bench, one, "arena");
    play(&mut bench, one, 1, arena);
    let find = |name: &str, world_type| lobby::FindWorldByNameRequest {
        message_id: id("f"),
        name: NameText::new(name),
        world_type,
        ..Default::default()
    };
    let nothing = Row { message_id: id("f"), status_code: Status::NO_RESULT, end_of_list: 1, ..Default::default() };
    let only_games = find("arena", FindWorldType::FIND_GAME_WORLD);
    assert_eq!(ask::<Row>(&mut bench, two, &only_games), nothing, "it is not there yet");
    bench.send(one, &app(&report(arena, "arena", WorldStatus::STAGING)));
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
        assert_eq!(rows::<Row>(&mut bench, two, &find("arena", kind)), told);
        for (conn, name) in [(stranger, "arena"), (two, "Arena"), (two, "aren"), (two, "")] {
            assert_eq!(ask::<Row>(&mut bench, conn, &find(name, kind)), nothing, "{name}");
        }
    }
    let forward =
        crate::common::clear(clank_core::wire::rt::ClientAppToServer::ID, &[&[1, 0x27][..], &[0; 60]].concat());
    bench.send(two, &forward);
    assert!(bench.ids(two).is_empty() && !bench.is_closed(two));
    assert_eq!(bench.faults(), ["GEN-19"]);
}

/// P2P-5, P2P-6, P2P-8, P2P-10: a game on the console of its maker: nobody is asked, his reports activate it and tell
/// how many play; joiners' addresses go to the host; it ends when its host says so, or 90 s after his last report.
#[test]
fn a_game_on_a_console() {
    let mut bench = bench();
    let (one, two) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    let own = lobby::CreateGameRequest1 { game_host_type: GameHostType::PEER_TO_PEER, ..wanted("own") };
    bench.send(one, &app(&own));
    let made: lobby::CreateGameResponse = bench.answer(one);
    assert!(letters(&mut bench).is_empty());
    let world = GameId(made.medius_world_id);
    bench.send(one, &app(&report(world, "own", WorldStatus::STAGING)));
    let told = info(&mut bench, two, world);
    assert_eq!((told.player_count, told.game_host_type), (77, GameHostType::PEER_TO_PEER));
    bench.send(one, &app(&lobby::WorldReport0 { player_count: 1, ..report(world, "own", WorldStatus::STAGING) }));
    let mine = NetAddress::external(address(2));
    let addresses = NetAddressList { address_list: [mine, mine] };
    bench.send(two, &app(&lobby::JoinGameRequest { address_list: addresses, ..joining(world) }));
    let [PeerMessage::Seat(letter)] = &letters(&mut bench)[..] else { panic!("one letter") };
    assert_eq!((letter.kind, letter.addresses), (NetConnectionType::PEER_TO_PEER_UDP, addresses));
    from_mps(&mut bench, PeerMessage::Seated { seat: letter.seat, answer: Ok(Box::new(seat())) });
    let joined: lobby::JoinGameResponse = bench.answer(two);
    assert_eq!(joined.connect_info.kind, NetConnectionType::PEER_TO_PEER_UDP);
    assert_eq!(joined.game_host_type, GameHostType::PEER_TO_PEER);
    let echo = clank_core::wire::rt::ClientEcho::default();
    let alive = |bench: &mut Bench<Mls>, seconds| {
        for _ in 0..seconds / 30 {
            bench.pass(Duration::from_secs(30));
            bench.send(two, &crate::common::rt_frame(&echo));
            bench.frames(two);
        }
    };
    // The host's lobby connection is lost: nothing happens to the game until its reports are missing.
    bench.gone(one);
    alive(&mut bench, 60);
    assert_eq!(info(&mut bench, two, world).world_status, WorldStatus::STAGING);
    alive(&mut bench, 30);
    let end = info(&mut bench, two, world);
    assert!(end.status_code == Status::GAME_NOT_FOUND || end.world_status == WorldStatus::CLOSED);
    let three = enter(&mut bench, 3, "qwark");
    for goodbye in [true, false] {
        bench.send(three, &app(&own));
        let world = GameId(bench.answer::<lobby::CreateGameResponse>(three).medius_world_id);
        bench.send(three, &app(&report(world, "own", WorldStatus::STAGING)));
        if goodbye {
            bench.send(
                three,
                &app(&lobby::UpdateUserState { user_action: UserAction::LEFT_GAME_WORLD, ..Default::default() }),
            );
        }
        bench.send(three, &app(&lobby::EndGameReport { medius_world_id: world.0, ..Default::default() }));
        assert_eq!(info(&mut bench, two, world).world_status, WorldStatus::CLOSED);
    }
}
