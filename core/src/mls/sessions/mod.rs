//! Sessions: logins that come over from the MAS, players across connections, and how they leave (lobby.md 5.1).

pub(super) mod admit;
pub(super) mod console;
pub(super) mod logout;
mod online;
mod standing;
mod table;

pub(super) use standing::{NEEDS_NO_LOGIN, Standing};
pub(super) use table::{Arriving, Session, Sessions};
