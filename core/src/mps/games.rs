//! Which game is played where: by game, and by the number that its server or its host has for it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::ids::{Component, ConnId, DmeWorldId, GameId};

/// How a game server is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum ServerAddress {
    /// By mail: it is in this process.
    Peer(Component),
    /// By MGCL over its connection.
    Link(ConnId),
}

/// Where a game is played, and its number there.
pub(super) type WorldKey = (ServerAddress, DmeWorldId);

/// The games that are played somewhere.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct PlayedGames {
    places: BTreeMap<GameId, WorldKey>,
    /// The same, by where: numbers and their games.
    numbers: BTreeMap<ServerAddress, BTreeSet<(DmeWorldId, GameId)>>,
}

impl PlayedGames {
    /// A game is played there from now on; where it was played until now.
    pub(super) fn put(&mut self, game: GameId, (via, number): WorldKey) -> Option<WorldKey> {
        let earlier = self.take(game);
        self.places.insert(game, (via, number));
        self.numbers.entry(via).or_default().insert((number, game));
        earlier
    }

    /// A game is played no longer; where it was.
    pub(super) fn take(&mut self, game: GameId) -> Option<WorldKey> {
        let (via, number) = self.places.remove(&game)?;
        if let Some(numbers) = self.numbers.get_mut(&via) {
            numbers.remove(&(number, game));
            if numbers.is_empty() {
                self.numbers.remove(&via);
            }
        }
        Some((via, number))
    }

    /// Where a game is played.
    pub(super) fn place(&self, game: GameId) -> Option<WorldKey> {
        self.places.get(&game).copied()
    }

    /// The game of a number; where several share it, the oldest.
    pub(super) fn numbered(&self, (via, number): WorldKey) -> Option<GameId> {
        self.numbers
            .get(&via)?
            .range((number, GameId(i32::MIN))..=(number, GameId(i32::MAX)))
            .next()
            .map(|(_, game)| *game)
    }

    /// The same for who names games by their own ids, too (MPS-5).
    pub(super) fn named(&self, (via, number): WorldKey) -> Option<GameId> {
        let by_id = || self.place(GameId(number.0)).filter(|(at, _)| *at == via).map(|_| GameId(number.0));
        self.numbered((via, number)).or_else(by_id)
    }

    /// The games of a server or a host.
    pub(super) fn of(&self, via: ServerAddress) -> Vec<GameId> {
        self.numbers.get(&via).into_iter().flatten().map(|(_, game)| *game).collect()
    }

    /// How many it has.
    pub(super) fn count(&self, via: ServerAddress) -> usize {
        self.numbers.get(&via).map_or(0, BTreeSet::len)
    }
}
