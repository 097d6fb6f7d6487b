//! When the machine of a driver has its turn.

use std::pin::pin;
use std::task::{Context, Waker};

/// Why there are no more turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EndReason {
    /// It was told to stop.
    Stopped,
    /// The machine panicked in a task.
    Broken,
}

/// Whether a turn is due, and who has it.
#[derive(Debug, Default)]
pub(crate) struct Turn {
    pub(crate) task: Option<Waker>,
    pub(crate) due: bool,
    pub(crate) ended: Option<EndReason>,
}

impl Turn {
    /// The machine had an input.
    pub(crate) fn due(&mut self) {
        if !self.due {
            self.due = true;
            if let Some(task) = &self.task {
                task.wake_by_ref();
            }
        }
    }
}

/// Has the task run again in the next batch: behind the turn, and behind a look at what else is ready then.
pub(crate) fn later(cx: &mut Context<'_>) {
    // It is made to be awaited; all that it does is to leave the waker where that happens.
    let _ = pin!(tokio::task::yield_now()).poll(cx);
}
