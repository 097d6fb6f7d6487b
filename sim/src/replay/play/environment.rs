//! Who sets the scene while a recording is served: what was there before a request, and what others did meanwhile.

use core::time::Duration;

use crate::capture::Transport;
use crate::dissect::Message;
use crate::replay::read::exchange::Exchange;
use crate::replay::report::Difference;
use crate::world::World;

/// How long a request may take before the next scene is set.
pub(crate) const SCENE: Duration = Duration::from_millis(1);

/// Sets the scene. Everything is optional: most components know all they need before the first byte.
pub(crate) trait Environment {
    /// The machines are there, and the console is not yet.
    fn begin(&mut self, _: &mut World) {}

    /// The console's connection is there, and nothing of it was fed yet.
    fn arrived(&mut self, _: &mut World) {}

    /// A message of the console is about to come: the request with its answers, where it is one, and its record.
    fn before(&mut self, _: &mut World, _: Option<&Exchange>, _: u32) {}

    /// The console said something.
    fn said(&mut self, _: &Message, _: Transport) {}

    /// The recorded server sent what others had set off (see `is_set_off`): now they do.
    fn others(&mut self, _: &mut World, _: &Message, _: Transport) {}

    /// Nothing more will come: what reached the others by each transport.
    fn finish(&mut self, _: &mut World, _: Transport) -> Reached {
        Reached::default()
    }
}

/// What the console sent to others and our machines delivered.
#[derive(Debug, Default)]
pub(crate) struct Reached {
    /// Frames that came as they must.
    pub(crate) frames: u32,
    /// Where they did not.
    pub(crate) differences: Vec<Difference>,
}

/// Nobody else is needed.
pub(crate) struct NoEnvironment;

impl Environment for NoEnvironment {}
