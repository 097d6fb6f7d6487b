//! The streams of a recording, decoded.

use clank_core::mail::Component;
use clank_core::wire::Layout as _;
use clank_core::wire::rt::{self, RtMessage};

use crate::capture::{Capture, Flow, RecognisedStream, StreamKind};
use crate::dissect::{FrameStream, Item, Keyring, component, recording};

/// A recorded flow, and what it says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RecordedSide<'a> {
    pub(crate) flow: &'a Flow,
    pub(crate) stream: &'a FrameStream,
}

/// One stream of a recording, decoded.
#[derive(Debug)]
pub(crate) struct RecordedStream<'c> {
    pub(crate) number: u32,
    pub(crate) kind: StreamKind,
    pub(crate) component: Option<Component>,
    pub(crate) flow: &'c Flow,
    pub(crate) stream: FrameStream,
}

impl RecordedStream<'_> {
    pub(crate) const fn side(&self) -> RecordedSide<'_> {
        RecordedSide { flow: self.flow, stream: &self.stream }
    }

    pub(super) fn is_game(&self) -> bool {
        self.kind == StreamKind::RtTcp && matches!(self.component, Some(Component::Dme(_)))
    }

    /// The records from its first to its last.
    pub(super) fn records(&self) -> (u32, u32) {
        let events = &self.flow.events;
        (events.first().map_or(0, |event| event.frame), events.last().map_or(0, |event| event.frame))
    }

    /// The port for datagrams that the server told.
    pub(super) fn told_port(&self) -> Option<u16> {
        let told = self.stream.messages.iter().find(|message| message.id == rt::ServerInfoAuxUdp::ID)?;
        rt::ServerInfoAuxUdp::decode(told.plain.as_deref()?, self.stream.dialect).ok().map(|info| info.port)
    }
}

/// The streams of a recording; keys that one of them tells open the others.
pub(crate) fn streams_of<'c>(
    capture: &'c Capture,
    recognised: &[RecognisedStream],
    ring: &Keyring,
) -> Vec<RecordedStream<'c>> {
    let decoded = recording(capture, recognised, ring, || {});
    let read = decoded.into_iter().filter_map(|one| {
        let flow = capture.flows.get(one.flow)?;
        let frame = |item| if let Item::Frame(message) = item { Some(message) } else { None };
        let stream = FrameStream { messages: one.items.into_iter().filter_map(frame).collect(), ..one.stream };
        let component = component(&stream, flow.server.port()).filter(|_| one.kind == StreamKind::RtTcp);
        Some(RecordedStream { number: one.number, kind: one.kind, component, flow, stream })
    });
    read.collect()
}
