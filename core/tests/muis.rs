//! The rules of the MUIS, by whole answers.

mod common;

use core::time::Duration;
use std::net::Ipv4Addr;

use clank_core::config::Config;
use clank_core::ids::{AppId, ConnId};
use clank_core::muis::Muis;
use clank_core::settings::Universe;
use clank_core::titles::{Title, TitleSettings};
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{
    AddressText, CallbackStatus as Status, Dialect, Message, Pad, PlainText, RtId,
    UniverseVariableInformationInfoFilter as InfoFilter, Version, WorldGenericFieldLevelType, lobby, lobby_ext,
};
use common::{Harness, app, app_in, clear, handshake, handshake_110, id};
use proptest::prelude::*;

type Variable = lobby_ext::UniverseVariableInformationResponse;
type StatusList = lobby::UniverseStatusListResponse;
type ExtraInfo = lobby_ext::UniverseStatusListExtraInfoResponse;

/// A universe without a cell that another has, or that is its default.
fn universe(app_id: AppId, id: u32, name: &str) -> Universe {
    let number = i32::try_from(id).expect("small");
    Universe {
        app_id,
        enabled: true,
        id,
        name: name.into(),
        description: format!("{name}, for tests"),
        host: format!("mas{id}.example"),
        port: 11_000 + u16::try_from(id).expect("small"),
        extended_info: format!("extra {id}"),
        svo_url: format!("http://svo{id}.example/"),
        status: 20 + number,
        user_count: 30 + number,
        max_users: 40 + number,
        billing: format!("SCE{id}"),
        billing_system_name: format!("billing {id}"),
    }
}

fn muis_of(config: Config) -> (Harness<Muis>, ConnId) {
    let mut harness = Harness::new(Muis::new(&config, [8; 32]));
    let conn = harness.open(1);
    harness.send(conn, &handshake(None));
    harness.frames(conn);
    (harness, conn)
}

fn muis(universes: Vec<Universe>) -> (Harness<Muis>, ConnId) {
    muis_of(Config { universes, news: "all is well".into(), ..Config::default() })
}

fn ask(harness: &mut Harness<Muis>, conn: ConnId, info_type: u32) {
    let info_type = InfoFilter(info_type);
    harness.send(
        conn,
        &app(&lobby::GetUniverseInformationRequest { message_id: id("u"), info_type, ..Default::default() }),
    );
}

fn ask_extra(harness: &mut Harness<Muis>, conn: ConnId, info_type: u32) {
    let info_type = InfoFilter(info_type);
    harness.send(
        conn,
        &app(&lobby_ext::GetUniverseExtraInfoRequest { message_id: id("u"), info_type, ..Default::default() }),
    );
}

/// A message as it leaves, in the dialect of the harness.
fn sent<M: Message>(harness: &Harness<Muis>, message: &M) -> Vec<u8> {
    let mut body = M::KEY.bytes().to_vec();
    message.encode(&mut body, harness.dialect);
    body
}

/// All Medius messages since the last look.
fn heard(harness: &mut Harness<Muis>, conn: ConnId) -> Vec<Vec<u8>> {
    let of_app = harness.frames(conn).into_iter().map(|(frame, body)| {
        assert_eq!(frame, rt::ServerApp::ID);
        body
    });
    of_app.collect()
}

/// An answer of which the filter selects nothing.
fn bare(status_code: Status, info_filter: u32, end_of_list: u8) -> Variable {
    Variable {
        message_id: id("u"),
        status_code,
        info_filter: InfoFilter(info_filter),
        universe_id: None,
        universe_name: None,
        dns: None,
        port: None,
        universe_description: None,
        status: None,
        user_count: None,
        max_users: None,
        universe_billing: None,
        billing_system_name: None,
        extended_info: None,
        svo_url: None,
        end_of_list,
        pad: None,
    }
}

/// All that the variable form tells of a universe of `universe`.
fn whole(number: u32, name: &str, info_filter: u32, end_of_list: u8) -> Variable {
    let id = i32::try_from(number).expect("small");
    Variable {
        universe_id: Some(number),
        universe_name: Some(PlainText::new(name)),
        dns: Some(AddressText::new(format!("mas{id}.example"))),
        port: Some(11_000 + id),
        universe_description: Some(PlainText::new(format!("{name}, for tests"))),
        status: Some(20 + id),
        user_count: Some(30 + id),
        max_users: Some(40 + id),
        universe_billing: Some(PlainText::new(format!("SCE{id}"))),
        billing_system_name: Some(PlainText::new(format!("billing {id}"))),
        extended_info: Some(PlainText::new(format!("extra {id}"))),
        ..bare(Status::SUCCESS, info_filter, end_of_list)
    }
}

fn url(number: u32) -> lobby_ext::UniverseVariableSvoURLResponse {
    lobby_ext::UniverseVariableSvoURLResponse {
        message_id: id("u"),
        url_length: None,
        url: Vec::new(),
        fixed_url: Some(PlainText::new(format!("http://svo{number}.example/"))),
    }
}

fn news() -> lobby::UniverseNewsResponse {
    lobby::UniverseNewsResponse {
        message_id: id("u"),
        pad: Pad::default(),
        status_code: Status::SUCCESS,
        news: PlainText::new("all is well"),
        end_of_list: 1,
        pad2: Pad::default(),
    }
}

fn status_list(number: i32, name: &str, end_of_list: u8) -> StatusList {
    StatusList {
        message_id: id("u"),
        pad: Pad::default(),
        status_code: Status::SUCCESS,
        universe_name: PlainText::new(name),
        dns: AddressText::new(format!("mas{number}.example")),
        port: 11_000 + number,
        universe_description: PlainText::new(format!("{name}, for tests")),
        status: 20 + number,
        user_count: 30 + number,
        max_users: 40 + number,
        end_of_list,
        pad2: Pad::default(),
    }
}

fn extra_info(number: i32, name: &str, end_of_list: u8) -> ExtraInfo {
    ExtraInfo {
        message_id: id("u"),
        pad: Pad::default(),
        status_code: Status::SUCCESS,
        universe_name: PlainText::new(name),
        dns: AddressText::new(format!("mas{number}.example")),
        port: 11_000 + number,
        universe_description: PlainText::new(format!("{name}, for tests")),
        status: 20 + number,
        user_count: 30 + number,
        max_users: 40 + number,
        universe_billing: PlainText::new(format!("SCE{number}")),
        billing_system_name: PlainText::new(format!("billing {number}")),
        end_of_list,
        extended_info: PlainText::new(format!("extra {number}")),
        pad2: Pad::default(),
    }
}

fn two() -> Vec<Universe> {
    vec![universe(AppId(0), 3, "one"), universe(AppId(0), 2, "two")]
}

/// MUIS-2, MUIS-10: URL, then information of each universe in its order, then news; the end is in the last only.
#[test]
fn url_information_and_news_come_in_this_order() {
    let (mut harness, conn) = muis(two());
    ask(&mut harness, conn, 0x3fe);
    let expected = [
        sent(&harness, &url(3)),
        sent(&harness, &whole(3, "one", 0x3fe, 0)),
        sent(&harness, &url(2)),
        sent(&harness, &whole(2, "two", 0x3fe, 1)),
        sent(&harness, &news()),
    ];
    assert_eq!(heard(&mut harness, conn), expected);
}

/// MUIS-2: each bit of the filter selects its own fields, and no others; the filter comes back as it was.
#[test]
fn each_bit_selects_its_fields() {
    let (mut harness, conn) = muis(vec![universe(AppId(0), 3, "one")]);
    let all = |filter| whole(3, "one", filter, 1);
    let none = |filter| bare(Status::SUCCESS, filter, 1);
    for (filter, fields) in [
        (0x04, Variable { universe_id: all(0).universe_id, ..none(0x04) }),
        (0x08, Variable { universe_name: all(0).universe_name, ..none(0x08) }),
        (0x10, Variable { dns: all(0).dns, port: all(0).port, ..none(0x10) }),
        (0x20, Variable { universe_description: all(0).universe_description, ..none(0x20) }),
        (
            0x40,
            Variable {
                status: all(0).status,
                user_count: all(0).user_count,
                max_users: all(0).max_users,
                ..none(0x40)
            },
        ),
        (
            0x80,
            Variable {
                universe_billing: all(0).universe_billing,
                billing_system_name: all(0).billing_system_name,
                ..none(0x80)
            },
        ),
        (0x100, Variable { extended_info: all(0).extended_info, ..none(0x100) }),
        (0x1fc, all(0x1fc)),
        (0x8000_0000, none(0x8000_0000)),
    ] {
        ask(&mut harness, conn, filter);
        assert_eq!(harness.answers::<Variable>(conn), [fields], "{filter:#x}");
    }
}

/// MUIS-2: from 1.09 on the URL has a length, which counts its NUL; an empty one is that NUL alone.
#[test]
fn the_url_has_a_length_from_1_09_on() {
    for (svo_url, length, text) in [("", 1, &b"\0"[..]), ("http://svo/", 12, b"http://svo/\0")] {
        let universes = vec![Universe { svo_url: svo_url.into(), ..universe(AppId(0), 3, "one") }];
        let config = Config { universes, ..Config::default() };
        let mut harness = Harness::new(Muis::new(&config, [8; 32]));
        harness.dialect = Dialect { version: Version(110), ..Dialect::default() };
        let conn = harness.open(1);
        handshake_110(AppId(11184), None).iter().for_each(|step| harness.send(conn, step));
        harness.frames(conn);
        let request = lobby::GetUniverseInformationRequest {
            message_id: id("u"),
            info_type: InfoFilter(0x204),
            ..Default::default()
        };
        harness.send(conn, &app_in(&request, harness.dialect));
        let url = lobby_ext::UniverseVariableSvoURLResponse {
            message_id: id("u"),
            url_length: Some(length),
            url: text.to_vec(),
            fixed_url: None,
        };
        let row = Variable { universe_id: Some(3), ..bare(Status::SUCCESS, 0x204, 1) };
        let expected = [sent(&harness, &url), sent(&harness, &row)];
        assert_eq!(heard(&mut harness, conn), expected);
    }
}

/// MUIS-3, MUIS-6: with the bit UNIVERSES, the whole status list of the generation that asks, between URL and news as
/// the information is; without it the second request is answered as the first.
#[test]
fn older_titles_get_status_lists() {
    let (mut harness, conn) = muis(two());
    ask(&mut harness, conn, 1);
    let rows = [status_list(3, "one", 0), status_list(2, "two", 1)];
    assert_eq!(harness.answers::<StatusList>(conn), rows);
    ask(&mut harness, conn, 0x203);
    let [first, last] = rows.map(|row| sent(&harness, &row));
    let [first_url, last_url] = [url(3), url(2)].map(|url| sent(&harness, &url));
    let news = sent(&harness, &news());
    assert_eq!(heard(&mut harness, conn), [&first_url, &first, &last_url, &last, &news].map(Clone::clone));
    ask_extra(&mut harness, conn, 0x203);
    let [first, last] = [extra_info(3, "one", 0), extra_info(2, "two", 1)].map(|row| sent(&harness, &row));
    assert_eq!(heard(&mut harness, conn), [first_url, first, last_url, last, news]);
    ask_extra(&mut harness, conn, 0x1fc);
    assert_eq!(harness.answers::<Variable>(conn), [whole(3, "one", 0x1fc, 0), whole(2, "two", 0x1fc, 1)]);
}

/// MUIS-2: a title's own universes, else those for all; disabled ones are not told.
#[test]
fn universes_are_chosen_by_title() {
    let off = Universe { enabled: false, ..universe(AppId(10684), 4, "off") };
    let (all, own, other) =
        (universe(AppId(0), 1, "all"), universe(AppId(10684), 2, "own"), universe(AppId(11184), 3, "other"));
    let (mut harness, conn) = muis(vec![all.clone(), own, other.clone(), off]);
    ask(&mut harness, conn, 0x1fc);
    assert_eq!(harness.answers::<Variable>(conn), [whole(2, "own", 0x1fc, 1)]);
    let (mut harness, conn) = muis(vec![all, other]);
    ask(&mut harness, conn, 0x1fc);
    assert_eq!(harness.answers::<Variable>(conn), [whole(1, "all", 0x1fc, 1)]);
}

/// MUIS-4: without a universe one answer says so, in the form that was asked for, and nothing else comes: a title's own
/// that is disabled is none, and so are those of another title.
#[test]
fn no_universe_is_no_result() {
    let off = Universe { enabled: false, ..universe(AppId(10684), 1, "off") };
    for universes in [vec![off, universe(AppId(0), 2, "all")], vec![universe(AppId(11184), 3, "other")]] {
        let (mut harness, conn) = muis(universes);
        for asking in [ask, ask_extra] {
            // Fields that the filter promises are there, and empty.
            asking(&mut harness, conn, 0x204);
            let nothing = Variable { universe_id: Some(0), ..bare(Status::NO_RESULT, 0x204, 1) };
            assert_eq!(harness.answers::<Variable>(conn), [nothing]);
            asking(&mut harness, conn, 0x2);
            assert_eq!(harness.answers::<Variable>(conn), [bare(Status::NO_RESULT, 0x2, 1)]);
        }
        ask(&mut harness, conn, 0x203);
        let nothing = StatusList {
            message_id: id("u"),
            pad: Pad::default(),
            status_code: Status::NO_RESULT,
            universe_name: PlainText::default(),
            dns: AddressText::default(),
            port: 0,
            universe_description: PlainText::default(),
            status: 0,
            user_count: 0,
            max_users: 0,
            end_of_list: 1,
            pad2: Pad::default(),
        };
        assert_eq!(harness.answers::<StatusList>(conn), [nothing]);
        ask_extra(&mut harness, conn, 0x203);
        let nothing = ExtraInfo {
            message_id: id("u"),
            pad: Pad::default(),
            status_code: Status::NO_RESULT,
            universe_name: PlainText::default(),
            dns: AddressText::default(),
            port: 0,
            universe_description: PlainText::default(),
            status: 0,
            user_count: 0,
            max_users: 0,
            universe_billing: PlainText::default(),
            billing_system_name: PlainText::default(),
            end_of_list: 1,
            extended_info: PlainText::default(),
            pad2: Pad::default(),
        };
        assert_eq!(harness.answers::<ExtraInfo>(conn), [nothing]);
    }
}

/// MUIS-2: without a configured universe, a title is told this server, by the address that it reached or by
/// the public one.
#[test]
fn without_configuration_the_server_tells_itself() {
    for (public_address, mas, host, port) in [
        (None, None, "10.0.0.1", 10075),
        (Some(Ipv4Addr::new(203, 0, 113, 9)), Some("0.0.0.0:10175".parse().expect("an address")), "203.0.113.9", 10175),
    ] {
        let (mut harness, conn) = muis_of(Config { public_address, mas, ..Config::default() });
        ask(&mut harness, conn, 0x1fc);
        let itself = Variable {
            universe_id: Some(1),
            universe_name: Some(PlainText::new(Title::of(AppId(10684)).name)),
            dns: Some(AddressText::new(host)),
            port: Some(port),
            universe_description: Some(PlainText::default()),
            status: Some(1),
            user_count: Some(0),
            max_users: Some(1000),
            universe_billing: Some(PlainText::default()),
            billing_system_name: Some(PlainText::default()),
            extended_info: Some(PlainText::default()),
            ..bare(Status::SUCCESS, 0x1fc, 1)
        };
        assert_eq!(harness.answers::<Variable>(conn), [itself]);
    }
}

/// MUIS-5: a request for nothing is invalid.
#[test]
fn a_request_for_nothing_is_invalid() {
    for universes in [two(), vec![universe(AppId(11184), 3, "other")]] {
        let (mut harness, conn) = muis(universes);
        for asking in [ask, ask_extra] {
            asking(&mut harness, conn, 0);
            assert_eq!(harness.answers::<Variable>(conn), [bare(Status::INVALID_REQUEST_MSG, 0, 1)]);
        }
    }
}

/// MUIS-1: any title is let in, and greeted as its version is: nobody else here takes one that is not configured.
#[test]
fn any_title_is_let_in() {
    let mut config = Config { universes: two(), ..Config::default() };
    config.titles.only = vec![AppId(11184)];
    let mut harness = Harness::new(Muis::new(&config, [8; 32]));
    let conn = harness.open(1);
    harness.send(conn, &handshake(None));
    assert_eq!(harness.ids(conn), [0x13, 0x14, 0x07, 0x1a].map(RtId));
    ask(&mut harness, conn, 0x4);
    let row = |universe_id, end| Variable { universe_id: Some(universe_id), ..bare(Status::SUCCESS, 0x4, end) };
    assert_eq!(harness.answers::<Variable>(conn), [row(3, 0), row(2, 1)]);
    let mut harness = Harness::new(Muis::new(&config, [8; 32]));
    let conn = harness.open(1);
    let steps = handshake_110(AppId(4711), None);
    let greetings = steps.map(|step| {
        harness.send(conn, &step);
        harness.ids(conn).iter().map(|id| id.0).collect::<Vec<_>>()
    });
    assert_eq!((harness.is_closed(conn), harness.faults()), (false, vec![]));
    assert_eq!(greetings.concat().last(), Some(&0x1f));
}

/// MUIS-7: the version has no status; a title may expect another text, and one that is too long is cut.
#[test]
fn the_version_is_the_titles() {
    for (row, text) in [
        (None, "Medius Universe Information Server Version 3.05.2011091"),
        (
            Some("Medius Universe Information Server Version 1.50.0009"),
            "Medius Universe Information Server Version 1.50.0009",
        ),
    ] {
        let mut config = Config::default();
        let muis_version = row.map(str::to_owned);
        config.titles.rows = vec![TitleSettings { app_id: AppId(10684), muis_version, ..TitleSettings::default() }];
        let (mut harness, conn) = muis_of(config);
        harness.send(conn, &app(&lobby::VersionServerRequest { message_id: id("v"), ..Default::default() }));
        let version = lobby::VersionServerResponse { message_id: id("v"), version_server: PlainText::new(text) };
        assert_eq!(harness.answer::<lobby::VersionServerResponse>(conn), version);
    }
}

/// MUIS-8: the time, and no channels.
#[test]
fn the_time_and_no_channels() {
    let (mut harness, conn) = muis(Vec::new());
    harness.pass(Duration::from_secs(5));
    harness.send(conn, &app(&lobby_ext::GetServerTimeRequest { message_id: id("t") }));
    let time = lobby_ext::GetServerTimeResponse {
        message_id: id("t"),
        pad: Pad::default(),
        status_code: Status::SUCCESS,
        gmt_time: 1_099_353_605,
        local_server_timezone: clank_core::wire::TimeZone(0),
    };
    assert_eq!(harness.answer::<lobby_ext::GetServerTimeResponse>(conn), time);
    harness.send(conn, &app(&lobby_ext::ChannelListExtraInfoRequest { message_id: id("c"), ..Default::default() }));
    let none = lobby::ChannelListExtraInfoResponse {
        message_id: id("c"),
        status_code: Status::NO_RESULT,
        // The layout of this title has all four.
        generic_field2: Some(0),
        generic_field3: Some(0),
        generic_field4: Some(0),
        generic_field_level: Some(WorldGenericFieldLevelType(0)),
        end_of_list: 1,
        ..Default::default()
    };
    assert_eq!(harness.answers::<lobby::ChannelListExtraInfoResponse>(conn), [none]);
}

/// MUIS-9, GEN-19: anything else is not answered and costs nothing.
#[test]
fn everything_else_is_ignored() {
    let (mut harness, conn) = muis(Vec::new());
    for request in [
        app(&lobby::GetMyClansRequest { message_id: id("?"), ..Default::default() }),
        app(&lobby::SessionBeginRequest { message_id: id("?"), ..Default::default() }),
        app(&lobby::AccountLoginRequest { message_id: id("?"), ..Default::default() }),
    ] {
        harness.send(conn, &request);
    }
    assert!(harness.ids(conn).is_empty() && !harness.is_closed(conn));
    assert_eq!(harness.faults(), ["MUIS-9"; 3]);
    ask(&mut harness, conn, 0x4);
    assert_eq!(harness.answers::<Variable>(conn).len(), 1);
}

/// MUIS-9: a minute of silence ends the connection, and so does a console that says that it goes.
#[test]
fn silence_ends_the_connection() {
    let (mut harness, conn) = muis(Vec::new());
    harness.pass(Duration::from_secs(59));
    assert!(harness.ids(conn).is_empty() && !harness.is_closed(conn));
    harness.send(conn, &app(&lobby::VersionServerRequest::default()));
    harness.pass(Duration::from_secs(59));
    assert!(!harness.is_closed(conn));
    harness.pass(Duration::from_secs(7));
    assert!(harness.is_closed(conn));
    let (mut harness, conn) = muis(Vec::new());
    harness.send(conn, &clear(RtId(0x20), &[0]));
    harness.pass(Duration::from_secs(6));
    assert!(harness.is_closed(conn));
}

proptest! {
    #![proptest_config(common::properties::property(64, "proptest-regressions/muis.txt"))]

    /// MUIS-2, MUIS-10: whatever is configured and asked for, the answer is well formed, has every universe of
    /// the title once, and ends once.
    #[test]
    fn every_filter_is_answered_whole(filter in 1_u32..0x400, name in ".{0,200}", count in 1_usize..6) {
        let rows = (0..count).map(|id| universe(AppId(0), u32::try_from(id).expect("small"), &name)).collect();
        let (mut harness, conn) = muis(rows);
        ask(&mut harness, conn, filter & !1 | 4);
        let rows = harness.pushed::<Variable>(conn);
        prop_assert_eq!(rows.len(), count);
        prop_assert_eq!(rows.iter().filter(|row| row.end_of_list != 0).count(), 1);
        prop_assert!(rows.last().is_some_and(|row| row.end_of_list == 1));
        let ids: Vec<u32> = rows.iter().filter_map(|row| row.universe_id).collect();
        prop_assert_eq!(ids, (0..u32::try_from(count).expect("small")).collect::<Vec<_>>());
    }
}
