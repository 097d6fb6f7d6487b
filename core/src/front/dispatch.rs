//! From a message to what answers it.

use super::Handled;
use crate::machine::{Cost, Fault};
use crate::wire::{Dialect, Message, MessageKey};

/// Reads a body, or says what is wrong with it (GEN-19: no answer, the connection stays).
pub(crate) fn decode<M: Message>(body: &[u8], dialect: Dialect) -> Result<M, Fault> {
    M::decode(body, dialect).map_err(|error| Fault::new(error.rule(), Cost::Ignore, error))
}

/// A message that nobody answers (GEN-19).
pub(crate) fn unknown(rule: &'static str, key: MessageKey) -> Handled {
    Err(Fault::new(rule, Cost::Ignore, format_args!("message {}/{:02X} is not answered here", key.class, key.id)))
}

/// One line per message: read it, and hand it to what answers it; what to do with any other comes first.
macro_rules! dispatch {
    (
        $self:ident $call:ident $key:ident $body:ident, else $otherwise:expr;
        $($($message:ident)::+ => $handler:ident,)*
    ) => {
        match $key {
            $(<$($message)::+ as $crate::wire::Message>::KEY => {
                let message = $crate::front::decode::<$($message)::+>($body, $call.guest.dialect())?;
                $self.$handler($call, message)
            })*
            _ => $otherwise,
        }
    };
}

pub(crate) use dispatch;
