//! Structures that several messages share (messages.md §7).

use super::macros::structure;
use super::{
    AccessKey, AddressText, NameText, NetAddressType, NetConnectionType, Pad, PlayerStatus, RsaKey, SessionKeyText,
};

structure! {
    /// NetAddress, 24 bytes.
    NetAddress {
        address_type "AddressType": NetAddressType,
        address "Address": AddressText<16>,
        port "Port": u32,
    }
}

structure! {
    /// NetAddressList, 48 bytes.
    NetAddressList {
        address_list "AddressList": [NetAddress; 2],
    }
}

structure! {
    /// MediusPlayerOnlineState, 140 bytes.
    PlayerOnlineState {
        connect_status "ConnectStatus": PlayerStatus,
        medius_lobby_world_id "MediusLobbyWorldID": i32,
        medius_game_world_id "MediusGameWorldID": i32,
        lobby_name "LobbyName": NameText<64>,
        game_name "GameName": NameText<64>,
    }
}

structure! {
    /// NetConnectionInfo, 156 bytes.
    NetConnectionInfo {
        kind "Type": NetConnectionType,
        address_list "AddressList": NetAddressList,
        world_id "WorldID": i32,
        server_key "ServerKey": RsaKey,
        session_key "SessionKey": SessionKeyText,
        access_key "AccessKey": AccessKey,
        pad "padding": Pad<2>,
    }
}
