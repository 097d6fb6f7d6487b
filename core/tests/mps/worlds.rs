//! Worlds and seats that the MPS asks game servers for, and what becomes of them.

use core::time::Duration;

use crate::common::servers::{
    HOSTS, enlist, from_mls, granted, host, link, listens, load, make, make_over, mps, no_seat, no_world, notification,
    orders, peer_messages, raw, register, seat_wanted, seated, seen, servers, session, want_seat, want_world, word,
    world_asked, world_is, world_wanted, worlds,
};
use crate::common::{address, app, clear, id};
use clank_core::ids::{AppId, DmeWorldId, GameId, LocationId, MgclRequest, SeatRequest};
use clank_core::peer::{FromServer, SeatOrder, ToServer, WorldOrder};
use clank_core::peer::{PeerMessage, WorldAddress, WorldFailure};
use clank_core::secret::Secret;
use clank_core::wire::{
    AccessKey, Layout as _, MgclErrorCode as Code, NetAddress, NetAddressList, NetConnectionInfo, NetConnectionType,
    RtId, report,
};

/// MPS-2: a world is asked for by mail, and by 40 bytes over a connection: the request's number as MessageID, title,
/// players, attributes and the game; the answer is the lobby's.
#[test]
fn a_world_is_made() {
    let mut harness = mps();
    register(&mut harness, 1, AppId(0), LocationId(0));
    want_world(&mut harness, GameId(70), AppId(10684), LocationId(0));
    let order =
        WorldOrder { request: MgclRequest(1), game: GameId(70), app_id: AppId(10684), max_players: 8, attributes: 2 };
    assert_eq!(orders(&mut harness, 1), [ToServer::CreateWorld(order)]);
    assert_eq!(peer_messages(&mut harness), []);
    word(&mut harness, 1, FromServer::WorldCreated { request: MgclRequest(1), world: Ok(DmeWorldId(3)) });
    let made = |game, world_id, at| PeerMessage::WorldCreated { game, world: Ok(WorldAddress { world_id, at }) };
    assert_eq!(peer_messages(&mut harness), [made(GameId(70), DmeWorldId(3), listens(1))]);

    let mut harness = mps();
    let conn = enlist(&mut harness, 2, AppId(0), LocationId(0));
    want_world(&mut harness, GameId(0x0102_0304), AppId(10684), LocationId(0));
    let mut expected = vec![3, 0x18, b'1'];
    expected.resize(2 + 24, 0);
    expected.extend(10684_i32.to_le_bytes());
    expected.extend(8_i32.to_le_bytes());
    expected.extend([2, 0, 0, 0, 4, 3, 2, 1]);
    assert_eq!(raw(&mut harness, conn), expected);
    let mut answer = vec![3, 0x19, b'1'];
    answer.resize(2 + 24, 0);
    answer.extend([9, 1, 0, 0]);
    harness.send(conn, &clear(RtId(11), &answer));
    assert_eq!(peer_messages(&mut harness), [made(GameId(0x0102_0304), DmeWorldId(0x109), listens(2))]);
    assert!(harness.ids(conn).is_empty());
}

/// MPS-2: a game server that says no, and none at all.
#[test]
fn no_world_is_made() {
    let mut harness = mps();
    want_world(&mut harness, GameId(70), AppId(10684), LocationId(0));
    assert_eq!(peer_messages(&mut harness), [no_world(GameId(70), WorldFailure::NoServer)]);
    register(&mut harness, 1, AppId(0), LocationId(0));
    let conn = enlist(&mut harness, 2, AppId(0), LocationId(9));
    for code in [Code::UNSUCCESSFUL, Code::NUM_GAME_WORLDS_PER_LOBBY_WORLD_EXCEEDED] {
        want_world(&mut harness, GameId(71), AppId(10684), LocationId(0));
        let request = world_wanted(&mut harness, 1);
        word(&mut harness, 1, FromServer::WorldCreated { request, world: Err(code) });
        assert_eq!(peer_messages(&mut harness), [no_world(GameId(71), WorldFailure::Refused)]);
        want_world(&mut harness, GameId(72), AppId(10684), LocationId(9));
        let asked = world_asked(&mut harness, conn);
        let answer = report::ServerCreateGameWithAttributesResponse {
            message_id: asked.message_id,
            confirmation: code,
            world_id: 5,
            ..Default::default()
        };
        harness.send(conn, &app(&answer));
        assert_eq!(peer_messages(&mut harness), [no_world(GameId(72), WorldFailure::Refused)]);
    }
    assert_eq!(worlds(&mut harness), [0, 0]);
}

/// MPS-2: an answer counts from the server that was asked, for what it was asked, once, under the MessageID that it was
/// asked with; all else is ignored.
#[test]
fn only_the_answer_counts() {
    let mut harness = mps();
    let (one, two) =
        (enlist(&mut harness, 1, AppId(0), LocationId(0)), enlist(&mut harness, 2, AppId(0), LocationId(5)));
    let console = host(&mut harness, HOSTS);
    want_world(&mut harness, GameId(70), AppId(10684), LocationId(0));
    let asked = world_asked(&mut harness, one);
    for text in ["", "0", "2", "-1", "1x", "x", "1-2-3", "99999999999999999999", "00000000000000000000"] {
        let other = report::ServerCreateGameWithAttributesRequest { message_id: id(text), ..asked.clone() };
        harness.send(one, &world_is(&other, DmeWorldId(3)));
        assert!(harness.ids(one).is_empty(), "{text}");
    }
    // A console that hosts a game answers for a game server.
    harness.send(console, &world_is(&asked, DmeWorldId(3)));
    // And the other kind of answer for this one.
    let seat = report::ServerJoinGameResponse { message_id: asked.message_id, ..Default::default() };
    harness.send(one, &app(&seat));
    from_mls(&mut harness, PeerMessage::GameHosted { request: MgclRequest(1), answer: Err(Code::UNSUCCESSFUL) });
    from_mls(&mut harness, PeerMessage::GameMoved { request: MgclRequest(1), answer: Ok(GameId(7)) });
    assert_eq!(peer_messages(&mut harness), []);
    // Another game server: nobody will play in that world.
    harness.send(two, &world_is(&asked, DmeWorldId(8)));
    let end: report::ServerEndGameRequest = harness.answer(two);
    assert_eq!((end.world_id, end.brutal_flag), (8, 1));
    assert_eq!((peer_messages(&mut harness), worlds(&mut harness)), (vec![], vec![0, 0]));
    harness.send(one, &world_is(&asked, DmeWorldId(3)));
    assert!(matches!(
        peer_messages(&mut harness)[..],
        [PeerMessage::WorldCreated { game: GameId(70), world: Ok(WorldAddress { world_id: DmeWorldId(3), .. }) }]
    ));
    // The same once more.
    harness.send(one, &world_is(&asked, DmeWorldId(3)));
    assert!(harness.ids(one).is_empty());
    assert_eq!((peer_messages(&mut harness), worlds(&mut harness)), (vec![], vec![1, 0]));
}

/// MPS-2: after 10 seconds the lobby hears that there is no world; one that is made later is ended at once, and does
/// not count, however the server is reached.
#[test]
fn a_world_comes_too_late() {
    let mut harness = mps();
    register(&mut harness, 1, AppId(0), LocationId(0));
    let conn = enlist(&mut harness, 2, AppId(0), LocationId(5));
    want_world(&mut harness, GameId(70), AppId(10684), LocationId(0));
    want_world(&mut harness, GameId(71), AppId(10684), LocationId(5));
    let (request, asked) = (world_wanted(&mut harness, 1), world_asked(&mut harness, conn));
    harness.pass(Duration::from_millis(9_900));
    assert_eq!(peer_messages(&mut harness), []);
    harness.pass(Duration::from_millis(200));
    assert_eq!(
        peer_messages(&mut harness),
        [no_world(GameId(70), WorldFailure::Lost), no_world(GameId(71), WorldFailure::Lost)]
    );
    word(&mut harness, 1, FromServer::WorldCreated { request, world: Ok(DmeWorldId(3)) });
    let ended = orders(&mut harness, 1);
    assert!(matches!(ended[..], [ToServer::EndWorld { world_id: DmeWorldId(3), brutal: true, .. }]), "{ended:?}");
    harness.send(conn, &world_is(&asked, DmeWorldId(4)));
    let end: report::ServerEndGameRequest = harness.answer(conn);
    assert_eq!((end.world_id, end.brutal_flag), (4, 1));
    assert_eq!((peer_messages(&mut harness), worlds(&mut harness)), (vec![], vec![0, 0]));
    // Neither counts as wanted any more: the one with room for one has it.
    word(&mut harness, 1, load(1, 0));
    want_world(&mut harness, GameId(72), AppId(10684), LocationId(0));
    world_wanted(&mut harness, 1);
}

/// MPS-2, MPS-7: a number names one world: where a server makes another under it, the first is gone; and a game that
/// gets a second world leaves the first.
#[test]
fn worlds_replace_each_other() {
    let mut harness = mps();
    register(&mut harness, 1, AppId(0), LocationId(0));
    make(&mut harness, 1, GameId(70), DmeWorldId(3));
    want_world(&mut harness, GameId(71), AppId(10684), LocationId(0));
    let request = world_wanted(&mut harness, 1);
    word(&mut harness, 1, FromServer::WorldCreated { request, world: Ok(DmeWorldId(3)) });
    let world = Ok(WorldAddress { world_id: DmeWorldId(3), at: listens(1) });
    assert_eq!(
        peer_messages(&mut harness),
        [PeerMessage::WorldLost { game: GameId(70) }, PeerMessage::WorldCreated { game: GameId(71), world }]
    );
    assert_eq!(worlds(&mut harness), [1]);
    for _ in 0..2 {
        want_world(&mut harness, GameId(72), AppId(10684), LocationId(0));
    }
    let asked: Vec<MgclRequest> = orders(&mut harness, 1)
        .iter()
        .map(|order| match order {
            ToServer::CreateWorld(order) => order.request,
            other => panic!("{other:?}"),
        })
        .collect();
    for (request, world_id) in asked.into_iter().zip([4, 5]) {
        word(&mut harness, 1, FromServer::WorldCreated { request, world: Ok(DmeWorldId(world_id)) });
    }
    let ended = orders(&mut harness, 1);
    assert!(matches!(ended[..], [ToServer::EndWorld { world_id: DmeWorldId(4), brutal: false, .. }]), "{ended:?}");
    assert_eq!(worlds(&mut harness), [2]);
}

/// MPS-3: a seat is asked for by mail, and by 180 bytes over a connection: how the player connects, the number of the
/// world there, his keys and addresses; the answer of 108 bytes is the lobby's, with where the server is.
#[test]
fn a_seat_is_kept() {
    let mut harness = mps();
    register(&mut harness, 1, AppId(0), LocationId(0));
    let conn = enlist(&mut harness, 2, AppId(0), LocationId(0));
    make(&mut harness, 1, GameId(70), DmeWorldId(3));
    make_over(&mut harness, conn, GameId(71), DmeWorldId(0x204));
    let addresses =
        NetAddressList { address_list: [NetAddress::external(address(40)), NetAddress::external(address(41))] };
    let kind = NetConnectionType::CLIENT_SERVER_TCP_AUX_UDP;
    want_seat(&mut harness, SeatRequest(500), GameId(70));
    let order = SeatOrder {
        request: MgclRequest(3),
        world_id: DmeWorldId(3),
        kind,
        session_key: Secret::new(session(500)),
        access_key: Secret::new(AccessKey::new("access500")),
        addresses,
    };
    assert_eq!(orders(&mut harness, 1), [ToServer::Seat(Box::new(order))]);
    word(&mut harness, 1, FromServer::Seated { request: MgclRequest(3), seat: Ok(Box::new(granted())) });
    assert_eq!(peer_messages(&mut harness), [seated(SeatRequest(500), listens(1), DmeWorldId(3))]);

    want_seat(&mut harness, SeatRequest(501), GameId(71));
    let sent = raw(&mut harness, conn);
    assert_eq!((sent.len(), &sent[..4]), (2 + 180, &[3, 9, b'4', 0][..]));
    let asked = report::ServerJoinGameRequest::decode(&sent[2..], harness.dialect).expect("well formed");
    let info = NetConnectionInfo {
        kind,
        address_list: addresses,
        world_id: 0x204,
        session_key: session(501),
        access_key: AccessKey::new("access501"),
        pad: asked.connect_info.pad,
        ..NetConnectionInfo::default()
    };
    assert_eq!(asked.connect_info, info);
    let mut answer = vec![3, 0x0a, b'4'];
    answer.resize(2 + 22, 0);
    answer.extend(b"the server's");
    answer.resize(2 + 40, 0);
    answer.extend([8; 64]);
    answer.extend([3, 0, 0, 0]);
    harness.send(conn, &clear(RtId(11), &answer));
    assert_eq!(peer_messages(&mut harness), [seated(SeatRequest(501), listens(2), DmeWorldId(0x204))]);
    assert!(harness.ids(conn).is_empty());
}

/// MPS-3, MLS-86: no seat: no such game, a server that is full, says another no or nothing for 10 seconds, a game that
/// ends meanwhile. What comes later, twice, from another or in another's place is ignored: the game server lets the
/// seat go by itself.
#[test]
fn no_seat_is_kept() {
    let mut harness = mps();
    register(&mut harness, 1, AppId(0), LocationId(0));
    register(&mut harness, 2, AppId(0), LocationId(0));
    let console = host(&mut harness, HOSTS);
    want_seat(&mut harness, SeatRequest(500), GameId(70));
    assert_eq!(peer_messages(&mut harness), [no_seat(SeatRequest(500), WorldFailure::Lost)]);
    make(&mut harness, 1, GameId(70), DmeWorldId(3));
    want_seat(&mut harness, SeatRequest(501), GameId(70));
    let request = seat_wanted(&mut harness, 1);
    word(&mut harness, 1, FromServer::Seated { request, seat: Err(Code::UNSUCCESSFUL) });
    word(&mut harness, 1, FromServer::Seated { request, seat: Ok(Box::new(granted())) });
    assert_eq!(peer_messages(&mut harness), [no_seat(SeatRequest(501), WorldFailure::Full)]);
    want_seat(&mut harness, SeatRequest(504), GameId(70));
    let request = seat_wanted(&mut harness, 1);
    word(&mut harness, 1, FromServer::Seated { request, seat: Err(Code::INVALID_ARG) });
    assert_eq!(peer_messages(&mut harness), [no_seat(SeatRequest(504), WorldFailure::Lost)]);
    want_seat(&mut harness, SeatRequest(502), GameId(70));
    let request = seat_wanted(&mut harness, 1);
    word(&mut harness, 2, FromServer::Seated { request, seat: Ok(Box::new(granted())) });
    word(&mut harness, 1, FromServer::WorldCreated { request, world: Err(Code::UNSUCCESSFUL) });
    let forged = report::ServerJoinGameResponse {
        message_id: clank_core::mgcl::id_of(request),
        access_key: AccessKey::new("forged"),
        ..Default::default()
    };
    harness.send(console, &app(&forged));
    assert_eq!(peer_messages(&mut harness), []);
    harness.pass(Duration::from_secs(10));
    assert_eq!(peer_messages(&mut harness), [no_seat(SeatRequest(502), WorldFailure::Lost)]);
    word(&mut harness, 1, FromServer::Seated { request, seat: Ok(Box::new(granted())) });
    assert_eq!((peer_messages(&mut harness), orders(&mut harness, 1)), (vec![], vec![]));
    want_seat(&mut harness, SeatRequest(503), GameId(70));
    let request = seat_wanted(&mut harness, 1);
    from_mls(&mut harness, PeerMessage::EndWorld { game: GameId(70) });
    word(&mut harness, 1, FromServer::Seated { request, seat: Ok(Box::new(granted())) });
    assert_eq!(peer_messages(&mut harness), [no_seat(SeatRequest(503), WorldFailure::Lost)]);
}

/// MPS-4: a report, by mail or by 32 bytes over a connection, is never answered; how many players there are decides
/// between servers with as many worlds, and one without room is left out.
#[test]
fn reports_of_game_servers() {
    let mut harness = mps();
    register(&mut harness, 1, AppId(0), LocationId(0));
    let conn = enlist(&mut harness, 2, AppId(0), LocationId(0));
    let mut report = vec![3, 0];
    report.resize(2 + 18, 0x55);
    for number in [9_i16, 16, 0, 7, 0] {
        report.extend(number.to_le_bytes());
    }
    report.extend([3, 0, 0, 0]);
    assert_eq!(report.len(), 2 + 32);
    harness.send(conn, &clear(RtId(11), &report));
    word(&mut harness, 1, load(9, 8));
    assert!(harness.ids(conn).is_empty() && orders(&mut harness, 1).is_empty());
    assert_eq!(servers(&mut harness).iter().map(|server| server.players).collect::<Vec<_>>(), [8, 7]);
    want_world(&mut harness, GameId(70), AppId(10684), LocationId(0));
    let asked = world_asked(&mut harness, conn);
    word(&mut harness, 1, load(9, 6));
    want_world(&mut harness, GameId(71), AppId(10684), LocationId(0));
    let request = world_wanted(&mut harness, 1);
    // Neither has room for a second one, whether the first is there or still wanted.
    word(&mut harness, 1, load(1, 0));
    word(&mut harness, 1, FromServer::WorldCreated { request, world: Ok(DmeWorldId(1)) });
    report[20] = 1;
    harness.send(conn, &clear(RtId(11), &report));
    peer_messages(&mut harness);
    want_world(&mut harness, GameId(72), AppId(10684), LocationId(0));
    assert_eq!(peer_messages(&mut harness), [no_world(GameId(72), WorldFailure::NoServer)]);
    harness.send(conn, &world_is(&asked, DmeWorldId(1)));
    peer_messages(&mut harness);
    want_world(&mut harness, GameId(73), AppId(10684), LocationId(0));
    assert_eq!(peer_messages(&mut harness), [no_world(GameId(73), WorldFailure::NoServer)]);
    from_mls(&mut harness, PeerMessage::EndWorld { game: GameId(71) });
    orders(&mut harness, 1);
    want_world(&mut harness, GameId(74), AppId(10684), LocationId(0));
    world_wanted(&mut harness, 1);
}

/// MPS-5: who comes and goes, by the number of the world there or, as MS3's servers say it, by the game; an unknown
/// world, another server's, and what is neither are ignored, and so is anybody who is no game server. Never answered.
#[test]
fn players_come_and_go() {
    let mut harness = mps();
    register(&mut harness, 1, AppId(0), LocationId(0));
    let conn = enlist(&mut harness, 2, AppId(0), LocationId(0));
    let (stranger, console) = (link(&mut harness, 3, AppId(0)), host(&mut harness, HOSTS));
    make(&mut harness, 1, GameId(70), DmeWorldId(3));
    make_over(&mut harness, conn, GameId(71), DmeWorldId(3));
    make(&mut harness, 1, GameId(72), DmeWorldId(4));
    let by_mail = |world_id, connected| FromServer::Seen { world_id, session_key: Secret::new(session(9)), connected };
    for (world, game) in [(3, Some(70)), (70, Some(70)), (4, Some(72)), (71, None), (5, None), (-1, None), (0, None)] {
        for connected in [true, true, false] {
            word(&mut harness, 1, by_mail(DmeWorldId(world), connected));
            assert_eq!(
                peer_messages(&mut harness),
                Vec::from_iter(game.map(|game| seen(GameId(game), 9, connected))),
                "{world}"
            );
        }
    }
    for (world, game) in [(3, Some(71)), (71, Some(71)), (4, None), (70, None), (-1, None)] {
        for (event, connected) in [(1, Some(true)), (0, Some(false)), (2, None), (-1, None)] {
            harness.send(conn, &notification(DmeWorldId(world), 9, event));
            let expected = game.zip(connected).map(|(game, connected)| seen(GameId(game), 9, connected));
            assert_eq!(peer_messages(&mut harness), Vec::from_iter(expected), "{world} {event}");
        }
    }
    assert_eq!(harness.faults(), ["MPS-5"; 10]);
    for nobody in [stranger, console] {
        harness.send(nobody, &notification(DmeWorldId(3), 9, 1));
        assert_eq!(peer_messages(&mut harness), []);
        assert!(harness.ids(nobody).is_empty());
    }
    assert_eq!(harness.faults().last(), Some(&"MPS-8"));
    assert!(harness.ids(conn).is_empty());
}

/// MPS-6: the end of a game is the end of its world, not a brutal one: by mail, or by 32 bytes. The answer is ignored,
/// and so is the end of a game that has no world, or none any more.
#[test]
fn a_game_is_over() {
    let mut harness = mps();
    register(&mut harness, 1, AppId(0), LocationId(0));
    let conn = enlist(&mut harness, 2, AppId(0), LocationId(0));
    make(&mut harness, 1, GameId(70), DmeWorldId(3));
    make_over(&mut harness, conn, GameId(71), DmeWorldId(0x103));
    assert_eq!(worlds(&mut harness), [1, 1]);
    for _ in 0..2 {
        from_mls(&mut harness, PeerMessage::EndWorld { game: GameId(70) });
        from_mls(&mut harness, PeerMessage::EndWorld { game: GameId(71) });
        from_mls(&mut harness, PeerMessage::EndWorld { game: GameId(72) });
    }
    assert_eq!(
        orders(&mut harness, 1),
        [ToServer::EndWorld { request: MgclRequest(3), world_id: DmeWorldId(3), brutal: false }]
    );
    let mut expected = vec![3, 0x0b, b'4'];
    expected.resize(2 + 24, 0);
    expected.extend([3, 1, 0, 0, 0, 0, 0, 0]);
    assert_eq!(raw(&mut harness, conn), expected);
    assert_eq!(worlds(&mut harness), [0, 0]);
    for confirmation in [Code::SUCCESS, Code::INVALID_ARG] {
        word(&mut harness, 1, FromServer::WorldEnded { request: MgclRequest(3), confirmation });
        harness.send(conn, &app(&report::ServerEndGameResponse { message_id: id("4"), confirmation }));
    }
    assert_eq!((peer_messages(&mut harness), orders(&mut harness, 1)), (vec![], vec![]));
    assert!(harness.ids(conn).is_empty() && harness.faults().is_empty());
}
