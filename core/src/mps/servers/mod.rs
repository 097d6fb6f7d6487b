//! Game servers: which there are, how busy they are, and which one gets a game (lobby.md 5.13, MGCL-7).

pub(super) mod table;

use core::time::Duration;

use table::RegisteredServer;

use super::games::{ServerAddress, WorldKey};
use super::state::{PendingOrder, Proxy, Scope};
use crate::connections::Connection;
use crate::ids::{Component, DmeWorldId, GameId, MgclRequest, OperatorId};
use crate::machine::{Event, Outbox, mark};
use crate::operator::{Command, CommandAnswer};
use crate::peer::{Attributes, FromServer, Load, SeatOrder, ToServer, WorldOrder};
use crate::peer::{GrantedSeat, JoinRequest, PeerMessage, WorldAddress, WorldFailure, WorldRequest};
use crate::wire::{MgclErrorCode as Code, NetAddress, NetAddressList, NetConnectionType};

/// A game server of this process that reports no more for so long is lost. Others have connections that tell.
const SILENCE: Duration = Duration::from_secs(100);

impl Proxy {
    /// Gives an order to a game server, by mail or as an MGCL message.
    fn give(&mut self, scope: &mut Scope<'_>, via: ServerAddress, order: ToServer) {
        match via {
            ServerAddress::Peer(component) => scope.out.send_peer(component, PeerMessage::ToServer(Box::new(order))),
            ServerAddress::Link(conn) => {
                if let Some(dialect) = scope.conns.get(conn).map(Connection::dialect) {
                    scope.conns.tell_all(conn, order.packets(dialect), scope.out);
                }
            }
        }
    }

    /// Takes over who a game server says that it is (MPS-1). The same twice changes nothing; one that is another than
    /// it was begins anew: its earlier worlds are gone.
    pub(in crate::mps) fn register(&mut self, scope: &mut Scope<'_>, via: ServerAddress, is: Attributes) {
        mark!(scope.out, "MPS-1");
        if self.servers.by_via.get(&via).is_some_and(|server| server.is == is) {
            return;
        }
        self.lose_worlds(scope, via);
        self.end_hosted(scope, via);
        let server = RegisteredServer { is, load: Load::default(), wanted: 0 };
        self.servers.by_via.insert(via, server);
        if let ServerAddress::Peer(_) = via {
            self.servers.silence.set(via, Some(scope.now + SILENCE));
        }
        scope.out.event(Event::ServerHere { at: is.listen, app_id: is.app_id, location: is.location });
    }

    /// What a game server says.
    pub(in crate::mps) fn server_message(&mut self, scope: &mut Scope<'_>, via: ServerAddress, message: FromServer) {
        if let ServerAddress::Peer(_) = via
            && self.servers.by_via.contains_key(&via)
        {
            self.servers.silence.set(via, Some(scope.now + SILENCE));
        }
        match message {
            FromServer::Here(is) => {
                self.register(scope, via, is);
                self.give(scope, via, ToServer::Registered { confirmation: Code::SUCCESS });
            }
            FromServer::Load(load) => {
                mark!(scope.out, "MPS-4");
                match self.servers.by_via.get_mut(&via) {
                    Some(server) => server.load = load,
                    // We are younger than it is: it has to say who it is.
                    None if matches!(via, ServerAddress::Peer(_)) => {
                        self.give(scope, via, ToServer::Registered { confirmation: Code::NOT_CONNECTED });
                    }
                    None => {}
                }
            }
            FromServer::WorldCreated { request, world } => self.made(scope, via, request, world),
            FromServer::Seated { request, seat } => {
                let asked =
                    |waiting: &PendingOrder| matches!(waiting, PendingOrder::Seat { via: at, .. } if *at == via);
                let Some(PendingOrder::Seat { seat: asked_seat, game, .. }) = self.waited(request, asked) else {
                    return;
                };
                mark!(scope.out, "MLS-86");
                let answer = match (seat, self.games.place(game)) {
                    (Ok(granted), Some((_, world_id))) => Ok(Box::new(GrantedSeat {
                        addresses: self.addresses_of(via),
                        world_id,
                        server_key: granted.server_key,
                        access_key: granted.access_key,
                    })),
                    (Ok(_), None) => Err(WorldFailure::Lost),
                    (Err(code), _) => Err(self.no_seat(via, code)),
                };
                scope.out.send_peer(Component::Mls, PeerMessage::Seated { seat: asked_seat, answer });
            }
            FromServer::Seen { world_id, session_key, connected } => {
                mark!(scope.out, "MPS-5");
                if let Some(game) = self.games.named((via, world_id)) {
                    scope.out.send_peer(Component::Mls, PeerMessage::Seen { game, session_key, connected });
                }
            }
            // Nobody waits for them (MPS-6).
            FromServer::WorldEnded { .. } | FromServer::WorldStatus { .. } => {}
            FromServer::Gone => self.lose(scope, via),
        }
    }

    /// Why a player gets no seat: MGCL has no word for a full game, and a console's no is its player's (MLS-86).
    fn no_seat(&self, via: ServerAddress, code: Code) -> WorldFailure {
        match (self.is_registered(via), code) {
            (true, Code::UNSUCCESSFUL) => WorldFailure::Full,
            (true, _) => WorldFailure::Lost,
            (false, _) => WorldFailure::Refused,
        }
    }

    /// Where players of a game server connect.
    fn addresses_of(&self, via: ServerAddress) -> NetAddressList {
        let at = self.servers.by_via.get(&via).map(|server| server.is.listen);
        let external = at.map(NetAddress::external).unwrap_or_default();
        NetAddressList { address_list: [external, NetAddress::unused()] }
    }

    /// A game wants a world (MPS-2, MLS-85).
    pub(in crate::mps) fn create_world(&mut self, scope: &mut Scope<'_>, wanted: &WorldRequest) {
        mark!(scope.out, "MGCL-7");
        mark!(scope.out, "MPS-2");
        let WorldRequest { game, app_id, location, max_players, attributes } = *wanted;
        let title = self.config.titles.row(app_id);
        let via = self.servers.choose(&self.games, &title, location).ok_or(WorldFailure::NoServer);
        let asked = via.and_then(|via| {
            let request = self.wait(scope, PendingOrder::World { game, via }).ok_or(WorldFailure::Refused)?;
            Ok((via, request))
        });
        let (via, request) = match asked {
            Ok(asked) => asked,
            Err(why) => {
                return scope.out.send_peer(Component::Mls, PeerMessage::WorldCreated { game, world: Err(why) });
            }
        };
        if let Some(server) = self.servers.by_via.get_mut(&via) {
            server.wanted += 1;
        }
        self.give(scope, via, ToServer::CreateWorld(WorldOrder { request, game, app_id, max_players, attributes }));
    }

    fn made(
        &mut self,
        scope: &mut Scope<'_>,
        via: ServerAddress,
        request: MgclRequest,
        world: Result<DmeWorldId, Code>,
    ) {
        let asked = |waiting: &PendingOrder| matches!(waiting, PendingOrder::World { via: at, .. } if *at == via);
        let waiting = self.waited(request, asked);
        let Some(server) = self.servers.by_via.get_mut(&via) else { return };
        let Some(PendingOrder::World { game, .. }) = waiting else {
            // It came too late: nobody will play there. A message that comes twice is none of that, and what we never
            // asked for is nothing to us.
            if let Ok(world_id) = world
                && (MgclRequest(1)..=self.last_request).contains(&request)
                && self.games.numbered((via, world_id)).is_none()
            {
                self.order_end(scope, (via, world_id), true);
            }
            return;
        };
        server.wanted = server.wanted.saturating_sub(1);
        let at = server.is.listen;
        let world = world.map(|world_id| WorldAddress { world_id, at }).map_err(|_| WorldFailure::Refused);
        if let Ok(WorldAddress { world_id, .. }) = world {
            // A number names one world: an earlier game under it has lost its own.
            if let Some(lost) = self.games.numbered((via, world_id)).filter(|lost| *lost != game) {
                self.lose_game(scope, lost);
            }
            self.settle(scope, game, (via, world_id));
        }
        scope.out.send_peer(Component::Mls, PeerMessage::WorldCreated { game, world });
    }

    /// A game is played there from now on; a world where it was played before is over.
    pub(in crate::mps) fn settle(&mut self, scope: &mut Scope<'_>, game: GameId, place: WorldKey) {
        if let Some(earlier) = self.games.put(game, place).filter(|earlier| *earlier != place) {
            self.order_end(scope, earlier, false);
        }
    }

    /// A game server is told that a world is over (MPS-6).
    fn order_end(&mut self, scope: &mut Scope<'_>, (via, world_id): WorldKey, brutal: bool) {
        if self.is_registered(via) {
            let request = self.next_request();
            self.give(scope, via, ToServer::EndWorld { request, world_id, brutal });
        }
    }

    fn lose_game(&mut self, scope: &mut Scope<'_>, game: GameId) {
        mark!(scope.out, "MPS-7");
        self.games.take(game);
        scope.out.send_peer(Component::Mls, PeerMessage::WorldLost { game });
    }

    /// A player wants a seat (MPS-3).
    pub(in crate::mps) fn want_seat(&mut self, scope: &mut Scope<'_>, wanted: JoinRequest) {
        mark!(scope.out, "MPS-3");
        let JoinRequest { seat, game, session_key, access_key, kind, addresses, .. } = wanted;
        let place = self.games.place(game).filter(|(via, _)| self.is_there(scope, *via)).ok_or(WorldFailure::Lost);
        let asked = place.and_then(|(via, world_id)| {
            let request = self.wait(scope, PendingOrder::Seat { seat, game, via }).ok_or(WorldFailure::Lost)?;
            Ok((via, world_id, request))
        });
        let (via, world_id, request) = match asked {
            Ok(asked) => asked,
            Err(why) => return scope.out.send_peer(Component::Mls, PeerMessage::Seated { seat, answer: Err(why) }),
        };
        if kind == NetConnectionType::PEER_TO_PEER_UDP {
            mark!(scope.out, "P2P-6");
        }
        let order = SeatOrder { request, world_id, kind, session_key, access_key, addresses };
        self.give(scope, via, ToServer::Seat(Box::new(order)));
    }

    /// A game is over (MPS-6).
    pub(in crate::mps) fn end_world(&mut self, scope: &mut Scope<'_>, game: GameId) {
        mark!(scope.out, "MPS-6");
        if let Some(place) = self.games.take(game) {
            self.order_end(scope, place, false);
        }
    }

    /// A game server did not answer in time, or the lobby did not.
    pub(in crate::mps) fn too_late(&mut self, scope: &mut Scope<'_>, request: MgclRequest) {
        let Some(waiting) = self.waiting.remove(&request) else { return };
        match waiting {
            PendingOrder::World { game, via } => {
                if let Some(server) = self.servers.by_via.get_mut(&via) {
                    server.wanted = server.wanted.saturating_sub(1);
                }
                scope.out.send_peer(Component::Mls, PeerMessage::WorldCreated { game, world: Err(WorldFailure::Lost) });
            }
            PendingOrder::Seat { seat, .. } => {
                scope.out.send_peer(Component::Mls, PeerMessage::Seated { seat, answer: Err(WorldFailure::Lost) });
            }
            PendingOrder::Hosted { conn, slot, message_id, .. } => {
                self.tell_hosted(scope, conn, slot, message_id, Err(Code::UNSUCCESSFUL));
            }
            PendingOrder::Moved { conn, slot, message_id, .. } => {
                self.tell_moved(scope, conn, slot, message_id, Err(Code::UNSUCCESSFUL));
            }
        }
    }

    /// Game servers of this process that say nothing any more.
    pub(in crate::mps) fn silent_servers(&mut self, scope: &mut Scope<'_>) {
        while let Some(via) = self.servers.silence.due(scope.now) {
            self.lose(scope, via);
        }
    }

    /// A game server is lost: its games end, and those who wait for it hear it (MPS-7, MGCL-1).
    pub(in crate::mps) fn lose(&mut self, scope: &mut Scope<'_>, via: ServerAddress) {
        self.lose_worlds(scope, via);
        self.servers.silence.set(via, None);
        if let Some(server) = self.servers.by_via.remove(&via) {
            scope.out.event(Event::ServerLost { at: server.is.listen });
        }
        // A host's games go on without it for a while (P2P-10): they stay, for another console to claim (P2P-9).
    }

    fn lose_worlds(&mut self, scope: &mut Scope<'_>, via: ServerAddress) {
        let ours = |waiting: &PendingOrder| match waiting {
            PendingOrder::World { via: at, .. } | PendingOrder::Seat { via: at, .. } => *at == via,
            PendingOrder::Hosted { .. } | PendingOrder::Moved { .. } => false,
        };
        let stuck: Vec<MgclRequest> =
            self.waiting.iter().filter(|(_, waiting)| ours(waiting)).map(|(request, _)| *request).collect();
        for request in stuck {
            match self.waited(request, ours) {
                Some(PendingOrder::World { game, .. }) => {
                    scope
                        .out
                        .send_peer(Component::Mls, PeerMessage::WorldCreated { game, world: Err(WorldFailure::Lost) });
                }
                Some(PendingOrder::Seat { seat, .. }) => {
                    scope.out.send_peer(Component::Mls, PeerMessage::Seated { seat, answer: Err(WorldFailure::Lost) });
                }
                _ => {}
            }
        }
        let Some(server) = self.servers.by_via.get_mut(&via) else { return };
        server.wanted = 0;
        for game in self.games.of(via) {
            self.lose_game(scope, game);
        }
    }

    /// What an operator asks.
    pub(in crate::mps) fn operate_servers(&self, id: OperatorId, command: &Command, out: &mut Outbox) {
        let answer = match command {
            Command::Servers => CommandAnswer::Servers(
                self.servers
                    .by_via
                    .iter()
                    .map(|(via, server)| crate::operator::ServerRow {
                        at: server.is.listen,
                        app_id: server.is.app_id,
                        location: server.is.location,
                        worlds: u32::try_from(self.games.count(*via)).unwrap_or(u32::MAX),
                        players: server.load.players.into(),
                    })
                    .collect(),
            ),
            _ => CommandAnswer::NotFound,
        };
        out.answer(id, answer);
    }

    /// Whether somebody can be asked: a host's connection may be lost while its game goes on (P2P-6, P2P-10).
    pub(in crate::mps) fn is_there(&self, scope: &mut Scope<'_>, via: ServerAddress) -> bool {
        match via {
            ServerAddress::Peer(_) => true,
            ServerAddress::Link(conn) => scope.conns.get(conn).is_some_and(|conn| !conn.is_closing()),
        }
    }

    /// Whether a connection is a game server that is registered (MPS-8).
    pub(in crate::mps) fn is_registered(&self, via: ServerAddress) -> bool {
        self.servers.by_via.contains_key(&via)
    }
}
