//! MessageClassDME (0): game servers and their players. Fragments have a file of their own,
//! [`super::fragment`].

use crate::wire::PlainText;
use crate::wire::macros::messages;

messages! {
    0

    /// DMEServerVersion, 16 bytes, messages.json 0/00.
    0x00 ServerVersion "DMEServerVersion" Push {
        version "Version": PlainText<16>,
    }
}
