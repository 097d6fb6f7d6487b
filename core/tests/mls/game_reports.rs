//! Reports of games: who is heard, and what his word changes.

use core::time::Duration;

use crate::common::games::{APP, config, from_mps, game, info, joining, peer_messages, play, report, seen, sit};
use crate::common::players::{bench_with, enter};
use crate::common::{Harness, app, id};
use crate::hosting::harness;
use clank_core::ids::{ConnId, GameId};
use clank_core::mls::Mls;
use clank_core::peer::{PeerMessage, WorldFailure};
use clank_core::settings::text_filter::TextFilter;
use clank_core::wire::{Bytes, GameHostType, NameText, StatusResponse as _, WorldStatus, lobby};

/// What GameInfo0 tells after the report of `report`.
fn reported(name: &str, world_status: WorldStatus, player_count: i32) -> lobby::GameInfoResponse0 {
    lobby::GameInfoResponse0 {
        application_id: APP.0.cast_signed(),
        min_players: 1,
        max_players: 3,
        game_level: 70,
        player_skill_level: 50,
        player_count,
        game_stats: Bytes::new([6; 256]),
        game_name: NameText::new(name),
        rules_set: 90,
        generic_field1: 21,
        generic_field2: 22,
        generic_field3: 23,
        world_status,
        game_host_type: GameHostType::CLIENT_SERVER_AUX_UDP,
        ..lobby::GameInfoResponse0::success(id("i"))
    }
}

/// A game of the first of three players, who is in it; the second has a seat and is not in it.
fn arena() -> (Harness<Mls>, [ConnId; 3], GameId) {
    let mut harness = harness();
    let players = [(1, "ratchet"), (2, "clank"), (3, "al")].map(|(number, name)| enter(&mut harness, number, name));
    let arena = game(&mut harness, players[0], "arena");
    play(&mut harness, players[0], 1, arena);
    harness.send(players[0], &app(&report(arena, "arena", WorldStatus::STAGING)));
    sit(&mut harness, players[1], &joining(arena));
    (harness, players, arena)
}

/// ST-40, MLS-87: who has a seat and is not in the game changes nothing; the last that he said counts once he is in,
/// for 25 seconds.
#[test]
fn early_reports_wait() {
    for (wait, heard) in [(24_900, true), (25_100, false)] {
        let (mut harness, [one, two, _], arena) = arena();
        let before = reported("arena", WorldStatus::STAGING, 1);
        let mut said = report(arena, "x", WorldStatus::CLOSED);
        harness.send(two, &app(&said));
        said = lobby::WorldReport0 { game_level: 7, ..report(arena, "arena", WorldStatus::ACTIVE) };
        harness.send(two, &app(&said));
        assert!(harness.faults().is_empty());
        harness.pass(Duration::from_millis(wait));
        assert_eq!(info(&mut harness, one, arena), before);
        seen(&mut harness, 2, arena, true);
        let after = lobby::GameInfoResponse0 { game_level: 7, ..reported("arena", WorldStatus::ACTIVE, 2) };
        let unheard = reported("arena", WorldStatus::STAGING, 2);
        assert_eq!(info(&mut harness, one, arena), if heard { after } else { unheard });
    }
}

/// ST-40, MLS-87: what comes before the answer of JoinGame is dropped, and so is what a stranger says.
#[test]
fn reports_of_strangers_are_dropped() {
    let (mut harness, [one, _, three], arena) = arena();
    let before = reported("arena", WorldStatus::STAGING, 1);
    harness.send(three, &app(&joining(arena)));
    harness.send(three, &app(&report(arena, "arena", WorldStatus::ACTIVE)));
    assert_eq!((harness.faults(), info(&mut harness, one, arena)), (vec!["ST-40"], before.clone()));
    let asked = peer_messages(&mut harness);
    let [PeerMessage::Seat(wanted)] = &asked[..] else { panic!("{asked:?}") };
    let answer = Ok(Box::new(crate::common::games::seat()));
    from_mps(&mut harness, PeerMessage::Seated { seat: wanted.seat, answer });
    seen(&mut harness, 3, arena, true);
    assert_eq!(info(&mut harness, one, arena), lobby::GameInfoResponse0 { player_count: 2, ..before });
}

/// ST-40: a member neither ends nor renames the game of a host who is in it, nor leaves it fewer places than it has
/// members; what else he says counts. When the host has left all of it does.
#[test]
fn the_end_and_the_name_are_the_hosts() {
    let (mut harness, [one, two, _], arena) = arena();
    seen(&mut harness, 2, arena, true);
    let said = lobby::WorldReport0 { max_players: 1, game_level: 7, ..report(arena, "mine", WorldStatus::CLOSED) };
    harness.send(two, &app(&said));
    let kept = lobby::GameInfoResponse0 { game_level: 7, ..reported("arena", WorldStatus::STAGING, 2) };
    assert_eq!(info(&mut harness, one, arena), kept);
    let fewer = lobby::WorldReport0 { max_players: 2, game_level: 7, ..report(arena, "arena", WorldStatus::ACTIVE) };
    harness.send(two, &app(&fewer));
    let kept = lobby::GameInfoResponse0 { max_players: 2, world_status: WorldStatus::ACTIVE, ..kept };
    assert_eq!(info(&mut harness, one, arena), kept);
    seen(&mut harness, 1, arena, false);
    harness.send(two, &app(&said));
    let ended = lobby::GameInfoResponse0 {
        max_players: 1,
        player_count: 1,
        world_status: WorldStatus::CLOSED,
        game_name: NameText::new("mine"),
        ..kept
    };
    assert_eq!(info(&mut harness, one, arena), ended);
}

/// ST-40: the host renames his game, to a name that others may read; the rest of his report counts.
#[test]
fn new_names_pass_the_filter() {
    let text_filter = TextFilter::of("nefarious").expect("sound");
    let mut harness = bench_with(&clank_core::config::Config { text_filter, ..config() });
    let one = enter(&mut harness, 1, "ratchet");
    let arena = game(&mut harness, one, "arena");
    play(&mut harness, one, 1, arena);
    for (name, shown) in [("hangar", "hangar"), ("nefarious", "hangar")] {
        harness.send(one, &app(&report(arena, name, WorldStatus::STAGING)));
        assert_eq!(info(&mut harness, one, arena), reported(shown, WorldStatus::STAGING, 1), "{name}");
    }
}

/// ST-40: a host whose game server would not let him in says that his game is over, without ever having been in it;
/// nobody else may.
#[test]
fn a_host_gives_his_game_up() {
    let mut harness = harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let arena = game(&mut harness, one, "arena");
    harness.send(one, &app(&joining(arena)));
    let asked = peer_messages(&mut harness);
    let [PeerMessage::Seat(wanted)] = &asked[..] else { panic!("{asked:?}") };
    from_mps(&mut harness, PeerMessage::Seated { seat: wanted.seat, answer: Err(WorldFailure::Lost) });
    harness.frames(one);
    for (conn, status, ends) in
        [(two, WorldStatus::CLOSED, false), (one, WorldStatus::ACTIVE, false), (one, WorldStatus::CLOSED, true)]
    {
        harness.send(conn, &app(&report(arena, "mine", status)));
        let told = info(&mut harness, two, arena);
        let expected = if ends { WorldStatus::CLOSED } else { WorldStatus::PENDING_CREATION };
        assert_eq!((told.world_status, told.game_name), (expected, NameText::new("arena")));
    }
    assert_eq!(harness.faults(), ["ST-40", "ST-40"]);
}

/// MLS-92, ST-45: the host's word ends the game; another member's takes him out of it, and a stranger's does nothing.
/// When the host has left, any member who is in the game ends it, and one who only has a seat does not.
#[test]
fn who_ends_a_game() {
    let over = |game: GameId| app(&lobby::EndGameReport { medius_world_id: game.0, ..Default::default() });
    let told = |harness: &mut Harness<Mls>, conn, arena| {
        let told = info(harness, conn, arena);
        (told.world_status, told.player_count)
    };
    for host_stays in [true, false] {
        let (mut harness, [one, two, three], arena) = arena();
        seen(&mut harness, 2, arena, true);
        harness.send(three, &over(arena));
        assert_eq!(harness.faults(), ["MLS-92"]);
        assert_eq!(told(&mut harness, three, arena), (WorldStatus::STAGING, 2));
        if host_stays {
            harness.send(two, &over(arena));
            assert_eq!(told(&mut harness, three, arena), (WorldStatus::STAGING, 1));
            harness.send(one, &over(arena));
            assert_eq!(told(&mut harness, three, arena), (WorldStatus::CLOSED, 1));
        } else {
            seen(&mut harness, 1, arena, false);
            sit(&mut harness, three, &joining(arena));
            harness.send(three, &over(arena));
            assert_eq!(told(&mut harness, three, arena), (WorldStatus::STAGING, 1));
            harness.send(two, &over(arena));
            assert_eq!(told(&mut harness, three, arena), (WorldStatus::CLOSED, 1));
        }
        assert!([one, two, three].iter().all(|conn| harness.ids(*conn).is_empty()));
    }
}
