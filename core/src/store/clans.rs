//! Clans (lobby.md 5.8).

use serde::{Deserialize, Serialize};

use super::{Account, Page};
use crate::ids::{AccountId, AppId, ChallengeId, ClanId, ClanInvitationId, ClanMessageId};

/// A request about clans. Who asks and may not is answered by `Denied`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
pub enum ClanRequest {
    /// Makes a clan (MLS-120); answered by `Clan`, `NameTaken` or `HasClan`.
    #[strum(serialize = "CreateClan")]
    Create {
        /// The title; its group shares the clan.
        app_id: AppId,
        /// The name; at most 31 bytes.
        name: String,
        /// Its leader and first member.
        leader: AccountId,
    },
    /// Ends a clan, with its members and open invitations (MLS-121); answered by `Done` or `Denied`.
    #[strum(serialize = "DisbandClan")]
    Disband {
        /// The clan.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
    },
    /// Finds a clan (MLS-122); answered by `Clan` or `NoClan`.
    #[strum(serialize = "ClanById")]
    ById {
        /// The clan.
        clan_id: ClanId,
    },
    /// Finds a clan by name, in any case (MLS-122); answered by `Clan` or `NoClan`.
    #[strum(serialize = "ClanByName")]
    ByName {
        /// The title.
        app_id: AppId,
        /// The name.
        name: String,
    },
    /// Finds the clan of a player (MLS-123); answered by `Clan` or `NoClan`.
    #[strum(serialize = "ClanOfMember")]
    OfMember {
        /// The player.
        account_id: AccountId,
    },
    /// Invites a player (MLS-124); answered by `Done`, `NoAccount`, `Exists`, `Full` or `Denied`.
    #[strum(serialize = "InviteToClan")]
    Invite {
        /// The clan.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
        /// Who is invited.
        who: Invitee,
        /// What he is told.
        message: String,
        /// Most open invitations of a clan.
        most: u32,
    },
    /// Reads the open invitations of a clan (MLS-125); answered by `ClanInvitations`.
    InvitationsOf {
        /// The clan.
        clan_id: ClanId,
        /// Which.
        page: Page,
    },
    /// Reads the open invitations of a player (MLS-126); answered by `ClanInvitations`.
    InvitationsTo {
        /// The player.
        account_id: AccountId,
        /// Which.
        page: Page,
    },
    /// Answers an invitation (MLS-127); answered by `Clan` (joined), `Done` (declined), `HasClan` or `Denied`.
    RespondToClan {
        /// The invitation.
        invitation_id: ClanInvitationId,
        /// Who answers: the one who is invited.
        by: AccountId,
        /// Whether he joins.
        accept: bool,
        /// What he says to it.
        message: String,
        /// When: seconds since 1970.
        unix_s: u32,
    },
    /// Takes an open invitation back (MLS-127); answered by `Done` or `Denied`.
    RevokeClanInvitation {
        /// The clan.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
        /// Who was invited.
        account_id: AccountId,
    },
    /// A member leaves, or the leader removes one (MLS-128); answered by `Done`, `Leader` or `Denied`.
    RemoveFromClan {
        /// The clan.
        clan_id: ClanId,
        /// Who asks.
        by: AccountId,
        /// Who goes.
        account_id: AccountId,
    },
    /// Gives the lead to a member (MLS-129); answered by `Done` or `Denied`.
    TransferClan {
        /// The clan.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
        /// Who leads from now on.
        to: AccountId,
    },
    /// Reads the members of a clan with their places on a ladder (MLS-130); answered by `ClanMembers` or `NoClan`.
    #[strum(serialize = "ClanMembers")]
    Members {
        /// The clan.
        clan_id: ClanId,
        /// The ladder statistic, from 0.
        stat: u32,
    },
    /// Adds a message (MLS-131); answered by `Done`, `Full` or `Denied`.
    #[strum(serialize = "SendClanMessage")]
    Send {
        /// The clan.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
        /// The text.
        text: String,
        /// Most messages of a clan; beyond it the oldest goes.
        most: u32,
    },
    /// Changes a message (MLS-131); answered by `Done`, `Missing` or `Denied`.
    #[strum(serialize = "ModifyClanMessage")]
    Modify {
        /// The clan.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
        /// The message.
        message_id: ClanMessageId,
        /// The text.
        text: String,
    },
    /// Removes a message (MLS-131); answered by `Done`, `Missing` or `Denied`.
    #[strum(serialize = "DeleteClanMessage")]
    DeleteMessage {
        /// The clan.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
        /// The message.
        message_id: ClanMessageId,
    },
    /// Reads messages, newest first (MLS-131); answered by `ClanMessages`.
    #[strum(serialize = "ClanMessages")]
    Messages {
        /// The clan.
        clan_id: ClanId,
        /// Which.
        page: Page,
    },
    /// Stores the statistics of a clan (MLS-132); answered by `Done`, `NoClan` or `Denied`.
    #[strum(serialize = "SaveClanStats")]
    SaveStats {
        /// The clan.
        clan_id: ClanId,
        /// Who asks: a member.
        by: AccountId,
        /// 256 bytes.
        #[serde(with = "serde_bytes")]
        stats: Vec<u8>,
    },
    /// Challenges another clan (MLS-133); answered by `Done`, `NoClan`, `Full` or `Denied`.
    #[strum(serialize = "ChallengeClan")]
    Challenge {
        /// The clan that challenges.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
        /// The clan that is challenged.
        against: ClanId,
        /// What it is told.
        message: String,
        /// Most challenges of a clan.
        most: u32,
        /// When: seconds since 1970.
        unix_s: u32,
    },
    /// Reads the challenges of a clan, newest first (MLS-133); answered by `Challenges`.
    Challenges {
        /// The clan.
        clan_id: ClanId,
        /// Only those of this state.
        status: Option<i32>,
        /// Only those in which it challenges (`true`) or is challenged (`false`).
        challenging: Option<bool>,
        /// Which.
        page: Page,
    },
    /// Moves a challenge on (MLS-133); answered by `Done` or `Denied`.
    MoveChallenge {
        /// The challenge.
        challenge_id: ChallengeId,
        /// The clan that does it.
        clan_id: ClanId,
        /// Who asks: its leader.
        by: AccountId,
        /// The state before: any of these.
        from: Vec<i32>,
        /// The state after.
        to: i32,
        /// Whether the challenged clan has to do it; else the challenging one.
        challenged: bool,
        /// What it says to it.
        message: Option<String>,
        /// When: seconds since 1970.
        unix_s: u32,
    },
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

/// A member of a clan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClanMember {
    /// Who.
    pub account: Account,
    /// His account statistics, 256 bytes.
    #[serde(with = "serde_bytes")]
    pub stats: Vec<u8>,
    /// His ladder statistic.
    pub value: i32,
    /// His place in the whole ladder, from 1.
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
    /// What he is told.
    pub message: String,
    /// MediusClanInvitationsResponseStatus: 0 undecided, 1 accepted, 2 declined, 3 revoked.
    pub response: i32,
    /// What he said to it.
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
    /// MediusClanMessageStatus.
    pub status: i32,
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
    /// MediusClanChallengeStatus.
    pub status: i32,
    /// What was said.
    pub message: String,
    /// What was answered.
    pub response_message: String,
    /// When it was answered: seconds since 1970.
    pub response_time: u32,
}
