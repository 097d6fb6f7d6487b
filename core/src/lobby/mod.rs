//! What MAS, MLS and MPS share.

pub mod connect_info;
pub mod keys;
