//! Requests that more than one component answers, and answers alike.

use serde::{Deserialize, Serialize};

use super::answers::{self, Ended};
use super::asking::Asks;
use super::text_filter::Context;
use super::texts;
use crate::config::Config;
use crate::front::{Call, Handled, Visitor};
use crate::link::Packets;
use crate::machine::{Fault, mark};
use crate::script::{Hook, Scripted};
use crate::store::{AccountRequest, Refusal, StoreReply, TitleRequest};
use crate::time::{Instant, WallClock};
use crate::wire::{
    AddressText, CallbackStatus as Status, Dialect, MessageId, MessageKey, PlainText, Text, TextFilterType, lobby,
    lobby_ext,
};

/// What the store is asked for, and how its answer is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Purpose {
    Policy,
    Announcements {
        all: bool,
    },
    Locations,
    AccountId,
    /// An answer that is a status alone.
    Status {
        /// Its class and id.
        answer: MessageKey,
        /// What it says where the store refuses.
        refused: Status,
    },
}

impl Purpose {
    /// A status alone, and what it says where the store refuses.
    pub(crate) fn status<R: Ended>(refused: Status) -> Self {
        Self::Status { answer: R::KEY, refused }
    }

    /// The answer.
    pub(crate) fn packets(self, message_id: MessageId, reply: StoreReply, dialect: Dialect) -> Packets {
        match self {
            Self::Policy => texts::policy_packets(message_id, reply, dialect),
            Self::Announcements { all } => texts::announcement_packets(message_id, all, reply, dialect),
            Self::Locations => texts::location_packets(message_id, reply, dialect),
            Self::AccountId => {
                let account_id = if let StoreReply::Account(account) = &reply { account.id } else { -1 };
                let status_code = status(&reply, Status::ACCOUNT_NOT_FOUND);
                let response =
                    lobby::AccountGetIDResponse { message_id, account_id, status_code, ..Default::default() };
                Packets::of(&response, dialect)
            }
            Self::Status { answer, refused } => {
                answers::ended(answer, message_id, status(&reply, refused), dialect).unwrap_or_default()
            }
        }
    }
}

/// What a console is told of the store's answer: a failure is never "not found" (MAS-31.6).
pub(crate) const fn status(reply: &StoreReply, refused: Status) -> Status {
    match reply {
        StoreReply::Failed => Status::DB_ERROR,
        StoreReply::Refused(_) => refused,
        _ => Status::SUCCESS,
    }
}

/// What a console is told of a refusal that concerns an account (MAS-30, MAS-31, MAS-39, MAS-40).
pub(crate) const fn account_status(reply: &StoreReply) -> Status {
    let refused = match reply {
        StoreReply::Refused(Refusal::NoAccount) => Status::ACCOUNT_NOT_FOUND,
        StoreReply::Refused(Refusal::NameTaken) => Status::ACCOUNT_ALREADY_EXISTS,
        StoreReply::Refused(Refusal::WrongPassword) => Status::INVALID_PASSWORD,
        StoreReply::Refused(Refusal::Banned(_)) => Status::ACCOUNT_BANNED,
        _ => Status::FAIL,
    };
    status(reply, refused)
}

/// The server's version: an answer without a status (MUIS-7, MAS-13, MLS-8).
pub(crate) fn version(request: &lobby::VersionServerRequest, text: &str) -> lobby::VersionServerResponse {
    lobby::VersionServerResponse { message_id: request.message_id.clean(), version_server: PlainText::new(text) }
}

/// The time, in UTC (MLS-180).
pub(crate) fn time(
    request: &lobby_ext::GetServerTimeRequest,
    clock: WallClock,
    now: Instant,
) -> lobby_ext::GetServerTimeResponse {
    lobby_ext::GetServerTimeResponse {
        message_id: request.message_id.clean(),
        status_code: Status::SUCCESS,
        gmt_time: clock.unix_s(now),
        ..Default::default()
    }
}

/// A component with accounts: MAS and MLS.
pub(crate) trait Common: Asks<Purpose: From<Purpose>> {
    /// What the text filter says to a bad text (MAS-19, MLS-172).
    const BAD_TEXT: Status;
    /// What the texts are for that consoles ask it about.
    const TEXTS: Context;

    /// The settings.
    fn config(&self) -> &Config;

    /// Its script.
    fn script(&mut self) -> &mut Scripted;

    /// Whether a player of a title may use a text (MLS-173).
    fn passes(&self, guest: &Visitor<Self::State>, context: Context, text: &str) -> bool {
        self.config().text_filter_of(guest.app_id()).passes(context, text)
    }

    /// A request that needs a session (GEN-13, GEN-14).
    fn needs_session(&self, guest: &Visitor<Self::State>) -> Handled;

    /// The account of a request that needs one. Without a session there is no answer; without a login, or
    /// with an anonymous one, the answer says so (GEN-14, MAS-37).
    fn own_account<R: Ended>(
        &self,
        call: &mut Call<'_, Self::State>,
        message_id: &MessageId,
    ) -> Result<Option<i32>, Fault> {
        self.needs_session(call.guest)?;
        let refusal = match Self::account_id(&call.guest.state) {
            Some(id) if id > 0 => return Ok(Some(id)),
            Some(_) => Status::PLAYER_NOT_PRIVILEGED,
            None => R::FAILED,
        };
        mark!(call.out, "GEN-14");
        call.ended::<R>(message_id, refusal);
        Ok(None)
    }

    /// The time in seconds since 1970.
    fn unix_s(&mut self, now: Instant) -> u32 {
        self.front().clock.unix_s(now)
    }

    /// GetPolicy (MLS-20).
    fn policy(&mut self, call: &mut Call<'_, Self::State>, request: lobby::GetPolicyRequest) -> Handled {
        mark!(call.out, "MLS-20");
        self.needs_session(call.guest)?;
        let (account_id, kind) = (Self::account_id(&call.guest.state).unwrap_or_default(), request.policy.0);
        self.script().ask(call.now, Hook::Policy { account_id, kind }, call.out);
        let wanted = TitleRequest::Policy { app_id: call.guest.app_id(), kind: request.policy.0 };
        self.ask(call, &request.message_id, Purpose::Policy, wanted);
        Ok(())
    }

    /// GetAnnouncements: the newest (MLS-21).
    fn announcements(&mut self, call: &mut Call<'_, Self::State>, request: lobby::GetAnnouncementsRequest) -> Handled {
        mark!(call.out, "MLS-21");
        self.ask_announcements(call, &request.message_id, false)
    }

    /// GetAllAnnouncements: the newest ones (MLS-22).
    fn all_announcements(
        &mut self,
        call: &mut Call<'_, Self::State>,
        request: lobby::GetAllAnnouncementsRequest,
    ) -> Handled {
        mark!(call.out, "MLS-22");
        self.ask_announcements(call, &request.message_id, true)
    }

    /// The newest announcement, or the newest ones.
    fn ask_announcements(&mut self, call: &mut Call<'_, Self::State>, message_id: &MessageId, all: bool) -> Handled {
        self.needs_session(call.guest)?;
        let account_id = Self::account_id(&call.guest.state).unwrap_or_default();
        self.script().ask(call.now, Hook::Announcements { account_id }, call.out);
        let (app_id, unix_s) = (call.guest.app_id(), self.unix_s(call.now));
        let most = if all { texts::ANNOUNCEMENTS_MOST } else { 1 };
        let wanted = TitleRequest::Announcements { app_id, most, unix_s };
        self.ask(call, message_id, Purpose::Announcements { all }, wanted);
        Ok(())
    }

    /// GetLocations (MAS-15, MLS-174).
    fn locations(&mut self, call: &mut Call<'_, Self::State>, request: lobby::GetLocationsRequest) -> Handled {
        mark!(call.out, "MAS-15");
        self.needs_session(call.guest)?;
        let wanted = TitleRequest::Locations { app_id: call.guest.app_id() };
        self.ask(call, &request.message_id, Purpose::Locations, wanted);
        Ok(())
    }

    /// AccountGetID (MAS-20, MLS-30).
    fn account_get_id(&mut self, call: &mut Call<'_, Self::State>, request: lobby::AccountGetIDRequest) -> Handled {
        mark!(call.out, "MAS-20");
        self.needs_session(call.guest)?;
        let wanted = AccountRequest::ByName { app_id: call.guest.app_id(), name: request.account_name.to_text() };
        self.ask(call, &request.message_id, Purpose::AccountId, wanted);
        Ok(())
    }

    /// AccountUpdateStats: 256 bytes of the player's own that nobody interprets (MLS-31, MAS-43).
    fn update_stats(&mut self, call: &mut Call<'_, Self::State>, request: lobby::AccountUpdateStatsRequest) -> Handled {
        mark!(call.out, "MLS-31");
        type Response = lobby::AccountUpdateStatsResponse;
        let Some(account_id) = self.own_account::<Response>(call, &request.message_id)? else { return Ok(()) };
        let hook = Hook::AccountStats { account_id, stats: &request.stats.0 };
        if !self.script().allows(call.now, hook, call.out) {
            call.ended::<Response>(&request.message_id, Status::FAIL);
            return Ok(());
        }
        let wanted = AccountRequest::SaveStats { account_id, stats: request.stats.0.to_vec() };
        self.ask(call, &request.message_id, Purpose::status::<Response>(Status::DB_ERROR), wanted);
        Ok(())
    }

    /// GetMyIP: the console's address as we see it (MLS-178, MAS-14).
    fn my_ip(&mut self, call: &mut Call<'_, Self::State>, request: lobby::GetMyIPRequest) -> Handled {
        mark!(call.out, "MLS-178");
        self.needs_session(call.guest)?;
        let response = lobby::GetMyIPResponse {
            message_id: request.message_id.clean(),
            ip: AddressText::new(call.guest.peer().ip().to_string()),
            status_code: Status::SUCCESS,
            ..Default::default()
        };
        call.reply(&response);
        Ok(())
    }

    /// GetAccessLevelInfo: nobody has more rights than others (MAS-45).
    fn access_level(
        &mut self,
        call: &mut Call<'_, Self::State>,
        request: lobby_ext::GetAccessLevelInfoRequest,
    ) -> Handled {
        mark!(call.out, "MAS-45");
        type Response = lobby_ext::GetAccessLevelInfoResponse;
        if self.own_account::<Response>(call, &request.message_id)?.is_some() {
            call.ended::<Response>(&request.message_id, Status::SUCCESS);
        }
        Ok(())
    }

    /// TextFilter (MLS-172, MAS-19).
    fn text_filter(&mut self, call: &mut Call<'_, Self::State>, request: lobby::TextFilterRequest) -> Handled {
        mark!(call.out, "MLS-172");
        self.needs_session(call.guest)?;
        let filter = self.config().text_filter_of(call.guest.app_id());
        let said = request.text.to_text();
        let (status_code, text) = match (request.text_filter_type, filter.passes(Self::TEXTS, &said)) {
            (TextFilterType::TEXT_FILTER_PASS_FAIL, true) => (Status::PASS, request.text.clean()),
            (TextFilterType::TEXT_FILTER_PASS_FAIL, false) => (Self::BAD_TEXT, request.text.clean()),
            _ => (Status::SUCCESS, Text::new(filter.cleaned(Self::TEXTS, &said))),
        };
        let message_id = request.message_id.clean();
        call.reply(&lobby::TextFilterResponse { message_id, text, status_code, ..Default::default() });
        Ok(())
    }

    /// SetLocalizationParams: texts pass through as bytes, so the choice changes nothing here (MAS-10, MLS-170).
    fn localization(
        &mut self,
        call: &mut Call<'_, Self::State>,
        request: lobby::SetLocalizationParamsRequest,
    ) -> Handled {
        self.localized(call, &request.message_id)
    }

    /// SetLocalizationParams1.
    fn localization_1(
        &mut self,
        call: &mut Call<'_, Self::State>,
        request: lobby_ext::SetLocalizationParamsRequest1,
    ) -> Handled {
        self.localized(call, &request.message_id)
    }

    /// SetLocalizationParams2.
    fn localization_2(
        &mut self,
        call: &mut Call<'_, Self::State>,
        request: lobby_ext::SetLocalizationParamsRequest2,
    ) -> Handled {
        self.localized(call, &request.message_id)
    }

    /// The answer to all three.
    fn localized(&mut self, call: &mut Call<'_, Self::State>, message_id: &MessageId) -> Handled {
        mark!(call.out, "MAS-10");
        self.needs_session(call.guest)?;
        call.ended::<lobby::SetLocalizationParamsResponse>(message_id, Status::SUCCESS);
        Ok(())
    }

    /// Tells a request that nobody deals with so, where its answer is known (GEN-18, GEN-19).
    fn unhandled(&self, call: &mut Call<'_, Self::State>, key: MessageKey, body: &[u8], rule: &'static str) -> Handled {
        self.needs_session(call.guest)?;
        if let Some(packets) = answers::unhandled(key, body, call.guest.dialect()) {
            mark!(call.out, "GEN-18");
            call.reply_all(packets);
        }
        crate::front::unknown(rule, key)
    }
}
