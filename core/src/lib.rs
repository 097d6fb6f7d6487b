//! Every rule of the SCE-RT / Medius protocol as pure state machines.
//!
//! No sockets, files, threads, clocks, entropy or logging: a [`machine::Machine`] takes one input at a
//! time and appends what follows from it to an outbox. Three drivers run the same machines.

pub mod components;
pub mod config;
pub mod connections;
pub mod counters;
pub mod crypto;
pub mod dme;
pub mod entropy;
pub mod ids;
pub mod limits;
pub mod link;
pub mod lobby;
pub mod machine;
pub mod mas;
pub mod mgcl;
pub mod mls;
pub mod mps;
pub mod muis;
pub mod nat;
pub mod operator;
pub mod pace;
pub mod peer;
pub mod script;
pub mod secret;
pub mod settings;
pub mod store;
pub mod time;
pub mod titles;
pub mod wire;
