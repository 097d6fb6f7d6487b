//! The rules of the MPS and of the link between it, game servers and consoles that host games.

mod bad_messages;
#[path = "../common/mod.rs"]
mod common;
mod guests;
mod host_titles;
mod hosts;
mod lookups;
mod mgcl;
mod mgcl_orders;
mod p2p;
mod p2p_games;
mod p2p_hostile;
mod servers;
mod worlds;
