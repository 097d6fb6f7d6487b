//! The figures of a load, round by round, and their medians as a table.

use core::fmt;
use core::time::Duration;

use hdrhistogram::{CreationError, Histogram};

/// Returns room for latencies in hundredths of a microsecond, up to a minute, with three significant digits.
pub(super) fn latencies() -> Result<Histogram<u64>, CreationError> {
    Histogram::new_with_max(60 * 100_000_000, 3)
}

/// What a slice cost and brought.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Slice {
    pub(super) delivered: u64,
    pub(super) expected: u64,
    pub(super) cpu: Option<Duration>,
    pub(super) time: Duration,
}

impl Slice {
    pub(super) fn add(&mut self, other: Self) {
        self.delivered += other.delivered;
        self.expected += other.expected;
        self.time += other.time;
        self.cpu = match (self.cpu, other.cpu) {
            (Some(one), Some(two)) => Some(one + two),
            (one, two) => one.or(two),
        };
    }
}

/// What a round brought for one subject.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    /// Of what was sent, how much was heard by all it was for: 1 is everything.
    pub heard: f64,
    /// Deliveries in a second.
    pub delivered: f64,
    /// Microseconds of CPU for each; `None` where nobody knows.
    pub cost: Option<f64>,
    /// Milliseconds from sending to hearing: the median, and what 99 % and 99.9 % stay below.
    pub latency: [f64; 3],
}

impl Figures {
    #[allow(clippy::cast_precision_loss, reason = "figures for people")]
    pub(super) fn of(slice: &Slice, latencies: &mut Histogram<u64>) -> Self {
        let latency = [0.5, 0.99, 0.999].map(|share| latencies.value_at_quantile(share) as f64 / 100_000.0);
        latencies.reset();
        let delivered = slice.delivered as f64;
        Self {
            heard: delivered / (slice.expected as f64).max(1.0),
            delivered: delivered / slice.time.as_secs_f64(),
            cost: slice.cpu.map(|cpu| cpu.as_secs_f64() * 1e6 / delivered.max(1.0)),
            latency,
        }
    }
}

struct SubjectRow {
    name: String,
    memory: Option<u64>,
    rounds: Vec<Figures>,
}

/// All subjects. The first one is what the others are compared with.
pub struct Table(Vec<SubjectRow>);

impl Table {
    pub(super) fn new(subjects: impl Iterator<Item = (String, Option<u64>)>) -> Self {
        Self(subjects.map(|(name, memory)| SubjectRow { name, memory, rounds: Vec::new() }).collect())
    }

    pub(super) fn add(&mut self, subject: usize, figures: Figures) {
        if let Some(row) = self.0.get_mut(subject) {
            row.rounds.push(figures);
        }
    }

    /// The rounds of a subject.
    #[must_use]
    pub fn rounds(&self, subject: usize) -> &[Figures] {
        self.0.get(subject).map_or(&[], |row| &row.rounds)
    }
}

/// Median, least and most.
fn spread(values: impl Iterator<Item = f64>) -> Option<[f64; 3]> {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    Some([*values.get(values.len() / 2)?, *values.first()?, *values.last()?])
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:19} {:>8} {:>10} {:>22} {:>20} {:>21} {:>9}",
            "", "heard", "heard/s", "CPU us/heard", "x first", "ms p50/p99/p99.9", "KiB each"
        )?;
        let first = self.0.first().map(|row| &row.rounds);
        for row in &self.0 {
            let median = |figure: fn(&Figures) -> f64| spread(row.rounds.iter().map(figure)).unwrap_or_default()[0];
            let costs = spread(row.rounds.iter().filter_map(|round| round.cost));
            let pairs = row.rounds.iter().zip(first.into_iter().flatten());
            let ratios = spread(pairs.filter_map(|(own, first)| Some(own.cost? / first.cost?)));
            let three = |three: Option<[f64; 3]>, digits: usize| {
                three.map_or_else(String::new, |[median, low, high]| {
                    format!("{median:.digits$} ({low:.digits$}..{high:.digits$})")
                })
            };
            let latency = [0, 1, 2].map(|which| {
                spread(row.rounds.iter().map(|round| round.latency[which])).map_or(0.0, |[median, ..]| median)
            });
            let memory = row.memory.map_or_else(String::new, |bytes| format!("{}", bytes / 1024));
            writeln!(
                f,
                "{:19} {:>7.3}% {:>10.0} {:>22} {:>20} {:>21} {:>9}",
                row.name,
                median(|round| round.heard) * 100.0,
                median(|round| round.delivered),
                three(costs, 3),
                three(ratios, 2),
                format!("{:.2}/{:.2}/{:.2}", latency[0], latency[1], latency[2]),
                memory
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latencies_are_milliseconds() {
        let mut latencies = latencies().expect("room");
        for millis in 1..=1000 {
            latencies.saturating_record(millis * 100_000);
        }
        let figures = Figures::of(&Slice::default(), &mut latencies);
        for (found, expected) in figures.latency.into_iter().zip([500.0, 990.0, 999.0]) {
            assert!((found - expected).abs() <= expected / 500.0, "{found} instead of {expected}");
        }
        assert!(latencies.is_empty());
    }
}
