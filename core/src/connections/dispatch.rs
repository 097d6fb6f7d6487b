//! From a message to what answers it.

use super::handler::HandlerResult;
use crate::machine::{Cost, Fault};
use crate::wire::{Dialect, Message, MessageKey};

/// Reads a body.
///
/// # Errors
/// A fault that costs nothing: there is no answer, and the connection stays (GEN-19).
pub(crate) fn decode<M: Message>(body: &[u8], dialect: Dialect) -> Result<M, Fault> {
    M::decode(body, dialect).map_err(|error| Fault::new(error.rule(), Cost::Ignore, error))
}

/// Returns the fault of a message that nobody answers (GEN-19).
///
/// # Errors
/// Always.
pub(crate) fn unknown(rule: &'static str, key: MessageKey) -> HandlerResult {
    Err(Fault::new(rule, Cost::Ignore, format_args!("message {key} is not answered here")))
}

/// One line per message: read it, and hand it to what answers it; what to do with any other comes first.
macro_rules! dispatch {
    (
        $self:ident $cx:ident $key:ident $body:ident, else $otherwise:expr;
        $($($message:ident)::+ => $handler:ident,)*
    ) => {
        match $key {
            $(<$($message)::+ as $crate::wire::Message>::KEY => {
                let message = $crate::connections::decode::<$($message)::+>($body, $cx.dialect())?;
                $self.$handler($cx, message)
            })*
            _ => $otherwise,
        }
    };
}

pub(crate) use dispatch;
