//! How games are made and joined (MLS), up to the game servers, and what their members report.

use core::time::Duration;

use crate::common::games::{
    APP, config, from_mps, game, info, joining, make, peer_messages, play, report, seat, seen, sit, wanted,
};
use crate::common::players::{ask, bench_with, create, enter, enter_as, join, keys};
use crate::common::{Harness, app, id, nowhere};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, ChannelId, DmeWorldId, GameId, LocationId, SeatRequest};
use clank_core::mls::Mls;
use clank_core::peer::{JoinRequest, PeerMessage, WorldAddress, WorldFailure, WorldRequest};
use clank_core::secret::Secret;
use clank_core::settings::text_filter::TextFilter;
use clank_core::store::{BanKind, GameRow, OnlineRow};
use clank_core::titles::Title;
use clank_core::wire::{
    AccessKey, ApplicationType, CallbackStatus as Status, GameHostType, JoinType, MgclGameHostType, NameText,
    NetAddressList, NetConnectionInfo, NetConnectionType, PasswordText, PlainText, PlayerOnlineState, PlayerStatus,
    RsaKey, WorldAttributesType, WorldSecurityLevelType, WorldStatus, lobby, lobby_ext,
};

pub(crate) fn harness() -> Harness<Mls> {
    bench_with(&config())
}

/// MLS-85, MPS-2, ST-4, ST-6: in each of three forms a game gets the next id of the counter that channels have too; the
/// game server is told what it has to know, the location of its maker too, and the console hears of it when the world
/// is there. The maker is not in it yet.
#[test]
fn a_game_is_made() {
    type Told = lobby::CreateGameResponse;
    let oldest = lobby::CreateGameRequest0 {
        message_id: id("c"),
        application_id: 10684,
        min_players: 2,
        max_players: 4,
        game_level: 7,
        game_name: NameText::new("arena"),
        player_skill_level: 5,
        rules_set: 9,
        generic_field1: 11,
        generic_field2: 12,
        generic_field3: 13,
        game_host_type: MgclGameHostType(4),
        ..Default::default()
    };
    let old = lobby::CreateGameRequest1 { attributes: Some(WorldAttributesType(6)), ..wanted("arena") };
    let new = lobby_ext::CreateGameRequest {
        message_id: id("c"),
        application_id: 0,
        min_players: 2,
        max_players: 4,
        game_level: 7,
        game_name: NameText::new("arena"),
        player_skill_level: 5,
        rules_set: 9,
        generic_field1: 11,
        generic_field2: 12,
        generic_field3: 13,
        generic_field4: 14,
        generic_field5: 15,
        generic_field6: 16,
        generic_field7: 17,
        generic_field8: 18,
        game_host_type: GameHostType::CLIENT_SERVER_AUX_UDP,
        attributes: WorldAttributesType(7),
        ..Default::default()
    };
    let more = [14, 15, 16, 17, 18];
    for (request, attributes, more) in [(app(&oldest), 0, [0; 5]), (app(&old), 6, [0; 5]), (app(&new), 7, more)] {
        let mut harness = harness();
        let conn = enter(&mut harness, 1, "ratchet");
        let pick = lobby::PickLocationRequest { message_id: id("p"), location_id: 44, ..Default::default() };
        ask::<lobby::PickLocationResponse>(&mut harness, conn, &pick);
        let room = create(&mut harness, conn, "room", "", 9).medius_world_id;
        let game = GameId(room + 1);
        harness.send(conn, &request);
        assert!(harness.ids(conn).is_empty(), "waits for the game server");
        let world = WorldRequest { game, app_id: APP, location: LocationId(44), max_players: 4, attributes };
        assert_eq!(peer_messages(&mut harness), [PeerMessage::CreateWorld(Box::new(world))]);
        let world = WorldAddress { world_id: DmeWorldId(3), at: "10.0.0.7:10079".parse().expect("an address") };
        from_mps(&mut harness, PeerMessage::WorldCreated { game, world: Ok(world) });
        let made = Told { message_id: id("c"), medius_world_id: game.0, ..Default::default() };
        assert_eq!(harness.answer::<Told>(conn), made);
        // The same message again is nobody's.
        from_mps(&mut harness, PeerMessage::WorldCreated { game, world: Ok(world) });
        assert!(harness.ids(conn).is_empty() && peer_messages(&mut harness).is_empty());
        let [four, five, six, seven, eight] = more;
        let row = GameRow {
            game_id: game,
            app_id: APP,
            name: "arena".into(),
            status: WorldStatus::PENDING_CREATION,
            host_type: GameHostType::CLIENT_SERVER_AUX_UDP,
            min_players: 2,
            max_players: 4,
            players: vec![],
            players_at_start: vec![],
            kind: [7, 5, 9],
            fields: [11, 12, 13, four, five, six, seven, eight],
            stats: vec![0; 256],
            times: [Some(1_099_353_600), None, None],
        };
        assert_eq!(harness.tables().games[&game], row);
        assert_eq!(info(&mut harness, conn, game).player_count, 0);
    }
}

/// MLS-170, MAS-10, MPS-2: a console that says where it is, with how it writes, plays there; who only says how it
/// writes stays where he was.
#[test]
fn games_are_where_their_makers_are() {
    let mut harness = harness();
    let conn = enter(&mut harness, 1, "ratchet");
    let told = lobby::SetLocalizationParamsResponse { message_id: id("l"), ..Default::default() };
    let here = lobby_ext::SetLocalizationParamsRequest1 { message_id: id("l"), location_id: 44, ..Default::default() };
    assert_eq!(ask::<lobby::SetLocalizationParamsResponse>(&mut harness, conn, &here), told);
    let nowhere = lobby::SetLocalizationParamsRequest { message_id: id("l"), ..Default::default() };
    assert_eq!(ask::<lobby::SetLocalizationParamsResponse>(&mut harness, conn, &nowhere), told);
    harness.send(conn, &app(&wanted("arena")));
    let world = WorldRequest { game: GameId(2), app_id: APP, location: LocationId(44), max_players: 4, attributes: 0 };
    assert_eq!(peer_messages(&mut harness), [PeerMessage::CreateWorld(Box::new(world))]);
}

/// MLS-85: every way to be refused, and what each game server's answer means; a name is free again when the game is
/// over, or its host is out of it.
#[test]
fn games_are_refused() {
    let mut harness = bench_with(&Config { text_filter: TextFilter::of("nefarious").expect("sound"), ..config() });
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    type Told = lobby::CreateGameResponse;
    let refused = |status_code| Told { message_id: id("c"), status_code, medius_world_id: -1, ..Default::default() };
    assert_eq!(make(&mut harness, one, &wanted("Dr Nefarious")), refused(Status::FAIL));
    let arena = game(&mut harness, one, "arena");
    assert_eq!(make(&mut harness, two, &wanted("arena")), refused(Status::GAME_NAME_EXISTS));
    for (failure, status) in [
        (WorldFailure::NoServer, Status::EXCEEDS_MAX_WORLDS),
        (WorldFailure::Refused, Status::FAIL),
        (WorldFailure::Lost, Status::DME_ERROR),
    ] {
        harness.send(two, &app(&wanted("other")));
        let [PeerMessage::CreateWorld(message)] = &peer_messages(&mut harness)[..] else { panic!("one message") };
        from_mps(&mut harness, PeerMessage::WorldCreated { game: message.game, world: Err(failure) });
        assert_eq!(harness.answer::<Told>(two), refused(status));
        assert!(!harness.tables().games.contains_key(&message.game), "nothing is left of it");
    }
    // T-DME: no answer within 10 s.
    harness.send(two, &app(&wanted("silent")));
    harness.pass(Duration::from_millis(9_900));
    assert!(harness.ids(two).is_empty());
    harness.pass(Duration::from_millis(200));
    assert_eq!(harness.answer::<Told>(two), refused(Status::DME_ERROR));
    // Its world comes too late: it is given back.
    let world = WorldAddress { world_id: DmeWorldId(3), at: "10.0.0.7:10079".parse().expect("an address") };
    peer_messages(&mut harness);
    from_mps(&mut harness, PeerMessage::WorldCreated { game: GameId(4711), world: Ok(world) });
    assert_eq!(peer_messages(&mut harness), [PeerMessage::EndWorld { game: GameId(4711) }]);
    // The host goes elsewhere: the name is free, while another goes on to play.
    let three = enter(&mut harness, 3, "al");
    play(&mut harness, one, 1, arena);
    play(&mut harness, three, 3, arena);
    assert_eq!(make(&mut harness, two, &wanted("arena")), refused(Status::GAME_NAME_EXISTS));
    seen(&mut harness, 1, arena, false);
    assert_eq!(info(&mut harness, two, arena).player_count, 1);
    assert_eq!(make(&mut harness, two, &wanted("arena")).status_code, Status::SUCCESS);
    let mut alone = bench_with(&Config { mps: None, ..config() });
    let conn = enter(&mut alone, 1, "ratchet");
    alone.send(conn, &app(&wanted("arena")));
    assert_eq!(alone.answer::<Told>(conn), refused(Status::EXCEEDS_MAX_WORLDS));
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
        let wish = JoinRequest {
            seat: SeatRequest(1),
            game: arena,
            world_id: DmeWorldId(3),
            app_id,
            account_id: AccountId(1),
            session_key: Secret::new(keys(1).0),
            access_key: Secret::new(keys(1).1),
            kind,
            addresses: NetAddressList::default(),
        };
        assert_eq!(peer_messages(&mut harness), [PeerMessage::Seat(Box::new(wish))]);
        from_mps(&mut harness, PeerMessage::Seated { seat: SeatRequest(1), answer: Ok(Box::new(seat())) });
        let joined = lobby::JoinGameResponse {
            message_id: id("j"),
            game_host_type: GameHostType::CLIENT_SERVER_AUX_UDP,
            connect_info: NetConnectionInfo {
                kind,
                address_list: seat().addresses,
                world_id: 3,
                // His link to the lobby is in clear, and so is the one to the game server (ST-14).
                server_key: RsaKey::default(),
                session_key: keys(1).0,
                access_key: AccessKey::new("the DME's"),
                ..nowhere()
            },
            ..Default::default()
        };
        assert_eq!(harness.answer::<lobby::JoinGameResponse>(conn), joined);
        // The same answer again is nobody's.
        from_mps(&mut harness, PeerMessage::Seated { seat: SeatRequest(1), answer: Ok(Box::new(seat())) });
        assert!(harness.ids(conn).is_empty());
    }
}

/// MLS-86: a player needs the password of players, a spectator that of spectators, and that of players where there is
/// none of his own; whatever else one may join as is a player. The maker needs none.
#[test]
fn passwords_of_games() {
    for (spectators, join_type, password, expected) in [
        ("", Some(JoinType::PLAYER), "", Status::INVALID_PASSWORD),
        ("", Some(JoinType::PLAYER), "Key", Status::INVALID_PASSWORD),
        ("", Some(JoinType::PLAYER), "key", Status::SUCCESS),
        ("", Some(JoinType::SPECTATOR), "", Status::INVALID_PASSWORD),
        ("", Some(JoinType::SPECTATOR), "key", Status::SUCCESS),
        ("look", Some(JoinType::SPECTATOR), "key", Status::INVALID_PASSWORD),
        ("look", Some(JoinType::SPECTATOR), "look", Status::SUCCESS),
        ("look", Some(JoinType::PLAYER), "look", Status::INVALID_PASSWORD),
        ("look", Some(JoinType(2)), "look", Status::INVALID_PASSWORD),
        ("look", Some(JoinType(77)), "key", Status::SUCCESS),
    ] {
        let mut harness = harness();
        let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
        let locked = lobby::CreateGameRequest1 {
            game_password: PasswordText::new("key"),
            spectator_password: Some(PasswordText::new(spectators)),
            ..wanted("locked")
        };
        let locked = GameId(make(&mut harness, one, &locked).medius_world_id);
        let request =
            lobby::JoinGameRequest { join_type, game_password: PasswordText::new(password), ..joining(locked) };
        assert_eq!(sit(&mut harness, two, &request).status_code, expected, "{spectators} {join_type:?} {password}");
        assert_eq!(sit(&mut harness, one, &joining(locked)).status_code, Status::SUCCESS, "its maker");
        // The oldest form names no kind: it is a player's.
        let oldest = lobby::JoinGameRequest0 { message_id: id("j"), medius_world_id: locked.0, ..Default::default() };
        let refused: lobby::JoinGameResponse = ask(&mut harness, two, &oldest);
        assert_eq!(refused.status_code, Status::INVALID_PASSWORD);
    }
}

/// MLS-86: the checks in their order, the failures of a game server, and -1 for any game.
#[test]
fn joins_are_refused() {
    let refused = |status_code| lobby::JoinGameResponse {
        message_id: id("j"),
        status_code,
        connect_info: nowhere(),
        ..Default::default()
    };
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let status = |harness: &mut Harness<Mls>, conn, request: &lobby::JoinGameRequest| {
        let told = sit(harness, conn, request);
        if told.status_code != Status::SUCCESS {
            assert_eq!(told, refused(told.status_code));
        }
        told.status_code
    };
    assert_eq!(status(&mut harness, two, &joining(GameId(4711))), Status::GAME_NOT_FOUND);
    let secret =
        lobby::CreateGameRequest1 { game_password: PasswordText::new("key"), max_players: 1, ..wanted("secret") };
    let secret = GameId(make(&mut harness, one, &secret).medius_world_id);
    assert_eq!(status(&mut harness, two, &joining(secret)), Status::INVALID_PASSWORD);
    let right = lobby::JoinGameRequest { game_password: PasswordText::new("key"), ..joining(secret) };
    assert_eq!(status(&mut harness, one, &right), Status::SUCCESS);
    seen(&mut harness, 1, secret, true);
    assert_eq!(status(&mut harness, two, &joining(secret)), Status::INVALID_PASSWORD, "before it is full");
    assert_eq!(status(&mut harness, two, &right), Status::WORLD_IS_FULL);
    let three = enter(&mut harness, 3, "qwark");
    let open = game(&mut harness, three, "open");
    for (failure, told) in [
        (WorldFailure::Refused, Status::REQUEST_DENIED),
        (WorldFailure::Full, Status::WORLD_IS_FULL),
        (WorldFailure::Lost, Status::DME_ERROR),
    ] {
        harness.send(two, &app(&joining(open)));
        let [PeerMessage::Seat(message)] = &peer_messages(&mut harness)[..] else { panic!("one message") };
        from_mps(&mut harness, PeerMessage::Seated { seat: message.seat, answer: Err(failure) });
        assert_eq!(harness.answer::<lobby::JoinGameResponse>(two), refused(told));
    }
    harness.send(two, &app(&joining(open)));
    harness.pass(Duration::from_millis(9_900));
    assert!(harness.ids(two).is_empty());
    harness.pass(Duration::from_millis(200));
    assert_eq!(harness.answer::<lobby::JoinGameResponse>(two), refused(Status::DME_ERROR));
    // Any game: only one that is on the list.
    assert_eq!(status(&mut harness, two, &joining(GameId(-1))), Status::GAME_NOT_FOUND);
    harness.tables().put_ban(BanKind::Account, 2);
    assert_eq!(status(&mut harness, two, &joining(open)), Status::FAIL);
    assert!(peer_messages(&mut harness).is_empty(), "no game server hears of it");
    let mut store = harness.store.take().expect("a store");
    harness.send(three, &app(&joining(open)));
    harness.pass(Duration::from_secs(4));
    assert_eq!(harness.answer::<lobby::JoinGameResponse>(three), refused(Status::DB_ERROR));
    harness.serve(&mut store);
}

/// MLS-86: any game that is on the list and has room will do for -1; a game that is over is told after a wrong password
/// and after its last place; a title may close a game that has begun.
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
    let three = enter(&mut harness, 3, "qwark");
    let full = lobby::WorldReport0 { max_players: 1, ..report(arena, "arena", WorldStatus::STAGING) };
    harness.send(one, &app(&full));
    assert_eq!(sit(&mut harness, three, &joining(GameId(-1))).status_code, Status::GAME_NOT_FOUND);
    let locked = lobby::CreateGameRequest1 { game_password: PasswordText::new("key"), ..wanted("locked") };
    let locked = GameId(make(&mut harness, two, &locked).medius_world_id);
    let right = lobby::JoinGameRequest { game_password: PasswordText::new("key"), ..joining(locked) };
    assert_eq!(sit(&mut harness, two, &right).status_code, Status::SUCCESS);
    seen(&mut harness, 2, locked, true);
    harness.send(two, &app(&report(locked, "locked", WorldStatus::STAGING)));
    let any = lobby::JoinGameRequest { game_password: PasswordText::new("key"), ..joining(GameId(-1)) };
    assert_eq!(sit(&mut harness, three, &any).connect_info.access_key, *seat().access_key.expose());
    seen(&mut harness, 3, locked, true);
    let full = lobby::WorldReport0 { max_players: 2, ..report(locked, "locked", WorldStatus::CLOSED) };
    harness.send(two, &app(&full));
    let four = enter(&mut harness, 4, "al");
    assert_eq!(sit(&mut harness, four, &joining(locked)).status_code, Status::INVALID_PASSWORD);
    assert_eq!(sit(&mut harness, four, &right).status_code, Status::WORLD_IS_FULL);
    seen(&mut harness, 3, locked, false);
    assert_eq!(sit(&mut harness, four, &right).status_code, Status::GAME_NOT_FOUND);
}

/// ST-25, ST-26, ST-44, MPS-5, MLS-34, MLS-42: a player is in the game when its server saw him there, stays a member of
/// his room meanwhile, and the store hears of it; when the server sees him go he is back in the lobby.
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
    let chatting = PlayerOnlineState {
        connect_status: PlayerStatus::PLAYER_IN_CHAT_WORLD,
        medius_lobby_world_id: room,
        lobby_name: NameText::new("room"),
        ..Default::default()
    };
    let playing = PlayerOnlineState {
        connect_status: PlayerStatus::PLAYER_IN_GAME_WORLD,
        medius_game_world_id: arena.0,
        game_name: NameText::new("arena"),
        ..chatting.clone()
    };
    let row = |game_id: Option<GameId>| OnlineRow {
        account_id: AccountId(1),
        app_id: APP,
        logged_in: true,
        channel_id: Some(ChannelId(room)),
        game_id,
        game_name: game_id.map(|_| "arena".into()),
    };
    assert_eq!(state(&mut harness), chatting);
    let total = lobby::GetTotalUsersRequest { message_id: id("t"), application_id: 10684, ..Default::default() };
    let told = lobby::GetTotalUsersResponse { message_id: id("t"), total_in_system: 2, ..Default::default() };
    assert_eq!(ask::<lobby::GetTotalUsersResponse>(&mut harness, two, &total), told);
    assert_eq!(info(&mut harness, two, arena).player_count, 0);
    seen(&mut harness, 1, arena, true);
    assert_eq!(state(&mut harness), playing);
    assert_eq!(info(&mut harness, two, arena).player_count, 1);
    assert_eq!(harness.tables().online[&AccountId(1)], row(Some(arena)));
    assert_eq!(harness.tables().games[&arena].players, [AccountId(1)]);
    let find = lobby::FindPlayerRequest {
        message_id: id("f"),
        search_type: clank_core::wire::PlayerSearchType(1),
        name: NameText::new("ratchet"),
        ..Default::default()
    };
    let found = lobby::FindPlayerResponse {
        message_id: id("f"),
        application_id: 10684,
        application_name: PlainText::new("RATCHET3_4"),
        application_type: ApplicationType::APP_TYPE_GAME,
        medius_world_id: arena.0,
        account_id: 1,
        account_name: NameText::new("ratchet"),
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(ask::<lobby::FindPlayerResponse>(&mut harness, two, &find), found);
    let told = lobby::GetTotalUsersResponse {
        message_id: id("t"),
        total_in_system: 2,
        total_in_game: 1,
        ..Default::default()
    };
    assert_eq!(ask::<lobby::GetTotalUsersResponse>(&mut harness, two, &total), told);
    // What a server says of a game where he is not is nothing to him.
    seen(&mut harness, 1, GameId(4711), false);
    assert_eq!(state(&mut harness), playing);
    seen(&mut harness, 1, arena, false);
    assert_eq!(state(&mut harness), chatting);
    assert_eq!(harness.tables().online[&AccountId(1)], row(None));
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
    let row = GameRow {
        game_id: arena,
        app_id: APP,
        name: "[IG] arena".into(),
        status: WorldStatus::STAGING,
        host_type: GameHostType::CLIENT_SERVER_AUX_UDP,
        min_players: 1,
        max_players: 3,
        players: vec![AccountId(1)],
        players_at_start: vec![],
        kind: [70, 50, 90],
        fields: [21, 22, 23, 0, 0, 0, 0, 0],
        stats: vec![6; 256],
        times: [Some(1_099_353_600), None, None],
    };
    assert_eq!(harness.tables().games[&arena], row);
    assert_eq!(info(&mut harness, two, arena).player_count, 1);
    assert_eq!(harness.faults(), ["ST-40", "ST-40"]);
    // The longer form has eight fields, and the shorter one leaves the other five as they are.
    let longer = lobby_ext::WorldReport {
        medius_world_id: arena.0,
        generic_field4: 24,
        generic_field8: 28,
        world_status: WorldStatus::STAGING,
        ..Default::default()
    };
    harness.send(one, &app(&longer));
    assert_eq!(harness.tables().games[&arena].fields, [0, 0, 0, 24, 0, 0, 0, 28]);
    harness.send(one, &app(&report(arena, "[IG] arena", WorldStatus::STAGING)));
    assert_eq!(harness.tables().games[&arena].fields, [21, 22, 23, 24, 0, 0, 0, 28]);
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
        let told = lobby::GetWorldSecurityLevelResponse {
            message_id: id("s"),
            status_code: status,
            medius_world_id: world.0,
            app_type: ApplicationType::APP_TYPE_GAME,
            security_level: WorldSecurityLevelType(level),
            ..Default::default()
        };
        assert_eq!(harness.answer::<lobby::GetWorldSecurityLevelResponse>(conn), told);
    }
}
