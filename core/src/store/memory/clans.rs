//! Clans, with their members, invitations, messages and challenges.

use super::{ClanRow, Memory, fold};
use crate::ids::{AccountId, AppId, ChallengeId, ClanId, ClanInvitationId, ClanMessageId};
use crate::store::{
    ACCOUNT_STATS_SIZE, Answer, AnswerClanInvitation, AnswerClanInvitationRefusal, Challenge, ChallengeClan,
    ChallengeClanRefusal, Clan, ClanInvitation, ClanMember, ClanMembers, ClanMessage, ClanMessageRefusal, ClanMissing,
    ClanStore, CreateClan, CreateClanRefusal, DeleteClanMessage, DisbandClan, FindClanByName, FindClanOfAccount,
    InviteToClan, InviteToClanRefusal, Invitee, LadderBy, LadderOwner, ListChallenges, ListClanMembers,
    ListClanMessages, ListInvitationsOfClan, ListInvitationsToAccount, ModifyClanMessage, MoveChallenge,
    MoveChallengeRefusal, NotLeader, Page, ReadClan, RemoveClanMember, RemoveClanMemberRefusal, RevokeClanInvitation,
    RevokeClanInvitationRefusal, SaveClanStats, SaveClanStatsRefusal, SendClanMessage, TransferClan,
    TransferClanRefusal,
};
use crate::wire::{ClanChallengeStatus, ClanInvitationsResponseStatus as Response, ClanMessageStatus};

impl Memory {
    /// Returns the clan that an account is in.
    pub(super) fn clan_of(&self, account_id: AccountId) -> Option<&ClanRow> {
        self.clans.values().find(|clan| clan.active && clan.members.contains(&account_id))
    }

    /// Takes an account that goes out of its clan; a leader's clan goes on under the next member, or ends.
    pub(super) fn leave_clan(&mut self, account_id: AccountId) {
        for clan in self.clans.values_mut().filter(|clan| clan.active) {
            clan.members.retain(|id| *id != account_id);
            if clan.leader == account_id {
                clan.leader = clan.members.first().copied().unwrap_or_default();
                clan.active = !clan.members.is_empty();
            }
        }
    }

    pub(super) fn clan(&self, clan: &ClanRow) -> Clan {
        Clan {
            id: clan.id,
            app_id: clan.app_id,
            name: clan.name.clone(),
            leader: self.named(clan.leader),
            stats: clan.stats.clone(),
            active: clan.active,
        }
    }

    /// Returns the clan, if this account leads it.
    pub(super) fn led(&mut self, clan_id: ClanId, by: AccountId) -> Option<&mut ClanRow> {
        self.clans.get_mut(&clan_id).filter(|clan| clan.active && clan.leader == by)
    }

    fn clan_named(&self, app_id: AppId, name: &str) -> Option<&ClanRow> {
        let (group, name) = (self.group(app_id), fold(name));
        self.clans.values().find(|clan| clan.active && self.group(clan.app_id) == group && fold(&clan.name) == name)
    }

    fn open_invitations(&self, page: Page, which: impl Fn(&ClanInvitation) -> bool) -> Vec<ClanInvitation> {
        let open = self.clan_invitations.values().filter(|one| one.response == Response::UNDECIDED && which(one));
        page.of(open.cloned())
    }
}

impl ClanStore for Memory {
    fn create_clan(&mut self, request: CreateClan) -> Answer<CreateClan> {
        let CreateClan { app_id, name, leader } = request;
        if self.clan_of(leader).is_some() {
            return Err(CreateClanRefusal::HasClan.into());
        }
        if self.clan_named(app_id, &name).is_some() {
            return Err(CreateClanRefusal::NameTaken.into());
        }
        let id = ClanId(self.next_id());
        let stats = vec![0; ACCOUNT_STATS_SIZE];
        let row =
            ClanRow { id, app_id, name, leader, members: vec![leader], stats, messages: Vec::new(), active: true };
        let clan = self.clan(&row);
        self.clans.insert(id, row);
        Ok(clan)
    }

    fn disband_clan(&mut self, request: DisbandClan) -> Answer<DisbandClan> {
        let DisbandClan { clan_id, by } = request;
        let clan = self.led(clan_id, by).ok_or(NotLeader::NotLeader)?;
        clan.active = false;
        clan.members.clear();
        self.clan_invitations.retain(|_, one| one.clan_id != clan_id);
        Ok(())
    }

    fn read_clan(&mut self, request: ReadClan) -> Answer<ReadClan> {
        let row = self.clans.get(&request.clan_id).ok_or(ClanMissing::NoClan)?;
        Ok(self.clan(row))
    }

    fn find_clan_by_name(&mut self, request: FindClanByName) -> Answer<FindClanByName> {
        let row = self.clan_named(request.app_id, &request.name).ok_or(ClanMissing::NoClan)?;
        Ok(self.clan(row))
    }

    fn find_clan_of_account(&mut self, request: FindClanOfAccount) -> Answer<FindClanOfAccount> {
        let row = self.clan_of(request.account_id).ok_or(ClanMissing::NoClan)?;
        Ok(self.clan(row))
    }

    fn invite_to_clan(&mut self, request: InviteToClan) -> Answer<InviteToClan> {
        type Refusal = InviteToClanRefusal;
        let InviteToClan { clan_id, by, who, message, max } = request;
        let clan = self.led(clan_id, by).ok_or(Refusal::NotLeader)?;
        let (app_id, clan_name, leader) = (clan.app_id, clan.name.clone(), clan.leader);
        let invited = match who {
            Invitee::Id(id) => self.accounts.get(&id).filter(|row| row.group == self.group(app_id)),
            Invitee::Name(name) => self.account_named(app_id, &name),
        };
        let invited = invited.ok_or(Refusal::NoAccount)?.id;
        let open = self.open_invitations(Page::ALL, |one| one.clan_id == clan_id);
        if open.iter().any(|one| one.invited.id == invited) {
            return Err(Refusal::Exists.into());
        }
        if open.len() >= max as usize {
            return Err(Refusal::Full.into());
        }
        let id = ClanInvitationId(self.next_id());
        let invitation = ClanInvitation {
            id,
            clan_id,
            clan_name,
            leader: self.named(leader),
            invited: self.named(invited),
            message,
            response: Response::UNDECIDED,
            response_message: String::new(),
            response_time: 0,
        };
        self.clan_invitations.insert(id, invitation);
        Ok(())
    }

    fn list_invitations_of_clan(&mut self, request: ListInvitationsOfClan) -> Answer<ListInvitationsOfClan> {
        Ok(self.open_invitations(request.page, |one| one.clan_id == request.clan_id))
    }

    fn list_invitations_to_account(&mut self, request: ListInvitationsToAccount) -> Answer<ListInvitationsToAccount> {
        Ok(self.open_invitations(request.page, |one| one.invited.id == request.account_id))
    }

    fn answer_clan_invitation(&mut self, request: AnswerClanInvitation) -> Answer<AnswerClanInvitation> {
        type Refusal = AnswerClanInvitationRefusal;
        let AnswerClanInvitation { invitation_id, by, accept, message, unix_s } = request;
        let has_clan = self.clan_of(by).is_some();
        let one = self.clan_invitations.get_mut(&invitation_id);
        let one = one.filter(|one| one.invited.id == by && one.response == Response::UNDECIDED);
        let one = one.ok_or(Refusal::NoInvitation)?;
        if accept && has_clan {
            return Err(Refusal::HasClan.into());
        }
        let clan_id = one.clan_id;
        if accept {
            self.clans.get_mut(&clan_id).ok_or(Refusal::NoInvitation)?.members.push(by);
        }
        one.response = if accept { Response::ACCEPT } else { Response::DECLINE };
        (one.response_message, one.response_time) = (message, unix_s);
        Ok(self.clans.get(&clan_id).filter(|_| accept).map(|row| self.clan(row)))
    }

    fn revoke_clan_invitation(&mut self, request: RevokeClanInvitation) -> Answer<RevokeClanInvitation> {
        let RevokeClanInvitation { clan_id, by, account_id } = request;
        self.led(clan_id, by).ok_or(RevokeClanInvitationRefusal::NotLeader)?;
        let open = |one: &&mut ClanInvitation| {
            one.clan_id == clan_id && one.invited.id == account_id && one.response == Response::UNDECIDED
        };
        let one = self.clan_invitations.values_mut().find(open).ok_or(RevokeClanInvitationRefusal::NoInvitation)?;
        one.response = Response::REVOKED;
        Ok(())
    }

    fn remove_clan_member(&mut self, request: RemoveClanMember) -> Answer<RemoveClanMember> {
        let RemoveClanMember { clan_id, by, account_id } = request;
        let clan = self.clans.get_mut(&clan_id).filter(|clan| clan.active && clan.members.contains(&account_id));
        let clan = clan.ok_or(RemoveClanMemberRefusal::NotMember)?;
        if clan.leader == account_id {
            return Err(RemoveClanMemberRefusal::IsLeader.into());
        }
        if by != account_id && by != clan.leader {
            return Err(RemoveClanMemberRefusal::Denied.into());
        }
        clan.members.retain(|id| *id != account_id);
        Ok(())
    }

    fn transfer_clan(&mut self, request: TransferClan) -> Answer<TransferClan> {
        let TransferClan { clan_id, by, to } = request;
        let clan = self.led(clan_id, by).ok_or(TransferClanRefusal::NotLeader)?;
        if !clan.members.contains(&to) {
            return Err(TransferClanRefusal::NotMember.into());
        }
        clan.leader = to;
        Ok(())
    }

    fn list_clan_members(&mut self, request: ListClanMembers) -> Answer<ListClanMembers> {
        let ListClanMembers { app_id, clan_id, stat } = request;
        let clan = self.clans.get(&clan_id).filter(|clan| self.share(clan.app_id, app_id));
        let clan = clan.ok_or(ClanMissing::NoClan)?;
        let ranking = self.ranking(clan.app_id, LadderBy::Stat(stat));
        let member = |id: &AccountId| {
            let place = ranking.iter().position(|(ranked, _)| ranked == id);
            ClanMember {
                account: self.named(*id),
                stats: self.accounts.get(id).map(|row| row.stats.clone()).unwrap_or_default(),
                value: self.ladder_stat(LadderOwner::Player(*id), stat),
                position: place.and_then(|place| u32::try_from(place + 1).ok()).unwrap_or_default(),
            }
        };
        let ladder_size = u32::try_from(ranking.len()).unwrap_or(u32::MAX);
        Ok(ClanMembers { members: clan.members.iter().map(member).collect(), ladder_size })
    }

    fn send_clan_message(&mut self, request: SendClanMessage) -> Answer<SendClanMessage> {
        let SendClanMessage { clan_id, by, text, max } = request;
        let id = ClanMessageId(self.next_id());
        let clan = self.led(clan_id, by).ok_or(NotLeader::NotLeader)?;
        if clan.messages.len() >= max as usize && !clan.messages.is_empty() {
            clan.messages.remove(0);
        }
        clan.messages.push(ClanMessage { id, text, status: ClanMessageStatus::UNREAD });
        Ok(())
    }

    fn modify_clan_message(&mut self, request: ModifyClanMessage) -> Answer<ModifyClanMessage> {
        let ModifyClanMessage { clan_id, by, message_id, text } = request;
        let clan = self.led(clan_id, by).ok_or(ClanMessageRefusal::NotLeader)?;
        let message = clan.messages.iter_mut().find(|message| message.id == message_id);
        let message = message.ok_or(ClanMessageRefusal::NoMessage)?;
        (message.text, message.status) = (text, ClanMessageStatus::MODIFIED);
        Ok(())
    }

    fn delete_clan_message(&mut self, request: DeleteClanMessage) -> Answer<DeleteClanMessage> {
        let DeleteClanMessage { clan_id, by, message_id } = request;
        let clan = self.led(clan_id, by).ok_or(ClanMessageRefusal::NotLeader)?;
        let place = clan.messages.iter().position(|message| message.id == message_id);
        clan.messages.remove(place.ok_or(ClanMessageRefusal::NoMessage)?);
        Ok(())
    }

    fn list_clan_messages(&mut self, request: ListClanMessages) -> Answer<ListClanMessages> {
        let ListClanMessages { clan_id, page } = request;
        let messages = self.clans.get(&clan_id).into_iter().flat_map(|clan| clan.messages.iter().rev());
        Ok(page.of(messages.cloned()))
    }

    fn save_clan_stats(&mut self, request: SaveClanStats) -> Answer<SaveClanStats> {
        let SaveClanStats { clan_id, by, stats } = request;
        let clan = self.clans.get_mut(&clan_id).ok_or(SaveClanStatsRefusal::NoClan)?;
        if !clan.active || !clan.members.contains(&by) {
            return Err(SaveClanStatsRefusal::NotMember.into());
        }
        clan.stats = stats;
        Ok(())
    }

    fn challenge_clan(&mut self, request: ChallengeClan) -> Answer<ChallengeClan> {
        type Refusal = ChallengeClanRefusal;
        let ChallengeClan { clan_id, by, against, message, max, unix_s } = request;
        let challenger = self.led(clan_id, by).ok_or(Refusal::NotLeader)?;
        let (challenger_name, app_id) = (challenger.name.clone(), challenger.app_id);
        let against_clan = self.clans.get(&against).filter(|clan| clan.active && self.share(clan.app_id, app_id));
        let against_name = against_clan.ok_or(Refusal::NoClan)?.name.clone();
        if self.challenges.values().filter(|one| one.challenger_id == clan_id).count() >= max as usize {
            return Err(Refusal::Full.into());
        }
        let id = ChallengeId(self.next_id());
        let challenge = Challenge {
            id,
            challenger_id: clan_id,
            against_id: against,
            challenger_name,
            against_name,
            status: ClanChallengeStatus::REQUEST,
            message,
            response_message: String::new(),
            response_time: unix_s,
        };
        self.challenges.insert(id, challenge);
        Ok(())
    }

    fn list_challenges(&mut self, request: ListChallenges) -> Answer<ListChallenges> {
        let ListChallenges { app_id, clan_id, status, challenging, page } = request;
        if self.clans.get(&clan_id).is_some_and(|clan| !self.share(clan.app_id, app_id)) {
            return Ok(Vec::new());
        }
        let own = |one: &&Challenge| {
            let (by, against) = (one.challenger_id == clan_id, one.against_id == clan_id);
            challenging.map_or(by || against, |by_it| if by_it { by } else { against })
                && status.is_none_or(|status| one.status == status)
        };
        Ok(page.of(self.challenges.values().rev().filter(own).cloned()))
    }

    fn move_challenge(&mut self, request: MoveChallenge) -> Answer<MoveChallenge> {
        let MoveChallenge { challenge_id, clan_id, by, from, to, challenged, message, unix_s } = request;
        self.led(clan_id, by).ok_or(MoveChallengeRefusal::NotLeader)?;
        let may_move = |one: &&mut Challenge| {
            let side = if challenged { one.against_id } else { one.challenger_id };
            side == clan_id && from.contains(&one.status)
        };
        let one = self.challenges.get_mut(&challenge_id).filter(may_move);
        let one = one.ok_or(MoveChallengeRefusal::NoChallenge)?;
        one.status = to;
        if let Some(message) = message {
            (one.response_message, one.response_time) = (message, unix_s);
        }
        Ok(())
    }
}
