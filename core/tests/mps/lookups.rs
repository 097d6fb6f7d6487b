//! Game servers that say by name where their players connect.

use core::time::Duration;
use std::net::Ipv4Addr;

use crate::common::servers::{config, link, mps, mps_with, servers, set_attributes};
use crate::common::{Harness, address, app, id};
use clank_core::ids::{AppId, ConnId, LocationId, LookupId};
use clank_core::machine::{Event, Input, Machine as _};
use clank_core::mps::Mps;
use clank_core::operator::ServerRow;
use clank_core::wire::{AddressText, MgclErrorCode as Code, NetAddress, NetAddressType, report};

const NAME: &str = "dme.example.org";

fn by_name(name: &str, message_id: &str) -> report::ServerSetAttributesRequest {
    report::ServerSetAttributesRequest {
        message_id: id(message_id),
        listen_server_address: NetAddress {
            address_type: NetAddressType::EXTERNAL,
            address: AddressText::new(name),
            port: 5000,
        },
        ..set_attributes(1, LocationId(33))
    }
}

fn answered(message_id: &str, confirmation: Code) -> report::ServerSetAttributesResponse {
    report::ServerSetAttributesResponse { message_id: id(message_id), confirmation }
}

fn row(at: &str) -> ServerRow {
    let at = at.parse().expect("an address");
    ServerRow { at, app_id: AppId(10684), location: LocationId(33), worlds: 0, players: 0 }
}

/// A game server that registered by name; the lookup that was asked for.
fn waiting(harness: &mut Harness<Mps>) -> (ConnId, LookupId) {
    let conn = link(harness, 1, AppId(10684));
    harness.send(conn, &app(&by_name(NAME, "a")));
    assert_eq!((harness.frames(conn), servers(harness)), (vec![], vec![]));
    let lookups = std::mem::take(&mut harness.lookups);
    let [(request, name)] = &lookups[..] else { panic!("{lookups:?}") };
    assert_eq!(name, NAME);
    (conn, *request)
}

/// MPS-1: a name is looked up, and the game server is registered and answered when that is done, at the address that
/// was found; a name that leads nowhere, or to no address at all, is where the server came from, and a fault says so.
#[test]
fn names_are_looked_up() {
    let peer = format!("{}:5000", address(1).ip());
    for (found, known) in [
        (Some(Ipv4Addr::new(198, 51, 100, 7)), "198.51.100.7:5000"),
        (Some(Ipv4Addr::UNSPECIFIED), &*peer),
        (None, &*peer),
    ] {
        let mut harness = mps();
        let (conn, request) = waiting(&mut harness);
        harness.input(Input::LookedUp { request, found });
        assert_eq!(harness.answer::<report::ServerSetAttributesResponse>(conn), answered("a", Code::SUCCESS));
        assert_eq!(servers(&mut harness), [row(known)]);
        let faults = if known == peer { vec!["MPS-1"] } else { vec![] };
        assert_eq!(harness.faults(), faults);
        // The same answer once more is nothing.
        harness.input(Input::LookedUp { request, found: Some(Ipv4Addr::LOCALHOST) });
        assert_eq!((servers(&mut harness), harness.frames(conn)), (vec![row(known)], vec![]));
    }
}

/// MPS-1: a lookup that takes too long has failed, and its late answer is nothing.
#[test]
fn lookups_end_in_time() {
    let mut settings = config();
    settings.timeouts.game_server = Duration::from_secs(4);
    let mut harness = mps_with(&settings);
    let (conn, request) = waiting(&mut harness);
    harness.pass(Duration::from_millis(3_999));
    assert_eq!(servers(&mut harness), []);
    harness.pass(Duration::from_millis(1));
    assert_eq!(harness.answer::<report::ServerSetAttributesResponse>(conn), answered("a", Code::SUCCESS));
    let known = row(&format!("{}:5000", address(1).ip()));
    assert_eq!((servers(&mut harness), harness.faults()), (vec![known.clone()], vec!["MPS-1"]));
    harness.input(Input::LookedUp { request, found: Some(Ipv4Addr::LOCALHOST) });
    assert_eq!(servers(&mut harness), [known]);
}

/// MPS-1: one lookup for each connection at a time: whoever asks again meanwhile, by name or not, is refused, and may
/// come later.
#[test]
fn one_lookup_at_a_time() {
    let mut harness = mps();
    let (conn, request) = waiting(&mut harness);
    for again in [
        by_name(NAME, "b"),
        report::ServerSetAttributesRequest { message_id: id("b"), ..set_attributes(1, LocationId(0)) },
    ] {
        harness.send(conn, &app(&again));
    }
    assert_eq!((harness.frames(conn), harness.lookups.len()), (vec![], 0));
    assert_eq!(harness.faults(), ["MPS-1", "MPS-1"]);
    harness.input(Input::LookedUp { request, found: Some(Ipv4Addr::new(198, 51, 100, 7)) });
    let told: Vec<report::ServerSetAttributesResponse> = harness.answers(conn);
    assert_eq!(
        told,
        [answered("a", Code::SUCCESS), answered("b", Code::UNSUCCESSFUL), answered("b", Code::UNSUCCESSFUL)]
    );
    assert_eq!(servers(&mut harness), [row("198.51.100.7:5000")]);
    // Another name, or the same: it is looked up anew.
    harness.send(conn, &app(&by_name("other", "c")));
    let (request, name) = harness.lookups.remove(0);
    assert_eq!(name, "other");
    harness.input(Input::LookedUp { request, found: Some(Ipv4Addr::new(198, 51, 100, 8)) });
    assert_eq!(servers(&mut harness), [row("198.51.100.8:5000")]);
}

/// MPS-1: the answer for a game server that is gone is nothing, also for the next one under its index.
#[test]
fn who_is_gone_is_not_registered() {
    let mut harness = mps();
    let (conn, request) = waiting(&mut harness);
    harness.gone(conn);
    assert_eq!(harness.machine.deadline(), None);
    harness.input(Input::LookedUp { request, found: Some(Ipv4Addr::LOCALHOST) });
    assert_eq!(servers(&mut harness), []);
    let here = harness.events.iter().any(|event| matches!(event, Event::ServerHere { .. }));
    assert!(!here, "{:?}", harness.events);
}
