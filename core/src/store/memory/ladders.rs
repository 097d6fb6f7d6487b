//! Ladder statistics.

use core::cmp::Reverse;

use super::{AccountRow, Memory};
use crate::ids::{AccountId, AppId, ClanId, TitleGroup};
use crate::store::{
    AccountMissing, AddLadderStats, Answer, ClanMissing, CountClanLadder, CountLadder, FindClanLadderPosition,
    FindLadderPosition, LADDER_STATS, LadderBy, LadderOwner, LadderStatsRefusal, LadderStore, Position, RankedClan,
    RankedPlayer, ReadClanLadder, ReadLadder, ReadLadderStats, SaveLadderStats,
};

/// What is said of an account or a clan that is not there, or is of another group of titles (ST-51).
const fn missing(who: LadderOwner) -> LadderStatsRefusal {
    match who {
        LadderOwner::Player(_) => LadderStatsRefusal::NoAccount,
        LadderOwner::Clan(_) => LadderStatsRefusal::NoClan,
    }
}

impl Memory {
    /// The group of titles of an account or a clan that is there.
    fn group_of(&self, who: LadderOwner) -> Option<TitleGroup> {
        match who {
            LadderOwner::Player(id) => self.accounts.get(&id).map(|row| row.group),
            LadderOwner::Clan(id) => self.clans.get(&id).map(|clan| self.group(clan.app_id)),
        }
    }

    /// Changes the statistics of somebody, from the first on.
    fn change_ladder(
        &mut self,
        who: LadderOwner,
        values: &[i32],
        change: impl Fn(i32, i32) -> i32,
    ) -> Result<(), LadderStatsRefusal> {
        self.group_of(who).ok_or(missing(who))?;
        let stats = self.ladders.entry(who).or_default();
        stats.resize(LADDER_STATS, 0);
        for (to, value) in stats.iter_mut().zip(values) {
            *to = change(*to, *value);
        }
        Ok(())
    }

    /// Returns one statistic; who has none has 0.
    pub(super) fn ladder_stat(&self, who: LadderOwner, index: u32) -> i32 {
        self.ladders.get(&who).and_then(|stats| stats.get(index as usize)).copied().unwrap_or_default()
    }

    /// Returns all players of a ladder in order, with their values.
    pub(super) fn ranking<'a>(&'a self, app_id: AppId, by: LadderBy) -> Vec<(AccountId, i32)> {
        let group = self.group(app_id);
        let accounts = self.accounts.values().filter(|row| row.group == group);
        match by {
            LadderBy::Stat(index) => {
                let value = |id| self.ladder_stat(LadderOwner::Player(id), index);
                let mut rows: Vec<_> = accounts.map(|row| (row.id, value(row.id))).collect();
                rows.sort_by_key(|(id, value)| (Reverse(*value), *id));
                rows
            }
            LadderBy::Slice { first, last } => {
                let slice = usize::from(first)..=usize::from(last);
                let bytes = |row: &'a AccountRow| row.stats.get(slice.clone()).unwrap_or_default();
                let mut rows: Vec<_> = accounts.map(|row| (Reverse(bytes(row)), row.id)).collect();
                rows.sort();
                rows.into_iter().map(|(_, id)| (id, 0)).collect()
            }
        }
    }

    /// Returns all clans of a ladder in order, with their values.
    fn clan_ranking(&self, app_id: AppId, stat: u32) -> Vec<(ClanId, i32)> {
        let group = self.group(app_id);
        let clans = self.clans.values().filter(|clan| clan.active && self.group(clan.app_id) == group);
        let value = |id| self.ladder_stat(LadderOwner::Clan(id), stat);
        let mut rows: Vec<_> = clans.map(|clan| (clan.id, value(clan.id))).collect();
        rows.sort_by_key(|(id, value)| (Reverse(*value), *id));
        rows
    }
}

fn count<T>(ranking: &[T]) -> u32 {
    u32::try_from(ranking.len()).unwrap_or(u32::MAX)
}

fn position<T: PartialEq>(ranking: &[(T, i32)], id: &T) -> Option<Position> {
    let found = (1..).zip(ranking).find(|(_, (ranked, _))| ranked == id);
    found.map(|(place, _)| Position { place, of: count(ranking) })
}

impl LadderStore for Memory {
    fn read_ladder_stats(&mut self, request: ReadLadderStats) -> Answer<ReadLadderStats> {
        let group = self.group(request.app_id);
        self.group_of(request.who).filter(|own| *own == group).ok_or(missing(request.who))?;
        let mut stats = self.ladders.get(&request.who).cloned().unwrap_or_default();
        stats.resize(LADDER_STATS, 0);
        Ok(stats)
    }

    fn save_ladder_stats(&mut self, request: SaveLadderStats) -> Answer<SaveLadderStats> {
        Ok(self.change_ladder(request.who, &request.values, |_, value| value)?)
    }

    fn add_ladder_stats(&mut self, request: AddLadderStats) -> Answer<AddLadderStats> {
        Ok(self.change_ladder(request.who, &request.deltas, i32::saturating_add)?)
    }

    fn read_ladder(&mut self, request: ReadLadder) -> Answer<ReadLadder> {
        let ReadLadder { app_id, by, page } = request;
        let row = |(position, (id, value))| RankedPlayer {
            position,
            account: self.named(id),
            value,
            stats: self.accounts.get(&id).map(|row| row.stats.clone()).unwrap_or_default(),
        };
        Ok(page.of((1..).zip(self.ranking(app_id, by)).map(row)))
    }

    fn read_clan_ladder(&mut self, request: ReadClanLadder) -> Answer<ReadClanLadder> {
        let ReadClanLadder { app_id, stat, page } = request;
        let row = |(position, (clan_id, value))| RankedClan {
            position,
            clan_id,
            name: self.clans.get(&clan_id).map(|clan| clan.name.clone()).unwrap_or_default(),
            value,
        };
        Ok(page.of((1..).zip(self.clan_ranking(app_id, stat)).map(row)))
    }

    fn find_ladder_position(&mut self, request: FindLadderPosition) -> Answer<FindLadderPosition> {
        let FindLadderPosition { app_id, by, account_id } = request;
        Ok(position(&self.ranking(app_id, by), &account_id).ok_or(AccountMissing::NoAccount)?)
    }

    fn find_clan_ladder_position(&mut self, request: FindClanLadderPosition) -> Answer<FindClanLadderPosition> {
        let FindClanLadderPosition { app_id, stat, clan_id } = request;
        Ok(position(&self.clan_ranking(app_id, stat), &clan_id).ok_or(ClanMissing::NoClan)?)
    }

    fn count_ladder(&mut self, request: CountLadder) -> Answer<CountLadder> {
        Ok(count(&self.ranking(request.app_id, LadderBy::Stat(0))))
    }

    fn count_clan_ladder(&mut self, request: CountClanLadder) -> Answer<CountClanLadder> {
        Ok(count(&self.clan_ranking(request.app_id, 0)))
    }
}
