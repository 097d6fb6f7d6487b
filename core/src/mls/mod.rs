//! MLS: the lobby (lobby.md 5). It owns the sessions: it takes logins over from the MAS, lets their players
//! in, keeps them across connections, and lets them go.

mod buddies;
mod channel_refresh;
mod channels;
mod chat;
mod clan_messages;
mod clans;
mod features;
mod files;
mod games;
mod ladders;
mod moderation;
mod players;
pub mod replay;
mod sessions;
mod state;
mod unoffered;
mod upload;

use crate::config::Config;
use crate::connections::{Connection, Connections, Handler, HandlerResult};
use crate::entropy::Entropy;
use crate::ids::{AccountId, AppId, Component, LocationId, OperatorId, StoreId};
use crate::link::{Shared, Welcome};
use crate::lobby::account_requests::AccountRequests;
use crate::lobby::channels::Channel;
use crate::lobby::game_filters::GameFilters;
use crate::lobby::ladder_requests::LadderRequests;
use crate::lobby::notices::welcome;
use crate::lobby::store_client::StoreUser as _;
use crate::machine::ScriptHost;
use crate::machine::{
    Cost, Ending, Event, Fault, Input, Machine, Outbox, SnapshotError, mark, read_snapshot, write_snapshot,
};
use crate::operator::Command;
use crate::peer::{Localization, PeerMessage};
use crate::script::{Hook, Script};
use crate::settings::text_filter::TextContext;
use crate::store::{ResetOnline, StoreReply};
use crate::time::Instant;
use crate::wire::{CallbackStatus as Status, MessageKey, rt};
use features::route;
use sessions::{NEEDS_NO_LOGIN, Standing};
use state::{ConnState, Context, Lobby, Scope, State};

/// The lobby server.
#[derive(Debug)]
pub struct Mls {
    conns: Connections<ConnState>,
    lobby: Lobby,
}

impl Mls {
    /// Makes a lobby without players.
    #[must_use]
    pub fn new(config: &Config, seed: [u8; 32], script: Box<dyn Script>) -> Self {
        let entropy = Entropy::new(seed);
        let shared = Shared::new(&entropy, config.link, config.limits, config.timeouts);
        Self { conns: Connections::new(shared, entropy), lobby: Lobby::new(config, script) }
    }
}

impl Handler for Lobby {
    type State = ConnState;

    /// A player is known by the access key of a redirect, or, where he is awaited, by the session key (MLS-1, PC-5).
    fn connect(&mut self, cx: &mut Context<'_>, connect: &rt::ClientConnectTcp) -> Option<Welcome> {
        let Some(title) = self.state.config.titles.admit(AppId(connect.app_id)) else {
            let what = format_args!("application {} is not let in", connect.app_id);
            cx.fault(Fault::new("GEN-3", Cost::Close, what));
            return None;
        };
        mark!(cx.out, "MLS-1");
        let access_key = connect.access_key.map(|key| key.get()).unwrap_or_default();
        let session_key = connect.session_key.map(|key| key.get()).unwrap_or_default();
        let from = (cx.conn, *cx.conn().peer().ip());
        let entered = self.state.sessions.enter(cx.now, from, (&access_key, &session_key), title.group);
        let Some((ticket, account_id, earlier)) = entered else {
            let fault = Fault::new("MLS-1", Cost::Close, "neither its access key nor its session key lets it in");
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
            session: true,
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
        let sent_to = self.state.sessions.get(ticket).map(|session| session.sent_to);
        // Where he was sent he was let in before, be it by a password.
        let named = self.state.channels.by_number(number, group).map(|channel| {
            let id = channel.world.medius_world_id;
            (id, channel.is_open() || sent_to == Some(id))
        });
        if let Some((id, true)) = named {
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
        let keys = (session.access_key.expose(), session.session_key.expose());
        let from = (cx.conn, *cx.conn().peer().ip());
        let entered = self.state.sessions.enter(cx.now, from, keys, title.group);
        if let Some((ticket, account_id, _)) = entered {
            cx.conn_mut().link.set_layout(title.layout);
            let title = Some(Box::new(title));
            let (ticket, account_id) = (Some(ticket), Some(account_id));
            *cx.state_mut() = ConnState { title, session: true, ticket, account_id, upload: None };
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
        self.look_at_bans(cx, true);
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
        match self.standing(cx.conn()) {
            Standing::Nobody => return Err(Fault::new("GEN-14", Cost::Ignore, "a request without a session")),
            Standing::Session if !NEEDS_NO_LOGIN.contains(&key) => return self.unhandled(cx, key, body, "GEN-14"),
            Standing::Session | Standing::Player => {}
        }
        route(self, cx, key, body).unwrap_or_else(|| self.unhandled(cx, key, body, "GEN-19"))
    }

    /// The player stays for the keep-alive window (GEN-21, ST-20).
    fn closed(&mut self, scope: &mut Scope<'_>, conn: Connection<ConnState>) {
        self.state.store.forget(conn.id(), scope.out);
        self.forget_pending(conn.id());
        if let Some(ticket) = conn.state.ticket {
            let window = scope.conns.shared.timeouts.keep_alive;
            self.state.sessions.lose(scope.now, ticket, conn.id(), window);
        }
    }

    fn tick(&mut self, scope: &mut Scope<'_>) {
        self.store_late(scope);
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
        self.refresh_channels(scope);
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
            PeerMessage::ListChannels { ticket, app_id, page_id, page_size } => {
                mark!(scope.out, "MAS-21");
                mark!(scope.out, "MLS-62");
                let lines = self.channel_lines(&self.title_of(app_id), page_id, page_size);
                scope.out.send_peer(from, PeerMessage::Channels { ticket, lines });
            }
            PeerMessage::WorldCreated { game, world } => self.world_created(scope, game, world),
            PeerMessage::Seated { seat, answer } => self.seated(scope, seat, answer),
            PeerMessage::Seen { game, session_key, connected } => {
                self.seen(scope, game, session_key.expose(), connected);
            }
            PeerMessage::WorldLost { game } => {
                mark!(scope.out, "MPS-7");
                self.destroy(scope, game);
            }
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

    fn hooks(&mut self) -> &mut ScriptHost {
        &mut self.script
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
        match self.standing(conn) {
            Standing::Nobody => Err(Fault::new("GEN-14", Cost::Ignore, "a request without a session")),
            Standing::Session | Standing::Player => Ok(()),
        }
    }

    fn localize(&mut self, cx: &mut Context<'_>, localization: Localization, location: Option<LocationId>) {
        if let Ok(session) = self.session_mut(cx.conn()) {
            session.localization = localization;
            session.location = location.unwrap_or(session.location);
        }
    }

    fn account_deleted(&mut self, cx: &mut Context<'_>) {
        self.leave(cx);
    }
}

impl LadderRequests for Lobby {}

impl Machine for Mls {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        self.conns.handle(&mut self.lobby, now, input, out);
    }

    fn deadline(&self) -> Option<Instant> {
        let Lobby { state: State { sessions, channels, games, hosting, store, channel_refresh, .. }, script } =
            &self.lobby;
        let (worlds, players) = ([channels.deadline(), games.deadline(), hosting.deadline()], sessions.deadline());
        let others = [self.conns.deadline(), players, store.deadline(), script.deadline(), channel_refresh.deadline()];
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
