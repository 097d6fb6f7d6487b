//! Clans at the MLS: members, invitations, messages, challenges.

use crate::buddies::{add, limited};
use crate::common::players::{ask, bench_with, create, enter, enter_as, found, join, mls, put_account, rows};
use crate::common::{Harness, app, id};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, ClanId, ConnId};
use clank_core::limits::Limits;
use clank_core::mls::Mls;
use clank_core::secret::Secret;
use clank_core::settings::text_filter::TextFilter;
use clank_core::store::{CreateAccount, DeleteAccount, LadderOwner, Request as _, SaveLadderStats};
use clank_core::wire::{
    Bytes, CallbackStatus as Status, ChatMessageType, ChatText, ClanChallengeStatus,
    ClanInvitationsResponseStatus as Reply, ClanMessageStatus, ClanStatus, NameText, PlayerStatus, lobby, lobby_ext,
};

fn mine(harness: &mut Harness<Mls>, conn: ConnId) -> lobby::GetMyClansResponse {
    ask(harness, conn, &lobby::GetMyClansRequest { message_id: id("m"), start: 1, page_size: 1, ..Default::default() })
}

pub(crate) fn invite(harness: &mut Harness<Mls>, conn: ConnId, player_account_id: i32, text: &str) -> Status {
    let invite_message = ChatText::new(text);
    let request = lobby::InvitePlayerToClanRequest {
        message_id: id("i"),
        player_account_id,
        invite_message,
        ..Default::default()
    };
    ask::<lobby::InvitePlayerToClanResponse>(harness, conn, &request).status_code
}

fn invitations(harness: &mut Harness<Mls>, conn: ConnId, start: i32) -> Vec<lobby::CheckMyClanInvitationsResponse> {
    rows(
        harness,
        conn,
        &lobby::CheckMyClanInvitationsRequest { message_id: id("y"), start, page_size: 1, ..Default::default() },
    )
}

fn respond(harness: &mut Harness<Mls>, conn: ConnId, clan_invitation_id: i32, response: Reply) -> Status {
    let message = ChatText::new("well");
    let request = lobby::RespondToClanInvitationRequest {
        message_id: id("r"),
        clan_invitation_id,
        response,
        message,
        ..Default::default()
    };
    ask::<lobby::RespondToClanInvitationResponse>(harness, conn, &request).status_code
}

/// Follows the first invitation.
pub(crate) fn follow(harness: &mut Harness<Mls>, conn: ConnId) {
    let invitation = invitations(harness, conn, 1)[0].clan_invitation_id;
    assert_eq!(respond(harness, conn, invitation, Reply::ACCEPT), Status::SUCCESS);
}

fn disband(harness: &mut Harness<Mls>, conn: ConnId, clan_id: i32) -> Status {
    let request = lobby::DisbandClanRequest { message_id: id("d"), clan_id, ..Default::default() };
    ask::<lobby::DisbandClanResponse>(harness, conn, &request).status_code
}

pub(crate) fn remove(harness: &mut Harness<Mls>, conn: ConnId, clan_id: i32, player_account_id: i32) -> Status {
    let request =
        lobby::RemovePlayerFromClanRequest { message_id: id("o"), player_account_id, clan_id, ..Default::default() };
    ask::<lobby::RemovePlayerFromClanResponse>(harness, conn, &request).status_code
}

/// MLS-120, MLS-122, MLS-123, DM-5: a clan is made once by name, in any case, and found by id, by name and by its
/// member; a player has one at most.
#[test]
fn clans_are_made_and_found() {
    let text_filter = TextFilter::of("nefarious").expect("sound");
    let mut harness = bench_with(&Config { text_filter, ..Config::default() });
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let none = mine(&mut harness, one);
    assert_eq!((none.status_code, none.clan_id, none.end_of_list), (Status::NO_RESULT, 0, 1));
    assert_eq!(found(&mut harness, one, "Nefarious").status_code, Status::FAIL);
    let made = found(&mut harness, one, "Rangers");
    assert_eq!(made.status_code, Status::SUCCESS);
    assert_eq!(found(&mut harness, one, "Others").status_code, Status::ALREADY_LEADER_OF_CLAN);
    assert_eq!(found(&mut harness, two, "RANGERS").status_code, Status::CLAN_NAME_IN_USE);
    let own = mine(&mut harness, one);
    assert_eq!((own.clan_id, own.clan_name.to_text(), own.application_id), (made.clan_id, "Rangers".into(), 10684));
    assert_eq!((own.leader_account_id, own.leader_account_name.to_text(), own.end_of_list), (1, "ratchet".into(), 1));
    assert_eq!((own.stats, own.status), (Bytes::new([0; 256]), ClanStatus::CLAN_ACTIVE));
    for (clan_id, status) in [(made.clan_id, Status::SUCCESS), (4711, Status::CLAN_NOT_FOUND)] {
        let request = lobby::GetClanByIDRequest { message_id: id("g"), clan_id, ..Default::default() };
        let told: lobby::GetClanByIDResponse = ask(&mut harness, two, &request);
        assert_eq!((told.status_code, told.leader_account_id), (status, i32::from(status == Status::SUCCESS)));
    }
    for (name, status) in [("rangers", Status::SUCCESS), ("nobody", Status::CLAN_NOT_FOUND)] {
        let clan_name = NameText::new(name);
        let request = lobby::GetClanByNameRequest { message_id: id("n"), clan_name, ..Default::default() };
        let told: lobby::GetClanByNameResponse = ask(&mut harness, two, &request);
        assert_eq!((told.status_code, told.clan_id > 0), (status, status == Status::SUCCESS));
    }
}

/// MLS-124, MLS-125, MLS-126, MLS-127, GEN-33: invitations: the leader's alone, one at a time for each player, by id
/// and by name; pages of them; taken back, declined, followed. Up Your Arsenal reads the clan's name in them.
#[test]
fn players_are_invited() {
    let mut harness = limited(Limits { clan_invitations: 2, ..Limits::default() });
    let conns: Vec<ConnId> = (1..=4).map(|n| enter(&mut harness, n, &format!("player {n}"))).collect();
    assert_eq!(invite(&mut harness, conns[0], 2, "come"), Status::NOT_CLAN_LEADER);
    found(&mut harness, conns[0], "Rangers");
    assert_eq!(invitations(&mut harness, conns[1], 1)[0].status_code, Status::NO_RESULT);
    assert_eq!(invite(&mut harness, conns[0], 2, "come"), Status::SUCCESS);
    assert!(harness.ids(conns[1]).is_empty(), "he has to look himself");
    for (who, why) in [(2, "again"), (4711, "nobody")] {
        assert_eq!(invite(&mut harness, conns[0], who, "come"), Status::FAIL, "{why}");
    }
    let by_name = |name| lobby::InvitePlayerToClanByNameRequest {
        message_id: id("n"),
        account_name: NameText::new(name),
        invite_message: ChatText::new("come"),
    };
    let told: lobby::InvitePlayerToClanResponse = ask(&mut harness, conns[0], &by_name("PLAYER 3"));
    assert_eq!(told.status_code, Status::SUCCESS);
    let told: lobby::InvitePlayerToClanResponse = ask(&mut harness, conns[0], &by_name("player 4"));
    assert_eq!(told.status_code, Status::FAIL, "more than a clan may have open");
    let sent = |start, page_size| lobby::GetClanInvitationsSentRequest {
        message_id: id("s"),
        start,
        page_size,
        ..Default::default()
    };
    let open: Vec<lobby::GetClanInvitationsSentResponse> = rows(&mut harness, conns[0], &sent(1, 9));
    assert_eq!(open.iter().map(|row| (row.account_id, row.end_of_list)).collect::<Vec<_>>(), [(2, 0), (3, 1)]);
    let second: Vec<lobby::GetClanInvitationsSentResponse> = rows(&mut harness, conns[0], &sent(2, 1));
    assert_eq!((second.len(), second[0].account_id, second[0].response_status), (1, 3, Reply::UNDECIDED));
    let got = invitations(&mut harness, conns[1], 1).remove(0);
    assert_eq!((got.leader_account_id, got.message.map(|text| text.to_text())), (1, Some("Rangers".into())));
    assert_eq!(invitations(&mut harness, conns[1], 2)[0].status_code, Status::NO_RESULT);
    // Not his, not possible, declined once.
    assert_eq!(respond(&mut harness, conns[2], got.clan_invitation_id, Reply::ACCEPT), Status::FAIL);
    assert_eq!(respond(&mut harness, conns[1], got.clan_invitation_id, Reply::REVOKED), Status::FAIL);
    assert_eq!(respond(&mut harness, conns[1], got.clan_invitation_id, Reply::DECLINE), Status::SUCCESS);
    assert_eq!(respond(&mut harness, conns[1], got.clan_invitation_id, Reply::ACCEPT), Status::FAIL);
    let revoke = |player_account_id| lobby::RevokeClanInvitationRequest {
        message_id: id("v"),
        player_account_id,
        ..Default::default()
    };
    for status in [Status::SUCCESS, Status::FAIL] {
        assert_eq!(ask::<lobby::RevokeClanInvitationResponse>(&mut harness, conns[0], &revoke(3)).status_code, status);
    }
    invite(&mut harness, conns[0], 2, "again");
    follow(&mut harness, conns[1]);
    assert_eq!(mine(&mut harness, conns[1]).leader_account_id, 1);
    // Another title reads the message itself.
    let (five, six) = (enter_as(&mut harness, 5, AppId(11184), "five"), enter_as(&mut harness, 6, AppId(11184), "six"));
    found(&mut harness, five, "Gladiators");
    invite(&mut harness, five, 6, "come");
    assert_eq!(invitations(&mut harness, six, 1)[0].message.map(|text| text.to_text()), Some("come".into()));
}

/// A clan of players 1 (its leader) and 2; their connections, and its id.
fn clan_of_two(harness: &mut Harness<Mls>) -> (ConnId, ConnId, i32) {
    let (one, two) = (enter(harness, 1, "ratchet"), enter(harness, 2, "clank"));
    let clan = found(harness, one, "Rangers").clan_id;
    invite(harness, one, 2, "come");
    follow(harness, two);
    (one, two, clan)
}

/// MLS-121, MLS-128, MLS-129: members leave, are removed by their leader alone, and lead when they are told to; the
/// leader cannot leave; a disbanded clan is nobody's, at once.
#[test]
fn clans_change() {
    let mut harness = mls();
    let (one, two, clan) = clan_of_two(&mut harness);
    let three = enter(&mut harness, 3, "al");
    assert_eq!(remove(&mut harness, three, clan, 2), Status::NOT_CLAN_MEMBER);
    assert_eq!(remove(&mut harness, two, clan, 1), Status::LEADER_CANNOT_LEAVE_CLAN);
    assert_eq!(remove(&mut harness, one, clan, 3), Status::FAIL);
    assert_eq!(remove(&mut harness, two, clan, 2), Status::SUCCESS);
    assert_eq!(mine(&mut harness, two).status_code, Status::NO_RESULT);
    invite(&mut harness, one, 2, "again");
    follow(&mut harness, two);
    let lead = |new_leader_account_id| lobby::TransferClanLeadershipRequest {
        message_id: id("t"),
        new_leader_account_id,
        ..Default::default()
    };
    for (who, to, status) in [(two, 2, Status::FAIL), (one, 3, Status::FAIL), (one, 2, Status::SUCCESS)] {
        assert_eq!(ask::<lobby::TransferClanLeadershipResponse>(&mut harness, who, &lead(to)).status_code, status);
    }
    assert_eq!(remove(&mut harness, two, clan, 1), Status::SUCCESS);
    assert_eq!(disband(&mut harness, one, clan), Status::NOT_CLAN_LEADER);
    invite(&mut harness, two, 1, "back");
    follow(&mut harness, one);
    assert_eq!(disband(&mut harness, one, clan), Status::FAIL);
    assert_eq!(disband(&mut harness, two, clan), Status::SUCCESS);
    // His session knows it without asking.
    let messages = lobby::GetMyClanMessagesRequest { message_id: id("m"), clan_id: clan, ..Default::default() };
    assert_eq!(
        ask::<lobby::GetMyClanMessagesResponse>(&mut harness, one, &messages).status_code,
        Status::NOT_CLAN_MEMBER
    );
    assert_eq!(mine(&mut harness, one).status_code, Status::NO_RESULT);
    let add = lobby::AddPlayerToClanRequest { message_id: id("a"), player_account_id: 3, ..Default::default() };
    assert_eq!(ask::<lobby::AddPlayerToClanResponse>(&mut harness, two, &add).status_code, Status::FEATURE_NOT_ENABLED);
    assert_eq!(found(&mut harness, one, "Rangers").status_code, Status::SUCCESS, "its name is free");
}

/// MLS-130: members with their own statistic, their place in the whole ladder and its size, wherever they are.
#[test]
fn members_are_listed() {
    let mut harness = mls();
    let (one, _, clan) = clan_of_two(&mut harness);
    put_account(harness.tables(), AccountId(9), AppId(10684), "al");
    for (id, value) in [(1, 5), (2, 50), (9, 20)] {
        harness.tables().answer(SaveLadderStats { who: LadderOwner::Player(AccountId(id)), values: vec![0, value] });
    }
    let request = |clan_id| lobby::GetClanMemberListExtraInfoRequest {
        message_id: id("l"),
        clan_id,
        ladder_stat_index: Some(1),
        ..Default::default()
    };
    let list: Vec<lobby::GetClanMemberListExtraInfoResponse> = rows(&mut harness, one, &request(clan));
    let told: Vec<_> =
        list.iter().map(|row| (row.account_id, row.ladder_stat, row.ladder_position, row.total_rankings)).collect();
    assert_eq!(told, [(1, 5, 3, 3), (2, 50, 1, 3)]);
    assert_eq!((list[0].stats, list[1].end_of_list), (Bytes::new([1; 256]), 1));
    assert_eq!(list[1].online_state.connect_status, PlayerStatus::PLAYER_IN_CHAT_WORLD);
    let none: Vec<lobby::GetClanMemberListExtraInfoResponse> = rows(&mut harness, one, &request(4711));
    assert_eq!((none[0].status_code, none[0].end_of_list), (Status::CLAN_NOT_FOUND, 1));
    let plain = lobby::GetClanMemberListRequest { message_id: id("p"), clan_id: clan, ..Default::default() };
    let plain: Vec<lobby::GetClanMemberListResponse> = rows(&mut harness, one, &plain);
    assert_eq!(plain.iter().map(|row| row.account_name.to_text()).collect::<Vec<_>>(), ["ratchet", "clank"]);
}

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
        let told: lobby::GetMyClanMessagesResponse = ask(harness, conn, &request);
        (told.status_code, told.clan_id, told.message.map(|text| text.to_text()).unwrap_or_default())
    };
    assert_eq!(newest(&mut harness, two), (Status::NO_RESULT, clan, String::new()));
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
        assert_eq!(
            ask::<lobby::SendClanMessageResponse>(&mut harness, conn, &send(text)).status_code,
            status,
            "{text}"
        );
    }
    assert_eq!(newest(&mut harness, two), (Status::SUCCESS, clan, "three".into()));
    let all = lobby::GetAllClanMessagesRequest { message_id: id("a"), start: 1, page_size: 9, ..Default::default() };
    let list: Vec<lobby::GetAllClanMessagesResponse> = rows(&mut harness, two, &all);
    assert_eq!(list.iter().map(|row| row.message.to_text()).collect::<Vec<_>>(), ["three", "two"]);
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
        let told: lobby::ModifyClanMessageResponse = ask(&mut harness, conn, &modify(which, text));
        assert_eq!(told.status_code, status, "{text}");
    }
    let list: Vec<lobby::GetAllClanMessagesResponse> = rows(&mut harness, two, &all);
    assert_eq!((list[0].message.to_text().as_str(), list[0].status), ("better", ClanMessageStatus::MODIFIED));
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
        assert_eq!(ask::<lobby::DeleteClanMessageResponse>(&mut harness, conn, &delete(which)).status_code, status);
    }
    assert_eq!(newest(&mut harness, one).2, "two");
    let read = lobby::SetMessageAsReadRequest { message_id: id("r"), ..Default::default() };
    assert_eq!(ask::<lobby::SetMessageAsReadResponse>(&mut harness, one, &read).status_code, Status::SUCCESS);
    let rename = lobby_ext::ClanRenameRequest { message_id: id("n"), ..Default::default() };
    assert_eq!(ask::<lobby_ext::ClanRenameStatusResponse>(&mut harness, one, &rename).status_code, Status::SUCCESS);
}

/// MLS-132: a clan's statistics are its members' to write.
#[test]
fn clans_have_statistics() {
    let mut harness = mls();
    let (one, two, clan) = clan_of_two(&mut harness);
    let three = enter(&mut harness, 3, "al");
    let update = |clan_id| lobby::UpdateClanStatsRequest {
        message_id: id("u"),
        clan_id,
        stats: Bytes::new([9; 256]),
        ..Default::default()
    };
    for (conn, clan_id, status) in
        [(two, clan, Status::SUCCESS), (three, clan, Status::NOT_CLAN_MEMBER), (one, 4711, Status::CLAN_NOT_FOUND)]
    {
        assert_eq!(ask::<lobby::UpdateClanStatsResponse>(&mut harness, conn, &update(clan_id)).status_code, status);
    }
    assert_eq!(mine(&mut harness, one).stats, Bytes::new([9; 256]));
}

/// MLS-133: a challenge from the wish to the match: asked, accepted or refused by the other, confirmed or taken back by
/// the first; lists of what is open and of what was.
#[test]
fn clans_challenge_clans() {
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
        assert_eq!(
            ask::<lobby::RequestClanTeamChallengeResponse>(&mut harness, conn, &wish(against)).status_code,
            status
        );
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
        rows::<lobby::GetClanTeamChallengesResponse>(harness, two, &request)
    };
    let waiting = open(&mut harness, ClanChallengeStatus::REQUEST);
    let ids: Vec<i32> = waiting.iter().map(|row| row.clan_challenge_id).collect();
    assert_eq!((ids.len(), waiting[0].challenger_clan_id, waiting[0].against_clan_id), (3, own, other));
    assert_eq!(waiting[0].challenge_msg.to_text(), "come on");
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
        let told: lobby::RespondToClanTeamChallengeResponse = ask(&mut harness, conn, &respond(which, what));
        assert_eq!(told.status_code, status);
    }
    let confirm = |clan_challenge_id| lobby::ConfirmClanTeamChallengeRequest {
        message_id: id("k"),
        clan_challenge_id,
        ..Default::default()
    };
    for (conn, which, status) in
        [(two, ids[0], Status::DB_ERROR), (one, ids[2], Status::DB_ERROR), (one, ids[0], Status::SUCCESS)]
    {
        assert_eq!(
            ask::<lobby::ConfirmClanTeamChallengeResponse>(&mut harness, conn, &confirm(which)).status_code,
            status
        );
    }
    let revoke = |clan_challenge_id| lobby::RevokeClanTeamChallengeRequest {
        message_id: id("v"),
        clan_challenge_id,
        ..Default::default()
    };
    for (which, status) in [(ids[2], Status::SUCCESS), (ids[0], Status::DB_ERROR)] {
        assert_eq!(
            ask::<lobby::RevokeClanTeamChallengeResponse>(&mut harness, one, &revoke(which)).status_code,
            status
        );
    }
    let confirmed = open(&mut harness, ClanChallengeStatus::CONFIRMED);
    assert_eq!((confirmed.len(), confirmed[0].response_msg.to_text()), (1, "gladly".into()));
    assert_eq!(open(&mut harness, ClanChallengeStatus::REQUEST)[0].status_code, Status::NO_RESULT);
    let history = lobby::GetClanTeamChallengeHistoryRequest {
        message_id: id("h"),
        clan_id: own,
        this_clan_is_challenger: 1,
        start: 1,
        page_size: 9,
        ..Default::default()
    };
    let history: Vec<lobby::GetClanTeamChallengeHistoryResponse> = rows(&mut harness, two, &history);
    assert!(history.len() == 3 && history.iter().all(|row| row.against_clan_id == other));
}

/// MLS-151: clan chat reaches the clan in every room, buddy chat the buddies; nobody else, and not who has neither.
#[test]
fn clan_and_buddy_chat() {
    let mut harness = mls();
    let (one, two, _) = clan_of_two(&mut harness);
    let three = enter(&mut harness, 3, "al");
    let room = create(&mut harness, two, "room", "", 9).medius_world_id;
    join(&mut harness, two, room, "");
    add(&mut harness, one, 3);
    let mut heard = |from: ConnId, message_type| {
        let line =
            lobby::ChatMessage { message_id: id("c"), message_type, message: ChatText::new("x"), ..Default::default() };
        harness.send(from, &app(&line));
        [one, two, three].map(|conn| harness.pushed::<lobby::ChatFwdMessage>(conn).len())
    };
    assert_eq!(heard(one, ChatMessageType::CLAN_CHAT_TYPE), [0, 1, 0]);
    assert_eq!(heard(one, ChatMessageType::BUDDY_CHAT_TYPE), [0, 0, 1]);
    assert_eq!(heard(three, ChatMessageType::CLAN_CHAT_TYPE), [0, 0, 0]);
    assert_eq!(heard(three, ChatMessageType::BUDDY_CHAT_TYPE), [0, 0, 0]);
}

/// DM-3: a deleted account leaves lists, clan and ladders; its name can be had again, under another id.
#[test]
fn a_deleted_account_leaves_nothing() {
    let mut harness = mls();
    let (one, _, clan) = clan_of_two(&mut harness);
    add(&mut harness, one, 2);
    let delete = DeleteAccount { account_id: AccountId(2), password: Secret::new(String::new()) };
    let tables = harness.tables();
    assert_eq!(tables.answer(delete), DeleteAccount::reply(Ok(())));
    assert!(tables.buddies[&AccountId(1)].is_empty() && tables.clans[&ClanId(clan)].members == [AccountId(1)]);
    let new = CreateAccount {
        app_id: AppId(10684),
        name: "CLANK".into(),
        password: Secret::new(String::new()),
        machine_id: None,
    };
    let made = CreateAccount::answer_of(tables.answer(new)).expect("its own reply").expect("a free name");
    assert!(made.id > AccountId(2));
}
