//! What a component asks of the store, as data, in the domain's words and not in SQL (lobby.md §9).
//!
//! Backends answer on their own time. An acknowledged request is on disk; a failed or late answer is
//! never "not found" (MAS-31.6).

mod memory;

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

pub use memory::{AccountRow, AnnouncementRow, LocationRow, Memory, PolicyRow};

use crate::machine::Secret;

/// The account statistics of a new account: 256 zero bytes (DM-1).
pub const ACCOUNT_STATS_SIZE: usize = 256;

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StoreRequest {
    /// Adds an account (MAS-30); answered by `Account` or `NameTaken`. Names are unique per group of
    /// titles, whatever their case (DM-4, DM-5).
    CreateAccount(NewAccount),
    /// Compares a password (MAS-31.3); answered by `Account`, `Banned`, `WrongPassword` or `NoAccount`.
    /// The store holds verifiers: no machine ever sees one.
    CheckPassword(Credentials),
    /// Notes a login (MAS-33); answered by `Done`.
    SignedIn {
        /// The account.
        account_id: i32,
        /// From where.
        address: Ipv4Addr,
        /// With which console, if it said so (MAS-11).
        machine_id: Option<String>,
        /// When: microseconds since 1970.
        unix_us: i64,
    },
    /// Finds an account by name (MAS-20); answered by `Account` or `NoAccount`.
    AccountByName {
        /// The title.
        app_id: u32,
        /// The name, in any case.
        name: String,
    },
    /// Reads what others may see of an account (MLS-32); answered by `Profile` or `NoAccount`.
    Profile {
        /// The account.
        account_id: i32,
    },
    /// Removes an account after a look at its password (MAS-39); answered by `Done`, `WrongPassword`
    /// or `NoAccount`.
    DeleteAccount {
        /// The account.
        account_id: i32,
        /// Its password.
        password: Secret<String>,
    },
    /// Changes a password (MAS-40); answered by `Done`, `WrongPassword` or `NoAccount`.
    ChangePassword {
        /// The account.
        account_id: i32,
        /// The old one.
        old: Secret<String>,
        /// The new one.
        new: Secret<String>,
    },
    /// Stores account statistics (MLS-31); answered by `Done` or `NoAccount`.
    SaveAccountStats {
        /// The account.
        account_id: i32,
        /// 256 bytes.
        #[serde(with = "serde_bytes")]
        stats: Vec<u8>,
    },
    /// Reads a policy text (MLS-20); answered by `Policy`.
    Policy {
        /// The title.
        app_id: u32,
        /// MediusPolicyType: 0 usage, 1 privacy.
        kind: i32,
    },
    /// Reads the newest valid announcements (MLS-21, MLS-22); answered by `Announcements`.
    Announcements {
        /// The title.
        app_id: u32,
        /// At most so many.
        most: u32,
        /// Valid at this time: seconds since 1970.
        unix_s: u32,
    },
    /// Reads a title's locations (MAS-15); answered by `Locations`.
    Locations {
        /// The title.
        app_id: u32,
    },
}

impl StoreRequest {
    /// The request's name, for events.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CreateAccount(_) => "CreateAccount",
            Self::CheckPassword(_) => "CheckPassword",
            Self::SignedIn { .. } => "SignedIn",
            Self::AccountByName { .. } => "AccountByName",
            Self::Profile { .. } => "Profile",
            Self::DeleteAccount { .. } => "DeleteAccount",
            Self::ChangePassword { .. } => "ChangePassword",
            Self::SaveAccountStats { .. } => "SaveAccountStats",
            Self::Policy { .. } => "Policy",
            Self::Announcements { .. } => "Announcements",
            Self::Locations { .. } => "Locations",
        }
    }
}

/// An account to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccount {
    /// The title; its group shares the account (ST-50).
    pub app_id: u32,
    /// The name as typed; at most 31 bytes.
    pub name: String,
    /// The password.
    pub password: Secret<String>,
    /// The console, if it said so.
    pub machine_id: Option<String>,
}

/// What a login brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// The title.
    pub app_id: u32,
    /// The name, in any case.
    pub name: String,
    /// The password.
    pub password: Secret<String>,
    /// From where.
    pub address: Ipv4Addr,
    /// With which console, if it said so.
    pub machine_id: Option<String>,
}

/// A reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StoreReply {
    /// It is done, and on disk.
    Done,
    /// The account.
    Account(Account),
    /// What others may see of an account.
    Profile(Profile),
    /// There is no such account.
    NoAccount,
    /// The name is taken in this group of titles.
    NameTaken,
    /// The password is another.
    WrongPassword,
    /// The account, console or address is banned.
    Banned(BanKind),
    /// A policy text; `None` where the title has none.
    Policy(Option<Policy>),
    /// Announcements, newest first.
    Announcements(Vec<Announcement>),
    /// Locations, in order of their ids.
    Locations(Vec<Location>),
    /// The store could not answer; nothing is known of the effect.
    Failed,
}

/// What a machine may know of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id, from 1.
    pub id: i32,
    /// Its name as registered.
    pub name: String,
}

/// What others may see of an account (MLS-32).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The account.
    pub account: Account,
    /// Its statistics, 256 bytes that only its title reads (MLS-31).
    #[serde(with = "serde_bytes")]
    pub stats: Vec<u8>,
}

/// What is banned (MAS-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BanKind {
    /// The account.
    Account,
    /// The console.
    Machine,
    /// The address.
    Address,
}

/// A policy text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// A headline, or nothing.
    pub title: String,
    /// The text.
    pub body: String,
}

/// An announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// Its id.
    pub id: i32,
    /// A headline, or nothing.
    pub title: String,
    /// The text.
    pub body: String,
}

/// A location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Its id.
    pub id: i32,
    /// Its name; at most 63 bytes.
    pub name: String,
}
