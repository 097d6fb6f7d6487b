//! Matchmaking (lobby.md 5.12).

use crate::wire::macros::messages;
use crate::wire::{
    AssignedGameType, Bytes, CallbackStatus, Chars, JoinType, MatchGameState, MatchOptions, MessageId,
    MgclGameHostType, NameText, NetAddressList, NetConnectionInfo, Octets, Pad, PasswordText, PlainText,
    SessionKeyText, WorldAttributesType, WorldStatus, count,
};

messages! {
    4

    /// MediusMatchGetSupersetListRequest, 38 bytes, messages.json 4/5D (MultiServer3 only).
    0x5D MatchGetSupersetListRequest "MediusMatchGetSupersetListRequest" Request -> (4, 0x5E) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
    }
    /// MediusMatchGetSupersetListResponse, 592 bytes, messages.json 4/5E (MultiServer3 only).
    0x5E MatchGetSupersetListResponse "MediusMatchGetSupersetListResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        status_code "StatusCode": CallbackStatus,
        end_of_list "EndOfList": u8,
        superset_id "SupersetID": u32,
        superset_name "SupersetName": PlainText<50>,
        superset_description "SupersetDescription": PlainText<256>,
        extra_info "ExtraInfo": PlainText<256>,
    }
    /// MediusMatchPartyResponse, at least 29 bytes, messages.json 4/60 (uncertain).
    0x60 MatchPartyResponse "MediusMatchPartyResponse" Response forms TIGHT_CONNECT_INFO {
        message_id "MessageID": MessageId,
        status_code "StatusCode": CallbackStatus,
        plugin_specific_status_code "PluginSpecificStatusCode": i32,
        game_world_id "GameWorldID": i32 => if |_| status_code.0 == 6,
        game_password "GamePassword": PasswordText<32> => if |_| status_code.0 == 6,
        game_host_type "GameHostType": MgclGameHostType => if |_| status_code.0 == 6,
        address_list "AddressList": NetAddressList => if |_| status_code.0 == 6,
        application_data_size_jas "ApplicationDataSizeJAS": i32 => if |_| status_code.0 == 6,
        application_data_jas "ApplicationDataJAS": Chars => run |_| application_data_size_jas.map_or(0, count),
        match_roster "MatchRoster": i32 => if |_| status_code.0 == 6,
        num_players "NumPlayers": i32 => if |_| status_code.0 == 6,
        players "Players": i32 => if |_| status_code.0 == 6,
        num_parties "NumParties": i32 => if |_| status_code.0 == 6,
        parties "Parties": i32 => if |_| status_code.0 == 6,
        match_game_id "MatchGameID": i32 => if |_| status_code.0 == 7,
        application_data_size_hg "ApplicationDataSizeHG": i32 => if |_| status_code.0 == 7,
        application_data_hg "ApplicationDataHG": Chars => run |_| application_data_size_hg.map_or(0, count),
        matching_world_uid "MatchingWorldUID": i32 => if |_| status_code.0 == 8,
        connect_info "ConnectInfo": NetConnectionInfo => if |_| status_code.0 == 8,
    }
    /// MediusMatchPartyRequest2, at least 62 bytes, messages.json 4/78 (uncertain).
    0x78 MatchPartyRequest2 "MediusMatchPartyRequest2" Request -> (4, 0x60) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        superset_id "SupersetID": i32,
        party_size "PartySize": i32,
        min_game_size "MinGameSize": i32,
        max_game_size "MaxGameSize": i32,
        match_options "MatchOptions": MatchOptions,
        application_data_size "ApplicationDataSize": i32,
        party_account_id_list "PartyAccountIDList": i32 => times |_| count(party_size),
        application_data "ApplicationData": Chars => run |_| count(application_data_size),
    }
    /// MediusMatchSetGameStateRequest, 42 bytes, messages.json 4/79 (uncertain).
    0x79 MatchSetGameStateRequest "MediusMatchSetGameStateRequest" Request -> (4, 0x7A) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        match_game_state "MatchGameState": MatchGameState,
    }
    /// MediusMatchSetGameStateResponse, 28 bytes, messages.json 4/7A (MultiServer3 only).
    0x7A MatchSetGameStateResponse "MediusMatchSetGameStateResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusMatchFindGameRequest, at least 107 bytes, messages.json 4/88 (uncertain).
    0x88 MatchFindGameRequest "MediusMatchFindGameRequest" Request -> (4, 0x89) -> (4, 0x8A) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        superset_id "SupersetID": u32,
        medius_world_id "MediusWorldID": i32,
        player_join_type "PlayerJoinType": JoinType,
        min_players "MinPlayers": u32,
        max_players "MaxPlayers": u32,
        game_host_type_bit_field "GameHostTypeBitField": i32,
        match_options "MatchOptions": MatchOptions,
        server_session_key "ServerSessionKey": SessionKeyText,
        request_data "RequestData": Bytes<16>,
        group_member_list_size "GroupMemberListSize": u32,
        application_data_size "ApplicationDataSize": u32,
        group_member_account_id_list "GroupMemberAccountIDList": Octets => run |_| count(group_member_list_size),
        application_data "ApplicationData": Octets => run |_| count(application_data_size),
    }
    /// MediusMatchFindGameStatusResponse, 28 bytes, messages.json 4/89 (MultiServer3 only).
    0x89 MatchFindGameStatusResponse "MediusMatchFindGameStatusResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusAssignedGameToJoinMessage, at least 32 bytes, messages.json 4/8A (MultiServer3 only).
    0x8A AssignedGameToJoinMessage "MediusAssignedGameToJoinMessage" Push {
        assigned_game_message_request_data "AssignedGameMessageRequestData": Bytes<16>,
        assigned_game_message_id "AssignedGameMessageID": i32,
        assigned_game_type "AssignedGameType": AssignedGameType,
        status_code "StatusCode": CallbackStatus,
        system_specific_status_code "SystemSpecificStatusCode": i32,
        game_world_id "GameWorldID": u32 => if |_| status_code.0 == 6,
        team_id "TeamID": u32 => if |_| status_code.0 == 6,
        player_count "PlayerCount": i32 => if |_| status_code.0 == 6,
        game_name "GameName": NameText<64> => if |_| status_code.0 == 6,
        game_stats "GameStats": Bytes<256> => if |_| status_code.0 == 6,
        min_players "MinPlayers": i32 => if |_| status_code.0 == 6,
        max_players "MaxPlayers": i32 => if |_| status_code.0 == 6,
        game_level "GameLevel": i32 => if |_| status_code.0 == 6,
        player_skill_level "PlayerSkillLevel": i32 => if |_| status_code.0 == 6,
        rules_set "RulesSet": i32 => if |_| status_code.0 == 6,
        generic_field1 "GenericField1": i32 => if |_| status_code.0 == 6,
        generic_field2 "GenericField2": i32 => if |_| status_code.0 == 6,
        generic_field3 "GenericField3": i32 => if |_| status_code.0 == 6,
        generic_field4 "GenericField4": i32 => if |_| status_code.0 == 6,
        generic_field5 "GenericField5": i32 => if |_| status_code.0 == 6,
        generic_field6 "GenericField6": i32 => if |_| status_code.0 == 6,
        generic_field7 "GenericField7": i32 => if |_| status_code.0 == 6,
        generic_field8 "GenericField8": i32 => if |_| status_code.0 == 6,
        world_status "WorldStatus": WorldStatus => if |_| status_code.0 == 6,
        join_type "JoinType": JoinType => if |_| status_code.0 == 6,
        game_password "GamePassword": PasswordText<32> => if |_| status_code.0 == 6,
        game_host_type "GameHostType": MgclGameHostType => if |_| status_code.0 == 6,
        address_list "AddressList": NetAddressList => if |_| status_code.0 == 6,
        app_data_size "AppDataSize": u32 => if |_| status_code.0 == 6,
        app_data "AppData": Chars => run |_| app_data_size.map_or(0, count),
    }
    /// MediusMatchCancelRequest, 44 bytes, messages.json 4/92 (MultiServer3 only).
    0x92 MatchCancelRequest "MediusMatchCancelRequest" Request -> (4, 0x93) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        superset_id "SupersetID": i32,
    }
    /// MediusMatchCancelStatusResponse, 28 bytes, messages.json 4/93 (uncertain).
    0x93 MatchCancelStatusResponse "MediusMatchCancelStatusResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusMatchCreateGameRequest, at least 279 bytes, messages.json 4/94 (MultiServer3 only).
    0x94 MatchCreateGameRequest "MediusMatchCreateGameRequest" Request -> (4, 0x95) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        superset_id "SupersetID": i32,
        application_id "ApplicationID": i32,
        min_players "MinPlayers": i32,
        max_players "MaxPlayers": i32,
        game_level "GameLevel": i32,
        game_name "GameName": NameText<64>,
        game_password "GamePassword": PasswordText<32>,
        spectator_password "SpectatorPassword": PasswordText<32>,
        player_skill_level "PlayerSkillLevel": i32,
        rules_set "RulesSet": i32,
        generic_field1 "GenericField1": i32,
        generic_field2 "GenericField2": i32,
        generic_field3 "GenericField3": i32,
        generic_field4 "GenericField4": i32,
        generic_field5 "GenericField5": i32,
        generic_field6 "GenericField6": i32,
        generic_field7 "GenericField7": i32,
        generic_field8 "GenericField8": i32,
        game_host_type "GameHostType": MgclGameHostType,
        world_attributes_type "WorldAttributesType": WorldAttributesType,
        match_options "MatchOptions": MatchOptions,
        server_session_key "ServerSessionKey": SessionKeyText,
        request_data "RequestData": Bytes<16>,
        group_member_list_size "GroupMemberListSize": u32,
        application_data_size "ApplicationDataSize": u32,
        group_member_account_id_list "GroupMemberAccountIDList": Octets => run |_| count(group_member_list_size),
        application_data "ApplicationData": Octets => run |_| count(application_data_size),
    }
    /// MediusMatchCreateGameResponse, at least 53 bytes, messages.json 4/95 (MultiServer3 only).
    0x95 MatchCreateGameResponse "MediusMatchCreateGameResponse" Response {
        message_id "MessageID": MessageId,
        status_code "StatusCode": CallbackStatus,
        medius_world_id "MediusWorldID": i32,
        system_specific_status_code "SystemSpecificStatusCode": i32,
        request_data "RequestData": Bytes<16>,
        application_data_size "ApplicationDataSize": i32,
        application_data "ApplicationData": Octets => run |_| count(application_data_size),
    }
}
