//! One connection of a lobby component.

use std::net::{Ipv4Addr, SocketAddrV4};

use serde::{Deserialize, Serialize};

use crate::ids::{AppId, ConnId};
use crate::link::{Link, Packets, Replies, Slot};
use crate::machine::{Ending, Outbox, mark};
use crate::pace::{Pace, Rate};
use crate::time::Instant;
use crate::wire::{Dialect, Message};

/// A connection: its link, its reply queue, and the service's own state.
#[derive(Debug, Serialize, Deserialize)]
pub struct Visitor<S> {
    /// The transport.
    pub link: Link,
    /// The service's state.
    pub state: S,
    replies: Replies,
    peer: SocketAddrV4,
    local: SocketAddrV4,
    /// Whether reading waits for answers to leave, or for its time.
    pub(super) paused: bool,
    /// How fast it sends, and since when it sends too fast.
    pace: Pace,
    waits_until: Option<Instant>,
    closing: bool,
}

impl<S: Default> Visitor<S> {
    pub(super) fn new(link: Link, peer: SocketAddrV4, local: SocketAddrV4) -> Self {
        Self {
            link,
            state: S::default(),
            replies: Replies::default(),
            peer,
            local,
            paused: false,
            pace: Pace::default(),
            waits_until: None,
            closing: false,
        }
    }
}

impl<S> Visitor<S> {
    /// The connection.
    #[must_use]
    pub const fn conn(&self) -> ConnId {
        self.link.conn()
    }

    /// The far end.
    #[must_use]
    pub const fn peer(&self) -> SocketAddrV4 {
        self.peer
    }

    /// The address by which this console knows us.
    #[must_use]
    pub const fn local(&self) -> Ipv4Addr {
        *self.local.ip()
    }

    /// Version and layout quirks.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.link.dialect()
    }

    /// The title, once it said so.
    #[must_use]
    pub fn app_id(&self) -> AppId {
        self.link.app_id().unwrap_or_default()
    }

    /// Whether the driver was asked to close it.
    #[must_use]
    pub const fn is_closing(&self) -> bool {
        self.closing
    }

    /// Whether its end is decided: the driver was asked, or will be in a moment.
    #[must_use]
    pub const fn is_leaving(&self) -> bool {
        self.closing || self.link.is_ending()
    }

    /// Notes what it costs to deal with what came; a client that sends too fast is read later.
    pub fn spend(&mut self, now: Instant, bytes: usize, rate: Rate) {
        self.pace.charge(now, bytes, rate);
        self.waits_until = self.pace.resumes(now, rate);
    }

    /// Until when it is not read.
    pub(super) fn waits(&self, now: Instant) -> Option<Instant> {
        self.waits_until.filter(|until| *until > now)
    }

    /// Requests that wait for an answer.
    #[must_use]
    pub fn pending(&self) -> u32 {
        self.replies.pending()
    }

    /// Closes the connection; what is queued for it still leaves.
    pub fn close(&mut self, ending: Ending, out: &mut Outbox) {
        if !self.closing {
            self.closing = true;
            out.close(self.conn(), ending);
        }
    }

    /// Takes the next place in the reply queue.
    pub fn begin(&mut self) -> Slot {
        self.replies.begin()
    }

    /// Answers the request of a place with one message.
    pub fn answer<M: Message>(&mut self, slot: Slot, message: &M, out: &mut Outbox) {
        self.answer_all(slot, Packets::of(message, self.dialect()), out);
    }

    /// Answers the request of a place; answers whose turn has come leave (GEN-11, GEN-12).
    pub fn answer_all(&mut self, slot: Slot, packets: Packets, out: &mut Outbox) {
        mark!(out, "GEN-11");
        let link = &self.link;
        self.replies.answer(slot, packets, |packets| link.send_packets(packets, out));
    }

    /// Answers a request at once, in its turn.
    pub fn reply<M: Message>(&mut self, message: &M, out: &mut Outbox) {
        let slot = self.begin();
        self.answer(slot, message, out);
    }

    /// Sends a message that nobody asked for; a community client gets it when it waits for no answer
    /// (PC-7). `false`: too many wait already, and it was dropped.
    pub fn tell<M: Message>(&mut self, message: &M, most_held: u32, out: &mut Outbox) -> bool {
        self.tell_all(Packets::of(message, self.dialect()), most_held, out)
    }

    /// The same for messages that are encoded already.
    pub fn tell_all(&mut self, packets: Packets, most_held: u32, out: &mut Outbox) -> bool {
        let link = &self.link;
        let hold = link.is_community();
        self.replies.unsolicited(packets, hold, most_held, |packets| link.send_packets(packets, out))
    }
}
