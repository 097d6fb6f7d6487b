//! The rules of the MLS, through `Input` and `Outbox` alone.

#[path = "../common/mod.rs"]
mod common;
mod files;
mod hosting;
mod ladders;
mod sessions;
mod social;
