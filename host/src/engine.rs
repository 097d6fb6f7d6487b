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
use crate::log;
use crate::mailbox::{Mailbox, MailboxItem};
use crate::router::Router;
use crate::udp::{Inbound, Outbound, Sender};
use crate::write_buffer::{BufferPool, Crossing, Watermarks};

/// Envelopes that one batch takes out of the mailbox.
const MAX_ENVELOPES: u32 = 256;

/// Something that only the runtime can do.
#[derive(Debug)]
pub enum RuntimeAction {
    /// Open a connection; [`Input::Opened`] or [`Input::ConnectFailed`] answers.
    Connect(ConnectId, SocketAddrV4, ListenerId),
    /// Call [`Engine::bind`].
    Bind(BindId, SocketAddrV4),
    /// Stop watching a socket; it is closed with this value.
    Unbind(SocketId, Rc<UdpSocket>),
    /// Find out anew what the connection waits for: it reads again, or the system takes no more of its bytes.
    Recheck(ConnId),
    /// Call [`Engine::close`] when the peer does not say FIN within [`crate::conn::LINGER`], and find out anew what it
    /// waits for.
    Linger(ConnId),
}

/// What a write brought to light.
enum After {
    Crossed(ConnId, Crossing),
    Closed(ConnId, CloseReason),
}

/// What is left of a mailbox that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailboxState {
    /// It is empty.
    Empty,
    /// There is more than a batch takes.
    More,
    /// The machine has to stop.
    Stop,
}

/// A machine with its connections and sockets.
#[derive(Debug)]
pub struct Engine<S> {
    batch: Batch,
    mailbox: Mailbox,
    conns: Slots<Conn<S>>,
    /// Connections that end with the batch.
    closed: Vec<ConnId>,
    writing: Writing,
    sockets: BTreeMap<SocketId, Rc<UdpSocket>>,
    last_socket: u32,
    bound: Bound,
    inbound: Inbound,
    sender: Sender,
    router: Router,
}

/// What writing needs and what it leaves.
struct Writing {
    pool: BufferPool,
    watermarks: Watermarks,
    after: Vec<After>,
    actions: Vec<RuntimeAction>,
}

impl std::fmt::Debug for Writing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writing").field("watermarks", &self.watermarks).finish_non_exhaustive()
    }
}

impl Writing {
    /// Writes `bytes` behind what waits.
    fn write<S: Stream>(&mut self, id: ConnId, conn: &mut Conn<S>, bytes: &[u8]) {
        let was_blocked = conn.is_blocked();
        let Conn { stream, write_buffer, .. } = conn;
        if write_buffer.send(bytes, &mut self.pool, &mut |bytes| stream.write(bytes)).is_err() {
            write_buffer.clear(&mut self.pool);
            conn.discard_output = true;
            self.after.push(After::Closed(id, CloseReason::Reset));
            return;
        }
        if let Some(crossing) = write_buffer.crossing(self.watermarks) {
            self.after.push(After::Crossed(id, crossing));
        }
        conn.shut();
        if conn.is_blocked() && !was_blocked {
            self.actions.push(RuntimeAction::Recheck(id));
        }
    }

    /// One range of a batch for one connection; the last one of the batch sets off the write.
    fn send<S: Stream>(&mut self, id: ConnId, conn: &mut Conn<S>, bytes: &[u8]) {
        match (conn.write_buffer.is_last(), conn.discard_output) {
            (true, false) => self.write(id, conn, bytes),
            (true, true) => self.write(id, conn, &[]),
            (false, false) => conn.write_buffer.push(bytes, &mut self.pool),
            (false, true) => {}
        }
    }

    fn close<S: Stream>(&mut self, id: ConnId, conn: &mut Conn<S>, ending: Ending) {
        match ending {
            Ending::Flush if !conn.flushing => {
                (conn.discard_output, conn.flushing, conn.paused) = (true, true, false);
                self.actions.push(RuntimeAction::Linger(id));
                // Else the last range of the batch, though it is not sent, sets off the write.
                if !conn.write_buffer.expects_more() {
                    self.write(id, conn, &[]);
                }
            }
            Ending::Flush => {}
            Ending::Abort => {
                conn.cut();
                self.after.push(After::Closed(id, CloseReason::Asked));
            }
        }
    }
}

impl<S: Stream> Engine<S> {
    /// A machine at its birth.
    #[must_use]
    pub fn new(batch: Batch, mailbox: Mailbox, bound: Bound, router: Router, limits: Limits) -> Self {
        let Limits { high_water, low_water, hard_cap, .. } = limits;
        let watermarks = Watermarks { high_water, low_water, hard_cap };
        Self {
            batch,
            mailbox,
            conns: Slots::default(),
            closed: Vec::new(),
            writing: Writing { pool: BufferPool::default(), watermarks, after: Vec::new(), actions: Vec::new() },
            sockets: BTreeMap::new(),
            last_socket: 0,
            bound,
            inbound: Inbound::default(),
            sender: Sender::default(),
            router,
        }
    }

    /// Whose engine it is.
    #[must_use]
    pub const fn component(&self) -> Component {
        self.mailbox.component()
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

    /// Feeds the machine what lies in the mailbox, as much as a batch takes.
    pub fn read_mailbox(&mut self) -> MailboxState {
        for _ in 0..MAX_ENVELOPES {
            match self.mailbox.take() {
                Some(MailboxItem::Input(input)) => self.batch.input(input),
                Some(MailboxItem::Stop) => return MailboxState::Stop,
                None => return MailboxState::Empty,
            }
        }
        MailboxState::More
    }

    /// Takes a stream on; the machine is not told.
    pub fn adopt(&mut self, stream: S) -> ConnId {
        self.conns.open(Conn::new(stream))
    }

    /// A connection. One that is closed is there until the batch ends.
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
            (true, true) => self.close(id, CloseReason::Asked),
            (true, false) => self.close(id, CloseReason::Peer),
            (false, true) => {}
            (false, false) => self.batch.input(Input::Received { conn: id, bytes }),
        }
    }

    /// The system takes bytes again.
    pub fn writable(&mut self, id: ConnId) {
        if let Some(conn) = self.conns.get_mut(id).filter(|conn| conn.is_blocked()) {
            conn.write_buffer.unblock();
            self.writing.write(id, conn, &[]);
        }
        self.follow();
    }

    /// Marks a connection as closed and tells the machine. What was sent to it in this batch still leaves, where it
    /// can.
    pub fn close(&mut self, id: ConnId, why: CloseReason) {
        if let Some(conn) = self.conns.get_mut(id).filter(|conn| !conn.closed) {
            conn.closed = true;
            conn.discard_output |= why == CloseReason::Reset;
            self.closed.push(id);
            self.batch.input(Input::Closed { conn: id, why });
        }
    }

    /// Reads a socket once. `true`: there may be more.
    pub fn datagrams(&mut self, id: SocketId) -> bool {
        let Some(socket) = self.sockets.get(&id) else { return false };
        let more = self.inbound.receive(socket).unwrap_or_else(|error| {
            tracing::warn!("{}: a socket cannot be read: {error}", log::name(self.mailbox.component()));
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
    pub fn turn(&mut self) -> Vec<RuntimeAction> {
        loop {
            let Self { batch, mailbox, conns, writing, sockets, sender, .. } = self;
            let turned = batch.turn(|outputs| carry_out(outputs, mailbox, conns, writing, sockets, sender));
            for id in self.closed.drain(..) {
                self.conns.remove(id);
            }
            self.follow();
            if turned.is_none() {
                break;
            }
        }
        let lost = self.sender.take_lost();
        if lost > 0 {
            self.router.lost(self.mailbox.component(), lost);
        }
        std::mem::take(&mut self.writing.actions)
    }

    /// Tells the machine what writing brought to light.
    fn follow(&mut self) {
        for after in std::mem::take(&mut self.writing.after) {
            match after {
                After::Closed(id, why) => self.close(id, why),
                After::Crossed(id, crossing) => {
                    let Some(conn) = self.conns.get_mut(id).filter(|conn| !conn.closed) else { continue };
                    match crossing {
                        Crossing::Congested => {
                            let queued = conn.write_buffer.waiting();
                            self.batch.input(Input::Congested { conn: id, queued });
                        }
                        Crossing::Writable => self.batch.input(Input::Writable { conn: id }),
                        Crossing::Overflow => {
                            conn.cut();
                            self.close(id, CloseReason::Overflow);
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
            self.close(id, CloseReason::Shutdown);
        }
        self.turn();
    }
}

/// Tells each connection how many ranges of bytes the batch has for it.
fn announce<S>(outputs: &Outputs<'_>, conns: &mut Slots<Conn<S>>) {
    for to in outputs.receivers() {
        for id in to {
            if let Some(conn) = conns.get_mut(*id) {
                conn.write_buffer.announce();
            }
        }
    }
}

/// Does what a batch asked for.
#[deny(clippy::wildcard_enum_match_arm, reason = "an output must not be dropped in silence")]
fn carry_out<S: Stream>(
    outputs: Outputs<'_>,
    mailbox: &mut Mailbox,
    conns: &mut Slots<Conn<S>>,
    writing: &mut Writing,
    sockets: &mut BTreeMap<SocketId, Rc<UdpSocket>>,
    sender: &mut Sender,
) {
    announce(&outputs, conns);
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
            Output::Connect { request, to, listener } => {
                writing.actions.push(RuntimeAction::Connect(request, to, listener));
            }
            Output::Bind { request, to } => writing.actions.push(RuntimeAction::Bind(request, to)),
            Output::Unbind { socket: id } => {
                flush(&mut datagrams, leaving, sockets, sender);
                if let Some(socket) = sockets.remove(&id) {
                    writing.actions.push(RuntimeAction::Unbind(id, socket));
                }
            }
            Output::LookUp { request, name } => mailbox.look_up(request, name),
            Output::Pause { conn: id } => {
                if let Some(conn) = conns.get_mut(id) {
                    conn.paused = !conn.flushing;
                }
            }
            Output::Resume { conn: id } => {
                if let Some(conn) = conns.get_mut(id) {
                    conn.paused = false;
                    writing.actions.push(RuntimeAction::Recheck(id));
                }
            }
            Output::Close { conn: id, ending } => {
                if let Some(conn) = conns.get_mut(id).filter(|conn| !conn.closed) {
                    writing.close(id, conn, ending);
                }
            }
            Output::Store { id, request } => mailbox.ask_store(id, request),
            Output::StoreCancel { id } => mailbox.cancel_store(id),
            Output::Peer { to, message } => mailbox.send(to, message),
            Output::Answer { id, answer } => mailbox.answer(id, answer),
            Output::Event(event) => log::event(mailbox.component(), &event),
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
