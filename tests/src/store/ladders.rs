//! Ladder statistics.

use clank_core::ids::AccountId;
use clank_core::store::{
    Account, AccountMissing, AddLadderStats, ClanMissing, CountClanLadder, CountLadder, DisbandClan,
    FindClanLadderPosition, FindLadderPosition, LADDER_STATS, LadderBy, LadderOwner, LadderStatsRefusal, Page,
    Position, RankedClan, RankedPlayer, ReadClanLadder, ReadLadder, ReadLadderStats, SaveAccountStats, SaveLadderStats,
};

use super::clans::{NO_CLAN, found};
use super::{APP, Client, NOBODY, RESET, SIBLING, STRANGER, refused, registration};

/// Statistics are 100 numbers, zero until somebody says otherwise (MLS-100 to MLS-102, MLS-107), and those of another
/// group are not found (ST-51).
pub fn statistics(client: &mut Client) {
    let a = client.register("a");
    let clan = found(client, "clan", &a);
    for (who, missing, why) in [
        (LadderOwner::Player(a.id), LadderOwner::Player(NOBODY), LadderStatsRefusal::NoAccount),
        (LadderOwner::Clan(clan.id), LadderOwner::Clan(NO_CLAN), LadderStatsRefusal::NoClan),
    ] {
        assert_eq!(client.ask(ReadLadderStats { app_id: APP, who: missing }), refused(why));
        assert_eq!(client.ask(SaveLadderStats { who: missing, values: vec![1] }), refused(why));
        assert_eq!(client.ask(AddLadderStats { who: missing, deltas: vec![1] }), refused(why));
        let mut stats = vec![0; LADDER_STATS];
        assert_eq!(client.ask(ReadLadderStats { app_id: APP, who }), Ok(stats.clone()));
        assert_eq!(client.ask(SaveLadderStats { who, values: vec![1, -2, i32::MAX] }), Ok(()));
        assert_eq!(client.ask(SaveLadderStats { who, values: vec![5] }), Ok(()));
        assert_eq!(client.ask(AddLadderStats { who, deltas: vec![1, 1, 1, 1] }), Ok(()));
        stats[..4].copy_from_slice(&[6, -1, i32::MAX, 1]);
        assert_eq!(client.ask(ReadLadderStats { app_id: APP, who }), Ok(stats));
        assert_eq!(client.ask(SaveLadderStats { who, values: vec![8; LADDER_STATS] }), Ok(()));
        assert_eq!(client.ask(ReadLadderStats { app_id: APP, who }), Ok(vec![8; LADDER_STATS]));
        assert_eq!(client.ask(ReadLadderStats { app_id: SIBLING, who }), Ok(vec![8; LADDER_STATS]));
        assert_eq!(client.ask(ReadLadderStats { app_id: STRANGER, who }), refused(why));
    }
}

fn three(client: &mut Client) -> [Account; 3] {
    ["a", "b", "c"].map(|name| client.register(name))
}

fn ranked(client: &mut Client, by: LadderBy, page: Page) -> Vec<(u32, AccountId, i32)> {
    let rows = client.ask(ReadLadder { app_id: SIBLING, by, page }).expect("an answer");
    rows.into_iter().map(|row| (row.position, row.account.id, row.value)).collect()
}

/// The largest value comes first, equal ones in order of their ids; a group of titles shares the ladder (MLS-103).
pub fn ladders(client: &mut Client) {
    let [a, b, c] = three(client);
    let strange = client.ask(registration(STRANGER, "a")).expect("free there");
    for (account, value) in [(&a, 5), (&b, 7), (&c, 5), (&strange, 9)] {
        let who = LadderOwner::Player(account.id);
        assert_eq!(client.ask(SaveLadderStats { who, values: vec![0, value] }), Ok(()));
    }
    assert_eq!(client.ask(SaveAccountStats { account_id: b.id, stats: vec![4; 256] }), Ok(()));
    let by = LadderBy::Stat(1);
    let expected = [(1, b.id, 7), (2, a.id, 5), (3, c.id, 5), (4, RESET, 0)];
    assert_eq!(ranked(client, by, Page::ALL), expected);
    assert_eq!(ranked(client, by, Page { skip: 1, take: 2 }), expected[1..3]);
    assert_eq!(ranked(client, by, Page { skip: 4, take: 2 }), []);
    // A statistic that does not exist is 0 for everybody.
    assert_eq!(ranked(client, LadderBy::Stat(100), Page { skip: 0, take: 1 }), [(1, RESET, 0)]);
    let first = client.ask(ReadLadder { app_id: APP, by, page: Page { skip: 0, take: 1 } });
    let row = RankedPlayer { position: 1, account: b.clone(), value: 7, stats: vec![4; 256] };
    assert_eq!(first, Ok(vec![row]));

    let find = |app_id, account_id| FindLadderPosition { app_id, by, account_id };
    assert_eq!(client.ask(find(APP, c.id)), Ok(Position { place: 3, of: 4 }));
    assert_eq!(client.ask(find(STRANGER, strange.id)), Ok(Position { place: 1, of: 1 }));
    for missing in [find(APP, NOBODY), find(STRANGER, c.id)] {
        assert_eq!(client.ask(missing), refused(AccountMissing::NoAccount));
    }
    assert_eq!(client.ask(CountLadder { app_id: SIBLING }), Ok(4));
    assert_eq!(client.ask(CountLadder { app_id: STRANGER }), Ok(1));
}

/// A slice of the account statistics ranks as bytes, both ends included (MLS-104).
pub fn slices(client: &mut Client) {
    let [a, b, c] = three(client);
    for (account, slice) in [(&a, [1, 0, 9]), (&b, [1, 1, 0]), (&c, [0, 255, 255])] {
        let mut stats = vec![0; 256];
        stats[4..7].copy_from_slice(&slice);
        assert_eq!(client.ask(SaveAccountStats { account_id: account.id, stats }), Ok(()));
    }
    let ids = |client: &mut Client, first, last| -> Vec<AccountId> {
        let rows = ranked(client, LadderBy::Slice { first, last }, Page::ALL);
        assert!(rows.iter().all(|(_, _, value)| *value == 0));
        rows.into_iter().map(|(_, id, _)| id).collect()
    };
    assert_eq!(ids(client, 4, 6), [b.id, a.id, c.id, RESET]);
    assert_eq!(ids(client, 4, 4), [a.id, b.id, RESET, c.id]);
    assert_eq!(ids(client, 6, 6), [c.id, a.id, RESET, b.id]);
    let by = LadderBy::Slice { first: 4, last: 6 };
    let position = client.ask(FindLadderPosition { app_id: APP, by, account_id: a.id });
    assert_eq!(position, Ok(Position { place: 2, of: 4 }));
}

/// Clans that go on have a ladder of their own (MLS-106).
pub fn clan_ladders(client: &mut Client) {
    let [a, b, c] = three(client);
    let [one, two, gone] = [("one", &a), ("two", &b), ("gone", &c)].map(|(name, by)| found(client, name, by));
    for (clan, value) in [(&one, 3), (&two, 4), (&gone, 5)] {
        let who = LadderOwner::Clan(clan.id);
        assert_eq!(client.ask(SaveLadderStats { who, values: vec![value] }), Ok(()));
    }
    assert_eq!(client.ask(DisbandClan { clan_id: gone.id, by: c.id }), Ok(()));
    let read = |page| ReadClanLadder { app_id: SIBLING, stat: 0, page };
    let rows = [(1, &two, 4), (2, &one, 3)].map(|(position, clan, value)| RankedClan {
        position,
        clan_id: clan.id,
        name: clan.name.clone(),
        value,
    });
    assert_eq!(client.ask(read(Page::ALL)), Ok(rows.to_vec()));
    assert_eq!(client.ask(read(Page { skip: 1, take: 9 })), Ok(rows[1..].to_vec()));
    let find = |app_id, clan_id| FindClanLadderPosition { app_id, stat: 0, clan_id };
    assert_eq!(client.ask(find(APP, one.id)), Ok(Position { place: 2, of: 2 }));
    for missing in [find(APP, gone.id), find(APP, NO_CLAN), find(STRANGER, one.id)] {
        assert_eq!(client.ask(missing), refused(ClanMissing::NoClan));
    }
    assert_eq!(client.ask(CountClanLadder { app_id: SIBLING }), Ok(2));
    assert_eq!(client.ask(CountClanLadder { app_id: STRANGER }), Ok(0));
}
