//! Buddies, ignore lists, clans of a player and totals, as far as titles ask the MAS for them (MAS-21).

use crate::wire::macros::messages;
use crate::wire::{
    Bytes, CallbackStatus, ClanStatus, MessageId, NameText, Pad, PlayerOnlineState, PlayerStatus, SessionKeyText,
};

messages! {
    1

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
    /// MediusGetMyClansRequest, 48 bytes, messages.json 1/7C.
    0x7C GetMyClansRequest "MediusGetMyClansRequest" Request -> (1, 0x7D) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        start "Start": i32,
        page_size "PageSize": i32,
    }
    /// MediusGetMyClansResponse, 368 bytes, messages.json 1/7D.
    0x7D GetMyClansResponse "MediusGetMyClansResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        clan_id "ClanID": i32,
        application_id "ApplicationID": i32,
        clan_name "ClanName": NameText<32>,
        leader_account_id "LeaderAccountID": i32,
        leader_account_name "LeaderAccountName": NameText<32>,
        stats "Stats": Bytes<256>,
        status "Status": ClanStatus,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusGetTotalGamesRequest, 44 bytes, messages.json 1/9B (MultiServer3 only).
    0x9B GetTotalGamesRequest "MediusGetTotalGamesRequest" Request -> (1, 0x9C) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        application_id "ApplicationId": i32,
    }
    /// MediusGetTotalGamesResponse, 32 bytes, messages.json 1/9C (uncertain).
    0x9C GetTotalGamesResponse "MediusGetTotalGamesResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        total "Total": i32,
    }
    /// MediusGetTotalChannelsRequest, 44 bytes, messages.json 1/9D (horizon-server and MultiServer3 (same lineage)).
    0x9D GetTotalChannelsRequest "MediusGetTotalChannelsRequest" Request -> (1, 0x9E) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        application_id "ApplicationId": i32,
    }
    /// MediusGetTotalChannelsResponse, 32 bytes, messages.json 1/9E (horizon-server and MultiServer3 (same lineage)).
    0x9E GetTotalChannelsResponse "MediusGetTotalChannelsResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        total "Total": u32,
        status_code "StatusCode": CallbackStatus,
    }
}
