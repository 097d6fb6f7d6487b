//! Where a console is, as the NAT service sees it.

use std::net::{Ipv4Addr, SocketAddrV4};

use clank_core::wire::{AddressText, NetAddress, NetAddressList, NetAddressType, NetConnectionInfo};

use super::connector::{ClientResult, other};
use super::console::Socket;

/// Where an answer says that the NAT service is.
pub(super) fn nat_of(info: &NetConnectionInfo) -> Option<SocketAddrV4> {
    let list = &info.address_list.address_list;
    let nat = list.iter().find(|one| one.address_type == NetAddressType::NAT_SERVICE)?;
    Some(SocketAddrV4::new(nat.address.to_text().parse().ok()?, u16::try_from(nat.port).ok()?))
}

/// Asks the NAT service where this socket is seen (NAT-2).
pub(super) fn ask_nat<S: Socket>(socket: &mut S, nat: SocketAddrV4) -> ClientResult<SocketAddrV4> {
    socket.send(nat, &[0x28, 0x71, 0xe4, 0x00]);
    match socket.receive()[..] {
        [a, b, c, d, high, low] => Ok(SocketAddrV4::new([a, b, c, d].into(), u16::from_be_bytes([high, low]))),
        ref answer => Err(other("NAT service", answer)),
    }
}

/// How a console tells where it is: as the NAT service sees it, and at home (P2P-1).
pub(super) fn here(external: SocketAddrV4) -> NetAddressList {
    let address = |address_type, at: SocketAddrV4| NetAddress {
        address_type,
        address: AddressText::new(at.ip().to_string()),
        port: at.port().into(),
    };
    let home = SocketAddrV4::new(Ipv4Addr::new(192, 168, 0, 2), external.port());
    let address_list = [address(NetAddressType::EXTERNAL, external), address(NetAddressType::INTERNAL, home)];
    NetAddressList { address_list }
}
