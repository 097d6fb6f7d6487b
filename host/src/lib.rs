//! What a production server needs besides sockets, for both runtimes.

pub mod bind;
pub mod cli;
pub mod clock;
pub mod handle;
pub mod log;
pub mod outgoing;
pub mod post;
pub mod server;
pub mod store;
pub mod udp;
