//! The simulator: virtual clock, network and consoles; replay of captures.

pub mod console;
pub mod world;
