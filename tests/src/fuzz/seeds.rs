//! Makes the corpus out of real recordings: one input for each message and length, with everything
//! personal replaced.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clank_core::wire::entry::Body;
use clank_core::wire::{Dialect, MessageKey, Value, Visitor, catalogue, rt};
use clank_sim::dissect::{Item, Keyring, recording};
use clank_sim::inspect::{InspectOptions, rows};

use crate::real::{files, keys, read};

/// One value as it is seen, to notice that it changed.
#[derive(Debug, Clone, PartialEq)]
enum Seen {
    /// A number that tells nobody apart, or decides about the layout.
    Plain(String),
    /// Something to replace.
    Personal(String),
}

#[derive(Default)]
struct Look {
    values: Vec<Seen>,
}

impl Visitor for Look {
    fn field(&mut self, name: &'static str, value: Value<'_>) {
        let text = format!("{name} {value:?}");
        let plain = match value {
            Value::Unsigned(_) | Value::Signed(_) => !name.contains("ID") && !name.contains("Id"),
            Value::Enum(..) | Value::Float(_) => true,
            Value::Text(..) | Value::Bytes(..) | Value::Padding(_) => false,
        };
        self.values.push(if plain { Seen::Plain(text) } else { Seen::Personal(text) });
    }

    fn enter(&mut self, name: &'static str, _: Option<u32>) {
        self.values.push(Seen::Plain(name.into()));
    }

    fn leave(&mut self) {}
}

fn look(body: Body, bytes: &[u8], dialect: Dialect) -> Option<Vec<Seen>> {
    let mut look = Look::default();
    (body.show)(bytes, dialect, &mut look).ok()?;
    Some(look.values)
}

/// Replaces every byte that shows in no plain number and does not decide about the layout.
fn masked(body: Body, bytes: &[u8], dialect: Dialect) -> Vec<u8> {
    let Some(before) = look(body, bytes, dialect) else { return vec![0; bytes.len()] };
    let mut masked = bytes.to_vec();
    for place in 0..bytes.len() {
        let mut turned = bytes.to_vec();
        if let Some(byte) = turned.get_mut(place) {
            *byte ^= 0x55;
        }
        let after = look(body, &turned, dialect);
        let keeps = match &after {
            None => true,
            Some(after) if after.len() != before.len() => true,
            Some(after) => {
                let mut changed = before.iter().zip(after).filter(|(before, after)| before != after);
                changed.all(|(before, _)| matches!(before, Seen::Plain(_))) && *after != before
            }
        };
        if let Some(byte) = masked.get_mut(place).filter(|byte| !keeps && **byte != 0) {
            *byte = b'x';
        }
    }
    masked
}

/// The corpus by target: one line per input.
///
/// # Errors
/// In words, where there are no recordings.
pub fn seeds() -> Result<BTreeMap<&'static str, String>, String> {
    let folder = crate::real::captures("the corpus").ok_or("no recordings")?;
    let ring: Keyring = keys(&folder);
    let mut inputs: BTreeMap<(&'static str, &'static str, usize), Vec<u8>> = BTreeMap::new();
    for path in files(&folder) {
        let (capture, found) = read(&path);
        let decoded = recording(&capture, &found, &ring, || ());
        let streams: Vec<_> = decoded.iter().collect();
        for row in rows(&streams, &InspectOptions::default()) {
            let dialect = row.stream.stream.dialect;
            let choice = [106, 108, 109, 110, 112, 113].iter().position(|version| *version == dialect.version.0);
            let choice = u8::try_from(choice.unwrap_or(1)).unwrap_or_default();
            let mut add = |target, name, id: u8, body: Body, bytes: &[u8]| {
                let mut input = vec![choice, id];
                input.extend(masked(body, bytes, dialect));
                inputs.entry((target, name, bytes.len())).or_insert(input);
            };
            if let Item::Frame(message) = row.item
                && let (Some(plain), Some(entry)) = (&message.plain, rt::find(message.id))
                && let Some(body) = entry.body
            {
                add("rt", entry.name, message.id.0, body, plain);
            }
            for part in row.parts() {
                let id = u8::try_from(part.id).unwrap_or_default();
                let Some(entry) = catalogue::find(MessageKey::new(part.class, id)) else { continue };
                let target = match part.class {
                    0 => "dme",
                    1 => "lobby",
                    3 => "report",
                    _ => "lobby_ext",
                };
                add(target, entry.name, id, entry.body, &part.body);
            }
        }
    }
    let mut files: BTreeMap<&'static str, String> = BTreeMap::new();
    for ((target, name, _), input) in inputs {
        let text = files.entry(target).or_default();
        let _ = writeln!(text, "{name} {}", hex::encode(input));
    }
    Ok(files)
}
