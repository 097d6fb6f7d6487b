//! Sessions before and beside a login (lobby.md 4.1, 4.2).

use serde::{Deserialize, Serialize};

use super::{Guest, Mas, no_session};
use crate::lobby::keys;
use crate::machine::{Fault, Instant, Outbox, Secret, mark};
use crate::mail::{Component, Mail, Ticket};
use crate::titles::Title;
use crate::wire::{
    AccessKey, AddressText, CallbackStatus, DnasCategory, MessageId, PlainText, SessionKeyText, lobby, lobby_ext,
};

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
    /// What SetLocalizationParams said: encoding and language.
    pub(super) encoding: i32,
    pub(super) language: i32,
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

#[allow(clippy::unnecessary_wraps, clippy::needless_pass_by_value, reason = "one signature for all handlers")]
impl Mas {
    pub(super) fn session_begin(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::SessionBeginRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-1");
        self.begin_session(guest, &request.message_id, out);
        Ok(())
    }

    pub(super) fn session_begin_1(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby_ext::SessionBeginRequest1,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        self.begin_session(guest, &request.message_id, out);
        Ok(())
    }

    pub(super) fn extended_session_begin(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby_ext::ExtendedSessionBeginRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-2");
        self.begin_session(guest, &request.message_id, out);
        Ok(())
    }

    /// A further session on the connection replaces the first, which dies (MAS-1).
    fn begin_session(&mut self, guest: &mut Guest, message_id: &MessageId, out: &mut Outbox) {
        self.end_session(guest, out);
        let session = self.new_session(guest);
        let session_key = *session.key.expose();
        guest.state.session = Some(session);
        let response = lobby::SessionBeginResponse {
            message_id: message_id.clean(),
            status_code: CallbackStatus::SUCCESS,
            session_key,
            ..Default::default()
        };
        guest.reply(&response, out);
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
        Session {
            key: Secret::new(key),
            access_key: Secret::new(access_key),
            login: Login::None,
            encoding: 0,
            language: 0,
            location: 0,
        }
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

    pub(super) fn session_end(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::SessionEndRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-4");
        if !self.end_session(guest, out) {
            return Err(no_session("MediusSessionEndRequest"));
        }
        let message_id = request.message_id.clean();
        let status_code = CallbackStatus::SUCCESS;
        guest.reply(&lobby::SessionEndResponse { message_id, status_code, ..Default::default() }, out);
        Ok(())
    }

    pub(super) fn localization(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::SetLocalizationParamsRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        let choice = (request.character_encoding.0, request.language.0);
        self.localize(guest, &request.message_id, choice, out)
    }

    pub(super) fn localization_1(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby_ext::SetLocalizationParamsRequest1,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        let choice = (request.character_encoding.0, request.language.0);
        self.localize(guest, &request.message_id, choice, out)
    }

    pub(super) fn localization_2(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby_ext::SetLocalizationParamsRequest2,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        let choice = (request.character_encoding.0, request.language.0);
        self.localize(guest, &request.message_id, choice, out)
    }

    fn localize(
        &mut self,
        guest: &mut Guest,
        message_id: &MessageId,
        (encoding, language): (i32, i32),
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-10");
        let session = guest.state.session.as_mut().ok_or_else(|| no_session("MediusSetLocalizationParamsRequest"))?;
        (session.encoding, session.language) = (encoding, language);
        let response = lobby::SetLocalizationParamsResponse {
            message_id: message_id.clean(),
            status_code: CallbackStatus::SUCCESS,
            ..Default::default()
        };
        guest.reply(&response, out);
        Ok(())
    }

    /// Never answered; type 0 names the console (MAS-11).
    pub(super) fn dnas_signature(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        post: lobby_ext::DnasSignaturePost,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-11");
        if post.dnas_signature_type == DnasCategory(0) {
            let length = usize::from(post.dnas_signature_length).min(post.dnas_signature.0.len());
            let digits = post.dnas_signature.0.iter().take(length).map(|byte| format!("{byte:02x}")).collect();
            guest.state.machine_id = Some(Secret::new(digits));
        }
        Ok(())
    }

    /// Never answered (MAS-11).
    pub(super) fn machine_signature(
        &mut self,
        _: Instant,
        _: &mut Guest,
        _: lobby::MachineSignaturePost,
        _: &mut Outbox,
    ) -> Result<(), Fault> {
        Ok(())
    }

    /// Needs no session: Killzone asks before it begins one (MAS-13).
    pub(super) fn version_server(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::VersionServerRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-13");
        let text = guest.state.title.as_ref().map_or("", |title| &title.mas_version);
        let version_server = PlainText::new(text);
        guest.reply(&lobby::VersionServerResponse { message_id: request.message_id.clean(), version_server }, out);
        Ok(())
    }

    pub(super) fn server_time(
        &mut self,
        now: Instant,
        guest: &mut Guest,
        request: lobby_ext::GetServerTimeRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-14");
        if guest.state.session.is_none() {
            return Err(no_session("MediusGetServerTimeRequest"));
        }
        let response = lobby_ext::GetServerTimeResponse {
            message_id: request.message_id.clean(),
            status_code: CallbackStatus::SUCCESS,
            gmt_time: self.state.front.clock.unix_s(now),
            ..Default::default()
        };
        guest.reply(&response, out);
        Ok(())
    }

    pub(super) fn my_ip(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: lobby::GetMyIPRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-14");
        if guest.state.session.is_none() {
            return Err(no_session("MediusGetMyIPRequest"));
        }
        let response = lobby::GetMyIPResponse {
            message_id: request.message_id.clean(),
            ip: AddressText::new(guest.peer().ip().to_string()),
            status_code: CallbackStatus::SUCCESS,
            ..Default::default()
        };
        guest.reply(&response, out);
        Ok(())
    }

    /// Never answered (MAS-44): a player who was told where to go is on the way already.
    pub(super) fn user_state(
        &mut self,
        _: Instant,
        _: &mut Guest,
        _: lobby::UpdateUserState,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-44");
        Ok(())
    }
}
