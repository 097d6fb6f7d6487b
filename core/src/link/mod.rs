//! One SCE-RT connection: framing, keys, handshake per version family, echo, time-outs (transport.md).
//!
//! A link opens what arrives, answers what belongs to the transport itself, and hands the rest on. It
//! does not know whom it serves: a component admits or refuses, and answers requests.
//!
//! Its state is [`Link`]. [`Link::read`] and [`Link::next`] take bytes in and give an [`Incoming`]; [`Link::admit`]
//! goes on with the handshake; [`Link::send_packets`] and [`broadcast`] send; [`Link::tick`] does what is due.

pub mod caller;
mod error;
mod handshake;
mod incoming;
mod open;
mod reading;
pub mod relay;
mod replies;
mod send;
mod shared;
mod stage;
mod state;
mod timeouts;
mod welcome;

pub use error::LinkError;
pub use handshake::milliseconds;
pub use incoming::Incoming;
pub use reading::ReadCursor;
pub use replies::{Packets, Replies, Slot};
pub(crate) use send::Group;
pub use send::broadcast;
pub use shared::{LinkRole, Shared};
pub use state::Link;
pub use welcome::{Welcome, WorldWelcome};
