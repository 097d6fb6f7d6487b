//! Game worlds over real sockets: many at once, storms of comings and goings, and game servers that break.

use core::time::Duration;
use std::io::Write as _;
use std::net::TcpStream;
use std::sync::Barrier;
use std::time::Instant;

use clank_core::components::{ComponentSpec, components};
use clank_core::config::Config;
use clank_core::ids::{Component, GameId};
use clank_core::machine::NoTap;
use clank_core::operator::{Command, CommandAnswer};
use clank_core::script::NoScript;
use clank_core::store::Memory;
use clank_core::titles::Hosting;
use clank_core::wire::{CallbackStatus as Status, GameHostType, NetAddressList};
use clank_host::bind;
use clank_host::driver::Driver;
use clank_host::handle::Handle;
use clank_host::server;
use clank_sim::client::{ClientProfile, Connector, Delivery, Handshake, InGame, LobbyPlayer, Way, run_flows};
use clank_sim::load::{Plan, Sockets, Subject, Talk, load};

use crate::fragile::Fragile;
use crate::live::local_config;
use crate::logins::profiles;

fn sockets(config: &Config) -> Sockets {
    Sockets { muis: config.muis, mas: config.mas.expect("it listens") }
}

fn enter(
    connector: &mut Sockets,
    profile: ClientProfile,
    player: &mut LobbyPlayer<Sockets>,
    game: GameId,
) -> InGame<Sockets> {
    let info = player.join_game(game, NetAddressList::default()).expect("an answer").expect("a seat");
    let socket = connector.socket();
    InGame::enter(connector, profile, socket, &info).expect("in the world")
}

/// Worlds and players that the MPS counts on all game servers.
fn counted(handle: &Handle) -> (u32, usize) {
    match handle.operator(Component::Mps, Command::Servers) {
        Some(CommandAnswer::Servers(servers)) => (servers.iter().map(|server| server.worlds).sum(), servers.len()),
        other => panic!("{other:?}"),
    }
}

/// Waits until something is so; says whether it came about.
fn becomes(mut so: impl FnMut() -> bool) -> bool {
    let until = Instant::now() + Duration::from_secs(30);
    while Instant::now() < until {
        if so() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}

const WORLDS: usize = 32;
const PLAYERS: usize = 8;

/// Does something with all at the same time, each on a thread of its own.
fn at_once<T: Send, R: Send>(all: Vec<T>, each: impl Fn(T) -> R + Sync) -> Vec<R> {
    let start = Barrier::new(all.len());
    std::thread::scope(|scope| {
        let one = |one: T| {
            start.wait();
            each(one)
        };
        let threads: Vec<_> = all.into_iter().map(|item| scope.spawn(move || one(item))).collect();
        threads.into_iter().map(|thread| thread.join().expect("he did it")).collect()
    })
}

/// A player in or out of the game of his world.
struct Visitor {
    number: usize,
    profile: ClientProfile,
    game: GameId,
    player: LobbyPlayer<Sockets>,
    inside: Option<InGame<Sockets>>,
}

/// 32 worlds are entered by 256 players at once: nobody fails. Then all but one of each leave and come back at once,
/// some politely and some by their connections alone, three times; at the end everybody leaves, and nothing is left of
/// them.
///
/// # Panics
/// Where somebody is not let in, or a ghost stays.
pub fn worlds_are_entered_at_once<D: Driver>() {
    let handle = server::start::<D>(local_config()).expect("a server");
    let connector = sockets(handle.config());
    let profiles = profiles();
    let hosts = at_once((0..WORLDS).collect(), |world| {
        let profile = profiles[world % profiles.len()];
        let mut player =
            LobbyPlayer::arrive(&mut connector.clone(), profile, &format!("host {world}")).expect("let in");
        let made = player.create_game(&format!("world {world}"), GameHostType::CLIENT_SERVER_AUX_UDP);
        let game = made.expect("an answer").expect("a game");
        Visitor { number: 0, profile, game, player, inside: None }
    });
    let guests = hosts.iter().flat_map(|host| (1..PLAYERS).map(|number| (host.game, host.profile, number))).collect();
    let guests = at_once(guests, |(game, profile, number)| {
        let name = format!("guest {game}.{number}");
        let player = LobbyPlayer::arrive(&mut connector.clone(), profile, &name).expect("let in");
        Visitor { number, profile, game, player, inside: None }
    });
    let mut all: Vec<Visitor> = hosts.into_iter().chain(guests).collect();
    for round in 0..4 {
        all = at_once(all, |mut visitor| {
            if visitor.inside.is_none() {
                let inside = enter(&mut connector.clone(), visitor.profile, &mut visitor.player, visitor.game);
                assert!(usize::from(inside.index()) < PLAYERS, "index {}", inside.index());
                visitor.inside = Some(inside);
            }
            visitor
        });
        let mut of_world: Vec<(GameId, u16)> =
            all.iter().filter_map(|one| Some((one.game, one.inside.as_ref()?.index()))).collect();
        of_world.sort_unstable();
        of_world.dedup();
        assert_eq!(of_world.len(), WORLDS * PLAYERS, "everybody has an index of his own");
        all = at_once(all, |mut visitor| {
            // One of each world stays, so that the world does, until all leave.
            if visitor.number > 0 || round == 3 {
                let inside = visitor.inside.take().expect("he came in");
                if (visitor.number + round) % 2 == 0 { inside.leave(&mut connector.clone()) } else { drop(inside) }
            }
            visitor
        });
    }
    assert!(becomes(|| counted(&handle) == (0, 1)), "{:?} worlds are left", counted(&handle));
    let connections = || match handle.operator(Component::Dme(0), Command::Connections) {
        Some(CommandAnswer::Connections(connections)) => connections.len(),
        other => panic!("{other:?}"),
    };
    assert!(becomes(|| connections() == 0), "{} connections are left", connections());
    handle.stop();
}

/// MPS-7: a game server breaks: its players are let go, the lobby knows at once that their games are over, and a second
/// later it is there again.
///
/// # Panics
/// Where it is otherwise.
pub fn a_game_server_breaks<D: Driver>() {
    let mut config = local_config();
    let bound = bind::Sockets::bind(&mut config).expect("free ports");
    let settings = config.clone();
    let machines = move || -> Vec<ComponentSpec> {
        let all = components(&settings, |_| [1; 32], |_| Box::new(NoScript));
        let fragile = |spec: ComponentSpec| match spec.component {
            Component::Dme(_) => ComponentSpec { machine: Box::new(Fragile(spec.machine)), ..spec },
            _ => spec,
        };
        all.into_iter().map(fragile).collect()
    };
    let mut tables = Memory::new();
    tables.groups = config.titles.groups();
    let handle = server::run::<D>(config, machines, bound, Box::new(tables), |_| Box::new(NoTap)).expect("a server");
    let mut connector = sockets(handle.config());
    let profile = profiles()[0];
    let mut player = LobbyPlayer::arrive(&mut connector, profile, "ratchet").expect("let in");
    let game = player.create_game("arena", GameHostType::CLIENT_SERVER_AUX_UDP).expect("an answer").expect("a game");
    let mut inside = enter(&mut connector, profile, &mut player, game);
    player.report_game(game, "arena", clank_core::wire::WorldStatus::ACTIVE);
    // What he reports counts once the lobby has heard that he is in (ST-40).
    assert!(becomes(|| player.games().expect("a list").len() == 1), "the game is listed");
    let dme = handle.config().dme.places()[0].tcp;
    TcpStream::connect(dme).and_then(|mut stream| stream.write_all(Fragile::WORD)).expect("it listens");
    assert!(inside.hears(&Delivery::Left(0)).is_err(), "his connection is closed");
    inside.say(Way::Tcp, None, &[0]);
    assert!(becomes(|| counted(&handle).0 == 0));
    // The MPS knows; its word to the lobby may still be under way.
    assert!(becomes(|| player.games().expect("a list").is_empty()), "the lobby hears of it");
    let refused = player.create_game("again", GameHostType::CLIENT_SERVER_AUX_UDP).expect("an answer");
    assert_eq!(refused, Err(Status::EXCEEDS_MAX_WORLDS));
    assert!(becomes(|| counted(&handle).1 == 1), "it is there again");
    let game = player.create_game("again", GameHostType::CLIENT_SERVER_AUX_UDP).expect("an answer").expect("a game");
    enter(&mut connector, profile, &mut player, game).leave(&mut connector);
    handle.stop();
}

/// MGCL-8: game servers of another process, two shards of them, register with ours over real sockets, and games are
/// played there; when they stop, nobody waits for them.
///
/// # Panics
/// Where it is otherwise.
pub fn game_servers_of_another_process<D: Driver>() {
    let mut here = local_config();
    here.dme.tcp = None;
    let lobby = server::start::<D>(here).expect("a server");
    let mut there = Config { muis: None, mas: None, mls: None, mps: None, nat: None, ..local_config() };
    (there.dme.register_at, there.dme.shards) = (lobby.config().mas, 2);
    let game_servers = server::start::<D>(there).expect("game servers");
    assert!(becomes(|| counted(&lobby).1 == 2), "both shards register");
    for (number, profile) in profiles().into_iter().enumerate() {
        let done = run_flows(&mut sockets(lobby.config()), profile, Hosting::GameServer, &format!("visit {number}"));
        done.unwrap_or_else(|error| panic!("{profile:?}: {error}"));
    }
    game_servers.stop();
    assert!(becomes(|| counted(&lobby).1 == 0), "they are gone");
    lobby.stop();
}

/// The load tool: everything that its players say is heard, whatever they say and however they speak; and a bare relay
/// does as much.
///
/// # Panics
/// Where it is otherwise.
pub fn a_load_is_heard<D: Driver>() {
    let mut config = local_config();
    // Who talks without pause is faster than anybody who plays.
    let limits = &mut config.limits;
    (limits.relay_frames_per_second, limits.relay_bytes_per_second) = (0, 0);
    (limits.datagrams_per_second, limits.datagram_bytes_per_second) = (0, 0);
    let closed = |way| Talk::Closed { way, under_way: 4 };
    let talks = [Talk::Paced { tcp: 20, udp: 50 }, Talk::Model, closed(Way::Tcp), closed(Way::Udp)];
    for (talk, handshake) in
        talks.into_iter().zip([Handshake::Rt108, Handshake::Rt110, Handshake::Community, Handshake::Rt108])
    {
        let handle = server::start::<D>(config.clone()).expect("it runs");
        let mas = handle.config().mas.expect("it listens");
        let slice = Duration::from_millis(300);
        let plan =
            Plan { worlds: 2, players: 4, handshake, talk, bytes: (40, 34), slice, slices: 2, rounds: 2, pin: false };
        let server = Subject::running(&plan, mas, None).expect("let in");
        let table = load(&plan, vec![Subject::raw(&plan).expect("a relay"), server]).expect("they talk");
        for subject in [0, 1] {
            let rounds = table.rounds(subject);
            assert_eq!(rounds.len(), 2);
            assert!(rounds.iter().all(|round| round.heard >= 1.0 && round.delivered > 0.0), "{talk:?}: {rounds:?}");
        }
    }
}

/// Makes one test per property for a runtime.
#[macro_export]
macro_rules! worlds {
    ($runtime:ty) => {
        $crate::worlds!($runtime: worlds_are_entered_at_once a_game_server_breaks game_servers_of_another_process
            a_load_is_heard);
    };
    ($runtime:ty: $($name:ident)*) => {$(
        #[test]
        fn $name() {
            $crate::worlds::$name::<$runtime>();
        }
    )*};
}
