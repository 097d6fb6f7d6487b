//! What a replay plays: the client's bytes, and everybody around it, under a virtual clock.

pub(crate) mod accounts;
pub(crate) mod delivery;
pub(crate) mod environment;
pub(crate) mod game;
pub(crate) mod host;
pub(crate) mod lobby;
pub(crate) mod peers;
pub(crate) mod seed_state;
pub(crate) mod serve;
mod staged_lobby;
mod stand_in;
