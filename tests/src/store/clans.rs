//! Clans and their members.

use clank_core::ids::{AccountId, ClanId};
use clank_core::store::{
    Account, AnswerClanInvitation, Clan, ClanMember, ClanMembers, ClanMissing, CreateClan, CreateClanRefusal,
    DeleteAccount, DisbandClan, FindClanByName, FindClanOfAccount, InviteToClan, Invitee, LadderOwner, ListClanMembers,
    ListInvitationsToAccount, NotLeader, Page, ReadClan, RemoveClanMember, RemoveClanMemberRefusal, SaveAccountStats,
    SaveClanStats, SaveClanStatsRefusal, SaveLadderStats, TransferClan, TransferClanRefusal,
};

use super::{APP, Client, NOBODY, SIBLING, STRANGER, refused, registration, secret};

/// An id that no clan has.
pub const NO_CLAN: ClanId = ClanId(9_999);

/// Makes a clan of [`APP`].
pub fn found(client: &mut Client, name: &str, leader: &Account) -> Clan {
    let clan = client.ask(CreateClan { app_id: APP, name: name.into(), leader: leader.id });
    clan.expect("a free name and a leader without a clan")
}

/// Invites an account, which accepts.
pub fn join(client: &mut Client, clan: &Clan, account: &Account) {
    let (who, message) = (Invitee::Id(account.id), String::new());
    let invite = InviteToClan { clan_id: clan.id, by: clan.leader.id, who, message, max: 99 };
    assert_eq!(client.ask(invite), Ok(()));
    let open = ListInvitationsToAccount { account_id: account.id, page: Page::ALL };
    let invitation_id = client.ask(open).expect("an answer").last().expect("the invitation").id;
    let message = String::new();
    let accept = AnswerClanInvitation { invitation_id, by: account.id, accept: true, message, unix_s: 1 };
    assert!(client.ask(accept).is_ok_and(|joined| joined.is_some_and(|joined| joined.id == clan.id)));
}

/// Returns the ids of a clan's members.
pub fn member_ids(client: &mut Client, clan_id: ClanId) -> Vec<AccountId> {
    let found = client.ask(ListClanMembers { app_id: APP, clan_id, stat: 0 }).expect("a clan");
    found.members.into_iter().map(|member| member.account.id).collect()
}

/// A clan is made once by name and once by player (MLS-120).
pub fn creation(client: &mut Client) {
    let [a, b] = ["a", "b"].map(|name| client.register(name));
    let create = |app_id, name: &str, leader| CreateClan { app_id, name: name.into(), leader };
    let clan = found(client, "Clan", &a);
    let expected =
        Clan { id: clan.id, app_id: APP, name: "Clan".into(), leader: a.clone(), stats: vec![0; 256], active: true };
    assert_eq!(clan, expected);
    assert_eq!(client.ask(create(SIBLING, "other", a.id)), refused(CreateClanRefusal::HasClan));
    assert_eq!(client.ask(create(APP, "Clan", a.id)), refused(CreateClanRefusal::HasClan));
    assert_eq!(client.ask(create(SIBLING, "cLAN", b.id)), refused(CreateClanRefusal::NameTaken));
    let strange = client.ask(registration(STRANGER, "a")).expect("free there");
    assert!(client.ask(create(STRANGER, "Clan", strange.id)).is_ok());
}

/// A clan is found by id, by name in any case, and by member (MLS-122, MLS-123).
pub fn lookups(client: &mut Client) {
    let [a, b] = ["a", "b"].map(|name| client.register(name));
    let clan = found(client, "Clan", &a);
    let by_name = |app_id, name: &str| FindClanByName { app_id, name: name.into() };
    assert_eq!(client.ask(ReadClan { clan_id: clan.id }), Ok(clan.clone()));
    assert_eq!(client.ask(by_name(SIBLING, "cLaN")), Ok(clan.clone()));
    assert_eq!(client.ask(FindClanOfAccount { account_id: a.id }), Ok(clan));
    assert_eq!(client.ask(ReadClan { clan_id: NO_CLAN }), refused(ClanMissing::NoClan));
    assert_eq!(client.ask(by_name(STRANGER, "Clan")), refused(ClanMissing::NoClan));
    assert_eq!(client.ask(by_name(APP, "Clam")), refused(ClanMissing::NoClan));
    assert_eq!(client.ask(FindClanOfAccount { account_id: b.id }), refused(ClanMissing::NoClan));
}

/// Members are listed with their places on the ladder; they leave, or the leader removes them (MLS-128, MLS-130).
pub fn members(client: &mut Client) {
    let [a, b, c] = ["a", "b", "c"].map(|name| client.register(name));
    let clan = found(client, "clan", &a);
    join(client, &clan, &b);
    let who = LadderOwner::Player(b.id);
    assert_eq!(client.ask(SaveLadderStats { who, values: vec![0, 5] }), Ok(()));
    assert_eq!(client.ask(SaveAccountStats { account_id: b.id, stats: vec![9; 256] }), Ok(()));
    // The ladder holds the account of the rows, too: it was there first.
    let member = |account: &Account, byte, value, position| ClanMember {
        account: account.clone(),
        stats: vec![byte; 256],
        value,
        position,
    };
    let members = |client: &mut Client, stat| client.ask(ListClanMembers { app_id: APP, clan_id: clan.id, stat });
    let expected = ClanMembers { members: vec![member(&a, 0, 0, 3), member(&b, 9, 5, 1)], ladder_size: 4 };
    assert_eq!(members(client, 1), Ok(expected));
    let expected = ClanMembers { members: vec![member(&a, 0, 0, 2), member(&b, 9, 0, 3)], ladder_size: 4 };
    assert_eq!(members(client, 0), Ok(expected));
    let members_for = |client: &mut Client, app_id, clan_id| client.ask(ListClanMembers { app_id, clan_id, stat: 0 });
    assert_eq!(members_for(client, APP, NO_CLAN), refused(ClanMissing::NoClan));
    // Of another group's clan nothing is found (ST-51).
    assert_eq!(members_for(client, SIBLING, clan.id), members(client, 0));
    assert_eq!(members_for(client, STRANGER, clan.id), refused(ClanMissing::NoClan));

    let remove = |clan_id, by: &Account, account_id| RemoveClanMember { clan_id, by: by.id, account_id };
    assert_eq!(client.ask(remove(NO_CLAN, &a, b.id)), refused(RemoveClanMemberRefusal::NotMember));
    assert_eq!(client.ask(remove(clan.id, &a, c.id)), refused(RemoveClanMemberRefusal::NotMember));
    assert_eq!(client.ask(remove(clan.id, &c, b.id)), refused(RemoveClanMemberRefusal::Denied));
    assert_eq!(client.ask(remove(clan.id, &a, a.id)), refused(RemoveClanMemberRefusal::IsLeader));
    assert_eq!(client.ask(remove(clan.id, &b, a.id)), refused(RemoveClanMemberRefusal::IsLeader));
    assert_eq!(client.ask(remove(clan.id, &b, b.id)), Ok(()));
    assert_eq!(member_ids(client, clan.id), [a.id]);
    join(client, &clan, &c);
    assert_eq!(client.ask(remove(clan.id, &a, c.id)), Ok(()));
    assert_eq!(client.ask(FindClanOfAccount { account_id: c.id }), refused(ClanMissing::NoClan));
}

/// The lead goes to a member alone; a leader who is deleted leaves it to the next (MLS-129, DM-3).
pub fn leaders(client: &mut Client) {
    let [a, b, c] = ["a", "b", "c"].map(|name| client.register(name));
    let clan = found(client, "clan", &a);
    join(client, &clan, &b);
    let transfer = |by: &Account, to| TransferClan { clan_id: clan.id, by: by.id, to };
    assert_eq!(client.ask(transfer(&b, b.id)), refused(TransferClanRefusal::NotLeader));
    assert_eq!(client.ask(transfer(&a, c.id)), refused(TransferClanRefusal::NotMember));
    assert_eq!(client.ask(transfer(&a, NOBODY)), refused(TransferClanRefusal::NotMember));
    assert_eq!(client.ask(transfer(&a, b.id)), Ok(()));
    let read = ReadClan { clan_id: clan.id };
    assert_eq!(client.ask(read.clone()), Ok(Clan { leader: b.clone(), ..clan.clone() }));
    assert_eq!(client.ask(transfer(&a, a.id)), refused(TransferClanRefusal::NotLeader));
    for (account, leader) in [(&b, Some(&a)), (&a, None)] {
        let password = secret(&account.name);
        assert_eq!(client.ask(DeleteAccount { account_id: account.id, password }), Ok(()));
        let now = client.ask(read.clone()).expect("it is there");
        assert_eq!(now.active.then_some(&now.leader), leader);
    }
}

/// Any member stores a clan's statistics (MLS-132).
pub fn statistics(client: &mut Client) {
    let [a, b, c] = ["a", "b", "c"].map(|name| client.register(name));
    let clan = found(client, "clan", &a);
    join(client, &clan, &b);
    let save = |clan_id, by: &Account| SaveClanStats { clan_id, by: by.id, stats: vec![3; 256] };
    assert_eq!(client.ask(save(NO_CLAN, &a)), refused(SaveClanStatsRefusal::NoClan));
    assert_eq!(client.ask(save(clan.id, &c)), refused(SaveClanStatsRefusal::NotMember));
    assert_eq!(client.ask(save(clan.id, &b)), Ok(()));
    assert_eq!(client.ask(ReadClan { clan_id: clan.id }), Ok(Clan { stats: vec![3; 256], ..clan.clone() }));
    assert_eq!(client.ask(DisbandClan { clan_id: clan.id, by: a.id }), Ok(()));
    assert_eq!(client.ask(save(clan.id, &a)), refused(SaveClanStatsRefusal::NotMember));
}

/// A clan ends with its members and invitations; it can be read, and its name is free (MLS-121).
pub fn disbanding(client: &mut Client) {
    let [a, b, c] = ["a", "b", "c"].map(|name| client.register(name));
    let clan = found(client, "clan", &a);
    join(client, &clan, &b);
    let (who, message) = (Invitee::Id(c.id), String::new());
    let invite = InviteToClan { clan_id: clan.id, by: a.id, who, message, max: 9 };
    assert_eq!(client.ask(invite), Ok(()));
    let disband = |clan_id, by: &Account| DisbandClan { clan_id, by: by.id };
    assert_eq!(client.ask(disband(clan.id, &b)), refused(NotLeader::NotLeader));
    assert_eq!(client.ask(disband(NO_CLAN, &a)), refused(NotLeader::NotLeader));
    assert_eq!(client.ask(disband(clan.id, &a)), Ok(()));
    assert_eq!(client.ask(disband(clan.id, &a)), refused(NotLeader::NotLeader));
    assert_eq!(client.ask(ReadClan { clan_id: clan.id }), Ok(Clan { active: false, ..clan.clone() }));
    assert_eq!(member_ids(client, clan.id), []);
    assert_eq!(client.ask(FindClanOfAccount { account_id: b.id }), refused(ClanMissing::NoClan));
    assert_eq!(client.ask(ListInvitationsToAccount { account_id: c.id, page: Page::ALL }), Ok(vec![]));
    assert!(found(client, "CLAN", &b).id > clan.id);
}
