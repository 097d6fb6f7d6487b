//! Time and entropy of the operating system, as machines are told of them.

use std::time::{Duration, Instant as Monotonic, SystemTime, UNIX_EPOCH};

use clank_core::time::Instant;

/// Between two words about the wall clock.
const MINUTE: Duration = Duration::from_secs(60);
/// By how much the wall clock may move before the machine is told at once.
const MOVED: Duration = Duration::from_millis(500);
/// Between two reseedings.
const HOUR: Duration = Duration::from_secs(3600);

/// The clock of one machine.
#[derive(Debug)]
pub struct Clock {
    birth: Monotonic,
    told_unix_us: i64,
    told_at: Option<Monotonic>,
    reseeded: Option<Monotonic>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { birth: Monotonic::now(), told_unix_us: 0, told_at: None, reseeded: None }
    }
}

impl Clock {
    /// Microseconds since the machine's birth.
    #[must_use]
    pub fn now(&self) -> Instant {
        Instant(u64::try_from(self.birth.elapsed().as_micros()).unwrap_or(u64::MAX))
    }

    /// An instant of the machine as the system knows it.
    #[must_use]
    pub fn at(&self, at: Instant) -> Monotonic {
        self.birth + Duration::from_micros(at.0)
    }

    /// What to tell the machine of the wall clock, if it is time to.
    pub fn wall(&mut self) -> Option<i64> {
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let unix_us = i64::try_from(unix.as_micros()).unwrap_or(i64::MAX);
        let told = self.told_at.map(|at| at.elapsed());
        let due = told.is_none_or(|since| {
            let expected = self.told_unix_us.saturating_add(i64::try_from(since.as_micros()).unwrap_or(i64::MAX));
            since >= MINUTE || Duration::from_micros(expected.abs_diff(unix_us)) > MOVED
        });
        due.then(|| {
            (self.told_unix_us, self.told_at) = (unix_us, Some(Monotonic::now()));
            unix_us
        })
    }

    /// Fresh entropy for the machine, if it is time to: at birth and hourly.
    pub fn reseed(&mut self) -> Option<[u8; 32]> {
        if self.reseeded.is_some_and(|at| at.elapsed() < HOUR) {
            return None;
        }
        self.reseeded = Some(Monotonic::now());
        Some(seed())
    }

    /// The longest that a driver may sleep: the wall clock wants a look.
    #[must_use]
    pub const fn longest_sleep() -> Duration {
        Duration::from_secs(1)
    }
}

/// A seed of the operating system.
///
/// # Panics
/// Where the operating system has no entropy: no server must run on a guessable seed.
#[must_use]
pub fn seed() -> [u8; 32] {
    let mut seed = [0; 32];
    #[allow(clippy::expect_used, reason = "see above")]
    getrandom::fill(&mut seed).expect("entropy of the operating system");
    seed
}
