//! Opens the frames of one connection: follows its key exchange, and tries keys that are known.

use clank_core::crypto::{Context, Hash, PrivateKey, PublicKey, SessionKey, Suite};
use clank_core::titles;
use clank_core::wire::frame::{self, Frame};
use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{Dialect, Layout as _, Version};

use super::keys::Keyring;
use super::message::{Message, Opened};
use super::published::Named;
use crate::capture::Dir;

/// What a decoder knows of a stream's keys.
#[derive(Debug, Clone, Default)]
pub struct StreamKeys {
    /// The client's modulus, if it could be read or is known by its hash.
    pub modulus: Option<PublicKey>,
    /// The context 3 key.
    pub client: Option<SessionKey>,
    /// The context 1 key.
    pub server: Option<SessionKey>,
}

/// Decodes one connection, frame by frame.
#[derive(Debug)]
pub struct Decoder<'k> {
    ring: &'k Keyring,
    /// What was learnt so far.
    pub keys: StreamKeys,
    /// Session keys that were seen, in order.
    pub seen: Vec<SessionKey>,
    /// The version and the quirks that the stream speaks.
    pub dialect: Dialect,
    /// The title, once it is told.
    pub app_id: Option<u32>,
}

impl<'k> Decoder<'k> {
    /// A decoder before the first frame.
    #[must_use]
    pub fn new(ring: &'k Keyring) -> Self {
        Self { ring, keys: StreamKeys::default(), seen: Vec::new(), dialect: Dialect::default(), app_id: None }
    }

    fn suite(&self) -> Suite {
        if self.dialect.version.is_ps3() { Suite::Ps3 } else { Suite::Ps2 }
    }

    /// Opens a frame and learns from it: what opened it, and its payload in clear.
    pub fn open(&mut self, frame: Frame<'_>) -> (Opened, Option<Vec<u8>>) {
        let (id, hash) = (frame.id, frame.hash.filter(|hash| !hash.is_null()));
        let opened = match hash {
            None => Some((Opened::Clear, frame.payload.to_vec())),
            Some(hash) if hash.context() == Context::RSA => self.open_rsa(id, hash, frame.payload),
            Some(hash) => self.open_sealed(id, hash, frame.payload),
        };
        let Some((opened, plain)) = opened else {
            return (Opened::Not, None);
        };
        self.learn(id, &plain);
        (opened, Some(plain))
    }

    /// Takes the whole frames off the start of a buffer.
    pub fn cut(&mut self, buffer: &mut Vec<u8>, frame: u32, time_us: i64, dir: Dir) -> Vec<Message> {
        let mut messages = Vec::new();
        let mut at = 0;
        loop {
            let start = at;
            let Ok(Some(found)) = frame::next(buffer, &mut at, u16::MAX) else {
                break;
            };
            let (id, flagged, hash) = (found.id, found.flagged, found.hash);
            let sealed = hash.filter(|hash| !hash.is_null());
            let suite = self.suite();
            let (opened, plain) = self.open(found);
            let wire = buffer.get(start..at).unwrap_or_default().to_vec();
            messages.push(Message {
                frame,
                time_us,
                dir,
                id,
                flagged,
                context: sealed.map(|hash| hash.context().bits()),
                hash: hash.map(|hash| hash.0),
                suite: (sealed.is_some() && plain.is_some()).then_some(suite),
                opened,
                plain,
                wire,
            });
        }
        buffer.drain(..at);
        messages
    }

    fn open_rsa(&mut self, id: u8, hash: Hash, payload: &[u8]) -> Option<(Opened, Vec<u8>)> {
        let body: [u8; 64] = payload.try_into().ok()?;
        let suite = self.suite();
        let under = |pair: &Named<PrivateKey>| {
            let mut plain = body;
            pair.key.open(suite, &mut plain, hash).ok().map(|()| (Opened::Pair(pair.name.clone()), plain))
        };
        let (opened, plain) = self.ring.private.iter().find_map(under).or_else(|| {
            // Content that is known some other way is proven by its hash.
            let known = self.ring.sessions.iter().map(|named| *named.key.as_bytes());
            let moduli = self.ring.private.iter().map(|pair| pair.key.public().to_le_bytes());
            let mut known = known.chain(moduli).chain(self.keys.client.iter().map(|key| *key.as_bytes()));
            known.find(|known| suite.hash(known, Context::RSA) == hash).map(|known| (Opened::ByHash, known))
        })?;
        if id == rt::ClientCryptkeyPublic::ID {
            self.keys.modulus = PublicKey::from_le_bytes(&plain).ok();
        }
        Some((opened, plain.to_vec()))
    }

    fn open_sealed(&mut self, id: u8, hash: Hash, payload: &[u8]) -> Option<(Opened, Vec<u8>)> {
        let suite = self.suite();
        let clear = frame::clear_part(id, payload);
        let under = |key: &SessionKey| {
            let mut plain = payload.to_vec();
            suite.open(key, hash, plain.get_mut(clear..)?).ok()?;
            Some((Opened::Session(key.clone()), plain))
        };
        let place = match hash.context() {
            Context::CLIENT => &mut self.keys.client,
            Context::SERVER => &mut self.keys.server,
            _ => return None,
        };
        if let Some(opened) = place.as_ref().and_then(under) {
            return Some(opened);
        }
        // A short text fits a wrong key by chance: only a longer one proves a key.
        if payload.len() - clear < 3 {
            return None;
        }
        let known = self.ring.sessions.iter().map(|named| &named.key).chain(&self.seen);
        let (key, opened) = known.into_iter().find_map(|key| Some((key, under(key)?)))?;
        *place = Some(key.clone());
        Some(opened)
    }

    fn learn(&mut self, id: u8, plain: &[u8]) {
        let key = || <[u8; 64]>::try_from(plain).ok().map(SessionKey::new);
        if let (rt::ServerCryptkeyPeer::ID | rt::ServerCryptkeyGame::ID, Some(key)) = (id, key()) {
            self.seen.push(key);
        }
        match id {
            rt::ServerCryptkeyPeer::ID => self.keys.client = key().or(self.keys.client.take()),
            rt::ServerCryptkeyGame::ID => self.keys.server = key().or(self.keys.server.take()),
            rt::ClientHello::ID => {
                if let Some(version) =
                    rt::ClientHello::decode(plain, self.dialect).ok().and_then(|hello| hello.versions.first().copied())
                {
                    self.dialect.version = Version(version);
                }
            }
            // The two have one layout.
            rt::ClientConnectTcp::ID | rt::ClientConnectTcpAuxUdp::ID => {
                if let Ok(connect) = rt::ClientConnectTcp::decode(plain, self.dialect) {
                    self.connected(connect.app_id, connect.spoken_version());
                }
            }
            _ => {}
        }
    }

    fn connected(&mut self, app_id: u32, spoken: Option<Version>) {
        self.app_id = Some(app_id);
        self.dialect.flags = titles::layout(app_id);
        if let Some(version) = spoken.filter(|version| !version.has_hello()) {
            self.dialect.version = version;
        }
    }
}
