//! The rules of the game servers, through `Input` and `Outbox` alone.

#[path = "../common/mod.rs"]
mod common;
mod connections;
mod gather;
mod model;
mod relay;
mod tokens;
mod told;
mod udp;
mod vectors;
mod worlds;
