//! Universe information of the second generation (lobby.md 3).

use crate::wire::macros::messages;
use crate::wire::{
    AddressText, CallbackStatus, CharacterEncodingType, Chars, Flags, LanguageType, MessageId, Pad, PlainText,
    UniverseVariableInformationInfoFilter, Version, count,
};

messages! {
    4

    /// MediusGetUniverse_ExtraInfoRequest, 36 bytes, messages.json 4/03 (MultiServer3 only).
    0x03 GetUniverseExtraInfoRequest "MediusGetUniverse_ExtraInfoRequest" Request -> (4, 0x04) -> (1, 0xC9) {
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        info_type "InfoType": UniverseVariableInformationInfoFilter,
        character_encoding "CharacterEncoding": CharacterEncodingType,
        language "Language": LanguageType,
    }
    /// MediusUniverseStatusList_ExtraInfoResponse, 824 bytes, messages.json 4/04 (MultiServer3 only).
    0x04 UniverseStatusListExtraInfoResponse "MediusUniverseStatusList_ExtraInfoResponse" Response list "EndOfList" {
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
        universe_billing "UniverseBilling": PlainText<8>,
        billing_system_name "BillingSystemName": PlainText<128>,
        end_of_list "EndOfList": u8,
        extended_info "ExtendedInfo": PlainText<128>,
        pad2 "padding": Pad<3>,
    }
    /// MediusUniverseVariableInformationResponse, at least 30 bytes, messages.json 4/11.
    0x11 UniverseVariableInformationResponse "MediusUniverseVariableInformationResponse" Response
        list "EndOfList" forms SVO_URL_IN_INFO | PADDED_UNIVERSE_INFO {
        message_id "MessageID": MessageId,
        status_code "StatusCode": CallbackStatus,
        info_filter "InfoFilter": UniverseVariableInformationInfoFilter,
        universe_id "UniverseID": u32 => if |_| info_filter.has(0x4),
        universe_name "UniverseName": PlainText<128> => if |_| info_filter.has(0x8),
        dns "DNS": AddressText<128> => if |_| info_filter.has(0x10),
        port "Port": i32 => if |_| info_filter.has(0x10),
        universe_description "UniverseDescription": PlainText<256> => if |_| info_filter.has(0x20),
        status "Status": i32 => if |_| info_filter.has(0x40),
        user_count "UserCount": i32 => if |_| info_filter.has(0x40),
        max_users "MaxUsers": i32 => if |_| info_filter.has(0x40),
        universe_billing "UniverseBilling": PlainText<8> => if |_| info_filter.has(0x80),
        billing_system_name "BillingSystemName": PlainText<128> => if |_| info_filter.has(0x80),
        extended_info "ExtendedInfo": PlainText<128> => if |_| info_filter.has(0x100),
        svo_url "SvoURL": PlainText<128> => if |d| info_filter.has(0x200) && d.flags.has(Flags::SVO_URL_IN_INFO),
        end_of_list "EndOfList": u8,
        pad "padding": Pad<3> => if |d| d.flags.has(Flags::PADDED_UNIVERSE_INFO),
    }
    /// MediusUniverseVariableSvoURLResponse, at least 149/22 bytes, messages.json 4/1E.
    0x1E UniverseVariableSvoURLResponse "MediusUniverseVariableSvoURLResponse" Response forms SVO_URL_WITHOUT_END {
        message_id "MessageID": MessageId,
        url_length "URLLength": u8 => if |d| d.version >= Version(109),
        url "URL": Chars
            => run |d| url_length.map_or(0, count).saturating_sub(d.flags.has(Flags::SVO_URL_WITHOUT_END).into()),
        fixed_url "URL": PlainText<128> => if |d| d.version < Version(109),
    }
}
