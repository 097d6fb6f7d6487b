//! Both sides of a conversation beside each other, for people; nothing personal in it.

use std::fmt::Write;

use clank_core::link::relay;
use clank_core::wire::Dialect;

use super::names::name;
use crate::dissect::{Mask, Message, Part, content, fields};
use crate::replay::read::exchange::{Cause, Exchange};

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
    // Of what members of a game send each other, only the names.
    if relay::is_relay(message.id) {
        let parts = content(message.id, message.plain.as_deref().unwrap_or_default(), dialect).parts;
        let labels: Vec<String> = parts.iter().map(Part::label).collect();
        let _ = write!(line, " ({})", labels.join(", "));
    }
    line
}

/// One block per request: what the client said, what was recorded, what we sent where it differs. Unanswered requests
/// that look alike are one line.
pub(crate) fn transcript(recorded: &[Exchange], ours: &[Exchange], dialect: Dialect) -> String {
    let (mut theirs, mut own) = (Mask::default(), Mask::default());
    let mut text = String::new();
    let mut run = (String::new(), 0_u32);
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
        let unsaid = || if exchange.cause == Cause::Others { "(others)" } else { "(server)" }.to_owned();
        let said = said.map_or_else(unsaid, |(said, _)| said);
        let alone = exchange.answers.is_empty() && answers.is_empty();
        if alone && run.0 == said {
            run.1 += 1;
            continue;
        }
        end(&mut text, &mut run);
        if alone {
            run = (said, 1);
            continue;
        }
        let _ = writeln!(text, "{said}");
        for row in 0..exchange.answers.len().max(answers.len()) {
            let (recorded, ours) =
                (line(&mut theirs, exchange.answers.get(row), dialect), line(&mut own, answers.get(row), dialect));
            let _ = writeln!(text, "  = {recorded}");
            if recorded != ours {
                let _ = writeln!(text, "  ! {ours}");
            }
        }
    }
    end(&mut text, &mut run);
    text
}

/// Writes a run of lines that look alike.
fn end(text: &mut String, run: &mut (String, u32)) {
    let (line, times) = std::mem::take(run);
    let _ = match times {
        0 => Ok(()),
        1 => writeln!(text, "{line}"),
        _ => writeln!(text, "{line} ({times} times)"),
    };
}
