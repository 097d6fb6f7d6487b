//! MAS: sessions, accounts and logins (lobby.md 4).
//!
//! The MLS owns sessions: a login is answered only when the MLS knows about it (architecture.md §5).

mod admission;
mod admitting;
mod backoff;
mod features;
mod hosts;
mod lobby_questions;
mod login;
mod maintenance;
mod session;
mod state;

use crate::config::Config;
use crate::connections::{Connection, Connections, Handler, HandlerResult};
use crate::entropy::Entropy;
use crate::ids::{AccountId, AppId, Component, LocationId, StoreId};
use crate::link::{Shared, Welcome};
use crate::lobby::account_requests::AccountRequests;
use crate::lobby::ladder_requests::LadderRequests;
use crate::lobby::notices::welcome;
use crate::lobby::store_client::StoreUser as _;
use crate::machine::ScriptHost;
use crate::machine::{Cost, Event, Fault, Input, Machine, Outbox, SnapshotError, mark, read_snapshot, write_snapshot};
use crate::peer::{LobbyWorld, Localization, PeerMessage};
use crate::script::{Action, Hook, Script};
use crate::settings::text_filter::TextContext;
use crate::store::StoreReply;
use crate::time::Instant;
use crate::wire::{CallbackStatus as Status, MessageKey, rt};
use features::route;
use session::log_out;
use state::{Authentication, ConnState, Context, Scope, State, no_session};

/// The authentication server.
#[derive(Debug)]
pub struct Mas {
    conns: Connections<ConnState>,
    authentication: Authentication,
}

impl Mas {
    /// Makes an authentication server with nobody connected.
    #[must_use]
    pub fn new(config: &Config, seed: [u8; 32], script: Box<dyn Script>) -> Self {
        let entropy = Entropy::new(seed);
        let shared = Shared::new(&entropy, config.link, config.limits, config.timeouts);
        Self { conns: Connections::new(shared, entropy), authentication: Authentication::new(config, script) }
    }
}

impl Handler for Authentication {
    type State = ConnState;

    fn connect(&mut self, cx: &mut Context<'_>, connect: &rt::ClientConnectTcp) -> Option<Welcome> {
        let Some(title) = self.state.config.titles.admit(AppId(connect.app_id)) else {
            let what = format!("application {} is not let in", connect.app_id);
            cx.fault(Fault::new("GEN-3", Cost::Close, what));
            return None;
        };
        let welcome = welcome(&title, *cx.conn().peer().ip());
        cx.state_mut().title = Some(Box::new(title));
        Some(welcome)
    }

    /// An address may be banned, and the whole server closed (GEN-7, MAS-3): who is turned away has to be able to
    /// read why, so he is let in first.
    fn connected(&mut self, cx: &mut Context<'_>) {
        if self.is_closed_to(cx) {
            return;
        }
        self.suspect_address(cx);
    }

    fn resumed(&mut self, cx: &mut Context<'_>) {
        let Some(title) = self.state.config.titles.admit(cx.conn().app_id()) else { return };
        cx.conn_mut().link.set_layout(title.layout);
        cx.state_mut().title = Some(Box::new(title));
        if cx.conn().link.preset().is_some_and(|preset| preset.session.is_some()) {
            let session = self.new_session(cx);
            cx.state_mut().session = Some(session);
        }
    }

    fn request(&mut self, cx: &mut Context<'_>, key: MessageKey, body: &[u8]) -> HandlerResult {
        if !self.script.allows(cx.now, Hook::Request { conn: cx.conn, key, body }, cx.out) {
            return Ok(());
        }
        route(self, cx, key, body).unwrap_or_else(|| self.unhandled(cx, key, body, "MAS-56"))
    }

    fn closed(&mut self, scope: &mut Scope<'_>, conn: Connection<ConnState>) {
        self.forget(conn.id(), &conn.state, scope.out);
    }

    fn tick(&mut self, scope: &mut Scope<'_>) {
        self.script.tick(scope.now, scope.out);
        self.store_late(scope);
        self.admissions_late(scope);
        self.state.backoff.expire(scope.now, usize::MAX);
    }

    fn store_reply(&mut self, scope: &mut Scope<'_>, id: StoreId, reply: StoreReply) {
        self.store_replied(scope, id, reply);
    }

    fn peer_message(&mut self, scope: &mut Scope<'_>, _: Component, message: PeerMessage) {
        match message {
            PeerMessage::Admitted { ticket, lobby } => self.admission_answered(scope, ticket, Ok(lobby)),
            PeerMessage::HostAdmitted { ticket } => self.admission_answered(scope, ticket, Ok(LobbyWorld::default())),
            PeerMessage::Refused { ticket, status } => {
                mark!(scope.out, "ST-27");
                self.admission_answered(scope, ticket, Err(Status(status)));
            }
            // Nobody writes the others to us.
            _ => {}
        }
    }

    fn input_done(&mut self, scope: &mut Scope<'_>) {
        for action in self.script.take_actions() {
            match action {
                Action::Log(text) => scope.out.event(Event::Script { text }),
                Action::Disconnect(conn) => scope.disconnect(conn),
                // Players are in the lobby.
                _ => {}
            }
        }
    }

    fn account_id(player: &ConnState) -> Option<AccountId> {
        player.account_id()
    }
}

impl AccountRequests for Authentication {
    const BAD_TEXT: Status = Status::FAIL;
    const TEXTS: TextContext = TextContext::AccountName;

    fn config(&self) -> &Config {
        &self.state.config
    }

    fn script(&mut self) -> &mut ScriptHost {
        &mut self.script
    }

    fn needs_session(&self, conn: &Connection<ConnState>) -> HandlerResult {
        conn.state.session.as_ref().map(|_| ()).ok_or_else(no_session)
    }

    fn localize(&mut self, cx: &mut Context<'_>, localization: Localization, location: Option<LocationId>) {
        if let Some(session) = &mut cx.state_mut().session {
            session.localization = localization;
            session.location = location.unwrap_or(session.location);
        }
    }

    fn account_deleted(&mut self, cx: &mut Context<'_>) {
        log_out(cx);
    }
}

impl LadderRequests for Authentication {}

impl Machine for Mas {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        self.conns.handle(&mut self.authentication, now, input, out);
    }

    fn deadline(&self) -> Option<Instant> {
        let Authentication { state: State { store, alarms, backoff, .. }, script } = &self.authentication;
        let waits = [store.deadline(), alarms.next(), backoff.deadline(), script.deadline()];
        waits.into_iter().chain([self.conns.deadline()]).flatten().min()
    }

    fn snapshot(&self, into: &mut Vec<u8>) {
        let Authentication { state, script } = &self.authentication;
        write_snapshot(&(&self.conns, state, script.second), into);
    }

    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError> {
        let Authentication { state, script } = &mut self.authentication;
        (self.conns, *state, script.second) = read_snapshot(from)?;
        Ok(())
    }
}
