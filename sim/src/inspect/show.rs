//! Values as text: as they are, or masked.

use std::net::{Ipv4Addr, SocketAddrV4};

use crate::dissect::{Field, Mask, Scalar};

/// How many bytes of a run are shown.
const RUN: usize = 16;

/// How values are shown.
#[derive(Debug)]
pub enum Shown {
    /// As they are.
    Plain,
    /// With personal data masked.
    Masked(Mask),
}

/// A text as the consoles mean it: UTF-8 where it is valid, else ISO-8859-1.
pub(super) fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

impl Shown {
    /// Masked, or not.
    #[must_use]
    pub fn new(redact: bool) -> Self {
        if redact { Self::Masked(Mask::default()) } else { Self::Plain }
    }

    /// Whether bytes may be shown.
    #[must_use]
    pub const fn is_plain(&self) -> bool {
        matches!(self, Self::Plain)
    }

    /// A field; `None` for padding.
    pub fn field(&mut self, field: &Field) -> Option<String> {
        if let Self::Masked(mask) = self {
            return mask.show(field);
        }
        Some(match &field.value {
            Scalar::Number(number) => number.to_string(),
            Scalar::Enum(number, name) => name.map_or_else(|| number.to_string(), str::to_owned),
            Scalar::Float(number) => number.to_string(),
            Scalar::Text(bytes) => format!("\"{}\"", text(bytes).escape_debug()),
            Scalar::Bytes(bytes) if bytes.iter().all(|byte| *byte == 0) => format!("{} zeros", bytes.len()),
            Scalar::Bytes(bytes) if bytes.len() <= RUN => hex::encode(bytes),
            Scalar::Bytes(bytes) => {
                format!("{}.. ({} bytes)", hex::encode(bytes.get(..RUN).unwrap_or(bytes)), bytes.len())
            }
            Scalar::Padding(_) => return None,
        })
    }

    /// An address.
    pub fn address(&mut self, address: Ipv4Addr) -> String {
        match self {
            Self::Plain => address.to_string(),
            Self::Masked(mask) => mask.address(address),
        }
    }

    /// An address and its port.
    pub fn endpoint(&mut self, endpoint: SocketAddrV4) -> String {
        format!("{}:{}", self.address(*endpoint.ip()), endpoint.port())
    }
}
