//! The way into the MLS: by which keys, into which lobby world, and what is told on the way.

use core::time::Duration;
use std::net::SocketAddrV4;

use crate::common::players::{
    admit_as, ask, bench_with, create, enter, enter_110, first_request, join, keys, mls, online, put_account, rows,
};
use crate::common::{Harness, SERVER, connect_to, handshake_110, handshake_to, id, nowhere, rt_frame};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, ChannelId, ConnId};
use clank_core::machine::Ending;
use clank_core::mls::Mls;
use clank_core::peer::PeerMessage;
use clank_core::store::{ChannelRow, ConfiguredChannel};
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{
    AccessKey, CallbackStatus as Status, Layout as _, NameText, NetAddress, NetAddressList, NetAddressType,
    NetConnectionInfo, NetConnectionType, SessionKeyText, lobby,
};

/// The numbers by which CONNECT_TCP names channels (ST-13), by MediusWorldID.
fn number(world: &NetConnectionInfo) -> u16 {
    u16::try_from(world.world_id).expect("a small number")
}

/// A connection with a player's access key, towards a lobby world.
fn arrive(harness: &mut Harness<Mls>, index: u32, world: u16, access_key: AccessKey) -> ConnId {
    let conn = harness.open(index);
    harness.send(conn, &handshake_to(world, Some((SessionKeyText::default(), access_key))));
    first_request(harness, conn);
    conn
}

/// Who is in a channel, by account.
fn members(harness: &mut Harness<Mls>, conn: ConnId, world: i32) -> Vec<i32> {
    let request =
        lobby::GetLobbyPlayerNamesRequest { message_id: id("n"), medius_world_id: world, ..Default::default() };
    let rows: Vec<lobby::GetLobbyPlayerNamesResponse> = rows(harness, conn, &request);
    rows.iter().filter(|row| row.status_code == Status::SUCCESS).map(|row| row.account_id).collect()
}

/// MLS-2, ST-13, ST-32: the lobby world that CONNECT_TCP names is where its player goes, out of the one where he was,
/// if it is open and has room; a number that is none, another group's, and 0 leave him where he is.
#[test]
fn the_named_lobby_world_is_entered() {
    let mut harness = mls();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let PeerMessage::Admitted { lobby: foreign, .. } = admit_as(&mut harness, 3, AccountId(3), AppId(11184), "qwark")
    else {
        panic!("not let in")
    };
    let [open, full, private] =
        [("open", "", 9), ("full", "", 1), ("private", "sesame", 9)].map(|(name, password, max)| {
            let made = create(&mut harness, two, name, password, max).medius_world_id;
            let joined = join(&mut harness, two, made, password);
            (made, number(&joined.connect_info))
        });
    join(&mut harness, two, full.0, "");
    let mut key = keys(1).1;
    harness.gone(one);
    for (index, (world, room)) in (11..).zip([
        (open.1, open.0),
        (0, open.0),
        (4711, open.0),
        (foreign.world_id, open.0),
        (full.1, open.0),
        (private.1, open.0),
        (1, 1),
    ]) {
        let conn = arrive(&mut harness, index, world, key);
        assert_eq!(members(&mut harness, conn, room), [1], "towards {world}");
        harness.gone(conn);
    }
    // Whom JoinChannel sent into a room gets into it, whatever it asks for and however full it is.
    for (index, (made, number), password) in [(31, private, "sesame"), (32, open, "")] {
        let conn = arrive(&mut harness, index, 0, key);
        let joined = join(&mut harness, conn, made, password);
        assert_eq!(joined.status_code, Status::SUCCESS);
        key = joined.connect_info.access_key;
        harness.gone(conn);
        let conn = arrive(&mut harness, index + 10, number, key);
        assert_eq!(members(&mut harness, conn, made), [1]);
        harness.gone(conn);
    }
}

/// GEN-4, GEN-5: without keys of its own a console is accepted and complete at once; it is told its own address, and
/// how many are in the lobby world, itself included.
#[test]
fn a_console_is_told_who_is_there() {
    let mut harness = mls();
    for number in 1..=3 {
        admit_as(&mut harness, number, AccountId(number.into()), AppId(10684), &format!("player {number}"));
        let conn = harness.open(number.into());
        harness.send(conn, &connect_to(AppId(10684), 1, Some(keys(number))));
        let frames = harness.frames(conn);
        let [(rt::ServerConnectAcceptTcp::ID, accept), (rt::ServerConnectComplete::ID, complete)] = &frames[..] else {
            panic!("{frames:02x?}")
        };
        let accept = rt::ServerConnectAcceptTcp::decode(accept, harness.dialect).expect("well formed");
        assert_eq!(accept.address.to_text(), format!("192.168.1.{number}"));
        assert_eq!(complete[..2], u16::from(number).to_le_bytes());
    }
}

/// MLS-71, ST-12, ST-13, ST-15: the whole way to a room; and ST-20: who was sent there has the window of a redirect to
/// come, however long he stays on his old connection.
#[test]
fn the_way_to_a_room() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let room = create(&mut harness, conn, "room", "", 9).medius_world_id;
    let joined = join(&mut harness, conn, room, "");
    let mls = NetAddress::external("10.0.0.1:10078".parse().expect("an address"));
    let unused = NetAddress { address_type: NetAddressType::NONE, port: u32::MAX, ..NetAddress::default() };
    let expected = lobby::JoinChannelResponse {
        message_id: id("j"),
        connect_info: NetConnectionInfo {
            kind: NetConnectionType::CLIENT_SERVER_TCP,
            address_list: NetAddressList { address_list: [mls, unused] },
            world_id: 2,
            session_key: keys(1).0,
            access_key: joined.connect_info.access_key,
            ..nowhere()
        },
        ..Default::default()
    };
    assert_eq!(joined, expected);
    let key = joined.connect_info.access_key.text();
    assert!(key.len() == 16 && key != keys(1).1.text(), "{key:?}");
    harness.pass(Duration::from_secs(20));
    assert!(!harness.is_closed(conn));
    harness.gone(conn);
    harness.pass(Duration::from_secs(7));
    let back = arrive(&mut harness, 11, number(&joined.connect_info), joined.connect_info.access_key);
    assert_eq!(members(&mut harness, back, room), [1]);
}

/// ST-30, ST-32, MAS-33: a player is in the first channel as soon as he is let in, before his console comes; others see
/// him there, and he is in no other.
#[test]
fn who_is_let_in_is_in_the_lobby() {
    let mut harness = mls();
    let one = enter(&mut harness, 1, "ratchet");
    let room = create(&mut harness, one, "room", "", 9).medius_world_id;
    put_account(harness.tables(), AccountId(2), AppId(10684), "clank");
    let PeerMessage::Admitted { lobby, .. } = admit_as(&mut harness, 2, AccountId(2), AppId(10684), "Clank") else {
        panic!("not let in")
    };
    assert_eq!((lobby.medius_world_id, lobby.world_id), (ChannelId(1), 1));
    let request = lobby::GetLobbyPlayerNamesRequest { message_id: id("n"), medius_world_id: 1, ..Default::default() };
    let row = |account_id, name: &str, end_of_list| lobby::GetLobbyPlayerNamesResponse {
        message_id: id("n"),
        status_code: Status::SUCCESS,
        account_id,
        account_name: NameText::new(name),
        end_of_list,
        ..Default::default()
    };
    let told: Vec<lobby::GetLobbyPlayerNamesResponse> = rows(&mut harness, one, &request);
    assert_eq!(told, [row(1, "ratchet", 0), row(2, "Clank", 1)]);
    assert_eq!(members(&mut harness, one, room), Vec::<i32>::new());
    let noted = harness.tables().online[&AccountId(2)].clone();
    assert_eq!((noted.logged_in, noted.channel_id, noted.game_id), (true, Some(ChannelId(1)), None));
}

/// MAS-37: an anonymous player does not go by the name of somebody who is in the lobby, in any case.
#[test]
fn anonymous_players_take_no_names() {
    let mut harness = mls();
    let one = enter(&mut harness, 1, "ratchet");
    for (number, account_id, wanted, shown) in
        [(2, -7, "RATCHET", "Guest7"), (3, -8, "clank", "clank"), (4, -9, "Clank", "Guest9")]
    {
        admit_as(&mut harness, number, AccountId(account_id), AppId(10684), wanted);
        let name = NameText::new(shown);
        let request = lobby::FindPlayerRequest {
            message_id: id("f"),
            search_type: clank_core::wire::PlayerSearchType::NAME,
            name,
            ..Default::default()
        };
        let found: Vec<lobby::FindPlayerResponse> = rows(&mut harness, one, &request);
        assert_eq!((found[0].account_id, found[0].account_name), (account_id, name));
    }
}

/// ST-30, ST-31, ST-6: channels of the store keep their ids and names and never end; of several the first is where
/// players begin; and none is drawn for a room or a game that is configured.
#[test]
fn configured_channels() {
    let mut harness = mls();
    for (id, name) in [(40, "Aquatos"), (1, "Aridia"), (2, "Novalis")] {
        let channel = ConfiguredChannel {
            id: ChannelId(id),
            name: name.into(),
            max_players: 7,
            fields: [1, 2, 3, 4],
            field_level: 64,
        };
        harness.tables().channels.push(ChannelRow { app_id: AppId(10683), channel });
    }
    let PeerMessage::Admitted { lobby, .. } = admit_as(&mut harness, 1, AccountId(1), AppId(10684), "ratchet") else {
        panic!("not let in")
    };
    assert_eq!(lobby.medius_world_id, ChannelId(40));
    let conn = arrive(&mut harness, 1, lobby.world_id, keys(1).1);
    assert_eq!(create(&mut harness, conn, "room", "", 9).medius_world_id, 3, "the first that is free");
    // Long after its maker's last word: its room is gone, what is configured is not.
    let echo = rt_frame(&rt::ClientEcho::default());
    for _ in 0..4 {
        harness.pass(Duration::from_secs(30));
        harness.send(conn, &echo);
        harness.frames(conn);
    }
    let row = |medius_world_id, name: &str, player_count, end_of_list| lobby::ChannelListExtraInfoResponse {
        message_id: id("l"),
        medius_world_id,
        player_count,
        max_players: 7,
        generic_field1: 1,
        lobby_name: NameText::new(name),
        end_of_list,
        generic_field2: Some(2),
        generic_field3: Some(3),
        generic_field4: Some(4),
        generic_field_level: Some(clank_core::wire::WorldGenericFieldLevelType(64)),
        ..Default::default()
    };
    let request =
        lobby::ChannelListExtraInfoRequest0 { message_id: id("l"), page_id: 1, page_size: 9, ..Default::default() };
    let told: Vec<lobby::ChannelListExtraInfoResponse> = rows(&mut harness, conn, &request);
    assert_eq!(told, [row(40, "Aquatos", 1, 0), row(1, "Aridia", 0, 0), row(2, "Novalis", 0, 1)]);
    let info: lobby::ChannelInfoResponse = ask(
        &mut harness,
        conn,
        &lobby::ChannelInfoRequest { message_id: id("i"), medius_world_id: 40, ..Default::default() },
    );
    let expected = lobby::ChannelInfoResponse {
        message_id: id("i"),
        lobby_name: NameText::new("Aquatos"),
        active_player_count: 1,
        max_players: 7,
        ..Default::default()
    };
    assert_eq!(info, expected);
}

/// MLS-2: where his last JoinChannel sent a player he may go by the number alone, also where it has a password or is
/// full by now; where an earlier one sent him he may not, nor may others.
#[test]
fn a_player_returns_to_where_he_was_sent() {
    const LOBBY: u16 = 1;
    let mut harness = mls();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let [private, open, small] = [("private", "sesame", 9), ("open", "", 9), ("small", "", 1)]
        .map(|(name, password, max)| create(&mut harness, two, name, password, max).medius_world_id);
    let sent = |harness: &mut Harness<Mls>, conn, room, password| {
        let info = join(harness, conn, room, password).connect_info;
        (number(&info), info.access_key)
    };
    let (to_private, key) = sent(&mut harness, one, private, "sesame");
    let one = arrive(&mut harness, 11, LOBBY, key);
    assert_eq!(members(&mut harness, one, i32::from(LOBBY)), [2, 1]);
    let one = arrive(&mut harness, 12, to_private, key);
    assert_eq!(members(&mut harness, one, private), [1]);
    let two = arrive(&mut harness, 22, to_private, keys(2).1);
    assert_eq!(members(&mut harness, two, i32::from(LOBBY)), [2], "not where another was sent");
    let (_, key) = sent(&mut harness, one, open, "");
    let one = arrive(&mut harness, 13, to_private, key);
    assert_eq!(members(&mut harness, one, open), [1], "not where he was sent before");

    let (to_small, key) = sent(&mut harness, one, small, "");
    arrive(&mut harness, 14, LOBBY, key);
    join(&mut harness, two, small, "");
    let one = arrive(&mut harness, 15, to_small, key);
    assert_eq!(members(&mut harness, one, small), [2, 1]);
    let (_, key) = sent(&mut harness, one, open, "");
    let one = arrive(&mut harness, 16, to_small, key);
    assert_eq!(members(&mut harness, one, open), [1]);
}

/// GEN-3: a console of a title that is not let in is closed, though the MAS let its player in and it knows the keys;
/// one of a title that is let in is served.
#[test]
fn titles_that_are_not_let_in() {
    let mut config = Config::default();
    config.titles.only = vec![AppId(11184)];
    let mut harness = bench_with(&config);
    for (number, app_id, let_in) in [(1, AppId(10684), false), (2, AppId(11184), true)] {
        put_account(harness.tables(), AccountId(number.into()), app_id, "ratchet");
        let admitted = admit_as(&mut harness, number, AccountId(number.into()), app_id, "ratchet");
        assert!(matches!(admitted, PeerMessage::Admitted { .. }));
        let conn = harness.open(number.into());
        harness.send(conn, &connect_to(app_id, 1, Some(keys(number))));
        let told = [rt::ServerConnectAcceptTcp::ID, rt::ServerConnectComplete::ID];
        assert_eq!(harness.ids(conn), if let_in { told.to_vec() } else { vec![] }, "{app_id:?}");
        assert_eq!((harness.is_closed(conn), harness.faults()), (!let_in, vec!["GEN-3"]), "{app_id:?}");
    }
    assert_eq!(online(&harness), 1);
}

/// ST-20: who comes by another connection is on that one from then on, and the older one is closed without a word, also
/// that of a console which could be told to go.
#[test]
fn the_older_connection_dies_silently() {
    let mut harness = mls();
    let app_id = AppId(11184);
    let first = enter_110(&mut harness, 1, app_id, "ratchet");
    let second = harness.open(2);
    handshake_110(app_id, Some(keys(1))).iter().for_each(|step| harness.send(second, step));
    assert!(harness.ids(second).contains(&rt::ServerConnectComplete::ID));
    assert_eq!((harness.ids(first), &harness.closed[..]), (vec![], &[(first, Ending::Flush)][..]));
    harness.gone(first);
    assert_eq!((harness.ids(second), harness.is_closed(second), online(&harness)), (vec![], false, 2));
}

/// GEN-1: where no MLS is configured, its default port is told.
#[test]
fn the_port_of_the_lobby() {
    for (mls, port) in [(None, 10078), (Some("0.0.0.0:4711".parse().expect("an address")), 4711)] {
        let mut harness = bench_with(&Config { mls, ..Config::default() });
        let conn = enter(&mut harness, 1, "ratchet");
        let told = join(&mut harness, conn, 1, "").connect_info.address_list.address_list;
        assert_eq!(
            told,
            [NetAddress::external(SocketAddrV4::new(*SERVER.ip(), port)), NetAddress { port: u32::MAX, ..told[1] }]
        );
    }
}
