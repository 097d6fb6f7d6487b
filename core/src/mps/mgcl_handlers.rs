//! MGCL messages of game servers, and orders as such messages (game.md 11.1).

use std::net::{Ipv4Addr, SocketAddrV4};

use super::games::ServerAddress;
use super::lookups::is_name;
use super::state::{Context, Proxy};
use crate::connections::{HandlerResult, unknown};
use crate::ids::{AppId, DmeWorldId, LocationId};
use crate::machine::{Cost, Fault, mark};
use crate::mgcl::request_of;
use crate::peer::{Attributes, FromServer, Granted, Load};
use crate::secret::Secret;
use crate::titles::Title;
use crate::wire::{
    Message as _, MessageId, MessageKey, MgclErrorCode as Code, MgclEventType, NetAddressType, RsaKey, report,
};

fn counted(confirmation: Code, world_id: DmeWorldId) -> Result<DmeWorldId, Code> {
    if confirmation.0 >= 0 { Ok(world_id) } else { Err(confirmation) }
}

impl Proxy {
    /// The row of a title; 0 is a game server that serves all.
    pub(super) fn title(&self, app_id: AppId) -> Option<Title> {
        if app_id == AppId(0) { Some(Title::of(AppId(0))) } else { self.config.titles.admit(app_id) }
    }

    /// A game server registers; only one from a trusted address may (MPS-1).
    pub(super) fn set_attributes(
        &mut self,
        cx: &mut Context<'_>,
        request: report::ServerSetAttributesRequest,
    ) -> HandlerResult {
        let peer = *cx.conn().peer().ip();
        let message_id = request.message_id.clean();
        let refuse = |cx: &mut Context<'_>, confirmation| {
            cx.reply(&report::ServerSetAttributesResponse { message_id, confirmation });
        };
        if !self.config.trusts(peer) {
            refuse(cx, Code::AUTHENTICATION_FAILED);
            return Err(Fault::new("MPS-1", Cost::Answer, "a game server from an address that is not trusted"));
        }
        let listen = &request.listen_server_address;
        let told = if listen.address_type == NetAddressType::NONE { String::new() } else { listen.address.to_text() };
        // What is neither address nor name leads nowhere: it is where it came from.
        let ip = told.parse().ok().filter(|ip: &Ipv4Addr| !ip.is_unspecified()).unwrap_or(peer);
        let Some(port) = u16::try_from(listen.port).ok().filter(|port| *port > 0) else {
            refuse(cx, Code::INVALID_ARG);
            return Err(Fault::new("MPS-1", Cost::Answer, "a game server without a port"));
        };
        if self.lookups.waits(cx.conn) {
            refuse(cx, Code::UNSUCCESSFUL);
            return Err(Fault::new("MPS-1", Cost::Answer, "a game server whose name is being looked up"));
        }
        let is = Attributes {
            birth: 0,
            location: LocationId(request.attributes.0),
            app_id: cx.state().app_id,
            listen: SocketAddrV4::new(ip, port),
        };
        if is_name(&told) {
            self.look_up(cx, message_id, told, is);
            return Ok(());
        }
        let via = ServerAddress::Link(cx.conn);
        cx.reply(&report::ServerSetAttributesResponse { message_id, confirmation: Code::SUCCESS });
        self.register(&mut cx.scope(), via, is);
        Ok(())
    }

    /// Never answered (MPS-4); a host's says nothing that is needed (P2P-7).
    pub(super) fn report(&mut self, cx: &mut Context<'_>, report: report::ServerReport) -> HandlerResult {
        let load = Load {
            max_worlds: report.max_worlds,
            max_players_per_world: report.max_players_per_world,
            worlds: report.active_world_count,
            players: report.total_active_players,
            alert: report.alert_level.0,
        };
        self.server_says(cx, FromServer::Load(load))
    }

    pub(super) fn world_created(
        &mut self,
        cx: &mut Context<'_>,
        answer: report::ServerCreateGameWithAttributesResponse,
    ) -> HandlerResult {
        mark!(cx.out, "MPS-2");
        let world = counted(answer.confirmation, DmeWorldId(answer.world_id));
        self.server_says(cx, FromServer::WorldCreated { request: request_of(&answer.message_id), world })
    }

    pub(super) fn seat_kept(&mut self, cx: &mut Context<'_>, answer: report::ServerJoinGameResponse) -> HandlerResult {
        mark!(cx.out, "MPS-3");
        let granted = Granted {
            access_key: Secret::new(answer.access_key.zeroed()),
            server_key: RsaKey::new(answer.pub_key.0),
            client_index: answer.dme_client_index,
        };
        let seat = counted(answer.confirmation, DmeWorldId(0)).map(|_| Box::new(granted));
        self.server_says(cx, FromServer::Seated { request: request_of(&answer.message_id), seat })
    }

    pub(super) fn world_ended(&mut self, cx: &mut Context<'_>, _: report::ServerEndGameResponse) -> HandlerResult {
        mark!(cx.out, "MPS-6");
        Ok(())
    }

    pub(super) fn world_status(&mut self, _: &mut Context<'_>, _: report::ServerWorldStatusResponse) -> HandlerResult {
        Ok(())
    }

    /// A player came or went (MPS-5, P2P-7).
    pub(super) fn connect_notification(
        &mut self,
        cx: &mut Context<'_>,
        notification: report::ServerConnectNotification,
    ) -> HandlerResult {
        let connected = match notification.connect_event_type {
            MgclEventType::CONNECT => true,
            MgclEventType::DISCONNECT => false,
            other => {
                let what = format_args!("a player neither came nor went: {other:?}");
                return Err(Fault::new("MPS-5", Cost::Ignore, what));
            }
        };
        let world_id = DmeWorldId(notification.medius_world_uid.cast_signed());
        let session_key = Secret::new(notification.player_session_key.zeroed());
        self.server_says(cx, FromServer::Seen { world_id, session_key, connected })
    }

    /// Whether it is a game server that is registered, or a host.
    fn is_known(&self, cx: &Context<'_>) -> bool {
        self.is_registered(ServerAddress::Link(cx.conn)) || cx.state().host.is_some()
    }

    /// What a request is answered with; anybody else is told that (MPS-8).
    pub(super) fn refusal(&self, cx: &Context<'_>, code: Code) -> Code {
        if self.is_known(cx) { code } else { Code::NOT_CONNECTED }
    }

    /// A game server or a host says something; anybody else does not count.
    fn server_says(&mut self, cx: &mut Context<'_>, message: FromServer) -> HandlerResult {
        let via = ServerAddress::Link(cx.conn);
        if !self.is_known(cx) {
            return Err(Fault::new("MPS-8", Cost::Ignore, "a message of a game server that is not registered"));
        }
        self.server_message(&mut cx.scope(), via, message);
        Ok(())
    }

    /// Requests that only the other side makes, and those that nobody does (MPS-8, GEN-18).
    pub(super) fn unhandled(&mut self, cx: &mut Context<'_>, key: MessageKey, body: &[u8]) -> HandlerResult {
        mark!(cx.out, "MPS-8");
        let code = self.refusal(cx, Code::UNSUCCESSFUL);
        if let Some(message_id) = body.first_chunk::<21>().map(|whole| MessageId::exact(*whole).clean()) {
            match key {
                report::ServerSessionBeginRequest::KEY => {
                    cx.reply(&report::ServerSessionBeginResponse {
                        message_id,
                        confirmation: code,
                        ..Default::default()
                    });
                }
                report::ServerSessionBeginRequest1::KEY | report::ServerSessionBeginRequest2::KEY => {
                    cx.reply(&report::ServerSessionBeginResponse1 {
                        message_id,
                        confirmation: code,
                        ..Default::default()
                    });
                }
                report::ServerAuthenticationRequest::KEY => {
                    cx.reply(&report::ServerAuthenticationResponse {
                        message_id,
                        confirmation: code,
                        ..Default::default()
                    });
                }
                _ => {}
            }
        }
        unknown("GEN-19", key)
    }
}
