//! Ladders (lobby.md 5.7).

use crate::wire::macros::messages;
use crate::wire::opaque::{Like, StatusAlone};
use crate::wire::{Array, CallbackStatus, LadderType, MessageId, Pad, SortOrder};

messages! {
    4

    /// MediusUpdateLadderStatsWideRequest, 428 bytes, messages.json 4/0B.
    0x0B UpdateLadderStatsWideRequest "MediusUpdateLadderStatsWideRequest" Request -> (4, 0x0C) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        ladder_type "LadderType": LadderType,
        stats "Stats": Array<i32, 100>,
    }
    /// MediusUpdateLadderStatsWideResponse, 28 bytes, messages.json 4/0C (captured from a community server).
    0x0C UpdateLadderStatsWideResponse "MediusUpdateLadderStatsWideResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusGetLadderStatsWideRequest, 32 bytes, messages.json 4/0D.
    0x0D GetLadderStatsWideRequest "MediusGetLadderStatsWideRequest" Request -> (4, 0x0E) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        account_id_or_clan_id "AccountID_or_ClanID": i32,
        ladder_type "LadderType": LadderType,
    }
    /// MediusGetLadderStatsWideResponse, 432 bytes, messages.json 4/0E.
    0x0E GetLadderStatsWideResponse "MediusGetLadderStatsWideResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        account_id_or_clan_id "AccountID_or_ClanID": i32,
        stats "Stats": Array<i32, 100>,
    }
    /// MediusLadderList_ExtraInfoRequest, 40 bytes, messages.json 4/0F.
    0x0F LadderListExtraInfoRequest "MediusLadderList_ExtraInfoRequest" Request -> (1, 0xF0) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        ladder_stat_index "LadderStatIndex": i32,
        sort_order "SortOrder": SortOrder,
        start_position "StartPosition": u32,
        page_size "PageSize": u32,
    }
    /// MediusUpdateClanLadderStatsWide_DeltaRequest, 428 bytes, messages.json 4/1A (MultiServer3 only).
    0x1A UpdateClanLadderStatsWideDeltaRequest "MediusUpdateClanLadderStatsWide_DeltaRequest" Request -> (4, 0x1B) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        clan_id "ClanID": i32,
        stats "Stats": Array<i32, 100>,
    }
    /// MediusUpdateClanLadderStatsWide_DeltaResponse, 28 bytes, messages.json 4/1B (MultiServer3 only).
    0x1B UpdateClanLadderStatsWideDeltaResponse "MediusUpdateClanLadderStatsWide_DeltaResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
}

/// MediusGetLadderStatsWide_wIDArray_Response, as far as it is known (MLS-108).
pub type GetLadderStatsWideIdArrayResponse = Like<StatusAlone, 4, 0x1D>;
