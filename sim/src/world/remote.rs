//! What remote programs do: they connect, listen, send and receive.

use std::net::SocketAddrV4;

use clank_core::ids::ListenerId;
use clank_core::link::LinkPreset;

use super::event::SimEvent;
use super::flow::{FlowId, RemoteEnd, VirtualFlow};
use super::node;
use super::state::World;

impl World {
    /// Connects from a remote address; the name is valid at once, writes wait for the connection.
    pub fn dial(&mut self, from: SocketAddrV4, to: SocketAddrV4) -> FlowId {
        self.dial_with(from, to, None)
    }

    /// Connects with keys and sessions given from outside.
    pub fn dial_with(&mut self, from: SocketAddrV4, to: SocketAddrV4, preset: Option<LinkPreset>) -> FlowId {
        let flow = FlowId(u32::try_from(self.flows.len()).unwrap_or(u32::MAX));
        let found = self.nodes.iter().find_map(|(component, node)| {
            let listener = node.listeners.iter().position(|at| node::reaches(*at, to))?;
            Some((*component, ListenerId(u16::try_from(listener).unwrap_or(u16::MAX))))
        });
        self.flows.push(VirtualFlow::new(from, to, found.map(|(component, _)| component), preset));
        let delay = self.net.delay();
        match found {
            Some((node, listener)) => {
                let at = self.schedule_ordered(flow, true, delay);
                self.at(at, SimEvent::Open { node, listener, flow });
            }
            None => self.after(delay, SimEvent::ToRemoteEnd { flow, end: RemoteEnd::Refused }),
        }
        flow
    }

    /// A remote program listens here; [`World::accept`] gives the connections that machines make to it.
    pub fn listen(&mut self, at: SocketAddrV4) {
        self.remote_listeners.entry(at).or_default();
    }

    /// A connection that a machine made to a remote listener.
    pub fn accept(&mut self, at: SocketAddrV4) -> Option<FlowId> {
        self.remote_listeners.get_mut(&at)?.pop_front()
    }

    /// Sends bytes from the remote end, cut as the network cuts them.
    pub fn write(&mut self, flow: FlowId, bytes: &[u8]) {
        for piece in self.net.cut(bytes) {
            let delay = self.net.delay();
            let at = self.schedule_ordered(flow, true, delay);
            self.at(at, SimEvent::ToServer { flow, bytes: piece });
        }
    }

    /// Shuts down writing at the remote end (FIN).
    pub fn shut(&mut self, flow: FlowId) {
        let delay = self.net.delay();
        let at = self.schedule_ordered(flow, true, delay);
        self.at(at, SimEvent::ToServerFin { flow });
    }

    /// Resets the connection from the remote end.
    pub fn reset(&mut self, flow: FlowId) {
        let delay = self.net.delay();
        let at = self.schedule_ordered(flow, true, delay);
        self.at(at, SimEvent::ToServerReset { flow });
    }

    /// Stops or goes on to read at the remote end.
    pub fn set_reading(&mut self, flow: FlowId, reading: bool) {
        if let Some(flow) = self.flow_mut(flow) {
            flow.reading = reading;
        }
        if reading {
            self.pump(flow);
            self.turns();
        }
    }

    /// Takes what the remote end has read.
    pub fn read(&mut self, flow: FlowId) -> Vec<u8> {
        self.flow_mut(flow).map(|flow| std::mem::take(&mut flow.inbox)).unwrap_or_default()
    }

    /// How the remote end saw the connection end, if it did.
    #[must_use]
    pub fn ended(&self, flow: FlowId) -> Option<RemoteEnd> {
        self.flows.get(flow.0 as usize)?.remote_end
    }

    /// Sends a datagram from a remote address.
    pub fn datagram(&mut self, from: SocketAddrV4, to: SocketAddrV4, bytes: &[u8]) {
        let found = self.nodes.iter().find_map(|(component, node)| {
            let (socket, _) = node.sockets.iter().find(|(_, at)| node::reaches(**at, to))?;
            Some((*component, *socket))
        });
        if let Some((node, socket)) = found {
            for delay in self.net.datagram_delays() {
                self.after(delay, SimEvent::Datagram { node, socket, from, bytes: bytes.to_vec() });
            }
        }
    }

    /// Takes a datagram that arrived at a remote address: sender and content.
    pub fn receive(&mut self, at: SocketAddrV4) -> Option<(SocketAddrV4, Vec<u8>)> {
        self.inboxes.get_mut(&at)?.pop_front()
    }
}
