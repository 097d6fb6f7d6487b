//! Watching a machine from outside: what a recording is made of.

use super::{Input, Outbox};
use crate::time::Instant;

/// Sees every input before the machine does, and every outbox before the driver carries it out.
///
/// A driver handles inputs in batches. [`Tap::input`] is called for each of them and, last, for the
/// [`Input::Turn`] that ends the batch; then the outbox is drained, once, and [`Tap::output`] sees it before
/// that. It holds what followed from the whole batch. A re-run of a recording drains where the driver did:
/// after each `Turn`, and nowhere else.
pub trait Tap: Send {
    /// `input` is about to be handled at `now`.
    fn input(&mut self, now: Instant, input: &Input<'_>);
    /// This is what followed from the inputs since the last drain. Once per drain, behind a `Turn`.
    fn output(&mut self, now: Instant, out: &Outbox);
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTap;

impl Tap for NoTap {
    fn input(&mut self, _: Instant, _: &Input<'_>) {}
    fn output(&mut self, _: Instant, _: &Outbox) {}
}
