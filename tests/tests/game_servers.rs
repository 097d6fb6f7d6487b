//! Game servers in processes of their own, and what becomes of players when one dies.

use core::time::Duration;
use std::cell::RefCell;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::rc::Rc;

use clank_core::config::Config;
use clank_core::ids::{Component, GameId};
use clank_core::operator::{Command, CommandAnswer};
use clank_core::titles::Hosting;
use clank_core::wire::{CallbackStatus as Status, GameHostType, NetAddressList};
use clank_sim::client::{ClientProfile, Delivery, Handshake, InGame, Lan, LobbyPlayer, Way, run_flows};
use clank_sim::world::{SERVER, World, add, server};

/// A lobby without game servers, that lets those of its own address register.
fn lobby() -> Config {
    let mut config = Config { game_servers: vec![SERVER], ..Config::default() };
    config.dme.tcp = None;
    config
}

/// A process with game servers and nothing else, which registers at that lobby.
fn game_servers() -> Config {
    let mut config = Config { muis: None, mas: None, mls: None, mps: None, nat: None, ..Config::default() };
    config.dme.register_at = Some(SocketAddrV4::new(SERVER, 10075));
    config
}

fn world() -> Rc<RefCell<World>> {
    let world = server(3, &lobby());
    add(&mut world.borrow_mut(), &game_servers());
    world.borrow_mut().run_for(Duration::from_secs(2));
    world
}

/// The game servers that the MPS knows: where they are.
fn known(world: &Rc<RefCell<World>>) -> Vec<(SocketAddrV4, u32)> {
    let mut world = world.borrow_mut();
    let id = world.operator(Component::Mps, Command::Servers);
    world.run_for(Duration::from_millis(10));
    match world.answer(id) {
        Some(CommandAnswer::Servers(servers)) => servers.iter().map(|server| (server.at, server.worlds)).collect(),
        other => panic!("{other:?}"),
    }
}

/// A player in a game of his own.
fn play(lan: &mut Lan, profile: ClientProfile, name: &str) -> (LobbyPlayer<Lan>, InGame<Lan>, GameId) {
    let mut player = LobbyPlayer::arrive(lan, profile, name).expect("let in");
    let game = player.create_game(name, GameHostType::CLIENT_SERVER_AUX_UDP).expect("an answer").expect("a game");
    let inside = enter(lan, profile, &mut player, game);
    (player, inside, game)
}

fn enter(lan: &mut Lan, profile: ClientProfile, player: &mut LobbyPlayer<Lan>, game: GameId) -> InGame<Lan> {
    let info = player.join_game(game, NetAddressList::default()).expect("an answer").expect("a seat");
    let socket = clank_sim::client::Connector::socket(lan);
    InGame::enter(lan, profile, socket, &info).expect("in the world")
}

/// MGCL-2, MGCL-8, MPS-1, MPS-2, MPS-3, MPS-5: a game server of another process registers by way of the MAS, tells
/// where its players connect, and games are played on it; its link lives on signs of life alone.
#[test]
fn a_game_server_registers_from_another_process() {
    for handshake in [Handshake::Rt108, Handshake::Rt110, Handshake::Community] {
        let world = world();
        assert_eq!(known(&world), [(SocketAddrV4::new(SERVER, 10079), 0)]);
        world.borrow_mut().run_for(Duration::from_secs(600));
        assert_eq!(known(&world).len(), 1, "it stays");
        let profile = ClientProfile::new(handshake, if handshake == Handshake::Rt110 { 11184 } else { 10684 });
        run_flows(&mut Lan::new(world), profile, Hosting::GameServer, "visit").expect("the whole way");
    }
}

/// MGCL-1, MPS-7, DME-57: a game server dies: its games end and the lobby says so at once; who was in a game plays on
/// when it is back.
#[test]
fn a_game_server_dies_and_comes_back() {
    let world = world();
    let profile = ClientProfile::new(Handshake::Rt108, 10684);
    let mut lan = Lan::new(world.clone());
    let (mut player, _, game) = play(&mut lan, profile, "ratchet");
    player.report_game(game, "ratchet", clank_core::wire::WorldStatus::ACTIVE);
    assert_eq!(player.games().expect("a list").len(), 1);
    world.borrow_mut().kill(Component::Dme(0));
    world.borrow_mut().run_for(Duration::from_secs(2));
    assert_eq!(known(&world), []);
    assert_eq!(player.games().expect("a list"), []);
    let refused = player.create_game("again", GameHostType::CLIENT_SERVER_AUX_UDP).expect("an answer");
    assert_eq!(refused, Err(Status::EXCEEDS_MAX_WORLDS));
    add(&mut world.borrow_mut(), &game_servers());
    world.borrow_mut().run_for(Duration::from_secs(2));
    let game = player.create_game("again", GameHostType::CLIENT_SERVER_AUX_UDP).expect("an answer").expect("a game");
    enter(&mut lan, profile, &mut player, game);
}

/// DME-57: the MPS dies: the worlds of the game server end and their players are let go; it is called again every 15
/// seconds, and knows the game server again when it is back.
#[test]
fn the_mps_dies_and_comes_back() {
    let world = world();
    let profile = ClientProfile::new(Handshake::Rt108, 10684);
    let mut lan = Lan::new(world.clone());
    let (_player, mut inside, _) = play(&mut lan, profile, "ratchet");
    world.borrow_mut().kill(Component::Mps);
    world.borrow_mut().run_for(Duration::from_secs(2));
    inside.say(Way::Tcp, None, &[1]);
    assert!(inside.hears(&Delivery::Left(0)).is_err(), "his connection is closed");
    let mut fresh = lobby();
    (fresh.muis, fresh.mas, fresh.mls, fresh.nat) = (None, None, None, None);
    add(&mut world.borrow_mut(), &fresh);
    assert_eq!(known(&world), []);
    world.borrow_mut().run_for(Duration::from_secs(17));
    assert_eq!(known(&world), [(SocketAddrV4::new(SERVER, 10079), 0)]);
}

/// MPS-1, MPS-8: an address that is not trusted registers no game server.
#[test]
fn strangers_register_no_game_server() {
    let world = server(3, &Config { game_servers: vec![Ipv4Addr::LOCALHOST], ..lobby() });
    add(&mut world.borrow_mut(), &game_servers());
    world.borrow_mut().run_for(Duration::from_secs(40));
    assert_eq!(known(&world), []);
}
