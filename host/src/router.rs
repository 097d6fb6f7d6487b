//! What goes between the threads of one process: messages of components, answers of the store, commands of operators.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use clank_core::ids::{Component, LookupId, StoreId};
use clank_core::operator::{Command, CommandAnswer};
use clank_core::peer::PeerMessage;
use clank_core::store::StoreReply;

/// Something for a machine that does not come from a socket.
#[derive(Debug)]
pub enum Envelope {
    /// A message of another component.
    Peer {
        /// The sender.
        from: Component,
        /// The message.
        message: PeerMessage,
    },
    /// An answer of the store.
    Store {
        /// The request.
        id: StoreId,
        /// The answer.
        reply: StoreReply,
    },
    /// A name was looked up.
    LookedUp {
        /// The request.
        request: LookupId,
        /// Its address, if it has one.
        found: Option<Ipv4Addr>,
    },
    /// An operator's command, and where its answer goes.
    Operator {
        /// The command.
        command: Command,
        /// Takes the answer.
        answer: Sender<CommandAnswer>,
    },
    /// Close every connection and end.
    Stop,
}

type Wake = Arc<dyn Fn() + Send + Sync>;

/// The router's end of one mailbox.
struct Destination {
    sender: Sender<Envelope>,
    wake: Wake,
    lost: u64,
}

/// The way to the mailbox of every machine of a process.
#[derive(Clone, Default)]
pub struct Router {
    destinations: Arc<Mutex<BTreeMap<Component, Destination>>>,
    stopping: Arc<AtomicBool>,
}

impl std::fmt::Debug for Router {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Router")
    }
}

impl Router {
    /// Opens the mailbox of a component; `wake` is called after each delivery.
    pub fn open(&self, component: Component, wake: impl Fn() + Send + Sync + 'static) -> Receiver<Envelope> {
        let (sender, receiver) = channel();
        let mut destinations = self.destinations.lock().unwrap_or_else(PoisonError::into_inner);
        destinations.insert(component, Destination { sender, wake: Arc::new(wake), lost: 0 });
        receiver
    }

    /// Says that the server stops: what breaks from now on is not started anew.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether the server stops.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Delivers. `false`: the component is not in this process, or has ended.
    pub fn deliver(&self, to: Component, envelope: Envelope) -> bool {
        let destinations = self.destinations.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(destination) = destinations.get(&to) else {
            return false;
        };
        let delivered = destination.sender.send(envelope).is_ok();
        let wake = destination.wake.clone();
        drop(destinations);
        wake();
        delivered
    }

    /// Notes that the system had no room for datagrams of a component.
    pub fn lost(&self, from: Component, datagrams: u64) {
        let mut destinations = self.destinations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(destination) = destinations.get_mut(&from) {
            destination.lost += datagrams;
        }
    }

    /// How many datagrams of a component the system had no room for.
    #[must_use]
    pub fn lost_datagrams(&self, from: Component) -> u64 {
        let destinations = self.destinations.lock().unwrap_or_else(PoisonError::into_inner);
        destinations.get(&from).map_or(0, |destination| destination.lost)
    }
}
