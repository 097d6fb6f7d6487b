//! Streams of a recording, decrypted: follows key exchanges, and tries keys that are known.

mod component;
mod fields;
mod keys;
mod published;

use clank_core::crypto::{Context, Hash, PrivateKey, PublicKey, SessionKey, Suite};
use clank_core::wire::Layout as _;
use clank_core::wire::frame::{self, Frame};
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{Dialect, Version};

pub use component::component;
pub use fields::{Field, Scalar, fields};
pub use keys::{KeyError, Keyring};

use crate::capture::{Dir, Flow, FlowKind};

/// One frame of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The record that completed it.
    pub frame: u32,
    /// Microseconds since 1970, by the clock of its direction.
    pub time_us: i64,
    /// Which way.
    pub dir: Dir,
    /// The RT message id.
    pub id: u8,
    /// Whether the flag is set.
    pub flagged: bool,
    /// The context in its hash, where it was encrypted.
    pub context: Option<u8>,
    /// Its payload in clear; `None` where no key opens it.
    pub plain: Option<Vec<u8>>,
    /// The bytes on the wire.
    pub wire: Vec<u8>,
}

impl Message {
    /// Class, id and body of a Medius message.
    #[must_use]
    pub fn medius(&self) -> Option<(u8, u8, &[u8])> {
        match (self.id, self.plain.as_deref()?) {
            (rt::ServerApp::ID | rt::ClientAppToServer::ID, [class, id, body @ ..]) => Some((*class, *id, body)),
            _ => None,
        }
    }
}

/// What a decoder knows of a stream's keys.
#[derive(Debug, Clone, Default)]
pub struct Keys {
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
    pub keys: Keys,
    /// The version that the stream speaks.
    pub dialect: Dialect,
}

impl<'k> Decoder<'k> {
    /// A decoder before the first frame.
    #[must_use]
    pub fn new(ring: &'k Keyring) -> Self {
        Self { ring, keys: Keys::default(), dialect: Dialect::default() }
    }

    fn suite(&self) -> Suite {
        if self.dialect.version.is_ps3() { Suite::Ps3 } else { Suite::Ps2 }
    }

    /// Opens a frame and learns from it.
    pub fn open(&mut self, frame: Frame<'_>) -> Option<Vec<u8>> {
        let (id, hash) = (frame.id, frame.hash.filter(|hash| !hash.is_null()));
        let plain = match hash {
            None => Some(frame.payload.to_vec()),
            Some(hash) if hash.context() == Context::RSA => self.open_rsa(id, hash, frame.payload),
            Some(hash) => self.open_sealed(id, hash, frame.payload),
        };
        if let Some(plain) = &plain {
            self.learn(id, plain);
        }
        plain
    }

    fn open_rsa(&mut self, id: u8, hash: Hash, payload: &[u8]) -> Option<Vec<u8>> {
        let body: [u8; 64] = payload.try_into().ok()?;
        let suite = self.suite();
        let under = |key: &PrivateKey| {
            let mut plain = body;
            key.open(suite, &mut plain, hash).ok().map(|()| plain)
        };
        let plain = self.ring.private.iter().find_map(under).or_else(|| {
            // Content that is known some other way is proven by its hash.
            let known = self.ring.sessions.iter().map(|key| *key.as_bytes());
            let moduli = self.ring.private.iter().map(|key| key.public().to_le_bytes());
            let mut known = known.chain(moduli).chain(self.keys.client.iter().map(|key| *key.as_bytes()));
            known.find(|known| suite.hash(known, Context::RSA) == hash)
        })?;
        if id == rt::ClientCryptkeyPublic::ID {
            self.keys.modulus = PublicKey::from_le_bytes(&plain).ok();
        }
        Some(plain.to_vec())
    }

    fn open_sealed(&mut self, id: u8, hash: Hash, payload: &[u8]) -> Option<Vec<u8>> {
        let suite = self.suite();
        let clear = frame::clear_part(id, payload);
        let under = |key: &SessionKey| {
            let mut plain = payload.to_vec();
            suite.open(key, hash, plain.get_mut(clear..)?).ok().map(|()| plain)
        };
        let place = match hash.context() {
            Context::CLIENT => &mut self.keys.client,
            Context::SERVER => &mut self.keys.server,
            _ => return None,
        };
        if let Some(plain) = place.as_ref().and_then(under) {
            return Some(plain);
        }
        // A short text fits a wrong key by chance: only a longer one proves a key.
        if payload.len() - clear < 3 {
            return None;
        }
        let (key, plain) = self.ring.sessions.iter().find_map(|key| Some((key, under(key)?)))?;
        *place = Some(key.clone());
        Some(plain)
    }

    fn learn(&mut self, id: u8, plain: &[u8]) {
        let key = || <[u8; 64]>::try_from(plain).ok().map(SessionKey::new);
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
            rt::ClientConnectTcp::ID => {
                let spoken =
                    rt::ClientConnectTcp::decode(plain, self.dialect).ok().and_then(|connect| connect.spoken_version());
                if let Some(version) = spoken.filter(|version| !version.has_hello()) {
                    self.dialect.version = version;
                }
            }
            _ => {}
        }
    }
}

/// A stream, frame by frame.
#[derive(Debug, Clone)]
pub struct Stream {
    /// The frames in the order of the recording.
    pub messages: Vec<Message>,
    /// The keys that opened it.
    pub keys: Keys,
    /// The version that it speaks.
    pub dialect: Dialect,
    /// Bytes that the recording lost.
    pub lost: u64,
}

/// Decodes a TCP stream. After a gap, frames are looked for at the next piece of the stream.
#[must_use]
pub fn dissect(flow: &Flow, ring: &Keyring) -> Stream {
    let mut decoder = Decoder::new(ring);
    let mut stream = Stream { messages: Vec::new(), keys: Keys::default(), dialect: Dialect::default(), lost: 0 };
    let mut buffers: [Vec<u8>; 2] = [Vec::new(), Vec::new()];
    for event in &flow.events {
        let [to_server, to_client] = &mut buffers;
        let buffer = if event.dir == Dir::ToServer { to_server } else { to_client };
        match &event.kind {
            FlowKind::Data(data) => buffer.extend_from_slice(data),
            FlowKind::Gap { bytes } => {
                stream.lost += u64::from(bytes.unwrap_or_default());
                buffer.clear();
                continue;
            }
            _ => continue,
        }
        let mut at = 0;
        loop {
            let start = at;
            let Ok(Some(frame)) = frame::next(buffer, &mut at, u16::MAX) else {
                break;
            };
            let (id, flagged) = (frame.id, frame.flagged);
            let context = frame.hash.filter(|hash| !hash.is_null()).map(|hash| hash.context().bits());
            let plain = decoder.open(frame);
            let wire = buffer.get(start..at).unwrap_or_default().to_vec();
            let (frame, time_us, dir) = (event.frame, event.time_us, event.dir);
            stream.messages.push(Message { frame, time_us, dir, id, flagged, context, plain, wire });
        }
        buffer.drain(..at);
    }
    stream.keys = decoder.keys;
    stream.dialect = decoder.dialect;
    stream
}
