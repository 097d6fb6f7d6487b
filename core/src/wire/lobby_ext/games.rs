//! Games (lobby.md 5.6).

use crate::wire::macros::messages;
use crate::wire::{
    Bytes, CallbackStatus, GameHostType, MessageId, NameText, Pad, PasswordText, SessionKeyText, WorldAttributesType,
    WorldSecurityLevelType, WorldStatus,
};

messages! {
    4

    /// MediusCreateGameRequest, 232 bytes, messages.json 4/2F.
    0x2F CreateGameRequest "MediusCreateGameRequest" Request -> (1, 0x1E) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
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
        game_host_type "GameHostType": GameHostType,
        attributes "Attributes": WorldAttributesType,
    }
    /// MediusWorldReport, 384 bytes, messages.json 4/30.
    0x30 WorldReport "MediusWorldReport" Report {
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
        generic_field4 "GenericField4": i32,
        generic_field5 "GenericField5": i32,
        generic_field6 "GenericField6": i32,
        generic_field7 "GenericField7": i32,
        generic_field8 "GenericField8": i32,
        world_status "WorldStatus": WorldStatus,
    }
    /// MediusGameInfoRequest, 44 bytes, messages.json 4/35 (horizon-server and MultiServer3 (same lineage)).
    0x35 GameInfoRequest "MediusGameInfoRequest" Request -> (4, 0x36) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        medius_world_id "MediusWorldID": i32,
    }
    /// MediusGameInfoResponse, 416 bytes, messages.json 4/36 (horizon-server and MultiServer3 (same lineage)).
    0x36 GameInfoResponse "MediusGameInfoResponse" Response {
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
        generic_field4 "GenericField4": i32,
        generic_field5 "GenericField5": i32,
        generic_field6 "GenericField6": i32,
        generic_field7 "GenericField7": i32,
        generic_field8 "GenericField8": i32,
        world_status "WorldStatus": WorldStatus,
        game_host_type "GameHostType": GameHostType,
    }
    /// MediusGameList_ExtraInfoRequest, 26 bytes, messages.json 4/37 (captured size).
    0x37 GameListExtraInfoRequest "MediusGameList_ExtraInfoRequest" Request -> (4, 0x38) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<1>,
        page_id "PageID": u16,
        page_size "PageSize": u16,
    }
    /// MediusGameList_ExtraInfoResponse, 420 bytes, messages.json 4/38 (captured size).
    0x38 GameListExtraInfoResponse "MediusGameList_ExtraInfoResponse" Response list "EndOfList" {
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
        generic_field4 "GenericField4": i32,
        generic_field5 "GenericField5": i32,
        generic_field6 "GenericField6": i32,
        generic_field7 "GenericField7": i32,
        generic_field8 "GenericField8": i32,
        security_level "SecurityLevel": WorldSecurityLevelType,
        world_status "WorldStatus": WorldStatus,
        game_host_type "GameHostType": GameHostType,
        game_name "GameName": NameText<64>,
        game_stats "GameStats": Bytes<256>,
        end_of_list "EndOfList": u8,
        pad3 "padding": Pad<3>,
    }
    /// MediusUtilGetTotalGamesFilteredRequest, 44 bytes, messages.json 4/48 (MultiServer3 only).
    0x48 UtilGetTotalGamesFilteredRequest "MediusUtilGetTotalGamesFilteredRequest" Request -> (4, 0x49) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        application_id "ApplicationId": i32,
    }
    /// MediusUtilGetTotalGamesFilteredResponse, 32 bytes, messages.json 4/49 (MultiServer3 only).
    0x49 UtilGetTotalGamesFilteredResponse "MediusUtilGetTotalGamesFilteredResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        total "Total": i32,
        status_code "StatusCode": CallbackStatus,
    }
}
