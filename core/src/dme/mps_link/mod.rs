//! The MPS of another process: registered with over SCE-RT, by way of its MAS (game.md 11.2).

pub(super) mod remote;

use core::time::Duration;
use std::net::{Ipv4Addr, SocketAddrV4};

use remote::RegistrationStage;

use super::state::{Alarm, Scope, Shard, State};
use crate::connections::HandlerResult;
use crate::crypto::{PrivateKey, PublicKey};
use crate::entropy::Purpose;
use crate::ids::{ConnId, ConnectId, DmeWorldId, ListenerId, MgclRequest};
use crate::limits::Limit;
use crate::link::caller::{CallTarget, Caller, Said};
use crate::machine::{Cost, Ending, Event, Fault, Input, Outbox, mark};
use crate::mgcl::id_of;
use crate::peer::ToServer;
use crate::time::Instant;
use crate::wire::{
    AccessKey, Layout as _, Message, MessageKey, MgclErrorCode as Code, MgclGameHostType, MgclTrustLevel, NetAddress,
    NetAddressList, NetAddressType, NetConnectionInfo, PlainText, SessionKeyText, report,
};

/// Between two tries to register (DME-57).
const RETRY: Duration = Duration::from_secs(15);
/// The version that we tell the MAS.
const VERSION: &str = "3.00.0000";

/// The far end that an answer tells.
fn external(info: &NetConnectionInfo) -> Option<SocketAddrV4> {
    let list = &info.address_list.address_list;
    let one = list.iter().find(|one| one.address_type == NetAddressType::EXTERNAL)?;
    Some(SocketAddrV4::new(one.address.to_text().parse().ok()?, u16::try_from(one.port).ok()?))
}

fn keys(info: &NetConnectionInfo) -> Option<(SessionKeyText, AccessKey)> {
    (!info.session_key.is_empty()).then(|| (info.session_key.zeroed(), info.access_key.zeroed()))
}

impl Shard {
    /// Calls the MAS.
    pub(in crate::dme) fn call_mas(&mut self, scope: &mut Scope<'_>) {
        let application = self.state.config.dme.application;
        let encrypt = scope.conns.shared.policy.encrypt;
        let Some(remote) = &mut self.state.remote else { return };
        mark!(scope.out, "MGCL-8");
        let server_key = encrypt.then(|| PrivateKey::global_mas().public().clone());
        remote.entry = CallTarget { app_id: application, server_key, keys: None };
        remote.stage = RegistrationStage::Mas;
        let mas = remote.mas;
        self.dial(scope.now, mas, scope.out);
    }

    fn dial(&mut self, now: Instant, to: SocketAddrV4, out: &mut Outbox) {
        let Some(remote) = &mut self.state.remote else { return };
        remote.last_dial = remote.last_dial.wrapping_add(1);
        let request = ConnectId(remote.last_dial);
        remote.dialling = Some(request);
        out.connect(request, to, ListenerId(0));
        self.state.timers.set(Alarm::Upstream, Some(now + RETRY));
    }

    /// An input on our own connections.
    pub(in crate::dme) fn upstream(&mut self, scope: &mut Scope<'_>, input: Input<'_>) {
        match input {
            Input::Opened { conn, local, initiated, .. } => self.answered(scope, conn, *local.ip(), initiated),
            Input::ConnectFailed { request, why } => {
                let Some(remote) = self.state.remote.as_mut().filter(|remote| remote.dialling == Some(request)) else {
                    return;
                };
                remote.dialling = None;
                let fault = Fault::new("DME-57", Cost::Ignore, format_args!("the MPS cannot be reached: {why:?}"));
                scope.fault(fault);
                self.lose_upstream(scope);
            }
            Input::Received { conn, bytes } => self.hear(scope, conn, bytes),
            Input::Closed { conn, .. } if self.caller_on(conn).is_some() => {
                if let Some(remote) = &mut self.state.remote {
                    remote.caller = None;
                }
                self.lose_upstream(scope);
            }
            // A connection that was given up already.
            _ => {}
        }
    }

    /// A call is answered; one that is not waited for any more is put down.
    fn answered(&mut self, scope: &mut Scope<'_>, conn: ConnId, local: Ipv4Addr, initiated: Option<ConnectId>) {
        let State { remote, draws, .. } = &mut self.state;
        let Some(remote) = remote.as_mut().filter(|remote| remote.dialling == initiated) else {
            return scope.out.close(conn, Ending::Abort);
        };
        *draws += 1;
        let Ok(own) = PrivateKey::draw(&mut scope.conns.entropy.stream(Purpose::OwnKey, *draws)) else {
            return scope.out.close(conn, Ending::Abort);
        };
        remote.dialling = None;
        remote.local = local;
        remote.caller = Some(Caller::begin(scope.now, conn, remote.entry.clone(), own, scope.out));
        self.watch_upstream(scope);
    }

    /// The alarm follows what the call waits for.
    fn watch_upstream(&mut self, scope: &Scope<'_>) {
        let State { remote, timers, .. } = &mut self.state;
        if let Some(caller) = remote.as_ref().and_then(|remote| remote.caller.as_ref()) {
            timers.set(Alarm::Upstream, Some(caller.deadline(&scope.conns.shared)));
        }
    }

    /// The alarm: a call waited too long, wants a sign of life, or is to be tried again.
    pub(in crate::dme) fn upstream_due(&mut self, scope: &mut Scope<'_>) {
        let State { remote, .. } = &mut self.state;
        let Some(remote) = remote else { return };
        match &mut remote.caller {
            Some(caller) => {
                if caller.tick(scope.now, &scope.conns.shared, scope.out) {
                    scope.out.close(caller.conn(), Ending::Abort);
                    remote.caller = None;
                    self.lose_upstream(scope);
                } else {
                    self.watch_upstream(scope);
                }
            }
            None => self.call_mas(scope),
        }
    }

    fn hear(&mut self, scope: &mut Scope<'_>, conn: ConnId, bytes: &[u8]) {
        if let Some(caller) = self.caller_on(conn) {
            caller.take(scope.now, bytes);
        }
        // What is said can end the call.
        while let Some(caller) = self.caller_on(conn) {
            let handled = match caller.next(scope.now, &scope.conns.shared, scope.out) {
                Ok(None) => return self.watch_upstream(scope),
                Ok(Some(said)) => self.said(scope, said),
                Err(error) => Err(error.fault()),
            };
            if let Err(fault) = handled {
                let cost = fault.cost;
                scope.conns.fault(Some(conn), fault, scope.out);
                if cost == Cost::Close {
                    return self.hang_up(scope);
                }
            }
        }
    }

    /// Returns our end of the call on a connection.
    fn caller_on(&mut self, conn: ConnId) -> Option<&mut Caller> {
        self.state.remote.as_mut()?.caller.as_mut().filter(|caller| caller.conn() == conn)
    }

    fn said(&mut self, scope: &mut Scope<'_>, said: Said) -> HandlerResult {
        let Some(remote) = &mut self.state.remote else { return Ok(()) };
        match said {
            Said::Connected if remote.stage == RegistrationStage::Mas => {
                let dme = &self.state.config.dme;
                remote.ask(
                    &report::ServerSessionBeginRequest {
                        message_id: id_of(MgclRequest(1)),
                        location_id: dme.location.0,
                        application_id: dme.application.0.cast_signed(),
                        server_type: MgclGameHostType::MGCL_GAME_HOST_CLIENT_SERVER_AUX_UDP,
                        server_version: PlainText::new(VERSION),
                        port: dme.tcp.map_or(0, |at| at.port().into()),
                        ..Default::default()
                    },
                    scope.out,
                );
                Ok(())
            }
            Said::Connected => {
                self.register(scope.now, scope.out);
                Ok(())
            }
            Said::App { key, body } if remote.stage == RegistrationStage::Mas => self.mas_said(scope, key, &body),
            Said::App { key, body } => self.mps_said(scope, key, &body),
        }
    }

    /// The two answers of the MAS, which lead to the MPS.
    fn mas_said(&mut self, scope: &mut Scope<'_>, key: MessageKey, body: &[u8]) -> HandlerResult {
        let listen = self.listen();
        let Some(remote) = &mut self.state.remote else { return Ok(()) };
        let read = |error: crate::wire::WireError| Fault::new(error.rule(), Cost::Close, error);
        let (confirmation, info) = match key {
            report::ServerSessionBeginResponse::KEY => {
                let begun = report::ServerSessionBeginResponse::decode(body, Caller::dialect()).map_err(read)?;
                remote.session_key = begun.connect_info.session_key.zeroed();
                if begun.confirmation == Code::SUCCESS {
                    let external = listen.map(NetAddress::external).unwrap_or_default();
                    let request = report::ServerAuthenticationRequest {
                        message_id: id_of(MgclRequest(2)),
                        trust_level: MgclTrustLevel::TRUSTED,
                        address_list: NetAddressList { address_list: [external, NetAddress::unused()] },
                        ..Default::default()
                    };
                    remote.ask(&request, scope.out);
                    return Ok(());
                }
                (begun.confirmation, begun.connect_info)
            }
            report::ServerAuthenticationResponse::KEY => {
                let known = report::ServerAuthenticationResponse::decode(body, Caller::dialect()).map_err(read)?;
                (known.confirmation, known.connect_info)
            }
            _ => return Ok(()),
        };
        let Some(mps) = external(&info).filter(|_| confirmation == Code::SUCCESS) else {
            let what = format_args!("the MAS does not let us register: {confirmation:?}");
            return Err(Fault::new("MAS-51", Cost::Close, what));
        };
        if let Some(caller) = remote.caller.take() {
            caller.leave(scope.out);
            scope.out.close(caller.conn(), Ending::Flush);
        }
        let server_key = PublicKey::from_le_bytes(&info.server_key.0).ok();
        remote.entry = CallTarget { app_id: remote.entry.app_id, server_key, keys: keys(&info) };
        remote.stage = RegistrationStage::Mps;
        self.dial(scope.now, mps, scope.out);
        Ok(())
    }

    /// What the MPS wants.
    fn mps_said(&mut self, scope: &mut Scope<'_>, key: MessageKey, body: &[u8]) -> HandlerResult {
        let Some(remote) = &mut self.state.remote else { return Ok(()) };
        let request = MgclRequest(remote.last_request.0.wrapping_add(1));
        let read = ToServer::read(key, body, Caller::dialect(), request);
        let order = read.map_err(|error| Fault::new(error.rule(), Cost::Ignore, error))?;
        let Some((order, message_id)) = order else {
            return Err(Fault::new(
                "MGCL-9",
                Cost::Ignore,
                format_args!("message {}/{:02X} is not acted on", key.class, key.id),
            ));
        };
        remote.last_request = request;
        if let ToServer::Registered { confirmation } = order {
            if confirmation != Code::SUCCESS {
                let what = format_args!("the MPS does not let us register: {confirmation:?}");
                return Err(Fault::new("MPS-1", Cost::Close, what));
            }
            // It may answer twice what it was told twice.
            if !remote.is_registered() {
                remote.stage = RegistrationStage::Registered;
                scope.out.event(Event::Upstream { registered: true });
                self.order(scope, order);
            }
            return Ok(());
        }
        if remote.asked.len() >= scope.conns.shared.limits.orders as usize {
            scope.limited(Limit::Orders);
            return Ok(());
        }
        if !matches!(order, ToServer::Disconnect { .. }) {
            remote.asked.insert(request, message_id);
        }
        self.order(scope, order);
        Ok(())
    }

    /// Ends the call from our side.
    fn hang_up(&mut self, scope: &mut Scope<'_>) {
        if let Some(caller) = self.state.remote.as_mut().and_then(|remote| remote.caller.take()) {
            scope.out.close(caller.conn(), Ending::Abort);
        }
        self.lose_upstream(scope);
    }

    /// The MPS is lost: nobody can be let in and nobody is counted, so the worlds end, and we try again (DME-57).
    fn lose_upstream(&mut self, scope: &mut Scope<'_>) {
        let Some(remote) = &mut self.state.remote else { return };
        let registered = remote.is_registered();
        remote.stage = RegistrationStage::Idle;
        remote.asked.clear();
        self.state.timers.set(Alarm::Upstream, Some(scope.now + RETRY));
        for alarm in [Alarm::Report, Alarm::Register] {
            self.state.timers.set(alarm, None);
        }
        if registered {
            mark!(scope.out, "DME-57");
            scope.out.event(Event::Upstream { registered: false });
            let worlds: Vec<DmeWorldId> = self.state.worlds.iter().map(|world| world.id).collect();
            for world in worlds {
                self.end_world(scope, world, true);
            }
        }
    }

    /// Where players connect.
    pub(in crate::dme) fn listen(&self) -> Option<SocketAddrV4> {
        let place = self.place()?;
        let local = self.state.remote.as_ref().map_or(Ipv4Addr::UNSPECIFIED, |remote| remote.local);
        let own = if place.tcp.ip().is_unspecified() { local } else { *place.tcp.ip() };
        Some(SocketAddrV4::new(self.state.config.public_address.unwrap_or(own), place.tcp.port()))
    }
}
