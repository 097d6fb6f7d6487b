//! The client's end of a link: connections that we open ourselves, to the MAS and the MPS of another process (game.md
//! 11.2). It speaks 1.08.

use serde::{Deserialize, Serialize};

use super::error::{LinkError, Step};
use super::open::opened;
use super::replies::Packets;
use super::shared::Shared;
use crate::crypto::{Context, PrivateKey, PublicKey, SessionKey, Suite};
use crate::ids::{AppId, ConnId};
use crate::machine::{Outbox, mark};
use crate::time::Instant;
use crate::wire::fragment::{FRAGMENT, Reassembly};
use crate::wire::frame::{self, Frame, Seal};
use crate::wire::rt::{self, RtMessage};
use crate::wire::{AccessKey, Dialect, Layout as _, MessageKey, Rest, RtId, SessionKeyText, UpTo};

/// How often a server is asked for a sign of life: far more often than its silence is borne.
const ECHOES: u32 = 4;
/// What CLIENT_ECHO carries (DME-45).
const ECHO: u8 = 0xa5;

/// What a connection is opened with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallTarget {
    /// The application id.
    pub app_id: AppId,
    /// The key of the server's end; `None` for a connection in clear.
    pub server_key: Option<PublicKey>,
    /// The keys of the last redirect.
    pub keys: Option<(SessionKeyText, AccessKey)>,
}

/// A connection of our own.
#[derive(Debug, Serialize, Deserialize)]
pub struct Caller {
    conn: ConnId,
    entry: CallTarget,
    /// Our key pair, until keys are exchanged.
    own: Option<PrivateKey>,
    client_key: Option<SessionKey>,
    server_key: Option<SessionKey>,
    connected: bool,
    #[serde(with = "serde_bytes")]
    pending: Vec<u8>,
    reassembly: Reassembly,
    opened: Instant,
    heard: Instant,
    echo_at: Option<Instant>,
}

/// What a server says.
#[derive(Debug, PartialEq, Eq)]
pub enum Said {
    /// We are let in.
    Connected,
    /// A Medius message.
    App {
        /// Class and id.
        key: MessageKey,
        /// Body.
        body: Vec<u8>,
    },
}

impl Caller {
    /// Speaks first: the exchange of keys, or at once the connect message.
    #[must_use]
    pub fn begin(now: Instant, conn: ConnId, entry: CallTarget, own: PrivateKey, out: &mut Outbox) -> Self {
        let caller = Self {
            conn,
            own: entry.server_key.as_ref().map(|_| own),
            entry,
            client_key: None,
            server_key: None,
            connected: false,
            pending: Vec::new(),
            reassembly: Reassembly::default(),
            opened: now,
            heard: now,
            echo_at: None,
        };
        match (&caller.entry.server_key, &caller.own) {
            (Some(server), Some(own)) => {
                let mut modulus = own.public().to_le_bytes();
                let hash = server.seal(Suite::Ps2, &mut modulus);
                out.send(conn, |w| {
                    w.extend([rt::ClientCryptkeyPublic::ID.0 | 0x80, 64, 0]);
                    w.extend(hash.0);
                    w.extend(modulus);
                });
            }
            _ => caller.connect(out),
        }
        caller
    }

    /// The connection's name.
    #[must_use]
    pub const fn conn(&self) -> ConnId {
        self.conn
    }

    /// How messages are laid out.
    #[must_use]
    pub fn dialect() -> Dialect {
        Dialect::default()
    }

    fn connect(&self, out: &mut Outbox) {
        let (session_key, access_key) =
            self.entry.keys.map(|(session, access)| (UpTo::whole(session), UpTo::whole(access))).unzip();
        let connect = rt::ClientConnectTcp {
            major: Some(1),
            minor: Some(8),
            build: Some(1),
            short_world_id: Some(0),
            app_id: self.entry.app_id.0,
            session_key,
            access_key,
            ..Default::default()
        };
        self.send(&connect, out);
    }

    fn frame(&self, id: RtId, body: impl FnOnce(&mut Vec<u8>), out: &mut Outbox) {
        let seal = self.client_key.as_ref().map(|key| Seal { suite: Suite::Ps2, key, context: Context::CLIENT });
        out.ciphers.sealed += u64::from(seal.is_some());
        let written = out.send(self.conn, |w| frame::write(w, id, seal, body));
        debug_assert!(written.is_ok(), "what we send is bounded by the catalogue");
    }

    fn send<M: RtMessage>(&self, message: &M, out: &mut Outbox) {
        self.frame(M::ID, |w| message.write(w, Self::dialect()), out);
    }

    /// Sends encoded Medius messages.
    pub fn send_packets(&self, packets: &Packets, out: &mut Outbox) {
        for message in packets.iter() {
            self.frame(rt::ClientAppToServer::ID, |w| w.extend_from_slice(message), out);
        }
    }

    /// Goes, as a client of 1.08 does.
    pub fn leave(&self, out: &mut Outbox) {
        self.send(&rt::ClientDisconnect::default(), out);
    }

    /// Takes new bytes in.
    pub fn take(&mut self, now: Instant, bytes: &[u8]) {
        self.heard = now;
        self.pending.extend_from_slice(bytes);
    }

    /// The next thing that a server says; what concerns the transport is dealt with.
    ///
    /// # Errors
    /// [`LinkError`]; where it costs the connection, nothing that follows can be read.
    pub fn next(&mut self, now: Instant, shared: &Shared, out: &mut Outbox) -> Step<Option<Said>> {
        let mut pending = std::mem::take(&mut self.pending);
        let mut at = 0;
        let said = loop {
            let start = at;
            match frame::next(&mut pending, &mut at, shared.limits.frame_bytes) {
                Err(error) => break Err(error.into()),
                Ok(None) => break Ok(None),
                Ok(Some(frame)) => match self.transport(now, shared, frame, out) {
                    Err(error) => break Err(error),
                    Ok(Heard::Nothing) => {}
                    Ok(Heard::Connected) => break Ok(Some(Said::Connected)),
                    Ok(Heard::App) => match self.app(opened(&pending, start..at), shared) {
                        Ok(None) => {}
                        other => break other,
                    },
                },
            }
        };
        pending.drain(..at.min(pending.len()));
        self.pending = pending;
        said
    }

    fn app(&mut self, payload: Option<&[u8]>, shared: &Shared) -> Step<Option<Said>> {
        let Some((key, body)) = payload.and_then(MessageKey::split) else {
            return Err(LinkError::Unknown { id: rt::ServerApp::ID });
        };
        if key != FRAGMENT {
            return Ok(Some(Said::App { key, body: body.to_vec() }));
        }
        let whole = self.reassembly.take(body, shared.limits.fragment_bytes)?;
        Ok(whole.map(|(key, body)| Said::App { key, body }))
    }

    fn transport(&mut self, now: Instant, shared: &Shared, frame: Frame<'_>, out: &mut Outbox) -> Step<Heard> {
        let id = frame.id;
        // The answer to the exchange of keys is under our own.
        if let Some(own) = self.own.take() {
            if id != rt::ServerCryptkeyPeer::ID {
                return Err(LinkError::Order { message: "an answer", when: "before RT_MSG_SERVER_CRYPTKEY_PEER" });
            }
            let mut key = [0; 64];
            let body = frame.payload.get(..64).ok_or(LinkError::Unknown { id })?;
            key.copy_from_slice(body);
            // A server that does not encrypt says so by answering in clear.
            if let Some(hash) = frame.hash.filter(|hash| !hash.is_null()) {
                own.open(Suite::Ps2, &mut key, hash)?;
                self.client_key = Some(SessionKey::new(key));
            }
            self.connect(out);
            return Ok(Heard::Nothing);
        }
        let body = self.open(frame, out)?;
        match id {
            rt::ServerCryptkeyGame::ID => {
                let game = rt::ServerCryptkeyGame::decode(body, Self::dialect())?;
                self.server_key = self.client_key.as_ref().map(|_| SessionKey::new(game.key.0));
            }
            rt::ServerConnectComplete::ID if !self.connected => {
                self.connected = true;
                self.echo_at = Some(now + shared.timeouts.silence / ECHOES);
                return Ok(Heard::Connected);
            }
            rt::ServerEcho::ID => {
                mark!(out, "MGCL-2");
                let body = body.to_vec();
                self.frame(id, |w| w.extend(body), out);
            }
            rt::ServerApp::ID => return Ok(Heard::App),
            _ => {}
        }
        Ok(Heard::Nothing)
    }

    fn open<'f>(&self, frame: Frame<'f>, out: &mut Outbox) -> Step<&'f [u8]> {
        let id = frame.id;
        let Some(hash) = frame.hash.filter(|hash| !hash.is_null()) else { return Ok(frame.payload) };
        let key = match hash.context() {
            Context::CLIENT => self.client_key.as_ref(),
            Context::SERVER => self.server_key.as_ref(),
            _ => None,
        };
        let key = key.ok_or(LinkError::NoKey { id, context: hash.context().bits() })?;
        out.ciphers.opened += 1;
        frame.open(Suite::Ps2, key).map_err(|_| LinkError::WrongHash { id })
    }

    /// When it next wants [`Caller::tick`].
    #[must_use]
    pub fn deadline(&self, shared: &Shared) -> Instant {
        let over = self.over(shared);
        self.echo_at.map_or(over, |at| at.min(over))
    }

    /// When the server has been silent for too long.
    fn over(&self, shared: &Shared) -> Instant {
        if self.connected { self.heard + shared.timeouts.silence } else { self.opened + shared.timeouts.handshake }
    }

    /// A deadline came. `true`: the server is silent, and the connection is over.
    pub fn tick(&mut self, now: Instant, shared: &Shared, out: &mut Outbox) -> bool {
        if self.over(shared) <= now {
            return true;
        }
        if self.echo_at.is_some_and(|at| at <= now) {
            mark!(out, "MGCL-2");
            self.send(&rt::ClientEcho { data: Rest::new(vec![ECHO]) }, out);
            self.echo_at = Some(now + shared.timeouts.silence / ECHOES);
        }
        false
    }
}

/// What a frame was.
enum Heard {
    /// For the transport alone.
    Nothing,
    /// SERVER_CONNECT_COMPLETE.
    Connected,
    /// A Medius message, opened in place.
    App,
}
