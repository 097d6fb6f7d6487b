//! One universe in each of the three forms that titles ask for.

use crate::link::Packets;
use crate::settings::Universe;
use crate::wire::{
    AddressText, CallbackStatus as Status, Dialect, MessageId, PlainText, Text,
    UniverseVariableInformationInfoFilter as InfoFilter, lobby, lobby_ext,
};

/// Longest URL with its NUL: what fits its length field and its fixed form alike.
const URL_MOST: usize = 128;

/// The form of an answer.
#[derive(Debug, Clone, Copy)]
pub(super) enum UniverseAnswer {
    /// Fields by the filter (MUIS-2).
    Variable,
    /// All of the first generation (MUIS-3).
    StatusList,
    /// All of the second (MUIS-6).
    StatusListExtraInfo,
}

impl UniverseAnswer {
    /// One universe.
    pub(super) fn one(
        self,
        message_id: MessageId,
        info_filter: InfoFilter,
        universe: &Universe,
        last: bool,
        dialect: Dialect,
        packets: &mut Packets,
    ) {
        let (status_code, end_of_list) = (Status::SUCCESS, u8::from(last));
        let (universe_name, dns) = (PlainText::<128>::new(&universe.name), AddressText::<128>::new(&universe.host));
        let (port, universe_description) = (universe.port.into(), Text::new(&universe.description));
        let (status, user_count, max_users) = (universe.status, universe.user_count, universe.max_users);
        let universe_billing = Text::new(&universe.billing);
        let billing_system_name = Text::new(&universe.billing_system_name);
        let extended_info = Text::new(&universe.extended_info);
        match self {
            // What the filter leaves out is not written.
            Self::Variable => packets.push(
                &lobby_ext::UniverseVariableInformationResponse {
                    message_id,
                    status_code,
                    info_filter,
                    universe_id: Some(universe.id),
                    universe_name: Some(universe_name),
                    dns: Some(dns),
                    port: Some(port),
                    universe_description: Some(universe_description),
                    status: Some(status),
                    user_count: Some(user_count),
                    max_users: Some(max_users),
                    universe_billing: Some(universe_billing),
                    billing_system_name: Some(billing_system_name),
                    extended_info: Some(extended_info),
                    svo_url: Some(Text::new(&universe.svo_url)),
                    end_of_list,
                    pad: None,
                },
                dialect,
            ),
            Self::StatusList => packets.push(
                &lobby::UniverseStatusListResponse {
                    message_id,
                    status_code,
                    universe_name,
                    dns,
                    port,
                    universe_description,
                    status,
                    user_count,
                    max_users,
                    end_of_list,
                    ..Default::default()
                },
                dialect,
            ),
            Self::StatusListExtraInfo => packets.push(
                &lobby_ext::UniverseStatusListExtraInfoResponse {
                    message_id,
                    status_code,
                    universe_name,
                    dns,
                    port,
                    universe_description,
                    status,
                    user_count,
                    max_users,
                    universe_billing,
                    billing_system_name,
                    end_of_list,
                    extended_info,
                    ..Default::default()
                },
                dialect,
            ),
        }
    }

    /// No universe, and why (MUIS-4, MUIS-5). The fields that the filter promises are there, and empty.
    pub(super) fn nothing(
        self,
        message_id: MessageId,
        info_filter: InfoFilter,
        status_code: Status,
        dialect: Dialect,
        packets: &mut Packets,
    ) {
        let end_of_list = 1;
        match self {
            Self::Variable => packets.push(
                &lobby_ext::UniverseVariableInformationResponse {
                    message_id,
                    status_code,
                    info_filter,
                    end_of_list,
                    ..Default::default()
                },
                dialect,
            ),
            Self::StatusList => packets.push(
                &lobby::UniverseStatusListResponse { message_id, status_code, end_of_list, ..Default::default() },
                dialect,
            ),
            Self::StatusListExtraInfo => packets.push(
                &lobby_ext::UniverseStatusListExtraInfoResponse {
                    message_id,
                    status_code,
                    end_of_list,
                    ..Default::default()
                },
                dialect,
            ),
        }
    }
}

/// The SVO URL, which precedes the information (MUIS-2): its length counts the NUL.
pub(super) fn svo_url(message_id: MessageId, url: &str, dialect: Dialect) -> lobby_ext::UniverseVariableSvoURLResponse {
    let fixed = PlainText::<URL_MOST>::new(url);
    let mut bytes = fixed.text().to_vec();
    bytes.push(0);
    let sized = dialect.version.has_hello();
    lobby_ext::UniverseVariableSvoURLResponse {
        message_id,
        url_length: u8::try_from(bytes.len()).ok(),
        url: if sized { bytes } else { Vec::new() },
        fixed_url: Some(fixed),
    }
}
