//! Bans, system messages, and the memory of consoles: what operators and scripts do to players (lobby.md 8).

use std::net::Ipv4Addr;

use super::sessions::Session;
use super::state::{ConnState, Context, Lobby, Scope};
use crate::connections::{Connection, Connections};
use crate::ids::{AccountId, ConnId, OperatorId};
use crate::lobby::feature::declare_feature;
use crate::lobby::notices::{BANNED, system_message};
use crate::lobby::store_client::StoreUser as _;
use crate::machine::{Event, Outbox, mark};
use crate::operator::{Command, CommandAnswer};
use crate::peer::Ticket;
use crate::script::{Action, Hook};
use crate::store::{self, AddBan, BanKind, FindBan};
use crate::time::Instant;
use crate::wire::{ChatMessageType, ChatText, NameText, lobby, lobby_ext, rt};

/// The originator of what the server says in the chat (MLS-154).
const SYSTEM: (i32, &str) = (0, "SYSTEM");
/// Bytes of a console's memory in one message (OPS-5): a larger answer would be more than we read in one frame.
const PIECE: usize = 512;
/// What a query asks for: memory as it is (transport.md 13).
const RAW_MEMORY: u8 = 0;

declare_feature! { Lobby;
    routes {}
    pending {}
    unattended {
        PlayerSuspected { ticket: Ticket, arriving: bool }: FindBan => bans_checked,
    }
}

/// Returns a connection that a console with a key has, and not a community client.
fn console_on(conns: &Connections<ConnState>, conn: Option<ConnId>) -> Option<&Connection<ConnState>> {
    conns.get(conn?).filter(|conn| conn.link.is_connected() && !conn.link.is_community())
}

impl Lobby {
    /// Who may be banned: account, console, address.
    pub(super) fn suspect(&self, ticket: Ticket, address: Ipv4Addr, unix_s: u32) -> FindBan {
        let session = self.state.sessions.get(ticket);
        FindBan {
            account_id: session.map(Session::account_id).unwrap_or_default(),
            machine_id: session.and_then(|session| session.machine_id.clone()),
            address,
            unix_s,
        }
    }

    /// Looks at the bans of a player whose echo came, once a minute (MLS-9).
    pub(super) fn check_bans(&mut self, cx: &mut Context<'_>) {
        let every = cx.conns.shared.timeouts.ban_check;
        let Ok(session) = self.session_mut(cx.conn()) else { return };
        if session.ban_check.is_some_and(|at| cx.now < at) {
            return;
        }
        mark!(cx.out, "MLS-9");
        session.ban_check = Some(cx.now + every);
        self.look_at_bans(cx, false);
    }

    /// Looks at a player's bans now: as his connection is complete (GEN-7), or with his echo (MLS-9).
    pub(super) fn look_at_bans(&mut self, cx: &mut Context<'_>, arriving: bool) {
        let Ok(ticket) = Self::player(cx.conn()) else { return };
        let suspect = self.suspect(ticket, *cx.conn().peer().ip(), cx.unix_s());
        self.request_unattended(&mut cx.scope(), PlayerSuspected { ticket, arriving }, suspect);
    }

    fn bans_checked(
        &mut self,
        scope: &mut Scope<'_>,
        PlayerSuspected { ticket, arriving }: PlayerSuspected,
        answer: store::Answer<FindBan>,
    ) {
        if let Ok(Some(kind)) = answer {
            mark!(scope.out, "GEN-7");
            // Who has just come has the time to read why, also where his version knows no notice of the end.
            let conn = self.state.sessions.get(ticket).and_then(Session::conn).filter(|_| arriving);
            if let Some(mut cx) = conn.and_then(|conn| scope.on(conn)).filter(|cx| !cx.conn().link.has_hello()) {
                let (now, wait) = (cx.now, cx.conns.shared.timeouts.close);
                cx.conn_mut().link.close_after(now, wait);
            }
            self.kick(scope, ticket, Some(BANNED), Some(kind));
        }
    }

    /// Shows a banned player why he gets no further (MLS-86).
    pub(super) fn show_ban(&self, cx: &mut Context<'_>, kind: BanKind) {
        mark!(cx.out, "GEN-7");
        cx.out.event(Event::TurnedAway { conn: cx.conn, ban: Some(kind) });
        if !cx.conn().link.is_community() {
            let severity = self.state.config.accounts.ban_severity;
            cx.send(&system_message(severity, BANNED));
        }
    }

    /// Ends a player's session: he reads why, is told to go, and goes (OPS-7).
    fn kick(&mut self, scope: &mut Scope<'_>, ticket: Ticket, text: Option<&str>, ban: Option<BanKind>) {
        // He may be gone while the store was asked.
        let Some(account_id) = self.state.sessions.get(ticket).map(Session::account_id) else { return };
        mark!(scope.out, "OPS-7");
        scope.out.event(Event::Kicked { account_id, ban });
        if let Some(text) = text {
            self.show(scope, ticket, self.state.config.accounts.ban_severity, text);
        }
        self.end(scope, ticket);
    }

    /// Bans a player: his account, or the console or the address that he plays with (OPS-7).
    fn ban(
        &mut self,
        scope: &mut Scope<'_>,
        account_id: AccountId,
        kind: BanKind,
        (reason, to): (String, Option<u32>),
    ) -> CommandAnswer {
        let unix_s = scope.conns.clock.unix_s(scope.now);
        let ticket = self.state.sessions.ticket_of(account_id);
        let suspect = ticket.and_then(|ticket| {
            let conn = self.state.sessions.get(ticket)?.conn()?;
            let address = *scope.conns.get(conn)?.peer().ip();
            Some(self.suspect(ticket, address, unix_s))
        });
        let subject = match kind {
            BanKind::Account => Some(account_id.to_string()),
            BanKind::Machine => suspect.and_then(|suspect| suspect.machine_id).map(|id| id.expose().clone()),
            BanKind::Address => suspect.map(|suspect| suspect.address.to_string()),
        };
        let Some(subject) = subject else { return CommandAnswer::NotFound };
        mark!(scope.out, "OPS-7");
        let from = unix_s;
        self.state.store.note(AddBan { kind, subject, reason, from, to }, scope.out);
        if let Some(ticket) = ticket {
            self.kick(scope, ticket, Some(BANNED), Some(kind));
        }
        CommandAnswer::Done
    }

    /// Shows a player a system message. A community client has no use for one (PC-7).
    fn show(&mut self, scope: &mut Scope<'_>, ticket: Ticket, severity: u8, text: &str) -> bool {
        let conn = self.state.sessions.get(ticket).and_then(Session::conn);
        let Some(conn) = console_on(scope.conns, conn) else { return false };
        mark!(scope.out, "OPS-3");
        conn.link.send(&system_message(severity, text), scope.out);
        true
    }

    /// Says something in the chat in the name of the server: each family in its own kind of message (MLS-154).
    fn say(&mut self, scope: &mut Scope<'_>, ticket: Ticket, text: &str) {
        mark!(scope.out, "MLS-154");
        let Some(session) = self.state.sessions.get(ticket) else { return };
        let (id, name) = SYSTEM;
        if session.version().has_hello() {
            let notice = lobby_ext::GenericChatFwdMessage {
                time_stamp: scope.conns.clock.unix_s(scope.now),
                originator_account_id: id,
                message_type: ChatMessageType::WHISPER,
                originator_account_name: NameText::new(name),
                message: ChatText::new(text),
            };
            self.fan_out(scope, &[ticket], &notice);
        } else {
            let notice = lobby::ChatFwdMessage {
                originator_account_id: id,
                originator_account_name: NameText::new(name),
                message_type: ChatMessageType::WHISPER,
                message: ChatText::new(text),
                ..Default::default()
            };
            self.fan_out(scope, &[ticket], &notice);
        }
    }

    /// Writes into a console's memory, in pieces (OPS-5). Every try is told to those who watch.
    fn poke(&mut self, scope: &mut Scope<'_>, account_id: AccountId, address: u32, bytes: &[u8]) -> CommandAnswer {
        let allowed = self.state.config.allow_memory;
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        scope.out.event(Event::Memory { account_id, address, length, write: true, allowed });
        if !allowed {
            return CommandAnswer::Refused;
        }
        let Some(conn) = console_on(scope.conns, self.conn_of(account_id)) else { return CommandAnswer::NotFound };
        mark!(scope.out, "OPS-5");
        for (at, piece) in (0_u32..).step_by(PIECE).zip(bytes.chunks(PIECE)) {
            let size = u32::try_from(piece.len()).unwrap_or_default();
            let poke = rt::ServerMemoryPoke { address: address.wrapping_add(at), size, data: piece.to_vec() };
            conn.link.send(&poke, scope.out);
        }
        CommandAnswer::Done
    }

    /// Asks a console for some of its memory; the answer comes as an event (OPS-5, MLS-10).
    fn peek(
        &mut self,
        scope: &mut Scope<'_>,
        account_id: AccountId,
        sequence: u32,
        (address, length): (u32, u32),
    ) -> CommandAnswer {
        let allowed = self.state.config.allow_memory;
        let length = length.min(u32::try_from(PIECE).unwrap_or_default());
        scope.out.event(Event::Memory { account_id, address, length, write: false, allowed });
        if !allowed {
            return CommandAnswer::Refused;
        }
        let Some(conn) = console_on(scope.conns, self.conn_of(account_id)) else { return CommandAnswer::NotFound };
        mark!(scope.out, "OPS-5");
        let query = rt::ServerCheatQuery { kind: RAW_MEMORY, sequence, address, length, ..Default::default() };
        conn.link.send(&query, scope.out);
        CommandAnswer::Asked(sequence)
    }

    /// The connection of an account's player.
    fn conn_of(&self, account_id: AccountId) -> Option<ConnId> {
        let ticket = self.state.sessions.ticket_of(account_id)?;
        self.state.sessions.get(ticket)?.conn()
    }

    /// What an operator wants of players.
    pub(super) fn operate_players(&mut self, scope: &mut Scope<'_>, id: OperatorId, command: Command) {
        let ticket = command.account().and_then(|account| self.state.sessions.ticket_of(account));
        let answer = match (command, ticket) {
            (Command::SystemMessage { account_id: None, severity, text }, _) => {
                for ticket in self.state.sessions.tickets() {
                    self.show(scope, ticket, severity, &text);
                }
                CommandAnswer::Done
            }
            (Command::Ban { account_id, kind, reason, until }, _) => self.ban(scope, account_id, kind, (reason, until)),
            (Command::Poke { account_id, address, bytes }, _) => self.poke(scope, account_id, address, &bytes),
            (Command::Peek { account_id, address, length }, _) => {
                let sequence = u32::try_from(self.draw() & 0x7FFF_FFFF).unwrap_or_default();
                self.peek(scope, account_id, sequence, (address, length))
            }
            (_, None) => CommandAnswer::NotFound,
            (Command::Kick { reason, .. }, Some(ticket)) => {
                mark!(scope.out, "OPS-7");
                self.kick(scope, ticket, reason.as_deref(), None);
                CommandAnswer::Done
            }
            (Command::SystemMessage { severity, text, .. }, Some(ticket)) => {
                if self.show(scope, ticket, severity, &text) { CommandAnswer::Done } else { CommandAnswer::NotFound }
            }
            (Command::Tell { text, .. }, Some(ticket)) => {
                self.say(scope, ticket, &text);
                CommandAnswer::Done
            }
            // What is not of a player, the table of connections answers.
            _ => CommandAnswer::NotFound,
        };
        scope.out.answer(id, answer);
    }

    /// Asks a script that has no say.
    pub(super) fn tell_script(&mut self, now: Instant, hook: Hook<'_>, out: &mut Outbox) {
        self.script.ask(now, hook, out);
    }

    /// Does what scripts wanted done.
    pub(super) fn act(&mut self, scope: &mut Scope<'_>) {
        for action in self.script.take_actions() {
            // A player may be gone meanwhile.
            match action {
                Action::Log(text) => scope.out.event(Event::Script { text }),
                Action::Disconnect(conn) => scope.disconnect(conn),
                Action::Tell { account_id, text } => {
                    if let Some(ticket) = self.state.sessions.ticket_of(account_id) {
                        self.say(scope, ticket, &text);
                    }
                }
                Action::SystemMessage { account_id, severity, text } => {
                    if let Some(ticket) = self.state.sessions.ticket_of(account_id) {
                        self.show(scope, ticket, severity, &text);
                    }
                }
                Action::Poke { account_id, address, bytes } => {
                    self.poke(scope, account_id, address, &bytes);
                }
                Action::Peek { account_id, sequence, address, length } => {
                    self.peek(scope, account_id, sequence, (address, length));
                }
            }
        }
    }
}
