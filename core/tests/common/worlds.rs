//! Game worlds on the harness: players with and without keys, and the MPS as messages.

use core::time::Duration;
use std::net::{Ipv4Addr, SocketAddrV4};

use clank_core::config::Config;
use clank_core::crypto::{Context, Hash, SessionKey, Suite};
use clank_core::dme::Dme;
use clank_core::ids::{AppId, Component, ConnId, DmeWorldId, GameId, ListenerId, MgclRequest, SocketId};
use clank_core::machine::Input;
use clank_core::peer::PeerMessage;
use clank_core::peer::{FromServer, Granted, SeatOrder, ToServer, WorldOrder};
use clank_core::script::{NoScript, Script};
use clank_core::secret::Secret;
use clank_core::settings::LinkPreset;
use clank_core::wire::frame::{self, Seal};
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{
    AccessKey, AddressText, Dialect, MgclErrorCode, NetAddressList, NetConnectionType, RtId, SessionKeyText, UpTo,
    Version,
};

use super::{Harness, SERVER, conn};

/// Where datagrams go.
pub const SOCKET: SocketId = SocketId(1);
/// The first key of a connection with keys.
const KA: SessionKey = SessionKey::new([0x41; 64]);

/// How a player's console speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speech {
    /// 1.08 in clear, without a key exchange (PC-4).
    Clear,
    /// 1.08 with keys.
    Keyed,
    /// 1.10 with keys.
    Keyed110,
    /// 1.10 in clear.
    Clear110,
}

impl Speech {
    pub const ALL: [Self; 4] = [Self::Clear, Self::Keyed, Self::Keyed110, Self::Clear110];

    pub fn has_hello(self) -> bool {
        matches!(self, Self::Keyed110 | Self::Clear110)
    }

    pub fn has_keys(self) -> bool {
        matches!(self, Self::Keyed | Self::Keyed110)
    }

    pub fn dialect(self) -> Dialect {
        let version = if self.has_hello() { Version::V110 } else { Version::V108 };
        Dialect { version, ..Dialect::default() }
    }

    pub fn app_id(self) -> AppId {
        if self.has_hello() { AppId(11184) } else { AppId(10684) }
    }
}

/// A player on his way into a world, or in it.
#[derive(Debug, Clone)]
pub struct Member {
    pub conn: ConnId,
    pub speech: Speech,
    pub world: DmeWorldId,
    pub index: u16,
    pub number: u8,
    pub scert_id: u32,
    pub key: Option<SessionKey>,
    pub source: SocketAddrV4,
}

/// A frame as a console reads it: id, whether it was sealed, body.
pub type Heard = (RtId, bool, Vec<u8>);

pub fn dme() -> Harness<Dme> {
    dme_with(&Config::default(), Box::new(NoScript))
}

pub fn dme_with(config: &Config, script: Box<dyn Script>) -> Harness<Dme> {
    let mut harness = Harness::new(Dme::new(config, 0, [8; 32], script));
    let binds = std::mem::take(&mut harness.binds);
    for (request, local) in binds {
        harness.input(Input::Bound { request, socket: SOCKET, local });
    }
    let message = PeerMessage::ToServer(Box::new(ToServer::Registered { confirmation: MgclErrorCode::SUCCESS }));
    harness.input(Input::Peer { from: Component::Mps, message });
    harness
}

/// What was said to the MPS since the last look.
pub fn words(harness: &mut Harness<Dme>) -> Vec<FromServer> {
    let message = std::mem::take(&mut harness.mail);
    let words = message.into_iter().filter_map(|(to, message)| match message {
        PeerMessage::FromServer(word) if to == Component::Mps => Some(*word),
        _ => None,
    });
    words.collect()
}

pub fn order(harness: &mut Harness<Dme>, order: ToServer) -> Vec<FromServer> {
    words(harness);
    harness.input(Input::Peer { from: Component::Mps, message: PeerMessage::ToServer(Box::new(order)) });
    words(harness)
}

/// Makes a world for a game of the same number.
pub fn world(harness: &mut Harness<Dme>, game: GameId, max_players: i32) -> DmeWorldId {
    let wanted = WorldOrder { request: MgclRequest(1), game, app_id: AppId(10684), max_players, attributes: 0 };
    match &order(harness, ToServer::CreateWorld(wanted))[..] {
        [FromServer::WorldCreated { request: MgclRequest(1), world: Ok(id) }] => *id,
        other => panic!("{other:?}"),
    }
}

pub fn session_of(number: u8) -> SessionKeyText {
    SessionKeyText::new(format!("session{number}"))
}

/// The order that announces a player.
pub fn seat_order(world_id: DmeWorldId, number: u8) -> ToServer {
    ToServer::Seat(Box::new(SeatOrder {
        request: MgclRequest(2),
        world_id,
        kind: NetConnectionType::CLIENT_SERVER_TCP_AUX_UDP,
        session_key: Secret::new(session_of(number)),
        access_key: Secret::new(AccessKey::default()),
        addresses: NetAddressList::default(),
    }))
}

/// Announces a player.
pub fn announce(harness: &mut Harness<Dme>, world_id: DmeWorldId, number: u8) -> Result<Granted, MgclErrorCode> {
    let words = order(harness, seat_order(world_id, number));
    let seated = words.into_iter().find_map(|word| match word {
        FromServer::Seated { request: MgclRequest(2), seat } => Some(seat),
        _ => None,
    });
    seated.expect("an answer").map(|granted| *granted)
}

fn peer(number: u8) -> SocketAddrV4 {
    SocketAddrV4::new(Ipv4Addr::new(192, 168, 1, number), 40_000)
}

impl Member {
    /// Begins to come: the connection is there, nothing was said.
    pub fn dial(harness: &mut Harness<Dme>, world: DmeWorldId, number: u8, speech: Speech) -> Self {
        Self::dial_from(harness, world, number, speech, conn(number.into()), peer(number))
    }

    /// The same over any connection and from any address; datagrams will come from port 6000 there.
    pub fn dial_from(
        harness: &mut Harness<Dme>,
        world: DmeWorldId,
        number: u8,
        speech: Speech,
        conn: ConnId,
        peer: SocketAddrV4,
    ) -> Self {
        let preset = LinkPreset { client_key: Some(KA), unreadable_exchange: true, ..LinkPreset::default() };
        Self::dial_with(harness, world, number, speech, (conn, peer), speech.has_keys().then_some(&preset))
    }

    /// The same with keys from outside.
    pub fn dial_with(
        harness: &mut Harness<Dme>,
        world: DmeWorldId,
        number: u8,
        speech: Speech,
        (conn, peer): (ConnId, SocketAddrV4),
        preset: Option<&LinkPreset>,
    ) -> Self {
        let (listener, local) = (ListenerId(0), SERVER);
        harness.input(Input::Opened { conn, listener, peer, local, initiated: None, preset });
        let source = SocketAddrV4::new(*peer.ip(), 6_000);
        Self { conn, speech, world, index: 0, number, scert_id: 0, key: None, source }
    }

    /// A frame of this console, sealed as it would seal it.
    pub fn frame<M: RtMessage>(&self, message: &M) -> Vec<u8> {
        let mut body = Vec::new();
        message.write(&mut body, self.speech.dialect());
        self.seal(M::ID, &body)
    }

    /// The same of any id and body.
    pub fn seal(&self, id: RtId, body: &[u8]) -> Vec<u8> {
        let seal = self.key.as_ref().map(|key| Seal { suite: Suite::Ps2, key, context: Context::CLIENT });
        let mut bytes = Vec::new();
        frame::write(&mut bytes, id, seal, |w| w.extend_from_slice(body)).expect("short");
        bytes
    }

    /// Flagged, with a null hash: in clear on an encrypted link (DME-39).
    pub fn null(id: RtId, body: &[u8]) -> Vec<u8> {
        let [low, high] = u16::try_from(body.len()).expect("short").to_le_bytes();
        [&[id.0 | 0x80, low, high, 0, 0, 0, 0x60], body].concat()
    }

    fn read(&mut self, bytes: &mut [u8]) -> Vec<Heard> {
        let (mut at, mut heard) = (0, Vec::new());
        while let Some(frame) = frame::next(bytes, &mut at, u16::MAX).expect("frames") {
            let (id, sealed) = (frame.id, frame.is_sealed());
            // Context 1 is the machine's own key, which only the first exchange tells: its content is not looked at.
            let server = frame.hash.is_some_and(|hash: Hash| hash.context() == Context::SERVER);
            let may_be_flagged = self.speech.has_keys() || server;
            assert!(may_be_flagged || !frame.flagged, "frame 0x{id:02x} is flagged on a link in clear (PC-1)");
            let body = match &self.key {
                Some(key) if sealed && !server => frame.open(Suite::Ps2, key).expect("our key").to_vec(),
                _ => frame.payload.to_vec(),
            };
            // The second key replaces the first one, if there is a second one.
            if id == rt::ServerCryptkeyPeer::ID && body.len() == 64 {
                self.key = Some(SessionKey::new(body.clone().try_into().expect("64 bytes")));
            }
            heard.push((id, sealed, body));
        }
        assert_eq!(at, bytes.len(), "whole frames");
        heard
    }

    /// What came by TCP since the last look.
    pub fn heard(&mut self, harness: &mut Harness<Dme>) -> Vec<Heard> {
        let mut bytes = harness.sent.remove(&self.conn).unwrap_or_default();
        self.read(&mut bytes)
    }

    /// What came by UDP since the last look, datagram by datagram.
    pub fn datagrams(&mut self, harness: &mut Harness<Dme>) -> Vec<Vec<Heard>> {
        let all = std::mem::take(&mut harness.datagrams);
        let (mine, others) = all.into_iter().partition(|(to, _)| *to == self.source);
        harness.datagrams = others;
        let mine: Vec<(SocketAddrV4, Vec<u8>)> = mine;
        mine.into_iter().map(|(_, mut bytes)| self.read(&mut bytes)).collect()
    }

    /// The opening message with these keys.
    pub fn opening(&self, access_key: AccessKey) -> Vec<u8> {
        let new = self.speech.has_hello();
        let world = u32::try_from(self.world.0).unwrap_or_default();
        self.frame(&rt::ClientConnectTcpAuxUdp {
            major: Some(1),
            minor: Some(8),
            build: Some(1),
            short_world_id: u16::try_from(world).ok(),
            world_id: new.then_some(world),
            app_id: self.speech.app_id().0,
            session_key: Some(UpTo::whole(session_of(self.number))),
            access_key: Some(UpTo::whole(access_key)),
            ..Default::default()
        })
    }

    /// Everything up to and with the opening message.
    pub fn open(&mut self, harness: &mut Harness<Dme>, access_key: AccessKey) {
        if self.speech.has_hello() {
            let encryption = u16::from(self.speech.has_keys());
            let hello = rt::ClientHello {
                version_count: 2,
                versions: vec![110, 109],
                encryption_count: 1,
                encryptions: vec![encryption],
                ..Default::default()
            };
            harness.send(self.conn, &self.frame(&hello));
            assert_eq!(ids(&self.heard(harness)), [RtId(0x25)]);
        }
        if self.speech.has_keys() {
            // Unreadable, as towards Sony's servers; the preset says what it means.
            let exchange = [&[0x92, 64, 0, 1, 2, 3, 0xe4][..], &[7; 64]].concat();
            harness.send(self.conn, &exchange);
            assert_eq!(ids(&self.heard(harness)), [RtId(0x13)]);
        }
        harness.send(self.conn, &self.opening(access_key));
    }

    /// The answer to SERVER_CONNECT_REQUIRE and what follows, up to where datagrams go.
    pub fn accept(&mut self, harness: &mut Harness<Dme>) -> Vec<Heard> {
        let mut heard = self.heard(harness);
        if self.speech.has_hello() {
            harness.send(self.conn, &self.frame(&rt::ClientConnectReadyRequire::default()));
            heard.extend(self.heard(harness));
            let ready = rt::ClientConnectReadyTcp { receive_flags: 0x0e, options: 5 };
            harness.send(self.conn, &self.frame(&ready));
            heard.extend(self.heard(harness));
        }
        let accept = heard.iter().find(|(id, ..)| *id == rt::ServerConnectAcceptTcp::ID).expect("accepted");
        let accept = clank_core::wire::Layout::decode(&accept.2, self.speech.dialect()).expect("well formed");
        let accept: rt::ServerConnectAcceptTcp = accept;
        (self.index, self.scert_id) = (accept.client_index, accept.scert_id.unwrap_or_default());
        heard
    }

    /// CLIENT_CONNECT_AUX_UDP.
    pub fn greeting(&self) -> Vec<u8> {
        let world = u32::try_from(self.world.0).unwrap_or_default();
        self.frame(&rt::ClientConnectAuxUdp {
            major: Some(1),
            minor: Some(8),
            build: Some(1),
            short_world_id: u16::try_from(world).ok(),
            world_id: Some(world),
            app_id: self.speech.app_id().0,
            address: AddressText::new("10.0.0.1"),
            port: 10079,
            client_index: self.index,
            scert_id: Some(self.scert_id),
        })
    }

    pub fn datagram(&self, harness: &mut Harness<Dme>, bytes: &[u8]) {
        self.datagram_from(harness, self.source, bytes);
    }

    pub fn datagram_from(&self, harness: &mut Harness<Dme>, from: SocketAddrV4, bytes: &[u8]) {
        harness.input(Input::Datagram { socket: SOCKET, from, bytes: &mut bytes.to_vec() });
        harness.input(Input::Turn);
    }

    /// CLIENT_CONNECT_READY_AUX_UDP, and the flags and times that titles set.
    pub fn ready(&mut self, harness: &mut Harness<Dme>) -> Vec<Heard> {
        harness.send(self.conn, &self.seal(rt::ClientConnectReadyAuxUdp::ID, &[]));
        let heard = self.heard(harness);
        let flags: &[u8] = if self.speech.has_hello() { &[0x0f] } else { &[2, 1] };
        harness.send(self.conn, &self.seal(rt::ClientSetRecvFlag::ID, flags));
        heard
    }

    /// A player who is announced and accepted, and not in his world yet.
    pub fn half_join_at_once(harness: &mut Harness<Dme>, world: DmeWorldId, number: u8, speech: Speech) -> Self {
        let granted = announce(harness, world, number).expect("a seat");
        let mut member = Self::dial(harness, world, number, speech);
        member.open(harness, *granted.access_key.expose());
        member.accept(harness);
        member
    }

    /// The same; what he and others heard is forgotten.
    pub fn half_join(harness: &mut Harness<Dme>, world: DmeWorldId, number: u8, speech: Speech) -> Self {
        let member = Self::half_join_at_once(harness, world, number, speech);
        settle(harness);
        member
    }

    /// His datagrams come from his source.
    pub fn greet(&mut self, harness: &mut Harness<Dme>) {
        self.datagram(harness, &self.greeting());
        assert_eq!(self.datagrams(harness).len(), 1, "SERVER_CONNECT_ACCEPT_AUX_UDP");
    }

    /// A player in a world, with UDP; others heard of him, and that is forgotten.
    pub fn join(harness: &mut Harness<Dme>, world: DmeWorldId, number: u8, speech: Speech) -> Self {
        let mut member = Self::half_join(harness, world, number, speech);
        member.greet(harness);
        member.ready(harness);
        settle(harness);
        member
    }

    /// Players in a world: numbers and indices in order.
    pub fn join_all<const N: usize>(harness: &mut Harness<Dme>, world: DmeWorldId, speeches: [Speech; N]) -> [Self; N] {
        let mut number = 0;
        speeches.map(|speech| {
            number += 1;
            Self::join(harness, world, number, speech)
        })
    }

    /// Application data of this player by TCP, and the end of the batch.
    pub fn say(&self, harness: &mut Harness<Dme>, frame: &[u8]) {
        harness.send(self.conn, frame);
        harness.input(Input::Turn);
    }

    /// The application data that came by UDP since the last look: from whom, and what.
    pub fn relayed_udp(&mut self, harness: &mut Harness<Dme>) -> Vec<(u16, Vec<u8>)> {
        self.datagrams(harness).concat().iter().filter_map(relay).collect()
    }

    /// How long data is gathered for him, in milliseconds.
    pub fn gather(&self, harness: &mut Harness<Dme>, ms: u16) {
        harness.send(self.conn, &self.seal(rt::ClientSetAggTime::ID, &ms.to_le_bytes()));
    }

    /// Leaves as his console does, and the driver closes.
    pub fn leave(&self, harness: &mut Harness<Dme>) {
        harness.gone(self.conn);
        settle(harness);
    }

    /// The application data that came by TCP since the last look: from whom, and what.
    pub fn relayed(&mut self, harness: &mut Harness<Dme>) -> Vec<(u16, Vec<u8>)> {
        let heard = self.heard(harness);
        heard.iter().filter_map(relay).collect()
    }
}

/// A relayed frame: from whom, and what.
pub fn relay((id, _, body): &Heard) -> Option<(u16, Vec<u8>)> {
    let (source, data) = body.split_at_checked(2)?;
    let source = u16::from_le_bytes([source[0], source[1]]);
    (*id == rt::ClientAppSingle::ID).then(|| (source, data.to_vec()))
}

pub fn ids(heard: &[Heard]) -> Vec<RtId> {
    heard.iter().map(|(id, ..)| *id).collect()
}

/// What is gathered leaves, and everybody forgets what he heard.
pub fn settle(harness: &mut Harness<Dme>) {
    harness.input(Input::Turn);
    harness.pass(Duration::from_millis(400));
    harness.sent.clear();
    harness.datagrams.clear();
    harness.mail.clear();
}

/// A configuration that gathers nothing.
pub fn at_once() -> Config {
    let mut config = Config::default();
    config.dme.aggregation = clank_core::config::Aggregation::Off;
    config
}

/// The players whom the lobby sees in a world, by the words that it was told; nobody twice, and nobody leaves who is
/// not on his way.
pub fn present(words: &[FromServer]) -> Vec<String> {
    let mut present = Vec::new();
    for word in words {
        let FromServer::Seen { session_key, connected, .. } = word else { continue };
        let name = session_key.expose().to_text();
        present.retain(|one| *one != name);
        if *connected {
            present.push(name);
        }
    }
    present
}
