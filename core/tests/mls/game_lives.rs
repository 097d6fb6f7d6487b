//! What becomes of games (MLS): how they end, who leaves them, and those that players host on their consoles.

use core::time::Duration;

use crate::common::games::{
    APP, from_mps, game, info, joining, make, peer_messages, play, report, seat, seen, sit, wanted,
};
use crate::common::players::{ask, create, enter, join, keys};
use crate::common::{Harness, address, app, id, nowhere};
use crate::game_lists::{list, names};
use crate::hosting::harness;
use clank_core::ids::{AccountId, DmeWorldId, GameId, SeatRequest};
use clank_core::mls::Mls;
use clank_core::peer::{JoinRequest, PeerMessage};
use clank_core::secret::Secret;
use clank_core::store::GameRow;
use clank_core::wire::{
    CallbackStatus as Status, GameHostType, NetAddress, NetAddressList, NetConnectionInfo, NetConnectionType,
    UserAction, WorldStatus, lobby, lobby_ext,
};

/// ST-41, ST-43, ST-47, MPS-6: staging, active, closed; a closed game is never reopened and goes a second after
/// it is empty; the game server hears of the end. The history keeps when that was, and who was there at the start: not
/// who was on his way.
#[test]
fn a_game_has_a_life() {
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let three = enter(&mut harness, 3, "al");
    let arena = game(&mut harness, one, "arena");
    play(&mut harness, one, 1, arena);
    play(&mut harness, two, 2, arena);
    harness.send(one, &app(&report(arena, "arena", WorldStatus::STAGING)));
    assert_eq!(sit(&mut harness, three, &joining(arena)).status_code, Status::SUCCESS);
    harness.pass(Duration::from_secs(5));
    harness.send(one, &app(&report(arena, "arena", WorldStatus::ACTIVE)));
    assert_eq!(harness.tables().games[&arena].players_at_start, [AccountId(1), AccountId(2)]);
    harness.pass(Duration::from_secs(5));
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
    let made = 1_099_353_600;
    let row = GameRow {
        game_id: arena,
        app_id: APP,
        name: "arena".into(),
        status: WorldStatus::CLOSED,
        host_type: GameHostType::CLIENT_SERVER_AUX_UDP,
        min_players: 1,
        max_players: 3,
        players: vec![],
        players_at_start: vec![AccountId(1), AccountId(2)],
        kind: [70, 50, 90],
        fields: [21, 22, 23, 0, 0, 0, 0, 0],
        stats: vec![6; 256],
        times: [Some(made), Some(made + 5), Some(made + 10)],
    };
    assert_eq!(harness.tables().game_history, [row]);
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
    // A guest who comes and goes does not end the wait for the host.
    let late = game(&mut harness, one, "late");
    play(&mut harness, two, 2, late);
    harness.pass(Duration::from_secs(5));
    seen(&mut harness, 2, late, false);
    harness.pass(Duration::from_millis(9_900));
    assert_eq!(info(&mut harness, two, late).world_status, WorldStatus::PENDING_CREATION);
    harness.pass(Duration::from_millis(200));
    assert_eq!(info(&mut harness, two, late).world_status, WorldStatus::CLOSED);
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

/// P2P-5, P2P-6, P2P-8, P2P-10: a game on the console of its maker: nobody is asked, his reports activate it and tell
/// how many play; joiners' addresses go to the host; it ends when its host says so, or 90 s after his last report.
#[test]
fn a_game_on_a_console() {
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let own = lobby::CreateGameRequest1 { game_host_type: GameHostType::PEER_TO_PEER, ..wanted("own") };
    let made: lobby::CreateGameResponse = ask(&mut harness, one, &own);
    let expected = lobby::CreateGameResponse { message_id: id("c"), medius_world_id: 2, ..Default::default() };
    assert_eq!(made, expected);
    assert!(peer_messages(&mut harness).is_empty());
    let world = GameId(made.medius_world_id);
    harness.send(one, &app(&report(world, "own", WorldStatus::STAGING)));
    let told = info(&mut harness, two, world);
    assert_eq!((told.player_count, told.game_host_type), (77, GameHostType::PEER_TO_PEER));
    harness.send(one, &app(&lobby::WorldReport0 { player_count: 1, ..report(world, "own", WorldStatus::STAGING) }));
    let mine = NetAddress::external(address(2));
    let addresses = NetAddressList { address_list: [mine, mine] };
    harness.send(two, &app(&lobby::JoinGameRequest { address_list: addresses, ..joining(world) }));
    let wish = JoinRequest {
        seat: SeatRequest(1),
        game: world,
        world_id: DmeWorldId(0),
        app_id: APP,
        account_id: AccountId(2),
        session_key: Secret::new(keys(2).0),
        access_key: Secret::new(keys(2).1),
        kind: NetConnectionType::PEER_TO_PEER_UDP,
        addresses,
    };
    assert_eq!(peer_messages(&mut harness), [PeerMessage::Seat(Box::new(wish))]);
    from_mps(&mut harness, PeerMessage::Seated { seat: SeatRequest(1), answer: Ok(Box::new(seat())) });
    let joined = lobby::JoinGameResponse {
        message_id: id("j"),
        game_host_type: GameHostType::PEER_TO_PEER,
        connect_info: NetConnectionInfo {
            kind: NetConnectionType::PEER_TO_PEER_UDP,
            world_id: world.0,
            server_key: seat().server_key,
            session_key: keys(2).0,
            access_key: *seat().access_key.expose(),
            ..nowhere()
        },
        ..Default::default()
    };
    assert_eq!(harness.answer::<lobby::JoinGameResponse>(two), joined);
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
    harness.pass(Duration::from_millis(29_900));
    assert_eq!(info(&mut harness, two, world).world_status, WorldStatus::STAGING);
    harness.pass(Duration::from_millis(200));
    assert_eq!(info(&mut harness, two, world).world_status, WorldStatus::CLOSED);
    harness.pass(Duration::from_millis(1_000));
    assert_eq!(info(&mut harness, two, world).status_code, Status::GAME_NOT_FOUND);
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
