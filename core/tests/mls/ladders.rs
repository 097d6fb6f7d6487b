//! The rules of statistics and ladders.

use crate::common::players::{
    ask, ask_in_vain, bench_with, enter, enter_as, found, harness_with_script, mls, put_account, rows, status_alone,
};
use crate::common::{Harness, app, clear, id};
use clank_core::config::{Clans, Config};
use clank_core::ids::{AccountId, AppId, ClanId, ConnId};
use clank_core::limits::Limits;
use clank_core::mls::Mls;
use clank_core::script::{Actions, Hook, HookKind, HookSet, Script, Verdict};
use clank_core::secret::Secret;
use clank_core::store::{DeleteAccount, DisbandClan, LadderOwner, Request as _, SaveLadderStats};
use clank_core::time::Instant;
use clank_core::wire::opaque::StatusAlone;
use clank_core::wire::{
    Array, Bytes, CallbackStatus as Status, LadderType, NameText, PlayerOnlineState, PlayerStatus, SortOrder, lobby,
    lobby_ext,
    rt::{self, RtMessage as _},
};

const ORDERS: [SortOrder; 2] = [SortOrder::ASCENDING, SortOrder::DESCENDING];

fn wide(ladder_type: LadderType, stats: [i32; 100]) -> lobby_ext::UpdateLadderStatsWideRequest {
    lobby_ext::UpdateLadderStatsWideRequest {
        message_id: id("w"),
        ladder_type,
        stats: Array(stats),
        ..Default::default()
    }
}

fn short(ladder_type: LadderType, stats: [i32; 15]) -> lobby::UpdateLadderStatsRequest {
    lobby::UpdateLadderStatsRequest { message_id: id("s"), ladder_type, stats, ..Default::default() }
}

fn post(harness: &mut Harness<Mls>, conn: ConnId, kind: LadderType, stats: [i32; 100]) -> Status {
    status_alone::<lobby_ext::UpdateLadderStatsWideResponse>(harness, conn, &wide(kind, stats), "w")
}

fn post_short(harness: &mut Harness<Mls>, conn: ConnId, kind: LadderType, stats: [i32; 15]) -> Status {
    status_alone::<lobby::UpdateLadderStatsResponse>(harness, conn, &short(kind, stats), "s")
}

fn look(account_id_or_clan_id: i32, ladder_type: LadderType) -> lobby_ext::GetLadderStatsWideRequest {
    lobby_ext::GetLadderStatsWideRequest {
        message_id: id("g"),
        account_id_or_clan_id,
        ladder_type,
        ..Default::default()
    }
}

fn look_short(account_id_or_clan_id: i32) -> lobby::GetLadderStatsRequest {
    lobby::GetLadderStatsRequest { message_id: id("g"), account_id_or_clan_id, ..Default::default() }
}

fn stats_of(harness: &mut Harness<Mls>, conn: ConnId, who: i32, kind: LadderType) -> [i32; 100] {
    let told: lobby_ext::GetLadderStatsWideResponse = ask(harness, conn, &look(who, kind));
    let expected = lobby_ext::GetLadderStatsWideResponse {
        message_id: id("g"),
        account_id_or_clan_id: who,
        stats: told.stats,
        ..Default::default()
    };
    assert_eq!(told, expected);
    told.stats.0
}

/// Gives a player or clan one statistic.
fn set(harness: &mut Harness<Mls>, who: LadderOwner, index: usize, value: i32) {
    let mut values = vec![0; 100];
    values[index] = value;
    assert_eq!(harness.tables().answer(SaveLadderStats { who, values }), SaveLadderStats::reply(Ok(())));
}

fn delete(harness: &mut Harness<Mls>, account_id: AccountId) {
    let delete = DeleteAccount { account_id, password: Secret::new(String::new()) };
    assert_eq!(harness.tables().answer(delete), DeleteAccount::reply(Ok(())));
}

/// MLS-100, MLS-101, MLS-102: 100 numbers of an account and 100 of a clan, of which plain statistics are the first 15;
/// one writes one's own and one's own clan's, and reads everybody's, which changes nothing. The 256 bytes are apart.
#[test]
fn statistics_are_kept() {
    let mut harness = mls();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let clan = ClanId(found(&mut harness, one, "Rangers").clan_id);
    assert_eq!(clan, ClanId(1), "a clan and an account of one id");
    let mut mine: [i32; 100] = core::array::from_fn(|at| i32::try_from(at).expect("small") - 50);
    (mine[0], mine[99]) = (i32::MIN, i32::MAX);
    assert_eq!(stats_of(&mut harness, two, 1, LadderType::PLAYER), [0; 100]);
    assert_eq!(post(&mut harness, one, LadderType::PLAYER, mine), Status::SUCCESS);
    assert_eq!(post(&mut harness, one, LadderType::CLAN, [7; 100]), Status::SUCCESS);
    assert_eq!(post(&mut harness, two, LadderType::PLAYER, [2; 100]), Status::SUCCESS);
    for conn in [one, two] {
        assert_eq!(stats_of(&mut harness, conn, 1, LadderType::PLAYER), mine);
        assert_eq!(stats_of(&mut harness, conn, clan.0, LadderType::CLAN), [7; 100]);
        assert_eq!(stats_of(&mut harness, conn, 2, LadderType::PLAYER), [2; 100]);
    }
    let tables = harness.tables();
    assert!(tables.accounts[&AccountId(1)].stats == [1; 256] && tables.clans[&clan].stats == [0; 256]);
    // The first 15 are the plain ones.
    let stats = core::array::from_fn(|at| mine[at]);
    let told = lobby::GetLadderStatsResponse { message_id: id("g"), stats, ..Default::default() };
    assert_eq!(ask::<lobby::GetLadderStatsResponse>(&mut harness, two, &look_short(1)), told);
    assert_eq!(post_short(&mut harness, one, LadderType::PLAYER, [3; 15]), Status::SUCCESS);
    mine[..15].fill(3);
    assert_eq!(stats_of(&mut harness, two, 1, LadderType::PLAYER), mine);
    assert_eq!(post_short(&mut harness, one, LadderType::CLAN, [4; 15]), Status::SUCCESS);
    let clans = stats_of(&mut harness, two, clan.0, LadderType::CLAN);
    assert_eq!((&clans[..15], &clans[15..]), (&[4; 15][..], &[7; 85][..]));
    // Sony's sizes.
    harness.send(one, &app(&look(1, LadderType::PLAYER)));
    harness.send(one, &app(&look_short(1)));
    assert_eq!(harness.frames(one).iter().map(|(_, body)| body.len()).collect::<Vec<_>>(), [434, 90]);
}

/// MLS-101, MLS-102: every way to be refused, in both forms; nothing is written.
#[test]
fn statistics_are_refused() {
    let mut harness = mls();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    found(&mut harness, two, "Robots");
    let before = harness.tables().clone();
    for (kind, status) in [(LadderType::CLAN, Status::DB_ERROR), (LadderType(2), Status::INVALID_REQUEST_MSG)] {
        assert_eq!(post(&mut harness, one, kind, [9; 100]), status);
        assert_eq!(post_short(&mut harness, one, kind, [9; 15]), status);
    }
    for kind in [LadderType::PLAYER, LadderType::CLAN] {
        let told: lobby_ext::UpdateLadderStatsWideResponse = ask_in_vain(&mut harness, two, &wide(kind, [9; 100]));
        assert_eq!(told.status_code, Status::DB_ERROR);
        let told: lobby::UpdateLadderStatsResponse = ask_in_vain(&mut harness, two, &short(kind, [9; 15]));
        assert_eq!(told.status_code, Status::DB_ERROR);
    }
    for (kind, status) in [(LadderType::PLAYER, Status::NO_RESULT), (LadderType::CLAN, Status::DB_ERROR)] {
        let missing =
            lobby_ext::GetLadderStatsWideResponse { message_id: id("g"), status_code: status, ..Default::default() };
        let told: lobby_ext::GetLadderStatsWideResponse = ask(&mut harness, one, &look(4711, kind));
        assert_eq!(told, missing);
        let failed = lobby_ext::GetLadderStatsWideResponse { status_code: Status::DB_ERROR, ..missing };
        assert_eq!(ask_in_vain::<lobby_ext::GetLadderStatsWideResponse>(&mut harness, one, &look(1, kind)), failed);
    }
    let failed =
        lobby::GetLadderStatsResponse { message_id: id("g"), status_code: Status::DB_ERROR, ..Default::default() };
    assert_eq!(ask::<lobby::GetLadderStatsResponse>(&mut harness, one, &look_short(4711)), failed);
    assert_eq!(ask_in_vain::<lobby::GetLadderStatsResponse>(&mut harness, one, &look_short(1)), failed);
    assert!(*harness.tables() == before);
    delete(&mut harness, AccountId(1));
    assert_eq!(post(&mut harness, one, LadderType::PLAYER, [9; 100]), Status::DB_ERROR);
    assert!(harness.tables().ladders.is_empty());
}

/// A referee: refuses zeros, halves what is a clan's, and has more to say than there is room for.
struct Referee;

impl Script for Referee {
    fn wants(&self) -> HookSet {
        HookSet::of(&[HookKind::LadderStats])
    }

    fn call(&mut self, _: Instant, hook: Hook<'_>, actions: &mut Actions) -> Verdict {
        let Hook::LadderStats { account_id, clan, values } = hook else { return Verdict::Allow };
        actions.push(clank_core::script::Action::Log(format!("{account_id}: {} numbers", values.len())));
        match values[0] {
            0 => Verdict::Deny,
            _ if clan => Verdict::Change(values.iter().map(|value| value / 2).chain([1; 9]).collect()),
            _ => Verdict::Allow,
        }
    }
}

/// MLS-101: a script may refuse statistics or change them; it is asked about what could be stored, and nothing else.
#[test]
fn scripts_judge_statistics() {
    let mut harness = harness_with_script(&Config::default(), Box::new(Referee));
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let clan = ClanId(found(&mut harness, one, "Rangers").clan_id);
    for (conn, kind, value, status) in [
        (one, LadderType::PLAYER, 0, Status::FAIL),
        (one, LadderType::PLAYER, 8, Status::SUCCESS),
        (one, LadderType::CLAN, 8, Status::SUCCESS),
        (two, LadderType::CLAN, 0, Status::DB_ERROR),
        (two, LadderType(2), 0, Status::INVALID_REQUEST_MSG),
    ] {
        assert_eq!(post(&mut harness, conn, kind, [value; 100]), status);
    }
    assert_eq!(post_short(&mut harness, one, LadderType::PLAYER, [0; 15]), Status::FAIL);
    assert_eq!(stats_of(&mut harness, two, 1, LadderType::PLAYER), [8; 100]);
    assert_eq!(stats_of(&mut harness, two, clan.0, LadderType::CLAN), [4; 100]);
    let heard = harness.events.iter().filter_map(|event| match event {
        clank_core::machine::Event::Script { text } => Some(text.as_str()),
        _ => None,
    });
    assert_eq!(heard.collect::<Vec<_>>(), ["1: 100 numbers", "1: 100 numbers", "1: 100 numbers", "1: 15 numbers"]);
    harness.store = None;
    harness.send(one, &app(&wide(LadderType::CLAN, [6; 100])));
    let saved = SaveLadderStats { who: LadderOwner::Clan(clan), values: vec![3; 100] };
    assert_eq!(harness.asked[0].1, saved.into(), "no more than 100");
}

/// Players 1 (in the lobby), 2 to 4 (not), of the ladder 160993, 62337, 62337, 0 by their statistic 5, one of whom
/// belongs to the other edition, and a stranger of another title who would lead.
fn ladder(harness: &mut Harness<Mls>) -> ConnId {
    let one = enter(harness, 1, "ratchet");
    for (account, app_id, name) in [(2, 10684, "clank"), (3, 10683, "al"), (4, 10684, "qwark"), (5, 11184, "lawrence")]
    {
        put_account(harness.tables(), AccountId(account), AppId(app_id), name);
    }
    for (account, value) in [(1, 62337), (2, 160_993), (4, 62337), (5, i32::MAX)] {
        set(harness, LadderOwner::Player(AccountId(account)), 5, value);
    }
    set(harness, LadderOwner::Player(AccountId(3)), 99, -1);
    one
}

fn page(
    ladder_stat_index: i32,
    sort_order: SortOrder,
    start_position: u32,
    page_size: u32,
) -> lobby_ext::LadderListExtraInfoRequest {
    lobby_ext::LadderListExtraInfoRequest {
        message_id: id("l"),
        ladder_stat_index,
        sort_order,
        start_position,
        page_size,
        ..Default::default()
    }
}

/// MLS-103, GEN-30, GEN-31, GEN-33: the largest value first whatever the order says, ties by id, from any rank on, in
/// both forms; each row knows where its player is. Nothing to tell is one packet, and a failing store another.
#[test]
fn ladders_are_listed() {
    type Row = lobby::LadderListExtraInfoResponse;
    let mut harness = bench_with(&Config { limits: Limits { list_rows: 3, ..Limits::default() }, ..Config::default() });
    let one = ladder(&mut harness);
    for order in ORDERS {
        for (start, size, places) in [
            (1, 3, vec![(1, 2), (2, 1), (3, 4)]),
            (0, 1, vec![(1, 2)]),
            (2, 2, vec![(2, 1), (3, 4)]),
            (4, 3, vec![(4, 3)]),
            (1, u32::MAX, vec![(1, 2), (2, 1), (3, 4)]),
        ] {
            let list: Vec<Row> = rows(&mut harness, one, &page(5, order, start, size));
            let told: Vec<_> = list.iter().map(|row| (row.ladder_position, row.account_id)).collect();
            assert_eq!(told, places, "{start}, {size}");
            let ends = list.iter().map(|row| row.end_of_list);
            assert!(ends.eq((1..=places.len()).map(|row| u8::from(row == places.len()))));
            let old = lobby::LadderListExtraInfoRequest0 {
                message_id: id("l"),
                ladder_stat_index: 5,
                sort_order: order,
                start_position: start,
                page_size: size,
                ..Default::default()
            };
            assert_eq!(rows::<Row>(&mut harness, one, &old), list);
        }
    }
    let list: Vec<Row> = rows(&mut harness, one, &page(5, SortOrder::ASCENDING, 1, 2));
    let row = |ladder_position, ladder_stat, account_id: i32, name: &str, end_of_list| Row {
        message_id: id("l"),
        ladder_position,
        ladder_stat,
        account_id,
        account_name: NameText::new(name),
        account_stats: Bytes::new([u8::try_from(account_id).expect("small"); 256]),
        end_of_list,
        ..Default::default()
    };
    let here = PlayerOnlineState {
        connect_status: PlayerStatus::PLAYER_IN_CHAT_WORLD,
        medius_lobby_world_id: 1,
        lobby_name: NameText::new("Default"),
        ..Default::default()
    };
    let second = Row { online_state: here, ..row(2, 62337, 1, "ratchet", 1) };
    assert_eq!(list, [row(1, 160_993, 2, "clank", 0), second], "one is away, the other here");
    let last: Vec<Row> = rows(&mut harness, one, &page(99, SortOrder::ASCENDING, 4, 1));
    assert_eq!(last, [row(4, -1, 3, "al", 1)]);
    let nothing = Row { message_id: id("l"), status_code: Status::NO_RESULT, end_of_list: 1, ..Default::default() };
    for (index, start, size) in [(5, 5, 3), (5, u32::MAX, 3), (5, 1, 0), (-1, 1, 3), (100, 1, 3), (i32::MIN, 1, 3)] {
        assert_eq!(ask::<Row>(&mut harness, one, &page(index, SortOrder::ASCENDING, start, size)), nothing);
    }
    let failed: Row = ask_in_vain(&mut harness, one, &page(5, SortOrder::ASCENDING, 1, 3));
    assert_eq!(failed, Row { status_code: Status::DB_ERROR, ..nothing });
}

/// MLS-104: a player's place and how many there are; who is unknown, gone or of another title has none.
#[test]
fn places_by_a_statistic() {
    type Answer = lobby::LadderPositionExtraInfoResponse;
    let mut harness = mls();
    let one = ladder(&mut harness);
    let is = |(status_code, ladder_position, total_rankings)| Answer {
        message_id: id("p"),
        status_code,
        ladder_position,
        total_rankings,
        ..Default::default()
    };
    let place = |account_id, ladder_stat_index, sort_order| lobby::LadderPositionExtraInfoRequest {
        message_id: id("p"),
        account_id,
        ladder_stat_index,
        sort_order,
        ..Default::default()
    };
    for order in ORDERS {
        for (account, index, told) in [
            (2, 5, (Status::SUCCESS, 1, 4)),
            (1, 5, (Status::SUCCESS, 2, 4)),
            (4, 5, (Status::SUCCESS, 3, 4)),
            (3, 5, (Status::SUCCESS, 4, 4)),
            (1, 99, (Status::SUCCESS, 1, 4)),
            (5, 5, (Status::NO_RESULT, 0, 0)),
            (4711, 5, (Status::NO_RESULT, 0, 0)),
            (1, 100, (Status::NO_RESULT, 0, 0)),
            (1, -1, (Status::NO_RESULT, 0, 0)),
        ] {
            let answer: Answer = ask(&mut harness, one, &place(account, index, order));
            assert_eq!(answer, is(told), "{account}, {index}");
        }
    }
    delete(&mut harness, AccountId(2));
    for (account, told) in [(1, (Status::SUCCESS, 1, 3)), (2, (Status::NO_RESULT, 0, 0))] {
        let answer: Answer = ask(&mut harness, one, &place(account, 5, SortOrder::ASCENDING));
        assert_eq!(answer, is(told));
    }
    let failed: Answer = ask_in_vain(&mut harness, one, &place(1, 5, SortOrder::ASCENDING));
    assert_eq!(failed, is((Status::DB_ERROR, 0, 0)));
}

/// MLS-104: places and lists by a slice of the 256 bytes, both ends included, compared as bytes, the largest
/// first, as Amplitude has them; the fast form is the same under its own id. What is no slice has no result.
#[test]
fn places_by_a_slice() {
    type Row = lobby::LadderListResponse;
    let mut harness = mls();
    let one = ladder(&mut harness);
    for (account, digits) in [(1, "0000000099"), (2, "0000000100"), (3, "0000000100"), (4, "0000001000")] {
        let stats = &mut harness.tables().accounts.get_mut(&AccountId(account)).expect("an account").stats;
        stats[2..12].copy_from_slice(digits.as_bytes());
        (stats[254], stats[255]) = (0, if account == 1 { 0xFF } else { 0x7F });
    }
    let place = |account_id, (start_byte, end_byte), sort_order| lobby::LadderPositionRequest {
        message_id: id("p"),
        account_id,
        start_byte,
        end_byte,
        sort_order,
        ..Default::default()
    };
    let is = |status_code, ladder_position| lobby::LadderPositionResponse {
        message_id: id("p"),
        ladder_position,
        status_code,
        ..Default::default()
    };
    let list = |(start_byte, end_byte), start_position, page_size| lobby::LadderListRequest {
        message_id: id("l"),
        start_byte,
        end_byte,
        start_position,
        page_size,
        ..Default::default()
    };
    for (slice, ranks) in [
        ((2, 11), [4, 2, 3, 1]),
        ((2, 9), [4, 2, 3, 1]),
        ((2, 8), [4, 1, 2, 3]),
        ((9, 11), [2, 3, 1, 4]),
        ((254, 255), [1, 2, 3, 4]),
        ((254, 254), [1, 2, 3, 4]),
        ((0, 255), [4, 3, 2, 1]),
    ] {
        for order in ORDERS {
            for (place_of, account) in (1..).zip(ranks) {
                let request = place(account, slice, order);
                let told: lobby::LadderPositionResponse = ask(&mut harness, one, &request);
                assert_eq!(told, is(Status::SUCCESS, place_of), "{slice:?}");
                let fast = lobby::LadderPositionFastRequest::from(request);
                assert_eq!(*ask::<lobby::LadderPositionFastResponse>(&mut harness, one, &fast), told);
            }
        }
        let told: Vec<Row> = rows(&mut harness, one, &list(slice, 1, 9));
        assert_eq!(told.iter().map(|row| row.account_id).collect::<Vec<_>>(), ranks, "{slice:?}");
    }
    let told: Vec<Row> = rows(&mut harness, one, &list((2, 11), 2, 2));
    let row = |ladder_position, account_id, name: &str, end_of_list| Row {
        message_id: id("l"),
        account_id,
        account_name: NameText::new(name),
        ladder_position,
        end_of_list,
        ..Default::default()
    };
    assert_eq!(told, [row(2, 2, "clank", 0), row(3, 3, "al", 1)]);
    let nothing = Row { message_id: id("l"), status_code: Status::NO_RESULT, end_of_list: 1, ..Default::default() };
    for request in
        [list((2, 11), 5, 9), list((2, 11), 1, -1), list((11, 2), 1, 9), list((-1, 2), 1, 9), list((0, 256), 1, 9)]
    {
        assert_eq!(ask::<Row>(&mut harness, one, &request), nothing);
    }
    for (account, slice) in [(5, (2, 11)), (4711, (2, 11)), (1, (11, 2)), (1, (-1, 2)), (1, (0, 256))] {
        let request = place(account, slice, SortOrder::ASCENDING);
        let told: lobby::LadderPositionResponse = ask(&mut harness, one, &request);
        assert_eq!(told, is(Status::NO_RESULT, 0), "{account}, {slice:?}");
        let fast = lobby::LadderPositionFastRequest::from(request);
        assert_eq!(*ask::<lobby::LadderPositionFastResponse>(&mut harness, one, &fast), told);
    }
    let request = place(1, (2, 11), SortOrder::ASCENDING);
    let failed: lobby::LadderPositionResponse = ask_in_vain(&mut harness, one, &request);
    assert_eq!(failed, is(Status::DB_ERROR, 0));
    let fast = lobby::LadderPositionFastRequest::from(request);
    assert_eq!(*ask_in_vain::<lobby::LadderPositionFastResponse>(&mut harness, one, &fast), failed);
    let failed: Row = ask_in_vain(&mut harness, one, &list((2, 11), 1, 9));
    assert_eq!(failed, Row { status_code: Status::DB_ERROR, ..nothing });
}

/// Clans 1 to 3 of players 1 to 3 in the lobby, with 5, 50 and 5 as their statistic 0, and one of another title; the
/// connections of the players.
fn clans(harness: &mut Harness<Mls>) -> [ConnId; 3] {
    let conns = [1, 2, 3].map(|number| enter(harness, number, &format!("player {number}")));
    for (number, (conn, value)) in (1..).zip(conns.into_iter().zip([5, 50, 5])) {
        assert_eq!(found(harness, conn, &format!("clan {number}")).clan_id, number);
        set(harness, LadderOwner::Clan(ClanId(number)), 0, value);
    }
    let other = enter_as(harness, 4, AppId(11184), "lawrence");
    assert_eq!(found(harness, other, "others").clan_id, 4);
    set(harness, LadderOwner::Clan(ClanId(4)), 0, i32::MAX);
    conns
}

fn disband(harness: &mut Harness<Mls>, clan_id: ClanId) {
    let by = AccountId(clan_id.0);
    assert_eq!(harness.tables().answer(DisbandClan { clan_id, by }), DisbandClan::reply(Ok(())));
}

/// MLS-105: how many accounts or clans a title and its group have, without those that are gone.
#[test]
fn rankings_are_counted() {
    type Answer = lobby::GetTotalRankingsResponse;
    let mut harness = mls();
    let [one, ..] = clans(&mut harness);
    put_account(harness.tables(), AccountId(9), AppId(10683), "al");
    let total = |ladder_type| lobby::GetTotalRankingsRequest { message_id: id("t"), ladder_type, ..Default::default() };
    let counted = |harness: &mut Harness<Mls>| {
        [LadderType::PLAYER, LadderType::CLAN].map(|kind| {
            let told: Answer = ask(harness, one, &total(kind));
            let total_rankings = told.total_rankings;
            assert_eq!(told, Answer { message_id: id("t"), total_rankings, ..Default::default() });
            total_rankings
        })
    };
    assert_eq!(counted(&mut harness), [4, 3]);
    delete(&mut harness, AccountId(9));
    disband(&mut harness, ClanId(3));
    assert_eq!(counted(&mut harness), [3, 2]);
    for kind in [LadderType::PLAYER, LadderType::CLAN] {
        let failed: Answer = ask_in_vain(&mut harness, one, &total(kind));
        let status_code = Status::DB_ERROR;
        assert_eq!(failed, Answer { message_id: id("t"), status_code, ..Default::default() });
    }
}

/// MLS-106: clans by their own statistics, the largest first, ties by id, without those that are gone.
#[test]
fn clans_have_a_ladder() {
    type Row = lobby::ClanLadderListResponse;
    type Place = lobby::ClanLadderPositionResponse;
    let mut harness = bench_with(&Config { limits: Limits { list_rows: 3, ..Limits::default() }, ..Config::default() });
    let [one, ..] = clans(&mut harness);
    set(&mut harness, LadderOwner::Player(AccountId(1)), 0, 999);
    let page = |clan_ladder_stat_index, sort_order, start_position, page_size| lobby::ClanLadderListRequest {
        message_id: id("l"),
        clan_ladder_stat_index,
        sort_order,
        start_position,
        page_size,
        ..Default::default()
    };
    let is = |(status_code, ladder_position, total_rankings)| Place {
        message_id: id("p"),
        ladder_position,
        total_rankings,
        status_code,
        ..Default::default()
    };
    let place = |clan_id, clan_ladder_stat_index| lobby::ClanLadderPositionRequest {
        message_id: id("p"),
        clan_id,
        clan_ladder_stat_index,
        ..Default::default()
    };
    for order in ORDERS {
        for (index, start, size, told) in [
            (0, 1, i32::MAX, vec![(1, 2), (2, 1), (3, 3)]),
            (0, 2, 1, vec![(2, 1)]),
            (0, -7, 1, vec![(1, 2)]),
            (99, 1, 3, vec![(1, 1), (2, 2), (3, 3)]),
        ] {
            let list: Vec<Row> = rows(&mut harness, one, &page(index, order, start, size));
            let row = |(at, (ladder_position, clan_id)): (usize, &(u32, i32))| Row {
                message_id: id("l"),
                clan_id: *clan_id,
                clan_name: NameText::new(format!("clan {clan_id}")),
                ladder_position: *ladder_position,
                end_of_list: u8::from(at + 1 == told.len()),
                ..Default::default()
            };
            let expected: Vec<Row> = told.iter().enumerate().map(row).collect();
            assert_eq!(list, expected, "{index}, {start}, {size}");
        }
    }
    for (clan, index, told) in [
        (2, 0, (Status::SUCCESS, 1, 3)),
        (1, 0, (Status::SUCCESS, 2, 3)),
        (3, 0, (Status::SUCCESS, 3, 3)),
        (4, 0, (Status::CLAN_NOT_FOUND, 0, 0)),
        (4711, 0, (Status::CLAN_NOT_FOUND, 0, 0)),
        (1, 100, (Status::CLAN_NOT_FOUND, 0, 0)),
        (1, -1, (Status::CLAN_NOT_FOUND, 0, 0)),
    ] {
        let answer: Place = ask(&mut harness, one, &place(clan, index));
        assert_eq!(answer, is(told), "{clan}, {index}");
    }
    disband(&mut harness, ClanId(2));
    let list: Vec<Row> = rows(&mut harness, one, &page(0, SortOrder::ASCENDING, 1, 3));
    assert_eq!(list.iter().map(|row| (row.ladder_position, row.clan_id)).collect::<Vec<_>>(), [(1, 1), (2, 3)]);
    assert_eq!(ask::<Place>(&mut harness, one, &place(2, 0)), is((Status::CLAN_NOT_FOUND, 0, 0)));
    let nothing = Row { message_id: id("l"), status_code: Status::NO_RESULT, end_of_list: 1, ..Default::default() };
    for (index, start, size) in [(0, 3, 3), (0, 1, 0), (0, 1, -1), (100, 1, 3), (-1, 1, 3)] {
        assert_eq!(ask::<Row>(&mut harness, one, &page(index, SortOrder::ASCENDING, start, size)), nothing);
    }
    let failed: Row = ask_in_vain(&mut harness, one, &page(0, SortOrder::ASCENDING, 1, 3));
    assert_eq!(failed, Row { status_code: Status::DB_ERROR, ..nothing });
    assert_eq!(ask_in_vain::<Place>(&mut harness, one, &place(1, 0)), is((Status::DB_ERROR, 0, 0)));
}

/// MLS-107: what a clan gets is added to what it has, by its members, where that is switched on.
#[test]
fn clans_add_to_their_statistics() {
    type Answer = lobby_ext::UpdateClanLadderStatsWideDeltaResponse;
    let add = |clan_id, deltas: [i32; 100]| lobby_ext::UpdateClanLadderStatsWideDeltaRequest {
        message_id: id("d"),
        clan_id,
        stats: Array(deltas),
        ..Default::default()
    };
    let mut harness = mls();
    let [one, ..] = clans(&mut harness);
    let told = status_alone::<Answer>(&mut harness, one, &add(1, [1; 100]), "d");
    assert_eq!(told, Status::FEATURE_NOT_ENABLED);
    assert_eq!(stats_of(&mut harness, one, 1, LadderType::CLAN)[..2], [5, 0]);
    let mut harness = bench_with(&Config { clans: Clans { ladder_deltas: true }, ..Config::default() });
    let [one, two, _] = clans(&mut harness);
    let five = enter(&mut harness, 5, "al");
    let mut deltas = [-3; 100];
    deltas[99] = i32::MAX;
    for (conn, clan, status) in [
        (one, 1, Status::SUCCESS),
        (one, 1, Status::SUCCESS),
        (two, 1, Status::NOT_CLAN_MEMBER),
        (five, 1, Status::NOT_CLAN_MEMBER),
        (one, 4711, Status::NOT_CLAN_MEMBER),
    ] {
        assert_eq!(status_alone::<Answer>(&mut harness, conn, &add(clan, deltas), "d"), status);
    }
    assert_eq!(ask_in_vain::<Answer>(&mut harness, one, &add(1, deltas)).status_code, Status::DB_ERROR);
    let stats = stats_of(&mut harness, two, 1, LadderType::CLAN);
    assert_eq!((stats[0], &stats[1..99], stats[99]), (-1, &[-6; 98][..], i32::MAX), "the last one cannot grow");
    assert_eq!(stats_of(&mut harness, two, 2, LadderType::CLAN)[..2], [50, 0]);
}

/// MLS-108: nobody writes another's statistics, and lists of ids are not read, whatever their layout.
#[test]
fn statistics_of_others_are_not_enabled() {
    let mut harness = mls();
    let one = enter(&mut harness, 1, "ratchet");
    let before = harness.tables().clone();
    let write = lobby_ext::AccountUpdateStatsOpenAccessRequest {
        message_id: id("o"),
        stats: Bytes::new([9; 256]),
        ..Default::default()
    };
    let told = status_alone::<lobby_ext::AccountUpdateStatsOpenAccessResponse>(&mut harness, one, &write, "o");
    assert_eq!(told, Status::FEATURE_NOT_ENABLED);
    let many = [&[4, 0x1C][..], b"many\0", &[0; 40]].concat();
    harness.send(one, &clear(rt::ClientAppToServer::ID, &many));
    let told: lobby_ext::GetLadderStatsWideIdArrayResponse = harness.answer(one);
    let expected =
        StatusAlone { message_id: id("many"), status_code: Status::FEATURE_NOT_ENABLED, ..Default::default() };
    assert_eq!((*told).clone(), expected);
    assert!(*harness.tables() == before);
}
