//! The game servers that are registered, how busy they are, and which one gets a game (MGCL-7).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{AppId, LocationId};
use crate::machine::Timers;
use crate::mps::games::{PlayedGames, ServerAddress};
use crate::peer::{Attributes, Load};
use crate::time::Instant;
use crate::titles::Title;

/// A game server that may be given worlds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct RegisteredServer {
    pub(super) is: Attributes,
    pub(super) load: Load,
    /// Worlds that it was asked for and has not made yet.
    pub(super) wanted: u32,
}

impl RegisteredServer {
    fn serves(&self, app_id: AppId) -> bool {
        self.is.app_id == AppId(0) || self.is.app_id == app_id
    }

    fn has_room(&self, worlds: usize) -> bool {
        self.load.max_worlds <= 0 || usize::try_from(self.load.max_worlds).is_ok_and(|max| worlds < max)
    }
}

/// All game servers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(in crate::mps) struct Servers {
    pub(super) by_via: BTreeMap<ServerAddress, RegisteredServer>,
    pub(super) silence: Timers<ServerAddress>,
}

impl Servers {
    /// The one with the fewest worlds among those of the title, of the location if there are any (MGCL-7, MLS-85.3).
    /// Titles that want a game server of their own get it before all others (TQ-18).
    pub(super) fn choose(&self, games: &PlayedGames, title: &Title, location: LocationId) -> Option<ServerAddress> {
        let serving = self.by_via.iter().filter(|(_, server)| server.serves(title.app_id));
        let fitting = serving.filter_map(|(via, server)| {
            // As far as we know: what it reports can be old.
            let worlds = games.count(*via) + server.wanted as usize;
            let anybodys = title.own_game_server && server.is.app_id != title.app_id;
            let elsewhere = server.is.location != location;
            server.has_room(worlds).then_some((anybodys, elsewhere, worlds, server.load.players, *via))
        });
        fitting.min().map(|(.., via)| via)
    }

    pub(in crate::mps) const fn deadline(&self) -> Option<Instant> {
        self.silence.next()
    }
}
