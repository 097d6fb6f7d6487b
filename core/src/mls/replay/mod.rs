//! What a recording shows of a lobby: who is where, and what is played. Replays set the scene before each request,
//! and the lobby answers out of it as out of any other state.

mod scene;

pub use scene::Scene;

use std::net::{Ipv4Addr, SocketAddrV4};

use super::Mls;
use super::sessions::Session;
use super::state::{Lobby, Scope};
use crate::ids::{AccountId, AppId, ChannelId, DmeWorldId, GameId, LocationId};
use crate::lobby::channels::{Channel, ChannelKind, NewChannel};
use crate::lobby::game_filters::SocialCounts;
use crate::lobby::games::{Game, Member, NewGame, PlayedAt};
use crate::machine::Outbox;
use crate::peer::GameDetails;
use crate::peer::{Admission, LobbyWorld, Localization, Ticket};
use crate::secret::Secret;
use crate::settings::FilterSemantics;
use crate::store::{Arrival, GameRow};
use crate::time::Instant;
use crate::titles::Title;
use crate::wire::{
    AccessKey, ComparisonOperator, GameListFilterField, NameText, PasswordText, SessionKeyText, Version,
    WorldAttributesType, WorldGenericFieldLevelType,
};

/// The first account of the crowd: players of whom only the number is known.
const CROWD: AccountId = AccountId(0x4000_0000);

/// The ticket of a player who is part of a scene.
fn ticket(account_id: AccountId) -> Ticket {
    let [a, b, c, d] = account_id.0.to_be_bytes();
    Ticket([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, a, b, c, d])
}

impl Mls {
    /// Takes over what a recording shows of the lobby at this time. Only replays call this, before an input.
    pub fn stage(&mut self, now: Instant, scene: Scene, out: &mut Outbox) {
        self.lobby.stage(&mut Scope { now, conns: &mut self.conns, out }, scene);
    }
}

impl Lobby {
    fn stage(&mut self, scope: &mut Scope<'_>, scene: Scene) {
        match scene {
            Scene::Channel { app_id, channel, room, players } => {
                self.state.channel_refresh.stop();
                let (id, group) = (channel.id, self.group(app_id));
                let made = NewChannel {
                    group,
                    kind: if room { ChannelKind::Game } else { ChannelKind::Lobby },
                    name: NameText::new(&channel.name),
                    password: Secret::new(PasswordText::default()),
                    max_players: channel.max_players,
                    fields: channel.fields,
                    level: WorldGenericFieldLevelType(channel.field_level),
                };
                self.state.channels.stage(scope.now, id, made);
                if let Some(players) = players {
                    self.crowd_channel(scope, app_id, id, players);
                }
            }
            Scene::Members { app_id, channel, accounts } => self.stage_members(scope, app_id, channel, &accounts),
            Scene::Player { app_id, account_id, name, channel, game } => {
                self.place(scope, app_id, account_id, &name, channel, game);
            }
            Scene::Game { row, channel, password, players } => {
                self.stage_game(scope, &row, channel, password, players);
            }
            Scene::GameName { row, channel } => match self.state.games.get_mut(row.game_id) {
                Some(_) if row.name.is_empty() => {}
                Some(game) => game.made.details.name = NameText::new(&row.name),
                None => self.stage_game(scope, &row, channel, false, 0),
            },
            Scene::Players { game, accounts } => {
                let order: Vec<Ticket> =
                    accounts.iter().filter_map(|account| self.state.sessions.ticket_of(*account)).collect();
                if let Some(game) = self.state.games.get_mut(game) {
                    game.members.retain(|ticket, _| order.contains(ticket));
                    game.members
                        .sort_by_key(|ticket, _| order.iter().position(|one| one == ticket).unwrap_or(usize::MAX));
                }
            }
            Scene::Filter { account_id, field } => {
                if let Some(session) = self.state.sessions.by_account_mut(account_id)
                    && !session.game_filters.iter().any(|filter| filter.field.0 == field)
                {
                    let (field, any) = (GameListFilterField(field), ComparisonOperator::NOT_EQUALS);
                    session.game_filters.set(field, any, i32::MIN, None);
                }
            }
            Scene::Games { account_id, ids } => {
                let ticket = self.state.sessions.ticket_of(account_id);
                let Some(session) = ticket.and_then(|ticket| self.state.sessions.get(ticket)) else { return };
                let seen = |game: &&Game| {
                    game.is_listed()
                        && session.game != Some(game.id)
                        && session.game_filters.pass(game, SocialCounts::default(), FilterSemantics::All)
                };
                let seen = self.state.games.of_group(session.group).filter(seen).map(|game| game.id);
                let others: Vec<GameId> = seen.filter(|id| !ids.contains(id)).collect();
                others.into_iter().for_each(|id| self.destroy(scope, id));
            }
            Scene::NextWorld(id) => self.state.worlds = id.saturating_sub(1),
        }
    }

    /// Sets who is in a channel, and in which order.
    fn stage_members(&mut self, scope: &Scope<'_>, app_id: AppId, channel: ChannelId, accounts: &[AccountId]) {
        let group = self.group(app_id);
        let members = self.state.channels.get(channel, group).map(|channel| channel.members.clone());
        let order: Vec<Ticket> =
            accounts.iter().filter_map(|account| self.state.sessions.ticket_of(*account)).collect();
        self.state.channels.order(channel, &order);
        for ticket in members.unwrap_or_default() {
            let account = self.state.sessions.get(ticket).map(Session::account_id).unwrap_or_default();
            if !accounts.contains(&account) {
                self.evict(scope.now, channel, ticket);
            }
        }
    }

    /// A player of the scene; the one whose console is recorded comes through the front door.
    #[allow(clippy::too_many_arguments, reason = "a player's place, once")]
    fn place(
        &mut self,
        scope: &mut Scope<'_>,
        app_id: AppId,
        account_id: AccountId,
        name: &str,
        channel: Option<ChannelId>,
        game: Option<GameId>,
    ) {
        let (group, own) = (self.group(app_id), ticket(account_id));
        let known = self.state.sessions.ticket_of(account_id);
        let Some(channel) = channel else {
            if known == Some(own) {
                self.end(scope, own);
            }
            return;
        };
        let world = self.state.channels.get(channel, group).map(|channel| channel.world).unwrap_or_default();
        let ticket = known.unwrap_or_else(|| {
            self.state.sessions.admit(scope.now, player(app_id, account_id, name), Arrival::default(), group, world);
            own
        });
        if ticket == own {
            if world == LobbyWorld::default() {
                if let Some(session) = self.state.sessions.get_mut(own) {
                    self.state.channels.leave(scope.now, session.channel.medius_world_id, own);
                    session.channel = world;
                }
            } else {
                self.state.channels.join(channel, own);
                self.move_to(scope, own, channel, group);
            }
        }
        let Some(session) = self.state.sessions.get_mut(ticket) else { return };
        let before = std::mem::replace(&mut session.game, game);
        if before != game
            && let Some(left) = before.and_then(|id| self.state.games.get_mut(id))
        {
            left.members.shift_remove(&ticket);
        }
        if let Some(game) = game.and_then(|id| self.state.games.get_mut(id)) {
            game.members.insert(ticket, Member { in_game: true, early: None });
        }
    }

    /// So many in a channel: those who are known, and a crowd.
    fn crowd_channel(&mut self, scope: &mut Scope<'_>, app_id: AppId, id: ChannelId, players: u16) {
        let group = self.group(app_id);
        let count = |mls: &Self| mls.state.channels.get(id, group).map_or(0, Channel::players);
        while count(self) < players {
            let account = self.stranger();
            self.place(scope, app_id, account, "", Some(id), None);
        }
        // Strangers go first, the player whose console is recorded last.
        let rank = |mls: &Self, ticket: Ticket| {
            let account = mls.state.sessions.get(ticket).map(Session::account_id).unwrap_or_default();
            (account < CROWD, ticket != self::ticket(account))
        };
        while count(self) > players {
            let members = self.state.channels.get(id, group).map(|channel| channel.members.clone());
            let extra = members.unwrap_or_default().into_iter().rev().min_by_key(|ticket| rank(self, *ticket));
            let Some(extra) = extra else { return };
            self.evict(scope.now, id, extra);
        }
    }

    /// A player is in no channel; what else he does goes on.
    fn evict(&mut self, now: Instant, channel: ChannelId, ticket: Ticket) {
        self.state.channels.leave(now, channel, ticket);
        if ticket != Ticket([0xee; 16])
            && let Some(session) = self.state.sessions.get_mut(ticket)
        {
            session.channel = LobbyWorld::default();
        }
    }

    /// An account of the crowd that is not online.
    fn stranger(&self) -> AccountId {
        (CROWD.0..).map(AccountId).find(|id| self.state.sessions.ticket_of(*id).is_none()).unwrap_or(CROWD)
    }

    fn stage_game(&mut self, scope: &mut Scope<'_>, row: &GameRow, channel: ChannelId, password: bool, players: i32) {
        let group = self.group(row.app_id);
        let [level, skill_level, rules_set] = row.kind;
        let details = GameDetails {
            name: NameText::new(&row.name),
            min_players: row.min_players,
            max_players: row.max_players,
            level,
            skill_level,
            rules_set,
            fields: row.fields,
            stats: super::ladders::stats_field(&row.stats),
        };
        let unix_s = scope.conns.clock.unix_s(scope.now);
        if !self.state.games.is_taken(row.game_id) {
            let made = NewGame {
                group,
                app_id: row.app_id,
                channel,
                host: ticket(AccountId(CROWD.0 - 1)),
                details: details.clone(),
                password: Secret::new(PasswordText::default()),
                spectator_password: Secret::new(PasswordText::default()),
                host_type: row.host_type,
                attributes: WorldAttributesType::default(),
                location: LocationId(0),
            };
            let at = SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0);
            self.state.games.create(
                scope.now,
                row.game_id,
                made,
                PlayedAt::Server { world_id: DmeWorldId(row.game_id.0), at },
                unix_s,
            );
            self.state.channels.add_game(channel, row.game_id);
        }
        if let Some(game) = self.state.games.get_mut(row.game_id) {
            game.made.details = details;
            game.made.host_type = row.host_type;
            game.made.password = Secret::new(PasswordText::new(if password { "?" } else { "" }));
            game.status = row.status;
            game.waits_until = None;
        }
        self.state.games.keep(row.game_id);
        let count = |mls: &mut Self| mls.state.games.get_mut(row.game_id).map_or(0, |game| game.players());
        while count(self) < players {
            let account = self.stranger();
            self.place(scope, row.app_id, account, "", Some(ChannelId(0)), Some(row.game_id));
        }
        while count(self) > players {
            let sessions = &self.state.sessions;
            let game = self.state.games.get_mut(row.game_id);
            let extra = game.and_then(|game| {
                game.inside().find(|one| sessions.get(*one).is_some_and(|session| *one == ticket(session.account_id())))
            });
            let Some(extra) = extra else { return };
            if let Some(game) = self.state.games.get_mut(row.game_id) {
                game.members.shift_remove(&extra);
            }
            if let Some(session) = self.state.sessions.get_mut(extra) {
                session.game = None;
            }
        }
    }
}

fn player(app_id: AppId, account_id: AccountId, name: &str) -> Admission {
    Admission {
        ticket: ticket(account_id),
        account_id,
        name: name.to_owned(),
        app_id: Title::of(app_id).app_id,
        version: Version::V108,
        address: Ipv4Addr::UNSPECIFIED,
        living: Vec::new(),
        session_key: Secret::new(SessionKeyText::new(format!("scene{account_id}"))),
        access_key: Secret::new(AccessKey::new(format!("scene{account_id}"))),
        machine_id: None,
        location: LocationId(0),
        localization: Localization::default(),
        keep_alive: core::time::Duration::from_secs(864_000),
    }
}
