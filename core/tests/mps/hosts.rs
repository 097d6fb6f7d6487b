//! Consoles that host games themselves, as the MPS sees them (lobby.md 6, game.md 11).

use core::time::Duration;

use crate::common::hosts::{
    APP, admission, arrive, host_connect, host_keys, mps, on_me, on_me_report, on_self_0, places, send_admission,
};
use crate::common::{Harness, address, app, app_in, id, plain_hello, rt_frame, rt_frame_in};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, Component, ConnId, DmeWorldId, GameId, MgclRequest};
use clank_core::limits::{Limit, Limits};
use clank_core::machine::{Event, Input};
use clank_core::mas::Mas;
use clank_core::mps::Mps;
use clank_core::peer::{GameDetails, HostAdmission, HostReport, HostedGame, Mover, PeerMessage, Ticket};
use clank_core::script::NoScript;
use clank_core::secret::Secret;
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{
    AccessKey, Bytes, Dialect, GameHostType, Message, MgclErrorCode as Code, MgclEventType, MgclGameHostType, NameText,
    NetAddress, NetAddressList, NetAddressType, NetConnectionType, PasswordText, RtId, SessionKeyText, UpTo, Version,
    WorldStatus, report,
};

/// The messages to the lobby since the last look.
pub(crate) fn peer_messages(harness: &mut Harness<Mps>) -> Vec<PeerMessage> {
    let message = std::mem::take(&mut harness.mail);
    message.into_iter().filter(|(to, _)| *to == Component::Mls).map(|(_, message)| message).collect()
}

pub(crate) fn from_mls(harness: &mut Harness<Mps>, message: PeerMessage) {
    harness.input(Input::Peer { from: Component::Mls, message });
}

pub(crate) fn only<T>(mut all: Vec<T>) -> T {
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// The game that a host asks for.
fn wish(harness: &mut Harness<Mps>, host: ConnId, request: &impl Message) -> HostedGame {
    harness.send(host, &app(request));
    match only(peer_messages(harness)) {
        PeerMessage::HostGame(game) => *game,
        other => panic!("{other:?}"),
    }
}

/// A game that the lobby takes in under an id.
pub(crate) fn game(harness: &mut Harness<Mps>, host: ConnId, number: i32) {
    let request = wish(harness, host, &on_me("mine", AccountId(1))).request;
    from_mls(harness, PeerMessage::GameHosted { request, answer: Ok(GameId(number)) });
    assert_eq!(harness.answer::<report::ServerCreateGameOnMeResponse>(host).medius_world_id, number);
}

/// The answer to an end of a game.
fn end(harness: &mut Harness<Mps>, host: ConnId, medius_world_id: i32) -> Code {
    let request = report::ServerEndGameOnMeRequest { message_id: id("e"), medius_world_id, ..Default::default() };
    harness.send(host, &app(&request));
    harness.answer::<report::ServerEndGameOnMeResponse>(host).confirmation
}

fn moving(from: GameId, to: GameId) -> report::ServerMoveGameWorldOnMeRequest {
    report::ServerMoveGameWorldOnMeRequest {
        message_id: id("m"),
        current_medius_world_id: from.0,
        new_game_world_id: to.0,
        address_list: places(9),
        ..Default::default()
    }
}

/// The message about a move.
fn moved(harness: &mut Harness<Mps>, host: ConnId, from: GameId, to: GameId) -> (MgclRequest, Mover) {
    harness.send(host, &app(&moving(from, to)));
    let PeerMessage::MoveGame { request, game, to: new, at, by } = only(peer_messages(harness)) else {
        panic!("another message")
    };
    assert_eq!((game, new, at), (from, to, places(9)));
    (request, by)
}

/// P2P-1, P2P-2, MAS-50, MAS-51: a host's way: keys of the MAS in each of the three forms, the MPS's address when the
/// MPS expects it, and a connection there with these keys.
#[test]
fn a_host_comes_from_the_mas() {
    let begins: [fn() -> Vec<u8>; 3] = [
        || app(&report::ServerSessionBeginRequest { message_id: id("b"), ..Default::default() }),
        || app(&report::ServerSessionBeginRequest1 { message_id: id("b"), ..Default::default() }),
        || app(&report::ServerSessionBeginRequest2 { message_id: id("b"), ..Default::default() }),
    ];
    for begin in begins {
        let config = Config::default();
        let (mut mas, mut mps) = (Harness::new(Mas::new(&config, [4; 32], Box::new(NoScript))), mps());
        let console = mas.connect(1);
        mas.send(console, &begin());
        assert_eq!(mas.ids(console), [rt::ServerApp::ID]);
        let known =
            report::ServerAuthenticationRequest { message_id: id("a"), address_list: places(1), ..Default::default() };
        mas.send(console, &app(&known));
        assert!(mas.ids(console).is_empty(), "it is not expected yet");
        for (to, message) in std::mem::take(&mut mas.mail) {
            assert_eq!(to, Component::Mps);
            let PeerMessage::AdmitHost(admission) = &message else { panic!("{message:?}") };
            assert_eq!((admission.addresses, admission.address), (places(1), *address(1).ip()));
            mps.input(Input::Peer { from: Component::Mas, message });
        }
        for (to, message) in std::mem::take(&mut mps.mail) {
            assert_eq!(to, Component::Mas);
            mas.input(Input::Peer { from: Component::Mps, message });
        }
        let told = mas.answer::<report::ServerAuthenticationResponse>(console);
        assert_eq!((told.confirmation, told.connect_info.kind), (Code::SUCCESS, NetConnectionType::CLIENT_SERVER_TCP));
        let [first, second] = told.connect_info.address_list.address_list;
        assert_eq!((first.address_type, first.port), (NetAddressType::EXTERNAL, 10077));
        assert_eq!((second.address_type, second.port), (NetAddressType::NONE, u32::MAX));
        let conn = mps.open(1);
        mps.send(conn, &host_connect(AppId(10684), (told.connect_info.session_key, told.connect_info.access_key)));
        assert_eq!(mps.ids(conn), [0x07, 0x1a].map(RtId));
        // The first thing it says is how busy it is, at once and then every 30 seconds; nobody answers.
        mps.send(conn, &app(&report::ServerReport { max_worlds: 1, ..Default::default() }));
        assert!(mps.ids(conn).is_empty() && mps.faults().is_empty());
    }
}

/// P2P-2, GEN-4, TQ-1: how a host is accepted, by its version: at once up to 1.08, where Amplitude is not told that it
/// is connected; 1.09 with a HELLO that offers no encryption.
#[test]
fn hosts_of_all_versions_are_accepted() {
    let (session_key, access_key) = host_keys(1);
    for (app_id, minor, told) in [(APP, 6, &[0x07][..]), (AppId(10411), 8, &[0x07, 0x1a])] {
        let mut harness = mps();
        send_admission(&mut harness, admission(1, app_id));
        let conn = harness.open(1);
        let connect = rt::ClientConnectTcp {
            major: Some(1),
            minor: Some(minor),
            build: Some(66),
            short_world_id: Some(0),
            app_id: app_id.0,
            session_key: Some(UpTo::whole(session_key)),
            access_key: Some(UpTo::whole(access_key)),
            ..Default::default()
        };
        harness.send(conn, &rt_frame(&connect));
        assert_eq!(harness.ids(conn), told.iter().map(|id| RtId(*id)).collect::<Vec<_>>(), "1.0{minor}");
    }
    let mut harness = mps();
    send_admission(&mut harness, admission(1, AppId(10984)));
    let conn = harness.open(9);
    let dialect = Dialect { version: Version(109), ..Dialect::default() };
    let hello = plain_hello(109);
    let connect = rt::ClientConnectTcp {
        world_id: Some(0),
        app_id: 10984,
        session_key: Some(UpTo::whole(session_key)),
        access_key: Some(UpTo::whole(access_key)),
        ..Default::default()
    };
    harness.send(conn, &rt_frame(&hello));
    assert_eq!(harness.ids(conn), [RtId(0x25)]);
    harness.send(conn, &rt_frame_in(&connect, dialect));
    assert_eq!(harness.ids(conn), [RtId(0x22)]);
    harness.send(conn, &rt_frame_in(&rt::ClientConnectReadyRequire::default(), dialect));
    assert_eq!(harness.ids(conn), [RtId(0x07)]);
    harness.send(conn, &rt_frame_in(&rt::ClientConnectReadyTcp::default(), dialect));
    assert_eq!(harness.ids(conn), [0x1a, 0x1f].map(RtId));
    harness.send(conn, &app_in(&report::ServerReport::default(), dialect));
    assert!(harness.ids(conn).is_empty());
    assert!(harness.faults().is_empty());
}

/// P2P-2: who has no keys of a host is nobody: wrong ones, none at all, those of another title, those that opened a
/// connection before, those that came too late. The session key alone does, too.
#[test]
fn keys_of_hosts_open_one_connection() {
    let mut harness = mps();
    let mut index = 0;
    let mut is_let_in = |harness: &mut Harness<Mps>, app_id, keys: (SessionKeyText, AccessKey)| {
        index += 1;
        let conn = harness.open(index);
        harness.send(conn, &host_connect(app_id, keys));
        let is_in = harness.ids(conn).contains(&RtId(0x07));
        assert_eq!(is_in, !harness.is_closed(conn));
        is_in
    };
    let none = (SessionKeyText::default(), AccessKey::default());
    for stranger in [host_keys(2), none] {
        assert!(!is_let_in(&mut harness, APP, stranger));
        send_admission(&mut harness, admission(1, APP));
        assert!(!is_let_in(&mut harness, APP, stranger));
    }
    assert!(!is_let_in(&mut harness, AppId(10684), host_keys(1)), "of another title");
    assert!(is_let_in(&mut harness, APP, host_keys(1)));
    // A message that comes again, or another one about the same keys, is answered and opens nothing.
    for ticket in [Ticket([1; 16]), Ticket([2; 16])] {
        let again = HostAdmission { ticket, ..admission(1, APP) };
        assert_eq!(send_admission(&mut harness, again), [(Component::Mas, PeerMessage::HostAdmitted { ticket })]);
        assert!(!is_let_in(&mut harness, APP, host_keys(1)), "twice");
    }
    send_admission(&mut harness, admission(3, APP));
    assert!(is_let_in(&mut harness, APP, (host_keys(3).0, AccessKey::default())), "by its session key");
    send_admission(&mut harness, admission(4, APP));
    harness.pass(Duration::from_secs(10));
    // Repeated, it has no more time.
    send_admission(&mut harness, admission(4, APP));
    harness.pass(Duration::from_millis(1_100));
    assert!(!is_let_in(&mut harness, APP, host_keys(4)), "too late");
    assert!(harness.faults().iter().all(|rule| *rule == "P2P-2"));
    assert_eq!(harness.faults().len(), 8);
}

/// P2P-1: hosts that do not come are as many as there may be sessions; one more is not let in until one is forgotten.
#[test]
fn expected_hosts_are_limited() {
    let config = Config { limits: Limits { sessions: 2, ..Limits::default() }, ..Config::default() };
    let mut harness = Harness::new(Mps::new(&config, [7; 32]));
    for (number, answers) in [(1, 1), (2, 1), (3, 0), (2, 1)] {
        assert_eq!(send_admission(&mut harness, admission(number, APP)).len(), answers);
    }
    assert!(harness.events.iter().any(|event| matches!(event, Event::Limited { limit: Limit::Sessions, .. })));
    harness.pass(Duration::from_secs(12));
    assert_eq!(send_admission(&mut harness, admission(3, APP)).len(), 1);
}

/// P2P-3, MGCL-6: what the lobby hears of a game, in each of the three forms: fields, password, place, the
/// host's own number, and the account where there is one; the host hears the id, or why there is none.
#[test]
fn games_of_hosts_are_told_to_the_lobby() {
    let mut harness = mps();
    let host = arrive(&mut harness, 1, APP);
    let host_type = MgclGameHostType::MGCL_GAME_HOST_PEER_TO_PEER;
    let zero = report::ServerCreateGameOnSelfRequest0 {
        game_password: Some(PasswordText::new("secret")),
        game_stats: Bytes::new([6; 256]),
        game_level: 7,
        player_skill_level: 8,
        rules_set: 9,
        generic_field1: 11,
        generic_field3: 33,
        ..on_self_0("mine")
    };
    assert_eq!(app(&zero).len(), 3 + 2 + 468);
    let on_self = report::ServerCreateGameOnSelfRequest {
        message_id: id("34"),
        game_name: NameText::new("mine"),
        game_password: PasswordText::new("secret"),
        game_stats: Bytes::new([6; 256]),
        application_id: APP.0.cast_signed(),
        max_players: 5,
        min_players: 1,
        game_level: 7,
        player_skill_level: 8,
        rules_set: 9,
        generic_field1: 11,
        generic_field2: 24,
        generic_field3: 33,
        game_host_type: host_type,
        address_list: places(1),
        world_id: 1,
        account_id: 4,
        ..Default::default()
    };
    let me = report::ServerCreateGameOnMeRequest {
        message_id: id("34"),
        game_password: PasswordText::new("secret"),
        game_stats: Bytes::new([6; 256]),
        game_level: 7,
        player_skill_level: 8,
        rules_set: 9,
        generic_field1: 11,
        generic_field2: 24,
        generic_field3: 33,
        generic_field8: 88,
        ..on_me("mine", AccountId(4))
    };
    let wishes = [
        (wish(&mut harness, host, &zero), None, 0),
        (wish(&mut harness, host, &on_self), Some(AccountId(4)), 0),
        (wish(&mut harness, host, &me), Some(AccountId(4)), 88),
    ];
    for (request, (game, account_id, last)) in (1..).map(MgclRequest).zip(&wishes) {
        let expected = HostedGame {
            request,
            app_id: APP,
            account_id: *account_id,
            address: *address(1).ip(),
            details: GameDetails {
                name: NameText::new("mine"),
                min_players: 1,
                max_players: 5,
                level: 7,
                skill_level: 8,
                rules_set: 9,
                fields: [11, 24, 33, 0, 0, 0, 0, *last],
                stats: Bytes::new([6; 256]),
            },
            password: Secret::new(PasswordText::new("secret")),
            host_type: GameHostType::PEER_TO_PEER,
            at: places(1),
            world_id: DmeWorldId(1),
        };
        assert_eq!(*game, expected);
    }
    for ((game, ..), answer) in
        wishes.into_iter().zip([Ok(GameId(10064)), Err(Code::GAME_NAME_EXISTS), Err(Code::INVALID_ARG)])
    {
        from_mls(&mut harness, PeerMessage::GameHosted { request: game.request, answer });
        let told: report::ServerCreateGameOnMeResponse = harness.answer(host);
        let (confirmation, medius_world_id) = answer.map_or_else(|code| (code, 0), |game| (Code::SUCCESS, game.0));
        let expected = report::ServerCreateGameOnMeResponse {
            message_id: id("34"),
            confirmation,
            medius_world_id,
            ..Default::default()
        };
        assert_eq!(told, expected);
    }
}

/// P2P-3, P2P-11, game.md P2P-3: addresses are what the host says, byte by byte, whether they are those of the NAT
/// service or of its own network; where it says none, it is at the far end of its connection.
#[test]
fn places_of_hosts_are_kept() {
    let place = |address_type, bytes: &[u8], port| {
        let mut whole = [0; 16];
        whole[..bytes.len()].copy_from_slice(bytes);
        NetAddress { address_type, address: clank_core::wire::AddressText::exact(whole), port }
    };
    let list = |first, second| NetAddressList { address_list: [first, second] };
    let none = NetAddress::default();
    let peer = NetAddress::external(std::net::SocketAddrV4::new(*address(1).ip(), 3658));
    use NetAddressType as Is;
    for (told, kept) in [
        (list(place(Is::EXTERNAL, b"203.0.113.1", 5645), place(Is::INTERNAL, b"10.0.0.5", 5645)), None),
        (list(place(Is::EXTERNAL, b"10.0.0.5", 5645), place(Is::INTERNAL, b"10.0.0.5", 5645)), None),
        (list(place(Is::BINARY_EXTERNAL, &[203, 0, 113, 1], 1), place(Is::BINARY_INTERNAL, &[10, 0, 0, 5], 1)), None),
        (
            list(
                place(Is::BINARY_EXTERNAL_VPORT, &[203, 0, 113, 1, 0, 9, 0, 1], 2),
                place(Is::BINARY_INTERNAL_VPORT, &[10, 0, 0, 5, 0, 7], 2),
            ),
            None,
        ),
        (list(place(Is::SIGNAL_ADDRESS, &[1, 0, 3], 0), none), None),
        (list(place(Is::NONE, b"", 3658), none), Some(list(peer, none))),
    ] {
        let mut harness = mps();
        let host = arrive(&mut harness, 1, APP);
        let made = wish(
            &mut harness,
            host,
            &report::ServerCreateGameOnMeRequest { address_list: told, ..on_me("mine", AccountId(1)) },
        );
        assert_eq!(made.at, kept.unwrap_or(told));
        let moving = report::ServerMoveGameWorldOnMeRequest { address_list: told, ..moving(GameId(1), GameId(1)) };
        harness.send(host, &app(&moving));
        let PeerMessage::MoveGame { at, .. } = only(peer_messages(&mut harness)) else { panic!("another message") };
        assert_eq!(at, kept.unwrap_or(told));
    }
}

/// P2P-3: a game of another title is no game of this host; one without a title is of its own.
#[test]
fn hosts_make_games_of_their_title() {
    let mut harness = mps();
    let host = arrive(&mut harness, 1, APP);
    let foreign = report::ServerCreateGameOnMeRequest { application_id: 10684, ..on_me("mine", AccountId(1)) };
    harness.send(host, &app(&foreign));
    assert_eq!(harness.answer::<report::ServerCreateGameOnMeResponse>(host).confirmation, Code::INVALID_ARG);
    assert!(peer_messages(&mut harness).is_empty());
    let own = report::ServerCreateGameOnMeRequest { application_id: 0, ..on_me("mine", AccountId(1)) };
    assert_eq!(wish(&mut harness, host, &own).app_id, APP);
}

/// P2P-3, P2P-10: a lobby that says nothing; one that says it too late; a host that is gone by then, or has ended its
/// session: nobody hosts that game.
#[test]
fn games_that_nobody_hosts_any_more_end() {
    let mut harness = mps();
    let host = arrive(&mut harness, 1, APP);
    let late = wish(&mut harness, host, &on_me("late", AccountId(1))).request;
    harness.pass(Duration::from_secs(11));
    assert_eq!(harness.answer::<report::ServerCreateGameOnMeResponse>(host).confirmation, Code::UNSUCCESSFUL);
    from_mls(&mut harness, PeerMessage::GameHosted { request: late, answer: Ok(GameId(5)) });
    assert_eq!(peer_messages(&mut harness), [PeerMessage::HostEnded { game: GameId(5) }]);
    let over = wish(&mut harness, host, &on_me("over", AccountId(1))).request;
    harness.send(host, &app(&report::ServerSessionEndRequest { message_id: id("s") }));
    from_mls(&mut harness, PeerMessage::GameHosted { request: over, answer: Ok(GameId(6)) });
    assert_eq!(peer_messages(&mut harness), [PeerMessage::HostEnded { game: GameId(6) }]);
    let host = arrive(&mut harness, 2, APP);
    let lost = wish(&mut harness, host, &on_me("lost", AccountId(1))).request;
    harness.gone(host);
    from_mls(&mut harness, PeerMessage::GameHosted { request: lost, answer: Ok(GameId(7)) });
    assert_eq!(peer_messages(&mut harness), [PeerMessage::HostEnded { game: GameId(7) }]);
    // A message that comes twice is none of that.
    let host = arrive(&mut harness, 3, APP);
    let request = wish(&mut harness, host, &on_me("here", AccountId(1))).request;
    for answers in [1, 0] {
        from_mls(&mut harness, PeerMessage::GameHosted { request, answer: Ok(GameId(8)) });
        assert_eq!(harness.ids(host).len(), answers);
    }
    assert!(peer_messages(&mut harness).is_empty());
    assert_eq!(end(&mut harness, host, 8), Code::SUCCESS);
}

/// P2P-7: reports go to the lobby and are never answered; a player that comes or goes is told by the host's own number
/// or by the id. Of another host's game nothing is told.
#[test]
fn hosts_report() {
    let mut harness = mps();
    let (one, two) = (arrive(&mut harness, 1, APP), arrive(&mut harness, 2, APP));
    game(&mut harness, one, 70);
    harness.send(one, &app(&on_me_report(GameId(70), "renamed", 3, WorldStatus::ACTIVE)));
    harness.send(one, &app(&report::ServerReport::default()));
    let told = HostReport {
        game: GameId(70),
        details: GameDetails {
            name: NameText::new("renamed"),
            min_players: 1,
            max_players: 5,
            level: 7,
            skill_level: 0,
            rules_set: 0,
            fields: [0, 0, 0, 0, 0, 0, 0, 88],
            stats: Bytes::default(),
        },
        players: 3,
        status: WorldStatus::ACTIVE,
    };
    assert_eq!(peer_messages(&mut harness), [PeerMessage::HostReport(Box::new(told))]);
    let sees = |medius_world_uid, connect_event_type| report::ServerConnectNotification {
        connect_event_type,
        medius_world_uid,
        player_session_key: SessionKeyText::new("joiner"),
        ..Default::default()
    };
    for (world, kind) in [(1, MgclEventType::CONNECT), (70, MgclEventType::DISCONNECT)] {
        harness.send(one, &app(&sees(world, kind)));
        let connected = kind == MgclEventType::CONNECT;
        let session_key = Secret::new(SessionKeyText::new("joiner"));
        assert_eq!(peer_messages(&mut harness), [PeerMessage::Seen { game: GameId(70), session_key, connected }]);
    }
    assert!(harness.ids(one).is_empty() && harness.faults().is_empty());
    for world in [1, 70, 71] {
        harness.send(two, &app(&sees(world, MgclEventType::CONNECT)));
    }
    harness.send(two, &app(&on_me_report(GameId(70), "stolen", 3, WorldStatus::CLOSED)));
    assert!(peer_messages(&mut harness).is_empty() && harness.ids(two).is_empty());
    assert_eq!(harness.faults(), ["P2P-8"]);
}

/// P2P-8: a game ends by its id, by the host's own number whether brutal or not, and with the host's session, which
/// ends once; another's game and one that is not known do not. Nobody has a connection to the player who is to be put
/// out.
#[test]
fn hosts_end_their_games() {
    let mut harness = mps();
    let (one, two) = (arrive(&mut harness, 1, APP), arrive(&mut harness, 2, APP));
    game(&mut harness, one, 70);
    for (host, world) in [(two, 70), (one, 71), (one, 1)] {
        assert_eq!(end(&mut harness, host, world), Code::INVALID_ARG);
    }
    assert!(peer_messages(&mut harness).is_empty());
    assert_eq!(end(&mut harness, one, 70), Code::SUCCESS);
    assert_eq!(peer_messages(&mut harness), [PeerMessage::HostEnded { game: GameId(70) }]);
    assert_eq!(end(&mut harness, one, 70), Code::INVALID_ARG, "it is over");
    for (game_id, brutal_flag) in [(72, 0), (73, 1)] {
        game(&mut harness, one, game_id);
        let request =
            report::ServerEndGameRequest { message_id: id("e"), world_id: 1, brutal_flag, ..Default::default() };
        for (host, told) in [(two, vec![]), (one, vec![PeerMessage::HostEnded { game: GameId(game_id) }])] {
            harness.send(host, &app(&request));
            assert_eq!(harness.answer::<report::ServerEndGameResponse>(host).confirmation, Code::SUCCESS);
            assert_eq!(peer_messages(&mut harness), told);
        }
    }
    game(&mut harness, one, 74);
    harness.send(one, &app(&report::ServerDisconnectPlayerRequest { message_id: id("d"), ..Default::default() }));
    assert!(harness.ids(one).is_empty() && peer_messages(&mut harness).is_empty());
    for (confirmation, told) in
        [(Code::SUCCESS, vec![PeerMessage::HostEnded { game: GameId(74) }]), (Code::NOT_CONNECTED, vec![])]
    {
        harness.send(one, &app(&report::ServerSessionEndRequest { message_id: id("s") }));
        let answer: report::ServerSessionEndResponse = harness.answer(one);
        assert_eq!((answer.message_id, answer.confirmation), (id("s"), confirmation));
        assert_eq!(peer_messages(&mut harness), told);
    }
    // Without a session it hosts nothing any more.
    harness.send(one, &app(&on_me("mine", AccountId(1))));
    assert_eq!(harness.answer::<report::ServerCreateGameOnMeResponse>(one).confirmation, Code::NOT_CONNECTED);
    harness.send(one, &app(&moving(GameId(74), GameId(75))));
    assert_eq!(harness.answer::<report::ServerMoveGameWorldOnMeResponse>(one).confirmation, Code::NOT_CONNECTED);
    assert!(peer_messages(&mut harness).is_empty());
}

/// P2P-9: who says that a game moved: its host, another console while the host is there, or one after it is lost; the
/// lobby decides. Whoever moved it hosts it from then on, under the new id.
#[test]
fn games_move() {
    let mut harness = mps();
    let (one, two) = (arrive(&mut harness, 1, APP), arrive(&mut harness, 2, APP));
    game(&mut harness, one, 70);
    let answer = |harness: &mut Harness<Mps>, host, request, answer| {
        from_mls(harness, PeerMessage::GameMoved { request, answer });
        let told: report::ServerMoveGameWorldOnMeResponse = harness.answer(host);
        assert_eq!(told.message_id, id("m"));
        (told.confirmation, told.medius_world_id)
    };
    let (request, by) = moved(&mut harness, one, GameId(70), GameId(5070));
    assert_eq!(by, Mover::Host);
    assert_eq!(answer(&mut harness, one, request, Ok(GameId(5070))), (Code::SUCCESS, 5070));
    assert_eq!([end(&mut harness, two, 5070), end(&mut harness, one, 70)], [Code::INVALID_ARG; 2]);
    let other = |hosted| Mover::Other { address: *address(2).ip(), hosted };
    let (request, by) = moved(&mut harness, two, GameId(5070), GameId(6000));
    assert_eq!(by, other(true));
    assert_eq!(answer(&mut harness, two, request, Err(Code::UNSUCCESSFUL)), (Code::UNSUCCESSFUL, 0));
    assert_eq!(harness.faults().last(), Some(&"P2P-9"));
    harness.send(one, &app(&on_me_report(GameId(5070), "mine", 1, WorldStatus::STAGING)));
    assert_eq!(peer_messages(&mut harness).len(), 1, "it is still its host");
    harness.gone(one);
    let (request, by) = moved(&mut harness, two, GameId(5070), GameId(6000));
    assert_eq!(by, other(false));
    assert_eq!(answer(&mut harness, two, request, Ok(GameId(6000))), (Code::SUCCESS, 6000));
    assert_eq!(moved(&mut harness, two, GameId(4711), GameId(4712)).1, other(false), "nobody knows whose that is");
    harness.pass(Duration::from_secs(11));
    let late: report::ServerMoveGameWorldOnMeResponse = harness.answer(two);
    assert_eq!(late.confirmation, Code::UNSUCCESSFUL, "the lobby says nothing");
    // The lobby may move it too late for an answer; then members tell it of yet another id.
    let (request, _) = moved(&mut harness, two, GameId(6000), GameId(6500));
    harness.pass(Duration::from_secs(11));
    harness.answer::<report::ServerMoveGameWorldOnMeResponse>(two);
    from_mls(&mut harness, PeerMessage::GameRenumbered { game: GameId(6000), to: GameId(6500) });
    from_mls(&mut harness, PeerMessage::GameMoved { request, answer: Ok(GameId(6500)) });
    assert!(harness.ids(two).is_empty());
    from_mls(&mut harness, PeerMessage::GameRenumbered { game: GameId(6500), to: GameId(7000) });
    assert_eq!([6000, 6500].map(|old| end(&mut harness, two, old)), [Code::INVALID_ARG; 2]);
    assert_eq!(end(&mut harness, two, 7000), Code::SUCCESS);
}

/// P2P-2, MPS-8: who is let in without keys, for his address, hosts nothing.
#[test]
fn a_game_server_is_no_host() {
    let config = Config { game_servers: vec![*address(5).ip()], ..Config::default() };
    let mut harness = Harness::new(Mps::new(&config, [7; 32]));
    let conn = harness.open(5);
    harness.send(conn, &host_connect(APP, Default::default()));
    assert_eq!(harness.ids(conn), [RtId(0x07)]);
    harness.send(conn, &app(&on_self_0("mine")));
    assert_eq!(harness.answer::<report::ServerCreateGameOnMeResponse>(conn).confirmation, Code::NOT_CONNECTED);
    harness.send(conn, &app(&moving(GameId(70), GameId(71))));
    assert_eq!(harness.answer::<report::ServerMoveGameWorldOnMeResponse>(conn).confirmation, Code::NOT_CONNECTED);
    assert_eq!(end(&mut harness, conn, 70), Code::NOT_CONNECTED);
    assert!(peer_messages(&mut harness).is_empty());
}
