//! Accounts and logins (lobby.md 4.3).

use super::session::Login;
use super::waiting::Purpose;
use super::{Guest, Mas, no_session};
use crate::link::{Packets, Slot};
use crate::lobby::asking::{Asked, Asks as _};
use crate::lobby::texts;
use crate::machine::{Cost, Event, Fault, Instant, Outbox, Secret, mark};
use crate::script::{Action, Hook, Verdict};
use crate::store::{Account, BanKind, Credentials, NewAccount, StoreReply, StoreRequest};
use crate::wire::rt::ServerSystemMessage;
use crate::wire::{CallbackStatus as Status, MessageId, NameText, PasswordText, Rest, lobby};

/// The shortest and only notice of a ban (GEN-7).
const BANNED: &[u8] = b"You have been banned!\0";

fn registered(message_id: MessageId, status_code: Status, account_id: i32) -> lobby::AccountRegistrationResponse {
    lobby::AccountRegistrationResponse { message_id, status_code, account_id, ..Default::default() }
}

/// A login that failed: every other field is zero (MAS-34).
fn refused(message_id: MessageId, status_code: Status) -> lobby::AccountLoginResponse {
    lobby::AccountLoginResponse { message_id, status_code, ..Default::default() }
}

#[allow(clippy::unnecessary_wraps, clippy::needless_pass_by_value, reason = "one signature for all handlers")]
impl Mas {
    /// Asks the script, does what it wants besides, and gives its verdict.
    pub(super) fn consult(&mut self, now: Instant, hook: Hook<'_>, guest: &mut Guest, out: &mut Outbox) -> Verdict {
        let ruling = self.script.ask(now, hook, out);
        for action in ruling.actions.take() {
            match action {
                Action::Log(text) => out.event(Event::Script { text }),
                Action::Disconnect(conn) if conn == guest.conn() => {
                    guest.link.close_after(now, self.state.front.shared.timeouts.close);
                }
                Action::Disconnect(conn) => crate::front::disconnect(self, now, conn, out),
            }
        }
        ruling.verdict
    }

    pub(super) fn registration(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::AccountRegistrationRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-30");
        if guest.state.session.is_none() {
            return Err(no_session("MediusAccountRegistrationRequest"));
        }
        let (name, app_id) = (request.account_name.to_text(), guest.state.app_id());
        let hook = Hook::Registration { conn: guest.conn(), app_id, name: &name };
        let allowed = self.state.config.accounts.registration
            && !name.is_empty()
            && self.state.config.accounts.passes(&name)
            && self.consult(now, hook, guest, out) == Verdict::Allow;
        if !allowed {
            guest.reply(&registered(request.message_id.clean(), Status::FAIL, 0), out);
            return Ok(());
        }
        let account = NewAccount {
            app_id,
            name,
            password: Secret::new(request.password.to_text()),
            machine_id: guest.state.machine_id.as_ref().map(|id| id.expose().clone()),
        };
        let asked = guest.asks(&request.message_id, Purpose::Registration);
        self.ask(now, StoreRequest::CreateAccount(account), asked, out);
        Ok(())
    }

    pub(super) fn login(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::AccountLoginRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-31");
        let Some(session) = &mut guest.state.session else {
            return Err(no_session("MediusAccountLoginRequest"));
        };
        let message_id = request.message_id.clean();
        if !session.is(&request.session_key) {
            mark!(out, "GEN-16");
            guest.reply(&refused(message_id, Status::SESSION_KEY_INVALID), out);
            return Ok(());
        }
        if session.login != Login::None {
            guest.reply(&refused(message_id, Status::ACCOUNT_LOGGED_IN), out);
            return Ok(());
        }
        let name = request.username.to_text();
        if !self.state.config.accounts.passes(&name) {
            guest.reply(&refused(message_id, Status::FAIL), out);
            return Ok(());
        }
        session.login = Login::Pending;
        let credentials = self.credentials(guest, &request.username, &request.password);
        let purpose = Purpose::Login { username: request.username, password: Secret::new(request.password) };
        let asked = guest.asks(&message_id, purpose);
        self.ask(now, StoreRequest::CheckPassword(credentials), asked, out);
        Ok(())
    }

    fn credentials(&self, guest: &Guest, username: &NameText<32>, password: &PasswordText<32>) -> Credentials {
        Credentials {
            app_id: guest.state.app_id(),
            name: username.to_text(),
            password: Secret::new(password.to_text()),
            address: *guest.peer().ip(),
            machine_id: guest.state.machine_id.as_ref().map(|id| id.expose().clone()),
        }
    }

    /// A real login under a negative id that no store ever sees (MAS-37).
    pub(super) fn anonymous_login(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::AnonymousLoginRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-37");
        let Some(session) = &mut guest.state.session else {
            return Err(no_session("MediusAnonymousLoginRequest"));
        };
        let message_id = request.message_id.clean();
        let status = match session.login {
            _ if !self.state.config.accounts.anonymous => Status::FEATURE_NOT_ENABLED,
            Login::None => Status::SUCCESS,
            _ => Status::ACCOUNT_LOGGED_IN,
        };
        if status != Status::SUCCESS {
            let response = lobby::AnonymousLoginResponse { message_id, status_code: status, ..Default::default() };
            guest.reply(&response, out);
            return Ok(());
        }
        session.login = Login::Pending;
        let account = self.anonymous_account(&request.session_display_name);
        let slot = guest.begin();
        self.admit(now, guest, slot, message_id, account, true, out);
        Ok(())
    }

    fn anonymous_account(&mut self, wanted: &NameText<32>) -> Account {
        let draw = self.draw();
        let drawn: [u8; 4] = self.state.front.entropy.bytes(crate::machine::Purpose::Anonymous, draw);
        let id = i32::from_le_bytes(drawn) | i32::MIN;
        let name = if wanted.is_empty() { format!("Guest{}", id.unsigned_abs() % 1_000_000) } else { wanted.to_text() };
        Account { id, name }
    }

    /// Not logged in is as good as logged out (MAS-38).
    pub(super) fn logout(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::AccountLogoutRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-38");
        let Some(session) = &guest.state.session else {
            return Err(no_session("MediusAccountLogoutRequest"));
        };
        let logged_in = matches!(session.login, Login::Done { .. });
        let foreign = logged_in && !session.is(&request.session_key);
        if !foreign {
            self.log_out(guest, out);
        }
        let status_code = if foreign { Status::FAIL } else { Status::SUCCESS };
        let message_id = request.message_id.clean();
        guest.reply(&lobby::AccountLogoutResponse { message_id, status_code, ..Default::default() }, out);
        Ok(())
    }

    pub(super) fn account_get_id(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::AccountGetIDRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-20");
        if guest.state.session.is_none() {
            return Err(no_session("MediusAccountGetIDRequest"));
        }
        let by_name =
            StoreRequest::AccountByName { app_id: guest.state.app_id(), name: request.account_name.to_text() };
        let asked = guest.asks(&request.message_id, Purpose::AccountId);
        self.ask(now, by_name, asked, out);
        Ok(())
    }

    pub(super) fn account_delete(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::AccountDeleteRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-39");
        let message_id = request.message_id.clean();
        let Some(account_id) = registered_account(guest)? else {
            let status_code = Status::FAIL;
            guest.reply(&lobby::AccountDeleteResponse { message_id, status_code, ..Default::default() }, out);
            return Ok(());
        };
        let password = Secret::new(request.master_password.to_text());
        let asked = guest.asks(&message_id, Purpose::Delete);
        self.ask(now, StoreRequest::DeleteAccount { account_id, password }, asked, out);
        Ok(())
    }

    pub(super) fn update_password(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::AccountUpdatePasswordRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-40");
        let message_id = request.message_id.clean();
        let Some(account_id) = registered_account(guest)? else {
            let status_code = Status::FAIL;
            let response = lobby::AccountUpdatePasswordStatusResponse { message_id, status_code, ..Default::default() };
            guest.reply(&response, out);
            return Ok(());
        };
        let old = Secret::new(request.old_password.to_text());
        let new = Secret::new(request.new_password.to_text());
        let asked = guest.asks(&message_id, Purpose::Password);
        self.ask(now, StoreRequest::ChangePassword { account_id, old, new }, asked, out);
        Ok(())
    }

    pub(super) fn update_stats(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby::AccountUpdateStatsRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-43");
        let message_id = request.message_id.clean();
        let Some(account_id) = registered_account(guest)? else {
            let status_code = Status::FAIL;
            guest.reply(&lobby::AccountUpdateStatsResponse { message_id, status_code, ..Default::default() }, out);
            return Ok(());
        };
        let asked = guest.asks(&message_id, Purpose::Stats);
        self.ask(now, StoreRequest::SaveAccountStats { account_id, stats: request.stats.0.to_vec() }, asked, out);
        Ok(())
    }

    /// An answer of the store goes on to what was waiting for it.
    pub(super) fn store_answered(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        asked: Asked<Purpose>,
        reply: StoreReply,
        out: &mut Outbox,
    ) {
        let Asked { slot, message_id, purpose, .. } = asked;
        let dialect = guest.dialect();
        let status = status(&reply);
        let packets = match purpose {
            Purpose::Login { username, password } => {
                return self.login_answered(now, guest, (slot, message_id, username, password), reply, out);
            }
            Purpose::FirstLogin => match reply {
                StoreReply::Account(account) => {
                    out.event(Event::Registered { conn: guest.conn(), account_id: account.id });
                    return self.right_password(now, guest, slot, message_id, account, out);
                }
                // Somebody else was quicker with the name (MAS-31.4).
                StoreReply::NameTaken => {
                    return self.refuse(now, guest, slot, message_id, Status::INVALID_PASSWORD, out);
                }
                _ => return self.refuse(now, guest, slot, message_id, status, out),
            },
            Purpose::Registration => {
                let id = match &reply {
                    StoreReply::Account(account) => {
                        out.event(Event::Registered { conn: guest.conn(), account_id: account.id });
                        account.id
                    }
                    _ => 0,
                };
                Packets::of(&registered(message_id, status, id), dialect)
            }
            Purpose::AccountId => {
                let account_id = if let StoreReply::Account(account) = &reply { account.id } else { -1 };
                let response =
                    lobby::AccountGetIDResponse { message_id, account_id, status_code: status, ..Default::default() };
                Packets::of(&response, dialect)
            }
            Purpose::Delete => {
                if status == Status::SUCCESS {
                    self.log_out(guest, out);
                }
                let response = lobby::AccountDeleteResponse { message_id, status_code: status, ..Default::default() };
                Packets::of(&response, dialect)
            }
            Purpose::Password => Packets::of(
                &lobby::AccountUpdatePasswordStatusResponse { message_id, status_code: status, ..Default::default() },
                dialect,
            ),
            Purpose::Stats => Packets::of(
                &lobby::AccountUpdateStatsResponse { message_id, status_code: status, ..Default::default() },
                dialect,
            ),
            Purpose::Policy => texts::policy_packets(message_id, reply, dialect),
            Purpose::Announcements { all } => texts::announcement_packets(message_id, all, reply, dialect),
            Purpose::Locations => texts::location_packets(message_id, reply, dialect),
        };
        guest.answer_all(slot, packets, out);
    }

    fn login_answered(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        (slot, message_id, username, password): (Slot, MessageId, NameText<32>, Secret<PasswordText<32>>),
        reply: StoreReply,
        out: &mut Outbox,
    ) {
        match reply {
            StoreReply::Account(account) => self.right_password(now, guest, slot, message_id, account, out),
            StoreReply::NoAccount if self.state.config.accounts.create_on_login => {
                let allowed = self.state.config.accounts.registration;
                if !allowed {
                    return self.refuse(now, guest, slot, message_id, Status::FAIL, out);
                }
                let account = NewAccount {
                    app_id: guest.state.app_id(),
                    name: username.to_text(),
                    password: Secret::new(password.expose().to_text()),
                    machine_id: guest.state.machine_id.as_ref().map(|id| id.expose().clone()),
                };
                let conn = guest.conn();
                let asked = Asked::at(conn, slot, message_id, Purpose::FirstLogin);
                self.ask(now, StoreRequest::CreateAccount(account), asked, out);
            }
            StoreReply::Banned(kind) => {
                mark!(out, "GEN-7");
                if !guest.link.is_community() {
                    guest.link.send(&ban_notice(), out);
                }
                let status = if kind == BanKind::Machine { Status::MACHINE_BANNED } else { Status::ACCOUNT_BANNED };
                self.refuse(now, guest, slot, message_id, status, out);
            }
            other => self.refuse(now, guest, slot, message_id, status(&other), out),
        }
    }

    fn right_password(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        slot: Slot,
        message_id: MessageId,
        account: Account,
        out: &mut Outbox,
    ) {
        let whitelist = &self.state.config.accounts.whitelist;
        if !whitelist.is_empty() && !whitelist.contains(&account.id) {
            return self.refuse(now, guest, slot, message_id, Status::FAIL, out);
        }
        let hook = Hook::Login {
            conn: guest.conn(),
            app_id: guest.state.app_id(),
            account_id: account.id,
            name: &account.name,
        };
        if self.consult(now, hook, guest, out) == Verdict::Deny {
            return self.refuse(now, guest, slot, message_id, Status::REQUEST_DENIED, out);
        }
        self.admit(now, guest, slot, message_id, account, false, out);
    }

    /// Refuses a login; too many on one connection end it (MAS-32).
    pub(super) fn refuse(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        slot: Slot,
        message_id: MessageId,
        status: Status,
        out: &mut Outbox,
    ) {
        Self::no_login(guest);
        let mut status = status;
        if status == Status::INVALID_PASSWORD || status == Status::ACCOUNT_NOT_FOUND {
            guest.state.failed_logins += 1;
            if guest.state.failed_logins >= self.state.front.shared.limits.login_attempts {
                mark!(out, "MAS-32");
                self.state.front.limited("login_attempts", Some(guest.conn()), out);
                status = Status::LOGIN_FAILED;
                guest.link.close_after(now, self.state.front.shared.timeouts.close);
            }
        }
        out.event(Event::LoginRefused { conn: guest.conn(), status: status.0 });
        guest.answer(slot, &refused(message_id, status), out);
    }

    /// Notes a login in the store; nobody waits for the answer (MAS-33).
    pub(super) fn note_login(&mut self, now: Instant, guest: &Guest, account_id: i32, out: &mut Outbox) {
        let signed_in = StoreRequest::SignedIn {
            account_id,
            address: *guest.peer().ip(),
            machine_id: guest.state.machine_id.as_ref().map(|id| id.expose().clone()),
            unix_us: self.state.front.clock.unix_us(now),
        };
        self.state.asking.note(signed_in, out);
    }
}

/// The account of a login; `None` where nobody is logged in, or anonymously (MAS-37).
fn registered_account(guest: &Guest) -> Result<Option<i32>, Fault> {
    if guest.state.session.is_none() {
        return Err(Fault::new("GEN-14", Cost::Ignore, "an account request without a session"));
    }
    Ok(guest.state.account_id().filter(|id| *id > 0))
}

fn ban_notice() -> ServerSystemMessage {
    ServerSystemMessage { severity: 0, encoding: 1, language: 2, end_of_message: 1, text: Rest::new(BANNED.to_vec()) }
}

/// What a console is told of an answer of the store.
fn status(reply: &StoreReply) -> Status {
    match reply {
        StoreReply::NoAccount => Status::ACCOUNT_NOT_FOUND,
        StoreReply::NameTaken => Status::ACCOUNT_ALREADY_EXISTS,
        StoreReply::WrongPassword => Status::INVALID_PASSWORD,
        StoreReply::Banned(_) => Status::ACCOUNT_BANNED,
        StoreReply::Failed => Status::DB_ERROR,
        _ => Status::SUCCESS,
    }
}
