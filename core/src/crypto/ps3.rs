//! The PS3 cipher and hash, "RCQ" (transport.md §5): version 1.12 and above.
//!
//! It works on 32-bit little-endian words; a message is padded with zeros to whole words.

use super::{Context, Hash, SessionKey};

#[derive(Clone, Copy)]
struct CipherState {
    a: u32,
    b: u32,
    c: u32,
    d: u32,
}

impl CipherState {
    const fn round(self) -> Self {
        let Self { a, b, c, d } = self;
        let d = d ^ 0x5B3A_A654;
        let c = c.wrapping_add(a).wrapping_add(d).rotate_left(7);
        let b = b.wrapping_add(d).wrapping_add(c);
        let c = c ^ 0x7597_0A4D;
        let b = b.rotate_left(11);
        let a = a.wrapping_add(c).wrapping_add(b).rotate_right(15);
        let m = a & b;
        let b = !b;
        let d = d.wrapping_add(m | (c & b));
        Self { a: !a, b, c, d }
    }

    fn absorb(self, words: impl IntoIterator<Item = u32>) -> Self {
        words.into_iter().fold(self, |state, word| {
            let state = state.round();
            Self { d: state.d ^ word, ..state }
        })
    }
}

fn word(bytes: &[u8]) -> u32 {
    let mut word = [0; 4];
    for (to, from) in word.iter_mut().zip(bytes) {
        *to = *from;
    }
    u32::from_le_bytes(word)
}

pub(super) fn hash(plain: &[u8], context: Context) -> Hash {
    let state = CipherState { a: 0, b: 0, c: 0, d: 0 }.absorb([0; 4]).absorb(plain.chunks(4).map(word));
    let sum = state.a.wrapping_add(state.b).wrapping_add(state.c).wrapping_add(state.d);
    Hash::new(sum.to_le_bytes(), context)
}

/// Only the first 16 bytes of the key are used.
fn keyed(key: &SessionKey, hash: Hash) -> CipherState {
    let mut words = key.as_bytes().chunks(4).map(word);
    let mut next = || words.next().unwrap_or_default();
    let state = CipherState { a: next(), b: next(), c: next(), d: next() }.absorb([u32::from_le_bytes(hash.0)]);
    state.absorb([state.a, state.b, state.c, state.d])
}

fn run(key: &SessionKey, hash: Hash, data: &mut [u8], encrypt: bool) {
    let mut state = keyed(key, hash);
    for piece in data.chunks_mut(4) {
        state = state.round();
        let given = word(piece);
        let out = given ^ state.d;
        state.d = if encrypt { out } else { given };
        for (to, from) in piece.iter_mut().zip(out.to_le_bytes()) {
            *to = from;
        }
    }
}

pub(super) fn encrypt(key: &SessionKey, hash: Hash, data: &mut [u8]) {
    run(key, hash, data, true);
}

pub(super) fn decrypt(key: &SessionKey, hash: Hash, data: &mut [u8]) {
    run(key, hash, data, false);
}
