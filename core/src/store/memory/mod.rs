//! The store as a pure data structure: for tests, the simulator, and servers that may forget.

mod accounts;
mod buddies;
mod clans;
mod files;
mod ladders;
mod titles;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::{
    Account, Announcement, Answered, Asked, Backend, BanKind, Challenge, ClanInvitation, ClanMessage,
    ConfiguredChannel, FileEntry, GameRequest, GameRow, Location, OnlineRow, Policy, Refusal, StoreReply, StoreRequest,
    Who,
};
use crate::secret::Secret;

/// An account as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow {
    /// Its id, from 1.
    pub id: i32,
    /// The group of titles that it belongs to.
    pub group: u32,
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
    pub machine_id: Option<String>,
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
    pub app_id: Option<u32>,
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
    pub app_id: Option<u32>,
    /// MediusPolicyType.
    pub kind: i32,
    /// The text.
    pub policy: Policy,
}

/// A location as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationRow {
    /// The title.
    pub app_id: u32,
    /// The location.
    pub location: Location,
}

/// A channel as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelRow {
    /// The title; its group shares the channel.
    pub app_id: u32,
    /// The channel.
    pub channel: ConfiguredChannel,
}

/// A clan as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClanRow {
    /// Its id, from 1.
    pub id: i32,
    /// The title in which it was made.
    pub app_id: u32,
    /// Its name.
    pub name: String,
    /// Its leader.
    pub leader: i32,
    /// Its members, its leader among them, in the order in which they joined.
    pub members: Vec<i32>,
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
    pub groups: BTreeMap<u32, u32>,
    /// Accounts by id.
    pub accounts: BTreeMap<i32, AccountRow>,
    /// Accounts by group and folded name.
    names: BTreeMap<(u32, String), i32>,
    /// Bans.
    pub bans: Vec<Ban>,
    /// Who is online, by account.
    pub online: BTreeMap<i32, OnlineRow>,
    /// Policy texts.
    pub policies: Vec<PolicyRow>,
    /// Announcements, newest first.
    pub announcements: Vec<AnnouncementRow>,
    /// Locations.
    pub locations: Vec<LocationRow>,
    /// Channels.
    pub channels: Vec<ChannelRow>,
    /// Buddies of each account, in the order in which they were added.
    pub buddies: BTreeMap<i32, Vec<i32>>,
    /// Ignored players of each account.
    pub ignored: BTreeMap<i32, Vec<i32>>,
    /// Invitations to be a buddy: from, to, and MediusBuddyAddType.
    pub buddy_invitations: Vec<(i32, i32, i32)>,
    /// Clans by id.
    pub clans: BTreeMap<i32, ClanRow>,
    /// Invitations to clans, by id.
    pub clan_invitations: BTreeMap<i32, ClanInvitation>,
    /// Challenges between clans, by id.
    pub challenges: BTreeMap<i32, Challenge>,
    /// Ladder statistics; who has none has zeros.
    pub ladders: BTreeMap<Who, Vec<i32>>,
    /// Files by title and name.
    pub files: BTreeMap<(u32, String), FileRow>,
    /// Games that go on, by id.
    pub games: BTreeMap<i32, GameRow>,
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

/// A reply that says no.
const fn refused(why: Refusal) -> StoreReply {
    StoreReply::Refused(why)
}

impl Backend for Memory {
    fn answer_all(&mut self, requests: &mut dyn Iterator<Item = Asked>, replies: &mut Vec<Answered>) {
        for Asked { from, id, request } in requests {
            replies.push(Answered { from, id, reply: self.answer(request) });
        }
    }
}

impl Memory {
    /// Empty tables.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The group that a title's accounts belong to.
    #[must_use]
    pub fn group(&self, app_id: u32) -> u32 {
        self.groups.get(&app_id).copied().unwrap_or(app_id)
    }

    /// Answers one request.
    pub fn answer(&mut self, request: impl Into<StoreRequest>) -> StoreReply {
        match request.into() {
            StoreRequest::Account(request) => self.account(request),
            StoreRequest::Title(request) => self.title(&request),
            StoreRequest::Buddy(request) => self.buddy(request),
            StoreRequest::Clan(request) => self.clan(request),
            StoreRequest::Ladder(request) => self.ladder(request),
            StoreRequest::File(request) => self.file(request),
            StoreRequest::Game(request) => self.game(request),
        }
    }

    fn game(&mut self, request: GameRequest) -> StoreReply {
        match request {
            GameRequest::Save(row) => {
                self.games.insert(row.game_id, *row);
            }
            GameRequest::Finish(row) => {
                self.games.remove(&row.game_id);
                self.game_history.push(*row);
            }
            GameRequest::Drop { game_id } => {
                self.games.remove(&game_id);
            }
        }
        StoreReply::Done
    }

    /// The next id, never given before.
    fn next_id(&mut self) -> i32 {
        self.last_id = self.last_id.saturating_add(1);
        self.last_id
    }

    /// What others are told of an account; one that is gone has no name.
    fn named(&self, id: i32) -> Account {
        Account { id, name: self.accounts.get(&id).map(|row| row.name.clone()).unwrap_or_default() }
    }
}
