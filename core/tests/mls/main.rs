//! The rules of the MLS, through `Input` and `Outbox` alone.

mod accounts;
mod admission;
mod buddies;
mod channels;
mod chat;
mod clan_messages;
mod clans;
#[path = "../common/mod.rs"]
mod common;
mod entry;
mod files;
mod filters;
mod game_lists;
mod game_lives;
mod groups;
mod hosting;
mod ladders;
mod sessions;
mod texts;
mod titles;
