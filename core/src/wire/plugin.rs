//! Messages to a plug-in on a game server of 1.13 (messages.json `plugin_framing`, uncertain): the payload
//! of RT_MSG_CLIENT_APP_TO_PLUGIN and RT_MSG_SERVER_PLUGIN_TO_APP. Class 2 inside an application message is
//! the title's own data instead.

use super::entry::Body;
use super::macros::structure;
use super::message::Layout;
use super::{Big, Pad, Rest};

structure! {
    /// What precedes a message to the server, 5 bytes.
    ToServer {
        size "Size": u8,
        kind "Type": Big<u32>,
    }
}

structure! {
    /// What precedes a message to the client, 8 bytes.
    ToClient {
        incoming "Incoming": u8,
        zero "Zero": u8,
        size "Size": u8,
        plugin_id "PluginID": u8,
        kind "Type": Big<u32>,
    }
}

impl Layout for ToServer {
    const NAME: &'static str = "a message to a plug-in";
}

impl Layout for ToClient {
    const NAME: &'static str = "a message of a plug-in";
}

/// One message of a plug-in.
#[derive(Debug, Clone, Copy)]
pub struct PluginEntry {
    /// Its type.
    pub kind: u32,
    /// Name in the specification.
    pub name: &'static str,
    /// Its body.
    pub body: Body,
}

/// The message of a type.
#[must_use]
pub fn find(kind: u32) -> Option<&'static PluginEntry> {
    ENTRIES.iter().find(|entry| entry.kind == kind)
}

macro_rules! plugin_messages {
    ($($(#[$doc:meta])* $kind:literal $name:ident $spec:literal { $($fields:tt)* })*) => {
        $(
            structure! { $(#[$doc])* $name { $($fields)* } }

            impl Layout for $name {
                const NAME: &'static str = $spec;
            }
        )*

        /// All of them.
        pub const ENTRIES: &[PluginEntry] =
            &[$(PluginEntry { kind: $kind, name: $spec, body: Body::of::<$name>($name::FIELDS) }),*];
    };
}

plugin_messages! {
    /// NetMessageTypeHello, 0 bytes, messages.json 2/01 (MultiServer3 only).
    0x01 Hello "NetMessageTypeHello" {}
    /// NetMessageTypeProtocolInfo, 8 bytes, messages.json 2/02 (MultiServer3 only).
    0x02 ProtocolInfo "NetMessageTypeProtocolInfo" {
        protocol_info "protocolInfo": u32,
        build_number "buildNumber": u32,
    }
    /// NetMessageTypeAccountLogoutRequest, 0 bytes, messages.json 2/2D (MultiServer3 only).
    0x2D AccountLogoutRequest "NetMessageTypeAccountLogoutRequest" {}
    /// NetMessageTypeAccountLogoutResponse, 4 bytes, messages.json 2/2E (MultiServer3 only).
    0x2E AccountLogoutResponse "NetMessageTypeAccountLogoutResponse" {
        success "m_success": u8,
        pad "padding": Pad<3>,
    }
    /// NetMessageTypeMAPSHelloMessage, at least 4 bytes, messages.json 2/33 (MultiServer3 only).
    0x33 MAPSHelloMessage "NetMessageTypeMAPSHelloMessage" {
        success "m_success": u8,
        is_online "m_isOnline": u8,
        pad "padding": Pad<2>,
        available_factions "m_availableFactions": Rest,
    }
    /// NetMessageNewsEulaRequest, at least 0 bytes, messages.json 2/23E (MultiServer3 only).
    0x23E NewsEulaRequest "NetMessageNewsEulaRequest" {
        language_extension "m_languageExtension": Rest,
    }
    /// NetMessageNewsEulaResponse, at least 5 bytes, messages.json 2/23F (MultiServer3 only).
    0x23F NewsEulaResponse "NetMessageNewsEulaResponse" {
        finished "m_finished": u8,
        pad "padding": Pad<3>,
        kind "m_type": u8,
        content "m_content": Rest,
    }
}
