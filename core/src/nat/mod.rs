//! NAT: tells a console its public address (game.md 9). Not RT, no state but its socket and how often each address
//! asks.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use serde::{Deserialize, Serialize};

use crate::counters::Counters;
use crate::ids::{BindId, SocketId};
use crate::limits::Limits;
use crate::machine::{
    Cost, Event, Fault, Input, IoFailure, Machine, Outbox, SnapshotError, mark, read_snapshot, write_snapshot,
};
use crate::operator::{Command, CommandAnswer};
use crate::pace::{Pace, Rate};
use crate::time::Instant;

/// The last byte of a keep-alive, which is not answered (NAT-3).
const KEEP_ALIVE: u8 = 0xd4;
/// The only socket that is ever asked for.
const SOCKET: BindId = BindId(0);
/// Addresses whose pace is kept; one too many, and all are forgotten. Who asks from so many false addresses gains
/// nothing for any of them.
const SOURCES: usize = 4096;

/// The address service.
#[derive(Debug, Serialize, Deserialize)]
pub struct Nat {
    listen: SocketAddrV4,
    socket: Option<SocketId>,
    asked: bool,
    counters: Counters,
    rate: Rate,
    paces: BTreeMap<Ipv4Addr, Pace>,
}

impl Nat {
    /// A service that will answer at this address.
    #[must_use]
    pub fn new(listen: SocketAddrV4, limits: &Limits) -> Self {
        let (rate, counters) = (limits.nat_rate(), Counters::default());
        Self { listen, socket: None, asked: false, counters, rate, paces: BTreeMap::new() }
    }

    /// Whether an address may be told once more: nobody is flooded by way of us.
    fn admits(&mut self, now: Instant, from: Ipv4Addr) -> bool {
        if self.paces.len() >= SOURCES && !self.paces.contains_key(&from) {
            self.paces.clear();
        }
        self.paces.entry(from).or_default().admit(now, 0, self.rate)
    }

    fn datagram(&mut self, now: Instant, socket: SocketId, from: SocketAddrV4, bytes: &[u8], out: &mut Outbox) {
        self.counters.datagrams += 1;
        match *bytes {
            [_, _, _, KEEP_ALIVE] => mark!(out, "NAT-3"),
            [_, _, _, _] if !self.admits(now, *from.ip()) => self.counters.datagrams_dropped += 1,
            [_, _, _, _] => {
                mark!(out, "NAT-2");
                out.datagram(socket, [from], |w| {
                    w.extend(from.ip().octets());
                    w.extend(from.port().to_be_bytes());
                });
            }
            _ => {
                self.counters.faults_ignored += 1;
                let what = format_args!("a datagram of {} bytes", bytes.len());
                out.event(Event::Fault { conn: None, fault: Fault::new("NAT-3", Cost::Ignore, what) });
            }
        }
    }

    fn failed(why: IoFailure, out: &mut Outbox) {
        let fault = Fault::new("NAT-1", Cost::Ignore, format_args!("no UDP socket: {why:?}"));
        out.event(Event::Fault { conn: None, fault });
    }
}

impl Machine for Nat {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        match input {
            // The first thing that any driver says.
            Input::Clock { .. } if !self.asked => {
                self.asked = true;
                out.bind(SOCKET, self.listen);
            }
            Input::Bound { socket, .. } => self.socket = Some(socket),
            Input::BindFailed { why, .. } => Self::failed(why, out),
            Input::Datagram { socket, from, bytes } => self.datagram(now, socket, from, bytes, out),
            Input::Operator { id, command } => {
                let answer = match command {
                    Command::Counters => CommandAnswer::Counters(Box::new(self.counters)),
                    Command::Connections => CommandAnswer::Connections(Vec::new()),
                    _ => CommandAnswer::NotFound,
                };
                out.answer(id, answer);
            }
            _ => {}
        }
    }

    fn deadline(&self) -> Option<Instant> {
        None
    }

    fn snapshot(&self, into: &mut Vec<u8>) {
        write_snapshot(self, into);
    }

    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError> {
        *self = read_snapshot(from)?;
        Ok(())
    }
}
