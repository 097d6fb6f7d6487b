//! Coming, going, and what is asked of every component (lobby.md 5.1, 5.10).

use super::{Guest, Mls};
use crate::machine::{Event, Fault, Instant, Outbox, mark};
use crate::wire::{AddressText, CallbackStatus as Status, MessageId, Text, UserAction, lobby, lobby_ext};

#[allow(clippy::unnecessary_wraps, clippy::needless_pass_by_value, reason = "one signature for all handlers")]
impl Mls {
    /// Never answered (MLS-4).
    pub(super) fn user_state(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::UpdateUserState,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-4");
        let ticket = Self::player(guest)?;
        if request.user_action == UserAction::KEEP_ALIVE {
            let window = self.state.front.shared.timeouts.keep_alive;
            self.state.sessions.keep_alive(now, ticket, window);
        }
        Ok(())
    }

    pub(super) fn session_end(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::SessionEndRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-5");
        self.leave(now, guest, out);
        let (message_id, status_code) = (request.message_id.clean(), Status::SUCCESS);
        guest.reply(&lobby::SessionEndResponse { message_id, status_code, ..Default::default() }, out);
        Ok(())
    }

    pub(super) fn logout(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::AccountLogoutRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-6");
        self.leave(now, guest, out);
        let (message_id, status_code) = (request.message_id.clean(), Status::SUCCESS);
        guest.reply(&lobby::AccountLogoutResponse { message_id, status_code, ..Default::default() }, out);
        Ok(())
    }

    /// A player says goodbye for good.
    fn leave(&mut self, now: Instant, guest: &mut Guest, out: &mut Outbox) {
        let session = guest.state.ticket.take().and_then(|ticket| self.remove(now, ticket));
        if let Some(session) = session {
            out.event(Event::LoggedOut { account_id: session.account_id() });
        }
        guest.state.account_id = None;
    }

    pub(super) fn version_server(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::VersionServerRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-8");
        let version_server = Text::new(self.title(guest).mls_version);
        let message_id = request.message_id.clean();
        guest.reply(&lobby::VersionServerResponse { message_id, version_server }, out);
        Ok(())
    }

    pub(super) fn server_time(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby_ext::GetServerTimeRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-180");
        let response = lobby_ext::GetServerTimeResponse {
            message_id: request.message_id.clean(),
            status_code: Status::SUCCESS,
            gmt_time: self.state.front.clock.unix_s(now),
            ..Default::default()
        };
        guest.reply(&response, out);
        Ok(())
    }

    pub(super) fn my_ip(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::GetMyIPRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-178");
        Self::player(guest)?;
        let response = lobby::GetMyIPResponse {
            message_id: request.message_id.clean(),
            ip: AddressText::new(guest.peer().ip().to_string()),
            status_code: Status::SUCCESS,
            ..Default::default()
        };
        guest.reply(&response, out);
        Ok(())
    }

    /// Never answered (MLS-7).
    pub(super) fn dnas_signature(
        &mut self,
        _: Instant,
        _: &mut Guest,
        _: lobby_ext::DnasSignaturePost,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-7");
        Ok(())
    }

    pub(super) fn localization(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::SetLocalizationParamsRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        localized(guest, &request.message_id, out)
    }

    pub(super) fn localization_1(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby_ext::SetLocalizationParamsRequest1,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        localized(guest, &request.message_id, out)
    }

    pub(super) fn localization_2(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby_ext::SetLocalizationParamsRequest2,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        localized(guest, &request.message_id, out)
    }
}

/// Texts pass through as bytes, so what was chosen changes nothing here (MLS-170).
fn localized(guest: &mut Guest, message_id: &MessageId, out: &mut Outbox) -> Result<(), Fault> {
    mark!(out, "MLS-170");
    Mls::player(guest)?;
    let (message_id, status_code) = (message_id.clean(), Status::SUCCESS);
    guest.reply(&lobby::SetLocalizationParamsResponse { message_id, status_code, ..Default::default() }, out);
    Ok(())
}
