//! How many datagrams one call moves, and where they lie in the buffer.

use std::net::{Ipv4Addr, SocketAddrV4};

/// Datagrams of one system call, and of one socket in one batch.
pub const MAX_DATAGRAMS: usize = 32;
/// Bytes per datagram in the buffer: more than a datagram can have, and no power of two, so that the first bytes of
/// all of them find room in the cache together.
pub(super) const STRIDE: usize = 64 * 1024 + 64;

/// An address that stands for none.
pub(super) const NOWHERE: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0);
