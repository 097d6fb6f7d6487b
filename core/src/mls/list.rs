//! Answers of several packets (GEN-12, GEN-30 to GEN-32).

use super::Guest;
use crate::link::Packets;
use crate::machine::{Outbox, mark};
use crate::wire::{CallbackStatus as Status, Message};

/// One page of rows: pages count from 1, and page 0 is the first (GEN-32).
pub(super) fn page<T>(rows: impl Iterator<Item = T>, page_id: i64, page_size: i64) -> Vec<T> {
    let size = usize::try_from(page_size).unwrap_or_default();
    let skip = usize::try_from(page_id.saturating_sub(1)).unwrap_or_default().saturating_mul(size);
    rows.skip(skip).take(size).collect()
}

/// Answers with one packet per row, the last of which ends the list; an empty list is one packet that says
/// so (GEN-31).
pub(super) fn reply<T, M: Message>(
    guest: &mut Guest,
    rows: Vec<T>,
    row: impl Fn(T, u8) -> M,
    empty: M,
    out: &mut Outbox,
) {
    let dialect = guest.dialect();
    let mut packets = Packets::default();
    let mut rows = rows.into_iter().peekable();
    if rows.peek().is_none() {
        mark!(out, "GEN-31");
        packets.push(&empty, dialect);
    }
    while let Some(one) = rows.next() {
        mark!(out, "GEN-30");
        packets.push(&row(one, u8::from(rows.peek().is_none())), dialect);
    }
    let slot = guest.begin();
    guest.answer_all(slot, packets, out);
}

/// What an empty list says.
pub(super) const EMPTY: (Status, u8) = (Status::NO_RESULT, 1);

#[cfg(test)]
mod tests {
    use super::*;

    /// GEN-32
    #[test]
    fn pages_count_from_one() {
        let page = |id, size| page(1..=7, id, size);
        assert_eq!((page(1, 3), page(3, 3)), (vec![1, 2, 3], vec![7]));
        assert_eq!((page(0, 3), page(-4, 2)), (vec![1, 2, 3], vec![1, 2]));
        assert!(page(4, 3).is_empty() && page(1, 0).is_empty() && page(i64::MAX, i64::MAX).is_empty());
    }
}
