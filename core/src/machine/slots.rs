//! Connections by name: the table of a driver, and of a machine.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ids::ConnId;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct TableSlot<T> {
    generation: u32,
    value: Option<T>,
}

/// One value per connection. A name with a stale generation finds nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Slots<T> {
    slots: Vec<TableSlot<T>>,
    free: BTreeSet<u32>,
    len: u32,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), free: BTreeSet::new(), len: 0 }
    }
}

impl<T> Slots<T> {
    /// Gives out the lowest free index: what a driver does.
    pub fn open(&mut self, value: T) -> ConnId {
        let index = match self.free.pop_first() {
            Some(index) => index,
            None => {
                self.slots.push(TableSlot { generation: 0, value: None });
                u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX)
            }
        };
        let mut conn = ConnId { index, generation: 0 };
        if let Some(slot) = self.slots.get_mut(index as usize) {
            conn.generation = slot.generation;
            slot.value = Some(value);
            self.len += 1;
        }
        conn
    }

    /// Keeps a value under a name that the driver gave out: what a machine does. An older holder of
    /// the index is gone then.
    pub fn place(&mut self, conn: ConnId, value: T) {
        while self.slots.len() <= conn.index as usize {
            self.slots.push(TableSlot { generation: 0, value: None });
        }
        if let Some(slot) = self.slots.get_mut(conn.index as usize) {
            self.len += u32::from(slot.value.is_none());
            *slot = TableSlot { generation: conn.generation, value: Some(value) };
        }
    }

    /// The value of a connection.
    #[must_use]
    pub fn get(&self, conn: ConnId) -> Option<&T> {
        self.slots.get(conn.index as usize).filter(|slot| slot.generation == conn.generation)?.value.as_ref()
    }

    /// The value of a connection, to change.
    pub fn get_mut(&mut self, conn: ConnId) -> Option<&mut T> {
        let slot = self.slots.get_mut(conn.index as usize);
        slot.filter(|slot| slot.generation == conn.generation)?.value.as_mut()
    }

    /// Takes a value out for a while; [`Slots::place`] puts it back.
    pub fn take(&mut self, conn: ConnId) -> Option<T> {
        let slot = self.slots.get_mut(conn.index as usize);
        let value = slot.filter(|slot| slot.generation == conn.generation)?.value.take();
        self.len -= u32::from(value.is_some());
        value
    }

    /// Removes a connection for good and frees its index for the next generation.
    pub fn remove(&mut self, conn: ConnId) -> Option<T> {
        let slot = self.slots.get_mut(conn.index as usize).filter(|slot| slot.generation == conn.generation)?;
        let value = slot.value.take()?;
        slot.generation = slot.generation.wrapping_add(1);
        self.free.insert(conn.index);
        self.len -= 1;
        Some(value)
    }

    /// The name of whoever holds an index now.
    #[must_use]
    pub fn at(&self, index: u32) -> Option<ConnId> {
        let slot = self.slots.get(index as usize).filter(|slot| slot.value.is_some())?;
        Some(ConnId { index, generation: slot.generation })
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> u32 {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All, in order of their indices.
    pub fn iter(&self) -> impl Iterator<Item = (ConnId, &T)> {
        self.slots.iter().zip(0..).filter_map(|(slot, index)| {
            let conn = ConnId { index, generation: slot.generation };
            slot.value.as_ref().map(|value| (conn, value))
        })
    }

    /// All, in order of their indices, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (ConnId, &mut T)> {
        self.slots.iter_mut().zip(0..).filter_map(|(slot, index)| {
            let conn = ConnId { index, generation: slot.generation };
            slot.value.as_mut().map(|value| (conn, value))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_index_is_given_again_with_a_higher_generation() {
        let mut slots = Slots::default();
        let (a, b) = (slots.open('a'), slots.open('b'));
        assert_eq!((a.index, b.index, slots.len()), (0, 1, 2));
        assert_eq!(slots.remove(a), Some('a'));
        assert_eq!((slots.remove(a), slots.get(a)), (None, None));
        let c = slots.open('c');
        assert_eq!((c.index, c.generation), (0, 1));
        assert_eq!(slots.iter().map(|(_, v)| *v).collect::<String>(), "cb");
    }

    #[test]
    fn a_taken_value_comes_back_under_its_name() {
        let mut slots = Slots::default();
        let conn = ConnId { index: 3, generation: 7 };
        slots.place(conn, 'x');
        assert_eq!(slots.take(conn), Some('x'));
        assert_eq!((slots.get(conn), slots.len()), (None, 0));
        slots.place(conn, 'y');
        assert_eq!((slots.get(conn), slots.len()), (Some(&'y'), 1));
    }
}
