//! Parties: groups that look for a game together (lobby.md 5.12).

use crate::wire::macros::messages;
use crate::wire::{
    CallbackStatus, Flags, MessageId, MgclGameHostType, NameText, NetAddressList, NetConnectionInfo, Pad, PasswordText,
    RsaKey, SessionKeyText,
};

messages! {
    4

    /// MediusPartyCreateRequest, 201 bytes, messages.json 4/65 (MultiServer3 only).
    0x65 PartyCreateRequest "MediusPartyCreateRequest" Request -> (4, 0x66) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        application_id "ApplicationID": i32,
        min_players "MinPlayers": i32,
        max_players "MaxPlayers": i32,
        party_name "PartyName": NameText<64>,
        party_password "PartyPassword": PasswordText<32>,
        generic_field1 "GenericField1": i32,
        generic_field2 "GenericField2": i32,
        generic_field3 "GenericField3": i32,
        generic_field4 "GenericField4": i32,
        generic_field5 "GenericField5": i32,
        generic_field6 "GenericField6": i32,
        generic_field7 "GenericField7": i32,
        generic_field8 "GenericField8": i32,
        party_host_type "PartyHostType": MgclGameHostType,
        server_session_key "ServerSessionKey": SessionKeyText,
    }
    /// MediusPartyCreateResponse, 32 bytes, messages.json 4/66 (MultiServer3 only).
    0x66 PartyCreateResponse "MediusPartyCreateResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        medius_world_id "MediusWorldID": i32,
    }
    /// MediusPartyJoinRequest, 192 bytes, messages.json 4/67 (MultiServer3 only).
    0x67 PartyJoinRequest "MediusPartyJoinRequest" Request -> (4, 0x68) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        medius_world_id "MediusWorldID": i32,
        party_password "PartyPassword": PasswordText<32>,
        party_host_type "PartyHostType": MgclGameHostType,
        pub_key "pubKey": RsaKey,
        address_list "addressList": NetAddressList,
    }
    /// MediusPartyJoinResponse, 188 bytes, messages.json 4/68 (MultiServer3 only).
    0x68 PartyJoinResponse "MediusPartyJoinResponse" Response forms TIGHT_CONNECT_INFO {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        party_host_type "PartyHostType": MgclGameHostType,
        connection_info "ConnectionInfo": NetConnectionInfo,
    }
    /// MediusPartyJoinByIndexRequest, 196 bytes, messages.json 4/87 (uncertain).
    0x87 PartyJoinByIndexRequest "MediusPartyJoinByIndexRequest" Request -> (4, 0x8E) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        medius_world_id "MediusWorldID": i32,
        party_password "PartyPassword": PasswordText<32>,
        party_host_type "PartyHostType": MgclGameHostType,
        pub_key "pubKey": RsaKey,
        address_list "addressList": NetAddressList,
        party_index "partyIndex": i32,
    }
    /// MediusPartyJoinByIndexResponse, 192 bytes, messages.json 4/8E (MultiServer3 only).
    0x8E PartyJoinByIndexResponse "MediusPartyJoinByIndexResponse" Response
        forms PARTY_MAX_PLAYERS | TIGHT_CONNECT_INFO {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        party_host_type "PartyHostType": MgclGameHostType,
        connection_info "ConnectionInfo": NetConnectionInfo,
        party_index "partyIndex": i32,
        max_players "maxPlayers": i32 => if |d| d.flags.has(Flags::PARTY_MAX_PLAYERS),
    }
    /// MediusPartyPlayerReport, 28 bytes, messages.json 4/8F (MultiServer3 only).
    0x8F PartyPlayerReport "MediusPartyPlayerReport" Report {
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<3>,
        medius_world_id "MediusWorldID": i32,
        party_index "PartyIndex": i32,
    }
}
