//! The protocol's RSA: 512 bits, exponent 17, no padding, little-endian integers (transport.md §6).

use std::fmt;

use ::rsa::hazmat::rsa_encrypt;
use ::rsa::traits::PrivateKeyParts as _;
use ::rsa::traits::PublicKeyParts;
use ::rsa::{BoxedUint, PublicKey as Modular};
use rand_chacha::ChaCha20Rng;
use serde::{Deserialize, Serialize};

use super::{Context, Hash, Suite};

const BITS: u32 = 512;
const EXPONENT: u64 = 17;

/// Why an RSA operation failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RsaError {
    /// The modulus is even, too small or zero.
    #[error("not a modulus of 512 bits")]
    Modulus,
    /// No candidate for the plaintext fits the hash: another key, or damaged.
    #[error("nothing fits the hash: encrypted for another key")]
    WrongHash,
    /// A number of a key file is not one.
    #[error("not a decimal number of at most 512 bits")]
    Number,
}

/// A modulus with exponent 17.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(Modular);

impl PublicKey {
    /// A key from a modulus as CLIENT_CRYPTKEY_PUBLIC and ServerKey carry it: 64 bytes, little-endian.
    ///
    /// # Errors
    /// [`RsaError::Modulus`] where that is no odd number of at least 505 bits.
    pub fn from_le_bytes(modulus: &[u8; 64]) -> Result<Self, RsaError> {
        // A whole missing byte at the top could not hold a 64-byte message modulo n even approximately.
        if modulus[63] == 0 {
            return Err(RsaError::Modulus);
        }
        let n = BoxedUint::from_le_slice(modulus, BITS).map_err(|_| RsaError::Modulus)?;
        let e = BoxedUint::from(EXPONENT);
        Modular::new_with_size_limits(n, e, 505..=512).map(Self).map_err(|_| RsaError::Modulus)
    }

    /// The modulus, 64 bytes, little-endian.
    #[must_use]
    pub fn to_le_bytes(&self) -> [u8; 64] {
        le64(self.0.n())
    }

    /// Encrypts in place and returns the hash for the frame, in context 7.
    pub fn seal(&self, suite: Suite, data: &mut [u8; 64]) -> Hash {
        let hash = suite.hash(data, Context::RSA);
        *data = power(&self.0, data);
        hash
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.to_le_bytes();
        write!(f, "PublicKey({:02x}{:02x}{:02x}{:02x}..)", bytes[0], bytes[1], bytes[2], bytes[3])
    }
}

impl Serialize for PublicKey {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        serde_bytes::Bytes::new(&self.to_le_bytes()).serialize(to)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let bytes = serde_bytes::ByteArray::<64>::deserialize(from)?;
        Self::from_le_bytes(&bytes).map_err(serde::de::Error::custom)
    }
}

/// A key pair. Its exponent is taken in variable time: these keys are short, and the one that matters
/// is published.
#[derive(Clone)]
pub struct PrivateKey {
    public: PublicKey,
    /// The same modulus with the private exponent: decryption is the same operation.
    private: Modular,
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey of {:?}", self.public)
    }
}

impl PrivateKey {
    /// The key of MUIS and MAS that is built into every title seen, published long ago (transport.md §7).
    ///
    /// # Panics
    /// Never: the numbers are constants.
    #[must_use]
    pub fn global_mas() -> Self {
        let n = "10315955513017997681600210131013411322695824559688299373570246338038100843097466504032586443986\
                 679280716603540690692615875074465586629501752500179100369237";
        let d = "48545673002437636148706871204768994459745056751474349993271747473120474555751827611956878598004\
                 92317495944895566174677168271650454805328075020357360662513";
        #[allow(clippy::expect_used, reason = "constants")]
        Self::from_decimal(n, d).expect("a 512-bit key")
    }

    /// A key from its modulus and private exponent in decimal, as key files hold them.
    ///
    /// # Errors
    /// [`RsaError::Number`] or [`RsaError::Modulus`].
    pub fn from_decimal(n: &str, d: &str) -> Result<Self, RsaError> {
        let number =
            |text: &str| BoxedUint::from_str_radix_with_precision_vartime(text, 10, BITS).map_err(|_| RsaError::Number);
        Self::from_le_bytes(&le64(&number(n)?), &le64(&number(d)?))
    }

    /// A fresh key pair: what we open connections of our own with.
    ///
    /// # Errors
    /// [`RsaError::Modulus`] where no primes are found, which does not happen.
    pub fn draw(rng: &mut ChaCha20Rng) -> Result<Self, RsaError> {
        let drawn = ::rsa::PrivateKey::new_with_exp_unchecked(rng, BITS as usize, EXPONENT.into())
            .map_err(|_| RsaError::Modulus)?;
        Self::from_le_bytes(&le64(drawn.n()), &le64(drawn.d()))
    }

    fn from_le_bytes(modulus: &[u8; 64], exponent: &[u8; 64]) -> Result<Self, RsaError> {
        let public = PublicKey::from_le_bytes(modulus)?;
        let number = |bytes| BoxedUint::from_le_slice(bytes, BITS).map_err(|_| RsaError::Number);
        let private = Modular::new_unchecked(number(modulus)?, number(exponent)?);
        Ok(Self { public, private })
    }

    /// The public half.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Decrypts in place. A message may be larger than the modulus, so m + n is tried after m, and the
    /// hash decides.
    ///
    /// # Errors
    /// [`RsaError::WrongHash`] where neither fits; the data is then rubbish.
    pub fn open(&self, suite: Suite, data: &mut [u8; 64], hash: Hash) -> Result<(), RsaError> {
        let mut candidate = power(&self.private, data);
        let modulus = self.public.to_le_bytes();
        loop {
            if suite.hash(&candidate, Context::RSA) == hash {
                *data = candidate;
                return Ok(());
            }
            candidate = checked_add(&candidate, &modulus).ok_or(RsaError::WrongHash)?;
        }
    }
}

impl Serialize for PrivateKey {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let halves = [self.public.to_le_bytes(), le64(self.private.e())];
        serde_bytes::Bytes::new(&halves.concat()).serialize(to)
    }
}

impl<'de> Deserialize<'de> for PrivateKey {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let bytes = serde_bytes::ByteArray::<128>::deserialize(from)?;
        let (halves, _) = bytes.as_chunks::<64>();
        match halves {
            [modulus, exponent] => Self::from_le_bytes(modulus, exponent).map_err(serde::de::Error::custom),
            _ => Err(serde::de::Error::custom(RsaError::Modulus)),
        }
    }
}

/// `data` to the key's exponent, modulo its modulus.
fn power(key: &Modular, data: &[u8; 64]) -> [u8; 64] {
    let message = BoxedUint::from_le_slice_truncated(data, BITS);
    match rsa_encrypt(key, &message) {
        Ok(result) => le64(&result),
        // The operation has no way to fail; if it had one, no hash would fit.
        Err(_) => [0; 64],
    }
}

/// A number as 64 bytes, little-endian: the high zeros belong to it.
fn le64(number: &BoxedUint) -> [u8; 64] {
    let mut bytes = [0; 64];
    for (to, from) in bytes.iter_mut().zip(number.to_le_bytes()) {
        *to = from;
    }
    bytes
}

/// The sum of two numbers, where 64 bytes hold it.
fn checked_add(a: &[u8; 64], b: &[u8; 64]) -> Option<[u8; 64]> {
    let mut sum = [0; 64];
    let mut carry = 0_u16;
    for (to, (a, b)) in sum.iter_mut().zip(a.iter().zip(b)) {
        let [low, high] = (u16::from(*a) + u16::from(*b) + carry).to_le_bytes();
        *to = low;
        carry = u16::from(high);
    }
    (carry == 0).then_some(sum)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_built_in_key_is_the_published_one() {
        let modulus = PrivateKey::global_mas().public().to_le_bytes();
        assert_eq!((modulus[..4].to_vec(), modulus[63]), (vec![0x55, 0x01, 0x86, 0x14], 0xc4));
    }

    #[test]
    fn useless_moduli_are_refused() {
        assert_eq!(PublicKey::from_le_bytes(&[0; 64]), Err(RsaError::Modulus));
        assert_eq!(PublicKey::from_le_bytes(&[0xfe; 64]), Err(RsaError::Modulus));
        let mut small = [0xff; 64];
        small[60..].fill(0);
        assert_eq!(PublicKey::from_le_bytes(&small), Err(RsaError::Modulus));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// transport.md §6: also messages above the modulus.
        #[test]
        fn what_is_sealed_opens(mut message: [u8; 32], top: u8, ps3: bool) {
            let suite = if ps3 { Suite::Ps3 } else { Suite::Ps2 };
            message[0] |= 1;
            let mut data = [0; 64];
            data[..32].copy_from_slice(&message);
            data[32..].copy_from_slice(&message);
            data[63] = top;
            let plain = data;
            let key = PrivateKey::global_mas();
            let hash = key.public().seal(suite, &mut data);
            prop_assert_eq!(hash.context(), Context::RSA);
            let mut damaged = data;
            prop_assert_eq!(key.open(suite, &mut data, hash), Ok(()));
            prop_assert_eq!(data, plain);
            damaged[5] ^= 1;
            prop_assert_eq!(key.open(suite, &mut damaged, hash), Err(RsaError::WrongHash));
        }
    }
}
