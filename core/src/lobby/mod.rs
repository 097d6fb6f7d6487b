//! What MAS, MLS and MPS share.

pub mod channels;
pub mod connect_info;
pub mod keys;
