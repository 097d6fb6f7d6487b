//! A console of our own and what its player does: over any connection, in the simulator or over real sockets.

mod connector;
mod console;
mod entry;
mod flows;
mod game_host;
mod game_world;
mod in_game;
mod lan;
mod lobby_player;
mod nat;
mod profile;
mod recording;
mod traffic;

pub use connector::{ClientError, Connector};
pub use console::{Console, ConsoleError, Pipe, Socket};
pub use entry::{ServerEntry, Ticket};
pub use flows::{look_up, run_flows};
pub use game_host::GameHost;
pub use game_world::{Delivery, Way, WorldPlace};
pub use in_game::InGame;
pub use lan::{CONSOLE, Lan, LanTraffic, VirtualDatagrams, VirtualStream};
pub use lobby_player::LobbyPlayer;
pub use profile::{ClientProfile, Handshake};
pub use recording::{login, record};
pub use traffic::{Phase, TrafficKind, TrafficMessage, TrafficModel};
