//! Chat and binary messages (lobby.md 5.9).

use crate::wire::macros::messages;
use crate::wire::{
    BinaryMessageType, Bytes, CallbackStatus, Chars, ChatMessageType, ChatText, CrossChatMessageType,
    GenericChatFilter, MessageId, NameText, Octets, Pad, Rest, SessionKeyText, TextFilterType, count, kind,
};

messages! {
    4

    /// MediusBinaryMessage, 448 bytes, messages.json 4/16 (horizon-server and MultiServer3 (same lineage)).
    0x16 BinaryMessage "MediusBinaryMessage" Report {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        message_type "MessageType": BinaryMessageType,
        target_account_id "TargetAccountID": i32,
        message "Message": Bytes<400, kind::Chat>,
    }
    /// MediusBinaryFwdMessage, 432 bytes, messages.json 4/17 (horizon-server and MultiServer3 (same lineage)).
    0x17 BinaryFwdMessage "MediusBinaryFwdMessage" Push {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        originator_account_id "OriginatorAccountID": i32,
        message_type "MessageType": BinaryMessageType,
        message "Message": Bytes<400, kind::Chat>,
    }
    /// MediusGenericChatMessage, 112 bytes, messages.json 4/23 (horizon-server and MultiServer3 (same lineage)).
    0x23 GenericChatMessage "MediusGenericChatMessage" Report {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        message_type "MessageType": ChatMessageType,
        target_id "TargetID": i32,
        message "Message": ChatText<64>,
    }
    /// MediusGenericChatFwdMessage, 108 bytes, messages.json 4/24 (horizon-server and MultiServer3 (same lineage)).
    0x24 GenericChatFwdMessage "MediusGenericChatFwdMessage" Push {
        time_stamp "TimeStamp": u32,
        originator_account_id "OriginatorAccountID": i32,
        message_type "MessageType": ChatMessageType,
        originator_account_name "OriginatorAccountName": NameText<32>,
        message "Message": ChatText<64>,
    }
    /// MediusGenericChatSetFilterRequest, 54 bytes, messages.json 4/25.
    0x25 GenericChatSetFilterRequest "MediusGenericChatSetFilterRequest" Request -> (4, 0x26) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        generic_chat_filter "GenericChatFilter": GenericChatFilter,
    }
    /// MediusGenericChatSetFilterResponse, 44 bytes, messages.json 4/26.
    0x26 GenericChatSetFilterResponse "MediusGenericChatSetFilterResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        chat_filter "ChatFilter": GenericChatFilter,
    }
    /// MediusSetAutoChatHistoryRequest, 28 bytes, messages.json 4/2D.
    0x2D SetAutoChatHistoryRequest "MediusSetAutoChatHistoryRequest" Request -> (4, 0x2E) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        auto_chat_history_num_messages "AutoChatHistoryNumMessages": i32,
    }
    /// MediusSetAutoChatHistoryResponse, 28 bytes, messages.json 4/2E.
    0x2E SetAutoChatHistoryResponse "MediusSetAutoChatHistoryResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusCrossChatMessage, at least 56 bytes, messages.json 4/3D (MultiServer3 only).
    0x3D CrossChatMessage "MediusCrossChatMessage" Report {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        target_account_id "TargetAccountID": i32,
        target_routing_dme_world_id "TargetRoutingDmeWorldID": i32,
        source_dme_world_id "SourceDmeWorldID": i32,
        msg_type "msgType": CrossChatMessageType,
        contents "Contents": Rest<kind::Chat>,
    }
    /// MediusCrossChatFwdMessage, at least 40 bytes, messages.json 4/3E (MultiServer3 only).
    0x3E CrossChatFwdMessage "MediusCrossChatFwdMessage" Push {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        originator_account_id "OriginatorAccountID": i32,
        target_routing_dme_world_id "TargetRoutingDmeWorldID": i32,
        source_dme_world_id "SourceDmeWorldID": i32,
        msg_type "msgType": CrossChatMessageType,
        contents "Contents": Rest<kind::Chat>,
    }
    /// MediusBinaryMessage1, at least 50 bytes, messages.json 4/5B (MultiServer3 only).
    0x5B BinaryMessage1 "MediusBinaryMessage1" Report {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        message_type "MessageType": BinaryMessageType,
        target_account_id "TargetAccountID": i32,
        message_size "MessageSize": i32,
        message "Message": Octets<kind::Chat> => run |_| count(message_size),
    }
    /// MediusBinaryFwdMessage1, at least 33 bytes, messages.json 4/5C (MultiServer3 only).
    0x5C BinaryFwdMessage1 "MediusBinaryFwdMessage1" Push {
        message_id "MessageID": MessageId,
        originator_account_id "OriginatorAccountID": i32,
        message_type "MessageType": BinaryMessageType,
        message_size "MessageSize": i32,
        message "Message": Octets<kind::Chat> => run |_| count(message_size),
    }
    /// MediusGenericChatMessage1, at least 50 bytes, messages.json 4/73
    /// (horizon-server and MultiServer3 (same lineage)).
    0x73 GenericChatMessage1 "MediusGenericChatMessage1" Report {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        message_type "MessageType": ChatMessageType,
        target_id "TargetID": i32,
        message_length "MessageLength": i32,
        message "Message": Chars<kind::Chat> => run |_| count(message_length),
    }
    /// MediusGenericChatFwdMessage1, at least 48 bytes, messages.json 4/74
    /// (horizon-server and MultiServer3 (same lineage)).
    0x74 GenericChatFwdMessage1 "MediusGenericChatFwdMessage1" Push {
        time_stamp "TimeStamp": u32,
        originator_account_id "OriginatorAccountID": i32,
        message_type "MessageType": ChatMessageType,
        originator_account_name "OriginatorAccountName": NameText<32>,
        message_length "MessageLength": i32,
        message "Message": Chars<kind::Chat> => run |_| count(message_length),
    }
    /// MediusTextFilterRequest1, at least 46 bytes, messages.json 4/75 (captured size).
    0x75 TextFilterRequest1 "MediusTextFilterRequest1" Request -> (4, 0x76) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        text_filter_type "TextFilterType": TextFilterType,
        text_size "TextSize": u32,
        text "Text": Chars<kind::Chat> => run |_| count(text_size),
    }
    /// MediusTextFilterResponse1, at least 29 bytes, messages.json 4/76 (captured size).
    0x76 TextFilterResponse1 "MediusTextFilterResponse1" Response {
        message_id "MessageID": MessageId,
        status_code "StatusCode": CallbackStatus,
        text_size "TextSize": u32,
        text "Text": Chars<kind::Chat> => run |_| count(text_size),
    }
}
