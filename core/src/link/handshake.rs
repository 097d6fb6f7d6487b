//! The handshake of each version family, and what the transport answers by itself (transport.md §11-15).

use serde::{Deserialize, Serialize};

use super::{Client, Complete, Cx, GameKey, Incoming, Link, LinkError, Shared, Step, Welcome};
use crate::crypto::{Context, PublicKey, RsaError, SessionKey};
use crate::machine::{Entropy, Instant, Outbox, Purpose, WallClock, mark};
use crate::wire::Layout as _;
use crate::wire::frame::Frame;
use crate::wire::rt::{self, RtMessage};
use crate::wire::{AddressText, RsaKey, Version, Wire};

/// How far a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Stage {
    /// Nothing arrived yet.
    Opened,
    /// HELLO was answered.
    Greeted,
    /// Keys were exchanged.
    Keyed,
    /// CLIENT_CONNECT_TCP is with the component.
    Asked,
    /// Waits for CLIENT_CONNECT_READY_REQUIRE; index, count and address wait with it.
    Required,
    /// Accepted; waits for CLIENT_CONNECT_READY_TCP.
    Accepted,
    /// The handshake is complete.
    Connected,
}

impl Stage {
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Opened => "as the first message",
            Self::Greeted => "after the HELLO",
            Self::Keyed => "after the key exchange",
            Self::Asked => "before the connection was accepted",
            Self::Required => "before RT_MSG_CLIENT_CONNECT_READY_REQUIRE",
            Self::Accepted => "before RT_MSG_CLIENT_CONNECT_READY_TCP",
            Self::Connected => "on a connection that is complete",
        }
    }

    /// The first Medius message may overtake CONNECT_COMPLETE (GEN-6).
    pub(super) const fn takes_requests(self) -> bool {
        matches!(self, Self::Accepted | Self::Connected)
    }

    const fn takes_keys(self) -> bool {
        matches!(self, Self::Opened | Self::Greeted)
    }

    const fn takes_connect(self) -> bool {
        matches!(self, Self::Opened | Self::Greeted | Self::Keyed)
    }
}

/// What SERVER_CONNECT_REQUIRE tells: the largest message, as Sony's servers say (transport.md §10).
const LARGEST_MESSAGE: u16 = 584;

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
            rt::ClientConnectReadyRequire::ID => {
                self.must(|stage| stage == Stage::Required, rt::ClientConnectReadyRequire::NAME)?;
                self.open(frame, out)?;
                self.accepted(cx.shared, out);
                Ok(None)
            }
            rt::ClientConnectReadyTcp::ID => {
                self.must(Stage::takes_requests, rt::ClientConnectReadyTcp::NAME)?;
                self.open(frame, out)?;
                Ok(self.complete(cx.now, cx.shared, cx.clock, out).then_some(Incoming::Connected))
            }
            rt::ClientEcho::ID => {
                mark!(out, "GEN-22");
                let data = self.open(frame, out)?.to_vec();
                self.send_raw(rt::ClientEcho::ID, Context::CLIENT, out, |w| w.extend(data));
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
        self.must(|stage| stage == Stage::Opened, rt::ClientHello::NAME)?;
        let hello = rt::ClientHello::decode(self.open(frame, out)?, self.dialect)?;
        let version = hello.versions.first().copied().map_or(Version::V109, Version);
        self.hello = true;
        self.set_version(version);
        self.stage = Stage::Greeted;
        // 1 is RSA and RC as on the PS2; a client that offers it will exchange keys.
        let encryption =
            if hello.encryptions.contains(&1) { 1 } else { hello.encryptions.first().copied().unwrap_or_default() };
        self.send(&rt::ServerHello { version: version.0, encryption, ..Default::default() }, out);
        Ok(())
    }

    /// CLIENT_CRYPTKEY_PUBLIC (transport.md §8, §15).
    fn key_exchange(&mut self, cx: &Cx<'_>, frame: Frame<'_>, out: &mut Outbox) -> Step<()> {
        self.must(Stage::takes_keys, rt::ClientCryptkeyPublic::NAME)?;
        let suite = self.suite();
        let sealed = frame.hash.filter(|hash| !hash.is_null());
        let payload: Option<&mut [u8; 64]> = frame.payload.try_into().ok();
        let Some(modulus) = payload else {
            return Err(LinkError::KeyExchange(RsaError::Modulus));
        };
        let preset = self.preset.as_deref();
        let key = preset.and_then(|preset| preset.client_key.clone()).unwrap_or_else(|| self.draw(cx.entropy));
        self.stage = Stage::Keyed;
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
        match client.filter(|_| self.policy.encrypt) {
            Some(client) => {
                let hash = client.seal(suite, &mut body);
                out.send(self.conn, |w| {
                    w.extend([rt::ServerCryptkeyPeer::ID | 0x80, 64, 0]);
                    w.extend(hash.0);
                    w.extend(body);
                });
            }
            None => out.send(self.conn, |w| {
                w.extend([rt::ServerCryptkeyPeer::ID, 64, 0]);
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
        self.must(Stage::takes_connect, rt::ClientConnectTcp::NAME)?;
        let connect = rt::ClientConnectTcp::decode(self.open(frame, out)?, self.dialect)?;
        if let Some(version) = connect.spoken_version().filter(|version| *version < Version::V109) {
            self.set_version(version);
        }
        self.app_id = Some(connect.app_id);
        self.stage = Stage::Asked;
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
            self.stage = Stage::Required;
            let flags = rt::RequireFlags::TCP_SIZE;
            self.send(&rt::ServerConnectRequire { flags, tcp_size: Some(LARGEST_MESSAGE), udp_size: None }, out);
            return false;
        }
        self.accepted(shared, out);
        !self.hello && self.policy.complete == Complete::AtOnce && self.complete(now, shared, clock, out)
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
        let spoken = self.version().0;
        let [major, minor] = [spoken / 100, spoken % 100].map(|part| u8::try_from(part).ok());
        let accept = rt::ServerConnectAcceptTcp {
            major,
            minor,
            build: Some(self.policy.build),
            client_index: welcome.client_index,
            scert_id: Some(self.scert_id()),
            client_count: welcome.accept_count,
            address: AddressText::new(welcome.address.to_string()),
        };
        self.send(&accept, out);
        self.stage = Stage::Accepted;
    }

    /// SERVER_CONNECT_COMPLETE, and to clients with a HELLO the first SERVER_ECHO. `true` the first time.
    fn complete(&mut self, now: Instant, shared: &Shared, clock: WallClock, out: &mut Outbox) -> bool {
        let first = self.stage != Stage::Connected;
        self.stage = Stage::Connected;
        let client_count = self.welcome.as_ref().map_or(1, |welcome| welcome.complete_count);
        self.send(&rt::ServerConnectComplete { client_count }, out);
        if first && self.hello && self.policy.server_echo {
            self.send_server_echo(now, shared, clock, out);
        }
        first
    }

    pub(super) fn send_server_echo(&mut self, now: Instant, shared: &Shared, clock: WallClock, out: &mut Outbox) {
        mark!(out, "GEN-22");
        let microseconds = u32::try_from(clock.unix_us(now).rem_euclid(1_000_000)).unwrap_or_default();
        self.send(&rt::ServerEcho { seconds: clock.unix_s(now), microseconds }, out);
        self.echo_at = Some(now + shared.timeouts.echo);
    }

    /// SERVER_CRYPTKEY_PEER in clear, to a client that will not use it.
    fn send_key(&self, id: u8, out: &mut Outbox) {
        if let Some(key) = &self.client_key {
            let body = RsaKey::new(*key.as_bytes());
            self.send_raw(id, Context::CLIENT, out, |w| body.write(w, self.dialect));
        }
    }

    /// Unique among the connections of this machine (transport.md §10).
    fn scert_id(&self) -> u32 {
        u32::try_from(self.ordinal & 0xffff_ffff).unwrap_or_default()
    }
}
