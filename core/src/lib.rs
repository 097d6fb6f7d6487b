//! Every rule of the SCE-RT / Medius protocol as pure state machines.
//!
//! No sockets, files, threads, clocks, entropy or logging: a [`machine::Machine`] takes one input at a
//! time and appends what follows from it to an outbox. Three drivers run the same machines.

pub mod crypto;
pub mod wire;
