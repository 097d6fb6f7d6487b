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
use std::net::{Ipv4Addr, SocketAddrV4};

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::entropy::Entropy;
use crate::front::{self, Front, Handled, Service, Visitor, dispatch};
use crate::link::{Shared, Welcome};
use crate::lobby::answers::Ended;
use crate::lobby::asking::{Asked, Asking, Asks};
use crate::lobby::common::Common;
use crate::lobby::text_filter::Context;
use crate::machine::{
    Cost, Event, Fault, Input, Machine, Outbox, SnapshotError, Timers, mark, read_snapshot, write_snapshot,
};
use crate::mail::Ticket;
use crate::mls::{BANNED, system_message};
use crate::script::{Action, Hook, Script, Scripted};
use crate::store::{AccountRequest, BanKind, Refusal, StoreReply, Suspect};
use crate::time::Instant;
use crate::titles::Title;
use crate::wire::{CallbackStatus as Status, MessageKey, lobby, lobby_ext, report, rt};
use admission::Admitting;
use backoff::Backoff;
use session::Player;
use waiting::Purpose;

type Guest = Visitor<Player>;
type Call<'a> = front::Call<'a, Player>;

/// The authentication server.
#[derive(Debug)]
pub struct Mas {
    state: State,
    script: Scripted,
}

/// Everything that a snapshot holds.
#[derive(Debug, Serialize, Deserialize)]
struct State {
    config: Config,
    front: Front<Player>,
    asking: Asking<Purpose>,
    admitting: BTreeMap<Ticket, Admitting>,
    /// Answers of the MLS that are late.
    alarms: Timers<Ticket>,
    backoff: Backoff,
    /// Draws of keys, tickets and anonymous names.
    draws: u64,
}

impl Mas {
    /// An authentication server with nobody connected.
    #[must_use]
    pub fn new(config: &Config, seed: [u8; 32], script: Box<dyn Script>) -> Self {
        let entropy = Entropy::new(seed);
        let shared = Shared::new(&entropy, config.link, config.limits, config.timeouts);
        let state = State {
            config: config.clone(),
            front: Front::new(shared, entropy),
            asking: Asking::default(),
            admitting: BTreeMap::new(),
            alarms: Timers::default(),
            backoff: Backoff::default(),
            draws: 0,
        };
        Self { state, script: Scripted::new(script) }
    }

    /// The address that a console is told.
    fn told(&self, guest: &Guest, port: Option<SocketAddrV4>, default: u16) -> SocketAddrV4 {
        SocketAddrV4::new(self.state.config.host(guest.local()), port.map_or(default, |at| at.port()))
    }

    fn draw(&mut self) -> u64 {
        self.state.draws += 1;
        self.state.draws
    }
}

impl Service for Mas {
    type State = Player;

    fn front(&mut self) -> &mut Front<Player> {
        &mut self.state.front
    }

    fn connect(&mut self, call: &mut Call<'_>, connect: &rt::ClientConnectTcp) -> Option<Welcome> {
        let Some(title) = self.state.config.titles.admit(connect.app_id) else {
            let what = format!("application {} is not let in", connect.app_id);
            self.state.front.fault(Some(call.guest.conn()), Fault::new("GEN-3", Cost::Close, what), call.out);
            return None;
        };
        let welcome = welcome(&title, *call.guest.peer().ip());
        call.guest.state.title = Some(Box::new(title));
        Some(welcome)
    }

    /// An address may be banned, and the whole server closed (GEN-7, MAS-3): who is turned away has to be able to
    /// read why, so he is let in first.
    fn connected(&mut self, call: &mut Call<'_>) {
        if self.is_closed_to(call) {
            return;
        }
        let (address, unix_s) = (*call.guest.peer().ip(), self.unix_s(call.now));
        let suspect = Suspect { account_id: 0, machine_id: None, address, unix_s };
        let purpose = Purpose::Address(call.guest.conn());
        self.errand(call.now, purpose, AccountRequest::CheckBans(suspect), call.out);
    }

    fn resumed(&mut self, call: &mut Call<'_>) {
        let Some(title) = self.state.config.titles.admit(call.guest.app_id()) else { return };
        call.guest.link.set_layout(title.layout);
        call.guest.state.title = Some(Box::new(title));
        if call.guest.link.preset().is_some_and(|preset| preset.session.is_some()) {
            call.guest.state.session = Some(self.new_session(call.guest));
        }
    }

    fn request(&mut self, call: &mut Call<'_>, key: MessageKey, body: &[u8]) -> Handled {
        if !self.script.allows(call.now, Hook::Request { conn: call.guest.conn(), key, body }, call.out) {
            return Ok(());
        }
        self.dispatch(call, key, body)
    }

    fn departed(&mut self, _: Instant, guest: Guest, out: &mut Outbox) {
        self.forget(guest.conn(), out);
    }

    fn account_id(player: &Player) -> Option<i32> {
        player.account_id()
    }
}

impl Common for Mas {
    const BAD_TEXT: Status = Status::FAIL;
    const TEXTS: Context = Context::AccountName;

    fn config(&self) -> &Config {
        &self.state.config
    }

    fn script(&mut self) -> &mut Scripted {
        &mut self.script
    }

    fn needs_session(&self, guest: &Guest) -> Handled {
        guest.state.session.as_ref().map(|_| ()).ok_or_else(no_session)
    }
}

impl Asks for Mas {
    type Purpose = Purpose;

    fn asking(&mut self) -> (&mut Asking<Purpose>, &mut Front<Player>) {
        (&mut self.state.asking, &mut self.state.front)
    }

    fn answered(&mut self, call: &mut Call<'_>, asked: Asked<Purpose>, reply: StoreReply) {
        self.store_answered(call, asked, reply);
    }

    fn errand_done(&mut self, now: Instant, purpose: Purpose, reply: StoreReply, out: &mut Outbox) {
        if let (Purpose::Address(conn), StoreReply::Refused(Refusal::Banned(kind))) = (purpose, reply) {
            front::attend(self, now, conn, out, |mas, call| mas.turn_away(call, Some(kind), BANNED));
        }
    }
}

/// What a lobby client is told when it is let in (GEN-5).
pub(crate) fn welcome(title: &Title, address: Ipv4Addr) -> Welcome {
    Welcome {
        client_index: 0,
        accept_count: 1,
        complete_count: 1,
        world: None,
        address,
        flags: title.layout,
        connect_require: title.connect_require,
    }
}

/// A request that needs a session came without one: no answer (GEN-14).
fn no_session() -> Fault {
    Fault::new("GEN-14", Cost::Ignore, "a request without a session")
}

impl Mas {
    fn dispatch(&mut self, call: &mut Call<'_>, key: MessageKey, body: &[u8]) -> Handled {
        dispatch! { self call key body, else self.unhandled(call, key, body, "MAS-56");
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
    fn is_closed_to(&mut self, call: &mut Call<'_>) -> bool {
        let unix_s = self.unix_s(call.now);
        let maintenance = self.state.config.maintenance.as_ref().filter(|maintenance| maintenance.is_on(unix_s));
        let Some(maintenance) = maintenance else { return false };
        mark!(call.out, "MAS-3");
        self.turn_away(call, None, &maintenance.text);
        true
    }

    /// The reason, and a while later the end; nothing is read any more.
    fn turn_away(&self, call: &mut Call<'_>, ban: Option<BanKind>, text: &str) {
        mark!(call.out, "GEN-7");
        if !call.guest.link.is_community() {
            let severity = self.accounts(call).ban_severity;
            call.guest.link.send(&system_message(severity, text), call.out);
        }
        call.out.event(Event::TurnedAway { conn: call.guest.conn(), ban });
        call.guest.link.close_after(call.now, self.state.front.shared.timeouts.close);
    }

    /// The lobby has them (MAS-21).
    fn no_ignored_players(&mut self, call: &mut Call<'_>, request: lobby::GetIgnoreListRequest) -> Handled {
        mark!(call.out, "MAS-21");
        call.ended::<lobby::GetIgnoreListResponse>(&request.message_id, Status::NO_RESULT);
        Ok(())
    }

    fn no_clans(&mut self, call: &mut Call<'_>, request: lobby::GetMyClansRequest) -> Handled {
        mark!(call.out, "MAS-21");
        call.ended::<lobby::GetMyClansResponse>(&request.message_id, Status::NO_RESULT);
        Ok(())
    }

    fn no_total_games(&mut self, call: &mut Call<'_>, request: lobby::GetTotalGamesRequest) -> Handled {
        mark!(call.out, "MAS-21");
        call.ended::<lobby::GetTotalGamesResponse>(&request.message_id, Status::REQUEST_DENIED);
        Ok(())
    }

    fn no_total_channels(&mut self, call: &mut Call<'_>, request: lobby::GetTotalChannelsRequest) -> Handled {
        mark!(call.out, "MAS-21");
        call.ended::<lobby::GetTotalChannelsResponse>(&request.message_id, Status::REQUEST_DENIED);
        Ok(())
    }

    /// Success with a session, and an echo of what was set; else a refusal (MAS-17).
    fn lobby_filter(&mut self, call: &mut Call<'_>, request: lobby_ext::SetLobbyWorldFilterRequest) -> Handled {
        mark!(call.out, "MAS-17");
        if call.guest.state.session.is_none() {
            call.ended::<lobby_ext::SetLobbyWorldFilterResponse>(&request.message_id, Status::REQUEST_DENIED);
            return Ok(());
        }
        call.reply(&lobby_ext::SetLobbyWorldFilterResponse {
            filter_mask1: request.filter_mask1,
            filter_mask2: request.filter_mask2,
            filter_mask3: request.filter_mask3,
            filter_mask4: request.filter_mask4,
            lobby_filter_type: request.lobby_filter_type,
            filter_mask_level: request.filter_mask_level,
            ..Ended::success(request.message_id)
        });
        Ok(())
    }

    /// What the original MAS reads and leaves unanswered (GEN-15).
    fn ignored<M>(&mut self, call: &mut Call<'_>, _: M) -> Handled {
        mark!(call.out, "GEN-15");
        Ok(())
    }
}

impl Machine for Mas {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        match front::serve(self, now, input, out) {
            Some(Input::Tick) => {
                self.script.tick(now, out);
                self.alarm(now, out);
            }
            Some(Input::Store { id, reply }) => self.store_reply(now, id, reply, out),
            Some(Input::Mail { mail, .. }) => self.mail(now, mail, out),
            _ => {}
        }
        for action in self.script.wanted() {
            match action {
                Action::Log(text) => out.event(Event::Script { text }),
                Action::Disconnect(conn) => front::disconnect(self, now, conn, out),
                // Players are in the lobby.
                _ => {}
            }
        }
    }

    fn deadline(&self) -> Option<Instant> {
        let State { front, asking, alarms, backoff, .. } = &self.state;
        let waits = [front.deadline(), asking.deadline(), alarms.next(), backoff.deadline(), self.script.deadline()];
        waits.into_iter().flatten().min()
    }

    fn snapshot(&self, into: &mut Vec<u8>) {
        write_snapshot(&(&self.state, self.script.second), into);
    }

    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError> {
        (self.state, self.script.second) = read_snapshot(from)?;
        Ok(())
    }
}
