//! Bytes to values and back: RT frames, RT messages, Medius messages.
//!
//! Names are the specification's: `RT_MSG_CLIENT_CONNECT_TCP` is [`rt::ClientConnectTcp`],
//! `MediusAccountLoginRequest` is [`lobby::AccountLoginRequest`].

pub mod catalogue;
mod codec;
mod dialect;
pub mod dme;
mod enums;
pub mod fragment;
pub mod frame;
pub mod lobby;
pub mod lobby_ext;
mod macros;
pub mod report;
pub mod rt;
mod structs;
mod text;
mod value;

pub use catalogue::{Entry, FieldDoc, Message, Role};
pub use codec::{Misfit, Reader, Rest, Wire, WireError};
pub use dialect::{Dialect, Flags, Version};
pub use enums::*;
pub use structs::*;
pub use text::{
    AccessKey, AddressText, Bytes, ChatText, IdentityText, KeyText, Kind, MessageId, NameText, Pad, PasswordText,
    PlainText, RsaKey, SessionKeyText, Text, UpTo, kind,
};
pub use value::{Privacy, Value, Visitor};

/// The catalogue's files.
const FILES: &[&[Entry]] = &[
    dme::ENTRIES,
    lobby::session::ENTRIES,
    lobby::account::ENTRIES,
    lobby::texts::ENTRIES,
    lobby::players::ENTRIES,
    lobby::universe::ENTRIES,
    report::session::ENTRIES,
    lobby_ext::session::ENTRIES,
    lobby_ext::universe::ENTRIES,
];
