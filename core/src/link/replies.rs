//! Answers leave in the order of their requests (GEN-11, GEN-12), also when the store answers late.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::wire::{Dialect, Message};

/// Names the place of a request in its connection's queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Slot(u64);

/// Encoded Medius messages, one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packets {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Packets {
    /// Appends a message.
    pub fn push<M: Message>(&mut self, message: &M, dialect: Dialect) {
        self.bytes.extend(M::KEY.bytes());
        message.encode(&mut self.bytes, dialect);
        self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
    }

    /// One message.
    pub fn of<M: Message>(message: &M, dialect: Dialect) -> Self {
        let mut packets = Self::default();
        packets.push(message, dialect);
        packets
    }

    /// The messages: class, id and body each.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut start = 0;
        self.ends.iter().filter_map(move |end| {
            let message = self.bytes.get(start as usize..*end as usize);
            start = *end;
            message
        })
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// The reply queue of one connection.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Replies {
    front: u64,
    waiting: VecDeque<Option<Packets>>,
    /// Unsolicited messages held back (PC-7).
    held: VecDeque<Packets>,
    /// Whether the client's first request was answered.
    first_answered: bool,
}

impl Replies {
    /// Takes the next place for a request.
    pub fn begin(&mut self) -> Slot {
        let slot = Slot(self.front.wrapping_add(self.waiting.len() as u64));
        self.waiting.push_back(None);
        slot
    }

    /// How many requests wait.
    #[must_use]
    pub fn pending(&self) -> u32 {
        u32::try_from(self.waiting.len()).unwrap_or(u32::MAX)
    }

    /// Answers a request; `send` gets every answer whose turn has come. No packets: no answer.
    pub fn answer(&mut self, slot: Slot, packets: Packets, mut send: impl FnMut(&Packets)) {
        let at = usize::try_from(slot.0.wrapping_sub(self.front)).unwrap_or(usize::MAX);
        let Some(place @ None) = self.waiting.get_mut(at) else {
            return;
        };
        *place = Some(packets);
        while let Some(Some(_)) = self.waiting.front() {
            if let Some(Some(ready)) = self.waiting.pop_front() {
                self.front = self.front.wrapping_add(1);
                if !ready.is_empty() {
                    self.first_answered = true;
                    send(&ready);
                }
            }
        }
        if self.waiting.is_empty() && self.first_answered {
            for packets in self.held.drain(..) {
                send(&packets);
            }
        }
    }

    /// Sends a message that nobody asked for. With `hold` it waits until no request does and the first
    /// one was answered (PC-7), and at most `most` wait. `false`: it was dropped.
    pub fn unsolicited(&mut self, packets: Packets, hold: bool, max: u32, mut send: impl FnMut(&Packets)) -> bool {
        if !hold || (self.waiting.is_empty() && self.first_answered) {
            send(&packets);
            return true;
        }
        let room = self.held.len() < max as usize;
        if room {
            self.held.push_back(packets);
        }
        room
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::wire::PlainText;
    use crate::wire::dme::ServerVersion;

    fn packets(number: usize) -> Packets {
        let version = PlainText::new(number.to_string());
        Packets::of(&ServerVersion { version }, Dialect::default())
    }

    proptest! {
        /// GEN-11: whatever the order in which the store answers.
        #[test]
        fn answers_leave_in_the_order_of_the_requests(order in Just((0..12).collect::<Vec<usize>>()).prop_shuffle()) {
            let mut replies = Replies::default();
            let slots: Vec<Slot> = order.iter().map(|_| replies.begin()).collect();
            let mut left = Vec::new();
            for at in &order {
                replies.answer(slots[*at], packets(*at), |packets| left.push(packets.clone()));
                // An answer given twice changes nothing.
                replies.answer(slots[*at], packets(99), |packets| left.push(packets.clone()));
            }
            prop_assert_eq!(left, (0..12).map(packets).collect::<Vec<_>>());
            prop_assert_eq!(replies.pending(), 0);
        }
    }

    /// PC-7
    #[test]
    fn a_community_client_gets_nothing_between_request_and_answer() {
        let mut replies = Replies::default();
        let mut left = Vec::new();
        assert!(replies.unsolicited(packets(7), true, 1, |_| panic!("before the first answer")));
        assert!(!replies.unsolicited(packets(8), true, 1, |_| panic!("no room")));
        let slot = replies.begin();
        replies.answer(slot, packets(1), |packets| left.push(packets.clone()));
        assert!(replies.unsolicited(packets(9), true, 1, |packets| left.push(packets.clone())));
        assert_eq!(left, [packets(1), packets(7), packets(9)]);
    }
}
