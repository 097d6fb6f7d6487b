//! The flows of lobby.md §7 over real sockets, for every runtime.

use std::net::Shutdown;

use clank_core::config::Config;
use clank_core::mail::Component;
use clank_host::server::{self, Driver};
use clank_sim::visit::{Dial, visit};

use crate::live::local_config;
use crate::logins::{SPEECHES, Stream};

/// Real sockets to a server on this machine.
struct Sockets<'c>(&'c Config);

impl Dial for Sockets<'_> {
    type Pipe = Stream;

    fn dial(&mut self, to: Component) -> Stream {
        let at = match to {
            Component::Muis => self.0.muis,
            Component::Mas => self.0.mas,
            _ => self.0.mls,
        };
        Stream::dial(at.expect("it listens").port())
    }

    fn hang_up(&mut self, pipe: &mut Stream) {
        let _ = pipe.0.shutdown(Shutdown::Write);
    }
}

/// Two players of each family do everything up to the game servers: encrypted 1.08, encrypted 1.10, clear.
///
/// # Panics
/// Where a step goes otherwise.
pub fn players_do_it_all<D: Driver>() {
    let handle = server::start::<D>(local_config()).expect("a server");
    for (number, (speech, app_id)) in SPEECHES.into_iter().enumerate() {
        let done = visit(&mut Sockets(handle.config()), speech, app_id, &format!("visit {number}"));
        done.unwrap_or_else(|error| panic!("{speech:?}: {error}"));
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
