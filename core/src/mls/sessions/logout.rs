//! Coming, going, and what is asked of every component (lobby.md 5.1, 5.10).

use crate::connections::HandlerResult;
use crate::lobby::feature::declare_feature;
use crate::lobby::games::Game;
use crate::machine::{Event, mark};
use crate::mls::sessions::Session;
use crate::mls::state::{Context, Lobby, Scope};
use crate::peer::Ticket;
use crate::script::Hook;
use crate::store::{NoteOnline, OnlineRow};
use crate::wire::{CallbackStatus as Status, UserAction, lobby};

declare_feature! { Lobby;
    routes {
        lobby::UpdateUserState => user_state,
        lobby::SessionEndRequest => session_end,
        lobby::AccountLogoutRequest => logout,
    }
    pending {}
    unattended {}
}

impl Lobby {
    /// Takes a session out of everything (ST-24).
    pub(in crate::mls) fn remove(&mut self, scope: &mut Scope<'_>, ticket: Ticket) -> Option<Session> {
        self.leave_game(scope, ticket);
        let session = self.state.sessions.remove(ticket)?;
        self.state.channels.leave(scope.now, session.channel.medius_world_id, ticket);
        let (account_id, app_id) = (session.account_id(), session.app_id());
        if account_id.is_stored() {
            let (channel_id, game_id, game_name) = (None, None, None);
            let row = OnlineRow { account_id, app_id, logged_in: false, channel_id, game_id, game_name };
            self.state.store.note(NoteOnline { row }, scope.out);
        }
        scope.out.event(Event::LoggedOut { account_id });
        self.tell_script(scope.now, Hook::LoggedOut { account_id, app_id }, scope.out);
        Some(session)
    }

    /// A session is over: its connection, if it has one, is ended too.
    pub(in crate::mls) fn end(&mut self, scope: &mut Scope<'_>, ticket: Ticket) {
        let Some(session) = self.remove(scope, ticket) else {
            return;
        };
        if let Some(conn) = session.conn() {
            scope.disconnect(conn);
        }
    }

    /// Never answered (MLS-4).
    pub(in crate::mls) fn user_state(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::UpdateUserState,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-4");
        let ticket = Self::player(cx.conn())?;
        match request.user_action {
            UserAction::KEEP_ALIVE => {
                let window = cx.conns.shared.timeouts.keep_alive;
                self.state.sessions.keep_alive(cx.now, ticket, window);
            }
            UserAction::LEFT_GAME_WORLD => self.left_game_world(cx, ticket),
            _ => {}
        }
        Ok(())
    }

    /// The game server's word is what counts; but one whom it does not see any more, or never saw, is out, and
    /// the host of a game on his own console ends it (MLS-4, P2P-8).
    fn left_game_world(&mut self, cx: &mut Context<'_>, ticket: Ticket) {
        let Some((id, group)) =
            self.state.sessions.get(ticket).and_then(|session| Some((session.game?, session.group)))
        else {
            return;
        };
        let Some(game) = self.state.games.get(id, group) else { return };
        let seen = game.members.get(&ticket).is_some_and(|member| member.in_game);
        if game.is_peer_to_peer() && game.host == Some(ticket) {
            mark!(cx.out, "P2P-8");
            self.close_game(&mut cx.scope(), id);
        }
        if !seen || self.state.games.get(id, group).is_some_and(Game::is_peer_to_peer) {
            self.leave_game(&mut cx.scope(), ticket);
        }
    }

    pub(in crate::mls) fn session_end(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::SessionEndRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-5");
        self.leave(cx);
        cx.state_mut().session = false;
        cx.reply_status::<lobby::SessionEndResponse>(&request.message_id, Status::SUCCESS);
        Ok(())
    }

    pub(in crate::mls) fn logout(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::AccountLogoutRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-6");
        mark!(cx.out, "MAS-38");
        mark!(cx.out, "GEN-16");
        // Whoever is logged out already is as good as one who logs out now (MAS-38).
        let foreign =
            self.session(cx.conn()).is_ok_and(|session| session.session_key().text() != request.session_key.text());
        if !foreign {
            self.leave(cx);
        }
        let status = if foreign { Status::FAIL } else { Status::SUCCESS };
        cx.reply_status::<lobby::AccountLogoutResponse>(&request.message_id, status);
        Ok(())
    }

    /// A player logs out; the session of his connection goes on (GEN-13).
    pub(in crate::mls) fn leave(&mut self, cx: &mut Context<'_>) {
        if let Some(ticket) = cx.state_mut().ticket.take() {
            self.remove(&mut cx.scope(), ticket);
        }
        cx.state_mut().account_id = None;
    }
}
