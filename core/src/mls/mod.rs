//! MLS: the lobby (lobby.md 5). It owns the sessions: it takes logins over from the MAS, lets their players
//! in, keeps them across connections, and lets them go.

mod buddies;
mod channels;
mod chat;
mod clan_messages;
mod clans;
mod files;
mod games;
mod ladders;
mod moderation;
mod players;
mod replay;
mod sessions;
mod unoffered;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::connections::{self, Connection, Connections, Handler, HandlerResult};
use crate::entropy::Entropy;
use crate::ids::{AccountId, AppId, ChannelId, Component, GameId, OperatorId, StoreId, TitleGroup};
use crate::link::{Shared, Welcome};
use crate::lobby::account_requests::{self, AccountRequests};
use crate::lobby::channels::{Channel, Channels};
use crate::lobby::feature::compose_features;
use crate::lobby::game_filters::GameFilters;
use crate::lobby::games::{Games, Waits};
use crate::lobby::notices::welcome;
use crate::lobby::store_client::{StoreClient, StoreUser as _};
use crate::machine::ScriptHost;
use crate::machine::{
    Cost, Ending, Event, Fault, Input, Machine, Outbox, SnapshotError, mark, read_snapshot, write_snapshot,
};
use crate::operator::Command;
use crate::peer::{Admission, PeerMessage, Ticket};
use crate::script::{Hook, Script};
use crate::settings::text_filter::TextContext;
use crate::store::{NoteOnline, OnlineRow, ResetOnline, StoreReply};
use crate::time::Instant;
use crate::titles::Title;
use crate::wire::{CallbackStatus as Status, MessageKey, rt};
use games::create_join::PendingGames;
use sessions::{Session, Sessions};

type Context<'a> = connections::Context<'a, ConnState>;
type Scope<'a> = connections::Scope<'a, ConnState>;

/// What the MLS keeps of a connection.
#[derive(Debug, Default, Serialize, Deserialize)]
struct ConnState {
    title: Option<Box<Title>>,
    ticket: Option<Ticket>,
    account_id: Option<AccountId>,
    upload: Option<files::Upload>,
}

/// The lobby server.
#[derive(Debug)]
pub struct Mls {
    conns: Connections<ConnState>,
    lobby: Lobby,
}

/// Players, channels and games.
#[derive(Debug)]
struct Lobby {
    state: State,
    script: ScriptHost,
}

/// What a snapshot holds beside the connections.
#[derive(Debug, Serialize, Deserialize)]
struct State {
    config: Config,
    sessions: Sessions,
    /// Logins that the store is asked about.
    arriving: BTreeMap<Ticket, (Component, Box<Admission>)>,
    channels: Channels,
    games: Games,
    hosting: PendingGames,
    store: StoreClient<Pending>,
    /// Whether the store knows that the server began anew (ST-28).
    announced: bool,
    /// The last MediusWorldID: one counter for channels and games, never used twice (ST-6).
    worlds: i32,
    /// Draws of access keys.
    draws: u64,
}

/// Returns whether a channel or a game has this MediusWorldID.
fn is_taken(id: i32, channels: &Channels, games: &Games) -> bool {
    channels.is_taken(ChannelId(id)) || games.is_taken(GameId(id))
}

/// The next MediusWorldID: never 0, never used twice, and none that is configured (ST-6).
fn next_world(last: &mut i32, channels: &Channels, games: &Games) -> i32 {
    loop {
        *last = last.saturating_add(1);
        if !is_taken(*last, channels, games) || *last == i32::MAX {
            return *last;
        }
    }
}

impl Mls {
    /// Makes a lobby without players.
    #[must_use]
    pub fn new(config: &Config, seed: [u8; 32], script: Box<dyn Script>) -> Self {
        let entropy = Entropy::new(seed);
        let shared = Shared::new(&entropy, config.link, config.limits, config.timeouts);
        let waits = Waits {
            host: config.timeouts.empty_game,
            empty: config.timeouts.closed_game,
            report: config.timeouts.game_report,
        };
        let state = State {
            config: config.clone(),
            sessions: Sessions::new(config.limits.sessions),
            arriving: BTreeMap::new(),
            channels: Channels::new(config.limits.channels, config.timeouts.empty_channel),
            games: Games::new(config.limits.games, waits),
            hosting: PendingGames::default(),
            store: StoreClient::default(),
            announced: false,
            worlds: 0,
            draws: 0,
        };
        Self { conns: Connections::new(shared, entropy), lobby: Lobby { state, script: ScriptHost::new(script) } }
    }
}

impl Lobby {
    fn title_of(&self, app_id: AppId) -> Title {
        self.state.config.titles.admit(app_id).unwrap_or_else(|| Title::of(app_id))
    }

    /// The title of a connection; every one that was let in has one.
    fn title(conn: &Connection<ConnState>) -> Result<&Title, Fault> {
        conn.state.title.as_deref().ok_or_else(|| Fault::new("GEN-3", Cost::Ignore, "a connection without a title"))
    }

    /// Who shares accounts and channels with a title (ST-50).
    fn group(&self, app_id: AppId) -> TitleGroup {
        self.title_of(app_id).group
    }

    fn draw_world(&mut self) -> i32 {
        let State { worlds, channels, games, .. } = &mut self.state;
        next_world(worlds, channels, games)
    }

    fn draw(&mut self) -> u64 {
        self.state.draws += 1;
        self.state.draws
    }

    /// The player of a connection, or the fault of a request that needs one: no answer (GEN-14).
    fn player(conn: &Connection<ConnState>) -> Result<Ticket, Fault> {
        conn.state.ticket.ok_or_else(|| Fault::new("GEN-14", Cost::Ignore, "a request without a login"))
    }

    fn session(&self, conn: &Connection<ConnState>) -> Result<&Session, Fault> {
        let ticket = Self::player(conn)?;
        self.state.sessions.get(ticket).ok_or_else(|| Fault::new("GEN-14", Cost::Ignore, "a session that is over"))
    }

    fn session_mut(&mut self, conn: &Connection<ConnState>) -> Result<&mut Session, Fault> {
        let ticket = Self::player(conn)?;
        let gone = || Fault::new("GEN-14", Cost::Ignore, "a session that is over");
        self.state.sessions.get_mut(ticket).ok_or_else(gone)
    }

    /// Moves a player to a channel of his group, out of the one where he is (ST-32).
    fn move_to(&mut self, scope: &mut Scope<'_>, ticket: Ticket, id: ChannelId, group: TitleGroup) {
        let Some(world) = self.state.channels.get(id, group).map(|channel| channel.world) else { return };
        let Some(session) = self.state.sessions.get_mut(ticket) else { return };
        let before = std::mem::replace(&mut session.channel, world);
        if before != world {
            self.state.channels.leave(scope.now, before.medius_world_id, ticket);
        }
        self.state.channels.join(id, ticket);
        if before != world {
            self.note_online(ticket, scope.out);
        }
    }

    /// Notes in the store where a player is (ST-26); an anonymous one is not its business.
    fn note_online(&mut self, ticket: Ticket, out: &mut Outbox) {
        let Some(session) = self.state.sessions.get(ticket).filter(|session| session.account_id().is_stored()) else {
            return;
        };
        let game = session.game.and_then(|id| self.state.games.get(id, session.group));
        let row = OnlineRow {
            account_id: session.account_id(),
            app_id: session.app_id(),
            logged_in: true,
            channel_id: Some(session.channel.medius_world_id),
            game_id: game.map(|game| game.id),
            game_name: game.map(|game| game.made.details.name.to_text()),
        };
        mark!(out, "ST-26");
        self.state.store.note(NoteOnline { row }, out);
    }

    /// Takes a session out of everything (ST-24).
    fn remove(&mut self, scope: &mut Scope<'_>, ticket: Ticket) -> Option<Session> {
        self.leave_game(scope, ticket);
        let session = self.state.sessions.remove(ticket)?;
        self.state.channels.leave(scope.now, session.channel.medius_world_id, ticket);
        let (account_id, app_id) = (session.account_id(), session.app_id());
        if account_id.is_stored() {
            let (channel_id, game_id, game_name) = (None, None, None);
            let row = OnlineRow { account_id, app_id, logged_in: false, channel_id, game_id, game_name };
            self.state.store.note(NoteOnline { row }, scope.out);
        }
        scope.out.event(Event::LoggedOut { account_id });
        self.tell_script(scope.now, Hook::LoggedOut { account_id, app_id }, scope.out);
        Some(session)
    }

    /// A session is over: its connection, if it has one, is ended too.
    fn end(&mut self, scope: &mut Scope<'_>, ticket: Ticket) {
        let Some(session) = self.remove(scope, ticket) else {
            return;
        };
        if let Some(conn) = session.conn() {
            scope.disconnect(conn);
        }
    }

    fn expire(&mut self, scope: &mut Scope<'_>) {
        while let Some(ticket) = self.state.sessions.expire(scope.now) {
            mark!(scope.out, "ST-23");
            self.remove(scope, ticket);
        }
        while self.state.channels.expire(scope.now).is_some() {
            mark!(scope.out, "ST-31");
        }
        while let Some(id) = self.state.games.due(scope.now) {
            self.game_due(scope, id);
        }
        self.hosting_late(scope);
    }
}

impl Handler for Lobby {
    type State = ConnState;

    /// A player is known by the access key of a redirect, or by the session key (MLS-1, PC-5).
    fn connect(&mut self, cx: &mut Context<'_>, connect: &rt::ClientConnectTcp) -> Option<Welcome> {
        let Some(title) = self.state.config.titles.admit(AppId(connect.app_id)) else {
            let what = format_args!("application {} is not let in", connect.app_id);
            cx.fault(Fault::new("GEN-3", Cost::Close, what));
            return None;
        };
        mark!(cx.out, "MLS-1");
        let access_key = connect.access_key.map(|key| key.get()).unwrap_or_default();
        let session_key = connect.session_key.map(|key| key.get()).unwrap_or_default();
        let entered = self.state.sessions.enter(cx.conn, &access_key, &session_key, title.group);
        let Some((ticket, account_id, earlier)) = entered else {
            let fault = Fault::new("MLS-1", Cost::Close, "neither its access key nor its session key is known");
            cx.fault(fault);
            return None;
        };
        // The player came by another connection: the older one dies silently (ST-20).
        if let Some(earlier) = earlier {
            if let Some(earlier) = cx.conns.get_mut(earlier) {
                earlier.state = ConnState::default();
            }
            cx.close(earlier, Ending::Flush);
        }
        let mut welcome = welcome(&title, *cx.conn().peer().ip());
        let group = title.group;
        *cx.state_mut() = ConnState {
            title: Some(Box::new(title)),
            ticket: Some(ticket),
            account_id: Some(account_id),
            upload: None,
        };
        if let Some(session) = self.state.sessions.get_mut(ticket) {
            mark!(cx.out, "MLS-72");
            session.lobby_filter = None;
            session.game_filters = GameFilters::default();
        }
        let number = u16::try_from(connect.target_world_id()).unwrap_or_default();
        let named = self.state.channels.by_number(number, group).map(|channel| channel.world.medius_world_id);
        if let Some(id) = named {
            mark!(cx.out, "MLS-2");
            self.move_to(&mut cx.scope(), ticket, id, group);
        }
        cx.out.event(Event::Entered { conn: cx.conn, account_id });
        // As many as are in the lobby world, himself included (GEN-5).
        let here = self.state.sessions.get(ticket).map(|session| session.channel.medius_world_id);
        let players = here.and_then(|id| self.state.channels.get(id, group)).map_or(1, Channel::players);
        welcome.complete_count = players.max(1);
        Some(welcome)
    }

    fn resumed(&mut self, cx: &mut Context<'_>) {
        let Some(session) = cx.conn().link.preset().and_then(|preset| preset.session.clone()) else { return };
        let Some(title) = self.state.config.titles.admit(cx.conn().app_id()) else { return };
        let (access_key, session_key) = (session.access_key.expose(), session.session_key.expose());
        let entered = self.state.sessions.enter(cx.conn, access_key, session_key, title.group);
        if let Some((ticket, account_id, _)) = entered {
            cx.conn_mut().link.set_layout(title.layout);
            let title = Some(Box::new(title));
            *cx.state_mut() = ConnState { title, ticket: Some(ticket), account_id: Some(account_id), upload: None };
        }
    }

    /// What others sent meanwhile comes now (ST-29).
    fn connected(&mut self, cx: &mut Context<'_>) {
        let held = self.session_mut(cx.conn()).map(|session| std::mem::take(&mut session.held)).unwrap_or_default();
        for packets in held {
            cx.conns.tell_all(cx.conn, packets, cx.out);
        }
        if let Some(account_id) = cx.state().account_id {
            let app_id = cx.conn().app_id();
            self.tell_script(cx.now, Hook::LoggedIn { account_id, app_id }, cx.out);
        }
        self.look_at_bans(cx);
    }

    /// Bans are looked at again with each sign of life (MLS-9).
    fn echoed(&mut self, cx: &mut Context<'_>) {
        self.check_bans(cx);
    }

    /// Where memory may not be read nobody asked, and an answer is noise.
    fn peeked(&mut self, cx: &mut Context<'_>, answer: &rt::ServerCheatQuery) {
        mark!(cx.out, "MLS-10");
        let Some(account_id) = cx.state().account_id.filter(|_| self.state.config.allow_memory) else { return };
        let &rt::ServerCheatQuery { sequence, address, ref data, .. } = answer;
        cx.out.event(Event::MemoryRead { account_id, sequence, address, bytes: data.0.clone() });
        self.tell_script(cx.now, Hook::MemoryRead { account_id, sequence, address, bytes: &data.0 }, cx.out);
    }

    fn operate(&mut self, scope: &mut Scope<'_>, id: OperatorId, command: Command) {
        self.operate_players(scope, id, command);
    }

    fn request(&mut self, cx: &mut Context<'_>, key: MessageKey, body: &[u8]) -> HandlerResult {
        if !self.script.allows(cx.now, Hook::Request { conn: cx.conn, key, body }, cx.out) {
            return Ok(());
        }
        route(self, cx, key, body).unwrap_or_else(|| self.unhandled(cx, key, body, "GEN-19"))
    }

    /// The player stays for the keep-alive window (GEN-21, ST-20).
    fn closed(&mut self, scope: &mut Scope<'_>, conn: Connection<ConnState>) {
        self.state.store.forget(conn.id(), scope.out);
        self.forget_wishes(conn.id());
        if let Some(ticket) = conn.state.ticket {
            let window = scope.conns.shared.timeouts.keep_alive;
            self.state.sessions.lose(scope.now, ticket, conn.id(), window);
        }
    }

    fn tick(&mut self, scope: &mut Scope<'_>) {
        self.script.tick(scope.now, scope.out);
        self.store_late(scope);
        self.expire(scope);
    }

    fn clock(&mut self, scope: &mut Scope<'_>) {
        if !std::mem::replace(&mut self.state.announced, true) {
            mark!(scope.out, "ST-28");
            self.state.store.note(ResetOnline {}, scope.out);
        }
    }

    fn store_reply(&mut self, scope: &mut Scope<'_>, id: StoreId, reply: StoreReply) {
        self.store_replied(scope, id, reply);
    }

    fn peer_message(&mut self, scope: &mut Scope<'_>, from: Component, message: PeerMessage) {
        match message {
            PeerMessage::Admit(admission) => self.admit(scope, from, admission),
            PeerMessage::Withdraw { ticket } => {
                self.state.arriving.remove(&ticket);
                self.end(scope, ticket);
            }
            PeerMessage::WorldCreated { game, world } => self.world_created(scope, game, world),
            PeerMessage::Seated { seat, answer } => self.seated(scope, seat, answer),
            PeerMessage::Seen { game, session_key, connected } => {
                self.seen(scope, game, session_key.expose(), connected);
            }
            PeerMessage::WorldLost { game } => self.destroy(scope, game),
            PeerMessage::HostGame(game) => self.host_game(scope, from, *game),
            PeerMessage::HostReport(report) => self.host_report(scope, *report),
            PeerMessage::MoveGame { request, game, to, at, by } => {
                let answer = self.move_game(scope, game, to, at, by);
                scope.out.send_peer(from, PeerMessage::GameMoved { request, answer });
            }
            PeerMessage::HostEnded { game } => self.host_ended(scope, game),
            // Answers to messages that we do not write, and messages for others.
            _ => {}
        }
    }

    fn input_done(&mut self, scope: &mut Scope<'_>) {
        self.act(scope);
    }

    fn account_id(player: &ConnState) -> Option<AccountId> {
        player.account_id
    }
}

impl AccountRequests for Lobby {
    const BAD_TEXT: Status = Status::TEXT_STRING_INVALID;
    const TEXTS: TextContext = TextContext::Default;

    fn config(&self) -> &Config {
        &self.state.config
    }

    fn script(&mut self) -> &mut ScriptHost {
        &mut self.script
    }

    fn needs_session(&self, conn: &Connection<ConnState>) -> HandlerResult {
        Self::player(conn).map(|_| ())
    }

    fn account_deleted(&mut self, cx: &mut Context<'_>) {
        self.leave(cx);
    }
}

compose_features! { Lobby asks state.store;
    Accounts = account_requests,
    Admission = sessions::admit,
    Buddies = buddies,
    Channels = channels,
    Chat = chat,
    ClanMessages = clan_messages,
    Clans = clans,
    Consoles = sessions::console,
    Files = files,
    GameEntry = games::create_join,
    GameLists = games::lists,
    GameStatus = games::status,
    Ladders = ladders,
    Logout = sessions::logout,
    Moderation = moderation,
    Players = players,
    Unoffered = unoffered,
}

impl Machine for Mls {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        self.conns.handle(&mut self.lobby, now, input, out);
    }

    fn deadline(&self) -> Option<Instant> {
        let Lobby { state: State { sessions, channels, games, hosting, store, .. }, script } = &self.lobby;
        let (worlds, players) = ([channels.deadline(), games.deadline(), hosting.deadline()], sessions.deadline());
        let others = [self.conns.deadline(), players, store.deadline(), script.deadline()];
        worlds.into_iter().chain(others).flatten().min()
    }

    fn snapshot(&self, into: &mut Vec<u8>) {
        let Lobby { state, script } = &self.lobby;
        write_snapshot(&(&self.conns, state, script.second), into);
    }

    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError> {
        let Lobby { state, script } = &mut self.lobby;
        (self.conns, *state, script.second) = read_snapshot(from)?;
        Ok(())
    }
}
