//! An admission under way: what the MLS or the MPS is asked, and who waits for its answer.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, Component, ConnId};
use crate::link::Slot;
use crate::machine::Outbox;
use crate::peer::{Admission, HostAdmission, PeerMessage};
use crate::time::Instant;
use crate::wire::MessageId;

/// An admission that the MLS has not answered yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Admitting {
    pub(super) conn: ConnId,
    pub(super) slot: Slot,
    pub(super) message_id: MessageId,
    /// When to give up.
    pub(super) until: Instant,
    /// The message, to send again.
    pub(super) message: AdmissionMessage,
}

/// Who is to be let in, and by whom.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum AdmissionMessage {
    /// A player, by the MLS; some have no account of their own (MAS-37).
    Player { admission: Box<Admission>, anonymous: bool },
    /// A game host, by the MPS (MAS-51).
    Host(Box<HostAdmission>),
}

impl Admitting {
    /// Whether it is a player's with this account.
    pub(super) fn is_of(&self, account_id: AccountId) -> bool {
        matches!(&self.message, AdmissionMessage::Player { admission, .. } if admission.account_id == account_id)
    }
}

impl AdmissionMessage {
    pub(super) fn send(&self, out: &mut Outbox) {
        match self {
            Self::Player { admission, .. } => out.send_peer(Component::Mls, PeerMessage::Admit(admission.clone())),
            Self::Host(admission) => out.send_peer(Component::Mps, PeerMessage::AdmitHost(admission.clone())),
        }
    }
}
