//! What the catalogue says of a message: its fields, its role, and what can be done with its body.

use super::codec::{Reader, WireError};
use super::message::{Layout, MessageKey};
use super::{Dialect, Visitor};

/// What a message is in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Wants an answer with the same MessageID.
    Request,
    /// Such an answer.
    Response,
    /// Wants no answer.
    Report,
    /// Sent by the server unasked.
    Push,
    /// Between consoles, or between a console and a game server.
    Peer,
    /// No source tells.
    Unknown,
}

/// One field of an entry.
#[derive(Debug, Clone, Copy)]
pub struct FieldDoc {
    /// Its name in the specification.
    pub name: &'static str,
    /// Its type.
    pub kind: fn() -> String,
    /// Its size in bytes with all lengths zero.
    pub size: fn() -> usize,
    /// When it is there; empty for always.
    pub when: &'static str,
}

/// Reads a body and shows its fields.
pub type Show = fn(&[u8], Dialect, &mut dyn Visitor) -> Result<(), WireError>;
/// Reads a body at the start of some bytes, and tells how many it took.
pub type Measure = fn(&[u8], Dialect) -> Result<usize, WireError>;
/// Reads a body and appends it again.
pub type Recode = fn(&[u8], Dialect, &mut Vec<u8>) -> Result<(), WireError>;

/// What can be done with a body without knowing its type.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    /// Its fields.
    pub fields: &'static [FieldDoc],
    /// Its size in bytes with all lengths and flags zero.
    pub size: fn(Dialect) -> usize,
    /// Reads it and shows its fields.
    pub show: Show,
    /// Reads it and writes it again.
    pub recode: Recode,
    /// How many bytes it takes where others follow.
    pub measure: Measure,
}

impl Body {
    /// Makes the body of a message.
    pub(super) const fn of<L: Layout>(fields: &'static [FieldDoc]) -> Self {
        Self { fields, size: size_of_default::<L>, show: show::<L>, recode: recode::<L>, measure: measure::<L> }
    }
}

/// One enumeration of the catalogue.
#[derive(Debug, Clone, Copy)]
pub struct EnumEntry {
    /// Name in the specification.
    pub name: &'static str,
    /// Its values by name.
    pub values: fn() -> Vec<(&'static str, i64)>,
}

/// One message of the catalogue.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Class and id.
    pub key: MessageKey,
    /// Name in the specification.
    pub name: &'static str,
    /// What it is in a conversation.
    pub role: Role,
    /// Class and id of the messages that answer it.
    pub answers: &'static [MessageKey],
    /// For an answer of several packets: the field that is set in the last.
    pub end_of_list: Option<&'static str>,
    /// Its body; of a message without a known layout, bytes.
    pub body: Body,
}

fn size_of_default<L: Layout>(dialect: Dialect) -> usize {
    L::default().size(dialect)
}

fn show<L: Layout>(body: &[u8], dialect: Dialect, to: &mut dyn Visitor) -> Result<(), WireError> {
    let (message, dialect) = L::decode_form(body, dialect)?;
    message.visit("", to, dialect);
    Ok(())
}

fn measure<L: Layout>(bytes: &[u8], dialect: Dialect) -> Result<usize, WireError> {
    let mut reader = Reader::new(bytes);
    let read = L::read(&mut reader, dialect);
    let at = bytes.len().saturating_sub(reader.left());
    read.map(|_| at).map_err(|error| error.in_message(L::NAME, size_of_default::<L>(dialect), bytes.len()))
}

fn recode<L: Layout>(body: &[u8], dialect: Dialect, to: &mut Vec<u8>) -> Result<(), WireError> {
    let (message, dialect) = L::decode_form(body, dialect)?;
    message.encode(to, dialect);
    Ok(())
}
