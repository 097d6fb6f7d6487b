//! What happens to a game once it is made: who is in it, what is reported of it, its other ids and its end (lobby.md
//! 2.5, 5.6).

use super::sessions::Session;
use super::{Call, Mls};
use crate::front::Handled;
use crate::ids::Component;
use crate::lobby::games::{Details, Game, Place, details};
use crate::machine::{Cost, Fault, Outbox, mark};
use crate::mail::{Mail, Ticket};
use crate::script::Hook;
use crate::store::GameRequest;
use crate::time::Instant;
use crate::wire::{SessionKeyText, WorldStatus, lobby, lobby_ext};

impl Mls {
    /// A game server saw a player come or go (ST-44, MPS-5).
    pub(super) fn seen(
        &mut self,
        now: Instant,
        game: i32,
        session_key: &SessionKeyText,
        connected: bool,
        out: &mut Outbox,
    ) {
        let Some(session) = self.state.sessions.by_session_key(session_key) else { return };
        let (ticket, account_id) = (session.ticket(), session.account_id());
        if session.game != Some(game) {
            return;
        }
        mark!(out, "ST-44");
        if connected {
            self.state.games.entered(game, ticket);
            self.tell_script(now, Hook::JoinedGame { account_id, game }, out);
            self.save_game(game, out);
            self.note_online(ticket, out);
        } else {
            self.leave_game(now, ticket, out);
        }
    }

    /// A player leaves the game that he is in or on the way into (ST-45, ST-46).
    pub(super) fn leave_game(&mut self, now: Instant, ticket: Ticket, out: &mut Outbox) {
        let Some(session) = self.state.sessions.get_mut(ticket) else { return };
        let Some(id) = session.game.take() else { return };
        let account_id = session.account_id();
        let unix_s = self.state.front.clock.unix_s(now);
        let hosted = self.state.games.get_mut(id).is_some_and(|game| game.host == Some(ticket));
        let ended = self.state.games.leave(now, id, ticket, unix_s);
        if hosted {
            mark!(out, "ST-45");
            self.tell_script(now, Hook::HostLeft { account_id, game: id }, out);
        }
        self.tell_script(now, Hook::LeftGame { account_id, game: id }, out);
        if ended {
            mark!(out, "ST-46");
            self.tell_script(now, Hook::GameEnded { game: id }, out);
        }
        self.save_game(id, out);
        self.note_online(ticket, out);
    }

    pub(super) fn world_report_0(&mut self, call: &mut Call<'_>, report: lobby::WorldReport0) -> Handled {
        mark!(call.out, "MLS-90");
        let details = details!(3 of report, report.game_name, min_players to max_players, report.game_stats);
        self.world_reported(call, report.medius_world_id, details, true, (report.world_status, report.player_count))
    }

    pub(super) fn world_report(&mut self, call: &mut Call<'_>, report: lobby_ext::WorldReport) -> Handled {
        mark!(call.out, "MLS-90");
        let details = details!(8 of report, report.game_name, min_players to max_players, report.game_stats);
        self.world_reported(call, report.medius_world_id, details, false, (report.world_status, report.player_count))
    }

    /// Only a member reports on a game; it is never answered (ST-40, MLS-87, MLS-90).
    fn world_reported(
        &mut self,
        call: &mut Call<'_>,
        id: i32,
        mut details: Details,
        three_fields: bool,
        (status, players): (WorldStatus, i32),
    ) -> Handled {
        self.claim(call, id);
        let session = self.session(call.guest)?;
        let account_id = session.account_id();
        // The maker of a game on a console reports without ever having joined it (P2P-5).
        let host = self
            .state
            .games
            .get(id, session.group)
            .is_some_and(|game| game.is_peer_to_peer() && game.host == Some(session.ticket()));
        if session.game != Some(id) && !host {
            return Err(Fault::new("ST-40", Cost::Ignore, "a report on another game"));
        }
        let hook = Hook::WorldReport { account_id, game: id, status: status.0 };
        if !self.script.allows(call.now, hook, call.out) {
            return Ok(());
        }
        self.state.games.reported(call.now, id);
        let Some(game) = self.state.games.get_mut(id) else { return Ok(()) };
        mark!(call.out, "ST-42");
        if three_fields {
            for (to, from) in details.fields.iter_mut().zip(game.made.details.fields).skip(3) {
                *to = from;
            }
        }
        let before = (game.made.details.clone(), game.status, game.reported_players);
        game.made.details = details;
        if game.is_peer_to_peer() {
            game.reported_players = players;
        }
        let after = (&game.made.details, status, game.reported_players);
        let changed = (&before.0, before.1, before.2) != after;
        self.set_status(call.now, id, status, call.out);
        if changed {
            self.save_game(id, call.out);
        }
        Ok(())
    }

    /// What a report makes of a game's status: a closed game is never reopened (ST-41, ST-43).
    pub(super) fn set_status(&mut self, now: Instant, id: i32, status: WorldStatus, out: &mut Outbox) {
        let unix_s = self.state.front.clock.unix_s(now);
        let Some(game) = self.state.games.get_mut(id).filter(|game| game.is_open() && game.status != status) else {
            return;
        };
        match status {
            WorldStatus::STAGING => game.status = status,
            WorldStatus::ACTIVE => {
                mark!(out, "ST-43");
                game.status = status;
                let inside: Vec<Ticket> = game.inside().collect();
                game.times[1].get_or_insert(unix_s);
                let sessions = &self.state.sessions;
                let present = inside.into_iter().filter_map(|ticket| sessions.get(ticket));
                game.players_at_start = present.map(Session::account_id).collect();
                self.tell_script(now, Hook::GameStarted { game: id }, out);
            }
            WorldStatus::CLOSED => self.close_game(now, id, out),
            // A half-empty report says so before its sender is in (MLS-87).
            _ => {}
        }
    }

    pub(super) fn close_game(&mut self, now: Instant, id: i32, out: &mut Outbox) {
        mark!(out, "ST-41");
        let unix_s = self.state.front.clock.unix_s(now);
        if self.state.games.close(now, id, unix_s) {
            self.tell_script(now, Hook::GameEnded { game: id }, out);
            self.save_game(id, out);
        }
    }

    /// Never answered (MLS-91): the store has the statistics.
    pub(super) fn player_report(&mut self, call: &mut Call<'_>, report: lobby::PlayerReport) -> Handled {
        mark!(call.out, "MLS-91");
        self.claim(call, report.medius_world_id);
        let session = self.session(call.guest)?;
        let own = session.session_key().text() == report.session_key.text();
        if !own || session.game != Some(report.medius_world_id) {
            return Err(Fault::new("MLS-91", Cost::Ignore, "a report on another player or game"));
        }
        Ok(())
    }

    /// The maker ends the game, or any member when the maker is gone; never answered (MLS-92).
    pub(super) fn end_game_report(&mut self, call: &mut Call<'_>, report: lobby::EndGameReport) -> Handled {
        mark!(call.out, "MLS-92");
        let session = self.session(call.guest)?;
        let (ticket, id) = (session.ticket(), report.medius_world_id);
        let game = self.state.games.get(id, session.group);
        let may = game.is_some_and(|game| match game.host {
            Some(host) => host == ticket,
            None => game.members.contains_key(&ticket),
        });
        if !may {
            return Err(Fault::new("MLS-92", Cost::Ignore, "the end of another's game"));
        }
        self.close_game(call.now, id, call.out);
        Ok(())
    }

    /// A game's time is over: an open one is closed, a closed one goes (ST-46, T-HOST, T-EMPTY, T-P2P).
    pub(super) fn game_due(&mut self, now: Instant, id: i32, out: &mut Outbox) {
        match self.state.games.get_mut(id).map(|game| game.is_open()) {
            Some(true) => {
                mark!(out, "ST-46");
                self.close_game(now, id, out);
            }
            Some(false) => self.destroy(now, id, out),
            None => {}
        }
    }

    /// A game goes: its members are out of it, its channel forgets it, its game server is told (ST-47, MPS-6).
    pub(super) fn destroy(&mut self, now: Instant, id: i32, out: &mut Outbox) {
        let Some(mut game) = self.state.games.remove(id) else { return };
        mark!(out, "ST-47");
        let members: Vec<Ticket> = game.members.keys().copied().collect();
        game.times[2].get_or_insert(self.state.front.clock.unix_s(now));
        for ticket in members {
            if let Some(session) = self.state.sessions.get_mut(ticket).filter(|session| session.game == Some(id)) {
                session.game = None;
                let account_id = session.account_id();
                self.note_online(ticket, out);
                if game.host == Some(ticket) {
                    self.tell_script(now, Hook::HostLeft { account_id, game: id }, out);
                }
                self.tell_script(now, Hook::LeftGame { account_id, game: id }, out);
            }
        }
        if game.is_open() {
            self.tell_script(now, Hook::GameEnded { game: id }, out);
        }
        self.state.channels.remove_game(now, game.made.channel, id);
        if !matches!(game.place, Place::Wanted) {
            out.mail(Component::Mps, Mail::EndWorld { game: id });
        }
        let request = if game.times[1].is_some() {
            GameRequest::Finish(Box::new(game.row(Vec::new())))
        } else {
            GameRequest::Drop { game_id: id }
        };
        self.state.asking.note(request, out);
        self.tell_script(now, Hook::GameDestroyed { game: id }, out);
    }

    /// The host of a game on a console moved: his members know it by another id (MLS-93, P2P-9).
    pub(super) fn reassign_game(&mut self, call: &mut Call<'_>, request: lobby::ReassignGameMediusWorldID) -> Handled {
        mark!(call.out, "P2P-9");
        let session = self.session(call.guest)?;
        let lobby::ReassignGameMediusWorldID { old_medius_world_id: old, new_medius_world_id: new } = request;
        let free = !self.state.games.is_taken(new) && !self.state.channels.is_taken(new) && new > 0;
        let hosted = self.state.games.get(old, session.group).is_some_and(Game::is_peer_to_peer);
        if session.game != Some(old) || !hosted || !free {
            return Err(Fault::new("P2P-9", Cost::Ignore, "another's game, or a taken id"));
        }
        self.renumber(old, new, call.out);
        call.reply(&request);
        Ok(())
    }

    /// The MPS and the store know a game by its id, and its players by their game.
    pub(super) fn renumber(&mut self, old: i32, new: i32, out: &mut Outbox) {
        let Some(channel) = self.state.games.get_mut(old).map(|game| game.made.channel) else { return };
        if !self.state.games.renumber(old, new) {
            return;
        }
        out.mail(Component::Mps, Mail::GameRenumbered { game: old, to: new });
        self.state.channels.add_game(channel, new);
        self.state.channels.forget_game(channel, old);
        let members: Vec<Ticket> =
            self.state.games.get_mut(new).map(|game| game.members.keys().copied().collect()).unwrap_or_default();
        for ticket in members {
            if let Some(session) = self.state.sessions.get_mut(ticket) {
                session.game = Some(new);
            }
            self.note_online(ticket, out);
        }
        self.state.asking.note(GameRequest::Drop { game_id: old }, out);
        self.save_game(new, out);
    }

    /// Tells the store how a game is now (ST-43).
    pub(super) fn save_game(&mut self, id: i32, out: &mut Outbox) {
        let Some(game) = self.state.games.get_mut(id) else { return };
        let sessions = &self.state.sessions;
        let players = game.inside().filter_map(|ticket| sessions.get(ticket));
        let row = game.row(players.map(Session::account_id).collect());
        self.state.asking.note(GameRequest::Save(Box::new(row)), out);
    }
}
