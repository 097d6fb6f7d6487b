//! Deadlines of a machine, one per key.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::time::Instant;

/// One deadline per key; the earliest is known without a search.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound = "K: Ord + Clone + Serialize + serde::de::DeserializeOwned")]
pub struct Timers<K: Ord> {
    by_time: BTreeSet<(Instant, K)>,
    by_key: BTreeMap<K, Instant>,
    next: Option<Instant>,
}

impl<K: Ord> Default for Timers<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Ord> Timers<K> {
    /// No deadlines.
    #[must_use]
    pub const fn new() -> Self {
        Self { by_time: BTreeSet::new(), by_key: BTreeMap::new(), next: None }
    }
}

impl<K: Ord + Copy> Timers<K> {
    /// The deadline of a key.
    #[must_use]
    pub fn of(&self, key: K) -> Option<Instant> {
        self.by_key.get(&key).copied()
    }

    /// Sets, moves or (with `None`) removes the deadline of a key.
    pub fn set(&mut self, key: K, at: Option<Instant>) {
        let before = match at {
            Some(at) => self.by_key.insert(key, at),
            None => self.by_key.remove(&key),
        };
        if before == at {
            return;
        }
        if let Some(before) = before {
            self.by_time.remove(&(before, key));
        }
        if let Some(at) = at {
            self.by_time.insert((at, key));
        }
        self.next = self.by_time.first().map(|(at, _)| *at);
    }

    /// The earliest deadline; O(1).
    #[must_use]
    pub const fn next(&self) -> Option<Instant> {
        self.next
    }

    /// Takes one key whose deadline has come, earliest first; equal ones in the order of the keys.
    pub fn due(&mut self, now: Instant) -> Option<K> {
        let (at, key) = *self.by_time.first()?;
        (at <= now).then(|| {
            self.set(key, None);
            key
        })
    }

    /// How many deadlines are set.
    #[must_use]
    pub fn len(&self) -> u32 {
        u32::try_from(self.by_key.len()).unwrap_or(u32::MAX)
    }

    /// Whether no deadline is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_comes_first_and_a_moved_one_moves() {
        let mut timers = Timers::default();
        timers.set(1, Some(Instant(30)));
        timers.set(2, Some(Instant(10)));
        timers.set(3, Some(Instant(20)));
        timers.set(2, Some(Instant(40)));
        timers.set(3, None);
        assert_eq!(timers.next(), Some(Instant(30)));
        assert_eq!(timers.due(Instant(29)), None);
        assert_eq!(timers.due(Instant(40)), Some(1));
        assert_eq!(timers.due(Instant(40)), Some(2));
        assert_eq!((timers.due(Instant(99)), timers.next(), timers.len()), (None, None, 0));
    }
}
