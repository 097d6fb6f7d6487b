//! The flows of lobby.md §7 over real sockets, for every runtime.

use clank_core::titles::Hosting;
use clank_host::server::{self, Driver};
use clank_sim::client::{ClientProfile, Handshake, run_flows};
use clank_sim::load::Sockets;

use crate::live::local_config;
use crate::logins::profiles;

/// Two players of each family go the whole way: encrypted 1.08, encrypted 1.10, clear, and a title whose games are on
/// consoles.
///
/// # Panics
/// Where a step goes otherwise.
pub fn players_do_it_all<D: Driver>() {
    let handle = server::start::<D>(local_config()).expect("a server");
    let config = handle.config();
    let mut sockets = Sockets { muis: config.muis, mas: config.mas.expect("it listens") };
    let amplitude = ClientProfile::of_version(Handshake::Rt108, 10164, clank_core::wire::Version(106));
    let on_servers = profiles().map(|profile| (profile, Hosting::GameServer));
    for (number, (profile, hosting)) in on_servers.into_iter().chain([(amplitude, Hosting::Console)]).enumerate() {
        let done = run_flows(&mut sockets, profile, hosting, &format!("visit {number}"));
        done.unwrap_or_else(|error| panic!("{profile:?}: {error}"));
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
