//! What players report of games: who is heard, and what his word changes (ST-40 to ST-42, MLS-87, MLS-90 to MLS-92).

use crate::connections::HandlerResult;
use crate::ids::GameId;
use crate::lobby::feature::declare_feature;
use crate::lobby::games::{Game, GameReport, details};
use crate::machine::{Cost, Fault, mark};
use crate::mls::state::{Context, Lobby, Scope};
use crate::peer::{GameDetails, Ticket};
use crate::script::Hook;
use crate::settings::text_filter::TextContext;
use crate::wire::{WorldStatus, lobby, lobby_ext};

declare_feature! { Lobby;
    routes {
        lobby::WorldReport0 => world_report_0,
        lobby_ext::WorldReport => world_report,
        lobby::PlayerReport => player_report,
        lobby::EndGameReport => end_game_report,
    }
    pending {}
    unattended {}
}

impl Lobby {
    fn world_report_0(&mut self, cx: &mut Context<'_>, report: lobby::WorldReport0) -> HandlerResult {
        let said = GameReport {
            details: details!(3 of report, report.game_name, min_players to max_players, report.game_stats),
            three_fields: true,
            status: report.world_status,
            players: report.player_count,
        };
        self.world_reported(cx, GameId(report.medius_world_id), said)
    }

    fn world_report(&mut self, cx: &mut Context<'_>, report: lobby_ext::WorldReport) -> HandlerResult {
        let said = GameReport {
            details: details!(8 of report, report.game_name, min_players to max_players, report.game_stats),
            three_fields: false,
            status: report.world_status,
            players: report.player_count,
        };
        self.world_reported(cx, GameId(report.medius_world_id), said)
    }

    /// A report is never answered (MLS-90). Who is in the game is heard; who is on the way into it is heard when he is
    /// in, with the last that he said (MLS-87); and nobody else is, but a host who gives his game up (ST-40).
    fn world_reported(&mut self, cx: &mut Context<'_>, id: GameId, said: GameReport) -> HandlerResult {
        mark!(cx.out, "MLS-90");
        mark!(cx.out, "MLS-87");
        mark!(cx.out, "ST-40");
        self.claim(cx, id);
        let session = self.session(cx.conn())?;
        let (ticket, account_id) = (session.ticket(), session.account_id());
        let current = session.game == Some(id);
        let game = self.state.games.get(id, session.group);
        let hosts = game.is_some_and(|game| game.host == Some(ticket));
        // The maker of a game on a console reports without ever having joined it (P2P-5).
        let on_console = game.is_some_and(Game::is_peer_to_peer);
        let inside = on_console || game.is_some_and(|game| game.has_inside(ticket));
        if !current && !(hosts && (on_console || said.status == WorldStatus::CLOSED)) {
            return Err(Fault::new("ST-40", Cost::Ignore, "a report on another game"));
        }
        let hook = Hook::WorldReport { account_id, game: id, status: said.status.0 };
        if !self.script.allows(cx.now, hook, cx.out) {
            return Ok(());
        }
        self.state.games.reported(cx.now, id);
        if inside {
            self.take_report(&mut cx.scope(), id, ticket, said);
        } else if hosts && said.status == WorldStatus::CLOSED {
            self.close_game(&mut cx.scope(), id);
        } else {
            self.state.games.keep_report(cx.now, id, ticket, said);
        }
        Ok(())
    }

    /// What a report of one who is in the game makes of it (ST-42). Another name, an end, and fewer places than there
    /// are members are the host's to say, and everybody's when he has left (ST-40).
    pub(in crate::mls) fn take_report(&mut self, scope: &mut Scope<'_>, id: GameId, by: Ticket, said: GameReport) {
        let Some(game) = self.state.games.get_mut(id) else { return };
        let GameReport { mut details, three_fields, mut status, players } = said;
        let old = &game.made.details;
        if three_fields {
            for (to, from) in details.fields.iter_mut().zip(old.fields).skip(3) {
                *to = from;
            }
        }
        let members = i32::try_from(game.members.len()).unwrap_or(i32::MAX);
        if game.host.is_some_and(|host| host != by) {
            details.name = old.name;
            if details.max_players < members {
                details.max_players = old.max_players;
            }
            if status == WorldStatus::CLOSED {
                status = game.status;
            }
        }
        if details.name != old.name {
            let filter = self.state.config.text_filter_of(game.made.app_id);
            if !filter.passes(TextContext::GameName, &details.name.to_text()) {
                details.name = old.name;
            }
        }
        self.apply_report(scope, id, details, status, players);
    }

    /// Writes down what a report makes of a game; the store hears of it where that changes anything. How many play is
    /// believed of games on consoles alone (ST-42).
    pub(in crate::mls) fn apply_report(
        &mut self,
        scope: &mut Scope<'_>,
        id: GameId,
        details: GameDetails,
        status: WorldStatus,
        players: i32,
    ) {
        let Some(game) = self.state.games.get_mut(id) else { return };
        mark!(scope.out, "ST-42");
        let players = if game.is_peer_to_peer() { players } else { game.reported_players };
        let changed = game.made.details != details || game.reported_players != players || game.status != status;
        (game.made.details, game.reported_players) = (details, players);
        self.set_status(scope, id, status);
        if changed {
            self.save_game(id, scope.out);
        }
    }

    /// Never answered (MLS-91): the store has the statistics.
    fn player_report(&mut self, cx: &mut Context<'_>, report: lobby::PlayerReport) -> HandlerResult {
        mark!(cx.out, "MLS-91");
        mark!(cx.out, "GEN-16");
        let game = GameId(report.medius_world_id);
        self.claim(cx, game);
        let session = self.session(cx.conn())?;
        let own = session.session_key().text() == report.session_key.text();
        if !own || session.game != Some(game) {
            return Err(Fault::new("MLS-91", Cost::Ignore, "a report on another player or game"));
        }
        Ok(())
    }

    /// The host ends the game, or any member who is in it when the host is gone; another member says that he leaves.
    /// Never answered (MLS-92).
    fn end_game_report(&mut self, cx: &mut Context<'_>, report: lobby::EndGameReport) -> HandlerResult {
        mark!(cx.out, "MLS-92");
        let session = self.session(cx.conn())?;
        let (ticket, id) = (session.ticket(), GameId(report.medius_world_id));
        let game = self.state.games.get(id, session.group);
        let hosts = game.is_some_and(|game| match game.host {
            Some(host) => host == ticket,
            None => game.has_inside(ticket),
        });
        if hosts {
            self.close_game(&mut cx.scope(), id);
        } else if session.game == Some(id) {
            self.leave_game(&mut cx.scope(), ticket);
        } else {
            return Err(Fault::new("MLS-92", Cost::Ignore, "the end of another's game"));
        }
        Ok(())
    }
}
