//! Filters of the game list (MLS): how they are set, told and cleared, and which games pass them.

use crate::buddies::add;
use crate::clans::{follow, invite};
use crate::common::games::{APP, config, game, play, report};
use crate::common::players::{ask, ask_in_vain, bench_with, enter, enter_110, found, join, keys, rows, say_in};
use crate::common::{Harness, app, handshake, id};
use crate::game_lists::{list, names};
use crate::hosting::harness;
use clank_core::ids::{AccountId, AppId, ConnId};
use clank_core::mls::Mls;
use clank_core::settings::FilterSemantics;
use clank_core::titles::Title;
use clank_core::wire::{
    CallbackStatus as Status, ComparisonOperator as Op, GameListFilterField as Field, LobbyFilterMaskLevelType,
    LobbyFilterType, NameText, WorldStatus, lobby, lobby_ext,
};

fn filter(filter_field: Field, comparison_operator: Op, baseline_value: i32) -> lobby::SetGameListFilterRequest0 {
    lobby::SetGameListFilterRequest0 {
        message_id: id("f"),
        filter_field,
        comparison_operator,
        baseline_value,
        ..Default::default()
    }
}

/// A filter in the form of 1.08; how it is taken.
fn set(harness: &mut Harness<Mls>, conn: ConnId, field: Field, operator: Op, baseline: i32) -> Status {
    let told: lobby::SetGameListFilterResponse0 = ask(harness, conn, &filter(field, operator, baseline));
    let expected =
        lobby::SetGameListFilterResponse0 { message_id: id("f"), status_code: told.status_code, ..Default::default() };
    assert_eq!(told, expected, "no id in 1.08");
    told.status_code
}

fn clear(harness: &mut Harness<Mls>, conn: ConnId, field: Field) -> Status {
    let filter_id = field.0.cast_unsigned();
    let request = lobby::ClearGameListFilterRequest0 { message_id: id("c"), filter_id, ..Default::default() };
    let told: lobby::ClearGameListFilterResponse = ask(harness, conn, &request);
    let status_code = told.status_code;
    let expected = lobby::ClearGameListFilterResponse { message_id: id("c"), status_code, ..Default::default() };
    assert_eq!(told, expected);
    status_code
}

const GET: fn() -> lobby::GetGameListFilterRequest =
    || lobby::GetGameListFilterRequest { message_id: id("g"), ..Default::default() };

fn filters(harness: &mut Harness<Mls>, conn: ConnId) -> Vec<lobby::GetGameListFilterResponse0> {
    rows(harness, conn, &GET())
}

fn row(
    filter_field: Field,
    comparison_operator: Op,
    baseline_value: i32,
    end_of_list: u8,
) -> lobby::GetGameListFilterResponse0 {
    lobby::GetGameListFilterResponse0 {
        message_id: id("g"),
        filter_field,
        comparison_operator,
        baseline_value,
        end_of_list,
        ..Default::default()
    }
}

fn no_filters() -> lobby::GetGameListFilterResponse0 {
    lobby::GetGameListFilterResponse0 { status_code: Status::NO_RESULT, ..row(Field(0), Op(0), 0, 1) }
}

/// MLS-80, MLS-81, MLS-82, GEN-31: as Up Your Arsenal does it: filters by field, one of the same field and operator
/// replaced, another operator beside it; cleared by field, all of them, and not there twice.
#[test]
fn filters_of_1_08_are_known_by_their_field() {
    let mut harness = harness();
    let conn = enter(&mut harness, 1, "ratchet");
    assert_eq!(filters(&mut harness, conn), [no_filters()]);
    assert_eq!(clear(&mut harness, conn, Field::RULES_SET), Status::FILTER_NOT_FOUND);
    for (field, operator, baseline) in [
        (Field::GAME_LEVEL, Op::EQUAL_TO, 1),
        (Field::GAME_LEVEL, Op::EQUAL_TO, 2),
        (Field::PLAYER_SKILL_LEVEL, Op::LESS_THAN, 9),
        (Field::GAME_LEVEL, Op::NOT_EQUALS, -7),
    ] {
        assert_eq!(set(&mut harness, conn, field, operator, baseline), Status::SUCCESS);
    }
    let skill = |end| row(Field::PLAYER_SKILL_LEVEL, Op::LESS_THAN, 9, end);
    assert_eq!(
        filters(&mut harness, conn),
        [row(Field::GAME_LEVEL, Op::EQUAL_TO, 2, 0), skill(0), row(Field::GAME_LEVEL, Op::NOT_EQUALS, -7, 1)]
    );
    assert_eq!(clear(&mut harness, conn, Field::GAME_LEVEL), Status::SUCCESS);
    assert_eq!(filters(&mut harness, conn), [skill(1)]);
    assert_eq!(clear(&mut harness, conn, Field::GAME_LEVEL), Status::FILTER_NOT_FOUND);
}

/// MLS-80: 32 filters of a player and no more, in both forms; where there are as many, one of 1.08 still replaces its
/// like, and there is room again for one that is cleared.
#[test]
fn thirty_two_filters_are_the_most() {
    let mut harness = harness();
    let conn = enter(&mut harness, 1, "ratchet");
    let wanted = (1..=16).flat_map(|field| [(Field(field), Op(0)), (Field(field), Op(1))]);
    for (field, operator) in wanted {
        assert_eq!(set(&mut harness, conn, field, operator, 0), Status::SUCCESS);
    }
    assert_eq!(set(&mut harness, conn, Field(17), Op(0), 0), Status::NUM_FILTERS_AT_MAX);
    assert_eq!(set(&mut harness, conn, Field(16), Op(1), 5), Status::SUCCESS, "in place of its like");
    let all = filters(&mut harness, conn);
    assert_eq!((all.len(), &all[31]), (32, &row(Field(16), Op(1), 5, 1)));
    assert_eq!(clear(&mut harness, conn, Field(3)), Status::SUCCESS);
    for (field, status) in [(17, Status::SUCCESS), (18, Status::SUCCESS), (19, Status::NUM_FILTERS_AT_MAX)] {
        assert_eq!(set(&mut harness, conn, Field(field), Op(0), 0), status);
    }
    let conn = enter_110(&mut harness, 2, AppId(11184), "clank");
    let set = lobby_ext::SetGameListFilterRequest { message_id: id("f"), ..Default::default() };
    for filter_id in 1..=33 {
        say_in(&mut harness, conn, &set);
        let full = filter_id == 33;
        let told = lobby_ext::SetGameListFilterResponse {
            message_id: id("f"),
            status_code: if full { Status::NUM_FILTERS_AT_MAX } else { Status::SUCCESS },
            filter_id: if full { 0 } else { filter_id },
            ..Default::default()
        };
        assert_eq!(harness.answer::<lobby_ext::SetGameListFilterResponse>(conn), told);
    }
}

/// MLS-80, MLS-81, MLS-82: above 1.08 a filter has a mask and is known by the id that was told; the same twice is two.
#[test]
fn filters_of_1_10_are_known_by_their_id() {
    type Row = lobby_ext::GetGameListFilterResponse;
    let mut harness = harness();
    let conn = enter_110(&mut harness, 1, AppId(11184), "ratchet");
    say_in(&mut harness, conn, &GET());
    let none = Row { message_id: id("g"), status_code: Status::NO_RESULT, end_of_list: 1, ..Default::default() };
    assert_eq!(harness.answer::<Row>(conn), none);
    let set = lobby_ext::SetGameListFilterRequest {
        message_id: id("f"),
        filter_field: Field::GENERIC_FIELD_1,
        mask: 0xff,
        comparison_operator: Op::NOT_EQUALS,
        baseline_value: 11,
        ..Default::default()
    };
    for filter_id in [1, 2] {
        say_in(&mut harness, conn, &set);
        let told = lobby_ext::SetGameListFilterResponse { message_id: id("f"), filter_id, ..Default::default() };
        assert_eq!(harness.answer::<lobby_ext::SetGameListFilterResponse>(conn), told);
    }
    let row = |filter_id, end_of_list| Row {
        message_id: id("g"),
        filter_id,
        filter_field: Field::GENERIC_FIELD_1,
        mask: 0xff,
        comparison_operator: Op::NOT_EQUALS,
        baseline_value: 11,
        end_of_list,
        ..Default::default()
    };
    say_in(&mut harness, conn, &GET());
    assert_eq!(harness.answers::<Row>(conn), [row(1, 0), row(2, 1)]);
    for (filter_id, status_code) in [(1, Status::SUCCESS), (1, Status::FILTER_NOT_FOUND), (7, Status::FILTER_NOT_FOUND)]
    {
        let request = lobby_ext::ClearGameListFilterRequest { message_id: id("c"), filter_id, ..Default::default() };
        say_in(&mut harness, conn, &request);
        let told = lobby::ClearGameListFilterResponse { message_id: id("c"), status_code, ..Default::default() };
        assert_eq!(harness.answer::<lobby::ClearGameListFilterResponse>(conn), told);
    }
    say_in(&mut harness, conn, &GET());
    assert_eq!(harness.answers::<Row>(conn), [row(2, 1)]);
}

/// MLS-72: neither the filters of the game list nor that of lobby worlds survive the way to another connection.
#[test]
fn filters_end_with_the_connection() {
    let mut harness = harness();
    let conn = enter(&mut harness, 1, "ratchet");
    let channels = |harness: &mut Harness<Mls>, conn| {
        let request = lobby_ext::ChannelListExtraInfoRequest1 {
            message_id: id("l"),
            page_id: 1,
            page_size: 9,
            ..Default::default()
        };
        let rows: Vec<lobby::ChannelListExtraInfoResponse> = rows(harness, conn, &request);
        rows.iter().map(|row| row.status_code).collect::<Vec<_>>()
    };
    set(&mut harness, conn, Field::GAME_LEVEL, Op::EQUAL_TO, 1);
    let nowhere = lobby_ext::SetLobbyWorldFilterRequest {
        message_id: id("w"),
        lobby_filter_type: LobbyFilterType(1),
        filter_mask_level: LobbyFilterMaskLevelType(64),
        ..Default::default()
    };
    ask::<lobby_ext::SetLobbyWorldFilterResponse>(&mut harness, conn, &nowhere);
    assert_eq!(channels(&mut harness, conn), [Status::NO_RESULT]);
    let joined = join(&mut harness, conn, 1, "");
    assert_eq!(filters(&mut harness, conn).len(), 1);
    assert_eq!(channels(&mut harness, conn), [Status::NO_RESULT]);
    harness.gone(conn);
    let back = harness.open(11);
    harness.send(back, &handshake(Some((keys(1).0, joined.connect_info.access_key))));
    harness.frames(back);
    assert_eq!(filters(&mut harness, back), [no_filters()]);
    assert_eq!(channels(&mut harness, back), [Status::SUCCESS]);
}

/// A game of the first player, made at the location 44 and with another value in every field. Another player, who looks
/// at it, has him as a buddy and in his clan, and ignores two others who are in it.
fn company(harness: &mut Harness<Mls>) -> ConnId {
    let [one, two, three, four] =
        [(1, "ratchet"), (2, "clank"), (3, "al"), (4, "qwark")].map(|(number, name)| enter(harness, number, name));
    found(harness, two, "Rangers");
    invite(harness, two, 1, "come");
    follow(harness, one);
    add(harness, two, 1);
    for ignore_account_id in [3, 4] {
        let ignore = lobby::AddToIgnoreListRequest { message_id: id("i"), ignore_account_id, ..Default::default() };
        let told: lobby::AddToIgnoreListResponse = ask(harness, two, &ignore);
        assert_eq!(told.status_code, Status::SUCCESS);
    }
    let pick = lobby::PickLocationRequest { message_id: id("p"), location_id: 44, ..Default::default() };
    let told = lobby::PickLocationResponse { message_id: id("p"), ..Default::default() };
    assert_eq!(ask::<lobby::PickLocationResponse>(harness, one, &pick), told);
    let arena = game(harness, one, "arena");
    for (number, conn) in [(1, one), (3, three), (4, four)] {
        play(harness, conn, number, arena);
    }
    let report = lobby_ext::WorldReport {
        medius_world_id: arena.0,
        game_name: NameText::new("arena"),
        min_players: 1,
        max_players: 6,
        game_level: 70,
        player_skill_level: 50,
        rules_set: 90,
        generic_field1: 21,
        generic_field2: 22,
        generic_field3: 23,
        generic_field4: 24,
        generic_field5: 25,
        generic_field6: 26,
        generic_field7: 27,
        generic_field8: 0x28,
        world_status: WorldStatus::STAGING,
        ..Default::default()
    };
    harness.send(one, &app(&report));
    two
}

/// MLS-83: every field and operator: `value OP baseline`, and all filters have to hold.
#[test]
fn filters_choose() {
    let mut harness = harness();
    let two = company(&mut harness);
    let channel = harness.tables().online[&AccountId(1)].channel_id.expect("a channel");
    let values = [
        (Field::PLAYER_COUNT, 3),
        (Field::MIN_PLAYERS, 1),
        (Field::MAX_PLAYERS, 6),
        (Field::GAME_LEVEL, 70),
        (Field::PLAYER_SKILL_LEVEL, 50),
        (Field::RULES_SET, 90),
        (Field::GENERIC_FIELD_1, 21),
        (Field::GENERIC_FIELD_2, 22),
        (Field::GENERIC_FIELD_3, 23),
        (Field::LOBBY_WORLDID, channel.0),
        (Field::GENERIC_FIELD_4, 24),
        (Field::GENERIC_FIELD_5, 25),
        (Field::GENERIC_FIELD_6, 26),
        (Field::GENERIC_FIELD_7, 27),
        (Field::GENERIC_FIELD_8, 0x28),
        (Field::MATCH_MAKING_GAMES, 0),
        (Field::LOCATION_ID, 44),
        (Field::BUDDY_COUNT, 1),
        (Field::CLAN_MEMBER_COUNT, 1),
        (Field::IGNORED_PLAYER_COUNT, 2),
    ];
    let listed = |harness: &mut Harness<Mls>, field, operator, baseline| {
        assert_eq!(set(harness, two, field, operator, baseline), Status::SUCCESS);
        let listed = !names(&list(harness, two)).is_empty();
        assert_eq!(clear(harness, two, field), Status::SUCCESS);
        listed
    };
    for (field, value) in values {
        for (operator, below, equal, above) in [
            (Op::LESS_THAN, false, false, true),
            (Op::LESS_THAN_OR_EQUAL_TO, false, true, true),
            (Op::EQUAL_TO, false, true, false),
            (Op::GREATER_THAN_OR_EQUAL_TO, true, true, false),
            (Op::GREATER_THAN, true, false, false),
            (Op::NOT_EQUALS, true, false, true),
        ] {
            for (baseline, expected) in [(value - 1, below), (value, equal), (value + 1, above)] {
                let seen = listed(&mut harness, field, operator, baseline);
                assert_eq!(seen, expected, "{field:?} {operator:?} {baseline}");
            }
        }
    }
    // Up Your Arsenal's pair: the room, and a skill below what started games report.
    set(&mut harness, two, Field::GAME_LEVEL, Op::EQUAL_TO, 70);
    set(&mut harness, two, Field::PLAYER_SKILL_LEVEL, Op::LESS_THAN, 0x0800_0000);
    assert_eq!(names(&list(&mut harness, two)), ["arena"]);
    set(&mut harness, two, Field::GAME_LEVEL, Op::EQUAL_TO, 71);
    assert!(names(&list(&mut harness, two)).is_empty(), "one of two holds");
}

/// MLS-48, MLS-47, MLS-83: filters count whom the store has as ignored: one who is pardoned counts until the store
/// agreed, and no longer.
#[test]
fn filters_count_whom_the_store_ignores() {
    let mut harness = harness();
    let two = company(&mut harness);
    let counts = |harness: &mut Harness<Mls>, count| {
        assert_eq!(set(harness, two, Field::IGNORED_PLAYER_COUNT, Op::EQUAL_TO, count), Status::SUCCESS);
        let listed = !names(&list(harness, two)).is_empty();
        assert_eq!(clear(harness, two, Field::IGNORED_PLAYER_COUNT), Status::SUCCESS);
        listed
    };
    assert!(counts(&mut harness, 2));
    let ignored = harness.tables().ignored[&AccountId(2)].clone();
    for (index, AccountId(ignore_account_id)) in (1..).zip(ignored) {
        let (message_id, before) = (id("p"), 3 - index);
        let pardon = lobby::RemoveFromIgnoreListRequest { message_id, ignore_account_id, ..Default::default() };
        let told = |status_code| lobby::RemoveFromIgnoreListResponse { message_id, status_code, ..Default::default() };
        let failed: lobby::RemoveFromIgnoreListResponse = ask_in_vain(&mut harness, two, &pardon);
        assert_eq!((failed, counts(&mut harness, before)), (told(Status::DB_ERROR), true));
        let done: lobby::RemoveFromIgnoreListResponse = ask(&mut harness, two, &pardon);
        assert_eq!((done, counts(&mut harness, before - 1)), (told(Status::SUCCESS), true));
    }
}

/// MLS-83, MLS-93: above 1.08 the mask cuts bits out of the value, and not out of the baseline; what is left is
/// compared with its sign. A total of what passes counts the same.
#[test]
fn masks_cut_the_value() {
    let mut harness = harness();
    let two = company(&mut harness);
    for (mask, operator, baseline_value, listed) in [
        (0x0F, Op::EQUAL_TO, 0x08, true),
        (0xF0, Op::EQUAL_TO, 0x20, true),
        (0xF0, Op::EQUAL_TO, 0x28, false),
        (0, Op::EQUAL_TO, 0, true),
        (u32::MAX, Op::EQUAL_TO, 0x28, true),
        (0x20, Op::GREATER_THAN, -1, true),
    ] {
        let set = lobby_ext::SetGameListFilterRequest {
            message_id: id("f"),
            filter_field: Field::GENERIC_FIELD_8,
            mask,
            comparison_operator: operator,
            baseline_value,
            ..Default::default()
        };
        let filter: lobby_ext::SetGameListFilterResponse = ask(&mut harness, two, &set);
        assert_eq!(!names(&list(&mut harness, two)).is_empty(), listed, "{mask:x} {baseline_value:x}");
        let request = lobby_ext::UtilGetTotalGamesFilteredRequest { message_id: id("u"), ..Default::default() };
        let told = lobby_ext::UtilGetTotalGamesFilteredResponse {
            message_id: id("u"),
            total: i32::from(listed),
            ..Default::default()
        };
        assert_eq!(ask::<lobby_ext::UtilGetTotalGamesFilteredResponse>(&mut harness, two, &request), told);
        let clear = lobby_ext::ClearGameListFilterRequest {
            message_id: id("c"),
            filter_id: filter.filter_id,
            ..Default::default()
        };
        let cleared: lobby::ClearGameListFilterResponse = ask(&mut harness, two, &clear);
        assert_eq!(cleared.status_code, Status::SUCCESS);
    }
}

/// MLS-83, MLS-84, TQ-7, TQ-11: readings by title: any filter with `baseline OP value`, all where none is set, and no
/// filters at all.
#[test]
fn titles_read_filters_otherwise() {
    for (row, expected) in [
        (Title { game_filters: FilterSemantics::Any, ..Title::of(APP) }, [true, true, true, false]),
        (Title { unfiltered_extra_info: true, ..Title::of(APP) }, [true; 4]),
        (Title::of(APP), [true, false, false, false]),
    ] {
        let mut config = config();
        config.titles.rows.push(row.into());
        let mut harness = bench_with(&config);
        let conn = enter(&mut harness, 1, "ratchet");
        let arena = game(&mut harness, conn, "arena");
        play(&mut harness, conn, 1, arena);
        harness.send(conn, &app(&report(arena, "arena", WorldStatus::STAGING)));
        let listed = |harness: &mut Harness<Mls>| !names(&list(harness, conn)).is_empty();
        let without = listed(&mut harness);
        // 60 < 70 reads both ways; nothing is 1.
        set(&mut harness, conn, Field::GAME_LEVEL, Op::LESS_THAN, 60);
        let one = listed(&mut harness);
        set(&mut harness, conn, Field::RULES_SET, Op::EQUAL_TO, 1);
        let both = listed(&mut harness);
        clear(&mut harness, conn, Field::GAME_LEVEL);
        assert_eq!([without, one, both, listed(&mut harness)], expected);
    }
}
