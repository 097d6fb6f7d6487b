//! What one server does where the protocol leaves a choice. Our own server uses the defaults; a
//! replay is given what the recorded server did.

use serde::{Deserialize, Serialize};

use crate::crypto::Context;

/// How connections are encrypted and greeted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LinkPolicy {
    /// Encrypt towards clients that exchanged keys. Off, the exchange takes place in clear and the
    /// client alone encrypts (transport.md §15).
    pub encrypt: bool,
    /// When SERVER_CRYPTKEY_GAME is sent.
    pub game_key: GameKey,
    /// Whether clients above 1.08 are sent SERVER_CONNECT_REQUIRE; titles can switch it off.
    pub connect_require: bool,
    /// When SERVER_CONNECT_COMPLETE is sent to clients without a HELLO.
    pub complete: Complete,
    /// Whether clients with a HELLO are sent SERVER_ECHO.
    pub server_echo: bool,
    /// The context of SERVER_APP.
    pub app_context: AppContext,
    /// The third version byte of SERVER_CONNECT_ACCEPT_TCP up to 1.08 (transport.md §10).
    pub build: u8,
}

impl Default for LinkPolicy {
    fn default() -> Self {
        Self {
            encrypt: true,
            game_key: GameKey::AfterExchange,
            connect_require: true,
            complete: Complete::AtOnce,
            server_echo: true,
            app_context: AppContext::ByFamily,
            build: 0x10,
        }
    }
}

/// When SERVER_CRYPTKEY_GAME is sent (transport.md §15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GameKey {
    /// If and only if a CLIENT_CRYPTKEY_PUBLIC came: the rule.
    AfterExchange,
    /// Also, in clear, to a console without an exchange, which then encrypts under it (transport.md §8).
    Always,
    /// Not at all.
    Never,
}

/// When SERVER_CONNECT_COMPLETE is sent to a client without a HELLO (transport.md §11.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Complete {
    /// Right after SERVER_CONNECT_ACCEPT_TCP, and again whenever a CLIENT_CONNECT_READY_TCP comes.
    AtOnce,
    /// Only for a CLIENT_CONNECT_READY_TCP.
    WhenReady,
}

/// The context of SERVER_APP (transport.md §8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppContext {
    /// 1 without a HELLO, 3 with one: as Sony.
    ByFamily,
    /// Always 1, the key of SERVER_CRYPTKEY_GAME.
    Server,
    /// Always 3, the key of SERVER_CRYPTKEY_PEER.
    Client,
}

impl AppContext {
    pub(crate) const fn of(self, hello: bool) -> Context {
        match (self, hello) {
            (Self::Server, _) | (Self::ByFamily, false) => Context::SERVER,
            (Self::Client, _) | (Self::ByFamily, true) => Context::CLIENT,
        }
    }
}
