//! Messages inside a clan, and challenges between clans (MLS-131, MLS-133).

use super::asks::Purpose;
use super::{Context, Lobby};
use crate::connections::HandlerResult;
use crate::ids::{ChallengeId, ClanId, ClanMessageId};
use crate::link::Packets;
use crate::lobby::asking::Asks as _;
use crate::lobby::common::{self, Common as _};
use crate::lobby::list;
use crate::machine::mark;
use crate::settings::text_filter::TextContext;
use crate::store::{Challenge, ClanMessage, ClanRequest, Page};
use crate::wire::StatusResponse;
use crate::wire::{
    CallbackStatus as Status, ChatText, ClanChallengeStatus as State, ClanMessageStatus, MessageId, lobby,
};

impl Lobby {
    pub(super) fn send_clan_message(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::SendClanMessageRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-131");
        type Answer = lobby::SendClanMessageResponse;
        let own = self.own_clan::<Answer>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let short = request.message.map(|text| text.to_text());
        let text = short.or(request.message2.map(|text| text.to_text())).unwrap_or_default();
        if !self.passes(cx.conn(), TextContext::ClanMessage, &text) {
            cx.reply_status::<Answer>(&request.message_id, Status::FAIL);
            return Ok(());
        }
        let most = cx.conns.shared.limits.clan_messages;
        let wanted = ClanRequest::Send { clan_id, by, text, most };
        self.ask(cx, &request.message_id, common::Purpose::status::<Answer>(Status::FAIL), wanted);
        Ok(())
    }

    pub(super) fn modify_clan_message(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::ModifyClanMessageRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-131");
        type Answer = lobby::ModifyClanMessageResponse;
        let own = self.own_clan::<Answer>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let text = request.new_message.to_text();
        if !self.passes(cx.conn(), TextContext::ClanMessage, &text) {
            cx.reply_status::<Answer>(&request.message_id, Status::FAIL);
            return Ok(());
        }
        let wanted = ClanRequest::Modify { clan_id, by, message_id: ClanMessageId(request.clan_message_id), text };
        self.ask(cx, &request.message_id, common::Purpose::status::<Answer>(Status::FAIL), wanted);
        Ok(())
    }

    pub(super) fn delete_clan_message(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::DeleteClanMessageRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-131");
        type Answer = lobby::DeleteClanMessageResponse;
        let own = self.own_clan::<Answer>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let wanted = ClanRequest::DeleteMessage { clan_id, by, message_id: ClanMessageId(request.clan_message_id) };
        self.ask(cx, &request.message_id, common::Purpose::status::<Answer>(Status::DB_ERROR), wanted);
        Ok(())
    }

    /// The newest one alone (MLS-131).
    pub(super) fn my_clan_messages(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::GetMyClanMessagesRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-131");
        type Answer = lobby::GetMyClanMessagesResponse;
        let own = self.own_clan::<Answer>(cx, &request.message_id, Status::NOT_CLAN_MEMBER)?;
        let Some((_, clan_id)) = own else { return Ok(()) };
        let wanted = ClanRequest::Messages { clan_id, page: Page { skip: 0, take: 1 } };
        self.ask(cx, &request.message_id, Purpose::MyClanMessages(clan_id), wanted);
        Ok(())
    }

    pub(super) fn my_messages(
        cx: &Context<'_>,
        message_id: MessageId,
        clan_id: ClanId,
        rows: &[ClanMessage],
    ) -> Packets {
        type Answer = lobby::GetMyClanMessagesResponse;
        let answer = match rows.first() {
            Some(row) => Answer {
                message: Some(ChatText::new(&row.text)),
                clan_message_id: Some(row.id.0),
                message2: Some(ChatText::new(&row.text)),
                ..Answer::ended(message_id, Status::SUCCESS)
            },
            None => Answer::ended(message_id, Status::NO_RESULT),
        };
        Packets::of(&Answer { clan_id: clan_id.0, ..answer }, cx.dialect())
    }

    pub(super) fn all_clan_messages(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::GetAllClanMessagesRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-131");
        type Answer = lobby::GetAllClanMessagesResponse;
        let own = self.own_clan::<Answer>(cx, &request.message_id, Status::NOT_CLAN_MEMBER)?;
        let Some((_, clan_id)) = own else { return Ok(()) };
        let page = self.bounded(Page::numbered(request.start.into(), request.page_size.into()));
        self.ask(cx, &request.message_id, Purpose::AllClanMessages, ClanRequest::Messages { clan_id, page });
        Ok(())
    }

    pub(super) fn all_messages(cx: &Context<'_>, message_id: MessageId, rows: &[ClanMessage]) -> Packets {
        let rows = rows.iter().map(|row| lobby::GetAllClanMessagesResponse {
            clan_message_id: row.id.0,
            message: ChatText::new(&row.text),
            status: ClanMessageStatus(row.status),
            ..StatusResponse::success(message_id)
        });
        list::packets(message_id, rows, cx.dialect())
    }

    pub(super) fn message_read(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::SetMessageAsReadRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-134");
        Self::player(cx.conn())?;
        cx.reply_status::<lobby::SetMessageAsReadResponse>(&request.message_id, Status::SUCCESS);
        Ok(())
    }

    pub(super) fn challenge_clan(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::RequestClanTeamChallengeRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-133");
        type Answer = lobby::RequestClanTeamChallengeResponse;
        let own = self.own_clan::<Answer>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let wanted = ClanRequest::Challenge {
            clan_id,
            by,
            against: ClanId(request.clan_id),
            message: request.message.to_text(),
            most: cx.conns.shared.limits.clan_challenges,
            unix_s: cx.unix_s(),
        };
        self.ask(cx, &request.message_id, common::Purpose::status::<Answer>(Status::DB_ERROR), wanted);
        Ok(())
    }

    /// The challenged clan accepts or refuses what is open.
    pub(super) fn respond_to_challenge(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::RespondToClanTeamChallengeRequest,
    ) -> HandlerResult {
        let to = match request.challenge_status {
            State::ACCEPTED => State::ACCEPTED,
            _ => State::REFUSED,
        };
        let (id, message) = (ChallengeId(request.clan_challenge_id), Some(request.message.to_text()));
        type Answer = lobby::RespondToClanTeamChallengeResponse;
        self.move_challenge::<Answer>(cx, &request.message_id, id, (&[State::REQUEST], to, true), message)
    }

    /// The challenging clan takes back what is not confirmed.
    pub(super) fn revoke_challenge(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::RevokeClanTeamChallengeRequest,
    ) -> HandlerResult {
        type Answer = lobby::RevokeClanTeamChallengeResponse;
        let step = (&[State::REQUEST, State::ACCEPTED][..], State::REVOKED, false);
        self.move_challenge::<Answer>(cx, &request.message_id, ChallengeId(request.clan_challenge_id), step, None)
    }

    /// The challenging clan confirms what was accepted.
    pub(super) fn confirm_challenge(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::ConfirmClanTeamChallengeRequest,
    ) -> HandlerResult {
        type Answer = lobby::ConfirmClanTeamChallengeResponse;
        let step = (&[State::ACCEPTED][..], State::CONFIRMED, false);
        self.move_challenge::<Answer>(cx, &request.message_id, ChallengeId(request.clan_challenge_id), step, None)
    }

    fn move_challenge<R: StatusResponse>(
        &mut self,
        cx: &mut Context<'_>,
        message_id: &MessageId,
        challenge_id: ChallengeId,
        (from, to, challenged): (&[State], State, bool),
        message: Option<String>,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-133");
        let Some((by, clan_id)) = self.own_clan::<R>(cx, message_id, Status::NOT_CLAN_LEADER)? else {
            return Ok(());
        };
        let from = from.iter().map(|state| state.0).collect();
        let unix_s = cx.unix_s();
        let wanted =
            ClanRequest::MoveChallenge { challenge_id, clan_id, by, from, to: to.0, challenged, message, unix_s };
        self.ask(cx, message_id, common::Purpose::status::<R>(Status::DB_ERROR), wanted);
        Ok(())
    }

    pub(super) fn challenges(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::GetClanTeamChallengesRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-133");
        type Answer = lobby::GetClanTeamChallengesResponse;
        let own = self.own_clan::<Answer>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((_, clan_id)) = own else { return Ok(()) };
        let page = self.bounded(Page::numbered(request.start.into(), request.page_size.into()));
        let challenging = (request.challenged_only != 0).then_some(false);
        let wanted = ClanRequest::Challenges { clan_id, status: Some(request.status.0), challenging, page };
        self.ask(cx, &request.message_id, Purpose::Challenges, wanted);
        Ok(())
    }

    pub(super) fn challenge_rows(cx: &Context<'_>, message_id: MessageId, rows: &[Challenge]) -> Packets {
        let rows = rows.iter().map(|row| lobby::GetClanTeamChallengesResponse {
            challenger_clan_id: row.challenger_id.0,
            against_clan_id: row.against_id.0,
            status: State(row.status),
            response_time: row.response_time.cast_signed(),
            challenge_msg: ChatText::new(&row.message),
            response_msg: ChatText::new(&row.response_message),
            clan_challenge_id: row.id.0,
            ..StatusResponse::success(message_id)
        });
        list::packets(message_id, rows, cx.dialect())
    }

    pub(super) fn challenge_history(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::GetClanTeamChallengeHistoryRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-133");
        Self::player(cx.conn())?;
        let page = self.bounded(Page::numbered(request.start.into(), request.page_size.into()));
        let challenging = Some(request.this_clan_is_challenger != 0);
        let clan_id = ClanId(request.clan_id);
        let wanted = ClanRequest::Challenges { clan_id, status: None, challenging, page };
        self.ask(cx, &request.message_id, Purpose::ChallengeHistory(clan_id), wanted);
        Ok(())
    }

    pub(super) fn history_rows(
        cx: &Context<'_>,
        message_id: MessageId,
        clan_id: ClanId,
        rows: &[Challenge],
    ) -> Packets {
        let rows = rows.iter().map(|row| lobby::GetClanTeamChallengeHistoryResponse {
            against_clan_id: if row.challenger_id == clan_id { row.against_id } else { row.challenger_id }.0,
            status: State(row.status),
            ..StatusResponse::success(message_id)
        });
        list::packets(message_id, rows, cx.dialect())
    }
}
