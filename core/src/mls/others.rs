//! What titles ask besides: tokens, locations, match-making, and features that no server of theirs had.

use super::{Call, Mls};
use crate::front::Handled;
use crate::ids::LocationId;
use crate::lobby::common::{self, Common as _};
use crate::lobby::notices::machine_id;
use crate::machine::mark;
use crate::wire::StatusResponse;
use crate::wire::{CallbackStatus as Status, MessageId, lobby, lobby_ext};

impl Mls {
    /// Never answered (MLS-7).
    pub(super) fn dnas_signature(&mut self, call: &mut Call<'_>, post: lobby_ext::DnasSignaturePost) -> Handled {
        mark!(call.out, "MLS-7");
        if let Some(id) = machine_id(&post) {
            self.session_mut(call.guest)?.machine_id = Some(id);
        }
        Ok(())
    }

    /// The choice names the game server later (MLS-174, MLS-85).
    pub(super) fn pick_location(&mut self, call: &mut Call<'_>, request: lobby::PickLocationRequest) -> Handled {
        mark!(call.out, "MLS-174");
        self.session_mut(call.guest)?.location = LocationId(request.location_id);
        call.ended::<lobby::PickLocationResponse>(&request.message_id, Status::SUCCESS);
        Ok(())
    }

    /// A status under the request's own class and id (MLS-171).
    pub(super) fn token(&mut self, call: &mut Call<'_>, request: lobby_ext::TokenRequest) -> Handled {
        mark!(call.out, "MLS-171");
        Self::player(call.guest)?;
        call.ended::<lobby_ext::TokenStatus>(&request.message_id, Status::SUCCESS);
        Ok(())
    }

    /// No super sets: the title goes on without match-making (lobby.md 5.12).
    pub(super) fn superset_list(
        &mut self,
        call: &mut Call<'_>,
        request: lobby_ext::MatchGetSupersetListRequest,
    ) -> Handled {
        self.needs_session(call.guest)?;
        call.ended::<lobby_ext::MatchGetSupersetListResponse>(&request.message_id, Status::SUCCESS);
        Ok(())
    }

    /// Nobody polls for debug output (MLS-181).
    pub(super) fn debug_info(&mut self, call: &mut Call<'_>, request: lobby_ext::PostDebugInfoRequest) -> Handled {
        mark!(call.out, "MLS-181");
        self.not_here::<lobby_ext::PostDebugInfoResponse>(call, &request.message_id)
    }

    /// Players do not ban players here (MLS-94).
    pub(super) fn ban_player(&mut self, call: &mut Call<'_>, request: lobby::BanPlayerRequest) -> Handled {
        mark!(call.out, "MLS-94");
        self.not_here::<lobby::BanPlayerResponse>(call, &request.message_id)
    }

    /// Nobody writes another's statistics (MLS-108).
    pub(super) fn open_access_stats(
        &mut self,
        call: &mut Call<'_>,
        request: lobby_ext::AccountUpdateStatsOpenAccessRequest,
    ) -> Handled {
        mark!(call.out, "MLS-108");
        self.not_here::<lobby_ext::AccountUpdateStatsOpenAccessResponse>(call, &request.message_id)
    }

    fn not_here<R: StatusResponse>(&self, call: &mut Call<'_>, message_id: &MessageId) -> Handled {
        self.needs_session(call.guest)?;
        call.ended::<R>(message_id, Status::FEATURE_NOT_ENABLED);
        Ok(())
    }

    pub(super) fn server_time(&mut self, call: &mut Call<'_>, request: lobby_ext::GetServerTimeRequest) -> Handled {
        mark!(call.out, "MLS-180");
        call.reply(&common::time(&request, self.state.front.clock, call.now));
        Ok(())
    }
}
