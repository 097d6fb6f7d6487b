//! Rules that concern every component, and the small ones of the MAS and the MLS.

use core::time::Duration;

use crate::common::players::{
    admit, admit_as, ask, create, enter, enter_as, first_request, join, keys, mls, online, put_account, rows,
};
use crate::common::{Harness, app, clear, handshake, id, login, message_keys};
use clank_core::config::Config;
use clank_core::ids::{AccountId, AppId, ChannelId, ConnId, GameId, TitleGroup};
use clank_core::machine::Event;
use clank_core::mas::Mas;
use clank_core::mls::Mls;
use clank_core::peer::PeerMessage;
use clank_core::script::NoScript;
use clank_core::settings::text_filter::TextFilter;
use clank_core::store::{
    CreateAccount, GameRow, Memory, NoteOnline, Policy, PolicyRow, ResetOnline, SaveGame, StoreReply, StoreRequest,
};
use clank_core::titles::Title;
use clank_core::wire::Layout as _;
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{
    Bytes, CallbackStatus as Status, ChatMessageType, ChatText, Dialect, GameHostType, MessageId, NameText, PolicyType,
    RtId, TextFilterType, UserAction, WorldStatus, lobby, lobby_ext,
};

fn mas() -> Harness<Mas> {
    Harness::new(Mas::new(&Config::default(), [7; 32], Box::new(NoScript)))
}

fn status_of(harness: &mut Harness<Mls>, conn: ConnId) -> (u8, u8, Status) {
    let frames = harness.frames(conn);
    let (_, body) = &frames[0];
    // MessageID and three bytes of padding come first in all that is asked here.
    let status = i32::from_le_bytes(body[26..30].try_into().expect("four bytes"));
    (body[0], body[1], Status(status))
}

/// GEN-1, OPS-1: the ports and times that a server has without a configuration.
#[test]
fn the_defaults_are_the_specifications() {
    let config = Config::default();
    let port = |at: Option<std::net::SocketAddrV4>| at.map(|at| at.port());
    assert_eq!(
        [port(config.muis), port(config.mas), port(config.mps), port(config.mls), port(config.nat)],
        [Some(10071), Some(10075), Some(10077), Some(10078), Some(10070)]
    );
    let seconds = |time: Duration| time.as_secs();
    let times = config.timeouts;
    assert_eq!(
        [times.handshake, times.silence, times.close, times.echo, times.keep_alive, times.old_keys].map(seconds),
        [30, 60, 5, 30, 8, 60]
    );
    assert_eq!(
        [times.store, times.game_server, times.empty_game, times.closed_game, times.empty_channel].map(seconds),
        [3, 10, 15, 1, 15]
    );
    assert_eq!([times.ban_check, times.game_report].map(seconds), [60, 90]);
    assert!(config.accounts.whitelist.is_empty() && config.text_filter == TextFilter::default());
    assert!(!Title::of(AppId(10684)).files && config.accounts.ban_severity == 0 && !config.allow_memory);
}

/// GEN-2: CONNECT_TCP without keys at the MAS, with both at the MLS; without them the lobby lets nobody in.
#[test]
fn connect_comes_with_and_without_keys() {
    let mut harness = mas();
    let conn = harness.open(1);
    harness.send(conn, &handshake(None));
    assert!(harness.ids(conn).ends_with(&[RtId(0x07), RtId(0x1a)]));
    let mut harness = mls();
    admit(&mut harness, 1, AccountId(1));
    for (index, keys, in_) in [(1, None, false), (2, Some(keys(1)), true)] {
        let conn = harness.open(index);
        harness.send(conn, &handshake(keys));
        assert_eq!((harness.ids(conn).ends_with(&[RtId(0x07), RtId(0x1a)]), harness.is_closed(conn)), (in_, !in_));
    }
}

/// GEN-5: the console is told its address, and how many are in its lobby world.
#[test]
fn the_welcome_tells_address_and_company() {
    let mut harness = mls();
    enter(&mut harness, 1, "ratchet");
    admit_as(&mut harness, 2, AccountId(2), AppId(10684), "clank");
    let conn = harness.open(2);
    harness.send(conn, &handshake(Some(keys(2))));
    let frames = harness.frames(conn);
    let of = |wanted: RtId| frames.iter().find(|(id, _)| *id == wanted).map(|(_, body)| body.clone()).expect("sent");
    let accept = rt::ServerConnectAcceptTcp::decode(&of(rt::ServerConnectAcceptTcp::ID), Dialect::default())
        .expect("well formed");
    assert_eq!(accept.address.to_text(), crate::common::address(2).ip().to_string());
    assert_eq!(of(rt::ServerConnectComplete::ID), [2, 0]);
}

/// GEN-6: what a console sends in the same breath as its CONNECT_TCP is answered, in order.
#[test]
fn a_hasty_console_is_served() {
    let mut harness = mas();
    let conn = harness.open(1);
    let hasty = app(&lobby::SessionBeginRequest { message_id: id("now"), ..Default::default() });
    harness.send(conn, &[handshake(None), hasty].concat());
    let frames = harness.frames(conn);
    assert_eq!(frames.last().map(|(id, body)| (*id, body[0], body[1])), Some((rt::ServerApp::ID, 1, 4)));
}

/// GEN-13, GEN-14, MAS-56: nothing without a session; with one, a request that needs a login fails, and one that
/// nobody deals with is told so.
#[test]
fn gates_are_none_session_and_login() {
    let mut harness = mas();
    let conn = harness.connect(1);
    let delete = app(&lobby::AccountDeleteRequest { message_id: id("d"), ..Default::default() });
    let clan = app(&lobby::CreateClanRequest { message_id: id("c"), ..Default::default() });
    let version = app(&lobby::VersionServerRequest { message_id: id("v"), ..Default::default() });
    for silent in [&delete, &clan] {
        harness.send(conn, silent);
        assert!(harness.ids(conn).is_empty() && !harness.is_closed(conn));
    }
    harness.send(conn, &version);
    assert_eq!(harness.answers::<lobby::VersionServerResponse>(conn).len(), 1);
    harness.send(conn, &app(&lobby::SessionBeginRequest { message_id: id("s"), ..Default::default() }));
    harness.frames(conn);
    harness.send(conn, &delete);
    let status_code = Status::FAIL;
    let refused = lobby::AccountDeleteResponse { message_id: id("d"), status_code, ..Default::default() };
    assert_eq!(harness.answers::<lobby::AccountDeleteResponse>(conn), [refused]);
    harness.send(conn, &clan);
    let refused = lobby::CreateClanResponse { message_id: id("c"), status_code, ..Default::default() };
    assert_eq!(harness.answers::<lobby::CreateClanResponse>(conn), [refused]);
}

/// GEN-17: the same request twice is two requests, with two answers.
#[test]
fn a_repeated_request_is_answered_twice() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let twice = app(&lobby::ChatToggleRequest { message_id: id("same"), ..Default::default() });
    harness.send(conn, &[twice.clone(), twice].concat());
    assert_eq!(harness.answers::<lobby::ChatToggleResponse>(conn).len(), 2);
}

/// GEN-10: an answer repeats its request's MessageID up to the NUL, with zeros behind it: an answer at once, a status
/// alone, one of the store, each row of a list, and each piece of a text.
#[test]
fn rubbish_behind_the_message_id_is_not_repeated() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    create(&mut harness, conn, "room", "", 9);
    let mut rubbish = [b'r'; 21];
    rubbish[..2].copy_from_slice(b"x\0");
    let (message_id, clean) = (MessageId::exact(rubbish), id("x"));
    let told: lobby::ChatToggleResponse =
        ask(&mut harness, conn, &lobby::ChatToggleRequest { message_id, ..Default::default() });
    assert_eq!(told, lobby::ChatToggleResponse { message_id: clean, ..Default::default() });
    let told: lobby::AccountGetIDResponse = ask(
        &mut harness,
        conn,
        &lobby::AccountGetIDRequest { message_id, account_name: NameText::new("ratchet"), ..Default::default() },
    );
    assert_eq!(told, lobby::AccountGetIDResponse { message_id: clean, account_id: 1, ..Default::default() });
    let told: lobby::ChannelInfoResponse =
        ask(&mut harness, conn, &lobby::ChannelInfoRequest { message_id, medius_world_id: 2, ..Default::default() });
    let room = lobby::ChannelInfoResponse {
        message_id: clean,
        lobby_name: NameText::new("room"),
        max_players: 9,
        ..Default::default()
    };
    assert_eq!(told, room);
    let request = lobby_ext::ChannelListExtraInfoRequest { message_id, page_id: 1, page_size: 9, ..Default::default() };
    let told: Vec<lobby::ChannelListExtraInfoResponse> = rows(&mut harness, conn, &request);
    assert_eq!(told.iter().map(|row| row.message_id).collect::<Vec<_>>(), [clean; 2]);
    let policy = Policy { title: String::new(), body: "y".repeat(257) };
    harness.tables().policies.push(PolicyRow { app_id: None, kind: PolicyType::USAGE, policy });
    let told: Vec<lobby::GetPolicyResponse> =
        rows(&mut harness, conn, &lobby::GetPolicyRequest { message_id, ..Default::default() });
    assert_eq!(told.iter().map(|row| row.message_id).collect::<Vec<_>>(), [clean; 2]);
}

/// GEN-20: after a frame that cannot be, a client above 1.08 is told to go, and goes 5 s later; nothing that comes
/// meanwhile is read. One of 1.08 is closed at once.
#[test]
fn a_broken_frame_ends_the_connection() {
    let mut harness = mls();
    let conn = crate::common::players::enter_110(&mut harness, 1, AppId(11184), "ratchet");
    // An empty body cannot hold a class.
    let broken = clear(rt::ClientConnectReadyRequire::ID, &[0]);
    harness.send(conn, &broken);
    assert_eq!(harness.frames(conn), [(rt::ClientDisconnectWithReason::ID, vec![0])]);
    assert!(!harness.is_closed(conn));
    crate::common::players::say_in(
        &mut harness,
        conn,
        &lobby::VersionServerRequest { message_id: id("v"), ..Default::default() },
    );
    assert!(harness.ids(conn).is_empty());
    harness.pass(Duration::from_secs(6));
    assert!(harness.is_closed(conn));
    harness.dialect = Dialect::default();
    let old = enter(&mut harness, 2, "clank");
    harness.send(old, &broken);
    assert!(harness.is_closed(old));
}

/// GEN-21, GEN-23, ST-21: a goodbye closes the connection and keeps the player for his window; what he sends keeps
/// him alive.
#[test]
fn a_goodbye_is_no_logout() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    for _ in 0..3 {
        harness.pass(Duration::from_secs(50));
        harness.send(conn, &clear(rt::ClientEcho::ID, &[0xa5]));
    }
    assert!(!harness.is_closed(conn));
    harness.send(conn, &clear(rt::ClientDisconnect::ID, &[]));
    assert!(harness.is_closed(conn));
    harness.gone(conn);
    harness.pass(Duration::from_secs(7));
    assert_eq!(online(&harness), 1);
    harness.pass(Duration::from_secs(2));
    assert_eq!(online(&harness), 0);
}

/// GEN-32, GEN-35: pages count from one, page 0 is the first, size 0 is an empty list; texts go out with zeros behind
/// them, and always with a NUL.
#[test]
fn pages_and_texts() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let names = ["one", "two", "three"];
    for name in names {
        create(&mut harness, conn, name, "", 4);
    }
    let mut page = |page_id, page_size| {
        let request =
            lobby_ext::ChannelListExtraInfoRequest { message_id: id("p"), page_id, page_size, ..Default::default() };
        harness.send(conn, &app(&request));
        let rows = harness.answers::<lobby::ChannelListExtraInfoResponse>(conn);
        let rows: Vec<_> = rows.iter().map(|row| (row.lobby_name.to_text(), row.end_of_list)).collect();
        rows
    };
    let named = |rows: &[(&str, u8)]| rows.iter().map(|(name, end)| ((*name).to_owned(), *end)).collect::<Vec<_>>();
    assert_eq!(page(1, 2), named(&[("Default", 0), ("one", 1)]));
    assert_eq!(page(2, 2), named(&[("two", 0), ("three", 1)]));
    assert_eq!(page(0, 2), page(1, 2));
    assert_eq!(page(3, 2), named(&[("", 1)]));
    assert_eq!(page(1, 0), named(&[("", 1)]));
    let mut rubbish = [b'x'; 64];
    rubbish[3] = 0;
    let request = lobby::TextFilterRequest {
        message_id: id("t"),
        text_filter_type: TextFilterType::TEXT_FILTER_PASS_FAIL,
        text: ChatText::exact(rubbish),
        ..Default::default()
    };
    harness.send(conn, &app(&request));
    let text = *harness.answer::<lobby::TextFilterResponse>(conn).text.bytes();
    assert!(text.starts_with(b"xxx\0") && text[4..].iter().all(|byte| *byte == 0));
}

/// ST-1, ST-2: a connection is its own; the player lives across connections with channel and clan, and his filters
/// end with the connection.
#[test]
fn the_player_is_more_than_his_connection() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let room = create(&mut harness, conn, "room", "", 4);
    join(&mut harness, conn, room.medius_world_id, "");
    harness.send(
        conn,
        &app(&lobby::CreateClanRequest { message_id: id("c"), clan_name: NameText::new("Q"), ..Default::default() }),
    );
    let clan = harness.answer::<lobby::CreateClanResponse>(conn).clan_id;
    harness.send(conn, &clear(rt::ClientDisconnect::ID, &[]));
    harness.gone(conn);
    let again = harness.open(201);
    harness.send(again, &crate::common::handshake_to(2, Some(keys(1))));
    first_request(&mut harness, again);
    harness.send(
        again,
        &app(&lobby::ChannelInfoRequest {
            message_id: id("i"),
            medius_world_id: room.medius_world_id,
            ..Default::default()
        }),
    );
    assert_eq!(harness.answer::<lobby::ChannelInfoResponse>(again).active_player_count, 1);
    harness.send(
        again,
        &app(&lobby::GetMyClansRequest { message_id: id("m"), start: 1, page_size: 1, ..Default::default() }),
    );
    assert_eq!(harness.answer::<lobby::GetMyClansResponse>(again).clan_id, clan);
}

/// ST-3: a channel is told with everything that it was made with.
#[test]
fn a_channel_keeps_what_it_was_made_with() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let room = create(&mut harness, conn, "room", "secret", 9);
    let request =
        lobby_ext::ChannelListExtraInfoRequest { message_id: id("l"), page_id: 1, page_size: 9, ..Default::default() };
    harness.send(conn, &app(&request));
    let rows = harness.answers::<lobby::ChannelListExtraInfoResponse>(conn);
    let row = rows.iter().find(|row| row.medius_world_id == room.medius_world_id).expect("listed");
    assert_eq!((row.lobby_name.to_text().as_str(), row.max_players, row.security_level.0), ("room", 9, 1));
    let fields = [Some(row.generic_field1), row.generic_field2, row.generic_field3, row.generic_field4];
    assert_eq!(fields, [Some(1), Some(4), Some(0), Some(0)]);
    assert_eq!(row.generic_field_level.map(|level| level.0), Some(32));
}

/// ST-24, ST-33, MLS-6: a logout takes the player out of his channel and writes that he is gone; nothing is sent for
/// it but the answer, and a second one changes nothing.
#[test]
fn a_logout_takes_the_player_out_of_everything() {
    let mut harness = mls();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    assert!(harness.tables().online[&AccountId(1)].logged_in);
    let logout = lobby::AccountLogoutRequest { message_id: id("o"), session_key: keys(1).0 };
    harness.send(one, &app(&logout));
    assert_eq!(harness.answer::<lobby::AccountLogoutResponse>(one).status_code, Status::SUCCESS);
    assert!(harness.ids(two).is_empty() && !harness.tables().online[&AccountId(1)].logged_in);
    harness.send(one, &app(&logout));
    let again =
        lobby::AccountLogoutResponse { message_id: id("o"), status_code: Status::SUCCESS, ..Default::default() };
    assert_eq!(harness.answers::<lobby::AccountLogoutResponse>(one), [again]);
    harness.send(two, &app(&lobby::GetLobbyPlayerNamesExtraInfoRequest { message_id: id("n"), ..Default::default() }));
    assert_eq!(harness.answers::<lobby::GetLobbyPlayerNamesExtraInfoResponse>(two).len(), 1);
}

/// ST-28: the store hears once that the server began anew.
#[test]
fn a_new_server_says_so_to_the_store() {
    let mut harness = Harness::new(Mls::new(&Config::default(), [6; 32], Box::new(NoScript)));
    let is_new = |(_, request): &(_, StoreRequest)| *request == ResetOnline {}.into();
    assert_eq!(harness.asked.iter().filter(|asked| is_new(asked)).count(), 1);
    harness.input(clank_core::machine::Input::Clock { unix_us: 1_099_353_700_000_000 });
    assert_eq!(harness.asked.iter().filter(|asked| is_new(asked)).count(), 1);
    let mut store = Memory::new();
    put_account(&mut store, AccountId(1), AppId(10684), "ratchet");
    let row = clank_core::store::OnlineRow {
        account_id: AccountId(1),
        app_id: AppId(10684),
        logged_in: true,
        channel_id: None,
        game_id: None,
        game_name: None,
    };
    store.answer(NoteOnline { row });
    let row = GameRow {
        game_id: GameId(7),
        app_id: AppId(10684),
        name: "arena".into(),
        status: WorldStatus::ACTIVE,
        host_type: GameHostType::CLIENT_SERVER_AUX_UDP,
        min_players: 1,
        max_players: 2,
        players: vec![AccountId(1)],
        players_at_start: vec![AccountId(1)],
        kind: [0; 3],
        fields: [0; 8],
        stats: vec![0; 256],
        times: [Some(1), Some(2), None],
    };
    store.answer(SaveGame { row: Box::new(row) });
    assert!(store.online[&AccountId(1)].logged_in && store.games.len() == 1);
    store.answer(ResetOnline {});
    assert!(!store.online[&AccountId(1)].logged_in && store.games.is_empty());
}

/// ST-30, MAS-33: configured channels keep their ids and names, and what the store cannot tell refuses the login.
#[test]
fn the_store_tells_the_channels_at_arrival() {
    let mut harness = mls();
    let channel = clank_core::store::ConfiguredChannel {
        id: ChannelId(40),
        name: "Aquatos".into(),
        max_players: 224,
        fields: [1, 1, 0, 0],
        field_level: 32,
    };
    harness.tables().channels.push(clank_core::store::ChannelRow { app_id: AppId(10684), channel });
    let PeerMessage::Admitted { lobby, .. } = admit(&mut harness, 1, AccountId(1)) else { panic!("let in") };
    assert_eq!((lobby.medius_world_id, lobby.world_id), (ChannelId(40), 1));
    harness.store = None;
    let admission = |harness: &mut Harness<Mls>| harness.mail.pop().map(|(_, message)| message);
    crate::common::players::send_admission(&mut harness, 2, AccountId(2), AppId(10684), "clank");
    let (ask, _) = harness.asked.remove(0);
    assert!(admission(&mut harness).is_none(), "waits for the store");
    harness.reply(ask, StoreReply::Failed);
    match admission(&mut harness) {
        Some(PeerMessage::Refused { status, .. }) => assert_eq!(status, Status::DB_ERROR.0),
        other => panic!("{other:?}"),
    }
}

/// ST-51, ST-52, DM-4: a title without a group sees itself alone; both editions of Up Your Arsenal see each other.
#[test]
fn groups_of_titles() {
    let mut harness = mls();
    let one = enter_as(&mut harness, 1, AppId(10683), "ratchet");
    enter_as(&mut harness, 2, AppId(10684), "clank");
    enter_as(&mut harness, 3, AppId(4711), "qwark");
    let mut seen = |name: &str| {
        let request = lobby::FindPlayerRequest {
            message_id: id("f"),
            search_type: clank_core::wire::PlayerSearchType(1),
            name: NameText::new(name),
            ..Default::default()
        };
        harness.send(one, &app(&request));
        harness.answer::<lobby::FindPlayerResponse>(one).status_code
    };
    assert_eq!([seen("clank"), seen("qwark")], [Status::SUCCESS, Status::NO_RESULT]);
    for (name, group) in [
        ("Ratchet & Clank", &[10680, 10681][..]),
        ("Ratchet & Clank", &[10683, 10684]),
        ("Ratchet: ", &[11184, 11354]),
        ("Jak X", &[10994, 11204]),
        ("Syphon Filter: The Omega Strain", &[10411, 10414]),
        ("Killzone", &[10442, 10444, 10724]),
        ("SOCOM: U.S. Navy SEALs", &[10274]),
        ("SOCOM II: U.S. Navy SEALs", &[10472]),
        ("Twisted Metal: Black Online", &[10010]),
        ("Twisted Metal: Black Online", &[10031]),
        ("Amplitude", &[10164]),
        ("Arc the Lad: End of Darkness", &[10984]),
    ] {
        for app_id in group {
            let title = Title::of(AppId(*app_id));
            assert!(Title::knows(AppId(*app_id)) && title.name.starts_with(name), "{app_id}: {}", title.name);
            assert_eq!(title.group, TitleGroup(group[0]), "{app_id}");
        }
    }
}

/// MAS-35, MAS-44: requests after a login are as good as before it; UpdateUserState is never answered.
#[test]
fn the_mas_serves_on_after_a_login() {
    let mut harness = mas();
    let (conn, key) = harness.begin(1);
    let mut store = Memory::new();
    harness.send(conn, &login(key, "l", "ratchet", "right"));
    harness.serve(&mut store);
    harness.admit();
    harness.serve(&mut store);
    assert_eq!(harness.answer::<lobby::AccountLoginResponse>(conn).status_code, Status::SUCCESS);
    let choice = lobby::SetLocalizationParamsRequest { message_id: id("c"), ..Default::default() };
    harness.send(conn, &app(&choice));
    let kept = lobby::SetLocalizationParamsResponse {
        message_id: id("c"),
        status_code: Status::SUCCESS,
        ..Default::default()
    };
    assert_eq!(harness.answers::<lobby::SetLocalizationParamsResponse>(conn), [kept]);
    let state = lobby::UpdateUserState { user_action: UserAction::KEEP_ALIVE, ..Default::default() };
    harness.send(conn, &app(&state));
    assert!(harness.ids(conn).is_empty() && !harness.is_closed(conn));
}

/// MLS-3: no login is needed on the MLS: the key of the connection says who it is, from the first request on.
#[test]
fn the_lobby_knows_its_players_from_the_first_frame() {
    let mut harness = mls();
    admit_as(&mut harness, 1, AccountId(1), AppId(10684), "ratchet");
    let conn = harness.open(1);
    let request = app(&lobby::GetLobbyPlayerNamesRequest { message_id: id("n"), ..Default::default() });
    harness.send(conn, &[handshake(Some(keys(1))), request].concat());
    let rows = harness.pushed::<lobby::GetLobbyPlayerNamesResponse>(conn);
    assert_eq!((rows.len(), rows[0].account_id), (1, 1));
}

/// MLS-23: Up Your Arsenal's requests after the terms are accepted, at once, answered in their order.
#[test]
fn the_terms_are_accepted() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let requests = [
        app(&lobby::GetAllAnnouncementsRequest { message_id: id("1"), ..Default::default() }),
        app(&lobby::GetMyClansRequest { message_id: id("2"), start: 1, page_size: 1, ..Default::default() }),
        app(&lobby::PlayerInfoRequest { message_id: id("3"), account_id: 1, ..Default::default() }),
        app(&lobby::GetMyClanMessagesRequest { message_id: id("4"), ..Default::default() }),
    ];
    harness.send(conn, &requests.concat());
    assert_eq!(harness.message_keys(conn), message_keys([(1, 0x4d), (1, 0x7d), (1, 0x32), (1, 0x6d)]));
}

/// MLS-152: a line is filtered first and said then; its first character is the console's own business.
#[test]
fn a_line_is_filtered_and_said() {
    let mut harness = mls();
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let filter = lobby::TextFilterRequest {
        message_id: id("t"),
        text_filter_type: TextFilterType::TEXT_FILTER_PASS_FAIL,
        text: ChatText::new("hello"),
        ..Default::default()
    };
    harness.send(one, &app(&filter));
    assert_eq!(harness.answer::<lobby::TextFilterResponse>(one).status_code, Status::PASS);
    let line = lobby::ChatMessage {
        message_id: id("c"),
        message_type: ChatMessageType::WHISPER,
        target_id: 2,
        message: ChatText::new("Mhello"),
        ..Default::default()
    };
    harness.send(one, &app(&line));
    assert_eq!(harness.pushed::<lobby::ChatFwdMessage>(two)[0].message.to_text(), "Mhello");
}

/// MLS-182, GEN-19: billing is nobody's business: no answer, and the connection stays.
#[test]
fn billing_is_not_served() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    for message in 0xde..=0xe8 {
        harness.send(conn, &clear(rt::ClientAppToServer::ID, &[&[1, message][..], &[0; 60]].concat()));
        assert!(harness.ids(conn).is_empty() && !harness.is_closed(conn), "1/{message:02X}");
    }
}

/// MLS-31, DM-1: statistics are bytes that nobody interprets; a new account has 256 zeros.
#[test]
fn statistics_are_bytes() {
    let mut harness = mls();
    let mut store = Memory::new();
    let new = CreateAccount {
        app_id: AppId(10684),
        name: "ratchet".into(),
        password: clank_core::secret::Secret::new(String::new()),
        machine_id: None,
    };
    store.answer(new);
    assert_eq!(store.accounts[&AccountId(1)].stats, [0; 256]);
    *harness.tables() = store;
    let conn = enter(&mut harness, 1, "ratchet");
    let bytes: [u8; 256] = core::array::from_fn(|at| u8::try_from(at).unwrap_or_default());
    let update =
        lobby::AccountUpdateStatsRequest { message_id: id("u"), stats: Bytes::new(bytes), ..Default::default() };
    harness.send(conn, &app(&update));
    assert_eq!(harness.answer::<lobby::AccountUpdateStatsResponse>(conn).status_code, Status::SUCCESS);
    harness.send(conn, &app(&lobby::PlayerInfoRequest { message_id: id("p"), account_id: 1, ..Default::default() }));
    assert_eq!(harness.answer::<lobby::PlayerInfoResponse>(conn).stats.0, bytes);
}

/// DM-7: the same requests in the same order give the same tables, ids and all.
#[test]
fn the_memory_store_is_deterministic() {
    let run = || {
        let mut harness = mls();
        let conn = enter(&mut harness, 1, "ratchet");
        for name in ["one", "two"] {
            create(&mut harness, conn, name, "", 4);
        }
        let clan =
            lobby::CreateClanRequest { message_id: id("c"), clan_name: NameText::new("Q"), ..Default::default() };
        harness.send(conn, &app(&clan));
        harness.frames(conn);
        harness.tables().clone()
    };
    assert_eq!(run(), run());
}

/// GEN-18: what a request is told by default when nobody deals with it.
#[test]
fn unhandled_requests_are_told_so() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let event = |harness: &Harness<Mls>| harness.events.iter().any(|event| matches!(event, Event::Fault { .. }));
    harness.send(conn, &app(&lobby_ext::MatchSetGameStateRequest { message_id: id("m"), ..Default::default() }));
    assert_eq!(status_of(&mut harness, conn), (4, 0x7a, Status::FAIL));
    assert!(event(&harness));
    // One byte too few: nothing is known of it (GEN-19).
    let mut short = app(&lobby_ext::MatchSetGameStateRequest { message_id: id("m"), ..Default::default() });
    short.pop();
    short[1] -= 1;
    harness.send(conn, &short);
    assert!(harness.ids(conn).is_empty() && !harness.is_closed(conn));
}
