//! What bad input costs.

use serde::{Deserialize, Serialize};

/// What follows from a piece of bad input; never more than the connection it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Cost {
    /// Nothing: unknown ids, misfit Medius lengths, bad datagrams.
    Ignore,
    /// A failed answer: a gate or a validation refused.
    Answer,
    /// The connection: framing, oversized length, wrong hash on TCP, handshake order, failed RSA, flood.
    Close,
}

/// A piece of bad input, as the events report it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The rule or section that the input broke: "transport.md §2", "GEN-19".
    pub rule: &'static str,
    /// What it cost.
    pub cost: Cost,
    /// The offending numbers in words; never the bytes.
    pub what: String,
}

impl Fault {
    /// Describes a fault.
    pub fn new(rule: &'static str, cost: Cost, what: impl ToString) -> Self {
        Self { rule, cost, what: what.to_string() }
    }
}
