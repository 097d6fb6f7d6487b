//! Channels, which the wire calls lobby worlds (lobby.md 5.5).

use crate::wire::macros::messages;
use crate::wire::opaque::{Like, StatusAlone};
use crate::wire::{
    ApplicationType, CallbackStatus, Flags, MessageId, MgclGameHostType, NameText, NetConnectionInfo, Pad,
    PasswordText, SessionKeyText, UtilTypeWorldPersistence, Version, WorldGenericFieldLevelType,
    WorldSecurityLevelType,
};

messages! {
    1

    /// MediusCreateChannelRequest0, 112 bytes, messages.json 1/21 (uncertain).
    0x21 CreateChannelRequest0 "MediusCreateChannelRequest0" Request -> (1, 0x22) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        application_id "ApplicationID": i32,
        min_players "MinPlayers": i32,
        max_players "MaxPlayers": i32,
        game_level "GameLevel": i32,
        game_password "GamePassword": PasswordText<32>,
        player_skill_level "PlayerSkillLevel": i32,
        rules_set "RulesSet": i32,
        generic_field1 "GenericField1": u32,
        generic_field2 "GenericField2": u32,
        generic_field3 "GenericField3": u32,
        game_host_type "GameHostType": MgclGameHostType,
    }
    /// MediusCreateChannelResponse, 32 bytes, messages.json 1/22.
    0x22 CreateChannelResponse "MediusCreateChannelResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        medius_world_id "MediusWorldID": i32,
    }
    /// MediusJoinChannelRequest, 76 bytes, messages.json 1/25.
    0x25 JoinChannelRequest "MediusJoinChannelRequest" Request -> (1, 0x26) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        medius_world_id "MediusWorldID": i32,
        lobby_channel_password "LobbyChannelPassword": PasswordText<32>,
    }
    /// MediusJoinChannelResponse, 184 bytes, messages.json 1/26.
    0x26 JoinChannelResponse "MediusJoinChannelResponse" Response forms TIGHT_CONNECT_INFO {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        connect_info "ConnectInfo": NetConnectionInfo,
    }
    /// MediusChannelListRequest, 42 bytes, messages.json 1/2B.
    0x2B ChannelListRequest "MediusChannelListRequest" Request -> (1, 0x2C) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        page_id "PageID": i16,
        page_size "PageSize": i16,
    }
    /// MediusChannelListResponse, 104 bytes, messages.json 1/2C (captured from a community server).
    0x2C ChannelListResponse "MediusChannelListResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        medius_world_id "MediusWorldID": i32,
        lobby_name "LobbyName": NameText<64>,
        player_count "PlayerCount": i32,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusChannelInfoRequest, 44 bytes, messages.json 1/35.
    0x35 ChannelInfoRequest "MediusChannelInfoRequest" Request -> (1, 0x36) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        medius_world_id "MediusWorldID": i32,
    }
    /// MediusChannelInfoResponse, 100 bytes, messages.json 1/36.
    0x36 ChannelInfoResponse "MediusChannelInfoResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        lobby_name "LobbyName": NameText<64>,
        active_player_count "ActivePlayerCount": i32,
        max_players "MaxPlayers": i32,
    }
    /// MediusGetWorldSecurityLevelRequest, 48 bytes, messages.json 1/88.
    0x88 GetWorldSecurityLevelRequest "MediusGetWorldSecurityLevelRequest" Request -> (1, 0x89) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        medius_world_id "MediusWorldID": i32,
        app_type "AppType": ApplicationType,
    }
    /// MediusGetWorldSecurityLevelResponse, 40 bytes, messages.json 1/89.
    0x89 GetWorldSecurityLevelResponse "MediusGetWorldSecurityLevelResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        medius_world_id "MediusWorldID": i32,
        app_type "AppType": ApplicationType,
        security_level "SecurityLevel": WorldSecurityLevelType,
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
    /// MediusChannelList_ExtraInfoRequest0, 26 bytes, messages.json 1/EC (MultiServer3 only).
    0xEC ChannelListExtraInfoRequest0 "MediusChannelList_ExtraInfoRequest0" Request -> (1, 0xED) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<1>,
        page_id "PageID": u16,
        page_size "PageSize": u16,
    }
    /// MediusChannelList_ExtraInfoResponse, 128/132 bytes, messages.json 1/ED.
    0xED ChannelListExtraInfoResponse "MediusChannelList_ExtraInfoResponse" Response
        list "EndOfList" forms CHANNEL_GENERIC_FIELDS {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        medius_world_id "MediusWorldID": i32,
        player_count "PlayerCount": u16,
        max_players "MaxPlayers": u16,
        game_world_count "GameWorldCount": u16 => if |d| d.version > Version(108),
        pad2 "padding": Pad<2> => if |d| d.version > Version(108),
        security_level "SecurityLevel": WorldSecurityLevelType,
        generic_field1 "GenericField1": u32,
        generic_field2 "GenericField2": u32
            => if |d| d.version > Version(108) || d.flags.has(Flags::CHANNEL_GENERIC_FIELDS),
        generic_field3 "GenericField3": u32
            => if |d| d.version > Version(108) || d.flags.has(Flags::CHANNEL_GENERIC_FIELDS),
        generic_field4 "GenericField4": u32
            => if |d| d.version > Version(108) || d.flags.has(Flags::CHANNEL_GENERIC_FIELDS),
        generic_field_level "GenericFieldLevel": WorldGenericFieldLevelType
            => if |d| d.version > Version(108) || d.flags.has(Flags::CHANNEL_GENERIC_FIELDS),
        lobby_name "LobbyName": NameText<64>,
        end_of_list "EndOfList": u8,
        pad3 "padding": Pad<3>,
    }
    /// MediusUtilAddLobbyWorldRequest, 156 bytes, messages.json 1/F5 (MultiServer3 only).
    0xF5 UtilAddLobbyWorldRequest "MediusUtilAddLobbyWorldRequest" Request -> (1, 0xF6) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        application_id "ApplicationID": i32,
        lobby_name "LobbyName": NameText<64>,
        lobby_password "LobbyPassword": PasswordText<32>,
        persistence "Persistence": UtilTypeWorldPersistence,
        generic_field1 "GenericField1": i32,
        generic_field2 "GenericField2": i32,
        generic_field3 "GenericField3": i32,
        generic_field4 "GenericField4": i32,
        generic_field_level_type "GenericFieldLevelType": WorldGenericFieldLevelType,
        mab_notification_threshold "MABNotificationThreshold": i32,
        mab_notification_step "MABNotificationStep": i32,
    }
}

/// MediusUtilAddLobbyWorldResponse, as far as it is known (MLS-94).
pub type UtilAddLobbyWorldResponse = Like<StatusAlone, 1, 0xF6>;
/// MediusUtilAddGameWorldResponse, as far as it is known (MLS-94).
pub type UtilAddGameWorldResponse = Like<StatusAlone, 1, 0xF8>;
/// MediusUtilUpdateLobbyWorldResponse, as far as it is known (MLS-94).
pub type UtilUpdateLobbyWorldResponse = Like<StatusAlone, 1, 0xFA>;
/// MediusUtilUpdateGameWorldResponse, as far as it is known (MLS-94).
pub type UtilUpdateGameWorldResponse = Like<StatusAlone, 1, 0xFC>;
