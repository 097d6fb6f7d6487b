//! Plain counters of a machine, read by operators, metrics and tests.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::limits::Limit;

/// What a machine did since its birth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Connections opened.
    pub opened: u64,
    /// Connections closed.
    pub closed: u64,
    /// Handshakes completed.
    pub connected: u64,
    /// Requests and reports taken in.
    pub requests: u64,
    /// Datagrams taken in.
    pub datagrams: u64,
    /// Datagrams that nobody could have sent, or too many of one source.
    pub datagrams_dropped: u64,
    /// Bad input that cost nothing.
    pub faults_ignored: u64,
    /// Bad input that was answered with a failure.
    pub faults_answered: u64,
    /// Bad input that cost its connection.
    pub faults_closed: u64,
    /// Times that a limit was met, by limit.
    pub limited: LimitCounts,
    /// Requests to the store that failed or came too late.
    pub store_failed: u64,
    /// Frames sealed and opened.
    pub ciphers: CipherCounters,
}

/// How often each limit was met. Serialised it is a map of those that were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "BTreeMap<Limit, u64>", into = "BTreeMap<Limit, u64>")]
pub struct LimitCounts([u64; Limit::ALL.len()]);

impl LimitCounts {
    /// Counts that a limit was met.
    pub fn add(&mut self, limit: Limit) {
        if let Some(count) = self.0.get_mut(limit as usize) {
            *count += 1;
        }
    }

    /// Returns how often a limit was met.
    #[must_use]
    pub fn of(&self, limit: Limit) -> u64 {
        self.0.get(limit as usize).copied().unwrap_or_default()
    }
}

impl Default for LimitCounts {
    fn default() -> Self {
        Self([0; Limit::ALL.len()])
    }
}

impl From<BTreeMap<Limit, u64>> for LimitCounts {
    fn from(counts: BTreeMap<Limit, u64>) -> Self {
        Self(core::array::from_fn(|at| Limit::ALL.get(at).and_then(|limit| counts.get(limit)).copied().unwrap_or(0)))
    }
}

impl From<LimitCounts> for BTreeMap<Limit, u64> {
    fn from(counts: LimitCounts) -> Self {
        let met = Limit::ALL.iter().map(|limit| (*limit, counts.of(*limit)));
        met.filter(|(_, count)| *count > 0).collect()
    }
}

/// Counts of work with ciphers since an outbox was made, or since a machine's birth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct CipherCounters {
    /// Frames encrypted.
    pub sealed: u64,
    /// Frames decrypted.
    pub opened: u64,
}

impl CipherCounters {
    /// Adds what was done from `before` to `after`.
    pub const fn add(&mut self, before: Self, after: Self) {
        self.sealed += after.sealed - before.sealed;
        self.opened += after.opened - before.opened;
    }
}
