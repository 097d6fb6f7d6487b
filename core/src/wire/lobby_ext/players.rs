//! Players: access levels, debug information and statistics of others.

use crate::wire::macros::messages;
use crate::wire::{AccessLevelType, Bytes, CallbackStatus, ChatText, MessageId, Pad, SessionKeyText};

messages! {
    4

    /// MediusPostDebugInfoRequest, 221 bytes, messages.json 4/18 (MultiServer3 only).
    0x18 PostDebugInfoRequest "MediusPostDebugInfoRequest" Request -> (4, 0x19) {
        message_id "MessageID": MessageId,
        message "Message": ChatText<200>,
    }
    /// MediusPostDebugInfoResponse, 28 bytes, messages.json 4/19 (MultiServer3 only).
    0x19 PostDebugInfoResponse "MediusPostDebugInfoResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusAccountUpdateStats_OpenAccessRequest, 294 bytes, messages.json 4/39 (MultiServer3 only).
    0x39 AccountUpdateStatsOpenAccessRequest "MediusAccountUpdateStats_OpenAccessRequest" Request -> (4, 0x3A) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        stats "Stats": Bytes<256>,
    }
    /// MediusAccountUpdateStats_OpenAccessResponse, 28 bytes, messages.json 4/3A (uncertain).
    0x3A AccountUpdateStatsOpenAccessResponse "MediusAccountUpdateStats_OpenAccessResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusGetAccessLevelInfoRequest, 21 bytes, messages.json 4/41 (MultiServer3 only).
    0x41 GetAccessLevelInfoRequest "MediusGetAccessLevelInfoRequest" Request -> (4, 0x42) {
        message_id "MessageID": MessageId,
    }
    /// MediusGetAccessLevelInfoResponse, 32 bytes, messages.json 4/42 (MultiServer3 only).
    0x42 GetAccessLevelInfoResponse "MediusGetAccessLevelInfoResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        access_level "AccessLevel": AccessLevelType,
    }
    /// MediusAddAliasRequest, 38 bytes, messages.json 4/4E (uncertain).
    0x4E AddAliasRequest "MediusAddAliasRequest" Request -> (4, 0x4F) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
    }
}
