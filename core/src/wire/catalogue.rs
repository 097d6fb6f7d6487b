//! The table of all Medius messages.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::codec::{Reader, Wire, WireError};
use super::{Dialect, Flags, Visitor};

/// A message: what follows the bytes that name it.
pub trait Layout: Wire + Default {
    /// Name in the specification.
    const NAME: &'static str;
    /// The flags by which its forms differ; [`Layout::decode`] tells the forms apart by their length.
    const FORMS: Flags = Flags::NONE;

    /// Reads a body to its last byte.
    ///
    /// # Errors
    /// [`WireError`] names the message, the field and the lengths.
    fn decode(body: &[u8], dialect: Dialect) -> Result<Self, WireError> {
        Self::decode_form(body, dialect).map(|(message, _)| message)
    }

    /// Reads a body to its last byte, and tells the dialect in which it is written: where the title's own
    /// form does not fit the length, the other forms of this message are tried (README 34).
    ///
    /// # Errors
    /// [`WireError`] of the title's own form.
    fn decode_form(body: &[u8], dialect: Dialect) -> Result<(Self, Dialect), WireError> {
        let exactly = |dialect| {
            let mut reader = Reader::new(body);
            let message = Self::read(&mut reader, dialect)?;
            reader.end().map(|()| (message, dialect))
        };
        exactly(dialect).or_else(|error| {
            let mut others =
                Self::FORMS.subsets().map(|flags| Dialect { flags: dialect.flags.toggle(flags), ..dialect });
            let other = others.find_map(|dialect| exactly(dialect).ok());
            other.ok_or_else(|| error.in_message(Self::NAME, Self::default().size(dialect), body.len()))
        })
    }

    /// Appends the body.
    fn encode(&self, to: &mut Vec<u8>, dialect: Dialect) {
        self.write(to, dialect);
    }
}

/// What names a Medius message: its first two bytes.
///
/// `Debug` and `Display` show the message's name, or `1/4F` where the catalogue has none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct MessageKey {
    /// Class.
    pub class: u8,
    /// Id inside the class.
    pub id: u8,
}

impl MessageKey {
    /// Returns the key of a class and an id.
    #[must_use]
    pub const fn new(class: u8, id: u8) -> Self {
        Self { class, id }
    }

    /// Splits a message into its key and its body; `None` where it is too short to have a key.
    #[must_use]
    pub const fn split(message: &[u8]) -> Option<(Self, &[u8])> {
        match message {
            [class, id, body @ ..] => Some((Self::new(*class, *id), body)),
            _ => None,
        }
    }

    /// Returns the bytes with which the message begins.
    #[must_use]
    pub const fn bytes(self) -> [u8; 2] {
        [self.class, self.id]
    }
}

impl fmt::Display for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match find(*self) {
            Some(entry) => f.write_str(entry.name),
            None => write!(f, "{}/{:02X}", self.class, self.id),
        }
    }
}

impl fmt::Debug for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A Medius message: what follows its class byte and its id byte.
pub trait Message: Layout {
    /// Class and id.
    const KEY: MessageKey;
}

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
    /// The body of a message.
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

impl Entry {
    /// Whether its layout is known.
    #[must_use]
    pub fn has_layout(&self) -> bool {
        !std::ptr::eq(self.body.fields, super::opaque::Opaque::FIELDS)
    }
}

/// All entries, file by file.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    super::FILES.iter().flat_map(|file| file.iter())
}

/// The entry of a class and id.
#[must_use]
pub fn find(key: MessageKey) -> Option<&'static Entry> {
    entries().find(|entry| entry.key == key)
}
