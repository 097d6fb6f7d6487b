//! What MAS, MLS and MPS share.

pub mod answers;
pub mod asking;
pub mod channels;
pub(crate) mod common;
pub mod connect_info;
pub mod game_filters;
pub mod games;
pub mod keys;
pub mod list;
pub(crate) mod notices;
pub mod texts;
