//! Buddies and ignored players (lobby.md 5.4).

use crate::wire::macros::messages;
use crate::wire::{BuddyAddType, CallbackStatus, MessageId, NameText, Pad, SessionKeyText, SizedName, count};

messages! {
    4

    /// MediusAddToBuddyListConfirmationRequest, 48 bytes, messages.json 4/05 (MultiServer3 only).
    0x05 AddToBuddyListConfirmationRequest "MediusAddToBuddyListConfirmationRequest" Request -> (4, 0x64) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        target_account_id "TargetAccountID": i32,
        add_type "AddType": BuddyAddType,
    }
    /// MediusAddToBuddyListFwdConfirmationRequest, 64 bytes, messages.json 4/06 (MultiServer3 only).
    0x06 AddToBuddyListFwdConfirmationRequest "MediusAddToBuddyListFwdConfirmationRequest" Push -> (4, 0x07) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        originator_account_id "OriginatorAccountID": i32,
        originator_account_name "OriginatorAccountName": NameText<32>,
        add_type "AddType": BuddyAddType,
    }
    /// MediusAddToBuddyListFwdConfirmationResponse, 56 bytes, messages.json 4/07 (MultiServer3 only).
    0x07 AddToBuddyListFwdConfirmationResponse "MediusAddToBuddyListFwdConfirmationResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        session_key "SessionKey": SessionKeyText,
        pad2 "padding": Pad<3>,
        originator_account_id "OriginatorAccountID": i32,
        add_type "AddType": BuddyAddType,
    }
    /// MediusGetBuddyInvitationsRequest, 21 bytes, messages.json 4/08 (independent sources agree).
    0x08 GetBuddyInvitationsRequest "MediusGetBuddyInvitationsRequest" Request -> (4, 0x09) {
        message_id "MessageID": MessageId,
    }
    /// MediusGetBuddyInvitationsResponse, 72 bytes, messages.json 4/09 (independent sources agree).
    0x09 GetBuddyInvitationsResponse "MediusGetBuddyInvitationsResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        account_id "AccountID": i32,
        account_name "AccountName": NameText<32>,
        add_type "AddType": BuddyAddType,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusBuddySetListRequest, at least 42 bytes, messages.json 4/54 (MultiServer3 only).
    0x54 BuddySetListRequest "MediusBuddySetListRequest" Request -> (4, 0x55) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        num_entries "NumEntries": i32,
        list "List": SizedName => times |_| count(num_entries),
    }
    /// MediusBuddySetListResponse, 25 bytes, messages.json 4/55 (MultiServer3 only).
    0x55 BuddySetListResponse "MediusBuddySetListResponse" Response {
        message_id "MessageID": MessageId,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusIgnoreSetListRequest, at least 42 bytes, messages.json 4/56 (MultiServer3 only).
    0x56 IgnoreSetListRequest "MediusIgnoreSetListRequest" Request -> (4, 0x57) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        num_entries "NumEntries": i32,
        list "List": SizedName => times |_| count(num_entries),
    }
    /// MediusIgnoreSetListStatusResponse, 25 bytes, messages.json 4/57 (MultiServer3 only).
    0x57 IgnoreSetListStatusResponse "MediusIgnoreSetListStatusResponse" Response {
        message_id "MessageID": MessageId,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusAddToBuddyListConfirmationResponse1, 64 bytes, messages.json 4/64 (MultiServer3 only).
    0x64 AddToBuddyListConfirmationResponse1 "MediusAddToBuddyListConfirmationResponse1" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        target_account_id "TargetAccountID": i32,
        target_account_name "TargetAccountName": NameText<32>,
    }
}
