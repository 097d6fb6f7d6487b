//! Chat and binary messages (lobby.md 5.9). None is ever answered to its sender.

use super::sessions::Session;
use super::{Guest, Mls};
use crate::link::Packets;
use crate::machine::{Fault, Instant, Outbox, mark};
use crate::mail::Ticket;
use crate::wire::{BinaryMessageType, CallbackStatus as Status, ChatMessageType, Dialect, Message, lobby, lobby_ext};

/// Whom a message is for.
enum To {
    /// All others of the sender's channel.
    Channel,
    /// All others of the sender's group of titles.
    Everybody,
    /// One account, wherever it is in the group.
    Account(i32),
}

impl To {
    fn of_chat(kind: ChatMessageType, target: i32) -> Option<Self> {
        Some(match kind {
            ChatMessageType::BROADCAST => Self::Channel,
            ChatMessageType::BROADCAST_ACROSS_ENTIRE_UNIVERSE => Self::Everybody,
            ChatMessageType::WHISPER => Self::Account(target),
            _ => return None,
        })
    }

    fn of_binary(kind: BinaryMessageType, target: i32) -> Option<Self> {
        Some(match kind {
            BinaryMessageType::BROADCAST_BINARY_MSG => Self::Channel,
            BinaryMessageType::BROADCAST_BINARY_MSG_ACROSS_ENTIRE_UNIVERSE => Self::Everybody,
            BinaryMessageType::TARGET_BINARY_MSG => Self::Account(target),
            _ => return None,
        })
    }
}

#[allow(clippy::unnecessary_wraps, clippy::needless_pass_by_value, reason = "one signature for all handlers")]
impl Mls {
    /// The players that a message of this one is for, himself left out.
    fn targets(&self, sender: &Session, to: &To) -> Vec<Ticket> {
        let others = |session: &&Session| session.ticket() != sender.ticket();
        match to {
            To::Channel => {
                let channel = self.state.channels.get(sender.channel.medius_world_id, sender.group);
                let members = channel.into_iter().flat_map(|channel| channel.members.iter().copied());
                members.filter(|ticket| *ticket != sender.ticket()).collect()
            }
            To::Everybody => self.state.sessions.of_group(sender.group).filter(others).map(Session::ticket).collect(),
            To::Account(id) => self
                .state
                .sessions
                .by_account(*id, sender.group)
                .filter(others)
                .map(Session::ticket)
                .into_iter()
                .collect(),
        }
    }

    /// Sends a message that these players did not ask for; who is between two connections gets it later
    /// (ST-29).
    fn fan_out<M: Message>(&mut self, targets: &[Ticket], message: &M, out: &mut Outbox) {
        let most = self.state.front.shared.limits.held_messages;
        for ticket in targets {
            let Some(session) = self.state.sessions.get_mut(*ticket) else { continue };
            let delivered = match session.conn() {
                Some(conn) => {
                    let visitor = self.state.front.visitor_mut(conn).filter(|visitor| visitor.link.is_connected());
                    visitor.map(|visitor| visitor.tell(message, most, out))
                }
                None => None,
            };
            let kept = delivered.unwrap_or_else(|| {
                mark!(out, "ST-29");
                let room = session.held.len() < most as usize;
                if room {
                    session.held.push(Packets::of(message, session.dialect()));
                }
                room
            });
            if !kept {
                self.state.front.limited("held_messages", None, out);
            }
        }
    }

    pub(super) fn chat_message(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::ChatMessage,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-151");
        let sender = self.session(guest)?;
        let passes = self.state.config.accounts.passes(&request.message.to_text());
        let Some(to) = To::of_chat(request.message_type, request.target_id).filter(|_| passes) else {
            return Ok(());
        };
        let forward = lobby::ChatFwdMessage {
            message_id: request.message_id.clean(),
            originator_account_id: sender.account_id(),
            originator_account_name: sender.name(),
            message_type: request.message_type,
            message: request.message.clean(),
            ..Default::default()
        };
        let targets = self.targets(sender, &to);
        self.fan_out(&targets, &forward, out);
        Ok(())
    }

    pub(super) fn generic_chat_message(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby_ext::GenericChatMessage,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-153");
        let sender = self.session(guest)?;
        let passes = self.state.config.accounts.passes(&request.message.to_text());
        let Some(to) = To::of_chat(request.message_type, request.target_id).filter(|_| passes) else {
            return Ok(());
        };
        let forward = lobby_ext::GenericChatFwdMessage {
            time_stamp: self.state.front.clock.unix_s(now),
            originator_account_id: sender.account_id(),
            message_type: request.message_type,
            originator_account_name: sender.name(),
            message: request.message.clean(),
        };
        let targets = self.targets(sender, &to);
        self.fan_out(&targets, &forward, out);
        Ok(())
    }

    pub(super) fn binary_message(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby_ext::BinaryMessage,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-156");
        let sender = self.session(guest)?;
        let Some(to) = To::of_binary(request.message_type, request.target_account_id) else {
            return Ok(());
        };
        let forward = lobby_ext::BinaryFwdMessage {
            originator_account_id: sender.account_id(),
            message_type: request.message_type,
            message: request.message,
            ..Default::default()
        };
        let targets = self.targets(sender, &to);
        self.fan_out(&targets, &forward, out);
        Ok(())
    }

    pub(super) fn chat_toggle(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::ChatToggleRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-150");
        Self::player(guest)?;
        let (message_id, status_code) = (request.message_id.clean(), Status::SUCCESS);
        guest.reply(&lobby::ChatToggleResponse { message_id, status_code, ..Default::default() }, out);
        Ok(())
    }

    pub(super) fn auto_chat_history(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby_ext::SetAutoChatHistoryRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-150");
        Self::player(guest)?;
        let (message_id, status_code) = (request.message_id.clean(), Status::SUCCESS);
        guest.reply(&lobby_ext::SetAutoChatHistoryResponse { message_id, status_code, ..Default::default() }, out);
        Ok(())
    }

    pub(super) fn chat_filter(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby_ext::GenericChatSetFilterRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MLS-150");
        Self::player(guest)?;
        let response = lobby_ext::GenericChatSetFilterResponse {
            message_id: request.message_id.clean(),
            status_code: Status::SUCCESS,
            chat_filter: request.generic_chat_filter,
            ..Default::default()
        };
        guest.reply(&response, out);
        Ok(())
    }
}

impl Session {
    /// How this player's next connection will read (ST-29).
    pub(super) fn dialect(&self) -> Dialect {
        Dialect { version: self.version(), flags: crate::titles::layout(self.app_id()) }
    }
}
