//! How far whoever asks has come, and what may be asked then (GEN-13, GEN-14).

use crate::connections::Connection;
use crate::mls::state::{ConnState, Lobby};
use crate::wire::{Message as _, MessageKey, lobby, lobby_ext};

/// Who is at the far end of a connection (GEN-13).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mls) enum Standing {
    /// Nobody who has a session: nothing is answered.
    Nobody,
    /// One who has a session, and logged out: what needs a login fails.
    Session,
    /// A player.
    Player,
}

/// Requests that need a session and no login.
pub(in crate::mls) const NEEDS_NO_LOGIN: [MessageKey; 14] = [
    lobby::SessionEndRequest::KEY,
    lobby::AccountLogoutRequest::KEY,
    lobby::VersionServerRequest::KEY,
    lobby_ext::GetServerTimeRequest::KEY,
    lobby_ext::DnasSignaturePost::KEY,
    lobby::GetPolicyRequest::KEY,
    lobby::GetAnnouncementsRequest::KEY,
    lobby::GetAllAnnouncementsRequest::KEY,
    lobby::AccountGetIDRequest::KEY,
    lobby::SetLocalizationParamsRequest::KEY,
    lobby_ext::SetLocalizationParamsRequest1::KEY,
    lobby_ext::SetLocalizationParamsRequest2::KEY,
    lobby::GetLocationsRequest::KEY,
    lobby::PickLocationRequest::KEY,
];

impl Lobby {
    pub(in crate::mls) fn standing(&self, conn: &Connection<ConnState>) -> Standing {
        match conn.state.ticket {
            // One whose session ended without his doing is on his way out.
            Some(ticket) if self.state.sessions.get(ticket).is_none() => Standing::Nobody,
            Some(_) => Standing::Player,
            None if conn.state.session => Standing::Session,
            None => Standing::Nobody,
        }
    }
}
