//! The rules of games, up to the game servers.

use core::time::Duration;

use crate::common::games::{
    APP, config, from_mps, game, info, joining, make, peer_messages, play, report, seat, seen, sit, wanted,
};
use crate::common::players::{bench_with, create, enter, enter_as, join, keys};
use crate::common::{Harness, address, app, id};
use crate::game_lists::{list, names};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, ConnId, DmeWorldId, GameId};
use clank_core::mls::Mls;
use clank_core::peer::{PeerMessage, WorldAddress, WorldFailure};
use clank_core::settings::text_filter::TextFilter;
use clank_core::store::BanKind;
use clank_core::titles::Title;
use clank_core::wire::{
    ApplicationType, Bytes, CallbackStatus as Status, GameHostType, JoinType, NameText, NetAddress, NetAddressList,
    NetAddressType, NetConnectionType, PasswordText, PlayerStatus, RsaKey, UserAction, WorldSecurityLevelType,
    WorldStatus, lobby, lobby_ext,
};

pub(crate) fn harness() -> Harness<Mls> {
    bench_with(&config())
}

/// MLS-85, MPS-2, ST-4, ST-6: a game gets the next id of the counter that channels have too; the game server is told
/// what it has to know, and the console hears of it when the world is there. The maker is not in it yet.
#[test]
fn a_game_is_made() {
    let mut harness = harness();
    let conn = enter(&mut harness, 1, "ratchet");
    let room = create(&mut harness, conn, "room", "", 9).medius_world_id;
    harness.send(conn, &app(&wanted("arena")));
    assert!(harness.ids(conn).is_empty(), "waits for the game server");
    let [PeerMessage::CreateWorld(message)] = &peer_messages(&mut harness)[..] else { panic!("one message") };
    assert_eq!((message.game, message.app_id, message.max_players), (GameId(room + 1), APP, 4));
    let world = WorldAddress { world_id: DmeWorldId(3), at: "10.0.0.7:10079".parse().expect("an address") };
    from_mps(&mut harness, PeerMessage::WorldCreated { game: message.game, world: Ok(world) });
    let made: lobby::CreateGameResponse = harness.answer(conn);
    assert_eq!((made.status_code, made.medius_world_id), (Status::SUCCESS, room + 1));
    // The same message again is nobody's.
    from_mps(&mut harness, PeerMessage::WorldCreated { game: message.game, world: Ok(world) });
    assert!(harness.ids(conn).is_empty());
    let told = info(&mut harness, conn, GameId(made.medius_world_id));
    assert_eq!((told.player_count, told.world_status), (0, WorldStatus::PENDING_CREATION));
    assert_eq!(
        [told.min_players, told.max_players, told.game_level, told.player_skill_level, told.rules_set],
        [2, 4, 7, 5, 9]
    );
    assert_eq!([told.generic_field1, told.generic_field2, told.generic_field3], [11, 12, 13]);
    assert_eq!((told.application_id, told.game_name.to_text().as_str()), (10684, "arena"));
    let row = &harness.tables().games[&GameId(made.medius_world_id)];
    assert_eq!((row.name.as_str(), row.status, row.fields[2]), ("arena", WorldStatus(4), 13));
}

/// MLS-85: every way to be refused, and what each game server's answer means; a name is free again when the game is
/// over, or its host is out of it.
#[test]
fn games_are_refused() {
    let mut harness = bench_with(&Config { text_filter: TextFilter::of("nefarious").expect("sound"), ..config() });
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    assert_eq!(make(&mut harness, one, &wanted("Dr Nefarious")).status_code, Status::FAIL);
    let arena = game(&mut harness, one, "arena");
    let taken = make(&mut harness, two, &wanted("arena"));
    assert_eq!((taken.status_code, taken.medius_world_id), (Status::GAME_NAME_EXISTS, -1));
    for (failure, status) in [
        (WorldFailure::NoServer, Status::EXCEEDS_MAX_WORLDS),
        (WorldFailure::Refused, Status::FAIL),
        (WorldFailure::Lost, Status::DME_ERROR),
    ] {
        harness.send(two, &app(&wanted("other")));
        let [PeerMessage::CreateWorld(message)] = &peer_messages(&mut harness)[..] else { panic!("one message") };
        from_mps(&mut harness, PeerMessage::WorldCreated { game: message.game, world: Err(failure) });
        let answer: lobby::CreateGameResponse = harness.answer(two);
        assert_eq!((answer.status_code, answer.medius_world_id), (status, -1));
        assert!(!harness.tables().games.contains_key(&message.game), "nothing is left of it");
    }
    // T-DME: no answer within 10 s.
    harness.send(two, &app(&wanted("silent")));
    harness.pass(Duration::from_millis(9_900));
    assert!(harness.ids(two).is_empty());
    harness.pass(Duration::from_millis(200));
    assert_eq!(harness.answer::<lobby::CreateGameResponse>(two).status_code, Status::DME_ERROR);
    // Its world comes too late: it is given back.
    let world = WorldAddress { world_id: DmeWorldId(3), at: "10.0.0.7:10079".parse().expect("an address") };
    peer_messages(&mut harness);
    from_mps(&mut harness, PeerMessage::WorldCreated { game: GameId(4711), world: Ok(world) });
    assert_eq!(peer_messages(&mut harness), [PeerMessage::EndWorld { game: GameId(4711) }]);
    // The host goes elsewhere: the name is free.
    play(&mut harness, one, 1, arena);
    seen(&mut harness, 1, arena, false);
    assert_eq!(make(&mut harness, two, &wanted("arena")).status_code, Status::SUCCESS);
    let mut alone = bench_with(&Config { mps: None, ..config() });
    let conn = enter(&mut alone, 1, "ratchet");
    alone.send(conn, &app(&wanted("arena")));
    assert_eq!(alone.answer::<lobby::CreateGameResponse>(conn).status_code, Status::EXCEEDS_MAX_WORLDS);
}

/// MLS-86, MPS-3, ST-15, TQ-9: the way into a game: the game server's address, key and world, the player's own session
/// key; by TCP with auxiliary UDP for Up Your Arsenal, by TCP alone for the other titles of its age.
#[test]
fn a_game_is_joined() {
    for (app_id, kind) in [
        (APP, NetConnectionType::CLIENT_SERVER_TCP_AUX_UDP),
        (AppId(10472), NetConnectionType::CLIENT_SERVER_TCP),
        (AppId(10994), NetConnectionType::CLIENT_SERVER_TCP),
    ] {
        let mut harness = harness();
        let conn = enter_as(&mut harness, 1, app_id, "ratchet");
        let arena = game(&mut harness, conn, "arena");
        harness.send(conn, &app(&joining(arena)));
        assert!(harness.ids(conn).is_empty());
        let [PeerMessage::Seat(message)] = &peer_messages(&mut harness)[..] else { panic!("one message") };
        assert_eq!(
            (message.game, message.world_id, message.account_id, message.app_id),
            (arena, DmeWorldId(3), AccountId(1), app_id)
        );
        assert_eq!((message.session_key.expose().text(), message.kind), (keys(1).0.text(), kind));
        from_mps(&mut harness, PeerMessage::Seated { seat: message.seat, answer: Ok(Box::new(seat())) });
        let joined: lobby::JoinGameResponse = harness.answer(conn);
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
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let status =
        |harness: &mut Harness<Mls>, conn, request: &lobby::JoinGameRequest| sit(harness, conn, request).status_code;
    assert_eq!(status(&mut harness, two, &joining(GameId(4711))), Status::GAME_NOT_FOUND);
    let secret =
        lobby::CreateGameRequest1 { game_password: PasswordText::new("key"), max_players: 1, ..wanted("secret") };
    let secret = GameId(make(&mut harness, one, &secret).medius_world_id);
    assert_eq!(status(&mut harness, two, &joining(secret)), Status::INVALID_PASSWORD);
    let right = lobby::JoinGameRequest { game_password: PasswordText::new("key"), ..joining(secret) };
    assert_eq!(status(&mut harness, one, &right), Status::SUCCESS);
    seen(&mut harness, 1, secret, true);
    assert_eq!(status(&mut harness, two, &right), Status::WORLD_IS_FULL);
    // A spectator needs the spectators' password, and here there is none.
    let watch = lobby::JoinGameRequest { join_type: Some(JoinType::SPECTATOR), ..joining(secret) };
    assert_eq!(status(&mut harness, two, &watch), Status::WORLD_IS_FULL);
    let three = enter(&mut harness, 3, "qwark");
    let open = game(&mut harness, three, "open");
    for (failure, told) in [(WorldFailure::Refused, Status::FAIL), (WorldFailure::Lost, Status::DME_ERROR)] {
        harness.send(two, &app(&joining(open)));
        let [PeerMessage::Seat(message)] = &peer_messages(&mut harness)[..] else { panic!("one message") };
        from_mps(&mut harness, PeerMessage::Seated { seat: message.seat, answer: Err(failure) });
        assert_eq!(harness.answer::<lobby::JoinGameResponse>(two).status_code, told);
    }
    harness.send(two, &app(&joining(open)));
    harness.pass(Duration::from_millis(10_100));
    assert_eq!(harness.answer::<lobby::JoinGameResponse>(two).status_code, Status::DME_ERROR);
    // Any game: only one that is on the list.
    assert_eq!(status(&mut harness, two, &joining(GameId(-1))), Status::GAME_NOT_FOUND);
    harness.tables().put_ban(BanKind::Account, 2);
    assert_eq!(status(&mut harness, two, &joining(open)), Status::FAIL);
    let mut store = harness.store.take().expect("a store");
    harness.send(three, &app(&joining(open)));
    harness.pass(Duration::from_secs(4));
    assert_eq!(harness.answer::<lobby::JoinGameResponse>(three).status_code, Status::DB_ERROR);
    harness.serve(&mut store);
}

/// MLS-86: any game that is on the list will do for -1; a title may close a game that has begun.
#[test]
fn any_game_and_games_in_progress() {
    let mut config = config();
    config.titles.rows.push(Title { no_join_in_progress: true, ..Title::of(APP) }.into());
    let mut harness = bench_with(&config);
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let arena = game(&mut harness, one, "arena");
    play(&mut harness, one, 1, arena);
    harness.send(one, &app(&report(arena, "arena", WorldStatus::STAGING)));
    let any = sit(&mut harness, two, &joining(GameId(-1)));
    assert_eq!(any.status_code, Status::SUCCESS);
    harness.send(one, &app(&report(arena, "arena", WorldStatus::ACTIVE)));
    assert_eq!(sit(&mut harness, two, &joining(arena)).status_code, Status::REQUEST_DENIED);
}

/// ST-25, ST-26, ST-44, MPS-5, MLS-42: a player is in the game when its server saw him there, stays a member of his
/// room meanwhile, and the store hears of it; when the server sees him go he is back in the lobby.
#[test]
fn the_game_server_says_who_plays() {
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let room = create(&mut harness, one, "room", "", 9).medius_world_id;
    join(&mut harness, one, room, "");
    let arena = game(&mut harness, one, "arena");
    let state = |harness: &mut Harness<Mls>| {
        harness.send(
            two,
            &app(&lobby::AddToBuddyListRequest { message_id: id("a"), account_id: 1, ..Default::default() }),
        );
        harness.frames(two);
        harness.send(two, &app(&lobby::GetBuddyListExtraInfoRequest { message_id: id("b") }));
        harness.answer::<lobby::GetBuddyListExtraInfoResponse>(two).online_state
    };
    assert_eq!(sit(&mut harness, one, &joining(arena)).status_code, Status::SUCCESS);
    let before = state(&mut harness);
    assert_eq!((before.connect_status, before.medius_game_world_id), (PlayerStatus::PLAYER_IN_CHAT_WORLD, 0));
    assert_eq!(info(&mut harness, two, arena).player_count, 0);
    seen(&mut harness, 1, arena, true);
    let during = state(&mut harness);
    assert_eq!((during.connect_status, during.medius_game_world_id), (PlayerStatus::PLAYER_IN_GAME_WORLD, arena.0));
    assert_eq!((during.medius_lobby_world_id, during.game_name.to_text().as_str()), (room, "arena"));
    assert_eq!(info(&mut harness, two, arena).player_count, 1);
    assert_eq!(harness.tables().online[&AccountId(1)].game_id, Some(arena));
    let find = lobby::FindPlayerRequest {
        message_id: id("f"),
        search_type: clank_core::wire::PlayerSearchType(1),
        name: NameText::new("ratchet"),
        ..Default::default()
    };
    harness.send(two, &app(&find));
    let found: lobby::FindPlayerResponse = harness.answer(two);
    assert_eq!((found.application_type, found.medius_world_id), (ApplicationType::APP_TYPE_GAME, arena.0));
    harness.send(
        two,
        &app(&lobby::GetTotalUsersRequest { message_id: id("t"), application_id: 10684, ..Default::default() }),
    );
    let total: lobby::GetTotalUsersResponse = harness.answer(two);
    assert_eq!((total.total_in_system, total.total_in_game), (2, 1));
    seen(&mut harness, 1, arena, false);
    let after = state(&mut harness);
    assert_eq!((after.connect_status, after.medius_game_world_id), (PlayerStatus::PLAYER_IN_CHAT_WORLD, 0));
    assert_eq!((after.medius_lobby_world_id, harness.tables().online[&AccountId(1)].game_id), (room, None));
}

/// ST-40, ST-42, MLS-87, MLS-90: a member's report overwrites everything but the count of players, which the server
/// knows better; one who is not in yet is not heard. It is never answered.
#[test]
fn members_report() {
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let arena = game(&mut harness, one, "arena");
    // Up Your Arsenal does not wait for the answer of its JoinGame.
    harness.send(one, &app(&report(arena, "early", WorldStatus::ACTIVE)));
    assert_eq!(info(&mut harness, two, arena).game_name.to_text(), "arena");
    play(&mut harness, one, 1, arena);
    harness.send(two, &app(&report(arena, "foreign", WorldStatus::ACTIVE)));
    harness.send(one, &app(&report(arena, "[IG] arena", WorldStatus::STAGING)));
    assert!(harness.ids(one).is_empty() && harness.ids(two).is_empty());
    let told = info(&mut harness, two, arena);
    assert_eq!((told.game_name.to_text().as_str(), told.player_count), ("[IG] arena", 1));
    assert_eq!((told.world_status, told.game_stats), (WorldStatus::STAGING, Bytes::new([6; 256])));
    assert_eq!(
        [told.min_players, told.max_players, told.game_level, told.player_skill_level, told.rules_set],
        [1, 3, 70, 50, 90]
    );
    assert_eq!([told.generic_field1, told.generic_field2, told.generic_field3], [21, 22, 23]);
    assert_eq!(harness.faults(), ["ST-40", "ST-40"]);
}

/// ST-41, ST-43, ST-47, MPS-6: staging, active, closed; a closed game is never reopened and goes a second after
/// it is empty; the game server hears of the end, the history keeps who was there at the start.
#[test]
fn a_game_has_a_life() {
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let arena = game(&mut harness, one, "arena");
    play(&mut harness, one, 1, arena);
    play(&mut harness, two, 2, arena);
    harness.send(one, &app(&report(arena, "arena", WorldStatus::STAGING)));
    harness.send(one, &app(&report(arena, "arena", WorldStatus::ACTIVE)));
    assert_eq!(harness.tables().games[&arena].players_at_start, [AccountId(1), AccountId(2)]);
    harness.send(one, &app(&lobby::EndGameReport { medius_world_id: arena.0, ..Default::default() }));
    assert_eq!(info(&mut harness, two, arena).world_status, WorldStatus::CLOSED);
    harness.send(two, &app(&report(arena, "arena", WorldStatus::ACTIVE)));
    assert_eq!(info(&mut harness, two, arena).world_status, WorldStatus::CLOSED);
    assert!(names(&list(&mut harness, two)).is_empty());
    // "Play again": the same name is free at once.
    assert_eq!(make(&mut harness, one, &wanted("arena")).status_code, Status::SUCCESS);
    peer_messages(&mut harness);
    seen(&mut harness, 1, arena, false);
    harness.pass(Duration::from_secs(2));
    assert_eq!(info(&mut harness, two, arena).world_status, WorldStatus::CLOSED, "somebody is in it");
    seen(&mut harness, 2, arena, false);
    harness.pass(Duration::from_millis(900));
    assert_eq!(info(&mut harness, two, arena).status_code, Status::SUCCESS);
    harness.pass(Duration::from_millis(200));
    assert_eq!(info(&mut harness, two, arena).status_code, Status::GAME_NOT_FOUND);
    assert!(peer_messages(&mut harness).contains(&PeerMessage::EndWorld { game: arena }));
    let history = &harness.tables().game_history;
    assert_eq!((history.len(), history[0].game_id, history[0].times.iter().flatten().count()), (1, arena, 3));
    assert!(!harness.tables().games.contains_key(&arena));
}

/// ST-46, ST-31: a game that nobody enters ends after 15 s, one that empties ends at once; neither leaves a trace if
/// it never began. The room of a game does not end before it, and with it, if it is empty.
#[test]
fn deserted_games_end() {
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let room = create(&mut harness, one, "room", "", 9).medius_world_id;
    join(&mut harness, one, room, "");
    let arena = game(&mut harness, one, "arena");
    let rooms = |harness: &mut Harness<Mls>| {
        let request = lobby_ext::ChannelListExtraInfoRequest {
            message_id: id("r"),
            page_id: 1,
            page_size: 9,
            ..Default::default()
        };
        harness.send(two, &app(&request));
        let rows = harness.answers::<lobby::ChannelListExtraInfoResponse>(two);
        rows.iter().filter(|row| row.medius_world_id == room).count()
    };
    let other = create(&mut harness, two, "other", "", 9).medius_world_id;
    join(&mut harness, one, other, "");
    harness.pass(Duration::from_millis(14_900));
    assert_eq!((info(&mut harness, two, arena).world_status, rooms(&mut harness)), (WorldStatus::PENDING_CREATION, 1));
    harness.pass(Duration::from_millis(200));
    assert_eq!(info(&mut harness, two, arena).world_status, WorldStatus::CLOSED);
    harness.pass(Duration::from_millis(1_100));
    assert_eq!((info(&mut harness, two, arena).status_code, rooms(&mut harness)), (Status::GAME_NOT_FOUND, 0));
    assert!(harness.tables().game_history.is_empty());
    let short = game(&mut harness, one, "short");
    play(&mut harness, one, 1, short);
    seen(&mut harness, 1, short, false);
    assert_eq!(info(&mut harness, two, short).world_status, WorldStatus::CLOSED);
}

/// ST-45, MLS-92: the host leaves, the game goes on; then any member may end it, before only the host; a stranger
/// never.
#[test]
fn the_host_leaves() {
    let mut harness = harness();
    let conns: Vec<ConnId> = (1..=3).map(|n| enter(&mut harness, n, &format!("player {n}"))).collect();
    let arena = game(&mut harness, conns[0], "arena");
    play(&mut harness, conns[0], 1, arena);
    play(&mut harness, conns[1], 2, arena);
    harness.send(conns[0], &app(&report(arena, "arena", WorldStatus::ACTIVE)));
    let end = app(&lobby::EndGameReport { medius_world_id: arena.0, ..Default::default() });
    for (who, open) in [(1, true), (2, true)] {
        harness.send(conns[who], &end);
        assert_eq!(info(&mut harness, conns[2], arena).world_status == WorldStatus::ACTIVE, open);
    }
    seen(&mut harness, 1, arena, false);
    assert_eq!(info(&mut harness, conns[2], arena).world_status, WorldStatus::ACTIVE);
    harness.send(conns[2], &end);
    assert_eq!(info(&mut harness, conns[2], arena).world_status, WorldStatus::ACTIVE);
    harness.send(conns[1], &end);
    assert_eq!(info(&mut harness, conns[2], arena).world_status, WorldStatus::CLOSED);
    assert_eq!(harness.faults(), ["MLS-92"; 3]);
}

/// MPS-7: a game server that is lost takes its games along; their players are in the lobby again.
#[test]
fn a_game_server_is_lost() {
    let mut harness = harness();
    let conn = enter(&mut harness, 1, "ratchet");
    let arena = game(&mut harness, conn, "arena");
    play(&mut harness, conn, 1, arena);
    from_mps(&mut harness, PeerMessage::WorldLost { game: arena });
    assert_eq!(info(&mut harness, conn, arena).status_code, Status::GAME_NOT_FOUND);
    assert_eq!(harness.tables().online[&AccountId(1)].game_id, None);
    from_mps(&mut harness, PeerMessage::WorldLost { game: arena });
}

/// MLS-4: who says that he left a game is out of it, if its server does not see him there.
#[test]
fn a_player_says_that_he_left() {
    let mut harness = harness();
    let conn = enter(&mut harness, 1, "ratchet");
    let arena = game(&mut harness, conn, "arena");
    let left = app(&lobby::UpdateUserState { user_action: UserAction::LEFT_GAME_WORLD, ..Default::default() });
    play(&mut harness, conn, 1, arena);
    harness.send(conn, &left);
    assert_eq!(info(&mut harness, conn, arena).player_count, 1);
    let next = game(&mut harness, conn, "next");
    assert_eq!(sit(&mut harness, conn, &joining(next)).status_code, Status::SUCCESS);
    harness.send(conn, &left);
    seen(&mut harness, 1, next, true);
    assert_eq!(info(&mut harness, conn, next).player_count, 0, "he is no member any more");
}

/// MLS-75: a game's security level is that of its password.
#[test]
fn security_of_games() {
    let mut harness = harness();
    let conn = enter(&mut harness, 1, "ratchet");
    let open = game(&mut harness, conn, "open");
    let locked = lobby::CreateGameRequest1 { game_password: PasswordText::new("key"), ..wanted("locked") };
    let locked = GameId(make(&mut harness, conn, &locked).medius_world_id);
    for (world, status, level) in
        [(open, Status::SUCCESS, 0), (locked, Status::SUCCESS, 1), (GameId(4711), Status::GAME_NOT_FOUND, 0)]
    {
        let ask = lobby::GetWorldSecurityLevelRequest {
            message_id: id("s"),
            medius_world_id: world.0,
            app_type: ApplicationType::APP_TYPE_GAME,
            ..Default::default()
        };
        harness.send(conn, &app(&ask));
        let told: lobby::GetWorldSecurityLevelResponse = harness.answer(conn);
        assert_eq!((told.status_code, told.security_level), (status, WorldSecurityLevelType(level)));
        assert_eq!((told.medius_world_id, told.app_type), (world.0, ApplicationType::APP_TYPE_GAME));
    }
}

/// P2P-5, P2P-6, P2P-8, P2P-10: a game on the console of its maker: nobody is asked, his reports activate it and tell
/// how many play; joiners' addresses go to the host; it ends when its host says so, or 90 s after his last report.
#[test]
fn a_game_on_a_console() {
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let own = lobby::CreateGameRequest1 { game_host_type: GameHostType::PEER_TO_PEER, ..wanted("own") };
    harness.send(one, &app(&own));
    let made: lobby::CreateGameResponse = harness.answer(one);
    assert!(peer_messages(&mut harness).is_empty());
    let world = GameId(made.medius_world_id);
    harness.send(one, &app(&report(world, "own", WorldStatus::STAGING)));
    let told = info(&mut harness, two, world);
    assert_eq!((told.player_count, told.game_host_type), (77, GameHostType::PEER_TO_PEER));
    harness.send(one, &app(&lobby::WorldReport0 { player_count: 1, ..report(world, "own", WorldStatus::STAGING) }));
    let mine = NetAddress::external(address(2));
    let addresses = NetAddressList { address_list: [mine, mine] };
    harness.send(two, &app(&lobby::JoinGameRequest { address_list: addresses, ..joining(world) }));
    let [PeerMessage::Seat(message)] = &peer_messages(&mut harness)[..] else { panic!("one message") };
    assert_eq!((message.kind, message.addresses), (NetConnectionType::PEER_TO_PEER_UDP, addresses));
    from_mps(&mut harness, PeerMessage::Seated { seat: message.seat, answer: Ok(Box::new(seat())) });
    let joined: lobby::JoinGameResponse = harness.answer(two);
    assert_eq!(joined.connect_info.kind, NetConnectionType::PEER_TO_PEER_UDP);
    assert_eq!(joined.game_host_type, GameHostType::PEER_TO_PEER);
    let echo = clank_core::wire::rt::ClientEcho::default();
    let alive = |harness: &mut Harness<Mls>, seconds| {
        for _ in 0..seconds / 30 {
            harness.pass(Duration::from_secs(30));
            harness.send(two, &crate::common::rt_frame(&echo));
            harness.frames(two);
        }
    };
    // The host's lobby connection is lost: nothing happens to the game until its reports are missing.
    harness.gone(one);
    alive(&mut harness, 60);
    assert_eq!(info(&mut harness, two, world).world_status, WorldStatus::STAGING);
    alive(&mut harness, 30);
    let end = info(&mut harness, two, world);
    assert!(end.status_code == Status::GAME_NOT_FOUND || end.world_status == WorldStatus::CLOSED);
    let three = enter(&mut harness, 3, "qwark");
    for goodbye in [true, false] {
        harness.send(three, &app(&own));
        let world = GameId(harness.answer::<lobby::CreateGameResponse>(three).medius_world_id);
        harness.send(three, &app(&report(world, "own", WorldStatus::STAGING)));
        if goodbye {
            harness.send(
                three,
                &app(&lobby::UpdateUserState { user_action: UserAction::LEFT_GAME_WORLD, ..Default::default() }),
            );
        }
        harness.send(three, &app(&lobby::EndGameReport { medius_world_id: world.0, ..Default::default() }));
        assert_eq!(info(&mut harness, two, world).world_status, WorldStatus::CLOSED);
    }
}
