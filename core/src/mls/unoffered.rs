//! Features that this lobby does not offer, and what titles are told that ask for them.

use super::state::{Context, Lobby};
use crate::connections::HandlerResult;
use crate::lobby::account_requests::AccountRequests as _;
use crate::lobby::feature::declare_feature;
use crate::machine::mark;
use crate::wire::StatusResponse;
use crate::wire::{CallbackStatus as Status, MessageId, lobby, lobby_ext};

declare_feature! { Lobby;
    routes {
        lobby_ext::TokenRequest => token,
        lobby_ext::MatchGetSupersetListRequest => superset_list,
        lobby_ext::PostDebugInfoRequest => debug_info,
        lobby::BanPlayerRequest => ban_player,
        lobby_ext::AccountUpdateStatsOpenAccessRequest => open_access_stats,
    }
    pending {}
    unattended {}
}

impl Lobby {
    /// A status under the request's own class and id (MLS-171).
    pub(super) fn token(&mut self, cx: &mut Context<'_>, request: lobby_ext::TokenRequest) -> HandlerResult {
        mark!(cx.out, "MLS-171");
        Self::player(cx.conn())?;
        cx.reply_status::<lobby_ext::TokenStatus>(&request.message_id, Status::SUCCESS);
        Ok(())
    }

    /// No super sets: the title goes on without match-making (lobby.md 5.12).
    pub(super) fn superset_list(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::MatchGetSupersetListRequest,
    ) -> HandlerResult {
        self.needs_session(cx.conn())?;
        cx.reply_status::<lobby_ext::MatchGetSupersetListResponse>(&request.message_id, Status::SUCCESS);
        Ok(())
    }

    /// Nobody polls for debug output (MLS-181).
    pub(super) fn debug_info(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::PostDebugInfoRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-181");
        self.not_here::<lobby_ext::PostDebugInfoResponse>(cx, &request.message_id)
    }

    /// Players do not ban players here (MLS-94).
    pub(super) fn ban_player(&mut self, cx: &mut Context<'_>, request: lobby::BanPlayerRequest) -> HandlerResult {
        mark!(cx.out, "MLS-94");
        self.not_here::<lobby::BanPlayerResponse>(cx, &request.message_id)
    }

    /// Nobody writes another's statistics (MLS-108).
    pub(super) fn open_access_stats(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::AccountUpdateStatsOpenAccessRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-108");
        self.not_here::<lobby_ext::AccountUpdateStatsOpenAccessResponse>(cx, &request.message_id)
    }

    fn not_here<R: StatusResponse>(&self, cx: &mut Context<'_>, message_id: &MessageId) -> HandlerResult {
        self.needs_session(cx.conn())?;
        cx.reply_status::<R>(message_id, Status::FEATURE_NOT_ENABLED);
        Ok(())
    }
}
