//! Whole logins over real sockets, for every runtime.

use std::net::TcpStream;

use clank_core::components::components;
use clank_core::config::Config;
use clank_core::ids::Component;
use clank_core::machine::NoTap;
use clank_core::operator::{Command, CommandAnswer};
use clank_core::script::NoScript;
use clank_core::store::Memory;
use clank_core::wire::CallbackStatus as Status;
use clank_host::bind::Sockets;
use clank_host::driver::Driver;
use clank_host::server;
use clank_sim::client::{ClientProfile, Console, Handshake, ServerEntry};
use clank_sim::load::TcpPipe;

use crate::conformance::host;
use crate::live::local_config;
use crate::recording::{Recording, rerun};

/// Titles that speak each way: encrypted 1.08, encrypted 1.10, and a community client in clear.
#[must_use]
pub fn profiles() -> [ClientProfile; 3] {
    [
        ClientProfile::new(Handshake::Rt108, 10684),
        ClientProfile::new(Handshake::Rt110, 11184),
        ClientProfile::new(Handshake::Community, 10684),
    ]
}

fn log_in(config: &Config, profile: ClientProfile, name: &str) {
    let mas = config.mas.expect("it listens").port();
    let mut console = Console::new(TcpPipe::connect(host(mas)), profile);
    console.connect(&ServerEntry::authentication()).expect("a handshake");
    let ticket = console.login(name, "secret").expect("an answer");
    assert_eq!(ticket.login.status_code, Status::SUCCESS);
    let info = &ticket.login.connect_info;
    assert_eq!(info.session_key, ticket.session_key);
    assert_eq!(info.access_key.text().len(), 16);
    let [mls, nat] = &info.address_list.address_list;
    assert_eq!((mls.address.text(), nat.address.text()), (b"127.0.0.1".as_slice(), b"127.0.0.1".as_slice()));
    assert_eq!(mls.port, u32::from(config.mls.expect("it listens").port()));
    assert_eq!(nat.port, u32::from(config.nat.expect("it listens").port()));
    console.leave();
    console.pipe().shut();
    let mls = u16::try_from(mls.port).expect("a port");
    let mut lobby = Console::new(TcpPipe::connect(host(mls)), profile);
    let version = lobby.enter(&ticket).expect("let in");
    assert!(version.to_text().starts_with("Medius Lobby Server"), "{version:?}");
}

/// Session key, access key, MLS address, reconnect to the MLS with them: encrypted 1.08, encrypted
/// 1.10, clear.
///
/// # Panics
/// Where the server does not let a console in.
pub fn consoles_log_in<D: Driver>() {
    let handle = server::start::<D>(local_config()).expect("a server");
    for (number, profile) in profiles().into_iter().enumerate() {
        log_in(handle.config(), profile, &format!("player {number}"));
    }
    match handle.operator(Component::Mas, Command::Counters) {
        Some(CommandAnswer::Counters(counters)) => {
            assert_eq!((counters.connected, counters.faults_closed), (3, 0));
        }
        other => panic!("{other:?}"),
    }
    handle.stop();
}

/// A tapped live login, run again in fresh machines: identical, all of it.
///
/// # Panics
/// Where a machine is not a function of its inputs.
pub fn a_tapped_login_runs_again<D: Driver>() {
    // A login does not ask the MUIS.
    let mut config = Config { muis: None, ..local_config() };
    let sockets = Sockets::bind(&mut config).expect("free ports");
    let seed = |component| [if component == Component::Mas { 1 } else { 2 }; 32];
    let all = [Component::Mas, Component::Mls, Component::Nat, Component::Mps, Component::Dme(0)];
    let taps: Vec<(Component, Recording)> = all.map(|component| (component, Recording::default())).to_vec();
    let tap = |component| match taps.iter().find(|(watched, _)| *watched == component) {
        Some((_, recording)) => Box::new(recording.clone()) as Box<dyn clank_core::machine::Tap>,
        None => Box::new(NoTap),
    };
    let settings = config.clone();
    let machines = move || components(&settings, seed, |_| Box::new(NoScript));
    let handle = server::run::<D>(config, machines.clone(), sockets, Box::new(Memory::new()), tap).expect("a server");
    for (number, profile) in profiles().into_iter().enumerate() {
        log_in(handle.config(), profile, &format!("player {number}"));
    }
    handle.stop();
    for mut spec in machines() {
        let recording = taps.iter().find(|(component, _)| *component == spec.component);
        let steps = recording.map(|(_, recording)| recording.steps()).unwrap_or_default();
        assert!(steps.len() > 1, "{:?} was not tapped", spec.component);
        rerun(&mut *spec.machine, &steps);
    }
}

/// 1,000 connections that say nothing cost nobody anything: a console still logs in, and all of them
/// are let go when the server stops.
///
/// # Panics
/// Where the server does not let the console in.
pub fn silent_connections_are_no_burden<D: Driver>() {
    let handle = server::start::<D>(local_config()).expect("a server");
    let port = handle.config().mas.expect("it listens").port();
    let silent: Vec<TcpStream> = (0..1000).map(|_| TcpStream::connect(host(port)).expect("accepted")).collect();
    log_in(handle.config(), ClientProfile::new(Handshake::Rt108, 10684), "patient");
    match handle.operator(Component::Mas, Command::Counters) {
        Some(CommandAnswer::Counters(counters)) => assert_eq!(counters.opened, 1001),
        other => panic!("{other:?}"),
    }
    handle.stop();
    drop(silent);
}

/// Makes one test per property for a runtime.
#[macro_export]
macro_rules! logins {
    ($runtime:ty) => {
        $crate::logins!($runtime: consoles_log_in a_tapped_login_runs_again silent_connections_are_no_burden);
    };
    ($runtime:ty: $($name:ident)*) => {$(
        #[test]
        fn $name() {
            $crate::logins::$name::<$runtime>();
        }
    )*};
}
