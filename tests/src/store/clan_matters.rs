//! Invitations to clans, their messages, and challenges between them.

use clank_core::ids::{ChallengeId, ClanId, ClanInvitationId, ClanMessageId};
use clank_core::store::{
    Account, AnswerClanInvitation, AnswerClanInvitationRefusal, Challenge, ChallengeClan, ChallengeClanRefusal,
    ClanInvitation, ClanMessage, ClanMessageRefusal, CreateClan, DeleteClanMessage, DisbandClan, InviteToClan,
    InviteToClanRefusal, Invitee, ListChallenges, ListClanMessages, ListInvitationsOfClan, ListInvitationsToAccount,
    ModifyClanMessage, MoveChallenge, MoveChallengeRefusal, NotLeader, Page, RevokeClanInvitation,
    RevokeClanInvitationRefusal, SendClanMessage,
};
use clank_core::wire::{ClanChallengeStatus as Status, ClanInvitationsResponseStatus, ClanMessageStatus};

use super::clans::{NO_CLAN, found, join, member_ids};
use super::{APP, Client, NOBODY, SIBLING, STRANGER, refused, registration};

fn invite(clan_id: ClanId, by: &Account, who: Invitee, max: u32) -> InviteToClan {
    InviteToClan { clan_id, by: by.id, who, message: "come".into(), max }
}

/// The leader invites, by id or by name; each player of the group once, and not too many (MLS-124
/// to MLS-127, ST-51).
pub fn invitations(client: &mut Client) {
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| client.register(name));
    let strange = client.ask(registration(STRANGER, "strange")).expect("free there");
    let clan = found(client, "clan", &a);
    let by_name = |name: &str| Invitee::Name(name.into());
    let ask = |client: &mut Client, by, who| client.ask(invite(clan.id, by, who, 2));
    assert_eq!(ask(client, &b, Invitee::Id(c.id)), refused(InviteToClanRefusal::NotLeader));
    assert_eq!(client.ask(invite(NO_CLAN, &a, Invitee::Id(c.id), 2)), refused(InviteToClanRefusal::NotLeader));
    assert_eq!(ask(client, &a, Invitee::Id(NOBODY)), refused(InviteToClanRefusal::NoAccount));
    assert_eq!(ask(client, &a, by_name("strange")), refused(InviteToClanRefusal::NoAccount));
    assert_eq!(ask(client, &a, Invitee::Id(strange.id)), refused(InviteToClanRefusal::NoAccount));
    assert_eq!(ask(client, &a, by_name("C")), Ok(()));
    assert_eq!(ask(client, &a, Invitee::Id(c.id)), refused(InviteToClanRefusal::Exists));
    assert_eq!(ask(client, &a, Invitee::Id(b.id)), Ok(()));
    assert_eq!(ask(client, &a, Invitee::Id(d.id)), refused(InviteToClanRefusal::Full));

    let of_clan = |page| ListInvitationsOfClan { clan_id: clan.id, page };
    let open = client.ask(of_clan(Page::ALL)).expect("an answer");
    let expected = |id, invited: &Account| ClanInvitation {
        id,
        clan_id: clan.id,
        clan_name: "clan".into(),
        leader: a.clone(),
        invited: invited.clone(),
        message: "come".into(),
        response: ClanInvitationsResponseStatus::UNDECIDED,
        response_message: String::new(),
        response_time: 0,
    };
    assert_eq!(open, [expected(open[0].id, &c), expected(open[1].id, &b)]);
    assert_eq!(client.ask(of_clan(Page { skip: 1, take: 1 })), Ok(vec![open[1].clone()]));
    let to_account = |account: &Account, page| ListInvitationsToAccount { account_id: account.id, page };
    assert_eq!(client.ask(to_account(&c, Page::ALL)), Ok(vec![open[0].clone()]));
    assert_eq!(client.ask(to_account(&c, Page { skip: 1, take: 9 })), Ok(vec![]));

    let revoke = |by: &Account, of: &Account| RevokeClanInvitation { clan_id: clan.id, by: by.id, account_id: of.id };
    assert_eq!(client.ask(revoke(&b, &c)), refused(RevokeClanInvitationRefusal::NotLeader));
    assert_eq!(client.ask(revoke(&a, &d)), refused(RevokeClanInvitationRefusal::NoInvitation));
    assert_eq!(client.ask(revoke(&a, &c)), Ok(()));
    assert_eq!(client.ask(revoke(&a, &c)), refused(RevokeClanInvitationRefusal::NoInvitation));
    assert_eq!(client.ask(to_account(&c, Page::ALL)), Ok(vec![]));
    // What is not open takes no room.
    assert_eq!(ask(client, &a, Invitee::Id(d.id)), Ok(()));
}

/// The invited player answers once; who joins has no other clan (MLS-127).
pub fn answers(client: &mut Client) {
    let [a, b, c] = ["a", "b", "c"].map(|name| client.register(name));
    let clan = found(client, "clan", &a);
    let answer = |invitation_id, by: &Account, accept| AnswerClanInvitation {
        invitation_id,
        by: by.id,
        accept,
        message: "well".into(),
        unix_s: 77,
    };
    let mut ids = Vec::new();
    for invited in [&b, &c] {
        assert_eq!(client.ask(invite(clan.id, &a, Invitee::Id(invited.id), 9)), Ok(()));
        let open = client.ask(ListInvitationsToAccount { account_id: invited.id, page: Page::ALL });
        ids.extend(open.expect("an answer").into_iter().map(|one| one.id));
    }
    let [for_b, for_c] = ids[..] else { panic!("two invitations: {ids:?}") };
    let no_invitation = || refused(AnswerClanInvitationRefusal::NoInvitation);
    assert_eq!(client.ask(answer(ClanInvitationId(9_999), &b, true)), no_invitation());
    assert_eq!(client.ask(answer(for_b, &c, true)), no_invitation());
    assert_eq!(client.ask(answer(for_b, &b, true)), Ok(Some(clan.clone())));
    assert_eq!(client.ask(answer(for_b, &b, true)), no_invitation());
    assert_eq!(member_ids(client, clan.id), [a.id, b.id]);
    let other = found(client, "other", &c);
    assert_eq!(client.ask(answer(for_c, &c, true)), refused(AnswerClanInvitationRefusal::HasClan));
    assert_eq!(client.ask(answer(for_c, &c, false)), Ok(None));
    assert_eq!(client.ask(answer(for_c, &c, false)), no_invitation());
    assert_eq!(member_ids(client, other.id), [c.id]);
}

/// The leader writes; the newest message comes first, and the oldest goes where there are too many (MLS-131).
pub fn messages(client: &mut Client) {
    let [a, b] = ["a", "b"].map(|name| client.register(name));
    let clan = found(client, "clan", &a);
    join(client, &clan, &b);
    let send = |by: &Account, text: &str| SendClanMessage { clan_id: clan.id, by: by.id, text: text.into(), max: 2 };
    assert_eq!(client.ask(send(&b, "no")), refused(NotLeader::NotLeader));
    for text in ["one", "two", "three"] {
        assert_eq!(client.ask(send(&a, text)), Ok(()));
    }
    let list = |page| ListClanMessages { clan_id: clan.id, page };
    let known = client.ask(list(Page::ALL)).expect("an answer");
    let [three, two] = [known[0].id, known[1].id];
    let message = |id, text: &str, status| ClanMessage { id, text: text.into(), status };
    let unread = ClanMessageStatus::UNREAD;
    assert_eq!(known, [message(three, "three", unread), message(two, "two", unread)]);
    assert_eq!(client.ask(list(Page { skip: 0, take: 1 })), Ok(vec![known[0].clone()]));
    assert_eq!(client.ask(ListClanMessages { clan_id: NO_CLAN, page: Page::ALL }), Ok(vec![]));

    let none = ClanMessageId(9_999);
    let modify =
        |by: &Account, message_id| ModifyClanMessage { clan_id: clan.id, by: by.id, message_id, text: "new".into() };
    assert_eq!(client.ask(modify(&b, two)), refused(ClanMessageRefusal::NotLeader));
    assert_eq!(client.ask(modify(&a, none)), refused(ClanMessageRefusal::NoMessage));
    assert_eq!(client.ask(modify(&a, two)), Ok(()));
    let modified = message(two, "new", ClanMessageStatus::MODIFIED);
    assert_eq!(client.ask(list(Page::ALL)), Ok(vec![known[0].clone(), modified.clone()]));
    let delete = |by: &Account, message_id| DeleteClanMessage { clan_id: clan.id, by: by.id, message_id };
    assert_eq!(client.ask(delete(&b, three)), refused(ClanMessageRefusal::NotLeader));
    assert_eq!(client.ask(delete(&a, none)), refused(ClanMessageRefusal::NoMessage));
    assert_eq!(client.ask(delete(&a, three)), Ok(()));
    assert_eq!(client.ask(delete(&a, three)), refused(ClanMessageRefusal::NoMessage));
    assert_eq!(client.ask(list(Page::ALL)), Ok(vec![modified]));
}

fn challenge(clan_id: ClanId, by: &Account, against: ClanId, max: u32) -> ChallengeClan {
    ChallengeClan { clan_id, by: by.id, against, message: "fight".into(), max, unix_s: 5 }
}

fn all(clan_id: ClanId) -> ListChallenges {
    ListChallenges { app_id: APP, clan_id, status: None, challenging: None, page: Page::ALL }
}

/// A leader challenges another clan of the group; both see it, and nobody of another group (MLS-133, ST-51).
pub fn challenges(client: &mut Client) {
    let [a, b, c] = ["a", "b", "c"].map(|name| client.register(name));
    let [one, two, three] = [("one", &a), ("two", &b), ("three", &c)].map(|(name, by)| found(client, name, by));
    assert_eq!(client.ask(DisbandClan { clan_id: three.id, by: c.id }), Ok(()));
    assert_eq!(client.ask(challenge(one.id, &b, two.id, 2)), refused(ChallengeClanRefusal::NotLeader));
    let foreign = client.ask(registration(STRANGER, "foreign")).expect("free there");
    let wanted = CreateClan { app_id: STRANGER, name: "foreign".into(), leader: foreign.id };
    let elsewhere = client.ask(wanted).expect("a free name").id;
    for against in [NO_CLAN, three.id, elsewhere] {
        assert_eq!(client.ask(challenge(one.id, &a, against, 2)), refused(ChallengeClanRefusal::NoClan));
    }
    assert_eq!(client.ask(challenge(one.id, &a, two.id, 1)), Ok(()));
    assert_eq!(client.ask(challenge(one.id, &a, two.id, 1)), refused(ChallengeClanRefusal::Full));
    assert_eq!(client.ask(challenge(two.id, &b, one.id, 1)), Ok(()));
    let found = client.ask(all(one.id)).expect("an answer");
    let expected = |id, by: (ClanId, &str), against: (ClanId, &str)| Challenge {
        id,
        challenger_id: by.0,
        against_id: against.0,
        challenger_name: by.1.into(),
        against_name: against.1.into(),
        status: Status::REQUEST,
        message: "fight".into(),
        response_message: String::new(),
        response_time: 5,
    };
    let (first, second) = ((one.id, "one"), (two.id, "two"));
    assert_eq!(found, [expected(found[0].id, second, first), expected(found[1].id, first, second)]);
    assert_eq!(client.ask(all(two.id)), Ok(found.clone()));
    assert_eq!(client.ask(ListChallenges { app_id: SIBLING, ..all(two.id) }), Ok(found.clone()));
    assert_eq!(client.ask(ListChallenges { app_id: STRANGER, ..all(two.id) }), Ok(vec![]));
    assert_eq!(client.ask(all(three.id)), Ok(vec![]));
    for (challenging, row) in [(true, &found[1]), (false, &found[0])] {
        let own = ListChallenges { challenging: Some(challenging), ..all(one.id) };
        assert_eq!(client.ask(own), Ok(vec![row.clone()]));
    }
    let second = ListChallenges { page: Page { skip: 1, take: 1 }, ..all(one.id) };
    assert_eq!(client.ask(second), Ok(vec![found[1].clone()]));
    assert_eq!(client.ask(ListChallenges { status: Some(Status::ACCEPTED), ..all(one.id) }), Ok(vec![]));
}

/// The side whose turn it is moves a challenge on, from a state that allows it (MLS-133).
pub fn moves(client: &mut Client) {
    let [a, b] = ["a", "b"].map(|name| client.register(name));
    let [one, two] = [("one", &a), ("two", &b)].map(|(name, by)| found(client, name, by));
    assert_eq!(client.ask(challenge(one.id, &a, two.id, 9)), Ok(()));
    let before = client.ask(all(one.id)).expect("an answer")[0].clone();
    let accept = MoveChallenge {
        challenge_id: before.id,
        clan_id: two.id,
        by: b.id,
        from: vec![Status::REQUEST],
        to: Status::ACCEPTED,
        challenged: true,
        message: Some("well".into()),
        unix_s: 6,
    };
    let no_challenge = || refused(MoveChallengeRefusal::NoChallenge);
    let by_other = MoveChallenge { by: a.id, ..accept.clone() };
    assert_eq!(client.ask(by_other), refused(MoveChallengeRefusal::NotLeader));
    let missing = MoveChallenge { challenge_id: ChallengeId(9_999), ..accept.clone() };
    assert_eq!(client.ask(missing), no_challenge());
    let wrong_side = MoveChallenge { clan_id: one.id, by: a.id, ..accept.clone() };
    assert_eq!(client.ask(wrong_side), no_challenge());
    assert_eq!(client.ask(accept.clone()), Ok(()));
    assert_eq!(client.ask(accept.clone()), no_challenge());
    let after = Challenge { status: Status::ACCEPTED, response_message: "well".into(), response_time: 6, ..before };
    assert_eq!(client.ask(all(one.id)), Ok(vec![after.clone()]));
    let revoke = MoveChallenge {
        clan_id: one.id,
        by: a.id,
        from: vec![Status::REQUEST, Status::ACCEPTED],
        to: Status::REVOKED,
        challenged: false,
        message: None,
        unix_s: 7,
        ..accept
    };
    assert_eq!(client.ask(revoke), Ok(()));
    assert_eq!(client.ask(all(one.id)), Ok(vec![Challenge { status: Status::REVOKED, ..after }]));
}
