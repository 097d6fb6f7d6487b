//! Rows of the store of which little is known.

use clank_core::ids::{AccountId, AppId, ChannelId, ClanId, GameId, TitleGroup};
use clank_core::secret::Secret;
use clank_core::store::{AccountRow, ChannelRow, ClanRow, ConfiguredChannel, GameRow, Memory};
use clank_core::wire::{GameHostType, WorldStatus};

pub(super) fn blank(id: AccountId, group: TitleGroup, name: &str) -> AccountRow {
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
pub(crate) fn blank_account(tables: &mut Memory, id: AccountId, group: TitleGroup, name: &str) {
    if !tables.accounts.contains_key(&id) {
        tables.put_account(blank(id, group, name));
    }
}

pub(super) fn blank_clan(id: ClanId, app_id: AppId) -> ClanRow {
    let stats = vec![0; clank_core::store::ACCOUNT_STATS_SIZE];
    ClanRow {
        id,
        app_id,
        name: String::new(),
        leader: AccountId(0),
        members: Vec::new(),
        stats,
        messages: Vec::new(),
        active: true,
    }
}

pub(super) fn plain_channel(id: ChannelId, name: &str) -> ConfiguredChannel {
    ConfiguredChannel { id, name: name.to_owned(), max_players: 256, fields: [0; 4], field_level: 0 }
}

pub(super) fn game_row(game_id: GameId, app_id: AppId, name: &str) -> GameRow {
    GameRow {
        game_id,
        app_id,
        name: name.to_owned(),
        status: WorldStatus::STAGING,
        host_type: GameHostType::CLIENT_SERVER_AUX_UDP,
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
pub(crate) fn configured(app_id: AppId, id: ChannelId, name: &str) -> ChannelRow {
    ChannelRow { app_id, channel: plain_channel(id, name) }
}
