//! Buddies and ignored players at the MLS.

use core::time::Duration;

use crate::common::players::{anonymous, ask, ask_in_vain, bench_with, enter, found, mls, put_account, rows};
use crate::common::{Harness, app, id};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, ConnId};
use clank_core::limits::Limits;
use clank_core::mls::Mls;
use clank_core::wire::{BuddyAddType, CallbackStatus as Status, PlayerOnlineState, PlayerStatus, lobby, lobby_ext};

pub(crate) fn limited(limits: Limits) -> Harness<Mls> {
    bench_with(&Config { limits, ..Config::default() })
}

pub(crate) fn add(harness: &mut Harness<Mls>, conn: ConnId, account_id: i32) -> Status {
    let request = lobby::AddToBuddyListRequest { message_id: id("a"), account_id, ..Default::default() };
    ask::<lobby::AddToBuddyListResponse>(harness, conn, &request).status_code
}

fn ignore(harness: &mut Harness<Mls>, conn: ConnId, ignore_account_id: i32) -> Status {
    let request = lobby::AddToIgnoreListRequest { message_id: id("i"), ignore_account_id, ..Default::default() };
    ask::<lobby::AddToIgnoreListResponse>(harness, conn, &request).status_code
}

fn buddies(harness: &mut Harness<Mls>, conn: ConnId) -> Vec<lobby::GetBuddyListExtraInfoResponse> {
    rows(harness, conn, &lobby::GetBuddyListExtraInfoRequest { message_id: id("b") })
}

fn ids(harness: &mut Harness<Mls>, conn: ConnId) -> Vec<i32> {
    let rows = buddies(harness, conn);
    rows.iter().filter(|row| row.status_code == Status::SUCCESS).map(|row| row.account_id).collect()
}

fn ignored(harness: &mut Harness<Mls>, conn: ConnId) -> Vec<(i32, PlayerStatus, u8)> {
    let request = lobby::GetIgnoreListRequest { message_id: id("l"), ..Default::default() };
    let rows: Vec<lobby::GetIgnoreListResponse> = rows(harness, conn, &request);
    rows.iter().map(|row| (row.ignore_account_id, row.player_status, row.end_of_list)).collect()
}

/// MLS-40, MLS-41, MLS-42, MLS-43: one-sided, told to nobody, once each; the list is in the order of the additions and
/// its online states are those of now: all zero for who is offline.
#[test]
fn buddies_are_added_and_listed() {
    let mut harness = limited(Limits { buddies: 2, ..Limits::default() });
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    put_account(harness.tables(), AccountId(9), AppId(10684), "al");
    put_account(harness.tables(), AccountId(8), AppId(10684), "qwark");
    let empty = buddies(&mut harness, one);
    assert_eq!((empty.len(), empty[0].status_code, empty[0].end_of_list), (1, Status::NO_RESULT, 1));
    assert_eq!([add(&mut harness, one, 9), add(&mut harness, one, 2)], [Status::SUCCESS; 2]);
    for (who, why) in [(2, "again"), (4711, "nobody"), (8, "more than a list holds")] {
        assert_eq!(add(&mut harness, one, who), Status::DB_ERROR, "{why}");
    }
    assert!(harness.ids(two).is_empty() && ids(&mut harness, two).is_empty());
    let list = buddies(&mut harness, one);
    assert_eq!(list.iter().map(|row| (row.account_id, row.end_of_list)).collect::<Vec<_>>(), [(9, 0), (2, 1)]);
    assert_eq!(list[0].online_state, PlayerOnlineState::default());
    let online = &list[1].online_state;
    assert_eq!((online.connect_status, online.medius_game_world_id), (PlayerStatus::PLAYER_IN_CHAT_WORLD, 0));
    assert_eq!(online.lobby_name.to_text(), "Default");
    let plain: Vec<lobby::GetBuddyListResponse> =
        rows(&mut harness, one, &lobby::GetBuddyListRequest { message_id: id("p"), ..Default::default() });
    assert_eq!(
        plain.iter().map(|row| (row.account_name.to_text(), row.player_status)).collect::<Vec<_>>(),
        [("al".into(), PlayerStatus::PLAYER_DISCONNECTED), ("clank".into(), PlayerStatus::PLAYER_IN_CHAT_WORLD)]
    );
    let remove =
        |account_id| lobby::RemoveFromBuddyListRequest { message_id: id("r"), account_id, ..Default::default() };
    for account_id in [9, 9] {
        let gone: lobby::RemoveFromBuddyListResponse = ask(&mut harness, one, &remove(account_id));
        assert_eq!(gone.status_code, Status::SUCCESS);
    }
    assert_eq!(
        (ids(&mut harness, one), harness.tables().buddies[&AccountId(1)].clone()),
        (vec![2], vec![AccountId(2)])
    );
}

/// MLS-46, MLS-47, MLS-48: who is ignored is no buddy any more, and the other way round.
#[test]
fn players_are_ignored() {
    let mut harness = mls();
    let one = enter(&mut harness, 1, "ratchet");
    enter(&mut harness, 2, "clank");
    assert_eq!(ignored(&mut harness, one), [(0, PlayerStatus::PLAYER_DISCONNECTED, 1)]);
    add(&mut harness, one, 2);
    assert_eq!(ignore(&mut harness, one, 2), Status::SUCCESS);
    assert_eq!(ignore(&mut harness, one, 4711), Status::DB_ERROR);
    assert!(ids(&mut harness, one).is_empty());
    assert_eq!(ignored(&mut harness, one), [(2, PlayerStatus::PLAYER_IN_CHAT_WORLD, 1)]);
    add(&mut harness, one, 2);
    assert_eq!(ignored(&mut harness, one), [(0, PlayerStatus::PLAYER_DISCONNECTED, 1)]);
    assert_eq!(ids(&mut harness, one), [2]);
    ignore(&mut harness, one, 2);
    let pardon = lobby::RemoveFromIgnoreListRequest { message_id: id("p"), ignore_account_id: 2, ..Default::default() };
    assert_eq!(ask::<lobby::RemoveFromIgnoreListResponse>(&mut harness, one, &pardon).status_code, Status::SUCCESS);
    assert_eq!(ignored(&mut harness, one)[0].0, 0);
    let list = lobby::GetIgnoreListRequest { message_id: id("l"), ..Default::default() };
    let failed: lobby::GetIgnoreListResponse = ask_in_vain(&mut harness, one, &list);
    assert_eq!((failed.status_code, failed.end_of_list), (Status::DB_ERROR, 1));
    let mut store = harness.store.take().expect("a store");
    harness.send(one, &app(&lobby::AddToBuddyListRequest { message_id: id("a"), account_id: 2, ..Default::default() }));
    harness.pass(Duration::from_secs(4));
    assert_eq!(harness.answer::<lobby::AddToBuddyListResponse>(one).status_code, Status::DB_ERROR);
    harness.serve(&mut store);
}

/// MLS-44, MLS-45: the other is asked: at once, or when he looks for invitations; his word makes one or both buddies.
#[test]
fn buddies_are_asked_first() {
    type Ask = lobby_ext::AddToBuddyListConfirmationRequest;
    type Told = lobby_ext::AddToBuddyListConfirmationResponse1;
    type FromServer = lobby_ext::AddToBuddyListFwdConfirmationResponse;
    let wish =
        |target, add_type| Ask { message_id: id("ask"), target_account_id: target, add_type, ..Default::default() };
    for (add_type, accept, told, lists) in [
        (BuddyAddType::SINGLE, true, Status::SUCCESS, (vec![2], vec![])),
        (BuddyAddType::SYMMETRIC, true, Status::REQUEST_ACCEPTED, (vec![2], vec![1])),
        (BuddyAddType::SYMMETRIC, false, Status::REQUEST_DENIED, (vec![], vec![])),
    ] {
        let mut harness = mls();
        let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
        harness.send(one, &app(&wish(2, add_type)));
        let asked = harness.pushed::<lobby_ext::AddToBuddyListFwdConfirmationRequest>(two).remove(0);
        assert_eq!((asked.originator_account_id, asked.originator_account_name.to_text()), (1, "ratchet".into()));
        assert_eq!((asked.message_id, asked.add_type), (id("ask"), add_type));
        let answer = FromServer {
            message_id: asked.message_id,
            status_code: if accept { Status::REQUEST_ACCEPTED } else { Status::REQUEST_DENIED },
            originator_account_id: 1,
            add_type,
            ..Default::default()
        };
        harness.send(two, &app(&answer));
        let heard = harness.pushed::<Told>(one).remove(0);
        assert_eq!((heard.status_code, heard.target_account_id, heard.message_id), (told, 2, id("ask")));
        assert_eq!((ids(&mut harness, one), ids(&mut harness, two)), lists);
        // The same word again, to nobody's question.
        let faults = harness.faults().len();
        harness.send(one, &app(&FromServer { originator_account_id: 2, ..answer.clone() }));
        harness.send(two, &app(&answer));
        assert_eq!((ids(&mut harness, one), ids(&mut harness, two)), lists);
        assert_eq!(harness.faults()[faults..], ["MLS-44"; 2]);
        assert!(harness.pushed::<Told>(one).is_empty() && harness.pushed::<Told>(two).is_empty());
    }
    let mut harness = limited(Limits { buddy_invitations: 1, ..Limits::default() });
    let (one, three) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 3, "al"));
    put_account(harness.tables(), AccountId(2), AppId(10684), "clank");
    for (conn, status) in [(one, Status::REQUEST_ACCEPTED), (three, Status::REQUEST_DENIED)] {
        assert_eq!(ask::<Told>(&mut harness, conn, &wish(2, BuddyAddType::SINGLE)).status_code, status);
    }
    let two = enter(&mut harness, 2, "clank");
    let look = lobby_ext::GetBuddyInvitationsRequest { message_id: id("l") };
    let waiting: Vec<lobby_ext::GetBuddyInvitationsResponse> = rows(&mut harness, two, &look);
    assert_eq!((waiting.len(), waiting[0].account_id, waiting[0].account_name.to_text()), (1, 1, "ratchet".into()));
    let none: Vec<lobby_ext::GetBuddyInvitationsResponse> = rows(&mut harness, one, &look);
    assert_eq!((none[0].status_code, none[0].end_of_list), (Status::NO_RESULT, 1));
    // The word on an invitation counts once, whoever is there.
    let yes = FromServer { status_code: Status::REQUEST_ACCEPTED, originator_account_id: 1, ..Default::default() };
    harness.send(two, &app(&yes));
    assert_eq!(harness.pushed::<Told>(one).remove(0).status_code, Status::SUCCESS);
    assert_eq!((ids(&mut harness, one), ids(&mut harness, two)), (vec![2], vec![]));
    harness.send(two, &app(&yes));
    assert!(harness.pushed::<Told>(one).is_empty());
    let none: Vec<lobby_ext::GetBuddyInvitationsResponse> = rows(&mut harness, two, &look);
    assert_eq!((none[0].status_code, none[0].end_of_list), (Status::NO_RESULT, 1));
}

/// MLS-44: so many questions wait for one player's word, and no more; who asks again asks the same. A question ends
/// with the answer, and with the one who asked and the one who was asked.
#[test]
fn questions_to_buddies_end() {
    type Told = lobby_ext::AddToBuddyListConfirmationResponse1;
    type Asked = lobby_ext::AddToBuddyListFwdConfirmationRequest;
    let mut harness = limited(Limits { buddy_invitations: 1, ..Limits::default() });
    let [one, two, three] =
        [(1, "ratchet"), (2, "clank"), (3, "al")].map(|(number, name)| enter(&mut harness, number, name));
    // Whether a question reaches the second player; else the first one is told no.
    let asks = |harness: &mut Harness<Mls>, conn, message_id| {
        let wish =
            lobby_ext::AddToBuddyListConfirmationRequest { message_id, target_account_id: 2, ..Default::default() };
        harness.send(conn, &app(&wish));
        let refusals: Vec<_> = harness.pushed::<Told>(conn).iter().map(|told| told.status_code).collect();
        let reached = harness.pushed::<Asked>(crate::common::conn(2)).len();
        assert_eq!((refusals, reached == 0), (vec![Status::REQUEST_DENIED; 1 - reached], reached == 0));
        reached == 1
    };
    let answer = |harness: &mut Harness<Mls>, originator_account_id| {
        let answer = lobby_ext::AddToBuddyListFwdConfirmationResponse {
            status_code: Status::REQUEST_DENIED,
            originator_account_id,
            ..Default::default()
        };
        harness.send(crate::common::conn(2), &app(&answer));
    };
    let leave = |harness: &mut Harness<Mls>, conn| {
        harness.gone(conn);
        harness.pass(Duration::from_secs(9));
    };
    assert!(asks(&mut harness, one, id("a")) && asks(&mut harness, one, id("b")));
    assert!(!asks(&mut harness, three, id("c")));
    answer(&mut harness, 1);
    assert_eq!(harness.pushed::<Told>(one).iter().map(|told| told.message_id).collect::<Vec<_>>(), [id("b")]);
    assert!(asks(&mut harness, three, id("d")), "it was answered");
    assert!(!asks(&mut harness, one, id("e")));
    leave(&mut harness, three);
    assert!(asks(&mut harness, one, id("f")), "who asked is gone");
    leave(&mut harness, one);
    let one = enter(&mut harness, 1, "ratchet");
    assert!(asks(&mut harness, one, id("g")), "who asked came back");
    leave(&mut harness, two);
    enter(&mut harness, 2, "clank");
    let three = enter(&mut harness, 3, "al");
    assert!(asks(&mut harness, three, id("h")), "who was asked was gone");
}

/// MAS-37: an anonymous player has no list, no clan and no statistics.
#[test]
fn anonymous_players_keep_nothing() {
    let mut harness = mls();
    let conn = anonymous(&mut harness);
    assert_eq!(add(&mut harness, conn, 2), Status::PLAYER_NOT_PRIVILEGED);
    assert_eq!(found(&mut harness, conn, "Guests").status_code, Status::PLAYER_NOT_PRIVILEGED);
    let stats = lobby::AccountUpdateStatsRequest { message_id: id("s"), ..Default::default() };
    assert_eq!(
        ask::<lobby::AccountUpdateStatsResponse>(&mut harness, conn, &stats).status_code,
        Status::PLAYER_NOT_PRIVILEGED
    );
    assert!(ids(&mut harness, conn).is_empty());
}
