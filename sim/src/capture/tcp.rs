//! TCP streams from segments.
//!
//! Segments are collected per direction while the capture is read and laid out by sequence number at the
//! end, when it is certain what never came. Where segments overlap, the bytes recorded first count.

use std::collections::BTreeMap;
use std::net::SocketAddrV4;

use super::flow::{Dir, Flow, FlowEvent, FlowKind, Transport, guess_roles};
use super::packet::{Body, Segment, TcpSegment};

/// After the end of a connection, data this far from it belongs to a new one whose SYN was not recorded.
pub const MAX_WINDOW: u64 = 1 << 20;

type Key = (SocketAddrV4, SocketAddrV4);

/// All TCP connections of a capture while it is read.
#[derive(Debug, Default)]
pub struct TcpFlows {
    current: BTreeMap<Key, usize>,
    all: Vec<Connection>,
}

impl TcpFlows {
    /// How many connections there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Takes in a segment. The answer is whether it begins a new connection, which then gets `index`, or
    /// none if it would and there is no room (or it is no TCP segment).
    pub fn add(&mut self, segment: Segment, index: u32, room: bool) -> Option<bool> {
        let Segment { frame, time_us, source, target, body: Body::Tcp(tcp) } = segment else {
            return None;
        };
        let at = At { frame, time_us };
        let key = (source.min(target), source.max(target));
        let side = Endpoint::of(source, key);
        if let Some(connection) = self.current.get(&key).and_then(|&place| self.all.get_mut(place))
            && connection.owns(side, &tcp)
        {
            connection.add(side, at, tcp);
            return Some(false);
        }
        if !room {
            return None;
        }
        let mut connection = Connection::new(index, key, side);
        connection.add(side, at, tcp);
        self.current.insert(key, self.all.len());
        self.all.push(connection);
        Some(true)
    }

    /// The flows, in the order of their first packets.
    #[must_use]
    pub fn finish(self) -> Vec<Flow> {
        self.all.into_iter().map(Connection::finish).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    frame: u32,
    time_us: i64,
}

/// One of the two endpoints, in the order of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Endpoint {
    Low,
    High,
}

impl Endpoint {
    fn of(source: SocketAddrV4, key: Key) -> Self {
        if source == key.0 { Self::Low } else { Self::High }
    }

    fn other(self) -> Self {
        match self {
            Self::Low => Self::High,
            Self::High => Self::Low,
        }
    }

    fn address(self, key: Key) -> SocketAddrV4 {
        match self {
            Self::Low => key.0,
            Self::High => key.1,
        }
    }
}

#[derive(Debug)]
struct Connection {
    index: u32,
    key: Key,
    first_sender: Endpoint,
    /// Who sent the SYN.
    opener: Option<Endpoint>,
    opened: Option<At>,
    low: Half,
    high: Half,
}

impl Connection {
    fn new(index: u32, key: Key, first_sender: Endpoint) -> Self {
        Self { index, key, first_sender, opener: None, opened: None, low: Half::default(), high: Half::default() }
    }

    fn half(&self, side: Endpoint) -> &Half {
        match side {
            Endpoint::Low => &self.low,
            Endpoint::High => &self.high,
        }
    }

    fn half_mut(&mut self, side: Endpoint) -> &mut Half {
        match side {
            Endpoint::Low => &mut self.low,
            Endpoint::High => &mut self.high,
        }
    }

    /// Does a segment belong here, or do the same two endpoints begin anew?
    fn owns(&self, side: Endpoint, tcp: &TcpSegment) -> bool {
        let half = self.half(side);
        if tcp.syn {
            return match (half.isn, half.lowest()) {
                (Some(isn), _) => isn == tcp.seq,
                // The SYN of data that was recorded before it.
                (None, Some(lowest)) => half.position_of(tcp.seq.wrapping_add(1)) == Some(lowest),
                // Nothing from this side yet: an answer, or a beginning if the other side is at work.
                (None, None) => tcp.ack.is_some() || self.half(side.other()).lowest().is_none(),
            };
        }
        let over = self.low.ended() && self.high.ended() || self.low.reset.is_some() || self.high.reset.is_some();
        if over && !tcp.rst && !tcp.data.is_empty() {
            return half.position_of(tcp.seq).is_none_or(|at| at.abs_diff(half.highest()) <= MAX_WINDOW);
        }
        true
    }

    fn add(&mut self, side: Endpoint, at: At, tcp: TcpSegment) {
        if tcp.syn {
            match tcp.ack {
                None => {
                    self.opener.get_or_insert(side);
                    self.opened.get_or_insert(at);
                }
                Some(ack) => {
                    self.opener.get_or_insert(side.other());
                    self.half_mut(side.other()).start_at(ack.wrapping_sub(1));
                }
            }
        }
        if let (Some(ack), false) = (tcp.ack, tcp.rst) {
            self.half_mut(side.other()).acknowledged(ack, at);
        }
        self.half_mut(side).add(at, tcp);
    }

    fn finish(self) -> Flow {
        let (first, second) = (self.first_sender.address(self.key), self.first_sender.other().address(self.key));
        let (client, server) = match self.opener {
            Some(side) => (side.address(self.key), side.other().address(self.key)),
            None => guess_roles(first, second),
        };
        let complete_start = self.opener.is_some() && self.low.start_known() && self.high.start_known();
        let (to_server, to_client) = if client == self.key.0 { (self.low, self.high) } else { (self.high, self.low) };

        let mut events = Vec::new();
        if let Some(At { frame, time_us }) = self.opened {
            events.push(FlowEvent { frame, time_us, dir: Dir::ToServer, kind: FlowKind::Opened });
        }
        to_server.finish(Dir::ToServer, &mut events);
        to_client.finish(Dir::ToClient, &mut events);
        // Stable, and each direction is in frame order already.
        events.sort_by_key(|event| event.frame);
        Flow {
            index: self.index,
            transport: Transport::Tcp,
            client,
            server,
            client_certain: self.opener.is_some(),
            complete_start,
            events,
        }
    }
}

/// Where the first sequence number seen of a direction is put, so that earlier ones have room below.
const ORIGIN: u64 = 1 << 40;

/// One direction. Positions count bytes without wrapping round.
#[derive(Debug, Default)]
struct Half {
    isn: Option<u32>,
    /// Position of the first byte after the SYN.
    start: Option<u64>,
    /// A sequence number and its position: the last one seen.
    last: Option<(u32, u64)>,
    /// The last acknowledgement from the other side, if it came before anything from this side.
    early_ack: Option<(u32, At)>,
    /// The highest acknowledgement from the other side.
    acked: Option<(u64, At)>,
    /// Non-overlapping, by position.
    pieces: BTreeMap<u64, Piece>,
    fin: Option<(u64, At)>,
    reset: Option<At>,
}

#[derive(Debug)]
struct Piece {
    at: At,
    data: Vec<u8>,
}

impl Piece {
    fn end(&self, start: u64) -> u64 {
        start + self.data.len() as u64
    }
}

impl Half {
    /// The position of a sequence number: the nearest to the last one seen.
    fn position_of(&self, seq: u32) -> Option<u64> {
        let (last_seq, last) = self.last?;
        let step = i64::from(seq.wrapping_sub(last_seq).cast_signed());
        last.checked_add_signed(step)
    }

    /// As [`Self::position_of`], and remembers it.
    fn place(&mut self, seq: u32) -> Option<u64> {
        let position = if self.last.is_none() { ORIGIN } else { self.position_of(seq)? };
        self.last = Some((seq, position));
        Some(position)
    }

    fn start_at(&mut self, isn: u32) {
        if self.isn.is_none() {
            self.isn = Some(isn);
            self.start = self.place(isn.wrapping_add(1));
        }
    }

    fn start_known(&self) -> bool {
        self.start.is_some() || self.pieces.is_empty()
    }

    fn ended(&self) -> bool {
        self.fin.is_some()
    }

    fn lowest(&self) -> Option<u64> {
        self.start.or_else(|| self.pieces.keys().next().copied())
    }

    fn highest(&self) -> u64 {
        let data = self.pieces.last_key_value().map_or(0, |(&start, piece)| piece.end(start));
        data.max(self.start.unwrap_or(0))
    }

    fn acknowledged(&mut self, ack: u32, at: At) {
        match self.position_of(ack) {
            Some(position) if self.acked.is_some_and(|(known, _)| known >= position) => {}
            Some(position) => self.acked = Some((position, at)),
            None => self.early_ack = Some((ack, at)),
        }
    }

    fn add(&mut self, at: At, tcp: TcpSegment) {
        if tcp.rst {
            self.reset.get_or_insert(at);
            return;
        }
        let mut seq = tcp.seq;
        if tcp.syn {
            self.start_at(seq);
            seq = seq.wrapping_add(1);
        }
        if tcp.data.is_empty() && !tcp.fin {
            return;
        }
        let Some(position) = self.place(seq) else {
            return;
        };
        if let Some((ack, at)) = self.early_ack.take() {
            self.acknowledged(ack, at);
        }
        if tcp.fin && self.fin.is_none() {
            self.fin = Some((position + u64::from(tcp.wire_len), at));
        }
        // A keep-alive probe repeats one byte of what is acknowledged, with any content. It only matters
        // where the byte itself was not recorded: at the beginning of a stream joined in the middle.
        let first = self.start.is_none() && self.pieces.is_empty();
        let probe = first && tcp.data.len() == 1 && self.acked.is_some_and(|(acked, _)| acked > position);
        if !probe {
            self.insert(position, at, &tcp.data);
        }
    }

    /// Fills the holes between the pieces with the parts of `data` that lie in them.
    fn insert(&mut self, position: u64, at: At, data: &[u8]) {
        let end = position + data.len() as u64;
        let mut from = position.max(self.start.unwrap_or(0));
        if let Some((&start, piece)) = self.pieces.range(..=from).next_back() {
            from = from.max(piece.end(start));
        }
        while from < end {
            let next = self.pieces.range(from..end).next().map(|(&start, piece)| (start, piece.end(start)));
            let (hole_end, resume) = next.unwrap_or((end, end));
            let part = data.get(offset(position, from)..offset(position, hole_end)).unwrap_or_default();
            if !part.is_empty() {
                self.pieces.insert(from, Piece { at, data: part.to_vec() });
            }
            from = resume;
        }
    }

    fn finish(self, dir: Dir, events: &mut Vec<FlowEvent>) {
        let mut out = Sink { dir, latest: None, events };
        let mut next = self.start;
        for (start, piece) in self.pieces {
            match next {
                Some(next) if start > next => out.gap(u32::try_from(start - next).ok(), piece.at),
                Some(_) => {}
                None => out.gap(None, piece.at),
            }
            next = Some(piece.end(start));
            out.push(piece.at, FlowKind::Data(piece.data));
        }
        if let Some((position, at)) = self.fin {
            match next {
                Some(next) if position > next => out.gap(u32::try_from(position - next).ok(), at),
                _ => {}
            }
            out.push(at, FlowKind::Fin);
        } else if let (Some(next), Some((acked, at))) = (next, self.acked)
            // One more than the data is the acknowledgement of a FIN.
            && acked > next + 1
        {
            out.gap(u32::try_from(acked - next).ok(), at);
        }
        if let Some(At { frame, time_us }) = self.reset {
            out.events.push(FlowEvent { frame, time_us, dir, kind: FlowKind::Reset });
        }
    }
}

fn offset(from: u64, to: u64) -> usize {
    usize::try_from(to.saturating_sub(from)).unwrap_or(usize::MAX)
}

/// Gives every event of a direction the frame from which on all before it is complete.
struct Sink<'a> {
    dir: Dir,
    latest: Option<At>,
    events: &'a mut Vec<FlowEvent>,
}

impl Sink<'_> {
    fn gap(&mut self, bytes: Option<u32>, at: At) {
        self.push(at, FlowKind::Gap { bytes });
    }

    fn push(&mut self, at: At, kind: FlowKind) {
        let latest = self.latest.filter(|latest| latest.frame > at.frame).unwrap_or(at);
        self.latest = Some(latest);
        let At { frame, time_us } = latest;
        self.events.push(FlowEvent { frame, time_us, dir: self.dir, kind });
    }
}
