//! Starting and running the machines of a configuration: the same for every driver.

use std::io;

use clank_core::config::Config;
use clank_core::limits::Limits;
use clank_core::machine::{NoTap, Tap};
use clank_core::mail::Component;
use clank_core::parts::{Part, parts};
use clank_core::script::NoScript;
use clank_core::store::Memory;

use crate::bind::{Sockets, StartError};
use crate::clock::seed;
use crate::handle::Handle;
use crate::log;
use crate::post::Switchboard;
use crate::store::Store;

/// One machine on a thread of its own, with its sockets.
pub trait Driver: Sized + Send + 'static {
    /// Takes a machine on; its sockets are bound already, or are bound now.
    ///
    /// # Errors
    /// [`StartError`] where the system refuses what the driver needs.
    fn new(
        part: Part,
        sockets: &mut Sockets,
        limits: Limits,
        switchboard: Switchboard,
        store: Store,
        tap: Box<dyn Tap>,
    ) -> Result<Self, StartError>;

    /// The machine's whole life.
    ///
    /// # Errors
    /// What ended it before it was told to.
    fn run(self) -> io::Result<()>;
}

/// Starts everything that a configuration asks for; port 0 lets the system choose.
///
/// # Errors
/// [`StartError`] names the setting or the address.
pub fn start<D: Driver>(mut config: Config) -> Result<Handle, StartError> {
    let sockets = Sockets::bind(&mut config)?;
    let mut tables = Memory::new();
    tables.groups = config.titles.groups();
    let parts = parts(&config, |_| seed(), |_| Box::new(NoScript));
    run::<D>(config, parts, sockets, tables, |_| Box::new(NoTap))
}

/// Runs machines on sockets that are bound already; each may be watched.
///
/// # Errors
/// [`StartError::System`] where the system has no thread for them.
pub fn run<D: Driver>(
    config: Config,
    parts: Vec<Part>,
    mut sockets: Sockets,
    tables: Memory,
    mut tap: impl FnMut(Component) -> Box<dyn Tap>,
) -> Result<Handle, StartError> {
    let switchboard = Switchboard::default();
    let store = Store::memory(tables, switchboard.clone())?;
    let mut drivers = Vec::new();
    // All mailboxes are open before the first machine runs.
    for part in parts {
        let component = part.component;
        let tap = tap(component);
        let driver = D::new(part, &mut sockets, config.limits, switchboard.clone(), store.clone(), tap)?;
        drivers.push((component, driver));
    }
    let mut threads = Vec::new();
    for (component, driver) in drivers {
        let name = log::name(component);
        let thread = std::thread::Builder::new().name(name.to_lowercase()).spawn(move || {
            if let Err(error) = driver.run() {
                tracing::error!("{name}: {error}");
            }
        })?;
        threads.push((component, thread));
    }
    Ok(Handle::new(config, switchboard, threads))
}
