//! Clans, their members and invitations (lobby.md 5.8).

use super::ladders::stats_field;
use super::state::{Context, Lobby};
use crate::connections::HandlerResult;
use crate::ids::{AccountId, ClanId, ClanInvitationId};
use crate::link::Packets;
use crate::lobby::account_requests::AccountRequests as _;
use crate::lobby::feature::declare_feature;
use crate::lobby::list::{self, list_answer};
use crate::lobby::store_client::{ReplyTo, StoreUser as _, status_of, status_reply};
use crate::machine::{Fault, mark};
use crate::script::Hook;
use crate::settings::text_filter::TextContext;
use crate::store::{
    Answer, AnswerClanInvitation, AnswerClanInvitationRefusal, Clan, ClanMembers, ClanMissing, CreateClan,
    CreateClanRefusal, DisbandClan, FindClanByName, FindClanOfAccount, InviteToClan, InviteToClanRefusal, Invitee,
    ListClanMembers, ListInvitationsOfClan, ListInvitationsToAccount, NotLeader, Page, ReadClan, RemoveClanMember,
    RemoveClanMemberRefusal, RevokeClanInvitation, RevokeClanInvitationRefusal, SaveClanStats, SaveClanStatsRefusal,
    StoreError, TransferClan, TransferClanRefusal,
};
use crate::wire::StatusResponse;
use crate::wire::{
    CallbackStatus as Status, ChatText, ClanInvitationsResponseStatus, ClanStatus, MessageId, NameText, lobby,
    lobby_ext,
};

declare_feature! { Lobby;
    routes {
        lobby::CreateClanRequest => create_clan,
        lobby::DisbandClanRequest => disband_clan,
        lobby::GetClanByIDRequest => clan_by_id,
        lobby::GetClanByNameRequest => clan_by_name,
        lobby::GetMyClansRequest => my_clans,
        lobby::InvitePlayerToClanRequest => invite_to_clan,
        lobby::InvitePlayerToClanByNameRequest => invite_to_clan_by_name,
        lobby::GetClanInvitationsSentRequest => invitations_sent,
        lobby::CheckMyClanInvitationsRequest => my_invitations,
        lobby::RespondToClanInvitationRequest => respond_to_clan,
        lobby::RevokeClanInvitationRequest => revoke_invitation,
        lobby::RemovePlayerFromClanRequest => remove_from_clan,
        lobby::TransferClanLeadershipRequest => transfer_clan,
        lobby::GetClanMemberListRequest => member_list,
        lobby::GetClanMemberListExtraInfoRequest => member_list_extra,
        lobby::UpdateClanStatsRequest => update_clan_stats,
        lobby::AddPlayerToClanRequest => add_to_clan,
        lobby_ext::ClanRenameRequest => rename_clan,
    }
    pending {
        ClanCreated: CreateClan => clan_created,
        ClanDisbanded { clan_id: ClanId }: DisbandClan => clan_disbanded,
        ClanRead: ReadClan => clan_read,
        ClanOfNameFound: FindClanByName => clan_of_name_found,
        OwnClanFound: FindClanOfAccount => own_clan_found,
        PlayerInvitedToClan: InviteToClan => status(lobby::InvitePlayerToClanResponse, |why| match why {
            InviteToClanRefusal::NotLeader
            | InviteToClanRefusal::NoAccount
            | InviteToClanRefusal::Exists
            | InviteToClanRefusal::Full => Status::FAIL,
        }),
        SentInvitationsRead: ListInvitationsOfClan => sent_invitations_read,
        OwnInvitationsRead: ListInvitationsToAccount => own_invitations_read,
        ClanInvitationAnswered: AnswerClanInvitation => clan_invitation_answered,
        ClanInvitationRevoked: RevokeClanInvitation => status(
            lobby::RevokeClanInvitationResponse,
            |(RevokeClanInvitationRefusal::NotLeader | RevokeClanInvitationRefusal::NoInvitation)| Status::FAIL
        ),
        ClanMemberRemoved { account_id: AccountId }: RemoveClanMember => clan_member_removed,
        ClanTransferred: TransferClan => status(
            lobby::TransferClanLeadershipResponse,
            |(TransferClanRefusal::NotLeader | TransferClanRefusal::NotMember)| Status::FAIL
        ),
        ClanMembersExtraRead: ListClanMembers => clan_members_extra_read,
        ClanMembersRead: ListClanMembers => clan_members_read,
        ClanStatsSaved: SaveClanStats => status(lobby::UpdateClanStatsResponse, |why| match why {
            SaveClanStatsRefusal::NoClan => Status::CLAN_NOT_FOUND,
            SaveClanStatsRefusal::NotMember => Status::NOT_CLAN_MEMBER,
        }),
    }
    unattended {}
}

fn clan_status(clan: &Clan) -> ClanStatus {
    if clan.active { ClanStatus::CLAN_ACTIVE } else { ClanStatus::CLAN_DISBANDED }
}

impl Lobby {
    /// A registered player with a clan: their account and it. Without one the answer says which is missing: the
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

    fn create_clan(&mut self, cx: &mut Context<'_>, request: lobby::CreateClanRequest) -> HandlerResult {
        mark!(cx.out, "MLS-120");
        type Response = lobby::CreateClanResponse;
        let Some(leader) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let name = request.clan_name.to_text();
        if name.is_empty() || !self.passes(cx.conn(), TextContext::ClanName, &name) {
            cx.reply_status::<Response>(&request.message_id, Status::FAIL);
            return Ok(());
        }
        let wanted = CreateClan { app_id: cx.conn().app_id(), name, leader };
        self.ask(cx, &request.message_id, ClanCreated {}, wanted);
        Ok(())
    }

    fn clan_created(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: ClanCreated,
        answer: Answer<CreateClan>,
    ) -> Packets {
        let status = status_of(&answer, |why| match why {
            CreateClanRefusal::HasClan => Status::ALREADY_LEADER_OF_CLAN,
            CreateClanRefusal::NameTaken => Status::CLAN_NAME_IN_USE,
        });
        let mut response = lobby::CreateClanResponse::with(asked.message_id, status);
        if let Ok(clan) = answer {
            response.clan_id = clan.id.0;
            if let Ok(session) = self.session_mut(cx.conn()) {
                session.clan = Some(clan.id);
            }
        }
        Packets::of(&response, cx.dialect())
    }

    fn disband_clan(&mut self, cx: &mut Context<'_>, request: lobby::DisbandClanRequest) -> HandlerResult {
        mark!(cx.out, "MLS-121");
        type Response = lobby::DisbandClanResponse;
        let own = self.own_clan::<Response>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, _)) = own else { return Ok(()) };
        let clan_id = ClanId(request.clan_id);
        self.ask(cx, &request.message_id, ClanDisbanded { clan_id }, DisbandClan { clan_id, by });
        Ok(())
    }

    /// Its members are without a clan at once (MLS-121).
    fn clan_disbanded(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        ClanDisbanded { clan_id }: ClanDisbanded,
        answer: Answer<DisbandClan>,
    ) -> Packets {
        if answer.is_ok() {
            self.state.sessions.of_clan_mut(clan_id).for_each(|session| session.clan = None);
        }
        status_reply::<lobby::DisbandClanResponse, _, _, _>(cx, asked, &answer, |NotLeader::NotLeader| Status::FAIL)
    }

    fn clan_by_id(&mut self, cx: &mut Context<'_>, request: lobby::GetClanByIDRequest) -> HandlerResult {
        mark!(cx.out, "MLS-122");
        Self::player(cx.conn())?;
        self.ask(cx, &request.message_id, ClanRead {}, ReadClan { clan_id: ClanId(request.clan_id) });
        Ok(())
    }

    fn clan_read(&mut self, cx: &mut Context<'_>, asked: ReplyTo, _: ClanRead, answer: Answer<ReadClan>) -> Packets {
        // Clans of other titles are nobody's business (ST-51).
        let group = self.session(cx.conn()).map(|session| session.group).unwrap_or_default();
        let answer = answer
            .and_then(|clan| if self.group(clan.app_id) == group { Ok(clan) } else { Err(ClanMissing::NoClan.into()) });
        let Ok(clan) = &answer else { return Self::no_clan::<lobby::GetClanByIDResponse, _>(cx, asked, &answer) };
        let response = lobby::GetClanByIDResponse {
            application_id: clan.app_id.0.cast_signed(),
            clan_name: NameText::new(&clan.name),
            leader_account_id: clan.leader.id.0,
            leader_account_name: NameText::new(&clan.leader.name),
            stats: stats_field(&clan.stats),
            status: clan_status(clan),
            ..StatusResponse::success(asked.message_id)
        };
        Packets::of(&response, cx.dialect())
    }

    fn clan_by_name(&mut self, cx: &mut Context<'_>, request: lobby::GetClanByNameRequest) -> HandlerResult {
        mark!(cx.out, "MLS-122");
        Self::player(cx.conn())?;
        let wanted = FindClanByName { app_id: cx.conn().app_id(), name: request.clan_name.to_text() };
        self.ask(cx, &request.message_id, ClanOfNameFound {}, wanted);
        Ok(())
    }

    fn clan_of_name_found(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: ClanOfNameFound,
        answer: Answer<FindClanByName>,
    ) -> Packets {
        let Ok(clan) = &answer else { return Self::no_clan::<lobby::GetClanByNameResponse, _>(cx, asked, &answer) };
        let response = lobby::GetClanByNameResponse {
            clan_id: clan.id.0,
            leader_account_id: clan.leader.id.0,
            leader_account_name: NameText::new(&clan.leader.name),
            stats: stats_field(&clan.stats),
            status: clan_status(clan),
            ..StatusResponse::success(asked.message_id)
        };
        Packets::of(&response, cx.dialect())
    }

    /// The answer to who asks for a clan, where it does not come.
    fn no_clan<R: StatusResponse, T>(
        cx: &Context<'_>,
        asked: ReplyTo,
        answer: &Result<T, StoreError<ClanMissing>>,
    ) -> Packets {
        status_reply::<R, _, _, _>(cx, asked, answer, |ClanMissing::NoClan| Status::CLAN_NOT_FOUND)
    }

    /// One clan at most; what the store says is what the session knows from then on (MLS-123).
    fn my_clans(&mut self, cx: &mut Context<'_>, request: lobby::GetMyClansRequest) -> HandlerResult {
        mark!(cx.out, "MLS-123");
        type Response = lobby::GetMyClansResponse;
        let Some(account_id) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        self.ask(cx, &request.message_id, OwnClanFound {}, FindClanOfAccount { account_id });
        Ok(())
    }

    fn own_clan_found(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: OwnClanFound,
        answer: Answer<FindClanOfAccount>,
    ) -> Packets {
        type Response = lobby::GetMyClansResponse;
        let message_id = asked.message_id;
        let clan = match answer {
            Ok(clan) => Some(clan),
            Err(StoreError::Refused(ClanMissing::NoClan)) => None,
            Err(StoreError::Failed) => {
                return Packets::of(&Response::ended(message_id, Status::DB_ERROR), cx.dialect());
            }
        };
        if let Ok(session) = self.session_mut(cx.conn()) {
            session.clan = clan.as_ref().map(|clan| clan.id);
        }
        let row = clan.map(|clan| Response {
            clan_id: clan.id.0,
            application_id: clan.app_id.0.cast_signed(),
            clan_name: NameText::new(&clan.name),
            leader_account_id: clan.leader.id.0,
            leader_account_name: NameText::new(&clan.leader.name),
            stats: stats_field(&clan.stats),
            status: clan_status(&clan),
            ..StatusResponse::success(message_id)
        });
        list::packets(message_id, row, cx.dialect())
    }

    fn invite_to_clan(&mut self, cx: &mut Context<'_>, request: lobby::InvitePlayerToClanRequest) -> HandlerResult {
        let who = Invitee::Id(AccountId(request.player_account_id));
        self.ask_to_invite(cx, &request.message_id, who, &request.invite_message)
    }

    fn invite_to_clan_by_name(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::InvitePlayerToClanByNameRequest,
    ) -> HandlerResult {
        let who = Invitee::Name(request.account_name.to_text());
        self.ask_to_invite(cx, &request.message_id, who, &request.invite_message)
    }

    /// The invited player is not told: they ask (MLS-124).
    fn ask_to_invite(
        &mut self,
        cx: &mut Context<'_>,
        message_id: &MessageId,
        who: Invitee,
        message: &ChatText<200>,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-124");
        type Response = lobby::InvitePlayerToClanResponse;
        let own = self.own_clan::<Response>(cx, message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let max = cx.conns.shared.limits.clan_invitations;
        let wanted = InviteToClan { clan_id, by, who, message: message.to_text(), max };
        self.ask(cx, message_id, PlayerInvitedToClan {}, wanted);
        Ok(())
    }

    fn invitations_sent(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::GetClanInvitationsSentRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-125");
        type Response = lobby::GetClanInvitationsSentResponse;
        let own = self.own_clan::<Response>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((_, clan_id)) = own else { return Ok(()) };
        let page = self.bounded(Page::numbered(request.start.into(), request.page_size.into()));
        self.ask(cx, &request.message_id, SentInvitationsRead {}, ListInvitationsOfClan { clan_id, page });
        Ok(())
    }

    fn sent_invitations_read(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: SentInvitationsRead,
        answer: Answer<ListInvitationsOfClan>,
    ) -> Packets {
        list_answer(asked.message_id, answer, cx.dialect(), |row| lobby::GetClanInvitationsSentResponse {
            account_id: row.invited.id.0,
            account_name: NameText::new(&row.invited.name),
            response_msg: Some(ChatText::new(&row.response_message)),
            response_msg2: Some(ChatText::new(&row.response_message)),
            response_status: row.response,
            response_time: row.response_time.cast_signed(),
            ..StatusResponse::success(asked.message_id)
        })
    }

    fn my_invitations(&mut self, cx: &mut Context<'_>, request: lobby::CheckMyClanInvitationsRequest) -> HandlerResult {
        mark!(cx.out, "MLS-126");
        type Response = lobby::CheckMyClanInvitationsResponse;
        let Some(account_id) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let page = self.bounded(Page::numbered(request.start.into(), request.page_size.into()));
        self.ask(cx, &request.message_id, OwnInvitationsRead {}, ListInvitationsToAccount { account_id, page });
        Ok(())
    }

    /// Up Your Arsenal prints the message as the clan's name (MLS-126).
    fn own_invitations_read(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: OwnInvitationsRead,
        answer: Answer<ListInvitationsToAccount>,
    ) -> Packets {
        let names = cx.state().title.as_ref().is_some_and(|title| title.invitation_names_clan);
        list_answer(asked.message_id, answer, cx.dialect(), |row| {
            let message = if names { &row.clan_name } else { &row.message };
            lobby::CheckMyClanInvitationsResponse {
                clan_invitation_id: row.id.0,
                clan_id: row.clan_id.0,
                response_status: row.response,
                message: Some(ChatText::new(message)),
                message2: Some(ChatText::new(message)),
                leader_account_id: row.leader.id.0,
                leader_account_name: NameText::new(&row.leader.name),
                ..StatusResponse::success(asked.message_id)
            }
        })
    }

    fn respond_to_clan(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::RespondToClanInvitationRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-127");
        type Response = lobby::RespondToClanInvitationResponse;
        let Some(by) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let accept = match request.response {
            ClanInvitationsResponseStatus::ACCEPT => true,
            ClanInvitationsResponseStatus::DECLINE => false,
            _ => {
                cx.reply_status::<Response>(&request.message_id, Status::FAIL);
                return Ok(());
            }
        };
        let wanted = AnswerClanInvitation {
            invitation_id: ClanInvitationId(request.clan_invitation_id),
            by,
            accept,
            message: request.message.to_text(),
            unix_s: cx.unix_s(),
        };
        self.ask(cx, &request.message_id, ClanInvitationAnswered {}, wanted);
        Ok(())
    }

    fn clan_invitation_answered(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: ClanInvitationAnswered,
        answer: Answer<AnswerClanInvitation>,
    ) -> Packets {
        if let Ok(Some(clan)) = &answer
            && let Ok(session) = self.session_mut(cx.conn())
        {
            session.clan = Some(clan.id);
        }
        status_reply::<lobby::RespondToClanInvitationResponse, _, _, _>(cx, asked, &answer, |why| match why {
            AnswerClanInvitationRefusal::NoInvitation | AnswerClanInvitationRefusal::HasClan => Status::FAIL,
        })
    }

    fn revoke_invitation(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::RevokeClanInvitationRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-127");
        type Response = lobby::RevokeClanInvitationResponse;
        let own = self.own_clan::<Response>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let wanted = RevokeClanInvitation { clan_id, by, account_id: AccountId(request.player_account_id) };
        self.ask(cx, &request.message_id, ClanInvitationRevoked {}, wanted);
        Ok(())
    }

    fn remove_from_clan(&mut self, cx: &mut Context<'_>, request: lobby::RemovePlayerFromClanRequest) -> HandlerResult {
        mark!(cx.out, "MLS-128");
        type Response = lobby::RemovePlayerFromClanResponse;
        let own = self.own_clan::<Response>(cx, &request.message_id, Status::NOT_CLAN_MEMBER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        if ClanId(request.clan_id) != clan_id {
            cx.reply_status::<Response>(&request.message_id, Status::FAIL);
            return Ok(());
        }
        let account_id = AccountId(request.player_account_id);
        let wanted = RemoveClanMember { clan_id, by, account_id };
        self.ask(cx, &request.message_id, ClanMemberRemoved { account_id }, wanted);
        Ok(())
    }

    fn clan_member_removed(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        ClanMemberRemoved { account_id }: ClanMemberRemoved,
        answer: Answer<RemoveClanMember>,
    ) -> Packets {
        if answer.is_ok()
            && let Some(session) = self.state.sessions.by_account_mut(account_id)
        {
            session.clan = None;
        }
        status_reply::<lobby::RemovePlayerFromClanResponse, _, _, _>(cx, asked, &answer, |why| match why {
            RemoveClanMemberRefusal::IsLeader => Status::LEADER_CANNOT_LEAVE_CLAN,
            RemoveClanMemberRefusal::NotMember | RemoveClanMemberRefusal::Denied => Status::FAIL,
        })
    }

    fn transfer_clan(&mut self, cx: &mut Context<'_>, request: lobby::TransferClanLeadershipRequest) -> HandlerResult {
        mark!(cx.out, "MLS-129");
        type Response = lobby::TransferClanLeadershipResponse;
        let own = self.own_clan::<Response>(cx, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let wanted = TransferClan { clan_id, by, to: AccountId(request.new_leader_account_id) };
        self.ask(cx, &request.message_id, ClanTransferred {}, wanted);
        Ok(())
    }

    fn member_list_extra(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::GetClanMemberListExtraInfoRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-130");
        Self::player(cx.conn())?;
        let stat = u32::try_from(request.ladder_stat_index.unwrap_or_default()).unwrap_or(u32::MAX);
        let wanted = ListClanMembers { app_id: cx.conn().app_id(), clan_id: ClanId(request.clan_id), stat };
        self.ask(cx, &request.message_id, ClanMembersExtraRead {}, wanted);
        Ok(())
    }

    /// Each with their own statistic, their place in the whole ladder, and its size (MLS-130).
    fn clan_members_extra_read(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: ClanMembersExtraRead,
        answer: Answer<ListClanMembers>,
    ) -> Packets {
        type Response = lobby::GetClanMemberListExtraInfoResponse;
        let Ok(ClanMembers { members, ladder_size }) = &answer else {
            return Self::no_clan::<Response, _>(cx, asked, &answer);
        };
        let group = self.session(cx.conn()).map(|session| session.group).unwrap_or_default();
        let rows = members.iter().map(|member| Response {
            account_id: member.account.id.0,
            account_name: NameText::new(&member.account.name),
            stats: stats_field(&member.stats),
            online_state: self.state_of(member.account.id, group),
            ladder_stat: member.value,
            ladder_position: member.position,
            total_rankings: *ladder_size,
            ..StatusResponse::success(asked.message_id)
        });
        list::packets(asked.message_id, rows, cx.dialect())
    }

    fn member_list(&mut self, cx: &mut Context<'_>, request: lobby::GetClanMemberListRequest) -> HandlerResult {
        mark!(cx.out, "MLS-130");
        Self::player(cx.conn())?;
        let wanted = ListClanMembers { app_id: cx.conn().app_id(), clan_id: ClanId(request.clan_id), stat: 0 };
        self.ask(cx, &request.message_id, ClanMembersRead {}, wanted);
        Ok(())
    }

    fn clan_members_read(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: ClanMembersRead,
        answer: Answer<ListClanMembers>,
    ) -> Packets {
        type Response = lobby::GetClanMemberListResponse;
        let Ok(ClanMembers { members, .. }) = &answer else {
            return Self::no_clan::<Response, _>(cx, asked, &answer);
        };
        let rows = members.iter().map(|member| Response {
            account_id: member.account.id.0,
            account_name: NameText::new(&member.account.name),
            ..StatusResponse::success(asked.message_id)
        });
        list::packets(asked.message_id, rows, cx.dialect())
    }

    fn update_clan_stats(&mut self, cx: &mut Context<'_>, request: lobby::UpdateClanStatsRequest) -> HandlerResult {
        mark!(cx.out, "MLS-132");
        type Response = lobby::UpdateClanStatsResponse;
        let Some(by) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let (clan_id, stats) = (ClanId(request.clan_id), request.stats.0.to_vec());
        if !self.script.allows(cx.now, Hook::ClanStats { account_id: by, clan_id, stats: &stats }, cx.out) {
            cx.reply_status::<Response>(&request.message_id, Status::FAIL);
            return Ok(());
        }
        self.ask(cx, &request.message_id, ClanStatsSaved {}, SaveClanStats { clan_id, by, stats });
        Ok(())
    }

    /// Players join by invitation alone (MLS-128).
    fn add_to_clan(&mut self, cx: &mut Context<'_>, request: lobby::AddPlayerToClanRequest) -> HandlerResult {
        Self::player(cx.conn())?;
        cx.reply_status::<lobby::AddPlayerToClanResponse>(&request.message_id, Status::FEATURE_NOT_ENABLED);
        Ok(())
    }

    /// A clan keeps its name (MLS-134).
    fn rename_clan(&mut self, cx: &mut Context<'_>, request: lobby_ext::ClanRenameRequest) -> HandlerResult {
        mark!(cx.out, "MLS-134");
        Self::player(cx.conn())?;
        cx.reply_status::<lobby_ext::ClanRenameStatusResponse>(&request.message_id, Status::SUCCESS);
        Ok(())
    }
}
