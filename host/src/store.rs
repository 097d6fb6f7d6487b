//! The store on a worker thread: a queue before a backend.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use clank_core::ids::{Component, StoreId};
use clank_core::store::{Answered, Asked, Backend, StoreReply};

use crate::log;
use crate::router::{Envelope, Router};

/// Requests that wait at most; a store that is further behind answers at once that it cannot.
const CAPACITY: usize = 16_384;
/// Requests of one call of a backend at most: their answers leave when it returns.
const BATCH: usize = 256;

/// Where requests go; the answers come through the router. Its worker ends with its last clone.
#[derive(Debug, Clone)]
pub struct Store {
    entrance: Arc<Entrance>,
}

/// The askers' end of the queue; the worker ends when it is dropped.
#[derive(Debug)]
struct Entrance {
    queue: Arc<Queue>,
    router: Router,
}

#[derive(Debug, Default)]
struct Queue {
    state: Mutex<QueueState>,
    /// Something waits, or the queue is closed.
    changed: Condvar,
}

#[derive(Debug, Default)]
struct QueueState {
    waiting: VecDeque<Asked>,
    closed: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, QueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until something is queued. `false`: nothing will be any more.
    fn wait(&self) -> bool {
        let idle = |state: &mut QueueState| state.waiting.is_empty() && !state.closed;
        let state = self.changed.wait_while(self.lock(), idle).unwrap_or_else(PoisonError::into_inner);
        !state.waiting.is_empty()
    }

    /// Takes the oldest request: its work begins.
    fn begin(&self) -> Option<Asked> {
        self.lock().waiting.pop_front()
    }
}

impl Drop for Entrance {
    fn drop(&mut self) {
        self.queue.lock().closed = true;
        self.queue.changed.notify_all();
    }
}

impl Store {
    /// Starts a worker for a backend.
    ///
    /// # Errors
    /// Where the system has no thread for it.
    pub fn new(mut backend: Box<dyn Backend>, router: Router) -> std::io::Result<Self> {
        let queue = Arc::new(Queue::default());
        let entrance = Arc::new(Entrance { queue: queue.clone(), router: router.clone() });
        std::thread::Builder::new().name("store".into()).spawn(move || {
            while queue.wait() {
                answer_batch(&queue, backend.as_mut(), &router);
            }
        })?;
        Ok(Self { entrance })
    }

    /// Asks. The answer comes to the asker's mailbox, unless the request is taken back before its work begins.
    pub fn ask(&self, asked: Asked) {
        let Entrance { queue, router } = &*self.entrance;
        let mut state = queue.lock();
        if state.waiting.len() < CAPACITY {
            state.waiting.push_back(asked);
            drop(state);
            queue.changed.notify_one();
        } else {
            drop(state);
            tracing::warn!("the store is {CAPACITY} requests behind; {} fails", asked.request.name());
            deliver(router, Answered { from: asked.from, id: asked.id, reply: StoreReply::Failed });
        }
    }

    /// Takes a request back, if its work has not begun: nobody answers it any more.
    pub fn cancel(&self, from: Component, id: StoreId) {
        // Who takes back asked a moment ago: the newest come first.
        let mut state = self.entrance.queue.lock();
        if let Some(place) = state.waiting.iter().rposition(|asked| asked.from == from && asked.id == id) {
            state.waiting.remove(place);
        }
    }
}

/// What a backend takes in one call.
struct RequestBatch<'a> {
    queue: &'a Queue,
    /// What it has taken and nobody has answered, oldest first.
    begun: VecDeque<Begun>,
}

struct Begun {
    from: Component,
    id: StoreId,
    name: &'static str,
}

impl Iterator for RequestBatch<'_> {
    type Item = Asked;

    fn next(&mut self) -> Option<Asked> {
        let asked = if self.begun.len() < BATCH { self.queue.begin()? } else { return None };
        self.begun.push_back(Begun { from: asked.from, id: asked.id, name: asked.request.name() });
        Some(asked)
    }
}

/// Has the backend answer what is queued; a panic costs the requests that it leaves without a reply.
fn answer_batch(queue: &Queue, backend: &mut dyn Backend, router: &Router) {
    let mut batch = RequestBatch { queue, begun: VecDeque::new() };
    let mut replies = Vec::new();
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| backend.answer_all(&mut batch, &mut replies))) {
        tracing::error!("the store broke: {}; it goes on", log::panic_message(&*panic));
    }
    if batch.begun.is_empty() {
        // Else a backend that takes nothing is called for ever.
        batch.next();
    }
    for reply in replies {
        // Replies come in the order of the requests: one that stands before this one's has none.
        while let Some(next) = batch.begun.pop_front()
            && (next.from, next.id) != (reply.from, reply.id)
        {
            fail(router, &next);
        }
        deliver(router, reply);
    }
    for left in batch.begun {
        fail(router, &left);
    }
}

fn fail(router: &Router, begun: &Begun) {
    let Begun { from, id, name } = *begun;
    tracing::error!("the store has no reply to {name}");
    deliver(router, Answered { from, id, reply: StoreReply::Failed });
}

/// A component that ended needs no answer.
fn deliver(router: &Router, Answered { from, id, reply }: Answered) {
    router.deliver(from, Envelope::Store { id, reply });
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::time::Duration;

    use clank_core::ids::AppId;
    use clank_core::store::{AccountRequest, FindAccountByName, Request, ResetOnline, StoreRequest};

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(5);

    fn asked(id: u64, name: &str) -> Asked {
        let request = FindAccountByName { app_id: AppId(1), name: name.into() };
        Asked { from: Component::Mas, id: StoreId(id), request: request.into() }
    }

    fn done() -> StoreReply {
        ResetOnline::reply(Ok(()))
    }

    /// A backend that says what it was given, and stays at a request called "wait" until it is let go.
    struct ScriptHost {
        calls: Sender<Vec<u64>>,
        begun: Sender<u64>,
        go: Receiver<()>,
    }

    impl Backend for ScriptHost {
        fn answer_all(&mut self, requests: &mut dyn Iterator<Item = Asked>, replies: &mut Vec<Answered>) {
            let mut call = Vec::new();
            for Asked { from, id, request } in requests {
                call.push(id.0);
                self.begun.send(id.0).expect("the test listens");
                let StoreRequest::Account(AccountRequest::FindAccountByName(request)) = request else { continue };
                match request.name.as_str() {
                    "wait" => self.go.recv().expect("the test lets it go"),
                    "panic" => panic!("a request asked for it"),
                    "forget" => continue,
                    _ => {}
                }
                replies.push(Answered { from, id, reply: done() });
            }
            self.calls.send(call).expect("the test listens");
        }
    }

    struct Bench {
        store: Store,
        calls: Receiver<Vec<u64>>,
        begun: Receiver<u64>,
        go: Sender<()>,
        inbox: Receiver<Envelope>,
    }

    impl Bench {
        fn new() -> Self {
            let ((calls, call), (begun, beginning), (go, gone)) = (channel(), channel(), channel());
            let router = Router::default();
            let inbox = router.open(Component::Mas, || {});
            let store = Store::new(Box::new(ScriptHost { calls, begun, go: gone }), router).expect("a thread");
            Self { store, calls: call, begun: beginning, go, inbox }
        }

        /// Asks for something at which the backend stays, and waits until it is at it.
        fn hold(&self, id: u64) {
            self.store.ask(asked(id, "wait"));
            assert_eq!(self.begun.recv_timeout(PATIENCE), Ok(id));
        }

        fn next(&self) -> (u64, StoreReply) {
            match self.inbox.recv_timeout(PATIENCE).expect("an answer") {
                Envelope::Store { id, reply } => (id.0, reply),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn what_has_not_begun_is_taken_back_and_what_has_begun_is_answered() {
        let bench = Bench::new();
        bench.hold(1);
        for id in 2..5 {
            bench.store.ask(asked(id, "a"));
        }
        for id in [3, 1, 9] {
            bench.store.cancel(Component::Mas, StoreId(id));
        }
        // The same id of another component is another request.
        bench.store.cancel(Component::Mls, StoreId(2));
        bench.go.send(()).expect("it waits");
        assert_eq!([1, 2, 4].map(|id| (id, done())), [bench.next(), bench.next(), bench.next()]);
        assert_eq!(
            bench.inbox.recv_timeout(Duration::from_millis(50)).ok().map(|envelope| format!("{envelope:?}")),
            None
        );
    }

    #[test]
    fn what_is_queued_is_one_call() {
        let bench = Bench::new();
        bench.hold(1);
        for id in 2..=600 {
            bench.store.ask(asked(id, "a"));
        }
        bench.go.send(()).expect("it waits");
        for id in 1..=600 {
            assert_eq!(bench.next().0, id);
        }
        let calls: Vec<usize> = bench.calls.try_iter().map(|call| call.len()).collect();
        assert_eq!(calls, [256, 256, 88]);
    }

    #[test]
    fn a_panic_costs_the_request_that_caused_it_alone() {
        let bench = Bench::new();
        bench.hold(1);
        for (id, name) in [(2, "a"), (3, "panic"), (4, "b"), (5, "panic"), (6, "c")] {
            bench.store.ask(asked(id, name));
        }
        bench.go.send(()).expect("it waits");
        for id in 1..=6 {
            let reply = if id == 3 || id == 5 { StoreReply::Failed } else { done() };
            assert_eq!(bench.next(), (id, reply));
        }
    }

    #[test]
    fn a_request_without_a_reply_failed() {
        let bench = Bench::new();
        bench.hold(1);
        for (id, name) in [(2, "forget"), (3, "a"), (4, "forget")] {
            bench.store.ask(asked(id, name));
        }
        bench.go.send(()).expect("it waits");
        for id in 1..=4 {
            let reply = if id % 2 == 0 { StoreReply::Failed } else { done() };
            assert_eq!(bench.next(), (id, reply));
        }
    }

    #[test]
    fn a_store_that_is_too_far_behind_fails_at_once() {
        let bench = Bench::new();
        bench.hold(1);
        let last = CAPACITY as u64 + 2;
        for id in 2..=last {
            bench.store.ask(asked(id, "a"));
        }
        assert_eq!(bench.next(), (last, StoreReply::Failed));
        bench.go.send(()).expect("it waits");
        assert_eq!(bench.next(), (1, done()));
    }

    #[test]
    fn the_worker_answers_what_is_queued_and_ends_with_the_last_clone() {
        let Bench { store, calls, begun, go, inbox } = Bench::new();
        let other = store.clone();
        drop(store);
        other.ask(asked(1, "wait"));
        assert_eq!(begun.recv_timeout(PATIENCE), Ok(1));
        other.ask(asked(2, "a"));
        drop(other);
        go.send(()).expect("it waits");
        assert_eq!(begun.recv_timeout(PATIENCE), Ok(2));
        // The backend goes with its worker, and with it this channel's other end.
        while begun.recv_timeout(PATIENCE).is_ok() {}
        assert_eq!(calls.iter().flatten().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(inbox.try_iter().count(), 2);
    }
}
