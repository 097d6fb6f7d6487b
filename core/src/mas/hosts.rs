//! Game hosts on the MAS: MGCL before the MPS (lobby.md 4.4).

use super::{Guest, Mas};
use crate::lobby::connect_info::{self, connect_info};
use crate::machine::{Cost, Fault, Instant, Outbox, mark};
use crate::wire::{MgclErrorCode, NetConnectionType, report};

/// The MPS's port where none is configured (GEN-1).
const MPS_PORT: u16 = 10077;

fn no_host(name: &'static str) -> Fault {
    Fault::new("MAS-54", Cost::Answer, format_args!("{name} without a server session"))
}

#[allow(clippy::unnecessary_wraps, clippy::needless_pass_by_value, reason = "one signature for all handlers")]
impl Mas {
    pub(super) fn host_session_begin(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: report::ServerSessionBeginRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-50");
        let session = self.new_session(guest);
        let nat = self.told(guest, self.state.config.nat, connect_info::NAT_PORT);
        let (key, access_key) = Self::keys_of(&session);
        guest.state.host = Some(session);
        let response = report::ServerSessionBeginResponse {
            message_id: request.message_id.clean(),
            confirmation: MgclErrorCode(0),
            connect_info: connect_info(
                NetConnectionType::PEER_TO_PEER_UDP,
                [connect_info::nat_service(*nat.ip(), nat.port()), connect_info::unused()],
                0,
                None,
                *key.expose(),
                *access_key.expose(),
            ),
            ..Default::default()
        };
        guest.reply(&response, out);
        Ok(())
    }

    pub(super) fn host_authentication(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: report::ServerAuthenticationRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-51");
        let message_id = request.message_id.clean();
        let Some(session) = &guest.state.host else {
            let confirmation = MgclErrorCode(-1);
            let response = report::ServerAuthenticationResponse { message_id, confirmation, ..Default::default() };
            guest.reply(&response, out);
            return Err(no_host("MediusServerAuthenticationRequest"));
        };
        let (key, access_key) = Self::keys_of(session);
        let mps = self.told(guest, self.state.config.mps, MPS_PORT);
        let response = report::ServerAuthenticationResponse {
            message_id,
            confirmation: MgclErrorCode(0),
            connect_info: connect_info(
                NetConnectionType::CLIENT_SERVER_TCP,
                [connect_info::external(mps), connect_info::unused()],
                0,
                self.server_key(guest),
                *key.expose(),
                *access_key.expose(),
            ),
            ..Default::default()
        };
        guest.reply(&response, out);
        Ok(())
    }

    pub(super) fn host_attributes(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: report::ServerSetAttributesRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-52");
        let known = guest.state.host.is_some();
        let confirmation = MgclErrorCode(if known { 0 } else { -1 });
        let message_id = request.message_id.clean();
        guest.reply(&report::ServerSetAttributesResponse { message_id, confirmation }, out);
        if known { Ok(()) } else { Err(no_host("MediusServerSetAttributesRequest")) }
    }

    pub(super) fn host_session_end(
        &mut self,
        _: Instant,
        guest: &mut Guest,
        request: report::ServerSessionEndRequest,
        out: &mut Outbox,
    ) -> Result<(), Fault> {
        mark!(out, "MAS-53");
        let known = guest.state.host.take().is_some();
        let confirmation = MgclErrorCode(if known { 0 } else { -1 });
        let message_id = request.message_id.clean();
        guest.reply(&report::ServerSessionEndResponse { message_id, confirmation }, out);
        if known { Ok(()) } else { Err(no_host("MediusServerSessionEndRequest")) }
    }

    /// Never answered (MAS-53).
    pub(super) fn host_report(
        &mut self,
        _: Instant,
        _: &mut Guest,
        _: report::ServerReport,
        _: &mut Outbox,
    ) -> Result<(), Fault> {
        Ok(())
    }
}
