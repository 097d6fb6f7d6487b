//! Texts, bytes and padding of fixed width, with every byte kept.

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::codec::{Reader, Wire, WireError};
use super::{Dialect, Privacy, Value, Visitor};

/// What a text is about, as a type.
pub trait Kind: Clone + Copy {
    /// The same as a value.
    const PRIVACY: Privacy;
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $alias:ident;)*) => {
        /// The kinds of texts.
        pub mod kind {
            $(
                $(#[$doc])*
                #[derive(Debug, Clone, Copy, PartialEq, Eq)]
                pub struct $kind;
                impl super::Kind for $kind {
                    const PRIVACY: super::Privacy = super::Privacy::$kind;
                }
            )*
        }
        $(
            $(#[$doc])*
            pub type $alias<const N: usize> = Text<N, kind::$kind>;
        )*
    };
}

kinds! {
    /// Nothing personal.
    Plain PlainText;
    /// The name of a player, clan or game.
    Name NameText;
    /// A password.
    Password PasswordText;
    /// A session key or access key.
    Key KeyText;
    /// An address in dotted form.
    Address AddressText;
    /// What players say or write.
    Chat ChatText;
    /// What tells a console or an account apart from all others.
    Identity IdentityText;
}

/// A text in N bytes, NUL-terminated if shorter (GEN-35). The bytes behind the NUL are kept: real
/// clients send rubbish there, and it survives decode and encode.
#[derive(Clone, Copy)]
pub struct Text<const N: usize, K = kind::Plain>([u8; N], PhantomData<K>);

impl<const N: usize, K> Text<N, K> {
    /// A text from its bytes, cut to N - 1 and followed by zeros.
    #[must_use]
    pub fn new(text: impl AsRef<[u8]>) -> Self {
        let mut bytes = [0; N];
        let max = N.saturating_sub(1);
        for (to, from) in bytes.iter_mut().zip(text.as_ref().iter().take_while(|byte| **byte != 0).take(max)) {
            *to = *from;
        }
        Self(bytes, PhantomData)
    }

    /// All N bytes, as they are.
    #[must_use]
    pub const fn exact(bytes: [u8; N]) -> Self {
        Self(bytes, PhantomData)
    }

    /// The text: the bytes before the first NUL.
    #[must_use]
    pub fn text(&self) -> &[u8] {
        self.0.split(|byte| *byte == 0).next().unwrap_or_default()
    }

    /// All N bytes, also the rubbish.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; N] {
        &self.0
    }

    /// The same text as others are shown it: cut to N - 1, and followed by zeros (GEN-10, GEN-35).
    #[must_use]
    pub fn clean(&self) -> Self {
        Self::new(self.text())
    }

    /// The same text, all of it, with zeros behind it: what is compared, and shown to nobody.
    #[must_use]
    pub fn zeroed(&self) -> Self {
        let mut clean = [0; N];
        for (to, from) in clean.iter_mut().zip(self.text()) {
            *to = *from;
        }
        Self(clean, PhantomData)
    }

    /// The text as a string: UTF-8 where it is valid, else ISO-8859-1 (messages.md §2).
    #[must_use]
    pub fn to_text(&self) -> String {
        match std::str::from_utf8(self.text()) {
            Ok(text) => text.to_owned(),
            Err(_) => self.text().iter().map(|byte| char::from(*byte)).collect(),
        }
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }
}

impl<const N: usize, K> Default for Text<N, K> {
    fn default() -> Self {
        Self([0; N], PhantomData)
    }
}

impl<const N: usize, K> PartialEq for Text<N, K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<const N: usize, K> Eq for Text<N, K> {}

impl<const N: usize, K: Kind> fmt::Debug for Text<N, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match K::PRIVACY {
            Privacy::Password | Privacy::Key => f.write_str("<secret>"),
            _ => write!(f, "\"{}\"", self.text().escape_ascii()),
        }
    }
}

impl<const N: usize, K> Serialize for Text<N, K> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        serde_bytes::Bytes::new(&self.0).serialize(to)
    }
}

impl<'de, const N: usize, K> Deserialize<'de> for Text<N, K> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self::exact(*serde_bytes::ByteArray::<N>::deserialize(from)?))
    }
}

impl<const N: usize, K: Kind> Wire for Text<N, K> {
    fn read(from: &mut Reader<'_>, _: Dialect) -> Result<Self, WireError> {
        Ok(Self::exact(from.array()?))
    }

    fn write(&self, to: &mut Vec<u8>, _: Dialect) {
        to.extend_from_slice(&self.0);
    }

    fn size(&self, _: Dialect) -> usize {
        N
    }

    fn visit(&self, name: &'static str, to: &mut dyn Visitor, _: Dialect) {
        to.field(name, Value::Text(&self.0, K::PRIVACY));
    }

    fn describe() -> String {
        format!("char[{N}]")
    }
}

/// MessageID: a text that answers repeat (GEN-10).
pub type MessageId = Text<21>;
/// A session key, 16 characters and a NUL (ST-10).
pub type SessionKeyText = KeyText<17>;
/// An access key, 16 characters and a NUL (ST-11).
pub type AccessKey = KeyText<17>;

/// The last text of a message, of which the end may be missing: a community client leaves out the NUL
/// (transport.md PC-3).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct UpTo<const N: usize> {
    text: KeyText<N>,
    len: u8,
}

impl<const N: usize> UpTo<N> {
    /// A whole text.
    #[must_use]
    pub fn whole(text: KeyText<N>) -> Self {
        Self { text, len: u8::try_from(N).unwrap_or(u8::MAX) }
    }

    /// The text with its missing bytes as zeros.
    #[must_use]
    pub const fn get(&self) -> KeyText<N> {
        self.text
    }
}

impl<const N: usize> Default for UpTo<N> {
    fn default() -> Self {
        Self::whole(KeyText::default())
    }
}

impl<const N: usize> fmt::Debug for UpTo<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl<const N: usize> Wire for UpTo<N> {
    fn read(from: &mut Reader<'_>, _: Dialect) -> Result<Self, WireError> {
        let given = from.take(from.left().min(N))?;
        let mut bytes = [0; N];
        for (to, from) in bytes.iter_mut().zip(given) {
            *to = *from;
        }
        Ok(Self { text: KeyText::exact(bytes), len: u8::try_from(given.len()).unwrap_or(u8::MAX) })
    }

    fn write(&self, to: &mut Vec<u8>, _: Dialect) {
        to.extend(self.text.bytes().iter().take(usize::from(self.len)));
    }

    fn size(&self, _: Dialect) -> usize {
        usize::from(self.len)
    }

    fn visit(&self, name: &'static str, to: &mut dyn Visitor, dialect: Dialect) {
        self.text.visit(name, to, dialect);
    }

    fn describe() -> String {
        format!("char[up to {N}]")
    }
}

/// N bytes that are no text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Bytes<const N: usize, K = kind::Plain>(pub [u8; N], PhantomData<K>);

impl<const N: usize, K> Bytes<N, K> {
    /// From the bytes.
    #[must_use]
    pub const fn new(bytes: [u8; N]) -> Self {
        Self(bytes, PhantomData)
    }
}

impl<const N: usize, K> Default for Bytes<N, K> {
    fn default() -> Self {
        Self::new([0; N])
    }
}

impl<const N: usize, K: Kind> fmt::Debug for Bytes<N, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match K::PRIVACY {
            Privacy::Plain => write!(f, "{:02x?}", self.0),
            _ => f.write_str("<secret>"),
        }
    }
}

impl<const N: usize, K> Serialize for Bytes<N, K> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        serde_bytes::Bytes::new(&self.0).serialize(to)
    }
}

impl<'de, const N: usize, K> Deserialize<'de> for Bytes<N, K> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self::new(*serde_bytes::ByteArray::<N>::deserialize(from)?))
    }
}

impl<const N: usize, K: Kind> Wire for Bytes<N, K> {
    fn read(from: &mut Reader<'_>, _: Dialect) -> Result<Self, WireError> {
        Ok(Self::new(from.array()?))
    }

    fn write(&self, to: &mut Vec<u8>, _: Dialect) {
        to.extend_from_slice(&self.0);
    }

    fn size(&self, _: Dialect) -> usize {
        N
    }

    fn visit(&self, name: &'static str, to: &mut dyn Visitor, _: Dialect) {
        to.field(name, Value::Bytes(&self.0, K::PRIVACY));
    }

    fn describe() -> String {
        format!("bytes[{N}]")
    }
}

/// A run of bytes whose length another field gives.
pub trait Run {
    /// Shows it.
    fn value(bytes: &[u8]) -> Value<'_>;
    /// Its type in the words of the specification.
    fn describe() -> String;
}

/// Such a run, of text.
#[derive(Debug)]
pub struct Chars<K = kind::Plain>(PhantomData<K>);

impl<K: Kind> Run for Chars<K> {
    fn value(bytes: &[u8]) -> Value<'_> {
        Value::Text(bytes, K::PRIVACY)
    }

    fn describe() -> String {
        "char[..]".into()
    }
}

/// Such a run, of bytes.
#[derive(Debug)]
pub struct Octets<K = kind::Plain>(PhantomData<K>);

impl<K: Kind> Run for Octets<K> {
    fn value(bytes: &[u8]) -> Value<'_> {
        Value::Bytes(bytes, K::PRIVACY)
    }

    fn describe() -> String {
        "bytes[..]".into()
    }
}

/// Everything up to the end of the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rest<K = kind::Plain>(pub Vec<u8>, PhantomData<K>);

impl<K> Rest<K> {
    /// From the bytes.
    #[must_use]
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes, PhantomData)
    }
}

impl<K> Default for Rest<K> {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl<K: Kind> Wire for Rest<K> {
    fn read(from: &mut Reader<'_>, _: Dialect) -> Result<Self, WireError> {
        Ok(Self::new(from.rest().to_vec()))
    }

    fn write(&self, to: &mut Vec<u8>, _: Dialect) {
        to.extend_from_slice(&self.0);
    }

    fn size(&self, _: Dialect) -> usize {
        self.0.len()
    }

    fn visit(&self, name: &'static str, to: &mut dyn Visitor, _: Dialect) {
        to.field(name, Value::Bytes(&self.0, K::PRIVACY));
    }

    fn describe() -> String {
        "bytes[rest]".into()
    }
}

/// A modulus, 64 bytes, little-endian (transport.md §6).
pub type RsaKey = Bytes<64, kind::Key>;

/// Padding: zero on output, kept as it came on input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pad<const N: usize>(pub [u8; N]);

impl<const N: usize> Default for Pad<N> {
    fn default() -> Self {
        Self([0; N])
    }
}

impl<const N: usize> Wire for Pad<N> {
    fn read(from: &mut Reader<'_>, _: Dialect) -> Result<Self, WireError> {
        Ok(Self(from.array()?))
    }

    fn write(&self, to: &mut Vec<u8>, _: Dialect) {
        to.extend_from_slice(&self.0);
    }

    fn size(&self, _: Dialect) -> usize {
        N
    }

    fn visit(&self, name: &'static str, to: &mut dyn Visitor, _: Dialect) {
        to.field(name, Value::Padding(&self.0));
    }

    fn describe() -> String {
        format!("pad[{N}]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// GEN-35
    #[test]
    fn a_text_ends_at_its_nul_and_is_cut_before_the_last_byte() {
        assert_eq!(Text::<4>::new("abcdef").bytes(), b"abc\0");
        let rubbish = Text::<6>::exact(*b"ab\0xyz");
        assert_eq!((rubbish.text(), rubbish.clean().bytes()), (b"ab".as_slice(), b"ab\0\0\0\0"));
        assert_eq!(rubbish.zeroed().bytes(), b"ab\0\0\0\0");
        let full = Text::<3>::exact(*b"abc");
        assert_eq!((full.clean().bytes(), full.zeroed().bytes()), (b"ab\0", b"abc"));
        assert_eq!(Text::<3>::exact([b'a', 0xe9, b'b']).to_text(), "a\u{e9}b");
    }

    #[test]
    fn secrets_do_not_show() {
        assert_eq!(format!("{:?}", PasswordText::<8>::new("hunter2")), "<secret>");
        assert_eq!(format!("{:?}", NameText::<8>::new("clank")), "\"clank\"");
    }
}
