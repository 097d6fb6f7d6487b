//! What is common to all messages, and what names a Medius message.

use serde::{Deserialize, Serialize};

use super::codec::{Reader, Wire, WireError};
use super::{Dialect, Flags};

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
    /// Class and id.
    const KEY: MessageKey;
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
