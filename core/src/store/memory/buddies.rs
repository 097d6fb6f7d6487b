//! Buddies and ignored players.

use std::collections::BTreeMap;

use super::{Memory, refused};
use crate::ids::AccountId;
use crate::store::{BuddyInvitation, BuddyRequest, Refusal, StoreReply};

/// Puts an account on a list; `false` where the list is full.
fn put(lists: &mut BTreeMap<AccountId, Vec<AccountId>>, own: AccountId, other: AccountId, most: u32) -> bool {
    let list = lists.entry(own).or_default();
    if list.contains(&other) {
        return true;
    }
    let room = list.len() < most as usize;
    if room {
        list.push(other);
    }
    room
}

fn take(lists: &mut BTreeMap<AccountId, Vec<AccountId>>, own: AccountId, other: AccountId) {
    if let Some(list) = lists.get_mut(&own) {
        list.retain(|id| *id != other);
    }
}

impl Memory {
    pub(super) fn buddy(&mut self, request: BuddyRequest) -> StoreReply {
        match request {
            BuddyRequest::Add { own, other, most } => {
                if !self.accounts.contains_key(&other) {
                    return refused(Refusal::NoAccount);
                }
                if self.buddies.get(&own).is_some_and(|list| list.contains(&other)) {
                    return refused(Refusal::Exists);
                }
                if !put(&mut self.buddies, own, other, most) {
                    return refused(Refusal::Full);
                }
                take(&mut self.ignored, own, other);
                StoreReply::Account(self.named(other))
            }
            BuddyRequest::Remove { own, other } => {
                take(&mut self.buddies, own, other);
                StoreReply::Done
            }
            BuddyRequest::Ignored { own } => {
                let list = self.ignored.get(&own).into_iter().flatten();
                StoreReply::Accounts(list.map(|id| self.named(*id)).collect())
            }
            BuddyRequest::Ignore { own, other, most } => {
                if !self.accounts.contains_key(&other) {
                    return refused(Refusal::NoAccount);
                }
                if self.ignored.get(&own).is_some_and(|list| list.contains(&other)) {
                    return refused(Refusal::Exists);
                }
                if !put(&mut self.ignored, own, other, most) {
                    return refused(Refusal::Full);
                }
                take(&mut self.buddies, own, other);
                StoreReply::Account(self.named(other))
            }
            BuddyRequest::Unignore { own, other } => {
                take(&mut self.ignored, own, other);
                StoreReply::Done
            }
            BuddyRequest::Invite { from, to, add_type, most } => {
                if !self.accounts.contains_key(&to) {
                    return refused(Refusal::NoAccount);
                }
                self.buddy_invitations.retain(|(asks, asked, _)| (*asks, *asked) != (from, to));
                let waiting = self.buddy_invitations.iter().filter(|(_, asked, _)| *asked == to);
                if waiting.count() >= most as usize {
                    return refused(Refusal::Full);
                }
                self.buddy_invitations.push((from, to, add_type));
                StoreReply::Done
            }
            BuddyRequest::Invitations { to } => {
                let waiting = self.buddy_invitations.iter().filter(|(_, asked, _)| *asked == to);
                let row = |(from, _, add_type): &(AccountId, AccountId, i32)| BuddyInvitation {
                    from: self.named(*from),
                    add_type: *add_type,
                };
                StoreReply::BuddyInvitations(waiting.map(row).collect())
            }
            BuddyRequest::Answer { from, to, asked, accepted, both, most } => {
                let before = self.buddy_invitations.len();
                self.buddy_invitations.retain(|(asks, asked, _)| (*asks, *asked) != (from, to));
                if !asked && self.buddy_invitations.len() == before {
                    return refused(Refusal::Missing);
                }
                if !self.accounts.contains_key(&from) || !self.accounts.contains_key(&to) {
                    return refused(Refusal::NoAccount);
                }
                let lists = [(accepted, from, to), (accepted && both, to, from)];
                for (_, own, other) in lists.into_iter().filter(|(wanted, ..)| *wanted) {
                    if !put(&mut self.buddies, own, other, most) {
                        return refused(Refusal::Full);
                    }
                    take(&mut self.ignored, own, other);
                }
                StoreReply::Done
            }
        }
    }
}
