//! A bare relay that knows no protocol: what came from one of a group goes to the others, as it came. The least that a
//! relay on this machine can do, with the system calls that our drivers use.

use std::io::{self, ErrorKind, IoSlice, IoSliceMut, Read, Write};
use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::sync::mpsc::channel;

use mio::net::{TcpListener, TcpStream};
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token, Waker};
use nix::sys::socket::{MsgFlags, MultiHeaders, SockaddrIn, recvmmsg, sendmmsg};
use rustc_hash::FxHashMap;

use super::system::{Worker, roomy};

const STOP: Token = Token(usize::MAX);
const LISTENER: Token = Token(usize::MAX - 1);
const SOCKET: Token = Token(usize::MAX - 2);
/// Datagrams of one system call, and bytes between two of them in the buffer.
const MAX_DATAGRAMS: usize = 32;
const STRIDE: usize = 64 * 1024 + 64;

/// A running relay. Dropped, it stops.
#[derive(Debug)]
pub struct Raw {
    /// Where it listens.
    pub tcp: SocketAddrV4,
    /// Where it takes datagrams.
    pub udp: SocketAddrV4,
    /// Its thread.
    pub worker: Worker,
    stop: Arc<Waker>,
}

impl Drop for Raw {
    fn drop(&mut self) {
        let _ = self.stop.wake();
    }
}

fn port(at: io::Result<std::net::SocketAddr>) -> io::Result<SocketAddrV4> {
    Ok(SocketAddrV4::new(Ipv4Addr::LOCALHOST, at?.port()))
}

impl Raw {
    /// Starts one, on a core of its own if one is given. Those who come first make the first group, and so on;
    /// datagrams are of groups by the order in which their senders come.
    ///
    /// # Errors
    /// What the system refuses.
    pub fn start(group: usize, core: Option<usize>) -> io::Result<Self> {
        let anywhere = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0);
        let (listener, socket) = (std::net::TcpListener::bind(anywhere)?, UdpSocket::bind(anywhere)?);
        listener.set_nonblocking(true)?;
        socket.set_nonblocking(true)?;
        roomy(&socket);
        let (tcp, udp) = (port(listener.local_addr())?, port(socket.local_addr())?);
        let mut poll = Poll::new()?;
        let stop = Arc::new(Waker::new(poll.registry(), STOP)?);
        let mut listener = TcpListener::from_std(listener);
        poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
        poll.registry().register(&mut SourceFd(&socket.as_raw_fd()), SOCKET, Interest::READABLE)?;
        let (ready, is_ready) = channel();
        std::thread::Builder::new().name("raw".into()).spawn(move || {
            let worker = Worker::this_thread();
            if let Some(core) = core {
                let _ = worker.pin(core);
            }
            let _ = ready.send(worker);
            let mut streams = RelayStreams { group, all: Vec::new(), outgoing: Vec::new(), dirty: Vec::new() };
            let mut datagrams = RelayDatagrams::new(group);
            // What the system refuses ends the relay; who uses it notices.
            let _ = relay(&mut poll, &listener, &socket, &mut streams, &mut datagrams);
        })?;
        let worker = is_ready.recv().map_err(io::Error::other)?;
        Ok(Self { tcp, udp, worker, stop })
    }
}

fn relay(
    poll: &mut Poll,
    listener: &TcpListener,
    socket: &UdpSocket,
    streams: &mut RelayStreams,
    datagrams: &mut RelayDatagrams,
) -> io::Result<()> {
    let mut events = Events::with_capacity(1024);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        poll.poll(&mut events, None)?;
        for event in &events {
            match event.token() {
                STOP => return Ok(()),
                LISTENER => streams.accept(poll, listener)?,
                SOCKET => datagrams.relay(socket)?,
                Token(number) => streams.relay(number, &mut buffer),
            }
        }
        streams.write();
    }
}

struct RelayStreams {
    group: usize,
    all: Vec<TcpStream>,
    outgoing: Vec<Vec<u8>>,
    dirty: Vec<usize>,
}

impl RelayStreams {
    fn accept(&mut self, poll: &Poll, listener: &TcpListener) -> io::Result<()> {
        while let Ok((mut stream, _)) = listener.accept() {
            stream.set_nodelay(true)?;
            poll.registry().register(&mut stream, Token(self.all.len()), Interest::READABLE)?;
            self.all.push(stream);
            self.outgoing.push(Vec::new());
        }
        Ok(())
    }

    fn relay(&mut self, number: usize, buffer: &mut [u8]) {
        let count = self.all.get_mut(number).map_or(0, |stream| stream.read(buffer).unwrap_or(0));
        let first = number / self.group * self.group;
        for (other, waiting) in self.outgoing.iter_mut().enumerate().skip(first).take(self.group) {
            if other != number {
                if waiting.is_empty() {
                    self.dirty.push(other);
                }
                waiting.extend_from_slice(buffer.get(..count).unwrap_or_default());
            }
        }
    }

    /// One write per stream. What a stream does not take waits for the next turn.
    fn write(&mut self) {
        for number in std::mem::take(&mut self.dirty) {
            let (Some(stream), Some(waiting)) = (self.all.get_mut(number), self.outgoing.get_mut(number)) else {
                continue;
            };
            match stream.write(waiting) {
                Ok(count) => drop(waiting.drain(..count)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                // A client that went away hears nothing.
                Err(_) => waiting.clear(),
            }
            if !waiting.is_empty() {
                self.dirty.push(number);
            }
        }
    }
}

struct RelayDatagrams {
    group: usize,
    inbound: MultiHeaders<SockaddrIn>,
    outbound: MultiHeaders<SockaddrIn>,
    buffer: Vec<u8>,
    read: Vec<(usize, SocketAddrV4)>,
    to: Vec<Option<SockaddrIn>>,
    known: Vec<SocketAddrV4>,
    numbers: FxHashMap<SocketAddrV4, usize>,
}

impl RelayDatagrams {
    fn new(group: usize) -> Self {
        Self {
            group,
            inbound: MultiHeaders::preallocate(MAX_DATAGRAMS, None),
            outbound: MultiHeaders::preallocate(MAX_DATAGRAMS, None),
            buffer: vec![0; MAX_DATAGRAMS * STRIDE],
            read: Vec::with_capacity(MAX_DATAGRAMS),
            to: Vec::with_capacity(MAX_DATAGRAMS),
            known: Vec::new(),
            numbers: FxHashMap::default(),
        }
    }

    fn relay(&mut self, socket: &UdpSocket) -> io::Result<()> {
        loop {
            self.receive(socket)?;
            self.send(socket);
            if self.read.len() < MAX_DATAGRAMS {
                return Ok(());
            }
        }
    }

    fn receive(&mut self, socket: &UdpSocket) -> io::Result<()> {
        self.read.clear();
        let mut chunks = self.buffer.chunks_exact_mut(STRIDE);
        let mut slots: [_; MAX_DATAGRAMS] =
            std::array::from_fn(|_| [IoSliceMut::new(chunks.next().unwrap_or_default())]);
        match recvmmsg(socket.as_raw_fd(), &mut self.inbound, &mut slots, MsgFlags::empty(), None) {
            Ok(read) => {
                self.read.extend(read.filter_map(|read| Some((read.bytes, read.address?.into()))));
                Ok(())
            }
            Err(error) => match io::Error::from(error) {
                error if error.kind() == ErrorKind::WouldBlock => Ok(()),
                error => Err(error),
            },
        }
    }

    fn send(&mut self, socket: &UdpSocket) {
        let Self { group, outbound, buffer, read, to, known, numbers, .. } = self;
        let mut bytes = [[IoSlice::new(&[])]; MAX_DATAGRAMS];
        let mut send = |bytes: &[[IoSlice<'_>; 1]; MAX_DATAGRAMS], to: &mut Vec<Option<SockaddrIn>>| {
            if let ([Some(to)], [[one], ..]) = (to.as_slice(), bytes) {
                let _ = socket.send_to(one, SocketAddrV4::from(*to));
            } else if !to.is_empty() {
                let _ = sendmmsg(socket.as_raw_fd(), outbound, bytes, to.as_slice(), [], MsgFlags::empty());
            }
            to.clear();
        };
        for ((length, from), slot) in read.iter().zip(buffer.chunks_exact(STRIDE)) {
            let number = *numbers.entry(*from).or_insert_with(|| {
                known.push(*from);
                known.len() - 1
            });
            let first = number / *group * *group;
            for other in known.iter().skip(first).take(*group).filter(|other| *other != from) {
                if let Some(place) = bytes.get_mut(to.len()) {
                    *place = [IoSlice::new(slot.get(..*length).unwrap_or_default())];
                }
                to.push(Some((*other).into()));
                if to.len() == MAX_DATAGRAMS {
                    send(&bytes, to);
                }
            }
        }
        send(&bytes, to);
    }
}
