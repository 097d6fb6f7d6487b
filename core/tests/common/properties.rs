//! How properties are tried: the seed of a case that failed is printed, kept in the repository, and tried first from
//! then on.

use proptest::test_runner::{Config, FileFailurePersistence};

/// Returns how a property is tried: in so many cases, with a file of seeds of its own in `core/proptest-regressions`.
pub fn property(cases: u32, file: &'static str) -> Config {
    Config { cases, failure_persistence: Some(Box::new(FileFailurePersistence::Direct(file))), ..Config::default() }
}
