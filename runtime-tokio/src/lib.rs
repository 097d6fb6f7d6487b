//! The tokio driver of the machines, and the binary clank.
