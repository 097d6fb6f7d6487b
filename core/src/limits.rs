//! Every limit, by name: what a stranger can grow stops here, with a policy and a counter.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::pace::Rate;

/// The limits of a server; all can be set in the configuration under `limits`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Connections of one machine; further ones are closed at once.
    pub connections: u32,
    /// Connections of one machine from one address; further ones are closed at once.
    pub connections_per_address: u32,
    /// Largest RT payload taken from a console, in bytes (transport.md §2); a larger one closes.
    pub frame_bytes: u16,
    /// Requests of one connection that wait for an answer; then reading pauses.
    pub pending_requests: u32,
    /// Bytes of a request being put together from fragments (transport.md §2); more is dropped.
    pub fragment_bytes: u32,
    /// Failed logins of one connection (MAS-32); then it is closed.
    pub login_attempts: u32,
    /// Accounts and addresses whose failed logins are remembered (MAS-32); the oldest is forgotten.
    pub failed_logins: u32,
    /// Sessions that the MLS keeps; further logins are told MediusServerBusy.
    pub sessions: u32,
    /// Channels that the MLS keeps; further ones are refused with MediusExceedsMaxWorlds.
    pub channels: u32,
    /// Games that the MLS keeps; further ones are refused with MediusExceedsMaxWorlds.
    pub games: u32,
    /// Orders to game servers that wait for an answer, and questions of hosts that do; further ones are refused.
    pub orders: u32,
    /// Buddies of one player, and as many ignored players; more are refused with MediusDBError.
    pub buddies: u32,
    /// Invitations to be a buddy that wait for one player (MLS-44); more are refused.
    pub buddy_invitations: u32,
    /// Open invitations of one clan (MLS-124); more are refused.
    pub clan_invitations: u32,
    /// Messages of one clan (MLS-131); the oldest goes.
    pub clan_messages: u32,
    /// Challenges of one clan (MLS-133); more are refused.
    pub clan_challenges: u32,
    /// Rows of one ladder or clan list; a longer page is cut.
    pub list_rows: u32,
    /// Files of one title (MLS-190); more are refused.
    pub files: u32,
    /// Largest file, in bytes (MLS-190).
    pub file_bytes: u32,
    /// Largest piece of application data in a game world, in bytes (DME-28); a larger one is dropped.
    pub relay_bytes: u16,
    /// Frames that a player of a game world may send in a second by TCP; more is read later. 0: no limit.
    pub relay_frames_per_second: u32,
    /// Bytes that he may send in a second by TCP; more is read later. 0: no limit.
    pub relay_bytes_per_second: u32,
    /// Datagrams that he may send in a second (UDP-11); more are dropped. 0: no limit.
    pub datagrams_per_second: u32,
    /// Bytes of datagrams that he may send in a second (UDP-11); more are dropped. 0: no limit.
    pub datagram_bytes_per_second: u32,
    /// Datagrams in a second from an address with players, but from none of their sources; more are dropped.
    pub strangers_per_second: u32,
    /// Addresses that are told in a second to consoles behind one of them (NAT-2); more are not. 0: no limit.
    pub nat_answers_per_second: u32,
    /// Tokens of one game world that somebody owns (DME-72); more are not given.
    pub tokens: u32,
    /// Unsolicited messages held for a player between two connections (ST-29); more are dropped.
    pub held_messages: u32,
    /// Bytes waiting for a reader at which it counts as congested.
    pub high_water: u64,
    /// Bytes waiting for a reader at which it counts as writable again.
    pub low_water: u64,
    /// Bytes waiting for a reader at which it is cut off.
    pub hard_cap: u64,
    /// How long a reader may stay congested; then it is cut off.
    #[serde(with = "seconds")]
    pub congested_for: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 20_000,
            connections_per_address: 4_000,
            frame_bytes: 2048,
            pending_requests: 32,
            fragment_bytes: 16 * 1024,
            login_attempts: 20,
            failed_logins: 10_000,
            sessions: 20_000,
            channels: 4_000,
            games: 8_000,
            orders: 4_096,
            buddies: 128,
            buddy_invitations: 32,
            clan_invitations: 64,
            clan_messages: 64,
            clan_challenges: 64,
            list_rows: 256,
            files: 1_000,
            file_bytes: 256 * 1024,
            relay_bytes: 584,
            relay_frames_per_second: 250,
            relay_bytes_per_second: 32 * 1024,
            datagrams_per_second: 100,
            datagram_bytes_per_second: 16 * 1024,
            strangers_per_second: 200,
            nat_answers_per_second: 50,
            tokens: 256,
            held_messages: 32,
            high_water: 64 * 1024,
            low_water: 16 * 1024,
            hard_cap: 1024 * 1024,
            congested_for: Duration::from_secs(20),
        }
    }
}

/// How much may come at once of what a second may bring.
const BURST: Duration = Duration::from_secs(2);

impl Limits {
    /// How fast a player of a game world may send by TCP.
    #[must_use]
    pub const fn relay_rate(&self) -> Rate {
        Rate { pieces: self.relay_frames_per_second, bytes: self.relay_bytes_per_second, burst: BURST }
    }

    /// How fast he may send datagrams (UDP-11).
    #[must_use]
    pub const fn datagram_rate(&self) -> Rate {
        Rate { pieces: self.datagrams_per_second, bytes: self.datagram_bytes_per_second, burst: BURST }
    }

    /// How fast datagrams may come from an address with players, but from none of their sources.
    #[must_use]
    pub const fn stranger_rate(&self) -> Rate {
        Rate { pieces: self.strangers_per_second, bytes: 0, burst: BURST }
    }

    /// How fast consoles behind one address are told it (NAT-2).
    #[must_use]
    pub const fn nat_rate(&self) -> Rate {
        Rate { pieces: self.nat_answers_per_second, bytes: 0, burst: BURST }
    }
}

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
    /// Between two tries of the same letter.
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

/// Durations in a configuration are seconds, with a fraction where one is wanted.
mod seconds {
    use core::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(duration: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(duration.as_secs_f64())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        Duration::try_from_secs_f64(f64::deserialize(from)?).map_err(D::Error::custom)
    }
}
