//! Both sides of a conversation beside each other, for people; nothing personal in it.

use std::fmt::Write;

use clank_core::wire::Dialect;

use super::compare::name;
use super::exchange::Exchange;
use crate::dissect::{Mask, Message, fields};

fn line(mask: &mut Mask, message: Option<&Message>, dialect: Dialect) -> String {
    let Some(message) = message else {
        return "-".into();
    };
    let mut line = name(message, dialect);
    if let Some(context) = message.context {
        let _ = write!(line, " [{context}]");
    }
    let Some((_, fields)) = fields(message, dialect) else {
        return line;
    };
    for field in &fields {
        if let Some(value) = mask.show(field) {
            let _ = write!(line, " {}={value}", field.path);
        }
    }
    line
}

/// One block per request: what the client said, what was recorded, what we sent where it differs.
pub(super) fn transcript(recorded: &[Exchange], ours: &[Exchange], dialect: Dialect) -> String {
    let (mut theirs, mut own) = (Mask::default(), Mask::default());
    let mut text = String::new();
    for (at, exchange) in recorded.iter().enumerate() {
        let answers = ours.get(at).map_or(&[][..], |exchange| &exchange.answers);
        if exchange.request.is_none() && exchange.answers.is_empty() && answers.is_empty() {
            continue;
        }
        // Secrets of a recorded client are masked like the server's.
        let said = exchange
            .request
            .as_ref()
            .map(|request| (line(&mut theirs, Some(request), dialect), line(&mut own, Some(request), dialect)));
        let _ = writeln!(text, "{}", said.map_or_else(|| "(server)".into(), |(said, _)| said));
        for row in 0..exchange.answers.len().max(answers.len()) {
            let (recorded, ours) =
                (line(&mut theirs, exchange.answers.get(row), dialect), line(&mut own, answers.get(row), dialect));
            let _ = writeln!(text, "  = {recorded}");
            if recorded != ours {
                let _ = writeln!(text, "  ! {ours}");
            }
        }
    }
    text
}
