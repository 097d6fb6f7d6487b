//! One system call per datagram.

use std::io;
use std::net::{SocketAddr, SocketAddrV4, UdpSocket};

use super::sizes::{MAX_DATAGRAMS, NOWHERE, STRIDE};

/// Needs nothing to read.
#[derive(Default)]
pub(super) struct Reader;

/// Needs nothing to send.
#[derive(Default)]
pub(super) struct Writer;

impl Reader {
    /// Fills slots of the buffer, and notes the length and the sender of each.
    pub(super) fn receive(
        &mut self,
        socket: &UdpSocket,
        buffer: &mut [u8],
        read: &mut Vec<(usize, SocketAddrV4)>,
    ) -> io::Result<()> {
        read.clear();
        for slot in buffer.chunks_exact_mut(STRIDE).take(MAX_DATAGRAMS) {
            match socket.recv_from(slot) {
                Ok((length, SocketAddr::V4(from))) => read.push((length, from)),
                Ok((_, SocketAddr::V6(_))) => read.push((0, NOWHERE)),
                Err(_) if !read.is_empty() => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl Writer {
    /// Sends one or more from the front, and says how many.
    pub(super) fn send(&mut self, socket: &UdpSocket, batch: &[(&[u8], SocketAddrV4)]) -> io::Result<usize> {
        let Some((bytes, to)) = batch.first() else { return Ok(0) };
        socket.send_to(bytes, to).map(|_| 1)
    }
}
