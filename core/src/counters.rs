//! Plain counters of a machine, read by operators, metrics and tests.

use serde::{Deserialize, Serialize};

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
    /// Times that a limit was met.
    pub limited: u64,
    /// Requests to the store that failed or came too late.
    pub store_failed: u64,
    /// Frames sealed and opened.
    pub ciphers: CipherCounters,
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
