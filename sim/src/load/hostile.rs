//! Somebody who means no good, beside the players of a server: what he does costs him, not them.

use core::time::Duration;
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddrV4, TcpStream, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use clank_core::wire::frame;
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{GameHostType, NetAddressList};

use super::enter::profile_of;
use super::sockets::Sockets;
use crate::client::{self, ClientError, Connector as _, Handshake, InGame, ServerEntry};

/// How often he strikes.
const BEAT: Duration = Duration::from_millis(10);
/// Datagrams of each kind in a beat.
const DATAGRAMS: usize = 20;
/// Bytes that he pushes into each stream in a beat, as far as it takes them.
const FLOOD: usize = 32 * 1024;
/// Beats between two half joins, and between two worlds that nobody wants.
const HALF_JOIN: u32 = 10;
const CHURN: u32 = 20;

/// He, on a thread of his own. Dropped, he stops.
#[derive(Debug)]
pub(super) struct Hostile {
    active: Arc<AtomicBool>,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Hostile {
    /// Lets him in, like anybody: into a world of his own, and into one more to read nothing there.
    pub(super) fn start(mas: SocketAddrV4, handshake: Handshake) -> Result<Self, ClientError> {
        let mut him = Him::enter(mas, handshake)?;
        let (active, over) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let (does, stops) = (active.clone(), over.clone());
        let thread = std::thread::Builder::new().name("hostile".into()).spawn(move || {
            for beat in 0_u32.. {
                if stops.load(Ordering::Relaxed) {
                    return;
                }
                if does.load(Ordering::Relaxed) {
                    him.strike(beat);
                }
                std::thread::sleep(BEAT);
            }
        });
        Ok(Self { active, over, thread: thread.ok() })
    }

    /// Whether he strikes.
    pub(super) fn set(&self, active: bool) {
        self.active.store(active, Ordering::Relaxed);
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What he has.
struct Him {
    connector: Sockets,
    lobby: client::LobbyPlayer<Sockets>,
    handshake: Handshake,
    /// The game server, and where it takes datagrams.
    server: SocketAddrV4,
    udp: SocketAddrV4,
    /// A member who floods, and never reads.
    stream: TcpStream,
    /// His bound socket, and some that are not: from addresses with players and from one without.
    bound: UdpSocket,
    strangers: Vec<UdpSocket>,
    flood: Vec<u8>,
    halves: Vec<TcpStream>,
    games: u32,
}

fn failed(error: impl std::fmt::Display) -> ClientError {
    ClientError::Other { step: "hostile", what: error.to_string() }
}

impl Him {
    fn enter(mas: SocketAddrV4, handshake: Handshake) -> Result<Self, ClientError> {
        let mut connector = Sockets { muis: None, mas };
        let profile = profile_of(handshake);
        let mut lobby = client::LobbyPlayer::arrive(&mut connector, profile, "hostile")?;
        let game = lobby.create_game("hostile", GameHostType::CLIENT_SERVER_AUX_UDP)?.map_err(|s| failed(s.0))?;
        let info = lobby.join_game(game, NetAddressList::default())?.map_err(|s| failed(s.0))?;
        let socket = connector.socket();
        let inside = InGame::enter(&mut connector, profile, socket, &info)?;
        let (mut console, socket, place) = inside.into_parts();
        let server = ServerEntry::told(&info).at.ok_or_else(|| failed("no game server"))?;
        let udp = place.udp.ok_or_else(|| failed("no datagrams"))?;
        let data = [0; 500];
        let flood = [
            console.data(None, &data),
            // Nobody has these indices.
            console.data(Some(9), &data),
            console.data(Some(u16::MAX), &data),
        ];
        let stream = console.pipe().handle().map_err(failed)?;
        stream.set_nonblocking(true).map_err(failed)?;
        let bound = socket.into_socket().map_err(failed)?;
        let strangers = (0..DATAGRAMS).map(|number| {
            let last = if number % 2 == 0 { 1 } else { 66 };
            UdpSocket::bind((Ipv4Addr::new(127, 0, 0, last), 0))
        });
        let strangers = strangers.collect::<io::Result<_>>().map_err(failed)?;
        let flood = flood.concat();
        let (halves, games) = (Vec::new(), 0);
        Ok(Self { connector, lobby, handshake, server, udp, stream, bound, strangers, flood, halves, games })
    }

    /// Everything at once. What fails, fails: he does not care.
    fn strike(&mut self, beat: u32) {
        for _ in 0..FLOOD / self.flood.len() {
            if self.stream.write(&self.flood).is_err() {
                break;
            }
        }
        for number in 0..DATAGRAMS {
            let start = number % 3 * (self.flood.len() / 3);
            let _ = self.bound.send_to(self.flood.get(start..start + 300).unwrap_or_default(), self.udp);
        }
        let forged = self.forged(beat);
        for stranger in &self.strangers {
            let _ = stranger.send_to(&forged, self.udp);
        }
        if beat.is_multiple_of(HALF_JOIN) {
            self.half_join(&forged);
        }
        if beat.is_multiple_of(CHURN) {
            self.churn();
        }
    }

    /// CLIENT_CONNECT_AUX_UDP of worlds and indices that are others'.
    fn forged(&self, beat: u32) -> Vec<u8> {
        let [world, index, ..] = beat.to_le_bytes();
        let body = [&[1, 8, 1, world, 0, 0, 0, 0, 0][..], &[0; 18], &[index, 0]].concat();
        let mut bytes = Vec::new();
        let written = frame::write(&mut bytes, rt::ClientConnectAuxUdp::ID, None, |w| w.extend(body));
        debug_assert!(written.is_ok());
        bytes
    }

    /// Connections that say little, and nothing that is right; a hundred stay.
    fn half_join(&mut self, rubbish: &[u8]) {
        let Ok(mut stream) = TcpStream::connect(self.server) else { return };
        let _ = stream.set_nonblocking(true);
        let _ = stream.write(rubbish.get(..rubbish.len() / 2).unwrap_or_default());
        let _ = stream.read(&mut [0; 64]);
        self.halves.push(stream);
        if self.halves.len() > 100 {
            self.halves.remove(0);
        }
    }

    /// A world more, that nobody enters; and one visit that ends at once.
    fn churn(&mut self) {
        self.games += 1;
        let name = format!("hostile {}", self.games);
        if let Ok(Ok(game)) = self.lobby.create_game(&name, GameHostType::CLIENT_SERVER_AUX_UDP)
            && let Ok(Ok(info)) = self.lobby.join_game(game, NetAddressList::default())
        {
            let socket = self.connector.socket();
            drop(InGame::enter(&mut self.connector, profile_of(self.handshake), socket, &info));
        }
    }
}
