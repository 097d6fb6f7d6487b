//! The PS2 suite: SHA-1 and a relative of RC4 (transport.md §3, §4).
//!
//! The permutation is RC4's with four changes, each a parameter here, so that a test can switch them off and
//! compare with RC4 itself: the start descends, a pass over the hash comes before the pass over the key, indices
//! stride by more than one, and the plaintext feeds back into the generator. Nothing survives a message: the cost
//! is the 512 dependent swaps of the schedule. Opening has a longer chain per byte than sealing, because the byte fed
//! back is known only once it is decrypted.

use sha1::{Digest, Sha1};

use super::{Context, Hash, SessionKey};

pub(super) fn hash(plain: &[u8], context: Context) -> Hash {
    let [a, b, c, d, ..] = <[u8; 20]>::from(Sha1::digest(plain));
    Hash::new([a, b, c, d], context)
}

/// Encrypts in place. The feedback byte is what goes in.
pub(super) fn encrypt(key: &SessionKey, hash: Hash, data: &mut [u8]) {
    scheduled(key, hash).crypt::<5>(data, |input, _| Some(input));
}

/// Decrypts in place. The feedback byte is what comes out.
pub(super) fn decrypt(key: &SessionKey, hash: Hash, data: &mut [u8]) {
    scheduled(key, hash).crypt::<5>(data, |_, output| Some(output));
}

fn scheduled(key: &SessionKey, hash: Hash) -> Permutation {
    let mut state = Permutation::DESCENDING;
    state.mix::<5, 4>(&hash.0);
    state.mix::<3, 64>(key.as_bytes());
    state
}

/// A permutation of the 256 bytes. Indices are `u8`, so no access needs a check.
struct Permutation([u8; 256]);

impl Permutation {
    const DESCENDING: Self = {
        let mut state = [0; 256];
        let mut i = 0;
        while i < 256 {
            state[i] = 255 - i as u8;
            i += 1;
        }
        Self(state)
    };

    /// One schedule pass: 256 swaps, `seed` repeated over them, visiting every `STRIDE`th index.
    #[inline(always)]
    fn mix<const STRIDE: u8, const N: usize>(&mut self, seed: &[u8; N]) {
        const { assert!(256 % N == 0, "the seed must fill the 256 steps") };
        let s = &mut self.0;
        let (mut i, mut j) = (0u8, 0u8);
        for _ in 0..256 / N {
            for &byte in seed {
                let a = s[usize::from(i)];
                j = j.wrapping_add(byte).wrapping_add(a);
                s[usize::from(i)] = s[usize::from(j)];
                s[usize::from(j)] = a;
                i = i.wrapping_add(STRIDE);
            }
        }
    }

    /// The generator over `data`; `feedback(input, output)` names the byte to feed back, if any.
    #[inline(always)]
    fn crypt<const STRIDE: u8>(mut self, data: &mut [u8], feedback: impl Fn(u8, u8) -> Option<u8>) {
        let s = &mut self.0;
        let (mut i, mut j) = (0u8, 0u8);
        for byte in data {
            i = i.wrapping_add(STRIDE);
            let a = s[usize::from(i)];
            j = j.wrapping_add(a);
            let b = s[usize::from(j)];
            s[usize::from(i)] = b;
            s[usize::from(j)] = a;
            let input = *byte;
            *byte = input ^ s[usize::from(a.wrapping_add(b))];
            if let Some(plain) = feedback(input, *byte) {
                j = j.wrapping_add(s[usize::from(plain)]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rc4::{KeyInit, Rc4, StreamCipher};

    use super::super::Suite;
    use super::*;

    /// The context is part of the seed: the same plaintext under another context has another cipher text.
    #[test]
    fn context_changes_the_cipher_text() {
        let key = SessionKey::new([0x42; 64]);
        let (mut one, mut three) = (*b"Hello World!", *b"Hello World!");
        let _ = Suite::Ps2.seal(&key, Context::SERVER, &mut one);
        let _ = Suite::Ps2.seal(&key, Context::CLIENT, &mut three);
        assert_ne!(one, three);
    }

    /// Found by trying 192 million numbers: SHA-1 of these bytes begins with 29 zero bits.
    #[test]
    fn a_message_with_a_null_hash_stays_plain() {
        let plain = 192_504_076_u64.to_le_bytes();
        let key = SessionKey::new([0x42; 64]);
        let mut data = plain;
        let hash = Suite::Ps2.seal(&key, Context::CLIENT, &mut data);
        assert_eq!((hash, data), (Hash([0, 0, 0, 0x60]), plain));
        assert_eq!(Suite::Ps2.open(&key, hash, &mut data), Ok(()));
        assert_eq!(data, plain);
    }

    /// RC4 out of the same parts: ascending start, stride 1, one pass, no feedback.
    fn plain_rc4<const N: usize>(key: &[u8; N], data: &mut [u8]) {
        let mut state = Permutation(std::array::from_fn(|i| i as u8));
        state.mix::<1, N>(key);
        state.crypt::<1>(data, |_, _| None);
    }

    fn reference(key: &[u8], data: &mut [u8]) {
        Rc4::new_from_slice(key).expect("1 to 256 bytes").apply_keystream(data);
    }

    proptest! {
        #[test]
        fn without_the_changes_it_is_rc4(
            long in any::<[u8; 64]>(),
            short in any::<[u8; 4]>(),
            plain in prop::collection::vec(any::<u8>(), 0..1500),
        ) {
            let (mut ours, mut theirs) = (plain.clone(), plain.clone());
            plain_rc4(&long, &mut ours);
            reference(&long, &mut theirs);
            prop_assert_eq!(&ours, &theirs);
            let (mut ours, mut theirs) = (plain.clone(), plain);
            plain_rc4(&short, &mut ours);
            reference(&short, &mut theirs);
            prop_assert_eq!(ours, theirs);
        }
    }
}
