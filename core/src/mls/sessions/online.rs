//! What the store is told of who is online (ST-26).

use crate::machine::{Outbox, mark};
use crate::mls::state::Lobby;
use crate::peer::Ticket;
use crate::store::{NoteOnline, OnlineRow};

impl Lobby {
    /// Notes in the store where a player is (ST-26); an anonymous one is not its business.
    pub(in crate::mls) fn note_online(&mut self, ticket: Ticket, out: &mut Outbox) {
        let Some(session) = self.state.sessions.get(ticket).filter(|session| session.account_id().is_stored()) else {
            return;
        };
        let game = session.game.and_then(|id| self.state.games.get(id, session.group));
        let row = OnlineRow {
            account_id: session.account_id(),
            app_id: session.app_id(),
            logged_in: true,
            channel_id: Some(session.channel.medius_world_id),
            game_id: game.map(|game| game.id),
            game_name: game.map(|game| game.made.details.name.to_text()),
        };
        mark!(out, "ST-26");
        self.state.store.note(NoteOnline { row }, out);
    }
}
