//! Games as players make and enter them, up to the game servers (lobby.md 5.6, 5.13).

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::pending::{Late, PendingGame, PendingGames};
use crate::connections::{Connection, HandlerResult};
use crate::ids::{AppId, Component, ConnId, DmeWorldId, GameId, SeatRequest};
use crate::limits::Limit;
use crate::link::{Packets, Slot};
use crate::lobby::account_requests::AccountRequests as _;
use crate::lobby::connect_info::{self, console_at};
use crate::lobby::feature::declare_feature;
use crate::lobby::games::{Game, NewGame, PlayedAt, details};
use crate::lobby::store_client::{Outcome, ReplyTo, StoreUser as _};
use crate::machine::mark;
use crate::mls::sessions::Session;
use crate::mls::state::{ConnState, Context, Lobby, Scope};
use crate::peer::GameDetails;
use crate::peer::{GrantedSeat, JoinRequest, PeerMessage, Ticket, WorldAddress, WorldFailure, WorldRequest};
use crate::script::Hook;
use crate::secret::Secret;
use crate::settings::text_filter::TextContext;
use crate::store::{Answer, FindBan, StoreError};
use crate::wire::StatusResponse as _;
use crate::wire::{
    AddressText, Bytes, CallbackStatus as Status, GameHostType, JoinType, MessageId, NetAddressList, NetConnectionInfo,
    NetConnectionType, PasswordText, RsaKey, WorldAttributesType, WorldStatus, lobby, lobby_ext,
};

/// The MediusWorldID in the answer to a creation that failed.
const NO_GAME: GameId = GameId(-1);

/// What a player wants to make.
struct CreateGameParams {
    message_id: MessageId,
    app_id: i32,
    details: GameDetails,
    password: PasswordText<32>,
    spectator_password: PasswordText<32>,
    host_type: GameHostType,
    attributes: WorldAttributesType,
}

/// What a player wants to enter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct JoinParams {
    message_id: MessageId,
    game: GameId,
    password: Secret<PasswordText<32>>,
    spectator: bool,
    addresses: NetAddressList,
}

declare_feature! { Lobby;
    routes {
        lobby::CreateGameRequest0 => create_game_0,
        lobby::CreateGameRequest1 => create_game_1,
        lobby_ext::CreateGameRequest => create_game_4,
        lobby::JoinGameRequest0 => join_game_0,
        lobby::JoinGameRequest => join_game_3,
    }
    pending {
        JoinRequested { entry: Box<JoinParams> }: FindBan => join_game,
    }
    unattended {}
}

impl Lobby {
    pub(in crate::mls) fn create_game_0(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::CreateGameRequest0,
    ) -> HandlerResult {
        let details = details!(3 of request, request.game_name, min_players to max_players, Bytes::default());
        let wanted = CreateGameParams {
            message_id: request.message_id,
            app_id: request.application_id,
            details,
            password: request.game_password,
            spectator_password: PasswordText::default(),
            host_type: GameHostType(request.game_host_type.0),
            attributes: WorldAttributesType::default(),
        };
        self.create_game(cx, wanted)
    }

    pub(in crate::mls) fn create_game_1(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::CreateGameRequest1,
    ) -> HandlerResult {
        let details = details!(3 of request, request.game_name, min_players to max_players, Bytes::default());
        let wanted = CreateGameParams {
            message_id: request.message_id,
            app_id: request.application_id,
            details,
            password: request.game_password,
            spectator_password: request.spectator_password.unwrap_or_default(),
            host_type: request.game_host_type,
            attributes: request.attributes.unwrap_or_default(),
        };
        self.create_game(cx, wanted)
    }

    pub(in crate::mls) fn create_game_4(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::CreateGameRequest,
    ) -> HandlerResult {
        let details = details!(8 of request, request.game_name, min_players to max_players, Bytes::default());
        let wanted = CreateGameParams {
            message_id: request.message_id,
            app_id: request.application_id,
            details,
            password: request.game_password,
            spectator_password: request.spectator_password,
            host_type: request.game_host_type,
            attributes: request.attributes,
        };
        self.create_game(cx, wanted)
    }

    /// The maker is not in the game yet: he joins next (MLS-85).
    fn create_game(&mut self, cx: &mut Context<'_>, wanted: CreateGameParams) -> HandlerResult {
        mark!(cx.out, "MLS-85");
        let session = self.session(cx.conn())?;
        let (ticket, group, account_id) = (session.ticket(), session.group, session.account_id());
        let (channel, location, app_id) = (session.channel.medius_world_id, session.location, session.app_id());
        let name = wanted.details.name.to_text();
        let message_id = wanted.message_id.clean();
        let hook = Hook::CreateGame { account_id, app_id, name: &name };
        let peer_to_peer = wanted.host_type == GameHostType::PEER_TO_PEER;
        let refusal =
            if !self.passes(cx.conn(), TextContext::GameName, &name) || !self.script.allows(cx.now, hook, cx.out) {
                Some(Status::FAIL)
            } else if self.state.games.reserved(&wanted.details.name, group, peer_to_peer.then_some(ticket)) {
                Some(Status::GAME_NAME_EXISTS)
            } else if !peer_to_peer && self.state.config.mps.is_none() {
                Some(Status::EXCEEDS_MAX_WORLDS)
            } else {
                None
            };
        if let Some(status) = refusal {
            cx.reply(&created(message_id, status, NO_GAME));
            return Ok(());
        }
        let attributes = wanted.attributes;
        let max_players = wanted.details.max_players;
        let made = NewGame {
            group,
            app_id: if wanted.app_id > 0 { AppId(wanted.app_id.cast_unsigned()) } else { app_id },
            channel,
            host: ticket,
            details: wanted.details,
            password: Secret::new(wanted.password.zeroed()),
            spectator_password: Secret::new(wanted.spectator_password.zeroed()),
            host_type: wanted.host_type,
            attributes,
            location,
        };
        let place = if peer_to_peer {
            mark!(cx.out, "P2P-5");
            self.end_hosted(&mut cx.scope(), ticket);
            PlayedAt::Console { world_id: DmeWorldId(0), at: NetAddressList::default() }
        } else {
            PlayedAt::Pending
        };
        let (id, unix_s) = (GameId(self.draw_world()), cx.unix_s());
        if self.state.games.create(cx.now, id, made, place, unix_s).is_none() {
            cx.limited(Limit::Games);
            cx.reply(&created(message_id, Status::EXCEEDS_MAX_WORLDS, NO_GAME));
            return Ok(());
        }
        self.state.channels.add_game(channel, id);
        self.tell_script(cx.now, Hook::GameCreated { game: id }, cx.out);
        self.save_game(id, cx.out);
        if peer_to_peer {
            cx.reply(&created(message_id, Status::SUCCESS, id));
            return Ok(());
        }
        let pending = PendingGame { conn: cx.conn, slot: cx.begin_reply(), message_id, ticket, game: id };
        self.state.hosting.worlds.insert(id, pending);
        let late = cx.now + cx.conns.shared.timeouts.game_server;
        self.state.hosting.late.set(Late::World(id), Some(late));
        let wanted = WorldRequest { game: id, app_id, location, max_players, attributes: attributes.0 };
        mark!(cx.out, "MPS-2");
        cx.out.send_peer(Component::Mps, PeerMessage::CreateWorld(Box::new(wanted)));
        Ok(())
    }

    /// A game server made a world, or did not (MPS-2). A message that nobody waits for is answered already.
    pub(in crate::mls) fn world_created(
        &mut self,
        scope: &mut Scope<'_>,
        game: GameId,
        world: Result<WorldAddress, WorldFailure>,
    ) {
        let Some(pending) = self.state.hosting.worlds.remove(&game) else {
            // It came too late: nobody will play there.
            if world.is_ok() && self.state.games.get_mut(game).is_none() {
                scope.out.send_peer(Component::Mps, PeerMessage::EndWorld { game });
            }
            return;
        };
        self.state.hosting.late.set(Late::World(game), None);
        let status = match world {
            Ok(WorldAddress { world_id, at }) => {
                if let Some(game) = self.state.games.get_mut(game) {
                    game.place = PlayedAt::Server { world_id, at };
                }
                Status::SUCCESS
            }
            Err(WorldFailure::NoServer) => Status::EXCEEDS_MAX_WORLDS,
            Err(WorldFailure::Refused | WorldFailure::Full) => Status::FAIL,
            Err(WorldFailure::Lost) => Status::DME_ERROR,
        };
        self.answer_creation(scope, &pending, status);
    }

    fn answer_creation(&mut self, scope: &mut Scope<'_>, pending: &PendingGame, status: Status) {
        let id = if status == Status::SUCCESS { pending.game } else { NO_GAME };
        if status != Status::SUCCESS {
            self.destroy(scope, pending.game);
        }
        if let Some(mut cx) = scope.on(pending.conn) {
            cx.answer(pending.slot, &created(pending.message_id, status, id));
        }
    }

    pub(in crate::mls) fn join_game_0(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::JoinGameRequest0,
    ) -> HandlerResult {
        let entry = JoinParams {
            message_id: request.message_id,
            game: GameId(request.medius_world_id),
            password: Secret::new(request.game_password),
            spectator: false,
            addresses: console_at(&request.address_list, *cx.conn().peer().ip()),
        };
        self.ask_to_join(cx, entry)
    }

    pub(in crate::mls) fn join_game_3(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::JoinGameRequest,
    ) -> HandlerResult {
        let entry = JoinParams {
            message_id: request.message_id,
            game: GameId(request.medius_world_id),
            password: Secret::new(request.game_password),
            spectator: request.join_type == Some(JoinType::SPECTATOR),
            addresses: console_at(&request.address_list, *cx.conn().peer().ip()),
        };
        self.ask_to_join(cx, entry)
    }

    /// Bans are looked at first (MLS-86).
    fn ask_to_join(&mut self, cx: &mut Context<'_>, entry: JoinParams) -> HandlerResult {
        mark!(cx.out, "MLS-86");
        let suspect = self.suspect(self.session(cx.conn())?.ticket(), *cx.conn().peer().ip(), cx.unix_s());
        let message_id = entry.message_id;
        self.ask(cx, &message_id, JoinRequested { entry: Box::new(entry) }, suspect);
        Ok(())
    }

    /// Makes the answer of a JoinGame after the look at the bans, unless a game server has to be asked.
    fn join_game(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        JoinRequested { entry }: JoinRequested,
        answer: Answer<FindBan>,
    ) -> Outcome {
        let status = match answer {
            Ok(None) => match self.want_seat(cx, asked.slot, &entry) {
                Ok(()) => return Outcome::Later,
                Err(status) => status,
            },
            Ok(Some(kind)) => {
                self.show_ban(cx, kind);
                Status::FAIL
            }
            Err(StoreError::Failed) => Status::DB_ERROR,
            Err(StoreError::Refused(never)) => match never {},
        };
        Packets::of(&lobby::JoinGameResponse::with(entry.message_id, status), cx.dialect()).into()
    }

    fn want_seat(&mut self, cx: &mut Context<'_>, slot: Slot, entry: &JoinParams) -> Result<(), Status> {
        let session = self.session(cx.conn()).map_err(|_| Status::FAIL)?;
        let title = Self::title(cx.conn()).map_err(|_| Status::FAIL)?;
        let (ticket, account_id, app_id) = (session.ticket(), session.account_id(), session.app_id());
        let (session_key, access_key) = (Secret::new(session.session_key()), Secret::new(session.access_key()));
        // -1 is any game.
        let found = if entry.game == GameId(-1) {
            self.listed_games(cx, session).into_iter().find(|game| game.players() < game.made.details.max_players)
        } else {
            self.state.games.get(entry.game, session.group)
        };
        let game = found.ok_or(Status::GAME_NOT_FOUND)?;
        if let Some(status) = refusal(game, entry, ticket, title.no_join_in_progress) {
            return Err(status);
        }
        let (kind, world_id, addresses) = match game.place {
            PlayedAt::Server { world_id, .. } => {
                let kind = title.join_connection(cx.conn().link.version());
                (kind, world_id, NetAddressList::default())
            }
            PlayedAt::Console { world_id, .. } => {
                mark!(cx.out, "P2P-6");
                (NetConnectionType::PEER_TO_PEER_UDP, world_id, entry.addresses)
            }
            PlayedAt::Pending => return Err(Status::GAME_NOT_FOUND),
        };
        let game = game.id;
        if !self.script.allows(cx.now, Hook::JoinGame { account_id, game }, cx.out) {
            return Err(Status::REQUEST_DENIED);
        }
        let hosting = &mut self.state.hosting;
        let seat = SeatRequest(hosting.last_seat.0 + 1);
        hosting.last_seat = seat;
        let message_id = entry.message_id.clean();
        hosting.seats.insert(seat, PendingGame { conn: cx.conn, slot, message_id, ticket, game });
        hosting.late.set(Late::Seat(seat), Some(cx.now + cx.conns.shared.timeouts.game_server));
        mark!(cx.out, "MPS-3");
        let wanted = JoinRequest { seat, game, world_id, app_id, account_id, session_key, access_key, kind, addresses };
        cx.out.send_peer(Component::Mps, PeerMessage::Seat(Box::new(wanted)));
        Ok(())
    }

    /// A game server expects a player, or does not (MPS-3). One who is gone meanwhile is told nothing: the game
    /// server lets the seat go.
    pub(in crate::mls) fn seated(
        &mut self,
        scope: &mut Scope<'_>,
        seat: SeatRequest,
        answer: Result<Box<GrantedSeat>, WorldFailure>,
    ) {
        let Some(pending) = self.state.hosting.seats.remove(&seat) else { return };
        self.state.hosting.late.set(Late::Seat(seat), None);
        if let Some(mut cx) = scope.on(pending.conn) {
            self.let_in(&mut cx, &pending, answer);
        }
    }

    fn let_in(&mut self, cx: &mut Context<'_>, pending: &PendingGame, answer: Result<Box<GrantedSeat>, WorldFailure>) {
        let response = match answer {
            Ok(seat) => self.enter_game(cx, pending, &seat),
            Err(WorldFailure::Full) => Err(Status::WORLD_IS_FULL),
            Err(WorldFailure::Refused) => Err(Status::REQUEST_DENIED),
            Err(WorldFailure::Lost | WorldFailure::NoServer) => Err(Status::DME_ERROR),
        };
        if response.is_ok() && Self::title(cx.conn()).is_ok_and(|title| title.silent_game_servers) {
            self.enter_silently(&mut cx.scope(), pending);
        }
        let response = response.unwrap_or_else(|status| lobby::JoinGameResponse::with(pending.message_id, status));
        cx.answer(pending.slot, &response);
    }

    /// Nobody will tell that the player is in: having a seat counts (TQ-13).
    fn enter_silently(&mut self, scope: &mut Scope<'_>, pending: &PendingGame) {
        let on_server = |game: &&mut Game| !game.is_peer_to_peer();
        if self.state.games.get_mut(pending.game).filter(on_server).is_none() {
            return;
        }
        if let Some(account_id) = self.state.sessions.get(pending.ticket).map(Session::account_id) {
            mark!(scope.out, "ST-44");
            self.entered_game(scope, pending.ticket, account_id, pending.game);
        }
    }

    fn enter_game(
        &mut self,
        cx: &mut Context<'_>,
        pending: &PendingGame,
        seat: &GrantedSeat,
    ) -> Result<lobby::JoinGameResponse, Status> {
        let session = self.session(cx.conn()).map_err(|_| Status::FAIL)?;
        let (account_id, session_key) = (session.account_id(), session.session_key());
        if !self.script.allows(cx.now, Hook::JoinAnswer { account_id, game: pending.game }, cx.out) {
            return Err(Status::REQUEST_DENIED);
        }
        let Some(game) = self.state.games.get_mut(pending.game).filter(|game| game.is_open()) else {
            return Err(Status::GAME_NOT_FOUND);
        };
        let game_host_type = game.made.host_type;
        let max_players = game.made.details.max_players;
        let title = Self::title(cx.conn()).map_err(|_| Status::FAIL)?;
        let (kind, address_list, world_id, server_key) = match game.place {
            // The host's own places, and the id by which the lobby knows it (game.md P2P-3).
            PlayedAt::Console { at, .. } => (NetConnectionType::PEER_TO_PEER_UDP, at, game.id.0, seat.server_key),
            _ => {
                let encrypts = connect_info::server_key(title, &cx.conns.shared, &cx.conn().link).is_some();
                let server_key = if encrypts { seat.server_key } else { RsaKey::default() };
                let at = self.reachable(cx.conn(), seat.addresses);
                (title.join_connection(cx.conn().link.version()), at, seat.world_id.0, server_key)
            }
        };
        if self.session(cx.conn()).is_ok_and(|session| session.game != Some(pending.game)) {
            self.leave_game(&mut cx.scope(), pending.ticket);
        }
        self.state.games.join(pending.game, pending.ticket);
        if let Some(session) = self.state.sessions.get_mut(pending.ticket) {
            session.game = Some(pending.game);
        }
        mark!(cx.out, "MLS-86");
        let connect_info = NetConnectionInfo {
            kind,
            address_list,
            world_id,
            server_key,
            session_key,
            access_key: *seat.access_key.expose(),
            ..NetConnectionInfo::default()
        };
        Ok(lobby::JoinGameResponse {
            game_host_type,
            connect_info,
            max_players: Some(max_players),
            ..lobby::JoinGameResponse::success(pending.message_id)
        })
    }

    /// A game server of this process that names no address is where the console reached us.
    fn reachable(&self, conn: &Connection<ConnState>, mut at: NetAddressList) -> NetAddressList {
        if let [first, _] = &mut at.address_list
            && first.address.to_text() == Ipv4Addr::UNSPECIFIED.to_string()
        {
            first.address = AddressText::new(self.state.config.host(conn.local()).to_string());
        }
        at
    }

    /// Game servers that did not answer in time (T-DME).
    pub(in crate::mls) fn hosting_late(&mut self, scope: &mut Scope<'_>) {
        while let Some(late) = self.state.hosting.late.due(scope.now) {
            match late {
                Late::World(game) => self.world_created(scope, game, Err(WorldFailure::Lost)),
                Late::Seat(seat) => self.seated(scope, seat, Err(WorldFailure::Lost)),
            }
        }
    }

    /// A connection is gone, and what it asked for with it.
    pub(in crate::mls) fn forget_pending(&mut self, conn: ConnId) {
        // The world of a game is still wanted: its maker may come back for it.
        let PendingGames { seats, late, .. } = &mut self.state.hosting;
        seats.retain(|seat, pending| {
            let stays = pending.conn != conn;
            if !stays {
                late.set(Late::Seat(*seat), None);
            }
            stays
        });
    }
}

/// Why a player is not let into a game, in the order of MLS-86.
fn refusal(game: &Game, entry: &JoinParams, player: Ticket, no_join_in_progress: bool) -> Option<Status> {
    let NewGame { host: maker, password, spectator_password, .. } = &game.made;
    // Where spectators have no password of their own they need that of players.
    let watches = entry.spectator && !spectator_password.expose().is_empty();
    let wanted = if watches { spectator_password } else { password }.expose();
    let knows = wanted.is_empty() || wanted.text() == entry.password.expose().text();
    if !knows && *maker != player {
        Some(Status::INVALID_PASSWORD)
    } else if game.players() >= game.made.details.max_players {
        Some(Status::WORLD_IS_FULL)
    } else if !game.is_open() {
        Some(Status::GAME_NOT_FOUND)
    } else if no_join_in_progress && game.status == WorldStatus::ACTIVE {
        Some(Status::REQUEST_DENIED)
    } else {
        None
    }
}

fn created(message_id: MessageId, status: Status, game: GameId) -> lobby::CreateGameResponse {
    lobby::CreateGameResponse { medius_world_id: game.0, ..lobby::CreateGameResponse::with(message_id, status) }
}
