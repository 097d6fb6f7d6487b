//! Suites shared by all drivers: the probe machine, the conformance suite, and consoles of our own.

pub mod conformance;
pub mod flows;
pub mod fragile;
pub mod fuzz;
pub mod live;
pub mod logins;
pub mod modules;
pub mod mutants;
pub mod probe;
pub mod real;
pub mod recording;
pub mod relay;
pub mod rules;
pub mod sources;
pub mod store;
pub mod worlds;
