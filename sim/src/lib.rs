//! The simulator: virtual clock, network and consoles; replay of captures.

pub mod capture;
pub mod console;
pub mod dissect;
pub mod inspect;
#[cfg(feature = "load")]
pub mod load;
pub mod replay;
pub mod scenario;
pub mod traffic;
pub mod visit;
pub mod world;
