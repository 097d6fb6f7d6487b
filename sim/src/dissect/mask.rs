//! Fields as text, with what is personal replaced: the same by the same.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use clank_core::wire::Privacy;

use super::fields::{Field, Scalar};

/// Replaces what is personal, the same by the same.
#[derive(Debug, Default)]
pub struct Mask {
    known: BTreeMap<(&'static str, Vec<u8>), usize>,
}

impl Mask {
    /// A number for a personal text.
    pub fn mask(&mut self, what: &'static str, bytes: &[u8]) -> String {
        let next = self.known.keys().filter(|(kind, _)| *kind == what).count() + 1;
        let number = *self.known.entry((what, bytes.to_vec())).or_insert(next);
        format!("{what}-{number}")
    }

    /// An address of a recording.
    pub fn address(&mut self, address: Ipv4Addr) -> String {
        self.mask("address", address.to_string().as_bytes())
    }

    /// A field; `None` for padding.
    pub fn show(&mut self, field: &Field) -> Option<String> {
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
            (Scalar::Number(number), _) if field.path.contains("AccountID") && *number > 0 => {
                self.mask("account", &number.to_le_bytes())
            }
            (Scalar::Number(number), _) => number.to_string(),
            (Scalar::Enum(number, name), _) => name.map_or_else(|| number.to_string(), str::to_owned),
            (Scalar::Float(number), _) => number.to_string(),
        })
    }
}
