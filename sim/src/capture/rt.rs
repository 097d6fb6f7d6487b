//! Just enough of the RT framing to recognise it: where frames begin and end.

use clank_core::wire::RtId;

use super::bytes::le16;
use super::flow::Dir;

/// The highest known message id.
pub const MAX_ID: u8 = 0x42;
/// The longest payload that is believed.
pub const MAX_LEN: usize = 16_384;

/// The outside of one RT frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameHead {
    /// Message id, without the encryption flag.
    pub id: RtId,
    /// The encryption flag.
    pub encrypted: bool,
    /// The whole frame: header, hash and payload.
    pub size: usize,
}

/// What the bytes at some place say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// A frame could begin here.
    Frame(FrameHead),
    /// Fewer than three bytes.
    Short,
    /// No frame begins here.
    Wrong,
}

/// Looks at the first three bytes of `data`.
#[must_use]
pub fn head(data: &[u8]) -> Head {
    let (Some(&first), Some(length)) = (data.first(), le16(data, 1)) else {
        return Head::Short;
    };
    let (id, encrypted, length) = (first & 0x7f, first & 0x80 != 0, usize::from(length));
    // CONNECT_TCP is never empty; without this rule a run of zeros would be a chain of frames.
    if id > MAX_ID || length > MAX_LEN || (id == 0 && length == 0) {
        return Head::Wrong;
    }
    let hash = if encrypted && length > 0 { 4 } else { 0 };
    Head::Frame(FrameHead { id: RtId(id), encrypted, size: 3 + hash + length })
}

/// Which way a message with this id always travels; none for those seen both ways.
#[must_use]
pub fn direction_of(id: RtId) -> Option<Dir> {
    match id.0 {
        0x00..=0x02 | 0x04 | 0x0b | 0x0d..=0x10 | 0x12 | 0x15..=0x17 | 0x20 | 0x21 | 0x23 | 0x24 | 0x2d | 0x2f => {
            Some(Dir::ToServer)
        }
        0x06..=0x0a | 0x11 | 0x13 | 0x14 | 0x18..=0x1a | 0x1c | 0x1e | 0x22 | 0x25 | 0x26 | 0x2e | 0x30 => {
            Some(Dir::ToClient)
        }
        _ => None,
    }
}

/// How far a chain of frames goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chain {
    /// Complete frames.
    pub frames: usize,
    /// Bytes in them.
    pub consumed: usize,
    /// Something that is no frame follows.
    pub broken: bool,
    /// Client messages minus server messages among the frames.
    pub client_votes: i32,
}

/// Follows frames from the start of `data`, at most `limit` of them.
#[must_use]
pub fn chain(data: &[u8], limit: usize) -> Chain {
    let mut chain = Chain::default();
    while chain.frames < limit {
        let rest = data.get(chain.consumed..).unwrap_or_default();
        let frame = match head(rest) {
            Head::Frame(frame) => frame,
            Head::Short => break,
            Head::Wrong => {
                chain.broken = true;
                break;
            }
        };
        if rest.len() < frame.size {
            break;
        }
        chain.frames += 1;
        chain.consumed += frame.size;
        chain.client_votes += match direction_of(frame.id) {
            Some(Dir::ToServer) => 1,
            Some(Dir::ToClient) => -1,
            None => 0,
        };
    }
    chain
}
