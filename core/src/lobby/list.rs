//! Answers of several packets (GEN-12, GEN-30 to GEN-32).

use crate::link::Packets;
use crate::store::{Never, StoreError};
use crate::wire::{CallbackStatus as Status, Dialect, MessageId, StatusResponse};

/// One packet per row, the last of which ends the list; an empty list is one packet that says so (GEN-31).
pub fn packets<R: StatusResponse>(
    message_id: MessageId,
    rows: impl IntoIterator<Item = R>,
    dialect: Dialect,
) -> Packets {
    let mut packets = Packets::default();
    let mut rows = rows.into_iter().peekable();
    if rows.peek().is_none() {
        packets.push(&R::ended(message_id, Status::NO_RESULT), dialect);
    }
    while let Some(mut row) = rows.next() {
        if rows.peek().is_none() {
            row.finish();
        }
        packets.push(&row, dialect);
    }
    packets
}

/// Returns the store's rows as packets, or the packet that says why there are none; an empty list is one that says so.
pub(crate) fn list_answer<R: StatusResponse, T>(
    message_id: MessageId,
    answer: Result<Vec<T>, StoreError<Never>>,
    dialect: Dialect,
    row: impl FnMut(T) -> R,
) -> Packets {
    match answer {
        Ok(rows) => packets(message_id, rows.into_iter().map(row), dialect),
        Err(StoreError::Failed) => Packets::of(&R::ended(message_id, Status::DB_ERROR), dialect),
        Err(StoreError::Refused(never)) => match never {},
    }
}
