//! The rules of the MPS and of the link between it, game servers and consoles that host games.

mod bad_mail;
#[path = "../common/mod.rs"]
mod common;
mod hosts;
mod mgcl;
mod p2p;
mod servers;
