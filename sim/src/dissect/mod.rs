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
pub use decoder::{Decoder, StreamKeys};
pub use fields::{Field, Scalar, fields};
pub use keys::{KeyError, Keyring};
pub use mask::Mask;
pub use message::{LARGEST, Message, Opened};
pub use published::{Named, key_pair};
pub use recording::{Decoded, Item, recording};
pub use stream::{FrameStream, dissect};
