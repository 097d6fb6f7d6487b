//! What is on the wire: the catalogue, the specification's files, and the published vectors of the ciphers.

mod catalogue;
mod crypto_vectors;
mod specification;
