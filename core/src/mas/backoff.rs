//! Failed logins by account and address, over all connections: each further one has to wait longer (MAS-32).

use core::time::Duration;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::ids::TitleGroup;
use crate::machine::Timers;
use crate::time::Instant;
use crate::wire::NameText;

/// Failures that cost nothing: people mistype.
const FREE: u32 = 5;
/// The longest wait between two tries.
const LONGEST: Duration = Duration::from_secs(300);
/// How long after the last failure everything is forgotten.
const MEMORY: Duration = Duration::from_secs(900);

/// Who tries to log in as whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Suspect {
    group: TitleGroup,
    /// The name, in lower case.
    name: [u8; 32],
    address: Ipv4Addr,
}

impl Suspect {
    pub(super) fn new(group: TitleGroup, name: &NameText<32>, address: Ipv4Addr) -> Self {
        let mut folded = [0; 32];
        for (to, from) in folded.iter_mut().zip(name.text()) {
            *to = from.to_ascii_lowercase();
        }
        Self { group, name: folded, address }
    }
}

/// What failed lately.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Backoff {
    failures: BTreeMap<Suspect, u32>,
    forget: Timers<Suspect>,
}

/// How long the next try has to wait after so many failures.
fn wait(failures: u32) -> Duration {
    match failures.checked_sub(FREE) {
        None => Duration::ZERO,
        Some(more) => LONGEST.min(Duration::from_secs(1 << more.min(9))),
    }
}

impl Backoff {
    /// Whether a try comes too early.
    pub(super) fn is_early(&self, now: Instant, suspect: Suspect) -> bool {
        let failures = self.failures.get(&suspect).copied().unwrap_or_default();
        self.forget.of(suspect).is_some_and(|forget| now + MEMORY < forget + wait(failures))
    }

    /// A try failed; where there are as many as are allowed, the oldest is forgotten. `true`: it was.
    pub(super) fn failed(&mut self, now: Instant, suspect: Suspect, max: u32) -> bool {
        let full = !self.failures.contains_key(&suspect) && self.failures.len() >= max as usize;
        if full {
            self.expire(Instant(u64::MAX), 1);
        }
        let failures = self.failures.entry(suspect).or_default();
        *failures = failures.saturating_add(1);
        self.forget.set(suspect, Some(now + MEMORY));
        full
    }

    /// A try went well.
    pub(super) fn succeeded(&mut self, suspect: Suspect) {
        self.failures.remove(&suspect);
        self.forget.set(suspect, None);
    }

    /// Forgets what is long ago, so many at the most.
    pub(super) fn expire(&mut self, now: Instant, max: usize) {
        for _ in 0..max {
            let Some(suspect) = self.forget.due(now) else { return };
            self.failures.remove(&suspect);
        }
    }

    /// When something is forgotten.
    pub(super) const fn deadline(&self) -> Option<Instant> {
        self.forget.next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_what_is_remembered_is_bounded() {
        assert_eq!([4, 5, 6, 13, 14, u32::MAX].map(|n| wait(n).as_secs()), [0, 1, 2, 256, 300, 300]);
        let mut backoff = Backoff::default();
        for number in 0..10_u8 {
            let suspect = Suspect::new(TitleGroup(1), &NameText::new("Ratchet"), Ipv4Addr::new(10, 0, 0, number));
            assert_eq!(backoff.failed(Instant(number.into()), suspect, 4), number >= 4);
        }
        assert_eq!((backoff.failures.len(), backoff.deadline()), (4, Some(Instant(6) + MEMORY)));
        backoff.expire(Instant(9) + MEMORY, usize::MAX);
        assert_eq!((backoff.failures.len(), backoff.deadline()), (0, None));
    }
}
