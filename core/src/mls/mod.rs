//! MLS: the lobby (lobby.md 5). It owns the sessions: it takes logins over from the MAS, lets their players
//! in, keeps them across connections, and lets them go.

mod channels;
mod chat;
mod entry;
mod list;
mod players;
mod sessions;
mod texts;

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::front::{self, Front, Service, Visitor, dispatch};
use crate::link::{Shared, Welcome};
use crate::lobby::asking::{Asked, Asking, Asks};
use crate::lobby::channels::Channels;
use crate::machine::{
    Cost, Entropy, Event, Fault, Input, Instant, Machine, Outbox, SnapshotError, mark, read_snapshot, write_snapshot,
};
use crate::mail::{Admission, Component, Mail, Ticket};
use crate::mas::welcome;
use crate::store::StoreReply;
use crate::titles::Title;
use crate::wire::{CallbackStatus as Status, lobby, lobby_ext, rt};
use sessions::{Refusal, Session, Sessions};
use texts::Purpose;

type Guest = Visitor<Player>;

/// What the MLS keeps of a connection.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Player {
    ticket: Option<Ticket>,
    account_id: Option<i32>,
}

/// The lobby server.
#[derive(Debug)]
pub struct Mls {
    state: State,
}

#[derive(Debug, Serialize, Deserialize)]
struct State {
    config: Config,
    front: Front<Player>,
    sessions: Sessions,
    channels: Channels,
    asking: Asking<Purpose>,
    /// The last MediusWorldID: one counter for channels and games, never used twice (ST-6).
    worlds: i32,
    /// Draws of access keys.
    draws: u64,
}

/// The next MediusWorldID (ST-6).
const fn next_world(last: &mut i32) -> i32 {
    *last = last.saturating_add(1);
    *last
}

impl Mls {
    /// A lobby without players.
    #[must_use]
    pub fn new(config: &Config, seed: [u8; 32]) -> Self {
        let entropy = Entropy::new(seed);
        let shared = Shared::new(&entropy, config.link, config.limits, config.timeouts);
        Self {
            state: State {
                config: config.clone(),
                front: Front::new(shared, entropy),
                sessions: Sessions::new(config.limits.sessions),
                channels: Channels::new(config.limits.channels, config.timeouts.empty_channel),
                asking: Asking::default(),
                worlds: 0,
                draws: 0,
            },
        }
    }

    fn title_of(&self, app_id: u32) -> Title {
        self.state.config.titles.admit(app_id).unwrap_or_else(|| Title::of(app_id))
    }

    fn title(&self, guest: &Guest) -> Title {
        self.title_of(guest.app_id())
    }

    /// Who shares accounts and channels with a title (ST-50).
    fn group(&self, app_id: u32) -> u32 {
        self.title_of(app_id).group
    }

    fn draw_world(&mut self) -> i32 {
        next_world(&mut self.state.worlds)
    }

    fn draw(&mut self) -> u64 {
        self.state.draws += 1;
        self.state.draws
    }

    /// The player of a connection, or the fault of a request that needs one: no answer (GEN-14).
    fn player(guest: &Guest) -> Result<Ticket, Fault> {
        guest.state.ticket.ok_or_else(|| Fault::new("GEN-14", Cost::Ignore, "a request without a login"))
    }

    fn session(&self, guest: &Guest) -> Result<&Session, Fault> {
        let ticket = Self::player(guest)?;
        self.state.sessions.get(ticket).ok_or_else(|| Fault::new("GEN-14", Cost::Ignore, "a session that is over"))
    }

    fn session_mut(&mut self, guest: &Guest) -> Result<&mut Session, Fault> {
        let ticket = Self::player(guest)?;
        let gone = || Fault::new("GEN-14", Cost::Ignore, "a session that is over");
        self.state.sessions.get_mut(ticket).ok_or_else(gone)
    }

    /// Moves a player to a channel of his group, out of the one where he is (ST-32).
    fn move_to(&mut self, now: Instant, ticket: Ticket, id: i32, group: u32) {
        let Some(world) = self.state.channels.get(id, group).map(|channel| channel.world) else { return };
        let Some(session) = self.state.sessions.get_mut(ticket) else { return };
        let before = std::mem::replace(&mut session.channel, world);
        if before != world {
            self.state.channels.leave(now, before.medius_world_id, ticket);
        }
        self.state.channels.join(id, ticket);
    }

    fn admit(&mut self, now: Instant, admission: Admission, out: &mut Outbox) -> Mail {
        let (ticket, group) = (admission.ticket, self.group(admission.app_id));
        let refused = |status: Status| Mail::Refused { ticket, status: status.0 };
        match self.state.sessions.may_admit(&admission) {
            Ok(true) => {}
            Ok(false) => {
                let State { channels, worlds, .. } = &mut self.state;
                let Some(world) = channels.default_of(now, group, || next_world(worlds)) else {
                    self.state.front.limited("channels", None, out);
                    return refused(Status::SERVER_BUSY);
                };
                mark!(out, "ST-30");
                self.state.channels.join(world.medius_world_id, ticket);
                self.state.sessions.admit(now, admission, group, world);
            }
            Err(Refusal::LoggedIn) => {
                mark!(out, "ST-27");
                return refused(Status::ACCOUNT_LOGGED_IN);
            }
            Err(Refusal::Full) => {
                self.state.front.limited("sessions", None, out);
                return refused(Status::SERVER_BUSY);
            }
        }
        mark!(out, "ST-20");
        let lobby = self.state.sessions.get(ticket).map(|session| session.channel).unwrap_or_default();
        Mail::Admitted { ticket, lobby }
    }

    fn mail(&mut self, now: Instant, from: Component, mail: Mail, out: &mut Outbox) {
        match mail {
            Mail::Admit(admission) => {
                let answer = self.admit(now, *admission, out);
                out.mail(from, answer);
            }
            Mail::Withdraw { ticket } => self.end(now, ticket, out),
            // Answers to letters that we do not write.
            Mail::Admitted { .. } | Mail::Refused { .. } => {}
        }
    }

    /// Takes a session out of everything (ST-24).
    fn remove(&mut self, now: Instant, ticket: Ticket) -> Option<Session> {
        let session = self.state.sessions.remove(ticket)?;
        self.state.channels.leave(now, session.channel.medius_world_id, ticket);
        Some(session)
    }

    /// A session is over: its connection, if it has one, is ended too.
    fn end(&mut self, now: Instant, ticket: Ticket, out: &mut Outbox) {
        let Some(session) = self.remove(now, ticket) else {
            return;
        };
        out.event(Event::LoggedOut { account_id: session.account_id() });
        if let Some(conn) = session.conn() {
            front::disconnect(self, now, conn, out);
        }
    }

    fn expire(&mut self, now: Instant, out: &mut Outbox) {
        while let Some(ticket) = self.state.sessions.expire(now) {
            mark!(out, "ST-23");
            if let Some(session) = self.remove(now, ticket) {
                out.event(Event::LoggedOut { account_id: session.account_id() });
            }
        }
        while self.state.channels.expire(now).is_some() {
            mark!(out, "ST-31");
        }
    }
}

impl Service for Mls {
    type State = Player;

    fn front(&mut self) -> &mut Front<Player> {
        &mut self.state.front
    }

    /// A player is known by the access key of a redirect, or by the session key (MLS-1, PC-5).
    fn connect(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        connect: &rt::ClientConnectTcp,
        out: &mut Outbox,
    ) -> Option<Welcome> {
        let Some(title) = self.state.config.titles.admit(connect.app_id) else {
            let what = format_args!("application {} is not let in", connect.app_id);
            self.state.front.fault(Some(guest.conn()), Fault::new("GEN-3", Cost::Close, what), out);
            return None;
        };
        mark!(out, "MLS-1");
        let access_key = connect.access_key.map(|key| key.get()).unwrap_or_default();
        let session_key = connect.session_key.map(|key| key.get()).unwrap_or_default();
        let entered = self.state.sessions.enter(guest.conn(), &access_key, &session_key, title.group);
        let Some((ticket, account_id, earlier)) = entered else {
            let fault = Fault::new("MLS-1", Cost::Close, "neither its access key nor its session key is known");
            self.state.front.fault(Some(guest.conn()), fault, out);
            return None;
        };
        // The player came by another connection: the older one dies silently (ST-20).
        if let Some(earlier) = earlier.and_then(|conn| self.state.front.visitor_mut(conn)) {
            earlier.state = Player::default();
            earlier.close(crate::machine::Ending::Flush, out);
        }
        guest.state = Player { ticket: Some(ticket), account_id: Some(account_id) };
        if let Some(session) = self.state.sessions.get_mut(ticket) {
            mark!(out, "MLS-72");
            session.lobby_filter = None;
        }
        let number = u16::try_from(connect.target_world_id()).unwrap_or_default();
        let named = self.state.channels.by_number(number, title.group).map(|channel| channel.world.medius_world_id);
        if let Some(id) = named {
            mark!(out, "MLS-2");
            self.move_to(now, ticket, id, title.group);
        }
        out.event(Event::Entered { conn: guest.conn(), account_id });
        Some(welcome(&title, *guest.peer().ip()))
    }

    /// What others sent meanwhile comes now (ST-29).
    fn connected(&mut self, _: Instant, guest: &mut Guest, out: &mut Outbox) {
        let most = self.state.front.shared.limits.held_messages;
        let held = self.session_mut(guest).map(|session| std::mem::take(&mut session.held)).unwrap_or_default();
        for packets in held {
            guest.tell_all(packets, most, out);
        }
    }

    fn request(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        (class, id, body): (u8, u8, &[u8]),
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        let key = (class, id);
        dispatch! { self now guest key body out, else "GEN-19":
            lobby::UpdateUserState => user_state,
            lobby::SessionEndRequest => session_end,
            lobby::AccountLogoutRequest => logout,
            lobby::VersionServerRequest => version_server,
            lobby_ext::GetServerTimeRequest => server_time,
            lobby::GetMyIPRequest => my_ip,
            lobby_ext::DnasSignaturePost => dnas_signature,
            lobby::SetLocalizationParamsRequest => localization,
            lobby_ext::SetLocalizationParamsRequest1 => localization_1,
            lobby_ext::SetLocalizationParamsRequest2 => localization_2,
            lobby_ext::SetLobbyWorldFilterRequest => lobby_filter,
            lobby_ext::SetLobbyWorldFilterRequest1 => lobby_filter_1,
            lobby::ChannelListExtraInfoRequest0 => channel_list_extra_0,
            lobby_ext::ChannelListExtraInfoRequest1 => channel_list_extra_1,
            lobby_ext::ChannelListExtraInfoRequest => channel_list_extra,
            lobby::ChannelListRequest => channel_list,
            lobby::GetTotalChannelsRequest => total_channels,
            lobby::ChannelInfoRequest => channel_info,
            lobby_ext::CreateChannelRequest => create_channel,
            lobby_ext::CreateChannelRequest1 => create_channel_1,
            lobby::JoinChannelRequest => join_channel,
            lobby::GetWorldSecurityLevelRequest => security_level,
            lobby::PlayerInfoRequest => player_info,
            lobby::FindPlayerRequest => find_player,
            lobby::GetTotalUsersRequest => total_users,
            lobby::GetLobbyPlayerNamesRequest => lobby_player_names,
            lobby::GetLobbyPlayerNamesExtraInfoRequest => lobby_player_names_extra,
            lobby::ChatMessage => chat_message,
            lobby_ext::GenericChatMessage => generic_chat_message,
            lobby_ext::BinaryMessage => binary_message,
            lobby::ChatToggleRequest => chat_toggle,
            lobby_ext::SetAutoChatHistoryRequest => auto_chat_history,
            lobby_ext::GenericChatSetFilterRequest => chat_filter,
            lobby::GetPolicyRequest => policy,
            lobby::GetAnnouncementsRequest => announcements,
            lobby::GetAllAnnouncementsRequest => all_announcements,
            lobby::GetLocationsRequest => locations,
            lobby::AccountGetIDRequest => account_get_id,
            lobby::AccountUpdateStatsRequest => update_stats,
            lobby::TextFilterRequest => text_filter,
        }
    }

    /// The player stays for the keep-alive window (GEN-21, ST-20).
    fn departed(&mut self, now: Instant, guest: Guest, _: &mut Outbox) {
        self.state.asking.forget(guest.conn());
        if let Some(ticket) = guest.state.ticket {
            let window = self.state.front.shared.timeouts.keep_alive;
            self.state.sessions.lose(now, ticket, guest.conn(), window);
        }
    }

    fn account_id(player: &Player) -> Option<i32> {
        player.account_id
    }
}

impl Asks for Mls {
    type Purpose = Purpose;

    fn asking(&mut self) -> (&mut Asking<Purpose>, &mut Front<Player>) {
        (&mut self.state.asking, &mut self.state.front)
    }

    fn answered(&mut self, _: Instant, guest: &mut Guest, asked: Asked<Purpose>, reply: StoreReply, out: &mut Outbox) {
        let packets = self.store_packets(guest, &asked, reply);
        guest.answer_all(asked.slot, packets, out);
    }
}

impl Machine for Mls {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        match front::serve(self, now, input, out) {
            Some(Input::Tick) => {
                self.store_late(now, out);
                self.expire(now, out);
            }
            Some(Input::Store { id, reply }) => self.store_reply(now, id, reply, out),
            Some(Input::Mail { from, mail }) => self.mail(now, from, mail, out),
            _ => {}
        }
    }

    fn deadline(&self) -> Option<Instant> {
        let State { front, sessions, channels, asking, .. } = &self.state;
        [front.deadline(), sessions.deadline(), channels.deadline(), asking.deadline()].into_iter().flatten().min()
    }

    fn snapshot(&self, into: &mut Vec<u8>) {
        write_snapshot(&self.state, into);
    }

    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError> {
        self.state = read_snapshot(from)?;
        Ok(())
    }
}
