//! The rules of the MAS, through `Input` and `Outbox` alone.

#[path = "../common/mod.rs"]
mod common;
mod defaults;
mod hosts;
mod lobby_questions;
mod logins;
mod sessions;
