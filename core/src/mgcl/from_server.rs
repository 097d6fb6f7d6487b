//! Words as MGCL messages (game.md 11.1): written by a game server.

use crate::ids::DmeWorldId;
use crate::link::Packets;
use crate::peer::{Attributes, FromServer, Granted, Load, WorldStatus};
use crate::wire::{
    Dialect, MessageId, MgclAlertLevel, MgclErrorCode, MgclEventType, MgclServerAttributes, NetAddress, SessionKeyText,
    report,
};

impl FromServer {
    /// Returns the message that says it, as the answer to a MessageID or under one; `None`: the end of the connection
    /// says it.
    #[must_use]
    pub fn packets(&self, message_id: MessageId, session_key: &SessionKeyText, dialect: Dialect) -> Option<Packets> {
        Some(match self {
            Self::Here(attributes) => Packets::of(&set_attributes(message_id, attributes), dialect),
            Self::Load(load) => Packets::of(&server_report(session_key, load), dialect),
            Self::WorldCreated { world, .. } => Packets::of(&world_created(message_id, *world), dialect),
            Self::Seated { seat, .. } => Packets::of(&seated(message_id, seat.as_deref()), dialect),
            Self::WorldEnded { confirmation, .. } => {
                Packets::of(&report::ServerEndGameResponse { message_id, confirmation: *confirmation }, dialect)
            }
            Self::Seen { world_id, session_key, connected } => {
                Packets::of(&seen(*world_id, session_key.expose(), *connected), dialect)
            }
            Self::WorldStatus { status, .. } => Packets::of(&world_status(message_id, *status), dialect),
            Self::Gone => return None,
        })
    }
}

/// Returns what a server tells of itself.
fn set_attributes(message_id: MessageId, attributes: &Attributes) -> report::ServerSetAttributesRequest {
    report::ServerSetAttributesRequest {
        message_id,
        attributes: MgclServerAttributes(attributes.location.0),
        listen_server_address: NetAddress::external(attributes.listen),
        ..Default::default()
    }
}

/// Returns how busy a server is.
fn server_report(session_key: &SessionKeyText, load: &Load) -> report::ServerReport {
    report::ServerReport {
        session_key: *session_key,
        max_worlds: load.max_worlds,
        max_players_per_world: load.max_players_per_world,
        active_world_count: load.worlds,
        total_active_players: load.players,
        alert_level: MgclAlertLevel(load.alert),
        ..Default::default()
    }
}

/// Returns the number of a new world, or why there is none.
fn world_created(
    message_id: MessageId,
    world: Result<DmeWorldId, MgclErrorCode>,
) -> report::ServerCreateGameWithAttributesResponse {
    let (confirmation, world_id) = match world {
        Ok(world_id) => (MgclErrorCode::SUCCESS, world_id.0),
        Err(code) => (code, 0),
    };
    report::ServerCreateGameWithAttributesResponse { message_id, confirmation, world_id, ..Default::default() }
}

/// Returns how a player gets in, or why he does not.
fn seated(message_id: MessageId, seat: Result<&Granted, &MgclErrorCode>) -> report::ServerJoinGameResponse {
    match seat {
        Ok(granted) => report::ServerJoinGameResponse {
            message_id,
            confirmation: MgclErrorCode::SUCCESS,
            access_key: *granted.access_key.expose(),
            pub_key: granted.server_key,
            dme_client_index: granted.client_index,
            ..Default::default()
        },
        Err(code) => report::ServerJoinGameResponse { message_id, confirmation: *code, ..Default::default() },
    }
}

/// Returns that a player came or went.
fn seen(world_id: DmeWorldId, session_key: &SessionKeyText, connected: bool) -> report::ServerConnectNotification {
    report::ServerConnectNotification {
        connect_event_type: if connected { MgclEventType::CONNECT } else { MgclEventType::DISCONNECT },
        medius_world_uid: world_id.0.cast_unsigned(),
        player_session_key: *session_key,
        ..Default::default()
    }
}

/// Returns how a world is, or why nothing is told of it.
fn world_status(
    message_id: MessageId,
    status: Result<WorldStatus, MgclErrorCode>,
) -> report::ServerWorldStatusResponse {
    let (confirmation, status) = match status {
        Ok(status) => (MgclErrorCode::SUCCESS, status),
        Err(code) => (code, WorldStatus::default()),
    };
    report::ServerWorldStatusResponse {
        message_id,
        application_id: status.app_id.0.cast_signed(),
        max_clients: status.max_players,
        active_clients: status.players,
        confirmation,
        ..Default::default()
    }
}
