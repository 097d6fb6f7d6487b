//! A machine that breaks is started anew, and who depends on it is told.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use clank_core::ids::Component;
use clank_core::limits::Limits;
use clank_core::machine::{NoTap, Tap};
use clank_core::mail::Mail;
use clank_core::mgcl::Word;
use clank_core::parts::Part;

use crate::bind::Sockets;
use crate::log;
use crate::post::{Post, Switchboard};
use crate::server::Driver;
use crate::store::Store;

/// The first wait before a machine is started anew; each further one is longer by as much.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest.
const LONGEST: Duration = Duration::from_secs(30);
/// How often a wait looks whether the server stops.
const LOOK: Duration = Duration::from_millis(50);

/// What every life of a machine needs.
#[derive(Debug, Clone)]
pub(crate) struct Surroundings {
    pub(crate) limits: Limits,
    pub(crate) switchboard: Switchboard,
    pub(crate) store: Store,
}

impl Surroundings {
    /// A driver for a machine.
    pub(crate) fn driver<D: Driver>(
        &self,
        part: Part,
        sockets: &mut Sockets,
        tap: Box<dyn Tap>,
    ) -> Result<D, crate::bind::StartError> {
        D::new(part, sockets, self.limits, self.switchboard.clone(), self.store.clone(), tap)
    }
}

/// Runs a machine until it is told to stop; `again` makes another one where it breaks.
pub(crate) fn supervise<D: Driver>(
    component: Component,
    first: D,
    surroundings: &Surroundings,
    again: impl Fn() -> Option<Part>,
) {
    let (name, mut driver, mut pause) = (log::name(component), Some(first), PAUSE);
    loop {
        if let Some(driver) = driver.take() {
            match run(driver) {
                Ok(()) => return,
                Err(what) => tracing::error!("{name} broke: {what}; it is started anew in {} s", pause.as_secs()),
            }
            mourn(component, &surroundings.switchboard);
        }
        if !wait(pause, &surroundings.switchboard) {
            return;
        }
        pause = LONGEST.min(pause + PAUSE);
        let Some(part) = again() else { return };
        match surroundings.driver(part, &mut Sockets::default(), Box::new(NoTap)) {
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

/// A game server takes its worlds along: the lobby hears of it at once (MPS-7).
fn mourn(component: Component, switchboard: &Switchboard) {
    if let Component::Dme(_) = component {
        let mail = Mail::Word(Box::new(Word::Gone));
        switchboard.deliver(Component::Mps, Post::Mail { from: component, mail });
    }
}

/// Waits. `false`: the server stops.
fn wait(pause: Duration, switchboard: &Switchboard) -> bool {
    let mut waited = Duration::ZERO;
    while waited < pause && !switchboard.is_stopping() {
        std::thread::sleep(LOOK);
        waited += LOOK;
    }
    !switchboard.is_stopping()
}
