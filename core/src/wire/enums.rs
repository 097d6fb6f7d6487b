//! Enumerations of the Medius messages (messages.json).

use super::macros::enumeration;

enumeration! {
    /// MediusAccountType.
    AccountType(i32) {
        CHILD_ACCOUNT = 0 "MediusChildAccount",
        MASTER_ACCOUNT = 1 "MediusMasterAccount",
    }
}

enumeration! {
    /// MediusCallbackStatus.
    CallbackStatus(i32) {
        BEGIN_SESSION_FAILED = -1000 "MediusBeginSessionFailed",
        ACCOUNT_ALREADY_EXISTS = -999 "MediusAccountAlreadyExists",
        ACCOUNT_NOT_FOUND = -998 "MediusAccountNotFound",
        ACCOUNT_LOGGED_IN = -997 "MediusAccountLoggedIn",
        END_SESSION_FAILED = -996 "MediusEndSessionFailed",
        LOGIN_FAILED = -995 "MediusLoginFailed",
        REGISTRATION_FAILED = -994 "MediusRegistrationFailed",
        INCORRECT_LOGIN_STEP = -993 "MediusIncorrectLoginStep",
        ALREADY_LEADER_OF_CLAN = -992 "MediusAlreadyLeaderOfClan",
        WM_ERROR = -991 "MediusWMError",
        NOT_CLAN_LEADER = -990 "MediusNotClanLeader",
        PLAYER_NOT_PRIVILEGED = -989 "MediusPlayerNotPrivileged",
        DB_ERROR = -988 "MediusDBError",
        DME_ERROR = -987 "MediusDMEError",
        EXCEEDS_MAX_WORLDS = -986 "MediusExceedsMaxWorlds",
        REQUEST_DENIED = -985 "MediusRequestDenied",
        SET_GAME_LIST_FILTER_FAILED = -984 "MediusSetGameListFilterFailed",
        CLEAR_GAME_LIST_FILTER_FAILED = -983 "MediusClearGameListFilterFailed",
        GET_GAME_LIST_FILTER_FAILED = -982 "MediusGetGameListFilterFailed",
        NUM_FILTERS_AT_MAX = -981 "MediusNumFiltersAtMax",
        FILTER_NOT_FOUND = -980 "MediusFilterNotFound",
        INVALID_REQUEST_MSG = -979 "MediusInvalidRequestMsg",
        INVALID_PASSWORD = -978 "MediusInvalidPassword",
        GAME_NOT_FOUND = -977 "MediusGameNotFound",
        CHANNEL_NOT_FOUND = -976 "MediusChannelNotFound",
        GAME_NAME_EXISTS = -975 "MediusGameNameExists",
        CHANNEL_NAME_EXISTS = -974 "MediusChannelNameExists",
        GAME_NAME_NOT_FOUND = -973 "MediusGameNameNotFound",
        PLAYER_BANNED = -972 "MediusPlayerBanned",
        CLAN_NOT_FOUND = -971 "MediusClanNotFound",
        CLAN_NAME_IN_USE = -970 "MediusClanNameInUse",
        SESSION_KEY_INVALID = -969 "MediusSessionKeyInvalid",
        TEXT_STRING_INVALID = -968 "MediusTextStringInvalid",
        FILTER_FAILED = -967 "MediusFilterFailed",
        FAIL = -966 "MediusFail",
        FILE_INTERNAL_ACCESS_ERROR = -965 "MediusFileInternalAccessError",
        FILE_NO_PERMISSIONS = -964 "MediusFileNoPermissions",
        FILE_DOES_NOT_EXIST = -963 "MediusFileDoesNotExist",
        FILE_ALREADY_EXISTS = -962 "MediusFileAlreadyExists",
        FILE_INVALID_FILENAME = -961 "MediusFileInvalidFilename",
        FILE_QUOTA_EXCEEDED = -960 "MediusFileQuotaExceeded",
        CACHE_FAILURE = -959 "MediusCacheFailure",
        DATA_ALREADY_EXISTS = -958 "MediusDataAlreadyExists",
        DATA_DOES_NOT_EXIST = -957 "MediusDataDoesNotExist",
        MAX_EXCEEDED = -956 "MediusMaxExceeded",
        KEY_ERROR = -955 "MediusKeyError",
        INCOMPATIBLE_APP_ID = -954 "MediusIncompatibleAppID",
        ACCOUNT_BANNED = -953 "MediusAccountBanned",
        MACHINE_BANNED = -952 "MediusMachineBanned",
        LEADER_CANNOT_LEAVE_CLAN = -951 "MediusLeaderCannotLeaveClan",
        FEATURE_NOT_ENABLED = -950 "MediusFeatureNotEnabled",
        DNAS_SIGNATURE_LOGGED_IN = -949 "MediusDNASSignatureLoggedIn",
        WORLD_IS_FULL = -948 "MediusWorldIsFull",
        NOT_CLAN_MEMBER = -947 "MediusNotClanMember",
        SERVER_BUSY = -946 "MediusServerBusy",
        NUM_GAME_WORLDS_PER_LOBBY_WORLD_EXCEEDED = -945 "MediusNumGameWorldsPerLobbyWorldExceeded",
        ACCOUNT_NOT_UC_COMPLIANT = -944 "MediusAccountNotUCCompliant",
        PASSWORD_NOT_UC_COMPLIANT = -943 "MediusPasswordNotUCCompliant",
        GATEWAY_ERROR = -942 "MediusGatewayError",
        TRANSACTION_CANCELED = -941 "MediusTransactionCanceled",
        SESSION_FAIL = -940 "MediusSessionFail",
        TOKEN_ALREADY_TAKEN = -939 "MediusTokenAlreadyTaken",
        TOKEN_DOES_NOT_EXIST = -938 "MediusTokenDoesNotExist",
        SUBSCRIPTION_ABORTED = -937 "MediusSubscriptionAborted",
        SUBSCRIPTION_INVALID = -936 "MediusSubscriptionInvalid",
        NOT_A_MEMBER = -935 "MediusNotAMember",
        BILLING_VERIFICATION_REQUIRED = -934 "MediusBillingVerificationRequired",
        ACCESS_LEVEL_INSUFFICIENT = -933 "MediusAccessLevelInsufficient",
        WORLD_CLOSED = -932 "MediusWorldClosed",
        TRANSACTION_TIMED_OUT = -931 "MediusTransactionTimedOut",
        STEP_SEND_FAILED = -930 "MediusStepSendFailed",
        MATCH_TYPE_NO_MATCH_DEPRECATED = -929 "MediusMatchTypeNoMatch_DEPRECATED",
        MATCH_SERVER_NOT_FOUND = -928 "MediusMatchServerNotFound",
        MATCH_GAME_CREATION_FAILED = -927 "MediusMatchGameCreationFailed",
        GAME_LIST_SORT_OPERATION_FAILED = -926 "MediusGameListSortOperationFailed",
        NUM_SORT_CRITERIA_AT_MAX = -925 "MediusNumSortCriteriaAtMax",
        SORT_CRITERIA_NOT_FOUND = -924 "MediusSortCriteriaNotFound",
        ENTITLEMENT_CHECK_FAILED = -923 "MediusEntitlementCheckFailed",
        EXTRA_MEDIUS_CALLBACK_STATUS = -1 "ExtraMediusCallbackStatus",
        SUCCESS = 0 "MediusSuccess",
        NO_RESULT = 1 "MediusNoResult",
        REQUEST_ACCEPTED = 2 "MediusRequestAccepted",
        WORLD_CREATED_SIZE_REDUCED = 3 "MediusWorldCreatedSizeReduced",
        PASS = 4 "MediusPass",
        IN_QUEUE = 5 "MediusInQueue",
        JOIN_ASSIGNED_GAME = 6 "MediusJoinAssignedGame",
        MATCH_TYPE_HOST_GAME = 7 "MediusMatchTypeHostGame",
        MATCH_TYPE_REFERRAL = 8 "MediusMatchTypeReferral",
        ALREADY_IN_LEAST_POPULATED_CHANNEL = 9 "MediusAlreadyInLeastPopulatedChannel",
        VULGARITY_FOUND = 10 "MediusVulgarityFound",
        MATCHING_IN_PROGRESS = 11 "MediusMatchingInProgress",
    }
}

enumeration! {
    /// MediusCharacterEncodingType.
    CharacterEncodingType(i32) {
        CHARACTER_ENCODING_NO_UPDATE = 0 "MediusCharacterEncoding_NoUpdate",
        CHARACTER_ENCODING_ISO8859_1 = 1 "MediusCharacterEncoding_ISO8859_1",
        CHARACTER_ENCODING_UTF8 = 2 "MediusCharacterEncoding_UTF8",
        EXTRA_MEDIUS_CHARACTER_ENCODING_TYPE = 16777215 "ExtraMediusCharacterEncodingType",
    }
}

enumeration! {
    /// MediusClanStatus.
    ClanStatus(i32) {
        CLAN_DISBANDED = -1 "ClanDisbanded",
        CLAN_ACTIVE = 0 "ClanActive",
    }
}

enumeration! {
    /// MediusConnectionType.
    ConnectionType(i32) {
        MODEM = 0 "Modem",
        ETHERNET = 1 "Ethernet",
        WIRELESS = 2 "Wireless",
    }
}

enumeration! {
    /// MediusDnasCategory.
    DnasCategory(i32) {
        DNAS_CONSOLE_ID = 0 "DnasConsoleID",
        DNAS_TITLE_ID = 1 "DnasTitleID",
        DNAS_DISK_ID = 2 "DnasDiskID",
    }
}

enumeration! {
    /// MediusLanguageType.
    LanguageType(i32) {
        LANGUAGE_NO_UPDATE = 0 "MediusLanguage_NoUpdate",
        LANGUAGE_US_ENGLISH = 1 "MediusLanguage_USEnglish",
        LANGUAGE_UK_ENGLISH = 2 "MediusLanguage_UKEnglish",
        LANGUAGE_JAPANESE = 3 "MediusLanguage_Japanese",
        LANGUAGE_KOREAN = 4 "MediusLanguage_Korean",
        LANGUAGE_ITALIAN = 5 "MediusLanguage_Italian",
        LANGUAGE_SPANISH = 6 "MediusLanguage_Spanish",
        LANGUAGE_GERMAN = 7 "MediusLanguage_German",
        LANGUAGE_FRENCH = 8 "MediusLanguage_French",
        LANGUAGE_DUTCH = 9 "MediusLanguage_Dutch",
        LANGUAGE_PORTUGUESE = 10 "MediusLanguage_Portuguese",
        LANGUAGE_CHINESE = 11 "MediusLanguage_Chinese",
        LANGUAGE_TAIWANESE = 12 "MediusLanguage_Taiwanese",
        LANGUAGE_FINNISH = 13 "MediusLanguage_Finnish",
        LANGUAGE_NORWEGIAN = 14 "MediusLanguage_Norwegian",
    }
}

enumeration! {
    /// MediusLobbyFilterMaskLevelType.
    LobbyFilterMaskLevelType(i32) {
        LOBBY_FILTER_MASK_LEVEL0 = 0 "MediusLobbyFilterMaskLevel0",
        LOBBY_FILTER_MASK_LEVEL1 = 1 "MediusLobbyFilterMaskLevel1",
        LOBBY_FILTER_MASK_LEVEL2 = 2 "MediusLobbyFilterMaskLevel2",
        LOBBY_FILTER_MASK_LEVEL3 = 4 "MediusLobbyFilterMaskLevel3",
        LOBBY_FILTER_MASK_LEVEL4 = 8 "MediusLobbyFilterMaskLevel4",
        LOBBY_FILTER_MASK_LEVEL12 = 16 "MediusLobbyFilterMaskLevel12",
        LOBBY_FILTER_MASK_LEVEL123 = 32 "MediusLobbyFilterMaskLevel123",
        LOBBY_FILTER_MASK_LEVEL1234 = 64 "MediusLobbyFilterMaskLevel1234",
        LOBBY_FILTER_MASK_LEVEL23 = 128 "MediusLobbyFilterMaskLevel23",
        LOBBY_FILTER_MASK_LEVEL234 = 256 "MediusLobbyFilterMaskLevel234",
        LOBBY_FILTER_MASK_LEVEL34 = 512 "MediusLobbyFilterMaskLevel34",
    }
}

enumeration! {
    /// MediusLobbyFilterType.
    LobbyFilterType(i32) {
        LOBBY_FILTER_EQUALS_LOBBY = 0 "MediusLobbyFilterEqualsLobby",
        LOBBY_FILTER_EQUALS_FILTER = 1 "MediusLobbyFilterEqualsFilter",
        FILTER_EQUALS = 2 "FILTER_EQUALS",
    }
}

enumeration! {
    /// MGCL_ALERT_LEVEL.
    MgclAlertLevel(i32) {
        ALERT_NONE = 0 "MGCL_ALERT_NONE",
        ALERT_LOW = 1 "MGCL_ALERT_LOW",
        ALERT_MID = 2 "MGCL_ALERT_MID",
        ALERT_HIGH = 3 "MGCL_ALERT_HIGH",
    }
}

enumeration! {
    /// MGCL_GAME_HOST_TYPE.
    MgclGameHostType(i32) {
        MGCL_GAME_HOST_CLIENT_SERVER = 0 "MGCLGameHostClientServer",
        MGCL_GAME_HOST_INTEGRATED_SERVER = 1 "MGCLGameHostIntegratedServer",
        MGCL_GAME_HOST_PEER_TO_PEER = 2 "MGCLGameHostPeerToPeer",
        MGCL_GAME_HOST_LAN_PLAY = 3 "MGCLGameHostLANPlay",
        MGCL_GAME_HOST_CLIENT_SERVER_AUX_UDP = 4 "MGCLGameHostClientServerAuxUDP",
        MGCL_GAME_HOST_CLIENT_SERVER_UDP = 5 "MGCLGameHostClientServerUDP",
        MGCL_GAME_HOST_INDEPENDENT = 6 "MGCLGameHostIndependent",
        MGCL_GAME_HOST_MAX = 7 "MGCLGameHostMax",
    }
}

enumeration! {
    /// MGCL_SERVER_ATTRIBUTES.
    MgclServerAttributes(i32) {
        SERVER_NONE = 0 "MGCL_SERVER_NONE",
        SERVER_ALLOW_REBROADCAST = 1 "MGCL_SERVER_ALLOW_REBROADCAST",
        SERVER_ALLOW_SPECTATOR = 2 "MGCL_SERVER_ALLOW_SPECTATOR",
        SERVER_ALLOW_INFORMER = 3 "MGCL_SERVER_ALLOW_INFORMER",
        SERVER_ALLOW_MONITOR = 4 "MGCL_SERVER_ALLOW_MONITOR",
    }
}

enumeration! {
    /// MGCL_TRUST_LEVEL.
    MgclTrustLevel(i32) {
        TRUSTED = 0 "MGCL_TRUSTED",
        NOT_TRUSTED = 1 "MGCL_NOT_TRUSTED",
    }
}

enumeration! {
    /// MGCL_ERROR_CODE.
    MgclErrorCode(i8) {
        NUM_GAME_WORLDS_PER_LOBBY_WORLD_EXCEEDED = -19 "MGCL_NUM_GAME_WORLDS_PER_LOBBY_WORLD_EXCEEDED",
        CALL_MGCL_CLOSE_BEFORE_REINITIALIZING = -18 "MGCL_CALL_MGCL_CLOSE_BEFORE_REINITIALIZING",
        DME_ERROR = -17 "MGCL_DME_ERROR",
        WORLDID_INUSE = -16 "MGCL_WORLDID_INUSE",
        GAME_NAME_EXISTS = -15 "MGCL_GAME_NAME_EXISTS",
        NATRESOLVE_FAILED = -14 "MGCL_NATRESOLVE_FAILED",
        INVALID_ARG = -13 "MGCL_INVALID_ARG",
        UNSUCCESSFUL = -12 "MGCL_UNSUCCESSFUL",
        SESSIONEND_FAILED = -11 "MGCL_SESSIONEND_FAILED",
        SESSIONBEGIN_FAILED = -10 "MGCL_SESSIONBEGIN_FAILED",
        AUTHENTICATION_FAILED = -9 "MGCL_AUTHENTICATION_FAILED",
        NETWORK_ERROR = -8 "MGCL_NETWORK_ERROR",
        SHUTDOWN_ERROR = -7 "MGCL_SHUTDOWN_ERROR",
        INITIALIZATION_FAILED = -6 "MGCL_INITIALIZATION_FAILED",
        SEND_FAILED = -5 "MGCL_SEND_FAILED",
        NOT_CONNECTED = -4 "MGCL_NOT_CONNECTED",
        DISCONNECT_FAILED = -3 "MGCL_DISCONNECT_FAILED",
        CONNECTION_FAILED = -2 "MGCL_CONNECTION_FAILED",
        CONNECTION_ERROR = -1 "MGCL_CONNECTION_ERROR",
        SUCCESS = 0 "MGCL_SUCCESS",
    }
}

enumeration! {
    /// NetAddressType.
    NetAddressType(i32) {
        NONE = 0 "NetAddressNone",
        EXTERNAL = 1 "NetAddressTypeExternal",
        INTERNAL = 2 "NetAddressTypeInternal",
        NAT_SERVICE = 3 "NetAddressTypeNATService",
        BINARY_EXTERNAL = 4 "NetAddressTypeBinaryExternal",
        BINARY_INTERNAL = 5 "NetAddressTypeBinaryInternal",
        BINARY_EXTERNAL_VPORT = 6 "NetAddressTypeBinaryExternalVport",
        BINARY_INTERNAL_VPORT = 7 "NetAddressTypeBinaryInternalVport",
        BINARY_NAT_SERVICES = 8 "NetAddressTypeBinaryNATServices",
        SIGNAL_ADDRESS = 9 "NetAddressTypeSignalAddress",
        SIGNAL_BLOB = 10 "NetAddressTypeSignalBlob",
    }
}

enumeration! {
    /// NetConnectionType.
    NetConnectionType(i32) {
        NONE = 0 "NetConnectionNone",
        CLIENT_SERVER_TCP = 1 "NetConnectionTypeClientServerTCP",
        PEER_TO_PEER_UDP = 2 "NetConnectionTypePeerToPeerUDP",
        CLIENT_SERVER_TCP_AUX_UDP = 3 "NetConnectionTypeClientServerTCPAuxUDP",
        CLIENT_LISTENER_TCP = 4 "NetConnectionTypeClientListenerTCP",
        CLIENT_SERVER_UDP = 5 "NetConnectionTypeClientServerUDP",
        CLIENT_LISTENER_TCP_AUX_UDP = 6 "NetConnectionTypeClientListenerTCPAuxUDP",
        CLIENT_LISTENER_UDP = 7 "NetConnectionTypeClientListenerUDP",
    }
}

enumeration! {
    /// MediusPlayerStatus.
    PlayerStatus(i32) {
        PLAYER_DISCONNECTED = 0 "MediusPlayerDisconnected",
        PLAYER_IN_AUTH_WORLD = 1 "MediusPlayerInAuthWorld",
        PLAYER_IN_CHAT_WORLD = 2 "MediusPlayerInChatWorld",
        PLAYER_IN_GAME_WORLD = 3 "MediusPlayerInGameWorld",
        PLAYER_IN_OTHER_UNIVERSE = 4 "MediusPlayerInOtherUniverse",
        LAST_MEDIUS_P_LAYER_STATUS = 5 "LastMediusPLayerStatus",
    }
}

enumeration! {
    /// MediusPolicyType.
    PolicyType(i32) {
        USAGE = 0 "Usage",
        PRIVACY = 1 "Privacy",
    }
}

enumeration! {
    /// MediusTextFilterType.
    TextFilterType(i32) {
        TEXT_FILTER_PASS_FAIL = 0 "MediusTextFilterPassFail",
        TEXT_FILTER_REPLACE = 1 "MediusTextFilterReplace",
        EXTRA_MEDIUS_TEXT_FILTER = 16777215 "ExtraMediusTextFilter",
    }
}

enumeration! {
    /// MediusTimeZone.
    TimeZone(i32) {
        TIME_ZONE_IDLW = -1200 "MediusTimeZone_IDLW",
        TIME_ZONE_HST = -1000 "MediusTimeZone_HST",
        TIME_ZONE_AKST = -900 "MediusTimeZone_AKST",
        TIME_ZONE_PST = -801 "MediusTimeZone_PST",
        TIME_ZONE_AKDT = -800 "MediusTimeZone_AKDT",
        TIME_ZONE_MST = -701 "MediusTimeZone_MST",
        TIME_ZONE_PDT = -700 "MediusTimeZone_PDT",
        TIME_ZONE_CST = -601 "MediusTimeZone_CST",
        TIME_ZONE_MDT = -600 "MediusTimeZone_MDT",
        TIME_ZONE_EST = -501 "MediusTimeZone_EST",
        TIME_ZONE_CDT = -500 "MediusTimeZone_CDT",
        TIME_ZONE_AST = -401 "MediusTimeZone_AST",
        TIME_ZONE_EDT = -400 "MediusTimeZone_EDT",
        TIME_ZONE_NST = -350 "MediusTimeZone_NST",
        TIME_ZONE_ADT = -300 "MediusTimeZone_ADT",
        TIME_ZONE_NDT = -250 "MediusTimeZone_NDT",
        TIME_ZONE_WAT = -100 "MediusTimeZone_WAT",
        TIME_ZONE_GMT = 0 "MediusTimeZone_GMT",
        TIME_ZONE_UTC = 1 "MediusTimeZone_UTC",
        TIME_ZONE_WET = 2 "MediusTimeZone_WET",
        TIME_ZONE_BST = 100 "MediusTimeZone_BST",
        TIME_ZONE_IRISHST = 101 "MediusTimeZone_IRISHST",
        TIME_ZONE_WEST = 102 "MediusTimeZone_WEST",
        TIME_ZONE_CET = 103 "MediusTimeZone_CET",
        TIME_ZONE_CEST = 200 "MediusTimeZone_CEST",
        TIME_ZONE_SWEDISHST = 201 "MediusTimeZone_SWEDISHST",
        TIME_ZONE_FST = 202 "MediusTimeZone_FST",
        TIME_ZONE_CAT = 203 "MediusTimeZone_CAT",
        TIME_ZONE_SAST = 204 "MediusTimeZone_SAST",
        TIME_ZONE_EET = 205 "MediusTimeZone_EET",
        TIME_ZONE_ISRAELST = 206 "MediusTimeZone_ISRAELST",
        TIME_ZONE_EEST = 300 "MediusTimeZone_EEST",
        TIME_ZONE_BT = 301 "MediusTimeZone_BT",
        TIME_ZONE_MSK = 302 "MediusTimeZone_MSK",
        TIME_ZONE_IRANST = 350 "MediusTimeZone_IRANST",
        TIME_ZONE_MSD = 400 "MediusTimeZone_MSD",
        TIME_ZONE_INDIANST = 550 "MediusTimeZone_INDIANST",
        TIME_ZONE_JT = 750 "MediusTimeZone_JT",
        TIME_ZONE_HKT = 800 "MediusTimeZone_HKT",
        TIME_ZONE_CCT = 801 "MediusTimeZone_CCT",
        TIME_ZONE_AWST = 802 "MediusTimeZone_AWST",
        TIME_ZONE_MT = 850 "MediusTimeZone_MT",
        TIME_ZONE_KST = 900 "MediusTimeZone_KST",
        TIME_ZONE_JST = 901 "MediusTimeZone_JST",
        TIME_ZONE_ACST = 950 "MediusTimeZone_ACST",
        TIME_ZONE_AEST = 1000 "MediusTimeZone_AEST",
        TIME_ZONE_GST = 1001 "MediusTimeZone_GST",
        TIME_ZONE_ACDT = 1050 "MediusTimeZone_ACDT",
        TIME_ZONE_AEDT = 1100 "MediusTimeZone_AEDT",
        TIME_ZONE_SST = 1101 "MediusTimeZone_SST",
        TIME_ZONE_NZST = 1200 "MediusTimeZone_NZST",
        TIME_ZONE_IDLE = 1201 "MediusTimeZone_IDLE",
        TIME_ZONE_NZDT = 1300 "MediusTimeZone_NZDT",
    }
}

enumeration! {
    /// MediusUniverseVariableInformationInfoFilter.
    UniverseVariableInformationInfoFilter(u32) {
        INFO_UNIVERSES = 1 "INFO_UNIVERSES",
        INFO_NEWS = 2 "INFO_NEWS",
        INFO_ID = 4 "INFO_ID",
        INFO_NAME = 8 "INFO_NAME",
        INFO_DNS = 16 "INFO_DNS",
        INFO_DESCRIPTION = 32 "INFO_DESCRIPTION",
        INFO_STATUS = 64 "INFO_STATUS",
        INFO_BILLING = 128 "INFO_BILLING",
        INFO_EXTRAINFO = 256 "INFO_EXTRAINFO",
        INFO_SVO_URL = 512 "INFO_SVO_URL",
    }
}

enumeration! {
    /// MediusUserAction.
    UserAction(i32) {
        KEEP_ALIVE = 0 "KeepAlive",
        JOINED_CHAT_WORLD = 1 "JoinedChatWorld",
        LEFT_GAME_WORLD = 2 "LeftGameWorld",
        LEFT_PARTY_WORLD = 3 "LeftPartyWorld",
    }
}

impl UniverseVariableInformationInfoFilter {
    /// Whether one of these bits is set.
    #[must_use]
    pub const fn has(self, bits: u32) -> bool {
        self.0 & bits != 0
    }
}
