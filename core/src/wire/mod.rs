//! Bytes to values and back: RT frames, RT messages, Medius messages.
//!
//! Names are the specification's: `RT_MSG_CLIENT_CONNECT_TCP` is [`rt::ClientConnectTcp`],
//! `MediusAccountLoginRequest` is [`lobby::AccountLoginRequest`].

pub mod catalogue;
mod codec;
mod constants;
mod dialect;
pub mod dme;
mod enums;
pub mod fragment;
pub mod frame;
pub mod lobby;
pub mod lobby_ext;
mod macros;
mod net_address;
pub mod opaque;
pub mod plugin;
pub mod report;
pub mod rt;
mod status_response;
mod structs;
mod text;
mod value;

pub use catalogue::{Entry, FieldDoc, Layout, Message, MessageKey, Role};
pub(crate) use codec::count;
pub use codec::{Array, Big, Misfit, Reader, Wire, WireError};
pub use constants::*;
pub use dialect::{Dialect, Flags, Version};
pub use enums::*;
pub use rt::RtId;
pub use status_response::StatusResponse;
pub use structs::*;
pub use text::{
    AccessKey, AddressText, Bytes, Chars, ChatText, IdentityText, KeyText, Kind, MessageId, NameText, Octets, Pad,
    PasswordText, PlainText, Rest, RsaKey, Run, SessionKeyText, Text, UpTo, kind,
};
pub use value::{Privacy, Value, Visitor};

/// The catalogue's files.
const FILES: &[&[Entry]] = &[
    dme::ENTRIES,
    lobby::account::ENTRIES,
    lobby::buddies::ENTRIES,
    lobby::channels::ENTRIES,
    lobby::chat::ENTRIES,
    lobby::clan_challenges::ENTRIES,
    lobby::clan_messages::ENTRIES,
    lobby::clans::ENTRIES,
    lobby::files::ENTRIES,
    lobby::filters::ENTRIES,
    lobby::games::ENTRIES,
    lobby::ladders::ENTRIES,
    lobby::players::ENTRIES,
    lobby::session::ENTRIES,
    lobby::texts::ENTRIES,
    lobby::universe::ENTRIES,
    report::players::ENTRIES,
    report::session::ENTRIES,
    report::worlds::ENTRIES,
    lobby_ext::buddies::ENTRIES,
    lobby_ext::channels::ENTRIES,
    lobby_ext::chat::ENTRIES,
    lobby_ext::clans::ENTRIES,
    lobby_ext::files::ENTRIES,
    lobby_ext::filters::ENTRIES,
    lobby_ext::games::ENTRIES,
    lobby_ext::ladders::ENTRIES,
    lobby_ext::lists::ENTRIES,
    lobby_ext::matching::ENTRIES,
    lobby_ext::parties::ENTRIES,
    lobby_ext::players::ENTRIES,
    lobby_ext::session::ENTRIES,
    lobby_ext::tickets::ENTRIES,
    lobby_ext::universe::ENTRIES,
    opaque::ENTRIES,
];
