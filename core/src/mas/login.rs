//! Accounts and logins (lobby.md 4.3).

use super::backoff::Suspect;
use super::session::Login;
use super::waiting::Purpose;
use super::{Call, Guest, Mas, no_session};
use crate::config::Accounts;
use crate::front::Handled;
use crate::limits::Limit;
use crate::link::{Packets, Slot};
use crate::lobby::asking::{Asked, Asks as _};
use crate::lobby::common::{self, Common as _, account_status};
use crate::lobby::text_filter::Context;
use crate::machine::{Event, mark};
use crate::mls::{BANNED, system_message};
use crate::script::Hook;
use crate::secret::Secret;
use crate::store::{Account, AccountRequest, BanKind, Credentials, NewAccount, Refusal, StoreReply};
use crate::wire::{CallbackStatus as Status, MessageId, NameText, PasswordText, lobby};

fn registered(message_id: MessageId, status_code: Status, account_id: i32) -> lobby::AccountRegistrationResponse {
    lobby::AccountRegistrationResponse { message_id, status_code, account_id, ..Default::default() }
}

/// A login that failed: every other field is zero (MAS-34).
fn refused(message_id: MessageId, status_code: Status) -> lobby::AccountLoginResponse {
    lobby::AccountLoginResponse { message_id, status_code, ..Default::default() }
}

impl Mas {
    pub(super) fn registration(&mut self, call: &mut Call<'_>, request: lobby::AccountRegistrationRequest) -> Handled {
        mark!(call.out, "MAS-30");
        if call.guest.state.session.is_none() {
            return Err(no_session());
        }
        let (name, app_id) = (request.account_name.to_text(), call.guest.state.app_id());
        let hook = Hook::Registration { conn: call.guest.conn(), app_id, name: &name };
        let allowed = self.state.config.accounts_of(app_id).registration
            && !name.is_empty()
            && self.passes(call.guest, Context::AccountName, &name)
            && self.script.allows(call.now, hook, call.out);
        if !allowed {
            call.reply(&registered(request.message_id.clean(), Status::FAIL, 0));
            return Ok(());
        }
        let account = NewAccount {
            app_id,
            name,
            password: Secret::new(request.password.to_text()),
            machine_id: call.guest.state.machine_id.as_ref().map(|id| id.expose().clone()),
        };
        self.ask(call, &request.message_id, Purpose::Registration, AccountRequest::Create(account));
        Ok(())
    }

    pub(super) fn login(&mut self, call: &mut Call<'_>, request: lobby::AccountLoginRequest) -> Handled {
        mark!(call.out, "MAS-31");
        let Some(session) = &mut call.guest.state.session else {
            return Err(no_session());
        };
        let message_id = request.message_id.clean();
        if !session.is(&request.session_key) {
            mark!(call.out, "GEN-16");
            call.reply(&refused(message_id, Status::SESSION_KEY_INVALID));
            return Ok(());
        }
        if session.login != Login::None {
            call.reply(&refused(message_id, Status::ACCOUNT_LOGGED_IN));
            return Ok(());
        }
        let suspect = Self::suspect(call.guest, &request.username);
        if self.state.backoff.is_early(call.now, suspect) {
            mark!(call.out, "MAS-32");
            call.reply(&refused(message_id, Status::LOGIN_FAILED));
            return Ok(());
        }
        let name = request.username.to_text();
        if !self.passes(call.guest, Context::AccountName, &name) {
            call.reply(&refused(message_id, Status::FAIL));
            return Ok(());
        }
        let app_id = call.guest.state.app_id();
        let hook = Hook::LoginRequest { conn: call.guest.conn(), app_id, name: &name };
        if !self.script.allows(call.now, hook, call.out) {
            call.reply(&refused(message_id, Status::REQUEST_DENIED));
            return Ok(());
        }
        if let Some(session) = &mut call.guest.state.session {
            session.login = Login::Pending;
        }
        let credentials = self.credentials(call, &request.username, &request.password);
        let purpose = Purpose::Login { username: request.username, password: Secret::new(request.password) };
        self.ask(call, &message_id, purpose, AccountRequest::CheckPassword(credentials));
        Ok(())
    }

    /// What a login of this title may do.
    pub(super) fn accounts(&self, call: &Call<'_>) -> &Accounts {
        self.state.config.accounts_of(call.guest.app_id())
    }

    /// Who tries to log in as whom (MAS-32).
    fn suspect(guest: &Guest, username: &NameText<32>) -> Suspect {
        let group = guest.state.title.as_ref().map_or(0, |title| title.group);
        Suspect::new(group, username, *guest.peer().ip())
    }

    fn credentials(&self, call: &Call<'_>, username: &NameText<32>, password: &PasswordText<32>) -> Credentials {
        Credentials {
            app_id: call.guest.state.app_id(),
            name: username.to_text(),
            password: Secret::new(password.to_text()),
            address: *call.guest.peer().ip(),
            unix_s: self.state.front.clock.unix_s(call.now),
            machine_id: call.guest.state.machine_id.as_ref().map(|id| id.expose().clone()),
        }
    }

    /// A real login under a negative id that no store ever sees (MAS-37).
    pub(super) fn anonymous_login(&mut self, call: &mut Call<'_>, request: lobby::AnonymousLoginRequest) -> Handled {
        mark!(call.out, "MAS-37");
        let allowed = self.accounts(call).anonymous;
        let Some(session) = &mut call.guest.state.session else {
            return Err(no_session());
        };
        let message_id = request.message_id.clean();
        let status = match session.login {
            _ if !allowed => Status::FEATURE_NOT_ENABLED,
            Login::None => Status::SUCCESS,
            _ => Status::ACCOUNT_LOGGED_IN,
        };
        if status != Status::SUCCESS {
            let response = lobby::AnonymousLoginResponse { message_id, status_code: status, ..Default::default() };
            call.reply(&response);
            return Ok(());
        }
        session.login = Login::Pending;
        let account = self.anonymous_account(&request.session_display_name);
        let slot = call.guest.begin();
        self.admit(call, slot, message_id, account, true);
        Ok(())
    }

    fn anonymous_account(&mut self, wanted: &NameText<32>) -> Account {
        let draw = self.draw();
        let drawn: [u8; 4] = self.state.front.entropy.bytes(crate::entropy::Purpose::Anonymous, draw);
        let id = i32::from_le_bytes(drawn) | i32::MIN;
        let name = if wanted.is_empty() { format!("Guest{}", id.unsigned_abs() % 1_000_000) } else { wanted.to_text() };
        Account { id, name }
    }

    /// Not logged in is as good as logged out (MAS-38).
    pub(super) fn logout(&mut self, call: &mut Call<'_>, request: lobby::AccountLogoutRequest) -> Handled {
        mark!(call.out, "MAS-38");
        let Some(session) = &call.guest.state.session else {
            return Err(no_session());
        };
        let logged_in = matches!(session.login, Login::Done { .. });
        let foreign = logged_in && !session.is(&request.session_key);
        if !foreign {
            self.log_out(call.guest, call.out);
        }
        let status_code = if foreign { Status::FAIL } else { Status::SUCCESS };
        let message_id = request.message_id.clean();
        call.reply(&lobby::AccountLogoutResponse { message_id, status_code, ..Default::default() });
        Ok(())
    }

    pub(super) fn account_delete(&mut self, call: &mut Call<'_>, request: lobby::AccountDeleteRequest) -> Handled {
        mark!(call.out, "MAS-39");
        type Response = lobby::AccountDeleteResponse;
        let Some(account_id) = self.own_account::<Response>(call, &request.message_id)? else { return Ok(()) };
        let password = Secret::new(request.master_password.to_text());
        self.ask(call, &request.message_id, Purpose::Delete, AccountRequest::Delete { account_id, password });
        Ok(())
    }

    pub(super) fn update_password(
        &mut self,
        call: &mut Call<'_>,
        request: lobby::AccountUpdatePasswordRequest,
    ) -> Handled {
        mark!(call.out, "MAS-40");
        type Response = lobby::AccountUpdatePasswordStatusResponse;
        let Some(account_id) = self.own_account::<Response>(call, &request.message_id)? else { return Ok(()) };
        let old = Secret::new(request.old_password.to_text());
        let new = Secret::new(request.new_password.to_text());
        let purpose = common::Purpose::status::<Response>(Status::INVALID_PASSWORD);
        self.ask(call, &request.message_id, purpose, AccountRequest::ChangePassword { account_id, old, new });
        Ok(())
    }

    /// An answer of the store goes on to what was waiting for it.
    pub(super) fn store_answered(&mut self, call: &mut Call<'_>, asked: Asked<Purpose>, reply: StoreReply) {
        let Asked { slot, message_id, purpose, .. } = asked;
        let dialect = call.guest.dialect();
        let status = account_status(&reply);
        let packets = match purpose {
            Purpose::Login { username, password } => {
                return self.login_answered(call, (slot, message_id, username, password), reply);
            }
            Purpose::FirstLogin => match reply {
                StoreReply::Account(account) => {
                    self.registered(call, &account);
                    return self.right_password(call, slot, message_id, account);
                }
                // Somebody else was quicker with the name (MAS-31.4).
                StoreReply::Refused(Refusal::NameTaken) => {
                    return self.refuse(call, slot, message_id, Status::INVALID_PASSWORD);
                }
                _ => return self.refuse(call, slot, message_id, status),
            },
            Purpose::Registration => {
                let id = match &reply {
                    StoreReply::Account(account) => {
                        self.registered(call, account);
                        account.id
                    }
                    _ => 0,
                };
                Packets::of(&registered(message_id, status, id), dialect)
            }
            Purpose::Delete => {
                if status == Status::SUCCESS {
                    self.log_out(call.guest, call.out);
                }
                let response = lobby::AccountDeleteResponse { message_id, status_code: status, ..Default::default() };
                Packets::of(&response, dialect)
            }
            // An errand has no request.
            Purpose::Address(_) => return,
            Purpose::Common(purpose) => purpose.packets(message_id, reply, dialect),
        };
        call.guest.answer_all(slot, packets, call.out);
    }

    fn login_answered(
        &mut self,
        call: &mut Call<'_>,
        (slot, message_id, username, password): (Slot, MessageId, NameText<32>, Secret<PasswordText<32>>),
        reply: StoreReply,
    ) {
        match reply {
            StoreReply::Account(account) => {
                self.state.backoff.succeeded(Self::suspect(call.guest, &username));
                self.right_password(call, slot, message_id, account);
            }
            StoreReply::Refused(Refusal::NoAccount) if self.accounts(call).create_on_login => {
                let (name, app_id) = (username.to_text(), call.guest.state.app_id());
                let hook = Hook::AutoCreate { conn: call.guest.conn(), app_id, name: &name };
                let allowed = self.accounts(call).registration && self.script.allows(call.now, hook, call.out);
                if !allowed {
                    return self.refuse(call, slot, message_id, Status::FAIL);
                }
                let account = NewAccount {
                    app_id: call.guest.state.app_id(),
                    name: username.to_text(),
                    password: Secret::new(password.expose().to_text()),
                    machine_id: call.guest.state.machine_id.as_ref().map(|id| id.expose().clone()),
                };
                let conn = call.guest.conn();
                let asked = Asked::at(conn, slot, message_id, Purpose::FirstLogin);
                self.ask_on(call, asked, AccountRequest::Create(account).into());
            }
            StoreReply::Refused(Refusal::Banned(kind)) => {
                mark!(call.out, "GEN-7");
                if !call.guest.link.is_community() {
                    call.guest.link.send(&system_message(self.accounts(call).ban_severity, BANNED), call.out);
                }
                let status = if kind == BanKind::Machine { Status::MACHINE_BANNED } else { Status::ACCOUNT_BANNED };
                self.refuse(call, slot, message_id, status);
            }
            other => {
                if let StoreReply::Refused(Refusal::WrongPassword | Refusal::NoAccount) = other {
                    let most = self.state.front.shared.limits.failed_logins;
                    if self.state.backoff.failed(call.now, Self::suspect(call.guest, &username), most) {
                        self.state.front.limited(Limit::FailedLogins, Some(call.guest.conn()), call.out);
                    }
                }
                self.refuse(call, slot, message_id, account_status(&other));
            }
        }
    }

    fn right_password(&mut self, call: &mut Call<'_>, slot: Slot, message_id: MessageId, account: Account) {
        let whitelist = &self.accounts(call).whitelist;
        if !whitelist.is_empty() && !whitelist.contains(&account.id) {
            return self.refuse(call, slot, message_id, Status::FAIL);
        }
        let hook = Hook::Login {
            conn: call.guest.conn(),
            app_id: call.guest.state.app_id(),
            account_id: account.id,
            name: &account.name,
        };
        if !self.script.allows(call.now, hook, call.out) {
            return self.refuse(call, slot, message_id, Status::REQUEST_DENIED);
        }
        self.admit(call, slot, message_id, account, false);
    }

    /// Refuses a login; too many on one connection end it (MAS-32).
    pub(super) fn refuse(&mut self, call: &mut Call<'_>, slot: Slot, message_id: MessageId, status: Status) {
        Self::no_login(call.guest);
        let mut status = status;
        if status == Status::INVALID_PASSWORD || status == Status::ACCOUNT_NOT_FOUND {
            call.guest.state.failed_logins += 1;
            if call.guest.state.failed_logins >= self.state.front.shared.limits.login_attempts {
                mark!(call.out, "MAS-32");
                self.state.front.limited(Limit::LoginAttempts, Some(call.guest.conn()), call.out);
                status = Status::LOGIN_FAILED;
                call.guest.link.close_after(call.now, self.state.front.shared.timeouts.close);
            }
        }
        call.out.event(Event::LoginRefused { conn: call.guest.conn(), status: status.0 });
        call.guest.answer(slot, &refused(message_id, status), call.out);
    }

    /// An account was made.
    fn registered(&mut self, call: &mut Call<'_>, account: &Account) {
        let Account { id: account_id, name } = account;
        call.out.event(Event::Registered { conn: call.guest.conn(), account_id: *account_id });
        self.script.ask(call.now, Hook::Registered { account_id: *account_id, name }, call.out);
    }

    /// Notes a login in the store; nobody waits for the answer (MAS-33).
    pub(super) fn note_login(&mut self, call: &mut Call<'_>, account_id: i32) {
        let signed_in = AccountRequest::SignedIn {
            account_id,
            address: *call.guest.peer().ip(),
            machine_id: call.guest.state.machine_id.as_ref().map(|id| id.expose().clone()),
            unix_us: self.state.front.clock.unix_us(call.now),
        };
        self.state.asking.note(signed_in, call.out);
    }
}
