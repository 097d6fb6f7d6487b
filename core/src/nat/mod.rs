//! NAT: tells a console its public address (game.md 9). Not RT, no state but its socket.

use std::net::SocketAddrV4;

use serde::{Deserialize, Serialize};

use crate::counters::Counters;
use crate::machine::{
    BindId, Cost, Event, Fault, Input, Instant, IoFailure, Machine, Outbox, SnapshotError, SocketId, mark,
    read_snapshot, write_snapshot,
};
use crate::operator::{Answer, Command};

/// The last byte of a keep-alive, which is not answered (NAT-3).
const KEEP_ALIVE: u8 = 0xd4;
/// The only socket that is ever asked for.
const SOCKET: BindId = BindId(0);

/// The address service.
#[derive(Debug, Serialize, Deserialize)]
pub struct Nat {
    listen: SocketAddrV4,
    socket: Option<SocketId>,
    asked: bool,
    counters: Counters,
}

impl Nat {
    /// A service that will answer at this address.
    #[must_use]
    pub fn new(listen: SocketAddrV4) -> Self {
        Self { listen, socket: None, asked: false, counters: Counters::default() }
    }

    fn datagram(&mut self, socket: SocketId, from: SocketAddrV4, bytes: &[u8], out: &mut Outbox) {
        self.counters.datagrams += 1;
        match *bytes {
            [_, _, _, KEEP_ALIVE] => mark!(out, "NAT-3"),
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
    fn handle(&mut self, _: Instant, input: Input<'_>, out: &mut Outbox) {
        match input {
            // The first thing that any driver says.
            Input::Clock { .. } if !self.asked => {
                self.asked = true;
                out.bind(SOCKET, self.listen);
            }
            Input::Bound { socket, .. } => self.socket = Some(socket),
            Input::BindFailed { why, .. } => Self::failed(why, out),
            Input::Datagram { socket, from, bytes } => self.datagram(socket, from, bytes, out),
            Input::Operator { id, command } => {
                let answer = match command {
                    Command::Counters => Answer::Counters(self.counters),
                    Command::Connections => Answer::Connections(Vec::new()),
                    _ => Answer::NotFound,
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

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use crate::machine::Output;

    fn answers(bytes: &[u8]) -> Vec<(Vec<SocketAddrV4>, Vec<u8>)> {
        let mut nat = Nat::new(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 10070));
        let from = SocketAddrV4::new(Ipv4Addr::new(203, 0, 113, 36), 6049);
        let mut out = Outbox::new();
        nat.handle(Instant(0), Input::Datagram { socket: SocketId(1), from, bytes: &mut bytes.to_vec() }, &mut out);
        let mut seen = Vec::new();
        out.drain(|output| {
            if let Output::Datagram { to, bytes, .. } = output {
                seen.push((to.to_vec(), bytes.to_vec()));
            }
        });
        seen
    }

    /// NAT-1, NAT-2, NAT-4
    #[test]
    fn a_console_learns_its_address_with_the_port_big_endian() {
        let seen = answers(&[0, 0, 0xe4, 0]);
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].0, [SocketAddrV4::new(Ipv4Addr::new(203, 0, 113, 36), 6049)]);
        assert_eq!(seen[0].1, [0xcb, 0, 0x71, 0x24, 0x17, 0xa1]);
        assert_eq!(answers(&[9, 9, 9, 9]).len(), 1);
    }

    /// NAT-3
    #[test]
    fn keep_alives_and_other_lengths_are_not_answered() {
        for bytes in [&[0x28, 0x71, 0x16, 0xd4][..], &[0, 0, 0xe4], &[0, 0, 0xe4, 0, 0], &[]] {
            assert!(answers(bytes).is_empty(), "{bytes:?}");
        }
    }

    /// NAT-5: consoles use the port of their later peer-to-peer traffic, so we ask for one socket and
    /// answer from the one that was asked.
    #[test]
    fn one_socket_is_asked_for_at_birth() {
        let mut nat = Nat::new(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 10070));
        let mut out = Outbox::new();
        nat.handle(Instant(0), Input::Clock { unix_us: 0 }, &mut out);
        nat.handle(Instant(1), Input::Clock { unix_us: 0 }, &mut out);
        let mut binds = 0;
        out.drain(|output| binds += u32::from(matches!(output, Output::Bind { to, .. } if to.port() == 10070)));
        assert_eq!(binds, 1);
    }
}
