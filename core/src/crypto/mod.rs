//! The protocol's ciphers, hashes and RSA.
