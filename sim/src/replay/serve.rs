//! The client's bytes, as they were recorded, to our machines under a virtual clock.

use core::time::Duration;
use std::net::SocketAddrV4;

use clank_core::machine::{Instant, NoTap, Recorded};
use clank_core::mail::Component;
use clank_core::operator::Command;
use clank_core::parts::parts;
use clank_core::script::NoScript;

use super::director::Director;
use super::exchange::{Exchange, is_handshake};
use super::fixture::Fixture;
use super::lobby;
use crate::capture::{Dir, Flow, FlowKind};
use crate::dissect::{Decoder, Keyring, Keys, Message, Stream};
use crate::world::{FlowId, Net, World};

/// How long we wait after the client's last byte: answers of the store and of the MLS come within it.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// How long a request may take before the next scene is set.
const SCENE: Duration = Duration::from_millis(1);
/// How long before the console's first byte its login is known.
const HEAD_START: Duration = Duration::from_millis(1);

/// What our machines made of the client's bytes: the whole conversation, both sides.
pub(super) fn serve(mut fixture: Fixture, flow: &Flow, stream: &Stream, exchanges: &[Exchange]) -> Vec<Message> {
    let store = fixture.store.clone();
    let mut net = Net::new(0);
    net.latency = Duration::from_micros(50);
    let mut world = World::new(0)
        .with_net(net)
        .born_at(fixture.born_us)
        .with_store(move |_, request| (store.borrow_mut().answer(request), Duration::from_micros(50)));
    for part in parts(&fixture.config, |_| [0; 32], |_| Box::new(NoScript)) {
        world.add(part.component, part.machine, &part.listeners, Box::new(NoTap));
    }
    if let Some(host) = fixture.host.take() {
        world.add(lobby::HOST, Box::new(host), &[], Box::new(NoTap));
    }
    for mail in fixture.letters.drain(..) {
        world.input(Component::Mls, Recorded::Mail { from: Component::Mas, mail });
    }
    if fixture.director.is_some() {
        // The store has to know him before he comes.
        world.run_for(HEAD_START);
    }
    let mut asked = exchanges.iter().filter(|exchange| exchange.request.is_some());
    let ring = Keyring::default();
    let mut decoder = Decoder::new(&ring);
    decoder.keys = Keys { modulus: None, ..stream.keys.clone() };
    decoder.dialect = stream.dialect;
    let mut heard = Heard { decoder, buffer: Vec::new(), messages: Vec::new() };
    let server = SocketAddrV4::new(*flow.server.ip(), flow.server.port());
    let id = world.dial_with(flow.client, server, Some(fixture.preset.clone()));
    let mut mine = stream.messages.iter().filter(|message| message.dir == Dir::ToServer).peekable();
    let (mut clock, mut fed) = (Instant::BIRTH, 0_u64);
    let mut frames_end = 0_u64;
    for event in flow.events.iter().filter(|event| event.dir == Dir::ToServer) {
        let since = u64::try_from(event.time_us.saturating_sub(fixture.born_us)).unwrap_or_default();
        clock = clock.max(Instant(since));
        world.run_until(clock);
        heard.listen(&mut world, id, event.frame, event.time_us);
        match &event.kind {
            FlowKind::Data(bytes) => {
                let mut bytes = bytes.as_slice();
                // Message by message, whatever the segments were: each finds its scene set.
                while !bytes.is_empty() {
                    let next = mine.peek().map(|message| frames_end + message.wire.len() as u64);
                    let left =
                        next.and_then(|end| usize::try_from(end.saturating_sub(fed)).ok()).unwrap_or(bytes.len());
                    let (piece, rest) = bytes.split_at(left.clamp(1, bytes.len()));
                    fed += piece.len() as u64;
                    bytes = rest;
                    let whole = next.is_some_and(|end| end <= fed);
                    if whole && mine.peek().is_some_and(|message| !is_handshake(message.id)) {
                        stage(&mut world, fixture.director.as_mut(), asked.next());
                    }
                    world.write(id, piece);
                    // The client's own frames stand where their last byte was fed.
                    if whole && let Some(message) = mine.next() {
                        frames_end += message.wire.len() as u64;
                        heard.messages.push(message.clone());
                    }
                }
            }
            FlowKind::Fin => world.shut(id),
            FlowKind::Reset => world.reset(id),
            FlowKind::Opened | FlowKind::Gap { .. } | FlowKind::Datagram(_) => {}
        }
    }
    world.run_for(LAST_WORDS);
    let last = flow.events.last().map_or((0, 0), |event| (event.frame, event.time_us));
    heard.listen(&mut world, id, last.0, last.1);
    heard.messages
}

/// Sets the scenes of a request whose last byte is about to come.
fn stage(world: &mut World, director: Option<&mut Director>, asked: Option<&Exchange>) {
    let Some(director) = director else { return };
    // What came before is dealt with in its own scene.
    world.run_for(SCENE);
    for scene in asked.map(|exchange| director.stage(exchange)).unwrap_or_default() {
        world.operator(Component::Mls, Command::Stage(Box::new(scene)));
    }
    world.run_for(Duration::from_micros(1));
}

/// Our side of the conversation, decoded like a recording.
struct Heard<'k> {
    decoder: Decoder<'k>,
    buffer: Vec<u8>,
    messages: Vec<Message>,
}

impl Heard<'_> {
    fn listen(&mut self, world: &mut World, id: FlowId, frame: u32, time_us: i64) {
        self.buffer.extend(world.read(id));
        self.messages.extend(self.decoder.cut(&mut self.buffer, frame, time_us, Dir::ToClient));
    }
}
