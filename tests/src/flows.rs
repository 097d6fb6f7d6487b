//! The flows of lobby.md §7 over real sockets, for every runtime.

use core::time::Duration;
use std::net::{Shutdown, SocketAddrV4};

use clank_core::config::Config;
use clank_core::mail::Component;
use clank_core::titles::Hosting;
use clank_host::server::{self, Driver};
use clank_sim::console::{Disc, Speech};
use clank_sim::visit::{Dial, visit};

use crate::live::local_config;
use crate::logins::{Datagrams, Stream, discs};

/// Real sockets to a server on this machine.
struct Sockets<'c>(&'c Config);

impl Dial for Sockets<'_> {
    type Pipe = Stream;
    type Socket = Datagrams;

    fn known(&self, component: Component) -> SocketAddrV4 {
        let at = if component == Component::Muis { self.0.muis } else { self.0.mas };
        at.expect("it listens")
    }

    fn dial(&mut self, to: SocketAddrV4) -> Stream {
        Stream::dial(to.port())
    }

    fn hang_up(&mut self, pipe: &mut Stream) {
        let _ = pipe.0.shutdown(Shutdown::Write);
    }

    fn socket(&mut self) -> Datagrams {
        Datagrams::bind()
    }

    fn wait(&mut self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// Two players of each family go the whole way: encrypted 1.08, encrypted 1.10, clear, and a title whose games are on
/// consoles.
///
/// # Panics
/// Where a step goes otherwise.
pub fn players_do_it_all<D: Driver>() {
    let handle = server::start::<D>(local_config()).expect("a server");
    let amplitude = Disc::of_version(Speech::Old, 10164, clank_core::wire::Version(106));
    let on_servers = discs().map(|disc| (disc, Hosting::GameServer));
    for (number, (disc, hosting)) in on_servers.into_iter().chain([(amplitude, Hosting::Console)]).enumerate() {
        let done = visit(&mut Sockets(handle.config()), disc, hosting, &format!("visit {number}"));
        done.unwrap_or_else(|error| panic!("{disc:?}: {error}"));
    }
    handle.stop();
}

/// Makes one test per flow for a runtime.
#[macro_export]
macro_rules! flows {
    ($runtime:ty) => {
        /// The flows of lobby.md §7.
        #[test]
        fn players_do_it_all() {
            $crate::flows::players_do_it_all::<$runtime>();
        }
    };
}
