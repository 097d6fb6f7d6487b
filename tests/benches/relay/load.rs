//! Clients that talk and listen, all on one thread.

use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use clank_tests::conformance::host;
use clank_tests::relay::GROUP;
use mio::net::{TcpStream, UdpSocket};
use mio::{Events, Interest, Poll, Token};

use crate::{Server, TCP, UDP};

/// What a message of a second's schedule travels by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transport {
    /// A stream.
    Tcp,
    /// A datagram.
    Udp,
}

/// Messages of one client in a second.
const TCP_A_SECOND: usize = 2;
const UDP_A_SECOND: usize = 15;
/// No answer comes any more: something was lost.
const LOST: Duration = Duration::from_millis(200);

/// All clients of a server.
pub(crate) struct Clients {
    poll: Poll,
    events: Events,
    streams: Vec<TcpStream>,
    sockets: Vec<UdpSocket>,
    /// Bytes of an incomplete message of each stream.
    halves: Vec<Vec<u8>>,
    buffer: Vec<u8>,
    delivered: u32,
    /// Copies of each client's last message that did not arrive yet.
    missing: Vec<u32>,
}

impl Clients {
    /// Connects so many, and makes their addresses known.
    pub(crate) fn connect(server: &Server, count: usize) -> Self {
        let poll = Poll::new().expect("epoll");
        let (mut streams, mut sockets) = (Vec::new(), Vec::new());
        for number in 0..count {
            let stream = std::net::TcpStream::connect(server.tcp).expect("accepted");
            stream.set_nodelay(true).expect("a TCP stream");
            stream.set_nonblocking(true).expect("a TCP stream");
            let mut stream = TcpStream::from_std(stream);
            poll.registry().register(&mut stream, Token(number), Interest::READABLE).expect("watched");
            streams.push(stream);
            let socket = std::net::UdpSocket::bind(host(0)).expect("a port");
            socket.connect(server.udp).expect("an address");
            socket.set_nonblocking(true).expect("a socket");
            socket.send(&[u8::MAX; UDP]).expect("sent");
            let mut socket = UdpSocket::from_std(socket);
            poll.registry().register(&mut socket, Token(count + number), Interest::READABLE).expect("watched");
            sockets.push(socket);
        }
        std::thread::sleep(Duration::from_millis(100));
        let (halves, missing) = (vec![Vec::new(); count], vec![0; count]);
        let (events, buffer) = (Events::with_capacity(1024), vec![0; 64 * 1024]);
        let mut clients = Self { poll, events, streams, sockets, halves, buffer, delivered: 0, missing };
        clients.hear(Duration::ZERO);
        clients
    }

    fn say(&mut self, client: usize, by: Transport) {
        let number = u8::try_from(client % GROUP).expect("a small group");
        self.missing[client] = u32::try_from(GROUP - 1).expect("a small group");
        let said = match by {
            Transport::Tcp => self.streams[client].write(&[number; TCP]),
            Transport::Udp => self.sockets[client].send(&[number; UDP]),
        };
        said.expect("there is room for a small message");
    }

    /// Reads everything that is there, waiting for it as long as this.
    fn hear(&mut self, wait: Duration) {
        let count = self.streams.len();
        match self.poll.poll(&mut self.events, Some(wait)) {
            Err(error) if error.kind() == ErrorKind::Interrupted => return,
            other => other.expect("epoll"),
        }
        for event in &self.events {
            let Token(token) = event.token();
            let client = token % count;
            let first = client / GROUP * GROUP;
            let mut arrived = |number: u8| {
                self.delivered += 1;
                if let Some(missing) = self.missing.get_mut(first + usize::from(number)) {
                    *missing = missing.saturating_sub(1);
                }
            };
            if token < count {
                let read = self.streams[client].read(&mut self.buffer).unwrap_or(0);
                let half = &mut self.halves[client];
                half.extend_from_slice(&self.buffer[..read]);
                let whole = half.len() / TCP * TCP;
                half.drain(..whole).step_by(TCP).for_each(&mut arrived);
            } else {
                while let Ok(read) = self.sockets[client].recv(&mut self.buffer) {
                    if let Some(number) = self.buffer[..read].first().filter(|number| **number != u8::MAX) {
                        arrived(*number);
                    }
                }
            }
        }
    }

    /// Each client says so much a second, evenly; how many messages were delivered.
    pub(crate) fn paced(&mut self, time: Duration) -> u32 {
        let mut second = Vec::new();
        let clients = self.streams.len();
        for client in 0..clients {
            for (by, count) in [(Transport::Tcp, TCP_A_SECOND), (Transport::Udp, UDP_A_SECOND)] {
                for turn in 0..count {
                    // Neighbours of a group do not speak one after the other.
                    let place = (turn * clients + client * 37 % clients) as u64 * 1_000_000 / (count * clients) as u64;
                    second.push((Duration::from_micros(place), client, by));
                }
            }
        }
        second.sort_unstable_by_key(|(at, client, _)| (*at, *client));
        let (start, before) = (Instant::now(), self.delivered);
        for number in 0.. {
            for (at, client, by) in &second {
                let at = Duration::from_secs(number) + *at;
                if at >= time {
                    std::thread::sleep(Duration::from_millis(5));
                    self.hear(Duration::ZERO);
                    return self.delivered - before;
                }
                let wait = at.saturating_sub(start.elapsed());
                if !wait.is_zero() {
                    self.hear(Duration::ZERO);
                    std::thread::sleep(at.saturating_sub(start.elapsed()));
                }
                self.say(*client, *by);
            }
        }
        0
    }

    /// Each client says something when all have heard what it said before; how many messages were delivered.
    pub(crate) fn closed(&mut self, by: Transport, time: Duration) -> u32 {
        let (start, before) = (Instant::now(), self.delivered);
        let mut progress = (start, before);
        self.missing.fill(0);
        while start.elapsed() < time {
            for client in 0..self.streams.len() {
                if self.missing[client] == 0 {
                    self.say(client, by);
                }
            }
            self.hear(LOST);
            if self.delivered != progress.1 {
                progress = (Instant::now(), self.delivered);
            } else if progress.0.elapsed() >= LOST {
                self.missing.fill(0);
            }
        }
        std::thread::sleep(Duration::from_millis(20));
        self.hear(Duration::ZERO);
        self.delivered - before
    }
}
