//! Watching a machine from outside: what a recording is made of.

use super::{Input, Instant, Outbox};

/// Sees every input before the machine does, and every outbox before the driver carries it out.
pub trait Tap: Send {
    /// `input` is about to be handled at `now`.
    fn input(&mut self, now: Instant, input: &Input<'_>);
    /// This is what followed from it.
    fn output(&mut self, now: Instant, out: &Outbox);
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTap;

impl Tap for NoTap {
    fn input(&mut self, _: Instant, _: &Input<'_>) {}
    fn output(&mut self, _: Instant, _: &Outbox) {}
}
