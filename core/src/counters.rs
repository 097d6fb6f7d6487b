//! Plain counters of a machine, read by operators, metrics and tests.

use serde::{Deserialize, Serialize};

use crate::machine::Tally;

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
    pub tally: Tally,
}
