//! Who was in a recorded game world before the console came: told by what the server passed on, and by its counts.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use clank_core::link::relay;
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{Dialect, Layout as _};

use crate::dissect::Message;

/// Most members of a world (DME-13); a higher index is no member's.
pub(crate) const MAX_MEMBERS: u16 = 256;

/// The slots of a world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WorldSlots {
    /// The console's index.
    pub(crate) own: u16,
    /// Members in the world.
    pub(crate) present: BTreeSet<u16>,
    /// Slots that were taken and in which nobody is heard.
    pub(crate) kept: BTreeSet<u16>,
    /// Where members are, as the server told when they left.
    pub(crate) addresses: BTreeMap<u16, Ipv4Addr>,
}

/// Other members as a recording shows them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct OtherMembers {
    /// In the order in which they are first heard of.
    pub(crate) seen: Vec<u16>,
    /// Those among them that the console saw come.
    pub(crate) came: BTreeSet<u16>,
    /// Where they are, as it was told first.
    pub(crate) addresses: BTreeMap<u16, Ipv4Addr>,
}

/// What a game server tells of somebody who comes or goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Notice {
    pub(crate) index: u16,
    pub(crate) comes: bool,
    pub(crate) address: Option<Ipv4Addr>,
}

/// The notice in a message, if it is one.
pub(crate) fn notice(id: u8, plain: &[u8], dialect: Dialect) -> Option<Notice> {
    let (index, address, comes) = match id {
        rt::ServerConnectNotify::ID => {
            let told = rt::ServerConnectNotify::decode(plain, dialect).ok()?;
            (told.client_index, told.address, true)
        }
        rt::ServerDisconnectNotify::ID => {
            let told = rt::ServerDisconnectNotify::decode(plain, dialect).ok()?;
            (told.client_index, told.address, false)
        }
        _ => return None,
    };
    Some(Notice { index, comes, address: address.to_text().parse().ok() })
}

/// The index in CLIENT_APP_SINGLE, which is never sealed.
pub(crate) fn index_of(message: &Message) -> Option<u16> {
    let head = if message.hash.is_some() { 7 } else { 3 };
    let index = message.wire.get(head..)?.first_chunk()?;
    (relay::plain(message.id) == rt::ClientAppSingle::ID).then(|| u16::from_le_bytes(*index))
}

impl OtherMembers {
    /// Of both sides of a conversation: also whom the console wrote to was there.
    pub(crate) fn of<'m>(messages: impl IntoIterator<Item = &'m Message>, dialect: Dialect) -> Self {
        let mut others = Self::default();
        for message in messages {
            let plain = message.plain.as_deref().unwrap_or_default();
            let notice = notice(message.id, plain, dialect);
            let index = notice.map(|notice| notice.index).or_else(|| index_of(message));
            if let Some(Notice { index, address: Some(address), .. }) = notice {
                others.addresses.entry(index).or_insert(address);
            }
            let Some(index) = index.filter(|index| *index < MAX_MEMBERS && !others.seen.contains(index)) else {
                continue;
            };
            others.seen.push(index);
            if notice.is_some_and(|notice| notice.comes) {
                others.came.insert(index);
            }
        }
        others
    }
}

impl WorldSlots {
    /// The console's index and how many slots were taken when it came, where they are told.
    pub(crate) fn new(others: &OtherMembers, own: Option<u16>, count: Option<u16>) -> Self {
        let OtherMembers { seen, came, addresses } = others;
        // Indices are given from the lowest on (DME-12), so those below the console's were taken.
        let lowest = || (0..MAX_MEMBERS).find(|index| !seen.contains(index)).unwrap_or_default();
        let below = own.unwrap_or_default();
        let own = own.unwrap_or_else(lowest);
        let before = seen.iter().copied().filter(|index| *index != own && !came.contains(index));
        let mut present: Vec<u16> = before.collect();
        let mut kept: BTreeSet<u16> = (0..below).filter(|index| !seen.contains(index)).collect();
        if let Some(count) = count.map(|count| usize::from(count).saturating_sub(1)) {
            // Who was not counted came later, without a word; who was counted and is not seen had a slot kept.
            present.truncate(count.saturating_sub(kept.len()));
            let coming = came.iter().copied().filter(|index| *index != own);
            let anybody = (0..MAX_MEMBERS).filter(|index| *index != own && !seen.contains(index));
            for index in coming.chain(anybody) {
                if present.len() + kept.len() >= count {
                    break;
                }
                kept.insert(index);
            }
        }
        Self { own, present: present.into_iter().collect(), kept, addresses: addresses.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(seen: &[u16], came: &[u16], own: Option<u16>, count: Option<u16>) -> (u16, Vec<u16>, Vec<u16>) {
        let others =
            OtherMembers { seen: seen.to_vec(), came: came.iter().copied().collect(), ..OtherMembers::default() };
        let WorldSlots { own, present, kept, .. } = WorldSlots::new(&others, own, count);
        (own, present.into_iter().collect(), kept.into_iter().collect())
    }

    #[test]
    fn who_was_there_before() {
        let cases = [
            // A newcomer between two others.
            (slots(&[0, 2], &[], Some(1), Some(3)), (1, vec![0, 2], vec![])),
            // Alone.
            (slots(&[], &[], Some(0), Some(1)), (0, vec![], vec![])),
            // Taken up in the middle: nothing is told but whom it talked with.
            (slots(&[0, 2], &[], None, None), (1, vec![0, 2], vec![])),
            (slots(&[0], &[3], None, None), (1, vec![0], vec![])),
            // A silent member below, and one above whose slot was kept.
            (slots(&[1], &[], Some(2), Some(4)), (2, vec![1], vec![0, 3])),
            // Counted already, and seen to come.
            (slots(&[0, 2], &[2], Some(1), Some(3)), (1, vec![0], vec![2])),
            // Not counted: came without a word.
            (slots(&[0, 2], &[], Some(1), Some(2)), (1, vec![0], vec![])),
        ];
        for (found, expected) in cases {
            assert_eq!(found, expected);
        }
    }
}
