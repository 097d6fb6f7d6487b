//! Game servers: which there are, how busy they are, and which one gets a game (lobby.md 5.13, MGCL-7).

use core::time::Duration;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Mps, Via, Waiting};
use crate::front;
use crate::lobby::connect_info;
use crate::machine::{Event, Instant, OperatorId, Outbox, Timers, mark};
use crate::mail::{Component, Mail, Seat, WantedSeat, WantedWorld, World, WorldFailure};
use crate::mgcl::{Attributes, Load, Order, Request, SeatOrder, Word, WorldOrder};
use crate::operator::{Answer, Command};
use crate::wire::{MgclErrorCode as Code, NetAddressList};

/// A game server of this process that reports no more for so long is lost. Others have connections that tell.
const SILENCE: Duration = Duration::from_secs(100);

/// A game server that may be given worlds.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Server {
    is: Attributes,
    load: Load,
    /// Its worlds and the games in them.
    worlds: BTreeMap<i32, i32>,
    /// Worlds that it was asked for and has not made yet.
    wanted: u32,
}

impl Server {
    /// How many worlds it has as far as we know: what it reports can be old (MGCL-7).
    fn worlds(&self) -> usize {
        self.worlds.len() + self.wanted as usize
    }

    fn has_room(&self) -> bool {
        self.load.max_worlds <= 0 || usize::try_from(self.load.max_worlds).is_ok_and(|most| self.worlds() < most)
    }
}

/// All game servers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Servers {
    by_via: BTreeMap<Via, Server>,
    silence: Timers<Via>,
}

impl Servers {
    /// The one with the fewest worlds among those of the title, of the location if there are any (MGCL-7, MLS-85.3).
    fn choose(&self, app_id: u32, location: i32) -> Option<Via> {
        let fits = |server: &Server| (server.is.app_id == 0 || server.is.app_id == app_id) && server.has_room();
        let fitting = self.by_via.iter().filter(|(_, server)| fits(server));
        let best = fitting
            .min_by_key(|(via, server)| (server.is.location != location, server.worlds(), server.load.players, **via));
        best.map(|(via, _)| *via)
    }

    pub(super) const fn deadline(&self) -> Option<Instant> {
        self.silence.next()
    }
}

impl Mps {
    /// Sends an order the way that its server is reached.
    pub(super) fn give(&mut self, now: Instant, via: Via, order: Order, out: &mut Outbox) {
        match via {
            Via::Mail(component) => out.mail(component, Mail::Order(Box::new(order))),
            Via::Link(conn) => front::attend(self, now, conn, out, |mps, call| mps.say(call, &order)),
        }
    }

    /// A game server says who it is (MPS-1). One that was known begins anew: its earlier worlds are gone.
    pub(super) fn here(&mut self, now: Instant, via: Via, is: Attributes, out: &mut Outbox) {
        if self.servers.by_via.get(&via).is_none_or(|server| server.is != is) {
            self.register(now, via, is, out);
        }
        self.give(now, via, Order::Registered { confirmation: Code::SUCCESS }, out);
    }

    pub(super) fn register(&mut self, now: Instant, via: Via, is: Attributes, out: &mut Outbox) {
        mark!(out, "MPS-1");
        self.lose_worlds(now, via, out);
        let server = Server { is, load: Load::default(), worlds: BTreeMap::new(), wanted: 0 };
        self.servers.by_via.insert(via, server);
        if let Via::Mail(_) = via {
            self.servers.silence.set(via, Some(now + SILENCE));
        }
        out.event(Event::ServerHere { at: is.listen, app_id: is.app_id, location: is.location });
    }

    /// What a game server says.
    pub(super) fn word(&mut self, now: Instant, via: Via, word: Word, out: &mut Outbox) {
        if let Via::Mail(_) = via
            && self.servers.by_via.contains_key(&via)
        {
            self.servers.silence.set(via, Some(now + SILENCE));
        }
        match word {
            Word::Here(is) => self.here(now, via, is, out),
            Word::Load(load) => {
                mark!(out, "MPS-4");
                match self.servers.by_via.get_mut(&via) {
                    Some(server) => server.load = load,
                    // We are younger than it is: it has to say who it is.
                    None if matches!(via, Via::Mail(_)) => {
                        self.give(now, via, Order::Registered { confirmation: Code::NOT_CONNECTED }, out);
                    }
                    None => {}
                }
            }
            Word::WorldCreated { request, world } => self.made(now, via, request, world, out),
            Word::Seated { request, seat } => {
                let Some(Waiting::Seat { seat: wish, game, .. }) = self.waited(request, via) else { return };
                let answer = match (seat, self.games.get(&game)) {
                    (Ok(granted), Some((_, world_id))) => Ok(Box::new(Seat {
                        addresses: self.addresses_of(via),
                        world_id: *world_id,
                        server_key: granted.server_key,
                        access_key: granted.access_key,
                    })),
                    (Ok(_), None) => Err(WorldFailure::Lost),
                    (Err(_), _) => Err(WorldFailure::Refused),
                };
                out.mail(Component::Mls, Mail::Seated { seat: wish, answer });
            }
            Word::Seen { world_id, session_key, connected } => {
                mark!(out, "MPS-5");
                if let Some(game) = self.game_of(via, world_id) {
                    out.mail(Component::Mls, Mail::Seen { game, session_key, connected });
                }
            }
            // Nobody waits for them (MPS-6).
            Word::WorldEnded { .. } | Word::WorldStatus { .. } => {}
            Word::Gone => self.lose(now, via, out),
        }
    }

    /// A game by its server's number of its world; hosts name their games by the game's own id, too (MPS-5).
    fn game_of(&self, via: Via, world_id: i32) -> Option<i32> {
        let by_world = self.servers.by_via.get(&via).and_then(|server| server.worlds.get(&world_id)).copied();
        by_world.or_else(|| {
            let hosted = |(game, at): (&i32, &(Via, i32))| at.0 == via && (at.1 == world_id || *game == world_id);
            self.games.iter().find(|entry| hosted(*entry)).map(|(game, _)| *game)
        })
    }

    /// Where players of a game server connect.
    fn addresses_of(&self, via: Via) -> NetAddressList {
        let at = self.servers.by_via.get(&via).map(|server| server.is.listen);
        let external = at.map(connect_info::external).unwrap_or_default();
        NetAddressList { address_list: [external, connect_info::unused()] }
    }

    /// A game wants a world (MPS-2, MLS-85).
    pub(super) fn create_world(&mut self, now: Instant, wanted: &WantedWorld, out: &mut Outbox) {
        mark!(out, "MGCL-7");
        let WantedWorld { game, app_id, location, max_players, attributes } = *wanted;
        let Some(via) = self.servers.choose(app_id, location) else {
            out.mail(Component::Mls, Mail::WorldCreated { game, world: Err(WorldFailure::NoServer) });
            return;
        };
        if let Some(server) = self.servers.by_via.get_mut(&via) {
            server.wanted += 1;
        }
        let request = self.wait(now, Waiting::World { game, via });
        let order = WorldOrder { request, game, app_id, max_players, attributes };
        self.give(now, via, Order::CreateWorld(order), out);
    }

    fn made(&mut self, now: Instant, via: Via, request: Request, world: Result<i32, Code>, out: &mut Outbox) {
        let waiting = self.waited(request, via);
        let Some(Waiting::World { game, .. }) = waiting else {
            // It came too late: nobody will play there. A letter that comes twice is none of that.
            let known = self.servers.by_via.get(&via).map(|server| &server.worlds);
            if let Ok(world_id) = world
                && !known.is_some_and(|worlds| worlds.contains_key(&world_id))
            {
                let request = self.next_request();
                self.give(now, via, Order::EndWorld { request, world_id, brutal: true }, out);
            }
            return;
        };
        let Some(server) = self.servers.by_via.get_mut(&via) else { return };
        server.wanted = server.wanted.saturating_sub(1);
        let world = match world {
            Ok(world_id) => {
                server.worlds.insert(world_id, game);
                let at = server.is.listen;
                self.games.insert(game, (via, world_id));
                Ok(World { world_id, at })
            }
            Err(_) => Err(WorldFailure::Refused),
        };
        out.mail(Component::Mls, Mail::WorldCreated { game, world });
    }

    fn next_request(&mut self) -> Request {
        self.last_request = self.last_request.wrapping_add(1);
        self.last_request
    }

    /// A player wants a seat (MPS-3).
    pub(super) fn want_seat(&mut self, now: Instant, wanted: WantedSeat, out: &mut Outbox) {
        let WantedSeat { seat, game, session_key, access_key, kind, addresses, .. } = wanted;
        let Some((via, world_id)) = self.games.get(&game).copied().filter(|(via, _)| self.is_there(*via)) else {
            out.mail(Component::Mls, Mail::Seated { seat, answer: Err(WorldFailure::Lost) });
            return;
        };
        let request = self.wait(now, Waiting::Seat { seat, game, via });
        let order = SeatOrder { request, world_id, kind, session_key, access_key, addresses };
        self.give(now, via, Order::Seat(Box::new(order)), out);
    }

    /// A game is over (MPS-6).
    pub(super) fn end_world(&mut self, now: Instant, game: i32, out: &mut Outbox) {
        mark!(out, "MPS-6");
        let Some((via, world_id)) = self.games.remove(&game) else { return };
        if let Some(server) = self.servers.by_via.get_mut(&via) {
            server.worlds.remove(&world_id);
            let request = self.next_request();
            self.give(now, via, Order::EndWorld { request, world_id, brutal: false }, out);
        }
    }

    /// A game server did not answer in time, or the lobby did not.
    pub(super) fn too_late(&mut self, now: Instant, request: Request, out: &mut Outbox) {
        let Some(waiting) = self.waiting.remove(&request) else { return };
        match waiting {
            Waiting::World { game, via } => {
                if let Some(server) = self.servers.by_via.get_mut(&via) {
                    server.wanted = server.wanted.saturating_sub(1);
                }
                out.mail(Component::Mls, Mail::WorldCreated { game, world: Err(WorldFailure::Lost) });
            }
            Waiting::Seat { seat, .. } => {
                out.mail(Component::Mls, Mail::Seated { seat, answer: Err(WorldFailure::Lost) });
            }
            Waiting::Hosted { conn, slot, message_id, .. } => {
                self.tell_hosted(now, conn, slot, message_id, Err(Code::UNSUCCESSFUL), out);
            }
            Waiting::Moved { conn, slot, message_id, .. } => {
                self.tell_moved(now, conn, slot, message_id, Err(Code::UNSUCCESSFUL), out);
            }
        }
    }

    /// Game servers of this process that say nothing any more.
    pub(super) fn silent_servers(&mut self, now: Instant, out: &mut Outbox) {
        while let Some(via) = self.servers.silence.due(now) {
            self.lose(now, via, out);
        }
    }

    /// A game server is lost: its games end, and those who wait for it hear it (MPS-7, MGCL-1).
    pub(super) fn lose(&mut self, now: Instant, via: Via, out: &mut Outbox) {
        self.lose_worlds(now, via, out);
        self.servers.silence.set(via, None);
        if let Some(server) = self.servers.by_via.remove(&via) {
            out.event(Event::ServerLost { at: server.is.listen });
        }
        // A host's games go on without it for a while (P2P-10): they stay, for another console to claim (P2P-9).
    }

    fn lose_worlds(&mut self, _: Instant, via: Via, out: &mut Outbox) {
        let ours = self.waiting.iter().filter(|(_, waiting)| waiting.asked() == via);
        let stuck: Vec<Request> = ours.map(|(request, _)| *request).collect();
        for request in stuck {
            match self.waited(request, via) {
                Some(Waiting::World { game, .. }) => {
                    out.mail(Component::Mls, Mail::WorldCreated { game, world: Err(WorldFailure::Lost) });
                }
                Some(Waiting::Seat { seat, .. }) => {
                    out.mail(Component::Mls, Mail::Seated { seat, answer: Err(WorldFailure::Lost) });
                }
                _ => {}
            }
        }
        let Some(server) = self.servers.by_via.get_mut(&via) else { return };
        server.wanted = 0;
        for (_, game) in std::mem::take(&mut server.worlds) {
            mark!(out, "MPS-7");
            self.games.remove(&game);
            out.mail(Component::Mls, Mail::WorldLost { game });
        }
    }

    /// What an operator asks.
    pub(super) fn operate_servers(&self, id: OperatorId, command: &Command, out: &mut Outbox) {
        let answer = match command {
            Command::Servers => Answer::Servers(
                self.servers
                    .by_via
                    .values()
                    .map(|server| crate::operator::Server {
                        at: server.is.listen,
                        app_id: server.is.app_id,
                        location: server.is.location,
                        worlds: u32::try_from(server.worlds.len()).unwrap_or(u32::MAX),
                        players: server.load.players.into(),
                    })
                    .collect(),
            ),
            _ => Answer::NotFound,
        };
        out.answer(id, answer);
    }

    /// Whether somebody can be asked: a host's connection may be lost while its game goes on (P2P-6, P2P-10).
    pub(super) fn is_there(&self, via: Via) -> bool {
        match via {
            Via::Mail(_) => true,
            Via::Link(conn) => self.front.visitor(conn).is_some_and(|visitor| !visitor.is_closing()),
        }
    }

    /// Whether a connection is a game server that is registered (MPS-8).
    pub(super) fn is_registered(&self, via: Via) -> bool {
        self.servers.by_via.contains_key(&via)
    }
}
