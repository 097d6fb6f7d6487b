//! Cores and CPU time of threads.

use std::time::Duration;

use nix::sched::{CpuSet, sched_setaffinity};
use nix::time::{ClockId, clock_gettime};
use nix::unistd::{Pid, gettid};

/// A thread of this process.
#[derive(Clone, Copy)]
pub(crate) struct Thread(i32);

impl Thread {
    /// This one.
    pub(crate) fn this() -> Self {
        Self(gettid().as_raw())
    }

    /// What its `CLOCK_THREAD_CPUTIME_ID` says, asked from outside: the kernel makes the clock's name of the
    /// thread's number, "per thread" (4) and "as scheduled" (2).
    pub(crate) fn cpu(self) -> Duration {
        clock_gettime(ClockId::from_raw((!self.0 << 3) | 4 | 2)).expect("the thread lives").into()
    }
}

/// Puts this thread on one core, where the machine has it.
pub(crate) fn pin(core: usize) {
    let mut cores = CpuSet::new();
    if cores.set(core).is_err() || sched_setaffinity(Pid::from_raw(0), &cores).is_err() {
        eprintln!("there is no core {core}: the figures are worth little");
    }
}
