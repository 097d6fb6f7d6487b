//! What titles have of their own in the lobby (titles.md 8): each beside a title that has it not.

use core::time::Duration;

use crate::common::games::{APP, config, game, info, joining, peer_messages, play, report, seen, sit};
use crate::common::players::{
    admit, admit_as, arrive_with_hello, ask, bench_with, enter, enter_110, enter_as, keys, mls, put_account, rows,
    say_in,
};
use crate::common::{Harness, app, conn, connect_to, handshake, id};
use crate::game_lists::{list, names};
use crate::hosting::harness;
use clank_core::entropy::Entropy;
use clank_core::ids::{AccountId, AppId, ConnId, GameId};
use clank_core::limits::{Limits, Timeouts};
use clank_core::link::{Link, Shared};
use clank_core::lobby::connect_info::server_key;
use clank_core::mls::Mls;
use clank_core::settings::{GameKey, LinkPolicy};
use clank_core::time::Instant;
use clank_core::titles::{Title, TitleSettings, layout};
use clank_core::wire::{
    CallbackStatus as Status, ComparisonOperator as Op, Dialect, File, GameHostType, GameListFilterField as Field,
    Layout as _, MgclGameHostType, NameText, NetConnectionType, PlainText, RtId, StatusResponse, Version, WorldStatus,
    lobby, lobby_ext,
};

/// TQ-5, ST-14: titles that go on in clear are told no key for their next connection, wherever it leads; all others are
/// told ours, among them both editions of Up Your Arsenal, as recorded of Sony's servers; and nobody is where
/// encryption is off.
#[test]
fn titles_that_never_encrypt_get_no_key() {
    let shared = |policy| Shared::new(&Entropy::new([1; 32]), policy, Limits::default(), Timeouts::default());
    let on = shared(LinkPolicy::default());
    let link = Link::accept(Instant::BIRTH, conn(1), 1, &on, None);
    let key = |app_id, shared: &Shared| server_key(&Title::of(AppId(app_id)), shared, &link);
    let ours = Some(on.private_key.public().to_le_bytes());
    assert_eq!([10010, 10031, 10124, 10190, 10680, 10681].map(|app_id| key(app_id, &on)), [None; 6]);
    assert_eq!([10683, 10684, 11184, 10164].map(|app_id| key(app_id, &on)), [ours; 4]);
    let off = shared(LinkPolicy { encrypt: false, ..LinkPolicy::default() });
    assert_eq!(key(10684, &off), None);
}

/// TQ-20, TQ-6: JoinChannel is answered in clear on a connection that is sealed otherwise, for the titles that want it.
#[test]
fn titles_join_channels_in_clear() {
    for (app_id, clear, others_clear) in [(10010, true, true), (10190, true, false), (10684, false, false)] {
        let mut config = config();
        config.link.game_key = GameKey::Always;
        let mut harness = bench_with(&config);
        let conn = player_with_game_key(&mut harness, AppId(app_id));
        let info = lobby::GetTotalGamesRequest { message_id: id("g"), ..Default::default() };
        harness.send(conn, &app(&info));
        assert_eq!(harness.seals(conn), [(RtId(0x0a), !others_clear)], "{app_id}");
        let join = lobby::JoinChannelRequest { message_id: id("j"), ..Default::default() };
        harness.send(conn, &app(&join));
        assert_eq!(harness.seals(conn), [(RtId(0x0a), !clear)], "{app_id}");
    }
}

/// A player whose console has no keys of its own, and is given one by the server, which then seals everything.
fn player_with_game_key(harness: &mut Harness<Mls>, app_id: AppId) -> ConnId {
    put_account(harness.tables(), AccountId(1), app_id, "calypso");
    admit_as(harness, 1, AccountId(1), app_id, "calypso");
    let conn = harness.open(1);
    harness.send(conn, &connect_to(app_id, 1, Some(keys(1))));
    assert_eq!(harness.seals(conn), [(RtId(0x14), false), (RtId(0x07), true), (RtId(0x1a), true)]);
    conn
}

/// TQ-9, MLS-86: games on game servers are reached by TCP with auxiliary UDP above 1.08, and by Up Your Arsenal of any
/// edition; Jak X (NTSC) reaches them by TCP alone, as do others up to 1.08.
#[test]
fn titles_reach_games_in_their_ways() {
    let (tcp, udp) = (NetConnectionType::CLIENT_SERVER_TCP, NetConnectionType::CLIENT_SERVER_TCP_AUX_UDP);
    for (app_id, version, expected) in [
        (10680, Version::V108, udp),
        (10681, Version::V108, udp),
        (10683, Version::V108, udp),
        (10684, Version::V108, udp),
        (10724, Version::V108, tcp),
        (11184, Version::V110, udp),
        (10994, Version::V109, tcp),
        (11204, Version::V109, udp),
    ] {
        assert_eq!(Title::of(AppId(app_id)).join_connection(version), expected, "{app_id}");
    }
    let mut harness = harness();
    let jak = enter_110(&mut harness, 1, AppId(10994), "jak");
    let world = game(&mut harness, jak, "kras city");
    let joined = sit(&mut harness, jak, &joining(world));
    assert_eq!((joined.status_code, joined.connect_info.kind), (Status::SUCCESS, tcp));
}

/// TQ-13, ST-44: where game servers tell of nobody who comes, a player is in his game when he is given a seat; with all
/// others only when his game server says so.
#[test]
fn silent_game_servers_are_believed() {
    for silent in [true, false] {
        let mut config = config();
        config.titles.rows.push(Title { silent_game_servers: silent, ..Title::of(APP) }.into());
        let mut harness = bench_with(&config);
        let conn = enter(&mut harness, 1, "ratchet");
        let arena = game(&mut harness, conn, "arena");
        let players = |harness: &mut Harness<Mls>| info(harness, conn, arena).player_count;
        assert_eq!(sit(&mut harness, conn, &joining(arena)).status_code, Status::SUCCESS);
        assert_eq!(players(&mut harness), i32::from(silent));
        seen(&mut harness, 1, arena, true);
        assert_eq!(players(&mut harness), 1);
    }
}

/// TQ-14: the answer of JoinGame tells how many a game takes to titles of the PlayStation 3, whose versions have the
/// field, and to no other.
#[test]
fn joins_tell_how_many_a_game_takes() {
    let answer = lobby::JoinGameResponse { max_players: Some(6), ..Default::default() };
    for app_id in [20624, 22500, 22920, 22924, 22930, 23360, 24000, 24180] {
        let flags = layout(AppId(app_id));
        let tail = encoded(&answer, Dialect { version: Version::V113, flags }).split_off(188);
        assert_eq!(tail, 6_i32.to_le_bytes(), "{app_id}");
    }
    for (app_id, version) in [(10684, Version::V108), (11184, Version::V110)] {
        assert_eq!(encoded(&answer, Dialect { version, flags: layout(AppId(app_id)) }).len(), 188, "{app_id}");
    }
    let mut harness = harness();
    let (player, _) = arrive_with_hello(&mut harness, 2, (AppId(24180), Version::V113), "clank");
    let hangar = game(&mut harness, player, "hangar");
    assert_eq!(sit(&mut harness, player, &joining(hangar)).max_players, Some(4));
}

fn encoded(message: &lobby::JoinGameResponse, dialect: Dialect) -> Vec<u8> {
    let mut bytes = Vec::new();
    message.encode(&mut bytes, dialect);
    bytes
}

/// TQ-19, MLS-190, MLS-194: Jak X keeps files in folders and finds them by these; no name leads out of them, and other
/// titles have no folders.
#[test]
fn jak_x_keeps_files_in_folders() {
    type Created = lobby::FileCreateResponse;
    let mut config = config();
    config.titles.rows.extend([10994, 11203, 11204, 11184].map(|app_id| files_of(AppId(app_id))));
    let mut harness = bench_with(&config);
    for (number, app_id) in [(1, 10994), (2, 11203), (3, 11204), (4, 11184)] {
        let player = enter_as(&mut harness, number, AppId(app_id), "jak");
        let wanted = |name: &str| lobby::FileCreateRequest {
            message_id: id("c"),
            medius_file_to_create: File { filename: PlainText::new(name), file_size: 9, ..File::default() },
            ..Default::default()
        };
        let created =
            |harness: &mut Harness<Mls>, name: &str| ask::<Created>(harness, player, &wanted(name)).status_code;
        let jak = app_id != 11184;
        let expected = if jak { Status::SUCCESS } else { Status::DB_ERROR };
        assert_eq!(created(&mut harness, &format!("ghosts{app_id}/track 1")), expected, "{app_id}");
        for name in ["/etc/passwd", "a//b", "ghosts/../../x", "ghosts/", "./a", "a\\b"] {
            assert_eq!(created(&mut harness, name), Status::DB_ERROR, "{app_id} {name}");
        }
        let search = lobby::FileListRequest {
            message_id: id("l"),
            file_name_begins_with: PlainText::new(format!("ghosts{app_id}/")),
            page_size: 9,
            ..Default::default()
        };
        let found = rows::<lobby::FileListResponse>(&mut harness, player, &search);
        let names: Vec<String> = found.iter().map(|row| row.medius_file_to_list.filename.to_text()).collect();
        assert_eq!(names, [if jak { format!("ghosts{app_id}/track 1") } else { String::new() }]);
    }
}

fn files_of(app_id: AppId) -> TitleSettings {
    TitleSettings { app_id, files: Some(true), ..TitleSettings::default() }
}

/// TQ-21, MLS-70: a room of a clan takes 64 players in Syphon Filter, whatever its maker says; its other rooms, and
/// those of other titles, as many as they say.
#[test]
fn clan_rooms_of_syphon_filter_take_64_players() {
    for (app_id, name, expected) in
        [(10411, "CLAN_black", 64), (10414, "CLAN_black", 64), (10411, "black", 8), (10684, "CLAN_black", 8)]
    {
        let mut harness = harness();
        let conn = enter_as(&mut harness, 1, AppId(app_id), "logan");
        let request = lobby_ext::CreateChannelRequest1 {
            message_id: id("c"),
            max_players: 8,
            lobby_name: NameText::new(name),
            ..Default::default()
        };
        let made: lobby::CreateChannelResponse = ask(&mut harness, conn, &request);
        assert_eq!(made.status_code, Status::SUCCESS);
        let question = lobby::ChannelInfoRequest {
            message_id: id("i"),
            medius_world_id: made.medius_world_id,
            ..Default::default()
        };
        let expected = lobby::ChannelInfoResponse {
            message_id: id("i"),
            status_code: Status::SUCCESS,
            lobby_name: NameText::new(name),
            active_player_count: 0,
            max_players: expected,
            ..Default::default()
        };
        assert_eq!(ask::<lobby::ChannelInfoResponse>(&mut harness, conn, &question), expected, "{app_id}");
    }
}

/// TQ-16, MLS-80: 10782 alone is told the id of its filter at 1.08, in an answer of 32 bytes; others in one of 28.
#[test]
fn one_title_is_told_the_id_of_its_filter() {
    let mut harness = harness();
    let set = lobby::SetGameListFilterRequest0 {
        message_id: id("f"),
        filter_field: Field::GAME_LEVEL,
        comparison_operator: Op::EQUAL_TO,
        baseline_value: 7,
        ..Default::default()
    };
    let plain = enter_as(&mut harness, 1, AppId(10684), "ratchet");
    let told = enter_as(&mut harness, 2, AppId(10782), "ellen");
    harness.send(plain, &app(&set));
    let expected =
        lobby::SetGameListFilterResponse0 { message_id: id("f"), status_code: Status::SUCCESS, ..Default::default() };
    assert_eq!(harness.answer::<lobby::SetGameListFilterResponse0>(plain), expected);
    harness.send(told, &app(&set));
    let frames = harness.frames(told);
    let [(_, body)] = &frames[..] else { panic!("{frames:?}") };
    assert_eq!((body.len(), &body[30..]), (2 + 32, &1_u32.to_le_bytes()[..]));
}

/// TQ-17, MLS-82: the console of Arc the Lad asks at 1.09 before every search, and reads the answer of 1.08; another
/// title of its version reads its own.
#[test]
fn filters_of_a_later_title_are_told_in_the_old_form() {
    let mut harness = harness();
    let set = lobby::SetGameListFilterRequest0 {
        message_id: id("f"),
        filter_field: Field::GAME_LEVEL,
        comparison_operator: Op::EQUAL_TO,
        baseline_value: 7,
        ..Default::default()
    };
    let get = lobby::GetGameListFilterRequest { message_id: id("g"), ..Default::default() };
    let arc = enter_110(&mut harness, 1, AppId(10984), "kharg");
    say_in(&mut harness, arc, &set);
    harness.frames(arc);
    say_in(&mut harness, arc, &get);
    let old = lobby::GetGameListFilterResponse0 {
        message_id: id("g"),
        status_code: Status::SUCCESS,
        filter_field: Field::GAME_LEVEL,
        comparison_operator: Op::EQUAL_TO,
        baseline_value: 7,
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(harness.answer::<lobby::GetGameListFilterResponse0>(arc), old);
    let other = enter_110(&mut harness, 2, AppId(11184), "ratchet");
    say_in(&mut harness, other, &set);
    harness.frames(other);
    say_in(&mut harness, other, &get);
    let own = lobby_ext::GetGameListFilterResponse {
        message_id: id("g"),
        status_code: Status::SUCCESS,
        filter_id: 1,
        filter_field: Field::GAME_LEVEL,
        mask: 0xffff_ffff,
        comparison_operator: Op::EQUAL_TO,
        baseline_value: 7,
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(harness.answer::<lobby_ext::GetGameListFilterResponse>(other), own);
}

/// A lobby of a title where a game of one player is staging, and another player whose filter fits no game.
fn filtered(app_id: AppId) -> (Harness<Mls>, ConnId, GameId) {
    let mut harness = harness();
    let (one, two) = (enter_as(&mut harness, 1, app_id, "ratchet"), enter_as(&mut harness, 2, app_id, "clank"));
    let arena = game(&mut harness, one, "arena");
    play(&mut harness, one, 1, arena);
    harness.send(one, &app(&report(arena, "arena", WorldStatus::STAGING)));
    let filter = lobby::SetGameListFilterRequest0 {
        message_id: id("f"),
        filter_field: Field::GAME_LEVEL,
        comparison_operator: Op::EQUAL_TO,
        baseline_value: -5,
        ..Default::default()
    };
    let set: lobby::SetGameListFilterResponse0 = ask(&mut harness, two, &filter);
    assert_eq!(set.status_code, Status::SUCCESS);
    peer_messages(&mut harness);
    (harness, two, arena)
}

/// TQ-10, TQ-11, TQ-12, MLS-84: the filters of a player count in each of three lists, but for the titles that other
/// servers name, in one list each: GameList_ExtraInfo0 of some, GameList of two.
#[test]
fn some_lists_of_some_titles_ignore_filters() {
    let extra_0 = [10394, 10694, 10933, 10952, 10954, 11234].map(|app_id| (app_id, [true, false, false]));
    let plain = [10190, 10538].map(|app_id| (app_id, [false, false, true]));
    let filtered_only = [10684, 10994, 11203, 11204, 20043, 21924].map(|app_id| (app_id, [false; 3]));
    for (app_id, expected) in extra_0.into_iter().chain(plain).chain(filtered_only) {
        let (mut harness, two, arena) = filtered(AppId(app_id));
        let question = lobby::GameListRequest { message_id: id("g"), page_id: 1, page_size: 9, ..Default::default() };
        let plain: lobby::GameListResponse = ask(&mut harness, two, &question);
        let listed = lobby::GameListResponse {
            medius_world_id: arena.0,
            game_name: NameText::new("arena"),
            world_status: WorldStatus::STAGING,
            game_host_type: MgclGameHostType(GameHostType::CLIENT_SERVER_AUX_UDP.0),
            player_count: 1,
            end_of_list: 1,
            ..StatusResponse::success(id("g"))
        };
        let none = lobby::GameListResponse {
            message_id: id("g"),
            status_code: Status::NO_RESULT,
            end_of_list: 1,
            ..Default::default()
        };
        assert_eq!(plain, if expected[2] { listed } else { none }, "{app_id}");
        let question =
            lobby_ext::GameListExtraInfoRequest { message_id: id("x"), page_id: 1, page_size: 9, ..Default::default() };
        let extra: lobby_ext::GameListExtraInfoResponse = ask(&mut harness, two, &question);
        let extra_0 = names(&list(&mut harness, two));
        let found = [!extra_0.is_empty(), extra.status_code == Status::SUCCESS, expected[2]];
        assert_eq!(found, expected, "{app_id}");
    }
}

/// TQ-8: a join whose GameHostType is not the game's is no reason to refuse, for those titles and for any other.
#[test]
fn host_types_of_joins_are_not_looked_at() {
    for app_id in [10680, 10681, 10683, 10684, 10994, 10190] {
        let (mut harness, two, arena) = filtered(AppId(app_id));
        let request = lobby::JoinGameRequest { game_host_type: GameHostType::INTEGRATED_SERVER, ..joining(arena) };
        let joined = sit(&mut harness, two, &request);
        assert_eq!((joined.message_id, joined.status_code), (id("j"), Status::SUCCESS), "{app_id}");
        assert_eq!(joined.game_host_type, GameHostType::CLIENT_SERVER_AUX_UDP, "{app_id}");
    }
}

/// PC-10, ST-20: a community client leaves the MAS without a word and comes two seconds later with the same keys: the
/// window covers it, and no other's keys do.
#[test]
fn community_clients_come_two_seconds_later() {
    let mut harness = mls();
    admit(&mut harness, 1, AccountId(1));
    harness.pass(Duration::from_secs(2));
    let (one, stranger) = (harness.open(1), harness.open(2));
    harness.send(one, &handshake(Some(keys(1))));
    harness.send(stranger, &handshake(Some(keys(2))));
    assert_eq!((harness.is_closed(one), harness.is_closed(stranger)), (false, true));
    assert_eq!(enter(&mut harness, 3, "qwark"), conn(3));
}
