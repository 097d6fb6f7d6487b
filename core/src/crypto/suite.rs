//! The two families of ciphers behind one face.

use serde::{Deserialize, Serialize};

use super::{Context, Hash, SessionKey, ps2, ps3};

/// Cipher and hash of a version family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Suite {
    /// Up to 1.11 (transport.md §4).
    #[default]
    Ps2,
    /// 1.12 and above (transport.md §5).
    Ps3,
}

/// The content of a frame does not fit its hash: wrong key, or damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the hash does not fit the content")]
pub struct WrongHash;

impl Suite {
    /// The hash of a plaintext under a context.
    #[must_use]
    pub fn hash(self, plain: &[u8], context: Context) -> Hash {
        match self {
            Self::Ps2 => ps2::hash(plain, context),
            Self::Ps3 => ps3::hash(plain, context),
        }
    }

    /// Encrypts in place and returns the hash for the frame. A plaintext whose 29 bits of hash are zero
    /// stays as it is: its hash says "in clear" (transport.md §3).
    pub fn seal(self, key: &SessionKey, context: Context, data: &mut [u8]) -> Hash {
        let hash = self.hash(data, context);
        if !hash.is_null() {
            match self {
                Self::Ps2 => ps2::encrypt(key, hash, data),
                Self::Ps3 => ps3::encrypt(key, hash, data),
            }
        }
        hash
    }

    /// Decrypts in place. A null hash means that the payload is in clear.
    ///
    /// # Errors
    /// [`WrongHash`] where the result does not fit the hash; the data is then rubbish.
    pub fn open(self, key: &SessionKey, hash: Hash, data: &mut [u8]) -> Result<(), WrongHash> {
        if hash.is_null() {
            return Ok(());
        }
        match self {
            Self::Ps2 => ps2::decrypt(key, hash, data),
            Self::Ps3 => ps3::decrypt(key, hash, data),
        }
        if self.hash(data, hash.context()) == hash { Ok(()) } else { Err(WrongHash) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
    }

    /// transport.md §4, the published check.
    #[test]
    fn hello_world() {
        let key = SessionKey::new([0x42; 64]);
        let mut data = b"Hello World!".to_vec();
        let hash = Suite::Ps2.seal(&key, Context::CLIENT, &mut data);
        assert_eq!((hash.0.to_vec(), data.clone()), (hex("2ef7bd66"), hex("2258e3be7deee4d1b83588cf")));
        Suite::Ps2.open(&key, hash, &mut data).expect("our own");
        assert_eq!(data, b"Hello World!");
    }

    /// transport.md §3: an empty text, and §5: the hash of nothing.
    #[test]
    fn hashes_of_nothing() {
        assert_eq!(Suite::Ps2.hash(b"", Context::CLIENT).0, [0xda, 0x39, 0xa3, 0x6e]);
        assert_eq!(Suite::Ps3.hash(b"", Context::CLIENT).0, [0x39, 0xb1, 0xb5, 0x6a]);
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_under_its_key_alone(
            key in proptest::collection::vec(any::<u8>(), 64),
            bits in 0_u8..8,
            data in proptest::collection::vec(any::<u8>(), 5..600),
            ps3: bool,
        ) {
            let suite = if ps3 { Suite::Ps3 } else { Suite::Ps2 };
            let mut bytes = [0; 64];
            bytes.copy_from_slice(&key);
            let key = SessionKey::new(bytes);
            let mut sealed = data.clone();
            let hash = suite.seal(&key, Context::new(bits), &mut sealed);
            prop_assert_eq!(hash.context().bits(), bits);
            let mut opened = sealed.clone();
            prop_assert_eq!(suite.open(&key, hash, &mut opened), Ok(()));
            prop_assert_eq!(&opened, &data);
            bytes[0] ^= 1;
            prop_assert_eq!(suite.open(&SessionKey::new(bytes), hash, &mut sealed), Err(WrongHash));
        }
    }
}
