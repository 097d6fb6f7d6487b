//! RT messages: the payloads of RT frames (transport.md §9, §10).

use core::fmt;

use serde::{Deserialize, Serialize};

use super::entry::Body;
use super::macros::structure;
use super::message::Layout;
use super::{AddressText, Bytes, Octets, PasswordText, Rest, RsaKey, UpTo, Version, count};
pub use super::{DisconnectReason, RequireFlags};

/// The message id of an RT frame, 7 bits.
///
/// `Debug` shows the message's name, or `0x7f` for an id that no source knows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RtId(pub u8);

impl fmt::Debug for RtId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match find(*self) {
            Some(entry) => f.write_str(entry.name),
            None => write!(f, "0x{self:02x}"),
        }
    }
}

impl fmt::LowerHex for RtId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::LowerHex::fmt(&self.0, f)
    }
}

/// An RT message with a known layout.
pub trait RtMessage: Layout {
    /// The frame's message id.
    const ID: RtId;
}

/// One row of the table of RT messages.
#[derive(Debug, Clone, Copy)]
pub struct RtEntry {
    /// The frame's message id.
    pub id: RtId,
    /// Name in the specification.
    pub name: &'static str,
    /// Its payload; `None` where no layout is known.
    pub body: Option<Body>,
}

/// The row of an id; `None` for an id that no source knows: its payload is kept as bytes.
#[must_use]
pub fn find(id: RtId) -> Option<&'static RtEntry> {
    ENTRIES.iter().find(|entry| entry.id == id)
}

/// The name of an id.
#[must_use]
pub fn name(id: RtId) -> &'static str {
    find(id).map_or("unknown", |entry| entry.name)
}

macro_rules! rt_messages {
    (
        $($(#[$doc:meta])* $id:literal $name:ident $spec:literal { $($fields:tt)* })*
        without layout $($bare:literal $bare_spec:literal)*
    ) => {
        $(
            structure! { $(#[$doc])* $name { $($fields)* } }

            impl Layout for $name {
                const NAME: &'static str = $spec;
            }

            impl RtMessage for $name {
                const ID: RtId = RtId($id);
            }
        )*

        /// All RT messages, those without a known layout last.
        pub const ENTRIES: &[RtEntry] = &[
            $(RtEntry { id: RtId($id), name: $spec, body: Some(Body::of::<$name>($name::FIELDS)) },)*
            $(RtEntry { id: RtId($bare), name: $bare_spec, body: None },)*
        ];
    };
}

rt_messages! {
    /// Opens MUIS, MAS and MLS: 73 or 107 bytes up to 1.08, 72 or 106 above; one byte less from a
    /// community client (PC-3).
    0x00 ClientConnectTcp "RT_MSG_CLIENT_CONNECT_TCP" {
        major "Major": u8 => if |d| !d.version.has_hello(),
        minor "Minor": u8 => if |d| !d.version.has_hello(),
        build "Build": u8 => if |d| !d.version.has_hello(),
        short_world_id "TargetWorldId": u16 => if |d| !d.version.has_hello(),
        world_id "TargetWorldId": u32 => if |d| d.version.has_hello(),
        app_id "AppId": u32,
        key "Key": RsaKey,
        session_key "SessionKey": UpTo<17> => suffix,
        access_key "AccessKey": UpTo<17> => suffix,
    }
    /// The client leaves, up to 1.08: empty, in clear.
    0x01 ClientDisconnect "RT_MSG_CLIENT_DISCONNECT" {}
    /// Application data for all other members of a world.
    0x02 ClientAppBroadcast "RT_MSG_CLIENT_APP_BROADCAST" {
        data "Data": Rest,
    }
    /// Application data: towards the server the target, towards a client the source.
    0x03 ClientAppSingle "RT_MSG_CLIENT_APP_SINGLE" {
        index "Index": u16,
        data "Data": Rest,
    }
    /// Application data for the clients of a mask: bit i of byte b is client 8b + i.
    0x04 ClientAppList "RT_MSG_CLIENT_APP_LIST" {
        mask_size "MaskSize": u8,
        mask "Mask": Octets => run |_| count(mask_size),
        data "Data": Rest,
    }
    /// Sent back as it came; consoles send one byte, 0xA5.
    0x05 ClientEcho "RT_MSG_CLIENT_ECHO" {
        data "Data": Rest,
    }
    /// A connection is refused. Never captured.
    0x06 ServerConnectReject "RT_MSG_SERVER_CONNECT_REJECT" {
        reason "Reason": u8,
        unknown "Unknown": u16 => suffix,
    }
    /// A connection is accepted: 23 bytes up to 1.08, 24 above.
    0x07 ServerConnectAcceptTcp "RT_MSG_SERVER_CONNECT_ACCEPT_TCP" {
        major "Major": u8 => if |d| !d.version.has_hello(),
        minor "Minor": u8 => if |d| !d.version.has_hello(),
        build "Build": u8 => if |d| !d.version.has_hello(),
        client_index "ClientIndex": u16,
        scert_id "ScertId": u32 => if |d| d.version.has_hello(),
        client_count "ClientCount": u16,
        address "Address": AddressText<16>,
    }
    /// Somebody entered the world: 82 bytes up to 1.08, 86 above.
    0x08 ServerConnectNotify "RT_MSG_SERVER_CONNECT_NOTIFY" {
        client_index "ClientIndex": u16,
        scert_id "ScertId": u32 => if |d| d.version.has_hello(),
        address "Address": AddressText<16>,
        key "Key": RsaKey,
    }
    /// Somebody left the world: 18 bytes up to 1.08, 22 above.
    0x09 ServerDisconnectNotify "RT_MSG_SERVER_DISCONNECT_NOTIFY" {
        client_index "ClientIndex": u16,
        scert_id "ScertId": u32 => if |d| d.version.has_hello(),
        address "Address": AddressText<16>,
    }
    /// A Medius message to a client.
    0x0A ServerApp "RT_MSG_SERVER_APP" {
        class "Class": u8,
        id "Type": u8,
        body "Body": Rest,
    }
    /// A Medius message to a server.
    0x0B ClientAppToServer "RT_MSG_CLIENT_APP_TOSERVER" {
        class "Class": u8,
        id "Type": u8,
        body "Body": Rest,
    }
    /// Which application data a client wants: 2 bytes up to 1.08, a mask above.
    0x0D ClientSetRecvFlag "RT_MSG_CLIENT_SET_RECV_FLAG" {
        unknown "Unknown": u8 => if |d| !d.version.has_hello(),
        flag "Flag": u8,
    }
    /// How long data for this client may be gathered, in milliseconds.
    0x0E ClientSetAggTime "RT_MSG_CLIENT_SET_AGG_TIME" {
        time "Time": u16,
    }
    /// Send all that is gathered.
    0x0F ClientFlushAll "RT_MSG_CLIENT_FLUSH_ALL" {}
    /// Send what is gathered for one client.
    0x10 ClientFlushSingle "RT_MSG_CLIENT_FLUSH_SINGLE" {
        client_index "ClientIndex": u16,
    }
    /// The server ends the connection. Never captured.
    0x11 ServerForcedDisconnect "RT_MSG_SERVER_FORCED_DISCONNECT" {
        reason "Reason": u8,
    }
    /// The client's modulus, under the server's RSA key.
    0x12 ClientCryptkeyPublic "RT_MSG_CLIENT_CRYPTKEY_PUBLIC" {
        key "Key": RsaKey,
    }
    /// The context 3 key, under the client's RSA key; on a DME once more, under the first.
    0x13 ServerCryptkeyPeer "RT_MSG_SERVER_CRYPTKEY_PEER" {
        key "Key": RsaKey,
    }
    /// The context 1 key.
    0x14 ServerCryptkeyGame "RT_MSG_SERVER_CRYPTKEY_GAME" {
        key "Key": RsaKey,
    }
    /// Opens a DME connection; laid out as CLIENT_CONNECT_TCP.
    0x15 ClientConnectTcpAuxUdp "RT_MSG_CLIENT_CONNECT_TCP_AUX_UDP" {
        major "Major": u8 => if |d| !d.version.has_hello(),
        minor "Minor": u8 => if |d| !d.version.has_hello(),
        build "Build": u8 => if |d| !d.version.has_hello(),
        short_world_id "TargetWorldId": u16 => if |d| !d.version.has_hello(),
        world_id "TargetWorldId": u32 => if |d| d.version.has_hello(),
        app_id "AppId": u32,
        key "Key": RsaKey,
        session_key "SessionKey": UpTo<17> => suffix,
        access_key "AccessKey": UpTo<17> => suffix,
    }
    /// The first datagram of a DME client: 29 bytes up to 1.08, 32 above.
    0x16 ClientConnectAuxUdp "RT_MSG_CLIENT_CONNECT_AUX_UDP" {
        major "Major": u8 => if |d| !d.version.has_hello(),
        minor "Minor": u8 => if |d| !d.version.has_hello(),
        build "Build": u8 => if |d| !d.version.has_hello(),
        short_world_id "WorldId": u16 => if |d| !d.version.has_hello(),
        world_id "WorldId": u32 => if |d| d.version.has_hello(),
        app_id "AppId": u32,
        address "ServerAddress": AddressText<16>,
        port "ServerPort": u16,
        client_index "ClientIndex": u16,
        scert_id "ScertId": u32 => if |d| d.version.has_hello(),
    }
    /// The client knows that its datagrams arrive.
    0x17 ClientConnectReadyAuxUdp "RT_MSG_CLIENT_CONNECT_READY_AUX_UDP" {}
    /// Where to send datagrams.
    0x18 ServerInfoAuxUdp "RT_MSG_SERVER_INFO_AUX_UDP" {
        address "Address": AddressText<16>,
        port "Port": u16,
    }
    /// The answer to the first datagram: 25 bytes up to 1.08, 26 above.
    0x19 ServerConnectAcceptAuxUdp "RT_MSG_SERVER_CONNECT_ACCEPT_AUX_UDP" {
        major "Major": u8 => if |d| !d.version.has_hello(),
        minor "Minor": u8 => if |d| !d.version.has_hello(),
        build "Build": u8 => if |d| !d.version.has_hello(),
        client_index "ClientIndex": u16,
        scert_id "ScertId": u32 => if |d| d.version.has_hello(),
        client_count "ClientCount": u16,
        address "Address": AddressText<16>,
        port "Port": u16,
    }
    /// The handshake is complete: the clients of the world.
    0x1A ServerConnectComplete "RT_MSG_SERVER_CONNECT_COMPLETE" {
        client_count "ClientCount": u16,
    }
    /// A text for the player.
    0x1C ServerSystemMessage "RT_MSG_SERVER_SYSTEM_MESSAGE" {
        severity "Severity": u8,
        encoding "Encoding": u8,
        language "Language": u8,
        end_of_message "EndOfMessage": u8,
        text "Text": Rest,
    }
    /// A look at the client's memory, and its result under the same id.
    0x1D ServerCheatQuery "RT_MSG_SERVER_CHEAT_QUERY" {
        kind "Type": u8,
        sequence "Sequence": u32,
        address "Address": u32,
        length "Length": u32,
        data "Data": Rest,
    }
    /// A change of the client's memory.
    0x1E ServerMemoryPoke "RT_MSG_SERVER_MEMORY_POKE" {
        address "Address": u32,
        size "Size": u32,
        data "Data": Octets => run |_| count(size),
    }
    /// The server's clock; the client sends it back.
    0x1F ServerEcho "RT_MSG_SERVER_ECHO" {
        seconds "Seconds": u32,
        microseconds "Microseconds": u32,
    }
    /// One side leaves, from 1.09 on.
    0x20 ClientDisconnectWithReason "RT_MSG_CLIENT_DISCONNECT_WITH_REASON" {
        reason "Reason": DisconnectReason,
    }
    /// The client has its keys, from 1.09 on.
    0x21 ClientConnectReadyTcp "RT_MSG_CLIENT_CONNECT_READY_TCP" {
        receive_flags "ReceiveFlags": u8,
        options "Options": u8,
    }
    /// What the server wants to know or tell before it accepts, from 1.09 on.
    0x22 ServerConnectRequire "RT_MSG_SERVER_CONNECT_REQUIRE" {
        flags "Flags": RequireFlags,
        tcp_size "MaxTcpSize": u16 => if |_| flags.has(RequireFlags::TCP_SIZE),
        udp_size "MaxUdpSize": u16 => if |_| flags.has(RequireFlags::UDP_SIZE),
    }
    /// The client's answer to SERVER_CONNECT_REQUIRE.
    0x23 ClientConnectReadyRequire "RT_MSG_CLIENT_CONNECT_READY_REQUIRE" {
        has_password "HasPassword": u8,
        password "Password": PasswordText<32> => suffix,
    }
    /// Opens a connection from 1.09 on, in clear.
    0x24 ClientHello "RT_MSG_CLIENT_HELLO" {
        version_count "VersionCount": u16,
        versions "Versions": u16 => times |_| version_count.into(),
        encryption_count "EncryptionCount": u16,
        encryptions "Encryptions": u16 => times |_| encryption_count.into(),
        certificate_size "CertificateSize": u16 => suffix,
        certificate "Certificate": Octets => run |_| certificate_size.map_or(0, count),
        key_id "KeyId": u32 => suffix,
        nonce "Nonce": Bytes<16, super::kind::Key> => suffix,
    }
    /// The server's choice, in clear.
    0x25 ServerHello "RT_MSG_SERVER_HELLO" {
        version "Version": u16,
        encryption "Encryption": u16,
        certificate_size "CertificateSize": u16 => suffix,
        certificate "Certificate": Octets => run |_| certificate_size.map_or(0, count),
        key_id "KeyId": u32 => suffix,
        nonce "Nonce": Bytes<16, super::kind::Key> => suffix,
    }
    /// What a DME tells a newcomer of its world.
    0x26 ServerStartupInfoNotify "RT_MSG_SERVER_STARTUP_INFO_NOTIFY" {
        flags "Flags": u8,
        time "Time": u32 => suffix,
        rest "Rest": Rest,
    }
    /// The client's clock in milliseconds.
    0x2D ClientTimebaseQuery "RT_MSG_CLIENT_TIMEBASE_QUERY" {
        client_time "ClientTime": u32,
    }
    /// The client's clock again, and the world's.
    0x2E ServerTimebaseQueryNotify "RT_MSG_SERVER_TIMEBASE_QUERY_NOTIFY" {
        client_time "ClientTime": u32,
        server_time "ServerTime": u32,
    }
    /// A client asks for a token, or gives one back.
    0x2F ClientTokenMessage "RT_MSG_CLIENT_TOKEN_MESSAGE" {
        kind "Type": u8,
        token "Token": u16,
    }
    /// What became of tokens: rows of type, token and, for type 7, owner.
    0x30 ServerTokenMessage "RT_MSG_SERVER_TOKEN_MESSAGE" {
        rows "Rows": Rest,
    }
    /// Several frames in one, towards the server (PS3).
    0x3B ClientMultiAppToServer "RT_MSG_CLIENT_MULTI_APP_TOSERVER" {
        frames "Frames": Rest,
    }
    /// Several frames in one, towards the client (PS3).
    0x3C ServerMultiAppToClient "RT_MSG_SERVER_MULTI_APP_TOCLIENT" {
        frames "Frames": Rest,
    }

    without layout
    0x0C "RT_MSG_UDP_APP"
    0x1B "RT_MSG_CLIENT_CRYPTKEY_PEER"
    0x27 "RT_MSG_CLIENT_PEER_QUERY"
    0x28 "RT_MSG_SERVER_PEER_QUERY_NOTIFY"
    0x29 "RT_MSG_CLIENT_PEER_QUERY_LIST"
    0x2A "RT_MSG_SERVER_PEER_QUERY_LIST_NOTIFY"
    0x2B "RT_MSG_CLIENT_WALLCLOCK_QUERY"
    0x2C "RT_MSG_SERVER_WALLCLOCK_QUERY_NOTIFY"
    0x31 "RT_MSG_CLIENT_SYSTEM_MESSAGE"
    0x32 "RT_MSG_CLIENT_APP_BROADCAST_QOS"
    0x33 "RT_MSG_CLIENT_APP_SINGLE_QOS"
    0x34 "RT_MSG_CLIENT_APP_LIST_QOS"
    0x35 "RT_MSG_CLIENT_MAX_MSGLEN"
    0x36 "RT_MSG_SERVER_MAX_MSGLEN"
    0x37 "RT_MSG_CLIENT_JOIN_GROUP"
    0x38 "RT_MSG_CLIENT_LEAVE_GROUP"
    0x39 "RT_MSG_CLIENT_JOIN_GROUP_LIST"
    0x3A "RT_MSG_CLIENT_LEAVE_GROUP_LIST"
    0x3D "RT_MSG_CLIENT_APP_TO_PLUGIN"
    0x3E "RT_MSG_SERVER_PLUGIN_TO_APP"
    0x3F "RT_MSG_CLIENT_AGGREGATE_MESSAGE"
    0x40 "RT_MSG_SERVER_AGGREGATE_MESSAGE"
    0x41 "RT_MSG_CLIENT_MAX_MSGLEN"
    0x42 "RT_MSG_SERVER_MAX_MSGLEN"
}

impl ClientConnectTcp {
    /// The world that the client names, whatever its version's width.
    #[must_use]
    pub fn target_world_id(&self) -> u32 {
        self.world_id.or(self.short_world_id.map(u32::from)).unwrap_or_default()
    }

    /// The version that a client without a HELLO names in its first two bytes (transport.md §14).
    #[must_use]
    pub fn spoken_version(&self) -> Option<Version> {
        let (major, minor) = (self.major?, self.minor?);
        Some(Version(u16::from(major) * 100 + u16::from(minor)))
    }
}
