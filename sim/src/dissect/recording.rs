//! All streams of a recording: what one of them tells about keys and versions helps the others.

use clank_core::wire::rt::{self, RtMessage as _};

use super::component::component;
use super::decoder::Decoder;
use super::keys::Keyring;
use super::message::{Message, Opened};
use super::stream::{FrameStream, follow};
use crate::capture::{self, Capture, Dir, Flow, FlowKind, StreamKind};

/// One record of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// An RT frame.
    Frame(Message),
    /// A datagram of the NAT service, or one that is no frame: between consoles, or of another protocol.
    Datagram {
        /// The record.
        frame: u32,
        /// Microseconds since 1970.
        time_us: i64,
        /// Which way.
        dir: Dir,
        /// Its bytes.
        data: Vec<u8>,
    },
}

impl Item {
    /// The record of the file that completed it.
    #[must_use]
    pub const fn frame(&self) -> u32 {
        match self {
            Self::Frame(message) => message.frame,
            Self::Datagram { frame, .. } => *frame,
        }
    }

    /// Microseconds since 1970, by the clock of its direction.
    #[must_use]
    pub const fn time_us(&self) -> i64 {
        match self {
            Self::Frame(message) => message.time_us,
            Self::Datagram { time_us, .. } => *time_us,
        }
    }

    /// Which way.
    #[must_use]
    pub const fn dir(&self) -> Dir {
        match self {
            Self::Frame(message) => message.dir,
            Self::Datagram { dir, .. } => *dir,
        }
    }
}

/// One stream of a recording.
#[derive(Debug, Clone)]
pub struct Decoded {
    /// Its number.
    pub number: u32,
    /// What it carries.
    pub kind: StreamKind,
    /// Place of its flow in the capture.
    pub flow: usize,
    /// The component that it belongs to: MUIS, MAS, MLS, MPS, DME, NAT or P2P.
    pub component: Option<String>,
    /// What was decoded.
    pub stream: FrameStream,
    /// Everything in it, in the order of the file.
    pub items: Vec<Item>,
}

struct Pool {
    ring: Keyring,
    /// What the last stream with a beginning told, by client: those that were joined in the middle speak
    /// the same.
    told: Vec<(std::net::Ipv4Addr, FrameStream)>,
}

impl Pool {
    fn decode(&mut self, flow: &Flow) -> FrameStream {
        let mut decoder = Decoder::new(&self.ring);
        let client = *flow.client.ip();
        let told = self.told.iter().rev().find(|(told, _)| *told == client).or(self.told.last());
        if let Some((_, told)) = told {
            decoder.dialect = told.dialect;
            decoder.app_id = told.app_id;
        }
        let stream = follow(flow, &mut decoder);
        let tells = [rt::ClientHello::ID, rt::ClientConnectTcp::ID, rt::ClientConnectTcpAuxUdp::ID];
        let begins = stream.messages.iter().any(|message| tells.contains(&message.id) && message.plain.is_some());
        let seen = decoder.seen;
        for key in seen {
            self.ring.add("seen in another stream", key);
        }
        if begins {
            let told = FrameStream { messages: Vec::new(), ..stream.clone() };
            self.told.push((client, told));
        }
        stream
    }
}

/// Decodes all streams of a recording; `done` hears of each one that is finished.
pub fn recording(
    capture: &Capture,
    streams: &[capture::RecognisedStream],
    ring: &Keyring,
    mut done: impl FnMut(),
) -> Vec<Decoded> {
    let mut pool = Pool { ring: ring.clone(), told: Vec::new() };
    let mut decoded: Vec<Decoded> = Vec::new();
    // Game servers hand out the keys of their datagrams over TCP.
    let tcp_first = streams.iter().filter(|stream| stream.kind == StreamKind::RtTcp);
    let order = tcp_first.chain(streams.iter().filter(|stream| stream.kind != StreamKind::RtTcp));
    for found in order {
        let Some(flow) = capture.flows.get(found.flow) else { continue };
        let rt = matches!(found.kind, StreamKind::RtTcp | StreamKind::RtUdp);
        let stream = if rt { pool.decode(flow) } else { FrameStream::default() };
        decoded.push(Decoded {
            number: found.number,
            kind: found.kind,
            flow: found.flow,
            component: None,
            stream,
            items: Vec::new(),
        });
        done();
    }
    for stream in &mut decoded {
        let Some(flow) = capture.flows.get(stream.flow) else { continue };
        // A key that a later stream showed may open an earlier one.
        if stream.stream.messages.iter().any(|message| message.opened == Opened::Not) {
            stream.stream = pool.decode(flow);
        }
        stream.component = match stream.kind {
            StreamKind::RtTcp => component(&stream.stream, flow.server.port()).map(|component| component.to_string()),
            StreamKind::RtUdp => Some("DME".into()),
            StreamKind::Nat => Some("NAT".into()),
            StreamKind::Peer => Some("P2P".into()),
            StreamKind::Other => None,
        };
        stream.items = items(flow, stream.kind, &mut stream.stream);
    }
    decoded.sort_by_key(|stream| stream.number);
    decoded
}

fn items(flow: &Flow, kind: StreamKind, stream: &mut FrameStream) -> Vec<Item> {
    let mut items: Vec<Item> = std::mem::take(&mut stream.messages).into_iter().map(Item::Frame).collect();
    for event in &flow.events {
        let FlowKind::Datagram(data) = &event.kind else { continue };
        if kind != StreamKind::RtUdp || stream.odd.contains(&event.frame) {
            let (frame, time_us, dir) = (event.frame, event.time_us, event.dir);
            items.push(Item::Datagram { frame, time_us, dir, data: data.clone() });
        }
    }
    items.sort_by_key(Item::frame);
    items
}
