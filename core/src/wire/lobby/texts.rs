//! Policy, announcements, text filters, locations and errors (lobby.md 5.2, 5.10).

use crate::wire::macros::messages;
use crate::wire::{
    CallbackStatus, ChatText, Flags, MessageId, Pad, PlainText, PolicyType, SessionKeyText, TextFilterType, Version,
};

messages! {
    1

    /// MediusGetPolicyRequest, 44 bytes, messages.json 1/47.
    0x47 GetPolicyRequest "MediusGetPolicyRequest" Request -> (1, 0x48) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        policy "Policy": PolicyType,
    }
    /// MediusGetPolicyResponse, 288 bytes, messages.json 1/48.
    0x48 GetPolicyResponse "MediusGetPolicyResponse" Response list "EndOfText" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        policy "Policy": PlainText<256>,
        end_of_text "EndOfText": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusErrorMessage, 260 bytes, messages.json 1/4A (MultiServer3 only).
    0x4A ErrorMessage "MediusErrorMessage" Push {
        error_code "ErrorCode": i32,
        error_message "ErrorMessage": PlainText<256>,
    }
    /// MediusGetAnnouncementsRequest, 44 bytes, messages.json 1/4B.
    0x4B GetAnnouncementsRequest "MediusGetAnnouncementsRequest" Request -> (1, 0x4D) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        application_id "ApplicationID": i32,
    }
    /// MediusGetAllAnnouncementsRequest, 44 bytes, messages.json 1/4C.
    0x4C GetAllAnnouncementsRequest "MediusGetAllAnnouncementsRequest" Request -> (1, 0x4D) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        application_id "ApplicationID": i32,
    }
    /// MediusGetAnnouncementsResponse, 1036/4036 bytes, messages.json 1/4D.
    0x4D GetAnnouncementsResponse "MediusGetAnnouncementsResponse" Response list "EndOfList" forms SHORT_ANNOUNCEMENT {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        announcement_id "AnnouncementID": i32,
        announcement "Announcement": PlainText<1000>
            => if |d| d.version < Version(113) || d.flags.has(Flags::SHORT_ANNOUNCEMENT),
        announcement2 "Announcement": PlainText<4000>
            => if |d| d.version >= Version(113) && !d.flags.has(Flags::SHORT_ANNOUNCEMENT),
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusGetLocationsRequest, 38 bytes, messages.json 1/8C.
    0x8C GetLocationsRequest "MediusGetLocationsRequest" Request -> (1, 0x8D) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
    }
    /// MediusGetLocationsResponse, 100 bytes, messages.json 1/8D (captured from a community server).
    0x8D GetLocationsResponse "MediusGetLocationsResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        location_id "LocationId": i32,
        location_name "LocationName": PlainText<64>,
        status_code "StatusCode": CallbackStatus,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusPickLocationRequest, 44 bytes, messages.json 1/8E (MultiServer3 only).
    0x8E PickLocationRequest "MediusPickLocationRequest" Request -> (1, 0x8F) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        location_id "LocationID": i32,
    }
    /// MediusPickLocationResponse, 28 bytes, messages.json 1/8F (independent sources agree).
    0x8F PickLocationResponse "MediusPickLocationResponse" Response {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
    /// MediusTextFilterRequest, 108 bytes, messages.json 1/98.
    0x98 TextFilterRequest "MediusTextFilterRequest" Request -> (1, 0x99) {
        message_id "MessageID": MessageId,
        session_key "SessionKey": SessionKeyText,
        pad "padding": Pad<2>,
        text_filter_type "TextFilterType": TextFilterType,
        text "Text": ChatText<64>,
    }
    /// MediusTextFilterResponse, 92 bytes, messages.json 1/99.
    0x99 TextFilterResponse "MediusTextFilterResponse" Response {
        message_id "MessageID": MessageId,
        text "Text": ChatText<64>,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
    }
}
