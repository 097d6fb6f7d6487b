//! The names that are looked up, and for whom.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{ConnId, LookupId};
use crate::link::Slot;
use crate::machine::Timers;
use crate::peer::Attributes;
use crate::time::Instant;
use crate::wire::MessageId;

/// A game server whose name is looked up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Lookup {
    pub(super) conn: ConnId,
    pub(super) slot: Slot,
    pub(super) message_id: MessageId,
    pub(super) name: String,
    /// What it is, with the address that its connection comes from.
    pub(super) is: Attributes,
}

/// Names that are looked up; each connection waits for one at the most.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::mps) struct Lookups {
    pub(super) last: LookupId,
    pub(super) waiting: BTreeMap<LookupId, Lookup>,
    pub(super) late: Timers<LookupId>,
}

impl Lookups {
    /// Returns when a lookup has taken too long.
    pub(in crate::mps) const fn deadline(&self) -> Option<Instant> {
        self.late.next()
    }

    /// Returns whether a connection waits for one.
    pub(in crate::mps) fn waits(&self, conn: ConnId) -> bool {
        self.waiting.values().any(|lookup| lookup.conn == conn)
    }

    pub(super) fn take(&mut self, request: LookupId) -> Option<Lookup> {
        self.late.set(request, None);
        self.waiting.remove(&request)
    }

    /// A connection is gone: nobody waits for its name.
    pub(in crate::mps) fn forget(&mut self, conn: ConnId) {
        let gone = self.waiting.iter().find(|(_, lookup)| lookup.conn == conn).map(|(request, _)| *request);
        gone.and_then(|request| self.take(request));
    }
}
