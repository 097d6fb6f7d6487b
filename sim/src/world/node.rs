//! One machine and what its driver knows.

use core::time::Duration;
use std::collections::BTreeMap;
use std::net::SocketAddrV4;

use clank_core::ids::{Component, ConnId, ConnectId, ListenerId, SocketId, StoreId};
use clank_core::machine::{
    Ending, Event, Input, IoFailure, Machine, Outbox, Output, Recorded, Slots, Tap, write_snapshot,
};
use clank_core::store::StoreRequest;
use clank_core::time::Instant;

use super::flow::FlowId;
use super::{Happening, World};

pub(super) struct Node {
    pub(super) machine: Box<dyn Machine>,
    pub(super) listeners: Vec<SocketAddrV4>,
    pub(super) conns: Slots<FlowId>,
    pub(super) sockets: BTreeMap<SocketId, SocketAddrV4>,
    pub(super) tick_at: Option<Instant>,
    pub(super) events: Vec<Event>,
    tap: Box<dyn Tap>,
    out: Outbox,
    bound: u32,
}

impl Node {
    pub(super) fn new(machine: Box<dyn Machine>, listeners: Vec<SocketAddrV4>, tap: Box<dyn Tap>) -> Self {
        Self {
            machine,
            listeners,
            conns: Slots::default(),
            sockets: BTreeMap::new(),
            tick_at: None,
            events: Vec::new(),
            tap,
            out: Outbox::new(),
            bound: 0,
        }
    }
}

/// Whether something that listens at `at` is reached at `to`.
pub(super) fn reaches(at: SocketAddrV4, to: SocketAddrV4) -> bool {
    at.port() == to.port() && (at.ip().is_unspecified() || at.ip() == to.ip())
}

/// An effect with its own bytes, so that the arena is free for the next input.
enum Todo {
    Send(Vec<ConnId>, Vec<u8>),
    Datagram(SocketId, Vec<SocketAddrV4>, Vec<u8>),
    Connect(ConnectId, SocketAddrV4, ListenerId),
    Bind(clank_core::ids::BindId, SocketAddrV4),
    Unbind(SocketId),
    Pause(ConnId, bool),
    Close(ConnId, Ending),
    Store(StoreId, StoreRequest),
    StoreCancel(StoreId),
    Mail(Component, clank_core::mail::Mail),
    Answer(clank_core::ids::OperatorId, clank_core::operator::Answer),
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
            for todo in self.drain(component) {
                self.carry_out(component, todo);
            }
            self.arm(component);
        }
    }

    fn drain(&mut self, component: Component) -> Vec<Todo> {
        let mut todo = Vec::new();
        let Some(node) = self.nodes.get_mut(&component) else {
            return todo;
        };
        node.tap.output(self.now, &node.out);
        let mut seen = Vec::new();
        node.out.describe(&mut seen);
        self.hash.write(&seen);
        let events = &mut node.events;
        node.out.drain(|output| match output {
            Output::Send { to, bytes } => todo.push(Todo::Send(to.to_vec(), bytes.to_vec())),
            Output::Datagram { socket, to, bytes } => {
                todo.push(Todo::Datagram(socket, to.to_vec(), bytes.to_vec()));
            }
            Output::Connect { request, to, listener } => todo.push(Todo::Connect(request, to, listener)),
            Output::Bind { request, to } => todo.push(Todo::Bind(request, to)),
            Output::Unbind { socket } => todo.push(Todo::Unbind(socket)),
            Output::Pause { conn } => todo.push(Todo::Pause(conn, true)),
            Output::Resume { conn } => todo.push(Todo::Pause(conn, false)),
            Output::Close { conn, ending } => todo.push(Todo::Close(conn, ending)),
            Output::Store { id, request } => todo.push(Todo::Store(id, request)),
            Output::StoreCancel { id } => todo.push(Todo::StoreCancel(id)),
            Output::Mail { to, mail } => todo.push(Todo::Mail(to, mail)),
            Output::Answer { id, answer } => todo.push(Todo::Answer(id, answer)),
            Output::Event(event) => events.push(event),
        });
        todo
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
                self.at(at, Happening::Tick { node: component });
            }
        }
    }

    fn flow_of(&self, component: Component, conn: ConnId) -> Option<FlowId> {
        self.nodes.get(&component)?.conns.get(conn).copied()
    }

    fn carry_out(&mut self, component: Component, todo: Todo) {
        match todo {
            Todo::Send(to, bytes) => {
                for conn in to {
                    if let Some(flow) = self.flow_of(component, conn) {
                        self.queue_bytes(flow, &bytes);
                    }
                }
            }
            Todo::Datagram(socket, to, bytes) => {
                let Some(from) = self.nodes.get(&component).and_then(|node| node.sockets.get(&socket)) else {
                    return;
                };
                let from = *from;
                for to in to {
                    for delay in self.net.datagram_delays() {
                        self.after(delay, Happening::DatagramToRemote { from, to, bytes: bytes.clone() });
                    }
                }
            }
            Todo::Connect(request, to, listener) => self.connect(component, request, to, listener),
            Todo::Bind(request, to) => {
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
                self.after(Duration::ZERO, Happening::Input { node: component, input: Box::new(answer) });
            }
            Todo::Unbind(socket) => {
                if let Some(node) = self.nodes.get_mut(&component) {
                    node.sockets.remove(&socket);
                }
            }
            Todo::Pause(conn, paused) => {
                if let Some(flow) = self.flow_of(component, conn) {
                    self.set_paused(flow, paused);
                }
            }
            Todo::Close(conn, ending) => {
                if let Some(flow) = self.flow_of(component, conn) {
                    self.close(flow, ending);
                }
            }
            Todo::Store(id, request) => self.ask_store(component, id, request),
            Todo::StoreCancel(id) => self.cancel_store(component, id),
            Todo::Mail(to, mail) => {
                for delay in (self.post)(component, to, &mail) {
                    self.after(delay, Happening::Mail { from: component, to, mail: mail.clone() });
                }
            }
            Todo::Answer(id, answer) => {
                self.answers.insert(id, answer);
            }
        }
    }
}
