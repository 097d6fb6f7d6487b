//! The sessions of all players, across connections (ST-2, ST-10 to ST-12, ST-20 to ST-27).

use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, AppId, ChannelId, ClanId, Component, ConnId, GameId, LocationId, TitleGroup};
use crate::link::Packets;
use crate::lobby::channels::LobbyFilter;
use crate::lobby::game_filters::GameFilters;
use crate::machine::Timers;
use crate::peer::{Admission, LobbyWorld, Localization, Ticket};
use crate::secret::Secret;
use crate::store::{Account, Arrival};
use crate::time::Instant;
use crate::wire::{AccessKey, MessageId, NameText, SessionKeyText, Version};

/// Why a login is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mls) enum Refusal {
    /// The account is online (ST-27).
    LoggedIn,
    /// There are as many sessions as are allowed.
    Full,
}

/// How a login comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mls) enum Admittance {
    /// It is in already.
    Known,
    /// As a new session.
    New {
        /// The session of the same account that ends then, because nobody is there any more (ST-27).
        replaces: Option<Ticket>,
    },
}

/// A login that the store is asked about.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::mls) struct Arriving {
    /// The MAS that waits for the answer.
    pub(super) from: Component,
    pub(super) admission: Box<Admission>,
    /// The session of the same account that may end for it; none that came since (ST-27).
    pub(super) replaces: Option<Ticket>,
}

/// One player, across connections (ST-2).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::mls) struct Session {
    admission: Admission,
    /// The group of titles that sees him (ST-50).
    pub(in crate::mls) group: TitleGroup,
    conn: Option<ConnId>,
    /// The channel that he is in (ST-32).
    pub(in crate::mls) channel: LobbyWorld,
    /// The channel to which his login or his last JoinChannel sent him (MLS-2).
    pub(in crate::mls) sent_to: ChannelId,
    /// What he set with SetLobbyWorldFilter (MLS-60).
    pub(in crate::mls) lobby_filter: Option<LobbyFilter>,
    /// What others sent while he was between two connections (ST-29).
    pub(in crate::mls) held: Vec<Packets>,
    /// His filters of the game list (MLS-80).
    pub(in crate::mls) game_filters: GameFilters,
    /// The game that he is in or on the way into.
    pub(in crate::mls) game: Option<GameId>,
    /// His clan.
    pub(in crate::mls) clan: Option<ClanId>,
    /// His buddies, in the order in which they were added (MLS-42).
    pub(in crate::mls) buddies: Vec<Account>,
    /// Whom he ignores.
    pub(in crate::mls) ignored: BTreeSet<AccountId>,
    /// Who asked whether he wants to be a buddy, and what his answer repeats (MLS-44).
    pub(in crate::mls) asked_by: BTreeMap<AccountId, (Ticket, MessageId)>,
    /// The console, if it said so (MAS-11).
    pub(in crate::mls) machine_id: Option<Secret<String>>,
    /// The location that he picked (MAS-16).
    pub(in crate::mls) location: LocationId,
    /// How the console writes (MAS-10).
    pub(in crate::mls) localization: Localization,
    /// When his bans may be looked at again (MLS-9).
    pub(in crate::mls) ban_check: Option<Instant>,
}

impl Session {
    pub(in crate::mls) const fn account_id(&self) -> AccountId {
        self.admission.account_id
    }

    pub(in crate::mls) fn name(&self) -> NameText<32> {
        NameText::new(&self.admission.name)
    }

    pub(in crate::mls) const fn app_id(&self) -> AppId {
        self.admission.app_id
    }

    pub(in crate::mls) const fn version(&self) -> Version {
        self.admission.version
    }

    /// The address from which he logged in (MLS-1).
    const fn address(&self) -> Ipv4Addr {
        self.admission.address
    }

    pub(in crate::mls) const fn ticket(&self) -> Ticket {
        self.admission.ticket
    }

    pub(in crate::mls) const fn session_key(&self) -> SessionKeyText {
        *self.admission.session_key.expose()
    }

    /// The key of his latest redirect.
    pub(in crate::mls) const fn access_key(&self) -> AccessKey {
        *self.admission.access_key.expose()
    }

    pub(in crate::mls) const fn conn(&self) -> Option<ConnId> {
        self.conn
    }
}

/// A name as it is looked up: whatever its case.
fn lookup(name: &[u8]) -> Vec<u8> {
    name.to_ascii_lowercase()
}

/// All sessions, found by ticket, account and keys.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::mls) struct Sessions {
    max_sessions: u32,
    by_ticket: BTreeMap<Ticket, Session>,
    by_account: BTreeMap<AccountId, Ticket>,
    by_access_key: BTreeMap<Vec<u8>, Ticket>,
    by_session_key: BTreeMap<Vec<u8>, Ticket>,
    by_name: BTreeMap<(TitleGroup, Vec<u8>), Ticket>,
    /// Access keys of earlier redirects, until they end (ST-12).
    old_keys: Timers<[u8; 17]>,
    /// Keep-alive windows of players without a connection (T-KEEP).
    windows: Timers<Ticket>,
}

impl Sessions {
    pub(in crate::mls) fn new(max_sessions: u32) -> Self {
        Self {
            max_sessions,
            by_ticket: BTreeMap::new(),
            by_account: BTreeMap::new(),
            by_access_key: BTreeMap::new(),
            by_session_key: BTreeMap::new(),
            by_name: BTreeMap::new(),
            old_keys: Timers::default(),
            windows: Timers::default(),
        }
    }

    /// Whether a login may come in, and how. The older session of its account makes room if the login has the address
    /// of that one's, and it has no living connection (ST-27).
    pub(in crate::mls) fn may_admit(
        &self,
        admission: &Admission,
        arriving: usize,
        is_living: impl FnOnce(&Session) -> bool,
    ) -> Result<Admittance, Refusal> {
        if self.by_ticket.contains_key(&admission.ticket) {
            return Ok(Admittance::Known);
        }
        let old = self.ticket_of(admission.account_id).and_then(|ticket| self.get(ticket));
        if old.is_some_and(|old| old.address() != admission.address || is_living(old)) {
            return Err(Refusal::LoggedIn);
        }
        let replaces = old.map(Session::ticket);
        let others = self.by_ticket.len() - usize::from(replaces.is_some());
        let full = others + arriving >= self.max_sessions as usize;
        if full { Err(Refusal::Full) } else { Ok(Admittance::New { replaces }) }
    }

    /// Takes a login in that may come.
    pub(in crate::mls) fn admit(
        &mut self,
        now: Instant,
        admission: Admission,
        arrival: Arrival,
        group: TitleGroup,
        channel: LobbyWorld,
    ) {
        let ticket = admission.ticket;
        self.by_account.insert(admission.account_id, ticket);
        self.by_access_key.insert(admission.access_key.expose().text().to_vec(), ticket);
        self.by_session_key.insert(admission.session_key.expose().text().to_vec(), ticket);
        self.by_name.insert((group, lookup(NameText::<32>::new(&admission.name).text())), ticket);
        self.windows.set(ticket, Some(now + admission.keep_alive));
        let session = Session {
            group,
            conn: None,
            channel,
            sent_to: channel.medius_world_id,
            lobby_filter: None,
            held: Vec::new(),
            game_filters: GameFilters::default(),
            game: None,
            clan: arrival.clan_id,
            buddies: arrival.buddies,
            ignored: arrival.ignored.into_iter().collect(),
            asked_by: BTreeMap::new(),
            machine_id: admission.machine_id.clone(),
            location: admission.location,
            localization: admission.localization,
            ban_check: None,
            admission,
        };
        self.by_ticket.insert(ticket, session);
    }

    pub(in crate::mls) fn get(&self, ticket: Ticket) -> Option<&Session> {
        self.by_ticket.get(&ticket)
    }

    pub(in crate::mls) fn get_mut(&mut self, ticket: Ticket) -> Option<&mut Session> {
        self.by_ticket.get_mut(&ticket)
    }

    /// The player of an account, as a group sees him (ST-50).
    pub(in crate::mls) fn by_account(&self, account_id: AccountId, group: TitleGroup) -> Option<&Session> {
        self.get(*self.by_account.get(&account_id)?).filter(|session| session.group == group)
    }

    /// The player of an account, to change.
    pub(in crate::mls) fn by_account_mut(&mut self, account_id: AccountId) -> Option<&mut Session> {
        self.by_ticket.get_mut(self.by_account.get(&account_id)?)
    }

    /// The ticket of an account, in whatever group.
    pub(in crate::mls) fn ticket_of(&self, account_id: AccountId) -> Option<Ticket> {
        self.by_account.get(&account_id).copied()
    }

    /// All tickets.
    pub(in crate::mls) fn tickets(&self) -> Vec<Ticket> {
        self.by_ticket.keys().copied().collect()
    }

    /// The player of a name, in any case.
    pub(in crate::mls) fn by_name(&self, name: &NameText<32>, group: TitleGroup) -> Option<&Session> {
        self.get(*self.by_name.get(&(group, lookup(name.text())))?)
    }

    /// The player of a session key, as game servers name him (MPS-5).
    pub(in crate::mls) fn by_session_key(&self, key: &SessionKeyText) -> Option<&Session> {
        self.get(*self.by_session_key.get(key.text())?)
    }

    /// All players whose clan this is, to change.
    pub(in crate::mls) fn of_clan_mut(&mut self, clan_id: ClanId) -> impl Iterator<Item = &mut Session> {
        self.by_ticket.values_mut().filter(move |session| session.clan == Some(clan_id))
    }

    /// The groups of which somebody is there, each with the title of one of its players.
    pub(in crate::mls) fn groups(&self) -> BTreeMap<TitleGroup, AppId> {
        self.by_ticket.values().map(|session| (session.group, session.app_id())).collect()
    }

    /// All players of a group.
    pub(in crate::mls) fn of_group(&self, group: TitleGroup) -> impl Iterator<Item = &Session> {
        self.by_ticket.values().filter(move |session| session.group == group)
    }

    /// Notes that one player asked another whether he wants to be a buddy (MLS-44), unless too many wait for his word.
    /// Questions of players who left are over.
    pub(in crate::mls) fn ask_buddy(&mut self, from: Ticket, to: Ticket, message_id: MessageId, max: u32) -> bool {
        let Some(own) = self.by_ticket.get(&from).map(Session::account_id) else { return false };
        let Some(session) = self.by_ticket.get_mut(&to) else { return false };
        let mut asked_by = std::mem::take(&mut session.asked_by);
        asked_by.retain(|_, (ticket, _)| self.by_ticket.contains_key(ticket));
        let fits = asked_by.contains_key(&own) || asked_by.len() < max as usize;
        if fits {
            asked_by.insert(own, (from, message_id));
        }
        if let Some(session) = self.by_ticket.get_mut(&to) {
            session.asked_by = asked_by;
        }
        fits
    }

    /// Sends a player on to his channel with a new key; the one before stays good for a while (ST-12, ST-20).
    pub(in crate::mls) fn redirect(
        &mut self,
        now: Instant,
        ticket: Ticket,
        access_key: AccessKey,
        old_keys: Duration,
        window: Duration,
    ) {
        let Some(session) = self.by_ticket.get_mut(&ticket) else { return };
        session.sent_to = session.channel.medius_world_id;
        let old = std::mem::replace(&mut session.admission.access_key, Secret::new(access_key));
        self.old_keys.set(*old.expose().bytes(), Some(now + old_keys));
        self.by_access_key.insert(access_key.text().to_vec(), ticket);
        self.windows.set(ticket, Some(now + window));
    }

    /// A player arrives: ticket, account, and the connection that he had before.
    pub(in crate::mls) fn enter(
        &mut self,
        now: Instant,
        (conn, address): (ConnId, Ipv4Addr),
        (access_key, session_key): (&AccessKey, &SessionKeyText),
        group: TitleGroup,
    ) -> Option<(Ticket, AccountId, Option<ConnId>)> {
        let of_group = |keys: &BTreeMap<Vec<u8>, Ticket>, key: &[u8]| {
            let ticket = keys.get(key).filter(|_| !key.is_empty())?;
            self.get(*ticket).filter(|session| session.group == group)
        };
        let by_access_key = of_group(&self.by_access_key, access_key.text())
            .filter(|session| session.access_key().text() == access_key.text() || session.address() == address);
        let by_session_key = || {
            of_group(&self.by_session_key, session_key.text())
                .filter(|session| self.is_awaited(now, session) && session.address() == address)
        };
        let ticket = by_access_key.or_else(by_session_key)?.ticket();
        let session = self.by_ticket.get_mut(&ticket)?;
        self.windows.set(ticket, None);
        Some((ticket, session.admission.account_id, session.conn.replace(conn)))
    }

    /// Whether a player has no connection, and time left to come (ST-20).
    fn is_awaited(&self, now: Instant, session: &Session) -> bool {
        session.conn.is_none() && self.windows.of(session.ticket()).is_some_and(|until| now < until)
    }

    /// A player announces that he will come back (MLS-4).
    pub(in crate::mls) fn keep_alive(&mut self, now: Instant, ticket: Ticket, window: Duration) {
        self.windows.set(ticket, Some(now + window));
    }

    /// A player's connection is gone; the window opens, unless he came by another one since.
    pub(in crate::mls) fn lose(&mut self, now: Instant, ticket: Ticket, conn: ConnId, window: Duration) {
        if let Some(session) = self.by_ticket.get_mut(&ticket).filter(|session| session.conn == Some(conn)) {
            session.conn = None;
            self.windows.set(ticket, Some(now + window));
        }
    }

    /// The ticket of one session whose window is over.
    pub(in crate::mls) fn expire(&mut self, now: Instant) -> Option<Ticket> {
        while let Some(key) = self.old_keys.due(now) {
            self.by_access_key.remove(AccessKey::exact(key).text());
        }
        loop {
            let ticket = self.windows.due(now)?;
            // A redirected player who keeps his connection is not lost.
            if self.by_ticket.get(&ticket).is_some_and(|session| session.conn.is_none()) {
                return Some(ticket);
            }
        }
    }

    pub(in crate::mls) fn remove(&mut self, ticket: Ticket) -> Option<Session> {
        let session = self.by_ticket.remove(&ticket)?;
        self.windows.set(ticket, None);
        self.by_account.remove(&session.admission.account_id);
        // Earlier keys end on their own time; they open nothing any more.
        self.by_access_key.remove(session.admission.access_key.expose().text());
        self.by_name.remove(&(session.group, lookup(session.name().text())));
        self.by_session_key.remove(session.admission.session_key.expose().text());
        Some(session)
    }

    pub(in crate::mls) fn deadline(&self) -> Option<Instant> {
        [self.windows.next(), self.old_keys.next()].into_iter().flatten().min()
    }
}
