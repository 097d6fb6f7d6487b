//! Clans, their members and invitations (lobby.md 5.8).

use super::asks::Purpose;
use super::ladders::stats_field;
use super::{Context, Lobby};
use crate::connections::HandlerResult;
use crate::ids::{AccountId, ClanId, ClanInvitationId};
use crate::link::Packets;
use crate::lobby::asking::Asks as _;
use crate::lobby::common::{self, Common as _};
use crate::lobby::list;
use crate::machine::{Fault, mark};
use crate::script::Hook;
use crate::settings::text_filter::TextContext;
use crate::store::{Clan, ClanInvitation, ClanMember, ClanRequest, Invitee, Page, Refusal, StoreReply};
use crate::wire::StatusResponse;
use crate::wire::{
    CallbackStatus as Status, ChatText, ClanInvitationsResponseStatus as Response, ClanStatus, MessageId, NameText,
    lobby, lobby_ext,
};

fn clan_status(clan: &Clan) -> ClanStatus {
    if clan.active { ClanStatus::CLAN_ACTIVE } else { ClanStatus::CLAN_DISBANDED }
}

impl Lobby {
    /// A registered player with a clan: his account and it. Without one the answer says which is missing: the
    /// lead, where the request needs it, else the membership.
    pub(super) fn own_clan<R: StatusResponse>(
        &self,
        cx: &mut Context<'_>,
        message_id: &MessageId,
        missing: Status,
    ) -> Result<Option<(AccountId, ClanId)>, Fault> {
        let Some(account_id) = self.own_account::<R>(cx, message_id)? else { return Ok(None) };
        match self.session(cx.conn())?.clan {
            Some(clan_id) => Ok(Some((account_id, clan_id))),
            None => {
                cx.reply_status::<R>(message_id, missing);
                Ok(None)
            }
        }
    }

    pub(super) fn create_clan(&mut self, cx: &mut Context<'_>, request: lobby::CreateClanRequest) -> HandlerResult {
        mark!(cx.out, "MLS-120");
        type Answer = lobby::CreateClanResponse;
        let Some(leader) = self.own_account::<Answer>(cx, &request.message_id)? else { return Ok(()) };
        let name = request.clan_name.to_text();
        if name.is_empty() || !self.passes(cx.conn(), TextContext::ClanName, &name) {
            cx.reply_status::<Answer>(&request.message_id, Status::FAIL);
            return Ok(());
        }
        let wanted = ClanRequest::Create { app_id: cx.conn().app_id(), name, leader };
        self.ask(cx, &request.message_id, Purpose::CreateClan, wanted);
        Ok(())
    }

    pub(super) fn clan_created(&mut self, cx: &Context<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        type Answer = lobby::CreateClanResponse;
        let answer = match reply {
            StoreReply::Clan(clan) => {
                if let Ok(session) = self.session_mut(cx.conn()) {
                    session.clan = Some(clan.id);
                }
                Answer { clan_id: clan.id.0, ..StatusResponse::success(message_id) }
            }
            StoreReply::Refused(Refusal::HasClan) => Answer::with(message_id, Status::ALREADY_LEADER_OF_CLAN),
            other => Answer::with(message_id, common::status(other, Status::CLAN_NAME_IN_USE)),
        };
        Packets::of(&answer, cx.dialect())
    }

    pub(super) fn disband_clan(&mut self, cx: &mut Context<'_>, request: lobby::DisbandClanRequest) -> HandlerResult {
        mark!(cx.out, "MLS-121");
        type Answer = lobby::DisbandClanResponse;
        let own = self.own_clan::<Answer>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, _)) = own else { return Ok(()) };
        let clan_id = ClanId(request.clan_id);
        self.ask(cx, &request.message_id, Purpose::DisbandClan(clan_id), ClanRequest::Disband { clan_id, by });
        Ok(())
    }

    /// Its members are without a clan at once (MLS-121).
    pub(super) fn clan_disbanded(&mut self, clan_id: ClanId) {
        self.state.sessions.of_clan_mut(clan_id).for_each(|session| session.clan = None);
    }

    pub(super) fn clan_by_id(&mut self, cx: &mut Context<'_>, request: lobby::GetClanByIDRequest) -> HandlerResult {
        mark!(cx.out, "MLS-122");
        Self::player(cx.conn())?;
        self.ask(cx, &request.message_id, Purpose::ClanById, ClanRequest::ById { clan_id: ClanId(request.clan_id) });
        Ok(())
    }

    pub(super) fn told_by_id(cx: &Context<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        type Answer = lobby::GetClanByIDResponse;
        let answer = match reply {
            StoreReply::Clan(clan) => Answer {
                application_id: clan.app_id.0.cast_signed(),
                clan_name: NameText::new(&clan.name),
                leader_account_id: clan.leader.id.0,
                leader_account_name: NameText::new(&clan.leader.name),
                stats: stats_field(&clan.stats),
                status: clan_status(clan),
                ..StatusResponse::success(message_id)
            },
            other => Answer::with(message_id, common::status(other, Status::CLAN_NOT_FOUND)),
        };
        Packets::of(&answer, cx.dialect())
    }

    pub(super) fn clan_by_name(&mut self, cx: &mut Context<'_>, request: lobby::GetClanByNameRequest) -> HandlerResult {
        mark!(cx.out, "MLS-122");
        Self::player(cx.conn())?;
        let wanted = ClanRequest::ByName { app_id: cx.conn().app_id(), name: request.clan_name.to_text() };
        self.ask(cx, &request.message_id, Purpose::ClanByName, wanted);
        Ok(())
    }

    pub(super) fn told_by_name(cx: &Context<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        type Answer = lobby::GetClanByNameResponse;
        let answer = match reply {
            StoreReply::Clan(clan) => Answer {
                clan_id: clan.id.0,
                leader_account_id: clan.leader.id.0,
                leader_account_name: NameText::new(&clan.leader.name),
                stats: stats_field(&clan.stats),
                status: clan_status(clan),
                ..StatusResponse::success(message_id)
            },
            other => Answer::with(message_id, common::status(other, Status::CLAN_NOT_FOUND)),
        };
        Packets::of(&answer, cx.dialect())
    }

    /// One clan at most; what the store says is what the session knows from then on (MLS-123).
    pub(super) fn my_clans(&mut self, cx: &mut Context<'_>, request: lobby::GetMyClansRequest) -> HandlerResult {
        mark!(cx.out, "MLS-123");
        type Answer = lobby::GetMyClansResponse;
        let Some(account_id) = self.own_account::<Answer>(cx, &request.message_id)? else { return Ok(()) };
        self.ask(cx, &request.message_id, Purpose::MyClans, ClanRequest::OfMember { account_id });
        Ok(())
    }

    pub(super) fn told_my_clans(&mut self, cx: &Context<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        type Answer = lobby::GetMyClansResponse;
        let clan = match reply {
            StoreReply::Clan(clan) => Some(clan),
            StoreReply::Refused(_) => None,
            other => {
                let failed = Answer::ended(message_id, common::status(other, Status::DB_ERROR));
                return Packets::of(&failed, cx.dialect());
            }
        };
        if let Ok(session) = self.session_mut(cx.conn()) {
            session.clan = clan.map(|clan| clan.id);
        }
        let row = clan.map(|clan| Answer {
            clan_id: clan.id.0,
            application_id: clan.app_id.0.cast_signed(),
            clan_name: NameText::new(&clan.name),
            leader_account_id: clan.leader.id.0,
            leader_account_name: NameText::new(&clan.leader.name),
            stats: stats_field(&clan.stats),
            status: clan_status(clan),
            ..StatusResponse::success(message_id)
        });
        list::packets(message_id, row, cx.dialect())
    }

    pub(super) fn invite_to_clan(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::InvitePlayerToClanRequest,
    ) -> HandlerResult {
        let who = Invitee::Id(AccountId(request.player_account_id));
        self.ask_to_invite(cx, &request.message_id, who, &request.invite_message)
    }

    pub(super) fn invite_to_clan_by_name(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::InvitePlayerToClanByNameRequest,
    ) -> HandlerResult {
        let who = Invitee::Name(request.account_name.to_text());
        self.ask_to_invite(cx, &request.message_id, who, &request.invite_message)
    }

    /// The invited one is not told: he asks (MLS-124).
    fn ask_to_invite(
        &mut self,
        cx: &mut Context<'_>,
        message_id: &MessageId,
        who: Invitee,
        message: &ChatText<200>,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-124");
        type Answer = lobby::InvitePlayerToClanResponse;
        let own = self.own_clan::<Answer>(cx, message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let most = cx.conns.shared.limits.clan_invitations;
        let wanted = ClanRequest::Invite { clan_id, by, who, message: message.to_text(), most };
        self.ask(cx, message_id, common::Purpose::status::<Answer>(Status::FAIL), wanted);
        Ok(())
    }

    pub(super) fn invitations_sent(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::GetClanInvitationsSentRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-125");
        type Answer = lobby::GetClanInvitationsSentResponse;
        let own = self.own_clan::<Answer>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((_, clan_id)) = own else { return Ok(()) };
        let page = self.bounded(Page::numbered(request.start.into(), request.page_size.into()));
        self.ask(cx, &request.message_id, Purpose::InvitationsSent, ClanRequest::InvitationsOf { clan_id, page });
        Ok(())
    }

    pub(super) fn sent_rows(cx: &Context<'_>, message_id: MessageId, rows: &[ClanInvitation]) -> Packets {
        let rows = rows.iter().map(|row| lobby::GetClanInvitationsSentResponse {
            account_id: row.invited.id.0,
            account_name: NameText::new(&row.invited.name),
            response_msg: Some(ChatText::new(&row.response_message)),
            response_msg2: Some(ChatText::new(&row.response_message)),
            response_status: Response(row.response),
            response_time: row.response_time.cast_signed(),
            ..StatusResponse::success(message_id)
        });
        list::packets(message_id, rows, cx.dialect())
    }

    pub(super) fn my_invitations(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::CheckMyClanInvitationsRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-126");
        type Answer = lobby::CheckMyClanInvitationsResponse;
        let Some(account_id) = self.own_account::<Answer>(cx, &request.message_id)? else { return Ok(()) };
        let page = self.bounded(Page::numbered(request.start.into(), request.page_size.into()));
        self.ask(cx, &request.message_id, Purpose::MyInvitations, ClanRequest::InvitationsTo { account_id, page });
        Ok(())
    }

    /// Up Your Arsenal prints the message as the clan's name (MLS-126).
    pub(super) fn invited_rows(cx: &Context<'_>, message_id: MessageId, rows: &[ClanInvitation]) -> Packets {
        let names = cx.state().title.as_ref().is_some_and(|title| title.invitation_names_clan);
        let rows = rows.iter().map(|row| {
            let message = if names { &row.clan_name } else { &row.message };
            lobby::CheckMyClanInvitationsResponse {
                clan_invitation_id: row.id.0,
                clan_id: row.clan_id.0,
                response_status: Response(row.response),
                message: Some(ChatText::new(message)),
                message2: Some(ChatText::new(message)),
                leader_account_id: row.leader.id.0,
                leader_account_name: NameText::new(&row.leader.name),
                ..StatusResponse::success(message_id)
            }
        });
        list::packets(message_id, rows, cx.dialect())
    }

    pub(super) fn respond_to_clan(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::RespondToClanInvitationRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-127");
        type Answer = lobby::RespondToClanInvitationResponse;
        let Some(by) = self.own_account::<Answer>(cx, &request.message_id)? else { return Ok(()) };
        let accept = match request.response {
            Response::ACCEPT => true,
            Response::DECLINE => false,
            _ => {
                cx.reply_status::<Answer>(&request.message_id, Status::FAIL);
                return Ok(());
            }
        };
        let wanted = ClanRequest::RespondToClan {
            invitation_id: ClanInvitationId(request.clan_invitation_id),
            by,
            accept,
            message: request.message.to_text(),
            unix_s: cx.unix_s(),
        };
        self.ask(cx, &request.message_id, Purpose::RespondToClan, wanted);
        Ok(())
    }

    pub(super) fn responded(&mut self, cx: &Context<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        if let StoreReply::Clan(clan) = reply
            && let Ok(session) = self.session_mut(cx.conn())
        {
            session.clan = Some(clan.id);
        }
        let status = common::status(reply, Status::FAIL);
        Packets::of(&lobby::RespondToClanInvitationResponse::with(message_id, status), cx.dialect())
    }

    pub(super) fn revoke_invitation(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::RevokeClanInvitationRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-127");
        type Answer = lobby::RevokeClanInvitationResponse;
        let own = self.own_clan::<Answer>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let wanted =
            ClanRequest::RevokeClanInvitation { clan_id, by, account_id: AccountId(request.player_account_id) };
        self.ask(cx, &request.message_id, common::Purpose::status::<Answer>(Status::FAIL), wanted);
        Ok(())
    }

    pub(super) fn remove_from_clan(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::RemovePlayerFromClanRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-128");
        type Answer = lobby::RemovePlayerFromClanResponse;
        let own = self.own_clan::<Answer>(cx, &request.message_id, Status::NOT_CLAN_MEMBER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let account_id = AccountId(request.player_account_id);
        let wanted = ClanRequest::RemoveFromClan { clan_id, by, account_id };
        self.ask(cx, &request.message_id, Purpose::RemoveFromClan(account_id), wanted);
        Ok(())
    }

    pub(super) fn removed(
        &mut self,
        cx: &Context<'_>,
        message_id: MessageId,
        who: AccountId,
        reply: &StoreReply,
    ) -> Packets {
        let status = match reply {
            StoreReply::Refused(Refusal::Leader) => Status::LEADER_CANNOT_LEAVE_CLAN,
            other => common::status(other, Status::FAIL),
        };
        if status == Status::SUCCESS
            && let Some(session) = self.state.sessions.by_account_mut(who)
        {
            session.clan = None;
        }
        // The one who leaves by himself is in nobody's hands but ours.
        Packets::of(&lobby::RemovePlayerFromClanResponse::with(message_id, status), cx.dialect())
    }

    pub(super) fn transfer_clan(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::TransferClanLeadershipRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-129");
        type Answer = lobby::TransferClanLeadershipResponse;
        let own = self.own_clan::<Answer>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let wanted = ClanRequest::TransferClan { clan_id, by, to: AccountId(request.new_leader_account_id) };
        self.ask(cx, &request.message_id, common::Purpose::status::<Answer>(Status::FAIL), wanted);
        Ok(())
    }

    pub(super) fn member_list_extra(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::GetClanMemberListExtraInfoRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-130");
        Self::player(cx.conn())?;
        let stat = u32::try_from(request.ladder_stat_index.unwrap_or_default()).unwrap_or(u32::MAX);
        let wanted = ClanRequest::Members { clan_id: ClanId(request.clan_id), stat };
        self.ask(cx, &request.message_id, Purpose::MembersExtra, wanted);
        Ok(())
    }

    /// Each with his own statistic, his place in the whole ladder, and its size (MLS-130).
    pub(super) fn members_extra(&self, cx: &Context<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        type Answer = lobby::GetClanMemberListExtraInfoResponse;
        let (members, total) = match reply {
            StoreReply::ClanMembers(members, total) => (members, *total),
            other => {
                let failed = Answer::ended(message_id, common::status(other, Status::CLAN_NOT_FOUND));
                return Packets::of(&failed, cx.dialect());
            }
        };
        let group = self.session(cx.conn()).map(|session| session.group).unwrap_or_default();
        let row = |member: &ClanMember| Answer {
            account_id: member.account.id.0,
            account_name: NameText::new(&member.account.name),
            stats: stats_field(&member.stats),
            online_state: self.state_of(member.account.id, group),
            ladder_stat: member.value,
            ladder_position: member.position,
            total_rankings: total,
            ..StatusResponse::success(message_id)
        };
        list::packets(message_id, members.iter().map(row), cx.dialect())
    }

    pub(super) fn member_list(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::GetClanMemberListRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-130");
        Self::player(cx.conn())?;
        let wanted = ClanRequest::Members { clan_id: ClanId(request.clan_id), stat: 0 };
        self.ask(cx, &request.message_id, Purpose::Members, wanted);
        Ok(())
    }

    pub(super) fn members(cx: &Context<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        type Answer = lobby::GetClanMemberListResponse;
        let members = match reply {
            StoreReply::ClanMembers(members, _) => members,
            other => {
                let failed = Answer::ended(message_id, common::status(other, Status::CLAN_NOT_FOUND));
                return Packets::of(&failed, cx.dialect());
            }
        };
        let row = |member: &ClanMember| Answer {
            account_id: member.account.id.0,
            account_name: NameText::new(&member.account.name),
            ..StatusResponse::success(message_id)
        };
        list::packets(message_id, members.iter().map(row), cx.dialect())
    }

    pub(super) fn update_clan_stats(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::UpdateClanStatsRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-132");
        type Answer = lobby::UpdateClanStatsResponse;
        let Some(by) = self.own_account::<Answer>(cx, &request.message_id)? else { return Ok(()) };
        let (clan_id, stats) = (ClanId(request.clan_id), request.stats.0.to_vec());
        if !self.script.allows(cx.now, Hook::ClanStats { account_id: by, clan_id, stats: &stats }, cx.out) {
            cx.reply_status::<Answer>(&request.message_id, Status::FAIL);
            return Ok(());
        }
        self.ask(cx, &request.message_id, Purpose::ClanStats, ClanRequest::SaveStats { clan_id, by, stats });
        Ok(())
    }

    pub(super) fn clan_stats_saved(cx: &Context<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        let status = match reply {
            StoreReply::Refused(Refusal::Denied) => Status::NOT_CLAN_MEMBER,
            other => common::status(other, Status::CLAN_NOT_FOUND),
        };
        Packets::of(&lobby::UpdateClanStatsResponse::with(message_id, status), cx.dialect())
    }

    /// Players join by invitation alone (MLS-128).
    pub(super) fn add_to_clan(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::AddPlayerToClanRequest,
    ) -> HandlerResult {
        Self::player(cx.conn())?;
        cx.reply_status::<lobby::AddPlayerToClanResponse>(&request.message_id, Status::FEATURE_NOT_ENABLED);
        Ok(())
    }

    /// A clan keeps its name (MLS-134).
    pub(super) fn rename_clan(&mut self, cx: &mut Context<'_>, request: lobby_ext::ClanRenameRequest) -> HandlerResult {
        mark!(cx.out, "MLS-134");
        Self::player(cx.conn())?;
        cx.reply_status::<lobby_ext::ClanRenameStatusResponse>(&request.message_id, Status::SUCCESS);
        Ok(())
    }
}
