//! One SCE-RT connection: framing, keys, handshake per version family, echo, time-outs (transport.md).
//!
//! A link opens what arrives, answers what belongs to the transport itself, and hands the rest on. It
//! does not know whom it serves: a component admits or refuses, and answers requests.

pub mod caller;
mod error;
mod handshake;
pub mod relay;
mod replies;
mod send;

use core::time::Duration;

use serde::{Deserialize, Serialize};

pub use error::LinkError;
pub use handshake::milliseconds;
pub use replies::{Packets, Replies, Slot};
pub(crate) use send::Group;
pub use send::broadcast;

use crate::crypto::{Context, PrivateKey, SessionKey, Suite};
use crate::entropy::{Entropy, Purpose};
use crate::ids::{AppId, ConnId};
use crate::limits::{Limits, Timeouts};
use crate::machine::{Ending, Outbox, mark};
use crate::settings::{LinkPolicy, LinkPreset};
use crate::time::{Instant, WallClock};
use crate::wire::fragment::{FRAGMENT, Reassembly};
use crate::wire::frame::{self, Frame};
use crate::wire::rt::{self, RtMessage};
use crate::wire::{Dialect, Flags, MessageKey, RtId, Version};
use handshake::HandshakeStage;

/// What the clients of a machine come for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum LinkRole {
    /// Medius messages: MUIS, MAS, MLS and MPS.
    #[default]
    Lobby,
    /// Game worlds: DME.
    Game,
}

/// What all links of one machine share.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Shared {
    /// Our key pair: built into titles for MUIS and MAS, handed out as ServerKey for the others.
    #[serde(skip, default = "PrivateKey::global_mas")]
    pub private_key: PrivateKey,
    /// The context 1 key: one per machine, so that a broadcast is sealed once (transport.md §8).
    pub server_key: SessionKey,
    /// What we do where the protocol leaves a choice.
    pub policy: LinkPolicy,
    /// Limits.
    pub limits: Limits,
    /// Time-outs.
    pub timeouts: Timeouts,
    /// What clients come for.
    pub role: LinkRole,
}

impl Shared {
    /// The shared half of a machine's links; its context 1 key is drawn from the machine's entropy.
    #[must_use]
    pub fn new(entropy: &Entropy, policy: LinkPolicy, limits: Limits, timeouts: Timeouts) -> Self {
        Self {
            private_key: PrivateKey::global_mas(),
            server_key: SessionKey::new(entropy.bytes(Purpose::ServerKey, 0)),
            policy,
            limits,
            timeouts,
            role: LinkRole::Lobby,
        }
    }

    /// The same for a machine of game worlds.
    #[must_use]
    pub const fn for_games(mut self) -> Self {
        self.role = LinkRole::Game;
        self
    }
}

/// What kind of client opened the connection: decided by what arrives first (transport.md §15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Client {
    /// A console without key exchange; or nothing arrived yet.
    Plain,
    /// A console that exchanged keys.
    Keyed,
    /// A community client: its CLIENT_CRYPTKEY_PUBLIC came in clear (PC-1).
    Community,
}

/// One connection.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Link {
    conn: ConnId,
    dialect: Dialect,
    hello: bool,
    client: Client,
    stage: HandshakeStage,
    policy: LinkPolicy,
    app_id: Option<AppId>,
    client_key: Option<SessionKey>,
    server_key: Option<SessionKey>,
    /// Whether the context 1 key is the machine's own, shared with its other links.
    shares_server_key: bool,
    preset: Option<Box<LinkPreset>>,
    /// What the client is told when it is let in.
    welcome: Option<Welcome>,
    /// Draws of this connection.
    ordinal: u64,
    /// Whether the client wants auxiliary UDP beside this connection: it opened with 0x15.
    aux_udp: bool,
    /// What CLIENT_CONNECT_READY_TCP said that the client wants to receive (DME-32).
    receive_flags: Option<u8>,
    /// Whether it was told where datagrams go, which is the last step before it is ready.
    told_udp: bool,
    /// Whether the context 3 key is the one of its game world.
    shares_world_key: bool,
    #[serde(with = "serde_bytes")]
    pending: Vec<u8>,
    reassembly: Reassembly,
    opened: Instant,
    heard: Instant,
    /// Whether a Medius message came: it may overtake the end of the handshake, or do without (GEN-6).
    asked: bool,
    echo_at: Option<Instant>,
    close_at: Option<Instant>,
    congested_since: Option<Instant>,
}

/// What a link hands on.
#[derive(Debug)]
pub enum Incoming<'a> {
    /// CLIENT_CONNECT_TCP, or CLIENT_CONNECT_TCP_AUX_UDP, which has the same layout: the component admits
    /// ([`Link::admit`]) or closes.
    Connect(Box<rt::ClientConnectTcp>),
    /// Application data for other members of a game world, not opened.
    Relay(Frame<'a>),
    /// Another message that only game worlds know.
    Game {
        /// Its RT id.
        id: RtId,
        /// Its body, opened.
        body: &'a [u8],
    },
    /// The client of a game world wants to know how it is there: [`Link::start_up`] tells it.
    Accepted,
    /// The client of a game world is ready: [`Link::complete`] lets it in.
    Ready,
    /// A Medius message.
    App {
        /// Class and id.
        key: MessageKey,
        /// Body.
        body: std::borrow::Cow<'a, [u8]>,
    },
    /// The handshake is complete.
    Connected,
    /// The client says that it leaves.
    Goodbye,
    /// A sign of life, which is answered already.
    Echo,
    /// Some of the client's memory, as it was asked for.
    Memory(Box<rt::ServerCheatQuery>),
}

/// What a console is told when it is admitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// Its index.
    pub client_index: u16,
    /// The count in SERVER_CONNECT_ACCEPT_TCP: 1 in the lobby, the players of a game world.
    pub accept_count: u16,
    /// The count in SERVER_CONNECT_COMPLETE: the clients of its world, itself included (GEN-5).
    pub complete_count: u16,
    /// Its address as we see it.
    pub address: std::net::Ipv4Addr,
    /// Layout quirks and settings of its title.
    pub flags: Flags,
    /// Whether the title wants SERVER_CONNECT_REQUIRE.
    pub connect_require: bool,
    /// The game world that it enters.
    pub world: Option<WorldWelcome>,
}

/// What a console is told of its game world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorldWelcome {
    /// The key that its members share, instead of their first context 3 keys (transport.md §8 step 5).
    pub key: SessionKey,
    /// Names the connection on this machine (DME-5).
    pub scert_id: u16,
    /// Where datagrams go, for a client that wants auxiliary UDP.
    pub udp: Option<std::net::SocketAddrV4>,
}

/// CursorBytes being read: what is left of earlier ones, and new ones.
#[derive(Debug)]
pub struct ReadCursor<'a> {
    bytes: CursorBytes<'a>,
    at: usize,
}

#[derive(Debug)]
enum CursorBytes<'a> {
    New(&'a mut [u8]),
    Joined(Vec<u8>),
}

impl ReadCursor<'_> {
    fn split(&mut self) -> (&mut [u8], &mut usize) {
        let bytes = match &mut self.bytes {
            CursorBytes::New(bytes) => &mut **bytes,
            CursorBytes::Joined(bytes) => bytes.as_mut_slice(),
        };
        (bytes, &mut self.at)
    }
}

/// A piece of bad input, or none.
type Step<T> = Result<T, LinkError>;

impl Link {
    /// A connection that was just accepted. `ordinal` numbers the connections of the machine and is
    /// never used twice.
    #[must_use]
    pub fn accept(now: Instant, conn: ConnId, ordinal: u64, shared: &Shared, preset: Option<&LinkPreset>) -> Self {
        let mut link = Self {
            conn,
            dialect: Dialect::default(),
            hello: false,
            client: Client::Plain,
            stage: HandshakeStage::Opened,
            policy: shared.policy,
            app_id: None,
            client_key: None,
            server_key: None,
            shares_server_key: false,
            preset: preset.map(|preset| Box::new(preset.clone())),
            welcome: None,
            ordinal,
            aux_udp: false,
            receive_flags: None,
            told_udp: false,
            shares_world_key: false,
            pending: Vec::new(),
            reassembly: Reassembly::default(),
            opened: now,
            heard: now,
            asked: false,
            echo_at: None,
            close_at: None,
            congested_since: None,
        };
        if let Some((preset, resumed)) = preset.and_then(|preset| Some((preset, preset.resumed?))) {
            link.set_version(resumed.version);
            link.hello = resumed.version.has_hello();
            link.app_id = Some(resumed.app_id);
            link.stage = HandshakeStage::Connected;
            link.client = if resumed.encrypted { Client::Keyed } else { Client::Plain };
            // Whether it has datagrams is seen when one comes.
            (link.aux_udp, link.told_udp) = (true, true);
            link.shares_world_key = resumed.encrypted && preset.world_key.is_some();
            link.client_key = preset.world_key.clone().or_else(|| preset.client_key.clone());
            link.shares_server_key = resumed.encrypted && preset.server_key.is_none();
            let own = || link.shares_server_key.then(|| shared.server_key.clone());
            link.server_key = preset.server_key.clone().or_else(own);
        }
        link
    }

    /// The connection.
    #[must_use]
    pub const fn conn(&self) -> ConnId {
        self.conn
    }

    /// Version and layout quirks.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The protocol version.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.dialect.version
    }

    /// The title, once it said so.
    #[must_use]
    pub const fn app_id(&self) -> Option<AppId> {
        self.app_id
    }

    /// Whether the handshake is complete.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.stage == HandshakeStage::Connected
    }

    /// Whether frames towards this client are encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.seal(Context::CLIENT).is_some()
    }

    /// Whether this is a community client, which takes the next frame for its answer (PC-7).
    #[must_use]
    pub fn is_community(&self) -> bool {
        self.client == Client::Community
    }

    /// Whether datagrams can come for it: the client wants auxiliary UDP, and knows where (UDP-5).
    #[must_use]
    pub const fn takes_datagrams(&self) -> bool {
        self.aux_udp && self.told_udp
    }

    /// What a client above 1.08 said that it wants to receive, before it sets its flags (DME-32).
    #[must_use]
    pub const fn receive_flags(&self) -> Option<u8> {
        self.receive_flags
    }

    /// Whether it began with a HELLO: the family above 1.08.
    #[must_use]
    pub const fn has_hello(&self) -> bool {
        self.hello
    }

    /// Whether frames of this client and towards it are sealed under the key of its game world.
    #[must_use]
    pub const fn shares_world_key(&self) -> bool {
        self.shares_world_key
    }

    /// A sign of life came by another way.
    pub fn heard(&mut self, now: Instant) {
        self.heard = now;
    }

    /// The keys and the session given from outside, if any were.
    #[must_use]
    pub fn preset(&self) -> Option<&LinkPreset> {
        self.preset.as_deref()
    }

    /// The key that a hash of this client names by its context (transport.md §3).
    #[must_use]
    pub fn key_of(&self, context: Context) -> Option<&SessionKey> {
        match context {
            Context::CLIENT => self.client_key.as_ref(),
            Context::SERVER => self.server_key.as_ref(),
            _ => None,
        }
    }

    /// Cipher and hash of its version.
    #[must_use]
    pub const fn suite(&self) -> Suite {
        if self.dialect.version.is_ps3() { Suite::Ps3 } else { Suite::Ps2 }
    }

    fn set_version(&mut self, version: Version) {
        self.dialect.version = version;
    }

    /// Takes new bytes in; [`Link::next`] cuts them into frames, and [`Link::keep`] keeps the rest.
    pub fn read<'a>(&mut self, now: Instant, bytes: &'a mut [u8]) -> ReadCursor<'a> {
        self.heard = now;
        let bytes = if self.pending.is_empty() {
            CursorBytes::New(bytes)
        } else {
            let mut joined = std::mem::take(&mut self.pending);
            joined.extend_from_slice(bytes);
            CursorBytes::Joined(joined)
        };
        ReadCursor { bytes, at: 0 }
    }

    /// Keeps what is left for later.
    pub fn keep(&mut self, mut reading: ReadCursor<'_>) {
        let at = reading.at;
        self.pending = match reading.bytes {
            CursorBytes::Joined(ref mut joined) => {
                joined.drain(..at.min(joined.len()));
                std::mem::take(joined)
            }
            CursorBytes::New(bytes) => bytes.get(at..).unwrap_or_default().to_vec(),
        };
    }

    /// The next thing that concerns the component; what concerns the transport is dealt with.
    ///
    /// # Errors
    /// [`LinkError`] with its cost; after one that costs nothing, the next call goes on.
    pub fn next<'a>(
        &mut self,
        now: Instant,
        shared: &Shared,
        clock: WallClock,
        entropy: &Entropy,
        reading: &'a mut ReadCursor<'_>,
        out: &mut Outbox,
    ) -> Step<Option<Incoming<'a>>> {
        // What arrives after we said goodbye is read and dropped.
        if self.close_at.is_some() {
            let (bytes, at) = reading.split();
            *at = bytes.len();
            return Ok(None);
        }
        let cx = Cx { now, shared, clock, entropy };
        let (bytes, at) = reading.split();
        // Frames of the transport are answered here; the loop ends at the first one for the component.
        loop {
            let start = *at;
            let Some(frame) = frame::next(bytes, at, shared.limits.frame_bytes)? else {
                return Ok(None);
            };
            let id = frame.id;
            // What is handed on outlives the loop: take the frame's range and cut it once more below.
            if id == rt::ClientAppToServer::ID {
                self.must(HandshakeStage::takes_requests, "RT_MSG_CLIENT_APP_TOSERVER")?;
                self.open(frame, out)?;
                // In a game world it proves nothing: nobody answers it (DME-29).
                self.asked |= shared.role == LinkRole::Lobby;
                let range = start..*at;
                return self.app(bytes, range, shared);
            }
            if shared.role == LinkRole::Game && relay::is_relay(id) {
                self.must(HandshakeStage::takes_requests, "application data")?;
                let range = start..*at;
                let whole = bytes.get_mut(range).unwrap_or_default();
                return Ok(frame::next(whole, &mut 0, u16::MAX)?.map(Incoming::Relay));
            }
            if shared.role == LinkRole::Game && relay::is_game(id) {
                self.must(HandshakeStage::takes_requests, "a message to a game world")?;
                self.open(frame, out)?;
                let range = start..*at;
                return Ok(opened(bytes, range).map(|body| Incoming::Game { id, body }));
            }
            if let Some(incoming) = self.transport(&cx, frame, out)? {
                return Ok(Some(incoming));
            }
        }
    }

    /// Hands a Medius message on; the frame is open and lies in `range`.
    fn app<'a>(
        &mut self,
        bytes: &'a mut [u8],
        range: std::ops::Range<usize>,
        shared: &Shared,
    ) -> Step<Option<Incoming<'a>>> {
        let Some((key, body)) = opened(bytes, range).and_then(MessageKey::split) else {
            return Err(LinkError::Unknown { id: rt::ClientAppToServer::ID });
        };
        if key != FRAGMENT {
            return Ok(Some(Incoming::App { key, body: body.into() }));
        }
        let whole = self.reassembly.take(body, shared.limits.fragment_bytes)?;
        // An unfinished message asks for the next frame: the component sees a message without content.
        Ok(Some(whole.map_or(Incoming::App { key: FRAGMENT, body: [].as_slice().into() }, |(key, body)| {
            Incoming::App { key, body: body.into() }
        })))
    }

    /// Opens a frame in place under the key that its hash names (transport.md §3).
    ///
    /// # Errors
    /// [`LinkError::NoKey`] and [`LinkError::WrongHash`].
    pub fn open<'f>(&self, frame: Frame<'f>, out: &mut Outbox) -> Step<&'f [u8]> {
        let id = frame.id;
        let Some(hash) = frame.hash.filter(|hash| !hash.is_null()) else {
            return Ok(frame.payload);
        };
        let context = hash.context();
        let key = self.key_of(context).ok_or(LinkError::NoKey { id, context: context.bits() })?;
        out.ciphers.opened += 1;
        frame.open(self.suite(), key).map_err(|_| LinkError::WrongHash { id })
    }

    fn must(&self, allowed: impl Fn(HandshakeStage) -> bool, message: &'static str) -> Step<()> {
        if allowed(self.stage) { Ok(()) } else { Err(LinkError::Order { message, when: self.stage.words() }) }
    }

    /// When the link next wants [`Link::tick`].
    #[must_use]
    pub fn deadline(&self, shared: &Shared) -> Instant {
        if let Some(at) = self.close_at {
            return at;
        }
        let quiet = if self.is_connected() || self.asked {
            self.heard + shared.timeouts.silence
        } else {
            self.opened + shared.timeouts.handshake
        };
        let slow = self.congested_since.map(|since| since + shared.limits.congested_for);
        [self.echo_at, slow].into_iter().flatten().fold(quiet, Instant::min)
    }

    /// A deadline came. `true`: the link is over and the connection has to be closed so.
    pub fn tick(&mut self, now: Instant, shared: &Shared, clock: WallClock, out: &mut Outbox) -> Option<Ending> {
        if self.close_at.is_some_and(|at| at <= now) {
            return Some(Ending::Flush);
        }
        if self.congested_since.is_some_and(|since| since + shared.limits.congested_for <= now) {
            return Some(Ending::Abort);
        }
        if !self.is_connected() && !self.asked {
            if self.opened + shared.timeouts.handshake > now {
                return None;
            }
            // A game server says so first (DME-1).
            return match shared.role {
                LinkRole::Game => self.say_goodbye(now, shared, rt::DisconnectReason::NONE, out),
                LinkRole::Lobby => Some(Ending::Flush),
            };
        }
        if self.close_at.is_none() && self.heard + shared.timeouts.silence <= now {
            mark!(out, "ST-22");
            return self.say_goodbye(now, shared, rt::DisconnectReason::INACTIVITY, out);
        }
        if self.echo_at.is_some_and(|at| at <= now) {
            self.send_server_echo(now, shared, clock, out);
        }
        None
    }

    /// The driver says that the client reads too slowly, or reads again.
    pub fn set_congested(&mut self, now: Instant, congested: bool) {
        self.congested_since = congested.then_some(self.congested_since.unwrap_or(now));
    }

    /// Ends the connection: clients above 1.08 get the notice and some seconds to go by themselves
    /// (transport.md §13); the others are closed at once, which is returned.
    pub fn say_goodbye(
        &mut self,
        now: Instant,
        shared: &Shared,
        reason: rt::DisconnectReason,
        out: &mut Outbox,
    ) -> Option<Ending> {
        if self.close_at.is_some() {
            return None;
        }
        if !self.hello {
            return Some(Ending::Flush);
        }
        self.send(&rt::ClientDisconnectWithReason { reason }, out);
        self.close_after(now, shared.timeouts.close);
        None
    }

    /// Closes the connection a little later; nothing more is read.
    pub fn close_after(&mut self, now: Instant, wait: Duration) {
        self.close_at.get_or_insert(now + wait);
    }

    /// Sets the layout quirks of a connection that was taken up in its middle.
    pub fn set_layout(&mut self, flags: Flags) {
        self.dialect.flags = flags;
    }

    /// Whether the end of the connection is decided.
    #[must_use]
    pub const fn is_ending(&self) -> bool {
        self.close_at.is_some()
    }
}

/// The payload of a frame that was opened in place.
fn opened(bytes: &[u8], range: std::ops::Range<usize>) -> Option<&[u8]> {
    let frame = bytes.get(range)?;
    let flagged = frame.first().is_some_and(|first| first & 0x80 != 0);
    // A flagged frame without payload has no hash.
    let head = if flagged && frame.len() > 3 { 7 } else { 3 };
    frame.get(head..)
}

/// What a link needs of its surroundings while it reads.
struct Cx<'a> {
    now: Instant,
    shared: &'a Shared,
    clock: WallClock,
    entropy: &'a Entropy,
}
