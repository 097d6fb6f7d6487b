//! Responses that say how a request ended, and maybe nothing else.

use super::{CallbackStatus, Message, MessageId};

/// A response that can carry a status alone.
pub trait StatusResponse: Message + Default {
    /// The status of a request that cannot be dealt with (GEN-18).
    const FAILED: CallbackStatus;

    /// Makes the response with this status, all else zero; not the last of its list.
    fn with(message_id: MessageId, status: CallbackStatus) -> Self;

    /// Makes it the last of its list, if it belongs to one.
    fn finish(&mut self);

    /// Makes a success, to be filled.
    #[must_use]
    fn success(message_id: MessageId) -> Self {
        Self::with(message_id, CallbackStatus::SUCCESS)
    }

    /// Makes the response with this status, all else zero; it ends its list, if it belongs to one (GEN-31).
    #[must_use]
    fn ended(message_id: MessageId, status: CallbackStatus) -> Self {
        let mut only = Self::with(message_id, status);
        only.finish();
        only
    }
}
