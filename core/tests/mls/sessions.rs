//! The rules of the MLS as far as it goes: sessions and entry.

use core::time::Duration;

use crate::common::players::{admit, admit_as, ask, bench_with, create, enter, join, keys, mls, online};
use crate::common::{Bench, app, clear, handshake, handshake_to, id, message_keys};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, ChannelId, Component, ConnId, TitleGroup};
use clank_core::limits::Limit;
use clank_core::machine::{Event, Input};
use clank_core::mls::Mls;
use clank_core::peer::{PeerMessage, Ticket};
use clank_core::secret::Secret;
use clank_core::settings::text_filter::TextFilter;
use clank_core::store::{AccountRow, ChannelRow, ConfiguredChannel, Policy, PolicyRow};
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{
    AccessKey, AccessLevelType, ApplicationType, BinaryMessageType, Bytes, CallbackStatus as Status, ChatMessageType,
    ChatText, LobbyFilterMaskLevelType, LobbyFilterType, NameText, NetAddressType, PlayerSearchType, PlayerStatus,
    PolicyType, RtId, SessionKeyText, TextFilterType, TokenActionType, TokenCategoryType, lobby, lobby_ext,
};

/// MLS-1, PC-5, ST-12: by access key, else by session key; a stranger is closed without a word.
#[test]
fn players_are_known_by_their_keys() {
    let mut bench = mls();
    assert!(matches!(admit(&mut bench, 1, AccountId(1)), PeerMessage::Admitted { .. }));
    assert!(matches!(admit(&mut bench, 2, AccountId(2)), PeerMessage::Admitted { .. }));
    for (index, keys, known) in [
        (1, keys(1), true),
        (2, (keys(2).0, AccessKey::new("stale")), true),
        (3, (SessionKeyText::new("x"), AccessKey::new("y")), false),
        (4, Default::default(), false),
    ] {
        let conn = bench.open(index);
        bench.send(conn, &handshake(Some(keys)));
        let ids = bench.ids(conn);
        assert_eq!(
            (ids.ends_with(&[RtId(0x07), RtId(0x1a)]), bench.is_closed(conn)),
            (known, !known),
            "{index}: {ids:02x?}"
        );
    }
    assert_eq!(bench.faults(), ["MLS-1", "MLS-1"]);
}

/// ST-27: one login per account; the same letter twice is one login.
#[test]
fn an_account_is_online_once() {
    let mut bench = mls();
    assert!(matches!(admit(&mut bench, 1, AccountId(7)), PeerMessage::Admitted { .. }));
    assert!(matches!(admit(&mut bench, 1, AccountId(7)), PeerMessage::Admitted { .. }));
    match admit(&mut bench, 2, AccountId(7)) {
        PeerMessage::Refused { status, .. } => assert_eq!(status, Status::ACCOUNT_LOGGED_IN.0),
        other => panic!("{other:?}"),
    }
    // The MAS takes the first back: the second may come.
    bench.input(Input::Peer { from: Component::Mas, message: PeerMessage::Withdraw { ticket: Ticket([1; 16]) } });
    assert!(matches!(admit(&mut bench, 2, AccountId(7)), PeerMessage::Admitted { .. }));
}

/// ST-20, ST-23: a player who does not come, or does not come back, is gone after the window.
#[test]
fn windows_close() {
    let mut bench = mls();
    admit(&mut bench, 1, AccountId(7));
    bench.pass(Duration::from_millis(10_900));
    let conn = bench.open(1);
    bench.send(conn, &handshake(Some(keys(1))));
    assert_eq!(online(&bench), 1);
    bench.pass(Duration::from_secs(20));
    bench.gone(conn);
    bench.pass(Duration::from_millis(7_900));
    assert_eq!(online(&bench), 1);
    bench.pass(Duration::from_millis(200));
    assert_eq!(online(&bench), 0);
    // Never came at all.
    admit(&mut bench, 2, AccountId(8));
    bench.pass(Duration::from_secs(12));
    assert!(matches!(admit(&mut bench, 3, AccountId(8)), PeerMessage::Admitted { .. }));
}

/// ST-20: a player who comes by a second connection keeps his session; the first dies silently.
#[test]
fn a_second_connection_takes_over() {
    let mut bench = mls();
    admit(&mut bench, 1, AccountId(7));
    let (first, second) = (bench.open(1), bench.open(2));
    bench.send(first, &handshake(Some(keys(1))));
    bench.frames(first);
    bench.send(second, &handshake(Some(keys(1))));
    assert!(bench.is_closed(first) && !bench.is_closed(second));
    bench.gone(first);
    bench.pass(Duration::from_secs(20));
    assert_eq!(bench.events.iter().filter(|event| matches!(event, Event::LoggedOut { .. })).count(), 0);
}

/// MLS-4, MLS-5, MLS-6, MLS-8, MLS-180, GEN-19: what is answered so far, and what is not.
#[test]
fn first_requests() {
    let mut bench = mls();
    admit(&mut bench, 1, AccountId(7));
    let conn = bench.open(1);
    bench.send(conn, &handshake(Some(keys(1))));
    bench.frames(conn);
    let session_key = keys(1).0;
    bench.send(conn, &app(&lobby::UpdateUserState { session_key, ..Default::default() }));
    bench.send(conn, &clear(rt::ClientAppToServer::ID, &[1, 0x3d]));
    assert!(bench.ids(conn).is_empty());
    bench.send(conn, &app(&lobby::VersionServerRequest { message_id: id("v"), ..Default::default() }));
    assert!(bench.answer::<lobby::VersionServerResponse>(conn).version_server.to_text().starts_with("Medius Lobby"));
    bench.send(conn, &app(&lobby_ext::GetServerTimeRequest { message_id: id("t") }));
    assert_eq!(bench.answer::<lobby_ext::GetServerTimeResponse>(conn).gmt_time, 1_099_353_600);
    bench.send(conn, &app(&lobby::AccountLogoutRequest { session_key, ..Default::default() }));
    assert_eq!(bench.answer::<lobby::AccountLogoutResponse>(conn).status_code, Status::SUCCESS);
    assert_eq!(online(&bench), 0);
    bench.send(conn, &app(&lobby::SessionEndRequest { session_key, ..Default::default() }));
    assert_eq!(bench.answer::<lobby::SessionEndResponse>(conn).status_code, Status::SUCCESS);
}

fn names(bench: &mut Bench<Mls>, conn: ConnId, world: i32) -> Vec<(i32, u8)> {
    let request = lobby::GetLobbyPlayerNamesExtraInfoRequest {
        message_id: id("n"),
        medius_world_id: world,
        ..Default::default()
    };
    bench.send(conn, &app(&request));
    let rows = bench.answers::<lobby::GetLobbyPlayerNamesExtraInfoResponse>(conn);
    assert!(rows.iter().all(|row| row.online_state.connect_status == PlayerStatus::PLAYER_IN_CHAT_WORLD));
    rows.iter().map(|row| (row.account_id, row.end_of_list)).collect()
}

/// ST-30, ST-50, MLS-35, GEN-30: players of one group begin in its default channel and see each other there,
/// those of another group do not.
#[test]
fn a_group_meets_in_its_default_channel() {
    let mut bench = mls();
    let first = enter(&mut bench, 1, "ratchet");
    enter(&mut bench, 2, "clank");
    let PeerMessage::Admitted { lobby, .. } = admit_as(&mut bench, 3, AccountId(3), AppId(11184), "lawrence") else {
        panic!("not let in")
    };
    assert!(lobby.world_id != 0 && lobby.medius_world_id != ChannelId(1));
    assert_eq!(names(&mut bench, first, 1), [(1, 0), (2, 1)]);
    assert_eq!(names(&mut bench, first, lobby.medius_world_id.0), [(1, 0), (2, 1)], "another group's is one's own");
    bench.send(
        first,
        &app(&lobby::GetLobbyPlayerNamesRequest { message_id: id("n"), medius_world_id: 1, ..Default::default() }),
    );
    let rows = bench.answers::<lobby::GetLobbyPlayerNamesResponse>(first);
    assert_eq!(rows.iter().map(|row| row.account_name.to_text()).collect::<Vec<_>>(), ["ratchet", "clank"]);
}

/// MLS-70, MLS-71, ST-12, ST-13, ST-15, ST-32: a room is made once, joined with its password while there is room,
/// and the way there is a new key and the room's small number; the earlier key still opens for a minute.
#[test]
fn rooms_are_made_and_joined() {
    let mut bench = mls();
    let (first, second) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    let made = create(&mut bench, first, "a city", "open sesame", 1);
    assert_eq!((made.status_code, made.message_id.text()), (Status::SUCCESS, &b"c"[..]));
    let again = create(&mut bench, second, "a city", "", 1);
    assert_eq!((again.status_code, again.medius_world_id), (Status::CHANNEL_NAME_EXISTS, made.medius_world_id));
    assert_eq!(join(&mut bench, first, 4711, "").status_code, Status::CHANNEL_NOT_FOUND);
    assert_eq!(join(&mut bench, first, made.medius_world_id, "wrong").status_code, Status::INVALID_PASSWORD);
    let joined = join(&mut bench, first, made.medius_world_id, "open sesame");
    assert_eq!(joined.status_code, Status::SUCCESS);
    assert_eq!(join(&mut bench, second, made.medius_world_id, "open sesame").status_code, Status::WORLD_IS_FULL);
    let info = &joined.connect_info;
    let [mls, nothing] = &info.address_list.address_list;
    assert_eq!((mls.address_type, mls.address.text(), mls.port), (NetAddressType::EXTERNAL, &b"10.0.0.1"[..], 10078));
    assert_eq!((nothing.address_type, nothing.port), (NetAddressType::NONE, u32::MAX));
    assert!(info.world_id > 0 && info.session_key == keys(1).0 && info.access_key != keys(1).1);
    assert_eq!(names(&mut bench, first, made.medius_world_id), [(1, 1)]);
    assert_eq!(names(&mut bench, second, 1), [(2, 1)]);
    // He comes by the new key, and late by the old one.
    for (index, wait, access_key, known) in
        [(11, 1, info.access_key, true), (12, 50, keys(1).1, true), (13, 15, keys(1).1, false)]
    {
        bench.pass(Duration::from_secs(wait));
        let conn = bench.open(index);
        bench.send(conn, &handshake(Some((SessionKeyText::default(), access_key))));
        assert_eq!(!bench.is_closed(conn), known, "{index}");
    }
}

/// MLS-72, MLS-2: the player survives the change of connections, his filters do not; the room that he names is the
/// one where he is.
#[test]
fn a_player_survives_the_way_to_another_room() {
    let mut bench = mls();
    let first = enter(&mut bench, 1, "ratchet");
    let made = create(&mut bench, first, "a city", "", 9);
    let joined = join(&mut bench, first, made.medius_world_id, "");
    bench.gone(first);
    bench.pass(Duration::from_secs(3));
    let second = bench.open(2);
    let number = u16::try_from(joined.connect_info.world_id).expect("a small number");
    bench.send(second, &handshake_to(number, Some((keys(1).0, joined.connect_info.access_key))));
    bench.frames(second);
    assert_eq!((online(&bench), names(&mut bench, second, made.medius_world_id)), (2, vec![(1, 1)]));
}

/// MLS-73: the lobby channel with the fewest others; who is there stays, or moves if he wants to in any case. MAS-45:
/// nobody has more rights than others.
#[test]
fn the_emptiest_channel_is_joined() {
    type Ask = lobby_ext::JoinLeastPopulatedChannelRequest;
    type Told = lobby_ext::JoinLeastPopulatedChannelResponse;
    let mut bench = mls();
    for channel in [(40, 2), (41, 9)] {
        let (id, max_players) = channel;
        let channel =
            ConfiguredChannel { id: ChannelId(id), name: id.to_string(), max_players, fields: [0; 4], field_level: 0 };
        bench.tables().channels.push(ChannelRow { app_id: AppId(10684), channel });
    }
    let (one, two) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    let ask = |key, leave| Ask { session_key: key, always_leave_current_lobby_server: leave, ..Default::default() };
    let told = |bench: &mut Bench<Mls>, conn, key, leave| {
        bench.send(conn, &app(&ask(key, leave)));
        let told: Told = bench.answer(conn);
        (told.status_code, told.medius_world_id, told.connect_info.access_key.is_empty())
    };
    let (first, second) = (keys(1).0, keys(2).0);
    assert_eq!(told(&mut bench, one, second, 0), (Status::SESSION_KEY_INVALID, 0, true));
    // Both begin in the first.
    assert_eq!(told(&mut bench, one, first, 0), (Status::SUCCESS, 41, false));
    assert_eq!(told(&mut bench, two, second, 0), (Status::ALREADY_IN_LEAST_POPULATED_CHANNEL, 40, false));
    enter(&mut bench, 3, "al");
    enter(&mut bench, 4, "qwark");
    assert_eq!(told(&mut bench, two, second, 1), (Status::SUCCESS, 41, false));
    bench.send(one, &app(&lobby_ext::GetAccessLevelInfoRequest { message_id: id("l") }));
    let level: lobby_ext::GetAccessLevelInfoResponse = bench.answer(one);
    assert_eq!((level.status_code, level.access_level), (Status::SUCCESS, AccessLevelType::DEFAULT));
}

/// ST-31: a player's room ends 15 s after it is empty; the default channel stays.
#[test]
fn empty_rooms_end() {
    let mut bench = mls();
    let first = enter(&mut bench, 1, "ratchet");
    let made = create(&mut bench, first, "room", "", 9);
    let info = |bench: &mut Bench<Mls>, world| {
        let request = lobby::ChannelInfoRequest { message_id: id("i"), medius_world_id: world, ..Default::default() };
        bench.send(first, &app(&request));
        bench.answer::<lobby::ChannelInfoResponse>(first)
    };
    bench.pass(Duration::from_secs(14));
    assert_eq!(info(&mut bench, made.medius_world_id).lobby_name.text(), b"room");
    bench.pass(Duration::from_secs(2));
    // MLS-64: on this title an unknown channel is a success without content.
    let gone = info(&mut bench, made.medius_world_id);
    assert_eq!((gone.status_code, gone.lobby_name.is_empty()), (Status::SUCCESS, true));
    let default = info(&mut bench, 1);
    assert_eq!(
        (default.lobby_name.text(), default.active_player_count, default.max_players),
        (&b"Default"[..], 1, 256)
    );
}

/// MLS-60, MLS-61, GEN-31: the filter of Up Your Arsenal finds the city that it asks for, or one packet that says
/// there is none.
#[test]
fn channel_lists_respect_the_filter() {
    let mut bench = mls();
    let conn = enter(&mut bench, 1, "ratchet");
    let filter = |bench: &mut Bench<Mls>, two| {
        let request = lobby_ext::SetLobbyWorldFilterRequest {
            message_id: id("f"),
            filter_mask1: 1,
            filter_mask2: two,
            lobby_filter_type: LobbyFilterType(1),
            filter_mask_level: LobbyFilterMaskLevelType(32),
            ..Default::default()
        };
        bench.send(conn, &app(&request));
        let echo = bench.answer::<lobby_ext::SetLobbyWorldFilterResponse>(conn);
        assert_eq!((echo.status_code, echo.filter_mask2, echo.filter_mask_level.0), (Status::SUCCESS, two, 32));
    };
    let list = |bench: &mut Bench<Mls>, page_id| {
        let request = lobby_ext::ChannelListExtraInfoRequest1 {
            message_id: id("l"),
            page_id,
            page_size: 10,
            ..Default::default()
        };
        bench.send(conn, &app(&request));
        bench.answers::<lobby::ChannelListExtraInfoResponse>(conn)
    };
    let made = create(&mut bench, conn, "a city", "", 224);
    assert_eq!(list(&mut bench, 1).len(), 2, "without a filter, all");
    filter(&mut bench, 4);
    let rows = list(&mut bench, 1);
    assert_eq!((rows.len(), rows[0].medius_world_id, rows[0].end_of_list), (1, made.medius_world_id, 1));
    assert_eq!((rows[0].max_players, rows[0].generic_field2, rows[0].security_level.0), (224, Some(4), 0));
    let beyond = list(&mut bench, 2);
    assert_eq!((beyond.len(), beyond[0].status_code, beyond[0].end_of_list), (1, Status::NO_RESULT, 1));
    filter(&mut bench, 8);
    assert_eq!(list(&mut bench, 1)[0].status_code, Status::NO_RESULT);
}

/// MLS-62, MLS-63, MLS-64, MLS-75: lists, totals, information and security of channels.
#[test]
fn other_questions_about_channels() {
    let mut bench = mls();
    let conn = enter(&mut bench, 1, "ratchet");
    let made = create(&mut bench, conn, "room", "secret", 9);
    bench.send(
        conn,
        &app(&lobby::ChannelListRequest { message_id: id("l"), page_id: 1, page_size: 9, ..Default::default() }),
    );
    let rows = bench.answers::<lobby::ChannelListResponse>(conn);
    assert_eq!((rows.len(), rows[0].lobby_name.text(), rows[0].player_count), (1, &b"Default"[..], 1));
    bench.send(
        conn,
        &app(&lobby::GetTotalChannelsRequest { message_id: id("t"), application_id: 10683, ..Default::default() }),
    );
    assert_eq!(bench.answer::<lobby::GetTotalChannelsResponse>(conn).total, 1);
    for (world, app_type, status, level) in [
        (made.medius_world_id, ApplicationType::LOBBY_CHAT_CHANNEL, Status::SUCCESS, 1),
        (1, ApplicationType::LOBBY_CHAT_CHANNEL, Status::SUCCESS, 0),
        (99, ApplicationType::LOBBY_CHAT_CHANNEL, Status::CHANNEL_NOT_FOUND, 0),
        (99, ApplicationType::APP_TYPE_GAME, Status::GAME_NOT_FOUND, 0),
    ] {
        let request = lobby::GetWorldSecurityLevelRequest {
            message_id: id("s"),
            medius_world_id: world,
            app_type,
            ..Default::default()
        };
        bench.send(conn, &app(&request));
        let answer = bench.answer::<lobby::GetWorldSecurityLevelResponse>(conn);
        assert_eq!((answer.status_code, answer.security_level.0, answer.app_type), (status, level, app_type));
    }
}

/// MLS-33, MLS-34: players are found by id and by name, in any case, while they are online.
#[test]
fn players_are_found() {
    let mut bench = mls();
    let conn = enter(&mut bench, 1, "ratchet");
    enter(&mut bench, 2, "Clank");
    let mut find = |search_type, account, name: &str| {
        let request = lobby::FindPlayerRequest {
            message_id: id("f"),
            search_type,
            id: account,
            name: NameText::new(name),
            ..Default::default()
        };
        bench.send(conn, &app(&request));
        bench.answer::<lobby::FindPlayerResponse>(conn)
    };
    for found in [find(PlayerSearchType::ID, 2, "rubbish"), find(PlayerSearchType::NAME, 0, "cLANK")] {
        assert_eq!((found.status_code, found.account_id, found.end_of_list), (Status::SUCCESS, 2, 1));
        assert_eq!((found.account_name.text(), found.medius_world_id), (&b"Clank"[..], 1));
        assert_eq!(found.application_type, ApplicationType::LOBBY_CHAT_CHANNEL);
    }
    let missed = find(PlayerSearchType::NAME, 0, "nefarious");
    assert_eq!((missed.status_code, missed.medius_world_id, missed.end_of_list), (Status::NO_RESULT, -1, 1));
    assert_eq!(missed.application_name.text(), b"NONE");
    bench.send(
        conn,
        &app(&lobby::GetTotalUsersRequest { message_id: id("t"), application_id: 10684, ..Default::default() }),
    );
    let total = bench.answer::<lobby::GetTotalUsersResponse>(conn);
    assert_eq!((total.status_code, total.total_in_system, total.total_in_game), (Status::SUCCESS, 2, 0));
}

fn say(kind: ChatMessageType, target_id: i32, text: &str) -> Vec<u8> {
    app(&lobby::ChatMessage {
        message_id: id("chat"),
        message_type: kind,
        target_id,
        message: ChatText::new(text),
        ..Default::default()
    })
}

/// MLS-151: a broadcast reaches the others of the room, a whisper one player wherever he is, a call across the
/// universe everybody of the group; the sender hears nothing; forbidden words are dropped.
#[test]
fn chat_reaches_whom_it_is_for() {
    let mut bench =
        bench_with(&Config { text_filter: TextFilter::of("nefarious").expect("sound"), ..Config::default() });
    let (one, two, three) =
        (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"), enter(&mut bench, 3, "al"));
    let room = create(&mut bench, three, "room", "", 9);
    join(&mut bench, three, room.medius_world_id, "");
    let mut heard = |said: &[u8]| {
        bench.send(one, said);
        [one, two, three].map(|conn| bench.answers::<lobby::ChatFwdMessage>(conn).len())
    };
    assert_eq!(heard(&say(ChatMessageType::BROADCAST, -1, "hello")), [0, 1, 0]);
    assert_eq!(heard(&say(ChatMessageType::WHISPER, 3, "psst")), [0, 0, 1]);
    assert_eq!(heard(&say(ChatMessageType::BROADCAST_ACROSS_ENTIRE_UNIVERSE, -1, "all")), [0, 1, 1]);
    assert_eq!(heard(&say(ChatMessageType::WHISPER, 99, "nobody")), [0, 0, 0]);
    assert_eq!(heard(&say(ChatMessageType(77), 2, "what")), [0, 0, 0]);
    assert_eq!(heard(&say(ChatMessageType::BROADCAST, -1, "Dr Nefarious")), [0, 0, 0]);
    bench.send(two, &say(ChatMessageType::BROADCAST, -1, "back"));
    let forward = bench.answer::<lobby::ChatFwdMessage>(one);
    assert_eq!((forward.originator_account_id, forward.originator_account_name.text()), (2, &b"clank"[..]));
    assert_eq!((forward.message_id.text(), forward.message.text()), (&b"chat"[..], &b"back"[..]));
}

/// MLS-153, MLS-156
#[test]
fn generic_chat_and_binary_messages() {
    let mut bench = mls();
    let (one, two) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    let chat = lobby_ext::GenericChatMessage { message: ChatText::new("hello"), ..Default::default() };
    bench.send(one, &app(&chat));
    let forward = bench.answer::<lobby_ext::GenericChatFwdMessage>(two);
    assert_eq!((forward.time_stamp, forward.originator_account_id), (1_099_353_600, 1));
    assert_eq!((forward.originator_account_name.text(), forward.message.text()), (&b"ratchet"[..], &b"hello"[..]));
    for (kind, target, count) in [
        (BinaryMessageType::TARGET_BINARY_MSG, 2, 1),
        (BinaryMessageType::TARGET_BINARY_MSG, 9, 0),
        (BinaryMessageType::BROADCAST_BINARY_MSG, 0, 1),
        (BinaryMessageType::BROADCAST_BINARY_MSG_ACROSS_ENTIRE_UNIVERSE, 0, 1),
    ] {
        let binary = lobby_ext::BinaryMessage {
            message_type: kind,
            target_account_id: target,
            message: Bytes::new([7; 400]),
            ..Default::default()
        };
        bench.send(one, &app(&binary));
        let rows = bench.answers::<lobby_ext::BinaryFwdMessage>(two);
        assert_eq!((rows.len(), bench.ids(one).len()), (count, 0));
        assert!(rows.iter().all(|row| row.message.0 == [7; 400] && row.originator_account_id == 1));
    }
}

/// ST-29: what is said to a player between two connections waits for him, up to a limit.
#[test]
fn messages_wait_for_a_player_on_his_way() {
    let mut bench = mls();
    let (one, two) = (enter(&mut bench, 1, "ratchet"), enter(&mut bench, 2, "clank"));
    bench.gone(two);
    for number in 0..40 {
        bench.send(one, &say(ChatMessageType::WHISPER, 2, &number.to_string()));
    }
    let back = bench.open(9);
    bench.send(back, &handshake(Some(keys(2))));
    bench.frames(back);
    bench.send(back, &app(&lobby::ChatToggleRequest { message_id: id("t"), ..Default::default() }));
    let texts: Vec<String> =
        bench.pushed::<lobby::ChatFwdMessage>(back).iter().map(|chat| chat.message.to_text()).collect();
    assert_eq!((texts.len(), texts[0].as_str(), texts[31].as_str()), (32, "0", "31"));
    assert!(bench.events.iter().any(|event| matches!(event, Event::Limited { limit: Limit::HeldMessages, .. })));
}

/// MLS-7, MLS-150, MLS-170, MLS-178
#[test]
fn small_requests() {
    let mut bench = mls();
    let conn = enter(&mut bench, 1, "ratchet");
    bench.send(conn, &app(&lobby_ext::DnasSignaturePost::default()));
    assert!(bench.ids(conn).is_empty());
    bench.send(conn, &app(&lobby::ChatToggleRequest { message_id: id("a"), ..Default::default() }));
    assert_eq!(bench.answer::<lobby::ChatToggleResponse>(conn).status_code, Status::SUCCESS);
    bench.send(conn, &app(&lobby_ext::SetAutoChatHistoryRequest { message_id: id("b"), ..Default::default() }));
    assert_eq!(bench.answer::<lobby_ext::SetAutoChatHistoryResponse>(conn).status_code, Status::SUCCESS);
    let mut filter = lobby_ext::GenericChatSetFilterRequest { message_id: id("c"), ..Default::default() };
    filter.generic_chat_filter.generic_chat_filter_bitfield = Bytes::new([0xff; 16]);
    bench.send(conn, &app(&filter));
    let echo = bench.answer::<lobby_ext::GenericChatSetFilterResponse>(conn);
    assert_eq!(echo.chat_filter.generic_chat_filter_bitfield.0, [0xff; 16]);
    bench.send(conn, &app(&lobby::SetLocalizationParamsRequest { message_id: id("d"), ..Default::default() }));
    assert_eq!(bench.answer::<lobby::SetLocalizationParamsResponse>(conn).status_code, Status::SUCCESS);
    bench.send(conn, &app(&lobby::GetMyIPRequest { message_id: id("e"), ..Default::default() }));
    assert_eq!(bench.answer::<lobby::GetMyIPResponse>(conn).ip.text(), b"192.168.1.1");
}

/// MLS-171: a token is answered with a status under the request's own class and id, 30 bytes, for every action.
#[test]
fn tokens_are_taken() {
    let mut bench = mls();
    let conn = enter(&mut bench, 1, "ratchet");
    for action in 0..4 {
        let request = lobby_ext::TokenRequest {
            message_id: id("t"),
            token_action: TokenActionType(action),
            token_category: TokenCategoryType(action),
            entity_id: 4711,
            token: Bytes::new([9; 8]),
            ..Default::default()
        };
        bench.send(conn, &app(&request));
        let frames = bench.frames(conn);
        let status = [&[4, 0x28, b't'][..], &[0; 20 + 3 + 4]].concat();
        assert_eq!(frames, [(rt::ServerApp::ID, status)], "Success is zero");
    }
}

/// MLS-94, MLS-128, MLS-181: what no server of theirs does is not enabled, wherever there is an id to say it under; a
/// vote has no answer at all.
#[test]
fn features_that_are_not_enabled() {
    let mut bench = mls();
    let conn = enter(&mut bench, 1, "ratchet");
    let two = enter(&mut bench, 2, "clank");
    let before = bench.tables().clone();
    let ban = lobby::BanPlayerRequest { message_id: id("a"), ban_account_id: 2, ban_minutes: 9, ..Default::default() };
    let told: lobby::BanPlayerResponse = ask(&mut bench, conn, &ban);
    assert_eq!((told.status_code, told.message_id), (Status::FEATURE_NOT_ENABLED, id("a")));
    let debug = lobby_ext::PostDebugInfoRequest { message_id: id("b"), message: ChatText::new("it hangs") };
    let told: lobby_ext::PostDebugInfoResponse = ask(&mut bench, conn, &debug);
    assert_eq!((told.status_code, told.message_id), (Status::FEATURE_NOT_ENABLED, id("b")));
    let add = lobby::UtilAddLobbyWorldRequest {
        message_id: id("c"),
        lobby_name: NameText::new("mine"),
        ..Default::default()
    };
    let told: lobby::UtilAddLobbyWorldResponse = ask(&mut bench, conn, &add);
    assert_eq!((told.status_code, told.message_id), (Status::FEATURE_NOT_ENABLED, id("c")));
    // Of these nobody knows more than that a MessageID comes first.
    for (class, request) in [(1, 0xF7), (1, 0xF9), (1, 0xFB), (4, 0x3B)] {
        bench.send(conn, &clear(rt::ClientAppToServer::ID, &[&[class, request, b'd'][..], &[0; 60]].concat()));
        let frames = bench.frames(conn);
        let [(_, body)] = &frames[..] else { panic!("one answer") };
        assert_eq!((&body[..3], body.len()), (&[class, request + 1, b'd'][..], 30));
        assert_eq!(body[26..], Status::FEATURE_NOT_ENABLED.0.to_le_bytes());
        bench.send(conn, &clear(rt::ClientAppToServer::ID, &[class, request, b'd']));
        assert!(bench.ids(conn).is_empty(), "no room for a MessageID");
    }
    bench.send(conn, &app(&lobby_ext::VoteToBanPlayerRequest { medius_world_id: 1, ..Default::default() }));
    assert!(bench.ids(conn).is_empty() && bench.ids(two).is_empty());
    assert!(!bench.is_closed(conn) && !bench.is_closed(two) && *bench.tables() == before);
}

/// GEN-14: without a login nothing is answered, and nothing breaks.
#[test]
fn after_the_logout_nothing_is_answered() {
    let mut bench = mls();
    let conn = enter(&mut bench, 1, "ratchet");
    bench.send(conn, &app(&lobby::SessionEndRequest::default()));
    bench.frames(conn);
    bench.send(conn, &say(ChatMessageType::BROADCAST, -1, "hello?"));
    bench.send(conn, &app(&lobby::JoinChannelRequest { medius_world_id: 1, ..Default::default() }));
    bench.send(conn, &app(&lobby::GetLobbyPlayerNamesRequest { medius_world_id: 1, ..Default::default() }));
    assert!(bench.ids(conn).is_empty());
    assert_eq!(bench.faults(), ["GEN-14", "GEN-14", "GEN-14"]);
}

/// MLS-20, MLS-21, MLS-22, MLS-174: texts of the store in the forms of their answers; without any, one packet that
/// says so.
#[test]
fn texts_come_from_the_store() {
    let mut bench = mls();
    let conn = enter(&mut bench, 1, "ratchet");
    let policy = app(&lobby::GetPolicyRequest { message_id: id("p"), ..Default::default() });
    let all =
        app(&lobby::GetAllAnnouncementsRequest { message_id: id("a"), application_id: 10684, ..Default::default() });
    let locations = app(&lobby::GetLocationsRequest { message_id: id("l"), ..Default::default() });
    for request in [&policy, &all, &locations] {
        bench.send(conn, request);
    }
    assert_eq!(
        bench.message_keys(conn),
        message_keys([(1, 0x48), (1, 0x4d), (1, 0x8d)]),
        "one packet each, in the order of the requests"
    );
    let text = Policy { title: String::new(), body: "x".repeat(300) };
    bench.tables().policies.push(PolicyRow { app_id: Some(AppId(10684)), kind: PolicyType(0), policy: text });
    bench.send(conn, &policy);
    let rows = bench.answers::<lobby::GetPolicyResponse>(conn);
    assert_eq!(
        rows.iter().map(|row| (row.policy.text().len(), row.end_of_text)).collect::<Vec<_>>(),
        [(256, 0), (44, 1)]
    );
}

/// MLS-30, MLS-31, MLS-32, DM-8: accounts are found and their statistics kept; a store that fails, or does not answer,
/// is an error of the store and nothing else.
#[test]
fn accounts_of_the_store() {
    let mut bench = mls();
    bench.tables().put_account(AccountRow {
        id: AccountId(1),
        group: TitleGroup(10683),
        name: "ratchet".into(),
        password: Secret::new(String::new()),
        stats: vec![0; 256],
        last_sign_in: None,
        machine_id: None,
        reset_password: false,
    });
    let conn = enter(&mut bench, 1, "ratchet");
    let get_id = |name: &str| {
        app(&lobby::AccountGetIDRequest {
            message_id: id("g"),
            account_name: NameText::new(name),
            ..Default::default()
        })
    };
    for (name, status, account_id) in [("RATCHET", Status::SUCCESS, 1), ("nobody", Status::ACCOUNT_NOT_FOUND, -1)] {
        bench.send(conn, &get_id(name));
        let answer = bench.answer::<lobby::AccountGetIDResponse>(conn);
        assert_eq!((answer.status_code, answer.account_id), (status, account_id));
    }
    let stats = app(&lobby::AccountUpdateStatsRequest {
        message_id: id("s"),
        stats: Bytes::new([7; 256]),
        ..Default::default()
    });
    bench.send(conn, &stats);
    assert_eq!(bench.answer::<lobby::AccountUpdateStatsResponse>(conn).status_code, Status::SUCCESS);
    assert_eq!(bench.tables().accounts[&AccountId(1)].stats, [7; 256]);
    // MLS-32: what others see of an account, online or not; nobody's is a success without content.
    for (account_id, status, name, seen) in [
        (1, Status::SUCCESS, "ratchet", PlayerStatus::PLAYER_IN_CHAT_WORLD),
        (2, Status::NO_RESULT, "", PlayerStatus::PLAYER_DISCONNECTED),
        (-1, Status::SUCCESS, "", PlayerStatus::PLAYER_DISCONNECTED),
    ] {
        bench.send(conn, &app(&lobby::PlayerInfoRequest { message_id: id("i"), account_id, ..Default::default() }));
        let info = bench.answer::<lobby::PlayerInfoResponse>(conn);
        assert_eq!((info.status_code, info.account_name.to_text().as_str(), info.player_status), (status, name, seen));
        assert_eq!(info.stats.0 == [7; 256], account_id == 1);
    }
    // Nobody answers: after T-STORE the console hears of it, and a later answer changes nothing.
    let mut store = bench.store.take().expect("a store");
    bench.send(conn, &stats);
    bench.pass(Duration::from_secs(4));
    assert_eq!(bench.answer::<lobby::AccountUpdateStatsResponse>(conn).status_code, Status::DB_ERROR);
    bench.serve(&mut store);
    assert!(bench.ids(conn).is_empty());
}

/// MLS-172, MLS-173: Pass (4) is what Sony's servers answered; forbidden words are invalid, or taken out.
#[test]
fn the_text_filter() {
    let text_filter = TextFilter::of("nefarious").expect("sound");
    let mut bench = bench_with(&Config { text_filter, ..Config::default() });
    let conn = enter(&mut bench, 1, "ratchet");
    for (kind, text, status, back) in [
        (0, "hello", Status::PASS, "hello"),
        (0, "Dr Nefarious", Status::TEXT_STRING_INVALID, "Dr Nefarious"),
        (1, "Dr Nefarious", Status::SUCCESS, "Dr"),
    ] {
        let request = lobby::TextFilterRequest {
            message_id: id("t"),
            text_filter_type: TextFilterType(kind),
            text: ChatText::new(text),
            ..Default::default()
        };
        bench.send(conn, &app(&request));
        let answer = bench.answer::<lobby::TextFilterResponse>(conn);
        assert_eq!((answer.status_code, answer.text.to_text().as_str()), (status, back));
    }
}

/// MLS-42, GEN-4: a client of 1.10 gets in, and is answered in its own dialect.
#[test]
fn a_client_of_1_10_gets_in() {
    let mut bench = mls();
    let conn = crate::common::players::enter_110(&mut bench, 1, AppId(11184), "ratchet");
    let request = lobby::GetBuddyListExtraInfoRequest { message_id: id("b") };
    crate::common::players::say_in(&mut bench, conn, &request);
    let answer: lobby::GetBuddyListExtraInfoResponse = bench.answer(conn);
    assert_eq!((answer.status_code, answer.end_of_list), (Status::NO_RESULT, 1));
}
