//! Buddies and ignored players at the MLS.

use core::time::Duration;

use crate::common::players::{anonymous, ask, ask_in_vain, bench_with, enter, found, mls, put_account, rows};
use crate::common::{Harness, app, id};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, ConnId};
use clank_core::limits::Limits;
use clank_core::mls::Mls;
use clank_core::wire::{
    BuddyAddType, CallbackStatus as Status, NameText, PlayerOnlineState, PlayerStatus, lobby, lobby_ext,
};

pub(crate) fn limited(limits: Limits) -> Harness<Mls> {
    bench_with(&Config { limits, ..Config::default() })
}

pub(crate) fn add(harness: &mut Harness<Mls>, conn: ConnId, account_id: i32) -> Status {
    let request = lobby::AddToBuddyListRequest { message_id: id("a"), account_id, ..Default::default() };
    let told: lobby::AddToBuddyListResponse = ask(harness, conn, &request);
    let status_code = told.status_code;
    assert_eq!(told, lobby::AddToBuddyListResponse { message_id: id("a"), status_code, ..Default::default() });
    status_code
}

fn ignore(harness: &mut Harness<Mls>, conn: ConnId, ignore_account_id: i32) -> Status {
    let request = lobby::AddToIgnoreListRequest { message_id: id("i"), ignore_account_id, ..Default::default() };
    let told: lobby::AddToIgnoreListResponse = ask(harness, conn, &request);
    let status_code = told.status_code;
    assert_eq!(told, lobby::AddToIgnoreListResponse { message_id: id("i"), status_code, ..Default::default() });
    status_code
}

fn buddies(harness: &mut Harness<Mls>, conn: ConnId) -> Vec<lobby::GetBuddyListExtraInfoResponse> {
    rows(harness, conn, &lobby::GetBuddyListExtraInfoRequest { message_id: id("b") })
}

fn ids(harness: &mut Harness<Mls>, conn: ConnId) -> Vec<i32> {
    let rows = buddies(harness, conn);
    rows.iter().filter(|row| row.status_code == Status::SUCCESS).map(|row| row.account_id).collect()
}

fn ignored(harness: &mut Harness<Mls>, conn: ConnId) -> Vec<lobby::GetIgnoreListResponse> {
    rows(harness, conn, &lobby::GetIgnoreListRequest { message_id: id("l"), ..Default::default() })
}

/// MLS-40, MLS-41, MLS-42, MLS-43: one-sided, told to nobody, once each; the list is in the order of the additions and
/// its online states are those of now: all zero for who is offline.
#[test]
fn buddies_are_added_and_listed() {
    let mut harness = limited(Limits { buddies: 2, ..Limits::default() });
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    put_account(harness.tables(), AccountId(9), AppId(10684), "al");
    put_account(harness.tables(), AccountId(8), AppId(10684), "qwark");
    type Row = lobby::GetBuddyListExtraInfoResponse;
    type Plain = lobby::GetBuddyListResponse;
    let plain = lobby::GetBuddyListRequest { message_id: id("p"), ..Default::default() };
    let (status_code, end_of_list) = (Status::NO_RESULT, 1);
    let nothing = Row { message_id: id("b"), status_code, end_of_list, ..Default::default() };
    assert_eq!(buddies(&mut harness, one), [nothing]);
    let nothing = Plain { message_id: id("p"), status_code, end_of_list, ..Default::default() };
    assert_eq!(rows::<Plain>(&mut harness, one, &plain), [nothing]);
    assert_eq!([add(&mut harness, one, 9), add(&mut harness, one, 2)], [Status::SUCCESS; 2]);
    for (who, why) in [(2, "again"), (4711, "nobody"), (8, "more than a list holds")] {
        assert_eq!(add(&mut harness, one, who), Status::DB_ERROR, "{why}");
    }
    assert!(harness.ids(two).is_empty() && ids(&mut harness, two).is_empty());
    let row = |account_id, name: &str, online_state, end_of_list| Row {
        message_id: id("b"),
        account_id,
        account_name: NameText::new(name),
        online_state,
        end_of_list,
        ..Default::default()
    };
    let chatting = PlayerOnlineState {
        connect_status: PlayerStatus::PLAYER_IN_CHAT_WORLD,
        medius_lobby_world_id: 1,
        lobby_name: NameText::new("Default"),
        ..Default::default()
    };
    assert_eq!(
        buddies(&mut harness, one),
        [row(9, "al", PlayerOnlineState::default(), 0), row(2, "clank", chatting, 1)]
    );
    let row = |account_id, name: &str, player_status, end_of_list| Plain {
        message_id: id("p"),
        account_id,
        account_name: NameText::new(name),
        player_status,
        end_of_list,
        ..Default::default()
    };
    let (here, away) = (PlayerStatus::PLAYER_IN_CHAT_WORLD, PlayerStatus::PLAYER_DISCONNECTED);
    assert_eq!(rows::<Plain>(&mut harness, one, &plain), [row(9, "al", away, 0), row(2, "clank", here, 1)]);
    let remove =
        |account_id| lobby::RemoveFromBuddyListRequest { message_id: id("r"), account_id, ..Default::default() };
    for account_id in [9, 9] {
        let gone: lobby::RemoveFromBuddyListResponse = ask(&mut harness, one, &remove(account_id));
        assert_eq!(gone, lobby::RemoveFromBuddyListResponse { message_id: id("r"), ..Default::default() });
    }
    assert_eq!(
        (ids(&mut harness, one), harness.tables().buddies[&AccountId(1)].clone()),
        (vec![2], vec![AccountId(2)])
    );
}

/// MLS-46, MLS-47, MLS-48, MLS-40, GEN-31: who is ignored is no buddy any more, and the other way round; once each, and
/// only whom there is. A failing or silent store is an error of the store.
#[test]
fn players_are_ignored() {
    type Row = lobby::GetIgnoreListResponse;
    let mut harness = mls();
    let one = enter(&mut harness, 1, "ratchet");
    enter(&mut harness, 2, "clank");
    let row = |status_code, ignore_account_id, name: &str, player_status| Row {
        message_id: id("l"),
        status_code,
        ignore_account_id,
        ignore_account_name: NameText::new(name),
        player_status,
        end_of_list: 1,
        ..Default::default()
    };
    let nobody = |status_code| row(status_code, 0, "", PlayerStatus::PLAYER_DISCONNECTED);
    let clank = row(Status::SUCCESS, 2, "clank", PlayerStatus::PLAYER_IN_CHAT_WORLD);
    assert_eq!(ignored(&mut harness, one), [nobody(Status::NO_RESULT)]);
    add(&mut harness, one, 2);
    assert_eq!(ignore(&mut harness, one, 2), Status::SUCCESS);
    for who in [2, 4711] {
        assert_eq!(ignore(&mut harness, one, who), Status::DB_ERROR);
    }
    assert!(ids(&mut harness, one).is_empty());
    assert_eq!(ignored(&mut harness, one), [clank]);
    add(&mut harness, one, 2);
    assert_eq!(ignored(&mut harness, one), [nobody(Status::NO_RESULT)]);
    assert_eq!(ids(&mut harness, one), [2]);
    ignore(&mut harness, one, 2);
    let pardon = lobby::RemoveFromIgnoreListRequest { message_id: id("p"), ignore_account_id: 2, ..Default::default() };
    let told =
        |status_code| lobby::RemoveFromIgnoreListResponse { message_id: id("p"), status_code, ..Default::default() };
    let failed: lobby::RemoveFromIgnoreListResponse = ask_in_vain(&mut harness, one, &pardon);
    assert_eq!(failed, told(Status::DB_ERROR));
    for _ in 0..2 {
        let pardoned: lobby::RemoveFromIgnoreListResponse = ask(&mut harness, one, &pardon);
        assert_eq!(pardoned, told(Status::SUCCESS));
    }
    assert_eq!(ignored(&mut harness, one), [nobody(Status::NO_RESULT)]);
    let list = lobby::GetIgnoreListRequest { message_id: id("l"), ..Default::default() };
    assert_eq!(ask_in_vain::<Row>(&mut harness, one, &list), nobody(Status::DB_ERROR));
    let mut store = harness.store.take().expect("a store");
    harness.send(one, &app(&lobby::AddToBuddyListRequest { message_id: id("a"), account_id: 2, ..Default::default() }));
    harness.pass(Duration::from_secs(4));
    let told =
        lobby::AddToBuddyListResponse { message_id: id("a"), status_code: Status::DB_ERROR, ..Default::default() };
    assert_eq!(harness.answer::<lobby::AddToBuddyListResponse>(one), told);
    harness.serve(&mut store);
}

/// MLS-44, MLS-45: the other is asked: at once, or when he looks for invitations; his word makes one or both buddies.
#[test]
fn buddies_are_asked_first() {
    type Ask = lobby_ext::AddToBuddyListConfirmationRequest;
    type Told = lobby_ext::AddToBuddyListConfirmationResponse1;
    type FromServer = lobby_ext::AddToBuddyListFwdConfirmationResponse;
    type Row = lobby_ext::GetBuddyInvitationsResponse;
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
        let asked: lobby_ext::AddToBuddyListFwdConfirmationRequest = harness.answer(two);
        let expected = lobby_ext::AddToBuddyListFwdConfirmationRequest {
            message_id: id("ask"),
            originator_account_id: 1,
            originator_account_name: NameText::new("ratchet"),
            add_type,
            ..Default::default()
        };
        assert_eq!(asked, expected);
        assert!(harness.ids(one).is_empty(), "he has to wait");
        let answer = FromServer {
            message_id: asked.message_id,
            status_code: if accept { Status::REQUEST_ACCEPTED } else { Status::REQUEST_DENIED },
            originator_account_id: 1,
            add_type,
            ..Default::default()
        };
        harness.send(two, &app(&answer));
        let heard = Told {
            message_id: id("ask"),
            status_code: told,
            target_account_id: 2,
            target_account_name: NameText::new("clank"),
            ..Default::default()
        };
        assert_eq!(harness.answer::<Told>(one), heard);
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
    let told = |status_code, target_account_id, name: &str| Told {
        message_id: id("ask"),
        status_code,
        target_account_id,
        target_account_name: NameText::new(name),
        ..Default::default()
    };
    for (conn, who, status) in [
        (one, 2, Status::REQUEST_ACCEPTED),
        (one, 2, Status::REQUEST_ACCEPTED),
        (three, 2, Status::REQUEST_DENIED),
        (three, 4711, Status::REQUEST_DENIED),
    ] {
        assert_eq!(ask::<Told>(&mut harness, conn, &wish(who, BuddyAddType::SYMMETRIC)), told(status, who, ""));
    }
    let failed: Told = ask_in_vain(&mut harness, three, &wish(2, BuddyAddType::SINGLE));
    assert_eq!(failed, told(Status::DB_ERROR, 2, ""));
    let two = enter(&mut harness, 2, "clank");
    let look = lobby_ext::GetBuddyInvitationsRequest { message_id: id("l") };
    let row = Row {
        message_id: id("l"),
        account_id: 1,
        account_name: NameText::new("ratchet"),
        add_type: BuddyAddType::SYMMETRIC,
        end_of_list: 1,
        ..Default::default()
    };
    let none = Row { message_id: id("l"), status_code: Status::NO_RESULT, end_of_list: 1, ..Default::default() };
    assert_eq!(rows::<Row>(&mut harness, two, &look), [row]);
    assert_eq!(rows::<Row>(&mut harness, one, &look), std::slice::from_ref(&none));
    let failed: Row = ask_in_vain(&mut harness, two, &look);
    assert_eq!(failed, Row { status_code: Status::DB_ERROR, ..none.clone() });
    // The word on an invitation counts once, whoever is there.
    let yes = FromServer { status_code: Status::REQUEST_ACCEPTED, originator_account_id: 1, ..Default::default() };
    harness.send(two, &app(&yes));
    let heard = Told { message_id: id(""), ..told(Status::SUCCESS, 2, "clank") };
    assert_eq!(harness.answer::<Told>(one), heard);
    assert_eq!((ids(&mut harness, one), ids(&mut harness, two)), (vec![2], vec![]));
    harness.send(two, &app(&yes));
    assert!(harness.ids(one).is_empty());
    assert_eq!(rows::<Row>(&mut harness, two, &look), [none]);
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

/// MLS-44, MLS-42, MLS-43: a stored invitation is answered while the one who asked is offline: the one who answers has
/// him at once, and he the other when he comes; where the answer is no, or a list is full, nobody has anybody. Either
/// way it waits no longer.
#[test]
fn stored_invitations_are_answered() {
    type Ask = lobby_ext::AddToBuddyListConfirmationRequest;
    type Row = lobby_ext::GetBuddyInvitationsResponse;
    let yes = Status::REQUEST_ACCEPTED;
    for (status_code, full, lists) in [
        (yes, false, (vec![2], vec![1])),
        (Status::REQUEST_DENIED, false, (vec![], vec![])),
        (yes, true, (vec![], vec![3])),
    ] {
        let mut harness = limited(Limits { buddies: 1, ..Limits::default() });
        let (one, three) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 3, "al"));
        put_account(harness.tables(), AccountId(2), AppId(10684), "clank");
        let (target_account_id, add_type) = (2, BuddyAddType::SYMMETRIC);
        for conn in [one, three] {
            let wish = Ask { message_id: id("ask"), target_account_id, add_type, ..Default::default() };
            let told: lobby_ext::AddToBuddyListConfirmationResponse1 = ask(&mut harness, conn, &wish);
            assert_eq!(told.status_code, Status::REQUEST_ACCEPTED, "it waits");
        }
        harness.gone(one);
        harness.pass(Duration::from_secs(9));
        let two = enter(&mut harness, 2, "clank");
        if full {
            assert_eq!(add(&mut harness, two, 3), Status::SUCCESS);
        }
        let word = lobby_ext::AddToBuddyListFwdConfirmationResponse {
            status_code,
            originator_account_id: 1,
            add_type,
            ..Default::default()
        };
        harness.send(two, &app(&word));
        assert!(harness.ids(two).is_empty() && harness.faults().is_empty());
        let plain = lobby::GetBuddyListRequest { message_id: id("p"), ..Default::default() };
        let told: Vec<lobby::GetBuddyListResponse> = rows(&mut harness, two, &plain);
        let named: Vec<_> = told.iter().map(|row| (row.account_id, row.account_name.to_text())).collect();
        let expected = match lists.1[..] {
            [] => (0, String::new()),
            [id] => (id, if id == 1 { "ratchet".into() } else { "al".into() }),
            _ => panic!("one at most"),
        };
        assert_eq!((named, ids(&mut harness, two)), (vec![expected], lists.1));
        // That of the other who asks still waits.
        let waiting: Vec<Row> = rows(&mut harness, two, &lobby_ext::GetBuddyInvitationsRequest { message_id: id("l") });
        let row = Row {
            message_id: id("l"),
            account_id: 3,
            account_name: NameText::new("al"),
            add_type,
            end_of_list: 1,
            ..Default::default()
        };
        assert_eq!(waiting, [row]);
        assert!(ids(&mut harness, three).is_empty());
        let one = enter(&mut harness, 1, "ratchet");
        assert_eq!(ids(&mut harness, one), lists.0);
    }
}

/// MLS-47: the list holds so many, and not one more; who is on it already is no reason to take a buddy off.
#[test]
fn ignored_players_are_limited() {
    let mut harness = limited(Limits { buddies: 1, ..Limits::default() });
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    enter(&mut harness, 3, "al");
    assert_eq!(ignore(&mut harness, one, 2), Status::SUCCESS);
    assert_eq!(add(&mut harness, one, 3), Status::SUCCESS);
    assert_eq!(ignore(&mut harness, one, 3), Status::DB_ERROR);
    let told: Vec<i32> = ignored(&mut harness, one).iter().map(|row| row.ignore_account_id).collect();
    assert_eq!((told, ids(&mut harness, one)), (vec![2], vec![3]));
    assert_eq!(ignore(&mut harness, two, 3), Status::SUCCESS, "each has a list of his own");
}

/// MLS-41: a buddy goes when the store agreed, and not before.
#[test]
fn a_failing_store_takes_no_buddy() {
    let mut harness = mls();
    let (one, _) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    add(&mut harness, one, 2);
    let request = lobby::RemoveFromBuddyListRequest { message_id: id("r"), account_id: 2, ..Default::default() };
    let told =
        |status_code| lobby::RemoveFromBuddyListResponse { message_id: id("r"), status_code, ..Default::default() };
    let failed: lobby::RemoveFromBuddyListResponse = ask_in_vain(&mut harness, one, &request);
    assert_eq!((failed, ids(&mut harness, one)), (told(Status::DB_ERROR), vec![2]));
    let done: lobby::RemoveFromBuddyListResponse = ask(&mut harness, one, &request);
    assert_eq!((done, ids(&mut harness, one)), (told(Status::SUCCESS), vec![]));
}

/// MAS-37: an anonymous player has no list, no clan and no statistics.
#[test]
fn anonymous_players_keep_nothing() {
    let mut harness = mls();
    let conn = anonymous(&mut harness);
    assert_eq!(add(&mut harness, conn, 2), Status::PLAYER_NOT_PRIVILEGED);
    assert_eq!(found(&mut harness, conn, "Guests").status_code, Status::PLAYER_NOT_PRIVILEGED);
    let stats = lobby::AccountUpdateStatsRequest { message_id: id("s"), ..Default::default() };
    let refused = lobby::AccountUpdateStatsResponse {
        message_id: id("s"),
        status_code: Status::PLAYER_NOT_PRIVILEGED,
        ..Default::default()
    };
    assert_eq!(ask::<lobby::AccountUpdateStatsResponse>(&mut harness, conn, &stats), refused);
    assert!(ids(&mut harness, conn).is_empty());
}
