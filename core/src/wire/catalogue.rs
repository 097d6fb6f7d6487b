//! The table of all Medius messages.

use super::codec::{Reader, Wire, WireError};
use super::{Dialect, Visitor};

/// A Medius message: what follows its class byte and its id byte.
pub trait Message: Wire + Default {
    /// Class.
    const CLASS: u8;
    /// Id inside the class.
    const ID: u8;
    /// Name in the specification.
    const NAME: &'static str;

    /// Reads a body to its last byte.
    ///
    /// # Errors
    /// [`WireError`] names the message, the field and the lengths.
    fn decode(body: &[u8], dialect: Dialect) -> Result<Self, WireError> {
        let mut reader = Reader::new(body);
        let read = Self::read(&mut reader, dialect).and_then(|message| reader.end().map(|()| message));
        read.map_err(|error| error.in_message(Self::NAME))
    }

    /// Appends the body.
    fn encode(&self, to: &mut Vec<u8>, dialect: Dialect) {
        self.write(to, dialect);
    }
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
}

/// One field of an entry.
#[derive(Debug, Clone, Copy)]
pub struct FieldDoc {
    /// Its name in the specification.
    pub name: &'static str,
    /// Its type.
    pub kind: fn() -> String,
    /// When it is there; empty for always.
    pub when: &'static str,
}

/// Reads a body and shows its fields.
pub type Show = fn(&[u8], Dialect, &mut dyn Visitor) -> Result<(), WireError>;
/// Reads a body and appends it again.
pub type Recode = fn(&[u8], Dialect, &mut Vec<u8>) -> Result<(), WireError>;

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
    /// Its fields.
    pub fields: &'static [FieldDoc],
    /// The size of its body in bytes with all lengths and flags zero.
    pub size: fn(Dialect) -> usize,
    /// Reads a body and shows its fields.
    pub show: Show,
    /// Reads a body and writes it again.
    pub recode: Recode,
}

pub(super) fn size_of_default<M: Message>(dialect: Dialect) -> usize {
    M::default().size(dialect)
}

pub(super) fn show<M: Message>(body: &[u8], dialect: Dialect, to: &mut dyn Visitor) -> Result<(), WireError> {
    M::decode(body, dialect)?.visit("", to, dialect);
    Ok(())
}

pub(super) fn recode<M: Message>(body: &[u8], dialect: Dialect, to: &mut Vec<u8>) -> Result<(), WireError> {
    M::decode(body, dialect)?.encode(to, dialect);
    Ok(())
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
