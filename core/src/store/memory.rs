//! The store as a pure data structure: for tests, the simulator, and servers that may forget.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::{
    ACCOUNT_STATS_SIZE, Account, Announcement, BanKind, Credentials, Location, NewAccount, Policy, Profile, StoreReply,
    StoreRequest,
};
use crate::machine::Secret;

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

/// The tables. Public so that fixtures can be laid out as rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// The group of each title; a title without one is its own group (ST-51).
    pub groups: BTreeMap<u32, u32>,
    /// Accounts by id.
    pub accounts: BTreeMap<i32, AccountRow>,
    /// Accounts by group and folded name.
    names: BTreeMap<(u32, String), i32>,
    /// Banned accounts.
    pub banned_accounts: BTreeMap<i32, String>,
    /// Banned consoles.
    pub banned_machines: BTreeMap<String, String>,
    /// Banned addresses.
    pub banned_addresses: BTreeMap<Ipv4Addr, String>,
    /// Policy texts.
    pub policies: Vec<PolicyRow>,
    /// Announcements, newest first.
    pub announcements: Vec<AnnouncementRow>,
    /// Locations.
    pub locations: Vec<LocationRow>,
    last_account: i32,
}

/// Names compare without regard to ASCII case (DM-5).
fn fold(name: &str) -> String {
    name.to_ascii_lowercase()
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

    /// Lays an account out under a given id: what fixtures do.
    pub fn put_account(&mut self, row: AccountRow) {
        self.last_account = self.last_account.max(row.id);
        self.names.insert((row.group, fold(&row.name)), row.id);
        self.accounts.insert(row.id, row);
    }

    /// Lets the next account get this id, if it is free: what fixtures do.
    pub fn next_account(&mut self, id: i32) {
        self.last_account = self.last_account.max(id.saturating_sub(1));
    }

    /// Answers one request.
    pub fn answer(&mut self, request: StoreRequest) -> StoreReply {
        match request {
            StoreRequest::CreateAccount(new) => self.create(new),
            StoreRequest::CheckPassword(credentials) => self.check(credentials),
            StoreRequest::SignedIn { account_id, address, machine_id, unix_us } => self.change(account_id, |row| {
                row.last_sign_in = Some((address, unix_us));
                row.machine_id = machine_id.or(row.machine_id.take());
            }),
            StoreRequest::AccountByName { app_id, name } => match self.find(app_id, &name) {
                Some(row) => account(row),
                None => StoreReply::NoAccount,
            },
            StoreRequest::Profile { account_id } => match self.accounts.get(&account_id) {
                Some(row) => StoreReply::Profile(Profile {
                    account: Account { id: row.id, name: row.name.clone() },
                    stats: row.stats.clone(),
                }),
                None => StoreReply::NoAccount,
            },
            StoreRequest::DeleteAccount { account_id, password } => self.delete(account_id, &password),
            StoreRequest::ChangePassword { account_id, old, new } => match self.accounts.get_mut(&account_id) {
                None => StoreReply::NoAccount,
                Some(row) if row.password != old => StoreReply::WrongPassword,
                Some(row) => {
                    row.password = new;
                    StoreReply::Done
                }
            },
            StoreRequest::SaveAccountStats { account_id, stats } => self.change(account_id, |row| row.stats = stats),
            StoreRequest::Policy { app_id, kind } => StoreReply::Policy(self.policy(app_id, kind)),
            StoreRequest::Announcements { app_id, most, unix_s } => {
                let valid = self.announcements.iter().filter(|row| {
                    row.app_id.is_none_or(|id| id == app_id)
                        && row.from <= unix_s
                        && row.to.is_none_or(|to| unix_s < to)
                });
                let most = usize::try_from(most).unwrap_or(usize::MAX);
                StoreReply::Announcements(valid.take(most).map(|row| row.announcement.clone()).collect())
            }
            StoreRequest::Locations { app_id } => {
                let own = self.locations.iter().filter(|row| row.app_id == app_id);
                StoreReply::Locations(own.map(|row| row.location.clone()).collect())
            }
        }
    }

    fn find(&self, app_id: u32, name: &str) -> Option<&AccountRow> {
        let id = self.names.get(&(self.group(app_id), fold(name)))?;
        self.accounts.get(id)
    }

    fn change(&mut self, account_id: i32, change: impl FnOnce(&mut AccountRow)) -> StoreReply {
        match self.accounts.get_mut(&account_id) {
            Some(row) => {
                change(row);
                StoreReply::Done
            }
            None => StoreReply::NoAccount,
        }
    }

    fn create(&mut self, new: NewAccount) -> StoreReply {
        if self.find(new.app_id, &new.name).is_some() {
            return StoreReply::NameTaken;
        }
        let Some(id) = self.last_account.checked_add(1) else {
            return StoreReply::Failed;
        };
        let row = AccountRow {
            id,
            group: self.group(new.app_id),
            name: new.name,
            password: new.password,
            stats: vec![0; ACCOUNT_STATS_SIZE],
            last_sign_in: None,
            machine_id: new.machine_id,
            reset_password: false,
        };
        let reply = account(&row);
        self.put_account(row);
        reply
    }

    fn check(&mut self, credentials: Credentials) -> StoreReply {
        let Some(found) = self.find(credentials.app_id, &credentials.name) else {
            return StoreReply::NoAccount;
        };
        let id = found.id;
        if self.banned_accounts.contains_key(&id) {
            return StoreReply::Banned(BanKind::Account);
        }
        if credentials.machine_id.is_some_and(|machine| self.banned_machines.contains_key(&machine)) {
            return StoreReply::Banned(BanKind::Machine);
        }
        if self.banned_addresses.contains_key(&credentials.address) {
            return StoreReply::Banned(BanKind::Address);
        }
        let Some(row) = self.accounts.get_mut(&id) else {
            return StoreReply::NoAccount;
        };
        if row.reset_password {
            row.reset_password = false;
            row.password = credentials.password;
        } else if row.password != credentials.password {
            return StoreReply::WrongPassword;
        }
        account(row)
    }

    fn delete(&mut self, account_id: i32, password: &Secret<String>) -> StoreReply {
        match self.accounts.get(&account_id) {
            None => StoreReply::NoAccount,
            Some(row) if row.password != *password => StoreReply::WrongPassword,
            Some(row) => {
                self.names.remove(&(row.group, fold(&row.name)));
                self.accounts.remove(&account_id);
                StoreReply::Done
            }
        }
    }

    /// A title's own text before the one for all.
    fn policy(&self, app_id: u32, kind: i32) -> Option<Policy> {
        let of_kind = || self.policies.iter().filter(|row| row.kind == kind);
        let own = of_kind().find(|row| row.app_id == Some(app_id));
        own.or_else(|| of_kind().find(|row| row.app_id.is_none())).map(|row| row.policy.clone())
    }
}

fn account(row: &AccountRow) -> StoreReply {
    StoreReply::Account(Account { id: row.id, name: row.name.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(app_id: u32, name: &str) -> StoreRequest {
        StoreRequest::CreateAccount(NewAccount {
            app_id,
            name: name.into(),
            password: Secret::new("right".into()),
            machine_id: None,
        })
    }

    fn check(app_id: u32, name: &str, password: &str) -> StoreRequest {
        StoreRequest::CheckPassword(Credentials {
            app_id,
            name: name.into(),
            password: Secret::new(password.into()),
            address: Ipv4Addr::LOCALHOST,
            machine_id: Some("console".into()),
        })
    }

    fn found(id: i32, name: &str) -> StoreReply {
        StoreReply::Account(Account { id, name: name.into() })
    }

    /// DM-4, DM-5
    #[test]
    fn names_are_unique_in_a_group_whatever_their_case() {
        let mut store = Memory::new();
        store.groups.extend([(10683, 1), (10684, 1)]);
        assert_eq!(store.answer(new(10684, "Ratchet")), found(1, "Ratchet"));
        assert_eq!(store.answer(new(10683, "RATCHET")), StoreReply::NameTaken);
        assert_eq!(store.answer(new(11184, "ratchet")), found(2, "ratchet"));
        let by_name = StoreRequest::AccountByName { app_id: 10683, name: "rAtChEt".into() };
        assert_eq!(store.answer(by_name), found(1, "Ratchet"));
    }

    /// MAS-31
    #[test]
    fn a_password_is_right_wrong_or_reset_and_a_ban_comes_first() {
        let mut store = Memory::new();
        store.answer(new(1, "a"));
        assert_eq!(store.answer(check(1, "b", "right")), StoreReply::NoAccount);
        assert_eq!(store.answer(check(1, "a", "wrong")), StoreReply::WrongPassword);
        assert_eq!(store.answer(check(1, "a", "right")), found(1, "a"));
        store.accounts.get_mut(&1).expect("made above").reset_password = true;
        assert_eq!(store.answer(check(1, "a", "fresh")), found(1, "a"));
        assert_eq!(store.answer(check(1, "a", "right")), StoreReply::WrongPassword);
        store.banned_machines.insert("console".into(), "cheat".into());
        assert_eq!(store.answer(check(1, "a", "fresh")), StoreReply::Banned(BanKind::Machine));
        store.banned_accounts.insert(1, "cheat".into());
        assert_eq!(store.answer(check(1, "a", "fresh")), StoreReply::Banned(BanKind::Account));
    }

    /// DM-3
    #[test]
    fn a_deleted_name_is_free_and_its_id_is_not_reused() {
        let mut store = Memory::new();
        store.answer(new(1, "a"));
        let delete =
            |password: &str| StoreRequest::DeleteAccount { account_id: 1, password: Secret::new(password.into()) };
        assert_eq!(store.answer(delete("wrong")), StoreReply::WrongPassword);
        assert_eq!(store.answer(delete("right")), StoreReply::Done);
        assert_eq!(store.answer(new(1, "a")), found(2, "a"));
    }
}
