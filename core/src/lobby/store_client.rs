//! Requests to the store on behalf of a console, and what a late, failed or lost answer means (DM-8).

use core::fmt;
use core::time::Duration;
use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::connections::{Context, Handler, Scope};
use crate::ids::{ConnId, StoreId};
use crate::link::{Packets, Slot};
use crate::machine::{Cost, Event, Fault, Outbox, Timers, mark};
use crate::store::{Answer, Request, StoreError, StoreReply, StoreRequest};
use crate::time::Instant;
use crate::wire::{CallbackStatus as Status, MessageId, StatusResponse};

/// A console's request that waits for the store: where its answer goes, and what the answer repeats.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct ReplyTo {
    /// The connection.
    pub(crate) conn: ConnId,
    /// The place of the request in the reply queue.
    pub(crate) slot: Slot,
    /// The request's MessageID.
    pub(crate) message_id: MessageId,
}

/// A request to the store that is not answered yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct PendingRequest<P> {
    /// The console's request; none for what the machine asks on its own account.
    asked: Option<ReplyTo>,
    pending: P,
    /// The request's name, for events.
    name: String,
    /// Whether nothing but the answer comes of it: it is taken back when nobody waits for that any more.
    reads: bool,
}

/// What a component asked the store and has no answer to.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub(crate) struct StoreClient<U: StoreUser> {
    count: u64,
    waiting: BTreeMap<StoreId, PendingRequest<U::Pending>>,
    late: Timers<StoreId>,
}

impl<U: StoreUser> Default for StoreClient<U> {
    fn default() -> Self {
        Self { count: 0, waiting: BTreeMap::new(), late: Timers::default() }
    }
}

impl<U: StoreUser> StoreClient<U> {
    /// Tells the store something; nobody waits for its answer.
    pub(crate) fn note(&mut self, request: impl Into<StoreRequest>, out: &mut Outbox) {
        self.count += 1;
        out.store(StoreId(self.count), request.into());
    }

    fn send<R: Request>(
        &mut self,
        late: Instant,
        asked: Option<ReplyTo>,
        pending: U::Pending,
        request: R,
        out: &mut Outbox,
    ) {
        self.count += 1;
        let id = StoreId(self.count);
        self.waiting.insert(id, PendingRequest { asked, pending, name: R::NAME.to_owned(), reads: R::READS });
        self.late.set(id, Some(late));
        out.store(id, request.into());
    }

    /// Takes what waits for an answer; nothing for an answer that comes after its time-out was acted on: it has no
    /// visible effect.
    fn take(&mut self, id: StoreId) -> Option<PendingRequest<U::Pending>> {
        self.late.set(id, None);
        self.waiting.remove(&id)
    }

    /// Forgets what a connection that is gone waited for, and takes back what would only have been read for it.
    pub(crate) fn forget(&mut self, conn: ConnId, out: &mut Outbox) {
        let late = &mut self.late;
        self.waiting.retain(|id, waiting| {
            let stays = waiting.asked.is_none_or(|asked| asked.conn != conn);
            if !stays {
                late.set(*id, None);
                if waiting.reads {
                    mark!(out, "DM-8");
                    out.store_cancel(*id);
                }
            }
            stays
        });
    }

    /// Returns when an answer is late.
    #[must_use]
    pub(crate) const fn deadline(&self) -> Option<Instant> {
        self.late.next()
    }
}

/// What is kept of a request to the store until its answer comes.
pub(crate) trait Awaits: Sized {
    /// The request that it waits for.
    type Request: Request;
    /// Everything that its feature waits for.
    type Feature: From<Self>;
}

/// What became of a console's request when the store had answered.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It is answered.
    Reply(Packets),
    /// It waits for somebody else.
    Later,
}

impl From<Packets> for Outcome {
    fn from(packets: Packets) -> Self {
        Self::Reply(packets)
    }
}

/// A component that asks the store.
pub(crate) trait StoreUser: Handler + Sized {
    /// What it waits for, by feature.
    type Pending: fmt::Debug + Serialize + DeserializeOwned;

    /// Returns what it has asked.
    fn store(&mut self) -> &mut StoreClient<Self>;

    /// Hands an answer to the feature that waits for it.
    fn deliver(
        &mut self,
        scope: &mut Scope<'_, Self::State>,
        asked: Option<ReplyTo>,
        pending: Self::Pending,
        reply: StoreReply,
    );

    /// Asks the store on behalf of a console's request: its answer takes the next place in the reply queue.
    fn ask<P: Awaits>(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        message_id: &MessageId,
        pending: P,
        request: P::Request,
    ) where
        Self::Pending: From<P::Feature>,
    {
        let asked = ReplyTo { conn: cx.conn, slot: cx.begin_reply(), message_id: message_id.clean() };
        self.ask_on(cx, asked, pending, request);
    }

    /// Asks the store once more on behalf of the same request.
    fn ask_on<P: Awaits>(&mut self, cx: &mut Context<'_, Self::State>, asked: ReplyTo, pending: P, request: P::Request)
    where
        Self::Pending: From<P::Feature>,
    {
        let late = cx.now + patience(&cx.scope());
        let pending = P::Feature::from(pending).into();
        self.store().send(late, Some(asked), pending, request, cx.out);
    }

    /// Asks the store on the machine's own account.
    fn request_unattended<P: Awaits>(&mut self, scope: &mut Scope<'_, Self::State>, pending: P, request: P::Request)
    where
        Self::Pending: From<P::Feature>,
    {
        let late = scope.now + patience(scope);
        let pending = P::Feature::from(pending).into();
        self.store().send(late, None, pending, request, scope.out);
    }

    /// Works on an answer of the store.
    fn store_replied(&mut self, scope: &mut Scope<'_, Self::State>, id: StoreId, reply: StoreReply) {
        let Some(PendingRequest { asked, pending, name, .. }) = self.store().take(id) else { return };
        if reply == StoreReply::Failed {
            mark!(scope.out, "DM-8");
            scope.conns.counters.store_failed += 1;
            scope.out.event(Event::StoreFailed { request: name });
        }
        self.deliver(scope, asked, pending, reply);
    }

    /// Takes answers that did not come in time for failures (T-STORE).
    fn store_late(&mut self, scope: &mut Scope<'_, Self::State>) {
        while let Some(id) = self.store().late.due(scope.now) {
            mark!(scope.out, "DM-8");
            self.store_replied(scope, id, StoreReply::Failed);
        }
    }
}

/// Returns how long an answer of the store may take (T-STORE).
fn patience<S>(scope: &Scope<'_, S>) -> Duration {
    scope.conns.shared.timeouts.store
}

/// Returns a reply as the answer to a request of this kind. A reply of another kind is a fault of the store, and counts
/// as one that failed.
pub(crate) fn answer_to<R: Request, S>(scope: &mut Scope<'_, S>, reply: StoreReply) -> Answer<R> {
    R::answer_of(reply).unwrap_or_else(|_| {
        scope.conns.counters.store_failed += 1;
        let what = format_args!("the store answers {} with the reply to another request", R::NAME);
        scope.fault(Fault::new("DM-8", Cost::Ignore, what));
        Err(StoreError::Failed)
    })
}

/// Has the answer to a console's request made, if its connection still exists, and sends it.
pub(crate) fn finish<R: Request, S>(
    scope: &mut Scope<'_, S>,
    asked: Option<ReplyTo>,
    reply: StoreReply,
    make: impl FnOnce(&mut Context<'_, S>, ReplyTo, Answer<R>) -> Outcome,
) {
    let answer = answer_to::<R, S>(scope, reply);
    let Some(asked) = asked else { return };
    let Some(mut cx) = scope.on(asked.conn) else { return };
    match make(&mut cx, asked, answer) {
        Outcome::Reply(packets) => cx.answer_all(asked.slot, packets),
        Outcome::Later => {}
    }
}

/// Returns what a console is told of the store's answer: a failure is never "not found" (MAS-31.6).
pub(crate) fn status_of<T, R: Copy>(answer: &Result<T, StoreError<R>>, refused: impl FnOnce(R) -> Status) -> Status {
    match answer {
        Ok(_) => Status::SUCCESS,
        Err(StoreError::Refused(why)) => refused(*why),
        Err(StoreError::Failed) => Status::DB_ERROR,
    }
}

/// Makes an answer that is a status alone.
pub(crate) fn status_reply<A: StatusResponse, T, R: Copy, S>(
    cx: &Context<'_, S>,
    asked: ReplyTo,
    answer: &Result<T, StoreError<R>>,
    refused: impl FnOnce(R) -> Status,
) -> Packets {
    Packets::of(&A::ended(asked.message_id, status_of(answer, refused)), cx.dialect())
}
