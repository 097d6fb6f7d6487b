//! What a driver owes a machine, checked by one suite on each driver.

use core::time::Duration;
use std::net::{Ipv4Addr, SocketAddrV4};

use clank_core::ids::Component;
use clank_core::limits::Limits;
use clank_core::operator::{Command, CommandAnswer};

/// How the far end saw its connection end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Orderly.
    Fin,
    /// Cut.
    Reset,
}

/// A driver under test: two probes, playing MAS and MLS, with a store that knows the account
/// `ratchet` under id 1, and remote programs that speak to them.
pub trait Bench {
    /// A connection of a remote program.
    type Client: Copy;
    /// A UDP socket of a remote program.
    type Socket: Copy;

    /// Starts the driver with these limits.
    fn start(limits: Limits) -> Self;
    /// Connects to a probe.
    fn dial(&mut self, to: Component) -> Self::Client;
    /// Writes.
    fn send(&mut self, client: Self::Client, bytes: &[u8]);
    /// Reads until so many bytes are there or nothing comes for a second.
    fn read(&mut self, client: Self::Client, max: usize) -> Vec<u8>;
    /// Stops or goes on to read.
    fn set_reading(&mut self, client: Self::Client, reading: bool);
    /// Shuts down writing.
    fn shut(&mut self, client: Self::Client);
    /// Resets.
    fn reset(&mut self, client: Self::Client);
    /// Waits, at most a few seconds, for the end of the connection.
    fn ended(&mut self, client: Self::Client) -> Option<End>;
    /// Listens at a local port, and says which.
    fn listen(&mut self) -> u16;
    /// Takes a connection that a probe made to [`Bench::listen`].
    fn accept(&mut self) -> Self::Client;
    /// A UDP port that was bound before the probes were made, for whichever of them asks for it.
    fn reserved(&mut self) -> u16;
    /// Opens a UDP socket.
    fn socket(&mut self) -> Self::Socket;
    /// Sends a datagram to a local port.
    fn say(&mut self, socket: Self::Socket, port: u16, bytes: &[u8]);
    /// Waits half a second at most for a datagram.
    fn hear(&mut self, socket: Self::Socket) -> Option<Vec<u8>>;
    /// Sends a datagram to a local port and waits for the answer.
    fn datagram(&mut self, port: u16, bytes: &[u8]) -> Option<Vec<u8>> {
        let socket = self.socket();
        self.say(socket, port, bytes);
        self.hear(socket)
    }
    /// Asks a probe as an operator.
    fn operator(&mut self, of: Component, command: Command) -> CommandAnswer;
    /// Lets time pass.
    fn pass(&mut self, time: Duration);
}

/// The address that probes dial and bind.
pub const HOST: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// An address on [`HOST`].
#[must_use]
pub const fn host(port: u16) -> SocketAddrV4 {
    SocketAddrV4::new(HOST, port)
}

fn line<B: Bench>(bench: &mut B, client: B::Client) -> String {
    let mut line = Vec::new();
    loop {
        match bench.read(client, 1).as_slice() {
            [] | [b'\n'] => return String::from_utf8_lossy(&line).into_owned(),
            byte => line.extend_from_slice(byte),
        }
    }
}

fn ask<B: Bench>(bench: &mut B, client: B::Client, command: &str) -> String {
    bench.send(client, format!("{command}\n").as_bytes());
    line(bench, client)
}

/// Bytes arrive in order however they are cut; a broadcast reaches all; what is held leaves on `Turn`.
pub fn streams<B: Bench>() {
    let mut bench = B::start(Limits::default());
    let (a, b) = (bench.dial(Component::Mas), bench.dial(Component::Mas));
    assert_eq!(ask(&mut bench, b, "echo here"), "here");
    for piece in ["ec", "ho one\nec", "ho two\nhold thr", "ee\n"] {
        bench.send(a, piece.as_bytes());
    }
    assert_eq!([line(&mut bench, a), line(&mut bench, a), line(&mut bench, a)], ["one", "two", "three"]);
    assert_eq!(ask(&mut bench, a, "all hear me"), "hear me");
    assert_eq!(line(&mut bench, b), "hear me");
}

/// The lowest index is given again, with a higher generation.
pub fn identities<B: Bench>() {
    let mut bench = B::start(Limits::default());
    let clients = [bench.dial(Component::Mas), bench.dial(Component::Mas), bench.dial(Component::Mas)];
    for client in clients {
        assert_eq!(ask(&mut bench, client, "echo x"), "x");
    }
    let names = |bench: &mut B| match bench.operator(Component::Mas, Command::Connections) {
        CommandAnswer::Connections(all) => all.iter().map(|c| (c.conn.index, c.conn.generation)).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(names(&mut bench), [(0, 0), (1, 0), (2, 0)]);
    bench.shut(clients[1]);
    assert_eq!(bench.ended(clients[1]), Some(End::Fin));
    bench.pass(Duration::from_millis(100));
    let again = bench.dial(Component::Mas);
    assert_eq!(ask(&mut bench, again, "echo y"), "y");
    assert_eq!(names(&mut bench), [(0, 0), (1, 1), (2, 0)]);
}

/// Timers, the wall clock, randomness, the store, names, mail and operators.
pub fn services<B: Bench>() {
    let mut bench = B::start(Limits::default());
    let (mas, mls) = (bench.dial(Component::Mas), bench.dial(Component::Mls));
    assert_eq!(ask(&mut bench, mls, "echo here"), "here");
    assert_eq!(ask(&mut bench, mas, "after 50 later"), "later");
    let clock = ask(&mut bench, mas, "clock");
    assert!(clock.strip_prefix("clock ").is_some_and(|s| s.parse::<u32>().is_ok_and(|s| s > 1_000_000_000)), "{clock}");
    assert_ne!(ask(&mut bench, mas, "random"), ask(&mut bench, mas, "random"));
    assert_eq!(ask(&mut bench, mas, "store ratchet"), "account 1");
    assert_eq!(ask(&mut bench, mas, "store clank"), "NoAccount");
    bench.send(mas, b"message Z\n");
    assert_eq!(line(&mut bench, mls), "message Z from Mas");
    assert_eq!(ask(&mut bench, mas, "find localhost"), "found 127.0.0.1");
    assert_eq!(ask(&mut bench, mas, "event seen\necho done"), "done");
    match bench.operator(Component::Mas, Command::Counters) {
        CommandAnswer::Counters(counters) => assert_eq!((counters.opened, counters.requests), (1, 10)),
        other => panic!("{other:?}"),
    }
    let nobody = clank_core::ids::ConnId { index: 77, generation: 0 };
    assert_eq!(bench.operator(Component::Mls, Command::Disconnect(nobody)), CommandAnswer::NotFound);
}

/// Connections that the machine makes, and UDP sockets that it asks for.
pub fn sockets<B: Bench>() {
    let mut bench = B::start(Limits::default());
    let client = bench.dial(Component::Mas);
    let port = bench.listen();
    assert_eq!(ask(&mut bench, client, &format!("connect {port}")), "connected");
    let made = bench.accept();
    assert_eq!(line(&mut bench, made), "hello");
    assert_eq!(ask(&mut bench, made, "echo back"), "back");
    assert_eq!(ask(&mut bench, client, "connect 1"), "not connected: Refused");

    let bound = ask(&mut bench, client, "bind 0");
    let udp: u16 = bound.strip_prefix("bound ").and_then(|port| port.parse().ok()).expect(&bound);
    assert_eq!(bench.datagram(udp, b"ping").as_deref(), Some(b"ping".as_slice()));
    assert_eq!(ask(&mut bench, client, &format!("bind {udp}")), "not bound: Address");
    assert_eq!(ask(&mut bench, client, "unbind"), "unbound");
    assert_eq!(bench.datagram(udp, b"ping"), None);
}

/// A paused connection is not read, and nothing is lost.
pub fn pausing<B: Bench>() {
    let mut bench = B::start(Limits::default());
    let client = bench.dial(Component::Mas);
    assert_eq!(ask(&mut bench, client, "echo here"), "here");
    bench.send(client, b"pause 300\n");
    bench.pass(Duration::from_millis(100));
    bench.send(client, b"echo late\n");
    bench.pass(Duration::from_millis(50));
    match bench.operator(Component::Mas, Command::Counters) {
        CommandAnswer::Counters(counters) => assert_eq!(counters.requests, 2, "read while paused"),
        other => panic!("{other:?}"),
    }
    assert_eq!(line(&mut bench, client), "late");
}

/// A slow reader is reported, reported again when it caught up, and cut off at the cap.
pub fn slow_readers<B: Bench>() {
    let limits = Limits { high_water: 100_000, low_water: 20_000, hard_cap: 20_000_000, ..Limits::default() };
    let mut bench = B::start(limits);
    let (slow, other) = (bench.dial(Component::Mas), bench.dial(Component::Mas));
    assert_eq!(ask(&mut bench, slow, "echo here"), "here");
    assert_eq!(ask(&mut bench, other, "echo here"), "here");
    bench.set_reading(slow, false);
    bench.send(slow, b"flood 15000000\n");
    bench.pass(Duration::from_millis(300));
    assert_eq!(ask(&mut bench, other, "log"), "log congested 0");
    bench.set_reading(slow, true);
    assert_eq!(bench.read(slow, 15_000_000).len(), 15_000_000);
    bench.pass(Duration::from_millis(100));
    assert_eq!(ask(&mut bench, other, "log"), "log writable 0");
    bench.set_reading(slow, false);
    // Bit by bit: what is queued behind a full pipe counts, too.
    for _ in 0..60 {
        bench.send(slow, b"flood 1000000\n");
        bench.pass(Duration::from_millis(5));
    }
    bench.pass(Duration::from_millis(300));
    let log = ask(&mut bench, other, "log");
    assert_eq!(log, "log congested 0, closed 0 Overflow");
}

/// Both kinds of close, with unread input pending, and both kinds of being closed.
pub fn endings<B: Bench>() {
    let mut bench = B::start(Limits::default());
    let watcher = bench.dial(Component::Mas);
    assert_eq!(ask(&mut bench, watcher, "echo here"), "here");

    // Flush: everything queued arrives, then FIN, although the machine reads no more of our input.
    let client = bench.dial(Component::Mas);
    bench.send(client, b"flood 50000\nflush\necho unread\n");
    bench.send(client, &[b'y'; 5000]);
    assert_eq!(bench.read(client, 50_001).len(), 50_000);
    assert_eq!(bench.ended(client), Some(End::Fin));
    bench.shut(client);
    bench.pass(Duration::from_millis(200));
    assert_eq!(ask(&mut bench, watcher, "log"), "log closed 1 Asked");

    // Flush of a peer that never says FIN: over after 5 s.
    let client = bench.dial(Component::Mas);
    bench.send(client, b"flush\n");
    assert_eq!(bench.ended(client), Some(End::Fin));
    bench.pass(Duration::from_millis(5500));
    assert_eq!(ask(&mut bench, watcher, "log"), "log closed 1 Asked");

    let client = bench.dial(Component::Mas);
    bench.send(client, b"abort\necho unread\n");
    assert_eq!(bench.ended(client), Some(End::Reset));
    assert_eq!(ask(&mut bench, watcher, "log"), "log closed 1 Asked");

    let client = bench.dial(Component::Mas);
    assert_eq!(ask(&mut bench, client, "echo here"), "here");
    bench.reset(client);
    bench.pass(Duration::from_millis(200));
    assert_eq!(ask(&mut bench, watcher, "log"), "log closed 1 Reset");

    // What was sent before a FIN is read before the FIN.
    let client = bench.dial(Component::Mas);
    bench.send(client, b"echo last\n");
    bench.shut(client);
    assert_eq!(line(&mut bench, client), "last");
    assert_eq!(bench.ended(client), Some(End::Fin));
    assert_eq!(ask(&mut bench, watcher, "log"), "log closed 1 Peer");
}

fn bind<B: Bench>(bench: &mut B, client: B::Client, port: u16) -> u16 {
    let bound = ask(bench, client, &format!("bind {port}"));
    bound.strip_prefix("bound ").and_then(|port| port.parse().ok()).expect(&bound)
}

/// The probe is held up, and everything that `ready` does is ready when it goes on.
fn held_up<B: Bench>(bench: &mut B, holder: B::Client, ready: impl FnOnce(&mut B)) {
    bench.send(holder, b"sleep 300\n");
    bench.pass(Duration::from_millis(50));
    ready(bench);
    bench.pass(Duration::from_millis(50));
}

/// Whatever is ready at once is one batch: one turn, whether it comes from connections or in datagrams.
pub fn one_turn<B: Bench>() {
    let mut bench = B::start(Limits::default());
    let holder = bench.dial(Component::Mas);
    assert_eq!(ask(&mut bench, holder, "echo here"), "here");
    let port = bind(&mut bench, holder, 0);
    let clients = [0; 5].map(|_| bench.dial(Component::Mas));
    let sockets = [0; 5].map(|_| bench.socket());
    for client in clients {
        assert_eq!(ask(&mut bench, client, "echo here"), "here");
    }
    held_up(&mut bench, holder, |bench| {
        for (client, socket) in clients.into_iter().zip(sockets) {
            bench.send(client, b"turns\n");
            bench.say(socket, port, b"turns");
        }
    });
    let streams = clients.map(|client| line(&mut bench, client));
    let datagrams = sockets.map(|socket| bench.hear(socket).map(String::from_utf8));
    let turn = streams[0].strip_prefix("turn ").expect(&streams[0]).to_owned();
    assert_eq!(streams, [(); 5].map(|()| format!("turn {turn}")));
    assert_eq!(datagrams, [(); 5].map(|()| Some(Ok(turn.clone()))));
    assert_ne!(ask(&mut bench, holder, "turns"), streams[0]);
}

/// What several inputs of a batch send to one connection arrives in their order, the same for everybody; and a
/// connection that dies in the middle of the batch disturbs nobody.
pub fn order_in_a_batch<B: Bench>() {
    let mut bench = B::start(Limits::default());
    let clients = [0; 6].map(|_| bench.dial(Component::Mas));
    for client in clients {
        assert_eq!(ask(&mut bench, client, "echo here"), "here");
    }
    let [holder, near, far, dying, leaving, speaking] = clients;
    held_up(&mut bench, holder, |bench| {
        bench.send(speaking, b"all a1\nall a2\n");
        bench.send(dying, b"all b1\n");
        bench.send(leaving, b"all c1\necho last\nall c2\n");
        bench.reset(dying);
        bench.shut(leaving);
    });
    bench.pass(Duration::from_millis(300));
    let heard: Vec<String> = (0..5).map(|_| line(&mut bench, near)).take_while(|line| !line.is_empty()).collect();
    for client in [far, holder] {
        let same: Vec<String> = heard.iter().map(|_| line(&mut bench, client)).collect();
        assert_eq!(same, heard);
    }
    let of = |who: char| heard.iter().filter(|line| line.starts_with(who)).map(String::as_str).collect::<Vec<_>>();
    assert_eq!((of('a'), of('c')), (vec!["a1", "a2"], vec!["c1", "c2"]));
    // What a connection says before it is reset may be lost, as on any network; nothing else may.
    assert_eq!(heard.len(), 4 + of('b').len());
    let left: Vec<String> =
        std::iter::repeat_with(|| line(&mut bench, leaving)).take_while(|l| !l.is_empty()).collect();
    assert_eq!(left.iter().filter(|line| *line == "last").count(), 1, "{left:?}");
    assert_eq!(bench.ended(leaving), Some(End::Fin));
    let log = ask(&mut bench, near, "log");
    assert!(log.contains("closed 3 Reset") && log.contains("closed 4 Peer"), "{log}");
    assert_eq!(ask(&mut bench, far, "echo there"), "there");
}

/// A datagram to many addresses arrives at each, once, though they are more than one system call takes.
pub fn many_addresses<B: Bench>() {
    let mut bench = B::start(Limits::default());
    let client = bench.dial(Component::Mas);
    let port = bind(&mut bench, client, 0);
    let sockets = [0; 40].map(|_| bench.socket());
    for socket in sockets {
        bench.say(socket, port, b"hello");
        assert_eq!(bench.hear(socket).as_deref(), Some(b"hello".as_slice()));
    }
    bench.say(sockets[7], port, b"all of you");
    for socket in sockets {
        assert_eq!(bench.hear(socket).as_deref(), Some(b"of you".as_slice()));
    }
    assert_eq!(bench.hear(sockets[0]), None);
    // More than one read takes, too.
    for number in 0..100_u8 {
        bench.say(sockets[0], port, &[number]);
    }
    for number in 0..100_u8 {
        assert_eq!(bench.hear(sockets[0]), Some(vec![number]));
    }
}

/// One machine has TCP listeners and UDP sockets; a socket that was bound beforehand is for whoever asks for it.
pub fn streams_and_datagrams<B: Bench>() {
    let mut bench = B::start(Limits::default());
    let (mas, mls) = (bench.dial(Component::Mas), bench.dial(Component::Mls));
    let reserved = bench.reserved();
    assert_eq!(bind(&mut bench, mls, reserved), reserved);
    assert_eq!(ask(&mut bench, mas, &format!("bind {reserved}")), "not bound: Address");
    let other = bind(&mut bench, mls, 0);
    for _ in 0..3 {
        assert_eq!(bench.datagram(reserved, b"ping").as_deref(), Some(b"ping".as_slice()));
        assert_eq!(bench.datagram(other, b"pong").as_deref(), Some(b"pong".as_slice()));
        assert_eq!(ask(&mut bench, mls, "echo tcp"), "tcp");
    }
}

/// Makes one test per property for a driver.
#[macro_export]
macro_rules! conformance {
    ($bench:ty) => {
        $crate::conformance!(
            $bench: streams identities services sockets pausing slow_readers endings one_turn order_in_a_batch
            many_addresses streams_and_datagrams
        );
    };
    ($bench:ty: $($name:ident)*) => {$(
        #[test]
        fn $name() {
            $crate::conformance::$name::<$bench>();
        }
    )*};
}
