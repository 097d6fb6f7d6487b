//! What titles have of their own in the lobby (titles.md 8): each beside a title that has it not.

use core::time::Duration;

use crate::common::games::{APP, from_mps, game, joining, peer_messages, play, report, seat};
use crate::common::players::{admit, enter, enter_110, enter_as, keys, mls, say_in};
use crate::common::{app, conn, handshake, id};
use crate::game_lists::{list, names};
use crate::hosting::harness;
use clank_core::entropy::Entropy;
use clank_core::ids::{AccountId, AppId};
use clank_core::limits::{Limits, Timeouts};
use clank_core::link::{Link, Shared};
use clank_core::lobby::connect_info::server_key;
use clank_core::peer::PeerMessage;
use clank_core::settings::LinkPolicy;
use clank_core::time::Instant;
use clank_core::titles::Title;
use clank_core::wire::{
    CallbackStatus as Status, ComparisonOperator as Op, GameHostType, GameListFilterField as Field, MgclGameHostType,
    NameText, WorldStatus, lobby, lobby_ext,
};

/// TQ-5, TQ-6, TQ-20, ST-14: titles that never encrypt are told no key for their next connection, wherever it leads;
/// all others are told ours, and nobody is where encryption is off.
#[test]
fn titles_that_never_encrypt_get_no_key() {
    let shared = |policy| Shared::new(&Entropy::new([1; 32]), policy, Limits::default(), Timeouts::default());
    let on = shared(LinkPolicy::default());
    let link = Link::accept(Instant::BIRTH, conn(1), 1, &on, None);
    let key = |app_id, shared: &Shared| server_key(&Title::of(AppId(app_id)), shared, &link);
    let ours = Some(on.private_key.public().to_le_bytes());
    assert_eq!([10010, 10031, 10684, 11184].map(|app_id| key(app_id, &on)), [None, None, ours, ours]);
    let off = shared(LinkPolicy { encrypt: false, ..LinkPolicy::default() });
    assert_eq!(key(10684, &off), None);
}

/// TQ-16, MLS-80: 10782 alone is told the id of its filter at 1.08, in an answer of 32 bytes; others in one of 28.
#[test]
fn one_title_is_told_the_id_of_its_filter() {
    let mut harness = harness();
    let set = lobby::SetGameListFilterRequest0 {
        message_id: id("f"),
        filter_field: Field::GAME_LEVEL,
        comparison_operator: Op::EQUAL_TO,
        baseline_value: 7,
        ..Default::default()
    };
    let plain = enter_as(&mut harness, 1, AppId(10684), "ratchet");
    let told = enter_as(&mut harness, 2, AppId(10782), "ellen");
    harness.send(plain, &app(&set));
    let expected =
        lobby::SetGameListFilterResponse0 { message_id: id("f"), status_code: Status::SUCCESS, ..Default::default() };
    assert_eq!(harness.answer::<lobby::SetGameListFilterResponse0>(plain), expected);
    harness.send(told, &app(&set));
    let frames = harness.frames(told);
    let [(_, body)] = &frames[..] else { panic!("{frames:?}") };
    assert_eq!((body.len(), &body[30..]), (2 + 32, &1_u32.to_le_bytes()[..]));
}

/// TQ-17, MLS-82: the console of Arc the Lad asks at 1.09 before every search, and reads the answer of 1.08; another
/// title of its version reads its own.
#[test]
fn filters_of_a_later_title_are_told_in_the_old_form() {
    let mut harness = harness();
    let set = lobby::SetGameListFilterRequest0 {
        message_id: id("f"),
        filter_field: Field::GAME_LEVEL,
        comparison_operator: Op::EQUAL_TO,
        baseline_value: 7,
        ..Default::default()
    };
    let get = lobby::GetGameListFilterRequest { message_id: id("g"), ..Default::default() };
    let arc = enter_110(&mut harness, 1, AppId(10984), "kharg");
    say_in(&mut harness, arc, &set);
    harness.frames(arc);
    say_in(&mut harness, arc, &get);
    let old = lobby::GetGameListFilterResponse0 {
        message_id: id("g"),
        status_code: Status::SUCCESS,
        filter_field: Field::GAME_LEVEL,
        comparison_operator: Op::EQUAL_TO,
        baseline_value: 7,
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(harness.answer::<lobby::GetGameListFilterResponse0>(arc), old);
    let other = enter_110(&mut harness, 2, AppId(11184), "ratchet");
    say_in(&mut harness, other, &set);
    harness.frames(other);
    say_in(&mut harness, other, &get);
    let own = lobby_ext::GetGameListFilterResponse {
        message_id: id("g"),
        status_code: Status::SUCCESS,
        filter_id: 1,
        filter_field: Field::GAME_LEVEL,
        mask: 0xffff_ffff,
        comparison_operator: Op::EQUAL_TO,
        baseline_value: 7,
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(harness.answer::<lobby_ext::GetGameListFilterResponse>(other), own);
}

/// TQ-8, TQ-12, TQ-10: a join whose GameHostType is not the game's is no reason to refuse, for any title; the list
/// without extra information is answered for every title, and both respect the filters.
#[test]
fn host_types_of_joins_and_forms_of_lists() {
    for app_id in [APP, AppId(10190)] {
        let mut harness = harness();
        let (one, two) = (enter_as(&mut harness, 1, app_id, "ratchet"), enter_as(&mut harness, 2, app_id, "clank"));
        let arena = game(&mut harness, one, "arena");
        play(&mut harness, one, 1, arena);
        harness.send(one, &app(&report(arena, "arena", WorldStatus::STAGING)));
        let plain = lobby::GameListRequest { message_id: id("g"), page_id: 1, page_size: 9, ..Default::default() };
        harness.send(two, &app(&plain));
        let row = lobby::GameListResponse {
            message_id: id("g"),
            status_code: Status::SUCCESS,
            medius_world_id: arena.0,
            game_name: NameText::new("arena"),
            world_status: WorldStatus::STAGING,
            game_host_type: MgclGameHostType(GameHostType::CLIENT_SERVER_AUX_UDP.0),
            player_count: 1,
            end_of_list: 1,
            ..Default::default()
        };
        assert_eq!(harness.answer::<lobby::GameListResponse>(two), row, "{app_id}");
        assert_eq!(names(&list(&mut harness, two)), ["arena"]);
        let filter = lobby::SetGameListFilterRequest0 {
            message_id: id("f"),
            filter_field: Field::GAME_LEVEL,
            comparison_operator: Op::EQUAL_TO,
            baseline_value: -5,
            ..Default::default()
        };
        harness.send(two, &app(&filter));
        harness.frames(two);
        assert!(names(&list(&mut harness, two)).is_empty());
        harness.send(two, &app(&plain));
        let none = lobby::GameListResponse {
            message_id: id("g"),
            status_code: Status::NO_RESULT,
            end_of_list: 1,
            ..Default::default()
        };
        assert_eq!(harness.answer::<lobby::GameListResponse>(two), none);
        peer_messages(&mut harness);
        let request = lobby::JoinGameRequest { game_host_type: GameHostType::INTEGRATED_SERVER, ..joining(arena) };
        harness.send(two, &app(&request));
        let [PeerMessage::Seat(wanted)] = &peer_messages(&mut harness)[..] else { panic!("a seat is asked for") };
        from_mps(&mut harness, PeerMessage::Seated { seat: wanted.seat, answer: Ok(Box::new(seat())) });
        let joined: lobby::JoinGameResponse = harness.answer(two);
        assert_eq!((joined.message_id, joined.status_code), (id("j"), Status::SUCCESS));
        assert_eq!(joined.game_host_type, GameHostType::CLIENT_SERVER_AUX_UDP);
    }
}

/// PC-10, ST-20: a community client leaves the MAS without a word and comes two seconds later with the same keys: the
/// window covers it, and no other's keys do.
#[test]
fn community_clients_come_two_seconds_later() {
    let mut harness = mls();
    admit(&mut harness, 1, AccountId(1));
    harness.pass(Duration::from_secs(2));
    let (one, stranger) = (harness.open(1), harness.open(2));
    harness.send(one, &handshake(Some(keys(1))));
    harness.send(stranger, &handshake(Some(keys(2))));
    assert_eq!((harness.is_closed(one), harness.is_closed(stranger)), (false, true));
    assert_eq!(enter(&mut harness, 3, "qwark"), conn(3));
}
