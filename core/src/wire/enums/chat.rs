//! Chat and texts.

use crate::wire::macros::enumerations;

enumerations! {
    /// MediusBinaryMessageType.
    BinaryMessageType "MediusBinaryMessageType"(i32) {
        BROADCAST_BINARY_MSG = 0 "BroadcastBinaryMsg",
        TARGET_BINARY_MSG = 1 "TargetBinaryMsg",
        BROADCAST_BINARY_MSG_ACROSS_ENTIRE_UNIVERSE = 2 "BroadcastBinaryMsgAcrossEntireUniverse",
        BROADCAST_BINARY_MSG_DEPRECATED0 = 3 "BroadcastBinaryMsgDeprecated0",
        TARGET_BINARY_MSG_DEPRECATED0 = 4 "TargetBinaryMsgDeprecated0",
        BROADCAST_BINARY_MSG_ACROSS_ENTIRE_UNIVERSE_DEPRECATED0 = 5 "BroadcastBinaryMsgAcrossEntireUniverseDeprecated0",
    }

    /// MediusTextFilterType.
    TextFilterType "MediusTextFilterType"(i32) {
        TEXT_FILTER_PASS_FAIL = 0 "MediusTextFilterPassFail",
        TEXT_FILTER_REPLACE = 1 "MediusTextFilterReplace",
        EXTRA_MEDIUS_TEXT_FILTER = 16777215 "ExtraMediusTextFilter",
    }

    /// MediusPolicyType.
    PolicyType "MediusPolicyType"(i32) {
        USAGE = 0 "Usage",
        PRIVACY = 1 "Privacy",
    }

    /// MediusChatMessageType.
    ChatMessageType "MediusChatMessageType"(i32) {
        BROADCAST = 0 "Broadcast",
        WHISPER = 1 "Whisper",
        BROADCAST_ACROSS_ENTIRE_UNIVERSE = 2 "BroadcastAcrossEntireUniverse",
        CLAN_CHAT_TYPE = 3 "MediusClanChatType",
        BUDDY_CHAT_TYPE = 4 "MediusBuddyChatType",
    }

    /// MediusChatChallengeRequest.
    ChatChallengeRequest "MediusChatChallengeRequest"(i32) {
        JOIN = 0 "MediusChatChallengeRequestJoin",
        ACEEPT = 1 "MediusChatChallengeRequestAceept",
    }

    /// MediusChatChallengeResponse.
    ChatChallengeResponse "MediusChatChallengeResponse"(i32) {
        CHAT_CHALLENGE_NO_RESPONSE = 0 "MediusChatChallengeNoResponse",
        JOIN = 1 "MediusChatChallengeResponseJoin",
        ACCEPT = 2 "MediusChatChallengeResponseAccept",
        DENIED = 3 "MediusChatChallengeResponseDenied",
        BUSY = 4 "MediusChatChallengeResponseBusy",
    }

    /// MediusChatStatus.
    ChatStatus "MediusChatStatus"(i32) {
        NO_RESPONSE = 0 "MediusChatStatusNoResponse",
        AVAILABLE = 1 "MediusChatStatusAvailable",
        PRIVATE = 2 "MediusChatStatusPrivate",
        AWAY = 3 "MediusChatStatusAway",
        IDLE = 4 "MediusChatStatusIdle",
        STAGING = 5 "MediusChatStatusStaging",
        LOADING = 6 "MediusChatStatusLoading",
        IN_GAME = 7 "MediusChatStatusInGame",
        CHAT_HOST = 8 "MediusChatStatusChatHost",
        CHAT_CLIENT = 9 "MediusChatStatusChatClient",
    }

    /// MediusChatToggle.
    ChatToggle "MediusChatToggle"(i32) {
        ENABLE = 0 "MEDIUS_CHAT_ENABLE",
        DISABLE = 1 "MEDIUS_CHAT_DISABLE",
    }

    /// MediusCrossChatMessageType.
    CrossChatMessageType "MediusCrossChatMessageType"(i32) {
        STATUS_REQUEST = 0 "StatusRequest",
        STATUS_RESPONSE = 1 "StatusResponse",
        STATUS_UNAVAILABLE = 2 "StatusUnavailable",
        CHAT_REQUEST = 3 "ChatRequest",
        CHAT_ACCEPT = 4 "ChatAccept",
        CHAT_REQUEST_JOIN = 5 "ChatRequestJoin",
        CHAT_ACCEPT_JOIN = 6 "ChatAcceptJoin",
        CHAT_UNAVAILABLE = 7 "ChatUnavailable",
        BINARY_SIGNAL = 8 "BinarySignal",
        MAX_MSG_TYPE = 9 "MaxMsgType",
    }

    /// MediusMessageType.
    MessageType "MediusMessageType"(i32) {
        ANNOUNCEMENT_MESSAGE = 0 "AnnouncementMessage",
    }
}
