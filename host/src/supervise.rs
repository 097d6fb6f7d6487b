//! A machine that breaks is started anew, and who depends on it is told.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use clank_core::components::ComponentSpec;
use clank_core::ids::Component;
use clank_core::limits::Limits;
use clank_core::machine::{NoTap, Tap};
use clank_core::peer::FromServer;
use clank_core::peer::PeerMessage;

use crate::bind::Sockets;
use crate::driver::Driver;
use crate::log;
use crate::router::{Envelope, Router};
use crate::store::Store;

/// The first wait before a machine is started anew; each further one is longer by as much.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest.
const LONGEST: Duration = Duration::from_secs(30);
/// How often a wait looks whether the server stops.
const LOOK: Duration = Duration::from_millis(50);

/// What a machine needs each time that it is started.
#[derive(Debug, Clone)]
pub(crate) struct RunContext {
    pub(crate) limits: Limits,
    pub(crate) router: Router,
    pub(crate) store: Store,
}

impl RunContext {
    /// A driver for a machine.
    pub(crate) fn driver<D: Driver>(
        &self,
        spec: ComponentSpec,
        sockets: &mut Sockets,
        tap: Box<dyn Tap>,
    ) -> Result<D, crate::bind::StartError> {
        D::new(spec, sockets, self.limits, self.router.clone(), self.store.clone(), tap)
    }
}

/// Runs a machine until it is told to stop; `again` makes another one where it breaks.
pub(crate) fn supervise<D: Driver>(
    component: Component,
    first: D,
    context: &RunContext,
    again: impl Fn() -> Option<ComponentSpec>,
) {
    let (name, mut driver, mut pause) = (log::name(component), Some(first), PAUSE);
    loop {
        if let Some(driver) = driver.take() {
            match run(driver) {
                Ok(()) => return,
                Err(what) => tracing::error!("{name} broke: {what}; it is started anew in {} s", pause.as_secs()),
            }
            announce_loss(component, &context.router);
        }
        if !wait(pause, &context.router) {
            return;
        }
        pause = LONGEST.min(pause + PAUSE);
        let Some(spec) = again() else { return };
        match context.driver(spec, &mut Sockets::default(), Box::new(NoTap)) {
            Ok(fresh) => driver = Some(fresh),
            Err(error) => tracing::error!("{name}: {error}"),
        }
    }
}

/// One life; what ended it, unless it was told to stop.
fn run<D: Driver>(driver: D) -> Result<(), String> {
    match catch_unwind(AssertUnwindSafe(|| driver.run())) {
        Ok(outcome) => outcome.map_err(|error: io::Error| error.to_string()),
        Err(panic) => Err(log::panic_message(&*panic).to_owned()),
    }
}

/// Tells the MPS that a game server is gone, and its worlds with it (MPS-7).
fn announce_loss(component: Component, router: &Router) {
    if let Component::Dme(_) = component {
        let message = PeerMessage::FromServer(Box::new(FromServer::Gone));
        router.deliver(Component::Mps, Envelope::Peer { from: component, message });
    }
}

/// Waits. `false`: the server stops.
fn wait(pause: Duration, router: &Router) -> bool {
    let mut waited = Duration::ZERO;
    while waited < pause && !router.is_stopping() {
        std::thread::sleep(LOOK);
        waited += LOOK;
    }
    !router.is_stopping()
}
