//! One player under load: his two sockets, what he sends, and who has not heard it yet.

use core::time::Duration;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddrV4, TcpStream, UdpSocket};

use clank_core::wire::frame;
use clank_core::wire::rt::{self, RtMessage};
use rustc_hash::FxHashMap;

use super::system::roomy;
use crate::client::Way;

/// Messages of each way and size that are made before they are needed: so many can be told apart.
const MADE: usize = 64;

/// A message that a player sends again and again: nothing is ciphered while time is taken.
#[derive(Debug)]
struct Made {
    bytes: Vec<u8>,
    sent: Duration,
    /// Players who have not heard it since it was sent last, by index.
    missing: u64,
}

/// How a message is known again: the four bytes behind its head, which are its hash or its number.
type Mark = u32;

/// A message of a way and a size: which place its next copy has among those that are made.
#[derive(Debug, Default)]
struct Ring {
    places: Vec<usize>,
    next: usize,
}

/// A player.
#[derive(Debug)]
pub(super) struct SocketPlayer {
    stream: TcpStream,
    socket: UdpSocket,
    /// Where his datagrams go; none for a title without.
    udp: Option<SocketAddrV4>,
    /// His index in the world.
    pub(super) index: u16,
    frames: Box<dyn Frames>,
    made: Vec<Made>,
    marks: FxHashMap<Mark, usize>,
    rings: FxHashMap<(Way, usize), Ring>,
    /// Bytes of a frame that is not whole yet.
    half: Vec<u8>,
    /// Bytes that the socket did not take yet.
    unsent: Vec<u8>,
    /// His messages that somebody has not heard yet.
    pub(super) under_way: u32,
}

/// How frames for a server are made.
pub(super) trait Frames: std::fmt::Debug + Send {
    /// A message to all others.
    fn broadcast(&self, data: &[u8]) -> Vec<u8>;
    /// A sign of life; nothing where nobody would answer it.
    fn echo(&self) -> Vec<u8>;
}

/// What was heard: from whom in the world, and which message.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeardMessage {
    /// The sender's index.
    pub(super) from: u16,
    mark: Mark,
}

impl SocketPlayer {
    pub(super) fn new(
        stream: TcpStream,
        socket: UdpSocket,
        udp: Option<SocketAddrV4>,
        index: u16,
        frames: Box<dyn Frames>,
    ) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
        socket.set_nonblocking(true)?;
        roomy(&socket);
        Ok(Self {
            stream,
            socket,
            udp,
            index,
            frames,
            made: Vec::new(),
            marks: FxHashMap::default(),
            rings: FxHashMap::default(),
            half: Vec::new(),
            unsent: Vec::new(),
            under_way: 0,
        })
    }

    pub(super) const fn stream(&self) -> &TcpStream {
        &self.stream
    }

    pub(super) const fn socket(&self) -> &UdpSocket {
        &self.socket
    }

    /// Makes messages of a way and a size.
    pub(super) fn prepare(&mut self, way: Way, size: usize) {
        let mut places = Vec::with_capacity(MADE);
        while places.len() < MADE {
            // A number of its own, with the sender's on top: a bare relay tells nobody who it was.
            let number = u32::try_from(self.made.len()).unwrap_or_default() | u32::from(self.index) << 24;
            let mut data = number.to_le_bytes().to_vec();
            data.resize(size.max(4), 0);
            let bytes = self.frames.broadcast(&data);
            let place = self.made.len();
            let mark = mark(&bytes, 0);
            self.made.push(Made { bytes, sent: Duration::ZERO, missing: 0 });
            if self.marks.insert(mark.unwrap_or_default(), place).is_none() {
                places.push(place);
            }
        }
        self.rings.insert((way, size), Ring { places, next: 0 });
    }

    /// Sends a message to all others, of whom there are these; a message that was sent long ago and never heard by all
    /// is lost.
    pub(super) fn say(&mut self, now: Duration, way: Way, size: usize, others: u64) -> io::Result<()> {
        if !self.rings.contains_key(&(way, size)) {
            self.prepare(way, size);
        }
        let Some(ring) = self.rings.get_mut(&(way, size)) else { return Ok(()) };
        let Some(place) = ring.places.get(ring.next).copied() else { return Ok(()) };
        ring.next = (ring.next + 1) % ring.places.len();
        let Some(made) = self.made.get_mut(place) else { return Ok(()) };
        if std::mem::replace(&mut made.missing, others) == 0 {
            self.under_way += 1;
        }
        made.sent = now;
        match (way, self.udp) {
            (Way::Udp, Some(to)) => match self.socket.send_to(&made.bytes, to) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(()),
                sent => sent.map(drop),
            },
            _ => {
                self.unsent.extend_from_slice(&made.bytes);
                self.flush()
            }
        }
    }

    /// Gives a sign of life both ways (TRF-4).
    pub(super) fn echo(&mut self) -> io::Result<()> {
        let bytes = self.frames.echo();
        if let Some(to) = self.udp.filter(|_| !bytes.is_empty()) {
            let _ = self.socket.send_to(&bytes, to);
        }
        self.unsent.extend(bytes);
        self.flush()
    }

    /// Writes what the socket takes.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        while !self.unsent.is_empty() {
            match self.stream.write(&self.unsent) {
                Ok(count) => drop(self.unsent.drain(..count)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Forgets what nobody will hear any more.
    pub(super) fn give_up(&mut self) {
        self.under_way = 0;
        self.made.iter_mut().for_each(|made| made.missing = 0);
    }

    /// Another player heard something of this one: after how long, if he had not heard it before.
    pub(super) fn was_heard(&mut self, now: Duration, heard: HeardMessage, by: u16) -> Option<Duration> {
        let made = self.made.get_mut(*self.marks.get(&heard.mark)?)?;
        let bit = 1 << (by % 64);
        if made.missing & bit == 0 {
            return None;
        }
        made.missing &= !bit;
        if made.missing == 0 {
            self.under_way = self.under_way.saturating_sub(1);
        }
        Some(now.saturating_sub(made.sent))
    }

    /// Reads what came by TCP: once, what the buffer holds. `false`: the server closed the connection.
    pub(super) fn read(&mut self, buffer: &mut [u8], heard: &mut Vec<HeardMessage>) -> io::Result<bool> {
        let count = match self.stream.read(buffer) {
            Ok(0) => return Ok(false),
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(true),
            Err(error) => return Err(error),
        };
        self.half.extend_from_slice(buffer.get(..count).unwrap_or_default());
        let whole = cut(&self.half, heard);
        self.half.drain(..whole);
        Ok(true)
    }

    /// Reads one datagram. `false`: there is none.
    pub(super) fn catch(&self, buffer: &mut [u8], heard: &mut Vec<HeardMessage>) -> io::Result<bool> {
        match self.socket.recv(buffer) {
            Ok(count) => {
                cut(buffer.get(..count).unwrap_or_default(), heard);
                Ok(true)
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
            Err(error) if error.kind() == ErrorKind::ConnectionRefused => Ok(true),
            Err(error) => Err(error),
        }
    }
}

/// The mark of a frame that carries application data behind so many bytes of addressing.
fn mark(frame: &[u8], addressing: usize) -> Option<Mark> {
    let sealed = frame.first()? & 0x80 != 0;
    let head = if sealed { 3 } else { 3 + addressing };
    Some(u32::from_le_bytes(frame.get(head..head + 4)?.try_into().ok()?))
}

/// Cuts bytes into frames and notes application data; how many bytes were whole frames.
fn cut(bytes: &[u8], heard: &mut Vec<HeardMessage>) -> usize {
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| rest.len() >= 3) {
        let &[id, low, high, ..] = rest else { break };
        let len = usize::from(u16::from_le_bytes([low, high]));
        let head = if id & 0x80 != 0 && len > 0 { 7 } else { 3 };
        let Some(frame) = rest.get(..head + len) else { break };
        at += frame.len();
        let told = match (id & 0x7f, frame.get(head..)) {
            (rt::ClientAppSingle::ID, Some(&[low, high, ..])) => {
                mark(frame, 2).map(|mark| HeardMessage { from: u16::from_le_bytes([low, high]), mark })
            }
            // From a bare relay: as it was sent.
            (rt::ClientAppBroadcast::ID, _) => {
                mark(frame, 0).map(|mark| HeardMessage { from: (mark >> 24) as u16, mark })
            }
            _ => None,
        };
        heard.extend(told);
    }
    at
}

/// Frames in clear, as a bare relay gets them.
#[derive(Debug)]
pub(super) struct Plain;

impl Frames for Plain {
    fn broadcast(&self, data: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let written = frame::write(&mut bytes, rt::ClientAppBroadcast::ID, None, |w| w.extend_from_slice(data));
        debug_assert!(written.is_ok());
        bytes
    }

    fn echo(&self) -> Vec<u8> {
        Vec::new()
    }
}
