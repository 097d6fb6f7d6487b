//! What a recorded game server knew before the console's first byte: its world, the console's slot and who else was
//! there.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddrV4};

use clank_core::crypto::SessionKey;
use clank_core::wire::rt::{self, RtMessage};
use clank_core::wire::{AddressText, Dialect, Layout as _, SessionKeyText};

use super::ends::Ends;
use super::link::UNTOLD;
use super::slots::{MAX_MEMBERS, OtherMembers, WorldSlots};
use super::streams::RecordedSide;
use crate::dissect::{FrameStream, Message, Opened};

/// The port of a connection that was not recorded.
const PORT: u16 = 10079;

/// What the recording tells of a world.
#[derive(Debug, Clone)]
pub(crate) struct WorldFacts {
    pub(crate) dialect: Dialect,
    pub(crate) app_id: u32,
    /// The server's number of the world.
    pub(crate) world_id: i32,
    /// The key that its members share.
    pub(crate) world_key: Option<SessionKey>,
    pub(crate) slots: WorldSlots,
    /// How the server knew the console.
    pub(crate) session_key: SessionKeyText,
    pub(crate) scert_id: u16,
    /// Whether the server let it in.
    pub(crate) admitted: bool,
    /// Whether its beginning is recorded, and the beginning of its datagrams.
    pub(crate) begins: bool,
    pub(crate) greets: bool,
    /// How many slots were taken, as told from record to record.
    pub(crate) counts: VecDeque<(u32, u16)>,
}

/// The messages of one kind that can be read, with their records.
fn all<'a, M: RtMessage>(stream: Option<&'a FrameStream>) -> impl Iterator<Item = (u32, M)> + 'a {
    stream.into_iter().flat_map(|stream| {
        let read = |message: &Message| M::decode(message.plain.as_deref()?, stream.dialect).ok();
        let kind = stream.messages.iter().filter(|message| message.id == M::ID);
        kind.filter_map(move |message| Some((message.frame, read(message)?)))
    })
}

pub(crate) fn first<M: RtMessage>(stream: Option<&FrameStream>) -> Option<M> {
    all(stream).next().map(|(_, message)| message)
}

pub(crate) fn address(text: AddressText<16>) -> Option<Ipv4Addr> {
    text.to_text().parse().ok().filter(|ip: &Ipv4Addr| !ip.is_unspecified())
}

/// What a recording tells, by TCP and UDP together.
pub(crate) fn world_facts(
    tcp: Option<&FrameStream>,
    udp: Option<&FrameStream>,
    base: &FrameStream,
) -> Result<WorldFacts, String> {
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
    if own.is_some_and(|own| own >= MAX_MEMBERS) {
        return Err(format!("no world has more than {MAX_MEMBERS} members"));
    }
    let slots = WorldSlots::new(&OtherMembers::of(messages, base.dialect), own, count);
    let accepts = all::<rt::ServerConnectAcceptTcp>(tcp).map(|(record, accept)| (record, accept.client_count));
    let accepts_udp = all::<rt::ServerConnectAcceptAuxUdp>(udp).map(|(record, accept)| (record, accept.client_count));
    let completes = all::<rt::ServerConnectComplete>(tcp).map(|(record, complete)| (record, complete.client_count));
    let mut counts: Vec<(u32, u16)> = accepts.chain(accepts_udp).chain(completes).collect();
    counts.sort_unstable();
    let named = connect.as_ref().map(rt::ClientConnectTcp::target_world_id);
    let world_id = named.or_else(|| greeting.as_ref().and_then(|it| it.world_id.or(it.short_world_id.map(u32::from))));
    let world_id = u16::try_from(world_id.unwrap_or(1)).map_err(|_| "a number of a world above 65535".to_owned())?;
    let session_key = connect.as_ref().and_then(|connect| Some(connect.session_key?.get().clean()));
    Ok(WorldFacts {
        dialect: base.dialect,
        app_id: connect.as_ref().map(|connect| connect.app_id).or(base.app_id).unwrap_or(UNTOLD),
        world_id: world_id.into(),
        world_key: world_key(tcp, base),
        slots,
        session_key: session_key.filter(|key| !key.is_empty()).unwrap_or_else(|| SessionKeyText::new("replayed")),
        scert_id: accept.and_then(|accept| u16::try_from(accept.scert_id?).ok()).unwrap_or(1),
        admitted: connect.is_none() || tcp.is_some_and(lets_in),
        begins: connect.is_some(),
        greets: greeting.is_some(),
        counts: counts.into(),
    })
}

/// Whether the server accepted the connection, readable or not.
fn lets_in(stream: &FrameStream) -> bool {
    stream.messages.iter().any(|message| message.id == rt::ServerConnectAcceptTcp::ID)
}

/// The opening of a connection, with or without auxiliary UDP.
fn opening(tcp: Option<&FrameStream>) -> Option<&Message> {
    let is = |message: &&Message| matches!(message.id, rt::ClientConnectTcp::ID | rt::ClientConnectTcpAuxUdp::ID);
    tcp?.messages.iter().find(is)
}

/// The second SERVER_CRYPTKEY_PEER, or what opened a stream without a beginning.
fn world_key(tcp: Option<&FrameStream>, base: &FrameStream) -> Option<SessionKey> {
    let handed = || all::<rt::ServerCryptkeyPeer>(tcp).map(|(_, peer)| SessionKey::new(peer.key.0));
    if handed().next().is_some() { handed().nth(1) } else { base.keys.client.clone() }
}

/// The first SERVER_CRYPTKEY_PEER, or what opened the client's opening.
pub(crate) fn first_key(tcp: Option<&FrameStream>) -> Option<SessionKey> {
    first::<rt::ServerCryptkeyPeer>(tcp).map(|peer| SessionKey::new(peer.key.0)).or_else(|| {
        match &opening(tcp)?.opened {
            Opened::Session(key) => Some(key.clone()),
            _ => None,
        }
    })
}

/// The console is where the server saw it, and the server where it said that it is.
pub(crate) fn ends(tcp: Option<RecordedSide<'_>>, udp: Option<RecordedSide<'_>>) -> Result<Ends, String> {
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
