//! The lobby of a replay: before each input it takes over what the recording shows of that time.

use std::cell::RefCell;
use std::rc::Rc;

use clank_core::machine::{Input, Machine, Outbox, SnapshotError};
use clank_core::mls::Mls;
use clank_core::mls::replay::Scene;
use clank_core::time::Instant;

/// Scenes that the lobby has not taken over yet.
pub(super) type Scenes = Rc<RefCell<Vec<Scene>>>;

/// Our MLS, and the scenes that are set for it.
pub(super) struct StagedLobby {
    pub(super) mls: Mls,
    pub(super) scenes: Scenes,
}

impl Machine for StagedLobby {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        for scene in self.scenes.borrow_mut().drain(..) {
            self.mls.stage(now, scene, out);
        }
        self.mls.handle(now, input, out);
    }

    fn deadline(&self) -> Option<Instant> {
        self.mls.deadline()
    }

    fn snapshot(&self, into: &mut Vec<u8>) {
        self.mls.snapshot(into);
    }

    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError> {
        self.mls.restore(from)
    }
}
