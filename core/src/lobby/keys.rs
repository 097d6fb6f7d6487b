//! Session keys and access keys (ST-10, ST-11).

use crate::entropy::{Entropy, Purpose};
use crate::wire::{AccessKey, SessionKeyText};

const HEX: &[u8; 16] = b"0123456789ABCDEF";
const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// 16 hexadecimal digits and a NUL: an authenticator, so it is drawn and not counted (ST-10).
#[must_use]
pub fn session_key(entropy: &Entropy, ordinal: u64) -> SessionKeyText {
    let drawn: [u8; 8] = entropy.bytes(Purpose::SessionKey, ordinal);
    let mut text = [0; 16];
    for (pair, byte) in text.chunks_exact_mut(2).zip(drawn) {
        for (to, digit) in pair.iter_mut().zip([byte >> 4, byte & 15]) {
            *to = HEX.get(usize::from(digit)).copied().unwrap_or_default();
        }
    }
    SessionKeyText::new(text)
}

/// 12 random bytes in base64, as Sony's servers made them: 16 characters and a NUL (ST-11).
#[must_use]
pub fn access_key(entropy: &Entropy, ordinal: u64) -> AccessKey {
    let drawn: [u8; 12] = entropy.bytes(Purpose::AccessKey, ordinal);
    let mut text = [0; 16];
    for (quad, triple) in text.chunks_exact_mut(4).zip(drawn.chunks_exact(3)) {
        let bits = triple.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        for (to, shift) in quad.iter_mut().zip([18, 12, 6, 0]) {
            *to = BASE64.get(bits >> shift & 63).copied().unwrap_or_default();
        }
    }
    AccessKey::new(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ST-10, ST-11
    #[test]
    fn keys_fill_their_fields_and_differ() {
        let entropy = Entropy::new([3; 32]);
        let (one, two) = (session_key(&entropy, 1), session_key(&entropy, 2));
        assert_eq!((one.text().len(), one == two), (16, false));
        let (one, two) = (access_key(&entropy, 1), access_key(&entropy, 2));
        assert_eq!((one.text().len(), one == two), (16, false));
    }
}
