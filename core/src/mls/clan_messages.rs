//! Messages inside a clan, and challenges between clans (MLS-131, MLS-133).

use super::state::{Context, Lobby};
use crate::connections::HandlerResult;
use crate::ids::{ChallengeId, ClanId, ClanMessageId};
use crate::link::Packets;
use crate::lobby::account_requests::AccountRequests as _;
use crate::lobby::feature::declare_feature;
use crate::lobby::list::list_answer;
use crate::lobby::store_client::{Awaits, ReplyTo, StoreUser as _};
use crate::machine::mark;
use crate::settings::text_filter::TextContext;
use crate::store::{
    Answer, ChallengeClan, ChallengeClanRefusal, ClanMessageRefusal, DeleteClanMessage, ListChallenges,
    ListClanMessages, ModifyClanMessage, MoveChallenge, MoveChallengeRefusal, NotLeader, Page, SendClanMessage,
    StoreError,
};
use crate::wire::StatusResponse;
use crate::wire::{CallbackStatus as Status, ChatText, ClanChallengeStatus as State, MessageId, lobby};

declare_feature! { Lobby;
    routes {
        lobby::SendClanMessageRequest => send_clan_message,
        lobby::ModifyClanMessageRequest => modify_clan_message,
        lobby::DeleteClanMessageRequest => delete_clan_message,
        lobby::GetMyClanMessagesRequest => my_clan_messages,
        lobby::GetAllClanMessagesRequest => all_clan_messages,
        lobby::SetMessageAsReadRequest => message_read,
        lobby::RequestClanTeamChallengeRequest => challenge_clan,
        lobby::RespondToClanTeamChallengeRequest => respond_to_challenge,
        lobby::RevokeClanTeamChallengeRequest => revoke_challenge,
        lobby::ConfirmClanTeamChallengeRequest => confirm_challenge,
        lobby::GetClanTeamChallengesRequest => challenges,
        lobby::GetClanTeamChallengeHistoryRequest => challenge_history,
    }
    pending {
        ClanMessageSent: SendClanMessage => status(lobby::SendClanMessageResponse, |NotLeader::NotLeader| Status::FAIL),
        ClanMessageModified: ModifyClanMessage => status(
            lobby::ModifyClanMessageResponse,
            |(ClanMessageRefusal::NotLeader | ClanMessageRefusal::NoMessage)| Status::FAIL
        ),
        ClanMessageDeleted: DeleteClanMessage => status(
            lobby::DeleteClanMessageResponse,
            |(ClanMessageRefusal::NotLeader | ClanMessageRefusal::NoMessage)| Status::DB_ERROR
        ),
        NewestClanMessageRead { clan_id: ClanId }: ListClanMessages => newest_clan_message_read,
        ClanMessagesRead: ListClanMessages => clan_messages_read,
        ClanChallenged: ChallengeClan => status(lobby::RequestClanTeamChallengeResponse, |why| match why {
            ChallengeClanRefusal::NotLeader | ChallengeClanRefusal::NoClan | ChallengeClanRefusal::Full => {
                Status::DB_ERROR
            }
        }),
        ChallengeAnswered: MoveChallenge => status(
            lobby::RespondToClanTeamChallengeResponse,
            |(MoveChallengeRefusal::NotLeader | MoveChallengeRefusal::NoChallenge)| Status::DB_ERROR
        ),
        ChallengeRevoked: MoveChallenge => status(
            lobby::RevokeClanTeamChallengeResponse,
            |(MoveChallengeRefusal::NotLeader | MoveChallengeRefusal::NoChallenge)| Status::DB_ERROR
        ),
        ChallengeConfirmed: MoveChallenge => status(
            lobby::ConfirmClanTeamChallengeResponse,
            |(MoveChallengeRefusal::NotLeader | MoveChallengeRefusal::NoChallenge)| Status::DB_ERROR
        ),
        ChallengesRead: ListChallenges => challenges_read,
        ChallengeHistoryRead { clan_id: ClanId }: ListChallenges => challenge_history_read,
    }
    unattended {}
}

impl Lobby {
    fn send_clan_message(&mut self, cx: &mut Context<'_>, request: lobby::SendClanMessageRequest) -> HandlerResult {
        mark!(cx.out, "MLS-131");
        type Response = lobby::SendClanMessageResponse;
        let own = self.own_clan::<Response>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let short = request.message.map(|text| text.to_text());
        let text = short.or(request.message2.map(|text| text.to_text())).unwrap_or_default();
        if !self.passes(cx.conn(), TextContext::ClanMessage, &text) {
            cx.reply_status::<Response>(&request.message_id, Status::FAIL);
            return Ok(());
        }
        let max = cx.conns.shared.limits.clan_messages;
        let wanted = SendClanMessage { clan_id, by, text, max };
        self.ask(cx, &request.message_id, ClanMessageSent {}, wanted);
        Ok(())
    }

    fn modify_clan_message(&mut self, cx: &mut Context<'_>, request: lobby::ModifyClanMessageRequest) -> HandlerResult {
        mark!(cx.out, "MLS-131");
        type Response = lobby::ModifyClanMessageResponse;
        let own = self.own_clan::<Response>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let text = request.new_message.to_text();
        if !self.passes(cx.conn(), TextContext::ClanMessage, &text) {
            cx.reply_status::<Response>(&request.message_id, Status::FAIL);
            return Ok(());
        }
        let wanted = ModifyClanMessage { clan_id, by, message_id: ClanMessageId(request.clan_message_id), text };
        self.ask(cx, &request.message_id, ClanMessageModified {}, wanted);
        Ok(())
    }

    fn delete_clan_message(&mut self, cx: &mut Context<'_>, request: lobby::DeleteClanMessageRequest) -> HandlerResult {
        mark!(cx.out, "MLS-131");
        type Response = lobby::DeleteClanMessageResponse;
        let own = self.own_clan::<Response>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let wanted = DeleteClanMessage { clan_id, by, message_id: ClanMessageId(request.clan_message_id) };
        self.ask(cx, &request.message_id, ClanMessageDeleted {}, wanted);
        Ok(())
    }

    /// The newest one alone (MLS-131).
    fn my_clan_messages(&mut self, cx: &mut Context<'_>, request: lobby::GetMyClanMessagesRequest) -> HandlerResult {
        mark!(cx.out, "MLS-131");
        type Response = lobby::GetMyClanMessagesResponse;
        let own = self.own_clan::<Response>(cx, &request.message_id, Status::NOT_CLAN_MEMBER)?;
        let Some((_, clan_id)) = own else { return Ok(()) };
        let wanted = ListClanMessages { clan_id, page: Page { skip: 0, take: 1 } };
        self.ask(cx, &request.message_id, NewestClanMessageRead { clan_id }, wanted);
        Ok(())
    }

    fn newest_clan_message_read(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        NewestClanMessageRead { clan_id }: NewestClanMessageRead,
        answer: Answer<ListClanMessages>,
    ) -> Packets {
        type Response = lobby::GetMyClanMessagesResponse;
        let id = asked.message_id;
        let response = match answer.as_deref() {
            Ok([row, ..]) => Response {
                clan_id: clan_id.0,
                message: Some(ChatText::new(&row.text)),
                clan_message_id: Some(row.id.0),
                message2: Some(ChatText::new(&row.text)),
                ..Response::ended(id, Status::SUCCESS)
            },
            Ok([]) => Response { clan_id: clan_id.0, ..Response::ended(id, Status::NO_RESULT) },
            Err(StoreError::Failed) => Response::ended(id, Status::DB_ERROR),
            Err(StoreError::Refused(never)) => match *never {},
        };
        Packets::of(&response, cx.dialect())
    }

    fn all_clan_messages(&mut self, cx: &mut Context<'_>, request: lobby::GetAllClanMessagesRequest) -> HandlerResult {
        mark!(cx.out, "MLS-131");
        type Response = lobby::GetAllClanMessagesResponse;
        let own = self.own_clan::<Response>(cx, &request.message_id, Status::NOT_CLAN_MEMBER)?;
        let Some((_, clan_id)) = own else { return Ok(()) };
        let page = self.bounded(Page::numbered(request.start.into(), request.page_size.into()));
        self.ask(cx, &request.message_id, ClanMessagesRead {}, ListClanMessages { clan_id, page });
        Ok(())
    }

    fn clan_messages_read(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: ClanMessagesRead,
        answer: Answer<ListClanMessages>,
    ) -> Packets {
        list_answer(asked.message_id, answer, cx.dialect(), |row| lobby::GetAllClanMessagesResponse {
            clan_message_id: row.id.0,
            message: ChatText::new(&row.text),
            status: row.status,
            ..StatusResponse::success(asked.message_id)
        })
    }

    fn message_read(&mut self, cx: &mut Context<'_>, request: lobby::SetMessageAsReadRequest) -> HandlerResult {
        mark!(cx.out, "MLS-134");
        Self::player(cx.conn())?;
        cx.reply_status::<lobby::SetMessageAsReadResponse>(&request.message_id, Status::SUCCESS);
        Ok(())
    }

    fn challenge_clan(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::RequestClanTeamChallengeRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-133");
        type Response = lobby::RequestClanTeamChallengeResponse;
        let own = self.own_clan::<Response>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let wanted = ChallengeClan {
            clan_id,
            by,
            against: ClanId(request.clan_id),
            message: request.message.to_text(),
            max: cx.conns.shared.limits.clan_challenges,
            unix_s: cx.unix_s(),
        };
        self.ask(cx, &request.message_id, ClanChallenged {}, wanted);
        Ok(())
    }

    /// The challenged clan accepts or refuses what is open.
    fn respond_to_challenge(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::RespondToClanTeamChallengeRequest,
    ) -> HandlerResult {
        let to = match request.challenge_status {
            State::ACCEPTED => State::ACCEPTED,
            _ => State::REFUSED,
        };
        let (id, message) = (ChallengeId(request.clan_challenge_id), Some(request.message.to_text()));
        type Response = lobby::RespondToClanTeamChallengeResponse;
        let step = (&[State::REQUEST][..], to, true);
        self.move_challenge::<Response>(cx, &request.message_id, ChallengeAnswered {}, id, step, message)
    }

    /// The challenging clan takes back what is not confirmed.
    fn revoke_challenge(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::RevokeClanTeamChallengeRequest,
    ) -> HandlerResult {
        type Response = lobby::RevokeClanTeamChallengeResponse;
        let step = (&[State::REQUEST, State::ACCEPTED][..], State::REVOKED, false);
        let id = ChallengeId(request.clan_challenge_id);
        self.move_challenge::<Response>(cx, &request.message_id, ChallengeRevoked {}, id, step, None)
    }

    /// The challenging clan confirms what was accepted.
    fn confirm_challenge(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::ConfirmClanTeamChallengeRequest,
    ) -> HandlerResult {
        type Response = lobby::ConfirmClanTeamChallengeResponse;
        let step = (&[State::ACCEPTED][..], State::CONFIRMED, false);
        let id = ChallengeId(request.clan_challenge_id);
        self.move_challenge::<Response>(cx, &request.message_id, ChallengeConfirmed {}, id, step, None)
    }

    fn move_challenge<R: StatusResponse>(
        &mut self,
        cx: &mut Context<'_>,
        message_id: &MessageId,
        pending: impl Awaits<Request = MoveChallenge, Feature = Pending>,
        challenge_id: ChallengeId,
        (from, to, challenged): (&[State], State, bool),
        message: Option<String>,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-133");
        let Some((by, clan_id)) = self.own_clan::<R>(cx, message_id, Status::NOT_CLAN_LEADER)? else {
            return Ok(());
        };
        let (from, unix_s) = (from.to_vec(), cx.unix_s());
        let wanted = MoveChallenge { challenge_id, clan_id, by, from, to, challenged, message, unix_s };
        self.ask(cx, message_id, pending, wanted);
        Ok(())
    }

    fn challenges(&mut self, cx: &mut Context<'_>, request: lobby::GetClanTeamChallengesRequest) -> HandlerResult {
        mark!(cx.out, "MLS-133");
        type Response = lobby::GetClanTeamChallengesResponse;
        let own = self.own_clan::<Response>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((_, clan_id)) = own else { return Ok(()) };
        let page = self.bounded(Page::numbered(request.start.into(), request.page_size.into()));
        let challenging = (request.challenged_only != 0).then_some(false);
        let (app_id, status) = (cx.conn().app_id(), Some(request.status));
        let wanted = ListChallenges { app_id, clan_id, status, challenging, page };
        self.ask(cx, &request.message_id, ChallengesRead {}, wanted);
        Ok(())
    }

    fn challenges_read(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: ChallengesRead,
        answer: Answer<ListChallenges>,
    ) -> Packets {
        list_answer(asked.message_id, answer, cx.dialect(), |row| lobby::GetClanTeamChallengesResponse {
            challenger_clan_id: row.challenger_id.0,
            against_clan_id: row.against_id.0,
            status: row.status,
            response_time: row.response_time.cast_signed(),
            challenge_msg: ChatText::new(&row.message),
            response_msg: ChatText::new(&row.response_message),
            clan_challenge_id: row.id.0,
            ..StatusResponse::success(asked.message_id)
        })
    }

    fn challenge_history(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::GetClanTeamChallengeHistoryRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-133");
        Self::player(cx.conn())?;
        let page = self.bounded(Page::numbered(request.start.into(), request.page_size.into()));
        let challenging = Some(request.this_clan_is_challenger != 0);
        let clan_id = ClanId(request.clan_id);
        let wanted = ListChallenges { app_id: cx.conn().app_id(), clan_id, status: None, challenging, page };
        self.ask(cx, &request.message_id, ChallengeHistoryRead { clan_id }, wanted);
        Ok(())
    }

    fn challenge_history_read(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        ChallengeHistoryRead { clan_id }: ChallengeHistoryRead,
        answer: Answer<ListChallenges>,
    ) -> Packets {
        list_answer(asked.message_id, answer, cx.dialect(), |row| lobby::GetClanTeamChallengeHistoryResponse {
            against_clan_id: if row.challenger_id == clan_id { row.against_id } else { row.challenger_id }.0,
            status: row.status,
            ..StatusResponse::success(asked.message_id)
        })
    }
}
