//! The simulator as a driver: virtual clock, virtual network, virtual store, the same machines.
//!
//! Everything that happens is an entry of one queue, ordered by time and then by creation. Same seed,
//! same calls: same bytes, same [`World::hash`].

mod bridge;
mod flow;
mod hash;
mod net;
mod node;

use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddrV4;

use clank_core::ids::{Component, ListenerId, OperatorId, SocketId, StoreId};
use clank_core::limits::Limits;
use clank_core::link::LinkPreset;
use clank_core::machine::{CloseReason, Input, Machine, Recorded, Tap};
use clank_core::mail::Mail;
use clank_core::operator::{Answer, Command};
use clank_core::store::{StoreReply, StoreRequest};
use clank_core::time::Instant;

pub use flow::{FlowId, RemoteEnd};
pub use hash::Fnv;
pub use net::Net;

use flow::Flow;
use node::Node;

/// Something that happens at a time.
#[derive(Debug)]
pub(crate) enum Happening {
    Open { node: Component, listener: ListenerId, flow: FlowId },
    ToServer { flow: FlowId, bytes: Vec<u8> },
    ToServerFin { flow: FlowId },
    ToServerReset { flow: FlowId },
    ToRemote { flow: FlowId, bytes: Vec<u8> },
    ToRemoteEnd { flow: FlowId, end: RemoteEnd },
    Linger { flow: FlowId },
    Datagram { node: Component, socket: SocketId, from: SocketAddrV4, bytes: Vec<u8> },
    DatagramToRemote { from: SocketAddrV4, to: SocketAddrV4, bytes: Vec<u8> },
    Tick { node: Component },
    Minute { node: Component },
    Store { node: Component, id: StoreId, request: StoreRequest },
    Mail { from: Component, to: Component, mail: Mail },
    Input { node: Component, input: Box<Recorded> },
}

impl Happening {
    /// The connection that a driver would read.
    const fn reads(&self) -> Option<FlowId> {
        match self {
            Self::ToServer { flow, .. } | Self::ToServerFin { flow } => Some(*flow),
            _ => None,
        }
    }
}

/// What answers the machines' requests.
pub type Store = Box<dyn FnMut(Component, StoreRequest) -> StoreReply>;

/// A place in the queue: when, and as the how manieth of all.
type QueueKey = (Instant, u64);

/// Decides the fate of a letter: the delays of each copy; none loses it.
pub type Post = Box<dyn FnMut(Component, Component, &Mail) -> Vec<Duration>>;

/// A server and everything around it, in virtual time.
pub struct World {
    now: Instant,
    born_unix_us: i64,
    queue: BTreeMap<QueueKey, Happening>,
    created: u64,
    nodes: BTreeMap<Component, Node>,
    flows: Vec<Flow>,
    inboxes: BTreeMap<SocketAddrV4, VecDeque<(SocketAddrV4, Vec<u8>)>>,
    answers: BTreeMap<OperatorId, Answer>,
    commands: u64,
    limits: Limits,
    net: Net,
    store: Store,
    store_delay: Duration,
    /// Requests whose work has not begun.
    asked: BTreeMap<(Component, StoreId), QueueKey>,
    post: Post,
    hash: Fnv,
    remote_listeners: BTreeMap<SocketAddrV4, VecDeque<FlowId>>,
    /// Machines that were told something in the batch that is under way.
    touched: BTreeSet<Component>,
    /// Connections that were read in it.
    heard: BTreeSet<FlowId>,
}

/// The second at which virtual worlds begin: 2004-11-02, the day Up Your Arsenal came out.
const BORN_UNIX_US: i64 = 1_099_353_600_000_000;

impl World {
    /// An empty world.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            now: Instant::BIRTH,
            born_unix_us: BORN_UNIX_US,
            queue: BTreeMap::new(),
            created: 0,
            nodes: BTreeMap::new(),
            flows: Vec::new(),
            inboxes: BTreeMap::new(),
            answers: BTreeMap::new(),
            commands: 0,
            limits: Limits::default(),
            net: Net::new(seed),
            store: Box::new(|_, _| StoreReply::Failed),
            store_delay: Duration::ZERO,
            asked: BTreeMap::new(),
            post: Box::new(|_, _, _| vec![Duration::ZERO]),
            hash: Fnv::default(),
            remote_listeners: BTreeMap::new(),
            touched: BTreeSet::new(),
            heard: BTreeSet::new(),
        }
    }

    /// Replaces the limits that drivers apply to slow readers.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Replaces the network.
    #[must_use]
    pub fn with_net(mut self, net: Net) -> Self {
        self.set_net(net);
        self
    }

    /// Replaces the network from now on.
    pub fn set_net(&mut self, net: Net) {
        self.net = net;
    }

    /// Replaces the delivery of letters from now on: the delays of each copy; none loses it.
    pub fn set_post(&mut self, post: impl FnMut(Component, Component, &Mail) -> Vec<Duration> + 'static) {
        self.post = Box::new(post);
    }

    /// Replaces the store: it begins a request after `delay`, and its answer is there at once.
    #[must_use]
    pub fn with_store(
        mut self,
        delay: Duration,
        store: impl FnMut(Component, StoreRequest) -> StoreReply + 'static,
    ) -> Self {
        (self.store, self.store_delay) = (Box::new(store), delay);
        self
    }

    /// Replaces the wall-clock time of birth.
    #[must_use]
    pub const fn born_at(mut self, unix_us: i64) -> Self {
        self.born_unix_us = unix_us;
        self
    }

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

    /// The virtual time.
    #[must_use]
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// The running hash of every input and output so far.
    #[must_use]
    pub const fn hash(&self) -> u64 {
        self.hash.value()
    }

    /// The machine of a component, for its snapshot.
    #[must_use]
    pub fn machine(&self, component: Component) -> Option<&dyn Machine> {
        self.nodes.get(&component).map(|node| &*node.machine)
    }

    /// The events of a component since its birth.
    #[must_use]
    pub fn events(&self, component: Component) -> &[clank_core::machine::Event] {
        self.nodes.get(&component).map_or(&[], |node| &node.events)
    }

    /// Hands an input to a component now, as a driver would.
    pub fn input(&mut self, component: Component, input: Recorded) {
        self.after(Duration::ZERO, Happening::Input { node: component, input: Box::new(input) });
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
    pub fn answer(&self, id: OperatorId) -> Option<&Answer> {
        self.answers.get(&id)
    }

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
        self.flows.push(Flow::new(from, to, found.map(|(component, _)| component), preset));
        let delay = self.net.delay();
        match found {
            Some((node, listener)) => {
                let at = self.schedule_ordered(flow, true, delay);
                self.at(at, Happening::Open { node, listener, flow });
            }
            None => self.after(delay, Happening::ToRemoteEnd { flow, end: RemoteEnd::Refused }),
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
            self.at(at, Happening::ToServer { flow, bytes: piece });
        }
    }

    /// Shuts down writing at the remote end (FIN).
    pub fn shut(&mut self, flow: FlowId) {
        let delay = self.net.delay();
        let at = self.schedule_ordered(flow, true, delay);
        self.at(at, Happening::ToServerFin { flow });
    }

    /// Resets the connection from the remote end.
    pub fn reset(&mut self, flow: FlowId) {
        let delay = self.net.delay();
        let at = self.schedule_ordered(flow, true, delay);
        self.at(at, Happening::ToServerReset { flow });
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
                self.after(delay, Happening::Datagram { node, socket, from, bytes: bytes.to_vec() });
            }
        }
    }

    /// Takes a datagram that arrived at a remote address: sender and content.
    pub fn receive(&mut self, at: SocketAddrV4) -> Option<(SocketAddrV4, Vec<u8>)> {
        self.inboxes.get_mut(&at)?.pop_front()
    }

    /// Lets time pass until nothing is left to happen before `until`, and sets the clock to it.
    ///
    /// What happens at one instant is one batch, as it is for a driver that finds several sockets ready: the machines
    /// have their turn behind it. A connection is read once in a batch.
    pub fn run_until(&mut self, until: Instant) {
        loop {
            let next = self.queue.first_key_value().filter(|((at, _), _)| *at <= until);
            let goes_on = next.is_some_and(|((at, _), happening)| {
                *at <= self.now && happening.reads().is_none_or(|flow| !self.heard.contains(&flow))
            });
            let under_way = !self.touched.is_empty() || !self.heard.is_empty();
            if under_way && !goes_on {
                self.turns();
                continue;
            }
            let Some(((at, _), happening)) = next.is_some().then(|| self.queue.pop_first()).flatten() else {
                break;
            };
            self.now = at;
            self.heard.extend(happening.reads());
            self.happen(happening);
        }
        self.now = self.now.max(until);
    }

    /// Lets time pass.
    pub fn run_for(&mut self, duration: Duration) {
        self.run_until(self.now + duration);
    }

    fn at(&mut self, at: Instant, happening: Happening) {
        self.created += 1;
        self.queue.insert((at, self.created), happening);
    }

    fn after(&mut self, delay: Duration, happening: Happening) {
        self.at(self.now + delay, happening);
    }

    /// Queues a request of a machine for the store.
    fn ask_store(&mut self, node: Component, id: StoreId, request: StoreRequest) {
        self.after(self.store_delay, Happening::Store { node, id, request });
        self.asked.insert((node, id), (self.now + self.store_delay, self.created));
    }

    /// Takes a request back, if the store has not begun it.
    fn cancel_store(&mut self, node: Component, id: StoreId) {
        if let Some(place) = self.asked.remove(&(node, id)) {
            self.queue.remove(&place);
        }
    }

    /// A TCP stream never reorders: nothing arrives before what was sent earlier.
    fn schedule_ordered(&mut self, flow: FlowId, to_server: bool, delay: Duration) -> Instant {
        let at = self.now + delay;
        let Some(flow) = self.flow_mut(flow) else {
            return at;
        };
        let last = if to_server { &mut flow.last_to_server } else { &mut flow.last_to_remote };
        *last = at.max(*last);
        *last
    }

    fn flow_mut(&mut self, flow: FlowId) -> Option<&mut Flow> {
        self.flows.get_mut(flow.0 as usize)
    }

    fn minute(&mut self, component: Component) {
        let unix_us = self.born_unix_us.saturating_add(i64::try_from(self.now.0).unwrap_or(i64::MAX));
        self.handle(component, Input::Clock { unix_us });
        self.after(Duration::from_secs(60), Happening::Minute { node: component });
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Open { node, listener, flow } => self.open(node, listener, flow),
            Happening::ToServer { flow, bytes } => self.arrive(flow, bytes),
            Happening::ToServerFin { flow } => self.server_sees_end(flow, CloseReason::Peer),
            Happening::ToServerReset { flow } => self.server_sees_end(flow, CloseReason::Reset),
            Happening::ToRemote { flow: id, bytes } => {
                let Some(flow) = self.flow_mut(id) else { return };
                flow.in_flight = flow.in_flight.saturating_sub(bytes.len());
                match flow.twin {
                    Some(twin) => self.write(twin, &bytes),
                    None if flow.remote_end.is_none() => flow.unread.extend(bytes),
                    None => {}
                }
                self.pump(id);
            }
            Happening::ToRemoteEnd { flow, end } => {
                let Some(flow) = self.flow_mut(flow) else { return };
                let first = flow.remote_end.is_none();
                flow.remote_end.get_or_insert(end);
                if let Some(twin) = flow.twin.filter(|_| first) {
                    self.cross_end(twin, end);
                }
            }
            Happening::Linger { flow } => self.linger_over(flow),
            Happening::Datagram { node, socket, from, mut bytes } => {
                self.handle(node, Input::Datagram { socket, from, bytes: &mut bytes });
            }
            Happening::DatagramToRemote { from, to, bytes } => {
                self.inboxes.entry(to).or_default().push_back((from, bytes));
            }
            Happening::Tick { node } => {
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
            Happening::Minute { node } => self.minute(node),
            Happening::Store { node, id, request } => {
                self.asked.remove(&(node, id));
                let reply = (self.store)(node, request);
                self.handle(node, Input::Store { id, reply });
            }
            Happening::Mail { from, to, mail } => self.handle(to, Input::Mail { from, mail }),
            Happening::Input { node, mut input } => self.handle(node, input.as_input()),
        }
    }
}
