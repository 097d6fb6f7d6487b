//! Coming, going, and what is asked of every component (lobby.md 5.1, 5.10).

use super::{Call, Mls};
use crate::front::Handled;
use crate::lobby::common;
use crate::lobby::games::Game;
use crate::machine::mark;
use crate::mail::Ticket;
use crate::wire::{CallbackStatus as Status, UserAction, lobby};

impl Mls {
    /// Never answered (MLS-4).
    pub(super) fn user_state(&mut self, call: &mut Call<'_>, request: lobby::UpdateUserState) -> Handled {
        mark!(call.out, "MLS-4");
        let ticket = Self::player(call.guest)?;
        match request.user_action {
            UserAction::KEEP_ALIVE => {
                let window = self.state.front.shared.timeouts.keep_alive;
                self.state.sessions.keep_alive(call.now, ticket, window);
            }
            UserAction::LEFT_GAME_WORLD => self.left_game_world(call, ticket),
            _ => {}
        }
        Ok(())
    }

    /// The game server's word is what counts; but one whom it does not see any more, or never saw, is out, and
    /// the host of a game on his own console ends it (MLS-4, P2P-8).
    fn left_game_world(&mut self, call: &mut Call<'_>, ticket: Ticket) {
        let Some((id, group)) =
            self.state.sessions.get(ticket).and_then(|session| Some((session.game?, session.group)))
        else {
            return;
        };
        let Some(game) = self.state.games.get(id, group) else { return };
        let seen = game.members.get(&ticket).is_some_and(|member| member.in_game);
        if game.is_peer_to_peer() && game.host == Some(ticket) {
            mark!(call.out, "P2P-8");
            self.close_game(call.now, id, call.out);
        }
        if !seen || self.state.games.get(id, group).is_some_and(Game::is_peer_to_peer) {
            self.leave_game(call.now, ticket, call.out);
        }
    }

    pub(super) fn session_end(&mut self, call: &mut Call<'_>, request: lobby::SessionEndRequest) -> Handled {
        mark!(call.out, "MLS-5");
        self.leave(call);
        call.ended::<lobby::SessionEndResponse>(&request.message_id, Status::SUCCESS);
        Ok(())
    }

    pub(super) fn logout(&mut self, call: &mut Call<'_>, request: lobby::AccountLogoutRequest) -> Handled {
        mark!(call.out, "MLS-6");
        let session = self.session(call.guest)?;
        let foreign = session.session_key().text() != request.session_key.text();
        if !foreign {
            self.leave(call);
        }
        let status = if foreign { Status::FAIL } else { Status::SUCCESS };
        call.ended::<lobby::AccountLogoutResponse>(&request.message_id, status);
        Ok(())
    }

    /// A player says goodbye for good.
    fn leave(&mut self, call: &mut Call<'_>) {
        if let Some(ticket) = call.guest.state.ticket.take() {
            self.remove(call.now, ticket, call.out);
        }
        call.guest.state.account_id = None;
    }

    pub(super) fn version_server(&mut self, call: &mut Call<'_>, request: lobby::VersionServerRequest) -> Handled {
        mark!(call.out, "MLS-8");
        call.reply(&common::version(&request, &Self::title(call.guest)?.mls_version));
        Ok(())
    }
}
