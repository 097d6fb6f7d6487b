//! Which component a stream belongs to, by what is asked of it.

use clank_core::link::relay;
use clank_core::mail::Component;
use clank_core::wire::Layout as _;
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{Message as _, lobby, lobby_ext};

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
            let host = stream.messages.iter().find_map(|message| Some(message.medius()?.0 == 3))?;
            return match (connect.access_key.is_some(), host) {
                (true, true) => Some(Component::Mps),
                (true, false) => Some(Component::Mls),
                (false, _) => None,
            };
        }
        _ => {}
    }
    let (class, id, _) = message.medius().filter(|_| message.dir == Dir::ToServer)?;
    match (class, id) {
        (lobby::SessionBeginRequest::CLASS, lobby::SessionBeginRequest::ID)
        | (lobby_ext::ExtendedSessionBeginRequest::CLASS, lobby_ext::ExtendedSessionBeginRequest::ID)
        | (lobby_ext::SessionBeginRequest1::CLASS, lobby_ext::SessionBeginRequest1::ID)
        // Game hosts begin their session on the MAS (MAS-50).
        | (3, 0x01 | 0x03 | 0x21 | 0x24) => Some(Component::Mas),
        (lobby::GetUniverseInformationRequest::CLASS, lobby::GetUniverseInformationRequest::ID) | (4, 0x03) => {
            Some(Component::Muis)
        }
        (3, _) => Some(Component::Mps),
        // Titles ask the MAS for buddies before they begin a session (GEN-15).
        (lobby::GetBuddyListExtraInfoRequest::CLASS, lobby::GetBuddyListExtraInfoRequest::ID) => None,
        (1 | 4, _) => Some(Component::Mls),
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
