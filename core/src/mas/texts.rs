//! Policies, announcements, locations and the text filter on the MAS (MAS-15 to MAS-19).

use super::waiting::Purpose;
use super::{Guest, Mas, no_session};
use crate::link::Packets;
use crate::machine::{Fault, Instant, Outbox, mark};
use crate::store::{StoreReply, StoreRequest};
use crate::wire::{CallbackStatus as Status, Dialect, MessageId, PlainText, TextFilterType, lobby};

/// Characters of a policy in one packet, without a NUL (MLS-20).
const POLICY_PIECE: usize = 256;
/// Longest policy (MLS-20).
const POLICY_MOST: usize = 10_000;
/// Announcements in one answer (MLS-22).
const ANNOUNCEMENTS_MOST: u32 = 10;

/// A headline, if there is one, and the text behind it.
fn joined(title: &str, body: &str, end: &str) -> String {
    if title.is_empty() { body.to_owned() } else { format!("{title}\n{body}{end}") }
}

#[allow(clippy::unnecessary_wraps, clippy::needless_pass_by_value, reason = "one signature for all handlers")]
impl Mas {
    pub(super) fn policy(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::GetPolicyRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-20");
        if guest.state.session.is_none() {
            return Err(no_session("MediusGetPolicyRequest"));
        }
        let wanted = StoreRequest::Policy { app_id: guest.state.app_id(), kind: request.policy.0 };
        let asked = guest.asked(&request.message_id, Purpose::Policy);
        self.ask(now, wanted, asked, out);
        Ok(())
    }

    #[allow(clippy::unused_self, reason = "beside its request")]
    pub(super) fn policy_packets(&self, message_id: MessageId, reply: StoreReply, dialect: Dialect) -> Packets {
        let mut packets = Packets::default();
        let mut push = |status_code, policy: PlainText<POLICY_PIECE>, end: bool| {
            let end_of_text = end.into();
            packets.push(
                &lobby::GetPolicyResponse { message_id, status_code, policy, end_of_text, ..Default::default() },
                dialect,
            );
        };
        let text = match reply {
            StoreReply::Policy(policy) => policy.map(|policy| joined(&policy.title, &policy.body, "")),
            _ => {
                push(Status::DB_ERROR, PlainText::default(), true);
                return packets;
            }
        };
        let text = text.unwrap_or_default().into_bytes();
        let text = text.get(..POLICY_MOST).unwrap_or(&text);
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

    pub(super) fn announcements(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::GetAnnouncementsRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-21");
        self.ask_announcements(now, guest, &request.message_id, false, out)
    }

    pub(super) fn all_announcements(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::GetAllAnnouncementsRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-22");
        self.ask_announcements(now, guest, &request.message_id, true, out)
    }

    fn ask_announcements(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        message_id: &MessageId,
        all: bool,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        if guest.state.session.is_none() {
            return Err(no_session("MediusGetAnnouncementsRequest"));
        }
        let wanted = StoreRequest::Announcements {
            app_id: guest.state.app_id(),
            most: if all { ANNOUNCEMENTS_MOST } else { 1 },
            unix_s: self.state.front.clock.unix_s(now),
        };
        let asked = guest.asked(message_id, Purpose::Announcements { all });
        self.ask(now, wanted, asked, out);
        Ok(())
    }

    #[allow(clippy::unused_self, reason = "beside its request")]
    pub(super) fn announcement_packets(
        &self,
        message_id: MessageId,
        all: bool,
        reply: StoreReply,
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
        let StoreReply::Announcements(rows) = reply else {
            push(Status::DB_ERROR, 0, "", true);
            return packets;
        };
        if rows.is_empty() {
            // Asked for the newest, none is an empty text (MLS-21); asked for all, it is an empty list (MLS-22).
            push(if all { Status::NO_RESULT } else { Status::SUCCESS }, 0, "", true);
        }
        let mut rows = rows.iter().peekable();
        while let Some(row) = rows.next() {
            push(Status::SUCCESS, row.id, &joined(&row.title, &row.body, "\n"), rows.peek().is_none());
        }
        packets
    }

    pub(super) fn locations(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::GetLocationsRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-15");
        if guest.state.session.is_none() {
            return Err(no_session("MediusGetLocationsRequest"));
        }
        let asked = guest.asked(&request.message_id, Purpose::Locations);
        self.ask(now, StoreRequest::Locations { app_id: guest.state.app_id() }, asked, out);
        Ok(())
    }

    #[allow(clippy::unused_self, reason = "beside its request")]
    pub(super) fn location_packets(&self, message_id: MessageId, reply: StoreReply, dialect: Dialect) -> Packets {
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
        match reply {
            StoreReply::Locations(rows) if !rows.is_empty() => {
                let mut rows = rows.iter().peekable();
                while let Some(row) = rows.next() {
                    push(Status::SUCCESS, row.id, &row.name, rows.peek().is_none());
                }
            }
            StoreReply::Locations(_) => push(Status::NO_RESULT, 0, "", true),
            _ => push(Status::DB_ERROR, 0, "", true),
        }
        packets
    }

    pub(super) fn pick_location(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::PickLocationRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-16");
        let session = guest.state.session.as_mut().ok_or_else(|| no_session("MediusPickLocationRequest"))?;
        session.location = request.location_id;
        let message_id = request.message_id.clean();
        let status_code = Status::SUCCESS;
        guest.reply(&lobby::PickLocationResponse { message_id, status_code, ..Default::default() }, out);
        Ok(())
    }

    pub(super) fn text_filter(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::TextFilterRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-19");
        if guest.state.session.is_none() {
            return Err(no_session("MediusTextFilterRequest"));
        }
        let text = request.text.to_text();
        let (status_code, text) = if request.text_filter_type == TextFilterType(0) {
            let status = if self.state.config.accounts.passes(&text) { Status::PASS } else { Status::FAIL };
            (status, request.text.clean())
        } else {
            (Status::SUCCESS, crate::wire::Text::new(self.without_forbidden(&text)))
        };
        let message_id = request.message_id.clean();
        guest.reply(&lobby::TextFilterResponse { message_id, text, status_code, ..Default::default() }, out);
        Ok(())
    }

    /// A text without the words that the filter forbids, trimmed.
    fn without_forbidden(&self, text: &str) -> String {
        let mut left = text.to_owned();
        for word in &self.state.config.accounts.forbidden_words {
            let word = word.to_ascii_lowercase();
            while let Some(at) = left.to_ascii_lowercase().find(&word).filter(|_| !word.is_empty()) {
                left.replace_range(at..at + word.len(), "");
            }
        }
        left.trim().to_owned()
    }
}
