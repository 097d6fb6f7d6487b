//! A login becomes a session of the MLS before the console hears of it (architecture.md §5).

use serde::{Deserialize, Serialize};

use super::session::Login;
use super::{Call, Guest, Mas};
use crate::front;
use crate::link::Slot;
use crate::lobby::connect_info::{self, connect_info};
use crate::machine::{ConnId, Event, Instant, Outbox, Purpose, Secret, mark};
use crate::mail::{Admission, Component, LobbyWorld, Mail, Ticket};
use crate::store::Account;
use crate::wire::{AccountType, CallbackStatus as Status, MessageId, NetConnectionInfo, NetConnectionType, lobby};

/// An admission that the MLS has not answered yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Admitting {
    pub(super) conn: ConnId,
    slot: Slot,
    message_id: MessageId,
    account_id: i32,
    anonymous: bool,
    /// When to give up.
    until: Instant,
    /// The letter, to send again.
    letter: Box<Admission>,
}

impl Mas {
    #[allow(clippy::too_many_arguments, reason = "a login's identity, once")]
    pub(super) fn admit(
        &mut self,
        call: &mut Call<'_>,
        slot: Slot,
        message_id: MessageId,
        account: Account,
        anonymous: bool,
    ) {
        let Some(session) = &call.guest.state.session else {
            return;
        };
        let draw = self.state.draws + 1;
        self.state.draws = draw;
        let ticket = Ticket(self.state.front.entropy.bytes(Purpose::Ticket, draw));
        let timeouts = self.state.front.shared.timeouts;
        let letter = Box::new(Admission {
            ticket,
            account_id: account.id,
            name: account.name,
            app_id: call.guest.state.app_id(),
            version: call.guest.link.version(),
            session_key: session.key.clone(),
            access_key: session.access_key.clone(),
            machine_id: call.guest.state.machine_id.clone(),
            location: session.location,
            // The console may take its time to leave; the window opens with our answer.
            keep_alive: timeouts.keep_alive + timeouts.mail,
        });
        let admitting = Admitting {
            conn: call.guest.conn(),
            slot,
            message_id,
            account_id: account.id,
            anonymous,
            until: call.now + timeouts.mail,
            letter: letter.clone(),
        };
        self.state.admitting.insert(ticket, admitting);
        self.state.alarms.set(ticket, Some(call.now + timeouts.mail_retry.min(timeouts.mail)));
        call.out.mail(Component::Mls, Mail::Admit(letter));
    }

    /// The MLS did not answer yet: ask again, and at last give up.
    pub(super) fn admission_late(&mut self, now: Instant, ticket: Ticket, out: &mut Outbox) {
        let Some(admitting) = self.state.admitting.get(&ticket) else {
            return;
        };
        if now < admitting.until {
            out.mail(Component::Mls, Mail::Admit(admitting.letter.clone()));
            let again = (now + self.state.front.shared.timeouts.mail_retry).min(admitting.until);
            self.state.alarms.set(ticket, Some(again));
            return;
        }
        out.mail(Component::Mls, Mail::Withdraw { ticket });
        self.settle(now, ticket, Err(Status::TRANSACTION_TIMED_OUT), out);
    }

    /// Letters of the MLS.
    pub(super) fn mail(&mut self, now: Instant, mail: Mail, out: &mut Outbox) {
        match mail {
            Mail::Admitted { ticket, lobby } => self.settle(now, ticket, Ok(lobby), out),
            Mail::Refused { ticket, status } => self.settle(now, ticket, Err(Status(status)), out),
            // Nobody writes the others to us.
            _ => {}
        }
    }

    /// An admission that nobody waits for any more is taken back.
    pub(super) fn withdraw(&mut self, ticket: Ticket, out: &mut Outbox) {
        if self.state.admitting.remove(&ticket).is_some() {
            self.state.alarms.set(ticket, None);
            out.mail(Component::Mls, Mail::Withdraw { ticket });
        }
    }

    fn settle(&mut self, now: Instant, ticket: Ticket, verdict: Result<LobbyWorld, Status>, out: &mut Outbox) {
        // A letter that was answered before is answered for good.
        let Some(admitting) = self.state.admitting.remove(&ticket) else {
            return;
        };
        self.state.alarms.set(ticket, None);
        let conn = admitting.conn;
        front::attend(self, now, conn, out, |mas, call| match verdict {
            Ok(lobby) => mas.logged_in(call, &admitting, lobby),
            Err(status) => mas.refuse(call, admitting.slot, admitting.message_id, status),
        });
    }

    fn logged_in(&mut self, call: &mut Call<'_>, admitting: &Admitting, lobby: LobbyWorld) {
        mark!(call.out, "MAS-33");
        let (account_id, ticket) = (admitting.account_id, admitting.letter.ticket);
        let Some(session) = &mut call.guest.state.session else {
            call.out.mail(Component::Mls, Mail::Withdraw { ticket });
            return;
        };
        session.login = Login::Done { account_id, ticket };
        call.guest.state.failed_logins = 0;
        call.out.event(Event::LoggedIn { conn: call.guest.conn(), account_id });
        if !admitting.anonymous {
            self.note_login(call, account_id);
        }
        mark!(call.out, "MAS-34");
        let response = lobby::AccountLoginResponse {
            message_id: admitting.message_id,
            status_code: Status::SUCCESS,
            account_id,
            account_type: AccountType(1),
            medius_world_id: lobby.medius_world_id,
            connect_info: self.to_the_lobby(call.guest, lobby, &admitting.letter),
            ..Default::default()
        };
        if admitting.anonymous {
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
            call.guest.answer(admitting.slot, &response, call.out);
        } else {
            call.guest.answer(admitting.slot, &response, call.out);
        }
    }

    /// Where the MLS is, and with which keys it is entered (ST-13 to ST-15).
    fn to_the_lobby(&self, guest: &Guest, lobby: LobbyWorld, admission: &Admission) -> NetConnectionInfo {
        let mls = self.told(guest, self.state.config.mls, 10078);
        let nat = self.told(guest, self.state.config.nat, connect_info::NAT_PORT);
        connect_info(
            NetConnectionType::CLIENT_SERVER_TCP,
            [connect_info::external(mls), connect_info::nat_service(*nat.ip(), nat.port())],
            lobby.world_id,
            self.server_key(guest),
            *admission.session_key.expose(),
            *admission.access_key.expose(),
        )
    }

    /// What the console is to encrypt its next connection with (ST-14).
    pub(super) fn server_key(&self, guest: &Guest) -> Option<[u8; 64]> {
        let title = guest.state.title.as_deref()?;
        connect_info::server_key(title, &self.state.front.shared, &guest.link)
    }

    /// The keys of a session that goes to another server.
    pub(super) fn keys_of(
        session: &super::session::Session,
    ) -> (Secret<crate::wire::SessionKeyText>, Secret<crate::wire::AccessKey>) {
        (session.key.clone(), session.access_key.clone())
    }
}
