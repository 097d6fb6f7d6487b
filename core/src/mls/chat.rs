//! Chat and binary messages (lobby.md 5.9). None is ever answered to its sender.

use super::sessions::Session;
use super::state::{Context, Lobby, Scope};
use crate::connections::HandlerResult;
use crate::ids::AccountId;
use crate::limits::Limit;
use crate::link::Packets;
use crate::lobby::account_requests::AccountRequests as _;
use crate::lobby::feature::declare_feature;
use crate::machine::{Fault, mark};
use crate::peer::Ticket;
use crate::script::Hook;
use crate::settings::text_filter::TextContext;
use crate::wire::StatusResponse;
use crate::wire::{
    BinaryMessageType, CallbackStatus as Status, ChatMessageType, ChatText, Dialect, Message, Version, lobby, lobby_ext,
};

declare_feature! { Lobby;
    routes {
        lobby::ChatMessage => chat_message,
        lobby_ext::GenericChatMessage => generic_chat_message,
        lobby_ext::GenericChatMessage1 => generic_chat_message_1,
        lobby_ext::BinaryMessage => binary_message,
        lobby_ext::BinaryMessage1 => binary_message_1,
        lobby::ChatToggleRequest => chat_toggle,
        lobby_ext::SetAutoChatHistoryRequest => auto_chat_history,
        lobby_ext::GenericChatSetFilterRequest => chat_filter,
    }
    pending {}
    unattended {}
}

/// Whom a message is for.
enum To {
    /// All others of the sender's channel, also those in a game.
    Channel,
    /// All others of the sender's group of titles.
    Everybody,
    /// One account, wherever it is in the group.
    Account(AccountId),
    /// All others of the sender's clan, wherever they are.
    Clan,
    /// The sender's buddies.
    Buddies,
}

impl To {
    fn of_chat(kind: ChatMessageType, target: i32) -> Option<Self> {
        Some(match kind {
            ChatMessageType::BROADCAST => Self::Channel,
            ChatMessageType::BROADCAST_ACROSS_ENTIRE_UNIVERSE => Self::Everybody,
            ChatMessageType::WHISPER => Self::Account(AccountId(target)),
            ChatMessageType::CLAN_CHAT_TYPE => Self::Clan,
            ChatMessageType::BUDDY_CHAT_TYPE => Self::Buddies,
            _ => return None,
        })
    }

    fn of_binary(kind: BinaryMessageType, target: i32) -> Option<Self> {
        Some(match kind {
            BinaryMessageType::BROADCAST_BINARY_MSG => Self::Channel,
            BinaryMessageType::BROADCAST_BINARY_MSG_ACROSS_ENTIRE_UNIVERSE => Self::Everybody,
            BinaryMessageType::TARGET_BINARY_MSG => Self::Account(AccountId(target)),
            _ => return None,
        })
    }
}

impl Lobby {
    /// The players that a message of this one is for, himself left out.
    fn targets(&self, sender: &Session, to: &To) -> Vec<Ticket> {
        let sessions = &self.state.sessions;
        let in_group = |id: AccountId| sessions.by_account(id, sender.group).map(Session::ticket);
        let everybody = || sessions.of_group(sender.group);
        let mut targets: Vec<Ticket> = match to {
            To::Channel => {
                let channel = self.state.channels.get(sender.channel.medius_world_id, sender.group);
                channel.into_iter().flat_map(|channel| channel.members.iter().copied()).collect()
            }
            To::Everybody => everybody().map(Session::ticket).collect(),
            To::Account(id) => in_group(*id).into_iter().collect(),
            To::Clan => {
                let clan = everybody().filter(|other| sender.clan.is_some() && other.clan == sender.clan);
                clan.map(Session::ticket).collect()
            }
            To::Buddies => sender.buddies.iter().filter_map(|buddy| in_group(buddy.id)).collect(),
        };
        targets.retain(|ticket| *ticket != sender.ticket());
        targets
    }

    /// Sends a message that these players did not ask for; who is between two connections gets it later
    /// (ST-29).
    pub(super) fn fan_out<M: Message>(&mut self, scope: &mut Scope<'_>, targets: &[Ticket], message: &M) {
        let max = scope.conns.shared.limits.held_messages;
        for ticket in targets {
            let Some(session) = self.state.sessions.get_mut(*ticket) else { continue };
            let delivered = match session.conn() {
                Some(conn) if scope.conns.get(conn).is_some_and(|conn| conn.link.is_connected()) => {
                    Some(scope.conns.tell(conn, message, scope.out))
                }
                _ => None,
            };
            let kept = delivered.unwrap_or_else(|| {
                mark!(scope.out, "ST-29");
                let room = session.held.len() < max as usize;
                if room {
                    session.held.push(Packets::of(message, session.dialect()));
                }
                room
            });
            if !kept {
                scope.limited(Limit::HeldMessages);
            }
        }
    }

    /// Whom a word is for; nobody, where a filter or a script does not let it pass (MLS-151).
    fn may_say(
        &mut self,
        cx: &mut Context<'_>,
        kind: ChatMessageType,
        target: i32,
        text: &str,
    ) -> Result<Option<To>, Fault> {
        let account_id = self.session(cx.conn())?.account_id();
        let passes = self.passes(cx.conn(), TextContext::Chat, text)
            && self.script.allows(cx.now, Hook::Chat { account_id, kind: kind.0, text }, cx.out);
        Ok(To::of_chat(kind, target).filter(|_| passes))
    }

    fn chat_message(&mut self, cx: &mut Context<'_>, request: lobby::ChatMessage) -> HandlerResult {
        mark!(cx.out, "MLS-151");
        let Some(to) = self.may_say(cx, request.message_type, request.target_id, &request.message.to_text())? else {
            return Ok(());
        };
        let sender = self.session(cx.conn())?;
        let forward = lobby::ChatFwdMessage {
            message_id: request.message_id.clean(),
            originator_account_id: sender.account_id().0,
            originator_account_name: sender.name(),
            message_type: request.message_type,
            message: request.message.clean(),
            ..Default::default()
        };
        let targets = self.targets(sender, &to);
        self.fan_out(&mut cx.scope(), &targets, &forward);
        Ok(())
    }

    fn generic_chat_message(&mut self, cx: &mut Context<'_>, request: lobby_ext::GenericChatMessage) -> HandlerResult {
        self.say_generic(cx, request.message_type, request.target_id, request.message.text())
    }

    fn generic_chat_message_1(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::GenericChatMessage1,
    ) -> HandlerResult {
        let text = request.message.split(|byte| *byte == 0).next().unwrap_or_default();
        self.say_generic(cx, request.message_type, request.target_id, text)
    }

    /// Each hears it in the form of his version, whatever the speaker's was: from 1.12 on with a length, before that in
    /// a field, in which a longer text is cut (MLS-153).
    fn say_generic(
        &mut self,
        cx: &mut Context<'_>,
        message_type: ChatMessageType,
        target_id: i32,
        text: &[u8],
    ) -> HandlerResult {
        mark!(cx.out, "MLS-153");
        let Some(to) = self.may_say(cx, message_type, target_id, &String::from_utf8_lossy(text))? else {
            return Ok(());
        };
        let sender = self.session(cx.conn())?;
        let (time_stamp, originator_account_id) = (cx.conns.clock.unix_s(cx.now), sender.account_id().0);
        let originator_account_name = sender.name();
        let reads_length = |ticket: &Ticket| {
            self.state.sessions.get(*ticket).is_some_and(|session| session.version() >= Version::V112)
        };
        let (with_length, in_field): (Vec<_>, Vec<_>) = self.targets(sender, &to).into_iter().partition(reads_length);
        let forward = lobby_ext::GenericChatFwdMessage {
            time_stamp,
            originator_account_id,
            message_type,
            originator_account_name,
            message: ChatText::new(text),
        };
        self.fan_out(&mut cx.scope(), &in_field, &forward);
        let forward = lobby_ext::GenericChatFwdMessage1 {
            time_stamp,
            originator_account_id,
            message_type,
            originator_account_name,
            message_length: i32::try_from(text.len()).unwrap_or_default(),
            message: text.to_vec(),
        };
        self.fan_out(&mut cx.scope(), &with_length, &forward);
        Ok(())
    }

    fn binary_message(&mut self, cx: &mut Context<'_>, request: lobby_ext::BinaryMessage) -> HandlerResult {
        mark!(cx.out, "MLS-156");
        let sender = self.session(cx.conn())?;
        let Some(to) = To::of_binary(request.message_type, request.target_account_id) else {
            return Ok(());
        };
        let forward = lobby_ext::BinaryFwdMessage {
            originator_account_id: sender.account_id().0,
            message_type: request.message_type,
            message: request.message,
            ..Default::default()
        };
        let targets = self.targets(sender, &to);
        self.fan_out(&mut cx.scope(), &targets, &forward);
        Ok(())
    }

    /// Variable in size (1.13).
    fn binary_message_1(&mut self, cx: &mut Context<'_>, request: lobby_ext::BinaryMessage1) -> HandlerResult {
        mark!(cx.out, "MLS-156");
        let sender = self.session(cx.conn())?;
        let Some(to) = To::of_binary(request.message_type, request.target_account_id) else {
            return Ok(());
        };
        let forward = lobby_ext::BinaryFwdMessage1 {
            originator_account_id: sender.account_id().0,
            message_type: request.message_type,
            message_size: request.message_size,
            message: request.message,
            ..Default::default()
        };
        let targets = self.targets(sender, &to);
        self.fan_out(&mut cx.scope(), &targets, &forward);
        Ok(())
    }

    fn chat_toggle(&mut self, cx: &mut Context<'_>, request: lobby::ChatToggleRequest) -> HandlerResult {
        mark!(cx.out, "MLS-150");
        Self::player(cx.conn())?;
        cx.reply_status::<lobby::ChatToggleResponse>(&request.message_id, Status::SUCCESS);
        Ok(())
    }

    fn auto_chat_history(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::SetAutoChatHistoryRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-150");
        Self::player(cx.conn())?;
        cx.reply_status::<lobby_ext::SetAutoChatHistoryResponse>(&request.message_id, Status::SUCCESS);
        Ok(())
    }

    fn chat_filter(&mut self, cx: &mut Context<'_>, request: lobby_ext::GenericChatSetFilterRequest) -> HandlerResult {
        mark!(cx.out, "MLS-150");
        Self::player(cx.conn())?;
        cx.reply(&lobby_ext::GenericChatSetFilterResponse {
            chat_filter: request.generic_chat_filter,
            ..StatusResponse::success(request.message_id)
        });
        Ok(())
    }
}

impl Session {
    /// How this player's next connection will read (ST-29).
    fn dialect(&self) -> Dialect {
        Dialect { version: self.version(), flags: crate::titles::layout(self.app_id()) }
    }
}
