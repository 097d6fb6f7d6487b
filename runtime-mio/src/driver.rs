//! The loop of one machine: wait, read what is ready within its budget, one turn, sleep until the next thing.

use std::collections::VecDeque;
use std::io;
use std::net::{SocketAddr, SocketAddrV4};
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use clank_core::components::ComponentSpec;
use clank_core::ids::{ConnId, ConnectId, ListenerId, SocketId};
use clank_core::limits::Limits;
use clank_core::machine::{CloseReason, Input, IoFailure, Tap};
use clank_host::batch::Batch;
use clank_host::bind::{self, Bound, Sockets, StartError};
use clank_host::conn::{LINGER, READ};
use clank_host::engine::{Engine, MailboxState, RuntimeAction, failure};
use clank_host::log;
use clank_host::mailbox::Mailbox;
use clank_host::router::{Envelope, Router};
use clank_host::store::Store;
use mio::net::{TcpListener, TcpStream};
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token, Waker};

use crate::conn::Tcp;

/// The waker's token; connections, listeners and sockets have theirs below.
const WAKE: Token = Token(usize::MAX);
/// Tokens of listeners and of UDP sockets start here.
const LISTENERS: usize = usize::MAX / 4;
const SOCKETS: usize = usize::MAX / 2;
/// Connections that one listener takes in one batch.
const ACCEPTS: u32 = 64;

/// One machine, ready to be moved to its thread.
pub struct DriverSeed {
    spec: ComponentSpec,
    poll: Poll,
    listeners: Vec<TcpListener>,
    bound: Bound,
    limits: Limits,
    router: Router,
    store: Store,
    tap: Box<dyn Tap>,
    envelopes: Receiver<Envelope>,
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
        let poll = Poll::new()?;
        let mut listeners = Vec::new();
        for at in &spec.listeners {
            let listener = match sockets.tcp.remove(at) {
                Some(listener) => listener,
                None => bind::listen(*at)?,
            };
            let mut listener = TcpListener::from_std(listener);
            poll.registry().register(&mut listener, Token(LISTENERS + listeners.len()), Interest::READABLE)?;
            listeners.push(listener);
        }
        let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
        let envelopes = router.open(spec.component, move || {
            // A machine whose poll is gone needs no waking.
            let _ = waker.wake();
        });
        let bound = sockets.udp.clone();
        Ok(Self { spec, poll, listeners, bound, limits, router, store, tap, envelopes })
    }

    fn run(self) -> io::Result<()> {
        let Self { spec, poll, listeners, bound, limits, router, store, tap, envelopes } = self;
        let batch = Batch::new(spec.machine, tap);
        let mailbox = Mailbox::new(spec.component, envelopes, router.clone(), store);
        let engine = Engine::new(batch, mailbox, bound, router, limits);
        let (ready, flushing) = (Vec::new(), VecDeque::new());
        Driver { engine, poll, listeners, ready, flushing, buffer: vec![0; READ] }.run()
    }
}

/// Something to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ready {
    Conn(ConnId),
    Socket(SocketId),
    Listener(usize),
    Mailbox,
}

/// One machine with its sockets.
struct Driver {
    engine: Engine<Tcp>,
    poll: Poll,
    listeners: Vec<TcpListener>,
    /// What is read in this batch; what is left is read in the next.
    ready: Vec<Ready>,
    /// Flushed connections, and when each is over at the latest.
    flushing: VecDeque<(Instant, ConnId)>,
    /// The one buffer that all connections read into.
    buffer: Vec<u8>,
}

impl Driver {
    fn run(mut self) -> io::Result<()> {
        let mut events = Events::with_capacity(1024);
        loop {
            self.engine.by_the_clock();
            self.end_flushes();
            for event in &events {
                self.event(event);
            }
            if !self.read() {
                self.engine.end();
                return Ok(());
            }
            self.turn();
            let wait = self.wait();
            match self.poll.poll(&mut events, Some(wait)) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => events.clear(),
                Err(error) => return Err(error),
            }
        }
    }

    /// Until the machine's deadline or the end of a flush; mio rounds up to what the system counts in.
    fn wait(&self) -> Duration {
        if !self.ready.is_empty() {
            return Duration::ZERO;
        }
        let alarm = self.engine.at(self.engine.alarm());
        let until = self.flushing.front().map_or(alarm, |(at, _)| alarm.min(*at));
        until.saturating_duration_since(Instant::now())
    }

    /// Ends connections whose peer did not say FIN.
    fn end_flushes(&mut self) {
        while let Some((at, conn)) = self.flushing.front().copied() {
            if at > Instant::now() {
                return;
            }
            self.flushing.pop_front();
            self.engine.close(conn, CloseReason::Asked);
        }
    }

    fn turn(&mut self) {
        loop {
            let actions = self.engine.turn();
            if actions.is_empty() {
                return;
            }
            for action in actions {
                self.follow(action);
            }
        }
    }

    #[deny(clippy::wildcard_enum_match_arm, reason = "an action must not be dropped in silence")]
    fn follow(&mut self, action: RuntimeAction) {
        match action {
            RuntimeAction::Connect(request, to, listener) => self.connect(request, to, listener),
            RuntimeAction::Bind(request, to) => {
                let (registry, engine) = (self.poll.registry(), &mut self.engine);
                engine.bind(request, to, |id, socket| {
                    registry.register(&mut SourceFd(&socket.as_raw_fd()), socket_token(id), Interest::READABLE)
                });
            }
            RuntimeAction::Unbind(_, socket) => {
                // The socket ends with its value; the registry forgets it before.
                let _ = self.poll.registry().deregister(&mut SourceFd(&socket.as_raw_fd()));
            }
            RuntimeAction::Recheck(conn) => self.queue(conn),
            RuntimeAction::Linger(conn) => {
                self.flushing.push_back((Instant::now() + LINGER, conn));
                self.queue(conn);
            }
        }
    }

    fn event(&mut self, event: &mio::event::Event) {
        let token = event.token();
        if token == WAKE {
            self.ready_once(Ready::Mailbox);
        } else if let Some(at) = token.0.checked_sub(SOCKETS) {
            self.ready_once(Ready::Socket(SocketId(u32::try_from(at).unwrap_or(u32::MAX))));
        } else if let Some(at) = token.0.checked_sub(LISTENERS) {
            self.ready_once(Ready::Listener(at));
        } else {
            // The index names the slot; whoever holds it now is meant.
            let index = u32::try_from(token.0).unwrap_or(u32::MAX);
            if let Some(id) = self.engine.at_index(index) {
                self.conn_event(id, event);
            }
        }
    }

    /// These are few: a look at all of them is cheap. Connections know by themselves.
    fn ready_once(&mut self, ready: Ready) {
        if !self.ready.contains(&ready) {
            self.ready.push(ready);
        }
    }

    fn conn_event(&mut self, id: ConnId, event: &mio::event::Event) {
        let Some(conn) = self.engine.conn_mut(id) else { return };
        let tcp = &mut conn.stream;
        let ending = event.is_error() || event.is_read_closed();
        tcp.ending |= ending;
        tcp.readable |= ending || event.is_readable();
        if event.is_writable() {
            if let Some((request, listener)) = tcp.connecting {
                self.made(id, request, listener);
            } else if conn.is_blocked() {
                self.engine.writable(id);
            }
        }
        self.queue(id);
    }

    /// Puts a connection on the list of those to read, if there may be something to read.
    fn queue(&mut self, id: ConnId) {
        let Some(conn) = self.engine.conn_mut(id) else { return };
        let reading = conn.is_reading();
        let tcp = &mut conn.stream;
        if reading && tcp.readable && tcp.connecting.is_none() && !tcp.queued {
            tcp.queued = true;
            self.ready.push(Ready::Conn(id));
        }
    }

    /// Reads once whatever is ready. `false`: the machine has to stop.
    fn read(&mut self) -> bool {
        let count = self.ready.len();
        for at in 0..count {
            match self.ready.get(at).copied() {
                Some(Ready::Conn(id)) => self.read_conn(id),
                Some(Ready::Socket(id)) if self.engine.datagrams(id) => self.ready.push(Ready::Socket(id)),
                Some(Ready::Listener(at)) => self.accept(at),
                Some(Ready::Mailbox) => match self.engine.read_mailbox() {
                    MailboxState::Empty => {}
                    MailboxState::More => self.ready.push(Ready::Mailbox),
                    MailboxState::Stop => return false,
                },
                Some(Ready::Socket(_)) | None => {}
            }
        }
        self.ready.drain(..count);
        true
    }

    fn read_conn(&mut self, id: ConnId) {
        let Self { engine, buffer, .. } = self;
        let Some(conn) = engine.conn_mut(id) else { return };
        conn.stream.queued = false;
        if !conn.is_reading() {
            return;
        }
        match conn.stream.read(buffer) {
            Ok(count) => engine.received(id, buffer.get_mut(..count).unwrap_or_default()),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {}
            Err(_) => engine.close(id, CloseReason::Reset),
        }
        self.queue(id);
    }

    fn accept(&mut self, at: usize) {
        for _ in 0..ACCEPTS {
            let Some(listener) = self.listeners.get(at) else { return };
            match listener.accept() {
                Ok((stream, SocketAddr::V4(peer))) => {
                    let Ok(SocketAddr::V4(local)) = stream.local_addr() else { continue };
                    let listener = ListenerId(u16::try_from(at).unwrap_or(u16::MAX));
                    if let Some(conn) = self.register(Tcp::new(stream, None)) {
                        self.engine.input(Input::Opened { conn, listener, peer, local, initiated: None, preset: None });
                    }
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // That one was gone before it was taken.
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(error) => {
                    tracing::warn!("{}: no connection accepted: {error}", log::name(self.engine.component()));
                    return;
                }
            }
        }
        self.ready.push(Ready::Listener(at));
    }

    fn register(&mut self, tcp: Tcp) -> Option<ConnId> {
        let id = self.engine.adopt(tcp);
        let conn = self.engine.conn_mut(id)?;
        let interest = Interest::READABLE | Interest::WRITABLE;
        match self.poll.registry().register(&mut conn.stream.stream, Token(id.index as usize), interest) {
            Ok(()) => Some(id),
            Err(error) => {
                tracing::error!("{}: a connection cannot be watched: {error}", log::name(self.engine.component()));
                self.engine.forget(id);
                None
            }
        }
    }

    fn connect(&mut self, request: ConnectId, to: SocketAddrV4, listener: ListenerId) {
        let why = match TcpStream::connect(SocketAddr::V4(to)) {
            Ok(stream) => match self.register(Tcp::new(stream, Some((request, listener)))) {
                Some(_) => return,
                None => IoFailure::Other,
            },
            Err(error) => failure(&error),
        };
        self.engine.input(Input::ConnectFailed { request, why });
    }

    /// A connection that was being made is there, or is not.
    fn made(&mut self, id: ConnId, request: ConnectId, listener: ListenerId) {
        let Some(conn) = self.engine.conn_mut(id) else { return };
        let tcp = &mut conn.stream;
        let why = match (tcp.stream.take_error(), tcp.stream.peer_addr(), tcp.stream.local_addr()) {
            (Ok(None), Ok(SocketAddr::V4(peer)), Ok(SocketAddr::V4(local))) => {
                tcp.connecting = None;
                let initiated = Some(request);
                self.engine.input(Input::Opened { conn: id, listener, peer, local, initiated, preset: None });
                return;
            }
            (Ok(Some(error)) | Err(error), ..) => failure(&error),
            (_, Err(error), _) if error.kind() == io::ErrorKind::NotConnected => return,
            _ => IoFailure::Other,
        };
        self.engine.forget(id);
        self.engine.input(Input::ConnectFailed { request, why });
    }
}

fn socket_token(id: SocketId) -> Token {
    Token(SOCKETS + id.0 as usize)
}
