//! Policies, announcements, locations and the text filter on the MAS (MAS-15 to MAS-19).

use super::waiting::Purpose;
use super::{Guest, Mas, no_session};
use crate::lobby::asking::Asks as _;
use crate::lobby::texts;
use crate::machine::{Fault, Instant, Outbox, mark};
use crate::store::StoreRequest;
use crate::wire::{CallbackStatus as Status, MessageId, TextFilterType, lobby};

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
        let asked = guest.asks(&request.message_id, Purpose::Policy);
        self.ask(now, wanted, asked, out);
        Ok(())
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
            most: if all { texts::ANNOUNCEMENTS_MOST } else { 1 },
            unix_s: self.state.front.clock.unix_s(now),
        };
        let asked = guest.asks(message_id, Purpose::Announcements { all });
        self.ask(now, wanted, asked, out);
        Ok(())
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
        let asked = guest.asks(&request.message_id, Purpose::Locations);
        self.ask(now, StoreRequest::Locations { app_id: guest.state.app_id() }, asked, out);
        Ok(())
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
            (Status::SUCCESS, crate::wire::Text::new(self.state.config.accounts.without_forbidden(&text)))
        };
        let message_id = request.message_id.clean();
        guest.reply(&lobby::TextFilterResponse { message_id, text, status_code, ..Default::default() }, out);
        Ok(())
    }
}
