//! Accounts and logins (lobby.md 4.3).

use super::backoff::Suspect;
use super::session::log_out;
use super::state::{Asking, Authentication, ConnState, Context, Login, LoginSession, no_session, refused};
use crate::connections::{Connection, HandlerResult};
use crate::ids::AccountId;
use crate::limits::Limit;
use crate::link::{Packets, Slot};
use crate::lobby::account_requests::AccountRequests as _;
use crate::lobby::feature::declare_feature;
use crate::lobby::notices::{self, BANNED, system_message};
use crate::lobby::store_client::{Outcome, ReplyTo, StoreUser as _, status_of};
use crate::machine::{Event, mark};
use crate::script::Hook;
use crate::secret::Secret;
use crate::settings::Accounts;
use crate::settings::text_filter::TextContext;
use crate::store::{
    Account, AccountMissing, Answer, BanKind, CheckPassword, CheckPasswordRefusal, CreateAccount, CreateAccountRefusal,
    FindAccountByName, NoteLogin, StoreError,
};
use crate::wire::{CallbackStatus as Status, MessageId, NameText, PasswordText, lobby};

declare_feature! { Authentication;
    routes {
        lobby::AccountRegistrationRequest => registration,
        lobby::AccountLoginRequest => login,
        lobby::AnonymousLoginRequest => anonymous_login,
        lobby::AccountLogoutRequest => logout,
    }
    pending {
        AccountRegistered: CreateAccount => registration_answered,
        PasswordChecked {
            username: NameText<32>,
            password: Secret<PasswordText<32>>,
        }: CheckPassword => login_answered,
        FirstLogin: CreateAccount => first_login_answered,
        DisplayName { wanted: NameText<32> }: FindAccountByName => display_name_looked_up,
    }
    unattended {}
}

fn registered(message_id: MessageId, status_code: Status, account_id: AccountId) -> lobby::AccountRegistrationResponse {
    lobby::AccountRegistrationResponse { message_id, status_code, account_id: account_id.0, ..Default::default() }
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
        let account = CreateAccount {
            app_id,
            name,
            password: Secret::new(request.password.to_text()),
            machine_id: cx.state().machine_id.clone(),
        };
        self.ask(cx, &request.message_id, AccountRegistered {}, account);
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
        let repeats = session.repeats(&request.username);
        if !repeats && (session.asking.is_some() || session.login != Login::None) {
            cx.reply(&refused(message_id, Status::ACCOUNT_LOGGED_IN));
            return Ok(());
        }
        if repeats && session.asking.is_some() {
            let slot = cx.begin_reply();
            if let Some(asking) = cx.state_mut().session.as_mut().and_then(|session| session.asking.as_mut()) {
                asking.repeats.push((slot, message_id));
            }
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
            session.asking = Some(Asking { username: Some(request.username), repeats: Vec::new() });
        }
        let credentials = self.credentials(cx, &request.username, &request.password);
        let login = PasswordChecked { username: request.username, password: Secret::new(request.password) };
        self.ask(cx, &message_id, login, credentials);
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

    fn credentials(&self, cx: &Context<'_>, username: &NameText<32>, password: &PasswordText<32>) -> CheckPassword {
        CheckPassword {
            app_id: cx.state().app_id(),
            name: username.to_text(),
            password: Secret::new(password.to_text()),
            address: *cx.conn().peer().ip(),
            unix_s: cx.conns.clock.unix_s(cx.now),
            machine_id: cx.state().machine_id.clone(),
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
            Login::None if session.asking.is_none() => Status::SUCCESS,
            _ => Status::ACCOUNT_LOGGED_IN,
        };
        if status != Status::SUCCESS {
            let response = lobby::AnonymousLoginResponse { message_id, status_code: status, ..Default::default() };
            cx.reply(&response);
            return Ok(());
        }
        session.asking = Some(Asking { username: None, repeats: Vec::new() });
        let name = request.session_display_name.to_text();
        if name.is_empty() || !self.passes(cx.conn(), TextContext::AccountName, &name) {
            let slot = cx.begin_reply();
            self.admit_anonymous(cx, slot, message_id, None);
            return Ok(());
        }
        let account = FindAccountByName { app_id: cx.state().app_id(), name };
        self.ask(cx, &message_id, DisplayName { wanted: request.session_display_name }, account);
        Ok(())
    }

    /// The display name is an account's, or nobody's; what the store cannot tell may be somebody's (MAS-37).
    fn display_name_looked_up(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        DisplayName { wanted }: DisplayName,
        answer: Answer<FindAccountByName>,
    ) -> Outcome {
        let free = matches!(answer, Err(StoreError::Refused(AccountMissing::NoAccount)));
        self.admit_anonymous(cx, asked.slot, asked.message_id, free.then(|| wanted.to_text()));
        Outcome::Later
    }

    fn admit_anonymous(&mut self, cx: &mut Context<'_>, slot: Slot, message_id: MessageId, name: Option<String>) {
        let draw = self.draw();
        let drawn: [u8; 4] = cx.conns.entropy.bytes(crate::entropy::Purpose::Anonymous, draw);
        let id = AccountId(i32::from_le_bytes(drawn) | i32::MIN);
        let name = name.unwrap_or_else(|| notices::guest(id));
        self.admit(cx, slot, message_id, Account { id, name }, true);
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

    /// The account is made, or is not.
    fn registration_answered(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: AccountRegistered,
        answer: Answer<CreateAccount>,
    ) -> Packets {
        let status = status_of(&answer, |CreateAccountRefusal::NameTaken| Status::ACCOUNT_ALREADY_EXISTS);
        let account_id = answer.map_or(AccountId(0), |account| {
            self.registered(cx, &account);
            account.id
        });
        Packets::of(&registered(asked.message_id, status, account_id), cx.dialect())
    }

    /// The account of a login that did not exist is made, or somebody else was quicker with the name (MAS-31.4).
    fn first_login_answered(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: FirstLogin,
        answer: Answer<CreateAccount>,
    ) -> Outcome {
        match answer {
            Ok(account) => {
                self.registered(cx, &account);
                let name = account.name.clone();
                self.right_password(cx, asked, account, name);
            }
            Err(StoreError::Refused(CreateAccountRefusal::NameTaken)) => {
                self.refuse(cx, asked.slot, asked.message_id, Status::INVALID_PASSWORD);
            }
            Err(StoreError::Failed) => self.refuse(cx, asked.slot, asked.message_id, Status::DB_ERROR),
        }
        Outcome::Later
    }

    /// The password is right, or is not.
    fn login_answered(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        login: PasswordChecked,
        answer: Answer<CheckPassword>,
    ) -> Outcome {
        match answer {
            Ok(account) => {
                self.state.backoff.succeeded(Self::suspect(cx.conn(), &login.username));
                // Others read the name as the player wrote it (MAS-33).
                self.right_password(cx, asked, account, login.username.to_text());
            }
            Err(StoreError::Refused(CheckPasswordRefusal::NoAccount)) if self.accounts(cx).create_on_login => {
                self.register_at_login(cx, asked, &login);
            }
            Err(StoreError::Refused(CheckPasswordRefusal::Banned(kind))) => {
                mark!(cx.out, "GEN-7");
                mark!(cx.out, "OPS-7");
                if !cx.conn().link.is_community() {
                    cx.send(&system_message(self.accounts(cx).ban_severity, BANNED));
                }
                let status = if kind == BanKind::Machine { Status::MACHINE_BANNED } else { Status::ACCOUNT_BANNED };
                self.refuse(cx, asked.slot, asked.message_id, status);
            }
            Err(StoreError::Refused(CheckPasswordRefusal::NoAccount)) => {
                self.failed_login(cx, asked, &login.username, Status::ACCOUNT_NOT_FOUND);
            }
            Err(StoreError::Refused(CheckPasswordRefusal::WrongPassword)) => {
                self.failed_login(cx, asked, &login.username, Status::INVALID_PASSWORD);
            }
            Err(StoreError::Failed) => self.refuse(cx, asked.slot, asked.message_id, Status::DB_ERROR),
        }
        Outcome::Later
    }

    /// A login with an unknown name registers it (MAS-31.4).
    fn register_at_login(&mut self, cx: &mut Context<'_>, asked: ReplyTo, login: &PasswordChecked) {
        let (name, app_id) = (login.username.to_text(), cx.state().app_id());
        let hook = Hook::AutoCreate { conn: cx.conn, app_id, name: &name };
        let allowed = self.accounts(cx).registration && self.script.allows(cx.now, hook, cx.out);
        if !allowed {
            return self.refuse(cx, asked.slot, asked.message_id, Status::FAIL);
        }
        let account = CreateAccount {
            app_id,
            name,
            password: Secret::new(login.password.expose().to_text()),
            machine_id: cx.state().machine_id.clone(),
        };
        self.ask_on(cx, asked, FirstLogin {}, account);
    }

    /// A wrong name or password counts against whoever tries (MAS-32).
    fn failed_login(&mut self, cx: &mut Context<'_>, asked: ReplyTo, username: &NameText<32>, status: Status) {
        let max = cx.conns.shared.limits.failed_logins;
        if self.state.backoff.failed(cx.now, Self::suspect(cx.conn(), username), max) {
            cx.limited(Limit::FailedLogins);
        }
        self.refuse(cx, asked.slot, asked.message_id, status);
    }

    fn right_password(&mut self, cx: &mut Context<'_>, asked: ReplyTo, account: Account, name: String) {
        let ReplyTo { slot, message_id, .. } = asked;
        if cx.state().account_id().is_some_and(|known| known != account.id) {
            return self.refuse(cx, slot, message_id, Status::ACCOUNT_LOGGED_IN);
        }
        let whitelist = &self.accounts(cx).whitelist;
        if !whitelist.is_empty() && !whitelist.contains(&account.id) {
            return self.refuse(cx, slot, message_id, Status::FAIL);
        }
        let hook =
            Hook::Login { conn: cx.conn, app_id: cx.state().app_id(), account_id: account.id, name: &account.name };
        if !self.script.allows(cx.now, hook, cx.out) {
            return self.refuse(cx, slot, message_id, Status::REQUEST_DENIED);
        }
        self.admit(cx, slot, message_id, Account { name, ..account }, false);
    }

    /// Refuses a login; too many on one connection end it (MAS-32).
    pub(super) fn refuse(&mut self, cx: &mut Context<'_>, slot: Slot, message_id: MessageId, status: Status) {
        let repeats = cx.state_mut().session.as_mut().map(LoginSession::answered).unwrap_or_default();
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
        for (slot, message_id) in [(slot, message_id)].into_iter().chain(repeats) {
            cx.answer(slot, &refused(message_id, status));
        }
    }

    /// An account was made.
    fn registered(&mut self, cx: &mut Context<'_>, account: &Account) {
        let Account { id: account_id, name } = account;
        cx.out.event(Event::Registered { conn: cx.conn, account_id: *account_id });
        self.script.ask(cx.now, Hook::Registered { account_id: *account_id, name }, cx.out);
    }

    /// Notes a login in the store; nobody waits for the answer (MAS-33).
    pub(super) fn note_login(&mut self, cx: &mut Context<'_>, account_id: AccountId) {
        let login = NoteLogin {
            account_id,
            address: *cx.conn().peer().ip(),
            machine_id: cx.state().machine_id.clone(),
            unix_us: cx.conns.clock.unix_us(cx.now),
        };
        self.state.store.note(login, cx.out);
    }
}
