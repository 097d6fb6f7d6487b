//! Words as MGCL messages (game.md 11.1): written by a game server.

use crate::ids::DmeWorldId;
use crate::link::Packets;
use crate::peer::{Attributes, FromServer, Load};
use crate::wire::{
    Dialect, MessageId, MgclAlertLevel, MgclErrorCode, MgclEventType, MgclServerAttributes, NetAddress, SessionKeyText,
    report,
};

impl FromServer {
    /// The message that says it, as the answer to a MessageID or under one; `None`: the end of the connection says it.
    #[must_use]
    pub fn packets(&self, message_id: MessageId, session_key: &SessionKeyText, dialect: Dialect) -> Option<Packets> {
        Some(match self {
            Self::Here(Attributes { location, listen, .. }) => {
                let message = report::ServerSetAttributesRequest {
                    message_id,
                    attributes: MgclServerAttributes(location.0),
                    listen_server_address: NetAddress::external(*listen),
                    ..Default::default()
                };
                Packets::of(&message, dialect)
            }
            Self::Load(Load { max_worlds, max_players_per_world, worlds, players, alert }) => {
                let message = report::ServerReport {
                    session_key: *session_key,
                    max_worlds: *max_worlds,
                    max_players_per_world: *max_players_per_world,
                    active_world_count: *worlds,
                    total_active_players: *players,
                    alert_level: MgclAlertLevel(*alert),
                    ..Default::default()
                };
                Packets::of(&message, dialect)
            }
            Self::WorldCreated { world, .. } => {
                let (confirmation, world_id) = counted(*world);
                let message = report::ServerCreateGameWithAttributesResponse {
                    message_id,
                    confirmation,
                    world_id,
                    ..Default::default()
                };
                Packets::of(&message, dialect)
            }
            Self::Seated { seat, .. } => {
                let message = match seat {
                    Ok(granted) => report::ServerJoinGameResponse {
                        message_id,
                        confirmation: MgclErrorCode::SUCCESS,
                        access_key: *granted.access_key.expose(),
                        pub_key: granted.server_key,
                        dme_client_index: granted.client_index,
                        ..Default::default()
                    },
                    Err(code) => {
                        report::ServerJoinGameResponse { message_id, confirmation: *code, ..Default::default() }
                    }
                };
                Packets::of(&message, dialect)
            }
            Self::WorldEnded { confirmation, .. } => {
                Packets::of(&report::ServerEndGameResponse { message_id, confirmation: *confirmation }, dialect)
            }
            Self::Seen { world_id, session_key, connected } => {
                let message = report::ServerConnectNotification {
                    connect_event_type: if *connected { MgclEventType::CONNECT } else { MgclEventType::DISCONNECT },
                    medius_world_uid: world_id.0.cast_unsigned(),
                    player_session_key: *session_key.expose(),
                    ..Default::default()
                };
                Packets::of(&message, dialect)
            }
            Self::WorldStatus { status, .. } => {
                let (confirmation, status) = match status {
                    Ok(status) => (MgclErrorCode::SUCCESS, *status),
                    Err(code) => (*code, Default::default()),
                };
                let message = report::ServerWorldStatusResponse {
                    message_id,
                    application_id: status.app_id.0.cast_signed(),
                    max_clients: status.max_players,
                    active_clients: status.players,
                    confirmation,
                    ..Default::default()
                };
                Packets::of(&message, dialect)
            }
            Self::Gone => return None,
        })
    }
}

fn counted(world: Result<DmeWorldId, MgclErrorCode>) -> (MgclErrorCode, i32) {
    match world {
        Ok(world_id) => (MgclErrorCode::SUCCESS, world_id.0),
        Err(code) => (code, 0),
    }
}
