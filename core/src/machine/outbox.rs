//! What follows from an input: an arena that the driver owns, drains and reuses.

use std::net::SocketAddrV4;

use serde::Serialize;

use super::lent_script::LentScript;
use super::snapshot::write_snapshot;
use super::{Event, Marks};
use crate::counters::CipherCounters;
use crate::ids::{BindId, Component, ConnId, ConnectId, ListenerId, LookupId, OperatorId, SocketId, StoreId};
use crate::operator::CommandAnswer;
use crate::peer::PeerMessage;
use crate::script::{Decision, Hook, HookKind, Verdict};
use crate::store::StoreRequest;
use crate::time::Instant;

/// A range of one of the arena's vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    fn of(start: usize, end: usize) -> Self {
        Self { start: index(start), end: index(end) }
    }

    const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One batch never comes near 4 GiB; a batch that did would be cut there.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// How a connection is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Ending {
    /// Write what is queued, shut down writing, read and discard until the peer's FIN or 5 s.
    Flush,
    /// At once. (A reset in the middle of unread input is an error box on a console.)
    Abort,
}

/// Bytes that an outbox keeps for the next batch, whatever a single one needed.
const KEPT: usize = 1024 * 1024;

/// One effect as the arena holds it; [`Outbox::drain`] resolves it to an [`Output`].
#[derive(Debug)]
pub enum Effect {
    /// Bytes for TCP connections.
    Send(Span, Span),
    /// A datagram for addresses.
    Datagram(SocketId, Span, Span),
    /// Everything else carries no bytes of the arena.
    Other(Box<OtherEffect>),
}

/// An effect without bytes of the arena.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "see Output")]
pub enum OtherEffect {
    Connect { request: ConnectId, to: SocketAddrV4, listener: ListenerId },
    Bind { request: BindId, to: SocketAddrV4 },
    Unbind { socket: SocketId },
    Pause { conn: ConnId },
    Resume { conn: ConnId },
    Close { conn: ConnId, ending: Ending },
    Store { id: StoreId, request: StoreRequest },
    Peer { to: Component, message: PeerMessage },
    Answer { id: OperatorId, answer: CommandAnswer },
    Event(Event),
    StoreCancel { id: StoreId },
    LookUp { request: LookupId, name: String },
}

/// One thing that the driver has to do.
#[derive(Debug, Serialize)]
pub enum Output<'a> {
    /// Queue bytes for each of these connections. A target that is gone is skipped.
    Send {
        /// The receivers.
        to: &'a [ConnId],
        /// Whole frames.
        bytes: &'a [u8],
    },
    /// Send a datagram to each of these addresses.
    Datagram {
        /// The socket to send from.
        socket: SocketId,
        /// The receivers.
        to: &'a [SocketAddrV4],
        /// Its content.
        bytes: &'a [u8],
    },
    /// Open a TCP connection: `Opened` or `ConnectFailed` answers.
    Connect {
        /// Names the answer.
        request: ConnectId,
        /// Where to.
        to: SocketAddrV4,
        /// The listener whose settings the connection shares.
        listener: ListenerId,
    },
    /// Bind a UDP socket: `Bound` or `BindFailed` answers.
    Bind {
        /// Names the answer.
        request: BindId,
        /// The address; port 0 lets the system choose.
        to: SocketAddrV4,
    },
    /// Close a UDP socket.
    Unbind {
        /// The socket.
        socket: SocketId,
    },
    /// Look a host's name up, without keeping the machine waiting: `LookedUp` answers.
    LookUp {
        /// Names the answer.
        request: LookupId,
        /// The name.
        name: String,
    },
    /// Stop to read from a connection.
    Pause {
        /// The connection.
        conn: ConnId,
    },
    /// Read again.
    Resume {
        /// The connection.
        conn: ConnId,
    },
    /// Close a connection; `Closed` follows.
    Close {
        /// The connection.
        conn: ConnId,
        /// How.
        ending: Ending,
    },
    /// Ask the store: `Store` answers.
    Store {
        /// Names the answer.
        id: StoreId,
        /// The request.
        request: StoreRequest,
    },
    /// Take a request back from the store: if its work has not begun, it never does, and no answer comes. Else it goes
    /// on, and its answer comes or is on its way.
    StoreCancel {
        /// The request.
        id: StoreId,
    },
    /// Write to another component.
    Peer {
        /// The receiver.
        to: Component,
        /// The message.
        message: PeerMessage,
    },
    /// CommandAnswer an operator.
    Answer {
        /// The command.
        id: OperatorId,
        /// The answer.
        answer: CommandAnswer,
    },
    /// Tell the observers.
    Event(Event),
}

/// The arena: one byte buffer plus headers. Frames are written straight into it; a broadcast is one
/// range and n targets. Draining keeps the memory.
#[derive(Debug, Default)]
pub struct Outbox {
    bytes: Vec<u8>,
    conns: Vec<ConnId>,
    addrs: Vec<SocketAddrV4>,
    effects: Vec<Effect>,
    decisions: Vec<Decision>,
    /// A script that wants to see what is sent, for the time of an input.
    pub(super) lent: LentScript,
    /// Which rules applied, while somebody watches.
    pub marks: Marks,
    /// Work done.
    pub ciphers: CipherCounters,
}

impl Outbox {
    /// An empty outbox.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether nothing has to be done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.effects.is_empty()
    }

    /// Sends what `write` appends to one connection. Appending nothing sends nothing.
    pub fn send<T>(&mut self, to: ConnId, write: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        let start = self.bytes.len();
        let result = write(&mut self.bytes);
        let end = self.bytes.len();
        if end == start {
            return result;
        }
        if let Some(Effect::Send(targets, span)) = self.effects.last_mut()
            && span.end == index(start)
            && self.conns.get(targets.range()) == Some(&[to])
        {
            span.end = index(end);
            return result;
        }
        self.conns.push(to);
        let targets = Span::of(self.conns.len() - 1, self.conns.len());
        self.effects.push(Effect::Send(targets, Span::of(start, end)));
        result
    }

    /// Sends what `write` appends to several connections; it is written once.
    pub fn send_to(&mut self, to: impl IntoIterator<Item = ConnId>, write: impl FnOnce(&mut Vec<u8>)) {
        let first = self.conns.len();
        self.conns.extend(to);
        if self.conns.len() == first {
            return;
        }
        let targets = Span::of(first, self.conns.len());
        let start = self.bytes.len();
        write(&mut self.bytes);
        if self.bytes.len() == start {
            self.conns.truncate(first);
            return;
        }
        self.effects.push(Effect::Send(targets, Span::of(start, self.bytes.len())));
    }

    /// Sends what `write` appends as one datagram to each address.
    pub fn datagram(
        &mut self,
        socket: SocketId,
        to: impl IntoIterator<Item = SocketAddrV4>,
        write: impl FnOnce(&mut Vec<u8>),
    ) {
        let first = self.addrs.len();
        self.addrs.extend(to);
        if self.addrs.len() == first {
            return;
        }
        let targets = Span::of(first, self.addrs.len());
        let start = self.bytes.len();
        write(&mut self.bytes);
        self.effects.push(Effect::Datagram(socket, targets, Span::of(start, self.bytes.len())));
    }

    fn other(&mut self, effect: OtherEffect) {
        self.effects.push(Effect::Other(Box::new(effect)));
    }

    /// Asks for a TCP connection.
    pub fn connect(&mut self, request: ConnectId, to: SocketAddrV4, listener: ListenerId) {
        self.other(OtherEffect::Connect { request, to, listener });
    }

    /// Asks for a UDP socket.
    pub fn bind(&mut self, request: BindId, to: SocketAddrV4) {
        self.other(OtherEffect::Bind { request, to });
    }

    /// Gives a UDP socket up.
    pub fn unbind(&mut self, socket: SocketId) {
        self.other(OtherEffect::Unbind { socket });
    }

    /// Asks for the address of a host's name.
    pub fn look_up(&mut self, request: LookupId, name: String) {
        self.other(OtherEffect::LookUp { request, name });
    }

    /// Stops to read from a connection.
    pub fn pause(&mut self, conn: ConnId) {
        self.other(OtherEffect::Pause { conn });
    }

    /// Reads from a connection again.
    pub fn resume(&mut self, conn: ConnId) {
        self.other(OtherEffect::Resume { conn });
    }

    /// Closes a connection.
    pub fn close(&mut self, conn: ConnId, ending: Ending) {
        self.other(OtherEffect::Close { conn, ending });
    }

    /// Asks the store.
    pub fn store(&mut self, id: StoreId, request: StoreRequest) {
        self.other(OtherEffect::Store { id, request });
    }

    /// Takes a request back from the store, if its work has not begun; an answer may come nevertheless.
    pub fn store_cancel(&mut self, id: StoreId) {
        self.other(OtherEffect::StoreCancel { id });
    }

    /// Writes to another component.
    pub fn send_peer(&mut self, to: Component, message: PeerMessage) {
        self.other(OtherEffect::Peer { to, message });
    }

    /// Answers an operator.
    pub fn answer(&mut self, id: OperatorId, answer: CommandAnswer) {
        self.other(OtherEffect::Answer { id, answer });
    }

    /// Tells the observers.
    pub fn event(&mut self, event: Event) {
        self.other(OtherEffect::Event(event));
    }

    /// Notes what a script decided, so that a replay needs no interpreter.
    pub fn decision(&mut self, decision: Decision) -> Verdict {
        let verdict = decision.verdict.clone();
        self.decisions.push(decision);
        verdict
    }

    /// What scripts decided since the last drain, in order.
    #[must_use]
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// Hands every effect over, in order, and leaves the outbox empty with its memory kept.
    pub fn drain(&mut self, carry_out: impl FnMut(Output<'_>)) {
        self.drain_all(|outputs| outputs.for_each(carry_out));
    }

    /// Hands everything over at once: the bytes of all outputs stay where they are until `carry_out`
    /// returns, so that several of them can leave together without a copy.
    pub fn drain_all<R>(&mut self, carry_out: impl FnOnce(Outputs<'_>) -> R) -> R {
        let result = carry_out(Outputs {
            effects: self.effects.drain(..),
            bytes: &self.bytes,
            conns: &self.conns,
            addrs: &self.addrs,
        });
        self.bytes.clear();
        if self.bytes.capacity() > KEPT {
            self.bytes.shrink_to(KEPT);
        }
        self.conns.clear();
        self.addrs.clear();
        self.decisions.clear();
        result
    }

    /// Appends an exact description of everything that is to be done: equal descriptions, equal effects.
    pub fn describe(&self, into: &mut Vec<u8>) {
        for effect in &self.effects {
            match effect {
                Effect::Send(to, span) => {
                    write_snapshot(&Output::Send { to: part(&self.conns, *to), bytes: part(&self.bytes, *span) }, into);
                }
                Effect::Datagram(socket, to, span) => write_snapshot(
                    &Output::Datagram { socket: *socket, to: part(&self.addrs, *to), bytes: part(&self.bytes, *span) },
                    into,
                ),
                Effect::Other(effect) => write_snapshot(effect, into),
            }
        }
    }
}

impl Outbox {
    /// Returns whether a script wants to be asked; `kind` is one of those that are called where something is sent.
    pub(crate) const fn asks(&self, kind: HookKind) -> bool {
        self.lent.wants.has(kind)
    }

    /// Returns whether a script that [`Outbox::asks`] lets something pass.
    pub(crate) fn allows(&mut self, hook: Hook<'_>) -> bool {
        !self.asks(hook.into()) || self.ask_lent(self.lent.now, hook) != Verdict::Deny
    }

    /// Asks the script that is lent, if there is one.
    pub(super) fn ask_lent(&mut self, now: Instant, hook: Hook<'_>) -> Verdict {
        self.lent.ask(now, hook).map_or(Verdict::Allow, |decision| self.decision(decision))
    }
}

/// What an outbox holds, in order.
#[derive(Debug)]
pub struct Outputs<'a> {
    effects: std::vec::Drain<'a, Effect>,
    bytes: &'a [u8],
    conns: &'a [ConnId],
    addrs: &'a [SocketAddrV4],
}

impl<'a> Outputs<'a> {
    /// The receivers of each [`Output::Send`] that is still to come: a look ahead.
    pub fn receivers(&self) -> impl Iterator<Item = &'a [ConnId]> + use<'a, '_> {
        self.effects.as_slice().iter().filter_map(|effect| match effect {
            Effect::Send(to, _) => Some(part(self.conns, *to)),
            _ => None,
        })
    }
}

impl<'a> Iterator for Outputs<'a> {
    type Item = Output<'a>;

    fn next(&mut self) -> Option<Output<'a>> {
        Some(match self.effects.next()? {
            Effect::Send(to, span) => Output::Send { to: part(self.conns, to), bytes: part(self.bytes, span) },
            Effect::Datagram(socket, to, span) => {
                Output::Datagram { socket, to: part(self.addrs, to), bytes: part(self.bytes, span) }
            }
            Effect::Other(effect) => match *effect {
                OtherEffect::Connect { request, to, listener } => Output::Connect { request, to, listener },
                OtherEffect::Bind { request, to } => Output::Bind { request, to },
                OtherEffect::Unbind { socket } => Output::Unbind { socket },
                OtherEffect::LookUp { request, name } => Output::LookUp { request, name },
                OtherEffect::Pause { conn } => Output::Pause { conn },
                OtherEffect::Resume { conn } => Output::Resume { conn },
                OtherEffect::Close { conn, ending } => Output::Close { conn, ending },
                OtherEffect::Store { id, request } => Output::Store { id, request },
                OtherEffect::StoreCancel { id } => Output::StoreCancel { id },
                OtherEffect::Peer { to, message } => Output::Peer { to, message },
                OtherEffect::Answer { id, answer } => Output::Answer { id, answer },
                OtherEffect::Event(event) => Output::Event(event),
            },
        })
    }
}

/// Spans are made by this file from the same vectors.
fn part<T>(of: &[T], span: Span) -> &[T] {
    of.get(span.range()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: ConnId = ConnId { index: 0, generation: 0 };
    const B: ConnId = ConnId { index: 1, generation: 0 };

    fn seen(out: &mut Outbox) -> Vec<(Vec<ConnId>, Vec<u8>)> {
        let mut seen = Vec::new();
        out.drain(|output| {
            if let Output::Send { to, bytes } = output {
                seen.push((to.to_vec(), bytes.to_vec()));
            }
        });
        seen
    }

    #[test]
    fn a_broadcast_is_one_range_and_n_targets() {
        let mut out = Outbox::new();
        out.send(A, |w| w.extend(b"one"));
        out.send(A, |w| w.extend(b"two"));
        out.send_to([A, B], |w| w.extend(b"all"));
        out.send(B, |_| ());
        out.send_to([], |w| w.extend(b"none"));
        assert_eq!(out.bytes.len(), 9);
        let expected = vec![(vec![A], b"onetwo".to_vec()), (vec![A, B], b"all".to_vec())];
        assert_eq!(seen(&mut out), expected);
        assert!(out.is_empty());
    }
}
