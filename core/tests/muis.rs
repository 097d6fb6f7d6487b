//! The rules of the MUIS.

mod common;

use core::time::Duration;
use std::net::Ipv4Addr;

use clank_core::config::Config;
use clank_core::ids::{AppId, ConnId};
use clank_core::muis::Muis;
use clank_core::settings::Universe;
use clank_core::wire::{
    CallbackStatus as Status, Dialect, Message, MessageKey, UniverseVariableInformationInfoFilter as InfoFilter, lobby,
    lobby_ext, rt::RtMessage as _,
};
use common::{Harness, app, handshake, id, message_keys};
use proptest::prelude::*;

fn universe(app_id: AppId, id: u32, name: &str) -> Universe {
    Universe {
        app_id,
        id,
        name: name.into(),
        description: "for tests".into(),
        host: "mas.example".into(),
        port: 10075,
        extended_info: "extra".into(),
        svo_url: "http://svo.example/".into(),
        user_count: 3,
        billing: "SCEA".into(),
        billing_system_name: "billing".into(),
        ..Universe::default()
    }
}

fn muis(universes: Vec<Universe>) -> (Harness<Muis>, ConnId) {
    let config = Config { universes, news: "all is well".into(), ..Config::default() };
    let mut harness = Harness::new(Muis::new(&config, [8; 32]));
    let conn = harness.open(1);
    harness.send(conn, &handshake(None));
    harness.frames(conn);
    (harness, conn)
}

fn ask(harness: &mut Harness<Muis>, conn: ConnId, info_type: u32) {
    let info_type = InfoFilter(info_type);
    harness.send(
        conn,
        &app(&lobby::GetUniverseInformationRequest { message_id: id("u"), info_type, ..Default::default() }),
    );
}

/// Class and id of each answer, and those of one type.
fn heard<A: Message>(harness: &mut Harness<Muis>, conn: ConnId) -> (Vec<MessageKey>, Vec<A>) {
    let frames = harness.frames(conn);
    let apps = frames.iter().filter(|(id, _)| *id == clank_core::wire::rt::ServerApp::ID);
    let apps: Vec<&[u8]> = apps.map(|(_, payload)| payload.as_slice()).collect();
    let of_type = apps.iter().filter(|app| app[..2] == A::KEY.bytes());
    let read = of_type.map(|app| A::decode(&app[2..], Dialect::default()).expect("well formed")).collect();
    (apps.iter().filter_map(|app| MessageKey::split(app)).map(|(key, _)| key).collect(), read)
}

/// MUIS-1, MUIS-2: any title is let in; URL, then information of each universe in its order, then news;
/// the end is in the last only.
#[test]
fn url_information_and_news_come_in_this_order() {
    let (mut harness, conn) = muis(vec![universe(AppId(0), 1, "one"), universe(AppId(0), 2, "two")]);
    ask(&mut harness, conn, 0x3fe);
    let (order, rows) = heard::<lobby_ext::UniverseVariableInformationResponse>(&mut harness, conn);
    assert_eq!(order, message_keys([(4, 0x1e), (4, 0x11), (4, 0x1e), (4, 0x11), (1, 0xc9)]));
    assert_eq!(rows.iter().map(|row| row.end_of_list).collect::<Vec<_>>(), [0, 1]);
    let first = &rows[0];
    assert_eq!((first.status_code, first.message_id.text(), first.info_filter.0), (Status::SUCCESS, &b"u"[..], 0x3fe));
    assert_eq!(first.dns.expect("asked for").text(), b"mas.example");
    assert_eq!((first.port, first.universe_id, first.user_count), (Some(10075), Some(1), Some(3)));
    assert!(first.svo_url.is_none(), "the URL is not in it");
    ask(&mut harness, conn, 0x202);
    let (_, urls) = heard::<lobby_ext::UniverseVariableSvoURLResponse>(&mut harness, conn);
    assert_eq!(urls[0].fixed_url.expect("1.08").text(), b"http://svo.example/");
    ask(&mut harness, conn, 2 | 8);
    let (_, news) = heard::<lobby::UniverseNewsResponse>(&mut harness, conn);
    assert_eq!((news[0].news.text(), news[0].end_of_list), (&b"all is well"[..], 1));
}

/// MUIS-3, MUIS-6: with the bit UNIVERSES, the whole status list of the generation that asks.
#[test]
fn older_titles_get_status_lists() {
    let (mut harness, conn) = muis(vec![universe(AppId(0), 1, "one"), universe(AppId(0), 2, "two")]);
    ask(&mut harness, conn, 1);
    let (order, rows) = heard::<lobby::UniverseStatusListResponse>(&mut harness, conn);
    assert_eq!((order.len(), rows[0].universe_name.text(), rows[0].end_of_list), (2, &b"one"[..], 0));
    assert_eq!((rows[1].port, rows[1].end_of_list), (10075, 1));
    let extra = |info_type| lobby_ext::GetUniverseExtraInfoRequest {
        message_id: id("x"),
        info_type: InfoFilter(info_type),
        ..Default::default()
    };
    harness.send(conn, &app(&extra(0x203)));
    let (order, rows) = heard::<lobby_ext::UniverseStatusListExtraInfoResponse>(&mut harness, conn);
    assert_eq!(order, message_keys([(4, 0x1e), (4, 4), (4, 0x1e), (4, 4), (1, 0xc9)]));
    assert_eq!((rows[0].message_id.text(), rows[0].extended_info.text()), (&b"x"[..], &b"extra"[..]));
    harness.send(conn, &app(&extra(8)));
    assert_eq!(heard::<lobby_ext::UniverseVariableInformationResponse>(&mut harness, conn).1.len(), 2);
}

/// MUIS-2, MUIS-4: a title's own universes, else those for all; disabled ones are not told; without any
/// the answer says so, in the form that was asked for.
#[test]
fn universes_are_chosen_by_title() {
    let names = |rows: Vec<lobby_ext::UniverseVariableInformationResponse>| {
        rows.iter().map(|row| row.universe_name.map(|name| name.to_text()).unwrap_or_default()).collect::<Vec<_>>()
    };
    let (mut harness, conn) =
        muis(vec![universe(AppId(0), 1, "all"), universe(AppId(10684), 2, "own"), universe(AppId(11184), 3, "other")]);
    ask(&mut harness, conn, 8);
    assert_eq!(names(heard(&mut harness, conn).1), ["own"]);
    let (mut harness, conn) = muis(vec![universe(AppId(0), 1, "all"), universe(AppId(11184), 3, "other")]);
    ask(&mut harness, conn, 8);
    assert_eq!(names(heard(&mut harness, conn).1), ["all"]);
    let disabled = Universe { enabled: false, ..universe(AppId(10684), 1, "off") };
    let (mut harness, conn) = muis(vec![disabled]);
    ask(&mut harness, conn, 4);
    let (order, rows) = heard::<lobby_ext::UniverseVariableInformationResponse>(&mut harness, conn);
    assert_eq!((order.len(), rows[0].status_code, rows[0].end_of_list), (1, Status::NO_RESULT, 1));
    ask(&mut harness, conn, 1);
    let (_, rows) = heard::<lobby::UniverseStatusListResponse>(&mut harness, conn);
    assert_eq!((rows[0].status_code, rows[0].end_of_list), (Status::NO_RESULT, 1));
}

/// MUIS-2: without a configured universe, a title is told this server, by the address that it reached or by
/// the public one.
#[test]
fn without_configuration_the_server_tells_itself() {
    let (mut harness, conn) = muis(Vec::new());
    ask(&mut harness, conn, 0x18);
    let (_, rows) = heard::<lobby_ext::UniverseVariableInformationResponse>(&mut harness, conn);
    assert_eq!((rows[0].dns.expect("asked for").text(), rows[0].port), (&b"10.0.0.1"[..], Some(10075)));
    assert!(rows[0].universe_name.expect("asked for").to_text().contains("Up Your Arsenal"));
    let config = Config { public_address: Some(Ipv4Addr::new(203, 0, 113, 9)), ..Config::default() };
    let mut harness = Harness::new(Muis::new(&config, [8; 32]));
    let conn = harness.open(1);
    harness.send(conn, &handshake(None));
    ask(&mut harness, conn, 0x10);
    let (_, rows) = heard::<lobby_ext::UniverseVariableInformationResponse>(&mut harness, conn);
    assert_eq!(rows[0].dns.expect("asked for").text(), b"203.0.113.9");
}

/// MUIS-5: a request for nothing is invalid.
#[test]
fn a_request_for_nothing_is_invalid() {
    let (mut harness, conn) = muis(vec![universe(AppId(0), 1, "one")]);
    ask(&mut harness, conn, 0);
    let (_, rows) = heard::<lobby_ext::UniverseVariableInformationResponse>(&mut harness, conn);
    assert_eq!((rows.len(), rows[0].status_code, rows[0].end_of_list), (1, Status::INVALID_REQUEST_MSG, 1));
}

/// MUIS-7, MUIS-8
#[test]
fn version_time_and_no_channels() {
    let (mut harness, conn) = muis(Vec::new());
    harness.send(conn, &app(&lobby::VersionServerRequest { message_id: id("v"), ..Default::default() }));
    let version = harness.answer::<lobby::VersionServerResponse>(conn).version_server.to_text();
    assert!(version.starts_with("Medius Universe Information Server") && version.len() == 55);
    harness.send(conn, &app(&lobby_ext::GetServerTimeRequest { message_id: id("t") }));
    assert_eq!(harness.answer::<lobby_ext::GetServerTimeResponse>(conn).gmt_time, 1_099_353_600);
    harness.send(conn, &app(&lobby_ext::ChannelListExtraInfoRequest { message_id: id("c"), ..Default::default() }));
    let channels = harness.answer::<lobby::ChannelListExtraInfoResponse>(conn);
    assert_eq!((channels.status_code, channels.end_of_list), (Status::NO_RESULT, 1));
}

/// MUIS-9, GEN-19: anything else is not answered and costs nothing; silence ends the connection.
#[test]
fn everything_else_is_ignored() {
    let (mut harness, conn) = muis(Vec::new());
    harness.send(conn, &app(&lobby::GetMyClansRequest { message_id: id("?"), ..Default::default() }));
    assert!(harness.ids(conn).is_empty() && !harness.is_closed(conn));
    assert_eq!(harness.faults(), ["MUIS-9"]);
    harness.pass(Duration::from_secs(70));
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
        let (_, rows) = heard::<lobby_ext::UniverseVariableInformationResponse>(&mut harness, conn);
        prop_assert_eq!(rows.len(), count);
        prop_assert_eq!(rows.iter().filter(|row| row.end_of_list != 0).count(), 1);
        prop_assert!(rows.last().is_some_and(|row| row.end_of_list == 1));
        let ids: Vec<u32> = rows.iter().filter_map(|row| row.universe_id).collect();
        prop_assert_eq!(ids, (0..u32::try_from(count).expect("small")).collect::<Vec<_>>());
    }
}
