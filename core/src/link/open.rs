//! Frames are opened where they lie.

use super::error::{LinkError, Step};
use super::state::Link;
use crate::machine::Outbox;
use crate::wire::frame::Frame;

impl Link {
    /// Opens a frame in place under the key that its hash names (transport.md §3).
    ///
    /// # Errors
    /// [`LinkError::NoKey`] and [`LinkError::WrongHash`].
    pub fn open<'f>(&self, frame: Frame<'f>, out: &mut Outbox) -> Step<&'f [u8]> {
        let id = frame.id;
        let Some(hash) = frame.hash.filter(|hash| !hash.is_null()) else {
            return Ok(frame.payload);
        };
        let context = hash.context();
        let key = self.key_of(context).ok_or(LinkError::NoKey { id, context: context.bits() })?;
        out.ciphers.opened += 1;
        frame.open(self.suite(), key).map_err(|_| LinkError::WrongHash { id })
    }
}

/// Returns the payload of a frame that was opened in place.
pub(super) fn opened(bytes: &[u8], range: std::ops::Range<usize>) -> Option<&[u8]> {
    let frame = bytes.get(range)?;
    let flagged = frame.first().is_some_and(|first| first & 0x80 != 0);
    // A flagged frame without payload has no hash.
    let head = if flagged && frame.len() > 3 { 7 } else { 3 };
    frame.get(head..)
}
