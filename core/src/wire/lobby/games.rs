//! Games, which the wire calls game worlds (lobby.md 5.6).

use crate::wire::macros::messages;
use crate::wire::opaque::{Like, StatusAlone};
use crate::wire::{
    ApplicationType, Bytes, CallbackStatus, FindWorldType, Flags, GameHostType, JoinType, MessageId, MgclGameHostType,
    NameText, NetAddressList, NetConnectionInfo, Pad, PasswordText, PlainText, RsaKey, SessionKeyText, Version,
    WorldAttributesType, WorldSecurityLevelType, WorldStatus,
};

messages! {
    1

    /// MediusWorldReport0, 384 bytes, messages.json 1/00.
    0x00 WorldReport0 "MediusWorldReport0" Report {
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<3>,
        medius_world_id "MediusWorldID": i32,
        player_count "PlayerCount": i32,
        game_name "GameName": NameText<64>,
        game_stats "GameStats": Bytes<256>,
        min_players "MinPlayers": i32,
        max_players "MaxPlayers": i32,
        game_level "GameLevel": i32,
        player_skill_level "PlayerSkillLevel": i32,
        rules_set "RulesSet": i32,
        generic_field1 "GenericField1": i32,
        generic_field2 "GenericField2": i32,
        generic_field3 "GenericField3": i32,
        world_status "WorldStatus": WorldStatus,
    }
    /// MediusEndGameReport, 124 bytes, messages.json 1/02.
    0x02 EndGameReport "MediusEndGameReport" Report {
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<3>,
        medius_world_id "MediusWorldID": i32,
        winning_team "WinningTeam": NameText<64>,
        winning_player "WinningPlayer": NameText<32>,
        final_score "FinalScore": i32,
    }
    /// MediusCreateGameRequest0, 176 bytes, messages.json 1/1D (MultiServer3 only).
    0x1D CreateGameRequest0 "MediusCreateGameRequest0" Request -> (1, 0x1E) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        application_id "ApplicationID": i32,
        min_players "MinPlayers": i32,
        max_players "MaxPlayers": i32,
        game_level "GameLevel": i32,
        game_name "GameName": NameText<64>,
        game_password "GamePassword": PasswordText<32>,
        player_skill_level "PlayerSkillLevel": i32,
        rules_set "RulesSet": i32,
        generic_field1 "GenericField1": i32,
        generic_field2 "GenericField2": i32,
        generic_field3 "GenericField3": i32,
        game_host_type "GameHostType": MgclGameHostType,
    }
    /// MediusCreateGameResponse, 32 bytes, messages.json 1/1E.
    0x1E CreateGameResponse "MediusCreateGameResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        medius_world_id "MediusWorldID": i32,
    }
    /// MediusJoinGameRequest0, 128 bytes, messages.json 1/23 (MultiServer3 only).
    0x23 JoinGameRequest0 "MediusJoinGameRequest0" Request -> (1, 0x24) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        medius_world_id "MediusWorldID": i32,
        game_password "GamePassword": PasswordText<32>,
        game_host_type "GameHostType": MgclGameHostType,
        address_list "AddressList": NetAddressList,
    }
    /// MediusJoinGameResponse, 188/192 bytes, messages.json 1/24.
    0x24 JoinGameResponse "MediusJoinGameResponse" Response forms TIGHT_CONNECT_INFO {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        game_host_type "GameHostType": GameHostType,
        connect_info "ConnectInfo": NetConnectionInfo,
        max_players "MaxPlayers": i32 => if |d| d.version >= Version(112),
    }
    /// MediusGameListRequest, 48 bytes, messages.json 1/29.
    0x29 GameListRequest "MediusGameListRequest" Request -> (1, 0x2A) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        application_id "ApplicationID": i32,
        page_id "PageID": u16,
        page_size "PageSize": u16,
    }
    /// MediusGameListResponse, 112 bytes, messages.json 1/2A (captured from a community server).
    0x2A GameListResponse "MediusGameListResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        medius_world_id "MediusWorldID": i32,
        game_name "GameName": NameText<64>,
        world_status "WorldStatus": WorldStatus,
        game_host_type "GameHostType": MgclGameHostType,
        player_count "PlayerCount": i32,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusGameInfoRequest0, 44 bytes, messages.json 1/33.
    0x33 GameInfoRequest0 "MediusGameInfoRequest0" Request -> (1, 0x34) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        medius_world_id "MediusWorldID": i32,
    }
    /// MediusGameInfoResponse0, 396 bytes, messages.json 1/34.
    0x34 GameInfoResponse0 "MediusGameInfoResponse0" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        application_id "ApplicationID": i32,
        min_players "MinPlayers": i32,
        max_players "MaxPlayers": i32,
        game_level "GameLevel": i32,
        player_skill_level "PlayerSkillLevel": i32,
        player_count "PlayerCount": i32,
        game_stats "GameStats": Bytes<256>,
        game_name "GameName": NameText<64>,
        rules_set "RulesSet": i32,
        generic_field1 "GenericField1": i32,
        generic_field2 "GenericField2": i32,
        generic_field3 "GenericField3": i32,
        world_status "WorldStatus": WorldStatus,
        game_host_type "GameHostType": GameHostType,
    }
    /// MediusFindWorldByNameRequest, 108 bytes, messages.json 1/37 (MultiServer3 only).
    0x37 FindWorldByNameRequest "MediusFindWorldByNameRequest" Request -> (1, 0x38) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        name "Name": NameText<64>,
        pad "padding": Pad<2>,
        world_type "WorldType": FindWorldType,
    }
    /// MediusFindWorldByNameResponse, 144 bytes, messages.json 1/38 (independent sources agree).
    0x38 FindWorldByNameResponse "MediusFindWorldByNameResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        application_id "ApplicationID": i32,
        application_name "ApplicationName": PlainText<32>,
        application_type "ApplicationType": ApplicationType,
        medius_world_id "MediusWorldID": i32,
        world_name "WorldName": NameText<64>,
        world_status "WorldStatus": WorldStatus,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusReassignGameMediusWorldID, 8 bytes, messages.json 1/9A (MultiServer3 only).
    0x9A ReassignGameMediusWorldID "MediusReassignGameMediusWorldID" Push {
        old_medius_world_id "OldMediusWorldID": i32,
        new_medius_world_id "NewMediusWorldID": i32,
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
    /// MediusGameList_ExtraInfoRequest0, 26 bytes, messages.json 1/EA.
    0xEA GameListExtraInfoRequest0 "MediusGameList_ExtraInfoRequest0" Request -> (1, 0xEB) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<1>,
        page_id "PageID": u16,
        page_size "PageSize": u16,
    }
    /// MediusGameList_ExtraInfoResponse0, 400 bytes, messages.json 1/EB.
    0xEB GameListExtraInfoResponse0 "MediusGameList_ExtraInfoResponse0" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        medius_world_id "MediusWorldID": i32,
        player_count "PlayerCount": u16,
        min_players "MinPlayers": u16,
        max_players "MaxPlayers": u16,
        pad2 "padding": Pad<2>,
        game_level "GameLevel": i32,
        player_skill_level "PlayerSkillLevel": i32,
        rules_set "RulesSet": i32,
        generic_field1 "GenericField1": i32,
        generic_field2 "GenericField2": i32,
        generic_field3 "GenericField3": i32,
        security_level "SecurityLevel": WorldSecurityLevelType,
        world_status "WorldStatus": WorldStatus,
        game_host_type "GameHostType": GameHostType,
        game_name "GameName": NameText<64>,
        game_stats "GameStats": Bytes<256>,
        end_of_list "EndOfList": u8,
        pad3 "padding": Pad<3>,
    }
    /// MediusJoinGameRequest, 196 bytes, messages.json 1/F3.
    0xF3 JoinGameRequest "MediusJoinGameRequest" Request -> (1, 0x24) forms NO_JOIN_TYPE | NO_JOIN_KEY {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        medius_world_id "MediusWorldID": i32,
        join_type "JoinType": JoinType => if |d| !d.flags.has(Flags::NO_JOIN_TYPE),
        game_password "GamePassword": PasswordText<32>,
        game_host_type "GameHostType": GameHostType,
        pub_key "pubKey": RsaKey => if |d| !d.flags.has(Flags::NO_JOIN_KEY),
        address_list "AddressList": NetAddressList,
    }
    /// MediusCreateGameRequest1, 212 bytes, messages.json 1/F4.
    0xF4 CreateGameRequest1 "MediusCreateGameRequest1" Request
        -> (1, 0x1E) forms NO_ATTRIBUTES | NO_SPECTATOR_PASSWORD {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        application_id "ApplicationID": i32,
        min_players "MinPlayers": i32,
        max_players "MaxPlayers": i32,
        game_level "GameLevel": i32,
        game_name "GameName": NameText<64>,
        game_password "GamePassword": PasswordText<32>,
        spectator_password "SpectatorPassword": PasswordText<32> => if |d| !d.flags.has(Flags::NO_SPECTATOR_PASSWORD),
        player_skill_level "PlayerSkillLevel": i32,
        rules_set "RulesSet": i32,
        generic_field1 "GenericField1": i32,
        generic_field2 "GenericField2": i32,
        generic_field3 "GenericField3": i32,
        game_host_type "GameHostType": GameHostType,
        attributes "Attributes": WorldAttributesType => if |d| !d.flags.has(Flags::NO_ATTRIBUTES),
    }
}

/// MediusCreateGameOnSelfResponse, as far as it is known (P2P-4).
pub type CreateGameOnSelfResponse = Like<StatusAlone, 1, 0x20>;
