//! Machines come into a world, are told something, and time passes.

use core::time::Duration;
use std::net::SocketAddrV4;

use clank_core::ids::{Component, OperatorId};
use clank_core::machine::{CloseReason, Input, Machine, Recorded, Tap};
use clank_core::operator::{Command, CommandAnswer};
use clank_core::time::Instant;

use super::event::SimEvent;
use super::node::Node;
use super::state::World;

impl World {
    /// Adds a machine that listens at these addresses, and tells it the time.
    pub fn add(
        &mut self,
        component: Component,
        machine: Box<dyn Machine>,
        listeners: &[SocketAddrV4],
        tap: Box<dyn Tap>,
    ) {
        self.nodes.insert(component, Node::new(machine, listeners.to_vec(), tap));
        self.minute(component);
        self.turns();
    }

    /// Hands an input to a component now, as a driver would.
    pub fn input(&mut self, component: Component, input: Recorded) {
        self.after(Duration::ZERO, SimEvent::Input { node: component, input: Box::new(input) });
    }

    /// Asks a component as an operator.
    pub fn operator(&mut self, component: Component, command: Command) -> OperatorId {
        self.commands += 1;
        let id = OperatorId(self.commands);
        self.input(component, Recorded::Operator { id, command });
        id
    }

    /// The answer to a command, once it is there.
    #[must_use]
    pub fn answer(&self, id: OperatorId) -> Option<&CommandAnswer> {
        self.answers.get(&id)
    }

    /// Lets time pass until nothing is left to happen before `until`, and sets the clock to it.
    ///
    /// What happens at one instant is one batch, as it is for a driver that finds several sockets ready: the machines
    /// have their turn behind it. A connection is read once in a batch.
    pub fn run_until(&mut self, until: Instant) {
        loop {
            let next = self.queue.first_key_value().filter(|((at, _), _)| *at <= until);
            let goes_on = next.is_some_and(|((at, _), event)| {
                *at <= self.now && event.reads().is_none_or(|flow| !self.heard.contains(&flow))
            });
            let under_way = !self.touched.is_empty() || !self.heard.is_empty();
            if under_way && !goes_on {
                self.turns();
                continue;
            }
            let Some(((at, _), event)) = next.is_some().then(|| self.queue.pop_first()).flatten() else {
                break;
            };
            self.now = at;
            self.heard.extend(event.reads());
            self.process(event);
        }
        self.now = self.now.max(until);
    }

    /// Lets time pass.
    pub fn run_for(&mut self, duration: Duration) {
        self.run_until(self.now + duration);
    }

    fn minute(&mut self, component: Component) {
        let unix_us = self.born_unix_us.saturating_add(i64::try_from(self.now.0).unwrap_or(i64::MAX));
        self.handle(component, Input::Clock { unix_us });
        self.after(Duration::from_secs(60), SimEvent::Minute { node: component });
    }

    #[deny(clippy::wildcard_enum_match_arm)]
    fn process(&mut self, event: SimEvent) {
        match event {
            SimEvent::Open { node, listener, flow } => self.open(node, listener, flow),
            SimEvent::ToServer { flow, bytes } => self.arrive(flow, bytes),
            SimEvent::ToServerFin { flow } => self.server_sees_end(flow, CloseReason::Peer),
            SimEvent::ToServerReset { flow } => self.server_sees_end(flow, CloseReason::Reset),
            SimEvent::ToRemote { flow: id, bytes } => {
                let Some(flow) = self.flow_mut(id) else { return };
                flow.in_flight = flow.in_flight.saturating_sub(bytes.len());
                match flow.twin {
                    Some(twin) => self.write(twin, &bytes),
                    None if flow.remote_end.is_none() => flow.unread.extend(bytes),
                    None => {}
                }
                self.pump(id);
            }
            SimEvent::ToRemoteEnd { flow, end } => {
                let Some(flow) = self.flow_mut(flow) else { return };
                let first = flow.remote_end.is_none();
                flow.remote_end.get_or_insert(end);
                if let Some(twin) = flow.twin.filter(|_| first) {
                    self.cross_end(twin, end);
                }
            }
            SimEvent::Linger { flow } => self.linger_over(flow),
            SimEvent::Datagram { node, socket, from, mut bytes } => {
                self.handle(node, Input::Datagram { socket, from, bytes: &mut bytes });
            }
            SimEvent::DatagramToRemote { from, to, bytes } => {
                self.inboxes.entry(to).or_default().push_back((from, bytes));
            }
            SimEvent::Tick { node } => {
                let due = self.nodes.get_mut(&node).is_some_and(|node| {
                    let due = node.tick_at == Some(self.now);
                    if due {
                        node.tick_at = None;
                    }
                    due
                });
                if due {
                    self.handle(node, Input::Tick);
                }
            }
            SimEvent::Minute { node } => self.minute(node),
            SimEvent::Store { node, id, request } => {
                self.asked.remove(&(node, id));
                let reply = (self.store)(node, request);
                self.handle(node, Input::Store { id, reply });
            }
            SimEvent::Peer { from, to, message } => self.handle(to, Input::Peer { from, message }),
            SimEvent::Input { node, mut input } => self.handle(node, input.as_input()),
        }
    }
}
