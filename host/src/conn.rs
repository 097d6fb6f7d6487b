//! One TCP connection, the same for every driver.

use std::io;
use std::net::Shutdown;
use std::os::fd::AsFd;
use std::time::Duration;

use socket2::SockRef;

use crate::write_buffer::WriteBuffer;

/// How long a flushed connection waits for the peer's FIN.
pub const LINGER: Duration = Duration::from_secs(5);
/// Bytes of one read.
pub const READ: usize = 16 * 1024;

/// A stream of the runtime.
pub trait Stream: AsFd {
    /// Writes as much as the system takes at once.
    ///
    /// # Errors
    /// What the system says; [`io::ErrorKind::WouldBlock`] where it takes nothing now.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize>;
}

/// What is known of a connection.
#[derive(Debug)]
pub struct Conn<S> {
    /// The runtime's part.
    pub stream: S,
    pub(crate) write_buffer: WriteBuffer,
    /// The machine does not want to read.
    pub(crate) paused: bool,
    /// Nothing that the machine sends leaves any more.
    pub(crate) discard_output: bool,
    /// Write, shut down, discard.
    pub(crate) flushing: bool,
    /// The machine was told that it is gone; it ends with the batch.
    pub(crate) closed: bool,
    shut: bool,
}

impl<S: Stream> Conn<S> {
    pub(crate) fn new(stream: S) -> Self {
        // A reply is a few small frames: it leaves at once or it is late.
        let _ = SockRef::from(&stream).set_tcp_nodelay(true);
        let write_buffer = WriteBuffer::default();
        Self { stream, write_buffer, paused: false, discard_output: false, flushing: false, closed: false, shut: false }
    }

    /// Whether what comes is wanted now.
    #[must_use]
    pub const fn is_reading(&self) -> bool {
        !self.paused && !self.closed
    }

    /// Whether the system refused bytes and did not say yet that it takes some again.
    #[must_use]
    pub const fn is_blocked(&self) -> bool {
        self.write_buffer.is_blocked()
    }

    /// Whether the connection waits for the peer's FIN.
    #[must_use]
    pub const fn is_flushing(&self) -> bool {
        self.flushing
    }

    /// Shuts down writing behind the last byte of a flush.
    pub(crate) fn shut(&mut self) {
        if self.flushing && self.write_buffer.is_empty() && !self.shut {
            self.shut = true;
            // A stream that is broken shows it when it is read.
            let _ = SockRef::from(&self.stream).shutdown(Shutdown::Write);
        }
    }

    /// Makes the close a reset.
    pub(crate) fn cut(&mut self) {
        self.discard_output = true;
        let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
    }
}
