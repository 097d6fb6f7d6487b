//! The client's bytes, as they were recorded, to our machines under a virtual clock.

use core::time::Duration;
use std::net::SocketAddrV4;

use clank_core::machine::{Instant, NoTap, Recorded, Secret};
use clank_core::mail::{Admission, Component, Mail, Ticket};
use clank_core::parts::parts;
use clank_core::script::NoScript;
use clank_core::wire::{AccessKey, SessionKeyText, Version};

use super::fixture::Fixture;
use crate::capture::{Dir, Flow, FlowKind};
use crate::dissect::{Decoder, Keyring, Keys, Message, Stream};
use crate::world::{FlowId, Net, World};

/// How long we wait after the client's last byte: answers of the store and of the MLS come within it.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// What our machines made of the client's bytes: the whole conversation, both sides.
pub(super) fn serve(fixture: &Fixture, flow: &Flow, stream: &Stream) -> Vec<Message> {
    let mut store = fixture.store.clone();
    let mut net = Net::new(0);
    net.latency = Duration::from_micros(50);
    let mut world = World::new(0)
        .with_net(net)
        .born_at(fixture.born_us)
        .with_store(move |_, request| (store.answer(request), Duration::from_micros(50)));
    for part in parts(&fixture.config, |_| [0; 32], |_| Box::new(NoScript)) {
        world.add(part.component, part.machine, &part.listeners, Box::new(NoTap));
    }
    for account_id in &fixture.online {
        world.input(Component::Mls, online(*account_id));
    }
    let ring = Keyring::default();
    let mut decoder = Decoder::new(&ring);
    decoder.keys = Keys { modulus: None, ..stream.keys.clone() };
    decoder.dialect = stream.dialect;
    let mut heard = Heard { decoder, buffer: Vec::new(), messages: Vec::new() };
    let server = SocketAddrV4::new(*flow.server.ip(), flow.server.port());
    let id = world.dial_with(flow.client, server, Some(fixture.preset.clone()));
    let mut recorded = stream.messages.iter().filter(|message| message.dir == Dir::ToServer);
    let (mut clock, mut fed) = (Instant::BIRTH, 0_u64);
    let mut frames_end = 0_u64;
    for event in flow.events.iter().filter(|event| event.dir == Dir::ToServer) {
        let since = u64::try_from(event.time_us.saturating_sub(fixture.born_us)).unwrap_or_default();
        clock = clock.max(Instant(since));
        world.run_until(clock);
        heard.listen(&mut world, id, event.frame, event.time_us);
        match &event.kind {
            FlowKind::Data(bytes) => {
                world.write(id, bytes);
                fed += bytes.len() as u64;
                // The client's own frames stand where their last byte was fed.
                while frames_end < fed {
                    let Some(message) = recorded.next() else {
                        break;
                    };
                    frames_end += message.wire.len() as u64;
                    heard.messages.push(message.clone());
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

/// A session that is there before the recording begins.
fn online(account_id: i32) -> Recorded {
    let admission = Admission {
        ticket: Ticket([0xff; 16]),
        account_id,
        name: String::new(),
        app_id: 0,
        version: Version::V108,
        session_key: Secret::new(SessionKeyText::new("online")),
        access_key: Secret::new(AccessKey::new("online")),
        keep_alive: Duration::from_secs(86_400),
    };
    Recorded::Mail { from: Component::Mas, mail: Mail::Admit(Box::new(admission)) }
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
