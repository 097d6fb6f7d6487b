//! Clans (lobby.md 5.8).

use crate::wire::macros::messages;
use crate::wire::{CallbackStatus, MessageId, NameText, Pad, SessionKeyText};

messages! {
    4

    /// MediusAddPlayerToClan_ByClanOfficerResponse, 28 bytes, messages.json 4/3C (uncertain).
    0x3C AddPlayerToClanByClanOfficerResponse "MediusAddPlayerToClan_ByClanOfficerResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusClanRenameRequest, 74 bytes, messages.json 4/7C (MultiServer3 only).
    0x7C ClanRenameRequest "MediusClanRenameRequest" Request -> (4, 0x7D) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        clan_id "ClanID": i32,
        new_clan_name "NewClanName": NameText<32>,
    }
    /// MediusClanRenameStatusResponse, 28 bytes, messages.json 4/7D (MultiServer3 only).
    0x7D ClanRenameStatusResponse "MediusClanRenameStatusResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
}
