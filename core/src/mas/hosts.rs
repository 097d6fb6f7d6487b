//! Game hosts on the MAS: MGCL before the MPS (lobby.md 4.4).

use super::state::{Authentication, Context};
use crate::connections::HandlerResult;
use crate::ids::LocationId;
use crate::link::Slot;
use crate::lobby::connect_info::{self, connect_info};
use crate::lobby::feature::declare_feature;
use crate::machine::{Cost, Fault, mark};
use crate::peer::HostFacts;
use crate::wire::{MessageId, MgclErrorCode as Code, NetAddress, NetConnectionInfo, NetConnectionType, report};

/// The MPS's port where none is configured (GEN-1).
const MPS_PORT: u16 = 10077;

fn no_host(name: &'static str) -> Fault {
    Fault::new("MAS-54", Cost::Answer, format_args!("{name} without a server session"))
}

declare_feature! { Authentication;
    routes {
        report::ServerSessionBeginRequest => host_session_begin,
        report::ServerSessionBeginRequest1 => host_session_begin_1,
        report::ServerSessionBeginRequest2 => host_session_begin_2,
        report::ServerAuthenticationRequest => host_authentication,
        report::ServerSetAttributesRequest => host_attributes,
        report::ServerSessionEndRequest => host_session_end,
        report::ServerReport => host_report,
    }
    pending {}
    unattended {}
}

impl Authentication {
    fn host_session_begin(
        &mut self,
        cx: &mut Context<'_>,
        request: report::ServerSessionBeginRequest,
    ) -> HandlerResult {
        let facts = HostFacts {
            server_type: request.server_type,
            version: request.server_version.to_text(),
            port: request.port,
            attributes: None,
        };
        let connect_info = self.begin_host(cx, LocationId(request.location_id), facts);
        let (message_id, confirmation) = (request.message_id.clean(), Code::SUCCESS);
        cx.reply(&report::ServerSessionBeginResponse { message_id, confirmation, connect_info, ..Default::default() });
        Ok(())
    }

    fn host_session_begin_1(
        &mut self,
        cx: &mut Context<'_>,
        request: report::ServerSessionBeginRequest1,
    ) -> HandlerResult {
        let facts = HostFacts {
            server_type: request.server_type,
            version: format!(
                "{}.{}.{}",
                request.client_version_major, request.client_version_minor, request.client_version_build
            ),
            port: request.port,
            attributes: None,
        };
        self.host_begun(cx, &request.message_id, LocationId(request.location_id), facts)
    }

    fn host_session_begin_2(
        &mut self,
        cx: &mut Context<'_>,
        request: report::ServerSessionBeginRequest2,
    ) -> HandlerResult {
        let facts = HostFacts {
            server_type: request.server_type,
            version: format!(
                "{}.{}.{}.{}",
                request.client_version_major,
                request.client_version_minor,
                request.client_version_special_patch,
                request.client_version_build
            ),
            port: request.port,
            attributes: None,
        };
        self.host_begun(cx, &request.message_id, LocationId(request.location_id), facts)
    }

    /// Answers the two later forms.
    fn host_begun(
        &mut self,
        cx: &mut Context<'_>,
        message_id: &MessageId,
        location: LocationId,
        facts: HostFacts,
    ) -> HandlerResult {
        let connect_info = self.begin_host(cx, location, facts);
        let (message_id, confirmation) = (message_id.clean(), Code::SUCCESS);
        cx.reply(&report::ServerSessionBeginResponse1 { message_id, confirmation, connect_info, ..Default::default() });
        Ok(())
    }

    /// Keeps a host's session, and returns its keys and where it learns its own address.
    fn begin_host(&mut self, cx: &mut Context<'_>, location: LocationId, facts: HostFacts) -> NetConnectionInfo {
        mark!(cx.out, "MAS-50");
        let mut session = self.new_session(cx);
        session.location = location;
        let nat = self.told(cx.conn(), self.state.config.nat, connect_info::NAT_PORT);
        let (key, access_key) = Self::keys_of(&session);
        cx.state_mut().host = Some((session, facts));
        connect_info(
            NetConnectionType::PEER_TO_PEER_UDP,
            [NetAddress::nat_service(*nat.ip(), nat.port()), NetAddress::unused()],
            0,
            None,
            *key.expose(),
            *access_key.expose(),
        )
    }

    pub(super) fn host_authentication(
        &mut self,
        cx: &mut Context<'_>,
        request: report::ServerAuthenticationRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MAS-51");
        let message_id = request.message_id.clean();
        if cx.state().host.is_none() {
            let confirmation = Code::UNSUCCESSFUL;
            let response = report::ServerAuthenticationResponse { message_id, confirmation, ..Default::default() };
            cx.reply(&response);
            return Err(no_host("MediusServerAuthenticationRequest"));
        }
        let slot = cx.begin_reply();
        self.admit_host(cx, slot, message_id, request.address_list);
        Ok(())
    }

    /// The MPS expects a host, or does not: it is told where to go (MAS-51).
    pub(super) fn host_admitted(&mut self, cx: &mut Context<'_>, slot: Slot, message_id: MessageId, expected: bool) {
        let session = cx.state().host.as_ref().filter(|_| expected);
        let Some((session, _)) = session else {
            let confirmation = Code::UNSUCCESSFUL;
            let response = report::ServerAuthenticationResponse { message_id, confirmation, ..Default::default() };
            return cx.answer(slot, &response);
        };
        let (key, access_key) = Self::keys_of(session);
        let mps = self.told(cx.conn(), self.state.config.mps, MPS_PORT);
        let response = report::ServerAuthenticationResponse {
            message_id,
            confirmation: Code::SUCCESS,
            connect_info: connect_info(
                NetConnectionType::CLIENT_SERVER_TCP,
                [NetAddress::external(mps), NetAddress::unused()],
                0,
                Self::server_key(cx),
                *key.expose(),
                *access_key.expose(),
            ),
            ..Default::default()
        };
        cx.answer(slot, &response);
    }

    pub(super) fn host_attributes(
        &mut self,
        cx: &mut Context<'_>,
        request: report::ServerSetAttributesRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MAS-52");
        let host = cx.state_mut().host.as_mut();
        let known = host.is_some();
        if let Some((_, facts)) = host {
            facts.attributes = Some((request.attributes, request.listen_server_address));
        }
        let confirmation = if known { Code::SUCCESS } else { Code::UNSUCCESSFUL };
        let message_id = request.message_id.clean();
        cx.reply(&report::ServerSetAttributesResponse { message_id, confirmation });
        if known { Ok(()) } else { Err(no_host("MediusServerSetAttributesRequest")) }
    }

    pub(super) fn host_session_end(
        &mut self,
        cx: &mut Context<'_>,
        request: report::ServerSessionEndRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MAS-53");
        let known = cx.state_mut().host.take().is_some();
        let confirmation = if known { Code::SUCCESS } else { Code::UNSUCCESSFUL };
        let message_id = request.message_id.clean();
        cx.reply(&report::ServerSessionEndResponse { message_id, confirmation });
        if known { Ok(()) } else { Err(no_host("MediusServerSessionEndRequest")) }
    }

    /// Never answered (MAS-53).
    pub(super) fn host_report(&mut self, _: &mut Context<'_>, _: report::ServerReport) -> HandlerResult {
        Ok(())
    }
}
