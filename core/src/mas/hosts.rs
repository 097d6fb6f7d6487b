//! Game hosts on the MAS: MGCL before the MPS (lobby.md 4.4).

use super::{Call, Mas};
use crate::front::Handled;
use crate::ids::LocationId;
use crate::link::Slot;
use crate::lobby::connect_info::{self, connect_info};
use crate::machine::{Cost, Fault, mark};
use crate::wire::{MessageId, MgclErrorCode, NetConnectionInfo, NetConnectionType, report};

/// The MPS's port where none is configured (GEN-1).
const MPS_PORT: u16 = 10077;

fn no_host(name: &'static str) -> Fault {
    Fault::new("MAS-54", Cost::Answer, format_args!("{name} without a server session"))
}

impl Mas {
    pub(super) fn host_session_begin(
        &mut self,
        call: &mut Call<'_>,
        request: report::ServerSessionBeginRequest,
    ) -> Handled {
        let connect_info = self.begin_host(call, LocationId(request.location_id));
        let (message_id, confirmation) = (request.message_id.clean(), MgclErrorCode::SUCCESS);
        call.reply(&report::ServerSessionBeginResponse {
            message_id,
            confirmation,
            connect_info,
            ..Default::default()
        });
        Ok(())
    }

    pub(super) fn host_session_begin_1(
        &mut self,
        call: &mut Call<'_>,
        request: report::ServerSessionBeginRequest1,
    ) -> Handled {
        self.host_begun(call, &request.message_id, LocationId(request.location_id))
    }

    pub(super) fn host_session_begin_2(
        &mut self,
        call: &mut Call<'_>,
        request: report::ServerSessionBeginRequest2,
    ) -> Handled {
        self.host_begun(call, &request.message_id, LocationId(request.location_id))
    }

    /// The answer to the two later forms.
    fn host_begun(&mut self, call: &mut Call<'_>, message_id: &MessageId, location: LocationId) -> Handled {
        let connect_info = self.begin_host(call, location);
        let (message_id, confirmation) = (message_id.clean(), MgclErrorCode::SUCCESS);
        call.reply(&report::ServerSessionBeginResponse1 {
            message_id,
            confirmation,
            connect_info,
            ..Default::default()
        });
        Ok(())
    }

    /// Keys for a host, and where it learns its own address.
    fn begin_host(&mut self, call: &mut Call<'_>, location: LocationId) -> NetConnectionInfo {
        mark!(call.out, "MAS-50");
        let mut session = self.new_session(call.guest);
        session.location = location;
        let nat = self.told(call.guest, self.state.config.nat, connect_info::NAT_PORT);
        let (key, access_key) = Self::keys_of(&session);
        call.guest.state.host = Some(session);
        connect_info(
            NetConnectionType::PEER_TO_PEER_UDP,
            [connect_info::nat_service(*nat.ip(), nat.port()), connect_info::unused()],
            0,
            None,
            *key.expose(),
            *access_key.expose(),
        )
    }

    pub(super) fn host_authentication(
        &mut self,
        call: &mut Call<'_>,
        request: report::ServerAuthenticationRequest,
    ) -> Handled {
        mark!(call.out, "MAS-51");
        let message_id = request.message_id.clean();
        if call.guest.state.host.is_none() {
            let confirmation = MgclErrorCode(-1);
            let response = report::ServerAuthenticationResponse { message_id, confirmation, ..Default::default() };
            call.reply(&response);
            return Err(no_host("MediusServerAuthenticationRequest"));
        }
        let slot = call.guest.begin();
        self.admit_host(call, slot, message_id, request.address_list);
        Ok(())
    }

    /// The MPS expects a host, or does not: it is told where to go (MAS-51).
    pub(super) fn host_admitted(&mut self, call: &mut Call<'_>, slot: Slot, message_id: MessageId, expected: bool) {
        let session = call.guest.state.host.as_ref().filter(|_| expected);
        let Some(session) = session else {
            let confirmation = MgclErrorCode::UNSUCCESSFUL;
            let response = report::ServerAuthenticationResponse { message_id, confirmation, ..Default::default() };
            return call.guest.answer(slot, &response, call.out);
        };
        let (key, access_key) = Self::keys_of(session);
        let mps = self.told(call.guest, self.state.config.mps, MPS_PORT);
        let response = report::ServerAuthenticationResponse {
            message_id,
            confirmation: MgclErrorCode(0),
            connect_info: connect_info(
                NetConnectionType::CLIENT_SERVER_TCP,
                [connect_info::external(mps), connect_info::unused()],
                0,
                self.server_key(call.guest),
                *key.expose(),
                *access_key.expose(),
            ),
            ..Default::default()
        };
        call.guest.answer(slot, &response, call.out);
    }

    pub(super) fn host_attributes(
        &mut self,
        call: &mut Call<'_>,
        request: report::ServerSetAttributesRequest,
    ) -> Handled {
        mark!(call.out, "MAS-52");
        let known = call.guest.state.host.is_some();
        let confirmation = MgclErrorCode(if known { 0 } else { -1 });
        let message_id = request.message_id.clean();
        call.reply(&report::ServerSetAttributesResponse { message_id, confirmation });
        if known { Ok(()) } else { Err(no_host("MediusServerSetAttributesRequest")) }
    }

    pub(super) fn host_session_end(
        &mut self,
        call: &mut Call<'_>,
        request: report::ServerSessionEndRequest,
    ) -> Handled {
        mark!(call.out, "MAS-53");
        let known = call.guest.state.host.take().is_some();
        let confirmation = MgclErrorCode(if known { 0 } else { -1 });
        let message_id = request.message_id.clean();
        call.reply(&report::ServerSessionEndResponse { message_id, confirmation });
        if known { Ok(()) } else { Err(no_host("MediusServerSessionEndRequest")) }
    }

    /// Never answered (MAS-53).
    pub(super) fn host_report(&mut self, _: &mut Call<'_>, _: report::ServerReport) -> Handled {
        Ok(())
    }
}
