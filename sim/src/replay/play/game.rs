//! What a recorded game server knew before the console's first byte: its world, the console's slot and who else was
//! there.

use core::time::Duration;
use std::cell::RefCell;
use std::rc::Rc;

use clank_core::config::{Aggregation, Config, GameServers};
use clank_core::ids::DmeWorldId;
use clank_core::limits::Timeouts;
use clank_core::secret::Secret;
use clank_core::settings::{LinkPreset, SessionPreset};
use clank_core::store::Memory;
use clank_core::wire::rt::{self};

use super::peers::Peers;
use super::seed_state::SeedState;
use crate::capture::Dir;
use crate::dissect::{FrameStream, Message};
use crate::replay::read::game_world::{address, ends, first, first_key, world_facts};
use crate::replay::read::link::{modulus, policy, resumed};
use crate::replay::read::streams::RecordedSide;

/// How long nothing may happen: the recording says who leaves, and when.
const NEVER: Duration = Duration::from_secs(864_000);

/// The seed state of a connection to a game server and of the datagrams that belong to it; one of the two is enough.
pub(crate) fn seed_state(tcp: Option<RecordedSide<'_>>, udp: Option<RecordedSide<'_>>) -> Result<SeedState, String> {
    let (tcp_stream, udp_stream) = (tcp.map(|side| side.stream), udp.map(|side| side.stream));
    let base = tcp_stream.or(udp_stream).ok_or("nothing is recorded")?;
    let facts = world_facts(tcp_stream, udp_stream, base)?;
    let ends = ends(tcp, udp)?;
    let mut link = policy(base);
    let heard = |stream: &&FrameStream| stream.messages.iter().any(|message| message.dir == Dir::ToClient);
    if let Some(heard) = [tcp_stream, udp_stream].into_iter().flatten().find(heard) {
        let sealed = |message: &Message| message.dir == Dir::ToClient && message.context.is_some();
        link.encrypt = heard.messages.iter().any(sealed);
    } else {
        link.encrypt = facts.world_key.is_some();
    }
    let dme = GameServers {
        tcp: Some(ends.server),
        udp: ends.server_udp,
        // What left the recorded server was gathered already.
        aggregation: Aggregation::Off,
        worlds: u16::MAX,
        players: 256,
        last_world: DmeWorldId(facts.world_id.0 - 1),
        ..GameServers::default()
    };
    let timeouts = Timeouts { handshake: NEVER, silence: NEVER, empty_game: NEVER, ..Timeouts::default() };
    let info: Option<rt::ServerInfoAuxUdp> = first(tcp_stream);
    let config = Config {
        public_address: info.and_then(|info| address(info.address)),
        muis: None,
        mas: None,
        mls: None,
        mps: None,
        nat: None,
        dme,
        link,
        timeouts,
        ..Config::default()
    };
    let preset = LinkPreset {
        client_key: first_key(tcp_stream),
        server_key: base.keys.server.clone(),
        world_key: facts.world_key.clone(),
        scert_id: Some(facts.scert_id),
        client_modulus: modulus(base),
        // Sony's game servers had a key of their own that nobody knows: the modulus is known by its hash.
        unreadable_exchange: true,
        resumed: (!facts.begins).then(|| resumed(base)),
        session: Some(SessionPreset { session_key: Secret::new(facts.session_key), ..SessionPreset::default() }),
    };
    let said = [tcp_stream, udp_stream].into_iter().flatten().flat_map(|stream| &stream.messages);
    let said = said.filter(|message| message.dir == Dir::ToServer);
    Ok(SeedState {
        config,
        store: Rc::new(RefCell::new(Memory::new())),
        preset,
        ends,
        peer_messages: Vec::new(),
        environment: Box::new(Peers::new(facts, ends)),
        stand_ins: Vec::new(),
        born_us: said.min_by_key(|message| message.frame).map_or(0, |message| message.time_us),
    })
}
