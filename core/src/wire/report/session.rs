//! Sessions of game servers and game hosts (lobby.md 4.4, game.md 11).

use crate::wire::macros::messages;
use crate::wire::{
    MessageId, MgclAlertLevel, MgclErrorCode, MgclGameHostType, MgclServerAttributes, MgclTrustLevel, NetAddress,
    NetAddressList, NetConnectionInfo, Pad, PlainText, SessionKeyText,
};

messages! {
    3

    /// MediusServerReport, 32 bytes, messages.json 3/00.
    0x00 ServerReport "MediusServerReport" Report {
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<1>,
        max_worlds "MaxWorlds": i16,
        max_players_per_world "MaxPlayersPerWorld": i16,
        active_world_count "ActiveWorldCount": i16,
        total_active_players "TotalActivePlayers": i16,
        pad2 "padding": Pad<2>,
        alert_level "AlertLevel": MgclAlertLevel,
    }
    /// MediusServerAuthenticationRequest, 76 bytes, messages.json 3/01.
    0x01 ServerAuthenticationRequest "MediusServerAuthenticationRequest" Request -> (3, 0x02) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        trust_level "TrustLevel": MgclTrustLevel,
        address_list "AddressList": NetAddressList,
    }
    /// MediusServerAuthenticationResponse, 180 bytes, messages.json 3/02 (captured from a community server).
    0x02 ServerAuthenticationResponse "MediusServerAuthenticationResponse" Response forms TIGHT_CONNECT_INFO {
        message_id "MessageID": MessageId,
        confirmation "Confirmation": MgclErrorCode,
        pad "padding": Pad<2>,
        connect_info "ConnectInfo": NetConnectionInfo,
    }
    /// MediusServerSessionBeginRequest, 56 bytes, messages.json 3/03.
    0x03 ServerSessionBeginRequest "MediusServerSessionBeginRequest" Request -> (3, 0x04) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        location_id "LocationID": i32,
        application_id "ApplicationID": i32,
        server_type "ServerType": MgclGameHostType,
        server_version "ServerVersion": PlainText<16>,
        port "Port": i32,
    }
    /// MediusServerSessionBeginResponse, 180 bytes, messages.json 3/04 (captured from a community server).
    0x04 ServerSessionBeginResponse "MediusServerSessionBeginResponse" Response forms TIGHT_CONNECT_INFO {
        message_id "MessageID": MessageId,
        confirmation "Confirmation": MgclErrorCode,
        pad "padding": Pad<2>,
        connect_info "ConnectInfo": NetConnectionInfo,
    }
    /// MediusServerSessionEndRequest, 21 bytes, messages.json 3/05.
    0x05 ServerSessionEndRequest "MediusServerSessionEndRequest" Request -> (3, 0x06) {
        message_id "MessageID": MessageId,
    }
    /// MediusServerSessionEndResponse, 22 bytes, messages.json 3/06 (captured from a community server).
    0x06 ServerSessionEndResponse "MediusServerSessionEndResponse" Response {
        message_id "MessageID": MessageId,
        confirmation "Confirmation": MgclErrorCode,
    }
    /// MediusServerSetAttributesRequest, 52 bytes, messages.json 3/16 (horizon-server and MultiServer3 (same lineage)).
    0x16 ServerSetAttributesRequest "MediusServerSetAttributesRequest" Request -> (3, 0x17) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        attributes "Attributes": MgclServerAttributes,
        listen_server_address "ListenServerAddress": NetAddress,
    }
    /// MediusServerSetAttributesResponse, 22 bytes, messages.json 3/17
    /// (horizon-server and MultiServer3 (same lineage)).
    0x17 ServerSetAttributesResponse "MediusServerSetAttributesResponse" Response {
        message_id "MessageID": MessageId,
        confirmation "Confirmation": MgclErrorCode,
    }
    /// MediusServerSessionBeginRequest1, 52 bytes, messages.json 3/21 (MultiServer3 only).
    0x21 ServerSessionBeginRequest1 "MediusServerSessionBeginRequest1" Request -> (3, 0x22) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        location_id "LocationID": i32,
        application_id "ApplicationID": i32,
        server_type "ServerType": MgclGameHostType,
        client_version_major "ClientVersionMajor": i32,
        client_version_minor "ClientVersionMinor": i32,
        client_version_build "ClientVersionBuild": i32,
        port "Port": i32,
    }
    /// MediusServerSessionBeginResponse1, 180 bytes, messages.json 3/22 (MultiServer3 only).
    0x22 ServerSessionBeginResponse1 "MediusServerSessionBeginResponse1" Response forms TIGHT_CONNECT_INFO {
        message_id "MessageID": MessageId,
        confirmation "Confirmation": MgclErrorCode,
        pad "padding": Pad<2>,
        connect_info "ConnectInfo": NetConnectionInfo,
    }
    /// MediusServerSessionBeginRequest2, 56 bytes, messages.json 3/24 (MultiServer3 only).
    0x24 ServerSessionBeginRequest2 "MediusServerSessionBeginRequest2" Request -> (3, 0x22) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        location_id "LocationID": i32,
        application_id "ApplicationID": i32,
        server_type "ServerType": MgclGameHostType,
        client_version_major "ClientVersionMajor": i32,
        client_version_minor "ClientVersionMinor": i32,
        client_version_special_patch "ClientVersionSpecialPatch": i32,
        client_version_build "ClientVersionBuild": i32,
        port "Port": i32,
    }
}
