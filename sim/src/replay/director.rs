//! What a recorded lobby was like at each of its answers: rows of the store and scenes, set before the console's
//! request, never the answer.

use core::time::Duration;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use clank_core::ids::Component;
use clank_core::mls::Scene;
use clank_core::operator::Command;
use clank_core::secret::Secret;
use clank_core::store::{
    AccountRow, Announcement, AnnouncementRow, ChannelRow, ClanMessage, ClanRow, ConfiguredChannel, GameRow, Location,
    LocationRow, Memory, Policy, PolicyRow, Who,
};
use clank_core::titles::Title;
use clank_core::wire::{
    ApplicationType, CallbackStatus as Status, ClanMessageStatus, Dialect, LadderType, PlayerOnlineState, PlayerStatus,
    WorldSecurityLevelType, lobby, lobby_ext,
};

use super::exchange::Exchange;
use super::stage::Stage;
use crate::dissect::Message;
use crate::world::World;

/// How long a request may take before the next scene is set.
pub(super) const SCENE: Duration = Duration::from_millis(1);
/// How long before the console's first byte its login is known.
const HEAD_START: Duration = Duration::from_millis(1);

/// The game of players of whom only the status is known.
const ELSEWHERE: i32 = 0x7000_0000;

/// The first account of those who stand on ladders without a name.
const STRANGER: i32 = 0x3000_0000;

/// The tables that director and machines share.
pub(super) type Tables = Rc<RefCell<Memory>>;

/// Knows what has to be there before each request.
pub(super) struct Director {
    app_id: u32,
    group: u32,
    dialect: Dialect,
    own: i32,
    tables: Tables,
    scenes: Vec<Scene>,
    /// Names of channels that only members of them tell.
    channels: BTreeSet<i32>,
    /// Where the console's own player is.
    here: i32,
    /// Whether players make the channels of the title.
    rooms: bool,
}

impl Stage for Director {
    fn begin(&mut self, world: &mut World) {
        // The store has to know the player before he comes.
        world.run_for(HEAD_START);
    }

    fn before(&mut self, world: &mut World, asked: Option<&Exchange>, _: u32) {
        let Some(asked) = asked else { return };
        // What came before is dealt with in its own scene.
        world.run_for(SCENE);
        for scene in self.scenes_of(asked) {
            world.operator(Component::Mls, Command::Stage(Box::new(scene)));
        }
        world.run_for(Duration::from_micros(1));
    }
}

fn name_of(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

impl Director {
    pub(super) fn new(title: &Title, dialect: Dialect, own: i32, here: i32, tables: Tables) -> Self {
        let (app_id, group) = (title.app_id, title.group);
        let rooms = title.filter_channels || title.list_game_channels;
        Self { app_id, group, dialect, own, tables, scenes: Vec::new(), channels: BTreeSet::new(), here, rooms }
    }

    /// The scenes for one exchange; the rows are in the tables already.
    fn scenes_of(&mut self, exchange: &Exchange) -> Vec<Scene> {
        let request = exchange.request.as_ref();
        for answer in &exchange.answers {
            self.answer(request, answer);
        }
        self.lists(request, &exchange.answers);
        std::mem::take(&mut self.scenes)
    }

    fn of<M: clank_core::wire::Message>(&self, message: Option<&Message>) -> Option<M> {
        let (class, id, body) = message?.medius()?;
        ((class, id) == (M::CLASS, M::ID)).then(|| M::decode(body, self.dialect).ok())?
    }

    fn rows<M: clank_core::wire::Message>(&self, answers: &[Message]) -> Vec<M> {
        answers.iter().filter_map(|answer| self.of(Some(answer))).collect()
    }

    fn account(&mut self, id: i32, name: &str) {
        let mut tables = self.tables.borrow_mut();
        match tables.accounts.get_mut(&id) {
            Some(row) if !name.is_empty() => name.clone_into(&mut row.name),
            Some(_) => {}
            None => tables.put_account(blank(id, self.group, name)),
        }
    }

    fn stats(&mut self, id: i32, name: &str, stats: &[u8]) {
        self.account(id, name);
        if let Some(row) = self.tables.borrow_mut().accounts.get_mut(&id) {
            row.stats = stats.to_vec();
        }
    }

    fn channel(&mut self, channel: ConfiguredChannel, players: Option<u16>) {
        self.channels.insert(channel.id);
        self.scenes.push(Scene::Channel { app_id: self.app_id, channel, room: self.rooms, players });
    }

    /// A channel of which only the name is known; one that is known better is left alone.
    fn mentioned(&mut self, id: i32, name: &str) {
        if id > 0 && !self.channels.contains(&id) {
            self.channel(plain_channel(id, name), None);
        }
    }

    fn player(&mut self, id: i32, name: &str, channel: Option<i32>, game: Option<i32>) {
        let (app_id, name) = (self.app_id, name.to_owned());
        self.scenes.push(Scene::Player { app_id, account_id: id, name, channel, game });
    }

    /// A player as lists tell of him (ST-25).
    fn online(&mut self, id: i32, name: &str, state: &PlayerOnlineState) {
        let (lobby, game) = (state.medius_lobby_world_id, state.medius_game_world_id);
        self.account(id, name);
        if state.connect_status == PlayerStatus::PLAYER_DISCONNECTED {
            return self.player(id, name, None, None);
        }
        self.mentioned(lobby, &name_of(state.lobby_name.text()));
        if game > 0 {
            self.game_named(game, &name_of(state.game_name.text()), lobby);
        }
        self.player(id, name, Some(lobby), (game > 0).then_some(game));
    }

    /// A game of which only the name is known: it is there, and no list shows it.
    fn game_named(&mut self, id: i32, name: &str, channel: i32) {
        let row = GameRow { status: 4, ..game_row(id, self.app_id, name) };
        self.scenes.push(Scene::GameName { row: Box::new(row), channel });
    }

    fn status(&mut self, id: i32, status: PlayerStatus) {
        match status {
            PlayerStatus::PLAYER_DISCONNECTED => self.player(id, "", None, None),
            PlayerStatus::PLAYER_IN_GAME_WORLD => {
                self.game_named(ELSEWHERE, "", 0);
                self.player(id, "", Some(0), Some(ELSEWHERE));
            }
            _ => self.player(id, "", Some(0), None),
        }
    }

    /// Facts of single answers.
    fn answer(&mut self, request: Option<&Message>, answer: &Message) {
        let message = Some(answer);
        if let Some(told) = self.of::<lobby::ChannelInfoResponse>(message)
            && let Some(asked) = self.of::<lobby::ChannelInfoRequest>(request)
            && told.status_code == Status::SUCCESS
            && !told.lobby_name.is_empty()
        {
            let max_players = u16::try_from(told.max_players).unwrap_or(u16::MAX);
            let channel =
                ConfiguredChannel { max_players, ..plain_channel(asked.medius_world_id, &told.lobby_name.to_text()) };
            let players = u16::try_from(told.active_player_count).ok();
            self.channel(channel, players);
        } else if let Some(told) = self.of::<lobby::PlayerInfoResponse>(message)
            && let Some(asked) = self.of::<lobby::PlayerInfoRequest>(request)
            && asked.account_id >= 0
        {
            if told.status_code == Status::SUCCESS {
                self.stats(asked.account_id, &told.account_name.to_text(), &told.stats.0);
                self.status(asked.account_id, told.player_status);
            } else {
                self.tables.borrow_mut().accounts.remove(&asked.account_id);
            }
        } else if let Some(told) = self.of::<lobby::FindPlayerResponse>(message) {
            self.found(request, &told);
        } else if let Some(told) = self.of::<lobby::GetMyClansResponse>(message) {
            self.my_clan(&told);
        } else if let Some(told) = self.of::<lobby::GetMyClanMessagesResponse>(message) {
            self.clan_message(&told);
        } else if let Some(told) = self.of::<lobby_ext::GetLadderStatsWideResponse>(message) {
            let asked = self.of::<lobby_ext::GetLadderStatsWideRequest>(request);
            let clan = asked.is_some_and(|asked| asked.ladder_type == LadderType::CLAN);
            let id = told.account_id_or_clan_id;
            if told.status_code == Status::SUCCESS && !clan {
                self.account(id, "");
                self.tables.borrow_mut().ladders.insert(Who::Player(id), told.stats.0.to_vec());
            }
        } else if let Some(told) = self.of::<lobby::GetLadderStatsResponse>(message)
            && let Some(asked) = self.of::<lobby::GetLadderStatsRequest>(request)
            && told.status_code == Status::SUCCESS
        {
            self.account(asked.account_id_or_clan_id, "");
            self.tables.borrow_mut().ladders.insert(Who::Player(asked.account_id_or_clan_id), told.stats.to_vec());
        } else if let Some(told) = self.of::<lobby::GameInfoResponse0>(message)
            && let Some(asked) = self.of::<lobby::GameInfoRequest0>(request)
            && told.status_code == Status::SUCCESS
        {
            let row = GameRow {
                min_players: told.min_players,
                max_players: told.max_players,
                kind: [told.game_level, told.player_skill_level, told.rules_set],
                fields: [told.generic_field1, told.generic_field2, told.generic_field3, 0, 0, 0, 0, 0],
                stats: told.game_stats.0.to_vec(),
                status: told.world_status.0,
                host_type: told.game_host_type.0,
                ..game_row(asked.medius_world_id, told.application_id.cast_unsigned(), &told.game_name.to_text())
            };
            self.game(row, false, told.player_count);
        } else if let Some(told) = self.of::<lobby_ext::GameInfoResponse>(message)
            && let Some(asked) = self.of::<lobby_ext::GameInfoRequest>(request)
            && told.status_code == Status::SUCCESS
        {
            let row = GameRow {
                min_players: told.min_players,
                max_players: told.max_players,
                kind: [told.game_level, told.player_skill_level, told.rules_set],
                fields: [
                    told.generic_field1,
                    told.generic_field2,
                    told.generic_field3,
                    told.generic_field4,
                    told.generic_field5,
                    told.generic_field6,
                    told.generic_field7,
                    told.generic_field8,
                ],
                stats: told.game_stats.0.to_vec(),
                status: told.world_status.0,
                host_type: told.game_host_type.0,
                ..game_row(asked.medius_world_id, told.application_id.cast_unsigned(), &told.game_name.to_text())
            };
            self.game(row, false, told.player_count);
        } else if let Some(told) = self.of::<lobby::ClearGameListFilterResponse>(message)
            && let Some(asked) = self.of::<lobby::ClearGameListFilterRequest0>(request)
            && told.status_code == Status::SUCCESS
        {
            // It may have been set before the recording begins.
            self.scenes.push(Scene::Filter { account_id: self.own, field: asked.filter_id.cast_signed() });
        } else if let Some(told) = self.of::<lobby::LadderPositionResponse>(message)
            && let Some(asked) = self.of::<lobby::LadderPositionRequest>(request)
            && told.status_code == Status::SUCCESS
        {
            self.slice_position(&asked, told.ladder_position);
        } else if let Some(told) = self.of::<lobby::GetWorldSecurityLevelResponse>(message)
            && told.status_code == Status::SUCCESS
            && told.app_type == ApplicationType::APP_TYPE_GAME
        {
            let row = game_row(told.medius_world_id, self.app_id, "");
            self.scenes.push(Scene::GameName { row: Box::new(row), channel: self.here });
        } else if let Some(told) = self.of::<lobby::CreateChannelResponse>(message)
            && told.status_code == Status::SUCCESS
        {
            self.scenes.push(Scene::NextWorld(told.medius_world_id));
        } else if let Some(told) = self.of::<lobby::CreateGameResponse>(message)
            && told.status_code == Status::SUCCESS
        {
            self.scenes.push(Scene::NextWorld(told.medius_world_id));
        } else if let Some(told) = self.of::<lobby::JoinChannelResponse>(message)
            && let Some(asked) = self.of::<lobby::JoinChannelRequest>(request)
            && told.status_code == Status::SUCCESS
        {
            self.mentioned(asked.medius_world_id, "");
        } else if let Some(told) = self.of::<lobby::AccountGetIDResponse>(message)
            && let Some(asked) = self.of::<lobby::AccountGetIDRequest>(request)
            && told.status_code == Status::SUCCESS
        {
            self.account(told.account_id, &asked.account_name.to_text());
        } else if let Some(told) = self.of::<lobby::GetLocationsResponse>(message)
            && told.status_code == Status::SUCCESS
        {
            let location = Location { id: told.location_id, name: told.location_name.to_text() };
            let row = LocationRow { app_id: self.app_id, location };
            let mut tables = self.tables.borrow_mut();
            if !tables.locations.contains(&row) {
                tables.locations.push(row);
            }
        }
    }

    fn game(&mut self, row: GameRow, password: bool, players: i32) {
        self.scenes.push(Scene::Game { row: Box::new(row), channel: self.here, password, players });
    }

    fn found(&mut self, request: Option<&Message>, told: &lobby::FindPlayerResponse) {
        if told.status_code == Status::SUCCESS {
            let name = told.account_name.to_text();
            self.account(told.account_id, &name);
            if told.application_type == ApplicationType::APP_TYPE_GAME {
                self.game_named(told.medius_world_id, "", 0);
                self.player(told.account_id, &name, Some(0), Some(told.medius_world_id));
            } else {
                self.mentioned(told.medius_world_id, "");
                self.player(told.account_id, &name, Some(told.medius_world_id), None);
            }
        } else if let Some(asked) = self.of::<lobby::FindPlayerRequest>(request) {
            let name = asked.name.to_text();
            let known = self.tables.borrow().accounts.values().find(|row| row.name == name).map(|row| row.id);
            if let Some(id) = known {
                self.player(id, &name, None, None);
            }
        }
    }

    fn my_clan(&mut self, told: &lobby::GetMyClansResponse) {
        let own = self.own;
        let mut tables = self.tables.borrow_mut();
        if told.status_code != Status::SUCCESS {
            tables.clans.values_mut().for_each(|clan| clan.members.retain(|id| *id != own));
            return;
        }
        drop(tables);
        self.account(told.leader_account_id, &told.leader_account_name.to_text());
        let mut tables = self.tables.borrow_mut();
        let clan = tables.clans.entry(told.clan_id).or_insert_with(|| blank_clan(told.clan_id, self.app_id));
        clan.name = told.clan_name.to_text();
        clan.leader = told.leader_account_id;
        clan.stats = told.stats.0.to_vec();
        clan.active = told.status.0 == 0;
        for id in [told.leader_account_id, own] {
            if !clan.members.contains(&id) {
                clan.members.push(id);
            }
        }
    }

    fn clan_message(&mut self, told: &lobby::GetMyClanMessagesResponse) {
        let mut tables = self.tables.borrow_mut();
        let own = self.own;
        let clan = tables.clans.entry(told.clan_id).or_insert_with(|| blank_clan(told.clan_id, self.app_id));
        if !clan.members.contains(&own) {
            clan.members.push(own);
        }
        clan.messages.clear();
        if told.status_code == Status::SUCCESS {
            let short = told.message.map(|text| text.to_text());
            let text = short.or(told.message2.map(|text| text.to_text())).unwrap_or_default();
            clan.messages.push(ClanMessage { id: 1, text, status: ClanMessageStatus::UNREAD.0 });
        }
    }

    /// Facts of whole lists.
    fn lists(&mut self, request: Option<&Message>, answers: &[Message]) {
        for row in self.rows::<lobby::ChannelListExtraInfoResponse>(answers) {
            if row.status_code == Status::SUCCESS {
                let channel = ConfiguredChannel {
                    id: row.medius_world_id,
                    name: row.lobby_name.to_text(),
                    max_players: row.max_players,
                    fields: [
                        row.generic_field1,
                        row.generic_field2.unwrap_or_default(),
                        row.generic_field3.unwrap_or_default(),
                        row.generic_field4.unwrap_or_default(),
                    ],
                    field_level: row.generic_field_level.unwrap_or_default().0,
                };
                self.channel(channel, Some(row.player_count));
            }
        }
        for row in self.rows::<lobby::ChannelListResponse>(answers) {
            if row.status_code == Status::SUCCESS {
                let channel = plain_channel(row.medius_world_id, &row.lobby_name.to_text());
                self.channel(channel, u16::try_from(row.player_count).ok());
            }
        }
        let names = self.rows::<lobby::GetLobbyPlayerNamesExtraInfoResponse>(answers);
        if let Some(asked) = self.of::<lobby::GetLobbyPlayerNamesExtraInfoRequest>(request)
            && names.iter().any(|row| row.status_code == Status::SUCCESS)
        {
            for row in &names {
                self.online(row.account_id, &row.account_name.to_text(), &row.online_state);
            }
            let accounts = names.iter().map(|row| row.account_id).collect();
            self.scenes.push(Scene::Members { app_id: self.app_id, channel: asked.medius_world_id, accounts });
        }
        let members = self.rows::<lobby::LobbyWorldPlayerListResponse>(answers);
        if let Some(asked) = self.of::<lobby::LobbyWorldPlayerListRequest>(request)
            && members.iter().any(|row| row.status_code == Status::SUCCESS)
        {
            self.mentioned(asked.medius_world_id, "");
            for row in &members {
                self.stats(row.account_id, &row.account_name.to_text(), &row.stats.0);
                self.player(row.account_id, &row.account_name.to_text(), Some(asked.medius_world_id), None);
            }
            let accounts = members.iter().map(|row| row.account_id).collect();
            self.scenes.push(Scene::Members { app_id: self.app_id, channel: asked.medius_world_id, accounts });
        }
        self.buddies(answers);
        self.games(request, answers);
        self.texts(request, answers);
        self.clan_members(request, answers);
    }

    fn buddies(&mut self, answers: &[Message]) {
        for row in self.rows::<lobby::GetBuddyListExtraInfoResponse>(answers) {
            if row.status_code == Status::SUCCESS {
                self.online(row.account_id, &row.account_name.to_text(), &row.online_state);
            }
        }
        let ignored = self.rows::<lobby::GetIgnoreListResponse>(answers);
        if !ignored.is_empty() {
            let ids = ignored.iter().filter(|row| row.status_code == Status::SUCCESS).map(|row| row.ignore_account_id);
            let ids = ids.collect();
            for row in ignored.iter().filter(|row| row.status_code == Status::SUCCESS) {
                self.account(row.ignore_account_id, &row.ignore_account_name.to_text());
                self.status(row.ignore_account_id, row.player_status);
            }
            self.tables.borrow_mut().ignored.insert(self.own, ids);
        }
    }

    fn games(&mut self, request: Option<&Message>, answers: &[Message]) {
        let short = self.rows::<lobby::GameListExtraInfoResponse0>(answers);
        let asked = self.of::<lobby::GameListExtraInfoRequest0>(request).is_some();
        for row in short.iter().filter(|row| row.status_code == Status::SUCCESS) {
            let game = GameRow {
                min_players: row.min_players.into(),
                max_players: row.max_players.into(),
                kind: [row.game_level, row.player_skill_level, row.rules_set],
                fields: [row.generic_field1, row.generic_field2, row.generic_field3, 0, 0, 0, 0, 0],
                stats: row.game_stats.0.to_vec(),
                status: row.world_status.0,
                host_type: row.game_host_type.0,
                ..game_row(row.medius_world_id, self.app_id, &row.game_name.to_text())
            };
            self.game(game, row.security_level != WorldSecurityLevelType(0), row.player_count.into());
        }
        if asked && !answers.is_empty() {
            let ids = short.iter().map(|row| row.medius_world_id).collect();
            self.scenes.push(Scene::Games { account_id: self.own, ids });
        }
        let members = self.rows::<lobby::GameWorldPlayerListResponse>(answers);
        if let Some(asked) = self.of::<lobby::GameWorldPlayerListRequest>(request)
            && members.iter().any(|row| row.status_code == Status::SUCCESS)
        {
            for row in &members {
                self.stats(row.account_id, &row.account_name.to_text(), &row.stats.0);
                let name = row.account_name.to_text();
                self.player(row.account_id, &name, Some(self.here), Some(asked.medius_world_id));
            }
            let accounts = members.iter().map(|row| row.account_id).collect();
            self.scenes.push(Scene::Players { game: asked.medius_world_id, accounts });
        }
    }

    fn texts(&mut self, request: Option<&Message>, answers: &[Message]) {
        let ladder = self.rows::<lobby::LadderListResponse>(answers);
        for row in ladder.iter().filter(|row| row.status_code == Status::SUCCESS) {
            // Larger bytes for better places.
            let bytes = (u32::MAX - row.ladder_position).to_be_bytes();
            let stats: Vec<u8> = bytes.iter().copied().cycle().take(256).collect();
            let stats = match self.of::<lobby::LadderListRequest>(request) {
                Some(asked) => {
                    let start = usize::try_from(asked.start_byte).unwrap_or_default().min(252);
                    let mut all = vec![0; start];
                    all.extend(bytes);
                    all.resize(256, 0);
                    all
                }
                None => stats,
            };
            self.stats(row.account_id, &row.account_name.to_text(), &stats);
            self.tables.borrow_mut().accounts.retain(|id, _| *id < STRANGER);
        }
        let policy = self.rows::<lobby::GetPolicyResponse>(answers);
        if let Some(asked) = self.of::<lobby::GetPolicyRequest>(request)
            && !policy.is_empty()
        {
            let text: Vec<u8> = policy.iter().flat_map(|row| row.policy.text().to_vec()).collect();
            let policy = Policy { title: String::new(), body: name_of(&text) };
            let mut tables = self.tables.borrow_mut();
            tables.policies.clear();
            tables.policies.push(PolicyRow { app_id: Some(self.app_id), kind: asked.policy.0, policy });
        }
        let announcements = self.rows::<lobby::GetAnnouncementsResponse>(answers);
        if !announcements.is_empty() {
            let told = announcements.iter().filter(|row| row.status_code == Status::SUCCESS);
            let row = |row: &lobby::GetAnnouncementsResponse| {
                let long = row.announcement.map(|text| text.to_text());
                let body = long.or(row.announcement2.map(|text| text.to_text())).unwrap_or_default();
                let announcement = Announcement { id: row.announcement_id, title: String::new(), body };
                AnnouncementRow { app_id: Some(self.app_id), announcement, from: 0, to: None }
            };
            self.tables.borrow_mut().announcements = told.map(row).collect();
        }
    }

    /// So many others stand above an account on a ladder by bytes of the statistics.
    fn slice_position(&mut self, asked: &lobby::LadderPositionRequest, position: u32) {
        let id = asked.account_id;
        self.account(id, "");
        let mut tables = self.tables.borrow_mut();
        let (from, to) = (usize::try_from(asked.start_byte), usize::try_from(asked.end_byte));
        let (Ok(from), Ok(to)) = (from, to) else { return };
        let slice = |row: &AccountRow| row.stats.get(from..=to).unwrap_or_default().to_vec();
        let Some(own) = tables.accounts.get(&id).map(slice) else { return };
        tables.accounts.retain(|id, _| *id < STRANGER);
        let above = tables.accounts.values().filter(|row| {
            let theirs = slice(row);
            theirs > own || theirs == own && row.id < id
        });
        let wanted = position.saturating_sub(1).saturating_sub(u32::try_from(above.count()).unwrap_or(u32::MAX));
        for stranger in (STRANGER..).take(wanted as usize) {
            let stats = vec![0xff; clank_core::store::ACCOUNT_STATS_SIZE];
            tables.put_account(AccountRow { stats, ..blank(stranger, self.group, "") });
        }
    }

    /// Members of a clan with their places: a ladder is made that has these places in it.
    fn clan_members(&mut self, request: Option<&Message>, answers: &[Message]) {
        let rows = self.rows::<lobby::GetClanMemberListExtraInfoResponse>(answers);
        let Some(asked) = self.of::<lobby::GetClanMemberListExtraInfoRequest>(request) else { return };
        let rows: Vec<_> = rows.into_iter().filter(|row| row.status_code == Status::SUCCESS).collect();
        let Some(total) = rows.first().map(|row| row.total_rankings) else { return };
        for row in &rows {
            self.stats(row.account_id, &row.account_name.to_text(), &row.stats.0);
            self.online(row.account_id, &row.account_name.to_text(), &row.online_state);
        }
        let stat = usize::try_from(asked.ladder_stat_index.unwrap_or_default()).unwrap_or_default();
        let mut ranked: Vec<_> =
            rows.iter().map(|row| (row.ladder_position, row.ladder_stat, row.account_id)).collect();
        ranked.sort_unstable();
        let mut tables = self.tables.borrow_mut();
        let clan = tables.clans.entry(asked.clan_id).or_insert_with(|| blank_clan(asked.clan_id, self.app_id));
        clan.members = rows.iter().map(|row| row.account_id).collect();
        let known: BTreeMap<i32, i32> = ranked.iter().map(|(_, value, id)| (*id, *value)).collect();
        let (mut place, mut before, mut above) = (1, 0, i32::MAX);
        let mut placed: BTreeSet<i32> = known.keys().copied().collect();
        let put = |tables: &mut Memory, id: i32, value: i32| {
            if !tables.accounts.contains_key(&id) {
                tables.put_account(blank(id, self.group, ""));
            }
            let stats = tables.ladders.entry(Who::Player(id)).or_insert_with(|| vec![0; 100]);
            if let Some(cell) = stats.get_mut(stat) {
                *cell = value;
            }
        };
        // Those in between have the value of the one before, and larger ids.
        for (position, value, id) in ranked {
            while place < position {
                before += 1;
                while placed.contains(&before) {
                    before += 1;
                }
                placed.insert(before);
                put(&mut tables, before, above);
                place += 1;
            }
            put(&mut tables, id, value);
            (place, before, above) = (place + 1, id, value);
        }
        // Everybody else stands below them.
        let others: Vec<i32> = tables.accounts.keys().copied().filter(|id| !placed.contains(id)).collect();
        for id in others {
            put(&mut tables, id, i32::MIN);
        }
        while tables.accounts.len() < total as usize {
            let id = tables.accounts.keys().next_back().map_or(1, |id| id + 1);
            put(&mut tables, id, i32::MIN);
        }
    }
}

fn blank(id: i32, group: u32, name: &str) -> AccountRow {
    AccountRow {
        id,
        group,
        name: name.to_owned(),
        password: Secret::new(String::new()),
        stats: vec![0; clank_core::store::ACCOUNT_STATS_SIZE],
        last_sign_in: None,
        machine_id: None,
        reset_password: false,
    }
}

/// Lays an account out of which little is known.
pub(super) fn blank_account(tables: &mut Memory, id: i32, group: u32, name: &str) {
    if !tables.accounts.contains_key(&id) {
        tables.put_account(blank(id, group, name));
    }
}

fn blank_clan(id: i32, app_id: u32) -> ClanRow {
    let stats = vec![0; clank_core::store::ACCOUNT_STATS_SIZE];
    ClanRow {
        id,
        app_id,
        name: String::new(),
        leader: 0,
        members: Vec::new(),
        stats,
        messages: Vec::new(),
        active: true,
    }
}

fn plain_channel(id: i32, name: &str) -> ConfiguredChannel {
    ConfiguredChannel { id, name: name.to_owned(), max_players: 256, fields: [0; 4], field_level: 0 }
}

fn game_row(game_id: i32, app_id: u32, name: &str) -> GameRow {
    GameRow {
        game_id,
        app_id,
        name: name.to_owned(),
        status: 1,
        host_type: 4,
        min_players: 0,
        max_players: 8,
        players: Vec::new(),
        players_at_start: Vec::new(),
        kind: [0; 3],
        fields: [0; 8],
        stats: vec![0; clank_core::store::ACCOUNT_STATS_SIZE],
        times: [None; 3],
    }
}

/// The row of a channel in the store.
pub(super) fn configured(app_id: u32, id: i32, name: &str) -> ChannelRow {
    ChannelRow { app_id, channel: plain_channel(id, name) }
}
