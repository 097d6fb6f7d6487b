//! A family of RC4-like ciphers, of which RC4 and the PS2 cipher are members.

/// What a member of the family does differently from RC4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Params {
    /// The state starts at 255, 254, ... instead of 0, 1, ...
    pub descending: bool,
    /// By how much the index of the key schedule advances; odd.
    pub schedule_step: u8,
    /// By how much the index of the generator advances; odd.
    pub stream_step: u8,
    /// The plaintext moves the generator on.
    pub feedback: bool,
}

impl Params {
    /// RC4 itself.
    pub const RC4: Self = Self { descending: false, schedule_step: 1, stream_step: 1, feedback: false };
    /// The PS2 cipher (transport.md §4).
    pub const PS2: Self = Self { descending: true, schedule_step: 3, stream_step: 5, feedback: true };
    /// The step of the PS2 cipher's first pass, which takes the hash in.
    pub(super) const PS2_HASH_STEP: u8 = 5;
}

/// The state of one message: no state survives it.
#[derive(Clone)]
pub struct Rc {
    params: Params,
    state: [u8; 256],
}

impl Rc {
    /// The state before any key.
    #[must_use]
    #[inline]
    pub fn new(params: Params) -> Self {
        let mut state = [0; 256];
        for (place, value) in state.iter_mut().zip(0..=255_u8) {
            *place = if params.descending { 255 - value } else { value };
        }
        Self { params, state }
    }

    /// Takes a key in: 256 exchanges, the index advancing by `step`. Each exchange needs the one
    /// before, so this is what a short message costs.
    #[inline]
    pub fn schedule(&mut self, key: &[u8], step: u8) {
        let state = &mut self.state;
        let (mut i, mut j) = (0_u8, 0_u8);
        let mut exchange = |byte: u8| {
            let at_i = state[usize::from(i)];
            j = j.wrapping_add(byte).wrapping_add(at_i);
            state[usize::from(i)] = state[usize::from(j)];
            state[usize::from(j)] = at_i;
            i = i.wrapping_add(step);
        };
        // Whole rounds without a look at where in the key we are; both keys of the protocol fit evenly.
        let whole = 256_usize.checked_div(key.len()).unwrap_or_default();
        for _ in 0..whole {
            for byte in key {
                exchange(*byte);
            }
        }
        for byte in key.iter().take(256 - whole * key.len()) {
            exchange(*byte);
        }
    }

    /// The key schedule of this member.
    #[inline]
    pub fn key(&mut self, key: &[u8]) {
        self.schedule(key, self.params.schedule_step);
    }

    /// Encrypts in place.
    #[inline]
    pub fn encrypt(self, data: &mut [u8]) {
        self.run::<true>(data);
    }

    /// Decrypts in place.
    #[inline]
    pub fn decrypt(self, data: &mut [u8]) {
        self.run::<false>(data);
    }

    #[inline]
    fn run<const ENCRYPT: bool>(mut self, data: &mut [u8]) {
        let state = &mut self.state;
        let (mut i, mut j) = (0_u8, 0_u8);
        for byte in data {
            i = i.wrapping_add(self.params.stream_step);
            let at_i = state[usize::from(i)];
            j = j.wrapping_add(at_i);
            let at_j = state[usize::from(j)];
            state[usize::from(i)] = at_j;
            state[usize::from(j)] = at_i;
            let out = *byte ^ state[usize::from(at_i.wrapping_add(at_j))];
            if self.params.feedback {
                let plain = if ENCRYPT { *byte } else { out };
                j = j.wrapping_add(state[usize::from(plain)]);
            }
            *byte = out;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rc4::{KeyInit, Rc4, StreamCipher};

    use super::*;

    proptest! {
        /// With the modifications switched off, schedule and generator are RC4's.
        #[test]
        fn without_modifications_it_is_rc4(
            key in proptest::collection::vec(any::<u8>(), 1..=256),
            data in proptest::collection::vec(any::<u8>(), 0..2000),
        ) {
            let mut theirs = data.clone();
            Rc4::new_from_slice(&key).expect("1 to 256 bytes").apply_keystream(&mut theirs);
            let mut ours = data;
            let mut rc = Rc::new(Params::RC4);
            rc.key(&key);
            rc.encrypt(&mut ours);
            prop_assert_eq!(ours, theirs);
        }
    }
}
