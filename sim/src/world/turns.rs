//! Machines have their turns, and what they ask for is done.

use core::time::Duration;
use std::net::SocketAddrV4;

use clank_core::ids::{Component, ConnId, ConnectId, ListenerId, LookupId, SocketId, StoreId};
use clank_core::machine::{Ending, Input, IoFailure, Output, Recorded, write_snapshot};
use clank_core::store::StoreRequest;

use super::event::SimEvent;
use super::flow::FlowId;
use super::state::World;

/// How long it takes to look a name up.
const LOOK_UP: Duration = Duration::from_millis(40);

/// An effect with its own bytes, so that the arena is free for the next input.
enum OwnedOutput {
    Send(Vec<ConnId>, Vec<u8>),
    Datagram(SocketId, Vec<SocketAddrV4>, Vec<u8>),
    Connect(ConnectId, SocketAddrV4, ListenerId),
    Bind(clank_core::ids::BindId, SocketAddrV4),
    Unbind(SocketId),
    LookUp(LookupId, String),
    Pause(ConnId, bool),
    Close(ConnId, Ending),
    Store(StoreId, StoreRequest),
    StoreCancel(StoreId),
    Peer(Component, clank_core::peer::PeerMessage),
    Answer(clank_core::ids::OperatorId, clank_core::operator::CommandAnswer),
}

impl World {
    /// One input of the batch that is under way.
    pub(super) fn handle(&mut self, component: Component, input: Input<'_>) {
        let Some(node) = self.nodes.get_mut(&component) else {
            return;
        };
        self.touched.insert(component);
        let mut seen = Vec::new();
        write_snapshot(&(self.now, component, &input.record()), &mut seen);
        self.hash.write(&seen);
        node.tap.input(self.now, &input);
        node.machine.handle(self.now, input, &mut node.out);
    }

    /// Ends the batch: each machine that was told something has its turn, and what it asked for is done. Inputs that
    /// this brings about at once are a batch of their own.
    pub(super) fn turns(&mut self) {
        self.heard.clear();
        while let Some(component) = self.touched.first().copied() {
            self.handle(component, Input::Turn);
            self.touched.remove(&component);
            for output in self.drain(component) {
                self.carry_out(component, output);
            }
            self.arm(component);
        }
    }

    #[deny(clippy::wildcard_enum_match_arm)]
    fn drain(&mut self, component: Component) -> Vec<OwnedOutput> {
        let mut outputs = Vec::new();
        let Some(node) = self.nodes.get_mut(&component) else {
            return outputs;
        };
        node.tap.output(self.now, &node.out);
        let mut seen = Vec::new();
        node.out.describe(&mut seen);
        self.hash.write(&seen);
        let events = &mut node.events;
        node.out.drain(|output| match output {
            Output::Send { to, bytes } => outputs.push(OwnedOutput::Send(to.to_vec(), bytes.to_vec())),
            Output::Datagram { socket, to, bytes } => {
                outputs.push(OwnedOutput::Datagram(socket, to.to_vec(), bytes.to_vec()));
            }
            Output::Connect { request, to, listener } => outputs.push(OwnedOutput::Connect(request, to, listener)),
            Output::Bind { request, to } => outputs.push(OwnedOutput::Bind(request, to)),
            Output::Unbind { socket } => outputs.push(OwnedOutput::Unbind(socket)),
            Output::LookUp { request, name } => outputs.push(OwnedOutput::LookUp(request, name)),
            Output::Pause { conn } => outputs.push(OwnedOutput::Pause(conn, true)),
            Output::Resume { conn } => outputs.push(OwnedOutput::Pause(conn, false)),
            Output::Close { conn, ending } => outputs.push(OwnedOutput::Close(conn, ending)),
            Output::Store { id, request } => outputs.push(OwnedOutput::Store(id, request)),
            Output::StoreCancel { id } => outputs.push(OwnedOutput::StoreCancel(id)),
            Output::Peer { to, message } => outputs.push(OwnedOutput::Peer(to, message)),
            Output::Answer { id, answer } => outputs.push(OwnedOutput::Answer(id, answer)),
            Output::Event(event) => events.push(event),
        });
        outputs
    }

    /// One timer per machine.
    fn arm(&mut self, component: Component) {
        let Some(node) = self.nodes.get_mut(&component) else {
            return;
        };
        let wanted = node.machine.deadline().map(|at| at.max(self.now));
        if wanted != node.tick_at {
            node.tick_at = wanted;
            if let Some(at) = wanted {
                self.at(at, SimEvent::Tick { node: component });
            }
        }
    }

    fn flow_of(&self, component: Component, conn: ConnId) -> Option<FlowId> {
        self.nodes.get(&component)?.conns.get(conn).copied()
    }

    #[deny(clippy::wildcard_enum_match_arm)]
    fn carry_out(&mut self, component: Component, output: OwnedOutput) {
        match output {
            OwnedOutput::Send(to, bytes) => {
                for conn in to {
                    if let Some(flow) = self.flow_of(component, conn) {
                        self.queue_bytes(flow, &bytes);
                    }
                }
            }
            OwnedOutput::Datagram(socket, to, bytes) => {
                let Some(from) = self.nodes.get(&component).and_then(|node| node.sockets.get(&socket)) else {
                    return;
                };
                let from = *from;
                for to in to {
                    for delay in self.net.datagram_delays() {
                        self.after(delay, SimEvent::DatagramToRemote { from, to, bytes: bytes.clone() });
                    }
                }
            }
            OwnedOutput::Connect(request, to, listener) => self.connect(component, request, to, listener),
            OwnedOutput::Bind(request, to) => {
                let taken = self.nodes.values().any(|node| node.sockets.values().any(|at| *at == to));
                let Some(node) = self.nodes.get_mut(&component) else {
                    return;
                };
                let answer = if taken {
                    Recorded::BindFailed { request, why: IoFailure::Address }
                } else {
                    node.bound += 1;
                    let socket = SocketId(node.bound);
                    node.sockets.insert(socket, to);
                    Recorded::Bound { request, socket, local: (*to.ip(), to.port()) }
                };
                self.after(Duration::ZERO, SimEvent::Input { node: component, input: Box::new(answer) });
            }
            OwnedOutput::Unbind(socket) => {
                if let Some(node) = self.nodes.get_mut(&component) {
                    node.sockets.remove(&socket);
                }
            }
            OwnedOutput::LookUp(request, name) => {
                let answer = Recorded::LookedUp { request, found: self.names.get(&name).copied() };
                self.after(LOOK_UP, SimEvent::Input { node: component, input: Box::new(answer) });
            }
            OwnedOutput::Pause(conn, paused) => {
                if let Some(flow) = self.flow_of(component, conn) {
                    self.set_paused(flow, paused);
                }
            }
            OwnedOutput::Close(conn, ending) => {
                if let Some(flow) = self.flow_of(component, conn) {
                    self.close(flow, ending);
                }
            }
            OwnedOutput::Store(id, request) => self.ask_store(component, id, request),
            OwnedOutput::StoreCancel(id) => self.cancel_store(component, id),
            OwnedOutput::Peer(to, message) => {
                for delay in (self.peer_delays)(component, to, &message) {
                    self.after(delay, SimEvent::Peer { from: component, to, message: message.clone() });
                }
            }
            OwnedOutput::Answer(id, answer) => {
                self.answers.insert(id, answer);
            }
        }
    }
}
