//! What waits to be written to one connection.

use std::io;

/// Bytes that a spare buffer may hold; a larger one goes back to the system.
const MAX_POOLED_BYTES: usize = 64 * 1024;
/// Spare buffers that are kept.
const MAX_POOLED: usize = 64;

/// Buffers that no connection needs now. A connection borrows one while bytes wait for it, so that an idle one
/// owns none and a busy one does not ask the system for memory with every message.
#[derive(Debug, Default)]
pub struct BufferPool(Vec<Vec<u8>>);

impl BufferPool {
    fn take(&mut self) -> Vec<u8> {
        self.0.pop().unwrap_or_default()
    }

    fn give_back(&mut self, mut buffer: Vec<u8>) {
        buffer.clear();
        if buffer.capacity() <= MAX_POOLED_BYTES && self.0.len() < MAX_POOLED {
            self.0.push(buffer);
        }
    }
}

/// Bytes of a connection on their way out. An idle connection owns no buffer.
#[derive(Debug, Default)]
pub struct WriteBuffer {
    bytes: Vec<u8>,
    written: usize,
    congested: bool,
    /// Ranges of the batch that is being carried out and that were not handed over yet.
    due: u32,
    /// The system takes no more until it says so.
    blocked: bool,
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

/// The watermarks, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Watermarks {
    /// Congested above.
    pub high_water: u64,
    /// Writable below.
    pub low_water: u64,
    /// Cut off above.
    pub hard_cap: u64,
}

/// What writes to the connection, as [`io::Write::write`].
type Write<'w> = &'w mut dyn FnMut(&[u8]) -> io::Result<usize>;

impl WriteBuffer {
    /// How many bytes wait.
    #[must_use]
    pub const fn waiting(&self) -> u64 {
        (self.bytes.len() - self.written) as u64
    }

    /// Whether nothing waits.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.bytes.len() == self.written
    }

    /// Whether the system refused bytes and did not say yet that it takes some again.
    #[must_use]
    pub const fn is_blocked(&self) -> bool {
        self.blocked
    }

    /// The system takes bytes again.
    pub const fn unblock(&mut self) {
        self.blocked = false;
    }

    /// A range of this batch is going to come.
    pub const fn announce(&mut self) {
        self.due += 1;
    }

    /// An announced range is here. `true`: the batch has no other for this connection; whatever waits is to be
    /// written now.
    pub const fn is_last(&mut self) -> bool {
        self.due = self.due.saturating_sub(1);
        self.due == 0
    }

    /// Whether announced ranges are going to come.
    #[must_use]
    pub const fn expects_more(&self) -> bool {
        self.due > 0
    }

    /// Adds bytes behind what waits.
    pub fn push(&mut self, bytes: &[u8], pool: &mut BufferPool) {
        if self.bytes.capacity() == 0 {
            self.bytes = pool.take();
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// Writes what waits and `bytes` behind it, as much as the system takes. Where nothing waits they leave from where
    /// they are; only what the system does not take is copied.
    ///
    /// # Errors
    /// What the system says; the connection is to be closed.
    pub fn send(&mut self, bytes: &[u8], pool: &mut BufferPool, write: Write<'_>) -> io::Result<()> {
        let mut rest = bytes;
        if self.is_empty() {
            while !rest.is_empty() && !self.blocked {
                let count = self.attempt(rest, write)?;
                rest = rest.get(count..).unwrap_or_default();
            }
        }
        if !rest.is_empty() {
            self.push(rest, pool);
        }
        self.write(pool, write)
    }

    /// Writes what waits, as much as the system takes.
    fn write(&mut self, pool: &mut BufferPool, write: Write<'_>) -> io::Result<()> {
        while !self.is_empty() && !self.blocked {
            let bytes = std::mem::take(&mut self.bytes);
            let count = self.attempt(bytes.get(self.written..).unwrap_or_default(), write);
            self.bytes = bytes;
            self.written += count?;
        }
        if self.is_empty() {
            self.clear(pool);
        } else if self.written > MAX_POOLED_BYTES && self.written * 2 > self.bytes.len() {
            self.bytes.drain(..self.written);
            self.written = 0;
        }
        Ok(())
    }

    fn attempt(&mut self, bytes: &[u8], write: Write<'_>) -> io::Result<usize> {
        match write(bytes) {
            // A stream that takes nothing and does not say why never will.
            Ok(0) => Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => Ok(count),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                self.blocked = true;
                Ok(0)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// Drops what waits and gives its buffer up.
    pub fn clear(&mut self, pool: &mut BufferPool) {
        self.written = 0;
        if self.bytes.capacity() > 0 {
            pool.give_back(std::mem::take(&mut self.bytes));
        }
    }

    /// The mark that was crossed since the last look, after everything was written that could be.
    pub const fn crossing(&mut self, watermarks: Watermarks) -> Option<Crossing> {
        let waiting = self.waiting();
        if waiting > watermarks.hard_cap {
            return Some(Crossing::Overflow);
        }
        if !self.congested && waiting > watermarks.high_water {
            self.congested = true;
            return Some(Crossing::Congested);
        }
        if self.congested && waiting < watermarks.low_water {
            self.congested = false;
            return Some(Crossing::Writable);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes so many bytes and then no more.
    fn pipe(room: usize) -> impl FnMut(&[u8]) -> io::Result<usize> {
        let mut room = room;
        move |bytes| {
            let count = bytes.len().min(room);
            room -= count;
            if count == 0 { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(count) }
        }
    }

    #[test]
    fn marks_are_reported_once_and_memory_goes_with_the_bytes() {
        let watermarks = Watermarks { high_water: 100, low_water: 10, hard_cap: 1000 };
        let (mut out, mut pool) = (WriteBuffer::default(), BufferPool::default());
        out.push(&[1; 150], &mut pool);
        assert_eq!((out.crossing(watermarks), out.crossing(watermarks)), (Some(Crossing::Congested), None));
        out.send(&[], &mut pool, &mut pipe(145)).unwrap();
        assert_eq!((out.crossing(watermarks), out.crossing(watermarks)), (Some(Crossing::Writable), None));
        assert_eq!((out.waiting(), out.is_blocked()), (5, true));
        out.send(&[], &mut pool, &mut pipe(100)).unwrap();
        assert_eq!(out.waiting(), 5, "blocked until the system says otherwise");
        out.unblock();
        out.send(&[], &mut pool, &mut pipe(100)).unwrap();
        assert_eq!((out.is_empty(), out.bytes.capacity(), pool.0.len()), (true, 0, 1));
        out.push(&[1; 1001], &mut pool);
        assert_eq!(out.crossing(watermarks), Some(Crossing::Overflow));
    }

    #[test]
    fn a_single_range_leaves_without_a_copy() {
        let (mut out, mut pool) = (WriteBuffer::default(), BufferPool::default());
        out.send(b"whole", &mut pool, &mut pipe(100)).unwrap();
        assert_eq!(out.bytes.capacity(), 0, "no buffer was needed");
        out.send(b"in part", &mut pool, &mut pipe(3)).unwrap();
        assert_eq!(out.bytes, b"part");
        out.unblock();
        let mut seen = Vec::new();
        out.send(b" and more", &mut pool, &mut |bytes| {
            seen.extend_from_slice(bytes);
            Ok(bytes.len())
        })
        .unwrap();
        assert_eq!((seen.as_slice(), out.is_empty()), (b"part and more".as_slice(), true));
        let broken = out.send(b"x", &mut pool, &mut |_| Err(io::ErrorKind::BrokenPipe.into()));
        assert_eq!(broken.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }

    #[test]
    fn the_last_announced_range_is_known() {
        let mut out = WriteBuffer::default();
        out.announce();
        out.announce();
        assert_eq!((out.is_last(), out.expects_more(), out.is_last(), out.expects_more()), (false, true, true, false));
    }
}
