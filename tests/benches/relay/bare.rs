//! The least that a relay can do: epoll, the system calls, and two look-ups.

use std::io::{ErrorKind, IoSlice, IoSliceMut, Read, Write};
use std::net::{SocketAddrV4, UdpSocket};
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::sync::mpsc::channel;

use clank_host::bind;
use clank_tests::conformance::host;
use clank_tests::relay::{GROUP, group};
use mio::net::{TcpListener, TcpStream};
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token, Waker};
use nix::sys::socket::{MsgFlags, MultiHeaders, SockaddrIn, recvmmsg, sendmmsg};
use rustc_hash::FxHashMap;

use crate::{Server, cores};

const STOP: Token = Token(usize::MAX);
const LISTENER: Token = Token(usize::MAX - 1);
const SOCKET: Token = Token(usize::MAX - 2);
/// Datagrams of one system call, and bytes between two of them in the buffer.
const MOST: usize = 32;
const STRIDE: usize = 64 * 1024 + 64;

struct Stop(Arc<Waker>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.wake().expect("it runs");
    }
}

/// Starts it.
pub(crate) fn start() -> Server {
    let (listener, socket) = (bind::listen(host(0)).expect("a port"), bind::udp(host(0)).expect("a port"));
    let at = |at: std::io::Result<std::net::SocketAddr>| host(at.expect("bound").port());
    let (tcp, udp) = (at(listener.local_addr()), at(socket.local_addr()));
    let poll = Poll::new().expect("epoll");
    let stop = Arc::new(Waker::new(poll.registry(), STOP).expect("a waker"));
    let (ready, is_ready) = channel();
    std::thread::spawn(move || {
        cores::pin(0);
        ready.send(cores::Thread::this()).expect("somebody waits");
        relay(poll, TcpListener::from_std(listener), &socket);
    });
    let thread = is_ready.recv().expect("it starts");
    Server { tcp, udp, thread, _stop: Box::new(Stop(stop)) }
}

fn relay(mut poll: Poll, mut listener: TcpListener, socket: &UdpSocket) {
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE).expect("watched");
    poll.registry().register(&mut SourceFd(&socket.as_raw_fd()), SOCKET, Interest::READABLE).expect("watched");
    let mut events = Events::with_capacity(1024);
    let mut streams: Vec<TcpStream> = Vec::new();
    let mut outgoing: Vec<Vec<u8>> = Vec::new();
    let mut dirty: Vec<usize> = Vec::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut datagrams = Datagrams::new();
    loop {
        poll.poll(&mut events, None).expect("epoll");
        for event in &events {
            match event.token() {
                STOP => return,
                LISTENER => {
                    while let Ok((mut stream, _)) = listener.accept() {
                        let token = Token(streams.len());
                        stream.set_nodelay(true).expect("a TCP stream");
                        poll.registry().register(&mut stream, token, Interest::READABLE).expect("watched");
                        streams.push(stream);
                        outgoing.push(Vec::new());
                    }
                }
                SOCKET => datagrams.relay(socket),
                Token(number) => {
                    let count = streams[number].read(&mut buffer).unwrap_or(0);
                    let first = number / GROUP * GROUP;
                    for (other, waiting) in outgoing.iter_mut().enumerate().skip(first).take(GROUP) {
                        if other != number {
                            if waiting.is_empty() {
                                dirty.push(other);
                            }
                            waiting.extend_from_slice(&buffer[..count]);
                        }
                    }
                }
            }
        }
        for number in dirty.drain(..) {
            // A client that went away hears nothing.
            let _ = streams[number].write(&outgoing[number]);
            outgoing[number].clear();
        }
    }
}

struct Datagrams {
    inbound: MultiHeaders<SockaddrIn>,
    outbound: MultiHeaders<SockaddrIn>,
    buffer: Vec<u8>,
    read: Vec<(usize, SocketAddrV4)>,
    to: Vec<Option<SockaddrIn>>,
    known: Vec<SocketAddrV4>,
    numbers: FxHashMap<SocketAddrV4, usize>,
}

impl Datagrams {
    fn new() -> Self {
        Self {
            inbound: MultiHeaders::preallocate(MOST, None),
            outbound: MultiHeaders::preallocate(MOST, None),
            buffer: vec![0; MOST * STRIDE],
            read: Vec::with_capacity(MOST),
            to: Vec::with_capacity(MOST),
            known: Vec::new(),
            numbers: FxHashMap::default(),
        }
    }

    fn relay(&mut self, socket: &UdpSocket) {
        loop {
            self.read.clear();
            {
                let mut chunks = self.buffer.chunks_exact_mut(STRIDE);
                let mut slots: [_; MOST] = std::array::from_fn(|_| [IoSliceMut::new(chunks.next().expect("enough"))]);
                match recvmmsg(socket.as_raw_fd(), &mut self.inbound, &mut slots, MsgFlags::empty(), None) {
                    Ok(read) => {
                        self.read.extend(read.map(|read| (read.bytes, read.address.expect("a sender").into())));
                    }
                    Err(error) => assert_eq!(std::io::Error::from(error).kind(), ErrorKind::WouldBlock),
                }
            }
            let Self { outbound, buffer, read, to, known, numbers, .. } = self;
            let mut bytes = [[IoSlice::new(&[])]; MOST];
            to.clear();
            let mut send = |bytes: &[[IoSlice<'_>; 1]; MOST], to: &mut Vec<Option<SockaddrIn>>| {
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
                for other in group(known, number).iter().filter(|other| *other != from) {
                    bytes[to.len()] = [IoSlice::new(&slot[..*length])];
                    to.push(Some((*other).into()));
                    if to.len() == MOST {
                        send(&bytes, to);
                    }
                }
            }
            send(&bytes, to);
            if self.read.len() < MOST {
                return;
            }
        }
    }
}
