//! A machine and its outbox, batch by batch: inputs, one turn, one drain.

use clank_core::machine::{Input, Machine, Outbox, Outputs, Tap};
use clank_core::time::Instant;

use crate::clock::Clock;

/// A machine that is fed in batches. The clock is read once for all inputs of a batch, and the outbox is
/// drained once, behind the `Turn` that ends it.
pub struct Batch {
    machine: Box<dyn Machine + Send>,
    tap: Box<dyn Tap>,
    out: Outbox,
    clock: Clock,
    now: Instant,
    /// The clock was read for this batch.
    begun: bool,
    /// The machine was told something that no turn followed yet.
    fed: bool,
    /// When the wall clock wants its next look.
    look: Instant,
    /// When the clock next has something to say, as it stood after the last turn.
    alarm: Instant,
}

impl std::fmt::Debug for Batch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batch").field("now", &self.now).field("fed", &self.fed).finish_non_exhaustive()
    }
}

impl Batch {
    /// A machine at its birth.
    #[must_use]
    pub fn new(machine: Box<dyn Machine + Send>, tap: Box<dyn Tap>) -> Self {
        Self {
            machine,
            tap,
            out: Outbox::new(),
            clock: Clock::default(),
            now: Instant::BIRTH,
            begun: false,
            fed: false,
            look: Instant::BIRTH,
            alarm: Instant::BIRTH,
        }
    }

    /// One input.
    pub fn input(&mut self, input: Input<'_>) {
        if !self.begun {
            (self.begun, self.now) = (true, self.clock.now());
        }
        self.fed = true;
        self.tap.input(self.now, &input);
        self.machine.handle(self.now, input, &mut self.out);
    }

    /// Moves the time of the batch on to now, and tells the machine what that brings: the wall clock, fresh
    /// entropy, its deadline.
    pub fn by_the_clock(&mut self) {
        (self.begun, self.now) = (true, self.clock.now());
        if self.now < self.alarm {
            return;
        }
        if self.look <= self.now {
            self.look = self.now + Clock::longest_sleep();
            if let Some(seed) = self.clock.reseed() {
                self.input(Input::Reseed(seed));
            }
            if let Some(unix_us) = self.clock.wall() {
                self.input(Input::Clock { unix_us });
            }
        }
        if self.machine.deadline().is_some_and(|at| at <= self.now) {
            self.input(Input::Tick);
        }
        self.set_alarm();
    }

    fn set_alarm(&mut self) {
        self.alarm = self.machine.deadline().map_or(self.look, |at| at.min(self.look));
    }

    /// When [`Batch::by_the_clock`] next has something to do. Asked between two batches.
    #[must_use]
    pub const fn alarm(&self) -> Instant {
        self.alarm
    }

    /// An instant of the machine as the system knows it.
    #[must_use]
    pub fn at(&self, at: Instant) -> std::time::Instant {
        self.clock.at(at)
    }

    /// Ends a batch that had an input: `Turn`, and what follows from all of it is carried out.
    pub fn turn<R>(&mut self, carry_out: impl FnOnce(Outputs<'_>) -> R) -> Option<R> {
        if !self.fed {
            self.begun = false;
            return None;
        }
        self.input(Input::Turn);
        self.set_alarm();
        (self.begun, self.fed) = (false, false);
        self.tap.output(self.now, &self.out);
        Some(self.out.drain_all(carry_out))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use clank_core::ids::ConnId;
    use clank_core::machine::SnapshotError;

    use super::*;

    const CONN: ConnId = ConnId { index: 0, generation: 0 };

    /// Says what it hears.
    struct Parrot(Arc<Mutex<Vec<Instant>>>);

    impl Machine for Parrot {
        fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
            self.0.lock().unwrap().push(now);
            let name = if matches!(input, Input::Turn) { b'T' } else { b'i' };
            out.send(CONN, |w| w.push(name));
        }

        fn deadline(&self) -> Option<Instant> {
            None
        }

        fn snapshot(&self, _: &mut Vec<u8>) {}

        fn restore(&mut self, _: &[u8]) -> Result<(), SnapshotError> {
            Ok(())
        }
    }

    #[test]
    fn a_batch_has_one_time_one_turn_and_one_drain() {
        let times = Arc::new(Mutex::new(Vec::new()));
        let mut batch = Batch::new(Box::new(Parrot(times.clone())), Box::new(clank_core::machine::NoTap));
        let said = |batch: &mut Batch| {
            batch.turn(|outputs| {
                let mut said = Vec::new();
                for output in outputs {
                    if let clank_core::machine::Output::Send { bytes, .. } = output {
                        said.extend_from_slice(bytes);
                    }
                }
                String::from_utf8(said).unwrap()
            })
        };
        assert_eq!(said(&mut batch), None, "nothing came: no turn");
        for _ in 0..3 {
            batch.input(Input::Writable { conn: CONN });
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        assert_eq!(said(&mut batch).as_deref(), Some("iiiT"));
        assert_eq!(said(&mut batch), None);
        batch.input(Input::Writable { conn: CONN });
        assert_eq!(said(&mut batch).as_deref(), Some("iT"));
        let times = times.lock().unwrap();
        assert!(times.windows(2).all(|pair| pair[0] <= pair[1]), "{times:?}");
        assert_eq!((times[0], times[4] > times[0]), (times[3], true), "{times:?}");
    }
}
