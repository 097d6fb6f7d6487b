//! NetConnectionInfo: where a console goes next, and with which keys (ST-13 to ST-15).

use std::net::{Ipv4Addr, SocketAddrV4};

use crate::link::{Link, Shared};
use crate::titles::Title;
use crate::wire::{
    AccessKey, NetAddress, NetAddressList, NetAddressType, NetConnectionInfo, NetConnectionType, RsaKey, SessionKeyText,
};

/// The NAT service's port where none is configured (GEN-1).
pub const NAT_PORT: u16 = 10070;

/// Where a console is, as it says; one that names no address is at the far end of its connection (P2P-3, P2P-6).
#[must_use]
pub fn console_at(told: &NetAddressList, peer: Ipv4Addr) -> NetAddressList {
    let mut at = *told;
    if let [first, _] = &mut at.address_list
        && first.address_type == NetAddressType::NONE
    {
        let port = u16::try_from(first.port).unwrap_or_default();
        *first = NetAddress::external(SocketAddrV4::new(peer, port));
    }
    at
}

/// Our modulus where the next connection is to be encrypted, else nothing (ST-14).
#[must_use]
pub fn server_key(title: &Title, shared: &Shared, link: &Link) -> Option<[u8; 64]> {
    // A community client never encrypts; a zero key says so.
    (title.server_key && shared.policy.encrypt && !link.is_community())
        .then(|| shared.private_key.public().to_le_bytes())
}

/// The whole structure.
#[must_use]
pub fn connect_info(
    kind: NetConnectionType,
    addresses: [NetAddress; 2],
    world_id: u16,
    server_key: Option<[u8; 64]>,
    session_key: SessionKeyText,
    access_key: AccessKey,
) -> NetConnectionInfo {
    NetConnectionInfo {
        kind,
        address_list: NetAddressList { address_list: addresses },
        world_id: world_id.into(),
        server_key: RsaKey::new(server_key.unwrap_or([0; 64])),
        session_key,
        access_key,
        ..NetConnectionInfo::default()
    }
}
