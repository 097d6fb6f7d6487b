//! Requests to the store on behalf of a console, and what a late, failed or lost answer means (DM-8).

use core::time::Duration;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::front::{self, Front, Service, Visitor};
use crate::link::Slot;
use crate::machine::{ConnId, Event, Instant, Outbox, StoreId, Timers, mark};
use crate::store::{StoreReply, StoreRequest};
use crate::wire::MessageId;

/// Who asked, and what for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Asked<P> {
    /// The connection.
    pub conn: ConnId,
    /// The place of its request in the reply queue.
    pub slot: Slot,
    /// What the answer repeats.
    pub message_id: MessageId,
    /// What to do with the answer.
    pub purpose: P,
    /// The request's name, for events.
    name: String,
}

impl<P> Asked<P> {
    /// For a place that is taken already.
    #[must_use]
    pub const fn at(conn: ConnId, slot: Slot, message_id: MessageId, purpose: P) -> Self {
        Self { conn, slot, message_id, purpose, name: String::new() }
    }
}

impl<S> Visitor<S> {
    /// Takes the next place in the reply queue for a request whose answer the store has to give.
    pub(crate) fn asks<P>(&mut self, message_id: &MessageId, purpose: P) -> Asked<P> {
        Asked::at(self.conn(), self.begin(), message_id.clean(), purpose)
    }
}

/// What the store was asked and has not answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Asking<P> {
    count: u64,
    waiting: BTreeMap<StoreId, Asked<P>>,
    late: Timers<StoreId>,
}

impl<P> Default for Asking<P> {
    fn default() -> Self {
        Self { count: 0, waiting: BTreeMap::new(), late: Timers::default() }
    }
}

impl<P> Asking<P> {
    /// Asks the store; its answer is late after `patience` (T-STORE).
    pub fn ask(
        &mut self,
        now: Instant,
        patience: Duration,
        request: StoreRequest,
        mut asked: Asked<P>,
        out: &mut Outbox,
    ) {
        self.count += 1;
        let id = StoreId(self.count);
        request.name().clone_into(&mut asked.name);
        self.waiting.insert(id, asked);
        self.late.set(id, Some(now + patience));
        out.store(id, request);
    }

    /// Tells the store something; nobody waits for its answer.
    pub fn note(&mut self, request: StoreRequest, out: &mut Outbox) {
        self.count += 1;
        out.store(StoreId(self.count), request);
    }

    /// Who asked; nobody for an answer that comes after its time-out was acted on: it has no visible effect.
    fn take(&mut self, id: StoreId) -> Option<Asked<P>> {
        self.late.set(id, None);
        self.waiting.remove(&id)
    }

    /// A connection is gone: nobody waits any more.
    pub fn forget(&mut self, conn: ConnId) {
        let late = &mut self.late;
        self.waiting.retain(|id, asked| {
            let stays = asked.conn != conn;
            if !stays {
                late.set(*id, None);
            }
            stays
        });
    }

    /// When an answer is late.
    #[must_use]
    pub const fn deadline(&self) -> Option<Instant> {
        self.late.next()
    }
}

/// A component that asks the store.
pub(crate) trait Asks: Service + Sized {
    /// What its requests are for.
    type Purpose;

    /// What it waits for, beside its front.
    fn asking(&mut self) -> (&mut Asking<Self::Purpose>, &mut Front<Self::State>);

    /// The store answered, or failed to: the answer goes into its place.
    fn answered(
        &mut self,
        now: Instant,
        guest: &mut Visitor<Self::State>,
        asked: Asked<Self::Purpose>,
        reply: StoreReply,
        out: &mut Outbox,
    );

    /// Asks the store on behalf of a request.
    fn ask(&mut self, now: Instant, request: StoreRequest, asked: Asked<Self::Purpose>, out: &mut Outbox) {
        let (asking, front) = self.asking();
        asking.ask(now, front.shared.timeouts.store, request, asked, out);
    }

    /// The store's answer.
    fn store_reply(&mut self, now: Instant, id: StoreId, reply: StoreReply, out: &mut Outbox) {
        let (asking, front) = self.asking();
        let Some(asked) = asking.take(id) else {
            return;
        };
        if reply == StoreReply::Failed {
            front.counters.store_failed += 1;
            out.event(Event::StoreFailed { request: asked.name.clone() });
        }
        front::attend(self, now, asked.conn, out, |service, guest, out| {
            service.answered(now, guest, asked, reply, out);
        });
    }

    /// Answers that did not come are failures (T-STORE).
    fn store_late(&mut self, now: Instant, out: &mut Outbox) {
        while let Some(id) = self.asking().0.late.due(now) {
            mark!(out, "DM-8");
            self.store_reply(now, id, StoreReply::Failed, out);
        }
    }
}
