//! Answers of several packets (GEN-12, GEN-30 to GEN-32).

use crate::link::Packets;
use crate::peer::ChannelLine;
use crate::store::{Never, StoreError};
use crate::wire::{CallbackStatus as Status, Dialect, MessageId, StatusResponse, lobby};

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

/// Returns the answer to ChannelList (MLS-62, MAS-21).
pub(crate) fn channel_packets(message_id: MessageId, lines: Vec<ChannelLine>, dialect: Dialect) -> Packets {
    let rows = lines.into_iter().map(|line| lobby::ChannelListResponse {
        medius_world_id: line.id.0,
        lobby_name: line.name,
        player_count: line.players,
        ..StatusResponse::success(message_id)
    });
    packets(message_id, rows, dialect)
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
