//! The rules of the game servers, through `Input` and `Outbox` alone.

mod attacks;
mod ciphers;
#[path = "../common/mod.rs"]
mod common;
mod connections;
mod departures;
mod gather;
mod model;
mod notify;
mod relay;
mod sockets;
mod tokens;
mod udp;
mod vectors;
mod worlds;
