//! Configuration, store backends, logs and command line, shared by both runtimes.
