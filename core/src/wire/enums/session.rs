//! Sessions, accounts, players and universes.

use crate::wire::macros::enumerations;

enumerations! {
    /// MediusCallbackStatus.
    CallbackStatus "MediusCallbackStatus"(i32) {
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

    /// MediusAccountType.
    AccountType "MediusAccountType"(i32) {
        CHILD_ACCOUNT = 0 "MediusChildAccount",
        MASTER_ACCOUNT = 1 "MediusMasterAccount",
    }

    /// MediusLadderType.
    LadderType "MediusLadderType"(i32) {
        PLAYER = 0 "MediusLadderTypePlayer",
        CLAN = 1 "MediusLadderTypeClan",
    }

    /// MediusPlayerStatus.
    PlayerStatus "MediusPlayerStatus"(i32) {
        PLAYER_DISCONNECTED = 0 "MediusPlayerDisconnected",
        PLAYER_IN_AUTH_WORLD = 1 "MediusPlayerInAuthWorld",
        PLAYER_IN_CHAT_WORLD = 2 "MediusPlayerInChatWorld",
        PLAYER_IN_GAME_WORLD = 3 "MediusPlayerInGameWorld",
        PLAYER_IN_OTHER_UNIVERSE = 4 "MediusPlayerInOtherUniverse",
        LAST_MEDIUS_P_LAYER_STATUS = 5 "LastMediusPLayerStatus",
    }

    /// MediusCharacterEncodingType.
    CharacterEncodingType "MediusCharacterEncodingType"(i32) {
        CHARACTER_ENCODING_NO_UPDATE = 0 "MediusCharacterEncoding_NoUpdate",
        CHARACTER_ENCODING_ISO8859_1 = 1 "MediusCharacterEncoding_ISO8859_1",
        CHARACTER_ENCODING_UTF8 = 2 "MediusCharacterEncoding_UTF8",
        EXTRA_MEDIUS_CHARACTER_ENCODING_TYPE = 16777215 "ExtraMediusCharacterEncodingType",
    }

    /// MediusLanguageType.
    LanguageType "MediusLanguageType"(i32) {
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

    /// MediusConnectionType.
    ConnectionType "MediusConnectionType"(i32) {
        MODEM = 0 "Modem",
        ETHERNET = 1 "Ethernet",
        WIRELESS = 2 "Wireless",
    }

    /// MediusDnasCategory.
    DnasCategory "MediusDnasCategory"(i32) {
        DNAS_CONSOLE_ID = 0 "DnasConsoleID",
        DNAS_TITLE_ID = 1 "DnasTitleID",
        DNAS_DISK_ID = 2 "DnasDiskID",
    }

    /// MediusPlayerSearchType.
    PlayerSearchType "MediusPlayerSearchType"(i32) {
        ID = 0 "PlayerAccountID",
        NAME = 1 "PlayerAccountName",
    }

    /// MediusApplicationType.
    ApplicationType "MediusApplicationType"(i32) {
        APP_TYPE_GAME = 0 "MediusAppTypeGame",
        LOBBY_CHAT_CHANNEL = 1 "LobbyChatChannel",
    }

    /// MediusSortOrder.
    SortOrder "MediusSortOrder"(i32) {
        ASCENDING = 0 "MEDIUS_ASCENDING",
        DESCENDING = 1 "MEDIUS_DESCENDING",
    }

    /// MediusUserAction.
    UserAction "MediusUserAction"(i32) {
        KEEP_ALIVE = 0 "KeepAlive",
        JOINED_CHAT_WORLD = 1 "JoinedChatWorld",
        LEFT_GAME_WORLD = 2 "LeftGameWorld",
        LEFT_PARTY_WORLD = 3 "LeftPartyWorld",
    }

    /// MediusTimeZone.
    TimeZone "MediusTimeZone"(i32) {
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

    /// MediusWorldSecurityLevelType.
    WorldSecurityLevelType "MediusWorldSecurityLevelType"(i32) {
        NONE = 0 "WORLD_SECURITY_NONE",
        PLAYER_PASSWORD = 1 "WORLD_SECURITY_PLAYER_PASSWORD",
        CLOSED = 2 "WORLD_SECURITY_CLOSED",
        SPECTATOR_PASSWORD = 4 "WORLD_SECURITY_SPECTATOR_PASSWORD",
        EXTRA = 16777215 "WORLD_SECURITY_EXTRA",
    }

    /// MediusLobbyFilterType.
    LobbyFilterType "MediusLobbyFilterType"(i32) {
        LOBBY_FILTER_EQUALS_LOBBY = 0 "MediusLobbyFilterEqualsLobby",
        LOBBY_FILTER_EQUALS_FILTER = 1 "MediusLobbyFilterEqualsFilter",
        FILTER_EQUALS = 2 "FILTER_EQUALS",
    }

    /// MediusLobbyFilterMaskLevelType.
    LobbyFilterMaskLevelType "MediusLobbyFilterMaskLevelType"(i32) {
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

    /// MediusUniverseVariableInformationInfoFilter.
    UniverseVariableInformationInfoFilter "MediusUniverseVariableInformationInfoFilter"(u32) {
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

    /// MediusTokenActionType.
    TokenActionType "MediusTokenActionType"(i32) {
        INVALID_TOKEN_ACTION = 0 "MediusInvalidTokenAction",
        ADD_TOKEN = 1 "MediusAddToken",
        UPDATE_TOKEN = 2 "MediusUpdateToken",
        REMOVE_TOKEN = 3 "MediusRemoveToken",
    }

    /// MediusTokenCategoryType.
    TokenCategoryType "MediusTokenCategoryType"(i32) {
        INVALID_TOKEN = 0 "MediusInvalidToken",
        GENERIC_TOKEN1 = 1 "MediusGenericToken1",
        GENERIC_TOKEN2 = 2 "MediusGenericToken2",
        GENERIC_TOKEN3 = 3 "MediusGenericToken3",
        ACCOUNT_TOKEN = 4 "MediusAccountToken",
        CLAN_TOKEN = 5 "MediusClanToken",
        EXTRA_MEDIUS_TOKEN_CATEGORY_TYPE = 16777215 "ExtraMediusTokenCategoryType",
    }

    /// MediusAccessLevelType.
    AccessLevelType "MediusAccessLevelType"(u32) {
        DEFAULT = 0 "MEDIUS_ACCESSLEVEL_DEFAULT",
        PRIVILEGED = 1 "MEDIUS_ACCESSLEVEL_PRIVILEGED",
        BILLING_VERIFIED = 2 "MEDIUS_ACCESSLEVEL_BILLING_VERIFIED",
        MODERATOR = 4 "MEDIUS_ACCESSLEVEL_MODERATOR",
        RESERVED_3 = 8 "MEDIUS_ACCESSLEVEL_RESERVED_3",
        RESERVED_4 = 16 "MEDIUS_ACCESSLEVEL_RESERVED_4",
        RESERVED_5 = 32 "MEDIUS_ACCESSLEVEL_RESERVED_5",
        RESERVED_6 = 64 "MEDIUS_ACCESSLEVEL_RESERVED_6",
        RESERVED_7 = 128 "MEDIUS_ACCESSLEVEL_RESERVED_7",
        RESERVED_8 = 256 "MEDIUS_ACCESSLEVEL_RESERVED_8",
        RESERVED_9 = 512 "MEDIUS_ACCESSLEVEL_RESERVED_9",
        RESERVED_10 = 1024 "MEDIUS_ACCESSLEVEL_RESERVED_10",
        RESERVED_11 = 2048 "MEDIUS_ACCESSLEVEL_RESERVED_11",
        RESERVED_12 = 4096 "MEDIUS_ACCESSLEVEL_RESERVED_12",
        RESERVED_13 = 8192 "MEDIUS_ACCESSLEVEL_RESERVED_13",
        RESERVED_14 = 16384 "MEDIUS_ACCESSLEVEL_RESERVED_14",
        RESERVED_15 = 32768 "MEDIUS_ACCESSLEVEL_RESERVED_15",
        RESERVED_16 = 65536 "MEDIUS_ACCESSLEVEL_RESERVED_16",
        RESERVED_17 = 131072 "MEDIUS_ACCESSLEVEL_RESERVED_17",
        RESERVED_18 = 262144 "MEDIUS_ACCESSLEVEL_RESERVED_18",
        RESERVED_19 = 524288 "MEDIUS_ACCESSLEVEL_RESERVED_19",
        RESERVED_20 = 1048576 "MEDIUS_ACCESSLEVEL_RESERVED_20",
        RESERVED_21 = 2097152 "MEDIUS_ACCESSLEVEL_RESERVED_21",
        RESERVED_22 = 4194304 "MEDIUS_ACCESSLEVEL_RESERVED_22",
        RESERVED_23 = 8388608 "MEDIUS_ACCESSLEVEL_RESERVED_23",
        EXTRA = 16777215 "MEDIUS_ACCESSLEVEL_EXTRA",
        RESERVED_24 = 16777216 "MEDIUS_ACCESSLEVEL_RESERVED_24",
        RESERVED_25 = 33554432 "MEDIUS_ACCESSLEVEL_RESERVED_25",
        RESERVED_26 = 67108864 "MEDIUS_ACCESSLEVEL_RESERVED_26",
        RESERVED_27 = 134217728 "MEDIUS_ACCESSLEVEL_RESERVED_27",
        RESERVED_28 = 268435456 "MEDIUS_ACCESSLEVEL_RESERVED_28",
        RESERVED_29 = 536870912 "MEDIUS_ACCESSLEVEL_RESERVED_29",
        RESERVED_30 = 1073741824 "MEDIUS_ACCESSLEVEL_RESERVED_30",
        RESERVED_31 = 2147483648 "MEDIUS_ACCESSLEVEL_RESERVED_31",
    }

    /// MediusPasswordType.
    PasswordType "MediusPasswordType"(u8) {
        NOT_SET = 0 "MediusPasswordNotSet",
        SET = 1 "MediusPasswordSet",
    }

    /// MediusBuddyAddType.
    BuddyAddType "MediusBuddyAddType"(i32) {
        SINGLE = 0 "AddSingle",
        SYMMETRIC = 1 "AddSymmetric",
    }

    /// MediusDeviceType.
    DeviceType "MediusDeviceType"(i32) {
        MEMCARD = 0 "MEDIUS_MEMCARD",
        HDD = 1 "MEDIUS_HDD",
        HOST0 = 2 "MEDIUS_HOST0",
        EXTRA_MEDIUS_DEVICE_TYPE = 16777215 "ExtraMediusDeviceType",
    }

    /// MediusSCETerritory.
    SCETerritory "MediusSCETerritory"(i32) {
        SCEA = 0 "SCEA",
        SCEE = 1 "SCEE",
        SCEI = 2 "SCEI",
        SCEA_THIRDPARTY = 3 "SCEA_THIRDPARTY",
        SCEE_THIRDPARTY = 4 "SCEE_THIRDPARTY",
        SCEI_THIRDPARTY = 5 "SCEI_THIRDPARTY",
        EXTRA_SCE_TERRITORY_TYPE = 16777215 "ExtraSCETerritoryType",
    }

    /// MediusStoredConfirmationType.
    StoredConfirmationType "MediusStoredConfirmationType"(i32) {
        STORED_ITEM_ALREADY_EXISTS = -4 "MediusStoredItemAlreadyExists",
        STORED_DIRECTORY_NOT_FOUND = -3 "MediusStoredDirectoryNotFound",
        STORED_DEVICE_NOT_FOUND = -2 "MediusStoredDeviceNotFound",
        STORED_FILE_NOT_FOUND = -1 "MediusStoredFileNotFound",
        STORED_SUCCESS = 0 "MediusStoredSuccess",
        EXTRA_MEDIUS_STORED_CONFIRMATION_TYPE = 16777215 "ExtraMediusStoredConfirmationType",
    }

    /// MediusUtilTypeWorldPersistence.
    UtilTypeWorldPersistence "MediusUtilTypeWorldPersistence"(i32) {
        PERSISTENT = 0 "MediusUtilWorldPersistent",
        NOT_PERSISTENT = 1 "MediusUtilWorldNotPersistent",
    }

    /// MediusFindWorldType.
    FindWorldType "MediusFindWorldType"(i32) {
        FIND_GAME_WORLD = 0 "FindGameWorld",
        FIND_LOBBY_WORLD = 1 "FindLobbyWorld",
        F_IND_ALL_WORLDS = 2 "FIndAllWorlds",
    }

    /// MediusBanReasonType.
    BanReasonType "MediusBanReasonType"(i32) {
        INVALID_BAN_REASON = 0 "MediusInvalidBanReason",
        BAN_FOR_CHATTING = 1 "MediusBanForChatting",
        BAN_FOR_VULGARITY = 2 "MediusBanForVulgarity",
        BAN_FOR_OTHER_REASON = 3 "MediusBanForOtherReason",
        EXTRA_MEDIUS_BAN_REASON_TYPE = 16777215 "ExtraMediusBanReasonType",
    }

    /// MediusVoteActionType.
    VoteActionType "MediusVoteActionType"(i32) {
        INVALID_VOTE_ACTION = 0 "MediusInvalidVoteAction",
        ADD_VOTE = 1 "MediusAddVote",
        REMOVE_VOTE = 2 "MediusRemoveVote",
    }

    /// MediusGenerateRandomSelection.
    GenerateRandomSelection "MediusGenerateRandomSelection"(i32) {
        NOT_GENERATE = 0 "NotGenerate",
        GENERATE_RANDOM = 100 "GenerateRandom",
        EXTRA_MEDIUS_GENERATE_RANDOM_SELECTION = 101 "ExtraMediusGenerateRandomSelection",
    }

    /// MediusQueueState.
    QueueState "MediusQueueState"(i32) {
        UNKNOWN = 0 "MQ_UNKNOWN",
        UPDATE = 1 "MQ_UPDATE",
        LOGINCOMPLETE = 2 "MQ_LOGINCOMPLETE",
    }

    /// MediusBillingBSPType.
    BillingBSPType "MediusBillingBSPType"(i32) {
        NOTUSED = 0 "MEDIUS_BILLING_NOTUSED",
        SCEK = 1 "MEDIUS_BILLING_SCEK",
        SCEA = 2 "MEDIUS_BILLING_SCEA",
        SCEJ = 3 "MEDIUS_BILLING_SCEJ",
        SCEE = 4 "MEDIUS_BILLING_SCEE",
    }

    /// MediusDListID.
    DListID "MediusDListID"(u16) {
        BUDDY = 0 "MEDIUS_DLIST_BUDDY",
        CLAN_MEMBER = 1 "MEDIUS_DLIST_CLAN_MEMBER",
        LOBBY_MEMBER = 2 "MEDIUS_DLIST_LOBBY_MEMBER",
        LAST = 3 "MEDIUS_DLIST_LAST",
    }

    /// MediusDListServiceLevel.
    DListServiceLevel "MediusDListServiceLevel"(u8) {
        UNSUB = 0 "MEDIUS_DLEVEL_UNSUB",
        CHANGE_EVENTS = 1 "MEDIUS_DLEVEL_CHANGE_EVENTS",
        ALL_EVENTS = 2 "MEDIUS_DLEVEL_ALL_EVENTS",
        REFRESHED = 3 "MEDIUS_DLEVEL_REFRESHED",
        RESERVED1 = 4 "MEDIUS_DLEVEL_RESERVED1",
        LAST = 5 "MEDIUS_DLEVEL_LAST",
    }

    /// ONLINE_STATUS_TYPE.
    OnlineStatusType "ONLINE_STATUS_TYPE"(i32) {
        OFFLINE = 0 "OFFLINE",
        AVAILABLE = 1 "AVAILABLE",
        PRIVATE = 2 "PRIVATE",
        AWAY = 3 "AWAY",
        IDLE = 4 "IDLE",
        STAGING = 5 "STAGING",
        LOADING = 6 "LOADING",
        IN_GAME = 7 "IN_GAME",
        CHAT_HOST = 8 "CHAT_HOST",
        CHAT_CLIENT = 9 "CHAT_CLIENT",
        MAX_ONLINE_STATUS_TYPE = 10 "MAX_ONLINE_STATUS_TYPE",
    }
}

impl UniverseVariableInformationInfoFilter {
    /// Whether one of these bits is set.
    #[must_use]
    pub const fn has(self, bits: u32) -> bool {
        self.0 & bits != 0
    }
}
