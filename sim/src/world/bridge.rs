//! Connections between machines of one world, as between processes: each end is a flow, and what one end sends the
//! other receives. And the end of a machine.

use std::net::SocketAddrV4;

use clank_core::ids::{ConnectId, ListenerId};
use clank_core::machine::{Input, IoFailure};
use clank_core::mail::Component;

use super::flow::{FlowId, RemoteEnd, VirtualFlow};
use super::node;
use super::state::World;

impl World {
    /// A machine asked for a connection to another one, or to nobody.
    pub(super) fn bridge(&mut self, component: Component, request: ConnectId, to: SocketAddrV4, listener: ListenerId) {
        let somebody = |node: &node::Node| node.listeners.iter().any(|at| node::reaches(*at, to));
        if !self.nodes.values().any(somebody) {
            self.handle(component, Input::ConnectFailed { request, why: IoFailure::Refused });
            return;
        }
        let port = 20_000 + u16::try_from(self.flows.len() % 40_000).unwrap_or_default();
        let here = SocketAddrV4::new(*to.ip(), port);
        let far = self.dial(here, to);
        let near = FlowId(u32::try_from(self.flows.len()).unwrap_or(u32::MAX));
        let Some(node) = self.nodes.get_mut(&component) else { return };
        let conn = node.conns.open(near);
        let mut flow = VirtualFlow::new(to, here, Some(component), None);
        (flow.conn, flow.twin) = (Some(conn), Some(far));
        self.flows.push(flow);
        if let Some(flow) = self.flow_mut(far) {
            flow.twin = Some(near);
        }
        let opened = Input::Opened { conn, listener, peer: to, local: here, initiated: Some(request), preset: None };
        self.handle(component, opened);
    }

    /// One end is over: so is the other.
    pub(super) fn cross_end(&mut self, twin: FlowId, end: RemoteEnd) {
        match end {
            RemoteEnd::Fin => self.shut(twin),
            RemoteEnd::Reset | RemoteEnd::Refused => self.reset(twin),
        }
    }

    /// The process of a machine dies: its connections are reset, and nothing is said any more.
    pub fn kill(&mut self, component: Component) {
        if self.nodes.remove(&component).is_none() {
            return;
        }
        for index in 0..self.flows.len() {
            let id = FlowId(u32::try_from(index).unwrap_or(u32::MAX));
            let alive =
                self.flow_mut(id).is_some_and(|flow| flow.node == Some(component) && flow.conn.take().is_some());
            if alive {
                self.end_remote(id, RemoteEnd::Reset);
            }
        }
    }
}
