//! MGCL: what an MPS and its game servers say to each other, as messages over SCE-RT between processes (game.md 11).

mod order;
mod word;

pub use order::{id_of, request_of};
