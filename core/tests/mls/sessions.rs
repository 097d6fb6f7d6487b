//! The rules of the MLS as far as it goes: sessions and entry.

use core::time::Duration;

use crate::chat::say;
use crate::common::players::{admit, ask, enter, keys, mls, online};
use crate::common::{app, clear, handshake, id, message_keys};
use clank_core::ids::{AccountId, AppId, Component, TitleGroup};
use clank_core::machine::{Event, Input};
use clank_core::peer::{PeerMessage, Ticket};
use clank_core::secret::Secret;
use clank_core::store::{AccountRow, Policy, PolicyRow};
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{
    AccessKey, ApplicationType, Bytes, CallbackStatus as Status, ChatMessageType, ChatText, NameText, PlayerSearchType,
    PlayerStatus, PolicyType, RtId, SessionKeyText, TokenActionType, TokenCategoryType, lobby, lobby_ext,
};

/// MLS-1, PC-5: by access key, else by session key; a stranger is closed without a word.
#[test]
fn players_are_known_by_their_keys() {
    let mut harness = mls();
    assert!(matches!(admit(&mut harness, 1, AccountId(1)), PeerMessage::Admitted { .. }));
    assert!(matches!(admit(&mut harness, 2, AccountId(2)), PeerMessage::Admitted { .. }));
    for (index, keys, known) in [
        (1, keys(1), true),
        (2, (keys(2).0, AccessKey::new("stale")), true),
        (3, (SessionKeyText::new("x"), AccessKey::new("y")), false),
        (4, Default::default(), false),
    ] {
        let conn = harness.open(index);
        harness.send(conn, &handshake(Some(keys)));
        let ids = harness.ids(conn);
        assert_eq!(
            (ids.ends_with(&[RtId(0x07), RtId(0x1a)]), harness.is_closed(conn)),
            (known, !known),
            "{index}: {ids:02x?}"
        );
    }
    assert_eq!(harness.faults(), ["MLS-1", "MLS-1"]);
}

/// ST-27: one login per account; the same message twice is one login.
#[test]
fn an_account_is_online_once() {
    let mut harness = mls();
    assert!(matches!(admit(&mut harness, 1, AccountId(7)), PeerMessage::Admitted { .. }));
    assert!(matches!(admit(&mut harness, 1, AccountId(7)), PeerMessage::Admitted { .. }));
    match admit(&mut harness, 2, AccountId(7)) {
        PeerMessage::Refused { status, .. } => assert_eq!(status, Status::ACCOUNT_LOGGED_IN.0),
        other => panic!("{other:?}"),
    }
    // The MAS takes the first back: the second may come.
    harness.input(Input::Peer { from: Component::Mas, message: PeerMessage::Withdraw { ticket: Ticket([1; 16]) } });
    assert!(matches!(admit(&mut harness, 2, AccountId(7)), PeerMessage::Admitted { .. }));
}

/// ST-20, ST-23: a player who does not come, or does not come back, is gone after the window.
#[test]
fn windows_close() {
    let mut harness = mls();
    admit(&mut harness, 1, AccountId(7));
    harness.pass(Duration::from_millis(10_900));
    let conn = harness.open(1);
    harness.send(conn, &handshake(Some(keys(1))));
    assert_eq!(online(&harness), 1);
    harness.pass(Duration::from_secs(20));
    harness.gone(conn);
    harness.pass(Duration::from_millis(7_900));
    assert_eq!(online(&harness), 1);
    harness.pass(Duration::from_millis(200));
    assert_eq!(online(&harness), 0);
    // Never came at all.
    admit(&mut harness, 2, AccountId(8));
    harness.pass(Duration::from_secs(12));
    assert!(matches!(admit(&mut harness, 3, AccountId(8)), PeerMessage::Admitted { .. }));
}

/// ST-20: a player who comes by a second connection keeps his session; the first dies silently.
#[test]
fn a_second_connection_takes_over() {
    let mut harness = mls();
    admit(&mut harness, 1, AccountId(7));
    let (first, second) = (harness.open(1), harness.open(2));
    harness.send(first, &handshake(Some(keys(1))));
    harness.frames(first);
    harness.send(second, &handshake(Some(keys(1))));
    assert!(harness.is_closed(first) && !harness.is_closed(second));
    harness.gone(first);
    harness.pass(Duration::from_secs(20));
    assert_eq!(harness.events.iter().filter(|event| matches!(event, Event::LoggedOut { .. })).count(), 0);
}

/// MLS-4, MLS-5, MLS-6, MLS-8, MLS-180, GEN-19: what is answered so far, and what is not.
#[test]
fn first_requests() {
    let mut harness = mls();
    admit(&mut harness, 1, AccountId(7));
    let conn = harness.open(1);
    harness.send(conn, &handshake(Some(keys(1))));
    harness.frames(conn);
    let session_key = keys(1).0;
    harness.send(conn, &app(&lobby::UpdateUserState { session_key, ..Default::default() }));
    harness.send(conn, &clear(rt::ClientAppToServer::ID, &[1, 0x3d]));
    assert!(harness.ids(conn).is_empty());
    harness.send(conn, &app(&lobby::VersionServerRequest { message_id: id("v"), ..Default::default() }));
    assert!(harness.answer::<lobby::VersionServerResponse>(conn).version_server.to_text().starts_with("Medius Lobby"));
    harness.send(conn, &app(&lobby_ext::GetServerTimeRequest { message_id: id("t") }));
    assert_eq!(harness.answer::<lobby_ext::GetServerTimeResponse>(conn).gmt_time, 1_099_353_600);
    harness.send(conn, &app(&lobby::AccountLogoutRequest { session_key, ..Default::default() }));
    assert_eq!(harness.answer::<lobby::AccountLogoutResponse>(conn).status_code, Status::SUCCESS);
    assert_eq!(online(&harness), 0);
    harness.send(conn, &app(&lobby::SessionEndRequest { session_key, ..Default::default() }));
    assert_eq!(harness.answer::<lobby::SessionEndResponse>(conn).status_code, Status::SUCCESS);
}

/// MLS-33, MLS-34: players are found by id and by name, in any case, while they are online.
#[test]
fn players_are_found() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    enter(&mut harness, 2, "Clank");
    let mut find = |search_type, account, name: &str| {
        let request = lobby::FindPlayerRequest {
            message_id: id("f"),
            search_type,
            id: account,
            name: NameText::new(name),
            ..Default::default()
        };
        harness.send(conn, &app(&request));
        harness.answer::<lobby::FindPlayerResponse>(conn)
    };
    for found in [find(PlayerSearchType::ID, 2, "rubbish"), find(PlayerSearchType::NAME, 0, "cLANK")] {
        assert_eq!((found.status_code, found.account_id, found.end_of_list), (Status::SUCCESS, 2, 1));
        assert_eq!((found.account_name.text(), found.medius_world_id), (&b"Clank"[..], 1));
        assert_eq!(found.application_type, ApplicationType::LOBBY_CHAT_CHANNEL);
    }
    let missed = find(PlayerSearchType::NAME, 0, "nefarious");
    assert_eq!((missed.status_code, missed.medius_world_id, missed.end_of_list), (Status::NO_RESULT, -1, 1));
    assert_eq!(missed.application_name.text(), b"NONE");
    harness.send(
        conn,
        &app(&lobby::GetTotalUsersRequest { message_id: id("t"), application_id: 10684, ..Default::default() }),
    );
    let total = harness.answer::<lobby::GetTotalUsersResponse>(conn);
    assert_eq!((total.status_code, total.total_in_system, total.total_in_game), (Status::SUCCESS, 2, 0));
}

/// MLS-7, MLS-150, MLS-170, MLS-178
#[test]
fn small_requests() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    harness.send(conn, &app(&lobby_ext::DnasSignaturePost::default()));
    assert!(harness.ids(conn).is_empty());
    harness.send(conn, &app(&lobby::ChatToggleRequest { message_id: id("a"), ..Default::default() }));
    assert_eq!(harness.answer::<lobby::ChatToggleResponse>(conn).status_code, Status::SUCCESS);
    harness.send(conn, &app(&lobby_ext::SetAutoChatHistoryRequest { message_id: id("b"), ..Default::default() }));
    assert_eq!(harness.answer::<lobby_ext::SetAutoChatHistoryResponse>(conn).status_code, Status::SUCCESS);
    let mut filter = lobby_ext::GenericChatSetFilterRequest { message_id: id("c"), ..Default::default() };
    filter.generic_chat_filter.generic_chat_filter_bitfield = Bytes::new([0xff; 16]);
    harness.send(conn, &app(&filter));
    let echo = harness.answer::<lobby_ext::GenericChatSetFilterResponse>(conn);
    assert_eq!(echo.chat_filter.generic_chat_filter_bitfield.0, [0xff; 16]);
    harness.send(conn, &app(&lobby::SetLocalizationParamsRequest { message_id: id("d"), ..Default::default() }));
    assert_eq!(harness.answer::<lobby::SetLocalizationParamsResponse>(conn).status_code, Status::SUCCESS);
    harness.send(conn, &app(&lobby::GetMyIPRequest { message_id: id("e"), ..Default::default() }));
    assert_eq!(harness.answer::<lobby::GetMyIPResponse>(conn).ip.text(), b"192.168.1.1");
}

/// MLS-171: a token is answered with a status under the request's own class and id, 30 bytes, for every action.
#[test]
fn tokens_are_taken() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    for action in 0..4 {
        let request = lobby_ext::TokenRequest {
            message_id: id("t"),
            token_action: TokenActionType(action),
            token_category: TokenCategoryType(action),
            entity_id: 4711,
            token: Bytes::new([9; 8]),
            ..Default::default()
        };
        harness.send(conn, &app(&request));
        let frames = harness.frames(conn);
        let status = [&[4, 0x28, b't'][..], &[0; 20 + 3 + 4]].concat();
        assert_eq!(frames, [(rt::ServerApp::ID, status)], "Success is zero");
    }
}

/// MLS-94, MLS-181: what no server of theirs does is not enabled, wherever there is an id to say it under; a
/// vote has no answer at all.
#[test]
fn features_that_are_not_enabled() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let two = enter(&mut harness, 2, "clank");
    let before = harness.tables().clone();
    let ban = lobby::BanPlayerRequest { message_id: id("a"), ban_account_id: 2, ban_minutes: 9, ..Default::default() };
    let told: lobby::BanPlayerResponse = ask(&mut harness, conn, &ban);
    assert_eq!((told.status_code, told.message_id), (Status::FEATURE_NOT_ENABLED, id("a")));
    let debug = lobby_ext::PostDebugInfoRequest { message_id: id("b"), message: ChatText::new("it hangs") };
    let told: lobby_ext::PostDebugInfoResponse = ask(&mut harness, conn, &debug);
    assert_eq!((told.status_code, told.message_id), (Status::FEATURE_NOT_ENABLED, id("b")));
    let add = lobby::UtilAddLobbyWorldRequest {
        message_id: id("c"),
        lobby_name: NameText::new("mine"),
        ..Default::default()
    };
    let told: lobby::UtilAddLobbyWorldResponse = ask(&mut harness, conn, &add);
    assert_eq!((told.status_code, told.message_id), (Status::FEATURE_NOT_ENABLED, id("c")));
    // Of these nobody knows more than that a MessageID comes first.
    for (class, request) in [(1, 0xF7), (1, 0xF9), (1, 0xFB), (4, 0x3B)] {
        harness.send(conn, &clear(rt::ClientAppToServer::ID, &[&[class, request, b'd'][..], &[0; 60]].concat()));
        let frames = harness.frames(conn);
        let [(_, body)] = &frames[..] else { panic!("one answer") };
        assert_eq!((&body[..3], body.len()), (&[class, request + 1, b'd'][..], 30));
        assert_eq!(body[26..], Status::FEATURE_NOT_ENABLED.0.to_le_bytes());
        harness.send(conn, &clear(rt::ClientAppToServer::ID, &[class, request, b'd']));
        assert!(harness.ids(conn).is_empty(), "no room for a MessageID");
    }
    harness.send(conn, &app(&lobby_ext::VoteToBanPlayerRequest { medius_world_id: 1, ..Default::default() }));
    assert!(harness.ids(conn).is_empty() && harness.ids(two).is_empty());
    assert!(!harness.is_closed(conn) && !harness.is_closed(two) && *harness.tables() == before);
}

/// GEN-14: without a login nothing is answered, and nothing breaks.
#[test]
fn after_the_logout_nothing_is_answered() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    harness.send(conn, &app(&lobby::SessionEndRequest::default()));
    harness.frames(conn);
    harness.send(conn, &say(ChatMessageType::BROADCAST, -1, "hello?"));
    harness.send(conn, &app(&lobby::JoinChannelRequest { medius_world_id: 1, ..Default::default() }));
    harness.send(conn, &app(&lobby::GetLobbyPlayerNamesRequest { medius_world_id: 1, ..Default::default() }));
    assert!(harness.ids(conn).is_empty());
    assert_eq!(harness.faults(), ["GEN-14", "GEN-14", "GEN-14"]);
}

/// MLS-20, MLS-22: texts of the store in the forms of their answers; without any, one packet that
/// says so.
#[test]
fn texts_come_from_the_store() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let policy = app(&lobby::GetPolicyRequest { message_id: id("p"), ..Default::default() });
    let all =
        app(&lobby::GetAllAnnouncementsRequest { message_id: id("a"), application_id: 10684, ..Default::default() });
    let locations = app(&lobby::GetLocationsRequest { message_id: id("l"), ..Default::default() });
    for request in [&policy, &all, &locations] {
        harness.send(conn, request);
    }
    assert_eq!(
        harness.message_keys(conn),
        message_keys([(1, 0x48), (1, 0x4d), (1, 0x8d)]),
        "one packet each, in the order of the requests"
    );
    let text = Policy { title: String::new(), body: "x".repeat(300) };
    harness.tables().policies.push(PolicyRow { app_id: Some(AppId(10684)), kind: PolicyType(0), policy: text });
    harness.send(conn, &policy);
    let rows = harness.answers::<lobby::GetPolicyResponse>(conn);
    assert_eq!(
        rows.iter().map(|row| (row.policy.text().len(), row.end_of_text)).collect::<Vec<_>>(),
        [(256, 0), (44, 1)]
    );
}

/// MLS-30, MLS-31, MLS-32, DM-8: accounts are found and their statistics kept; a store that fails, or does not answer,
/// is an error of the store and nothing else.
#[test]
fn accounts_of_the_store() {
    let mut harness = mls();
    harness.tables().put_account(AccountRow {
        id: AccountId(1),
        group: TitleGroup(10683),
        name: "ratchet".into(),
        password: Secret::new(String::new()),
        stats: vec![0; 256],
        last_sign_in: None,
        machine_id: None,
        reset_password: false,
    });
    let conn = enter(&mut harness, 1, "ratchet");
    let get_id = |name: &str| {
        app(&lobby::AccountGetIDRequest {
            message_id: id("g"),
            account_name: NameText::new(name),
            ..Default::default()
        })
    };
    for (name, status, account_id) in [("RATCHET", Status::SUCCESS, 1), ("nobody", Status::ACCOUNT_NOT_FOUND, -1)] {
        harness.send(conn, &get_id(name));
        let answer = harness.answer::<lobby::AccountGetIDResponse>(conn);
        assert_eq!((answer.status_code, answer.account_id), (status, account_id));
    }
    let stats = app(&lobby::AccountUpdateStatsRequest {
        message_id: id("s"),
        stats: Bytes::new([7; 256]),
        ..Default::default()
    });
    harness.send(conn, &stats);
    assert_eq!(harness.answer::<lobby::AccountUpdateStatsResponse>(conn).status_code, Status::SUCCESS);
    assert_eq!(harness.tables().accounts[&AccountId(1)].stats, [7; 256]);
    // MLS-32: what others see of an account, online or not; nobody's is a success without content.
    for (account_id, status, name, seen) in [
        (1, Status::SUCCESS, "ratchet", PlayerStatus::PLAYER_IN_CHAT_WORLD),
        (2, Status::NO_RESULT, "", PlayerStatus::PLAYER_DISCONNECTED),
        (-1, Status::SUCCESS, "", PlayerStatus::PLAYER_DISCONNECTED),
    ] {
        harness.send(conn, &app(&lobby::PlayerInfoRequest { message_id: id("i"), account_id, ..Default::default() }));
        let info = harness.answer::<lobby::PlayerInfoResponse>(conn);
        assert_eq!((info.status_code, info.account_name.to_text().as_str(), info.player_status), (status, name, seen));
        assert_eq!(info.stats.0 == [7; 256], account_id == 1);
    }
    // Nobody answers: after T-STORE the console hears of it, and a later answer changes nothing.
    let mut store = harness.store.take().expect("a store");
    harness.send(conn, &stats);
    harness.pass(Duration::from_secs(4));
    assert_eq!(harness.answer::<lobby::AccountUpdateStatsResponse>(conn).status_code, Status::DB_ERROR);
    harness.serve(&mut store);
    assert!(harness.ids(conn).is_empty());
}

/// MLS-42, GEN-4: a client of 1.10 gets in, and is answered in its own dialect.
#[test]
fn a_client_of_1_10_gets_in() {
    let mut harness = mls();
    let conn = crate::common::players::enter_110(&mut harness, 1, AppId(11184), "ratchet");
    let request = lobby::GetBuddyListExtraInfoRequest { message_id: id("b") };
    crate::common::players::say_in(&mut harness, conn, &request);
    let answer: lobby::GetBuddyListExtraInfoResponse = harness.answer(conn);
    assert_eq!((answer.status_code, answer.end_of_list), (Status::NO_RESULT, 1));
}
