//! Consoles that host games themselves (lobby.md 6).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::games::Place;
use super::{Call, Guest, Mps, Via, Waiting};
use crate::front::{self, Handled};
use crate::ids::{Component, ConnId};
use crate::link::Slot;
use crate::lobby::connect_info::console_at;
use crate::lobby::games::{Details, details};
use crate::machine::{Cost, Fault, Outbox, Timers, mark};
use crate::mail::{HostAdmission, HostReport, HostedGame, Mail, Mover};
use crate::mgcl::Request;
use crate::secret::Secret;
use crate::time::Instant;
use crate::wire::{
    AccessKey, GameHostType, MessageId, MgclErrorCode as Code, NetAddressList, PasswordText, SessionKeyText, report,
};

/// A host whose connection is here.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Host {
    pub(super) admission: HostAdmission,
}

/// Hosts on their way from the MAS.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Hosts {
    /// By access key; one that came leaves nothing but the key until its window closes: letters may come twice.
    expected: BTreeMap<[u8; 17], Option<HostAdmission>>,
    windows: Timers<[u8; 17]>,
}

impl Hosts {
    /// The host that these keys were given to: by access key, else by session key (P2P-2). It arrives once, and with
    /// the title that it had at the MAS.
    pub(super) fn arrive(&mut self, app_id: u32, access_key: &AccessKey, session_key: &SessionKeyText) -> Option<Host> {
        let by_access = |host: &HostAdmission| same(host.access_key.expose().text(), access_key.text());
        let by_session = |host: &HostAdmission| same(host.session_key.expose().text(), session_key.text());
        let hosts = || self.expected.iter().filter_map(|(key, host)| Some((key, host.as_ref()?)));
        let found = |is: &dyn Fn(&HostAdmission) -> bool| hosts().find(|(_, host)| host.app_id == app_id && is(host));
        let key = *found(&by_access).or_else(|| found(&by_session))?.0;
        let admission = self.expected.get_mut(&key)?.take()?;
        Some(Host { admission })
    }

    /// Those who did not come.
    pub(super) fn expire(&mut self, now: Instant) {
        while let Some(key) = self.windows.due(now) {
            self.expected.remove(&key);
        }
    }

    pub(super) const fn deadline(&self) -> Option<Instant> {
        self.windows.next()
    }
}

/// Whether a key is the one that was given; none is nobody's.
fn same(given: &[u8], told: &[u8]) -> bool {
    !told.is_empty() && given == told
}

/// What a host says of its game, whatever the message.
struct Wanted {
    message_id: MessageId,
    app_id: i32,
    account_id: Option<i32>,
    details: Details,
    password: PasswordText<32>,
    host_type: GameHostType,
    at: NetAddressList,
    world_id: i32,
}

impl Mps {
    /// A letter of the MAS: a host will come with these keys (MAS-51).
    pub(super) fn admit_host(&mut self, now: Instant, from: Component, admission: HostAdmission, out: &mut Outbox) {
        mark!(out, "P2P-1");
        let (ticket, key) = (admission.ticket, *admission.access_key.expose().clean().bytes());
        let most = self.front.shared.limits.sessions as usize;
        let known = self.hosts.expected.get(&key);
        if known.is_none() && self.hosts.expected.len() >= most {
            self.front.limited("sessions", None, out);
            return;
        }
        // A repeated letter changes nothing; above all it lets nobody in again.
        let repeated = known.is_some_and(|host| host.as_ref().is_none_or(|host| host.ticket == ticket));
        if !repeated {
            self.hosts.windows.set(key, Some(now + admission.keep_alive));
            self.hosts.expected.insert(key, Some(admission));
        }
        out.mail(from, Mail::HostAdmitted { ticket });
    }

    pub(super) fn create_on_self_0(
        &mut self,
        call: &mut Call<'_>,
        request: report::ServerCreateGameOnSelfRequest0,
    ) -> Handled {
        let name = request.game_name.unwrap_or_default();
        let details = details!(3 of request, name, min_clients to max_clients, request.game_stats);
        let wanted = Wanted {
            message_id: request.message_id,
            app_id: request.application_id,
            account_id: None,
            details,
            password: request.game_password.unwrap_or_default(),
            host_type: GameHostType(request.game_host_type.0),
            at: request.address_list,
            world_id: request.world_id,
        };
        self.host_game(call, wanted)
    }

    pub(super) fn create_on_self(
        &mut self,
        call: &mut Call<'_>,
        request: report::ServerCreateGameOnSelfRequest,
    ) -> Handled {
        let details = details!(3 of request, request.game_name, min_players to max_players, request.game_stats);
        let wanted = Wanted {
            message_id: request.message_id,
            app_id: request.application_id,
            account_id: Some(request.account_id),
            details,
            password: request.game_password,
            host_type: GameHostType(request.game_host_type.0),
            at: request.address_list,
            world_id: request.world_id,
        };
        self.host_game(call, wanted)
    }

    pub(super) fn create_on_me(
        &mut self,
        call: &mut Call<'_>,
        request: report::ServerCreateGameOnMeRequest,
    ) -> Handled {
        let details = details!(8 of request, request.game_name, min_clients to max_clients, request.game_stats);
        let wanted = Wanted {
            message_id: request.message_id,
            app_id: request.application_id,
            account_id: Some(request.account_id),
            details,
            password: request.game_password,
            host_type: GameHostType(request.game_host_type.0),
            at: request.address_list,
            world_id: request.world_id,
        };
        self.host_game(call, wanted)
    }

    /// The lobby takes the game in; its answer is the host's (P2P-3).
    fn host_game(&mut self, call: &mut Call<'_>, wanted: Wanted) -> Handled {
        mark!(call.out, "P2P-3");
        let message_id = wanted.message_id.clean();
        let registered = self.is_registered(Via::Link(call.guest.conn()));
        let Some(host) = call.guest.state.host.as_ref().filter(|_| !registered) else {
            call.reply(&created(message_id, Err(self.refusal(call, Code::UNSUCCESSFUL))));
            return Err(Fault::new("MPS-8", Cost::Answer, "a game on a console without the keys of a host"));
        };
        let own = host.admission.app_id;
        let app_id = if wanted.app_id > 0 { wanted.app_id.cast_unsigned() } else { own };
        let group = |app_id| self.title(app_id).map(|title| title.group);
        if group(app_id) != group(own) {
            call.reply(&created(message_id, Err(Code::INVALID_ARG)));
            return Err(Fault::new("P2P-3", Cost::Answer, "a game of another title"));
        }
        let address = *call.guest.peer().ip();
        let (conn, slot, world_id) = (call.guest.conn(), call.guest.begin(), wanted.world_id);
        let waiting = Waiting::Hosted { conn, slot, message_id, world_id };
        let Some(request) = self.wait(call.now, waiting, call.out) else {
            call.guest.answer(slot, &created(message_id, Err(Code::UNSUCCESSFUL)), call.out);
            return Ok(());
        };
        let game = HostedGame {
            request,
            app_id,
            account_id: wanted.account_id,
            address,
            details: wanted.details,
            password: Secret::new(wanted.password.clean()),
            host_type: wanted.host_type,
            at: console_at(&wanted.at, address),
            world_id,
        };
        call.out.mail(Component::Mls, Mail::HostGame(Box::new(game)));
        Ok(())
    }

    /// The lobby's answer.
    pub(super) fn game_hosted(&mut self, now: Instant, request: Request, answer: Result<i32, Code>, out: &mut Outbox) {
        let asked = |waiting: &Waiting| matches!(waiting, Waiting::Hosted { .. });
        let Some(Waiting::Hosted { conn, slot, message_id, world_id }) = self.waited(request, asked) else {
            // Too late, and the host was told so; a letter that comes twice is none of that.
            if let Ok(game) = answer
                && self.games.place(game).is_none()
            {
                out.mail(Component::Mls, Mail::HostEnded { game });
            }
            return;
        };
        let answer = answer.and_then(|game| self.host_at(game, (Via::Link(conn), world_id), out));
        self.tell_hosted(now, conn, slot, message_id, answer, out);
    }

    /// A console hosts a game; one that is gone meanwhile, or ended its session, ended the game, too (P2P-8).
    fn host_at(&mut self, game: i32, place: Place, out: &mut Outbox) -> Result<i32, Code> {
        self.settle(game, place);
        if self.hosts(place.0) {
            return Ok(game);
        }
        self.host_ended(game, out);
        Err(Code::NOT_CONNECTED)
    }

    /// Whether somebody is a host, still: a game server that came with keys is none.
    fn hosts(&self, via: Via) -> bool {
        let Via::Link(conn) = via else { return false };
        let stays = |guest: &Guest| guest.state.host.is_some() && !guest.is_leaving();
        self.front.visitor(conn).is_some_and(stays) && !self.is_registered(via)
    }

    pub(super) fn tell_hosted(
        &mut self,
        now: Instant,
        conn: ConnId,
        slot: Slot,
        message_id: MessageId,
        answer: Result<i32, Code>,
        out: &mut Outbox,
    ) {
        front::attend(self, now, conn, out, |_, call| {
            call.guest.answer(slot, &created(message_id, answer), call.out);
        });
    }

    /// Never answered (P2P-7).
    pub(super) fn report_on_me(&mut self, call: &mut Call<'_>, report: report::ServerWorldReportOnMe) -> Handled {
        mark!(call.out, "P2P-7");
        self.own_game(call, report.medius_world_id)?;
        let details = details!(8 of report, report.game_name, min_players to max_players, report.game_stats);
        let (game, players, status) = (report.medius_world_id, report.player_count, report.world_status);
        call.out.mail(Component::Mls, Mail::HostReport(Box::new(HostReport { game, details, players, status })));
        Ok(())
    }

    /// A game of this host.
    fn own_game(&self, call: &Call<'_>, game: i32) -> Result<(), Fault> {
        let here = Via::Link(call.guest.conn());
        let own = self.games.place(game).is_some_and(|(via, _)| via == here) && !self.is_registered(here);
        if own { Ok(()) } else { Err(Fault::new("P2P-8", Cost::Answer, "a game that is not of this host")) }
    }

    /// Another id and another place: of its own game, or of one whose host is lost (P2P-9). The lobby knows who plays.
    pub(super) fn move_on_me(
        &mut self,
        call: &mut Call<'_>,
        request: report::ServerMoveGameWorldOnMeRequest,
    ) -> Handled {
        mark!(call.out, "P2P-9");
        let message_id = request.message_id.clean();
        let game = request.current_medius_world_id;
        let (conn, address) = (call.guest.conn(), *call.guest.peer().ip());
        if call.guest.state.host.is_none() || self.is_registered(Via::Link(conn)) {
            call.reply(&moved(message_id, Err(self.refusal(call, Code::UNSUCCESSFUL))));
            return Err(Fault::new("MPS-8", Cost::Answer, "a game on a console without the keys of a host"));
        }
        let via = self.games.place(game).map(|(via, _)| via);
        if via.is_some_and(|via| self.is_registered(via)) {
            call.reply(&moved(message_id, Err(Code::UNSUCCESSFUL)));
            return Err(Fault::new("P2P-9", Cost::Answer, "a game on a game server"));
        }
        let by = match via {
            Some(via) if via == Via::Link(conn) => Mover::Host,
            via => Mover::Other { address, hosted: via.is_some_and(|via| self.is_there(via)) },
        };
        let (to, at) = (request.new_game_world_id, console_at(&request.address_list, address));
        let slot = call.guest.begin();
        let Some(request) = self.wait(call.now, Waiting::Moved { conn, slot, message_id, game }, call.out) else {
            call.guest.answer(slot, &moved(message_id, Err(Code::UNSUCCESSFUL)), call.out);
            return Ok(());
        };
        call.out.mail(Component::Mls, Mail::MoveGame { request, game, to, at, by });
        Ok(())
    }

    pub(super) fn game_moved(&mut self, now: Instant, request: Request, answer: Result<i32, Code>, out: &mut Outbox) {
        let asked = |waiting: &Waiting| matches!(waiting, Waiting::Moved { .. });
        let Some(Waiting::Moved { conn, slot, message_id, game }) = self.waited(request, asked) else { return };
        let answer = match answer {
            // Whoever moved it hosts it from now on. It may go by its new id already.
            Ok(to) => {
                let known = self.games.take(game).or_else(|| self.games.place(to));
                let number = known.map_or(0, |(_, number)| number);
                self.host_at(to, (Via::Link(conn), number), out)
            }
            Err(code) => {
                let fault = Fault::new("P2P-9", Cost::Answer, "a game that is not known, or not of this host");
                self.front.fault(Some(conn), fault, out);
                Err(code)
            }
        };
        self.tell_moved(now, conn, slot, message_id, answer, out);
    }

    /// The lobby gave a game another id (P2P-9).
    pub(super) fn game_renumbered(&mut self, game: i32, to: i32) {
        if let Some(at) = self.games.take(game) {
            self.settle(to, at);
        }
    }

    pub(super) fn tell_moved(
        &mut self,
        now: Instant,
        conn: ConnId,
        slot: Slot,
        message_id: MessageId,
        answer: Result<i32, Code>,
        out: &mut Outbox,
    ) {
        front::attend(self, now, conn, out, |_, call| {
            call.guest.answer(slot, &moved(message_id, answer), call.out);
        });
    }

    /// The host ends its game (P2P-8).
    pub(super) fn end_on_me(&mut self, call: &mut Call<'_>, request: report::ServerEndGameOnMeRequest) -> Handled {
        mark!(call.out, "P2P-8");
        let own = self.own_game(call, request.medius_world_id);
        let confirmation = if own.is_ok() { Code::SUCCESS } else { self.refusal(call, Code::INVALID_ARG) };
        let message_id = request.message_id.clean();
        call.reply(&report::ServerEndGameOnMeResponse { message_id, confirmation });
        own?;
        self.host_ended(request.medius_world_id, call.out);
        Ok(())
    }

    /// The same by the host's own number; a host that leaves without ending its game ends it, too (P2P-8).
    pub(super) fn end_game(&mut self, call: &mut Call<'_>, request: report::ServerEndGameRequest) -> Handled {
        mark!(call.out, "P2P-8");
        let via = Via::Link(call.guest.conn());
        let (message_id, confirmation) = (request.message_id.clean(), self.refusal(call, Code::SUCCESS));
        call.reply(&report::ServerEndGameResponse { message_id, confirmation });
        if let Some(game) = self.games.named((via, request.world_id)).filter(|_| !self.is_registered(via)) {
            self.host_ended(game, call.out);
        }
        Ok(())
    }

    /// The host goes, and its games with it (P2P-8).
    pub(super) fn end_session(&mut self, call: &mut Call<'_>, request: report::ServerSessionEndRequest) -> Handled {
        mark!(call.out, "P2P-8");
        let known = call.guest.state.host.take().is_some();
        let confirmation = if known { Code::SUCCESS } else { Code::NOT_CONNECTED };
        let message_id = request.message_id.clean();
        call.reply(&report::ServerSessionEndResponse { message_id, confirmation });
        let via = Via::Link(call.guest.conn());
        // A game server that came with keys takes its worlds along.
        if self.is_registered(via) {
            self.lose(via, call.out);
        }
        self.end_hosted(via, call.out);
        if known { Ok(()) } else { Err(Fault::new("MPS-8", Cost::Answer, "the end of no session")) }
    }

    /// A host gives up all its games.
    pub(super) fn end_hosted(&mut self, via: Via, out: &mut Outbox) {
        for game in self.games.of(via) {
            self.host_ended(game, out);
        }
    }

    fn host_ended(&mut self, game: i32, out: &mut Outbox) {
        self.games.take(game);
        out.mail(Component::Mls, Mail::HostEnded { game });
    }

    /// Nobody here has a connection to that player (P2P-8).
    pub(super) fn disconnect_player(&mut self, _: &mut Call<'_>, _: report::ServerDisconnectPlayerRequest) -> Handled {
        Ok(())
    }
}

fn created(message_id: MessageId, answer: Result<i32, Code>) -> report::ServerCreateGameOnMeResponse {
    let (confirmation, medius_world_id) = told(answer);
    report::ServerCreateGameOnMeResponse { message_id, confirmation, medius_world_id, ..Default::default() }
}

fn moved(message_id: MessageId, answer: Result<i32, Code>) -> report::ServerMoveGameWorldOnMeResponse {
    let (confirmation, medius_world_id) = told(answer);
    report::ServerMoveGameWorldOnMeResponse { message_id, confirmation, medius_world_id, ..Default::default() }
}

fn told(answer: Result<i32, Code>) -> (Code, i32) {
    match answer {
        Ok(id) => (Code::SUCCESS, id),
        Err(code) => (code, 0),
    }
}
