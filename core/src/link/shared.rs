//! What all links of one machine share.

use serde::{Deserialize, Serialize};

use crate::crypto::{PrivateKey, SessionKey};
use crate::entropy::{Entropy, Purpose};
use crate::limits::{Limits, Timeouts};
use crate::settings::LinkPolicy;

/// What the clients of a machine come for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum LinkRole {
    /// Medius messages: MUIS, MAS, MLS and MPS.
    #[default]
    Lobby,
    /// Game worlds: DME.
    Game,
}

/// What all links of one machine share.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Shared {
    /// Our key pair: built into titles for MUIS and MAS, handed out as ServerKey for the others.
    #[serde(skip, default = "PrivateKey::global_mas")]
    pub private_key: PrivateKey,
    /// The context 1 key: one per machine, so that a broadcast is sealed once (transport.md §8).
    pub server_key: SessionKey,
    /// What we do where the protocol leaves a choice.
    pub policy: LinkPolicy,
    /// Limits.
    pub limits: Limits,
    /// Time-outs.
    pub timeouts: Timeouts,
    /// What clients come for.
    pub role: LinkRole,
}

impl Shared {
    /// Makes the shared half of a machine's links; its context 1 key is drawn from the machine's entropy.
    #[must_use]
    pub fn new(entropy: &Entropy, policy: LinkPolicy, limits: Limits, timeouts: Timeouts) -> Self {
        Self {
            private_key: PrivateKey::global_mas(),
            server_key: SessionKey::new(entropy.bytes(Purpose::ServerKey, 0)),
            policy,
            limits,
            timeouts,
            role: LinkRole::Lobby,
        }
    }

    /// Returns the same for a machine of game worlds.
    #[must_use]
    pub const fn for_games(mut self) -> Self {
        self.role = LinkRole::Game;
        self
    }
}
