//! Places on ladders: others are made up who stand above and below.

use std::collections::{BTreeMap, BTreeSet};

use clank_core::ids::{AccountId, ClanId};
use clank_core::store::{AccountRow, LadderOwner, Memory};
use clank_core::wire::{CallbackStatus as Status, lobby};

use super::rows::{blank, blank_clan};
use super::state::LobbyState;
use crate::dissect::Message;

/// The first account of those who stand on ladders without a name.
const STRANGER: AccountId = AccountId(0x3000_0000);

impl LobbyState {
    /// The rows of a ladder by bytes of the statistics: larger bytes for better places.
    pub(super) fn ladder_rows(&mut self, request: Option<&Message>, answers: &[Message]) {
        let ladder = self.rows::<lobby::LadderListResponse>(answers);
        for row in ladder.iter().filter(|row| row.status_code == Status::SUCCESS) {
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
            self.stats(AccountId(row.account_id), &row.account_name.to_text(), &stats);
            self.tables.borrow_mut().accounts.retain(|id, _| *id < STRANGER);
        }
    }

    /// So many others stand above an account on a ladder by bytes of the statistics.
    pub(super) fn slice_position(&mut self, asked: &lobby::LadderPositionRequest, position: u32) {
        let id = AccountId(asked.account_id);
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
        for stranger in (STRANGER.0..).map(AccountId).take(wanted as usize) {
            let stats = vec![0xff; clank_core::store::ACCOUNT_STATS_SIZE];
            tables.put_account(AccountRow { stats, ..blank(stranger, self.group, "") });
        }
    }

    /// Members of a clan with their places: a ladder is made that has these places in it.
    pub(super) fn clan_members(&mut self, request: Option<&Message>, answers: &[Message]) {
        let rows = self.rows::<lobby::GetClanMemberListExtraInfoResponse>(answers);
        let Some(asked) = self.of::<lobby::GetClanMemberListExtraInfoRequest>(request) else { return };
        let rows: Vec<_> = rows.into_iter().filter(|row| row.status_code == Status::SUCCESS).collect();
        let Some(total) = rows.first().map(|row| row.total_rankings) else { return };
        for row in &rows {
            self.stats(AccountId(row.account_id), &row.account_name.to_text(), &row.stats.0);
            self.online(AccountId(row.account_id), &row.account_name.to_text(), &row.online_state);
        }
        let stat = usize::try_from(asked.ladder_stat_index.unwrap_or_default()).unwrap_or_default();
        let mut ranked: Vec<_> =
            rows.iter().map(|row| (row.ladder_position, row.ladder_stat, AccountId(row.account_id))).collect();
        ranked.sort_unstable();
        let mut tables = self.tables.borrow_mut();
        let clan =
            tables.clans.entry(ClanId(asked.clan_id)).or_insert_with(|| blank_clan(ClanId(asked.clan_id), self.app_id));
        clan.members = rows.iter().map(|row| AccountId(row.account_id)).collect();
        let known: BTreeMap<AccountId, i32> = ranked.iter().map(|(_, value, id)| (*id, *value)).collect();
        let (mut place, mut before, mut above) = (1, AccountId(0), i32::MAX);
        let mut placed: BTreeSet<AccountId> = known.keys().copied().collect();
        let put = |tables: &mut Memory, id: AccountId, value: i32| {
            if !tables.accounts.contains_key(&id) {
                tables.put_account(blank(id, self.group, ""));
            }
            let stats = tables.ladders.entry(LadderOwner::Player(id)).or_insert_with(|| vec![0; 100]);
            if let Some(cell) = stats.get_mut(stat) {
                *cell = value;
            }
        };
        // Those in between have the value of the one before, and larger ids.
        for (position, value, id) in ranked {
            while place < position {
                before.0 += 1;
                while placed.contains(&before) {
                    before.0 += 1;
                }
                placed.insert(before);
                put(&mut tables, before, above);
                place += 1;
            }
            put(&mut tables, id, value);
            (place, before, above) = (place + 1, id, value);
        }
        // Everybody else stands below them.
        let others: Vec<AccountId> = tables.accounts.keys().copied().filter(|id| !placed.contains(id)).collect();
        for id in others {
            put(&mut tables, id, i32::MIN);
        }
        while tables.accounts.len() < total as usize {
            let id = tables.accounts.keys().next_back().map_or(1, |id| id.0 + 1);
            put(&mut tables, AccountId(id), i32::MIN);
        }
    }
}
