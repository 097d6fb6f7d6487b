//! What the MLS keeps: of each connection, and of all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::channel_refresh::timer::ChannelRefresh;
use super::games::PendingGames;
use super::sessions::{Arriving, Session, Sessions};
use super::upload::Upload;
use crate::config::Config;
use crate::connections::{self, Connection};
use crate::ids::{AccountId, AppId, ChannelId, GameId, TitleGroup};
use crate::lobby::channels::Channels;
use crate::lobby::games::{Games, Waits};
use crate::lobby::store_client::StoreClient;
use crate::machine::{Cost, Fault, ScriptHost};
use crate::peer::Ticket;
use crate::script::Script;
use crate::titles::Title;

pub(super) type Context<'a> = connections::Context<'a, ConnState>;
pub(super) type Scope<'a> = connections::Scope<'a, ConnState>;

/// What the MLS keeps of a connection.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ConnState {
    pub(super) title: Option<Box<Title>>,
    /// Whether a session is there: its player may have logged out (GEN-13).
    pub(super) session: bool,
    pub(super) ticket: Option<Ticket>,
    pub(super) account_id: Option<AccountId>,
    pub(super) upload: Option<Upload>,
}

/// Players, channels and games.
#[derive(Debug)]
pub(super) struct Lobby {
    pub(super) state: State,
    pub(super) script: ScriptHost,
}

/// What a snapshot holds beside the connections.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) config: Config,
    pub(super) sessions: Sessions,
    /// Logins that the store is asked about.
    pub(super) arriving: BTreeMap<Ticket, Arriving>,
    pub(super) channels: Channels,
    pub(super) channel_refresh: ChannelRefresh,
    pub(super) games: Games,
    pub(super) hosting: PendingGames,
    pub(super) store: StoreClient<Lobby>,
    /// Whether the store knows that the server began anew (ST-28).
    pub(super) announced: bool,
    /// The last MediusWorldID: one counter for channels and games, never used twice (ST-6).
    pub(super) worlds: i32,
    /// Draws of access keys.
    pub(super) draws: u64,
}

/// Returns whether a channel or a game has this MediusWorldID.
pub(super) fn is_taken(id: i32, channels: &Channels, games: &Games) -> bool {
    channels.is_taken(ChannelId(id)) || games.is_taken(GameId(id))
}

/// The next MediusWorldID: never 0, never used twice, and none that is configured (ST-6).
pub(super) fn next_world(last: &mut i32, channels: &Channels, games: &Games) -> i32 {
    loop {
        *last = last.saturating_add(1);
        if !is_taken(*last, channels, games) || *last == i32::MAX {
            return *last;
        }
    }
}

impl Lobby {
    /// Makes the state of a lobby without players.
    pub(super) fn new(config: &Config, script: Box<dyn Script>) -> Self {
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
            channel_refresh: ChannelRefresh::default(),
            games: Games::new(config.limits.games, waits),
            hosting: PendingGames::default(),
            store: StoreClient::default(),
            announced: false,
            worlds: 0,
            draws: 0,
        };
        Self { state, script: ScriptHost::new(script) }
    }

    pub(super) fn title_of(&self, app_id: AppId) -> Title {
        self.state.config.titles.row(app_id)
    }

    /// The title of a connection; every one that was let in has one.
    pub(super) fn title(conn: &Connection<ConnState>) -> Result<&Title, Fault> {
        conn.state.title.as_deref().ok_or_else(|| Fault::new("GEN-3", Cost::Ignore, "a connection without a title"))
    }

    /// Who shares accounts and channels with a title (ST-50).
    pub(super) fn group(&self, app_id: AppId) -> TitleGroup {
        self.title_of(app_id).group
    }

    pub(super) fn draw_world(&mut self) -> i32 {
        let State { worlds, channels, games, .. } = &mut self.state;
        next_world(worlds, channels, games)
    }

    pub(super) fn draw(&mut self) -> u64 {
        self.state.draws += 1;
        self.state.draws
    }

    /// The player of a connection, or the fault of a request that needs one (GEN-14).
    pub(super) fn player(conn: &Connection<ConnState>) -> Result<Ticket, Fault> {
        conn.state.ticket.ok_or_else(|| Fault::new("GEN-14", Cost::Ignore, "a request without a login"))
    }

    pub(super) fn session(&self, conn: &Connection<ConnState>) -> Result<&Session, Fault> {
        let ticket = Self::player(conn)?;
        self.state.sessions.get(ticket).ok_or_else(|| Fault::new("GEN-14", Cost::Ignore, "a session that is over"))
    }

    pub(super) fn session_mut(&mut self, conn: &Connection<ConnState>) -> Result<&mut Session, Fault> {
        let ticket = Self::player(conn)?;
        let gone = || Fault::new("GEN-14", Cost::Ignore, "a session that is over");
        self.state.sessions.get_mut(ticket).ok_or_else(gone)
    }
}
