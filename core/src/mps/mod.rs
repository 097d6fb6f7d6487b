//! MPS: between the lobby and the game servers (lobby.md 5.13, game.md 11).
//!
//! It knows the game servers of this process by mail and others by MGCL over SCE-RT, chooses one for each game, and
//! hands seats out; and it knows the consoles that host games themselves (lobby.md 6).

mod games;
mod hosts;
mod servers;
mod told;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::entropy::Entropy;
use crate::front::{self, Front, Handled, Service, Visitor, dispatch};
use crate::ids::{Component, ConnId, OperatorId};
use crate::link::{SessionPreset, Shared, Welcome};
use crate::machine::{Cost, Fault, Input, Machine, Outbox, SnapshotError, Timers, mark, read_snapshot, write_snapshot};
use crate::mail::Mail;
use crate::mas::welcome;
use crate::mgcl::{Order, Request};
use crate::operator::Command;
use crate::time::Instant;
use crate::wire::{report, rt};
use games::Games;
use hosts::Hosts;
use servers::Servers;

type Guest = Visitor<Guestbook>;
type Call<'a> = front::Call<'a, Guestbook>;

/// What the MPS keeps of a connection.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Guestbook {
    app_id: u32,
    /// Whether it came with the keys of a host, or may register without.
    host: Option<Box<hosts::Host>>,
}

/// How a game server is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Via {
    /// By mail: it is in this process.
    Mail(Component),
    /// By MGCL over its connection.
    Link(ConnId),
}

/// The proxy server.
#[derive(Debug, Serialize, Deserialize)]
pub struct Mps {
    config: Config,
    front: Front<Guestbook>,
    servers: Servers,
    hosts: Hosts,
    games: Games,
    waiting: BTreeMap<Request, Waiting>,
    late: Timers<Request>,
    last_request: Request,
    /// Orders leave at the end of an input: the connection that one goes to may be in hand until then.
    given: Vec<(Via, Order)>,
}

/// What an answer is waited for.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Waiting {
    /// A game server makes the world of a game.
    World { game: i32, via: Via },
    /// A game server keeps a seat.
    Seat { seat: u64, game: i32, via: Via },
    /// The lobby takes a host's game in.
    Hosted { conn: ConnId, slot: crate::link::Slot, message_id: crate::wire::MessageId, world_id: i32 },
    /// The lobby gives a host's game another id.
    Moved { conn: ConnId, slot: crate::link::Slot, message_id: crate::wire::MessageId, game: i32 },
}

impl Mps {
    /// An MPS that knows no game servers yet.
    #[must_use]
    pub fn new(config: &Config, seed: [u8; 32]) -> Self {
        let entropy = Entropy::new(seed);
        let shared = Shared::new(&entropy, config.link, config.limits, config.timeouts);
        Self {
            config: config.clone(),
            front: Front::new(shared, entropy),
            servers: Servers::default(),
            hosts: Hosts::default(),
            games: Games::default(),
            waiting: BTreeMap::new(),
            late: Timers::default(),
            last_request: 0,
            given: Vec::new(),
        }
    }

    /// Waits for an answer, for a while. `None`: too many are waited for.
    fn wait(&mut self, now: Instant, waiting: Waiting, out: &mut Outbox) -> Option<Request> {
        if self.waiting.len() >= self.front.shared.limits.orders as usize {
            self.front.limited("orders", None, out);
            return None;
        }
        let request = self.next_request();
        self.waiting.insert(request, waiting);
        self.late.set(request, Some(now + self.front.shared.timeouts.game_server));
        Some(request)
    }

    fn next_request(&mut self) -> Request {
        self.last_request = self.last_request.wrapping_add(1);
        self.last_request
    }

    /// Takes what is waited for under a request, if that is what was answered, and by whom it was asked.
    fn waited(&mut self, request: Request, fits: impl FnOnce(&Waiting) -> bool) -> Option<Waiting> {
        self.waiting.get(&request).filter(|waiting| fits(waiting))?;
        self.late.set(request, None);
        self.waiting.remove(&request)
    }

    /// Sends the orders that were given, the way that each server is reached.
    fn send_orders(&mut self, now: Instant, out: &mut Outbox) {
        for (via, order) in std::mem::take(&mut self.given) {
            match via {
                Via::Mail(component) => out.mail(component, Mail::Order(Box::new(order))),
                Via::Link(conn) => front::attend(self, now, conn, out, |mps, call| mps.say(call, &order)),
            }
        }
    }

    fn mail(&mut self, now: Instant, from: Component, mail: Mail, out: &mut Outbox) {
        match mail {
            Mail::CreateWorld(wanted) => self.create_world(now, &wanted, out),
            Mail::Seat(wanted) => self.want_seat(now, *wanted, out),
            Mail::EndWorld { game } => self.end_world(game, out),
            Mail::Word(word) if matches!(from, Component::Dme(_)) => self.word(now, Via::Mail(from), *word, out),
            Mail::AdmitHost(admission) => self.admit_host(now, from, *admission, out),
            Mail::GameHosted { request, answer } => self.game_hosted(now, request, answer, out),
            Mail::GameMoved { request, answer } => self.game_moved(now, request, answer, out),
            Mail::GameRenumbered { game, to } => self.game_renumbered(game, to),
            // Letters for others.
            _ => {}
        }
    }
}

impl Service for Mps {
    type State = Guestbook;

    fn front(&mut self) -> &mut Front<Guestbook> {
        &mut self.front
    }

    /// A host is known by the keys that the MAS gave it; a game server may come without any, from an address that is
    /// trusted (P2P-2, MPS-1).
    fn connect(&mut self, call: &mut Call<'_>, connect: &rt::ClientConnectTcp) -> Option<Welcome> {
        let Some(title) = self.title(connect.app_id) else {
            let what = format_args!("application {} is not let in", connect.app_id);
            self.front.fault(Some(call.guest.conn()), Fault::new("GEN-3", Cost::Close, what), call.out);
            return None;
        };
        mark!(call.out, "P2P-2");
        let access_key = connect.access_key.map(|key| key.get()).unwrap_or_default();
        let session_key = connect.session_key.map(|key| key.get()).unwrap_or_default();
        let host = self.hosts.arrive(connect.app_id, &access_key, &session_key);
        let peer = *call.guest.peer().ip();
        if host.is_none() && !self.config.trusts(peer) {
            let fault = Fault::new("P2P-2", Cost::Close, "neither the keys of a host nor the address of a game server");
            self.front.fault(Some(call.guest.conn()), fault, call.out);
            return None;
        }
        call.guest.state = Guestbook { app_id: connect.app_id, host: host.map(Box::new) };
        Some(welcome(&title, peer))
    }

    fn resumed(&mut self, call: &mut Call<'_>) {
        let Some(title) = self.title(call.guest.app_id()) else { return };
        call.guest.link.set_layout(title.layout);
        let session = call.guest.link.preset().and_then(|preset| preset.session.clone());
        let arrive = |hosts: &mut Hosts, is: SessionPreset| {
            hosts.arrive(title.app_id, is.access_key.expose(), is.session_key.expose())
        };
        let host = session.and_then(|is| arrive(&mut self.hosts, is));
        call.guest.state = Guestbook { app_id: title.app_id, host: host.map(Box::new) };
    }

    fn request(&mut self, call: &mut Call<'_>, key: (u8, u8), body: &[u8]) -> Handled {
        dispatch! { self call key body, else self.unhandled(call, key, body);
            report::ServerSetAttributesRequest => set_attributes,
            report::ServerReport => report,
            report::ServerCreateGameWithAttributesResponse => world_created,
            report::ServerJoinGameResponse => seat_kept,
            report::ServerEndGameResponse => world_ended,
            report::ServerWorldStatusResponse => world_status,
            report::ServerConnectNotification => connect_notification,
            report::ServerCreateGameOnSelfRequest0 => create_on_self_0,
            report::ServerCreateGameOnSelfRequest => create_on_self,
            report::ServerCreateGameOnMeRequest => create_on_me,
            report::ServerWorldReportOnMe => report_on_me,
            report::ServerMoveGameWorldOnMeRequest => move_on_me,
            report::ServerEndGameOnMeRequest => end_on_me,
            report::ServerEndGameRequest => end_game,
            report::ServerSessionEndRequest => end_session,
            report::ServerDisconnectPlayerRequest => disconnect_player,
        }
    }

    fn leaving(&mut self, call: &mut Call<'_>) {
        self.lose(Via::Link(call.guest.conn()), call.out);
    }

    fn departed(&mut self, _: Instant, visitor: Guest, out: &mut Outbox) {
        self.lose(Via::Link(visitor.conn()), out);
    }

    fn operate(&mut self, _: Instant, id: OperatorId, command: Command, out: &mut Outbox) {
        self.operate_servers(id, &command, out);
    }

    fn account_id(_: &Guestbook) -> Option<i32> {
        None
    }
}

impl Machine for Mps {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        match front::serve(self, now, input, out) {
            Some(Input::Tick) => {
                while let Some(request) = self.late.due(now) {
                    self.too_late(now, request, out);
                }
                self.hosts.expire(now);
                self.silent_servers(now, out);
            }
            Some(Input::Mail { from, mail }) => self.mail(now, from, mail, out),
            _ => {}
        }
        self.send_orders(now, out);
    }

    fn deadline(&self) -> Option<Instant> {
        let waits = [self.front.deadline(), self.late.next(), self.hosts.deadline(), self.servers.deadline()];
        waits.into_iter().flatten().min()
    }

    fn snapshot(&self, into: &mut Vec<u8>) {
        write_snapshot(self, into);
    }

    fn restore(&mut self, from: &[u8]) -> Result<(), SnapshotError> {
        *self = read_snapshot(from)?;
        Ok(())
    }
}
