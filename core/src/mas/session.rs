//! Sessions before and beside a login (lobby.md 4.1, 4.2).

use serde::{Deserialize, Serialize};

use super::{Call, Guest, Mas, no_session};
use crate::front::Handled;
use crate::ids::Component;
use crate::lobby::common::{self, Common as _};
use crate::lobby::keys;
use crate::machine::{Outbox, mark};
use crate::mail::{Mail, Ticket};
use crate::mls::machine_id;
use crate::secret::Secret;
use crate::titles::Title;
use crate::wire::{AccessKey, CallbackStatus, MessageId, SessionKeyText, lobby, lobby_ext};

/// What the MAS keeps of a connection.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Player {
    pub(super) title: Option<Box<Title>>,
    pub(super) session: Option<Session>,
    /// The session of a game host (MAS-50).
    pub(super) host: Option<Session>,
    /// The console, as hexadecimal digits (MAS-11).
    pub(super) machine_id: Option<Secret<String>>,
    pub(super) failed_logins: u32,
}

/// A session and its keys.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Session {
    pub(super) key: Secret<SessionKeyText>,
    pub(super) access_key: Secret<AccessKey>,
    pub(super) login: Login,
    /// What PickLocation said (MAS-16).
    pub(super) location: i32,
}

/// How far a session's login is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Login {
    /// Nobody tried, or a try failed.
    None,
    /// The store or the MLS is being asked.
    Pending,
    /// The console was told.
    Done { account_id: i32, ticket: Ticket },
}

impl Player {
    pub(super) fn account_id(&self) -> Option<i32> {
        match self.session.as_ref()?.login {
            Login::Done { account_id, .. } => Some(account_id),
            _ => None,
        }
    }

    pub(super) fn app_id(&self) -> u32 {
        self.title.as_ref().map_or(0, |title| title.app_id)
    }
}

impl Session {
    /// Whether a message's session key is this one: texts up to the NUL are compared (GEN-16).
    pub(super) fn is(&self, key: &SessionKeyText) -> bool {
        self.key.expose().text() == key.text()
    }
}

impl Mas {
    pub(super) fn session_begin(&mut self, call: &mut Call<'_>, request: lobby::SessionBeginRequest) -> Handled {
        mark!(call.out, "MAS-1");
        self.begin_session(call, &request.message_id);
        Ok(())
    }

    pub(super) fn session_begin_1(&mut self, call: &mut Call<'_>, request: lobby_ext::SessionBeginRequest1) -> Handled {
        self.begin_session(call, &request.message_id);
        Ok(())
    }

    pub(super) fn extended_session_begin(
        &mut self,
        call: &mut Call<'_>,
        request: lobby_ext::ExtendedSessionBeginRequest,
    ) -> Handled {
        mark!(call.out, "MAS-2");
        self.begin_session(call, &request.message_id);
        Ok(())
    }

    /// A further session on the connection replaces the first, which dies (MAS-1).
    fn begin_session(&mut self, call: &mut Call<'_>, message_id: &MessageId) {
        if self.is_closed_to(call) {
            return;
        }
        self.end_session(call.guest, call.out);
        let session = self.new_session(call.guest);
        let session_key = *session.key.expose();
        call.guest.state.session = Some(session);
        let response = lobby::SessionBeginResponse {
            message_id: message_id.clean(),
            status_code: CallbackStatus::SUCCESS,
            session_key,
            ..Default::default()
        };
        call.reply(&response);
    }

    /// A session with fresh keys, or with those of a recording.
    pub(super) fn new_session(&mut self, guest: &Guest) -> Session {
        let preset = guest.link.preset().and_then(|preset| preset.session.clone());
        let (key, access_key) = match preset {
            Some(preset) => (*preset.session_key.expose(), *preset.access_key.expose()),
            None => {
                let draw = self.draw();
                let entropy = &self.state.front.entropy;
                (keys::session_key(entropy, draw), keys::access_key(entropy, draw))
            }
        };
        Session { key: Secret::new(key), access_key: Secret::new(access_key), login: Login::None, location: 0 }
    }

    /// Ends a session; if it is logged in, the player leaves (ST-23).
    pub(super) fn end_session(&mut self, guest: &mut Guest, out: &mut Outbox) -> bool {
        self.log_out(guest, out);
        guest.state.session.take().is_some()
    }

    /// Takes a login back: the MLS forgets the session (ST-24).
    pub(super) fn log_out(&mut self, guest: &mut Guest, out: &mut Outbox) {
        let Some(session) = &mut guest.state.session else {
            return;
        };
        if let Login::Done { account_id, ticket } = session.login {
            session.login = Login::None;
            out.mail(Component::Mls, Mail::Withdraw { ticket });
            out.event(crate::machine::Event::LoggedOut { account_id });
        }
    }

    pub(super) fn session_end(&mut self, call: &mut Call<'_>, request: lobby::SessionEndRequest) -> Handled {
        mark!(call.out, "MAS-4");
        if !self.end_session(call.guest, call.out) {
            return Err(no_session());
        }
        let message_id = request.message_id.clean();
        let status_code = CallbackStatus::SUCCESS;
        call.reply(&lobby::SessionEndResponse { message_id, status_code, ..Default::default() });
        Ok(())
    }

    /// Never answered; type 0 names the console (MAS-11).
    pub(super) fn dnas_signature(&mut self, call: &mut Call<'_>, post: lobby_ext::DnasSignaturePost) -> Handled {
        mark!(call.out, "MAS-11");
        if let Some(id) = machine_id(&post) {
            call.guest.state.machine_id = Some(id);
        }
        Ok(())
    }

    /// Never answered (MAS-11).
    pub(super) fn machine_signature(&mut self, _: &mut Call<'_>, _: lobby::MachineSignaturePost) -> Handled {
        Ok(())
    }

    /// Needs no session: Killzone asks before it begins one (MAS-13).
    pub(super) fn version_server(&mut self, call: &mut Call<'_>, request: lobby::VersionServerRequest) -> Handled {
        mark!(call.out, "MAS-13");
        let text = call.guest.state.title.as_ref().map_or("", |title| &title.mas_version);
        call.reply(&common::version(&request, text));
        Ok(())
    }

    pub(super) fn server_time(&mut self, call: &mut Call<'_>, request: lobby_ext::GetServerTimeRequest) -> Handled {
        mark!(call.out, "MAS-14");
        self.needs_session(call.guest)?;
        call.reply(&common::time(&request, self.state.front.clock, call.now));
        Ok(())
    }

    /// The choice names the game server later (MAS-16, MLS-85).
    pub(super) fn pick_location(&mut self, call: &mut Call<'_>, request: lobby::PickLocationRequest) -> Handled {
        mark!(call.out, "MAS-16");
        let session = call.guest.state.session.as_mut().ok_or_else(no_session)?;
        session.location = request.location_id;
        call.ended::<lobby::PickLocationResponse>(&request.message_id, CallbackStatus::SUCCESS);
        Ok(())
    }

    /// Never answered (MAS-44): a player who was told where to go is on the way already.
    pub(super) fn user_state(&mut self, call: &mut Call<'_>, _: lobby::UpdateUserState) -> Handled {
        mark!(call.out, "MAS-44");
        Ok(())
    }
}
