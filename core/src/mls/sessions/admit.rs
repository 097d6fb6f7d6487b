//! A login comes over from the MAS (architecture.md §5): the player's clan, his buddies and the channels of his
//! title are read before the console hears of its success.

use super::table::{Admittance, Arriving, Refusal, Session};
use crate::ids::{ChannelId, Component};
use crate::limits::Limit;
use crate::lobby::feature::declare_feature;
use crate::lobby::notices::guest;
use crate::lobby::store_client::StoreUser as _;
use crate::machine::{Outbox, mark};
use crate::mls::state::{Lobby, Scope, State, next_world};
use crate::peer::{Admission, PeerMessage, Ticket};
use crate::store::{Answer, Arrival, ReadArrival};
use crate::wire::{CallbackStatus as Status, NameText};

declare_feature! { Lobby;
    routes {}
    pending {}
    unattended {
        PlayerArriving { ticket: Ticket }: ReadArrival => arrived,
    }
}

fn refused(ticket: Ticket, status: Status) -> PeerMessage {
    PeerMessage::Refused { ticket, status: status.0 }
}

impl Lobby {
    /// A message of the MAS; a repeated one is answered again, or waits for the answer of the first.
    pub(in crate::mls) fn admit(&mut self, scope: &mut Scope<'_>, from: Component, admission: Box<Admission>) {
        let ticket = admission.ticket;
        if self.state.arriving.contains_key(&ticket) {
            return;
        }
        match self.may_admit(scope, &admission) {
            Err(status) => scope.out.send_peer(from, refused(ticket, status)),
            Ok(Admittance::Known) => {
                // Whom the MAS tells again where to go has the time for it again (MAS-31.2, ST-20).
                self.state.sessions.keep_alive(scope.now, ticket, admission.keep_alive);
                self.tell_admitted(from, ticket, scope.out);
            }
            Ok(Admittance::New { replaces }) => {
                let request = ReadArrival { account_id: admission.account_id, app_id: admission.app_id };
                self.state.arriving.insert(ticket, Arriving { from, admission, replaces });
                self.request_unattended(scope, PlayerArriving { ticket }, request);
            }
        }
    }

    fn may_admit(&self, scope: &mut Scope<'_>, admission: &Admission) -> Result<Admittance, Status> {
        let is_living = |old: &Session| {
            let conn = old.conn().and_then(|conn| scope.conns.get(conn));
            conn.is_some_and(|conn| conn.is_living(scope.now)) || admission.living.contains(&old.ticket())
        };
        match self.state.sessions.may_admit(admission, self.state.arriving.len(), is_living) {
            Ok(entrance) => Ok(entrance),
            Err(Refusal::LoggedIn) => {
                mark!(scope.out, "ST-27");
                Err(Status::ACCOUNT_LOGGED_IN)
            }
            Err(Refusal::Full) => {
                scope.limited(Limit::Sessions);
                Err(Status::SERVER_BUSY)
            }
        }
    }

    fn tell_admitted(&mut self, to: Component, ticket: Ticket, out: &mut Outbox) {
        mark!(out, "ST-20");
        let lobby = self.state.sessions.get(ticket).map(|session| session.channel).unwrap_or_default();
        out.send_peer(to, PeerMessage::Admitted { ticket, lobby });
    }

    /// The store knows the player; another login of his may have come meanwhile.
    fn arrived(
        &mut self,
        scope: &mut Scope<'_>,
        PlayerArriving { ticket }: PlayerArriving,
        answer: Answer<ReadArrival>,
    ) {
        let Some(Arriving { from, admission, replaces: replaceable }) = self.state.arriving.remove(&ticket) else {
            return;
        };
        let Ok(arrival) = answer else {
            return scope.out.send_peer(from, refused(ticket, Status::DB_ERROR));
        };
        mark!(scope.out, "ST-27");
        let verdict = match self.may_admit(scope, &admission) {
            Err(status) => Err(status),
            Ok(Admittance::Known) => Ok(()),
            Ok(Admittance::New { replaces }) if replaces.is_some() && replaces != replaceable => {
                Err(Status::ACCOUNT_LOGGED_IN)
            }
            Ok(Admittance::New { replaces }) => {
                if let Some(old) = replaces {
                    self.end(scope, old);
                }
                if self.take_in(scope, *admission, arrival) { Ok(()) } else { Err(Status::SERVER_BUSY) }
            }
        };
        match verdict {
            Ok(()) => self.tell_admitted(from, ticket, scope.out),
            Err(status) => scope.out.send_peer(from, refused(ticket, status)),
        }
    }

    fn take_in(&mut self, scope: &mut Scope<'_>, mut admission: Admission, mut arrival: Arrival) -> bool {
        let (ticket, group) = (admission.ticket, self.group(admission.app_id));
        // An anonymous player does not go by the name of one who is here (MAS-37).
        let anonymous = !admission.account_id.is_stored();
        if anonymous && self.state.sessions.by_name(&NameText::new(&admission.name), group).is_some() {
            mark!(scope.out, "MAS-37");
            admission.name = guest(admission.account_id);
        }
        mark!(scope.out, "ST-30");
        mark!(scope.out, "MAS-33");
        self.channels_arrived(scope, group, std::mem::take(&mut arrival.channels));
        let State { channels, games, worlds, .. } = &mut self.state;
        let Some(world) =
            channels.default_of(scope.now, group, |channels| ChannelId(next_world(worlds, channels, games)))
        else {
            scope.limited(Limit::Channels);
            return false;
        };
        self.state.channels.join(world.medius_world_id, ticket);
        self.state.sessions.admit(scope.now, admission, arrival, group, world);
        self.note_online(ticket, scope.out);
        true
    }
}
