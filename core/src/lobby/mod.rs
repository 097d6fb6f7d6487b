//! What MAS, MLS and MPS share.

pub(crate) mod account_requests;
pub mod answers;
pub mod channels;
pub mod connect_info;
pub(crate) mod feature;
pub mod game_filters;
pub mod games;
pub mod keys;
pub(crate) mod ladder_requests;
pub mod list;
pub(crate) mod notices;
pub(crate) mod store_client;
pub mod texts;
