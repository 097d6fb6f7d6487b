//! The rules of the MAS, through `Input` and `Outbox` alone.

mod accounts;
#[path = "../common/mod.rs"]
mod common;
mod defaults;
mod hosts;
mod keys;
mod lobby_questions;
mod logins;
mod refusals;
mod sessions;
mod texts;
