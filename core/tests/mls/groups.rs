//! What a title sees of another one's players, channels, games and clans: nothing, unless both are of one group.

use crate::buddies::add;
use crate::chat::say;
use crate::common::games::{APP, config, game, info, joining, play, report, sit};
use crate::common::players::{anonymous, ask, bench_with, create, enter_as, found, join, mls, put_account, rows};
use crate::common::{Harness, app, id};
use clank_core::ids::{AccountId, AppId, ConnId};
use clank_core::mls::Mls;
use clank_core::wire::{
    ApplicationType, BinaryMessageType, Bytes, CallbackStatus as Status, ChatMessageType, ConnectionType,
    FindWorldType, LadderType, NameText, PlainText, PlayerOnlineState, PlayerSearchType, PlayerStatus, WorldStatus,
    lobby, lobby_ext,
};

const PAL: AppId = AppId(10683);
const OTHER: AppId = AppId(11184);
/// A title that no table knows: a group of its own.
const UNKNOWN: AppId = AppId(4711);

/// Ratchet (1) and Clank (2) play two editions of one title, Qwark (3) another title, and Al (4) an unknown one.
fn everybody(harness: &mut Harness<Mls>) -> [ConnId; 4] {
    [(1, APP, "ratchet"), (2, PAL, "clank"), (3, OTHER, "qwark"), (4, UNKNOWN, "al")]
        .map(|(number, app_id, name)| enter_as(harness, number, app_id, name))
}

/// Qwark (3) of another title, known to Ratchet from the time before groups were kept apart: lists of the store may
/// hold such accounts, and no request puts one there.
fn old_acquaintance(harness: &mut Harness<Mls>, accounts: &[i32]) {
    for account in accounts {
        let app_id = if *account == 3 { OTHER } else { UNKNOWN };
        put_account(harness.tables(), AccountId(*account), app_id, if *account == 3 { "qwark" } else { "al" });
    }
    let listed = accounts.iter().map(|account| AccountId(*account)).collect();
    harness.tables().buddies.insert(AccountId(1), listed);
}

fn find(search_type: PlayerSearchType, account: i32, name: &str) -> lobby::FindPlayerRequest {
    let name = NameText::new(name);
    lobby::FindPlayerRequest { message_id: id("f"), search_type, id: account, name, ..Default::default() }
}

fn chatting() -> PlayerOnlineState {
    PlayerOnlineState {
        connect_status: PlayerStatus::PLAYER_IN_CHAT_WORLD,
        medius_lobby_world_id: 1,
        lobby_name: NameText::new("Default"),
        ..Default::default()
    }
}

/// ST-50, ST-51, MLS-32, MLS-33, MLS-34: a player of another edition is found by id and by name; one of another group
/// by neither, and of his account nothing but name and statistics is told. Each group counts its own.
#[test]
fn players_are_found_in_their_group() {
    type Found = lobby::FindPlayerResponse;
    let mut harness = mls();
    let [one, _, stranger, unknown] = everybody(&mut harness);
    let of_pal = Found {
        message_id: id("f"),
        application_id: 10683,
        application_name: PlainText::new("RATCHET3_4"),
        application_type: ApplicationType::LOBBY_CHAT_CHANNEL,
        medius_world_id: 1,
        account_id: 2,
        account_name: NameText::new("clank"),
        end_of_list: 1,
        ..Default::default()
    };
    let nobody = Found {
        message_id: id("f"),
        status_code: Status::NO_RESULT,
        application_name: PlainText::new("NONE"),
        medius_world_id: -1,
        end_of_list: 1,
        ..Default::default()
    };
    for (account, name, told) in [(2, "CLANK", &of_pal), (3, "qwark", &nobody), (4, "al", &nobody)] {
        for request in [find(PlayerSearchType::ID, account, "garbage"), find(PlayerSearchType::NAME, 1, name)] {
            assert_eq!(ask::<Found>(&mut harness, one, &request), *told, "{account}");
        }
    }
    for (conn, account) in [(stranger, 1), (stranger, 4), (unknown, 1), (unknown, 3)] {
        assert_eq!(ask::<Found>(&mut harness, conn, &find(PlayerSearchType::ID, account, "")), nobody);
    }
    for (account_id, name, player_status) in
        [(2, "clank", PlayerStatus::PLAYER_IN_CHAT_WORLD), (3, "qwark", PlayerStatus::PLAYER_DISCONNECTED)]
    {
        let request = lobby::PlayerInfoRequest { message_id: id("i"), account_id, ..Default::default() };
        let told = lobby::PlayerInfoResponse {
            message_id: id("i"),
            account_name: NameText::new(name),
            application_id: 10684,
            player_status,
            connection_class: ConnectionType::ETHERNET,
            stats: Bytes::new([u8::try_from(account_id).expect("small"); 256]),
            ..Default::default()
        };
        assert_eq!(ask::<lobby::PlayerInfoResponse>(&mut harness, one, &request), told);
    }
    for (application_id, status_code, total_in_system) in [
        (10684, Status::SUCCESS, 2),
        (10683, Status::SUCCESS, 2),
        (11184, Status::SUCCESS, 1),
        (4711, Status::SUCCESS, 1),
        (4712, Status::NO_RESULT, 0),
    ] {
        let request = lobby::GetTotalUsersRequest { message_id: id("t"), application_id, ..Default::default() };
        let told = lobby::GetTotalUsersResponse {
            message_id: id("t"),
            total_in_system,
            total_in_game: 0,
            status_code,
            ..Default::default()
        };
        assert_eq!(ask::<lobby::GetTotalUsersResponse>(&mut harness, one, &request), told, "{application_id}");
    }
}

/// MLS-32, ST-51: an anonymous player has no account in the store, and is known in his group as long as he is
/// online.
#[test]
fn anonymous_players_are_known_in_their_group() {
    type Told = lobby::PlayerInfoResponse;
    let mut harness = mls();
    let [one, _, stranger, _] = everybody(&mut harness);
    anonymous(&mut harness);
    let request = lobby::PlayerInfoRequest { message_id: id("i"), account_id: -5, ..Default::default() };
    let nobody = |application_id| Told {
        message_id: id("i"),
        application_id,
        connection_class: ConnectionType::ETHERNET,
        ..Default::default()
    };
    let known = Told {
        account_name: NameText::new("Guest5"),
        player_status: PlayerStatus::PLAYER_IN_CHAT_WORLD,
        ..nobody(10684)
    };
    assert_eq!(ask::<Told>(&mut harness, one, &request), known);
    assert_eq!(ask::<Told>(&mut harness, stranger, &request), nobody(11184));
}

/// ST-51, MLS-42, MLS-43, MLS-44, MLS-46: accounts of another group on one's lists are offline; they are put on no
/// list, and who plays another title is not asked to be a buddy.
#[test]
fn lists_do_not_show_other_groups() {
    let mut harness = mls();
    old_acquaintance(&mut harness, &[3]);
    harness.tables().ignored.insert(AccountId(1), vec![AccountId(3)]);
    let [one, two, stranger, _] = everybody(&mut harness);
    for (account, name) in [(5, "friend"), (6, "foe")] {
        put_account(harness.tables(), AccountId(account), APP, name);
    }
    assert_eq!(
        [2, 4, 5].map(|account| add(&mut harness, one, account)),
        [Status::SUCCESS, Status::DB_ERROR, Status::SUCCESS]
    );
    let row = |account_id, name: &str, online_state, end_of_list| lobby::GetBuddyListExtraInfoResponse {
        message_id: id("b"),
        account_id,
        account_name: NameText::new(name),
        online_state,
        end_of_list,
        ..Default::default()
    };
    let offline = PlayerOnlineState::default;
    assert_eq!(
        rows::<lobby::GetBuddyListExtraInfoResponse>(
            &mut harness,
            one,
            &lobby::GetBuddyListExtraInfoRequest { message_id: id("b") }
        ),
        [row(3, "qwark", offline(), 0), row(2, "clank", chatting(), 0), row(5, "friend", offline(), 1)]
    );
    let row = |account_id, name: &str, player_status, end_of_list| lobby::GetBuddyListResponse {
        message_id: id("p"),
        account_id,
        account_name: NameText::new(name),
        player_status,
        end_of_list,
        ..Default::default()
    };
    let (here, away) = (PlayerStatus::PLAYER_IN_CHAT_WORLD, PlayerStatus::PLAYER_DISCONNECTED);
    assert_eq!(
        rows::<lobby::GetBuddyListResponse>(
            &mut harness,
            one,
            &lobby::GetBuddyListRequest { message_id: id("p"), ..Default::default() }
        ),
        [row(3, "qwark", away, 0), row(2, "clank", here, 0), row(5, "friend", away, 1)]
    );
    for (ignore_account_id, status_code) in [(2, Status::SUCCESS), (4, Status::DB_ERROR), (6, Status::SUCCESS)] {
        let ignore = lobby::AddToIgnoreListRequest { message_id: id("g"), ignore_account_id, ..Default::default() };
        let told = lobby::AddToIgnoreListResponse { message_id: id("g"), status_code, ..Default::default() };
        assert_eq!(ask::<lobby::AddToIgnoreListResponse>(&mut harness, one, &ignore), told);
    }
    let row = |ignore_account_id, name: &str, player_status, end_of_list| lobby::GetIgnoreListResponse {
        message_id: id("l"),
        ignore_account_id,
        ignore_account_name: NameText::new(name),
        player_status,
        end_of_list,
        ..Default::default()
    };
    assert_eq!(
        rows::<lobby::GetIgnoreListResponse>(
            &mut harness,
            one,
            &lobby::GetIgnoreListRequest { message_id: id("l"), ..Default::default() }
        ),
        [row(3, "qwark", away, 0), row(2, "clank", here, 0), row(6, "foe", away, 1)]
    );
    for (target_account_id, at_once) in [(2, true), (3, false)] {
        let wish = lobby_ext::AddToBuddyListConfirmationRequest {
            message_id: id("q"),
            target_account_id,
            ..Default::default()
        };
        harness.send(one, &app(&wish));
        assert_eq!((harness.ids(one).is_empty(), harness.ids(two).is_empty()), (at_once, !at_once));
        assert!(harness.ids(stranger).is_empty());
    }
}

/// ST-51, MLS-151, MLS-153, MLS-156: whispers, binary messages, calls across the universe and words to buddies reach
/// one's own group alone.
#[test]
fn nothing_is_said_to_other_groups() {
    let mut harness = mls();
    old_acquaintance(&mut harness, &[3, 4]);
    let conns = everybody(&mut harness);
    assert_eq!(add(&mut harness, conns[0], 2), Status::SUCCESS);
    let generic =
        |message_type, target_id| app(&lobby_ext::GenericChatMessage { message_type, target_id, ..Default::default() });
    let binary = |message_type, target_account_id| {
        app(&lobby_ext::BinaryMessage { message_type, target_account_id, ..Default::default() })
    };
    let mut heard = |bytes: &[u8]| {
        harness.send(conns[0], bytes);
        conns.map(|conn| harness.ids(conn).len())
    };
    for (account, reached) in [(2, [0, 1, 0, 0]), (3, [0; 4]), (4, [0; 4])] {
        assert_eq!(heard(&say(ChatMessageType::WHISPER, account, "psst")), reached);
        assert_eq!(heard(&generic(ChatMessageType::WHISPER, account)), reached);
        assert_eq!(heard(&binary(BinaryMessageType::TARGET_BINARY_MSG, account)), reached);
    }
    for kind in [ChatMessageType::BROADCAST_ACROSS_ENTIRE_UNIVERSE, ChatMessageType::BUDDY_CHAT_TYPE] {
        assert_eq!(heard(&say(kind, -1, "all")), [0, 1, 0, 0]);
        assert_eq!(heard(&generic(kind, -1)), [0, 1, 0, 0]);
    }
    assert_eq!(heard(&binary(BinaryMessageType::BROADCAST_BINARY_MSG_ACROSS_ENTIRE_UNIVERSE, -1)), [0, 1, 0, 0]);
}

/// ST-50, ST-51, MLS-61, MLS-62, MLS-64, MLS-70, MLS-71, MLS-74, MLS-75: channels of another group are on no list, have
/// no information, and are not entered; their names are free.
#[test]
fn channels_belong_to_a_group() {
    let mut harness = mls();
    let [one, two, stranger, _] = everybody(&mut harness);
    let room = create(&mut harness, one, "room", "", 9).medius_world_id;
    let known = lobby::ChannelInfoResponse {
        message_id: id("i"),
        lobby_name: NameText::new("room"),
        max_players: 9,
        ..Default::default()
    };
    let unknown = lobby::ChannelInfoResponse { message_id: id("i"), ..Default::default() };
    let level = |status_code| lobby::GetWorldSecurityLevelResponse {
        message_id: id("s"),
        status_code,
        medius_world_id: room,
        app_type: ApplicationType::LOBBY_CHAT_CHANNEL,
        ..Default::default()
    };
    for (conn, information, status) in [(two, known, Status::SUCCESS), (stranger, unknown, Status::CHANNEL_NOT_FOUND)] {
        let request = lobby::ChannelInfoRequest { message_id: id("i"), medius_world_id: room, ..Default::default() };
        assert_eq!(ask::<lobby::ChannelInfoResponse>(&mut harness, conn, &request), information);
        let request = lobby::GetWorldSecurityLevelRequest {
            message_id: id("s"),
            medius_world_id: room,
            app_type: ApplicationType::LOBBY_CHAT_CHANNEL,
            ..Default::default()
        };
        assert_eq!(ask::<lobby::GetWorldSecurityLevelResponse>(&mut harness, conn, &request), level(status));
    }
    let listed = |harness: &mut Harness<Mls>, conn| {
        let request = lobby_ext::ChannelListExtraInfoRequest1 {
            message_id: id("l"),
            page_id: 1,
            page_size: 9,
            ..Default::default()
        };
        let rows: Vec<lobby::ChannelListExtraInfoResponse> = rows(harness, conn, &request);
        rows.iter().map(|row| row.medius_world_id).collect::<Vec<_>>()
    };
    assert_eq!(listed(&mut harness, two), [1, room]);
    let plain = lobby::ChannelListRequest { message_id: id("l"), page_id: 1, page_size: 9, ..Default::default() };
    let nothing = lobby::ChannelListResponse {
        message_id: id("l"),
        status_code: Status::NO_RESULT,
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(rows::<lobby::ChannelListResponse>(&mut harness, stranger, &plain), [nothing]);
    assert_eq!(join(&mut harness, stranger, room, "").status_code, Status::CHANNEL_NOT_FOUND);
    let search = lobby::FindWorldByNameRequest {
        message_id: id("w"),
        name: NameText::new("room"),
        world_type: FindWorldType::F_IND_ALL_WORLDS,
        ..Default::default()
    };
    assert_eq!(ask::<lobby::FindWorldByNameResponse>(&mut harness, stranger, &search).status_code, Status::NO_RESULT);
    assert_eq!(create(&mut harness, stranger, "room", "", 9).status_code, Status::SUCCESS);
    assert_eq!(create(&mut harness, two, "room", "", 9).status_code, Status::CHANNEL_NAME_EXISTS);
}

/// ST-50, ST-51, MLS-75, MLS-85, MLS-86, MLS-88, MLS-89, MLS-93: the same for games.
#[test]
fn games_belong_to_a_group() {
    let mut harness = bench_with(&config());
    let [one, two, stranger, _] = everybody(&mut harness);
    let arena = game(&mut harness, one, "arena");
    play(&mut harness, one, 1, arena);
    harness.send(one, &app(&report(arena, "arena", WorldStatus::STAGING)));
    for (conn, status) in [(two, Status::SUCCESS), (stranger, Status::GAME_NOT_FOUND)] {
        assert_eq!(info(&mut harness, conn, arena).status_code, status);
        let request =
            lobby_ext::GameInfoRequest { message_id: id("i"), medius_world_id: arena.0, ..Default::default() };
        assert_eq!(ask::<lobby_ext::GameInfoResponse>(&mut harness, conn, &request).status_code, status);
        let request =
            lobby::GameWorldPlayerListRequest { message_id: id("p"), medius_world_id: arena.0, ..Default::default() };
        assert_eq!(ask::<lobby::GameWorldPlayerListResponse>(&mut harness, conn, &request).status_code, status);
        let request =
            lobby::GetWorldSecurityLevelRequest { message_id: id("s"), medius_world_id: arena.0, ..Default::default() };
        assert_eq!(ask::<lobby::GetWorldSecurityLevelResponse>(&mut harness, conn, &request).status_code, status);
    }
    for (application_id, total) in [(10683, 1), (11184, 0)] {
        let request = lobby::GetTotalGamesRequest { message_id: id("t"), application_id, ..Default::default() };
        let told = lobby::GetTotalGamesResponse { message_id: id("t"), total, ..Default::default() };
        assert_eq!(ask::<lobby::GetTotalGamesResponse>(&mut harness, two, &request), told);
    }
    for wanted in [joining(arena), joining(clank_core::ids::GameId(-1))] {
        assert_eq!(sit(&mut harness, stranger, &wanted).status_code, Status::GAME_NOT_FOUND);
    }
    // The name is taken in its own group alone.
    game(&mut harness, stranger, "arena");
    assert_eq!(sit(&mut harness, two, &joining(arena)).status_code, Status::SUCCESS);
}

/// ST-50, ST-51, MLS-120, MLS-122: a clan is found in its own group, by name and by id, and its name is taken
/// there alone.
#[test]
fn clans_belong_to_a_group() {
    let mut harness = mls();
    let [one, two, stranger, _] = everybody(&mut harness);
    let clan_id = found(&mut harness, one, "Rangers").clan_id;
    assert_eq!(found(&mut harness, two, "rangers").status_code, Status::CLAN_NAME_IN_USE);
    let by_name =
        lobby::GetClanByNameRequest { message_id: id("n"), clan_name: NameText::new("RANGERS"), ..Default::default() };
    let by_id = lobby::GetClanByIDRequest { message_id: id("g"), clan_id, ..Default::default() };
    for (conn, status) in [(two, Status::SUCCESS), (stranger, Status::CLAN_NOT_FOUND)] {
        assert_eq!(ask::<lobby::GetClanByNameResponse>(&mut harness, conn, &by_name).status_code, status);
        assert_eq!(ask::<lobby::GetClanByIDResponse>(&mut harness, conn, &by_id).status_code, status);
    }
    assert_eq!(found(&mut harness, stranger, "Rangers").status_code, Status::SUCCESS);
}

/// ST-51, MLS-102, MLS-124, MLS-130, MLS-133: of a clan of another group, and of an account there, no members, numbers
/// or challenges are told; neither is invited or challenged.
#[test]
fn nothing_is_told_of_other_groups() {
    let mut harness = mls();
    let [one, two, stranger, _] = everybody(&mut harness);
    let [own, of_two, other] =
        [(one, "own"), (two, "two"), (stranger, "other")].map(|(conn, name)| found(&mut harness, conn, name).clan_id);
    let challenge =
        |clan_id| lobby::RequestClanTeamChallengeRequest { message_id: id("c"), clan_id, ..Default::default() };
    for (clan_id, status_code) in [(of_two, Status::SUCCESS), (other, Status::DB_ERROR)] {
        let told = lobby::RequestClanTeamChallengeResponse { message_id: id("c"), status_code, ..Default::default() };
        assert_eq!(ask::<lobby::RequestClanTeamChallengeResponse>(&mut harness, one, &challenge(clan_id)), told);
    }
    for (player_account_id, status_code) in [(2, Status::SUCCESS), (3, Status::FAIL)] {
        let invite = lobby::InvitePlayerToClanRequest { message_id: id("i"), player_account_id, ..Default::default() };
        let told = lobby::InvitePlayerToClanResponse { message_id: id("i"), status_code, ..Default::default() };
        assert_eq!(ask::<lobby::InvitePlayerToClanResponse>(&mut harness, one, &invite), told);
    }
    let members = lobby::GetClanMemberListRequest { message_id: id("m"), clan_id: own, ..Default::default() };
    let extra = lobby::GetClanMemberListExtraInfoRequest { message_id: id("m"), clan_id: own, ..Default::default() };
    let history = lobby::GetClanTeamChallengeHistoryRequest {
        message_id: id("h"),
        clan_id: own,
        this_clan_is_challenger: 1,
        start: 1,
        page_size: 9,
        ..Default::default()
    };
    let wide = |who, ladder_type| lobby_ext::GetLadderStatsWideRequest {
        message_id: id("w"),
        account_id_or_clan_id: who,
        ladder_type,
        ..Default::default()
    };
    let short = lobby::GetLadderStatsRequest { message_id: id("s"), account_id_or_clan_id: 1, ..Default::default() };
    let told = |harness: &mut Harness<Mls>, conn| {
        [
            ask::<lobby::GetClanMemberListResponse>(harness, conn, &members).status_code,
            ask::<lobby::GetClanMemberListExtraInfoResponse>(harness, conn, &extra).status_code,
            ask::<lobby::GetClanTeamChallengeHistoryResponse>(harness, conn, &history).status_code,
            ask::<lobby_ext::GetLadderStatsWideResponse>(harness, conn, &wide(1, LadderType::PLAYER)).status_code,
            ask::<lobby_ext::GetLadderStatsWideResponse>(harness, conn, &wide(own, LadderType::CLAN)).status_code,
            ask::<lobby::GetLadderStatsResponse>(harness, conn, &short).status_code,
        ]
    };
    assert_eq!(told(&mut harness, two), [Status::SUCCESS; 6]);
    let nothing = [
        Status::CLAN_NOT_FOUND,
        Status::CLAN_NOT_FOUND,
        Status::NO_RESULT,
        Status::NO_RESULT,
        Status::DB_ERROR,
        Status::DB_ERROR,
    ];
    assert_eq!(told(&mut harness, stranger), nothing);
}
