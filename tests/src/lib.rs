//! Suites shared by all drivers.
