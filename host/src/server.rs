//! Starting and running the machines of a configuration: the same for every driver.

use std::sync::Arc;

use clank_core::components::{ComponentSpec, components};
use clank_core::config::Config;
use clank_core::ids::Component;
use clank_core::machine::{NoTap, Tap};
use clank_core::script::NoScript;
use clank_core::store::{Backend, Memory};

use crate::bind::{Sockets, StartError};
use crate::clock::seed;
use crate::driver::Driver;
use crate::handle::Handle;
use crate::log;
use crate::router::Router;
use crate::store::Store;
use crate::supervise::{RunContext, supervise};

/// Starts everything that a configuration asks for; port 0 lets the system choose.
///
/// # Errors
/// [`StartError`] names the setting or the address.
pub fn start<D: Driver>(mut config: Config) -> Result<Handle, StartError> {
    let sockets = Sockets::bind(&mut config)?;
    let mut tables = Memory::new();
    tables.groups = config.titles.groups();
    let settings = config.clone();
    let machines = move || components(&settings, |_| seed(), |_| Box::new(NoScript));
    run::<D>(config, machines, sockets, Box::new(tables), |_| Box::new(NoTap))
}

/// Runs machines on sockets that are bound already; each may be watched in its first life. `machines` makes them all:
/// once at the beginning, and again when one breaks and is replaced.
///
/// # Errors
/// [`StartError::System`] where the system has no thread for them.
pub fn run<D: Driver>(
    config: Config,
    machines: impl Fn() -> Vec<ComponentSpec> + Send + Sync + 'static,
    mut sockets: Sockets,
    backend: Box<dyn Backend>,
    mut tap: impl FnMut(Component) -> Box<dyn Tap>,
) -> Result<Handle, StartError> {
    let router = Router::default();
    let store = Store::new(backend, router.clone())?;
    let context = RunContext { limits: config.limits, router: router.clone(), store };
    let mut drivers = Vec::new();
    // All mailboxes are open before the first machine runs.
    for spec in machines() {
        let component = spec.component;
        drivers.push((component, context.driver::<D>(spec, &mut sockets, tap(component))?));
    }
    let machines = Arc::new(machines);
    let mut threads = Vec::new();
    for (component, driver) in drivers {
        let (machines, context) = (machines.clone(), context.clone());
        let again = move || machines().into_iter().find(|spec| spec.component == component);
        let thread = std::thread::Builder::new()
            .name(log::name(component).to_lowercase())
            .spawn(move || supervise(component, driver, &context, again))?;
        threads.push((component, thread));
    }
    Ok(Handle::new(config, router, threads))
}
