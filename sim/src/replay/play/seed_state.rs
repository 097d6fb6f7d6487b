//! What our machines are given before the first byte: what the recorded server knew, and how it behaved.

use clank_core::config::Config;
use clank_core::ids::Component;
use clank_core::machine::Machine;
use clank_core::peer::PeerMessage;
use clank_core::settings::LinkPreset;

use super::environment::Environment;
use crate::replay::read::ends::Ends;
use crate::replay::read::lobby_state::Tables;

/// Everything that our machines are given before the first byte.
pub(crate) struct SeedState {
    pub(crate) config: Config,
    pub(crate) store: Tables,
    pub(crate) preset: LinkPreset,
    /// Where the console and the server are.
    pub(crate) ends: Ends,
    /// What components wrote before the recording begins: from, to, and the message.
    pub(crate) peer_messages: Vec<(Component, Component, PeerMessage)>,
    /// Who sets the scenes.
    pub(crate) environment: Box<dyn Environment>,
    /// What stands in the place of our components, or of those that the configuration does not have.
    pub(crate) stand_ins: Vec<(Component, Box<dyn Machine>)>,
    /// The wall clock at the first byte, in microseconds since 1970.
    pub(crate) born_us: i64,
}
