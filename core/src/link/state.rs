//! The state of one connection, and what others may know of it.

use serde::{Deserialize, Serialize};

use super::error::{LinkError, Step};
use super::shared::Shared;
use super::stage::HandshakeStage;
use super::welcome::Welcome;
use crate::crypto::{Context, SessionKey, Suite};
use crate::ids::{AppId, ConnId};
use crate::settings::{LinkPolicy, LinkPreset};
use crate::time::Instant;
use crate::wire::fragment::Reassembly;
use crate::wire::{Dialect, Flags, Version};

/// What kind of client opened the connection: decided by what arrives first (transport.md §15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Client {
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
    pub(super) conn: ConnId,
    pub(super) dialect: Dialect,
    pub(super) hello: bool,
    pub(super) client: Client,
    pub(super) stage: HandshakeStage,
    pub(super) policy: LinkPolicy,
    pub(super) app_id: Option<AppId>,
    pub(super) client_key: Option<SessionKey>,
    pub(super) server_key: Option<SessionKey>,
    /// Whether the context 1 key is the machine's own, shared with its other links.
    pub(super) shares_server_key: bool,
    pub(super) preset: Option<Box<LinkPreset>>,
    /// What the client is told when it is let in.
    pub(super) welcome: Option<Welcome>,
    /// Draws of this connection.
    pub(super) ordinal: u64,
    /// Whether the client wants auxiliary UDP beside this connection: it opened with 0x15.
    pub(super) aux_udp: bool,
    /// What CLIENT_CONNECT_READY_TCP said that the client wants to receive (DME-32).
    pub(super) receive_flags: Option<u8>,
    /// Whether it was told where datagrams go, which is the last step before it is ready.
    pub(super) told_udp: bool,
    /// Whether the context 3 key is the one of its game world.
    pub(super) shares_world_key: bool,
    #[serde(with = "serde_bytes")]
    pub(super) pending: Vec<u8>,
    pub(super) reassembly: Reassembly,
    pub(super) opened: Instant,
    pub(super) heard: Instant,
    /// Whether a Medius message came: it may overtake the end of the handshake, or do without (GEN-6).
    pub(super) asked: bool,
    pub(super) echo_at: Option<Instant>,
    pub(super) close_at: Option<Instant>,
    pub(super) congested_since: Option<Instant>,
}

impl Link {
    /// Makes the state of a connection that was just accepted. `ordinal` numbers the connections of the machine and is
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

    /// Returns the name of the connection.
    #[must_use]
    pub const fn conn(&self) -> ConnId {
        self.conn
    }

    /// Returns version and layout quirks.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Returns the protocol version.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.dialect.version
    }

    /// Returns the title, once it said so.
    #[must_use]
    pub const fn app_id(&self) -> Option<AppId> {
        self.app_id
    }

    /// Returns whether the handshake is complete.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.stage == HandshakeStage::Connected
    }

    /// Returns whether this is a community client, which takes the next frame for its answer (PC-7).
    #[must_use]
    pub fn is_community(&self) -> bool {
        self.client == Client::Community
    }

    /// Returns whether datagrams can come for it: the client wants auxiliary UDP, and knows where (UDP-5).
    #[must_use]
    pub const fn takes_datagrams(&self) -> bool {
        self.aux_udp && self.told_udp
    }

    /// Returns what a client above 1.08 said that it wants to receive, before it sets its flags (DME-32).
    #[must_use]
    pub const fn receive_flags(&self) -> Option<u8> {
        self.receive_flags
    }

    /// Returns whether it began with a HELLO: the family above 1.08.
    #[must_use]
    pub const fn has_hello(&self) -> bool {
        self.hello
    }

    /// Returns whether frames of this client and towards it are sealed under the key of its game world.
    #[must_use]
    pub const fn shares_world_key(&self) -> bool {
        self.shares_world_key
    }

    /// Notes a sign of life that came by another way.
    pub fn heard(&mut self, now: Instant) {
        self.heard = now;
    }

    /// Returns when the client gave its last sign of life.
    #[must_use]
    pub const fn last_heard(&self) -> Instant {
        self.heard
    }

    /// Returns the keys and the session given from outside, if any were.
    #[must_use]
    pub fn preset(&self) -> Option<&LinkPreset> {
        self.preset.as_deref()
    }

    /// Returns the key that a hash of this client names by its context (transport.md §3).
    #[must_use]
    pub fn key_of(&self, context: Context) -> Option<&SessionKey> {
        match context {
            Context::CLIENT => self.client_key.as_ref(),
            Context::SERVER => self.server_key.as_ref(),
            _ => None,
        }
    }

    /// Returns cipher and hash of its version.
    #[must_use]
    pub const fn suite(&self) -> Suite {
        if self.dialect.version.is_ps3() { Suite::Ps3 } else { Suite::Ps2 }
    }

    pub(super) fn set_version(&mut self, version: Version) {
        self.dialect.version = version;
    }

    /// Sets the layout quirks of a connection that was taken up in its middle.
    pub fn set_layout(&mut self, flags: Flags) {
        self.dialect.flags = flags;
    }

    /// Returns whether the end of the connection is decided.
    #[must_use]
    pub const fn is_ending(&self) -> bool {
        self.close_at.is_some()
    }

    /// Refuses a message that has no place at this step of the handshake.
    pub(super) fn must(&self, allowed: impl Fn(HandshakeStage) -> bool, message: &'static str) -> Step<()> {
        if allowed(self.stage) { Ok(()) } else { Err(LinkError::Order { message, when: self.stage.words() }) }
    }
}
