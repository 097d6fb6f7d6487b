//! Every vector of the specification's `vectors/crypto.json`, in every direction that it lists.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "tests find the specification through the environment"
)]

use std::io::Write as _;

use clank_core::crypto::{Context, Hash, PrivateKey, PublicKey, SessionKey, Suite};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    cipher: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    n: String,
    d: Option<String>,
    context: u8,
    plaintext: String,
    hash: String,
    #[serde(default)]
    ciphertext: String,
    #[serde(default)]
    directions: Vec<String>,
    hash_ok: Option<bool>,
}

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text).expect("hex")
}

fn block(text: &str) -> [u8; 64] {
    bytes(text).try_into().expect("64 bytes")
}

fn check(vector: &Vector) {
    let name = &vector.name;
    let suite =
        if vector.cipher.starts_with("ps3") || vector.cipher.starts_with("rcq") { Suite::Ps3 } else { Suite::Ps2 };
    let hash = Hash(bytes(&vector.hash).try_into().expect("4 bytes"));
    let context = Context::new(vector.context);
    let has = |direction: &str| vector.directions.iter().any(|d| d == direction);
    match vector.cipher.as_str() {
        "sha1_hash" | "rcq_hash" => {
            assert_eq!(suite.hash(&bytes(&vector.plaintext), context), hash, "{name}");
        }
        "ps2_rc4" | "ps3_rcq" => {
            let key = SessionKey::new(block(&vector.key));
            if has("encrypt") {
                let mut data = bytes(&vector.plaintext);
                assert_eq!(suite.seal(&key, context, &mut data), hash, "{name}");
                assert_eq!(data, bytes(&vector.ciphertext), "{name}");
            }
            if has("decrypt") {
                let mut data = bytes(&vector.ciphertext);
                let opened = suite.open(&key, hash, &mut data);
                assert_eq!(opened.is_ok(), vector.hash_ok.unwrap_or(true), "{name}");
                if opened.is_ok() {
                    assert_eq!(data, bytes(&vector.plaintext), "{name}");
                }
            }
        }
        "ps2_rsa" | "ps3_rsa" => {
            if has("encrypt") {
                let mut data = block(&vector.plaintext);
                let key = PrivateKey::from_decimal(&vector.n, "1").expect("a modulus");
                let modulus = key.public().to_le_bytes();
                assert_eq!(PublicKey::from_le_bytes(&modulus).as_ref(), Ok(key.public()), "{name}");
                assert_eq!(key.public().seal(suite, &mut data), hash, "{name}");
                assert_eq!(data.to_vec(), bytes(&vector.ciphertext), "{name}");
            }
            if has("decrypt") {
                let d = vector.d.as_deref().expect("a private exponent");
                let key = PrivateKey::from_decimal(&vector.n, d).expect("a key");
                let mut data = block(&vector.ciphertext);
                assert_eq!(key.open(suite, &mut data, hash), Ok(()), "{name}");
                assert_eq!(data.to_vec(), bytes(&vector.plaintext), "{name}");
            }
        }
        other => panic!("{name}: unknown cipher {other}"),
    }
}

/// transport.md §3-6
#[test]
fn every_vector_of_the_specification() {
    let Ok(folder) = std::env::var("CLANK_SPEC") else {
        let _ = writeln!(std::io::stderr(), "skipped: the specification's crypto vectors (CLANK_SPEC is not set)");
        return;
    };
    let path = std::path::Path::new(&folder).join("vectors/crypto.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let vectors: Vectors = serde_json::from_str(&text).expect("vectors");
    assert!(vectors.vectors.len() >= 296, "{} vectors", vectors.vectors.len());
    for vector in &vectors.vectors {
        check(vector);
    }
}
