//! Universe information of the first generation (lobby.md 3).

use crate::wire::macros::messages;
use crate::wire::{
    AddressText, CallbackStatus, CharacterEncodingType, LanguageType, MessageId, Pad, PlainText,
    UniverseVariableInformationInfoFilter,
};

messages! {
    1

    /// MediusGetUniverseInformationRequest, 36 bytes, messages.json 1/C8.
    0xC8 GetUniverseInformationRequest "MediusGetUniverseInformationRequest" Request
        -> (4, 0x1E) -> (4, 0x11) -> (1, 0xC9) -> (1, 0xCA) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        info_type "InfoType": UniverseVariableInformationInfoFilter,
        character_encoding "CharacterEncoding": CharacterEncodingType,
        language "Language": LanguageType,
    }
    /// MediusUniverseNewsResponse, 288 bytes, messages.json 1/C9 (horizon-server and MultiServer3 (same lineage)).
    0xC9 UniverseNewsResponse "MediusUniverseNewsResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        news "News": PlainText<256>,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
    /// MediusUniverseStatusListResponse, 560 bytes, messages.json 1/CA (MultiServer3 only).
    0xCA UniverseStatusListResponse "MediusUniverseStatusListResponse" Response list "EndOfList" {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        status_code "StatusCode": CallbackStatus,
        universe_name "UniverseName": PlainText<128>,
        dns "DNS": AddressText<128>,
        port "Port": i32,
        universe_description "UniverseDescription": PlainText<256>,
        status "Status": i32,
        user_count "UserCount": i32,
        max_users "MaxUsers": i32,
        end_of_list "EndOfList": u8,
        pad2 "padding": Pad<3>,
    }
}
