//! One flow, frame by frame.

use clank_core::wire::Dialect;

use super::decoder::{Decoder, StreamKeys};
use super::keys::Keyring;
use super::message::Message;
use crate::capture::recognise::frames_begin;
use crate::capture::{Dir, Flow, FlowEvent, FlowKind};

/// A stream, frame by frame.
#[derive(Debug, Clone, Default)]
pub struct FrameStream {
    /// The frames in the order of the recording.
    pub messages: Vec<Message>,
    /// Datagrams that are no frames, by the record that holds them.
    pub odd: Vec<u32>,
    /// The keys that opened it.
    pub keys: StreamKeys,
    /// The version and the quirks that it speaks.
    pub dialect: Dialect,
    /// The title, where it is told.
    pub app_id: Option<u32>,
    /// Bytes that the recording lost.
    pub lost: u64,
    /// Bytes between a loss and the next frame.
    pub skipped: u64,
}

/// Decodes a stream with nothing but published and given keys.
#[must_use]
pub fn dissect(flow: &Flow, ring: &Keyring) -> FrameStream {
    follow(flow, &mut Decoder::new(ring))
}

/// Decodes a TCP stream or the datagrams of a game server. After a loss, frames are looked for at each
/// piece of the stream that follows.
pub(super) fn follow(flow: &Flow, decoder: &mut Decoder<'_>) -> FrameStream {
    let mut stream = FrameStream::default();
    let mut buffers: [Vec<u8>; 2] = [Vec::new(), Vec::new()];
    let mut seeking = [!flow.complete_start; 2];
    for (place, event) in flow.events.iter().enumerate() {
        let FlowEvent { frame, time_us, dir, kind } = event;
        let side = usize::from(*dir == Dir::ToClient);
        let (Some(buffer), Some(seeking)) = (buffers.get_mut(side), seeking.get_mut(side)) else { continue };
        match kind {
            FlowKind::Data(data) => {
                if *seeking && !frames_begin(flow, *dir, place) {
                    stream.skipped += data.len() as u64;
                    continue;
                }
                *seeking = false;
                buffer.extend_from_slice(data);
                stream.messages.extend(decoder.cut(buffer, *frame, *time_us, *dir));
            }
            FlowKind::Datagram(data) => {
                let mut datagram = data.clone();
                stream.messages.extend(decoder.cut(&mut datagram, *frame, *time_us, *dir));
                if !datagram.is_empty() {
                    stream.odd.push(*frame);
                }
            }
            FlowKind::Gap { bytes } => {
                stream.lost += u64::from(bytes.unwrap_or_default());
                stream.skipped += buffer.len() as u64;
                buffer.clear();
                *seeking = true;
            }
            FlowKind::Opened | FlowKind::Fin | FlowKind::Reset => {}
        }
    }
    stream.keys = decoder.keys.clone();
    stream.dialect = decoder.dialect;
    stream.app_id = decoder.app_id;
    stream
}
