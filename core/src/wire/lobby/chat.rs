//! Chat (lobby.md 5.9).

use crate::wire::macros::messages;
use crate::wire::{CallbackStatus, ChatMessageType, ChatText, ChatToggle, MessageId, NameText, Pad, SessionKeyText};

messages! {
    1

    /// MediusChatMessage, 112 bytes, messages.json 1/3B.
    0x3B ChatMessage "MediusChatMessage" Report {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        message_type "MessageType": ChatMessageType,
        target_id "TargetID": i32,
        message "Message": ChatText<64>,
    }
    /// MediusChatFwdMessage, 128 bytes, messages.json 1/3C.
    0x3C ChatFwdMessage "MediusChatFwdMessage" Push {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        originator_account_id "OriginatorAccountID": i32,
        originator_account_name "OriginatorAccountName": NameText<32>,
        message_type "MessageType": ChatMessageType,
        message "Message": ChatText<64>,
    }
    /// MediusChatToggleRequest, 44 bytes, messages.json 1/96.
    0x96 ChatToggleRequest "MediusChatToggleRequest" Request -> (1, 0x97) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        chat_toggle "ChatToggle": ChatToggle,
    }
    /// MediusChatToggleResponse, 28 bytes, messages.json 1/97 (captured from a community server).
    0x97 ChatToggleResponse "MediusChatToggleResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
}
