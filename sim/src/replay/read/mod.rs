//! What a replay reads in a recording: requests with their answers, and what the recorded servers knew.

pub(crate) mod accounts;
pub(crate) mod ends;
pub(crate) mod exchange;
pub(crate) mod game_world;
pub(crate) mod link;
pub(crate) mod lobby;
pub(crate) mod lobby_state;
pub(crate) mod sessions;
pub(crate) mod slots;
pub(crate) mod streams;
