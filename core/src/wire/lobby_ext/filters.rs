//! Filters and orders of the game list (lobby.md 5.6).

use crate::wire::macros::messages;
use crate::wire::{
    CallbackStatus, ComparisonOperator, GameListFilterField, GameListSortDirection, MessageId, Pad, SessionKeyText,
};

messages! {
    4

    /// MediusClearGameListFilterRequest, 28 bytes, messages.json 4/31 (horizon-server and MultiServer3 (same lineage)).
    0x31 ClearGameListFilterRequest "MediusClearGameListFilterRequest" Request -> (1, 0x51) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        filter_id "FilterID": u32,
    }
    /// MediusGetGameListFilterResponse, 52 bytes, messages.json 4/32.
    0x32 GetGameListFilterResponse "MediusGetGameListFilterResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        filter_id "FilterID": u32,
        filter_field "FilterField": GameListFilterField,
        mask "Mask": u32,
        comparison_operator "ComparisonOperator": ComparisonOperator,
        baseline_value "BaselineValue": i32,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusSetGameListFilterRequest, 40 bytes, messages.json 4/33 (independent sources agree).
    0x33 SetGameListFilterRequest "MediusSetGameListFilterRequest" Request -> (4, 0x34) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        filter_field "FilterField": GameListFilterField,
        mask "Mask": u32,
        comparison_operator "ComparisonOperator": ComparisonOperator,
        baseline_value "BaselineValue": i32,
    }
    /// MediusSetGameListFilterResponse, 32 bytes, messages.json 4/34 (independent sources agree).
    0x34 SetGameListFilterResponse "MediusSetGameListFilterResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        filter_id "FilterID": u32,
    }
    /// MediusSetGameListSortRequest, 54 bytes, messages.json 4/7E (MultiServer3 only).
    0x7E SetGameListSortRequest "MediusSetGameListSortRequest" Request -> (4, 0x7F) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        sort_priority "SortPriority": i32,
        sort_field "SortField": GameListFilterField,
        mask "Mask": i32,
        sort_direction "SortDirection": GameListSortDirection,
    }
    /// MediusSetGameListSortResponse, 29 bytes, messages.json 4/7F (MultiServer3 only).
    0x7F SetGameListSortResponse "MediusSetGameListSortResponse" Response {
        message_id "MessageID": MessageId,
        status_code "StatusCode": CallbackStatus,
        sort_id "SortID": i32,
    }
    /// MediusClearGameListSortStatusResponse, 28 bytes, messages.json 4/83 (uncertain).
    0x83 ClearGameListSortStatusResponse "MediusClearGameListSortStatusResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusSetGameListSortPriorityStatusResponse, 28 bytes, messages.json 4/85 (uncertain).
    0x85 SetGameListSortPriorityStatusResponse "MediusSetGameListSortPriorityStatusResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
}
