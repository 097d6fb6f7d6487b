//! Worlds are filled: every player logs in, and one of each world makes a game that the others join.

use std::io;
use std::net::{SocketAddrV4, TcpStream, UdpSocket};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use clank_core::wire::{GameHostType, NetAddressList};

use super::plan::Plan;
use super::player::{Frames, Plain, SocketPlayer};
use super::raw::Raw;
use super::sockets::{Sockets, TcpPipe};
use crate::client::{self, ClientError, ClientProfile, Connector, Console, Handshake, InGame};

/// Logins at a time.
const AT_A_TIME: usize = 16;

/// A world full of players, by index.
pub(super) struct FilledWorld {
    pub(super) players: Vec<SocketPlayer>,
    /// Their lobby connections, where there is a lobby.
    pub(super) lobby: Vec<client::LobbyPlayer<Sockets>>,
}

/// Why a world could not be filled.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// The server did not let somebody do something.
    #[error("player {name}: {error}")]
    Client {
        /// Who.
        name: String,
        /// What.
        error: ClientError,
    },
    /// The system refused something.
    #[error("player {name}: {error}")]
    System {
        /// Who.
        name: String,
        /// What.
        error: io::Error,
    },
    /// Indices of a world have to follow each other.
    #[error("a world has players with the indices {0:?}")]
    Indices(Vec<u16>),
}

/// A title for a handshake.
pub(super) fn profile_of(handshake: Handshake) -> ClientProfile {
    ClientProfile::new(handshake, if handshake == Handshake::Rt110 { 11184 } else { 10684 })
}

impl Frames for Console<TcpPipe> {
    fn broadcast(&self, data: &[u8]) -> Vec<u8> {
        self.data(None, data)
    }

    fn echo(&self) -> Vec<u8> {
        self.echo_frame()
    }
}

/// Fills all worlds of a plan at the server whose MAS is there; `tag` keeps the names apart from those of other runs.
pub(super) fn fill(plan: &Plan, mas: SocketAddrV4, tag: &str) -> Result<Vec<FilledWorld>, EnterError> {
    let next = AtomicUsize::new(0);
    let worlds = Mutex::new(Vec::new());
    let work = || -> Result<(), EnterError> {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= plan.worlds {
                return Ok(());
            }
            let world = fill_one(plan, mas, &format!("{tag}{number}"))?;
            if let Ok(mut worlds) = worlds.lock() {
                worlds.push(world);
            }
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_A_TIME.min(plan.worlds)).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| match worker.join() {
            Ok(outcome) => outcome,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })?;
    Ok(worlds.into_inner().unwrap_or_default())
}

fn fill_one(plan: &Plan, mas: SocketAddrV4, tag: &str) -> Result<FilledWorld, EnterError> {
    let profile = profile_of(plan.handshake);
    let mut connector = Sockets { muis: None, mas };
    let mut world = FilledWorld { players: Vec::new(), lobby: Vec::new() };
    let mut game = None;
    for number in 0..plan.players {
        let name = format!("{tag}.{number}");
        let failed = |error: ClientError| EnterError::Client { name: name.clone(), error };
        let mut lobby = client::LobbyPlayer::arrive(&mut connector, profile, &name).map_err(failed)?;
        let id = match game {
            Some(id) => id,
            None => *game.insert(make(&mut lobby, tag).map_err(failed)?),
        };
        let inside = join(&mut connector, profile, &mut lobby, id).map_err(failed)?;
        let player = into_player(inside).map_err(|error| EnterError::System { name: name.clone(), error })?;
        world.players.push(player);
        world.lobby.push(lobby);
    }
    let indices: Vec<u16> = world.players.iter().map(|player| player.index).collect();
    let in_order = indices.iter().enumerate().all(|(place, index)| place == usize::from(*index));
    if in_order { Ok(world) } else { Err(EnterError::Indices(indices)) }
}

fn make(lobby: &mut client::LobbyPlayer<Sockets>, name: &str) -> Result<i32, ClientError> {
    let made = lobby.create_game(name, GameHostType::CLIENT_SERVER_AUX_UDP)?;
    made.map_err(|status| ClientError::Other { step: "create game", what: format!("{status:?}") })
}

fn join(
    connector: &mut Sockets,
    profile: ClientProfile,
    lobby: &mut client::LobbyPlayer<Sockets>,
    game: i32,
) -> Result<InGame<Sockets>, ClientError> {
    let told = lobby.join_game(game, NetAddressList::default())?;
    let info = told.map_err(|status| ClientError::Other { step: "join game", what: format!("{status:?}") })?;
    let socket = connector.socket();
    InGame::enter(connector, profile, socket, &info)
}

fn into_player(inside: InGame<Sockets>) -> io::Result<SocketPlayer> {
    let (mut console, socket, place) = inside.into_parts();
    let stream = console.pipe().handle()?;
    SocketPlayer::new(stream, socket.into_socket()?, place.udp, place.index, Box::new(console))
}

/// The same number of players at a bare relay.
pub(super) fn fill_raw(plan: &Plan, raw: &Raw) -> io::Result<Vec<FilledWorld>> {
    let world = |_| {
        let players = (0..plan.players).map(|index| {
            let stream = TcpStream::connect(raw.tcp)?;
            let socket = UdpSocket::bind((std::net::Ipv4Addr::LOCALHOST, 0))?;
            // It knows by this who belongs to whom.
            socket.send_to(&[0], raw.udp)?;
            std::thread::sleep(core::time::Duration::from_micros(200));
            SocketPlayer::new(stream, socket, Some(raw.udp), u16::try_from(index).unwrap_or_default(), Box::new(Plain))
        });
        Ok(FilledWorld { players: players.collect::<io::Result<_>>()?, lobby: Vec::new() })
    };
    (0..plan.worlds).map(world).collect()
}
