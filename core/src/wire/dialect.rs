//! What a layout depends on: the protocol version, and quirks of a title as named flags.

use serde::{Deserialize, Serialize};

/// Protocol version of a client: 108 is 1.08 (transport.md §14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Version(pub u16);

impl Version {
    /// What a client without a HELLO speaks, or older.
    pub const V108: Self = Self(108);
    /// The first with a HELLO.
    pub const V109: Self = Self(109);
    /// Deadlocked.
    pub const V110: Self = Self(110);
    /// The first with the PS3 ciphers.
    pub const V112: Self = Self(112);
    /// Later PS3 titles.
    pub const V113: Self = Self(113);

    /// Whether clients of this version open with CLIENT_HELLO.
    #[must_use]
    pub const fn has_hello(self) -> bool {
        self.0 >= 109
    }

    /// Whether this version uses the PS3 ciphers.
    #[must_use]
    pub const fn is_ps3(self) -> bool {
        self.0 >= 112
    }
}

impl Default for Version {
    fn default() -> Self {
        Self::V108
    }
}

/// Layout quirks, from the title's row; no message knows an application id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Flags(u64);

impl Flags {
    /// The plain layouts.
    pub const NONE: Self = Self(0);
    /// MediusExtendedSessionBeginRequest has a field ClientVersionSpecialPatch.
    pub const SPECIAL_PATCH: Self = Self(1);
    /// MediusUniverseVariableInformationResponse can carry the SVO URL itself.
    pub const SVO_URL_IN_INFO: Self = Self(1 << 1);
    /// MediusSessionBeginResponse ends with 1 byte of padding instead of 3.
    pub const TIGHT_SESSION_BEGIN: Self = Self(1 << 2);
    /// MediusGetAnnouncementsResponse has 1000 bytes of text also at 1.13.
    pub const SHORT_ANNOUNCEMENT: Self = Self(1 << 3);

    /// MediusChannelList_ExtraInfoResponse has four generic fields also up to 1.08.
    pub const CHANNEL_GENERIC_FIELDS: Self = Self(1 << 4);
    /// MediusPartyJoinByIndexResponse ends with maxPlayers.
    pub const PARTY_MAX_PLAYERS: Self = Self(1 << 5);
    /// MediusCreateGameRequest1 ends before Attributes.
    pub const NO_ATTRIBUTES: Self = Self(1 << 6);
    /// MediusCreateGameRequest1 has no SpectatorPassword.
    pub const NO_SPECTATOR_PASSWORD: Self = Self(1 << 7);
    /// MediusJoinGameRequest has no JoinType.
    pub const NO_JOIN_TYPE: Self = Self(1 << 8);
    /// MediusJoinGameRequest has no pubKey.
    pub const NO_JOIN_KEY: Self = Self(1 << 9);
    /// MediusServerWorldStatusResponse ends without padding.
    pub const TIGHT_WORLD_STATUS: Self = Self(1 << 10);
    /// NetConnectionInfo ends without padding: some community servers write it so.
    pub const TIGHT_CONNECT_INFO: Self = Self(1 << 11);
    /// MediusUniverseVariableInformationResponse ends with padding: some community servers write it so.
    pub const PADDED_UNIVERSE_INFO: Self = Self(1 << 12);
    /// MediusUniverseVariableSvoURLResponse counts a NUL that it does not send: so do community servers.
    pub const SVO_URL_WITHOUT_END: Self = Self(1 << 13);
    /// MediusSetGameListFilterResponse0 has a FilterID (TQ-16).
    pub const FILTER_REPLY_ID: Self = Self(1 << 14);

    /// Whether all of `other` are set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// With each of `other` turned over.
    #[must_use]
    pub const fn toggle(self, other: Self) -> Self {
        Self(self.0 ^ other.0)
    }

    /// Returns these flags one by one.
    pub fn each(self) -> impl Iterator<Item = Self> {
        (0..u64::BITS).map(|bit| Self(1 << bit)).filter(move |flag| self.has(*flag))
    }

    /// All sets of some of these flags, without the empty one.
    pub fn subsets(self) -> impl Iterator<Item = Self> {
        // Counts down through the bits of the mask alone.
        let next = move |set: &Self| (set.0 != 0).then(|| Self((set.0 - 1) & self.0));
        std::iter::successors(Some(self), next).take_while(|set| set.0 != 0)
    }
}

/// Version and quirks together: what decode and encode are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Dialect {
    /// The protocol version.
    pub version: Version,
    /// The title's layout quirks.
    pub flags: Flags,
}

impl Dialect {
    /// A version without quirks.
    #[must_use]
    pub const fn plain(version: Version) -> Self {
        Self { version, flags: Flags::NONE }
    }
}
