//! Which answers are not encrypted.

use serde::{Deserialize, Serialize};

use crate::wire::{Message as _, MessageKey, lobby, report};

/// Which messages go out in clear on a connection whose other frames are encrypted (TQ-6, TQ-20).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClearAnswers {
    /// None: what most titles want.
    #[default]
    None,
    /// Those of JoinChannel and MediusServerAuthentication.
    JoinChannelAndAuthentication,
    /// Every one.
    All,
}

impl ClearAnswers {
    /// Returns whether a message is one of them.
    pub(crate) fn has(self, message: MessageKey) -> bool {
        match self {
            Self::None => false,
            Self::JoinChannelAndAuthentication => {
                [lobby::JoinChannelResponse::KEY, report::ServerAuthenticationResponse::KEY].contains(&message)
            }
            Self::All => true,
        }
    }
}
