//! The rules of the MAS, through `Input` and `Outbox` alone.

#[path = "../common/mod.rs"]
mod common;
mod logins;
mod sessions;
