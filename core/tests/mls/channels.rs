//! Channels of the MLS: rooms, who is in them, and how they are listed.

use core::time::Duration;

use crate::common::games::{from_mps, game, peer_messages, play};
use crate::common::players::{
    admit_as, ask, bench_with, create, enter, enter_110, enter_as, join, keys, mls, online, rows, say_in, with_rubbish,
};
use crate::common::{Harness, handshake, handshake_to, id, nowhere};
use clank_core::ids::{AccountId, AppId, ChannelId, ConnId, DmeWorldId};
use clank_core::mls::Mls;
use clank_core::peer::{PeerMessage, WorldAddress};
use clank_core::store::{ChannelRow, ConfiguredChannel, OnlineRow};
use clank_core::titles::Title;
use clank_core::wire::{
    AccessLevelType, ApplicationType, CallbackStatus as Status, LobbyFilterMaskLevelType, LobbyFilterType, NameText,
    NetAddress, NetAddressList, NetConnectionInfo, NetConnectionType, PasswordText, PlayerOnlineState, PlayerStatus,
    SessionKeyText, WorldGenericFieldLevelType, WorldSecurityLevelType, lobby, lobby_ext,
};

/// The players whom a list of a lobby world tells, in the form with online states.
fn names(harness: &mut Harness<Mls>, conn: ConnId, medius_world_id: i32) -> Vec<Named> {
    let request =
        lobby::GetLobbyPlayerNamesExtraInfoRequest { message_id: id("n"), medius_world_id, ..Default::default() };
    rows(harness, conn, &request)
}

type Named = lobby::GetLobbyPlayerNamesExtraInfoResponse;

/// A player who chats in a lobby world.
fn named(account_id: i32, name: &str, (medius_lobby_world_id, lobby_name): (i32, &str), end_of_list: u8) -> Named {
    Named {
        message_id: id("n"),
        account_id,
        account_name: NameText::new(name),
        online_state: PlayerOnlineState {
            connect_status: PlayerStatus::PLAYER_IN_CHAT_WORLD,
            medius_lobby_world_id,
            lobby_name: NameText::new(lobby_name),
            ..Default::default()
        },
        end_of_list,
        ..Default::default()
    }
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
    let default = (1, "Default");
    let both = [named(1, "ratchet", default, 0), named(2, "clank", default, 1)];
    for world in [1, lobby.medius_world_id.0, 4711, 0, -1] {
        assert_eq!(names(&mut harness, first, world), both, "another group's, and none, is one's own");
    }
    let row = |account_id, name: &str, end_of_list| lobby::GetLobbyPlayerNamesResponse {
        message_id: id("n"),
        account_id,
        account_name: NameText::new(name),
        end_of_list,
        ..Default::default()
    };
    let request = lobby::GetLobbyPlayerNamesRequest { message_id: id("n"), medius_world_id: 1, ..Default::default() };
    assert_eq!(
        rows::<lobby::GetLobbyPlayerNamesResponse>(&mut harness, first, &request),
        [row(1, "ratchet", 0), row(2, "clank", 1)]
    );
}

/// MLS-35, ST-25, GEN-31: who is in a game is still in his room, and the list says where; another room may be asked
/// for, and one without players is an empty list.
#[test]
fn players_of_a_game_stay_in_their_room() {
    let mut harness = crate::hosting::harness();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let room = create(&mut harness, one, "room", "", 9).medius_world_id;
    let empty = create(&mut harness, one, "empty", "", 9).medius_world_id;
    join(&mut harness, one, room, "");
    let arena = game(&mut harness, one, "arena");
    play(&mut harness, one, 1, arena);
    let mut playing = named(1, "ratchet", (room, "room"), 1);
    playing.online_state = PlayerOnlineState {
        connect_status: PlayerStatus::PLAYER_IN_GAME_WORLD,
        medius_game_world_id: arena.0,
        game_name: NameText::new("arena"),
        ..playing.online_state
    };
    assert_eq!(names(&mut harness, two, room), [playing]);
    assert_eq!(names(&mut harness, two, 1), [named(2, "clank", (1, "Default"), 1)]);
    let nobody = Named { message_id: id("n"), status_code: Status::NO_RESULT, end_of_list: 1, ..Default::default() };
    assert_eq!(names(&mut harness, two, empty), [nobody]);
    let nobody = lobby::GetLobbyPlayerNamesResponse {
        message_id: id("n"),
        status_code: Status::NO_RESULT,
        end_of_list: 1,
        ..Default::default()
    };
    let request =
        lobby::GetLobbyPlayerNamesRequest { message_id: id("n"), medius_world_id: empty, ..Default::default() };
    assert_eq!(rows::<lobby::GetLobbyPlayerNamesResponse>(&mut harness, two, &request), [nobody]);
}

/// MLS-70: a room is made once by its name, in three forms; the maker is not moved. The oldest form has no name, and
/// the second one another word for a name that is taken.
#[test]
fn rooms_are_made() {
    type Told = lobby::CreateChannelResponse;
    let mut harness = mls();
    let (first, second) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let told =
        |status_code, medius_world_id| Told { message_id: id("c"), status_code, medius_world_id, ..Default::default() };
    assert_eq!(create(&mut harness, first, "a city", "open sesame", 1), told(Status::SUCCESS, 2));
    assert_eq!(create(&mut harness, second, "a city", "", 1), told(Status::CHANNEL_NAME_EXISTS, 2));
    let without_fields = |name: &str| lobby_ext::CreateChannelRequest1 {
        message_id: id("c"),
        application_id: 10684,
        max_players: 64,
        lobby_name: NameText::new(name),
        lobby_password: PasswordText::new("secret"),
        ..Default::default()
    };
    assert_eq!(ask::<Told>(&mut harness, second, &without_fields("a city")), told(Status::WM_ERROR, 2));
    assert_eq!(ask::<Told>(&mut harness, second, &without_fields("CLAN_Rangers")), told(Status::SUCCESS, 3));
    let oldest = lobby::CreateChannelRequest0 {
        message_id: id("c"),
        max_players: 5,
        game_password: PasswordText::new("key"),
        generic_field1: 7,
        generic_field2: 8,
        generic_field3: 9,
        ..Default::default()
    };
    for world in [4, 5] {
        assert_eq!(ask::<Told>(&mut harness, second, &oldest), told(Status::SUCCESS, world), "no name, no other's");
    }
    let row = |medius_world_id, name: &str, max_players, (level, fields): (i32, [u32; 4])| {
        lobby::ChannelListExtraInfoResponse {
            message_id: id("l"),
            medius_world_id,
            max_players,
            security_level: WorldSecurityLevelType(1),
            generic_field1: fields[0],
            generic_field2: Some(fields[1]),
            generic_field3: Some(fields[2]),
            generic_field4: Some(fields[3]),
            generic_field_level: Some(WorldGenericFieldLevelType(level)),
            lobby_name: NameText::new(name),
            ..Default::default()
        }
    };
    // A room without a name is called after its id.
    let called = |id: i32| format!("Channel {id}");
    let last = row(5, &called(5), 5, (0, [7, 8, 9, 0]));
    assert_eq!(
        list(&mut harness, first, (1, 9))[1..],
        [
            row(2, "a city", 1, (32, [1, 4, 0, 0])),
            row(3, "CLAN_Rangers", 64, (0, [0; 4])),
            row(4, &called(4), 5, (0, [7, 8, 9, 0])),
            lobby::ChannelListExtraInfoResponse { end_of_list: 1, ..last }
        ]
    );
    let default = (1, "Default");
    let both = [named(1, "ratchet", default, 0), named(2, "clank", default, 1)];
    assert_eq!(names(&mut harness, first, 1), both, "nobody was moved");
}

/// MLS-71, ST-12, ST-26, ST-32: a room is joined with its password while there is room, out of the one before; who is
/// in it may join it again. The earlier key still opens for a minute.
#[test]
fn rooms_are_joined() {
    let mut harness = mls();
    let (first, second) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let room = create(&mut harness, first, "a city", "open sesame", 1).medius_world_id;
    let refused = |status_code| lobby::JoinChannelResponse {
        message_id: id("j"),
        status_code,
        connect_info: nowhere(),
        ..Default::default()
    };
    assert_eq!(join(&mut harness, first, 4711, ""), refused(Status::CHANNEL_NOT_FOUND));
    for password in ["wrong", "", "Open Sesame"] {
        assert_eq!(join(&mut harness, first, room, password), refused(Status::INVALID_PASSWORD));
    }
    let joined = join(&mut harness, first, room, "open sesame");
    assert_eq!(joined.status_code, Status::SUCCESS);
    let row = OnlineRow {
        account_id: AccountId(1),
        app_id: AppId(10684),
        logged_in: true,
        channel_id: Some(ChannelId(room)),
        game_id: None,
        game_name: None,
    };
    assert_eq!(harness.tables().online[&AccountId(1)], row);
    assert_eq!(join(&mut harness, second, room, "open sesame"), refused(Status::WORLD_IS_FULL));
    assert_eq!(join(&mut harness, second, room, "wrong"), refused(Status::INVALID_PASSWORD), "it is full, too");
    assert_eq!(join(&mut harness, first, room, "open sesame").status_code, Status::SUCCESS, "he is there already");
    assert_eq!(names(&mut harness, first, room), [named(1, "ratchet", (room, "a city"), 1)]);
    assert_eq!(names(&mut harness, second, 1), [named(2, "clank", (1, "Default"), 1)]);
    // He comes by the new key, and late by the old one, from where he logged in.
    let (new, old) = (joined.connect_info.access_key, keys(1).1);
    for (index, wait, access_key, known) in [(201, 1, new, true), (401, 57, old, true), (601, 3, old, false)] {
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
    let here = named(1, "ratchet", (made.medius_world_id, "a city"), 1);
    assert_eq!((online(&harness), names(&mut harness, second, made.medius_world_id)), (2, vec![here]));
}

/// MLS-73, GEN-16: the lobby channel with the fewest others; who is there stays, or moves if he wants to in any case.
/// MAS-45: nobody has more rights than others.
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
    let one = enter(&mut harness, 1, "ratchet");
    let told = |harness: &mut Harness<Mls>, conn, number: u8, always_leave_current_lobby_server| {
        let (message_id, session_key) = (id("e"), keys(number).0);
        let written = with_rubbish(session_key);
        let request = Ask { message_id, session_key: written, always_leave_current_lobby_server, ..Default::default() };
        let told: Told = ask(harness, conn, &request);
        let expected = Told {
            message_id,
            status_code: told.status_code,
            medius_world_id: told.medius_world_id,
            connect_info: NetConnectionInfo {
                kind: NetConnectionType::CLIENT_SERVER_TCP,
                address_list: NetAddressList {
                    address_list: [
                        NetAddress::external("10.0.0.1:10078".parse().expect("an address")),
                        NetAddress { port: u32::MAX, ..Default::default() },
                    ],
                },
                world_id: told.medius_world_id - 39,
                session_key,
                access_key: told.connect_info.access_key,
                ..nowhere()
            },
        };
        assert!(told == expected && told.connect_info.access_key != keys(number).1);
        (told.status_code, told.medius_world_id)
    };
    let foreign = Ask { message_id: id("e"), session_key: keys(2).0, ..Default::default() };
    let refused = Told {
        message_id: id("e"),
        status_code: Status::SESSION_KEY_INVALID,
        connect_info: nowhere(),
        ..Default::default()
    };
    assert_eq!(ask::<Told>(&mut harness, one, &foreign), refused);
    // Alone where he is, he has the fewest others there.
    assert_eq!(told(&mut harness, one, 1, 0), (Status::ALREADY_IN_LEAST_POPULATED_CHANNEL, 40));
    let two = enter(&mut harness, 2, "clank");
    // Both begin in the first.
    assert_eq!(told(&mut harness, one, 1, 0), (Status::SUCCESS, 41));
    assert_eq!(told(&mut harness, two, 2, 0), (Status::ALREADY_IN_LEAST_POPULATED_CHANNEL, 40));
    enter(&mut harness, 3, "al");
    enter(&mut harness, 4, "qwark");
    assert_eq!(told(&mut harness, two, 2, 1), (Status::SUCCESS, 41));
    let level: lobby_ext::GetAccessLevelInfoResponse =
        ask(&mut harness, one, &lobby_ext::GetAccessLevelInfoRequest { message_id: id("l") });
    let expected = lobby_ext::GetAccessLevelInfoResponse {
        message_id: id("l"),
        access_level: AccessLevelType::DEFAULT,
        ..Default::default()
    };
    assert_eq!(level, expected);
}

/// ST-31, ST-6, MLS-64: a player's room ends 15 s after it is empty; the default channel stays. What is told of
/// channels that are not there. The id of one that is over is not used again.
#[test]
fn empty_rooms_end() {
    let mut harness = mls();
    let first = enter(&mut harness, 1, "ratchet");
    let made = create(&mut harness, first, "room", "", 9);
    type Told = lobby::ChannelInfoResponse;
    let info = |harness: &mut Harness<Mls>, medius_world_id| {
        let request = lobby::ChannelInfoRequest { message_id: id("i"), medius_world_id, ..Default::default() };
        ask::<Told>(harness, first, &request)
    };
    let told = |name: &str, active_player_count, max_players| Told {
        message_id: id("i"),
        lobby_name: NameText::new(name),
        active_player_count,
        max_players,
        ..Default::default()
    };
    harness.pass(Duration::from_secs(14));
    assert_eq!(info(&mut harness, made.medius_world_id), told("room", 0, 9));
    harness.pass(Duration::from_secs(2));
    for unknown in [made.medius_world_id, 4711, 0, -1] {
        assert_eq!(info(&mut harness, unknown), told("", 0, 0), "a success without content on this title");
    }
    assert_eq!(info(&mut harness, 1), told("Default", 1, 256));
    let next = create(&mut harness, first, "room", "", 9);
    assert_eq!(next, lobby::CreateChannelResponse { medius_world_id: made.medius_world_id + 1, ..made.clone() });
    // Other titles: only what cannot be an id is.
    let other = enter_as(&mut harness, 2, AppId(10472), "lawrence");
    for (medius_world_id, status_code) in [(4711, Status::NO_RESULT), (0, Status::SUCCESS), (-1, Status::SUCCESS)] {
        let request = lobby::ChannelInfoRequest { message_id: id("i"), medius_world_id, ..Default::default() };
        assert_eq!(ask::<Told>(&mut harness, other, &request), Told { status_code, ..told("", 0, 0) });
    }
}

fn list(
    harness: &mut Harness<Mls>,
    conn: ConnId,
    (page_id, page_size): (u16, u16),
) -> Vec<lobby::ChannelListExtraInfoResponse> {
    let request =
        lobby_ext::ChannelListExtraInfoRequest1 { message_id: id("l"), page_id, page_size, ..Default::default() };
    rows(harness, conn, &request)
}

/// MLS-60, MLS-61, GEN-31: the filter of Up Your Arsenal finds the city that it asks for, or one packet that says
/// there is none; its other one finds them all. It is told back as it came, in both forms.
#[test]
fn channel_lists_respect_the_filter() {
    type Row = lobby::ChannelListExtraInfoResponse;
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let filter = |harness: &mut Harness<Mls>, kind, masks: [u32; 4], level| {
        let [filter_mask1, filter_mask2, filter_mask3, filter_mask4] = masks;
        let (lobby_filter_type, filter_mask_level) = (LobbyFilterType(kind), LobbyFilterMaskLevelType(level));
        let told = lobby_ext::SetLobbyWorldFilterResponse {
            message_id: id("f"),
            filter_mask1,
            filter_mask2,
            filter_mask3,
            filter_mask4,
            lobby_filter_type,
            filter_mask_level,
            ..Default::default()
        };
        let request = lobby_ext::SetLobbyWorldFilterRequest {
            message_id: id("f"),
            filter_mask1,
            filter_mask2,
            filter_mask3,
            filter_mask4,
            lobby_filter_type,
            filter_mask_level,
            ..Default::default()
        };
        assert_eq!(ask::<lobby_ext::SetLobbyWorldFilterResponse>(harness, conn, &request), told);
        let listed: Vec<i32> = list(harness, conn, (1, 9)).iter().map(|row| row.medius_world_id).collect();
        let request = lobby_ext::SetLobbyWorldFilterRequest1 {
            message_id: id("f"),
            filter_mask1,
            filter_mask2,
            filter_mask3,
            filter_mask4,
            lobby_filter_type,
            filter_mask_level,
            ..Default::default()
        };
        assert_eq!(ask::<lobby_ext::SetLobbyWorldFilterResponse>(harness, conn, &request), told);
        assert!(list(harness, conn, (1, 9)).iter().map(|row| row.medius_world_id).eq(listed.iter().copied()));
        listed
    };
    let made = create(&mut harness, conn, "a city", "", 224).medius_world_id;
    assert_eq!(list(&mut harness, conn, (1, 10)).len(), 2, "without a filter, all");
    // The city has level 32 (fields 1 to 3) and the fields 1, 4, 0, 0.
    for (kind, masks, level, found) in [
        (1, [1, 4, 0, 0], 32, true),
        (1, [1, 8, 0, 0], 32, false),
        (1, [0, 0, 0, 0], 32, true),
        (1, [1, 5, 0, 0], 32, false),
        (1, [1, 4, 1, 0], 32, false),
        (1, [1, 4, 0, 8], 32, true),
        (0, [u32::MAX; 4], 32, true),
        (0, [1, 4, 0, 0], 32, true),
        (0, [1, 7, 0, 0], 32, true),
        (0, [1, 2, 0, 0], 32, false),
        (0, [u32::MAX; 4], 64, false),
        (1, [1, 4, 0, 0], 16, false),
    ] {
        let expected = if found { made } else { 0 };
        assert_eq!(filter(&mut harness, kind, masks, level), [expected], "{kind} {masks:?} {level}");
    }
    filter(&mut harness, 1, [1, 4, 0, 0], 32);
    let city = Row {
        message_id: id("l"),
        medius_world_id: made,
        max_players: 224,
        generic_field1: 1,
        generic_field2: Some(4),
        generic_field3: Some(0),
        generic_field4: Some(0),
        generic_field_level: Some(WorldGenericFieldLevelType(32)),
        lobby_name: NameText::new("a city"),
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(list(&mut harness, conn, (1, 10)), [city]);
    let nothing = Row { message_id: id("l"), status_code: Status::NO_RESULT, end_of_list: 1, ..Row::default() };
    let told = list(&mut harness, conn, (2, 10));
    let fields = Row {
        generic_field2: told[0].generic_field2,
        generic_field3: told[0].generic_field3,
        generic_field4: told[0].generic_field4,
        generic_field_level: told[0].generic_field_level,
        ..nothing
    };
    assert_eq!(told, [fields]);
}

/// MLS-60, MLS-61, MLS-62: titles with configured channels list those alone, whatever their filter says; the same in
/// three forms, with the number of games above 1.08. Deadlocked's older list is of rooms alone.
#[test]
fn titles_list_their_own_channels() {
    type Row = lobby::ChannelListExtraInfoResponse;
    let mut config = crate::common::games::config();
    config.titles.rows.push(Title { filter_channels: false, ..Title::of(AppId(11184)) }.into());
    let mut harness = bench_with(&config);
    let conn = enter_110(&mut harness, 1, AppId(11184), "ratchet");
    let room = lobby_ext::CreateChannelRequest {
        message_id: id("c"),
        max_players: 9,
        lobby_name: NameText::new("room"),
        lobby_password: PasswordText::new("secret"),
        ..Default::default()
    };
    say_in(&mut harness, conn, &room);
    let room = harness.answer::<lobby::CreateChannelResponse>(conn).medius_world_id;
    let nowhere = lobby_ext::SetLobbyWorldFilterRequest {
        filter_mask1: 77,
        filter_mask_level: LobbyFilterMaskLevelType(64),
        ..Default::default()
    };
    say_in(&mut harness, conn, &nowhere);
    harness.frames(conn);
    let create = lobby_ext::CreateGameRequest { game_name: NameText::new("arena"), ..Default::default() };
    say_in(&mut harness, conn, &create);
    let [PeerMessage::CreateWorld(wanted)] = &peer_messages(&mut harness)[..] else { panic!("one message") };
    let at = "10.0.0.7:10079".parse().expect("an address");
    let world = Ok(WorldAddress { world_id: DmeWorldId(3), at });
    from_mps(&mut harness, PeerMessage::WorldCreated { game: wanted.game, world });
    harness.frames(conn);
    let default = Row {
        message_id: id("l"),
        medius_world_id: 1,
        player_count: 1,
        max_players: 256,
        game_world_count: Some(1),
        pad2: Some(clank_core::wire::Pad::default()),
        generic_field2: Some(0),
        generic_field3: Some(0),
        generic_field4: Some(0),
        generic_field_level: Some(WorldGenericFieldLevelType(0)),
        lobby_name: NameText::new("Default"),
        end_of_list: 1,
        ..Default::default()
    };
    let (message_id, page_id, page_size) = (id("l"), 1, 9);
    say_in(
        &mut harness,
        conn,
        &lobby::ChannelListExtraInfoRequest0 { message_id, page_id, page_size, ..Default::default() },
    );
    assert_eq!(harness.answers::<Row>(conn), std::slice::from_ref(&default));
    say_in(
        &mut harness,
        conn,
        &lobby_ext::ChannelListExtraInfoRequest1 { message_id, page_id, page_size, ..Default::default() },
    );
    assert_eq!(harness.answers::<Row>(conn), std::slice::from_ref(&default));
    say_in(
        &mut harness,
        conn,
        &lobby_ext::ChannelListExtraInfoRequest { message_id, page_id, page_size, ..Default::default() },
    );
    assert_eq!(harness.answers::<Row>(conn), [default]);
    let older = lobby::ChannelListRequest { message_id, page_id: 1, page_size: 9, ..Default::default() };
    say_in(&mut harness, conn, &older);
    let row = lobby::ChannelListResponse {
        message_id,
        medius_world_id: room,
        lobby_name: NameText::new("room"),
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(harness.answers::<lobby::ChannelListResponse>(conn), [row]);
}

/// GEN-30, GEN-31, GEN-32, MLS-61, MLS-62: pages count from 1, and page 0 is the first; each page ends its own list; a
/// page of nothing, and one behind the end, is an empty list.
#[test]
fn lists_have_pages() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    for name in ["two", "three", "four", "five"] {
        create(&mut harness, conn, name, "", 9);
    }
    let told = |rows: &[lobby::ChannelListExtraInfoResponse]| {
        rows.iter().map(|row| (row.medius_world_id, row.end_of_list)).collect::<Vec<_>>()
    };
    for (page, expected) in [
        ((1, 2), vec![(1, 0), (2, 1)]),
        ((0, 2), vec![(1, 0), (2, 1)]),
        ((2, 2), vec![(3, 0), (4, 1)]),
        ((3, 2), vec![(5, 1)]),
        ((4, 2), vec![(0, 1)]),
        ((1, 0), vec![(0, 1)]),
        ((2, 4), vec![(5, 1)]),
        ((u16::MAX, u16::MAX), vec![(0, 1)]),
    ] {
        let rows = list(&mut harness, conn, page);
        assert_eq!(told(&rows), expected, "{page:?}");
        let status = if expected[0].0 == 0 { Status::NO_RESULT } else { Status::SUCCESS };
        assert!(rows.iter().all(|row| row.status_code == status));
    }
    for (page_id, page_size, world) in [(1, 1, 1), (0, 1, 1), (-3, 1, 1), (2, 1, 0), (1, 0, 0), (1, -1, 0)] {
        let request = lobby::ChannelListRequest { message_id: id("l"), page_id, page_size, ..Default::default() };
        let told: lobby::ChannelListResponse = ask(&mut harness, conn, &request);
        assert_eq!((told.medius_world_id, told.end_of_list), (world, 1), "{page_id} {page_size}");
    }
}

/// MLS-62, MLS-63, MLS-75: lists, totals and security of channels.
#[test]
fn other_questions_about_channels() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    enter_as(&mut harness, 2, AppId(10683), "clank");
    let made = create(&mut harness, conn, "room", "secret", 9);
    let row = lobby::ChannelListResponse {
        message_id: id("l"),
        medius_world_id: 1,
        lobby_name: NameText::new("Default"),
        player_count: 2,
        end_of_list: 1,
        ..Default::default()
    };
    let request = lobby::ChannelListRequest { message_id: id("l"), page_id: 1, page_size: 9, ..Default::default() };
    assert_eq!(rows::<lobby::ChannelListResponse>(&mut harness, conn, &request), [row]);
    for (application_id, total) in [(10683, 1), (10684, 1), (11184, 0), (-1, 0)] {
        let request = lobby::GetTotalChannelsRequest { message_id: id("t"), application_id, ..Default::default() };
        let told = lobby::GetTotalChannelsResponse { message_id: id("t"), total, ..Default::default() };
        assert_eq!(ask::<lobby::GetTotalChannelsResponse>(&mut harness, conn, &request), told);
    }
    for (medius_world_id, app_type, status_code, level) in [
        (made.medius_world_id, ApplicationType::LOBBY_CHAT_CHANNEL, Status::SUCCESS, 1),
        (1, ApplicationType::LOBBY_CHAT_CHANNEL, Status::SUCCESS, 0),
        (99, ApplicationType::LOBBY_CHAT_CHANNEL, Status::CHANNEL_NOT_FOUND, 0),
        (99, ApplicationType::APP_TYPE_GAME, Status::GAME_NOT_FOUND, 0),
        (1, ApplicationType::APP_TYPE_GAME, Status::GAME_NOT_FOUND, 0),
    ] {
        let request = lobby::GetWorldSecurityLevelRequest {
            message_id: id("s"),
            medius_world_id,
            app_type,
            ..Default::default()
        };
        let told = lobby::GetWorldSecurityLevelResponse {
            message_id: id("s"),
            status_code,
            medius_world_id,
            app_type,
            security_level: WorldSecurityLevelType(level),
            ..Default::default()
        };
        assert_eq!(ask::<lobby::GetWorldSecurityLevelResponse>(&mut harness, conn, &request), told);
    }
}
