//! The rules of the MPS, through `Input` and `Outbox` alone: game servers of this process are messages, those of others
//! connections.

use core::time::Duration;

use crate::common::servers::{
    HOSTS, asks, attributes, config, enlist, from_mls, granted, host, link, listens, live, load, make, make_over, mps,
    mps_with, no_seat, no_world, orders, peer_messages, raw, register, seat_wanted, servers, session, set_attributes,
    want_seat, want_world, word, world_asked, world_is, world_wanted, worlds,
};
use crate::common::{address, app, clear, connect, handshake_110, id};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, Component, DmeWorldId, GameId, LocationId, MgclRequest, SeatRequest};
use clank_core::limits::{Limit, Limits};
use clank_core::machine::{Event, Input};
use clank_core::operator::{Command, CommandAnswer, ServerRow};
use clank_core::peer::{Attributes, FromServer, ToServer};
use clank_core::peer::{HostAdmission, HostFacts, PeerMessage, Ticket, WorldAddress, WorldFailure};
use clank_core::secret::Secret;
use clank_core::wire::{
    AccessKey, AddressText, MgclErrorCode as Code, NetAddress, NetAddressList, NetAddressType, RsaKey, RtId, report,
};

fn set(confirmation: Code) -> report::ServerSetAttributesResponse {
    report::ServerSetAttributesResponse { message_id: id("attributes"), confirmation }
}

const REGISTERED: ToServer = ToServer::Registered { confirmation: Code::SUCCESS };

/// MPS-1, ST-5: a game server of this process says who it is and is known by that; once more changes nothing, but its
/// next life has none of the worlds of the last, and the lobby hears so.
#[test]
fn a_game_server_of_this_process() {
    let mut harness = mps();
    assert_eq!(servers(&mut harness), []);
    register(&mut harness, 1, AppId(10684), LocationId(40));
    let here = Event::ServerHere { at: listens(1), app_id: AppId(10684), location: LocationId(40) };
    assert_eq!(harness.events.iter().filter(|event| **event == here).count(), 1);
    make(&mut harness, 1, GameId(70), DmeWorldId(3));
    word(&mut harness, 1, load(9, 5));
    let line = ServerRow { at: listens(1), app_id: AppId(10684), location: LocationId(40), worlds: 1, players: 5 };
    assert_eq!(servers(&mut harness), std::slice::from_ref(&line));
    register(&mut harness, 1, AppId(10684), LocationId(40));
    assert_eq!(servers(&mut harness), [line], "what it says twice changes nothing");
    assert_eq!(peer_messages(&mut harness), []);
    word(&mut harness, 1, FromServer::Here(Attributes { birth: 2, ..attributes(1, AppId(10684), LocationId(41)) }));
    assert_eq!(orders(&mut harness, 1), [REGISTERED]);
    assert_eq!(peer_messages(&mut harness), [PeerMessage::WorldLost { game: GameId(70) }]);
    assert_eq!(
        servers(&mut harness),
        [ServerRow { at: listens(1), app_id: AppId(10684), location: LocationId(41), worlds: 0, players: 0 }]
    );
    // Nobody else is a game server, whatever is written.
    for from in [Component::Mls, Component::Mas, Component::Nat] {
        harness.input(Input::Peer {
            from,
            message: PeerMessage::FromServer(Box::new(FromServer::Here(attributes(2, AppId(0), LocationId(0))))),
        });
    }
    assert_eq!(servers(&mut harness).len(), 1);
}

/// MPS-1: one of another process: the title of CONNECT_TCP, 0 for all, the location, and where its players connect. The
/// answer is 22 bytes: its MessageID and 0.
#[test]
fn a_game_server_of_another_process() {
    let mut harness = mps();
    for (index, app_id) in [(1, 0), (2, 10684)] {
        let conn = link(&mut harness, index.into(), AppId(app_id));
        harness.send(conn, &app(&set_attributes(index, LocationId(33))));
        let mut expected = vec![3, 0x17];
        expected.extend(b"attributes");
        expected.resize(2 + 22, 0);
        assert_eq!(raw(&mut harness, conn), expected);
    }
    let line =
        |number, app_id| ServerRow { at: listens(number), app_id, location: LocationId(33), worlds: 0, players: 0 };
    assert_eq!(servers(&mut harness), [line(1, AppId(0)), line(2, AppId(10684))]);
}

/// MPS-1: where players connect: IPv4 text; what is no address and no name, or none at all, is where the game server
/// itself came from; a port that cannot be is refused.
#[test]
fn where_a_game_server_is() {
    let at = |address_type, text: &str, port| NetAddress { address_type, address: AddressText::new(text), port };
    let external = NetAddressType::EXTERNAL;
    let peer = address(1).ip().to_string();
    for (told, known) in [
        (at(external, "198.51.100.7", 5000), Some("198.51.100.7:5000".into())),
        (at(external, "198.51.100", 5000), Some(format!("{peer}:5000"))),
        (at(external, "a name?", 5000), Some(format!("{peer}:5000"))),
        (at(NetAddressType::NONE, "dme.example.org", 5000), Some(format!("{peer}:5000"))),
        (at(external, "0.0.0.0", 5000), Some(format!("{peer}:5000"))),
        (at(external, "", 5000), Some(format!("{peer}:5000"))),
        (at(NetAddressType::NONE, "198.51.100.7", 5000), Some(format!("{peer}:5000"))),
        (at(external, "198.51.100.7", 65_535), Some("198.51.100.7:65535".into())),
        (at(external, "198.51.100.7", 0), None),
        (at(external, "198.51.100.7", 65_536), None),
        (at(external, "198.51.100.7", u32::MAX), None),
    ] {
        let mut harness = mps();
        let conn = link(&mut harness, 1, AppId(0));
        let request =
            report::ServerSetAttributesRequest { listen_server_address: told, ..set_attributes(1, LocationId(0)) };
        let answer: report::ServerSetAttributesResponse = asks(&mut harness, conn, &request);
        assert_eq!(answer, set(if known.is_some() { Code::SUCCESS } else { Code::INVALID_ARG }), "{told:?}");
        let listed: Vec<String> = servers(&mut harness).iter().map(|server| server.at.to_string()).collect();
        assert_eq!((listed, harness.lookups.len()), (Vec::from_iter(known), 0), "{told:?}");
    }
}

/// MPS-1: a game server that says the same again, because the answer was slow, keeps its worlds and those that it is
/// asked for; one that listens elsewhere is another one.
#[test]
fn registering_twice() {
    let mut harness = mps();
    let conn = enlist(&mut harness, 1, AppId(0), LocationId(0));
    make_over(&mut harness, conn, GameId(70), DmeWorldId(3));
    want_world(&mut harness, GameId(71), AppId(10684), LocationId(0));
    let asked = world_asked(&mut harness, conn);
    let again = |harness: &mut crate::common::Harness<_>, number| {
        let answer: report::ServerSetAttributesResponse = asks(harness, conn, &set_attributes(number, LocationId(0)));
        assert_eq!(answer, set(Code::SUCCESS));
    };
    again(&mut harness, 1);
    assert_eq!((peer_messages(&mut harness), worlds(&mut harness)), (vec![], vec![1]));
    harness.send(conn, &world_is(&asked, DmeWorldId(4)));
    let world = Ok(WorldAddress { world_id: DmeWorldId(4), at: listens(1) });
    assert_eq!(peer_messages(&mut harness), [PeerMessage::WorldCreated { game: GameId(71), world }]);
    again(&mut harness, 2);
    assert_eq!(
        peer_messages(&mut harness),
        [PeerMessage::WorldLost { game: GameId(70) }, PeerMessage::WorldLost { game: GameId(71) }]
    );
    assert_eq!((servers(&mut harness)[0].at, worlds(&mut harness)), (listens(2), vec![0]));
}

/// MPS-1, MPS-8: who may come: with the keys of a host from anywhere, without keys from a trusted address alone; a host
/// from elsewhere makes no game server of itself, and titles that are not let in are not.
#[test]
fn strangers() {
    let mut settings = config();
    settings.titles.only = vec![AppId(10684)];
    let mut harness = mps_with(&settings);
    for (index, app_id, rule) in [(HOSTS, 10684, "P2P-2"), (1, 11184, "GEN-3")] {
        let conn = harness.open(index);
        harness.send(conn, &connect(AppId(app_id), None));
        assert!(harness.is_closed(conn));
        assert_eq!(harness.faults().last(), Some(&rule));
        harness.gone(conn);
    }
    let stale = harness.open(HOSTS + 1);
    harness.send(stale, &connect(AppId(10684), Some((session(1), session(2)))));
    assert!(harness.is_closed(stale), "keys that nobody gave");
    let conn = host(&mut harness, HOSTS + 2);
    let answer: report::ServerSetAttributesResponse = asks(&mut harness, conn, &set_attributes(1, LocationId(0)));
    assert_eq!(answer, set(Code::AUTHENTICATION_FAILED));
    assert_eq!(servers(&mut harness), []);
    let mut alone = mps_with(&Config::default());
    let conn = alone.open(1);
    alone.send(conn, &connect(AppId(10684), None));
    assert!(alone.is_closed(conn), "without settings nobody is trusted");
}

/// MPS-1: the full way: a game server that came with the keys of the MAS and registers from a trusted address
/// is a game server, and no host: it makes no games of its own, and cannot end or move those of the lobby; with its
/// session its worlds end.
#[test]
fn a_game_server_with_keys() {
    let mut settings = config();
    settings.game_servers.push(*address(100).ip());
    let mut harness = mps_with(&settings);
    let conn = host(&mut harness, HOSTS);
    // It hosts a game at first: that is over.
    let own = report::ServerCreateGameOnSelfRequest0 { message_id: id("c"), world_id: 1, ..Default::default() };
    let made = |confirmation, medius_world_id| report::ServerCreateGameOnMeResponse {
        message_id: id("c"),
        confirmation,
        medius_world_id,
        ..Default::default()
    };
    harness.send(conn, &app(&own));
    peer_messages(&mut harness);
    from_mls(&mut harness, PeerMessage::GameHosted { request: MgclRequest(1), answer: Ok(GameId(60)) });
    assert_eq!(harness.answer::<report::ServerCreateGameOnMeResponse>(conn), made(Code::SUCCESS, 60));
    let registered: report::ServerSetAttributesResponse = asks(&mut harness, conn, &set_attributes(1, LocationId(0)));
    assert_eq!(registered, set(Code::SUCCESS));
    assert_eq!(peer_messages(&mut harness), [PeerMessage::HostEnded { game: GameId(60) }]);
    make_over(&mut harness, conn, GameId(70), DmeWorldId(1));
    assert_eq!(worlds(&mut harness), [1]);
    let refused: report::ServerCreateGameOnMeResponse = asks(&mut harness, conn, &own);
    assert_eq!(refused, made(Code::UNSUCCESSFUL, 0));
    let message_id = id("e");
    let end = report::ServerEndGameOnMeRequest { message_id, medius_world_id: 70, ..Default::default() };
    let refused: report::ServerEndGameOnMeResponse = asks(&mut harness, conn, &end);
    assert_eq!(refused, report::ServerEndGameOnMeResponse { message_id, confirmation: Code::INVALID_ARG });
    let moving = report::ServerMoveGameWorldOnMeRequest {
        message_id: id("m"),
        current_medius_world_id: 70,
        ..Default::default()
    };
    let stays = report::ServerMoveGameWorldOnMeResponse {
        message_id: id("m"),
        confirmation: Code::UNSUCCESSFUL,
        medius_world_id: 0,
        ..Default::default()
    };
    let refused: report::ServerMoveGameWorldOnMeResponse = asks(&mut harness, conn, &moving);
    assert_eq!(refused, stays);
    let end = report::ServerEndGameRequest { world_id: 1, ..Default::default() };
    let _: report::ServerEndGameResponse = asks(&mut harness, conn, &end);
    harness.send(conn, &app(&report::ServerWorldReportOnMe { medius_world_id: 70, ..Default::default() }));
    // A host elsewhere cannot move it, either.
    let console = host(&mut harness, HOSTS + 1);
    let refused: report::ServerMoveGameWorldOnMeResponse = asks(&mut harness, console, &moving);
    assert_eq!(refused, stays);
    assert_eq!((peer_messages(&mut harness), worlds(&mut harness)), (vec![], vec![1]));
    let end = report::ServerSessionEndRequest { message_id: id("e") };
    let ended: report::ServerSessionEndResponse = asks(&mut harness, conn, &end);
    assert_eq!(ended, report::ServerSessionEndResponse { message_id, confirmation: Code::SUCCESS });
    assert_eq!(
        (peer_messages(&mut harness), worlds(&mut harness)),
        (vec![PeerMessage::WorldLost { game: GameId(70) }], vec![])
    );
}

/// MPS-7, MGCL-1: a game server that is lost takes its worlds along, and who waits for it hears so at once; it is given
/// nothing any more. By the end of its connection, whoever decides it, by its own last word, and by a silence of 100 s.
#[test]
fn a_game_server_is_lost() {
    for how in 0..5 {
        let mut harness = mps();
        let linked = how < 3;
        let conn = if linked { Some(enlist(&mut harness, 1, AppId(0), LocationId(0))) } else { None };
        match conn {
            Some(conn) => make_over(&mut harness, conn, GameId(70), DmeWorldId(3)),
            None => {
                register(&mut harness, 1, AppId(0), LocationId(0));
                make(&mut harness, 1, GameId(70), DmeWorldId(3));
            }
        }
        // Another one, which is not chosen as long as the first is there, and is not lost with it.
        let other = enlist(&mut harness, 9, AppId(0), LocationId(9));
        make_other(&mut harness, other);
        live(&mut harness, &Vec::from_iter(conn.into_iter().chain([other])), 80);
        harness.pass(Duration::from_secs(15));
        harness.sent.clear();
        want_world(&mut harness, GameId(71), AppId(10684), LocationId(0));
        want_seat(&mut harness, SeatRequest(500), GameId(70));
        let before = harness.now;
        match (how, conn) {
            (0, Some(conn)) => harness.gone(conn),
            // A breach of the protocol: the driver has not closed it yet.
            (1, Some(conn)) => harness.send(conn, &[11, 0xff, 0xff]),
            (2, Some(conn)) => {
                assert_eq!(harness.operator(Command::Disconnect(conn)), CommandAnswer::Done);
            }
            (3, _) => word(&mut harness, 1, FromServer::Gone),
            _ => harness.pass(Duration::from_secs(5)),
        }
        let expected = [
            no_world(GameId(71), WorldFailure::Lost),
            no_seat(SeatRequest(500), WorldFailure::Lost),
            PeerMessage::WorldLost { game: GameId(70) },
        ];
        assert_eq!(peer_messages(&mut harness), expected, "case {how}");
        assert!(how == 4 || harness.now == before);
        assert!(harness.events.contains(&Event::ServerLost { at: listens(1) }));
        assert_eq!(servers(&mut harness).iter().map(|server| server.at).collect::<Vec<_>>(), [listens(9)]);
        want_seat(&mut harness, SeatRequest(501), GameId(70));
        assert_eq!(peer_messages(&mut harness), [no_seat(SeatRequest(501), WorldFailure::Lost)]);
        harness.sent.clear();
        want_world(&mut harness, GameId(72), AppId(10684), LocationId(0));
        world_asked(&mut harness, other);
        harness.pass(Duration::from_secs(9));
        assert_eq!(peer_messages(&mut harness), [], "nobody is told twice");
        if let Some(conn) = conn.filter(|_| how > 0) {
            harness.gone(conn);
            assert_eq!(peer_messages(&mut harness), []);
        }
    }
}

fn make_other(harness: &mut crate::common::Harness<clank_core::mps::Mps>, conn: clank_core::ids::ConnId) {
    want_world(harness, GameId(90), AppId(10684), LocationId(9));
    let asked = world_asked(harness, conn);
    harness.send(conn, &world_is(&asked, DmeWorldId(3)));
    peer_messages(harness);
}

/// MPS-4, MPS-7: a game server of this process that reports is not lost; one that reports when it is not known, because
/// it was silent or we are younger than it is, is asked who it is, and is there again, without its worlds.
#[test]
fn a_game_server_comes_back() {
    let mut harness = mps();
    register(&mut harness, 1, AppId(0), LocationId(0));
    for game in 70..80 {
        make(&mut harness, 1, GameId(game), DmeWorldId(game));
        harness.pass(Duration::from_secs(99));
        word(&mut harness, 1, load(99, 1));
    }
    assert_eq!((worlds(&mut harness), peer_messages(&mut harness)), (vec![10], vec![]));
    harness.pass(Duration::from_secs(100));
    assert_eq!(
        peer_messages(&mut harness),
        Vec::from_iter((70..80).map(|game| PeerMessage::WorldLost { game: GameId(game) }))
    );
    assert_eq!(servers(&mut harness), []);
    for _ in 0..2 {
        word(&mut harness, 1, load(99, 1));
        assert_eq!(orders(&mut harness, 1), [ToServer::Registered { confirmation: Code::NOT_CONNECTED }]);
    }
    register(&mut harness, 1, AppId(0), LocationId(0));
    assert_eq!(worlds(&mut harness), [0]);
    make(&mut harness, 1, GameId(81), DmeWorldId(3));
    // And one that dies and is started anew.
    word(&mut harness, 1, FromServer::Gone);
    assert_eq!(peer_messages(&mut harness), [PeerMessage::WorldLost { game: GameId(81) }]);
    word(&mut harness, 1, FromServer::Gone);
    assert_eq!(peer_messages(&mut harness), []);
    register(&mut harness, 1, AppId(0), LocationId(0));
    make(&mut harness, 1, GameId(82), DmeWorldId(3));
    // An answer of its first life is nothing to its second.
    want_world(&mut harness, GameId(83), AppId(10684), LocationId(0));
    let request = world_wanted(&mut harness, 1);
    word(&mut harness, 1, FromServer::Here(Attributes { birth: 2, ..attributes(1, AppId(0), LocationId(0)) }));
    assert_eq!(
        peer_messages(&mut harness),
        [no_world(GameId(83), WorldFailure::Lost), PeerMessage::WorldLost { game: GameId(82) }]
    );
    word(&mut harness, 1, FromServer::Seated { request, seat: Ok(Box::new(granted())) });
    assert_eq!((peer_messages(&mut harness), worlds(&mut harness)), (vec![], vec![0]));
}

/// MPS-7: a game server of another process dies and comes back over another connection: it begins with nothing.
#[test]
fn a_game_server_connects_anew() {
    let mut harness = mps();
    let first = enlist(&mut harness, 1, AppId(0), LocationId(0));
    make_over(&mut harness, first, GameId(70), DmeWorldId(3));
    // It is back before its first connection is found to be dead.
    let second = enlist(&mut harness, 2, AppId(0), LocationId(0));
    make_over(&mut harness, second, GameId(71), DmeWorldId(3));
    assert_eq!(worlds(&mut harness), [1, 1]);
    harness.gone(first);
    assert_eq!(
        (peer_messages(&mut harness), worlds(&mut harness)),
        (vec![PeerMessage::WorldLost { game: GameId(70) }], vec![1])
    );
    want_seat(&mut harness, SeatRequest(500), GameId(71));
    assert_eq!(harness.answer::<report::ServerJoinGameRequest>(second).connect_info.world_id, 3);
}

/// MPS-8: who came from a trusted address and is no game server yet: every request is refused with MGCL_NOT_CONNECTED,
/// what is no request is ignored, and what nobody knows, too; the connection stays.
#[test]
fn requests_without_registration() {
    let mut harness = mps();
    let conn = link(&mut harness, 1, AppId(0));
    let end = report::ServerSessionEndRequest { message_id: id("r") };
    let ended: report::ServerSessionEndResponse = asks(&mut harness, conn, &end);
    assert_eq!(ended, report::ServerSessionEndResponse { message_id: id("r"), confirmation: Code::NOT_CONNECTED });
    macro_rules! refused {
        ($request:ident => $response:ident) => {
            let request = report::$request { message_id: id("r"), ..Default::default() };
            let answer: report::$response = asks(&mut harness, conn, &request);
            let mut refused = report::$response::default();
            (refused.message_id, refused.confirmation) = (id("r"), Code::NOT_CONNECTED);
            assert_eq!(answer, harness.as_read(&refused));
        };
    }
    refused!(ServerSessionBeginRequest => ServerSessionBeginResponse);
    refused!(ServerSessionBeginRequest1 => ServerSessionBeginResponse1);
    refused!(ServerSessionBeginRequest2 => ServerSessionBeginResponse1);
    refused!(ServerAuthenticationRequest => ServerAuthenticationResponse);
    refused!(ServerCreateGameOnSelfRequest0 => ServerCreateGameOnMeResponse);
    refused!(ServerCreateGameOnSelfRequest => ServerCreateGameOnMeResponse);
    refused!(ServerCreateGameOnMeRequest => ServerCreateGameOnMeResponse);
    refused!(ServerMoveGameWorldOnMeRequest => ServerMoveGameWorldOnMeResponse);
    refused!(ServerEndGameOnMeRequest => ServerEndGameOnMeResponse);
    refused!(ServerEndGameRequest => ServerEndGameResponse);
    let reports = [
        app(&report::ServerReport::default()),
        app(&report::ServerCreateGameWithAttributesResponse::default()),
        app(&report::ServerJoinGameResponse::default()),
        app(&report::ServerConnectNotification::default()),
        app(&report::ServerWorldReportOnMe::default()),
        app(&report::ServerEndGameResponse::default()),
        app(&report::ServerDisconnectPlayerRequest::default()),
        app(&report::ServerCreateGameRequest::default()),
        clear(RtId(11), &[3, 0x77, 1, 2, 3]),
        clear(RtId(11), &[1, 0x07]),
    ];
    for report in reports {
        harness.send(conn, &report);
        assert!(harness.ids(conn).is_empty(), "{report:02x?}");
    }
    assert_eq!((peer_messages(&mut harness), harness.is_closed(conn)), (vec![], false));
    assert_eq!(servers(&mut harness), []);
    // And it can still register.
    let answer: report::ServerSetAttributesResponse = asks(&mut harness, conn, &set_attributes(1, LocationId(0)));
    assert_eq!(answer, set(Code::SUCCESS));
}

/// MPS-2, MPS-3: no more than so many orders wait at the same time, of servers and hosts together: a further one is
/// refused at once; there is room again when answers came, or did not come in time.
#[test]
fn orders_that_wait() {
    let mut harness = mps_with(&Config { limits: Limits { orders: 3, ..Limits::default() }, ..config() });
    register(&mut harness, 1, AppId(0), LocationId(0));
    let console = host(&mut harness, HOSTS);
    make(&mut harness, 1, GameId(70), DmeWorldId(3));
    want_world(&mut harness, GameId(71), AppId(10684), LocationId(0));
    let request = world_wanted(&mut harness, 1);
    want_seat(&mut harness, SeatRequest(500), GameId(70));
    want_seat(&mut harness, SeatRequest(501), GameId(70));
    orders(&mut harness, 1);
    assert_eq!(peer_messages(&mut harness), []);
    want_seat(&mut harness, SeatRequest(502), GameId(70));
    want_world(&mut harness, GameId(72), AppId(10684), LocationId(0));
    assert_eq!(orders(&mut harness, 1), []);
    assert_eq!(
        peer_messages(&mut harness),
        [no_seat(SeatRequest(502), WorldFailure::Lost), no_world(GameId(72), WorldFailure::Refused)]
    );
    let create = report::ServerCreateGameOnSelfRequest0 { message_id: id("c"), ..Default::default() };
    let answer: report::ServerCreateGameOnMeResponse = asks(&mut harness, console, &create);
    let refused = report::ServerCreateGameOnMeResponse {
        message_id: id("c"),
        confirmation: Code::UNSUCCESSFUL,
        ..Default::default()
    };
    assert_eq!(answer, refused);
    let limited = |event: &&Event| matches!(event, Event::Limited { limit: Limit::Orders, .. });
    assert_eq!(harness.events.iter().filter(limited).count(), 3);
    word(&mut harness, 1, FromServer::WorldCreated { request, world: Ok(DmeWorldId(4)) });
    want_seat(&mut harness, SeatRequest(503), GameId(71));
    seat_wanted(&mut harness, 1);
    harness.pass(Duration::from_secs(10));
    peer_messages(&mut harness);
    want_seat(&mut harness, SeatRequest(504), GameId(71));
    seat_wanted(&mut harness, 1);
    // What was refused was not counted as wanted.
    word(&mut harness, 1, load(3, 0));
    want_world(&mut harness, GameId(74), AppId(10684), LocationId(0));
    world_wanted(&mut harness, 1);
}

/// MPS-8, MAS-51: no more hosts are on their way than the settings allow, and none for ever: keys open one connection,
/// in time; what is announced twice is one.
#[test]
fn hosts_on_their_way() {
    let admission = |number: u8| HostAdmission {
        ticket: Ticket([number; 16]),
        app_id: AppId(10684),
        address: *address(1).ip(),
        addresses: NetAddressList::default(),
        location: LocationId(0),
        facts: HostFacts::default(),
        session_key: Secret::new(session(number.into())),
        access_key: Secret::new(AccessKey::new(format!("key{number}"))),
        keep_alive: Duration::from_secs(8),
    };
    let mut harness = mps_with(&Config { limits: Limits { sessions: 2, ..Limits::default() }, ..config() });
    for (number, admitted) in [(1, true), (2, true), (1, true), (3, false)] {
        let message = PeerMessage::AdmitHost(Box::new(admission(number)));
        harness.input(Input::Peer { from: Component::Mas, message });
        let expected = admitted.then_some((Component::Mas, PeerMessage::HostAdmitted { ticket: Ticket([number; 16]) }));
        assert_eq!(std::mem::take(&mut harness.mail), Vec::from_iter(expected));
    }
    assert!(harness.events.contains(&Event::Limited { limit: Limit::Sessions, conn: None }));
    let comes = |harness: &mut crate::common::Harness<_>, index, number: u8| {
        let conn = harness.open(HOSTS + index);
        harness
            .send(conn, &connect(AppId(10684), Some((session(number.into()), AccessKey::new(format!("key{number}"))))));
        !harness.is_closed(conn)
    };
    assert!(comes(&mut harness, 1, 1) && !comes(&mut harness, 2, 1) && !comes(&mut harness, 3, 3));
    harness.pass(Duration::from_millis(8_100));
    assert!(!comes(&mut harness, 4, 2));
}

/// MPS-1: messages for others are nothing to the MPS, and an operator who asks for what it has not is told so.
#[test]
fn letters_for_others() {
    let mut harness = mps();
    for message in [
        PeerMessage::WorldLost { game: GameId(1) },
        PeerMessage::WorldCreated { game: GameId(1), world: Err(WorldFailure::Lost) },
        PeerMessage::HostEnded { game: GameId(1) },
        PeerMessage::ToServer(Box::new(REGISTERED)),
    ] {
        from_mls(&mut harness, message);
    }
    assert!(harness.mail.is_empty() && harness.faults().is_empty());
    let kick = Command::Kick { account_id: AccountId(1), reason: None };
    assert_eq!(harness.operator(kick), CommandAnswer::NotFound);
    // A server key that is not there stays nothing.
    register(&mut harness, 1, AppId(0), LocationId(0));
    make(&mut harness, 1, GameId(70), DmeWorldId(3));
    want_seat(&mut harness, SeatRequest(500), GameId(70));
    let request = seat_wanted(&mut harness, 1);
    let keyless = clank_core::peer::Granted { server_key: RsaKey::default(), ..granted() };
    word(&mut harness, 1, FromServer::Seated { request, seat: Ok(Box::new(keyless)) });
    let told = peer_messages(&mut harness);
    let [PeerMessage::Seated { answer: Ok(seat), .. }] = &told[..] else { panic!("{told:?}") };
    assert_eq!(seat.server_key, RsaKey::default());
}

/// TQ-18, MGCL-7: the betas of Up Your Arsenal get a game server of their own id before one that serves every title,
/// wherever it stands; without one they get what there is. All others go by location and load.
#[test]
fn betas_get_a_game_server_of_their_own() {
    let (here, there) = (LocationId(0), LocationId(40));
    for (app_id, own) in [(10680, true), (10681, true), (10684, false)] {
        let mut harness = mps();
        register(&mut harness, 0, AppId(0), here);
        want_world(&mut harness, GameId(1), AppId(app_id), here);
        world_wanted(&mut harness, 0);
        register(&mut harness, 1, AppId(app_id), there);
        want_world(&mut harness, GameId(2), AppId(app_id), here);
        world_wanted(&mut harness, u16::from(own));
    }
}

/// MPS-1: a game server above 1.08 is let in without SERVER_CONNECT_REQUIRE, which some never answer, unless the
/// settings say otherwise; whatever is set for consoles.
#[test]
fn game_servers_are_not_asked_for_sizes() {
    for (require, consoles, told) in [(false, true, RtId(0x07)), (true, true, RtId(0x22)), (false, false, RtId(0x07))] {
        let mut config = Config { game_servers_connect_require: require, ..config() };
        config.link.connect_require = consoles;
        let mut harness = mps_with(&config);
        let conn = harness.open(5);
        let [hello, connect, ..] = handshake_110(AppId(0), None);
        harness.send(conn, &hello);
        assert_eq!(harness.ids(conn), [RtId(0x25)]);
        harness.send(conn, &connect);
        assert_eq!(harness.ids(conn), [told], "{require} {consoles}");
    }
}
