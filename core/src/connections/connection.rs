//! One connection of a component.

use core::time::Duration;
use std::net::{Ipv4Addr, SocketAddrV4};

use serde::{Deserialize, Serialize};

use crate::ids::{AppId, ConnId};
use crate::link::{Link, Packets, Replies, Slot};
use crate::machine::{Ending, Outbox, mark};
use crate::pace::{Pace, Rate};
use crate::time::Instant;
use crate::wire::Dialect;

/// A connection: its link, its reply queue, and the component's own state.
#[derive(Debug, Serialize, Deserialize)]
pub struct Connection<S> {
    /// The transport.
    pub link: Link,
    /// The component's state.
    pub state: S,
    replies: Replies,
    peer: SocketAddrV4,
    local: SocketAddrV4,
    /// Whether reading waits for answers to leave, or for its time.
    pub(super) paused: bool,
    /// How fast it sends, and until when it is not read because it sends too fast.
    pace: Pace,
    waits_until: Option<Instant>,
    closing: bool,
    /// Whether the component has been told that its end is decided.
    pub(super) ended: bool,
    /// Whether it stands in the list of those that have to be followed up.
    #[serde(skip)]
    pub(super) touched: bool,
}

impl<S: Default> Connection<S> {
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
            ended: false,
            touched: false,
        }
    }
}

/// The silence after which a connection is no living one any more (ST-21).
const LIVING: Duration = Duration::from_secs(30);

impl<S> Connection<S> {
    /// Returns whether its console was heard lately (ST-21).
    #[must_use]
    pub fn is_living(&self, now: Instant) -> bool {
        now < self.link.last_heard() + LIVING
    }

    /// Returns the connection's name.
    #[must_use]
    pub const fn id(&self) -> ConnId {
        self.link.conn()
    }

    /// Returns the address of the far end.
    #[must_use]
    pub const fn peer(&self) -> SocketAddrV4 {
        self.peer
    }

    /// Returns the address by which this console knows us.
    #[must_use]
    pub const fn local(&self) -> Ipv4Addr {
        *self.local.ip()
    }

    /// Returns version and layout quirks.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.link.dialect()
    }

    /// Returns the title, or 0 while the console has not named it.
    #[must_use]
    pub fn app_id(&self) -> AppId {
        self.link.app_id().unwrap_or_default()
    }

    /// Returns whether the driver was asked to close it.
    #[must_use]
    pub const fn is_closing(&self) -> bool {
        self.closing
    }

    /// Returns whether its end is decided: the driver was asked, or will be in a moment.
    #[must_use]
    pub const fn is_ending(&self) -> bool {
        self.closing || self.link.is_ending()
    }

    /// Charges what it costs to deal with what came; a client that sends too fast is read later.
    pub fn spend(&mut self, now: Instant, bytes: usize, rate: Rate) {
        self.pace.charge(now, bytes, rate);
        self.waits_until = self.pace.resumes(now, rate);
    }

    /// Returns until when it is not read, if it sent too fast.
    pub(super) fn waits(&self, now: Instant) -> Option<Instant> {
        self.waits_until.filter(|until| *until > now)
    }

    /// Returns how many of its requests wait for an answer.
    #[must_use]
    pub fn pending(&self) -> u32 {
        self.replies.pending()
    }

    pub(super) fn close(&mut self, ending: Ending, out: &mut Outbox) {
        if !self.closing {
            self.closing = true;
            out.close(self.id(), ending);
        }
    }

    pub(super) fn begin_reply(&mut self) -> Slot {
        self.replies.begin()
    }

    pub(super) fn answer_all(&mut self, slot: Slot, packets: Packets, out: &mut Outbox) {
        mark!(out, "GEN-11");
        let link = &self.link;
        self.replies.answer(slot, packets, |packets| link.send_packets(packets, out));
    }

    pub(super) fn tell_all(&mut self, packets: Packets, max_held: u32, out: &mut Outbox) -> bool {
        let link = &self.link;
        let hold = link.is_community();
        self.replies.unsolicited(packets, hold, max_held, |packets| link.send_packets(packets, out))
    }
}
