//! MGCL: what an MPS and its game servers say to each other, as messages over SCE-RT between processes (game.md 11).

mod from_server;
mod to_server;

pub use to_server::{id_of, request_of};
