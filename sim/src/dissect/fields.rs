//! The fields of a message as a flat list, for comparisons and dumps.

use std::net::Ipv4Addr;

use clank_core::wire::entry::Body;
use clank_core::wire::{Dialect, Privacy, Value, Visitor, WireError, catalogue, rt};

use super::message::Message;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// A number.
    Number(i64),
    /// A value of an enumeration, with its name.
    Enum(i64, Option<&'static str>),
    /// A float.
    Float(f32),
    /// A text up to its NUL, as bytes.
    Text(Vec<u8>),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Padding.
    Padding(Vec<u8>),
}

/// One field.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its path: `ConnectInfo.AddressList.AddressList[0].Port`.
    pub path: String,
    /// Its value.
    pub value: Scalar,
    /// What it is about.
    pub privacy: Privacy,
}

#[derive(Default)]
struct FieldCollector {
    path: Vec<String>,
    fields: Vec<Field>,
}

impl Visitor for FieldCollector {
    fn field(&mut self, name: &'static str, value: Value<'_>) {
        let mut path = self.path.join(".");
        if !name.is_empty() {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(name);
        }
        let mut privacy = Privacy::Plain;
        let value = match value {
            Value::Unsigned(number) => Scalar::Number(i64::try_from(number).unwrap_or(i64::MAX)),
            Value::Signed(number) => Scalar::Number(number),
            Value::Float(number) => Scalar::Float(number),
            Value::Enum(number, name) => Scalar::Enum(number, name),
            Value::Text(bytes, about) => {
                privacy = about;
                Scalar::Text(bytes.split(|byte| *byte == 0).next().unwrap_or_default().to_vec())
            }
            Value::Bytes(bytes, about) => {
                privacy = about;
                match (about, bytes) {
                    // An address in its binary form reads like one in its text form.
                    (Privacy::Address, &[a, b, c, d]) => Scalar::Text(Ipv4Addr::new(a, b, c, d).to_string().into()),
                    _ => Scalar::Bytes(bytes.to_vec()),
                }
            }
            Value::Padding(bytes) => Scalar::Padding(bytes.to_vec()),
        };
        self.fields.push(Field { path, value, privacy });
    }

    fn enter(&mut self, name: &'static str, row: Option<u32>) {
        self.path.push(row.map_or_else(|| name.to_owned(), |row| format!("{name}[{row}]")));
    }

    fn leave(&mut self) {
        self.path.pop();
    }
}

/// The fields of a body.
///
/// # Errors
/// [`WireError`] where it cannot be read.
pub(super) fn collect(body: Body, bytes: &[u8], dialect: Dialect) -> Result<Vec<Field>, WireError> {
    let mut collector = FieldCollector::default();
    (body.show)(bytes, dialect, &mut collector)?;
    Ok(collector.fields)
}

/// Name and fields of a message. `None` where it cannot be read, or its layout is not known.
#[must_use]
pub fn fields(message: &Message, dialect: Dialect) -> Option<(&'static str, Vec<Field>)> {
    if let Some((key, body)) = message.medius() {
        let entry = catalogue::find(key)?;
        return Some((entry.name, collect(entry.body, body, dialect).ok()?));
    }
    let entry = rt::find(message.id)?;
    Some((entry.name, collect(entry.body?, message.plain.as_deref()?, dialect).ok()?))
}
