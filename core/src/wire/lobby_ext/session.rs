//! Sessions (lobby.md 4.1, 4.2).

use crate::wire::macros::messages;
use crate::wire::{
    Bytes, CallbackStatus, CharacterEncodingType, ConnectionType, DnasCategory, Flags, LanguageType,
    LobbyFilterMaskLevelType, LobbyFilterType, MessageId, Pad, SessionKeyText, TimeZone, Version, kind,
};

messages! {
    4

    /// MediusDnasSignaturePost, 80/77 bytes, messages.json 4/0A.
    0x0A DnasSignaturePost "MediusDnasSignaturePost" Report {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        dnas_signature_type "DnasSignatureType": DnasCategory,
        dnas_signature_length "DnasSignatureLength": u8,
        dnas_signature "DnasSignature": Bytes<32, kind::Identity>,
        pad2 "padding": Pad<3> => if |d| d.version < Version(113),
    }
    /// MediusSetLobbyWorldFilterRequest, 48 bytes, messages.json 4/12.
    0x12 SetLobbyWorldFilterRequest "MediusSetLobbyWorldFilterRequest" Request -> (4, 0x13) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        filter_mask1 "FilterMask1": u32,
        filter_mask2 "FilterMask2": u32,
        filter_mask3 "FilterMask3": u32,
        filter_mask4 "FilterMask4": u32,
        lobby_filter_type "LobbyFilterType": LobbyFilterType,
        filter_mask_level "FilterMaskLevel": LobbyFilterMaskLevelType,
    }
    /// MediusSetLobbyWorldFilterResponse, 52 bytes, messages.json 4/13.
    0x13 SetLobbyWorldFilterResponse "MediusSetLobbyWorldFilterResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        filter_mask1 "FilterMask1": u32,
        filter_mask2 "FilterMask2": u32,
        filter_mask3 "FilterMask3": u32,
        filter_mask4 "FilterMask4": u32,
        lobby_filter_type "LobbyFilterType": LobbyFilterType,
        filter_mask_level "FilterMaskLevel": LobbyFilterMaskLevelType,
    }
    /// MediusExtendedSessionBeginRequest, 40 bytes, messages.json 4/27.
    0x27 ExtendedSessionBeginRequest "MediusExtendedSessionBeginRequest" Request -> (1, 0x04) forms SPECIAL_PATCH {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        connection_class "ConnectionClass": ConnectionType,
        client_version_major "ClientVersionMajor": i32,
        client_version_minor "ClientVersionMinor": i32,
        client_version_special_patch "ClientVersionSpecialPatch": i32 => if |d| d.flags.has(Flags::SPECIAL_PATCH),
        client_version_build "ClientVersionBuild": i32,
    }
    /// MediusGetServerTimeRequest, 21 bytes, messages.json 4/2A.
    0x2A GetServerTimeRequest "MediusGetServerTimeRequest" Request -> (4, 0x2B) {
        message_id "MessageID": MessageId,
    }
    /// MediusGetServerTimeResponse, 36 bytes, messages.json 4/2B.
    0x2B GetServerTimeResponse "MediusGetServerTimeResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        gmt_time "GMT_time": u32,
        local_server_timezone "Local_server_timezone": TimeZone,
    }
    /// MediusSetLocalizationParamsRequest2, 52 bytes, messages.json 4/5A (MultiServer3 only).
    0x5A SetLocalizationParamsRequest2 "MediusSetLocalizationParamsRequest2" Request -> (1, 0xA4) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        character_encoding "CharacterEncoding": CharacterEncodingType,
        language "Language": LanguageType,
        time_zone "TimeZone": TimeZone,
    }
    /// MediusSetLocalizationParamsRequest1, 56 bytes, messages.json 4/7B.
    0x7B SetLocalizationParamsRequest1 "MediusSetLocalizationParamsRequest1" Request -> (1, 0xA4) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        character_encoding "CharacterEncoding": CharacterEncodingType,
        language "Language": LanguageType,
        time_zone "TimeZone": TimeZone,
        location_id "LocationID": i32,
    }
    /// MediusSetLobbyWorldFilterRequest1, 48 bytes, messages.json 4/86
    /// (horizon-server and MultiServer3 (same lineage)).
    0x86 SetLobbyWorldFilterRequest1 "MediusSetLobbyWorldFilterRequest1" Request -> (4, 0x13) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        filter_mask1 "FilterMask1": u32,
        filter_mask2 "FilterMask2": u32,
        filter_mask3 "FilterMask3": u32,
        filter_mask4 "FilterMask4": u32,
        lobby_filter_type "LobbyFilterType": LobbyFilterType,
        filter_mask_level "FilterMaskLevel": LobbyFilterMaskLevelType,
    }
    /// MediusSessionBeginRequest1, 44 bytes, messages.json 4/8B.
    0x8B SessionBeginRequest1 "MediusSessionBeginRequest1" Request -> (1, 0x04) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        connection_class "ConnectionClass": ConnectionType,
        client_version_major "ClientVersionMajor": i32,
        client_version_minor "ClientVersionMinor": i32,
        client_version_special_patch "ClientVersionSpecialPatch": i32,
        client_version_build "ClientVersionBuild": i32,
    }
    /// MediusSetLocalizationParamsStatusResponse1, 28 bytes, messages.json 4/A4 (MultiServer3 only).
    0xA4 SetLocalizationParamsStatusResponse1 "MediusSetLocalizationParamsStatusResponse1" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
}
