//! Reading and writing fields.

use super::{Dialect, Value, Visitor};

/// A message that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{message}{dot}{field} at offset {offset}: {what} (the layout has {expected} bytes, {actual} came)",
    dot = if field.is_empty() { "" } else { "." }
)]
pub struct WireError {
    /// The message.
    pub message: &'static str,
    /// The field that could not be read; empty for the message as a whole.
    pub field: &'static str,
    /// Where it starts, in bytes from the start of the body.
    pub offset: u32,
    /// What is wrong.
    pub what: Misfit,
    /// Bytes of the layout, without what lengths and flags of the body add.
    pub expected: u32,
    /// Bytes of the body.
    pub actual: u32,
}

/// What is wrong with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// The body ends before the field does.
    #[error("needs {needed} bytes, {left} are left")]
    Short {
        /// Bytes of the field.
        needed: u32,
        /// Bytes that are left.
        left: u32,
    },
    /// The body goes on behind the last field.
    #[error("{left} bytes are left over")]
    Long {
        /// Bytes that are left.
        left: u32,
    },
}

fn short(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A length or a number of rows from the wire; a negative one is more than any body has.
pub(crate) fn count(count: impl TryInto<usize>) -> usize {
    count.try_into().unwrap_or(usize::MAX)
}

impl WireError {
    /// The rule that a misfit length breaks.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        "GEN-19"
    }

    /// Names the field, if no inner one did.
    #[must_use]
    pub fn in_field(self, field: &'static str) -> Self {
        if self.field.is_empty() { Self { field, ..self } } else { self }
    }

    /// Names the message, and the bytes of its layout and of the body.
    #[must_use]
    pub fn in_message(self, message: &'static str, expected: usize, actual: usize) -> Self {
        Self { message, expected: short(expected), actual: short(actual), ..self }
    }
}

/// A body being read.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// From the start of a body.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// How many bytes are left.
    #[must_use]
    pub const fn left(&self) -> usize {
        self.bytes.len().saturating_sub(self.at)
    }

    fn misfit(&self, what: Misfit) -> WireError {
        WireError { message: "", field: "", offset: short(self.at), what, expected: 0, actual: short(self.bytes.len()) }
    }

    /// The next bytes.
    ///
    /// # Errors
    /// [`Misfit::Short`].
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], WireError> {
        let what = Misfit::Short { needed: short(count), left: short(self.left()) };
        let error = self.misfit(what);
        let taken = self.bytes.get(self.at..).and_then(|rest| rest.get(..count)).ok_or(error)?;
        self.at += count;
        Ok(taken)
    }

    /// The next bytes, by number.
    ///
    /// # Errors
    /// [`Misfit::Short`].
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], WireError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    /// Everything that is left.
    pub fn rest(&mut self) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at = self.bytes.len();
        rest
    }

    /// The end of a message must be the end of the body.
    ///
    /// # Errors
    /// [`Misfit::Long`].
    pub fn end(&self) -> Result<(), WireError> {
        if self.left() == 0 {
            return Ok(());
        }
        Err(self.misfit(Misfit::Long { left: short(self.left()) }))
    }
}

/// Anything that a message is made of.
pub trait Wire: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// [`WireError`] where the body is too short.
    fn read(from: &mut Reader<'_>, dialect: Dialect) -> Result<Self, WireError>;
    /// Appends it.
    fn write(&self, to: &mut Vec<u8>, dialect: Dialect);
    /// Its size in bytes.
    fn size(&self, dialect: Dialect) -> usize;
    /// Shows it.
    fn visit(&self, name: &'static str, to: &mut dyn Visitor, dialect: Dialect);
    /// Its type in the words of the specification.
    fn describe() -> String;
}

macro_rules! integers {
    ($($type:ident $value:ident($wide:ty);)*) => {$(
        impl Wire for $type {
            fn read(from: &mut Reader<'_>, _: Dialect) -> Result<Self, WireError> {
                Ok(Self::from_le_bytes(from.array()?))
            }

            fn write(&self, to: &mut Vec<u8>, _: Dialect) {
                to.extend_from_slice(&self.to_le_bytes());
            }

            fn size(&self, _: Dialect) -> usize {
                size_of::<Self>()
            }

            fn visit(&self, name: &'static str, to: &mut dyn Visitor, _: Dialect) {
                to.field(name, Value::$value(<$wide>::from(*self)));
            }

            fn describe() -> String {
                stringify!($type).into()
            }
        }
    )*};
}

integers! {
    u8 Unsigned(u64);
    u16 Unsigned(u64);
    u32 Unsigned(u64);
    u64 Unsigned(u64);
    i8 Signed(i64);
    i16 Signed(i64);
    i32 Signed(i64);
    i64 Signed(i64);
    f32 Float(f32);
}

impl<T: Wire + Default, const N: usize> Wire for [T; N] {
    fn read(from: &mut Reader<'_>, dialect: Dialect) -> Result<Self, WireError> {
        let mut array = std::array::from_fn(|_| T::default());
        for value in &mut array {
            *value = T::read(from, dialect)?;
        }
        Ok(array)
    }

    fn write(&self, to: &mut Vec<u8>, dialect: Dialect) {
        for value in self {
            value.write(to, dialect);
        }
    }

    fn size(&self, dialect: Dialect) -> usize {
        self.iter().map(|value| value.size(dialect)).sum()
    }

    fn visit(&self, name: &'static str, to: &mut dyn Visitor, dialect: Dialect) {
        for (value, row) in self.iter().zip(0..) {
            to.enter(name, Some(row));
            value.visit("", to, dialect);
            to.leave();
        }
    }

    fn describe() -> String {
        format!("{} x {N}", T::describe())
    }
}

/// A list of a fixed length, however long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Array<T, const N: usize>(pub [T; N]);

impl<T: Default, const N: usize> Default for Array<T, N> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| T::default()))
    }
}

impl<T: Wire + Default, const N: usize> Wire for Array<T, N> {
    fn read(from: &mut Reader<'_>, dialect: Dialect) -> Result<Self, WireError> {
        Wire::read(from, dialect).map(Self)
    }

    fn write(&self, to: &mut Vec<u8>, dialect: Dialect) {
        self.0.write(to, dialect);
    }

    fn size(&self, dialect: Dialect) -> usize {
        self.0.size(dialect)
    }

    fn visit(&self, name: &'static str, to: &mut dyn Visitor, dialect: Dialect) {
        self.0.visit(name, to, dialect);
    }

    fn describe() -> String {
        <[T; N]>::describe()
    }
}

/// A number with its most significant byte first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Big<T>(pub T);

impl Wire for Big<u32> {
    fn read(from: &mut Reader<'_>, _: Dialect) -> Result<Self, WireError> {
        from.array().map(u32::from_be_bytes).map(Self)
    }

    fn write(&self, to: &mut Vec<u8>, _: Dialect) {
        to.extend_from_slice(&self.0.to_be_bytes());
    }

    fn size(&self, _: Dialect) -> usize {
        size_of::<u32>()
    }

    fn visit(&self, name: &'static str, to: &mut dyn Visitor, _: Dialect) {
        to.field(name, Value::Unsigned(self.0.into()));
    }

    fn describe() -> String {
        "u32, big-endian".into()
    }
}

impl TryFrom<Big<u32>> for usize {
    type Error = std::num::TryFromIntError;

    fn try_from(big: Big<u32>) -> Result<Self, Self::Error> {
        big.0.try_into()
    }
}
