//! When the store's channels are read again.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Instant;

/// Between two looks at the store's channels.
pub(super) const REFRESH: Duration = Duration::from_secs(5);

/// When the channels are read again.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::mls) struct ChannelRefresh {
    pub(super) due: Option<Instant>,
    /// How many answers are waited for: the store is not asked again before it has answered.
    pub(super) asked: usize,
    /// Whether a replay says which channels there are.
    pub(super) staged: bool,
}

impl ChannelRefresh {
    /// Returns when the channels are read again; never while nobody is there.
    pub(in crate::mls) const fn deadline(&self) -> Option<Instant> {
        self.due
    }

    /// Somebody arrived, and the channels were read for him.
    pub(super) fn begin(&mut self, now: Instant) {
        if self.due.is_none() && !self.staged {
            self.due = Some(now + REFRESH);
        }
    }

    /// A replay says which channels there are from now on, and the store does not.
    pub(in crate::mls) fn stop(&mut self) {
        (self.due, self.staged) = (None, true);
    }
}
