//! What the MAS keeps: of each connection, and of all.

use std::collections::BTreeMap;
use std::net::SocketAddrV4;

use serde::{Deserialize, Serialize};

use super::admitting::Admitting;
use super::backoff::Backoff;
use crate::config::Config;
use crate::connections::{self, Connection};
use crate::ids::{AccountId, AppId, LocationId};
use crate::lobby::store_client::StoreClient;
use crate::machine::{Cost, Fault, ScriptHost, Timers};
use crate::peer::{HostFacts, Localization, Ticket};
use crate::script::Script;
use crate::secret::Secret;
use crate::titles::Title;
use crate::wire::{AccessKey, SessionKeyText};

pub(super) type Context<'a> = connections::Context<'a, ConnState>;
pub(super) type Scope<'a> = connections::Scope<'a, ConnState>;

/// What the MAS keeps of a connection.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ConnState {
    pub(super) title: Option<Box<Title>>,
    pub(super) session: Option<LoginSession>,
    /// The session of a game host, and what it said of itself (MAS-50, MAS-52).
    pub(super) host: Option<(LoginSession, HostFacts)>,
    /// The console, as hexadecimal digits (MAS-11).
    pub(super) machine_id: Option<Secret<String>>,
    pub(super) failed_logins: u32,
}

/// A session and its keys.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LoginSession {
    pub(super) key: Secret<SessionKeyText>,
    pub(super) access_key: Secret<AccessKey>,
    pub(super) login: Login,
    /// What PickLocation said (MAS-16).
    pub(super) location: LocationId,
    /// What SetLocalizationParams said (MAS-10).
    pub(super) localization: Localization,
}

/// How far a session's login is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Login {
    /// Nobody tried, or a try failed.
    None,
    /// The store or the MLS is being asked.
    Pending,
    /// The console was told.
    Done { account_id: AccountId, ticket: Ticket },
}

impl ConnState {
    pub(super) fn account_id(&self) -> Option<AccountId> {
        match self.session.as_ref()?.login {
            Login::Done { account_id, .. } => Some(account_id),
            _ => None,
        }
    }

    pub(super) fn app_id(&self) -> AppId {
        self.title.as_ref().map_or(AppId(0), |title| title.app_id)
    }
}

impl LoginSession {
    /// Whether a message's session key is this one: texts up to the NUL are compared (GEN-16).
    pub(super) fn is(&self, key: &SessionKeyText) -> bool {
        self.key.expose().text() == key.text()
    }
}

/// Sessions and logins under way.
#[derive(Debug)]
pub(super) struct Authentication {
    pub(super) state: State,
    pub(super) script: ScriptHost,
}

/// What a snapshot holds beside the connections.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) config: Config,
    pub(super) store: StoreClient<Authentication>,
    pub(super) admitting: BTreeMap<Ticket, Admitting>,
    /// Answers of the MLS that are late.
    pub(super) alarms: Timers<Ticket>,
    pub(super) backoff: Backoff,
    /// Draws of keys, tickets and anonymous names.
    pub(super) draws: u64,
}

impl Authentication {
    /// Makes the state of a server with nobody connected.
    pub(super) fn new(config: &Config, script: Box<dyn Script>) -> Self {
        let state = State {
            config: config.clone(),
            store: StoreClient::default(),
            admitting: BTreeMap::new(),
            alarms: Timers::default(),
            backoff: Backoff::default(),
            draws: 0,
        };
        Self { state, script: ScriptHost::new(script) }
    }

    /// The address that a console is told.
    pub(super) fn told(&self, conn: &Connection<ConnState>, port: Option<SocketAddrV4>, default: u16) -> SocketAddrV4 {
        SocketAddrV4::new(self.state.config.host(conn.local()), port.map_or(default, |at| at.port()))
    }

    pub(super) fn draw(&mut self) -> u64 {
        self.state.draws += 1;
        self.state.draws
    }
}

/// A request that needs a session came without one: no answer (GEN-14).
pub(super) fn no_session() -> Fault {
    Fault::new("GEN-14", Cost::Ignore, "a request without a session")
}
