//! A login becomes a session of the MLS before the console hears of it (architecture.md §5).

use super::admitting::{AdmissionMessage, Admitting};
use super::state::{Authentication, ConnState, Context, Login, LoginSession, Scope, State};
use crate::entropy::Purpose;
use crate::ids::{AccountId, Component, ConnId};
use crate::link::Slot;
use crate::lobby::connect_info::{self, connect_info};
use crate::lobby::keys;
use crate::machine::{Event, Outbox, mark};
use crate::peer::{Admission, HostAdmission, LobbyWorld, PeerMessage, Ticket};
use crate::secret::Secret;
use crate::store::Account;
use crate::wire::{
    AccountType, CallbackStatus as Status, MessageId, NetAddress, NetAddressList, NetConnectionInfo, NetConnectionType,
    lobby,
};

impl Authentication {
    #[allow(clippy::too_many_arguments, reason = "a login's identity, once")]
    pub(super) fn admit(
        &mut self,
        cx: &mut Context<'_>,
        slot: Slot,
        message_id: MessageId,
        account: Account,
        anonymous: bool,
    ) {
        // A session that ended meanwhile does not log in any more, nor does the one that came after it.
        if cx.state().session.as_ref().is_none_or(|session| session.asking.is_none()) {
            return self.refuse_as(cx, slot, message_id, Status::FAIL, anonymous);
        }
        self.renew_access_key(cx);
        mark!(cx.out, "ST-27");
        let living = self.living(cx, account.id);
        let Some(session) = cx.state().session.as_ref() else { return };
        let (session_key, access_key) = Self::keys_of(session);
        let (location, localization) = (session.location, session.localization);
        let ticket = match session.login {
            // A repetition: the MLS knows it, or expects the player once more (MAS-31.2).
            Login::Done { ticket, .. } => ticket,
            Login::None => self.draw_ticket(cx),
        };
        let timeouts = cx.conns.shared.timeouts;
        let admission = Box::new(Admission {
            ticket,
            account_id: account.id,
            name: account.name,
            app_id: cx.state().app_id(),
            version: cx.conn().link.version(),
            address: *cx.conn().peer().ip(),
            living,
            session_key,
            access_key,
            machine_id: cx.state().machine_id.clone(),
            location,
            localization,
            // The console may take its time to leave; the window opens with our answer.
            keep_alive: timeouts.keep_alive + timeouts.mail,
        });
        self.send(cx, slot, message_id, ticket, AdmissionMessage::Player { admission, anonymous });
    }

    /// Draws the key of a login that comes after another one of the session (ST-12).
    fn renew_access_key(&mut self, cx: &mut Context<'_>) {
        let spent = cx.state().session.as_ref().is_some_and(|session| session.access_key.expose().is_empty());
        if spent {
            mark!(cx.out, "ST-12");
            let preset = cx.conn().link.preset().and_then(|preset| preset.session.as_ref());
            let recorded = preset.map(|session| session.access_key.clone());
            let key = recorded.unwrap_or_else(|| Secret::new(keys::access_key(&cx.conns.entropy, self.draw())));
            if let Some(session) = &mut cx.state_mut().session {
                session.access_key = key;
            }
        }
    }

    /// The sessions of an account that are on other connections, or on the way there, which are living (ST-21).
    fn living(&self, cx: &Context<'_>, account_id: AccountId) -> Vec<Ticket> {
        let others = || cx.conns.iter().filter(|conn| conn.id() != cx.conn && conn.is_living(cx.now));
        let logged_in = others().filter_map(|conn| conn.state.ticket_of(account_id));
        let admitting = self.state.admitting.iter().filter(|(_, admitting)| admitting.is_of(account_id));
        let admitting = admitting.filter(|(_, one)| others().any(|conn| conn.id() == one.conn));
        logged_in.chain(admitting.map(|(ticket, _)| *ticket)).collect()
    }

    /// A host goes to the MPS: it is told so when the MPS knows it (MAS-51).
    pub(super) fn admit_host(
        &mut self,
        cx: &mut Context<'_>,
        slot: Slot,
        message_id: MessageId,
        addresses: NetAddressList,
    ) {
        let Some((host, facts)) = &cx.state().host else { return };
        let facts = facts.clone();
        let (session_key, access_key) = Self::keys_of(host);
        let location = host.location;
        let ticket = self.draw_ticket(cx);
        let timeouts = cx.conns.shared.timeouts;
        let admission = Box::new(HostAdmission {
            ticket,
            app_id: cx.state().app_id(),
            address: *cx.conn().peer().ip(),
            addresses,
            location,
            facts,
            session_key,
            access_key,
            keep_alive: timeouts.keep_alive + timeouts.mail,
        });
        self.send(cx, slot, message_id, ticket, AdmissionMessage::Host(admission));
    }

    pub(super) fn draw_ticket(&mut self, cx: &Context<'_>) -> Ticket {
        let draw = self.draw();
        Ticket(cx.conns.entropy.bytes(Purpose::Ticket, draw))
    }

    fn send(
        &mut self,
        cx: &mut Context<'_>,
        slot: Slot,
        message_id: MessageId,
        ticket: Ticket,
        message: AdmissionMessage,
    ) {
        let timeouts = cx.conns.shared.timeouts;
        message.send(cx.out);
        let (conn, until) = (cx.conn, cx.now + timeouts.mail);
        self.state.admitting.insert(ticket, Admitting { conn, slot, message_id, until, message });
        self.state.alarms.set(ticket, Some(cx.now + timeouts.mail_retry.min(timeouts.mail)));
    }

    /// The MLS did not answer yet: ask again, and at last give up.
    fn admission_late(&mut self, scope: &mut Scope<'_>, ticket: Ticket) {
        let Some(admitting) = self.state.admitting.get(&ticket) else {
            return;
        };
        if scope.now < admitting.until {
            admitting.message.send(scope.out);
            let again = (scope.now + scope.conns.shared.timeouts.mail_retry).min(admitting.until);
            self.state.alarms.set(ticket, Some(again));
            return;
        }
        let told = scope.on(admitting.conn).is_some_and(|cx| cx.state().is_told(ticket));
        if let (AdmissionMessage::Player { .. }, false) = (&admitting.message, told) {
            scope.out.send_peer(Component::Mls, PeerMessage::Withdraw { ticket });
        }
        self.admission_answered(scope, ticket, Err(Status::TRANSACTION_TIMED_OUT));
    }

    /// An admission that nobody waits for any more is taken back.
    fn withdraw(&mut self, ticket: Ticket, told: bool, out: &mut Outbox) {
        let Some(admitting) = self.state.admitting.remove(&ticket) else { return };
        self.state.alarms.set(ticket, None);
        // The MPS lets a host that does not come go by itself; a player who was told before may be on the way.
        if let (AdmissionMessage::Player { .. }, false) = (&admitting.message, told) {
            out.send_peer(Component::Mls, PeerMessage::Withdraw { ticket });
        }
    }

    /// Ends an admission as its answer says.
    pub(super) fn admission_answered(
        &mut self,
        scope: &mut Scope<'_>,
        ticket: Ticket,
        verdict: Result<LobbyWorld, Status>,
    ) {
        // A message that was answered before is answered for good.
        let Some(admitting) = self.state.admitting.remove(&ticket) else {
            return;
        };
        self.state.alarms.set(ticket, None);
        let conn = admitting.conn;
        let Admitting { slot, message_id, message, .. } = admitting;
        let Some(cx) = &mut scope.on(conn) else { return };
        match (message, verdict) {
            (AdmissionMessage::Player { admission, anonymous }, Ok(lobby)) => {
                self.logged_in(cx, slot, message_id, &admission, anonymous, lobby);
            }
            (AdmissionMessage::Player { anonymous, .. }, Err(status)) => {
                self.refuse_as(cx, slot, message_id, status, anonymous);
            }
            (AdmissionMessage::Host(_), verdict) => self.host_admitted(cx, slot, message_id, verdict.is_ok()),
        }
    }

    fn logged_in(
        &mut self,
        cx: &mut Context<'_>,
        slot: Slot,
        message_id: MessageId,
        admission: &Admission,
        anonymous: bool,
        lobby: LobbyWorld,
    ) {
        mark!(cx.out, "MAS-33");
        let (account_id, ticket) = (admission.account_id, admission.ticket);
        let asking = cx.state_mut().session.as_mut().and_then(|session| session.asking.take());
        let Some((session, asking)) = cx.state_mut().session.as_mut().zip(asking) else {
            cx.out.send_peer(Component::Mls, PeerMessage::Withdraw { ticket });
            return self.refuse_as(cx, slot, message_id, Status::FAIL, anonymous);
        };
        let repeated = session.login != Login::None;
        session.login = Login::Done { account_id, ticket, username: asking.username };
        if !repeated {
            cx.state_mut().failed_logins = 0;
            cx.out.event(Event::LoggedIn { conn: cx.conn, account_id });
            if !anonymous {
                self.note_login(cx, account_id);
            }
        }
        mark!(cx.out, "MAS-34");
        let response = lobby::AccountLoginResponse {
            message_id,
            status_code: Status::SUCCESS,
            account_id: account_id.0,
            account_type: AccountType(1),
            medius_world_id: lobby.medius_world_id.0,
            connect_info: self.to_the_lobby(cx, lobby, admission),
            ..Default::default()
        };
        if anonymous {
            let lobby::AccountLoginResponse {
                message_id,
                pad,
                status_code,
                account_id,
                account_type,
                medius_world_id,
                connect_info,
            } = response;
            let response = lobby::AnonymousLoginResponse {
                message_id,
                pad,
                status_code,
                account_id,
                account_type,
                medius_world_id,
                connect_info,
            };
            cx.answer(slot, &response);
            return;
        }
        for (slot, message_id) in [(slot, message_id)].into_iter().chain(asking.repeats) {
            cx.answer(slot, &lobby::AccountLoginResponse { message_id, ..response.clone() });
        }
    }

    /// Where the MLS is, and with which keys it is entered (ST-13 to ST-15).
    fn to_the_lobby(&self, cx: &Context<'_>, lobby: LobbyWorld, admission: &Admission) -> NetConnectionInfo {
        let mls = self.told(cx.conn(), self.state.config.mls, 10078);
        let nat = self.told(cx.conn(), self.state.config.nat, connect_info::NAT_PORT);
        connect_info(
            NetConnectionType::CLIENT_SERVER_TCP,
            [NetAddress::external(mls), NetAddress::nat_service(*nat.ip(), nat.port())],
            lobby.world_id,
            Self::server_key(cx),
            *admission.session_key.expose(),
            *admission.access_key.expose(),
        )
    }

    /// What the console is to encrypt its next connection with (ST-14).
    pub(super) fn server_key(cx: &Context<'_>) -> Option<[u8; 64]> {
        let title = cx.state().title.as_deref()?;
        connect_info::server_key(title, &cx.conns.shared, &cx.conn().link)
    }

    /// The keys of a session that goes to another server.
    pub(super) fn keys_of(
        session: &LoginSession,
    ) -> (Secret<crate::wire::SessionKeyText>, Secret<crate::wire::AccessKey>) {
        (session.key.clone(), session.access_key.clone())
    }

    /// Asks again for what the MLS or the MPS has not answered in time, and at last gives up.
    pub(super) fn admissions_late(&mut self, scope: &mut Scope<'_>) {
        while let Some(ticket) = self.state.alarms.due(scope.now) {
            self.channels_told(scope, ticket, None);
            self.admission_late(scope, ticket);
        }
    }

    /// Refuses a login in its own type (MAS-37).
    fn refuse_as(&mut self, cx: &mut Context<'_>, slot: Slot, message_id: MessageId, status: Status, anonymous: bool) {
        if !anonymous {
            return self.refuse(cx, slot, message_id, status);
        }
        if let Some(session) = &mut cx.state_mut().session {
            session.asking = None;
        }
        cx.out.event(Event::LoginRefused { conn: cx.conn, status: status.0 });
        let response = lobby::AnonymousLoginResponse { message_id, status_code: status, ..Default::default() };
        cx.answer(slot, &response);
    }

    /// A connection is gone: nobody waits any more; a player who was admitted and not told will not come.
    pub(super) fn forget(&mut self, conn: ConnId, state: &ConnState, out: &mut Outbox) {
        self.state.store.forget(conn, out);
        let State { listings, alarms, .. } = &mut self.state;
        for (ticket, _) in listings.extract_if(.., |_, listing| listing.conn == conn) {
            alarms.set(ticket, None);
        }
        let stale: Vec<Ticket> =
            self.state.admitting.iter().filter(|(_, one)| one.conn == conn).map(|(ticket, _)| *ticket).collect();
        for ticket in stale {
            self.withdraw(ticket, state.is_told(ticket), out);
        }
    }
}
