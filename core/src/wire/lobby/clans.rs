//! Clans, their members and invitations (lobby.md 5.8).

use crate::wire::macros::messages;
use crate::wire::{
    Bytes, CallbackStatus, ChatText, ClanInvitationsResponseStatus, ClanStatus, MessageId, NameText, Pad,
    PlayerOnlineState, SessionKeyText, SortOrder, Version,
};

messages! {
    1

    /// MediusCreateClanRequest, 76 bytes, messages.json 1/54 (independent sources agree).
    0x54 CreateClanRequest "MediusCreateClanRequest" Request -> (1, 0x55) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        application_id "ApplicationID": i32,
        clan_name "ClanName": NameText<32>,
    }
    /// MediusCreateClanResponse, 32 bytes, messages.json 1/55 (independent sources agree).
    0x55 CreateClanResponse "MediusCreateClanResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        clan_id "ClanID": i32,
    }
    /// MediusDisbandClanRequest, 44 bytes, messages.json 1/56 (independent sources agree).
    0x56 DisbandClanRequest "MediusDisbandClanRequest" Request -> (1, 0x57) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        clan_id "ClanID": i32,
    }
    /// MediusDisbandClanResponse, 28 bytes, messages.json 1/57 (independent sources agree).
    0x57 DisbandClanResponse "MediusDisbandClanResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusGetClanByIDRequest, 48 bytes, messages.json 1/58 (independent sources agree).
    0x58 GetClanByIDRequest "MediusGetClanByIDRequest" Request -> (1, 0x59) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        account_id "AccountID": i32,
        clan_id "ClanID": i32,
    }
    /// MediusGetClanByIDResponse, 360 bytes, messages.json 1/59 (horizon-server and MultiServer3 (same lineage)).
    0x59 GetClanByIDResponse "MediusGetClanByIDResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        application_id "ApplicationID": i32,
        clan_name "ClanName": NameText<32>,
        leader_account_id "LeaderAccountID": i32,
        leader_account_name "LeaderAccountName": NameText<32>,
        stats "Stats": Bytes<256>,
        status "Status": ClanStatus,
    }
    /// MediusGetClanByNameRequest, 76 bytes, messages.json 1/5A (independent sources agree).
    0x5A GetClanByNameRequest "MediusGetClanByNameRequest" Request -> (1, 0x5B) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        application_id "ApplicationID": i32,
        clan_name "ClanName": NameText<32>,
    }
    /// MediusGetClanByNameResponse, 328 bytes, messages.json 1/5B (horizon-server and MultiServer3 (same lineage)).
    0x5B GetClanByNameResponse "MediusGetClanByNameResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        clan_id "ClanID": i32,
        leader_account_id "LeaderAccountID": i32,
        leader_account_name "LeaderAccountName": NameText<32>,
        stats "Stats": Bytes<256>,
        status "Status": ClanStatus,
    }
    /// MediusTransferClanLeadershipRequest, 76 bytes, messages.json 1/5C (independent sources agree).
    0x5C TransferClanLeadershipRequest "MediusTransferClanLeadershipRequest" Request -> (1, 0x5D) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        new_leader_account_id "NewLeaderAccountID": i32,
        new_leader_account_name "NewLeaderAccountName": NameText<32>,
    }
    /// MediusTransferClanLeadershipResponse, 28 bytes, messages.json 1/5D (independent sources agree).
    0x5D TransferClanLeadershipResponse "MediusTransferClanLeadershipResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusAddPlayerToClanRequest, 244 bytes, messages.json 1/5E (horizon-server and MultiServer3 (same lineage)).
    0x5E AddPlayerToClanRequest "MediusAddPlayerToClanRequest" Request -> (1, 0x5F) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        player_account_id "PlayerAccountID": i32,
        welcome_message "WelcomeMessage": ChatText<200>,
    }
    /// MediusAddPlayerToClanResponse, 28 bytes, messages.json 1/5F (horizon-server and MultiServer3 (same lineage)).
    0x5F AddPlayerToClanResponse "MediusAddPlayerToClanResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusRemovePlayerFromClanRequest, 48 bytes, messages.json 1/60 (independent sources agree).
    0x60 RemovePlayerFromClanRequest "MediusRemovePlayerFromClanRequest" Request -> (1, 0x61) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        player_account_id "PlayerAccountID": i32,
        clan_id "ClanID": i32,
    }
    /// MediusRemovePlayerFromClanResponse, 28 bytes, messages.json 1/61 (independent sources agree).
    0x61 RemovePlayerFromClanResponse "MediusRemovePlayerFromClanResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusInvitePlayerToClanRequest, 244 bytes, messages.json 1/62 (independent sources agree).
    0x62 InvitePlayerToClanRequest "MediusInvitePlayerToClanRequest" Request -> (1, 0x63) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        player_account_id "PlayerAccountID": i32,
        invite_message "InviteMessage": ChatText<200>,
    }
    /// MediusInvitePlayerToClanResponse, 28 bytes, messages.json 1/63 (independent sources agree).
    0x63 InvitePlayerToClanResponse "MediusInvitePlayerToClanResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusCheckMyClanInvitationsRequest, 48 bytes, messages.json 1/64 (independent sources agree).
    0x64 CheckMyClanInvitationsRequest "MediusCheckMyClanInvitationsRequest" Request -> (1, 0x65) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        start "Start": i32,
        page_size "PageSize": i32,
    }
    /// MediusCheckMyClanInvitationsResponse, 280/2128 bytes, messages.json 1/65 (independent sources agree).
    0x65 CheckMyClanInvitationsResponse "MediusCheckMyClanInvitationsResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        clan_invitation_id "ClanInvitationID": i32,
        clan_id "ClanID": i32,
        response_status "ResponseStatus": ClanInvitationsResponseStatus,
        message "Message": ChatText<200> => if |d| d.version < Version(113),
        message2 "Message": ChatText<2048> => if |d| d.version >= Version(113),
        leader_account_id "LeaderAccountID": i32,
        leader_account_name "LeaderAccountName": NameText<32>,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusRespondToClanInvitationRequest, 248 bytes, messages.json 1/66
    /// (horizon-server and MultiServer3 (same lineage)).
    0x66 RespondToClanInvitationRequest "MediusRespondToClanInvitationRequest" Request -> (1, 0x67) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        clan_invitation_id "ClanInvitationID": i32,
        response "Response": ClanInvitationsResponseStatus,
        message "Message": ChatText<200>,
    }
    /// MediusRespondToClanInvitationResponse, 28 bytes, messages.json 1/67 (independent sources agree).
    0x67 RespondToClanInvitationResponse "MediusRespondToClanInvitationResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusRevokeClanInvitationRequest, 44 bytes, messages.json 1/68 (independent sources agree).
    0x68 RevokeClanInvitationRequest "MediusRevokeClanInvitationRequest" Request -> (1, 0x69) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        player_account_id "PlayerAccountID": i32,
    }
    /// MediusRevokeClanInvitationResponse, 28 bytes, messages.json 1/69 (independent sources agree).
    0x69 RevokeClanInvitationResponse "MediusRevokeClanInvitationResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusGetClanInvitationsSentRequest, 48 bytes, messages.json 1/7A
    /// (horizon-server and MultiServer3 (same lineage)).
    0x7A GetClanInvitationsSentRequest "MediusGetClanInvitationsSentRequest" Request -> (1, 0x7B) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        start "Start": i32,
        page_size "PageSize": i32,
    }
    /// MediusGetClanInvitationsSentResponse, 276/2124 bytes, messages.json 1/7B (independent sources agree).
    0x7B GetClanInvitationsSentResponse "MediusGetClanInvitationsSentResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        account_id "AccountID": i32,
        account_name "AccountName": NameText<32>,
        response_msg "ResponseMsg": ChatText<200> => if |d| d.version < Version(113),
        response_msg2 "ResponseMsg": ChatText<2048> => if |d| d.version >= Version(113),
        response_status "ResponseStatus": ClanInvitationsResponseStatus,
        response_time "ResponseTime": i32,
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
    /// MediusUpdateClanStatsRequest, 300 bytes, messages.json 1/84 (independent sources agree).
    0x84 UpdateClanStatsRequest "MediusUpdateClanStatsRequest" Request -> (1, 0x85) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        clan_id "ClanID": i32,
        stats "Stats": Bytes<256>,
    }
    /// MediusUpdateClanStatsResponse, 28 bytes, messages.json 1/85 (independent sources agree).
    0x85 UpdateClanStatsResponse "MediusUpdateClanStatsResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusGetClanMemberListRequest, 44 bytes, messages.json 1/90 (uncertain).
    0x90 GetClanMemberListRequest "MediusGetClanMemberListRequest" Request -> (1, 0x91) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        clan_id "ClanID": i32,
    }
    /// MediusGetClanMemberListResponse, 68 bytes, messages.json 1/91 (MultiServer3 only).
    0x91 GetClanMemberListResponse "MediusGetClanMemberListResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        account_id "AccountID": i32,
        account_name "AccountName": NameText<32>,
        status_code "StatusCode": CallbackStatus,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusGetClanMemberList_ExtraInfoRequest, 36/32 bytes, messages.json 1/DA.
    0xDA GetClanMemberListExtraInfoRequest "MediusGetClanMemberList_ExtraInfoRequest" Request -> (1, 0xDB) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        clan_id "ClanID": i32,
        ladder_stat_index "LadderStatIndex": i32 => if |d| d.version != Version(113),
        sort_order "SortOrder": SortOrder,
    }
    /// MediusGetClanMemberList_ExtraInfoResponse, 476 bytes, messages.json 1/DB.
    0xDB GetClanMemberListExtraInfoResponse "MediusGetClanMemberList_ExtraInfoResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        account_id "AccountID": i32,
        account_name "AccountName": NameText<32>,
        stats "Stats": Bytes<256>,
        online_state "OnlineState": PlayerOnlineState,
        ladder_stat "LadderStat": i32,
        ladder_position "LadderPosition": u32,
        total_rankings "TotalRankings": u32,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusInvitePlayerToClan_ByNameRequest, 253 bytes, messages.json 1/EE
    /// (horizon-server and MultiServer3 (same lineage)).
    0xEE InvitePlayerToClanByNameRequest "MediusInvitePlayerToClan_ByNameRequest" Request -> (1, 0x63) {
        message_id "MessageID": MessageId,
        account_name "AccountName": NameText<32>,
        invite_message "InviteMessage": ChatText<200>,
    }
}
