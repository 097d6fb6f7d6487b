//! The ways into the components of a server.

use std::net::{Ipv4Addr, SocketAddrV4};

use clank_core::crypto::PrivateKey;
use clank_core::wire::{AccessKey, NetAddressType, NetConnectionInfo, NetConnectionType, SessionKeyText, lobby};

/// What a login gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticket {
    /// The session key of SessionBegin.
    pub session_key: SessionKeyText,
    /// The login's answer.
    pub login: lobby::AccountLoginResponse,
}

/// The way into a component: where it is, and the keys with which it is entered.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerEntry {
    /// Where it listens, if the entry tells.
    pub at: Option<SocketAddrV4>,
    /// How it is reached.
    pub kind: NetConnectionType,
    /// The server's modulus; zero for a connection in clear.
    pub server_key: [u8; 64],
    /// World, session key and access key of the last redirect; nothing for MUIS and MAS.
    pub keys: Option<(u16, SessionKeyText, AccessKey)>,
}

impl ServerEntry {
    /// MUIS and MAS: their key is built in.
    #[must_use]
    pub fn authentication() -> Self {
        Self {
            at: None,
            kind: NetConnectionType::CLIENT_SERVER_TCP,
            server_key: PrivateKey::global_mas().public().to_le_bytes(),
            keys: None,
        }
    }

    /// What an answer told.
    #[must_use]
    pub fn told(info: &NetConnectionInfo) -> Self {
        let world = u16::try_from(info.world_id).unwrap_or_default();
        let external = info.address_list.address_list.iter().find(|one| one.address_type == NetAddressType::EXTERNAL);
        let at = external.and_then(|one| {
            let ip: Ipv4Addr = one.address.to_text().parse().ok()?;
            Some(SocketAddrV4::new(ip, u16::try_from(one.port).ok()?))
        });
        let keys = Some((world, info.session_key, info.access_key));
        Self { at, kind: info.kind, server_key: info.server_key.0, keys }
    }
}
