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
    /// Appends one universe.
    pub(super) fn one(
        self,
        message_id: MessageId,
        info_filter: InfoFilter,
        universe: &Universe,
        last: bool,
        dialect: Dialect,
        packets: &mut Packets,
    ) {
        let end_of_list = u8::from(last);
        match self {
            Self::Variable => {
                let all = variable(universe);
                let row =
                    lobby_ext::UniverseVariableInformationResponse { message_id, info_filter, end_of_list, ..all };
                packets.push(&row, dialect);
            }
            Self::StatusList => {
                let all = status_list(universe);
                let row = lobby::UniverseStatusListResponse { message_id, end_of_list, ..all };
                packets.push(&row, dialect);
            }
            Self::StatusListExtraInfo => {
                let all = status_list_extra_info(universe);
                let row = lobby_ext::UniverseStatusListExtraInfoResponse { message_id, end_of_list, ..all };
                packets.push(&row, dialect);
            }
        }
    }

    /// Appends that there is no universe, and why (MUIS-4, MUIS-5). The fields that the filter promises are there, and
    /// empty.
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

/// Returns all that the first generation of answers tells of a universe.
fn status_list(universe: &Universe) -> lobby::UniverseStatusListResponse {
    lobby::UniverseStatusListResponse {
        status_code: Status::SUCCESS,
        universe_name: PlainText::new(&universe.name),
        dns: AddressText::new(&universe.host),
        port: universe.port.into(),
        universe_description: Text::new(&universe.description),
        status: universe.status,
        user_count: universe.user_count,
        max_users: universe.max_users,
        ..Default::default()
    }
}

/// Returns all that the second generation tells of it.
fn status_list_extra_info(universe: &Universe) -> lobby_ext::UniverseStatusListExtraInfoResponse {
    lobby_ext::UniverseStatusListExtraInfoResponse {
        status_code: Status::SUCCESS,
        universe_name: PlainText::new(&universe.name),
        dns: AddressText::new(&universe.host),
        port: universe.port.into(),
        universe_description: Text::new(&universe.description),
        status: universe.status,
        user_count: universe.user_count,
        max_users: universe.max_users,
        universe_billing: Text::new(&universe.billing),
        billing_system_name: Text::new(&universe.billing_system_name),
        extended_info: Text::new(&universe.extended_info),
        ..Default::default()
    }
}

/// Returns every field that a filter can ask for; what it leaves out is not written.
fn variable(universe: &Universe) -> lobby_ext::UniverseVariableInformationResponse {
    lobby_ext::UniverseVariableInformationResponse {
        status_code: Status::SUCCESS,
        universe_id: Some(universe.id),
        universe_name: Some(PlainText::new(&universe.name)),
        dns: Some(AddressText::new(&universe.host)),
        port: Some(universe.port.into()),
        universe_description: Some(Text::new(&universe.description)),
        status: Some(universe.status),
        user_count: Some(universe.user_count),
        max_users: Some(universe.max_users),
        universe_billing: Some(Text::new(&universe.billing)),
        billing_system_name: Some(Text::new(&universe.billing_system_name)),
        extended_info: Some(Text::new(&universe.extended_info)),
        svo_url: Some(Text::new(&universe.svo_url)),
        ..Default::default()
    }
}

/// Returns the SVO URL, which precedes the information (MUIS-2): its length counts the NUL.
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
