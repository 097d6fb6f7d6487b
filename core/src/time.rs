//! Time as the machines know it: a count since birth, and a wall clock told from outside.

use core::time::Duration;
use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// Microseconds since the machine's birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Instant(pub u64);

impl Instant {
    /// The machine's birth.
    pub const BIRTH: Self = Self(0);

    /// The time passed since `earlier`; zero where `earlier` lies ahead.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, later: Duration) -> Self {
        let micros = u64::try_from(later.as_micros()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(micros))
    }
}

impl Sub<Instant> for Instant {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.since(earlier)
    }
}

/// Wall time: the last `Input::Clock` plus the time since. No timer depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WallClock {
    told_unix_us: i64,
    told_at: Instant,
}

impl WallClock {
    /// Takes the driver's word for the time.
    pub const fn set(&mut self, now: Instant, unix_us: i64) {
        *self = Self { told_unix_us: unix_us, told_at: now };
    }

    /// Microseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn unix_us(self, now: Instant) -> i64 {
        let since = i64::try_from(now.since(self.told_at).as_micros()).unwrap_or(i64::MAX);
        self.told_unix_us.saturating_add(since)
    }

    /// Seconds since 1970-01-01 UTC as the wire carries them: 32 bits, stuck at their ends.
    #[must_use]
    pub fn unix_s(self, now: Instant) -> u32 {
        u32::try_from((self.unix_us(now) / 1_000_000).max(0)).unwrap_or(u32::MAX)
    }
}
