//! Accounts, bans and who is online.

use std::net::Ipv4Addr;

use super::{AccountRow, Ban, Memory, fold};
use crate::ids::{AccountId, AppId};
use crate::secret::Secret;
use crate::store::{
    ACCOUNT_STATS_SIZE, Account, AccountMissing, AccountStore, AddBan, Answer, Arrival, BanKind, ChangePassword,
    CheckPassword, CheckPasswordRefusal, CreateAccount, CreateAccountRefusal, DeleteAccount, FindAccountByName,
    FindBan, LadderOwner, NoteLogin, NoteOnline, PasswordRefusal, Profile, ReadArrival, ReadProfiles, ResetOnline,
    SaveAccountStats, StoreError,
};

impl Memory {
    /// Lays an account out under a given id: what fixtures do.
    pub fn put_account(&mut self, row: AccountRow) {
        self.last_account = self.last_account.max(row.id.0);
        self.names.insert((row.group, fold(&row.name)), row.id);
        self.accounts.insert(row.id, row);
    }

    /// Lets the next account get this id, if it is free: what fixtures do.
    pub fn next_account(&mut self, id: AccountId) {
        self.last_account = self.last_account.max(id.0.saturating_sub(1));
    }

    /// Bans somebody for ever: what fixtures do.
    pub fn put_ban(&mut self, kind: BanKind, subject: impl ToString) {
        self.bans.push(Ban { kind, subject: subject.to_string(), reason: String::new(), from: 0, to: None });
    }

    pub(super) fn account_named(&self, app_id: AppId, name: &str) -> Option<&AccountRow> {
        let id = self.names.get(&(self.group(app_id), fold(name)))?;
        self.accounts.get(id)
    }

    /// Returns the account, if it is there and has this password.
    fn with_password(
        &mut self,
        id: AccountId,
        password: &Secret<String>,
    ) -> Result<&mut AccountRow, StoreError<PasswordRefusal>> {
        match self.accounts.get_mut(&id) {
            None => Err(PasswordRefusal::NoAccount.into()),
            Some(row) if row.password != *password => Err(PasswordRefusal::WrongPassword.into()),
            Some(row) => Ok(row),
        }
    }

    fn is_banned(&self, kind: BanKind, subject: &str, unix_s: u32) -> bool {
        self.bans.iter().any(|ban| {
            ban.kind == kind && ban.subject == subject && ban.from <= unix_s && ban.to.is_none_or(|to| unix_s < to)
        })
    }

    /// Returns what is banned: account, then console, then address (MAS-12).
    fn ban_of(
        &self,
        id: AccountId,
        machine_id: Option<&Secret<String>>,
        address: Ipv4Addr,
        unix_s: u32,
    ) -> Option<BanKind> {
        let known = || self.accounts.get(&id)?.machine_id.as_ref();
        let machine_id = machine_id.or_else(known).map_or("", |id| id.expose());
        let subjects = [
            (BanKind::Account, &*id.to_string()),
            (BanKind::Machine, machine_id),
            (BanKind::Address, &*address.to_string()),
        ];
        subjects.into_iter().find(|(kind, subject)| self.is_banned(*kind, subject, unix_s)).map(|(kind, _)| kind)
    }
}

impl AccountStore for Memory {
    fn create_account(&mut self, request: CreateAccount) -> Answer<CreateAccount> {
        let CreateAccount { app_id, name, password, machine_id } = request;
        if self.account_named(app_id, &name).is_some() {
            return Err(CreateAccountRefusal::NameTaken.into());
        }
        let Some(id) = self.last_account.checked_add(1).map(AccountId) else { return Err(StoreError::Failed) };
        let account = Account { id, name: name.clone() };
        self.put_account(AccountRow {
            id,
            group: self.group(app_id),
            name,
            password,
            stats: vec![0; ACCOUNT_STATS_SIZE],
            last_sign_in: None,
            machine_id,
            reset_password: false,
        });
        Ok(account)
    }

    fn check_password(&mut self, request: CheckPassword) -> Answer<CheckPassword> {
        let CheckPassword { app_id, name, password, address, machine_id, unix_s } = request;
        let id = self.account_named(app_id, &name).ok_or(CheckPasswordRefusal::NoAccount)?.id;
        if let Some(kind) = self.ban_of(id, machine_id.as_ref(), address, unix_s) {
            return Err(CheckPasswordRefusal::Banned(kind).into());
        }
        let row = self.accounts.get_mut(&id).ok_or(CheckPasswordRefusal::NoAccount)?;
        if row.reset_password {
            row.reset_password = false;
            row.password = password;
        } else if row.password != password {
            return Err(CheckPasswordRefusal::WrongPassword.into());
        }
        Ok(Account { id, name: row.name.clone() })
    }

    fn note_login(&mut self, request: NoteLogin) -> Answer<NoteLogin> {
        let NoteLogin { account_id, address, machine_id, unix_us } = request;
        let row = self.accounts.get_mut(&account_id).ok_or(AccountMissing::NoAccount)?;
        row.last_sign_in = Some((address, unix_us));
        row.machine_id = machine_id.or(row.machine_id.take());
        Ok(())
    }

    fn read_arrival(&mut self, request: ReadArrival) -> Answer<ReadArrival> {
        let ReadArrival { account_id, app_id } = request;
        Ok(Arrival {
            clan_id: self.clan_of(account_id).map(|clan| clan.id),
            buddies: self.named_all(self.buddies.get(&account_id)),
            ignored: self.ignored.get(&account_id).cloned().unwrap_or_default(),
            channels: self.configured_channels(app_id),
        })
    }

    fn find_account_by_name(&mut self, request: FindAccountByName) -> Answer<FindAccountByName> {
        let row = self.account_named(request.app_id, &request.name).ok_or(AccountMissing::NoAccount)?;
        Ok(Account { id: row.id, name: row.name.clone() })
    }

    fn read_profiles(&mut self, request: ReadProfiles) -> Answer<ReadProfiles> {
        let rows = request.ids.iter().filter_map(|id| self.accounts.get(id));
        let profile = |row: &AccountRow| Profile {
            account: Account { id: row.id, name: row.name.clone() },
            stats: row.stats.clone(),
        };
        Ok(rows.map(profile).collect())
    }

    /// The account goes with all that is its own (DM-3).
    fn delete_account(&mut self, request: DeleteAccount) -> Answer<DeleteAccount> {
        let DeleteAccount { account_id, password } = request;
        let row = self.with_password(account_id, &password)?;
        let name = (row.group, fold(&row.name));
        self.names.remove(&name);
        self.accounts.remove(&account_id);
        self.ladders.remove(&LadderOwner::Player(account_id));
        self.online.remove(&account_id);
        for lists in [&mut self.buddies, &mut self.ignored] {
            lists.remove(&account_id);
            lists.values_mut().for_each(|list| list.retain(|id| *id != account_id));
        }
        self.buddy_invitations.retain(|(from, to, _)| *from != account_id && *to != account_id);
        self.leave_clan(account_id);
        Ok(())
    }

    fn change_password(&mut self, request: ChangePassword) -> Answer<ChangePassword> {
        self.with_password(request.account_id, &request.old)?.password = request.new;
        Ok(())
    }

    fn save_account_stats(&mut self, request: SaveAccountStats) -> Answer<SaveAccountStats> {
        let row = self.accounts.get_mut(&request.account_id).ok_or(AccountMissing::NoAccount)?;
        row.stats = request.stats;
        Ok(())
    }

    fn find_ban(&mut self, request: FindBan) -> Answer<FindBan> {
        let FindBan { account_id, machine_id, address, unix_s } = request;
        Ok(self.ban_of(account_id, machine_id.as_ref(), address, unix_s))
    }

    fn add_ban(&mut self, request: AddBan) -> Answer<AddBan> {
        let AddBan { kind, subject, reason, from, to } = request;
        self.bans.push(Ban { kind, subject, reason, from, to });
        Ok(())
    }

    fn note_online(&mut self, request: NoteOnline) -> Answer<NoteOnline> {
        // The last word of a player who deleted his account comes after it.
        if self.accounts.contains_key(&request.row.account_id) {
            self.online.insert(request.row.account_id, request.row);
        }
        Ok(())
    }

    fn reset_online(&mut self, ResetOnline {}: ResetOnline) -> Answer<ResetOnline> {
        self.online.values_mut().for_each(|row| row.logged_in = false);
        self.games.clear();
        Ok(())
    }
}
