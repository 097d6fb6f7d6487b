//! Games that consoles host themselves, as the MPS tells of them (lobby.md 6).

use std::net::Ipv4Addr;

use super::sessions::Session;
use super::{Call, Mls};
use crate::lobby::common::Common as _;
use crate::lobby::games::{NewGame, Place};
use crate::lobby::text_filter::Context;
use crate::machine::{Instant, Outbox, Secret, mark};
use crate::mail::{Component, HostReport, HostedGame, Mail, Ticket};
use crate::script::Hook;
use crate::wire::{MgclErrorCode as Code, NetAddressList, PasswordText, WorldAttributesType, WorldStatus};

impl Mls {
    /// A host's console made a game (P2P-3).
    pub(super) fn host_game(&mut self, now: Instant, from: Component, wanted: HostedGame, out: &mut Outbox) {
        mark!(out, "P2P-3");
        let request = wanted.request;
        let answer = self.take_in_hosted(now, wanted, out);
        out.mail(from, Mail::GameHosted { request, answer });
    }

    fn take_in_hosted(&mut self, now: Instant, wanted: HostedGame, out: &mut Outbox) -> Result<i32, Code> {
        let name = wanted.details.name.to_text();
        let group = self.group(wanted.app_id);
        if !self.config().text_filter_of(wanted.app_id).passes(Context::GameName, &name) {
            return Err(Code::INVALID_ARG);
        }
        if self.state.games.reserved(&wanted.details.name, group) {
            return Err(Code::GAME_NAME_EXISTS);
        }
        let host = match wanted.account_id {
            Some(account_id) => self.state.sessions.by_account(account_id, group).map(Session::ticket),
            None => self.player_at(wanted.address, group),
        };
        let host = host.ok_or(Code::INVALID_ARG)?;
        let session = self.state.sessions.get(host).ok_or(Code::INVALID_ARG)?;
        let (account_id, channel) = (session.account_id(), session.channel.medius_world_id);
        let hook = Hook::CreateGame { account_id, app_id: wanted.app_id, name: &name };
        if !self.script.allows(now, hook, out) {
            return Err(Code::UNSUCCESSFUL);
        }
        let made = NewGame {
            group,
            app_id: wanted.app_id,
            channel,
            host,
            details: wanted.details,
            password: wanted.password,
            spectator_password: Secret::new(PasswordText::default()),
            host_type: wanted.host_type,
            attributes: WorldAttributesType::default(),
            location: 0,
        };
        let place = Place::Console { world_id: wanted.world_id, at: wanted.at };
        let (id, unix_s) = (self.draw_world(), self.state.front.clock.unix_s(now));
        if self.state.games.create(now, id, made, place, unix_s).is_none() {
            self.state.front.limited("games", None, out);
            return Err(Code::NUM_GAME_WORLDS_PER_LOBBY_WORLD_EXCEEDED);
        }
        self.state.channels.add_game(channel, id);
        self.tell_script(now, Hook::GameCreated { game: id }, out);
        // Its player is its first member at once.
        self.leave_game(now, host, out);
        self.state.games.join(id, host);
        self.state.games.entered(id, host);
        if let Some(session) = self.state.sessions.get_mut(host) {
            session.game = Some(id);
        }
        self.tell_script(now, Hook::JoinedGame { account_id, game: id }, out);
        self.save_game(id, out);
        self.note_online(host, out);
        Ok(id)
    }

    /// The player whose console has an address: hosts of the old form do not say whose it is (P2P-3). Of several, who
    /// is in no game.
    fn player_at(&self, address: Ipv4Addr, group: u32) -> Option<Ticket> {
        let here = |session: &&Session| {
            let visitor = session.conn().and_then(|conn| self.state.front.visitor(conn));
            visitor.is_some_and(|visitor| *visitor.peer().ip() == address)
        };
        let players = self.state.sessions.of_group(group).filter(here);
        players.min_by_key(|session| session.game.is_some()).map(Session::ticket)
    }

    /// Of several players behind one address, the one who speaks of a game that no list shows yet hosts it: a recorded
    /// host reports on its game as soon as it is made (P2P-3).
    pub(super) fn claim(&mut self, call: &mut Call<'_>, id: i32) {
        let address = *call.guest.peer().ip();
        let Ok(session) = self.session(call.guest) else { return };
        let (ticket, group, account_id) = (session.ticket(), session.group, session.account_id());
        let Some(game) = self.state.games.get(id, group).filter(|game| {
            session.game.is_none() && game.is_peer_to_peer() && game.status == WorldStatus::PENDING_CREATION
        }) else {
            return;
        };
        let guessed = game.host.and_then(|host| self.state.sessions.get(host));
        let conn = guessed.and_then(Session::conn);
        let shares = conn.and_then(|conn| self.state.front.visitor(conn)).is_some_and(|v| *v.peer().ip() == address);
        let Some(guessed) = guessed.filter(|_| shares).map(Session::ticket) else { return };
        self.state.games.hand_over(id, ticket);
        for (ticket, game) in [(guessed, None), (ticket, Some(id))] {
            if let Some(session) = self.state.sessions.get_mut(ticket) {
                session.game = game;
            }
            self.note_online(ticket, call.out);
        }
        self.tell_script(call.now, Hook::JoinedGame { account_id, game: id }, call.out);
        self.save_game(id, call.out);
    }

    /// A host's word on its game (P2P-7): as good as a member's (ST-40).
    pub(super) fn host_report(&mut self, now: Instant, report: HostReport, out: &mut Outbox) {
        mark!(out, "P2P-7");
        let HostReport { game: id, details, players, status } = report;
        self.state.games.reported(now, id);
        let Some(game) = self.state.games.get_mut(id).filter(|game| game.is_peer_to_peer()) else { return };
        let changed = game.made.details != details || game.reported_players != players || game.status != status;
        (game.made.details, game.reported_players) = (details, players);
        self.set_status(now, id, status, out);
        if changed {
            self.save_game(id, out);
        }
    }

    /// A game goes on at another console, under another id (P2P-9); only a member of it may say so.
    pub(super) fn move_game(
        &mut self,
        _: Instant,
        id: i32,
        to: i32,
        at: NetAddressList,
        address: Ipv4Addr,
        out: &mut Outbox,
    ) -> Result<i32, Code> {
        mark!(out, "P2P-9");
        let game = self.state.games.get_mut(id).filter(|game| game.is_peer_to_peer()).ok_or(Code::UNSUCCESSFUL)?;
        let group = game.made.group;
        let members: Vec<Ticket> = game.members.keys().copied().collect();
        let mover = members.into_iter().find(|ticket| {
            let conn = self.state.sessions.get(*ticket).and_then(Session::conn);
            let visitor = conn.and_then(|conn| self.state.front.visitor(conn));
            visitor.is_some_and(|visitor| *visitor.peer().ip() == address)
        });
        let mover = mover.ok_or(Code::UNSUCCESSFUL)?;
        let free = !self.state.games.is_taken(to) && !self.state.channels.is_taken(to) && to > 0;
        if to != id && !free {
            return Err(Code::WORLDID_INUSE);
        }
        if to != id {
            self.renumber(id, to);
        }
        let game = self.state.games.get_mut(to).filter(|game| game.made.group == group).ok_or(Code::UNSUCCESSFUL)?;
        if let Place::Console { at: place, .. } = &mut game.place {
            *place = at;
        }
        game.host = Some(mover);
        self.save_game(to, out);
        Ok(to)
    }

    /// A host ended its game (P2P-8).
    pub(super) fn host_ended(&mut self, now: Instant, id: i32, out: &mut Outbox) {
        mark!(out, "P2P-8");
        if self.state.games.get_mut(id).is_some_and(|game| game.is_peer_to_peer()) {
            self.close_game(now, id, out);
            self.destroy(now, id, out);
        }
    }
}
