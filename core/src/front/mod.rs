//! The connections of a lobby component: what MUIS, MAS and MLS have in common.
//!
//! The front accepts, reads, paces and ends connections; a [`Service`] admits clients and answers
//! their requests.

mod call;
mod dispatch;
mod visitor;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

pub use call::{Call, Handled};
pub(crate) use dispatch::{decode, dispatch, unknown};
pub use visitor::Visitor;

use crate::counters::Counters;
use crate::entropy::Entropy;
use crate::ids::{ConnId, OperatorId};
use crate::limits::Limit;
use crate::link::{Incoming, Link, LinkError, Reading, Shared, Welcome};
use crate::machine::{Cost, Ending, Event, Fault, Input, Outbox, Slots, Timers, mark};
use crate::operator::{Answer, Command, Connection};
use crate::time::{Instant, WallClock};
use crate::wire::fragment::FRAGMENT;
use crate::wire::frame::Frame;
use crate::wire::{MessageKey, RtId, rt};

/// The connections, with the service's own state of each.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound = "S: Serialize + serde::de::DeserializeOwned")]
pub struct Front<S> {
    /// What all links share.
    pub shared: Shared,
    /// The machine's randomness.
    pub entropy: Entropy,
    /// The wall clock.
    pub clock: WallClock,
    /// What was done so far.
    pub counters: Counters,
    visitors: Slots<Visitor<S>>,
    timers: Timers<ConnId>,
    from_address: BTreeMap<Ipv4Addr, u32>,
    opened: u64,
}

/// A component behind a front.
pub trait Service {
    /// What it keeps of each connection.
    type State: Default;

    /// Its front.
    fn front(&mut self) -> &mut Front<Self::State>;

    /// A client wants in: its welcome, or `None` to close the connection.
    fn connect(&mut self, call: &mut Call<'_, Self::State>, connect: &rt::ClientConnectTcp) -> Option<Welcome>;

    /// A connection that is taken up in its middle: the session that it belongs to is in its preset. Only replays
    /// do this.
    fn resumed(&mut self, _: &mut Call<'_, Self::State>) {}

    /// The handshake of a client is done.
    fn connected(&mut self, _: &mut Call<'_, Self::State>) {}

    /// Application data for other members of a game world came; it is not opened.
    ///
    /// # Errors
    /// A fault, when there is no such world here or the frame is not sound.
    fn relay(&mut self, _: &mut Call<'_, Self::State>, _: Frame<'_>) -> Handled {
        Ok(())
    }

    /// Another message that only game worlds know.
    ///
    /// # Errors
    /// A fault, when it cannot be read.
    fn world_message(&mut self, _: &mut Call<'_, Self::State>, _: RtId, _: &[u8]) -> Handled {
        Ok(())
    }

    /// The client of a game world is told of it: when the clock of the world began (DME-43).
    fn world_clock(&mut self, call: &mut Call<'_, Self::State>) -> Instant {
        call.now
    }

    /// The client of a game world is ready: how many are in it, itself included (DME-8).
    fn ready(&mut self, _: &mut Call<'_, Self::State>) -> u16 {
        1
    }

    /// A client's sign of life came, and was answered.
    fn echoed(&mut self, _: &mut Call<'_, Self::State>) {}

    /// A client told some of its memory (OPS-5).
    fn peeked(&mut self, _: &mut Call<'_, Self::State>, _: &rt::ServerCheatQuery) {}

    /// An operator wants what the front cannot do.
    fn operate(&mut self, _: Instant, id: OperatorId, _: Command, out: &mut Outbox) {
        out.answer(id, Answer::NotFound);
    }

    /// A Medius message came: its class and id, and its body.
    ///
    /// # Errors
    /// A fault, when it cannot be read or comes at the wrong time.
    fn request(&mut self, call: &mut Call<'_, Self::State>, key: MessageKey, body: &[u8]) -> Handled;

    /// The end of a connection is decided, and nothing of it is read any more; said more than once. What it had can be
    /// given up before the driver has closed it.
    fn leaving(&mut self, _: &mut Call<'_, Self::State>) {}

    /// A connection is gone.
    fn departed(&mut self, now: Instant, visitor: Visitor<Self::State>, out: &mut Outbox);

    /// Who a visitor is, for operators.
    fn account_id(state: &Self::State) -> Option<i32>;
}

impl<S: Default> Front<S> {
    /// A front without connections.
    #[must_use]
    pub fn new(shared: Shared, entropy: Entropy) -> Self {
        Self {
            shared,
            entropy,
            clock: WallClock::default(),
            counters: Counters::default(),
            visitors: Slots::default(),
            timers: Timers::default(),
            from_address: BTreeMap::new(),
            opened: 0,
        }
    }

    /// When a connection next wants something; O(1).
    #[must_use]
    pub const fn deadline(&self) -> Option<Instant> {
        self.timers.next()
    }

    /// The visitor of a connection.
    #[must_use]
    pub fn visitor(&self, conn: ConnId) -> Option<&Visitor<S>> {
        self.visitors.get(conn)
    }

    /// The visitor of a connection, to change; not for what can make it read or write.
    pub fn visitor_mut(&mut self, conn: ConnId) -> Option<&mut Visitor<S>> {
        self.visitors.get_mut(conn)
    }

    /// All visitors, in order of their connections.
    pub fn visitors(&self) -> impl Iterator<Item = &Visitor<S>> {
        self.visitors.iter().map(|(_, visitor)| visitor)
    }

    /// Notes bad input.
    pub fn fault(&mut self, conn: Option<ConnId>, fault: Fault, out: &mut Outbox) {
        let counter = match fault.cost {
            Cost::Ignore => &mut self.counters.faults_ignored,
            Cost::Answer => &mut self.counters.faults_answered,
            Cost::Close => &mut self.counters.faults_closed,
        };
        *counter += 1;
        out.event(Event::Fault { conn, fault });
    }

    /// Notes that a limit was met.
    pub fn limited(&mut self, limit: Limit, conn: Option<ConnId>, out: &mut Outbox) {
        self.counters.limited.add(limit);
        out.event(Event::Limited { limit, conn });
    }
}

/// Deals with an input that concerns connections; gives any other back.
pub fn serve<'a, S: Service>(service: &mut S, now: Instant, input: Input<'a>, out: &mut Outbox) -> Option<Input<'a>> {
    match input {
        Input::Opened { conn, peer, local, preset, .. } => {
            let front = service.front();
            let limits = front.shared.limits;
            let here = front.from_address.get(peer.ip()).copied().unwrap_or_default();
            let limit = if front.visitors.len() >= limits.connections {
                Some(Limit::Connections)
            } else {
                (here >= limits.connections_per_address).then_some(Limit::ConnectionsPerAddress)
            };
            if let Some(limit) = limit {
                front.limited(limit, Some(conn), out);
                out.close(conn, Ending::Abort);
                return None;
            }
            front.opened += 1;
            front.counters.opened += 1;
            front.from_address.insert(*peer.ip(), here + 1);
            let link = Link::accept(now, conn, front.opened, &front.shared, preset);
            front.timers.set(conn, Some(link.deadline(&front.shared)));
            front.visitors.place(conn, Visitor::new(link, peer, local));
            out.event(Event::Opened { conn, peer });
            if preset.is_some_and(|preset| preset.resumed.is_some()) {
                attend(service, now, conn, out, Service::resumed);
            }
        }
        Input::Received { conn, bytes } => attend(service, now, conn, out, |service, call| {
            if call.guest.is_closing() {
                return;
            }
            let mut reading = call.guest.link.read(now, bytes);
            work(service, call, &mut reading);
            call.guest.link.keep(reading);
        }),
        Input::Congested { conn, .. } => attend(service, now, conn, out, |_, call| {
            call.guest.link.set_congested(now, true);
        }),
        Input::Writable { conn } => attend(service, now, conn, out, |_, call| {
            call.guest.link.set_congested(now, false);
        }),
        Input::Closed { conn, why } => {
            let front = service.front();
            let visitor = front.visitors.remove(conn)?;
            front.timers.set(conn, None);
            front.counters.closed += 1;
            if let Some(here) = front.from_address.get_mut(visitor.peer().ip()) {
                *here -= 1;
                if *here == 0 {
                    front.from_address.remove(visitor.peer().ip());
                }
            }
            out.event(Event::Closed { conn, why });
            service.departed(now, visitor, out);
        }
        Input::Tick => {
            while let Some(conn) = service.front().timers.due(now) {
                attend(service, now, conn, out, |service, call| {
                    let front = service.front();
                    if let Some(ending) = call.guest.link.tick(now, &front.shared, front.clock, call.out) {
                        call.guest.close(ending, call.out);
                    }
                });
            }
            return Some(Input::Tick);
        }
        Input::Clock { unix_us } => {
            service.front().clock.set(now, unix_us);
            return Some(Input::Clock { unix_us });
        }
        Input::Reseed(seed) => service.front().entropy.reseed(seed),
        Input::Operator { id, command } => operate(service, now, id, command, out),
        other => return Some(other),
    }
    None
}

/// Works on one visitor, and does what has to follow: a reader that was paused goes on when answers
/// left, and the deadline moves.
pub fn attend<S: Service>(
    service: &mut S,
    now: Instant,
    conn: ConnId,
    out: &mut Outbox,
    work_on: impl FnOnce(&mut S, &mut Call<'_, S::State>),
) {
    let Some(mut visitor) = service.front().visitors.take(conn) else {
        return;
    };
    // Others may be attended to meanwhile: what is counted in the end includes them.
    let (counted, before) = (service.front().counters.tally, out.tally);
    let call = &mut Call { now, guest: &mut visitor, out };
    work_on(service, call);
    let most = service.front().shared.limits.pending_requests;
    let may_go_on = |call: &Call<'_, S::State>| call.guest.pending() < most && call.guest.waits(now).is_none();
    while call.guest.paused && !call.guest.is_closing() && may_go_on(call) {
        call.guest.paused = false;
        let mut reading = call.guest.link.read(now, &mut []);
        work(service, call, &mut reading);
        call.guest.link.keep(reading);
        if !call.guest.paused {
            call.out.resume(conn);
        }
    }
    if call.guest.is_leaving() {
        service.leaving(call);
    }
    let front = service.front();
    front.counters.tally = counted.with(before, out.tally);
    let deadline = (!visitor.is_closing()).then(|| {
        let link = visitor.link.deadline(&front.shared);
        visitor.waits(now).filter(|_| visitor.paused).map_or(link, |until| until.min(link))
    });
    // A timer that is too early finds nothing to do and is set anew: life moves the deadline on with every frame.
    let early = deadline.is_some_and(|at| front.timers.of(conn).is_some_and(|armed| armed <= at));
    if !early {
        front.timers.set(conn, deadline);
    }
    front.visitors.place(conn, visitor);
}

/// Reads what there is to read, frame by frame.
fn work<S: Service>(service: &mut S, call: &mut Call<'_, S::State>, reading: &mut Reading<'_>) {
    loop {
        let front = service.front();
        if call.guest.is_closing() {
            return;
        }
        let conn = call.guest.conn();
        let limit = if call.guest.pending() >= front.shared.limits.pending_requests {
            Some(Limit::PendingRequests)
        } else {
            call.guest.waits(call.now).map(|_| Limit::RelayFramesPerSecond)
        };
        if let Some(limit) = limit {
            if !call.guest.paused {
                call.guest.paused = true;
                front.limited(limit, Some(conn), call.out);
                call.out.pause(conn);
            }
            return;
        }
        let link = &mut call.guest.link;
        let fault = match link.next(call.now, &front.shared, front.clock, &front.entropy, reading, call.out) {
            Ok(None) => return,
            Ok(Some(incoming)) => take_in(service, call, incoming),
            Err(error) => Err(LinkError::fault(&error)),
        };
        if let Err(fault) = fault {
            let cost = fault.cost;
            service.front().fault(Some(conn), fault, call.out);
            if cost == Cost::Close {
                mark!(call.out, "GEN-20");
                let (shared, reason) = (&service.front().shared, rt::DisconnectReason::NONE);
                if let Some(ending) = call.guest.link.say_goodbye(call.now, shared, reason, call.out) {
                    call.guest.close(ending, call.out);
                }
                return;
            }
        }
    }
}

fn take_in<S: Service>(service: &mut S, call: &mut Call<'_, S::State>, incoming: Incoming<'_>) -> Handled {
    match incoming {
        Incoming::Connect(connect) => {
            let Some(welcome) = service.connect(call, &connect) else {
                call.guest.close(Ending::Flush, call.out);
                return Ok(());
            };
            let front = service.front();
            if call.guest.link.admit(call.now, welcome, &front.shared, front.clock, call.out) {
                connected(service, call);
            }
        }
        Incoming::Connected => connected(service, call),
        Incoming::Relay(frame) => return service.relay(call, frame),
        Incoming::Game { id, body } => return service.world_message(call, id, body),
        Incoming::Accepted => {
            let born = service.world_clock(call);
            if call.guest.link.start_up(call.now, born, call.out) {
                ready(service, call);
            }
        }
        Incoming::Ready => ready(service, call),
        // A piece of a message that is not whole yet.
        Incoming::App { key, .. } if key == FRAGMENT => {}
        Incoming::App { key, body } => {
            service.front().counters.requests += 1;
            return service.request(call, key, &body);
        }
        Incoming::Echo => service.echoed(call),
        Incoming::Memory(answer) => service.peeked(call, &answer),
        Incoming::Goodbye => call.guest.close(Ending::Flush, call.out),
    }
    Ok(())
}

fn ready<S: Service>(service: &mut S, call: &mut Call<'_, S::State>) {
    let count = service.ready(call);
    let front = service.front();
    if call.guest.link.complete(call.now, count, &front.shared, front.clock, call.out) {
        connected(service, call);
    }
}

fn connected<S: Service>(service: &mut S, call: &mut Call<'_, S::State>) {
    service.front().counters.connected += 1;
    let link = &call.guest.link;
    call.out.event(Event::Connected {
        conn: link.conn(),
        version: link.version(),
        app_id: link.app_id().unwrap_or_default(),
        encrypted: link.is_encrypted(),
    });
    service.connected(call);
}

fn operate<S: Service>(service: &mut S, now: Instant, id: OperatorId, command: Command, out: &mut Outbox) {
    let answer = match command {
        Command::Counters => Answer::Counters(Box::new(service.front().counters)),
        Command::Connections => {
            let rows = service.front().visitors().map(|visitor| Connection {
                conn: visitor.conn(),
                app_id: visitor.link.app_id(),
                account_id: S::account_id(&visitor.state),
            });
            Answer::Connections(rows.collect())
        }
        Command::Disconnect(conn) if service.front().visitor(conn).is_none() => Answer::NotFound,
        Command::Disconnect(conn) => {
            disconnect(service, now, conn, out);
            Answer::Done
        }
        other => return service.operate(now, id, other, out),
    };
    out.answer(id, answer);
}

/// Ends a connection with the notice that its version knows.
pub fn disconnect<S: Service>(service: &mut S, now: Instant, conn: ConnId, out: &mut Outbox) {
    attend(service, now, conn, out, |service, call| {
        service.leaving(call);
        let shared = &service.front().shared;
        if let Some(ending) = call.guest.link.say_goodbye(now, shared, rt::DisconnectReason::NONE, call.out) {
            call.guest.close(ending, call.out);
        }
    });
}
