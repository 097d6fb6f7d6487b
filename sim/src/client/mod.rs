//! A console of our own and what its player does: over any connection, in the simulator or over real sockets.

mod console;
mod flows;
mod game_host;
mod game_world;
mod in_game;
mod lan;
mod lobby_player;
mod traffic;

pub use console::{Console, ConsoleError, Disc, Entry, Pipe, Socket, Speech, Ticket};
pub use flows::{Dial, VisitError, look_up, visit};
pub use game_host::Host;
pub use game_world::{Delivery, Place, Way};
pub use in_game::InGame;
pub use lan::{CONSOLE, Datagrams, House, Line, SERVER, Traffic as Recording, add, login, record, server};
pub use lobby_player::Player;
pub use traffic::{Kind, Message, Phase, Traffic};

pub(crate) use console::key_pair;
