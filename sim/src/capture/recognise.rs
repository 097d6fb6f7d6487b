//! What a conversation carries, by its content; ports are hints.

use std::net::SocketAddrV4;

use clank_core::wire::frame::{self, Datagram};
use clank_core::wire::rt;

use super::flow::{Dir, Flow, Happened, Transport};

/// What a conversation carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// SCE-RT over TCP.
    RtTcp,
    /// SCE-RT over UDP.
    RtUdp,
    /// The NAT service.
    Nat,
    /// Datagrams between consoles.
    Peer,
    /// Something else.
    Other,
}

/// Ports that servers of this protocol use (transport.md §11).
const PORTS: [std::ops::RangeInclusive<u16>; 2] = [10070..=10079, 50000..=50100];

fn is_server(at: SocketAddrV4) -> bool {
    PORTS.iter().any(|ports| ports.contains(&at.port()))
}

/// Client and server of a flow whose beginning is not recorded: a known port is a server's, else who
/// spoke first is the client.
pub(super) fn by_ports(from: SocketAddrV4, to: SocketAddrV4) -> (SocketAddrV4, SocketAddrV4) {
    let swap = match (is_server(from), is_server(to)) {
        (true, false) => true,
        // Both look like servers': a console uses any port, the NAT service and DME low ones of theirs.
        (true, true) => PORTS[0].contains(&from.port()) && !PORTS[0].contains(&to.port()),
        _ => false,
    };
    if swap { (to, from) } else { (from, to) }
}

/// Largest payload that any client or server was seen to send, with room.
const LARGEST: u16 = 16384;

/// Whether bytes are a chain of frames with known ids; `None` while too little is there to say.
fn is_chain(bytes: &[u8]) -> Option<bool> {
    let mut bytes = bytes.get(..4096).unwrap_or(bytes).to_vec();
    let (mut at, mut frames) = (0, 0);
    while let Some(head) = bytes.get(at).copied() {
        let id = head & 0x7f;
        // Ids of datagrams, and empty messages with content, are something else.
        let strange = rt::find(id).is_none() || matches!(id, 0x0c | 0x16 | 0x19);
        let start = at;
        match frame::next(&mut bytes, &mut at, LARGEST) {
            _ if strange => return Some(false),
            Err(_) => return Some(false),
            Ok(None) => break,
            Ok(Some(frame)) => {
                if matches!(id, 0x01 | 0x0f | 0x17) && !frame.payload.is_empty() {
                    return Some(false);
                }
                debug_assert!(at > start);
                frames += 1;
            }
        }
    }
    (frames > 0).then_some(true)
}

fn is_rt_datagram(datagram: &[u8]) -> bool {
    let mut bytes = datagram.to_vec();
    let mut frames = Datagram::new(&mut bytes);
    let known = frames.by_ref().take(64).all(|frame| rt::find(frame.id).is_some());
    known && frames.left() == 0 && !datagram.is_empty()
}

/// `00 01`, the length of what follows byte 12, eight zeros (captures of consoles).
fn is_peer_datagram(datagram: &[u8]) -> bool {
    match *datagram {
        [0, 1, low, high, 0, 0, 0, 0, 0, 0, 0, 0, ..] => {
            usize::from(u16::from_le_bytes([low, high])) + 12 == datagram.len()
        }
        _ => false,
    }
}

/// NAT-1 to NAT-3: requests of 4 bytes, answers of 6.
fn is_nat(flow: &Flow) -> bool {
    let mut requests = 0;
    let fits = flow.events.iter().all(|event| match (&event.what, event.dir) {
        (Happened::Datagram(bytes), Dir::ToServer) => {
            requests += 1;
            bytes.len() == 4
        }
        (Happened::Datagram(bytes), Dir::ToClient) => bytes.len() == 6,
        _ => false,
    });
    let port = flow.server.port();
    fits && requests > 0 && (port == 10070 || flow.events.iter().any(|event| event.dir == Dir::ToClient))
}

fn kind_of(flow: &Flow) -> Kind {
    match flow.transport {
        Transport::Tcp => {
            let both = [Dir::ToServer, Dir::ToClient].map(|dir| is_chain(&flow.bytes(dir)));
            match both {
                [Some(false), _] | [_, Some(false)] | [None, None] => Kind::Other,
                _ => Kind::RtTcp,
            }
        }
        Transport::Udp => {
            let datagrams: Vec<&Vec<u8>> = flow
                .events
                .iter()
                .filter_map(|event| if let Happened::Datagram(bytes) = &event.what { Some(bytes) } else { None })
                .collect();
            let most = |is: fn(&[u8]) -> bool| {
                let fitting = datagrams.iter().filter(|bytes| is(bytes)).count();
                // One mangled datagram in twenty does not make another protocol of it.
                fitting > 0 && fitting * 20 >= datagrams.len() * 19
            };
            if is_nat(flow) {
                Kind::Nat
            } else if most(is_peer_datagram) {
                Kind::Peer
            } else if most(is_rt_datagram) {
                Kind::RtUdp
            } else {
                Kind::Other
            }
        }
    }
}

/// Decides what a flow carries, and which end is the client where the ports did not tell.
pub(super) fn settle(flow: &mut Flow) {
    flow.kind = kind_of(flow);
    if flow.kind == Kind::Other && !flow.complete_start {
        flow.swap();
        flow.kind = kind_of(flow);
        if flow.kind == Kind::Other {
            flow.swap();
        }
    }
    if flow.kind == Kind::RtTcp && !flow.complete_start && speaks_as_server(flow) {
        flow.swap();
    }
}

/// Whether what we take for the client sends what only servers send.
fn speaks_as_server(flow: &Flow) -> bool {
    let mut bytes = flow.bytes(Dir::ToServer);
    let mut at = 0;
    while let Ok(Some(frame)) = frame::next(&mut bytes, &mut at, LARGEST) {
        match frame.id {
            0x0a | 0x07 | 0x1a | 0x13 | 0x14 => return true,
            0x0b | 0x00 | 0x12 | 0x15 => return false,
            _ => {}
        }
    }
    false
}
