//! The mechanism of requests: one declaration gives the request, its reply, what refuses it, and the method of the
//! trait that a backend implements.
//!
//! ```text
//! store_requests! {
//!     /// A request about clans.
//!     ClanRequest, ClanReply, ClanStore;
//!
//!     /// Creates a clan (MLS-120).
//!     fn create_clan(CreateClan {
//!         /// The name; at most 31 bytes.
//!         name: String,
//!     }) -> Clan, refuses CreateClanRefusal {
//!         /// Another clan has the name.
//!         NameTaken,
//!     };
//! }
//! ```
//!
//! `subjects.rs` puts all subjects together. A request of which nothing comes but its answer is declared with `reads`
//! before the arrow. A refusal without variants names one that is declared elsewhere; a request
//! without a refusal cannot be refused: [`Never`].

use serde::{Deserialize, Serialize};

/// A request of one subject, with what may come of it.
pub trait SubjectRequest: Sized {
    /// What it brings where it is done.
    type Reply;
    /// Why it may be refused.
    type Refusal;
    /// All requests of its subject.
    type Requests: From<Self>;
    /// All replies of its subject.
    type Replies;
    /// The request's name, for events.
    const NAME: &'static str;
    /// Whether nothing but the answer comes of it: who waits no longer for that can take it back.
    const READS: bool;

    /// Wraps what came of it in the subject's reply.
    fn wrap(outcome: Result<Self::Reply, Self::Refusal>) -> Self::Replies;

    /// Takes what came of it out of the subject's reply.
    ///
    /// # Errors
    /// The reply itself, where it answers a request of another kind.
    fn outcome_of(reply: Self::Replies) -> Result<Result<Self::Reply, Self::Refusal>, Self::Replies>;
}

/// What comes of a request.
pub type Answer<R> = Result<<R as SubjectRequest>::Reply, StoreError<<R as SubjectRequest>::Refusal>>;

/// Why a request was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreError<R> {
    /// It cannot be done, and why.
    Refused(R),
    /// The store could not answer; nothing is known of the effect. This is never "not found" (MAS-31.6).
    Failed,
}

impl<R> From<R> for StoreError<R> {
    fn from(why: R) -> Self {
        Self::Refused(why)
    }
}

/// Returns what came of a request; nothing where the store failed.
pub(super) fn outcome<T, R>(answer: Result<T, StoreError<R>>) -> Option<Result<T, R>> {
    match answer {
        Ok(reply) => Some(Ok(reply)),
        Err(StoreError::Refused(why)) => Some(Err(why)),
        Err(StoreError::Failed) => None,
    }
}

/// The refusal of a request that cannot be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Never {}

/// Whether a request is declared with `reads`.
macro_rules! reads {
    () => {
        false
    };
    (reads) => {
        true
    };
}

/// The name of a refusal, or [`Never`].
macro_rules! refusal {
    () => {
        $crate::store::Never
    };
    ($name:ident) => {
        $name
    };
}

/// Declares a refusal, where its variants are given.
macro_rules! declare_refusal {
    ($request:ident) => {};
    ($request:ident $name:ident) => {};
    ($request:ident $name:ident { $($(#[$doc:meta])* $why:ident $(($payload:ty))?,)* }) => {
        #[doc = concat!("Why [`", stringify!($request), "`], or another request that names this, is refused.")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$doc])* $why $(($payload))?,)*
        }
    };
}

/// Declares the requests of one subject; see the module's page.
macro_rules! store_requests {
    (
        $(#[$subject_doc:meta])*
        $requests:ident, $replies:ident, $store:ident;
        $(
            $(#[$doc:meta])*
            fn $method:ident($name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })
            $($reads:ident)? -> $reply:ty
            $(, refuses $refusal:ident $({ $($variants:tt)* })?)?;
        )*
    ) => {
        $(#[$subject_doc])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $requests {
            $($(#[$doc])* $name($name),)*
        }

        #[doc = concat!("A reply to a [`", stringify!($requests), "`].")]
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $replies {
            $(
                #[doc = concat!("What came of [`", stringify!($name), "`].")]
                $name(Result<$reply, $crate::store::requests::refusal!($($refusal)?)>),
            )*
        }

        #[doc = concat!("The tables behind each [`", stringify!($requests), "`].")]
        pub trait $store {
            $(
                $(#[$doc])*
                fn $method(&mut self, request: $name) -> $crate::store::requests::Answer<$name>;
            )*
        }

        impl $requests {
            /// Returns the request's name, for events.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => <$name as $crate::store::requests::SubjectRequest>::NAME,)*
                }
            }

            /// Has the tables answer the request; nothing where they fail.
            pub fn answer_from<S: $store + ?Sized>(self, store: &mut S) -> Option<$replies> {
                match self {
                    $(Self::$name(request) => {
                        $crate::store::requests::outcome(store.$method(request)).map($replies::$name)
                    })*
                }
            }
        }

        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
            pub struct $name {
                $($(#[$field_doc])* pub $field: $type,)*
            }

            $crate::store::requests::declare_refusal!($name $($refusal $({ $($variants)* })?)?);

            impl From<$name> for $requests {
                fn from(request: $name) -> Self {
                    Self::$name(request)
                }
            }

            impl $crate::store::requests::SubjectRequest for $name {
                type Reply = $reply;
                type Refusal = $crate::store::requests::refusal!($($refusal)?);
                type Requests = $requests;
                type Replies = $replies;
                const NAME: &'static str = stringify!($name);
                const READS: bool = $crate::store::requests::reads!($($reads)?);

                fn wrap(outcome: Result<Self::Reply, Self::Refusal>) -> $replies {
                    $replies::$name(outcome)
                }

                fn outcome_of(reply: $replies) -> Result<Result<Self::Reply, Self::Refusal>, $replies> {
                    match reply {
                        $replies::$name(outcome) => Ok(outcome),
                        other => Err(other),
                    }
                }
            }
        )*
    };
}

pub(super) use {declare_refusal, reads, refusal, store_requests};
