//! What a service works on at a time.

use super::Visitor;
use crate::link::Packets;
use crate::machine::{Fault, Outbox};
use crate::time::Instant;
use crate::wire::StatusResponse;
use crate::wire::{CallbackStatus as Status, Message, MessageId};

/// How a request ended: dealt with, or a fault that is noted and costs what it says.
pub type Handled = Result<(), Fault>;

/// One visitor's turn: what came from him, or what has to be told him.
#[derive(Debug)]
pub struct Call<'a, S> {
    /// The time.
    pub now: Instant,
    /// The connection, taken out of the front meanwhile.
    pub guest: &'a mut Visitor<S>,
    /// Where effects go.
    pub out: &'a mut Outbox,
}

impl<S> Call<'_, S> {
    /// Answers the request at once, in its turn.
    pub fn reply<M: Message>(&mut self, message: &M) {
        self.guest.reply(message, self.out);
    }

    /// Answers the request at once with a status alone.
    pub fn ended<R: StatusResponse>(&mut self, message_id: &MessageId, status: Status) {
        self.reply(&R::ended(*message_id, status));
    }

    /// Answers the request at once with several packets.
    pub fn reply_all(&mut self, packets: Packets) {
        let slot = self.guest.begin();
        self.guest.answer_all(slot, packets, self.out);
    }
}
