//! Games and channels.

use crate::wire::macros::enumerations;

enumerations! {
    /// MediusWorldGenericFieldLevelType.
    WorldGenericFieldLevelType "MediusWorldGenericFieldLevelType"(i32) {
        LEVEL0 = 0 "MediusWorldGenericFieldLevel0",
        LEVEL1 = 1 "MediusWorldGenericFieldLevel1",
        LEVEL2 = 2 "MediusWorldGenericFieldLevel2",
        LEVEL3 = 4 "MediusWorldGenericFieldLevel3",
        LEVEL4 = 8 "MediusWorldGenericFieldLevel4",
        LEVEL12 = 16 "MediusWorldGenericFieldLevel12",
        LEVEL123 = 32 "MediusWorldGenericFieldLevel123",
        LEVEL1234 = 64 "MediusWorldGenericFieldLevel1234",
        LEVEL23 = 128 "MediusWorldGenericFieldLevel23",
        LEVEL234 = 256 "MediusWorldGenericFieldLevel234",
        LEVEL34 = 512 "MediusWorldGenericFieldLevel34",
    }

    /// MediusJoinType.
    JoinType "MediusJoinType"(i32) {
        PLAYER = 0 "MediusJoinAsPlayer",
        SPECTATOR = 1 "MediusJoinAsSpectator",
        MASS_SPECTATOR = 2 "MediusJoinAsMassSpectator",
    }

    /// MediusGameHostType.
    GameHostType "MediusGameHostType"(i32) {
        CLIENT_SERVER = 0 "MediusGameHostClientServer",
        INTEGRATED_SERVER = 1 "MediusGameHostIntegratedServer",
        PEER_TO_PEER = 2 "MediusGameHostPeerToPeer",
        LAN_PLAY = 3 "MediusGameHostLANPlay",
        CLIENT_SERVER_AUX_UDP = 4 "MediusGameHostClientServerAuxUDP",
    }

    /// MediusWorldAttributesType.
    WorldAttributesType "MediusWorldAttributesType"(i32) {
        NONE = 0 "GAME_WORLD_NONE",
        ALLOW_REBROADCAST = 1 "GAME_WORLD_ALLOW_REBROADCAST",
        ALLOW_SPECTATOR = 2 "GAME_WORLD_ALLOW_SPECTATOR",
        INTERNAL = 4 "GAME_WORLD_INTERNAL",
        RECORD = 8 "GAME_WORLD_RECORD",
    }

    /// MediusWorldStatus.
    WorldStatus "MediusWorldStatus"(i32) {
        INACTIVE = 0 "WorldInactive",
        STAGING = 1 "WorldStaging",
        ACTIVE = 2 "WorldActive",
        CLOSED = 3 "WorldClosed",
        PENDING_CREATION = 4 "WorldPendingCreation",
        PENDING_CONNECT_TO_GAME = 5 "WorldPendingConnectToGame",
    }

    /// MediusGameListFilterField.
    GameListFilterField "MediusGameListFilterField"(i32) {
        PLAYER_COUNT = 1 "MEDIUS_FILTER_PLAYER_COUNT",
        MIN_PLAYERS = 2 "MEDIUS_FILTER_MIN_PLAYERS",
        MAX_PLAYERS = 3 "MEDIUS_FILTER_MAX_PLAYERS",
        GAME_LEVEL = 4 "MEDIUS_FILTER_GAME_LEVEL",
        PLAYER_SKILL_LEVEL = 5 "MEDIUS_FILTER_PLAYER_SKILL_LEVEL",
        RULES_SET = 6 "MEDIUS_FILTER_RULES_SET",
        GENERIC_FIELD_1 = 7 "MEDIUS_FILTER_GENERIC_FIELD_1",
        GENERIC_FIELD_2 = 8 "MEDIUS_FILTER_GENERIC_FIELD_2",
        GENERIC_FIELD_3 = 9 "MEDIUS_FILTER_GENERIC_FIELD_3",
        LOBBY_WORLDID = 10 "MEDIUS_FILTER_LOBBY_WORLDID",
        GENERIC_FIELD_4 = 11 "MEDIUS_FILTER_GENERIC_FIELD_4",
        GENERIC_FIELD_5 = 12 "MEDIUS_FILTER_GENERIC_FIELD_5",
        GENERIC_FIELD_6 = 13 "MEDIUS_FILTER_GENERIC_FIELD_6",
        GENERIC_FIELD_7 = 14 "MEDIUS_FILTER_GENERIC_FIELD_7",
        GENERIC_FIELD_8 = 15 "MEDIUS_FILTER_GENERIC_FIELD_8",
        MATCH_MAKING_GAMES = 16 "MEDIUS_FILTER_MATCH_MAKING_GAMES",
        LOCATION_ID = 17 "MEDIUS_FILTER_LOCATION_ID",
        BUDDY_COUNT = 18 "MEDIUS_FILTER_BUDDY_COUNT",
        CLAN_MEMBER_COUNT = 19 "MEDIUS_FILTER_CLAN_MEMBER_COUNT",
        IGNORED_PLAYER_COUNT = 20 "MEDIUS_FILTER_IGNORED_PLAYER_COUNT",
    }

    /// MediusComparisonOperator.
    ComparisonOperator "MediusComparisonOperator"(i32) {
        LESS_THAN = 0 "LESS_THAN",
        LESS_THAN_OR_EQUAL_TO = 1 "LESS_THAN_OR_EQUAL_TO",
        EQUAL_TO = 2 "EQUAL_TO",
        GREATER_THAN_OR_EQUAL_TO = 3 "GREATER_THAN_OR_EQUAL_TO",
        GREATER_THAN = 4 "GREATER_THAN",
        NOT_EQUALS = 5 "NOT_EQUALS",
    }

    /// MGCL_GAME_HOST_TYPE.
    MgclGameHostType "MGCL_GAME_HOST_TYPE"(i32) {
        MGCL_GAME_HOST_CLIENT_SERVER = 0 "MGCLGameHostClientServer",
        MGCL_GAME_HOST_INTEGRATED_SERVER = 1 "MGCLGameHostIntegratedServer",
        MGCL_GAME_HOST_PEER_TO_PEER = 2 "MGCLGameHostPeerToPeer",
        MGCL_GAME_HOST_LAN_PLAY = 3 "MGCLGameHostLANPlay",
        MGCL_GAME_HOST_CLIENT_SERVER_AUX_UDP = 4 "MGCLGameHostClientServerAuxUDP",
        MGCL_GAME_HOST_CLIENT_SERVER_UDP = 5 "MGCLGameHostClientServerUDP",
        MGCL_GAME_HOST_INDEPENDENT = 6 "MGCLGameHostIndependent",
        MGCL_GAME_HOST_MAX = 7 "MGCLGameHostMax",
    }

    /// MediusAssignedGameType.
    AssignedGameType "MediusAssignedGameType"(i32) {
        MMS = 0 "AssignedGameTypeMMS",
        TOURNAMENT = 1 "AssignedGameTypeTournament",
    }

    /// MediusGameListSortDirection.
    GameListSortDirection "MediusGameListSortDirection"(i32) {
        ASCENDING = 0 "MEDIUS_SORT_ASCENDING",
        DESCENDING = 1 "MEDIUS_SORT_DESCENDING",
    }

    /// MediusMatchGameState.
    MatchGameState "MediusMatchGameState"(i32) {
        SUSPEND = 0 "MatchGameStateSuspend",
        RESUME = 1 "MatchGameStateResume",
        STOP = 2 "MatchGameStateStop",
    }

    /// MediusMatchOptions.
    MatchOptions "MediusMatchOptions"(i32) {
        NONE = 0 "MatchOptionsNone",
        MATCH_LATE_JOIN = 1 "MatchLateJoin",
        MATCH_CUSTOM_GAME = 2 "MatchCustomGame",
    }

    /// DME_SERVER_WORLD_TYPE.
    DmeServerWorldType "DME_SERVER_WORLD_TYPE"(i32) {
        DME_SERVER_GENERIC_WORLD = 0 "DME_SERVER_GENERIC_WORLD",
        DME_SERVER_VIRTUAL_PRIVATE_WORLD = 1 "DME_SERVER_VIRTUAL_PRIVATE_WORLD",
        DME_SERVER_REBROADCASTER_WORLD = 2 "DME_SERVER_REBROADCASTER_WORLD",
        DME_SERVER_SPECTATOR_WORLD = 3 "DME_SERVER_SPECTATOR_WORLD",
        MAX = 4 "DME_SERVER_WORLD_TYPE_MAX",
    }

    /// MGCL_WORLD_ATTRIBUTES.
    MgclWorldAttributes "MGCL_WORLD_ATTRIBUTES"(i32) {
        NONE = 0 "MGCL_WORLD_NONE",
        TYPE_SPECTATOR = 1 "MGCL_WORLD_TYPE_SPECTATOR",
        ALLOW_SPECTATORS = 2 "MGCL_WORLD_ALLOW_SPECTATORS",
        INTERNAL = 3 "MGCL_WORLD_INTERNAL",
    }
}
