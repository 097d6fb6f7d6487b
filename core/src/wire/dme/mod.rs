//! MessageClassDME (0): game servers and their players (game.md 14.1).

use crate::wire::macros::messages;
use crate::wire::{Bytes, NameText, NetClientStatus, Octets, Pad, PlainText, RsaKey, count, kind};

messages! {
    0

    /// DMEServerVersion, 16 bytes, messages.json 0/00.
    0x00 ServerVersion "DMEServerVersion" Push {
        version "Version": PlainText<16>,
    }
    /// DMETypePing, 8 bytes, messages.json 0/01 (MultiServer3 only).
    0x01 Ping "DMETypePing" Peer {
        time_of_send "TimeOfSend": u32,
        ping_instance "PingInstance": u8,
        request_echo "RequestEcho": u8,
        pad "padding": Pad<2>,
    }
    /// DMETypePacketFragment, at least 20 bytes, messages.json 0/02.
    0x02 PacketFragment "DMETypePacketFragment" Peer {
        fragment_message_class "FragmentMessageClass": u8,
        fragment_message_type "FragmentMessageType": u8,
        sub_packet_size "SubPacketSize": u16,
        sub_packet_count "SubPacketCount": u16,
        sub_packet_index "SubPacketIndex": u16,
        multi_packet_index "MultiPacketIndex": u8,
        pad "padding": Pad<3>,
        packet_buffer_size "PacketBufferSize": i32,
        packet_buffer_offset "PacketBufferOffset": i32,
        payload "Payload": Octets => run |_| count(sub_packet_size),
    }
    /// DMEDataStreamEnd, 1 bytes, messages.json 0/05 (MultiServer3 only).
    0x05 DataStreamEnd "DMEDataStreamEnd" Peer {
        channel "Channel": u8,
    }
    /// DMEAcceptClient, 8 bytes (game.md 14.1, captured; messages.json 0/09 leaves out the time).
    0x09 AcceptClient "DMEAcceptClient" Peer {
        time "Time": u32,
        net_object_buffer_start "NetObjectBufferStart": i16,
        net_data_stream_start "NetDataStreamStart": i16,
    }
    /// DMEClientUpdate, 36 bytes, messages.json 0/0F.
    0x0F ClientUpdate "DMEClientUpdate" Peer {
        source_client_index "SourceClientIndex": u8,
        source_connection_index "SourceConnectionIndex": u8,
        pad "padding": Pad<2>,
        client_object_index "ClientObjectIndex": i16,
        net_object_buffer_start "NetObjectBufferStart": i16,
        net_object_buffer_count "NetObjectBufferCount": i16,
        net_data_stream_start "NetDataStreamStart": i16,
        net_data_stream_count "NetDataStreamCount": i16,
        connect_time "ConnectTime": u32,
        unused "Unused": Bytes<4>,
        name "Name": NameText<12>,
        unknown "Unknown": u16,
    }
    /// DMEClientConnects, 72 bytes, messages.json 0/10 (horizon-server and MultiServer3 (same lineage)).
    0x10 ClientConnects "DMEClientConnects" Peer {
        connection_index "ConnectionIndex": u8,
        connected_client_index "ConnectedClientIndex": u8,
        pad "padding": Pad<2>,
        player_ip "PlayerIp": Bytes<4, kind::Address>,
        key "Key": RsaKey,
    }
    /// DMEClientLeaves, 1 bytes, messages.json 0/12 (MultiServer3 only).
    0x12 ClientLeaves "DMEClientLeaves" Peer {
        client_index "ClientIndex": u8,
    }
    /// DMERequestServers, 0 bytes, messages.json 0/13 (MultiServer3 only).
    0x13 RequestServers "DMERequestServers" Peer {}
    /// DMEServerResponse, 8 bytes, messages.json 0/14 (uncertain).
    0x14 ServerResponse "DMEServerResponse" Peer {
        port "Port": u32,
        ip_address "IPAddress": Bytes<4>,
    }
    /// DMEUpdateClientStatus, 16 bytes, messages.json 0/16 (uncertain).
    0x16 UpdateClientStatus "DMEUpdateClientStatus" Peer {
        client_status "ClientStatus": NetClientStatus,
        source_client_index "SourceClientIndex": u8,
        net_object_buffer_count "NetObjectBufferCount": i16,
        net_data_stream_count "NetDataStreamCount": i16,
        b_arbitrate_join_response "bArbitrateJoinResponse": i16,
        migrate_order "MigrateOrder": u32,
        user_specified "UserSpecified": u32,
    }
    /// DMESMMigrateOrder, 4 bytes, messages.json 0/17 (MultiServer3 only).
    0x17 SMMigrateOrder "DMESMMigrateOrder" Peer {
        migrate_order "MigrateOrder": u32,
    }
    /// Where a member of a world can be reached, 28 bytes, 0/18 (P2P-6, captured): sent to a newcomer.
    0x18 PeerAddresses "DMEPeerAddresses" Peer {
        kind "Kind": u32,
        client_index "ClientIndex": u32,
        internal_ip "InternalIp": Bytes<4, kind::Address>,
        internal_port "InternalPort": u16,
        pad "padding": Pad<2>,
        external_ip "ExternalIp": Bytes<4, kind::Address>,
        external_port "ExternalPort": u16,
        pad2 "padding": Pad<2>,
        unknown "Unknown": u32,
    }
}
