//! The sessions of all players, across connections (ST-2, ST-10 to ST-12, ST-20 to ST-27).

use core::time::Duration;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::machine::{ConnId, Instant, Timers};
use crate::mail::{Admission, Ticket};
use crate::wire::{AccessKey, SessionKeyText};

/// Why a login is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The account is online (ST-27).
    LoggedIn,
    /// There are as many sessions as are allowed.
    Full,
}

/// One session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Session {
    admission: Admission,
    conn: Option<ConnId>,
}

impl Session {
    pub(super) const fn account_id(&self) -> i32 {
        self.admission.account_id
    }

    pub(super) const fn conn(&self) -> Option<ConnId> {
        self.conn
    }
}

/// All sessions, found by ticket, account and keys.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Sessions {
    most: u32,
    by_ticket: BTreeMap<Ticket, Session>,
    by_account: BTreeMap<i32, Ticket>,
    by_access_key: BTreeMap<Vec<u8>, Ticket>,
    by_session_key: BTreeMap<Vec<u8>, Ticket>,
    /// Keep-alive windows of players without a connection (T-KEEP).
    windows: Timers<Ticket>,
}

impl Sessions {
    pub(super) fn new(most: u32) -> Self {
        Self {
            most,
            by_ticket: BTreeMap::new(),
            by_account: BTreeMap::new(),
            by_access_key: BTreeMap::new(),
            by_session_key: BTreeMap::new(),
            windows: Timers::default(),
        }
    }

    /// Takes a login in; the same letter a second time changes nothing.
    pub(super) fn admit(&mut self, now: Instant, admission: Admission) -> Result<(), Refusal> {
        let ticket = admission.ticket;
        if self.by_ticket.contains_key(&ticket) {
            return Ok(());
        }
        if self.by_account.contains_key(&admission.account_id) {
            return Err(Refusal::LoggedIn);
        }
        if self.by_ticket.len() >= self.most as usize {
            return Err(Refusal::Full);
        }
        self.by_account.insert(admission.account_id, ticket);
        self.by_access_key.insert(admission.access_key.expose().text().to_vec(), ticket);
        self.by_session_key.insert(admission.session_key.expose().text().to_vec(), ticket);
        self.windows.set(ticket, Some(now + admission.keep_alive));
        self.by_ticket.insert(ticket, Session { admission, conn: None });
        Ok(())
    }

    /// A player arrives: ticket, account, and the connection that he had before.
    pub(super) fn enter(
        &mut self,
        _: Instant,
        conn: ConnId,
        access_key: &AccessKey,
        session_key: &SessionKeyText,
        same_group: impl Fn(u32) -> bool,
    ) -> Option<(Ticket, i32, Option<ConnId>)> {
        let known = |keys: &BTreeMap<Vec<u8>, Ticket>, key: &[u8]| {
            if key.is_empty() { None } else { keys.get(key).copied() }
        };
        let ticket = known(&self.by_access_key, access_key.text())
            .or_else(|| known(&self.by_session_key, session_key.text()))?;
        let session = self.by_ticket.get_mut(&ticket).filter(|session| same_group(session.admission.app_id))?;
        self.windows.set(ticket, None);
        Some((ticket, session.admission.account_id, session.conn.replace(conn)))
    }

    /// A player's connection is gone; the window opens, unless he came by another one since.
    pub(super) fn lose(&mut self, now: Instant, ticket: Ticket, conn: ConnId, window: Duration) {
        if let Some(session) = self.by_ticket.get_mut(&ticket).filter(|session| session.conn == Some(conn)) {
            session.conn = None;
            self.windows.set(ticket, Some(now + window));
        }
    }

    /// Takes one session whose window is over.
    pub(super) fn expire(&mut self, now: Instant) -> Option<Session> {
        let ticket = self.windows.due(now)?;
        self.remove(ticket)
    }

    pub(super) fn remove(&mut self, ticket: Ticket) -> Option<Session> {
        let session = self.by_ticket.remove(&ticket)?;
        self.windows.set(ticket, None);
        self.by_account.remove(&session.admission.account_id);
        self.by_access_key.remove(session.admission.access_key.expose().text());
        self.by_session_key.remove(session.admission.session_key.expose().text());
        Some(session)
    }

    pub(super) const fn deadline(&self) -> Option<Instant> {
        self.windows.next()
    }
}
