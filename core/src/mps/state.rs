//! What the MPS keeps: of each connection, and of all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::games::{PlayedGames, ServerAddress};
use super::hosts::table::{Host, Hosts};
use super::lookups::table::Lookups;
use super::servers::table::Servers;
use crate::config::Config;
use crate::connections;
use crate::ids::{AppId, ConnId, DmeWorldId, GameId, MgclRequest, SeatRequest};
use crate::limits::Limit;
use crate::link::Slot;
use crate::machine::{ScriptHost, Timers};
use crate::wire::MessageId;

pub(super) type Context<'a> = connections::Context<'a, ConnState>;
pub(super) type Scope<'a> = connections::Scope<'a, ConnState>;

/// What the MPS keeps of a connection.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ConnState {
    pub(super) app_id: AppId,
    /// Whether it came with the keys of a host, or may register without.
    pub(super) host: Option<Box<Host>>,
}

/// Game servers, hosts and their games.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Proxy {
    pub(super) config: Config,
    pub(super) script: ScriptHost,
    /// Names of game servers that are looked up.
    pub(super) lookups: Lookups,
    pub(super) servers: Servers,
    pub(super) hosts: Hosts,
    pub(super) games: PlayedGames,
    pub(super) waiting: BTreeMap<MgclRequest, PendingOrder>,
    pub(super) late: Timers<MgclRequest>,
    pub(super) last_request: MgclRequest,
}

/// What an answer is waited for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum PendingOrder {
    /// A game server makes the world of a game.
    World { game: GameId, via: ServerAddress },
    /// A game server keeps a seat.
    Seat { seat: SeatRequest, game: GameId, via: ServerAddress },
    /// The lobby takes a host's game in.
    Hosted { conn: ConnId, slot: Slot, message_id: MessageId, world_id: DmeWorldId },
    /// The lobby gives a host's game another id.
    Moved { conn: ConnId, slot: Slot, message_id: MessageId, game: GameId },
}

impl Proxy {
    /// Makes the state of an MPS that knows no game servers yet.
    pub(super) fn new(config: &Config) -> Self {
        Self {
            config: config.clone(),
            script: ScriptHost::default(),
            lookups: Lookups::default(),
            servers: Servers::default(),
            hosts: Hosts::default(),
            games: PlayedGames::default(),
            waiting: BTreeMap::new(),
            late: Timers::default(),
            last_request: MgclRequest(0),
        }
    }

    /// Waits for an answer, for a while. `None`: too many are waited for.
    pub(super) fn wait(&mut self, scope: &mut Scope<'_>, waiting: PendingOrder) -> Option<MgclRequest> {
        if self.waiting.len() >= scope.conns.shared.limits.orders as usize {
            scope.limited(Limit::Orders);
            return None;
        }
        let request = self.next_request();
        self.waiting.insert(request, waiting);
        self.late.set(request, Some(scope.now + scope.conns.shared.timeouts.game_server));
        Some(request)
    }

    pub(super) fn next_request(&mut self) -> MgclRequest {
        self.last_request = MgclRequest(self.last_request.0.wrapping_add(1));
        self.last_request
    }

    /// Takes what is waited for under a request, if that is what was answered, and by whom it was asked.
    pub(super) fn waited(
        &mut self,
        request: MgclRequest,
        fits: impl FnOnce(&PendingOrder) -> bool,
    ) -> Option<PendingOrder> {
        self.waiting.get(&request).filter(|waiting| fits(waiting))?;
        self.late.set(request, None);
        self.waiting.remove(&request)
    }
}
