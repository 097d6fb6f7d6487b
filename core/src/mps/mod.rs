//! MPS: between the lobby and the game servers (lobby.md 5.13, game.md 11).
//!
//! It knows the game servers of this process by mail and others by MGCL over SCE-RT, chooses one for each game, and
//! hands seats out; and it knows the consoles that host games themselves (lobby.md 6).

mod games;
mod hosts;
mod lookups;
mod mgcl_handlers;
mod servers;
mod state;

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::connections::{Connection, Connections, Handler, HandlerResult, dispatch};
use crate::entropy::Entropy;
use crate::ids::{AccountId, AppId, Component, OperatorId};
use crate::link::{Shared, Welcome};
use crate::lobby::notices::welcome;
use crate::machine::{
    Cost, Fault, Input, Machine, Outbox, ScriptHost, SnapshotError, mark, read_snapshot, write_snapshot,
};
use crate::operator::Command;
use crate::peer::PeerMessage;
use crate::script::Script;
use crate::settings::SessionPreset;
use crate::time::Instant;
use crate::wire::{MessageKey, report, rt};
use games::ServerAddress;
use hosts::table::Hosts;
use state::{ConnState, Context, Proxy, Scope};

/// The proxy server.
#[derive(Debug, Serialize, Deserialize)]
pub struct Mps {
    conns: Connections<ConnState>,
    proxy: Proxy,
}

impl Mps {
    /// Makes an MPS that knows no game servers yet.
    #[must_use]
    pub fn new(config: &Config, seed: [u8; 32]) -> Self {
        let entropy = Entropy::new(seed);
        let shared = Shared::new(&entropy, config.link, config.limits, config.timeouts);
        Self { conns: Connections::new(shared, entropy), proxy: Proxy::new(config) }
    }

    /// Has a script asked.
    #[must_use]
    pub fn with_script(mut self, script: Box<dyn Script>) -> Self {
        self.proxy.script = ScriptHost::new(script);
        self
    }
}

impl Handler for Proxy {
    type State = ConnState;

    /// A host is known by the keys that the MAS gave it; a game server may come without any, from an address that is
    /// trusted (P2P-2, MPS-1).
    fn connect(&mut self, cx: &mut Context<'_>, connect: &rt::ClientConnectTcp) -> Option<Welcome> {
        let Some(title) = self.title(AppId(connect.app_id)) else {
            let what = format_args!("application {} is not let in", connect.app_id);
            cx.fault(Fault::new("GEN-3", Cost::Close, what));
            return None;
        };
        mark!(cx.out, "P2P-2");
        let access_key = connect.access_key.map(|key| key.get()).unwrap_or_default();
        let session_key = connect.session_key.map(|key| key.get()).unwrap_or_default();
        let host = self.hosts.arrive(AppId(connect.app_id), &access_key, &session_key);
        let peer = *cx.conn().peer().ip();
        if host.is_none() && !self.config.trusts(peer) {
            mark!(cx.out, "MPS-8");
            let fault = Fault::new("P2P-2", Cost::Close, "neither the keys of a host nor the address of a game server");
            cx.fault(fault);
            return None;
        }
        let mut welcome = welcome(&title, peer);
        if host.is_none() {
            mark!(cx.out, "MPS-1");
            welcome.connect_require &= self.config.game_servers_connect_require;
        }
        *cx.state_mut() = ConnState { app_id: AppId(connect.app_id), host: host.map(Box::new) };
        Some(welcome)
    }

    fn resumed(&mut self, cx: &mut Context<'_>) {
        let Some(title) = self.title(cx.conn().app_id()) else { return };
        cx.conn_mut().link.set_layout(title.layout);
        let session = cx.conn().link.preset().and_then(|preset| preset.session.clone());
        let arrive = |hosts: &mut Hosts, is: SessionPreset| {
            hosts.arrive(title.app_id, is.access_key.expose(), is.session_key.expose())
        };
        let host = session.and_then(|is| arrive(&mut self.hosts, is));
        *cx.state_mut() = ConnState { app_id: title.app_id, host: host.map(Box::new) };
    }

    fn request(&mut self, cx: &mut Context<'_>, key: MessageKey, body: &[u8]) -> HandlerResult {
        dispatch! { self cx key body, else self.unhandled(cx, key, body);
            report::ServerSetAttributesRequest => set_attributes,
            report::ServerReport => report,
            report::ServerCreateGameWithAttributesResponse => world_created,
            report::ServerJoinGameResponse => seat_kept,
            report::ServerEndGameResponse => world_ended,
            report::ServerWorldStatusResponse => world_status,
            report::ServerConnectNotification => connect_notification,
            report::ServerCreateGameOnSelfRequest0 => create_on_self_0,
            report::ServerCreateGameOnSelfRequest => create_on_self,
            report::ServerCreateGameOnMeRequest => create_on_me,
            report::ServerWorldReportOnMe => report_on_me,
            report::ServerMoveGameWorldOnMeRequest => move_on_me,
            report::ServerEndGameOnMeRequest => end_on_me,
            report::ServerEndGameRequest => end_game,
            report::ServerSessionEndRequest => end_session,
            report::ServerDisconnectPlayerRequest => disconnect_player,
        }
    }

    fn ending(&mut self, cx: &mut Context<'_>) {
        let conn = cx.conn;
        self.lookups.forget(conn);
        self.lose(&mut cx.scope(), ServerAddress::Link(conn));
    }

    fn closed(&mut self, scope: &mut Scope<'_>, conn: Connection<ConnState>) {
        self.lookups.forget(conn.id());
        self.lose(scope, ServerAddress::Link(conn.id()));
    }

    fn operate(&mut self, scope: &mut Scope<'_>, id: OperatorId, command: Command) {
        self.operate_servers(id, &command, scope.out);
    }

    fn tick(&mut self, scope: &mut Scope<'_>) {
        while let Some(request) = self.late.due(scope.now) {
            self.too_late(scope, request);
        }
        self.lookups_late(scope);
        self.hosts.expire(scope.now);
        self.silent_servers(scope);
    }

    fn peer_message(&mut self, scope: &mut Scope<'_>, from: Component, message: PeerMessage) {
        match message {
            PeerMessage::CreateWorld(wanted) => self.create_world(scope, &wanted),
            PeerMessage::Seat(wanted) => self.want_seat(scope, *wanted),
            PeerMessage::EndWorld { game } => self.end_world(scope, game),
            PeerMessage::FromServer(message) if matches!(from, Component::Dme(_)) => {
                self.server_message(scope, ServerAddress::Peer(from), *message);
            }
            PeerMessage::AdmitHost(admission) => self.admit_host(scope, from, *admission),
            PeerMessage::GameHosted { request, answer } => self.game_hosted(scope, request, answer),
            PeerMessage::GameMoved { request, answer } => self.game_moved(scope, request, answer),
            PeerMessage::GameRenumbered { game, to } => self.game_renumbered(scope, game, to),
            // Messages for others.
            _ => {}
        }
    }

    fn socket_input(&mut self, scope: &mut Scope<'_>, input: Input<'_>) {
        if let Input::LookedUp { request, found } = input {
            self.looked_up(scope, request, found);
        }
    }

    fn hooks(&mut self) -> &mut ScriptHost {
        &mut self.script
    }

    fn account_id(_: &ConnState) -> Option<AccountId> {
        None
    }
}

impl Machine for Mps {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        self.conns.handle(&mut self.proxy, now, input, out);
    }

    fn deadline(&self) -> Option<Instant> {
        let Proxy { late, hosts, servers, script, lookups, .. } = &self.proxy;
        let waits = [late.next(), hosts.deadline(), servers.deadline(), script.deadline(), lookups.deadline()];
        waits.into_iter().chain([self.conns.deadline()]).flatten().min()
    }

    fn snapshot(&self, into: &mut Vec<u8>) {
        write_snapshot(self, into);
    }

    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError> {
        let earlier = std::mem::replace(self, read_snapshot(from)?);
        self.proxy.script.keep(earlier.proxy.script);
        Ok(())
    }
}
