//! Questions for the lobby that titles ask the MAS, too early or in vain (MAS-17, MAS-21, GEN-15).

use super::state::{Authentication, Context};
use crate::connections::HandlerResult;
use crate::lobby::feature::declare_feature;
use crate::machine::mark;
use crate::wire::{CallbackStatus as Status, StatusResponse, lobby, lobby_ext};

declare_feature! { Authentication;
    routes {
        lobby::GetBuddyListExtraInfoRequest => ignored,
        lobby::GetIgnoreListRequest => no_ignored_players,
        lobby::GetMyClansRequest => no_clans,
        lobby::GetTotalGamesRequest => no_total_games,
        lobby::GetTotalChannelsRequest => no_total_channels,
        lobby_ext::SetLobbyWorldFilterRequest => lobby_filter,
    }
    pending {}
    unattended {}
}

impl Authentication {
    /// The lobby has them (MAS-21).
    fn no_ignored_players(&mut self, cx: &mut Context<'_>, request: lobby::GetIgnoreListRequest) -> HandlerResult {
        mark!(cx.out, "MAS-21");
        cx.reply_status::<lobby::GetIgnoreListResponse>(&request.message_id, Status::NO_RESULT);
        Ok(())
    }

    fn no_clans(&mut self, cx: &mut Context<'_>, request: lobby::GetMyClansRequest) -> HandlerResult {
        mark!(cx.out, "MAS-21");
        cx.reply_status::<lobby::GetMyClansResponse>(&request.message_id, Status::NO_RESULT);
        Ok(())
    }

    fn no_total_games(&mut self, cx: &mut Context<'_>, request: lobby::GetTotalGamesRequest) -> HandlerResult {
        mark!(cx.out, "MAS-21");
        cx.reply_status::<lobby::GetTotalGamesResponse>(&request.message_id, Status::REQUEST_DENIED);
        Ok(())
    }

    fn no_total_channels(&mut self, cx: &mut Context<'_>, request: lobby::GetTotalChannelsRequest) -> HandlerResult {
        mark!(cx.out, "MAS-21");
        cx.reply_status::<lobby::GetTotalChannelsResponse>(&request.message_id, Status::REQUEST_DENIED);
        Ok(())
    }

    /// Success with a session, and an echo of what was set; else a refusal (MAS-17).
    fn lobby_filter(&mut self, cx: &mut Context<'_>, request: lobby_ext::SetLobbyWorldFilterRequest) -> HandlerResult {
        mark!(cx.out, "MAS-17");
        if cx.state().session.is_none() {
            cx.reply_status::<lobby_ext::SetLobbyWorldFilterResponse>(&request.message_id, Status::REQUEST_DENIED);
            return Ok(());
        }
        cx.reply(&lobby_ext::SetLobbyWorldFilterResponse {
            filter_mask1: request.filter_mask1,
            filter_mask2: request.filter_mask2,
            filter_mask3: request.filter_mask3,
            filter_mask4: request.filter_mask4,
            lobby_filter_type: request.lobby_filter_type,
            filter_mask_level: request.filter_mask_level,
            ..StatusResponse::success(request.message_id)
        });
        Ok(())
    }

    /// What the original MAS reads and leaves unanswered (GEN-15).
    fn ignored<M>(&mut self, cx: &mut Context<'_>, _: M) -> HandlerResult {
        mark!(cx.out, "GEN-15");
        Ok(())
    }
}
