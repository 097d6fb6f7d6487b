//! One direction of a TCP stream, put together from segments in the order of the records.

use std::collections::BTreeMap;

/// Bytes held back while something before them is missing; beyond, the missing part counts as lost.
const HELD_MOST: usize = 4 * 1024 * 1024;

/// A direction.
#[derive(Debug, Default)]
pub(super) struct Half {
    /// The sequence number of the next byte; unknown before the first segment.
    next: Option<u32>,
    /// Bytes delivered so far; offsets below count from the same start.
    delivered: u64,
    held: BTreeMap<u64, Vec<u8>>,
    held_bytes: usize,
    /// How far the other side acknowledged.
    acknowledged: u64,
    fin: Option<u64>,
    pub(super) initial: Option<u32>,
}

/// What a segment brought.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Data(Vec<u8>),
    /// So many bytes are not in the recording.
    Gap(u64),
    Fin,
}

impl Half {
    pub(super) fn syn(&mut self, sequence: u32) {
        self.initial = Some(sequence);
        self.next = Some(sequence.wrapping_add(1));
    }

    /// Where a sequence number lies relative to the next byte: negative for what is behind it.
    fn ahead(&mut self, sequence: u32) -> i64 {
        let next = *self.next.get_or_insert(sequence);
        i64::from(i32::from_ne_bytes(sequence.wrapping_sub(next).to_ne_bytes()))
    }

    pub(super) fn segment(&mut self, sequence: u32, data: &[u8], fin: bool, into: &mut Vec<Piece>) {
        let ahead = self.ahead(sequence);
        let Some(start) = i64::try_from(self.delivered).ok().and_then(|delivered| delivered.checked_add(ahead)) else {
            return;
        };
        let end = start.saturating_add(i64::try_from(data.len()).unwrap_or(i64::MAX));
        if fin && let Ok(end) = u64::try_from(end) {
            self.fin = Some(end);
        }
        // What was delivered before is not delivered again.
        let known = usize::try_from(i64::try_from(self.delivered).unwrap_or(i64::MAX).saturating_sub(start).max(0));
        let fresh = data.get(known.unwrap_or(usize::MAX)..).unwrap_or_default();
        if !fresh.is_empty() {
            let at = u64::try_from(start.max(0)).unwrap_or_default().max(self.delivered);
            let longer = self.held.get(&at).is_none_or(|held| held.len() < fresh.len());
            if longer {
                self.held_bytes += fresh.len();
                self.held.insert(at, fresh.to_vec());
            }
        }
        self.deliver(into);
        if self.held_bytes > HELD_MOST {
            self.skip(into);
        }
    }

    /// The other side has everything up to here: what is missing was lost by the recording alone.
    pub(super) fn acknowledge(&mut self, sequence: u32, into: &mut Vec<Piece>) {
        if self.next.is_none() {
            return;
        }
        let ahead = self.ahead(sequence);
        if let Ok(ahead) = u64::try_from(ahead) {
            self.acknowledged = self.acknowledged.max(self.delivered + ahead);
        }
        while self.held.keys().next().is_some_and(|first| *first > self.delivered && *first < self.acknowledged) {
            self.skip(into);
        }
    }

    /// The recording is over: what is held comes after gaps.
    pub(super) fn finish(&mut self, into: &mut Vec<Piece>) {
        while !self.held.is_empty() {
            self.skip(into);
        }
    }

    fn skip(&mut self, into: &mut Vec<Piece>) {
        if let Some(first) = self.held.keys().next().copied() {
            let missing = first.saturating_sub(self.delivered);
            if missing > 0 {
                into.push(Piece::Gap(missing));
                self.advance(missing);
            }
            self.deliver(into);
        }
    }

    fn advance(&mut self, by: u64) {
        self.delivered += by;
        let step = u32::try_from(by & 0xffff_ffff).unwrap_or_default();
        self.next = self.next.map(|next| next.wrapping_add(step));
    }

    fn deliver(&mut self, into: &mut Vec<Piece>) {
        while let Some(entry) = self.held.first_entry() {
            let at = *entry.key();
            if at > self.delivered {
                break;
            }
            let data = entry.remove();
            self.held_bytes -= data.len();
            let known = usize::try_from(self.delivered - at).unwrap_or(usize::MAX);
            let fresh = data.get(known..).unwrap_or_default();
            if !fresh.is_empty() {
                into.push(Piece::Data(fresh.to_vec()));
                self.advance(fresh.len() as u64);
            }
        }
        if self.fin == Some(self.delivered) {
            self.fin = None;
            into.push(Piece::Fin);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bytes(pieces: &[Piece]) -> Vec<u8> {
        let data =
            pieces.iter().filter_map(|piece| if let Piece::Data(data) = piece { Some(data.clone()) } else { None });
        data.flatten().collect()
    }

    #[test]
    fn a_recording_may_begin_in_the_middle_and_lose_bytes() {
        let (mut half, mut pieces) = (Half::default(), Vec::new());
        half.segment(5000, b"abc", false, &mut pieces);
        half.segment(5010, b"xyz", false, &mut pieces);
        assert_eq!(pieces, [Piece::Data(b"abc".to_vec())]);
        half.acknowledge(5013, &mut pieces);
        assert_eq!(pieces[1..], [Piece::Gap(7), Piece::Data(b"xyz".to_vec())]);
    }

    #[test]
    fn keep_alive_probes_bring_nothing() {
        let (mut half, mut pieces) = (Half::default(), Vec::new());
        half.segment(100, b"abc", false, &mut pieces);
        half.segment(102, b"c", false, &mut pieces);
        half.segment(102, b"", false, &mut pieces);
        half.segment(103, b"", true, &mut pieces);
        assert_eq!(pieces, [Piece::Data(b"abc".to_vec()), Piece::Fin]);
    }

    proptest! {
        /// Doubled, reordered and overlapping segments, also across the wrap of the sequence numbers.
        #[test]
        fn the_stream_comes_out_whole(
            stream in proptest::collection::vec(any::<u8>(), 1..400),
            cuts in proptest::collection::vec((0_usize..400, 1_usize..60), 1..40),
            order in any::<u64>(),
        ) {
            let start = u32::MAX - 50;
            let mut segments: Vec<(usize, usize)> = (0..stream.len()).step_by(7).map(|at| (at, (at + 7).min(stream.len()))).collect();
            segments.extend(cuts.iter().map(|(at, size)| (at % stream.len(), (at % stream.len() + size).min(stream.len()))));
            let mut state = order | 1;
            for at in (1..segments.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                segments.swap(at, (state >> 33) as usize % (at + 1));
            }
            let (mut half, mut pieces) = (Half::default(), Vec::new());
            half.syn(start.wrapping_sub(1));
            for (from, to) in segments {
                half.segment(start.wrapping_add(from as u32), &stream[from..to], false, &mut pieces);
            }
            prop_assert_eq!(bytes(&pieces), stream);
        }
    }
}
