//! A console of our own: its own handshake over the codec and the ciphers, so that a mistake of the
//! server's link is not repeated by its mirror image.

use std::collections::VecDeque;
use std::net::SocketAddrV4;

use clank_core::crypto::{Context, PublicKey, SessionKey, Suite};
use clank_core::wire::fragment::{FRAGMENT, Reassembly};
use clank_core::wire::frame::{self, Frame, Seal};
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{
    KeyText, Message, MessageId, MessageKey, NameText, PasswordText, PlainText, RsaKey, RtId, UpTo, Version, Wire as _,
    lobby, lobby_ext,
};

use super::entry::{ServerEntry, Ticket};
use super::profile::{ClientProfile, Handshake};
use crate::dissect::{LARGEST, key_pair};

/// A stream to a server.
pub trait Pipe {
    /// Writes.
    fn send(&mut self, bytes: &[u8]);
    /// Waits for bytes; none: the server closed the stream, or says nothing any more.
    fn receive(&mut self) -> Vec<u8>;
}

/// Where a console's datagrams leave and arrive.
pub trait Socket {
    /// Sends one.
    fn send(&mut self, to: SocketAddrV4, bytes: &[u8]);
    /// Waits for one; none: nothing comes any more.
    fn receive(&mut self) -> Vec<u8>;
}

/// A conversation that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConsoleError {
    /// The server closed the stream or fell silent.
    #[error("no answer while waiting for {0}")]
    Silent(&'static str),
    /// Something else came than was waited for.
    #[error("frame 0x{got:02x} came instead of {wanted}")]
    Unexpected {
        /// What was waited for.
        wanted: &'static str,
        /// The frame's id.
        got: RtId,
    },
    /// A frame or message could not be read.
    #[error("{0} cannot be read")]
    Unreadable(&'static str),
}

/// One connection of a console.
#[derive(Debug)]
pub struct Console<P> {
    pub(super) pipe: P,
    pub(super) profile: ClientProfile,
    pub(super) client_key: Option<SessionKey>,
    server_key: Option<SessionKey>,
    unread: Vec<u8>,
    pub(super) frames: VecDeque<(RtId, Vec<u8>)>,
    fragments: Reassembly,
}

pub(super) type ConsoleResult<T> = Result<T, ConsoleError>;

impl<P: Pipe> Console<P> {
    /// A console at the end of a stream.
    pub fn new(pipe: P, profile: ClientProfile) -> Self {
        Self {
            pipe,
            profile,
            client_key: None,
            server_key: None,
            unread: Vec::new(),
            frames: VecDeque::new(),
            fragments: Reassembly::default(),
        }
    }

    /// The stream.
    pub fn pipe(&mut self) -> &mut P {
        &mut self.pipe
    }

    /// The whole handshake, up to and with SERVER_CONNECT_COMPLETE where the title is told so.
    ///
    /// # Errors
    /// [`ConsoleError`] where the server does not do what transport.md §11 says.
    pub fn connect(&mut self, entry: &ServerEntry) -> ConsoleResult<()> {
        let encrypted = self.begin(entry)?;
        match self.profile.handshake {
            Handshake::Community => {
                self.send_rt(&rt::ClientCryptkeyPublic { key: RsaKey::new([7; 64]) }, false);
                self.send_connect(rt::ClientConnectTcp::ID, entry);
                let _: rt::ServerCryptkeyPeer = self.expect()?;
                let _: rt::ServerCryptkeyGame = self.expect()?;
            }
            _ => self.knock(rt::ClientConnectTcp::ID, entry, encrypted)?,
        }
        self.accepted()?;
        if self.profile.has_hello() {
            self.send_rt(&rt::ClientConnectReadyTcp { receive_flags: 0x0e, options: 1 }, encrypted);
        }
        self.complete()
    }

    /// HELLO and the exchange of keys, as far as it speaks so: whether what follows is encrypted.
    pub(super) fn begin(&mut self, entry: &ServerEntry) -> ConsoleResult<bool> {
        let encrypted = self.profile.handshake != Handshake::Community && entry.server_key != [0; 64];
        let Version(version) = self.profile.dialect.version;
        if self.profile.has_hello() {
            // Deadlocked offers 1.10 and 1.09.
            let versions: Vec<u16> = (Version::V109.0..=version).rev().collect();
            let hello = rt::ClientHello {
                version_count: u16::try_from(versions.len()).unwrap_or_default(),
                versions,
                encryption_count: 1,
                encryptions: vec![u16::from(encrypted)],
                ..Default::default()
            };
            self.send_rt(&hello, false);
            let hello: rt::ServerHello = self.expect()?;
            if hello.version != version {
                return Err(ConsoleError::Unreadable("RT_MSG_SERVER_HELLO"));
            }
        }
        if encrypted {
            self.exchange(entry)?;
        }
        Ok(encrypted)
    }

    /// The connect message, and what comes before it is accepted.
    pub(super) fn knock(&mut self, id: RtId, entry: &ServerEntry, encrypted: bool) -> ConsoleResult<()> {
        self.send_connect(id, entry);
        if self.profile.has_hello() {
            let _: rt::ServerConnectRequire = self.expect()?;
            self.send_rt(&rt::ClientConnectReadyRequire::default(), encrypted);
        }
        if encrypted {
            let game: rt::ServerCryptkeyGame = self.expect()?;
            self.server_key = Some(SessionKey::new(game.key.0));
        }
        Ok(())
    }

    pub(super) fn accepted(&mut self) -> ConsoleResult<rt::ServerConnectAcceptTcp> {
        let accept: rt::ServerConnectAcceptTcp = self.expect()?;
        if accept.client_count == 0 {
            return Err(ConsoleError::Unreadable("RT_MSG_SERVER_CONNECT_ACCEPT_TCP"));
        }
        Ok(accept)
    }

    /// SERVER_CONNECT_COMPLETE, and the first SERVER_ECHO.
    fn complete(&mut self) -> ConsoleResult<()> {
        if self.profile.awaits_complete() {
            let _: rt::ServerConnectComplete = self.expect()?;
        }
        self.first_echo()
    }

    pub(super) fn first_echo(&mut self) -> ConsoleResult<()> {
        if self.profile.has_hello() {
            let echo: rt::ServerEcho = self.expect()?;
            self.send_rt(&echo, self.client_key.is_some());
        }
        Ok(())
    }

    fn exchange(&mut self, entry: &ServerEntry) -> ConsoleResult<()> {
        let unreadable = ConsoleError::Unreadable("RT_MSG_SERVER_CRYPTKEY_PEER");
        let own = key_pair().ok_or_else(|| unreadable.clone())?;
        let server = PublicKey::from_le_bytes(&entry.server_key).map_err(|_| unreadable.clone())?;
        let mut modulus = own.public().to_le_bytes();
        let hash = server.seal(Suite::Ps2, &mut modulus);
        let mut bytes = vec![rt::ClientCryptkeyPublic::ID.0 | 0x80, 64, 0];
        bytes.extend(hash.0);
        bytes.extend(modulus);
        self.pipe.send(&bytes);
        // The answer is under our own key, which the frame reader below does not know.
        let mut stream = Vec::new();
        let (hash, mut sealed) = loop {
            let mut at = 0;
            match frame::next(&mut stream, &mut at, 2048) {
                Ok(Some(frame)) if frame.id == rt::ServerCryptkeyPeer::ID => {
                    let body: [u8; 64] = (&*frame.payload).try_into().map_err(|_| unreadable.clone())?;
                    break (frame.hash, body);
                }
                Ok(None) => {}
                _ => return Err(unreadable),
            }
            let more = self.pipe.receive();
            if more.is_empty() {
                return Err(ConsoleError::Silent("RT_MSG_SERVER_CRYPTKEY_PEER"));
            }
            stream.extend(more);
        };
        if let Some(hash) = hash {
            own.open(Suite::Ps2, &mut sealed, hash).map_err(|_| unreadable)?;
        }
        self.client_key = Some(SessionKey::new(sealed));
        Ok(())
    }

    /// CLIENT_CONNECT_TCP, or CLIENT_CONNECT_TCP_AUX_UDP, which has the same layout.
    fn send_connect(&mut self, id: RtId, entry: &ServerEntry) {
        let new = self.profile.has_hello();
        let [major, minor, build] = self.profile.spoken();
        let (world, session_key, access_key) = match &entry.keys {
            Some((world, session, access)) => (*world, Some(UpTo::whole(*session)), Some(UpTo::whole(*access))),
            None => (1, None, None),
        };
        let connect = rt::ClientConnectTcp {
            major,
            minor,
            build,
            short_world_id: (!new).then_some(world),
            world_id: new.then_some(world.into()),
            app_id: self.profile.app_id,
            key: RsaKey::default(),
            session_key,
            access_key,
        };
        let encrypted = self.client_key.is_some();
        let bytes = self.rt_frame(id, encrypted, |w| connect.write(w, self.profile.dialect));
        self.pipe.send(&bytes);
    }

    /// Sends a message of the transport.
    pub fn send_rt<M: RtMessage>(&mut self, message: &M, encrypted: bool) {
        let bytes = self.rt_frame(M::ID, encrypted, |w| message.write(w, self.profile.dialect));
        self.pipe.send(&bytes);
    }

    /// A frame of any id under the console's key, or in clear.
    pub(super) fn rt_frame(&self, id: RtId, encrypted: bool, body: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut bytes = Vec::new();
        let seal = self.client_key.as_ref().filter(|_| encrypted);
        let seal = seal.map(|key| Seal { suite: Suite::Ps2, key, context: Context::CLIENT });
        let written = frame::write(&mut bytes, id, seal, body);
        debug_assert!(written.is_ok());
        bytes
    }

    /// Sends a Medius message.
    pub fn request<M: Message>(&mut self, message: &M) {
        let bytes = self.frame(message);
        self.pipe.send(&bytes);
    }

    /// The frame of a Medius message.
    pub fn frame<M: Message>(&self, message: &M) -> Vec<u8> {
        self.rt_frame(rt::ClientAppToServer::ID, true, |w| {
            w.extend(M::KEY.bytes());
            message.encode(w, self.profile.dialect);
        })
    }

    /// Waits for a Medius message of one kind; SERVER_ECHO and CLIENT_ECHO in between are no answers.
    ///
    /// # Errors
    /// [`ConsoleError`] where something else comes, or nothing.
    pub fn answer<M: Message>(&mut self) -> ConsoleResult<M> {
        loop {
            let (id, payload) = self.next(M::NAME)?;
            match (id, MessageKey::split(&payload)) {
                (rt::ServerApp::ID, Some((key, body))) if key == M::KEY => {
                    return M::decode(body, self.profile.dialect).map_err(|_| ConsoleError::Unreadable(M::NAME));
                }
                (rt::ServerEcho::ID | rt::ClientEcho::ID, _) => {}
                (rt::ServerApp::ID, Some((FRAGMENT, body))) => {
                    let unreadable = |_| ConsoleError::Unreadable("a fragment");
                    if let Some((key, body)) = self.fragments.take(body, LARGEST).map_err(unreadable)? {
                        self.frames.push_front((id, [&key.bytes(), body.as_slice()].concat()));
                    }
                }
                _ => {
                    return Err(ConsoleError::Unexpected { wanted: M::NAME, got: id });
                }
            }
        }
    }

    /// Waits for a message of the transport.
    ///
    /// # Errors
    /// [`ConsoleError`] where something else comes, or nothing.
    pub fn expect<M: RtMessage>(&mut self) -> ConsoleResult<M> {
        let (id, payload) = self.next(M::NAME)?;
        if id != M::ID {
            return Err(ConsoleError::Unexpected { wanted: M::NAME, got: id });
        }
        M::decode(&payload, self.profile.dialect).map_err(|_| ConsoleError::Unreadable(M::NAME))
    }

    /// The next frame: id and payload.
    ///
    /// # Errors
    /// [`ConsoleError::Silent`] where none comes.
    pub fn next(&mut self, wanted: &'static str) -> ConsoleResult<(RtId, Vec<u8>)> {
        loop {
            if let Some(frame) = self.frames.pop_front() {
                return Ok(frame);
            }
            let more = self.pipe.receive();
            if more.is_empty() {
                return Err(ConsoleError::Silent(wanted));
            }
            self.cut(more)?;
        }
    }

    /// Cuts bytes into frames and opens them.
    pub(super) fn cut(&mut self, more: Vec<u8>) -> ConsoleResult<()> {
        let mut unread = std::mem::take(&mut self.unread);
        unread.extend(more);
        let mut at = 0;
        while let Ok(Some(frame)) = frame::next(&mut unread, &mut at, 16384) {
            let opened = self.open(frame)?;
            self.frames.push_back(opened);
        }
        unread.drain(..at);
        self.unread = unread;
        Ok(())
    }

    /// Opens a frame, and takes the keys that it brings: what follows in the same segment is under them.
    pub(super) fn open(&mut self, frame: Frame<'_>) -> ConsoleResult<(RtId, Vec<u8>)> {
        let id = frame.id;
        let key = match frame.hash.map(clank_core::crypto::Hash::context) {
            Some(Context::SERVER) => self.server_key.clone(),
            _ => self.client_key.clone(),
        };
        let key = key.unwrap_or_else(|| SessionKey::new([0; 64]));
        let payload = frame.open(Suite::Ps2, &key).map_err(|_| ConsoleError::Unreadable("a frame"))?.to_vec();
        let brought = || payload.as_slice().try_into().ok().map(SessionKey::new);
        match id {
            rt::ServerCryptkeyGame::ID if self.client_key.is_some() => self.server_key = brought(),
            rt::ServerCryptkeyPeer::ID if self.client_key.is_some() => self.client_key = brought(),
            _ => {}
        }
        Ok((id, payload))
    }

    /// The whole login on a MAS.
    ///
    /// # Errors
    /// [`ConsoleError`] where the server does not do what lobby.md 7b says.
    pub fn login(&mut self, name: &str, password: &str) -> ConsoleResult<Ticket> {
        let message_id = MessageId::new("1");
        if self.profile.has_hello() {
            self.request(&lobby_ext::ExtendedSessionBeginRequest { message_id, ..Default::default() });
        } else {
            self.request(&lobby::SessionBeginRequest { message_id, ..Default::default() });
        }
        let session_key = self.answer::<lobby::SessionBeginResponse>()?.session_key;
        self.request(&lobby::SetLocalizationParamsRequest { message_id, ..Default::default() });
        let _: lobby::SetLocalizationParamsResponse = self.answer()?;
        let post =
            lobby_ext::DnasSignaturePost { message_id, session_key, dnas_signature_length: 32, ..Default::default() };
        self.request(&post);
        self.request(&lobby::AccountLoginRequest {
            message_id,
            session_key,
            username: NameText::new(name),
            password: PasswordText::new(password),
        });
        let login: lobby::AccountLoginResponse = self.answer()?;
        Ok(Ticket { session_key, login })
    }

    /// Enters the lobby with the keys of a login, and asks its version: what proves that it was let in.
    ///
    /// # Errors
    /// [`ConsoleError`] where the server does not let it in.
    pub fn enter(&mut self, ticket: &Ticket) -> ConsoleResult<PlainText<56>> {
        self.connect(&ServerEntry::told(&ticket.login.connect_info))?;
        let state =
            lobby::UpdateUserState { session_key: KeyText::new(ticket.session_key.text()), ..Default::default() };
        self.request(&state);
        self.request(&lobby::VersionServerRequest { message_id: MessageId::new("v"), ..Default::default() });
        Ok(self.answer::<lobby::VersionServerResponse>()?.version_server)
    }

    /// Says goodbye, as its version does.
    pub fn leave(&mut self) {
        match self.profile.handshake {
            Handshake::Rt110 => {
                let goodbye = rt::ClientDisconnectWithReason { reason: rt::DisconnectReason::NORMAL };
                self.send_rt(&goodbye, self.client_key.is_some());
            }
            Handshake::Rt108 => self.send_rt(&rt::ClientDisconnect::default(), false),
            // A community client just closes (PC-10).
            Handshake::Community => {}
        }
    }
}
