//! Every limit, by name: what a stranger can grow stops here, with a policy.

mod policy;
mod seconds;
mod timeouts;

use core::time::Duration;

use serde::{Deserialize, Serialize};

pub use policy::{LimitKind, LimitPolicy, LimitScope};
pub use timeouts::Timeouts;

use crate::pace::Rate;

/// One row of the table.
struct LimitRow {
    name: &'static str,
    doc: &'static str,
    scope: LimitScope,
    kind: LimitKind,
    policy: LimitPolicy,
}

/// Makes [`Limits`] and [`Limit`] of one table: those of `limits` are fields, those of `elsewhere` are set in another
/// section of the configuration, whose key is their name.
macro_rules! limits {
    (
        limits {$(
            $(#[doc = $doc:literal])+
            $(#[serde(with = $with:literal)])?
            $limit:ident $field:ident: $type:ty = $default:expr, $scope:ident $kind:ident $policy:ident;
        )+}
        elsewhere {$(
            $(#[doc = $other_doc:literal])+
            $other:ident $key:literal, $other_scope:ident $other_kind:ident $other_policy:ident;
        )+}
    ) => {
        /// The limits of a server; all can be set in the configuration under `limits`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Limits {$(
            $(#[doc = $doc])+
            $(#[serde(with = $with)])?
            pub $field: $type,
        )+}

        impl Default for Limits {
            fn default() -> Self {
                Self { $($field: $default),+ }
            }
        }

        /// The name of a limit; serialised it is the key of the configuration.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Limit {
            $($(#[doc = $doc])+ $limit,)+
            $($(#[doc = $other_doc])+ #[serde(rename = $key)] $other,)+
        }

        impl Limit {
            /// All limits, in the order of the configuration.
            pub const ALL: &'static [Self] = &[$(Self::$limit,)+ $(Self::$other),+];

            const fn row(self) -> LimitRow {
                match self {
                    $(Self::$limit => LimitRow {
                        name: stringify!($field),
                        doc: concat!($($doc),+),
                        scope: LimitScope::$scope,
                        kind: LimitKind::$kind,
                        policy: LimitPolicy::$policy,
                    },)+
                    $(Self::$other => LimitRow {
                        name: $key,
                        doc: concat!($($other_doc),+),
                        scope: LimitScope::$other_scope,
                        kind: LimitKind::$other_kind,
                        policy: LimitPolicy::$other_policy,
                    },)+
                }
            }
        }
    };
}

limits! {
    limits {
        /// Connections of one machine; further ones are closed at once.
        Connections connections: u32 = 20_000, Machine Count Close;
        /// Connections of one machine from one address; further ones are closed at once.
        ConnectionsPerAddress connections_per_address: u32 = 4_000, Address Count Close;
        /// Largest RT payload taken from a console, in bytes (transport.md §2); a larger one closes.
        FrameBytes frame_bytes: u16 = 2048, Item Bytes Close;
        /// Requests of one connection that wait for an answer; then reading pauses.
        PendingRequests pending_requests: u32 = 32, Connection Count Wait;
        /// Bytes of a request being put together from fragments (transport.md §2); more is dropped.
        FragmentBytes fragment_bytes: u32 = 16 * 1024, Connection Bytes Drop;
        /// Failed logins of one connection (MAS-32); then it is closed.
        LoginAttempts login_attempts: u32 = 20, Connection Count Close;
        /// Accounts and addresses whose failed logins are remembered (MAS-32); the oldest is forgotten.
        FailedLogins failed_logins: u32 = 10_000, Machine Count OldestGoes;
        /// Sessions that the MLS keeps; further logins are told MediusServerBusy. As many hosts may be expected by the
        /// MPS; further ones are not let in.
        Sessions sessions: u32 = 20_000, Machine Count Refuse;
        /// Channels that the MLS keeps; further ones are refused with MediusExceedsMaxWorlds.
        Channels channels: u32 = 4_000, Machine Count Refuse;
        /// Games that the MLS keeps; further ones are refused with MediusExceedsMaxWorlds.
        Games games: u32 = 8_000, Machine Count Refuse;
        /// Orders to game servers that wait for an answer, and questions of hosts that do; further ones are refused.
        Orders orders: u32 = 4_096, Machine Count Refuse;
        /// Buddies of one player, and as many ignored players; more are refused with MediusDBError.
        Buddies buddies: u32 = 128, Account Count Refuse;
        /// Invitations to be a buddy that wait for one player (MLS-44); more are refused.
        BuddyInvitations buddy_invitations: u32 = 32, Account Count Refuse;
        /// Open invitations of one clan (MLS-124); more are refused.
        ClanInvitations clan_invitations: u32 = 64, Clan Count Refuse;
        /// Messages of one clan (MLS-131); the oldest goes.
        ClanMessages clan_messages: u32 = 64, Clan Count OldestGoes;
        /// Challenges of one clan (MLS-133); more are refused.
        ClanChallenges clan_challenges: u32 = 64, Clan Count Refuse;
        /// Rows of one ladder, clan or file list; a longer page is cut.
        ListRows list_rows: u32 = 256, Item Count Cut;
        /// Files of one title (MLS-190); more are refused.
        Files files: u32 = 1_000, Title Count Refuse;
        /// Largest file, in bytes (MLS-190); a larger one is refused.
        FileBytes file_bytes: u32 = 256 * 1024, Item Bytes Refuse;
        /// Largest piece of application data in a game world, in bytes (DME-28); a larger one is dropped.
        RelayBytes relay_bytes: u16 = 584, Item Bytes Drop;
        /// Frames that a player of a game world may send in a second by TCP; more is read later. 0: no limit.
        RelayFramesPerSecond relay_frames_per_second: u32 = 250, Connection Rate Wait;
        /// Bytes that they may send in a second by TCP; more is read later. 0: no limit.
        RelayBytesPerSecond relay_bytes_per_second: u32 = 32 * 1024, Connection Rate Wait;
        /// Datagrams that they may send in a second (UDP-11); more are dropped. 0: no limit.
        DatagramsPerSecond datagrams_per_second: u32 = 100, Seat Rate Drop;
        /// Bytes of datagrams that they may send in a second (UDP-11); more are dropped. 0: no limit.
        DatagramBytesPerSecond datagram_bytes_per_second: u32 = 16 * 1024, Seat Rate Drop;
        /// Datagrams in a second from an address with players, but from none of their sources; more are dropped. 0: no
        /// limit.
        StrangersPerSecond strangers_per_second: u32 = 200, Address Rate Drop;
        /// Addresses that are told in a second to consoles behind one of them (NAT-2); more are not. 0: no limit.
        NatAnswersPerSecond nat_answers_per_second: u32 = 50, Address Rate Drop;
        /// Tokens of one game world that somebody owns (DME-72); more are not given.
        Tokens tokens: u32 = 256, World Count Refuse;
        /// Unsolicited messages held for a player between two connections (ST-29), or until an answer left (PC-7);
        /// more are dropped.
        HeldMessages held_messages: u32 = 32, Session Count Drop;
        /// Bytes waiting for a reader at which it counts as congested: it is sent no datagrams of its game world.
        HighWater high_water: u64 = 64 * 1024, Connection Bytes Mark;
        /// Bytes waiting for a reader at which it counts as writable again.
        LowWater low_water: u64 = 16 * 1024, Connection Bytes Mark;
        /// Bytes waiting for a reader at which it is cut off.
        HardCap hard_cap: u64 = 1024 * 1024, Connection Bytes Close;
        /// How long a reader may stay congested; then it is cut off.
        #[serde(with = "seconds")]
        CongestedFor congested_for: Duration = Duration::from_secs(20), Connection Duration Close;
    }
    elsewhere {
        /// Worlds of one shard of game servers (DME-11); further ones are refused.
        DmeWorlds "dme.worlds", Machine Count Refuse;
    }
}

impl Limit {
    /// Returns the key of the configuration.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// Returns what is limited and what becomes of the rest.
    #[must_use]
    pub const fn doc(self) -> &'static str {
        self.row().doc.trim_ascii()
    }

    /// Returns what the amount is counted of.
    #[must_use]
    pub const fn scope(self) -> LimitScope {
        self.row().scope
    }

    /// Returns what the number is.
    #[must_use]
    pub const fn kind(self) -> LimitKind {
        self.row().kind
    }

    /// Returns what happens where the limit is met.
    #[must_use]
    pub const fn policy(self) -> LimitPolicy {
        self.row().policy
    }
}

impl core::fmt::Display for Limit {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}

/// How much may come at once of what a second may bring.
const BURST: Duration = Duration::from_secs(2);

impl Limits {
    /// Returns how fast a player of a game world may send by TCP.
    #[must_use]
    pub const fn relay_rate(&self) -> Rate {
        Rate { pieces: self.relay_frames_per_second, bytes: self.relay_bytes_per_second, burst: BURST }
    }

    /// Returns how fast they may send datagrams (UDP-11).
    #[must_use]
    pub const fn datagram_rate(&self) -> Rate {
        Rate { pieces: self.datagrams_per_second, bytes: self.datagram_bytes_per_second, burst: BURST }
    }

    /// Returns how fast datagrams may come from an address with players, but from none of their sources.
    #[must_use]
    pub const fn stranger_rate(&self) -> Rate {
        Rate { pieces: self.strangers_per_second, bytes: 0, burst: BURST }
    }

    /// Returns how fast consoles behind one address are told it (NAT-2).
    #[must_use]
    pub const fn nat_rate(&self) -> Rate {
        Rate { pieces: self.nat_answers_per_second, bytes: 0, burst: BURST }
    }
}
