//! Large Medius messages in pieces: DMETypePacketFragment, class 0 type 2 (transport.md §2, messages.md §5).

use serde::{Deserialize, Serialize};

use super::dme::PacketFragment;
use super::{Dialect, Layout as _, Message as _, MessageKey};

/// Class and type of a fragment.
pub const FRAGMENT: MessageKey = PacketFragment::KEY;
/// Largest payload (class and type included) that is sent whole from version 1.09 on.
pub const WHOLE: usize = 512;
/// Bytes of the message in one fragment of ours, as Sony's lobby cut them.
pub const PIECE: usize = 488;

/// Fragments that do not fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FragmentError {
    /// It is shorter than its own header or than the size it tells.
    #[error("a fragment of {0} bytes is shorter than it says")]
    Short(u32),
    /// The whole would be larger than the limit.
    #[error("a message of {total} bytes in fragments, {limit} are allowed")]
    TooLong {
        /// The size it tells.
        total: u32,
        /// The limit.
        limit: u32,
    },
    /// It does not follow the one before.
    #[error("a fragment at offset {offset}, expected {expected}")]
    Order {
        /// Its offset.
        offset: u32,
        /// Where the next piece belongs.
        expected: u32,
    },
}

/// The fragments of a message: each is a Medius message of its own, class and type included.
pub fn split(key: MessageKey, body: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let total = i32::try_from(body.len()).unwrap_or(i32::MAX);
    let count = u16::try_from(body.len().div_ceil(PIECE)).unwrap_or(u16::MAX);
    body.chunks(PIECE).zip(0_u16..).map(move |(piece, index)| {
        let fragment = PacketFragment {
            fragment_message_class: key.class,
            fragment_message_type: key.id,
            sub_packet_size: u16::try_from(piece.len()).unwrap_or(u16::MAX),
            sub_packet_count: count,
            sub_packet_index: index,
            packet_buffer_size: total,
            packet_buffer_offset: i32::from(index) * i32::try_from(PIECE).unwrap_or_default(),
            payload: piece.to_vec(),
            ..PacketFragment::default()
        };
        let mut bytes = FRAGMENT.bytes().to_vec();
        fragment.encode(&mut bytes, Dialect::default());
        bytes
    })
}

/// A message being put together: one at a time, in order, as every server and client sends them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reassembly {
    key: MessageKey,
    total: u32,
    #[serde(with = "serde_bytes")]
    body: Vec<u8>,
}

impl Reassembly {
    /// Takes the body of one fragment; gives key and body of the message when it is whole.
    /// A first fragment drops what an unfinished message left.
    ///
    /// # Errors
    /// [`FragmentError`]; the message in the making is dropped.
    pub fn take(&mut self, fragment: &[u8], limit: u32) -> Result<Option<(MessageKey, Vec<u8>)>, FragmentError> {
        let taken = self.add(fragment, limit);
        if taken.is_err() {
            *self = Self::default();
        }
        taken
    }

    fn add(&mut self, fragment: &[u8], limit: u32) -> Result<Option<(MessageKey, Vec<u8>)>, FragmentError> {
        let short = |_| FragmentError::Short(u32::try_from(fragment.len()).unwrap_or(u32::MAX));
        let fragment = PacketFragment::decode(fragment, Dialect::default()).map_err(short)?;
        let key = MessageKey::new(fragment.fragment_message_class, fragment.fragment_message_type);
        let piece = fragment.payload.as_slice();
        // A negative number is beyond every limit.
        let (total, offset) =
            (fragment.packet_buffer_size.cast_unsigned(), fragment.packet_buffer_offset.cast_unsigned());
        if total > limit {
            return Err(FragmentError::TooLong { total, limit });
        }
        if offset == 0 {
            *self = Self { key, total, body: Vec::new() };
        }
        let expected = u32::try_from(self.body.len()).unwrap_or(u32::MAX);
        let fits = u64::from(expected) + piece.len() as u64 <= u64::from(self.total) && !piece.is_empty();
        if offset != expected || (key, total) != (self.key, self.total) || !fits {
            return Err(FragmentError::Order { offset, expected });
        }
        self.body.extend_from_slice(piece);
        if self.body.len() < total as usize {
            return Ok(None);
        }
        Ok(Some((key, std::mem::take(self).body)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// transport.md §2: the sizes of the captured universe information.
    #[test]
    fn pieces_are_488_bytes() {
        let pieces: Vec<Vec<u8>> = split(MessageKey::new(4, 0x11), &[7; 678]).collect();
        assert_eq!(pieces.iter().map(Vec::len).collect::<Vec<_>>(), [510, 212]);
        assert_eq!(pieces[0][..14], [0, 2, 4, 0x11, 0xe8, 1, 2, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(pieces[1][4..10], [0xbe, 0, 2, 0, 1, 0]);
    }

    #[test]
    fn a_stranger_cannot_make_us_hold_more_than_the_limit() {
        let mut reassembly = Reassembly::default();
        let first = split(MessageKey::new(1, 1), &[0; 2000]).next().expect("a piece");
        let error = reassembly.take(&first[2..], 1999).expect_err("too long");
        assert_eq!(error, FragmentError::TooLong { total: 2000, limit: 1999 });
        assert_eq!(reassembly, Reassembly::default());
        assert_eq!(reassembly.take(&first[2..], 2000), Ok(None));
        assert!(matches!(reassembly.take(&first[2..40], 2000), Err(FragmentError::Short(38))));
    }

    proptest! {
        #[test]
        fn what_is_split_comes_together(body in proptest::collection::vec(any::<u8>(), 1..5000), class: u8, id: u8) {
            let key = MessageKey::new(class, id);
            let mut reassembly = Reassembly::default();
            let mut whole = None;
            for piece in split(key, &body) {
                prop_assert!(whole.is_none());
                whole = reassembly.take(&piece[2..], 16384).expect("in order");
            }
            prop_assert_eq!(whole, Some((key, body)));
        }

        #[test]
        fn arbitrary_bytes_never_panic(
            pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..60), 0..9),
        ) {
            let mut reassembly = Reassembly::default();
            for piece in pieces {
                let _ = reassembly.take(&piece, 4096);
            }
        }
    }
}
