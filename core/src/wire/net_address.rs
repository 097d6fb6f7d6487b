//! Addresses as consoles are told them.

use std::net::{Ipv4Addr, SocketAddrV4};

use super::{AddressText, NetAddress, NetAddressType};

impl NetAddress {
    /// Returns an address of a list.
    #[must_use]
    pub fn new(address_type: NetAddressType, at: SocketAddrV4) -> Self {
        Self { address_type, address: AddressText::new(at.ip().to_string()), port: at.port().into() }
    }

    /// Returns the target of the next connection.
    #[must_use]
    pub fn external(at: SocketAddrV4) -> Self {
        Self::new(NetAddressType::EXTERNAL, at)
    }

    /// Returns the NAT service.
    #[must_use]
    pub fn nat_service(host: Ipv4Addr, port: u16) -> Self {
        Self::new(NetAddressType::NAT_SERVICE, SocketAddrV4::new(host, port))
    }

    /// Returns an unused place of a list, as captured: type 0, no text, all bits of the port (ST-15).
    #[must_use]
    pub fn unused() -> Self {
        Self { port: u32::MAX, ..Self::default() }
    }
}
