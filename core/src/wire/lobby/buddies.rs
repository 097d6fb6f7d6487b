//! Buddies and ignored players (lobby.md 5.4).

use crate::wire::macros::messages;
use crate::wire::{CallbackStatus, MessageId, NameText, Pad, PlayerOnlineState, PlayerStatus, SessionKeyText};

messages! {
    1

    /// MediusGetBuddyListRequest, 38 bytes, messages.json 1/3D (MultiServer3 only).
    0x3D GetBuddyListRequest "MediusGetBuddyListRequest" Request -> (1, 0x3E) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
    }
    /// MediusGetBuddyListResponse, 72 bytes, messages.json 1/3E (MultiServer3 only).
    0x3E GetBuddyListResponse "MediusGetBuddyListResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        account_id "AccountID": i32,
        account_name "AccountName": NameText<32>,
        player_status "PlayerStatus": PlayerStatus,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusAddToBuddyListRequest, 44 bytes, messages.json 1/3F (independent sources agree).
    0x3F AddToBuddyListRequest "MediusAddToBuddyListRequest" Request -> (1, 0x40) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        account_id "AccountID": i32,
    }
    /// MediusAddToBuddyListResponse, 28 bytes, messages.json 1/40 (independent sources agree).
    0x40 AddToBuddyListResponse "MediusAddToBuddyListResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusRemoveFromBuddyListRequest, 44 bytes, messages.json 1/41 (independent sources agree).
    0x41 RemoveFromBuddyListRequest "MediusRemoveFromBuddyListRequest" Request -> (1, 0x42) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        account_id "AccountID": i32,
    }
    /// MediusRemoveFromBuddyListResponse, 28 bytes, messages.json 1/42 (independent sources agree).
    0x42 RemoveFromBuddyListResponse "MediusRemoveFromBuddyListResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusGetIgnoreListRequest, 38 bytes, messages.json 1/C0.
    0xC0 GetIgnoreListRequest "MediusGetIgnoreListRequest" Request -> (1, 0xC1) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
    }
    /// MediusGetIgnoreListResponse, 72 bytes, messages.json 1/C1.
    0xC1 GetIgnoreListResponse "MediusGetIgnoreListResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        ignore_account_id "IgnoreAccountID": i32,
        ignore_account_name "IgnoreAccountName": NameText<32>,
        player_status "PlayerStatus": PlayerStatus,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusAddToIgnoreListRequest, 44 bytes, messages.json 1/C2 (independent sources agree).
    0xC2 AddToIgnoreListRequest "MediusAddToIgnoreListRequest" Request -> (1, 0xC3) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        ignore_account_id "IgnoreAccountID": i32,
    }
    /// MediusAddToIgnoreListResponse, 28 bytes, messages.json 1/C3 (independent sources agree).
    0xC3 AddToIgnoreListResponse "MediusAddToIgnoreListResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusRemoveFromIgnoreListRequest, 44 bytes, messages.json 1/C4
    /// (horizon-server and MultiServer3 (same lineage)).
    0xC4 RemoveFromIgnoreListRequest "MediusRemoveFromIgnoreListRequest" Request -> (1, 0xC5) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        ignore_account_id "IgnoreAccountID": i32,
    }
    /// MediusRemoveFromIgnoreListResponse, 28 bytes, messages.json 1/C5
    /// (horizon-server and MultiServer3 (same lineage)).
    0xC5 RemoveFromIgnoreListResponse "MediusRemoveFromIgnoreListResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusGetBuddyList_ExtraInfoRequest, 21 bytes, messages.json 1/D6.
    0xD6 GetBuddyListExtraInfoRequest "MediusGetBuddyList_ExtraInfoRequest" Request -> (1, 0xD7) {
        message_id "MessageID": MessageId,
    }
    /// MediusGetBuddyList_ExtraInfoResponse, 208 bytes, messages.json 1/D7.
    0xD7 GetBuddyListExtraInfoResponse "MediusGetBuddyList_ExtraInfoResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        account_id "AccountID": i32,
        account_name "AccountName": NameText<32>,
        online_state "OnlineState": PlayerOnlineState,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
}
