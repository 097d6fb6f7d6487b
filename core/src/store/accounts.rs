//! Accounts, bans and who is online.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::ConfiguredChannel;
use super::requests::store_requests;
use crate::ids::{AccountId, AppId, ChannelId, ClanId, GameId};
use crate::secret::Secret;

/// The account statistics of a new account: 256 zero bytes (DM-1).
pub const ACCOUNT_STATS_SIZE: usize = 256;

store_requests! {
    /// A request about accounts, bans and who is online.
    AccountRequest, AccountReply, AccountStore;

    /// Adds an account (MAS-30). Names are unique per group of titles, whatever their case (DM-4, DM-5).
    fn create_account(CreateAccount {
        /// The title; its group shares the account (ST-50).
        app_id: AppId,
        /// The name as typed; at most 31 bytes.
        name: String,
        /// The password.
        password: Secret<String>,
        /// The console, if it said so.
        machine_id: Option<Secret<String>>,
    }) -> Account, refuses CreateAccountRefusal {
        /// Another account of the group has the name.
        NameTaken,
    };

    /// Compares a password (MAS-31.3). The store holds verifiers: no machine ever sees one.
    fn check_password(CheckPassword {
        /// The title.
        app_id: AppId,
        /// The name, in any case.
        name: String,
        /// The password.
        password: Secret<String>,
        /// From where.
        address: Ipv4Addr,
        /// With which console, if it said so.
        machine_id: Option<Secret<String>>,
        /// When: seconds since 1970; bans have a beginning and an end.
        unix_s: u32,
    }) reads -> Account, refuses CheckPasswordRefusal {
        /// There is no such account.
        NoAccount,
        /// The account, console or address is banned; this comes before the password.
        Banned(BanKind),
        /// The password is another.
        WrongPassword,
    };

    /// Notes a login (MAS-33).
    fn note_login(NoteLogin {
        /// The account.
        account_id: AccountId,
        /// From where.
        address: Ipv4Addr,
        /// With which console, if it said so (MAS-11); else the known one stays.
        machine_id: Option<Secret<String>>,
        /// When: microseconds since 1970.
        unix_us: i64,
    }) -> (), refuses AccountMissing;

    /// Reads what the lobby keeps of a player who arrives: their clan, their buddies, and the channels of their group
    /// (MAS-33, ST-30).
    fn read_arrival(ReadArrival {
        /// The account; negative for an anonymous player, who has neither clan nor buddies.
        account_id: AccountId,
        /// The title.
        app_id: AppId,
    }) reads -> Arrival;

    /// Finds an account by name (MAS-20).
    fn find_account_by_name(FindAccountByName {
        /// The title.
        app_id: AppId,
        /// The name, in any case.
        name: String,
    }) reads -> Account, refuses AccountMissing {
        /// There is no such account.
        NoAccount,
    };

    /// Reads what others may see of accounts (MLS-32), in the order in which they are named; unknown ones are left out.
    fn read_profiles(ReadProfiles {
        /// The accounts.
        ids: Vec<AccountId>,
    }) reads -> Vec<Profile>;

    /// Removes an account after a look at its password (MAS-39), with its statistics, buddies and ignored players
    /// (DM-3).
    fn delete_account(DeleteAccount {
        /// The account.
        account_id: AccountId,
        /// Its password.
        password: Secret<String>,
    }) -> (), refuses PasswordRefusal;

    /// Changes a password (MAS-40).
    fn change_password(ChangePassword {
        /// The account.
        account_id: AccountId,
        /// The old one.
        old: Secret<String>,
        /// The new one.
        new: Secret<String>,
    }) -> (), refuses PasswordRefusal {
        /// There is no such account.
        NoAccount,
        /// The password is another.
        WrongPassword,
    };

    /// Stores account statistics (MLS-31).
    fn save_account_stats(SaveAccountStats {
        /// The account.
        account_id: AccountId,
        /// 256 bytes.
        #[serde(with = "serde_bytes")]
        stats: Vec<u8>,
    }) -> (), refuses AccountMissing;

    /// Finds what of somebody is banned (MLS-9, MLS-86): the account, else the console, else the address (MAS-12).
    fn find_ban(FindBan {
        /// The account.
        account_id: AccountId,
        /// The console, if it said so; else the one of the last login counts.
        machine_id: Option<Secret<String>>,
        /// The address.
        address: Ipv4Addr,
        /// When: seconds since 1970.
        unix_s: u32,
    }) reads -> Option<BanKind>;

    /// Bans somebody (OPS-7).
    fn add_ban(AddBan {
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
    }) -> ();

    /// Notes where a player is (ST-26).
    fn note_online(NoteOnline {
        /// Who, and where.
        row: OnlineRow,
    }) -> ();

    /// Notes that nobody is online and no game goes on: the server has just started (ST-28).
    fn reset_online(ResetOnline {}) -> ();
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

/// What the lobby keeps of a player from their arrival on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// Their clan.
    pub clan_id: Option<ClanId>,
    /// Their buddies, in the order in which they were added.
    pub buddies: Vec<Account>,
    /// Whom they ignore.
    pub ignored: Vec<AccountId>,
    /// The channels that are configured for their group of titles, in order of their ids.
    pub channels: Vec<ConfiguredChannel>,
}

/// Where a player is (ST-26).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnlineRow {
    /// The account.
    pub account_id: AccountId,
    /// The title that they run.
    pub app_id: AppId,
    /// Whether they are logged in.
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
