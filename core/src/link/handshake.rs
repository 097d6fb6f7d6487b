//! The handshake of each version family, and what the transport answers by itself (transport.md §11-15).

use super::error::{LinkError, Step};
use super::incoming::Incoming;
use super::shared::{LinkRole, Shared};
use super::stage::HandshakeStage;
use super::state::{Client, Link};
use super::welcome::Welcome;
use crate::crypto::{Context, PublicKey, RsaError, SessionKey};
use crate::entropy::{Entropy, Purpose};
use crate::ids::AppId;
use crate::machine::{Outbox, mark};
use crate::settings::{Complete, GameKey};
use crate::time::{Instant, WallClock};
use crate::wire::Layout as _;
use crate::wire::frame::Frame;
use crate::wire::rt::{self, RtMessage};
use crate::wire::{AddressText, PlainText, RsaKey, RtId, Version, Wire, dme};

/// What DMEServerVersion tells clients without and with a HELLO: what Sony's servers told (DME-42).
const VERSION_OLD: &str = "1.22.0141";
const VERSION_NEW: &str = "2.10.1143227940";
/// SERVER_STARTUP_INFO_NOTIFY with a time in it (game.md 1.4).
const STARTUP_TIME: u8 = 4;

/// What SERVER_CONNECT_REQUIRE tells: the largest message, as Sony's servers say (transport.md §10).
const LARGEST_MESSAGE: u16 = 584;

/// What a link needs of its surroundings while it reads.
pub(super) struct Cx<'a> {
    pub(super) now: Instant,
    pub(super) shared: &'a Shared,
    pub(super) clock: WallClock,
    pub(super) entropy: &'a Entropy,
}

impl Link {
    /// A frame that is no Medius message.
    pub(super) fn transport(
        &mut self,
        cx: &Cx<'_>,
        frame: Frame<'_>,
        out: &mut Outbox,
    ) -> Step<Option<Incoming<'static>>> {
        match frame.id {
            rt::ClientCryptkeyPublic::ID => self.key_exchange(cx, frame, out).map(|()| None),
            rt::ClientHello::ID => self.hello(frame, out).map(|()| None),
            rt::ClientConnectTcp::ID => self.connect(frame, out).map(Some),
            rt::ClientConnectTcpAuxUdp::ID if cx.shared.role == LinkRole::Game => {
                self.aux_udp = true;
                self.connect(frame, out).map(Some)
            }
            rt::ClientConnectReadyRequire::ID => {
                self.must(|stage| stage == HandshakeStage::Required, rt::ClientConnectReadyRequire::NAME)?;
                self.open(frame, out)?;
                self.accepted(cx.shared, out);
                Ok(None)
            }
            rt::ClientConnectReadyTcp::ID => {
                self.must(HandshakeStage::takes_requests, rt::ClientConnectReadyTcp::NAME)?;
                let ready = rt::ClientConnectReadyTcp::decode(self.open(frame, out)?, self.dialect)?;
                if self.welcome.as_ref().is_some_and(|welcome| welcome.world.is_some()) {
                    self.receive_flags = Some(ready.receive_flags);
                    let first = self.stage == HandshakeStage::Accepted && !self.told_udp;
                    return Ok(first.then_some(Incoming::Accepted));
                }
                let count = self.told_count();
                Ok(self.complete(cx.now, count, cx.shared, cx.clock, out).then_some(Incoming::Connected))
            }
            rt::ClientConnectReadyAuxUdp::ID if self.aux_udp => {
                self.must(HandshakeStage::takes_requests, rt::ClientConnectReadyAuxUdp::NAME)?;
                self.open(frame, out)?;
                Ok((self.stage != HandshakeStage::Connected).then_some(Incoming::Ready))
            }
            rt::ClientEcho::ID => {
                mark!(out, "GEN-22");
                let data = self.open(frame, out)?.to_vec();
                self.send_raw(rt::ClientEcho::ID, Context::CLIENT, out, |w| w.extend_from_slice(&data));
                Ok(self.is_connected().then_some(Incoming::Echo))
            }
            rt::ServerEcho::ID => self.open(frame, out).map(|_| None),
            rt::ServerCheatQuery::ID => {
                let answer = rt::ServerCheatQuery::decode(self.open(frame, out)?, self.dialect)?;
                Ok(self.is_connected().then(|| Incoming::Memory(Box::new(answer))))
            }
            rt::ClientDisconnect::ID | rt::ClientDisconnectWithReason::ID => {
                mark!(out, "GEN-21");
                self.open(frame, out)?;
                Ok(Some(Incoming::Goodbye))
            }
            id => {
                self.open(frame, out)?;
                Err(LinkError::Unknown { id })
            }
        }
    }

    fn hello(&mut self, frame: Frame<'_>, out: &mut Outbox) -> Step<()> {
        self.must(|stage| stage == HandshakeStage::Opened, rt::ClientHello::NAME)?;
        let hello = rt::ClientHello::decode(self.open(frame, out)?, self.dialect)?;
        let version = hello.versions.first().copied().map_or(Version::V109, Version);
        self.hello = true;
        self.set_version(version);
        self.stage = HandshakeStage::Greeted;
        // 1 is RSA and RC as on the PS2; a client that offers it will exchange keys.
        let encryption =
            if hello.encryptions.contains(&1) { 1 } else { hello.encryptions.first().copied().unwrap_or_default() };
        self.send(&rt::ServerHello { version: version.0, encryption, ..Default::default() }, out);
        Ok(())
    }

    /// CLIENT_CRYPTKEY_PUBLIC (transport.md §8, §15).
    fn key_exchange(&mut self, cx: &Cx<'_>, frame: Frame<'_>, out: &mut Outbox) -> Step<()> {
        self.must(HandshakeStage::takes_keys, rt::ClientCryptkeyPublic::NAME)?;
        let suite = self.suite();
        let sealed = frame.hash.filter(|hash| !hash.is_null());
        let payload: Option<&mut [u8; 64]> = frame.payload.try_into().ok();
        let Some(modulus) = payload else {
            return Err(LinkError::KeyExchange(RsaError::Modulus));
        };
        let preset = self.preset.as_deref();
        let key = preset.and_then(|preset| preset.client_key.clone()).unwrap_or_else(|| self.draw(cx.entropy));
        self.stage = HandshakeStage::Keyed;
        let Some(hash) = sealed else {
            mark!(out, "PC-1");
            self.client = Client::Community;
            self.client_key = Some(key);
            self.send_key(rt::ServerCryptkeyPeer::ID, out);
            return Ok(());
        };
        let client = match cx.shared.private_key.open(suite, modulus, hash) {
            Ok(()) => Some(PublicKey::from_le_bytes(modulus)?),
            Err(_) if preset.is_some_and(|preset| preset.unreadable_exchange) => {
                preset.and_then(|preset| preset.client_modulus.clone())
            }
            Err(error) => return Err(error.into()),
        };
        let mut body = *key.as_bytes();
        self.client = Client::Keyed;
        self.client_key = Some(key);
        if !self.lets_out(rt::ServerCryptkeyPeer::ID, false, |w| w.extend(body), out) {
            return Ok(());
        }
        match client.filter(|_| self.policy.encrypt) {
            Some(client) => {
                let hash = client.seal(suite, &mut body);
                out.send(self.conn, |w| {
                    w.extend([rt::ServerCryptkeyPeer::ID.0 | 0x80, 64, 0]);
                    w.extend(hash.0);
                    w.extend(body);
                });
            }
            None => out.send(self.conn, |w| {
                w.extend([rt::ServerCryptkeyPeer::ID.0, 64, 0]);
                w.extend(body);
            }),
        }
        Ok(())
    }

    /// A context 3 key below 2^511, which every client takes (transport.md §8).
    fn draw(&self, entropy: &Entropy) -> SessionKey {
        let mut bytes: [u8; 64] = entropy.bytes(Purpose::ClientKey, self.ordinal);
        bytes[63] &= 0x7f;
        SessionKey::new(bytes)
    }

    fn connect(&mut self, frame: Frame<'_>, out: &mut Outbox) -> Step<Incoming<'static>> {
        self.must(HandshakeStage::takes_connect, rt::ClientConnectTcp::NAME)?;
        let connect = rt::ClientConnectTcp::decode(self.open(frame, out)?, self.dialect)?;
        if let Some(version) = connect.spoken_version().filter(|version| *version < Version::V109) {
            self.set_version(version);
        }
        self.app_id = Some(AppId(connect.app_id));
        self.stage = HandshakeStage::Asked;
        Ok(Incoming::Connect(Box::new(connect)))
    }

    /// Lets the client in, as its version wants it (transport.md §11). `true`: the handshake is complete.
    pub fn admit(
        &mut self,
        now: Instant,
        welcome: Welcome,
        shared: &Shared,
        clock: WallClock,
        out: &mut Outbox,
    ) -> bool {
        self.dialect.flags = welcome.flags;
        let require = self.hello && self.policy.connect_require && welcome.connect_require;
        self.welcome = Some(welcome);
        if require {
            self.stage = HandshakeStage::Required;
            let udp_size = self.aux_udp.then_some(LARGEST_MESSAGE);
            let flags = if self.aux_udp {
                rt::RequireFlags::TCP_SIZE.and(rt::RequireFlags::UDP_SIZE)
            } else {
                rt::RequireFlags::TCP_SIZE
            };
            self.send(&rt::ServerConnectRequire { flags, tcp_size: Some(LARGEST_MESSAGE), udp_size }, out);
            return false;
        }
        self.accepted(shared, out);
        let at_once = !self.hello && !self.aux_udp && self.policy.complete == Complete::AtOnce;
        let count = self.told_count();
        at_once && self.complete(now, count, shared, clock, out)
    }

    /// The count of SERVER_CONNECT_COMPLETE as it was when the client was let in.
    fn told_count(&self) -> u16 {
        self.welcome.as_ref().map_or(1, |welcome| welcome.complete_count)
    }

    /// SERVER_CRYPTKEY_GAME where it belongs, and SERVER_CONNECT_ACCEPT_TCP.
    fn accepted(&mut self, shared: &Shared, out: &mut Outbox) {
        let exchanged = self.client != Client::Plain;
        let game_key = match self.policy.game_key {
            GameKey::AfterExchange => exchanged,
            GameKey::Always => true,
            GameKey::Never => false,
        };
        if game_key {
            let preset = self.preset.as_deref().and_then(|preset| preset.server_key.clone());
            self.shares_server_key = preset.is_none();
            let key = preset.unwrap_or_else(|| shared.server_key.clone());
            let body = RsaKey::new(*key.as_bytes());
            self.send(&rt::ServerCryptkeyGame { key: body }, out);
            self.server_key = Some(key);
        }
        let Some(welcome) = self.welcome.clone() else {
            return;
        };
        if let Some(world) = welcome.world.as_ref().filter(|_| self.client == Client::Keyed && self.policy.encrypt) {
            mark!(out, "DME-38");
            self.send(&rt::ServerCryptkeyPeer { key: RsaKey::new(*world.key.as_bytes()) }, out);
            (self.client_key, self.shares_world_key) = (Some(world.key.clone()), true);
        }
        let [major, minor, build] = self.spoken();
        let accept = rt::ServerConnectAcceptTcp {
            major,
            minor,
            build,
            client_index: welcome.client_index,
            scert_id: Some(self.scert_id()),
            client_count: welcome.accept_count,
            address: AddressText::new(welcome.address.to_string()),
        };
        self.send(&accept, out);
        self.stage = HandshakeStage::Accepted;
        if !self.hello {
            self.tell_udp(out);
        }
    }

    /// The version bytes with which messages up to 1.08 begin.
    #[must_use]
    pub fn spoken(&self) -> [Option<u8>; 3] {
        let spoken = self.version().0;
        let [major, minor] = [spoken / 100, spoken % 100].map(|part| u8::try_from(part).ok());
        [major, minor, Some(self.policy.build)]
    }

    /// SERVER_INFO_AUX_UDP, to a client that wants it.
    fn tell_udp(&mut self, out: &mut Outbox) {
        self.told_udp = true;
        let world = self.welcome.as_ref().and_then(|welcome| welcome.world.as_ref());
        if let Some(at) = world.and_then(|world| world.udp).filter(|_| self.aux_udp) {
            self.send(&rt::ServerInfoAuxUdp { address: AddressText::new(at.ip().to_string()), port: at.port() }, out);
        }
    }

    /// What a client above 1.08 is told of its game world when it is ready for it (game.md 1.3); `born` is when the
    /// clock of the world began. `true`: it is ready already, because it wants no datagrams.
    pub fn start_up(&mut self, now: Instant, born: Instant, out: &mut Outbox) -> bool {
        let notify = rt::ServerStartupInfoNotify {
            flags: STARTUP_TIME,
            time: Some(milliseconds(born, now)),
            ..Default::default()
        };
        self.send(&notify, out);
        self.tell_udp(out);
        !self.aux_udp
    }

    /// SERVER_CONNECT_COMPLETE, unless the title wants none (TQ-1); in a game world the server's version; to clients
    /// with a HELLO the first SERVER_ECHO. `true` the first time.
    pub fn complete(
        &mut self,
        now: Instant,
        client_count: u16,
        shared: &Shared,
        clock: WallClock,
        out: &mut Outbox,
    ) -> bool {
        let first = self.stage != HandshakeStage::Connected;
        self.stage = HandshakeStage::Connected;
        if self.welcome.as_ref().is_none_or(|welcome| welcome.connect_complete) {
            self.send(&rt::ServerConnectComplete { client_count }, out);
        }
        if first && shared.role == LinkRole::Game {
            mark!(out, "DME-42");
            let version = if self.hello { VERSION_NEW } else { VERSION_OLD };
            self.send_app(&dme::ServerVersion { version: PlainText::new(version) }, out);
        }
        if first && self.hello && self.policy.server_echo {
            self.send_server_echo(now, shared, clock, out);
        }
        first
    }

    /// SERVER_CRYPTKEY_PEER in clear, to a client that will not use it.
    fn send_key(&self, id: RtId, out: &mut Outbox) {
        if let Some(key) = &self.client_key {
            let body = RsaKey::new(*key.as_bytes());
            self.send_raw(id, Context::CLIENT, out, |w| body.write(w, self.dialect));
        }
    }

    /// Unique among the connections of this machine (transport.md §10).
    fn scert_id(&self) -> u32 {
        let world = self.welcome.as_ref().and_then(|welcome| welcome.world.as_ref());
        let ordinal = || u32::try_from(self.ordinal & 0xffff_ffff).unwrap_or_default();
        world.map_or_else(ordinal, |world| world.scert_id.into())
    }
}

/// The clock of a world: milliseconds since its birth (DME-43).
#[must_use]
pub fn milliseconds(born: Instant, now: Instant) -> u32 {
    u32::try_from(now.since(born).as_millis() & 0xffff_ffff).unwrap_or_default()
}
