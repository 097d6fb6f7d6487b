//! The simulator: virtual clock, network and consoles; replay of captures.

pub mod capture;
pub mod console;
pub mod dissect;
pub mod inspect;
pub mod replay;
pub mod scenario;
pub mod visit;
pub mod world;
