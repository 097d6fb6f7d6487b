//! Game hosts at the MAS: MGCL before the MPS.

use core::time::Duration;

use crate::common::{Harness, address, app, id};
use crate::sessions::mas;
use clank_core::ids::{AppId, Component, LocationId};
use clank_core::machine::Input;
use clank_core::mas::Mas;
use clank_core::peer::{HostAdmission, HostFacts, PeerMessage};
use clank_core::secret::Secret;
use clank_core::wire::{
    AccessKey, AddressText, MgclErrorCode as Code, MgclGameHostType, MgclServerAttributes, NetAddress, NetAddressList,
    NetAddressType, NetConnectionInfo, NetConnectionType, Pad, PlainText, RsaKey, SessionKeyText, report,
};

/// The host sessions that the MPS was told of since the last look.
fn admissions(harness: &mut Harness<Mas>) -> Vec<HostAdmission> {
    let messages = std::mem::take(&mut harness.mail).into_iter();
    let hosts = messages.map(|message| match message {
        (Component::Mps, PeerMessage::AdmitHost(admission)) => *admission,
        other => panic!("{other:?}"),
    });
    hosts.collect()
}

fn refused(harness: &Harness<Mas>) -> report::ServerAuthenticationResponse {
    harness.as_read(&report::ServerAuthenticationResponse {
        message_id: id("a"),
        confirmation: Code::UNSUCCESSFUL,
        ..Default::default()
    })
}

/// Where a host learns its own address, and its keys.
fn at_the_nat(session_key: SessionKeyText, access_key: AccessKey) -> NetConnectionInfo {
    let nat =
        NetAddress { address_type: NetAddressType::NAT_SERVICE, address: AddressText::new("10.0.0.1"), port: 10070 };
    NetConnectionInfo {
        kind: NetConnectionType::PEER_TO_PEER_UDP,
        address_list: NetAddressList { address_list: [nat, NetAddress::unused()] },
        world_id: 0,
        server_key: RsaKey::default(),
        session_key,
        access_key,
        pad: Some(Pad::default()),
    }
}

/// MAS-54: without a server session every request that needs one is unsuccessful (MGCL_UNSUCCESSFUL, -12), and the
/// connection stays.
#[test]
fn without_a_server_session_nothing_succeeds() {
    let mut harness = mas();
    let conn = harness.connect(1);
    harness.send(conn, &app(&report::ServerAuthenticationRequest { message_id: id("a"), ..Default::default() }));
    assert_eq!(harness.answer::<report::ServerAuthenticationResponse>(conn), refused(&harness));
    harness.send(conn, &app(&report::ServerSetAttributesRequest { message_id: id("s"), ..Default::default() }));
    let attributes = report::ServerSetAttributesResponse { message_id: id("s"), confirmation: Code::UNSUCCESSFUL };
    assert_eq!(harness.answer::<report::ServerSetAttributesResponse>(conn), attributes);
    harness.send(conn, &app(&report::ServerSessionEndRequest { message_id: id("e") }));
    let ended = report::ServerSessionEndResponse { message_id: id("e"), confirmation: Code::UNSUCCESSFUL };
    assert_eq!(harness.answer::<report::ServerSessionEndResponse>(conn), ended);
    assert_eq!((harness.faults(), harness.is_closed(conn)), (vec!["MAS-54"; 3], false));
    assert_eq!(Code::UNSUCCESSFUL, Code(-12));
}

/// MAS-50, MAS-51, MAS-52, MAS-53: the steps of a game host, by whole answers; the MPS learns what the host said of
/// itself, and refuses by silence.
#[test]
fn game_hosts() {
    let mut harness = mas();
    let conn = harness.connect(1);
    let begin = report::ServerSessionBeginRequest {
        message_id: id("b"),
        location_id: 40,
        server_type: MgclGameHostType::MGCL_GAME_HOST_PEER_TO_PEER,
        server_version: PlainText::new("1.2"),
        port: 3658,
        ..Default::default()
    };
    harness.send(conn, &app(&begin));
    let begun: report::ServerSessionBeginResponse = harness.answer(conn);
    let (session_key, access_key) = (begun.connect_info.session_key, begun.connect_info.access_key);
    assert!(!session_key.is_empty() && !access_key.is_empty());
    let connect_info = at_the_nat(session_key, access_key);
    let [nat, _] = connect_info.address_list.address_list;
    let expected = report::ServerSessionBeginResponse {
        message_id: id("b"),
        confirmation: Code::SUCCESS,
        connect_info: connect_info.clone(),
        ..Default::default()
    };
    assert_eq!(begun, expected);
    let listen = NetAddress { port: 3659, ..nat };
    let attributes = MgclServerAttributes(5);
    let set = report::ServerSetAttributesRequest {
        message_id: id("s"),
        attributes,
        listen_server_address: listen,
        ..Default::default()
    };
    harness.send(conn, &app(&set));
    let known = report::ServerSetAttributesResponse { message_id: id("s"), confirmation: Code::SUCCESS };
    assert_eq!(harness.answer::<report::ServerSetAttributesResponse>(conn), known);
    // The MPS does not answer: a refusal.
    let told = NetAddress { address_type: NetAddressType::EXTERNAL, address: AddressText::new("9.8.7.6"), port: 3660 };
    let own = NetAddress { address_type: NetAddressType::INTERNAL, address: AddressText::new("192.168.0.2"), ..told };
    let address_list = NetAddressList { address_list: [told, own] };
    let authenticate = report::ServerAuthenticationRequest { message_id: id("a"), address_list, ..Default::default() };
    harness.send(conn, &app(&authenticate));
    assert_eq!(admissions(&mut harness).len(), 1);
    harness.pass(Duration::from_secs(30));
    assert_eq!(harness.answer::<report::ServerAuthenticationResponse>(conn), refused(&harness));
    admissions(&mut harness);
    // It expects the host, which is told the way.
    harness.send(conn, &app(&authenticate));
    let [admission] = &admissions(&mut harness)[..] else { panic!("one message") };
    let facts = HostFacts {
        server_type: MgclGameHostType::MGCL_GAME_HOST_PEER_TO_PEER,
        version: "1.2".into(),
        port: 3658,
        attributes: Some((attributes, listen)),
    };
    let expected = HostAdmission {
        ticket: admission.ticket,
        app_id: AppId(10684),
        address: *address(1).ip(),
        addresses: address_list,
        location: LocationId(40),
        facts,
        session_key: Secret::new(session_key),
        access_key: Secret::new(access_key),
        keep_alive: Duration::from_secs(11),
    };
    assert_eq!(*admission, expected);
    let ticket = admission.ticket;
    harness.input(Input::Peer { from: Component::Mps, message: PeerMessage::HostAdmitted { ticket } });
    let authenticated: report::ServerAuthenticationResponse = harness.answer(conn);
    let mps = NetAddress { address_type: NetAddressType::EXTERNAL, port: 10077, ..nat };
    let expected = report::ServerAuthenticationResponse {
        message_id: id("a"),
        confirmation: Code::SUCCESS,
        connect_info: NetConnectionInfo {
            kind: NetConnectionType::CLIENT_SERVER_TCP,
            address_list: NetAddressList { address_list: [mps, NetAddress::unused()] },
            ..connect_info
        },
        ..Default::default()
    };
    assert_eq!(authenticated, expected);
    harness.send(conn, &app(&report::ServerReport::default()));
    assert!(harness.ids(conn).is_empty());
    harness.send(conn, &app(&report::ServerSessionEndRequest { message_id: id("e") }));
    let ended = report::ServerSessionEndResponse { message_id: id("e"), confirmation: Code::SUCCESS };
    assert_eq!(harness.answer::<report::ServerSessionEndResponse>(conn), ended);
    // It is over: another authentication is of no server.
    harness.send(conn, &app(&authenticate));
    assert_eq!(harness.answer::<report::ServerAuthenticationResponse>(conn), refused(&harness));
}

/// MAS-50: the two later forms name their version in numbers, and have an answer of their own.
#[test]
fn later_forms_of_the_session_begin() {
    for (special_patch, version) in [(None, "1.2.4"), (Some(3), "1.2.3.4")] {
        let mut harness = mas();
        let conn = harness.connect(1);
        let first = report::ServerSessionBeginRequest1 {
            message_id: id("b"),
            client_version_major: 1,
            client_version_minor: 2,
            client_version_build: 4,
            location_id: 41,
            server_type: MgclGameHostType::MGCL_GAME_HOST_PEER_TO_PEER,
            port: 3658,
            ..Default::default()
        };
        let second = special_patch.map(|client_version_special_patch| report::ServerSessionBeginRequest2 {
            message_id: id("b"),
            client_version_major: 1,
            client_version_minor: 2,
            client_version_special_patch,
            client_version_build: 4,
            location_id: 41,
            server_type: MgclGameHostType::MGCL_GAME_HOST_PEER_TO_PEER,
            port: 3658,
            ..Default::default()
        });
        let request = second.map_or_else(|| app(&first), |second| app(&second));
        harness.send(conn, &request);
        let begun: report::ServerSessionBeginResponse1 = harness.answer(conn);
        harness.send(conn, &app(&report::ServerAuthenticationRequest::default()));
        let [admission] = &admissions(&mut harness)[..] else { panic!("one message") };
        let (session_key, access_key) = (*admission.session_key.expose(), *admission.access_key.expose());
        let expected = report::ServerSessionBeginResponse1 {
            message_id: id("b"),
            confirmation: Code::SUCCESS,
            connect_info: at_the_nat(session_key, access_key),
            ..Default::default()
        };
        assert_eq!(begun, expected);
        let facts = HostFacts {
            server_type: MgclGameHostType::MGCL_GAME_HOST_PEER_TO_PEER,
            version: version.into(),
            port: 3658,
            attributes: None,
        };
        assert_eq!((admission.location, &admission.facts), (LocationId(41), &facts));
    }
}
