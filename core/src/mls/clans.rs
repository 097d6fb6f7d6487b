//! Clans, their members and invitations (lobby.md 5.8).

use super::asks::Purpose;
use super::ladders::stats_field;
use super::{Call, Mls};
use crate::front::Handled;
use crate::link::Packets;
use crate::lobby::answers::Ended;
use crate::lobby::asking::Asks as _;
use crate::lobby::common::{self, Common as _};
use crate::lobby::list;
use crate::machine::{Fault, mark};
use crate::script::Hook;
use crate::settings::text_filter::Context;
use crate::store::{Clan, ClanInvitation, ClanMember, ClanRequest, Invitee, Page, Refusal, StoreReply};
use crate::wire::{
    CallbackStatus as Status, ChatText, ClanInvitationsResponseStatus as Response, ClanStatus, MessageId, NameText,
    lobby, lobby_ext,
};

fn clan_status(clan: &Clan) -> ClanStatus {
    if clan.active { ClanStatus::CLAN_ACTIVE } else { ClanStatus::CLAN_DISBANDED }
}

impl Mls {
    /// A registered player with a clan: his account and it. Without one the answer says which is missing: the
    /// lead, where the request needs it, else the membership.
    pub(super) fn own_clan<R: Ended>(
        &self,
        call: &mut Call<'_>,
        message_id: &MessageId,
        missing: Status,
    ) -> Result<Option<(i32, i32)>, Fault> {
        let Some(account_id) = self.own_account::<R>(call, message_id)? else { return Ok(None) };
        match self.session(call.guest)?.clan {
            Some(clan_id) => Ok(Some((account_id, clan_id))),
            None => {
                call.ended::<R>(message_id, missing);
                Ok(None)
            }
        }
    }

    pub(super) fn create_clan(&mut self, call: &mut Call<'_>, request: lobby::CreateClanRequest) -> Handled {
        mark!(call.out, "MLS-120");
        type Answer = lobby::CreateClanResponse;
        let Some(leader) = self.own_account::<Answer>(call, &request.message_id)? else { return Ok(()) };
        let name = request.clan_name.to_text();
        if name.is_empty() || !self.passes(call.guest, Context::ClanName, &name) {
            call.ended::<Answer>(&request.message_id, Status::FAIL);
            return Ok(());
        }
        let wanted = ClanRequest::Create { app_id: call.guest.app_id(), name, leader };
        self.ask(call, &request.message_id, Purpose::CreateClan, wanted);
        Ok(())
    }

    pub(super) fn clan_created(&mut self, call: &Call<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        type Answer = lobby::CreateClanResponse;
        let answer = match reply {
            StoreReply::Clan(clan) => {
                if let Ok(session) = self.session_mut(call.guest) {
                    session.clan = Some(clan.id);
                }
                Answer { clan_id: clan.id, ..Ended::success(message_id) }
            }
            StoreReply::Refused(Refusal::HasClan) => Answer::with(message_id, Status::ALREADY_LEADER_OF_CLAN),
            other => Answer::with(message_id, common::status(other, Status::CLAN_NAME_IN_USE)),
        };
        Packets::of(&answer, call.guest.dialect())
    }

    pub(super) fn disband_clan(&mut self, call: &mut Call<'_>, request: lobby::DisbandClanRequest) -> Handled {
        mark!(call.out, "MLS-121");
        type Answer = lobby::DisbandClanResponse;
        let own = self.own_clan::<Answer>(call, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, _)) = own else { return Ok(()) };
        let clan_id = request.clan_id;
        self.ask(call, &request.message_id, Purpose::DisbandClan(clan_id), ClanRequest::Disband { clan_id, by });
        Ok(())
    }

    /// Its members are without a clan at once (MLS-121).
    pub(super) fn clan_disbanded(&mut self, clan_id: i32) {
        self.state.sessions.of_clan_mut(clan_id).for_each(|session| session.clan = None);
    }

    pub(super) fn clan_by_id(&mut self, call: &mut Call<'_>, request: lobby::GetClanByIDRequest) -> Handled {
        mark!(call.out, "MLS-122");
        Self::player(call.guest)?;
        self.ask(call, &request.message_id, Purpose::ClanById, ClanRequest::ById { clan_id: request.clan_id });
        Ok(())
    }

    pub(super) fn told_by_id(call: &Call<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        type Answer = lobby::GetClanByIDResponse;
        let answer = match reply {
            StoreReply::Clan(clan) => Answer {
                application_id: clan.app_id.cast_signed(),
                clan_name: NameText::new(&clan.name),
                leader_account_id: clan.leader.id,
                leader_account_name: NameText::new(&clan.leader.name),
                stats: stats_field(&clan.stats),
                status: clan_status(clan),
                ..Ended::success(message_id)
            },
            other => Answer::with(message_id, common::status(other, Status::CLAN_NOT_FOUND)),
        };
        Packets::of(&answer, call.guest.dialect())
    }

    pub(super) fn clan_by_name(&mut self, call: &mut Call<'_>, request: lobby::GetClanByNameRequest) -> Handled {
        mark!(call.out, "MLS-122");
        Self::player(call.guest)?;
        let wanted = ClanRequest::ByName { app_id: call.guest.app_id(), name: request.clan_name.to_text() };
        self.ask(call, &request.message_id, Purpose::ClanByName, wanted);
        Ok(())
    }

    pub(super) fn told_by_name(call: &Call<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        type Answer = lobby::GetClanByNameResponse;
        let answer = match reply {
            StoreReply::Clan(clan) => Answer {
                clan_id: clan.id,
                leader_account_id: clan.leader.id,
                leader_account_name: NameText::new(&clan.leader.name),
                stats: stats_field(&clan.stats),
                status: clan_status(clan),
                ..Ended::success(message_id)
            },
            other => Answer::with(message_id, common::status(other, Status::CLAN_NOT_FOUND)),
        };
        Packets::of(&answer, call.guest.dialect())
    }

    /// One clan at most; what the store says is what the session knows from then on (MLS-123).
    pub(super) fn my_clans(&mut self, call: &mut Call<'_>, request: lobby::GetMyClansRequest) -> Handled {
        mark!(call.out, "MLS-123");
        type Answer = lobby::GetMyClansResponse;
        let Some(account_id) = self.own_account::<Answer>(call, &request.message_id)? else { return Ok(()) };
        self.ask(call, &request.message_id, Purpose::MyClans, ClanRequest::OfMember { account_id });
        Ok(())
    }

    pub(super) fn told_my_clans(&mut self, call: &Call<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        type Answer = lobby::GetMyClansResponse;
        let clan = match reply {
            StoreReply::Clan(clan) => Some(clan),
            StoreReply::Refused(_) => None,
            other => {
                let failed = Answer::ended(message_id, common::status(other, Status::DB_ERROR));
                return Packets::of(&failed, call.guest.dialect());
            }
        };
        if let Ok(session) = self.session_mut(call.guest) {
            session.clan = clan.map(|clan| clan.id);
        }
        let row = clan.map(|clan| Answer {
            clan_id: clan.id,
            application_id: clan.app_id.cast_signed(),
            clan_name: NameText::new(&clan.name),
            leader_account_id: clan.leader.id,
            leader_account_name: NameText::new(&clan.leader.name),
            stats: stats_field(&clan.stats),
            status: clan_status(clan),
            ..Ended::success(message_id)
        });
        list::packets(message_id, row, call.guest.dialect())
    }

    pub(super) fn invite_to_clan(&mut self, call: &mut Call<'_>, request: lobby::InvitePlayerToClanRequest) -> Handled {
        let who = Invitee::Id(request.player_account_id);
        self.ask_to_invite(call, &request.message_id, who, &request.invite_message)
    }

    pub(super) fn invite_to_clan_by_name(
        &mut self,
        call: &mut Call<'_>,
        request: lobby::InvitePlayerToClanByNameRequest,
    ) -> Handled {
        let who = Invitee::Name(request.account_name.to_text());
        self.ask_to_invite(call, &request.message_id, who, &request.invite_message)
    }

    /// The invited one is not told: he asks (MLS-124).
    fn ask_to_invite(
        &mut self,
        call: &mut Call<'_>,
        message_id: &MessageId,
        who: Invitee,
        message: &ChatText<200>,
    ) -> Handled {
        mark!(call.out, "MLS-124");
        type Answer = lobby::InvitePlayerToClanResponse;
        let own = self.own_clan::<Answer>(call, message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let most = self.state.front.shared.limits.clan_invitations;
        let wanted = ClanRequest::Invite { clan_id, by, who, message: message.to_text(), most };
        self.ask(call, message_id, common::Purpose::status::<Answer>(Status::FAIL), wanted);
        Ok(())
    }

    pub(super) fn invitations_sent(
        &mut self,
        call: &mut Call<'_>,
        request: lobby::GetClanInvitationsSentRequest,
    ) -> Handled {
        mark!(call.out, "MLS-125");
        type Answer = lobby::GetClanInvitationsSentResponse;
        let own = self.own_clan::<Answer>(call, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((_, clan_id)) = own else { return Ok(()) };
        let page = self.bounded(Page::numbered(request.start.into(), request.page_size.into()));
        self.ask(call, &request.message_id, Purpose::InvitationsSent, ClanRequest::InvitationsOf { clan_id, page });
        Ok(())
    }

    pub(super) fn sent_rows(call: &Call<'_>, message_id: MessageId, rows: &[ClanInvitation]) -> Packets {
        let rows = rows.iter().map(|row| lobby::GetClanInvitationsSentResponse {
            account_id: row.invited.id,
            account_name: NameText::new(&row.invited.name),
            response_msg: Some(ChatText::new(&row.response_message)),
            response_msg2: Some(ChatText::new(&row.response_message)),
            response_status: Response(row.response),
            response_time: row.response_time.cast_signed(),
            ..Ended::success(message_id)
        });
        list::packets(message_id, rows, call.guest.dialect())
    }

    pub(super) fn my_invitations(
        &mut self,
        call: &mut Call<'_>,
        request: lobby::CheckMyClanInvitationsRequest,
    ) -> Handled {
        mark!(call.out, "MLS-126");
        type Answer = lobby::CheckMyClanInvitationsResponse;
        let Some(account_id) = self.own_account::<Answer>(call, &request.message_id)? else { return Ok(()) };
        let page = self.bounded(Page::numbered(request.start.into(), request.page_size.into()));
        self.ask(call, &request.message_id, Purpose::MyInvitations, ClanRequest::InvitationsTo { account_id, page });
        Ok(())
    }

    /// Up Your Arsenal prints the message as the clan's name (MLS-126).
    pub(super) fn invited_rows(call: &Call<'_>, message_id: MessageId, rows: &[ClanInvitation]) -> Packets {
        let names = call.guest.state.title.as_ref().is_some_and(|title| title.invitation_names_clan);
        let rows = rows.iter().map(|row| {
            let message = if names { &row.clan_name } else { &row.message };
            lobby::CheckMyClanInvitationsResponse {
                clan_invitation_id: row.id,
                clan_id: row.clan_id,
                response_status: Response(row.response),
                message: Some(ChatText::new(message)),
                message2: Some(ChatText::new(message)),
                leader_account_id: row.leader.id,
                leader_account_name: NameText::new(&row.leader.name),
                ..Ended::success(message_id)
            }
        });
        list::packets(message_id, rows, call.guest.dialect())
    }

    pub(super) fn respond_to_clan(
        &mut self,
        call: &mut Call<'_>,
        request: lobby::RespondToClanInvitationRequest,
    ) -> Handled {
        mark!(call.out, "MLS-127");
        type Answer = lobby::RespondToClanInvitationResponse;
        let Some(by) = self.own_account::<Answer>(call, &request.message_id)? else { return Ok(()) };
        let accept = match request.response {
            Response::ACCEPT => true,
            Response::DECLINE => false,
            _ => {
                call.ended::<Answer>(&request.message_id, Status::FAIL);
                return Ok(());
            }
        };
        let wanted = ClanRequest::RespondToClan {
            invitation_id: request.clan_invitation_id,
            by,
            accept,
            message: request.message.to_text(),
            unix_s: self.unix_s(call.now),
        };
        self.ask(call, &request.message_id, Purpose::RespondToClan, wanted);
        Ok(())
    }

    pub(super) fn responded(&mut self, call: &Call<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        if let StoreReply::Clan(clan) = reply
            && let Ok(session) = self.session_mut(call.guest)
        {
            session.clan = Some(clan.id);
        }
        let status = common::status(reply, Status::FAIL);
        Packets::of(&lobby::RespondToClanInvitationResponse::with(message_id, status), call.guest.dialect())
    }

    pub(super) fn revoke_invitation(
        &mut self,
        call: &mut Call<'_>,
        request: lobby::RevokeClanInvitationRequest,
    ) -> Handled {
        mark!(call.out, "MLS-127");
        type Answer = lobby::RevokeClanInvitationResponse;
        let own = self.own_clan::<Answer>(call, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let wanted = ClanRequest::RevokeClanInvitation { clan_id, by, account_id: request.player_account_id };
        self.ask(call, &request.message_id, common::Purpose::status::<Answer>(Status::FAIL), wanted);
        Ok(())
    }

    pub(super) fn remove_from_clan(
        &mut self,
        call: &mut Call<'_>,
        request: lobby::RemovePlayerFromClanRequest,
    ) -> Handled {
        mark!(call.out, "MLS-128");
        type Answer = lobby::RemovePlayerFromClanResponse;
        let own = self.own_clan::<Answer>(call, &request.message_id, Status::NOT_CLAN_MEMBER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let account_id = request.player_account_id;
        let wanted = ClanRequest::RemoveFromClan { clan_id, by, account_id };
        self.ask(call, &request.message_id, Purpose::RemoveFromClan(account_id), wanted);
        Ok(())
    }

    pub(super) fn removed(&mut self, call: &Call<'_>, message_id: MessageId, who: i32, reply: &StoreReply) -> Packets {
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
        Packets::of(&lobby::RemovePlayerFromClanResponse::with(message_id, status), call.guest.dialect())
    }

    pub(super) fn transfer_clan(
        &mut self,
        call: &mut Call<'_>,
        request: lobby::TransferClanLeadershipRequest,
    ) -> Handled {
        mark!(call.out, "MLS-129");
        type Answer = lobby::TransferClanLeadershipResponse;
        let own = self.own_clan::<Answer>(call, &request.message_id, Status::NOT_CLAN_LEADER)?;
        let Some((by, clan_id)) = own else { return Ok(()) };
        let wanted = ClanRequest::TransferClan { clan_id, by, to: request.new_leader_account_id };
        self.ask(call, &request.message_id, common::Purpose::status::<Answer>(Status::FAIL), wanted);
        Ok(())
    }

    pub(super) fn member_list_extra(
        &mut self,
        call: &mut Call<'_>,
        request: lobby::GetClanMemberListExtraInfoRequest,
    ) -> Handled {
        mark!(call.out, "MLS-130");
        Self::player(call.guest)?;
        let stat = u32::try_from(request.ladder_stat_index.unwrap_or_default()).unwrap_or(u32::MAX);
        let wanted = ClanRequest::Members { clan_id: request.clan_id, stat };
        self.ask(call, &request.message_id, Purpose::MembersExtra, wanted);
        Ok(())
    }

    /// Each with his own statistic, his place in the whole ladder, and its size (MLS-130).
    pub(super) fn members_extra(&self, call: &Call<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        type Answer = lobby::GetClanMemberListExtraInfoResponse;
        let (members, total) = match reply {
            StoreReply::ClanMembers(members, total) => (members, *total),
            other => {
                let failed = Answer::ended(message_id, common::status(other, Status::CLAN_NOT_FOUND));
                return Packets::of(&failed, call.guest.dialect());
            }
        };
        let group = self.session(call.guest).map(|session| session.group).unwrap_or_default();
        let row = |member: &ClanMember| Answer {
            account_id: member.account.id,
            account_name: NameText::new(&member.account.name),
            stats: stats_field(&member.stats),
            online_state: self.state_of(member.account.id, group),
            ladder_stat: member.value,
            ladder_position: member.position,
            total_rankings: total,
            ..Ended::success(message_id)
        };
        list::packets(message_id, members.iter().map(row), call.guest.dialect())
    }

    pub(super) fn member_list(&mut self, call: &mut Call<'_>, request: lobby::GetClanMemberListRequest) -> Handled {
        mark!(call.out, "MLS-130");
        Self::player(call.guest)?;
        let wanted = ClanRequest::Members { clan_id: request.clan_id, stat: 0 };
        self.ask(call, &request.message_id, Purpose::Members, wanted);
        Ok(())
    }

    pub(super) fn members(call: &Call<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        type Answer = lobby::GetClanMemberListResponse;
        let members = match reply {
            StoreReply::ClanMembers(members, _) => members,
            other => {
                let failed = Answer::ended(message_id, common::status(other, Status::CLAN_NOT_FOUND));
                return Packets::of(&failed, call.guest.dialect());
            }
        };
        let row = |member: &ClanMember| Answer {
            account_id: member.account.id,
            account_name: NameText::new(&member.account.name),
            ..Ended::success(message_id)
        };
        list::packets(message_id, members.iter().map(row), call.guest.dialect())
    }

    pub(super) fn update_clan_stats(&mut self, call: &mut Call<'_>, request: lobby::UpdateClanStatsRequest) -> Handled {
        mark!(call.out, "MLS-132");
        type Answer = lobby::UpdateClanStatsResponse;
        let Some(by) = self.own_account::<Answer>(call, &request.message_id)? else { return Ok(()) };
        let (clan_id, stats) = (request.clan_id, request.stats.0.to_vec());
        if !self.script.allows(call.now, Hook::ClanStats { account_id: by, clan_id, stats: &stats }, call.out) {
            call.ended::<Answer>(&request.message_id, Status::FAIL);
            return Ok(());
        }
        self.ask(call, &request.message_id, Purpose::ClanStats, ClanRequest::SaveStats { clan_id, by, stats });
        Ok(())
    }

    pub(super) fn clan_stats_saved(call: &Call<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        let status = match reply {
            StoreReply::Refused(Refusal::Denied) => Status::NOT_CLAN_MEMBER,
            other => common::status(other, Status::CLAN_NOT_FOUND),
        };
        Packets::of(&lobby::UpdateClanStatsResponse::with(message_id, status), call.guest.dialect())
    }

    /// Players join by invitation alone (MLS-128).
    pub(super) fn add_to_clan(&mut self, call: &mut Call<'_>, request: lobby::AddPlayerToClanRequest) -> Handled {
        Self::player(call.guest)?;
        call.ended::<lobby::AddPlayerToClanResponse>(&request.message_id, Status::FEATURE_NOT_ENABLED);
        Ok(())
    }

    /// A clan keeps its name (MLS-134).
    pub(super) fn rename_clan(&mut self, call: &mut Call<'_>, request: lobby_ext::ClanRenameRequest) -> Handled {
        mark!(call.out, "MLS-134");
        Self::player(call.guest)?;
        call.ended::<lobby_ext::ClanRenameStatusResponse>(&request.message_id, Status::SUCCESS);
        Ok(())
    }
}
