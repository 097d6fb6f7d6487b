//! Buddies and ignored players.

use std::collections::BTreeMap;

use super::Memory;
use crate::ids::AccountId;
use crate::store::{
    AddBuddy, AddToListRefusal, Answer, AnswerBuddyInvitation, AnswerBuddyRefusal, BuddyInvitation, BuddyStore,
    IgnorePlayer, InviteBuddy, InviteBuddyRefusal, ListBuddyInvitations, ListIgnored, RemoveBuddy, UnignorePlayer,
};

type Lists = BTreeMap<AccountId, Vec<AccountId>>;

/// Whether an account is on a list, or has room there.
fn fits(lists: &Lists, own: AccountId, other: AccountId, max: u32) -> bool {
    lists.get(&own).map_or(max > 0, |list| list.contains(&other) || list.len() < max as usize)
}

/// Puts an account on a list, if it is not there; `false` where the list is full.
fn put(lists: &mut Lists, own: AccountId, other: AccountId, max: u32) -> bool {
    let list = lists.entry(own).or_default();
    if list.contains(&other) {
        return true;
    }
    let room = list.len() < max as usize;
    if room {
        list.push(other);
    }
    room
}

/// Adds an account to a list, on which it must not be yet.
fn add(lists: &mut Lists, own: AccountId, other: AccountId, max: u32) -> Result<(), AddToListRefusal> {
    if lists.get(&own).is_some_and(|list| list.contains(&other)) {
        return Err(AddToListRefusal::Exists);
    }
    if put(lists, own, other, max) { Ok(()) } else { Err(AddToListRefusal::Full) }
}

fn take(lists: &mut Lists, own: AccountId, other: AccountId) {
    if let Some(list) = lists.get_mut(&own) {
        list.retain(|id| *id != other);
    }
}

impl BuddyStore for Memory {
    fn add_buddy(&mut self, request: AddBuddy) -> Answer<AddBuddy> {
        let AddBuddy { own, other, max } = request;
        let account = self.account_for(own, other).ok_or(AddToListRefusal::NoAccount)?;
        add(&mut self.buddies, own, other, max)?;
        take(&mut self.ignored, own, other);
        Ok(account)
    }

    fn remove_buddy(&mut self, request: RemoveBuddy) -> Answer<RemoveBuddy> {
        take(&mut self.buddies, request.own, request.other);
        Ok(())
    }

    fn list_ignored(&mut self, request: ListIgnored) -> Answer<ListIgnored> {
        Ok(self.named_all(self.ignored.get(&request.own)))
    }

    fn ignore_player(&mut self, request: IgnorePlayer) -> Answer<IgnorePlayer> {
        let IgnorePlayer { own, other, max } = request;
        let account = self.account_for(own, other).ok_or(AddToListRefusal::NoAccount)?;
        add(&mut self.ignored, own, other, max)?;
        take(&mut self.buddies, own, other);
        Ok(account)
    }

    fn unignore_player(&mut self, request: UnignorePlayer) -> Answer<UnignorePlayer> {
        take(&mut self.ignored, request.own, request.other);
        Ok(())
    }

    fn invite_buddy(&mut self, request: InviteBuddy) -> Answer<InviteBuddy> {
        let InviteBuddy { from, to, add_type, max } = request;
        if self.account_for(from, to).is_none() {
            return Err(InviteBuddyRefusal::NoAccount.into());
        }
        let others = self.buddy_invitations.iter().filter(|(asks, asked, _)| *asked == to && *asks != from);
        if others.count() >= max as usize {
            return Err(InviteBuddyRefusal::Full.into());
        }
        self.buddy_invitations.retain(|(asks, asked, _)| (*asks, *asked) != (from, to));
        self.buddy_invitations.push((from, to, add_type));
        Ok(())
    }

    fn list_buddy_invitations(&mut self, request: ListBuddyInvitations) -> Answer<ListBuddyInvitations> {
        let waiting = self.buddy_invitations.iter().filter(|(_, asked, _)| *asked == request.to);
        let row = |(from, _, add_type): &_| BuddyInvitation { from: self.named(*from), add_type: *add_type };
        Ok(waiting.map(row).collect())
    }

    fn answer_buddy_invitation(&mut self, request: AnswerBuddyInvitation) -> Answer<AnswerBuddyInvitation> {
        let AnswerBuddyInvitation { from, to, asked, accepted, both, max } = request;
        let before = self.buddy_invitations.len();
        self.buddy_invitations.retain(|(asks, asked, _)| (*asks, *asked) != (from, to));
        if !asked && self.buddy_invitations.len() == before {
            return Err(AnswerBuddyRefusal::NoInvitation.into());
        }
        let asker = self.account_for(to, from).filter(|_| self.accounts.contains_key(&to));
        let asker = asker.ok_or(AnswerBuddyRefusal::NoAccount)?;
        let lists = [(accepted, from, to), (accepted && both, to, from)];
        let lists = || lists.into_iter().filter(|(wanted, ..)| *wanted);
        if lists().any(|(_, own, other)| !fits(&self.buddies, own, other, max)) {
            return Err(AnswerBuddyRefusal::Full.into());
        }
        for (_, own, other) in lists() {
            put(&mut self.buddies, own, other, max);
            take(&mut self.ignored, own, other);
        }
        Ok(asker)
    }
}
