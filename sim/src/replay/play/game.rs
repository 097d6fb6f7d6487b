//! What a recorded game server knew before the console's first byte: its world, the console's seat and who else was
//! there.

use core::time::Duration;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::rc::Rc;

use clank_core::config::{Aggregation, Config, GameServers};
use clank_core::crypto::SessionKey;
use clank_core::limits::Timeouts;
use clank_core::link::{LinkPreset, SessionPreset};
use clank_core::secret::Secret;
use clank_core::store::Memory;
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{AddressText, Dialect, Layout as _, SessionKeyText};

use crate::capture::Dir;
use crate::dissect::{Message, Opened, Stream};
use crate::replay::play::peers::Party;
use crate::replay::play::serve::Side;
use crate::replay::read::accounts::{Ends, Fixture, UNTOLD, modulus, policy, resumed};
use crate::replay::read::slots::{MOST, Others, Seats};

/// How long nothing may happen: the recording says who leaves, and when.
const NEVER: Duration = Duration::from_secs(864_000);
/// The port of a connection that was not recorded.
const PORT: u16 = 10079;

/// What the recording tells of a world.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) dialect: Dialect,
    pub(crate) app_id: u32,
    /// The server's number of the world.
    pub(crate) world_id: i32,
    /// The key that its members share.
    pub(crate) world_key: Option<SessionKey>,
    pub(crate) seats: Seats,
    /// How the server knew the console.
    pub(crate) session_key: SessionKeyText,
    pub(crate) scert_id: u16,
    /// Whether the server let it in.
    pub(crate) admitted: bool,
    /// Whether its beginning is recorded, and the beginning of its datagrams.
    pub(crate) begins: bool,
    pub(crate) greets: bool,
    /// How many seats were taken, as told from record to record.
    pub(crate) counts: VecDeque<(u32, u16)>,
}

/// The messages of one kind that can be read, with their records.
fn all<'a, M: RtMessage>(stream: Option<&'a Stream>) -> impl Iterator<Item = (u32, M)> + 'a {
    stream.into_iter().flat_map(|stream| {
        let read = |message: &Message| M::decode(message.plain.as_deref()?, stream.dialect).ok();
        let kind = stream.messages.iter().filter(|message| message.id == M::ID);
        kind.filter_map(move |message| Some((message.frame, read(message)?)))
    })
}

fn first<M: RtMessage>(stream: Option<&Stream>) -> Option<M> {
    all(stream).next().map(|(_, message)| message)
}

fn address(text: AddressText<16>) -> Option<Ipv4Addr> {
    text.to_text().parse().ok().filter(|ip: &Ipv4Addr| !ip.is_unspecified())
}

/// What a recording tells, by TCP and UDP together.
fn told(tcp: Option<&Stream>, udp: Option<&Stream>, base: &Stream) -> Result<Told, String> {
    let connect = match opening(tcp).map(|message| message.plain.as_deref()) {
        None => None,
        Some(None) => return Err(format!("{} cannot be read", rt::ClientConnectTcpAuxUdp::NAME)),
        Some(Some(plain)) => Some(rt::ClientConnectTcp::decode(plain, base.dialect).map_err(|e| e.to_string())?),
    };
    let accept: Option<rt::ServerConnectAcceptTcp> = first(tcp);
    let greeting: Option<rt::ClientConnectAuxUdp> = first(udp);
    let mut messages: Vec<&Message> = [tcp, udp].into_iter().flatten().flat_map(|stream| &stream.messages).collect();
    messages.sort_by_key(|message| message.frame);
    let own = accept.as_ref().map(|accept| accept.client_index).or(greeting.as_ref().map(|it| it.client_index));
    let count = accept.as_ref().map(|accept| accept.client_count);
    if own.is_some_and(|own| own >= MOST) {
        return Err(format!("no world has more than {MOST} members"));
    }
    let seats = Seats::new(&Others::of(messages, base.dialect), own, count);
    let accepts = all::<rt::ServerConnectAcceptTcp>(tcp).map(|(record, accept)| (record, accept.client_count));
    let accepts_udp = all::<rt::ServerConnectAcceptAuxUdp>(udp).map(|(record, accept)| (record, accept.client_count));
    let completes = all::<rt::ServerConnectComplete>(tcp).map(|(record, complete)| (record, complete.client_count));
    let mut counts: Vec<(u32, u16)> = accepts.chain(accepts_udp).chain(completes).collect();
    counts.sort_unstable();
    let named = connect.as_ref().map(rt::ClientConnectTcp::target_world_id);
    let world_id = named.or_else(|| greeting.as_ref().and_then(|it| it.world_id.or(it.short_world_id.map(u32::from))));
    let world_id = u16::try_from(world_id.unwrap_or(1)).map_err(|_| "a number of a world above 65535".to_owned())?;
    let session_key = connect.as_ref().and_then(|connect| Some(connect.session_key?.get().clean()));
    Ok(Told {
        dialect: base.dialect,
        app_id: connect.as_ref().map(|connect| connect.app_id).or(base.app_id).unwrap_or(UNTOLD),
        world_id: world_id.into(),
        world_key: world_key(tcp, base),
        seats,
        session_key: session_key.filter(|key| !key.is_empty()).unwrap_or_else(|| SessionKeyText::new("replayed")),
        scert_id: accept.and_then(|accept| u16::try_from(accept.scert_id?).ok()).unwrap_or(1),
        admitted: connect.is_none() || tcp.is_some_and(lets_in),
        begins: connect.is_some(),
        greets: greeting.is_some(),
        counts: counts.into(),
    })
}

/// Whether the server accepted the connection, readable or not.
fn lets_in(stream: &Stream) -> bool {
    stream.messages.iter().any(|message| message.id == rt::ServerConnectAcceptTcp::ID)
}

/// The opening of a connection, with or without auxiliary UDP.
fn opening(tcp: Option<&Stream>) -> Option<&Message> {
    let is = |message: &&Message| matches!(message.id, rt::ClientConnectTcp::ID | rt::ClientConnectTcpAuxUdp::ID);
    tcp?.messages.iter().find(is)
}

/// The second SERVER_CRYPTKEY_PEER, or what opened a stream without a beginning.
fn world_key(tcp: Option<&Stream>, base: &Stream) -> Option<SessionKey> {
    let handed = || all::<rt::ServerCryptkeyPeer>(tcp).map(|(_, peer)| SessionKey::new(peer.key.0));
    if handed().next().is_some() { handed().nth(1) } else { base.keys.client.clone() }
}

/// The first SERVER_CRYPTKEY_PEER, or what opened the client's opening.
fn first_key(tcp: Option<&Stream>) -> Option<SessionKey> {
    first::<rt::ServerCryptkeyPeer>(tcp).map(|peer| SessionKey::new(peer.key.0)).or_else(|| {
        match &opening(tcp)?.opened {
            Opened::Session(key) => Some(key.clone()),
            _ => None,
        }
    })
}

/// The fixture of a connection to a game server and of the datagrams that belong to it; one of the two is enough.
pub(crate) fn fixture(tcp: Option<Side<'_>>, udp: Option<Side<'_>>) -> Result<Fixture, String> {
    let (tcp_stream, udp_stream) = (tcp.map(|side| side.stream), udp.map(|side| side.stream));
    let base = tcp_stream.or(udp_stream).ok_or("nothing is recorded")?;
    let told = told(tcp_stream, udp_stream, base)?;
    let ends = ends(tcp, udp)?;
    let mut link = policy(base);
    let heard = |stream: &&Stream| stream.messages.iter().any(|message| message.dir == Dir::ToClient);
    if let Some(heard) = [tcp_stream, udp_stream].into_iter().flatten().find(heard) {
        let sealed = |message: &Message| message.dir == Dir::ToClient && message.context.is_some();
        link.encrypt = heard.messages.iter().any(sealed);
    } else {
        link.encrypt = told.world_key.is_some();
    }
    let dme = GameServers {
        tcp: Some(ends.server),
        udp: ends.server_udp,
        // What left the recorded server was gathered already.
        aggregation: Aggregation::Off,
        worlds: u16::MAX,
        players: 256,
        last_world: told.world_id - 1,
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
        world_key: told.world_key.clone(),
        scert_id: Some(told.scert_id),
        client_modulus: modulus(base),
        // Sony's game servers had a key of their own that nobody knows: the modulus is known by its hash.
        unreadable_exchange: true,
        resumed: (!told.begins).then(|| resumed(base)),
        session: Some(SessionPreset { session_key: Secret::new(told.session_key), ..SessionPreset::default() }),
    };
    let said = [tcp_stream, udp_stream].into_iter().flatten().flat_map(|stream| &stream.messages);
    let said = said.filter(|message| message.dir == Dir::ToServer);
    Ok(Fixture {
        config,
        store: Rc::new(RefCell::new(Memory::new())),
        preset,
        ends,
        letters: Vec::new(),
        stage: Box::new(Party::new(told, ends)),
        stand_ins: Vec::new(),
        born_us: said.min_by_key(|message| message.frame).map_or(0, |message| message.time_us),
    })
}

/// The console is where the server saw it, and the server where it said that it is.
fn ends(tcp: Option<Side<'_>>, udp: Option<Side<'_>>) -> Result<Ends, String> {
    let flow = tcp.or(udp).map(|side| side.flow).ok_or("nothing is recorded")?;
    let stream = tcp.map(|side| side.stream);
    let accept: Option<rt::ServerConnectAcceptTcp> = first(stream);
    let greeted: Option<rt::ServerConnectAcceptAuxUdp> = first(udp.map(|side| side.stream));
    let info: Option<rt::ServerInfoAuxUdp> = first(stream);
    let seen = accept.and_then(|accept| address(accept.address)).unwrap_or(*flow.client.ip());
    let udp_flow = udp.map(|side| side.flow);
    let port = greeted.map(|accept| accept.port).or(udp_flow.map(|flow| flow.client.port())).unwrap_or(PORT);
    let server_udp = match (&info, udp_flow) {
        (Some(info), _) => SocketAddrV4::new(address(info.address).unwrap_or(*flow.server.ip()), info.port),
        (None, Some(udp)) => udp.server,
        (None, None) => SocketAddrV4::new(*flow.server.ip(), 50_000),
    };
    let here = tcp.map_or(PORT, |side| side.flow.client.port());
    let server = tcp.map_or(SocketAddrV4::new(*flow.server.ip(), PORT), |side| side.flow.server);
    Ok(Ends { console: SocketAddrV4::new(seen, here), server, console_udp: SocketAddrV4::new(seen, port), server_udp })
}
