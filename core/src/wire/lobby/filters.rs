//! Filters of the game list (lobby.md 5.6).

use crate::wire::macros::messages;
use crate::wire::{CallbackStatus, ComparisonOperator, Flags, GameListFilterField, MessageId, Pad, SessionKeyText};

messages! {
    1

    /// MediusSetGameListFilterRequest0, 52 bytes, messages.json 1/4E.
    0x4E SetGameListFilterRequest0 "MediusSetGameListFilterRequest0" Request -> (1, 0x4F) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        filter_field "FilterField": GameListFilterField,
        comparison_operator "ComparisonOperator": ComparisonOperator,
        baseline_value "BaselineValue": i32,
    }
    /// MediusSetGameListFilterResponse0, 28 bytes, 32 for titles whose filters are answered with their ids (TQ-16),
    /// messages.json 1/4F.
    0x4F SetGameListFilterResponse0 "MediusSetGameListFilterResponse0" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        filter_id "FilterID": u32 => if |d| d.flags.has(Flags::FILTER_REPLY_ID),
    }
    /// MediusClearGameListFilterRequest0, 44 bytes, messages.json 1/50.
    0x50 ClearGameListFilterRequest0 "MediusClearGameListFilterRequest0" Request -> (1, 0x51) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        filter_id "FilterID": u32,
    }
    /// MediusClearGameListFilterResponse, 28 bytes, messages.json 1/51.
    0x51 ClearGameListFilterResponse "MediusClearGameListFilterResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusGetGameListFilterRequest, 38 bytes, messages.json 1/52.
    0x52 GetGameListFilterRequest "MediusGetGameListFilterRequest" Request -> (4, 0x32) -> (1, 0x53) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
    }
    /// MediusGetGameListFilterResponse0, 44 bytes, messages.json 1/53 (MultiServer3 only).
    0x53 GetGameListFilterResponse0 "MediusGetGameListFilterResponse0" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        filter_field "FilterField": GameListFilterField,
        comparison_operator "ComparisonOperator": ComparisonOperator,
        baseline_value "BaselineValue": i32,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
}
