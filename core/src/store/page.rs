//! Pages of long lists.

use serde::{Deserialize, Serialize};

/// A part of a long list: pages count from 1 (GEN-32, GEN-33).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Rows before it.
    pub skip: u32,
    /// Rows in it, at most.
    pub take: u32,
}

impl Page {
    /// Everything.
    pub const ALL: Self = Self { skip: 0, take: u32::MAX };

    /// Returns the page of a number; page 0 and below is the first.
    #[must_use]
    pub fn numbered(number: i64, size: i64) -> Self {
        let take = u32::try_from(size).unwrap_or_default();
        let before = u32::try_from(number.saturating_sub(1)).unwrap_or_default();
        Self { skip: before.saturating_mul(take), take }
    }

    /// Returns the page that begins with the row of a number.
    #[must_use]
    pub fn from_row(number: i64, size: i64) -> Self {
        let take = u32::try_from(size).unwrap_or_default();
        Self { skip: u32::try_from(number.saturating_sub(1)).unwrap_or_default(), take }
    }

    /// Returns its rows of all rows.
    pub fn of<T>(self, rows: impl Iterator<Item = T>) -> Vec<T> {
        rows.skip(self.skip as usize).take(self.take as usize).collect()
    }
}
