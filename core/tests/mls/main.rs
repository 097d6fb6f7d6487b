//! The rules of the MLS, through `Input` and `Outbox` alone.

mod accounts;
mod admission;
mod at_the_mas;
mod buddies;
mod channel_refresh;
mod channels;
mod chat;
mod clan_messages;
mod clans;
#[path = "../common/mod.rs"]
mod common;
mod entry;
mod file_lists;
mod files;
mod filters;
mod game_lists;
mod game_lives;
mod game_reports;
mod groups;
mod hosting;
mod ladders;
mod sessions;
mod texts;
mod titles;
