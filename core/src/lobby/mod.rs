//! What MAS, MLS and MPS share.

pub mod asking;
pub mod channels;
pub mod connect_info;
pub mod keys;
pub mod texts;
