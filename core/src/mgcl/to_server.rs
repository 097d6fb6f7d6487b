//! Orders as MGCL messages (game.md 11.1): written by the MPS, read by a game server.

use crate::ids::{AppId, DmeWorldId, GameId, MgclRequest, SeatIndex};
use crate::link::Packets;
use crate::peer::{SeatOrder, ToServer, WorldOrder};
use crate::secret::Secret;
use crate::wire::{
    Dialect, Layout as _, Message as _, MessageId, MessageKey, NetConnectionInfo, WireError, WorldAttributesType,
    report,
};

/// A request as MessageID: its decimal text (MGCL-3).
#[must_use]
pub fn id_of(request: MgclRequest) -> MessageId {
    MessageId::new(request.to_string())
}

/// The request of a MessageID; a text that is none of ours names none.
#[must_use]
pub fn request_of(id: &MessageId) -> MgclRequest {
    MgclRequest(id.to_text().parse().unwrap_or_default())
}

impl ToServer {
    /// The message that says it.
    #[must_use]
    pub fn packets(&self, dialect: Dialect) -> Packets {
        match self {
            // By mail alone: a connection is answered under the MessageID of its request.
            Self::Registered { confirmation } => {
                let message_id = MessageId::default();
                Packets::of(&report::ServerSetAttributesResponse { message_id, confirmation: *confirmation }, dialect)
            }
            Self::CreateWorld(order) => {
                let message = report::ServerCreateGameWithAttributesRequest {
                    message_id: id_of(order.request),
                    application_id: order.app_id.0.cast_signed(),
                    max_clients: order.max_players,
                    attributes: WorldAttributesType(order.attributes),
                    medius_world_uid: order.game.0.cast_unsigned(),
                    ..Default::default()
                };
                Packets::of(&message, dialect)
            }
            Self::Seat(order) => {
                let connect_info = NetConnectionInfo {
                    kind: order.kind,
                    address_list: order.addresses,
                    world_id: order.world_id.0,
                    session_key: *order.session_key.expose(),
                    access_key: *order.access_key.expose(),
                    ..NetConnectionInfo::default()
                };
                let message_id = id_of(order.request);
                let message = report::ServerJoinGameRequest { message_id, connect_info, ..Default::default() };
                Packets::of(&message, dialect)
            }
            Self::EndWorld { request, world_id, brutal } => {
                let message = report::ServerEndGameRequest {
                    message_id: id_of(*request),
                    world_id: world_id.0,
                    brutal_flag: (*brutal).into(),
                    ..Default::default()
                };
                Packets::of(&message, dialect)
            }
            Self::Disconnect { world_id, client_index } => {
                let message = report::ServerDisconnectPlayerRequest {
                    dme_world_id: world_id.0,
                    dme_client_index: client_index.0.into(),
                    ..Default::default()
                };
                Packets::of(&message, dialect)
            }
            Self::WorldStatus { request, world_id } => {
                let (message_id, world_id) = (id_of(*request), world_id.0);
                Packets::of(&report::ServerWorldStatusRequest { message_id, world_id, ..Default::default() }, dialect)
            }
        }
    }

    /// The order in a message, under a request of ours, and the MessageID that its answer carries. `None`: it is none.
    ///
    /// # Errors
    /// [`WireError`] where it cannot be read.
    pub fn read(
        key: MessageKey,
        body: &[u8],
        dialect: Dialect,
        request: MgclRequest,
    ) -> Result<Option<(Self, MessageId)>, WireError> {
        Ok(Some(match key {
            report::ServerSetAttributesResponse::KEY => {
                let message = report::ServerSetAttributesResponse::decode(body, dialect)?;
                (Self::Registered { confirmation: message.confirmation }, message.message_id)
            }
            report::ServerCreateGameWithAttributesRequest::KEY => {
                let message = report::ServerCreateGameWithAttributesRequest::decode(body, dialect)?;
                let order = WorldOrder {
                    request,
                    game: GameId(message.medius_world_uid.cast_signed()),
                    app_id: AppId(message.application_id.cast_unsigned()),
                    max_players: message.max_clients,
                    attributes: message.attributes.0,
                };
                (Self::CreateWorld(order), message.message_id)
            }
            report::ServerJoinGameRequest::KEY => {
                let message = report::ServerJoinGameRequest::decode(body, dialect)?;
                let info = message.connect_info;
                let order = SeatOrder {
                    request,
                    world_id: DmeWorldId(info.world_id),
                    kind: info.kind,
                    session_key: Secret::new(info.session_key.zeroed()),
                    access_key: Secret::new(info.access_key.zeroed()),
                    addresses: info.address_list,
                };
                (Self::Seat(Box::new(order)), message.message_id)
            }
            report::ServerEndGameRequest::KEY => {
                let message = report::ServerEndGameRequest::decode(body, dialect)?;
                let (world_id, brutal) = (DmeWorldId(message.world_id), message.brutal_flag != 0);
                (Self::EndWorld { request, world_id, brutal }, message.message_id)
            }
            report::ServerDisconnectPlayerRequest::KEY => {
                let message = report::ServerDisconnectPlayerRequest::decode(body, dialect)?;
                let client_index = SeatIndex(u16::try_from(message.dme_client_index).unwrap_or(u16::MAX));
                (Self::Disconnect { world_id: DmeWorldId(message.dme_world_id), client_index }, message.message_id)
            }
            report::ServerWorldStatusRequest::KEY => {
                let message = report::ServerWorldStatusRequest::decode(body, dialect)?;
                (Self::WorldStatus { request, world_id: DmeWorldId(message.world_id) }, message.message_id)
            }
            _ => return Ok(None),
        }))
    }
}
