//! Programs beside the five components: plug-ins, telemetry, web services, other servers of Sony. No message of ours
//! uses them; dumps of such traffic can name them.

use crate::wire::macros::enumerations;

enumerations! {
    /// CheatQueryType.
    CheatQueryType "CheatQueryType"(u8) {
        DME_SERVER_CHEAT_QUERY_RAW_MEMORY = 0 "DME_SERVER_CHEAT_QUERY_RAW_MEMORY",
        DME_SERVER_CHEAT_QUERY_SHA1_HASH = 1 "DME_SERVER_CHEAT_QUERY_SHA1_HASH",
        DME_SERVER_CHEAT_QUERY_MD5_HASH = 2 "DME_SERVER_CHEAT_QUERY_MD5_HASH",
        DME_SERVER_CHEAT_QUERY_ACTIVE_THREAD_CNT = 3 "DME_SERVER_CHEAT_QUERY_ACTIVE_THREAD_CNT",
        DME_SERVER_CHEAT_QUERY_REMENANT_THREAD_CNT = 4 "DME_SERVER_CHEAT_QUERY_REMENANT_THREAD_CNT",
        DME_SERVER_CHEAT_QUERY_SALTY_SHA1_HASH = 5 "DME_SERVER_CHEAT_QUERY_SALTY_SHA1_HASH",
        DME_SERVER_CHEAT_QUERY_SALTY_MD5_HASH = 6 "DME_SERVER_CHEAT_QUERY_SALTY_MD5_HASH",
        DME_SERVER_CHEAT_QUERY_4_BYTE_POKE_ADDRESS = 8 "DME_SERVER_CHEAT_QUERY_4BYTE_POKE_ADDRESS",
        DME_SERVER_CHEAT_QUERY_NO_OP_FUNC_ADDRESS = 9 "DME_SERVER_CHEAT_QUERY_NO_OP_FUNC_ADDRESS",
        DME_SERVER_CHEAT_QUERY_INTERRUPT_CNT = 10 "DME_SERVER_CHEAT_QUERY_INTERRUPT_CNT",
        DME_SERVER_CHEAT_QUERY_THREAD_INFO = 11 "DME_SERVER_CHEAT_QUERY_THREAD_INFO",
        DME_SERVER_CHEAT_QUERY_STRING_EXISTS = 12 "DME_SERVER_CHEAT_QUERY_STRING_EXISTS",
        DME_SERVER_CHEAT_QUERY_IOP_RAW_MEMORY = 13 "DME_SERVER_CHEAT_QUERY_IOP_RAW_MEMORY",
        DME_SERVER_CHEAT_QUERY_IOP_SHA1_HASH = 14 "DME_SERVER_CHEAT_QUERY_IOP_SHA1_HASH",
        DME_SERVER_CHEAT_QUERY_IOP_MD5_HASH = 15 "DME_SERVER_CHEAT_QUERY_IOP_MD5_HASH",
        DME_SERVER_CHEAT_QUERY_IOP_SALTY_SHA1_HASH = 16 "DME_SERVER_CHEAT_QUERY_IOP_SALTY_SHA1_HASH",
        DME_SERVER_CHEAT_QUERY_IOP_SALTY_MD5_HASH = 17 "DME_SERVER_CHEAT_QUERY_IOP_SALTY_MD5_HASH",
        DME_SERVER_CHEAT_QUERY_IOP_MOD_RAW = 18 "DME_SERVER_CHEAT_QUERY_IOP_MOD_RAW",
        DME_SERVER_CHEAT_QUERY_IOP_MOD_SHA1 = 19 "DME_SERVER_CHEAT_QUERY_IOP_MOD_SHA1",
        DME_SERVER_CHEAT_QUERY_IOP_MOD_MD5 = 20 "DME_SERVER_CHEAT_QUERY_IOP_MOD_MD5",
        DME_SERVER_CHEAT_QUERY_IOP_MOD_SALTY_SHA1 = 21 "DME_SERVER_CHEAT_QUERY_IOP_MOD_SALTY_SHA1",
        DME_SERVER_CHEAT_QUERY_IOP_MOD_SALTY_MD5 = 22 "DME_SERVER_CHEAT_QUERY_IOP_MOD_SALTY_MD5",
        DME_SERVER_CHEAT_QUERY_IOP_MOD_CNT = 23 "DME_SERVER_CHEAT_QUERY_IOP_MOD_CNT",
        DME_SERVER_CHEAT_QUERY_IOP_MOD_TEXT_ADDR = 24 "DME_SERVER_CHEAT_QUERY_IOP_MOD_TEXT_ADDR",
        DME_SERVER_CHEAT_QUERY_IOP_MOD_TEXT_SIZE = 25 "DME_SERVER_CHEAT_QUERY_IOP_MOD_TEXT_SIZE",
        DME_SERVER_CHEAT_QUERY_IOP_THREAD_CNT = 26 "DME_SERVER_CHEAT_QUERY_IOP_THREAD_CNT",
        DME_SERVER_CHEAT_QUERY_IOP_MEM_FREE = 27 "DME_SERVER_CHEAT_QUERY_IOP_MEM_FREE",
        DME_SERVER_CHEAT_QUERY_IOP_MEM_USED = 28 "DME_SERVER_CHEAT_QUERY_IOP_MEM_USED",
    }

    /// AnticheatEventCode.
    AnticheatEventCode "AnticheatEventCode"(i32) {
        LOBBYCONNECT = 0 "anticheatLOBBYCONNECT",
        LOBBYDISCONNECT = 1 "anticheatLOBBYDISCONNECT",
        JOINGAME = 2 "anticheatJOINGAME",
        PERIODIC = 3 "anticheatPERIODIC",
        LEAVEGAME = 4 "anticheatLEAVEGAME",
        PLAYERREPORT = 5 "anticheatPLAYERREPORT",
        STATSREPORT = 6 "anticheatSTATSREPORT",
        CHATMESSAGE = 7 "anticheatCHATMESSAGE",
        DELAYED = 8 "anticheatDELAYED",
        RECONFIG = 9 "anticheatRECONFIG",
        CREATELOBBYWORLD = 10 "anticheatCREATELOBBYWORLD",
        GETCHANNELLIST = 11 "anticheatGETCHANNELLIST",
        GETGAMELIST = 12 "anticheatGETGAMELIST",
        GETMYCLANS = 13 "anticheatGETMYCLANS",
        GETANNOUNCEMENTS = 14 "anticheatGETANNOUNCEMENTS",
        MAXEVENTS = 15 "anticheatMAXEVENTS",
        LEAVEPARTY = 16 "anticheatLEAVEPARTY",
    }

    /// LM_SEVERITY_LEVEL.
    LmSeverityLevel "LM_SEVERITY_LEVEL"(i32) {
        INFO = 0 "LM_INFO",
        ANOMALY = 1 "LM_ANOMALY",
        ERROR = 2 "LM_ERROR",
        CRITICAL = 3 "LM_CRITICAL",
        NONE = 4 "LM_NONE",
        DEBUG = 5 "LM_DEBUG",
    }

    /// NMMessageTypeCode.
    NMMessageTypeCode "NMMessageTypeCode"(i32) {
        SINGLE = 0 "NM_MESSAGE_TYPE_SINGLE",
        BROADCAST = 1 "NM_MESSAGE_TYPE_BROADCAST",
        GROUP = 2 "NM_MESSAGE_TYPE_GROUP",
    }

    /// MediusDListRequestID.
    DListRequestID "MediusDListRequestID"(i32) {
        DREQUEST_NONE = 0 "MEDIUS_DREQUEST_NONE",
        DREQUEST_SUBSCRIBE = 1 "MEDIUS_DREQUEST_SUBSCRIBE",
        DREQUEST_UNSUBSCRIBE = 2 "MEDIUS_DREQUEST_UNSUBSCRIBE",
        DREQUEST_REFRESH = 3 "MEDIUS_DREQUEST_REFRESH",
        SET_LEVEL = 4 "MEDIUS_SET_LEVEL",
        DREQUEST_LAST = 5 "MEDIUS_DREQUEST_LAST",
    }

    /// MediusDInterestID.
    DInterestID "MediusDInterestID"(i32) {
        PLAYER = 0 "MEDIUS_DINTEREST_PLAYER",
        LAST = 1 "MEDIUS_DINTEREST_LAST",
    }

    /// MediusDListAction.
    DListAction "MediusDListAction"(i32) {
        NOEVENT = 0 "MEDIUS_DACTION_NOEVENT",
        ERROR = 1 "MEDIUS_DACTION_ERROR",
        STATUS = 2 "MEDIUS_DACTION_STATUS",
        UPDATE = 3 "MEDIUS_DACTION_UPDATE",
        ADD = 4 "MEDIUS_DACTION_ADD",
        DELETE = 5 "MEDIUS_DACTION_DELETE",
        REFRESH = 6 "MEDIUS_DACTION_REFRESH",
        LAST = 7 "MEDIUS_DACTION_LAST",
    }

    /// MEDIUS_DTYPE.
    DType "MEDIUS_DTYPE"(i32) {
        INVALID_TYPE = 0 "MEDIUS_INVALID_TYPE",
        CHAR = 1 "MEDIUS_DTYPE_CHAR",
        UCHAR = 2 "MEDIUS_DTYPE_UCHAR",
        INT16 = 3 "MEDIUS_DTYPE_INT16",
        UINT16 = 4 "MEDIUS_DTYPE_UINT16",
        INT32 = 5 "MEDIUS_DTYPE_INT32",
        UINT32 = 6 "MEDIUS_DTYPE_UINT32",
        INT64 = 7 "MEDIUS_DTYPE_INT64",
        UINT64 = 8 "MEDIUS_DTYPE_UINT64",
        FLOAT = 9 "MEDIUS_DTYPE_FLOAT",
        DOUBLE = 10 "MEDIUS_DTYPE_DOUBLE",
        CSTRING = 11 "MEDIUS_DTYPE_CSTRING",
        LAST = 12 "MEDIUS_DTYPE_LAST",
    }

    /// MUMCacheNextGameRetrieveType.
    MUMCacheNextGameRetrieveType "MUMCacheNextGameRetrieveType"(i32) {
        EXHAUSTIVE_SEARCH = 0 "MC_EXHAUSTIVE_SEARCH",
        USING_LOBBY_ASSOC = 1 "MC_USING_LOBBY_ASSOC",
    }

    /// MC_MUM_CACHE_CONFIG_OPTION_TYPE.
    McMumCacheConfigOptionType "MC_MUM_CACHE_CONFIG_OPTION_TYPE"(i32) {
        ID_COMPAT = 0 "MC_MUM_CACHE_CONFIG_OPTION_ID_COMPAT",
        GLIST_SHIELD = 1 "MC_MUM_CACHE_CONFIG_OPTION_GLIST_SHIELD",
        ACCOUNT_STATS_AS_STRING = 2 "MC_MUM_CACHE_CONFIG_OPTION_ACCOUNT_STATS_AS_STRING",
        DELTA_HASH_FAILURE_ACTION = 3 "MC_MUM_CACHE_CONFIG_OPTION_DELTA_HASH_FAILURE_ACTION",
        IN_GAME_NOTIFIER = 4 "MC_MUM_CACHE_CONFIG_OPTION_IN_GAME_NOTIFIER",
        MAX = 5 "MC_MUM_CACHE_CONFIG_OPTION_MAX",
    }

    /// MUM_RESULT.
    MumResult "MUM_RESULT"(i32) {
        OK = 0 "MUM_RESULT_OK",
        FAILURE = 1 "MUM_RESULT_FAILURE",
    }

    /// MUCG_MessageTypes.
    MucgMessageTypes "MUCG_MessageTypes"(u8) {
        MUCG_MSG_VERSION = 0 "MUCG_MsgVersion",
        MUCG_MSG_ERROR = 1 "MUCG_MsgError",
        MUCG_MSG_LOBBY_INITIALIZE = 2 "MUCG_MsgLobbyInitialize",
        MUCG_MSG_LOBBY_ACCEPTANCE = 3 "MUCG_MsgLobbyAcceptance",
        MUCG_MSG_REQ_CONNECTED_ACCOUNTS = 4 "MUCG_MsgReqConnectedAccounts",
        MUCG_MSG_ACCOUNT_ADD = 5 "MUCG_MsgAccountAdd",
        MUCG_MSG_ACCOUNT_CONNECT = 6 "MUCG_MsgAccountConnect",
        MUCG_MSG_ACCOUNT_DISCONNECT = 7 "MUCG_MsgAccountDisconnect",
        MUCG_MSG_ACCOUNT_REMOVE = 8 "MUCG_MsgAccountRemove",
        MUCG_MSG_REQ_BUDDY_LIST_PRESENCE = 9 "MUCG_MsgReqBuddyListPresence",
        MUCG_MSG_REQ_ACCOUNT_PRESENCE = 10 "MUCG_MsgReqAccountPresence",
        MUCG_MSG_C = 11 "MUCG_MsgC",
        AT = 11 "at",
        MUCG_MSG_PRESENCE = 12 "MUCG_MsgPresence",
        MUCG_MSG_BUDDY_ADD = 13 "MUCG_MsgBuddyAdd",
        MUCG_MSG_BUDDY_REMOVE = 14 "MUCG_MsgBuddyRemove",
        MUCG_MSG_SYNC = 15 "MUCG_MsgSync",
        MUCG_MSG_RECOVER_MODE = 16 "MUCG_MsgRecoverMode",
        MUCG_MSG_RECOVER_ACCOUNT = 17 "MUCG_MsgRecoverAccount",
        MUCG_MSG_PROCESS_SYNC = 18 "MUCG_MsgProcessSync",
        MUCG_MSG_EVENT_ON_OFFLINE = 19 "MUCG_MsgEventOnOffline",
        MUCG_MSG_EVENT_BUDDY_LIST_MOD = 20 "MUCG_MsgEventBuddyListMod",
        MUCG_MSG_CLAN_ADD = 21 "MUCG_MsgClanAdd",
        MUCG_MSG_CLAN_REMOVE = 22 "MUCG_MsgClanRemove",
        MUCG_MSG_CLAN_MEMBER_ADD = 23 "MUCG_MsgClanMemberAdd",
        MUCG_MSG_CLAN_MEMBER_REMOVE = 24 "MUCG_MsgClanMemberRemove",
        MUCG_MSG_CLAN_INVITE_ADD = 25 "MUCG_MsgClanInviteAdd",
        MUCG_MSG_CLAN_INVITE_REMOVE = 26 "MUCG_MsgClanInviteRemove",
        MUCG_MSG_CLAN_CHAT = 27 "MUCG_MsgClanChat",
        MUCG_MSG_REQ_CLAN_INVITES = 28 "MUCG_MsgReqClanInvites",
        MUCG_MSG_CLAN_INVITE = 29 "MUCG_MsgClanInvite",
        MUCG_MSG_REQ_CLAN_MEMBERS = 30 "MUCG_MsgReqClanMembers",
        MUCG_MSG_EVENT_CLAN_MEMBER_LIST_MOD = 31 "MUCG_MsgEventClanMemberListMod",
        MUCG_MSG_EVENT_CLAN_INVITE_LIST_MOD = 32 "MUCG_MsgEventClanInviteListMod",
        MUCG_MSG_EVENT_CLAN_DISBAND = 33 "MUCG_MsgEventClanDisband",
        MUCG_MSG_IGNORE_ADD = 34 "MUCG_MsgIgnoreAdd",
        MUCG_MSG_IGNORE_REMOVE = 35 "MUCG_MsgIgnoreRemove",
        MUCG_MSG_REQ_IGNORE_LIST_IDS = 36 "MUCG_MsgReqIgnoreListIDs",
        MUCG_MSG_REQ_CLAN_IDS = 37 "MUCG_MsgReqClanIDs",
        MUCG_MSG_CLAN_ID = 38 "MUCG_MsgClanID",
        MUCG_MSG_END = 39 "MUCG_Msg_End",
    }

    /// MUCG_RESULT.
    MucgResult "MUCG_RESULT"(u8) {
        OK = 0 "MUCG_RESULT_OK",
        CONNECT_INIT_FAILED = 1 "MUCG_RESULT_CONNECT_INIT_FAILED",
        CONNECT_FAILED = 2 "MUCG_RESULT_CONNECT_FAILED",
        RT_MSG_ERROR = 3 "MUCG_RESULT_RT_MSG_ERROR",
        DISCONNECT_FAILURE = 4 "MUCG_RESULT_DISCONNECT_FAILURE",
        UPDATE_FAILURE = 5 "MUCG_RESULT_UPDATE_FAILURE",
        INCOMPATIBLE_VERSION = 6 "MUCG_RESULT_INCOMPATIBLE_VERSION",
        PARSE_ERROR = 7 "MUCG_RESULT_PARSE_ERROR",
        PACK_ERROR = 8 "MUCG_RESULT_PACK_ERROR",
        INVALID_PARAMETER = 9 "MUCG_RESULT_INVALID_PARAMETER",
        DATA_PERSIST_FAILED = 10 "MUCG_RESULT_DATA_PERSIST_FAILED",
        DATA_NOT_READY = 11 "MUCG_RESULT_DATA_NOT_READY",
        GATEWAY_ERROR = 12 "MUCG_RESULT_GATEWAY_ERROR",
        MAX_MUCG_RESULT = 13 "MAX_MUCG_RESULT",
    }

    /// MUCG_STATE.
    MucgState "MUCG_STATE"(i32) {
        DISCONNECTED = 0 "MUCG_STATE_DISCONNECTED",
        CONNECTING = 1 "MUCG_STATE_CONNECTING",
        VERIFYING = 2 "MUCG_STATE_VERIFYING",
        INITIALIZING = 3 "MUCG_STATE_INITIALIZING",
        INITIALIZED = 4 "MUCG_STATE_INITIALIZED",
        PENDING_DISCONNECT = 5 "MUCG_STATE_PENDING_DISCONNECT",
        IN_RECOVERY = 6 "MUCG_STATE_IN_RECOVERY",
        MAX_MUCG_STATE = 7 "MAX_MUCG_STATE",
    }

    /// FactionType.
    FactionType "FactionType"(i32) {
        FIRST = 0 "FactionTypeFirst",
        GREEN = 0 "FactionTypeGreen",
        ALLIES = 0 "FactionTypeAllies",
        BLACK = 1 "FactionTypeBlack",
        HAMMER = 1 "FactionTypeHammer",
        RED = 2 "FactionTypeRed",
        SIRSAT = 2 "FactionTypeSIRSAT",
        MAX = 3 "FactionTypeMax",
        NONE = 268435455 "FactionTypeNone",
        ALL = 268435455 "FactionTypeAll",
    }

    /// GameType.
    GameType "GameType"(i32) {
        FIRST = 0 "GameTypeFirst",
        GAME_TYPE64 = 0 "GameType64",
        GAME_TYPE128 = 1 "GameType128",
        GAME_TYPE256 = 2 "GameType256",
        FACTION_EXERCISE = 3 "GameTypeFactionExercise",
        MAX_QUEUEABLE = 4 "GameTypeMaxQueueable",
        TRAINING = 4 "GameTypeTraining",
        NUM_GAME_TYPES = 5 "NumGameTypes",
        NONE = 268435455 "GameTypeNone",
    }

    /// NetMessageTypeIds.
    NetMessageTypeIds "NetMessageTypeIds"(i32) {
        KERNEL_MESSAGE_TYPE_START = 0 "kNetKernelMessageTypeStart",
        MESSAGE_TYPE_HELLO = 1 "NetMessageTypeHello",
        MESSAGE_TYPE_PROTOCOL_INFO = 2 "NetMessageTypeProtocolInfo",
        MESSAGE_TYPE_CLIENT_CLAIM_RESERVATION = 3 "NetMessageTypeClientClaimReservation",
        MESSAGE_TYPE_CLIENT_GAME_INFO = 4 "NetMessageTypeClientGameInfo",
        MESSAGE_TYPE_CLIENT_READY = 5 "NetMessageTypeClientReady",
        MESSAGE_TYPE_CLIENT_ENTER_GAME = 6 "NetMessageTypeClientEnterGame",
        MESSAGE_TYPE_FIELD_UPDATE = 7 "NetMessageTypeFieldUpdate",
        MESSAGE_TYPE_CORRECTION_ACK = 8 "NetMessageTypeCorrectionAck",
        MESSAGE_TYPE_DEBUG_TEXT = 9 "NetMessageTypeDebugText",
        MESSAGE_TYPE_NET_TIME_REQUEST = 10 "NetMessageTypeNetTimeRequest",
        MESSAGE_TYPE_NET_TIME_RESPONSE = 11 "NetMessageTypeNetTimeResponse",
        MESSAGE_TYPE_PEER_PLUGIN = 12 "NetMessageTypePeerPlugin",
        MESSAGE_TYPE_SEND_TO_GROUP = 13 "NetMessageTypeSendToGroup",
        MESSAGE_TYPE_GROUP_MESSAGE = 14 "NetMessageTypeGroupMessage",
        MESSAGE_TYPE_VOICE = 15 "NetMessageTypeVoice",
        MESSAGE_TYPE_PLUGIN_ID = 16 "NetMessageTypePluginId",
        MESSAGE_TYPE_JOIN_GAME_REQUEST = 17 "NetMessageTypeJoinGameRequest",
        MESSAGE_TYPE_JOIN_GAME_RESPONSE = 18 "NetMessageTypeJoinGameResponse",
        MESSAGE_TYPE_JOIN_GAME_UPDATE = 19 "NetMessageTypeJoinGameUpdate",
        MESSAGE_TYPE_CANCEL_JOIN_REQUEST = 20 "NetMessageTypeCancelJoinRequest",
        MESSAGE_TYPE_CANCEL_JOIN_RESPONSE = 21 "NetMessageTypeCancelJoinResponse",
        MESSAGE_TYPE_QUEUE_CONTROLS_REQUEST = 22 "NetMessageTypeQueueControlsRequest",
        MESSAGE_TYPE_QUEUE_CONTROLS_RESPONSE = 23 "NetMessageTypeQueueControlsResponse",
        MESSAGE_TYPE_PARTY_INVITE = 24 "NetMessageTypePartyInvite",
        MESSAGE_TYPE_PARTY_INVITE_RESPONSE = 25 "NetMessageTypePartyInviteResponse",
        MESSAGE_TYPE_PARTY_LEAVE = 26 "NetMessageTypePartyLeave",
        MESSAGE_TYPE_PARTY_QUEUE = 27 "NetMessageTypePartyQueue",
        MESSAGE_TYPE_PARTY_CANCEL_QUEUE = 28 "NetMessageTypePartyCancelQueue",
        MESSAGE_TYPE_PARTY_EVENT_JOIN = 29 "NetMessageTypePartyEventJoin",
        MESSAGE_TYPE_PARTY_EVENT_LEAVE = 30 "NetMessageTypePartyEventLeave",
        MESSAGE_TYPE_PARTY_EVENT_UPDATE = 31 "NetMessageTypePartyEventUpdate",
        MESSAGE_TYPE_PARTY_EVENT_DECLINE = 32 "NetMessageTypePartyEventDecline",
        MESSAGE_TYPE_PARTY_RESERVATION = 33 "NetMessageTypePartyReservation",
        MESSAGE_TYPE_PARTY_STATUS_UPDATE = 34 "NetMessageTypePartyStatusUpdate",
        MESSAGE_TYPE_PARTY_OPEN_INVITE = 35 "NetMessageTypePartyOpenInvite",
        MESSAGE_TYPE_PARTY_REJOIN_REQUEST = 36 "NetMessageTypePartyRejoinRequest",
        MESSAGE_TYPE_PARTY_REJOIN_RESPONSE = 37 "NetMessageTypePartyRejoinResponse",
        MESSAGE_TYPE_VOICE_DME_REMOVE_PARTY = 38 "NetMessageTypeVoiceDmeRemoveParty",
        MESSAGE_TYPE_VOICE_DME_SHUTDOWN = 39 "NetMessageTypeVoiceDmeShutdown",
        MESSAGE_TYPE_VOICE_INDEX_ACCT_MAP = 40 "NetMessageTypeVoiceIndexAcctMap",
        MESSAGE_TYPE_VOICE_SET_GROUP = 41 "NetMessageTypeVoiceSetGroup",
        MESSAGE_TYPE_PLAYER_KICKED = 42 "NetMessageTypePlayerKicked",
        MESSAGE_TYPE_ACCOUNT_LOGIN_REQUEST = 43 "NetMessageTypeAccountLoginRequest",
        MESSAGE_TYPE_ACCOUNT_LOGIN_RESPONSE = 44 "NetMessageTypeAccountLoginResponse",
        MESSAGE_TYPE_ACCOUNT_LOGOUT_REQUEST = 45 "NetMessageTypeAccountLogoutRequest",
        ACCOUNT_LOGOUT_REQUEST = 45 "NetAccountLogoutRequest",
        MESSAGE_TYPE_ACCOUNT_LOGOUT_RESPONSE = 46 "NetMessageTypeAccountLogoutResponse",
        MESSAGE_CHARACTER_DATA_REQUEST = 46 "NetMessageCharacterDataRequest",
        MESSAGE_TYPE_CREATE_ACCOUNT_REQUEST = 47 "NetMessageTypeCreateAccountRequest",
        MESSAGE_CHARACTER_DATA_RESPONSE = 47 "NetMessageCharacterDataResponse",
        MESSAGE_TYPE_CREATE_ACCOUNT_RESPONSE = 48 "NetMessageTypeCreateAccountResponse",
        MESSAGE_TYPE_NP_AUTHENTICATE_REQUEST = 49 "NetMessageTypeNPAuthenticateRequest",
        MESSAGE_TYPE_NP_AUTHENTICATE_RESPONSE = 50 "NetMessageTypeNPAuthenticateResponse",
        MESSAGE_TYPE_MAPS_HELLO_MESSAGE = 51 "NetMessageTypeMAPSHelloMessage",
        MESSAGE_TYPE_UNIVERSE_LIST_REQUEST = 52 "NetMessageTypeUniverseListRequest",
        MESSAGE_TYPE_UNIVERSE_LIST_RESPONSE = 53 "NetMessageTypeUniverseListResponse",
        MESSAGE_TYPE_JOIN_GAME_CONFIRM = 54 "NetMessageTypeJoinGameConfirm",
        MESSAGE_TYPE_QUEUE_CONTROLS = 55 "NetMessageTypeQueueControls",
        MESSAGE_TYPE_SERVER_STATUS = 56 "NetMessageTypeServerStatus",
        GAME_MESSAGE_TYPE_START = 500 "kNetGameMessageTypeStart",
        MESSAGE_TYPE_PATCH_REQUEST = 501 "NetMessageTypePatchRequest",
        MESSAGE_TYPE_PATCH_RESPONSE = 502 "NetMessageTypePatchResponse",
        MESSAGE_TYPE_CLIENT_REPORTING_INFO = 503 "NetMessageTypeClientReportingInfo",
        MESSAGE_TYPE_CLIENT_REPORT = 504 "NetMessageTypeClientReport",
        MESSAGE_TYPE_GAME_ERROR_NOTIFICATION = 505 "NetMessageTypeGameErrorNotification",
        MESSAGE_TYPE_INVULNERABILITY = 506 "NetMessageTypeInvulnerability",
        MESSAGE_TYPE_CLANS = 507 "kNetMessageTypeClans",
        GAME_MESSAGE_TYPE_END = 508 "kNetGameMessageTypeEnd",
        MESSAGE_CHARACTER_LIST_REQUEST = 566 "NetMessageCharacterListRequest",
        MESSAGE_CHARACTER_LIST_RESPONSE = 567 "NetMessageCharacterListResponse",
        MESSAGE_NEWS_EULA_REQUEST = 574 "NetMessageNewsEulaRequest",
        MESSAGE_NEWS_EULA_RESPONSE = 575 "NetMessageNewsEulaResponse",
        MESSAGE_SERVER_STATUS_REQUEST = 587 "NetMessageServerStatusRequest",
        MESSAGE_SERVER_STATUS_RESPONSE = 588 "NetMessageServerStatusResponse",
        OBJECT_MESSAGE_TYPE_START = 1000 "kNetObjectMessageTypeStart",
        OBJECT_MESSAGE_TYPE_END = 1001 "kNetObjectMessageTypeEnd",
        GROUP_MESSAGE_TYPE_START = 1500 "kNetGroupMessageTypeStart",
        GROUP_MESSAGE_TYPE_END = 1501 "kNetGroupMessageTypeEnd",
        PLUGIN_MESSAGE_TYPE_START = 2000 "kNetPluginMessageTypeStart",
        MESSAGE_TYPE_MUM_INTRO_MESSAGE = 2001 "NetMessageTypeMUMIntroMessage",
        MESSAGE_TYPE_PLUGIN_REGISTER = 2002 "NetMessageTypePluginRegister",
        MESSAGE_TYPE_APP_SPEC_LOAD_REQUEST = 2003 "NetMessageTypeAppSpecLoadRequest",
        MESSAGE_TYPE_APP_SPEC_LOAD_RESPONSE = 2004 "NetMessageTypeAppSpecLoadResponse",
        PLUGIN_MESSAGE_TYPE_END = 2005 "kNetPluginMessageTypeEnd",
    }

    /// RespawnStatus.
    RespawnStatus "RespawnStatus"(i32) {
        NONE = 0 "kRespawnNone",
        CANCEL = 1 "kRespawnCancel",
        CONFIRM = 2 "kRespawnConfirm",
        REQUEST_SENT = 3 "kRespawnRequestSent",
    }

    /// MicrophoneState.
    MicrophoneState "MicrophoneState"(i32) {
        OFF = 0 "kMicOff",
        REQUESTING = 1 "kMicRequesting",
        RECORDING = 2 "kMicRecording",
    }

    /// CharacteRequestType.
    CharacteRequestType "CharacteRequestType"(i32) {
        NONE = 0 "kCharacterRequestNone",
        CREATE = 1 "kCharacterRequestCreate",
        DELETE = 2 "kCharacterRequestDelete",
        FACTION_RE_SPEC = 3 "kCharacterRequestFactionReSpec",
    }

    /// NetResult.
    NetResult "NetResult"(i32) {
        SUCCESS = 0 "kNetSuccess",
        ERROR = 1 "kNetError",
        TIMEOUT = 2 "kNetTimeout",
        CANCEL = 3 "kNetCancel",
        MEDIUS_DISCONNECT = 4 "kNetMediusDisconnect",
        GAME_DISCONNECT = 5 "kNetGameDisconnect",
        NAME_TAKEN = 6 "kNetNameTaken",
        NAME_INVALID = 7 "kNetNameInvalid",
        CABLE_DISCONNECT = 8 "kNetCableDisconnect",
        NP_DISCONNECT = 9 "kNetNPDisconnect",
        NP_CONNECT_FAILED = 10 "kNetNPConnectFailed",
        NP_NO_ACCOUNT = 11 "kNetNPNoAccount",
        PROTOCOL_ERROR = 12 "kNetProtocolError",
        NOT_IMPLEMENTED = 13 "kNetNotImplemented",
    }

    /// NetPluginType.
    NetPluginType "NetPluginType"(i32) {
        PLUGIN_NONE = 0 "kNetPluginNone",
        PLUGIN_MAPS = 1 "kNetPluginMAPS",
        PLGION_MAS = 2 "kNetPlgionMAS",
        PLGION_MLS = 3 "kNetPlgionMLS",
        PLGION_MPS = 4 "kNetPlgionMPS",
        PLGION_MUM = 5 "kNetPlgionMUM",
        PLGION_DME = 6 "kNetPlgionDME",
    }

    /// QueryType.
    QueryType "QueryType"(i32) {
        NONE = 0 "kQueryTypeNone",
        QUERY_BY_NAME = 1 "kQueryByName",
        QUERY_BY_ID = 2 "kQueryByID",
    }

    /// NetAutoTestType.
    NetAutoTestType "NetAutoTestType"(i32) {
        NONE = 0 "kAutoTestNone",
        GRENADE_THROW = 1 "kAutoTestGrenadeThrow",
        FIRE_PRIMARY = 2 "kAutoTestFirePrimary",
    }

    /// NetMessageNewsEulaResponseContentType.
    NetMessageNewsEulaResponseContentType "NetMessageNewsEulaResponseContentType"(u8) {
        NEWS = 0 "News",
        EULA = 1 "Eula",
    }

    /// NetAccountLoginResponse.
    NetAccountLoginResponse "NetAccountLoginResponse"(i32) {
        FAIL = 0 "eResultFail",
        SUCCESS = 1 "eResultSuccess",
        QUEUE = 2 "eResultQueue",
    }

    /// NetMessageUserNote.
    NetMessageUserNote "NetMessageUserNote"(i32) {
        NONE = 0 "kNone",
        GENERAL_COMPLAINT = 1 "kGeneralComplaint",
        TERRAIN_0 = 2 "kTerrain_0",
        SPAWN_CAMPING = 3 "kSpawnCamping",
        END = 4 "kEnd",
    }

    /// NetClientType.
    NetClientType "NetClientType"(i32) {
        PLAYER = 0 "kNetClientPlayer",
        OBSERVER = 1 "kNetClientObserver",
    }

    /// JoinGamePreferenceType.
    JoinGamePreferenceType "JoinGamePreferenceType"(i32) {
        NONE = 0 "JoinGamePreferenceNone",
        GAME_TYPE = 1 "JoinGamePreferenceGameType",
        SPECIFIC_GAME = 2 "JoinGamePreferenceSpecificGame",
        LOCATION = 3 "JoinGamePreferenceLocation",
        TRAINING = 4 "JoinGamePreferenceTraining",
        DIRECTIVE = 5 "JoinGamePreferenceDirective",
    }

    /// PartyInviteResponse.
    PartyInviteResponse "PartyInviteResponse"(i32) {
        ACCEPT = 0 "kPartyInviteAccept",
        DECLINE = 1 "kPartyInviteDecline",
        ERROR = 2 "kPartyInviteError",
        IN_PARTY = 3 "kPartyInviteInParty",
        TIMEOUT = 4 "kPartyInviteTimeout",
    }

    /// PartyStatus.
    PartyStatus "PartyStatus"(i32) {
        NONE = 0 "kPartyStatusNone",
    }

    /// VictoryType.
    VictoryType "VictoryType"(i32) {
        FIRST = 0 "VictoryTypeFirst",
        MINOR = 0 "VictoryTypeMinor",
        MAJOR = 1 "VictoryTypeMajor",
        MAX = 2 "VictoryTypeMax",
        NONE = 268435455 "VictoryTypeNone",
    }

    /// TypeRtMsgState.
    TypeRtMsgState "TypeRtMsgState"(i32) {
        DISCONNECTED = 0 "RTMSG_DISCONNECTED",
        KEY_EXCHANGE = 1 "RTMSG_KEY_EXCHANGE",
        TCPCONNECT = 2 "RTMSG_TCPCONNECT",
        CONNECTED = 3 "RTMSG_CONNECTED",
    }

    /// GhsMgrResult.
    GhsMgrResult "GhsMgrResult"(i32) {
        ERROR = -1 "ghsmgrERROR",
        OK = 0 "ghsmgrOK",
    }

    /// GhsMgrNextStep.
    GhsMgrNextStep "GhsMgrNextStep"(i32) {
        BILLING_LOGIN_REGISTRATION = 0 "ghsmgrBillingLoginRegistration",
        SCERT_ACCOUNT_REGISTRATION = 1 "ghsmgrScertAccountRegistration",
        SCERT_ACCOUNT_CONFIRMATION = 2 "ghsmgrScertAccountConfirmation",
    }

    /// GhsClientResult.
    GhsClientResult "GhsClientResult"(i32) {
        PARAMETER_ERROR = -7 "gcPARAMETER_ERROR",
        NET_SEND_ERROR = -6 "gcNET_SEND_ERROR",
        NET_POLL_ERROR = -5 "gcNET_POLL_ERROR",
        NET_CONNECT_ERROR = -4 "gcNET_CONNECT_ERROR",
        NET_ADDRESS_ERROR = -3 "gcNET_ADDRESS_ERROR",
        NOMEM = -2 "gcNOMEM",
        ERROR = -1 "gcERROR",
        OK = 0 "gcOK",
    }

    /// GhsClientState.
    GhsClientState "GhsClientState"(i32) {
        OFFLINE = 0 "GhsClient_OFFLINE",
        ONLINE = 1 "GhsClient_ONLINE",
        CONNECTING = 2 "GhsClient_CONNECTING",
        VERSION_XCHNG = 3 "GhsClient_VERSION_XCHNG",
        IN_ERROR = 4 "GhsClient_IN_ERROR",
    }

    /// GhsOpcode.
    GhsOpcode "GhsOpcode"(u16) {
        CLIENT_PROTOCOL_CHOICE = 1 "ghs_ClientProtocolChoice",
        CLIENT_REQUEST_NAME_ACCOUNT_ID = 2 "ghs_ClientRequestNameAccountID",
        CLIENT_CONFIRM_NAME_ACCOUNT_ID = 3 "ghs_ClientConfirmNameAccountID",
        CLIENT_ERROR_GENERAL = 24576 "ghs_ClientErrorGeneral",
        CLIENT_ERROR_INVALID_REQUEST_ID = 24577 "ghs_ClientErrorInvalidRequestID",
        SERVER_PROTOCOL_NEGOTIATION = 32769 "ghs_ServerProtocolNegotiation",
        SERVER_GRANT_NAME_ACCOUNT_ID = 32770 "ghs_ServerGrantNameAccountID",
        SERVER_CONFIRM_NAME_ACCOUNT_ID = 32771 "ghs_ServerConfirmNameAccountID",
        SERVER_REJECT_NAME = 32772 "ghs_ServerRejectName",
        SERVER_ERROR_GENERAL = 57344 "ghs_ServerErrorGeneral",
        SERVER_ERROR_CLIENT_REQUEST = 57345 "ghs_ServerErrorClientRequest",
        SERVER_ERROR_INVALID_PROTOCOL = 57346 "ghs_ServerErrorInvalidProtocol",
        SERVER_ERROR_NAME_ID_MISMATCH = 57347 "ghs_ServerErrorNameIdMismatch",
    }

    /// eSceotTimeSpecificResultCode.
    SceotTimeSpecificResultCode "eSceotTimeSpecificResultCode"(i32) {
        NOT_SUPPORTED = 13369346 "kOtgTimeResult_NotSupported",
        INVALID_PARAM = 13369347 "kOtgTimeResult_InvalidParam",
        BASE_TIME_NOT_INITIALIZED = 13369348 "kOtgTimeResult_BaseTimeNotInitialized",
        UNKNOWN_ERROR = 13369350 "kOtgTimeResult_UnknownError",
        INVALID_TIME = 13369366 "kOtgTimeResult_InvalidTime",
        SYSTEM_ERROR = 13369382 "kOtgTimeResult_SystemError",
        OVERFLOW = 13369398 "kOtgTimeResult_Overflow",
    }

    /// eSceotTelemetryProtocolMsgType.
    SceotTelemetryProtocolMsgType "eSceotTelemetryProtocolMsgType"(i32) {
        FORCE_LONG = -1 "kSceotTelemetryProtocolMsgType_ForceLong",
        START_SERVICE_REQUEST = 0 "kSceotTelemetryProtocolMsgType_StartServiceRequest",
        STOP_SERVICE_REQUEST = 1 "kSceotTelemetryProtocolMsgType_StopServiceRequest",
        BEGIN_FRAME_REQUEST = 2 "kSceotTelemetryProtocolMsgType_BeginFrameRequest",
        RESUME_FRAME_REQUEST = 3 "kSceotTelemetryProtocolMsgType_ResumeFrameRequest",
        END_FRAME_REQUEST = 4 "kSceotTelemetryProtocolMsgType_EndFrameRequest",
        SEND_NEXT_BLOCK_REQUEST = 5 "kSceotTelemetryProtocolMsgType_SendNextBlockRequest",
        THROTTLE_REQUEST = 6 "kSceotTelemetryProtocolMsgType_ThrottleRequest",
        START_SERVICE_RESPONSE = 7 "kSceotTelemetryProtocolMsgType_StartServiceResponse",
        STOP_SERVICE_RESPONSE = 8 "kSceotTelemetryProtocolMsgType_StopServiceResponse",
        BEGIN_FRAME_RESPONSE = 9 "kSceotTelemetryProtocolMsgType_BeginFrameResponse",
        RESUME_FRAME_RESPONSE = 10 "kSceotTelemetryProtocolMsgType_ResumeFrameResponse",
        END_FRAME_RESPONSE = 11 "kSceotTelemetryProtocolMsgType_EndFrameResponse",
        SEND_NEXT_BLOCK_RESPONSE = 12 "kSceotTelemetryProtocolMsgType_SendNextBlockResponse",
        THROTTLE_RESPONSE = 13 "kSceotTelemetryProtocolMsgType_ThrottleResponse",
        BEGIN_FRAME_REQUEST_WITH_SAMPLING = 14 "kSceotTelemetryProtocolMsgType_BeginFrameRequestWithSampling",
        START_SERVICE_REQUEST_WITH_SAMPLING = 15 "kSceotTelemetryProtocolMsgType_StartServiceRequestWithSampling",
        BOUNDS = 16 "kSceotTelemetryProtocolMsgType_Bounds",
    }

    /// eOtgTelemetryClientResultCode.
    OtgTelemetryClientResultCode "eOtgTelemetryClientResultCode"(i32) {
        FORCE_LONG = -1 "kOtgTelemetryClientResultCode_ForceLong",
        NO_ERROR = 0 "kOtgTelemetryClientResultCode_NoError",
        GENERIC = 1 "kOtgTelemetryClientResultCode_Generic",
        INTERNAL_ERROR = 2 "kOtgTelemetryClientResultCode_InternalError",
        VERSION_INCOMPATIBLE = 3 "kOtgTelemetryClientResultCode_VersionIncompatible",
        NULL_PTR = 4 "kOtgTelemetryClientResultCode_NullPtr",
        ALREADY_INITIALIZED = 5 "kOtgTelemetryClientResultCode_AlreadyInitialized",
        OUT_OF_MEMORY = 6 "kOtgTelemetryClientResultCode_OutOfMemory",
        INVALID_PARAM = 7 "kOtgTelemetryClientResultCode_InvalidParam",
        FAILED_SERVICE_ALREADY_STARTED = 8 "kOtgTelemetryClientResultCode_FailedServiceAlreadyStarted",
        FAILED_SERVICE_ALREADY_STOPPING = 9 "kOtgTelemetryClientResultCode_FailedServiceAlreadyStopping",
        FAILED_SERVICE_ALREADY_STOPPED = 10 "kOtgTelemetryClientResultCode_FailedServiceAlreadyStopped",
        FAILED_SERVICE_NOT_STARTED = 11 "kOtgTelemetryClientResultCode_FailedServiceNotStarted",
        FAILED_SERVICE_STILL_STARTING = 12 "kOtgTelemetryClientResultCode_FailedServiceStillStarting",
        FAILED_SERVICE_FAILED_START = 13 "kOtgTelemetryClientResultCode_FailedServiceFailedStart",
        OUT_OF_OPEN_FRAMES = 14 "kOtgTelemetryClientResultCode_OutOfOpenFrames",
        OUT_OF_OPEN_FRAME_ACKS = 15 "kOtgTelemetryClientResultCode_OutOfOpenFrameAcks",
        FRAME_NOT_FOUND = 16 "kOtgTelemetryClientResultCode_FrameNotFound",
        INVALID_REQUEST_ID = 17 "kOtgTelemetryClientResultCode_InvalidRequestId",
        INVALID_HANDLE = 18 "kOtgTelemetryClientResultCode_InvalidHandle",
        FRAME_NOT_ACTIVE = 19 "kOtgTelemetryClientResultCode_FrameNotActive",
        SERVER_ERROR = 20 "kOtgTelemetryClientResultCode_ServerError",
        CONNECTION_FAILURE = 21 "kOtgTelemetryClientResultCode_ConnectionFailure",
        INVALID_STATE = 22 "kOtgTelemetryClientResultCode_InvalidState",
        FATAL_ERROR = 23 "kOtgTelemetryClientResultCode_FatalError",
        FRAME_TIMEOUT = 24 "kOtgTelemetryClientResultCode_FrameTimeout",
        FRAME_DATA_QUEUE_FULL = 25 "kOtgTelemetryClientResultCode_FrameDataQueueFull",
        ALLOC_FAILURE = 26 "kOtgTelemetryClientResultCode_AllocFailure",
        COMMON_SERVICE_INIT_FAILED = 27 "kOtgTelemetryClientResultCode_CommonServiceInitFailed",
        FRAME_RESUME_FAILED = 28 "kOtgTelemetryClientResultCode_FrameResumeFailed",
        CONNECTION_READY = 29 "kOtgTelemetryClientResultCode_ConnectionReady",
        CONNECTION_LOST = 30 "kOtgTelemetryClientResultCode_ConnectionLost",
        FRAME_BEGIN_FAILED = 31 "kOtgTelemetryClientResultCode_FrameBeginFailed",
        FRAME_END_FAILED = 32 "kOtgTelemetryClientResultCode_FrameEndFailed",
        GET_NETWORK_TIME_FAILED = 33 "kOtgTelemetryClientResultCode_GetNetworkTimeFailed",
        CLIENT_NOT_SAMPLED = 34 "kOtgTelemetryClientResultCode_ClientNotSampled",
        FRAME_NOT_SAMPLED = 35 "kOtgTelemetryClientResultCode_FrameNotSampled",
        BOUNDS = 36 "kOtgTelemetryClientResultCode_Bounds",
    }

    /// kOtgSpecificResultCodes.
    OtgSpecificResultCode "kOtgSpecificResultCodes"(i32) {
        SPECIFIC_EXTRA = -1 "kOtgSpecificResultCodes_SpecificExtra",
        NOT_SUPPORTED = 65553 "kOtgSpecificResultCodes_NotSupported",
        NOT_IMPLEMENTED = 65554 "kOtgSpecificResultCodes_NotImplemented",
        INVALID_PARAM = 65555 "kOtgSpecificResultCodes_InvalidParam",
        TIME_OUT = 65557 "kOtgSpecificResultCodes_TimeOut",
        RESULT_UNKNOWN = 65558 "kOtgSpecificResultCodes_ResultUnknown",
        LINK_SERVICE_FAILED = 65558 "kOtgSpecificResultCodes_LinkServiceFailed",
        CONFIG_FILE_LOAD_FAILED = 65558 "kOtgSpecificResultCodes_ConfigFileLoadFailed",
        CONNECT_FAILED = 65559 "kOtgSpecificResultCodes_ConnectFailed",
        MEMORY_ALLOC_RESULT = 65561 "kOtgSpecificResultCodes_MemoryAllocResult",
        UNEXPECTED_NULL = 65571 "kOtgSpecificResultCodes_UnexpectedNull",
        NUMERIAL_OUT_OF_RANGE = 65587 "kOtgSpecificResultCodes_NumerialOutOfRange",
        CONNECT_REJECT = 65605 "kOtgSpecificResultCodes_ConnectReject",
    }

    /// kOtgGenericResultCodes.
    OtgGenericResultCode "kOtgGenericResultCodes"(i32) {
        GENERIC_RESULT_CODES_EXTRA = -1 "kOtgGenericResultCodes_Extra",
        RESULT_OK = 0 "kOtgResultOk",
        GENERIC_RESULT_CODES_UNKNOWN = 1 "kOtgGenericResultCodes_Unknown",
        GENERIC_RESULT_CODES_UNEXPECTED_NULL = 2 "kOtgGenericResultCodes_UnexpectedNull",
        GENERIC_RESULT_CODES_NUMERIAL_OUT_OF_RANGE = 3 "kOtgGenericResultCodes_NumerialOutOfRange",
        GENERIC_RESULT_CODES_IN_PROGRESS = 4 "kOtgGenericResultCodes_InProgress",
        GENERIC_RESULT_CODES_UNSUPPORTED = 5 "kOtgGenericResultCodes_Unsupported",
        GENERIC_RESULT_CODES_COUNT = 6 "kOtgGenericResultCodes_Count",
    }

    /// kOtgResultCategory.
    OtgResultCategory "kOtgResultCategory"(i32) {
        RESULT_EXTRA = -1 "kOtgResultCategory_ResultExtra",
        NONE = 0 "kOtgResultCategory_None",
        NOT_SUPPORTED = 1 "kOtgResultCategory_NotSupported",
        NOT_IMPLEMENTED = 2 "kOtgResultCategory_NotImplemented",
        INVALID_PARAM = 3 "kOtgResultCategory_InvalidParam",
        NOT_INITIALIZED = 4 "kOtgResultCategory_NotInitialized",
        OPERATION_SKIPPED = 5 "kOtgResultCategory_OperationSkipped",
        OPERATION_FAILED = 6 "kOtgResultCategory_OperationFailed",
        CONNECTION_FAILED = 7 "kOtgResultCategory_ConnectionFailed",
        NETWORK_FAILED = 8 "kOtgResultCategory_NetworkFailed",
        MEMORY_FAILED = 9 "kOtgResultCategory_MemoryFailed",
        ASSERTION = 10 "kOtgResultCategory_Assertion",
        COUNT = 11 "kOtgResultCategory_Count",
    }

    /// SVOStatsState.
    SVOStatsState "SVOStatsState"(i32) {
        COMPLETED_0 = 1 "kCompleted_0",
        HOST_DISCONNECT_0 = 2 "kHostDisconnect_0",
        LOCAL_DISCONNECT_0 = 3 "kLocalDisconnect_0",
        LOST_CONNECTION_0 = 4 "kLostConnection_0",
        GAME_PLAY_ERROR_0 = 5 "kGamePlayError_0",
        HOST_PLAYER_KICKED_0 = 6 "kHostPlayerKicked_0",
        LOCAL_PLAYER_KICKED_0 = 7 "kLocalPlayerKicked_0",
    }

    /// SVOBinaryStatsStarhawk.
    SVOBinaryStatsStarhawk "SVOBinaryStatsStarhawk"(i32) {
        DEPRECRATED1 = 1 "kDeprecrated1",
        PLAYER_DETAILS_DATA = 1 "kPlayerDetailsData",
        PLAYER_DETAILS_POST = 2 "kPlayerDetailsPost",
        PLAYER_SUMMARY = 2 "KPlayerSummary",
        CLAN_DETAILS_POST = 3 "kClanDetailsPost",
        TOURNAMENT_AWARDS_SUMMARY = 3 "kTournamentAwardsSummary",
        TOURNAMENT_SOLO_POST = 4 "kTournamentSoloPost",
        VEHICLES_SUMMARY = 4 "kVehiclesSummary",
        TOURNAMENT_CLAN_POST = 5 "kTournamentClanPost",
        BN_B_PARTS_SUMMARY = 5 "kBnBPartsSummary",
        WEAPON_DETAILS_POST = 6 "kWeaponDetailsPost",
        AWARDS_SUMMARY = 6 "kAwardsSummary",
        VEHICLE_DETAILS_POST = 7 "kVehicleDetailsPost",
        TROOP_WEAPONS_SUMMARY = 7 "kTroopWeaponsSummary",
        BN_B_PART_DETAILS_POST = 8 "kBnBPartDetailsPost",
        STARHAWK_WEAPONS_SUMMARY = 8 "kStarhawkWeaponsSummary",
        AWARD_DETAILS_POST = 9 "kAwardDetailsPost",
        BASE_WEAPON_DETAILS_DATA = 100 "kBaseWeaponDetailsData",
        BASE_VEHICLE_DETAILS_DATA = 300 "kBaseVehicleDetailsData",
        BASE_BN_B_PART_DETAILS_DATA = 500 "kBaseBnBPartDetailsData",
    }
}
