//! Messages inside a clan (lobby.md 5.8).

use crate::wire::macros::messages;
use crate::wire::{CallbackStatus, ChatText, ClanMessageStatus, MessageId, MessageType, Pad, SessionKeyText, Version};

messages! {
    1

    /// MediusGetMyClanMessagesRequest, 52 bytes, messages.json 1/6C (captured size).
    0x6C GetMyClanMessagesRequest "MediusGetMyClanMessagesRequest" Request -> (1, 0x6D) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        clan_id "ClanID": i32,
        start "Start": i32,
        page_size "PageSize": i32,
    }
    /// MediusGetMyClanMessagesResponse, 236/1240 bytes, messages.json 1/6D (captured size).
    0x6D GetMyClanMessagesResponse "MediusGetMyClanMessagesResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        clan_id "ClanID": i32,
        message "Message": ChatText<200> => if |d| d.version < Version(113),
        clan_message_id "ClanMessageID": i32 => if |d| d.version >= Version(113),
        message2 "Message": ChatText<1200> => if |d| d.version >= Version(113),
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusSendClanMessageRequest, 238/1238 bytes, messages.json 1/6E (independent sources agree).
    0x6E SendClanMessageRequest "MediusSendClanMessageRequest" Request -> (1, 0x6F) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        message "Message": ChatText<200> => if |d| d.version < Version(113),
        message2 "Message": ChatText<1200> => if |d| d.version >= Version(113),
    }
    /// MediusSendClanMessageResponse, 28 bytes, messages.json 1/6F (independent sources agree).
    0x6F SendClanMessageResponse "MediusSendClanMessageResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusModifyClanMessageRequest, 244 bytes, messages.json 1/70 (horizon-server and MultiServer3 (same lineage)).
    0x70 ModifyClanMessageRequest "MediusModifyClanMessageRequest" Request -> (1, 0x71) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        clan_message_id "ClanMessageID": i32,
        new_message "NewMessage": ChatText<200>,
    }
    /// MediusModifyClanMessageResponse, 28 bytes, messages.json 1/71 (horizon-server and MultiServer3 (same lineage)).
    0x71 ModifyClanMessageResponse "MediusModifyClanMessageResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusDeleteClanMessageRequest, 44 bytes, messages.json 1/72 (horizon-server and MultiServer3 (same lineage)).
    0x72 DeleteClanMessageRequest "MediusDeleteClanMessageRequest" Request -> (1, 0x73) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        clan_message_id "ClanMessageID": i32,
    }
    /// MediusDeleteClanMessageResponse, 28 bytes, messages.json 1/73 (independent sources agree).
    0x73 DeleteClanMessageResponse "MediusDeleteClanMessageResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusGetAllClanMessagesRequest, 48 bytes, messages.json 1/7E (horizon-server and MultiServer3 (same lineage)).
    0x7E GetAllClanMessagesRequest "MediusGetAllClanMessagesRequest" Request -> (1, 0x7F) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        start "Start": i32,
        page_size "PageSize": i32,
    }
    /// MediusGetAllClanMessagesResponse, 240 bytes, messages.json 1/7F (independent sources agree).
    0x7F GetAllClanMessagesResponse "MediusGetAllClanMessagesResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        clan_message_id "ClanMessageID": i32,
        message "Message": ChatText<200>,
        status "Status": ClanMessageStatus,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusSetMessageAsReadRequest, 48 bytes, messages.json 1/C6 (uncertain).
    0xC6 SetMessageAsReadRequest "MediusSetMessageAsReadRequest" Request -> (1, 0xC7) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        message_type "MessageType": MessageType,
        message_id_to_tag "MessageIDToTag": i32,
    }
    /// MediusSetMessageAsReadResponse, 28 bytes, messages.json 1/C7 (MultiServer3 only).
    0xC7 SetMessageAsReadResponse "MediusSetMessageAsReadResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
}
