//! Players of a game server, and its links to others (game.md 11).

use crate::wire::macros::messages;
use crate::wire::{
    AccessKey, AddressText, MessageId, MgclErrorCode, MgclEventType, NetConnectionInfo, Pad, RsaKey, SessionKeyText,
};

messages! {
    3

    /// MediusServerJoinGameRequest, 180 bytes, messages.json 3/09 (horizon-server and MultiServer3 (same lineage)).
    0x09 ServerJoinGameRequest "MediusServerJoinGameRequest" Request -> (3, 0x0A) forms TIGHT_CONNECT_INFO {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        connect_info "ConnectInfo": NetConnectionInfo,
    }
    /// MediusServerJoinGameResponse, 108 bytes, messages.json 3/0A (horizon-server and MultiServer3 (same lineage)).
    0x0A ServerJoinGameResponse "MediusServerJoinGameResponse" Response {
        message_id "MessageID": MessageId,
        confirmation "Confirmation": MgclErrorCode,
        access_key "AccessKey": AccessKey,
        pad "padding": Pad<1>,
        pub_key "pubKey": RsaKey,
        dme_client_index "DmeClientIndex": i32,
    }
    /// MediusServerConnectGamesRequest, 56 bytes, messages.json 3/1A (horizon-server and MultiServer3 (same lineage)).
    0x1A ServerConnectGamesRequest "MediusServerConnectGamesRequest" Request -> (3, 0x1B) {
        message_id "MessageID": MessageId,
        server_ip "ServerIP": AddressText<20>,
        pad "padding": Pad<3>,
        server_port "ServerPort": i32,
        game_world_id "GameWorldID": i32,
        spectator_world_id "SpectatorWorldID": i32,
    }
    /// MediusServerConnectGamesResponse, 36 bytes, messages.json 3/1B (horizon-server and MultiServer3 (same lineage)).
    0x1B ServerConnectGamesResponse "MediusServerConnectGamesResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        game_world_id "GameWorldID": i32,
        spectator_world_id "SpectatorWorldID": i32,
        confirmation "Confirmation": MgclErrorCode,
        pad2 "padding": Pad<3>,
    }
    /// MediusServerConnectNotification, 28 bytes, messages.json 3/1C (horizon-server and MultiServer3 (same lineage)).
    0x1C ServerConnectNotification "MediusServerConnectNotification" Report {
        connect_event_type "ConnectEventType": MgclEventType,
        medius_world_uid "MediusWorldUID": u32,
        player_session_key "PlayerSessionKey": SessionKeyText,
        pad "padding": Pad<3>,
    }
    /// MediusServerDisconnectPlayerRequest, 32 bytes, messages.json 3/1E
    /// (horizon-server and MultiServer3 (same lineage)).
    0x1E ServerDisconnectPlayerRequest "MediusServerDisconnectPlayerRequest" Request {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        dme_world_id "DmeWorldID": i32,
        dme_client_index "DmeClientIndex": i32,
    }
}
