//! One machine and its sockets, on a thread and a current-thread runtime of its own: no lock, and no channel between
//! reading and the machine.
//!
//! A small task per socket reads what is ready, once, and hands it to the machine. The first input of a batch wakes
//! the turn: a task of its own, which is queued behind all others that are ready, and so runs when they have read.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::io;
use std::net::{SocketAddr, SocketAddrV4, UdpSocket};
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::task::{Context, Poll};
use std::time::Duration;

use clank_core::components::ComponentSpec;
use clank_core::ids::{ConnId, ConnectId, ListenerId, SocketId};
use clank_core::limits::Limits;
use clank_core::machine::{Input, IoFailure, Tap};
use clank_core::time::Instant;
use clank_host::batch::Batch;
use clank_host::bind::{self, Bound, Sockets, StartError};
use clank_host::conn::READ;
use clank_host::engine::{Engine, MailboxState, RuntimeAction, failure};
use clank_host::log;
use clank_host::mailbox::Mailbox;
use clank_host::router::{Envelope, Router};
use clank_host::store::Store;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::LocalOptions;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, spawn_local};
use tokio::time::{Sleep, sleep};

use crate::conn::{Shared, Tcp};
use crate::turn::{EndReason, Turn, later};

/// Connections that one listener takes in one batch.
const ACCEPTS: u32 = 64;
/// Before a listener that the system refused a connection tries again.
const RETRY: Duration = Duration::from_millis(100);
/// Tasks between two looks at the sockets while some are ready: more than a batch has. Behind each batch there is a
/// look anyhow, because what is left of it waits for that: see [`later`].
const TASKS: u32 = 1024;

/// One machine, ready to be moved to its thread.
pub struct DriverSeed {
    spec: ComponentSpec,
    listeners: Vec<std::net::TcpListener>,
    bound: Bound,
    limits: Limits,
    router: Router,
    store: Store,
    tap: Box<dyn Tap>,
    envelopes: Receiver<Envelope>,
    wake: Arc<Notify>,
}

impl std::fmt::Debug for DriverSeed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DriverSeed").field("spec", &self.spec).finish_non_exhaustive()
    }
}

impl clank_host::driver::Driver for DriverSeed {
    fn new(
        spec: ComponentSpec,
        sockets: &mut Sockets,
        limits: Limits,
        router: Router,
        store: Store,
        tap: Box<dyn Tap>,
    ) -> Result<Self, StartError> {
        let taken = spec.listeners.iter().map(|at| sockets.tcp.remove(at).map_or_else(|| bind::listen(*at), Ok));
        let listeners = taken.collect::<io::Result<Vec<_>>>()?;
        let wake = Arc::new(Notify::new());
        let woken = wake.clone();
        let envelopes = router.open(spec.component, move || woken.notify_one());
        let bound = sockets.udp.clone();
        Ok(Self { spec, listeners, bound, limits, router, store, tap, envelopes, wake })
    }

    fn run(self) -> io::Result<()> {
        // A local runtime: its tasks wake each other without the system's help, unlike those of a `LocalSet`.
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().event_interval(TASKS).build_local(LocalOptions::default())?.block_on(self.serve())
    }
}

impl DriverSeed {
    async fn serve(self) -> io::Result<()> {
        let Self { spec, listeners, bound, limits, router, store, tap, envelopes, wake } = self;
        let listeners = listeners.into_iter().map(TcpListener::from_std).collect::<io::Result<Vec<_>>>()?;
        let batch = Batch::new(spec.machine, tap);
        let mailbox = Mailbox::new(spec.component, envelopes, router.clone(), store);
        let driver = Rc::new_cyclic(|me| {
            RefCell::new(Driver {
                me: me.clone(),
                engine: Engine::new(batch, mailbox, bound, router, limits),
                buffer: vec![0; READ],
                sockets: BTreeMap::new(),
                turn: Turn::default(),
            })
        });
        for (at, listener) in (0..).zip(listeners) {
            spawn_local(accept(DriverHandle(driver.clone()), ListenerId(at), listener));
        }
        spawn_local(read_mailbox(DriverHandle(driver.clone()), wake));
        // A task, because what wakes the runtime's own future asks the system to.
        match spawn_local(turns(driver)).await {
            Ok(EndReason::Stopped) => Ok(()),
            Ok(EndReason::Broken) => Err(io::Error::other("the machine panicked")),
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(error) => Err(error.into()),
        }
    }
}

/// A task's handle of the driver. A panic ends the task alone; what is left of the machine must not go on.
struct DriverHandle(Rc<RefCell<Driver>>);

impl std::ops::Deref for DriverHandle {
    type Target = RefCell<Driver>;

    fn deref(&self) -> &RefCell<Driver> {
        &self.0
    }
}

impl Drop for DriverHandle {
    fn drop(&mut self) {
        if std::thread::panicking()
            && let Ok(mut driver) = self.0.try_borrow_mut()
        {
            driver.turn.ended = Some(EndReason::Broken);
            driver.turn.due();
        }
    }
}

/// One machine with its sockets.
struct Driver {
    me: Weak<RefCell<Driver>>,
    engine: Engine<Tcp>,
    /// The one buffer that all connections read into.
    buffer: Vec<u8>,
    /// The tasks that read UDP sockets.
    sockets: BTreeMap<SocketId, JoinHandle<()>>,
    turn: Turn,
}

impl Driver {
    fn shared<'d, 'c>(&'d mut self, cx: &'d mut Context<'c>) -> Shared<'d, 'c> {
        let Self { engine, buffer, turn, .. } = self;
        Shared { engine, buffer, turn, cx }
    }

    fn handle(&self) -> Option<DriverHandle> {
        self.me.upgrade().map(DriverHandle)
    }

    /// Takes a stream on and gives it a task.
    fn adopt(&mut self, stream: TcpStream, listener: ListenerId, peer: SocketAddrV4, initiated: Option<ConnectId>) {
        let (Ok(SocketAddr::V4(local)), Some(me)) = (stream.local_addr(), self.handle()) else { return };
        let conn = self.engine.adopt(Tcp::new(stream));
        spawn_local(serve(me, conn));
        self.engine.input(Input::Opened { conn, listener, peer, local, initiated, preset: None });
        self.turn.due();
    }

    /// Ends the batch, and does what follows from it.
    fn turn(&mut self) {
        loop {
            let actions = self.engine.turn();
            if actions.is_empty() {
                break;
            }
            for action in actions {
                self.follow(action);
            }
        }
        self.turn.due = false;
    }

    #[deny(clippy::wildcard_enum_match_arm, reason = "an action must not be dropped in silence")]
    fn follow(&mut self, action: RuntimeAction) {
        match action {
            RuntimeAction::Connect(request, to, listener) => {
                if let Some(me) = self.handle() {
                    spawn_local(connect(me, request, to, listener));
                }
            }
            RuntimeAction::Bind(request, to) => {
                let Self { me, engine, sockets, .. } = self;
                engine.bind(request, to, |id, socket| {
                    #[expect(
                        deprecated,
                        reason = "its successor is unsafe: who calls it keeps the descriptor open, as we do"
                    )]
                    let watched = AsyncFd::with_interest(socket.clone(), Interest::READABLE)?;
                    if let Some(me) = me.upgrade().map(DriverHandle) {
                        sockets.insert(id, spawn_local(datagrams(me, id, watched)));
                    }
                    Ok(())
                });
            }
            RuntimeAction::Unbind(id, _) => {
                if let Some(task) = self.sockets.remove(&id) {
                    task.abort();
                }
            }
            RuntimeAction::Recheck(id) => {
                if let Some(conn) = self.engine.conn(id) {
                    conn.stream.look();
                }
            }
            RuntimeAction::Linger(id) => {
                if let Some(conn) = self.engine.conn_mut(id) {
                    conn.stream.linger();
                }
            }
        }
    }
}

/// The turns of the machine, and its deadlines.
async fn turns(driver: Rc<RefCell<Driver>>) -> EndReason {
    let mut alarm = Alarm { at: Instant(u64::MAX), sleep: Box::pin(sleep(Duration::ZERO)) };
    driver.borrow_mut().engine.by_the_clock();
    poll_fn(|cx| {
        let driver = &mut *driver.borrow_mut();
        if driver.turn.task.is_none() {
            driver.turn.task = Some(cx.waker().clone());
        }
        loop {
            if driver.turn.ended == Some(EndReason::Broken) {
                return Poll::Ready(EndReason::Broken);
            }
            if alarm.sleep.is_elapsed() {
                driver.engine.by_the_clock();
            }
            driver.turn();
            if let Some(reason) = driver.turn.ended {
                driver.engine.end();
                return Poll::Ready(reason);
            }
            if alarm.is_set(&driver.engine, cx) {
                return Poll::Pending;
            }
        }
    })
    .await
}

/// The one timer of a machine.
struct Alarm {
    at: Instant,
    sleep: Pin<Box<Sleep>>,
}

impl Alarm {
    /// Sets it to what the machine wants. `false`: the time has come already.
    fn is_set(&mut self, engine: &Engine<Tcp>, cx: &mut Context<'_>) -> bool {
        let at = engine.alarm();
        // A deadline that moved away costs one look in vain, instead of a new timer with every batch.
        if at < self.at || self.sleep.is_elapsed() {
            self.at = at;
            self.sleep.as_mut().reset(engine.at(at).into());
            return self.sleep.as_mut().poll(cx).is_pending();
        }
        true
    }
}

/// Hands over what comes from other threads.
async fn read_mailbox(driver: DriverHandle, wake: Arc<Notify>) {
    loop {
        wake.notified().await;
        while hand_over(&mut driver.borrow_mut()) {
            tokio::task::yield_now().await;
        }
    }
}

/// As much as a batch takes. `true`: there is more.
fn hand_over(driver: &mut Driver) -> bool {
    let state = driver.engine.read_mailbox();
    if state == MailboxState::Stop {
        driver.turn.ended = Some(EndReason::Stopped);
    }
    driver.turn.due();
    state == MailboxState::More
}

async fn accept(driver: DriverHandle, id: ListenerId, listener: TcpListener) {
    loop {
        let refused = poll_fn(|cx| {
            let driver = &mut *driver.borrow_mut();
            for _ in 0..ACCEPTS {
                match listener.poll_accept(cx) {
                    Poll::Ready(Ok((stream, SocketAddr::V4(peer)))) => driver.adopt(stream, id, peer, None),
                    Poll::Ready(Ok(_)) => {}
                    // That one was gone before it was taken.
                    Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                    Poll::Ready(Err(error)) => return Poll::Ready(error),
                    Poll::Pending => return Poll::Pending,
                }
            }
            later(cx);
            Poll::Pending
        })
        .await;
        tracing::warn!("{}: no connection accepted: {refused}", log::name(driver.borrow().engine.component()));
        sleep(RETRY).await;
    }
}

/// Serves one connection until it is over.
async fn serve(driver: DriverHandle, id: ConnId) {
    poll_fn(|cx| driver.borrow_mut().shared(cx).poll_conn(id)).await;
}

async fn connect(driver: DriverHandle, request: ConnectId, to: SocketAddrV4, listener: ListenerId) {
    let stream = TcpStream::connect(SocketAddr::V4(to)).await;
    let driver = &mut *driver.borrow_mut();
    match stream {
        Ok(stream) if matches!(stream.local_addr(), Ok(SocketAddr::V4(_))) => {
            driver.adopt(stream, listener, to, Some(request));
        }
        Ok(_) => driver.engine.input(Input::ConnectFailed { request, why: IoFailure::Other }),
        Err(error) => driver.engine.input(Input::ConnectFailed { request, why: failure(&error) }),
    }
    driver.turn.due();
}

/// Reads one UDP socket until it is given up. It is watched for reading alone: else the system would wake us for
/// every datagram that left.
async fn datagrams(driver: DriverHandle, id: SocketId, socket: AsyncFd<Rc<UdpSocket>>) {
    poll_fn(|cx| {
        loop {
            let Poll::Ready(ready) = socket.poll_read_ready(cx) else { return Poll::Pending };
            // Only a runtime that ends has no readiness.
            let Ok(mut ready) = ready else { return Poll::Ready(()) };
            let driver = &mut *driver.borrow_mut();
            let more = driver.engine.datagrams(id);
            driver.turn.due();
            if more {
                later(cx);
                return Poll::Pending;
            }
            ready.clear_ready();
        }
    })
    .await;
}
