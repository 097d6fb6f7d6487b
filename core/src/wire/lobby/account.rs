//! Accounts and logins (lobby.md 4.3).

use crate::wire::macros::messages;
use crate::wire::opaque::{Like, StatusAlone};
use crate::wire::{
    AccountType, Bytes, CallbackStatus, MessageId, NameText, NetConnectionInfo, Pad, PasswordText, SessionKeyText,
};

messages! {
    1

    /// MediusAccountLoginRequest, 102 bytes, messages.json 1/07.
    0x07 AccountLoginRequest "MediusAccountLoginRequest" Request -> (1, 0x08) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        username "Username": NameText<32>,
        password "Password": PasswordText<32>,
    }
    /// MediusAccountLoginResponse, 196 bytes, messages.json 1/08.
    0x08 AccountLoginResponse "MediusAccountLoginResponse" Response forms TIGHT_CONNECT_INFO {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        account_id "AccountID": i32,
        account_type "AccountType": AccountType,
        medius_world_id "MediusWorldID": i32,
        connect_info "ConnectInfo": NetConnectionInfo,
    }
    /// MediusAccountRegistrationRequest, 108 bytes, messages.json 1/09.
    0x09 AccountRegistrationRequest "MediusAccountRegistrationRequest" Request -> (1, 0x0A) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        account_type "AccountType": AccountType,
        account_name "AccountName": NameText<32>,
        password "Password": PasswordText<32>,
    }
    /// MediusAccountRegistrationResponse, 32 bytes, messages.json 1/0A (captured from a community server).
    0x0A AccountRegistrationResponse "MediusAccountRegistrationResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        account_id "AccountID": i32,
    }
    /// MediusAccountUpdatePasswordRequest, 102 bytes, messages.json 1/0F (MultiServer3 only).
    0x0F AccountUpdatePasswordRequest "MediusAccountUpdatePasswordRequest" Request -> (1, 0x10) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        old_password "OldPassword": PasswordText<32>,
        new_password "NewPassword": PasswordText<32>,
    }
    /// MediusAccountUpdatePasswordStatusResponse, 28 bytes, messages.json 1/10 (MultiServer3 only).
    0x10 AccountUpdatePasswordStatusResponse "MediusAccountUpdatePasswordStatusResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusAccountUpdateStatsRequest, 294 bytes, messages.json 1/11.
    0x11 AccountUpdateStatsRequest "MediusAccountUpdateStatsRequest" Request -> (1, 0x12) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        stats "Stats": Bytes<256>,
    }
    /// MediusAccountUpdateStatsResponse, 28 bytes, messages.json 1/12.
    0x12 AccountUpdateStatsResponse "MediusAccountUpdateStatsResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusAccountDeleteRequest, 70 bytes, messages.json 1/13 (horizon-server and MultiServer3 (same lineage)).
    0x13 AccountDeleteRequest "MediusAccountDeleteRequest" Request -> (1, 0x14) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        master_password "MasterPassword": PasswordText<32>,
    }
    /// MediusAccountDeleteResponse, 28 bytes, messages.json 1/14 (horizon-server and MultiServer3 (same lineage)).
    0x14 AccountDeleteResponse "MediusAccountDeleteResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusAccountLogoutRequest, 38 bytes, messages.json 1/15.
    0x15 AccountLogoutRequest "MediusAccountLogoutRequest" Request -> (1, 0x16) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
    }
    /// MediusAccountLogoutResponse, 28 bytes, messages.json 1/16 (captured from a community server).
    0x16 AccountLogoutResponse "MediusAccountLogoutResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusAccountGetIDRequest, 70 bytes, messages.json 1/17 (independent sources agree).
    0x17 AccountGetIDRequest "MediusAccountGetIDRequest" Request -> (1, 0x18) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        account_name "AccountName": NameText<32>,
    }
    /// MediusAccountGetIDResponse, 32 bytes, messages.json 1/18 (independent sources agree).
    0x18 AccountGetIDResponse "MediusAccountGetIDResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        account_id "AccountID": i32,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusAnonymousLoginRequest, 326 bytes, messages.json 1/19 (horizon-server and MultiServer3 (same lineage)).
    0x19 AnonymousLoginRequest "MediusAnonymousLoginRequest" Request -> (1, 0x1A) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        session_display_name "SessionDisplayName": NameText<32>,
        session_display_stats "SessionDisplayStats": Bytes<256>,
    }
    /// MediusAnonymousLoginResponse, 196 bytes, messages.json 1/1A (horizon-server and MultiServer3 (same lineage)).
    0x1A AnonymousLoginResponse "MediusAnonymousLoginResponse" Response forms TIGHT_CONNECT_INFO {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        account_id "AccountID": i32,
        account_type "AccountType": AccountType,
        medius_world_id "MediusWorldID": i32,
        connect_info "ConnectInfo": NetConnectionInfo,
    }
}

/// MediusAccountGetProfileResponse, as far as it is known (MAS-41).
pub type AccountGetProfileResponse = Like<StatusAlone, 1, 0x0C>;
/// MediusAccountUpdateProfileResponse, as far as it is known (MAS-41).
pub type AccountUpdateProfileResponse = Like<StatusAlone, 1, 0x0E>;
