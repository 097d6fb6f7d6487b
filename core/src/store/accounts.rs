//! Accounts, bans and who is online.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::ConfiguredChannel;
use crate::ids::{AccountId, AppId, ChannelId, ClanId, GameId};
use crate::secret::Secret;

/// The account statistics of a new account: 256 zero bytes (DM-1).
pub const ACCOUNT_STATS_SIZE: usize = 256;

/// A request about accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
pub enum AccountRequest {
    /// Adds an account (MAS-30); answered by `Account` or `NameTaken`. Names are unique per group of
    /// titles, whatever their case (DM-4, DM-5).
    #[strum(serialize = "CreateAccount")]
    Create(NewAccount),
    /// Compares a password (MAS-31.3); answered by `Account`, `Banned`, `WrongPassword` or `NoAccount`.
    /// The store holds verifiers: no machine ever sees one.
    CheckPassword(Credentials),
    /// Notes a login (MAS-33); answered by `Done`.
    SignedIn {
        /// The account.
        account_id: AccountId,
        /// From where.
        address: Ipv4Addr,
        /// With which console, if it said so (MAS-11).
        machine_id: Option<String>,
        /// When: microseconds since 1970.
        unix_us: i64,
    },
    /// Reads what the lobby keeps of a player who arrives: his clan, his buddies, and the channels of his
    /// group (MAS-33, ST-30); answered by `Arrival`.
    Arrival {
        /// The account; negative for an anonymous player, who has neither.
        account_id: AccountId,
        /// The title.
        app_id: AppId,
    },
    /// Finds an account by name (MAS-20); answered by `Account` or `NoAccount`.
    #[strum(serialize = "AccountByName")]
    ByName {
        /// The title.
        app_id: AppId,
        /// The name, in any case.
        name: String,
    },
    /// Reads what others may see of accounts (MLS-32); answered by `Profiles`.
    Profiles {
        /// The accounts.
        ids: Vec<AccountId>,
    },
    /// Removes an account after a look at its password (MAS-39), with its statistics, buddies and ignored
    /// players (DM-3); answered by `Done`, `WrongPassword` or `NoAccount`.
    #[strum(serialize = "DeleteAccount")]
    Delete {
        /// The account.
        account_id: AccountId,
        /// Its password.
        password: Secret<String>,
    },
    /// Changes a password (MAS-40); answered by `Done`, `WrongPassword` or `NoAccount`.
    ChangePassword {
        /// The account.
        account_id: AccountId,
        /// The old one.
        old: Secret<String>,
        /// The new one.
        new: Secret<String>,
    },
    /// Stores account statistics (MLS-31); answered by `Done` or `NoAccount`.
    #[strum(serialize = "SaveAccountStats")]
    SaveStats {
        /// The account.
        account_id: AccountId,
        /// 256 bytes.
        #[serde(with = "serde_bytes")]
        stats: Vec<u8>,
    },
    /// Asks whether somebody is banned (MLS-9, MLS-86); answered by `Done` or `Banned`.
    CheckBans(Suspect),
    /// Bans somebody (OPS-7); answered by `Done`.
    AddBan {
        /// What is banned.
        kind: BanKind,
        /// The account's id, the console or the address, as text.
        subject: String,
        /// Why.
        reason: String,
        /// From when: seconds since 1970.
        from: u32,
        /// Until when, if ever.
        to: Option<u32>,
    },
    /// Notes where a player is (ST-26); answered by `Done`.
    Online(OnlineRow),
    /// Notes that nobody is online and no game goes on: the server has just started (ST-28).
    NobodyOnline,
}

/// An account to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccount {
    /// The title; its group shares the account (ST-50).
    pub app_id: AppId,
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
    pub app_id: AppId,
    /// The name, in any case.
    pub name: String,
    /// The password.
    pub password: Secret<String>,
    /// From where.
    pub address: Ipv4Addr,
    /// With which console, if it said so.
    pub machine_id: Option<String>,
    /// When: seconds since 1970; bans have a beginning and an end.
    pub unix_s: u32,
}

/// Somebody who may be banned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspect {
    /// The account.
    pub account_id: AccountId,
    /// The console, if it said so; else the one of the last login counts.
    pub machine_id: Option<String>,
    /// The address.
    pub address: Ipv4Addr,
    /// When: seconds since 1970.
    pub unix_s: u32,
}

/// What a machine may know of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id, from 1.
    pub id: AccountId,
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

/// What the lobby keeps of a player from his arrival on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// His clan.
    pub clan_id: Option<ClanId>,
    /// His buddies, in the order in which they were added.
    pub buddies: Vec<Account>,
    /// Whom he ignores.
    pub ignored: Vec<AccountId>,
    /// The channels that are configured for his group of titles, in order of their ids.
    pub channels: Vec<ConfiguredChannel>,
}

/// Where a player is (ST-26).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnlineRow {
    /// The account.
    pub account_id: AccountId,
    /// The title that he runs.
    pub app_id: AppId,
    /// Whether he is logged in.
    pub logged_in: bool,
    /// The channel.
    pub channel_id: Option<ChannelId>,
    /// The game.
    pub game_id: Option<GameId>,
    /// Its name.
    pub game_name: Option<String>,
}

/// What is banned (MAS-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum BanKind {
    /// The account.
    Account,
    /// The console.
    Machine,
    /// The address.
    Address,
}
