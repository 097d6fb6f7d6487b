//! What `recvmmsg` and `sendmmsg` cost beside plain calls, by the number of datagrams that are under way together.
//!
//! `cargo bench -p clank-tests --bench datagrams`. Reads end as a driver's do: when nothing more is there.

use std::io::{IoSlice, IoSliceMut};
use std::net::{SocketAddr, SocketAddrV4, UdpSocket};
use std::os::fd::AsRawFd;
use std::time::Instant;

use clank_host::bind;
use clank_tests::conformance::host;
use nix::sched::{CpuSet, sched_setaffinity};
use nix::sys::socket::{MsgFlags, MultiHeaders, SockaddrIn, recvmmsg, sendmmsg};
use nix::unistd::Pid;

const BYTES: [u8; 34] = [7; 34];
const MAX_DATAGRAMS: usize = 32;
const STRIDE: usize = 64 * 1024 + 64;
const TIMES: usize = 3000;
const RECEIVERS: usize = 7;

fn socket() -> (UdpSocket, SocketAddrV4) {
    let socket = bind::udp(host(0)).expect("a port");
    match socket.local_addr().expect("bound") {
        SocketAddr::V4(at) => (socket, at),
        SocketAddr::V6(at) => panic!("{at}"),
    }
}

fn drain(socket: &UdpSocket) {
    while socket.recv(&mut [0; 100]).is_ok() {}
}

/// Nanoseconds of the middle one of many runs.
fn middle(mut run: impl FnMut() -> Instant) -> u128 {
    let mut times: Vec<u128> = (0..TIMES).map(|_| run().elapsed().as_nanos()).collect();
    times.sort_unstable();
    times[TIMES / 2]
}

fn main() {
    let mut cores = CpuSet::new();
    if cores.set(1).is_err() || sched_setaffinity(Pid::from_raw(0), &cores).is_err() {
        eprintln!("there is no core 1: the figures are worth less");
    }
    let (server, at) = socket();
    let (clients, addresses): (Vec<UdpSocket>, Vec<SocketAddrV4>) = (0..RECEIVERS).map(|_| socket()).unzip();
    let mut buffer = vec![0; MAX_DATAGRAMS * STRIDE];
    let (mut inbound, mut outbound) = (
        MultiHeaders::<SockaddrIn>::preallocate(MAX_DATAGRAMS, None),
        MultiHeaders::<SockaddrIn>::preallocate(MAX_DATAGRAMS, None),
    );
    println!("nanoseconds   sendto   sendmmsg   recvfrom   recvmmsg");
    for count in [1, 2, 3, 7, 32] {
        let to = |number: usize| addresses[number % RECEIVERS];
        let arrived = || clients.iter().for_each(drain);
        let sendto = middle(|| {
            arrived();
            let start = Instant::now();
            for number in 0..count {
                server.send_to(&BYTES, to(number)).expect("sent");
            }
            start
        });
        let sendmmsg = middle(|| {
            arrived();
            let start = Instant::now();
            let slices = [[IoSlice::new(&BYTES)]; MAX_DATAGRAMS];
            let addresses: [_; MAX_DATAGRAMS] = std::array::from_fn(|number| Some(SockaddrIn::from(to(number))));
            let addresses = &addresses[..count];
            let sent = sendmmsg(server.as_raw_fd(), &mut outbound, &slices, addresses, [], MsgFlags::empty());
            assert_eq!(sent.expect("sent").count(), count);
            start
        });
        let under_way = || (0..count).for_each(|_| drop(clients[0].send_to(&BYTES, at)));
        let recvfrom = middle(|| {
            under_way();
            let start = Instant::now();
            let read = std::iter::from_fn(|| server.recv_from(&mut buffer[..STRIDE]).ok()).count();
            assert_eq!(read, count);
            start
        });
        let recvmmsg = middle(|| {
            under_way();
            let start = Instant::now();
            let mut read = 0;
            loop {
                let mut chunks = buffer.chunks_exact_mut(STRIDE);
                let mut slots: [_; MAX_DATAGRAMS] =
                    std::array::from_fn(|_| [IoSliceMut::new(chunks.next().expect("enough"))]);
                match recvmmsg(server.as_raw_fd(), &mut inbound, &mut slots, MsgFlags::empty(), None) {
                    Ok(some) => {
                        for one in some {
                            std::hint::black_box((one.bytes, one.address));
                            read += 1;
                        }
                    }
                    Err(_) => break,
                }
                if read % MAX_DATAGRAMS != 0 {
                    break;
                }
            }
            assert_eq!(read, count);
            start
        });
        println!("{count:3} datagrams {sendto:7} {sendmmsg:10} {recvfrom:10} {recvmmsg:10}");
    }
}
