//! What titles ask besides: tokens, locations, match-making, and features that no server of theirs had.

use super::{Context, Lobby};
use crate::connections::HandlerResult;
use crate::ids::LocationId;
use crate::lobby::account_requests::AccountRequests as _;
use crate::lobby::feature::declare_feature;
use crate::lobby::notices::{self, machine_id};
use crate::machine::mark;
use crate::wire::StatusResponse;
use crate::wire::{CallbackStatus as Status, MessageId, lobby, lobby_ext};

declare_feature! { Lobby;
    routes {
        lobby_ext::GetServerTimeRequest => server_time,
        lobby_ext::DnasSignaturePost => dnas_signature,
        lobby::PickLocationRequest => pick_location,
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
    /// Never answered (MLS-7).
    pub(super) fn dnas_signature(&mut self, cx: &mut Context<'_>, post: lobby_ext::DnasSignaturePost) -> HandlerResult {
        mark!(cx.out, "MLS-7");
        if let Some(id) = machine_id(&post) {
            self.session_mut(cx.conn())?.machine_id = Some(id);
        }
        Ok(())
    }

    /// The choice names the game server later (MLS-174, MLS-85).
    pub(super) fn pick_location(&mut self, cx: &mut Context<'_>, request: lobby::PickLocationRequest) -> HandlerResult {
        mark!(cx.out, "MLS-174");
        self.session_mut(cx.conn())?.location = LocationId(request.location_id);
        cx.reply_status::<lobby::PickLocationResponse>(&request.message_id, Status::SUCCESS);
        Ok(())
    }

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

    pub(super) fn server_time(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::GetServerTimeRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-180");
        cx.reply(&notices::time(&request, cx.conns.clock, cx.now));
        Ok(())
    }
}
