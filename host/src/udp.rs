//! Datagrams in as few system calls as possible: `recvmmsg` and `sendmmsg` where there are any, else one call per
//! datagram. Headers and buffers are reused; no datagram costs an allocation or a copy.

#[cfg(target_os = "linux")]
mod many;
#[cfg(not(target_os = "linux"))]
mod single;
mod sizes;

use std::io;
use std::net::{SocketAddrV4, UdpSocket};

use smallvec::SmallVec;

#[cfg(target_os = "linux")]
use many::{Reader, Writer};
#[cfg(not(target_os = "linux"))]
use single::{Reader, Writer};
pub use sizes::MAX_DATAGRAMS;
use sizes::STRIDE;

/// So many are sent by a call each: `sendmmsg` has to save more than its headers cost. (Reads have no such limit: one
/// `recvmmsg` that finds a single datagram costs what `recvfrom` costs with the second call that finds nothing.
/// `cargo bench -p clank-tests --bench datagrams` tells.)
const FEW: usize = 3;

/// Reads datagrams.
pub struct Inbound {
    reader: Reader,
    /// Made when the first socket is read; the system gives it memory as far as it is used.
    buffer: Vec<u8>,
    /// Length and sender of each datagram in the buffer.
    read: Vec<(usize, SocketAddrV4)>,
}

impl std::fmt::Debug for Inbound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inbound").field("read", &self.read).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sender").field("lost", &self.lost).finish_non_exhaustive()
    }
}

impl Default for Inbound {
    fn default() -> Self {
        Self { reader: Reader::default(), buffer: Vec::new(), read: Vec::with_capacity(MAX_DATAGRAMS) }
    }
}

impl Inbound {
    /// Reads what is there, at most [`MAX_DATAGRAMS`] datagrams. `false`: nothing more is there; the next readiness of
    /// the socket tells of the next one.
    ///
    /// # Errors
    /// What the system says, unless it is that nothing is there.
    pub fn receive(&mut self, socket: &UdpSocket) -> io::Result<bool> {
        if self.buffer.is_empty() {
            self.buffer = vec![0; MAX_DATAGRAMS * STRIDE];
        }
        match self.reader.receive(socket, &mut self.buffer, &mut self.read) {
            Ok(()) => Ok(self.read.len() == MAX_DATAGRAMS),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(false),
            // Neither a signal nor an address that refused an earlier datagram is a fault of the socket.
            Err(error) if matches!(error.kind(), io::ErrorKind::Interrupted | io::ErrorKind::ConnectionRefused) => {
                Ok(true)
            }
            Err(error) => Err(error),
        }
    }

    /// What was read, with its senders.
    pub fn datagrams(&mut self) -> impl Iterator<Item = (SocketAddrV4, &mut [u8])> {
        let slots = self.buffer.chunks_exact_mut(STRIDE);
        self.read.iter().zip(slots).map(|((length, from), slot)| (*from, slot.get_mut(..*length).unwrap_or_default()))
    }
}

/// Sends datagrams.
#[derive(Default)]
pub struct Sender {
    writer: Writer,
    lost: u64,
}

impl Sender {
    /// How many datagrams the system refused since the last look.
    pub const fn take_lost(&mut self) -> u64 {
        std::mem::replace(&mut self.lost, 0)
    }

    /// Sends and forgets all of it. What the system has no room for is lost, as on any network.
    fn send(&mut self, socket: &UdpSocket, batch: &[(&[u8], SocketAddrV4)]) {
        let mut rest = batch;
        while !rest.is_empty() {
            let sent = match rest {
                [(bytes, to), others @ ..] if others.len() < FEW => socket.send_to(bytes, to).map(|_| 1),
                many => self.writer.send(socket, many),
            };
            let passed = match sent {
                Ok(count) => count.max(1),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
                // No room for the first: none for the others.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.lost += rest.len() as u64;
                    return;
                }
                // This one cannot be sent; the others may.
                Err(_) => {
                    self.lost += 1;
                    1
                }
            };
            rest = rest.get(passed..).unwrap_or_default();
        }
    }
}

/// Datagrams of one socket that leave together. One for n addresses is n entries with the same bytes.
#[derive(Debug)]
pub struct Outbound<'a>(SmallVec<[(&'a [u8], SocketAddrV4); MAX_DATAGRAMS]>);

impl Default for Outbound<'_> {
    fn default() -> Self {
        Self(SmallVec::new())
    }
}

impl<'a> Outbound<'a> {
    /// Adds a datagram for one address; a full batch leaves at once.
    pub fn add(&mut self, bytes: &'a [u8], to: SocketAddrV4, sender: &mut Sender, socket: &UdpSocket) {
        self.0.push((bytes, to));
        if self.0.len() == MAX_DATAGRAMS {
            self.send(sender, socket);
        }
    }

    /// Sends what was added.
    pub fn send(&mut self, sender: &mut Sender, socket: &UdpSocket) {
        sender.send(socket, &self.0);
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};
    use std::time::Duration;

    use super::*;

    fn socket() -> (UdpSocket, SocketAddrV4) {
        let socket = crate::bind::udp(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0)).unwrap();
        match socket.local_addr().unwrap() {
            SocketAddr::V4(at) => (socket, at),
            other => panic!("{other}"),
        }
    }

    fn received(inbound: &mut Inbound, socket: &UdpSocket) -> (Vec<(SocketAddrV4, Vec<u8>)>, bool) {
        std::thread::sleep(Duration::from_millis(20));
        let more = inbound.receive(socket).unwrap();
        (inbound.datagrams().map(|(from, bytes)| (from, bytes.to_vec())).collect(), more)
    }

    #[test]
    fn many_leave_together_and_arrive_together() {
        let (from, from_at) = socket();
        let (near, near_at) = socket();
        let (far, far_at) = socket();
        let (short, long) = (vec![1], vec![2; 60_000]);
        let (mut sender, mut inbound) = (Sender::default(), Inbound::default());
        assert_eq!(received(&mut inbound, &near), (vec![], false));
        let mut out = Outbound::default();
        for (bytes, to) in [(&short, near_at), (&short, far_at), (&long, near_at), (&short, near_at)] {
            out.add(bytes, to, &mut sender, &from);
        }
        out.send(&mut sender, &from);
        let expected = [&short, &long, &short].map(|bytes| (from_at, bytes.clone())).to_vec();
        assert_eq!(received(&mut inbound, &near), (expected, false));
        assert_eq!(received(&mut inbound, &far), (vec![(from_at, short.clone())], false));
        assert_eq!(sender.take_lost(), 0);
    }

    #[test]
    fn a_batch_has_a_bound_and_the_rest_stays() {
        let (from, _) = socket();
        let (to, at) = socket();
        let numbers: Vec<u8> = (0..=u8::try_from(MAX_DATAGRAMS).unwrap()).collect();
        let (mut sender, mut inbound, mut out) = (Sender::default(), Inbound::default(), Outbound::default());
        for byte in numbers.chunks(1) {
            out.add(byte, at, &mut sender, &from);
        }
        assert_eq!(out.0.len(), 1, "a full batch left by itself");
        out.send(&mut sender, &from);
        let (first, more) = received(&mut inbound, &to);
        assert_eq!((first.len(), more), (MAX_DATAGRAMS, true));
        let (rest, more) = received(&mut inbound, &to);
        assert_eq!((rest.len(), more), (1, false));
        let content: Vec<u8> = first.into_iter().chain(rest).flat_map(|(_, bytes)| bytes).collect();
        assert_eq!(content, numbers, "in order, none twice");
    }

    #[test]
    fn what_cannot_be_sent_is_counted_and_costs_nothing_else() {
        let (from, _) = socket();
        let (to, at) = socket();
        let (good, bad) = (vec![7], vec![0; 70_000]);
        let (mut sender, mut inbound, mut out) = (Sender::default(), Inbound::default(), Outbound::default());
        for bytes in [&good, &bad, &good, &good, &good, &bad, &good] {
            out.add(bytes, at, &mut sender, &from);
        }
        out.send(&mut sender, &from);
        out.add(&bad, at, &mut sender, &from);
        out.send(&mut sender, &from);
        assert_eq!((received(&mut inbound, &to).0.len(), sender.take_lost(), sender.take_lost()), (5, 3, 0));
    }
}
