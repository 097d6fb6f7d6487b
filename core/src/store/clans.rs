//! Clans (lobby.md 5.8).

use serde::{Deserialize, Serialize};

use super::requests::store_requests;
use super::{Account, Page};
use crate::ids::{AccountId, AppId, ChallengeId, ClanId, ClanInvitationId, ClanMessageId};
use crate::wire::{ClanChallengeStatus, ClanInvitationsResponseStatus, ClanMessageStatus};

store_requests! {
    /// A request about clans.
    ClanRequest, ClanReply, ClanStore;

    /// Creates a clan (MLS-120).
    fn create_clan(CreateClan {
        /// The title; its group shares the clan.
        app_id: AppId,
        /// The name; at most 31 bytes.
        name: String,
        /// Its leader and first member.
        leader: AccountId,
    }) -> Clan, refuses CreateClanRefusal {
        /// The leader is in a clan already.
        HasClan,
        /// Another clan of the group has the name, whatever its case.
        NameTaken,
    };

    /// Ends a clan, with its members and invitations (MLS-121).
    fn disband_clan(DisbandClan {
        /// The clan.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
    }) -> (), refuses NotLeader;

    /// Reads a clan, one that was disbanded too (MLS-122).
    fn read_clan(ReadClan {
        /// The clan.
        clan_id: ClanId,
    }) reads -> Clan, refuses ClanMissing;

    /// Finds a clan by name (MLS-122).
    fn find_clan_by_name(FindClanByName {
        /// The title.
        app_id: AppId,
        /// The name, in any case.
        name: String,
    }) reads -> Clan, refuses ClanMissing;

    /// Finds the clan of a player (MLS-123).
    fn find_clan_of_account(FindClanOfAccount {
        /// The player.
        account_id: AccountId,
    }) reads -> Clan, refuses ClanMissing {
        /// There is no such clan, or the player has none.
        NoClan,
    };

    /// Invites a player (MLS-124).
    fn invite_to_clan(InviteToClan {
        /// The clan.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
        /// Who is invited.
        who: Invitee,
        /// What they are told.
        message: String,
        /// The largest number of open invitations of a clan.
        max: u32,
    }) -> (), refuses InviteToClanRefusal {
        /// The account does not lead such a clan.
        NotLeader,
        /// There is no such player in the clan's group of titles (ST-51).
        NoAccount,
        /// The player is invited already.
        Exists,
        /// As many invitations are open as are allowed.
        Full,
    };

    /// Reads the open invitations of a clan, oldest first (MLS-125).
    fn list_invitations_of_clan(ListInvitationsOfClan {
        /// The clan.
        clan_id: ClanId,
        /// Which.
        page: Page,
    }) reads -> Vec<ClanInvitation>;

    /// Reads the open invitations of a player, oldest first (MLS-126).
    fn list_invitations_to_account(ListInvitationsToAccount {
        /// The player.
        account_id: AccountId,
        /// Which.
        page: Page,
    }) reads -> Vec<ClanInvitation>;

    /// Answers an invitation (MLS-127); brings the clan, where the player joins it.
    fn answer_clan_invitation(AnswerClanInvitation {
        /// The invitation.
        invitation_id: ClanInvitationId,
        /// Who answers: the one who is invited.
        by: AccountId,
        /// Whether they join.
        accept: bool,
        /// What they say to it.
        message: String,
        /// When: seconds since 1970.
        unix_s: u32,
    }) -> Option<Clan>, refuses AnswerClanInvitationRefusal {
        /// The player has no such open invitation.
        NoInvitation,
        /// The player is in a clan already.
        HasClan,
    };

    /// Takes an open invitation back (MLS-127).
    fn revoke_clan_invitation(RevokeClanInvitation {
        /// The clan.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
        /// Who was invited.
        account_id: AccountId,
    }) -> (), refuses RevokeClanInvitationRefusal {
        /// The account does not lead such a clan.
        NotLeader,
        /// No invitation of this player is open.
        NoInvitation,
    };

    /// Lets a member leave, or removes one (MLS-128).
    fn remove_clan_member(RemoveClanMember {
        /// The clan.
        clan_id: ClanId,
        /// Who asks: the member or the leader.
        by: AccountId,
        /// Who goes.
        account_id: AccountId,
    }) -> (), refuses RemoveClanMemberRefusal {
        /// There is no such clan, or the one who is to go is not in it.
        NotMember,
        /// The leader of a clan cannot leave it.
        IsLeader,
        /// Nobody but the member and the leader may do this.
        Denied,
    };

    /// Gives the lead to a member (MLS-129).
    fn transfer_clan(TransferClan {
        /// The clan.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
        /// Who leads from now on.
        to: AccountId,
    }) -> (), refuses TransferClanRefusal {
        /// The account does not lead such a clan.
        NotLeader,
        /// Who is to lead is not in the clan.
        NotMember,
    };

    /// Reads the members of a clan with their places on a ladder (MLS-130); a clan of another group is none (ST-51).
    fn list_clan_members(ListClanMembers {
        /// The title of the one who asks.
        app_id: AppId,
        /// The clan.
        clan_id: ClanId,
        /// The ladder statistic, from 0.
        stat: u32,
    }) reads -> ClanMembers, refuses ClanMissing;

    /// Adds a message; one too many pushes the oldest out (MLS-131).
    fn send_clan_message(SendClanMessage {
        /// The clan.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
        /// The text.
        text: String,
        /// The largest number of messages of a clan.
        max: u32,
    }) -> (), refuses NotLeader {
        /// The account does not lead such a clan.
        NotLeader,
    };

    /// Changes a message (MLS-131).
    fn modify_clan_message(ModifyClanMessage {
        /// The clan.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
        /// The message.
        message_id: ClanMessageId,
        /// The text.
        text: String,
    }) -> (), refuses ClanMessageRefusal;

    /// Removes a message (MLS-131).
    fn delete_clan_message(DeleteClanMessage {
        /// The clan.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
        /// The message.
        message_id: ClanMessageId,
    }) -> (), refuses ClanMessageRefusal {
        /// The account does not lead such a clan.
        NotLeader,
        /// The clan has no such message.
        NoMessage,
    };

    /// Reads messages, newest first (MLS-131).
    fn list_clan_messages(ListClanMessages {
        /// The clan.
        clan_id: ClanId,
        /// Which.
        page: Page,
    }) reads -> Vec<ClanMessage>;

    /// Stores the statistics of a clan (MLS-132).
    fn save_clan_stats(SaveClanStats {
        /// The clan.
        clan_id: ClanId,
        /// Who asks: a member.
        by: AccountId,
        /// 256 bytes.
        #[serde(with = "serde_bytes")]
        stats: Vec<u8>,
    }) -> (), refuses SaveClanStatsRefusal {
        /// There never was such a clan.
        NoClan,
        /// The account is not in the clan.
        NotMember,
    };

    /// Challenges another clan (MLS-133).
    fn challenge_clan(ChallengeClan {
        /// The clan that challenges.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
        /// The clan that is challenged.
        against: ClanId,
        /// What it is told.
        message: String,
        /// The largest number of challenges of a clan.
        max: u32,
        /// When: seconds since 1970.
        unix_s: u32,
    }) -> (), refuses ChallengeClanRefusal {
        /// The account does not lead such a clan.
        NotLeader,
        /// There is no such clan to challenge in the same group of titles (ST-51).
        NoClan,
        /// The clan has challenged as often as is allowed.
        Full,
    };

    /// Reads the challenges of a clan, newest first (MLS-133); a clan of another group has none (ST-51).
    fn list_challenges(ListChallenges {
        /// The title of the one who asks.
        app_id: AppId,
        /// The clan.
        clan_id: ClanId,
        /// Only those of this state.
        status: Option<ClanChallengeStatus>,
        /// Only those in which it challenges (`true`) or is challenged (`false`).
        challenging: Option<bool>,
        /// Which.
        page: Page,
    }) reads -> Vec<Challenge>;

    /// Moves a challenge on (MLS-133).
    fn move_challenge(MoveChallenge {
        /// The challenge.
        challenge_id: ChallengeId,
        /// The clan that does it.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
        /// The state before: any of these.
        from: Vec<ClanChallengeStatus>,
        /// The state after.
        to: ClanChallengeStatus,
        /// Whether the challenged clan has to do it; else the challenging one.
        challenged: bool,
        /// What it says to it.
        message: Option<String>,
        /// When: seconds since 1970.
        unix_s: u32,
    }) -> (), refuses MoveChallengeRefusal {
        /// The account does not lead such a clan.
        NotLeader,
        /// There is no such challenge that the clan may move on from this state.
        NoChallenge,
    };
}

/// Who is invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Invitee {
    /// An account.
    Id(AccountId),
    /// An account of the clan's group of titles, by its name in any case.
    Name(String),
}

/// A clan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clan {
    /// Its id, from 1.
    pub id: ClanId,
    /// The title in which it was made.
    pub app_id: AppId,
    /// Its name.
    pub name: String,
    /// Its leader.
    pub leader: Account,
    /// Its statistics, 256 bytes that only its title reads.
    #[serde(with = "serde_bytes")]
    pub stats: Vec<u8>,
    /// Whether it goes on; else it was disbanded.
    pub active: bool,
}

/// The members of a clan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClanMembers {
    /// In the order in which they joined.
    pub members: Vec<ClanMember>,
    /// How many players the whole ladder holds.
    pub ladder_size: u32,
}

/// A member of a clan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClanMember {
    /// Who.
    pub account: Account,
    /// Their account statistics, 256 bytes.
    #[serde(with = "serde_bytes")]
    pub stats: Vec<u8>,
    /// Their ladder statistic.
    pub value: i32,
    /// Their place in the whole ladder, from 1.
    pub position: u32,
}

/// An invitation to a clan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClanInvitation {
    /// Its id, from 1.
    pub id: ClanInvitationId,
    /// The clan.
    pub clan_id: ClanId,
    /// Its name.
    pub clan_name: String,
    /// Its leader.
    pub leader: Account,
    /// Who is invited.
    pub invited: Account,
    /// What they are told.
    pub message: String,
    /// What has become of it.
    pub response: ClanInvitationsResponseStatus,
    /// What they said to it.
    pub response_message: String,
    /// When: seconds since 1970.
    pub response_time: u32,
}

/// A message of a clan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClanMessage {
    /// Its id, from 1.
    pub id: ClanMessageId,
    /// The text.
    pub text: String,
    /// What has become of it.
    pub status: ClanMessageStatus,
}

/// A challenge of one clan by another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// Its id, from 1.
    pub id: ChallengeId,
    /// The clan that challenges.
    pub challenger_id: ClanId,
    /// The clan that is challenged.
    pub against_id: ClanId,
    /// The name of the clan that challenges.
    pub challenger_name: String,
    /// The name of the clan that is challenged.
    pub against_name: String,
    /// What has become of it.
    pub status: ClanChallengeStatus,
    /// What was said.
    pub message: String,
    /// What was answered.
    pub response_message: String,
    /// When it was answered: seconds since 1970.
    pub response_time: u32,
}
