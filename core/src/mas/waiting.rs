//! What the MAS waits for.

use serde::{Deserialize, Serialize};

use super::{Authentication, Scope};
use crate::ids::ConnId;
use crate::lobby::asking::Asks as _;
use crate::lobby::common;
use crate::machine::Outbox;
use crate::mail::Ticket;
use crate::secret::Secret;
use crate::wire::{NameText, PasswordText};

/// What to do with the answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Purpose {
    Registration,
    Login {
        username: NameText<32>,
        password: Secret<PasswordText<32>>,
    },
    /// The account of a login did not exist, and is being made.
    FirstLogin,
    Delete,
    /// An errand: whether the address of a connection is banned (GEN-7).
    Address(ConnId),
    Common(common::Purpose),
}

impl From<common::Purpose> for Purpose {
    fn from(purpose: common::Purpose) -> Self {
        Self::Common(purpose)
    }
}

impl Authentication {
    pub(super) fn alarm(&mut self, scope: &mut Scope<'_>) {
        self.store_late(scope);
        while let Some(ticket) = self.state.alarms.due(scope.now) {
            self.admission_late(scope, ticket);
        }
        self.state.backoff.expire(scope.now, usize::MAX);
    }

    /// A connection is gone: nobody waits any more; a player who was admitted and not told will not come.
    pub(super) fn forget(&mut self, conn: ConnId, out: &mut Outbox) {
        self.state.asking.forget(conn);
        let stale: Vec<Ticket> =
            self.state.admitting.iter().filter(|(_, one)| one.conn == conn).map(|(ticket, _)| *ticket).collect();
        for ticket in stale {
            self.withdraw(ticket, out);
        }
    }
}
