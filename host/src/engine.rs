//! The part of a driver that is the same on every runtime: a machine, its connections and its sockets. The runtime
//! tells it what is ready, and ends each batch with [`Engine::turn`].

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, SocketAddrV4, UdpSocket};
use std::rc::Rc;

use clank_core::ids::{BindId, Component, ConnId, ConnectId, ListenerId, SocketId};
use clank_core::limits::Limits;
use clank_core::machine::{CloseReason, Ending, Input, IoFailure, Output, Outputs, Slots};
use clank_core::time::Instant;

use crate::batch::Batch;
use crate::bind::Bound;
use crate::conn::{Conn, Stream};
use crate::desk::{Delivery, Desk};
use crate::outgoing::{Crossing, Marks, Spares};
use crate::post::Switchboard;
use crate::udp::{Inbound, Outbound, Sender};

/// Things out of the mailbox in one batch.
const POSTS: u32 = 256;

/// Something that only the runtime can do.
#[derive(Debug)]
pub enum Todo {
    /// Open a connection; [`Input::Opened`] or [`Input::ConnectFailed`] answers.
    Connect(ConnectId, SocketAddrV4, ListenerId),
    /// Call [`Engine::bind`].
    Bind(BindId, SocketAddrV4),
    /// Stop to watch a socket; it is closed with this value.
    Unbind(SocketId, Rc<UdpSocket>),
    /// The connection reads again, or is blocked: whoever waits for it waits for something else now.
    Look(ConnId),
    /// Call [`Engine::over`] when the peer does not say FIN within [`crate::conn::LINGER`]; and look.
    Linger(ConnId),
}

/// What a write brought to light.
enum After {
    Crossed(ConnId, Crossing),
    Over(ConnId, CloseReason),
}

/// What the mailbox held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mail {
    /// It is empty.
    Empty,
    /// There is more than a batch takes.
    More,
    /// It is over.
    Stop,
}

/// A machine with its connections and sockets.
#[derive(Debug)]
pub struct Engine<S> {
    batch: Batch,
    desk: Desk,
    conns: Slots<Conn<S>>,
    /// Connections that end with the batch.
    over: Vec<ConnId>,
    writing: Writing,
    sockets: BTreeMap<SocketId, Rc<UdpSocket>>,
    last_socket: u32,
    bound: Bound,
    inbound: Inbound,
    sender: Sender,
    switchboard: Switchboard,
}

/// What writing needs and what it leaves.
struct Writing {
    spares: Spares,
    marks: Marks,
    after: Vec<After>,
    todo: Vec<Todo>,
}

impl std::fmt::Debug for Writing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writing").field("marks", &self.marks).finish_non_exhaustive()
    }
}

impl Writing {
    /// Writes `bytes` behind what waits.
    fn write<S: Stream>(&mut self, id: ConnId, conn: &mut Conn<S>, bytes: &[u8]) {
        let was_blocked = conn.is_blocked();
        let Conn { stream, outgoing, .. } = conn;
        if outgoing.send(bytes, &mut self.spares, &mut |bytes| stream.write(bytes)).is_err() {
            outgoing.clear(&mut self.spares);
            conn.mute = true;
            self.after.push(After::Over(id, CloseReason::Reset));
            return;
        }
        if let Some(crossing) = outgoing.crossing(self.marks) {
            self.after.push(After::Crossed(id, crossing));
        }
        conn.shut();
        if conn.is_blocked() && !was_blocked {
            self.todo.push(Todo::Look(id));
        }
    }

    /// One range of a batch for one connection; the last one of the batch sets off the write.
    fn send<S: Stream>(&mut self, id: ConnId, conn: &mut Conn<S>, bytes: &[u8]) {
        match (conn.outgoing.is_last(), conn.mute) {
            (true, false) => self.write(id, conn, bytes),
            (true, true) => self.write(id, conn, &[]),
            (false, false) => conn.outgoing.push(bytes, &mut self.spares),
            (false, true) => {}
        }
    }

    fn close<S: Stream>(&mut self, id: ConnId, conn: &mut Conn<S>, ending: Ending) {
        match ending {
            Ending::Flush if !conn.flushing => {
                (conn.mute, conn.flushing, conn.paused) = (true, true, false);
                self.todo.push(Todo::Linger(id));
                // Else the last range of the batch, though it is not sent, sets off the write.
                if !conn.outgoing.expects_more() {
                    self.write(id, conn, &[]);
                }
            }
            Ending::Flush => {}
            Ending::Abort => {
                conn.cut();
                self.after.push(After::Over(id, CloseReason::Asked));
            }
        }
    }
}

impl<S: Stream> Engine<S> {
    /// A machine at its birth.
    #[must_use]
    pub fn new(batch: Batch, desk: Desk, bound: Bound, switchboard: Switchboard, limits: Limits) -> Self {
        let Limits { high_water, low_water, hard_cap, .. } = limits;
        let marks = Marks { high_water, low_water, hard_cap };
        Self {
            batch,
            desk,
            conns: Slots::default(),
            over: Vec::new(),
            writing: Writing { spares: Spares::default(), marks, after: Vec::new(), todo: Vec::new() },
            sockets: BTreeMap::new(),
            last_socket: 0,
            bound,
            inbound: Inbound::default(),
            sender: Sender::default(),
            switchboard,
        }
    }

    /// Whose engine it is.
    #[must_use]
    pub const fn component(&self) -> Component {
        self.desk.component()
    }

    /// One input that concerns no connection, or opens one.
    pub fn input(&mut self, input: Input<'_>) {
        self.batch.input(input);
    }

    /// See [`Batch::by_the_clock`].
    pub fn by_the_clock(&mut self) {
        self.batch.by_the_clock();
    }

    /// When [`Engine::by_the_clock`] next has something to do.
    #[must_use]
    pub const fn alarm(&self) -> Instant {
        self.batch.alarm()
    }

    /// An instant of the machine as the system knows it.
    #[must_use]
    pub fn at(&self, at: Instant) -> std::time::Instant {
        self.batch.at(at)
    }

    /// Feeds what lies in the mailbox, as much as a batch takes.
    pub fn mail(&mut self) -> Mail {
        for _ in 0..POSTS {
            match self.desk.take() {
                Some(Delivery::Input(input)) => self.batch.input(input),
                Some(Delivery::Stop) => return Mail::Stop,
                None => return Mail::Empty,
            }
        }
        Mail::More
    }

    /// Takes a stream on; the machine is not told.
    pub fn adopt(&mut self, stream: S) -> ConnId {
        self.conns.open(Conn::new(stream))
    }

    /// A connection. One that is over is there until the batch ends.
    #[must_use]
    pub fn conn(&self, id: ConnId) -> Option<&Conn<S>> {
        self.conns.get(id)
    }

    /// A connection, to change.
    pub fn conn_mut(&mut self, id: ConnId) -> Option<&mut Conn<S>> {
        self.conns.get_mut(id)
    }

    /// The name of whoever holds an index now.
    #[must_use]
    pub fn at_index(&self, index: u32) -> Option<ConnId> {
        self.conns.at(index)
    }

    /// Gives up a connection that the machine was never told of.
    pub fn forget(&mut self, id: ConnId) {
        self.conns.remove(id);
    }

    /// Bytes came; none: the peer's FIN.
    pub fn received(&mut self, id: ConnId, bytes: &mut [u8]) {
        let Some(conn) = self.conns.get(id) else { return };
        match (bytes.is_empty(), conn.flushing) {
            (true, true) => self.over(id, CloseReason::Asked),
            (true, false) => self.over(id, CloseReason::Peer),
            (false, true) => {}
            (false, false) => self.batch.input(Input::Received { conn: id, bytes }),
        }
    }

    /// The system takes bytes again.
    pub fn writable(&mut self, id: ConnId) {
        if let Some(conn) = self.conns.get_mut(id).filter(|conn| conn.is_blocked()) {
            conn.outgoing.unblock();
            self.writing.write(id, conn, &[]);
        }
        self.follow();
    }

    /// A connection is over. What was sent to it in this batch still leaves, where it can.
    pub fn over(&mut self, id: ConnId, why: CloseReason) {
        if let Some(conn) = self.conns.get_mut(id).filter(|conn| !conn.over) {
            conn.over = true;
            conn.mute |= why == CloseReason::Reset;
            self.over.push(id);
            self.batch.input(Input::Closed { conn: id, why });
        }
    }

    /// Reads a socket once. `true`: there may be more.
    pub fn datagrams(&mut self, id: SocketId) -> bool {
        let Some(socket) = self.sockets.get(&id) else { return false };
        let more = self.inbound.receive(socket).unwrap_or_else(|error| {
            tracing::warn!("{}: a socket cannot be read: {error}", crate::log::name(self.desk.component()));
            false
        });
        for (from, bytes) in self.inbound.datagrams() {
            self.batch.input(Input::Datagram { socket: id, from, bytes });
        }
        more
    }

    /// Binds a socket and has the runtime watch it.
    pub fn bind(
        &mut self,
        request: BindId,
        to: SocketAddrV4,
        watch: impl FnOnce(SocketId, &Rc<UdpSocket>) -> io::Result<()>,
    ) {
        let id = SocketId(self.last_socket + 1);
        let bound = self.bound.take(to).and_then(|socket| {
            let (local, socket) = (socket.local_addr()?, Rc::new(socket));
            watch(id, &socket)?;
            Ok((local, socket))
        });
        match bound {
            Ok((SocketAddr::V4(local), socket)) => {
                self.last_socket += 1;
                self.sockets.insert(id, socket);
                self.batch.input(Input::Bound { request, socket: id, local });
            }
            Ok(_) => self.batch.input(Input::BindFailed { request, why: IoFailure::Other }),
            Err(error) => self.batch.input(Input::BindFailed { request, why: failure(&error) }),
        }
    }

    /// Ends the batch: the machine has its turn, what it asked for is done, and what that brings about is a batch of
    /// its own. Gives what only the runtime can do, and has to be called again after that.
    pub fn turn(&mut self) -> Vec<Todo> {
        loop {
            let Self { batch, desk, conns, writing, sockets, sender, .. } = self;
            let turned = batch.turn(|outputs| carry_out(outputs, desk, conns, writing, sockets, sender));
            for id in self.over.drain(..) {
                self.conns.remove(id);
            }
            self.follow();
            if turned.is_none() {
                break;
            }
        }
        let lost = self.sender.take_lost();
        if lost > 0 {
            self.switchboard.lost(self.desk.component(), lost);
        }
        std::mem::take(&mut self.writing.todo)
    }

    /// Tells the machine what writing brought to light.
    fn follow(&mut self) {
        for after in std::mem::take(&mut self.writing.after) {
            match after {
                After::Over(id, why) => self.over(id, why),
                After::Crossed(id, crossing) => {
                    let Some(conn) = self.conns.get_mut(id).filter(|conn| !conn.over) else { continue };
                    match crossing {
                        Crossing::Congested => {
                            let queued = conn.outgoing.waiting();
                            self.batch.input(Input::Congested { conn: id, queued });
                        }
                        Crossing::Writable => self.batch.input(Input::Writable { conn: id }),
                        Crossing::Overflow => {
                            conn.cut();
                            self.over(id, CloseReason::Overflow);
                        }
                    }
                }
            }
        }
    }

    /// Ends everything: the machine is told that each connection is gone.
    pub fn end(&mut self) {
        self.turn();
        let all: Vec<ConnId> = self.conns.iter().map(|(id, _)| id).collect();
        for id in all {
            self.over(id, CloseReason::Shutdown);
        }
        self.turn();
    }
}

/// Does what a batch asked for.
fn carry_out<S: Stream>(
    outputs: Outputs<'_>,
    desk: &mut Desk,
    conns: &mut Slots<Conn<S>>,
    writing: &mut Writing,
    sockets: &mut BTreeMap<SocketId, Rc<UdpSocket>>,
    sender: &mut Sender,
) {
    for to in outputs.receivers() {
        for id in to {
            if let Some(conn) = conns.get_mut(*id) {
                conn.outgoing.announce();
            }
        }
    }
    let (mut datagrams, mut leaving) = (Outbound::default(), None);
    for output in outputs {
        match output {
            Output::Send { to, bytes } => {
                for id in to {
                    if let Some(conn) = conns.get_mut(*id) {
                        writing.send(*id, conn, bytes);
                    }
                }
            }
            Output::Datagram { socket: id, to, bytes } => {
                if leaving.is_some_and(|leaving| leaving != id) {
                    flush(&mut datagrams, leaving, sockets, sender);
                }
                if let Some(socket) = sockets.get(&id) {
                    leaving = Some(id);
                    for to in to {
                        datagrams.add(bytes, *to, sender, socket);
                    }
                }
            }
            Output::Connect { request, to, listener } => writing.todo.push(Todo::Connect(request, to, listener)),
            Output::Bind { request, to } => writing.todo.push(Todo::Bind(request, to)),
            Output::Unbind { socket: id } => {
                flush(&mut datagrams, leaving, sockets, sender);
                if let Some(socket) = sockets.remove(&id) {
                    writing.todo.push(Todo::Unbind(id, socket));
                }
            }
            Output::Pause { conn: id } => {
                if let Some(conn) = conns.get_mut(id) {
                    conn.paused = !conn.flushing;
                }
            }
            Output::Resume { conn: id } => {
                if let Some(conn) = conns.get_mut(id) {
                    conn.paused = false;
                    writing.todo.push(Todo::Look(id));
                }
            }
            Output::Close { conn: id, ending } => {
                if let Some(conn) = conns.get_mut(id).filter(|conn| !conn.over) {
                    writing.close(id, conn, ending);
                }
            }
            other => desk.carry_out(other),
        }
    }
    flush(&mut datagrams, leaving, sockets, sender);
}

fn flush(
    datagrams: &mut Outbound<'_>,
    from: Option<SocketId>,
    sockets: &BTreeMap<SocketId, Rc<UdpSocket>>,
    sender: &mut Sender,
) {
    if let Some(socket) = from.and_then(|id| sockets.get(&id)) {
        datagrams.send(sender, socket);
    }
}

/// Why the system did not do what was asked, in the words of the machine.
#[must_use]
pub fn failure(error: &io::Error) -> IoFailure {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => IoFailure::Refused,
        io::ErrorKind::TimedOut => IoFailure::TimedOut,
        io::ErrorKind::AddrInUse | io::ErrorKind::AddrNotAvailable => IoFailure::Address,
        _ => IoFailure::Other,
    }
}
