//! Clans at the MLS: their names, members and invitations.

use crate::buddies::{add, limited};
use crate::common::players::{
    ask, ask_in_vain, bench_with, create, enter, enter_as, found, join, mls, put_account, rows, status_alone,
};
use crate::common::{Harness, app, id};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, ClanId, ConnId};
use clank_core::limits::Limits;
use clank_core::mls::Mls;
use clank_core::secret::Secret;
use clank_core::settings::text_filter::TextFilter;
use clank_core::store::{CreateAccount, DeleteAccount, LadderOwner, Request as _, SaveLadderStats};
use clank_core::wire::{
    Bytes, CallbackStatus as Status, ChatMessageType, ChatText, ClanInvitationsResponseStatus as Reply, ClanStatus,
    NameText, PlayerOnlineState, PlayerStatus, lobby,
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
    status_alone::<lobby::InvitePlayerToClanResponse>(harness, conn, &request, "i")
}

fn invitations(
    harness: &mut Harness<Mls>,
    conn: ConnId,
    (start, page_size): (i32, i32),
) -> Vec<lobby::CheckMyClanInvitationsResponse> {
    rows(
        harness,
        conn,
        &lobby::CheckMyClanInvitationsRequest { message_id: id("y"), start, page_size, ..Default::default() },
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
    status_alone::<lobby::RespondToClanInvitationResponse>(harness, conn, &request, "r")
}

/// Follows the first invitation.
pub(crate) fn follow(harness: &mut Harness<Mls>, conn: ConnId) {
    let invitation = invitations(harness, conn, (1, 1))[0].clan_invitation_id;
    assert_eq!(respond(harness, conn, invitation, Reply::ACCEPT), Status::SUCCESS);
}

fn disband(harness: &mut Harness<Mls>, conn: ConnId, clan_id: i32) -> Status {
    let request = lobby::DisbandClanRequest { message_id: id("d"), clan_id, ..Default::default() };
    status_alone::<lobby::DisbandClanResponse>(harness, conn, &request, "d")
}

pub(crate) fn remove(harness: &mut Harness<Mls>, conn: ConnId, clan_id: i32, player_account_id: i32) -> Status {
    let request =
        lobby::RemovePlayerFromClanRequest { message_id: id("o"), player_account_id, clan_id, ..Default::default() };
    status_alone::<lobby::RemovePlayerFromClanResponse>(harness, conn, &request, "o")
}

/// MLS-120, MLS-122, MLS-123, DM-5: a clan is made once by name, in any case, and found by id, by name and by its
/// member; a player has one at most. One that is over is still found by its id.
#[test]
fn clans_are_made_and_found() {
    type Made = lobby::CreateClanResponse;
    type Mine = lobby::GetMyClansResponse;
    type ById = lobby::GetClanByIDResponse;
    type ByName = lobby::GetClanByNameResponse;
    let text_filter = TextFilter::of("nefarious").expect("sound");
    let mut harness = bench_with(&Config { text_filter, ..Config::default() });
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let none = Mine { message_id: id("m"), status_code: Status::NO_RESULT, end_of_list: 1, ..Default::default() };
    assert_eq!(mine(&mut harness, one), none);
    let told = |status_code, clan_id| Made { message_id: id("c"), status_code, clan_id, ..Default::default() };
    for name in ["Nefarious", ""] {
        assert_eq!(found(&mut harness, one, name), told(Status::FAIL, 0));
    }
    assert_eq!(found(&mut harness, one, "Rangers"), told(Status::SUCCESS, 1));
    assert_eq!(found(&mut harness, one, "Others"), told(Status::ALREADY_LEADER_OF_CLAN, 0));
    assert_eq!(found(&mut harness, two, "RANGERS"), told(Status::CLAN_NAME_IN_USE, 0));
    harness.tables().clans.get_mut(&ClanId(1)).expect("a clan").stats = vec![5; 256];
    let (clan_name, leader_account_name) = (NameText::new("Rangers"), NameText::new("ratchet"));
    let (stats, status) = (Bytes::new([5; 256]), ClanStatus::CLAN_ACTIVE);
    let own = Mine {
        message_id: id("m"),
        clan_id: 1,
        application_id: 10684,
        clan_name,
        leader_account_id: 1,
        leader_account_name,
        stats,
        status,
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(mine(&mut harness, one), own);
    let by_id = |clan_id| lobby::GetClanByIDRequest { message_id: id("g"), clan_id, ..Default::default() };
    let by_name = |name: &str| lobby::GetClanByNameRequest {
        message_id: id("n"),
        clan_name: NameText::new(name),
        ..Default::default()
    };
    let of_id = ById {
        message_id: id("g"),
        application_id: 10684,
        clan_name,
        leader_account_id: 1,
        leader_account_name,
        stats,
        status,
        ..Default::default()
    };
    let of_name = ByName {
        message_id: id("n"),
        clan_id: 1,
        leader_account_id: 1,
        leader_account_name,
        stats,
        status,
        ..Default::default()
    };
    assert_eq!(ask::<ById>(&mut harness, two, &by_id(1)), of_id);
    for name in ["rangers", "RANGERS"] {
        assert_eq!(ask::<ByName>(&mut harness, two, &by_name(name)), of_name);
    }
    let no_id = |status_code| ById { message_id: id("g"), status_code, ..Default::default() };
    let no_name = |status_code| ByName { message_id: id("n"), status_code, ..Default::default() };
    assert_eq!(ask::<ById>(&mut harness, two, &by_id(4711)), no_id(Status::CLAN_NOT_FOUND));
    assert_eq!(ask::<ByName>(&mut harness, two, &by_name("nobody")), no_name(Status::CLAN_NOT_FOUND));
    assert_eq!(ask_in_vain::<ById>(&mut harness, two, &by_id(1)), no_id(Status::DB_ERROR));
    assert_eq!(ask_in_vain::<ByName>(&mut harness, two, &by_name("rangers")), no_name(Status::DB_ERROR));
    let request = lobby::GetMyClansRequest { message_id: id("m"), ..Default::default() };
    let failed = Mine { status_code: Status::DB_ERROR, ..none };
    assert_eq!(ask_in_vain::<Mine>(&mut harness, one, &request), failed);
    assert_eq!(disband(&mut harness, one, 1), Status::SUCCESS);
    assert_eq!(ask::<ById>(&mut harness, two, &by_id(1)), ById { status: ClanStatus::CLAN_DISBANDED, ..of_id });
    assert_eq!(ask::<ByName>(&mut harness, two, &by_name("rangers")), no_name(Status::CLAN_NOT_FOUND));
}

/// MLS-124, MLS-126, MLS-127: invitations: the leader's alone, one at a time for each player, by id and by name; told
/// to nobody; declined, followed and taken back once. Up Your Arsenal reads the clan's name in them.
#[test]
fn players_are_invited() {
    let mut harness = limited(Limits { clan_invitations: 2, ..Limits::default() });
    let conns: Vec<ConnId> = (1..=4).map(|n| enter(&mut harness, n, &format!("player {n}"))).collect();
    assert_eq!(invite(&mut harness, conns[0], 2, "come"), Status::NOT_CLAN_LEADER);
    let clan_id = found(&mut harness, conns[0], "Rangers").clan_id;
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
    for (name, expected) in [("nobody", Status::FAIL), ("PLAYER 3", Status::SUCCESS), ("player 4", Status::FAIL)] {
        let told = status_alone::<lobby::InvitePlayerToClanResponse>(&mut harness, conns[0], &by_name(name), "n");
        assert_eq!(told, expected, "{name}: a clan has two open ones at most");
    }
    let invitation = invitations(&mut harness, conns[1], (1, 9)).remove(0).clan_invitation_id;
    let got = lobby::CheckMyClanInvitationsResponse {
        message_id: id("y"),
        clan_invitation_id: invitation,
        clan_id,
        response_status: Reply::UNDECIDED,
        message: Some(ChatText::new("Rangers")),
        leader_account_id: 1,
        leader_account_name: NameText::new("player 1"),
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(invitations(&mut harness, conns[1], (1, 9)), [got]);
    // Not his, not possible, declined once.
    for (who, reply, expected) in [
        (2, Reply::ACCEPT, Status::FAIL),
        (1, Reply::REVOKED, Status::FAIL),
        (1, Reply::UNDECIDED, Status::FAIL),
        (1, Reply::DECLINE, Status::SUCCESS),
        (1, Reply::ACCEPT, Status::FAIL),
    ] {
        assert_eq!(respond(&mut harness, conns[who], invitation, reply), expected);
    }
    let revoke = |player_account_id| lobby::RevokeClanInvitationRequest {
        message_id: id("v"),
        player_account_id,
        ..Default::default()
    };
    for (conn, expected) in [(conns[1], Status::NOT_CLAN_LEADER), (conns[0], Status::SUCCESS), (conns[0], Status::FAIL)]
    {
        let told = status_alone::<lobby::RevokeClanInvitationResponse>(&mut harness, conn, &revoke(3), "v");
        assert_eq!(told, expected);
    }
    assert_eq!(invitations(&mut harness, conns[2], (1, 9))[0].status_code, Status::NO_RESULT);
    invite(&mut harness, conns[0], 2, "again");
    follow(&mut harness, conns[1]);
    assert_eq!(mine(&mut harness, conns[1]).leader_account_id, 1);
    // Who has a clan cannot follow another's call.
    found(&mut harness, conns[3], "Robots");
    invite(&mut harness, conns[3], 2, "come");
    let other = invitations(&mut harness, conns[1], (1, 9))[0].clan_invitation_id;
    assert_eq!(respond(&mut harness, conns[1], other, Reply::ACCEPT), Status::FAIL);
    // A member does not lead.
    assert_eq!(invite(&mut harness, conns[1], 3, "come"), Status::FAIL);
    // Another title reads the message itself.
    let (five, six) = (enter_as(&mut harness, 5, AppId(11184), "five"), enter_as(&mut harness, 6, AppId(11184), "six"));
    found(&mut harness, five, "Gladiators");
    invite(&mut harness, five, 6, "come");
    assert_eq!(invitations(&mut harness, six, (1, 9))[0].message, Some(ChatText::new("come")));
}

/// MLS-125, MLS-126, MLS-131, GEN-30 to GEN-33: in lists of clans Start is the number of a page, from 1, and not that
/// of a row: sent and received invitations, and messages.
#[test]
fn lists_of_clans_have_pages() {
    type Sent = lobby::GetClanInvitationsSentResponse;
    type Got = lobby::CheckMyClanInvitationsResponse;
    type Message = lobby::GetAllClanMessagesResponse;
    let mut harness = mls();
    let one = enter(&mut harness, 1, "player 1");
    found(&mut harness, one, "clan 1");
    for number in 2..=6 {
        put_account(harness.tables(), AccountId(number), AppId(10684), &format!("player {number}"));
        invite(&mut harness, one, number, "come");
        let message = Some(ChatText::new(format!("message {number}")));
        let send = lobby::SendClanMessageRequest { message, ..Default::default() };
        ask::<lobby::SendClanMessageResponse>(&mut harness, one, &send);
    }
    let last = enter(&mut harness, 6, "player 6");
    for number in 7..=10 {
        let leader = enter(&mut harness, number, &format!("player {number}"));
        found(&mut harness, leader, &format!("clan {number}"));
        invite(&mut harness, leader, 6, "come");
    }
    for ((start, page_size), numbers) in [
        ((1, 2), vec![0, 1]),
        ((0, 2), vec![0, 1]),
        ((-5, 2), vec![0, 1]),
        ((2, 2), vec![2, 3]),
        ((3, 2), vec![4]),
        ((4, 2), vec![]),
        ((1, 0), vec![]),
        ((1, -1), vec![]),
        ((1, 9), vec![0, 1, 2, 3, 4]),
    ] {
        let ends = |at: usize| u8::from(at + 1 == numbers.len());
        let (message_id, status_code, end_of_list) = (id("s"), Status::NO_RESULT, 1);
        let sent = lobby::GetClanInvitationsSentRequest { message_id, start, page_size, ..Default::default() };
        let row = |(at, number): (usize, &i32)| Sent {
            message_id,
            account_id: number + 2,
            account_name: NameText::new(format!("player {}", number + 2)),
            response_msg: Some(ChatText::new("")),
            end_of_list: ends(at),
            ..Default::default()
        };
        let none =
            Sent { message_id, status_code, response_msg: Some(ChatText::new("")), end_of_list, ..Default::default() };
        let mut expected: Vec<Sent> = numbers.iter().enumerate().map(row).collect();
        expected.extend(numbers.is_empty().then_some(none));
        assert_eq!(rows::<Sent>(&mut harness, one, &sent), expected, "{start} {page_size}");
        let got = invitations(&mut harness, last, (start, page_size));
        let none = Got {
            message_id: id("y"),
            status_code,
            message: Some(ChatText::new("")),
            end_of_list,
            ..Default::default()
        };
        let clans = ["clan 1", "clan 7", "clan 8", "clan 9", "clan 10"];
        if numbers.is_empty() {
            assert_eq!(got, [none]);
        } else {
            let told: Vec<_> = got.iter().map(|row| (row.message, row.end_of_list)).collect();
            let row = |(at, number): (usize, &i32)| {
                (Some(ChatText::new(clans[usize::try_from(*number).expect("small")])), ends(at))
            };
            assert_eq!(told, numbers.iter().enumerate().map(row).collect::<Vec<_>>(), "{start} {page_size}");
        }
        let all = lobby::GetAllClanMessagesRequest { message_id, start, page_size, ..Default::default() };
        let told: Vec<Message> = rows(&mut harness, one, &all);
        let none = Message { message_id, status_code, end_of_list, ..Default::default() };
        if numbers.is_empty() {
            assert_eq!(told, [none]);
        } else {
            let told: Vec<_> = told.iter().map(|row| (row.message, row.end_of_list)).collect();
            let row = |(at, number): (usize, &i32)| (ChatText::new(format!("message {}", 6 - number)), ends(at));
            assert_eq!(told, numbers.iter().enumerate().map(row).collect::<Vec<_>>(), "{start} {page_size}");
        }
    }
}

/// A clan of players 1 (its leader) and 2; their connections, and its id.
pub(crate) fn clan_of_two(harness: &mut Harness<Mls>) -> (ConnId, ConnId, i32) {
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
    invite(&mut harness, one, 3, "come");
    follow(&mut harness, three);
    assert_eq!(remove(&mut harness, two, clan, 3), Status::FAIL, "a member is no leader");
    // Of another clan than his own he removes nobody, not even himself.
    for (who, removed) in [(one, 2), (two, 2)] {
        assert_eq!(remove(&mut harness, who, clan + 1, removed), Status::FAIL);
    }
    let members = [1, 2, 3].map(AccountId);
    assert_eq!(harness.tables().clans[&ClanId(clan)].members, members);
    assert_eq!(remove(&mut harness, three, clan, 3), Status::SUCCESS);
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
        let told = status_alone::<lobby::TransferClanLeadershipResponse>(&mut harness, who, &lead(to), "t");
        assert_eq!(told, status);
    }
    assert_eq!(remove(&mut harness, two, clan, 1), Status::SUCCESS);
    assert_eq!(disband(&mut harness, one, clan), Status::NOT_CLAN_LEADER);
    invite(&mut harness, two, 1, "back");
    follow(&mut harness, one);
    assert_eq!(disband(&mut harness, one, clan), Status::FAIL);
    assert_eq!(disband(&mut harness, two, clan), Status::SUCCESS);
    // Their sessions know it without asking.
    let messages = lobby::GetMyClanMessagesRequest { message_id: id("m"), clan_id: clan, ..Default::default() };
    let none = lobby::GetMyClanMessagesResponse {
        message_id: id("m"),
        status_code: Status::NOT_CLAN_MEMBER,
        message: Some(ChatText::new("")),
        end_of_list: 1,
        ..Default::default()
    };
    for conn in [one, two] {
        assert_eq!(ask::<lobby::GetMyClanMessagesResponse>(&mut harness, conn, &messages), none);
    }
    assert_eq!(mine(&mut harness, one).status_code, Status::NO_RESULT);
    let add = lobby::AddPlayerToClanRequest { message_id: id("a"), player_account_id: 3, ..Default::default() };
    let told = status_alone::<lobby::AddPlayerToClanResponse>(&mut harness, two, &add, "a");
    assert_eq!(told, Status::FEATURE_NOT_ENABLED);
    assert_eq!(found(&mut harness, one, "Rangers").status_code, Status::SUCCESS, "its name is free");
}

/// MLS-130: members with their own statistic, their place in the whole ladder and its size, wherever they are.
#[test]
fn members_are_listed() {
    type Row = lobby::GetClanMemberListExtraInfoResponse;
    type Plain = lobby::GetClanMemberListResponse;
    let mut harness = mls();
    let (one, two, clan) = clan_of_two(&mut harness);
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
    let row = |account_id, name: &str, ladder_stat, ladder_position, end_of_list| Row {
        message_id: id("l"),
        account_id,
        account_name: NameText::new(name),
        stats: Bytes::new([u8::try_from(account_id).expect("small"); 256]),
        online_state: PlayerOnlineState {
            connect_status: PlayerStatus::PLAYER_IN_CHAT_WORLD,
            medius_lobby_world_id: 1,
            lobby_name: NameText::new("Default"),
            ..Default::default()
        },
        ladder_stat,
        ladder_position,
        total_rankings: 3,
        end_of_list,
        ..Default::default()
    };
    let offline = PlayerOnlineState::default();
    let expected = [row(1, "ratchet", 5, 3, 0), row(2, "clank", 50, 1, 1)];
    assert_eq!(rows::<Row>(&mut harness, one, &request(clan)), expected);
    harness.gone(two);
    harness.pass(core::time::Duration::from_secs(9));
    let [here, away] = expected;
    assert_eq!(rows::<Row>(&mut harness, one, &request(clan)), [here, Row { online_state: offline, ..away }]);
    let none = |status_code| Row { message_id: id("l"), status_code, end_of_list: 1, ..Default::default() };
    assert_eq!(rows::<Row>(&mut harness, one, &request(4711)), [none(Status::CLAN_NOT_FOUND)]);
    assert_eq!(ask_in_vain::<Row>(&mut harness, one, &request(clan)), none(Status::DB_ERROR));
    let plain = |clan_id| lobby::GetClanMemberListRequest { message_id: id("p"), clan_id, ..Default::default() };
    let row = |account_id, name: &str, end_of_list| Plain {
        message_id: id("p"),
        account_id,
        account_name: NameText::new(name),
        end_of_list,
        ..Default::default()
    };
    let none = |status_code| Plain { status_code, ..row(0, "", 1) };
    assert_eq!(rows::<Plain>(&mut harness, one, &plain(clan)), [row(1, "ratchet", 0), row(2, "clank", 1)]);
    assert_eq!(rows::<Plain>(&mut harness, one, &plain(4711)), [none(Status::CLAN_NOT_FOUND)]);
    assert_eq!(ask_in_vain::<Plain>(&mut harness, one, &plain(clan)), none(Status::DB_ERROR));
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
        let told = status_alone::<lobby::UpdateClanStatsResponse>(&mut harness, conn, &update(clan_id), "u");
        assert_eq!(told, status);
    }
    assert_eq!(mine(&mut harness, one).stats, Bytes::new([9; 256]));
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
