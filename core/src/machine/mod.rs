//! The one surface of all components: inputs in, an outbox of effects out, one deadline.
//!
//! A machine is a function of its seed and its inputs. It reads no clock, owns no socket and never
//! blocks; drivers (tokio, mio, the simulator) do that and know nothing of Medius.

mod event;
mod fault;
mod input;
mod lent_script;
mod mark;
mod outbox;
mod script_host;
mod slots;
mod snapshot;
mod tap;
mod timers;

pub use event::Event;
pub use fault::{Cost, Fault};
pub use input::{CloseReason, Input, IoFailure, Recorded};
pub use mark::{Marks, mark};
pub use outbox::{Effect, Ending, Outbox, Output, Outputs};
pub use script_host::ScriptHost;
pub use slots::Slots;
pub use snapshot::{SnapshotError, read_snapshot, write_snapshot};
pub use tap::{NoTap, Tap};
pub use timers::Timers;

use crate::time::Instant;

/// A component of the Medius stack: MUIS, MAS, MLS, MPS, NAT or a DME shard.
///
/// Same seed and same inputs give the same outputs, byte for byte, under every driver.
pub trait Machine {
    /// Takes one input at `now` and appends everything that follows from it to `out`.
    ///
    /// `now` never goes back. Bad input is never an error of the machine: it costs at most the
    /// connection it came from, and leaves as an [`Event`].
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox);

    /// When the machine next wants [`Input::Tick`]; O(1).
    fn deadline(&self) -> Option<Instant>;

    /// Appends the whole state, generator included.
    fn snapshot(&self, into: &mut Vec<u8>);

    /// Replaces the whole state by one that [`Machine::snapshot`] wrote: it continues byte for byte.
    ///
    /// # Errors
    /// [`SnapshotError`] where the bytes are not a snapshot of this kind of machine; the state is
    /// then unchanged.
    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError>;
}
