//! Buddies and ignored players (lobby.md 5.4).

use serde::{Deserialize, Serialize};

use super::Account;
use super::requests::store_requests;
use crate::ids::AccountId;
use crate::wire::BuddyAddType;

store_requests! {
    /// A request about buddies and ignored players.
    BuddyRequest, BuddyReply, BuddyStore;

    /// Adds a buddy and takes them off the ignored players (MLS-40).
    fn add_buddy(AddBuddy {
        /// Whose list.
        own: AccountId,
        /// The buddy.
        other: AccountId,
        /// The largest number of entries of a list.
        max: u32,
    }) -> Account, refuses AddToListRefusal;

    /// Takes a buddy off; one who is none is no error (MLS-41).
    fn remove_buddy(RemoveBuddy {
        /// Whose list.
        own: AccountId,
        /// The buddy.
        other: AccountId,
    }) -> ();

    /// Reads the ignored players, in the order in which they were added (MLS-46).
    fn list_ignored(ListIgnored {
        /// Whose list.
        own: AccountId,
    }) reads -> Vec<Account>;

    /// Ignores a player and takes them off the buddies (MLS-47).
    fn ignore_player(IgnorePlayer {
        /// Whose list.
        own: AccountId,
        /// The player.
        other: AccountId,
        /// The largest number of entries of a list.
        max: u32,
    }) -> Account, refuses AddToListRefusal {
        /// There is no such account in the group of titles of the one who asks (ST-51).
        NoAccount,
        /// The list has the account already.
        Exists,
        /// The list is full.
        Full,
    };

    /// Ignores a player no more; one who is not ignored is no error (MLS-48).
    fn unignore_player(UnignorePlayer {
        /// Whose list.
        own: AccountId,
        /// The player.
        other: AccountId,
    }) -> ();

    /// Keeps an invitation for a player who is offline, in place of an earlier one of the same two (MLS-44).
    fn invite_buddy(InviteBuddy {
        /// Who asks.
        from: AccountId,
        /// Who is asked.
        to: AccountId,
        /// Whether each gets the other.
        add_type: BuddyAddType,
        /// The largest number of invitations that wait for one player.
        max: u32,
    }) -> (), refuses InviteBuddyRefusal {
        /// There is no such account in the group of titles of the one who asks (ST-51).
        NoAccount,
        /// As many wait for the player as are allowed.
        Full,
    };

    /// Reads the invitations that wait for a player, oldest first (MLS-45).
    fn list_buddy_invitations(ListBuddyInvitations {
        /// The player.
        to: AccountId,
    }) reads -> Vec<BuddyInvitation>;

    /// Answers an invitation, and returns who asked (MLS-44). It waits no longer, even where the answer is refused for
    /// another reason than that there is none; where one of two lists is full, neither changes.
    fn answer_buddy_invitation(AnswerBuddyInvitation {
        /// Who asked.
        from: AccountId,
        /// Who was asked.
        to: AccountId,
        /// Whether the lobby knows of the question; else an invitation has to wait.
        asked: bool,
        /// Whether the one who asked gets the other as a buddy.
        accepted: bool,
        /// Whether the other gets them, too.
        both: bool,
        /// The largest number of entries of a list.
        max: u32,
    }) -> Account, refuses AnswerBuddyRefusal {
        /// Nobody asked.
        NoInvitation,
        /// One of the two accounts is gone.
        NoAccount,
        /// A list is full.
        Full,
    };
}

/// An invitation to be a buddy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuddyInvitation {
    /// Who asks.
    pub from: Account,
    /// Whether each gets the other.
    pub add_type: BuddyAddType,
}
