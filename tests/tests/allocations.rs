//! A relay asks the system for no memory while it relays, on either driver.

use std::alloc::System;
use std::io::{Read, Write};
use std::net::{SocketAddrV4, TcpStream, UdpSocket};
use std::time::Duration;

use clank_host::driver::Driver;
use clank_tests::conformance::host;
use clank_tests::relay;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static MEMORY: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Messages under way together: enough that several meet in one batch.
const BURST: usize = 10;

struct Clients {
    streams: Vec<TcpStream>,
    sockets: Vec<UdpSocket>,
}

impl Clients {
    fn new(tcp: SocketAddrV4, udp: SocketAddrV4) -> Self {
        let stream = |_| {
            let stream = TcpStream::connect(tcp).expect("accepted");
            stream.set_nodelay(true).expect("a TCP stream");
            stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a TCP stream");
            stream
        };
        let socket = |_| {
            let socket = UdpSocket::bind(host(0)).expect("a port");
            socket.connect(udp).expect("an address");
            socket.set_read_timeout(Some(Duration::from_secs(5))).expect("a socket");
            socket.send(&[0; 34]).expect("sent");
            socket
        };
        let clients = Self { streams: (0..3).map(stream).collect(), sockets: (0..3).map(socket).collect() };
        std::thread::sleep(Duration::from_millis(100));
        for socket in &clients.sockets {
            socket.set_nonblocking(true).expect("a socket");
            while socket.recv(&mut [0; 34]).is_ok() {}
            socket.set_nonblocking(false).expect("a socket");
        }
        clients
    }

    /// Everybody says so much, and hears all the others.
    fn talk(&self, times: usize) {
        for _ in 0..times {
            for _ in 0..BURST {
                for (mut stream, socket) in self.streams.iter().zip(&self.sockets) {
                    stream.write_all(&[1; 40]).expect("taken");
                    socket.send(&[2; 34]).expect("sent");
                }
            }
            for (mut stream, socket) in self.streams.iter().zip(&self.sockets) {
                stream.read_exact(&mut [0; 2 * BURST * 40]).expect("relayed");
                for _ in 0..2 * BURST {
                    assert_eq!(socket.recv(&mut [0; 100]).expect("relayed"), 34);
                }
            }
        }
    }
}

fn allocations<D: Driver>() -> usize {
    let handle = relay::start::<D>(|| ());
    let config = handle.config();
    let clients = Clients::new(config.mas.expect("bound"), config.nat.expect("bound"));
    clients.talk(50);
    let region = Region::new(MEMORY);
    clients.talk(500);
    let change = region.change();
    change.allocations + change.reallocations
}

/// 15,000 messages on each transport. A buffer may still find its size: once, not with every message.
#[test]
fn a_relay_allocates_nothing() {
    for (driver, count) in
        [("mio", allocations::<clank_runtime_mio::Driver>()), ("tokio", allocations::<clank_runtime_tokio::Driver>())]
    {
        assert!(count < 50, "{driver}: {count} allocations");
    }
}
