//! Which component a stream belongs to, by what is asked of it.

use clank_core::ids::Component;
use clank_core::link::relay;
use clank_core::wire::Layout as _;
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{Message as _, MessageKey, lobby, lobby_ext};

use super::message::Message;
use super::stream::FrameStream;
use crate::capture::Dir;

/// The component of a TCP stream; `None` where nothing that can be read tells.
#[must_use]
pub fn component(stream: &FrameStream, server_port: u16) -> Option<Component> {
    stream.messages.iter().find_map(|message| by_message(stream, message)).or_else(|| by_port(server_port))
}

fn by_message(stream: &FrameStream, message: &Message) -> Option<Component> {
    match message.id {
        rt::ClientConnectTcpAuxUdp::ID
        | rt::ServerInfoAuxUdp::ID
        | rt::ClientAppSingle::ID
        | rt::ClientAppBroadcast::ID => {
            return Some(Component::Dme(0));
        }
        rt::ClientConnectTcp::ID => {
            let connect = rt::ClientConnectTcp::decode(message.plain.as_deref()?, stream.dialect).ok()?;
            // With keys it is a redirect: to a lobby, of a game host to the MPS, or to a game server without
            // datagrams. What is asked tells.
            if stream.messages.iter().any(|message| relay::is_relay(message.id)) {
                return Some(Component::Dme(0));
            }
            let host = stream.messages.iter().find_map(|message| Some(message.medius()?.0.class == 3))?;
            return match (connect.access_key.is_some(), host) {
                (true, true) => Some(Component::Mps),
                (true, false) => Some(Component::Mls),
                (false, _) => None,
            };
        }
        _ => {}
    }
    let (key, _) = message.medius().filter(|_| message.dir == Dir::ToServer)?;
    match key {
        lobby::SessionBeginRequest::KEY
        | lobby_ext::ExtendedSessionBeginRequest::KEY
        | lobby_ext::SessionBeginRequest1::KEY
        // Game hosts begin their session on the MAS (MAS-50).
        | MessageKey { class: 3, id: 0x01 | 0x03 | 0x21 | 0x24 } => Some(Component::Mas),
        lobby::GetUniverseInformationRequest::KEY | MessageKey { class: 4, id: 0x03 } => {
            Some(Component::Muis)
        }
        MessageKey { class: 3, .. } => Some(Component::Mps),
        // Titles ask the MAS for buddies before they begin a session (GEN-15).
        lobby::GetBuddyListExtraInfoRequest::KEY => None,
        MessageKey { class: 1 | 4, .. } => Some(Component::Mls),
        _ => None,
    }
}

/// A hint (GEN-1).
fn by_port(port: u16) -> Option<Component> {
    match port {
        10071 => Some(Component::Muis),
        10075 => Some(Component::Mas),
        10077 => Some(Component::Mps),
        10078 => Some(Component::Mls),
        10079 => Some(Component::Dme(0)),
        _ => None,
    }
}
