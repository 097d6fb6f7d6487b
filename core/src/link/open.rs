//! Frames are opened where they lie.

use super::error::{LinkError, Step};
use super::state::Link;
use crate::machine::Outbox;
use crate::script::{Hook, HookKind};
use crate::wire::RtId;
use crate::wire::frame::Frame;
use crate::wire::rt::{self, RtMessage as _};

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

    /// Returns whether a script lets a frame that came pass. It is shown a copy: what becomes of the frame is the same
    /// with a script and without one.
    pub fn lets_in(&self, frame: &Frame<'_>, udp: bool, out: &mut Outbox) -> bool {
        if !out.asks(HookKind::Frame) {
            return true;
        }
        let Frame { id, flagged, hash, .. } = *frame;
        let mut payload = frame.payload.to_vec();
        let hash = hash.filter(|_| id != rt::ClientCryptkeyPublic::ID);
        let body = self.open(Frame { id, flagged, hash, payload: &mut payload }, out);
        body.map_or(true, |body| out.allows(Hook::Frame { conn: self.conn, id, body, udp }))
    }

    /// Returns whether a script lets a message that is about to leave pass; `write` appends its body.
    pub fn lets_out(&self, id: RtId, udp: bool, write: impl FnOnce(&mut Vec<u8>), out: &mut Outbox) -> bool {
        if !out.asks(HookKind::FrameOut) {
            return true;
        }
        let mut body = Vec::new();
        write(&mut body);
        out.allows(Hook::FrameOut { conn: self.conn, id, body: &body, udp })
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
