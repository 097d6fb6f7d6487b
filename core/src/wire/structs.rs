//! Structures that several messages share (messages.md §7).

use super::macros::structures;
use super::{
    AccessKey, AddressText, Bytes, Chars, Flags, NameText, NetAddressType, NetConnectionType, Pad, PlainText,
    PlayerStatus, RsaKey, SessionKeyText, count, kind,
};

structures! {
    /// NetAddress, 24 bytes.
    #[derive(Copy, serde::Serialize, serde::Deserialize)]
    NetAddress "NetAddress" {
        address_type "AddressType": NetAddressType,
        address "Address": AddressText<16>,
        port "Port": u32,
    }

    /// NetAddressList, 48 bytes.
    #[derive(Copy, serde::Serialize, serde::Deserialize)]
    NetAddressList "NetAddressList" {
        address_list "AddressList": [NetAddress; 2],
    }

    /// MediusPlayerOnlineState, 140 bytes.
    PlayerOnlineState "MediusPlayerOnlineState" {
        connect_status "ConnectStatus": PlayerStatus,
        medius_lobby_world_id "MediusLobbyWorldID": i32,
        medius_game_world_id "MediusGameWorldID": i32,
        lobby_name "LobbyName": NameText<64>,
        game_name "GameName": NameText<64>,
    }

    /// NetConnectionInfo, 156 bytes.
    NetConnectionInfo "NetConnectionInfo" {
        kind "Type": NetConnectionType,
        address_list "AddressList": NetAddressList,
        world_id "WorldID": i32,
        server_key "ServerKey": RsaKey,
        session_key "SessionKey": SessionKeyText,
        access_key "AccessKey": AccessKey,
        pad "padding": Pad<2> => if |d| !d.flags.has(Flags::TIGHT_CONNECT_INFO),
    }

    /// MediusGenericChatFilter, 16 bytes: bit n lets chat of type n through.
    GenericChatFilter "MediusGenericChatFilter" {
        generic_chat_filter_bitfield "GenericChatFilterBitfield": Bytes<16>,
    }

    /// MediusFile, 172 bytes.
    File "MediusFile" {
        filename "Filename": PlainText<128>,
        server_checksum "ServerChecksum": Bytes<16>,
        file_id "FileID": i32,
        file_size "FileSize": i32,
        creation_time_stamp "CreationTimeStamp": u32,
        owner_id "OwnerID": i32,
        group_id "GroupID": i32,
        owner_permission_rwx "OwnerPermissionRWX": u16,
        group_permission_rwx "GroupPermissionRWX": u16,
        global_permission_rwx "GlobalPermissionRWX": u16,
        server_operation_id "ServerOperationID": u16,
    }

    /// MediusFileAttributes, 276 bytes.
    FileAttributes "MediusFileAttributes" {
        description "Description": Bytes<256>,
        last_changed_time_stamp "LastChangedTimeStamp": u32,
        last_changed_by_user_id "LastChangedByUserID": u32,
        number_accesses "NumberAccesses": u32,
        streamable_flag "StreamableFlag": u32,
        streaming_data_rate "StreamingDataRate": u32,
    }

    /// MediusFileMetaData, 312 bytes (uncertain).
    FileMetaData "MediusFileMetaData" {
        key "Key": PlainText<56>,
        value "Value": PlainText<256>,
    }

    /// NpId, 36 bytes: an identity of the PlayStation Network.
    NpId "NpId" {
        data "data": Bytes<16, kind::Identity>,
        term "term": u8,
        dummy "dummy": Bytes<3>,
        opt "opt": Bytes<8>,
        reserved "reserved": Bytes<8>,
    }

    /// SizedName, 1 byte and the name: a row of the lists of 1.13.
    SizedName "SizedName" {
        length "Length": u8,
        name "Name": Chars<kind::Name> => run |_| count(length),
    }
}
