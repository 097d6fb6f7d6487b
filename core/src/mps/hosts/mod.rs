//! Consoles that host games themselves (lobby.md 6).

pub(super) mod table;

use super::games::{ServerAddress, WorldKey};
use super::state::{ConnState, Context, PendingOrder, Proxy, Scope};
use crate::connections::{Connection, HandlerResult};
use crate::ids::{AccountId, AppId, Component, ConnId, DmeWorldId, GameId, MgclRequest};
use crate::limits::Limit;
use crate::link::Slot;
use crate::lobby::connect_info::console_at;
use crate::lobby::games::details;
use crate::machine::{Cost, Fault, mark};
use crate::peer::GameDetails;
use crate::peer::{HostAdmission, HostReport, HostedGame, Mover, PeerMessage};
use crate::secret::Secret;
use crate::wire::{GameHostType, MessageId, MgclErrorCode as Code, NetAddressList, PasswordText, report};

/// What a host says of its game, whatever the message.
struct HostedGameParams {
    message_id: MessageId,
    app_id: i32,
    account_id: Option<AccountId>,
    details: GameDetails,
    password: PasswordText<32>,
    host_type: GameHostType,
    at: NetAddressList,
    world_id: DmeWorldId,
}

impl Proxy {
    /// A message of the MAS: a host will come with these keys (MAS-51).
    pub(in crate::mps) fn admit_host(&mut self, scope: &mut Scope<'_>, from: Component, admission: HostAdmission) {
        mark!(scope.out, "P2P-1");
        mark!(scope.out, "MAS-51");
        let (ticket, key) = (admission.ticket, *admission.access_key.expose().zeroed().bytes());
        let max = scope.conns.shared.limits.sessions as usize;
        let known = self.hosts.expected.get(&key);
        if known.is_none() && self.hosts.expected.len() >= max {
            scope.limited(Limit::Sessions);
            return;
        }
        // A repeated message changes nothing; above all it lets nobody in again.
        let repeated = known.is_some_and(|host| host.as_ref().is_none_or(|host| host.ticket == ticket));
        if !repeated {
            self.hosts.windows.set(key, Some(scope.now + admission.keep_alive));
            self.hosts.expected.insert(key, Some(admission));
        }
        scope.out.send_peer(from, PeerMessage::HostAdmitted { ticket });
    }

    pub(in crate::mps) fn create_on_self_0(
        &mut self,
        cx: &mut Context<'_>,
        request: report::ServerCreateGameOnSelfRequest0,
    ) -> HandlerResult {
        let name = request.game_name.unwrap_or_default();
        let details = details!(3 of request, name, min_clients to max_clients, request.game_stats);
        let wanted = HostedGameParams {
            message_id: request.message_id,
            app_id: request.application_id,
            account_id: None,
            details,
            password: request.game_password.unwrap_or_default(),
            host_type: GameHostType(request.game_host_type.0),
            at: request.address_list,
            world_id: DmeWorldId(request.world_id),
        };
        self.host_game(cx, wanted)
    }

    pub(in crate::mps) fn create_on_self(
        &mut self,
        cx: &mut Context<'_>,
        request: report::ServerCreateGameOnSelfRequest,
    ) -> HandlerResult {
        let details = details!(3 of request, request.game_name, min_players to max_players, request.game_stats);
        let wanted = HostedGameParams {
            message_id: request.message_id,
            app_id: request.application_id,
            account_id: Some(AccountId(request.account_id)),
            details,
            password: request.game_password,
            host_type: GameHostType(request.game_host_type.0),
            at: request.address_list,
            world_id: DmeWorldId(request.world_id),
        };
        self.host_game(cx, wanted)
    }

    pub(in crate::mps) fn create_on_me(
        &mut self,
        cx: &mut Context<'_>,
        request: report::ServerCreateGameOnMeRequest,
    ) -> HandlerResult {
        let details = details!(8 of request, request.game_name, min_clients to max_clients, request.game_stats);
        let wanted = HostedGameParams {
            message_id: request.message_id,
            app_id: request.application_id,
            account_id: Some(AccountId(request.account_id)),
            details,
            password: request.game_password,
            host_type: GameHostType(request.game_host_type.0),
            at: request.address_list,
            world_id: DmeWorldId(request.world_id),
        };
        self.host_game(cx, wanted)
    }

    /// The lobby takes the game in; its answer is the host's (P2P-3).
    fn host_game(&mut self, cx: &mut Context<'_>, wanted: HostedGameParams) -> HandlerResult {
        mark!(cx.out, "P2P-3");
        let message_id = wanted.message_id.clean();
        let registered = self.is_registered(ServerAddress::Link(cx.conn));
        let Some(host) = cx.state().host.as_ref().filter(|_| !registered) else {
            cx.reply(&created(message_id, Err(self.refusal(cx, Code::UNSUCCESSFUL))));
            return Err(Fault::new("MPS-8", Cost::Answer, "a game on a console without the keys of a host"));
        };
        let own = host.admission.app_id;
        let app_id = if wanted.app_id > 0 { AppId(wanted.app_id.cast_unsigned()) } else { own };
        let group = |app_id| self.title(app_id).map(|title| title.group);
        if group(app_id) != group(own) {
            cx.reply(&created(message_id, Err(Code::INVALID_ARG)));
            return Err(Fault::new("P2P-3", Cost::Answer, "a game of another title"));
        }
        if !self.title(app_id).is_some_and(|title| title.console_hosting) {
            mark!(cx.out, "P2P-12");
            cx.reply(&created(message_id, Err(Code::UNSUCCESSFUL)));
            return Err(Fault::new("P2P-12", Cost::Answer, "a game on a console of a title that has game servers"));
        }
        let address = *cx.conn().peer().ip();
        let (conn, slot, world_id) = (cx.conn, cx.begin_reply(), wanted.world_id);
        let waiting = PendingOrder::Hosted { conn, slot, message_id, world_id };
        let Some(request) = self.wait(&mut cx.scope(), waiting) else {
            cx.answer(slot, &created(message_id, Err(Code::UNSUCCESSFUL)));
            return Ok(());
        };
        let game = HostedGame {
            request,
            app_id,
            account_id: wanted.account_id,
            address,
            details: wanted.details,
            password: Secret::new(wanted.password.zeroed()),
            host_type: wanted.host_type,
            at: console_at(&wanted.at, address),
            world_id,
        };
        cx.out.send_peer(Component::Mls, PeerMessage::HostGame(Box::new(game)));
        Ok(())
    }

    /// The lobby's answer.
    pub(in crate::mps) fn game_hosted(
        &mut self,
        scope: &mut Scope<'_>,
        request: MgclRequest,
        answer: Result<GameId, Code>,
    ) {
        let asked = |waiting: &PendingOrder| matches!(waiting, PendingOrder::Hosted { .. });
        let Some(PendingOrder::Hosted { conn, slot, message_id, world_id }) = self.waited(request, asked) else {
            // Too late, and the host was told so; a message that comes twice is none of that.
            if let Ok(game) = answer
                && self.games.place(game).is_none()
            {
                scope.out.send_peer(Component::Mls, PeerMessage::HostEnded { game });
            }
            return;
        };
        let answer = answer.and_then(|game| self.host_at(scope, game, (ServerAddress::Link(conn), world_id)));
        self.tell_hosted(scope, conn, slot, message_id, answer);
    }

    /// A console hosts a game; one that is gone meanwhile, or ended its session, ended the game, too (P2P-8).
    fn host_at(&mut self, scope: &mut Scope<'_>, game: GameId, place: WorldKey) -> Result<GameId, Code> {
        self.settle(scope, game, place);
        if self.hosts(scope, place.0) {
            return Ok(game);
        }
        self.host_ended(scope, game);
        Err(Code::NOT_CONNECTED)
    }

    /// Whether somebody is a host, still: a game server that came with keys is none.
    fn hosts(&self, scope: &mut Scope<'_>, via: ServerAddress) -> bool {
        let ServerAddress::Link(conn) = via else { return false };
        let stays = |conn: &Connection<ConnState>| conn.state.host.is_some() && !conn.is_ending();
        scope.conns.get(conn).is_some_and(stays) && !self.is_registered(via)
    }

    pub(in crate::mps) fn tell_hosted(
        &mut self,
        scope: &mut Scope<'_>,
        conn: ConnId,
        slot: Slot,
        message_id: MessageId,
        answer: Result<GameId, Code>,
    ) {
        if let Some(mut cx) = scope.on(conn) {
            cx.answer(slot, &created(message_id, answer));
        }
    }

    /// Never answered (P2P-7).
    pub(in crate::mps) fn report_on_me(
        &mut self,
        cx: &mut Context<'_>,
        report: report::ServerWorldReportOnMe,
    ) -> HandlerResult {
        mark!(cx.out, "P2P-7");
        let game = GameId(report.medius_world_id);
        self.own_game(cx, game)?;
        let details = details!(8 of report, report.game_name, min_players to max_players, report.game_stats);
        let (players, status) = (report.player_count, report.world_status);
        cx.out.send_peer(
            Component::Mls,
            PeerMessage::HostReport(Box::new(HostReport { game, details, players, status })),
        );
        Ok(())
    }

    /// A game of this host.
    fn own_game(&self, cx: &Context<'_>, game: GameId) -> Result<(), Fault> {
        let here = ServerAddress::Link(cx.conn);
        let own = self.games.place(game).is_some_and(|(via, _)| via == here) && !self.is_registered(here);
        if own { Ok(()) } else { Err(Fault::new("P2P-8", Cost::Answer, "a game that is not of this host")) }
    }

    /// Another id and another place: of its own game, or of one whose host is lost (P2P-9). The lobby knows who plays.
    pub(in crate::mps) fn move_on_me(
        &mut self,
        cx: &mut Context<'_>,
        request: report::ServerMoveGameWorldOnMeRequest,
    ) -> HandlerResult {
        mark!(cx.out, "P2P-9");
        let message_id = request.message_id.clean();
        let game = GameId(request.current_medius_world_id);
        let (conn, address) = (cx.conn, *cx.conn().peer().ip());
        if cx.state().host.is_none() || self.is_registered(ServerAddress::Link(conn)) {
            cx.reply(&moved(message_id, Err(self.refusal(cx, Code::UNSUCCESSFUL))));
            return Err(Fault::new("MPS-8", Cost::Answer, "a game on a console without the keys of a host"));
        }
        let via = self.games.place(game).map(|(via, _)| via);
        if via.is_some_and(|via| self.is_registered(via)) {
            cx.reply(&moved(message_id, Err(Code::UNSUCCESSFUL)));
            return Err(Fault::new("P2P-9", Cost::Answer, "a game on a game server"));
        }
        let by = match via {
            Some(via) if via == ServerAddress::Link(conn) => Mover::Host,
            via => Mover::Other { address, hosted: via.is_some_and(|via| self.is_there(&mut cx.scope(), via)) },
        };
        let (to, at) = (GameId(request.new_game_world_id), console_at(&request.address_list, address));
        let slot = cx.begin_reply();
        let Some(request) = self.wait(&mut cx.scope(), PendingOrder::Moved { conn, slot, message_id, game }) else {
            cx.answer(slot, &moved(message_id, Err(Code::UNSUCCESSFUL)));
            return Ok(());
        };
        cx.out.send_peer(Component::Mls, PeerMessage::MoveGame { request, game, to, at, by });
        Ok(())
    }

    pub(in crate::mps) fn game_moved(
        &mut self,
        scope: &mut Scope<'_>,
        request: MgclRequest,
        answer: Result<GameId, Code>,
    ) {
        let asked = |waiting: &PendingOrder| matches!(waiting, PendingOrder::Moved { .. });
        let Some(PendingOrder::Moved { conn, slot, message_id, game }) = self.waited(request, asked) else { return };
        let answer = match answer {
            // Whoever moved it hosts it from scope.now on. It may go by its new id already.
            Ok(to) => {
                let known = self.games.take(game).or_else(|| self.games.place(to));
                let number = known.map(|(_, number)| number).unwrap_or_default();
                self.host_at(scope, to, (ServerAddress::Link(conn), number))
            }
            Err(code) => {
                let fault = Fault::new("P2P-9", Cost::Answer, "a game that is not known, or not of this host");
                scope.conns.fault(Some(conn), fault, scope.out);
                Err(code)
            }
        };
        self.tell_moved(scope, conn, slot, message_id, answer);
    }

    /// The lobby gave a game another id (P2P-9).
    pub(in crate::mps) fn game_renumbered(&mut self, scope: &mut Scope<'_>, game: GameId, to: GameId) {
        if let Some(at) = self.games.take(game) {
            self.settle(scope, to, at);
        }
    }

    pub(in crate::mps) fn tell_moved(
        &mut self,
        scope: &mut Scope<'_>,
        conn: ConnId,
        slot: Slot,
        message_id: MessageId,
        answer: Result<GameId, Code>,
    ) {
        if let Some(mut cx) = scope.on(conn) {
            cx.answer(slot, &moved(message_id, answer));
        }
    }

    /// The host ends its game (P2P-8).
    pub(in crate::mps) fn end_on_me(
        &mut self,
        cx: &mut Context<'_>,
        request: report::ServerEndGameOnMeRequest,
    ) -> HandlerResult {
        mark!(cx.out, "P2P-8");
        let game = GameId(request.medius_world_id);
        let own = self.own_game(cx, game);
        let confirmation = if own.is_ok() { Code::SUCCESS } else { self.refusal(cx, Code::INVALID_ARG) };
        let message_id = request.message_id.clean();
        cx.reply(&report::ServerEndGameOnMeResponse { message_id, confirmation });
        own?;
        self.host_ended(&mut cx.scope(), game);
        Ok(())
    }

    /// The same by the host's own number; a host that leaves without ending its game ends it, too (P2P-8).
    pub(in crate::mps) fn end_game(
        &mut self,
        cx: &mut Context<'_>,
        request: report::ServerEndGameRequest,
    ) -> HandlerResult {
        mark!(cx.out, "P2P-8");
        let via = ServerAddress::Link(cx.conn);
        let (message_id, confirmation) = (request.message_id.clean(), self.refusal(cx, Code::SUCCESS));
        cx.reply(&report::ServerEndGameResponse { message_id, confirmation });
        if let Some(game) = self.games.named((via, DmeWorldId(request.world_id))).filter(|_| !self.is_registered(via)) {
            self.host_ended(&mut cx.scope(), game);
        }
        Ok(())
    }

    /// The host goes, and its games with it (P2P-8).
    pub(in crate::mps) fn end_session(
        &mut self,
        cx: &mut Context<'_>,
        request: report::ServerSessionEndRequest,
    ) -> HandlerResult {
        mark!(cx.out, "P2P-8");
        let known = cx.state_mut().host.take().is_some();
        let confirmation = if known { Code::SUCCESS } else { Code::NOT_CONNECTED };
        let message_id = request.message_id.clean();
        cx.reply(&report::ServerSessionEndResponse { message_id, confirmation });
        let via = ServerAddress::Link(cx.conn);
        // A game server that came with keys takes its worlds along.
        if self.is_registered(via) {
            self.lose(&mut cx.scope(), via);
        }
        self.end_hosted(&mut cx.scope(), via);
        if known { Ok(()) } else { Err(Fault::new("MPS-8", Cost::Answer, "the end of no session")) }
    }

    /// A host gives up all its games.
    pub(in crate::mps) fn end_hosted(&mut self, scope: &mut Scope<'_>, via: ServerAddress) {
        for game in self.games.of(via) {
            self.host_ended(scope, game);
        }
    }

    fn host_ended(&mut self, scope: &mut Scope<'_>, game: GameId) {
        self.games.take(game);
        scope.out.send_peer(Component::Mls, PeerMessage::HostEnded { game });
    }

    /// Nobody here has a connection to that player (P2P-8).
    pub(in crate::mps) fn disconnect_player(
        &mut self,
        _: &mut Context<'_>,
        _: report::ServerDisconnectPlayerRequest,
    ) -> HandlerResult {
        Ok(())
    }
}

fn created(message_id: MessageId, answer: Result<GameId, Code>) -> report::ServerCreateGameOnMeResponse {
    let (confirmation, medius_world_id) = told(answer);
    report::ServerCreateGameOnMeResponse { message_id, confirmation, medius_world_id, ..Default::default() }
}

fn moved(message_id: MessageId, answer: Result<GameId, Code>) -> report::ServerMoveGameWorldOnMeResponse {
    let (confirmation, medius_world_id) = told(answer);
    report::ServerMoveGameWorldOnMeResponse { message_id, confirmation, medius_world_id, ..Default::default() }
}

fn told(answer: Result<GameId, Code>) -> (Code, i32) {
    match answer {
        Ok(id) => (Code::SUCCESS, id.0),
        Err(code) => (code, 0),
    }
}
