//! Channels (lobby.md 5.5).

use crate::wire::macros::messages;
use crate::wire::{
    CallbackStatus, MessageId, NameText, NetConnectionInfo, Pad, PasswordText, SessionKeyText,
    WorldGenericFieldLevelType,
};

messages! {
    4

    /// MediusCreateChannelRequest1, 144 bytes, messages.json 4/00 (MultiServer3 only).
    0x00 CreateChannelRequest1 "MediusCreateChannelRequest1" Request -> (1, 0x22) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        application_id "ApplicationID": i32,
        max_players "MaxPlayers": i32,
        lobby_name "LobbyName": NameText<64>,
        lobby_password "LobbyPassword": PasswordText<32>,
    }
    /// MediusCreateChannelRequest, 164 bytes, messages.json 4/14.
    0x14 CreateChannelRequest "MediusCreateChannelRequest" Request -> (1, 0x22) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        application_id "ApplicationID": i32,
        max_players "MaxPlayers": i32,
        lobby_name "LobbyName": NameText<64>,
        lobby_password "LobbyPassword": PasswordText<32>,
        generic_field1 "GenericField1": u32,
        generic_field2 "GenericField2": u32,
        generic_field3 "GenericField3": u32,
        generic_field4 "GenericField4": u32,
        generic_field_level "GenericFieldLevel": WorldGenericFieldLevelType,
    }
    /// MediusChannelList_ExtraInfoRequest1, 26 bytes, messages.json 4/15.
    0x15 ChannelListExtraInfoRequest1 "MediusChannelList_ExtraInfoRequest1" Request -> (1, 0xED) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<1>,
        page_id "PageID": u16,
        page_size "PageSize": u16,
    }
    /// MediusChannelList_ExtraInfoRequest, 26 bytes, messages.json 4/1F.
    0x1F ChannelListExtraInfoRequest "MediusChannelList_ExtraInfoRequest" Request -> (1, 0xED) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<1>,
        page_id "PageID": u16,
        page_size "PageSize": u16,
    }
    /// MediusJoinLeastPopulatedChannelRequest, 41 bytes, messages.json 4/71 (MultiServer3 only).
    0x71 JoinLeastPopulatedChannelRequest "MediusJoinLeastPopulatedChannelRequest" Request -> (4, 0x72) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        always_leave_current_lobby_server "AlwaysLeaveCurrentLobbyServer": u8,
    }
    /// MediusJoinLeastPopulatedChannelResponse, 185 bytes, messages.json 4/72 (MultiServer3 only).
    0x72 JoinLeastPopulatedChannelResponse "MediusJoinLeastPopulatedChannelResponse" Response forms TIGHT_CONNECT_INFO {
        message_id "MessageID": MessageId,
        status_code "StatusCode": CallbackStatus,
        medius_world_id "MediusWorldID": i32,
        connect_info "ConnectInfo": NetConnectionInfo,
    }
    /// MediusGroupJoinChannelRequest, 80 bytes, messages.json 4/90 (MultiServer3 only).
    0x90 GroupJoinChannelRequest "MediusGroupJoinChannelRequest" Request {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        medius_lobby_world_id "MediusLobbyWorldID": i32,
        medius_party_world_id "MediusPartyWorldID": i32,
        lobby_password "LobbyPassword": PasswordText<32>,
    }
}
