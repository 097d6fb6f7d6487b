//! Buddies and ignored players.

use clank_core::ids::AccountId;
use clank_core::store::{
    Account, AddBuddy, AddToListRefusal, AnswerBuddyInvitation, AnswerBuddyRefusal, BuddyInvitation, DeleteAccount,
    IgnorePlayer, InviteBuddy, InviteBuddyRefusal, ListBuddyInvitations, ListIgnored, ReadArrival, RemoveBuddy,
    UnignorePlayer,
};
use clank_core::wire::BuddyAddType;

use super::{APP, Client, NOBODY, SIBLING, STRANGER, refused, registration, secret};

fn four(client: &mut Client) -> [Account; 4] {
    ["a", "b", "c", "d"].map(|name| client.register(name))
}

/// The buddies and the ignored players of an account.
fn lists(client: &mut Client, account_id: AccountId) -> (Vec<Account>, Vec<AccountId>) {
    let arrival = client.ask(ReadArrival { account_id, app_id: APP }).expect("an arrival");
    (arrival.buddies, arrival.ignored)
}

/// A buddy is added once, and taken off the ignored players (MLS-40, MLS-41).
pub fn buddy_lists(client: &mut Client) {
    let [a, b, c, d] = four(client);
    let add = |other, max| AddBuddy { own: a.id, other, max };
    assert_eq!(client.ask(IgnorePlayer { own: a.id, other: c.id, max: 2 }), Ok(c.clone()));
    assert_eq!(client.ask(add(NOBODY, 2)), refused(AddToListRefusal::NoAccount));
    assert_eq!(client.ask(add(c.id, 2)), Ok(c.clone()));
    assert_eq!(client.ask(add(b.id, 2)), Ok(b.clone()));
    assert_eq!(lists(client, a.id), (vec![c.clone(), b.clone()], vec![]));
    assert_eq!(client.ask(add(b.id, 2)), refused(AddToListRefusal::Exists));
    assert_eq!(client.ask(add(d.id, 2)), refused(AddToListRefusal::Full));
    for _ in 0..2 {
        assert_eq!(client.ask(RemoveBuddy { own: a.id, other: c.id }), Ok(()));
    }
    assert_eq!(client.ask(add(d.id, 2)), Ok(d.clone()));
    assert_eq!(lists(client, a.id).0, [b.clone(), d]);
    assert_eq!(lists(client, b.id).0, []);
}

/// An ignored player is no buddy (MLS-46, MLS-47, MLS-48).
pub fn ignored_players(client: &mut Client) {
    let [a, b, c, d] = four(client);
    let ignore = |other, max| IgnorePlayer { own: a.id, other, max };
    assert_eq!(client.ask(AddBuddy { own: a.id, other: b.id, max: 2 }), Ok(b.clone()));
    assert_eq!(client.ask(ignore(NOBODY, 2)), refused(AddToListRefusal::NoAccount));
    assert_eq!(client.ask(ignore(c.id, 2)), Ok(c.clone()));
    assert_eq!(client.ask(ignore(b.id, 2)), Ok(b.clone()));
    assert_eq!(client.ask(ignore(b.id, 2)), refused(AddToListRefusal::Exists));
    assert_eq!(client.ask(ignore(d.id, 2)), refused(AddToListRefusal::Full));
    assert_eq!(lists(client, a.id), (vec![], vec![c.id, b.id]));
    assert_eq!(client.ask(ListIgnored { own: a.id }), Ok(vec![c.clone(), b.clone()]));
    for _ in 0..2 {
        assert_eq!(client.ask(UnignorePlayer { own: a.id, other: c.id }), Ok(()));
    }
    assert_eq!(client.ask(ListIgnored { own: a.id }), Ok(vec![b]));
    assert_eq!(client.ask(ListIgnored { own: c.id }), Ok(vec![]));
}

fn invite(from: &Account, to: AccountId, add_type: BuddyAddType, max: u32) -> InviteBuddy {
    InviteBuddy { from: from.id, to, add_type, max }
}

/// Invitations wait, one of each who asks, and not too many (MLS-44, MLS-45).
pub fn invitations(client: &mut Client) {
    let [a, b, c, d] = four(client);
    let (single, symmetric) = (BuddyAddType::SINGLE, BuddyAddType::SYMMETRIC);
    assert_eq!(client.ask(invite(&a, NOBODY, single, 2)), refused(InviteBuddyRefusal::NoAccount));
    assert_eq!(client.ask(invite(&a, d.id, single, 2)), Ok(()));
    assert_eq!(client.ask(invite(&b, d.id, symmetric, 2)), Ok(()));
    assert_eq!(client.ask(invite(&c, d.id, single, 2)), refused(InviteBuddyRefusal::Full));
    // In place of the earlier one, and last.
    assert_eq!(client.ask(invite(&a, d.id, symmetric, 2)), Ok(()));
    let row = |from: &Account, add_type| BuddyInvitation { from: from.clone(), add_type };
    let waiting = client.ask(ListBuddyInvitations { to: d.id });
    assert_eq!(waiting, Ok(vec![row(&b, symmetric), row(&a, symmetric)]));
    assert_eq!(client.ask(ListBuddyInvitations { to: a.id }), Ok(vec![]));
}

/// Nobody gets a buddy who did not ask; single gives the one who asked a buddy, symmetric both (MLS-44).
pub fn answers(client: &mut Client) {
    let [a, b, c, d] = four(client);
    let answer = |from: &Account, asked, accepted, both| AnswerBuddyInvitation {
        from: from.id,
        to: d.id,
        asked,
        accepted,
        both,
        max: 9,
    };
    assert_eq!(client.ask(answer(&a, false, true, false)), refused(AnswerBuddyRefusal::NoInvitation));
    for from in [&a, &b] {
        assert_eq!(client.ask(invite(from, d.id, BuddyAddType::SINGLE, 9)), Ok(()));
    }
    assert_eq!(client.ask(answer(&a, false, true, false)), Ok(a.clone()));
    assert_eq!(lists(client, a.id).0, std::slice::from_ref(&d));
    assert_eq!(lists(client, d.id).0, []);
    // It waits no longer.
    assert_eq!(client.ask(answer(&a, false, true, false)), refused(AnswerBuddyRefusal::NoInvitation));
    assert_eq!(client.ask(answer(&b, false, false, true)), Ok(b.clone()));
    assert_eq!(lists(client, b.id).0, []);
    assert_eq!(client.ask(ListBuddyInvitations { to: d.id }), Ok(vec![]));
    // The lobby knows of a question that never waited.
    assert_eq!(client.ask(IgnorePlayer { own: d.id, other: c.id, max: 9 }), Ok(c.clone()));
    for _ in 0..2 {
        assert_eq!(client.ask(answer(&c, true, true, true)), Ok(c.clone()));
        assert_eq!(lists(client, c.id).0, std::slice::from_ref(&d));
        assert_eq!(lists(client, d.id), (vec![c.clone()], vec![]));
    }
    assert_eq!(client.ask(DeleteAccount { account_id: a.id, password: secret("a") }), Ok(()));
    assert_eq!(client.ask(answer(&a, true, true, false)), refused(AnswerBuddyRefusal::NoAccount));
}

/// A full list takes nobody more, and the other does not change, either; the invitation is answered all the same
/// (MLS-44).
pub fn full_lists(client: &mut Client) {
    let [a, b, c, d] = four(client);
    let answer = |from: &Account, to: &Account| AnswerBuddyInvitation {
        from: from.id,
        to: to.id,
        asked: false,
        accepted: true,
        both: true,
        max: 1,
    };
    assert_eq!(client.ask(AddBuddy { own: a.id, other: c.id, max: 1 }), Ok(c.clone()));
    assert_eq!(client.ask(invite(&a, b.id, BuddyAddType::SYMMETRIC, 9)), Ok(()));
    assert_eq!(client.ask(answer(&a, &b)), refused(AnswerBuddyRefusal::Full));
    assert_eq!(client.ask(answer(&a, &b)), refused(AnswerBuddyRefusal::NoInvitation));
    assert_eq!((lists(client, a.id).0, lists(client, b.id).0), (vec![c.clone()], vec![]));
    // The second list is full.
    assert_eq!(client.ask(IgnorePlayer { own: d.id, other: a.id, max: 9 }), Ok(a.clone()));
    assert_eq!(client.ask(invite(&d, a.id, BuddyAddType::SYMMETRIC, 9)), Ok(()));
    assert_eq!(client.ask(answer(&d, &a)), refused(AnswerBuddyRefusal::Full));
    assert_eq!(lists(client, d.id), (vec![], vec![a.id]));
    // Who has the other already needs no room.
    assert_eq!(client.ask(invite(&c, a.id, BuddyAddType::SYMMETRIC, 9)), Ok(()));
    assert_eq!(client.ask(answer(&c, &a)), Ok(c.clone()));
    assert_eq!((lists(client, c.id).0, lists(client, a.id).0), (vec![a], vec![c]));
}

/// Accounts of another group are put on no list, and are not asked (ST-51).
pub fn strangers(client: &mut Client) {
    let [a, ..] = four(client);
    let strange = client.ask(registration(STRANGER, "strange")).expect("free there").id;
    let sibling = client.ask(registration(SIBLING, "sibling")).expect("free there");
    let ask = |client: &mut Client, other| {
        let buddy = client.ask(AddBuddy { own: a.id, other, max: 9 });
        let ignored = client.ask(IgnorePlayer { own: a.id, other, max: 9 });
        (buddy, ignored, client.ask(invite(&a, other, BuddyAddType::SINGLE, 9)))
    };
    let missing = AddToListRefusal::NoAccount;
    assert_eq!(ask(client, strange), (refused(missing), refused(missing), refused(InviteBuddyRefusal::NoAccount)));
    assert_eq!(ask(client, sibling.id), (Ok(sibling.clone()), Ok(sibling.clone()), Ok(())));
    let answer = |from, to| AnswerBuddyInvitation { from, to, asked: true, accepted: true, both: true, max: 9 };
    assert_eq!(client.ask(answer(strange, a.id)), refused(AnswerBuddyRefusal::NoAccount));
    assert_eq!(lists(client, a.id), (vec![], vec![sibling.id]));
}
