//! Questions for the lobby that titles ask the MAS, too early or in vain (MAS-17, MAS-21, GEN-15); the list of channels
//! is the lobby's own answer.

use super::state::{Authentication, Context, Listing, Scope};
use crate::connections::HandlerResult;
use crate::ids::Component;
use crate::link::Packets;
use crate::lobby::feature::declare_feature;
use crate::lobby::ladder_requests::LadderRequests as _;
use crate::lobby::list;
use crate::machine::mark;
use crate::peer::{ChannelLine, PeerMessage, Ticket};
use crate::wire::{CallbackStatus as Status, StatusResponse, lobby, lobby_ext};

declare_feature! { Authentication;
    routes {
        lobby::GetBuddyListExtraInfoRequest => ignored,
        lobby::GetIgnoreListRequest => no_ignored_players,
        lobby::GetMyClansRequest => no_clans,
        lobby::ChannelListRequest => channel_list,
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

    /// Asks the lobby, for whoever is logged in (MAS-21).
    fn channel_list(&mut self, cx: &mut Context<'_>, request: lobby::ChannelListRequest) -> HandlerResult {
        mark!(cx.out, "MAS-21");
        if self.is_logged_in::<lobby::ChannelListResponse>(cx, &request.message_id)? {
            let (ticket, app_id) = (self.draw_ticket(cx), cx.state().app_id());
            let lobby::ChannelListRequest { page_id, page_size, .. } = request;
            let listing = Listing { conn: cx.conn, slot: cx.begin_reply(), message_id: request.message_id.clean() };
            self.state.listings.insert(ticket, listing);
            self.state.alarms.set(ticket, Some(cx.now + cx.conns.shared.timeouts.mail));
            let asked = PeerMessage::ListChannels { ticket, app_id, page_id, page_size };
            cx.out.send_peer(Component::Mls, asked);
        }
        Ok(())
    }

    /// The lobby told its channels, or, without any lines, did not in time.
    pub(super) fn channels_told(&mut self, scope: &mut Scope<'_>, ticket: Ticket, lines: Option<Vec<ChannelLine>>) {
        let Some(Listing { conn, slot, message_id }) = self.state.listings.remove(&ticket) else { return };
        self.state.alarms.set(ticket, None);
        let Some(mut cx) = scope.on(conn) else { return };
        let packets = match lines {
            Some(lines) => list::channel_packets(message_id, lines, cx.dialect()),
            None => {
                let late = lobby::ChannelListResponse::ended(message_id, Status::TRANSACTION_TIMED_OUT);
                Packets::of(&late, cx.dialect())
            }
        };
        cx.answer_all(slot, packets);
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
