//! Channels of the MLS: rooms, who is in them, and how they are listed.

use core::time::Duration;

use crate::common::players::{admit_as, create, enter, join, keys, mls, online};
use crate::common::{Harness, app, handshake, handshake_to, id};
use clank_core::ids::{AccountId, AppId, ChannelId, ConnId};
use clank_core::mls::Mls;
use clank_core::peer::PeerMessage;
use clank_core::store::{ChannelRow, ConfiguredChannel};
use clank_core::wire::{
    AccessLevelType, ApplicationType, CallbackStatus as Status, LobbyFilterMaskLevelType, LobbyFilterType,
    NetAddressType, PlayerStatus, SessionKeyText, lobby, lobby_ext,
};

fn names(harness: &mut Harness<Mls>, conn: ConnId, world: i32) -> Vec<(i32, u8)> {
    let request = lobby::GetLobbyPlayerNamesExtraInfoRequest {
        message_id: id("n"),
        medius_world_id: world,
        ..Default::default()
    };
    harness.send(conn, &app(&request));
    let rows = harness.answers::<lobby::GetLobbyPlayerNamesExtraInfoResponse>(conn);
    assert!(rows.iter().all(|row| row.online_state.connect_status == PlayerStatus::PLAYER_IN_CHAT_WORLD));
    rows.iter().map(|row| (row.account_id, row.end_of_list)).collect()
}

/// ST-30, ST-50, MLS-35, GEN-30: players of one group begin in its default channel and see each other there,
/// those of another group do not.
#[test]
fn a_group_meets_in_its_default_channel() {
    let mut harness = mls();
    let first = enter(&mut harness, 1, "ratchet");
    enter(&mut harness, 2, "clank");
    let PeerMessage::Admitted { lobby, .. } = admit_as(&mut harness, 3, AccountId(3), AppId(11184), "lawrence") else {
        panic!("not let in")
    };
    assert!(lobby.world_id != 0 && lobby.medius_world_id != ChannelId(1));
    assert_eq!(names(&mut harness, first, 1), [(1, 0), (2, 1)]);
    assert_eq!(names(&mut harness, first, lobby.medius_world_id.0), [(1, 0), (2, 1)], "another group's is one's own");
    harness.send(
        first,
        &app(&lobby::GetLobbyPlayerNamesRequest { message_id: id("n"), medius_world_id: 1, ..Default::default() }),
    );
    let rows = harness.answers::<lobby::GetLobbyPlayerNamesResponse>(first);
    assert_eq!(rows.iter().map(|row| row.account_name.to_text()).collect::<Vec<_>>(), ["ratchet", "clank"]);
}

/// MLS-70, MLS-71, ST-12, ST-13, ST-15, ST-32: a room is made once, joined with its password while there is room,
/// and the way there is a new key and the room's small number; the earlier key still opens for a minute.
#[test]
fn rooms_are_made_and_joined() {
    let mut harness = mls();
    let (first, second) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let made = create(&mut harness, first, "a city", "open sesame", 1);
    assert_eq!((made.status_code, made.message_id.text()), (Status::SUCCESS, &b"c"[..]));
    let again = create(&mut harness, second, "a city", "", 1);
    assert_eq!((again.status_code, again.medius_world_id), (Status::CHANNEL_NAME_EXISTS, made.medius_world_id));
    assert_eq!(join(&mut harness, first, 4711, "").status_code, Status::CHANNEL_NOT_FOUND);
    assert_eq!(join(&mut harness, first, made.medius_world_id, "wrong").status_code, Status::INVALID_PASSWORD);
    let joined = join(&mut harness, first, made.medius_world_id, "open sesame");
    assert_eq!(joined.status_code, Status::SUCCESS);
    assert_eq!(join(&mut harness, second, made.medius_world_id, "open sesame").status_code, Status::WORLD_IS_FULL);
    let info = &joined.connect_info;
    let [mls, nothing] = &info.address_list.address_list;
    assert_eq!((mls.address_type, mls.address.text(), mls.port), (NetAddressType::EXTERNAL, &b"10.0.0.1"[..], 10078));
    assert_eq!((nothing.address_type, nothing.port), (NetAddressType::NONE, u32::MAX));
    assert!(info.world_id > 0 && info.session_key == keys(1).0 && info.access_key != keys(1).1);
    assert_eq!(names(&mut harness, first, made.medius_world_id), [(1, 1)]);
    assert_eq!(names(&mut harness, second, 1), [(2, 1)]);
    // He comes by the new key, and late by the old one.
    for (index, wait, access_key, known) in
        [(11, 1, info.access_key, true), (12, 50, keys(1).1, true), (13, 15, keys(1).1, false)]
    {
        harness.pass(Duration::from_secs(wait));
        let conn = harness.open(index);
        harness.send(conn, &handshake(Some((SessionKeyText::default(), access_key))));
        assert_eq!(!harness.is_closed(conn), known, "{index}");
    }
}

/// MLS-72, MLS-2: the player survives the change of connections, his filters do not; the room that he names is the
/// one where he is.
#[test]
fn a_player_survives_the_way_to_another_room() {
    let mut harness = mls();
    let first = enter(&mut harness, 1, "ratchet");
    let made = create(&mut harness, first, "a city", "", 9);
    let joined = join(&mut harness, first, made.medius_world_id, "");
    harness.gone(first);
    harness.pass(Duration::from_secs(3));
    let second = harness.open(2);
    let number = u16::try_from(joined.connect_info.world_id).expect("a small number");
    harness.send(second, &handshake_to(number, Some((keys(1).0, joined.connect_info.access_key))));
    harness.frames(second);
    assert_eq!((online(&harness), names(&mut harness, second, made.medius_world_id)), (2, vec![(1, 1)]));
}

/// MLS-73: the lobby channel with the fewest others; who is there stays, or moves if he wants to in any case. MAS-45:
/// nobody has more rights than others.
#[test]
fn the_emptiest_channel_is_joined() {
    type Ask = lobby_ext::JoinLeastPopulatedChannelRequest;
    type Told = lobby_ext::JoinLeastPopulatedChannelResponse;
    let mut harness = mls();
    for channel in [(40, 2), (41, 9)] {
        let (id, max_players) = channel;
        let channel =
            ConfiguredChannel { id: ChannelId(id), name: id.to_string(), max_players, fields: [0; 4], field_level: 0 };
        harness.tables().channels.push(ChannelRow { app_id: AppId(10684), channel });
    }
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let ask = |key, leave| Ask { session_key: key, always_leave_current_lobby_server: leave, ..Default::default() };
    let told = |harness: &mut Harness<Mls>, conn, key, leave| {
        harness.send(conn, &app(&ask(key, leave)));
        let told: Told = harness.answer(conn);
        (told.status_code, told.medius_world_id, told.connect_info.access_key.is_empty())
    };
    let (first, second) = (keys(1).0, keys(2).0);
    assert_eq!(told(&mut harness, one, second, 0), (Status::SESSION_KEY_INVALID, 0, true));
    // Both begin in the first.
    assert_eq!(told(&mut harness, one, first, 0), (Status::SUCCESS, 41, false));
    assert_eq!(told(&mut harness, two, second, 0), (Status::ALREADY_IN_LEAST_POPULATED_CHANNEL, 40, false));
    enter(&mut harness, 3, "al");
    enter(&mut harness, 4, "qwark");
    assert_eq!(told(&mut harness, two, second, 1), (Status::SUCCESS, 41, false));
    harness.send(one, &app(&lobby_ext::GetAccessLevelInfoRequest { message_id: id("l") }));
    let level: lobby_ext::GetAccessLevelInfoResponse = harness.answer(one);
    assert_eq!((level.status_code, level.access_level), (Status::SUCCESS, AccessLevelType::DEFAULT));
}

/// ST-31: a player's room ends 15 s after it is empty; the default channel stays.
#[test]
fn empty_rooms_end() {
    let mut harness = mls();
    let first = enter(&mut harness, 1, "ratchet");
    let made = create(&mut harness, first, "room", "", 9);
    let info = |harness: &mut Harness<Mls>, world| {
        let request = lobby::ChannelInfoRequest { message_id: id("i"), medius_world_id: world, ..Default::default() };
        harness.send(first, &app(&request));
        harness.answer::<lobby::ChannelInfoResponse>(first)
    };
    harness.pass(Duration::from_secs(14));
    assert_eq!(info(&mut harness, made.medius_world_id).lobby_name.text(), b"room");
    harness.pass(Duration::from_secs(2));
    // MLS-64: on this title an unknown channel is a success without content.
    let gone = info(&mut harness, made.medius_world_id);
    assert_eq!((gone.status_code, gone.lobby_name.is_empty()), (Status::SUCCESS, true));
    let default = info(&mut harness, 1);
    assert_eq!(
        (default.lobby_name.text(), default.active_player_count, default.max_players),
        (&b"Default"[..], 1, 256)
    );
}

/// MLS-60, MLS-61, GEN-31: the filter of Up Your Arsenal finds the city that it asks for, or one packet that says
/// there is none.
#[test]
fn channel_lists_respect_the_filter() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let filter = |harness: &mut Harness<Mls>, two| {
        let request = lobby_ext::SetLobbyWorldFilterRequest {
            message_id: id("f"),
            filter_mask1: 1,
            filter_mask2: two,
            lobby_filter_type: LobbyFilterType(1),
            filter_mask_level: LobbyFilterMaskLevelType(32),
            ..Default::default()
        };
        harness.send(conn, &app(&request));
        let echo = harness.answer::<lobby_ext::SetLobbyWorldFilterResponse>(conn);
        assert_eq!((echo.status_code, echo.filter_mask2, echo.filter_mask_level.0), (Status::SUCCESS, two, 32));
    };
    let list = |harness: &mut Harness<Mls>, page_id| {
        let request = lobby_ext::ChannelListExtraInfoRequest1 {
            message_id: id("l"),
            page_id,
            page_size: 10,
            ..Default::default()
        };
        harness.send(conn, &app(&request));
        harness.answers::<lobby::ChannelListExtraInfoResponse>(conn)
    };
    let made = create(&mut harness, conn, "a city", "", 224);
    assert_eq!(list(&mut harness, 1).len(), 2, "without a filter, all");
    filter(&mut harness, 4);
    let rows = list(&mut harness, 1);
    assert_eq!((rows.len(), rows[0].medius_world_id, rows[0].end_of_list), (1, made.medius_world_id, 1));
    assert_eq!((rows[0].max_players, rows[0].generic_field2, rows[0].security_level.0), (224, Some(4), 0));
    let beyond = list(&mut harness, 2);
    assert_eq!((beyond.len(), beyond[0].status_code, beyond[0].end_of_list), (1, Status::NO_RESULT, 1));
    filter(&mut harness, 8);
    assert_eq!(list(&mut harness, 1)[0].status_code, Status::NO_RESULT);
}

/// MLS-62, MLS-63, MLS-75: lists, totals and security of channels.
#[test]
fn other_questions_about_channels() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let made = create(&mut harness, conn, "room", "secret", 9);
    harness.send(
        conn,
        &app(&lobby::ChannelListRequest { message_id: id("l"), page_id: 1, page_size: 9, ..Default::default() }),
    );
    let rows = harness.answers::<lobby::ChannelListResponse>(conn);
    assert_eq!((rows.len(), rows[0].lobby_name.text(), rows[0].player_count), (1, &b"Default"[..], 1));
    harness.send(
        conn,
        &app(&lobby::GetTotalChannelsRequest { message_id: id("t"), application_id: 10683, ..Default::default() }),
    );
    assert_eq!(harness.answer::<lobby::GetTotalChannelsResponse>(conn).total, 1);
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
        harness.send(conn, &app(&request));
        let answer = harness.answer::<lobby::GetWorldSecurityLevelResponse>(conn);
        assert_eq!((answer.status_code, answer.security_level.0, answer.app_type), (status, level, app_type));
    }
}
