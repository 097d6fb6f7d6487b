//! Consoles that host games, as the MPS sees them and as the lobby does (game.md 11).

mod common;

use core::time::Duration;

use clank_core::config::Config;
use clank_core::lobby::connect_info;
use clank_core::lobby::text_filter::TextFilter;
use clank_core::machine::{ConnId, Input};
use clank_core::mail::{Component, HostedGame, Mail, WorldFailure};
use clank_core::mgcl::Request;
use clank_core::mls::Mls;
use clank_core::mps::Mps;
use clank_core::wire::{
    AddressText, Bytes, GameHostType, MgclErrorCode as Code, MgclGameHostType, NameText, NetAddress, NetAddressList,
    NetAddressType, PasswordText, WorldStatus, report,
};
use common::games;
use common::players::{bench_with, enter};
use common::servers::{
    HOSTS, asks, enlist, from_mls, granted, host, letters, make_over, mps, no_seat, notification, seen, session,
    set_attributes, want_seat, worlds,
};
use common::{Bench, address, app, clear, id};

const PEER_TO_PEER: MgclGameHostType = MgclGameHostType(2);

fn two(first: NetAddress) -> NetAddressList {
    NetAddressList { address_list: [first, connect_info::address(NetAddressType::INTERNAL, address(77))] }
}

fn on_me(name: &str) -> report::ServerCreateGameOnMeRequest {
    report::ServerCreateGameOnMeRequest {
        message_id: id("c"),
        game_name: NameText::new(name),
        game_stats: Bytes::new([7; 256]),
        game_password: PasswordText::new("secret"),
        application_id: 10684,
        max_clients: 5,
        min_clients: 1,
        game_level: 11,
        player_skill_level: 12,
        rules_set: 13,
        generic_field1: 21,
        generic_field2: 22,
        generic_field3: 23,
        generic_field4: 24,
        generic_field5: 25,
        generic_field6: 26,
        generic_field7: 27,
        generic_field8: 28,
        game_host_type: PEER_TO_PEER,
        address_list: two(connect_info::external(address(50))),
        world_id: 1,
        account_id: 9,
        ..Default::default()
    }
}

/// The game that the lobby is asked to take in, and nothing else.
fn asked(bench: &mut Bench<Mps>) -> HostedGame {
    match letters(bench).pop() {
        Some(Mail::HostGame(game)) => *game,
        other => panic!("{other:?}"),
    }
}

fn taken_in(bench: &mut Bench<Mps>, request: Request, answer: Result<i32, Code>) {
    from_mls(bench, Mail::GameHosted { request, answer });
}

/// A game of this console.
fn hosts(bench: &mut Bench<Mps>, conn: ConnId, game: i32) {
    bench.send(conn, &app(&on_me("own")));
    let request = asked(bench).request;
    taken_in(bench, request, Ok(game));
    let made: report::ServerCreateGameOnMeResponse = bench.answer(conn);
    assert_eq!((made.message_id, made.confirmation, made.medius_world_id), (id("c"), Code::SUCCESS, game));
}

/// MGCL-6: the three forms tell the lobby the same, as far as they go: what the game is like, how and where it is hosted,
/// under which number, whose it is; the lobby's answer is the console's, 28 bytes under its MessageID.
#[test]
fn a_console_makes_a_game() {
    let mut bench = mps();
    let conn = host(&mut bench, HOSTS);
    let newest = on_me("own");
    bench.send(conn, &app(&newest));
    let game = asked(&mut bench);
    assert!(bench.ids(conn).is_empty(), "the lobby is asked first");
    assert_eq!((game.app_id, game.account_id, game.world_id), (10684, Some(9), 1));
    assert_eq!((game.host_type, game.address), (GameHostType::PEER_TO_PEER, *address(100).ip()));
    assert_eq!(game.at, newest.address_list);
    assert!(*game.password.expose() == PasswordText::new("secret"));
    let details = game.details.clone();
    assert_eq!((details.name.to_text().as_str(), details.min_players, details.max_players), ("own", 1, 5));
    assert_eq!((details.level, details.skill_level, details.rules_set), (11, 12, 13));
    assert_eq!((details.fields, details.stats), ([21, 22, 23, 24, 25, 26, 27, 28], Bytes::new([7; 256])));
    taken_in(&mut bench, game.request, Ok(0x0102_0304));
    let mut expected = vec![3, 0x10, b'c'];
    expected.resize(2 + 24, 0);
    expected.extend([4, 3, 2, 1]);
    assert_eq!(common::servers::raw(&mut bench, conn), expected);

    let older = report::ServerCreateGameOnSelfRequest {
        message_id: id("c"),
        game_name: newest.game_name,
        game_stats: newest.game_stats,
        game_password: newest.game_password,
        application_id: 10684,
        max_players: 5,
        min_players: 1,
        game_level: 11,
        player_skill_level: 12,
        rules_set: 13,
        generic_field1: 21,
        generic_field2: 22,
        generic_field3: 23,
        game_host_type: PEER_TO_PEER,
        address_list: newest.address_list,
        world_id: 1,
        account_id: 9,
        ..Default::default()
    };
    let oldest = report::ServerCreateGameOnSelfRequest0 {
        message_id: id("c"),
        game_name: Some(newest.game_name),
        game_stats: newest.game_stats,
        game_password: Some(newest.game_password),
        application_id: 0,
        max_clients: 5,
        min_clients: 1,
        game_level: 11,
        player_skill_level: 12,
        rules_set: 13,
        generic_field1: 21,
        generic_field2: 22,
        generic_field3: 23,
        game_host_type: PEER_TO_PEER,
        address_list: newest.address_list,
        world_id: 1,
        ..Default::default()
    };
    let fields = [21, 22, 23, 0, 0, 0, 0, 0];
    for (bytes, account_id) in [(app(&older), Some(9)), (app(&oldest), None)] {
        bench.send(conn, &bytes);
        let told = asked(&mut bench);
        let details = clank_core::lobby::games::Details { fields, ..details.clone() };
        assert_eq!(told, HostedGame { request: told.request, account_id, details, ..game.clone() });
    }
}

/// MGCL-6: a place without an address is the far end of the connection, with the port that was told; all others are passed
/// on as they are, bytes and signals, too.
#[test]
fn where_a_console_is() {
    let at = |address_type, text: &str, port| NetAddress { address_type, address: AddressText::new(text), port };
    let mut quad = at(NetAddressType::BINARY_EXTERNAL, "", 6000);
    quad.address = AddressText::exact(*b"\x0a\x01\x02\x03\0\0\0\0\0\0\0\0\0\0\0\0");
    for (told, known) in [
        (at(NetAddressType::EXTERNAL, "198.51.100.7", 6000), None),
        (at(NetAddressType::NONE, "198.51.100.7", 6000), Some("192.168.1.100:6000")),
        (at(NetAddressType::NONE, "", u32::MAX), Some("192.168.1.100:0")),
        (at(NetAddressType::SIGNAL_ADDRESS, "somebody", 0), None),
        (quad, None),
    ] {
        let mut bench = mps();
        let conn = host(&mut bench, HOSTS);
        bench.send(conn, &app(&report::ServerCreateGameOnMeRequest { address_list: two(told), ..on_me("own") }));
        let expected = known.map_or(told, |at| connect_info::external(at.parse().expect("an address")));
        assert_eq!(asked(&mut bench).at, two(expected), "{told:?}");
    }
}

/// MGCL-6: what the lobby refuses is the console's answer; so is that nothing came of it for 10 seconds, and then a game
/// that is taken in too late, or whose console is gone or has ended its session, is ended. Answers stay in order.
#[test]
fn no_game_is_made() {
    let mut bench = mps();
    let conn = host(&mut bench, HOSTS);
    let answers = |bench: &mut Bench<Mps>| -> Vec<Code> {
        let answers = bench.answers::<report::ServerCreateGameOnMeResponse>(conn);
        answers.iter().map(|answer| answer.confirmation).collect()
    };
    for code in [Code::INVALID_ARG, Code::GAME_NAME_EXISTS] {
        bench.send(conn, &app(&on_me("own")));
        let request = asked(&mut bench).request;
        taken_in(&mut bench, request, Err(code));
        taken_in(&mut bench, request, Err(code));
        assert_eq!(answers(&mut bench), [code]);
    }
    bench.send(conn, &app(&on_me("first")));
    let first = asked(&mut bench).request;
    bench.send(conn, &app(&on_me("second")));
    let second = asked(&mut bench).request;
    taken_in(&mut bench, second, Err(Code::GAME_NAME_EXISTS));
    assert_eq!(answers(&mut bench), []);
    bench.pass(Duration::from_secs(10));
    assert_eq!(answers(&mut bench), [Code::UNSUCCESSFUL, Code::GAME_NAME_EXISTS]);
    taken_in(&mut bench, first, Ok(60));
    assert_eq!((letters(&mut bench), answers(&mut bench)), (vec![Mail::HostEnded { game: 60 }], vec![]));
    // It ends its session while the lobby thinks.
    bench.send(conn, &app(&on_me("third")));
    let third = asked(&mut bench).request;
    bench.send(conn, &app(&report::ServerSessionEndRequest { message_id: id("e") }));
    taken_in(&mut bench, third, Ok(61));
    assert_eq!(letters(&mut bench), [Mail::HostEnded { game: 61 }]);
    let frames = bench.frames(conn);
    assert_eq!(frames.iter().map(|(_, payload)| payload[1]).collect::<Vec<_>>(), [0x10, 0x06]);
    want_seat(&mut bench, 500, 61);
    assert_eq!(letters(&mut bench), [no_seat(500, WorldFailure::Lost)]);
    // And one that is gone.
    let conn = host(&mut bench, HOSTS + 1);
    bench.send(conn, &app(&on_me("fourth")));
    let fourth = asked(&mut bench).request;
    bench.gone(conn);
    taken_in(&mut bench, fourth, Ok(62));
    assert_eq!(letters(&mut bench), [Mail::HostEnded { game: 62 }]);
}

/// MGCL-6: reports of a game that is this console's reach the lobby, with how many play; nobody else's do. Neither is
/// answered. Players are told by the game's id or the console's own number of it.
#[test]
fn a_console_reports() {
    let mut bench = mps();
    let (own, other) = (host(&mut bench, HOSTS), host(&mut bench, HOSTS + 1));
    hosts(&mut bench, own, 60);
    let report = report::ServerWorldReportOnMe {
        game_name: NameText::new("renamed"),
        game_stats: Bytes::new([8; 256]),
        application_id: 10684,
        max_players: 6,
        min_players: 2,
        player_count: 3,
        game_level: 31,
        player_skill_level: 32,
        rules_set: 33,
        generic_field1: 41,
        generic_field8: 48,
        medius_world_id: 60,
        world_status: WorldStatus::ACTIVE,
        ..Default::default()
    };
    bench.send(own, &app(&report));
    let told = letters(&mut bench);
    let [Mail::HostReport(told)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((told.game, told.players, told.status), (60, 3, WorldStatus::ACTIVE));
    assert_eq!((told.details.name.to_text().as_str(), told.details.max_players), ("renamed", 6));
    assert_eq!((told.details.min_players, told.details.level, told.details.skill_level), (2, 31, 32));
    assert_eq!((told.details.rules_set, told.details.fields), (33, [41, 0, 0, 0, 0, 0, 0, 48]));
    assert_eq!(told.details.stats, Bytes::new([8; 256]));
    bench.send(other, &app(&report));
    bench.send(own, &app(&report::ServerWorldReportOnMe { medius_world_id: 61, ..report }));
    assert_eq!(letters(&mut bench), []);
    for (conn, world, game) in [(own, 60, Some(60)), (own, 1, Some(60)), (own, 2, None), (other, 60, None)] {
        for connected in [true, false] {
            bench.send(conn, &notification(world, 4, connected.into()));
            assert_eq!(letters(&mut bench), Vec::from_iter(game.map(|game| seen(game, 4, connected))), "{world}");
        }
    }
    assert!(bench.ids(own).is_empty() && bench.ids(other).is_empty());
}

/// MGCL-6: a player who wants into a console's game reaches the console with his keys and addresses, and its answer is the
/// lobby's; another console's is not. When its connection is lost nobody gets in any more, and who waits hears it at once.
#[test]
fn a_player_comes_to_a_console() {
    let mut bench = mps();
    let (own, other) = (host(&mut bench, HOSTS), host(&mut bench, HOSTS + 1));
    hosts(&mut bench, own, 60);
    want_seat(&mut bench, 500, 60);
    let request: report::ServerJoinGameRequest = bench.answer(own);
    let info = &request.connect_info;
    assert_eq!((info.world_id, info.address_list.address_list[1]), (1, connect_info::external(address(41))));
    assert!(info.session_key == session(500), "the player's own key");
    let granted = granted();
    let answer = report::ServerJoinGameResponse {
        message_id: request.message_id,
        access_key: *granted.access_key.expose(),
        pub_key: granted.server_key,
        dme_client_index: 1,
        ..Default::default()
    };
    bench.send(other, &app(&answer));
    assert_eq!(letters(&mut bench), []);
    bench.send(own, &app(&answer));
    let told = letters(&mut bench);
    let [Mail::Seated { seat: 500, answer: Ok(seat) }] = &told[..] else { panic!("{told:?}") };
    assert_eq!((seat.world_id, seat.server_key), (1, granted.server_key));
    assert!(seat.access_key == granted.access_key);
    want_seat(&mut bench, 501, 60);
    bench.gone(own);
    assert_eq!(letters(&mut bench), [no_seat(501, WorldFailure::Lost)]);
    want_seat(&mut bench, 502, 60);
    assert_eq!(letters(&mut bench), [no_seat(502, WorldFailure::Lost)]);
}

/// MGCL-6: a console ends its game by the game's id, by its own number of it, or with its session; another's it cannot
/// end. A game that is no more is none.
#[test]
fn a_console_ends_its_game() {
    let mut bench = mps();
    let (own, other) = (host(&mut bench, HOSTS), host(&mut bench, HOSTS + 1));
    let end =
        |game| report::ServerEndGameOnMeRequest { message_id: id("e"), medius_world_id: game, ..Default::default() };
    for (conn, game, code) in [
        (other, 60, Code::INVALID_ARG),
        (own, 61, Code::INVALID_ARG),
        (own, 60, Code::SUCCESS),
        (own, 60, Code::INVALID_ARG),
    ] {
        if code == Code::SUCCESS {
            hosts(&mut bench, own, 60);
        }
        let answer: report::ServerEndGameOnMeResponse = asks(&mut bench, conn, &end(game));
        assert_eq!((answer.confirmation, answer.message_id), (code, id("e")));
        let expected = (code == Code::SUCCESS).then_some(Mail::HostEnded { game });
        assert_eq!(letters(&mut bench), Vec::from_iter(expected));
    }
    for (world_id, brutal_flag) in [(1, 0), (70, 1), (70, 0)] {
        hosts(&mut bench, own, 70);
        let end = report::ServerEndGameRequest { message_id: id("e"), world_id, brutal_flag, ..Default::default() };
        let answer: report::ServerEndGameResponse = asks(&mut bench, other, &end);
        assert_eq!((answer.confirmation, letters(&mut bench)), (Code::SUCCESS, vec![]));
        let answer: report::ServerEndGameResponse = asks(&mut bench, own, &end);
        assert_eq!((answer.confirmation, letters(&mut bench)), (Code::SUCCESS, vec![Mail::HostEnded { game: 70 }]));
    }
    hosts(&mut bench, own, 71);
    hosts(&mut bench, own, 72);
    let end = report::ServerSessionEndRequest { message_id: id("e") };
    for code in [Code::SUCCESS, Code::NOT_CONNECTED] {
        let answer: report::ServerSessionEndResponse = asks(&mut bench, own, &end);
        assert_eq!((answer.confirmation, answer.message_id), (code, id("e")));
        let gone = [71, 72].map(|game| Mail::HostEnded { game });
        assert_eq!(letters(&mut bench), if code == Code::SUCCESS { gone.to_vec() } else { vec![] });
    }
}

/// MGCL-6: a game goes by another id and at another place when the lobby agrees: its players come to who moved it from
/// then on, by its new id alone. When it does not, or does not answer, all stays.
#[test]
fn a_game_moves() {
    let mut bench = mps();
    let (old, new) = (host(&mut bench, HOSTS), host(&mut bench, HOSTS + 1));
    hosts(&mut bench, old, 60);
    let moving = report::ServerMoveGameWorldOnMeRequest {
        message_id: id("m"),
        current_medius_world_id: 60,
        new_game_world_id: 65,
        address_list: two(connect_info::external(address(60))),
        ..Default::default()
    };
    let answer = |bench: &mut Bench<Mps>| {
        let answer: report::ServerMoveGameWorldOnMeResponse = bench.answer(new);
        assert_eq!(answer.message_id, id("m"));
        (answer.confirmation, answer.medius_world_id)
    };
    let comes_to = |bench: &mut Bench<Mps>, seat, game| -> Option<ConnId> {
        // An earlier wish may have waited in vain.
        letters(bench);
        want_seat(bench, seat, game);
        let letters = letters(bench);
        let asked = [old, new].into_iter().find(|conn| !bench.ids(*conn).is_empty());
        assert_eq!(letters.is_empty(), asked.is_some());
        asked
    };
    for refusal in [Some(Code::WORLDID_INUSE), None] {
        bench.send(new, &app(&moving));
        let told = letters(&mut bench);
        let [Mail::MoveGame { request, game: 60, to: 65, at, address: from }] = &told[..] else { panic!("{told:?}") };
        assert_eq!((*at, *from), (moving.address_list, *address(101).ip()));
        match refusal {
            Some(code) => from_mls(&mut bench, Mail::GameMoved { request: *request, answer: Err(code) }),
            None => bench.pass(Duration::from_secs(10)),
        }
        assert_eq!(answer(&mut bench), (refusal.unwrap_or(Code::UNSUCCESSFUL), 0));
        assert_eq!(comes_to(&mut bench, 500, 60), Some(old));
    }
    bench.send(new, &app(&moving));
    let told = letters(&mut bench);
    let [Mail::MoveGame { request, .. }] = &told[..] else { panic!("{told:?}") };
    from_mls(&mut bench, Mail::GameMoved { request: *request, answer: Ok(65) });
    assert_eq!(answer(&mut bench), (Code::SUCCESS, 65));
    assert_eq!((comes_to(&mut bench, 501, 60), comes_to(&mut bench, 502, 65)), (None, Some(new)));
    // One that nobody has, and one on a game server.
    let server = enlist(&mut bench, 1, 0, 0);
    make_over(&mut bench, server, 80, 1);
    for current_medius_world_id in [60, 80, -1] {
        bench.send(new, &app(&report::ServerMoveGameWorldOnMeRequest { current_medius_world_id, ..moving.clone() }));
        assert_eq!(answer(&mut bench), (Code::UNSUCCESSFUL, 0));
    }
    assert_eq!((letters(&mut bench), worlds(&mut bench)), (vec![], vec![1]));
    // A stranger at a trusted address is no host.
    let nobody = common::servers::link(&mut bench, 2, 0);
    let refused: report::ServerMoveGameWorldOnMeResponse = asks(&mut bench, nobody, &moving);
    assert_eq!(refused.confirmation, Code::NOT_CONNECTED);
    bench.send(new, &clear(11, &[3, 0x14, 1, 2, 3]));
    assert!(bench.ids(new).is_empty() && !bench.is_closed(new));
    let refused: report::ServerSetAttributesResponse = asks(&mut bench, new, &set_attributes(1, 0));
    assert_eq!(refused.confirmation, Code::AUTHENTICATION_FAILED);
}

/// MGCL-6: the lobby looks at the name, first for words that are not wanted and then for a game that has it, and at whose
/// game it is; its host is in it at once.
#[test]
fn the_lobby_takes_games_in() {
    let text_filter = TextFilter::of("qwark").expect("an expression");
    let mut bench: Bench<Mls> = bench_with(&Config { text_filter, ..games::config() });
    let (one, _) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    let wanted = |name: &str, account_id| HostedGame {
        request: 7,
        app_id: 10684,
        account_id,
        address: *address(2).ip(),
        details: clank_core::lobby::games::Details {
            name: NameText::new(name),
            min_players: 1,
            max_players: 4,
            level: 0,
            skill_level: 0,
            rules_set: 0,
            fields: [0; 8],
            stats: Bytes::new([0; 256]),
        },
        password: clank_core::machine::Secret::new(PasswordText::default()),
        host_type: GameHostType::PEER_TO_PEER,
        at: two(connect_info::external(address(50))),
        world_id: 1,
    };
    let mut host_game = |game| {
        bench.input(Input::Mail { from: Component::Mps, mail: Mail::HostGame(Box::new(game)) });
        let told = games::letters(&mut bench);
        let [Mail::GameHosted { request: 7, answer }] = &told[..] else { panic!("{told:?}") };
        *answer
    };
    let arena = host_game(wanted("arena", Some(1))).expect("a game");
    for (name, account_id, code) in [
        ("qwark's", Some(2), Code::INVALID_ARG),
        ("arena", Some(2), Code::GAME_NAME_EXISTS),
        ("other", Some(4711), Code::INVALID_ARG),
    ] {
        assert_eq!(host_game(wanted(name, account_id)), Err(code), "{name}");
    }
    // Without an account it is the player at the host's address.
    let own = host_game(wanted("own", None)).expect("a game");
    for (game, name) in [(arena, "arena"), (own, "own")] {
        let told = games::info(&mut bench, one, game);
        assert_eq!((told.game_name.to_text().as_str(), told.game_host_type), (name, GameHostType::PEER_TO_PEER));
    }
    assert_eq!([1, 2].map(|account| bench.tables().online[&account].game_id), [Some(arena), Some(own)]);
}
