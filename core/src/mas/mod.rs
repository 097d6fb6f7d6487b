//! MAS: sessions, accounts and logins (lobby.md 4).
//!
//! The MLS owns sessions: a login is answered only when the MLS knows about it (architecture.md §5).

mod admission;
mod backoff;
mod hosts;
mod login;
mod session;
mod waiting;

use std::collections::BTreeMap;
use std::net::SocketAddrV4;

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::connections::{self, Connection, Connections, Handler, HandlerResult, dispatch};
use crate::entropy::Entropy;
use crate::ids::{AccountId, AppId};
use crate::link::{Shared, Welcome};
use crate::lobby::asking::{Asked, Asking, Asks};
use crate::lobby::common::Common;
use crate::lobby::notices::{BANNED, system_message, welcome};
use crate::machine::{
    Cost, Event, Fault, Input, Machine, Outbox, SnapshotError, Timers, mark, read_snapshot, write_snapshot,
};
use crate::mail::Ticket;
use crate::script::{Action, Hook, Script, Scripted};
use crate::settings::text_filter::TextContext;
use crate::store::{AccountRequest, BanKind, Refusal, StoreReply, Suspect};
use crate::time::Instant;
use crate::wire::{CallbackStatus as Status, MessageKey, StatusResponse, lobby, lobby_ext, report, rt};
use admission::Admitting;
use backoff::Backoff;
use session::ConnState;
use waiting::Purpose;

type Context<'a> = connections::Context<'a, ConnState>;
type Scope<'a> = connections::Scope<'a, ConnState>;

/// The authentication server.
#[derive(Debug)]
pub struct Mas {
    conns: Connections<ConnState>,
    authentication: Authentication,
}

/// Sessions and logins under way.
#[derive(Debug)]
struct Authentication {
    state: State,
    script: Scripted,
}

/// What a snapshot holds beside the connections.
#[derive(Debug, Serialize, Deserialize)]
struct State {
    config: Config,
    asking: Asking<Purpose>,
    admitting: BTreeMap<Ticket, Admitting>,
    /// Answers of the MLS that are late.
    alarms: Timers<Ticket>,
    backoff: Backoff,
    /// Draws of keys, tickets and anonymous names.
    draws: u64,
}

impl Mas {
    /// Makes an authentication server with nobody connected.
    #[must_use]
    pub fn new(config: &Config, seed: [u8; 32], script: Box<dyn Script>) -> Self {
        let entropy = Entropy::new(seed);
        let shared = Shared::new(&entropy, config.link, config.limits, config.timeouts);
        let state = State {
            config: config.clone(),
            asking: Asking::default(),
            admitting: BTreeMap::new(),
            alarms: Timers::default(),
            backoff: Backoff::default(),
            draws: 0,
        };
        let authentication = Authentication { state, script: Scripted::new(script) };
        Self { conns: Connections::new(shared, entropy), authentication }
    }
}

impl Authentication {
    /// The address that a console is told.
    fn told(&self, conn: &Connection<ConnState>, port: Option<SocketAddrV4>, default: u16) -> SocketAddrV4 {
        SocketAddrV4::new(self.state.config.host(conn.local()), port.map_or(default, |at| at.port()))
    }

    fn draw(&mut self) -> u64 {
        self.state.draws += 1;
        self.state.draws
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
        let (address, unix_s) = (*cx.conn().peer().ip(), cx.unix_s());
        let suspect = Suspect { account_id: AccountId(0), machine_id: None, address, unix_s };
        let purpose = Purpose::Address(cx.conn);
        self.errand(&mut cx.scope(), purpose, AccountRequest::CheckBans(suspect));
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
        self.dispatch(cx, key, body)
    }

    fn closed(&mut self, scope: &mut Scope<'_>, conn: Connection<ConnState>) {
        self.forget(conn.id(), scope.out);
    }

    fn input(&mut self, scope: &mut Scope<'_>, input: Input<'_>) {
        match input {
            Input::Tick => {
                self.script.tick(scope.now, scope.out);
                self.alarm(scope);
            }
            Input::Store { id, reply } => self.store_reply(scope, id, reply),
            Input::Mail { mail, .. } => self.mail(scope, mail),
            // It binds no socket and opens no connection.
            Input::Opened { .. }
            | Input::ConnectFailed { .. }
            | Input::Received { .. }
            | Input::Congested { .. }
            | Input::Writable { .. }
            | Input::Closed { .. }
            | Input::Datagram { .. }
            | Input::Bound { .. }
            | Input::BindFailed { .. }
            | Input::Turn
            | Input::Operator { .. }
            | Input::Clock { .. }
            | Input::Reseed(_) => {}
        }
    }

    fn input_done(&mut self, scope: &mut Scope<'_>) {
        for action in self.script.wanted() {
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

impl Common for Authentication {
    const BAD_TEXT: Status = Status::FAIL;
    const TEXTS: TextContext = TextContext::AccountName;

    fn config(&self) -> &Config {
        &self.state.config
    }

    fn script(&mut self) -> &mut Scripted {
        &mut self.script
    }

    fn needs_session(&self, conn: &Connection<ConnState>) -> HandlerResult {
        conn.state.session.as_ref().map(|_| ()).ok_or_else(no_session)
    }
}

impl Asks for Authentication {
    type Purpose = Purpose;

    fn asking(&mut self) -> &mut Asking<Purpose> {
        &mut self.state.asking
    }

    fn answered(&mut self, cx: &mut Context<'_>, asked: Asked<Purpose>, reply: StoreReply) {
        self.store_answered(cx, asked, reply);
    }

    fn errand_done(&mut self, scope: &mut Scope<'_>, purpose: Purpose, reply: StoreReply) {
        if let (Purpose::Address(conn), StoreReply::Refused(Refusal::Banned(kind))) = (purpose, reply)
            && let Some(mut cx) = scope.on(conn)
        {
            self.turn_away(&mut cx, Some(kind), BANNED);
        }
    }
}

/// A request that needs a session came without one: no answer (GEN-14).
fn no_session() -> Fault {
    Fault::new("GEN-14", Cost::Ignore, "a request without a session")
}

impl Authentication {
    fn dispatch(&mut self, cx: &mut Context<'_>, key: MessageKey, body: &[u8]) -> HandlerResult {
        dispatch! { self cx key body, else self.unhandled(cx, key, body, "MAS-56");
            lobby::SessionBeginRequest => session_begin,
            lobby_ext::SessionBeginRequest1 => session_begin_1,
            lobby_ext::ExtendedSessionBeginRequest => extended_session_begin,
            lobby::SessionEndRequest => session_end,
            lobby::SetLocalizationParamsRequest => localization,
            lobby_ext::SetLocalizationParamsRequest1 => localization_1,
            lobby_ext::GetAccessLevelInfoRequest => access_level,
            lobby_ext::SetLocalizationParamsRequest2 => localization_2,
            lobby_ext::DnasSignaturePost => dnas_signature,
            lobby::MachineSignaturePost => machine_signature,
            lobby::VersionServerRequest => version_server,
            lobby_ext::GetServerTimeRequest => server_time,
            lobby::GetMyIPRequest => my_ip,
            lobby::UpdateUserState => user_state,
            lobby::GetBuddyListExtraInfoRequest => ignored,
            lobby::GetIgnoreListRequest => no_ignored_players,
            lobby::GetMyClansRequest => no_clans,
            lobby::GetTotalGamesRequest => no_total_games,
            lobby::GetTotalChannelsRequest => no_total_channels,
            lobby_ext::SetLobbyWorldFilterRequest => lobby_filter,
            lobby::GetPolicyRequest => policy,
            lobby::GetAnnouncementsRequest => announcements,
            lobby::GetAllAnnouncementsRequest => all_announcements,
            lobby::GetLocationsRequest => locations,
            lobby::PickLocationRequest => pick_location,
            lobby::TextFilterRequest => text_filter,
            lobby::AccountRegistrationRequest => registration,
            lobby::AccountLoginRequest => login,
            lobby::AnonymousLoginRequest => anonymous_login,
            lobby::AccountLogoutRequest => logout,
            lobby::AccountGetIDRequest => account_get_id,
            lobby::AccountDeleteRequest => account_delete,
            lobby::AccountUpdatePasswordRequest => update_password,
            lobby::AccountUpdateStatsRequest => update_stats,
            report::ServerSessionBeginRequest => host_session_begin,
            report::ServerSessionBeginRequest1 => host_session_begin_1,
            report::ServerSessionBeginRequest2 => host_session_begin_2,
            report::ServerAuthenticationRequest => host_authentication,
            report::ServerSetAttributesRequest => host_attributes,
            report::ServerSessionEndRequest => host_session_end,
            report::ServerReport => host_report,
        }
    }

    /// In its maintenance the server is closed: whoever comes is turned away (MAS-3).
    fn is_closed_to(&mut self, cx: &mut Context<'_>) -> bool {
        let unix_s = cx.unix_s();
        let maintenance = self.state.config.maintenance.as_ref().filter(|maintenance| maintenance.is_on(unix_s));
        let Some(maintenance) = maintenance else { return false };
        mark!(cx.out, "MAS-3");
        self.turn_away(cx, None, &maintenance.text);
        true
    }

    /// The reason, and a while later the end; nothing is read any more.
    fn turn_away(&self, cx: &mut Context<'_>, ban: Option<BanKind>, text: &str) {
        mark!(cx.out, "GEN-7");
        if !cx.conn().link.is_community() {
            let severity = self.accounts(cx).ban_severity;
            cx.send(&system_message(severity, text));
        }
        cx.out.event(Event::TurnedAway { conn: cx.conn, ban });
        let (now, wait) = (cx.now, cx.conns.shared.timeouts.close);
        cx.conn_mut().link.close_after(now, wait);
    }

    /// The lobby has them (MAS-21).
    fn no_ignored_players(&mut self, cx: &mut Context<'_>, request: lobby::GetIgnoreListRequest) -> HandlerResult {
        mark!(cx.out, "MAS-21");
        cx.reply_status::<lobby::GetIgnoreListResponse>(&request.message_id, Status::NO_RESULT);
        Ok(())
    }

    fn no_clans(&mut self, cx: &mut Context<'_>, request: lobby::GetMyClansRequest) -> HandlerResult {
        mark!(cx.out, "MAS-21");
        cx.reply_status::<lobby::GetMyClansResponse>(&request.message_id, Status::NO_RESULT);
        Ok(())
    }

    fn no_total_games(&mut self, cx: &mut Context<'_>, request: lobby::GetTotalGamesRequest) -> HandlerResult {
        mark!(cx.out, "MAS-21");
        cx.reply_status::<lobby::GetTotalGamesResponse>(&request.message_id, Status::REQUEST_DENIED);
        Ok(())
    }

    fn no_total_channels(&mut self, cx: &mut Context<'_>, request: lobby::GetTotalChannelsRequest) -> HandlerResult {
        mark!(cx.out, "MAS-21");
        cx.reply_status::<lobby::GetTotalChannelsResponse>(&request.message_id, Status::REQUEST_DENIED);
        Ok(())
    }

    /// Success with a session, and an echo of what was set; else a refusal (MAS-17).
    fn lobby_filter(&mut self, cx: &mut Context<'_>, request: lobby_ext::SetLobbyWorldFilterRequest) -> HandlerResult {
        mark!(cx.out, "MAS-17");
        if cx.state().session.is_none() {
            cx.reply_status::<lobby_ext::SetLobbyWorldFilterResponse>(&request.message_id, Status::REQUEST_DENIED);
            return Ok(());
        }
        cx.reply(&lobby_ext::SetLobbyWorldFilterResponse {
            filter_mask1: request.filter_mask1,
            filter_mask2: request.filter_mask2,
            filter_mask3: request.filter_mask3,
            filter_mask4: request.filter_mask4,
            lobby_filter_type: request.lobby_filter_type,
            filter_mask_level: request.filter_mask_level,
            ..StatusResponse::success(request.message_id)
        });
        Ok(())
    }

    /// What the original MAS reads and leaves unanswered (GEN-15).
    fn ignored<M>(&mut self, cx: &mut Context<'_>, _: M) -> HandlerResult {
        mark!(cx.out, "GEN-15");
        Ok(())
    }
}

impl Machine for Mas {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        self.conns.handle(&mut self.authentication, now, input, out);
    }

    fn deadline(&self) -> Option<Instant> {
        let Authentication { state: State { asking, alarms, backoff, .. }, script } = &self.authentication;
        let waits = [asking.deadline(), alarms.next(), backoff.deadline(), script.deadline()];
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
