//! Requests to the store on behalf of a console, and what a late, failed or lost answer means (DM-8).

use core::time::Duration;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::connections::{Context, Handler, Scope};
use crate::ids::{ConnId, StoreId};
use crate::link::Slot;
use crate::machine::{Event, Outbox, Timers, mark};
use crate::store::{StoreReply, StoreRequest};
use crate::time::Instant;
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

/// Who waits for the store.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Waiting<P> {
    /// A request of a console.
    Request(Asked<P>),
    /// The machine itself.
    Errand(P, String),
}

/// What the store was asked and has not answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Asking<P> {
    count: u64,
    waiting: BTreeMap<StoreId, Waiting<P>>,
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
        request.name().clone_into(&mut asked.name);
        self.wait(now + patience, request, Waiting::Request(asked), out);
    }

    /// Asks the store on the machine's own account.
    pub fn errand(&mut self, late: Instant, request: StoreRequest, purpose: P, out: &mut Outbox) {
        let name = request.name().to_owned();
        self.wait(late, request, Waiting::Errand(purpose, name), out);
    }

    fn wait(&mut self, late: Instant, request: StoreRequest, waiting: Waiting<P>, out: &mut Outbox) {
        self.count += 1;
        let id = StoreId(self.count);
        self.waiting.insert(id, waiting);
        self.late.set(id, Some(late));
        out.store(id, request);
    }

    /// Tells the store something; nobody waits for its answer.
    pub fn note(&mut self, request: impl Into<StoreRequest>, out: &mut Outbox) {
        self.count += 1;
        out.store(StoreId(self.count), request.into());
    }

    /// Who asked; nobody for an answer that comes after its time-out was acted on: it has no visible effect.
    fn take(&mut self, id: StoreId) -> Option<Waiting<P>> {
        self.late.set(id, None);
        self.waiting.remove(&id)
    }

    /// A connection is gone: nobody waits any more.
    pub fn forget(&mut self, conn: ConnId) {
        let late = &mut self.late;
        self.waiting.retain(|id, waiting| {
            let stays = !matches!(waiting, Waiting::Request(asked) if asked.conn == conn);
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
pub(crate) trait Asks: Handler + Sized {
    /// What its requests are for.
    type Purpose;

    /// What it waits for.
    fn asking(&mut self) -> &mut Asking<Self::Purpose>;

    /// The store answered, or failed to: the answer goes into its place.
    fn answered(&mut self, cx: &mut Context<'_, Self::State>, asked: Asked<Self::Purpose>, reply: StoreReply);

    /// Asks the store on behalf of a request: its answer takes the next place in the reply queue.
    fn ask(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        message_id: &MessageId,
        purpose: impl Into<Self::Purpose>,
        request: impl Into<StoreRequest>,
    ) {
        let asked = Asked::at(cx.conn, cx.begin_reply(), message_id.clean(), purpose.into());
        self.ask_on(cx, asked, request.into());
    }

    /// Asks the store once more on behalf of the same request.
    fn ask_on(&mut self, cx: &mut Context<'_, Self::State>, asked: Asked<Self::Purpose>, request: StoreRequest) {
        let patience = cx.conns.shared.timeouts.store;
        self.asking().ask(cx.now, patience, request, asked, cx.out);
    }

    /// Asks the store on the machine's own account; [`Asks::errand_done`] gets the answer.
    fn errand(&mut self, scope: &mut Scope<'_, Self::State>, purpose: Self::Purpose, request: impl Into<StoreRequest>) {
        let late = scope.now + scope.conns.shared.timeouts.store;
        self.asking().errand(late, request.into(), purpose, scope.out);
    }

    /// The store answered an errand, or failed to.
    fn errand_done(&mut self, scope: &mut Scope<'_, Self::State>, purpose: Self::Purpose, reply: StoreReply);

    /// The store's answer.
    fn store_reply(&mut self, scope: &mut Scope<'_, Self::State>, id: StoreId, reply: StoreReply) {
        let Some(waiting) = self.asking().take(id) else {
            return;
        };
        if reply == StoreReply::Failed {
            scope.conns.counters.store_failed += 1;
            let (Waiting::Request(Asked { name, .. }) | Waiting::Errand(_, name)) = &waiting;
            scope.out.event(Event::StoreFailed { request: name.clone() });
        }
        match waiting {
            Waiting::Request(asked) => {
                if let Some(mut cx) = scope.on(asked.conn) {
                    self.answered(&mut cx, asked, reply);
                }
            }
            Waiting::Errand(purpose, _) => self.errand_done(scope, purpose, reply),
        }
    }

    /// Answers that did not come are failures (T-STORE).
    fn store_late(&mut self, scope: &mut Scope<'_, Self::State>) {
        while let Some(id) = self.asking().late.due(scope.now) {
            mark!(scope.out, "DM-8");
            self.store_reply(scope, id, StoreReply::Failed);
        }
    }
}
