//! Names of hosts, looked up on a thread of its own: the system's resolver keeps its caller waiting.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs as _};
use std::sync::mpsc::{SyncSender, sync_channel};

use clank_core::ids::{Component, LookupId};

use crate::router::{Envelope, Router};

/// Names that wait at most; one more is answered at once as not found.
const CAPACITY: usize = 64;

/// Looks names up for one machine. Its thread is started for the first name, and ends with it.
#[derive(Debug)]
pub struct Names {
    component: Component,
    router: Router,
    queue: Option<SyncSender<(LookupId, String)>>,
}

/// Returns the first IPv4 address of a name, as the system knows it.
fn resolve(name: &str) -> Option<Ipv4Addr> {
    let mut found = (name, 0).to_socket_addrs().ok()?;
    found.find_map(|at| match at {
        SocketAddr::V4(at) => Some(*at.ip()),
        SocketAddr::V6(_) => None,
    })
}

fn start(component: Component, router: Router) -> io::Result<SyncSender<(LookupId, String)>> {
    let (sender, names) = sync_channel::<(LookupId, String)>(CAPACITY);
    std::thread::Builder::new().name("names".into()).spawn(move || {
        for (request, name) in names {
            router.deliver(component, Envelope::LookedUp { request, found: resolve(&name) });
        }
    })?;
    Ok(sender)
}

impl Names {
    /// Returns what looks names up for a component; the answers come through the router.
    #[must_use]
    pub const fn new(component: Component, router: Router) -> Self {
        Self { component, router, queue: None }
    }

    /// Has a name looked up; [`Envelope::LookedUp`] answers, also where that cannot be done.
    pub fn look_up(&mut self, request: LookupId, name: String) {
        if self.queue.is_none() {
            self.queue = start(self.component, self.router.clone()).ok();
        }
        let asked = self.queue.as_ref().is_some_and(|queue| queue.try_send((request, name)).is_ok());
        if !asked {
            self.router.deliver(self.component, Envelope::LookedUp { request, found: None });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// MPS-1: a name of this host is found, and one that cannot be is not; each is answered once, in order.
    #[test]
    fn names_are_looked_up() {
        let router = Router::default();
        let inbox = router.open(Component::Mps, || {});
        let mut names = Names::new(Component::Mps, router);
        names.look_up(LookupId(1), "localhost".into());
        names.look_up(LookupId(2), "no-such-host.invalid".into());
        for expected in [(LookupId(1), Some(Ipv4Addr::LOCALHOST)), (LookupId(2), None)] {
            match inbox.recv_timeout(Duration::from_secs(60)).expect("an answer") {
                Envelope::LookedUp { request, found } => assert_eq!((request, found), expected),
                other => panic!("{other:?}"),
            }
        }
    }
}
