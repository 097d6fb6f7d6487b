//! One TCP connection of the driver.

use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

use clank_core::machine::{CloseReason, ConnectId, ListenerId};
use clank_host::outgoing::Outgoing;
use mio::net::TcpStream;

/// How long a flushed connection waits for the peer's FIN.
pub(crate) const LINGER: Duration = Duration::from_secs(5);

/// What is known of a connection.
pub(crate) struct Conn {
    pub(crate) stream: TcpStream,
    pub(crate) outgoing: Outgoing,
    /// The machine's request that is not answered yet: the connection is being made.
    pub(crate) connecting: Option<(ConnectId, ListenerId)>,
    /// The machine does not want to read.
    pub(crate) paused: bool,
    /// There may be more to read without a new event.
    pub(crate) readable: bool,
    /// When a flush is over at the latest: write, shut down, discard.
    pub(crate) flushing: Option<Instant>,
    /// The system takes no more until it says so.
    pub(crate) blocked: bool,
    shut: bool,
}

/// What reading came to.
pub(crate) enum Read1 {
    /// Bytes are in the buffer.
    Bytes(usize),
    /// Nothing more for now.
    Later,
    /// The connection is over.
    Over(CloseReason),
}

impl Conn {
    pub(crate) fn new(stream: TcpStream, connecting: Option<(ConnectId, ListenerId)>) -> Self {
        // A reply is a few small frames: it leaves at once or it is late.
        let _ = stream.set_nodelay(true);
        Self {
            stream,
            outgoing: Outgoing::default(),
            connecting,
            paused: false,
            readable: false,
            flushing: None,
            blocked: false,
            shut: false,
        }
    }

    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Read1 {
        loop {
            return match self.stream.read(buffer) {
                Ok(0) => Read1::Over(if self.flushing.is_some() { CloseReason::Asked } else { CloseReason::Peer }),
                Ok(count) => Read1::Bytes(count),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.readable = false;
                    Read1::Later
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => Read1::Over(CloseReason::Reset),
            };
        }
    }

    /// Writes as much as the system takes, and shuts down behind the last byte of a flush.
    pub(crate) fn write(&mut self) -> Result<(), CloseReason> {
        while !self.outgoing.is_empty() && !self.blocked {
            match self.stream.write(self.outgoing.chunk()) {
                Ok(count) => self.outgoing.wrote(count),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.blocked = true,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Err(CloseReason::Reset),
            }
        }
        if self.flushing.is_some() && self.outgoing.is_empty() && !self.shut {
            self.shut = true;
            let _ = self.stream.shutdown(std::net::Shutdown::Write);
        }
        Ok(())
    }

    /// Makes the close a reset.
    pub(crate) fn abort(&self) {
        let _ = socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
    }
}
