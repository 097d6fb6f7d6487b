//! What a recorded lobby was like at each of its answers: rows of the store and scenes, never the answer.

mod answers;
mod ladders;
mod lists;
mod rows;
mod state;

pub(crate) use rows::{blank_account, configured};
pub(crate) use state::{LobbyState, Tables};
