//! The table of all Medius messages.

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

/// A Medius message: what follows its class byte and its id byte.
pub trait Message: Layout {
    /// Class.
    const CLASS: u8;
    /// Id inside the class.
    const ID: u8;
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
    /// Class.
    pub class: u8,
    /// Id inside the class.
    pub id: u8,
    /// Name in the specification.
    pub name: &'static str,
    /// What it is in a conversation.
    pub role: Role,
    /// Class and id of the messages that answer it.
    pub answers: &'static [(u8, u8)],
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
pub fn find(class: u8, id: u8) -> Option<&'static Entry> {
    entries().find(|entry| (entry.class, entry.id) == (class, id))
}
