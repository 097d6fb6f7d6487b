//! The protocol's ciphers, hashes and RSA (transport.md §3-6).
//!
//! Everything works in place. None of this protects anything by today's measure: the RSA keys are
//! short and published, and the hash is the seed of the cipher.

mod keys;
mod ps2;
mod ps3;
mod rsa;
mod suite;

pub use keys::{Context, Hash, SessionKey};
pub use rsa::{PrivateKey, PublicKey, RsaError};
pub use suite::{Suite, WrongHash};
