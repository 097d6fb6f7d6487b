//! Tickets and identities of the PlayStation Network (1.13).

use crate::wire::macros::messages;
use crate::wire::{
    AccountType, Big, CallbackStatus, MessageId, NameText, NetConnectionInfo, NpId, Octets, Pad, PasswordType,
    SessionKeyText, SizedName, count, kind,
};

messages! {
    4

    /// MediusTicketLoginRequest, at least 50 bytes, messages.json 4/58.
    0x58 TicketLoginRequest "MediusTicketLoginRequest" Request -> (4, 0x59) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        ticket_blob_size "TicketBlobSize": u32,
        ticket_version "TicketVersion": Big<u32>,
        ticket_data_size "TicketDataSize": Big<u32>,
        ticket_data "TicketData": Octets<kind::Identity> => run |_| count(ticket_data_size),
    }
    /// MediusTicketLoginResponse, 225 bytes, messages.json 4/59.
    0x59 TicketLoginResponse "MediusTicketLoginResponse" Response forms TIGHT_CONNECT_INFO {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code_ticket_login "StatusCodeTicketLogin": CallbackStatus,
        password_type "PasswordType": PasswordType,
        message_id2 "MessageID2": MessageId,
        pad2 "padding": Pad<3>,
        status_code_account_login "StatusCodeAccountLogin": CallbackStatus,
        account_id "AccountID": i32,
        account_type "AccountType": AccountType,
        medius_world_id "MediusWorldID": i32,
        connect_info "ConnectInfo": NetConnectionInfo,
    }
    /// MediusNpIdPostRequest, 74 bytes, messages.json 4/6D (MultiServer3 only).
    0x6D NpIdPostRequest "MediusNpIdPostRequest" Request -> (4, 0x6E) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        np_id "NpId": NpId,
    }
    /// MediusNpIdPostStatusResponse, 28 bytes, messages.json 4/6E (MultiServer3 only).
    0x6E NpIdPostStatusResponse "MediusNpIdPostStatusResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusNpIdsGetByAccountNamesRequest, at least 42 bytes, messages.json 4/6F (MultiServer3 only).
    0x6F NpIdsGetByAccountNamesRequest "MediusNpIdsGetByAccountNamesRequest" Request -> (4, 0x70) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        num_names "NumNames": u32,
        account_names "AccountNames": SizedName => times |_| count(num_names),
    }
    /// MediusNpIdsGetByAccountNamesResponse, 94 bytes, messages.json 4/70 (MultiServer3 only).
    0x70 NpIdsGetByAccountNamesResponse "MediusNpIdsGetByAccountNamesResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        status_code "StatusCode": CallbackStatus,
        account_name "AccountName": NameText<32>,
        np_id "NpId": NpId,
        end_of_list "EndOfList": u8,
    }
}
