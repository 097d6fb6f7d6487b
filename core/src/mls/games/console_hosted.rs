//! Games that consoles host themselves, as the MPS tells of them (lobby.md 6).

use std::net::Ipv4Addr;

use crate::connections::Connections;
use crate::ids::{Component, GameId, LocationId, TitleGroup};
use crate::limits::Limit;
use crate::lobby::account_requests::AccountRequests as _;
use crate::lobby::games::{Game, NewGame, PlayedAt};
use crate::machine::mark;
use crate::mls::sessions::Session;
use crate::mls::state::{ConnState, Context, Lobby, Scope, is_taken};
use crate::peer::{HostReport, HostedGame, Mover, PeerMessage, Ticket};
use crate::script::Hook;
use crate::secret::Secret;
use crate::settings::text_filter::TextContext;
use crate::wire::{MgclErrorCode as Code, NameText, NetAddressList, PasswordText, WorldAttributesType, WorldStatus};

/// Returns whether a player's connection comes from an address.
fn is_at(conns: &Connections<ConnState>, session: &Session, address: Ipv4Addr) -> bool {
    session.conn().and_then(|conn| conns.get(conn)).is_some_and(|conn| *conn.peer().ip() == address)
}

impl Lobby {
    /// A host's console made a game (P2P-3).
    pub(in crate::mls) fn host_game(&mut self, scope: &mut Scope<'_>, from: Component, wanted: HostedGame) {
        mark!(scope.out, "P2P-3");
        let request = wanted.request;
        let answer = self.take_in_hosted(scope, wanted);
        scope.out.send_peer(from, PeerMessage::GameHosted { request, answer });
    }

    fn take_in_hosted(&mut self, scope: &mut Scope<'_>, wanted: HostedGame) -> Result<GameId, Code> {
        let name = wanted.details.name.to_text();
        let group = self.group(wanted.app_id);
        if !self.config().text_filter_of(wanted.app_id).passes(TextContext::GameName, &name) {
            return Err(Code::INVALID_ARG);
        }
        let host = self.host_of(scope.conns, &wanted, group);
        if self.state.games.reserved(&wanted.details.name, group, host) {
            return Err(Code::GAME_NAME_EXISTS);
        }
        let host = host.ok_or(Code::INVALID_ARG)?;
        let session = self.state.sessions.get(host).ok_or(Code::INVALID_ARG)?;
        let (account_id, channel) = (session.account_id(), session.channel.medius_world_id);
        let hook = Hook::CreateGame { account_id, app_id: wanted.app_id, name: &name };
        if !self.script.allows(scope.now, hook, scope.out) {
            return Err(Code::UNSUCCESSFUL);
        }
        let guessed = wanted.account_id.is_none();
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
            location: LocationId(0),
        };
        let place = PlayedAt::Console { world_id: wanted.world_id, at: wanted.at };
        // What its player announced in the lobby is no other game (game.md P2P-5).
        let announced = self.announced(&made.details.name, host, group);
        let id = match announced.and_then(|id| self.state.games.get_mut(id)) {
            Some(game) => {
                (game.made, game.place) = (NewGame { channel: game.made.channel, ..made }, place);
                game.id
            }
            None => self.make_hosted(scope, made, place)?,
        };
        // Its player is its first member at once.
        self.leave_game(scope, host);
        self.state.games.join(id, host);
        self.state.games.entered(scope.now, id, host);
        if let Some(game) = self.state.games.get_mut(id) {
            game.guessed = guessed;
        }
        if let Some(session) = self.state.sessions.get_mut(host) {
            session.game = Some(id);
        }
        self.tell_script(scope.now, Hook::JoinedGame { account_id, game: id }, scope.out);
        self.save_game(id, scope.out);
        self.note_online(host, scope.out);
        Ok(id)
    }

    /// The game of a name that a player announced.
    fn announced(&self, name: &NameText<64>, host: Ticket, group: TitleGroup) -> Option<GameId> {
        let is = |game: &&Game| game.is_announced() && game.is_open() && game.host == Some(host);
        let game = self.state.games.of_group(group).filter(is).find(|game| game.made.details.name == *name);
        game.map(|game| game.id)
    }

    fn make_hosted(&mut self, scope: &mut Scope<'_>, made: NewGame, place: PlayedAt) -> Result<GameId, Code> {
        let channel = made.channel;
        self.end_hosted(scope, made.host);
        let (id, unix_s) = (GameId(self.draw_world()), scope.conns.clock.unix_s(scope.now));
        if self.state.games.create(scope.now, id, made, place, unix_s).is_none() {
            scope.limited(Limit::Games);
            return Err(Code::NUM_GAME_WORLDS_PER_LOBBY_WORLD_EXCEEDED);
        }
        self.state.channels.add_game(channel, id);
        self.tell_script(scope.now, Hook::GameCreated { game: id }, scope.out);
        Ok(id)
    }

    /// A player hosts one game on his console: a new one ends the one before.
    pub(in crate::mls) fn end_hosted(&mut self, scope: &mut Scope<'_>, host: Ticket) {
        let Some(group) = self.state.sessions.get(host).map(|session| session.group) else { return };
        let own = self.state.games.of_group(group).filter(|game| game.is_peer_to_peer() && game.host == Some(host));
        for id in own.map(|game| game.id).collect::<Vec<_>>() {
            self.host_ended(scope, id);
        }
    }

    /// The player whose console a host is. Anybody can name an account: its console has to be where the host is. Hosts
    /// of the old form name none (P2P-3): of several players there it is the one who announced the game, or one who is
    /// in no game.
    fn host_of(&self, conns: &Connections<ConnState>, wanted: &HostedGame, group: TitleGroup) -> Option<Ticket> {
        let named = |session: &&Session| wanted.account_id.is_none_or(|account_id| session.account_id() == account_id);
        let here = |session: &&Session| named(session) && is_at(conns, session, wanted.address);
        let players = || self.state.sessions.of_group(group).filter(here);
        let announced = |session: &&Session| self.announced(&wanted.details.name, session.ticket(), group).is_some();
        let free = |session: &&Session| session.game.is_none();
        let host = players().find(announced).or_else(|| players().find(free)).or_else(|| {
            let mut players = players();
            // Nobody is taken out of his game because of a neighbour.
            players.next().filter(|_| players.next().is_none())
        });
        host.map(Session::ticket)
    }

    /// Of several players behind one address, the one who speaks of a game that no list shows yet hosts it: a recorded
    /// host reports on its game as soon as it is made (P2P-3).
    pub(in crate::mls) fn claim(&mut self, cx: &mut Context<'_>, id: GameId) {
        let address = *cx.conn().peer().ip();
        let Ok(session) = self.session(cx.conn()) else { return };
        let (ticket, group, account_id) = (session.ticket(), session.group, session.account_id());
        let is_free = session.game.is_none();
        let guess = |game: &&mut Game| game.made.group == group && game.guessed;
        let Some(game) = self.state.games.get_mut(id).filter(guess) else { return };
        if game.host == Some(ticket) {
            // It was right.
            game.guessed = false;
        }
        let may = is_free && game.status == WorldStatus::PENDING_CREATION;
        let Some(guessed) = game.host.filter(|host| *host != ticket && may) else { return };
        if !self.state.sessions.get(guessed).is_some_and(|session| is_at(cx.conns, session, address)) {
            return;
        }
        self.state.games.hand_over(id, ticket);
        for (ticket, game) in [(guessed, None), (ticket, Some(id))] {
            if let Some(session) = self.state.sessions.get_mut(ticket) {
                session.game = game;
            }
            self.note_online(ticket, cx.out);
        }
        self.tell_script(cx.now, Hook::JoinedGame { account_id, game: id }, cx.out);
        self.save_game(id, cx.out);
    }

    /// A host's word on its game (P2P-7): as good as a member's (ST-40).
    pub(in crate::mls) fn host_report(&mut self, scope: &mut Scope<'_>, report: HostReport) {
        mark!(scope.out, "P2P-7");
        mark!(scope.out, "ST-40");
        let HostReport { game: id, details, players, status } = report;
        self.state.games.reported(scope.now, id);
        if self.state.games.get_mut(id).is_some_and(|game| game.is_peer_to_peer()) {
            self.apply_report(scope, id, details, status, players);
        }
    }

    /// A game goes on at another console, under another id (P2P-9): its own host may say so, or another member.
    pub(in crate::mls) fn move_game(
        &mut self,
        scope: &mut Scope<'_>,
        id: GameId,
        to: GameId,
        at: NetAddressList,
        by: Mover,
    ) -> Result<GameId, Code> {
        mark!(scope.out, "P2P-9");
        let game = self.state.games.get_mut(id).filter(|game| game.is_peer_to_peer() && game.is_open());
        let game = game.ok_or(Code::UNSUCCESSFUL)?;
        let before = game.host;
        let players: Vec<Ticket> = before.into_iter().chain(game.members.keys().copied()).collect();
        let host = match by {
            Mover::Host => before,
            Mover::Other { address, hosted } => {
                let is = |player: &&Ticket| {
                    let there =
                        self.state.sessions.get(**player).is_some_and(|session| is_at(scope.conns, session, address));
                    there && !(hosted && before == Some(**player))
                };
                Some(*players.iter().find(is).ok_or(Code::UNSUCCESSFUL)?)
            }
        };
        if to != id {
            if to.0 <= 0 || is_taken(to.0, &self.state.channels, &self.state.games) {
                return Err(Code::WORLDID_INUSE);
            }
            self.renumber(id, to, scope.out);
        }
        let game = self.state.games.get_mut(to).ok_or(Code::UNSUCCESSFUL)?;
        game.host = host;
        if let PlayedAt::Console { at: place, .. } = &mut game.place {
            *place = at;
        }
        self.save_game(to, scope.out);
        Ok(to)
    }

    /// A host ended its game (P2P-8).
    pub(in crate::mls) fn host_ended(&mut self, scope: &mut Scope<'_>, id: GameId) {
        mark!(scope.out, "P2P-8");
        if self.state.games.get_mut(id).is_some_and(|game| game.is_peer_to_peer()) {
            self.close_game(scope, id);
            self.destroy(scope, id);
        }
    }
}
