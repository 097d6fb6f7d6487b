//! The store as a pure data structure: for tests, the simulator, and servers that may forget.

mod accounts;
mod buddies;
mod clans;
mod files;
mod games;
mod ladders;
mod titles;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::{
    Account, Announcement, Answered, Asked, Backend, BanKind, Challenge, ClanInvitation, ClanMessage,
    ConfiguredChannel, FileEntry, GameRow, LadderOwner, Location, OnlineRow, Policy, StoreReply, StoreRequest,
};
use crate::ids::{AccountId, AppId, ChallengeId, ClanId, ClanInvitationId, GameId, TitleGroup};
use crate::secret::Secret;
use crate::wire::{BuddyAddType, PolicyType};

/// An account as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow {
    /// Its id, from 1.
    pub id: AccountId,
    /// The group of titles that it belongs to.
    pub group: TitleGroup,
    /// Its name as registered.
    pub name: String,
    /// Its password; plain, because this store forgets everything at its end.
    pub password: Secret<String>,
    /// Statistics (DM-1).
    #[serde(with = "serde_bytes")]
    pub stats: Vec<u8>,
    /// Last login: from where, and when in microseconds since 1970.
    pub last_sign_in: Option<(Ipv4Addr, i64)>,
    /// The console of the last login.
    pub machine_id: Option<Secret<String>>,
    /// Take the next password as the new one (MAS-31.3d).
    pub reset_password: bool,
}

/// A ban as it is stored (OPS-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ban {
    /// What is banned.
    pub kind: BanKind,
    /// The account's id, the console or the address, as text.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// From when: seconds since 1970.
    pub from: u32,
    /// Until when, if ever.
    pub to: Option<u32>,
}

/// An announcement as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnouncementRow {
    /// The title, or all.
    pub app_id: Option<AppId>,
    /// What is announced.
    pub announcement: Announcement,
    /// Valid from, in seconds since 1970.
    pub from: u32,
    /// Valid until, if ever.
    pub to: Option<u32>,
}

/// A policy text as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRow {
    /// The title, or all.
    pub app_id: Option<AppId>,
    /// Which text.
    pub kind: PolicyType,
    /// The text.
    pub policy: Policy,
}

/// A location as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationRow {
    /// The title.
    pub app_id: AppId,
    /// The location.
    pub location: Location,
}

/// A channel as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelRow {
    /// The title; its group shares the channel.
    pub app_id: AppId,
    /// The channel.
    pub channel: ConfiguredChannel,
}

/// A clan as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClanRow {
    /// Its id, from 1.
    pub id: ClanId,
    /// The title in which it was made.
    pub app_id: AppId,
    /// Its name.
    pub name: String,
    /// Its leader.
    pub leader: AccountId,
    /// Its members, its leader among them, in the order in which they joined.
    pub members: Vec<AccountId>,
    /// Statistics.
    #[serde(with = "serde_bytes")]
    pub stats: Vec<u8>,
    /// Messages, oldest first.
    pub messages: Vec<ClanMessage>,
    /// Whether it goes on.
    pub active: bool,
}

/// A file as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    /// What is told of it.
    pub entry: FileEntry,
    /// Its content.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

/// The tables. Public so that fixtures can be laid out as rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// The group of each title; a title without one is its own group (ST-51).
    pub groups: BTreeMap<AppId, TitleGroup>,
    /// Accounts by id.
    pub accounts: BTreeMap<AccountId, AccountRow>,
    /// Accounts by group and folded name.
    names: BTreeMap<(TitleGroup, String), AccountId>,
    /// Bans.
    pub bans: Vec<Ban>,
    /// Who is online, by account.
    pub online: BTreeMap<AccountId, OnlineRow>,
    /// Policy texts.
    pub policies: Vec<PolicyRow>,
    /// Announcements, newest first.
    pub announcements: Vec<AnnouncementRow>,
    /// Locations.
    pub locations: Vec<LocationRow>,
    /// Channels.
    pub channels: Vec<ChannelRow>,
    /// Buddies of each account, in the order in which they were added.
    pub buddies: BTreeMap<AccountId, Vec<AccountId>>,
    /// Ignored players of each account.
    pub ignored: BTreeMap<AccountId, Vec<AccountId>>,
    /// Invitations to be a buddy, oldest first: from, to, and whether each gets the other.
    pub buddy_invitations: Vec<(AccountId, AccountId, BuddyAddType)>,
    /// Clans by id.
    pub clans: BTreeMap<ClanId, ClanRow>,
    /// Invitations to clans, by id.
    pub clan_invitations: BTreeMap<ClanInvitationId, ClanInvitation>,
    /// Challenges between clans, by id.
    pub challenges: BTreeMap<ChallengeId, Challenge>,
    /// Ladder statistics; who has none has zeros.
    pub ladders: BTreeMap<LadderOwner, Vec<i32>>,
    /// Files by title and name.
    pub files: BTreeMap<(AppId, String), FileRow>,
    /// Games that go on, by id.
    pub games: BTreeMap<GameId, GameRow>,
    /// Games that are over, oldest first.
    pub game_history: Vec<GameRow>,
    last_account: i32,
    /// The last id of anything else.
    last_id: i32,
}

/// Names compare without regard to ASCII case (DM-5).
fn fold(name: &str) -> String {
    name.to_ascii_lowercase()
}

impl Backend for Memory {
    fn answer_all(&mut self, requests: &mut dyn Iterator<Item = Asked>, replies: &mut Vec<Answered>) {
        for Asked { from, id, request } in requests {
            replies.push(Answered { from, id, reply: self.answer(request) });
        }
    }
}

impl Memory {
    /// Returns empty tables.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the group that a title's accounts belong to.
    #[must_use]
    pub fn group(&self, app_id: AppId) -> TitleGroup {
        self.groups.get(&app_id).copied().unwrap_or(TitleGroup(app_id.0))
    }

    /// Whether two titles are of one group.
    fn share(&self, one: AppId, other: AppId) -> bool {
        self.group(one) == self.group(other)
    }

    /// Answers one request.
    pub fn answer(&mut self, request: impl Into<StoreRequest>) -> StoreReply {
        request.into().answer_from(self)
    }

    /// Returns the next id, never given before.
    fn next_id(&mut self) -> i32 {
        self.last_id = self.last_id.saturating_add(1);
        self.last_id
    }

    fn account(&self, id: AccountId) -> Option<Account> {
        self.accounts.get(&id).map(|row| Account { id, name: row.name.clone() })
    }

    /// Returns an account, if it is of the group of titles of the one who asks for it (ST-51).
    fn account_for(&self, own: AccountId, id: AccountId) -> Option<Account> {
        let group = |id| self.accounts.get(&id).map(|row| row.group);
        self.account(id).filter(|_| group(own).is_none() || group(own) == group(id))
    }

    /// Returns what others are told of an account; one that is gone has no name.
    fn named(&self, id: AccountId) -> Account {
        self.account(id).unwrap_or(Account { id, name: String::new() })
    }

    fn named_all(&self, ids: Option<&Vec<AccountId>>) -> Vec<Account> {
        ids.into_iter().flatten().map(|id| self.named(*id)).collect()
    }
}
