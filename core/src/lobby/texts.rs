//! Policies, announcements and locations as packets: the MAS and the MLS tell them alike.

use crate::link::Packets;
use crate::store::{Answer, ListAnnouncements, ListLocations, ReadPolicy};
use crate::wire::{CallbackStatus as Status, Dialect, MessageId, PlainText, lobby};

/// Characters of a policy in one packet, without a NUL (MLS-20).
const POLICY_PIECE: usize = 256;
/// Longest policy (MLS-20).
const MAX_POLICY: usize = 10_000;
/// Announcements in one answer (MLS-22).
pub const MAX_ANNOUNCEMENTS: u32 = 10;

/// A headline, if there is one, and the text behind it.
fn joined(title: &str, body: &str, end: &str) -> String {
    if title.is_empty() { body.to_owned() } else { format!("{title}\n{body}{end}") }
}

/// A policy in pieces (MLS-20).
#[must_use]
pub fn policy_packets(message_id: MessageId, answer: Answer<ReadPolicy>, dialect: Dialect) -> Packets {
    let mut packets = Packets::default();
    let mut push = |status_code, policy: PlainText<POLICY_PIECE>, end: bool| {
        let end_of_text = end.into();
        packets.push(
            &lobby::GetPolicyResponse { message_id, status_code, policy, end_of_text, ..Default::default() },
            dialect,
        );
    };
    let Ok(policy) = answer else {
        push(Status::DB_ERROR, PlainText::default(), true);
        return packets;
    };
    let text = policy.map(|policy| joined(&policy.title, &policy.body, "")).unwrap_or_default().into_bytes();
    let text = text.get(..MAX_POLICY).unwrap_or(&text);
    if text.is_empty() {
        push(Status::SUCCESS, PlainText::default(), true);
    }
    let mut pieces = text.chunks(POLICY_PIECE).peekable();
    while let Some(piece) = pieces.next() {
        let mut bytes = [0; POLICY_PIECE];
        for (to, from) in bytes.iter_mut().zip(piece) {
            *to = *from;
        }
        push(Status::SUCCESS, PlainText::exact(bytes), pieces.peek().is_none());
    }
    packets
}

/// Announcements, newest first; none of the newest is an empty text, none of all an empty list (MLS-21, MLS-22).
#[must_use]
pub fn announcement_packets(
    message_id: MessageId,
    all: bool,
    answer: Answer<ListAnnouncements>,
    dialect: Dialect,
) -> Packets {
    let mut packets = Packets::default();
    let mut push = |status_code, id: i32, text: &str, end: bool| {
        let announcement = Some(PlainText::new(text));
        let response = lobby::GetAnnouncementsResponse {
            message_id,
            status_code,
            announcement_id: id,
            announcement,
            announcement2: Some(PlainText::new(text)),
            end_of_list: end.into(),
            ..Default::default()
        };
        packets.push(&response, dialect);
    };
    let Ok(rows) = answer else {
        push(Status::DB_ERROR, 0, "", true);
        return packets;
    };
    if rows.is_empty() {
        // ReplyTo for the newest, none is an empty text (MLS-21); asked for all, it is an empty list (MLS-22).
        push(if all { Status::NO_RESULT } else { Status::SUCCESS }, 0, "", true);
    }
    let mut rows = rows.iter().peekable();
    while let Some(row) = rows.next() {
        push(Status::SUCCESS, row.id, &joined(&row.title, &row.body, "\n"), rows.peek().is_none());
    }
    packets
}

/// Locations (MAS-15).
#[must_use]
pub fn location_packets(message_id: MessageId, answer: Answer<ListLocations>, dialect: Dialect) -> Packets {
    let mut packets = Packets::default();
    let mut push = |status_code, location_id: i32, name: &str, end: bool| {
        let response = lobby::GetLocationsResponse {
            message_id,
            location_id,
            location_name: PlainText::new(name),
            status_code,
            end_of_list: end.into(),
            ..Default::default()
        };
        packets.push(&response, dialect);
    };
    let Ok(rows) = answer else {
        push(Status::DB_ERROR, 0, "", true);
        return packets;
    };
    if rows.is_empty() {
        push(Status::NO_RESULT, 0, "", true);
    }
    let mut rows = rows.iter().peekable();
    while let Some(row) = rows.next() {
        push(Status::SUCCESS, row.id.0, &row.name, rows.peek().is_none());
    }
    packets
}
