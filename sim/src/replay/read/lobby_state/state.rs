//! What is known of a lobby, and the scenes that are to be set.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use clank_core::ids::{AccountId, AppId, ChannelId, GameId, TitleGroup};
use clank_core::mls::replay::Scene;
use clank_core::store::{ConfiguredChannel, GameRow, Memory};
use clank_core::titles::Title;
use clank_core::wire::{Dialect, PlayerOnlineState, PlayerStatus, WorldStatus};

use super::rows::{blank, game_row, plain_channel};
use crate::dissect::Message;
use crate::replay::read::exchange::Exchange;

/// The game of players of whom only the status is known.
const ELSEWHERE: GameId = GameId(0x7000_0000);

/// The tables that this and the machines share.
pub(crate) type Tables = Rc<RefCell<Memory>>;

/// Knows what has to be there before each request.
pub(crate) struct LobbyState {
    pub(super) app_id: AppId,
    pub(super) group: TitleGroup,
    pub(super) dialect: Dialect,
    pub(super) own: AccountId,
    pub(super) tables: Tables,
    pub(super) scenes: Vec<Scene>,
    /// Names of channels that only members of them tell.
    pub(super) channels: BTreeSet<ChannelId>,
    /// Where the console's own player is.
    pub(super) here: ChannelId,
    /// Whether players make the channels of the title.
    pub(super) rooms: bool,
}

pub(super) fn name_of(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

impl LobbyState {
    pub(crate) fn new(title: &Title, dialect: Dialect, own: AccountId, here: ChannelId, tables: Tables) -> Self {
        let (app_id, group) = (title.app_id, title.group);
        let rooms = title.filter_channels || title.list_game_channels;
        Self { app_id, group, dialect, own, tables, scenes: Vec::new(), channels: BTreeSet::new(), here, rooms }
    }

    /// The scenes for one exchange; the rows are in the tables already.
    pub(crate) fn scenes_of(&mut self, exchange: &Exchange) -> Vec<Scene> {
        let request = exchange.request.as_ref();
        for answer in &exchange.answers {
            self.answer(request, answer);
        }
        self.lists(request, &exchange.answers);
        std::mem::take(&mut self.scenes)
    }

    pub(super) fn of<M: clank_core::wire::Message>(&self, message: Option<&Message>) -> Option<M> {
        let (key, body) = message?.medius()?;
        (key == M::KEY).then(|| M::decode(body, self.dialect).ok())?
    }

    pub(super) fn rows<M: clank_core::wire::Message>(&self, answers: &[Message]) -> Vec<M> {
        answers.iter().filter_map(|answer| self.of(Some(answer))).collect()
    }

    pub(super) fn account(&mut self, id: AccountId, name: &str) {
        let mut tables = self.tables.borrow_mut();
        match tables.accounts.get_mut(&id) {
            Some(row) if !name.is_empty() => name.clone_into(&mut row.name),
            Some(_) => {}
            None => tables.put_account(blank(id, self.group, name)),
        }
    }

    pub(super) fn stats(&mut self, id: AccountId, name: &str, stats: &[u8]) {
        self.account(id, name);
        if let Some(row) = self.tables.borrow_mut().accounts.get_mut(&id) {
            row.stats = stats.to_vec();
        }
    }

    pub(super) fn channel(&mut self, channel: ConfiguredChannel, players: Option<u16>) {
        self.channels.insert(channel.id);
        self.scenes.push(Scene::Channel { app_id: self.app_id, channel, room: self.rooms, players });
    }

    /// A channel of which only the name is known; one that is known better is left alone.
    pub(super) fn mentioned(&mut self, id: ChannelId, name: &str) {
        if id.0 > 0 && !self.channels.contains(&id) {
            self.channel(plain_channel(id, name), None);
        }
    }

    pub(super) fn player(&mut self, id: AccountId, name: &str, channel: Option<ChannelId>, game: Option<GameId>) {
        let (app_id, name) = (self.app_id, name.to_owned());
        self.scenes.push(Scene::Player { app_id, account_id: id, name, channel, game });
    }

    /// A player as lists tell of him (ST-25).
    pub(super) fn online(&mut self, id: AccountId, name: &str, state: &PlayerOnlineState) {
        let (lobby, game) = (state.medius_lobby_world_id, state.medius_game_world_id);
        self.account(id, name);
        if state.connect_status == PlayerStatus::PLAYER_DISCONNECTED {
            return self.player(id, name, None, None);
        }
        self.mentioned(ChannelId(lobby), &name_of(state.lobby_name.text()));
        if game > 0 {
            self.game_named(GameId(game), &name_of(state.game_name.text()), ChannelId(lobby));
        }
        self.player(id, name, Some(ChannelId(lobby)), (game > 0).then_some(GameId(game)));
    }

    /// A game of which only the name is known: it is there, and no list shows it.
    pub(super) fn game_named(&mut self, id: GameId, name: &str, channel: ChannelId) {
        let row = GameRow { status: WorldStatus::PENDING_CREATION, ..game_row(id, self.app_id, name) };
        self.scenes.push(Scene::GameName { row: Box::new(row), channel });
    }

    pub(super) fn status(&mut self, id: AccountId, status: PlayerStatus) {
        match status {
            PlayerStatus::PLAYER_DISCONNECTED => self.player(id, "", None, None),
            PlayerStatus::PLAYER_IN_GAME_WORLD => {
                self.game_named(ELSEWHERE, "", ChannelId(0));
                self.player(id, "", Some(ChannelId(0)), Some(ELSEWHERE));
            }
            _ => self.player(id, "", Some(ChannelId(0)), None),
        }
    }

    pub(super) fn game(&mut self, row: GameRow, password: bool, players: i32) {
        self.scenes.push(Scene::Game { row: Box::new(row), channel: self.here, password, players });
    }
}
