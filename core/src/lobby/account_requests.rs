//! Requests about accounts and texts that MAS and MLS answer alike: a feature of both.

use super::answers;
use super::feature::declare_feature;
use super::store_client::{ReplyTo, StoreUser, status_of, status_reply};
use super::texts;
use crate::config::Config;
use crate::connections::{Connection, Context, HandlerResult};
use crate::ids::{AccountId, LocationId};
use crate::link::Packets;
use crate::machine::ScriptHost;
use crate::machine::{Fault, mark};
use crate::peer::Localization;
use crate::script::Hook;
use crate::secret::Secret;
use crate::settings::text_filter::TextContext;
use crate::store::{
    AccountMissing, Answer, ChangePassword, DeleteAccount, FindAccountByName, ListAnnouncements, ListLocations,
    PasswordRefusal, ReadPolicy, SaveAccountStats,
};
use crate::wire::{
    AddressText, CallbackStatus as Status, MessageId, MessageKey, StatusResponse, Text, TextFilterType, lobby,
    lobby_ext,
};

declare_feature! { H: AccountRequests;
    routes {
        lobby::GetPolicyRequest => policy,
        lobby::GetAnnouncementsRequest => announcements,
        lobby::GetAllAnnouncementsRequest => all_announcements,
        lobby::GetLocationsRequest => locations,
        lobby::AccountGetIDRequest => account_get_id,
        lobby::AccountUpdateStatsRequest => update_stats,
        lobby::AccountDeleteRequest => account_delete,
        lobby::AccountUpdatePasswordRequest => update_password,
        lobby::GetMyIPRequest => my_ip,
        lobby_ext::GetAccessLevelInfoRequest => access_level,
        lobby::TextFilterRequest => text_filter,
        lobby_ext::TextFilterRequest1 => text_filter_1,
        lobby::SetLocalizationParamsRequest => localization,
        lobby_ext::SetLocalizationParamsRequest1 => localization_1,
        lobby_ext::SetLocalizationParamsRequest2 => localization_2,
    }
    pending {
        PolicyText: ReadPolicy => policy_read,
        AnnouncementTexts { all: bool }: ListAnnouncements => announcements_read,
        LocationNames: ListLocations => locations_read,
        AccountOfName: FindAccountByName => account_found,
        AccountDeleted: DeleteAccount => delete_answered,
        StatsSaved: SaveAccountStats => status(
            lobby::AccountUpdateStatsResponse,
            |AccountMissing::NoAccount| Status::DB_ERROR
        ),
        PasswordChanged: ChangePassword => status(
            lobby::AccountUpdatePasswordStatusResponse,
            |(PasswordRefusal::NoAccount | PasswordRefusal::WrongPassword)| Status::INVALID_PASSWORD
        ),
    }
    unattended {}
}

/// A component with accounts: MAS and MLS.
pub(crate) trait AccountRequests: StoreUser<Pending: From<Pending>> {
    /// What the text filter says to a bad text (MAS-19, MLS-172).
    const BAD_TEXT: Status;
    /// What the texts are for that consoles ask it about.
    const TEXTS: TextContext;

    /// The settings.
    fn config(&self) -> &Config;

    /// Its script.
    fn script(&mut self) -> &mut ScriptHost;

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
            Some(_) => {
                mark!(cx.out, "MAS-37");
                Status::PLAYER_NOT_PRIVILEGED
            }
            None => R::FAILED,
        };
        mark!(cx.out, "GEN-14");
        cx.reply_status::<R>(message_id, refusal);
        Ok(None)
    }

    /// Keeps how the console of a session writes, and where its player is, if it said so (MAS-10).
    fn localize(&mut self, cx: &mut Context<'_, Self::State>, localization: Localization, location: Option<LocationId>);

    /// Ends what a player had whose account is no more (MAS-39).
    fn account_deleted(&mut self, cx: &mut Context<'_, Self::State>);

    /// GetPolicy (MLS-20).
    fn policy(&mut self, cx: &mut Context<'_, Self::State>, request: lobby::GetPolicyRequest) -> HandlerResult {
        mark!(cx.out, "MLS-20");
        self.needs_session(cx.conn())?;
        let (account_id, kind) = (Self::account_id(cx.state()).unwrap_or_default(), request.policy.0);
        self.script().ask(cx.now, Hook::Policy { account_id, kind }, cx.out);
        let wanted = ReadPolicy { app_id: cx.conn().app_id(), kind: request.policy };
        self.ask(cx, &request.message_id, PolicyText {}, wanted);
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
        let max = if all { texts::MAX_ANNOUNCEMENTS } else { 1 };
        let wanted = ListAnnouncements { app_id, max, unix_s };
        self.ask(cx, message_id, AnnouncementTexts { all }, wanted);
        Ok(())
    }

    /// GetLocations (MAS-15, MLS-174).
    fn locations(&mut self, cx: &mut Context<'_, Self::State>, request: lobby::GetLocationsRequest) -> HandlerResult {
        mark!(cx.out, "MAS-15");
        mark!(cx.out, "MLS-174");
        self.needs_session(cx.conn())?;
        let wanted = ListLocations { app_id: cx.conn().app_id() };
        self.ask(cx, &request.message_id, LocationNames {}, wanted);
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
        let wanted = FindAccountByName { app_id: cx.conn().app_id(), name: request.account_name.to_text() };
        self.ask(cx, &request.message_id, AccountOfName {}, wanted);
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
        let wanted = SaveAccountStats { account_id, stats: request.stats.0.to_vec() };
        self.ask(cx, &request.message_id, StatsSaved {}, wanted);
        Ok(())
    }

    /// AccountDelete (MAS-39).
    fn account_delete(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        request: lobby::AccountDeleteRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MAS-39");
        type Response = lobby::AccountDeleteResponse;
        let Some(account_id) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let password = Secret::new(request.master_password.to_text());
        self.ask(cx, &request.message_id, AccountDeleted {}, DeleteAccount { account_id, password });
        Ok(())
    }

    /// The account is deleted, or its password is another.
    fn delete_answered(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        asked: ReplyTo,
        _: AccountDeleted,
        answer: Answer<DeleteAccount>,
    ) -> Packets {
        if answer.is_ok() {
            self.account_deleted(cx);
        }
        status_reply::<lobby::AccountDeleteResponse, _, _, _>(cx, asked, &answer, |refused| match refused {
            PasswordRefusal::NoAccount => Status::ACCOUNT_NOT_FOUND,
            PasswordRefusal::WrongPassword => Status::INVALID_PASSWORD,
        })
    }

    /// AccountUpdatePassword (MAS-40).
    fn update_password(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        request: lobby::AccountUpdatePasswordRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MAS-40");
        type Response = lobby::AccountUpdatePasswordStatusResponse;
        let Some(account_id) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let old = Secret::new(request.old_password.to_text());
        let new = Secret::new(request.new_password.to_text());
        self.ask(cx, &request.message_id, PasswordChanged {}, ChangePassword { account_id, old, new });
        Ok(())
    }

    /// The policy that was asked for.
    fn policy_read(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        asked: ReplyTo,
        _: PolicyText,
        answer: Answer<ReadPolicy>,
    ) -> Packets {
        texts::policy_packets(asked.message_id, answer, cx.dialect())
    }

    /// The announcements that were asked for.
    fn announcements_read(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        asked: ReplyTo,
        wanted: AnnouncementTexts,
        answer: Answer<ListAnnouncements>,
    ) -> Packets {
        texts::announcement_packets(asked.message_id, wanted.all, answer, cx.dialect())
    }

    /// The locations that were asked for.
    fn locations_read(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        asked: ReplyTo,
        _: LocationNames,
        answer: Answer<ListLocations>,
    ) -> Packets {
        texts::location_packets(asked.message_id, answer, cx.dialect())
    }

    /// The account of a name; -1 where there is none.
    fn account_found(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        asked: ReplyTo,
        _: AccountOfName,
        answer: Answer<FindAccountByName>,
    ) -> Packets {
        let status = status_of(&answer, |AccountMissing::NoAccount| Status::ACCOUNT_NOT_FOUND);
        let response = lobby::AccountGetIDResponse {
            account_id: answer.map_or(-1, |account| account.id.0),
            ..StatusResponse::with(asked.message_id, status)
        };
        Packets::of(&response, cx.dialect())
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

    /// TextFilter1, whose text has a length.
    fn text_filter_1(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        request: lobby_ext::TextFilterRequest1,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-172");
        type Response = lobby_ext::TextFilterResponse1;
        self.needs_session(cx.conn())?;
        let filter = self.config().text_filter_of(cx.conn().app_id());
        let said = String::from_utf8_lossy(&request.text);
        let (status, text) = match (request.text_filter_type, filter.passes(Self::TEXTS, &said)) {
            (TextFilterType::TEXT_FILTER_PASS_FAIL, true) => (Status::PASS, request.text),
            (TextFilterType::TEXT_FILTER_PASS_FAIL, false) => (Status::FAIL, Vec::new()),
            _ => (Status::SUCCESS, filter.cleaned(Self::TEXTS, &said).into_bytes()),
        };
        let text_size = u32::try_from(text.len()).unwrap_or_default();
        cx.reply(&Response { text_size, text, ..Response::with(request.message_id, status) });
        Ok(())
    }

    /// SetLocalizationParams (MAS-10, MLS-170).
    fn localization(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        request: lobby::SetLocalizationParamsRequest,
    ) -> HandlerResult {
        let said = Localization { encoding: request.character_encoding, language: request.language, time_zone: None };
        self.localized(cx, &request.message_id, said, None)
    }

    /// SetLocalizationParams1.
    fn localization_1(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        request: lobby_ext::SetLocalizationParamsRequest1,
    ) -> HandlerResult {
        let said = Localization {
            encoding: request.character_encoding,
            language: request.language,
            time_zone: Some(request.time_zone),
        };
        self.localized(cx, &request.message_id, said, Some(LocationId(request.location_id)))
    }

    /// SetLocalizationParams2.
    fn localization_2(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        request: lobby_ext::SetLocalizationParamsRequest2,
    ) -> HandlerResult {
        let said = Localization {
            encoding: request.character_encoding,
            language: request.language,
            time_zone: Some(request.time_zone),
        };
        self.localized(cx, &request.message_id, said, None)
    }

    /// Keeps what all three say, and answers. Texts pass through as bytes, whatever the encoding.
    fn localized(
        &mut self,
        cx: &mut Context<'_, Self::State>,
        message_id: &MessageId,
        localization: Localization,
        location: Option<LocationId>,
    ) -> HandlerResult {
        mark!(cx.out, "MAS-10");
        self.needs_session(cx.conn())?;
        self.localize(cx, localization, location);
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
