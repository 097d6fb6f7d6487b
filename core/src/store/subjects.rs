//! All subjects together: what travels between a component and its store.

use serde::{Deserialize, Serialize};

use super::requests::{Answer, StoreError, SubjectRequest, outcome};
use super::{
    AccountReply, AccountRequest, AccountStore, BuddyReply, BuddyRequest, BuddyStore, ClanReply, ClanRequest,
    ClanStore, FileReply, FileRequest, FileStore, GameReply, GameRequest, GameStore, LadderReply, LadderRequest,
    LadderStore, TitleReply, TitleRequest, TitleStore,
};

/// A request to the store: what each declaration of `store_requests!` makes.
pub trait Request: SubjectRequest + Into<StoreRequest> {
    /// Wraps an answer in the reply that travels back.
    fn reply(answer: Answer<Self>) -> StoreReply;

    /// Takes the answer out of a reply.
    ///
    /// # Errors
    /// The reply itself, where it answers a request of another kind.
    fn answer_of(reply: StoreReply) -> Result<Answer<Self>, StoreReply>;
}

impl<R> Request for R
where
    R: SubjectRequest<
            Requests: Into<StoreRequest>,
            Replies: Into<StoreReply> + TryFrom<StoreReply, Error = StoreReply>,
        >,
{
    fn reply(answer: Answer<Self>) -> StoreReply {
        outcome(answer).map_or(StoreReply::Failed, |outcome| R::wrap(outcome).into())
    }

    fn answer_of(reply: StoreReply) -> Result<Answer<Self>, StoreReply> {
        if reply == StoreReply::Failed {
            return Ok(Err(StoreError::Failed));
        }
        R::outcome_of(reply.try_into()?).map(|outcome| outcome.map_err(StoreError::Refused)).map_err(Into::into)
    }
}

impl<R: SubjectRequest<Requests: Into<Self>>> From<R> for StoreRequest {
    fn from(request: R) -> Self {
        R::Requests::from(request).into()
    }
}

/// Puts the requests and replies of all subjects together.
macro_rules! subjects {
    ($($(#[$doc:meta])* $subject:ident: $requests:ident, $replies:ident, $store:ident;)*) => {
        /// A request, by its subject.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub enum StoreRequest {
            $($(#[$doc])* $subject($requests),)*
        }

        /// A reply, by the subject of its request; [`Request::answer_of`] gives it its type back.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub enum StoreReply {
            /// The store could not answer; nothing is known of the effect.
            Failed,
            $($(#[$doc])* $subject($replies),)*
        }

        impl StoreRequest {
            /// Returns the request's name, for events.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$subject(request) => request.name(),)*
                }
            }

            /// Has the tables answer the request.
            pub fn answer_from<S: $($store +)* ?Sized>(self, store: &mut S) -> StoreReply {
                match self {
                    $(Self::$subject(request) => {
                        request.answer_from(store).map_or(StoreReply::Failed, StoreReply::$subject)
                    })*
                }
            }
        }

        $(
            impl From<$requests> for StoreRequest {
                fn from(request: $requests) -> Self {
                    Self::$subject(request)
                }
            }

            impl From<$replies> for StoreReply {
                fn from(reply: $replies) -> Self {
                    Self::$subject(reply)
                }
            }

            impl TryFrom<StoreReply> for $replies {
                type Error = StoreReply;

                fn try_from(reply: StoreReply) -> Result<Self, StoreReply> {
                    match reply {
                        StoreReply::$subject(reply) => Ok(reply),
                        other => Err(other),
                    }
                }
            }
        )*
    };
}

subjects! {
    /// Accounts, bans and who is online.
    Account: AccountRequest, AccountReply, AccountStore;
    /// What a title shows: texts and places.
    Title: TitleRequest, TitleReply, TitleStore;
    /// Buddies and ignored players.
    Buddy: BuddyRequest, BuddyReply, BuddyStore;
    /// Clans.
    Clan: ClanRequest, ClanReply, ClanStore;
    /// Ladder statistics.
    Ladder: LadderRequest, LadderReply, LadderStore;
    /// Files.
    File: FileRequest, FileReply, FileStore;
    /// Games, for those who look from outside.
    Game: GameRequest, GameReply, GameStore;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{AccountId, AppId};
    use crate::secret::Secret;
    use crate::store::{AccountMissing, ChangePassword, ClanMissing, FindAccountByName, FindClanByName, ReadClan};

    #[test]
    fn a_reply_is_an_answer_to_its_own_request_alone() {
        let refused = || Err(StoreError::Refused(ClanMissing::NoClan));
        let reply = ReadClan::reply(refused());
        assert_eq!(ReadClan::answer_of(reply.clone()), Ok(refused()));
        // One of the same subject that looks alike, and one of another.
        assert_eq!(FindClanByName::answer_of(reply.clone()), Err(reply.clone()));
        assert_eq!(FindAccountByName::answer_of(reply.clone()), Err(reply));
        let failed = FindAccountByName::reply(Err(StoreError::Failed));
        assert_eq!(failed, StoreReply::Failed);
        assert_eq!(ReadClan::answer_of(failed), Ok(Err(StoreError::Failed)));
        let other = FindAccountByName::reply(Err(AccountMissing::NoAccount.into()));
        assert_eq!(other, AccountReply::FindAccountByName(Err(AccountMissing::NoAccount)).into());
    }

    #[test]
    fn a_request_has_a_name_and_shows_no_secret() {
        let (old, new) = (Secret::new("before".to_owned()), Secret::new("after".to_owned()));
        let request: StoreRequest = ChangePassword { account_id: AccountId(1), old, new }.into();
        assert_eq!((request.name(), ChangePassword::NAME), ("ChangePassword", "ChangePassword"));
        let shown = format!("{request:?}");
        assert!(shown.contains("AccountId(1)") && !shown.contains("before") && !shown.contains("after"), "{shown}");
        let find = FindAccountByName { app_id: AppId(1), name: "a".into() };
        assert_eq!(StoreRequest::from(find).name(), "FindAccountByName");
    }
}
