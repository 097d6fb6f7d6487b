//! A tap that keeps everything, and its replay in a fresh machine.

use std::sync::{Arc, Mutex, PoisonError};

use clank_core::machine::{Input, Machine, Outbox, Recorded, Tap};
use clank_core::time::Instant;

/// One step: when, what came in, and an exact description of what went out behind it.
pub type Step = (Instant, Recorded, Vec<u8>);

/// Keeps every step.
#[derive(Debug, Clone, Default)]
pub struct Recording(Arc<Mutex<Vec<Step>>>);

impl Recording {
    /// What was kept so far.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Tap for Recording {
    fn input(&mut self, now: Instant, input: &Input<'_>) {
        let mut steps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        steps.push((now, input.record(), Vec::new()));
    }

    fn output(&mut self, _: Instant, out: &Outbox) {
        let mut steps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((.., described)) = steps.last_mut() {
            out.describe(described);
        }
    }
}

/// Runs recorded inputs in a machine, and drains after each turn, as the driver did; panics at the first step that
/// comes out otherwise.
///
/// # Panics
/// Where an output differs: the machine is not a function of its inputs.
pub fn rerun(machine: &mut dyn Machine, steps: &[Step]) {
    let mut out = Outbox::new();
    for (number, (now, input, expected)) in steps.iter().enumerate() {
        let mut input = input.clone();
        let turn = matches!(input, Recorded::Turn);
        machine.handle(*now, input.as_input(), &mut out);
        let mut described = Vec::new();
        if turn {
            out.describe(&mut described);
            out.drain(|output| drop(output));
        }
        assert!(described == *expected, "step {number} came out otherwise: {:?}", steps[number].1);
    }
    assert!(out.is_empty(), "the recording ends in a turn");
}
