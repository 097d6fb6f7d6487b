//! What exchanges and messages are called in a report.

use clank_core::wire::Dialect;
use clank_core::wire::rt;

use crate::dissect::{Message, fields};
use crate::replay::read::exchange::{Cause, Exchange};

/// What an exchange is about.
pub(crate) fn about(exchange: &Exchange, dialect: Dialect) -> String {
    let asked = || exchange.request.as_ref().map_or_else(|| "(server)".into(), |request| name(request, dialect));
    match exchange.cause {
        Cause::Handshake => "handshake".into(),
        Cause::Others => "others".into(),
        Cause::Request | Cause::Unasked => asked(),
    }
}

/// The name of a message.
pub(crate) fn name(message: &Message, dialect: Dialect) -> String {
    match (fields(message, dialect), message.medius()) {
        (Some((name, _)), _) => name.to_owned(),
        (None, Some((key, _))) => key.to_string(),
        (None, None) => rt::name(message.id).to_owned(),
    }
}
