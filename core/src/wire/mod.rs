//! Bytes to values and back: RT frames, RT messages, Medius messages.
//!
//! Names are the specification's: `RT_MSG_CLIENT_CONNECT_TCP` is [`rt::ClientConnectTcp`],
//! `MediusAccountLoginRequest` is [`lobby::AccountLoginRequest`].

pub mod catalogue;
mod codec;
mod constants;
mod dialect;
pub mod dme;
pub mod entry;
mod enums;
pub mod fragment;
pub mod frame;
pub mod lobby;
pub mod lobby_ext;
mod macros;
mod message;
mod net_address;
pub mod opaque;
pub mod plugin;
pub mod report;
pub mod rt;
mod status_response;
mod structs;
mod text;
mod value;

pub(crate) use codec::count;
pub use codec::{Array, Big, Misfit, Reader, Wire, WireError};
pub use constants::*;
pub use dialect::{Dialect, Flags, Version};
pub use entry::{Entry, FieldDoc, Role};
pub use enums::*;
pub use message::{Layout, Message, MessageKey};
pub use rt::RtId;
pub use status_response::StatusResponse;
pub use structs::*;
pub use text::{
    AccessKey, AddressText, Bytes, Chars, ChatText, IdentityText, KeyText, Kind, MessageId, NameText, Octets, Pad,
    PasswordText, PlainText, Rest, RsaKey, Run, SessionKeyText, Text, UpTo, kind,
};
pub use value::{Privacy, Value, Visitor};
