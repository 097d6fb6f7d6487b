//! What waits to be written to one connection.

/// Bytes of a connection on their way out. An idle connection owns no buffer.
#[derive(Debug, Default)]
pub struct Outgoing {
    bytes: Vec<u8>,
    written: usize,
    congested: bool,
}

/// A mark that was crossed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crossing {
    /// More than `high_water` bytes wait.
    Congested,
    /// Less than `low_water` bytes wait again.
    Writable,
    /// More than `hard_cap` bytes wait.
    Overflow,
}

/// The marks, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Marks {
    /// Congested above.
    pub high_water: u64,
    /// Writable below.
    pub low_water: u64,
    /// Cut off above.
    pub hard_cap: u64,
}

impl Outgoing {
    /// How many bytes wait.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        (self.bytes.len() - self.written) as u64
    }

    /// Whether nothing waits.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.bytes.len() == self.written
    }

    /// Adds bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// What to write next.
    #[must_use]
    pub fn chunk(&self) -> &[u8] {
        self.bytes.get(self.written..).unwrap_or_default()
    }

    /// So many bytes of the chunk are written.
    pub fn wrote(&mut self, count: usize) {
        self.written += count;
        if self.written >= self.bytes.len() {
            *self = Self { congested: self.congested, ..Self::default() };
        } else if self.written > 64 * 1024 && self.written * 2 > self.bytes.len() {
            self.bytes.drain(..self.written);
            self.written = 0;
        }
    }

    /// Drops what waits.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The mark that was crossed since the last look, after everything was written that could be.
    pub fn crossing(&mut self, marks: Marks) -> Option<Crossing> {
        let waiting = self.waiting();
        if waiting > marks.hard_cap {
            return Some(Crossing::Overflow);
        }
        if !self.congested && waiting > marks.high_water {
            self.congested = true;
            return Some(Crossing::Congested);
        }
        if self.congested && waiting < marks.low_water {
            self.congested = false;
            return Some(Crossing::Writable);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_reported_once_and_memory_goes_with_the_bytes() {
        let marks = Marks { high_water: 100, low_water: 10, hard_cap: 1000 };
        let mut out = Outgoing::default();
        out.push(&[1; 150]);
        assert_eq!((out.crossing(marks), out.crossing(marks)), (Some(Crossing::Congested), None));
        out.wrote(145);
        assert_eq!((out.crossing(marks), out.crossing(marks)), (Some(Crossing::Writable), None));
        assert_eq!(out.chunk(), [1; 5]);
        out.wrote(5);
        assert_eq!((out.is_empty(), out.bytes.capacity()), (true, 0));
        out.push(&[1; 1001]);
        assert_eq!(out.crossing(marks), Some(Crossing::Overflow));
    }
}
