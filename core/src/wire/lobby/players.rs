//! Players: who is where, and what is known of them (lobby.md 5.3).

use crate::wire::macros::messages;
use crate::wire::{
    ApplicationType, Bytes, CallbackStatus, ConnectionType, MessageId, NameText, Pad, PlainText, PlayerOnlineState,
    PlayerSearchType, PlayerStatus, SessionKeyText,
};

messages! {
    1

    /// MediusPlayerReport, 280 bytes, messages.json 1/01.
    0x01 PlayerReport "MediusPlayerReport" Report {
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<3>,
        medius_world_id "MediusWorldID": i32,
        stats "Stats": Bytes<256>,
    }
    /// MediusLobbyWorldPlayerListRequest, 44 bytes, messages.json 1/2D.
    0x2D LobbyWorldPlayerListRequest "MediusLobbyWorldPlayerListRequest" Request -> (1, 0x2E) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        medius_world_id "MediusWorldID": i32,
    }
    /// MediusLobbyWorldPlayerListResponse, 332 bytes, messages.json 1/2E (captured from a community server).
    0x2E LobbyWorldPlayerListResponse "MediusLobbyWorldPlayerListResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        player_status "PlayerStatus": PlayerStatus,
        account_id "AccountID": i32,
        account_name "AccountName": NameText<32>,
        stats "Stats": Bytes<256>,
        connection_class "ConnectionClass": ConnectionType,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusGameWorldPlayerListRequest, 44 bytes, messages.json 1/2F.
    0x2F GameWorldPlayerListRequest "MediusGameWorldPlayerListRequest" Request -> (1, 0x30) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        medius_world_id "MediusWorldID": i32,
    }
    /// MediusGameWorldPlayerListResponse, 328 bytes, messages.json 1/30.
    0x30 GameWorldPlayerListResponse "MediusGameWorldPlayerListResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        account_id "AccountID": i32,
        account_name "AccountName": NameText<32>,
        stats "Stats": Bytes<256>,
        connection_class "ConnectionClass": ConnectionType,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusPlayerInfoRequest, 44 bytes, messages.json 1/31.
    0x31 PlayerInfoRequest "MediusPlayerInfoRequest" Request -> (1, 0x32) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        account_id "AccountID": i32,
    }
    /// MediusPlayerInfoResponse, 328 bytes, messages.json 1/32.
    0x32 PlayerInfoResponse "MediusPlayerInfoResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        account_name "AccountName": NameText<32>,
        application_id "ApplicationID": i32,
        player_status "PlayerStatus": PlayerStatus,
        connection_class "ConnectionClass": ConnectionType,
        stats "Stats": Bytes<256>,
    }
    /// MediusFindPlayerRequest, 80 bytes, messages.json 1/39.
    0x39 FindPlayerRequest "MediusFindPlayerRequest" Request -> (1, 0x3A) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        search_type "SearchType": PlayerSearchType,
        id "ID": i32,
        name "Name": NameText<32>,
    }
    /// MediusFindPlayerResponse, 112 bytes, messages.json 1/3A.
    0x3A FindPlayerResponse "MediusFindPlayerResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        application_id "ApplicationID": i32,
        application_name "ApplicationName": PlainText<32>,
        application_type "ApplicationType": ApplicationType,
        medius_world_id "MediusWorldID": i32,
        account_id "AccountID": i32,
        account_name "AccountName": NameText<32>,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusBanPlayerRequest, 56 bytes, messages.json 1/8A (MultiServer3 only).
    0x8A BanPlayerRequest "MediusBanPlayerRequest" Request -> (1, 0x8B) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        ban_account_id "BanAccountID": i32,
        ban_minutes "BanMinutes": i32,
        medius_world_id "MediusWorldID": i32,
        app_type "AppType": ApplicationType,
    }
    /// MediusBanPlayerResponse, 28 bytes, messages.json 1/8B (MultiServer3 only).
    0x8B BanPlayerResponse "MediusBanPlayerResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusGetLobbyPlayerNamesRequest, 44 bytes, messages.json 1/9F (horizon-server and MultiServer3 (same lineage)).
    0x9F GetLobbyPlayerNamesRequest "MediusGetLobbyPlayerNamesRequest" Request -> (1, 0xA0) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        medius_world_id "MediusWorldID": i32,
    }
    /// MediusGetLobbyPlayerNamesResponse, 68 bytes, messages.json 1/A0
    /// (horizon-server and MultiServer3 (same lineage)).
    0xA0 GetLobbyPlayerNamesResponse "MediusGetLobbyPlayerNamesResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        account_id "AccountID": i32,
        account_name "AccountName": NameText<32>,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusGetTotalUsersRequest, 44 bytes, messages.json 1/A1 (MultiServer3 only).
    0xA1 GetTotalUsersRequest "MediusGetTotalUsersRequest" Request -> (1, 0xA2) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        application_id "ApplicationID": i32,
    }
    /// MediusGetTotalUsersResponse, 36 bytes, messages.json 1/A2 (MultiServer3 only).
    0xA2 GetTotalUsersResponse "MediusGetTotalUsersResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        total_in_system "TotalInSystem": u32,
        total_in_game "TotalInGame": u32,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusGetLobbyPlayerNames_ExtraInfoRequest, 28 bytes, messages.json 1/DC.
    0xDC GetLobbyPlayerNamesExtraInfoRequest "MediusGetLobbyPlayerNames_ExtraInfoRequest" Request -> (1, 0xDD) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        medius_world_id "MediusWorldID": i32,
    }
    /// MediusGetLobbyPlayerNames_ExtraInfoResponse, 208 bytes, messages.json 1/DD.
    0xDD GetLobbyPlayerNamesExtraInfoResponse "MediusGetLobbyPlayerNames_ExtraInfoResponse" Response list "EndOfList" {
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
