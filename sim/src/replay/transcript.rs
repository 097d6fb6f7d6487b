//! Both sides of a conversation beside each other, for people; nothing personal in it.

use std::collections::BTreeMap;
use std::fmt::Write;

use clank_core::wire::{Dialect, Privacy};

use super::compare::name;
use super::exchange::Exchange;
use crate::dissect::{Field, Message, Scalar, fields};

/// Replaces what is personal, the same by the same.
#[derive(Default)]
struct Mask {
    known: BTreeMap<(&'static str, Vec<u8>), usize>,
}

impl Mask {
    fn mask(&mut self, what: &'static str, bytes: &[u8]) -> String {
        let next = self.known.keys().filter(|(kind, _)| *kind == what).count() + 1;
        let number = *self.known.entry((what, bytes.to_vec())).or_insert(next);
        format!("{what}-{number}")
    }

    fn show(&mut self, field: &Field) -> Option<String> {
        let what = match field.privacy {
            Privacy::Plain => None,
            Privacy::Name => Some("player"),
            Privacy::Password => Some("password"),
            Privacy::Key => Some("key"),
            Privacy::Address => Some("address"),
            Privacy::Chat => Some("text"),
            Privacy::Identity => Some("console"),
        };
        Some(match (&field.value, what) {
            (Scalar::Text(text), _) if text.is_empty() => "\"\"".into(),
            (Scalar::Bytes(bytes), _) if bytes.iter().all(|byte| *byte == 0) => {
                format!("{} zeros", bytes.len())
            }
            (Scalar::Text(bytes) | Scalar::Bytes(bytes), Some(what)) => self.mask(what, bytes),
            // Some titles make it of their session key.
            (Scalar::Text(text), None) if field.path == "MessageID" && text.len() > 4 => self.mask("message", text),
            (Scalar::Text(text), None) => format!("\"{}\"", text.escape_ascii()),
            (Scalar::Bytes(bytes), None) => format!("{} bytes", bytes.len()),
            (Scalar::Padding(_), _) => return None,
            // Ids of accounts tell people apart as well as names do.
            (Scalar::Number(number), _) if field.path == "AccountID" => self.mask("account", &number.to_le_bytes()),
            (Scalar::Number(number), _) => number.to_string(),
            (Scalar::Enum(number, name), _) => name.map_or_else(|| number.to_string(), str::to_owned),
            (Scalar::Float(number), _) => number.to_string(),
        })
    }

    fn line(&mut self, message: Option<&Message>, dialect: Dialect) -> String {
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
            if let Some(value) = self.show(field) {
                let _ = write!(line, " {}={value}", field.path);
            }
        }
        line
    }
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
            .map(|request| (theirs.line(Some(request), dialect), own.line(Some(request), dialect)));
        let _ = writeln!(text, "{}", said.map_or_else(|| "(server)".into(), |(said, _)| said));
        for row in 0..exchange.answers.len().max(answers.len()) {
            let (recorded, ours) =
                (theirs.line(exchange.answers.get(row), dialect), own.line(answers.get(row), dialect));
            let _ = writeln!(text, "  = {recorded}");
            if recorded != ours {
                let _ = writeln!(text, "  ! {ours}");
            }
        }
    }
    text
}
