//! Game worlds on a game server (game.md 11).

use crate::wire::macros::messages;
use crate::wire::{
    Bytes, Flags, MessageId, MgclErrorCode, MgclGameHostType, NameText, NetAddressList, NetConnectionInfo, Pad,
    PasswordText, Version, WorldAttributesType, WorldStatus,
};

messages! {
    3

    /// MediusServerCreateGameRequest, 32 bytes, messages.json 3/07 (horizon-server and MultiServer3 (same lineage)).
    0x07 ServerCreateGameRequest "MediusServerCreateGameRequest" Request -> (3, 0x08) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        application_id "ApplicationID": i32,
        max_clients "MaxClients": i32,
    }
    /// MediusServerCreateGameResponse, 28 bytes, messages.json 3/08 (horizon-server and MultiServer3 (same lineage)).
    0x08 ServerCreateGameResponse "MediusServerCreateGameResponse" Response {
        message_id "MessageID": MessageId,
        confirmation "Confirmation": MgclErrorCode,
        pad "padding": Pad<2>,
        world_id "WorldID": i32,
    }
    /// MediusServerEndGameRequest, 32 bytes, messages.json 3/0B (horizon-server and MultiServer3 (same lineage)).
    0x0B ServerEndGameRequest "MediusServerEndGameRequest" Request -> (3, 0x0C) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        world_id "WorldID": i32,
        brutal_flag "BrutalFlag": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusServerEndGameResponse, 22 bytes, messages.json 3/0C (horizon-server and MultiServer3 (same lineage)).
    0x0C ServerEndGameResponse "MediusServerEndGameResponse" Response {
        message_id "MessageID": MessageId,
        confirmation "Confirmation": MgclErrorCode,
    }
    /// MediusServerWorldStatusRequest, 28 bytes, messages.json 3/0D (horizon-server and MultiServer3 (same lineage)).
    0x0D ServerWorldStatusRequest "MediusServerWorldStatusRequest" Request -> (3, 0x0E) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        world_id "WorldID": i32,
    }
    /// MediusServerWorldStatusResponse, 40 bytes, messages.json 3/0E (uncertain).
    0x0E ServerWorldStatusResponse "MediusServerWorldStatusResponse" Response forms TIGHT_WORLD_STATUS {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        application_id "ApplicationID": i32,
        max_clients "MaxClients": i32,
        active_clients "ActiveClients": i32,
        confirmation "Confirmation": MgclErrorCode,
        pad2 "padding": Pad<3> => if |d| !d.flags.has(Flags::TIGHT_WORLD_STATUS),
    }
    /// MediusServerCreateGameOnSelfRequest0, 468/402 bytes, messages.json 3/0F.
    0x0F ServerCreateGameOnSelfRequest0 "MediusServerCreateGameOnSelfRequest0" Request -> (3, 0x10) {
        message_id "MessageID": MessageId,
        game_name "GameName": NameText<64> => if |d| d.version != Version(113),
        game_name2 "GameName": NameText<15> => if |d| d.version == Version(113),
        game_stats "GameStats": Bytes<256>,
        game_password "GamePassword": PasswordText<32> => if |d| d.version != Version(113),
        game_password2 "GamePassword": PasswordText<15> => if |d| d.version == Version(113),
        pad "padding": Pad<3>,
        application_id "ApplicationID": i32,
        max_clients "MaxClients": i32,
        min_clients "MinClients": i32,
        game_level "GameLevel": i32,
        player_skill_level "PlayerSkillLevel": i32,
        rules_set "RulesSet": i32,
        generic_field1 "GenericField1": i32,
        generic_field2 "GenericField2": i32,
        generic_field3 "GenericField3": i32,
        game_host_type "GameHostType": MgclGameHostType,
        address_list "AddressList": NetAddressList,
        world_id "WorldID": i32,
    }
    /// MediusServerCreateGameOnMeResponse, 28 bytes, messages.json 3/10 (captured from a community server).
    0x10 ServerCreateGameOnMeResponse "MediusServerCreateGameOnMeResponse" Response {
        message_id "MessageID": MessageId,
        confirmation "Confirmation": MgclErrorCode,
        pad "padding": Pad<2>,
        medius_world_id "MediusWorldID": i32,
    }
    /// MediusServerEndGameOnMeRequest, 28 bytes, messages.json 3/11 (horizon-server and MultiServer3 (same lineage)).
    0x11 ServerEndGameOnMeRequest "MediusServerEndGameOnMeRequest" Request -> (3, 0x12) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        medius_world_id "MediusWorldID": i32,
    }
    /// MediusServerEndGameOnMeResponse, 22 bytes, messages.json 3/12 (horizon-server and MultiServer3 (same lineage)).
    0x12 ServerEndGameOnMeResponse "MediusServerEndGameOnMeResponse" Response {
        message_id "MessageID": MessageId,
        confirmation "Confirmation": MgclErrorCode,
    }
    /// MediusServerMoveGameWorldOnMeRequest, 80 bytes, messages.json 3/14
    /// (horizon-server and MultiServer3 (same lineage)).
    0x14 ServerMoveGameWorldOnMeRequest "MediusServerMoveGameWorldOnMeRequest" Request -> (3, 0x15) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        current_medius_world_id "CurrentMediusWorldID": i32,
        new_game_world_id "NewGameWorldID": i32,
        address_list "AddressList": NetAddressList,
    }
    /// MediusServerMoveGameWorldOnMeResponse, 28 bytes, messages.json 3/15
    /// (horizon-server and MultiServer3 (same lineage)).
    0x15 ServerMoveGameWorldOnMeResponse "MediusServerMoveGameWorldOnMeResponse" Response {
        message_id "MessageID": MessageId,
        confirmation "Confirmation": MgclErrorCode,
        pad "padding": Pad<2>,
        medius_world_id "MediusWorldID": i32,
    }
    /// MediusServerCreateGameWithAttributesRequest, 40 bytes, messages.json 3/18
    /// (horizon-server and MultiServer3 (same lineage)).
    0x18 ServerCreateGameWithAttributesRequest "MediusServerCreateGameWithAttributesRequest" Request -> (3, 0x19) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        application_id "ApplicationID": i32,
        max_clients "MaxClients": i32,
        attributes "Attributes": WorldAttributesType,
        medius_world_uid "MediusWorldUID": u32,
    }
    /// MediusServerCreateGameWithAttributesResponse, 28 bytes, messages.json 3/19 (horizon-server and MultiServer3
    /// (same lineage)).
    0x19 ServerCreateGameWithAttributesResponse "MediusServerCreateGameWithAttributesResponse" Response {
        message_id "MessageID": MessageId,
        confirmation "Confirmation": MgclErrorCode,
        pad "padding": Pad<2>,
        world_id "WorldID": i32,
    }
    /// MediusServerCreateGameOnSelfRequest, 472 bytes, messages.json 3/1D (MultiServer3 only).
    0x1D ServerCreateGameOnSelfRequest "MediusServerCreateGameOnSelfRequest" Request -> (3, 0x10) {
        message_id "MessageID": MessageId,
        game_name "GameName": NameText<64>,
        game_stats "GameStats": Bytes<256>,
        game_password "GamePassword": PasswordText<32>,
        pad "padding": Pad<3>,
        application_id "ApplicationID": i32,
        max_players "MaxPlayers": i32,
        min_players "MinPlayers": i32,
        game_level "GameLevel": i32,
        player_skill_level "PlayerSkillLevel": i32,
        rules_set "RulesSet": i32,
        generic_field1 "GenericField1": i32,
        generic_field2 "GenericField2": i32,
        generic_field3 "GenericField3": i32,
        game_host_type "GameHostType": MgclGameHostType,
        address_list "AddressList": NetAddressList,
        world_id "WorldID": i32,
        account_id "AccountID": i32,
    }
    /// MediusServerCreateGameOnMeRequest, 492 bytes, messages.json 3/1F
    /// (horizon-server and MultiServer3 (same lineage)).
    0x1F ServerCreateGameOnMeRequest "MediusServerCreateGameOnMeRequest" Request -> (3, 0x10) {
        message_id "MessageID": MessageId,
        game_name "GameName": NameText<64>,
        game_stats "GameStats": Bytes<256>,
        game_password "GamePassword": PasswordText<32>,
        pad "padding": Pad<3>,
        application_id "ApplicationID": i32,
        max_clients "MaxClients": i32,
        min_clients "MinClients": i32,
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
        game_host_type "GameHostType": MgclGameHostType,
        address_list "AddressList": NetAddressList,
        world_id "WorldID": i32,
        account_id "AccountID": i32,
    }
    /// MediusServerWorldReportOnMe, 444 bytes, messages.json 3/20 (MultiServer3 only).
    0x20 ServerWorldReportOnMe "MediusServerWorldReportOnMe" Report {
        message_id "MessageID": MessageId,
        game_name "GameName": NameText<64>,
        game_stats "GameStats": Bytes<256>,
        game_password "GamePassword": PasswordText<32>,
        pad "padding": Pad<3>,
        application_id "ApplicationID": i32,
        max_players "MaxPlayers": i32,
        min_players "MinPlayers": i32,
        player_count "PlayerCount": i32,
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
        medius_world_id "MediusWorldID": i32,
        world_status "WorldStatus": WorldStatus,
    }
    /// MediusServerCreateGameWithAttributesRequest2, 196 bytes, messages.json 3/23 (MultiServer3 only).
    0x23 ServerCreateGameWithAttributesRequest2 "MediusServerCreateGameWithAttributesRequest2" Request
        -> (3, 0x19) forms TIGHT_CONNECT_INFO {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        application_id "ApplicationID": i32,
        max_clients "MaxClients": i32,
        attributes "Attributes": WorldAttributesType,
        medius_world_uid "MediusWorldUID": i32,
        connect_info "ConnectInfo": NetConnectionInfo,
    }
}
