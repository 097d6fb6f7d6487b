//! One TCP connection of the driver: a small task that reads, writes and ends.

use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;
use std::time::Duration;

use clank_core::machine::{CloseReason, ConnId, Input};
use clank_host::outgoing::Outgoing;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use crate::driver::Driver;

/// How long a flushed connection waits for the peer's FIN.
const LINGER: Duration = Duration::from_secs(5);
/// Bytes of one read.
const BUFFER: usize = 64 * 1024;
/// Reads before other connections have their turn.
const BUDGET: u32 = 16;

/// What is known of a connection.
pub(crate) struct Conn {
    pub(crate) stream: TcpStream,
    pub(crate) outgoing: RefCell<Outgoing>,
    /// The machine does not want to read.
    pub(crate) paused: Cell<bool>,
    /// When a flush is over at the latest: write, shut down, discard.
    pub(crate) flushing: Cell<Option<Instant>>,
    /// How the connection ended, by our own doing.
    pub(crate) over: Cell<Option<CloseReason>>,
    shut: Cell<bool>,
    /// Wakes the task: something above changed.
    pub(crate) changed: Notify,
}

impl Conn {
    pub(crate) fn new(stream: TcpStream) -> Rc<Self> {
        // A reply is a few small frames: it leaves at once or it is late.
        let _ = stream.set_nodelay(true);
        Rc::new(Self {
            stream,
            outgoing: RefCell::default(),
            paused: Cell::new(false),
            flushing: Cell::new(None),
            over: Cell::new(None),
            shut: Cell::new(false),
            changed: Notify::new(),
        })
    }

    /// Writes as much as the system takes, and shuts down behind the last byte of a flush.
    pub(crate) fn write(&self) -> Result<(), CloseReason> {
        let mut outgoing = self.outgoing.borrow_mut();
        while !outgoing.is_empty() {
            match self.stream.try_write(outgoing.chunk()) {
                Ok(count) => outgoing.wrote(count),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Err(CloseReason::Reset),
            }
        }
        if self.flushing.get().is_some() && !self.shut.replace(true) {
            let _ = socket2::SockRef::from(&self.stream).shutdown(std::net::Shutdown::Write);
        }
        Ok(())
    }

    /// Begins the end: what is queued still leaves.
    pub(crate) fn flush(&self) {
        if self.flushing.get().is_none() {
            self.flushing.set(Some(Instant::now() + LINGER));
            self.paused.set(false);
            self.changed.notify_one();
        }
    }

    /// Ends at once, by a reset.
    pub(crate) fn abort(&self, why: CloseReason) {
        let _ = socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
        self.over.set(Some(why));
        self.changed.notify_one();
    }
}

/// Serves one connection until it is over.
pub(crate) async fn serve(driver: Rc<RefCell<Driver>>, id: ConnId, conn: Rc<Conn>) {
    let mut reads = 0;
    let why = loop {
        if let Some(why) = conn.over.get() {
            break why;
        }
        let waiting = !conn.outgoing.borrow().is_empty();
        let linger = conn.flushing.get();
        tokio::select! {
            biased;
            () = conn.changed.notified() => {
                if let Err(why) = conn.write() {
                    break why;
                }
                driver.borrow_mut().written(id, &conn);
            }
            _ = conn.stream.writable(), if waiting => {
                if let Err(why) = conn.write() {
                    break why;
                }
                driver.borrow_mut().written(id, &conn);
            }
            _ = conn.stream.readable(), if !conn.paused.get() => {
                if let Some(why) = read(&driver, id, &conn) {
                    break why;
                }
                reads += 1;
                if reads % BUDGET == 0 {
                    tokio::task::yield_now().await;
                }
            }
            () = sleep_until(linger.unwrap_or_else(Instant::now)), if linger.is_some() => break CloseReason::Asked,
        }
    };
    driver.borrow_mut().gone(id, why);
}

/// One read; how the connection ended, if it did.
fn read(driver: &Rc<RefCell<Driver>>, id: ConnId, conn: &Conn) -> Option<CloseReason> {
    let mut driver = driver.borrow_mut();
    let mut buffer = driver.buffer(BUFFER);
    let over = match conn.stream.try_read(&mut buffer) {
        Ok(0) => {
            let _ = conn.write();
            Some(if conn.flushing.get().is_some() { CloseReason::Asked } else { CloseReason::Peer })
        }
        Ok(_) if conn.flushing.get().is_some() => None,
        Ok(count) => {
            let bytes = buffer.get_mut(..count).unwrap_or_default();
            driver.input(Input::Received { conn: id, bytes });
            driver.input(Input::Turn);
            None
        }
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => None,
        Err(_) => Some(CloseReason::Reset),
    };
    driver.give_back(buffer);
    over
}
