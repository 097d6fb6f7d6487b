//! The loop of one machine: expired timers, mail, reads with a budget, one turn, writes.

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, SocketAddrV4};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};

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
use mio::net::{TcpListener, TcpStream, UdpSocket};
use mio::{Events, Interest, Poll, Token, Waker};

use crate::conn::{Conn, LINGER, Read1};

/// The waker's token; connections, listeners and sockets have theirs below.
const WAKE: Token = Token(usize::MAX);
/// Tokens of listeners and of UDP sockets start here.
const LISTENERS: usize = usize::MAX / 4;
const SOCKETS: usize = usize::MAX / 2;
/// Reads of one connection in one turn, and datagrams of one socket.
const BUDGET: u32 = 16;
const DATAGRAMS: u32 = 64;
/// Bytes of one read; a datagram never has more.
const BUFFER: usize = 64 * 1024;

/// One machine with its sockets.
pub struct Driver {
    component: Component,
    machine: Box<dyn Machine + Send>,
    tap: Box<dyn Tap>,
    out: Outbox,
    clock: Clock,
    marks: Marks,
    poll: Poll,
    listeners: Vec<TcpListener>,
    bound: BTreeMap<SocketAddrV4, std::net::UdpSocket>,
    sockets: BTreeMap<SocketId, UdpSocket>,
    last_socket: u32,
    conns: Slots<Conn>,
    /// Connections with something to do that no event will tell of.
    busy: Vec<ConnId>,
    inbox: Receiver<Post>,
    switchboard: Switchboard,
    store: Store,
    commands: BTreeMap<OperatorId, Sender<Answer>>,
    last_command: u64,
    todo: Vec<Todo>,
    stopping: bool,
}

/// An effect that gives the machine a new input, or touches what is being drained.
enum Todo {
    Connect(ConnectId, SocketAddrV4, ListenerId),
    Bind(BindId, SocketAddrV4),
    Resume(ConnId),
    Flush(ConnId),
    Abort(ConnId),
    Gone(ConnId, CloseReason),
    Crossed(ConnId, Crossing),
}

impl clank_host::server::Driver for Driver {
    fn new(
        part: Part,
        sockets: &mut Sockets,
        limits: Limits,
        switchboard: Switchboard,
        store: Store,
        tap: Box<dyn Tap>,
    ) -> Result<Self, StartError> {
        let poll = Poll::new()?;
        let mut listeners = Vec::new();
        for at in &part.listeners {
            let listener = match sockets.tcp.remove(at) {
                Some(listener) => listener,
                None => bind::listen(*at)?,
            };
            let mut listener = TcpListener::from_std(listener);
            poll.registry().register(&mut listener, Token(LISTENERS + listeners.len()), Interest::READABLE)?;
            listeners.push(listener);
        }
        let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
        let inbox = switchboard.open(part.component, move || {
            // A machine whose poll is gone needs no waking.
            let _ = waker.wake();
        });
        let bound = if part.listeners.is_empty() { std::mem::take(&mut sockets.udp) } else { BTreeMap::new() };
        let Limits { high_water, low_water, hard_cap, .. } = limits;
        Ok(Self {
            component: part.component,
            machine: part.machine,
            tap,
            out: Outbox::new(),
            clock: Clock::default(),
            marks: Marks { high_water, low_water, hard_cap },
            poll,
            listeners,
            bound,
            sockets: BTreeMap::new(),
            last_socket: 0,
            conns: Slots::default(),
            busy: Vec::new(),
            inbox,
            switchboard,
            store,
            commands: BTreeMap::new(),
            last_command: 0,
            todo: Vec::new(),
            stopping: false,
        })
    }

    fn run(mut self) -> io::Result<()> {
        let mut events = Events::with_capacity(1024);
        let mut buffer = vec![0; BUFFER];
        loop {
            self.by_the_clock();
            self.mail();
            if self.stopping {
                self.end();
                return Ok(());
            }
            self.read_busy(&mut buffer);
            self.input(Input::Turn);
            let wait = self.wait();
            match self.poll.poll(&mut events, Some(wait)) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            for event in &events {
                self.event(event, &mut buffer);
            }
        }
    }
}

impl Driver {
    /// Until the machine's deadline or the end of a flush; rounded up, because the system counts in
    /// milliseconds.
    fn wait(&self) -> Duration {
        if !self.busy.is_empty() {
            return Duration::ZERO;
        }
        let mut wait = Clock::longest_sleep();
        if let Some(at) = self.machine.deadline() {
            let until = self.clock.until(at);
            wait = wait.min(if until.is_zero() { until } else { until + Duration::from_millis(1) });
        }
        let flushing = self.conns.iter().filter_map(|(_, conn)| conn.flushing).min();
        flushing
            .map_or(wait, |until| wait.min(until.saturating_duration_since(Instant::now()) + Duration::from_millis(1)))
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
        let now = Instant::now();
        let over: Vec<ConnId> =
            self.conns.iter().filter(|(_, c)| c.flushing.is_some_and(|at| at <= now)).map(|(id, _)| id).collect();
        for conn in over {
            self.gone(conn, CloseReason::Asked);
        }
    }

    fn mail(&mut self) {
        while let Ok(post) = self.inbox.try_recv() {
            match post {
                Post::Mail { from, mail } => self.input(Input::Mail { from, mail }),
                Post::Store { id, reply } => self.input(Input::Store { id, reply }),
                Post::Operator { command, answer } => {
                    self.last_command += 1;
                    let id = OperatorId(self.last_command);
                    self.commands.insert(id, answer);
                    self.input(Input::Operator { id, command });
                }
                Post::Stop => self.stopping = true,
            }
        }
    }

    fn end(mut self) {
        let all: Vec<ConnId> = self.conns.iter().map(|(id, _)| id).collect();
        for conn in all {
            self.gone(conn, CloseReason::Shutdown);
        }
    }

    /// One input, and everything that follows from it.
    fn input(&mut self, input: Input<'_>) {
        let now = self.clock.now();
        self.tap.input(now, &input);
        self.machine.handle(now, input, &mut self.out);
        self.tap.output(now, &self.out);
        self.carry_out();
    }

    fn carry_out(&mut self) {
        let Self { out, conns, sockets, todo, store, switchboard, component, commands, busy, .. } = self;
        let first = busy.len();
        out.drain(|output| match output {
            Output::Send { to, bytes } => {
                for id in to {
                    if let Some(conn) = conns.get_mut(*id).filter(|conn| conn.flushing.is_none()) {
                        busy.push(*id);
                        conn.outgoing.push(bytes);
                    }
                }
            }
            Output::Datagram { socket, to, bytes } => {
                if let Some(socket) = sockets.get(&socket) {
                    for to in to {
                        // A datagram that the system has no room for is lost, as on any network.
                        let _ = socket.send_to(bytes, SocketAddr::V4(*to));
                    }
                }
            }
            Output::Connect { request, to, listener } => todo.push(Todo::Connect(request, to, listener)),
            Output::Bind { request, to } => todo.push(Todo::Bind(request, to)),
            Output::Unbind { socket } => drop(sockets.remove(&socket)),
            Output::Pause { conn } => {
                if let Some(conn) = conns.get_mut(conn) {
                    conn.paused = true;
                }
            }
            Output::Resume { conn } => todo.push(Todo::Resume(conn)),
            Output::Close { conn: id, ending: Ending::Flush } => {
                // At once: what the machine sends behind it is not sent.
                if let Some(conn) = conns.get_mut(id).filter(|conn| conn.flushing.is_none()) {
                    conn.flushing = Some(Instant::now() + LINGER);
                    conn.paused = false;
                    todo.push(Todo::Flush(id));
                }
            }
            Output::Close { conn, ending: Ending::Abort } => todo.push(Todo::Abort(conn)),
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
        // One write per connection and input; what the system does not take waits for an event.
        let fresh: Vec<ConnId> = busy.drain(first..).collect();
        for conn in fresh {
            self.write(conn);
        }
        self.settle();
    }

    fn follow(&mut self, todo: Todo) {
        match todo {
            Todo::Connect(request, to, listener) => self.connect(request, to, listener),
            Todo::Bind(request, to) => self.bind(request, to),
            Todo::Resume(id) => {
                if let Some(conn) = self.conns.get_mut(id) {
                    conn.paused = false;
                    self.busy.push(id);
                }
            }
            Todo::Abort(id) => {
                if let Some(conn) = self.conns.get(id) {
                    conn.abort();
                    self.gone(id, CloseReason::Asked);
                }
            }
            Todo::Flush(id) => {
                self.busy.push(id);
                self.write(id);
            }
            Todo::Gone(id, why) => self.gone(id, why),
            Todo::Crossed(conn, Crossing::Congested) => {
                let queued = self.conns.get(conn).map_or(0, |conn| conn.outgoing.waiting());
                self.input(Input::Congested { conn, queued });
            }
            Todo::Crossed(conn, Crossing::Writable) => self.input(Input::Writable { conn }),
            Todo::Crossed(id, Crossing::Overflow) => {
                if let Some(conn) = self.conns.get(id) {
                    conn.abort();
                }
                self.gone(id, CloseReason::Overflow);
            }
        }
    }

    fn write(&mut self, id: ConnId) {
        let Some(conn) = self.conns.get_mut(id).filter(|conn| conn.connecting.is_none()) else {
            return;
        };
        if let Err(why) = conn.write() {
            self.todo.push(Todo::Gone(id, why));
            return;
        }
        if let Some(crossing) = conn.outgoing.crossing(self.marks) {
            self.todo.push(Todo::Crossed(id, crossing));
        }
    }

    /// What the last writes left to do.
    fn settle(&mut self) {
        while !self.todo.is_empty() {
            for todo in std::mem::take(&mut self.todo) {
                self.follow(todo);
            }
        }
    }

    fn gone(&mut self, id: ConnId, why: CloseReason) {
        let Some(mut conn) = self.conns.remove(id) else {
            return;
        };
        // The stream ends with its value; the registry forgets it before.
        let _ = self.poll.registry().deregister(&mut conn.stream);
        drop(conn);
        self.input(Input::Closed { conn: id, why });
    }

    fn event(&mut self, event: &mio::event::Event, buffer: &mut [u8]) {
        let token = event.token();
        if token == WAKE {
            return;
        }
        if let Some(at) = token.0.checked_sub(SOCKETS) {
            self.datagrams(SocketId(u32::try_from(at).unwrap_or(u32::MAX)), buffer);
        } else if let Some(at) = token.0.checked_sub(LISTENERS) {
            self.accept(at);
        } else {
            // The index names the slot; whoever holds it now is meant.
            let index = u32::try_from(token.0).unwrap_or(u32::MAX);
            let Some(id) = self.conns.at(index) else {
                return;
            };
            if event.is_writable() {
                if let Some(conn) = self.conns.get_mut(id) {
                    conn.blocked = false;
                }
                self.made(id);
                self.write(id);
                self.settle();
            }
            if event.is_readable() || event.is_error() || event.is_read_closed() {
                if let Some(conn) = self.conns.get_mut(id) {
                    conn.readable = true;
                }
                self.read(id, buffer);
            }
        }
    }

    fn read_busy(&mut self, buffer: &mut [u8]) {
        for id in std::mem::take(&mut self.busy) {
            self.read(id, buffer);
        }
    }

    fn read(&mut self, id: ConnId, buffer: &mut [u8]) {
        for _ in 0..BUDGET {
            let Some(conn) = self.conns.get_mut(id) else {
                return;
            };
            if conn.paused || !conn.readable || conn.connecting.is_some() {
                return;
            }
            match conn.read(buffer) {
                Read1::Later => return,
                Read1::Bytes(_) if conn.flushing.is_some() => {}
                Read1::Bytes(count) => {
                    let bytes = buffer.get_mut(..count).unwrap_or_default();
                    self.input(Input::Received { conn: id, bytes });
                    self.settle();
                }
                Read1::Over(why) => {
                    let _ = conn.write();
                    return self.gone(id, why);
                }
            }
        }
        self.busy.push(id);
    }

    fn accept(&mut self, at: usize) {
        loop {
            let Some(listener) = self.listeners.get(at) else {
                return;
            };
            match listener.accept() {
                Ok((stream, SocketAddr::V4(peer))) => {
                    let Ok(SocketAddr::V4(local)) = stream.local_addr() else {
                        continue;
                    };
                    let conn = self.register(Conn::new(stream, None));
                    let listener = ListenerId(u16::try_from(at).unwrap_or(u16::MAX));
                    self.input(Input::Opened { conn, listener, peer, local, initiated: None, preset: None });
                    self.settle();
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(error) => {
                    tracing::warn!("{}: no connection accepted: {error}", log::name(self.component));
                    return;
                }
            }
        }
    }

    fn register(&mut self, conn: Conn) -> ConnId {
        let id = self.conns.open(conn);
        if let Some(conn) = self.conns.get_mut(id) {
            let token = Token(id.index as usize);
            let interest = Interest::READABLE | Interest::WRITABLE;
            if let Err(error) = self.poll.registry().register(&mut conn.stream, token, interest) {
                tracing::error!("{}: a connection cannot be watched: {error}", log::name(self.component));
            }
        }
        id
    }

    fn connect(&mut self, request: ConnectId, to: SocketAddrV4, listener: ListenerId) {
        match TcpStream::connect(SocketAddr::V4(to)) {
            Ok(stream) => {
                self.register(Conn::new(stream, Some((request, listener))));
            }
            Err(error) => self.input(Input::ConnectFailed { request, why: failure(&error) }),
        }
    }

    /// A connection that was being made is there, or is not.
    fn made(&mut self, id: ConnId) {
        let Some(conn) = self.conns.get_mut(id) else {
            return;
        };
        let Some((request, listener)) = conn.connecting else {
            return;
        };
        let failed = match (conn.stream.take_error(), conn.stream.peer_addr(), conn.stream.local_addr()) {
            (Ok(None), Ok(SocketAddr::V4(peer)), Ok(SocketAddr::V4(local))) => {
                conn.connecting = None;
                self.input(Input::Opened { conn: id, listener, peer, local, initiated: Some(request), preset: None });
                return;
            }
            (Ok(Some(error)) | Err(error), ..) => failure(&error),
            (_, Err(error), _) if error.kind() == io::ErrorKind::NotConnected => return,
            _ => IoFailure::Other,
        };
        self.conns.remove(id);
        self.input(Input::ConnectFailed { request, why: failed });
    }

    fn bind(&mut self, request: BindId, to: SocketAddrV4) {
        let socket = self.bound.remove(&to).map_or_else(|| bind::udp(to), Ok);
        let mut socket = match socket {
            Ok(socket) => UdpSocket::from_std(socket),
            Err(error) => {
                return self.input(Input::BindFailed { request, why: failure(&error) });
            }
        };
        self.last_socket += 1;
        let token = Token(SOCKETS + self.last_socket as usize);
        match (self.poll.registry().register(&mut socket, token, Interest::READABLE), socket.local_addr()) {
            (Ok(()), Ok(SocketAddr::V4(local))) => {
                let id = SocketId(self.last_socket);
                self.sockets.insert(id, socket);
                self.input(Input::Bound { request, socket: id, local });
            }
            _ => self.input(Input::BindFailed { request, why: IoFailure::Other }),
        }
    }

    fn datagrams(&mut self, id: SocketId, buffer: &mut [u8]) {
        // Readiness is told once: read until there is nothing more.
        let mut since_turn = 0;
        while let Some(socket) = self.sockets.get(&id) {
            match socket.recv_from(buffer) {
                Ok((count, SocketAddr::V4(from))) => {
                    let bytes = buffer.get_mut(..count).unwrap_or_default();
                    self.input(Input::Datagram { socket: id, from, bytes });
                    since_turn += 1;
                    if since_turn == DATAGRAMS {
                        since_turn = 0;
                        self.input(Input::Turn);
                    }
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // An address that refused an earlier datagram is no fault of the socket.
                Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {}
                Err(_) => return,
            }
        }
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
