//! The RT frame: id and flag, length, hash, payload (transport.md §1).

use super::RtId;
use crate::crypto::{Context, Hash, SessionKey, Suite, WrongHash};

/// The bit of the first byte that says "a hash follows, unless the payload is empty".
const FLAG: u8 = 0x80;
/// Bytes before the hash.
const HEAD: usize = 3;
/// CLIENT_APP_SINGLE, both ways: its target or source index stays in clear (transport.md §1 rule 5).
const APP_SINGLE: RtId = RtId(0x03);
/// CLIENT_APP_LIST: its mask stays in clear.
const APP_LIST: RtId = RtId(0x04);
/// The two with quality of service, dealt with like the plain ones (DME-29).
const APP_SINGLE_QOS: RtId = RtId(0x33);
const APP_LIST_QOS: RtId = RtId(0x34);

/// A stream that cannot be cut into frames, or a frame that cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// LEN is above the limit of this connection.
    #[error("frame 0x{id:02x} has {len} bytes of payload, {limit} are allowed")]
    TooLong {
        /// The frame's message id.
        id: RtId,
        /// Its LEN.
        len: u32,
        /// The limit.
        limit: u16,
    },
}

impl FrameError {
    /// The section that says so.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        "transport.md §2"
    }
}

/// One frame in a buffer, not yet opened.
#[derive(Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// The message id, 7 bits.
    pub id: RtId,
    /// Whether the flag is set. Without a hash the payload is empty or in clear.
    pub flagged: bool,
    /// The hash, where the flag is set and the payload is not empty.
    pub hash: Option<Hash>,
    /// The payload as it travelled; encrypted behind the clear part if there is a hash that is not null.
    pub payload: &'a mut [u8],
}

/// Where the first frame of a buffer ends, and how it is made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FrameLayout {
    payload: usize,
    end: usize,
}

/// `None`: more bytes are needed.
fn layout(bytes: &[u8], limit: u16) -> Result<Option<FrameLayout>, FrameError> {
    let &[head, low, high, ..] = bytes else {
        return Ok(None);
    };
    let len = u16::from_le_bytes([low, high]);
    if len > limit {
        return Err(FrameError::TooLong { id: RtId(head & !FLAG), len: u32::from(len), limit });
    }
    let payload = if head & FLAG != 0 && len > 0 { HEAD + 4 } else { HEAD };
    let end = payload + usize::from(len);
    Ok((bytes.len() >= end).then_some(FrameLayout { payload, end }))
}

/// Takes the first frame off a TCP stream; `None` where it is not whole yet. `at` moves behind it.
///
/// # Errors
/// [`FrameError::TooLong`]: the stream cannot be followed any further.
pub fn next<'a>(stream: &'a mut [u8], at: &mut usize, limit: u16) -> Result<Option<Frame<'a>>, FrameError> {
    let Some(rest) = stream.get_mut(*at..) else {
        return Ok(None);
    };
    let Some(layout) = layout(rest, limit)? else {
        return Ok(None);
    };
    *at += layout.end;
    Ok(cut(rest, layout))
}

fn cut(bytes: &mut [u8], layout: FrameLayout) -> Option<Frame<'_>> {
    let (head, payload) = bytes.get_mut(..layout.end)?.split_at_mut_checked(layout.payload)?;
    let hash = match *head {
        [_, _, _, a, b, c, d] => Some(Hash([a, b, c, d])),
        _ => None,
    };
    let first = *head.first()?;
    Some(Frame { id: RtId(first & !FLAG), flagged: first & FLAG != 0, hash, payload })
}

/// The whole frames of one datagram: a frame never spans datagrams, and a bad tail is dropped.
#[derive(Debug)]
pub struct Datagram<'a> {
    rest: &'a mut [u8],
}

impl<'a> Datagram<'a> {
    /// The frames of a datagram.
    pub const fn new(bytes: &'a mut [u8]) -> Self {
        Self { rest: bytes }
    }

    /// How many bytes are not taken yet; after the last frame, the bad tail.
    #[must_use]
    pub const fn left(&self) -> usize {
        self.rest.len()
    }
}

impl<'a> Iterator for Datagram<'a> {
    type Item = Frame<'a>;

    fn next(&mut self) -> Option<Frame<'a>> {
        let layout = layout(self.rest, u16::MAX).ok()??;
        let (frame, rest) = std::mem::take(&mut self.rest).split_at_mut_checked(layout.end)?;
        self.rest = rest;
        cut(frame, layout)
    }
}

/// How many bytes at the start of a payload are outside cipher and hash (transport.md §1 rule 5).
#[must_use]
pub fn clear_part(id: RtId, payload: &[u8]) -> usize {
    let size = match id {
        APP_SINGLE | APP_SINGLE_QOS => 2,
        APP_LIST | APP_LIST_QOS => 1 + usize::from(payload.first().copied().unwrap_or_default()),
        _ => 0,
    };
    size.min(payload.len())
}

impl<'a> Frame<'a> {
    /// Whether a key is needed to read it.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        self.hash.is_some_and(|hash| !hash.is_null())
    }

    /// Decrypts in place what is encrypted, and gives the payload.
    ///
    /// # Errors
    /// [`WrongHash`] where the content does not fit the hash.
    pub fn open(self, suite: Suite, key: &SessionKey) -> Result<&'a [u8], WrongHash> {
        if let Some(hash) = self.hash {
            let clear = clear_part(self.id, self.payload);
            if let Some(covered) = self.payload.get_mut(clear..) {
                suite.open(key, hash, covered)?;
            }
        }
        Ok(self.payload)
    }
}

/// How a frame is to be sealed.
#[derive(Debug, Clone, Copy)]
pub struct Seal<'a> {
    /// Cipher and hash.
    pub suite: Suite,
    /// The key.
    pub key: &'a SessionKey,
    /// The name of the key in the hash.
    pub context: Context,
}

/// Appends a frame whose payload `body` appends; sealed in place, or in clear.
///
/// # Errors
/// [`FrameError::TooLong`] where the payload exceeds what LEN can say; nothing is appended then.
pub fn write(
    out: &mut Vec<u8>,
    id: RtId,
    seal: Option<Seal<'_>>,
    body: impl FnOnce(&mut Vec<u8>),
) -> Result<(), FrameError> {
    let start = out.len();
    let mut head = if seal.is_some() { HEAD + 4 } else { HEAD };
    out.resize(start + head, 0);
    body(out);
    let len = out.len() - start - head;
    let Ok(short) = u16::try_from(len) else {
        out.truncate(start);
        let len = u32::try_from(len).unwrap_or(u32::MAX);
        return Err(FrameError::TooLong { id, len, limit: u16::MAX });
    };
    if len == 0 {
        // Nothing to hash: a flagged frame without payload has no hash.
        head = HEAD;
        out.truncate(start + head);
    }
    let Some((header, payload)) = out.get_mut(start..).and_then(|frame| frame.split_at_mut_checked(head)) else {
        return Ok(());
    };
    let hash = seal.filter(|_| len > 0).map(|seal| {
        let clear = clear_part(id, payload);
        let covered = payload.get_mut(clear..).unwrap_or_default();
        seal.suite.seal(seal.key, seal.context, covered)
    });
    let [low, high] = short.to_le_bytes();
    let flag = if seal.is_some() { FLAG } else { 0 };
    for (to, from) in header.iter_mut().zip([(id.0 & !FLAG) | flag, low, high]) {
        *to = from;
    }
    if let (Some(hash), Some(place)) = (hash, header.get_mut(HEAD..)) {
        place.copy_from_slice(&hash.0);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: SessionKey = SessionKey::new([0x42; 64]);

    fn sealed(context: Context) -> Option<Seal<'static>> {
        Some(Seal { suite: Suite::Ps2, key: &KEY, context })
    }

    fn frame(id: u8, seal: Option<Seal<'_>>, body: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        write(&mut out, RtId(id), seal, |w| w.extend_from_slice(body)).expect("short enough");
        out
    }

    /// transport.md §1 rules 1 to 3
    #[test]
    fn sizes_and_flags() {
        assert_eq!(frame(0x17, sealed(Context::CLIENT), b""), [0x97, 0, 0]);
        assert_eq!(frame(0x01, None, b""), [0x01, 0, 0]);
        assert_eq!(frame(0x1a, None, &[1, 0]), [0x1a, 2, 0, 1, 0]);
        let echo = frame(0x05, sealed(Context::CLIENT), &[0xa5]);
        // The published hash of this plaintext in this context.
        assert_eq!((echo.len(), &echo[..7]), (8, [0x85, 1, 0, 0x4f, 0xb8, 0xcf, 0x6a].as_slice()));
    }

    /// transport.md §1 rule 4
    #[test]
    fn a_null_hash_means_clear() {
        let mut bytes = [0x82, 2, 0, 0, 0, 0, 0x60, 7, 8];
        let frame = next(&mut bytes, &mut 0, 512).expect("short").expect("whole");
        assert!(!frame.is_sealed());
        assert_eq!(frame.open(Suite::Ps2, &KEY), Ok([7, 8].as_slice()));
    }

    /// transport.md §1 rule 5
    #[test]
    fn the_addressing_part_is_outside_cipher_and_hash() {
        let (one, two) =
            (frame(3, sealed(Context::CLIENT), &[0, 0, 9, 9]), frame(3, sealed(Context::CLIENT), &[2, 0, 9, 9]));
        assert_eq!((&one[3..7], &one[9..]), (&two[3..7], &two[9..]));
        assert_eq!((&one[7..9], &two[7..9]), ([0, 0].as_slice(), [2, 0].as_slice()));
        let list = frame(4, sealed(Context::CLIENT), &[2, 5, 0, 9, 9]);
        assert_eq!((&list[7..10], &list[10..]), ([2, 5, 0].as_slice(), &one[9..]));
        let qos = frame(0x33, sealed(Context::CLIENT), &[0, 0, 9, 9]);
        assert_eq!((qos[0], &qos[3..]), (0xb3, &one[3..]));
    }

    /// transport.md §2
    #[test]
    fn a_long_frame_ends_the_stream() {
        let mut bytes = [0x0b, 1, 8, 0, 0];
        let error = next(&mut bytes, &mut 0, 2048).expect_err("2049 bytes");
        assert_eq!(error.to_string(), "frame 0x0b has 2049 bytes of payload, 2048 are allowed");
    }

    /// transport.md §1: UDP
    #[test]
    fn a_bad_tail_is_dropped() {
        let mut bytes = [frame(5, None, &[0xa5]), frame(0x0f, None, b""), vec![0x05, 9, 0, 1]].concat();
        let mut datagram = Datagram::new(&mut bytes);
        assert_eq!(datagram.by_ref().map(|frame| frame.id.0).collect::<Vec<_>>(), [5, 0x0f]);
        assert_eq!(datagram.left(), 4);
    }

    fn frames() -> impl Strategy<Value = Vec<(u8, bool, Vec<u8>)>> {
        let one = (0_u8..0x43, any::<bool>(), proptest::collection::vec(any::<u8>(), 0..300));
        proptest::collection::vec(one, 0..8)
    }

    proptest! {
        #[test]
        fn frames_survive_any_cut_of_the_stream(frames in frames(), cut in 1_usize..50) {
            let mut stream = Vec::new();
            for (id, flag, body) in &frames {
                let seal = flag.then(|| sealed(Context::SERVER)).flatten();
                write(&mut stream, RtId(*id), seal, |w| w.extend_from_slice(body)).expect("short enough");
            }
            let (mut buffer, mut seen) = (Vec::new(), Vec::new());
            for piece in stream.chunks(cut) {
                buffer.extend_from_slice(piece);
                let mut at = 0;
                while let Some(frame) = next(&mut buffer, &mut at, 2048).expect("short") {
                    let (id, flagged) = (frame.id, frame.flagged);
                    seen.push((id, flagged, frame.open(Suite::Ps2, &KEY).expect("our key").to_vec()));
                }
                buffer.drain(..at);
            }
            prop_assert!(buffer.is_empty());
            let frames: Vec<_> = frames.into_iter().map(|(id, flag, body)| (RtId(id), flag, body)).collect();
            prop_assert_eq!(seen, frames);
        }

        #[test]
        fn arbitrary_bytes_never_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let mut at = 0;
            while let Ok(Some(frame)) = next(&mut bytes, &mut at, 2048) {
                let _ = frame.open(Suite::Ps3, &KEY);
            }
            Datagram::new(&mut bytes).for_each(drop);
        }
    }
}
