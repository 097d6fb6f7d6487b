//! A running server, as its owner sees it.

use std::sync::mpsc::channel;
use std::thread::JoinHandle;
use std::time::Duration;

use clank_core::config::Config;
use clank_core::ids::Component;
use clank_core::operator::{Command, CommandAnswer};

use crate::router::{Envelope, Router};

/// A running server. Dropping it stops it.
#[derive(Debug)]
pub struct Handle {
    config: Config,
    router: Router,
    threads: Vec<(Component, JoinHandle<()>)>,
}

/// How long an operator waits for a machine.
const PATIENCE: Duration = Duration::from_secs(5);

impl Handle {
    /// What a driver makes of its threads.
    #[must_use]
    pub const fn new(config: Config, router: Router, threads: Vec<(Component, JoinHandle<()>)>) -> Self {
        Self { config, router, threads }
    }

    /// The configuration, with the ports that are really there.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Asks a machine; `None` where it is not in this process or does not answer.
    #[must_use]
    pub fn operator(&self, component: Component, command: Command) -> Option<CommandAnswer> {
        let (answer, answered) = channel();
        self.router.deliver(component, Envelope::Operator { command, answer });
        answered.recv_timeout(PATIENCE).ok()
    }

    /// How many datagrams of a machine the system had no room for: lost, as on any network.
    #[must_use]
    pub fn lost_datagrams(&self, component: Component) -> u64 {
        self.router.lost_datagrams(component)
    }

    /// Whether every machine still runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.threads.iter().all(|(_, thread)| !thread.is_finished())
    }

    /// Stops every machine and waits for it.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.router.stop();
        for (component, _) in &self.threads {
            self.router.deliver(*component, Envelope::Stop);
        }
        for (component, thread) in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("{} ended in a panic", crate::log::name(component));
            }
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.end();
    }
}
