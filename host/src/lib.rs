//! What a production server needs besides a runtime: whatever both of them do the same.
//!
//! A runtime waits for its sockets and reads them; the [`engine`] feeds the machine, carries out what it asked for, and
//! writes. One batch is every input that is ready now, one turn of the machine, one drain of its outbox, one write for
//! each connection that has something, and datagrams in as few system calls as possible.

pub mod batch;
pub mod bind;
pub mod cli;
pub mod clock;
pub mod conn;
pub mod driver;
pub mod engine;
pub mod handle;
pub mod log;
pub mod mailbox;
pub mod names;
pub mod router;
pub mod server;
pub mod store;
mod supervise;
pub mod udp;
pub mod write_buffer;
