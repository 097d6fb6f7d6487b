//! Sessions (lobby.md 4.1, 4.2).

use crate::wire::macros::messages;
use crate::wire::{
    AddressText, Bytes, CallbackStatus, CharacterEncodingType, ConnectionType, Flags, LanguageType, MessageId, Pad,
    PlainText, SessionKeyText, UserAction, kind,
};

messages! {
    1

    /// MediusSessionBeginRequest, 28 bytes, messages.json 1/03.
    0x03 SessionBeginRequest "MediusSessionBeginRequest" Request -> (1, 0x04) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        connection_class "ConnectionClass": ConnectionType,
    }
    /// MediusSessionBeginResponse, 48 bytes, messages.json 1/04.
    0x04 SessionBeginResponse "MediusSessionBeginResponse" Response forms TIGHT_SESSION_BEGIN {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        session_key "SessionKey": SessionKeyText,
        pad2 "padding": Pad<1> => if |d| d.flags.has(Flags::TIGHT_SESSION_BEGIN),
        pad3 "padding": Pad<3> => if |d| !d.flags.has(Flags::TIGHT_SESSION_BEGIN),
    }
    /// MediusSessionEndRequest, 38 bytes, messages.json 1/05.
    0x05 SessionEndRequest "MediusSessionEndRequest" Request -> (1, 0x06) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
    }
    /// MediusSessionEndResponse, 28 bytes, messages.json 1/06 (captured from a community server).
    0x06 SessionEndResponse "MediusSessionEndResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusGetMyIPRequest, 38 bytes, messages.json 1/1B.
    0x1B GetMyIPRequest "MediusGetMyIPRequest" Request -> (1, 0x1C) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
    }
    /// MediusGetMyIPResponse, 48 bytes, messages.json 1/1C.
    0x1C GetMyIPResponse "MediusGetMyIPResponse" Response {
        message_id "MessageID": MessageId,
        ip "IP": AddressText<20>,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusUpdateUserState, 24 bytes, messages.json 1/49.
    0x49 UpdateUserState "MediusUpdateUserState" Report {
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<3>,
        user_action "UserAction": UserAction,
    }
    /// MediusVersionServerRequest, 38 bytes, messages.json 1/86 (independent sources agree).
    0x86 VersionServerRequest "MediusVersionServerRequest" Request -> (1, 0x87) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
    }
    /// MediusVersionServerResponse, 77 bytes, messages.json 1/87 (independent sources agree).
    0x87 VersionServerResponse "MediusVersionServerResponse" Response {
        message_id "MessageID": MessageId,
        version_server "VersionServer": PlainText<56>,
    }
    /// MediusSetLocalizationParamsRequest, 48 bytes, messages.json 1/A3.
    0xA3 SetLocalizationParamsRequest "MediusSetLocalizationParamsRequest" Request -> (1, 0xA4) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        character_encoding "CharacterEncoding": CharacterEncodingType,
        language "Language": LanguageType,
    }
    /// MediusSetLocalizationParamsResponse, 28 bytes, messages.json 1/A4.
    0xA4 SetLocalizationParamsResponse "MediusSetLocalizationParamsResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusMachineSignaturePost, 166 bytes, messages.json 1/CB (MultiServer3 only).
    0xCB MachineSignaturePost "MediusMachineSignaturePost" Report {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        machine_signature "MachineSignature": Bytes<128, kind::Identity>,
    }
}
