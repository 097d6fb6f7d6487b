//! What mio knows of one TCP connection.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};

use clank_core::ids::{ConnectId, ListenerId};
use clank_host::conn::Stream;
use mio::net::TcpStream;

/// A stream and its readiness.
#[derive(Debug)]
pub(crate) struct Tcp {
    pub(crate) stream: TcpStream,
    /// The machine's request that is not answered yet: the connection is being made.
    pub(crate) connecting: Option<(ConnectId, ListenerId)>,
    /// There may be something to read; no event tells of it again.
    pub(crate) readable: bool,
    /// The peer's FIN is there, or an error: what is read short is not all.
    pub(crate) ending: bool,
    /// It waits for its next read.
    pub(crate) queued: bool,
}

impl Tcp {
    pub(crate) const fn new(stream: TcpStream, connecting: Option<(ConnectId, ListenerId)>) -> Self {
        Self { stream, connecting, readable: false, ending: false, queued: false }
    }

    /// One read. A short one emptied the socket: the next bytes come with an event of their own.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(buffer);
        match &count {
            Ok(count) if *count < buffer.len() => self.readable = self.ending,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.readable = false,
            _ => {}
        }
        count
    }
}

impl AsFd for Tcp {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}

impl Stream for Tcp {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }
}
