//! The world as it is: its machines and connections, its clock, and what will happen.

use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::{Ipv4Addr, SocketAddrV4};

use clank_core::ids::{Component, OperatorId, StoreId};
use clank_core::limits::Limits;
use clank_core::machine::Machine;
use clank_core::operator::CommandAnswer;
use clank_core::peer::PeerMessage;
use clank_core::store::{StoreReply, StoreRequest};
use clank_core::time::Instant;

use super::event::SimEvent;
use super::flow::{FlowId, VirtualFlow};
use super::hash::Fnv;
use super::net::Net;
use super::node::Node;

/// What answers the machines' requests.
pub type Store = Box<dyn FnMut(Component, StoreRequest) -> StoreReply>;

/// A place in the queue: when, and as the how manieth of all.
pub(super) type QueueKey = (Instant, u64);

/// Says when a message arrives: the delays of each copy; none loses it.
pub type PeerDelays = Box<dyn FnMut(Component, Component, &PeerMessage) -> Vec<Duration>>;

/// A server and everything around it, in virtual time.
pub struct World {
    pub(super) now: Instant,
    pub(super) born_unix_us: i64,
    pub(super) queue: BTreeMap<QueueKey, SimEvent>,
    pub(super) created: u64,
    pub(super) nodes: BTreeMap<Component, Node>,
    pub(super) flows: Vec<VirtualFlow>,
    pub(super) inboxes: BTreeMap<SocketAddrV4, VecDeque<(SocketAddrV4, Vec<u8>)>>,
    pub(super) answers: BTreeMap<OperatorId, CommandAnswer>,
    pub(super) commands: u64,
    pub(super) limits: Limits,
    pub(super) net: Net,
    /// Hosts that are found by name.
    pub(super) names: BTreeMap<String, Ipv4Addr>,
    pub(super) store: Store,
    pub(super) store_delay: Duration,
    /// Requests whose work has not begun.
    pub(super) asked: BTreeMap<(Component, StoreId), QueueKey>,
    pub(super) peer_delays: PeerDelays,
    pub(super) hash: Fnv,
    pub(super) remote_listeners: BTreeMap<SocketAddrV4, VecDeque<FlowId>>,
    /// Machines that were told something in the batch that is under way.
    pub(super) touched: BTreeSet<Component>,
    /// Connections that were read in it.
    pub(super) heard: BTreeSet<FlowId>,
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
            names: BTreeMap::new(),
            store: Box::new(|_, _| StoreReply::Failed),
            store_delay: Duration::ZERO,
            asked: BTreeMap::new(),
            peer_delays: Box::new(|_, _, _| vec![Duration::ZERO]),
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

    /// Gives a name an address; all other names lead nowhere.
    pub fn set_name(&mut self, name: &str, at: Ipv4Addr) {
        self.names.insert(name.to_owned(), at);
    }

    /// Replaces the network from now on.
    pub fn set_net(&mut self, net: Net) {
        self.net = net;
    }

    /// Says when messages arrive from now on: the delays of each copy; none loses it.
    pub fn set_peer_delays(
        &mut self,
        delays: impl FnMut(Component, Component, &PeerMessage) -> Vec<Duration> + 'static,
    ) {
        self.peer_delays = Box::new(delays);
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

    pub(super) fn at(&mut self, at: Instant, event: SimEvent) {
        self.created += 1;
        self.queue.insert((at, self.created), event);
    }

    pub(super) fn after(&mut self, delay: Duration, event: SimEvent) {
        self.at(self.now + delay, event);
    }

    /// Queues a request of a machine for the store.
    pub(super) fn ask_store(&mut self, node: Component, id: StoreId, request: StoreRequest) {
        self.after(self.store_delay, SimEvent::Store { node, id, request });
        self.asked.insert((node, id), (self.now + self.store_delay, self.created));
    }

    /// Takes a request back, if the store has not begun it.
    pub(super) fn cancel_store(&mut self, node: Component, id: StoreId) {
        if let Some(place) = self.asked.remove(&(node, id)) {
            self.queue.remove(&place);
        }
    }

    /// A TCP stream never reorders: nothing arrives before what was sent earlier.
    pub(super) fn schedule_ordered(&mut self, flow: FlowId, to_server: bool, delay: Duration) -> Instant {
        let at = self.now + delay;
        let Some(flow) = self.flow_mut(flow) else {
            return at;
        };
        let last = if to_server { &mut flow.last_to_server } else { &mut flow.last_to_remote };
        *last = at.max(*last);
        *last
    }

    pub(super) fn flow_mut(&mut self, flow: FlowId) -> Option<&mut VirtualFlow> {
        self.flows.get_mut(flow.0 as usize)
    }
}
