//! Everything that leaves a link, and broadcasts over many.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::replies::Packets;
use super::state::{Client, Link};
use crate::crypto::Context;
use crate::ids::ConnId;
use crate::machine::Outbox;
use crate::script::{Hook, HookKind};
use crate::settings::ClearAnswers;
use crate::wire::fragment::{self, WHOLE};
use crate::wire::frame::{self, Seal};
use crate::wire::rt::{self, RtMessage};
use crate::wire::{Dialect, Message, MessageKey, RtId};

impl Link {
    /// How a frame of this context is sealed: not at all without an agreed key, or by policy
    /// (transport.md §15).
    pub(super) fn seal(&self, context: Context) -> Option<Seal<'_>> {
        let (key, context) = match (self.client, context, &self.server_key, &self.client_key) {
            (Client::Community, ..) => return None,
            // A console without an exchange that was given a context 1 key uses it for everything.
            (Client::Plain, _, Some(key), _) => (key, Context::SERVER),
            (Client::Keyed, Context::SERVER, Some(key), _) if self.policy.encrypt => (key, Context::SERVER),
            (Client::Keyed, _, _, Some(key)) if self.policy.encrypt => (key, Context::CLIENT),
            _ => return None,
        };
        Some(Seal { suite: self.suite(), key, context })
    }

    /// Returns whether frames towards this client are encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.seal(Context::CLIENT).is_some()
    }

    /// How a message of the transport is sealed: HELLO and what changes a console's memory never are (PLG-3).
    fn rt_seal(&self, id: RtId, context: Context) -> Option<Seal<'_>> {
        self.seal(context).filter(|_| ![rt::ServerHello::ID, rt::ServerMemoryPoke::ID].contains(&id))
    }

    /// How a Medius message is sealed: not where the title wants it in clear (TQ-6, TQ-20).
    fn app_seal(&self, message: MessageKey) -> Option<Seal<'_>> {
        let clear = self.welcome.as_ref().map_or_else(ClearAnswers::default, |welcome| welcome.clear_answers);
        self.seal(self.policy.app_context.of(self.hello)).filter(|_| !clear.has(message))
    }

    /// Sends a frame in a context.
    pub(super) fn send_raw(&self, id: RtId, context: Context, out: &mut Outbox, body: impl Fn(&mut Vec<u8>)) {
        self.send_frame(id, self.rt_seal(id, context), out, body);
    }

    /// Sends a frame that is sealed so, if a script lets it pass.
    fn send_frame(&self, id: RtId, seal: Option<Seal<'_>>, out: &mut Outbox, body: impl Fn(&mut Vec<u8>)) {
        if self.lets_out(id, false, &body, out) {
            let sealed = out.send(self.conn, |w| write_frame(id, seal, w, body));
            out.ciphers.sealed += sealed;
        }
    }

    /// Appends a message of the transport, as it would be sent; gives how many frames were sealed.
    pub fn write<M: RtMessage>(&self, message: &M, to: &mut Vec<u8>) -> u64 {
        write_frame(M::ID, self.rt_seal(M::ID, Context::CLIENT), to, |w| message.write(w, self.dialect))
    }

    /// Sends a message of the transport.
    pub fn send<M: RtMessage>(&self, message: &M, out: &mut Outbox) {
        let context = if M::ID == rt::ServerCheatQuery::ID { Context::SERVER } else { Context::CLIENT };
        self.send_raw(M::ID, context, out, |w| message.write(w, self.dialect));
    }

    /// Sends encoded Medius messages; large ones in fragments from 1.09 on (transport.md §2).
    pub fn send_packets(&self, packets: &Packets, out: &mut Outbox) {
        for message in packets.iter() {
            if asks_what_leaves(out) {
                self.send_asking(message, out);
                continue;
            }
            let sealed = out.send(self.conn, |w| self.app_frames(message, w));
            out.ciphers.sealed += sealed;
        }
    }

    /// Sends what a script lets pass of a Medius message.
    fn send_asking(&self, message: &[u8], out: &mut Outbox) {
        let Some((key, body)) = MessageKey::split(message) else { return };
        if out.allows(Hook::MessageOut { conn: self.conn, key, body }) {
            for piece in self.pieces(message) {
                self.send_frame(rt::ServerApp::ID, self.app_seal(key), out, |w| w.extend_from_slice(&piece));
            }
        }
    }

    /// Sends a Medius message.
    pub fn send_app<M: Message>(&self, message: &M, out: &mut Outbox) {
        self.send_packets(&Packets::of(message, self.dialect), out);
    }

    /// The frames of one Medius message: class, id and body.
    fn app_frames(&self, message: &[u8], to: &mut Vec<u8>) -> u64 {
        let Some((key, _)) = MessageKey::split(message) else { return 0 };
        let seal = self.app_seal(key);
        let frame = |piece: Cow<'_, [u8]>| write_frame(rt::ServerApp::ID, seal, to, |w| w.extend_from_slice(&piece));
        self.pieces(message).map(frame).sum()
    }

    /// What the frames of one Medius message hold: the message, or its fragments.
    fn pieces<'m>(&self, message: &'m [u8]) -> impl Iterator<Item = Cow<'m, [u8]>> + use<'m> {
        let large = self.version().has_hello() && message.len() > WHOLE;
        let cut = MessageKey::split(message).filter(|_| large);
        let whole = cut.is_none().then_some(Cow::Borrowed(message));
        whole.into_iter().chain(cut.into_iter().flat_map(|(key, body)| fragment::split(key, body)).map(Cow::Owned))
    }

    /// What decides the bytes of a Medius message on this link.
    fn app_group(&self, message: MessageKey) -> Group {
        self.group(self.app_seal(message))
    }

    /// What decides the bytes of a message of the transport on this link.
    pub(crate) fn rt_group(&self) -> Group {
        self.group(self.seal(Context::CLIENT))
    }

    fn group(&self, seal: Option<Seal<'_>>) -> Group {
        let key = match seal.map(|seal| seal.context) {
            None => Keying::Clear,
            Some(Context::SERVER) if self.shares_server_key => Keying::Machine,
            Some(Context::CLIENT) if self.shares_world_key => Keying::World,
            Some(_) => Keying::Own(self.conn),
        };
        Group { key, dialect: self.dialect }
    }
}

/// Whether a script wants to see Medius messages, or their frames, before they leave.
const fn asks_what_leaves(out: &Outbox) -> bool {
    out.asks(HookKind::MessageOut) || out.asks(HookKind::FrameOut)
}

/// Appends a frame; gives how many were sealed.
fn write_frame(id: RtId, seal: Option<Seal<'_>>, to: &mut Vec<u8>, body: impl FnOnce(&mut Vec<u8>)) -> u64 {
    let sealed = u64::from(seal.is_some());
    // What we send is bounded by the catalogue, far below what a frame can hold.
    let written = frame::write(to, id, seal, body);
    debug_assert!(written.is_ok());
    sealed
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Keying {
    Clear,
    /// The context 1 key of the machine.
    Machine,
    /// The context 3 key of a game world; links of one world are compared.
    World,
    Own(ConnId),
}

/// Links of one machine, and of one world where they are in any, whose frames are the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Group {
    key: Keying,
    dialect: Dialect,
}

/// Sends one Medius message to many links: it is made and sealed once for all that share a key.
pub fn broadcast<'a, M: Message>(links: impl IntoIterator<Item = &'a Link>, message: &M, out: &mut Outbox) {
    let mut groups: BTreeMap<Group, (&Link, Vec<ConnId>)> = BTreeMap::new();
    let asks = asks_what_leaves(out);
    for link in links {
        if asks {
            link.send_app(message, out);
            continue;
        }
        groups.entry(link.app_group(M::KEY)).or_insert_with(|| (link, Vec::new())).1.push(link.conn);
    }
    for (link, members) in groups.into_values() {
        let packets = Packets::of(message, link.dialect);
        let mut sealed = 0;
        out.send_to(members, |w| {
            sealed = packets.iter().map(|message| link.app_frames(message, w)).sum();
        });
        out.ciphers.sealed += sealed;
    }
}
