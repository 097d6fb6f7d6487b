//! What a relayed message costs each driver, beside a relay that has neither a machine nor a driver.
//!
//! `cargo bench -p clank-tests --bench relay -- [ROUNDS] [WORD...]`; words choose the modes that hold all of them. The
//! server's thread has one core, the clients another; only the CPU time of the server's thread counts.

mod drivers;
mod load;

use std::time::Duration;

use clank_runtime_mio::Driver as Mio;
use clank_runtime_tokio::Driver as Tokio;
use clank_sim::load::{Raw, Worker};
use clank_tests::relay::GROUP;

use crate::load::{Clients, Transport};

/// Bytes of a message.
const TCP: usize = 40;
const UDP: usize = 34;

/// Turns of each server in a round.
const SLICES: u32 = 4;

/// A running server: where it listens, and whose CPU time counts.
struct Server {
    tcp: std::net::SocketAddrV4,
    udp: std::net::SocketAddrV4,
    thread: Worker,
    /// Dropped, it stops.
    _stop: Box<dyn std::any::Any>,
}

#[derive(Clone, Copy)]
enum Mode {
    Paced(usize),
    Closed(Transport),
}

impl std::fmt::Display for Mode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Paced(clients) => write!(f, "paced, {clients} clients"),
            Self::Closed(transport) => write!(f, "closed loop, {transport:?}, {GROUP} clients"),
        }
    }
}

type Start = fn() -> Server;

/// A relay that has neither a machine nor a driver.
fn bare() -> Server {
    let raw = Raw::start(GROUP, Some(0)).expect("free ports");
    Server { tcp: raw.tcp, udp: raw.udp, thread: raw.worker, _stop: Box::new(raw) }
}

/// A server under load.
struct Subject {
    name: &'static str,
    server: Server,
    clients: Clients,
    mode: Mode,
    /// Microseconds of the server's CPU per delivered message, round by round.
    costs: Vec<f64>,
}

impl Subject {
    fn new(name: &'static str, start: Start, mode: Mode) -> Self {
        let server = start();
        let count = if let Mode::Paced(count) = mode { count } else { GROUP };
        let clients = Clients::connect(&server, count);
        Self { name, server, clients, mode, costs: Vec::new() }
    }

    /// Loads the server for a while: its CPU time, and how many messages it delivered.
    fn slice(&mut self) -> (Duration, u32) {
        let before = self.server.thread.cpu();
        let delivered = match self.mode {
            Mode::Paced(_) => self.clients.paced(Duration::from_secs(1)),
            Mode::Closed(transport) => self.clients.closed(transport, Duration::from_millis(250)),
        };
        (self.server.thread.cpu() - before, delivered)
    }
}

/// One round: the servers take turns of a second or less, so that whatever else the machine does hits all of them.
fn round(subjects: &mut [Subject]) {
    let mut sums = vec![(Duration::ZERO, 0); subjects.len()];
    for _ in 0..SLICES {
        for (subject, sum) in subjects.iter_mut().zip(&mut sums) {
            let (spent, delivered) = subject.slice();
            *sum = (sum.0 + spent, sum.1 + delivered);
        }
    }
    for (subject, (spent, delivered)) in subjects.iter_mut().zip(sums) {
        subject.costs.push(spent.as_secs_f64() * 1e6 / f64::from(delivered));
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let rounds = arguments.iter().find_map(|arg| arg.parse().ok()).unwrap_or(5);
    let words: Vec<&String> = arguments.iter().filter(|arg| arg.parse::<u32>().is_err()).collect();
    if !Worker::this_thread().pin(1) {
        eprintln!("there is no second core: the figures are worth little");
    }
    let servers = [("bare", bare as Start), ("mio", drivers::start::<Mio>), ("tokio", drivers::start::<Tokio>)];
    let modes = [Mode::Paced(32), Mode::Paced(256), Mode::Closed(Transport::Udp), Mode::Closed(Transport::Tcp)];
    println!(
        "CPU microseconds of the server per delivered message, and as a multiple of bare: median of {rounds} rounds"
    );
    for mode in modes {
        let title = mode.to_string();
        if !words.iter().all(|word| title.contains(*word)) {
            continue;
        }
        let mut subjects = servers.map(|(name, start)| Subject::new(name, start, mode));
        for subject in &mut subjects {
            subject.slice();
        }
        for _ in 0..rounds {
            round(&mut subjects);
        }
        let bare = subjects[0].costs.clone();
        for Subject { name, costs, .. } in &subjects {
            let ratios: Vec<f64> = costs.iter().zip(&bare).map(|(cost, bare)| cost / bare).collect();
            let (low, high) = ratios.iter().fold((f64::MAX, 0.0_f64), |(low, high), r| (low.min(*r), high.max(*r)));
            let (cost, ratio) = (median(costs.clone()), median(ratios));
            println!("{title:28} {name:6} {cost:7.3} us   x {ratio:.2} ({low:.2} to {high:.2})");
        }
    }
}
