//! What an MPS orders of a game server over a network, and what that answers and tells.

use core::time::Duration;

use crate::common::games::{self, joining, play, sit};
use crate::common::players::enter;
use crate::common::servers::{
    enlist, make_over, mps, no_world, notification, orders, peer_messages, register, seen, want_seat, want_world, word,
    world_asked, world_is, world_wanted,
};
use crate::common::worlds::{Member, Speech, announce, dme, ids, session_of, settle, words, world};
use crate::common::{Harness, app, clear, id, rt_frame};
use crate::mgcl::{
    at_the_mps, away, from_server, inside, known, made, messages, registered, said, seat, shard, upstream,
};
use clank_core::ids::{AccountId, AppId, DmeWorldId, GameId, LocationId, SeatRequest};
use clank_core::limits::Limit;
use clank_core::machine::{Event, Input};
use clank_core::mls::Mls;
use clank_core::peer::FromServer;
use clank_core::peer::{PeerMessage, WorldFailure};
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{MessageId, MgclErrorCode as Code, RtId, WorldStatus, lobby, report};
use proptest::prelude::*;

/// MGCL-3: the MPS puts a short counter into MessageID and nothing else, whatever is asked; a game server gives back
/// what it got, all 20 characters of it, as HZ's MPS makes them, and does not look into it.
#[test]
fn message_ids() {
    let mut harness = mps();
    let conn = enlist(&mut harness, 1, AppId(0), LocationId(0));
    for number in 1..=12 {
        want_world(&mut harness, GameId(1_000_000 + number), AppId(10684), LocationId(0));
        let asked = world_asked(&mut harness, conn);
        assert_eq!(asked.message_id, id(&number.to_string()));
        harness.send(conn, &world_is(&asked, DmeWorldId(number)));
    }
    peer_messages(&mut harness);
    want_seat(&mut harness, SeatRequest(u64::MAX), GameId(1_000_003));
    assert_eq!(harness.answer::<report::ServerJoinGameRequest>(conn).message_id, id("13"));

    let (mut harness, conn) = registered();
    for text in ["1234-1000-abcdefghij", "-", "", "00000000000000000007", "1"] {
        let message_id = id(text);
        let order = report::ServerCreateGameWithAttributesRequest { message_id, max_clients: 8, ..Default::default() };
        harness.send(conn, &from_server(&order));
        let made: report::ServerCreateGameWithAttributesResponse = said(&mut harness, conn);
        assert_eq!((made.message_id, made.confirmation), (message_id, Code::SUCCESS));
        let world_id = made.world_id;
        harness.send(conn, &seat(message_id, DmeWorldId(world_id), 1));
        assert_eq!(said::<report::ServerJoinGameResponse>(&mut harness, conn).message_id, message_id);
        harness.send(conn, &seat(message_id, DmeWorldId(-5), 2));
        assert_eq!(said::<report::ServerJoinGameResponse>(&mut harness, conn).message_id, message_id);
        let status = report::ServerWorldStatusRequest { message_id, world_id, ..Default::default() };
        harness.send(conn, &from_server(&status));
        assert_eq!(said::<report::ServerWorldStatusResponse>(&mut harness, conn).message_id, message_id);
        let end = report::ServerEndGameRequest { message_id, world_id, ..Default::default() };
        harness.send(conn, &from_server(&end));
        // Who was announced will not come any more, and then the answer.
        let told = messages(&mut harness, conn);
        assert_eq!((told.len(), &told[0][..2], &told[1][..2]), (2, &[3, 0x1c][..], &[3, 0x0c][..]));
        assert_eq!(MessageId::exact(told[1][2..23].try_into().expect("21 bytes")), message_id);
    }
}

/// MGCL-4: who plays is told by the server's number of the world and the player's key, of each server by itself: two
/// servers have worlds of one number. What comes twice, or of somebody or some game that is not known, changes nothing.
#[test]
fn membership() {
    let mut harness = mps();
    let (one, two) =
        (enlist(&mut harness, 1, AppId(0), LocationId(0)), enlist(&mut harness, 2, AppId(0), LocationId(0)));
    make_over(&mut harness, one, GameId(70), DmeWorldId(5));
    make_over(&mut harness, two, GameId(71), DmeWorldId(5));
    for (conn, game) in [(one, 70), (two, 71), (one, 70)] {
        harness.send(conn, &notification(DmeWorldId(5), 9, 1));
        assert_eq!(peer_messages(&mut harness), [seen(GameId(game), 9, true)]);
        harness.send(conn, &notification(DmeWorldId(6), 9, 1));
        assert_eq!(peer_messages(&mut harness), []);
    }

    let mut harness: Harness<Mls> = crate::common::players::bench_with(&games::config());
    let (first, second) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let (arena, other) = (games::game(&mut harness, first, "arena"), games::game(&mut harness, second, "other"));
    assert_eq!(sit(&mut harness, first, &joining(arena)).status_code.0, 0);
    let count = |harness: &mut Harness<Mls>| [arena, other].map(|game| games::info(harness, second, game).player_count);
    for (player, game, connected, expected) in [
        (9, arena, true, [0, 0]),
        (1, other, true, [0, 0]),
        (1, GameId(4711), true, [0, 0]),
        (2, arena, true, [0, 0]),
        (1, arena, true, [1, 0]),
        (1, arena, true, [1, 0]),
        (1, other, false, [1, 0]),
        (2, arena, false, [1, 0]),
        (9, arena, false, [1, 0]),
        (1, arena, false, [0, 0]),
        (1, arena, false, [0, 0]),
    ] {
        games::seen(&mut harness, player, game, connected);
        assert_eq!(count(&mut harness), expected, "{player} {game} {connected}");
    }
}

/// MPS-5: a player is found by his key as text: what stands behind its end is nothing.
#[test]
fn keys_are_text() {
    let mut harness = mps();
    let conn = enlist(&mut harness, 1, AppId(0), LocationId(0));
    make_over(&mut harness, conn, GameId(70), DmeWorldId(5));
    let mut notice = vec![3, 0x1c, 1, 0, 0, 0, 5, 0, 0, 0];
    notice.extend(b"session1\0rubbish!\xff\xff\xff");
    assert_eq!(notice.len(), 2 + 28);
    harness.send(conn, &clear(rt::ClientAppToServer::ID, &notice));
    let told = peer_messages(&mut harness);
    assert_eq!(told, [seen(GameId(70), 1, true)]);

    let mut lobby: Harness<Mls> = crate::common::players::bench_with(&games::config());
    let player = enter(&mut lobby, 1, "ratchet");
    let arena = games::game(&mut lobby, player, "arena");
    sit(&mut lobby, player, &joining(arena));
    let Some(PeerMessage::Seen { session_key, connected, .. }) = told.into_iter().next() else { panic!("one message") };
    games::from_mps(&mut lobby, PeerMessage::Seen { game: arena, session_key, connected });
    assert_eq!(games::info(&mut lobby, player, arena).player_count, 1);
}

/// MGCL-5: a game closes when nobody is in it any more and its host was in it once, or 15 seconds after it was
/// made; it goes, and its world is told to, a second later. Who leaves is in the lobby again.
#[test]
fn games_close() {
    let mut harness: Harness<Mls> = crate::common::players::bench_with(&games::config());
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let status = |harness: &mut Harness<Mls>, game| games::info(harness, two, game).world_status;
    let gone = |harness: &mut Harness<Mls>, game| {
        assert_eq!(status(harness, game), WorldStatus::CLOSED);
        harness.pass(Duration::from_millis(900));
        assert_eq!((status(harness, game), games::peer_messages(harness)), (WorldStatus::CLOSED, vec![]));
        harness.pass(Duration::from_millis(200));
        assert_eq!(games::peer_messages(harness), [PeerMessage::EndWorld { game }]);
        assert_ne!(games::info(harness, two, game).status_code.0, 0);
    };
    let hosted = games::game(&mut harness, one, "hosted");
    play(&mut harness, one, 1, hosted);
    assert_eq!(harness.tables().online[&AccountId(1)].game_id, Some(hosted));
    games::seen(&mut harness, 1, hosted, false);
    assert_eq!(harness.tables().online[&AccountId(1)].game_id, None);
    gone(&mut harness, hosted);
    // Only a guest was in it, and left: it waits for its host.
    let waiting = games::game(&mut harness, one, "waiting");
    play(&mut harness, two, 2, waiting);
    games::seen(&mut harness, 2, waiting, false);
    harness.pass(Duration::from_millis(14_950));
    assert_ne!(status(&mut harness, waiting), WorldStatus::CLOSED);
    harness.pass(Duration::from_millis(100));
    gone(&mut harness, waiting);
    let next = games::game(&mut harness, one, "next");
    play(&mut harness, one, 1, next);
    play(&mut harness, two, 2, next);
    games::seen(&mut harness, 1, next, false);
    assert_ne!(status(&mut harness, next), WorldStatus::CLOSED, "somebody is in it");
    games::seen(&mut harness, 2, next, false);
    gone(&mut harness, next);
}

/// MGCL-7, ST-5, TQ-18: among the servers of the title, or of all, that of the player's location with the fewest
/// worlds; without one there, the fewest worlds anywhere; of equals, the fewest players. Worlds are counted as they are
/// wanted, made and ended, not as they are reported.
#[test]
fn the_choice() {
    /// Servers: title and location. Wishes: title and location, and the server that gets it.
    type Case = (&'static [(u32, i32)], &'static [(u32, i32, Option<u16>)]);
    let cases: [Case; 5] = [
        (&[(0, 0), (0, 0), (0, 0)], &[(1, 0, Some(0)), (1, 0, Some(1)), (1, 0, Some(2)), (1, 0, Some(0))]),
        (
            &[(2, 0), (1, 0), (0, 0)],
            &[(1, 0, Some(1)), (1, 0, Some(2)), (2, 0, Some(0)), (3, 0, Some(2)), (1, 0, Some(1))],
        ),
        (&[(2, 0)], &[(1, 0, None)]),
        // The location first, whatever there is elsewhere.
        (
            &[(0, 5), (0, 6), (0, 6)],
            &[(1, 5, Some(0)), (1, 5, Some(0)), (1, 5, Some(0)), (1, 6, Some(1)), (1, 6, Some(2))],
        ),
        (
            &[(0, 5), (0, 6), (1, 6)],
            &[(1, 7, Some(0)), (1, 7, Some(1)), (1, 7, Some(2)), (2, 7, Some(0)), (2, 6, Some(1))],
        ),
    ];
    for (number, (servers, wishes)) in cases.into_iter().enumerate() {
        let mut harness = mps();
        for (shard, (app_id, location)) in (0..).zip(servers) {
            register(&mut harness, shard, AppId(*app_id), LocationId(*location));
        }
        for (game, (app_id, location, chosen)) in (1..).zip(wishes) {
            want_world(&mut harness, GameId(game), AppId(*app_id), LocationId(*location));
            let Some(shard) = *chosen else {
                assert_eq!(peer_messages(&mut harness), [no_world(GameId(game), WorldFailure::NoServer)]);
                continue;
            };
            assert!(!orders(&mut harness, shard).is_empty(), "case {number}, game {game}");
        }
    }
    let mut harness = mps();
    (0..2).for_each(|shard| register(&mut harness, shard, AppId(0), LocationId(0)));
    for game in 1..=6 {
        want_world(&mut harness, GameId(game), AppId(1), LocationId(0));
        let shard = u16::try_from(game - 1).expect("few") % 2;
        let request = world_wanted(&mut harness, shard);
        word(&mut harness, shard, FromServer::WorldCreated { request, world: Ok(DmeWorldId(game)) });
        // What it says of its worlds may be old.
        let load = clank_core::peer::Load { worlds: 50 - 10 * i16::try_from(game).expect("few"), ..Default::default() };
        word(&mut harness, shard, FromServer::Load(load));
    }
    // 1, 3 and 5 are on the first.
    for game in [2, 4] {
        crate::common::servers::from_mls(&mut harness, PeerMessage::EndWorld { game: GameId(game) });
    }
    orders(&mut harness, 1);
    want_world(&mut harness, GameId(7), AppId(1), LocationId(0));
    let request = world_wanted(&mut harness, 1);
    word(&mut harness, 1, FromServer::WorldCreated { request, world: Err(Code::UNSUCCESSFUL) });
    want_world(&mut harness, GameId(8), AppId(1), LocationId(0));
    world_wanted(&mut harness, 1);
    want_world(&mut harness, GameId(9), AppId(1), LocationId(0));
    world_wanted(&mut harness, 1);
}

/// MGCL-9: a player is put out on the order of 32 bytes: he gets the notice of his version, and the lobby hears that he
/// went; a player who is not there is none. The MPS is not told anything else. How a world is, is answered with 40
/// bytes; orders that nobody gives any more are not acted on, and the link stays.
#[test]
fn orders_that_few_give() {
    let (mut harness, conn) = registered();
    let world = made(&mut harness, conn, 70);
    for number in [1, 2] {
        inside(&mut harness, conn, world, number);
    }
    let mut newcomer = {
        harness.send(conn, &seat(id("6"), world, 3));
        harness.frames(conn);
        harness.send(conn, &seat(id("6"), world, 3));
        let granted: report::ServerJoinGameResponse = said(&mut harness, conn);
        let mut member = Member::dial(&mut harness, world, 3, Speech::Clear110);
        member.open(&mut harness, granted.access_key);
        member.accept(&mut harness);
        member.ready(&mut harness);
        member
    };
    settle(&mut harness);
    let disconnect = |world: i32, index: i32| {
        let mut order = vec![3, 0x1e];
        order.resize(2 + 24, 0);
        order.extend(world.to_le_bytes());
        order.extend(index.to_le_bytes());
        clear(rt::ServerApp::ID, &order)
    };
    for (world, index) in
        [(world, 3), (world, -1), (world, 0x1_0000), (DmeWorldId(world.0 + 1), 0), (DmeWorldId(-1), 0)]
    {
        harness.send(conn, &disconnect(world.0, index));
        assert!(
            harness.sent.is_empty() && harness.closed.iter().all(|(closed, _)| closed.index >= 1000),
            "{world} {index}"
        );
    }
    harness.send(conn, &disconnect(world.0, 0));
    assert!(harness.is_closed(crate::common::conn(1)));
    let gone: report::ServerConnectNotification = said(&mut harness, conn);
    assert_eq!((gone.connect_event_type.0, gone.medius_world_uid), (0, world.0.cast_unsigned()));
    assert!(gone.player_session_key == session_of(1));
    newcomer.heard(&mut harness);
    harness.send(conn, &disconnect(world.0, 2));
    assert_eq!(ids(&newcomer.heard(&mut harness)), [rt::ClientDisconnectWithReason::ID]);
    assert!(said::<report::ServerConnectNotification>(&mut harness, conn).player_session_key == session_of(3));

    for (number, active, confirmation) in [(world, 1, 0_u8), (DmeWorldId(world.0 + 1), 0, 0xf3)] {
        let mut order = vec![3, 0x0d, b'9'];
        order.resize(2 + 24, 0);
        order.extend(number.0.to_le_bytes());
        harness.send(conn, &clear(rt::ServerApp::ID, &order));
        let mut expected = vec![3, 0x0e, b'9'];
        expected.resize(2 + 24, 0);
        let app_id = if active == 1 { 10684_i32 } else { 0 };
        for number in [app_id, 8 * active, active] {
            expected.extend(number.to_le_bytes());
        }
        expected.extend([confirmation, 0, 0, 0]);
        assert_eq!(messages(&mut harness, conn), [expected]);
    }
    for order in [
        from_server(&report::ServerCreateGameRequest::default()),
        from_server(&report::ServerConnectGamesRequest::default()),
        clear(rt::ServerApp::ID, &[3, 0x77]),
        clear(rt::ServerApp::ID, &[1, 7, 0, 0]),
    ] {
        harness.send(conn, &order);
        assert!(messages(&mut harness, conn).is_empty());
        assert_eq!(harness.faults().last(), Some(&"MGCL-9"));
    }
    harness.send(conn, &clear(rt::ServerApp::ID, &[3, 0x18, 1, 2, 3]));
    assert_eq!(harness.faults().len(), 5);
    assert_eq!(upstream(&harness), [true]);
    let notice = report::ServerDisconnectPlayerRequest::default();
    let mut harness = mps();
    let conn = enlist(&mut harness, 1, AppId(0), LocationId(0));
    harness.send(conn, &app(&notice));
    assert!(harness.ids(conn).is_empty() && peer_messages(&mut harness).is_empty());
}

/// MGCL-3: no more orders wait for their answers than the settings allow; one more is not acted on.
#[test]
fn orders_that_wait() {
    let mut config = away();
    config.limits.orders = 2;
    // Seats wait for sockets of their own.
    config.dme.client_ports = Some(51_000);
    let mut harness = shard(&config);
    let conn = at_the_mps(&mut harness, 1000);
    harness.send(conn, &known(Code::SUCCESS));
    harness.frames(conn);
    let world = made(&mut harness, conn, 70);
    for number in 1..=3 {
        harness.send(conn, &seat(id(&format!("seat {number}")), world, number));
    }
    assert_eq!((harness.binds.len(), messages(&mut harness, conn).len()), (2, 0));
    assert!(harness.events.contains(&Event::Limited { limit: Limit::Orders, conn: None }));
    let (request, local) = harness.binds.remove(0);
    harness.input(Input::Bound { request, socket: clank_core::ids::SocketId(9), local });
    assert_eq!(said::<report::ServerJoinGameResponse>(&mut harness, conn).message_id, id("seat 1"));
    harness.send(conn, &seat(id("seat 3"), world, 3));
    assert_eq!(harness.binds.len(), 2);
}

/// Who is in a world is told when his datagrams may come, and not before; that he went, when his connection is
/// lost, or he said so. That a world is there is the answer
/// to the order for it, and it goes when nobody is in it.
#[test]
fn what_a_game_server_tells() {
    let mut harness = dme();
    let one = world(&mut harness, GameId(70), 8);
    let seen = |words: &[FromServer]| -> Vec<(DmeWorldId, String, bool)> {
        let seen = words.iter().map(|word| match word {
            FromServer::Seen { world_id, session_key, connected } => {
                (*world_id, session_key.expose().to_text(), *connected)
            }
            other => panic!("{other:?}"),
        });
        seen.collect()
    };
    let granted = announce(&mut harness, one, 1).expect("a seat");
    let mut first = Member::dial(&mut harness, one, 1, Speech::Clear);
    first.open(&mut harness, *granted.access_key.expose());
    first.accept(&mut harness);
    assert_eq!(seen(&words(&mut harness)), []);
    first.ready(&mut harness);
    assert_eq!(seen(&words(&mut harness)), [(one, "session1".into(), true)]);
    let second = Member::join(&mut harness, one, 2, Speech::Clear);
    words(&mut harness);
    harness.gone(first.conn);
    assert_eq!(seen(&words(&mut harness)), [(one, "session1".into(), false)]);
    harness.pass(Duration::from_secs(20));
    let gone = Event::WorldGone { game: GameId(70), world_id: one };
    assert!(!harness.events.contains(&gone), "somebody is in it");
    harness.send(second.conn, &rt_frame(&rt::ClientDisconnect::default()));
    assert_eq!(seen(&words(&mut harness)), [(one, "session2".into(), false)]);
    harness.pass(Duration::from_secs(1));
    assert!(harness.events.contains(&gone));
}

/// A game server asks the store for nothing and writes nothing to it, in the whole life of a game; the lobby
/// does, from the game's beginning to its end.
#[test]
fn game_servers_have_no_store() {
    let mut harness = dme();
    let world = world(&mut harness, GameId(70), 8);
    let [one, two] = Member::join_all(&mut harness, world, [Speech::Keyed, Speech::Clear110]);
    one.say(&mut harness, &one.seal(RtId(2), b"hello"));
    harness.pass(Duration::from_secs(31));
    harness.gone(one.conn);
    harness.gone(two.conn);
    harness.pass(Duration::from_secs(60));
    assert!(harness.asked.is_empty());

    let mut harness: Harness<Mls> = crate::common::players::bench_with(&games::config());
    let conn = enter(&mut harness, 1, "ratchet");
    let arena = games::game(&mut harness, conn, "arena");
    play(&mut harness, conn, 1, arena);
    assert_eq!(harness.tables().games[&arena].name, "arena");
    harness.send(conn, &app(&games::report(arena, "renamed", WorldStatus::ACTIVE)));
    assert_eq!(harness.tables().games[&arena].name, "renamed");
    harness.send(conn, &app(&lobby::EndGameReport { medius_world_id: arena.0, ..Default::default() }));
    games::seen(&mut harness, 1, arena, false);
    harness.pass(Duration::from_secs(2));
    assert!(!harness.tables().games.contains_key(&arena));
    assert_eq!(harness.tables().game_history[0].game_id, arena);
}

/// A message of an MPS that is well formed, with numbers that may mean something; or cut; or any bytes.
fn orders_of_a_bad_mps() -> impl Strategy<Value = Vec<u8>> {
    let id = prop_oneof![
        4 => prop_oneof![Just(0x18_u8), Just(0x09), Just(0x0b), Just(0x0d), Just(0x1e), Just(0x17)],
        1 => 0_u8..0x26,
    ];
    let values = proptest::collection::vec(prop_oneof![4 => 0..4_i32, 1 => any::<i32>()], 0..5);
    let order = (id, 0_u8..3, values, 0_usize..200).prop_map(|(id, number, values, length)| {
        let mut body = vec![3, id, b'0' + number];
        body.resize(2 + 24, 0);
        values.iter().for_each(|value| body.extend(value.to_le_bytes()));
        body.resize(body.len().max(2 + 180), 0);
        // Mostly whole: what is too long is as good.
        if length < 40 {
            body.truncate(2 + length);
        }
        clear(rt::ServerApp::ID, &body)
    });
    let noise = proptest::collection::vec(any::<u8>(), 0..40);
    let other =
        (0_u8..0x40, proptest::collection::vec(any::<u8>(), 0..40)).prop_map(|(id, body)| clear(RtId(id), &body));
    prop_oneof![12 => order, 1 => noise, 1 => other]
}

proptest! {
    #![proptest_config(crate::common::properties::property(192, "proptest-regressions/mps-mgcl-orders.txt"))]
    /// MGCL-1, MGCL-3, MGCL-9: whatever an MPS orders, in whatever pieces: each order that wants an answer gets one at
    /// the most, under its MessageID; and when it is lost, or let go for what it sent, it is called again.
    #[test]
    fn a_bad_mps(orders in proptest::collection::vec(orders_of_a_bad_mps(), 1..40), cut in 1_usize..300) {
        let (mut harness, conn) = registered();
        let mut answers = 0;
        for bytes in &orders {
            bytes.chunks(cut).for_each(|piece| harness.send(conn, piece));
            harness.input(Input::Turn);
            for told in messages(&mut harness, conn) {
                match told[..3] {
                    [3, 0x19 | 0x0a | 0x0c | 0x0e, number] => {
                        assert!((b'0'..b'3').contains(&number), "{told:02x?}");
                        answers += 1;
                    }
                    // Somebody who was announced will not come, or how busy it is.
                    [3, 0x1c | 0x00, _] => {}
                    _ => panic!("{told:02x?}"),
                }
            }
        }
        assert!(answers <= orders.len());
        if !harness.is_closed(conn) {
            harness.gone(conn);
        }
        harness.pass(Duration::from_secs(15));
        let conn = at_the_mps(&mut harness, 2000);
        harness.send(conn, &known(Code::SUCCESS));
        prop_assert_eq!(upstream(&harness), [true, false, true]);
    }
}
