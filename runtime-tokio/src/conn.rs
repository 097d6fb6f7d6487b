//! One TCP connection of the driver, and what its task does when it is polled.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use clank_core::ids::ConnId;
use clank_core::machine::CloseReason;
use clank_host::conn::{LINGER, Stream};
use clank_host::engine::Engine;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use crate::turn::{Turn, later};

/// A stream and the task that reads it.
pub(crate) struct Tcp {
    stream: TcpStream,
    task: Option<Waker>,
    /// When a flush is over at the latest.
    linger: Option<Pin<Box<Sleep>>>,
}

impl Tcp {
    pub(crate) const fn new(stream: TcpStream) -> Self {
        Self { stream, task: None, linger: None }
    }

    /// Has the task look at the connection again.
    pub(crate) fn look(&self) {
        if let Some(task) = &self.task {
            task.wake_by_ref();
        }
    }

    /// Starts to wait for the peer's FIN.
    pub(crate) fn linger(&mut self) {
        self.linger = Some(Box::pin(sleep(LINGER)));
        self.look();
    }

    /// One read into the buffer.
    fn poll_read(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut buffer = ReadBuf::new(buffer);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buffer))?;
        Poll::Ready(Ok(buffer.filled().len()))
    }
}

impl Drop for Tcp {
    /// The task finds that there is nothing left to read.
    fn drop(&mut self) {
        self.look();
    }
}

impl AsFd for Tcp {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}

impl Stream for Tcp {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.try_write(bytes)
    }
}

/// What a task that is being polled works with.
pub(crate) struct Shared<'d, 'c> {
    pub(crate) engine: &'d mut Engine<Tcp>,
    pub(crate) buffer: &'d mut [u8],
    pub(crate) turn: &'d mut Turn,
    pub(crate) cx: &'d mut Context<'c>,
}

impl Shared<'_, '_> {
    /// Whatever the connection is ready for, and at most one read.
    pub(crate) fn poll_conn(&mut self, id: ConnId) -> Poll<()> {
        let Some(conn) = self.engine.conn_mut(id) else { return Poll::Ready(()) };
        if !conn.stream.task.as_ref().is_some_and(|task| task.will_wake(self.cx.waker())) {
            conn.stream.task = Some(self.cx.waker().clone());
        }
        if conn.stream.linger.as_mut().is_some_and(|linger| linger.as_mut().poll(self.cx).is_ready()) {
            self.engine.close(id, CloseReason::Asked);
            self.turn.due();
            return Poll::Pending;
        }
        while let Some(conn) = self.engine.conn_mut(id).filter(|conn| conn.is_blocked()) {
            if conn.stream.stream.poll_write_ready(self.cx).is_pending() {
                break;
            }
            self.engine.writable(id);
            self.turn.due();
        }
        let Some(conn) = self.engine.conn_mut(id).filter(|conn| conn.is_reading()) else { return Poll::Pending };
        match conn.stream.poll_read(self.cx, self.buffer) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Ok(count)) => {
                self.engine.received(id, self.buffer.get_mut(..count).unwrap_or_default());
            }
            Poll::Ready(Err(_)) => self.engine.close(id, CloseReason::Reset),
        }
        self.turn.due();
        // What is left is for the next batch.
        let Some(conn) = self.engine.conn_mut(id) else { return Poll::Ready(()) };
        if conn.is_reading() && conn.stream.stream.poll_read_ready(self.cx).is_ready() {
            later(self.cx);
        }
        Poll::Pending
    }
}
