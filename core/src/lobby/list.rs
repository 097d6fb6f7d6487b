//! Answers of several packets (GEN-12, GEN-30 to GEN-32).

use crate::link::Packets;
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
