//! A machine that relays and does nothing else: what a driver costs shows best around it.

use std::net::SocketAddrV4;

use clank_core::components::ComponentSpec;
use clank_core::config::Config;
use clank_core::ids::{BindId, Component, ConnId};
use clank_core::machine::{Input, Machine, NoTap, Outbox, SnapshotError};
use clank_core::store::Memory;
use clank_core::time::Instant;
use clank_host::bind::Sockets;
use clank_host::driver::Driver;
use clank_host::handle::Handle;
use clank_host::server::run;
use rustc_hash::FxHashMap;

use crate::live::local_config;

/// Clients that hear each other: by the order in which they came.
pub const GROUP: usize = 8;

/// Every chunk of bytes and every datagram goes to the others of its sender's group.
pub struct Relay<F> {
    udp: SocketAddrV4,
    ready: Option<F>,
    conns: Vec<ConnId>,
    known: Vec<SocketAddrV4>,
    numbers: FxHashMap<SocketAddrV4, usize>,
}

/// The group of a client.
#[must_use]
pub fn group<T>(all: &[T], number: usize) -> &[T] {
    let first = number / GROUP * GROUP;
    all.get(first..all.len().min(first + GROUP)).unwrap_or_default()
}

impl<F: FnOnce() + Send> Machine for Relay<F> {
    fn handle(&mut self, _: Instant, input: Input<'_>, out: &mut Outbox) {
        match input {
            Input::Received { conn, bytes } => {
                let others = group(&self.conns, conn.index as usize).iter().copied().filter(|other| *other != conn);
                out.send_to(others, |w| w.extend_from_slice(bytes));
            }
            Input::Datagram { socket, from, bytes } => {
                let number = *self.numbers.entry(from).or_insert_with(|| {
                    self.known.push(from);
                    self.known.len() - 1
                });
                let others = group(&self.known, number).iter().copied().filter(|other| *other != from);
                out.datagram(socket, others, |w| w.extend_from_slice(bytes));
            }
            Input::Opened { conn, .. } => self.conns.push(conn),
            Input::Clock { .. } if self.ready.is_some() => out.bind(BindId(0), self.udp),
            Input::Bound { .. } => {
                if let Some(ready) = self.ready.take() {
                    ready();
                }
            }
            _ => {}
        }
    }

    fn deadline(&self) -> Option<Instant> {
        None
    }

    fn snapshot(&self, _: &mut Vec<u8>) {}

    fn restore(&mut self, _: &[u8]) -> Result<(), SnapshotError> {
        Ok(())
    }
}

/// Starts a relay on a driver. `ready` runs on its thread when it listens: TCP at the address of `mas`, UDP at that of
/// `nat`.
///
/// # Panics
/// Where the system has no ports or threads.
pub fn start<D: Driver>(ready: impl Fn() + Clone + Send + Sync + 'static) -> Handle {
    let mut config = Config { muis: None, mls: None, ..local_config() };
    let sockets = Sockets::bind(&mut config).expect("free ports");
    let (tcp, udp) = (config.mas.expect("bound"), config.nat.expect("bound"));
    let machines = move || {
        let (conns, known, numbers) = Default::default();
        let machine = Box::new(Relay { udp, ready: Some(ready.clone()), conns, known, numbers });
        vec![ComponentSpec { component: Component::Mas, machine, listeners: vec![tcp] }]
    };
    run::<D>(config, machines, sockets, Box::new(Memory::new()), |_| Box::new(NoTap)).expect("a server")
}
