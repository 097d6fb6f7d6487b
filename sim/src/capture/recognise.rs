//! Tells by content which flows belong to SCE-RT; ports only help where content says too little.

use super::assembly::Capture;
use super::bytes::le16;
use super::flow::{Dir, Flow, FlowKind, Transport, is_server_port};
use super::rt::{self, Head};

/// A chain of this many frames is believed whatever comes after it.
const ENOUGH_FRAMES: usize = 16;
/// How many segments are tried as the first frame boundary of a stream that was joined in the middle.
const MAX_STARTS: usize = 64;
/// The length field of a peer-to-peer datagram counts what follows its header of this size.
const PEER_HEADER: usize = 12;
/// Fourth byte of a datagram that keeps a NAT mapping open.
const NAT_KEEP_ALIVE: u8 = 0xd4;
/// Third byte of every NAT request seen.
const NAT_REQUEST: u8 = 0xe4;

/// What a flow carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamKind {
    /// RT frames over TCP.
    RtTcp,
    /// RT frames in datagrams.
    RtUdp,
    /// Questions for the own public address.
    Nat,
    /// Datagrams between consoles.
    Peer,
    /// Anything else.
    Other,
}

/// A flow that belongs to SCE-RT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecognisedStream {
    /// Number among the streams, from 0, in the order of first packets.
    pub number: u32,
    /// Place in [`Capture::flows`].
    pub flow: usize,
    /// What it carries; never [`StreamKind::Other`].
    pub kind: StreamKind,
}

/// Finds the flows of a capture that belong to SCE-RT, and exchanges client and server in those where the
/// content contradicts the first guess.
pub fn streams(capture: &mut Capture) -> Vec<RecognisedStream> {
    let mut found = Vec::new();
    for (place, flow) in capture.flows.iter_mut().enumerate() {
        let verdict = recognise(flow);
        if verdict.kind == StreamKind::Other {
            continue;
        }
        if verdict.swapped {
            flow.swap();
        }
        let number = u32::try_from(found.len()).unwrap_or(u32::MAX);
        found.push(RecognisedStream { number, flow: place, kind: verdict.kind });
    }
    found
}

/// The result of [`recognise`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recognition {
    /// What the flow carries.
    pub kind: StreamKind,
    /// Client and server are to be exchanged ([`Flow::swap`]).
    pub swapped: bool,
}

/// Looks at the content of one flow.
#[must_use]
pub fn recognise(flow: &Flow) -> Recognition {
    match flow.transport {
        Transport::Tcp => tcp(flow),
        Transport::Udp => udp(flow),
    }
}

/// Whether the data at this place of [`Flow::events`] begins with a chain of frames.
#[must_use]
pub fn frames_begin(flow: &Flow, dir: Dir, place: usize) -> bool {
    let chain = rt::chain(&piece(flow, dir, place), ENOUGH_FRAMES);
    chain.frames > 0 && (!chain.broken || chain.frames >= ENOUGH_FRAMES)
}

/// Place in [`Flow::events`] of the first data in this direction that begins with a frame: the first at all
/// unless the recording begins inside of one. None if this direction carries no RT frames.
#[must_use]
pub fn first_frame(flow: &Flow, dir: Dir) -> Option<usize> {
    find_chain(flow, dir).map(|(place, _)| place)
}

/// The data of one direction up to the first gap after `from`.
fn piece(flow: &Flow, dir: Dir, from: usize) -> Vec<u8> {
    let mut data = Vec::new();
    let ahead = flow.events.iter().skip(from).filter(|event| event.dir == dir);
    for event in ahead {
        match &event.kind {
            FlowKind::Data(more) => data.extend_from_slice(more),
            FlowKind::Gap { .. } => break,
            _ => {}
        }
        if data.len() > ENOUGH_FRAMES * (rt::MAX_LEN + 7) {
            break;
        }
    }
    data
}

/// The first place from where on one direction is a chain of frames.
fn find_chain(flow: &Flow, dir: Dir) -> Option<(usize, rt::Chain)> {
    let starts = flow.events.iter().enumerate().filter_map(|(place, event)| match &event.kind {
        FlowKind::Data(data) if event.dir == dir => Some((place, data)),
        _ => None,
    });
    // Only where bytes were lost the first ones left may lie inside of a frame.
    let lost = flow.events.iter().any(|e| e.dir == dir && matches!(e.kind, FlowKind::Gap { .. }));
    let tries = if lost { MAX_STARTS } else { 1 };
    for (attempt, (place, first)) in starts.take(tries).enumerate() {
        if rt::head(first) == Head::Wrong {
            continue;
        }
        let data = piece(flow, dir, place);
        let chain = rt::chain(&data, ENOUGH_FRAMES);
        let whole = chain.frames > 0 && !chain.broken;
        let exact = chain.consumed == data.len();
        let credible = match chain.frames {
            0 => false,
            1 => whole && (attempt == 0 || exact),
            2..ENOUGH_FRAMES => whole,
            _ => true,
        };
        if credible && !is_tls(&data) {
            return Some((place, chain));
        }
    }
    None
}

/// Is the data of one direction less than a frame, so that it says nothing?
fn is_unfinished(flow: &Flow, dir: Dir) -> bool {
    let data = piece(flow, dir, 0);
    let chain = rt::chain(&data, 1);
    !data.is_empty() && chain.frames == 0 && !chain.broken && !is_tls(&data)
}

/// TLS records have a header that can pass for that of an RT frame.
fn is_tls(data: &[u8]) -> bool {
    let mut rest = data;
    let mut records = 0;
    while let [0x14..=0x17, 3, 0..=4, high, low, ..] = *rest {
        records += 1;
        let length = usize::from(u16::from_be_bytes([high, low]));
        match rest.get(5 + length..) {
            Some(after) => rest = after,
            None => return true,
        }
    }
    records > 0 && rest.len() < 5
}

fn tcp(flow: &Flow) -> Recognition {
    let (mut frames, mut votes, mut with_data) = (0, 0, 0);
    for dir in Dir::BOTH {
        let has_data = flow.events.iter().any(|e| e.dir == dir && matches!(e.kind, FlowKind::Data(_)));
        if !has_data {
            continue;
        }
        with_data += 1;
        let Some((_, chain)) = find_chain(flow, dir) else {
            if is_unfinished(flow, dir) {
                continue;
            }
            return OTHER;
        };
        frames += chain.frames;
        votes += match dir {
            Dir::ToServer => chain.client_votes,
            Dir::ToClient => -chain.client_votes,
        };
    }
    let hinted = is_server_port(flow.server.port()) || is_server_port(flow.client.port());
    if with_data == 0 || (frames < 2 && !hinted) {
        return OTHER;
    }
    Recognition { kind: StreamKind::RtTcp, swapped: !flow.client_certain && votes < 0 }
}

const OTHER: Recognition = Recognition { kind: StreamKind::Other, swapped: false };

fn udp(flow: &Flow) -> Recognition {
    if let Some(swapped) = nat(flow) {
        return Recognition { kind: StreamKind::Nat, swapped };
    }
    let (mut all, mut peer, mut frames, mut votes) = (0usize, 0usize, 0usize, 0);
    for dir in Dir::BOTH {
        for data in flow.datagrams(dir) {
            all += 1;
            peer += usize::from(is_peer(data));
            let chain = rt::chain(data, usize::MAX);
            if chain.frames > 0 && chain.consumed == data.len() {
                frames += 1;
                votes += if dir == Dir::ToServer { chain.client_votes } else { -chain.client_votes };
            }
        }
    }
    // A real recording holds a mangled datagram, so nine of ten are enough.
    let mostly = |count: usize| count > 0 && count * 10 >= all * 9;
    if mostly(peer) {
        Recognition { kind: StreamKind::Peer, swapped: false }
    } else if mostly(frames) {
        Recognition { kind: StreamKind::RtUdp, swapped: votes < 0 }
    } else {
        OTHER
    }
}

/// Is this the NAT service? If so: was the client taken for the server?
fn nat(flow: &Flow) -> Option<bool> {
    let all_of = |dir, size| flow.datagrams(dir).all(|data| data.len() == size);
    let marked =
        |dir| flow.datagrams(dir).any(|data| matches!(data, [_, _, NAT_REQUEST, _] | [_, _, _, NAT_KEEP_ALIVE]));
    let fits = |ask: Dir, port: u16| {
        all_of(ask, 4)
            && all_of(ask.reversed(), 6)
            && flow.datagrams(ask).next().is_some()
            && (marked(ask) || is_server_port(port))
    };
    if fits(Dir::ToServer, flow.server.port()) {
        Some(false)
    } else if fits(Dir::ToClient, flow.client.port()) {
        Some(true)
    } else {
        None
    }
}

/// Has a datagram the header consoles use among themselves?
fn is_peer(data: &[u8]) -> bool {
    data.get(..2) == Some(&[0, 1])
        && le16(data, 2).is_some_and(|length| usize::from(length) + PEER_HEADER == data.len())
        && data.get(4..PEER_HEADER) == Some(&[0; 8])
}
