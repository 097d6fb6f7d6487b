//! The steps of the handshake, and which messages are allowed at each.

use serde::{Deserialize, Serialize};

/// How far a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum HandshakeStage {
    /// Nothing arrived yet.
    Opened,
    /// HELLO was answered.
    Greeted,
    /// Keys were exchanged.
    Keyed,
    /// CLIENT_CONNECT_TCP is with the component.
    Asked,
    /// Waits for CLIENT_CONNECT_READY_REQUIRE; index, count and address wait with it.
    Required,
    /// Accepted; waits for CLIENT_CONNECT_READY_TCP.
    Accepted,
    /// The handshake is complete.
    Connected,
}

impl HandshakeStage {
    /// Returns when a message came that has no place at this step.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Opened => "as the first message",
            Self::Greeted => "after the HELLO",
            Self::Keyed => "after the key exchange",
            Self::Asked => "before the connection was accepted",
            Self::Required => "before RT_MSG_CLIENT_CONNECT_READY_REQUIRE",
            Self::Accepted => "before RT_MSG_CLIENT_CONNECT_READY_TCP",
            Self::Connected => "on a connection that is complete",
        }
    }

    /// Returns whether requests are taken: the first Medius message may overtake CONNECT_COMPLETE (GEN-6).
    pub(super) const fn takes_requests(self) -> bool {
        matches!(self, Self::Accepted | Self::Connected)
    }

    /// Returns whether keys can be exchanged.
    pub(super) const fn takes_keys(self) -> bool {
        matches!(self, Self::Opened | Self::Greeted)
    }

    /// Returns whether the client can ask to be let in.
    pub(super) const fn takes_connect(self) -> bool {
        matches!(self, Self::Opened | Self::Greeted | Self::Keyed)
    }
}
