//! The tokio driver: owns sockets, feeds machines, carries their effects out. It knows nothing of Medius.

mod conn;
mod driver;

use clank_core::config::Config;
use clank_core::limits::Limits;
use clank_core::machine::{NoTap, Tap};
use clank_core::mail::Component;
use clank_core::parts::{Part, parts};
use clank_core::script::NoScript;
use clank_core::store::Memory;
use clank_host::bind::{Sockets, StartError};
use clank_host::clock::seed;
use clank_host::handle::Handle;
use clank_host::post::Switchboard;
use clank_host::store::Store;

/// The server.
#[derive(Debug)]
pub struct Server;

impl Server {
    /// Starts everything that a configuration asks for; port 0 lets the system choose.
    ///
    /// # Errors
    /// [`StartError`] names the setting or the address.
    pub fn start(mut config: Config) -> Result<Handle, StartError> {
        let sockets = Sockets::bind(&mut config)?;
        let mut tables = Memory::new();
        tables.groups = config.titles.groups();
        let parts = parts(&config, |_| seed(), |_| Box::new(NoScript));
        Self::run(config, parts, sockets, tables, |_| Box::new(NoTap))
    }

    /// Runs machines on sockets that are bound already; each may be watched.
    ///
    /// # Errors
    /// [`StartError::System`] where the system has no thread for them.
    pub fn run(
        config: Config,
        parts: Vec<Part>,
        mut sockets: Sockets,
        tables: Memory,
        mut tap: impl FnMut(Component) -> Box<dyn Tap>,
    ) -> Result<Handle, StartError> {
        let switchboard = Switchboard::default();
        let store = Store::memory(tables, switchboard.clone())?;
        let limits: Limits = config.limits;
        let mut drivers = Vec::new();
        for part in parts {
            let tap = tap(part.component);
            drivers.push(driver::Prepared::new(part, &mut sockets, limits, switchboard.clone(), store.clone(), tap)?);
        }
        let mut threads = Vec::new();
        for driver in drivers {
            let component = driver.part.component;
            let name = clank_host::log::name(component).to_lowercase();
            let thread = std::thread::Builder::new().name(name).spawn(move || {
                if let Err(error) = driver.run() {
                    tracing::error!("{}: {error}", clank_host::log::name(component));
                }
            })?;
            threads.push((component, thread));
        }
        Ok(Handle::new(config, switchboard, threads))
    }
}
