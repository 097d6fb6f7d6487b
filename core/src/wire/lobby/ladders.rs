//! Ladders: ranks by statistics (lobby.md 5.7).

use crate::wire::macros::messages;
use crate::wire::opaque::Like;
use crate::wire::{
    Bytes, CallbackStatus, LadderType, MessageId, NameText, Pad, PlayerOnlineState, SessionKeyText, SortOrder,
};

messages! {
    1

    /// MediusLadderPositionRequest, 56 bytes, messages.json 1/92.
    0x92 LadderPositionRequest "MediusLadderPositionRequest" Request -> (1, 0x93) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        account_id "AccountID": i32,
        start_byte "StartByte": i32,
        end_byte "EndByte": i32,
        sort_order "SortOrder": SortOrder,
    }
    /// MediusLadderPositionResponse, 32 bytes, messages.json 1/93 (captured from a community server).
    0x93 LadderPositionResponse "MediusLadderPositionResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        ladder_position "LadderPosition": u32,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusLadderListRequest, 60 bytes, messages.json 1/94.
    0x94 LadderListRequest "MediusLadderListRequest" Request -> (1, 0x95) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        start_byte "StartByte": i32,
        end_byte "EndByte": i32,
        sort_order "SortOrder": SortOrder,
        start_position "StartPosition": i32,
        page_size "PageSize": i32,
    }
    /// MediusLadderListResponse, 72 bytes, messages.json 1/95 (captured from a community server).
    0x95 LadderListResponse "MediusLadderListResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        account_id "AccountID": i32,
        account_name "AccountName": NameText<32>,
        ladder_position "LadderPosition": u32,
        status_code "StatusCode": CallbackStatus,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusUpdateLadderStatsRequest, 88 bytes, messages.json 1/CE (MultiServer3 only).
    0xCE UpdateLadderStatsRequest "MediusUpdateLadderStatsRequest" Request -> (1, 0xCF) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        ladder_type "LadderType": LadderType,
        stats "Stats": [i32; 15],
    }
    /// MediusUpdateLadderStatsResponse, 28 bytes, messages.json 1/CF (MultiServer3 only).
    0xCF UpdateLadderStatsResponse "MediusUpdateLadderStatsResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusGetLadderStatsRequest, 28 bytes, messages.json 1/D0.
    0xD0 GetLadderStatsRequest "MediusGetLadderStatsRequest" Request -> (1, 0xD1) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        account_id_or_clan_id "AccountID_or_ClanID": i32,
    }
    /// MediusGetLadderStatsResponse, 88 bytes, messages.json 1/D1 (captured from a community server).
    0xD1 GetLadderStatsResponse "MediusGetLadderStatsResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        stats "Stats": [i32; 15],
    }
    /// MediusClanLadderListRequest, 40 bytes, messages.json 1/D2 (independent sources agree).
    0xD2 ClanLadderListRequest "MediusClanLadderListRequest" Request -> (1, 0xD3) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        clan_ladder_stat_index "ClanLadderStatIndex": i32,
        sort_order "SortOrder": SortOrder,
        start_position "StartPosition": i32,
        page_size "PageSize": i32,
    }
    /// MediusClanLadderListResponse, 72 bytes, messages.json 1/D3 (horizon-server and MultiServer3 (same lineage)).
    0xD3 ClanLadderListResponse "MediusClanLadderListResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        clan_id "ClanID": i32,
        clan_name "ClanName": NameText<32>,
        ladder_position "LadderPosition": u32,
        status_code "StatusCode": CallbackStatus,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusClanLadderPositionRequest, 36 bytes, messages.json 1/D4 (horizon-server and MultiServer3 (same lineage)).
    0xD4 ClanLadderPositionRequest "MediusClanLadderPositionRequest" Request -> (1, 0xD5) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        clan_id "ClanID": i32,
        clan_ladder_stat_index "ClanLadderStatIndex": i32,
        sort_order "SortOrder": SortOrder,
    }
    /// MediusClanLadderPositionResponse, 36 bytes, messages.json 1/D5 (horizon-server and MultiServer3 (same lineage)).
    0xD5 ClanLadderPositionResponse "MediusClanLadderPositionResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        ladder_position "LadderPosition": u32,
        total_rankings "TotalRankings": u32,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusGetTotalRankingsRequest, 28 bytes, messages.json 1/D8 (horizon-server and MultiServer3 (same lineage)).
    0xD8 GetTotalRankingsRequest "MediusGetTotalRankingsRequest" Request -> (1, 0xD9) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        ladder_type "LadderType": LadderType,
    }
    /// MediusGetTotalRankingsResponse, 32 bytes, messages.json 1/D9 (horizon-server and MultiServer3 (same lineage)).
    0xD9 GetTotalRankingsResponse "MediusGetTotalRankingsResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        total_rankings "TotalRankings": u32,
    }
    /// MediusLadderList_ExtraInfoRequest0, 40 bytes, messages.json 1/EF (MultiServer3 only).
    0xEF LadderListExtraInfoRequest0 "MediusLadderList_ExtraInfoRequest0" Request -> (1, 0xF0) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        ladder_stat_index "LadderStatIndex": i32,
        sort_order "SortOrder": SortOrder,
        start_position "StartPosition": u32,
        page_size "PageSize": u32,
    }
    /// MediusLadderList_ExtraInfoResponse, 472 bytes, messages.json 1/F0
    /// (horizon-server and MultiServer3 (same lineage)).
    0xF0 LadderListExtraInfoResponse "MediusLadderList_ExtraInfoResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        ladder_position "LadderPosition": u32,
        ladder_stat "LadderStat": i32,
        account_id "AccountID": i32,
        account_name "AccountName": NameText<32>,
        account_stats "AccountStats": Bytes<256>,
        online_state "OnlineState": PlayerOnlineState,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusLadderPosition_ExtraInfoRequest, 36 bytes, messages.json 1/F1.
    0xF1 LadderPositionExtraInfoRequest "MediusLadderPosition_ExtraInfoRequest" Request -> (1, 0xF2) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        account_id "AccountID": i32,
        ladder_stat_index "LadderStatIndex": i32,
        sort_order "SortOrder": SortOrder,
    }
    /// MediusLadderPosition_ExtraInfoResponse, 36 bytes, messages.json 1/F2 (captured from a community server).
    0xF2 LadderPositionExtraInfoResponse "MediusLadderPosition_ExtraInfoResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        ladder_position "LadderPosition": u32,
        total_rankings "TotalRankings": u32,
    }
}

/// MediusLadderPositionFastRequest: a MediusLadderPositionRequest by another name (MLS-104).
pub type LadderPositionFastRequest = Like<LadderPositionRequest, 1, 0xCC>;
/// MediusLadderPositionFastResponse: a MediusLadderPositionResponse by another name (MLS-104).
pub type LadderPositionFastResponse = Like<LadderPositionResponse, 1, 0xCD>;
