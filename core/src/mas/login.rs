//! Accounts and logins (lobby.md 4.3).

use super::backoff::Suspect;
use super::session::{Login, log_out, no_login};
use super::waiting::Purpose;
use super::{Authentication, ConnState, Context, no_session};
use crate::connections::{Connection, HandlerResult};
use crate::ids::AccountId;
use crate::limits::Limit;
use crate::link::{Packets, Slot};
use crate::lobby::asking::{Asked, Asks as _};
use crate::lobby::common::{self, Common as _, account_status};
use crate::lobby::notices::{BANNED, system_message};
use crate::machine::{Event, mark};
use crate::script::Hook;
use crate::secret::Secret;
use crate::settings::Accounts;
use crate::settings::text_filter::TextContext;
use crate::store::{Account, AccountRequest, BanKind, Credentials, NewAccount, Refusal, StoreReply};
use crate::wire::{CallbackStatus as Status, MessageId, NameText, PasswordText, lobby};

fn registered(message_id: MessageId, status_code: Status, account_id: AccountId) -> lobby::AccountRegistrationResponse {
    lobby::AccountRegistrationResponse { message_id, status_code, account_id: account_id.0, ..Default::default() }
}

/// A login that failed: every other field is zero (MAS-34).
fn refused(message_id: MessageId, status_code: Status) -> lobby::AccountLoginResponse {
    lobby::AccountLoginResponse { message_id, status_code, ..Default::default() }
}

impl Authentication {
    pub(super) fn registration(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::AccountRegistrationRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MAS-30");
        if cx.state().session.is_none() {
            return Err(no_session());
        }
        let (name, app_id) = (request.account_name.to_text(), cx.state().app_id());
        let hook = Hook::Registration { conn: cx.conn, app_id, name: &name };
        let allowed = self.state.config.accounts_of(app_id).registration
            && !name.is_empty()
            && self.passes(cx.conn(), TextContext::AccountName, &name)
            && self.script.allows(cx.now, hook, cx.out);
        if !allowed {
            cx.reply(&registered(request.message_id.clean(), Status::FAIL, AccountId(0)));
            return Ok(());
        }
        let account = NewAccount {
            app_id,
            name,
            password: Secret::new(request.password.to_text()),
            machine_id: cx.state().machine_id.as_ref().map(|id| id.expose().clone()),
        };
        self.ask(cx, &request.message_id, Purpose::Registration, AccountRequest::Create(account));
        Ok(())
    }

    pub(super) fn login(&mut self, cx: &mut Context<'_>, request: lobby::AccountLoginRequest) -> HandlerResult {
        mark!(cx.out, "MAS-31");
        let Some(session) = &cx.state().session else {
            return Err(no_session());
        };
        let message_id = request.message_id.clean();
        if !session.is(&request.session_key) {
            mark!(cx.out, "GEN-16");
            cx.reply(&refused(message_id, Status::SESSION_KEY_INVALID));
            return Ok(());
        }
        if session.login != Login::None {
            cx.reply(&refused(message_id, Status::ACCOUNT_LOGGED_IN));
            return Ok(());
        }
        let suspect = Self::suspect(cx.conn(), &request.username);
        if self.state.backoff.is_early(cx.now, suspect) {
            mark!(cx.out, "MAS-32");
            cx.reply(&refused(message_id, Status::LOGIN_FAILED));
            return Ok(());
        }
        let name = request.username.to_text();
        if !self.passes(cx.conn(), TextContext::AccountName, &name) {
            cx.reply(&refused(message_id, Status::FAIL));
            return Ok(());
        }
        let app_id = cx.state().app_id();
        let hook = Hook::LoginRequest { conn: cx.conn, app_id, name: &name };
        if !self.script.allows(cx.now, hook, cx.out) {
            cx.reply(&refused(message_id, Status::REQUEST_DENIED));
            return Ok(());
        }
        if let Some(session) = &mut cx.state_mut().session {
            session.login = Login::Pending;
        }
        let credentials = self.credentials(cx, &request.username, &request.password);
        let purpose = Purpose::Login { username: request.username, password: Secret::new(request.password) };
        self.ask(cx, &message_id, purpose, AccountRequest::CheckPassword(credentials));
        Ok(())
    }

    /// What a login of this title may do.
    pub(super) fn accounts(&self, cx: &Context<'_>) -> &Accounts {
        self.state.config.accounts_of(cx.conn().app_id())
    }

    /// Who tries to log in as whom (MAS-32).
    fn suspect(conn: &Connection<ConnState>, username: &NameText<32>) -> Suspect {
        let group = conn.state.title.as_ref().map(|title| title.group).unwrap_or_default();
        Suspect::new(group, username, *conn.peer().ip())
    }

    fn credentials(&self, cx: &Context<'_>, username: &NameText<32>, password: &PasswordText<32>) -> Credentials {
        Credentials {
            app_id: cx.state().app_id(),
            name: username.to_text(),
            password: Secret::new(password.to_text()),
            address: *cx.conn().peer().ip(),
            unix_s: cx.conns.clock.unix_s(cx.now),
            machine_id: cx.state().machine_id.as_ref().map(|id| id.expose().clone()),
        }
    }

    /// A real login under a negative id that no store ever sees (MAS-37).
    pub(super) fn anonymous_login(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::AnonymousLoginRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MAS-37");
        let allowed = self.accounts(cx).anonymous;
        let Some(session) = &mut cx.state_mut().session else {
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
            cx.reply(&response);
            return Ok(());
        }
        session.login = Login::Pending;
        let account = self.anonymous_account(cx, &request.session_display_name);
        let slot = cx.begin_reply();
        self.admit(cx, slot, message_id, account, true);
        Ok(())
    }

    fn anonymous_account(&mut self, cx: &Context<'_>, wanted: &NameText<32>) -> Account {
        let draw = self.draw();
        let drawn: [u8; 4] = cx.conns.entropy.bytes(crate::entropy::Purpose::Anonymous, draw);
        let id = i32::from_le_bytes(drawn) | i32::MIN;
        let name = if wanted.is_empty() { format!("Guest{}", id.unsigned_abs() % 1_000_000) } else { wanted.to_text() };
        Account { id: AccountId(id), name }
    }

    /// Not logged in is as good as logged out (MAS-38).
    pub(super) fn logout(&mut self, cx: &mut Context<'_>, request: lobby::AccountLogoutRequest) -> HandlerResult {
        mark!(cx.out, "MAS-38");
        let Some(session) = &cx.state().session else {
            return Err(no_session());
        };
        let logged_in = matches!(session.login, Login::Done { .. });
        let foreign = logged_in && !session.is(&request.session_key);
        if !foreign {
            log_out(cx);
        }
        let status_code = if foreign { Status::FAIL } else { Status::SUCCESS };
        let message_id = request.message_id.clean();
        cx.reply(&lobby::AccountLogoutResponse { message_id, status_code, ..Default::default() });
        Ok(())
    }

    pub(super) fn account_delete(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::AccountDeleteRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MAS-39");
        type Response = lobby::AccountDeleteResponse;
        let Some(account_id) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let password = Secret::new(request.master_password.to_text());
        self.ask(cx, &request.message_id, Purpose::Delete, AccountRequest::Delete { account_id, password });
        Ok(())
    }

    pub(super) fn update_password(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::AccountUpdatePasswordRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MAS-40");
        type Response = lobby::AccountUpdatePasswordStatusResponse;
        let Some(account_id) = self.own_account::<Response>(cx, &request.message_id)? else { return Ok(()) };
        let old = Secret::new(request.old_password.to_text());
        let new = Secret::new(request.new_password.to_text());
        let purpose = common::Purpose::status::<Response>(Status::INVALID_PASSWORD);
        self.ask(cx, &request.message_id, purpose, AccountRequest::ChangePassword { account_id, old, new });
        Ok(())
    }

    /// An answer of the store goes on to what was waiting for it.
    pub(super) fn store_answered(&mut self, cx: &mut Context<'_>, asked: Asked<Purpose>, reply: StoreReply) {
        let Asked { slot, message_id, purpose, .. } = asked;
        let dialect = cx.dialect();
        let status = account_status(&reply);
        let packets = match purpose {
            Purpose::Login { username, password } => {
                return self.login_answered(cx, (slot, message_id, username, password), reply);
            }
            Purpose::FirstLogin => match reply {
                StoreReply::Account(account) => {
                    self.registered(cx, &account);
                    return self.right_password(cx, slot, message_id, account);
                }
                // Somebody else was quicker with the name (MAS-31.4).
                StoreReply::Refused(Refusal::NameTaken) => {
                    return self.refuse(cx, slot, message_id, Status::INVALID_PASSWORD);
                }
                _ => return self.refuse(cx, slot, message_id, status),
            },
            Purpose::Registration => {
                let id = match &reply {
                    StoreReply::Account(account) => {
                        self.registered(cx, account);
                        account.id
                    }
                    _ => AccountId(0),
                };
                Packets::of(&registered(message_id, status, id), dialect)
            }
            Purpose::Delete => {
                if status == Status::SUCCESS {
                    log_out(cx);
                }
                let response = lobby::AccountDeleteResponse { message_id, status_code: status, ..Default::default() };
                Packets::of(&response, dialect)
            }
            // An errand has no request.
            Purpose::Address(_) => return,
            Purpose::Common(purpose) => purpose.packets(message_id, reply, dialect),
        };
        cx.answer_all(slot, packets);
    }

    fn login_answered(
        &mut self,
        cx: &mut Context<'_>,
        (slot, message_id, username, password): (Slot, MessageId, NameText<32>, Secret<PasswordText<32>>),
        reply: StoreReply,
    ) {
        match reply {
            StoreReply::Account(account) => {
                self.state.backoff.succeeded(Self::suspect(cx.conn(), &username));
                self.right_password(cx, slot, message_id, account);
            }
            StoreReply::Refused(Refusal::NoAccount) if self.accounts(cx).create_on_login => {
                let (name, app_id) = (username.to_text(), cx.state().app_id());
                let hook = Hook::AutoCreate { conn: cx.conn, app_id, name: &name };
                let allowed = self.accounts(cx).registration && self.script.allows(cx.now, hook, cx.out);
                if !allowed {
                    return self.refuse(cx, slot, message_id, Status::FAIL);
                }
                let account = NewAccount {
                    app_id: cx.state().app_id(),
                    name: username.to_text(),
                    password: Secret::new(password.expose().to_text()),
                    machine_id: cx.state().machine_id.as_ref().map(|id| id.expose().clone()),
                };
                let conn = cx.conn;
                let asked = Asked::at(conn, slot, message_id, Purpose::FirstLogin);
                self.ask_on(cx, asked, AccountRequest::Create(account).into());
            }
            StoreReply::Refused(Refusal::Banned(kind)) => {
                mark!(cx.out, "GEN-7");
                if !cx.conn().link.is_community() {
                    cx.send(&system_message(self.accounts(cx).ban_severity, BANNED));
                }
                let status = if kind == BanKind::Machine { Status::MACHINE_BANNED } else { Status::ACCOUNT_BANNED };
                self.refuse(cx, slot, message_id, status);
            }
            other => {
                if let StoreReply::Refused(Refusal::WrongPassword | Refusal::NoAccount) = other {
                    let most = cx.conns.shared.limits.failed_logins;
                    if self.state.backoff.failed(cx.now, Self::suspect(cx.conn(), &username), most) {
                        cx.limited(Limit::FailedLogins);
                    }
                }
                self.refuse(cx, slot, message_id, account_status(&other));
            }
        }
    }

    fn right_password(&mut self, cx: &mut Context<'_>, slot: Slot, message_id: MessageId, account: Account) {
        let whitelist = &self.accounts(cx).whitelist;
        if !whitelist.is_empty() && !whitelist.contains(&account.id) {
            return self.refuse(cx, slot, message_id, Status::FAIL);
        }
        let hook =
            Hook::Login { conn: cx.conn, app_id: cx.state().app_id(), account_id: account.id, name: &account.name };
        if !self.script.allows(cx.now, hook, cx.out) {
            return self.refuse(cx, slot, message_id, Status::REQUEST_DENIED);
        }
        self.admit(cx, slot, message_id, account, false);
    }

    /// Refuses a login; too many on one connection end it (MAS-32).
    pub(super) fn refuse(&mut self, cx: &mut Context<'_>, slot: Slot, message_id: MessageId, status: Status) {
        no_login(cx);
        let mut status = status;
        if status == Status::INVALID_PASSWORD || status == Status::ACCOUNT_NOT_FOUND {
            cx.state_mut().failed_logins += 1;
            if cx.state().failed_logins >= cx.conns.shared.limits.login_attempts {
                mark!(cx.out, "MAS-32");
                cx.limited(Limit::LoginAttempts);
                status = Status::LOGIN_FAILED;
                let (now, wait) = (cx.now, cx.conns.shared.timeouts.close);
                cx.conn_mut().link.close_after(now, wait);
            }
        }
        cx.out.event(Event::LoginRefused { conn: cx.conn, status: status.0 });
        cx.answer(slot, &refused(message_id, status));
    }

    /// An account was made.
    fn registered(&mut self, cx: &mut Context<'_>, account: &Account) {
        let Account { id: account_id, name } = account;
        cx.out.event(Event::Registered { conn: cx.conn, account_id: *account_id });
        self.script.ask(cx.now, Hook::Registered { account_id: *account_id, name }, cx.out);
    }

    /// Notes a login in the store; nobody waits for the answer (MAS-33).
    pub(super) fn note_login(&mut self, cx: &mut Context<'_>, account_id: AccountId) {
        let signed_in = AccountRequest::SignedIn {
            account_id,
            address: *cx.conn().peer().ip(),
            machine_id: cx.state().machine_id.as_ref().map(|id| id.expose().clone()),
            unix_us: cx.conns.clock.unix_us(cx.now),
        };
        self.state.asking.note(signed_in, cx.out);
    }
}
