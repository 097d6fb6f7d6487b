//! What a field shows of itself: dumps, comparisons and masks work on these.

/// What a text or a run of bytes is about, so that tools can mask it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Privacy {
    /// Nothing personal.
    Plain,
    /// The name of a player, clan or game.
    Name,
    /// A password.
    Password,
    /// A session key, access key, cipher key or modulus.
    Key,
    /// An address.
    Address,
    /// What players say or write.
    Chat,
    /// What tells a console or an account apart from all others.
    Identity,
}

/// The value of one field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// An unsigned integer.
    Unsigned(u64),
    /// A signed integer.
    Signed(i64),
    /// A float.
    Float(f32),
    /// A value of an enumeration, with its name if it has one.
    Enum(i64, Option<&'static str>),
    /// A text: all its bytes, also those behind the NUL.
    Text(&'a [u8], Privacy),
    /// Bytes.
    Bytes(&'a [u8], Privacy),
    /// Padding.
    Padding(&'a [u8]),
}

/// Sees the fields of a message in order.
pub trait Visitor {
    /// A field with a value.
    fn field(&mut self, name: &'static str, value: Value<'_>);
    /// The fields until [`Visitor::leave`] belong to this structure, or to this row of a list.
    fn enter(&mut self, name: &'static str, row: Option<u32>);
    /// The structure or row is over.
    fn leave(&mut self);
}
