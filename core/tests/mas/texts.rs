//! Policies, announcements and locations at the MAS: whole lists.

use crate::common::{Harness, app, id};
use crate::sessions::{mas, store};
use clank_core::ids::{AppId, ConnId, LocationId};
use clank_core::mas::Mas;
use clank_core::store::{Announcement, AnnouncementRow, Location, LocationRow, Memory, Policy, PolicyRow, StoreReply};
use clank_core::wire::{CallbackStatus as Status, Message, Pad, PlainText, PolicyType, lobby};

fn get_policy(kind: i32) -> Vec<u8> {
    let policy = PolicyType(kind);
    app(&lobby::GetPolicyRequest { message_id: id("p"), policy, ..Default::default() })
}

fn newest() -> Vec<u8> {
    app(&lobby::GetAnnouncementsRequest { message_id: id("a"), ..Default::default() })
}

fn all_announcements() -> Vec<u8> {
    app(&lobby::GetAllAnnouncementsRequest { message_id: id("a"), ..Default::default() })
}

fn locations() -> Vec<u8> {
    app(&lobby::GetLocationsRequest { message_id: id("l"), ..Default::default() })
}

/// A piece of the terms.
fn piece(status_code: Status, text: &str, end_of_text: u8) -> lobby::GetPolicyResponse {
    let mut bytes = [0; 256];
    bytes[..text.len()].copy_from_slice(text.as_bytes());
    lobby::GetPolicyResponse {
        message_id: id("p"),
        pad: Pad::default(),
        status_code,
        policy: PlainText::exact(bytes),
        end_of_text,
        ..Default::default()
    }
}

/// An announcement in the form of 1.08.
fn announcement(
    harness: &Harness<Mas>,
    status_code: Status,
    number: i32,
    text: &str,
    end_of_list: u8,
) -> lobby::GetAnnouncementsResponse {
    harness.as_read(&lobby::GetAnnouncementsResponse {
        message_id: id("a"),
        status_code,
        announcement_id: number,
        announcement: Some(PlainText::new(text)),
        announcement2: Some(PlainText::new(text)),
        end_of_list,
        ..Default::default()
    })
}

fn location(status_code: Status, number: i32, name: &str, end_of_list: u8) -> lobby::GetLocationsResponse {
    lobby::GetLocationsResponse {
        message_id: id("l"),
        location_id: number,
        location_name: PlainText::new(name),
        status_code,
        end_of_list,
        ..Default::default()
    }
}

/// The answers to a request.
fn told<A: Message>(harness: &mut Harness<Mas>, store: &mut Memory, conn: ConnId, request: &[u8]) -> Vec<A> {
    harness.send(conn, request);
    harness.serve(store);
    harness.answers(conn)
}

/// MAS-15, MAS-18, MLS-20, MLS-21, MLS-22, GEN-31: without rows, a policy and the newest announcement are empty texts,
/// all announcements and all locations empty lists.
#[test]
fn nothing_to_read() {
    let (mut harness, mut store) = (mas(), store());
    let (conn, _) = harness.begin(1);
    assert_eq!(
        told::<lobby::GetPolicyResponse>(&mut harness, &mut store, conn, &get_policy(0)),
        [piece(Status::SUCCESS, "", 1)]
    );
    let none = announcement(&harness, Status::NO_RESULT, 0, "", 1);
    assert_eq!(told::<lobby::GetAnnouncementsResponse>(&mut harness, &mut store, conn, &all_announcements()), [none]);
    let empty = announcement(&harness, Status::SUCCESS, 0, "", 1);
    assert_eq!(told::<lobby::GetAnnouncementsResponse>(&mut harness, &mut store, conn, &newest()), [empty]);
    assert_eq!(
        told::<lobby::GetLocationsResponse>(&mut harness, &mut store, conn, &locations()),
        [location(Status::NO_RESULT, 0, "", 1)]
    );
}

/// MAS-15, MAS-18, MLS-20, MLS-21, MLS-22, GEN-30: one packet a row, the last marked; a policy of the kind that was
/// asked for, in pieces of 256 characters without a NUL; locations of this title alone.
#[test]
fn texts_and_lists() {
    let (mut harness, mut store) = (mas(), store());
    let (conn, _) = harness.begin(1);
    let text: String = ('a'..='z').cycle().take(600).collect();
    for (kind, body) in [(0, "usage".to_owned()), (1, text.clone())] {
        let policy = Policy { title: "Terms".into(), body };
        store.policies.push(PolicyRow { app_id: None, kind: PolicyType(kind), policy });
    }
    for (app_id, number, name) in [(10684, 40, "Aquatos"), (11184, 50, "Kronos"), (10684, 41, "Aridia")] {
        let row = Location { id: LocationId(number), name: name.into() };
        store.locations.push(LocationRow { app_id: AppId(app_id), location: row });
        let announcement = Announcement { id: number, title: String::new(), body: name.into() };
        store.announcements.push(AnnouncementRow { app_id: Some(AppId(app_id)), announcement, from: 0, to: None });
    }
    assert_eq!(
        told::<lobby::GetPolicyResponse>(&mut harness, &mut store, conn, &get_policy(0)),
        [piece(Status::SUCCESS, "Terms\nusage", 1)]
    );
    let whole = format!("Terms\n{text}");
    let pieces = [(0..256, 0), (256..512, 0), (512..606, 1)].map(|(at, end)| piece(Status::SUCCESS, &whole[at], end));
    assert_eq!(told::<lobby::GetPolicyResponse>(&mut harness, &mut store, conn, &get_policy(1)), pieces);
    let row = |number, name, end| announcement(&harness, Status::SUCCESS, number, name, end);
    let (all, first) = ([row(40, "Aquatos", 0), row(41, "Aridia", 1)], row(40, "Aquatos", 1));
    assert_eq!(told::<lobby::GetAnnouncementsResponse>(&mut harness, &mut store, conn, &all_announcements()), all);
    assert_eq!(told::<lobby::GetAnnouncementsResponse>(&mut harness, &mut store, conn, &newest()), [first]);
    let all = [location(Status::SUCCESS, 40, "Aquatos", 0), location(Status::SUCCESS, 41, "Aridia", 1)];
    assert_eq!(told::<lobby::GetLocationsResponse>(&mut harness, &mut store, conn, &locations()), all);
}

/// MAS-15, MAS-18, GEN-14, DM-8: nothing without a session; and a store that fails is an error that ends the list.
#[test]
fn texts_need_a_session_and_a_store() {
    let mut harness = mas();
    let stranger = harness.connect(2);
    for request in [get_policy(0), newest(), all_announcements(), locations()] {
        harness.send(stranger, &request);
    }
    assert!(harness.ids(stranger).is_empty() && harness.asked.is_empty());
    let (conn, _) = harness.begin(1);
    let fail = |harness: &mut Harness<Mas>, request: &[u8]| {
        harness.send(conn, request);
        let (asked, _) = harness.asked.remove(0);
        harness.reply(asked, StoreReply::Failed);
    };
    fail(&mut harness, &get_policy(0));
    assert_eq!(harness.answers::<lobby::GetPolicyResponse>(conn), [piece(Status::DB_ERROR, "", 1)]);
    for request in [newest(), all_announcements()] {
        fail(&mut harness, &request);
        let failed = announcement(&harness, Status::DB_ERROR, 0, "", 1);
        assert_eq!(harness.answers::<lobby::GetAnnouncementsResponse>(conn), [failed]);
    }
    fail(&mut harness, &locations());
    assert_eq!(harness.answers::<lobby::GetLocationsResponse>(conn), [location(Status::DB_ERROR, 0, "", 1)]);
}
