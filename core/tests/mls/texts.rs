//! Texts of the store (MLS): policies, announcements, locations; and texts of players, with what may not be in them.

use crate::chat::say;
use crate::common::games::{config as with_servers, info, make, wanted};
use crate::common::players::{ask, ask_in_vain, bench_with, enter, enter_as, found, mls, rows};
use crate::common::{Harness, app, id};
use clank_core::config::Config;
use clank_core::ids::{AppId, ConnId, GameId, LocationId};
use clank_core::mls::Mls;
use clank_core::settings::text_filter::{Pattern, TextFilter};
use clank_core::store::{Announcement, AnnouncementRow, Location, LocationRow, Policy, PolicyRow};
use clank_core::titles::TitleSettings;
use clank_core::wire::{
    CallbackStatus as Status, ChatMessageType, ChatText, NameText, PasswordText, PlainText, PolicyType, TextFilterType,
    lobby, lobby_ext,
};

const APP: AppId = AppId(10684);
/// Another edition, in the same group: texts are of the application id alone (ST-50).
const PAL: AppId = AppId(10683);

fn policy(harness: &mut Harness<Mls>, conn: ConnId, kind: i32) -> Vec<lobby::GetPolicyResponse> {
    let request = lobby::GetPolicyRequest { message_id: id("p"), policy: PolicyType(kind), ..Default::default() };
    rows(harness, conn, &request)
}

/// A piece of a policy; one of 256 bytes has no NUL.
fn piece(text: &[u8], end_of_text: u8) -> lobby::GetPolicyResponse {
    let mut bytes = [0; 256];
    bytes[..text.len()].copy_from_slice(text);
    lobby::GetPolicyResponse { message_id: id("p"), policy: PlainText::exact(bytes), end_of_text, ..Default::default() }
}

fn put_policy(harness: &mut Harness<Mls>, app_id: Option<AppId>, kind: i32, title: &str, body: &str) {
    let policy = Policy { title: title.into(), body: body.into() };
    harness.tables().policies.push(PolicyRow { app_id, kind: PolicyType(kind), policy });
}

/// MLS-20, ST-50: the text of the kind that is asked for, the title's own before the one for all: headline, line feed,
/// body, in pieces of 256 bytes without a NUL, 10000 bytes at most. No text is one empty piece, a failing store
/// another.
#[test]
fn policies_come_in_pieces() {
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    assert_eq!(policy(&mut harness, conn, 0), [piece(b"", 1)]);
    put_policy(&mut harness, None, 0, "", "for all");
    put_policy(&mut harness, Some(AppId(11184)), 0, "", "another title's");
    put_policy(&mut harness, Some(PAL), 0, "", "another edition's");
    assert_eq!(policy(&mut harness, conn, 0), [piece(b"for all", 1)]);
    let body = "x".repeat(506);
    put_policy(&mut harness, Some(APP), 0, "Terms", &body);
    let whole = format!("Terms\n{body}").into_bytes();
    assert_eq!(policy(&mut harness, conn, 0), [piece(&whole[..256], 0), piece(&whole[256..], 1)]);
    assert_eq!(policy(&mut harness, conn, 1), [piece(b"", 1)]);
    put_policy(&mut harness, Some(APP), 1, "Secrets", "");
    assert_eq!(policy(&mut harness, conn, 1), [piece(b"Secrets\n", 1)]);
    harness.tables().policies.clear();
    for (size, last) in [(256, 256), (257, 1), (9_999, 15), (10_000, 16), (10_001, 16)] {
        harness.tables().policies.clear();
        put_policy(&mut harness, Some(APP), 0, "", &"y".repeat(size));
        let told = policy(&mut harness, conn, 0);
        let pieces = size.min(10_000).div_ceil(256);
        assert_eq!((told.len(), &told[pieces - 1]), (pieces, &piece(&vec![b'y'; last], 1)), "{size}");
        assert!(told[..pieces - 1].iter().all(|row| *row == piece(&[b'y'; 256], 0)));
    }
    let request = lobby::GetPolicyRequest { message_id: id("p"), ..Default::default() };
    let failed: lobby::GetPolicyResponse = ask_in_vain(&mut harness, conn, &request);
    assert_eq!(failed, lobby::GetPolicyResponse { status_code: Status::DB_ERROR, ..piece(b"", 1) });
}

fn put_announcement(
    harness: &mut Harness<Mls>,
    app_id: Option<AppId>,
    number: i32,
    title: &str,
    (from, to): (u32, Option<u32>),
) {
    let announcement = Announcement { id: number, title: title.into(), body: format!("body {number}") };
    harness.tables().announcements.insert(0, AnnouncementRow { app_id, announcement, from, to });
}

fn announcement(number: i32, text: &str, end_of_list: u8) -> lobby::GetAnnouncementsResponse {
    lobby::GetAnnouncementsResponse {
        message_id: id("a"),
        announcement_id: number,
        announcement: Some(PlainText::new(text)),
        end_of_list,
        ..Default::default()
    }
}

/// MLS-21, MLS-22, GEN-31, ST-50: the newest announcement, or the ten newest, newest first, that are of the title or of
/// all and are valid now: headline, line feed, body, line feed, or the body alone. Without any, the one is an empty
/// success and the other an empty list.
#[test]
fn announcements_are_the_newest() {
    type Row = lobby::GetAnnouncementsResponse;
    const NOW: u32 = 1_099_353_600;
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let newest = lobby::GetAnnouncementsRequest { message_id: id("a"), application_id: 10684, ..Default::default() };
    let all = lobby::GetAllAnnouncementsRequest { message_id: id("a"), application_id: 10684, ..Default::default() };
    assert_eq!(rows::<Row>(&mut harness, conn, &newest), [announcement(0, "", 1)]);
    let nothing = Row { status_code: Status::NO_RESULT, ..announcement(0, "", 1) };
    assert_eq!(rows::<Row>(&mut harness, conn, &all), [nothing]);
    let (past, now) = ((0, None), (NOW, Some(NOW + 1)));
    put_announcement(&mut harness, None, 1, "", past);
    put_announcement(&mut harness, Some(APP), 2, "News", now);
    put_announcement(&mut harness, Some(AppId(11184)), 3, "", past);
    put_announcement(&mut harness, Some(PAL), 6, "", past);
    put_announcement(&mut harness, Some(APP), 4, "", (NOW + 1, None));
    put_announcement(&mut harness, Some(APP), 5, "", (0, Some(NOW)));
    let second = |end| announcement(2, "News\nbody 2\n", end);
    assert_eq!(rows::<Row>(&mut harness, conn, &newest), [second(1)]);
    assert_eq!(rows::<Row>(&mut harness, conn, &all), [second(0), announcement(1, "body 1", 1)]);
    for number in 10..20 {
        put_announcement(&mut harness, Some(APP), number, "", past);
    }
    let expected: Vec<Row> =
        (10..20).rev().map(|number| announcement(number, &format!("body {number}"), u8::from(number == 10))).collect();
    assert_eq!(rows::<Row>(&mut harness, conn, &all), expected);
    let failed = Row { status_code: Status::DB_ERROR, ..announcement(0, "", 1) };
    assert_eq!(ask_in_vain::<Row>(&mut harness, conn, &newest), failed);
    assert_eq!(ask_in_vain::<Row>(&mut harness, conn, &all), failed);
}

/// MLS-174, GEN-30, GEN-31, ST-50: the locations of the title, and of no other one.
#[test]
fn locations_are_the_titles_own() {
    type Row = lobby::GetLocationsResponse;
    let mut harness = mls();
    let conn = enter(&mut harness, 1, "ratchet");
    let request = lobby::GetLocationsRequest { message_id: id("l"), ..Default::default() };
    let row = |location_id, name: &str, end_of_list| Row {
        message_id: id("l"),
        location_id,
        location_name: PlainText::new(name),
        end_of_list,
        ..Default::default()
    };
    let nothing = Row { status_code: Status::NO_RESULT, ..row(0, "", 1) };
    assert_eq!(rows::<Row>(&mut harness, conn, &request), [nothing]);
    for (app_id, location, name) in
        [(10684, 40, "Aquatos"), (11184, 33, "Kronos"), (PAL.0, 34, "Kerwan"), (10684, 41, "Aridia")]
    {
        let location = Location { id: LocationId(location), name: name.into() };
        harness.tables().locations.push(LocationRow { app_id: AppId(app_id), location });
    }
    assert_eq!(rows::<Row>(&mut harness, conn, &request), [row(40, "Aquatos", 0), row(41, "Aridia", 1)]);
    let failed: Row = ask_in_vain(&mut harness, conn, &request);
    assert_eq!(failed, Row { status_code: Status::DB_ERROR, ..row(0, "", 1) });
}

fn filtered(harness: &mut Harness<Mls>, conn: ConnId, kind: i32, text: &str) -> lobby::TextFilterResponse {
    let request = lobby::TextFilterRequest {
        message_id: id("t"),
        text_filter_type: TextFilterType(kind),
        text: ChatText::new(text),
        ..Default::default()
    };
    ask(harness, conn, &request)
}

/// MLS-172, MLS-173: Pass (4) is what Sony's servers answered, with the text as it came; forbidden words are invalid,
/// or taken out, and what is left is trimmed.
#[test]
fn the_text_filter() {
    let text_filter = TextFilter::of("nefarious").expect("sound");
    let mut harness = bench_with(&Config { text_filter, ..Config::default() });
    let conn = enter(&mut harness, 1, "ratchet");
    for (kind, text, status_code, back) in [
        (0, " hello ", Status::PASS, " hello "),
        (0, "Dr Nefarious", Status::TEXT_STRING_INVALID, "Dr Nefarious"),
        (1, " hello ", Status::SUCCESS, "hello"),
        (1, "Nefarious Dr NEFARIOUS", Status::SUCCESS, "Dr"),
        (1, "nefarious", Status::SUCCESS, ""),
    ] {
        let expected = lobby::TextFilterResponse {
            message_id: id("t"),
            text: ChatText::new(back),
            status_code,
            ..Default::default()
        };
        assert_eq!(filtered(&mut harness, conn, kind, text), expected, "{text}");
    }
}

/// A filter that forbids in each context the name of the context, and nothing else; without one for what a console
/// asks about.
fn by_context() -> TextFilter {
    let forbids = |text| Some(Pattern::new(text).expect("sound"));
    TextFilter {
        default: forbids("default"),
        account_name: forbids("account"),
        clan_name: forbids("clan"),
        clan_message: forbids("message"),
        chat: forbids("chat"),
        game_name: forbids("game"),
    }
}

const CONTEXTS: [&str; 6] = ["default", "account", "clan", "message", "chat", "game"];

/// MLS-85, MLS-120, MLS-131, MLS-151, MLS-153, MLS-172, MLS-173: each handler asks for its own context, and for no
/// other.
#[test]
fn every_handler_has_its_context() {
    for text in CONTEXTS {
        let mut harness = bench_with(&Config { text_filter: by_context(), ..with_servers() });
        let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
        let mut forbidden = Vec::new();
        if filtered(&mut harness, one, 0, text).status_code != Status::PASS {
            forbidden.push("default");
        }
        if filtered(&mut harness, one, 1, text).text.is_empty() {
            forbidden.push("default");
        }
        harness.send(one, &say(ChatMessageType::BROADCAST, -1, text));
        if harness.ids(two).is_empty() {
            forbidden.push("chat");
        }
        let chat = lobby_ext::GenericChatMessage { message: ChatText::new(text), ..Default::default() };
        harness.send(one, &app(&chat));
        if harness.ids(two).is_empty() {
            forbidden.push("chat");
        }
        if make(&mut harness, one, &wanted(text)).status_code == Status::FAIL {
            forbidden.push("game");
        }
        if found(&mut harness, one, text).status_code == Status::FAIL {
            forbidden.push("clan");
        }
        found(&mut harness, one, "Rangers");
        let send = lobby::SendClanMessageRequest { message: Some(ChatText::new(text)), ..Default::default() };
        if ask::<lobby::SendClanMessageResponse>(&mut harness, one, &send).status_code == Status::FAIL {
            forbidden.push("message");
        }
        let send = lobby::SendClanMessageRequest { message: Some(ChatText::new("fine")), ..Default::default() };
        ask::<lobby::SendClanMessageResponse>(&mut harness, one, &send);
        let clan_message_id = harness.tables().clans.values().next().expect("a clan").messages[0].id.0;
        let modify =
            lobby::ModifyClanMessageRequest { clan_message_id, new_message: ChatText::new(text), ..Default::default() };
        if ask::<lobby::ModifyClanMessageResponse>(&mut harness, one, &modify).status_code == Status::FAIL {
            forbidden.push("message");
        }
        let times = if ["default", "chat", "message"].contains(&text) { 2 } else { usize::from(text != "account") };
        assert_eq!(forbidden, vec![text; times]);
    }
}

/// MLS-173: a title's own filter stands in place of the one for all; where a context has no expression the default
/// counts, and without any everything passes.
#[test]
fn titles_have_their_own_filter() {
    let own = TextFilter { clan_name: None, ..by_context() };
    let settings = TitleSettings { app_id: APP, text_filter: Some(own), ..TitleSettings::default() };
    let mut config = Config { text_filter: TextFilter::of("everywhere").expect("sound"), ..Config::default() };
    config.titles.rows.push(settings);
    let mut harness = bench_with(&config);
    let (one, other) = (enter(&mut harness, 1, "ratchet"), enter_as(&mut harness, 2, AppId(11184), "qwark"));
    for (conn, text, status) in [
        (one, "default", Status::FAIL),
        (other, "everywhere", Status::FAIL),
        (other, "default", Status::SUCCESS),
        (one, "everywhere", Status::SUCCESS),
    ] {
        assert_eq!(found(&mut harness, conn, text).status_code, status, "{text}");
    }
    let mut harness = bench_with(&Config::default());
    let conn = enter(&mut harness, 1, "ratchet");
    assert_eq!(filtered(&mut harness, conn, 0, "Dr Nefarious").status_code, Status::PASS);
}

/// GEN-35: a text that fills its field reaches others with a NUL at its end, in the chat, as a name, and back from the
/// filter; a password is compared with all of its bytes.
#[test]
fn full_fields_are_cut() {
    let mut harness = bench_with(&with_servers());
    let (one, two) = (enter(&mut harness, 1, "ratchet"), enter(&mut harness, 2, "clank"));
    let line = lobby::ChatMessage {
        message_id: id("c"),
        message_type: ChatMessageType::BROADCAST,
        target_id: -1,
        message: ChatText::exact([b'c'; 64]),
        ..Default::default()
    };
    harness.send(one, &app(&line));
    let heard = lobby::ChatFwdMessage {
        message_id: id("c"),
        originator_account_id: 1,
        originator_account_name: NameText::new("ratchet"),
        message_type: ChatMessageType::BROADCAST,
        message: ChatText::new("c".repeat(63)),
        ..Default::default()
    };
    assert_eq!(harness.answer::<lobby::ChatFwdMessage>(two), heard);
    let password = PasswordText::exact([b'p'; 32]);
    let room = lobby_ext::CreateChannelRequest {
        message_id: id("r"),
        max_players: 9,
        lobby_name: NameText::exact([b'r'; 64]),
        lobby_password: password,
        ..Default::default()
    };
    let made: lobby::CreateChannelResponse = ask(&mut harness, one, &room);
    let request =
        lobby::ChannelInfoRequest { message_id: id("i"), medius_world_id: made.medius_world_id, ..Default::default() };
    let told = lobby::ChannelInfoResponse {
        message_id: id("i"),
        lobby_name: NameText::new("r".repeat(63)),
        max_players: 9,
        ..Default::default()
    };
    assert_eq!(ask::<lobby::ChannelInfoResponse>(&mut harness, two, &request), told);
    for (lobby_channel_password, status) in
        [(PasswordText::new("p".repeat(31)), Status::INVALID_PASSWORD), (password, Status::SUCCESS)]
    {
        let medius_world_id = made.medius_world_id;
        let request = lobby::JoinChannelRequest { medius_world_id, lobby_channel_password, ..Default::default() };
        assert_eq!(ask::<lobby::JoinChannelResponse>(&mut harness, two, &request).status_code, status);
    }
    let game = lobby::CreateGameRequest1 { game_name: NameText::exact([b'g'; 64]), ..wanted("") };
    let arena = GameId(make(&mut harness, one, &game).medius_world_id);
    assert_eq!(info(&mut harness, two, arena).game_name, NameText::new("g".repeat(63)));
    let request = lobby::TextFilterRequest {
        message_id: id("t"),
        text_filter_type: TextFilterType::TEXT_FILTER_PASS_FAIL,
        text: ChatText::exact([b't'; 64]),
        ..Default::default()
    };
    let told = lobby::TextFilterResponse {
        message_id: id("t"),
        text: ChatText::new("t".repeat(63)),
        status_code: Status::PASS,
        ..Default::default()
    };
    assert_eq!(ask::<lobby::TextFilterResponse>(&mut harness, one, &request), told);
}
