//! What a console says of itself, and what it asks every server: its signature, its location, version and time.

use crate::connections::HandlerResult;
use crate::ids::LocationId;
use crate::lobby::feature::declare_feature;
use crate::lobby::notices::{self, machine_id};
use crate::machine::mark;
use crate::mls::state::{Context, Lobby};
use crate::wire::{CallbackStatus as Status, lobby, lobby_ext};

declare_feature! { Lobby;
    routes {
        lobby::VersionServerRequest => version_server,
        lobby_ext::GetServerTimeRequest => server_time,
        lobby_ext::DnasSignaturePost => dnas_signature,
        lobby::PickLocationRequest => pick_location,
    }
    pending {}
    unattended {}
}

impl Lobby {
    fn version_server(&mut self, cx: &mut Context<'_>, request: lobby::VersionServerRequest) -> HandlerResult {
        mark!(cx.out, "MLS-8");
        cx.reply(&notices::version(&request, &Self::title(cx.conn())?.mls_version));
        Ok(())
    }

    /// Never answered (MLS-7).
    fn dnas_signature(&mut self, cx: &mut Context<'_>, post: lobby_ext::DnasSignaturePost) -> HandlerResult {
        mark!(cx.out, "MLS-7");
        mark!(cx.out, "MAS-11");
        if let Some(id) = machine_id(&post) {
            self.session_mut(cx.conn())?.machine_id = Some(id);
        }
        Ok(())
    }

    /// The choice names the game server later (MLS-174, MLS-85).
    fn pick_location(&mut self, cx: &mut Context<'_>, request: lobby::PickLocationRequest) -> HandlerResult {
        mark!(cx.out, "MLS-174");
        if let Ok(session) = self.session_mut(cx.conn()) {
            session.location = LocationId(request.location_id);
        }
        cx.reply_status::<lobby::PickLocationResponse>(&request.message_id, Status::SUCCESS);
        Ok(())
    }

    fn server_time(&mut self, cx: &mut Context<'_>, request: lobby_ext::GetServerTimeRequest) -> HandlerResult {
        mark!(cx.out, "MLS-180");
        cx.reply(&notices::time(&request, cx.conns.clock, cx.now));
        Ok(())
    }
}
