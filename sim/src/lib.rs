//! The simulator: virtual clock, network and consoles; replay of captures.

pub mod capture;
pub mod client;
pub mod dissect;
pub mod inspect;
#[cfg(feature = "load")]
#[allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "load is for real servers, in real time")]
pub mod load;
pub mod population;
pub mod replay;
pub mod world;
