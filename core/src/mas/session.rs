//! Sessions before and beside a login (lobby.md 4.1, 4.2).

use super::state::{Authentication, Context, Login, LoginSession, no_session, refused};
use crate::connections::HandlerResult;
use crate::ids::{Component, LocationId};
use crate::lobby::account_requests::AccountRequests as _;
use crate::lobby::feature::declare_feature;
use crate::lobby::keys;
use crate::lobby::notices::{self, machine_id};
use crate::machine::{Event, mark};
use crate::peer::{Localization, PeerMessage};
use crate::secret::Secret;
use crate::wire::{AccessKey, CallbackStatus, MessageId, lobby, lobby_ext};

declare_feature! { Authentication;
    routes {
        lobby::SessionBeginRequest => session_begin,
        lobby_ext::SessionBeginRequest1 => session_begin_1,
        lobby_ext::ExtendedSessionBeginRequest => extended_session_begin,
        lobby::SessionEndRequest => session_end,
        lobby_ext::DnasSignaturePost => dnas_signature,
        lobby::MachineSignaturePost => machine_signature,
        lobby::VersionServerRequest => version_server,
        lobby_ext::GetServerTimeRequest => server_time,
        lobby::UpdateUserState => user_state,
        lobby::PickLocationRequest => pick_location,
    }
    pending {}
    unattended {}
}

/// Ends a session; if it is logged in, the player leaves (ST-23). Returns whether there was one.
pub(super) fn end_session(cx: &mut Context<'_>) -> bool {
    log_out(cx);
    let Some(mut session) = cx.state_mut().session.take() else { return false };
    // The login itself is told when its own answer comes.
    for (slot, message_id) in session.answered() {
        cx.answer(slot, &refused(message_id, CallbackStatus::FAIL));
    }
    true
}

/// Takes a login back: the MLS forgets the session (ST-24).
pub(super) fn log_out(cx: &mut Context<'_>) {
    if let Some(session) = &mut cx.state_mut().session
        && let Login::Done { account_id, ticket, .. } = session.login
    {
        session.login = Login::None;
        session.access_key = Secret::new(AccessKey::default());
        cx.out.send_peer(Component::Mls, PeerMessage::Withdraw { ticket });
        cx.out.event(Event::LoggedOut { account_id });
    }
}

impl Authentication {
    pub(super) fn session_begin(&mut self, cx: &mut Context<'_>, request: lobby::SessionBeginRequest) -> HandlerResult {
        mark!(cx.out, "MAS-1");
        self.begin_session(cx, &request.message_id);
        Ok(())
    }

    pub(super) fn session_begin_1(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::SessionBeginRequest1,
    ) -> HandlerResult {
        self.begin_session(cx, &request.message_id);
        Ok(())
    }

    pub(super) fn extended_session_begin(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::ExtendedSessionBeginRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MAS-2");
        self.begin_session(cx, &request.message_id);
        Ok(())
    }

    /// A further session on the connection replaces the first, which dies (MAS-1).
    fn begin_session(&mut self, cx: &mut Context<'_>, message_id: &MessageId) {
        if self.is_closed_to(cx) {
            return;
        }
        end_session(cx);
        let session = self.new_session(cx);
        let session_key = *session.key.expose();
        cx.state_mut().session = Some(session);
        let response = lobby::SessionBeginResponse {
            message_id: message_id.clean(),
            status_code: CallbackStatus::SUCCESS,
            session_key,
            ..Default::default()
        };
        cx.reply(&response);
    }

    /// A session with fresh keys, or with those of a recording.
    pub(super) fn new_session(&mut self, cx: &Context<'_>) -> LoginSession {
        let preset = cx.conn().link.preset().and_then(|preset| preset.session.clone());
        let (key, access_key) = match preset {
            Some(preset) => (*preset.session_key.expose(), *preset.access_key.expose()),
            None => {
                let draw = self.draw();
                let entropy = &cx.conns.entropy;
                (keys::session_key(entropy, draw), keys::access_key(entropy, draw))
            }
        };
        LoginSession {
            key: Secret::new(key),
            access_key: Secret::new(access_key),
            login: Login::None,
            asking: None,
            location: LocationId(0),
            localization: Localization::default(),
        }
    }

    pub(super) fn session_end(&mut self, cx: &mut Context<'_>, request: lobby::SessionEndRequest) -> HandlerResult {
        mark!(cx.out, "MAS-4");
        if !end_session(cx) {
            return Err(no_session());
        }
        let message_id = request.message_id.clean();
        let status_code = CallbackStatus::SUCCESS;
        cx.reply(&lobby::SessionEndResponse { message_id, status_code, ..Default::default() });
        Ok(())
    }

    /// Never answered; type 0 names the console, which the store is told at once, or else with the login (MAS-11).
    pub(super) fn dnas_signature(&mut self, cx: &mut Context<'_>, post: lobby_ext::DnasSignaturePost) -> HandlerResult {
        mark!(cx.out, "MAS-11");
        if let Some(id) = machine_id(&post) {
            let known = cx.state_mut().machine_id.replace(id);
            let account = cx.state().account_id().filter(|id| id.is_stored());
            if let Some(account_id) = account.filter(|_| known != cx.state().machine_id) {
                self.note_login(cx, account_id);
            }
        }
        Ok(())
    }

    /// Never answered (MAS-11).
    pub(super) fn machine_signature(&mut self, _: &mut Context<'_>, _: lobby::MachineSignaturePost) -> HandlerResult {
        Ok(())
    }

    /// Needs no session: Killzone asks before it begins one (MAS-13).
    pub(super) fn version_server(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::VersionServerRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MAS-13");
        let text = cx.state().title.as_ref().map_or("", |title| &title.mas_version);
        cx.reply(&notices::version(&request, text));
        Ok(())
    }

    pub(super) fn server_time(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::GetServerTimeRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MAS-14");
        self.needs_session(cx.conn())?;
        cx.reply(&notices::time(&request, cx.conns.clock, cx.now));
        Ok(())
    }

    /// The choice names the game server later (MAS-16, MLS-85).
    pub(super) fn pick_location(&mut self, cx: &mut Context<'_>, request: lobby::PickLocationRequest) -> HandlerResult {
        mark!(cx.out, "MAS-16");
        let session = cx.state_mut().session.as_mut().ok_or_else(no_session)?;
        session.location = LocationId(request.location_id);
        cx.reply_status::<lobby::PickLocationResponse>(&request.message_id, CallbackStatus::SUCCESS);
        Ok(())
    }

    /// Never answered (MAS-44): a player who was told where to go is on the way already.
    pub(super) fn user_state(&mut self, cx: &mut Context<'_>, _: lobby::UpdateUserState) -> HandlerResult {
        mark!(cx.out, "MAS-44");
        Ok(())
    }
}
