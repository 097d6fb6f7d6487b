//! What every component of the lobby tells a console alike: its welcome, and system messages.

use std::net::Ipv4Addr;

use crate::ids::AccountId;
use crate::link::Welcome;
use crate::secret::Secret;
use crate::time::{Instant, WallClock};
use crate::titles::Title;
use crate::wire::{CallbackStatus as Status, DnasCategory, PlainText, Rest, lobby, lobby_ext, rt};

/// The text that a banned player reads (GEN-7).
pub(crate) const BANNED: &str = "You have been banned!";
/// The longest system message, in characters (OPS-2).
const MAX_SYSTEM_TEXT: usize = 1000;

/// Returns what a lobby client is told when it is let in (GEN-5).
pub(crate) fn welcome(title: &Title, address: Ipv4Addr) -> Welcome {
    Welcome {
        client_index: 0,
        accept_count: 1,
        complete_count: 1,
        world: None,
        address,
        flags: title.layout,
        connect_require: title.connect_require,
        connect_complete: title.connect_complete,
        clear_answers: title.clear_answers,
    }
}

/// Returns a system message (OPS-3); what is too long is cut.
pub(crate) fn system_message(severity: u8, text: &str) -> rt::ServerSystemMessage {
    let text: String = text.chars().take(MAX_SYSTEM_TEXT).chain(['\0']).collect();
    rt::ServerSystemMessage { severity, encoding: 1, language: 2, end_of_message: 1, text: Rest::new(text.into()) }
}

/// Returns a console by its signature, as hexadecimal digits. Only the signature of the console itself counts (MAS-11),
/// and an empty one is none: its ban would be everybody's who did not say.
pub(crate) fn machine_id(post: &lobby_ext::DnasSignaturePost) -> Option<Secret<String>> {
    let own = post.dnas_signature_type == DnasCategory(0);
    let length = usize::from(post.dnas_signature_length).min(post.dnas_signature.0.len());
    let digits = || post.dnas_signature.0.iter().take(length).map(|byte| format!("{byte:02x}")).collect();
    (own && length > 0).then(|| Secret::new(digits()))
}

/// Returns the server's version, an answer without a status (MUIS-7, MAS-13, MLS-8).
pub(crate) fn version(request: &lobby::VersionServerRequest, text: &str) -> lobby::VersionServerResponse {
    lobby::VersionServerResponse { message_id: request.message_id.clean(), version_server: PlainText::new(text) }
}

/// Returns the name of an anonymous player who has none of his own (MAS-37).
pub(crate) fn guest(id: AccountId) -> String {
    format!("Guest{}", id.0.unsigned_abs() % 1_000_000)
}

/// Returns the time, in UTC (MLS-180).
pub(crate) fn time(
    request: &lobby_ext::GetServerTimeRequest,
    clock: WallClock,
    now: Instant,
) -> lobby_ext::GetServerTimeResponse {
    lobby_ext::GetServerTimeResponse {
        message_id: request.message_id.clean(),
        status_code: Status::SUCCESS,
        gmt_time: clock.unix_s(now),
        ..Default::default()
    }
}
