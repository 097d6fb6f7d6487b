//! Streams of a recording, decrypted: follows key exchanges, and tries keys that are known.

mod component;
mod content;
mod decoder;
mod fields;
mod keys;
mod mask;
mod message;
mod published;
mod recording;
mod stream;

pub use component::component;
pub use content::{Content, Part, content};
pub use decoder::{Decoder, Keys};
pub use fields::{Field, Scalar, fields};
pub use keys::{KeyError, Keyring, Named};
pub use mask::Mask;
pub use message::{Message, Opened};
pub use recording::{Decoded, Item, recording};
pub use stream::{Stream, dissect};

/// The longest message that is put together from fragments of a recording, in bytes.
pub const LARGEST: u32 = 1 << 20;
