//! Games that players host: how they are made, reported, moved and ended.

use crate::common::games::{config, game, info, joining, report as world_report, sit};
use crate::common::hosts::{APP, Rig, on_me, on_me_report, on_self_0, places};
use crate::common::players::{bench_with, enter_as, keys};
use crate::common::{app, id};
use crate::p2p::{join, play, sees};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, ConnId, GameId};
use clank_core::limits::Limits;
use clank_core::settings::text_filter::{Pattern, TextFilter};
use clank_core::wire::opaque::StatusAlone;
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{
    Bytes, CallbackStatus as Status, Dialect, GameHostType, Message, MessageId, MgclErrorCode as Code, NameText,
    UserAction, WorldStatus, lobby, report,
};

pub(crate) fn moving(from: GameId, to: GameId, number: u8) -> report::ServerMoveGameWorldOnMeRequest {
    report::ServerMoveGameWorldOnMeRequest {
        message_id: id("m"),
        current_medius_world_id: from.0,
        new_game_world_id: to.0,
        address_list: places(number),
        ..Default::default()
    }
}

fn ending(game: GameId) -> report::ServerEndGameOnMeRequest {
    report::ServerEndGameOnMeRequest { message_id: id("e"), medius_world_id: game.0, ..Default::default() }
}

fn ending_by_number(brutal_flag: u8) -> report::ServerEndGameRequest {
    report::ServerEndGameRequest { message_id: id("e"), world_id: 1, brutal_flag, ..Default::default() }
}

/// How a move ends.
fn moves(rig: &mut Rig, host: ConnId, request: &report::ServerMoveGameWorldOnMeRequest) -> (Code, GameId) {
    let told: report::ServerMoveGameWorldOnMeResponse = rig.host_asks(host, request);
    let (confirmation, medius_world_id) = (told.confirmation, told.medius_world_id);
    let message_id = id("m");
    let whole =
        report::ServerMoveGameWorldOnMeResponse { message_id, confirmation, medius_world_id, ..Default::default() };
    assert_eq!(told, whole);
    (confirmation, GameId(medius_world_id))
}

/// Whether and how the game of an id is known, and how many play.
fn state(rig: &mut Rig, player: ConnId, world: GameId) -> Option<(WorldStatus, i32)> {
    let told = info(&mut rig.mls, player, world);
    (told.status_code == Status::SUCCESS).then_some((told.world_status, told.player_count))
}

pub(crate) fn members(rig: &mut Rig, player: ConnId, world: GameId) -> Vec<i32> {
    let ask = lobby::GameWorldPlayerListRequest { message_id: id("p"), medius_world_id: world.0, ..Default::default() };
    rig.mls.send(player, &app(&ask));
    let rows = rig.mls.answers::<lobby::GameWorldPlayerListResponse>(player);
    rows.iter().filter(|row| row.status_code == Status::SUCCESS).map(|row| row.account_id).collect()
}

fn made(rig: &mut Rig, host: ConnId, request: &impl Message) -> (Code, GameId) {
    let told: report::ServerCreateGameOnMeResponse = rig.host_asks(host, request);
    let mut asked = Vec::new();
    request.encode(&mut asked, Dialect::default());
    let message_id = MessageId::exact(asked[..21].try_into().expect("a MessageID is the first field"));
    let (confirmation, medius_world_id) = (told.confirmation, told.medius_world_id);
    let whole =
        report::ServerCreateGameOnMeResponse { message_id, confirmation, medius_world_id, ..Default::default() };
    assert_eq!(told, whole);
    (confirmation, GameId(medius_world_id))
}

/// The answer to one who does not get into a game.
fn kept_out(status_code: Status) -> lobby::JoinGameResponse {
    lobby::JoinGameResponse {
        message_id: id("j"),
        status_code,
        connect_info: crate::common::nowhere(),
        ..Default::default()
    }
}

/// What a host's player reports in the lobby, as recorded: two play.
fn lobby_report(world: GameId, name: &str, status: WorldStatus) -> lobby::WorldReport0 {
    lobby::WorldReport0 { player_count: 2, ..world_report(world, name, status) }
}

fn announced(name: &str) -> lobby::CreateGameRequest1 {
    lobby::CreateGameRequest1 {
        application_id: APP.0.cast_signed(),
        game_host_type: GameHostType::PEER_TO_PEER,
        ..crate::common::games::wanted(name)
    }
}

/// P2P-3: who hosts a game: the player of the account in both forms that name one, if his console is where the host is,
/// else the one who is there. He is its first member at once, and its name is his.
#[test]
fn a_game_has_a_host() {
    let mut rig = Rig::new();
    let (one, two) = (rig.enter(1), rig.enter(2));
    let (host, other) = (rig.host(1), rig.host(2));
    let on_self = |account_id| report::ServerCreateGameOnSelfRequest {
        message_id: id("34"),
        game_name: NameText::new("self"),
        application_id: APP.0.cast_signed(),
        max_players: 5,
        address_list: places(1),
        world_id: 1,
        account_id,
        ..Default::default()
    };
    // The other one's account, one that is not online, and none.
    for account_id in [2, 77, 0] {
        assert_eq!(made(&mut rig, host, &on_me("mine", AccountId(account_id))), (Code::INVALID_ARG, GameId(0)));
        assert_eq!(made(&mut rig, host, &on_self(account_id)), (Code::INVALID_ARG, GameId(0)));
    }
    let zero = rig.game(host, &on_self_0("zero"));
    assert_eq!(
        (state(&mut rig, two, zero), members(&mut rig, two, zero)),
        (Some((WorldStatus::PENDING_CREATION, 1)), vec![1])
    );
    let myself = rig.game(host, &on_self(1));
    assert_eq!(members(&mut rig, two, myself), [1]);
    let me = rig.game(host, &on_me("me", AccountId(1)));
    assert_eq!(members(&mut rig, two, me), [1]);
    let told = lobby::GameInfoResponse0 {
        message_id: id("i"),
        application_id: APP.0.cast_signed(),
        min_players: 1,
        max_players: 5,
        player_count: 1,
        game_name: NameText::new("me"),
        world_status: WorldStatus::PENDING_CREATION,
        game_host_type: GameHostType::PEER_TO_PEER,
        ..Default::default()
    };
    assert_eq!(info(&mut rig.mls, one, me), told);
    assert_eq!(made(&mut rig, other, &on_me("me", AccountId(2))), (Code::GAME_NAME_EXISTS, GameId(0)));
    let ended: report::ServerEndGameOnMeResponse = rig.host_asks(host, &ending(me));
    assert_eq!(ended, report::ServerEndGameOnMeResponse { message_id: id("e"), confirmation: Code::SUCCESS });
    assert_eq!(made(&mut rig, other, &on_me("me", AccountId(2))).0, Code::SUCCESS, "the name is free again");
}

/// P2P-3, MLS-173: names that the filter of games does not let through, and a console without a player.
#[test]
fn games_of_hosts_are_refused() {
    let game_name = Some(Pattern::new("nefarious").expect("sound"));
    let text_filter = TextFilter { game_name, ..TextFilter::of("mine").expect("sound") };
    let mut rig = Rig::with(&Config { text_filter, ..Config::default() });
    let (_, host, alone) = (rig.enter(1), rig.host(1), rig.host(9));
    for request in [on_self_0("nefarious"), on_self_0("Dr Nefarious")] {
        assert_eq!(made(&mut rig, host, &request), (Code::INVALID_ARG, GameId(0)));
    }
    assert_eq!(made(&mut rig, alone, &on_self_0("mine")), (Code::INVALID_ARG, GameId(0)));
    assert_eq!(made(&mut rig, host, &on_self_0("mine")).0, Code::SUCCESS);
}

/// P2P-3: games of a player's console are one at a time, and those of all are limited: a new one ends the one before,
/// also under the same name, and whatever it was made with.
#[test]
fn a_console_hosts_one_game() {
    let config = Config { limits: Limits { games: 2, ..Limits::default() }, ..Config::default() };
    let mut rig = Rig::with(&config);
    let (one, host) = (rig.enter(1), rig.host(1));
    let mut before = None;
    for name in ["first", "second", "second", "third"] {
        let world = rig.game(host, &on_me(name, AccountId(1)));
        assert_eq!(before.and_then(|before| state(&mut rig, one, before)), None, "{name}");
        assert!(state(&mut rig, one, world).is_some());
        before = Some(world);
    }
    let announced: lobby::CreateGameResponse = rig.player_asks(one, &announced("announced"));
    let world = announced.medius_world_id;
    let told = lobby::CreateGameResponse {
        message_id: id("c"),
        status_code: Status::SUCCESS,
        medius_world_id: world,
        ..Default::default()
    };
    assert_eq!(announced, told);
    assert_eq!(state(&mut rig, one, GameId(world)), Some((WorldStatus::PENDING_CREATION, 0)));
    assert_eq!(before.and_then(|before| state(&mut rig, one, before)), None);
    let (_, second) = (rig.enter(2), rig.host(2));
    let (_, third) = (rig.enter(3), rig.host(3));
    assert_eq!(made(&mut rig, second, &on_me("of two", AccountId(2))).0, Code::SUCCESS);
    let full = Code::NUM_GAME_WORLDS_PER_LOBBY_WORLD_EXCEEDED;
    assert_eq!(made(&mut rig, third, &on_me("of three", AccountId(3))), (full, GameId(0)));
}

/// P2P-4: the oldest message for a game of one's own has no known body: a player is told that there is no such feature.
#[test]
fn create_game_on_self_is_not_there() {
    let mut rig = Rig::new();
    let player = rig.enter(1);
    let body = [&[1, 0x1f][..], id("old").bytes(), &[0; 200]].concat();
    rig.mls.send(player, &crate::common::clear(rt::ClientAppToServer::ID, &body));
    let told: lobby::CreateGameOnSelfResponse = rig.mls.answer(player);
    let status_code = Status::FEATURE_NOT_ENABLED;
    assert_eq!(*told, StatusAlone { message_id: id("old"), status_code, ..Default::default() });
    rig.carry();
    assert!(rig.mls.tables().games.is_empty() && !rig.mls.is_closed(player));
}

/// P2P-5, game.md P2P-5: a game that is announced in the lobby is there, but nobody gets in: its console has to say
/// where it is, with a game of that name, or by moving it; reports activate it. Another one of that name is refused.
#[test]
fn a_game_is_announced_first() {
    for account_id in [Some(201), None] {
        let mut rig = Rig::new();
        // A neighbour is in no game, too: whoever announced the game hosts it.
        let (_neighbour, one, two) = (rig.enter(1), rig.enter(201), rig.enter(2));
        let told: lobby::CreateGameResponse = rig.player_asks(one, &announced("mine"));
        let world = GameId(told.medius_world_id);
        assert_eq!(state(&mut rig, two, world), Some((WorldStatus::PENDING_CREATION, 0)));
        let told: lobby::JoinGameResponse = rig.player_asks(two, &joining(world));
        assert_eq!(told, kept_out(Status::DME_ERROR));
        let (host, other) = (rig.host(1), rig.host(2));
        assert_eq!(made(&mut rig, other, &on_me("mine", AccountId(2))).0, Code::GAME_NAME_EXISTS);
        let answer = match account_id {
            Some(account_id) => made(&mut rig, host, &on_me("mine", AccountId(account_id))),
            None => made(&mut rig, host, &on_self_0("mine")),
        };
        assert_eq!(answer, (Code::SUCCESS, world));
        assert_eq!(members(&mut rig, two, world), [201]);
        rig.player_says(one, &lobby_report(world, "mine", WorldStatus::STAGING));
        assert_eq!(state(&mut rig, two, world), Some((WorldStatus::STAGING, 2)));
        let (_, told) = join(&mut rig, (two, host), &joining(world));
        assert_eq!(told.connect_info.address_list, places(1));
    }
    let mut rig = Rig::new();
    let (one, two) = (rig.enter(1), rig.enter(2));
    let told: lobby::CreateGameResponse = rig.player_asks(one, &announced("mine"));
    let world = GameId(told.medius_world_id);
    let (host, other) = (rig.host(1), rig.host(2));
    assert_eq!(moves(&mut rig, other, &moving(world, world, 2)), (Code::UNSUCCESSFUL, GameId(0)));
    assert_eq!(moves(&mut rig, host, &moving(world, world, 1)), (Code::SUCCESS, world));
    rig.player_says(one, &lobby_report(world, "mine", WorldStatus::STAGING));
    let (_, told) = join(&mut rig, (two, host), &joining(world));
    assert_eq!(told.connect_info.address_list, places(1));
}

/// P2P-3: several players are behind one address, and the old form does not say whose console it is: it is one who is
/// in no game; he who speaks of it first, before any list shows it, corrects that. Nobody else does, and never where
/// the host said who it is.
#[test]
fn neighbours_host_their_own_games() {
    let mut rig = Rig::new();
    let (one, neighbour, two) = (rig.enter(1), rig.enter(201), rig.enter(2));
    let first = rig.host(1);
    let guessed = rig.game(first, &on_self_0("first"));
    assert_eq!(members(&mut rig, two, guessed), [1], "a guess");
    let speak = |number, world| lobby::PlayerReport {
        session_key: keys(number).0,
        medius_world_id: world,
        ..Default::default()
    };
    // Somebody from elsewhere does not count; of those who are there the first one does.
    for (speaker, number, host) in [(two, 2, 1), (neighbour, 201, 201), (one, 1, 201)] {
        rig.player_says(speaker, &speak(number, guessed.0));
        assert_eq!(members(&mut rig, two, guessed), [host]);
    }
    let second = rig.mps_host_at(41, 1);
    let of_one = rig.game(second, &on_self_0("second"));
    assert_eq!(members(&mut rig, two, of_one), [1], "the one who is in no game");
    // Both are in games: nobody is taken out of his.
    let third = rig.mps_host_at(42, 1);
    assert_eq!(made(&mut rig, third, &on_self_0("third")), (Code::INVALID_ARG, GameId(0)));
    assert_eq!(members(&mut rig, two, guessed), [201]);
    // The host said whose console it is, or its player did: a neighbour's word is nothing.
    for (request, own, other) in [(Some(203), 203_u8, 3_u8), (None, 4, 204)] {
        let address = own % 200;
        for number in [address, address + 200] {
            rig.enter(number);
        }
        let player = |number: u8| crate::common::conn(number.into());
        let host = rig.mps_host_at(50 + address, address);
        let world = match request {
            Some(account_id) => rig.game(host, &on_me("named", AccountId(account_id))),
            None => rig.game(host, &on_self_0("confirmed")),
        };
        rig.player_says(player(own), &speak(own, world.0));
        rig.player_says(player(other), &speak(other, world.0));
        assert_eq!(members(&mut rig, two, world), [i32::from(own)]);
    }
}

/// P2P-7, ST-40, ST-42, MLS-90: what a host reports on his connection to the MPS, and his player in the lobby: fields
/// and status at once, and how many play. A closed game stays closed; players come and go by the host's word.
#[test]
fn a_host_reports_on_his_game() {
    let mut rig = Rig::new();
    let (one, host, world) = rig.hosting(1, "mine");
    let two = rig.enter(2);
    assert_eq!(state(&mut rig, two, world), Some((WorldStatus::STAGING, 1)));
    let renamed = report::ServerWorldReportOnMe {
        player_skill_level: 8,
        game_stats: Bytes::new([9; 256]),
        rules_set: 10,
        generic_field1: 81,
        generic_field2: 82,
        generic_field3: 83,
        ..on_me_report(world, "renamed", 4, WorldStatus::ACTIVE)
    };
    rig.host_says(host, &renamed);
    let by_the_host = lobby::GameInfoResponse0 {
        message_id: id("i"),
        status_code: Status::SUCCESS,
        application_id: APP.0.cast_signed(),
        min_players: 1,
        max_players: 5,
        game_level: 7,
        player_skill_level: 8,
        player_count: 4,
        game_stats: Bytes::new([9; 256]),
        game_name: NameText::new("renamed"),
        rules_set: 10,
        generic_field1: 81,
        generic_field2: 82,
        generic_field3: 83,
        world_status: WorldStatus::ACTIVE,
        game_host_type: GameHostType::PEER_TO_PEER,
        ..Default::default()
    };
    assert_eq!(info(&mut rig.mls, two, world), by_the_host);
    rig.player_says(one, &lobby_report(world, "again", WorldStatus::STAGING));
    let by_the_player = lobby::GameInfoResponse0 {
        max_players: 3,
        game_level: 70,
        player_skill_level: 50,
        player_count: 2,
        game_stats: Bytes::new([6; 256]),
        game_name: NameText::new("again"),
        rules_set: 90,
        generic_field1: 21,
        generic_field2: 22,
        generic_field3: 23,
        world_status: WorldStatus::STAGING,
        ..by_the_host
    };
    assert_eq!(info(&mut rig.mls, two, world), by_the_player);
    rig.host_says(host, &on_me_report(world, "mine", 1, WorldStatus::STAGING));
    play(&mut rig, (two, 2), host, world);
    assert_eq!(
        (state(&mut rig, two, world), members(&mut rig, two, world)),
        (Some((WorldStatus::STAGING, 2)), vec![1, 2])
    );
    // The same by the host's own number of it; and of one who never asked to come.
    rig.host_says(host, &sees(GameId(1), 2, false));
    assert_eq!(members(&mut rig, two, world), [1]);
    rig.host_says(host, &sees(world, 2, true));
    assert_eq!(members(&mut rig, two, world), [1]);
    for status in [WorldStatus::CLOSED, WorldStatus::ACTIVE] {
        rig.host_says(host, &on_me_report(world, "mine", 1, status));
        assert_eq!(state(&mut rig, two, world), Some((WorldStatus::CLOSED, 1)));
    }
    assert!(rig.mps.ids(host).is_empty() && rig.mls.ids(one).is_empty(), "never answered");
}

/// P2P-7, P2P-10: each report of a host keeps his game for 90 seconds more, and without one it ends.
#[test]
fn a_host_that_reports_keeps_his_game() {
    let mut rig = Rig::new();
    let (one, host, world) = rig.hosting(1, "mine");
    let two = rig.enter(2);
    for _ in 0..2 {
        rig.pass(80, &[host], &[one, two]);
        rig.host_says(host, &on_me_report(world, "mine", 1, WorldStatus::STAGING));
        assert_eq!(state(&mut rig, two, world), Some((WorldStatus::STAGING, 1)));
    }
    rig.pass(89, &[host], &[one, two]);
    assert_eq!(state(&mut rig, two, world), Some((WorldStatus::STAGING, 1)));
    rig.pass(2, &[host], &[one, two]);
    let status = state(&mut rig, two, world).map(|(status, _)| status);
    assert!(status.is_none_or(|status| status == WorldStatus::CLOSED), "{status:?}");
}

/// P2P-8: each of the ways in which a host ends his game ends it: for its members, for the list, and for its name. A
/// guest who leaves leaves it to the others.
#[test]
fn a_host_ends_his_game() {
    let left = lobby::UpdateUserState { user_action: UserAction::LEFT_GAME_WORLD, ..Default::default() };
    for way in 0..6 {
        let mut rig = Rig::new();
        let (one, host, world) = rig.hosting(1, "mine");
        let (two, three) = (rig.enter(2), rig.enter(3));
        play(&mut rig, (two, 2), host, world);
        play(&mut rig, (three, 3), host, world);
        rig.player_says(three, &left);
        rig.player_says(three, &lobby::EndGameReport { medius_world_id: world.0, ..Default::default() });
        assert_eq!(members(&mut rig, two, world), [1, 2]);
        assert_eq!(state(&mut rig, two, world).map(|(status, _)| status), Some(WorldStatus::STAGING));
        match way {
            0 => rig.host_says(host, &report::ServerSessionEndRequest { message_id: id("s") }),
            1 => rig.host_says(host, &ending(world)),
            2 => rig.host_says(host, &ending_by_number(1)),
            3 => rig.host_says(host, &ending_by_number(0)),
            4 => rig.player_says(one, &left),
            _ => rig.player_says(one, &lobby::EndGameReport { medius_world_id: world.0, ..Default::default() }),
        }
        let status = state(&mut rig, two, world).map(|(status, _)| status);
        assert!(status.is_none_or(|status| status == WorldStatus::CLOSED), "{way}: {status:?}");
        let told: lobby::JoinGameResponse = rig.player_asks(three, &joining(world));
        assert_eq!(told, kept_out(Status::GAME_NOT_FOUND), "{way}");
        let name_is_free: lobby::CreateGameResponse = rig.player_asks(three, &announced("mine"));
        assert_eq!(name_is_free.status_code, Status::SUCCESS, "{way}");
        // What the recorded hosts do is all of it, one after the other.
        rig.player_says(one, &left);
        rig.player_says(one, &lobby::EndGameReport { medius_world_id: world.0, ..Default::default() });
        rig.player_says(two, &left);
        rig.pass(2, &[], &[]);
        assert_eq!(state(&mut rig, two, world), None, "{way}");
    }
}

/// P2P-10: without the host's connection to the MPS a game lives for 90 seconds without a report, with guests or
/// without; reports of its members keep it. Without his connection to the lobby it lives on.
#[test]
fn hosts_vanish() {
    for guests in [false, true] {
        let mut rig = Rig::new();
        let (one, host, world) = rig.hosting(1, "mine");
        let two = rig.enter(2);
        if guests {
            play(&mut rig, (two, 2), host, world);
        }
        rig.mps.gone(host);
        rig.carry();
        rig.pass(80, &[], &[one, two]);
        assert_eq!(state(&mut rig, two, world).map(|(status, _)| status), Some(WorldStatus::STAGING));
        rig.player_says(if guests { two } else { one }, &lobby_report(world, "mine", WorldStatus::STAGING));
        rig.pass(88, &[], &[one, two]);
        assert_eq!(state(&mut rig, two, world).map(|(status, _)| status), Some(WorldStatus::STAGING));
        rig.pass(3, &[], &[one, two]);
        let status = state(&mut rig, two, world).map(|(status, _)| status);
        assert!(status.is_none_or(|status| status == WorldStatus::CLOSED), "{status:?}");
    }
    let mut rig = Rig::new();
    let (one, host, world) = rig.hosting(1, "mine");
    let two = rig.enter(2);
    rig.mls.gone(one);
    for _ in 0..6 {
        rig.pass(30, &[host], &[two]);
        rig.host_says(host, &on_me_report(world, "mine", 1, WorldStatus::STAGING));
    }
    assert_eq!(state(&mut rig, two, world).map(|(status, _)| status), Some(WorldStatus::STAGING));
    let (_, told) = join(&mut rig, (two, host), &joining(world));
    assert_eq!(told.connect_info.address_list, places(1));
    rig.host_says(host, &report::ServerSessionEndRequest { message_id: id("s") });
    assert_eq!(state(&mut rig, two, world), None);
}

/// P2P-9: the host gives his game another id and other places, and everybody knows it by that: guests, the store, the
/// host's reports and the next one who joins. Ids of others, and those that are none, are refused; unknown games, too.
#[test]
fn a_game_gets_another_id() {
    let mut rig = Rig::new();
    let (_, host, world) = rig.hosting(1, "mine");
    let (two, three) = (rig.enter(2), rig.enter(3));
    play(&mut rig, (two, 2), host, world);
    let channel = 1;
    for taken in [channel, 0, -5] {
        assert_eq!(moves(&mut rig, host, &moving(world, GameId(taken), 1)), (Code::WORLDID_INUSE, GameId(0)));
    }
    assert_eq!(moves(&mut rig, host, &moving(GameId(4711), GameId(5000), 1)), (Code::UNSUCCESSFUL, GameId(0)));
    assert_eq!(moves(&mut rig, host, &moving(world, GameId(5000), 7)), (Code::SUCCESS, GameId(5000)));
    assert_eq!(state(&mut rig, three, world), None);
    assert_eq!(members(&mut rig, three, GameId(5000)), [1, 2]);
    assert_eq!(rig.mls.tables().games.keys().copied().collect::<Vec<_>>(), [GameId(5000)]);
    rig.host_says(host, &on_me_report(world, "old", 2, WorldStatus::STAGING));
    rig.host_says(host, &on_me_report(GameId(5000), "new", 2, WorldStatus::STAGING));
    assert_eq!(info(&mut rig.mls, three, GameId(5000)).game_name.to_text(), "new");
    let (_, told) = join(&mut rig, (three, host), &joining(GameId(5000)));
    assert_eq!((told.connect_info.address_list, told.connect_info.world_id), (places(7), 5000));
    rig.host_says(host, &on_me_report(GameId(5000), "over", 2, WorldStatus::CLOSED));
    assert_eq!(
        moves(&mut rig, host, &moving(GameId(5000), GameId(6000), 1)),
        (Code::UNSUCCESSFUL, GameId(0)),
        "it is over"
    );
    rig.host_says(host, &ending(GameId(5000)));
    assert_eq!(state(&mut rig, two, GameId(5000)), None);
}

/// P2P-9: a member says that the host moved: the game is known by another id, at the MPS, too, and the console
/// hears so; games of others, ids of others, and games on game servers are left alone.
#[test]
fn members_tell_of_another_id() {
    let mut rig = Rig::new();
    let (one, host, world) = rig.hosting(1, "mine");
    let (_, _, other) = rig.hosting(2, "other");
    let three = rig.enter(3);
    play(&mut rig, (three, 3), host, world);
    let reassign = |old: GameId, new: GameId| lobby::ReassignGameMediusWorldID {
        old_medius_world_id: old.0,
        new_medius_world_id: new.0,
    };
    let told: lobby::ReassignGameMediusWorldID = rig.player_asks(three, &reassign(world, GameId(5000)));
    assert_eq!((told.old_medius_world_id, told.new_medius_world_id), (world.0, 5000));
    assert_eq!((state(&mut rig, one, world), members(&mut rig, one, GameId(5000))), (None, vec![1, 3]));
    for (old, new) in
        [(other, GameId(6000)), (GameId(5000), other), (GameId(5000), GameId(0)), (GameId(4711), GameId(6000))]
    {
        rig.player_says(three, &reassign(old, new));
        assert!(rig.mls.ids(three).is_empty());
    }
    assert_eq!(rig.mls.faults(), ["P2P-9"; 4]);
    rig.host_says(host, &sees(GameId(5000), 3, false));
    assert_eq!(members(&mut rig, one, GameId(5000)), [1]);
    let (_, told) = join(&mut rig, (three, host), &joining(GameId(5000)));
    assert_eq!(told.status_code, Status::SUCCESS);
    let mut harness = bench_with(&config());
    let conn = enter_as(&mut harness, 1, AppId(10684), "ratchet");
    let arena = game(&mut harness, conn, "arena");
    sit(&mut harness, conn, &joining(arena));
    harness.send(conn, &app(&reassign(arena, GameId(5000))));
    assert!(harness.ids(conn).is_empty() && harness.faults() == ["P2P-9"]);
}

/// P2P-9, P2P-10: the host is gone, and another console goes on with the game: only that of a member may, whether the
/// host's connection is lost or not known to be. From then on it hosts the game, and the one before does not.
#[test]
fn another_console_goes_on() {
    for is_lost in [false, true] {
        let mut rig = Rig::new();
        let (_, host, world) = rig.hosting(1, "mine");
        let (two, three) = (rig.enter(2), rig.enter(3));
        let (heir, stranger) = (rig.host(2), rig.host(3));
        assert_eq!(
            moves(&mut rig, heir, &moving(world, GameId(5000), 2)),
            (Code::UNSUCCESSFUL, GameId(0)),
            "no member yet"
        );
        play(&mut rig, (two, 2), host, world);
        if is_lost {
            rig.mps.gone(host);
            rig.carry();
        }
        assert_eq!(moves(&mut rig, stranger, &moving(world, GameId(5000), 3)), (Code::UNSUCCESSFUL, GameId(0)));
        assert_eq!(moves(&mut rig, heir, &moving(world, GameId(5000), 2)), (Code::SUCCESS, GameId(5000)));
        for speaker in [host, stranger] {
            rig.host_says(speaker, &on_me_report(GameId(5000), "stolen", 2, WorldStatus::CLOSED));
            rig.host_says(speaker, &report::ServerSessionEndRequest { message_id: id("s") });
        }
        rig.host_says(heir, &on_me_report(GameId(5000), "mine", 2, WorldStatus::STAGING));
        let (asked, told) = join(&mut rig, (three, heir), &joining(GameId(5000)));
        assert_eq!((asked.connect_info.world_id, told.connect_info.address_list), (1, places(2)));
        rig.host_says(heir, &sees(GameId(5000), 1, false));
        assert_eq!(members(&mut rig, three, GameId(5000)), [2]);
        rig.host_says(heir, &report::ServerSessionEndRequest { message_id: id("s") });
        assert_eq!(state(&mut rig, two, GameId(5000)), None);
    }
}

/// P2P-9: behind one NAT all consoles look alike: while the host is there, the address of his player lets no neighbour
/// have the game; when he is lost, he comes back by another connection himself.
#[test]
fn a_neighbour_is_not_the_host() {
    let mut rig = Rig::new();
    let (one, host, world) = rig.hosting(1, "mine");
    rig.enter(201);
    let neighbour = rig.mps_host_at(41, 1);
    assert_eq!(moves(&mut rig, neighbour, &moving(world, GameId(5000), 9)), (Code::UNSUCCESSFUL, GameId(0)));
    let taken = made(&mut rig, neighbour, &on_self_0("mine"));
    assert_eq!(taken.0, Code::GAME_NAME_EXISTS);
    rig.mps.gone(host);
    let back = rig.mps_host_at(42, 1);
    assert_eq!(moves(&mut rig, back, &moving(world, world, 1)), (Code::SUCCESS, world));
    rig.host_says(back, &on_me_report(world, "mine", 1, WorldStatus::ACTIVE));
    assert_eq!(state(&mut rig, one, world), Some((WorldStatus::ACTIVE, 1)));
}
