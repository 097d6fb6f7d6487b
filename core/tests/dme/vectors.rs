//! The published frames of a join to a game of a real server (game.md 17), played to the machine and back. They are
//! read from the specification: what is in them belongs to somebody.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "tests find the specification through the environment"
)]

use core::time::Duration;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use crate::common::worlds::{Member, SOCKET, Speech, announce, dme_with, ids, order, settle, world};
use crate::common::{Harness, SERVER, clear, conn};
use clank_core::config::Config;
use clank_core::crypto::{Context, SessionKey, Suite};
use clank_core::dme::Dme;
use clank_core::ids::{ConnId, GameId, ListenerId, MgclRequest};
use clank_core::machine::Input;
use clank_core::peer::{FromServer, SeatOrder, ToServer};
use clank_core::script::NoScript;
use clank_core::secret::Secret;
use clank_core::settings::LinkPreset;
use clank_core::wire::frame::{self, Seal};
use clank_core::wire::rt;
use clank_core::wire::{AccessKey, Dialect, Layout, NetAddressList, NetConnectionType, RtId};

fn bytes(digits: &str) -> Vec<u8> {
    let digits: String = digits.split_whitespace().collect();
    hex::decode(digits).expect("hex")
}

/// Section 17: three keys, and frames with their bodies in clear.
struct Published {
    keys: BTreeMap<&'static str, SessionKey>,
    frames: BTreeMap<u8, (Vec<u8>, Vec<u8>)>,
}

impl Published {
    fn read() -> Option<Self> {
        let Some(folder) = std::env::var_os("CLANK_SPEC") else {
            crate::common::marks::skip("the published frames (CLANK_SPEC is not set)");
            return None;
        };
        let text = std::fs::read_to_string(std::path::Path::new(&folder).join("game.md")).expect("game.md");
        let (_, section) = text.split_once("## 17. ").expect("section 17");
        let (mut keys, mut frames) = (BTreeMap::new(), BTreeMap::new());
        let quoted = |text: &str| text.split('`').nth(1).map(bytes).unwrap_or_default();
        for line in section.lines().take_while(|line| !line.starts_with("## ")) {
            if let Some(name) = ["KA", "KG", "KB"].into_iter().find(|name| line.starts_with(&format!("{name} `"))) {
                keys.insert(name, SessionKey::new(quoted(line).try_into().expect("64 bytes")));
            }
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            if let [_, number, _, _, wire, body, _] = cells[..]
                && let Ok(number) = number.parse()
                && number < 16
            {
                let body: Vec<u8> = body.split('`').skip(1).step_by(2).flat_map(bytes).collect();
                frames.insert(number, (quoted(wire), body));
            }
        }
        assert_eq!((keys.len(), frames.len()), (3, 15), "all of section 17");
        Some(Self { keys, frames })
    }

    fn key(&self, name: &str) -> SessionKey {
        self.keys[name].clone()
    }

    fn wire(&self, number: u8) -> Vec<u8> {
        self.frames[&number].0.clone()
    }

    fn body<M: Layout>(&self, number: u8) -> M {
        M::decode(&self.frames[&number].1, Dialect::default()).expect("well formed")
    }

    /// A recorded server that gave these keys: to each player his first one, to all the same later ones.
    fn preset(&self, first: SessionKey) -> LinkPreset {
        LinkPreset {
            client_key: Some(first),
            server_key: Some(self.key("KG")),
            world_key: Some(self.key("KB")),
            unreadable_exchange: true,
            ..LinkPreset::default()
        }
    }

    /// The console's address as the server saw it, and the port of its datagrams.
    fn source(&self) -> SocketAddrV4 {
        let accept: rt::ServerConnectAcceptAuxUdp = self.body(6);
        SocketAddrV4::new(accept.address.to_text().parse().expect("an address"), accept.port)
    }
}

/// The same frame with another index in it.
fn with_index(wire: &[u8], index: u8) -> Vec<u8> {
    [&wire[..7], &[index, 0], &wire[9..]].concat()
}

const CONSOLE: ConnId = conn(40);
/// World 2 with players 0 and 2 in it, and room for the console at index 1.
fn before_the_join(published: &Published) -> (Harness<Dme>, [Member; 2]) {
    let info: rt::ServerInfoAuxUdp = published.body(4);
    let mut config = Config { public_address: info.address.to_text().parse().ok(), ..Config::default() };
    config.dme.udp.set_port(info.port);
    config.link.build = published.body::<rt::ServerConnectAcceptTcp>(3).build.expect("up to 1.08");
    let mut harness = dme_with(&config, Box::new(NoScript));
    world(&mut harness, GameId(6), 8);
    let world = world(&mut harness, GameId(7), 8);
    let opening: rt::ClientConnectTcpAuxUdp = published.body(2);
    assert_eq!(u32::try_from(world.0).ok(), opening.short_world_id.map(u32::from));
    let members = [1, 2, 3].map(|number| {
        let granted = announce(&mut harness, world, number).expect("a seat");
        let from = (conn(number.into()), SocketAddrV4::new(Ipv4Addr::new(10, 1, 1, number), 5_000));
        let preset = published.preset(SessionKey::new([number; 64]));
        let mut member = Member::dial_with(&mut harness, world, number, Speech::Keyed, from, Some(&preset));
        member.open(&mut harness, *granted.access_key.expose());
        member.accept(&mut harness);
        member.greet(&mut harness);
        member.ready(&mut harness);
        settle(&mut harness);
        member
    });
    let [zero, one, two] = members;
    one.leave(&mut harness);
    let wanted = SeatOrder {
        request: MgclRequest(9),
        world_id: world,
        kind: NetConnectionType::CLIENT_SERVER_TCP_AUX_UDP,
        session_key: Secret::new(opening.session_key.expect("a session key").get()),
        access_key: Secret::new(AccessKey::default()),
        addresses: NetAddressList::default(),
    };
    let told = order(&mut harness, ToServer::Seat(Box::new(wanted)));
    assert!(matches!(&told[..], [FromServer::Seated { request: MgclRequest(9), seat: Ok(_) }]));
    settle(&mut harness);
    (harness, [zero, two])
}

/// The console's first steps, up to where it knows where to send datagrams.
fn open_connection(harness: &mut Harness<Dme>, published: &Published) -> Vec<u8> {
    let preset = published.preset(published.key("KA"));
    let peer = SocketAddrV4::new(*published.source().ip(), 49_153);
    let (conn, listener, local) = (CONSOLE, ListenerId(0), SERVER);
    harness.input(Input::Opened { conn, listener, peer, local, initiated: None, preset: Some(&preset) });
    harness.send(CONSOLE, &[&[0x92, 64, 0, 1, 2, 3, 0xe4][..], &[7; 64]].concat());
    harness.sent.clear();
    harness.send(CONSOLE, &published.wire(2));
    harness.sent.remove(&CONSOLE).expect("answers")
}

/// DME-6, DME-8, DME-9, DME-12, DME-38, UDP-4, UDP-9: frames 2 to 9: the whole join, byte for byte.
#[test]
fn the_join_is_the_captured_one() {
    let Some(published) = Published::read() else { return };
    let (mut harness, [mut zero, mut two]) = before_the_join(&published);
    let answers = open_connection(&mut harness, &published);
    let (new_keys, rest) = answers.split_at(2 * 71);
    for ((frame, id), expected) in new_keys.chunks(71).zip([0x94, 0x93]).zip(["KG", "KB"]) {
        let mut frame = frame.to_vec();
        assert_eq!(frame[0], id);
        let frame = frame::next(&mut frame, &mut 0, 2_048).expect("short").expect("whole");
        assert_eq!(frame.hash.expect("sealed").context(), Context::CLIENT);
        let opened = frame.open(Suite::Ps2, &published.key("KA")).expect("under the first key");
        assert_eq!(opened, published.key(expected).as_bytes());
    }
    assert_eq!(rest, [published.wire(3), published.wire(4)].concat());
    let source = published.source();
    for _ in 0..2 {
        let bytes = &mut published.wire(5);
        harness.input(Input::Datagram { socket: SOCKET, from: source, bytes });
        assert_eq!(std::mem::take(&mut harness.datagrams), [(source, published.wire(6))]);
    }
    harness.send(CONSOLE, &published.wire(7));
    assert_eq!(harness.sent.remove(&CONSOLE).expect("answers"), [published.wire(8), published.wire(9)].concat());
    harness.input(Input::Turn);
    harness.pass(Duration::from_millis(20));
    assert_eq!((ids(&zero.heard(&mut harness)), ids(&two.heard(&mut harness))), (vec![RtId(0x08)], vec![RtId(0x08)]));
    assert!(harness.faults().is_empty(), "{:?}", harness.faults());
}

/// DME-21, DME-31, DME-37, DME-38: frames 10 to 15: peers and the console speak to each other without a cipher; only
/// the two bytes of the index change. Flushes are heard by UDP.
#[test]
fn the_members_speak_as_captured() {
    let Some(published) = Published::read() else { return };
    let (mut harness, [zero, two]) = before_the_join(&published);
    open_connection(&mut harness, &published);
    let source = published.source();
    let datagram = |harness: &mut Harness<Dme>, wire: &[u8]| {
        harness.input(Input::Datagram { socket: SOCKET, from: source, bytes: &mut wire.to_vec() });
    };
    datagram(&mut harness, &published.wire(5));
    harness.send(CONSOLE, &published.wire(7));
    settle(&mut harness);
    let ciphered = harness.out.ciphers;

    // Frame 10 as peer 0 sends it, to index 1.
    zero.datagram(&mut harness, &with_index(&published.wire(10), 1));
    assert_eq!(std::mem::take(&mut harness.datagrams), [(source, published.wire(10))]);
    // Equal bodies are equal bytes: it is frame 10 that we seal, too.
    let mut sealed = Vec::new();
    let seal = Seal { suite: Suite::Ps2, key: &published.key("KB"), context: Context::CLIENT };
    frame::write(&mut sealed, RtId(3), Some(seal), |w| w.extend(&published.frames[&10].1)).expect("short");
    assert_eq!(sealed, published.wire(10));

    for (number, to) in [(11, &two), (12, &zero)] {
        let wire = published.wire(number);
        harness.send(CONSOLE, &wire);
        harness.input(Input::Turn);
        assert_eq!(harness.sent.remove(&to.conn).expect("relayed"), with_index(&wire, 1));
        // And so by UDP.
        datagram(&mut harness, &wire);
        harness.pass(Duration::from_millis(20));
        assert_eq!(std::mem::take(&mut harness.datagrams), [(to.source, with_index(&wire, 1))]);
    }
    assert_eq!(harness.out.ciphers, ciphered);

    // Behind frames 12 and 11, frame 13: what is gathered for peer 0 leaves at once; 15: for everybody.
    datagram(&mut harness, &[published.wire(12), published.wire(11)].concat());
    assert!(harness.datagrams.is_empty());
    datagram(&mut harness, &published.wire(13));
    assert_eq!(std::mem::take(&mut harness.datagrams), [(zero.source, with_index(&published.wire(12), 1))]);
    datagram(&mut harness, &published.wire(15));
    assert_eq!(std::mem::take(&mut harness.datagrams), [(two.source, with_index(&published.wire(11), 1))]);

    // Frame 14: the console receives broadcasts again.
    harness.send(CONSOLE, &clear(RtId(0x0d), &[2, 0]));
    let broadcast = zero.seal(RtId(2), b"to all");
    zero.say(&mut harness, &broadcast);
    harness.pass(Duration::from_millis(20));
    assert!(!harness.sent.contains_key(&CONSOLE));
    harness.send(CONSOLE, &published.wire(14));
    zero.say(&mut harness, &broadcast);
    harness.pass(Duration::from_millis(20));
    let expected = [&[0x83, 8, 0][..], &broadcast[3..7], &[0, 0], &broadcast[7..]].concat();
    assert_eq!(harness.sent.remove(&CONSOLE).expect("relayed"), expected);
    // Frame 16: a broadcast behind a null hash.
    let body = [&[0, 0x0f][..], &[0; 36]].concat();
    zero.say(&mut harness, &[&[0x82, 0x26, 0, 0, 0, 0, 0x60][..], &body].concat());
    harness.pass(Duration::from_millis(20));
    let expected = [&[0x83, 0x28, 0, 0, 0, 0, 0x60, 0, 0][..], &body].concat();
    assert_eq!(harness.sent.remove(&CONSOLE).expect("relayed"), expected);
    assert!(harness.faults().is_empty(), "{:?}", harness.faults());
}
