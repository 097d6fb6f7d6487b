//! What happens to a game once it is made: who is in it, what is reported of it, its other ids and its end (lobby.md
//! 2.5, 5.6).

use crate::connections::HandlerResult;
use crate::ids::{AccountId, Component, GameId};
use crate::lobby::feature::declare_feature;
use crate::lobby::games::{Game, PlayedAt};
use crate::machine::{Cost, Fault, Outbox, mark};
use crate::mls::sessions::Session;
use crate::mls::state::{Context, Lobby, Scope, is_taken};
use crate::peer::{PeerMessage, Ticket};
use crate::script::Hook;
use crate::store::{DropGame, FinishGame, SaveGame};
use crate::wire::{SessionKeyText, WorldStatus, lobby};

declare_feature! { Lobby;
    routes {
        lobby::ReassignGameMediusWorldID => reassign_game,
    }
    pending {}
    unattended {}
}

impl Lobby {
    /// A game server saw a player come or go (ST-44, MPS-5).
    pub(in crate::mls) fn seen(
        &mut self,
        scope: &mut Scope<'_>,
        game: GameId,
        session_key: &SessionKeyText,
        connected: bool,
    ) {
        let Some(session) = self.state.sessions.by_session_key(session_key) else { return };
        let (ticket, account_id) = (session.ticket(), session.account_id());
        if session.game != Some(game) {
            return;
        }
        mark!(scope.out, "ST-44");
        mark!(scope.out, "MPS-5");
        if connected {
            self.entered_game(scope, ticket, account_id, game);
        } else {
            self.leave_game(scope, ticket);
        }
    }

    /// A player is in the game that he was on his way into (ST-44).
    pub(in crate::mls) fn entered_game(
        &mut self,
        scope: &mut Scope<'_>,
        ticket: Ticket,
        account_id: AccountId,
        game: GameId,
    ) {
        let said = self.state.games.entered(scope.now, game, ticket);
        self.tell_script(scope.now, Hook::JoinedGame { account_id, game }, scope.out);
        if let Some(said) = said {
            self.take_report(scope, game, ticket, said);
        }
        self.save_game(game, scope.out);
        self.note_online(ticket, scope.out);
    }

    /// A player leaves the game that he is in or on the way into (ST-45, ST-46).
    pub(in crate::mls) fn leave_game(&mut self, scope: &mut Scope<'_>, ticket: Ticket) {
        let Some(session) = self.state.sessions.get_mut(ticket) else { return };
        let Some(id) = session.game.take() else { return };
        let account_id = session.account_id();
        let unix_s = scope.conns.clock.unix_s(scope.now);
        let hosted = self.state.games.get_mut(id).is_some_and(|game| game.host == Some(ticket));
        let ended = self.state.games.leave(scope.now, id, ticket, unix_s);
        if hosted {
            mark!(scope.out, "ST-45");
            self.tell_script(scope.now, Hook::HostLeft { account_id, game: id }, scope.out);
        }
        self.tell_script(scope.now, Hook::LeftGame { account_id, game: id }, scope.out);
        if ended {
            mark!(scope.out, "ST-46");
            self.tell_script(scope.now, Hook::GameEnded { game: id }, scope.out);
        }
        self.save_game(id, scope.out);
        self.note_online(ticket, scope.out);
    }

    /// What a report makes of a game's status: a closed game is never reopened (ST-41, ST-43).
    pub(in crate::mls) fn set_status(&mut self, scope: &mut Scope<'_>, id: GameId, status: WorldStatus) {
        let unix_s = scope.conns.clock.unix_s(scope.now);
        let Some(game) = self.state.games.get_mut(id).filter(|game| game.is_open() && game.status != status) else {
            return;
        };
        match status {
            WorldStatus::STAGING => game.status = status,
            WorldStatus::ACTIVE => {
                mark!(scope.out, "ST-43");
                game.status = status;
                let inside: Vec<Ticket> = game.inside().collect();
                game.times[1].get_or_insert(unix_s);
                let sessions = &self.state.sessions;
                let present = inside.into_iter().filter_map(|ticket| sessions.get(ticket));
                game.players_at_start = present.map(Session::account_id).collect();
                self.tell_script(scope.now, Hook::GameStarted { game: id }, scope.out);
            }
            WorldStatus::CLOSED => self.close_game(scope, id),
            // A half-empty report says so before its sender is in (MLS-87).
            _ => {}
        }
    }

    pub(in crate::mls) fn close_game(&mut self, scope: &mut Scope<'_>, id: GameId) {
        mark!(scope.out, "ST-41");
        let unix_s = scope.conns.clock.unix_s(scope.now);
        if self.state.games.close(scope.now, id, unix_s) {
            self.tell_script(scope.now, Hook::GameEnded { game: id }, scope.out);
            self.save_game(id, scope.out);
        }
    }

    /// A game's time is over: an open one is closed, a closed one goes (ST-46, T-HOST, T-EMPTY, T-P2P).
    pub(in crate::mls) fn game_due(&mut self, scope: &mut Scope<'_>, id: GameId) {
        match self.state.games.get_mut(id).map(|game| game.is_open()) {
            Some(true) => {
                mark!(scope.out, "ST-46");
                self.close_game(scope, id);
            }
            Some(false) => self.destroy(scope, id),
            None => {}
        }
    }

    /// A game goes: its members are out of it, its channel forgets it, its game server is told (ST-47, MPS-6).
    pub(in crate::mls) fn destroy(&mut self, scope: &mut Scope<'_>, id: GameId) {
        let Some(mut game) = self.state.games.remove(id) else { return };
        mark!(scope.out, "ST-47");
        let members: Vec<Ticket> = game.members.keys().copied().collect();
        game.times[2].get_or_insert(scope.conns.clock.unix_s(scope.now));
        for ticket in members {
            if let Some(session) = self.state.sessions.get_mut(ticket).filter(|session| session.game == Some(id)) {
                session.game = None;
                let account_id = session.account_id();
                self.note_online(ticket, scope.out);
                if game.host == Some(ticket) {
                    self.tell_script(scope.now, Hook::HostLeft { account_id, game: id }, scope.out);
                }
                self.tell_script(scope.now, Hook::LeftGame { account_id, game: id }, scope.out);
            }
        }
        if game.is_open() {
            self.tell_script(scope.now, Hook::GameEnded { game: id }, scope.out);
        }
        self.state.channels.remove_game(scope.now, game.made.channel, id);
        if !matches!(game.place, PlayedAt::Pending) {
            mark!(scope.out, "MPS-6");
            scope.out.send_peer(Component::Mps, PeerMessage::EndWorld { game: id });
        }
        if game.times[1].is_some() {
            self.state.store.note(FinishGame { row: Box::new(game.row(Vec::new())) }, scope.out);
        } else {
            self.state.store.note(DropGame { game_id: id }, scope.out);
        }
        self.tell_script(scope.now, Hook::GameDestroyed { game: id }, scope.out);
    }

    /// The host of a game on a console moved: his members know it by another id (MLS-93, P2P-9).
    pub(in crate::mls) fn reassign_game(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::ReassignGameMediusWorldID,
    ) -> HandlerResult {
        mark!(cx.out, "P2P-9");
        let session = self.session(cx.conn())?;
        let (old, new) = (GameId(request.old_medius_world_id), GameId(request.new_medius_world_id));
        let free = new.0 > 0 && !is_taken(new.0, &self.state.channels, &self.state.games);
        let hosted = self.state.games.get(old, session.group).is_some_and(Game::is_peer_to_peer);
        if session.game != Some(old) || !hosted || !free {
            return Err(Fault::new("P2P-9", Cost::Ignore, "another's game, or a taken id"));
        }
        self.renumber(old, new, cx.out);
        cx.reply(&request);
        Ok(())
    }

    /// The MPS and the store know a game by its id, and its players by their game.
    pub(in crate::mls) fn renumber(&mut self, old: GameId, new: GameId, out: &mut Outbox) {
        let Some(channel) = self.state.games.get_mut(old).map(|game| game.made.channel) else { return };
        if !self.state.games.renumber(old, new) {
            return;
        }
        out.send_peer(Component::Mps, PeerMessage::GameRenumbered { game: old, to: new });
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
        self.state.store.note(DropGame { game_id: old }, out);
        self.save_game(new, out);
    }

    /// Tells the store how a game is now (ST-43).
    pub(in crate::mls) fn save_game(&mut self, id: GameId, out: &mut Outbox) {
        let Some(game) = self.state.games.get_mut(id) else { return };
        let sessions = &self.state.sessions;
        let players = game.inside().filter_map(|ticket| sessions.get(ticket));
        let row = game.row(players.map(Session::account_id).collect());
        self.state.store.note(SaveGame { row: Box::new(row) }, out);
    }
}
