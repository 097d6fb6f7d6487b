//! What a runtime is to the server: something that runs one machine.

use std::io;

use clank_core::components::ComponentSpec;
use clank_core::limits::Limits;
use clank_core::machine::Tap;

use crate::bind::{Sockets, StartError};
use crate::router::Router;
use crate::store::Store;

/// One machine on a thread of its own, with its sockets.
pub trait Driver: Sized + Send + 'static {
    /// Takes a machine on; its sockets are bound already, or are bound now.
    ///
    /// # Errors
    /// [`StartError`] where the system refuses what the driver needs.
    fn new(
        spec: ComponentSpec,
        sockets: &mut Sockets,
        limits: Limits,
        router: Router,
        store: Store,
        tap: Box<dyn Tap>,
    ) -> Result<Self, StartError>;

    /// The machine's whole life.
    ///
    /// # Errors
    /// What ended it before it was told to.
    fn run(self) -> io::Result<()>;
}
