//! Requests that more than one component answers, and answers alike.

use serde::{Deserialize, Serialize};

use super::answers;
use super::asking::Asks;
use super::texts;
use crate::config::Config;
use crate::connections::{Connection, Context, HandlerResult};
use crate::ids::AccountId;
use crate::link::Packets;
use crate::machine::{Fault, mark};
use crate::script::{Hook, Scripted};
use crate::settings::text_filter::TextContext;
use crate::store::{AccountRequest, Refusal, StoreReply, TitleRequest};
use crate::time::{Instant, WallClock};
use crate::wire::{
    AddressText, CallbackStatus as Status, Dialect, MessageId, MessageKey, PlainText, StatusResponse, Text,
    TextFilterType, lobby, lobby_ext,
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
    pub(crate) fn status<R: StatusResponse>(refused: Status) -> Self {
        Self::Status { answer: R::KEY, refused }
    }

    /// The answer.
    pub(crate) fn packets(self, message_id: MessageId, reply: StoreReply, dialect: Dialect) -> Packets {
        match self {
            Self::Policy => texts::policy_packets(message_id, reply, dialect),
            Self::Announcements { all } => texts::announcement_packets(message_id, all, reply, dialect),
            Self::Locations => texts::location_packets(message_id, reply, dialect),
            Self::AccountId => {
                let account_id = if let StoreReply::Account(account) = &reply { account.id.0 } else { -1 };
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
    const TEXTS: TextContext;

    /// The settings.
    fn config(&self) -> &Config;

    /// Its script.
    fn script(&mut self) -> &mut Scripted;

    /// Whether a player of a title may use a text (MLS-173).
    fn passes(&self, conn: &Connection<Self::State>, context: TextContext, text: &str) -> bool {
        self.config().text_filter_of(conn.app_id()).passes(context, text)
    }

    /// A request that needs a session (GEN-13, GEN-14).
    fn needs_session(&self, conn: &Connection<Self::State>) -> HandlerResult;

    /// The account of a request that needs one. Without a session there is no answer; without a login, or
    /// with an anonymous one, the answer says so (GEN-14, MAS-37).
    fn own_account<R: StatusResponse>(
        &self,
        cx: &mut Context<'_, Self::State>,
        message_id: &MessageId,
    ) -> Result<Option<AccountId>, Fault> {
        self.needs_session(cx.conn())?;
        let refusal = match Self::account_id(cx.state()) {
            Some(id) if id.is_stored() => return Ok(Some(id)),
            Some(_) => Status::PLAYER_NOT_PRIVILEGED,
            None => R::FAILED,
        };
        mark!(cx.out, "GEN-14");
        cx.reply_status::<R>(message_id, refusal);
        Ok(None)
    }

    /// GetPolicy (MLS-20).
    fn policy(&mut self, cx: &mut Context<'_, Self::State>, request: lobby::GetPolicyRequest) -> HandlerResult {
        mark!(cx.out, "MLS-20");
        self.needs_session(cx.conn())?;
        let (account_id, kind) = (Self::account_id(cx.state()).unwrap_or_default(), request.policy.0);
        self.script().ask(cx.now, Hook::Policy { account_id, kind }, cx.out);
        let wanted = TitleRequest::Policy { app_id: cx.conn().app_id(), kind: request.policy.0 };
        self.ask(cx, &request.message_id, Purpose::Policy, wanted);
        Ok(())
    }

    /// GetAnnouncements: the newest (MLS-21).
    fn announcements(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        request: lobby::GetAnnouncementsRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-21");
        self.ask_announcements(cx, &request.message_id, false)
    }

    /// GetAllAnnouncements: the newest ones (MLS-22).
    fn all_announcements(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        request: lobby::GetAllAnnouncementsRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-22");
        self.ask_announcements(cx, &request.message_id, true)
    }

    /// The newest announcement, or the newest ones.
    fn ask_announcements(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        message_id: &MessageId,
        all: bool,
    ) -> HandlerResult {
        self.needs_session(cx.conn())?;
        let account_id = Self::account_id(cx.state()).unwrap_or_default();
        self.script().ask(cx.now, Hook::Announcements { account_id }, cx.out);
        let (app_id, unix_s) = (cx.conn().app_id(), cx.unix_s());
        let most = if all { texts::ANNOUNCEMENTS_MOST } else { 1 };
        let wanted = TitleRequest::Announcements { app_id, most, unix_s };
        self.ask(cx, message_id, Purpose::Announcements { all }, wanted);
        Ok(())
    }

    /// GetLocations (MAS-15, MLS-174).
    fn locations(&mut self, cx: &mut Context<'_, Self::State>, request: lobby::GetLocationsRequest) -> HandlerResult {
        mark!(cx.out, "MAS-15");
        self.needs_session(cx.conn())?;
        let wanted = TitleRequest::Locations { app_id: cx.conn().app_id() };
        self.ask(cx, &request.message_id, Purpose::Locations, wanted);
        Ok(())
    }

    /// AccountGetID (MAS-20, MLS-30).
    fn account_get_id(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        request: lobby::AccountGetIDRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MAS-20");
        self.needs_session(cx.conn())?;
        let wanted = AccountRequest::ByName { app_id: cx.conn().app_id(), name: request.account_name.to_text() };
        self.ask(cx, &request.message_id, Purpose::AccountId, wanted);
        Ok(())
    }

    /// AccountUpdateStats: 256 bytes of the player's own that nobody interprets (MLS-31, MAS-43).
    fn update_stats(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        request: lobby::AccountUpdateStatsRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-31");
        type Response = lobby::AccountUpdateStatsResponse;
        let Some(account_id) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let hook = Hook::AccountStats { account_id, stats: &request.stats.0 };
        if !self.script().allows(cx.now, hook, cx.out) {
            cx.reply_status::<Response>(&request.message_id, Status::FAIL);
            return Ok(());
        }
        let wanted = AccountRequest::SaveStats { account_id, stats: request.stats.0.to_vec() };
        self.ask(cx, &request.message_id, Purpose::status::<Response>(Status::DB_ERROR), wanted);
        Ok(())
    }

    /// GetMyIP: the console's address as we see it (MLS-178, MAS-14).
    fn my_ip(&mut self, cx: &mut Context<'_, Self::State>, request: lobby::GetMyIPRequest) -> HandlerResult {
        mark!(cx.out, "MLS-178");
        self.needs_session(cx.conn())?;
        let response = lobby::GetMyIPResponse {
            message_id: request.message_id.clean(),
            ip: AddressText::new(cx.conn().peer().ip().to_string()),
            status_code: Status::SUCCESS,
            ..Default::default()
        };
        cx.reply(&response);
        Ok(())
    }

    /// GetAccessLevelInfo: nobody has more rights than others (MAS-45).
    fn access_level(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        request: lobby_ext::GetAccessLevelInfoRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MAS-45");
        type Response = lobby_ext::GetAccessLevelInfoResponse;
        if self.own_account::<Response>(cx, &request.message_id)?.is_some() {
            cx.reply_status::<Response>(&request.message_id, Status::SUCCESS);
        }
        Ok(())
    }

    /// TextFilter (MLS-172, MAS-19).
    fn text_filter(&mut self, cx: &mut Context<'_, Self::State>, request: lobby::TextFilterRequest) -> HandlerResult {
        mark!(cx.out, "MLS-172");
        self.needs_session(cx.conn())?;
        let filter = self.config().text_filter_of(cx.conn().app_id());
        let said = request.text.to_text();
        let (status_code, text) = match (request.text_filter_type, filter.passes(Self::TEXTS, &said)) {
            (TextFilterType::TEXT_FILTER_PASS_FAIL, true) => (Status::PASS, request.text.clean()),
            (TextFilterType::TEXT_FILTER_PASS_FAIL, false) => (Self::BAD_TEXT, request.text.clean()),
            _ => (Status::SUCCESS, Text::new(filter.cleaned(Self::TEXTS, &said))),
        };
        let message_id = request.message_id.clean();
        cx.reply(&lobby::TextFilterResponse { message_id, text, status_code, ..Default::default() });
        Ok(())
    }

    /// SetLocalizationParams: texts pass through as bytes, so the choice changes nothing here (MAS-10, MLS-170).
    fn localization(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        request: lobby::SetLocalizationParamsRequest,
    ) -> HandlerResult {
        self.localized(cx, &request.message_id)
    }

    /// SetLocalizationParams1.
    fn localization_1(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        request: lobby_ext::SetLocalizationParamsRequest1,
    ) -> HandlerResult {
        self.localized(cx, &request.message_id)
    }

    /// SetLocalizationParams2.
    fn localization_2(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        request: lobby_ext::SetLocalizationParamsRequest2,
    ) -> HandlerResult {
        self.localized(cx, &request.message_id)
    }

    /// The answer to all three.
    fn localized(&mut self, cx: &mut Context<'_, Self::State>, message_id: &MessageId) -> HandlerResult {
        mark!(cx.out, "MAS-10");
        self.needs_session(cx.conn())?;
        cx.reply_status::<lobby::SetLocalizationParamsResponse>(message_id, Status::SUCCESS);
        Ok(())
    }

    /// Tells a request that nobody deals with so, where its answer is known (GEN-18, GEN-19).
    fn unhandled(
        &self,
        cx: &mut Context<'_, Self::State>,
        key: MessageKey,
        body: &[u8],
        rule: &'static str,
    ) -> HandlerResult {
        self.needs_session(cx.conn())?;
        if let Some(packets) = answers::unhandled(key, body, cx.dialect()) {
            mark!(cx.out, "GEN-18");
            cx.reply_all(packets);
        }
        crate::connections::unknown(rule, key)
    }
}
