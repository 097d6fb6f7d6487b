//! How a recorded server greets and encrypts, and what is known of the client's side.

use clank_core::crypto::PublicKey;
use clank_core::link::{AppContext, Complete, GameKey, LinkPolicy, Resumed};
use clank_core::wire::Layout as _;
use clank_core::wire::rt::{self, RtMessage};

use crate::capture::Dir;
use crate::dissect::{FrameStream, key_pair};

/// The title of a recording that does not tell it: all of the house's captures in the old dialect without a
/// beginning are of this one.
pub(crate) const UNTOLD: u32 = 10684;

/// A connection whose beginning was not recorded.
pub(crate) fn resumed(stream: &FrameStream) -> Resumed {
    Resumed {
        version: stream.dialect.version,
        app_id: stream.app_id.unwrap_or(UNTOLD),
        encrypted: stream.keys.client.is_some() || stream.keys.server.is_some(),
    }
}

/// The client's modulus. Where it is not known any will do: the key under it is compared, not how it is sealed.
pub(crate) fn modulus(stream: &FrameStream) -> Option<PublicKey> {
    stream.keys.modulus.clone().or_else(|| Some(key_pair()?.public().clone()))
}

/// Whether a community server was recorded: Sony's had another build (GEN-5).
pub(crate) fn is_community(stream: &FrameStream) -> bool {
    let build = policy(stream).build;
    let accepted = stream.messages.iter().any(|m| m.dir == Dir::ToClient && m.id == rt::ServerConnectAcceptTcp::ID);
    accepted && !stream.dialect.version.has_hello() && build == COMMUNITY_BUILD
}

/// The build that community servers tell.
const COMMUNITY_BUILD: u8 = 0x10;

/// How the recorded server greets and encrypts.
pub(crate) fn policy(stream: &FrameStream) -> LinkPolicy {
    let sent = |id: u8| stream.messages.iter().find(move |m| m.dir == Dir::ToClient && m.id == id);
    let exchanged = stream.messages.iter().any(|m| m.id == rt::ClientCryptkeyPublic::ID);
    let game_key = match (sent(rt::ServerCryptkeyGame::ID).is_some(), exchanged) {
        (true, false) => GameKey::Always,
        (false, true) => GameKey::Never,
        _ => GameKey::AfterExchange,
    };
    let ready = stream.messages.iter().position(|m| m.id == rt::ClientConnectReadyTcp::ID);
    let complete = stream.messages.iter().position(|m| m.id == rt::ServerConnectComplete::ID);
    let at_once = complete.is_some_and(|complete| ready.is_none_or(|ready| complete < ready));
    let app = stream.messages.iter().filter(|m| m.id == rt::ServerApp::ID).find_map(|m| m.context);
    let accept = sent(rt::ServerConnectAcceptTcp::ID)
        .and_then(|m| rt::ServerConnectAcceptTcp::decode(m.plain.as_deref()?, stream.dialect).ok()?.build);
    LinkPolicy {
        encrypt: stream.messages.iter().any(|m| m.dir == Dir::ToClient && m.context.is_some()),
        game_key,
        connect_require: sent(rt::ServerConnectRequire::ID).is_some(),
        complete: if at_once { Complete::AtOnce } else { Complete::WhenReady },
        server_echo: sent(rt::ServerEcho::ID).is_some(),
        app_context: match app {
            Some(1) => AppContext::Server,
            Some(3) => AppContext::Client,
            _ => AppContext::ByFamily,
        },
        build: accept.unwrap_or(LinkPolicy::default().build),
    }
}
