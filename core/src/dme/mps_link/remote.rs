//! How far the registration with the MPS of another process is, and what is said on it.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use serde::{Deserialize, Serialize};

use crate::ids::{AppId, ConnectId, MgclRequest};
use crate::link::Packets;
use crate::link::caller::{CallTarget, Caller};
use crate::machine::Outbox;
use crate::mgcl::id_of;
use crate::peer::FromServer;
use crate::wire::{Message, MessageId, SessionKeyText};

/// How far the registration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum RegistrationStage {
    /// Nothing is under way; the alarm wakes us.
    Idle,
    /// The MAS is called: ServerSessionBegin, then ServerAuthentication.
    Mas,
    /// The MPS is called.
    Mps,
    /// The MPS knows our attributes.
    Registered,
}

/// The registration with the MPS of another process.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::dme) struct Remote {
    pub(super) mas: SocketAddrV4,
    pub(super) stage: RegistrationStage,
    pub(super) dialling: Option<ConnectId>,
    pub(super) last_dial: u32,
    /// Where to go next, and with what.
    pub(super) entry: CallTarget,
    pub(super) caller: Option<Caller>,
    /// The address of our end of the call: what players are told, where nothing else is.
    pub(super) local: Ipv4Addr,
    pub(super) session_key: SessionKeyText,
    /// Orders under our own numbers, and the MessageIDs that their answers carry (MGCL-3).
    pub(super) asked: BTreeMap<MgclRequest, MessageId>,
    pub(super) last_request: MgclRequest,
}

impl Remote {
    pub(in crate::dme) fn new(mas: SocketAddrV4) -> Self {
        Self {
            mas,
            stage: RegistrationStage::Idle,
            dialling: None,
            last_dial: 0,
            entry: CallTarget { app_id: AppId(0), server_key: None, keys: None },
            caller: None,
            local: Ipv4Addr::UNSPECIFIED,
            session_key: SessionKeyText::default(),
            asked: BTreeMap::new(),
            last_request: MgclRequest(0),
        }
    }

    pub(in crate::dme) const fn is_registered(&self) -> bool {
        matches!(self.stage, RegistrationStage::Registered)
    }

    /// The MessageID that a message carries: that of the order which it answers.
    pub(super) fn message_id(&mut self, message: &FromServer) -> MessageId {
        let answers = match message {
            FromServer::WorldCreated { request, .. }
            | FromServer::Seated { request, .. }
            | FromServer::WorldEnded { request, .. }
            | FromServer::WorldStatus { request, .. } => Some(*request),
            _ => None,
        };
        let asked = answers.and_then(|request| self.asked.remove(&request));
        asked.unwrap_or_else(|| {
            self.last_request = MgclRequest(self.last_request.0.wrapping_add(1));
            id_of(self.last_request)
        })
    }

    /// Says something to the MPS, if it is there.
    pub(in crate::dme) fn say(&mut self, message: &FromServer, out: &mut Outbox) {
        let message_id = self.message_id(message);
        if let Some(caller) = self
            .caller
            .as_ref()
            .filter(|_| matches!(self.stage, RegistrationStage::Mps | RegistrationStage::Registered))
            && let Some(packets) = message.packets(message_id, &self.session_key, Caller::dialect())
        {
            caller.send_packets(&packets, out);
        }
    }

    pub(super) fn ask<M: Message>(&self, message: &M, out: &mut Outbox) {
        if let Some(caller) = &self.caller {
            caller.send_packets(&Packets::of(message, Caller::dialect()), out);
        }
    }
}
