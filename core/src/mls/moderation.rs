//! Bans, system messages, and the memory of consoles: what operators and scripts do to players (lobby.md 8).

use std::net::Ipv4Addr;

use super::asks::Purpose;
use super::{Guest, Mls};
use crate::front;
use crate::ids::{AccountId, ConnId, OperatorId};
use crate::lobby::asking::Asks as _;
use crate::lobby::notices::{BANNED, system_message};
use crate::machine::{Event, Outbox, mark};
use crate::mail::Ticket;
use crate::operator::{Answer, Command};
use crate::script::{Action, Hook};
use crate::store::{AccountRequest, BanKind, Refusal, StoreReply, Suspect};
use crate::time::Instant;
use crate::wire::{ChatMessageType, ChatText, NameText, lobby, lobby_ext, rt};

/// The originator of what the server says in the chat (MLS-154).
const SYSTEM: (i32, &str) = (0, "SYSTEM");
/// Bytes of a console's memory in one message (OPS-5): a larger answer would be more than we read in one frame.
const PIECE: usize = 512;
/// What a query asks for: memory as it is (transport.md 13).
const RAW_MEMORY: u8 = 0;

impl Mls {
    /// Who may be banned: account, console, address.
    pub(super) fn suspect(&mut self, now: Instant, ticket: Ticket, address: Ipv4Addr) -> Suspect {
        let session = self.state.sessions.get(ticket);
        Suspect {
            account_id: session.map(super::Session::account_id).unwrap_or_default(),
            machine_id: session.and_then(|session| session.machine_id.as_ref()).map(|id| id.expose().clone()),
            address,
            unix_s: self.state.front.clock.unix_s(now),
        }
    }

    /// An echo of a player came: his bans are looked at, once a minute (MLS-9).
    pub(super) fn check_bans(&mut self, now: Instant, guest: &Guest, out: &mut Outbox) {
        let every = self.state.front.shared.timeouts.ban_check;
        let Ok(session) = self.session_mut(guest) else { return };
        if session.ban_check.is_some_and(|at| now < at) {
            return;
        }
        mark!(out, "MLS-9");
        session.ban_check = Some(now + every);
        self.look_at_bans(now, guest, out);
    }

    /// A player's bans are looked at now (GEN-7, MLS-9).
    pub(super) fn look_at_bans(&mut self, now: Instant, guest: &Guest, out: &mut Outbox) {
        let Ok(ticket) = Self::player(guest) else { return };
        let suspect = self.suspect(now, ticket, *guest.peer().ip());
        self.errand(now, Purpose::Bans(ticket), AccountRequest::CheckBans(suspect), out);
    }

    pub(super) fn bans_checked(&mut self, now: Instant, ticket: Ticket, reply: &StoreReply, out: &mut Outbox) {
        if let StoreReply::Refused(Refusal::Banned(kind)) = reply {
            self.kick(now, ticket, Some(BANNED), Some(*kind), out);
        }
    }

    /// Shows a banned player why he gets no further (MLS-86).
    pub(super) fn show_ban(&self, call: &mut super::Call<'_>, kind: BanKind) {
        mark!(call.out, "GEN-7");
        call.out.event(Event::TurnedAway { conn: call.guest.conn(), ban: Some(kind) });
        if !call.guest.link.is_community() {
            let severity = self.state.config.accounts.ban_severity;
            call.guest.link.send(&system_message(severity, BANNED), call.out);
        }
    }

    /// Ends a player's session: he reads why, is told to go, and goes (OPS-7).
    fn kick(&mut self, now: Instant, ticket: Ticket, text: Option<&str>, ban: Option<BanKind>, out: &mut Outbox) {
        // He may be gone while the store was asked.
        let Some(account_id) = self.state.sessions.get(ticket).map(super::Session::account_id) else { return };
        out.event(Event::Kicked { account_id, ban });
        if let Some(text) = text {
            self.show(now, ticket, self.state.config.accounts.ban_severity, text, out);
        }
        self.end(now, ticket, out);
    }

    /// Bans a player: his account, or the console or the address that he plays with (OPS-7).
    fn ban(
        &mut self,
        now: Instant,
        account_id: AccountId,
        kind: BanKind,
        (reason, to): (String, Option<u32>),
        out: &mut Outbox,
    ) -> Answer {
        let ticket = self.state.sessions.ticket_of(account_id);
        let suspect = ticket.and_then(|ticket| {
            let conn = self.state.sessions.get(ticket)?.conn()?;
            let address = *self.state.front.visitor(conn)?.peer().ip();
            Some(self.suspect(now, ticket, address))
        });
        let subject = match kind {
            BanKind::Account => Some(account_id.to_string()),
            BanKind::Machine => suspect.and_then(|suspect| suspect.machine_id),
            BanKind::Address => suspect.map(|suspect| suspect.address.to_string()),
        };
        let Some(subject) = subject else { return Answer::NotFound };
        mark!(out, "OPS-7");
        let from = self.state.front.clock.unix_s(now);
        self.state.asking.note(AccountRequest::AddBan { kind, subject, reason, from, to }, out);
        if let Some(ticket) = ticket {
            self.kick(now, ticket, Some(BANNED), Some(kind), out);
        }
        Answer::Done
    }

    /// Shows a player a system message. A community client has no use for one (PC-7).
    fn show(&mut self, now: Instant, ticket: Ticket, severity: u8, text: &str, out: &mut Outbox) -> bool {
        let conn = self.state.sessions.get(ticket).and_then(super::Session::conn);
        self.on_link(now, conn, out, |guest, out| {
            mark!(out, "OPS-3");
            guest.link.send(&system_message(severity, text), out);
        })
    }

    /// Does something to a connection that a console with a key has; `false`: there is none.
    fn on_link(
        &mut self,
        now: Instant,
        conn: Option<ConnId>,
        out: &mut Outbox,
        what: impl FnOnce(&mut Guest, &mut Outbox),
    ) -> bool {
        let mut done = false;
        if let Some(conn) = conn {
            front::attend(self, now, conn, out, |_, call| {
                if call.guest.link.is_connected() && !call.guest.link.is_community() {
                    what(call.guest, call.out);
                    done = true;
                }
            });
        }
        done
    }

    /// Says something in the chat in the name of the server: each family in its own kind of message (MLS-154).
    fn say(&mut self, now: Instant, ticket: Ticket, text: &str, out: &mut Outbox) {
        mark!(out, "MLS-154");
        let Some(session) = self.state.sessions.get(ticket) else { return };
        let (id, name) = SYSTEM;
        if session.version().has_hello() {
            let notice = lobby_ext::GenericChatFwdMessage {
                time_stamp: self.state.front.clock.unix_s(now),
                originator_account_id: id,
                message_type: ChatMessageType::WHISPER,
                originator_account_name: NameText::new(name),
                message: ChatText::new(text),
            };
            self.fan_out(&[ticket], &notice, out);
        } else {
            let notice = lobby::ChatFwdMessage {
                originator_account_id: id,
                originator_account_name: NameText::new(name),
                message_type: ChatMessageType::WHISPER,
                message: ChatText::new(text),
                ..Default::default()
            };
            self.fan_out(&[ticket], &notice, out);
        }
    }

    /// Writes into a console's memory, in pieces (OPS-5). Every try is told to those who watch.
    fn poke(&mut self, now: Instant, account_id: AccountId, address: u32, bytes: &[u8], out: &mut Outbox) -> Answer {
        let allowed = self.state.config.allow_memory;
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        out.event(Event::Memory { account_id, address, length, write: true, allowed });
        if !allowed {
            return Answer::Refused;
        }
        let done = self.on_link(now, self.conn_of(account_id), out, |guest, out| {
            mark!(out, "OPS-5");
            for (at, piece) in (0_u32..).step_by(PIECE).zip(bytes.chunks(PIECE)) {
                let size = u32::try_from(piece.len()).unwrap_or_default();
                let poke = rt::ServerMemoryPoke { address: address.wrapping_add(at), size, data: piece.to_vec() };
                guest.link.send(&poke, out);
            }
        });
        if done { Answer::Done } else { Answer::NotFound }
    }

    /// Asks a console for some of its memory; the answer comes as an event (OPS-5, MLS-10).
    fn peek(
        &mut self,
        now: Instant,
        account_id: AccountId,
        sequence: u32,
        (address, length): (u32, u32),
        out: &mut Outbox,
    ) -> Answer {
        let allowed = self.state.config.allow_memory;
        let length = length.min(u32::try_from(PIECE).unwrap_or_default());
        out.event(Event::Memory { account_id, address, length, write: false, allowed });
        if !allowed {
            return Answer::Refused;
        }
        let done = self.on_link(now, self.conn_of(account_id), out, |guest, out| {
            mark!(out, "OPS-5");
            let query = rt::ServerCheatQuery { kind: RAW_MEMORY, sequence, address, length, ..Default::default() };
            guest.link.send(&query, out);
        });
        if done { Answer::Asked(sequence) } else { Answer::NotFound }
    }

    /// The connection of an account's player.
    fn conn_of(&self, account_id: AccountId) -> Option<ConnId> {
        let ticket = self.state.sessions.ticket_of(account_id)?;
        self.state.sessions.get(ticket)?.conn()
    }

    /// What an operator wants of players.
    pub(super) fn operate_players(&mut self, now: Instant, id: OperatorId, command: Command, out: &mut Outbox) {
        let ticket = command.account().and_then(|account| self.state.sessions.ticket_of(account));
        let answer = match (command, ticket) {
            (Command::SystemMessage { account_id: None, severity, text }, _) => {
                for ticket in self.state.sessions.tickets() {
                    self.show(now, ticket, severity, &text, out);
                }
                Answer::Done
            }
            (Command::Ban { account_id, kind, reason, until }, _) => {
                self.ban(now, account_id, kind, (reason, until), out)
            }
            (Command::Poke { account_id, address, bytes }, _) => self.poke(now, account_id, address, &bytes, out),
            (Command::Peek { account_id, address, length }, _) => {
                let sequence = u32::try_from(self.draw() & 0x7FFF_FFFF).unwrap_or_default();
                self.peek(now, account_id, sequence, (address, length), out)
            }
            (Command::Stage(_), _) if !self.state.config.replay => Answer::Refused,
            (Command::Stage(scene), _) => {
                self.stage(now, *scene, out);
                Answer::Done
            }
            (_, None) => Answer::NotFound,
            (Command::Kick { reason, .. }, Some(ticket)) => {
                mark!(out, "OPS-7");
                self.kick(now, ticket, reason.as_deref(), None, out);
                Answer::Done
            }
            (Command::SystemMessage { severity, text, .. }, Some(ticket)) => {
                if self.show(now, ticket, severity, &text, out) { Answer::Done } else { Answer::NotFound }
            }
            (Command::Tell { text, .. }, Some(ticket)) => {
                self.say(now, ticket, &text, out);
                Answer::Done
            }
            // The front deals with the others.
            _ => Answer::NotFound,
        };
        out.answer(id, answer);
    }

    /// Asks a script that has no say.
    pub(super) fn tell_script(&mut self, now: Instant, hook: Hook<'_>, out: &mut Outbox) {
        self.script.ask(now, hook, out);
    }

    /// Does what scripts wanted done.
    pub(super) fn act(&mut self, now: Instant, out: &mut Outbox) {
        for action in self.script.wanted() {
            // A player may be gone meanwhile.
            match action {
                Action::Log(text) => out.event(Event::Script { text }),
                Action::Disconnect(conn) => front::disconnect(self, now, conn, out),
                Action::Tell { account_id, text } => {
                    if let Some(ticket) = self.state.sessions.ticket_of(account_id) {
                        self.say(now, ticket, &text, out);
                    }
                }
                Action::SystemMessage { account_id, severity, text } => {
                    if let Some(ticket) = self.state.sessions.ticket_of(account_id) {
                        self.show(now, ticket, severity, &text, out);
                    }
                }
                Action::Poke { account_id, address, bytes } => {
                    self.poke(now, account_id, address, &bytes, out);
                }
                Action::Peek { account_id, sequence, address, length } => {
                    self.peek(now, account_id, sequence, (address, length), out);
                }
            }
        }
    }
}
