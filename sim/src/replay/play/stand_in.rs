//! What stands in the place of a component that is not replayed.

use clank_core::ids::Component;
use clank_core::machine::Input;
use clank_core::peer::PeerMessage;

/// Returns what another component wrote: a stand-in has no connections, sockets or store of its own.
#[deny(clippy::wildcard_enum_match_arm)]
pub(super) fn mail_of(input: Input<'_>) -> Option<(Component, PeerMessage)> {
    match input {
        Input::Peer { from, message } => Some((from, message)),
        Input::Opened { .. }
        | Input::ConnectFailed { .. }
        | Input::Received { .. }
        | Input::Congested { .. }
        | Input::Writable { .. }
        | Input::Closed { .. }
        | Input::Datagram { .. }
        | Input::Bound { .. }
        | Input::BindFailed { .. }
        | Input::LookedUp { .. }
        | Input::Store { .. }
        | Input::Operator { .. }
        | Input::Clock { .. }
        | Input::Reseed(_)
        | Input::Tick
        | Input::Turn => None,
    }
}
