//! Requests to the store, and what a late, failed or lost answer means.

use serde::{Deserialize, Serialize};

use super::Mas;
use super::session::Login;
use crate::front;
use crate::link::Slot;
use crate::machine::{ConnId, Event, Instant, Outbox, Secret, StoreId, mark};
use crate::mail::Ticket;
use crate::store::{StoreReply, StoreRequest};
use crate::wire::{MessageId, NameText, PasswordText};

/// What a deadline is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Alarm {
    /// The store should have answered (T-STORE).
    Store(StoreId),
    /// The MLS should have answered: ask again, or give up.
    Admission(Ticket),
}

/// Who asked, and what for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Asked {
    pub(super) conn: ConnId,
    pub(super) slot: Slot,
    pub(super) message_id: MessageId,
    /// The request's name, for events.
    pub(super) name: String,
    pub(super) purpose: Purpose,
}

/// What to do with the answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Purpose {
    Registration,
    Login {
        username: NameText<32>,
        password: Secret<PasswordText<32>>,
    },
    /// The account of a login did not exist, and is being made.
    FirstLogin,
    AccountId,
    Delete,
    Password,
    Stats,
    Policy,
    Announcements {
        all: bool,
    },
    Locations,
    /// Nobody waits for it.
    Note,
}

impl Mas {
    /// Asks the store on behalf of a request.
    pub(super) fn ask(&mut self, now: Instant, request: StoreRequest, mut asked: Asked, out: &mut Outbox) {
        self.state.requests += 1;
        let id = StoreId(self.state.requests);
        asked.name = request.name().to_owned();
        self.state.asked.insert(id, asked);
        let late = now + self.state.front.shared.timeouts.store;
        self.state.alarms.set(Alarm::Store(id), Some(late));
        out.store(id, request);
    }

    pub(super) fn store_reply(&mut self, now: Instant, id: StoreId, reply: StoreReply, out: &mut Outbox) {
        // An answer that comes after its time-out was acted on has no visible effect.
        let Some(asked) = self.state.asked.remove(&id) else {
            return;
        };
        self.state.alarms.set(Alarm::Store(id), None);
        if reply == StoreReply::Failed {
            self.state.front.counters.store_failed += 1;
            out.event(Event::StoreFailed { request: asked.name.clone() });
        }
        let conn = asked.conn;
        front::attend(self, now, conn, out, |mas, guest, out| mas.answered(now, guest, asked, reply, out));
    }

    pub(super) fn alarm(&mut self, now: Instant, out: &mut Outbox) {
        while let Some(alarm) = self.state.alarms.due(now) {
            match alarm {
                Alarm::Store(id) => {
                    mark!(out, "DM-8");
                    self.store_reply(now, id, StoreReply::Failed, out);
                }
                Alarm::Admission(ticket) => self.admission_late(now, ticket, out),
            }
        }
    }

    /// A connection is gone: nobody waits any more; a player who was admitted and not told will not come.
    pub(super) fn forget(&mut self, conn: ConnId, out: &mut Outbox) {
        let stale: Vec<StoreId> =
            self.state.asked.iter().filter(|(_, asked)| asked.conn == conn).map(|(id, _)| *id).collect();
        for id in stale {
            self.state.asked.remove(&id);
            self.state.alarms.set(Alarm::Store(id), None);
        }
        let stale: Vec<Ticket> =
            self.state.admitting.iter().filter(|(_, one)| one.conn == conn).map(|(ticket, _)| *ticket).collect();
        for ticket in stale {
            self.withdraw(ticket, out);
        }
    }

    /// A login ended without success.
    pub(super) fn no_login(guest: &mut super::Guest) {
        if let Some(session) = &mut guest.state.session
            && session.login == Login::Pending
        {
            session.login = Login::None;
        }
    }
}
