//! The driver's side of virtual TCP connections.

use core::time::Duration;
use std::net::SocketAddrV4;

use clank_core::ids::{ConnectId, ListenerId};
use clank_core::machine::{CloseReason, Ending, Input};
use clank_core::mail::Component;

use super::event::SimEvent;
use super::flow::{FlowId, RemoteEnd, VirtualFlow};
use super::state::World;

/// What the remote host buffers before its program reads.
const WINDOW: usize = 64 * 1024;

/// How long a flushed connection waits for the peer's FIN.
const LINGER: Duration = Duration::from_secs(5);

impl World {
    pub(super) fn open(&mut self, component: Component, listener: ListenerId, id: FlowId) {
        let Some(flow) = self.flows.get_mut(id.0 as usize) else {
            return;
        };
        let Some(node) = self.nodes.get_mut(&component) else {
            return;
        };
        let conn = node.conns.open(id);
        flow.conn = Some(conn);
        let (peer, local, preset) = (flow.remote, flow.server, flow.preset.clone());
        self.handle(component, Input::Opened { conn, listener, peer, local, initiated: None, preset: preset.as_ref() });
    }

    /// A machine asked for a connection to a remote listener.
    pub(super) fn connect(&mut self, component: Component, request: ConnectId, to: SocketAddrV4, listener: ListenerId) {
        let id = FlowId(u32::try_from(self.flows.len()).unwrap_or(u32::MAX));
        let Some(accepted) = self.remote_listeners.get_mut(&to) else {
            return self.bridge(component, request, to, listener);
        };
        accepted.push_back(id);
        let Some(node) = self.nodes.get_mut(&component) else { return };
        let local = SocketAddrV4::new(*to.ip(), 0);
        let conn = node.conns.open(id);
        let mut flow = VirtualFlow::new(to, local, Some(component), None);
        flow.conn = Some(conn);
        self.flows.push(flow);
        self.handle(
            component,
            Input::Opened { conn, listener, peer: to, local, initiated: Some(request), preset: None },
        );
    }

    pub(super) fn arrive(&mut self, id: FlowId, mut bytes: Vec<u8>) {
        let Some(flow) = self.flow_mut(id) else {
            return;
        };
        let (Some(conn), Some(node)) = (flow.conn, flow.node) else {
            return;
        };
        if flow.flushing {
            return;
        }
        if flow.paused {
            flow.held.push(bytes);
            return;
        }
        self.handle(node, Input::Received { conn, bytes: &mut bytes });
    }

    pub(super) fn server_sees_end(&mut self, id: FlowId, why: CloseReason) {
        let Some(flow) = self.flow_mut(id) else {
            return;
        };
        if flow.paused && why == CloseReason::Peer {
            flow.held_end = Some(why);
            return;
        }
        let why = if flow.flushing && why == CloseReason::Peer { CloseReason::Asked } else { why };
        if why == CloseReason::Peer {
            self.flush(id);
        }
        self.gone(id, why);
    }

    /// The machine lets go of a connection.
    fn gone(&mut self, id: FlowId, why: CloseReason) {
        let Some(flow) = self.flow_mut(id) else {
            return;
        };
        let (Some(conn), Some(component)) = (flow.conn.take(), flow.node) else {
            return;
        };
        flow.queued.clear();
        if let Some(node) = self.nodes.get_mut(&component) {
            node.conns.remove(conn);
        }
        self.handle(component, Input::Closed { conn, why });
    }

    pub(super) fn linger_over(&mut self, id: FlowId) {
        if self.flow_mut(id).is_some_and(|flow| flow.conn.is_some()) {
            self.gone(id, CloseReason::Asked);
        }
    }

    pub(super) fn queue_bytes(&mut self, id: FlowId, bytes: &[u8]) {
        let Some(flow) = self.flow_mut(id) else {
            return;
        };
        if flow.conn.is_none() || flow.flushing {
            return;
        }
        flow.queued.extend_from_slice(bytes);
        self.pump(id);
        let (high, cap) = (self.limits.high_water, self.limits.hard_cap);
        let Some(flow) = self.flow_mut(id) else {
            return;
        };
        let (Some(conn), Some(node)) = (flow.conn, flow.node) else {
            return;
        };
        let queued = flow.queued.len() as u64;
        if queued > cap {
            self.cut(id);
            self.gone(id, CloseReason::Overflow);
        } else if queued > high && !flow.congested {
            flow.congested = true;
            self.handle(node, Input::Congested { conn, queued });
        }
    }

    /// Moves bytes on: out of the driver while the remote host has room, and to its program while it reads.
    pub(super) fn pump(&mut self, id: FlowId) {
        let low = self.limits.low_water;
        let Some(flow) = self.flow_mut(id) else {
            return;
        };
        if flow.reading {
            let unread = std::mem::take(&mut flow.unread);
            flow.inbox.extend(unread);
        }
        let room = WINDOW.saturating_sub(flow.unread.len() + flow.in_flight).min(flow.queued.len());
        let mut writable = None;
        if room > 0 {
            let bytes: Vec<u8> = flow.queued.drain(..room).collect();
            flow.in_flight += room;
            if flow.congested && (flow.queued.len() as u64) < low {
                flow.congested = false;
                writable = flow.conn.zip(flow.node);
            }
            let delay = self.net.delay();
            let at = self.schedule_ordered(id, false, delay);
            self.at(at, SimEvent::ToRemote { flow: id, bytes });
        }
        if let Some((conn, node)) = writable {
            self.handle(node, Input::Writable { conn });
        }
        if self.flow_mut(id).is_some_and(|flow| flow.flushing && flow.queued.is_empty()) {
            self.end_remote(id, RemoteEnd::Fin);
        }
    }

    /// Everything that is queued leaves, whatever the window: the kernel's part of a close.
    fn flush(&mut self, id: FlowId) {
        let Some(flow) = self.flow_mut(id) else {
            return;
        };
        let bytes = std::mem::take(&mut flow.queued);
        if !bytes.is_empty() {
            flow.in_flight += bytes.len();
            let delay = self.net.delay();
            let at = self.schedule_ordered(id, false, delay);
            self.at(at, SimEvent::ToRemote { flow: id, bytes });
        }
        self.end_remote(id, RemoteEnd::Fin);
    }

    pub(super) fn end_remote(&mut self, id: FlowId, end: RemoteEnd) {
        let delay = self.net.delay();
        let at = self.schedule_ordered(id, false, delay);
        self.at(at, SimEvent::ToRemoteEnd { flow: id, end });
    }

    fn cut(&mut self, id: FlowId) {
        if let Some(flow) = self.flow_mut(id) {
            flow.queued.clear();
        }
        self.end_remote(id, RemoteEnd::Reset);
    }

    pub(super) fn close(&mut self, id: FlowId, ending: Ending) {
        match ending {
            Ending::Abort => {
                self.cut(id);
                self.gone(id, CloseReason::Asked);
            }
            Ending::Flush => {
                if let Some(flow) = self.flow_mut(id).filter(|flow| !flow.flushing) {
                    flow.flushing = true;
                    flow.paused = false;
                    let ended = flow.held_end.take();
                    self.pump(id);
                    if ended.is_some() {
                        self.gone(id, CloseReason::Asked);
                    } else {
                        self.after(LINGER, SimEvent::Linger { flow: id });
                    }
                }
            }
        }
    }

    pub(super) fn set_paused(&mut self, id: FlowId, paused: bool) {
        let Some(flow) = self.flow_mut(id) else {
            return;
        };
        flow.paused = paused;
        if paused {
            return;
        }
        let (held, ended) = (std::mem::take(&mut flow.held), flow.held_end.take());
        for bytes in held {
            self.arrive(id, bytes);
        }
        if let Some(why) = ended {
            self.server_sees_end(id, why);
        }
    }
}
