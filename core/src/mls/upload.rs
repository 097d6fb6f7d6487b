//! A file on its way from a console to the store.

use serde::{Deserialize, Serialize};

use crate::ids::FileId;

/// Bytes of a file in one packet (MLS-193).
pub(super) const PIECE: usize = 464;

/// A file on its way here, until it is closed (MLS-191, MLS-192).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Upload {
    pub(super) file_id: FileId,
    pub(super) size: u32,
    pub(super) received: u32,
    pub(super) packet: i32,
}

impl Upload {
    /// With the next piece, if it is the one that was asked for.
    pub(super) fn with(self, at: i32, length: i32) -> Option<Self> {
        let at = u32::try_from(at).ok().filter(|at| *at == self.received)?;
        let length = u32::try_from(length).ok().filter(|length| *length as usize <= PIECE)?;
        let received = at.saturating_add(length);
        let fits = received <= self.size && (length > 0 || self.size == 0);
        fits.then_some(Self { received, packet: self.packet.saturating_add(1), ..self })
    }
}
