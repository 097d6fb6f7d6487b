//! One machine and its sockets, on a thread and a current-thread runtime of its own: no lock, and no
//! channel between reading and the machine.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, SocketAddrV4};
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

use clank_core::limits::Limits;
use clank_core::machine::{
    BindId, CloseReason, ConnId, ConnectId, Ending, Input, IoFailure, ListenerId, Machine, OperatorId, Outbox, Output,
    Slots, SocketId, Tap,
};
use clank_core::mail::Component;
use clank_core::operator::Answer;
use clank_core::parts::Part;
use clank_host::bind::{self, Sockets, StartError};
use clank_host::clock::Clock;
use clank_host::log;
use clank_host::outgoing::{Crossing, Marks};
use clank_host::post::{Post, Switchboard};
use clank_host::store::Store;
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::Notify;
use tokio::task::{JoinHandle, spawn_local};

use crate::conn::{self, Conn};

/// Bytes of the largest datagram.
const DATAGRAM: usize = 64 * 1024;

/// One machine, ready to be moved to its thread.
pub struct Prepared {
    part: Part,
    listeners: Vec<std::net::TcpListener>,
    bound: BTreeMap<SocketAddrV4, std::net::UdpSocket>,
    limits: Limits,
    switchboard: Switchboard,
    store: Store,
    tap: Box<dyn Tap>,
    inbox: Receiver<Post>,
    wake: Arc<Notify>,
}

impl clank_host::server::Driver for Prepared {
    fn new(
        part: Part,
        sockets: &mut Sockets,
        limits: Limits,
        switchboard: Switchboard,
        store: Store,
        tap: Box<dyn Tap>,
    ) -> Result<Self, StartError> {
        let taken = part.listeners.iter().map(|at| sockets.tcp.remove(at).map_or_else(|| bind::listen(*at), Ok));
        let listeners = taken.collect::<io::Result<Vec<_>>>()?;
        let wake = Arc::new(Notify::new());
        let woken = wake.clone();
        let inbox = switchboard.open(part.component, move || woken.notify_one());
        let bound = if part.listeners.is_empty() { std::mem::take(&mut sockets.udp) } else { BTreeMap::new() };
        Ok(Self { part, listeners, bound, limits, switchboard, store, tap, inbox, wake })
    }

    fn run(self) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        tokio::task::LocalSet::new().block_on(&runtime, self.serve())
    }
}

impl Prepared {
    async fn serve(self) -> io::Result<()> {
        let Self { part, listeners, bound, limits, switchboard, store, tap, inbox, wake } = self;
        let Limits { high_water, low_water, hard_cap, .. } = limits;
        let listeners = listeners.into_iter().map(TcpListener::from_std).collect::<io::Result<Vec<_>>>()?;
        let driver = Rc::new_cyclic(|me| {
            RefCell::new(Driver {
                me: me.clone(),
                component: part.component,
                machine: part.machine,
                tap,
                out: Outbox::new(),
                clock: Clock::default(),
                marks: Marks { high_water, low_water, hard_cap },
                conns: Slots::default(),
                bound,
                sockets: BTreeMap::new(),
                last_socket: 0,
                switchboard,
                store,
                commands: BTreeMap::new(),
                last_command: 0,
                todo: Vec::new(),
                spare: Vec::new(),
                moved: Rc::new(Notify::new()),
            })
        });
        driver.borrow_mut().by_the_clock();
        for (at, listener) in (0..).zip(listeners) {
            spawn_local(accept(driver.clone(), ListenerId(at), listener));
        }
        let moved = driver.borrow().moved.clone();
        loop {
            let wait = driver.borrow().wait();
            tokio::select! {
                biased;
                () = wake.notified() => {
                    while let Ok(post) = inbox.try_recv() {
                        if !driver.borrow_mut().post(post) {
                            driver.borrow_mut().end();
                            return Ok(());
                        }
                    }
                    driver.borrow_mut().input(Input::Turn);
                }
                () = moved.notified() => {}
                () = tokio::time::sleep(wait) => driver.borrow_mut().by_the_clock(),
            }
        }
    }
}

async fn accept(driver: Rc<RefCell<Driver>>, listener: ListenerId, socket: TcpListener) {
    loop {
        match socket.accept().await {
            Ok((stream, SocketAddr::V4(peer))) => {
                let Ok(SocketAddr::V4(local)) = stream.local_addr() else {
                    continue;
                };
                let mut driver = driver.borrow_mut();
                let conn = driver.adopt(stream);
                driver.input(Input::Opened { conn, listener, peer, local, initiated: None, preset: None });
                driver.input(Input::Turn);
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!("{}: no connection accepted: {error}", log::name(driver.borrow().component));
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        }
    }
}

/// An effect that gives the machine a new input.
enum Todo {
    Connect(ConnectId, SocketAddrV4, ListenerId),
    Bind(BindId, SocketAddrV4),
    Written(ConnId),
}

/// One machine with its sockets.
pub(crate) struct Driver {
    me: Weak<RefCell<Driver>>,
    component: Component,
    machine: Box<dyn Machine + Send>,
    tap: Box<dyn Tap>,
    out: Outbox,
    clock: Clock,
    marks: Marks,
    conns: Slots<Rc<Conn>>,
    bound: BTreeMap<SocketAddrV4, std::net::UdpSocket>,
    sockets: BTreeMap<SocketId, (Rc<UdpSocket>, JoinHandle<()>)>,
    last_socket: u32,
    switchboard: Switchboard,
    store: Store,
    commands: BTreeMap<OperatorId, Sender<Answer>>,
    last_command: u64,
    todo: Vec<Todo>,
    /// The one buffer that all connections read into.
    spare: Vec<u8>,
    /// The machine's deadline may have moved.
    moved: Rc<Notify>,
}

impl Driver {
    /// Until the machine's deadline or the next look at the wall clock.
    fn wait(&self) -> std::time::Duration {
        let until = self.machine.deadline().map(|at| self.clock.until(at));
        until.unwrap_or(Clock::longest_sleep()).min(Clock::longest_sleep())
    }

    fn by_the_clock(&mut self) {
        if let Some(seed) = self.clock.reseed() {
            self.input(Input::Reseed(seed));
        }
        if let Some(unix_us) = self.clock.wall() {
            self.input(Input::Clock { unix_us });
        }
        if self.machine.deadline().is_some_and(|at| at <= self.clock.now()) {
            self.input(Input::Tick);
        }
        self.input(Input::Turn);
    }

    /// `false`: it is over.
    fn post(&mut self, post: Post) -> bool {
        match post {
            Post::Mail { from, mail } => self.input(Input::Mail { from, mail }),
            Post::Store { id, reply } => self.input(Input::Store { id, reply }),
            Post::Operator { command, answer } => {
                self.last_command += 1;
                let id = OperatorId(self.last_command);
                self.commands.insert(id, answer);
                self.input(Input::Operator { id, command });
            }
            Post::Stop => return false,
        }
        true
    }

    fn end(&mut self) {
        let all: Vec<ConnId> = self.conns.iter().map(|(id, _)| id).collect();
        for id in all {
            self.gone(id, CloseReason::Shutdown);
        }
    }

    /// One input, and everything that follows from it.
    pub(crate) fn input(&mut self, input: Input<'_>) {
        let now = self.clock.now();
        let before = self.machine.deadline();
        self.tap.input(now, &input);
        self.machine.handle(now, input, &mut self.out);
        self.tap.output(now, &self.out);
        self.carry_out();
        if self.machine.deadline() != before {
            self.moved.notify_one();
        }
    }

    fn carry_out(&mut self) {
        let Self { out, conns, sockets, todo, store, switchboard, component, commands, .. } = self;
        out.drain(|output| match output {
            Output::Send { to, bytes } => {
                for id in to {
                    if let Some(conn) = conns.get(*id).filter(|conn| conn.flushing.get().is_none()) {
                        conn.outgoing.borrow_mut().push(bytes);
                        todo.push(Todo::Written(*id));
                    }
                }
            }
            Output::Datagram { socket, to, bytes } => {
                if let Some((socket, _)) = sockets.get(&socket) {
                    for to in to {
                        // A datagram that the system has no room for is lost, as on any network.
                        let _ = socket.try_send_to(bytes, SocketAddr::V4(*to));
                    }
                }
            }
            Output::Connect { request, to, listener } => todo.push(Todo::Connect(request, to, listener)),
            Output::Bind { request, to } => todo.push(Todo::Bind(request, to)),
            Output::Unbind { socket } => {
                if let Some((_, task)) = sockets.remove(&socket) {
                    task.abort();
                }
            }
            Output::Pause { conn } => {
                if let Some(conn) = conns.get(conn) {
                    conn.paused.set(true);
                }
            }
            Output::Resume { conn } => {
                if let Some(conn) = conns.get(conn) {
                    conn.paused.set(false);
                    conn.changed.notify_one();
                }
            }
            Output::Close { conn, ending } => {
                if let Some(conn) = conns.get(conn) {
                    match ending {
                        Ending::Flush => conn.flush(),
                        Ending::Abort => conn.abort(CloseReason::Asked),
                    }
                }
            }
            Output::Store { id, request } => store.ask(*component, id, request),
            Output::Mail { to, mail } => {
                switchboard.deliver(to, Post::Mail { from: *component, mail });
            }
            Output::Answer { id, answer } => {
                if let Some(asker) = commands.remove(&id) {
                    // An operator who went away needs no answer.
                    let _ = asker.send(answer);
                }
            }
            Output::Event(event) => log::event(*component, &event),
        });
        for todo in std::mem::take(&mut self.todo) {
            match todo {
                Todo::Connect(request, to, listener) => self.connect(request, to, listener),
                Todo::Bind(request, to) => self.bind(request, to),
                Todo::Written(id) => {
                    let Some(conn) = self.conns.get(id).cloned() else {
                        continue;
                    };
                    // One write per connection and input; an error shows when the task next looks.
                    if conn.write().is_err() {
                        conn.over.set(Some(CloseReason::Reset));
                        conn.changed.notify_one();
                    } else if !conn.outgoing.borrow().is_empty() {
                        conn.changed.notify_one();
                        self.written(id, &conn);
                    }
                }
            }
        }
    }

    /// Tells the machine of marks that a connection crossed.
    pub(crate) fn written(&mut self, id: ConnId, conn: &Conn) {
        let crossing = conn.outgoing.borrow_mut().crossing(self.marks);
        match crossing {
            Some(Crossing::Congested) => {
                let queued = conn.outgoing.borrow().waiting();
                self.input(Input::Congested { conn: id, queued });
            }
            Some(Crossing::Writable) => self.input(Input::Writable { conn: id }),
            Some(Crossing::Overflow) => conn.abort(CloseReason::Overflow),
            None => {}
        }
    }

    /// A connection is over.
    pub(crate) fn gone(&mut self, id: ConnId, why: CloseReason) {
        if let Some(conn) = self.conns.remove(id) {
            conn.over.set(Some(why));
            conn.changed.notify_one();
            self.input(Input::Closed { conn: id, why });
            self.input(Input::Turn);
        }
    }

    /// Takes a stream on and gives it a task.
    fn adopt(&mut self, stream: TcpStream) -> ConnId {
        let conn = Conn::new(stream);
        let id = self.conns.open(conn.clone());
        if let Some(me) = self.me.upgrade() {
            spawn_local(conn::serve(me, id, conn));
        }
        id
    }

    /// The buffer that all connections read into.
    pub(crate) fn buffer(&mut self, size: usize) -> Vec<u8> {
        let mut buffer = std::mem::take(&mut self.spare);
        buffer.resize(size, 0);
        buffer
    }

    pub(crate) fn give_back(&mut self, buffer: Vec<u8>) {
        self.spare = buffer;
    }

    fn connect(&mut self, request: ConnectId, to: SocketAddrV4, listener: ListenerId) {
        let Some(me) = self.me.upgrade() else { return };
        spawn_local(async move {
            let stream = TcpStream::connect(SocketAddr::V4(to)).await;
            let mut driver = me.borrow_mut();
            match stream.and_then(|stream| Ok((stream.local_addr()?, stream))) {
                Ok((SocketAddr::V4(local), stream)) => {
                    let conn = driver.adopt(stream);
                    driver.input(Input::Opened {
                        conn,
                        listener,
                        peer: to,
                        local,
                        initiated: Some(request),
                        preset: None,
                    });
                }
                Ok(_) => driver.input(Input::ConnectFailed { request, why: IoFailure::Other }),
                Err(error) => driver.input(Input::ConnectFailed { request, why: failure(&error) }),
            }
            driver.input(Input::Turn);
        });
    }

    fn bind(&mut self, request: BindId, to: SocketAddrV4) {
        let socket = self.bound.remove(&to).map_or_else(|| bind::udp(to), Ok).and_then(UdpSocket::from_std);
        let (socket, local) = match socket.and_then(|socket| Ok((socket.local_addr()?, socket))) {
            Ok((SocketAddr::V4(local), socket)) => (Rc::new(socket), local),
            Ok(_) => {
                return self.input(Input::BindFailed { request, why: IoFailure::Other });
            }
            Err(error) => {
                return self.input(Input::BindFailed { request, why: failure(&error) });
            }
        };
        let Some(me) = self.me.upgrade() else { return };
        self.last_socket += 1;
        let id = SocketId(self.last_socket);
        let task = spawn_local(datagrams(me, id, socket.clone()));
        self.sockets.insert(id, (socket, task));
        self.input(Input::Bound { request, socket: id, local });
    }
}

/// Reads one UDP socket until it is given up.
async fn datagrams(driver: Rc<RefCell<Driver>>, id: SocketId, socket: Rc<UdpSocket>) {
    loop {
        if socket.readable().await.is_err() {
            return;
        }
        let mut driver = driver.borrow_mut();
        let mut buffer = driver.buffer(DATAGRAM);
        while let Ok((count, from)) = socket.try_recv_from(&mut buffer) {
            if let SocketAddr::V4(from) = from {
                let bytes = buffer.get_mut(..count).unwrap_or_default();
                driver.input(Input::Datagram { socket: id, from, bytes });
            }
        }
        driver.give_back(buffer);
        driver.input(Input::Turn);
    }
}

fn failure(error: &io::Error) -> IoFailure {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => IoFailure::Refused,
        io::ErrorKind::TimedOut => IoFailure::TimedOut,
        io::ErrorKind::AddrInUse | io::ErrorKind::AddrNotAvailable => IoFailure::Address,
        _ => IoFailure::Other,
    }
}
