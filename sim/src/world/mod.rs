//! The simulator as a driver: virtual clock, virtual network, virtual store, the same machines.
//!
//! Everything that happens is an entry of one queue, ordered by time and then by creation. Same seed,
//! same calls: same bytes, same [`World::hash`].

mod bridge;
mod event;
mod flow;
mod hash;
mod net;
mod node;
mod remote;
mod run;
mod server;
mod state;
mod streams;
mod turns;

pub use flow::{FlowId, RemoteEnd};
pub use hash::Fnv;
pub use net::Net;
pub use server::{SERVER, add, server};
pub use state::{PeerDelays, Store, World};
