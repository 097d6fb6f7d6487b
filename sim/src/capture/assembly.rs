//! Packets are put together into the flows of a capture.

use std::collections::BTreeMap;
use std::net::SocketAddrV4;

use super::container;
use super::flow::{Dir, Flow, FlowEvent, FlowKind, Transport, guess_roles};
use super::packet::{Body, PacketParser, Segment, Skipped};
use super::records::{CaptureError, Damage, Packets};
use super::tcp::TcpFlows;

/// The most flows of one capture; packets of further ones are counted and left out.
pub const MAX_FLOWS: usize = 100_000;

/// A whole capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// Time of the first packet; 0 if there is none.
    pub start_us: i64,
    /// How many packets were read.
    pub packets: u32,
    /// All TCP and UDP flows over IPv4, in the order of their first packets.
    pub flows: Vec<Flow>,
    /// Packets that are in no flow.
    pub skipped: Skipped,
    /// Set if the file is broken; everything before the break is here.
    pub damage: Option<Damage>,
}

impl Capture {
    /// Reads a pcap or pcapng file.
    ///
    /// # Errors
    /// If `file` is no capture.
    pub fn read(file: &[u8]) -> Result<Self, CaptureError> {
        Ok(Self::from_packets(container::read(file)?))
    }

    /// Puts packets together.
    #[must_use]
    pub fn from_packets(input: Packets) -> Self {
        let mut parser = PacketParser::default();
        let mut collector = FlowCollector::default();
        let start_us = input.packets.first().map_or(0, |packet| packet.time_us);
        let count = u32::try_from(input.packets.len()).unwrap_or(u32::MAX);
        for packet in &input.packets {
            if let Some(segment) = parser.parse(packet) {
                collector.add(segment);
            }
        }
        let mut skipped = parser.skipped();
        skipped.too_many_flows = collector.refused;
        Self { start_us, packets: count, flows: collector.finish(), skipped, damage: input.damage }
    }
}

#[derive(Default)]
struct FlowCollector {
    tcp: TcpFlows,
    udp: BTreeMap<(SocketAddrV4, SocketAddrV4), Flow>,
    next_index: u32,
    refused: u32,
}

impl FlowCollector {
    fn add(&mut self, segment: Segment) {
        let room = self.tcp.len() + self.udp.len() < MAX_FLOWS;
        let opened = match segment.body {
            Body::Tcp(_) => self.tcp.add(segment, self.next_index, room),
            Body::Udp(_) => self.add_datagram(segment, room),
        };
        match opened {
            Some(true) => self.next_index += 1,
            Some(false) => {}
            None => self.refused += 1,
        }
    }

    fn add_datagram(&mut self, segment: Segment, room: bool) -> Option<bool> {
        let Segment { frame, time_us, source, target, body: Body::Udp(data) } = segment else {
            return None;
        };
        let key = (source.min(target), source.max(target));
        let fresh = !self.udp.contains_key(&key);
        if fresh && !room {
            return None;
        }
        let index = self.next_index;
        let flow = self.udp.entry(key).or_insert_with(|| {
            let (client, server) = guess_roles(source, target);
            Flow {
                index,
                transport: Transport::Udp,
                client,
                server,
                client_certain: false,
                complete_start: true,
                events: Vec::new(),
            }
        });
        let dir = if source == flow.client { Dir::ToServer } else { Dir::ToClient };
        flow.events.push(FlowEvent { frame, time_us, dir, kind: FlowKind::Datagram(data) });
        Some(fresh)
    }

    fn finish(self) -> Vec<Flow> {
        let mut flows = self.tcp.finish();
        flows.extend(self.udp.into_values());
        flows.sort_by_key(|flow| flow.index);
        flows
    }
}
