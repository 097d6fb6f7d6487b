//! MLS: the lobby (lobby.md 5). So far it owns sessions: it takes logins over from the MAS, lets their
//! players in, and lets them go.

mod sessions;

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::front::{self, Front, Service, Visitor, decode};
use crate::link::{Shared, Welcome};
use crate::machine::{
    Cost, Entropy, Event, Fault, Input, Instant, Machine, Outbox, SnapshotError, mark, read_snapshot, write_snapshot,
};
use crate::mail::{Component, LobbyWorld, Mail, Ticket};
use crate::mas::welcome;
use crate::wire::{CallbackStatus as Status, Message, lobby, lobby_ext, rt};
use sessions::{Refusal, Sessions};

/// The lobby channel that every player is in until channels exist.
const DEFAULT_CHANNEL: LobbyWorld = LobbyWorld { medius_world_id: 1, world_id: 1 };

type Guest = Visitor<Player>;

/// What the MLS keeps of a connection.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Player {
    ticket: Option<Ticket>,
    account_id: Option<i32>,
}

/// The lobby server.
#[derive(Debug)]
pub struct Mls {
    state: State,
}

#[derive(Debug, Serialize, Deserialize)]
struct State {
    config: Config,
    front: Front<Player>,
    sessions: Sessions,
}

impl Mls {
    /// A lobby without players.
    #[must_use]
    pub fn new(config: &Config, seed: [u8; 32]) -> Self {
        let entropy = Entropy::new(seed);
        let shared = Shared::new(&entropy, config.link, config.limits, config.timeouts);
        let sessions = Sessions::new(config.limits.sessions);
        Self { state: State { config: config.clone(), front: Front::new(shared, entropy), sessions } }
    }

    fn mail(&mut self, now: Instant, from: Component, mail: Mail, out: &mut Outbox) {
        match mail {
            Mail::Admit(admission) => {
                let ticket = admission.ticket;
                match self.state.sessions.admit(now, *admission) {
                    Ok(()) => {
                        mark!(out, "ST-20");
                        out.mail(from, Mail::Admitted { ticket, lobby: DEFAULT_CHANNEL });
                    }
                    Err(refusal) => {
                        let status = match refusal {
                            Refusal::LoggedIn => {
                                mark!(out, "ST-27");
                                Status::ACCOUNT_LOGGED_IN
                            }
                            Refusal::Full => {
                                self.state.front.limited("sessions", None, out);
                                Status::SERVER_BUSY
                            }
                        };
                        out.mail(from, Mail::Refused { ticket, status: status.0 });
                    }
                }
            }
            Mail::Withdraw { ticket } => self.end(now, ticket, out),
            // Answers to letters that we do not write.
            Mail::Admitted { .. } | Mail::Refused { .. } => {}
        }
    }

    /// A session is over: its connection, if it has one, is ended too.
    fn end(&mut self, now: Instant, ticket: Ticket, out: &mut Outbox) {
        let Some(session) = self.state.sessions.remove(ticket) else {
            return;
        };
        out.event(Event::LoggedOut { account_id: session.account_id() });
        if let Some(conn) = session.conn() {
            front::disconnect(self, now, conn, out);
        }
    }
}

impl Service for Mls {
    type State = Player;

    fn front(&mut self) -> &mut Front<Player> {
        &mut self.state.front
    }

    /// A player is known by the access key of the last redirect, or by the session key (MLS-1, PC-5).
    fn connect(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        connect: &rt::ClientConnectTcp,
        out: &mut Outbox,
    ) -> Option<Welcome> {
        let Some(title) = self.state.config.titles.admit(connect.app_id) else {
            let what = format_args!("application {} is not let in", connect.app_id);
            self.state.front.fault(Some(guest.conn()), Fault::new("GEN-3", Cost::Close, what), out);
            return None;
        };
        mark!(out, "MLS-1");
        let titles = &self.state.config.titles;
        let same_group = |app_id| titles.admit(app_id).is_some_and(|other| other.group == title.group);
        let access_key = connect.access_key.map(|key| key.get()).unwrap_or_default();
        let session_key = connect.session_key.map(|key| key.get()).unwrap_or_default();
        let entered = self.state.sessions.enter(now, guest.conn(), &access_key, &session_key, same_group);
        let Some((ticket, account_id, earlier)) = entered else {
            let fault = Fault::new("MLS-1", Cost::Close, "neither its access key nor its session key is known");
            self.state.front.fault(Some(guest.conn()), fault, out);
            return None;
        };
        // The player came by another connection: the older one dies silently (ST-20).
        if let Some(earlier) = earlier.and_then(|conn| self.state.front.visitor_mut(conn)) {
            earlier.state = Player::default();
            earlier.close(crate::machine::Ending::Flush, out);
        }
        guest.state = Player { ticket: Some(ticket), account_id: Some(account_id) };
        out.event(Event::Entered { conn: guest.conn(), account_id });
        Some(welcome(&title, *guest.peer().ip()))
    }

    fn request(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        (class, id, body): (u8, u8, &[u8]),
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        match (class, id) {
            // Never answered (MLS-4).
            (lobby::UpdateUserState::CLASS, lobby::UpdateUserState::ID) => {
                decode::<lobby::UpdateUserState>(body, guest.dialect())?;
                mark!(out, "MLS-4");
            }
            (lobby::SessionEndRequest::CLASS, lobby::SessionEndRequest::ID) => {
                let request: lobby::SessionEndRequest = decode(body, guest.dialect())?;
                mark!(out, "MLS-5");
                self.leave(guest, out);
                let response = lobby::SessionEndResponse {
                    message_id: request.message_id.clean(),
                    status_code: Status::SUCCESS,
                    ..Default::default()
                };
                guest.reply(&response, out);
            }
            (lobby::AccountLogoutRequest::CLASS, lobby::AccountLogoutRequest::ID) => {
                let request: lobby::AccountLogoutRequest = decode(body, guest.dialect())?;
                mark!(out, "MLS-6");
                self.leave(guest, out);
                let response = lobby::AccountLogoutResponse {
                    message_id: request.message_id.clean(),
                    status_code: Status::SUCCESS,
                    ..Default::default()
                };
                guest.reply(&response, out);
            }
            (lobby::VersionServerRequest::CLASS, lobby::VersionServerRequest::ID) => {
                let request: lobby::VersionServerRequest = decode(body, guest.dialect())?;
                mark!(out, "MLS-8");
                let title = self.state.config.titles.admit(guest.app_id());
                let version_server = crate::wire::Text::new(title.map(|title| title.mls_version).unwrap_or_default());
                let message_id = request.message_id.clean();
                guest.reply(&lobby::VersionServerResponse { message_id, version_server }, out);
            }
            (lobby_ext::GetServerTimeRequest::CLASS, lobby_ext::GetServerTimeRequest::ID) => {
                let request: lobby_ext::GetServerTimeRequest = decode(body, guest.dialect())?;
                mark!(out, "MLS-180");
                let response = lobby_ext::GetServerTimeResponse {
                    message_id: request.message_id.clean(),
                    status_code: Status::SUCCESS,
                    gmt_time: self.state.front.clock.unix_s(now),
                    ..Default::default()
                };
                guest.reply(&response, out);
            }
            _ => {
                let what = format_args!("message {class}/{id:02X} is not answered yet");
                return Err(Fault::new("GEN-19", Cost::Ignore, what));
            }
        }
        Ok(())
    }

    /// The player stays for the keep-alive window (GEN-21, ST-20).
    fn departed(&mut self, now: Instant, guest: Guest, _: &mut Outbox) {
        if let Some(ticket) = guest.state.ticket {
            let window = self.state.front.shared.timeouts.keep_alive;
            self.state.sessions.lose(now, ticket, guest.conn(), window);
        }
    }

    fn account_id(player: &Player) -> Option<i32> {
        player.account_id
    }
}

impl Mls {
    /// A player says goodbye for good.
    fn leave(&mut self, guest: &mut Guest, out: &mut Outbox) {
        if let Some(session) = guest.state.ticket.take().and_then(|ticket| self.state.sessions.remove(ticket)) {
            out.event(Event::LoggedOut { account_id: session.account_id() });
        }
        guest.state.account_id = None;
    }

    fn expire(&mut self, now: Instant, out: &mut Outbox) {
        while let Some(session) = self.state.sessions.expire(now) {
            mark!(out, "ST-23");
            out.event(Event::LoggedOut { account_id: session.account_id() });
        }
    }
}

impl Machine for Mls {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        match front::serve(self, now, input, out) {
            Some(Input::Tick) => self.expire(now, out),
            Some(Input::Mail { from, mail }) => self.mail(now, from, mail, out),
            _ => {}
        }
    }

    fn deadline(&self) -> Option<Instant> {
        [self.state.front.deadline(), self.state.sessions.deadline()].into_iter().flatten().min()
    }

    fn snapshot(&self, into: &mut Vec<u8>) {
        write_snapshot(&self.state, into);
    }

    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError> {
        self.state = read_snapshot(from)?;
        Ok(())
    }
}
