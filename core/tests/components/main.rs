//! Rules that concern several components: what all of them answer, what operators do, and what scripts decide.

#[path = "../common/mod.rs"]
mod common;
mod general;
mod limits;
mod memory;
mod operators;
mod script_actions;
mod script_frames;
mod script_games;
mod scripts;
mod store;
