//! A machine for tests alone: it uses every input and every output, and speaks lines of text.

use core::time::Duration;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use clank_core::counters::Counters;
use clank_core::entropy::{Entropy, Purpose};
use clank_core::ids::{AppId, BindId, Component, ConnId, ConnectId, LookupId, OperatorId, SocketId, StoreId};
use clank_core::machine::{
    Ending, Event, Input, Machine, Outbox, Slots, SnapshotError, Timers, mark, read_snapshot, write_snapshot,
};
use clank_core::operator::{Command, CommandAnswer, ConnectionRow};
use clank_core::peer::{PeerMessage, Ticket};
use clank_core::store::{FindAccountByName, Request as _, StoreError};
use clank_core::time::{Instant, WallClock};
use serde::{Deserialize, Serialize};

/// What a deadline of the probe is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Alarm {
    Say(ConnId),
    Resume(ConnId),
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Peer {
    line: Vec<u8>,
    later: Option<String>,
    held: Vec<String>,
}

/// The probe. Each line is a command; see `command` below.
#[derive(Debug, Serialize, Deserialize)]
pub struct Probe {
    me: Component,
    entropy: Entropy,
    draws: u64,
    clock: WallClock,
    peers: Slots<Peer>,
    timers: Timers<Alarm>,
    asked: BTreeMap<StoreId, ConnId>,
    dialled: BTreeMap<ConnectId, ConnId>,
    binding: BTreeMap<BindId, ConnId>,
    sockets: BTreeMap<SocketId, ConnId>,
    looking_up: BTreeMap<LookupId, ConnId>,
    known: BTreeMap<SocketId, Vec<(Ipv4Addr, u16)>>,
    turns: u64,
    counters: Counters,
    last: u32,
    log: Vec<String>,
}

impl Probe {
    /// A probe that plays a component.
    #[must_use]
    pub fn new(me: Component, seed: [u8; 32]) -> Self {
        Self {
            me,
            entropy: Entropy::new(seed),
            draws: 0,
            clock: WallClock::default(),
            peers: Slots::default(),
            timers: Timers::default(),
            asked: BTreeMap::new(),
            dialled: BTreeMap::new(),
            binding: BTreeMap::new(),
            sockets: BTreeMap::new(),
            looking_up: BTreeMap::new(),
            known: BTreeMap::new(),
            turns: 0,
            counters: Counters::default(),
            last: 0,
            log: Vec::new(),
        }
    }

    fn say(out: &mut Outbox, to: ConnId, text: &str) {
        out.send(to, |w| {
            w.extend_from_slice(text.as_bytes());
            w.push(b'\n');
        });
    }

    fn next(&mut self) -> u32 {
        self.last += 1;
        self.last
    }

    fn command(&mut self, now: Instant, conn: ConnId, line: &str, out: &mut Outbox) {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let number = || rest.parse::<u64>().unwrap_or_default();
        match verb {
            "echo" => Self::say(out, conn, rest),
            "all" => {
                let everybody: Vec<ConnId> = self.peers.iter().map(|(conn, _)| conn).collect();
                out.send_to(everybody.into_iter().chain([conn]), |w| {
                    w.extend_from_slice(rest.as_bytes());
                    w.push(b'\n');
                });
            }
            "hold" => {
                if let Some(peer) = self.peers.get_mut(conn) {
                    peer.held.push(rest.to_owned());
                }
            }
            "after" => {
                let (ms, text) = rest.split_once(' ').unwrap_or((rest, ""));
                if let Some(peer) = self.peers.get_mut(conn) {
                    peer.later = Some(text.to_owned());
                }
                let wait = Duration::from_millis(ms.parse().unwrap_or_default());
                self.timers.set(Alarm::Say(conn), Some(now + wait));
            }
            "pause" => {
                out.pause(conn);
                self.timers.set(Alarm::Resume(conn), Some(now + Duration::from_millis(number())));
            }
            "store" => {
                let id = StoreId(u64::from(self.next()));
                self.asked.insert(id, conn);
                out.store(id, FindAccountByName { app_id: AppId(1), name: rest.to_owned() }.into());
            }
            "message" => {
                let to = if self.me == Component::Mas { Component::Mls } else { Component::Mas };
                let byte = rest.bytes().next().unwrap_or_default();
                out.send_peer(to, PeerMessage::Withdraw { ticket: Ticket([byte; 16]) });
            }
            "find" => self.look_up(conn, rest, out),
            "connect" | "bind" | "unbind" => self.socket_command(conn, verb, number(), out),
            "flood" => {
                let size = usize::try_from(number()).unwrap_or_default();
                out.send(conn, |w| w.resize(w.len() + size, b'x'));
            }
            "random" => {
                self.draws += 1;
                let drawn: [u8; 8] = self.entropy.bytes(Purpose::Test, self.draws);
                Self::say(out, conn, &format!("{drawn:02x?}"));
            }
            "clock" => Self::say(out, conn, &format!("clock {}", self.clock.unix_s(now))),
            "event" => {
                mark!(out, "TEST-1");
                out.event(Event::Script { text: rest.to_owned() });
            }
            "turns" => Self::say(out, conn, &format!("turn {}", self.turns)),
            // Holds the driver up, so that more than one thing is ready when it goes on.
            "sleep" => std::thread::sleep(Duration::from_millis(number())),
            "panic" => panic!("a client asked for it"),
            "flush" => out.close(conn, Ending::Flush),
            "abort" => out.close(conn, Ending::Abort),
            "log" => {
                let log = std::mem::take(&mut self.log).join(", ");
                Self::say(out, conn, &format!("log {log}"));
            }
            _ => Self::say(out, conn, "what?"),
        }
    }

    fn look_up(&mut self, conn: ConnId, name: &str, out: &mut Outbox) {
        let request = LookupId(self.next().into());
        self.looking_up.insert(request, conn);
        out.look_up(request, name.to_owned());
    }

    /// Carries out a command about a socket; where it has a number, that is a port of this machine.
    fn socket_command(&mut self, conn: ConnId, verb: &str, number: u64, out: &mut Outbox) {
        let to = SocketAddrV4::new(Ipv4Addr::LOCALHOST, u16::try_from(number).unwrap_or_default());
        match verb {
            "connect" => {
                let request = ConnectId(self.next());
                self.dialled.insert(request, conn);
                out.connect(request, to, clank_core::ids::ListenerId(0));
            }
            "bind" => {
                let request = BindId(self.next());
                self.binding.insert(request, conn);
                out.bind(request, to);
            }
            _ => {
                for (socket, _) in std::mem::take(&mut self.sockets) {
                    out.unbind(socket);
                }
                Self::say(out, conn, "unbound");
            }
        }
    }

    fn received(&mut self, now: Instant, conn: ConnId, bytes: &[u8], out: &mut Outbox) {
        let Some(mut peer) = self.peers.take(conn) else {
            return;
        };
        peer.line.extend_from_slice(bytes);
        let mut line = std::mem::take(&mut peer.line);
        self.peers.place(conn, peer);
        while let Some(end) = line.iter().position(|byte| *byte == b'\n') {
            let rest = line.split_off(end + 1);
            self.counters.requests += 1;
            self.command(now, conn, String::from_utf8_lossy(&line).trim_end(), out);
            line = rest;
        }
        if let Some(peer) = self.peers.get_mut(conn) {
            peer.line = line;
        }
    }

    fn datagram(&mut self, socket: SocketId, from: SocketAddrV4, bytes: &[u8], out: &mut Outbox) {
        self.counters.datagrams += 1;
        let known = self.known.entry(socket).or_default();
        if !known.contains(&(*from.ip(), from.port())) {
            known.push((*from.ip(), from.port()));
        }
        match bytes.strip_prefix(b"all ") {
            Some(rest) => {
                let everybody = known.iter().map(|(ip, port)| SocketAddrV4::new(*ip, *port));
                out.datagram(socket, everybody, |w| w.extend_from_slice(rest));
            }
            None if bytes == b"turns" => out.datagram(socket, [from], |w| w.extend(self.turns.to_string().bytes())),
            None => out.datagram(socket, [from], |w| w.extend_from_slice(bytes)),
        }
    }

    fn turn(&mut self, out: &mut Outbox) {
        self.turns += 1;
        for (conn, peer) in self.peers.iter_mut() {
            for text in peer.held.drain(..) {
                Self::say(out, conn, &text);
            }
        }
    }

    fn tick(&mut self, now: Instant, out: &mut Outbox) {
        while let Some(alarm) = self.timers.due(now) {
            match alarm {
                Alarm::Say(conn) => {
                    if let Some(text) = self.peers.get_mut(conn).and_then(|peer| peer.later.take()) {
                        Self::say(out, conn, &text);
                    }
                }
                Alarm::Resume(conn) => out.resume(conn),
            }
        }
    }

    fn operator(&mut self, id: OperatorId, command: &Command, out: &mut Outbox) {
        let answer = match command {
            Command::Counters => CommandAnswer::Counters(Box::new(self.counters)),
            Command::Connections => CommandAnswer::Connections(
                self.peers.iter().map(|(conn, _)| ConnectionRow { conn, app_id: None, account_id: None }).collect(),
            ),
            Command::Disconnect(conn) if self.peers.get(*conn).is_some() => {
                out.close(*conn, Ending::Flush);
                CommandAnswer::Done
            }
            _ => CommandAnswer::NotFound,
        };
        out.answer(id, answer);
    }
}

impl Machine for Probe {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        match input {
            Input::Opened { conn, peer, initiated, .. } => {
                self.counters.opened += 1;
                self.peers.place(conn, Peer::default());
                out.event(Event::Opened { conn, peer });
                if let Some(asker) = initiated.and_then(|request| self.dialled.remove(&request)) {
                    Self::say(out, conn, "hello");
                    Self::say(out, asker, "connected");
                }
            }
            Input::ConnectFailed { request, why } => {
                if let Some(asker) = self.dialled.remove(&request) {
                    Self::say(out, asker, &format!("not connected: {why:?}"));
                }
            }
            Input::Received { conn, bytes } => self.received(now, conn, bytes, out),
            Input::Congested { conn, .. } => self.log.push(format!("congested {}", conn.index)),
            Input::Writable { conn } => self.log.push(format!("writable {}", conn.index)),
            Input::Closed { conn, why } => {
                self.counters.closed += 1;
                self.peers.remove(conn);
                self.timers.set(Alarm::Say(conn), None);
                self.timers.set(Alarm::Resume(conn), None);
                self.log.push(format!("closed {} {why:?}", conn.index));
            }
            Input::Datagram { socket, from, bytes } => self.datagram(socket, from, bytes, out),
            Input::Bound { request, socket, local } => {
                if let Some(asker) = self.binding.remove(&request) {
                    self.sockets.insert(socket, asker);
                    Self::say(out, asker, &format!("bound {}", local.port()));
                }
            }
            Input::BindFailed { request, why } => {
                if let Some(asker) = self.binding.remove(&request) {
                    Self::say(out, asker, &format!("not bound: {why:?}"));
                }
            }
            Input::LookedUp { request, found } => {
                if let Some(asker) = self.looking_up.remove(&request) {
                    Self::say(out, asker, &found.map_or("not found".to_owned(), |at| format!("found {at}")));
                }
            }
            Input::Turn => self.turn(out),
            Input::Tick => self.tick(now, out),
            Input::Store { id, reply } => {
                if let Some(asker) = self.asked.remove(&id) {
                    let found = match FindAccountByName::answer_of(reply) {
                        Ok(Ok(account)) => format!("account {}", account.id),
                        Ok(Err(StoreError::Refused(why))) => format!("{why:?}"),
                        Ok(Err(StoreError::Failed)) => "failed".into(),
                        Err(other) => format!("{other:?}"),
                    };
                    Self::say(out, asker, &found);
                }
            }
            Input::Peer { from, message } => {
                if let PeerMessage::Withdraw { ticket } = message {
                    let everybody: Vec<ConnId> = self.peers.iter().map(|(conn, _)| conn).collect();
                    let text = format!("message {} from {from:?}\n", char::from(ticket.0[0]));
                    out.send_to(everybody, |w| w.extend_from_slice(text.as_bytes()));
                }
            }
            Input::Operator { id, command } => self.operator(id, &command, out),
            Input::Clock { unix_us } => self.clock.set(now, unix_us),
            Input::Reseed(seed) => self.entropy.reseed(seed),
        }
    }

    fn deadline(&self) -> Option<Instant> {
        self.timers.next()
    }

    fn snapshot(&self, into: &mut Vec<u8>) {
        write_snapshot(self, into);
    }

    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError> {
        *self = read_snapshot(from)?;
        Ok(())
    }
}
