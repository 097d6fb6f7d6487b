//! What the console sends to others of its world: as whom it must reach them, and what came.

use clank_core::link::relay;
use clank_core::wire::frame;
use clank_core::wire::rt::{self, RtMessage};

use super::environment::Reached;
use crate::dissect::Message;
use crate::replay::report::Difference;

/// Whom a relay is for.
#[derive(Debug, PartialEq, Eq)]
enum Whom {
    Others,
    One(u16),
    /// Bit i of byte b is index 8b + i (DME-22).
    Mask(Vec<u8>),
}

/// A relay of the console as it must reach others: the same payload and hash behind the console's index (DME-20 to
/// DME-23, DME-38).
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Relayed {
    whom: Whom,
    wire: Vec<u8>,
}

impl Relayed {
    /// Of a frame of the console with this index; `None` for one that is no relay, or carries nothing: whether that is
    /// sealed no recording shows.
    pub(crate) fn of(message: &Message, own: u16) -> Option<Self> {
        let head = if message.hash.is_some() { 7 } else { 3 };
        let (before, body) = message.wire.split_at_checked(head)?;
        let (whom, payload) = match (relay::plain(message.id), body) {
            (rt::ClientAppBroadcast::ID, body) => (Whom::Others, body),
            (rt::ClientAppSingle::ID, [low, high, payload @ ..]) => {
                (Whom::One(u16::from_le_bytes([*low, *high])), payload)
            }
            (rt::ClientAppList::ID, [size, rest @ ..]) => {
                let (mask, payload) = rest.split_at_checked(usize::from(*size))?;
                (Whom::Mask(mask.to_vec()), payload)
            }
            _ => return None,
        };
        let size = u16::try_from(payload.len() + 2).ok().filter(|_| !payload.is_empty())?;
        let mut wire = before.to_vec();
        if let [id, low, high, ..] = wire.as_mut_slice() {
            *id = (*id & 0x80) | relay::delivered(message.id).0;
            [*low, *high] = size.to_le_bytes();
        }
        wire.extend(own.to_le_bytes());
        wire.extend_from_slice(payload);
        Some(Self { whom, wire })
    }

    /// Whether it is for another member with this index.
    pub(crate) fn reaches(&self, index: u16) -> bool {
        match &self.whom {
            Whom::Others => true,
            Whom::One(target) => *target == index,
            Whom::Mask(mask) => mask.get(usize::from(index / 8)).is_some_and(|byte| byte >> (index % 8) & 1 != 0),
        }
    }
}

/// Frames of the console for a member: with their records, those that must come, and those that came.
#[derive(Debug, Default)]
pub(crate) struct Mailbox {
    expected: Vec<(u32, Vec<u8>)>,
    came: Vec<Vec<u8>>,
}

impl Mailbox {
    pub(crate) fn expect(&mut self, record: u32, relayed: &Relayed) {
        self.expected.push((record, relayed.wire.clone()));
    }

    /// Relays in a piece of a stream; what the server says itself is not looked at.
    pub(crate) fn take(&mut self, mut bytes: Vec<u8>) {
        let mut at = 0;
        loop {
            let start = at;
            let Ok(Some(found)) = frame::next(&mut bytes, &mut at, u16::MAX) else { break };
            if relay::is_relay(found.id)
                && found.payload.len() > 2
                && let Some(wire) = bytes.get(start..at)
            {
                self.came.push(wire.to_vec());
            }
        }
    }
}

impl Reached {
    /// Compares what came for a member with what had to come.
    pub(crate) fn settle(&mut self, index: u16, Mailbox { expected, came }: Mailbox) {
        let mut came = came.into_iter();
        let mut wrong = |frame, recorded: &str, ours: &str| {
            let (message, field) = (format!("relay to member {index}"), "frame".to_owned());
            self.differences.push(Difference { frame, message, field, recorded: recorded.into(), ours: ours.into() });
        };
        for (record, wire) in expected {
            match came.next() {
                Some(got) if got == wire => self.frames += 1,
                Some(_) => wrong(record, "as it was sent", "another"),
                None => wrong(record, "as it was sent", "nothing"),
            }
        }
        if came.next().is_some() {
            wrong(0, "nothing", "a frame more");
        }
    }
}
