//! The rules of the MLS as far as it goes: sessions and entry.

use core::time::Duration;

use crate::chat::say;
use crate::common::players::{admit, ask, ask_in_vain, enter, enter_as, keys, mls, online, put_account, with_rubbish};
use crate::common::{Harness, app, clear, handshake, id, message_keys, nowhere};
use clank_core::ids::{AccountId, AppId, Component, ConnId, TitleGroup};
use clank_core::machine::{Event, Input};
use clank_core::mls::Mls;
use clank_core::peer::{PeerMessage, Ticket};
use clank_core::secret::Secret;
use clank_core::store::{AccountRow, BanKind};
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{
    AccessKey, AddressText, Bytes, CallbackStatus as Status, ChatMessageType, ChatText, ConnectionType, DnasCategory,
    GenericChatFilter, NameText, PlainText, PlayerStatus, RtId, SessionKeyText, TokenActionType, TokenCategoryType,
    UserAction, lobby, lobby_ext,
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

/// MLS-3, MLS-4, GEN-19: the first word of a console is not answered, nor is a message that is cut short; neither costs
/// it anything.
#[test]
fn words_without_an_answer() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    for user_action in (0..4).map(UserAction) {
        let session_key = keys(1).0;
        harness.send(conn, &app(&lobby::UpdateUserState { session_key, user_action, ..Default::default() }));
    }
    harness.send(conn, &clear(rt::ClientAppToServer::ID, &[1, 0x3d]));
    assert!(harness.ids(conn).is_empty() && !harness.is_closed(conn));
    assert_eq!((online(&harness), harness.faults()), (1, vec!["GEN-19"]));
}

/// MLS-5, MLS-6, MAS-38, GEN-16, ST-24: only one's own key logs one out, and once more is as good; the session may be
/// ended then, and nobody is told more.
#[test]
fn players_log_out() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let logout = |session_key| lobby::AccountLogoutRequest { message_id: id("o"), session_key };
    let told = |status_code| lobby::AccountLogoutResponse { message_id: id("o"), status_code, ..Default::default() };
    let foreign: lobby::AccountLogoutResponse = ask(&mut harness, conn, &logout(keys(2).0));
    assert_eq!((foreign, online(&harness)), (told(Status::FAIL), 1));
    let own: lobby::AccountLogoutResponse = ask(&mut harness, conn, &logout(with_rubbish(keys(1).0)));
    assert_eq!((own, online(&harness)), (told(Status::SUCCESS), 0));
    for key in [keys(1).0, keys(2).0] {
        let again: lobby::AccountLogoutResponse = ask(&mut harness, conn, &logout(key));
        assert_eq!((again, online(&harness), harness.faults().len()), (told(Status::SUCCESS), 0, 0));
    }
    let row = harness.tables().online[&AccountId(1)].clone();
    assert_eq!((row.logged_in, row.channel_id, row.game_id), (false, None, None));
    assert!(harness.ids(conn).is_empty() && !harness.is_closed(conn));
    let ended = lobby::SessionEndResponse { message_id: id("e"), ..Default::default() };
    let end = lobby::SessionEndRequest { message_id: id("e"), session_key: keys(1).0 };
    assert_eq!(ask::<lobby::SessionEndResponse>(&mut harness, conn, &end), ended, "as consoles say goodbye");
    for number in [2, 3] {
        let conn = enter(&mut harness, number, "clank");
        let end = lobby::SessionEndRequest { message_id: id("e"), session_key: keys(number).0 };
        assert_eq!(ask::<lobby::SessionEndResponse>(&mut harness, conn, &end), ended);
        assert_eq!(online(&harness), 0);
    }
}

/// MLS-8: the version that a title expects, without a status.
#[test]
fn versions_are_the_titles_own() {
    for (app_id, version) in [
        (10684, "Medius Lobby Server Version 3.05.201109161400"),
        (10274, "Medius Lobby Server Version 1.40.PRE8"),
        (10031, "Medius Lobby Server Version 1.41.0036"),
        (10010, "Medius Lobby Server Version 1.41.0000"),
    ] {
        let mut harness = mls();
        let conn = enter_as(&mut harness, 1, AppId(app_id), "ratchet");
        let request = lobby::VersionServerRequest { message_id: id("v"), ..Default::default() };
        let told = lobby::VersionServerResponse { message_id: id("v"), version_server: PlainText::new(version) };
        assert_eq!(ask::<lobby::VersionServerResponse>(&mut harness, conn, &request), told);
    }
}

/// MLS-180: the time is UTC's, as it goes on.
#[test]
fn the_time_is_told() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    for gmt_time in [1_099_353_600, 1_099_353_630] {
        let request = lobby_ext::GetServerTimeRequest { message_id: id("t") };
        let told = lobby_ext::GetServerTimeResponse { message_id: id("t"), gmt_time, ..Default::default() };
        assert_eq!(ask::<lobby_ext::GetServerTimeResponse>(&mut harness, conn, &request), told);
        harness.pass(Duration::from_secs(30));
    }
}

/// MLS-150, MLS-170, MLS-178: what is only acknowledged, what is told back as it came, and the far end's address.
#[test]
fn small_requests() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let toggle = lobby::ChatToggleRequest { message_id: id("a"), ..Default::default() };
    let told = lobby::ChatToggleResponse { message_id: id("a"), ..Default::default() };
    assert_eq!(ask::<lobby::ChatToggleResponse>(&mut harness, conn, &toggle), told);
    let history = lobby_ext::SetAutoChatHistoryRequest { message_id: id("b"), ..Default::default() };
    let told = lobby_ext::SetAutoChatHistoryResponse { message_id: id("b"), ..Default::default() };
    assert_eq!(ask::<lobby_ext::SetAutoChatHistoryResponse>(&mut harness, conn, &history), told);
    let chat_filter =
        GenericChatFilter { generic_chat_filter_bitfield: Bytes::new(core::array::from_fn(|at| at.to_le_bytes()[0])) };
    let filter = lobby_ext::GenericChatSetFilterRequest {
        message_id: id("c"),
        generic_chat_filter: chat_filter.clone(),
        ..Default::default()
    };
    let told = lobby_ext::GenericChatSetFilterResponse { message_id: id("c"), chat_filter, ..Default::default() };
    assert_eq!(ask::<lobby_ext::GenericChatSetFilterResponse>(&mut harness, conn, &filter), told);
    let told = lobby::SetLocalizationParamsResponse { message_id: id("d"), ..Default::default() };
    let localize = lobby::SetLocalizationParamsRequest { message_id: id("d"), ..Default::default() };
    assert_eq!(ask::<lobby::SetLocalizationParamsResponse>(&mut harness, conn, &localize), told);
    let localize = lobby_ext::SetLocalizationParamsRequest1 { message_id: id("d"), ..Default::default() };
    assert_eq!(ask::<lobby::SetLocalizationParamsResponse>(&mut harness, conn, &localize), told);
    let localize = lobby_ext::SetLocalizationParamsRequest2 { message_id: id("d"), ..Default::default() };
    assert_eq!(ask::<lobby::SetLocalizationParamsResponse>(&mut harness, conn, &localize), told);
    let where_am_i = lobby::GetMyIPRequest::default();
    let told = lobby::GetMyIPResponse { ip: AddressText::new("192.168.1.1"), ..Default::default() };
    assert_eq!(ask::<lobby::GetMyIPResponse>(&mut harness, conn, &where_am_i), told);
}

/// MLS-7, MAS-11, MLS-86: a console's signature is never answered; from then on a ban of the console counts, and the
/// signature of a disc does not.
#[test]
fn consoles_sign() {
    let mut harness = crate::hosting::harness();
    let conn = enter(&mut harness, 1, "ratchet");
    let arena = crate::common::games::game(&mut harness, conn, "arena");
    let post = |harness: &mut Harness<_>, kind, byte| {
        let post = lobby_ext::DnasSignaturePost {
            dnas_signature_type: DnasCategory(kind),
            dnas_signature_length: 3,
            dnas_signature: Bytes::new([byte; 32]),
            ..Default::default()
        };
        harness.send(conn, &app(&post));
        assert!(harness.ids(conn).is_empty());
        crate::common::games::sit(harness, conn, &crate::common::games::joining(arena)).status_code
    };
    harness.tables().put_ban(BanKind::Machine, "ababab");
    for kind in [1, 2] {
        assert_eq!(post(&mut harness, kind, 0xab), Status::SUCCESS);
    }
    assert_eq!(post(&mut harness, 0, 0xac), Status::SUCCESS);
    assert_eq!(post(&mut harness, 0, 0xab), Status::FAIL);
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
    let (message_id, status_code) = (id("a"), Status::FEATURE_NOT_ENABLED);
    let told = lobby::BanPlayerResponse { message_id, status_code, ..Default::default() };
    assert_eq!(ask::<lobby::BanPlayerResponse>(&mut harness, conn, &ban), told);
    let debug = lobby_ext::PostDebugInfoRequest { message_id: id("b"), message: ChatText::new("it hangs") };
    let told = lobby_ext::PostDebugInfoResponse { message_id: id("b"), status_code, ..Default::default() };
    assert_eq!(ask::<lobby_ext::PostDebugInfoResponse>(&mut harness, conn, &debug), told);
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

/// What needs a session and no login, asked one after the other: which messages come back, and how long they are.
fn asks_without_a_login(harness: &mut Harness<Mls>, conn: ConnId) -> Vec<(Vec<u8>, usize)> {
    harness.send(conn, &app(&lobby::VersionServerRequest { message_id: id("v"), ..Default::default() }));
    harness.send(conn, &app(&lobby_ext::GetServerTimeRequest { message_id: id("t") }));
    harness.send(conn, &app(&lobby::GetPolicyRequest { message_id: id("p"), ..Default::default() }));
    harness.send(conn, &app(&lobby::AccountGetIDRequest { message_id: id("i"), ..Default::default() }));
    harness.send(conn, &app(&lobby::PickLocationRequest { message_id: id("l"), ..Default::default() }));
    harness.send(conn, &app(&lobby::SetLocalizationParamsRequest { message_id: id("s"), ..Default::default() }));
    harness.frames(conn).into_iter().map(|(_, body)| (body[..3].to_vec(), body.len())).collect()
}

/// GEN-13, GEN-14, MLS-5, MLS-6, MLS-8, MAS-38: whoever logged out has his session still: what needs no more is
/// answered as before, what needs a login fails, and what has no such answer has none. He may log out again.
#[test]
fn after_the_logout_the_session_remains() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let other = enter(&mut harness, 2, "clank");
    let before = asks_without_a_login(&mut harness, conn);
    assert_eq!(before.len(), 6, "{before:02x?}");
    let logout = lobby::AccountLogoutRequest { message_id: id("o"), session_key: keys(1).0 };
    let told = lobby::AccountLogoutResponse { message_id: id("o"), ..Default::default() };
    for _ in 0..2 {
        assert_eq!(ask::<lobby::AccountLogoutResponse>(&mut harness, conn, &logout), told);
        assert_eq!(asks_without_a_login(&mut harness, conn), before);
    }
    let join = lobby::JoinChannelRequest { message_id: id("j"), medius_world_id: 1, ..Default::default() };
    let (message_id, connect_info) = (id("j"), nowhere());
    let told = lobby::JoinChannelResponse { message_id, status_code: Status::FAIL, connect_info, ..Default::default() };
    assert_eq!(ask::<lobby::JoinChannelResponse>(&mut harness, conn, &join), told);
    let names = lobby::GetLobbyPlayerNamesRequest { message_id: id("n"), medius_world_id: 1, ..Default::default() };
    let (status_code, end_of_list) = (Status::NO_RESULT, 1);
    let told =
        lobby::GetLobbyPlayerNamesResponse { message_id: id("n"), status_code, end_of_list, ..Default::default() };
    assert_eq!(ask::<lobby::GetLobbyPlayerNamesResponse>(&mut harness, conn, &names), told);
    let where_am_i = lobby::GetMyIPRequest { message_id: id("m"), ..Default::default() };
    let told = lobby::GetMyIPResponse { message_id: id("m"), status_code, ..Default::default() };
    assert_eq!(ask::<lobby::GetMyIPResponse>(&mut harness, conn, &where_am_i), told);
    let debug = lobby_ext::PostDebugInfoRequest { message_id: id("d"), message: ChatText::new("it hangs") };
    let told =
        lobby_ext::PostDebugInfoResponse { message_id: id("d"), status_code: Status::FAIL, ..Default::default() };
    assert_eq!(ask::<lobby_ext::PostDebugInfoResponse>(&mut harness, conn, &debug), told);
    harness.send(conn, &say(ChatMessageType::BROADCAST, -1, "hello?"));
    assert!(harness.ids(conn).is_empty() && harness.ids(other).is_empty());
    assert_eq!((harness.faults(), online(&harness)), (vec!["GEN-14"; 5], 1));
    let ended = lobby::SessionEndResponse { message_id: id("e"), ..Default::default() };
    let end = lobby::SessionEndRequest { message_id: id("e"), session_key: keys(1).0 };
    assert_eq!(ask::<lobby::SessionEndResponse>(&mut harness, conn, &end), ended);
}

/// GEN-13, GEN-14, MLS-5, MLS-8: after the end of the session nothing is answered, and nothing breaks; so it is where
/// the session ended without the player's doing.
#[test]
fn after_the_end_of_the_session_nothing_is_answered() {
    for withdrawn in [false, true] {
        let mut harness = mls();
        let conn = enter(&mut harness, 1, "ratchet");
        let other = enter(&mut harness, 2, "clank");
        let end = app(&lobby::SessionEndRequest { message_id: id("e"), ..Default::default() });
        if withdrawn {
            let message = PeerMessage::Withdraw { ticket: Ticket([1; 16]) };
            harness.input(Input::Peer { from: Component::Mas, message });
        } else {
            harness.send(conn, &end);
        }
        harness.frames(conn);
        assert_eq!(asks_without_a_login(&mut harness, conn), []);
        let logout = lobby::AccountLogoutRequest { message_id: id("o"), session_key: keys(1).0 };
        harness.send(conn, &app(&logout));
        harness.send(conn, &say(ChatMessageType::BROADCAST, -1, "hello?"));
        harness.send(conn, &app(&lobby::JoinChannelRequest { medius_world_id: 1, ..Default::default() }));
        harness.send(conn, &app(&lobby_ext::PostDebugInfoRequest { message_id: id("d"), ..Default::default() }));
        harness.send(conn, &end);
        assert!(harness.ids(conn).is_empty() && harness.ids(other).is_empty());
        if !withdrawn {
            assert_eq!(harness.faults(), ["GEN-14"; 11]);
        }
        assert_eq!(asks_without_a_login(&mut harness, other).len(), 6);
    }
}

/// GEN-11, GEN-31, MLS-20, MLS-22, MLS-174: answers of the store come in the order of the requests, one packet each
/// where there is nothing to tell.
#[test]
fn texts_come_in_the_order_of_the_requests() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let mut store = harness.store.take().expect("a store");
    harness.send(conn, &app(&lobby::GetPolicyRequest { message_id: id("p"), ..Default::default() }));
    harness.send(conn, &app(&lobby::GetAllAnnouncementsRequest { message_id: id("a"), ..Default::default() }));
    harness.send(conn, &app(&lobby::GetLocationsRequest { message_id: id("l"), ..Default::default() }));
    harness.asked.reverse();
    harness.serve(&mut store);
    assert_eq!(harness.message_keys(conn), message_keys([(1, 0x48), (1, 0x4d), (1, 0x8d)]));
}

/// MLS-30, MLS-31, DM-8: accounts are found and their statistics kept; a store that fails, or does not answer,
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
    put_account(harness.tables(), AccountId(2), AppId(10684), "clank");
    let get_id = |name: &str| lobby::AccountGetIDRequest {
        message_id: id("g"),
        account_name: NameText::new(name),
        ..Default::default()
    };
    let told = |account_id, status_code| lobby::AccountGetIDResponse {
        message_id: id("g"),
        account_id,
        status_code,
        ..Default::default()
    };
    for (name, status, account_id) in [("RATCHET", Status::SUCCESS, 1), ("nobody", Status::ACCOUNT_NOT_FOUND, -1)] {
        assert_eq!(ask::<lobby::AccountGetIDResponse>(&mut harness, conn, &get_id(name)), told(account_id, status));
    }
    let failed: lobby::AccountGetIDResponse = ask_in_vain(&mut harness, conn, &get_id("ratchet"));
    assert_eq!(failed, told(-1, Status::DB_ERROR));
    let stats =
        lobby::AccountUpdateStatsRequest { message_id: id("s"), stats: Bytes::new([7; 256]), ..Default::default() };
    let saved =
        |status_code| lobby::AccountUpdateStatsResponse { message_id: id("s"), status_code, ..Default::default() };
    let told: lobby::AccountUpdateStatsResponse = ask(&mut harness, conn, &stats);
    assert_eq!(told, saved(Status::SUCCESS));
    assert_eq!(harness.tables().accounts[&AccountId(1)].stats, [7; 256]);
    assert_eq!(harness.tables().accounts[&AccountId(2)].stats, [2; 256], "another's stay");
    // Nobody answers: after T-STORE the console hears of it, and a later answer changes nothing.
    let mut store = harness.store.take().expect("a store");
    harness.send(conn, &app(&stats));
    harness.pass(Duration::from_millis(2_900));
    assert!(harness.ids(conn).is_empty());
    harness.pass(Duration::from_millis(200));
    assert_eq!(harness.answer::<lobby::AccountUpdateStatsResponse>(conn), saved(Status::DB_ERROR));
    harness.serve(&mut store);
    assert!(harness.ids(conn).is_empty());
}

/// MLS-32: what others see of an account, online or in a game or not at all; account -1 is a success without content
/// (but title and connection, as a console was recorded to take it), an unknown one no result.
#[test]
fn accounts_are_looked_at() {
    type Told = lobby::PlayerInfoResponse;
    let mut harness = crate::hosting::harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    put_account(harness.tables(), AccountId(3), AppId(10684), "al");
    let arena = crate::common::games::game(&mut harness, two, "arena");
    crate::common::games::play(&mut harness, two, 2, arena);
    let request = |account_id| lobby::PlayerInfoRequest { message_id: id("i"), account_id, ..Default::default() };
    let told = |name: &str, player_status, stats| Told {
        message_id: id("i"),
        account_name: NameText::new(name),
        application_id: 10684,
        player_status,
        connection_class: ConnectionType::ETHERNET,
        stats: Bytes::new([stats; 256]),
        ..Default::default()
    };
    for (account, expected) in [
        (1, told("ratchet", PlayerStatus::PLAYER_IN_CHAT_WORLD, 1)),
        (2, told("clank", PlayerStatus::PLAYER_IN_GAME_WORLD, 2)),
        (3, told("al", PlayerStatus::PLAYER_DISCONNECTED, 3)),
        (-1, told("", PlayerStatus::PLAYER_DISCONNECTED, 0)),
        (4711, Told { message_id: id("i"), status_code: Status::NO_RESULT, ..Default::default() }),
    ] {
        assert_eq!(ask::<Told>(&mut harness, one, &request(account)), expected, "{account}");
    }
    let failed = Told { message_id: id("i"), status_code: Status::DB_ERROR, ..Default::default() };
    assert_eq!(ask_in_vain::<Told>(&mut harness, one, &request(1)), failed);
}

/// MLS-42, GEN-4: a client of 1.10 gets in, and is answered in its own dialect.
#[test]
fn a_client_of_1_10_gets_in() {
    let mut harness = mls();
    let conn = crate::common::players::enter_110(&mut harness, 1, AppId(11184), "ratchet");
    let request = lobby::GetBuddyListExtraInfoRequest { message_id: id("b") };
    crate::common::players::say_in(&mut harness, conn, &request);
    let nothing = lobby::GetBuddyListExtraInfoResponse {
        message_id: id("b"),
        status_code: Status::NO_RESULT,
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(harness.answer::<lobby::GetBuddyListExtraInfoResponse>(conn), nothing);
}
