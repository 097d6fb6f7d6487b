//! What clans say at the MLS: messages to their members, and challenges to other clans.

use crate::buddies::limited;
use crate::clans::clan_of_two;
use crate::common::players::{ask, ask_in_vain, bench_with, enter, found, mls, rows, status_alone};
use crate::common::{Harness, id};
use clank_core::config::Config;
use clank_core::limits::Limits;
use clank_core::mls::Mls;
use clank_core::settings::text_filter::TextFilter;
use clank_core::wire::{CallbackStatus as Status, ChatText, ClanChallengeStatus, ClanMessageStatus, lobby, lobby_ext};

/// MLS-131, MLS-134: messages: the leader's, filtered, the newest alone or all of them newest first; changed, deleted,
/// read; the oldest goes when there are too many.
#[test]
fn clans_have_messages() {
    let mut harness = bench_with(&Config {
        text_filter: TextFilter::of("nefarious").expect("sound"),
        limits: Limits { clan_messages: 2, ..Limits::default() },
        ..Config::default()
    });
    let (one, two, clan) = clan_of_two(&mut harness);
    let newest = |harness: &mut Harness<Mls>, conn| {
        let request = lobby::GetMyClanMessagesRequest {
            message_id: id("m"),
            clan_id: clan,
            start: 1,
            page_size: 1,
            ..Default::default()
        };
        ask::<lobby::GetMyClanMessagesResponse>(harness, conn, &request)
    };
    let is = |status_code, text: &str| lobby::GetMyClanMessagesResponse {
        message_id: id("m"),
        status_code,
        clan_id: clan,
        message: Some(ChatText::new(text)),
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(newest(&mut harness, two), is(Status::NO_RESULT, ""));
    let send = |text: &str| lobby::SendClanMessageRequest {
        message_id: id("s"),
        message: Some(ChatText::new(text)),
        ..Default::default()
    };
    for (conn, text, status) in [
        (one, "one", Status::SUCCESS),
        (one, "two", Status::SUCCESS),
        (one, "three", Status::SUCCESS),
        (one, "Dr Nefarious", Status::FAIL),
        (two, "four", Status::FAIL),
    ] {
        let told = status_alone::<lobby::SendClanMessageResponse>(&mut harness, conn, &send(text), "s");
        assert_eq!(told, status, "{text}");
    }
    assert_eq!(newest(&mut harness, two), is(Status::SUCCESS, "three"));
    let all = lobby::GetAllClanMessagesRequest { message_id: id("a"), start: 1, page_size: 9, ..Default::default() };
    let list: Vec<lobby::GetAllClanMessagesResponse> = rows(&mut harness, two, &all);
    let row = |clan_message_id, text: &str, status, end_of_list| lobby::GetAllClanMessagesResponse {
        message_id: id("a"),
        clan_message_id,
        message: ChatText::new(text),
        status,
        end_of_list,
        ..Default::default()
    };
    let (new, old) = (list[0].clan_message_id, list[1].clan_message_id);
    assert!(old > 0 && old < new);
    let unread = ClanMessageStatus::UNREAD;
    assert_eq!(list, [row(new, "three", unread, 0), row(old, "two", unread, 1)]);
    let modify = |clan_message_id, text: &str| lobby::ModifyClanMessageRequest {
        message_id: id("y"),
        clan_message_id,
        new_message: ChatText::new(text),
        ..Default::default()
    };
    for (conn, which, text, status) in [
        (two, list[0].clan_message_id, "mine", Status::FAIL),
        (one, 4711, "nobody's", Status::FAIL),
        (one, list[0].clan_message_id, "nefarious", Status::FAIL),
        (one, list[0].clan_message_id, "better", Status::SUCCESS),
    ] {
        let told = status_alone::<lobby::ModifyClanMessageResponse>(&mut harness, conn, &modify(which, text), "y");
        assert_eq!(told, status, "{text}");
    }
    let list: Vec<lobby::GetAllClanMessagesResponse> = rows(&mut harness, two, &all);
    assert_eq!(list, [row(new, "better", ClanMessageStatus::MODIFIED, 0), row(old, "two", unread, 1)]);
    let delete = |clan_message_id| lobby::DeleteClanMessageRequest {
        message_id: id("d"),
        clan_message_id,
        ..Default::default()
    };
    for (conn, which, status) in [
        (two, list[0].clan_message_id, Status::DB_ERROR),
        (one, list[0].clan_message_id, Status::SUCCESS),
        (one, list[0].clan_message_id, Status::DB_ERROR),
    ] {
        let told = status_alone::<lobby::DeleteClanMessageResponse>(&mut harness, conn, &delete(which), "d");
        assert_eq!(told, status);
    }
    assert_eq!(newest(&mut harness, one), is(Status::SUCCESS, "two"));
    let read = lobby::SetMessageAsReadRequest { message_id: id("r"), ..Default::default() };
    assert_eq!(status_alone::<lobby::SetMessageAsReadResponse>(&mut harness, one, &read, "r"), Status::SUCCESS);
    let rename = lobby_ext::ClanRenameRequest { message_id: id("n"), ..Default::default() };
    assert_eq!(status_alone::<lobby_ext::ClanRenameStatusResponse>(&mut harness, one, &rename, "n"), Status::SUCCESS);
}

/// MLS-133: a challenge from the wish to the match: asked, accepted or refused by the other, confirmed or taken back by
/// the first; lists of what is open and of what was.
#[test]
fn clans_challenge_clans() {
    type Row = lobby::GetClanTeamChallengesResponse;
    type Past = lobby::GetClanTeamChallengeHistoryResponse;
    let mut harness = limited(Limits { clan_challenges: 3, ..Limits::default() });
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let (own, other) = (found(&mut harness, one, "Rangers").clan_id, found(&mut harness, two, "Robots").clan_id);
    let three = enter(&mut harness, 3, "al");
    let wish = |clan_id| lobby::RequestClanTeamChallengeRequest {
        message_id: id("c"),
        clan_id,
        message: ChatText::new("come on"),
        ..Default::default()
    };
    for (conn, against, status) in [
        (three, other, Status::NOT_CLAN_LEADER),
        (one, 4711, Status::DB_ERROR),
        (one, other, Status::SUCCESS),
        (one, other, Status::SUCCESS),
        (one, other, Status::SUCCESS),
        (one, other, Status::DB_ERROR),
    ] {
        let told = status_alone::<lobby::RequestClanTeamChallengeResponse>(&mut harness, conn, &wish(against), "c");
        assert_eq!(told, status);
    }
    let open = |harness: &mut Harness<Mls>, status| {
        let request = lobby::GetClanTeamChallengesRequest {
            message_id: id("l"),
            start: 1,
            page_size: 9,
            status,
            challenged_only: 1,
            ..Default::default()
        };
        rows::<Row>(harness, two, &request)
    };
    let waiting = open(&mut harness, ClanChallengeStatus::REQUEST);
    let ids: Vec<i32> = waiting.iter().map(|row| row.clan_challenge_id).collect();
    let row = |clan_challenge_id, status, response: &str, end_of_list| Row {
        message_id: id("l"),
        challenger_clan_id: own,
        against_clan_id: other,
        status,
        response_time: 1_099_353_600,
        challenge_msg: ChatText::new("come on"),
        response_msg: ChatText::new(response),
        end_of_list,
        clan_challenge_id,
        ..Default::default()
    };
    let request = ClanChallengeStatus::REQUEST;
    assert_eq!(waiting, [0, 1, 2].map(|at| row(ids[at], request, "", u8::from(at == 2))));
    let respond = |clan_challenge_id, challenge_status| lobby::RespondToClanTeamChallengeRequest {
        message_id: id("r"),
        clan_challenge_id,
        challenge_status,
        message: ChatText::new("gladly"),
        ..Default::default()
    };
    for (conn, which, what, status) in [
        (one, ids[0], ClanChallengeStatus::ACCEPTED, Status::DB_ERROR),
        (two, ids[0], ClanChallengeStatus::ACCEPTED, Status::SUCCESS),
        (two, ids[1], ClanChallengeStatus::REFUSED, Status::SUCCESS),
        (two, ids[1], ClanChallengeStatus::ACCEPTED, Status::DB_ERROR),
    ] {
        let request = respond(which, what);
        let told = status_alone::<lobby::RespondToClanTeamChallengeResponse>(&mut harness, conn, &request, "r");
        assert_eq!(told, status);
    }
    let confirm = |clan_challenge_id| lobby::ConfirmClanTeamChallengeRequest {
        message_id: id("k"),
        clan_challenge_id,
        ..Default::default()
    };
    for (conn, which, status) in
        [(two, ids[0], Status::DB_ERROR), (one, ids[2], Status::DB_ERROR), (one, ids[0], Status::SUCCESS)]
    {
        let told = status_alone::<lobby::ConfirmClanTeamChallengeResponse>(&mut harness, conn, &confirm(which), "k");
        assert_eq!(told, status);
    }
    let revoke = |clan_challenge_id| lobby::RevokeClanTeamChallengeRequest {
        message_id: id("v"),
        clan_challenge_id,
        ..Default::default()
    };
    for (which, status) in [(ids[2], Status::SUCCESS), (ids[0], Status::DB_ERROR)] {
        let told = status_alone::<lobby::RevokeClanTeamChallengeResponse>(&mut harness, one, &revoke(which), "v");
        assert_eq!(told, status);
    }
    let confirmed = row(ids[0], ClanChallengeStatus::CONFIRMED, "gladly", 1);
    assert_eq!(open(&mut harness, ClanChallengeStatus::CONFIRMED), [confirmed]);
    let none = Row { message_id: id("l"), status_code: Status::NO_RESULT, end_of_list: 1, ..Default::default() };
    assert_eq!(open(&mut harness, request), [none]);
    let history = |clan_id, this_clan_is_challenger| lobby::GetClanTeamChallengeHistoryRequest {
        message_id: id("h"),
        clan_id,
        this_clan_is_challenger,
        start: 1,
        page_size: 9,
        ..Default::default()
    };
    let row = |against_clan_id, status, end_of_list| Past {
        message_id: id("h"),
        against_clan_id,
        status,
        end_of_list,
        ..Default::default()
    };
    let none = Past { status_code: Status::NO_RESULT, ..row(0, ClanChallengeStatus(0), 1) };
    // The newest first.
    let past = [ClanChallengeStatus::REVOKED, ClanChallengeStatus::REFUSED, ClanChallengeStatus::CONFIRMED];
    for (clan, challenging, against) in [(own, 1, Some(other)), (other, 0, Some(own)), (own, 0, None), (4711, 1, None)]
    {
        let told: Vec<Past> = rows(&mut harness, two, &history(clan, challenging));
        let mut order = [ids[0], ids[1], ids[2]];
        order.sort_by_key(|id| std::cmp::Reverse(*id));
        let status_of = |id: i32| past[2 - ids.iter().position(|one| *one == id).expect("one of them")];
        match against {
            Some(against) => {
                let expected = [0, 1, 2].map(|at| row(against, status_of(order[at]), u8::from(at == 2)));
                assert_eq!(told, expected);
            }
            None => assert_eq!(told, std::slice::from_ref(&none)),
        }
    }
}

/// MLS-125, MLS-131: who has no clan has no messages and no invitations to look at, and none to write.
#[test]
fn without_a_clan_there_is_nothing_to_say() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let not_leader = Status::NOT_CLAN_LEADER;
    let send = lobby::SendClanMessageRequest { message_id: id("s"), ..Default::default() };
    assert_eq!(status_alone::<lobby::SendClanMessageResponse>(&mut harness, conn, &send, "s"), not_leader);
    let modify = lobby::ModifyClanMessageRequest { message_id: id("y"), ..Default::default() };
    assert_eq!(status_alone::<lobby::ModifyClanMessageResponse>(&mut harness, conn, &modify, "y"), not_leader);
    let delete = lobby::DeleteClanMessageRequest { message_id: id("d"), ..Default::default() };
    assert_eq!(status_alone::<lobby::DeleteClanMessageResponse>(&mut harness, conn, &delete, "d"), not_leader);
    let mine = lobby::GetMyClanMessagesRequest { message_id: id("m"), start: 1, page_size: 1, ..Default::default() };
    let told = lobby::GetMyClanMessagesResponse {
        message_id: id("m"),
        status_code: Status::NOT_CLAN_MEMBER,
        message: Some(ChatText::new("")),
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(ask::<lobby::GetMyClanMessagesResponse>(&mut harness, conn, &mine), told);
    let all = lobby::GetAllClanMessagesRequest { message_id: id("a"), start: 1, page_size: 9, ..Default::default() };
    let told = lobby::GetAllClanMessagesResponse {
        message_id: id("a"),
        status_code: Status::NOT_CLAN_MEMBER,
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(ask::<lobby::GetAllClanMessagesResponse>(&mut harness, conn, &all), told);
    let sent =
        lobby::GetClanInvitationsSentRequest { message_id: id("i"), start: 1, page_size: 9, ..Default::default() };
    let told = lobby::GetClanInvitationsSentResponse {
        message_id: id("i"),
        status_code: not_leader,
        response_msg: Some(ChatText::new("")),
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(ask::<lobby::GetClanInvitationsSentResponse>(&mut harness, conn, &sent), told);
}

/// MLS-125, MLS-131: a store that fails is told as that, and never as a list without rows.
#[test]
fn clans_and_a_store_that_fails() {
    let mut harness = mls();
    let (one, _, clan_id) = clan_of_two(&mut harness);
    let status_code = Status::DB_ERROR;
    let send = lobby::SendClanMessageRequest { message_id: id("s"), ..Default::default() };
    let told = lobby::SendClanMessageResponse { message_id: id("s"), status_code, ..Default::default() };
    assert_eq!(ask_in_vain::<lobby::SendClanMessageResponse>(&mut harness, one, &send), told);
    let modify = lobby::ModifyClanMessageRequest { message_id: id("y"), ..Default::default() };
    let told = lobby::ModifyClanMessageResponse { message_id: id("y"), status_code, ..Default::default() };
    assert_eq!(ask_in_vain::<lobby::ModifyClanMessageResponse>(&mut harness, one, &modify), told);
    let delete = lobby::DeleteClanMessageRequest { message_id: id("d"), ..Default::default() };
    let told = lobby::DeleteClanMessageResponse { message_id: id("d"), status_code, ..Default::default() };
    assert_eq!(ask_in_vain::<lobby::DeleteClanMessageResponse>(&mut harness, one, &delete), told);
    let mine = lobby::GetMyClanMessagesRequest { message_id: id("m"), clan_id, ..Default::default() };
    let told = lobby::GetMyClanMessagesResponse {
        message_id: id("m"),
        status_code,
        message: Some(ChatText::new("")),
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(ask_in_vain::<lobby::GetMyClanMessagesResponse>(&mut harness, one, &mine), told);
    let all = lobby::GetAllClanMessagesRequest { message_id: id("a"), start: 1, page_size: 9, ..Default::default() };
    let told =
        lobby::GetAllClanMessagesResponse { message_id: id("a"), status_code, end_of_list: 1, ..Default::default() };
    assert_eq!(ask_in_vain::<lobby::GetAllClanMessagesResponse>(&mut harness, one, &all), told);
    let sent =
        lobby::GetClanInvitationsSentRequest { message_id: id("i"), start: 1, page_size: 9, ..Default::default() };
    let told = lobby::GetClanInvitationsSentResponse {
        message_id: id("i"),
        status_code,
        response_msg: Some(ChatText::new("")),
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(ask_in_vain::<lobby::GetClanInvitationsSentResponse>(&mut harness, one, &sent), told);
}
