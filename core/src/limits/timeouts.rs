//! How long things may take.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::seconds;

/// How long things may take: one set for all components (transport.md §12, lobby.md 2.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Timeouts {
    /// T-AUTH: from accept to a finished handshake.
    #[serde(with = "seconds")]
    pub handshake: Duration,
    /// T-IDLE: silence that ends a connection.
    #[serde(with = "seconds")]
    pub silence: Duration,
    /// T-CLOSE: from the notice to the close.
    #[serde(with = "seconds")]
    pub close: Duration,
    /// T-ECHO: between two SERVER_ECHO.
    #[serde(with = "seconds")]
    pub echo: Duration,
    /// T-KEEP: a redirected player counts as online without a connection.
    #[serde(with = "seconds")]
    pub keep_alive: Duration,
    /// Keys of earlier redirects of a living session still open a connection (ST-12).
    #[serde(with = "seconds")]
    pub old_keys: Duration,
    /// T-ROOM: a player's channel stays without anybody in it.
    #[serde(with = "seconds")]
    pub empty_channel: Duration,
    /// T-DME: an answer of a game server.
    #[serde(with = "seconds")]
    pub game_server: Duration,
    /// T-HOST: a new game waits for somebody to come in.
    #[serde(with = "seconds")]
    pub empty_game: Duration,
    /// T-EMPTY: a closed game stays without anybody in it.
    #[serde(with = "seconds")]
    pub closed_game: Duration,
    /// T-P2P: between two reports of a game on a console.
    #[serde(with = "seconds")]
    pub game_report: Duration,
    /// T-BAN: between two looks at a player's bans (MLS-9).
    #[serde(with = "seconds")]
    pub ban_check: Duration,
    /// T-STORE: an answer of the store.
    #[serde(with = "seconds")]
    pub store: Duration,
    /// An answer of another component.
    #[serde(with = "seconds")]
    pub mail: Duration,
    /// Between two tries of the same message.
    #[serde(with = "seconds")]
    pub mail_retry: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            handshake: Duration::from_secs(30),
            silence: Duration::from_secs(60),
            close: Duration::from_secs(5),
            echo: Duration::from_secs(30),
            keep_alive: Duration::from_secs(8),
            old_keys: Duration::from_secs(60),
            empty_channel: Duration::from_secs(15),
            game_server: Duration::from_secs(10),
            empty_game: Duration::from_secs(15),
            closed_game: Duration::from_secs(1),
            game_report: Duration::from_secs(90),
            ban_check: Duration::from_secs(60),
            store: Duration::from_secs(3),
            mail: Duration::from_secs(3),
            mail_retry: Duration::from_secs(1),
        }
    }
}
