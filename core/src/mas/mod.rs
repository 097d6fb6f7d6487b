//! MAS: sessions, accounts and logins (lobby.md 4).
//!
//! The MLS owns sessions: a login is answered only when the MLS knows about it (architecture.md §5).

mod admission;
mod hosts;
mod login;
mod session;
mod texts;
mod waiting;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::front::{self, Front, Service, Visitor, dispatch};
use crate::link::{Shared, Welcome};
use crate::lobby::asking::{Asked, Asking, Asks};
use crate::machine::{
    Cost, Entropy, Fault, Input, Instant, Machine, Outbox, SnapshotError, Timers, mark, read_snapshot, write_snapshot,
};
use crate::mail::Ticket;
use crate::script::{Script, Scripted};
use crate::store::StoreReply;
use crate::titles::Title;
use crate::wire::{lobby, lobby_ext, report, rt};
use admission::Admitting;
use session::Player;
use waiting::Purpose;

type Guest = Visitor<Player>;

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

    fn connect(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        connect: &rt::ClientConnectTcp,
        out: &mut Outbox,
    ) -> Option<Welcome> {
        let Some(title) = self.state.config.titles.admit(connect.app_id) else {
            let what = format!("application {} is not let in", connect.app_id);
            self.state.front.fault(Some(guest.conn()), Fault::new("GEN-3", Cost::Close, what), out);
            return None;
        };
        let welcome = welcome(&title, *guest.peer().ip());
        guest.state.title = Some(Box::new(title));
        Some(welcome)
    }

    fn request(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        (class, id, body): (u8, u8, &[u8]),
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        self.dispatch(now, guest, (class, id), body, out)
    }

    fn departed(&mut self, _: Instant, guest: Guest, out: &mut Outbox) {
        self.forget(guest.conn(), out);
    }

    fn account_id(player: &Player) -> Option<i32> {
        player.account_id()
    }
}

impl Asks for Mas {
    type Purpose = Purpose;

    fn asking(&mut self) -> (&mut Asking<Purpose>, &mut Front<Player>) {
        (&mut self.state.asking, &mut self.state.front)
    }

    fn answered(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        asked: Asked<Purpose>,
        reply: StoreReply,
        out: &mut Outbox,
    ) {
        self.store_answered(now, guest, asked, reply, out);
    }
}

/// What a lobby client is told when it is let in (GEN-5).
pub(crate) fn welcome(title: &Title, address: Ipv4Addr) -> Welcome {
    Welcome {
        client_index: 0,
        accept_count: 1,
        complete_count: 1,
        address,
        flags: title.layout,
        connect_require: title.connect_require,
    }
}

/// A request that needs a session came without one: no answer (GEN-14).
fn no_session(name: &'static str) -> Fault {
    Fault::new("GEN-14", Cost::Ignore, format_args!("{name} without a session"))
}

impl Mas {
    fn dispatch(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        key: (u8, u8),
        body: &[u8],
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        dispatch! { self now guest key body out, else "MAS-56":
            lobby::SessionBeginRequest => session_begin,
            lobby_ext::SessionBeginRequest1 => session_begin_1,
            lobby_ext::ExtendedSessionBeginRequest => extended_session_begin,
            lobby::SessionEndRequest => session_end,
            lobby::SetLocalizationParamsRequest => localization,
            lobby_ext::SetLocalizationParamsRequest1 => localization_1,
            lobby_ext::SetLocalizationParamsRequest2 => localization_2,
            lobby_ext::DnasSignaturePost => dnas_signature,
            lobby::MachineSignaturePost => machine_signature,
            lobby::VersionServerRequest => version_server,
            lobby_ext::GetServerTimeRequest => server_time,
            lobby::GetMyIPRequest => my_ip,
            lobby::UpdateUserState => user_state,
            lobby::GetBuddyListExtraInfoRequest => ignored,
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
            report::ServerAuthenticationRequest => host_authentication,
            report::ServerSetAttributesRequest => host_attributes,
            report::ServerSessionEndRequest => host_session_end,
            report::ServerReport => host_report,
        }
    }

    /// What the original MAS reads and leaves unanswered (GEN-15).
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "one signature for all handlers")]
    fn ignored<M>(&mut self, _: Instant, _: &mut Guest, _: M, out: &mut Outbox) -> Result<(), Fault> {
        mark!(out, "GEN-15");
        Ok(())
    }
}

impl Machine for Mas {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        match front::serve(self, now, input, out) {
            Some(Input::Tick) => self.alarm(now, out),
            Some(Input::Store { id, reply }) => self.store_reply(now, id, reply, out),
            Some(Input::Mail { mail, .. }) => self.mail(now, mail, out),
            _ => {}
        }
    }

    fn deadline(&self) -> Option<Instant> {
        [self.state.front.deadline(), self.state.asking.deadline(), self.state.alarms.next()]
            .into_iter()
            .flatten()
            .min()
    }

    fn snapshot(&self, into: &mut Vec<u8>) {
        write_snapshot(&self.state, into);
    }

    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError> {
        self.state = read_snapshot(from)?;
        Ok(())
    }
}
