//! Buddies and ignored players (lobby.md 5.4).

use serde::{Deserialize, Serialize};

use super::Account;
use crate::ids::AccountId;

/// A request about buddies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
pub enum BuddyRequest {
    /// Adds a buddy and takes him off the ignored ones (MLS-40); answered by `Account`, `NoAccount`, `Exists` or
    /// `Full`.
    #[strum(serialize = "AddBuddy")]
    Add {
        /// Whose list.
        own: AccountId,
        /// The buddy.
        other: AccountId,
        /// Most entries of a list.
        most: u32,
    },
    /// Takes a buddy off; one who is none is no error (MLS-41); answered by `Done`.
    #[strum(serialize = "RemoveBuddy")]
    Remove {
        /// Whose list.
        own: AccountId,
        /// The buddy.
        other: AccountId,
    },
    /// Reads the ignored players (MLS-46); answered by `Accounts`.
    Ignored {
        /// Whose list.
        own: AccountId,
    },
    /// Ignores a player and takes him off the buddies (MLS-47); answered like `Add`.
    Ignore {
        /// Whose list.
        own: AccountId,
        /// The player.
        other: AccountId,
        /// Most entries of a list.
        most: u32,
    },
    /// Ignores a player no more (MLS-48); answered by `Done`.
    Unignore {
        /// Whose list.
        own: AccountId,
        /// The player.
        other: AccountId,
    },
    /// Keeps an invitation for a player who is offline (MLS-44); answered by `Done`, `NoAccount` or `Full`.
    #[strum(serialize = "InviteBuddy")]
    Invite {
        /// Who asks.
        from: AccountId,
        /// Who is asked.
        to: AccountId,
        /// MediusBuddyAddType: 0 single, 1 symmetric.
        add_type: i32,
        /// Most invitations that wait for one player.
        most: u32,
    },
    /// Reads the invitations that wait for a player (MLS-45); answered by `BuddyInvitations`.
    #[strum(serialize = "BuddyInvitations")]
    Invitations {
        /// The player.
        to: AccountId,
    },
    /// The one who was asked answers (MLS-44): an invitation waits no longer. Answered by `Done`, `Full`, `NoAccount` or,
    /// where nobody asked, `Missing`.
    #[strum(serialize = "AnswerBuddy")]
    Answer {
        /// Who asked.
        from: AccountId,
        /// Who was asked.
        to: AccountId,
        /// Whether the lobby knows of the question; else an invitation has to wait.
        asked: bool,
        /// Whether he who asked gets the other as a buddy.
        accepted: bool,
        /// Whether the other gets him, too.
        both: bool,
        /// Most entries of a list.
        most: u32,
    },
}

/// An invitation to be a buddy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuddyInvitation {
    /// Who asks.
    pub from: Account,
    /// MediusBuddyAddType: 0 single, 1 symmetric.
    pub add_type: i32,
}
