//! A machine that can be broken.

use clank_core::machine::{Input, Machine, Outbox, SnapshotError};
use clank_core::time::Instant;

/// A machine that panics when somebody sends it [`Fragile::WORD`].
pub struct Fragile(pub Box<dyn Machine + Send>);

impl Fragile {
    /// What breaks it.
    pub const WORD: &[u8] = b"break";
}

impl Machine for Fragile {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        if let Input::Received { bytes, .. } = &input {
            assert!(!bytes.starts_with(Self::WORD), "somebody said the word");
        }
        self.0.handle(now, input, out);
    }

    fn deadline(&self) -> Option<Instant> {
        self.0.deadline()
    }

    fn snapshot(&self, into: &mut Vec<u8>) {
        self.0.snapshot(into);
    }

    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError> {
        self.0.restore(from)
    }
}
