//! Facts of whole lists.

use clank_core::ids::{AccountId, ChannelId, GameId};
use clank_core::mls::replay::Scene;
use clank_core::store::{Announcement, AnnouncementRow, ConfiguredChannel, GameRow, Policy, PolicyRow};
use clank_core::wire::{CallbackStatus as Status, WorldSecurityLevelType, lobby};

use super::rows::{game_row, plain_channel};
use super::state::{LobbyState, name_of};
use crate::dissect::Message;

impl LobbyState {
    /// Facts of whole lists.
    pub(super) fn lists(&mut self, request: Option<&Message>, answers: &[Message]) {
        for row in self.rows::<lobby::ChannelListExtraInfoResponse>(answers) {
            if row.status_code == Status::SUCCESS {
                let channel = ConfiguredChannel {
                    id: ChannelId(row.medius_world_id),
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
                let channel = plain_channel(ChannelId(row.medius_world_id), &row.lobby_name.to_text());
                self.channel(channel, u16::try_from(row.player_count).ok());
            }
        }
        let names = self.rows::<lobby::GetLobbyPlayerNamesExtraInfoResponse>(answers);
        if let Some(asked) = self.of::<lobby::GetLobbyPlayerNamesExtraInfoRequest>(request)
            && names.iter().any(|row| row.status_code == Status::SUCCESS)
        {
            for row in &names {
                self.online(AccountId(row.account_id), &row.account_name.to_text(), &row.online_state);
            }
            let accounts = names.iter().map(|row| AccountId(row.account_id)).collect();
            self.scenes.push(Scene::Members {
                app_id: self.app_id,
                channel: ChannelId(asked.medius_world_id),
                accounts,
            });
        }
        let members = self.rows::<lobby::LobbyWorldPlayerListResponse>(answers);
        if let Some(asked) = self.of::<lobby::LobbyWorldPlayerListRequest>(request)
            && members.iter().any(|row| row.status_code == Status::SUCCESS)
        {
            self.mentioned(ChannelId(asked.medius_world_id), "");
            for row in &members {
                self.stats(AccountId(row.account_id), &row.account_name.to_text(), &row.stats.0);
                self.player(
                    AccountId(row.account_id),
                    &row.account_name.to_text(),
                    Some(ChannelId(asked.medius_world_id)),
                    None,
                );
            }
            let accounts = members.iter().map(|row| AccountId(row.account_id)).collect();
            self.scenes.push(Scene::Members {
                app_id: self.app_id,
                channel: ChannelId(asked.medius_world_id),
                accounts,
            });
        }
        self.buddies(answers);
        self.games(request, answers);
        self.ladder_rows(request, answers);
        self.texts(request, answers);
        self.clan_members(request, answers);
    }

    fn buddies(&mut self, answers: &[Message]) {
        for row in self.rows::<lobby::GetBuddyListExtraInfoResponse>(answers) {
            if row.status_code == Status::SUCCESS {
                self.online(AccountId(row.account_id), &row.account_name.to_text(), &row.online_state);
            }
        }
        let ignored = self.rows::<lobby::GetIgnoreListResponse>(answers);
        if !ignored.is_empty() {
            let mut ids = Vec::new();
            for row in ignored.iter().filter(|row| row.status_code == Status::SUCCESS) {
                let id = AccountId(row.ignore_account_id);
                self.account(id, &row.ignore_account_name.to_text());
                self.status(id, row.player_status);
                ids.push(id);
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
                status: row.world_status,
                host_type: row.game_host_type,
                ..game_row(GameId(row.medius_world_id), self.app_id, &row.game_name.to_text())
            };
            self.game(game, row.security_level != WorldSecurityLevelType(0), row.player_count.into());
        }
        if asked && !answers.is_empty() {
            let ids = short.iter().map(|row| GameId(row.medius_world_id)).collect();
            self.scenes.push(Scene::Games { account_id: self.own, ids });
        }
        let members = self.rows::<lobby::GameWorldPlayerListResponse>(answers);
        if let Some(asked) = self.of::<lobby::GameWorldPlayerListRequest>(request)
            && members.iter().any(|row| row.status_code == Status::SUCCESS)
        {
            for row in &members {
                self.stats(AccountId(row.account_id), &row.account_name.to_text(), &row.stats.0);
                let name = row.account_name.to_text();
                self.player(AccountId(row.account_id), &name, Some(self.here), Some(GameId(asked.medius_world_id)));
            }
            let accounts = members.iter().map(|row| AccountId(row.account_id)).collect();
            self.scenes.push(Scene::Players { game: GameId(asked.medius_world_id), accounts });
        }
    }

    fn texts(&mut self, request: Option<&Message>, answers: &[Message]) {
        let policy = self.rows::<lobby::GetPolicyResponse>(answers);
        if let Some(asked) = self.of::<lobby::GetPolicyRequest>(request)
            && !policy.is_empty()
        {
            let text: Vec<u8> = policy.iter().flat_map(|row| row.policy.text().to_vec()).collect();
            let policy = Policy { title: String::new(), body: name_of(&text) };
            let mut tables = self.tables.borrow_mut();
            tables.policies.clear();
            tables.policies.push(PolicyRow { app_id: Some(self.app_id), kind: asked.policy, policy });
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
}
