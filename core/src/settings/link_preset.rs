//! Keys and sessions given from outside instead of drawn: what replays need, and nothing else uses.

use serde::{Deserialize, Serialize};

use crate::crypto::{PublicKey, SessionKey};
use crate::ids::AppId;
use crate::secret::Secret;
use crate::wire::{AccessKey, SessionKeyText, Version};

/// What a connection starts with.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LinkPreset {
    /// The context 3 key.
    pub client_key: Option<SessionKey>,
    /// The context 1 key.
    pub server_key: Option<SessionKey>,
    /// The key that the members of its game world share.
    pub world_key: Option<SessionKey>,
    /// The number that names it beside its game world (DME-5).
    pub scert_id: Option<u16>,
    /// The client's modulus, where CLIENT_CRYPTKEY_PUBLIC cannot be opened.
    pub client_modulus: Option<PublicKey>,
    /// Whether a CLIENT_CRYPTKEY_PUBLIC that cannot be opened is let pass.
    pub unreadable_exchange: bool,
    /// The state of a connection whose beginning was not recorded.
    pub resumed: Option<Resumed>,
    /// The session that the connection begins or belongs to.
    pub session: Option<SessionPreset>,
}

/// A connection taken up in its middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumed {
    /// The protocol version.
    pub version: Version,
    /// The title.
    pub app_id: AppId,
    /// Whether keys were exchanged.
    pub encrypted: bool,
}

/// The keys of a session.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SessionPreset {
    /// The session key (ST-10).
    pub session_key: Secret<SessionKeyText>,
    /// The access key (ST-11).
    pub access_key: Secret<AccessKey>,
}
