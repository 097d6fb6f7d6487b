//! What the MAS keeps: of each connection, and of all.

use std::collections::BTreeMap;
use std::net::SocketAddrV4;

use serde::{Deserialize, Serialize};

use super::admitting::Admitting;
use super::backoff::Backoff;
use crate::config::Config;
use crate::connections::{self, Connection};
use crate::ids::{AccountId, AppId, ConnId, LocationId};
use crate::link::Slot;
use crate::lobby::store_client::StoreClient;
use crate::machine::{Cost, Fault, ScriptHost, Timers};
use crate::peer::{HostFacts, Localization, Ticket};
use crate::script::Script;
use crate::secret::Secret;
use crate::titles::Title;
use crate::wire::{AccessKey, CallbackStatus as Status, MessageId, NameText, SessionKeyText, lobby};

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
    /// The key of its next login; empty behind a login that ended (ST-12).
    pub(super) access_key: Secret<AccessKey>,
    pub(super) login: Login,
    /// A login that the store or the MLS is asked about.
    pub(super) asking: Option<Asking>,
    /// What PickLocation said (MAS-16).
    pub(super) location: LocationId,
    /// What SetLocalizationParams said (MAS-10).
    pub(super) localization: Localization,
}

/// Who is logged in on a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Login {
    /// Nobody.
    None,
    /// A player, whose console was told. The name is the one that it wrote; an anonymous player wrote none.
    Done { account_id: AccountId, ticket: Ticket, username: Option<NameText<32>> },
}

/// A login under way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Asking {
    /// The name that the console wrote; an anonymous player wrote none.
    pub(super) username: Option<NameText<32>>,
    /// Repetitions of the request, which get the same answer (MAS-31.2).
    pub(super) repeats: Vec<(Slot, MessageId)>,
}

/// A list of channels that the MLS has not told yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Listing {
    pub(super) conn: ConnId,
    pub(super) slot: Slot,
    pub(super) message_id: MessageId,
}

/// A login that failed: every other field is zero (MAS-34).
pub(super) fn refused(message_id: MessageId, status_code: Status) -> lobby::AccountLoginResponse {
    lobby::AccountLoginResponse { message_id, status_code, ..Default::default() }
}

impl ConnState {
    /// Who is logged in, and as which session of the MLS.
    fn logged_in(&self) -> Option<(AccountId, Ticket)> {
        match self.session.as_ref()?.login {
            Login::Done { account_id, ticket, .. } => Some((account_id, ticket)),
            Login::None => None,
        }
    }

    pub(super) fn account_id(&self) -> Option<AccountId> {
        self.logged_in().map(|(account_id, _)| account_id)
    }

    /// The session of the account that is logged in here, if it is this one.
    pub(super) fn ticket_of(&self, account_id: AccountId) -> Option<Ticket> {
        self.logged_in().filter(|(known, _)| *known == account_id).map(|(_, ticket)| ticket)
    }

    /// Whether the player of a login was told where to go.
    pub(super) fn is_told(&self, ticket: Ticket) -> bool {
        self.logged_in().is_some_and(|(_, known)| known == ticket)
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

    /// Whether a login under this name repeats the one that is under way, or the one that succeeded (MAS-31.2).
    pub(super) fn repeats(&self, username: &NameText<32>) -> bool {
        let known = match (&self.asking, &self.login) {
            (Some(asking), _) => asking.username,
            (None, Login::Done { username, .. }) => *username,
            (None, Login::None) => None,
        };
        known.is_some_and(|known| known.text().eq_ignore_ascii_case(username.text()))
    }

    /// Ends a login under way, whatever became of it. Returns who waits for its answer as well.
    pub(super) fn answered(&mut self) -> Vec<(Slot, MessageId)> {
        self.asking.take().map(|asking| asking.repeats).unwrap_or_default()
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
    /// Lists of channels that the MLS is asked for.
    pub(super) listings: BTreeMap<Ticket, Listing>,
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
            listings: BTreeMap::new(),
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
