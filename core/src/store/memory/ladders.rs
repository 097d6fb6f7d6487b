//! Ladder statistics.

use core::cmp::Reverse;

use super::{Memory, refused};
use crate::ids::{AccountId, ClanId};
use crate::store::{
    ACCOUNT_STATS_SIZE, LADDER_STATS, Ladder, LadderBy, LadderRequest, Ranked, Refusal, StoreReply, Who,
};

impl Memory {
    pub(super) fn ladder(&mut self, request: LadderRequest) -> StoreReply {
        match request {
            LadderRequest::Stats(who) => match self.missing(who) {
                Some(why) => refused(why),
                None => StoreReply::LadderStats(self.ladder_stats(who)),
            },
            LadderRequest::Save { who, values } => self.change_ladder(who, &values, |_, value| value),
            LadderRequest::Add { who, deltas } => self.change_ladder(who, &deltas, i32::saturating_add),
            LadderRequest::Page { ladder, page } => {
                let ranking = self.ranking(ladder);
                let rows =
                    (1..).zip(ranking).map(|(position, (id, value))| self.ranked(ladder.clans, position, id, value));
                StoreReply::Ladder(page.of(rows))
            }
            LadderRequest::Position { ladder, id } => {
                let ranking = self.ranking(ladder);
                let total = u32::try_from(ranking.len()).unwrap_or(u32::MAX);
                match (1..).zip(ranking).find(|(_, (ranked, _))| *ranked == id) {
                    Some((position, _)) => StoreReply::Position(position, total),
                    None => refused(if ladder.clans { Refusal::NoClan } else { Refusal::NoAccount }),
                }
            }
            LadderRequest::Total { app_id, clans } => {
                let ladder = Ladder { app_id, clans, by: LadderBy::Stat(0) };
                StoreReply::Total(u32::try_from(self.ranking(ladder).len()).unwrap_or(u32::MAX))
            }
        }
    }

    fn missing(&self, who: Who) -> Option<Refusal> {
        match who {
            Who::Player(id) => (!self.accounts.contains_key(&id)).then_some(Refusal::NoAccount),
            Who::Clan(id) => (!self.clans.contains_key(&id)).then_some(Refusal::NoClan),
        }
    }

    pub(super) fn ladder_stats(&self, who: Who) -> Vec<i32> {
        let mut stats = self.ladders.get(&who).cloned().unwrap_or_default();
        stats.resize(LADDER_STATS, 0);
        stats
    }

    fn change_ladder(&mut self, who: Who, values: &[i32], change: impl Fn(i32, i32) -> i32) -> StoreReply {
        if let Some(why) = self.missing(who) {
            return refused(why);
        }
        let stats = self.ladders.entry(who).or_default();
        stats.resize(LADDER_STATS, 0);
        for (to, value) in stats.iter_mut().zip(values) {
            *to = change(*to, *value);
        }
        StoreReply::Done
    }

    /// Everybody of a ladder in order: ids and values.
    pub(super) fn ranking(&self, ladder: Ladder) -> Vec<(i32, i32)> {
        let group = self.group(ladder.app_id);
        let stat = |who: Who, index: u32| {
            self.ladders.get(&who).and_then(|stats| stats.get(index as usize)).copied().unwrap_or_default()
        };
        if ladder.clans {
            let LadderBy::Stat(index) = ladder.by else { return Vec::new() };
            let clans = self.clans.values().filter(|clan| clan.active && self.group(clan.app_id) == group);
            let mut rows: Vec<_> = clans.map(|clan| (clan.id.0, stat(Who::Clan(clan.id), index))).collect();
            rows.sort_by_key(|(id, value)| (Reverse(*value), *id));
            return rows;
        }
        let accounts = self.accounts.values().filter(|row| row.group == group);
        match ladder.by {
            LadderBy::Stat(index) => {
                let mut rows: Vec<_> = accounts.map(|row| (row.id.0, stat(Who::Player(row.id), index))).collect();
                rows.sort_by_key(|(id, value)| (Reverse(*value), *id));
                rows
            }
            LadderBy::Slice(from, to) => {
                let slice = |id: &AccountId| {
                    let stats = self.accounts.get(id).map(|row| row.stats.as_slice()).unwrap_or_default();
                    stats.get(usize::from(from)..=usize::from(to)).unwrap_or_default()
                };
                let mut ids: Vec<AccountId> = accounts.map(|row| row.id).collect();
                ids.sort_by_key(|id| (Reverse(slice(id)), *id));
                ids.into_iter().map(|id| (id.0, 0)).collect()
            }
        }
    }

    fn ranked(&self, clans: bool, position: u32, id: i32, value: i32) -> Ranked {
        let (name, stats) = if clans {
            self.clans.get(&ClanId(id)).map(|clan| (clan.name.clone(), clan.stats.clone()))
        } else {
            self.accounts.get(&AccountId(id)).map(|row| (row.name.clone(), row.stats.clone()))
        }
        .unwrap_or_else(|| (String::new(), vec![0; ACCOUNT_STATS_SIZE]));
        Ranked { position, id, name, value, stats }
    }
}
