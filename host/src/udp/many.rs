//! Many datagrams per system call.
//!
//! A server that waits most of the time finds everything that it touches cold. So both directions touch no more
//! headers than they need.

use std::array;
use std::io::{self, IoSlice, IoSliceMut};
use std::net::{SocketAddrV4, UdpSocket};
use std::os::fd::AsRawFd;

use nix::sys::socket::{MsgFlags, MultiHeaders, SockaddrIn, recvmmsg, sendmmsg};

use super::sizes::{MAX_DATAGRAMS, NOWHERE, STRIDE};

/// Datagrams of a call that expects few.
const FEW: usize = 8;

fn headers() -> MultiHeaders<SockaddrIn> {
    MultiHeaders::preallocate(MAX_DATAGRAMS, None)
}

/// The headers of reads.
pub(super) struct Reader(MultiHeaders<SockaddrIn>);

/// The headers of sends, and addresses in the words of the system. The headers are kept apart from those of reads: a
/// send leaves the addresses of its own datagrams in them, where a read would write.
pub(super) struct Writer(MultiHeaders<SockaddrIn>, Vec<Option<SockaddrIn>>);

impl Default for Reader {
    fn default() -> Self {
        Self(headers())
    }
}

impl Default for Writer {
    fn default() -> Self {
        Self(headers(), Vec::with_capacity(MAX_DATAGRAMS))
    }
}

impl Reader {
    /// Fills slots of the buffer, and notes the length and the sender of each. More is there only where all are full.
    pub(super) fn receive(
        &mut self,
        socket: &UdpSocket,
        buffer: &mut [u8],
        read: &mut Vec<(usize, SocketAddrV4)>,
    ) -> io::Result<()> {
        let expected = read.len();
        read.clear();
        if expected < FEW {
            self.fill::<FEW>(socket, buffer, read)?;
            if read.len() < FEW {
                return Ok(());
            }
        }
        let rest = buffer.get_mut(read.len() * STRIDE..).unwrap_or_default();
        match self.fill::<MAX_DATAGRAMS>(socket, rest, read) {
            Err(_) if !read.is_empty() => Ok(()),
            other => other,
        }
    }

    fn fill<const N: usize>(
        &mut self,
        socket: &UdpSocket,
        buffer: &mut [u8],
        read: &mut Vec<(usize, SocketAddrV4)>,
    ) -> io::Result<()> {
        let mut chunks = buffer.chunks_exact_mut(STRIDE);
        let room = chunks.len().min(N);
        let mut slots: [_; N] = array::from_fn(|_| [IoSliceMut::new(chunks.next().unwrap_or_default())]);
        let slots = slots.iter_mut().take(room);
        let received = recvmmsg(socket.as_raw_fd(), &mut self.0, slots, MsgFlags::empty(), None)?;
        read.extend(received.map(|datagram| (datagram.bytes, datagram.address.map_or(NOWHERE, SocketAddrV4::from))));
        Ok(())
    }
}

impl Writer {
    /// Sends one or more from the front, and says how many.
    pub(super) fn send(&mut self, socket: &UdpSocket, batch: &[(&[u8], SocketAddrV4)]) -> io::Result<usize> {
        if batch.len() <= FEW { self.write::<FEW>(socket, batch) } else { self.write::<MAX_DATAGRAMS>(socket, batch) }
    }

    fn write<const N: usize>(&mut self, socket: &UdpSocket, batch: &[(&[u8], SocketAddrV4)]) -> io::Result<usize> {
        let mut all = batch.iter();
        let bytes: [_; N] = array::from_fn(|_| [IoSlice::new(all.next().map_or(&[], |(bytes, _)| bytes))]);
        let Self(headers, to) = self;
        to.clear();
        to.extend(batch.iter().take(N).map(|(_, to)| Some(SockaddrIn::from(*to))));
        // There are as many headers as addresses.
        let sent = sendmmsg(socket.as_raw_fd(), headers, &bytes, to.as_slice(), [], MsgFlags::empty())?;
        Ok(sent.count())
    }
}
