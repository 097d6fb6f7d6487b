//! Facts of single answers.

use clank_core::ids::{AccountId, AppId, ChannelId, ClanId, ClanMessageId, GameId, LocationId};
use clank_core::mls::replay::Scene;
use clank_core::store::{ClanMessage, ConfiguredChannel, GameRow, LadderOwner, Location, LocationRow};
use clank_core::wire::{ApplicationType, CallbackStatus as Status, ClanMessageStatus, LadderType, lobby, lobby_ext};

use super::rows::{blank_clan, game_row, plain_channel};
use super::state::LobbyState;
use crate::dissect::Message;

impl LobbyState {
    /// Takes the facts of one answer; each kind of message has its place in one of these.
    pub(super) fn answer(&mut self, request: Option<&Message>, answer: &Message) {
        self.player_answer(request, answer);
        self.channel_answer(request, answer);
        self.game_answer(request, answer);
        self.statistics_answer(request, answer);
        if let Some(told) = self.of::<lobby::GetMyClansResponse>(Some(answer)) {
            self.my_clan(&told);
        } else if let Some(told) = self.of::<lobby::GetMyClanMessagesResponse>(Some(answer)) {
            self.clan_message(&told);
        }
    }

    fn player_answer(&mut self, request: Option<&Message>, answer: &Message) {
        let message = Some(answer);
        if let Some(told) = self.of::<lobby::PlayerInfoResponse>(message)
            && let Some(asked) = self.of::<lobby::PlayerInfoRequest>(request)
            && asked.account_id >= 0
        {
            let id = AccountId(asked.account_id);
            if told.status_code == Status::SUCCESS {
                self.stats(id, &told.account_name.to_text(), &told.stats.0);
                self.status(id, told.player_status);
            } else {
                self.tables.borrow_mut().accounts.remove(&id);
            }
        } else if let Some(told) = self.of::<lobby::FindPlayerResponse>(message) {
            self.found(request, &told);
        } else if let Some(told) = self.of::<lobby::AccountGetIDResponse>(message)
            && let Some(asked) = self.of::<lobby::AccountGetIDRequest>(request)
            && told.status_code == Status::SUCCESS
        {
            self.account(AccountId(told.account_id), &asked.account_name.to_text());
        }
    }

    fn channel_answer(&mut self, request: Option<&Message>, answer: &Message) {
        let message = Some(answer);
        if let Some(told) = self.of::<lobby::ChannelInfoResponse>(message)
            && let Some(asked) = self.of::<lobby::ChannelInfoRequest>(request)
            && told.status_code == Status::SUCCESS
            && !told.lobby_name.is_empty()
        {
            let max_players = u16::try_from(told.max_players).unwrap_or(u16::MAX);
            let channel = ConfiguredChannel {
                max_players,
                ..plain_channel(ChannelId(asked.medius_world_id), &told.lobby_name.to_text())
            };
            let players = u16::try_from(told.active_player_count).ok();
            self.channel(channel, players);
        } else if let Some(told) = self.of::<lobby::CreateChannelResponse>(message)
            && told.status_code == Status::SUCCESS
        {
            self.scenes.push(Scene::NextWorld(told.medius_world_id));
        } else if let Some(told) = self.of::<lobby::JoinChannelResponse>(message)
            && let Some(asked) = self.of::<lobby::JoinChannelRequest>(request)
            && told.status_code == Status::SUCCESS
        {
            self.mentioned(ChannelId(asked.medius_world_id), "");
        } else if let Some(told) = self.of::<lobby::GetLocationsResponse>(message)
            && told.status_code == Status::SUCCESS
        {
            let location = Location { id: LocationId(told.location_id), name: told.location_name.to_text() };
            let row = LocationRow { app_id: self.app_id, location };
            let mut tables = self.tables.borrow_mut();
            if !tables.locations.contains(&row) {
                tables.locations.push(row);
            }
        }
    }

    fn game_answer(&mut self, request: Option<&Message>, answer: &Message) {
        let message = Some(answer);
        if let Some(told) = self.of::<lobby::GameInfoResponse0>(message)
            && let Some(asked) = self.of::<lobby::GameInfoRequest0>(request)
            && told.status_code == Status::SUCCESS
        {
            self.game(described0(GameId(asked.medius_world_id), &told), false, told.player_count);
        } else if let Some(told) = self.of::<lobby_ext::GameInfoResponse>(message)
            && let Some(asked) = self.of::<lobby_ext::GameInfoRequest>(request)
            && told.status_code == Status::SUCCESS
        {
            self.game(described(GameId(asked.medius_world_id), &told), false, told.player_count);
        } else if let Some(told) = self.of::<lobby::ClearGameListFilterResponse>(message)
            && let Some(asked) = self.of::<lobby::ClearGameListFilterRequest0>(request)
            && told.status_code == Status::SUCCESS
        {
            // It may have been set before the recording begins.
            self.scenes.push(Scene::Filter { account_id: self.own, field: asked.filter_id.cast_signed() });
        } else if let Some(told) = self.of::<lobby::GetWorldSecurityLevelResponse>(message)
            && told.status_code == Status::SUCCESS
            && told.app_type == ApplicationType::APP_TYPE_GAME
        {
            let row = game_row(GameId(told.medius_world_id), self.app_id, "");
            self.scenes.push(Scene::GameName { row: Box::new(row), channel: self.here });
        } else if let Some(told) = self.of::<lobby::CreateGameResponse>(message)
            && told.status_code == Status::SUCCESS
        {
            self.scenes.push(Scene::NextWorld(told.medius_world_id));
        }
    }

    fn statistics_answer(&mut self, request: Option<&Message>, answer: &Message) {
        let message = Some(answer);
        if let Some(told) = self.of::<lobby_ext::GetLadderStatsWideResponse>(message) {
            let asked = self.of::<lobby_ext::GetLadderStatsWideRequest>(request);
            let clan = asked.is_some_and(|asked| asked.ladder_type == LadderType::CLAN);
            let id = AccountId(told.account_id_or_clan_id);
            if told.status_code == Status::SUCCESS && !clan {
                self.account(id, "");
                self.tables.borrow_mut().ladders.insert(LadderOwner::Player(id), told.stats.0.to_vec());
            }
        } else if let Some(told) = self.of::<lobby::GetLadderStatsResponse>(message)
            && let Some(asked) = self.of::<lobby::GetLadderStatsRequest>(request)
            && told.status_code == Status::SUCCESS
        {
            let id = AccountId(asked.account_id_or_clan_id);
            self.account(id, "");
            self.tables.borrow_mut().ladders.insert(LadderOwner::Player(id), told.stats.to_vec());
        } else if let Some(told) = self.of::<lobby::LadderPositionResponse>(message)
            && let Some(asked) = self.of::<lobby::LadderPositionRequest>(request)
            && told.status_code == Status::SUCCESS
        {
            self.slice_position(&asked, told.ladder_position);
        }
    }

    fn found(&mut self, request: Option<&Message>, told: &lobby::FindPlayerResponse) {
        if told.status_code == Status::SUCCESS {
            let name = told.account_name.to_text();
            self.account(AccountId(told.account_id), &name);
            if told.application_type == ApplicationType::APP_TYPE_GAME {
                self.game_named(GameId(told.medius_world_id), "", ChannelId(0));
                self.player(AccountId(told.account_id), &name, Some(ChannelId(0)), Some(GameId(told.medius_world_id)));
            } else {
                self.mentioned(ChannelId(told.medius_world_id), "");
                self.player(AccountId(told.account_id), &name, Some(ChannelId(told.medius_world_id)), None);
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
        self.account(AccountId(told.leader_account_id), &told.leader_account_name.to_text());
        let mut tables = self.tables.borrow_mut();
        let clan =
            tables.clans.entry(ClanId(told.clan_id)).or_insert_with(|| blank_clan(ClanId(told.clan_id), self.app_id));
        clan.name = told.clan_name.to_text();
        clan.leader = AccountId(told.leader_account_id);
        clan.stats = told.stats.0.to_vec();
        clan.active = told.status.0 == 0;
        for id in [clan.leader, own] {
            if !clan.members.contains(&id) {
                clan.members.push(id);
            }
        }
    }

    fn clan_message(&mut self, told: &lobby::GetMyClanMessagesResponse) {
        let mut tables = self.tables.borrow_mut();
        let own = self.own;
        let clan =
            tables.clans.entry(ClanId(told.clan_id)).or_insert_with(|| blank_clan(ClanId(told.clan_id), self.app_id));
        if !clan.members.contains(&own) {
            clan.members.push(own);
        }
        clan.messages.clear();
        if told.status_code == Status::SUCCESS {
            let short = told.message.map(|text| text.to_text());
            let text = short.or(told.message2.map(|text| text.to_text())).unwrap_or_default();
            clan.messages.push(ClanMessage { id: ClanMessageId(1), text, status: ClanMessageStatus::UNREAD });
        }
    }
}

/// The row of a game as it is described up to 1.08.
fn described0(game: GameId, told: &lobby::GameInfoResponse0) -> GameRow {
    GameRow {
        min_players: told.min_players,
        max_players: told.max_players,
        kind: [told.game_level, told.player_skill_level, told.rules_set],
        fields: [told.generic_field1, told.generic_field2, told.generic_field3, 0, 0, 0, 0, 0],
        stats: told.game_stats.0.to_vec(),
        status: told.world_status,
        host_type: told.game_host_type,
        ..game_row(game, AppId(told.application_id.cast_unsigned()), &told.game_name.to_text())
    }
}

/// The row of a game as it is described above 1.08.
fn described(game: GameId, told: &lobby_ext::GameInfoResponse) -> GameRow {
    GameRow {
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
        status: told.world_status,
        host_type: told.game_host_type,
        ..game_row(game, AppId(told.application_id.cast_unsigned()), &told.game_name.to_text())
    }
}
