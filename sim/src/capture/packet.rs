//! From recorded packets to TCP segments and UDP datagrams: link layer, IPv4, fragments.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use etherparse::{Ipv4HeaderSlice, TcpHeaderSlice, UdpHeaderSlice};

use super::bytes::be16;
use super::records::{LinkType, Packet};

/// Fragmented datagrams that wait for their missing parts at one time; beyond, the oldest is dropped.
pub const MAX_FRAGMENTED: usize = 256;
/// Parts of one fragmented datagram.
pub const MAX_FRAGMENTS: usize = 128;
/// A fragmented datagram whose parts lie further apart is dropped: its number has been used again.
pub const MAX_FRAGMENT_AGE_US: u64 = 30_000_000;
/// The largest IPv4 payload.
const MAX_PAYLOAD: usize = 65_535;

const IPV4: u16 = 0x0800;
const IPV6: u16 = 0x86dd;
const VLAN: [u16; 3] = [0x8100, 0x88a8, 0x9100];
const PPPOE_SESSION: u16 = 0x8864;
const PPP_IPV4: u16 = 0x0021;
const TCP: u8 = 6;
const UDP: u8 = 17;

/// Packets that led to no segment, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Skipped {
    /// IPv6.
    pub ipv6: u32,
    /// Neither IP nor TCP nor UDP, or of an unknown link type.
    pub other: u32,
    /// Broken headers.
    pub malformed: u32,
    /// UDP datagrams of which the file holds only a part.
    pub cut: u32,
    /// Packets of a flow beyond the limit of flows.
    pub too_many_flows: u32,
}

/// A TCP segment without its addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TcpSegment {
    /// Sequence number of the first byte (of the SYN, if there is one).
    pub seq: u32,
    /// The acknowledgement, if the ACK flag is set.
    pub ack: Option<u32>,
    /// SYN flag.
    pub syn: bool,
    /// FIN flag.
    pub fin: bool,
    /// RST flag.
    pub rst: bool,
    /// The data.
    pub data: Vec<u8>,
    /// Data bytes on the wire; more than `data` holds if the recording cut the packet.
    pub wire_len: u32,
}

/// What a packet carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A TCP segment.
    Tcp(TcpSegment),
    /// The payload of a UDP datagram.
    Udp(Vec<u8>),
}

/// A TCP segment or UDP datagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Number of the packet (of the last fragment, if there are several).
    pub frame: u32,
    /// Its time.
    pub time_us: i64,
    /// Sender.
    pub source: SocketAddrV4,
    /// Receiver.
    pub target: SocketAddrV4,
    /// Content.
    pub body: Body,
}

enum Reason {
    Ipv6,
    Other,
    Malformed,
    Cut,
}

/// Takes headers off, one packet after the other, and keeps fragments until they are complete.
#[derive(Debug, Default)]
pub struct PacketParser {
    skipped: Skipped,
    fragments: BTreeMap<FragmentKey, Fragments>,
}

type FragmentKey = (Ipv4Addr, Ipv4Addr, u8, u16);

#[derive(Debug)]
struct Fragments {
    first_frame: u32,
    time_us: i64,
    end: Option<usize>,
    parts: BTreeMap<usize, Vec<u8>>,
}

impl PacketParser {
    /// How many packets led to nothing so far.
    #[must_use]
    pub fn skipped(&self) -> Skipped {
        self.skipped
    }

    /// The segment in a packet, if there is one; the last fragment gives the whole datagram.
    pub fn parse(&mut self, packet: &Packet) -> Option<Segment> {
        match self.try_parse(packet) {
            Ok(segment) => segment,
            Err(reason) => {
                let counter = match reason {
                    Reason::Ipv6 => &mut self.skipped.ipv6,
                    Reason::Other => &mut self.skipped.other,
                    Reason::Malformed => &mut self.skipped.malformed,
                    Reason::Cut => &mut self.skipped.cut,
                };
                *counter = counter.saturating_add(1);
                None
            }
        }
    }

    fn try_parse(&mut self, packet: &Packet) -> Result<Option<Segment>, Reason> {
        let ip = network_layer(packet.link, &packet.data)?;
        match ip.first().ok_or(Reason::Malformed)? >> 4 {
            4 => {}
            6 => return Err(Reason::Ipv6),
            _ => return Err(Reason::Other),
        }
        let header = Ipv4HeaderSlice::from_slice(ip).map_err(|_| Reason::Malformed)?;
        let start = header.slice().len();
        // Zero: the network card was to cut the packet, and the recorder saw it before.
        let total = match usize::from(header.total_len()) {
            0 => ip.len(),
            total => total,
        };
        let on_wire = total.checked_sub(start).ok_or(Reason::Malformed)?;
        let payload = ip.get(start..total.min(ip.len())).ok_or(Reason::Malformed)?;
        let protocol = header.protocol().0;
        if !matches!(protocol, TCP | UDP) {
            return Err(Reason::Other);
        }
        let (source, target) = (header.source_addr(), header.destination_addr());
        let (frame, time_us) = (packet.number, packet.time_us);
        let finish = |payload: &[u8], on_wire| {
            let (source_port, target_port, body) = transport(protocol, payload, on_wire)?;
            let (source, target) = (SocketAddrV4::new(source, source_port), SocketAddrV4::new(target, target_port));
            Ok(Some(Segment { frame, time_us, source, target, body }))
        };
        if !header.is_fragmenting_payload() {
            return finish(payload, on_wire);
        }
        if payload.len() < on_wire {
            return Err(Reason::Cut);
        }
        let key = (source, target, protocol, header.identification());
        let offset = usize::from(header.fragments_offset().value()) * 8;
        match self.collect(key, offset, header.more_fragments(), payload, packet)? {
            Some(whole) => finish(&whole, whole.len()),
            None => Ok(None),
        }
    }

    fn collect(
        &mut self,
        key: FragmentKey,
        offset: usize,
        more: bool,
        data: &[u8],
        packet: &Packet,
    ) -> Result<Option<Vec<u8>>, Reason> {
        let end = offset + data.len();
        if end > MAX_PAYLOAD || data.is_empty() {
            return Err(Reason::Malformed);
        }
        let too_old = |set: &Fragments| set.time_us.abs_diff(packet.time_us) > MAX_FRAGMENT_AGE_US;
        if self.fragments.get(&key).is_some_and(too_old) {
            self.fragments.remove(&key);
        }
        if !self.fragments.contains_key(&key) && self.fragments.len() >= MAX_FRAGMENTED {
            let oldest = self.fragments.iter().min_by_key(|(_, set)| set.first_frame).map(|(key, _)| *key);
            oldest.and_then(|key| self.fragments.remove(&key));
        }
        let set = self.fragments.entry(key).or_insert_with(|| Fragments {
            first_frame: packet.number,
            time_us: packet.time_us,
            end: None,
            parts: BTreeMap::new(),
        });
        if set.parts.len() >= MAX_FRAGMENTS {
            self.fragments.remove(&key);
            return Err(Reason::Malformed);
        }
        if !more {
            set.end.get_or_insert(end);
        }
        set.parts.entry(offset).or_insert_with(|| data.to_vec());
        let whole = set.whole();
        if whole.is_some() {
            self.fragments.remove(&key);
        }
        Ok(whole)
    }
}

impl Fragments {
    fn whole(&self) -> Option<Vec<u8>> {
        let end = self.end?;
        let mut whole = Vec::with_capacity(end);
        for (&offset, part) in &self.parts {
            let known = whole.len().checked_sub(offset)?;
            whole.extend_from_slice(part.get(known..).unwrap_or_default());
        }
        whole.truncate(end);
        (whole.len() == end).then_some(whole)
    }
}

/// Takes the link header off.
fn network_layer(link: LinkType, data: &[u8]) -> Result<&[u8], Reason> {
    let header = match link {
        LinkType::Ethernet => return ethernet(data),
        LinkType::RawIp => 0,
        LinkType::LinuxSll => 16,
        LinkType::LinuxSll2 => 20,
        LinkType::Loopback => 4,
        LinkType::Other(_) => return Err(Reason::Other),
    };
    data.get(header..).ok_or(Reason::Malformed)
}

fn ethernet(data: &[u8]) -> Result<&[u8], Reason> {
    let mut at = 12;
    loop {
        let kind = be16(data, at).ok_or(Reason::Malformed)?;
        at += 2;
        match kind {
            IPV4 => return data.get(at..).ok_or(Reason::Malformed),
            IPV6 => return Err(Reason::Ipv6),
            PPPOE_SESSION if be16(data, at + 6) == Some(PPP_IPV4) => {
                return data.get(at + 8..).ok_or(Reason::Malformed);
            }
            tag if VLAN.contains(&tag) => at += 2,
            _ => return Err(Reason::Other),
        }
    }
}

fn transport(protocol: u8, payload: &[u8], on_wire: usize) -> Result<(u16, u16, Body), Reason> {
    if protocol == UDP {
        let header = UdpHeaderSlice::from_slice(payload).map_err(|_| Reason::Malformed)?;
        let length = match usize::from(header.length()) {
            0 => on_wire,
            length => length,
        };
        if length < 8 || length > on_wire {
            return Err(Reason::Malformed);
        }
        let data = payload.get(8..length).ok_or(Reason::Cut)?;
        return Ok((header.source_port(), header.destination_port(), Body::Udp(data.to_vec())));
    }
    let header = TcpHeaderSlice::from_slice(payload).map_err(|_| Reason::Malformed)?;
    let start = header.slice().len();
    let data = payload.get(start..).ok_or(Reason::Malformed)?;
    let wire_len = on_wire.saturating_sub(start).max(data.len());
    let segment = TcpSegment {
        seq: header.sequence_number(),
        ack: header.ack().then(|| header.acknowledgment_number()),
        syn: header.syn(),
        fin: header.fin(),
        rst: header.rst(),
        data: data.to_vec(),
        wire_len: u32::try_from(wire_len).unwrap_or(u32::MAX),
    };
    Ok((header.source_port(), header.destination_port(), Body::Tcp(segment)))
}
