//! The PS2 cipher and hash (transport.md §3, §4): all versions up to 1.11.

use sha1::{Digest, Sha1};

use super::rc::{Params, Rc};
use super::{Context, Hash, SessionKey};

pub(super) fn hash(plain: &[u8], context: Context) -> Hash {
    let [a, b, c, d, ..] = <[u8; 20]>::from(Sha1::digest(plain));
    Hash::new([a, b, c, d], context)
}

/// The state for one message: the hash first, then the key.
#[inline]
fn keyed(key: &SessionKey, hash: Hash) -> Rc {
    let mut rc = Rc::new(Params::PS2);
    rc.schedule(&hash.0, Params::PS2_HASH_STEP);
    rc.key(key.as_bytes());
    rc
}

pub(super) fn encrypt(key: &SessionKey, hash: Hash, data: &mut [u8]) {
    keyed(key, hash).encrypt(data);
}

pub(super) fn decrypt(key: &SessionKey, hash: Hash, data: &mut [u8]) {
    keyed(key, hash).decrypt(data);
}
