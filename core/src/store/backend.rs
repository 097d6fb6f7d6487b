//! What answers requests: tables in memory, or a database.

use super::{StoreReply, StoreRequest};
use crate::ids::{Component, StoreId};

/// A request on its way to a backend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The component that asks.
    pub from: Component,
    /// Names the answer; ids of several components may be equal.
    pub id: StoreId,
    /// The request.
    pub request: StoreRequest,
}

/// A reply on its way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The component that asked.
    pub from: Component,
    /// The request's id.
    pub id: StoreId,
    /// The reply.
    pub reply: StoreReply,
}

/// A store. Its owner calls it on a thread of its own and carries its replies back.
pub trait Backend: Send {
    /// Answers requests in order and appends a reply for each to `replies`, in the same order.
    ///
    /// A request has begun once it is taken from `requests`; until then it can be taken back. What stands in `replies`
    /// is durable, also where this panics: a backend that commits several requests together appends their replies
    /// behind the commit. A request that was taken and has no reply counts as failed. One that fails undoes itself
    /// alone.
    fn answer_all(&mut self, requests: &mut dyn Iterator<Item = Asked>, replies: &mut Vec<Answered>);
}
