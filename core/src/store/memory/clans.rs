//! Clans.

use super::{ClanRow, Memory, fold, refused};
use crate::ids::{AccountId, AppId, ChallengeId, ClanId, ClanInvitationId, ClanMessageId};
use crate::store::{
    ACCOUNT_STATS_SIZE, Challenge, Clan, ClanInvitation, ClanMember, ClanMessage, ClanRequest, Invitee, Ladder,
    LadderBy, Page, Refusal, StoreReply, Who,
};
use crate::wire::{ClanChallengeStatus, ClanInvitationsResponseStatus as Response, ClanMessageStatus};

impl Memory {
    /// The clan that an account is in.
    pub(super) fn clan_of(&self, account_id: AccountId) -> Option<&ClanRow> {
        self.clans.values().find(|clan| clan.active && clan.members.contains(&account_id))
    }

    /// An account that goes leaves its clan; a leader's clan goes on under the next member, or ends.
    pub(super) fn leave_clan(&mut self, account_id: AccountId) {
        for clan in self.clans.values_mut().filter(|clan| clan.active) {
            clan.members.retain(|id| *id != account_id);
            if clan.leader == account_id {
                clan.leader = clan.members.first().copied().unwrap_or_default();
                clan.active = !clan.members.is_empty();
            }
        }
    }

    fn told(&self, clan: &ClanRow) -> StoreReply {
        StoreReply::Clan(Clan {
            id: clan.id,
            app_id: clan.app_id,
            name: clan.name.clone(),
            leader: self.named(clan.leader),
            stats: clan.stats.clone(),
            active: clan.active,
        })
    }

    fn tell(&self, clan: Option<&ClanRow>) -> StoreReply {
        clan.map_or(refused(Refusal::NoClan), |clan| self.told(clan))
    }

    /// The clan, if this account leads it.
    fn led(&mut self, clan_id: ClanId, by: AccountId) -> Option<&mut ClanRow> {
        self.clans.get_mut(&clan_id).filter(|clan| clan.active && clan.leader == by)
    }

    fn by_clan_name(&self, app_id: AppId, name: &str) -> Option<&ClanRow> {
        let (group, name) = (self.group(app_id), fold(name));
        self.clans.values().find(|clan| clan.active && self.group(clan.app_id) == group && fold(&clan.name) == name)
    }

    pub(super) fn clan(&mut self, request: ClanRequest) -> StoreReply {
        match request {
            ClanRequest::Create { app_id, name, leader } => {
                if self.clan_of(leader).is_some() {
                    return refused(Refusal::HasClan);
                }
                if self.by_clan_name(app_id, &name).is_some() {
                    return refused(Refusal::NameTaken);
                }
                let id = ClanId(self.next_id());
                let stats = vec![0; ACCOUNT_STATS_SIZE];
                let (members, messages) = (vec![leader], Vec::new());
                let clan = ClanRow { id, app_id, name, leader, members, stats, messages, active: true };
                let reply = self.told(&clan);
                self.clans.insert(id, clan);
                reply
            }
            ClanRequest::Disband { clan_id, by } => {
                let Some(clan) = self.led(clan_id, by) else { return refused(Refusal::Denied) };
                clan.active = false;
                clan.members.clear();
                self.clan_invitations.retain(|_, one| one.clan_id != clan_id);
                StoreReply::Done
            }
            ClanRequest::ById { clan_id } => self.tell(self.clans.get(&clan_id)),
            ClanRequest::ByName { app_id, name } => self.tell(self.by_clan_name(app_id, &name)),
            ClanRequest::OfMember { account_id } => self.tell(self.clan_of(account_id)),
            ClanRequest::Invite { clan_id, by, who, message, most } => self.invite(clan_id, by, who, message, most),
            ClanRequest::InvitationsOf { clan_id, page } => self.open_invitations(page, |one| one.clan_id == clan_id),
            ClanRequest::InvitationsTo { account_id, page } => {
                self.open_invitations(page, |one| one.invited.id == account_id)
            }
            ClanRequest::RespondToClan { invitation_id, by, accept, message, unix_s } => {
                self.respond(invitation_id, by, accept, message, unix_s)
            }
            ClanRequest::RevokeClanInvitation { clan_id, by, account_id } => {
                if self.led(clan_id, by).is_none() {
                    return refused(Refusal::Denied);
                }
                let open = |one: &&mut ClanInvitation| {
                    one.clan_id == clan_id && one.invited.id == account_id && one.response == Response::UNDECIDED.0
                };
                match self.clan_invitations.values_mut().find(open) {
                    Some(one) => {
                        one.response = Response::REVOKED.0;
                        StoreReply::Done
                    }
                    None => refused(Refusal::Denied),
                }
            }
            ClanRequest::RemoveFromClan { clan_id, by, account_id } => {
                let clan =
                    self.clans.get_mut(&clan_id).filter(|clan| clan.active && clan.members.contains(&account_id));
                match clan {
                    Some(clan) if clan.leader == account_id => refused(Refusal::Leader),
                    Some(clan) if by == account_id || by == clan.leader => {
                        clan.members.retain(|id| *id != account_id);
                        StoreReply::Done
                    }
                    _ => refused(Refusal::Denied),
                }
            }
            ClanRequest::TransferClan { clan_id, by, to } => match self.led(clan_id, by) {
                Some(clan) if clan.members.contains(&to) => {
                    clan.leader = to;
                    StoreReply::Done
                }
                _ => refused(Refusal::Denied),
            },
            ClanRequest::Members { clan_id, stat } => self.members(clan_id, stat),
            ClanRequest::Send { clan_id, by, text, most } => {
                let id = ClanMessageId(self.next_id());
                let Some(clan) = self.led(clan_id, by) else { return refused(Refusal::Denied) };
                if clan.messages.len() >= most as usize && !clan.messages.is_empty() {
                    clan.messages.remove(0);
                }
                clan.messages.push(ClanMessage { id, text, status: ClanMessageStatus::UNREAD.0 });
                StoreReply::Done
            }
            ClanRequest::Modify { clan_id, by, message_id, text } => {
                let Some(clan) = self.led(clan_id, by) else { return refused(Refusal::Denied) };
                match clan.messages.iter_mut().find(|message| message.id == message_id) {
                    Some(message) => {
                        (message.text, message.status) = (text, ClanMessageStatus::MODIFIED.0);
                        StoreReply::Done
                    }
                    None => refused(Refusal::Missing),
                }
            }
            ClanRequest::DeleteMessage { clan_id, by, message_id } => {
                let Some(clan) = self.led(clan_id, by) else { return refused(Refusal::Denied) };
                let before = clan.messages.len();
                clan.messages.retain(|message| message.id != message_id);
                if clan.messages.len() < before { StoreReply::Done } else { refused(Refusal::Missing) }
            }
            ClanRequest::Messages { clan_id, page } => {
                let messages = self.clans.get(&clan_id).into_iter().flat_map(|clan| clan.messages.iter().rev());
                StoreReply::ClanMessages(page.of(messages.cloned()))
            }
            ClanRequest::SaveStats { clan_id, by, stats } => match self.clans.get_mut(&clan_id) {
                Some(clan) if clan.active && clan.members.contains(&by) => {
                    clan.stats = stats;
                    StoreReply::Done
                }
                Some(_) => refused(Refusal::Denied),
                None => refused(Refusal::NoClan),
            },
            ClanRequest::Challenge { clan_id, by, against, message, most, unix_s } => {
                self.challenge((clan_id, by, against), message, most, unix_s)
            }
            ClanRequest::Challenges { clan_id, status, challenging, page } => {
                let own = |one: &&Challenge| {
                    let (by, against) = (one.challenger_id == clan_id, one.against_id == clan_id);
                    challenging.map_or(by || against, |by_it| if by_it { by } else { against })
                        && status.is_none_or(|status| one.status == status)
                };
                StoreReply::Challenges(page.of(self.challenges.values().rev().filter(own).cloned()))
            }
            ClanRequest::MoveChallenge { challenge_id, clan_id, by, from, to, challenged, message, unix_s } => {
                if self.led(clan_id, by).is_none() {
                    return refused(Refusal::Denied);
                }
                let side = |one: &Challenge| if challenged { one.against_id } else { one.challenger_id };
                match self.challenges.get_mut(&challenge_id) {
                    Some(one) if side(one) == clan_id && from.contains(&one.status) => {
                        one.status = to;
                        if let Some(message) = message {
                            (one.response_message, one.response_time) = (message, unix_s);
                        }
                        StoreReply::Done
                    }
                    _ => refused(Refusal::Denied),
                }
            }
        }
    }

    fn invite(&mut self, clan_id: ClanId, by: AccountId, who: Invitee, message: String, most: u32) -> StoreReply {
        let Some(clan) = self.led(clan_id, by).map(|clan| clan.clone()) else { return refused(Refusal::Denied) };
        let invited = match who {
            Invitee::Id(id) => self.accounts.get(&id),
            Invitee::Name(name) => self.find(clan.app_id, &name),
        };
        let Some(invited) = invited.map(|row| row.id) else { return refused(Refusal::NoAccount) };
        let open = self.clan_invitations.values().filter(|one| one.clan_id == clan_id && one.response == 0);
        let (mut count, mut known) = (0, false);
        for one in open {
            count += 1;
            known |= one.invited.id == invited;
        }
        if known {
            return refused(Refusal::Exists);
        }
        if count >= most {
            return refused(Refusal::Full);
        }
        let id = ClanInvitationId(self.next_id());
        let invitation = ClanInvitation {
            id,
            clan_id,
            clan_name: clan.name,
            leader: self.named(clan.leader),
            invited: self.named(invited),
            message,
            response: Response::UNDECIDED.0,
            response_message: String::new(),
            response_time: 0,
        };
        self.clan_invitations.insert(id, invitation);
        StoreReply::Done
    }

    fn open_invitations(&self, page: Page, which: impl Fn(&ClanInvitation) -> bool) -> StoreReply {
        let open = self.clan_invitations.values().filter(|one| one.response == Response::UNDECIDED.0 && which(one));
        StoreReply::ClanInvitations(page.of(open.cloned()))
    }

    fn respond(
        &mut self,
        id: ClanInvitationId,
        by: AccountId,
        accept: bool,
        message: String,
        unix_s: u32,
    ) -> StoreReply {
        let has_clan = self.clan_of(by).is_some();
        let one = self.clan_invitations.get_mut(&id);
        let Some(one) = one.filter(|one| one.invited.id == by && one.response == Response::UNDECIDED.0) else {
            return refused(Refusal::Denied);
        };
        if accept && has_clan {
            return refused(Refusal::HasClan);
        }
        one.response = if accept { Response::ACCEPT.0 } else { Response::DECLINE.0 };
        (one.response_message, one.response_time) = (message, unix_s);
        let clan_id = one.clan_id;
        if !accept {
            return StoreReply::Done;
        }
        if let Some(clan) = self.clans.get_mut(&clan_id) {
            clan.members.push(by);
        }
        self.tell(self.clans.get(&clan_id))
    }

    fn members(&self, clan_id: ClanId, stat: u32) -> StoreReply {
        let Some(clan) = self.clans.get(&clan_id) else { return refused(Refusal::NoClan) };
        let ranking = self.ranking(Ladder { app_id: clan.app_id, clans: false, by: LadderBy::Stat(stat) });
        let member = |id: &AccountId| {
            let place = ranking.iter().position(|(ranked, _)| *ranked == id.0);
            ClanMember {
                account: self.named(*id),
                stats: self.accounts.get(id).map(|row| row.stats.clone()).unwrap_or_default(),
                value: self.ladder_stats(Who::Player(*id)).get(stat as usize).copied().unwrap_or_default(),
                position: place.and_then(|place| u32::try_from(place + 1).ok()).unwrap_or_default(),
            }
        };
        let total = u32::try_from(ranking.len()).unwrap_or(u32::MAX);
        StoreReply::ClanMembers(clan.members.iter().map(member).collect(), total)
    }

    fn challenge(
        &mut self,
        (clan_id, by, against): (ClanId, AccountId, ClanId),
        message: String,
        most: u32,
        unix_s: u32,
    ) -> StoreReply {
        let Some(challenger_name) = self.led(clan_id, by).map(|clan| clan.name.clone()) else {
            return refused(Refusal::Denied);
        };
        let Some(against_name) = self.clans.get(&against).filter(|clan| clan.active).map(|clan| clan.name.clone())
        else {
            return refused(Refusal::NoClan);
        };
        if self.challenges.values().filter(|one| one.challenger_id == clan_id).count() >= most as usize {
            return refused(Refusal::Full);
        }
        let id = ChallengeId(self.next_id());
        let challenge = Challenge {
            id,
            challenger_id: clan_id,
            against_id: against,
            challenger_name,
            against_name,
            status: ClanChallengeStatus::REQUEST.0,
            message,
            response_message: String::new(),
            response_time: unix_s,
        };
        self.challenges.insert(id, challenge);
        StoreReply::Done
    }
}
