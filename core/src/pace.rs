//! How fast a source may send: work costs time, and only so much of it may be owed (GCRA).

use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Instant;

/// What a source may send: so many pieces and so many bytes in a second, and as much at once as it may send in
/// `burst`. Zero is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Pieces in a second.
    pub pieces: u32,
    /// Bytes in a second.
    pub bytes: u32,
    /// How much may come at once.
    pub burst: Duration,
}

impl Rate {
    /// How long a piece of so many bytes takes at this rate.
    fn cost(self, bytes: usize) -> Duration {
        let of = |count: u64, rate: u32| match rate {
            0 => 0,
            rate => count.saturating_mul(1_000_000) / u64::from(rate),
        };
        Duration::from_micros(of(1, self.pieces).max(of(bytes as u64, self.bytes)))
    }
}

/// What a source owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pace {
    paid: Instant,
}

impl Pace {
    /// A piece came. `false`: it is one too many, and costs nothing.
    pub fn admit(&mut self, now: Instant, bytes: usize, rate: Rate) -> bool {
        let paid = self.paid.max(now) + rate.cost(bytes);
        let fits = paid.since(now) <= rate.burst || paid == now;
        if fits {
            self.paid = paid;
        }
        fits
    }

    /// A piece came that has to be taken whatever it costs.
    pub fn charge(&mut self, now: Instant, bytes: usize, rate: Rate) {
        self.paid = self.paid.max(now) + rate.cost(bytes);
    }

    /// When the source may send again, if it owes too much.
    #[must_use]
    pub fn resumes(&self, now: Instant, rate: Rate) -> Option<Instant> {
        let owed = self.paid.since(now);
        (owed > rate.burst).then(|| Instant(self.paid.0 - u64::try_from(rate.burst.as_micros()).unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_and_then_the_rate() {
        let rate = Rate { pieces: 100, bytes: 16_384, burst: Duration::from_secs(2) };
        let mut pace = Pace::default();
        let mut now = Instant(5_000_000);
        assert_eq!((0..1000).filter(|_| pace.admit(now, 34, rate)).count(), 200);
        now = now + Duration::from_secs(1);
        assert_eq!((0..1000).filter(|_| pace.admit(now, 34, rate)).count(), 100);
        now = now + Duration::from_secs(1);
        assert_eq!((0..1000).filter(|_| pace.admit(now, 512, rate)).count(), 32);
        let free = Rate { pieces: 0, bytes: 0, burst: Duration::ZERO };
        assert!((0..1000).all(|_| Pace::default().admit(now, 512, free)));
        let mut owing = Pace::default();
        (0..300).for_each(|_| owing.charge(now, 34, rate));
        assert_eq!(owing.resumes(now, rate), Some(now + Duration::from_secs(1)));
        assert_eq!(owing.resumes(now + Duration::from_secs(1), rate), None);
    }
}
