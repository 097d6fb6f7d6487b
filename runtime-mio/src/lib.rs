//! The mio driver of the machines, and the binary clank-mio.
