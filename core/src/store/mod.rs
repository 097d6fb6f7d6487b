//! What a component asks of the store, as data, in the domain's words and not in SQL (lobby.md §9, DM-8).
//!
//! Backends answer on their own time. An acknowledged request is on disk; a failed or late answer is
//! never "not found" (MAS-31.6).

mod accounts;
mod backend;
mod buddies;
mod clans;
mod files;
mod games;
mod ladders;
mod memory;
mod titles;

use serde::{Deserialize, Serialize};

pub use accounts::{
    ACCOUNT_STATS_SIZE, Account, AccountRequest, Arrival, BanKind, Credentials, NewAccount, OnlineRow, Profile, Suspect,
};
pub use backend::{Answered, Asked, Backend};
pub use buddies::{BuddyInvitation, BuddyRequest};
pub use clans::{Challenge, Clan, ClanInvitation, ClanMember, ClanMessage, ClanRequest, Invitee};
pub use files::{FileEntry, FileRequest, FileSearch, NewFile};
pub use games::{GameRequest, GameRow};
pub use ladders::{LADDER_STATS, Ladder, LadderBy, LadderRequest, Ranked, Who};
pub use memory::{AccountRow, AnnouncementRow, Ban, ChannelRow, ClanRow, LocationRow, Memory, PolicyRow};
pub use titles::{Announcement, ConfiguredChannel, Location, Policy, TitleRequest};

/// A request, by its subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, derive_more::From)]
pub enum StoreRequest {
    /// Accounts, bans and who is online.
    Account(AccountRequest),
    /// What a title shows: texts and places.
    Title(TitleRequest),
    /// Buddies and ignored players.
    Buddy(BuddyRequest),
    /// Clans.
    Clan(ClanRequest),
    /// Ladder statistics.
    Ladder(LadderRequest),
    /// Files.
    File(FileRequest),
    /// Games, for those who look from outside.
    Game(GameRequest),
}

impl StoreRequest {
    /// The request's name, for events.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Account(request) => request.into(),
            Self::Title(request) => request.into(),
            Self::Buddy(request) => request.into(),
            Self::Clan(request) => request.into(),
            Self::Ladder(request) => request.into(),
            Self::File(request) => request.into(),
            Self::Game(request) => request.into(),
        }
    }
}

/// A part of a long list: pages count from 1 (GEN-32, GEN-33).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Rows before it.
    pub skip: u32,
    /// Rows in it, at most.
    pub take: u32,
}

impl Page {
    /// The page of a number; page 0 and below is the first.
    #[must_use]
    pub fn numbered(number: i64, size: i64) -> Self {
        let take = u32::try_from(size).unwrap_or_default();
        let before = u32::try_from(number.saturating_sub(1)).unwrap_or_default();
        Self { skip: before.saturating_mul(take), take }
    }

    /// The page that begins with the row of a number.
    #[must_use]
    pub fn from_row(number: i64, size: i64) -> Self {
        let take = u32::try_from(size).unwrap_or_default();
        Self { skip: u32::try_from(number.saturating_sub(1)).unwrap_or_default(), take }
    }

    /// Its rows.
    pub fn of<T>(self, rows: impl Iterator<Item = T>) -> Vec<T> {
        rows.skip(self.skip as usize).take(self.take as usize).collect()
    }
}

/// Why the store did not do what was asked; it is as it was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is no such account.
    NoAccount,
    /// The name is taken in this group of titles.
    NameTaken,
    /// The password is another.
    WrongPassword,
    /// The account, console or address is banned.
    Banned(BanKind),
    /// There is no such clan, or the account has none.
    NoClan,
    /// The account has a clan already.
    HasClan,
    /// The leader of a clan cannot leave it.
    Leader,
    /// There is no such entry.
    Missing,
    /// There is such an entry already.
    Exists,
    /// The account may not do this.
    Denied,
    /// There are as many as are allowed.
    Full,
}

/// A reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StoreReply {
    /// It is done, and on disk.
    Done,
    /// It cannot be done, and why.
    Refused(Refusal),
    /// The store could not answer; nothing is known of the effect.
    Failed,
    /// The account.
    Account(Account),
    /// What others may see of accounts, in the order in which they were named; unknown ones are left out.
    Profiles(Vec<Profile>),
    /// What the lobby has to know of a player who arrives.
    Arrival(Box<Arrival>),
    /// A policy text; `None` where the title has none.
    Policy(Option<Policy>),
    /// Announcements, newest first.
    Announcements(Vec<Announcement>),
    /// Locations, in order of their ids.
    Locations(Vec<Location>),
    /// Accounts, in the order in which they were added.
    Accounts(Vec<Account>),
    /// Invitations to be a buddy.
    BuddyInvitations(Vec<BuddyInvitation>),
    /// A clan.
    Clan(Clan),
    /// Members of a clan, and how many the ladder holds.
    ClanMembers(Vec<ClanMember>, u32),
    /// Invitations to a clan.
    ClanInvitations(Vec<ClanInvitation>),
    /// Messages of a clan.
    ClanMessages(Vec<ClanMessage>),
    /// Challenges between clans.
    Challenges(Vec<Challenge>),
    /// Ladder statistics.
    LadderStats(Vec<i32>),
    /// A part of a ladder.
    Ladder(Vec<Ranked>),
    /// A place on a ladder, from 1, and how many the ladder holds.
    Position(u32, u32),
    /// How many there are.
    Total(u32),
    /// A file.
    File(Box<FileEntry>),
    /// Files.
    Files(Vec<FileEntry>),
    /// The bytes of a file.
    Bytes(#[serde(with = "serde_bytes")] Vec<u8>),
}
