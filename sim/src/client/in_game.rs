//! A player in a game world.

use std::collections::VecDeque;

use clank_core::wire::NetConnectionInfo;

use super::connector::{ClientResult, Connector, connect_entry, must, other};
use super::console::{Console, Pipe as _, Socket as _};
use super::entry::ServerEntry;
use super::game_world::{Delivery, Way, WorldPlace};
use super::profile::ClientProfile;

/// A player's console in a game world.
pub struct InGame<C: Connector> {
    console: Console<C::Pipe>,
    socket: C::Socket,
    place: WorldPlace,
    /// What came by datagrams and was not waited for yet.
    unheard: VecDeque<Delivery>,
}

impl<C: Connector> InGame<C> {
    /// Enters a world by what a player was told when he joined its game (game.md 1.2, 1.3).
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError) where the game server does not let him in.
    pub fn enter(
        connector: &mut C,
        profile: ClientProfile,
        mut socket: C::Socket,
        info: &NetConnectionInfo,
    ) -> ClientResult<Self> {
        let entry = ServerEntry::told(info);
        let server = entry.at.ok_or_else(|| other("join game", info.kind))?;
        let mut console = Console::new(connect_entry(connector, &entry)?, profile);
        let place = console.enter_world(&entry)?;
        if place.udp.is_some() {
            console.greet(&mut socket, &place, server)?;
            console.arrive()?;
        }
        Ok(Self { console, socket, place, unheard: VecDeque::new() })
    }

    /// The client index.
    #[must_use]
    pub const fn index(&self) -> u16 {
        self.place.index
    }

    /// Whether datagrams go back and forth.
    #[must_use]
    pub const fn has_datagrams(&self) -> bool {
        self.place.udp.is_some()
    }

    /// Sends application data to one, or to all others.
    pub fn say(&mut self, way: Way, to: Option<u16>, data: &[u8]) {
        let frame = self.console.data(to, data);
        match (way, self.place.udp) {
            (Way::Udp, Some(server)) => self.socket.send(server, &frame),
            _ => self.console.pipe().send(&frame),
        }
    }

    /// Waits for a delivery by TCP.
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError) where another comes.
    pub fn hears(&mut self, expected: &Delivery) -> ClientResult<()> {
        let heard = self.console.delivery()?;
        must("in the game", heard == *expected, || format!("{heard:?} instead of {expected:?}"))
    }

    /// Waits for a delivery by UDP.
    ///
    /// # Errors
    /// [`ClientError`](super::ClientError) where another comes.
    pub fn catches(&mut self, expected: &Delivery) -> ClientResult<()> {
        if self.unheard.is_empty() {
            self.unheard.extend(self.console.receive(&mut self.socket)?);
        }
        let caught = self.unheard.pop_front();
        must("in the game", caught.as_ref() == Some(expected), || format!("{caught:?} instead of {expected:?}"))
    }

    /// Its console, its socket and its place, to go on with by other means.
    #[must_use]
    pub fn into_parts(self) -> (Console<C::Pipe>, C::Socket, WorldPlace) {
        (self.console, self.socket, self.place)
    }

    /// Leaves the world.
    pub fn leave(mut self, connector: &mut C) {
        self.console.leave();
        connector.hang_up(self.console.pipe());
    }
}

/// Players play: what game.md 15 says of a match, in small. Everybody hears all that is for him, in order.
pub(super) fn play<C: Connector>(players: [&mut InGame<C>; 2]) -> ClientResult<()> {
    let [one, two] = players;
    for round in 0..ROUNDS {
        exchange(one, two, round)?;
        exchange(two, one, round)?;
    }
    Ok(())
}

/// What one sends and the other hears: movement, a field update, and something for him alone.
fn exchange<C: Connector>(from: &mut InGame<C>, to: &mut InGame<C>, round: u8) -> ClientResult<()> {
    let source = from.index();
    let data = |head: [u8; 2], size: usize| {
        let mut data = vec![round; size];
        data[..2].copy_from_slice(&head);
        data
    };
    // Every fifth movement carries the full position.
    let movement = data([2, 9], if round % 5 == 4 { 51 } else { 34 });
    let update = data([0, 3], 11);
    let headset = data([2, 0x12], 6);
    if from.has_datagrams() {
        from.say(Way::Udp, None, &movement);
        from.say(Way::Udp, Some(to.index()), &headset);
        to.catches(&Delivery::Data(source, movement))?;
        to.catches(&Delivery::Data(source, headset.clone()))?;
    }
    from.say(Way::Tcp, None, &update);
    from.say(Way::Tcp, Some(to.index()), &headset);
    to.hears(&Delivery::Data(source, update))?;
    to.hears(&Delivery::Data(source, headset))
}

/// How often everybody says something.
const ROUNDS: u8 = 10;
