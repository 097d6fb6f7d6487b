//! The client's bytes, as they were recorded, to our machines under a virtual clock.

use core::time::Duration;
use std::collections::BTreeMap;

use clank_core::components::components;
use clank_core::crypto::SessionKey;
use clank_core::ids::Component;
use clank_core::machine::{Machine, NoTap, Recorded};
use clank_core::script::NoScript;
use clank_core::time::Instant;

use super::environment::{Environment, Reached};
use super::seed_state::SeedState;
use crate::capture::{Dir, FlowKind, Transport};
use crate::dissect::{Decoder, Keyring, Message, StreamKeys};
use crate::replay::read::ends::Ends;
use crate::replay::read::exchange::{Exchange, is_handshake, is_set_off};
use crate::replay::read::streams::RecordedSide;
use crate::world::{FlowId, Net, World};

/// How long we wait after the client's last byte: answers of the store and of the MLS come within it.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// What our machines made of one flow.
#[derive(Debug, Default)]
pub(crate) struct Served {
    /// The whole conversation, both sides.
    pub(crate) messages: Vec<Message>,
    /// What others got of the client.
    pub(crate) reached: Reached,
}

/// What is fed next.
enum Feed<'a> {
    /// A frame of the client's connection, when its last byte was recorded.
    Frame(&'a Message),
    Fin,
    Reset,
    Datagram(&'a [u8]),
    /// What others set off: they do it.
    Others(&'a Message, Transport),
}

struct Step<'a> {
    frame: u32,
    time_us: i64,
    feed: Feed<'a>,
}

/// The client's side and what others set off, in the order of the recording.
fn steps<'a>(tcp: Option<RecordedSide<'a>>, udp: Option<RecordedSide<'a>>) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    for (transport, RecordedSide { flow, stream }) in
        [(Transport::Tcp, tcp), (Transport::Udp, udp)].into_iter().filter_map(both)
    {
        // What is no frame is not fed: the recording lost the rest of it.
        let said = stream.messages.iter().filter(|one| transport == Transport::Tcp && one.dir == Dir::ToServer);
        steps.extend(said.map(|one| Step { frame: one.frame, time_us: one.time_us, feed: Feed::Frame(one) }));
        for event in flow.events.iter().filter(|event| event.dir == Dir::ToServer) {
            let feed = match &event.kind {
                FlowKind::Datagram(bytes) => Feed::Datagram(bytes),
                FlowKind::Fin => Feed::Fin,
                FlowKind::Reset => Feed::Reset,
                FlowKind::Data(_) | FlowKind::Opened | FlowKind::Gap { .. } => continue,
            };
            steps.push(Step { frame: event.frame, time_us: event.time_us, feed });
        }
        for message in stream.messages.iter().filter(|message| is_set_off(message)) {
            let Message { frame, time_us, .. } = *message;
            steps.push(Step { frame, time_us, feed: Feed::Others(message, transport) });
        }
    }
    steps.sort_by_key(|step| step.frame);
    // The two directions can have clocks of their own: what others did lies between the client's records around it.
    let mut latest = i64::MAX;
    for step in steps.iter_mut().rev() {
        match step.feed {
            Feed::Others(..) => step.time_us = step.time_us.min(latest),
            _ => latest = step.time_us,
        }
    }
    steps
}

fn both<A, B>((a, b): (A, Option<B>)) -> Option<(A, B)> {
    Some((a, b?))
}

/// Our side of one flow, decoded like a recording.
struct OurSide<'k> {
    decoder: Decoder<'k>,
    buffer: Vec<u8>,
    messages: Vec<Message>,
}

impl<'k> OurSide<'k> {
    fn new(ring: &'k Keyring, side: Option<RecordedSide<'_>>, client: Option<&SessionKey>) -> Self {
        let mut decoder = Decoder::new(ring);
        if let Some(RecordedSide { stream, .. }) = side {
            decoder.keys = StreamKeys { modulus: None, client: client.cloned(), ..stream.keys.clone() };
            decoder.dialect = stream.dialect;
        }
        Self { decoder, buffer: Vec::new(), messages: Vec::new() }
    }

    fn cut(&mut self, frame: u32, time_us: i64) {
        self.messages.extend(self.decoder.cut(&mut self.buffer, frame, time_us, Dir::ToClient));
    }
}

/// A replay under way.
struct Serving<'a> {
    world: World,
    environment: Box<dyn Environment>,
    ends: Ends,
    conn: FlowId,
    tcp: OurSide<'a>,
    udp: OurSide<'a>,
    /// The client's requests that were not fed yet, the next one last.
    asked: Vec<&'a Exchange>,
}

/// What our machines make of the client's side: by TCP and by UDP.
pub(crate) fn serve(
    mut seed_state: SeedState,
    tcp: Option<RecordedSide<'_>>,
    udp: Option<RecordedSide<'_>>,
    exchanges: &[Exchange],
) -> (Served, Served) {
    let mut world = begin(&mut seed_state);
    let SeedState { preset, ends, mut environment, born_us, .. } = seed_state;
    environment.begin(&mut world);
    let conn = world.dial_with(ends.console, ends.server, Some(preset.clone()));
    environment.arrived(&mut world);
    let ring = Keyring::default();
    let (first, second) = (preset.client_key.as_ref(), preset.world_key.as_ref());
    let mut serving = Serving {
        world,
        environment,
        ends,
        conn,
        tcp: OurSide::new(&ring, tcp, first.or(second)),
        udp: OurSide::new(&ring, udp, second.or(first)),
        asked: exchanges.iter().filter(|exchange| exchange.request.is_some()).rev().collect(),
    };
    let mut clock = Instant::BIRTH;
    for step in steps(tcp, udp) {
        let since = u64::try_from(step.time_us.saturating_sub(born_us)).unwrap_or_default();
        clock = clock.max(Instant(since));
        serving.world.run_until(clock);
        serving.listen(step.frame, step.time_us);
        serving.feed(&step, udp);
    }
    serving.world.run_for(LAST_WORDS);
    let last = [tcp, udp].into_iter().flatten().filter_map(|side| side.flow.events.last()).max_by_key(|end| end.frame);
    serving.listen(last.map_or(0, |end| end.frame), last.map_or(0, |end| end.time_us));
    let Serving { mut world, mut environment, tcp, udp, .. } = serving;
    let mut served = |heard: OurSide<'_>, transport| Served {
        messages: heard.messages,
        reached: environment.finish(&mut world, transport),
    };
    (served(tcp, Transport::Tcp), served(udp, Transport::Udp))
}

/// A world with everything that has to be there before the first byte.
fn begin(seed_state: &mut SeedState) -> World {
    let store = seed_state.store.clone();
    let mut net = Net::new(0);
    net.latency = Duration::from_micros(50);
    let mut world = World::new(0)
        .with_net(net)
        .born_at(seed_state.born_us)
        .with_store(Duration::from_micros(50), move |_, request| store.borrow_mut().answer(request));
    let mut stand_ins: BTreeMap<Component, Box<dyn Machine>> = seed_state.stand_ins.drain(..).collect();
    for part in components(&seed_state.config, |_| [0; 32], |_| Box::new(NoScript)) {
        let machine = stand_ins.remove(&part.component).unwrap_or(part.machine);
        world.add(part.component, machine, &part.listeners, Box::new(NoTap));
    }
    for (component, machine) in stand_ins {
        world.add(component, machine, &[], Box::new(NoTap));
    }
    for (from, to, message) in seed_state.peer_messages.drain(..) {
        world.input(to, Recorded::Peer { from, message });
    }
    world
}

impl Serving<'_> {
    fn feed(&mut self, step: &Step<'_>, udp: Option<RecordedSide<'_>>) {
        match step.feed {
            Feed::Frame(message) => self.frame(message),
            Feed::Fin => self.world.shut(self.conn),
            Feed::Reset => self.world.reset(self.conn),
            Feed::Datagram(bytes) => {
                self.environment.before(&mut self.world, None, step.frame);
                self.world.datagram(self.ends.console_udp, self.ends.server_udp, bytes);
                let sent = udp.into_iter().flat_map(|side| &side.stream.messages);
                for message in sent.filter(|message| message.dir == Dir::ToServer && message.frame == step.frame) {
                    self.environment.said(message, Transport::Udp);
                    self.udp.messages.push(message.clone());
                }
            }
            Feed::Others(message, transport) => self.environment.others(&mut self.world, message, transport),
        }
    }

    /// Frame by frame, whatever the segments were: each finds its scene set.
    fn frame(&mut self, message: &Message) {
        let asked = if is_handshake(message) { None } else { self.asked.pop() };
        self.environment.before(&mut self.world, asked, message.frame);
        self.world.write(self.conn, &message.wire);
        self.environment.said(message, Transport::Tcp);
        self.tcp.messages.push(message.clone());
    }

    fn listen(&mut self, frame: u32, time_us: i64) {
        self.tcp.buffer.extend(self.world.read(self.conn));
        self.tcp.cut(frame, time_us);
        while let Some((_, datagram)) = self.world.receive(self.ends.console_udp) {
            self.udp.buffer = datagram;
            self.udp.cut(frame, time_us);
        }
    }
}
