//! Accounts, bans and who is online.

use super::{AccountRow, Ban, Memory, fold, refused};
use crate::ids::{AccountId, AppId};
use crate::secret::Secret;
use crate::store::{
    ACCOUNT_STATS_SIZE, Account, AccountRequest, Arrival, BanKind, Credentials, NewAccount, Profile, Refusal,
    StoreReply, Suspect, Who,
};

impl Memory {
    /// Lays an account out under a given id: what fixtures do.
    pub fn put_account(&mut self, row: AccountRow) {
        self.last_account = self.last_account.max(row.id);
        self.names.insert((row.group, fold(&row.name)), row.id);
        self.accounts.insert(row.id, row);
    }

    /// Lets the next account get this id, if it is free: what fixtures do.
    pub fn next_account(&mut self, id: AccountId) {
        self.last_account = self.last_account.max(AccountId(id.0.saturating_sub(1)));
    }

    /// Bans somebody for ever: what fixtures do.
    pub fn put_ban(&mut self, kind: BanKind, subject: impl ToString) {
        self.bans.push(Ban { kind, subject: subject.to_string(), reason: String::new(), from: 0, to: None });
    }

    pub(super) fn account(&mut self, request: AccountRequest) -> StoreReply {
        match request {
            AccountRequest::Create(new) => self.create(new),
            AccountRequest::CheckPassword(credentials) => self.check(credentials),
            AccountRequest::SignedIn { account_id, address, machine_id, unix_us } => self.change(account_id, |row| {
                row.last_sign_in = Some((address, unix_us));
                row.machine_id = machine_id.or(row.machine_id.take());
            }),
            AccountRequest::Arrival { account_id, app_id } => StoreReply::Arrival(Box::new(Arrival {
                clan_id: self.clan_of(account_id).map(|clan| clan.id),
                buddies: self.buddies.get(&account_id).into_iter().flatten().map(|id| self.named(*id)).collect(),
                ignored: self.ignored.get(&account_id).cloned().unwrap_or_default(),
                channels: self.configured_channels(app_id),
            })),
            AccountRequest::ByName { app_id, name } => match self.find(app_id, &name) {
                Some(row) => account(row),
                None => refused(Refusal::NoAccount),
            },
            AccountRequest::Profiles { ids } => {
                let rows = ids.iter().filter_map(|id| self.accounts.get(id));
                let profile = |row: &AccountRow| Profile {
                    account: Account { id: row.id, name: row.name.clone() },
                    stats: row.stats.clone(),
                };
                StoreReply::Profiles(rows.map(profile).collect())
            }
            AccountRequest::Delete { account_id, password } => self.delete(account_id, &password),
            AccountRequest::ChangePassword { account_id, old, new } => match self.accounts.get_mut(&account_id) {
                None => refused(Refusal::NoAccount),
                Some(row) if row.password != old => refused(Refusal::WrongPassword),
                Some(row) => {
                    row.password = new;
                    StoreReply::Done
                }
            },
            AccountRequest::SaveStats { account_id, stats } => self.change(account_id, |row| row.stats = stats),
            AccountRequest::CheckBans(suspect) => match self.ban_of(&suspect) {
                Some(kind) => refused(Refusal::Banned(kind)),
                None => StoreReply::Done,
            },
            AccountRequest::AddBan { kind, subject, reason, from, to } => {
                self.bans.push(Ban { kind, subject, reason, from, to });
                StoreReply::Done
            }
            AccountRequest::Online(row) => {
                self.online.insert(row.account_id, row);
                StoreReply::Done
            }
            AccountRequest::NobodyOnline => {
                self.online.values_mut().for_each(|row| row.logged_in = false);
                self.games.clear();
                StoreReply::Done
            }
        }
    }

    pub(super) fn find(&self, app_id: AppId, name: &str) -> Option<&AccountRow> {
        let id = self.names.get(&(self.group(app_id), fold(name)))?;
        self.accounts.get(id)
    }

    fn change(&mut self, account_id: AccountId, change: impl FnOnce(&mut AccountRow)) -> StoreReply {
        match self.accounts.get_mut(&account_id) {
            Some(row) => {
                change(row);
                StoreReply::Done
            }
            None => refused(Refusal::NoAccount),
        }
    }

    fn create(&mut self, new: NewAccount) -> StoreReply {
        if self.find(new.app_id, &new.name).is_some() {
            return refused(Refusal::NameTaken);
        }
        let Some(id) = self.last_account.0.checked_add(1).map(AccountId) else {
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

    fn is_banned(&self, kind: BanKind, subject: &str, unix_s: u32) -> bool {
        self.bans.iter().any(|ban| {
            ban.kind == kind && ban.subject == subject && ban.from <= unix_s && ban.to.is_none_or(|to| unix_s < to)
        })
    }

    /// Account, then console, then address (MAS-12).
    fn ban_of(&self, suspect: &Suspect) -> Option<BanKind> {
        let known = || self.accounts.get(&suspect.account_id)?.machine_id.clone();
        let machine_id = suspect.machine_id.clone().or_else(known).unwrap_or_default();
        let subjects = [
            (BanKind::Account, suspect.account_id.to_string()),
            (BanKind::Machine, machine_id),
            (BanKind::Address, suspect.address.to_string()),
        ];
        subjects
            .into_iter()
            .find(|(kind, subject)| self.is_banned(*kind, subject, suspect.unix_s))
            .map(|(kind, _)| kind)
    }

    fn check(&mut self, credentials: Credentials) -> StoreReply {
        let Some(found) = self.find(credentials.app_id, &credentials.name) else {
            return refused(Refusal::NoAccount);
        };
        let id = found.id;
        let Credentials { machine_id, address, unix_s, .. } = credentials;
        if let Some(kind) = self.ban_of(&Suspect { account_id: id, machine_id, address, unix_s }) {
            return refused(Refusal::Banned(kind));
        }
        let Some(row) = self.accounts.get_mut(&id) else {
            return refused(Refusal::NoAccount);
        };
        if row.reset_password {
            row.reset_password = false;
            row.password = credentials.password;
        } else if row.password != credentials.password {
            return refused(Refusal::WrongPassword);
        }
        account(row)
    }

    /// The account goes with all that is its own (DM-3).
    fn delete(&mut self, account_id: AccountId, password: &Secret<String>) -> StoreReply {
        match self.accounts.get(&account_id) {
            None => return refused(Refusal::NoAccount),
            Some(row) if row.password != *password => return refused(Refusal::WrongPassword),
            Some(row) => self.names.remove(&(row.group, fold(&row.name))),
        };
        self.accounts.remove(&account_id);
        self.ladders.remove(&Who::Player(account_id));
        self.online.remove(&account_id);
        for lists in [&mut self.buddies, &mut self.ignored] {
            lists.remove(&account_id);
            lists.values_mut().for_each(|list| list.retain(|id| *id != account_id));
        }
        self.buddy_invitations.retain(|(from, to, _)| *from != account_id && *to != account_id);
        self.leave_clan(account_id);
        StoreReply::Done
    }
}

fn account(row: &AccountRow) -> StoreReply {
    StoreReply::Account(Account { id: row.id, name: row.name.clone() })
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use crate::ids::TitleGroup;

    fn new(app_id: AppId, name: &str) -> AccountRequest {
        AccountRequest::Create(NewAccount {
            app_id,
            name: name.into(),
            password: Secret::new("right".into()),
            machine_id: None,
        })
    }

    fn check(app_id: AppId, name: &str, password: &str) -> AccountRequest {
        AccountRequest::CheckPassword(Credentials {
            app_id,
            name: name.into(),
            password: Secret::new(password.into()),
            address: Ipv4Addr::LOCALHOST,
            machine_id: Some("console".into()),
            unix_s: 7,
        })
    }

    fn found(id: i32, name: &str) -> StoreReply {
        StoreReply::Account(Account { id: AccountId(id), name: name.into() })
    }

    /// DM-4, DM-5
    #[test]
    fn names_are_unique_in_a_group_whatever_their_case() {
        let mut store = Memory::new();
        store.groups.extend([10683, 10684].map(|id| (AppId(id), TitleGroup(1))));
        assert_eq!(store.answer(new(AppId(10684), "Ratchet")), found(1, "Ratchet"));
        assert_eq!(store.answer(new(AppId(10683), "RATCHET")), refused(Refusal::NameTaken));
        assert_eq!(store.answer(new(AppId(11184), "ratchet")), found(2, "ratchet"));
        let by_name = AccountRequest::ByName { app_id: AppId(10683), name: "rAtChEt".into() };
        assert_eq!(store.answer(by_name), found(1, "Ratchet"));
    }

    /// MAS-31
    #[test]
    fn a_password_is_right_wrong_or_reset_and_a_ban_comes_first() {
        let mut store = Memory::new();
        store.answer(new(AppId(1), "a"));
        assert_eq!(store.answer(check(AppId(1), "b", "right")), refused(Refusal::NoAccount));
        assert_eq!(store.answer(check(AppId(1), "a", "wrong")), refused(Refusal::WrongPassword));
        assert_eq!(store.answer(check(AppId(1), "a", "right")), found(1, "a"));
        store.accounts.get_mut(&AccountId(1)).expect("made above").reset_password = true;
        assert_eq!(store.answer(check(AppId(1), "a", "fresh")), found(1, "a"));
        assert_eq!(store.answer(check(AppId(1), "a", "right")), refused(Refusal::WrongPassword));
        store.put_ban(BanKind::Machine, "console");
        assert_eq!(store.answer(check(AppId(1), "a", "fresh")), refused(Refusal::Banned(BanKind::Machine)));
        store.put_ban(BanKind::Account, 1);
        assert_eq!(store.answer(check(AppId(1), "a", "fresh")), refused(Refusal::Banned(BanKind::Account)));
    }

    /// DM-3
    #[test]
    fn a_deleted_name_is_free_and_its_id_is_not_reused() {
        let mut store = Memory::new();
        store.answer(new(AppId(1), "a"));
        let delete = |password: &str| AccountRequest::Delete {
            account_id: AccountId(1),
            password: Secret::new(password.into()),
        };
        assert_eq!(store.answer(delete("wrong")), refused(Refusal::WrongPassword));
        assert_eq!(store.answer(delete("right")), StoreReply::Done);
        assert_eq!(store.answer(new(AppId(1), "a")), found(2, "a"));
    }
}
