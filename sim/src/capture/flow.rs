//! The conversations of a recording.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use etherparse::{NetSlice, SlicedPacket, TransportSlice};

use super::container::{CaptureError, LinkType, Packet, packets};
use super::recognise::{self, Kind};
use super::tcp::{Half, Piece};

/// TCP or UDP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Transport {
    /// A stream.
    Tcp,
    /// Datagrams between two addresses.
    Udp,
}

/// Which way something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dir {
    /// From the client.
    ToServer,
    /// From the server.
    ToClient,
}

/// What happened in a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// Bytes of a stream.
    Data(Vec<u8>),
    /// So many bytes of a stream are not in the recording.
    Gap(u64),
    /// The end of one direction.
    Fin,
    /// The end of both.
    Reset,
    /// A datagram.
    Datagram(Vec<u8>),
}

/// One event of a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowEvent {
    /// The record that completed it.
    pub frame: u32,
    /// Microseconds since 1970, by the clock of its direction.
    pub time_us: i64,
    /// Which way.
    pub dir: Dir,
    /// What.
    pub what: Happened,
}

/// One conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// TCP or UDP.
    pub transport: Transport,
    /// Who opened it, as far as can be known.
    pub client: SocketAddrV4,
    /// The other one.
    pub server: SocketAddrV4,
    /// Whether the recording has its beginning.
    pub complete_start: bool,
    /// What happened, in the order of the records.
    pub events: Vec<FlowEvent>,
    /// What it carries.
    pub kind: Kind,
}

/// A recording, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// The time of the first record, in microseconds since 1970.
    pub start_us: i64,
    /// How many records there are.
    pub packets: u32,
    /// The conversations, by the time of their first record.
    pub flows: Vec<Flow>,
    /// Where and why the file breaks off, if it does.
    pub damage: Option<String>,
}

impl Capture {
    /// Reads a file.
    ///
    /// # Errors
    /// [`CaptureError`] where it is no recording.
    pub fn read(file: &[u8]) -> Result<Self, CaptureError> {
        let (packets, damage) = packets(file)?;
        let mut table = Table::default();
        for packet in &packets {
            table.packet(packet);
        }
        let start_us = packets.first().map_or(0, |packet| packet.time_us);
        let count = u32::try_from(packets.len()).unwrap_or(u32::MAX);
        Ok(Self { start_us, packets: count, flows: table.finish(), damage })
    }

    /// The conversations of this protocol with their numbers: what tools call streams.
    pub fn streams(&self) -> impl Iterator<Item = (u32, &Flow)> {
        let wanted = self.flows.iter().filter(|flow| flow.kind != Kind::Other);
        (0..).zip(wanted)
    }
}

/// A flow in the making.
struct Building {
    flow: Flow,
    halves: [Half; 2],
    frame: u32,
    time_us: i64,
}

type Ends = (Transport, SocketAddrV4, SocketAddrV4);

#[derive(Default)]
struct Table {
    flows: Vec<Building>,
    /// The newest flow between two ends, lower address first.
    newest: BTreeMap<Ends, usize>,
}

fn ends(transport: Transport, a: SocketAddrV4, b: SocketAddrV4) -> Ends {
    if a <= b { (transport, a, b) } else { (transport, b, a) }
}

impl Table {
    fn packet(&mut self, packet: &Packet) {
        let sliced = match packet.link {
            LinkType::Ethernet => SlicedPacket::from_ethernet(&packet.data),
            LinkType::Ip => SlicedPacket::from_ip(&packet.data),
            LinkType::Cooked => SlicedPacket::from_linux_sll(&packet.data),
            LinkType::Loopback => SlicedPacket::from_ip(packet.data.get(4..).unwrap_or_default()),
            LinkType::Other => return,
        };
        // Broken packets and protocols that nobody speaks here are passed over.
        let Ok(sliced) = sliced else { return };
        let Some(NetSlice::Ipv4(ip)) = &sliced.net else {
            return;
        };
        let header = ip.header();
        let address = |ip: Ipv4Addr, port| SocketAddrV4::new(ip, port);
        let (from, to) = (header.source_addr(), header.destination_addr());
        match &sliced.transport {
            Some(TransportSlice::Udp(udp)) => {
                let (from, to) = (address(from, udp.source_port()), address(to, udp.destination_port()));
                let at = self.flow(Transport::Udp, from, to);
                self.event(at, packet, from, Happened::Datagram(udp.payload().to_vec()));
            }
            Some(TransportSlice::Tcp(tcp)) => {
                let (from, to) = (address(from, tcp.source_port()), address(to, tcp.destination_port()));
                self.tcp(packet, from, to, tcp);
            }
            _ => {}
        }
    }

    /// The flow between two ends; a new one where there is none.
    fn flow(&mut self, transport: Transport, from: SocketAddrV4, to: SocketAddrV4) -> usize {
        let key = ends(transport, from, to);
        if let Some(at) = self.newest.get(&key) {
            return *at;
        }
        let (client, server) = recognise::by_ports(from, to);
        let flow = Flow { transport, client, server, complete_start: false, events: Vec::new(), kind: Kind::Other };
        self.newest.insert(key, self.flows.len());
        self.flows.push(Building { flow, halves: [Half::default(), Half::default()], frame: 0, time_us: 0 });
        self.flows.len() - 1
    }

    fn event(&mut self, at: usize, packet: &Packet, from: SocketAddrV4, what: Happened) {
        if let Some(building) = self.flows.get_mut(at) {
            let dir = if from == building.flow.client { Dir::ToServer } else { Dir::ToClient };
            building.flow.events.push(FlowEvent { frame: packet.number, time_us: packet.time_us, dir, what });
        }
    }

    fn tcp(&mut self, packet: &Packet, from: SocketAddrV4, to: SocketAddrV4, tcp: &etherparse::TcpSlice<'_>) {
        let opening = tcp.syn() && !tcp.ack();
        let sequence = tcp.sequence_number();
        let key = ends(Transport::Tcp, from, to);
        if opening {
            let again =
                self.newest.get(&key).and_then(|at| self.flows.get(*at)).is_some_and(|building| {
                    building.flow.client == from && building.halves[0].initial == Some(sequence)
                });
            if again {
                return;
            }
            // The same ports with another beginning: another conversation.
            self.newest.remove(&key);
        }
        let at = self.flow(Transport::Tcp, from, to);
        let Some(building) = self.flows.get_mut(at) else {
            return;
        };
        if opening {
            (building.flow.client, building.flow.server) = (from, to);
            building.flow.complete_start = true;
        }
        (building.frame, building.time_us) = (packet.number, packet.time_us);
        let (own, other) = if from == building.flow.client { (0, 1) } else { (1, 0) };
        let mut pieces = Vec::new();
        if tcp.syn() {
            if let Some(half) = building.halves.get_mut(own) {
                half.syn(sequence);
            }
        } else if let Some(half) = building.halves.get_mut(own) {
            half.segment(sequence, tcp.payload(), tcp.fin(), &mut pieces);
        }
        building.push(own, pieces);
        if tcp.ack() {
            let mut pieces = Vec::new();
            if let Some(half) = building.halves.get_mut(other) {
                half.acknowledge(tcp.acknowledgment_number(), &mut pieces);
            }
            building.push(other, pieces);
        }
        if tcp.rst() {
            self.event(at, packet, from, Happened::Reset);
        }
    }

    fn finish(self) -> Vec<Flow> {
        let finished = self.flows.into_iter().map(|mut building| {
            for own in [0, 1] {
                let mut pieces = Vec::new();
                if let Some(half) = building.halves.get_mut(own) {
                    half.finish(&mut pieces);
                }
                building.push(own, pieces);
            }
            recognise::settle(&mut building.flow);
            building.flow
        });
        finished.collect()
    }
}

impl Building {
    fn push(&mut self, own: usize, pieces: Vec<Piece>) {
        let dir = if own == 0 { Dir::ToServer } else { Dir::ToClient };
        for piece in pieces {
            let what = match piece {
                Piece::Data(data) => Happened::Data(data),
                Piece::Gap(size) => Happened::Gap(size),
                Piece::Fin => Happened::Fin,
            };
            self.flow.events.push(FlowEvent { frame: self.frame, time_us: self.time_us, dir, what });
        }
    }
}

impl Flow {
    /// Exchanges client and server.
    pub fn swap(&mut self) {
        std::mem::swap(&mut self.client, &mut self.server);
        for event in &mut self.events {
            event.dir = match event.dir {
                Dir::ToServer => Dir::ToClient,
                Dir::ToClient => Dir::ToServer,
            };
        }
    }

    /// The bytes of one direction of a stream up to its first gap.
    #[must_use]
    pub fn bytes(&self, dir: Dir) -> Vec<u8> {
        let mut bytes = Vec::new();
        for event in self.events.iter().filter(|event| event.dir == dir) {
            match &event.what {
                Happened::Data(data) => bytes.extend_from_slice(data),
                Happened::Gap(_) => break,
                _ => {}
            }
        }
        bytes
    }
}
